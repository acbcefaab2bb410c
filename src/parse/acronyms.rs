//! Abbreviations in capitals that the prose of a page uses, and whether the page itself says what they stand for:
//! "graduate medical education (GME)", "GME: graduate medical education".

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};
use rustc_hash::FxHashSet;

use super::stream::{Item, Letters, Node};
use crate::document::{Acronym, Kind, Span};

/// Longer words in capitals are loud, not short.
const MAX_LETTERS: usize = 10;
/// So many words may stand between an abbreviation and the words that it stands for.
const NEAR: usize = 6;
/// An abbreviation in parentheses explains itself when one of so many words before it starts with its letter.
const BEFORE: usize = 8;
/// Words in capitals beside each other: from so many on, somebody shouts.
const SHOUTED: usize = 3;
/// So many bytes an address may have on either side of a word that is a part of it.
const LONGEST_ADDRESS: usize = 500;
/// What stands in the text for something that is no prose.
const OTHER: char = '\u{fffc}';

/// Reads abbreviations off the stream of a page.
#[derive(Default)]
pub(super) struct Acronyms {
    /// The text of the paragraph, cell or heading that is being read.
    block: String,
    /// Where its pieces come from: first byte in `block`, place in the file.
    pieces: Vec<(usize, Span)>,
    letters: Letters,
    in_code: bool,
    images: usize,
    found: Vec<Acronym>,
    seen: BTreeSet<String>,
    explained: BTreeSet<String>,
}

/// A word of a block.
struct Word<'t> {
    text: &'t str,
    range: Range<usize>,
}

impl Acronyms {
    pub(super) fn new(kind: Kind) -> Self {
        Self { letters: Letters::new(kind), ..Self::default() }
    }

    pub(super) fn pass(&mut self, item: &Item<'_>) {
        self.letters.pass(item);
        match &item.node {
            Node::Open(_) | Node::Close => self.end_block(),
            Node::Markdown(event) => self.event(event, item.span),
            Node::Task(_) => {}
        }
    }

    fn event(&mut self, event: &Event<'_>, span: Span) {
        match event {
            Event::Text(text) => self.text(text, span),
            Event::SoftBreak | Event::HardBreak => self.block.push(' '),
            Event::Code(_) | Event::FootnoteReference(_) => self.block.push(OTHER),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
            | Event::Html(_)
            | Event::InlineHtml(_) => {}
            Event::Start(Tag::Image { .. }) => self.images += 1,
            Event::End(TagEnd::Image) => self.images = self.images.saturating_sub(1),
            Event::Start(tag) => {
                self.end_block();
                self.in_code |= matches!(tag, Tag::CodeBlock(_));
            }
            Event::End(tag) => {
                self.end_block();
                self.in_code &= *tag != TagEnd::CodeBlock;
            }
            Event::Rule | Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn text(&mut self, text: &str, span: Span) {
        if self.in_code || self.images > 0 || self.letters.is_open() {
            return;
        }
        self.pieces.push((self.block.len(), span));
        self.block.push_str(text);
    }

    /// What the page uses and does not explain, in the order of first use.
    pub(super) fn finish(mut self) -> Vec<Acronym> {
        self.end_block();
        self.found.retain(|acronym| !self.explained.contains(&acronym.text));
        self.found
    }

    fn end_block(&mut self) {
        // Most ends have nothing in front of them.
        if self.block.is_empty() || !has_capitals(&self.block) {
            self.block.clear();
            self.pieces.clear();
            return;
        }
        let block = std::mem::take(&mut self.block);
        let pieces = std::mem::take(&mut self.pieces);
        let words = words(&block);
        for (at, word) in words.iter().enumerate() {
            let Some(acronym) = acronym(word.text) else { continue };
            if is_shouted(&block, &words, at) || is_part_of_address(&block, &word.range) {
                continue;
            }
            if is_explained(&block, &words, at, acronym) {
                self.explained.insert(acronym.to_owned());
            } else if self.seen.insert(acronym.to_owned()) {
                let piece = pieces.partition_point(|(start, _)| *start <= word.range.start);
                let span = pieces.get(piece.saturating_sub(1)).map(|(_, span)| *span).unwrap_or_default();
                self.found.push(Acronym { text: acronym.to_owned(), span });
            }
        }
    }
}

/// Whether two capitals stand so near that they may be an abbreviation.
fn has_capitals(text: &str) -> bool {
    // All of them without a branch, so that the processor looks at many at a time: nearly all texts have none.
    let may_follow = |byte: u8| byte.is_ascii_uppercase() | byte.is_ascii_digit() | (byte == b'-');
    let bytes = text.as_bytes();
    let twos = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let has_two = twos.fold(false, |any, (one, next)| any | (one.is_ascii_uppercase() & may_follow(*next)));
    if !has_two && !has_foreign_capital(text) {
        return false;
    }
    let mut before = false;
    let mut any = false;
    for c in text.chars() {
        let is_upper = c.is_uppercase();
        any |= is_upper && before;
        before = is_upper || (before && (c.is_ascii_digit() || c == '-'));
    }
    any
}

/// Whether there is a capital beyond ASCII. Apostrophes and [`OTHER`] are beyond it too, but few, so these alone are asked.
fn has_foreign_capital(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii()) {
        let mut chars = rest[at..].chars();
        if chars.next().is_some_and(char::is_uppercase) {
            return true;
        }
        rest = chars.as_str();
    }
    false
}

fn words(block: &str) -> Vec<Word<'_>> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '&' | '\'' | '’' | OTHER);
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(start) = block[at..].find(is_word).map(|start| at + start) {
        let end = block[start..].find(|c| !is_word(c)).map_or(block.len(), |length| start + length);
        words.push(Word { text: &block[start..end], range: start..end });
        at = end;
    }
    words
}

