//! Old addresses: pages and anchors that were renamed and still lead where they should.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, PageId};
use crate::path::{SitePath, SourcePath};
use crate::resolve::{Target, resolve};
use crate::site::Site;

/// Where old addresses lead.
#[derive(Debug, Clone, Default)]
pub struct Moved {
    /// Pages that are no more: where each leads, with `None` when only some of its anchors are known, and where its
    /// anchors lead.
    pub pages: BTreeMap<SitePath, (Option<Target>, Anchors)>,
    /// Anchors that are no more, of pages that are.
    pub anchors: BTreeMap<PageId, Anchors>,
}

/// Old anchors of a page, and where each leads.
pub type Anchors = BTreeMap<String, Target>;

impl Moved {
    /// Collects `aliases` of the pages and `[redirects]` of `book.toml`. Those that lead nowhere, or that stand in the way
    /// of a page, are reported in `out`.
    #[must_use]
    pub fn new(site: &Site, out: &mut Vec<Diagnostic>) -> Self {
        let mut moved = Self::default();
        for page in site.pages() {
            let document = &site[page];
            for alias in &document.front.moved_from {
                let report = |message: String, help: &str| {
                    let place = document.file().at(alias.span.clone());
                    Diagnostic::error(Code::Redirect, message).at(place).help(help.to_owned())
                };
                moved.add(site, &alias.text, Target::Page { page, anchor: None }, out, report);
            }
        }
        let config = site.config();
        for redirect in &config.redirects {
            let report = |message: String, help: &str| {
                let place = config.file.at(redirect.from.span.clone());
                Diagnostic::error(Code::Redirect, message).at(place).help(help.to_owned())
            };
            // Addresses count from the content folder.
            let Some(home) = site.home().or_else(|| site.pages().next()) else { continue };
            match resolve(site, home, &SourcePath::new("index.md"), &redirect.to.text) {
                Ok(target) => moved.add(site, &redirect.from.text, target, out, report),
                Err(problem) => out.push(
                    Diagnostic::error(problem.code, problem.message)
                        .at(config.file.at(redirect.to.span.clone()))
                        .help(problem.help),
                ),
            }
        }
        moved
    }

    fn add(
        &mut self,
        site: &Site,
        from: &str,
        target: Target,
        out: &mut Vec<Diagnostic>,
        report: impl Fn(String, &str) -> Diagnostic,
    ) {
        let (path, anchor) = match from.trim_start_matches('/').split_once('#') {
            Some((path, anchor)) => (path, Some(anchor.to_owned())),
            None => (from.trim_start_matches('/'), None),
        };
        let Some(path) = old_path(path) else {
            out.push(report(
                format!("`{from}` is no address of a page"),
                "write it as it stood behind the address of the site: `guide/old.html`, `guide/old/` or `guide/old.html#part`",
            ));
            return;
        };
        // Where case tells no file names apart, the old page would be written over the new one.
        let same = |page: &&SitePath| **page != path && page.as_str().eq_ignore_ascii_case(path.as_str());
        if let Some(page) = site.paths.iter().find(same) {
            out.push(report(
                format!("`{path}` and the page `{page}` are one file on many disks"),
                "take the old address out, or rename the page",
            ));
            return;
        }
        match (site.page_at(&path), anchor) {
            (Some(_), None) => out.push(report(
                format!("`{path}` is a page of the guide and cannot lead elsewhere"),
                "take the old address out, or rename the page",
            )),
            (Some(page), Some(anchor)) if has_anchor(&site[page], &anchor) => out.push(report(
                format!("`{path}` has a place `{anchor}`, which cannot lead elsewhere"),
                "take the old address out, or give that place another id",
            )),
            (Some(page), Some(anchor)) => {
                self.anchors.entry(page).or_default().insert(anchor, target);
            }
            (None, Some(anchor)) => {
                self.pages.entry(path).or_default().1.insert(anchor, target);
            }
            (None, None) => match self.pages.entry(path.clone()).or_default() {
                (Some(other), _) if *other != target => {
                    out.push(report(format!("`{path}` leads to two places"), "keep one of them"));
                }
                (to, _) => *to = Some(target),
            },
        }
    }
}

/// The file that servers show for an old address of a page: `guide/old.html`, `guide/old/index.html`.
fn old_path(path: &str) -> Option<SitePath> {
    let path = match path.strip_suffix(".md") {
        Some(stem) => format!("{stem}.html"),
        None if path.is_empty() || path.ends_with('/') => format!("{path}index.html"),
        None if path.ends_with(".html") => path.to_owned(),
        None => return None,
    };
    let is_clean = !path.contains(['?', '\\', ':', '\0'])
        && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
    is_clean.then(|| SitePath::new(&path))
}

fn has_anchor(document: &Document, anchor: &str) -> bool {
    document.anchor_names().any(|name| name == anchor)
}
