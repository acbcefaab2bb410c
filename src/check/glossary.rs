//! The glossary, as an editor reads it: is every abbreviation explained, every term used, every name defined once.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Kind, PageId};
use crate::parse::acronyms::{acronym, acronyms_in, is_ordinary_word};
use crate::site::{Site, TermId};
use crate::suggest;

/// Abbreviations that need no glossary.
#[rustfmt::skip]
const COMMON: [&str; 73] = [
    "AC", "AD", "AM", "API", "ASAP", "ATM", "BC", "BCE", "CD", "CE", "CET", "COVID", "CSS", "CSV", "CV", "DC", "DIY", "DVD",
    "EDT", "EST", "ET", "EU", "FAQ", "GB", "GMT", "GPS", "HTML", "HTTP", "HTTPS", "ID", "IT", "KB", "LED", "MB", "NASA",
    "NATO", "OK", "PC", "PDF", "PDT", "PIN", "PM", "PR", "PS", "PST", "PT", "QR", "RSVP", "SIM", "SMS", "TB", "TV", "UK",
    "UN", "URL", "US", "USA", "USB", "UTC", "UV", "VAT", "VIP", "VPN", "WIFI", "XML", "YAML", "ZIP", "EUR", "FYI", "ETA", "TBA", "TBD", "TODO",
];

/// All findings about the glossary of a guide that has one.
pub(super) fn check(site: &Site, out: &mut Vec<Diagnostic>) {
    for document in &site.documents {
        if document.front.kind == Kind::Glossary && document.terms.is_empty() {
            out.push(
                Diagnostic::warning(Code::UnusedTerm, "no term on a page of the kind `glossary`")
                    .at(document.file().at(0..0))
                    .help(
                        "a term is a line of its own, and the line below it begins with `: ` and says what it means"
                            .to_owned(),
                    ),
            );
        }
    }
    if site.terms.is_empty() {
        return;
    }
    let terms = all_terms(site);
    twice(site, &terms, out);
    unused(site, &terms, out);
    undefined(site, &terms, out);
}

fn all_terms(site: &Site) -> Vec<TermId> {
    let glossaries = site.pages().filter(|page| site[*page].front.kind == Kind::Glossary);
    glossaries.flat_map(|page| (0..site[page].terms.len()).map(move |entry| TermId { page, entry })).collect()
}

/// Names that two entries have.
fn twice(site: &Site, terms: &[TermId], out: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<String, TermId> = BTreeMap::new();
    for id in terms {
        for name in &site[*id].names {
            let other = *first.entry(name.to_lowercase()).or_insert(*id);
            if other == *id {
                continue;
            }
            let place = site[other.page].place(site[other].span);
            out.push(
                Diagnostic::warning(Code::DefinedTwice, format!("`{name}` is defined twice"))
                    .at(place_of(&site[id.page], *id, name))
                    .note(format!("the first definition is at {}:{}", place.file.path, place.line_column().0))
                    .help("join the two, or give one of them another name".to_owned()),
            );
        }
    }
}

/// A name in the line of its entry.
fn place_of(document: &Document, id: TermId, name: &str) -> crate::diagnostic::Place {
    let mut place = document.place(document.terms[id.entry].span);
    if let Some(at) = place.file.text[place.span.clone()].find(name) {
        place.span = place.span.start + at..place.span.start + at + name.len();
    }
    place
}

