//! The pages that Matchbook makes: lists of the guide, the whole of it, what a reader keeps, and those for addresses that lead on or
//! nowhere.

use std::collections::BTreeSet;

use rayon::prelude::*;
use tera::Value;

use super::{Renderer, moved_context, page_email};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::html;
use crate::nav::Entry;
use crate::path::SitePath;
use crate::render::a_to_z::letters;
use crate::render::body::Edition;
use crate::render::context::{ListedPage, Moved, Page};
use crate::render::{A_TO_Z, CHECK_EMAIL, CONTENTS, MOVED, MY_DATA, NOT_FOUND, PRINT};
use crate::resolve::Target;
use crate::search::Index;
use crate::site::Site;

impl Renderer {
    /// The page at an address that is no more.
    ///
    /// # Errors
    /// What is wrong with the template.
    pub fn moved(&self, site: &Site, path: &SitePath) -> Option<Result<Vec<u8>, Vec<Diagnostic>>> {
        let (to, anchors) = self.moved.pages.get(path)?;
        let mut errors = Vec::new();
        let mut page = self.made(site, path, "moved_title", MOVED, Vec::new());
        page.canonical = match to {
            Some(Target::Page { page, .. }) => site.address(site.path(*page)),
            _ => None,
        };
        page.moved = Some(moved_context(site, path, to.as_ref(), anchors));
        let sidebar = self.sidebars.plain(site, &self.templates, &self.strings, path, &mut errors);
        let root = path.root();
        Some(self.finish("moved.html", &self.context(&root, page, sidebar), path.as_str(), errors))
    }

