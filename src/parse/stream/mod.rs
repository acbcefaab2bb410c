//! Markdown as a stream of items: CommonMark events with their places, directives opened and closed, included files put
//! in, variables replaced, addresses made links, attributes of task items taken off their text. Everything that reads a page, the parser and
//! the renderer alike, reads this stream, so that they agree about what the page says. Each page is read once and kept.
//!
//! The text itself is never edited before it is parsed, so every offset is an offset into the file. The one exception
//! keeps all lengths: at the start of a line, `:::` becomes `<?>`, a one-line HTML block of CommonMark (section 4.6,
//! kind 3) that may interrupt a paragraph, nests in lists and quotes and leaves the lines around it alone. Where such a
//! line turns out to be code, the true text is taken from the file again.

mod addresses;
mod directive;
mod include;
mod kept;
mod letters;
mod task;

pub(crate) use self::kept::KeptStream;
pub(super) use self::letters::Letters;
pub(super) use self::task::TASK_BRACES;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, RefDefs, Tag, TagEnd};

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Due, FrontMatter, Kind, SourceText, Span, place};
use crate::path::SourcePath;
use crate::source::Sources;
use crate::theme::PartSpec;

/// The directive of a letter.
pub(crate) const EMAIL: &str = "email";
/// The directive of the planner.
pub(crate) const PLANNER: &str = "planner";
/// Destination of the links that stand for placeholders of a letter.
pub(crate) const PLACEHOLDER: &str = "placeholder:";

/// What reading Markdown depends on besides the text.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) config: &'a Config,
    pub(crate) sources: &'a Sources,
    pub(crate) parts: &'a BTreeMap<String, PartSpec>,
}

/// One item of the stream and where it is.
#[derive(Debug, Clone)]
pub(crate) struct Item<'a> {
    pub(crate) node: Node<'a>,
    pub(crate) span: Span,
}

/// What an item is.
#[derive(Debug, Clone)]
pub(crate) enum Node<'a> {
    /// An event of the Markdown parser.
    Markdown(Event<'a>),
    /// The marker of a task item with its attributes.
    Task(Box<TaskAttributes>),
    /// A directive opens.
    Open(Box<Part>),
    /// The innermost open directive closes.
    Close,
}

/// What a task item says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TaskAttributes {
    pub(crate) id: Option<(String, Span)>,
    pub(crate) due: Option<Due>,
    pub(crate) per: Option<String>,
    pub(crate) optional: bool,
    pub(crate) unless: Option<String>,
    pub(crate) until: Option<String>,
}

/// A directive as written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) id: Option<(String, Span)>,
    pub(crate) classes: Vec<String>,
    pub(crate) attributes: Vec<PartAttribute>,
}

/// One attribute of a directive.
#[derive(Debug, Clone)]
pub(crate) struct PartAttribute {
    pub(crate) name: String,
    /// `None` for a flag.
    pub(crate) value: Option<String>,
    /// Place of the name.
    pub(crate) span: Span,
    /// Place of the value.
    pub(crate) value_span: Span,
}

impl Part {
    /// The value of an attribute.
    pub(crate) fn value(&self, name: &str) -> Option<&PartAttribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}

/// Reads the bytes `body` of `file` as a page with that front matter. Files that it includes are added to `texts`, which
/// starts with the page's own; mistakes go to `out`.
pub(crate) fn read<'a>(
    context: Context<'a>,
    path: &SourcePath,
    file: &'a crate::diagnostic::File,
    body: Range<usize>,
    front: &FrontMatter,
    texts: &mut Vec<SourceText>,
    out: &mut Vec<Diagnostic>,
) -> Vec<Item<'a>> {
    texts.push(SourceText { path: path.clone(), file: file.clone() });
    let mut reader =
        StreamReader { context, front, texts, out, including: vec![path.clone()], is_full: false, in_letter: false };
    let mut items = Vec::with_capacity(body.len() / 16);
    reader.read(0, &file.text, body, &mut items);
    for item in &mut items {
        // `<a@b.example>`: the parser gives the address without its scheme.
        if let Node::Markdown(Event::Start(Tag::Link { link_type: LinkType::Email, dest_url, .. })) = &mut item.node {
            *dest_url = format!("mailto:{dest_url}").into();
        }
    }
    items = addresses::link(items, reader.texts, front.kind);
    if reader.texts.len() > 1 || memmem::find(file.text.as_bytes(), b"{{").is_some() {
        items = reader.replace_variables(items);
        items = addresses::link_filled(items, reader.texts, front.kind);
    }
    items
}

