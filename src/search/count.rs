//! How often words stand in entries. Pages are counted in any order and by several counters at once; put together, the
//! counts are those of the pages in reading order.

use std::borrow::Cow;
use std::cell::RefCell;

use rust_stemmers::{Algorithm, Stemmer};

use super::entries::Entry;
use super::index::stem;
use super::texts::{Key, NONE, Texts};
use super::words;
use crate::varint::{Reader, push_varint};

/// How often words of one stem stand in an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    /// The entry's number on its page.
    pub(super) entry: u32,
    pub(super) prose: u32,
    pub(super) code: u32,
    /// Words of the shortest title or name it stands in, 0 when it does not.
    pub(super) title_words: u8,
}

impl Count {
    fn add(&mut self, place: Where) {
        match place {
            Where::Prose => self.prose += 1,
            Where::Code => self.code += 1,
            Where::Title(words) if self.title_words == 0 => self.title_words = words,
            Where::Title(words) => self.title_words = self.title_words.min(words),
        }
    }
}

/// The counts of a page as bytes, two or three for each: a large guide has millions of them. For each entry the words
/// of its prose and of its code; then for each stem its number, in how many entries it stands, and these: the step from the entry
/// before times eight, plus four when it stands in code, two when in a title and one when not once in prose; then how often
/// in prose, the words of the title, how often in code, as far as these are needed. Numbers are LEB128 varints.
#[derive(Debug)]
pub(super) struct PageCounts {
    /// The page's number in reading order.
    pub(super) number: usize,
    pub(super) entries: u32,
    stems: u32,
    bytes: Box<[u8]>,
}

/// Writes down what [`CountReader::count`] reads, `before` the entry of the count before.
fn write_count(bytes: &mut Vec<u8>, count: &Count, before: u32) {
    let (in_code, in_title) = (count.code > 0, count.title_words > 0);
    let flags = u32::from(in_code) << 2 | u32::from(in_title) << 1 | u32::from(count.prose != 1);
    push_varint(bytes, (count.entry - before) << 3 | flags);
    if flags == 0 {
        return;
    }
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

/// Reads the counts of a page: first the lengths of its entries, then its stems, each with its counts.
pub(super) struct CountReader<'a> {
    reader: Reader<'a>,
    page: &'a PageCounts,
    entry: u32,
}

impl<'a> CountReader<'a> {
    pub(super) fn new(page: &'a PageCounts) -> Self {
        Self { reader: Reader::new(&page.bytes), page, entry: 0 }
    }

    /// The words of each entry's prose and of its code.
    pub(super) fn lengths(&mut self) -> impl Iterator<Item = (u32, u32)> {
        (0..self.page.entries).map(|_| (self.reader.varint(), self.reader.varint()))
    }

    /// How many stems follow.
    pub(super) fn stems(&self) -> u32 {
        self.page.stems
    }

    /// The number of the next stem, and how many counts follow.
    pub(super) fn stem(&mut self) -> (u32, u32) {
        self.entry = 0;
        (self.reader.varint(), self.reader.varint())
    }

    pub(super) fn count(&mut self) -> Count {
        let head = self.reader.varint();
        self.entry += head >> 3;
        let prose = if head & 1 == 0 { 1 } else { self.reader.varint() };
        let title_words = if head & 2 == 0 { 0 } else { self.reader.byte() };
        let code = if head & 4 == 0 { 0 } else { self.reader.varint() };
        Count { entry: self.entry, prose, code, title_words }
    }
}

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
    stems: Vec<PageStem>,
    /// The words of all entries as they follow each other.
    uses: Vec<Use>,
    entries: Vec<EntryWords>,
    /// For each entry the counts of its stems, each with the place of that of the stem's next entry.
    counts: Vec<(Count, u32)>,
    /// What is written down of the page.
    bytes: Vec<u8>,
}

