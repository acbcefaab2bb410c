//! What templates see. Each struct here is a promise to theme authors: a field that is listed exists on every page
//! that uses the context, `null` where it is an `Option`.
//!
//! Text fields are plain text and are escaped by the template; fields whose documentation says *safe HTML* are not
//! escaped again. Every address is relative to the page that is being made, except on `404.html`.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::Value;

/// The context of every page template.
#[derive(Debug, Serialize)]
pub struct PageContext<'a> {
    /// What is the same on all pages of the site.
    pub site: Value,
    /// Interface strings of the site's language, by key (`strings/<language>.toml`).
    pub strings: Value,
    /// Addresses of the theme's own files.
    pub assets: Value,
    /// The way from this page to the root of the site: empty, `../`, `../../`… Put it before `assets.*` and other
    /// addresses that count from the root.
    pub root: &'a str,
    /// The page itself.
    pub page: Page<'a>,
    /// The navigation at the side, already rendered from `sidebar.html`: safe HTML.
    pub sidebar: Value,
}

/// What is the same on all pages.
#[derive(Debug, Serialize)]
pub struct Site<'a> {
    /// `book.title`.
    pub title: &'a str,
    /// `book.description`, empty when there is none.
    pub description: &'a str,
    /// `book.authors`.
    pub authors: &'a [String],
    /// `book.language`, a BCP 47 tag.
    pub language: &'a str,
    /// `ltr` or `rtl`.
    pub direction: &'a str,
    /// `book.id`, under which a reader's data is kept.
    pub id: &'a str,
    /// `site.footer`: safe HTML made from its Markdown, `null` when there is none.
    pub footer: Option<Value>,
    /// `site.repository`, the address of the source for a link in the header.
    pub repository: Option<&'a str>,
    /// Address of the home page, from the root.
    pub home: &'a str,
    /// Address of the page that lists every page, from the root.
    pub contents: &'a str,
    /// Whether the site has a search.
    pub search: bool,
    /// Address of the list from A to Z, from the root; exists when there is a search.
    pub a_to_z: &'a str,
    /// Address of the page that holds the whole guide for printing, from the root; `null` when it is switched off.
    pub print: Option<&'a str>,
    /// Address of the page that shows what a reader keeps on the device, from the root.
    pub my_data: &'a str,
    /// Address of the script that tells of all checklists and of the planner, from the root; `null` when the guide has
    /// neither.
    pub guide: Option<&'a str>,
    /// Address of the page with the planner, from the root; `null` when the guide has none.
    pub planner: Option<&'a str>,
    /// Address of the script with the rules for emails, from the root; `null` when the guide has none.
    pub rules: Option<&'a str>,
    /// Address of the page where any email is checked, from the root; `null` when the guide has no rules.
    pub check_email: Option<&'a str>,
    /// The day of the latest change of the guide (`2026-11-23`), on copies to hand on; `null` on the site itself.
    pub edition: Option<&'a str>,
    /// `offline.review-days`: after how many days such a copy is old; `null` for never.
    pub review_days: Option<usize>,
    /// `site.base-url`, where a newer copy may be.
    pub base_url: Option<&'a str>,
    /// Address of the feed of changed pages, from the root; `null` when there is none.
    pub feed: Option<&'a str>,
    /// The sections and pages of the top level, for a header or a footer, addresses from the root.
    pub top: Vec<Link<'a>>,
    /// Address of the script that keeps the site on the device, from the root; `null` when it is switched off.
    pub service_worker: Option<&'a str>,
    /// Address of the web app manifest, from the root; `null` when there is no such script.
    pub manifest: Option<&'a str>,
    /// The content of the `Content-Security-Policy` meta tag.
    pub csp: &'a str,
    /// `[extra]` of `book.toml`.
    pub extra: Value,
}

/// Where something is now.
#[derive(Debug, Serialize)]
pub struct Moved {
    /// The new address of the page; `null` on a page that is still there.
    pub to: Option<String>,
    /// Title of the page there, or the address of another site.
    pub title: String,
    /// The same and the places of old anchors, for the script: JSON as plain text.
    pub data: String,
}

