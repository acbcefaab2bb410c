//! From the stream of a page to its data: headings, links, checklists, terms.

mod checklists;
mod html;
mod ids;
mod lines;
mod mistakes;

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use self::mistakes::Footnotes;
use super::acronyms::Acronyms;
use super::decision::{self, DECISION, Mark};
use super::heading;
use super::is_task_list;
use super::numbers::Numbers;
use super::stream::{self, Item, Node};
use crate::blocks::{BLOCK, bits, block_at};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{
    Checklist, Decision, Document, Heading, Kind, Link, LinkKind, Outcome, Question, Span, Step, Term, place,
};
use crate::path::slug;
use crate::theme::{AttributeKind, PartSpec};

/// Reads a document's data off its stream.
pub(super) struct Extractor<'d, 'o> {
    document: &'d mut Document,
    out: &'o mut Vec<Diagnostic>,
    ids: BTreeSet<String>,
    /// Where the numbers of ids that are taken go on.
    numbers: Numbers,
    /// Set while a heading is open.
    heading: Option<OpenHeading>,
    /// How many lists, quotes, tables, … are open.
    containers: usize,
    /// Whether the last question is being answered.
    in_answer: bool,
    acronyms: Acronyms,
    /// Set while a link or image is open; images can stand in links.
    links: Vec<OpenLink>,
    /// What each open directive is.
    parts: Vec<OpenPart>,
    /// Depth of open lists inside the current checklist.
    list_depth: usize,
    lists: Vec<bool>,
    checklist: Option<Checklist>,
    decision: Option<Decision>,
    /// What the item that is read is for the decision.
    mark: Option<Mark>,
    /// Set while the heading of a step is open: whether it is an outcome.
    step: Option<Option<Outcome>>,
    /// Text of the task that is being read.
    task_text: Option<usize>,
    term: Option<String>,
    /// How many terms the open definition list has so far.
    terms_in_list: usize,
    definition: Option<String>,
    in_code: bool,
    allow_html: bool,
    /// The directives that the theme declares.
    specs: &'d BTreeMap<String, PartSpec>,
    footnotes: Footnotes,
    /// Whether an item of the list that was begun last looks like a task and is none.
    has_broken_task: bool,
    /// How many columns the table has that was begun last.
    columns: usize,
    /// The last line in which signs of emphasis mark nothing: its part and where it ends.
    emphasis_seen: (u32, usize),
}

struct OpenHeading {
    level: u8,
    id: Option<String>,
    text: String,
    span: Span,
    nested: bool,
    keywords: Vec<String>,
    related: Option<Vec<Link>>,
}

/// A link that was not ended yet.
struct OpenLink {
    link: Link,
    /// It stands for a placeholder of a letter.
    is_placeholder: bool,
    /// It answers a question of a decision.
    is_answer: bool,
}

/// What an open directive is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OpenPart {
    Checklist,
    Decision,
    Other,
}

impl<'d, 'o> Extractor<'d, 'o> {
    pub(super) fn new(document: &'d mut Document, context: stream::Context<'d>, out: &'o mut Vec<Diagnostic>) -> Self {
        Self {
            acronyms: Acronyms::new(document.front.kind),
            document,
            out,
            ids: BTreeSet::new(),
            numbers: Numbers::default(),
            heading: None,
            containers: 0,
            in_answer: false,
            links: Vec::new(),
            parts: Vec::new(),
            list_depth: 0,
            lists: Vec::new(),
            checklist: None,
            decision: None,
            mark: None,
            step: None,
            task_text: None,
            term: None,
            terms_in_list: 0,
            definition: None,
            in_code: false,
            allow_html: context.config.markdown.allow_html,
            specs: context.parts,
            footnotes: Footnotes::default(),
            has_broken_task: false,
            emphasis_seen: (0, 0),
            columns: 0,
        }
    }

