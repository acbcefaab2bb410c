//! The whole guide in one file: all pages below each other in one document, each with ids of its own, and what scripts need
//! packed behind them. Without script the file is read from top to bottom; with it `js/unpack.js` unpacks the rest and
//! `js/single.js` shows a page at a time.
//!
//! A file to hand on is small, so nothing is in it twice: what stands in the pages is not in the search index, and what is of
//! no use without script is in the packed part only.

mod addresses;
mod compact;
mod pack;
mod pictures;
mod place;
mod shell;
mod texts;

use std::cell::RefCell;
use std::collections::BTreeMap;

use anyhow::{Context, Result};
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use self::compact::compact;
use self::pack::{Packed, PackedPage};
use self::pictures::Pictures;
use self::place::{Names, Place, Taken};
use self::shell::Shell;
use self::texts::PageTexts;
use super::{Bundle, Made};
use crate::html;
use crate::path::SitePath;
use crate::routes::{Recipe, Routes};

/// The pages of the site that Matchbook makes and that a single file has too, behind those of the guide. The list from A to Z is
/// for readers of the site who have no script; here the browser's own search finds what it lists.
const MADE: [Recipe; 3] = [Recipe::Contents, Recipe::CheckEmail, Recipe::MyData];
/// The bundle with the script and style of a single file.
const SINGLE: &str = "single";
/// The bundle with the script that unpacks what scripts need.
const UNPACK: &str = "unpack";
/// Bundles whose styles are of use without script.
const SINGLE_STYLES: [&str; 2] = ["copy-age", SINGLE];
/// The hash under which all pages are shown; `js/single.js` has it too.
const WHOLE: &str = "#everything";
/// Ids of what stands around the pages: the main element, the navigation, and the name under which all pages are shown. A page
/// with one of these names could not be reached.
const TAKEN: [&str; 3] = ["main", "menu", "everything"];
/// Letters of the short name of a page.
const SHORT: usize = 3;

/// A page of the site.
struct Page<'r> {
    path: &'r SitePath,
    html: String,
}

/// The whole guide as one file. The same guide gives the same bytes.
///
/// # Errors
/// When the file cannot be put together. What is wrong with pages is in the value.
pub fn single(routes: &Routes) -> Result<Made> {
    let pages = match pages(routes)? {
        Ok(pages) => pages,
        Err(findings) => return Ok(Err(findings)),
    };
    let theme = &routes.site().input.theme;
    let names = names(&pages);
    let attributes = vec![Vec::new(); theme.single_file.attributes.len()];
    let taken = RefCell::new(Taken { attributes, ..Taken::default() });
    let place = |path: &SitePath| Place { routes, names: &names, path: path.clone(), taken: &taken };

    let mut sections = Vec::new();
    let mut packed = Packed::default();
    for page in &pages {
        let name = &names[page.path.as_str()];
        packed.pages.push(PackedPage {
            path: page.path.as_str(),
            kind: between(&page.html, "<body class=\"kind-", "\"")?.split(' ').next().unwrap_or_default(),
            title: html::unescape(between(&page.html, "<title>", "</title>")?),
            short: &name.short,
        });
        sections.push(format!(
            "<section class=\"single-page\" id=\"{}\">\n{}\n</section>\n",
            html::attribute(&name.page),
            place(page.path).page(main_of(&page.html)?, &theme.single_file)?
        ));
    }
    // The header, the navigation and the foot are those of the list of all pages, which stands at the root.
    let outer =
        pages.iter().find(|page| routes.recipe(page.path) == Some(&Recipe::Contents)).context("no list of pages")?;
    let start = outer.html.find(main_of(&outer.html)?).unwrap_or_default();
    let end = start + main_of(&outer.html)?.len();
    let around = place(outer.path);
    let (head, foot) = (around.around(&outer.html[..start])?, around.around(&outer.html[end..])?);

    let pictures = Pictures::new([&head, &foot].into_iter().chain(&sections));
    let sections: Vec<String> = sections.iter().map(|section| compact(&pictures.share(section))).collect();
    packed.texts = PageTexts::new(sections.iter().map(String::as_str));
    packed.taken = taken.into_inner();
    packed.read(routes, pages.iter().map(|page| (page.path, page.html.as_str())))?;
    let shell = Shell::new(routes)?;
    let (text, shares) = packed.text(&theme.single_file)?;
    let head = shell.head(&pictures.define(&pictures.share(&head)), &packed.hashes, &text)?;
    let foot = shell.foot(&pictures.share(&foot), &text)?;

    let images = packed.taken.images;
    let document = [head, sections.concat(), foot].concat();
    let mut parts = vec![("pages".to_owned(), 0)];
    parts.extend(shares);
    parts[1].1 += shell.size();
    parts.push(("images".to_owned(), images));
    parts[0].1 = document.len() - parts.iter().map(|(_, bytes)| bytes).sum::<usize>();
    Ok(Ok(Bundle { bytes: document.into_bytes(), parts }))
}

