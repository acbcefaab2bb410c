//! The feed of changed pages.

use std::fmt::Write as _;

use super::FEED;
use crate::document::PageId;
use crate::html;
use crate::path::SitePath;
use crate::site::Site;

/// Most pages of the feed, the latest ones.
const MAX_ENTRIES: usize = 30;

/// Pages and when they last changed or, where that is not known, when their facts were last checked; the latest first.
fn latest(site: &Site) -> Vec<(String, PageId)> {
    let moment = |page: PageId| {
        let reviewed = || site[page].front.reviewed.as_ref().map(|day| format!("{day}T00:00:00Z"));
        site.changed(page).map(str::to_owned).or_else(reviewed)
    };
    let mut pages: Vec<(String, PageId)> =
        site.nav.order().iter().filter_map(|page| Some((moment(*page)?, *page))).collect();
    // Of one moment in order of reading.
    pages.sort_by(|a, b| b.0.cmp(&a.0));
    pages.truncate(MAX_ENTRIES);
    pages
}

/// Whether there is anything to tell, and an address to tell it under.
#[must_use]
pub fn has_feed(site: &Site) -> bool {
    site.config().site.feed && site.config().site.base_url.is_some() && !latest(site).is_empty()
}

/// The feed of pages that changed (Atom, RFC 4287). `None` without `site.base-url`.
#[must_use]
pub fn feed(site: &Site) -> Option<String> {
    let book = &site.config().book;
    let home = site.address(&SitePath::new("index.html"))?;
    let own = site.address(&SitePath::new(FEED))?;
    let pages = latest(site);
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <id>{home}</id>\n<title>{}</title>\n<updated>{}</updated>\n<link rel=\"self\" href=\"{own}\"/>\n<link href=\"{home}\"/>\n",
        html::xml_attribute(&book.language),
        html::xml_text(&book.title),
        pages.first()?.0,
        home = html::xml_attribute(&home),
        own = html::xml_attribute(&own),
    );
    let authors = if book.authors.is_empty() { std::slice::from_ref(&book.title) } else { &book.authors };
    for author in authors {
        let _ = writeln!(xml, "<author><name>{}</name></author>", html::xml_text(author));
    }
    for (moment, page) in pages {
        let document = &site[page];
        let address = site.address(site.path(page))?;
        let _ = write!(
            xml,
            "<entry>\n<id>{address}</id>\n<title>{}</title>\n<updated>{moment}</updated>\n<link href=\"{address}\"/>\n",
            html::xml_text(&document.title),
            address = html::xml_attribute(&address),
        );
        if !document.description().is_empty() {
            let _ = writeln!(xml, "<summary>{}</summary>", html::xml_text(document.description()));
        }
        xml.push_str("</entry>\n");
    }
    xml.push_str("</feed>\n");
    Some(xml)
}
