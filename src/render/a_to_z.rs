//! Everything that has a name, from A to Z: what readers without script have in place of search.

use std::collections::{BTreeMap, HashMap};

use super::context::{Letter, NamedEntry};
use crate::document::Term;
use crate::search::{Entry, EntryKind, Index, sort_key};
use crate::site::Site;

/// Deepest heading that is listed, as long as the list is not too long.
const DEEPEST: u8 = 3;
/// From so many entries on, pages and terms are listed alone.
const LONG: usize = 3000;
/// A title that so many pages have ("What to do next") names nothing.
const COMMON: usize = 3;

/// The terms of a glossary page by the first letter of their names, the letters in order, the terms as they stand there.
pub(super) fn letters_of_terms<'a>(terms: &'a [Term], other: &str) -> Vec<Letter<'a>> {
    let mut letters: BTreeMap<String, Vec<NamedEntry<'a>>> = BTreeMap::new();
    for term in terms {
        let Some(title) = term.names.first() else { continue };
        let entry = NamedEntry { title, href: format!("#{}", term.id), page: None };
        letters.entry(first_letter(&sort_key(title))).or_default().push(entry);
    }
    letters.into_iter().map(|(letter, entries)| named(&letter, other, entries)).collect()
}

/// The letter that a name is found under, empty for one that starts with none.
fn first_letter(key: &str) -> String {
    key.chars()
        .next()
        .filter(|letter| letter.is_alphabetic())
        .map_or_else(String::new, |c| c.to_uppercase().to_string())
}

fn named<'a>(letter: &str, other: &str, entries: Vec<NamedEntry<'a>>) -> Letter<'a> {
    let name = if letter.is_empty() { other } else { letter };
    let id = if letter.is_empty() { "letter-other".to_owned() } else { format!("letter-{}", letter.to_lowercase()) };
    Letter { name: name.to_owned(), id, entries }
}

/// The names of a guide by their first letter.
pub(super) fn letters<'a>(site: &Site, index: &'a Index, other: &'a str) -> Vec<Letter<'a>> {
    let deepest = if index.entries.len() > LONG { 0 } else { DEEPEST };
    let is_term = |entry: &Entry| entry.kind == EntryKind::Glossary && entry.level == Entry::LEAF;
    // For each title the last page that has it, and how many have it. Entries come page by page. A list of pages and terms alone
    // does not ask.
    let mut pages_with: HashMap<&str, (usize, usize)> = HashMap::new();
    for entry in index.entries.iter().filter(|_| deepest > 0) {
        let (last, pages) = pages_with.entry(&entry.title).or_insert((entry.page, 1));
        *pages += usize::from(*last != entry.page);
        *last = entry.page;
    }
    let mut page_title = "";
    // By letter, then by name without accents and case.
    let mut sorted: BTreeMap<String, Vec<(String, NamedEntry<'a>)>> = BTreeMap::new();
    for entry in &index.entries {
        if entry.level == 0 {
            page_title = &entry.title;
        }
        let pages_with_it = pages_with.get(&*entry.title).map_or(0, |(_, pages)| *pages);
        let is_common = entry.level > 0 && pages_with_it >= COMMON;
        if !is_term(entry) && (entry.level > deepest || is_common) {
            continue;
        }
        let path = site.path(index.pages[entry.page]).encoded();
        let href = if entry.anchor.is_empty() { path } else { format!("{path}#{}", entry.anchor) };
        let aliases = entry.more().aliases.iter().map(String::as_str);
        let names: Vec<&str> = if is_term(entry) {
            entry.more().names.iter().map(String::as_str).collect()
        } else {
            std::iter::once(&*entry.title).chain(aliases).collect()
        };
        for name in names {
            let key = sort_key(name);
            let letter = first_letter(&key);
            let page = (entry.level > 0).then_some(page_title);
            sorted.entry(letter).or_default().push((key, NamedEntry { title: name, href: href.clone(), page }));
        }
    }
    sorted
        .into_iter()
        .map(|(letter, mut entries)| {
            entries.sort_by(|a, b| (&a.0, &a.1.href).cmp(&(&b.0, &b.1.href)));
            named(&letter, other, entries.into_iter().map(|(_, entry)| entry).collect())
        })
        .collect()
}
