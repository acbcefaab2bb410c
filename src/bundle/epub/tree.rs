//! HTML as a tree: what a browser makes of it (HTML standard, 13.2), whatever a theme or raw HTML in Markdown wrote.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TokenizerResult, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, Namespace, QualName, ns};

use super::depth::{Deep, Shallow};

/// Elements inside of more elements than this are read as their text, so that nothing that goes down a tree goes too deep.
const DEPTH: usize = 400;

/// A piece of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

/// The language that an element is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    Html,
    Svg,
    MathMl,
}

/// An element with what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) space: Space,
    /// In the order in which they were written.
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

impl Element {
    /// An element of HTML without attributes.
    pub(super) fn new(name: &str, children: Vec<Node>) -> Self {
        Self { name: name.to_owned(), space: Space::Html, attributes: Vec::new(), children }
    }

    /// Whether it is an element of HTML with this name.
    pub(super) fn is(&self, name: &str) -> bool {
        self.space == Space::Html && self.name == name
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split_ascii_whitespace().any(|known| known == class))
    }

    /// Sets an attribute, or takes it away with `None`.
    pub(super) fn set(&mut self, name: &str, value: Option<&str>) {
        self.attributes.retain(|(known, _)| known != name);
        self.attributes.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    }

    /// The first element of HTML with this name in it, itself included.
    pub(super) fn find(&self, name: &str) -> Option<&Self> {
        if self.is(name) {
            return Some(self);
        }
        self.elements().find_map(|element| element.find(name))
    }

    /// The elements directly in it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Its text and that of all elements in it.
    pub(super) fn text(&self) -> String {
        self.children
            .iter()
            .map(|node| match node {
                Node::Element(element) => Cow::Owned(element.text()),
                Node::Text(text) => Cow::Borrowed(text.as_str()),
            })
            .collect()
    }
}

/// Reads a document; the element is `html`.
pub(super) fn parse(html: &str) -> Element {
    // What stands there for readers without script is for readers of books too.
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let tree = TreeBuilder::new(Builder::default(), options);
    let tokenizer = Tokenizer::new(Shallow::new(tree), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    // It stops where a browser would run a script.
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    let built = tokenizer.sink.tree.sink.finish();
    let root = built.iter().position(|node| matches!(&node.data, Data::Element { name, .. } if &*name.local == "html"));
    let root = root.and_then(|root| match owned(&built, root, 0) {
        Some(Node::Element(element)) => Some(element),
        _ => None,
    });
    root.unwrap_or_else(|| Element::new("html", Vec::new()))
}

/// A node of the tree with all that is in it.
fn owned(nodes: &[Built], at: usize, depth: usize) -> Option<Node> {
    match &nodes[at].data {
        Data::Text(text) => Some(Node::Text(text.clone())),
        Data::Element { name, .. } if depth > DEPTH => {
            let hidden = matches!(&*name.local, "script" | "style" | "template");
            (!hidden).then(|| Node::Text(text_of(nodes, at)))
        }
        Data::Element { name, attributes } => Some(Node::Element(Element {
            name: name.local.to_string(),
            space: if name.ns == ns!(svg) {
                Space::Svg
            } else if name.ns == ns!(mathml) {
                Space::MathMl
            } else {
                Space::Html
            },
            attributes: attributes
                .iter()
                .map(|attribute| (written_name(attribute), attribute.value.to_string()))
                .collect(),
            children: nodes[at].children.iter().filter_map(|child| owned(nodes, *child, depth + 1)).collect(),
        })),
        Data::Other => None,
    }
}

/// The text of a node, without going down into it by calls.
fn text_of(nodes: &[Built], at: usize) -> String {
    let mut text = String::new();
    let mut open = vec![at];
    while let Some(at) = open.pop() {
        if let Data::Text(piece) = &nodes[at].data {
            text.push_str(piece);
        }
        open.extend(nodes[at].children.iter().rev());
    }
    text
}

fn written_name(attribute: &Attribute) -> String {
    match &attribute.name.prefix {
        Some(prefix) if !prefix.is_empty() => format!("{prefix}:{}", attribute.name.local),
        _ => attribute.name.local.to_string(),
    }
}

enum Data {
    Element {
        name: QualName,
        attributes: Vec<Attribute>,
    },
    Text(String),
    /// The document itself, comments, and what a template holds.
    Other,
}

/// A node while the tree is built: nodes are known by their number.
struct Built {
    data: Data,
    parent: Option<usize>,
    children: Vec<usize>,
    /// The number of nodes that it was put into.
    depth: usize,
}

/// Takes what the parser says. Number 0 is the document.
struct Builder {
    nodes: RefCell<Vec<Built>>,
    /// How deep the element is that was put somewhere last.
    depth: Cell<usize>,
}

impl Deep for Builder {
    fn depth(&self) -> usize {
        self.depth.get()
    }
}

/// The name of an element, as the parser asks for it.
#[derive(Debug)]
struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl Default for Builder {
    fn default() -> Self {
        let document = Built { data: Data::Other, parent: None, children: Vec::new(), depth: 0 };
        Self { nodes: RefCell::new(vec![document]), depth: Cell::new(0) }
    }
}

impl Builder {
    fn add(&self, data: Data) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Built { data, parent: None, children: Vec::new(), depth: 0 });
        nodes.len() - 1
    }

    /// Puts something into a parent, at a place among its children.
    fn insert(&self, parent: usize, at: usize, child: NodeOrText<usize>) {
        let child = match child {
            NodeOrText::AppendNode(child) => {
                // A node that stands before that place leaves it.
                let place = self.place_of(child).filter(|(old, _)| *old == parent).map(|(_, place)| place);
                self.detach(child);
                let at = if place.is_some_and(|place| place < at) { at - 1 } else { at };
                return self.put(parent, at, child);
            }
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let before = at.checked_sub(1).and_then(|before| nodes[parent].children.get(before).copied());
                if let Some(before) = before
                    && let Data::Text(written) = &mut nodes[before].data
                {
                    written.push_str(&text);
                    return;
                }
                drop(nodes);
                self.add(Data::Text(text.to_string()))
            }
        };
        self.put(parent, at, child);
    }

    fn put(&self, parent: usize, at: usize, child: usize) {
        let mut nodes = self.nodes.borrow_mut();
        let at = at.min(nodes[parent].children.len());
        nodes[parent].children.insert(at, child);
        nodes[child].parent = Some(parent);
        nodes[child].depth = nodes[parent].depth + 1;
        if let Data::Element { .. } = nodes[child].data {
            self.depth.set(nodes[child].depth);
        }
    }

    fn place_of(&self, node: usize) -> Option<(usize, usize)> {
        let nodes = self.nodes.borrow();
        let parent = nodes[node].parent?;
        // The parser mostly asks for one of the last.
        let place = nodes[parent].children.iter().rposition(|child| *child == node)?;
        Some((parent, place))
    }

    fn detach(&self, node: usize) {
        let Some((parent, place)) = self.place_of(node) else { return };
        let mut nodes = self.nodes.borrow_mut();
        nodes[parent].children.remove(place);
        nodes[node].parent = None;
    }

    fn count(&self, parent: usize) -> usize {
        self.nodes.borrow()[parent].children.len()
    }
}

