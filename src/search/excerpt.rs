//! The part of a text that says most about a query. The same as `themes/default/js/search/excerpt.js`.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::index::Index;
use super::rank::Found;
use super::words::{self, fold, is_dense, is_word};

/// Letters of an excerpt, and how many of them come before the first mark.
const LENGTH: usize = 170;
const LEAD: usize = 45;

/// A piece of an excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its text.
    pub text: String,
    /// Whether it is what was looked for.
    pub is_mark: bool,
}

/// Words of the guide and which word of the query each answers.
pub type Marked<'a> = HashMap<&'a str, usize>;

impl Index {
    /// The words that excerpts mark: every form in the lists that a query means.
    #[must_use]
    pub fn marked(&self, found: &Found) -> Marked<'_> {
        let mut wanted: HashMap<u32, usize> = HashMap::new();
        for (number, one) in found.planned.iter().enumerate().filter(|(_, one)| !one.is_stop) {
            for list in one.meanings.iter().flat_map(|meaning| &meaning.lists) {
                wanted.entry(*list).or_insert(number);
            }
        }
        self.forms.iter().filter_map(|form| Some((form.word.as_str(), *wanted.get(&form.list)?))).collect()
    }
}

struct Mark {
    range: Range<usize>,
    word: usize,
}

/// Where words of a text are that the query means.
fn marks(text: &[char], marked: &Marked<'_>) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if !is_word(text[at]) {
            at += 1;
            continue;
        }
        let run = (at..text.len()).take_while(|next| is_word(text[*next])).count();
        let written: String = text[at..at + run].iter().collect();
        if written.chars().any(is_dense) {
            for start in at..at + run {
                let end = (start + 2).min(at + run);
                let pair: String = text[start..end].iter().collect();
                if let Some(word) = marked.get(&*words::normalize(&pair)) {
                    found.push(Mark { range: start..end, word: *word });
                }
            }
            at += run;
            continue;
        }
        // With its ending after an apostrophe, as the index has it.
        let rest: String = text[at..text.len().min(at + run + 4)].iter().collect();
        let first = words::words(&rest).into_iter().next().unwrap_or_default();
        let plain = words::normalize(&written);
        let length = if first.chars().count() > plain.chars().count() { first.chars().count() + 1 } else { run };
        let known = marked.get(first.as_str()).or_else(|| marked.get(&*fold(&first)));
        if let Some(word) = known {
            found.push(Mark { range: at..at + length, word: *word });
        }
        at += length.max(run);
    }
    found
}

/// The window with most different words of the query in it, as pieces.
#[must_use]
pub fn excerpt(text: &str, marked: &Marked<'_>) -> Vec<Piece> {
    let text: Vec<char> = text.chars().collect();
    let found = marks(&text, marked);
    let mut best = (0, 0);
    for (number, first) in found.iter().enumerate() {
        let from = first.range.start.saturating_sub(LEAD);
        let inside = found[number..].iter().take_while(|mark| mark.range.end <= from + LENGTH);
        let words: Vec<usize> = inside.map(|mark| mark.word).collect();
        let value = words.iter().collect::<BTreeSet<_>>().len() * 10 + words.len().min(9);
        if value > best.0 {
            best = (value, from);
        }
    }
    let mut from = best.1;
    let mut to = text.len().min(from + LENGTH);
    // Whole words, and the start of the text when it is near.
    if from < LEAD {
        from = 0;
        to = text.len().min(LENGTH);
    } else if let Some(blank) = (from..from + LEAD).find(|at| text[*at] == ' ') {
        from = blank + 1;
    }
    if to < text.len()
        && let Some(blank) = (from + LENGTH / 2 + 1..=to).rev().find(|at| text[*at] == ' ')
    {
        to = blank;
    }
    let mut pieces = Vec::new();
    let mut push = |range: Range<usize>, is_mark: bool| {
        if !range.is_empty() {
            pieces.push(Piece { text: text[range].iter().collect(), is_mark });
        }
    };
    let mut at = from;
    for mark in found.iter().filter(|mark| mark.range.start >= from && mark.range.start < to) {
        push(at..mark.range.start.max(at), false);
        push(mark.range.start.max(at)..mark.range.end, true);
        at = at.max(mark.range.end);
    }
    push(at..to.max(at), false);
    if from > 0 {
        pieces.insert(0, Piece { text: "… ".into(), is_mark: false });
    }
    if to < text.len() {
        pieces.push(Piece { text: " …".into(), is_mark: false });
    }
    pieces
}
