//! A guide as a book: its pages made for readers who run no script, the page with its title, and its table of contents.

use rayon::prelude::*;
use tera::Value;

use super::{Renderer, actions, page_email, title_html};
use crate::diagnostic::Diagnostic;
use crate::document::{Kind, PageId};
use crate::nav::Entry;
use crate::path::SitePath;
use crate::render::assets::style;
use crate::render::body::Edition;
use crate::render::context::{BookContentsContext, BookEntry, Home, Page};
use crate::render::templates::text_of;
use crate::render::{BOOK_CONTENTS, BOOK_TITLE};
use crate::site::Site;

/// The style sheet of books, a file of the theme.
const STYLE: &str = "css/book.css";

/// The HTML of a book. Addresses are those of the site.
#[derive(Debug)]
pub struct Book {
    /// The page with its title.
    pub title: String,
    /// The table of contents.
    pub contents: String,
    /// The pages of the guide in order of reading.
    pub pages: Vec<(PageId, String)>,
    /// The style sheet.
    pub style: String,
}

impl Renderer {
    /// The guide as a book.
    ///
    /// # Errors
    /// What is wrong with the templates.
    pub fn book(&self, site: &Site) -> Result<Book, Vec<Diagnostic>> {
        let made: Vec<_> = site.nav.order().par_iter().map(|page| (*page, self.book_page(site, *page))).collect();
        let mut errors = Vec::new();
        let mut keep = |made: Result<Vec<u8>, Vec<Diagnostic>>| match made {
            Ok(html) => text_of(html),
            Err(found) => {
                errors.extend(found);
                String::new()
            }
        };
        let title = keep(self.book_title(site));
        let contents = keep(self.book_contents(site));
        let pages = made.into_iter().map(|(page, html)| (page, keep(html))).collect();
        let style = style(&site.input.theme, STYLE).into_owned();
        if errors.is_empty() { Ok(Book { title, contents, pages, style }) } else { Err(errors) }
    }

    fn book_page(&self, site: &Site, id: PageId) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let mut errors = Vec::new();
        let document = &site[id];
        let path = site.path(id);
        let body = self.body(site, id, Edition::Book(path), &mut errors);
        let kind = document.front.kind;
        let page = Page {
            title: &document.title,
            title_html: title_html(document),
            description: document.description(),
            body: Value::safe_string(&body.html),
            reviewed: document.front.reviewed.as_deref(),
            email: page_email(site, document, &body),
            home: (kind == Kind::Home)
                .then(|| Home { lead: document.front.lead.as_deref(), actions: actions(site, id, path) }),
            extra: document.front.extra.clone().unwrap_or_else(Value::none),
            ..self.made(site, path, "", kind.name(), Vec::new())
        };
        let root = path.root();
        let context = self.context(&root, page, Value::safe_string(""));
        self.finish("book-page.html", &context, &document.file().path, errors)
    }

    fn book_title(&self, site: &Site) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let path = SitePath::new(BOOK_TITLE);
        let page = self.made(site, &path, "", "book-title", Vec::new());
        let context = self.context("", page, Value::safe_string(""));
        self.finish("book-title.html", &context, path.as_str(), Vec::new())
    }

    fn book_contents(&self, site: &Site) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let first = site.nav.order().first().copied();
        let mut entries = Vec::new();
        // The home page is read first, wherever the tree has it.
        let lead = first.filter(|page| site.nav.entries().first().and_then(|entry| entry.page) != Some(*page));
        if let Some(page) = lead {
            let href = Some(site.path(page).encoded());
            entries.push(BookEntry { title: site[page].nav_title(), href, children: Vec::new() });
        }
        entries.extend(book_entries(site, site.nav.entries(), lead));
        let context = BookContentsContext {
            site: self.site.clone(),
            strings: self.strings.clone(),
            entries,
            title: BOOK_TITLE,
            start: first.map(|page| site.path(page).encoded()).unwrap_or_default(),
        };
        self.templates
            .render_with(None, "book-contents.html", &context, 0)
            .map_err(|error| vec![error.note(format!("seen while making {BOOK_CONTENTS}"))])
    }
}

/// Entries of the navigation that lead somewhere. The page `listed` has its entry already.
fn book_entries<'a>(site: &'a Site, entries: &'a [Entry], listed: Option<PageId>) -> Vec<BookEntry<'a>> {
    let mut list = Vec::with_capacity(entries.len());
    for entry in entries {
        let page = entry.page.filter(|page| Some(*page) != listed);
        let children = book_entries(site, &entry.children, listed);
        if page.is_some() || !children.is_empty() {
            list.push(BookEntry { title: &entry.title, href: page.map(|page| site.path(page).encoded()), children });
        }
    }
    list
}
