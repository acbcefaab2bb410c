//! What scripts know of the guide as a whole: the items of all checklists, the emails, and what the planner keeps.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::body::revision;
use super::page::planner_page;
use crate::document::{Checklist, PageId, Task};
use crate::site::Site;

/// Guides of more items than this leave out what the items say, so that the file stays small.
const TEXT_LIMIT: usize = 3000;
/// Characters of an item's text: enough for a whole item, so that no condition at its end is lost.
const TEXT_LENGTH: usize = 300;
/// About how many bytes an item without text takes.
const BYTES_OF_ITEM: usize = 140;

/// The script: `Matchbook.guide`. `pages` are those with a checklist in order of reading; `planner` is `[planner]` of
/// `book.toml` with the address of the planner's page.
///
/// ```text
/// { pages: [{ path, title, lists: [{ id, title, per, items: [[id, depth, optional (0, 1), anchor (empty: `task-` and the id in small
///   letters), text, revision, per, due, unless, until], …] }] }],
///   emails: [[name, title, level, path], …],
///   planner: { page, subjects, events, log, shortlist } }
/// ```
#[must_use]
pub fn guide_script(site: &Site) -> Vec<u8> {
    let items: usize = site.documents.iter().flat_map(|page| &page.checklists).map(|list| list.tasks.len()).sum();
    let order = site.nav.order();
    let pages = order.iter().filter(|page| !site[**page].checklists.is_empty());
    let emails = order.iter().filter_map(|page| {
        let document = &site[*page];
        let email = document.email.as_ref()?;
        Some((document.short_name(), document.nav_title(), email.level, site.path(*page).encoded()))
    });
    let mut planner = json!(site.config().planner);
    planner["page"] = json!(planner_page(site).map(|page| site.path(page).encoded()));
    let guide = Guide {
        emails: emails.collect(),
        pages: pages.map(|page| Page::new(site, *page, items <= TEXT_LIMIT)).collect(),
        planner,
    };
    // In a large guide these are millions of bytes, so they are written once and not put together from others.
    let mut script = b"(globalThis.Matchbook ??= {}).guide = ".to_vec();
    script.reserve(items * BYTES_OF_ITEM);
    // Texts and numbers alone cannot fail, and neither can memory.
    let _ = serde_json::to_writer(&mut script, &guide);
    script.extend_from_slice(b";\n");
    script
}

#[derive(Serialize)]
struct Guide<'a> {
    emails: Vec<(&'a str, &'a str, usize, String)>,
    pages: Vec<Page<'a>>,
    planner: Value,
}

#[derive(Serialize)]
struct Page<'a> {
    lists: Vec<List<'a>>,
    path: String,
    title: &'a str,
}

#[derive(Serialize)]
struct List<'a> {
    id: &'a str,
    #[serde(serialize_with = "items")]
    items: (&'a [Task], bool),
    per: Option<&'a str>,
    title: Option<&'a str>,
}

impl<'a> Page<'a> {
    fn new(site: &'a Site, page: PageId, with_text: bool) -> Self {
        let document = &site[page];
        let list = |list: &'a Checklist| List {
            id: &list.id,
            items: (&list.tasks, with_text),
            per: list.per.as_deref(),
            title: list.title.as_deref(),
        };
        Self {
            lists: document.checklists.iter().map(list).collect(),
            path: site.path(page).encoded(),
            title: &document.title,
        }
    }
}

/// Writes the items of a list one after the other: a large guide has too many to hold them all.
fn items<S: Serializer>((tasks, with_text): &(&[Task], bool), serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(tasks.iter().map(|task| {
        (
            &task.id,
            task.depth,
            u8::from(task.optional),
            if is_usual_anchor(task) { "" } else { &task.anchor },
            if *with_text { shorten(&task.text) } else { String::new() },
            revision(&task.text),
            task.per.as_deref().unwrap_or_default(),
            task.due.as_ref().map(ToString::to_string).unwrap_or_default(),
            task.unless.as_deref().unwrap_or_default(),
            task.until.as_deref().unwrap_or_default(),
        )
    }))
}

/// Whether a script can tell the anchor from the id.
fn is_usual_anchor(task: &Task) -> bool {
    let rest = task.anchor.strip_prefix("task-");
    // Letters beyond ASCII may become small in another way there.
    let is_small = |rest: &str| {
        // All bytes are looked at, many at once.
        let bytes = rest.bytes().zip(task.id.bytes());
        rest.len() == task.id.len() && bytes.fold(true, |same, (byte, own)| same & (byte == own.to_ascii_lowercase()))
    };
    task.id.is_ascii() && rest.is_some_and(is_small)
}

/// At most [`TEXT_LENGTH`] characters of a text, cut between words.
fn shorten(text: &str) -> String {
    let text = text.trim();
    let Some((end, _)) = text.char_indices().nth(TEXT_LENGTH) else { return text.to_owned() };
    let cut = text[..end].rfind(' ').unwrap_or(end);
    format!("{} …", &text[..cut])
}
