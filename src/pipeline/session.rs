//! A guide that is kept in memory while people write it. Each stage of a build keeps what it made and the inputs it was
//! made from, and does again only what new inputs ask for. Whatever is kept, the result is that of a build from nothing;
//! `tests/session.rs` compares the two after random edits.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::inputs::{Changed, Changes, Findings, Inputs, RulesRead, below};
use super::{Guide, Options};
use crate::check;
use crate::diagnostic::{self, Code, Diagnostic, File};
use crate::document::Document;
use crate::nav::SUMMARY;
use crate::parse;
use crate::path::SourcePath;
use crate::render::{Assets, Renderer, Templates};
use crate::routes::Routes;
use crate::rules::RULES;
use crate::site::{Input, Layout, Site};
use crate::source::{Difference, Sources};
use crate::timings::{self, Stage};

/// Fewer pages are not worth waking other threads.
const FEW: usize = 8;
/// So many are handed to a thread at a time, so that none has many left when the others are done.
const LOT: usize = 2;

/// A guide in memory.
#[derive(Debug)]
pub struct Session {
    root: PathBuf,
    options: Options,
    inputs: Option<Inputs>,
    pages: BTreeMap<SourcePath, Page>,
    /// Those that may change though their own text does not: they include other files.
    including: BTreeSet<SourcePath>,
    tasks: Tasks,
    made: Option<Made>,
}

/// A page of the guide.
#[derive(Debug)]
struct Page {
    /// With all its tasks named.
    document: Arc<Document>,
    /// What parsing found.
    found: Vec<Diagnostic>,
    /// What naming its tasks found.
    naming: Vec<Diagnostic>,
    /// What the checks of the page found.
    checked: Vec<Diagnostic>,
}

impl Page {
    /// Whether the page would be the same now: the same text, and the same files included. One whose includes cannot be
    /// used has to be tried again.
    fn is_current(&self, sources: &Sources) -> bool {
        let parts = &self.document.parts;
        parts.iter().all(|part| sources.text(&part.path).is_some_and(|file| file.text == part.file.text))
            && !self.has_open_includes()
    }

    /// Whether the page may change though its own text does not.
    fn depends_on_others(&self) -> bool {
        self.document.parts.len() > 1 || self.has_open_includes()
    }

    fn has_open_includes(&self) -> bool {
        self.found.iter().any(|finding| finding.code == Code::Include)
    }
}

/// The ids of the tasks of all pages.
#[derive(Debug, Default)]
struct Tasks {
    /// The page of each, by a hash of the id.
    owners: FxHashMap<u64, SourcePath>,
    /// Whether two pages want the same one, so that all have to be named together.
    have_met: bool,
    /// What naming them together found.
    findings: Vec<Diagnostic>,
}

/// What was made of the inputs.
#[derive(Debug)]
struct Made {
    site: Arc<Site>,
    layout: Arc<Layout>,
    layout_findings: Vec<Diagnostic>,
    look: Look,
    routes: Option<Arc<Routes>>,
    route_findings: Vec<Diagnostic>,
}

/// The pages put together.
struct LaidOut {
    layout: Arc<Layout>,
    findings: Vec<Diagnostic>,
    documents: Vec<Arc<Document>>,
    /// Whether the layout is the one that was there.
    is_kept: bool,
}

/// What was made of the theme.
#[derive(Debug, Clone)]
struct Look {
    templates: Option<Arc<Templates>>,
    findings: Vec<Diagnostic>,
    assets: Arc<Assets>,
}

