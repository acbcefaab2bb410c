//! Text into words, the way `themes/default/js/search/words.js` does it. Both sides are held together by
//! `tests/search/words.json`.
//!
//! A word is a run of letters, digits, marks and `_` of the text in NFKC and lower case. Scripts that put no blanks
//! between words are cut into overlapping pairs. An English ending after an apostrophe belongs to its word
//! (`don't` is `dont`), since tired fingers leave it out.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::runs::{Run, Runs};

/// Longer runs are data, not words, and are left out of the index.
pub(crate) const MAX_LETTERS: usize = 40;

/// Endings that follow an apostrophe.
const ENDINGS: [&str; 7] = ["s", "t", "d", "m", "re", "ve", "ll"];

/// NFKC and lower case.
pub(crate) fn normalize(text: &str) -> Cow<'_, str> {
    if !text.is_ascii() {
        return nfkc(text).to_lowercase().into();
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) { text.to_ascii_lowercase().into() } else { text.into() }
}

/// NFKC: the text itself where a look at each of its letters tells that it is in it already, as nearly all texts are.
fn nfkc(text: &str) -> Cow<'_, str> {
    match is_nfkc_quick(text.chars()) {
        IsNormalized::Yes => text.into(),
        _ => text.nfkc().collect::<String>().into(),
    }
}

/// A normalized word without its accents: `résumé` is `resume`. Letters that Unicode does not take apart are written
/// out.
#[must_use]
pub fn fold(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return word.into();
    }
    let mut folded = String::with_capacity(word.len());
    for c in word.nfkd().filter(|c| !is_accent(*c)) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            c => folded.push(c),
        }
    }
    folded.nfc().collect::<String>().into()
}

/// Marks that readers leave out: accents, Arabic and Hebrew vowel signs.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

pub(crate) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Whether a letter is of a script without blanks between words: Thai, Lao, Burmese, Khmer, Chinese, Japanese, Korean.
pub(crate) fn is_dense(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{2fdf}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// The words of a text, in order.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each(&normalize(text), |word| words.push(word.to_owned()));
    words
}

/// Whether a byte is ASCII and of a word.
fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Calls `found` with each word of a normalized text.
pub(crate) fn each(text: &str, mut found: impl FnMut(&str)) {
    let bytes = text.as_bytes();
    let length_of = |from: usize, test: fn(u8) -> bool| {
        bytes[from..].iter().position(|byte| !test(*byte)).unwrap_or(bytes.len() - from)
    };
    let mut at = 0;
    while at < bytes.len() {
        at += length_of(at, |byte| byte.is_ascii() && !is_word_byte(byte));
        let mut length = length_of(at, is_word_byte);
        // Nearly all words are ASCII up to the sign that ends them.
        if bytes.get(at + length).is_some_and(|byte| *byte >= 128) {
            let rest = &text[at..];
            let Some(first) = rest.chars().next() else { break };
            if !is_word(first) {
                at += first.len_utf8();
                continue;
            }
            let dense = is_dense(first);
            length = rest.find(|c| !is_word(c) || is_dense(c) != dense).unwrap_or(rest.len());
            if dense {
                pairs(&rest[..length], &mut found);
                at += length;
                continue;
            }
        }
        let (run, rest) = text[at..].split_at(length);
        at += length;
        if !run.contains(char::is_alphanumeric) {
            continue;
        }
        match ending(run, rest) {
            Some(ending) => {
                found(&format!("{run}{ending}"));
                let apostrophe = rest.chars().next().map_or(0, char::len_utf8);
                at += apostrophe + ending.len();
            }
            None => found(run),
        }
    }
}

/// Calls `word` with each word of a text as written, and `part` with the parts of those that have some: what [`each`] finds in
/// the normalized text and [`each_part`] in the text, in one pass where the text is plain.
pub(crate) fn each_with_parts(text: &str, mut word: impl FnMut(&str), mut part: impl FnMut(&str)) {
    if !text.is_ascii() && !text.chars().all(|c| c.is_ascii() || is_plain_sign(c)) {
        each(&normalize(text), word);
        each_part(text, part);
        return;
    }
    let mut lower = String::new();
    // What an ending before it took of the text.
    let mut taken = 0;
    for Run { range, has_letters, has_capitals, has_parts } in Runs::new(text) {
        let run = &text[range.clone()];
        if range.start < taken {
            continue;
        }
        if has_parts {
            plain_parts_of(run, &mut lower, &mut part);
        }
        if !has_letters {
            continue;
        }
        let mut said = run;
        if has_capitals {
            lower_into(&mut lower, run);
            said = &lower;
        }
        if matches!(text.as_bytes().get(range.end), Some(b'\'' | 0xe2)) {
            let end = text.len().min(range.end + LONGEST_ENDING);
            let after = text[range.end..text.ceil_char_boundary(end)].to_ascii_lowercase();
            if let Some(ending) = ending(said, &after) {
                word(&format!("{said}{ending}"));
                taken = range.end + after.chars().next().map_or(0, char::len_utf8) + ending.len();
                continue;
            }
        }
        word(said);
    }
}

fn lower_into(lower: &mut String, text: &str) {
    lower.clear();
    lower.push_str(text);
    lower.make_ascii_lowercase();
}

/// Bytes of an apostrophe, an ending and the letter that shows that it is none.
const LONGEST_ENDING: usize = 8;