/// The pages of the file in their order, or what is wrong with them.
fn pages(routes: &Routes) -> Result<Result<Vec<Page<'_>>, Vec<crate::diagnostic::Diagnostic>>> {
    let site = routes.site();
    let order = site.nav.order().iter().map(|page| site.path(*page));
    let made = MADE.iter().filter_map(|recipe| routes.paths().find(|path| routes.recipe(path) == Some(recipe)));
    let paths: Vec<&SitePath> = order.chain(made).collect();
    let produced: Vec<_> = paths.par_iter().map(|path| (*path, routes.produce(path))).collect();
    let mut pages = Vec::with_capacity(paths.len());
    let mut findings = Vec::new();
    for (path, result) in produced {
        match result {
            Some(Ok(bytes)) => {
                let html = String::from_utf8(bytes.into_owned()).context("a page is no text")?;
                pages.push(Page { path, html });
            }
            Some(Err(found)) => findings.extend(found),
            None => {}
        }
    }
    Ok(if findings.is_empty() { Ok(pages) } else { Err(findings) })
}

/// The names of all pages: `guide-rules` for `guide/rules.html`, with a number where another page has it, and a short one that
/// depends on the address alone, so that links to places stay the same when the guide changes.
fn names<'p>(pages: &'p [Page<'_>]) -> BTreeMap<&'p str, Names> {
    let mut names: BTreeMap<&str, Names> = BTreeMap::new();
    for Page { path, .. } in pages {
        let id = path.as_id();
        let numbered = (2..).map(|number| format!("{id}_{number}"));
        let is_free = |id: &String| !TAKEN.contains(&id.as_str()) && names.values().all(|names| names.page != *id);
        let page = std::iter::once(id.clone()).chain(numbered).find(is_free).unwrap_or(id);
        let letters = letters(xxh3_64(path.as_str().as_bytes()));
        let is_free = |short: &&str| names.values().all(|names| names.short != **short);
        let short =
            (SHORT..letters.len()).map(|length| &letters[..length]).find(is_free).unwrap_or(&letters).to_owned();
        names.insert(path.as_str(), Names { page, short });
    }
    names
}

/// A number as letters.
fn letters(mut number: u64) -> String {
    let mut letters = String::new();
    while number > 0 {
        letters.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
    }
    letters
}

/// What stands between two texts, the first place where both are.
fn between<'h>(html: &'h str, before: &str, after: &str) -> Result<&'h str> {
    let start = html.find(before).with_context(|| format!("a page without `{before}`"))? + before.len();
    let length = html[start..].find(after).with_context(|| format!("a page without `{after}`"))?;
    Ok(&html[start..start + length])
}

/// What stands in the main element of a page.
fn main_of(html: &str) -> Result<&str> {
    let open = html.find("<main").context("a page without a main element")?;
    let start = open + html[open..].find('>').context("a main element without an end")? + 1;
    let end = html.rfind("</main>").filter(|end| *end >= start).context("a main element that is never closed")?;
    Ok(&html[start..end])
}