impl Session {
    /// A session for the guide in the folder `root`. Nothing is read yet.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>, options: Options) -> Self {
        let (pages, including, tasks) = (BTreeMap::new(), BTreeSet::new(), Tasks::default());
        Self { root: root.into(), options, inputs: None, pages, including, tasks, made: None }
    }

    /// Reads what may have changed. Says whether anything did.
    ///
    /// # Errors
    /// When the guide cannot be read at all: no `book.toml`, no content folder. What was read before stays, and the next time
    /// everything has to be read.
    pub fn read(&mut self, changes: &Changes) -> Result<bool> {
        let Some(changed) = self.read_inputs(changes)? else { return Ok(false) };
        let Some(inputs) = self.inputs.take() else { return Ok(false) };
        let input = inputs.of_site(&self.options);
        let is_first = self.made.is_none();
        let pages = || {
            let mut edited = self.parse(&inputs, &changed);
            self.name_tasks(&mut edited);
            let laid_out = self.lay_out(&inputs, &input, &changed, &edited);
            (edited, laid_out)
        };
        // What is made of the theme and of the rules waits for no page.
        let beside = || is_first.then(|| rayon::join(|| Look::new(&input, true), || inputs.rules(true)));
        let ((edited, laid_out), made) = at_once(is_first, pages, beside);
        self.assemble(&inputs, input, &changed, &edited, laid_out, made);
        self.inputs = Some(inputs);
        Ok(true)
    }

    /// The guide as it was read last, with what was found by looking at one page at a time: what
    /// [`check::whole`] finds is not among it.
    ///
    /// # Errors
    /// When it was never read.
    pub fn guide(&self) -> Result<Guide> {
        let (Some(inputs), Some(made)) = (&self.inputs, &self.made) else {
            anyhow::bail!("the guide was not read");
        };
        let mut diagnostics: Vec<Diagnostic> = Vec::new();
        let Findings { config, sources, theme } = &inputs.findings;
        let pages = self.pages.values();
        let of_pages = pages.flat_map(|page| [&page.found, &page.naming, &page.checked].into_iter().flatten());
        diagnostics.extend([config, sources, theme].into_iter().flatten().cloned());
        diagnostics.extend(of_pages.chain(&self.tasks.findings).cloned());
        let of_site = [&made.layout_findings, &made.look.findings, &made.route_findings];
        diagnostics.extend(of_site.into_iter().flatten().map(|finding| self.in_current_text(finding, inputs)));
        diagnostic::sort(&mut diagnostics);
        Ok(Guide { site: made.site.clone(), routes: made.routes.clone(), diagnostics })
    }

    /// A finding that was made before a text was edited elsewhere, with the text of now.
    fn in_current_text(&self, finding: &Diagnostic, inputs: &Inputs) -> Diagnostic {
        let mut finding = finding.clone();
        if let Some(place) = &mut finding.place
            && let Some(path) = below(&inputs.config.book.src, &place.file.path)
            && let Some(file) = inputs.sources.text(&SourcePath::new(path))
        {
            place.file = file.clone();
        }
        finding
    }

    /// Reads `book.toml`, the content folder and the theme; `None` when they are what they were.
    fn read_inputs(&mut self, changes: &Changes) -> Result<Option<Changed>> {
        if let Some(inputs) = &mut self.inputs {
            return inputs.update(&self.root, &self.options, changes);
        }
        self.inputs = Some(Inputs::read(&self.root, &self.options)?);
        Ok(Some(Changed::anything()))
    }

    /// Parses the pages that are not what they were. Returns those that changed, came or went.
    fn parse(&mut self, inputs: &Inputs, changed: &Changed) -> BTreeSet<SourcePath> {
        let keeps_meaning = !changed.config && !changed.parts;
        let mut wanted: BTreeMap<&SourcePath, &File> = BTreeMap::new();
        let mut edited = BTreeSet::new();
        let mut look_at = |path| {
            let page = self.pages.get(path);
            match inputs.text_of_page(path) {
                Some(_) if keeps_meaning && page.is_some_and(|page| page.is_current(&inputs.sources)) => {}
                Some(file) => {
                    wanted.insert(path, file);
                }
                None if page.is_some() => {
                    edited.insert(path.clone());
                }
                None => {}
            }
        };
        match changed.files.as_ref().filter(|_| keeps_meaning) {
            Some(files) => files.iter().chain(&self.including).for_each(&mut look_at),
            None => inputs.sources.iter().map(|(path, _)| path).chain(self.pages.keys()).for_each(&mut look_at),
        }
        let parse = |(path, file): (&SourcePath, &File)| {
            let (document, found) = inputs.parse(path, file);
            let (mut document, mut naming) = (Arc::new(document), Vec::new());
            // As if there were no other pages, which is the rule.
            parse::name_tasks(&mut [&mut document], &mut naming);
            (path.clone(), Page { document, found, naming, checked: Vec::new() })
        };
        let parsed: Vec<(SourcePath, Page)> = match wanted.len() {
            0..FEW => wanted.into_iter().map(parse).collect(),
            _ => Vec::from_iter(wanted).into_par_iter().with_max_len(LOT).map(parse).collect(),
        };
        for path in &edited {
            self.pages.remove(path);
            self.including.remove(path);
        }
        for (path, page) in &parsed {
            if page.depends_on_others() {
                self.including.insert(path.clone());
            } else {
                self.including.remove(path);
            }
        }
        if self.pages.is_empty() && edited.is_empty() {
            // All at once, in order.
            edited = parsed.iter().map(|(path, _)| path.clone()).collect();
            self.pages = parsed.into_iter().collect();
        } else {
            edited.extend(parsed.iter().map(|(path, _)| path.clone()));
            self.pages.extend(parsed);
        }
        edited
    }

    /// Names the tasks of all pages together when two pages want the same id. Those count as edited then.
    fn name_tasks(&mut self, edited: &mut BTreeSet<SourcePath>) {
        let is_shown = |page: &Page| self.options.drafts || !page.document.front.draft;
        if !self.tasks.have_met && self.tasks.are_apart(&self.pages, edited, &is_shown) {
            return;
        }
        let with_tasks = self.pages.iter_mut().filter(|(_, page)| !page.document.checklists.is_empty());
        let mut documents: Vec<&mut Arc<Document>> = Vec::new();
        for (path, page) in with_tasks.filter(|(_, page)| is_shown(page)) {
            page.naming.clear();
            edited.insert(path.clone());
            documents.push(&mut page.document);
        }
        let mut findings = Vec::new();
        let have_met = parse::name_tasks(&mut documents, &mut findings);
        if !have_met {
            // What is wrong with a page alone stays with it, and goes when it is mended.
            findings.clear();
            for page in self.pages.values_mut().filter(|page| is_shown(page)) {
                parse::name_tasks(&mut [&mut page.document], &mut page.naming);
            }
        }
        self.tasks = Tasks { owners: FxHashMap::default(), have_met, findings };
    }

    /// Puts the pages together.
    fn lay_out(&self, inputs: &Inputs, input: &Input, changed: &Changed, edited: &BTreeSet<SourcePath>) -> LaidOut {
        let _span = timings::span(Stage::Assemble);
        let is_shown = |page: &Page| self.options.drafts || !page.document.front.draft;
        let keeps = |made: &&Made| {
            !changed.config
                && made.has_same(inputs, SUMMARY)
                && edited.iter().all(|path| {
                    let page = self.pages.get(path).filter(|page| is_shown(page));
                    let then = made.site.page_of(path).map(|page| made.site[page].names_hash());
                    page.map(|page| page.document.names_hash()) == then
                })
        };
        if let Some(made) = self.made.as_ref().filter(keeps) {
            let mut documents = made.site.documents.clone();
            for path in edited {
                if let (Some(page), Some(id)) = (self.pages.get(path), made.site.page_of(path)) {
                    documents[id.0] = page.document.clone();
                }
            }
            let (layout, findings) = (made.layout.clone(), made.layout_findings.clone());
            return LaidOut { layout, findings, documents, is_kept: true };
        }
        let mut findings = Vec::new();
        let shown = self.pages.values().filter(|page| is_shown(page));
        let documents: Vec<Arc<Document>> = shown.map(|page| page.document.clone()).collect();
        let layout = Arc::new(Layout::new(input, &documents, &mut findings));
        LaidOut { layout, findings, documents, is_kept: false }
    }

    /// Checks the pages and gives every file of the output its recipe. `made` is what was made of theme and rules beside the
    /// pages.
    fn assemble(
        &mut self,
        inputs: &Inputs,
        input: Input,
        changed: &Changed,
        edited: &BTreeSet<SourcePath>,
        laid_out: LaidOut,
        made: Option<(Look, RulesRead)>,
    ) {
        let before = self.made.take();
        let LaidOut { layout, findings: layout_findings, documents, is_kept } = laid_out;
        let keeps_files = is_kept && changed.sources < Difference::Files;
        let kept = before.as_ref().filter(|made| keeps_files && !changed.theme && made.has_same(inputs, RULES));
        let kept = kept.and_then(|made| Some((made.routes.as_ref()?, &made.route_findings)));
        let kept_look = before.as_ref().filter(|_| !changed.theme && !changed.config);
        let (look, (rules, rule_findings)) = made.unwrap_or_else(|| {
            let look = kept_look.map_or_else(|| Look::new(&input, false), |made| made.look.clone());
            (look, if kept.is_none() { inputs.rules(false) } else { RulesRead::default() })
        });
        let site = Arc::new(Site::new(input, documents, layout.clone()));
        let check = |path: &SourcePath, page: &mut Page| {
            let _span = timings::span(Stage::Check);
            page.checked = site.page_of(path).map(|id| check::page(&site, id)).unwrap_or_default();
        };
        let check_pages = || {
            if keeps_files && !changed.parts {
                each_of(&mut self.pages, edited, check);
            } else {
                let pages = Vec::from_iter(&mut self.pages);
                pages.into_par_iter().with_max_len(LOT).for_each(|(path, page)| check(path, page));
            }
        };
        let make_routes = || {
            let _span = timings::span(Stage::Prepare);
            match (kept, &look.templates) {
                (Some((routes, findings)), _) => (Some(Arc::new(routes.with_texts_of(site.clone()))), findings.clone()),
                (None, Some(templates)) => {
                    let mut findings = rule_findings;
                    let renderer = Renderer::new(&site, templates.clone(), look.assets.clone(), rules, &mut findings);
                    (Some(Arc::new(Routes::new(site.clone(), renderer, &mut findings))), findings)
                }
                (None, None) => (None, Vec::new()),
            }
        };
        let ((), (routes, route_findings)) = at_once(before.is_none(), check_pages, make_routes);
        self.made = Some(Made { site, layout, layout_findings, look, routes, route_findings });
    }
}

