//! Where links and images of a page lead: to places in the book, to the published site, to other sites. What leads nowhere
//! keeps its text.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::clean::Cleaned;
use super::images::is_image;
use super::tree::{Element, Node};
use crate::path::SitePath;
use crate::render::{BOOK_CONTENTS, BOOK_TITLE};
use crate::routes::{Recipe, Routes};

/// What is escaped in an address that was written by hand; what is escaped already stays (RFC 3986, appendix A).
const WRITTEN: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What the book has, by its address on the site.
#[derive(Debug)]
pub(super) struct Places<'r> {
    pub(super) routes: &'r Routes,
    /// Where pages are in the book, and images when a page shows them.
    pub(super) names: BTreeMap<SitePath, SitePath>,
    /// The anchors of each page.
    pub(super) ids: BTreeMap<SitePath, BTreeSet<String>>,
}

/// A page whose links are led into the book.
pub(super) struct Page<'p, 'r> {
    places: &'p Places<'r>,
    /// Its address on the site.
    path: &'p SitePath,
    /// Its place in the book.
    name: &'p SitePath,
    ids: &'p BTreeSet<String>,
    /// The images that it shows, by their addresses on the site.
    images: BTreeSet<SitePath>,
}

/// Leads the links of a page into the book; returns the images that it shows.
pub(super) fn lead(places: &Places<'_>, path: &SitePath, name: &SitePath, page: &mut Cleaned) -> BTreeSet<SitePath> {
    let mut leading = Page { places, path, name, ids: &page.ids, images: BTreeSet::new() };
    leading.element(&mut page.body, false);
    leading.images
}

impl Page<'_, '_> {
    fn element(&mut self, element: &mut Element, in_link: bool) {
        for name in ["aria-labelledby", "aria-describedby"] {
            let names =
                element.attribute(name).map(|names| names.split_ascii_whitespace().all(|id| self.ids.contains(id)));
            if names == Some(false) {
                element.set(name, None);
            }
        }
        let mut is_link = false;
        if element.is("img") {
            self.image(element, in_link);
        } else if element.is("a") {
            let href = element.attribute("href").and_then(|href| self.href(href));
            is_link = href.is_some();
            if !is_link {
                "span".clone_into(&mut element.name);
                element.set("role", None);
                element.set("epub:type", None);
                element.set("aria-label", None);
            }
            element.set("href", href.as_deref());
        }
        for node in &mut element.children {
            if let Node::Element(inside) = node {
                self.element(inside, in_link || is_link);
            }
        }
    }

    /// An image that the book has, or what it shows in words.
    fn image(&mut self, element: &mut Element, in_link: bool) {
        let src = element.attribute("src").unwrap_or_default().to_owned();
        let path = self.target(src.split(['#', '?']).next().unwrap_or_default());
        if let Some(path) = path
            && let Some(name) = self.places.names.get(&path).filter(|_| is_image(path.extension()))
        {
            element.set("src", Some(&self.name.href(name)));
            self.images.insert(path);
            return;
        }
        let words = element.attribute("alt").unwrap_or_default().to_owned();
        let href = self.href(&src).filter(|_| !in_link && !words.is_empty());
        element.name = if href.is_some() { "a" } else { "span" }.to_owned();
        for name in ["src", "alt", "width", "height"] {
            element.set(name, None);
        }
        element.set("href", href.as_deref());
        element.children = vec![Node::Text(words)];
    }