/// Signs that prose has beside ASCII and that are of no word, whatever becomes of them when a text is normalized: quotation marks, dashes,
/// dots, arrows, and what trees of folders are drawn with.
fn is_plain_sign(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2016}' | '\u{2018}'..='\u{201f}' | '\u{2022}'..='\u{2027}')
        || matches!(c, '\u{a0}' | '§' | '«' | '°' | '±' | '·' | '»' | '×' | '÷')
        || matches!(c, '\u{2190}'..='\u{2199}' | '−' | '≈' | '≤' | '≥' | '\u{2500}'..='\u{257f}' | '✓' | '✔')
}

/// The ending that follows `word` after an apostrophe.
fn ending<'a>(word: &str, rest: &'a str) -> Option<&'a str> {
    let after = rest.strip_prefix(is_apostrophe)?;
    if !word.ends_with(char::is_alphabetic) {
        return None;
    }
    let end = &after[..after.find(|c| !is_word(c)).unwrap_or(after.len())];
    ENDINGS.contains(&end).then_some(end)
}

fn pairs(run: &str, found: &mut impl FnMut(&str)) {
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    if starts.len() == 2 {
        found(run);
    }
    for three in starts.windows(3) {
        found(&run[three[0]..three[2]]);
    }
}

/// Calls `found` with the parts of each `snake_case` and `CamelCase` word of a text as written.
fn each_part(text: &str, mut found: impl FnMut(&str)) {
    for word in nfkc(text).split(|c| !is_word(c)) {
        parts_of(word, &mut found);
    }
}

/// The same as [`parts_of`] for a word in ASCII.
fn plain_parts_of(word: &str, lower: &mut String, mut found: impl FnMut(&str)) {
    let bytes = word.as_bytes();
    let is_lower = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
    let is_upper = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_uppercase);
    let mut start = 0;
    for at in 0..=bytes.len() {
        let is_start = at > start && is_upper(at) && (is_lower(at - 1) || (is_upper(at - 1) && is_lower(at + 1)));
        let is_sign = bytes.get(at).is_none_or(|byte| *byte == b'_');
        if is_start || is_sign {
            if at - start > 1 && at - start < bytes.len() {
                lower_into(lower, &word[start..at]);
                found(lower);
            }
            start = at + usize::from(is_sign);
        }
    }
}

/// Calls `found` with the parts of a word that has some.
fn parts_of(word: &str, mut found: impl FnMut(&str)) {
    let has_parts = |(at, c): (usize, char)| c == '_' || (at > 0 && c.is_uppercase());
    if !word.char_indices().any(has_parts) {
        return;
    }
    let mut parts: Vec<&str> = Vec::new();
    for piece in word.split('_').filter(|piece| !piece.is_empty()) {
        let mut start = 0;
        let letters: Vec<(usize, char)> = piece.char_indices().collect();
        for (number, (at, c)) in letters.iter().enumerate().skip(1) {
            let before = letters[number - 1].1;
            let next_is_lower = letters.get(number + 1).is_some_and(|(_, next)| next.is_lowercase());
            if c.is_uppercase() && (before.is_lowercase() || (before.is_uppercase() && next_is_lower)) {
                parts.push(&piece[start..*at]);
                start = *at;
            }
        }
        parts.push(&piece[start..]);
    }
    if parts.len() > 1 || parts.first().is_some_and(|part| part.len() < word.len()) {
        for part in parts.into_iter().filter(|part| part.chars().count() > 1) {
            found(&part.to_lowercase());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pass_finds_what_two_find() {
        let pieces = [
            "don't",
            "IMG’S",
            "rock'structure",
            "I'LL",
            "it’s",
            "x'y",
            "_",
            "__a",
            "HTTPServer",
            "snake_case",
            " ",
            "“",
            "”—",
            "·",
            "…",
            "é",
            "naïve",
            "ﬁ",
            "漢字",
            "A",
            "1'd",
            "’",
            "'",
            "ʼs",
            "r\u{301}e",
            "Straße",
            "├──",
            "\u{a0}",
            "≤",
            "½",
            ".",
            "\n",
        ];
        // Every pair of pieces and, by a fixed step through all, longer texts.
        let pairs = pieces.iter().flat_map(|a| pieces.iter().map(move |b| format!("{a}{b}")));
        let longer = (0..2000).map(|seed: usize| {
            (0..9)
                .map(|step| pieces[(seed * 7 + step * (seed % 13 + 1) + seed / 28) % pieces.len()])
                .collect::<String>()
        });
        // Around every sign that needs no normalizing.
        let signs = (char::MIN..=char::MAX).filter(|c| is_plain_sign(*c));
        let around = signs.flat_map(|sign| {
            ["ab{}cd", "I{}LL", "x'{}s", "it{}s {}s", "PhD{}{}snake_{}case"]
                .map(|text| text.replace("{}", &sign.to_string()))
        });
        for text in pairs.chain(longer).chain(around) {
            let mut one = (Vec::new(), Vec::new());
            each_with_parts(&text, |word| one.0.push(word.to_owned()), |part| one.1.push(part.to_owned()));
            let mut two = (Vec::new(), Vec::new());
            let normal: String = text.nfkc().collect();
            each(&normal.to_lowercase(), |word| two.0.push(word.to_owned()));
            each_part(&normal, |part| two.1.push(part.to_owned()));
            assert_eq!(one, two, "{text:?}");
        }
    }

    #[test]
    fn names_in_code_have_parts() {
        let parts = |text: &str| {
            let mut parts = Vec::new();
            each_part(text, |part| parts.push(part.to_owned()));
            parts
        };
        assert_eq!(parts("PhantomData, snake_case"), ["phantom", "data", "snake", "case"]);
        assert_eq!(parts("HTTPServer __init__ x_1"), ["http", "server", "init"]);
        assert!(parts("plain Words IMG's").is_empty());
    }
}
