//! What can be found on a page: one entry for each section, question, email, checklist item and glossary term, read off
//! the page's stream.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::words;
use crate::document::{Document, Kind, PageId, Task};
use crate::parse::stream::{EMAIL, Item, Node, PLACEHOLDER, Part};
use crate::path::without_number;
use crate::site::{Input, Site};
use crate::theme::{AttributeKind, PartSpec};

/// Something a reader can find.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// The page.
    pub page: usize,
    /// 0 for the page itself, the level of a heading, [`Entry::LEAF`] for an item or term.
    pub level: u8,
    /// What it is listed under.
    pub kind: EntryKind,
    /// Of a checklist item, its number among those of its page, counted from 1.
    pub task: Option<NonZeroU32>,
    /// Anchor on the page; empty for the page itself.
    pub anchor: Box<str>,
    /// Title as plain text.
    pub title: Box<str>,
    /// Its prose, blanks collapsed.
    pub prose: Box<str>,
    /// What few entries have.
    more: Option<Box<More>>,
}

/// What few entries have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct More {
    /// Further names, weighed like the title.
    pub names: Vec<String>,
    /// Those of them that are titles too: `aliases` of a page.
    pub aliases: Vec<String>,
    /// Of a page, the titles of the sections it stands in, until its words are counted.
    pub sections: Vec<String>,
    /// The letter of an email, its subject on the first line.
    pub letter: Option<String>,
    /// Its code blocks, until their words are counted.
    pub code: String,
    /// Inline code with signs in it (`Rc<T>`, `?`), as written.
    pub spans: Vec<String>,
}

static NO_MORE: More = More {
    names: Vec::new(),
    aliases: Vec::new(),
    sections: Vec::new(),
    letter: None,
    code: String::new(),
    spans: Vec::new(),
};

impl Entry {
    /// What few entries have.
    #[must_use]
    pub fn more(&self) -> &More {
        self.more.as_deref().unwrap_or(&NO_MORE)
    }

    fn more_mut(&mut self) -> &mut More {
        self.more.get_or_insert_default()
    }

    fn letter_mut(&mut self) -> Option<&mut String> {
        self.more.as_mut()?.letter.as_mut()
    }

    /// Drops what is not needed once the words are counted: most of what is held of a large guide.
    pub(super) fn forget_counted(&mut self) {
        let is_term = self.kind == EntryKind::Glossary && self.level == Self::LEAF;
        let Some(more) = &mut self.more else { return };
        (more.sections, more.code) = (Vec::new(), String::new());
        if !is_term {
            more.names = Vec::new();
        }
        if **more == NO_MORE {
            self.more = None;
        }
    }

    /// Level of what has nothing below it.
    pub const LEAF: u8 = 7;
}

/// What an entry is listed under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum EntryKind {
    /// Chapters.
    #[default]
    Guide,
    /// Sample emails and the advice below them.
    Email,
    /// Questions.
    Faq,
    /// Checklist items and the sections that hold them.
    Checklist,
    /// Terms.
    Glossary,
}

impl EntryKind {
    /// All kinds, in the order readers see.
    pub const ALL: [Self; 5] = [Self::Guide, Self::Email, Self::Faq, Self::Checklist, Self::Glossary];

    /// The name that `kind:` takes.
    #[must_use]
    pub fn name(self) -> &'static str {
        ["guide", "email", "faq", "checklist", "glossary"][self as usize]
    }

    /// The kind with this name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Longest inline code that is found as a whole, in letters.
const SPAN_LETTERS: usize = 24;

/// The entries of a page, `number` in reading order, from its stream.
pub(super) fn of_page(
    site: &Site,
    page: PageId,
    number: usize,
    stop_words: &BTreeSet<String>,
    items: &[Item<'_>],
) -> Vec<Entry> {
    let mut collector = Collector::new(&site[page], number, &site.input, stop_words);
    for item in items {
        collector.item(item);
    }
    let mut entries = collector.finish();
    if let Some(first) = entries.first_mut().filter(|first| first.level == 0) {
        let above = site.nav.ancestors(page);
        let sections = above.iter().filter(|section| section.page != Some(page));
        first.more_mut().sections = sections.map(|section| section.title.clone()).collect();
    }
    entries
}

struct OpenPart {
    /// Whether it hides its content.
    is_hidden: bool,
    /// Whether it is a letter of its own.
    is_letter: bool,
}

struct Collector<'a> {
    document: &'a Document,
    page: usize,
    specs: &'a BTreeMap<String, PartSpec>,
    entries: Vec<Entry>,
    /// The prose of each, until the page is read.
    prose: Vec<String>,
    /// The entry of the section that is being read.
    section: usize,
    /// For each open list item: the entry of its task.
    items: Vec<Option<usize>>,
    /// The entry of the term that is being explained.
    term: Option<usize>,
    headings: usize,
    /// Its checklist items, and how many of them were read.
    all_tasks: Vec<&'a Task>,
    tasks: usize,
    terms: usize,
    /// Level of the heading that hides what is below it.
    hidden_below: Option<u8>,
    /// The open parts.
    parts: Vec<OpenPart>,
    stop_words: &'a BTreeSet<String>,
    in_code: bool,
    /// Inside a heading, a term or the marker of a footnote: text that is a title elsewhere.
    in_title: bool,
    /// A link that stands for a placeholder of a letter.
    placeholders: Vec<bool>,
}

