//! The whole guide in one file: all pages below each other in one document, each with ids of its own, and what scripts need
//! packed behind them. Without script the file is read from top to bottom; with it `js/single.js` shows a page at a time.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use anyhow::{Context, Result, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};
use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::{Bundle, Made};
use crate::html;
use crate::path::{SitePath, media_type};
use crate::render::CONTENTS;
use crate::routes::{Recipe, Routes};

/// The pages of the site that Matchbook makes and that a single file has too, behind those of the guide. The list from A to Z is
/// for readers of the site who have no script; here the browser's own search finds what it lists.
const MADE: [Recipe; 3] = [Recipe::Contents, Recipe::CheckEmail, Recipe::MyData];
/// The bundle with the script and style of a single file.
const SINGLE: &str = "single";
/// The hash under which all pages are shown; `js/single.js` has it too.
const WHOLE: &str = "#everything";
/// Attributes that hold ids of the same page, one or more with blanks between them.
const IDS: [&str; 9] =
    ["id", "for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "list", "data-step"];

/// A page of the file.
struct Page<'r> {
    path: &'r SitePath,
    id: String,
    html: String,
}

/// The whole guide as one file. The same guide gives the same bytes.
///
/// # Errors
/// When the file cannot be put together. What is wrong with pages is in the value.
pub fn single(routes: &Routes) -> Result<Made> {
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
                let id = id_of(path, |id| pages.iter().any(|page: &Page<'_>| page.id == id));
                pages.push(Page { path, id, html });
            }
            Some(Err(found)) => findings.extend(found),
            None => {}
        }
    }
    if !findings.is_empty() {
        return Ok(Err(findings));
    }
    let ids: BTreeMap<&str, &str> = pages.iter().map(|page| (page.path.as_str(), page.id.as_str())).collect();
    let images = RefCell::new(0);
    let place = |path: &SitePath| Place { routes, ids: &ids, path: path.clone(), images: &images };

    let mut needed = Needed::default();
    let mut sections = String::new();
    for page in &pages {
        needed.read(&page.html, page.path);
        let (kind, main) = (between(&page.html, "<body class=\"kind-", "\"")?, main_of(&page.html)?);
        let kind = kind.split(' ').next().unwrap_or_default();
        let title = html::unescape(between(&page.html, "<title>", "</title>")?);
        sections.push_str(&format!(
            "<section class=\"single-page\" id=\"{id}\" data-page=\"{path}\" data-kind=\"{kind}\" data-title=\"{title}\">\n",
            id = html::attribute(&page.id),
            path = html::attribute(page.path.as_str()),
            title = html::attribute(&title),
        ));
        sections.push_str(&place(page.path).rewrite(main, Some(&page.id))?);
        sections.push_str("\n</section>\n");
    }

    // The header, the navigation and the foot are those of the list of all pages, which stands at the root.
    let shell =
        pages.iter().find(|page| routes.recipe(page.path) == Some(&Recipe::Contents)).context("no list of pages")?;
    let start = shell.html.find(main_of(&shell.html)?).unwrap_or_default();
    let end = start + main_of(&shell.html)?.len();
    let mut parts = Vec::new();
    let files = pack(routes, &needed, &mut parts)?;
    let page = place(shell.path);
    let head = page.rewrite(&shell.html[..start], None)?;
    let foot = page.rewrite(&shell.html[end..], None)?;
    let texts = Texts::new(routes)?;
    let document = format!(
        "{}{sections}{}",
        texts.head(&head, &files.hashes, &site.config().book.title)?,
        texts.foot(&foot, &files, site.input.theme.string("single_failed"))?
    );
    let document = share_pictures(&document);
    parts.insert(0, ("pages".to_owned(), sections.len().saturating_sub(*images.borrow())));
    parts.push(("images".to_owned(), *images.borrow()));
    Ok(Ok(Bundle { bytes: document.into_bytes(), parts }))
}

/// The id of a page in the file: `guide-rules` for `guide/rules.html`, with a number where another page has it.
fn id_of(path: &SitePath, is_taken: impl Fn(&str) -> bool) -> String {
    let id = path.as_id();
    let numbered = (2..).map(|number| format!("{id}_{number}"));
    std::iter::once(id.clone()).chain(numbered).find(|id| !is_taken(id)).unwrap_or(id)
}

