//! A page whose HTML is moved into the file.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lol_html::html_content::{ContentType, Element};
use lol_html::{ElementContentHandlers, HandlerResult, RewriteStrSettings, Selector, rewrite_str};
use percent_encoding::percent_decode_str;

use super::WHOLE;
use super::addresses::{in_srcset, in_style};
use super::compact::compact;
use crate::html;
use crate::path::{self, SitePath, media_type};
use crate::render::CONTENTS;
use crate::routes::{Recipe, Routes};
use crate::theme::SingleFile;

/// Attributes that hold ids of the same page, one or more with blanks between them; `js/single.js` has them too.
const IDS: [&str; 16] = [
    "id",
    "for",
    "form",
    "headers",
    "list",
    "popovertarget",
    "commandfor",
    "aria-labelledby",
    "aria-describedby",
    "aria-details",
    "aria-controls",
    "aria-owns",
    "aria-flowto",
    "aria-activedescendant",
    "aria-errormessage",
    "data-step",
];
/// Attributes with `url(…)`, of a file or of a place on the page; `js/single.js` has those of pictures too.
const STYLES: [&str; 9] =
    ["style", "fill", "stroke", "filter", "mask", "clip-path", "marker-start", "marker-mid", "marker-end"];
/// Attributes with the address of a file that is shown, of the elements that show one.
const SHOWN: [(&str, &[&str]); 8] = [
    ("img", &["src"]),
    ("source", &["src"]),
    ("audio", &["src"]),
    ("video", &["src", "poster"]),
    ("track", &["src"]),
    ("input", &["src"]),
    ("image", &["href", "xlink:href"]),
    ("use", &["href", "xlink:href"]),
];

/// What stands in place of a piece that is packed; guides have no template without attributes.
const PLACEHOLDER: &str = "<template></template>";
/// Around a piece while the page is rewritten. No page has this character.
const MARK: char = '\0';

/// How a page of the file is named.
pub(super) struct Names {
    /// The id of the page, which readers see in addresses.
    pub(super) page: String,
    /// What ids of its places start with in the file, with a `:` behind it; a script writes the id of the page and `--`.
    pub(super) short: String,
}

/// What was taken out of the pages, in the order of the document.
#[derive(Default)]
pub(super) struct Taken {
    /// HTML of elements that are packed.
    pub(super) pieces: Vec<String>,
    /// Values of the attributes that are packed, for each selector of the theme: those of the first element, of the second, ….
    pub(super) attributes: Vec<Vec<Option<String>>>,
    /// Bytes of images and other files in addresses.
    pub(super) images: usize,
}

/// A page whose HTML is moved into the file.
pub(super) struct Place<'a> {
    pub(super) routes: &'a Routes,
    /// Names of all pages in the file, by address.
    pub(super) names: &'a BTreeMap<&'a str, Names>,
    pub(super) path: SitePath,
    pub(super) taken: &'a RefCell<Taken>,
}

type Handler<'h> = (Cow<'h, Selector>, ElementContentHandlers<'h>);

/// What to do with the elements that a selector names.
fn on<'h>(selector: &str, run: impl FnMut(&mut Element<'_, '_>) -> HandlerResult + 'h) -> Result<Handler<'h>> {
    let selector: Selector =
        selector.parse().map_err(|error| anyhow!("`{selector}` in `theme.toml` selects nothing: {error}"))?;
    Ok((Cow::Owned(selector), ElementContentHandlers::default().element(run)))
}