    pub(super) fn run(&mut self, items: &[Item<'_>]) {
        let marks = decision::marks(items);
        for (at, item) in items.iter().enumerate() {
            self.acronyms.pass(item);
            self.mark = marks.get(&at).copied();
            match &item.node {
                Node::Markdown(event) => self.event(event, item.span, &items[at + 1..]),
                Node::Task(task) => self.task(task, item.span),
                Node::Open(part) => {
                    self.check_empty(part, item.span, &items[at + 1..]);
                    self.open(part, item.span);
                }
                Node::Close => self.close(),
            }
        }
        self.end_checklist();
        self.end_answer();
        self.document.acronyms = std::mem::take(&mut self.acronyms).finish();
        self.report_footnotes();
    }

    fn event(&mut self, event: &Event<'_>, span: Span, rest: &[Item<'_>]) {
        match event {
            Event::Start(tag) => self.start(tag, span, rest),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => {
                if !self.in_code {
                    self.check_text(text, span, rest);
                }
                self.text(text, !self.in_code);
            }
            Event::FootnoteReference(name) => {
                self.footnotes.referred.insert(name.to_string());
            }
            Event::Code(text) => self.text(text, true),
            Event::SoftBreak | Event::HardBreak => {
                self.text(" ", false);
                self.check_line(rest);
            }
            Event::Html(html) | Event::InlineHtml(html) => self.html(html, span),
            _ => {}
        }
    }

