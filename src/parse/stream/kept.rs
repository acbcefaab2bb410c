//! A stream as it is kept for those who read a page after the parser: the renderer, the index, the glossary. Running the
//! Markdown parser again would cost them most of their time, and the items as such some twenty times the bytes of the page.
//!
//! Of each item there is a byte that says what it is, the step from the start of the item before, its length, and what the
//! item holds where the text of the page does not say it already. Numbers are varints. What is rare is kept as it is.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::{Item, Node, TaskAttributes};
use crate::document::{SourceText, Span};
use crate::varint::{Reader, push_signed, push_varint};

/// The stream of a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeptStream {
    length: usize,
    bytes: Box<[u8]>,
    /// Items that no byte says, in order.
    others: Box<[Node<'static>]>,
}

/// Gives events that hold nothing their bytes.
macro_rules! plain_events {
    ($($code:literal => ($($event:tt)*),)*) => {
        fn code_of(event: &Event<'_>) -> Option<u8> {
            match event {
                $($($event)* => Some($code),)*
                _ => None,
            }
        }

        fn plain_event(code: u8) -> Option<Event<'static>> {
            match code {
                $($code => Some($($event)*),)*
                _ => None,
            }
        }
    };
}

plain_events! {
    0 => (Event::SoftBreak),
    1 => (Event::HardBreak),
    2 => (Event::Rule),
    3 => (Event::Start(Tag::Paragraph)),
    4 => (Event::End(TagEnd::Paragraph)),
    5 => (Event::Start(Tag::Item)),
    6 => (Event::End(TagEnd::Item)),
    7 => (Event::Start(Tag::List(None))),
    8 => (Event::End(TagEnd::List(false))),
    9 => (Event::End(TagEnd::List(true))),
    10 => (Event::Start(Tag::Emphasis)),
    11 => (Event::End(TagEnd::Emphasis)),
    12 => (Event::Start(Tag::Strong)),
    13 => (Event::End(TagEnd::Strong)),
    14 => (Event::Start(Tag::Strikethrough)),
    15 => (Event::End(TagEnd::Strikethrough)),
    16 => (Event::End(TagEnd::Link)),
    17 => (Event::End(TagEnd::Image)),
    18 => (Event::Start(Tag::TableHead)),
    19 => (Event::End(TagEnd::TableHead)),
    20 => (Event::Start(Tag::TableRow)),
    21 => (Event::End(TagEnd::TableRow)),
    22 => (Event::Start(Tag::TableCell)),
    23 => (Event::End(TagEnd::TableCell)),
    24 => (Event::End(TagEnd::Table)),
    25 => (Event::End(TagEnd::CodeBlock)),
    26 => (Event::Start(Tag::CodeBlock(CodeBlockKind::Indented))),
    27 => (Event::Start(Tag::BlockQuote(None))),
    28 => (Event::End(TagEnd::BlockQuote(None))),
    29 => (Event::End(TagEnd::FootnoteDefinition)),
    30 => (Event::Start(Tag::DefinitionList)),
    31 => (Event::End(TagEnd::DefinitionList)),
    32 => (Event::Start(Tag::DefinitionListTitle)),
    33 => (Event::End(TagEnd::DefinitionListTitle)),
    34 => (Event::Start(Tag::DefinitionListDefinition)),
    35 => (Event::End(TagEnd::DefinitionListDefinition)),
    36 => (Event::Start(Tag::HtmlBlock)),
    37 => (Event::End(TagEnd::HtmlBlock)),
    38 => (Event::End(TagEnd::Heading(HeadingLevel::H1))),
    39 => (Event::End(TagEnd::Heading(HeadingLevel::H2))),
    40 => (Event::End(TagEnd::Heading(HeadingLevel::H3))),
    41 => (Event::End(TagEnd::Heading(HeadingLevel::H4))),
    42 => (Event::End(TagEnd::Heading(HeadingLevel::H5))),
    43 => (Event::End(TagEnd::Heading(HeadingLevel::H6))),
}

/// Text that the page has at the place of the item.
const SAME_TEXT: u8 = 64;
/// Text that follows.
const TEXT: u8 = 65;
/// Inline code that the page has at the place of the item, between two backticks.
const SAME_CODE: u8 = 66;
const CODE: u8 = 67;
/// A fenced block of code; its language follows.
const FENCE: u8 = 68;
/// An ordered list; its first number follows.
const NUMBERS: u8 = 69;
/// An inline link; its address and title follow.
const LINK: u8 = 70;
/// A heading of level 1 without attributes; those of other levels come after it.
const HEADING: u8 = 71;
/// A task without attributes.
const TASK: u8 = 80;
const CLOSE: u8 = 81;
/// No item: which of the page's files the next ones are in.
const PART: u8 = 82;
const OTHER: u8 = 83;

