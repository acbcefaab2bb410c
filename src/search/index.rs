//! The index: which words stand in which entries, and how strongly. Words with one stem share one list of places, so
//! that readers' devices need no stemmer.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use super::entries::{self, Entry};
use super::words;
use crate::config::SearchSettings;
use crate::document::{Kind, PageId};
use crate::site::Site;

/// Longest list of places that a large guide keeps for one word: those in titles first, then the strongest.
const MAX_PLACES: usize = 2000;

/// A number that no list has, and the one after it is none either.
const NO_LIST: u32 = u32::MAX - 1;

/// Pages that are counted together.
const PAGES_AT_ONCE: usize = 64;

/// From so many bytes on the core is split.
const CORE_LIMIT: usize = 170_000;

/// How much a longer text weakens a word in it: the `b` of BM25 (Robertson and Zaragoza 2009, "The Probabilistic
/// Relevance Framework").
const LENGTH_WEAKENS: f64 = 0.5;

/// Strengths that are told apart; 0 is "not in the text".
pub(super) const STRENGTHS: usize = 16;
/// The weakest strength, and how much stronger each next one is.
const WEAKEST: f64 = 0.1;
const STEP: f64 = 1.35;

/// Where a word stands and how strongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The entry.
    pub entry: u32,
    /// Words of the title or name it stands in, 0 when it does not.
    pub title_words: u8,
    /// Strength in prose and code, see [`strength`].
    pub strength: u8,
}

/// The frequency that a strength stands for: occurrences, weakened by the length of the text.
#[must_use]
pub fn strength(strength: u8) -> f64 {
    if strength == 0 { 0.0 } else { WEAKEST * STEP.powi(i32::from(strength) - 1) }
}

fn to_strength(frequency: f64) -> u8 {
    if frequency <= 0.0 {
        return 0;
    }
    let steps = (frequency / WEAKEST).ln() / STEP.ln();
    // At most 15, so it fits.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 1..=15")]
    let rounded = (steps.round() + 1.0).clamp(1.0, (STRENGTHS - 1) as f64) as u8;
    rounded
}

/// All places of the words with one stem.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    /// In how many entries they stand.
    pub entries: u32,
    /// Where, in order; in large guides not all of a very common word.
    pub places: Vec<Place>,
}

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
    pub entries: Vec<Entry>,
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
    /// Words that say little in the guide's language.
    pub stop_words: BTreeSet<String>,
    /// Groups of words and phrases, normalized, that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// Whether the core is split, so that a reader's device knows only parts of the words and titles.
    pub is_large: bool,
    /// What the guide's owner decided.
    pub settings: SearchSettings,
}

/// How often a word stands in an entry.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    entry: u32,
    prose: u16,
    code: u16,
    title_words: u8,
}

/// The words of some consecutive pages, counted.
#[derive(Default)]
struct Counts {
    /// Number of each word.
    words: FxHashMap<Box<str>, u32>,
    /// For each word its last place in `counts`.
    last: Vec<u32>,
    /// Word and count, in the order of entries.
    counts: Vec<(u32, Count)>,
    /// For each entry, the words of its prose and of its code.
    lengths: Vec<(usize, usize)>,
}

impl Index {
    /// Reads all pages of a guide that want to be found.
    #[must_use]
    pub fn new(site: &Site) -> Self {
        let order = reading_order(site);
        let language = site.config().book.primary_language();
        let stop_words = stop_words(language);
        let mut found: Vec<Vec<Entry>> = order
            .par_iter()
            .enumerate()
            .map(|(number, page)| entries::of_page(site, *page, number, &stop_words))
            .collect();
        let mut starts = Vec::with_capacity(found.len());
        let mut total = 0_u32;
        for entries in &found {
            starts.push(total);
            total += u32::try_from(entries.len()).unwrap_or(u32::MAX);
        }
        let counted: Vec<Counts> = found
            .par_chunks_mut(PAGES_AT_ONCE)
            .enumerate()
            .map(|(chunk, pages)| Counts::of(pages, starts[chunk * PAGES_AT_ONCE]))
            .collect();
        let entries: Vec<Entry> = found.into_iter().flatten().collect();
        let settings = site.config().search.clone();
        let (forms, lists) = gather(counted, &settings, algorithm(language));
        let spans = spans(&entries);
        Self {
            is_large: core_size(&entries, &forms, &spans) > CORE_LIMIT,
            spans,
            synonyms: synonyms(site, &settings),
            stop_words,
            entries,
            page_weights: order.iter().map(|page| site[*page].front.search_weight).collect(),
            pages: order,
            forms,
            lists,
            settings,
        }
    }

