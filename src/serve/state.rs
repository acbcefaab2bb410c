//! What the preview shows at the moment, and who waits for it to change.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Serialize;

use crate::diagnostic::{self, Code, Diagnostic, Severity};
use crate::path::SitePath;
use crate::pipeline::Guide;
use crate::routes::{Recipe, Routes};

/// Pages whose last good version is kept.
const KEPT: usize = 200;

/// State shared by all threads of the server.
pub(super) struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    /// Tells a server that was started again from the one before.
    boot: u64,
}

struct State {
    version: u64,
    /// The pages that were edited last, by address.
    edited: Vec<String>,
    stopped: bool,
    routes: Option<Arc<Routes>>,
    /// All findings, in order.
    findings: Arc<Vec<Diagnostic>>,
    found: Found,
    /// Files with an error of their own.
    wrong: BTreeSet<Arc<str>>,
    /// The last good version of pages that were looked at.
    good: HashMap<SitePath, Arc<Vec<u8>>>,
}

/// Findings by what found them.
#[derive(Default)]
struct Found {
    /// Why nothing could be read; what was found before is about a guide that is no more.
    trouble: Option<Diagnostic>,
    /// Reading the guide, page by page.
    reading: Vec<Diagnostic>,
    /// Looking at the guide as a whole; of the guide before, until that was done for this one.
    whole: Vec<Diagnostic>,
    /// Making pages that somebody asked for.
    making: Vec<Diagnostic>,
}

impl Found {
    fn all(&self) -> Arc<Vec<Diagnostic>> {
        if let Some(trouble) = &self.trouble {
            return Arc::new(vec![trouble.clone()]);
        }
        let mut all = self.reading.clone();
        for finding in self.whole.iter().chain(&self.making) {
            if !all.contains(finding) {
                all.push(finding.clone());
            }
        }
        diagnostic::sort(&mut all);
        Arc::new(all)
    }
}

/// What is answered for a page.
pub(super) enum Page {
    /// The bytes.
    Bytes(Arc<Vec<u8>>),
    /// There is nothing good to show.
    Wrong,
    /// There is no such file.
    Missing,
}

/// What pages hear when something changed.
#[derive(Debug, Serialize)]
pub(super) struct News {
    /// What identifies the state that is shown.
    pub(super) version: String,
    /// The pages that were edited, by address; empty when something else changed.
    pub(super) edited: Vec<String>,
}

