//! Words that readers write in another way than the guide does: with another ending, as one or apart, as a number with a unit.
//! The same as `themes/default/js/search/variants.js`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::index::{Form, Index};
use super::query::{How, JOINED, Meaning, Planned, Query, SPLIT, SYNONYM};

/// Names of one unit each. Short ones say something else by themselves (the `h` of `H-1B`), so they are read as a unit after a
/// number alone. Synonyms of a guide are names of its units too.
const UNITS: [&[&str]; 6] = [
    &["h", "hr", "hrs", "hour", "hours"],
    &["min", "mins", "minute", "minutes"],
    &["d", "day", "days"],
    &["wk", "wks", "week", "weeks"],
    &["mo", "mos", "month", "months"],
    &["yr", "yrs", "year", "years"],
];
/// Endings of plurals, and those of the singular.
const PLURALS: [(&str, &str); 3] = [("ies", "y"), ("es", ""), ("s", "")];
const MIN_SINGULAR: usize = 2;
/// Letters of the shortest start that two words with other endings share, and of the longest of these endings. Words that are typed
/// have a longer one: three letters begin too many words.
const MIN_START: usize = 3;
const MIN_TYPED_START: usize = 4;
const MAX_ENDING: usize = 4;
/// Words with one stem are few, where they are words.
const MOST_FORMS: usize = 64;
/// In so many lists two endings have to take turns, and so many pairs are kept.
const MIN_LISTS: u32 = 3;
const MOST_ENDINGS: usize = 80;
/// The shortest words that a word can be made of, when it is made of two and of more; beside digits and
/// with them there are shorter ones.
const MIN_OF_TWO: usize = 2;
const MIN_OF_SEVERAL: usize = 3;
const MOST_PIECES: usize = 5;
/// Letters of the longest word that is taken apart.
const MOST_SPLIT: usize = 40;

/// What a plural can be one of.
pub(super) fn singulars(word: &str) -> impl Iterator<Item = String> {
    PLURALS.iter().filter_map(move |(plural, singular)| {
        let start = word.strip_suffix(plural).filter(|start| !start.ends_with('s') || *plural == "es")?;
        (start.chars().count() + singular.len() >= MIN_SINGULAR).then(|| format!("{start}{singular}"))
    })
}

/// Two endings of one word in the language of a guide (`ing` and `e`, of *changing* and *change*), as the words with one stem have them:
/// the device has no stemmer, but a word that the guide does not have is often one that it has with another of its endings. In the order
/// of how many words have them.
pub(super) fn endings(forms: &[Form]) -> Vec<(String, String)> {
    let mut lists: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for form in forms.iter().filter(|form| form.word.chars().all(char::is_alphabetic)) {
        lists.entry(form.list).or_default().push(&form.word);
    }
    let mut counts: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for forms in lists.values().filter(|forms| forms.len() <= MOST_FORMS) {
        let pairs = forms.iter().flat_map(|one| forms.iter().filter_map(|other| endings_of(one, other)));
        let pairs: BTreeSet<(&str, &str)> = pairs.collect();
        pairs.into_iter().for_each(|pair| *counts.entry(pair).or_default() += 1);
    }
    let mut counts: Vec<((&str, &str), u32)> = counts.into_iter().filter(|(_, count)| *count >= MIN_LISTS).collect();
    counts.sort_by_key(|(pair, count)| (std::cmp::Reverse(*count), *pair));
    counts.iter().take(MOST_ENDINGS).map(|((one, other), _)| ((*one).to_owned(), (*other).to_owned())).collect()
}

/// What two words end in behind the letters that both start with. The first may not end there: it is found as the beginning of the other.
fn endings_of<'a>(one: &'a str, other: &'a str) -> Option<(&'a str, &'a str)> {
    let start: usize = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    let is_short = |ending: &str| ending.chars().count() <= MAX_ENDING;
    let (ending, instead) = (&one[start..], &other[start..]);
    let fits = one[..start].chars().count() >= MIN_START && is_short(ending) && is_short(instead);
    (fits && !ending.is_empty()).then_some((ending, instead))
}

