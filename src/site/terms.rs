//! The terms of the glossary and where prose uses them: as written, in the plural and with an apostrophe.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::document::{Document, Kind, PageId};

/// Finds the names of glossary terms in prose. A name starts where a word does, so one look for each word of the prose is enough, and
/// most words are the first one of no name.
#[derive(Debug, Default)]
pub struct TermIndex {
    /// The names, by the key of their first words ([`key_of`]).
    starting_with: FxHashMap<u64, Vec<Form>>,
    /// Whether there is one that starts with a sign.
    has_signs: bool,
    /// The first page that has an entry of an id.
    first_with: FxHashMap<String, PageId>,
}

/// A name as prose may write it.
#[derive(Debug)]
struct Form {
    text: String,
    term: TermId,
    /// Which of its names.
    name: usize,
    /// Whether capitals have to be written as in the glossary.
    is_exact: bool,
}

/// An entry of a glossary page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TermId {
    /// The glossary page.
    pub page: PageId,
    /// Its entry, an index into [`Document::terms`].
    pub entry: usize,
}

/// A place in a text where a term is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The bytes of the word or words, their ending included.
    pub range: Range<usize>,
    /// The term.
    pub term: TermId,
    /// Which of its names, an index into the term's.
    pub name: usize,
}

impl TermIndex {
    pub(super) fn new(documents: &[Arc<Document>], language: &str) -> Self {
        // A name as it stands in the glossary comes before the plural of another one.
        let mut forms: BTreeMap<String, Form> = BTreeMap::new();
        let is_english = language == "en";
        for inflected in [false, true] {
            for (number, document) in documents.iter().enumerate() {
                if document.front.kind != Kind::Glossary {
                    continue;
                }
                for (entry, term) in document.terms.iter().enumerate() {
                    let id = TermId { page: PageId(number), entry };
                    for (name, text) in term.names.iter().enumerate() {
                        let is_exact = is_exact(text);
                        let texts = if inflected { plurals(text, is_english) } else { vec![text.clone()] };
                        let other_case = texts.iter().filter_map(|text| with_other_initial(text)).collect::<Vec<_>>();
                        for text in texts.into_iter().chain(other_case.into_iter().filter(|_| !is_exact)) {
                            let form = Form { text: text.clone(), term: id, name, is_exact };
                            forms.entry(text).or_insert(form);
                        }
                    }
                }
            }
        }
        let mut index = Self::default();
        for (number, document) in documents.iter().enumerate() {
            for term in &document.terms {
                index.first_with.entry(term.id.clone()).or_insert(PageId(number));
            }
        }
        for form in forms.into_values() {
            let Some(first) = next_word(&form.text, 0, true) else { continue };
            index.has_signs |= !form.text.starts_with(is_word);
            index.starting_with.entry(key_of(&form.text, &first)).or_default().push(form);
        }
        index
    }

    /// Whether a page before this one has an entry of the same id.
    #[must_use]
    pub fn is_taken(&self, id: &str, page: PageId) -> bool {
        self.first_with.get(id).is_some_and(|first| *first < page)
    }

    /// Whether there are no terms.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starting_with.is_empty()
    }

    /// The terms in `text` as whole words, in order, the longest where several start. A name with capitals inside or a
    /// digit (`IMG`, `Step 3`) has to be written so; others may start a sentence. A line break is a blank.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Use> {
        let mut found = Vec::new();
        if self.is_empty() {
            return found;
        }
        // The same bytes, so that places are places in `text`.
        let line: Cow<'_, str> = if text.contains('\n') { text.replace('\n', " ").into() } else { text.into() };
        let mut at = 0;
        while let Some(first) = next_word(&line, at, self.has_signs) {
            at = first.end;
            let Some(forms) = self.starting_with.get(&key_of(&line, &first)) else { continue };
            let here = forms.iter().filter_map(|form| Some((form.end_at(&line, first.start)?, form)));
            if let Some((end, form)) = here.max_by_key(|(end, form)| (*end, Reverse(form.term))) {
                found.push(Use { range: first.start..end, term: form.term, name: form.name });
                at = end;
            }
        }
        found
    }
}

/// Where the first word of a line is from `at` on; `or_sign`: or the first sign, where that comes before it.
fn next_word(line: &str, mut at: usize, or_sign: bool) -> Option<Range<usize>> {
    let kind = |at: usize| line.as_bytes().get(at).map(|byte| KINDS[usize::from(*byte)]);
    loop {
        while !or_sign && kind(at) == Some(SIGN) {
            at += 1;
        }
        // Nearly all letters are ASCII, and nearly all words end before a sign of ASCII.
        let mut end = at;
        while kind(end) == Some(LETTER) {
            end += 1;
        }
        if kind(end) == Some(FOREIGN) {
            let rest = &line[end..];
            end += rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        }
        if end > at {
            return Some(at..end);
        }
        let sign = line[at..].chars().next()?.len_utf8();
        if or_sign {
            return Some(at..at + sign);
        }
        at += sign;
    }
}

/// Kinds of bytes: ASCII that words have, other ASCII, and what is beyond it.
const KINDS: [u8; 256] = {
    let mut kinds = [FOREIGN; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        let is_letter = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        kinds[byte as usize] = if is_letter { LETTER } else { SIGN };
        byte += 1;
    }
    kinds
};
const SIGN: u8 = 0;
const LETTER: u8 = 1;
const FOREIGN: u8 = 2;

