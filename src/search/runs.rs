//! Runs of the ASCII that words may have, found in many bytes at once: a large guide has millions of them.

use std::ops::Range;

use crate::blocks::{BLOCK, Block, bits, block_at};

/// A run of letters, digits and `_`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
    /// Whether it has letters or digits.
    pub(super) has_letters: bool,
    pub(super) has_capitals: bool,
    /// Whether it is written in `snake_case` or `CamelCase`.
    pub(super) has_parts: bool,
}

/// All runs of a text. Bytes beyond ASCII are of none.
pub(super) struct Runs<'t> {
    text: &'t [u8],
    /// The first byte behind the block that is read.
    next: usize,
    /// What is left of the block, one bit for each byte.
    block: Signs,
}

/// Which bytes of a block are of runs, and which of these are capitals and `_`.
#[derive(Default)]
struct Signs {
    all: u64,
    capitals: u64,
    underscores: u64,
}

impl<'t> Runs<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text: text.as_bytes(), next: 0, block: Signs::default() }
    }

    /// Reads the next block, if there is one.
    fn load(&mut self) -> bool {
        // No run has a zero.
        let Some(block) = block_at(self.text, self.next, 0) else { return false };
        self.block = Signs::of(&block);
        self.next += BLOCK;
        true
    }
}

impl Iterator for Runs<'_> {
    type Item = Run;

    fn next(&mut self) -> Option<Run> {
        while self.block.all == 0 {
            if !self.load() {
                return None;
            }
        }
        let mut from = self.block.all.trailing_zeros();
        let start = self.next - BLOCK + from as usize;
        let mut run = Run { range: start..start, has_letters: false, has_capitals: false, has_parts: false };
        // A capital at its start makes no part.
        let mut later = !(1 << from);
        loop {
            let Signs { all, capitals, underscores } = &mut self.block;
            let length = (!(*all >> from)).trailing_zeros();
            let of_run = (u64::MAX >> (u64::BITS - length)) << from;
            run.range.end += length as usize;
            run.has_letters |= of_run & !*underscores != 0;
            run.has_capitals |= of_run & *capitals != 0;
            run.has_parts |= of_run & (*capitals & later | *underscores) != 0;
            *all &= !of_run;
            if from + length < u64::BITS || !self.load() || self.block.all & 1 == 0 {
                return Some(run);
            }
            (from, later) = (0, u64::MAX);
        }
    }
}

impl Signs {
    fn of(block: &Block) -> Self {
        let letters = block.map(|byte| byte.is_ascii_alphanumeric());
        let underscores = bits(&block.map(|byte| byte == b'_'));
        Self {
            all: bits(&letters) | underscores,
            capitals: bits(&block.map(|byte| byte.is_ascii_uppercase())),
            underscores,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The runs of a text, found byte by byte.
    fn one_by_one(text: &str) -> Vec<Run> {
        let bytes = text.as_bytes();
        let is_of_run = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let mut runs = Vec::new();
        let mut start = 0;
        for run in bytes.split(|byte| !is_of_run(byte)) {
            if !run.is_empty() {
                let is_part = |(at, byte): (usize, &u8)| *byte == b'_' || (at > 0 && byte.is_ascii_uppercase());
                runs.push(Run {
                    range: start..start + run.len(),
                    has_letters: run.iter().any(u8::is_ascii_alphanumeric),
                    has_capitals: run.iter().any(u8::is_ascii_uppercase),
                    has_parts: run.iter().enumerate().any(is_part),
                });
            }
            start += run.len() + 1;
        }
        runs
    }

    #[test]
    fn runs_are_those_that_are_found_byte_by_byte() {
        for length in [0, 1, 7, 63, 64, 65, 128, 200] {
            // Around each place all that a byte may be, and beyond ASCII.
            for at in 0..length {
                for (sign, around) in
                    ["\0", "/", "0", "9", ":", "@", "A", "Z", "[", "_", "`", "a", "z", "{", "\u{7f}", "é"]
                        .into_iter()
                        .flat_map(|sign| ["x", "7", "_", "Q", " "].map(|around| (sign, around)))
                {
                    let text = format!("{}{sign}{}", around.repeat(at), around.repeat(length - at - 1));
                    assert_eq!(Runs::new(&text).collect::<Vec<_>>(), one_by_one(&text), "{text:?}");
                }
            }
        }
        let mixed = "The quick_brown FoxJumps — über  the_ _lazy DOG's 12ab; ".repeat(9);
        assert_eq!(Runs::new(&mixed).collect::<Vec<_>>(), one_by_one(&mixed));
        assert_eq!(Runs::new(&mixed).count(), 9 * 9);
    }
}
