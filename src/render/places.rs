//! Where the guide uses the terms of its glossary: the way back from an entry to the pages that say more.

use std::collections::BTreeMap;

use pulldown_cmark::Event;
use rayon::prelude::*;

use super::body::{Prose, goes_on};
use crate::document::{Kind, PageId};
use crate::parse::stream::Node;
use crate::site::{Site, TermId};

/// Most places that an entry lists.
const MAX_PLACES: usize = 4;
/// Deepest heading that is one.
const DEEPEST: u8 = 3;

/// A place that an entry of the glossary leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) page: PageId,
    /// The section that is about the term, an index into the page's headings; else the first use on the page.
    pub(crate) heading: Option<usize>,
}

/// The places of all terms.
#[derive(Debug, Default)]
pub(crate) struct Places {
    found: BTreeMap<TermId, Vec<Place>>,
    pages: BTreeMap<TermId, usize>,
    /// How many terms the prose of each page uses.
    counts: BTreeMap<PageId, usize>,
}

/// What a page says of a term.
#[derive(Default)]
struct Uses {
    in_title: bool,
    heading: Option<usize>,
    in_prose: usize,
}

impl Places {
    /// Reads one page after the other: pages are made on all threads at once, and one that waits here for the others could be
    /// given a page that waits for this.
    pub(crate) fn new(site: &Site) -> Self {
        let order = site.reading_order();
        let on_pages = order.iter().map(|page| uses(site, *page)).collect();
        Self::of_pages(&order, on_pages)
    }

    /// Reads all pages on all threads, for those who are none of them.
    pub(crate) fn at_once(site: &Site) -> Self {
        let order = site.reading_order();
        let on_pages = order.par_iter().with_max_len(2).map(|page| uses(site, *page)).collect();
        Self::of_pages(&order, on_pages)
    }

    fn of_pages(order: &[PageId], on_pages: Vec<BTreeMap<TermId, Uses>>) -> Self {
        // For each term what speaks for a page, and the page.
        let mut all: BTreeMap<TermId, Vec<(usize, Place)>> = BTreeMap::new();
        let in_prose = |terms: &BTreeMap<TermId, Uses>| terms.values().filter(|uses| uses.in_prose > 0).count();
        let counts = order.iter().zip(&on_pages).map(|(page, terms)| (*page, in_prose(terms))).collect();
        for (page, terms) in order.iter().zip(on_pages) {
            for (term, uses) in terms {
                if uses.heading.is_none() && uses.in_prose == 0 {
                    continue;
                }
                let says = usize::from(uses.in_title) * 200 + usize::from(uses.heading.is_some()) * 100;
                let place = Place { page: *page, heading: uses.heading };
                all.entry(term).or_default().push((says + uses.in_prose.min(99), place));
            }
        }
        let pages = all.iter().map(|(term, places)| (*term, places.len())).collect();
        let best = |mut places: Vec<(usize, Place)>| {
            // Stable: equal ones stay in the order of reading.
            places.sort_by_key(|(says, _)| std::cmp::Reverse(*says));
            places.truncate(MAX_PLACES);
            places.into_iter().map(|(_, place)| place).collect()
        };
        Self { found: all.into_iter().map(|(term, places)| (term, best(places))).collect(), pages, counts }
    }

    /// How many terms the prose of a page uses: when so many are explained, the rest of the page has no other.
    pub(crate) fn on_page(&self, page: PageId) -> usize {
        self.counts.get(&page).copied().unwrap_or(0)
    }

    /// The places that say most about a term, and how many more pages use it.
    pub(crate) fn of(&self, term: TermId) -> (&[Place], usize) {
        let places = self.found.get(&term).map_or(&[][..], Vec::as_slice);
        (places, self.pages.get(&term).map_or(0, |pages| pages - places.len()))
    }
}

fn uses(site: &Site, page: PageId) -> BTreeMap<TermId, Uses> {
    let document = &site[page];
    let mut found: BTreeMap<TermId, Uses> = BTreeMap::new();
    if document.front.kind == Kind::Glossary {
        return found;
    }
    for in_title in site.terms.find(&document.title) {
        found.entry(in_title.term).or_default().in_title = true;
    }
    for (number, heading) in document.headings.iter().enumerate() {
        if (2..=DEEPEST).contains(&heading.level) {
            for used in site.terms.find(&heading.text) {
                found.entry(used.term).or_default().heading.get_or_insert(number);
            }
        }
    }
    each_text(site, page, |text| {
        for used in site.terms.find(text) {
            found.entry(used.term).or_default().in_prose += 1;
        }
    });
    found
}

/// Calls `found` with each run of prose, as the page explains terms in it.
fn each_text(site: &Site, page: PageId, mut found: impl FnMut(&str)) {
    let document = &site[page];
    let items = document.items();
    let mut prose = Prose::new(document, site.config().markdown.allow_html);
    let mut run = String::new();
    for item in &items {
        if !goes_on(item) && !run.is_empty() {
            found(&run);
            run.clear();
        }
        prose.pass(item);
        match &item.node {
            Node::Markdown(Event::Text(text)) if prose.is_open() => run.push_str(text),
            Node::Markdown(Event::SoftBreak) if !run.is_empty() => run.push('\n'),
            _ => {}
        }
    }
    if !run.is_empty() {
        found(&run);
    }
}
