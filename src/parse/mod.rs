//! From the text of a file to a [`Document`]. Parsing never fails: a mistake becomes a finding, and the rest of the page
//! is read all the same.

pub(crate) mod acronyms;
mod attributes;
pub(crate) mod decision;
mod email;
mod extract;
pub(crate) mod front_matter;
mod heading;
mod match_demo;
mod nesting;
mod numbers;
mod plain;
pub(crate) mod raw_html;
pub(crate) mod stream;
pub(crate) mod variables;

pub(crate) use self::email::{Piece, pieces};

use std::collections::BTreeMap;
use std::sync::Arc;

use pulldown_cmark::{Event, Tag};
use rustc_hash::{FxHashMap, FxHashSet};

use self::extract::Extractor;
use self::numbers::Numbers;
use self::stream::{Item, KeptStream, Node};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, File};
use crate::document::{Document, Span};
use crate::path::{SitePath, SourcePath, slug};
use crate::source::Sources;
use crate::theme::PartSpec;

/// Parses one page.
#[must_use]
pub fn parse(
    path: &SourcePath,
    file: &File,
    config: &Config,
    sources: &Sources,
    parts: &BTreeMap<String, PartSpec>,
) -> (Document, Vec<Diagnostic>) {
    let mut out = Vec::new();
    let (front, email, body) = front_matter::parse(file, config, &mut out);
    let context = stream::Context { config, sources, parts };
    let mut texts = Vec::with_capacity(1);
    let items = stream::read(context, path, file, body.clone(), &front, &mut texts, &mut out);
    let mut document = Document {
        path: path.clone(),
        parts: texts,
        title: String::new(),
        title_in_body: false,
        headings: Vec::new(),
        links: Vec::new(),
        checklists: Vec::new(),
        questions: Vec::new(),
        terms: Vec::new(),
        acronyms: Vec::new(),
        email: email.map(Box::new),
        letters: Vec::new(),
        decisions: Vec::new(),
        anchors: Vec::new(),
        has_planner: false,
        words: 0,
        stream: KeptStream::default(),
        body,
        front,
    };
    Extractor::new(&mut document, context, &mut out).run(&items);
    email::read(&mut document, &items, config, &mut out);
    match_demo::check(&document, &items, &mut out);
    if config.markdown.allow_html {
        nesting::check(&document, &items, &mut out);
    }
    document.stream = KeptStream::new(&items, &document.parts);
    fit(&mut document.headings);
    fit(&mut document.links);
    fit(&mut document.checklists);
    choose_title(&mut document);
    (document, out)
}

/// Moves what stays in memory to where it has no more room than it needs: an allocator may leave a block that is made smaller as
/// large as it was, and a large guide has many.
fn fit<T>(items: &mut Vec<T>) {
    if items.len() < items.capacity() {
        let mut exact = Vec::with_capacity(items.len());
        exact.append(items);
        *items = exact;
    }
}

/// Whether the title of the front matter is that of the heading, which was read as Markdown: with other signs for quotes and dashes,
/// and without those of code.
fn is_same_title(title: &str, heading: &str) -> bool {
    let plain = |text: &str| {
        let mut plain = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '‘' | '’' => plain.push('\''),
                '“' | '”' => plain.push('"'),
                '–' => plain.push_str("--"),
                '—' => plain.push_str("---"),
                '…' => plain.push_str("..."),
                '`' => {}
                c => plain.push(c),
            }
        }
        plain
    };
    title == heading || plain(title) == plain(heading)
}

/// The title: front matter, leading heading, file name.
fn choose_title(document: &mut Document) {
    let leading = document.headings.first().filter(|heading| heading.level == 1).map(|heading| heading.text.clone());
    document.title = match (&document.front.title, leading) {
        (Some(title), leading) => {
            document.title_in_body = leading.is_some_and(|leading| is_same_title(title, &leading));
            title.clone()
        }
        (None, Some(leading)) => {
            document.title_in_body = true;
            leading
        }
        (None, None) => title_of_name(&document.path),
    };
    if document.title_in_body {
        document.headings.remove(0);
        for question in &mut document.questions {
            question.heading -= 1;
        }
    }
}

