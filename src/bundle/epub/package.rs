//! What a book says of itself: its package document (EPUB 3.3, 5), and the table of contents of EPUB 2.

use sha2::{Digest as _, Sha256};

use super::clean::Cleaned;
use super::tree::{Element, Space};
use super::{NCX, NO_IMAGE, STYLE};
use crate::html;
use crate::path::SitePath;
use crate::render::BOOK_CONTENTS;
use crate::site::Site;

/// The day of a guide that names none, as every book has to name one: the first one that archives can.
const NO_DAY: &str = "1980-01-01";

/// A file of the book.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) name: SitePath,
    kind: String,
    properties: Vec<&'static str>,
    /// Whether it shows images, and whether each of them is described.
    has_images: bool,
    is_described: bool,
}

impl Item {
    /// A document.
    pub(super) fn document(name: &SitePath, page: &Cleaned) -> Self {
        let mut properties = Vec::new();
        properties.extend((name.as_str() == BOOK_CONTENTS).then_some("nav"));
        properties.extend(page.has_math.then_some("mathml"));
        properties.extend(page.has_svg.then_some("svg"));
        let mut item = Self {
            name: name.clone(),
            kind: "application/xhtml+xml".to_owned(),
            properties,
            has_images: false,
            is_described: true,
        };
        item.look_at(&page.body);
        item
    }

    /// An image.
    pub(super) fn image(name: &SitePath, kind: &str) -> Self {
        Self {
            name: name.clone(),
            kind: kind.to_owned(),
            properties: Vec::new(),
            has_images: false,
            is_described: true,
        }
    }

    fn look_at(&mut self, element: &Element) {
        let described = |name| element.attribute(name).is_some_and(|words| !words.trim().is_empty());
        if element.is("img") {
            self.has_images = true;
            self.is_described &= described("alt");
        } else if element.space == Space::Svg && element.name == "svg" {
            self.has_images = true;
            let has_title = element.elements().any(|inside| inside.name == "title");
            self.is_described &=
                described("aria-label") || has_title || element.attribute("aria-hidden") == Some("true");
        }
        for inside in element.elements() {
            self.look_at(inside);
        }
    }

    /// Whether readers of EPUB 3 need not know its format, so that something else has to stand in for it.
    fn is_foreign(&self) -> bool {
        matches!(self.kind.as_str(), "image/webp" | "image/avif")
    }
}

/// What is in the book.
#[derive(Debug)]
pub(super) struct Package<'b> {
    pub(super) site: &'b Site,
    /// Documents in order of reading.
    pub(super) documents: Vec<&'b Item>,
    pub(super) images: Vec<&'b Item>,
    /// The page with the table of contents.
    pub(super) contents: &'b Element,
}

