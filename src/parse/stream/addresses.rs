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
    in_heading: bool,
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
            Node::Markdown(Event::Start(Tag::Heading { .. })) => (self.in_heading, self.is_letter) = (true, false),
            Node::Markdown(Event::End(TagEnd::Heading(_))) => self.in_heading = false,
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
        !(is_letter || self.in_code || self.in_heading || self.in_anchor || self.links > 0)
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
    // The attributes of a task stand at the end of its text and are taken off.
    let last_text = text_of(last).unwrap_or_default();
    let is_cut = source.get(last.span.range()).is_some_and(|written| written.starts_with(last_text));
    let end = if is_cut { last.span.start as usize + last_text.len() } else { last.span.range().end };
    let start = first.span.start as usize;
    let mut at = start;
    for range in addresses(source.get(start..end).unwrap_or_default()) {
        let range = start + range.start..start + range.end;
        let (Some(before), Some(_)) = (cut(run, source, at..range.start), cut(run, source, range.clone())) else {
            continue;
        };
        linked.extend(before);
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
    if at == start {
        linked.extend_from_slice(run);
    } else {
        linked.extend(cut(run, source, at..end).unwrap_or_default());
    }
}

/// The texts of a run from one place to another. `None` when a text is cut that is not what the page has there.
fn cut<'a>(run: &[Item<'a>], source: &str, range: Range<usize>) -> Option<Vec<Item<'a>>> {
    let mut items = Vec::new();
    let first = run.partition_point(|item| item.span.range().end <= range.start);
    for item in run[first..].iter().take_while(|item| item.span.range().start < range.end) {
        let own = item.span.range();
        let (start, end) = (own.start.max(range.start), own.end.min(range.end));
        if own.start >= range.start && own.end <= range.end {
            items.push(item.clone());
        } else if start < end {
            let text = text_of(item)?;
            let text = text.get(start - own.start..(end - own.start).min(text.len()))?;
            if !source[start..].starts_with(text) {
                return None;
            }
            let node = Node::Markdown(Event::Text(text.to_owned().into()));
            items.push(Item { node, span: Span::new(item.span.part as usize, start..start + text.len()) });
        }
    }
    Some(items)
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
        let is_end = |sign: char| sign.is_whitespace() || sign.is_control() || "<>\"”’»`|\\".contains(sign);
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
        match last {
            ')' if closed > open => closed -= 1,
            '(' => open -= 1,
            '.' | ',' | ';' | ':' | '!' | '?' | '*' | '_' | '~' | '\'' | '[' | ']' => {}
            _ => break,
        }
        address = &address[..address.len() - last.len_utf8()];
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
        ] {
            let found: Vec<&str> = addresses(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }
}
