//! How often words stand in entries. Pages are counted in any order and by several counters at once; put together, the
//! counts are those of the pages in reading order.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};

use super::entries::Entry;
use super::index::stem;
use super::texts::{Key, Texts};
use super::words;
use crate::varint::{Reader, push_varint};

/// How often words of one stem stand in an entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count {
    pub(super) stem: u32,
    pub(super) prose: u32,
    pub(super) code: u32,
    /// Words of the shortest title or name it stands in, 0 when it does not.
    pub(super) title_words: u8,
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
pub(super) struct PageCounts {
    /// The page's number in reading order.
    pub(super) number: usize,
    pub(super) entries: u32,
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
pub(super) struct CountReader<'a>(Reader<'a>);

impl<'a> CountReader<'a> {
    pub(super) fn new(page: &'a PageCounts) -> Self {
        Self(Reader::new(&page.bytes))
    }

    /// The words of the next entry's prose and of its code, and how many counts follow.
    pub(super) fn entry(&mut self) -> ((u32, u32), u32) {
        ((self.0.varint(), self.0.varint()), self.0.varint())
    }

    pub(super) fn count(&mut self) -> Count {
        let head = self.0.varint();
        let prose = if head & 1 == 0 { 1 } else { self.0.varint() };
        let title_words = if head & 2 == 0 { 0 } else { self.0.byte() };
        let code = if head & 4 == 0 { 0 } else { self.0.varint() };
        Count { stem: head >> 3, prose, code, title_words }
    }
}

/// A number that nothing has.
pub(super) const NONE: u32 = u32::MAX;
/// Counts words, page after page.
#[derive(Default)]
pub(super) struct Counter {
    /// All words and stems, by number: most words are their own stems.
    pub(super) texts: Texts<Known>,
    stemmer: Option<Stemmer>,
    page: Page,
    pub(super) pages: Vec<PageCounts>,
    /// Of all entries so far.
    pub(super) lengths: Lengths,
}

/// What is known of a word or stem.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// The number of its stem, when it is a word.
    pub(super) stem: u32,
    /// In how many entries it stands as a stem.
    pub(super) total: u32,
    /// Its number among the stems of the page that is read.
    in_page: u32,
}

impl Default for Known {
    fn default() -> Self {
        Self { stem: NONE, total: 0, in_page: NONE }
    }
}

/// The page that is read. Its words are few enough to stay in the nearest cache; what is known of them is far away, and is
/// asked for all of them at once, so that the processor waits for many answers at the same time.
#[derive(Default)]
struct Page {
    words: Texts,
    /// For each word the number of its stem among those of the page.
    stem_of: Vec<u32>,
    /// The stems, for each its place among the counts of the entry that is counted, and how many entries were counted that have it.
    stems: Vec<u32>,
    last: Vec<u32>,
    totals: Vec<u32>,
    /// The words of all entries as they follow each other.
    uses: Vec<Use>,
    entries: Vec<EntryWords>,
    /// The counts of the entry that is counted.
    counts: Vec<Count>,
    /// What is written down of the page.
    bytes: Vec<u8>,
}

/// A word of an entry, by its number on the page.
#[derive(Clone, Copy)]
struct Use {
    word: u32,
    place: Where,
}

/// Where a word stands.
#[derive(Clone, Copy)]
enum Where {
    /// In a title or name of so many words.
    Title(u8),
    Prose,
    Code,
}

/// The words of an entry.
struct EntryWords {
    /// How many words its prose and its code have.
    length: (u32, u32),
    /// Where its words end in [`Page::uses`].
    end: usize,
}

impl std::fmt::Debug for Counter {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Counter").field("pages", &self.pages.len()).finish_non_exhaustive()
    }
}

impl Page {
    fn clear(&mut self) {
        self.words.clear();
        self.stem_of.clear();
        self.stems.clear();
        self.last.clear();
        self.totals.clear();
        self.uses.clear();
        self.entries.clear();
        self.bytes.clear();
    }

