//! `queries.toml`: what readers type and where the answer stands, asked of the guide's own search.
//!
//! ```toml
//! [[query]]
//! text = "can i tell two programs they are first"
//! expect = "05-faq.md#two-programs"     # a page, a place on it, or a list of them
//! top = 3                               # among the first three lines; 3 when not said
//! ```

use crate::diagnostic::{Code, Diagnostic, File};
use crate::document::PageId;
use crate::path::SourcePath;
use crate::search::{Hit, Index};
use crate::site::Site;
use crate::suggest;
use crate::table::{self, Reader, Table, Text, Value};

/// Name of the file, beside `book.toml`.
pub const QUERIES: &str = "queries.toml";

/// Lines that a reader looks at when nothing else is said.
const TOP: usize = 3;
/// Lines that a finding lists.
const SHOWN: usize = 3;

/// A place where an answer stands.
struct Expected {
    page: PageId,
    /// The anchor, or any place of the page.
    anchor: Option<String>,
}

/// Asks every query of `file`. What is not found goes to `out`; nothing is asked of a guide without search.
pub fn check(file: &File, index: Option<&Index>, site: &Site, out: &mut Vec<Diagnostic>) {
    let root = table::parse_toml(file, 0..file.text.len(), Code::Query, out);
    let mut reader = Reader::new(file, &root, "`queries.toml`", Code::Query, out);
    let queries = reader.tables("query");
    reader.finish();
    for table in queries {
        let mut reader = Reader::new(file, table, "a query", Code::Query, out);
        let text = reader.required_text("text");
        let expected = read_places(file, table, &mut reader);
        let top = reader.count("top").unwrap_or(TOP).max(1);
        reader.finish();
        let places: Vec<Expected> = expected.iter().filter_map(|place| find_place(file, place, site, out)).collect();
        if let (Some(text), Some(index), true) = (text, index, places.len() == expected.len() && !places.is_empty()) {
            ask(file, &text, &places, top, index, site, out);
        }
    }
}

fn read_places(file: &File, table: &Table, reader: &mut Reader<'_, '_>) -> Vec<Text> {
    match table.node("expect").map(|node| &node.value) {
        Some(Value::List(_)) => {
            let places = reader.texts("expect").unwrap_or_default();
            if places.is_empty() {
                reader.out().push(
                    Diagnostic::error(Code::Query, "a query expects at least one place")
                        .at(file.at(table.span.clone())),
                );
            }
            places
        }
        _ => reader.required_text("expect").into_iter().collect(),
    }
}

fn find_place(file: &File, place: &Text, site: &Site, out: &mut Vec<Diagnostic>) -> Option<Expected> {
    let (path, anchor) = match place.text.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (place.text.as_str(), None),
    };
    let Some(page) = site.page_of(&SourcePath::new(path)) else {
        let pages = site.documents.iter().map(|document| document.path.as_str());
        out.push(
            Diagnostic::error(Code::Query, format!("no page `{path}`"))
                .at(file.at(place.span.clone()))
                .help(suggest::nearest(path, pages).map(|near| format!("did you mean `{near}`?"))),
        );
        return None;
    };
    if let Some(anchor) = anchor
        && !site[page].has_anchor(anchor)
    {
        let near = suggest::nearest(anchor, site[page].anchor_names());
        out.push(
            Diagnostic::error(Code::Query, format!("`{path}` has no place `#{anchor}`"))
                .at(file.at(place.span.clone()))
                .help(near.map(|near| format!("did you mean `#{near}`?"))),
        );
        return None;
    }
    Some(Expected { page, anchor: anchor.map(str::to_owned) })
}

fn ask(
    file: &File,
    text: &Text,
    expected: &[Expected],
    top: usize,
    index: &Index,
    site: &Site,
    out: &mut Vec<Diagnostic>,
) {
    let found = index.find(&text.text);
    let lines = index.lines(&found);
    let answers = |hit: &Hit| {
        let entry = &index.entries[hit.entry];
        expected.iter().any(|place| {
            index.pages[entry.page] == place.page
                && place.anchor.as_ref().is_none_or(|anchor| **anchor == *entry.anchor)
        })
    };
    let place = lines.iter().position(answers);
    if place.is_some_and(|place| place < top) {
        return;
    }
    let first = if top == 1 { "first".to_owned() } else { format!("among the first {top}") };
    let message = match place {
        Some(place) => format!("the answer to “{}” is in place {}, not {first}", text.text, place + 1),
        None => format!("the answer to “{}” is not found", text.text),
    };
    let mut finding = Diagnostic::error(Code::Query, message).at(file.at(text.span.clone()));
    for (number, hit) in lines.iter().take(SHOWN).enumerate() {
        let entry = &index.entries[hit.entry];
        let anchor = if entry.anchor.is_empty() { String::new() } else { format!("#{}", entry.anchor) };
        let path = &site[index.pages[entry.page]].path;
        finding = finding.note(format!("{}. {} ({path}{anchor})", number + 1, entry.title));
    }
    out.push(finding.help(format!("`matchbook search \"{}\" --explain` shows why", text.text)));
}
