//! The guide as a whole: that there is one, where it begins, and that what readers type once means the same everywhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Field};
use crate::path::SitePath;
use crate::site::Site;

/// All findings about the guide as a whole.
pub(super) fn check(site: &Site, out: &mut Vec<Diagnostic>) {
    home(site, out);
    fields(site, out);
}

/// An empty site would take the place of the one that is published, and one without a home page answers nobody who comes to its address.
fn home(site: &Site, out: &mut Vec<Diagnostic>) {
    let src = &site.config().book.src;
    let home = format!("{src}/index.md");
    if site.documents.is_empty() {
        out.push(
            Diagnostic::error(Code::NoHome, format!("no page in `{src}`"))
                .at(site.config().file.at(0..0))
                .help(format!("write one, such as `{home}`, or name another folder with `src` under `[book]`")),
        );
    } else if site.page_at(&SitePath::new("index.html")).is_none() {
        out.push(
            Diagnostic::warning(Code::NoHome, "the site has no home page: its address is answered with “not found”")
                .at(site.config().file.at(0..0))
                .help(format!("write `{home}`")),
        );
    }
}

/// What is typed into a field stands in all letters that have a field of its id.
fn fields(site: &Site, out: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<&str, (&Document, &Field)> = BTreeMap::new();
    for document in &site.documents {
        let of_page = document.email.as_ref().map_or(&document.front.fields, |email| &email.fields);
        for field in of_page {
            let (other_page, other) = *first.entry(&field.id.text).or_insert((document, field));
            let is_kin = are_kin(&field.label.text, &other.label.text);
            if is_kin && field.kind == other.kind {
                continue;
            }
            let differs = if is_kin { "type" } else { "label" };
            let place = other_page.file().at(other.id.span.clone());
            out.push(
                Diagnostic::warning(
                    Code::FrontMatter,
                    format!("another field `{}` has another {differs}", field.id.text),
                )
                .at(document.file().at(field.id.span.clone()))
                .note(format!("the first one is at {}:{}", place.file.path, place.line_column().0))
                .help("what a reader types into one stands in both: give them the same label, or two ids".to_owned()),
            );
        }
    }
}

/// Whether two labels have a word in common, as "Goal" and "Career goal" have.
fn are_kin(one: &str, other: &str) -> bool {
    let words = |label: &str| -> BTreeSet<String> {
        let words = label.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    !words(one).is_disjoint(&words(other))
}
