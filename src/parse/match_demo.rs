//! What is wrong with the tables and what-ifs of a `:::match-demo`, as `themes/default/js/match-demo/algorithm.js` would find
//! it in the page.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::stream::{Item, Node, Part, PartAttribute};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Span};
use crate::suggest;

/// The directive of the demonstrator, and the one of a what-if inside it.
const MATCH_DEMO: &str = "match-demo";
const MATCH_CHANGE: &str = "match-change";

/// A text and where it stands.
type Cell = (String, Span);

/// A demonstrator while it is read.
struct Demo<'i> {
    span: Span,
    /// Rows of its first two tables, without the heads.
    tables: Vec<Vec<Vec<Cell>>>,
    changes: Vec<&'i Part>,
}

/// One of a side: its name, the number of its places, whom it lists.
struct One {
    name: Cell,
    places: Option<Cell>,
    list: Vec<Cell>,
}

/// Reports what the demonstrators of a page cannot be run with.
pub(super) fn check(document: &Document, items: &[Item<'_>], out: &mut Vec<Diagnostic>) {
    for demo in demos(items) {
        let [applicants, programs] = demo.tables.as_slice() else {
            let message = "a match demonstrator needs two tables";
            out.push(Diagnostic::warning(Code::Directive, message).at(document.place(demo.span)).help(
                "the first one has a name and a list in each row, the second one a name, places and a list".to_owned(),
            ));
            continue;
        };
        let applicants: Vec<One> = applicants.iter().map(|row| One::read(row, false)).collect();
        let programs: Vec<One> = programs.iter().map(|row| One::read(row, true)).collect();
        let mut report = |span: Span, message: String, help: Option<String>| {
            let finding = Diagnostic::warning(Code::Directive, message).at(document.place(span));
            out.push(match help {
                Some(help) => finding.help(help),
                None => finding,
            });
        };
        for (side, other) in [(&applicants, &programs), (&programs, &applicants)] {
            if side.is_empty() {
                report(demo.span, "a table of the match demonstrator has no rows".to_owned(), None);
            }
            let mut seen = BTreeSet::new();
            for one in side {
                let (name, span) = &one.name;
                if name.is_empty() {
                    report(*span, "a row of the match demonstrator has no name".to_owned(), None);
                } else if !seen.insert(name) {
                    report(*span, format!("`{name}` has two rows"), Some("give each row a name of its own".to_owned()));
                }
                if let Some((places, span)) = &one.places
                    && !places.parse::<u32>().is_ok_and(|places| places >= 1 && !one.has_sign())
                {
                    let message = format!("`{places}` is no number of places");
                    report(*span, message, Some("write a whole number, 1 or more".to_owned()));
                }
                check_list(&one.list, other, &mut report);
            }
        }
        for change in &demo.changes {
            if let Some((PartAttribute { value_span, .. }, who)) = value_of(change, "who")
                && !applicants.iter().any(|one| one.name.0 == who)
            {
                let help = suggest::help(&who, applicants.iter().map(|one| one.name.0.as_str()));
                report(*value_span, format!("no row of the first table is called `{who}`"), help);
            }
            if let Some((PartAttribute { value_span, .. }, list)) = value_of(change, "list") {
                check_list(&names(&(list, *value_span)).collect::<Vec<_>>(), &programs, &mut report);
            }
        }
    }
}

fn check_list(list: &[Cell], other: &[One], report: &mut impl FnMut(Span, String, Option<String>)) {
    let mut listed = BTreeSet::new();
    for (name, span) in list {
        if !listed.insert(name) {
            report(*span, format!("`{name}` stands twice in the list"), None);
        } else if !other.iter().any(|one| one.name.0 == *name) {
            let help = suggest::help(name, other.iter().map(|one| one.name.0.as_str()));
            report(*span, format!("the other table has no `{name}`"), help);
        }
    }
}

fn value_of<'p>(part: &'p Part, name: &str) -> Option<(&'p PartAttribute, String)> {
    let attribute = part.value(name)?;
    Some((attribute, clean(attribute.value.as_deref()?)))
}

/// The demonstrators of a page.
fn demos<'i>(items: &'i [Item<'_>]) -> Vec<Demo<'i>> {
    let mut demos: Vec<Demo<'i>> = Vec::new();
    // The open directives. Of a demonstrator inside a what-if or another one nothing is read.
    let mut open: Vec<&str> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        match &item.node {
            Node::Open(part) => {
                if open.contains(&MATCH_DEMO) {
                    if let Some(demo) = demos.last_mut().filter(|_| part.name == MATCH_CHANGE) {
                        demo.changes.push(part);
                    }
                } else if part.name == MATCH_DEMO {
                    demos.push(Demo { span: item.span, tables: Vec::new(), changes: Vec::new() });
                }
                open.push(&part.name);
            }
            Node::Close => {
                open.pop();
            }
            Node::Markdown(Event::Start(Tag::Table(_)))
                if open.contains(&MATCH_DEMO) && !open.contains(&MATCH_CHANGE) =>
            {
                if let Some(demo) = demos.last_mut().filter(|demo| demo.tables.len() < 2) {
                    demo.tables.push(rows(&items[at..]));
                }
            }
            _ => {}
        }
    }
    demos
}

/// The rows of the table at the start of a stream.
fn rows(items: &[Item<'_>]) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for item in items {
        match &item.node {
            Node::Markdown(Event::End(TagEnd::Table)) => break,
            Node::Markdown(Event::Start(Tag::TableRow)) => rows.push(Vec::new()),
            Node::Markdown(Event::Start(Tag::TableCell)) => {
                if let Some(row) = rows.last_mut() {
                    row.push((String::new(), item.span));
                }
            }
            Node::Markdown(Event::Text(text) | Event::Code(text)) => {
                if let Some((words, span)) = rows.last_mut().and_then(|row| row.last_mut()) {
                    if words.is_empty() {
                        // A cell begins with its blanks.
                        *span = item.span;
                    }
                    words.push_str(text);
                }
            }
            _ => {}
        }
    }
    rows
}

impl One {
    fn read(row: &[Cell], has_places: bool) -> Self {
        let mut cells = row.iter();
        let mut next = || cells.next().map(|(text, span)| (clean(text), *span));
        let name = next().unwrap_or_default();
        let places = has_places.then(|| next().unwrap_or((String::new(), name.1)));
        Self { name, places, list: cells.flat_map(names).collect() }
    }

    /// Whether its places are written with a sign, which is no digit.
    fn has_sign(&self) -> bool {
        self.places.as_ref().is_some_and(|(places, _)| places.starts_with('+'))
    }
}

/// The names in a cell.
fn names((text, span): &Cell) -> impl Iterator<Item = Cell> {
    text.split(',').map(|name| (clean(name), *span)).filter(|(name, _)| !name.is_empty())
}

fn clean(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