/// The Markdown extensions that are on.
pub(crate) fn options(smart_punctuation: bool) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    options.set(Options::ENABLE_SMART_PUNCTUATION, smart_punctuation);
    options
}

struct StreamReader<'a, 'b> {
    context: Context<'a>,
    /// That of the page.
    front: &'b FrontMatter,
    texts: &'b mut Vec<SourceText>,
    out: &'b mut Vec<Diagnostic>,
    /// The page and the includes that led here, to see circles.
    including: Vec<SourcePath>,
    /// Whether no more texts are taken in.
    is_full: bool,
    /// Whether the directive that was read last stands in a letter.
    in_letter: bool,
}

/// A directive that waits for its closing line.
struct OpenPart {
    name: String,
    colons: usize,
    /// How many Markdown containers are open around it.
    depth: usize,
    span: Span,
}

impl<'a> StreamReader<'a, '_> {
    /// Reads the bytes `range` of the text number `index` into `items`.
    fn read(&mut self, index: usize, text: &'a str, range: Range<usize>, items: &mut Vec<Item<'a>>) {
        let source = &text[range.clone()];
        let base = range.start;
        let masked = mask(source);
        let options = options(self.context.config.markdown.smart_punctuation);
        let is_email = if index == 0 { self.front.kind == Kind::Email } else { self.in_letter };
        // Text is parsed when its block is reached, so what is open around it is known.
        let is_letter = Cell::new(is_email);
        let mut broken: Vec<(Range<usize>, String)> = Vec::new();
        let mut open: Vec<OpenPart> = Vec::new();
        let mut depth = 0_usize;
        let before = items.len();
        let defined: Vec<(String, Range<usize>)>;
        match &masked {
            None => {
                let parser = Parser::new_with_broken_link_callback(
                    source,
                    options,
                    Some(|link: BrokenLink<'a>| unknown_reference(&link, is_email, &mut broken)),
                );
                defined = definitions(parser.reference_definitions());
                for (event, range) in parser.into_offset_iter() {
                    let span = Span::new(index, range.start + base..range.end + base);
                    items.push(Item { node: Node::Markdown(event), span });
                }
            }
            Some(masked) => {
                let parser = Parser::new_with_broken_link_callback(
                    masked,
                    options,
                    Some(|link: BrokenLink<'_>| unknown_reference(&link, is_letter.get(), &mut broken)),
                );
                defined = definitions(parser.reference_definitions());
                let mut code = false;
                // Up to where a block of HTML was read, and whether a comment is open there.
                let mut comment = (0, false);
                for (event, range) in parser.into_offset_iter() {
                    let span = Span::new(index, range.start + base..range.end + base);
                    if let Event::Start(Tag::HtmlBlock) = event {
                        comment = (range.start, false);
                    }
                    match &event {
                        Event::Html(_) if is_directive(source, masked, &range) => {
                            comment = (range.start, is_in_comment(&source[comment.0..range.start], comment.1));
                            if comment.1 {
                                let html = Event::Html(CowStr::from(source[range].to_owned()));
                                items.push(Item { node: Node::Markdown(html), span });
                                continue;
                            }
                            self.in_letter = is_letter.get();
                            self.directive(index, base, source, range, depth, &mut open, items);
                            is_letter.set(is_email || open.iter().any(|part| part.name == EMAIL));
                            continue;
                        }
                        // The block around a directive line; its own end follows at once.
                        Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock)
                            if is_directive(source, masked, &range) =>
                        {
                            continue;
                        }
                        Event::Start(Tag::CodeBlock(_)) => code = true,
                        Event::End(TagEnd::CodeBlock) => code = false,
                        // What was masked and is no directive is taken from the file. In prose a text begins with it.
                        Event::Text(_)
                            if (code || masked.as_bytes().get(range.start) != source.as_bytes().get(range.start))
                                && masked[range.clone()] != source[range.clone()] =>
                        {
                            let text = Event::Text(CowStr::from(source[range].to_owned()));
                            items.push(Item { node: Node::Markdown(text), span });
                            continue;
                        }
                        _ => {}
                    }
                    match &event {
                        // A directive may end right below HTML, in the same block to Markdown.
                        Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => {}
                        Event::Start(_) => depth += 1,
                        Event::End(_) => {
                            while open.last().is_some_and(|part| part.depth >= depth) {
                                self.unclosed(open.pop(), items);
                                is_letter.set(is_email || open.iter().any(|part| part.name == EMAIL));
                            }
                            depth = depth.saturating_sub(1);
                        }
                        _ => {}
                    }
                    items.push(Item { node: Node::Markdown(event.into_static()), span });
                }
                while !open.is_empty() {
                    self.unclosed(open.pop(), items);
                }
            }
        }
        for (range, reference) in broken {
            let span = Span::new(index, range.start + base..range.end + base);
            self.out.push(
                Diagnostic::error(Code::BrokenReference, format!("no link definition `[{reference}]: …`"))
                    .at(place(self.texts, span))
                    .help("define it at the end of the page, or put the address in parentheses".to_owned()),
            );
        }
        let mut used: BTreeSet<String> = BTreeSet::new();
        if !defined.is_empty() {
            used.extend(items[before..].iter().filter_map(reference_of).map(normal));
        }
        for (name, range) in defined.into_iter().filter(|(name, _)| !used.contains(&normal(name))) {
            let span = Span::new(index, range.start + base..range.end + base);
            self.out.push(
                Diagnostic::warning(
                    Code::BrokenReference,
                    format!("no link uses `[{name}]`, so readers see nothing of this line"),
                )
                .at(place(self.texts, span))
                .help(format!("write `{name}: …` without brackets when it is meant as text, or remove it")),
            );
        }
        self.take_task_attributes(index, text, items);
    }

    /// Replaces `{{ vars.name }}` in prose. The parser may have cut the text at an underscore or quote, so pieces are
    /// joined until the closing braces are found.
    fn replace_variables(&mut self, items: Vec<Item<'a>>) -> Vec<Item<'a>> {
        let mut replaced: Vec<Item<'a>> = Vec::with_capacity(items.len());
        let mut items = items.into_iter().peekable();
        let mut code = false;
        while let Some(mut item) = items.next() {
            match &mut item.node {
                Node::Markdown(Event::Start(Tag::CodeBlock(_))) => code = true,
                Node::Markdown(Event::End(TagEnd::CodeBlock)) => code = false,
                Node::Markdown(Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }))
                    if dest_url.contains("{{") =>
                {
                    let text = self.fill(dest_url, item.span);
                    *dest_url = text.into();
                }
                Node::Open(part) => {
                    for attribute in &mut part.attributes {
                        if let Some(value) = attribute.value.as_mut().filter(|value| value.contains("{{")) {
                            *value = self.fill(value, attribute.value_span);
                        }
                    }
                }
                Node::Markdown(Event::Text(text)) if !code && text.contains('{') => {
                    let mut joined = text.to_string();
                    let mut span = item.span;
                    while has_open_braces(&joined) || joined.ends_with('{') {
                        let Some(Item { node: Node::Markdown(Event::Text(more)), span: next }) = items.peek() else {
                            break;
                        };
                        if next.part != span.part || next.start != span.end || joined.len() > 4096 {
                            break;
                        }
                        joined.push_str(more);
                        span.end = next.end;
                        items.next();
                    }
                    let text = if joined.contains("{{") { self.fill(&joined, span) } else { joined };
                    item = Item { node: Node::Markdown(Event::Text(text.into())), span };
                }
                _ => {}
            }
            replaced.push(item);
        }
        replaced
    }

    fn fill(&mut self, text: &str, span: Span) -> String {
        let config = self.context.config;
        let texts = &*self.texts;
        let out = &mut *self.out;
        super::variables::fill(text, config, |mistake| {
            let mut place = place(texts, span);
            let inside = &place.file.text[place.span.clone()];
            if let Some(at) = mistake.place_in(inside) {
                place.span = place.span.start + at..place.span.start + at + mistake.written.len();
            }
            out.push(Diagnostic::error(Code::Variable, mistake.message).at(place).help(mistake.help));
        })
    }

    fn error(&mut self, code: Code, message: String, index: usize, range: Range<usize>, help: Option<String>) {
        let place = place(self.texts, Span::new(index, range));
        self.out.push(Diagnostic::error(code, message).at(place).help(help));
    }
}

