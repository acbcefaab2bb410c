//! Attribute lists in braces, as directives and task items have them: `{#id .class key="value" key=value flag}`.

use std::ops::Range;

/// What stands in the braces. Spans are byte offsets into the text that was given, plus its base.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Attributes {
    /// `#id`.
    pub(crate) id: Option<(String, Range<usize>)>,
    /// `.class` names.
    pub(crate) classes: Vec<String>,
    /// `key="value"` and bare keys, in order.
    pub(crate) pairs: Vec<Pair>,
    /// What could not be read, with a message.
    pub(crate) errors: Vec<(Range<usize>, String)>,
}

/// One key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    /// The key.
    pub(crate) name: String,
    /// Its value; `None` for a bare key.
    pub(crate) value: Option<String>,
    /// The key's place.
    pub(crate) span: Range<usize>,
    /// The value's place, without its quotes; the key's for a bare key.
    pub(crate) value_span: Range<usize>,
}

/// Reads the text between the braces, which starts at the byte `base` of its file.
pub(crate) fn parse(text: &str, base: usize) -> Attributes {
    let mut attributes = Attributes::default();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let skipped = rest.len() - rest.trim_start().len();
        if skipped > 0 {
            at += skipped;
            continue;
        }
        let name_len = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let name = &rest[..name_len];
        let span = base + at..base + at + name_len;
        if name.starts_with(['#', '.']) && name.contains(is_curly) {
            attributes.errors.push((span, "quotation marks in a name: write it without".into()));
            at += name_len;
            continue;
        }
        if name.starts_with(['#', '.']) && name.ends_with([',', ';']) {
            let sign = &name[name.len() - 1..];
            attributes
                .errors
                .push((span.end - 1..span.end, format!("no `{sign}` stands between attributes: take it out")));
            at += name_len;
            continue;
        }
        if let Some(id) = name.strip_prefix('#') {
            if id.is_empty() {
                attributes.errors.push((span, "`#` without a name".into()));
            } else if attributes.id.is_some() {
                attributes.errors.push((span, format!("a second id `#{id}`")));
            } else {
                attributes.id = Some((id.to_owned(), span));
            }
            at += name_len;
            continue;
        }
        if let Some(class) = name.strip_prefix('.').filter(|class| !class.is_empty()) {
            attributes.classes.push(class.to_owned());
            at += name_len;
            continue;
        }
        if name.is_empty() {
            attributes.errors.push((base + at..base + at + 1, "a value without a key".into()));
            at += 1;
            continue;
        }
        let Some(value) = rest[name_len..].strip_prefix('=') else {
            attributes.push(Pair { name: name.to_owned(), value: None, value_span: span.clone(), span });
            at += name_len;
            continue;
        };
        let value_at = at + name_len + 1;
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (range, next) = match quote {
            None if value.starts_with(is_curly) => {
                let start = value_at + value.chars().next().map_or(0, char::len_utf8);
                // An apostrophe inside is none of them.
                let ends = |(at, quote): &(usize, &str)| {
                    let after = &text[start + at + quote.len()..];
                    after.is_empty() || after.starts_with(char::is_whitespace)
                };
                let mut signs = text[start..].match_indices(|c| is_curly(c) || c == '"');
                let end = signs.find(ends).map_or(text.len(), |(end, _)| start + end);
                let next = end + text[end..].chars().next().map_or(0, char::len_utf8);
                attributes.errors.push((base + value_at..base + next, in_straight_quotes(&text[start..end])));
                // What was meant is plain, so nothing else is said of it.
                (start..end, next)
            }
            Some(quote) => match value[1..].find(quote) {
                Some(end) => (value_at + 1..value_at + 1 + end, value_at + end + 2),
                None => {
                    let open = base + value_at..base + text.len();
                    attributes.errors.push((open, "the closing quote is missing".into()));
                    return attributes;
                }
            },
            None => {
                let end = value.find(char::is_whitespace).unwrap_or(value.len());
                if let Some(inside) = value[..end].strip_suffix(|c| is_curly(c) || c == '"') {
                    attributes.errors.push((base + value_at..base + value_at + end, in_straight_quotes(inside)));
                }
                (value_at..value_at + end, value_at + end)
            }
        };
        attributes.push(Pair {
            name: name.to_owned(),
            value: Some(text[range.clone()].to_owned()),
            span,
            value_span: base + range.start..base + range.end,
        });
        at = next;
    }
    attributes
}

/// Whether a character is a quotation mark of prose, as word processors make them of straight ones.
pub(super) fn is_curly(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’' | '‚' | '‛' | '″' | '＂')
}

/// What is said of a value in other quotes, or with one at its end alone.
fn in_straight_quotes(value: &str) -> String {
    let value = value.trim();
    let quote = if value.contains('"') { '\'' } else { '"' };
    format!("a value stands in straight quotes: write `{quote}{value}{quote}`")
}

/// A text with straight quotes.
pub(crate) fn with_straight_quotes(text: &str) -> String {
    text.replace(is_curly, "\"")
}

impl Attributes {
    fn push(&mut self, pair: Pair) {
        if self.pairs.iter().any(|other| other.name == pair.name) {
            self.errors.push((pair.span, format!("a second `{}`", pair.name)));
        } else {
            self.pairs.push(pair);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read_with_its_place() {
        let text = "#INT-04 .wide due=\"a b\" per=program open";
        let attributes = parse(text, 100);
        assert_eq!(attributes.id, Some(("INT-04".into(), 100..107)));
        assert_eq!(attributes.classes, ["wide"]);
        let pairs: Vec<_> = attributes.pairs.iter().map(|pair| (pair.name.as_str(), pair.value.as_deref())).collect();
        assert_eq!(pairs, [("due", Some("a b")), ("per", Some("program")), ("open", None)]);
        let span = &attributes.pairs[0].value_span;
        assert_eq!(&text[span.start - 100..span.end - 100], "a b");
        assert!(attributes.errors.is_empty());
    }

    #[test]
    fn quotes_of_prose_are_one_mistake_and_the_value_is_read() {
        for text in [
            "title=“My list” due=\"x\"",
            "title=„My list“ due=x",
            "title=‘My list’ due=x",
            "due=x title=”My list”",
            "due=x title=“My list",
            "title=“My list’s” due=x",
            "title=«\u{a0}My list\u{a0}» due=x",
            "title=″My list″ due=x",
            "title=“My list\" due=x",
        ] {
            let attributes = parse(text, 7);
            let [(range, message)] = &attributes.errors[..] else { panic!("{text}: {:?}", attributes.errors) };
            assert!(text[range.start - 7..range.end - 7].contains("My list"), "{text}");
            assert!(message.contains("write `\"My list"), "{message}");
            let value = |name: &str| attributes.pairs.iter().find(|pair| pair.name == name)?.value.as_deref();
            let title = if text.contains("’s") { "My list’s" } else { "My list" };
            assert_eq!((value("title").map(str::trim), value("due")), (Some(title), Some("x")), "{text}");
        }
        for text in ["#“a”", ".”a", "title=List” due=x", "title=List\""] {
            assert_eq!(parse(text, 0).errors.len(), 1, "{text}");
        }
    }

    #[test]
    fn mistakes_are_reported_and_never_loop() {
        for text in ["#", "=", "a=\"b", "#a #b", "a=1 a=2", "= = =", "\u{a0}=", "é=\"ü", "a=“", "a=“”"] {
            assert!(!parse(text, 0).errors.is_empty(), "{text}");
        }
    }
}