    /// Reads the words of an entry.
    fn read(&mut self, entry: &Entry) {
        for name in std::iter::once(&entry.title).chain(&entry.more().names) {
            let title = words::words(name);
            // A name says as much as the title; a word of a short one says more than a word of a long one.
            let place = Where::Title(u8::try_from(title.len()).unwrap_or(u8::MAX));
            title.iter().for_each(|word| self.word(word, place));
            words::each_part(name, |word| self.word(word, place));
        }
        // So that `checklist` finds what is in the section "Checklists".
        for section in &entry.more().sections {
            words::each(&words::normalize(section), |word| self.word(word, Where::Prose));
        }
        let length = (self.text(&entry.prose, Where::Prose), self.text(&entry.more().code, Where::Code));
        self.entries.push(EntryWords { length, end: self.uses.len() });
    }

    /// Reads the words of a text and their parts. Returns how many words it has.
    fn text(&mut self, text: &str, place: Where) -> u32 {
        let mut length = 0;
        let page = RefCell::new(self);
        let word = |word: &str| {
            length += 1;
            page.borrow_mut().word(word, place);
        };
        words::each_with_parts(text, word, |part| page.borrow_mut().word(part, place));
        length
    }

    fn word(&mut self, word: &str, place: Where) {
        let key = Key::new(word);
        let number = self.words.get(&key).or_else(|| self.words.add(&key));
        self.uses.extend(number.map(|word| Use { word, place }));
    }

    /// Counts the stems of the words `uses`.
    fn count(&mut self, uses: Range<usize>) {
        for Use { word, place } in &self.uses[uses] {
            let stem = self.stem_of[*word as usize];
            // What is too long to be a word has no stem.
            let Some(last) = self.last.get_mut(stem as usize) else { continue };
            if *last == NONE {
                *last = u32::try_from(self.counts.len()).unwrap_or(NONE);
                self.counts.push(Count { stem: self.stems[stem as usize], prose: 0, code: 0, title_words: 0 });
            }
            let Some(count) = self.counts.get_mut(*last as usize) else { continue };
            match place {
                Where::Title(words) => count.set_title_words(*words),
                Where::Prose => count.prose += 1,
                Where::Code => count.code += 1,
            }
        }
    }
}

impl Counter {
    pub(super) fn new(algorithm: Option<Algorithm>) -> Self {
        Self { stemmer: algorithm.map(Stemmer::create), ..Self::default() }
    }

    /// Counts the words of the page `number` in reading order.
    pub(super) fn page(&mut self, number: usize, entries: &[Entry]) {
        let mut page = std::mem::take(&mut self.page);
        entries.iter().for_each(|entry| page.read(entry));
        self.find_stems(&mut page);
        let mut bytes = std::mem::take(&mut page.bytes);
        let mut start = 0;
        for EntryWords { length, end } in std::mem::take(&mut page.entries) {
            page.count(start..end);
            start = end;
            self.lengths.add(length);
            write_entry(&mut bytes, length, &page.counts);
            page.counts.clear();
            for (last, total) in page.last.iter_mut().zip(&mut page.totals) {
                *total += u32::from(*last != NONE);
                *last = NONE;
            }
        }
        for (stem, total) in page.stems.iter().zip(&page.totals) {
            if let Some(known) = self.texts.known_mut(*stem) {
                known.total += total;
                known.in_page = NONE;
            }
        }
        let entries = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        self.pages.push(PageCounts { number, entries, bytes: Box::from(&*bytes) });
        page.bytes = bytes;
        page.clear();
        self.page = page;
    }

    /// Finds the stems of the words of a page. Each step is done for all words before the next, since none has to wait for
    /// the one before it.
    fn find_stems(&mut self, page: &mut Page) {
        let mut found = std::mem::take(&mut page.stem_of);
        found.extend(page.words.iter().map(|word| self.texts.guess(&Key::new(word)).unwrap_or(NONE)));
        for (number, word) in found.iter_mut().zip(page.words.iter()) {
            *number = self.texts.known_if(*number, &Key::new(word)).map_or(NONE, |known| known.stem);
        }
        for (stem, word) in found.iter_mut().zip(page.words.iter()) {
            if *stem == NONE {
                *stem = self.stem_of(word).unwrap_or(NONE);
            }
        }
        for stem in &mut found {
            // What is too long to be a word has no stem.
            let Some(known) = self.texts.known_mut(*stem) else { continue };
            if known.in_page == NONE {
                known.in_page = u32::try_from(page.stems.len()).unwrap_or(NONE);
                page.stems.push(*stem);
                page.last.push(NONE);
                page.totals.push(0);
            }
            *stem = known.in_page;
        }
        page.stem_of = found;
    }

