//! The stream of a page into HTML: links resolved, code colored, terms explained, parts made by their templates.

mod decisions;
mod edition;
mod footnotes;
mod links;
mod parts;
mod prose;
mod questions;
mod tasks;
mod terms;

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};
use std::sync::OnceLock;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Tag, TagEnd};
use tera::Value;

pub(crate) use self::edition::Edition;
use self::footnotes::Footnotes;
pub(crate) use self::prose::{Prose, goes_on};
pub(crate) use self::questions::Answered;
use self::questions::OpenQuestion;
pub(crate) use self::tasks::revision;
use super::context::PartChild;
use super::places::Places;
use super::templates::Templates;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Kind, PageId};
use crate::highlight;
use crate::html;
use crate::images::Images;
use crate::parse::decision::{self, DECISION, Mark};
use crate::parse::language_of;
use crate::parse::stream::{self, Item, Node, Part};
use crate::questions::Related;
use crate::search::Words;
use crate::site::{Site, TermId};
use crate::theme::Theme;
use crate::timings::{self, Stage};

/// What a page's Markdown became.
#[derive(Debug, Default)]
pub(crate) struct Body {
    /// The content; on an email page the advice below the letter.
    pub(crate) html: String,
    /// The letter of an email page.
    pub(crate) letter: Option<String>,
    /// Other versions of the letter, written above the first heading.
    pub(crate) versions: String,
    /// The bundles that its parts ask for.
    pub(crate) bundles: BTreeSet<String>,
    /// The questions of a FAQ page with their answers.
    pub(crate) answered: Vec<Answered>,
}

/// What a body needs to know of other pages and files, worked out for all of them when the first one asks, and what all pages
/// leave for the search index once somebody asked for that.
#[derive(Debug)]
pub(crate) struct Elsewhere {
    pub(crate) images: Images,
    related: OnceLock<Related>,
    places: OnceLock<Places>,
    words: OnceLock<Words>,
}

impl Elsewhere {
    pub(crate) fn new(site: &Site) -> Self {
        let (related, places, words) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { images: Images::new(site), related, places, words }
    }

    /// Works out what pages will ask for, on all threads, before the first one asks.
    pub(crate) fn prepare(&self, site: &Site) {
        let has_questions = site.documents.iter().any(|document| !document.questions.is_empty());
        let (wants_related, wants_places) = (self.related.get().is_none(), self.places.get().is_none());
        let related = || (has_questions && wants_related).then(|| self.related.set(Related::at_once(site)));
        let places = || (!site.terms.is_empty() && wants_places).then(|| self.places.set(Places::at_once(site)));
        // What came there meanwhile is the same.
        let _ = rayon::join(related, places);
    }

    fn related(&self, site: &Site) -> &Related {
        self.related.get_or_init(|| Related::new(site))
    }

    /// The words of the pages that were made.
    pub(crate) fn words(&self, site: &Site) -> &Words {
        self.words.get_or_init(|| Words::new(site))
    }

    fn places(&self, site: &Site) -> &Places {
        self.places.get_or_init(|| Places::new(site))
    }
}

/// Renders the body of a page.
pub(crate) fn render(
    site: &Site,
    templates: &Templates,
    strings: &Value,
    elsewhere: &Elsewhere,
    page: PageId,
    edition: Edition<'_>,
    errors: &mut Vec<Diagnostic>,
) -> Body {
    let document = &site[page];
    let input = &site.input;
    let mut span = timings::span(Stage::Body);
    span.bytes(document.body.len());
    let items = document.items();
    if let (Edition::Page(_), Some(words)) = (edition, elsewhere.words.get()) {
        words.collect(site, page, &items);
    }
    let mut renderer = BodyRenderer {
        site,
        templates,
        strings,
        elsewhere,
        theme: &input.theme,
        page,
        document,
        edition,
        root: edition.path().root(),
        errors,
        frames: vec![Frame::with_capacity(document.body.len() * 3)],
        headings: 0,
        checklists: 0,
        tasks: 0,
        terms_seen: 0,
        heading: None,
        heading_link: input.theme.string("heading_link").split("{title}").collect(),
        image: None,
        images: 0,
        code: None,
        table: Table::default(),
        items_open: Vec::new(),
        lists: Vec::new(),
        pending_marks: None,
        question: None,
        answered: Vec::new(),
        links: Vec::new(),
        explained: BTreeSet::new(),
        unexplained: match elsewhere.places.get() {
            _ if site.terms.is_empty() => 0,
            Some(places) => places.on_page(page),
            None => usize::MAX,
        },
        prose: Prose::new(document, input.config.markdown.allow_html),
        pending: String::new(),
        footnotes: Footnotes::default(),
        letter: None,
        versions: String::new(),
        letters: 0,
        parts_made: 0,
        quotes: Vec::new(),
        decisions: 0,
        mark: None,
        bundles: BTreeSet::new(),
    };
    renderer.run(&items);
    renderer.finish()
}

