//! Text into words, the way `themes/default/js/search/words.js` does it. Both sides are held together by
//! `tests/search/words.json`.
//!
//! A word is a run of letters, digits, marks and `_` of the text in NFKC and lower case. Scripts that put no blanks
//! between words are cut into overlapping pairs. An English ending after an apostrophe belongs to its word
//! (`don't` is `dont`), since tired fingers leave it out.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer runs are data, not words, and are left out of the index.
pub(crate) const MAX_LETTERS: usize = 40;

/// Endings that follow an apostrophe.
const ENDINGS: [&str; 7] = ["s", "t", "d", "m", "re", "ve", "ll"];

/// NFKC and lower case.
pub(crate) fn normalize(text: &str) -> Cow<'_, str> {
    if !text.is_ascii() {
        return text.nfkc().collect::<String>().to_lowercase().into();
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) { text.to_ascii_lowercase().into() } else { text.into() }
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

/// Calls `found` with each word of a normalized text.
pub(crate) fn each(text: &str, mut found: impl FnMut(&str)) {
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        rest = &rest[start..];
        let dense = rest.chars().next().is_some_and(is_dense);
        let length = rest.find(|c| !is_word(c) || is_dense(c) != dense).unwrap_or(rest.len());
        let run = &rest[..length];
        rest = &rest[length..];
        if dense {
            pairs(run, &mut found);
            continue;
        }
        if !run.contains(char::is_alphanumeric) {
            continue;
        }
        match ending(run, rest) {
            Some(ending) => {
                found(&format!("{run}{ending}"));
                let apostrophe = rest.chars().next().map_or(0, char::len_utf8);
                rest = &rest[apostrophe + ending.len()..];
            }
            None => found(run),
        }
    }
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
pub(crate) fn each_part(text: &str, mut found: impl FnMut(&str)) {
    let whole = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect::<String>()) };
    for word in whole.split(|c| !is_word(c)) {
        // Most words have no parts.
        let has_parts = |(at, c): (usize, char)| c == '_' || (at > 0 && c.is_uppercase());
        if !word.char_indices().any(has_parts) {
            continue;
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
}

#[cfg(test)]
mod tests {
    use super::*;

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