/// Names and places of the definitions of a text, in order. Those without a letter or digit are comments: `[//]: # (text)`.
fn definitions(found: &RefDefs<'_>) -> Vec<(String, Range<usize>)> {
    let named = found.iter().filter(|(name, _)| name.contains(char::is_alphanumeric));
    let mut definitions: Vec<(String, Range<usize>)> =
        named.map(|(name, definition)| (name.to_owned(), definition.span.clone())).collect();
    definitions.sort_unstable_by_key(|(_, range)| range.start);
    definitions
}

/// The name of the definition that a link or image takes its address from.
fn reference_of<'i>(item: &'i Item<'_>) -> Option<&'i str> {
    match &item.node {
        Node::Markdown(Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. })) => {
            matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut).then_some(id)
        }
        _ => None,
    }
}

/// A name as names of definitions are compared: case and runs of blanks apart (CommonMark 0.31, 4.7).
fn normal(name: &str) -> String {
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Decides about `[text]` and `[text][name]` without a definition: in an email the first is a placeholder, elsewhere it
/// is text; the second is a mistake.
fn unknown_reference(
    link: &BrokenLink<'_>,
    is_email: bool,
    broken: &mut Vec<(Range<usize>, String)>,
) -> Option<(CowStr<'static>, CowStr<'static>)> {
    if matches!(link.link_type, LinkType::ShortcutUnknown | LinkType::Shortcut) {
        return is_email.then(|| (format!("{PLACEHOLDER}{}", link.reference).into(), "".into()));
    }
    broken.push((link.span.clone(), link.reference.to_string()));
    None
}

/// `source` with `<?>` for `:::` where a line starts with it; `None` when no line does.
fn mask(source: &str) -> Option<String> {
    memmem::find(source.as_bytes(), b":::")?;
    let mut masked = String::with_capacity(source.len());
    for line in source.split_inclusive('\n') {
        let lead = line.len() - line.trim_start_matches([' ', '\t', '>']).len();
        match line[lead..].strip_prefix(":::") {
            Some(rest) => {
                masked.push_str(&line[..lead]);
                masked.push_str("<?>");
                masked.push_str(rest);
            }
            None => masked.push_str(line),
        }
    }
    Some(masked)
}

fn is_directive(source: &str, masked: &str, range: &Range<usize>) -> bool {
    masked[range.clone()].trim_start().starts_with("<?>") && source[range.clone()].trim_start().starts_with(":::")
}

/// Whether a comment is open where this HTML ends; `is_open`: whether one is where it begins.
fn is_in_comment(mut html: &str, mut is_open: bool) -> bool {
    loop {
        let sign = if is_open { "-->" } else { "<!--" };
        let Some(at) = html.find(sign) else { return is_open };
        html = &html[at + sign.len()..];
        is_open = !is_open;
    }
}

/// Whether a node cannot be part of the first paragraph of a list item.
pub(crate) fn ends_inline(node: &Node<'_>) -> bool {
    match node {
        Node::Markdown(Event::Start(tag)) => {
            !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
        }
        Node::Markdown(Event::End(tag)) => {
            !matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
        }
        Node::Markdown(_) => false,
        Node::Open(_) | Node::Close | Node::Task(_) => true,
    }
}

fn has_open_braces(text: &str) -> bool {
    text.rfind("{{").is_some_and(|open| !text[open..].contains("}}"))
}
