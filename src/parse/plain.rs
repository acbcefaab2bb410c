//! Texts that readers see as they are written: titles and captions of directives, descriptions, hints.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Place};

/// Where a plain text has its first Markdown, as `**bold**`, `` `code` `` or `[text](address)`.
pub(super) fn markdown_in(text: &str) -> Option<Range<usize>> {
    // A blank inside makes signs of them.
    let marked = |sign: &str| {
        let found = between(text, sign)?;
        let inside = &text[found.start + sign.len()..found.end - sign.len()];
        (inside.trim().len() == inside.len()).then_some(found)
    };
    [marked("**"), marked("`"), link_in(text)].into_iter().flatten().min_by_key(|range| range.start)
}

/// The first text between two signs, with them.
pub(super) fn between(text: &str, sign: &str) -> Option<Range<usize>> {
    let start = text.find(sign)?;
    let length = text[start + sign.len()..].find(sign).filter(|length| *length > 0)?;
    Some(start..start + length + 2 * sign.len())
}

/// The first `[text](address)`.
pub(super) fn link_in(text: &str) -> Option<Range<usize>> {
    let middle = text.find("](")?;
    let start = text[..middle].rfind('[')?;
    Some(start..middle + text[middle..].find(')')? + 1)
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