impl Shared {
    pub(super) fn new() -> Self {
        let boot = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_micros());
        Self {
            state: Mutex::new(State {
                version: 0,
                edited: Vec::new(),
                stopped: false,
                routes: None,
                findings: Arc::default(),
                found: Found::default(),
                wrong: BTreeSet::new(),
                good: HashMap::new(),
            }),
            changed: Condvar::new(),
            boot: u64::try_from(boot).unwrap_or(0),
        }
    }

    /// Shows a guide that was read anew. When the settings or the templates are wrong, the pages of the last good one
    /// stay; when a page is wrong, its last good version stays. `edited` are the pages that somebody just saved.
    pub(super) fn replace(&self, guide: Guide, edited: Vec<String>) {
        let mut state = self.lock();
        state.edited = edited;
        let whole = |code| matches!(code, Code::Config | Code::Theme | Code::Template);
        let broken =
            guide.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error && whole(diagnostic.code));
        if let Some(routes) = guide.routes
            && (!broken || state.routes.is_none())
        {
            state.routes = Some(routes);
        }
        state.wrong = guide
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .filter_map(|diagnostic| Some(diagnostic.place.as_ref()?.file.path.clone()))
            .collect();
        state.found.trouble = None;
        state.found.reading = guide.diagnostics;
        state.found.making.clear();
        state.findings = state.found.all();
        self.next(state);
    }

    /// Adds what was found by looking at the guide as a whole. Returns all findings.
    pub(super) fn add_checked(&self, findings: Vec<Diagnostic>) -> Arc<Vec<Diagnostic>> {
        let mut state = self.lock();
        state.found.whole = findings;
        let all = state.found.all();
        if all != state.findings {
            state.findings = all.clone();
            state.edited.clear();
            self.next(state);
        }
        all
    }

    /// All findings.
    pub(super) fn findings(&self) -> Arc<Vec<Diagnostic>> {
        self.lock().findings.clone()
    }

    /// Keeps everything and says why.
    pub(super) fn trouble(&self, message: &str) {
        let mut state = self.lock();
        state.found.trouble = Some(Diagnostic::error(Code::Unreadable, message));
        state.findings = state.found.all();
        self.next(state);
    }

    pub(super) fn stop(&self) {
        let mut state = self.lock();
        state.stopped = true;
        self.next(state);
    }

    /// What identifies the state that is shown.
    pub(super) fn version(&self) -> String {
        format!("{}-{}", self.boot, self.lock().version)
    }

    /// What is shown now, as pages hear it.
    pub(super) fn news(&self) -> News {
        let state = self.lock();
        News { version: format!("{}-{}", self.boot, state.version), edited: state.edited.clone() }
    }

    /// Waits until the state differs from the one with this version; `None` after `limit` without a change.
    pub(super) fn wait(&self, known: &str, limit: Duration) -> Option<News> {
        let state = self.lock();
        let version = |state: &State| format!("{}-{}", self.boot, state.version);
        let (state, _) = self
            .changed
            .wait_timeout_while(state, limit, |state| !state.stopped && version(state) == known)
            .unwrap_or_else(PoisonError::into_inner);
        (version(&state) != known).then(|| News { version: version(&state), edited: state.edited.clone() })
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.lock().stopped
    }

    /// The file that an address of the browser means, after GitHub Pages' rules: a folder is its front page, and
    /// `.html` may be left out.
    pub(super) fn find(&self, path: &str) -> Option<SitePath> {
        let routes = self.lock().routes.clone()?;
        let known = |path: String| {
            let path = SitePath::new(&path);
            routes.recipe(&path).is_some().then_some(path)
        };
        if path.is_empty() || path.ends_with('/') {
            return known(format!("{path}index.html"));
        }
        known(path.to_owned()).or_else(|| known(format!("{path}.html")))
    }

    /// Whether an address without a slash at its end is a folder.
    pub(super) fn is_folder(&self, path: &str) -> bool {
        self.find(&format!("{path}/")).is_some()
    }

    /// The file at an address of the output.
    pub(super) fn page(&self, path: &SitePath) -> Page {
        let (routes, wrong, kept) = {
            let state = self.lock();
            let Some(routes) = state.routes.clone() else { return Page::Wrong };
            let wrong = match routes.recipe(path) {
                Some(Recipe::Page(page)) => {
                    routes.site()[*page].parts.iter().any(|part| state.wrong.contains(&part.file.path))
                }
                _ => false,
            };
            (routes, wrong, state.good.get(path).cloned())
        };
        if wrong && let Some(kept) = kept {
            return Page::Bytes(kept);
        }
        match routes.produce(path) {
            None => Page::Missing,
            Some(Ok(bytes)) => {
                let bytes = Arc::new(Cow::into_owned(bytes));
                // One that is wrong at the first look is shown, and not kept for later ones.
                if path.extension() == "html" && !wrong {
                    let mut state = self.lock();
                    if state.good.len() >= KEPT {
                        state.good.clear();
                    }
                    // While it was made the guide may have become another one.
                    if is_same(&state.routes, &routes) {
                        state.good.insert(path.clone(), bytes.clone());
                    }
                }
                Page::Bytes(bytes)
            }
            Some(Err(found)) => {
                self.add(found, &routes);
                kept.map_or(Page::Wrong, Page::Bytes)
            }
        }
    }

    /// The pages that are shown; `None` until the templates could be used once.
    pub(super) fn routes(&self) -> Option<Arc<Routes>> {
        self.lock().routes.clone()
    }

    /// Adds what was found while a page was made.
    fn add(&self, found: Vec<Diagnostic>, routes: &Arc<Routes>) {
        let mut state = self.lock();
        if !is_same(&state.routes, routes) {
            return;
        }
        for finding in found {
            if !state.found.making.contains(&finding) {
                state.found.making.push(finding);
            }
        }
        state.findings = state.found.all();
    }

    fn next(&self, mut state: MutexGuard<'_, State>) {
        state.version += 1;
        drop(state);
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A thread that died while it held the lock left nothing half done: every change is a single assignment.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_same(current: &Option<Arc<Routes>>, routes: &Arc<Routes>) -> bool {
    current.as_ref().is_some_and(|current| Arc::ptr_eq(current, routes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_out_about_the_guide_before_does_not_hide_that_this_one_cannot_be_read() {
        let shared = Shared::new();
        shared.trouble("no content folder");
        let told = shared.findings();
        assert_eq!(told.len(), 1);

        // The checks of the last good guide end now.
        assert_eq!(shared.add_checked(vec![Diagnostic::warning(Code::BrokenLink, "no page `a.md`")]), told);
    }
}
