//! From what a page holds to what a book may hold (EPUB 3.3, 6.1): known elements where they may stand, with known attributes.
//! What only scripts can use goes, what opens is open, and what cannot be shown keeps its text.

mod drawing;

use std::collections::BTreeSet;

use super::tree::{Element, Node, Space};

pub(super) use drawing::drawing;

/// Elements that stand among blocks.
const BLOCKS: [&str; 23] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "div",
    "dl",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];
/// Elements that stand in a line of text.
const INLINE: [&str; 30] = [
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q",
    "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var", "wbr",
];
/// Elements that go with all that is in them: they need a script, or they are for the head of a page.
const GONE: [&str; 22] = [
    "area", "base", "basefont", "button", "canvas", "datalist", "dialog", "frame", "frameset", "head", "input", "link",
    "map", "meta", "noframes", "param", "script", "select", "source", "style", "template", "textarea",
];
/// Elements that show a file of their own, which a book has not: a link is left of them.
const MEDIA: [&str; 5] = ["audio", "embed", "iframe", "object", "video"];
/// Roles that are kept; only elements without a meaning of their own have them.
const ROLES: [&str; 4] = ["group", "img", "note", "region"];

/// What is in a page of the book.
#[derive(Debug)]
pub(super) struct Cleaned {
    pub(super) title: String,
    pub(super) body: Element,
    /// The anchors that are on it.
    pub(super) ids: BTreeSet<String>,
    pub(super) has_svg: bool,
    pub(super) has_math: bool,
}

/// Cleans a document. In one that Matchbook makes for the book it may say what its parts are for (`epub:type`).
pub(super) fn clean(document: Element, is_made: bool) -> Cleaned {
    let title = document.find("title").map(Element::text).unwrap_or_default();
    let body = document.children.into_iter().find_map(|node| match node {
        Node::Element(element) if element.is("body") => Some(element),
        _ => None,
    });
    let mut cleaner = Cleaner { is_made, ..Cleaner::default() };
    let mut written = body.unwrap_or_else(|| Element::new("body", Vec::new()));
    let children = std::mem::take(&mut written.children);
    let mut body = Element::new("body", Vec::new());
    body.attributes = cleaner.attributes(&written, "body");
    body.children = cleaner.nodes(children, Room::Blocks);
    let Cleaner { ids, has_svg, has_math, .. } = cleaner;
    if has_svg {
        drawing::prune(&mut body, &ids);
    }
    Cleaned { title, body, ids, has_svg, has_math }
}

/// What may stand in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    Blocks,
    Line,
}

#[derive(Default)]
struct Cleaner {
    is_made: bool,
    /// Whether it is a drawing in a file of its own, whose styles are for nothing else.
    is_file: bool,
    ids: BTreeSet<String>,
    in_link: bool,
    in_ruby: bool,
    has_svg: bool,
    has_math: bool,
}

