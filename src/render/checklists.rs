//! The items of all checklists as a script: what a page needs to say how far a reader has come elsewhere.

use serde_json::json;

use super::body::revision;
use crate::document::{Checklist, PageId};
use crate::site::Site;

/// Guides of more items than this leave out what the items say, so that the file stays small.
const TEXT_LIMIT: usize = 3000;
/// Characters of an item's text; it is shown as one line.
const TEXT_LENGTH: usize = 120;

/// The script: `Matchbook.guide`, the pages with a checklist in order of reading.
///
/// ```text
/// { pages: [{ path, title, lists: [{ id, title, items: [[id, depth, optional (0, 1), anchor, text, revision], …] }] }] }
/// ```
#[must_use]
pub fn checklists(site: &Site) -> String {
    let items: usize = site.documents.iter().flat_map(|page| &page.checklists).map(|list| list.tasks.len()).sum();
    let pages: Vec<serde_json::Value> = site
        .nav
        .order()
        .iter()
        .filter(|page| !site[**page].checklists.is_empty())
        .map(|page| of_page(site, *page, items <= TEXT_LIMIT))
        .collect();
    format!("(globalThis.Matchbook ??= {{}}).guide = {};\n", json!({ "pages": pages }))
}

fn of_page(site: &Site, page: PageId, with_text: bool) -> serde_json::Value {
    let document = &site[page];
    let list = |list: &Checklist| {
        let items: Vec<_> = list
            .tasks
            .iter()
            .map(|task| {
                let text = if with_text { shorten(&task.text) } else { String::new() };
                json!([task.id, task.depth, u8::from(task.optional), task.anchor, text, revision(&task.text)])
            })
            .collect();
        json!({ "id": list.id, "title": list.title, "items": items })
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