pub(super) fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Words of a query that may be meant as one, by their places: neighbors, and three or more single letters.
fn joinable(words: &[(String, bool)]) -> Vec<Range<usize>> {
    let pairs = (1..words.len()).map(|at| at - 1..at + 1);
    let mut runs: Vec<Range<usize>> = pairs.filter(|pair| words[pair.clone()].iter().all(|word| !word.1)).collect();
    let mut start = 0;
    let is_letter = |(word, is_exact): &(String, bool)| !is_exact && word.chars().nth(1).is_none();
    for part in words.chunk_by(|one, next| is_letter(one) && is_letter(next)) {
        if part.len() > 2 {
            runs.push(start..start + part.len());
        }
        start += part.len();
    }
    runs
}

/// The number and the rest of `48h`.
fn number_and_rest(word: &str) -> Option<(&str, &str)> {
    let (number, rest) = word.split_at(word.bytes().take_while(u8::is_ascii_digit).count());
    (!number.is_empty() && !rest.is_empty()).then_some((number, rest))
}

impl Planned {
    /// Adds a meaning that is not there yet.
    fn add(&mut self, meaning: Meaning) {
        if !self.meanings.iter().any(|other| other.lists == meaning.lists) {
            self.meanings.push(meaning);
        }
    }
}

impl Index {
    /// `word` with the endings that words of the guide have instead of its own, and without the second of two like letters
    /// before it (*cancelled*).
    fn with_other_endings(&self, word: &str) -> Vec<String> {
        let mut words = Vec::new();
        for (ending, instead) in &self.endings {
            let Some(start) = word.strip_suffix(ending.as_str()) else { continue };
            let letters = start.chars().count();
            if letters >= MIN_TYPED_START {
                words.push(format!("{start}{instead}"));
            }
            let mut rest = start.chars();
            if letters > MIN_TYPED_START && rest.next_back() == start.chars().rev().nth(1) {
                words.push(format!("{}{instead}", rest.as_str()));
            }
        }
        words
    }

    /// The word that the guide has with another ending, when it does not have `word`: the singular of an abbreviation, whose plural readers
    /// type and writers seldom need; *decline* for *declining*.
    pub(super) fn other_form(&self, word: &str) -> Option<String> {
        let is_name = |word: &str| self.synonyms.iter().flatten().any(|name| name == word);
        if self.exact(word).is_some() || is_name(word) {
            return None;
        }
        let mut forms = singulars(word).chain(self.with_other_endings(word));
        forms.find(|one| is_name(one) || (self.exact(one).is_some() && !self.stop_words.contains(one)))
    }

    /// What neighbors mean as one word: two of them, and letters one by one (`S.O.A.P.`).
    pub(super) fn add_joined(&self, query: &Query, planned: &mut [Planned]) {
        for run in joinable(&query.words) {
            let form: String = query.words[run.clone()].iter().map(|(word, _)| word.as_str()).collect();
            if let Some(list) = self.exact(&form) {
                let meaning = Meaning { lists: vec![list], weight: JOINED, form, how: How::Joined };
                for one in &mut planned[run.clone()] {
                    // Letters that make a word say nothing by themselves.
                    if run.len() > 2 {
                        one.meanings.clear();
                    }
                    one.meanings.push(meaning.clone());
                }
            }
        }
    }

