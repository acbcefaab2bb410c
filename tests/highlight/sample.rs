//! Windows of time.
use std::{collections::HashMap, fmt};

/// One window.
#[derive(Debug, Clone, PartialEq)]
pub struct Window<'a, T: fmt::Display + 'static> {
    pub name: &'a str,
    days: Vec<T>,
}

const LIMIT: usize = 0x1F + 1_000;
static RAW: &str = r#"raw "text""#;

impl<'a, T> Window<'a, T>
where
    T: fmt::Display,
{
    /* A /* nested */ comment. */
    pub async fn open(&mut self, at: u64) -> Result<Option<f64>, Box<dyn std::error::Error>> {
        let share = 1.5e-3_f64;
        'outer: for (index, day) in self.days.iter().enumerate() {
            if let Some(found) = LOOKUP.get(&index) && at != 0 {
                println!("{day}: {}\n", found);
                break 'outer;
            }
        }
        let c = '\'';
        let bytes = b"\x00\u{e9}";
        match at {
            0..=9 => Ok(None),
            _ if true => unsafe { read::<u8>(c).await? },
            _ => return Err("no window".into()),
        }
    }
}

macro_rules! window {
    ($name:expr) => { Window { name: $name, days: vec![1, 2] } };
}
