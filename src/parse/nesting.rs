//! Whether elements in HTML that stands in Markdown are closed where they were opened. Browsers put no bounds to one that
//! is not: a comment or a text field hides all that follows, on `print.html` all later pages too. And whether Markdown stands
//! in such HTML, where nobody reads it, and images without a text for those who do not see them.

use std::cell::LazyCell;
use std::ops::Range;

use memchr::{memchr, memrchr};
use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::plain;
use super::raw_html::tag;
use super::stream::{EMAIL, Item, Node};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Kind, SourceText, Span, place};

/// Reports what is not closed on a page that may hold HTML. Letters are left out: nothing of it may stand in them.
pub(super) fn check(document: &Document, items: &[Item<'_>], out: &mut Vec<Diagnostic>) {
    if !items.iter().any(|item| html(item).is_some()) {
        return;
    }
    let mut nesting = Nesting::default();
    let mut in_own_letter = document.front.kind == Kind::Email;
    // Whether each open directive is a letter.
    let mut parts: Vec<bool> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        match &item.node {
            Node::Open(part) => {
                parts.push(part.name == EMAIL);
                nesting.enter();
            }
            Node::Close => {
                parts.pop();
                nesting.leave();
            }
            Node::Markdown(Event::Start(tag)) => {
                in_own_letter &= !matches!(tag, Tag::Heading { level, .. } if *level != HeadingLevel::H1);
                if is_bound(&tag.to_end()) {
                    nesting.enter();
                }
            }
            Node::Markdown(Event::End(tag)) if is_bound(tag) => nesting.leave(),
            _ if in_own_letter || parts.contains(&true) || html(item).is_none() => {}
            // The lines of a block are read with its first: a tag may go on from one line to the next.
            _ if is_block(item) && at.checked_sub(1).is_some_and(|before| is_block(&items[before])) => {}
            _ => {
                let length =
                    if is_block(item) { items[at..].iter().take_while(|item| is_block(item)).count() } else { 1 };
                read(&mut nesting, &items[at..at + length], &document.parts);
            }
        }
    }
    out.append(&mut nesting.finish(&document.parts));
}

/// The HTML that an item is.
fn html<'i>(item: &'i Item<'_>) -> Option<&'i str> {
    match &item.node {
        Node::Markdown(Event::Html(html) | Event::InlineHtml(html)) => Some(html),
        _ => None,
    }
}

fn is_block(item: &Item<'_>) -> bool {
    matches!(item.node, Node::Markdown(Event::Html(_)))
}

/// Whether what is opened in it has to be closed in it.
fn is_bound(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::BlockQuote(_)
            | TagEnd::DefinitionListDefinition
            | TagEnd::DefinitionListTitle
            | TagEnd::FootnoteDefinition
            | TagEnd::Heading(_)
            | TagEnd::Item
            | TagEnd::TableCell
    )
}

