//! What one Markdown file says, as data. Nothing here knows other pages: links are as written, anchors are the page's
//! own.

mod decision;
mod due;

use std::ops::Range;

pub use decision::{Decision, Outcome, Step};
pub use due::{Due, Point};

use xxhash_rust::xxh3::Xxh3;

use crate::diagnostic::{File, Place};
use crate::parse::stream::{Item, KeptStream};
use crate::path::SourcePath;
use crate::table::Text;

/// What the anchors of first uses of terms start with, before the id of the term.
pub(crate) const TERM_ANCHOR: &str = "term--";

/// Words a tired reader reads in a minute.
const WORDS_A_MINUTE: usize = 220;

/// Number of a page, in the order of the source paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub usize);

/// One page of the guide, parsed.
#[derive(Debug, Clone)]
pub struct Document {
    /// The page's own file.
    pub path: SourcePath,
    /// The files the page is made of: its own first, then those it includes.
    pub parts: Vec<SourceText>,
    /// Bytes of the own file below the front matter.
    pub body: Range<usize>,
    /// What stands above it.
    pub front: FrontMatter,
    /// The title as plain text: from the front matter, else the leading first-level heading, else the file's name.
    pub title: String,
    /// Whether the body starts with the heading that gave the title and is therefore rendered without it.
    pub title_in_body: bool,
    /// Headings in order, the title's own left out.
    pub headings: Vec<Heading>,
    /// Links and images in order.
    pub links: Vec<Link>,
    /// Task lists in order, nested ones as part of the outermost.
    pub checklists: Vec<Checklist>,
    /// Questions of a FAQ page, in order.
    pub questions: Vec<Question>,
    /// Entries of a glossary page.
    pub terms: Vec<Term>,
    /// Abbreviations that its prose uses and does not explain itself, each once.
    pub acronyms: Vec<Acronym>,
    /// What an email page holds.
    pub email: Option<Box<Email>>,
    /// The letters of `:::email`, in order: other versions of the page's own, or letters by themselves.
    pub letters: Vec<Email>,
    /// Decisions in order.
    pub decisions: Vec<Decision>,
    /// Anchors that are neither headings nor questions, tasks or terms (directives with an id).
    pub anchors: Vec<String>,
    /// Whether it has the planner.
    pub has_planner: bool,
    /// Words of prose, code left out.
    pub words: usize,
    /// What it says, item by item.
    pub(crate) stream: KeptStream,
}

/// A text that a page is made of, and the path links in it are relative to.
#[derive(Debug, Clone)]
pub struct SourceText {
    /// Where it is below the content folder.
    pub path: SourcePath,
    /// Its text.
    pub file: File,
}

/// Bytes of one of the files a page is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// Index into [`Document::parts`].
    pub part: u32,
    /// First byte.
    pub start: u32,
    /// Byte after the last one.
    pub end: u32,
}

impl Span {
    /// The bytes `range` of the part `part`.
    #[must_use]
    pub fn new(part: usize, range: Range<usize>) -> Self {
        // Files are read up to 16 MiB, far below 4 GiB.
        let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self { part: short(part), start: short(range.start), end: short(range.end) }
    }