    /// Whether an entry is in a list.
    #[must_use]
    pub fn has(&self, list: u32, entry: usize) -> bool {
        let places = &self.lists[list as usize].places;
        places.binary_search_by(|place| (place.entry as usize).cmp(&entry)).is_ok()
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
fn core_size(entries: &[Entry], forms: &[Form], spans: &[(String, Vec<u32>)]) -> usize {
    let titles: usize = entries.iter().map(|entry| entry.title.len() + 3).sum();
    let spans: usize = spans.iter().map(|(span, entries)| span.len() + entries.len() * 2).sum();
    // Of a word and its list some seven bytes stay, as words are written by what they add to the one before.
    titles + forms.len() * 7 + spans
}

/// Pages as readers meet them: the navigation's order, then those it does not list.
fn reading_order(site: &Site) -> Vec<PageId> {
    let mut order = site.nav.order().to_vec();
    let listed: BTreeSet<PageId> = order.iter().copied().collect();
    order.extend(site.pages().filter(|page| !listed.contains(page)));
    order
}

impl Counts {
    /// Counts the words of pages whose first entry has the number `first`. Code is not needed after that and is dropped.
    fn of(pages: &mut [Vec<Entry>], first: u32) -> Self {
        let mut counts = Self::default();
        for (entry, number) in pages.iter_mut().flatten().zip(first..) {
            for name in std::iter::once(&entry.title).chain(&entry.names) {
                let title = words::words(name);
                // A name says as much as the title; a word of a short one says more than a word of a long one.
                let title_words = u8::try_from(title.len()).unwrap_or(u8::MAX);
                let mut place = |word: &str| {
                    let count = counts.at(word, number);
                    count.title_words = match count.title_words {
                        0 => title_words,
                        other => other.min(title_words),
                    };
                };
                title.iter().for_each(|word| place(word));
                words::each_part(name, &mut place);
            }
            let mut length = (0, 0);
            let mut prose = |word: &str| {
                let count = counts.at(word, number);
                count.prose = count.prose.saturating_add(1);
            };
            words::each(&words::normalize(&entry.prose), |word| {
                length.0 += 1;
                prose(word);
            });
            words::each_part(&entry.prose, &mut prose);
            // So that `checklist` finds what is in the section "Checklists".
            for section in &entry.sections {
                words::each(&words::normalize(section), &mut prose);
            }
            let code_text = std::mem::take(&mut entry.code);
            let mut code = |word: &str| {
                let count = counts.at(word, number);
                count.code = count.code.saturating_add(1);
            };
            words::each(&words::normalize(&code_text), |word| {
                length.1 += 1;
                code(word);
            });
            words::each_part(&code_text, code);
            counts.lengths.push(length);
        }
        counts
    }

    /// The count of a word in an entry. Entries come in order.
    fn at(&mut self, word: &str, entry: u32) -> &mut Count {
        let known = match self.words.get(word) {
            Some(known) => *known,
            None => {
                let next = u32::try_from(self.last.len()).unwrap_or(u32::MAX);
                self.words.insert(word.into(), next);
                self.last.push(u32::MAX);
                next
            }
        };
        let last = &mut self.last[known as usize];
        if self.counts.get(*last as usize).is_none_or(|(_, count)| count.entry != entry) {
            *last = u32::try_from(self.counts.len()).unwrap_or(u32::MAX);
            self.counts.push((known, Count { entry, ..Count::default() }));
        }
        &mut self.counts[*last as usize].1
    }
}

/// Puts the counts of all pages together, words of one stem in one list.
fn gather(chunks: Vec<Counts>, settings: &SearchSettings, algorithm: Option<Algorithm>) -> (Vec<Form>, Vec<List>) {
    let mut known: Vec<&str> = chunks.iter().flat_map(|chunk| chunk.words.keys().map(|word| &**word)).collect();
    known.par_sort_unstable();
    known.dedup();
    known.retain(|word| word.chars().count() <= words::MAX_LETTERS);
    let stems: Vec<Cow<'_, str>> = known
        .par_iter()
        .map_init(|| algorithm.map(Stemmer::create), |stemmer, word| stem(stemmer.as_ref(), word))
        .collect();
    let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
    let mut forms = Vec::with_capacity(known.len());
    for (word, stem) in known.iter().zip(&stems) {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let list = *numbers.entry(stem).or_insert(next);
        forms.push(Form { word: (*word).to_owned(), list });
    }
    let list_count = numbers.len();

    // Sorted by counting: the chunks and the counts in them are in the order of entries, and so is each list.
    let list_of: Vec<Vec<u32>> = chunks
        .par_iter()
        .map(|chunk| {
            // Words that are too long have none.
            let mut lists = vec![NO_LIST; chunk.last.len()];
            #[expect(clippy::iter_over_hash_type, reason = "each word has a place of its own")]
            for (word, number) in &chunk.words {
                if let Ok(at) = known.binary_search(&&**word) {
                    lists[*number as usize] = forms[at].list;
                }
            }
            lists
        })
        .collect();
    let mut ends = vec![0_usize; list_count + 1];
    for (chunk, lists) in chunks.iter().zip(&list_of) {
        for (word, _) in &chunk.counts {
            if let Some(end) = ends.get_mut(lists[*word as usize] as usize + 1) {
                *end += 1;
            }
        }
    }
    for list in 0..list_count {
        ends[list + 1] += ends[list];
    }
    let starts = ends.clone();
    let mut sorted = vec![Count::default(); ends[list_count]];
    for (chunk, lists) in chunks.iter().zip(&list_of) {
        for (word, count) in &chunk.counts {
            if let Some(end) = ends.get_mut(lists[*word as usize] as usize) {
                sorted[*end] = *count;
                *end += 1;
            }
        }
    }
    let lengths: Vec<(usize, usize)> = chunks.iter().flat_map(|chunk| &chunk.lengths).copied().collect();
    let mean = |part: fn(&(usize, usize)) -> usize| {
        let total: usize = lengths.iter().map(part).sum();
        let with = lengths.iter().filter(|length| part(length) > 0).count();
        total as f64 / with.max(1) as f64
    };
    let means = (mean(|length| length.0), mean(|length| length.1));
    let lists = (0..list_count)
        .into_par_iter()
        .map(|number| list(&sorted[starts[number]..starts[number + 1]], &lengths, means, settings))
        .collect();
    (forms, lists)
}

fn list(counts: &[Count], lengths: &[(usize, usize)], means: (f64, f64), settings: &SearchSettings) -> List {
    // Forms of one word in one entry stand side by side.
    let mut places: Vec<Place> = counts
        .chunk_by(|a, b| a.entry == b.entry)
        .map(|same| {
            let entry = same[0].entry;
            let title_words = same.iter().map(|count| count.title_words).filter(|words| *words > 0).min();
            let sum = |part: fn(&Count) -> u16| same.iter().map(|count| f64::from(part(count))).sum::<f64>();
            let length = lengths[entry as usize];
            let weaken =
                |length: usize, mean: f64| 1.0 - LENGTH_WEAKENS + LENGTH_WEAKENS * length as f64 / mean.max(1.0);
            let prose = sum(|count| count.prose) / weaken(length.0, means.0);
            let code = sum(|count| count.code) / weaken(length.1, means.1);
            let strength = to_strength(settings.weights.body * prose + settings.weights.code * code);
            Place { entry, title_words: title_words.unwrap_or(0), strength }
        })
        .collect();
    let entries = u32::try_from(places.len()).unwrap_or(u32::MAX);
    if places.len() > MAX_PLACES {
        places.sort_by_key(|place| (place.title_words == 0, u8::MAX - place.strength, place.entry));
        places.truncate(MAX_PLACES);
        places.sort_unstable();
    }
    places.shrink_to_fit();
    List { entries, places }
}

/// The stem of a word; words that are not words of the language, with digits or signs in them, are their own.
pub(crate) fn stem<'a>(stemmer: Option<&Stemmer>, word: &'a str) -> Cow<'a, str> {
    match stemmer {
        Some(stemmer) if word.chars().all(char::is_alphabetic) => stemmer.stem(word),
        _ => word.into(),
    }
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

fn spans(entries: &[Entry]) -> Vec<(String, Vec<u32>)> {
    let mut spans: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (entry, number) in entries.iter().zip(0_u32..) {
        for span in &entry.spans {
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
