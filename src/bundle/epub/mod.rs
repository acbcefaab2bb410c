//! The guide as a book in the format EPUB 3 (W3C, EPUB 3.3), for readers that run no script. Its pages are made as for paper,
//! read as a browser reads them, cleaned of what a book may not hold, and written as XHTML.

mod clean;
mod depth;
mod images;
mod links;
mod package;
mod tree;
mod xhtml;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use rayon::prelude::*;

use self::clean::{Cleaned, clean};
use self::links::{Places, lead};
use self::package::{Item, Package};
use self::tree::parse;
use super::zip_file::ZipFile;
use super::{Bundle, Made};
use crate::path::SitePath;
use crate::render::{BOOK_CONTENTS, BOOK_TITLE};
use crate::routes::Routes;

/// The folder of the book in its archive.
const FOLDER: &str = "EPUB";
/// The description of the book: its name in that folder.
const PACKAGE: &str = "package.opf";
/// The table of contents for readers of EPUB 2, which cannot read the other one.
const NCX: &str = "contents.ncx";
const STYLE: &str = "book.css";
/// What is shown in the place of an image whose format a reader does not know.
const NO_IMAGE: &str = "no-image.svg";

/// A document of the book.
struct Document {
    /// Its address on the site.
    path: SitePath,
    /// Its place in the book.
    name: SitePath,
    /// Whether it is no page of the guide.
    is_made: bool,
    page: Cleaned,
}

/// The guide as a book. The same guide gives the same bytes.
///
/// # Errors
/// When the archive cannot be put together. What is wrong with pages is in the value.
pub fn epub(routes: &Routes) -> Result<Made> {
    let site = routes.site();
    let book = match routes.book() {
        Ok(book) => book,
        Err(findings) => return Ok(Err(findings)),
    };
    let names = names(routes);
    let made = [(BOOK_TITLE, &book.title), (BOOK_CONTENTS, &book.contents)];
    let made = made.map(|(name, html)| (SitePath::new(name), SitePath::new(name), html, true));
    let pages = book.pages.iter().filter_map(|(page, html)| {
        let path = site.path(*page);
        Some((path.clone(), names.get(path)?.clone(), html, false))
    });
    let written: Vec<(SitePath, SitePath, &String, bool)> = made.into_iter().chain(pages).collect();
    let mut documents: Vec<Document> = written
        .into_par_iter()
        .map(|(path, name, html, is_made)| Document { path, name, is_made, page: clean(parse(html), is_made) })
        .collect();

    let ids = documents.iter().filter(|it| !it.is_made).map(|it| (it.path.clone(), it.page.ids.clone())).collect();
    let places = Places { routes, names, ids };
    let style = SitePath::new(STYLE);
    let finished: Vec<(Item, String, BTreeSet<SitePath>)> = documents
        .par_iter_mut()
        .map(|Document { path, name, page, .. }| {
            let images = lead(&places, path, name, page);
            let item = Item::document(name, page);
            (item, xhtml::write(page, name, &style, site.config()), images)
        })
        .collect();

    let shown: BTreeSet<&SitePath> = finished.iter().flat_map(|(_, _, images)| images).collect();
    let images = match images::shown(routes, &places, &shown) {
        Ok(images) => images,
        Err(findings) => return Ok(Err(findings)),
    };
    let package = Package {
        site,
        documents: finished.iter().map(|(item, ..)| item).collect(),
        images: images.iter().map(|(item, _)| item).collect(),
        contents: &documents
            .iter()
            .find(|it| it.name.as_str() == BOOK_CONTENTS)
            .context("no table of contents")?
            .page
            .body,
    };
    let fallback = package.needs_fallback().then(|| package.fallback());

    let mut zip = ZipFile::default();
    let mut parts = Vec::new();
    // Programs know a book by this entry: the first one, as it is (EPUB OCF 3.3, 4.3).
    zip.store("mimetype", b"application/epub+zip")?;
    let mut add = |name: &str, text: &[u8], part: &str| -> Result<()> {
        Bundle::count(&mut parts, part, text.len());
        zip.add(name, text)
    };
    add("META-INF/container.xml", package::container(&format!("{FOLDER}/{PACKAGE}")).as_bytes(), "description")?;
    add(&format!("{FOLDER}/{PACKAGE}"), package.opf().as_bytes(), "description")?;
    add(&format!("{FOLDER}/{NCX}"), package.ncx().as_bytes(), "description")?;
    add(&format!("{FOLDER}/{STYLE}"), book.style.as_bytes(), "styles")?;
    for (item, xhtml, _) in &finished {
        add(&format!("{FOLDER}/{}", item.name), xhtml.as_bytes(), "pages")?;
    }
    for (item, bytes) in &images {
        add(&format!("{FOLDER}/{}", item.name), bytes, "images")?;
    }
    if let Some(svg) = fallback {
        add(&format!("{FOLDER}/{NO_IMAGE}"), svg.as_bytes(), "images")?;
    }
    Ok(Ok(Bundle { bytes: zip.finish()?, parts }))
}

/// The places of pages and images in the book, by their addresses on the site. Names are of letters and digits that every
/// system takes, and differ by more than capitals.
fn names(routes: &Routes) -> BTreeMap<SitePath, SitePath> {
    let site = routes.site();
    let mut taken = BTreeSet::new();
    let mut names = BTreeMap::new();
    let pages = site.nav.order().iter().map(|page| (site.path(*page), "pages", "xhtml"));
    let images = images::known(routes).map(|(path, extension)| (path, "images", extension));
    for (path, folder, extension) in pages.chain(images) {
        let stem = path.as_str().rsplit_once('.').map_or(path.as_str(), |(stem, _)| stem);
        let plain: String =
            stem.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '/' | '-') { c } else { '_' }).collect();
        let numbered = (2..).map(|number: usize| format!("{folder}/{plain}_{number}.{extension}"));
        let mut names_of_it = std::iter::once(format!("{folder}/{plain}.{extension}")).chain(numbered);
        if let Some(name) = names_of_it.find(|name| taken.insert(name.to_ascii_lowercase())) {
            names.insert(path.clone(), SitePath::new(&name));
        }
    }
    names
}