    /// The byte offsets.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Document {
    /// What the writers of its letters fill in.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        self.email.as_ref().map_or(&self.front.fields, |email| &email.fields)
    }

    /// The field that a placeholder of one of its letters stands for.
    #[must_use]
    pub fn field(&self, placeholder: &str) -> Option<&Field> {
        field_of(self.fields(), placeholder)
    }

    /// The items of all its checklists, in order.
    pub fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.checklists.iter().flat_map(|list| &list.tasks)
    }

    /// All its letters: the one of an email page, then those of `:::email`.
    pub fn emails(&self) -> impl Iterator<Item = &Email> {
        self.email.as_deref().into_iter().chain(&self.letters)
    }

    /// What rules call an email: its file's name without number and ending.
    #[must_use]
    pub fn short_name(&self) -> &str {
        crate::path::without_number(self.path.stem())
    }

    /// Where a span is, for a finding.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        place(&self.parts, span)
    }

    /// The file of the page itself.
    #[must_use]
    pub fn file(&self) -> &File {
        &self.parts[0].file
    }

    /// What it says, item by item.
    pub(crate) fn items(&self) -> Vec<Item<'_>> {
        self.stream.items(&self.parts)
    }

    /// Lets go of its text and items: from now on it has none.
    pub(crate) fn let_go_of_texts(&mut self) {
        self.stream = KeptStream::default();
        for part in &mut self.parts {
            part.file.text = "".into();
        }
    }

    /// A short name for lists at the side.
    #[must_use]
    pub fn nav_title(&self) -> &str {
        self.front.nav_title.as_deref().unwrap_or(&self.title)
    }

    /// One sentence about the page; empty when there is none.
    #[must_use]
    pub fn description(&self) -> &str {
        self.front.description.as_deref().unwrap_or_default()
    }

    /// A hash of what other pages may say of it: its address, title, anchors, terms and all that stands above it. While it
    /// is the same, other pages, the navigation and what is found wrong with them stay what they are.
    #[must_use]
    pub fn names_hash(&self) -> u64 {
        let mut hash = Xxh3::new();
        let mut add = |text: &str| {
            hash.update(text.as_bytes());
            hash.update(&[0]);
        };
        add(self.path.as_str());
        add(&self.file().text[..self.body.start]);
        add(&self.title);
        self.anchor_names().for_each(&mut add);
        for heading in &self.headings {
            add(&heading.text);
        }
        for question in &self.questions {
            add(&self.headings[question.heading].id);
        }
        for name in self.terms.iter().flat_map(|term| &term.names) {
            add(name);
        }
        let has = [!self.checklists.is_empty(), self.has_planner, self.email.is_some(), self.title_in_body];
        add(&format!("{has:?}"));
        hash.digest()
    }

    /// How many minutes it takes to read, begun ones counted; 0 without prose.
    #[must_use]
    pub fn reading_minutes(&self) -> usize {
        self.words.div_ceil(WORDS_A_MINUTE)
    }

    /// Whether the page has this anchor.
    #[must_use]
    pub fn has_anchor(&self, anchor: &str) -> bool {
        self.anchor_names().any(|name| name == anchor)
    }

    /// All anchors of the page.
    pub fn anchor_names(&self) -> impl Iterator<Item = &str> {
        let tasks = self.tasks().map(|task| task.anchor.as_str());
        self.anchors_beside_tasks().chain(tasks)
    }

    /// The anchors that are not those of tasks, which are made so that they are others.
    pub fn anchors_beside_tasks(&self) -> impl Iterator<Item = &str> {
        let headings = self.headings.iter().map(|heading| heading.id.as_str());
        let terms = self.terms.iter().map(|term| term.id.as_str());
        headings.chain(terms).chain(self.anchors.iter().map(String::as_str))
    }
}

/// Where a span of one of `parts` is.
#[must_use]
pub fn place(parts: &[SourceText], span: Span) -> Place {
    parts[span.part as usize].file.at(span.range())
}

/// What kind of page it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Prose.
    #[default]
    Chapter,
    /// The page readers start on.
    Home,
    /// A sample email.
    Email,
    /// Questions and answers.
    Faq,
    /// Terms and what they mean.
    Glossary,
}

