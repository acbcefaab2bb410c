//! Addresses and anchors in HTML that stands in Markdown: found so that they are resolved and checked like all others.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

/// An attribute that holds an address or an anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// The value's bytes, without quotes.
    pub(crate) range: Range<usize>,
    /// What it is for.
    pub(crate) role: Role,
}

/// What an attribute does with its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Leads there (`href`).
    Link,
    /// Loads it (`src`, `poster`).
    Loaded,
    /// Names a place on the page (`id`).
    Anchor,
}

/// The addresses in the tags of a piece of HTML. Tags are read after the tokenizer of the HTML standard (13.2.5), as
/// far as start tags and comments go; a tag that does not end in this piece is left out.
pub(crate) fn addresses(html: &str) -> Vec<Address> {
    let bytes = html.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = memchr(b'<', &bytes[at..]) {
        at += open + 1;
        if html[at..].starts_with("!--") {
            at = html[at..].find("-->").map_or(html.len(), |end| at + end + 3);
        } else if bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            let before = found.len();
            let end = tag(html, at, |name, range| match name {
                "href" => found.push(Address { range, role: Role::Link }),
                "src" | "poster" => found.push(Address { range, role: Role::Loaded }),
                "id" if !range.is_empty() => found.push(Address { range, role: Role::Anchor }),
                _ => {}
            });
            at = end.unwrap_or_else(|| {
                found.truncate(before);
                html.len()
            });
        }
    }
    found
}

/// An address as written in an attribute, with the one character reference that addresses need.
pub(crate) fn unescape(address: &str) -> String {
    address.replace("&amp;", "&")
}

/// Reads the tag whose name starts at `at`, giving the ranges of the names and values of its attributes; returns where it
/// ends, behind its `>`, and nothing when it does not.
pub(super) fn tag(html: &str, mut at: usize, mut each: impl FnMut(&str, Range<usize>)) -> Option<usize> {
    let bytes = html.as_bytes();
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'/';
    let skip = |mut at: usize, test: &dyn Fn(&u8) -> bool| {
        while bytes.get(at).is_some_and(test) {
            at += 1;
        }
        at
    };
    at = skip(at, &|byte| !is_blank(byte) && *byte != b'>');
    loop {
        at = skip(at, &is_blank);
        let name_end = skip(at, &|byte| !is_blank(byte) && !matches!(byte, b'=' | b'>'));
        if *bytes.get(name_end)? == b'>' {
            return Some(name_end + 1);
        }
        let name = lower_case(&html[at..name_end]);
        // A stray `=` counts as a name of one letter, or the loop would stand still.
        at = skip(if name_end == at { at + 1 } else { name_end }, &u8::is_ascii_whitespace);
        if bytes.get(at) != Some(&b'=') {
            continue;
        }
        at = skip(at + 1, &u8::is_ascii_whitespace);
        let range = match bytes.get(at) {
            Some(quote @ (b'"' | b'\'')) => {
                let start = at + 1;
                let length = memchr(*quote, &bytes[start..])?;
                at = start + length + 1;
                start..start + length
            }
            _ => {
                let start = at;
                at = skip(at, &|byte| !byte.is_ascii_whitespace() && *byte != b'>');
                start..at
            }
        };
        each(&name, range);
    }
}

/// A name of an element or attribute in lower case, as nearly all are written.
fn lower_case(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) { name.to_ascii_lowercase().into() } else { name.into() }
}

/// The tags of a piece of HTML, roughly: of each sign that may open one, what follows it, and whether it ends an element.
pub(crate) fn rough_tags(html: &str) -> impl Iterator<Item = (bool, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        at += memchr(b'<', html.as_bytes().get(at..)?)? + 1;
        let tag = &html[at..];
        Some(tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag)))
    })
}

/// The name at the start of what follows the sign that opens a tag, as it is written.
pub(crate) fn rough_name(tag: &str) -> &str {
    let length = tag.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(tag.len());
    &tag[..length]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_in_tags_only() {
        let found = |html: &str| -> Vec<(String, Role)> {
            addresses(html).into_iter().map(|address| (html[address.range].to_owned(), address.role)).collect()
        };
        assert_eq!(found("<a class=x href=\"a.md\">href=\"no\"</a>"), [("a.md".to_owned(), Role::Link)]);
        assert_eq!(found("<img alt='a > b' SRC = 'p.png'/><br>"), [("p.png".to_owned(), Role::Loaded)]);
        assert_eq!(
            found("<a href=x.md><!-- <a href=\"no\"> --><video poster=p src=v>"),
            [("x.md".to_owned(), Role::Link), ("p".to_owned(), Role::Loaded), ("v".to_owned(), Role::Loaded)]
        );
        for broken in ["<a href=\"x", "<a", "<a =", "<a href", "< a href=x>", "<a = = é>", "<é href=x>"] {
            assert_eq!(found(broken), [], "{broken}");
        }
    }
}
