//! Addresses in running text as links, as in GitHub Flavored Markdown (section 6.9, "Autolinks (extension)"): `https://…`,
//! `http://…` and `www.…`. In letters they stay text, as messages are, and in headings, which are links themselves.

use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::{Item, Letters, Node};
use crate::document::{Kind, SourceText, Span};
use crate::parse::raw_html::{rough_name, rough_tags};

/// What an address starts with, and what has to stand in front of it to make a link of it.
const STARTS: [(&str, &str); 3] = [("https://", ""), ("http://", ""), ("www.", "https://")];

/// Elements of HTML in which an address stays text.
const WITHOUT_LINKS: [&str; 4] = ["a", "button", "code", "pre"];

/// What every address has, one of them.
const SIGNS: [&str; 2] = ["://", "ww."];

/// Letters of the longest name of a character.
const LONGEST_REFERENCE: usize = 32;

/// Makes links of the addresses of a page of this kind that is made of `texts`, but for those with variables in them.
pub(super) fn link<'a>(items: Vec<Item<'a>>, texts: &[SourceText], kind: Kind) -> Vec<Item<'a>> {
    let signs: Vec<Vec<usize>> = texts.iter().map(|text| signs_in(&text.file.text)).collect();
    let has_signs = |item: &Item<'_>| {
        let of_part = signs.get(item.span.part as usize).map_or(&[][..], Vec::as_slice);
        let range = item.span.range();
        of_part.get(of_part.partition_point(|at| *at < range.start)).is_some_and(|at| *at < range.end)
    };
    if signs.iter().all(Vec::is_empty) {
        return items;
    }
    replace(items, kind, has_signs, |rest, linked| {
        let run = run(rest);
        link_run(run, source_of(run, texts), linked);
        run.len()
    })
}

/// The same for texts that variables were filled into.
pub(super) fn link_filled<'a>(items: Vec<Item<'a>>, texts: &[SourceText], kind: Kind) -> Vec<Item<'a>> {
    let is_filled = |item: &Item<'_>| {
        let is_same = same_as_written(item, source_of(std::slice::from_ref(item), texts)).is_some();
        !is_same && text_of(item).is_some_and(|text| !signs_in(text).is_empty())
    };
    replace(items, kind, is_filled, |rest, linked| {
        rest.first().into_iter().for_each(|item| link_text(item, linked));
        1
    })
}

/// Replaces the texts in prose that `is_one` picks: `replacement` is given them with all that follows, adds what stands for them and says
/// for how many items that is.
fn replace<'a>(
    items: Vec<Item<'a>>,
    kind: Kind,
    is_one: impl Fn(&Item<'a>) -> bool,
    replacement: impl Fn(&[Item<'a>], &mut Vec<Item<'a>>) -> usize,
) -> Vec<Item<'a>> {
    let begin = Around { letters: Letters::new(kind), ..Around::default() };
    let is_picked = |around: &mut Around, item: &Item<'a>| {
        around.pass(item);
        around.is_prose() && text_of(item).is_some() && is_one(item)
    };
    // Addresses are mostly in links and code.
    let mut around = begin.clone();
    if !items.iter().any(|item| is_picked(&mut around, item)) {
        return items;
    }
    let mut replaced: Vec<Item<'a>> = Vec::with_capacity(items.len() + 8);
    let mut around = begin;
    let mut at = 0;
    while let Some(item) = items.get(at) {
        if is_picked(&mut around, item) {
            at += replacement(&items[at..], &mut replaced).max(1);
        } else {
            replaced.push(item.clone());
            at += 1;
        }
    }
    replaced
}

/// Where a text has a sign of an address, in order.
fn signs_in(text: &str) -> Vec<usize> {
    let of = |sign: &'static str| memmem::find_iter(text.as_bytes(), sign.as_bytes());
    let mut signs: Vec<usize> = SIGNS.into_iter().flat_map(of).collect();
    signs.sort_unstable();
    signs
}

