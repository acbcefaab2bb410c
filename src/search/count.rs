//! How often words stand in entries. Pages are counted in any order and by several counters at once; put together, the
//! counts are those of the pages in reading order.

use std::borrow::Cow;
use std::cell::RefCell;

use rayon::prelude::*;
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use super::entries::Entry;
use super::index::{Form, stem};
use super::list::{List, ListWriter, Place, Reader, Strengths, push_varint};
use super::words;
use crate::config::SearchSettings;

/// How much a longer text weakens a word in it: the `b` of BM25 (Robertson and Zaragoza 2009, "The Probabilistic
/// Relevance Framework").
const LENGTH_WEAKENS: f64 = 0.5;

/// How often words of one stem stand in an entry.
#[derive(Debug, Clone, Copy)]
struct Count {
    stem: u32,
    prose: u32,
    code: u32,
    /// Words of the shortest title or name it stands in, 0 when it does not.
    title_words: u8,
}

impl Count {
    fn set_title_words(&mut self, title_words: u8) {
        self.title_words = match self.title_words {
            0 => title_words,
            other => other.min(title_words),
        };
    }
}

/// The counts of a page as bytes, some three for each: a large guide has millions of them. For each entry the words of its
/// prose and of its code, the number of its counts, and these: the stem times eight, plus four when it stands in code, two
/// when in a title and one when not once in prose; then how often in prose, the words of the title, how often in code, as
/// far as these are needed. Numbers are LEB128 varints.
#[derive(Debug)]
struct PageCounts {
    /// The page's number in reading order.
    number: usize,
    entries: u32,
    bytes: Box<[u8]>,
}

/// Writes down what [`CountReader`] reads.
fn write_entry(bytes: &mut Vec<u8>, length: (u32, u32), counts: &[Count]) {
    push_varint(bytes, length.0);
    push_varint(bytes, length.1);
    push_varint(bytes, u32::try_from(counts.len()).unwrap_or(u32::MAX));
    for count in counts {
        let (in_code, in_title) = (count.code > 0, count.title_words > 0);
        let flags = u32::from(in_code) << 2 | u32::from(in_title) << 1 | u32::from(count.prose != 1);
        push_varint(bytes, count.stem << 3 | flags);
        if count.prose != 1 {
            push_varint(bytes, count.prose);
        }
        if in_title {
            bytes.push(count.title_words);
        }
        if in_code {
            push_varint(bytes, count.code);
        }
    }
}

/// Reads the counts of a page.
struct CountReader<'a>(Reader<'a>);

impl<'a> CountReader<'a> {
    fn new(page: &'a PageCounts) -> Self {
        Self(Reader(page.bytes.iter()))
    }

    /// The words of the next entry's prose and of its code, and how many counts follow.
    fn entry(&mut self) -> ((u32, u32), u32) {
        ((self.0.varint(), self.0.varint()), self.0.varint())
    }

    fn count(&mut self) -> Count {
        let head = self.0.varint();
        let prose = if head & 1 == 0 { 1 } else { self.0.varint() };
        let title_words = if head & 2 == 0 { 0 } else { self.0.byte() };
        let code = if head & 4 == 0 { 0 } else { self.0.varint() };
        Count { stem: head >> 3, prose, code, title_words }
    }
}

/// A number that nothing has.
const NONE: u32 = u32::MAX;
/// Bits of a varint that a stem's number may have.
const STEM_BITS: u32 = 29;

/// A short word, as [`Numbers::short`] reads it.
type Short = (u64, u64, u8);

/// Words and their numbers. Nearly all words fit into sixteen bytes, and are compared as numbers.
#[derive(Default)]
struct Numbers {
    short: FxHashMap<Short, u32>,
    long: FxHashMap<Box<str>, u32>,
}

impl Numbers {
    /// A word of up to sixteen bytes as numbers: its first bytes, its last ones, which may be the same, and its length. Read
    /// so, no byte is copied one by one.
    fn short(word: &str) -> Option<Short> {
        let bytes = word.as_bytes();
        let length = u8::try_from(bytes.len()).ok().filter(|length| *length <= 16)?;
        let (first, last) = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
                (Some(first), Some(last)) => (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into()),
                // Of three bytes at most, the first, the middle one and the last are all.
                _ => {
                    let at = |index: usize| u64::from(bytes.get(index).copied().unwrap_or(0));
                    (at(0) | at(bytes.len() / 2) << 8, at(bytes.len().saturating_sub(1)))
                }
            },
        };
        Some((first, last, length))
    }

    fn get(&self, word: &str) -> Option<u32> {
        match Self::short(word) {
            Some(short) => self.short.get(&short).copied(),
            None => self.long.get(word).copied(),
        }
    }

    fn clear(&mut self) {
        self.short.clear();
        self.long.clear();
    }

    fn insert(&mut self, word: &str, number: u32) {
        match Self::short(word) {
            Some(short) => self.short.insert(short, number),
            None => self.long.insert(word.into(), number),
        };
    }
}