    /// All names of a unit, those that the guide's owner gave included; none when it is no unit.
    fn names_of_unit<'a>(&'a self, unit: &str) -> Vec<&'a str> {
        let known = UNITS.iter().copied().filter(|names| names.contains(&unit)).flatten().copied();
        let own = self.synonyms.iter().filter(|names| names.iter().any(|name| name == unit)).flatten();
        let mut names: Vec<&str> = Vec::new();
        for name in known.chain(own.map(String::as_str).filter(|name| !name.contains(' '))) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// What numbers with a unit mean when its other names are said: `48h`, `48 hrs` and `48 hours` are the same.
    pub(super) fn add_units(&self, query: &Query, planned: &mut [Planned]) {
        let one = |list: u32, weight: f64, form: String, how: How| Meaning { lists: vec![list], weight, form, how };
        for at in (0..planned.len()).filter(|at| !query.words[*at].1) {
            let word = &query.words[at].0;
            if let Some((number, unit)) = number_and_rest(word) {
                for name in self.names_of_unit(unit) {
                    let joined = format!("{number}{name}");
                    if let Some(list) = self.exact(&joined) {
                        planned[at].add(one(list, JOINED, joined, How::Joined));
                    }
                    if let Some((first, second)) = self.exact(number).zip(self.exact(name)) {
                        let (lists, form) = (vec![first, second], format!("{number} {name}"));
                        planned[at].add(Meaning { lists, weight: SPLIT, form, how: How::Split });
                    }
                }
            }
            let Some((unit, _)) = query.words.get(at + 1).filter(|next| !next.1 && is_number(word)) else { continue };
            for name in self.names_of_unit(unit).into_iter().filter(|name| name != unit) {
                if let Some(list) = self.exact(name) {
                    planned[at + 1].add(one(list, SYNONYM, name.to_owned(), How::Synonym));
                }
                let joined = format!("{word}{name}");
                if let Some(list) = self.exact(&joined) {
                    let meaning = one(list, JOINED, joined, How::Joined);
                    planned[at..at + 2].iter_mut().for_each(|one| one.add(meaning.clone()));
                }
            }
        }
    }

    /// `hashmap` as `hash map`, `step2ck` as `step 2 ck`: the fewest known words, and of these the ones whose shortest is
    /// longest. A single letter is a word of its own only beside a digit.
    pub(super) fn split(&self, word: &str) -> Option<Meaning> {
        let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
        let count = starts.len() - 1;
        if count > MOST_SPLIT {
            return None;
        }
        let is_digit = |at: usize| word.as_bytes()[starts[at]].is_ascii_digit();
        // Both ends, and where digits meet letters.
        let is_edge = |at: usize| at == 0 || at == count || is_digit(at - 1) != is_digit(at);
        // In a large guide a device knows only the words that a query is seen to need.
        let cuts: Vec<usize> = (0..=count).filter(|at| !self.is_large || is_edge(*at)).collect();
        let mut found: Vec<Piece> = Vec::new();
        for (number, start) in cuts.iter().enumerate() {
            for end in &cuts[number + 1..] {
                let has_digit = (*start..*end).any(is_digit);
                let most = match end - start {
                    _ if is_edge(*start) && is_edge(*end) => MOST_PIECES,
                    MIN_OF_TWO.. if has_digit => MOST_PIECES,
                    MIN_OF_SEVERAL.. => MOST_PIECES,
                    MIN_OF_TWO.. => 2,
                    _ => continue,
                };
                if let Some(list) = self.exact(&word[starts[*start]..starts[*end]]) {
                    found.push(Piece { start: *start, end: *end, list, most });
                }
            }
        }
        let pieces = (2..=MOST_PIECES).find_map(|wanted| best_way(&found, count, wanted))?;
        let forms: Vec<&str> = pieces.iter().map(|piece| &word[starts[piece.start]..starts[piece.end]]).collect();
        let lists = pieces.iter().map(|piece| piece.list).collect();
        Some(Meaning { lists, weight: SPLIT, form: forms.join(" "), how: How::Split })
    }
}

/// A word of the guide within a word.
#[derive(Clone, Copy)]
struct Piece {
    start: usize,
    end: usize,
    list: u32,
    /// Of how many pieces at most it may be one.
    most: usize,
}

/// The pieces, `wanted` of them, that make a word of `count` letters and whose shortest is longest.
fn best_way(found: &[Piece], count: usize, wanted: usize) -> Option<Vec<Piece>> {
    // For each place the best way there: the length of its shortest piece, and its pieces.
    let mut ways: Vec<Option<(usize, Vec<Piece>)>> = vec![None; count + 1];
    ways[0] = Some((usize::MAX, Vec::new()));
    for _ in 0..wanted {
        let mut longer: Vec<Option<(usize, Vec<Piece>)>> = vec![None; count + 1];
        for piece in found.iter().filter(|piece| piece.most >= wanted) {
            let Some((shortest, way)) = &ways[piece.start] else { continue };
            let shortest = (*shortest).min(piece.end - piece.start);
            if longer[piece.end].as_ref().is_none_or(|(other, _)| shortest > *other) {
                longer[piece.end] = Some((shortest, [way.as_slice(), &[*piece]].concat()));
            }
        }
        ways = longer;
    }
    ways.pop()?.map(|(_, way)| way)
}
