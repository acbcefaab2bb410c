//! Which items of a page are a letter: what stands above the first heading of an email, the page's title apart, and what is in a
//! directive for one.

use pulldown_cmark::{Event, HeadingLevel, Tag};

use super::{EMAIL, Item, Node};
use crate::document::Kind;

/// Follows the items of a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Letters {
    /// Whether the page's own letter goes on.
    in_own: bool,
    /// For each open directive, whether it is a letter.
    parts: Vec<bool>,
}

impl Letters {
    /// For a page of a kind.
    pub(crate) fn new(kind: Kind) -> Self {
        Self { in_own: kind == Kind::Email, parts: Vec::new() }
    }

    /// Passes an item.
    pub(crate) fn pass(&mut self, item: &Item<'_>) {
        match &item.node {
            Node::Open(part) => self.parts.push(part.name == EMAIL),
            Node::Close => drop(self.parts.pop()),
            Node::Markdown(Event::Start(Tag::Heading { level, .. })) => self.in_own &= *level == HeadingLevel::H1,
            _ => {}
        }
    }

    /// Whether the item that was passed last is in a letter.
    pub(crate) fn is_open(&self) -> bool {
        self.in_own || self.parts.contains(&true)
    }
}
