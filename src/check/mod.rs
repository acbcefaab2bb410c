//! What can be wrong with a guide beyond what parsing one page finds: rules over the whole site, run by every command.

mod decisions;
mod faq;
mod glossary;
mod guide;
mod queries;
mod rules;

pub use queries::{QUERIES, check as queries};
pub use rules::check as rules;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Email, LinkKind, PageId, Span};
use crate::path::SourcePath;
use crate::resolve::{Problem, Target, resolve};
use crate::site::Site;
use crate::source::{Content, is_image};

/// Findings that need the texts of all pages at once.
#[must_use]
pub fn whole(site: &Site) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    faq::twice(site, &mut findings);
    glossary::check(site, &mut findings);
    guide::check(site, &mut findings);
    findings
}

/// Findings about a page. They follow from the page and from what the others are called
/// ([`Document::names_hash`](crate::document::Document::names_hash)), whatever else these say.
#[must_use]
pub fn page(site: &Site, id: PageId) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let out = &mut found;
    let document = &site[id];
    links(site, id, out);
    headings(document, out);
    faq::page(site, id, out);
    decisions::check(site, id, out);
    if document.description().is_empty() && !document.front.unread {
        // YAML or TOML.
        let sign = if document.file().text.trim_start_matches('\u{feff}').starts_with("---") { ": " } else { " = " };
        out.push(
            Diagnostic::warning(Code::MissingDescription, "the page has no description")
                .at(document.file().at(0..0))
                .help(format!("add `description{sign}\"…\"`, one sentence, to the front matter")),
        );
    }
    for email in document.emails() {
        letter(document, email, out);
    }
    found
}

fn links(site: &Site, id: PageId, out: &mut Vec<Diagnostic>) {
    let document = &site[id];
    for link in &document.links {
        let base = &document.parts[link.span.part as usize].path;
        match resolve(site, id, base, &link.target) {
            Ok(Target::External(_)) if link.kind != LinkKind::Link => out.push(
                Diagnostic::error(Code::ExternalFile, "a file from another host")
                    .at(place_of(document, link.span, &link.target))
                    .help("put the file into the content folder and link to it there".to_owned()),
            ),
            Ok(Target::Page { .. }) if link.kind == LinkKind::Image => out.push(
                Diagnostic::error(Code::BrokenLink, "a page as an image")
                    .at(place_of(document, link.span, &link.target))
                    .help("without the `!` in front it is a link".to_owned()),
            ),
            Ok(Target::Asset { source, .. }) if link.kind == LinkKind::Image => {
                if let Some((message, help)) = not_shown(site, &source) {
                    let place = place_of(document, link.span, &link.target);
                    out.push(Diagnostic::error(Code::BrokenLink, message).at(place).help(help));
                }
            }
            Ok(_) => {}
            Err(problem) => out.push(report(document, link.span, &link.target, problem)),
        }
        if link.kind == LinkKind::Image && link.text.trim().is_empty() {
            out.push(
                Diagnostic::warning(Code::MissingAlt, "an image without alternative text")
                    .at(document.place(link.span))
                    .help(format!("`![what it shows]({})`", link.target)),
            );
        }
    }
    for action in &document.front.actions {
        if let Err(problem) = resolve(site, id, &document.path, &action.href) {
            out.push(report(document, action.span, &action.href, problem));
        }
    }
}

/// Why browsers show nothing of a file as an image, and what to do.
fn not_shown(site: &Site, source: &SourcePath) -> Option<(String, String)> {
    let extension = source.extension();
    if !is_image(&extension) {
        let help = match extension.as_str() {
            "heic" | "heif" | "tif" | "tiff" | "jp2" | "psd" | "raw" => "save it as JPEG, PNG or WebP",
            _ => "without the `!` in front it is a link",
        };
        let of_kind =
            if extension.is_empty() { "file without an ending".to_owned() } else { format!("`.{extension}` file") };
        return Some((format!("browsers show no {of_kind} as an image"), help.to_owned()));
    }
    let is_one = match site.input.sources.content(source)? {
        Content::Binary(binary) => binary.dimensions.is_some_and(|(width, height)| width > 0 && height > 0),
        Content::Text(file) => extension == "svg" && file.text.contains("<svg"),
    };
    (!is_one).then(|| {
        let help = "open it in a browser: it may be empty, damaged or another kind of file";
        (format!("there is no image in `{}`", source.as_str()), help.to_owned())
    })
}

fn report(document: &Document, span: Span, target: &str, problem: Problem) -> Diagnostic {
    let mut diagnostic =
        Diagnostic::error(problem.code, problem.message).at(place_of(document, span, target)).help(problem.help);
    if let Some(label) = problem.label {
        diagnostic = diagnostic.label(label);
    }
    diagnostic
}

/// The address inside a link, or the whole link where the address is written in another way or stands elsewhere.
fn place_of(document: &Document, span: Span, target: &str) -> crate::diagnostic::Place {
    let mut place = document.place(span);
    let inside = &place.file.text[place.span.clone()];
    if let Some(at) = inside.rfind(target).filter(|_| !target.is_empty()) {
        place.span = place.span.start + at..place.span.start + at + target.len();
    }
    place
}

fn headings(document: &Document, out: &mut Vec<Diagnostic>) {
    let mut last = 1;
    for heading in &document.headings {
        if heading.level > last + 1 {
            let wanted = "#".repeat(usize::from(last) + 1);
            out.push(
                Diagnostic::warning(
                    Code::HeadingJump,
                    format!("a heading of level {} follows one of level {last}", heading.level),
                )
                .at(document.place(heading.span))
                .help(format!("start it with `{wanted}`")),
            );
        }
        if heading.level == 1 {
            out.push(
                Diagnostic::warning(Code::HeadingJump, "a second first-level heading")
                    .at(document.place(heading.span))
                    .help("the title is the only one; start sections with `##`".to_owned()),
            );
        }
        last = heading.level;
    }
}

fn letter(document: &Document, email: &Email, out: &mut Vec<Diagnostic>) {
    let Some((min, max)) = email.words else { return };
    let words = email.letter_words;
    let limit = if words < min {
        format!("at least {min}")
    } else if words > max {
        format!("at most {max}")
    } else {
        return;
    };
    out.push(
        Diagnostic::warning(
            Code::LetterLength,
            format!("the letter has {words} words with its examples filled in, and should have {limit}"),
        )
        .at(document.place(Span { end: email.letter.start, ..email.letter })),
    );
}
