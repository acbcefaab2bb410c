//! Where a page explains terms: in prose, and not in headings, links, code, alternative texts, letters or the glossary
//! itself.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::document::{Document, Kind};
use crate::parse::raw_html::{rough_name, rough_tags};
use crate::parse::stream::{EMAIL, Item, Node};

/// Elements of raw HTML whose text is left as it is.
const QUIET: [&str; 16] = [
    "a", "abbr", "button", "code", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "pre", "samp", "script", "style",
    "summary",
];

/// Follows the stream of a page.
pub(crate) struct Prose {
    is_glossary: bool,
    /// Whether the letter of an email page is not over yet.
    in_own_letter: bool,
    /// Whether the next heading is the title, which is shown elsewhere.
    has_title: bool,
    allow_html: bool,
    /// For each open directive, whether it is a letter.
    parts: Vec<bool>,
    footnotes: usize,
    /// Open headings, links, blocks of code, images, terms.
    quiet: usize,
    /// Open elements of raw HTML: of this paragraph, and around paragraphs.
    inline: usize,
    block: usize,
}

impl Prose {
    pub(crate) fn new(document: &Document, allow_html: bool) -> Self {
        Self {
            is_glossary: document.front.kind == Kind::Glossary,
            in_own_letter: document.front.kind == Kind::Email,
            has_title: document.title_in_body,
            allow_html,
            parts: Vec::new(),
            footnotes: 0,
            quiet: 0,
            inline: 0,
            block: 0,
        }
    }

    /// Whether text that comes now is prose.
    pub(crate) fn is_open(&self) -> bool {
        let quiet = self.quiet + self.inline + self.block;
        quiet == 0 && !self.is_glossary && !self.in_own_letter && !self.parts.contains(&true)
    }

    pub(crate) fn pass(&mut self, item: &Item<'_>) {
        match &item.node {
            Node::Open(part) => self.parts.push(part.name == EMAIL),
            Node::Close => {
                self.parts.pop();
            }
            Node::Task(_) => {}
            Node::Markdown(Event::Start(tag)) => self.start(tag),
            Node::Markdown(Event::End(tag)) => self.end(tag),
            Node::Markdown(Event::Html(html)) if self.allow_html => self.block = depth(html, self.block),
            Node::Markdown(Event::InlineHtml(html)) if self.allow_html => self.inline = depth(html, self.inline),
            Node::Markdown(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                let is_title = std::mem::take(&mut self.has_title);
                if !is_title && self.parts.is_empty() && self.footnotes == 0 {
                    self.in_own_letter = false;
                }
                self.quiet += 1;
            }
            Tag::FootnoteDefinition(_) => self.footnotes += 1,
            Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_) | Tag::DefinitionListTitle => self.quiet += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: &TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock | TagEnd::DefinitionListTitle => {
                self.quiet = self.quiet.saturating_sub(1);
            }
            TagEnd::FootnoteDefinition => self.footnotes = self.footnotes.saturating_sub(1),
            _ => {}
        }
        // A tag that is never closed ends with its block.
        if !matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image) {
            self.inline = 0;
        }
    }
}

/// Whether an item goes on with the text before it, so that a term may stand in both.
pub(crate) fn goes_on(item: &Item<'_>) -> bool {
    matches!(item.node, Node::Markdown(Event::Text(_) | Event::SoftBreak))
}

/// How many of the [`QUIET`] elements are open after a piece of HTML.
fn depth(html: &str, mut open: usize) -> usize {
    for (is_end, tag) in rough_tags(html) {
        let name = rough_name(tag);
        if !QUIET.iter().any(|quiet| name.eq_ignore_ascii_case(quiet)) {
            continue;
        }
        // As XML writes elements without content.
        let end = tag.bytes().position(|byte| matches!(byte, b'<' | b'>')).unwrap_or(tag.len());
        let is_whole = tag[..end].ends_with('/');
        match (is_whole, is_end) {
            (true, _) => {}
            (false, true) => open = open.saturating_sub(1),
            (false, false) => open += 1,
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_of_raw_html_are_counted() {
        assert_eq!(depth("<a href=x>", 0), 1);
        assert_eq!(depth("<b><code>", 0), 1);
        assert_eq!(depth("</a></code>", 1), 0);
        assert_eq!(depth("<a name=x/> < a>", 0), 0);
        assert_eq!(depth("<H2>x</H2>", 0), 0);
    }
}
