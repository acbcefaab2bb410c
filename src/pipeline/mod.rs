//! The story of a build, in order: read, parse, assemble, check, route. A [`Session`] tells it again and again and keeps what
//! is still true; a build is a session of one chapter.

mod inputs;
mod session;

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use rayon::prelude::*;

pub use inputs::Changes;
pub(crate) use inputs::read_book;
pub use session::Session;

use crate::check;
use crate::diagnostic::{self, Code, Diagnostic, File};
use crate::fs;
use crate::routes::Routes;
use crate::site::{Purpose, Shelf, Site};
use crate::timings::{self, Stage};

/// Name of the file that makes a folder a guide.
pub const BOOK: &str = "book.toml";

/// What a run decides that the guide does not.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whether drafts are part of the guide.
    pub drafts: bool,
    /// The address the site is published at, in place of `site.base-url`.
    pub base_url: Option<String>,
    /// Whether pages say when they last changed.
    pub history: bool,
    /// What the output is for.
    pub purpose: Purpose,
    /// Where variants of images are kept for the next run; without it there are none.
    pub shelf: Option<Arc<dyn Shelf>>,
    /// Whether all pages are made next: what they need to know of each other is then worked out beside the last checks.
    pub makes_all: bool,
}

/// A guide, understood as far as it can be.
#[derive(Debug, Clone)]
pub struct Guide {
    /// Its pages.
    pub site: Arc<Site>,
    /// The output; `None` when the templates cannot be used.
    pub routes: Option<Arc<Routes>>,
    /// Everything that was found, in order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads and understands the guide in the folder `root`.
///
/// # Errors
/// When it cannot be read at all: no `book.toml`, no content folder.
pub fn load(root: &Path, options: &Options) -> Result<Guide> {
    let mut session = Session::new(root, options.clone());
    session.read(&Changes::All)?;
    let mut guide = session.guide()?;
    let check = || {
        let _span = timings::span(Stage::Check);
        check::whole(&guide.site)
    };
    let routes = guide.routes.as_ref().filter(|_| options.makes_all);
    let (found, _) = rayon::join(check, || routes.map(|routes| routes.prepare()));
    guide.diagnostics.extend(found);
    diagnostic::sort(&mut guide.diagnostics);
    Ok(guide)
}

/// Makes every page and throws it away: finds what only shows when templates run. One mistake in a template shows on
/// every page that uses it and is reported once.
#[must_use]
pub fn rehearse(routes: &Routes) -> Vec<Diagnostic> {
    let paths: Vec<_> = routes.paths().filter(|path| path.extension() == "html").collect();
    let found: Vec<Diagnostic> =
        paths.par_iter().with_max_len(1).filter_map(|path| routes.produce(path)?.err()).flatten().collect();
    merge(found)
}

/// What takes longer than a save in the preview may: asks the search what `queries.toml` lists, and reads the sample
/// emails with the rules of the guide, where there are such files.
pub fn ask(root: &Path, routes: &Routes) -> Vec<Diagnostic> {
    let path = root.join(check::QUERIES);
    let mut findings = Vec::new();
    if let Some(rules) = routes.rules() {
        check::rules(routes.site(), rules, &mut findings);
    }
    if path.exists() {
        match fs::read_text(&path) {
            Ok(text) => {
                let index = routes.site().config().search.enabled.then(|| routes.index());
                check::queries(&File::new(check::QUERIES, &text), index, routes.site(), &mut findings);
            }
            Err(error) => findings.push(Diagnostic::error(Code::Unreadable, format!("{error:#}"))),
        }
    }
    findings
}

/// One finding for each mistake, with how often it was seen.
#[must_use]
pub fn merge(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostic::sort(&mut found);
    let mut merged: Vec<(Diagnostic, usize)> = Vec::new();
    for diagnostic in found {
        match merged.last_mut() {
            Some((last, more))
                if last.code == diagnostic.code
                    && last.place == diagnostic.place
                    && last.message == diagnostic.message =>
            {
                *more += 1;
            }
            _ => merged.push((diagnostic, 0)),
        }
    }
    merged
        .into_iter()
        .map(|(diagnostic, more)| match more {
            0 => diagnostic,
            1 => diagnostic.note("and on 1 more page"),
            more => diagnostic.note(format!("and on {more} more pages")),
        })
        .collect()
}
