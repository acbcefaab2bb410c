//! Terms of the glossary: explained at their first use, and in the glossary the way back to the pages that use them.

use pulldown_cmark::{Event, Tag};

use super::{BodyRenderer, Edition};
use crate::document::{Kind, TERM_ANCHOR, Term};
use crate::html;
use crate::parse::stream::{Item, Node};
use crate::resolve::Target;
use crate::site::{Site, TermId};

impl BodyRenderer<'_, '_> {
    /// Writes the prose that was kept back, with the first use of each term as a link to its entry.
    pub(super) fn write_pending(&mut self) {
        let text = std::mem::take(&mut self.pending);
        if text.is_empty() {
            return;
        }
        let site = self.site;
        let mut at = 0;
        for used in site.terms.find(&text) {
            let term = &site[used.term];
            if !self.explained.insert(used.term) {
                continue;
            }
            self.unexplained = self.unexplained.saturating_sub(1);
            let target = Target::Page { page: used.term.page, anchor: Some(term.id.clone()) };
            html::push_text(self.out(), &text[at..used.range.start]);
            self.push("<a class=\"term\"");
            self.put_attribute("id", &self.edition.anchor(site, self.page, Some(&anchor_of(site, used.term))));
            self.put_attribute("href", &self.edition.href(site, &target));
            self.put_attribute("title", &term.definition);
            self.put_attribute("data-term", &term.id);
            if let Some(long) = other_name(term, used.name) {
                self.put_attribute("data-name", long);
            }
            self.push(">");
            html::push_text(self.out(), &text[used.range.clone()]);
            self.push("</a>");
            at = used.range.end;
        }
        html::push_text(self.out(), &text[at..]);
    }

    /// Ends a definition. Below the last one of a term stand the places where the guide uses it.
    pub(super) fn end_definition(&mut self, rest: &[Item<'_>]) {
        self.push("</dd>\n");
        let goes_on = matches!(
            rest.first().map(|item| &item.node),
            Some(Node::Markdown(Event::Start(Tag::DefinitionListDefinition)))
        );
        let is_glossary = self.document.front.kind == Kind::Glossary && self.terms_seen > 0;
        if goes_on || !is_glossary || matches!(self.edition, Edition::Whole(_)) {
            return;
        }
        let term = TermId { page: self.page, entry: self.terms_seen - 1 };
        let site = self.site;
        let (places, more) = self.elsewhere.places(site).of(term);
        if places.is_empty() {
            return;
        }
        self.put(format_args!("<dd class=\"term-places\">{} ", html::text(self.theme.string("glossary_places"))));
        for (number, place) in places.iter().enumerate() {
            let document = &site[place.page];
            let heading = place.heading.and_then(|heading| document.headings.get(heading));
            let anchor = heading.map_or_else(|| anchor_of(site, term), |heading| heading.id.clone());
            let target = Target::Page { page: place.page, anchor: Some(anchor) };
            self.push(if number > 0 { ", <a" } else { "<a" });
            self.put_attribute("href", &self.edition.href(site, &target));
            self.put(format_args!(">{}", html::text(document.nav_title())));
            if let Some(heading) = heading {
                self.put(format_args!(": {}", html::text(&heading.text)));
            }
            self.push("</a>");
        }
        if more > 0 {
            let name = if more == 1 { "glossary_more_one" } else { "glossary_more" };
            let more = self.theme.string(name).replace("{n}", &more.to_string());
            self.put(format_args!(" {}", html::text(&more)));
        }
        self.push("</dd>\n");
    }
}

/// The anchor of the first use of a term on a page. A second glossary may have a term of the same name.
fn anchor_of(site: &Site, term: TermId) -> String {
    let id = &site[term].id;
    if site.terms.is_taken(id, term.page) {
        format!("{TERM_ANCHOR}{}-{id}", term.page.0)
    } else {
        format!("{TERM_ANCHOR}{id}")
    }
}

/// The name that says more: the long form of an abbreviation, the abbreviation of a long form.
fn other_name(term: &Term, used: usize) -> Option<&str> {
    let is_short = |name: &String| !name.contains(' ') && name.chars().skip(1).any(char::is_uppercase);
    let is_long = |name: &String| name.contains(' ') && !name.contains(term.names.get(used).map_or("", String::as_str));
    let name = term.names.get(used)?;
    let other = if is_short(name) { term.names.iter().find(|name| is_long(name)) } else { None };
    other.or_else(|| term.names.iter().find(|other| is_short(other) && !is_short(name))).map(String::as_str)
}
