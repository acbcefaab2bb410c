//! The story of a build, in order: read, parse, assemble, check, route.

use std::path::Path;

use anyhow::{Context, Result};
use rayon::prelude::*;

use crate::check;
use crate::config::Config;
use crate::diagnostic::{self, Diagnostic, File};
use crate::document::Document;
use crate::fs;
use crate::history::Reading;
use crate::nav::{Nav, SUMMARY};
use crate::parse;
use crate::path::SourcePath;
use crate::render::{Renderer, Templates};
use crate::routes::Routes;
use crate::site::{Input, Purpose, Site};
use crate::source::{Sources, is_private};
use crate::theme::Theme;

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
}

/// A guide, understood as far as it can be.
#[derive(Debug)]
pub struct Guide {
    /// The output; `None` when the templates cannot be used.
    pub routes: Option<Routes>,
    /// How many pages it has.
    pub pages: usize,
    /// A hash of everything it was made from: equal inputs give equal guides.
    pub fingerprint: u64,
    /// Everything that was found, in order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads and understands the guide in the folder `root`.
///
/// # Errors
/// When it cannot be read at all: no `book.toml`, no content folder.
pub fn load(root: &Path, options: &Options) -> Result<Guide> {
    let mut findings = Vec::new();
    let input = read(root, options, &mut findings)?;
    let fingerprint = input.fingerprint();
    let documents = parse(&input, options, &mut findings);
    let pages = documents.len();
    let site = assemble(input, documents, &mut findings);
    findings.extend(check::all(&site));
    let routes = route(site, &mut findings);
    diagnostic::sort(&mut findings);
    Ok(Guide { routes, pages, fingerprint, diagnostics: findings })
}

fn read(root: &Path, options: &Options, findings: &mut Vec<Diagnostic>) -> Result<Input> {
    let text = fs::read_text(&root.join(BOOK))
        .with_context(|| format!("no guide in `{}`: a guide is a folder with a `{BOOK}`", root.display()))?;
    let mut config = Config::parse(&File::new(BOOK, &text), findings);
    if let Some(base_url) = &options.base_url {
        config.site.base_url = Some(base_url.clone());
    }
    let history = options.history.then(|| Reading::start(root.join(&config.book.src)));
    let sources = Sources::read(root, &config.book.src, findings)?;
    let theme = Theme::read(root, &config, findings)?;
    let history = history.map(Reading::finish).unwrap_or_default();
    Ok(Input { config, sources, theme, history, purpose: options.purpose })
}

fn parse(input: &Input, options: &Options, findings: &mut Vec<Diagnostic>) -> Vec<Document> {
    let pages: Vec<(&SourcePath, &File)> = input
        .sources
        .iter()
        .filter(|(path, _)| path.is_markdown() && !is_private(path) && path.as_str() != SUMMARY)
        .filter_map(|(path, _)| Some((path, input.sources.text(path)?)))
        .collect();
    let parsed: Vec<(Document, Vec<Diagnostic>)> = pages
        .par_iter()
        .map(|(path, file)| parse::parse(path, file, &input.config, &input.sources, &input.theme.parts))
        .collect();
    let mut documents = Vec::with_capacity(parsed.len());
    for (document, found) in parsed {
        findings.extend(found);
        if options.drafts || !document.front.draft {
            documents.push(document);
        }
    }
    parse::name_tasks(&mut documents, findings);
    documents
}

fn assemble(input: Input, documents: Vec<Document>, findings: &mut Vec<Diagnostic>) -> Site {
    let nav = Nav::new(&documents, &input.sources, &input.config, findings);
    Site::new(input, documents, nav, findings)
}

fn route(site: Site, findings: &mut Vec<Diagnostic>) -> Option<Routes> {
    let templates = Templates::new(&site.input.theme, findings)?;
    let renderer = Renderer::new(&site, templates, findings);
    Some(Routes::new(site, renderer, findings))
}

/// Makes every page and throws it away: finds what only shows when templates run. One mistake in a template shows on
/// every page that uses it and is reported once.
#[must_use]
pub fn rehearse(routes: &Routes) -> Vec<Diagnostic> {
    let paths: Vec<_> = routes.paths().filter(|path| path.extension() == "html").collect();
    let found: Vec<Diagnostic> = paths.par_iter().filter_map(|path| routes.produce(path)?.err()).flatten().collect();
    merge(found)
}

/// What takes longer than a save in the preview may: asks the search what `queries.toml` lists, and reads the sample
/// emails with the rules of the guide, where there are such files.
///
/// # Errors
/// When a file is there and cannot be read.
pub fn ask(root: &Path, routes: &Routes) -> Result<Vec<Diagnostic>> {
    let path = root.join(check::QUERIES);
    let mut findings = Vec::new();
    if let Some(rules) = routes.rules() {
        check::rules(routes.site(), rules, &mut findings);
    }
    if path.exists() {
        let file = File::new(check::QUERIES, &fs::read_text(&path)?);
        let index = routes.site().config().search.enabled.then(|| routes.index());
        check::queries(&file, index, routes.site(), &mut findings);
    }
    Ok(findings)
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