    /// The address of a place in the book, else on the published site; `None` when there is none.
    fn href(&self, href: &str) -> Option<String> {
        let href = href.trim();
        if let Some(anchor) = href.strip_prefix('#') {
            return self.ids.contains(&*decoded(anchor)).then(|| format!("#{}", fragment(&decoded(anchor))));
        }
        if href.contains(':') || href.starts_with("//") {
            return outside(href);
        }
        let (address, anchor) = href.split_once('#').map_or((href, None), |(address, anchor)| (address, Some(anchor)));
        let is_made = [BOOK_TITLE, BOOK_CONTENTS].contains(&self.path.as_str());
        if is_made && address == BOOK_TITLE {
            return Some(address.to_owned());
        }
        let path = self.target(address.split('?').next().unwrap_or_default())?;
        let recipe = self.places.routes.recipe(&path)?;
        if matches!(recipe, Recipe::Contents | Recipe::AToZ | Recipe::Print) {
            return Some(self.name.href(&SitePath::new(BOOK_CONTENTS)));
        }
        if let Some(ids) = self.places.ids.get(&path) {
            let anchor = anchor.map(decoded).filter(|anchor| ids.contains(&**anchor));
            let anchor = anchor.map(|anchor| format!("#{}", fragment(&anchor))).unwrap_or_default();
            let name = self.places.names.get(&path)?;
            return Some(if path == *self.path && !anchor.is_empty() {
                anchor
            } else {
                self.name.href(name) + &anchor
            });
        }
        let published = self.places.routes.site().address(&path)?;
        let suffix = &href[address.split('?').next().unwrap_or_default().len()..];
        outside(&(published + suffix))
    }

    /// The file of the site that a relative address names.
    fn target(&self, address: &str) -> Option<SitePath> {
        if address.is_empty() || address.starts_with('/') || address.contains(':') {
            return None;
        }
        self.path.join(&percent_decode_str(address).decode_utf8().ok()?)
    }
}

fn decoded(anchor: &str) -> std::borrow::Cow<'_, str> {
    percent_decode_str(anchor).decode_utf8_lossy()
}

/// An anchor as the end of an address.
fn fragment(anchor: &str) -> String {
    utf8_percent_encode(&anchor.replace('%', "%25").replace('#', "%23"), WRITTEN).to_string()
}

/// An address outside of the book as readers take it; `None` for one that they refuse.
fn outside(address: &str) -> Option<String> {
    let address = if address.starts_with("//") { format!("https:{address}") } else { address.to_owned() };
    let (scheme, rest) = address.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    match scheme.as_str() {
        "http" | "https" => {
            let rest = rest.strip_prefix("//")?;
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            let (host, path) = rest.split_at(end);
            let (name, port) = host.split_once(':').unwrap_or((host, ""));
            let is_name =
                !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
            let is_port = port.bytes().all(|b| b.is_ascii_digit());
            (is_name && is_port).then(|| format!("{scheme}://{host}{}", escaped(path)))
        }
        "mailto" | "tel" if !rest.is_empty() => Some(format!("{scheme}:{}", escaped(rest))),
        _ => None,
    }
}

/// Part of an address with what may not stand in one escaped.
fn escaped(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    let mut fragments = 0;
    for (at, c) in part.char_indices() {
        let is_escape = |digits: &str| digits.bytes().all(|b| b.is_ascii_hexdigit());
        match c {
            '%' if !part.get(at + 1..at + 3).is_some_and(is_escape) => out.push_str("%25"),
            '#' => {
                fragments += 1;
                out.push_str(if fragments > 1 { "%23" } else { "#" });
            }
            c => out.push(c),
        }
    }
    utf8_percent_encode(&out, WRITTEN).to_string()
}

#[cfg(test)]
mod tests {
    use super::outside;

    #[test]
    fn addresses_outside_are_as_readers_take_them() {
        for (written, taken) in [
            ("https://example.org", Some("https://example.org")),
            ("HTTPS://example.org:80/a b?c=[d]#e#f", Some("https://example.org:80/a%20b?c=%5Bd%5D#e%23f")),
            ("https://example.org/ü%zz%41", Some("https://example.org/%C3%BC%25zz%41")),
            ("//example.org/a", Some("https://example.org/a")),
            ("mailto:a@example.org?subject=b c", Some("mailto:a@example.org?subject=b%20c")),
            ("tel:+1", Some("tel:+1")),
            ("https://exämple.org/", None),
            ("https://a@example.org/", None),
            ("https:///a", None),
            ("javascript:alert(1)", None),
            ("sms:1", None),
        ] {
            assert_eq!(outside(written).as_deref(), taken, "{written}");
        }
    }
}
