//! The index: which words stand in which entries, and how strongly. Words with one stem share one list of places, so
//! that readers' devices need no stemmer.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;
use rust_stemmers::{Algorithm, Stemmer};

use super::entries::{self, Entry};
use super::words;
use crate::config::SearchSettings;
use crate::document::{Kind, PageId};
use crate::site::Site;

/// Longest list of places that a large guide keeps for one word: those in titles first, then the strongest.
const MAX_PLACES: usize = 4000;

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
    /// All words, in order.
    pub forms: Vec<Form>,
    /// The lists of places, in order of their first form.
    pub lists: Vec<List>,
    /// Inline code with signs in it, in order, and the entries that have it.
    pub spans: Vec<(String, Vec<u32>)>,
    /// Words that say little in the guide's language.
    pub stop_words: Vec<&'static str>,
    /// Groups of words and phrases, normalized, that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// What the guide's owner decided.
    pub settings: SearchSettings,
}

/// How often a word stands in an entry.
#[derive(Debug, Clone, Copy)]
struct Count {
    entry: u32,
    title_words: u8,
    prose: u32,
    code: u32,
}

type Counts = HashMap<Box<str>, Vec<Count>>;

impl Index {
    /// Reads all pages of a guide that want to be found.
    #[must_use]
    pub fn new(site: &Site) -> Self {
        let order = reading_order(site);
        let found: Vec<Vec<Entry>> =
            order.par_iter().enumerate().map(|(number, page)| entries::of_page(site, *page, number)).collect();
        let mut starts = Vec::with_capacity(found.len());
        let mut total = 0_u32;
        for entries in &found {
            starts.push(total);
            total += u32::try_from(entries.len()).unwrap_or(u32::MAX);
        }
        let counted: Vec<(Counts, Vec<(usize, usize)>)> = found
            .par_chunks(16)
            .enumerate()
            .map(|(chunk, pages)| count(pages, starts[chunk * 16]))
            .collect();
        let entries: Vec<Entry> = found.into_iter().flatten().collect();
        let mut lengths = Vec::with_capacity(entries.len());
        let mut counts = Vec::with_capacity(counted.len());
        for (count, length) in counted {
            lengths.extend(length);
            counts.push(count);
        }
        let settings = site.config().search.clone();
        let language = site.config().book.primary_language();
        let (forms, lists) = gather(counts, &lengths, &settings, algorithm(language));
        Self {
            spans: spans(&entries),
            synonyms: synonyms(site, &settings),
            stop_words: stop_words::lookup(language).unwrap_or_default().to_vec(),
            entries,
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

/// Pages as readers meet them: the navigation's order, then those it does not list.
fn reading_order(site: &Site) -> Vec<PageId> {
    let mut order = site.nav.order().to_vec();
    let listed: std::collections::BTreeSet<PageId> = order.iter().copied().collect();
    order.extend(site.pages().filter(|page| !listed.contains(page)));
    order
}

/// Counts the words of some pages whose first entry has the number `first`. Returns the counts and, for each entry, the
/// words of its prose and of its code.
fn count(pages: &[Vec<Entry>], first: u32) -> (Counts, Vec<(usize, usize)>) {
    let mut counts = Counts::new();
    let mut lengths = Vec::new();
    for (entry, number) in pages.iter().flatten().zip(first..) {
        for name in std::iter::once(&entry.title).chain(&entry.names) {
            let title = words::words(name);
            // A name says as much as the title; a word of a short one says more than a word of a long one.
            let title_words = u8::try_from(title.len()).unwrap_or(u8::MAX);
            let mut place = |word: &str| {
                let count = at(&mut counts, word, number);
                count.title_words = match count.title_words {
                    0 => title_words,
                    other => other.min(title_words),
                };
            };
            title.iter().for_each(|word| place(word));
            words::each_part(name, &mut place);
        }
        let mut length = (0, 0);
        words::each(&words::normalize(&entry.prose), |word| {
            length.0 += 1;
            at(&mut counts, word, number).prose += 1;
        });
        words::each_part(&entry.prose, |word| at(&mut counts, word, number).prose += 1);
        words::each(&words::normalize(&entry.code), |word| {
            length.1 += 1;
            at(&mut counts, word, number).code += 1;
        });
        words::each_part(&entry.code, |word| at(&mut counts, word, number).code += 1);
        lengths.push(length);
    }
    (counts, lengths)
}

/// The count of a word in an entry. Entries come in order.
fn at<'a>(counts: &'a mut Counts, word: &str, entry: u32) -> &'a mut Count {
    if !counts.contains_key(word) {
        counts.insert(word.into(), Vec::new());
    }
    let Some(places) = counts.get_mut(word) else { unreachable!("it was put there") };
    if places.last().is_none_or(|last| last.entry != entry) {
        places.push(Count { entry, title_words: 0, prose: 0, code: 0 });
    }
    let last = places.len() - 1;
    &mut places[last]
}

/// Puts the counts of all pages together, words of one stem in one list.
fn gather(
    counts: Vec<Counts>,
    lengths: &[(usize, usize)],
    settings: &SearchSettings,
    algorithm: Option<Algorithm>,
) -> (Vec<Form>, Vec<List>) {
    // Sorted below by word and chunk, so the order of the maps goes nowhere.
    let mut pieces: Vec<(Box<str>, u32, Vec<Count>)> = Vec::new();
    for (chunk, counts) in counts.into_iter().enumerate() {
        let chunk = u32::try_from(chunk).unwrap_or(u32::MAX);
        #[expect(clippy::iter_over_hash_type, reason = "sorted below")]
        for (word, places) in counts {
            if word.chars().count() <= words::MAX_LETTERS {
                pieces.push((word, chunk, places));
            }
        }
    }
    pieces.par_sort_unstable_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let groups: Vec<&[(Box<str>, u32, Vec<Count>)]> = pieces.chunk_by(|a, b| a.0 == b.0).collect();
    let stems: Vec<String> = groups
        .par_iter()
        .map_init(|| algorithm.map(Stemmer::create), |stemmer, group| stem(stemmer.as_ref(), &group[0].0))
        .collect();
    let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
    let mut members: Vec<Vec<usize>> = Vec::new();
    let mut forms = Vec::with_capacity(groups.len());
    for (number, stem) in stems.iter().enumerate() {
        let list = *numbers.entry(stem).or_insert_with(|| {
            members.push(Vec::new());
            u32::try_from(members.len() - 1).unwrap_or(u32::MAX)
        });
        members[list as usize].push(number);
        forms.push(Form { word: groups[number][0].0.to_string(), list });
    }
    let mean = |part: fn(&(usize, usize)) -> usize| {
        let total: usize = lengths.iter().map(part).sum();
        let with = lengths.iter().filter(|length| part(length) > 0).count();
        total as f64 / with.max(1) as f64
    };
    let means = (mean(|length| length.0), mean(|length| length.1));
    let lists = members
        .par_iter()
        .map(|members| {
            let counts = members.iter().flat_map(|member| groups[*member]).flat_map(|(_, _, counts)| counts);
            list(counts.copied().collect(), lengths, means, settings)
        })
        .collect();
    (forms, lists)
}

fn list(mut counts: Vec<Count>, lengths: &[(usize, usize)], means: (f64, f64), settings: &SearchSettings) -> List {
    counts.sort_by_key(|count| count.entry);
    let mut places: Vec<Place> = counts
        .chunk_by(|a, b| a.entry == b.entry)
        .map(|same| {
            let entry = same[0].entry;
            let title_words = same.iter().map(|count| count.title_words).filter(|words| *words > 0).min();
            let sum = |part: fn(&Count) -> u32| f64::from(same.iter().map(part).sum::<u32>());
            let length = lengths[entry as usize];
            let weaken = |length: usize, mean: f64| 1.0 - LENGTH_WEAKENS + LENGTH_WEAKENS * length as f64 / mean.max(1.0);
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
    List { entries, places }
}

/// The stem of a word; words that are not words of the language, with digits or signs in them, are their own.
fn stem(stemmer: Option<&Stemmer>, word: &str) -> String {
    match stemmer {
        Some(stemmer) if word.chars().all(char::is_alphabetic) => stemmer.stem(word).into_owned(),
        _ => word.to_owned(),
    }
}

/// The Snowball stemmer of a language, by primary subtag.
fn algorithm(language: &str) -> Option<Algorithm> {
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
    let glossary = site.documents.iter().filter(|document| document.front.kind == Kind::Glossary && document.front.search);
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
