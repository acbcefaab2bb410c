//! Addresses in running text as links, as in GitHub Flavored Markdown (section 6.9, "Autolinks (extension)"): `https://…`,
//! `http://…` and `www.…`. In letters they stay text, as messages are, and in headings, which are links themselves.

use std::ops::Range;

use memchr::{memchr2_iter, memmem};
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::{EMAIL, Item, Node};
use crate::document::{SourceText, Span};

/// What an address starts with, and what has to stand in front of it to make a link of it.
const STARTS: [(&str, &str); 3] = [("https://", ""), ("http://", ""), ("www.", "https://")];

/// Whether a text may have addresses.
pub(super) fn may_have(text: &str) -> bool {
    ["://", "www."].iter().any(|sign| memmem::find(text.as_bytes(), sign.as_bytes()).is_some())
}

/// Makes links of the addresses of a page that is made of `texts`; `is_letter`: whether it begins as the letter of an email.
pub(super) fn link<'a>(items: Vec<Item<'a>>, texts: &[SourceText], is_letter: bool) -> Vec<Item<'a>> {
    let mut linked: Vec<Item<'a>> = Vec::with_capacity(items.len());
    let mut around = Around { is_letter, ..Around::default() };
    let mut rest = &items[..];
    while let [item, after @ ..] = rest {
        around.pass(item);
        if around.is_prose() && text_of(item).is_some() {
            let run = run(rest);
            link_run(run, texts, &mut linked);
            rest = &rest[run.len()..];
        } else {
            linked.push(item.clone());
            rest = after;
        }
    }
    linked
}

/// What is open where an item stands.
#[derive(Default)]
struct Around {
    /// The page's own letter.
    is_letter: bool,
    /// For each open directive, whether it is a letter.
    parts: Vec<bool>,
    in_code: bool,
    /// A heading, or a term that is defined.
    in_title: bool,
    /// A link that is written as HTML.
    in_anchor: bool,
    /// Links and images.
    links: usize,
}

impl Around {
    fn pass(&mut self, item: &Item<'_>) {
        match &item.node {
            Node::Open(part) => self.parts.push(part.name == EMAIL),
            Node::Close => drop(self.parts.pop()),
            Node::Markdown(Event::Start(Tag::CodeBlock(_))) => self.in_code = true,
            Node::Markdown(Event::End(TagEnd::CodeBlock)) => self.in_code = false,
            Node::Markdown(Event::Start(Tag::Heading { .. })) => (self.in_title, self.is_letter) = (true, false),
            Node::Markdown(Event::Start(Tag::DefinitionListTitle)) => self.in_title = true,
            Node::Markdown(Event::End(TagEnd::Heading(_) | TagEnd::DefinitionListTitle)) => self.in_title = false,
            Node::Markdown(Event::Start(Tag::Link { .. } | Tag::Image { .. })) => self.links += 1,
            Node::Markdown(Event::End(TagEnd::Link | TagEnd::Image)) => self.links = self.links.saturating_sub(1),
            Node::Markdown(Event::InlineHtml(html)) if html.starts_with("</a") => self.in_anchor = false,
            Node::Markdown(Event::InlineHtml(html)) if html.starts_with("<a ") => self.in_anchor = true,
            Node::Markdown(Event::End(TagEnd::Paragraph)) => self.in_anchor = false,
            _ => {}
        }
    }

    fn is_prose(&self) -> bool {
        let is_letter = self.is_letter || self.parts.contains(&true);
        !(is_letter || self.in_code || self.in_title || self.in_anchor || self.links > 0)
    }
}

fn text_of<'i>(item: &'i Item<'_>) -> Option<&'i str> {
    match &item.node {
        Node::Markdown(Event::Text(text)) => Some(text),
        _ => None,
    }
}

/// The texts that follow each other at the start of some items: the parser ends one at each sign that could mean something.
fn run<'i, 'a>(items: &'i [Item<'a>]) -> &'i [Item<'a>] {
    let goes_on = |pair: &[Item<'_>]| {
        text_of(&pair[1]).is_some() && pair[0].span.part == pair[1].span.part && pair[0].span.end == pair[1].span.start
    };
    &items[..1 + items.windows(2).take_while(|pair| goes_on(pair)).count()]
}

/// Adds a run of texts with links in place of their addresses.
fn link_run<'a>(run: &[Item<'a>], texts: &[SourceText], linked: &mut Vec<Item<'a>>) {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
    let part = first.span.part;
    let source = texts.get(part as usize).map_or("", |text| &*text.file.text);
    let end = last.span.start as usize + same_as_written(last, source).unwrap_or(last.span.range().len());
    let start = first.span.start as usize;
    // Texts without a place of their own could not be told apart below.
    let found = if run.iter().any(|item| item.span.range().is_empty()) {
        Vec::new()
    } else {
        addresses(source.get(start..end).unwrap_or_default())
    };
    if found.is_empty() {
        linked.extend_from_slice(run);
        return;
    }
    let mut cuts = Cuts { run, source, known: None };
    let mut at = start;
    for range in found {
        let range = start + range.start..start + range.end;
        if !cuts.can_be_at(range.start) || !cuts.can_be_at(range.end) {
            continue;
        }
        linked.extend(cuts.between(at..range.start));
        // The parser makes dashes and the like of signs that are a part of an address.
        let address = source[range.clone()].replace("&amp;", "&");
        let scheme = STARTS.iter().find(|(start, _)| address.starts_with(start)).map_or("", |(_, scheme)| scheme);
        let tag = Tag::Link {
            link_type: LinkType::Autolink,
            dest_url: format!("{scheme}{address}").into(),
            title: CowStr::Borrowed(""),
            id: CowStr::Borrowed(""),
        };
        at = range.end;
        let span = Span::new(part as usize, range);
        let events = [Event::Start(tag), Event::Text(address.into()), Event::End(TagEnd::Link)];
        linked.extend(events.map(|event| Item { node: Node::Markdown(event), span }));
    }
    linked.extend(cuts.between(at..last.span.range().end));
}

