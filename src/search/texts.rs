//! Texts, each once, by number.

use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// Bits that a text's number may have: those who write it down put flags beside it.
const NUMBER_BITS: u32 = 29;

/// Texts, each once, by number. All of a large guide's are few megabytes, so that the processor keeps them near.
#[derive(Default)]
pub(super) struct Texts {
    /// One after the other, and where each ends.
    letters: String,
    ends: Vec<u32>,
    table: HashTable<u32>,
}

/// The hash that [`Texts`] finds a text by.
pub(super) fn hash_of(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}

/// The text with this number in [`Texts`].
fn text_of<'a>(letters: &'a str, ends: &[u32], number: u32) -> &'a str {
    let number = number as usize;
    let start = if number == 0 { 0 } else { ends[number - 1] };
    &letters[start as usize..ends[number] as usize]
}

impl Texts {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..).zip(&self.ends).map(|(number, _)| self.text(number))
    }

    pub(super) fn text(&self, number: u32) -> &str {
        text_of(&self.letters, &self.ends, number)
    }

    pub(super) fn get(&self, text: &str, hash: u64) -> Option<u32> {
        self.table.find(hash, |number| self.text(*number) == text).copied()
    }

    /// Adds a text that is not there. Returns its number, or `None` when there is no room.
    pub(super) fn add(&mut self, text: &str, hash: u64) -> Option<u32> {
        let number = u32::try_from(self.len()).ok().filter(|number| *number < 1 << NUMBER_BITS)?;
        let end = u32::try_from(self.letters.len() + text.len()).ok()?;
        self.letters.push_str(text);
        self.ends.push(end);
        let Self { letters, ends, table } = self;
        table.insert_unique(hash, number, |number| hash_of(text_of(letters, ends, *number)));
        Some(number)
    }

    /// Lets go of what finds texts by their letters; those that are there keep their numbers.
    pub(super) fn forget_table(&mut self) {
        self.table = HashTable::default();
    }

    pub(super) fn clear(&mut self) {
        self.letters.clear();
        self.ends.clear();
        self.table.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_one_number() {
        let mut texts = Texts::default();
        let all: Vec<String> = (0..3000).map(|number| format!("{}w{number}", "é".repeat(number % 5))).collect();
        for _ in 0..2 {
            for (text, expected) in all.iter().zip(0..) {
                let number = texts.get(text, hash_of(text)).or_else(|| texts.add(text, hash_of(text)));
                assert_eq!(number, Some(expected));
            }
        }
        assert!(texts.iter().eq(all.iter().map(String::as_str)));
        assert_eq!(texts.get("other", hash_of("other")), None);
        // What hashes alike is told apart by its letters.
        assert_eq!(texts.get("other", hash_of(&all[7])), None);
    }
}
