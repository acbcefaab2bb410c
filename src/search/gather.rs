//! The counts of all pages put together: the words in order, and for each stem its places.

use rayon::prelude::*;

use super::count::{CountReader, Counter, Lengths, PageCounts};
use super::index::Form;
use super::list::{List, ListWriter, Place, Strengths};
use super::texts::{NONE, Texts, text_of};
use crate::config::SearchSettings;

/// How much a longer text weakens a word in it: the `b` of BM25 (Robertson and Zaragoza 2009, "The Probabilistic
/// Relevance Framework").
const LENGTH_WEAKENS: f64 = 0.5;
/// In most so many parts lists are made, each of which takes memory for all of them.
const MOST_PARTS: usize = 8;

/// The counts of all pages, put together.
pub(super) struct Counted {
    /// The pages in order, each with the number of its counter.
    pages: Vec<(usize, PageCounts)>,
    /// Mean lengths of prose and of code.
    means: (f64, f64),
    /// How many places each list has.
    lengths: Vec<u32>,
    /// For each counter the list of each of its stems.
    lists_of: Vec<Vec<u32>>,
}

/// Puts the counts of all pages together: the words in order, and what the lists of their places are made of. Lists are in the order
/// of their first words.
pub(super) fn gather(mut counters: Vec<Counter>) -> (Vec<Form>, Counted) {
    let mut pages: Vec<(usize, PageCounts)> = Vec::new();
    let means = counters.iter().fold(Lengths::default(), |all, counter| all.with(counter.lengths)).means();
    for (number, counter) in counters.iter_mut().enumerate() {
        // What is not needed any more goes at once: this is where a large guide takes most memory.
        counter.texts.forget_slots();
        pages.extend(counter.pages.drain(..).map(|page| (number, page)));
    }
    pages.sort_unstable_by_key(|(_, page)| page.number);
    let (forms, lengths, lists_of) = put_together(&counters);
    (forms, Counted { pages, means, lengths, lists_of })
}

impl Counted {
    /// For each list its places.
    pub(super) fn lists(self, settings: &SearchSettings) -> Vec<List> {
        let Self { pages, means, lengths, lists_of } = self;
        let weights = Weights { strengths: Strengths::new(), means, settings };
        // Each thread has a part of the pages.
        let threads = rayon::current_num_threads().clamp(1, MOST_PARTS);
        let count = u32::try_from(threads).unwrap_or(1);
        let parts: Vec<Vec<ListWriter>> = in_parts(pages, threads)
            .into_par_iter()
            .map(|(first, pages)| weights.lists(first, &lengths, count, pages, &lists_of))
            .collect();
        let list = |number| ListWriter::join(parts.iter().map(|part: &Vec<ListWriter>| &part[number]));
        (0..lengths.len()).into_par_iter().with_max_len(256).map(list).collect()
    }
}

/// The words of all counters, how many places each list has, and for each counter the list of each of its stems.
fn put_together(counters: &[Counter]) -> (Vec<Form>, Vec<u32>, Vec<Vec<u32>>) {
    // With the first letters in front words are compared without a look at where they are.
    let mut known: Vec<(u64, &[u8], usize, u32)> = Vec::new();
    for (number, counter) in counters.iter().enumerate() {
        let texts = counter.texts.sort_keys().zip(counter.texts.all_known());
        let words = texts.filter(|(_, known)| known.stem != NONE);
        known.extend(words.map(|((head, word), known)| (head, word, number, known.stem)));
    }
    known.par_sort_unstable();
    let mut stems: Texts = Texts::default();
    let mut lists_of: Vec<Vec<u32>> = counters.iter().map(|counter| vec![NONE; counter.texts.len()]).collect();
    let mut words: Vec<(&[u8], u32)> = Vec::with_capacity(known.len());
    for same in known.chunk_by(|one, other| one.1 == other.1) {
        // A word has the same stem in all counters, and many stems were met with another word.
        let mut seen = same.iter().map(|(_, _, counter, stem)| lists_of[*counter][*stem as usize]);
        let (_, word, counter, stem) = same[0];
        let list = seen.find(|list| *list != NONE).or_else(|| stems.number_of(&counters[counter].texts.key(stem)));
        let list = list.unwrap_or(NONE);
        for (_, _, counter, stem) in same {
            lists_of[*counter][*stem as usize] = list;
        }
        words.push((word, list));
    }
    drop(known);
    let forms = words.into_par_iter().map(|(word, list)| Form { word: text_of(word).to_owned(), list }).collect();
    let mut lengths = vec![0_u32; stems.len()];
    for (lists, counter) in lists_of.iter().zip(counters) {
        for (list, known) in lists.iter().zip(counter.texts.all_known()) {
            // A text that is a word alone stands nowhere as a stem.
            if let Some(length) = lengths.get_mut(*list as usize) {
                *length += known.total;
            }
        }
    }
    (forms, lengths, lists_of)
}