/// The document with each picture of the theme that it has more than once written once, and used by its name elsewhere (SVG 2,
/// 5.6).
fn share_pictures(document: &str) -> String {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for picture in pictures(document) {
        *seen.entry(picture).or_default() += 1;
    }
    let shared: Vec<&str> = seen.into_iter().filter(|(_, times)| *times > 1).map(|(picture, _)| picture).collect();
    let mut symbols = String::new();
    let mut out = String::with_capacity(document.len());
    let mut rest = document;
    for (number, picture) in shared.iter().enumerate() {
        let (tag, inside) = picture.split_once('>').unwrap_or((picture, ""));
        let inside = inside.strip_suffix("</svg>").unwrap_or(inside);
        // How it is drawn stands with it once; where and how large it is, wherever it is used.
        let drawn: String = attributes(tag).filter(|part| !is_of_use(part)).map(|part| format!(" {part}")).collect();
        symbols.push_str(&format!("<symbol id=\"picture-{number}\"{drawn}>{inside}</symbol>"));
    }
    for picture in pictures(document) {
        let Ok(number) = shared.binary_search(&picture) else { continue };
        let Some(at) = rest.find(picture) else { continue };
        let tag = picture.split('>').next().unwrap_or_default();
        let used: String = attributes(tag).filter(is_of_use).map(|part| format!(" {part}")).collect();
        out.push_str(&rest[..at]);
        out.push_str(&format!("<svg{used}><use href=\"#picture-{number}\"/></svg>"));
        rest = &rest[at + picture.len()..];
    }
    out.push_str(rest);
    let hidden = format!("<svg class=\"off-screen\" width=\"0\" height=\"0\" aria-hidden=\"true\">{symbols}</svg>");
    match out.find("</header>") {
        Some(at) if !symbols.is_empty() => format!("{}{hidden}{}", &out[..at], &out[at..]),
        _ => out,
    }
}

/// The pictures that stand in a document.
fn pictures(document: &str) -> impl Iterator<Item = &str> {
    document.match_indices("<svg").filter_map(|(at, _)| {
        let end = document[at..].find("</svg>")? + "</svg>".len();
        Some(&document[at..at + end])
    })
}

/// The attributes of a start tag, as they are written.
fn attributes(tag: &str) -> impl Iterator<Item = &str> {
    let mut rest = tag.trim_start_matches(|c: char| !c.is_whitespace());
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let equals = rest.find("=\"")?;
        let end = equals + 2 + rest[equals + 2..].find('"')? + 1;
        let (attribute, more) = rest.split_at(end);
        rest = more;
        Some(attribute)
    })
}

/// Whether an attribute of a picture says something about one place where it stands.
fn is_of_use(attribute: &&str) -> bool {
    ["class=", "width=", "height=", "aria-", "role=", "focusable="].iter().any(|start| attribute.starts_with(start))
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

/// A page whose HTML is moved into the file.
struct Place<'a> {
    routes: &'a Routes,
    /// Ids of all pages in the file, by address.
    ids: &'a BTreeMap<&'a str, &'a str>,
    path: SitePath,
    /// Bytes of images so far.
    images: &'a RefCell<usize>,
}