/// Entries that no page uses, other entries counted.
fn unused(site: &Site, terms: &[TermId], out: &mut Vec<Diagnostic>) {
    let used: BTreeSet<TermId> = site
        .documents
        .par_iter()
        .enumerate()
        .flat_map_iter(|(number, document)| used_on(site, PageId(number), document))
        .collect();
    let keep = &site.config().glossary.keep;
    let has_name = |id: &TermId, name: &str| site[*id].names.iter().any(|own| own == name);
    for wanted in keep {
        if !terms.iter().any(|id| has_name(id, &wanted.text)) {
            let names = terms.iter().flat_map(|id| site[*id].names.iter().map(String::as_str));
            out.push(
                Diagnostic::error(Code::Config, format!("no term `{}` in the glossary", wanted.text))
                    .at(site.config().file.at(wanted.span.clone()))
                    .help(suggest::nearest(&wanted.text, names).map(|near| format!("did you mean `{near}`?"))),
            );
        }
    }
    for id in terms.iter().filter(|id| !used.contains(id)) {
        if keep.iter().any(|wanted| has_name(id, &wanted.text)) {
            continue;
        }
        let name = site[*id].names.first().map_or("", String::as_str);
        out.push(
            Diagnostic::warning(Code::UnusedTerm, format!("no page uses `{name}`"))
                .at(place_of(&site[id.page], *id, name))
                .help("remove the entry, add the name that pages use (`name / other name`), or list it in `keep` under `[glossary]` in `book.toml`".to_owned()),
        );
    }
}

/// The terms in the texts of a page. The Markdown is searched as it stands: a term that only a link or heading uses is
/// used too.
fn used_on(site: &Site, page: PageId, document: &Document) -> Vec<TermId> {
    if document.front.kind == Kind::Glossary {
        let definitions = document.terms.iter().enumerate();
        return definitions
            .flat_map(|(entry, term)| {
                let own = TermId { page, entry };
                site.terms.find(&term.definition).into_iter().map(|found| found.term).filter(move |id| *id != own)
            })
            .collect();
    }
    let own = &document.file().text[document.body.clone()];
    let included = document.parts.iter().skip(1).map(|part| &*part.file.text);
    std::iter::once(own)
        .chain(included)
        .flat_map(|text| site.terms.find(&one_line(text)))
        .map(|found| found.term)
        .collect()
}

/// A text whose lines are joined as they are on the page, signs of quotes and lists at their beginnings left out.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for piece in text.lines() {
        line.push_str(piece.trim_start_matches([' ', '\t', '>']).trim_end());
        line.push(' ');
    }
    line
}

/// Abbreviations that neither their page nor the glossary explains, each at its first use.
fn undefined(site: &Site, terms: &[TermId], out: &mut Vec<Diagnostic>) {
    let mut known: BTreeSet<String> = COMMON.into_iter().map(str::to_owned).collect();
    let names = terms.iter().flat_map(|id| &site[*id].names);
    for name in names.chain(&site.config().glossary.known) {
        known.extend(acronyms_in(name).map(str::to_owned));
        // One with letters around a digit, or with a small letter.
        known.extend(acronym(name).map(str::to_owned));
        known.insert(name.clone());
    }
    let mut found: BTreeMap<&str, (Diagnostic, usize)> = BTreeMap::new();
    for document in &site.documents {
        for acronym in document.acronyms.iter().filter(|acronym| !known.contains(&acronym.text)) {
            let texts = document.parts.iter().map(|part| &*part.file.text);
            if texts.into_iter().any(|text| is_ordinary_word(&acronym.text, text)) {
                continue;
            }
            if let Some((_, pages)) = found.get_mut(acronym.text.as_str()) {
                *pages += 1;
                continue;
            }
            let mut place = document.place(acronym.span);
            if let Some(at) = place.file.text[place.span.clone()].find(&acronym.text) {
                place.span = place.span.start + at..place.span.start + at + acronym.text.len();
            }
            let name = &acronym.text;
            let finding =
                Diagnostic::warning(Code::UndefinedAcronym, format!("neither the page nor the glossary explains `{name}`")).at(place).help(format!(
                    "write it out once on the page, `… ({name})`, add it to the glossary, or list it in `known` under `[glossary]` in `book.toml`"
                ));
            found.insert(name, (finding, 0));
        }
    }
    out.extend(found.into_values().map(|(finding, pages)| match pages {
        0 => finding,
        1 => finding.note("on 1 more page too"),
        pages => finding.note(format!("on {pages} more pages too")),
    }));
}