/// Addresses of the theme's own files, from the root.
#[derive(Debug, Serialize)]
pub struct Assets<'a> {
    /// The style sheet.
    pub stylesheet: &'a str,
    /// The script.
    pub script: &'a str,
    /// The scripts of bundles by the bundle's name, for what is loaded when a reader does something.
    pub scripts: BTreeMap<&'a str, &'a str>,
    /// The few lines that set the color scheme before the first paint: safe, goes inside a `<script>` in the head.
    pub head_script: Value,
    /// The icon of the site.
    pub favicon: &'a str,
}

/// One page.
#[derive(Debug, Serialize)]
pub struct Page<'a> {
    /// Title as plain text.
    pub title: &'a str,
    /// Title with its inline markup: safe HTML.
    pub title_html: Value,
    /// One sentence; empty when the page has none.
    pub description: &'a str,
    /// `chapter`, `home`, `email`, `faq`, `glossary`; `contents`, `a-to-z`, `check-email`, `my-data`, `print`, `moved`, `start-here`,
    /// `not-found` and `book-title` for pages Matchbook makes.
    pub kind: &'a str,
    /// Address from the root of the site.
    pub path: &'a str,
    /// Absolute address; `null` without `site.base-url`.
    pub canonical: Option<String>,
    /// The page's content: safe HTML. On an email page it is the advice below the letter.
    pub body: Value,
    /// Headings of the page for "On this page", nested; empty when switched off.
    pub toc: Vec<TocEntry<'a>>,
    /// Ways up: the section's front pages, first the topmost. Without the page itself and without the home page.
    pub breadcrumbs: Vec<Link<'a>>,
    /// The page before this one in reading order.
    pub previous: Option<Link<'a>>,
    /// The page after this one in reading order.
    pub next: Option<Link<'a>>,
    /// Reading time in minutes at 220 words a minute, at least 1; 0 on pages without prose.
    pub reading_minutes: usize,
    /// The day the facts were last checked, as written (`2026-11-23`).
    pub reviewed: Option<&'a str>,
    /// Where the page's source can be edited.
    pub edit_url: Option<String>,
    /// Whether the page is a draft (only ever true in the preview).
    pub draft: bool,
    /// What an email page has besides its body.
    pub email: Option<Email<'a>>,
    /// What the home page has besides its body.
    pub home: Option<Home<'a>>,
    /// Number of checklist items on the page that are ticked one by one: those without items below them.
    pub tasks: usize,
    /// Number of questions on a FAQ page.
    pub questions: usize,
    /// Structured data for search engines (JSON-LD): each safe, goes inside a `<script type="application/ld+json">`.
    pub json_ld: Vec<Value>,
    /// The day the page last changed, as git tells it (`2026-11-23`); `null` where that is not known, as in the preview.
    pub changed: Option<&'a str>,
    /// The picture for link previews; `null` without `site.base-url`, and when it is switched off.
    pub card: Option<Card>,
    /// Address of the page's Markdown, from the root; `null` when the site has none.
    pub markdown: Option<String>,
    /// Where the page, or old places on it, are now; `null` on pages that nothing moved away from.
    pub moved: Option<Moved>,
    /// Style sheets that the page needs besides the one of all pages, addresses from the root.
    pub styles: Vec<&'a str>,
    /// Scripts that the page needs besides the one of all pages, addresses from the root, in this order.
    pub scripts: Vec<&'a str>,
    /// All pages in order, on the `contents` and `print` pages.
    pub pages: Vec<ListedPage<'a>>,
    /// Everything that has a name, on the `a-to-z` page; the terms, on a glossary page.
    pub letters: Vec<Letter<'a>>,
    /// `[extra]` of the page's front matter.
    pub extra: Value,
}

/// A picture for link previews.
#[derive(Debug, Serialize)]
pub struct Card {
    /// Absolute address of a PNG of 1200 × 630 pixels.
    pub address: String,
    /// What it shows, in words.
    pub alt: String,
}

/// The names that start with a letter.
#[derive(Debug, Serialize)]
pub struct Letter<'a> {
    /// The letter, or a word for names that start with none.
    pub name: String,
    /// Anchor, without `#`.
    pub id: String,
    /// The names, in order.
    pub entries: Vec<NamedEntry<'a>>,
}

/// Something that has a name: a page, a section, a question, a term.
#[derive(Debug, Serialize)]
pub struct NamedEntry<'a> {
    /// Its name.
    pub title: &'a str,
    /// Address from the root; on a glossary page that of the entry on it, `#…`.
    pub href: String,
    /// Title of the page that it is a part of; `null` for a page.
    pub page: Option<&'a str>,
}

