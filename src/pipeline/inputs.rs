//! What a guide is read from: `book.toml`, the content folder, the theme and the history, kept with what was found in them, and
//! read again where something changed.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use super::{BOOK, Options};
use crate::config::{Config, is_site_address};
use crate::diagnostic::{Diagnostic, File};
use crate::document::Document;
use crate::fs;
use crate::history::History;
use crate::nav::SUMMARY;
use crate::parse;
use crate::path::SourcePath;
use crate::rules::{RULES, Rules};
use crate::site::Input;
use crate::source::{Difference, Sources, is_private, misplaced};
use crate::theme::Theme;
use crate::timings::{self, Stage};

/// The folder with the themes of a guide.
const THEMES: &str = "themes";

/// What may have changed since a guide was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changes {
    /// Anything.
    All,
    /// Files and folders, with their paths from the folder of the guide.
    Files(BTreeSet<String>),
}

impl Changes {
    /// Whether something in a folder, the folder itself or a file of this name may have changed.
    fn touch(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Files(files) => files.iter().any(|file| file == name || below(name, file).is_some()),
        }
    }
}

/// The path of a file from a folder that it is in.
pub(super) fn below<'f>(folder: &str, file: &'f str) -> Option<&'f str> {
    file.strip_prefix(folder)?.strip_prefix('/')
}

/// What is not what it was.
#[derive(Debug)]
pub(super) struct Changed {
    pub(super) config: bool,
    pub(super) sources: Difference,
    pub(super) theme: bool,
    /// What directives may have.
    pub(super) parts: bool,
    /// Which files of the content folder; `None` when any may be.
    pub(super) files: Option<BTreeSet<SourcePath>>,
}

impl Changed {
    /// As for a guide that was never read.
    pub(super) fn anything() -> Self {
        Self { config: true, sources: Difference::Files, theme: true, parts: true, files: None }
    }
}

/// What was read.
#[derive(Debug)]
pub(super) struct Inputs {
    pub(super) config: Arc<Config>,
    pub(super) sources: Sources,
    pub(super) theme: Arc<Theme>,
    pub(super) history: Arc<History>,
    pub(super) findings: Findings,
}

/// What was found while reading, by what was read.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) config: Vec<Diagnostic>,
    pub(super) sources: Vec<Diagnostic>,
    pub(super) theme: Vec<Diagnostic>,
}

/// The content folder, read again.
struct Reread {
    sources: Sources,
    findings: Vec<Diagnostic>,
    difference: Difference,
    /// The files that differ; `None` when any may.
    files: Option<BTreeSet<SourcePath>>,
}

/// The rules for emails, if there are any, and what was found in them.
pub(super) type RulesRead = (Option<Rules>, Vec<Diagnostic>);

impl Inputs {
    pub(super) fn read(root: &Path, options: &Options) -> Result<Self> {
        let _span = timings::span(Stage::Read);
        let mut findings = Findings::default();
        let (config, found) = read_config(root, options)?;
        findings.config = found;
        let history = if options.history { History::start(root.join(&config.book.src)) } else { History::default() };
        let (of_sources, of_theme) = (&mut findings.sources, &mut findings.theme);
        // First what takes longer.
        let (theme, sources) = rayon::join(
            || Theme::read(root, &config, of_theme).map(Arc::new),
            || Sources::read(root, &config.book.src, of_sources),
        );
        let (sources, theme) = (sources?, theme?);
        Ok(Self { config: Arc::new(config), sources, theme, history: Arc::new(history), findings })
    }

