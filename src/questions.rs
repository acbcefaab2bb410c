//! Which questions of a guide have to do with each other: those that readers of one may want next, and those that ask the
//! same. All FAQ pages count as one list. The work grows with the number of words, as words of many questions are left
//! out and words of few lead to few.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rust_stemmers::Stemmer;
use rustc_hash::FxHashMap;

use crate::document::{LinkKind, PageId, Question};
use crate::parse::stream::PLACEHOLDER;
use crate::resolve::{Target, resolve};
use crate::search::{algorithm, stem, stop_words, words};
use crate::site::Site;

/// Most related questions of an answer.
const MAX_RELATED: usize = 3;
/// What a word or link of so many questions says about any two of them is nothing.
const MAX_SHARED: usize = 64;
/// Signs of a question that are compared: those that say most.
const MAX_SIGNS: usize = 40;
/// So many questions are not worth another thread.
const FEW: usize = 32;
/// How alike two questions have to be (cosine) for one to stand below the other.
const RELATED: f64 = 0.17;
/// Share of words that two questions have in common when they ask the same (Dice).
const SAME: f64 = 0.8;

/// How much a sign says, by where it comes from.
const OF_TITLE: f64 = 3.0;
const OF_KEYWORD: f64 = 2.0;
const OF_TERM: f64 = 2.0;
const OF_LINK: f64 = 2.0;
const OF_ANSWER: f64 = 0.6;

/// A question of the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// The page.
    pub page: PageId,
    /// Its question, an index into [`Document::questions`](crate::document::Document::questions).
    pub question: usize,
}

/// For each question those that stand below its answer.
#[derive(Debug, Default)]
pub struct Related {
    found: BTreeMap<Asked, Vec<Asked>>,
}

impl Related {
    /// Compares all questions of a guide, one after the other: pages are made on all threads at once, and one that waits here for
    /// the others could be given a page that waits for this.
    #[must_use]
    pub fn new(site: &Site) -> Self {
        let (asked, language) = (all(site), Language::of(site));
        let signs = asked.iter().map(|asked| signs(site, *asked, &language)).collect();
        Self::of_signs(site, &asked, signs)
    }

    /// Compares them on all threads, for those who make no page.
    #[must_use]
    pub fn at_once(site: &Site) -> Self {
        let asked = all(site);
        // Each thread has a stemmer of its own, which is worth it for some questions only.
        let of_language = |language: &mut Language, asked: &Asked| signs(site, *asked, language);
        let signs = asked.par_iter().with_min_len(FEW).map_init(|| Language::of(site), of_language).collect();
        Self::of_signs(site, &asked, signs)
    }

    fn of_signs(site: &Site, asked: &[Asked], signs: Vec<BTreeMap<String, f64>>) -> Self {
        let found = nearest(&signs).into_iter().enumerate().map(|(number, near)| {
            let chosen = chosen(site, asked[number]);
            let near = || near.iter().map(|number| asked[*number]).collect();
            (asked[number], chosen.unwrap_or_else(near))
        });
        Self { found: found.collect() }
    }

    /// The questions that stand below an answer, most related first.
    #[must_use]
    pub fn of(&self, asked: Asked) -> &[Asked] {
        self.found.get(&asked).map_or(&[], Vec::as_slice)
    }
}

/// All questions, page by page in reading order.
fn all(site: &Site) -> Vec<Asked> {
    site.pages()
        .flat_map(|page| (0..site[page].questions.len()).map(move |question| Asked { page, question }))
        .collect()
}

fn question(site: &Site, asked: Asked) -> &Question {
    &site[asked.page].questions[asked.question]
}

fn title(site: &Site, asked: Asked) -> &str {
    &site[asked.page].headings[question(site, asked).heading].text
}

/// The questions that the editor chose.
fn chosen(site: &Site, asked: Asked) -> Option<Vec<Asked>> {
    let links = question(site, asked).related.as_ref()?;
    let found = links.iter().filter_map(|link| {
        let base = &site[asked.page].parts[link.span.part as usize].path;
        // One that leads nowhere is reported by the check.
        let Ok(Target::Page { page, anchor: Some(anchor) }) = resolve(site, asked.page, base, &link.target) else {
            return None;
        };
        let document = &site[page];
        let question = document.questions.iter().position(|other| document.headings[other.heading].id == anchor)?;
        Some(Asked { page, question }).filter(|other| *other != asked)
    });
    Some(found.collect())
}

