//! The index: which words stand in which entries, and how strongly. Words with one stem share one list of places, so
//! that readers' devices need no stemmer.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use rust_stemmers::{Algorithm, Stemmer};

use super::all::Entries;
use super::count::Counter;
use super::entries::{self, Entry};
use super::files::hash_of_page;
use super::gather::gather;
use super::list::List;
use super::variants::endings;
use super::words;
use crate::config::SearchSettings;
use crate::document::{Kind, PageId};
use crate::parse::stream::Item;
use crate::site::Site;
use crate::timings::{self, Stage};

/// From so many bytes on the core is split.
const CORE_LIMIT: usize = 170_000;

/// A word as it is written, and its list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Form {
    /// The word, normalized.
    pub word: String,
    /// Index into [`Index::lists`].
    pub list: u32,
}

/// What search knows about a guide.
#[derive(Debug)]
pub struct Index {
    /// What can be found, page by page in reading order.
    pub entries: Entries,
    /// The page of each page number of the entries.
    pub pages: Vec<PageId>,
    /// How much each of these pages counts.
    pub page_weights: Vec<f64>,
    /// All words, in order.
    pub forms: Vec<Form>,
    /// The lists of places, in order of their first form.
    pub lists: Vec<List>,
    /// Inline code with signs in it, in order, and the entries that have it.
    pub spans: Vec<(String, Vec<u32>)>,
    /// Pairs of endings that words of the guide have: for *changing* and *change* `ing` and `e`.
    pub endings: Vec<(String, String)>,
    /// Words that say little in the guide's language.
    pub stop_words: BTreeSet<String>,
    /// Groups of words and phrases, normalized, that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// Whether the core is split, so that a reader's device knows only parts of the words and titles.
    pub is_large: bool,
    /// What the guide's owner decided.
    pub settings: SearchSettings,
}

/// The words of pages on their way into an index. Pages that are made leave theirs here, so that they need not be read once
/// more.
#[derive(Debug)]
pub struct Words {
    /// All pages in reading order.
    order: Vec<PageId>,
    /// The place of each page in that order.
    numbers: Vec<usize>,
    stop_words: BTreeSet<String>,
    algorithm: Option<Algorithm>,
    /// Whether a page, by its place, left its words.
    seen: Vec<AtomicBool>,
    collected: Mutex<Collected>,
}

/// What pages left, and counters that nobody uses at the moment.
type Collected = (Vec<OfPage>, Vec<Counter>);

/// What a page left beside the counts of its words.
#[derive(Debug)]
struct OfPage {
    /// Its place in the order.
    number: usize,
    entries: Vec<Entry>,
    /// A hash of what files hold of it, taken while that is near.
    hash: u64,
}

impl Words {
    /// For the words of the pages of a guide.
    #[must_use]
    pub fn new(site: &Site) -> Self {
        let order = site.reading_order();
        let mut numbers = vec![0; site.documents.len()];
        for (number, page) in order.iter().enumerate() {
            numbers[page.0] = number;
        }
        let language = site.config().book.primary_language();
        Self {
            seen: order.iter().map(|_| AtomicBool::new(false)).collect(),
            numbers,
            order,
            stop_words: stop_words(language),
            algorithm: algorithm(language),
            collected: Mutex::default(),
        }
    }

