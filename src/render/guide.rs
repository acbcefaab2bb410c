//! What scripts know of the guide as a whole: the items of all checklists, the emails, and what the planner keeps.

use serde_json::{Value, json};

use super::body::revision;
use super::page::planner_page;
use crate::document::{Checklist, PageId};
use crate::site::Site;

/// Guides of more items than this leave out what the items say, so that the file stays small.
const TEXT_LIMIT: usize = 3000;
/// Characters of an item's text: enough for a whole item, so that no condition at its end is lost.
const TEXT_LENGTH: usize = 300;

/// The script: `Matchbook.guide`. `pages` are those with a checklist in order of reading; `planner` is `[planner]` of
/// `book.toml` with the address of the planner's page.
///
/// ```text
/// { pages: [{ path, title, lists: [{ id, title, per, items: [[id, depth, optional (0, 1), anchor, text, revision, per, due, unless, until], …] }] }],
///   emails: [[name, title, level, path], …],
///   planner: { page, subjects, events, log, shortlist } }
/// ```
#[must_use]
pub fn guide_script(site: &Site) -> String {
    let items: usize = site.documents.iter().flat_map(|page| &page.checklists).map(|list| list.tasks.len()).sum();
    let order = site.nav.order();
    let pages: Vec<Value> = order
        .iter()
        .filter(|page| !site[**page].checklists.is_empty())
        .map(|page| of_page(site, *page, items <= TEXT_LIMIT))
        .collect();
    let emails: Vec<Value> = order
        .iter()
        .filter_map(|page| {
            let document = &site[*page];
            let email = document.email.as_ref()?;
            Some(json!([document.short_name(), document.nav_title(), email.level, site.path(*page).encoded()]))
        })
        .collect();
    let mut planner = json!(site.config().planner);
    planner["page"] = json!(planner_page(site).map(|page| site.path(page).encoded()));
    let guide = json!({ "pages": pages, "emails": emails, "planner": planner });
    format!("(globalThis.Matchbook ??= {{}}).guide = {guide};\n")
}

fn of_page(site: &Site, page: PageId, with_text: bool) -> Value {
    let document = &site[page];
    let list = |list: &Checklist| {
        let items: Vec<_> = list
            .tasks
            .iter()
            .map(|task| {
                let text = if with_text { shorten(&task.text) } else { String::new() };
                let per = task.per.as_deref().unwrap_or_default();
                let due = task.due.as_ref().map(ToString::to_string).unwrap_or_default();
                json!([
                    task.id,
                    task.depth,
                    u8::from(task.optional),
                    task.anchor,
                    text,
                    revision(&task.text),
                    per,
                    due,
                    task.unless.as_deref().unwrap_or_default(),
                    task.until.as_deref().unwrap_or_default()
                ])
            })
            .collect();
        json!({ "id": list.id, "title": list.title, "per": list.per, "items": items })
    };
    let lists: Vec<_> = document.checklists.iter().map(list).collect();
    json!({ "path": site.path(page).encoded(), "title": document.title, "lists": lists })
}

/// At most [`TEXT_LENGTH`] characters of a text, cut between words.
fn shorten(text: &str) -> String {
    let text = text.trim();
    let Some((end, _)) = text.char_indices().nth(TEXT_LENGTH) else { return text.to_owned() };
    let cut = text[..end].rfind(' ').unwrap_or(end);
    format!("{} …", &text[..cut])
}
