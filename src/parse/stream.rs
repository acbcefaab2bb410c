//! Markdown as a stream of items: CommonMark events with their places, directives opened and closed, included files put
//! in, variables replaced, attributes of task items taken off their text. Everything that reads a page, the parser and
//! the renderer alike, reads this stream, so that they agree about what the page says.
//!
//! The text itself is never edited before it is parsed, so every offset is an offset into the file. The one exception
//! keeps all lengths: at the start of a line, `:::` becomes `<?>`, a one-line HTML block of CommonMark (section 4.6,
//! kind 3) that may interrupt a paragraph, nests in lists and quotes and leaves the lines around it alone. Where such a
//! line turns out to be code, the true text is taken from the file again.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::attributes::{self, Attributes};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Due, Kind, SourceText, Span, place};
use crate::path::SourcePath;
use crate::source::{Sources, is_image};
use crate::suggest;
use crate::theme::{AttributeKind, PartSpec};

/// Deepest nesting of includes.
const MAX_INCLUDES: usize = 16;

/// Deepest nesting of directives.
const MAX_PARTS: usize = 32;

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
#[derive(Debug, Clone, Default)]
pub(crate) struct TaskAttributes {
    pub(crate) id: Option<(String, Span)>,
    pub(crate) due: Option<Due>,
    pub(crate) per: Option<String>,
    pub(crate) optional: bool,
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

/// Reads the bytes `body` of `text` as a page of the kind `kind`. Files that it includes are added to `texts`, which
/// starts with the page's own; mistakes go to `out`.
pub(crate) fn read<'a>(
    context: Context<'a>,
    path: &SourcePath,
    file: &'a crate::diagnostic::File,
    body: Range<usize>,
    kind: Kind,
    texts: &mut Vec<SourceText>,
    out: &mut Vec<Diagnostic>,
) -> Vec<Item<'a>> {
    texts.push(SourceText { path: path.clone(), file: file.clone() });
    let mut reader = StreamReader { context, kind, texts, out, including: vec![path.clone()] };
    let mut items = Vec::with_capacity(body.len() / 16);
    reader.read(0, &file.text, body, &mut items);
    if file.text.contains("{{") || reader.texts.len() > 1 {
        items = reader.replace_variables(items);
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
    kind: Kind,
    texts: &'b mut Vec<SourceText>,
    out: &'b mut Vec<Diagnostic>,
    /// The page and the includes that led here, to see circles.
    including: Vec<SourcePath>,
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
        let is_email = self.kind == Kind::Email && index == 0;
        let mut broken: Vec<(Range<usize>, String)> = Vec::new();
        let mut open: Vec<OpenPart> = Vec::new();
        let mut depth = 0_usize;
        let mut code = false;
        match &masked {
            None => {
                let parser = Parser::new_with_broken_link_callback(
                    source,
                    options,
                    Some(|link: BrokenLink<'a>| unknown_reference(&link, is_email, &mut broken)),
                );
                for (event, range) in parser.into_offset_iter() {
                    let span = Span::new(index, range.start + base..range.end + base);
                    items.push(Item { node: Node::Markdown(event), span });
                }
            }
            Some(masked) => {
                let parser = Parser::new_with_broken_link_callback(
                    masked,
                    options,
                    Some(|link: BrokenLink<'_>| unknown_reference(&link, is_email, &mut broken)),
                );
                for (event, range) in parser.into_offset_iter() {
                    let span = Span::new(index, range.start + base..range.end + base);
                    match &event {
                        Event::Html(_) if is_directive(source, masked, &range) => {
                            self.directive(index, base, source, range, depth, &mut open, items);
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
                        Event::Text(_)
                            if code
                            // What was masked inside code is taken from the file.
                            && masked[range.clone()] != source[range.clone()] =>
                        {
                            let text = Event::Text(CowStr::from(source[range].to_owned()));
                            items.push(Item { node: Node::Markdown(text), span });
                            continue;
                        }
                        _ => {}
                    }
                    match &event {
                        Event::Start(_) => depth += 1,
                        Event::End(_) => {
                            while open.last().is_some_and(|part| part.depth >= depth) {
                                self.unclosed(open.pop(), items);
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
        self.take_task_attributes(index, text, items);
    }

    /// A line that starts with `:::`.
    #[expect(clippy::too_many_arguments, reason = "the state of one loop in `read`, not a unit of its own")]
    fn directive(
        &mut self,
        index: usize,
        base: usize,
        source: &str,
        range: Range<usize>,
        depth: usize,
        open: &mut Vec<OpenPart>,
        items: &mut Vec<Item<'a>>,
    ) {
        let line = source[range.clone()].trim_end();
        let indent = line.len() - line.trim_start().len();
        let start = range.start + indent;
        let line = line.trim_start();
        let colons = line.len() - line.trim_start_matches(':').len();
        let span = Span::new(index, base + start..base + start + line.len());
        let rest = &line[colons..];
        let blanks = rest.len() - rest.trim_start().len();
        let rest_at = base + start + colons + blanks;
        let rest = rest.trim();

        if rest.is_empty() {
            self.close(colons, depth, span, open, items);
            return;
        }
        let name_len = rest.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).unwrap_or(rest.len());
        let name = &rest[..name_len];
        let after = rest[name_len..].trim_start();
        let after_at = rest_at + rest.len() - after.len();
        let attributes = if after.is_empty() {
            Attributes::default()
        } else if let Some(inner) = after.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')) {
            attributes::parse(inner, after_at + 1)
        } else {
            let help = if after.starts_with('{') {
                "the closing `}` has to be at the end of the same line".to_owned()
            } else {
                format!("write a title as `:::{name}{{title=\"{after}\"}}`")
            };
            self.error(
                Code::Directive,
                format!("unexpected text after `:::{name}`"),
                index,
                after_at..after_at + after.len(),
                Some(help),
            );
            Attributes::default()
        };
        for (range, message) in &attributes.errors {
            self.error(Code::Directive, message.clone(), index, range.clone(), None);
        }
        let mut part = Part {
            name: name.to_owned(),
            id: attributes.id.map(|(id, range)| (id, Span::new(index, range))),
            classes: attributes.classes,
            attributes: attributes
                .pairs
                .into_iter()
                .map(|pair| PartAttribute {
                    name: pair.name,
                    value: pair.value,
                    span: Span::new(index, pair.span),
                    value_span: Span::new(index, pair.value_span),
                })
                .collect(),
        };
        let name_span = rest_at..rest_at + name_len.max(1);
        let spec = self.check_part(&mut part, index, name_span, open);
        if part.name == "include" {
            self.include(&part, index, span, items);
            return;
        }
        if spec.is_some_and(|spec| !spec.body) {
            items.push(Item { node: Node::Open(Box::new(part)), span });
            items.push(Item { node: Node::Close, span });
            return;
        }
        if open.len() >= MAX_PARTS {
            self.error(Code::Directive, "directives are nested too deeply".into(), index, span.range(), None);
            return;
        }
        open.push(OpenPart { name: part.name.clone(), colons, depth, span });
        items.push(Item { node: Node::Open(Box::new(part)), span });
    }

    /// A line of colons alone: closes the innermost directive that was opened with as many.
    fn close(&mut self, colons: usize, depth: usize, span: Span, open: &mut Vec<OpenPart>, items: &mut Vec<Item<'a>>) {
        let matching = open.iter().rposition(|part| part.colons == colons && part.depth == depth);
        let Some(matching) = matching else {
            let mut diagnostic =
                Diagnostic::error(Code::Directive, "this line closes no directive").at(place(self.texts, span));
            diagnostic = match open.last() {
                Some(part) if part.depth != depth => diagnostic
                    .help(format!("`:::{}` was opened in another list item or quote; close it there", part.name)),
                Some(part) => diagnostic
                    .help(format!("`:::{}` was opened with {} colons; close it with as many", part.name, part.colons)),
                None => diagnostic.help("remove it; `include` has no closing line".to_owned()),
            };
            self.out.push(diagnostic);
            return;
        };
        while open.len() > matching + 1 {
            self.unclosed(open.pop(), items);
        }
        open.pop();
        items.push(Item { node: Node::Close, span });
    }

    fn unclosed(&mut self, part: Option<OpenPart>, items: &mut Vec<Item<'a>>) {
        let Some(part) = part else { return };
        let colons = ":".repeat(part.colons);
        self.out.push(
            Diagnostic::error(Code::Directive, format!("`{colons}{}` is never closed", part.name))
                .at(place(self.texts, part.span))
                .help(format!("end it with a line `{colons}`")),
        );
        items.push(Item { node: Node::Close, span: part.span });
    }

    /// Checks name, attributes and surroundings of a directive against what the theme declares.
    fn check_part(
        &mut self,
        part: &mut Part,
        index: usize,
        name_span: Range<usize>,
        open: &[OpenPart],
    ) -> Option<&'a PartSpec> {
        let Some(spec) = self.context.parts.get(&part.name) else {
            let known = self.context.parts.keys().map(String::as_str);
            let help = suggest::help(&part.name, known);
            self.error(Code::Directive, format!("unknown directive `{}`", part.name), index, name_span, help);
            return None;
        };
        for attribute in &part.attributes {
            let range = attribute.span.range();
            let Some(declared) = spec.attributes.get(&attribute.name) else {
                let known = spec.attributes.keys().map(String::as_str);
                let help = suggest::help(&attribute.name, known)
                    .or_else(|| Some(format!("`{}` has no attributes", part.name)));
                let message = format!("unknown attribute `{}` of `{}`", attribute.name, part.name);
                self.error(Code::Directive, message, index, range, help);
                continue;
            };
            match (&declared.kind, &attribute.value) {
                (AttributeKind::Flag, Some(_)) => {
                    let message = format!("`{}` takes no value", attribute.name);
                    self.error(
                        Code::Directive,
                        message,
                        index,
                        range,
                        Some(format!("write `{}` alone", attribute.name)),
                    );
                }
                (AttributeKind::Flag, None) => {}
                (_, None) => {
                    let message = format!("`{}` needs a value", attribute.name);
                    self.error(Code::Directive, message, index, range, Some(format!("`{}=\"…\"`", attribute.name)));
                }
                (AttributeKind::Choice(values), Some(value)) if !values.contains(value) => {
                    let range = attribute.value_span.range();
                    let help = suggest::help(value, values.iter().map(String::as_str));
                    let message = format!("`{value}` is not a value of `{}`", attribute.name);
                    self.error(Code::Directive, message, index, range, help);
                }
                _ => {}
            }
        }
        for (name, _) in spec.attributes.iter().filter(|(_, declared)| declared.required) {
            if part.value(name).is_none() {
                let message = format!("`{}` needs `{name}`", part.name);
                let help = format!("`:::{}{{{name}=\"…\"}}`", part.name);
                self.error(Code::Directive, message, index, name_span.clone(), Some(help));
            }
        }
        if part.name == "checklist" && part.id.is_none() {
            let help = Some("`:::checklist{#name title=\"…\"}`: ticks are kept under the name".to_owned());
            self.error(Code::Directive, "`checklist` needs an id".into(), index, name_span.clone(), help);
        }
        if part.name == "checklist"
            && let Some(per) = part.value("per").and_then(|per| per.value.clone().map(|value| (value, per.value_span)))
        {
            self.check_subject(index, &per.0, per.1.range());
        }
        if let Some(outer) = &spec.inside
            && open.last().is_none_or(|part| part.name != *outer)
        {
            let message = format!("`{}` belongs directly inside `{outer}`", part.name);
            self.error(Code::Directive, message, index, name_span, Some(format!("put `:::{outer}` around it")));
        }
        Some(spec)
    }

    /// `:::include{file="…" part="…" lang="…"}`.
    fn include(&mut self, part: &Part, index: usize, span: Span, items: &mut Vec<Item<'a>>) {
        let Some(file) = part.value("file") else { return };
        let target = file.value.as_deref().unwrap_or_default();
        let range = file.value_span.range();
        let from = self.texts[index].path.clone();
        let found = from.join(target);
        let Some((path, file)) = found.as_ref().and_then(|path| Some((path, self.context.sources.text(path)?))) else {
            let is_binary = found.as_ref().is_some_and(|path| self.context.sources.content(path).is_some());
            let (message, help) = if is_binary {
                (format!("`{target}` is not a text file"), None)
            } else {
                let candidates: Vec<String> = self
                    .context
                    .sources
                    .iter()
                    .filter(|(path, _)| !is_image(&path.extension()))
                    .map(|(path, _)| from.link_to(path))
                    .collect();
                let near = suggest::nearest(target, candidates.iter().map(String::as_str));
                (format!("no file `{target}`"), near.map(|near| format!("did you mean `{near}`?")))
            };
            self.error(Code::Include, message, index, range, help);
            return;
        };
        if self.including.contains(path) || self.including.len() > MAX_INCLUDES {
            let circle: Vec<&str> = self.including.iter().map(SourcePath::as_str).chain([path.as_str()]).collect();
            self.error(
                Code::Include,
                format!("files include each other: `{}`", circle.join("` → `")),
                index,
                range,
                None,
            );
            return;
        }
        let whole = if path.is_markdown() { super::front_matter::body(&file.text) } else { 0..file.text.len() };
        let range = match part.value("part") {
            None => whole,
            Some(name) => {
                let wanted = name.value.as_deref().unwrap_or_default();
                match named_part(&file.text, wanted) {
                    Some(range) => range,
                    None => {
                        let names = part_names(&file.text);
                        let help = suggest::help(wanted, names.iter().map(String::as_str)).or_else(|| {
                            Some(format!("mark it with `<!-- part: {wanted} -->` and `<!-- end: {wanted} -->`"))
                        });
                        let message = format!("`{target}` has no part `{wanted}`");
                        self.error(Code::Include, message, index, name.value_span.range(), help);
                        return;
                    }
                }
            }
        };
        let number = self.texts.len();
        self.texts.push(SourceText { path: path.clone(), file: file.clone() });
        let language = part.value("lang").and_then(|lang| lang.value.clone());
        if path.is_markdown() && language.is_none() {
            self.including.push(path.clone());
            let mut inner = Vec::new();
            self.read(number, &file.text, range, &mut inner);
            items.append(&mut inner);
            self.including.pop();
            return;
        }
        let language = language.unwrap_or_else(|| path.extension());
        let code = without_markers(&file.text[range]);
        let block = Tag::CodeBlock(CodeBlockKind::Fenced(language.into()));
        let end = block.to_end();
        for event in [Event::Start(block), Event::Text(code.into()), Event::End(end)] {
            items.push(Item { node: Node::Markdown(event), span });
        }
    }

    /// Takes `{#id due="…"}` off the end of the first paragraph of each task item.
    fn take_task_attributes(&mut self, index: usize, text: &str, items: &mut Vec<Item<'a>>) {
        let mut at = 0;
        while at < items.len() {
            let Item { node: Node::Markdown(Event::TaskListMarker(_)), span } = items[at] else {
                at += 1;
                continue;
            };
            if span.part as usize != index {
                at += 1;
                continue;
            }
            // The item's first run of inline content: up to the end of its paragraph, a block inside it, or its end.
            let end = items[at + 1..]
                .iter()
                .position(|item| ends_inline(&item.node))
                .map_or(items.len(), |offset| at + 1 + offset);
            let mut task = TaskAttributes::default();
            let last = items[at + 1..end].iter().map(|item| item.span.end as usize).max();
            if let Some(last) = last {
                let start = span.end as usize;
                if let Some(braces) = trailing_braces(&text[start..last]) {
                    let braces = start + braces.start..start + braces.end;
                    self.read_task(index, text, braces.clone(), &mut task);
                    cut(items, at + 1..end, text, braces.start);
                }
            }
            items[at].node = Node::Task(Box::new(task));
            at += 1;
        }
    }

    fn read_task(&mut self, index: usize, text: &str, braces: Range<usize>, task: &mut TaskAttributes) {
        let inner = braces.start + 1..braces.end - 1;
        let attributes = attributes::parse(&text[inner.clone()], inner.start);
        for (range, message) in attributes.errors {
            self.error(Code::TaskAttribute, message, index, range, None);
        }
        task.id = attributes.id.map(|(id, range)| (id, Span::new(index, range)));
        for pair in attributes.pairs {
            match (pair.name.as_str(), pair.value) {
                ("optional", None) => task.optional = true,
                ("due", Some(value)) => match Due::parse(&value, &self.context.config.planner) {
                    Ok(due) => task.due = Some(due),
                    Err((message, help)) => self.error(Code::Due, message, index, pair.value_span, help),
                },
                ("per", Some(value)) => {
                    self.check_subject(index, &value, pair.value_span);
                    task.per = Some(value);
                }
                ("optional", Some(_)) => {
                    let help = Some("write `optional` alone".to_owned());
                    self.error(Code::TaskAttribute, "`optional` takes no value".into(), index, pair.span, help);
                }
                ("due" | "per", None) => {
                    let help = Some(format!("`{}=\"…\"`", pair.name));
                    self.error(Code::TaskAttribute, format!("`{}` needs a value", pair.name), index, pair.span, help);
                }
                (name, _) => {
                    let help = suggest::help(name, ["due", "per", "optional"]);
                    self.error(
                        Code::TaskAttribute,
                        format!("unknown attribute `{name}` of a task"),
                        index,
                        pair.span,
                        help,
                    );
                }
            }
        }
    }

    fn check_subject(&mut self, index: usize, subject: &str, range: Range<usize>) {
        let planner = &self.context.config.planner;
        if planner.subject(subject).is_none() {
            let known = planner.subjects.iter().map(|subject| subject.id.as_str());
            let help = suggest::help(subject, known)
                .or_else(|| Some("declare it under `[planner]` in `book.toml`".to_owned()));
            self.error(Code::Due, format!("no subject `{subject}`"), index, range, help);
        }
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
        super::variables::fill(text, config, |message, name, help| {
            let mut place = place(texts, span);
            let inside = &place.file.text[place.span.clone()];
            if let Some(at) = inside.find(name) {
                place.span = place.span.start + at..place.span.start + at + name.len();
            }
            out.push(Diagnostic::error(Code::Variable, message).at(place).help(help));
        })
    }

    fn error(&mut self, code: Code, message: String, index: usize, range: Range<usize>, help: Option<String>) {
        let place = place(self.texts, Span::new(index, range));
        self.out.push(Diagnostic::error(code, message).at(place).help(help));
    }
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
    if !source.contains(":::") {
        return None;
    }
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

/// The bytes of a `{…}` at the end of `text`, braces included, when it looks like attributes: at the start or after a
/// blank, on one line, and starting with `#`, `.` or a letter.
fn trailing_braces(text: &str) -> Option<Range<usize>> {
    let trimmed = text.trim_end();
    if !trimmed.ends_with('}') {
        return None;
    }
    let open = trimmed.rfind('{')?;
    let before = trimmed[..open].chars().next_back();
    let inner = &trimmed[open + 1..trimmed.len() - 1];
    let first = inner.trim_start().chars().next()?;
    let attributes = before.is_none_or(char::is_whitespace)
        && !inner.contains('\n')
        && (first == '#' || first == '.' || first.is_alphabetic());
    attributes.then_some(open..trimmed.len())
}

/// Removes everything from the byte `from` on out of the inline items `range`.
fn cut(items: &mut Vec<Item<'_>>, range: Range<usize>, text: &str, from: usize) {
    let mut last_text = None;
    let mut remove = Vec::new();
    for (at, item) in items[range.clone()].iter_mut().enumerate() {
        let at = range.start + at;
        if item.span.start as usize >= from {
            remove.push(at);
        } else if item.span.end as usize > from {
            if let Node::Markdown(Event::Text(content)) = &mut item.node {
                *content = CowStr::from(text[item.span.start as usize..from].trim_end().to_owned());
                item.span = Span { end: u32::try_from(from).unwrap_or(u32::MAX), ..item.span };
                last_text = None;
            }
        } else {
            last_text = Some(at);
        }
    }
    // `text {#id}` cut right at the blank leaves the blank on the text before.
    if let Some(at) = last_text {
        match &mut items[at].node {
            Node::Markdown(Event::Text(content)) => *content = CowStr::from(content.trim_end().to_owned()),
            Node::Markdown(Event::SoftBreak) => remove.push(at),
            _ => {}
        }
    }
    remove.sort_unstable();
    for at in remove.into_iter().rev() {
        items.remove(at);
    }
}

/// The lines between the markers of the part `name`.
fn named_part(text: &str, name: &str) -> Option<Range<usize>> {
    let mut start = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if marker(line, "part:") == Some(name) && start.is_none() {
            start = Some(at + line.len());
        } else if let (Some(start), Some(end)) = (start, marker(line, "end:"))
            && end == name
        {
            return Some(start..at);
        }
        at += line.len();
    }
    start.map(|start| start..text.len())
}

fn part_names(text: &str) -> Vec<String> {
    text.lines().filter_map(|line| marker(line, "part:")).map(str::to_owned).collect()
}

/// The name in a line that is a comment with `part: name` or `end: name`.
fn marker<'t>(line: &'t str, word: &str) -> Option<&'t str> {
    let rest = line.trim().trim_start_matches(|c: char| !c.is_alphanumeric()).strip_prefix(word)?;
    let name = rest.trim().split(|c: char| c.is_whitespace()).next()?;
    (!name.is_empty()).then_some(name)
}

fn without_markers(text: &str) -> String {
    text.split_inclusive('\n')
        .filter(|line| marker(line, "part:").is_none() && marker(line, "end:").is_none())
        .collect()
}

fn has_open_braces(text: &str) -> bool {
    text.rfind("{{").is_some_and(|open| !text[open..].contains("}}"))
}