/// Reads the lines of a piece of HTML as one.
fn read(nesting: &mut Nesting, lines: &[Item<'_>], parts: &[SourceText]) {
    let (mut whole, mut starts) = (String::new(), Vec::new());
    for line in lines {
        starts.push((whole.len(), line.span));
        whole.extend(html(line));
    }
    let is_block = lines.first().is_some_and(is_block);
    nesting.read(&whole, is_block, &|range| {
        let (offset, span) = starts[starts.partition_point(|(offset, _)| *offset <= range.start) - 1];
        let text = parts[span.part as usize].file.text.get(span.range()).unwrap_or_default();
        if !whole[offset..].starts_with(text) {
            return span;
        }
        let (start, end) = (range.start - offset, (range.end - offset).min(text.trim_end().len()));
        Span::new(span.part as usize, span.start as usize + start..span.start as usize + end)
    });
}

/// The elements that are open at a place of a page.
#[derive(Default)]
struct Nesting {
    open: Vec<Open>,
    /// For each Markdown block and directive around this place, how many elements were open where it began.
    bounds: Vec<usize>,
    /// What the last of the open elements takes for its text, up to its own end.
    swallows: Option<Swallows>,
    /// Elements that are drawings or formulas, where other rules hold.
    foreign: usize,
    mistakes: Vec<Mistake>,
    is_given_up: bool,
}

/// An element or comment that was opened.
struct Open {
    /// In lower case, as all names here.
    name: String,
    span: Span,
    /// It was written `<name/>`, which closes nothing.
    has_slash: bool,
}

/// What hides the tags that follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Swallows {
    /// A comment, up to this.
    UpTo(&'static str),
    /// An element whose content is text.
    Text,
}

struct Mistake {
    span: Span,
    name: String,
    kind: MistakeKind,
}

#[derive(Clone, Copy)]
enum MistakeKind {
    /// An element, whether it was written with a slash.
    Unclosed(bool),
    /// A comment or the like that does not end, with what would end it.
    Endless(&'static str),
    /// A tag without its `>`.
    Unfinished,
    /// An end tag of what was not opened here.
    Stray,
    /// Markdown, and whether readers cannot follow or tick it.
    Markdown(bool),
    /// An image without alternative text.
    NoText,
}

/// With so many open elements or mistakes nothing more is said of a page. Browsers open no more than 512 either.
const MOST: usize = 512;

/// A comment and what browsers and Markdown take for one, with their ends.
const COMMENTS: [(&str, &str); 3] = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>")];

impl Nesting {
    /// Reads a piece of HTML, a block or a tag in a line; `span` says where a part of it stands.
    fn read(&mut self, html: &str, is_block: bool, span: &dyn Fn(Range<usize>) -> Span) {
        let mut at = 0;
        let last_sign = LazyCell::new(|| memrchr(b'>', html.as_bytes()));
        while at < html.len() && !self.is_given_up {
            let rest = &html[at..];
            if let Some(swallows) = self.swallows {
                let Some(end) = self.end_of(swallows, rest) else { return };
                at += end;
                self.swallows = None;
                self.open.pop();
                continue;
            }
            let open = memchr(b'<', rest.as_bytes());
            let text = at..open.map_or(html.len(), |open| at + open);
            if is_block && self.foreign == 0 && !self.open.iter().any(|open| AS_WRITTEN.contains(&open.name.as_str())) {
                self.look_for_markdown(html, text, span);
            }
            let Some(open) = open else { return };
            let start = at + open;
            at = start + 1;
            let rest = &html[at..];
            let is_declaration = rest.starts_with('!') && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic());
            if is_declaration && last_sign.is_none_or(|last| last < at) {
                // `<!DOCTYPE html>` is one; without its end Markdown takes all that follows for HTML.
                self.push("<!".to_owned(), span(start..at + 1), false);
                self.swallows = Some(Swallows::UpTo(">"));
                return;
            }
            if let Some((sign, end)) = COMMENTS.iter().find(|(sign, _)| rest.starts_with(sign)) {
                at += sign.len();
                // `<!-->` is a comment of its own.
                if *sign == "!--" && (html[at..].starts_with('>') || html[at..].starts_with("->")) {
                    continue;
                }
                // What was meant to end the first one ended nothing, and hides all up to the end of the next.
                let inside = html[at..].split(end).next().unwrap_or_default();
                if *sign == "!--" && inside.contains("<!--") {
                    self.report(format!("<{sign}"), span(start..at), MistakeKind::Endless(end));
                }
                self.push(format!("<{sign}"), span(start..at), false);
                self.swallows = Some(Swallows::UpTo(end));
            } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let name = name_of(rest);
                let mut has_text = false;
                // An empty one says that there is nothing to see.
                let end = tag(html, at, |name, _| has_text |= matches!(name, "alt" | "aria-hidden" | "role"));
                let Some(end) = end else {
                    self.report(name, span(start..html.trim_end().len()), MistakeKind::Unfinished);
                    return;
                };
                if name == "img" && !has_text {
                    self.report(name.clone(), span(start..end), MistakeKind::NoText);
                }
                self.start(name, span(start..end), html[..end].ends_with("/>"));
                at = end;
            } else if let Some(rest) =
                rest.strip_prefix('/').filter(|rest| rest.starts_with(|c: char| c.is_alphabetic()))
            {
                let end = rest.find('>').map(|end| at + end + 2);
                at = end.unwrap_or(html.trim_end().len());
                self.end(&name_of(rest), span(start..at));
                if end.is_none() {
                    self.report(format!("/{}", name_of(rest)), span(start..at), MistakeKind::Unfinished);
                    return;
                }
            }
        }
    }

    /// A Markdown block or a directive begins: what is opened inside has to be closed inside.
    fn enter(&mut self) {
        self.bounds.push(self.open.len());
    }

    /// The block or directive that began last ends.
    fn leave(&mut self) {
        let bound = self.bounds.pop().unwrap_or_default();
        self.close_down_to(bound);
    }

    /// All that was found on the page that ends.
    fn finish(mut self, parts: &[SourceText]) -> Vec<Diagnostic> {
        self.close_down_to(0);
        self.mistakes.sort_by_key(|mistake| (mistake.span.part, mistake.span.start));
        self.mistakes.iter().map(|mistake| mistake.diagnostic(parts)).collect()
    }

    fn start(&mut self, name: String, span: Span, has_slash: bool) {
        if EMPTY.contains(&name.as_str()) || (self.foreign > 0 && has_slash) {
            return;
        }
        if self.foreign == 0 && TEXT.contains(&name.as_str()) {
            self.swallows = Some(Swallows::Text);
        }
        self.push(name, span, has_slash);
    }

    fn end(&mut self, name: &str, span: Span) {
        let bound = self.bounds.last().copied().unwrap_or_default();
        if let Some(at) = self.open.iter().skip(bound).rposition(|open| open.name == name) {
            self.close_down_to(bound + at + 1);
            self.pop();
        } else if !EMPTY.contains(&name) && !OPTIONAL.contains(&name) {
            self.report(name.to_owned(), span, MistakeKind::Stray);
        }
    }

    /// Where in `rest` ends what swallows it.
    fn end_of(&self, swallows: Swallows, rest: &str) -> Option<usize> {
        match swallows {
            Swallows::UpTo(end) => rest.find(end).map(|at| at + end.len()),
            Swallows::Text => {
                let name = &self.open.last()?.name;
                let is_end = |tag: &str| name_of(tag) == *name && name != "plaintext";
                let at = rest.match_indices("</").find(|(at, _)| is_end(&rest[at + 2..]))?.0;
                Some(rest[at..].find('>').map_or(rest.len(), |end| at + end + 1))
            }
        }
    }

    fn push(&mut self, name: String, span: Span, has_slash: bool) {
        self.foreign += usize::from(is_foreign(&name));
        self.open.push(Open { name, span, has_slash });
        self.is_given_up |= self.open.len() > MOST;
    }

    fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        self.foreign -= usize::from(is_foreign(&open.name));
        Some(open)
    }

    /// What is open beyond the first `count` elements was to be closed by now. What hides all that follows hides the ends of
    /// those around it too, so that nothing can be said of them.
    fn close_down_to(&mut self, count: usize) {
        let hides = self.open.len() > count && self.swallows.is_some();
        while self.open.len() > count {
            let swallows = self.swallows.take();
            let Some(open) = self.pop() else { return };
            if let Some(Swallows::UpTo(end)) = swallows {
                self.report(open.name, open.span, MistakeKind::Endless(end));
            } else if swallows.is_some() || (!hides && !OPTIONAL.contains(&open.name.as_str())) {
                self.report(open.name, open.span, MistakeKind::Unclosed(open.has_slash));
            }
        }
    }

    /// Reports the first piece of Markdown in a text of HTML.
    fn look_for_markdown(&mut self, html: &str, text: Range<usize>, span: &dyn Fn(Range<usize>) -> Span) {
        let mut at = text.start;
        for line in html[text].split_inclusive('\n') {
            let is_whole = at == 0 || html[..at].ends_with('\n');
            if let Some((range, is_lost)) = markdown_in(line, is_whole) {
                let span = span(at + range.start..at + range.end);
                self.report(line[range].to_owned(), span, MistakeKind::Markdown(is_lost));
                return;
            }
            at += line.len();
        }
    }

    fn report(&mut self, name: String, span: Span, kind: MistakeKind) {
        if self.is_given_up {
            return;
        }
        self.mistakes.push(Mistake { span, name, kind });
        self.is_given_up = self.mistakes.len() == MOST;
    }
}