/// Counts words, page after page.
#[derive(Default)]
pub(super) struct Counter {
    /// All words and stems, by number: most words are their own stems.
    texts: Vec<Box<str>>,
    numbers: Numbers,
    stemmer: Option<Stemmer>,
    /// For each text the number of its stem, when it is a word; in how many entries it stands as a stem; and its number
    /// among the stems of the page that is read.
    stem_of: Vec<u32>,
    totals: Vec<u32>,
    in_page: Vec<u32>,
    page: PageStems,
    /// The counts of the entry that is read.
    counts: Vec<Count>,
    pages: Vec<PageCounts>,
}

/// The words of one page: few enough to stay in the nearest cache, where most words of a page are found again.
#[derive(Default)]
struct PageStems {
    /// The number of each word's stem among those of the page.
    words: Numbers,
    /// The stems, and for each its place among the counts of the entry that is read.
    stems: Vec<u32>,
    last: Vec<u32>,
}

impl std::fmt::Debug for Counter {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Counter").field("pages", &self.pages.len()).finish_non_exhaustive()
    }
}

impl Counter {
    pub(super) fn new(algorithm: Option<Algorithm>) -> Self {
        Self { stemmer: algorithm.map(Stemmer::create), ..Self::default() }
    }

    /// Counts the words of the page `number` in reading order.
    pub(super) fn page(&mut self, number: usize, entries: &[Entry]) {
        let mut bytes = Vec::with_capacity(4096);
        for entry in entries {
            let length = self.entry(entry);
            write_entry(&mut bytes, length, &self.counts);
            for count in self.counts.drain(..) {
                self.totals[count.stem as usize] += 1;
            }
            self.page.last.fill(NONE);
        }
        for stem in self.page.stems.drain(..) {
            self.in_page[stem as usize] = NONE;
        }
        self.page.last.clear();
        self.page.words.clear();
        let entries = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        self.pages.push(PageCounts { number, entries, bytes: bytes.into_boxed_slice() });
    }

    /// Counts the words of an entry. Returns how many its prose and its code have.
    fn entry(&mut self, entry: &Entry) -> (u32, u32) {
        for name in std::iter::once(&entry.title).chain(&entry.more().names) {
            let title = words::words(name);
            // A name says as much as the title; a word of a short one says more than a word of a long one.
            let title_words = u8::try_from(title.len()).unwrap_or(u8::MAX);
            let mut place = |word: &str| self.at(word, |count| count.set_title_words(title_words));
            title.iter().for_each(|word| place(word));
            words::each_part(name, &mut place);
        }
        // So that `checklist` finds what is in the section "Checklists".
        for section in &entry.more().sections {
            words::each(&words::normalize(section), |word| self.at(word, |count| count.prose += 1));
        }
        let mut length = (0, 0);
        let counter = RefCell::new(self);
        let in_prose = |word: &str| counter.borrow_mut().at(word, |count| count.prose += 1);
        let in_code = |word: &str| counter.borrow_mut().at(word, |count| count.code += 1);
        let count_word = |word: &str| {
            length.0 += 1;
            in_prose(word);
        };
        words::each_with_parts(&entry.prose, count_word, in_prose);
        let count_word = |word: &str| {
            length.1 += 1;
            in_code(word);
        };
        words::each_with_parts(&entry.more().code, count_word, in_code);
        length
    }

    /// Counts a word in the entry that is read; what is too long to be a word is not one.
    fn at(&mut self, word: &str, add: impl FnOnce(&mut Count)) {
        let Some(number) = self.page.words.get(word).or_else(|| self.add_to_page(word)) else { return };
        let last = &mut self.page.last[number as usize];
        if *last == NONE {
            *last = u32::try_from(self.counts.len()).unwrap_or(NONE);
            let stem = self.page.stems[number as usize];
            self.counts.push(Count { stem, prose: 0, code: 0, title_words: 0 });
        }
        if let Some(count) = self.counts.get_mut(*last as usize) {
            add(count);
        }
    }