    /// The page that lists every page.
    ///
    /// # Errors
    /// What is wrong with the template.
    pub fn contents(&self, site: &Site) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let mut errors = Vec::new();
        let path = SitePath::new(CONTENTS);
        let mut pages = Vec::with_capacity(site.documents.len());
        list(site, &path, site.nav.entries(), 0, &mut pages);
        let page = self.made(site, &path, "contents_title", "contents", pages);
        let sidebar = self.sidebars.plain(site, &self.templates, &self.strings, &path, &mut errors);
        self.finish("contents.html", &self.context("", page, sidebar), CONTENTS, errors)
    }

    /// The page that lists everything that has a name.
    ///
    /// # Errors
    /// What is wrong with the template.
    pub fn a_to_z(&self, site: &Site, index: &Index) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let mut errors = Vec::new();
        let path = SitePath::new(A_TO_Z);
        let mut page = self.made(site, &path, "a_to_z_title", "a-to-z", Vec::new());
        page.letters = letters(site, index, site.input.theme.string("a_to_z_other"));
        let sidebar = self.sidebars.plain(site, &self.templates, &self.strings, &path, &mut errors);
        self.finish("a-z.html", &self.context("", page, sidebar), A_TO_Z, errors)
    }

    /// The page that shows what a reader keeps on the device, for a script to fill.
    ///
    /// # Errors
    /// What is wrong with the template.
    pub fn my_data(&self, site: &Site) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let mut errors = Vec::new();
        let path = SitePath::new(MY_DATA);
        let page = self.made(site, &path, "my_data_title", "my-data", Vec::new());
        let sidebar = self.sidebars.plain(site, &self.templates, &self.strings, &path, &mut errors);
        self.finish("my-data.html", &self.context("", page, sidebar), MY_DATA, errors)
    }

    /// The page where any email is checked, for a script to fill.
    ///
    /// # Errors
    /// What is wrong with the template.
    pub fn check_email(&self, site: &Site) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let mut errors = Vec::new();
        let path = SitePath::new(CHECK_EMAIL);
        let page = self.made(site, &path, "check_title", "check-email", Vec::new());
        let sidebar = self.sidebars.plain(site, &self.templates, &self.strings, &path, &mut errors);
        self.finish("check-email.html", &self.context("", page, sidebar), CHECK_EMAIL, errors)
    }

    /// The page with the whole guide.
    ///
    /// # Errors
    /// What is wrong with the template.
    pub fn print(&self, site: &Site) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let path = SitePath::new(PRINT);
        let edition = Edition::Whole(&path);
        let made: Vec<_> = site
            .nav
            .order()
            .par_iter()
            .with_max_len(1)
            .map(|id| {
                let document = &site[*id];
                let mut errors = Vec::new();
                let mut body = self.body(site, *id, edition, &mut errors);
                let bundles = std::mem::take(&mut body.bundles);
                let page = ListedPage {
                    title: &document.title,
                    depth: site.nav.trail(*id).len().saturating_sub(1),
                    href: Some(edition.anchor(site, *id, None)),
                    description: document.description(),
                    kind: document.front.kind.name(),
                    body: Value::safe_string(&body.html),
                    email: page_email(site, document, &body),
                };
                (page, bundles, errors)
            })
            .collect();
        let (mut pages, mut bundles, mut errors) = (Vec::with_capacity(made.len()), BTreeSet::new(), Vec::new());
        for (page, its_bundles, its_errors) in made {
            pages.push(page);
            bundles.extend(its_bundles);
            errors.extend(its_errors);
        }
        let mut page = self.made(site, &path, "print_title", "print", pages);
        (page.styles, page.scripts) = self.bundles(site, "print", &bundles);
        self.finish("print.html", &self.context("", page, Value::safe_string("")), PRINT, errors)
    }

    /// The page that a reader of an archive opens first, with the site below `folder`.
    ///
    /// # Errors
    /// What is wrong with the template.
    pub fn start_here(&self, site: &Site, folder: &str) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let path = SitePath::new("START-HERE.html");
        let mut page = self.made(site, &path, "start_here_open", "start-here", Vec::new());
        let home = site.home().map(|home| site.path(home).encoded()).unwrap_or_default();
        let to = Some(format!("{folder}{home}"));
        page.moved = Some(Moved { to, title: String::new(), data: String::new() });
        let context = self.context("", page, Value::safe_string(""));
        self.finish("start-here.html", &context, path.as_str(), Vec::new())
    }

    /// The page for addresses that do not exist. It can be shown at any depth, so its addresses start at the root of
    /// the published site.
    ///
    /// # Errors
    /// What is wrong with the template.
    pub fn not_found(&self, site: &Site) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let mut errors = Vec::new();
        let path = SitePath::new(NOT_FOUND);
        let page = self.made(site, &path, "not_found_title", "not-found", Vec::new());
        let root = site.config().base_path();
        let sidebar = self.sidebars.plain(site, &self.templates, &self.strings, &path, &mut errors);
        let sidebar =
            Value::safe_string(&sidebar.to_string().replace("href=\"", &format!("href=\"{}", html::attribute(&root))));
        self.finish("404.html", &self.context(&root, page, sidebar), NOT_FOUND, errors)
    }

    /// A page that Matchbook makes.
    pub(super) fn made<'a>(
        &'a self,
        site: &'a Site,
        path: &'a SitePath,
        title: &'a str,
        kind: &'a str,
        pages: Vec<ListedPage<'a>>,
    ) -> Page<'a> {
        let title = site.input.theme.string(title);
        let (styles, scripts) = self.bundles(site, kind, &BTreeSet::new());
        Page {
            title,
            title_html: Value::safe_string(&html::text(title)),
            description: "",
            kind,
            path: path.as_str(),
            // What is shown at any missing address has none of its own.
            canonical: site.address(path).filter(|_| path.as_str() != NOT_FOUND),
            body: Value::safe_string(""),
            toc: Vec::new(),
            breadcrumbs: Vec::new(),
            previous: None,
            next: None,
            reading_minutes: 0,
            reviewed: None,
            edit_url: None,
            draft: false,
            email: None,
            home: None,
            tasks: 0,
            questions: 0,
            json_ld: Vec::new(),
            changed: None,
            card: self.card(site, None),
            markdown: None,
            moved: None,
            styles,
            scripts,
            pages,
            letters: Vec::new(),
            extra: Value::none(),
        }
    }
}

fn list<'a>(site: &'a Site, from: &SitePath, entries: &'a [Entry], depth: usize, pages: &mut Vec<ListedPage<'a>>) {
    for entry in entries {
        let document = entry.page.map(|page| &site[page]);
        pages.push(ListedPage {
            title: &entry.title,
            depth,
            href: entry.page.map(|page| from.href(site.path(page))),
            description: document.map_or("", Document::description),
            kind: document.map_or("", |document| document.front.kind.name()),
            body: Value::safe_string(""),
            email: None,
        });
        list(site, from, &entry.children, depth + 1, pages);
    }
}