impl<'a> Collector<'a> {
    fn new(document: &'a Document, page: usize, input: &'a Input, stop_words: &'a BTreeSet<String>) -> Self {
        let kind = match document.front.kind {
            Kind::Email => EntryKind::Email,
            Kind::Faq => EntryKind::Faq,
            Kind::Glossary => EntryKind::Glossary,
            Kind::Chapter | Kind::Home => EntryKind::Guide,
        };
        let mut first = Entry { page, kind, title: document.title.as_str().into(), ..Entry::default() };
        let mut prose = String::new();
        let names = document.front.keywords.iter().chain(&document.front.aliases).cloned();
        first.more_mut().names.extend(names);
        first.more_mut().aliases.clone_from(&document.front.aliases);
        add(&mut prose, document.description());
        add(&mut prose, document.front.lead.as_deref().unwrap_or_default());
        if let Some(email) = &document.email {
            add(&mut prose, &email.subject.text);
            first.more_mut().letter = Some(format!("{}\n\n", email.subject.text));
        }
        // A file is often named after what its page is about.
        if !document.path.is_index() {
            first.more_mut().names.push(without_number(document.path.stem()).replace(['-', '_'], " "));
        }
        let all_tasks: Vec<&Task> = document.tasks().collect();
        let room = 1 + document.headings.len() + all_tasks.len() + document.terms.len();
        let mut collector = Self {
            document,
            page,
            specs: &input.theme.parts,
            entries: Vec::with_capacity(room),
            prose: Vec::with_capacity(room),
            section: 0,
            items: Vec::new(),
            term: None,
            headings: 0,
            all_tasks,
            tasks: 0,
            terms: 0,
            hidden_below: None,
            parts: Vec::new(),
            stop_words,
            in_code: false,
            in_title: false,
            placeholders: Vec::new(),
        };
        collector.push(first);
        collector.prose[0] = prose;
        collector
    }

    /// Adds an entry. Returns its number on the page.
    fn push(&mut self, entry: Entry) -> usize {
        self.entries.push(entry);
        self.prose.push(String::new());
        self.entries.len() - 1
    }