/// What is open where an item stands.
#[derive(Clone, Default)]
struct Around {
    letters: Letters,
    in_code: bool,
    /// A heading, or a term that is defined.
    in_title: bool,
    /// The element of [`WITHOUT_LINKS`] that is open.
    element: Option<&'static str>,
    /// Links and images.
    links: usize,
}

impl Around {
    fn pass(&mut self, item: &Item<'_>) {
        self.letters.pass(item);
        match &item.node {
            Node::Markdown(Event::Start(Tag::CodeBlock(_))) => self.in_code = true,
            Node::Markdown(Event::End(TagEnd::CodeBlock)) => self.in_code = false,
            Node::Markdown(Event::Start(Tag::Heading { .. } | Tag::DefinitionListTitle)) => self.in_title = true,
            Node::Markdown(Event::End(TagEnd::Heading(_) | TagEnd::DefinitionListTitle)) => self.in_title = false,
            Node::Markdown(Event::Start(Tag::Link { .. } | Tag::Image { .. })) => self.links += 1,
            Node::Markdown(Event::End(TagEnd::Link | TagEnd::Image)) => self.links = self.links.saturating_sub(1),
            Node::Markdown(Event::InlineHtml(html) | Event::Html(html)) => self.tags(html),
            _ => {}
        }
    }

    /// Follows the tags of a piece of HTML.
    fn tags(&mut self, html: &str) {
        for (is_end, tag) in rough_tags(html) {
            let name = rough_name(tag);
            let Some(name) = WITHOUT_LINKS.into_iter().find(|known| name.eq_ignore_ascii_case(known)) else { continue };
            match self.element {
                None if !is_end => self.element = Some(name),
                Some(open) if is_end && open == name => self.element = None,
                _ => {}
            }
        }
    }

    fn is_prose(&self) -> bool {
        !(self.letters.is_open() || self.in_code || self.in_title || self.element.is_some() || self.links > 0)
    }
}

fn text_of<'i>(item: &'i Item<'_>) -> Option<&'i str> {
    match &item.node {
        Node::Markdown(Event::Text(text)) => Some(text),
        _ => None,
    }
}

/// The file that items are in.
fn source_of<'t>(items: &[Item<'_>], texts: &'t [SourceText]) -> &'t str {
    items.first().and_then(|item| texts.get(item.span.part as usize)).map_or("", |text| &*text.file.text)
}

/// The texts that follow each other at the start of some items: the parser ends one at each sign that could mean something.
fn run<'i, 'a>(items: &'i [Item<'a>]) -> &'i [Item<'a>] {
    let goes_on = |pair: &[Item<'_>]| {
        text_of(&pair[1]).is_some() && pair[0].span.part == pair[1].span.part && pair[0].span.end == pair[1].span.start
    };
    &items[..1 + items.windows(2).take_while(|pair| goes_on(pair)).count()]
}

/// A link to an address.
fn link_to<'a>(address: String, span: Span) -> [Item<'a>; 3] {
    let is_start = |start: &str| address.get(..start.len()).is_some_and(|written| written.eq_ignore_ascii_case(start));
    let scheme = STARTS.iter().find(|(start, _)| is_start(start)).map_or("", |(_, scheme)| scheme);
    let tag = Tag::Link {
        link_type: LinkType::Autolink,
        dest_url: format!("{scheme}{address}").into(),
        title: CowStr::Borrowed(""),
        id: CowStr::Borrowed(""),
    };
    let events = [Event::Start(tag), Event::Text(address.into()), Event::End(TagEnd::Link)];
    events.map(|event| Item { node: Node::Markdown(event), span })
}

/// Adds a text with links in place of its addresses. All of it has the place of the whole.
fn link_text<'a>(item: &Item<'a>, linked: &mut Vec<Item<'a>>) {
    let text = text_of(item).unwrap_or_default();
    let piece = |range: Range<usize>| Some(text[range].to_owned()).filter(|piece| !piece.is_empty());
    let plain = |piece: String| Item { node: Node::Markdown(Event::Text(piece.into())), span: item.span };
    let mut at = 0;
    for range in addresses(text) {
        linked.extend(piece(at..range.start).map(plain));
        at = range.end;
        linked.extend(link_to(text[range].to_owned(), item.span));
    }
    linked.extend(piece(at..text.len()).map(plain));
}