/// The abbreviation that a word is, without the ending of a plural or possessive and without a number: `PGY` for `PGY-2`.
pub(crate) fn acronym(word: &str) -> Option<&str> {
    // Most words tell by their first letter that they are none.
    if word.starts_with(|c: char| c.is_ascii_lowercase()) {
        return None;
    }
    let word = word.trim_matches(['-', '\'', '’']);
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    let word = word.strip_suffix('s').unwrap_or(word);
    let is_capitals = word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '-');
    if !is_capitals || !word.starts_with(char::is_uppercase) {
        return None;
    }
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    let letters = word.chars().filter(|c| c.is_uppercase()).count();
    let is_roman = word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    ((2..=MAX_LETTERS).contains(&letters) && !is_roman).then_some(word)
}

/// Whether the word is one of several in capitals, side by side.
fn is_shouted(block: &str, words: &[Word<'_>], at: usize) -> bool {
    let is_loud = |word: &Word<'_>| {
        let letters = word.text.chars().filter(|c| c.is_alphabetic()).count();
        letters > 1 && !word.text.contains(char::is_lowercase)
    };
    let beside = |a: &Word<'_>, b: &Word<'_>| &block[a.range.end..b.range.start] == " " && is_loud(a) && is_loud(b);
    let before = (1..=at).rev().take_while(|at| beside(&words[at - 1], &words[*at])).take(SHOUTED).count();
    let after = (at + 1..words.len()).take_while(|at| beside(&words[at - 1], &words[*at])).take(SHOUTED).count();
    before + after + 1 >= SHOUTED
}

/// Whether the word belongs to an address (`a@B.C`, `https://…`), the name of a file, or a place (`Boston, MA`).
fn is_part_of_address(block: &str, word: &Range<usize>) -> bool {
    let from = block.floor_char_boundary(word.start.saturating_sub(LONGEST_ADDRESS));
    let to = block.ceil_char_boundary(block.len().min(word.end + LONGEST_ADDRESS));
    let before = block[from..word.start].rsplit(char::is_whitespace).next().map_or(0, str::len);
    let after = block[word.end..to].split(char::is_whitespace).next().map_or(0, str::len);
    let chunk = &block[word.start - before..word.end + after];
    let dotted = block[word.end..].strip_prefix('.').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    let is_state = word.len() == 2
        && block[..word.start]
            .strip_suffix(", ")
            .and_then(|before| before.rsplit(' ').next())
            .is_some_and(|town| town.starts_with(char::is_uppercase) && town.contains(char::is_lowercase));
    chunk.contains("://") || chunk.contains('@') || chunk.contains("www.") || dotted || is_state
}