    /// The number of the stem of a word, which is added when it is new.
    fn stem_of(&mut self, word: &str) -> Option<u32> {
        if word.len() > words::MAX_LETTERS && word.chars().count() > words::MAX_LETTERS {
            return None;
        }
        let number = self.number_of(word)?;
        let known = self.texts.known(number).map(|known| known.stem).filter(|stem| *stem != NONE);
        if known.is_some() {
            return known;
        }
        let stem: Cow<'_, str> = stem(self.stemmer.as_ref(), word);
        let stem = self.number_of(&stem)?;
        self.texts.known_mut(number)?.stem = stem;
        Some(stem)
    }

    /// The number of a word or stem.
    fn number_of(&mut self, text: &str) -> Option<u32> {
        let key = Key::new(text);
        self.texts.get(&key).or_else(|| self.texts.add(&key))
    }
}

/// Lengths of entries: their sum, and how many entries have any. First of prose, then of code.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lengths([(u64, u64); 2]);

impl Lengths {
    fn add(&mut self, length: (u32, u32)) {
        for ((sum, entries), length) in self.0.iter_mut().zip([length.0, length.1]) {
            *sum += u64::from(length);
            *entries += u64::from(length > 0);
        }
    }

    /// Those of two sets of entries.
    pub(super) fn with(mut self, other: Self) -> Self {
        for (own, other) in self.0.iter_mut().zip(other.0) {
            *own = (own.0 + other.0, own.1 + other.1);
        }
        self
    }

    /// Mean lengths of prose and of code, of those entries that have some.
    pub(super) fn means(self) -> (f64, f64) {
        let [prose, code] = self.0.map(|(sum, entries)| sum as f64 / entries.max(1) as f64);
        (prose, code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(title: &str, prose: &str) -> Entry {
        let mut entry = Entry::default();
        (entry.title, entry.prose) = (title.to_owned(), prose.to_owned());
        entry
    }

    #[test]
    fn what_is_too_long_is_no_word_though_it_is_a_stem() {
        // In German the ß of a stem is written out.
        let rest = "k".repeat(words::MAX_LETTERS - 6);
        let mut counter = Counter::new(Some(Algorithm::German));
        counter.page(0, &[entry("", &format!("straßä{rest} straßa{rest} straßa{rest}"))]);
        counter.page(1, &[entry("", &format!("strassa{rest}"))]);
        let counts = |page: usize| CountReader::new(&counter.pages[page]).entry();
        assert_eq!((counts(0), counts(1)), (((3, 0), 1), ((1, 0), 0)));
    }

    #[test]
    fn words_are_counted_by_their_stems() {
        // `increas` is the stem of one word, and as a word it has another one.
        let long = "x".repeat(words::MAX_LETTERS + 1);
        let first = format!("increases increas {long} Increasing doses");
        let entries = [entry("Increases", &first), entry("Increases", "increas dose")];
        let mut counter = Counter::new(Some(Algorithm::English));
        // What was seen on one page is found in another way on the next one, and counted alike.
        for page in 0..3 {
            counter.page(page, &entries);
            let mut reader = CountReader::new(&counter.pages[page]);
            let mut read = || {
                let (length, counts) = reader.entry();
                let counts = (0..counts).map(|_| reader.count());
                let text = |count: Count| {
                    (counter.texts.text(count.stem).to_owned(), count.title_words, count.prose, count.code)
                };
                (length, counts.map(text).collect::<Vec<_>>())
            };
            let count = |stem: &str, title_words, prose| (stem.to_owned(), title_words, prose, 0);
            assert_eq!(read(), ((5, 0), vec![count("increas", 1, 2), count("increa", 0, 1), count("dose", 0, 1)]));
            assert_eq!(read(), ((2, 0), vec![count("increas", 1, 0), count("increa", 0, 1), count("dose", 0, 1)]));
        }
        let total = |word: &str| {
            let known = counter.texts.iter().zip(counter.texts.all_known()).find(|(text, _)| *text == word);
            known.map(|(_, known)| known.total)
        };
        assert_eq!(
            [total("increas"), total("increa"), total("dose"), total("doses")],
            [Some(6), Some(6), Some(6), Some(0)]
        );
        assert_eq!(total(&long), None);
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