impl Cleaner {
    fn nodes(&mut self, nodes: Vec<Node>, room: Room) -> Vec<Node> {
        let mut out = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node {
                Node::Text(text) => out.push(Node::Text(text)),
                Node::Element(element) => self.element(element, room, &mut out),
            }
        }
        out
    }

    fn element(&mut self, mut element: Element, room: Room, out: &mut Vec<Node>) {
        if element.space != Space::Html {
            out.extend(self.picture(element, true).map(Node::Element));
            return;
        }
        if self.is_gone(&element) {
            return;
        }
        if MEDIA.contains(&element.name.as_str()) {
            element = link_to_media(element);
        }
        let Some(name) = self.name(&element, room) else {
            // Without a place for the element, what is in it takes its place.
            out.extend(self.nodes(element.children, room));
            return;
        };
        let mut cleaned = Element::new(name, Vec::new());
        cleaned.attributes = self.attributes(&element, name);
        let was_in = (self.in_link, self.in_ruby);
        self.in_link |= name == "a";
        self.in_ruby = name == "ruby";
        let was = element.name;
        cleaned.children = match name {
            "br" | "hr" | "img" | "wbr" => Vec::new(),
            "ol" | "ul" => self.items(element.children),
            "table" => self.table(element.children),
            "dl" if has_groups(&element.children) => self.terms(element.children),
            "dl" => {
                "div".clone_into(&mut cleaned.name);
                self.nodes(element.children, Room::Blocks)
            }
            "figure" => self.figure(element.children),
            "a" | "ins" | "del" => self.nodes(element.children, room),
            name if INLINE.contains(&name) || is_line(name) => self.nodes(element.children, Room::Line),
            _ => self.nodes(element.children, Room::Blocks),
        };
        (self.in_link, self.in_ruby) = was_in;
        // A heading ends with its link, which goes, and a space before it.
        if is_heading(name)
            && let Some(Node::Text(last)) = cleaned.children.last_mut()
        {
            last.truncate(last.trim_end().len());
        }
        mark_notes(&mut cleaned);
        if was == "summary" && !cleaned.has_class("summary") {
            let classes = cleaned.attribute("class").map(|classes| format!("{classes} summary"));
            cleaned.set("class", Some(classes.as_deref().unwrap_or("summary")));
        }
        // Browsers show the lines of preformatted text in the place of a block too.
        if name == "span" && was == "pre" {
            "code".clone_into(&mut cleaned.name);
        }
        if name != "table" || !cleaned.children.is_empty() {
            out.push(Node::Element(cleaned));
        }
    }

    /// Whether an element is of no use in a book.
    fn is_gone(&self, element: &Element) -> bool {
        let is_hidden = element.attribute("hidden").is_some() && !(self.is_made && element.is("nav"));
        GONE.contains(&element.name.as_str()) || is_hidden || element.has_class("anchor")
    }

    /// What an element becomes; `None` when only what is in it is kept.
    fn name(&self, element: &Element, room: Room) -> Option<&'static str> {
        let name = match element.name.as_str() {
            "a" if self.in_link => "span",
            "bdo" if element.attribute("dir").is_none() => "span",
            "ruby" if !element.elements().any(|inside| inside.is("rt")) => "span",
            "rp" | "rt" if !self.in_ruby => "span",
            "strike" => "s",
            "acronym" => "abbr",
            "summary" if element.elements().any(|inside| is_heading(&inside.name)) => return None,
            // What opens is open in a book.
            "summary" | "legend" => "p",
            // The parts of lists and tables that stand outside of one.
            "dd" | "dt" | "figcaption" | "li" | "caption" => "div",
            "center" | "details" | "fieldset" | "form" | "hgroup" | "main" | "search" => "div",
            "dir" | "menu" => "ul",
            name => BLOCKS.iter().chain(&INLINE).find(|known| **known == name)?,
        };
        Some(match (room, name) {
            (Room::Line, "hr") => "br",
            (Room::Line, name) if !INLINE.contains(&name) => "span",
            (_, name) => name,
        })
    }

    /// A list holds items only.
    fn items(&mut self, nodes: Vec<Node>) -> Vec<Node> {
        let mut items = Vec::with_capacity(nodes.len());
        for node in nodes {
            let item = match node {
                Node::Element(element) if element.is("li") => {
                    let mut item = Element::new("li", Vec::new());
                    item.attributes = self.attributes(&element, "li");
                    item.children = self.nodes(element.children, Room::Blocks);
                    item
                }
                node if is_blank(&node) => continue,
                node => {
                    let inside = self.nodes(vec![node], Room::Blocks);
                    if inside.is_empty() {
                        continue;
                    }
                    Element::new("li", inside)
                }
            };
            items.push(Node::Element(item));
        }
        items
    }

    /// Terms and definitions, in groups or not.
    fn terms(&mut self, nodes: Vec<Node>) -> Vec<Node> {
        let mut terms = Vec::with_capacity(nodes.len());
        for node in nodes {
            let Node::Element(element) = node else { continue };
            let (name, room) = match element.name.as_str() {
                "dt" => ("dt", Room::Line),
                "dd" => ("dd", Room::Blocks),
                _ => ("div", Room::Blocks),
            };
            let mut term = Element::new(name, Vec::new());
            term.attributes = self.attributes(&element, name);
            term.children =
                if name == "div" { self.terms(element.children) } else { self.nodes(element.children, room) };
            terms.push(Node::Element(term));
        }
        terms
    }

    /// The caption of a figure is its first or its last part, and there is one.
    fn figure(&mut self, nodes: Vec<Node>) -> Vec<Node> {
        let (mut captions, rest): (Vec<Node>, Vec<Node>) =
            nodes.into_iter().partition(|node| matches!(node, Node::Element(element) if element.is("figcaption")));
        let mut figure = self.nodes(rest, Room::Blocks);
        let last = captions.pop();
        figure.extend(self.nodes(captions, Room::Blocks));
        if let Some(Node::Element(element)) = last {
            let mut caption = Element::new("figcaption", Vec::new());
            caption.attributes = self.attributes(&element, "figcaption");
            caption.children = self.nodes(element.children, Room::Blocks);
            figure.push(Node::Element(caption));
        }
        figure
    }

    /// The parts of a table in the order in which they have to stand; empty for one without a row.
    fn table(&mut self, nodes: Vec<Node>) -> Vec<Node> {
        let (mut before, mut heads, mut bodies, mut feet) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for node in nodes {
            let Node::Element(element) = node else { continue };
            match element.name.as_str() {
                "caption" if before.is_empty() => before.push(self.part(element, "caption")),
                "colgroup" => before.push(self.part(element, "colgroup")),
                "thead" if heads.is_empty() => heads.push(self.part(element, "thead")),
                "tfoot" if feet.is_empty() => feet.push(self.part(element, "tfoot")),
                "thead" | "tbody" | "tfoot" => bodies.push(self.part(element, "tbody")),
                _ => {}
            }
        }
        if heads.is_empty() && bodies.is_empty() && feet.is_empty() {
            return Vec::new();
        }
        before.into_iter().chain(heads).chain(bodies).chain(feet).map(Node::Element).collect()
    }

    fn part(&mut self, element: Element, name: &'static str) -> Element {
        let mut part = Element::new(name, Vec::new());
        part.attributes = self.attributes(&element, name);
        let inside: &[&'static str] = match name {
            "thead" | "tbody" | "tfoot" => &["tr"],
            "tr" => &["td", "th"],
            "colgroup" => &["col"],
            "col" => &[],
            _ => {
                let room = if name == "td" { Room::Blocks } else { Room::Line };
                part.children = self.nodes(element.children, room);
                return part;
            }
        };
        for node in element.children {
            if let Node::Element(element) = node
                && let Some(name) = inside.iter().find(|name| **name == element.name)
            {
                part.children.push(Node::Element(self.part(element, name)));
            }
        }
        part
    }

    fn is_new_id(&mut self, id: &str) -> bool {
        !id.is_empty() && !id.contains(char::is_whitespace) && self.ids.insert(id.to_owned())
    }

    /// The attributes that an element keeps when it becomes a `name`.
    fn attributes(&mut self, element: &Element, name: &str) -> Vec<(String, String)> {
        let mut kept = Vec::new();
        let has_role = element.attribute("role").is_some_and(|role| ROLES.contains(&role));
        let is_plain = matches!(name, "div" | "section" | "span");
        for (key, value) in &element.attributes {
            let is_kept = match key.as_str() {
                "id" => self.is_new_id(value),
                "class" => !value.trim().is_empty(),
                "title" | "aria-labelledby" | "aria-describedby" => true,
                "lang" => is_language(value),
                "dir" => matches!(value.as_str(), "ltr" | "rtl" | "auto"),
                "aria-hidden" => matches!(value.as_str(), "true" | "false"),
                "aria-label" => is_plain && has_role || matches!(name, "a" | "aside" | "nav" | "section"),
                "role" => is_plain && has_role || self.is_made && value.starts_with("doc-"),
                "epub:type" | "hidden" => self.is_made,
                "href" => name == "a",
                "src" | "alt" => name == "img",
                "width" | "height" => name == "img" && is_number(value),
                "start" => name == "ol" && is_number(value.strip_prefix('-').unwrap_or(value)),
                "reversed" => name == "ol",
                "type" => name == "ol" && matches!(value.as_str(), "1" | "a" | "A" | "i" | "I"),
                "colspan" | "rowspan" => matches!(name, "td" | "th") && is_number(value) && !value.starts_with('0'),
                "span" => matches!(name, "col" | "colgroup") && is_number(value) && !value.starts_with('0'),
                "scope" => name == "th" && matches!(value.as_str(), "row" | "col" | "rowgroup" | "colgroup"),
                _ => false,
            };
            if is_kept {
                // In XML a switch has a value: its own name.
                let value = if matches!(key.as_str(), "reversed" | "hidden") { key } else { value };
                kept.push((key.clone(), value.clone()));
            }
        }
        if name == "img" && element.attribute("alt").is_none() {
            kept.push(("alt".to_owned(), String::new()));
        }
        kept
    }
}