    /// Looks for signs in a text that were meant to be more.
    fn check_text(&mut self, text: &str, span: Span, rest: &[Item<'_>]) {
        match text.as_bytes().first() {
            Some(b'^') => self.undefined_footnote(text, span),
            Some(b'<') => self.check_comment_like(span),
            Some(b'[' | b'!') => self.check_wiki_link(span, rest),
            _ => {}
        }
        if memchr::memchr2(b'(', b'*', text.as_bytes()).is_none() {
            return;
        }
        if text.contains('(') {
            self.check_link_like(span);
        }
        if text.contains('*') {
            self.check_emphasis_like(span);
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: Span, rest: &[Item<'_>]) {
        match tag {
            Tag::Heading { level, id, attrs, .. } => {
                let level = *level as u8;
                self.check_underline(span);
                self.check_line(rest);
                let nested = self.containers > 0 || !self.parts.is_empty();
                if level <= 2 && !nested {
                    self.end_answer();
                }
                let is_question = level == 2 && !nested && self.document.front.kind == Kind::Faq;
                let file = &self.document.parts[span.part as usize].file;
                let is_step = self.mark == Some(Mark::Step);
                let sort = match (is_question, is_step) {
                    (true, _) => heading::Sort::Question,
                    (_, true) => heading::Sort::Step,
                    _ => heading::Sort::Section,
                };
                heading::check_attributes(attrs, sort, file, span.start as usize, self.out);
                heading::check_id(id.as_deref(), file, span, self.out);
                self.step = is_step.then(|| heading::outcome(attrs));
                self.heading = Some(OpenHeading {
                    level,
                    id: id.as_ref().map(ToString::to_string),
                    text: String::new(),
                    span,
                    nested,
                    keywords: heading::keywords(attrs),
                    related: heading::related(attrs, file, span),
                });
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                let link = Link {
                    target: dest_url.to_string(),
                    kind: if matches!(tag, Tag::Image { .. }) { LinkKind::Image } else { LinkKind::Link },
                    text: String::new(),
                    span,
                };
                let is_placeholder = dest_url.starts_with(stream::PLACEHOLDER);
                self.links.push(OpenLink { link, is_placeholder, is_answer: self.mark == Some(Mark::Answer) });
            }
            Tag::CodeBlock(kind) => {
                self.in_code = true;
                if let CodeBlockKind::Fenced(info) = kind {
                    self.check_language(info, span);
                    self.check_fence(span);
                } else {
                    self.check_indented(span);
                }
            }
            Tag::List(_) => {
                let tasks = is_task_list(rest);
                self.has_broken_task = false;
                self.lists.push(tasks);
                if self.checklist.is_some() {
                    self.list_depth += 1;
                } else if tasks {
                    let id = self.list_id();
                    self.checklist = Some(Checklist { id, title: None, per: None, tasks: Vec::new() });
                    self.list_depth = 1;
                }
            }
            Tag::Paragraph => {
                let is_task = rest.first().is_some_and(|item| matches!(item.node, Node::Task(_)));
                // A second paragraph of a task is not its text.
                if !is_task {
                    self.task_text = None;
                }
                self.check_line(rest);
            }
            Tag::Item => {
                self.check_task_like(span, rest);
                self.check_directive_in_item(span);
                if self.mark == Some(Mark::Unlinked)
                    && let Some(step) = self.open_step()
                {
                    step.unlinked.push(span);
                }
            }
            Tag::BlockQuote(None) => self.check_alert(span),
            Tag::Table(alignments) => self.columns = alignments.len(),
            Tag::TableRow => self.check_row(span),
            Tag::FootnoteDefinition(name) => self.footnotes.defined.push((name.to_string(), span)),
            Tag::DefinitionList => self.terms_in_list = 0,
            Tag::DefinitionListTitle => {
                let is_directive = self.check_two_colons(span);
                if !is_directive && self.document.front.kind == Kind::Glossary {
                    self.terms_in_list += 1;
                    self.term = Some(String::new());
                }
            }
            Tag::DefinitionListDefinition if self.document.front.kind == Kind::Glossary => {
                self.check_swallowed_term(span);
                self.definition = Some(String::new());
            }
            _ => {}
        }
        if matches!(tag, Tag::DefinitionListTitle) {
            self.term_span(span);
        }
        self.containers += usize::from(is_container(&tag.to_end()));
    }

    fn term_span(&mut self, span: Span) {
        if self.term.is_some() {
            self.document.terms.push(Term { id: String::new(), names: Vec::new(), definition: String::new(), span });
        }
    }

    fn end(&mut self, tag: &TagEnd) {
        self.containers = self.containers.saturating_sub(usize::from(is_container(tag)));
        if !matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) {
            self.answer(" ");
        }
        match tag {
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::Link | TagEnd::Image => self.end_link(),
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::Paragraph | TagEnd::Item => self.task_text = None,
            TagEnd::List(_) => {
                self.lists.pop();
                if self.checklist.is_some() {
                    self.list_depth = self.list_depth.saturating_sub(1);
                    if self.list_depth == 0 && !self.parts.contains(&OpenPart::Checklist) {
                        self.end_checklist();
                    }
                }
            }
            TagEnd::DefinitionListTitle => self.end_term(),
            TagEnd::DefinitionListDefinition => self.end_definition(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str, counts: bool) {
        let words = if counts { count_words(text) } else { 0 };
        self.document.words += words;
        if let Some(question) = self.answer(text) {
            question.words += words;
        }
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        }
        for open in &mut self.links {
            open.link.text.push_str(text);
        }
        if let Some(term) = &mut self.term {
            term.push_str(text);
        }
        if let Some(definition) = &mut self.definition {
            definition.push_str(text);
        }
        if let (Some(at), Some(checklist)) = (self.task_text, &mut self.checklist)
            && let Some(task) = checklist.tasks.get_mut(at)
        {
            task.text.push_str(text);
        }
    }

    fn end_heading(&mut self) {
        let Some(heading) = self.heading.take() else { return };
        let OpenHeading { level, id, text, span, nested, keywords, related } = heading;
        let text = text.trim().to_owned();
        heading::check_letters(&text, &self.document.parts[span.part as usize].file, span.start as usize, self.out);
        let id = match id {
            Some(id) => {
                self.take(&id, span);
                id
            }
            None => self.unique(&slug(&text)),
        };
        if level == 2 && !nested && self.document.front.kind == Kind::Faq {
            let link = self.document.links.len();
            self.document.questions.push(Question {
                heading: self.document.headings.len(),
                keywords,
                related,
                answer: String::new(),
                words: 0,
                links: link..link,
            });
            self.in_answer = true;
        }
        if let Some(outcome) = self.step.take() {
            self.start_step(&id, &text, outcome, span);
        }
        self.document.headings.push(Heading { level, id, text, span, nested });
    }

    /// Adds a text to the answer that is being read, if one is.
    fn answer(&mut self, text: &str) -> Option<&mut Question> {
        let question = self.document.questions.last_mut().filter(|_| self.in_answer)?;
        question.answer.push_str(text);
        Some(question)
    }

    fn end_answer(&mut self) {
        let links = self.document.links.len();
        if let Some(question) = self.document.questions.last_mut().filter(|_| self.in_answer) {
            question.links.end = links;
        }
        self.in_answer = false;
    }

    fn end_link(&mut self) {
        let Some(OpenLink { link, is_placeholder, is_answer }) = self.links.pop() else { return };
        if is_placeholder {
            return;
        }
        let place = place(&self.document.parts, link.span);
        if link.kind == LinkKind::Link && place.file.text[place.span.clone()].starts_with("[](") {
            self.out.push(
                Diagnostic::error(Code::BrokenLink, "a link without a text, which nobody sees")
                    .at(place)
                    .help("write what it leads to between `[` and `]`".to_owned()),
            );
        }
        let number = self.document.links.len();
        self.document.links.push(link);
        if let Some(step) = self.open_step().filter(|_| is_answer) {
            step.answers.push(number);
        }
    }

    fn end_term(&mut self) {
        let Some(text) = self.term.take() else { return };
        let names: Vec<String> =
            text.split(" / ").map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
        let id = self.unique(&slug(names.first().map_or("term", String::as_str)));
        if let Some(term) = self.document.terms.last_mut() {
            term.id = id;
            term.names = names;
        }
    }

    /// Ends a definition, which is that of all terms right above it.
    fn end_definition(&mut self) {
        let Some(definition) = self.definition.take() else { return };
        let terms = &mut self.document.terms;
        let last = terms.len().saturating_sub(1);
        let without = terms.iter().rev().take_while(|term| term.definition.is_empty()).count();
        // The list that a term without a definition ends is another one.
        let first = if without == 0 { last } else { terms.len() - without.min(self.terms_in_list) };
        for term in terms.iter_mut().skip(first) {
            if !term.definition.is_empty() {
                term.definition.push(' ');
            }
            term.definition.push_str(definition.trim());
        }
    }

    fn open(&mut self, part: &stream::Part, span: Span) {
        if let Some((id, id_span)) = &part.id
            && self.take(id, *id_span)
        {
            self.document.anchors.push(id.clone());
        }
        self.document.has_planner |= part.name == stream::PLANNER;
        let spec = self.specs.get(&part.name);
        for attribute in &part.attributes {
            let declared = spec.and_then(|spec| spec.attributes.get(&attribute.name));
            if declared.is_some_and(|declared| declared.kind == AttributeKind::Address)
                && let Some(value) = &attribute.value
            {
                let link = Link {
                    target: value.clone(),
                    kind: LinkKind::Link,
                    text: String::new(),
                    span: attribute.value_span,
                };
                self.document.links.push(link);
            }
        }
        let is_checklist = part.name == "checklist" && !self.parts.contains(&OpenPart::Checklist);
        if is_checklist {
            self.end_checklist();
            let value = |name| part.value(name).and_then(|attribute| attribute.value.clone());
            let id = part.id.as_ref().map_or_else(|| self.list_id(), |(id, _)| id.clone());
            self.checklist = Some(Checklist { id, title: value("title"), per: value("per"), tasks: Vec::new() });
            self.list_depth = 0;
        } else if part.name == "checklist" {
            let place = place(&self.document.parts, span);
            self.out.push(Diagnostic::error(Code::Directive, "a checklist inside a checklist").at(place));
        }
        let is_decision = part.name == DECISION && self.decision.is_none();
        if is_decision {
            let links = self.document.links.len();
            self.decision = Some(Decision { links: links..links, span, ..Decision::default() });
        } else if part.name == DECISION {
            let place = place(&self.document.parts, span);
            self.out.push(Diagnostic::error(Code::Directive, "a decision inside a decision").at(place));
        }
        self.parts.push(match (is_checklist, is_decision) {
            (true, _) => OpenPart::Checklist,
            (_, true) => OpenPart::Decision,
            _ => OpenPart::Other,
        });
    }

    fn close(&mut self) {
        match self.parts.pop() {
            Some(OpenPart::Checklist) => self.end_checklist(),
            Some(OpenPart::Decision) => {
                self.end_step();
                self.document.decisions.extend(self.decision.take());
            }
            Some(OpenPart::Other) | None => {}
        }
    }

    /// The step of a decision that is read.
    fn open_step(&mut self) -> Option<&mut Step> {
        self.decision.as_mut()?.steps.last_mut()
    }

    fn start_step(&mut self, id: &str, title: &str, outcome: Option<Outcome>, span: Span) {
        self.end_step();
        let links = self.document.links.len();
        let Some(decision) = &mut self.decision else { return };
        decision.steps.push(Step {
            id: id.to_owned(),
            title: title.to_owned(),
            outcome,
            links: links..links,
            answers: Vec::new(),
            unlinked: Vec::new(),
            span,
        });
    }

    /// All links so far belong to what was read so far.
    fn end_step(&mut self) {
        let end = self.document.links.len();
        let Some(decision) = &mut self.decision else { return };
        decision.steps.last_mut().map_or(&mut decision.links, |step| &mut step.links).end = end;
    }
}

/// How many of the words of a text have a letter or digit.
fn count_words(text: &str) -> usize {
    let in_words = || text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    if !text.is_ascii() {
        return in_words();
    }
    let is_blank = |byte: u8| (byte == b' ') | (byte.wrapping_sub(b'\t') < 5);
    // Of a text whose words all start with a letter or digit the starts are counted.
    let (mut words, mut at, mut after_blank) = (0, 0, 1);
    while let Some(block) = block_at(text.as_bytes(), at, b' ') {
        let blanks = bits(&block.map(is_blank));
        let counted = bits(&block.map(|byte| byte.is_ascii_alphanumeric()));
        let starts = !blanks & (blanks << 1 | after_blank);
        if starts & !counted != 0 {
            return in_words();
        }
        words += starts.count_ones() as usize;
        after_blank = blanks >> (BLOCK - 1);
        at += BLOCK;
    }
    words
}

/// Whether what stands in it is not part of the page's own outline.
fn is_container(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::FootnoteDefinition | TagEnd::DefinitionList | TagEnd::Table
    )
}

#[cfg(test)]
mod tests {
    use super::count_words;

    #[test]
    fn words_are_what_has_letters_or_digits() {
        for (text, words) in [
            ("", 0),
            ("a", 1),
            (" a\tb\u{b}c ", 3),
            ("- a – b", 2),
            ("don't stop", 2),
            ("& -- !", 0),
            ("é 1", 2),
            ("(a)b", 1),
            (&"a ".repeat(500), 500),
            (&"ab\n".repeat(300), 300),
        ] {
            assert_eq!(count_words(text), words, "{text:?}");
        }
        // Wherever a word ends and the next one starts.
        for length in 1..200 {
            let word = "a".repeat(length);
            let with = |rest: &str| count_words(&format!("{word}{rest}"));
            assert_eq!([with(""), with(" b"), with("  b"), with("\r\n\tb"), with(" (b")], [1, 2, 2, 2, 2]);
            assert_eq!(count_words(&format!("{}b", " ".repeat(length))), 1);
        }
    }
}