impl Place<'_> {
    /// HTML of the page with ids that no other page has, links to places in the file, and images in it. Without an id ids
    /// stay what they are.
    fn rewrite(&self, html: &str, id: Option<&str>) -> Result<String> {
        let ids = |element: &mut Element<'_, '_>| {
            for name in IDS {
                let Some(id) = id else { continue };
                if let Some(value) = element.get_attribute(name) {
                    let names: Vec<String> = value.split_whitespace().map(|name| format!("{id}--{name}")).collect();
                    element.set_attribute(name, &names.join(" "))?;
                }
            }
            Ok(())
        };
        let links = |element: &mut Element<'_, '_>| {
            if let Some(href) = element.get_attribute("href").and_then(|href| self.href(&href, id)) {
                element.set_attribute("href", &href)?;
            }
            Ok(())
        };
        let embedded = |element: &mut Element<'_, '_>| {
            if let Some(data) = element.get_attribute("src").and_then(|src| self.data(&src)) {
                element.set_attribute("src", &data)?;
            }
            Ok(())
        };
        let settings = [
            // They are for addresses to hand on, which a file has not.
            element!("a.anchor", |element| {
                element.remove();
                Ok(())
            }),
            // A script takes the definitions from the glossary, which is in the file too.
            element!("a.term[title]", |element| {
                element.remove_attribute("title");
                Ok(())
            }),
            element!("*", ids),
            element!("a[href], area[href]", links),
            element!("img[src], source[src], audio[src], video[src]", embedded),
        ]
        .into_iter()
        .fold(RewriteStrSettings::new(), RewriteStrSettings::append_element_content_handler);
        rewrite_str(html, settings).map_err(|error| anyhow!("cannot move `{}` into the file: {error}", self.path))
    }

    /// The address of a place in the file; `None` for one elsewhere, which stays.
    fn href(&self, href: &str, id: Option<&str>) -> Option<String> {
        if let Some(anchor) = href.strip_prefix('#') {
            return id.filter(|_| !anchor.is_empty()).map(|id| format!("#{id}--{anchor}"));
        }
        let (address, anchor) = href.split_once('#').map_or((href, None), |(address, anchor)| (address, Some(anchor)));
        let path = self.target(address)?;
        match self.routes.recipe(&path) {
            Some(Recipe::Print) => return Some(WHOLE.to_owned()),
            Some(Recipe::AToZ) => return self.href(&self.path.href(&SitePath::new(CONTENTS)), id),
            _ => {}
        }
        match self.ids.get(path.as_str()) {
            Some(page) => Some(match anchor {
                Some(anchor) => format!("#{page}--{anchor}"),
                None => format!("#{page}"),
            }),
            // A file to look at or to save.
            None => self.data(href),
        }
    }

    /// A file of the site as an address that holds it; `None` when it is none of the site's.
    fn data(&self, src: &str) -> Option<String> {
        let path = self.target(src.split(['#', '?']).next().unwrap_or_default())?;
        let bytes = self.routes.produce(&path)?.ok()?;
        let address = format!(
            "data:{};base64,{}",
            media_type(path.extension()).replace("; charset=utf-8", ";charset=utf-8"),
            STANDARD.encode(&*bytes)
        );
        *self.images.borrow_mut() += address.len();
        Some(address)
    }

    /// The file of the site that a relative address names.
    fn target(&self, address: &str) -> Option<SitePath> {
        if address.is_empty() || address.starts_with('/') || address.contains(':') {
            return None;
        }
        self.path.join(&percent_decode_str(address).decode_utf8().ok()?)
    }
}

/// The styles and scripts that pages name, as addresses from the root and in an order in which they can be loaded.
#[derive(Default)]
struct Needed {
    styles: Vec<String>,
    scripts: Vec<String>,
}

impl Needed {
    fn read(&mut self, html: &str, path: &SitePath) {
        let head = html.split("</head>").next().unwrap_or_default();
        let root = path.root();
        for (list, before) in
            [(&mut self.styles, "<link rel=\"stylesheet\" href=\""), (&mut self.scripts, "<script defer src=\"")]
        {
            for part in head.split(before).skip(1) {
                let address = part.split('"').next().unwrap_or_default();
                let address = address.strip_prefix(&root).unwrap_or(address).to_owned();
                if !list.contains(&address) {
                    list.push(address);
                }
            }
        }
    }
}

/// What scripts need, packed.
struct Files {
    text: String,
    /// The packed styles and scripts that are used from the start, as JSON.
    used: String,
    /// Hashes of the scripts among them, for the content security policy.
    hashes: BTreeSet<String>,
}

