//! Lines that start with `:::`: opened, closed, and checked against what the theme declares.

use std::ops::Range;

use super::super::attributes::{self, Attributes};
use super::super::plain;
use super::{Item, Node, OpenPart, Part, PartAttribute, StreamReader};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Span, place};
use crate::suggest;
use crate::theme::{AttributeKind, PartSpec};

/// Deepest nesting of directives.
const MAX_PARTS: usize = 32;

impl<'a> StreamReader<'a, '_> {
    /// A line that starts with `:::`.
    #[expect(clippy::too_many_arguments, reason = "the state of one loop in `read`, not a unit of its own")]
    pub(super) fn directive(
        &mut self,
        index: usize,
        base: usize,
        source: &str,
        range: Range<usize>,
        depth: usize,
        open: &mut Vec<OpenPart>,
        items: &mut Vec<Item<'a>>,
    ) {
        let line = source[range.clone()].trim_end();
        let indent = line.len() - line.trim_start().len();
        let start = range.start + indent;
        let line = line.trim_start();
        let colons = line.len() - line.trim_start_matches(':').len();
        let span = Span::new(index, base + start..base + start + line.len());
        let rest = &line[colons..];
        let blanks = rest.len() - rest.trim_start().len();
        let rest_at = base + start + colons + blanks;
        let rest = rest.trim();

        if rest.is_empty() {
            self.close(colons, depth, span, open, items);
            return;
        }
        let name_len = rest.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).unwrap_or(rest.len());
        let name = &rest[..name_len];
        let after = rest[name_len..].trim_start();
        let after_at = rest_at + rest.len() - after.len();
        let attributes = if after.is_empty() {
            Attributes::default()
        } else if let Some(inner) = after.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')) {
            attributes::parse(inner, after_at + 1)
        } else {
            let help = if after.starts_with('{') {
                "the closing `}` has to be at the end of the same line".to_owned()
            } else {
                let straight = attributes::with_straight_quotes(after);
                if straight.contains("=\"") {
                    format!("attributes stand in braces: `:::{name}{{{straight}}}`")
                } else {
                    format!("write a title as `:::{name}{{title=\"{}\"}}`", straight.trim_matches('"'))
                }
            };
            self.error(
                Code::Directive,
                format!("unexpected text after `:::{name}`"),
                index,
                after_at..after_at + after.len(),
                Some(help),
            );
            Attributes::default()
        };
        for (range, message) in &attributes.errors {
            self.error(Code::Directive, message.clone(), index, range.clone(), None);
        }
        let mut part = Part {
            name: name.to_owned(),
            id: attributes.id.map(|(id, range)| (id, Span::new(index, range))),
            classes: attributes.classes,
            attributes: attributes
                .pairs
                .into_iter()
                .map(|pair| PartAttribute {
                    name: pair.name,
                    value: pair.value,
                    span: Span::new(index, pair.span),
                    value_span: Span::new(index, pair.value_span),
                })
                .collect(),
        };
        let name_span = rest_at..rest_at + name_len.max(1);
        let spec = self.check_part(&mut part, index, name_span, open);
        if part.name == "include" {
            self.include(&part, index, span, items);
            return;
        }
        if spec.is_some_and(|spec| !spec.body) {
            items.push(Item { node: Node::Open(Box::new(part)), span });
            items.push(Item { node: Node::Close, span });
            return;
        }
        if open.len() >= MAX_PARTS {
            self.error(Code::Directive, "directives are nested too deeply".into(), index, span.range(), None);
            return;
        }
        open.push(OpenPart { name: part.name.clone(), colons, depth, span });
        items.push(Item { node: Node::Open(Box::new(part)), span });
    }

    /// A line of colons alone: closes the innermost directive that was opened with as many.
    pub(super) fn close(
        &mut self,
        colons: usize,
        depth: usize,
        span: Span,
        open: &mut Vec<OpenPart>,
        items: &mut Vec<Item<'a>>,
    ) {
        let matching = open.iter().rposition(|part| part.colons == colons && part.depth == depth);
        let Some(matching) = matching else {
            let mut diagnostic =
                Diagnostic::error(Code::Directive, "this line closes no directive").at(place(self.texts, span));
            diagnostic = match open.last() {
                Some(part) if part.depth != depth => diagnostic
                    .help(format!("`:::{}` was opened in another list item or quote; close it there", part.name)),
                Some(part) => diagnostic
                    .help(format!("`:::{}` was opened with {} colons; close it with as many", part.name, part.colons)),
                None => diagnostic.help("remove it; `include` has no closing line".to_owned()),
            };
            self.out.push(diagnostic);
            return;
        };
        while open.len() > matching + 1 {
            self.unclosed(open.pop(), items);
        }
        open.pop();
        items.push(Item { node: Node::Close, span });
    }

    pub(super) fn unclosed(&mut self, part: Option<OpenPart>, items: &mut Vec<Item<'a>>) {
        let Some(part) = part else { return };
        let colons = ":".repeat(part.colons);
        self.out.push(
            Diagnostic::error(Code::Directive, format!("`{colons}{}` is never closed", part.name))
                .at(place(self.texts, part.span))
                .help(format!("end it with a line `{colons}`")),
        );
        items.push(Item { node: Node::Close, span: part.span });
    }

    /// Checks name, attributes and surroundings of a directive against what the theme declares.
    pub(super) fn check_part(
        &mut self,
        part: &mut Part,
        index: usize,
        name_span: Range<usize>,
        open: &[OpenPart],
    ) -> Option<&'a PartSpec> {
        let Some(spec) = self.context.parts.get(&part.name) else {
            let known = self.context.parts.keys().map(String::as_str);
            let help = suggest::help(&part.name, known);
            self.error(Code::Directive, format!("unknown directive `{}`", part.name), index, name_span, help);
            return None;
        };
        for (number, attribute) in part.attributes.iter().enumerate() {
            let range = attribute.span.range();
            // Every part can be kept out of search.
            if attribute.name == "search" && !spec.attributes.contains_key("search") {
                if part.name == "include" {
                    let help = "put `:::group{search=false}` around it".to_owned();
                    self.error(Code::Directive, "`include` has no `search`".into(), index, range, Some(help));
                    continue;
                }
                if attribute.value.as_deref() != Some("false") {
                    let help = "`search=false` keeps a part out of search; all others are found".to_owned();
                    self.error(Code::Directive, "`search` can only be `false`".into(), index, range, Some(help));
                }
                continue;
            }
            let Some(declared) = spec.attributes.get(&attribute.name) else {
                let known = spec.attributes.keys().map(String::as_str);
                let help = without_quotes(&part.attributes, number, spec)
                    .or_else(|| suggest::help(&attribute.name, known))
                    .or_else(|| Some(format!("`{}` has no attributes", part.name)));
                let message = format!("unknown attribute `{}` of `{}`", attribute.name, part.name);
                self.error(Code::Directive, message, index, range, help);
                continue;
            };
            match (&declared.kind, &attribute.value) {
                (AttributeKind::Flag, Some(_)) => {
                    let message = format!("`{}` takes no value", attribute.name);
                    self.error(
                        Code::Directive,
                        message,
                        index,
                        range,
                        Some(format!("write `{}` alone", attribute.name)),
                    );
                }
                (AttributeKind::Flag, None) => {}
                (_, None) => {
                    let message = format!("`{}` needs a value", attribute.name);
                    self.error(Code::Directive, message, index, range, Some(format!("`{}=\"…\"`", attribute.name)));
                }
                // Other texts may well be empty, such as the list of somebody who ranks nobody.
                (kind, Some(value))
                    if value.trim().is_empty()
                        && (attribute.name == "title" || matches!(kind, AttributeKind::Icon(_))) =>
                {
                    let message = format!("`{}` is empty", attribute.name);
                    let help = (!declared.required).then(|| format!("leave `{}` out", attribute.name));
                    self.error(Code::Directive, message, index, range, help);
                }
                (AttributeKind::Choice(values) | AttributeKind::Icon(values), Some(value))
                    // Variables are filled in later.
                    if !values.contains(value) && !value.contains("{{") =>
                {
                    let range = attribute.value_span.range();
                    let help = suggest::help(value, values.iter().map(String::as_str)).or_else(|| {
                        let is_icon = matches!(declared.kind, AttributeKind::Icon(_));
                        is_icon.then(|| "docs/theming.md shows all icons".to_owned())
                    });
                    let message = format!("`{value}` is not a value of `{}`", attribute.name);
                    self.error(Code::Directive, message, index, range, help);
                }
                (AttributeKind::Text, Some(value)) => {
                    if let Some(found) = plain::markdown_in(value) {
                        let start = attribute.value_span.start as usize;
                        let span = Span::new(index, start + found.start..start + found.end);
                        self.out.push(plain::finding(place(self.texts, span)));
                    }
                }
                _ => {}
            }
        }
        for (name, _) in spec.attributes.iter().filter(|(_, declared)| declared.required) {
            if part.value(name).is_none() {
                let message = format!("`{}` needs `{name}`", part.name);
                let help = format!("`:::{}{{{name}=\"…\"}}`", part.name);
                self.error(Code::Directive, message, index, name_span.clone(), Some(help));
            }
        }
        if part.name == "checklist" && part.id.is_none() {
            let help = Some("`:::checklist{#name title=\"…\"}`: ticks are kept under the name".to_owned());
            self.error(Code::Directive, "`checklist` needs an id".into(), index, name_span.clone(), help);
        }
        if part.name == "checklist"
            && let Some(per) = part.value("per").and_then(|per| per.value.clone().map(|value| (value, per.value_span)))
        {
            self.check_subject(index, &per.0, per.1.range());
        }
        if let Some(outer) = &spec.inside
            && open.last().is_none_or(|part| part.name != *outer)
        {
            let message = format!("`{}` belongs directly inside `{outer}`", part.name);
            self.error(Code::Directive, message, index, name_span, Some(format!("put `:::{outer}` around it")));
        }
        Some(spec)
    }
}

/// What to write where an attribute, by its number, is rather a word of the value in front of it: `title=Two words`.
fn without_quotes(attributes: &[PartAttribute], number: usize, spec: &PartSpec) -> Option<String> {
    let before = attributes.get(number.checked_sub(1)?)?;
    let value = before.value.as_deref().filter(|_| before.value_span.end + 1 == attributes[number].span.start)?;
    let is_word = |next: &&PartAttribute| next.value.is_none() && !spec.attributes.contains_key(&next.name);
    let words: Vec<&str> = attributes[number..].iter().take_while(is_word).map(|next| next.name.as_str()).collect();
    let is_any = !words.is_empty();
    is_any.then(|| format!("a value with blanks stands in quotes: `{}=\"{value} {}\"`", before.name, words.join(" ")))
}