/// A link with its text.
#[derive(Debug, Clone, Serialize)]
pub struct Link<'a> {
    /// Text of the link.
    pub title: &'a str,
    /// Address; `null` for a section without a front page.
    pub href: Option<String>,
}

/// One heading in "On this page".
#[derive(Debug, Serialize)]
pub struct TocEntry<'a> {
    /// Anchor, without `#`.
    pub id: &'a str,
    /// Text of the heading: plain text.
    pub title: &'a str,
    /// Level of the heading, 2 or 3.
    pub level: u8,
    /// Headings one level below.
    pub children: Vec<TocEntry<'a>>,
}

/// A page in the list of all pages, or in the print edition.
#[derive(Debug, Serialize)]
pub struct ListedPage<'a> {
    /// Title, or the section's name when the entry is a section without a front page.
    pub title: &'a str,
    /// Depth in the navigation, 0 at the top.
    pub depth: usize,
    /// Address from the root; in the print edition the anchor of the page's first line. `null` for a section
    /// without a front page.
    pub href: Option<String>,
    /// One sentence.
    pub description: &'a str,
    /// Kind of the page.
    pub kind: &'a str,
    /// Content, in the print edition only: safe HTML, all anchors made unique.
    pub body: Value,
    /// The letter of an email page, in the print edition only.
    pub email: Option<Email<'a>>,
}

/// An email page.
#[derive(Debug, Clone, Serialize)]
pub struct Email<'a> {
    /// Subject line with marked placeholders: safe HTML.
    pub subject: Value,
    /// Who it goes to.
    pub to: Option<&'a str>,
    /// When it is sent, in words: `when`, else the window as a sentence.
    pub when: Option<String>,
    /// When it is sent, as data: `interview+24h..+72h`.
    pub window: Option<String>,
    /// How often it may be sent.
    pub limit: Option<&'a str>,
    /// How strong it is, a number of the levels of the planner's log.
    pub level: usize,
    /// Fewest words of the letter.
    pub words_min: Option<usize>,
    /// Most words of the letter.
    pub words_max: Option<usize>,
    /// The letter with marked placeholders: safe HTML.
    pub letter: Value,
    /// What the writer fills in.
    pub fields: Vec<Field<'a>>,
    /// The same fields as the form shows them, under the names of their groups.
    pub groups: Vec<FieldGroup<'a>>,
    /// What rules call it: the name of its file.
    pub name: &'a str,
    /// What stands above a letter of `:::email`.
    pub title: Option<&'a str>,
    /// A name when it is another version of the letter of its page; else empty.
    pub version: String,
    /// The other versions of the letter of an email page: safe HTML.
    pub versions: Value,
}

/// Fields that stand together.
#[derive(Debug, Clone, Serialize)]
pub struct FieldGroup<'a> {
    /// What stands above them.
    pub title: Option<&'a str>,
    /// The fields.
    pub fields: Vec<Field<'a>>,
}

/// One field of an email.
#[derive(Debug, Clone, Serialize)]
pub struct Field<'a> {
    /// Stable name.
    pub id: &'a str,
    /// What the form calls it.
    pub label: &'a str,
    /// One line of help.
    pub hint: Option<&'a str>,
    /// An invented example.
    pub example: Option<&'a str>,
    /// Whether the letter is incomplete without it.
    pub required: bool,
    /// The field that makes this one necessary.
    pub required_with: Option<&'a str>,
    /// `text`, `date`, `multiline` or `choice`.
    pub kind: &'a str,
    /// The choices of a `choice` field.
    pub choices: &'a [String],
    /// The event that happens on the date that is filled in.
    pub event: Option<&'a str>,
    /// What the planner fills it with: `program.name`.
    pub from: Option<String>,
    /// The subject for each of which it is filled in anew: that of `from`, or the one that is written.
    pub per: Option<&'a str>,
}

/// The home page.
#[derive(Debug, Serialize)]
pub struct Home<'a> {
    /// The sentence under the title.
    pub lead: Option<&'a str>,
    /// The main buttons, most important first.
    pub actions: Vec<Link<'a>>,
}

/// The context of `sidebar.html`, rendered once for each section.
#[derive(Debug, Serialize)]
pub struct SidebarContext<'a> {
    /// Interface strings.
    pub strings: Value,
    /// The entries of the top level.
    pub entries: Vec<SidebarEntry<'a>>,
    /// Address of the list of all pages; `null` when the sidebar already shows everything.
    pub all_pages: Option<String>,
}

