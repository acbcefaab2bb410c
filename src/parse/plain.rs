//! Texts that readers see as they are written: titles and captions of directives, descriptions, hints.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Place};

/// Where a plain text has its first Markdown, as `**bold**`, `` `code` `` or `[text](address)`.
pub(super) fn markdown_in(text: &str) -> Option<Range<usize>> {
    // What stands between two signs, with them.
    let between = |sign: &str| {
        let start = text.find(sign)?;
        let inside = &text[start + sign.len()..];
        let length = inside.find(sign)?;
        let is_marked = |inside: &str| !inside.is_empty() && inside.trim().len() == inside.len();
        is_marked(&inside[..length]).then(|| start..start + length + 2 * sign.len())
    };
    let link = || {
        let middle = text.find("](")?;
        let start = text[..middle].rfind('[')?;
        Some(start..middle + text[middle..].find(')')? + 1)
    };
    [between("**"), between("`"), link()].into_iter().flatten().min_by_key(|range| range.start)
}

/// The finding about such a place.
pub(super) fn finding(place: Place) -> Diagnostic {
    Diagnostic::warning(Code::NotMarkdown, "this text is shown as it is written, with the signs of Markdown in it")
        .help("write it without them".to_owned())
        .at(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_told_from_signs() {
        let found = |text: &'static str| markdown_in(text).map(|range| &text[range]);
        for (text, expected) in [
            ("**Never** ask", "**Never**"),
            ("Run `ls` or **go**", "`ls`"),
            ("See [the rules](rules.md) first", "[the rules](rules.md)"),
        ] {
            assert_eq!(found(text), Some(expected), "{text}");
        }
        for text in ["", "5 * 3 ** 2", "a ** b ** c", "`", "``", "the sign ` alone", "](", "[x] (y)", "****"] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