impl KeptStream {
    /// Keeps the items of a page that is made of `texts`.
    pub(crate) fn new(items: &[Item<'_>], texts: &[SourceText]) -> Self {
        let mut writer = Writer { bytes: Vec::with_capacity(items.len() * 5), others: Vec::new() };
        let (mut part, mut before) = (0, 0);
        for Item { node, span } in items {
            if span.part != part {
                writer.bytes.push(PART);
                push_varint(&mut writer.bytes, span.part);
                part = span.part;
            }
            let start = writer.bytes.len();
            let written =
                texts.get(part as usize).and_then(|text| text.file.text.get(span.range())).unwrap_or_default();
            writer.node(node, written, |bytes| {
                push_signed(bytes, span.start.wrapping_sub(before).cast_signed());
                push_varint(bytes, span.end.wrapping_sub(span.start));
            });
            debug_assert!(writer.bytes.len() > start);
            before = span.start;
        }
        let Writer { bytes, others } = writer;
        // Copied: an allocator may leave a block that is made smaller as large as it was.
        Self { length: items.len(), bytes: Box::from(&*bytes), others: others.into_boxed_slice() }
    }

    /// The items, of a page that is made of `texts`.
    pub(crate) fn items<'a>(&'a self, texts: &'a [SourceText]) -> Vec<Item<'a>> {
        let mut items = Vec::with_capacity(self.length);
        let mut reader = Reader::new(&self.bytes);
        let mut others = self.others.iter();
        let (mut part, mut before) = (0, 0_u32);
        while items.len() < self.length {
            let code = reader.byte();
            if code == PART {
                part = reader.varint();
                continue;
            }
            let start = before.wrapping_add_signed(reader.signed());
            before = start;
            let span = Span { part, start, end: start.wrapping_add(reader.varint()) };
            let written =
                || texts.get(part as usize).and_then(|text| text.file.text.get(span.range())).unwrap_or_default();
            let event = match code {
                SAME_TEXT => Event::Text(written().into()),
                TEXT => Event::Text(text(&mut reader)),
                SAME_CODE => Event::Code(within_backticks(written()).unwrap_or_default().into()),
                CODE => Event::Code(text(&mut reader)),
                FENCE => Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(text(&mut reader)))),
                NUMBERS => Event::Start(Tag::List(Some(reader.varint().into()))),
                LINK => Event::Start(Tag::Link {
                    link_type: LinkType::Inline,
                    dest_url: text(&mut reader),
                    title: text(&mut reader),
                    id: CowStr::Borrowed(""),
                }),
                TASK | CLOSE | OTHER => {
                    let node = match code {
                        TASK => Node::Task(Box::default()),
                        CLOSE => Node::Close,
                        _ => others.next().cloned().unwrap_or(Node::Close),
                    };
                    items.push(Item { node, span });
                    continue;
                }
                _ => match (heading(code), plain_event(code)) {
                    (Some(heading), _) => heading,
                    (None, Some(event)) => event,
                    // Nothing else was written.
                    (None, None) => continue,
                },
            };
            items.push(Item { node: Node::Markdown(event), span });
        }
        items
    }
}

/// A heading of the level that the byte says.
fn heading(code: u8) -> Option<Event<'static>> {
    let level = HeadingLevel::try_from(usize::from(code.checked_sub(HEADING)?) + 1).ok()?;
    Some(Event::Start(Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() }))
}

fn text<'a>(reader: &mut Reader<'a>) -> CowStr<'a> {
    let length = reader.varint() as usize;
    std::str::from_utf8(reader.bytes(length)).unwrap_or_default().into()
}

/// What stands between two backticks.
fn within_backticks(code: &str) -> Option<&str> {
    code.strip_prefix('`')?.strip_suffix('`')
}

struct Writer {
    bytes: Vec<u8>,
    others: Vec<Node<'static>>,
}