    /// Takes the words of a page from its stream.
    pub(crate) fn collect(&self, site: &Site, page: PageId, items: &[Item<'_>]) {
        let is_new = !self.seen[self.numbers[page.0]].swap(true, Ordering::Relaxed);
        if is_new && site[page].front.search {
            self.count(site, page, items);
        }
    }

    fn count(&self, site: &Site, page: PageId, items: &[Item<'_>]) {
        let _span = timings::span(Stage::Words);
        let counter = self.lock().1.pop();
        let mut counter = counter.unwrap_or_else(|| Counter::new(self.algorithm));
        let of_page = self.of_page(site, page, items, &mut counter);
        let mut collected = self.lock();
        collected.0.push(of_page);
        collected.1.push(counter);
    }

    fn of_page(&self, site: &Site, page: PageId, items: &[Item<'_>], counter: &mut Counter) -> OfPage {
        let number = self.numbers[page.0];
        let mut entries = entries::of_page(site, page, number, &self.stop_words, items);
        counter.page(number, &entries);
        entries.iter_mut().for_each(Entry::forget_counted);
        OfPage { number, hash: hash_of_page(site, page, &entries), entries }
    }

    /// Reads a page that left no words.
    fn read(&self, site: &Site, page: PageId) {
        if !self.seen[self.numbers[page.0]].load(Ordering::Relaxed) {
            self.collect(site, page, &site[page].items());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Collected> {
        self.collected.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All that was collected, the pages in order.
    fn take(&self, site: &Site) -> Collected {
        let (mut pages, mut counters) = std::mem::take(&mut *self.lock());
        // A page that another thread is about to leave words of does not wait for it.
        let there: BTreeSet<usize> = pages.iter().map(|page| page.number).collect();
        for page in self.order.iter().filter(|page| site[**page].front.search) {
            if !there.contains(&self.numbers[page.0]) {
                let mut counter = Counter::new(self.algorithm);
                pages.push(self.of_page(site, *page, &site[*page].items(), &mut counter));
                counters.push(counter);
            }
        }
        pages.sort_unstable_by_key(|page| page.number);
        (pages, counters)
    }
}

impl Index {
    /// Reads all pages of a guide that want to be found.
    #[must_use]
    pub fn new(site: &Site) -> Self {
        Self::of(site, &Words::new(site))
    }

    /// Puts together what was collected from pages, and reads those that nothing was collected from.
    #[must_use]
    pub fn of(site: &Site, words: &Words) -> Self {
        words.order.par_iter().with_max_len(8).for_each(|page| words.read(site, *page));
        let (found, counters) = words.take(site);
        let _span = timings::span(Stage::Index);
        let settings = site.config().search.clone();
        let put_together = || {
            let entries = Entries::of_pages(found.into_iter().map(|page| (page.entries, page.hash)));
            let spans = spans(&entries);
            (entries, spans)
        };
        let ((entries, spans), (forms, counted)) = rayon::join(put_together, || gather(counters));
        let of_words = || (endings(&forms), core_size(&entries, &forms, &spans) > CORE_LIMIT);
        let (lists, (endings, is_large)) = rayon::join(|| counted.lists(&settings), of_words);
        Self {
            is_large,
            spans,
            endings,
            synonyms: synonyms(site, &settings),
            stop_words: words.stop_words.clone(),
            entries,
            page_weights: words.order.iter().map(|page| site[*page].front.search_weight).collect(),
            pages: words.order.clone(),
            forms,
            lists,
            settings,
        }
    }

    /// Whether an entry is in a list.
    #[must_use]
    pub fn has(&self, list: u32, entry: usize) -> bool {
        self.lists[list as usize].places().any(|place| place.entry as usize == entry)
    }

    /// The form that is written so.
    #[must_use]
    pub fn form(&self, word: &str) -> Option<&Form> {
        let at = self.forms.binary_search_by(|form| form.word.as_str().cmp(word)).ok()?;
        self.forms.get(at)
    }
}

/// What a list of names is sorted by: the name without case and accents, its first letter a letter if it has one.
#[must_use]
pub(crate) fn sort_key(name: &str) -> String {
    let normal = words::normalize(name);
    let normal = normal.trim_start_matches(|c: char| !c.is_alphanumeric());
    // `1. First things` is found under F.
    let unnumbered = normal.trim_start_matches(|c: char| c.is_numeric());
    let name = unnumbered.strip_prefix(['.', ')']).filter(|_| unnumbered.len() < normal.len()).unwrap_or(normal);
    words::fold(name.trim_start_matches(|c: char| !c.is_alphanumeric())).into_owned()
}

/// About how many bytes one file with all titles, words and inline code would have.
fn core_size(entries: &Entries, forms: &[Form], spans: &[(String, Vec<u32>)]) -> usize {
    let titles: usize = entries.iter().map(|entry| entry.title.len() + 3).sum();
    let spans: usize = spans.iter().map(|(span, entries)| span.len() + entries.len() * 2).sum();
    // Of a word and its list some seven bytes stay, as words are written by what they add to the one before.
    titles + forms.len() * 7 + spans
}

/// The stem of a word; words that are not words of the language, with digits or signs in them, are their own.
pub(crate) fn stem<'a>(stemmer: Option<&Stemmer>, word: &'a str) -> Cow<'a, str> {
    match stemmer {
        Some(stemmer) if word.chars().all(char::is_alphabetic) => match abbreviation_of(word) {
            Some(abbreviation) => abbreviation.into(),
            None => stemmer.stem(word),
        },
        _ => word.into(),
    }
}

/// The abbreviation that a word is the plural of: `PD` of `PDs`. Stemmers take an ending off only where a vowel is left.
fn abbreviation_of(word: &str) -> Option<&str> {
    let start = word.strip_suffix('s').filter(|start| start.len() > 1)?;
    let is_consonant = |byte: u8| byte.is_ascii_lowercase() && !b"aeiouy".contains(&byte);
    (start.bytes().all(is_consonant) && !start.ends_with('s')).then_some(start)
}

/// Words that say little in a language, as the index writes them.
pub(crate) fn stop_words(language: &str) -> BTreeSet<String> {
    let words = stop_words::lookup(language).unwrap_or_default();
    words.iter().flat_map(|word| words::words(word)).collect()
}

/// The Snowball stemmer of a language, by primary subtag.
pub(crate) fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "nl" => Algorithm::Dutch,
        "en" => Algorithm::English,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "es" => Algorithm::Spanish,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

fn spans(entries: &Entries) -> Vec<(String, Vec<u32>)> {
    let mut spans: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (entry, number) in entries.iter().zip(0_u32..) {
        for span in &entry.more().spans {
            spans.entry(span).or_default().push(number);
        }
    }
    spans.into_iter().map(|(span, entries)| (span.to_owned(), entries)).collect()
}

/// The guide's own groups and the names of its glossary terms.
fn synonyms(site: &Site, settings: &SearchSettings) -> Vec<Vec<String>> {
    let glossary =
        site.documents.iter().filter(|document| document.front.kind == Kind::Glossary && document.front.search);
    let terms = glossary.flat_map(|document| &document.terms).map(|term| &term.names);
    let normal = |name: &String| words::words(name).join(" ");
    settings
        .synonyms
        .iter()
        .chain(terms)
        .map(|group| group.iter().map(normal).filter(|name| !name.is_empty()).collect::<Vec<_>>())
        .filter(|group: &Vec<String>| group.len() > 1)
        .collect()
}