    /// Adds a word to those of the page. Returns the number of its stem among those of the page.
    fn add_to_page(&mut self, word: &str) -> Option<u32> {
        let known = self.numbers.get(word).map(|number| self.stem_of[number as usize]);
        let stem = known.filter(|stem| *stem != NONE).or_else(|| self.add(word))?;
        let number = &mut self.in_page[stem as usize];
        if *number == NONE {
            *number = u32::try_from(self.page.stems.len()).unwrap_or(NONE);
            self.page.stems.push(stem);
            self.page.last.push(NONE);
        }
        self.page.words.insert(word, *number);
        Some(*number)
    }

    /// Adds a word. Returns the number of its stem.
    fn add(&mut self, word: &str) -> Option<u32> {
        if word.len() > words::MAX_LETTERS && word.chars().count() > words::MAX_LETTERS {
            return None;
        }
        let stem: Cow<'_, str> = stem(self.stemmer.as_ref(), word);
        let number = self.number_of(word)?;
        let stem = self.number_of(&stem)?;
        self.stem_of[number as usize] = stem;
        Some(stem)
    }

    /// The number of a word or stem.
    fn number_of(&mut self, text: &str) -> Option<u32> {
        if let Some(number) = self.numbers.get(text) {
            return Some(number);
        }
        let next = u32::try_from(self.texts.len()).ok().filter(|next| *next < 1 << STEM_BITS)?;
        self.numbers.insert(text, next);
        self.texts.push(text.into());
        self.stem_of.push(NONE);
        self.totals.push(0);
        self.in_page.push(NONE);
        Some(next)
    }
}

/// Puts the counts of all pages together: the words in order, and for each stem its places. Lists are in the order of
/// their first words.
pub(super) fn gather(mut counters: Vec<Counter>, settings: &SearchSettings) -> (Vec<Form>, Vec<List>) {
    let mut pages: Vec<(usize, PageCounts)> = Vec::new();
    for (number, counter) in counters.iter_mut().enumerate() {
        // What is not needed any more goes at once: this is where a large guide takes most memory.
        counter.numbers = Numbers::default();
        pages.extend(counter.pages.drain(..).map(|page| (number, page)));
    }
    pages.sort_unstable_by_key(|(_, page)| page.number);
    let (forms, lengths, lists_of) = put_together(&counters);
    drop(counters);
    let weights = Weights { strengths: Strengths::new(), means: means(&pages), settings };
    // Each thread makes the lists of a part of the words, and looks at all counts for it.
    let parts = rayon::current_num_threads().clamp(1, 8);
    let size = lengths.len().div_ceil(parts).max(1);
    let lists = (0..parts)
        .into_par_iter()
        .flat_map_iter(|part| {
            let range = (part * size).min(lengths.len())..((part + 1) * size).min(lengths.len());
            weights.lists(range.start, &lengths[range], &pages, &lists_of)
        })
        .collect();
    (forms, lists)
}

/// The words of all counters, how many places each list has, and for each counter the list of each of its stems.
fn put_together(counters: &[Counter]) -> (Vec<Form>, Vec<u32>, Vec<Vec<u32>>) {
    let mut known: Vec<(&str, usize, u32)> = Vec::new();
    for (number, counter) in counters.iter().enumerate() {
        let words = counter.texts.iter().zip(&counter.stem_of).filter(|(_, stem)| **stem != NONE);
        known.extend(words.map(|(word, stem)| (&**word, number, *stem)));
    }
    known.par_sort_unstable();
    // The words of a stem are one list, whichever counter saw them.
    let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
    let mut lists_of: Vec<Vec<u32>> = counters.iter().map(|counter| vec![0; counter.texts.len()]).collect();
    let mut forms: Vec<Form> = Vec::with_capacity(known.len());
    for (word, counter, stem) in known {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let list = *numbers.entry(&counters[counter].texts[stem as usize]).or_insert(next);
        lists_of[counter][stem as usize] = list;
        if forms.last().is_none_or(|last| last.word != word) {
            forms.push(Form { word: word.to_owned(), list });
        }
    }
    let mut lengths = vec![0_u32; numbers.len()];
    for (lists, counter) in lists_of.iter().zip(counters) {
        for (list, total) in lists.iter().zip(&counter.totals) {
            // A text that is a word alone stands nowhere as a stem.
            if let Some(length) = lengths.get_mut(*list as usize) {
                *length += total;
            }
        }
    }
    forms.shrink_to_fit();
    (forms, lengths, lists_of)
}