impl TreeSink for Builder {
    type Handle = usize;
    type Output = Vec<Built>;
    type ElemName<'a> = Name;

    fn finish(self) -> Vec<Built> {
        self.nodes.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        0
    }

    fn elem_name(&self, target: &usize) -> Name {
        match &self.nodes.borrow()[*target].data {
            Data::Element { name, .. } => Name(name.clone()),
            // The parser asks for those of elements only.
            Data::Text(_) | Data::Other => Name(QualName::new(None, ns!(), "".into())),
        }
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> usize {
        self.add(Data::Element { name, attributes })
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.add(Data::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.add(Data::Other)
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        self.insert(*parent, self.count(*parent), child);
    }

    fn append_based_on_parent_node(&self, element: &usize, before: &usize, child: NodeOrText<usize>) {
        if self.place_of(*element).is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(before, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// What a template holds is no part of the page: it goes into a node that stands nowhere.
    fn get_template_contents(&self, _: &usize) -> usize {
        self.add(Data::Other)
    }

    fn same_node(&self, one: &usize, other: &usize) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, child: NodeOrText<usize>) {
        if let Some((parent, place)) = self.place_of(*sibling) {
            self.insert(parent, place, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &usize, added: Vec<Attribute>) {
        if let Data::Element { attributes, .. } = &mut self.nodes.borrow_mut()[*target].data {
            let new = |attribute: &Attribute| !attributes.iter().any(|known| known.name == attribute.name);
            let new: Vec<Attribute> = added.into_iter().filter(new).collect();
            attributes.extend(new);
        }
    }

    fn remove_from_parent(&self, target: &usize) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &usize, parent: &usize) {
        let children = std::mem::take(&mut self.nodes.borrow_mut()[*node].children);
        let mut nodes = self.nodes.borrow_mut();
        for child in &children {
            nodes[*child].parent = Some(*parent);
        }
        nodes[*parent].children.extend(children);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(element: &Element) -> String {
        let inside: String = element
            .children
            .iter()
            .map(|node| match node {
                Node::Element(element) => written(element),
                Node::Text(text) => text.clone(),
            })
            .collect();
        format!("<{0}>{inside}</{0}>", element.name)
    }

    fn body(html: &str) -> String {
        let root = parse(html);
        written(root.find("body").expect("a body"))
    }

    #[test]
    fn what_is_never_closed_and_what_overlaps_is_read_as_browsers_do() {
        assert_eq!(body("<p>a<p>b<ul><li>c<li>d"), "<body><p>a</p><p>b</p><ul><li>c</li><li>d</li></ul></body>");
        assert_eq!(body("<b>a<i>b</b>c</i>"), "<body><b>a<i>b</i></b><i>c</i></body>");
        assert_eq!(body("<b><p>a</b>b</p>"), "<body><b></b><p><b>a</b>b</p></body>");
        assert_eq!(
            body("<table>x<tr><td>y</table>"),
            "<body>x<table><tbody><tr><td>y</td></tr></tbody></table></body>"
        );
        assert_eq!(body("a<!-- b -->c<template>d</template>"), "<body>ac<template></template></body>");
        assert_eq!(body("a<noscript><p>b</noscript>"), "<body>a<noscript><p>b</p></noscript></body>");
    }

    #[test]
    fn no_depth_is_too_deep() {
        for (open, close) in [("<div>", "</div>"), ("<b>", "</b>"), ("<ul><li>", "</ul>"), ("<div>", "")] {
            let text = format!("{}x<p>y{}<i>z</i>", open.repeat(50_000), close.repeat(50_000));
            let root = parse(&text);
            assert_eq!(root.text(), "xyz", "{open}");
            // What comes after all of it is as it was written.
            assert_eq!(root.find("i").is_some(), !close.is_empty(), "{open}");
        }
    }
}