    fn item(&mut self, item: &Item<'_>) {
        match &item.node {
            Node::Markdown(event) => self.event(event),
            Node::Task(_) => self.task(),
            Node::Open(part) => self.open(part),
            Node::Close => {
                self.parts.pop();
                self.text(" ");
            }
        }
    }

    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(text),
            Event::Code(code) => {
                self.text(code);
                self.span(code);
            }
            Event::HardBreak => self.line_break("\n"),
            Event::SoftBreak | Event::Rule => self.text(" "),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { level, attrs, .. } => self.heading(*level as u8, attrs),
            Tag::Item => self.items.push(None),
            Tag::CodeBlock(_) => self.in_code = true,
            Tag::DefinitionListTitle if self.document.front.kind == Kind::Glossary => {
                let term = self.document.terms.get(self.terms);
                self.terms += 1;
                self.in_title = true;
                self.term = term.filter(|_| !self.is_hidden()).map(|term| {
                    let mut entry = Entry {
                        page: self.page,
                        level: Entry::LEAF,
                        kind: EntryKind::Glossary,
                        anchor: term.id.as_str().into(),
                        title: term.names.join(" / ").into(),
                        ..Entry::default()
                    };
                    entry.more_mut().names.clone_from(&term.names);
                    self.push(entry)
                });
            }
            Tag::Link { dest_url, .. } => {
                let is_placeholder = dest_url.starts_with(PLACEHOLDER);
                if is_placeholder {
                    self.text("[");
                }
                self.placeholders.push(is_placeholder);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: &TagEnd) {
        match tag {
            TagEnd::Heading(_) => self.in_title = false,
            TagEnd::Paragraph => self.line_break("\n\n"),
            TagEnd::Item => {
                self.line_break("\n");
                self.items.pop();
            }
            TagEnd::CodeBlock => {
                self.text("\n");
                self.in_code = false;
            }
            TagEnd::TableCell => self.text(" · "),
            TagEnd::DefinitionListTitle => self.in_title = false,
            TagEnd::DefinitionList => self.term = None,
            TagEnd::Link => {
                if self.placeholders.pop() == Some(true) {
                    self.text("]");
                }
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {}
            _ => self.text(" "),
        }
    }

    fn heading(&mut self, level: u8, attributes: &[(pulldown_cmark::CowStr<'_>, Option<pulldown_cmark::CowStr<'_>>)]) {
        let is_title = self.headings == 0 && self.document.title_in_body;
        let number = self.headings;
        self.headings += 1;
        self.in_title = true;
        if self.hidden_below.is_some_and(|hidden| level <= hidden) {
            self.hidden_below = None;
        }
        let value =
            |name: &str| attributes.iter().find(|(key, _)| &**key == name).and_then(|(_, value)| value.as_deref());
        if value("search") == Some("false") && self.hidden_below.is_none() {
            self.hidden_below = Some(level);
        }
        if self.is_hidden() {
            return;
        }
        let names = value("keywords").into_iter().flat_map(|words| words.split(',')).map(str::to_owned);
        if is_title {
            self.entries[0].more_mut().names.extend(names);
            return;
        }
        let Some(heading) = self.document.headings.get(number - usize::from(self.document.title_in_body)) else {
            return;
        };
        if self.headings == 1 && self.is_nameless() {
            // The page has no title but this one, which stands where a title would.
            self.entries[0].title = heading.text.as_str().into();
            self.entries[0].more_mut().names.extend(names);
            return;
        }
        let kind = self.entries[0].kind;
        self.section = self.push(Entry {
            page: self.page,
            level,
            // A page of checklists becomes one only at the end; its sections decide for themselves.
            kind: if kind == EntryKind::Glossary { EntryKind::Guide } else { kind },
            anchor: heading.id.as_str().into(),
            title: heading.text.as_str().into(),
            ..Entry::default()
        });
        let names: Vec<String> = names.collect();
        if !names.is_empty() {
            self.entries[self.section].more_mut().names = names;
        }
    }

    /// Whether the page is named after its file and says nothing before its first heading.
    fn is_nameless(&self) -> bool {
        let document = self.document;
        document.front.title.is_none() && !document.title_in_body && self.prose[0].trim().is_empty()
    }

    fn task(&mut self) {
        let task = self.all_tasks.get(self.tasks);
        self.tasks += 1;
        if self.is_hidden() {
            return;
        }
        let Some(task) = task else { return };
        self.entries[self.section].kind = EntryKind::Checklist;
        let entry = self.push(Entry {
            page: self.page,
            level: Entry::LEAF,
            kind: EntryKind::Checklist,
            task: u32::try_from(self.tasks).ok().and_then(NonZeroU32::new),
            anchor: task.anchor.as_str().into(),
            title: task.text.as_str().into(),
            ..Entry::default()
        });
        if let Some(item) = self.items.last_mut() {
            *item = Some(entry);
        }
    }

    fn open(&mut self, part: &Part) {
        self.text(" ");
        let is_hidden = part.value("search").is_some_and(|attribute| attribute.value.as_deref() == Some("false"));
        self.parts.push(OpenPart { is_hidden, is_letter: part.name == EMAIL });
        let Some(spec) = self.specs.get(&part.name) else { return };
        for attribute in &part.attributes {
            let is_text = spec.attributes.get(&attribute.name).is_some_and(|spec| spec.kind == AttributeKind::Text);
            // What readers see of a part besides its content.
            if is_text && matches!(attribute.name.as_str(), "title" | "caption") {
                self.text(attribute.value.as_deref().unwrap_or_default());
                self.text(" ");
            }
        }
    }

    fn is_hidden(&self) -> bool {
        self.hidden_below.is_some() || self.parts.iter().any(|part| part.is_hidden)
    }

    /// The number of the entry that text belongs to.
    fn target(&self) -> usize {
        let task = self.items.iter().rev().find_map(|item| *item);
        self.term.or(task).unwrap_or(self.section)
    }

    fn text(&mut self, text: &str) {
        if self.in_title || self.is_hidden() {
            return;
        }
        let entry = self.target();
        if self.in_code {
            self.entries[entry].more_mut().code.push_str(text);
        } else {
            push_collapsed(&mut self.prose[entry], text);
        }
        // What stands above the first heading of an email is the letter, other versions apart.
        if self.headings == 0
            && !self.parts.iter().any(|part| part.is_letter)
            && let Some(letter) = self.entries[0].letter_mut()
        {
            letter.push_str(text);
        }
    }

    /// The end of a line or paragraph: lines matter in letters only.
    fn line_break(&mut self, lines: &str) {
        self.text(" ");
        if self.headings == 0
            && !self.parts.iter().any(|part| part.is_letter)
            && let Some(letter) = self.entries[0].letter_mut()
        {
            letter.truncate(letter.trim_end_matches(' ').len());
            letter.push_str(lines);
        }
    }

    fn span(&mut self, code: &str) {
        // Words are found as words, but `as` and `if` say nothing there.
        let is_word = code.chars().all(words::is_word) && !self.stop_words.contains(code);
        if self.is_hidden() || code.chars().count() > SPAN_LETTERS || is_word {
            return;
        }
        let entry = self.target();
        let entry = &mut self.entries[entry];
        if !entry.more().spans.iter().any(|span| span == code) {
            entry.more_mut().spans.push(code.to_owned());
        }
    }

    fn finish(mut self) -> Vec<Entry> {
        let sections = |entry: &&Entry| entry.level == 2;
        let is_list =
            self.tasks > 0 && self.entries.iter().filter(sections).all(|entry| entry.kind == EntryKind::Checklist);
        if self.entries[0].kind == EntryKind::Guide && is_list {
            self.entries[0].kind = EntryKind::Checklist;
        }
        for (entry, prose) in self.entries.iter_mut().zip(&self.prose) {
            let trimmed = prose.trim();
            // The first paragraph of an item is its title.
            let prose =
                if entry.task.is_some() { trimmed.strip_prefix(&*entry.title).unwrap_or(trimmed) } else { trimmed };
            entry.prose = prose.trim_matches([' ', '·']).into();
            if let Some(letter) = entry.letter_mut() {
                letter.truncate(letter.trim_end().len());
            }
        }
        self.entries
    }
}

fn add(prose: &mut String, sentence: &str) {
    if !sentence.is_empty() {
        push_collapsed(prose, sentence);
        prose.push(' ');
    }
}

/// Adds text, runs of blanks as one.
fn push_collapsed(prose: &mut String, text: &str) {
    // About what a section has: piece by piece it would grow in many steps.
    const ROOM: usize = 512;
    if prose.capacity() == 0 {
        prose.reserve(ROOM.max(text.len()));
    }
    let has_room = |prose: &str| prose.as_bytes().last().is_some_and(|last| *last != b' ');
    if is_collapsed(text) {
        let starts_late = text.starts_with(' ') && !has_room(prose);
        prose.push_str(&text[usize::from(starts_late)..]);
        return;
    }
    for (number, piece) in text.split(char::is_whitespace).enumerate() {
        if number > 0 && has_room(prose) {
            prose.push(' ');
        }
        prose.push_str(piece);
    }
}

/// Whether a text is ASCII whose blanks are single spaces. All bytes are looked at, many at once.
fn is_collapsed(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_other = |byte: u8| !byte.is_ascii() | matches!(byte, b'\t'..=b'\r');
    let has_other = bytes.iter().fold(false, |any, byte| any | is_other(*byte));
    let next = bytes.get(1..).unwrap_or_default();
    !has_other && !bytes.iter().zip(next).fold(false, |any, (a, b)| any | ((*a == b' ') & (*b == b' ')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_blanks_are_one() {
        let pieces = ["", " ", "  ", "a", "b c", " d", "e ", "\n", "f\tg", "é\u{a0}h", "·"];
        let texts = pieces.iter().flat_map(|a| pieces.iter().map(move |b| format!("{a}{b}")));
        for text in texts {
            for before in ["", "x", "x "] {
                let mut prose = before.to_owned();
                push_collapsed(&mut prose, &text);
                let mut expected = before.to_owned();
                for c in text.chars() {
                    match c.is_whitespace() {
                        true if expected.is_empty() || expected.ends_with(' ') => {}
                        true => expected.push(' '),
                        false => expected.push(c),
                    }
                }
                assert_eq!(prose, expected, "{before:?} + {text:?}");
            }
        }
    }
}
