//! Texts that the search index has for its excerpts and that stand in the pages already: kept as places of the pages' text.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use super::compact::{Token, tokens};
use crate::html;

/// A text that is found in the pages costs less from this many characters on.
const LEAST: usize = 12;

/// The text of all pages as `js/single.js` reads it from the document: what stands between tags, with single blanks.
#[derive(Default)]
pub(super) struct PageTexts {
    text: Vec<char>,
    /// Where each character is for scripts, which count in units of UTF-16.
    offsets: Vec<usize>,
    /// Where pages end.
    ends: Vec<usize>,
    /// Places of each run of characters of the least length.
    runs: HashMap<Vec<char>, Vec<usize>>,
    /// What the document has to have.
    pub(super) checks: Vec<Check>,
}

/// By this a script sees whether the text of a page is the one that places were found in: a browser or something in it may
/// have read the page in another way.
#[derive(Serialize)]
pub(super) struct Check(usize, u32);

impl PageTexts {
    /// Reads the pages, each as the HTML in its section.
    pub(super) fn new<'p>(pages: impl Iterator<Item = &'p str>) -> Self {
        let mut texts =
            Self { text: Vec::new(), offsets: vec![0], ends: Vec::new(), runs: HashMap::new(), checks: Vec::new() };
        for page in pages {
            let (text, is_plain) = text_of(page);
            let start = texts.text.len();
            for c in text.chars() {
                texts.text.push(c);
                texts.offsets.push(texts.offsets[texts.text.len() - 1] + c.len_utf16());
            }
            texts.ends.push(texts.text.len());
            texts.checks.push(Check(text.encode_utf16().count(), sum_of(&text)));
            for at in start..(texts.text.len() + 1).saturating_sub(LEAST).max(start) {
                if is_plain {
                    texts.runs.entry(texts.text[at..at + LEAST].to_vec()).or_default().push(at);
                }
            }
        }
        texts
    }

    /// A file of texts with places instead of what stands in the pages.
    pub(super) fn shorten(&self, file: &mut Value) {
        let mut last = 0;
        let texts = file.get_mut("texts").and_then(Value::as_array_mut).into_iter().flatten();
        for text in texts {
            if let Some(short) = text.as_str().map(|text| self.places(text, &mut last)) {
                *text = short;
            }
        }
    }

    /// `[text, step, length, text, …]`: in turn a text that is nowhere, and how far behind the last place (in this file) the
    /// next one starts and how long it is.
    fn places(&self, text: &str, last: &mut usize) -> Value {
        let text: Vec<char> = text.chars().collect();
        let mut parts = Vec::new();
        let mut own = String::new();
        let mut at = 0;
        while at < text.len() {
            let Some((start, length)) = self.longest(&text[at..], *last) else {
                own.push(text[at]);
                at += 1;
                continue;
            };
            let (from, to) = (self.offsets[start], self.offsets[start + length]);
            parts.push(Value::from(std::mem::take(&mut own)));
            parts.push(Value::from(from as i64 - *last as i64));
            parts.push(Value::from(to - from));
            *last = to;
            at += length;
        }
        if parts.is_empty() {
            return Value::from(own);
        }
        if !own.is_empty() {
            parts.push(Value::from(own));
        }
        Value::from(parts)
    }

    /// Where the pages have most of the start of a text, on one page; of equal places the next one behind `last`.
    fn longest(&self, text: &[char], last: usize) -> Option<(usize, usize)> {
        let places = self.runs.get(text.get(..LEAST)?)?;
        let found = places.iter().map(|start| {
            let end = self.ends[self.ends.partition_point(|end| end <= start)];
            let length = self.text[*start..end].iter().zip(text).take_while(|(a, b)| a == b).count();
            (*start, length)
        });
        found.max_by_key(|(start, length)| (*length, std::cmp::Reverse(self.offsets[*start].abs_diff(last))))
    }
}

/// A number that tells a text from others (FNV, over units of UTF-16); `js/unpack.js` has it too.
pub(super) fn sum_of(text: &str) -> u32 {
    text.encode_utf16().fold(0, |sum, unit| (sum ^ u32::from(unit)).wrapping_mul(0x0100_0193))
}

/// The text of a page, and whether every browser reads the same from it.
fn text_of(page: &str) -> (String, bool) {
    let mut text = String::new();
    let mut is_plain = true;
    for token in tokens(page) {
        match token {
            Token::Text(part) => {
                let part = html::unescape(part);
                is_plain &= !has_reference(&part);
                push_blanks_once(&mut text, &part);
            }
            Token::Raw(_) => is_plain = false,
            Token::Tag { .. } | Token::Comment => {}
        }
    }
    (text, is_plain)
}

/// Whether something in a text looks like a reference: it is one that only browsers know.
fn has_reference(text: &str) -> bool {
    text.split('&')
        .skip(1)
        .filter_map(|rest| rest.split_once(';'))
        .any(|(name, _)| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Appends a text with single blanks, behind one as well.
fn push_blanks_once(out: &mut String, text: &str) {
    for c in text.chars() {
        if !c.is_ascii_whitespace() {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_of_the_pages_are_places_in_them() {
        let pages = [
            "<p>Neither side may <b>ask</b> for 😀 a promise.</p>\n\n<p>Nobody is bound.",
            "<p>Neither side may &copyx;",
        ];
        let texts = PageTexts::new(pages.into_iter());
        let mut file = json!({ "texts": ["Neither side may ask for 😀 a promise. Nobody is bound.", "New: side may ask for 😀 a", "short"] });
        texts.shorten(&mut file);
        assert_eq!(file["texts"], json!([["", 0, 55], ["New:", -48, 22], "short"]));
    }
}