/// Whether the words around say what the abbreviation stands for.
fn is_explained(block: &str, words: &[Word<'_>], at: usize, acronym: &str) -> bool {
    let letters: Vec<char> = acronym.chars().filter(|c| c.is_uppercase()).flat_map(char::to_lowercase).collect();
    let starts = |word: &Word<'_>| word.text.chars().flat_map(char::to_lowercase).next() == letters.first().copied();
    let range = &words[at].range;
    // In parentheses, after words of which one starts with the letter: "Comprehensive … Examination (COMLEX)".
    if block[..range.start].ends_with('(') && block[range.end..].starts_with([')', ',', ';']) {
        let before = &words[at.saturating_sub(BEFORE)..at];
        if before.len() > 1 && before.iter().any(starts) {
            return true;
        }
    }
    // Followed by parentheses that start with the letter.
    if let Some(inside) = block[range.end..].strip_prefix(" (")
        && inside.find([' ', ')']).is_some_and(|at| inside[at..].starts_with(' '))
        && words.get(at + 1).is_some_and(starts)
    {
        return true;
    }
    let spells = |first: usize| spells(&words[first..words.len().min(first + letters.len() * 2 + 2)], &letters);
    let reach = letters.len() * 2 + NEAR;
    (at.saturating_sub(reach)..at).any(|first| {
        spells(first).is_some_and(|length| {
            let end = first + length;
            end <= at && at - end <= NEAR
        })
    }) || (at + 1..words.len().min(at + 1 + NEAR)).any(|first| spells(first).is_some())
}

/// Whether the initials of the words spell `letters`, small words left out where they have to be; returns how many words
/// that takes.
fn spells(words: &[Word<'_>], letters: &[char]) -> Option<usize> {
    spells_from(words, letters, &mut FxHashSet::default())
}

/// The same. `failed` has the numbers of words and letters that were left where it was tried in vain: of words that all start with
/// the same letter there are more ways than anybody could wait for.
fn spells_from(words: &[Word<'_>], letters: &[char], failed: &mut FxHashSet<(usize, usize)>) -> Option<usize> {
    let (word, rest) = words.split_first()?;
    let mut wanted = letters;
    for part in word.text.split('-') {
        let initial = part.chars().flat_map(char::to_lowercase).next();
        if let Some((first, others)) = wanted.split_first()
            && initial == Some(*first)
        {
            wanted = others;
        }
    }
    if wanted.len() < letters.len() {
        if wanted.is_empty() {
            return Some(1);
        }
        if let Some(length) = spells_on(rest, wanted, failed) {
            return Some(length + 1);
        }
    }
    None
}

/// The same for what follows the first word: a small word may be left out.
fn spells_on(words: &[Word<'_>], letters: &[char], failed: &mut FxHashSet<(usize, usize)>) -> Option<usize> {
    let (word, rest) = words.split_first()?;
    let place = (words.len(), letters.len());
    if failed.contains(&place) {
        return None;
    }
    let is_small = word.text.len() <= 3 && word.text.chars().all(char::is_lowercase);
    let found = match spells_from(words, letters, failed) {
        None if is_small => spells_on(rest, letters, failed).map(|length| length + 1),
        found => found,
    };
    if found.is_none() {
        failed.insert(place);
    }
    found
}

/// The abbreviations in a name: `AAMC` and `ID` in `AAMC ID`.
pub(crate) fn acronyms_in(name: &str) -> impl Iterator<Item = &str> {
    words(name).into_iter().filter_map(|word| acronym(word.text))
}

/// Whether `text` has the word in small letters, or with a capital at its start: then it is a word like others.
pub(crate) fn is_ordinary_word(word: &str, text: &str) -> bool {
    let lower = word.to_lowercase();
    let mut capitalized = lower.clone();
    if let Some(first) = capitalized.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    [lower, capitalized].iter().any(|word| {
        text.match_indices(word.as_str()).any(|(at, _)| {
            let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            !is_letter(text[..at].chars().next_back()) && !is_letter(text[at + word.len()..].chars().next())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_told_from_words() {
        for (word, expected) in [
            ("IMG", Some("IMG")),
            ("IMGs", Some("IMG")),
            ("IMG’s", Some("IMG")),
            ("PGY-2", Some("PGY")),
            ("H-1B", Some("H-1B")),
            ("J-1", None),
            ("R3", None),
            ("XII", None),
            ("MyERAS", None),
            ("ECFMG-certified", None),
            ("Match", None),
            ("A", None),
        ] {
            assert_eq!(acronym(word), expected, "{word}");
        }
    }

    #[test]
    fn a_page_may_explain_an_abbreviation_itself() {
        let explained = |block: &str, name: &str| {
            let words = words(block);
            let at = words.iter().position(|word| acronym(word.text) == Some(name)).expect("it is there");
            is_explained(block, &words, at, name)
        };
        for block in [
            "the office of graduate medical education (GME)",
            "GME: graduate medical education",
            "GME is short for graduate medical education",
            "GME (graduate medical education) offices",
            "GMEs, or graduate-medical education",
        ] {
            assert!(explained(block, "GME"), "{block}");
        }
        assert!(explained("Supplemental Offer and Acceptance Program, or SOAP", "SOAP"));
        assert!(explained("the Comprehensive Osteopathic Medical Licensing Examination (COMLEX)", "COMLEX"));
        for block in
            ["Ask the GME office", "Ask (GME)", "GME (see below)", "graduate medicine and what follows it, GME"]
        {
            assert!(!explained(block, "GME"), "{block}");
        }
    }

    #[test]
    fn words_in_capitals_are_words() {
        assert!(is_ordinary_word("STOP", "You may stop."));
        assert!(is_ordinary_word("STOP", "Stop here."));
        assert!(!is_ordinary_word("STOP", "STOP, nonstop, stops."));
    }
}