/// At most so many parts of the pages, in order, with the number of the first entry of each.
fn in_parts(pages: Vec<(usize, PageCounts)>, parts: usize) -> Vec<(u32, Vec<(usize, PageCounts)>)> {
    let (mut first, size) = (0, pages.len().div_ceil(parts).max(1));
    let mut pages = pages.into_iter();
    std::iter::from_fn(|| {
        let part: Vec<(usize, PageCounts)> = pages.by_ref().take(size).collect();
        let start = first;
        first += part.iter().map(|(_, page)| page.entries).sum::<u32>();
        (!part.is_empty()).then_some((start, part))
    })
    .collect()
}

/// What makes a strength of a count.
struct Weights<'a> {
    strengths: Strengths,
    means: (f64, f64),
    settings: &'a SearchSettings,
}

/// What words count in an entry.
struct Usual {
    /// One of its prose, and one of its code.
    prose: f64,
    code: f64,
    /// How strong those are that stand in its prose never, once and twice, as nearly all do.
    strengths: [u8; 3],
}

impl Weights<'_> {
    /// What one of so many parts of the pages adds to the lists of these lengths. `first` is the number of its first entry; `pages`
    /// are in order, each with the number of its counter; `lists_of` has for each counter the list of each of its stems.
    fn lists(
        &self,
        first: u32,
        lengths: &[u32],
        parts: u32,
        pages: Vec<(usize, PageCounts)>,
        lists_of: &[Vec<u32>],
    ) -> Vec<ListWriter> {
        let mut lists: Vec<ListWriter> = lengths.iter().map(|length| ListWriter::new(*length, parts)).collect();
        let mut number = first;
        let mut usual: Vec<Usual> = Vec::new();
        for (counter, page) in pages {
            let list_of = &lists_of[counter];
            let mut reader = CountReader::new(&page);
            usual.clear();
            usual.extend(reader.lengths().map(|length| self.usual(length)));
            for _ in 0..reader.stems() {
                let (stem, counts) = reader.stem();
                let list = &mut lists[list_of[stem as usize] as usize];
                for _ in 0..counts {
                    let count = reader.count();
                    let Usual { prose, code, strengths } = usual[count.entry as usize];
                    let strength = match strengths.get(count.prose as usize) {
                        Some(strength) if count.code == 0 => *strength,
                        _ => self.strengths.of(prose * f64::from(count.prose) + code * f64::from(count.code)),
                    };
                    list.push(Place { entry: number + count.entry, title_words: count.title_words, strength });
                }
            }
            number += page.entries;
        }
        lists
    }

    /// What words count in an entry of this length.
    fn usual(&self, length: (u32, u32)) -> Usual {
        let (prose, code) = self.of_length(length);
        Usual { prose, code, strengths: [0.0, 1.0, 2.0].map(|times| self.strengths.of(prose * times)) }
    }

    /// What a word of the prose and one of the code of an entry counts.
    fn of_length(&self, length: (u32, u32)) -> (f64, f64) {
        let weaken = |length: u32, mean: f64| 1.0 - LENGTH_WEAKENS + LENGTH_WEAKENS * f64::from(length) / mean.max(1.0);
        let weights = &self.settings.weights;
        (weights.body / weaken(length.0, self.means.0), weights.code / weaken(length.1, self.means.1))
    }
}