impl Mistake {
    fn diagnostic(&self, parts: &[SourceText]) -> Diagnostic {
        let name = &self.name;
        let place = place(parts, self.span);
        let source = &place.file.text[place.span.clone()];
        let tag = if source.starts_with('<') && source.len() < 50 { source.to_owned() } else { format!("<{name}>") };
        // What was meant as text may have capitals: `Vec<T>`.
        let written = tag[1..].get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name)).unwrap_or(name);
        let (message, help) = match self.kind {
            MistakeKind::Endless(end) => {
                (format!("`{name}` is never ended"), format!("end it with `{end}`: browsers hide all that follows"))
            }
            MistakeKind::Unfinished => (
                format!("the tag `<{name}` has no `>`"),
                "its last quote or its `>` is missing, or there is an empty line in it".to_owned(),
            ),
            MistakeKind::Markdown(_) => (
                "Markdown in HTML is shown as it is written".to_owned(),
                "put an empty line between the HTML and the Markdown".to_owned(),
            ),
            MistakeKind::NoText => (
                "an image without alternative text".to_owned(),
                "write `alt=\"what it shows\"`, or `alt=\"\"` when it shows nothing that matters".to_owned(),
            ),
            MistakeKind::Stray => (
                format!("`{tag}` closes nothing that was opened here"),
                "open and close an element in the same list item, quote, cell or directive".to_owned(),
            ),
            MistakeKind::Unclosed(true) => (
                format!("`{tag}` opens an element that is never closed"),
                format!(
                    "HTML knows no `/>` here: write `{}></{written}>`",
                    tag.trim_end_matches('>').trim_end_matches(['/', ' '])
                ),
            ),
            MistakeKind::Unclosed(false) => (
                format!("`{tag}` is never closed here"),
                format!("close it with `</{written}>`, or write `\\{tag}` when it is meant as text"),
            ),
        };
        // An open comment hides text, an open box moves it; an open `<b>` only looks wrong.
        let diagnostic = match self.kind {
            MistakeKind::Markdown(true) => Diagnostic::error(Code::MarkdownInHtml, message),
            MistakeKind::Markdown(false) => Diagnostic::warning(Code::MarkdownInHtml, message),
            MistakeKind::NoText => Diagnostic::warning(Code::MissingAlt, message),
            _ if PHRASING.contains(&name.as_str()) => Diagnostic::warning(Code::UnclosedHtml, message),
            _ => Diagnostic::error(Code::UnclosedHtml, message),
        };
        diagnostic.at(place).help(help)
    }
}