/// The context of `book-contents.html`.
#[derive(Debug, Serialize)]
pub struct BookContentsContext<'a> {
    /// What is the same on all pages of the site.
    pub site: Value,
    /// Interface strings.
    pub strings: Value,
    /// The entries of the top level.
    pub entries: Vec<BookEntry<'a>>,
    /// Address of the page with the book's title.
    pub title: &'a str,
    /// Address of the first page of the guide.
    pub start: String,
}

/// One entry of a book's table of contents.
#[derive(Debug, Serialize)]
pub struct BookEntry<'a> {
    /// Text of the entry.
    pub title: &'a str,
    /// Address; `null` for a section without a front page.
    pub href: Option<String>,
    /// Entries below.
    pub children: Vec<BookEntry<'a>>,
}

/// One entry of the sidebar.
#[derive(Debug, Serialize)]
pub struct SidebarEntry<'a> {
    /// Text of the entry.
    pub title: &'a str,
    /// Address; `null` for a section without a front page.
    pub href: Option<String>,
    /// Goes inside the `<a>` tag, after the tag's name; becomes `aria-current="page"` on the page itself.
    pub mark: Value,
    /// Whether the page is inside this section.
    pub open: bool,
    /// Entries below.
    pub children: Vec<SidebarEntry<'a>>,
    /// How many more neighbors there are than are listed here (only in very long sections).
    pub hidden: usize,
}

/// The context of a part's template, `parts/<name>.html`.
#[derive(Debug, Serialize)]
pub struct PartContext<'a> {
    /// Interface strings.
    pub strings: Value,
    /// The way from this page to the root of the site.
    pub root: &'a str,
    /// Name of the directive as written (`note`).
    pub name: &'a str,
    /// `#id`, or one that is unique on the page where the part is declared with `anchor = true`; else `null`.
    pub id: Option<&'a str>,
    /// `.class` names, joined by spaces; empty when there are none.
    pub classes: &'a str,
    /// Every attribute the part declares; `null` (or `false` for a flag) when it was not written.
    pub attrs: BTreeMap<&'a str, Value>,
    /// What stands between the opening and the closing line: safe HTML. Holds the children too.
    pub body: Value,
    /// The parts directly inside this one, in order.
    pub children: Vec<PartChild>,
    /// For a checklist: what Matchbook read in it.
    pub checklist: Option<Checklist>,
    /// For a letter: what Matchbook read in it.
    pub email: Option<Email<'a>>,
    /// For a decision: its questions and outcomes.
    pub decision: Option<Decision<'a>>,
    /// Whether it stands in a book, where no script runs and nothing can be filled in.
    pub book: bool,
    /// Absolute address of its page on the published site; `null` without `site.base-url`.
    pub address: Option<String>,
}

/// A part directly inside another.
#[derive(Debug, Clone, Serialize)]
pub struct PartChild {
    /// Name of the directive.
    pub name: String,
    /// Its anchor.
    pub id: Option<String>,
    /// Its attributes.
    pub attrs: BTreeMap<String, Value>,
    /// Its content: safe HTML (not rendered by its own template).
    pub body: Value,
}

/// A question path.
#[derive(Debug, Clone, Serialize)]
pub struct Decision<'a> {
    /// What stands above the first question: safe HTML.
    pub intro: Value,
    /// Its questions in order.
    pub questions: Vec<DecisionStep<'a>>,
    /// What its answers lead to in the end.
    pub outcomes: Vec<DecisionStep<'a>>,
}

/// A question or an outcome of a decision.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionStep<'a> {
    /// Anchor of its heading.
    pub id: String,
    /// Its heading as plain text.
    pub title: &'a str,
    /// `go`, `wait` or `stop` for an outcome that says so; else `null`.
    pub outcome: Option<&'static str>,
    /// Heading and text: safe HTML. Links that answer the question have the class `decision-answer`.
    pub body: Value,
}

/// What a checklist holds.
#[derive(Debug, Clone, Serialize)]
pub struct Checklist {
    /// Number of items that are ticked one by one: those without items below them.
    pub items: usize,
    /// How many of them are optional.
    pub optional: usize,
    /// Name of the subject it is repeated for (`program`), `null` when it exists once.
    pub per: Option<String>,
}