/// Adds a run of texts with links in place of their addresses.
fn link_run<'a>(run: &[Item<'a>], source: &str, linked: &mut Vec<Item<'a>>) {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
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
        at = range.end;
        let span = Span::new(first.span.part as usize, range.clone());
        // The parser makes dashes and the like of signs that are a part of an address.
        linked.extend(link_to(source[range].replace("&amp;", "&"), span));
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
    let mut done = 0;
    for (at, _) in text.bytes().enumerate().filter(|(_, byte)| matches!(byte | 0x20, b'h' | b'w')) {
        let is_start = |start: &&str| {
            let written = text.as_bytes().get(at..at + start.len());
            written.is_some_and(|written| written.eq_ignore_ascii_case(start.as_bytes()))
        };
        let start = STARTS.iter().map(|(start, _)| *start).find(is_start).filter(|_| at >= done);
        let Some(start) = start else { continue };
        // In a name, an address of its own or a value of HTML it is a part of something else.
        let may_precede = |sign: char| sign.is_whitespace() || "([{*_~:,\"'“‘„‚«»‹›–—".contains(sign);
        let host = &text[at + start.len()..];
        if !text[..at].chars().next_back().is_none_or(may_precede) || !host.starts_with(char::is_alphanumeric) {
            continue;
        }
        let (host, rest) = host.split_at(end_of(host));
        done = at + start.len() + host.len();
        let address = without_last_signs(host);
        let name = &address[..address.find(['/', '?', '#', ':']).unwrap_or(address.len())];
        // With an escape or a variable it would go on, and a part of it leads elsewhere.
        let is_escape = |rest: &str| rest.starts_with(|sign: char| sign.is_ascii_punctuation());
        let is_cut = rest.starts_with("{{") || rest.strip_prefix('\\').is_some_and(is_escape);
        if !is_cut && name.trim_end_matches('.').contains('.') {
            found.push(at..at + start.len() + address.len());
        }
    }
    found
}

/// Where an address ends at the latest: at a blank, a sign that it cannot have, or a reference (`&nbsp;`) that is not `&`.
fn end_of(address: &str) -> usize {
    let is_end = |sign: char| {
        sign.is_whitespace() || sign.is_control() || "<>\"'`|\\{}“”„‘’‚«»‹›–—…。，、；：！？）」】".contains(sign)
    };
    let end = address.find(is_end).unwrap_or(address.len());
    let is_reference = |at: &usize| {
        let rest = &address[at + 1..end];
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
        let length = rest.bytes().take(LONGEST_REFERENCE).take_while(is_name).count();
        rest[length..].starts_with(';') && &rest[..length] != "amp"
    };
    address[..end].match_indices('&').map(|(at, _)| at).find(is_reference).unwrap_or(end)
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
            (
                "\"www.a.org\" 'http://b.org' „siehe www.c.org“ [https://d.org/x] »www.e.org«",
                "www.a.org http://b.org www.c.org https://d.org/x www.e.org",
            ),
            (
                "https://a.org/x–y, https://b.org/x… and https://c.org/日本語。次",
                "https://a.org/x https://b.org/x https://c.org/日本語",
            ),
            (
                "www.a.org&nbsp;(b) https://b.org/&shy;c?d&amp;e&#41;f https://c.org?copy&x;",
                "www.a.org https://b.org/ https://c.org?copy",
            ),
            ("https://a.org/\\_b https://b.org/a\\|b https://c.org\\\n", "https://c.org"),
            ("https://a.org/{{vars.b}}/c {https://d.org}", "https://d.org"),
            ("HTTPS://A.ORG/X Www.b.org", "HTTPS://A.ORG/X Www.b.org"),
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
