//! What the builder of the tree gets to see: no elements inside of more than some hundred others. It looks through all that are
//! open at each tag, so a page of nothing but start tags would take a time that grows with its square.

use std::cell::{Cell, RefCell};

use html5ever::LocalName;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{TreeBuilder, TreeSink};

/// Tags inside of more elements than this are left out, and their text is kept: no page that is meant to be read has them.
const DEPTH: usize = 200;
/// Elements that end by themselves, or whose text is no text of the page: the parser has to see them.
const ALWAYS: [&str; 24] = [
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "iframe",
    "img",
    "input",
    "link",
    "meta",
    "noembed",
    "noframes",
    "param",
    "plaintext",
    "script",
    "source",
    "style",
    "template",
    "textarea",
    "title",
    "track",
    "wbr",
    "xmp",
];

/// A tree that knows how deep the node is that was added last.
pub(super) trait Deep {
    /// Its number of ancestors.
    fn depth(&self) -> usize;
}

/// Hands tokens on to the builder of a tree, down to a depth.
pub(super) struct Shallow<S: TreeSink> {
    pub(super) tree: TreeBuilder<S::Handle, S>,
    /// Elements that were opened and left out, and not closed.
    left_out: RefCell<Vec<LocalName>>,
    /// Whether the last tag was one that opens: then the depth of the last node is that of the place.
    opened: Cell<bool>,
}

impl<S: TreeSink + Deep> Shallow<S> {
    pub(super) fn new(tree: TreeBuilder<S::Handle, S>) -> Self {
        Self { tree, left_out: RefCell::new(Vec::new()), opened: Cell::new(false) }
    }

    /// Whether the builder sees a tag.
    fn is_seen(&self, tag: &Tag) -> bool {
        if ALWAYS.contains(&&*tag.name) {
            return true;
        }
        let mut left_out = self.left_out.borrow_mut();
        match tag.kind {
            TagKind::StartTag if !left_out.is_empty() || self.opened.get() && self.tree.sink.depth() > DEPTH => {
                if !tag.self_closing {
                    left_out.push(tag.name.clone());
                }
                false
            }
            TagKind::StartTag => {
                self.opened.set(true);
                true
            }
            TagKind::EndTag if !left_out.is_empty() => {
                // What is open in it ends too.
                if let Some(inside) = left_out.iter().rev().take(DEPTH).position(|name| *name == tag.name) {
                    let rest = left_out.len() - inside - 1;
                    left_out.truncate(rest);
                } else if left_out.len() <= DEPTH {
                    // It ends something that the builder knows, and with it all that was left out.
                    left_out.clear();
                    self.opened.set(false);
                    return true;
                }
                false
            }
            TagKind::EndTag => {
                self.opened.set(false);
                true
            }
        }
    }
}

impl<S: TreeSink + Deep> TokenSink for Shallow<S>
where
    S::Handle: Clone,
{
    type Handle = S::Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<S::Handle> {
        if let Token::TagToken(tag) = &token
            && !self.is_seen(tag)
        {
            return TokenSinkResult::Continue;
        }
        self.tree.process_token(token, line)
    }

    fn end(&self) {
        self.tree.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.tree.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
