//! What tells others about the site: search engines (sitemap, robots), readers of feeds, programs that read text, sites that
//! show a link with a picture, and browsers that come with an old address.

mod card;
mod feed;
mod markdown;
mod moved;

pub use card::{Card, Cards};
pub use feed::{feed, has_feed};
pub use markdown::{llms, markdown_of, markdown_path};
pub use moved::{Anchors, Moved};

use std::fmt::Write as _;

use crate::html;
use crate::path::SitePath;
use crate::site::Site;

/// Address of the list of pages for search engines.
pub const SITEMAP: &str = "sitemap.xml";
/// Address of what search engines may read.
pub const ROBOTS: &str = "robots.txt";
/// Address of the feed of changed pages.
pub const FEED: &str = "feed.xml";
/// Address of the list of pages for programs that read text.
pub const LLMS: &str = "llms.txt";
/// Address of the file that tells GitHub Pages the domain.
pub const CNAME: &str = "CNAME";

/// The list of pages for search engines (sitemaps.org, protocol 0.9), with the day of each page's last change where it is
/// known. `None` without `site.base-url`, as addresses have to be absolute.
#[must_use]
pub fn sitemap(site: &Site) -> Option<String> {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for page in site.nav.order() {
        let address = site.address(site.path(*page))?;
        let _ = write!(xml, "<url><loc>{}</loc>", html::text(&address));
        if let Some(moment) = site.changed(*page) {
            let _ = write!(xml, "<lastmod>{moment}</lastmod>");
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    Some(xml)
}

/// What search engines may read (RFC 9309): everything, and where the list of it is. `None` without `site.base-url`.
#[must_use]
pub fn robots(site: &Site) -> Option<String> {
    let sitemap = site.address(&SitePath::new(SITEMAP))?;
    Some(format!("User-agent: *\nDisallow:\n\nSitemap: {sitemap}\n"))
}