/// An image whose alternative text is being read.
struct OpenImage {
    /// What comes before the text.
    open: String,
    alt: String,
    /// What comes after the tag.
    close: &'static str,
}

/// Something that is written into: the page, a part, a footnote.
#[derive(Default)]
struct Frame {
    html: String,
    part: Option<Part>,
    id: Option<String>,
    children: Vec<PartChild>,
    checklist: Option<usize>,
    decision: Option<decisions::Pieces>,
}

impl Frame {
    fn with_capacity(capacity: usize) -> Self {
        Self { html: String::with_capacity(capacity), ..Self::default() }
    }
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    head: bool,
    column: usize,
    /// Whether the open cell names what is below it.
    names_column: bool,
}

struct OpenHeading {
    level: u8,
    id: String,
    title: String,
    /// The question of a FAQ page that it is.
    question: Option<usize>,
    /// The heading that became the page's title is dropped.
    dropped: bool,
}

/// What an open link needs at its end.
enum OpenLink {
    Anchor,
    /// Of an answer, with what says where it leads.
    Answer(String),
    Placeholder,
    Literal,
}

struct BodyRenderer<'a, 'e> {
    site: &'a Site,
    templates: &'a Templates,
    strings: &'a Value,
    elsewhere: &'a Elsewhere,
    theme: &'a Theme,
    page: PageId,
    document: &'a Document,
    edition: Edition<'a>,
    root: String,
    errors: &'e mut Vec<Diagnostic>,
    frames: Vec<Frame>,
    /// How many headings, checklists, … of the document were written: they come in the same order.
    headings: usize,
    checklists: usize,
    tasks: usize,
    terms_seen: usize,
    heading: Option<OpenHeading>,
    /// What the link beside a heading is called, the heading between each two pieces.
    heading_link: Vec<&'a str>,
    image: Option<OpenImage>,
    /// How many images were written.
    images: usize,
    code: Option<(Option<String>, String)>,
    table: Table,
    /// For each open list item, whether it is a task.
    items_open: Vec<bool>,
    /// For each open list, whether it is ordered, and whether it is the outermost list of tasks.
    lists: Vec<(bool, bool)>,
    pending_marks: Option<usize>,
    /// The question that is being answered.
    question: Option<OpenQuestion>,
    answered: Vec<Answered>,
    links: Vec<OpenLink>,
    explained: BTreeSet<TermId>,
    /// How many terms of the page are not explained yet: as many as there may be, where nobody counted them.
    unexplained: usize,
    prose: Prose,
    /// Prose that may go on: it is written when terms are looked for in all of it.
    pending: String,
    footnotes: Footnotes,
    letter: Option<String>,
    versions: String,
    letters: usize,
    parts_made: usize,
    /// For each open quote, whether it is a part.
    quotes: Vec<bool>,
    decisions: usize,
    /// What the item that is read is for a decision.
    mark: Option<Mark>,
    /// The bundles that parts asked for.
    bundles: BTreeSet<String>,
}