impl Made {
    /// Whether a file of the content folder has the text that it had.
    fn has_same(&self, inputs: &Inputs, name: &str) -> bool {
        let path = SourcePath::new(name);
        self.site.input.sources.text(&path) == inputs.sources.text(&path)
    }
}

/// Does two things: side by side when nothing else is going on (`is_alone`), else one after the other, so that a save does not
/// wait for threads that are busy behind the page.
fn at_once<A: Send, B: Send>(
    is_alone: bool,
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    if is_alone { rayon::join(first, second) } else { (first(), second()) }
}

impl Look {
    fn new(input: &Input, is_alone: bool) -> Self {
        let _span = timings::span(Stage::Prepare);
        let mut findings = Vec::new();
        let (templates, assets) = at_once(
            is_alone,
            || Templates::new(&input.theme, &mut findings).map(Arc::new),
            || Arc::new(Assets::new(input)),
        );
        Self { templates, findings, assets }
    }
}

impl Tasks {
    /// Whether no two pages have a task of the same id, after pages were edited.
    fn are_apart(
        &mut self,
        pages: &BTreeMap<SourcePath, Page>,
        edited: &BTreeSet<SourcePath>,
        is_shown: &dyn Fn(&Page) -> bool,
    ) -> bool {
        self.owners.retain(|_, page| !edited.contains(page));
        let all = || pages.iter().filter(|(_, page)| is_shown(page));
        let some = || edited.iter().filter_map(|path| Some((path, pages.get(path).filter(|page| is_shown(page))?)));
        let new: &mut dyn Iterator<Item = (&SourcePath, &Page)> =
            if self.owners.is_empty() { &mut all() } else { &mut some() };
        if self.owners.is_empty() {
            self.owners.reserve(all().map(|(_, page)| page.document.tasks().count()).sum());
        }
        let mut is_apart = true;
        for (path, page) in new {
            for task in page.document.tasks() {
                let other = self.owners.insert(xxh3_64(task.id.as_bytes()), path.clone());
                is_apart &= other.is_none_or(|other| other == *path);
            }
        }
        is_apart
    }
}

/// Does something to some pages; to a few of them at once, so that it does not wait for threads that are at something else.
fn each_of(
    pages: &mut BTreeMap<SourcePath, Page>,
    wanted: &BTreeSet<SourcePath>,
    todo: impl Fn(&SourcePath, &mut Page) + Sync,
) {
    if wanted.len() < FEW {
        for path in wanted {
            if let Some(page) = pages.get_mut(path) {
                todo(path, page);
            }
        }
        return;
    }
    let wanted: Vec<(&SourcePath, &mut Page)> = pages.iter_mut().filter(|(path, _)| wanted.contains(*path)).collect();
    wanted.into_par_iter().with_max_len(LOT).for_each(|(path, page)| todo(path, page));
}
