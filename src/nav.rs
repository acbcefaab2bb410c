//! The navigation: a tree of sections and pages, from `SUMMARY.md` when there is one, else from folders and file names.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, File};
use crate::document::{Document, PageId};
use crate::parse::title_of_name;
use crate::path::{SourcePath, number_of, without_number};
use crate::source::Sources;
use crate::suggest;

/// Name of the file that decides the navigation.
pub const SUMMARY: &str = "SUMMARY.md";

/// The order in which pages are read and the sections they are in.
#[derive(Debug, Clone, Default)]
pub struct Nav {
    entries: Vec<Entry>,
    /// Where each page stands: indexes down the tree. Empty for pages that are not in it.
    trails: Vec<Vec<usize>>,
    order: Vec<PageId>,
    /// Place of each page in `order`.
    positions: Vec<Option<usize>>,
    /// How many entries there are.
    length: usize,
}

/// A page or section in the tree.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What readers see.
    pub title: String,
    /// The page; `None` for a section without a front page.
    pub page: Option<PageId>,
    /// What is below it.
    pub children: Vec<Entry>,
}

impl Entry {
    /// The page of the entry, or the first one below it.
    #[must_use]
    pub fn first_page(&self) -> Option<PageId> {
        self.page.or_else(|| self.children.iter().find_map(Self::first_page))
    }
}

impl Nav {
    /// Builds the navigation. Mistakes in `SUMMARY.md` go to `out`.
    #[must_use]
    pub fn new(documents: &[Arc<Document>], sources: &Sources, config: &Config, out: &mut Vec<Diagnostic>) -> Self {
        let summary = sources.text(&SourcePath::new(SUMMARY));
        let entries = match summary {
            Some(file) => from_summary(file, documents, out),
            None => from_folders(documents),
        };
        let home = documents.iter().position(|document| document.path.is_index() && document.path.folder().is_empty());
        let mut nav = Self {
            trails: vec![Vec::new(); documents.len()],
            positions: vec![None; documents.len()],
            order: Vec::with_capacity(documents.len()),
            length: count(&entries),
            entries,
        };
        // The home page comes first even where the tree leaves it out.
        if let Some(home) = home {
            nav.positions[home] = Some(0);
            nav.order.push(PageId(home));
        }
        let entries = std::mem::take(&mut nav.entries);
        nav.place(&entries, &mut Vec::new());
        nav.entries = entries;
        if let Some(file) = summary {
            for (number, document) in documents.iter().enumerate() {
                if nav.positions[number].is_none() {
                    out.push(
                        Diagnostic::warning(
                            Code::Unlisted,
                            format!("`{}/{}` is not in `SUMMARY.md`", config.book.src, document.path),
                        )
                        .at(document.file().at(0..0))
                        .help(format!("add `- [{}]({})` to {}", document.title, document.path, file.path)),
                    );
                }
            }
        }
        nav
    }

    /// The entries of the top level.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// All pages in reading order.
    #[must_use]
    pub fn order(&self) -> &[PageId] {
        &self.order
    }

    /// Where a page stands: an index at each level down the tree.
    #[must_use]
    pub fn trail(&self, page: PageId) -> &[usize] {
        &self.trails[page.0]
    }

    /// The entries above a page and its own, topmost first; empty for a page that is not in the tree.
    #[must_use]
    pub fn ancestors(&self, page: PageId) -> Vec<&Entry> {
        let mut level = self.entries.as_slice();
        let mut ancestors = Vec::new();
        for index in self.trail(page) {
            let entry = &level[*index];
            ancestors.push(entry);
            level = &entry.children;
        }
        ancestors
    }

    /// The page before and the page after one in reading order.
    #[must_use]
    pub fn neighbors(&self, page: PageId) -> (Option<PageId>, Option<PageId>) {
        let Some(position) = self.positions[page.0] else { return (None, None) };
        let before = position.checked_sub(1).map(|index| self.order[index]);
        (before, self.order.get(position + 1).copied())
    }

