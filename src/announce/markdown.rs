//! The guide as text for programs: a list of its pages (llmstxt.org) and the Markdown of each page beside it.

use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::document::{Document, PageId};
use crate::nav::Entry;
use crate::parse::stream::Node;
use crate::parse::variables;
use crate::path::SitePath;
use crate::resolve::{Target, resolve};
use crate::site::Site;

/// The address of a page's Markdown: `guide/rules.md` beside `guide/rules.html`.
#[must_use]
pub fn markdown_path(path: &SitePath) -> SitePath {
    let stem = path.as_str().strip_suffix(".html").unwrap_or(path.as_str());
    SitePath::new(&format!("{stem}.md"))
}

/// The list of all pages, each with the address of its Markdown.
#[must_use]
pub fn llms(site: &Site) -> String {
    let book = &site.config().book;
    let mut text = format!("# {}\n", book.title);
    if !book.description.is_empty() {
        let _ = write!(text, "\n> {}\n", book.description);
    }
    let (sections, pages): (Vec<&Entry>, Vec<&Entry>) =
        site.nav.entries().iter().partition(|entry| !entry.children.is_empty());
    text.push('\n');
    for entry in pages {
        list(site, entry, &mut text);
    }
    for section in sections {
        let _ = write!(text, "\n## {}\n\n", section.title);
        list(site, section, &mut text);
    }
    text
}

fn list(site: &Site, entry: &Entry, text: &mut String) {
    if let Some(page) = entry.page {
        let path = markdown_path(site.path(page));
        let address = site.address(&path).unwrap_or_else(|| path.encoded());
        let _ = write!(text, "- [{}]({address})", entry.title);
        match site[page].description() {
            "" => text.push('\n'),
            description => {
                let _ = writeln!(text, ": {description}");
            }
        }
    }
    for child in &entry.children {
        list(site, child, text);
    }
}

/// The Markdown of a page: its title and its text as the editor wrote it, with variables filled in and links that lead to
/// the Markdown of other pages. What it includes stays where it is.
#[must_use]
pub fn markdown_of(site: &Site, page: PageId) -> String {
    let document = &site[page];
    let file = document.file();
    let written = &file.text[document.body.clone()];
    let path = markdown_path(site.path(page));
    // What stands in the place of what, in the bytes of the body.
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for link in document.links.iter().filter(|link| link.span.part == 0) {
        let href = match resolve(site, page, &document.path, &link.target) {
            Ok(Target::Page { page, anchor }) => {
                let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
                path.href(&markdown_path(site.path(page))) + &anchor
            }
            Ok(Target::Asset { source, suffix }) => path.href(&SitePath::of_asset(&source)) + &suffix,
            Ok(Target::External(_)) | Err(_) => continue,
        };
        let Some(start) = (link.span.start as usize).checked_sub(document.body.start) else { continue };
        let text = written.get(start..link.span.end as usize - document.body.start).unwrap_or_default();
        // A title behind the address may say the same.
        let from = text.rfind("](").unwrap_or(0);
        let Some(at) = text[from..].find(&link.target).map(|at| start + from + at) else { continue };
        edits.push((at..at + link.target.len(), href));
    }
    if written.contains("{{") {
        let code = code_of(document);
        for (at, _) in written.match_indices("{{").filter(|(at, _)| !code.iter().any(|range| range.contains(at))) {
            let Some(length) = written[at..].find("}}") else { break };
            let range = at..at + length + 2;
            // What is wrong with them was reported when the page was read.
            edits.push((range.clone(), variables::fill(&written[range], site.config(), |_| {})));
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    let (mut body, mut done) = (String::with_capacity(written.len()), 0);
    for (range, text) in edits {
        // One inside of another is a part of what that says.
        if range.start >= done {
            body.push_str(&written[done..range.start]);
            body.push_str(&text);
            done = range.end;
        }
    }
    body.push_str(&written[done..]);
    let body = body.trim();
    let letter = document.email.as_ref().map(|email| format!("Subject: {}\n\n", email.subject.text));
    let body = letter.unwrap_or_default() + body;
    if document.title_in_body { format!("{body}\n") } else { format!("# {}\n\n{body}\n", document.title) }
}

/// Where the body of a page has code, in its bytes: variables in it are shown as they are written.
fn code_of(document: &Document) -> Vec<Range<usize>> {
    let mut code = Vec::new();
    for item in document.items().iter().filter(|item| item.span.part == 0) {
        if let Node::Markdown(Event::Code(_) | Event::Start(Tag::CodeBlock(_))) = &item.node {
            let start = (item.span.start as usize).saturating_sub(document.body.start);
            code.push(start..(item.span.end as usize).saturating_sub(document.body.start));
        }
    }
    code
}