/// A readable title from a file's or folder's name: `Rules and risks` for `02-rules-and-risks.md`.
#[must_use]
pub fn title_of_name(path: &SourcePath) -> String {
    let name = if path.is_index() { path.folder().rsplit('/').next().unwrap_or_default() } else { path.stem() };
    let words = crate::path::without_number(name).replace(['-', '_'], " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "Home".into(),
    }
}

/// The language of a fence's info string; `None` for plain text.
#[must_use]
pub(crate) fn language_of(info: &str) -> Option<&str> {
    let language = info.split([',', ' ', '{']).next().unwrap_or_default().trim();
    (!language.is_empty()).then_some(language)
}

/// Whether the list whose items follow has a task first.
pub(crate) fn is_task_list(rest: &[Item<'_>]) -> bool {
    rest.iter()
        .take(3)
        .find(|item| !matches!(item.node, Node::Markdown(Event::Start(Tag::Item | Tag::Paragraph))))
        .is_some_and(|item| matches!(item.node, Node::Task(_)))
}

/// Gives every task without an explicit id one made from heading and text, and every task its anchor. Done when the
/// whole guide is known, since ids are unique in the guide. Returns whether two pages wanted the same id: only then do the
/// names of one depend on the other. Named twice, they are named as if it were the first time.
pub fn name_tasks(documents: &mut [&mut Arc<Document>], out: &mut Vec<Diagnostic>) -> bool {
    let mut have_met = false;
    let mut seen: FxHashMap<String, (usize, Span)> = FxHashMap::default();
    let mut numbers = Numbers::default();
    for number in 0..documents.len() {
        if documents[number].checklists.is_empty() {
            continue;
        }
        // By its address, so that another number in front of a name takes no ticks away.
        let page = slug(&SitePath::of_page(&documents[number].path).as_id());
        let mut anchors: FxHashSet<String> = documents[number].anchors_beside_tasks().map(str::to_owned).collect();
        anchors.remove("");
        let mut anchor_numbers = Numbers::default();
        let mut checklists = std::mem::take(&mut Arc::make_mut(documents[number]).checklists);
        for checklist in &mut checklists {
            for task in &mut checklist.tasks {
                task.text = task.text.trim().to_owned();
                if task.explicit {
                    if let Some((other, span)) = seen.get(&task.id) {
                        have_met |= *other != number;
                        let first = documents[*other].place(*span);
                        let (line, _) = first.line_column();
                        out.push(
                            Diagnostic::error(Code::DuplicateTask, format!("the task id `{}` is used twice", task.id))
                                .at(documents[number].place(task.span))
                                .note(format!("first used at {}:{line}", first.file.path))
                                .help("ticks are kept under the id, so it has to be unique in the guide".to_owned()),
                        );
                    } else {
                        seen.insert(task.id.clone(), (number, task.span));
                    }
                } else {
                    let words: Vec<&str> = task.text.split_whitespace().take(6).collect();
                    let id = format!("{page}--{}--{}", checklist.id, slug(&words.join(" ")));
                    let mut is_free = |id: &str| {
                        let other = seen.get(id);
                        have_met |= other.is_some_and(|(other, _)| *other != number);
                        other.is_none()
                    };
                    task.id = if is_free(&id) { id } else { numbers.next(&id, 2, is_free) };
                    seen.insert(task.id.clone(), (number, task.span));
                }
                let anchor = format!("task-{}", slug(&task.id));
                let mut is_free = |anchor: &str| anchors.insert(anchor.to_owned());
                task.anchor = if is_free(&anchor) { anchor } else { anchor_numbers.next(&anchor, 2, is_free) };
            }
        }
        Arc::make_mut(documents[number]).checklists = checklists;
    }
    have_met
}
