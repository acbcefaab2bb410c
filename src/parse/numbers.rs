//! Numbers behind names that are taken: `x-2`, `x-3`, … A page may want the same name ten thousand times, so where the numbers of
//! each name go on is remembered.

use std::collections::HashMap;

/// For each name the number that is tried next.
#[derive(Debug, Default)]
pub(super) struct Numbers(HashMap<String, usize>);

impl Numbers {
    /// The first of `name-first`, `name-(first + 1)`, … that `is_free`. It is taken from now on, as all that were not free stay
    /// taken.
    pub(super) fn next(&mut self, name: &str, first: usize, mut is_free: impl FnMut(&str) -> bool) -> String {
        let number = self.0.entry(name.to_owned()).or_insert(first);
        loop {
            let numbered = format!("{name}-{number}");
            *number += 1;
            if is_free(&numbered) {
                return numbered;
            }
        }
    }
}