/// How many bytes of a text are what the page has there: all, but for blanks before the attributes of a task, which are taken off its
/// end. `None` when it is something else, such as the sign of a reference.
fn same_as_written(item: &Item<'_>, source: &str) -> Option<usize> {
    let text = text_of(item)?;
    let rest = source.get(item.span.range())?.strip_prefix(text)?;
    rest.trim_start().is_empty().then_some(text.len())
}

/// Takes a run of texts apart.
struct Cuts<'i, 'a> {
    run: &'i [Item<'a>],
    source: &'i str,
    /// The text that was looked at last, and whether it is what the page has there.
    known: Option<(usize, bool)>,
}

impl<'a> Cuts<'_, 'a> {
    /// Whether the texts can be cut at a place: between two of them, or in one that is what the page has there.
    fn can_be_at(&mut self, place: usize) -> bool {
        let number = self.run.partition_point(|item| item.span.range().end <= place);
        let Some(item) = self.run.get(number).filter(|item| item.span.range().start < place) else { return true };
        let known = self.known.filter(|(known, _)| *known == number);
        let is_same = known.map_or_else(|| same_as_written(item, self.source).is_some(), |(_, is_same)| is_same);
        self.known = Some((number, is_same));
        is_same
    }

    /// The texts from one place to another, at both of which they can be cut.
    fn between(&self, range: Range<usize>) -> impl Iterator<Item = Item<'a>> {
        let first = self.run.partition_point(|item| item.span.range().end <= range.start);
        let last = self.run.partition_point(|item| item.span.range().start < range.end);
        self.run[first..last.max(first)].iter().filter_map(move |item| {
            let (own, text) = (item.span.range(), text_of(item)?);
            if range.start <= own.start && own.end <= range.end {
                return Some(item.clone());
            }
            let (start, end) = (own.start.max(range.start), own.end.min(range.end));
            let piece =
                text.get(start - own.start..(end - own.start).min(text.len())).filter(|piece| !piece.is_empty())?;
            let node = Node::Markdown(Event::Text(piece.to_owned().into()));
            Some(Item { node, span: Span::new(item.span.part as usize, start..start + piece.len()) })
        })
    }
}

/// Where a text has addresses.
fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in memchr2_iter(b'h', b'w', text.as_bytes()) {
        let is_inside = found.last().is_some_and(|last| at < last.end);
        let start = STARTS.iter().find(|(start, _)| text[at..].starts_with(start));
        let Some((start, _)) = start.filter(|_| !is_inside) else { continue };
        // In a name, an address of its own or a value of HTML it is a part of something else.
        let may_precede = |sign: char| sign.is_whitespace() || "(*_~:,“‘«–—".contains(sign);
        let host = &text[at + start.len()..];
        if !text[..at].chars().next_back().is_none_or(may_precede) || !host.starts_with(char::is_alphanumeric) {
            continue;
        }
        let is_end = |sign: char| sign.is_whitespace() || sign.is_control() || "<>\"'”’»`|\\".contains(sign);
        let address = without_last_signs(&host[..host.find(is_end).unwrap_or(host.len())]);
        // A variable is filled in later, as a whole.
        let is_whole = address.matches("{{").count() == address.matches("}}").count();
        let name = &address[..address.find(['/', '?', '#', ':']).unwrap_or(address.len())];
        if is_whole && name.trim_end_matches('.').contains('.') {
            found.push(at..at + start.len() + address.len());
        }
    }
    found
}

/// An address without the signs of the sentence that it stands in: what ends it, and parentheses that it did not open.
fn without_last_signs(mut address: &str) -> &str {
    let (mut open, mut closed) = (address.matches('(').count(), address.matches(')').count());
    while let Some(last) = address.chars().next_back() {
        let mut end = address.len() - last.len_utf8();
        match last {
            ')' if closed > open => closed -= 1,
            '(' => open -= 1,
            // A reference (`&amp;`) goes as a whole.
            ';' => {
                let name = address[..end].trim_end_matches(|sign: char| sign.is_ascii_alphanumeric());
                end = name.strip_suffix('&').map_or(end, str::len);
            }
            '.' | ',' | ':' | '!' | '?' | '*' | '_' | '~' | '[' | ']' => {}
            _ => break,
        }
        address = &address[..end];
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        for (text, expected) in [
            ("See https://nrmp.org/rules.", "https://nrmp.org/rules"),
            ("(www.nrmp.org/a_(b)) or", "www.nrmp.org/a_(b)"),
            ("(see http://a.org/b?c=d&e=f#g), x", "http://a.org/b?c=d&e=f#g"),
            ("“https://a.org” https://b.org/x--y!", "https://a.org https://b.org/x--y"),
            ("https://a.org/{{vars.year}}/b", "https://a.org/{{vars.year}}/b"),
            ("https://a.org/{{ vars.year }}/b", ""),
            ("https://bücher.example/ü", "https://bücher.example/ü"),
            ("https:// http://localhost www. www.a xhttps://a.org a.www.b.org https://.org https://a", ""),
            ("https://a.orghttps://b.org", "https://a.orghttps://b.org"),
            ("HTTPS is https://a.org:8080/ and how", "https://a.org:8080/"),
            ("https://a.org...", "https://a.org"),
            ("www.a.org's https://a.org/b?c&amp;d&amp;, x", "www.a.org https://a.org/b?c&amp;d"),
        ] {
            let found: Vec<&str> = addresses(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }
}