/// Where there is Markdown in a line of text, and whether it is a link or a task; `is_whole`: it starts the line.
fn markdown_in(line: &str, is_whole: bool) -> Option<(Range<usize>, bool)> {
    let start = line.len() - line.trim_start().len();
    let text = line.trim();
    // Between most tags there are only blanks.
    if text.is_empty() {
        return None;
    }
    let place = |length: usize| start..start + length;
    if is_whole {
        let item = text.strip_prefix(['-', '*', '+']).filter(|rest| rest.starts_with(' ')).map(str::trim_start);
        if let Some(item) = item {
            return Some((place(1), item.starts_with('[')));
        }
        let level = text.len() - text.trim_start_matches('#').len();
        if (1..=6).contains(&level) && text[level..].starts_with(' ') {
            return Some((place(level), false));
        }
    }
    let (found, is_link) =
        plain::link_in(text).map(|link| (link, true)).or_else(|| Some((plain::between(text, "**")?, false)))?;
    Some((start + found.start..start + found.end, is_link))
}

/// The name that a tag starts with.
fn name_of(tag: &str) -> String {
    let is_end = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
    let end = tag.bytes().position(is_end).unwrap_or(tag.len());
    tag[..end].to_ascii_lowercase()
}

fn is_foreign(name: &str) -> bool {
    matches!(name, "svg" | "math")
}

/// Elements without content (HTML standard, 13.1.2, void elements).
const EMPTY: [&str; 16] = [
    "area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements that others end (HTML standard, 13.1.2.4, optional tags).
const OPTIONAL: [&str; 19] = [
    "body", "caption", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rp", "rt", "tbody",
    "td", "tfoot", "th", "thead", "tr",
];

/// Elements whose content is text up to their end tag (HTML standard, 13.2.6.4.7 and 13.2.6.4.4).
const TEXT: [&str; 9] = ["iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea", "title", "xmp"];

/// Elements whose text may look like Markdown.
const AS_WRITTEN: [&str; 4] = ["code", "kbd", "pre", "samp"];

/// Elements that mark words, which hide nothing when they are not closed.
const PHRASING: [&str; 35] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "picture",
];