impl Package<'_> {
    /// The package document.
    pub(super) fn opf(&self) -> String {
        let config = self.site.config();
        let book = &config.book;
        let language = html::attribute(&book.language);
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" \
             unique-identifier=\"id\" xml:lang=\"{language}\" dir=\"{direction}\">\n\
             <metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
             <dc:identifier id=\"id\">{id}</dc:identifier>\n<dc:title>{title}</dc:title>\n<dc:language>{language}</dc:language>\n",
            direction = book.direction,
            id = self.id(),
            title = html::xml_text(&book.title),
        );
        for author in &book.authors {
            out.push_str(&format!("<dc:creator>{}</dc:creator>\n", html::xml_text(author)));
        }
        if !book.description.is_empty() {
            out.push_str(&format!("<dc:description>{}</dc:description>\n", html::xml_text(&book.description)));
        }
        if let Some(address) = &config.site.base_url {
            out.push_str(&format!("<dc:source>{}</dc:source>\n", html::xml_text(address)));
        }
        if let Some(day) = self.site.edition() {
            out.push_str(&format!("<dc:date>{}</dc:date>\n", html::xml_text(day)));
        }
        let day = self.site.edition().unwrap_or(NO_DAY);
        out.push_str(&format!("<meta property=\"dcterms:modified\">{}T00:00:00Z</meta>\n", html::xml_text(day)));
        for (name, value) in self.access() {
            out.push_str(&format!("<meta property=\"schema:{name}\">{}</meta>\n", html::xml_text(&value)));
        }
        out.push_str("</metadata>\n<manifest>\n");
        for (number, item) in self.documents.iter().enumerate() {
            push_item(&mut out, &format!("d{number}"), item);
        }
        for (number, item) in self.images.iter().enumerate() {
            push_item(&mut out, &format!("i{number}"), item);
        }
        if self.needs_fallback() {
            out.push_str(&format!("<item id=\"no-image\" href=\"{NO_IMAGE}\" media-type=\"image/svg+xml\"/>\n"));
        }
        out.push_str(&format!(
            "<item id=\"style\" href=\"{STYLE}\" media-type=\"text/css\"/>\n\
             <item id=\"ncx\" href=\"{NCX}\" media-type=\"application/x-dtbncx+xml\"/>\n</manifest>\n\
             <spine toc=\"ncx\" page-progression-direction=\"{}\">\n",
            book.direction
        ));
        for number in 0..self.documents.len() {
            out.push_str(&format!("<itemref idref=\"d{number}\"/>\n"));
        }
        out.push_str("</spine>\n</package>\n");
        out
    }

    /// The table of contents for readers of EPUB 2 (OPF 2.0.1, 2.4.1): the same entries, those without a page left to the ones
    /// below them.
    pub(super) fn ncx(&self) -> String {
        let book = &self.site.config().book;
        let mut points = String::new();
        let (mut number, mut depth) = (0, 0);
        let list = self.contents.find("nav").and_then(|nav| nav.elements().find(|element| element.is("ol")));
        if let Some(list) = list {
            push_points(&mut points, list, &mut number, 1, &mut depth);
        }
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <ncx xmlns=\"http://www.daisy.org/z3986/2005/ncx/\" version=\"2005-1\" xml:lang=\"{language}\">\n<head>\n\
             <meta name=\"dtb:uid\" content=\"{id}\"/>\n<meta name=\"dtb:depth\" content=\"{depth}\"/>\n\
             <meta name=\"dtb:totalPageCount\" content=\"0\"/>\n<meta name=\"dtb:maxPageNumber\" content=\"0\"/>\n</head>\n\
             <docTitle><text>{title}</text></docTitle>\n<navMap>\n{points}</navMap>\n</ncx>\n",
            language = html::attribute(&book.language),
            id = self.id(),
            title = html::xml_text(&book.title),
        )
    }

    /// Whether an image is of a format that readers need not know.
    pub(super) fn needs_fallback(&self) -> bool {
        self.images.iter().any(|item| item.is_foreign())
    }

    /// What stands in for such an image.
    pub(super) fn fallback(&self) -> String {
        let words = html::xml_text(self.site.input.theme.string("book_no_image"));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 60\"><title>{words}</title>\
             <text x=\"200\" y=\"35\" text-anchor=\"middle\" font-size=\"14\">{words}</text></svg>\n"
        )
    }

    /// A name that no other guide has and that stays, whatever changes in this one: a UUID made from the guide's id (RFC 9562,
    /// version 8).
    fn id(&self) -> String {
        let hash = Sha256::digest(format!("matchbook guide {}", self.site.config().book.id));
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        bytes[6] = (bytes[6] & 0x0f) | 0x80;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
        format!("urn:uuid:{}", parts.join("-"))
    }

    /// What those who cannot see or hear may expect (W3C, EPUB Accessibility 1.1).
    fn access(&self) -> Vec<(&'static str, String)> {
        let theme = &self.site.input.theme;
        let has_images = self.documents.iter().any(|item| item.has_images);
        let is_described = self.documents.iter().all(|item| item.is_described);
        let has_motion =
            self.images.iter().any(|item| matches!(item.kind.as_str(), "image/gif" | "image/webp" | "image/avif"));
        let mut said = vec![("accessMode", "textual".to_owned())];
        said.extend(has_images.then(|| ("accessMode", "visual".to_owned())));
        // Without words for an image the text alone may not do.
        let enough = if is_described { "textual" } else { "textual,visual" };
        said.push(("accessModeSufficient", enough.to_owned()));
        let features = ["displayTransformability", "readingOrder", "structuralNavigation", "tableOfContents"];
        said.extend((has_images && is_described).then(|| ("accessibilityFeature", "alternativeText".to_owned())));
        said.extend(features.map(|feature| ("accessibilityFeature", feature.to_owned())));
        said.push(("accessibilityHazard", if has_motion { "unknown" } else { "none" }.to_owned()));
        let mut summary = theme.string("book_access").to_owned();
        if has_images && is_described {
            summary = format!("{summary} {}", theme.string("book_access_images"));
        }
        said.push(("accessibilitySummary", summary));
        said
    }
}

/// Where the package document is.
pub(super) fn container(package: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n<rootfiles>\n\
         <rootfile full-path=\"{package}\" media-type=\"application/oebps-package+xml\"/>\n</rootfiles>\n</container>\n"
    )
}

fn push_item(out: &mut String, id: &str, item: &Item) {
    out.push_str(&format!("<item id=\"{id}\" href=\"{}\" media-type=\"{}\"", item.name.encoded(), item.kind));
    if !item.properties.is_empty() {
        out.push_str(&format!(" properties=\"{}\"", item.properties.join(" ")));
    }
    if item.is_foreign() {
        out.push_str(" fallback=\"no-image\"");
    }
    out.push_str("/>\n");
}

/// Writes the entries of a list; `deepest` becomes the number of levels.
fn push_points(out: &mut String, list: &Element, number: &mut usize, depth: usize, deepest: &mut usize) {
    for item in list.elements() {
        let link = item.elements().find(|element| element.is("a"));
        let below = item.elements().find(|element| element.is("ol"));
        let Some((link, href)) = link.and_then(|link| Some((link, link.attribute("href")?))) else {
            if let Some(below) = below {
                push_points(out, below, number, depth, deepest);
            }
            continue;
        };
        *number += 1;
        *deepest = (*deepest).max(depth);
        out.push_str(&format!(
            "<navPoint id=\"n{number}\" playOrder=\"{number}\"><navLabel><text>{}</text></navLabel><content src=\"{}\"/>\n",
            html::xml_text(&link.text()),
            html::attribute(href)
        ));
        if let Some(below) = below {
            push_points(out, below, number, depth + 1, deepest);
        }
        out.push_str("</navPoint>\n");
    }
}
