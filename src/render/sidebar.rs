//! The navigation at the side. A small guide shows all of it; a large one shows the top level and the section the page
//! is in, so that no page grows with the number of pages. Rendered once for each section; a page only marks itself.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use tera::Value;

use super::context::{SidebarContext, SidebarEntry};
use super::templates::Templates;
use crate::diagnostic::Diagnostic;
use crate::document::PageId;
use crate::nav::Entry;
use crate::path::SitePath;
use crate::site::Site;

/// Guides of up to this many entries show all of them on every page.
const SHOW_ALL: usize = 120;

/// In a longer section, how many neighbors before and after the page are shown.
const AROUND: usize = 30;

/// Stands around the number of a page in the rendered sidebar; private-use characters, which no title has.
const MARK: (char, char) = ('\u{f5d0}', '\u{f5d1}');

/// What marks the page itself.
const CURRENT: &str = " aria-current=\"page\"";

/// Rendered sidebars by folder of the page, section and window.
#[derive(Debug, Default)]
pub(super) struct Sidebars {
    rendered: RwLock<HashMap<Key, Arc<Sidebar>>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    folder: String,
    /// The way down to the section the page is in.
    section: Vec<usize>,
    /// Which part of a long section is shown.
    window: usize,
}

/// A rendered sidebar, cut where a page may be marked.
#[derive(Debug, Default)]
struct Sidebar {
    pieces: Vec<(String, Option<PageId>)>,
}

impl Sidebars {
    /// The sidebar as the page `page` shows it.
    pub(super) fn of(
        &self,
        site: &Site,
        templates: &Templates,
        strings: &Value,
        page: PageId,
        errors: &mut Vec<Diagnostic>,
    ) -> Value {
        let trail = site.nav.trail(page);
        // A section's front page stands in the section itself.
        let has_children = site.nav.ancestors(page).last().is_some_and(|entry| !entry.children.is_empty());
        let section = if has_children { trail } else { &trail[..trail.len().saturating_sub(1)] };
        let position = if has_children { 0 } else { trail.last().copied().unwrap_or(0) };
        let key = Key {
            folder: site.path(page).folder().to_owned(),
            section: section.to_vec(),
            window: if is_long(level(site.nav.entries(), section)) && !shows_all(site) { position / AROUND } else { 0 },
        };
        let sidebar = self.rendered(site, templates, strings, site.path(page), key, errors);
        let length = sidebar.pieces.iter().map(|(piece, _)| piece.len()).sum::<usize>();
        let mut html = String::with_capacity(length + CURRENT.len());
        for (piece, mark) in &sidebar.pieces {
            html.push_str(piece);
            if *mark == Some(page) {
                html.push_str(CURRENT);
            }
        }
        Value::safe_string(&html)
    }

    /// The sidebar of a page that Matchbook makes, which is in no section.
    pub(super) fn plain(
        &self,
        site: &Site,
        templates: &Templates,
        strings: &Value,
        path: &SitePath,
        errors: &mut Vec<Diagnostic>,
    ) -> Value {
        let key = Key { folder: path.folder().to_owned(), section: Vec::new(), window: 0 };
        let sidebar = self.rendered(site, templates, strings, path, key, errors);
        let html: String = sidebar.pieces.iter().map(|(piece, _)| piece.as_str()).collect();
        Value::safe_string(&html)
    }

    /// A sidebar as the file `from` shows it, rendered now if it never was.
    fn rendered(
        &self,
        site: &Site,
        templates: &Templates,
        strings: &Value,
        from: &SitePath,
        key: Key,
        errors: &mut Vec<Diagnostic>,
    ) -> Arc<Sidebar> {
        let known = self.rendered.read().ok().and_then(|rendered| rendered.get(&key).cloned());
        if let Some(sidebar) = known {
            return sidebar;
        }
        match render(site, templates, strings, from, &key) {
            Ok(sidebar) => {
                let sidebar = Arc::new(sidebar);
                if let Ok(mut rendered) = self.rendered.write() {
                    rendered.insert(key, sidebar.clone());
                }
                sidebar
            }
            // Nothing is kept, so that every page says so.
            Err(error) => {
                errors.push(*error);
                Arc::default()
            }
        }
    }
}

/// Whether a page shows a part of a level only.
fn is_long(entries: &[Entry]) -> bool {
    entries.len() > 3 * AROUND
}

/// The entries of the section that one comes to on the way `section`.
fn level<'a>(entries: &'a [Entry], section: &[usize]) -> &'a [Entry] {
    section.iter().fold(entries, |entries, index| entries.get(*index).map_or(&[], |entry| &entry.children))
}

/// Whether the guide is so small that every page shows all entries.
fn shows_all(site: &Site) -> bool {
    site.nav.len() <= SHOW_ALL
}

fn render(
    site: &Site,
    templates: &Templates,
    strings: &Value,
    from: &SitePath,
    key: &Key,
) -> Result<Sidebar, Box<Diagnostic>> {
    let all = shows_all(site);
    let lister = Lister { site, from, key, all };
    let context = SidebarContext {
        strings: strings.clone(),
        entries: lister.entries(site.nav.entries(), 0, true).0,
        all_pages: (!all).then(|| from.href(&SitePath::new(super::CONTENTS))),
    };
    Ok(Sidebar { pieces: cut(&templates.render("sidebar.html", &context)?) })
}

struct Lister<'a> {
    site: &'a Site,
    from: &'a SitePath,
    key: &'a Key,
    all: bool,
}

impl<'a> Lister<'a> {
    /// The entries of a level that are shown and how many are not. `on_trail`: whether the page is below this level.
    fn entries(&self, entries: &'a [Entry], depth: usize, on_trail: bool) -> (Vec<SidebarEntry<'a>>, usize) {
        let own = self.key.section.get(depth).copied();
        let range = if self.all || !is_long(entries) {
            0..entries.len()
        } else {
            let middle = own.unwrap_or(self.key.window * AROUND);
            let start = middle.saturating_sub(AROUND);
            start..(middle + 2 * AROUND).min(entries.len())
        };
        let hidden = entries.len() - range.len();
        let shown = range
            .map(|index| {
                let entry = &entries[index];
                let open = on_trail && own == Some(index);
                let (children, hidden) =
                    if self.all || open { self.entries(&entry.children, depth + 1, open) } else { (Vec::new(), 0) };
                // A closed section without a front page leads to its first page.
                let page = entry.page.or_else(|| if children.is_empty() { entry.first_page() } else { None });
                SidebarEntry {
                    title: &entry.title,
                    href: page.map(|page| self.from.href(self.site.path(page))),
                    mark: match entry.page {
                        Some(page) => Value::safe_string(&format!("{}{}{}", MARK.0, page.0, MARK.1)),
                        None => Value::safe_string(""),
                    },
                    open,
                    children,
                    hidden,
                }
            })
            .collect();
        (shown, hidden)
    }
}

fn cut(html: &str) -> Vec<(String, Option<PageId>)> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find(MARK.0) {
        let after = &rest[start + MARK.0.len_utf8()..];
        let Some(end) = after.find(MARK.1) else { break };
        let page = after[..end].parse().ok().map(PageId);
        // The blank that the template may have put before the mark is part of it.
        pieces.push((rest[..start].trim_end().to_owned(), page));
        rest = &after[end + MARK.1.len_utf8()..];
    }
    pieces.push((rest.to_owned(), None));
    pieces
}