/// How words of the guide's language are compared.
struct Language {
    stemmer: Option<Stemmer>,
    /// The stems of words that were asked for.
    stems: RefCell<FxHashMap<String, String>>,
    stop_words: BTreeSet<String>,
    is_english: bool,
}

impl Language {
    fn of(site: &Site) -> Self {
        let language = site.config().book.primary_language();
        Self {
            stemmer: algorithm(language).map(Stemmer::create),
            stems: RefCell::default(),
            stop_words: stop_words(language),
            is_english: language == "en",
        }
    }

    fn stem(&self, word: &str) -> String {
        let mut stems = self.stems.borrow_mut();
        if let Some(known) = stems.get(word) {
            return known.clone();
        }
        let stem = stem(self.stemmer.as_ref(), word).into_owned();
        stems.insert(word.to_owned(), stem.clone());
        stem
    }

    /// The words of a text that say what it is about, without their endings.
    fn content(&self, text: &str) -> Vec<String> {
        // Half of all questions have one of these.
        const ASKED: [&str; 12] =
            ["also", "could", "may", "might", "must", "need", "now", "one", "shall", "still", "would", "yes"];
        let is_small =
            |word: &String| self.stop_words.contains(word) || (self.is_english && ASKED.contains(&word.as_str()));
        words(text).iter().filter(|word| !is_small(word)).map(|word| self.stem(word)).collect()
    }

    /// What a question asks about its subject. Two that differ in it are two, however alike their words are.
    fn asks(&self, text: &str) -> BTreeSet<&'static str> {
        const ASKING: [(&str, &str); 22] = [
            ("after", "after"),
            ("allowed", "may"),
            ("before", "before"),
            ("can", "may"),
            ("could", "may"),
            ("during", "during"),
            ("have", "must"),
            ("how", "how"),
            ("may", "may"),
            ("must", "must"),
            ("need", "must"),
            ("never", "not"),
            ("no", "not"),
            ("not", "not"),
            ("should", "should"),
            ("until", "before"),
            ("when", "when"),
            ("where", "where"),
            ("which", "which"),
            ("who", "who"),
            ("whom", "who"),
            ("why", "why"),
        ];
        let words = if self.is_english { words(text) } else { Vec::new() };
        words.iter().filter_map(|word| ASKING.iter().find(|(known, _)| word == known)).map(|(_, kind)| *kind).collect()
    }
}

/// What a question is about: its words, its terms and where it leads, each with how much it says.
fn signs(site: &Site, asked: Asked, language: &Language) -> BTreeMap<String, f64> {
    let question = question(site, asked);
    let title = title(site, asked);
    let mut signs: BTreeMap<String, f64> = BTreeMap::new();
    let mut add = |sign: String, weight: f64| {
        let known = signs.entry(sign).or_default();
        *known = known.max(weight);
    };
    for word in language.content(title) {
        add(word, OF_TITLE);
    }
    for word in question.keywords.iter().flat_map(|keyword| language.content(keyword)) {
        add(word, OF_KEYWORD);
    }
    for word in language.content(&question.answer) {
        add(word, OF_ANSWER);
    }
    for (text, weight) in [(title, OF_TERM), (question.answer.as_str(), OF_ANSWER)] {
        for found in site.terms.find(text) {
            add(format!("term {} {}", found.term.page.0, found.term.entry), weight);
        }
    }
    let document = &site[asked.page];
    for link in &document.links[question.links.clone()] {
        let base = &document.parts[link.span.part as usize].path;
        if link.kind != LinkKind::Link || link.target.starts_with(PLACEHOLDER) {
            continue;
        }
        if let Ok(Target::Page { page, anchor }) = resolve(site, asked.page, base, &link.target) {
            add(format!("link {} {}", page.0, anchor.unwrap_or_default()), OF_LINK);
        }
    }
    signs
}