    /// Reads again what `changes` may have touched; `None` when it is what it was.
    ///
    /// # Errors
    /// When the guide cannot be read at all. What was read before stays.
    pub(super) fn update(&mut self, root: &Path, options: &Options, changes: &Changes) -> Result<Option<Changed>> {
        let (sources, files) = (Difference::None, Some(BTreeSet::new()));
        let mut changed = Changed { config: false, sources, theme: false, parts: false, files };
        // Nothing is taken over before everything could be read.
        let mut config = None;
        if changes.touch(BOOK) {
            let (read, findings) = read_config(root, options)?;
            changed.config = read.file.text != self.config.file.text;
            config = changed.config.then_some((Arc::new(read), findings));
        }
        let settings = config.as_ref().map_or(&self.config, |(config, _)| config);
        let is_moved = settings.book.src != self.config.book.src;
        let mut sources = None;
        if is_moved || changes.touch(&settings.book.src) {
            let read = self.read_sources(root, settings, changes)?;
            changed.files = read.files;
            changed.sources = if is_moved { Difference::Files } else { read.difference };
            let is_other = changed.sources > Difference::None || read.findings != self.findings.sources;
            sources = is_other.then_some((read.sources, read.findings));
        }
        if changed.config || changes.touch(THEMES) {
            let mut findings = Vec::new();
            let theme = Theme::read(root, settings, &mut findings)?;
            changed.theme = theme.hash() != self.theme.hash() || findings != self.findings.theme;
            changed.parts = theme.parts != self.theme.parts;
            if changed.theme {
                self.theme = Arc::new(theme);
                self.findings.theme = findings;
            }
        }
        let is_other = changed.config || changed.theme || sources.is_some();
        if let Some((config, findings)) = config {
            (self.config, self.findings.config) = (config, findings);
        }
        if let Some((sources, findings)) = sources {
            (self.sources, self.findings.sources) = (sources, findings);
        }
        Ok(is_other.then_some(changed))
    }

    /// The content folder after `changes`.
    fn read_sources(&self, root: &Path, config: &Config, changes: &Changes) -> Result<Reread> {
        let src = &config.book.src;
        if let Changes::Files(files) = changes
            && self.findings.sources.is_empty()
            && *src == self.config.book.src
            && !files.contains(src)
        {
            let changed: BTreeSet<&str> = files.iter().filter_map(|file| below(src, file)).collect();
            if let Some((sources, difference, files)) = self.sources.update(root, src, &changed) {
                return Ok(Reread { sources, findings: Vec::new(), difference, files: Some(files) });
            }
        }
        let mut findings = Vec::new();
        let (sources, difference) = Sources::read(root, src, &mut findings)?.sharing_texts_of(&self.sources);
        Ok(Reread { sources, findings, difference, files: None })
    }

    /// What a site is made from.
    pub(super) fn of_site(&self, options: &Options) -> Input {
        Input {
            config: self.config.clone(),
            sources: self.sources.clone(),
            theme: self.theme.clone(),
            history: self.history.clone(),
            purpose: options.purpose,
            shelf: options.shelf.clone(),
        }
    }

    /// The rules for emails, when the guide has a file of them, and what was found in it. `is_alone`: whether nothing else is going
    /// on, so that all threads may read.
    pub(super) fn rules(&self, is_alone: bool) -> RulesRead {
        let _span = timings::span(Stage::Prepare);
        let mut findings = Vec::new();
        let file = self.sources.text(&SourcePath::new(RULES));
        let rules = file.map(|file| Rules::read(file, &self.config, is_alone, &mut findings));
        (rules.filter(|rules| !rules.rules.is_empty()), findings)
    }

    /// The text of the file at a path, when it is a page.
    pub(super) fn text_of_page(&self, path: &SourcePath) -> Option<&File> {
        let is_page = path.is_markdown() && !is_private(path) && path.as_str() != SUMMARY;
        self.sources.text(path).filter(|_| is_page)
    }

    pub(super) fn parse(&self, path: &SourcePath, file: &File) -> (Document, Vec<Diagnostic>) {
        let mut span = timings::span(Stage::Parse);
        span.bytes(file.text.len());
        parse::parse(path, file, &self.config, &self.sources, &self.theme.parts)
    }
}

/// The text of the settings of the guide in this folder.
///
/// # Errors
/// When there is none that can be read.
pub(crate) fn read_book(root: &Path) -> Result<String> {
    fs::read_text(&root.join(BOOK))
        .with_context(|| format!("no guide in `{}`: a guide is a folder with a `{BOOK}`", root.display()))
}

fn read_config(root: &Path, options: &Options) -> Result<(Config, Vec<Diagnostic>)> {
    let text = read_book(root)?;
    let mut findings = Vec::new();
    let mut config = Config::parse(&File::new(BOOK, &text), &mut findings);
    if let Some(base_url) = &options.base_url {
        if !is_site_address(base_url) {
            bail!(
                "`{base_url}` cannot be the address of the site: `--base-url` has to start with `https://`, with other letters as in `%C3%A9` and without `?` and `#`"
            );
        }
        config.site.base_url = Some(base_url.clone());
    }
    // Where the content folder is the folder of the guide, these are no others.
    if config.book.src != "." {
        findings.extend(misplaced(root, &config.book.src));
    }
    Ok((config, findings))
}
