//! All pages together: who has which address, in which order they are read, which terms are explained.

mod shelf;
mod terms;

use std::collections::BTreeSet;
use std::ops::{Deref, Index};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
pub use shelf::Shelf;
pub use terms::{TermId, TermIndex, Use};

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, PageId, Term};
use crate::history::History;
use crate::nav::Nav;
use crate::path::{SitePath, SourcePath};
use crate::source::Sources;
use crate::theme::Theme;

/// What a guide is made from.
#[derive(Debug, Clone)]
pub struct Input {
    /// `book.toml`.
    pub config: Arc<Config>,
    /// The content folder.
    pub sources: Sources,
    /// The theme.
    pub theme: Arc<Theme>,
    /// When its files last changed.
    pub history: Arc<History>,
    /// What the output is for.
    pub purpose: Purpose,
    /// Where variants of images are kept for the next run; without it there are none.
    pub shelf: Option<Arc<dyn Shelf>>,
}

/// What the output of a guide is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Purpose {
    /// A site that is published.
    #[default]
    Site,
    /// What the editor sees while writing.
    Preview,
    /// A copy to hand on, which says how old it is.
    Copy,
}

impl Input {
    /// Whether it is a copy to hand on: what servers, search engines and other sites are told is not in it.
    #[must_use]
    pub fn is_copy(&self) -> bool {
        self.purpose == Purpose::Copy
    }

    /// Whether readers keep the site on the device (`offline.service-worker`). Never in the preview, which shows what is new, and
    /// not in copies, which are on the device already.
    #[must_use]
    pub fn has_service_worker(&self) -> bool {
        self.config.offline.service_worker && self.purpose == Purpose::Site
    }
}

/// All pages of a guide.
#[derive(Debug)]
pub struct Site {
    /// What it is made from.
    pub input: Input,
    /// The pages.
    pub documents: Vec<Arc<Document>>,
    /// What follows from what pages are called.
    layout: Arc<Layout>,
}

/// Where pages are and what they are called: what stays while only their texts change.
#[derive(Debug)]
pub struct Layout {
    /// The address of each page.
    pub paths: Vec<SitePath>,
    /// The navigation.
    pub nav: Nav,
    /// The terms that pages explain at first use.
    pub terms: TermIndex,
    by_source: FxHashMap<SourcePath, PageId>,
    by_path: FxHashMap<SitePath, PageId>,
}

impl Deref for Site {
    type Target = Layout;

    fn deref(&self) -> &Layout {
        &self.layout
    }
}

impl Layout {
    /// Puts the pages together. Two pages with one address and mistakes in the navigation are reported in `out`.
    #[must_use]
    pub fn new(input: &Input, documents: &[Arc<Document>], out: &mut Vec<Diagnostic>) -> Self {
        let nav = Nav::new(documents, &input.sources, &input.config, out);
        let paths: Vec<SitePath> = documents.iter().map(|document| SitePath::of_page(&document.path)).collect();
        let mut by_path: FxHashMap<SitePath, PageId> = FxHashMap::default();
        by_path.reserve(paths.len());
        for (number, path) in paths.iter().enumerate() {
            if let Some(other) = by_path.get(path) {
                out.push(
                    Diagnostic::error(Code::SamePath, format!("two pages become `{path}`"))
                        .at(documents[number].file().at(0..0))
                        .note(format!("the other one is {}", documents[other.0].file().path)),
                );
            } else {
                by_path.insert(path.clone(), PageId(number));
            }
        }
        let by_source =
            documents.iter().enumerate().map(|(number, document)| (document.path.clone(), PageId(number))).collect();
        let terms = TermIndex::new(documents, input.config.book.primary_language());
        Self { paths, nav, terms, by_source, by_path }
    }
}

impl Site {
    /// The pages of a guide in their layout.
    #[must_use]
    pub fn new(input: Input, documents: Vec<Arc<Document>>, layout: Arc<Layout>) -> Self {
        Self { input, documents, layout }
    }

    /// Lets go of what the pages say, word by word; what they are called stays.
    pub fn let_go_of_texts(&mut self) {
        self.input.sources = Sources::default();
        self.documents.par_iter_mut().filter_map(Arc::get_mut).for_each(Document::let_go_of_texts);
    }

    /// The settings of the guide.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.input.config
    }

    /// The page that a source file is.
    #[must_use]
    pub fn page_of(&self, source: &SourcePath) -> Option<PageId> {
        self.by_source.get(source).copied()
    }

    /// The page at an address.
    #[must_use]
    pub fn page_at(&self, path: &SitePath) -> Option<PageId> {
        self.by_path.get(path).copied()
    }

    /// The address of a page.
    #[must_use]
    pub fn path(&self, page: PageId) -> &SitePath {
        &self.paths[page.0]
    }

    /// The address of a file of the output on the published site; `None` without `site.base-url`.
    #[must_use]
    pub fn address(&self, path: &SitePath) -> Option<String> {
        let base = self.config().site.base_url.as_ref()?;
        let path = path.encoded();
        // The front page of a folder is the folder.
        let path = match path.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
            _ => &path,
        };
        Some([base.trim_end_matches('/'), path].join("/"))
    }

    /// When a page last changed, what it includes counted in; `None` where that is not known.
    #[must_use]
    pub fn changed(&self, page: PageId) -> Option<&str> {
        self[page].parts.iter().filter_map(|part| self.input.history.changed(&part.path)).max()
    }

    /// The day of the latest change of any page or, where git does not tell, of the latest check of its facts.
    #[must_use]
    pub fn edition(&self) -> Option<&str> {
        let changed = self.pages().filter_map(|page| self.changed(page)).max().and_then(|moment| moment.get(..10));
        changed.or_else(|| self.documents.iter().filter_map(|document| document.front.reviewed.as_deref()).max())
    }

    /// All pages.
    pub fn pages(&self) -> impl Iterator<Item = PageId> + use<> {
        (0..self.documents.len()).map(PageId)
    }

    /// Pages as readers meet them: in the order of the navigation, then those that it does not list.
    #[must_use]
    pub fn reading_order(&self) -> Vec<PageId> {
        let mut order = self.nav.order().to_vec();
        let listed: BTreeSet<PageId> = order.iter().copied().collect();
        order.extend(self.pages().filter(|page| !listed.contains(page)));
        order
    }

    /// The page that readers start on: `index.md` of the content folder, else the first page.
    #[must_use]
    pub fn home(&self) -> Option<PageId> {
        self.page_at(&SitePath::new("index.html")).or_else(|| self.nav.order().first().copied())
    }
}

impl Index<PageId> for Site {
    type Output = Document;

    fn index(&self, page: PageId) -> &Document {
        &self.documents[page.0]
    }
}

impl Index<TermId> for Site {
    type Output = Term;

    fn index(&self, term: TermId) -> &Term {
        &self[term.page].terms[term.entry]
    }
}