/// A stem of the page that is read.
struct PageStem {
    /// Its number among all stems.
    number: u32,
    /// In how many entries it stands, and the last of them.
    entries: u32,
    entry: u32,
    /// The places of the first and the last of its counts.
    first: u32,
    last: u32,
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
        self.uses.clear();
        self.entries.clear();
        self.counts.clear();
        self.bytes.clear();
    }

    /// Reads the words of an entry.
    fn read(&mut self, entry: &Entry) {
        let names = entry.more().names.iter().map(String::as_str);
        for name in std::iter::once(&*entry.title).chain(names) {
            let start = self.uses.len();
            let length = self.text(name, Where::Title(0));
            // A name says as much as the title; a word of a short one says more than a word of a long one.
            let place = Where::Title(u8::try_from(length).unwrap_or(u8::MAX));
            self.uses[start..].iter_mut().for_each(|word| word.place = place);
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

    #[inline]
    fn word(&mut self, word: &str, place: Where) {
        if let Some(word) = self.words.number_of(&Key::new(word)) {
            self.uses.push(Use { word, place });
        }
    }

    /// Counts the stems of all entries.
    fn count(&mut self) {
        let Self { stem_of, stems, uses, entries, counts, .. } = self;
        let mut start = 0;
        for (entry, EntryWords { end, .. }) in (0..).zip(entries) {
            for Use { word, place } in &uses[start..*end] {
                // What is too long to be a word has no stem.
                let Some(stem) = stems.get_mut(stem_of[*word as usize] as usize) else { continue };
                if stem.entry != entry {
                    let next = u32::try_from(counts.len()).unwrap_or(NONE);
                    match counts.get_mut(stem.last as usize) {
                        Some((_, after)) => *after = next,
                        None => stem.first = next,
                    }
                    (stem.entry, stem.last) = (entry, next);
                    stem.entries += 1;
                    counts.push((Count { entry, prose: 0, code: 0, title_words: 0 }, NONE));
                }
                if let Some((count, _)) = counts.get_mut(stem.last as usize) {
                    count.add(*place);
                }
            }
            start = *end;
        }
    }

    /// Writes down what [`CountReader`] reads.
    fn write(&mut self) {
        let Self { stems, entries, counts, bytes, .. } = self;
        for EntryWords { length, .. } in entries {
            push_varint(bytes, length.0);
            push_varint(bytes, length.1);
        }
        for stem in stems {
            push_varint(bytes, stem.number);
            push_varint(bytes, stem.entries);
            let (mut before, mut at) = (0, stem.first);
            while let Some((count, next)) = counts.get(at as usize) {
                write_count(bytes, count, before);
                (before, at) = (count.entry, *next);
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
        page.count();
        page.write();
        page.entries.iter().for_each(|entry| self.lengths.add(entry.length));
        for stem in &page.stems {
            if let Some(known) = self.texts.known_mut(stem.number) {
                known.total += stem.entries;
                known.in_page = NONE;
            }
        }
        let [entries, stems] = [entries.len(), page.stems.len()].map(|count| u32::try_from(count).unwrap_or(NONE));
        self.pages.push(PageCounts { number, entries, stems, bytes: Box::from(&*page.bytes) });
        page.clear();
        self.page = page;
    }

    /// Finds the stems of the words of a page. Each step is done for all words before the next, since none has to wait for
    /// the one before it.
    fn find_stems(&mut self, page: &mut Page) {
        let mut found = std::mem::take(&mut page.stem_of);
        found.extend(page.words.keys().map(|key| self.texts.guess(&key).unwrap_or(NONE)));
        for (number, key) in found.iter_mut().zip(page.words.keys()) {
            *number = self.texts.known_if(*number, &key).map_or(NONE, |known| known.stem);
        }
        for (stem, key) in found.iter_mut().zip(page.words.keys()) {
            if *stem == NONE {
                *stem = self.stem_of(&key).unwrap_or(NONE);
            }
        }
        for stem in &mut found {
            // What is too long to be a word has no stem.
            let Some(known) = self.texts.known_mut(*stem) else { continue };
            if known.in_page == NONE {
                known.in_page = u32::try_from(page.stems.len()).unwrap_or(NONE);
                page.stems.push(PageStem { number: *stem, entries: 0, entry: NONE, first: NONE, last: NONE });
            }
            *stem = known.in_page;
        }
        page.stem_of = found;
    }

    /// The number of the stem of a word, which is added when it is new.
    fn stem_of(&mut self, word: &Key<'_>) -> Option<u32> {
        if word.text().chars().count() > words::MAX_LETTERS {
            return None;
        }
        let number = self.texts.number_of(word)?;
        let known = self.texts.known(number).map(|known| known.stem).filter(|stem| *stem != NONE);
        if known.is_some() {
            return known;
        }
        let stem: Cow<'_, str> = stem(self.stemmer.as_ref(), word.text());
        let stem = self.texts.number_of(&Key::new(&stem))?;
        self.texts.known_mut(number)?.stem = stem;
        Some(stem)
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
        (entry.title, entry.prose) = (title.into(), prose.into());
        entry
    }

    #[test]
    fn what_is_too_long_is_no_word_though_it_is_a_stem() {
        // In German the ß of a stem is written out.
        let rest = "k".repeat(words::MAX_LETTERS - 6);
        let mut counter = Counter::new(Some(Algorithm::German));
        counter.page(0, &[entry("", &format!("straßä{rest} straßa{rest} straßa{rest}"))]);
        counter.page(1, &[entry("", &format!("strassa{rest}"))]);
        let lengths = |page: usize| CountReader::new(&counter.pages[page]).lengths().collect::<Vec<_>>();
        assert_eq!((lengths(0), lengths(1)), (vec![(3, 0)], vec![(1, 0)]));
        assert_eq!([counter.pages[0].stems, counter.pages[1].stems], [1, 0]);
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
            assert_eq!(reader.lengths().collect::<Vec<_>>(), [(5, 0), (2, 0)]);
            let mut stems = Vec::new();
            for _ in 0..reader.stems() {
                let (stem, counts) = reader.stem();
                let counts: Vec<Count> = (0..counts).map(|_| reader.count()).collect();
                stems.push((counter.texts.text(stem).to_owned(), counts));
            }
            let count = |entry, title_words, prose| Count { entry, title_words, prose, code: 0 };
            let expected = [
                ("increas", vec![count(0, 1, 2), count(1, 1, 0)]),
                ("increa", vec![count(0, 0, 1), count(1, 0, 1)]),
                ("dose", vec![count(0, 0, 1), count(1, 0, 1)]),
            ];
            assert_eq!(stems, expected.map(|(stem, counts)| (stem.to_owned(), counts)));
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
        let mut counts = Vec::new();
        for (number, prose) in (0_u32..).zip([0, 1, 2, 127, 128, 300, 70_000]) {
            for (step, code, title_words) in [(0, 0, 0), (1, 1, 0), (500, 0, 200), (70_000, 5000, 3)] {
                counts.push(Count { entry: number * 100_000 + step, prose, code, title_words });
            }
        }
        let mut bytes = Vec::new();
        let mut before = 0;
        for count in &counts {
            write_count(&mut bytes, count, before);
            before = count.entry;
        }
        let page = PageCounts { number: 0, entries: 1, stems: 1, bytes: bytes.into_boxed_slice() };
        let mut reader = CountReader::new(&page);
        let read: Vec<Count> = counts.iter().map(|_| reader.count()).collect();
        assert_eq!(read, counts);
    }
}