/// A link in the place of what a book cannot play, with what names it.
fn link_to_media(element: Element) -> Element {
    let source = element.find("source").and_then(|source| source.attribute("src"));
    let address =
        element.attribute("src").or_else(|| element.attribute("data")).or(source).unwrap_or_default().to_owned();
    let said = ["title", "aria-label"].iter().find_map(|name| element.attribute(name)).filter(|said| !said.is_empty());
    let text = said.unwrap_or(&address).to_owned();
    let mut link = Element::new("a", vec![Node::Text(text)]);
    link.set("id", element.attribute("id"));
    link.set("href", Some(&address));
    link
}

/// Footnotes say what they are, so that readers can show them where they are referred to.
fn mark_notes(element: &mut Element) {
    if element.has_class("footnote-ref") {
        for node in &mut element.children {
            if let Node::Element(link) = node {
                link.set("epub:type", Some("noteref"));
                link.set("role", Some("doc-noteref"));
            }
        }
    } else if element.has_class("footnote-back") {
        element.set("role", Some("doc-backlink"));
    } else if element.is("section") && element.has_class("footnotes") {
        element.set("epub:type", Some("endnotes"));
        element.set("role", Some("doc-endnotes"));
    }
}

/// Whether a list of terms has a definition for each: in groups of their own, or one behind the other.
fn has_groups(nodes: &[Node]) -> bool {
    let mut elements = Vec::with_capacity(nodes.len());
    for node in nodes {
        match node {
            Node::Element(element) => elements.push(element),
            node if is_blank(node) => {}
            Node::Text(_) => return false,
        }
    }
    if elements.iter().any(|element| element.is("div")) {
        let is_group = |element: &&Element| {
            element.is("div") && element.elements().all(|inside| !inside.is("div")) && has_groups(&element.children)
        };
        return elements.iter().all(is_group);
    }
    let mut last = "dd";
    for element in &elements {
        match (last, element.name.as_str()) {
            (_, "dt") => last = "dt",
            ("dt", "dd") => last = "dd-after",
            ("dd-after", "dd") => {}
            _ => return false,
        }
    }
    last == "dd-after"
}

/// Whether a block holds a line of text and no blocks.
fn is_line(name: &str) -> bool {
    name == "p" || name == "pre" || is_heading(name)
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn is_blank(node: &Node) -> bool {
    matches!(node, Node::Text(text) if text.trim().is_empty())
}

fn is_number(value: &str) -> bool {
    (1..=9).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a tag has the form of one that names a language (BCP 47).
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first =
        parts.next().is_some_and(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic()));
    first && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}
