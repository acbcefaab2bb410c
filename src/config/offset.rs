//! Distances in time from an event, as windows and settings write them: `+24h`, `-14d`.

use std::fmt;

/// A distance in time, negative before the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offset {
    /// How many.
    pub amount: i32,
    /// Of what.
    pub unit: Unit,
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 60 minutes.
    Hour,
    /// A day of the calendar.
    Day,
    /// Seven days.
    Week,
}

impl Unit {
    /// The letter it is written as.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Hour => 'h',
            Self::Day => 'd',
            Self::Week => 'w',
        }
    }
}

impl Offset {
    /// None at all.
    pub const ZERO: Self = Self { amount: 0, unit: Unit::Day };

    /// `+24h`, `-2w`: a sign, up to five digits and a unit; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let unit = match text.chars().last()? {
            'h' => Unit::Hour,
            'd' => Unit::Day,
            'w' => Unit::Week,
            _ => return None,
        };
        let number = &text[..text.len() - 1];
        let digits = number.strip_prefix(['+', '-'])?;
        if digits.is_empty() || digits.len() > 5 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(Self { amount: number.parse().ok()?, unit })
    }

    /// About how many hours that is, for comparing two of them.
    #[must_use]
    pub fn hours(self) -> i32 {
        let hours = match self.unit {
            Unit::Hour => 1,
            Unit::Day => 24,
            Unit::Week => 24 * 7,
        };
        self.amount * hours
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:+}{}", self.amount, self.unit.letter())
    }
}