/// For each question the numbers of those that are most like it, by the cosine of their signs. A sign counts the more, the
/// fewer questions have it (Salton and Buckley 1988, "Term-weighting approaches in automatic text retrieval").
fn nearest(all: &[BTreeMap<String, f64>]) -> Vec<Vec<usize>> {
    // Signs by number, and for each the questions that have it.
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    let mut having: Vec<Vec<usize>> = Vec::new();
    let all: Vec<Vec<(usize, &str, f64)>> = all
        .iter()
        .enumerate()
        .map(|(question, signs)| {
            let numbered = signs.iter().map(|(sign, weight)| {
                let number = *numbers.entry(sign).or_insert(having.len());
                if number == having.len() {
                    having.push(Vec::new());
                }
                having[number].push(question);
                (number, sign.as_str(), *weight)
            });
            numbered.collect()
        })
        .collect();
    let vectors: Vec<Vec<(usize, f64)>> = all
        .iter()
        .map(|signs| {
            let mut vector: Vec<(usize, &str, f64)> = signs
                .iter()
                .filter(|(sign, ..)| (2..=MAX_SHARED).contains(&having[*sign].len()))
                .map(|(sign, name, weight)| {
                    let rare = all.len() as f64 / having[*sign].len() as f64;
                    (*sign, *name, weight * (1.0 + rare.ln()))
                })
                .collect();
            vector.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.1.cmp(b.1)));
            vector.into_iter().take(MAX_SIGNS).map(|(sign, _, weight)| (sign, weight)).collect()
        })
        .collect();
    // What only one question has says nothing about two, but makes it less like the others.
    let length = |number: usize| {
        let alone = all[number].iter().filter(|(sign, ..)| having[*sign].len() == 1);
        let alone: f64 = alone.map(|(.., weight)| (weight * (1.0 + (all.len() as f64).ln())).powi(2)).sum();
        let shared: f64 = vectors[number].iter().map(|(_, weight)| weight * weight).sum();
        // A question with much of its own may still have relatives.
        (shared + alone * 0.25).sqrt()
    };
    let lengths: Vec<f64> = (0..all.len()).map(length).collect();
    // For each sign the questions whose vectors have it, with its weight there.
    let mut weights: Vec<Vec<(usize, f64)>> = vec![Vec::new(); having.len()];
    for (number, vector) in vectors.iter().enumerate() {
        for (sign, weight) in vector {
            weights[*sign].push((number, *weight));
        }
    }
    let mut products = vec![0.0; all.len()];
    let mut met: Vec<usize> = Vec::new();
    vectors
        .iter()
        .enumerate()
        .map(|(number, vector)| {
            for (sign, weight) in vector {
                for (other, same) in weights[*sign].iter().filter(|(other, _)| *other != number) {
                    if products[*other] == 0.0 {
                        met.push(*other);
                    }
                    products[*other] += weight * same;
                }
            }
            let mut near: Vec<(u64, usize)> = met
                .drain(..)
                .map(|other| (std::mem::take(&mut products[other]) / (lengths[number] * lengths[other]), other))
                .filter(|(alike, _)| *alike >= RELATED)
                // Rounded, since the last digits of logarithms differ between machines.
                .map(|(alike, other)| ((alike * 10_000.0).round() as u64, other))
                .collect();
            near.sort_by_key(|(alike, other)| (std::cmp::Reverse(*alike), *other));
            near.truncate(MAX_RELATED);
            near.into_iter().map(|(_, other)| other).collect()
        })
        .collect()
}

/// Pairs of questions with nearly the same words: an earlier one and the later one, each later one once.
#[must_use]
pub fn similar(site: &Site) -> Vec<(Asked, Asked)> {
    let asked = all(site);
    if asked.len() < 2 {
        return Vec::new();
    }
    let language = Language::of(site);
    let content = |asked: &Asked| -> BTreeSet<String> {
        let title = title(site, *asked);
        let words: BTreeSet<String> = language.content(title).into_iter().collect();
        // A question of small words alone is like its own repetition only.
        if words.is_empty() { [title.to_lowercase()].into() } else { words }
    };
    let sets: Vec<BTreeSet<String>> = asked.iter().map(content).collect();
    let asks: Vec<BTreeSet<&str>> = asked.iter().map(|asked| language.asks(title(site, *asked))).collect();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for word in sets.iter().flatten() {
        *count.entry(word).or_default() += 1;
    }
    let mut earlier: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (number, set) in sets.iter().enumerate() {
        // Two sets that share four fifths of their words share one of the rarest of each.
        let mut rare: Vec<&str> = set.iter().map(String::as_str).collect();
        rare.sort_by_key(|word| (count[word], *word));
        rare.truncate(set.len() - set.len() * 2 / 3 + 1);
        let mut candidates: Vec<usize> = rare.iter().filter_map(|word| earlier.get(word)).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        let alike = |other: usize| {
            let shared = sets[other].intersection(set).count();
            asks[other] == asks[number] && shared as f64 * 2.0 >= SAME * (set.len() + sets[other].len()) as f64
        };
        if let Some(other) = candidates.into_iter().find(|other| alike(*other)) {
            pairs.push((asked[other], asked[number]));
        }
        for word in rare {
            let known = earlier.entry(word).or_default();
            if known.len() < MAX_SHARED {
                known.push(number);
            }
        }
    }
    pairs
}
