//! All entries of a guide, page by page as pages leave them: one list would need room for all of them once more while it is made, just
//! when a large guide takes most memory.

use std::iter::Flatten;
use std::ops::{Index, Range};
use std::slice::Iter;

use super::entries::Entry;

/// What can be found in a guide, in reading order.
#[derive(Debug, PartialEq, Eq)]
pub struct Entries {
    /// Those of each page that has any.
    pages: Vec<Vec<Entry>>,
    /// For each of these pages a hash of what files hold of it.
    hashes: Vec<u64>,
    /// The number of the first entry of each of these pages.
    firsts: Vec<usize>,
    count: usize,
}

impl Entries {
    /// The entries of pages, in order, each with a hash of what files hold of the page.
    #[must_use]
    pub fn of_pages(pages: impl IntoIterator<Item = (Vec<Entry>, u64)>) -> Self {
        let (pages, hashes): (Vec<Vec<Entry>>, Vec<u64>) =
            pages.into_iter().filter(|(entries, _)| !entries.is_empty()).unzip();
        let mut count = 0;
        let firsts = pages.iter().map(|entries| {
            let first = count;
            count += entries.len();
            first
        });
        Self { firsts: firsts.collect(), count, pages, hashes }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// All of them.
    pub fn iter(&self) -> Flatten<Iter<'_, Vec<Entry>>> {
        self.into_iter()
    }

    /// Those of each page that has any.
    pub(super) fn pages(&self) -> impl Iterator<Item = &[Entry]> {
        self.pages.iter().map(Vec::as_slice)
    }

    /// For each page that has entries a hash of what files hold of it.
    pub(super) fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// The page that has the entry of this number: the number of its first entry, and all of its entries. There must be such an entry.
    pub(super) fn page_of(&self, number: usize) -> (usize, &[Entry]) {
        let page = self.firsts.partition_point(|first| *first <= number) - 1;
        (self.firsts[page], &self.pages[page])
    }

    /// Those of these numbers.
    pub(super) fn range(&self, range: Range<usize>) -> impl Iterator<Item = &Entry> + Clone {
        let page = self.firsts.partition_point(|first| *first <= range.start).saturating_sub(1);
        let before = range.start - self.firsts.get(page).copied().unwrap_or(0);
        self.pages[page..].iter().flatten().skip(before).take(range.len())
    }
}

impl Index<usize> for Entries {
    type Output = Entry;

    fn index(&self, number: usize) -> &Entry {
        let (first, page) = self.page_of(number);
        &page[number - first]
    }
}

impl<'a> IntoIterator for &'a Entries {
    type Item = &'a Entry;
    type IntoIter = Flatten<Iter<'a, Vec<Entry>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.pages.iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_pages_are_numbered_one_after_the_other() {
        let entry = |title: &&str| {
            let mut entry = Entry::default();
            entry.title = (*title).into();
            entry
        };
        let page = |titles: &[&str]| (titles.iter().map(entry).collect::<Vec<Entry>>(), titles.len() as u64);
        let titles = ["a", "b", "c", "d", "e", "f"];
        let entries = Entries::of_pages([page(&titles[..2]), page(&[]), page(&titles[2..3]), page(&titles[3..])]);
        assert_eq!((entries.len(), entries.is_empty()), (6, false));
        assert!(entries.iter().map(|entry| &*entry.title).eq(titles));
        for (number, title) in titles.iter().enumerate() {
            assert_eq!(&*entries[number].title, *title);
            let (first, page) = entries.page_of(number);
            assert_eq!((first, page.len()), [(0, 2), (0, 2), (2, 1), (3, 3), (3, 3), (3, 3)][number]);
        }
        for start in 0..=titles.len() {
            for end in start..=titles.len() {
                let found = entries.range(start..end).map(|entry| &*entry.title);
                assert!(found.eq(titles[start..end].iter().copied()), "{start}..{end}");
            }
        }
        assert_eq!(entries.pages().map(<[Entry]>::len).collect::<Vec<_>>(), [2, 1, 3]);
        assert_eq!(entries.hashes(), [2, 1, 3]);
        let none = Entries::of_pages([]);
        assert_eq!((none.len(), none.is_empty(), none.range(0..0).count()), (0, true, 0));
    }
}