impl Kind {
    /// The names that `kind` in the front matter takes.
    pub const NAMES: [&'static str; 5] = ["chapter", "home", "email", "faq", "glossary"];

    /// The kind with this name.
    #[must_use]
    pub fn of_name(name: &str) -> Self {
        match name {
            "home" => Self::Home,
            "email" => Self::Email,
            "faq" => Self::Faq,
            "glossary" => Self::Glossary,
            _ => Self::Chapter,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// What stands above a page.
#[derive(Debug, Clone)]
pub struct FrontMatter {
    /// It could not be read: what it says of the page is not known.
    pub unread: bool,
    /// `title`.
    pub title: Option<String>,
    /// `nav-title`: a shorter title for the sidebar.
    pub nav_title: Option<String>,
    /// `description`: one sentence.
    pub description: Option<String>,
    /// `kind`.
    pub kind: Kind,
    /// `weight`: order among the neighbors, lower first.
    pub weight: Option<i64>,
    /// `reviewed`: the day the facts were last checked, `YYYY-MM-DD`.
    pub reviewed: Option<String>,
    /// `draft`: shown in the preview only.
    pub draft: bool,
    /// `toc`: whether "On this page" is shown.
    pub toc: bool,
    /// `template`: another page template of the theme.
    pub template: Option<Text>,
    /// `lead` of a home page.
    pub lead: Option<String>,
    /// `actions` of a home page.
    pub actions: Vec<Action>,
    /// `fields` of a page that is no email: what the writer of its letters fills in.
    pub fields: Vec<Field>,
    /// `search`: whether search finds the page.
    pub search: bool,
    /// `search-weight`: how much the page counts in search beside others, 1 for the usual.
    pub search_weight: f64,
    /// `keywords`: words that readers look for and the page does not say.
    pub keywords: Vec<String>,
    /// `aliases`: other names of what the page is about.
    pub aliases: Vec<String>,
    /// Those of `aliases` that are addresses: where the page was before.
    pub moved_from: Vec<Text>,
    /// `extra`: anything, for templates.
    pub extra: Option<tera::Value>,
}

/// A button of the home page.
#[derive(Debug, Clone)]
pub struct Action {
    /// `label`.
    pub label: String,
    /// `href`: a link as in Markdown.
    pub href: String,
    /// Where `href` stands.
    pub span: Span,
}

/// A heading.
#[derive(Debug, Clone)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Anchor, unique on the page.
    pub id: String,
    /// Plain text.
    pub text: String,
    /// Where it is.
    pub span: Span,
    /// Whether it stands inside something else: a directive, a list, a quote.
    pub nested: bool,
}

/// A question of a FAQ page.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its heading, an index into [`Document::headings`].
    pub heading: usize,
    /// `keywords`: words that readers look for and the question does not say.
    pub keywords: Vec<String>,
    /// `related`: the questions that the editor wants below the answer, each an anchor of this page or an address;
    /// `None` leaves it to the program.
    pub related: Option<Vec<Link>>,
    /// The answer as plain text.
    pub answer: String,
    /// Words of the answer, code left out.
    pub words: usize,
    /// The links of the answer, indexes into [`Document::links`].
    pub links: Range<usize>,
}

/// An abbreviation in capitals as a page uses it.
#[derive(Debug, Clone)]
pub struct Acronym {
    /// The abbreviation, without an ending: `IMG` for `IMGs`.
    pub text: String,
    /// The text it stands in.
    pub span: Span,
}

/// A link or image as written.
#[derive(Debug, Clone)]
pub struct Link {
    /// The address.
    pub target: String,
    /// What it is.
    pub kind: LinkKind,
    /// Alternative text of an image, text of a link.
    pub text: String,
    /// The whole link.
    pub span: Span,
}

/// What an address is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// It leads there.
    Link,
    /// An image of Markdown.
    Image,
    /// Something that raw HTML loads.
    Embedded,
}

/// A task list.
#[derive(Debug, Clone)]
pub struct Checklist {
    /// Its name, unique on the page.
    pub id: String,
    /// What readers see above it.
    pub title: Option<String>,
    /// The subject it is repeated for.
    pub per: Option<String>,
    /// Its items, nested ones after the one they belong to.
    pub tasks: Vec<Task>,
}

impl Checklist {
    /// The items that are ticked one by one, and whether the list is complete without each. An item with items below it
    /// is not one of them: it is done when they are.
    pub fn steps(&self) -> impl Iterator<Item = (&Task, bool)> {
        // The optional item that all deeper ones belong to.
        let mut optional: Option<usize> = None;
        self.tasks.iter().enumerate().filter_map(move |(number, task)| {
            if optional.is_some_and(|depth| task.depth <= depth) {
                optional = None;
            }
            if task.optional && optional.is_none() {
                optional = Some(task.depth);
            }
            let is_step = self.tasks.get(number + 1).is_none_or(|next| next.depth <= task.depth);
            is_step.then_some((task, optional.is_some()))
        })
    }
}

/// An item of a task list.
#[derive(Debug, Clone)]
pub struct Task {
    /// What a tick is saved under, unique in the guide.
    pub id: String,
    /// Whether the writer chose the id (else it is made from heading and text).
    pub explicit: bool,
    /// Anchor on the page.
    pub anchor: String,
    /// Plain text of its first paragraph.
    pub text: String,
    /// When it is due.
    pub due: Option<Due>,
    /// The subject it is repeated for, when it differs from its list's.
    pub per: Option<String>,
    /// Whether the list is complete without it.
    pub optional: bool,
    /// The choice of a planner's column for which it is never due.
    pub unless: Option<String>,
    /// The points in time, with a blank between them, from the first of which on it is not due any more.
    pub until: Option<String>,
    /// How deep it is nested, 0 at the top.
    pub depth: usize,
    /// Where it is.
    pub span: Span,
}

/// An entry of the glossary.
#[derive(Debug, Clone)]
pub struct Term {
    /// Anchor on the glossary page.
    pub id: String,
    /// Its names, the main one first.
    pub names: Vec<String>,
    /// What it means, as plain text.
    pub definition: String,
    /// Where it is.
    pub span: Span,
}

/// A sample email.
#[derive(Debug, Clone, Default)]
pub struct Email {
    /// `title` of a letter beside the one of its page.
    pub title: Option<String>,
    /// `subject`, with placeholders in brackets.
    pub subject: Text,
    /// `to`: who it goes to.
    pub to: Option<String>,
    /// `when`: when it is sent, in words.
    pub when: Option<String>,
    /// `window`: when it is sent, as data.
    pub window: Option<Due>,
    /// `limit`: how often it may be sent.
    pub limit: Option<String>,
    /// `level`: how strong it is, a number of the levels of the planner's log.
    pub level: usize,
    /// `words`: fewest and most words of the letter.
    pub words: Option<(usize, usize)>,
    /// `fields`: what the writer fills in.
    pub fields: Vec<Field>,
    /// Placeholders of subject and letter in order.
    pub placeholders: Vec<Placeholder>,
    /// The subject with the examples filled in.
    pub sample_subject: String,
    /// The letter with the examples filled in, an empty line between paragraphs.
    pub sample_letter: String,
    /// Words of the letter with the examples filled in.
    pub letter_words: usize,
    /// Where the letter is.
    pub letter: Span,
}

impl Email {
    /// The field a placeholder stands for.
    #[must_use]
    pub fn field(&self, placeholder: &str) -> Option<&Field> {
        field_of(&self.fields, placeholder)
    }
}

/// The field a placeholder stands for: the one whose label or id it says, case and punctuation apart.
fn field_of<'a>(fields: &'a [Field], placeholder: &str) -> Option<&'a Field> {
    let is_wanted = |name: &str| plain(name).eq(plain(placeholder));
    fields.iter().find(|field| is_wanted(&field.label.text) || is_wanted(&field.id.text))
}

