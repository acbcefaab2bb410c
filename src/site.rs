//! All pages together: who has which address, in which order they are read, which terms are explained.

use std::collections::{BTreeMap, HashMap};
use std::ops::Index;

use aho_corasick::{AhoCorasick, MatchKind};
use xxhash_rust::xxh3::Xxh3;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Kind, PageId, Term};
use crate::nav::Nav;
use crate::path::{SitePath, SourcePath};
use crate::source::Sources;
use crate::theme::Theme;

/// What a guide is made from.
#[derive(Debug, Clone)]
pub struct Input {
    /// `book.toml`.
    pub config: Config,
    /// The content folder.
    pub sources: Sources,
    /// The theme.
    pub theme: Theme,
}

impl Input {
    /// A hash of all of it. Files that stay on the disk count by length and time of change.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let mut hash = Xxh3::new();
        hash.update(self.config.file.text.as_bytes());
        self.sources.hash_into(&mut hash);
        self.theme.hash_into(&mut hash);
        hash.digest()
    }
}

/// All pages of a guide.
#[derive(Debug)]
pub struct Site {
    /// What it is made from.
    pub input: Input,
    /// The pages.
    pub documents: Vec<Document>,
    /// The address of each page.
    pub paths: Vec<SitePath>,
    /// The navigation.
    pub nav: Nav,
    /// The terms that pages explain at first use.
    pub terms: TermIndex,
    by_source: HashMap<SourcePath, PageId>,
    by_path: HashMap<SitePath, PageId>,
}

impl Site {
    /// Puts the pages together. Two pages with one address are reported in `out`.
    #[must_use]
    pub fn new(input: Input, documents: Vec<Document>, nav: Nav, out: &mut Vec<Diagnostic>) -> Self {
        let paths: Vec<SitePath> = documents.iter().map(|document| SitePath::of_page(&document.path)).collect();
        let mut by_path: HashMap<SitePath, PageId> = HashMap::with_capacity(paths.len());
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
        let terms = TermIndex::new(&documents);
        Self { input, documents, paths, nav, terms, by_source, by_path }
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

    /// All pages.
    pub fn pages(&self) -> impl Iterator<Item = PageId> + use<> {
        (0..self.documents.len()).map(PageId)
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

/// Finds the names of glossary terms in prose.
#[derive(Debug, Default)]
pub struct TermIndex {
    finder: Option<AhoCorasick>,
    /// For each pattern of the finder: its text and the entry it names.
    names: Vec<(String, TermId)>,
}

/// An entry of a glossary page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TermId {
    /// The glossary page.
    pub page: PageId,
    /// Its entry, an index into [`Document::terms`].
    pub entry: usize,
}

impl TermIndex {
    fn new(documents: &[Document]) -> Self {
        let mut names: BTreeMap<String, TermId> = BTreeMap::new();
        for (number, document) in documents.iter().enumerate() {
            if document.front.kind != Kind::Glossary {
                continue;
            }
            for (entry, term) in document.terms.iter().enumerate() {
                for name in &term.names {
                    names.entry(name.clone()).or_insert(TermId { page: PageId(number), entry });
                }
            }
        }
        let names: Vec<(String, TermId)> = names.into_iter().collect();
        let finder = (!names.is_empty())
            .then(|| {
                AhoCorasick::builder()
                    .match_kind(MatchKind::LeftmostLongest)
                    .ascii_case_insensitive(true)
                    .build(names.iter().map(|(name, _)| name))
                    .ok()
            })
            .flatten();
        Self { finder, names }
    }

    /// Whether there are no terms.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.finder.is_none()
    }

    /// The terms in `text` as whole words, with the bytes they take. A name with capitals inside (`IMG`) has to be
    /// written so; others may start a sentence. An `s` at the end is part of the word.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (std::ops::Range<usize>, TermId)> + 'a {
        self.finder.iter().flat_map(move |finder| finder.find_iter(text)).filter_map(move |found| {
            let (name, term) = &self.names[found.pattern().as_usize()];
            let written = &text[found.range()];
            let has_capitals = name.chars().skip(1).any(char::is_uppercase);
            if has_capitals && written != name {
                return None;
            }
            let before = text[..found.start()].chars().next_back();
            if before.is_some_and(is_word) {
                return None;
            }
            let after = &text[found.end()..];
            let plural = after.strip_prefix('s').map_or(0, |_| 1);
            let is_end = |rest: &str| !rest.chars().next().is_some_and(is_word);
            if is_end(after) {
                Some((found.range(), *term))
            } else if plural == 1 && is_end(&after[1..]) {
                Some((found.start()..found.end() + 1, *term))
            } else {
                None
            }
        })
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

impl Index<TermId> for Site {
    type Output = Term;

    fn index(&self, term: TermId) -> &Term {
        &self[term.page].terms[term.entry]
    }
}