/// Mean lengths of prose and of code, of those entries that have some.
fn means(pages: &[(usize, PageCounts)]) -> (f64, f64) {
    let (mut prose, mut code) = ((0_u64, 0_u64), (0_u64, 0_u64));
    for (_, page) in pages {
        let mut reader = CountReader::new(page);
        for _ in 0..page.entries {
            let (length, counts) = reader.entry();
            prose = (prose.0 + u64::from(length.0), prose.1 + u64::from(length.0 > 0));
            code = (code.0 + u64::from(length.1), code.1 + u64::from(length.1 > 0));
            for _ in 0..counts {
                reader.count();
            }
        }
    }
    let mean = |(total, with): (u64, u64)| total as f64 / with.max(1) as f64;
    (mean(prose), mean(code))
}

/// What makes a strength of a count.
struct Weights<'a> {
    strengths: Strengths,
    means: (f64, f64),
    settings: &'a SearchSettings,
}

impl Weights<'_> {
    /// The lists with the numbers from `first` on, so many as there are lengths. `pages` are in order, each with the
    /// number of its counter; `lists_of` has for each counter the list of each of its stems.
    fn lists(&self, first: usize, lengths: &[u32], pages: &[(usize, PageCounts)], lists_of: &[Vec<u32>]) -> Vec<List> {
        let mut lists: Vec<ListWriter> = lengths.iter().map(|length| ListWriter::new(*length)).collect();
        let mut number = 0;
        for (counter, page) in pages {
            let list_of = &lists_of[*counter];
            let mut reader = CountReader::new(page);
            for _ in 0..page.entries {
                let (length, counts) = reader.entry();
                let (prose, code) = self.of_length(length);
                for _ in 0..counts {
                    let count = reader.count();
                    let list = (list_of[count.stem as usize] as usize).checked_sub(first);
                    let Some(list) = list.and_then(|at| lists.get_mut(at)) else { continue };
                    let frequency = prose * f64::from(count.prose) + code * f64::from(count.code);
                    let strength = self.strengths.of(frequency);
                    list.push(Place { entry: number, title_words: count.title_words, strength });
                }
                number += 1;
            }
        }
        lists.into_iter().map(ListWriter::finish).collect()
    }

    /// What a word of the prose and one of the code of an entry counts.
    fn of_length(&self, length: (u32, u32)) -> (f64, f64) {
        let weaken = |length: u32, mean: f64| 1.0 - LENGTH_WEAKENS + LENGTH_WEAKENS * f64::from(length) / mean.max(1.0);
        let weights = &self.settings.weights;
        (weights.body / weaken(length.0, self.means.0), weights.code / weaken(length.1, self.means.1))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn short_words_are_told_apart() {
        let mut seen: HashMap<Short, String> = HashMap::new();
        let letters = ["a", "b", "é", "漢"];
        // All words of up to seven of these letters, and long ones that differ in one.
        let mut words = vec![String::new()];
        for length in 0..7 {
            let longest: Vec<String> = words.iter().filter(|word| word.chars().count() == length).cloned().collect();
            words.extend(longest.iter().flat_map(|word| letters.iter().map(move |letter| format!("{word}{letter}"))));
        }
        for length in 1..=16 {
            words.extend((0..length).map(|at| format!("{}x{}", "a".repeat(at), "a".repeat(length - at - 1))));
            words.push("a".repeat(length));
        }
        words.sort();
        words.dedup();
        for word in words {
            match Numbers::short(&word) {
                Some(short) => assert_eq!(seen.insert(short, word.clone()), None, "{word}"),
                None => assert!(word.len() > 16, "{word}"),
            }
        }
        assert!(seen.len() > 3000);
    }

    #[test]
    fn counts_are_read_as_they_were_written() {
        let numbers = [0, 1, 2, 127, 128, 300, 70_000];
        let mut counts = Vec::new();
        for (stem, prose) in numbers.iter().flat_map(|stem| numbers.iter().map(move |prose| (*stem, *prose))) {
            for (code, title_words) in [(0, 0), (1, 0), (0, 200), (5000, 3)] {
                counts.push(Count { stem, prose, code, title_words });
            }
        }
        let mut bytes = Vec::new();
        write_entry(&mut bytes, (7, 300), &counts);
        let page = PageCounts { number: 0, entries: 1, bytes: bytes.into_boxed_slice() };
        let mut reader = CountReader::new(&page);
        assert_eq!(reader.entry(), ((7, 300), counts.len() as u32));
        for count in counts {
            assert_eq!(format!("{:?}", reader.count()), format!("{count:?}"));
        }
    }
}