/// Letters and digits in lower case: how placeholders and labels are compared, so that a curly apostrophe or an
/// underscore makes no difference.
fn plain(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// One field of an email.
#[derive(Debug, Clone)]
pub struct Field {
    /// `id`: its stable name.
    pub id: Text,
    /// `label`: what the form calls it.
    pub label: Text,
    /// `hint`: one line of help.
    pub hint: Option<String>,
    /// `example`: an invented example.
    pub example: Option<String>,
    /// `required`: whether the letter is incomplete without it.
    pub required: bool,
    /// `required-with`: the field that makes this one necessary.
    pub required_with: Option<Text>,
    /// `type`: `text`, `date`, `multiline` or `choice`.
    pub kind: &'static str,
    /// `choices` of a `choice`.
    pub choices: Vec<String>,
    /// `group`: what the form puts it under.
    pub group: Option<String>,
    /// `event`: the event that happens on the date that is filled in.
    pub event: Option<String>,
    /// `from`: what the planner fills it with.
    pub from: Option<Source>,
    /// `per`: the subject for each of which it is filled in anew.
    pub per: Option<String>,
}

/// Something the planner knows: `program.name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The subject.
    pub subject: String,
    /// A column of it, or [`NAME`] or [`LAST_NAME`].
    pub column: String,
}

/// What every subject has.
pub const NAME: &str = "name";
/// The last word of its name.
pub const LAST_NAME: &str = "last-name";

/// A placeholder in a subject or letter.
#[derive(Debug, Clone)]
pub struct Placeholder {
    /// The text between the brackets.
    pub label: String,
    /// Where it is, brackets included.
    pub span: Span,
}