    /// How many entries the tree has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether the tree is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn place(&mut self, entries: &[Entry], trail: &mut Vec<usize>) {
        for (index, entry) in entries.iter().enumerate() {
            trail.push(index);
            if let Some(page) = entry.page {
                if self.positions[page.0].is_none() {
                    self.positions[page.0] = Some(self.order.len());
                    self.order.push(page);
                }
                if self.trails[page.0].is_empty() {
                    self.trails[page.0].clone_from(trail);
                }
            }
            self.place(&entry.children, trail);
            trail.pop();
        }
    }
}

fn count(entries: &[Entry]) -> usize {
    entries.iter().map(|entry| 1 + count(&entry.children)).sum()
}

/// A folder of the content folder while the tree is built.
#[derive(Default)]
struct Folder {
    index: Option<usize>,
    pages: Vec<usize>,
    folders: BTreeMap<String, Folder>,
}

fn from_folders(documents: &[Arc<Document>]) -> Vec<Entry> {
    let mut root = Folder::default();
    for (number, document) in documents.iter().enumerate() {
        let mut folder = &mut root;
        for name in document.path.folder().split('/').filter(|name| !name.is_empty()) {
            folder = folder.folders.entry(name.to_owned()).or_default();
        }
        if document.path.is_index() {
            folder.index = Some(number);
        } else {
            folder.pages.push(number);
        }
    }
    root.entries(documents)
}

/// What orders neighbors: `weight`, then the number in the name, then the name with its numbers compared by value.
type Order = (i64, u32, Vec<Piece>);

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Number(u64),
    Text(String),
}

impl Folder {
    fn entries(self, documents: &[Arc<Document>]) -> Vec<Entry> {
        let mut entries: Vec<(Order, Entry)> = Vec::new();
        for number in self.pages {
            let document = &documents[number];
            let entry =
                Entry { title: document.nav_title().to_owned(), page: Some(PageId(number)), children: Vec::new() };
            entries.push((order(document.path.stem(), document.front.weight), entry));
        }
        for (name, folder) in self.folders {
            let index = folder.index;
            let title = match index {
                Some(index) => documents[index].nav_title().to_owned(),
                None => title_of_name(&SourcePath::new(&format!("{name}/index.md"))),
            };
            let weight = index.and_then(|index| documents[index].front.weight);
            let entry = Entry { title, page: index.map(PageId), children: folder.entries(documents) };
            entries.push((order(&name, weight), entry));
        }
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        entries.into_iter().map(|(_, entry)| entry).collect()
    }
}

fn order(name: &str, weight: Option<i64>) -> Order {
    let number = number_of(name);
    // A weight stands on the same scale as the number in a name; without either a page comes last.
    let weight = weight.or(number.map(i64::from)).unwrap_or(i64::MAX);
    (weight, number.unwrap_or(u32::MAX), natural(without_number(name)))
}

/// A name cut into numbers and texts, so that `page 10` comes after `page 9`.
fn natural(name: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 {
            pieces.push(Piece::Number(rest[..digits].parse().unwrap_or(u64::MAX)));
            rest = &rest[digits..];
        } else {
            let text = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
            pieces.push(Piece::Text(rest[..text].to_lowercase()));
            rest = &rest[text..];
        }
    }
    pieces
}