impl Writer {
    /// Writes an item that the page has as `written`.
    fn node(&mut self, node: &Node<'_>, written: &str, span: impl FnOnce(&mut Vec<u8>)) {
        let (code, texts): (u8, [Option<&str>; 2]) = match node {
            Node::Markdown(Event::Text(text)) if **text == *written => (SAME_TEXT, [None; 2]),
            Node::Markdown(Event::Text(text)) => (TEXT, [Some(text), None]),
            Node::Markdown(Event::Code(code)) if within_backticks(written) == Some(code) => (SAME_CODE, [None; 2]),
            Node::Markdown(Event::Code(code)) => (CODE, [Some(code), None]),
            Node::Markdown(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info)))) => (FENCE, [Some(info), None]),
            Node::Markdown(Event::Start(Tag::List(Some(first)))) => match u32::try_from(*first) {
                Ok(first) => {
                    self.bytes.push(NUMBERS);
                    span(&mut self.bytes);
                    push_varint(&mut self.bytes, first);
                    return;
                }
                Err(_) => (OTHER, [None; 2]),
            },
            Node::Markdown(Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title, id }))
                if id.is_empty() =>
            {
                (LINK, [Some(dest_url), Some(title)])
            }
            Node::Markdown(Event::Start(Tag::Heading { level, id: None, classes, attrs }))
                if classes.is_empty() && attrs.is_empty() =>
            {
                (HEADING - 1 + *level as u8, [None; 2])
            }
            Node::Markdown(event) => (code_of(event).unwrap_or(OTHER), [None; 2]),
            Node::Task(task) if **task == TaskAttributes::default() => (TASK, [None; 2]),
            Node::Close => (CLOSE, [None; 2]),
            Node::Task(_) | Node::Open(_) => (OTHER, [None; 2]),
        };
        self.bytes.push(code);
        span(&mut self.bytes);
        for text in texts.into_iter().flatten() {
            push_varint(&mut self.bytes, u32::try_from(text.len()).unwrap_or(u32::MAX));
            self.bytes.extend_from_slice(text.as_bytes());
        }
        if code == OTHER {
            self.others.push(match node {
                Node::Markdown(event) => Node::Markdown(event.clone().into_static()),
                Node::Task(task) => Node::Task(task.clone()),
                Node::Open(part) => Node::Open(part.clone()),
                Node::Close => Node::Close,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Config;
    use crate::diagnostic::File;
    use crate::document::{FrontMatter, Kind};
    use crate::parse::front_matter;
    use crate::parse::stream::{Context, read};
    use crate::source::Sources;
    use crate::theme::Theme;

    /// All that Markdown has, and what our stream adds.
    const ALL: &str = "# A `b` *c*\n\n## D {#e .f g=h}\n\nText &amp; “quotes” -- [in](x.md \"y\") [ref] <https://a.example> https://b.example/?c&d\\\n\
        ![alt](i.png) `` a`b `` ~~gone~~ **strong** <b>raw</b>[^n] <me@a.example>\n\n[ref]: z.md 'Z'\n[^n]: Note\n\n\
        - a\n- b\n  1. c\n\n7. x\n8. y\n\n* [ ] t\n* [x] u {#id due=\"2026-01-01\" optional}\n\n> quote\n\n> [!TIP]\n> tip\n\n\
        | a | b |\n| - | :-: |\n| `c` | d |\n\n```rust\nfn a() {}\n```\n\n    indented\n\n<div>\n\nx\n\n</div>\n\n---\n\n\
        Term\n: Definition\n\n###### Six\n\n:::example{title=\"T\"}\nInside {{ vars.x }}\n:::\n\n:::include{file=\"other.md\"}\n\n\
        99999999999. far\n\nUn\u{e9} `\u{6f22}` 漢字\n";

    fn assert_kept(config: &Config, sources: &Sources, theme: &Theme, path: &crate::path::SourcePath, file: &File) {
        let context = Context { config, sources, parts: &theme.parts };
        let (mut texts, mut out) = (Vec::new(), Vec::new());
        let (plain, ..) = front_matter::parse(&File::new("a.md", ""), config, &mut out);
        for kind in [Kind::Chapter, Kind::Email] {
            texts.clear();
            let front = FrontMatter { kind, ..plain.clone() };
            let items = read(context, path, file, 0..file.text.len(), &front, &mut texts, &mut out);
            let kept = KeptStream::new(&items, &texts);
            let back = kept.items(&texts);
            assert_eq!(back.len(), items.len(), "{path}");
            for (back, item) in back.iter().zip(&items) {
                assert_eq!(back.span, item.span, "{path}");
                match (&back.node, &item.node) {
                    (Node::Markdown(back), Node::Markdown(event)) => assert_eq!(back, event, "{path}"),
                    (back, node) => assert_eq!(format!("{back:?}"), format!("{node:?}"), "{path}"),
                }
            }
        }
    }

    #[test]
    fn items_come_back_as_they_were() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
        std::fs::create_dir(folder.path().join("content")).expect("a folder");
        write("content/all.md", ALL);
        write("content/other.md", "Included *text* with `code`\n\n- [ ] and a task\n");
        let guide = Path::new(env!("CARGO_MANIFEST_DIR"));
        for root in [folder.path(), guide] {
            let text = std::fs::read_to_string(root.join("book.toml"));
            let text = text.unwrap_or_else(|_| "[book]\ntitle = \"T\"\n[vars]\nx = \"a *b*\"\n".into());
            let mut out = Vec::new();
            let config = Config::parse(&File::new("book.toml", &text), &mut out);
            let sources = Sources::read(root, "content", &mut out).expect("sources");
            let theme = Theme::read(root, &config, &mut out).expect("a theme");
            let mut pages = 0;
            for (path, _) in sources.iter().filter(|(path, _)| path.is_markdown()) {
                assert_kept(&config, &sources, &theme, path, sources.text(path).expect("a text"));
                pages += 1;
            }
            assert!(pages > 1);
        }
    }
}