/// What names are found by: the length of their first words and the first eight letters, the same for capitals and small letters.
/// That others meet does no harm, as names are compared letter by letter.
fn key_of(line: &str, word: &Range<usize>) -> u64 {
    const SMALL: u64 = 0x2020_2020_2020_2020;
    let rest = &line.as_bytes()[word.start..];
    let letters = match rest.first_chunk() {
        Some(first) => u64::from_le_bytes(*first),
        None => rest.iter().rev().fold(0, |letters, byte| letters << 8 | u64::from(*byte)),
    };
    let of_word = if word.len() < 8 { !(u64::MAX << (8 * word.len())) } else { u64::MAX };
    (letters & of_word | SMALL).rotate_left(7) ^ word.len() as u64
}

impl Form {
    /// Where the words end that start at `start`, if they are this form.
    fn end_at(&self, line: &str, start: usize) -> Option<usize> {
        let end = start + self.text.len();
        let written = line.get(start..end).filter(|written| written.eq_ignore_ascii_case(&self.text))?;
        if self.is_exact && written != self.text {
            return None;
        }
        let (before, after) = (&line[..start], &line[end..]);
        if before.chars().next_back().is_some_and(is_word) || is_shouted(written, before, after) {
            return None;
        }
        let possessive = possessive(after);
        let rest = &after[possessive..];
        // `C` is not explained in `C++` and `C#`.
        let is_longer = |c| is_word(c) || matches!(c, '+' | '#');
        (!rest.chars().next().is_some_and(is_longer)).then_some(end + possessive)
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '\u{2010}' | '\u{2011}')
}

/// Whether capitals of a name mean something beyond the start of a sentence.
fn is_exact(name: &str) -> bool {
    name.chars().skip(1).any(char::is_uppercase) || name.contains(|c: char| c.is_ascii_digit())
}

/// The name as it starts a sentence, or as it stands inside one; `None` for letters of ASCII, where the finder takes both.
fn with_other_initial(name: &str) -> Option<String> {
    let first = name.chars().next().filter(|c| !c.is_ascii())?;
    let other: String =
        if first.is_lowercase() { first.to_uppercase().collect() } else { first.to_lowercase().collect() };
    let rest = &name[first.len_utf8()..];
    (!other.starts_with(first)).then(|| other + rest)
}

/// Bytes of an apostrophe with an `s` at the start of a text.
fn possessive(text: &str) -> usize {
    let Some(rest) = text.strip_prefix(['\'', '’', 'ʼ']) else { return 0 };
    if !rest.starts_with('s') || rest[1..].chars().next().is_some_and(is_word) {
        return 0;
    }
    text.len() - rest.len() + 1
}

/// Whether a word in capitals (`DO`) stands in a cry (`DO NOT WRITE`): the word beside it is a small one in capitals.
fn is_shouted(written: &str, before: &str, after: &str) -> bool {
    const SMALL: [&str; 19] = [
        "AND", "ANY", "AT", "BE", "BY", "FOR", "FROM", "IF", "IN", "IS", "NO", "NOT", "OF", "ON", "OR", "THE", "THIS",
        "TO", "YOU",
    ];
    let is_capitals = written.len() > 1 && written.bytes().all(|byte| byte.is_ascii_uppercase());
    let previous = before.strip_suffix(' ').map(|text| text.rsplit(|c| !is_word(c)).next().unwrap_or_default());
    let next = after.strip_prefix(' ').map(|text| text.split(|c| !is_word(c)).next().unwrap_or_default());
    is_capitals && [previous, next].into_iter().flatten().any(|word| SMALL.contains(&word))
}

/// The plurals of a name. In English of its last word, and of the one before a preposition: `letters of intent`.
fn plurals(name: &str, is_english: bool) -> Vec<String> {
    const PREPOSITIONS: [&str; 11] = ["of", "for", "in", "outside", "to", "with", "from", "by", "at", "on", "without"];
    let (start, last) = name.rsplit_once(' ').map_or(("", name), |(start, last)| (start, last));
    let before = &name[..name.len() - last.len()];
    if !is_english {
        return vec![format!("{name}s")];
    }
    let mut plurals = vec![format!("{before}{}", plural(last))];
    let words: Vec<&str> = name.split(' ').collect();
    if let Some(at) =
        words.iter().position(|word| PREPOSITIONS.contains(word)).filter(|at| *at > 0 && !start.is_empty())
    {
        let head = plural(words[at - 1]);
        plurals.push([&words[..at - 1], &[head.as_str()], &words[at..]].concat().join(" "));
    }
    plurals
}

/// The plural of an English word.
fn plural(word: &str) -> String {
    let is_capitals = word.chars().skip(1).any(char::is_uppercase) || !word.ends_with(char::is_lowercase);
    if is_capitals {
        return format!("{word}s");
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if let Some(stem) = word.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u'])) {
        format!("{stem}ies")
    } else if let Some(stem) = word.strip_suffix("sis") {
        format!("{stem}ses")
    } else if let Some(stem) = word.strip_suffix("man") {
        format!("{stem}men")
    } else if ends(&["s", "x", "z", "ch", "sh"]) {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_words_have_their_plurals() {
        for (name, expected) in [
            ("IMG", &["IMGs"][..]),
            ("J-1", &["J-1s"]),
            ("policy", &["policies"]),
            ("survey", &["surveys"]),
            ("All-In policy", &["All-In policies"]),
            ("couples match", &["couples matches"]),
            ("diagnosis", &["diagnoses"]),
            ("chairman", &["chairmen"]),
            ("letter of intent", &["letter of intents", "letters of intent"]),
            ("seat outside the Match", &["seat outside the Matches", "seats outside the Match"]),
        ] {
            assert_eq!(plurals(name, true), expected, "{name}");
        }
        assert_eq!(plurals("Stipendium", false), ["Stipendiums"]);
    }
}