impl BodyRenderer<'_, '_> {
    fn run(&mut self, items: &[Item<'_>]) {
        let marks = decision::marks(items);
        for (at, item) in items.iter().enumerate() {
            if !goes_on(item) {
                self.write_pending();
            }
            self.prose.pass(item);
            self.mark = marks.get(&at).copied();
            let ends_task = self.pending_marks.is_some() && stream::ends_inline(&item.node);
            let ends_paragraph = matches!(item.node, Node::Markdown(Event::End(TagEnd::Paragraph)));
            if ends_task && !ends_paragraph {
                self.write_task_marks();
            }
            match &item.node {
                Node::Markdown(event) => self.event(event, item, &items[at + 1..]),
                Node::Task(_) => self.pending_marks = Some(self.tasks),
                Node::Open(part) => self.open_part((**part).clone()),
                Node::Close => self.close_part(),
            }
            if ends_task && ends_paragraph {
                self.write_task_marks();
            }
        }
    }

    fn finish(mut self) -> Body {
        self.write_pending();
        self.end_question();
        while self.frames.len() > 1 {
            self.close_part();
        }
        self.write_footnotes();
        if self.document.front.kind == Kind::Email && self.letter.is_none() {
            self.end_letter();
        }
        let html = self.frames.pop().unwrap_or_default().html;
        let (letter, versions, bundles) = (self.letter, self.versions, self.bundles);
        Body { html, letter, versions, bundles, answered: self.answered }
    }

    fn out(&mut self) -> &mut String {
        // The page's own frame is never taken while the renderer runs.
        let last = self.frames.len() - 1;
        &mut self.frames[last].html
    }

    fn push(&mut self, html: &str) {
        self.out().push_str(html);
    }

    /// As [`Self::push`], for HTML that is put together on the way: no text of its own is made for it.
    fn put(&mut self, html: fmt::Arguments<'_>) {
        let _ = self.out().write_fmt(html);
    }

    /// An attribute of the tag that is being written.
    fn put_attribute(&mut self, name: &str, value: &str) {
        let out = self.out();
        for piece in [" ", name, "=\""] {
            out.push_str(piece);
        }
        html::push_attribute(out, value);
        out.push('"');
    }

    fn event(&mut self, event: &Event<'_>, item: &Item<'_>, rest: &[Item<'_>]) {
        match event {
            Event::Start(tag) => self.start(tag, item, rest),
            Event::End(tag) => self.end(tag, rest),
            Event::Text(text) => self.text(text),
            Event::Code(text) => self.code_span(text),
            Event::SoftBreak => self.text_break("\n"),
            Event::HardBreak => self.text_break("<br>\n"),
            Event::Rule => self.push("<hr>\n"),
            Event::Html(html) | Event::InlineHtml(html) => {
                if self.heading.as_ref().is_some_and(|heading| heading.dropped) {
                } else if self.site.config().markdown.allow_html {
                    self.raw_html(html, item.span);
                } else {
                    let escaped = html::text(html);
                    self.push(&escaped);
                }
            }
            Event::FootnoteReference(name) => self.footnote_reference(name),
            Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn text_break(&mut self, html: &str) {
        if let Some(OpenImage { alt, .. }) = &mut self.image {
            alt.push(' ');
        } else if let Some(heading) = &mut self.heading
            && heading.dropped
        {
        } else {
            if let Some(heading) = &mut self.heading {
                heading.title.push(' ');
            }
            if self.pending.is_empty() { self.push(html) } else { self.pending.push_str(html) }
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, code)) = &mut self.code {
            code.push_str(text);
            return;
        }
        if let Some(OpenImage { alt, .. }) = &mut self.image {
            alt.push_str(text);
            return;
        }
        if let Some(heading) = &mut self.heading {
            heading.title.push_str(text);
            if heading.dropped {
                return;
            }
        }
        if self.unexplained == 0 || !self.prose.is_open() {
            html::push_text(self.out(), text);
        } else {
            self.pending.push_str(text);
        }
    }

    fn code_span(&mut self, text: &str) {
        if let Some(OpenImage { alt, .. }) = &mut self.image {
            alt.push_str(text);
            return;
        }
        if let Some(heading) = &mut self.heading {
            heading.title.push_str(text);
            if heading.dropped {
                return;
            }
        }
        let out = self.out();
        out.push_str("<code>");
        html::push_text(out, text);
        out.push_str("</code>");
    }

    fn start(&mut self, tag: &Tag<'_>, item: &Item<'_>, rest: &[Item<'_>]) {
        match tag {
            Tag::Paragraph => self.push("<p>"),
            Tag::Heading { level, classes, .. } => {
                if self.mark == Some(Mark::Step) {
                    self.start_step();
                }
                let classes: Vec<&str> = classes.iter().map(AsRef::as_ref).collect();
                self.start_heading(*level as u8, &classes);
            }
            Tag::BlockQuote(kind) => self.start_quote(*kind),
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => language_of(info).map(str::to_owned),
                    CodeBlockKind::Indented => None,
                };
                self.code = Some((language, String::new()));
            }
            Tag::List(start) => self.start_list(*start, rest),
            Tag::Item => self.start_item(rest),
            Tag::FootnoteDefinition(name) => {
                self.footnotes.open = Some(name.to_string());
                self.frames.push(Frame::default());
            }
            Tag::DefinitionList => {
                let class =
                    if self.document.front.kind == Kind::Glossary { "<dl class=\"glossary\">\n" } else { "<dl>\n" };
                self.push(class);
            }
            Tag::DefinitionListTitle => self.start_term(),
            Tag::DefinitionListDefinition => self.push("<dd>"),
            Tag::Table(alignments) => {
                self.table = Table { alignments: alignments.clone(), ..Table::default() };
                let label = html::attribute(self.theme.string("table_label"));
                self.put(format_args!(
                    "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"{label}\"><table>\n"
                ));
            }
            Tag::TableHead => {
                self.table.head = true;
                self.table.column = 0;
                self.push("<thead><tr>");
            }
            Tag::TableRow => {
                self.table.column = 0;
                self.push("<tr>");
            }
            Tag::TableCell => {
                let empty =
                    matches!(rest.first().map(|item| &item.node), Some(Node::Markdown(Event::End(TagEnd::TableCell))));
                self.start_cell(empty);
            }
            Tag::Emphasis => self.inline("<em>"),
            Tag::Strong => self.inline("<strong>"),
            Tag::Strikethrough => self.inline("<del>"),
            Tag::Link { dest_url, title, .. } => {
                let base = &self.document.parts[item.span.part as usize].path;
                self.start_link(base, dest_url, title);
            }
            Tag::Image { dest_url, title, .. } => {
                let base = &self.document.parts[item.span.part as usize].path;
                let is_first = self.is_in_first_view(item.span);
                self.image = Some(self.open_image(base, dest_url, title, is_first));
            }
            Tag::HtmlBlock | Tag::MetadataBlock(_) | Tag::Superscript | Tag::Subscript => {}
        }
    }

    fn end(&mut self, tag: &TagEnd, rest: &[Item<'_>]) {
        match tag {
            TagEnd::Paragraph => self.push("</p>\n"),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(_) => {
                if self.quotes.pop() == Some(true) {
                    self.close_part();
                } else {
                    self.push("</blockquote>\n");
                }
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::List(_) => {
                let (ordered, _) = self.lists.pop().unwrap_or_default();
                self.push(if ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => {
                if self.items_open.pop() == Some(true) {
                    self.push("</div></li>\n");
                } else {
                    self.push("</li>\n");
                }
            }
            TagEnd::FootnoteDefinition => {
                if self.frames.len() > 1
                    && let Some(frame) = self.frames.pop()
                {
                    let name = self.footnotes.open.take().unwrap_or_default();
                    self.footnotes.definitions.insert(name, frame.html);
                }
            }
            TagEnd::DefinitionList => self.push("</dl>\n"),
            TagEnd::DefinitionListTitle => self.end_term(),
            TagEnd::DefinitionListDefinition => self.end_definition(rest),
            TagEnd::Table => self.push("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.table.head = false;
                self.push("</tr></thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.push("</tr>\n"),
            TagEnd::TableCell => {
                self.push(if self.table.names_column { "</th>" } else { "</td>" });
                self.table.column += 1;
            }
            TagEnd::Emphasis => self.inline("</em>"),
            TagEnd::Strong => self.inline("</strong>"),
            TagEnd::Strikethrough => self.inline("</del>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => {
                if let Some(OpenImage { open, alt, close }) = self.image.take() {
                    let alt = html::attribute(&alt);
                    self.put(format_args!("{open} alt=\"{alt}\">{close}"));
                }
            }
            TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) | TagEnd::Superscript | TagEnd::Subscript => {}
        }
    }

    /// Inline markup, which neither an alternative text nor a dropped heading has.
    fn inline(&mut self, html: &str) {
        if self.image.is_none() && !self.heading.as_ref().is_some_and(|heading| heading.dropped) {
            self.push(html);
        }
    }

    fn start_heading(&mut self, level: u8, classes: &[&str]) {
        if self.document.title_in_body
            && level == 1
            && self.headings == 0
            && self.heading.is_none()
            && self.frames.len() == 1
            && !self.title_dropped()
        {
            self.heading =
                Some(OpenHeading { level, id: String::new(), title: String::new(), question: None, dropped: true });
            return;
        }
        if self.document.front.kind == Kind::Email && self.letter.is_none() && self.frames.len() == 1 {
            self.end_letter();
        }
        let number = self.headings;
        let heading = self.document.headings.get(number);
        let anchor = heading.map(|heading| heading.id.clone()).unwrap_or_default();
        let id = self.edition.anchor(self.site, self.page, Some(&anchor));
        self.headings += 1;
        if level <= 2 && heading.is_some_and(|heading| !heading.nested) {
            self.end_question();
        }
        let question = self.document.questions.iter().position(|question| question.heading == number);
        // In the whole guide the page's title is a level below the guide's.
        let level = if matches!(self.edition, Edition::Whole(_)) { (level + 1).min(6) } else { level };
        if let Some(question) = question {
            self.start_question(question, level, &id);
        } else {
            self.put(format_args!("<h{level}"));
            self.put_attribute("id", &id);
            if !classes.is_empty() {
                self.put_attribute("class", &classes.join(" "));
            }
            self.push(">");
        }
        self.heading = Some(OpenHeading { level, id, title: String::new(), question, dropped: false });
    }

    /// Whether the title heading was already passed.
    fn title_dropped(&self) -> bool {
        self.frames.first().is_some_and(|frame| !frame.html.is_empty())
    }

    fn end_heading(&mut self) {
        let Some(heading) = self.heading.take() else { return };
        if heading.dropped {
            return;
        }
        let id = html::attribute(&heading.id);
        let level = heading.level;
        match heading.question {
            Some(_) => self.put(format_args!("</h{level}></summary><div class=\"answer\" id=\"{id}\">\n")),
            None => self.push(" "),
        }
        let pieces = std::mem::take(&mut self.heading_link);
        let out = self.out();
        out.push_str("<a class=\"anchor\" href=\"#");
        out.push_str(&id);
        out.push_str("\" aria-label=\"");
        for (number, piece) in pieces.iter().enumerate() {
            if number > 0 {
                html::push_attribute(out, heading.title.trim());
            }
            html::push_attribute(out, piece);
        }
        out.push_str("\">#</a>");
        self.heading_link = pieces;
        match heading.question {
            Some(question) => {
                self.push("\n");
                self.start_answer(question);
            }
            None => self.put(format_args!("</h{level}>\n")),
        }
    }

    fn end_letter(&mut self) {
        let letter = std::mem::take(&mut self.frames[0].html);
        self.letter = Some(letter.trim().to_owned());
    }

    fn end_code(&mut self) {
        let Some((language, code)) = self.code.take() else { return };
        let out = self.out();
        out.push_str("<div class=\"code\"");
        if let Some(language) = &language {
            out.push_str(" data-lang=\"");
            html::push_attribute(out, language);
            out.push('"');
        }
        out.push_str("><pre tabindex=\"0\"><code>");
        let mut span = timings::span(Stage::Highlight);
        span.bytes(code.len());
        highlight::push(out, language.as_deref(), &code);
        drop(span);
        out.push_str("</code></pre></div>\n");
    }

    fn start_term(&mut self) {
        if self.document.front.kind != Kind::Glossary {
            self.push("<dt>");
            return;
        }
        let Some(term) = self.document.terms.get(self.terms_seen) else { return };
        let mut names = term.names.iter();
        self.push("<dt");
        self.put_attribute("id", &self.edition.anchor(self.site, self.page, Some(&term.id)));
        self.put(format_args!(">{}", html::text(names.next().map_or("", String::as_str))));
        for name in names {
            self.put(format_args!(" <span class=\"alias\">{}</span>", html::text(name)));
        }
        // The title as written is replaced: what follows goes nowhere.
        self.frames.push(Frame::default());
    }

    fn end_term(&mut self) {
        if self.document.front.kind == Kind::Glossary && self.frames.len() > 1 {
            self.frames.pop();
            self.terms_seen += 1;
        }
        self.push("</dt>\n");
    }

    /// An empty cell of the head heads nothing.
    fn start_cell(&mut self, empty: bool) {
        self.table.names_column = self.table.head && !empty;
        let class = match self.table.alignments.get(self.table.column) {
            Some(Alignment::Center) => " class=\"center\">",
            Some(Alignment::Right) => " class=\"right\">",
            _ => ">",
        };
        self.push(if self.table.names_column { "<th scope=\"col\"" } else { "<td" });
        self.push(class);
    }
}