impl Place<'_> {
    /// HTML of what stands around all pages, with links to places in the file, and images in it. Ids stay what they are.
    pub(super) fn around(&self, html: &str) -> Result<String> {
        self.rewrite(html, None, Vec::new())
    }

    /// HTML of the page with ids that no other page has, without what is packed.
    pub(super) fn page(&self, html: &str, theme: &SingleFile) -> Result<String> {
        let depth = std::rc::Rc::new(std::cell::Cell::new(0_usize));
        let mut handlers = Vec::new();
        for selector in &theme.packed {
            let depth = std::rc::Rc::clone(&depth);
            handlers.push(on(selector, move |element| {
                depth.set(depth.get() + 1);
                if depth.get() == 1 {
                    element.before(&MARK.to_string(), ContentType::Html);
                }
                let depth = std::rc::Rc::clone(&depth);
                let Some(ends) = element.end_tag_handlers() else {
                    return Err("an element without an end is packed".into());
                };
                ends.push(Box::new(move |end| {
                    if depth.get() == 1 {
                        end.after(&MARK.to_string(), ContentType::Html);
                    }
                    depth.set(depth.get() - 1);
                    Ok(())
                }));
                Ok(())
            })?);
        }
        for (number, (selector, attributes)) in theme.attributes.iter().enumerate() {
            let depth = std::rc::Rc::clone(&depth);
            handlers.push(on(selector, move |element| {
                if depth.get() == 0 {
                    let mut taken = self.taken.borrow_mut();
                    for attribute in attributes {
                        taken.attributes[number].push(element.get_attribute(attribute));
                        element.remove_attribute(attribute);
                    }
                }
                Ok(())
            })?);
        }
        let short = self.names.get(self.path.as_str()).map(|names| names.short.as_str());
        let rewritten = self.rewrite(html, short, handlers)?;
        let mut out = String::with_capacity(rewritten.len());
        for (number, part) in rewritten.split(MARK).enumerate() {
            if number % 2 == 0 {
                out.push_str(part);
            } else {
                out.push_str(PLACEHOLDER);
                self.taken.borrow_mut().pieces.push(compact(part));
            }
        }
        Ok(out)
    }

    fn rewrite<'h>(&'h self, html: &str, short: Option<&'h str>, mut handlers: Vec<Handler<'h>>) -> Result<String> {
        // They are for addresses to hand on, which a file has not.
        handlers.push(on("a.anchor", |element| {
            element.remove();
            Ok(())
        })?);
        // A script takes the definitions from the glossary, which is in the file too.
        handlers.push(on("a.term[title]", |element| {
            element.remove_attribute("title");
            Ok(())
        })?);
        // It means nothing where a link opens no window.
        handlers.push(on("a[rel=noopener]:not([target])", |element| {
            element.remove_attribute("rel");
            Ok(())
        })?);
        handlers.push(on("template:not([class])", |element| Ok(element.set_attribute("class", "")?))?);
        handlers.push(on("*", move |element| {
            for name in IDS {
                let Some(short) = short else { continue };
                if let Some(value) = element.get_attribute(name) {
                    let names: Vec<String> = value.split_whitespace().map(|name| format!("{short}:{name}")).collect();
                    element.set_attribute(name, &names.join(" "))?;
                }
            }
            Ok(())
        })?);
        for selector in ["a[href]", "area[href]"] {
            handlers.push(on(selector, move |element| {
                if let Some(href) = element.get_attribute("href").and_then(|href| self.href(&href, short)) {
                    // Browsers open no such address by a click, but save what it holds.
                    if href.starts_with("data:") && !element.has_attribute("download") {
                        let name = element.get_attribute("href").unwrap_or_default();
                        let name =
                            name.split(['#', '?']).next().and_then(|name| name.rsplit('/').next()).unwrap_or_default();
                        element.set_attribute(
                            "download",
                            &html::attribute(&percent_decode_str(name).decode_utf8_lossy()),
                        )?;
                    }
                    element.set_attribute("href", &href)?;
                }
                Ok(())
            })?);
        }
        handlers.push(on("*", move |element| self.move_shown(element, short))?);
        // The names of maps are like ids.
        handlers.push(on("map[name]", move |element| {
            if let (Some(short), Some(name)) = (short, element.get_attribute("name")) {
                element.set_attribute("name", &format!("{short}:{name}"))?;
            }
            Ok(())
        })?);
        let settings =
            handlers.into_iter().fold(RewriteStrSettings::new(), RewriteStrSettings::append_element_content_handler);
        rewrite_str(html, settings).map_err(|error| anyhow!("cannot move `{}` into the file: {error}", self.path))
    }

    /// Moves what an element shows into the file: files, and what it names on its page.
    fn move_shown(&self, element: &mut Element<'_, '_>, short: Option<&str>) -> HandlerResult {
        let moved = |address: &str| match address.strip_prefix('#') {
            Some(_) => self.href(address, short),
            None => self.data(address),
        };
        let tag = element.tag_name();
        let shown = SHOWN.iter().filter(|(name, _)| *name == tag).flat_map(|(_, attributes)| *attributes);
        for attribute in shown.chain(&["usemap"]) {
            if let Some(address) = element.get_attribute(attribute).and_then(|address| moved(&address)) {
                element.set_attribute(attribute, &address)?;
            }
        }
        if let Some(value) = element.get_attribute("srcset") {
            element.set_attribute("srcset", &html::attribute(&in_srcset(&html::unescape(&value), moved)))?;
        }
        for attribute in STYLES {
            if let Some(value) = element.get_attribute(attribute).filter(|value| value.contains('(')) {
                element.set_attribute(attribute, &html::attribute(&in_style(&html::unescape(&value), moved)))?;
            }
        }
        Ok(())
    }

    /// The address of a place in the file; `None` for one elsewhere, which stays.
    fn href(&self, href: &str, short: Option<&str>) -> Option<String> {
        if let Some(anchor) = href.strip_prefix('#') {
            return short.filter(|_| !anchor.is_empty()).map(|short| format!("#{short}:{anchor}"));
        }
        let (address, anchor) = href.split_once('#').map_or((href, None), |(address, anchor)| (address, Some(anchor)));
        let path = self.target(address)?;
        match self.routes.recipe(&path) {
            Some(Recipe::Print) => return Some(WHOLE.to_owned()),
            Some(Recipe::AToZ) => return self.href(&self.path.href(&SitePath::new(CONTENTS)), short),
            _ => {}
        }
        match self.names.get(path.as_str()) {
            Some(names) => Some(match anchor {
                Some(anchor) => format!("#{}:{anchor}", names.short),
                None => format!("#{}", path::encode(&names.page)),
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
        self.taken.borrow_mut().images += address.len();
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