/// Reads `SUMMARY.md` in mdBook's format: nested lists of links, links outside of lists, and first-level headings that
/// name a group of chapters.
fn from_summary(file: &File, documents: &[Arc<Document>], out: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let pages: BTreeMap<&str, usize> =
        documents.iter().enumerate().map(|(number, document)| (document.path.as_str(), number)).collect();
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    let mut top: Vec<Entry> = Vec::new();
    let mut group: Option<String> = None;
    // Entries of the top level or group, then of each open list.
    let mut lists: Vec<Vec<Entry>> = vec![Vec::new()];
    // The entry of each open list item, once its link was read.
    let mut items: Vec<Option<Entry>> = Vec::new();
    let mut heading: Option<String> = None;
    let mut title: Option<String> = None;
    for (event, range) in Parser::new(&file.text).into_offset_iter() {
        match event {
            Event::Start(Tag::List(_)) => lists.push(Vec::new()),
            Event::End(TagEnd::List(_)) => {
                let entries = lists.pop().unwrap_or_default();
                match (items.last_mut(), lists.last_mut()) {
                    (Some(Some(item)), _) => item.children.extend(entries),
                    (_, Some(outer)) => outer.extend(entries),
                    (_, None) => lists.push(entries),
                }
            }
            Event::Start(Tag::Item) => items.push(None),
            Event::End(TagEnd::Item) => {
                if let (Some(Some(entry)), Some(list)) = (items.pop(), lists.last_mut()) {
                    list.push(entry);
                }
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let text = heading.take().unwrap_or_default();
                // The file's own heading, "Summary", names no group.
                let own = top.is_empty() && group.is_none() && text.eq_ignore_ascii_case("summary");
                if !own {
                    close_group(&mut top, &mut group, &mut lists);
                    group = Some(text);
                }
            }
            Event::Start(Tag::Link { .. }) => title = Some(String::new()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(title) = title.as_mut().or(heading.as_mut()) {
                    title.push_str(&text);
                }
            }
            Event::End(TagEnd::Link) => {
                let Some(title) = title.take() else { continue };
                let target = target_of(&file.text[range.clone()]);
                let page = find_page(file, range, target, &pages, &mut seen, out);
                let entry = Entry { title, page: page.map(PageId), children: Vec::new() };
                match (items.last_mut(), lists.last_mut()) {
                    (Some(item), _) if item.is_none() => *item = Some(entry),
                    (Some(_), Some(list)) => list.push(entry),
                    // Outside of the lists: before the first group, or after the last one and not part of it.
                    _ => {
                        close_group(&mut top, &mut group, &mut lists);
                        top.push(entry);
                    }
                }
            }
            _ => {}
        }
    }
    close_group(&mut top, &mut group, &mut lists);
    top
}

fn close_group(top: &mut Vec<Entry>, group: &mut Option<String>, lists: &mut [Vec<Entry>]) {
    let entries = lists.first_mut().map(std::mem::take).unwrap_or_default();
    match group.take() {
        Some(title) if !entries.is_empty() => top.push(Entry { title, page: None, children: entries }),
        _ => top.extend(entries),
    }
}

/// The address between the parentheses of a link as written.
fn target_of(link: &str) -> &str {
    let inner = link.rfind("](").map_or("", |at| link[at + 2..].trim_end_matches(')'));
    inner.trim().trim_start_matches('<').trim_end_matches('>')
}

fn find_page(
    file: &File,
    range: std::ops::Range<usize>,
    target: &str,
    pages: &BTreeMap<&str, usize>,
    seen: &mut BTreeSet<usize>,
    out: &mut Vec<Diagnostic>,
) -> Option<usize> {
    if target.is_empty() {
        return None;
    }
    let start = range.start + file.text[range.clone()].rfind(target).unwrap_or(0);
    let span = start..start + target.len();
    let path = SourcePath::new("").join(target);
    let Some(page) = path.and_then(|path| pages.get(path.as_str()).copied()) else {
        out.push(
            Diagnostic::error(Code::BrokenLink, format!("no page `{target}`"))
                .at(file.at(span))
                .help(suggest::nearest(target, pages.keys().copied()).map(|near| format!("did you mean `{near}`?"))),
        );
        return None;
    };
    if !seen.insert(page) {
        out.push(Diagnostic::error(Code::Unlisted, format!("`{target}` is listed twice")).at(file.at(span)));
        return None;
    }
    Some(page)
}