/// Packs all styles and scripts but those that stand in the file as they are: JSON (address → text), deflated (RFC 1951), in
/// base64.
fn pack(routes: &Routes, needed: &Needed, parts: &mut Vec<(String, usize)>) -> Result<Files> {
    let assets = routes.assets();
    let (style, script) = (assets.stylesheet.0.as_str(), assets.script.0.as_str());
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    let mut hashes = BTreeSet::new();
    for path in routes.paths() {
        let is_text = match routes.recipe(path) {
            Some(Recipe::Asset) => matches!(path.extension(), "js" | "css"),
            Some(Recipe::Guide | Recipe::Rules | Recipe::SearchFile) => true,
            _ => false,
        };
        if !is_text || path.as_str() == style || path.as_str() == script {
            continue;
        }
        let bytes = routes.produce(path).and_then(Result::ok).with_context(|| format!("`{path}` cannot be made"))?;
        let text = String::from_utf8(bytes.into_owned()).with_context(|| format!("`{path}` is no text"))?;
        if path.extension() == "js" {
            hashes.insert(hash(&text));
        }
        files.insert(path.as_str(), text);
    }
    let deflated = |files: &BTreeMap<&str, String>| -> Result<String> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&serde_json::to_vec(files)?)?;
        Ok(STANDARD.encode(encoder.finish()?))
    };
    let (search, other): (BTreeMap<_, _>, BTreeMap<_, _>) =
        files.clone().into_iter().partition(|(name, _)| name.starts_with("search/"));
    parts.push(("search".to_owned(), deflated(&search)?.len()));
    parts.push(("scripts and styles".to_owned(), deflated(&other)?.len()));
    let rest = |list: &[String], own: &str| list.iter().filter(|name| *name != own).cloned().collect::<Vec<_>>();
    let used = serde_json::json!({ "styles": rest(&needed.styles, style), "scripts": rest(&needed.scripts, script) });
    Ok(Files { text: deflated(&files)?, used: used.to_string(), hashes })
}

fn hash(script: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script.as_bytes())))
}

/// What stands in the file as it is: the style and script of all pages and those of a single file.
struct Texts {
    style: String,
    script: String,
    head_script: String,
}

impl Texts {
    fn new(routes: &Routes) -> Result<Self> {
        let assets = routes.assets();
        let own = |files: &BTreeMap<String, (SitePath, String)>| {
            files.get(SINGLE).map(|(_, text)| text.clone()).context("the theme has no bundle `single`")
        };
        let script = format!("{}{}", assets.script.1, own(&assets.scripts)?);
        Ok(Self {
            style: format!("{}{}", assets.stylesheet.1, own(&assets.styles)?),
            // Nothing in a script may end its element.
            script: script.replace("</script", "<\\/script").replace("<!--", "<\\!--"),
            head_script: assets.head_script.clone(),
        })
    }

    /// The head of the list of pages as that of the file.
    fn head(&self, html: &str, packed: &BTreeSet<String>, title: &str) -> Result<String> {
        let hashes: Vec<&str> = packed.iter().map(String::as_str).collect();
        let policy = format!(
            "default-src 'none'; script-src {} {} {}; style-src {}; img-src data: blob:; media-src data:; form-action 'none'; base-uri 'none'",
            hash(&self.head_script),
            hash(&self.script),
            hashes.join(" "),
            hash(&self.style),
        );
        let style = format!("<style>{}</style>\n", self.style);
        let settings = [
            element!("meta[http-equiv]", |element| Ok(element.set_attribute("content", &policy)?)),
            element!("title", |element| {
                element.set_inner_content(title, ContentType::Text);
                Ok(())
            }),
            // Every style and script stands in the file; what is for search engines has no address here.
            element!(
                "link, script[src], script[type], meta[property], meta[name=description], meta[name^=twitter]",
                |element| {
                    element.remove();
                    Ok(())
                }
            ),
            element!("meta[name=color-scheme]", |element| {
                element.after(&style, ContentType::Html);
                Ok(())
            }),
            element!("body", |element| Ok(element.set_attribute("data-root", "")?)),
        ]
        .into_iter()
        .fold(RewriteStrSettings::new(), RewriteStrSettings::append_element_content_handler);
        rewrite_str(html, settings).map_err(|error| anyhow!("cannot make the head of the file: {error}"))
    }

    /// The end of the list of pages as that of the file, with all scripts.
    fn foot(&self, html: &str, files: &Files, failed: &str) -> Result<String> {
        let end = html.rfind("</body>").context("a page without an end")?;
        Ok(format!(
            "{}<script type=\"text/plain\" data-packed=\"{}\" data-failed=\"{}\">{}</script>\n<script>{}</script>\n{}",
            &html[..end],
            html::attribute(&files.used),
            html::attribute(failed),
            files.text,
            self.script,
            &html[end..]
        ))
    }
}
