//! What the preview finds out beside the pages it shows: the checks that need the whole guide, and the search index. It takes
//! longer than a save may, so it is done on threads of its own, for the newest guide only.

use std::cell::Cell;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::watch::Change;
use crate::cache::Cache;
use crate::check;
use crate::diagnostic::Diagnostic;
use crate::pipeline::{self, Guide};

/// How long a guide has to stay as it is before it is looked at as a whole: the page that was saved comes first.
const PATIENCE: Duration = Duration::from_millis(60);
/// Guides of up to this many pages are made as a whole, so that a mistake in a template shows wherever it is.
const FEW_PAGES: usize = 300;

/// What was found out about a guide.
#[derive(Debug, PartialEq)]
pub(super) struct Checked {
    /// The number that the guide was given.
    serial: u64,
    /// What was found.
    pub(super) findings: Vec<Diagnostic>,
}

#[cfg(test)]
impl Checked {
    /// Nothing was found about the guide of a number.
    pub(super) fn of_none(serial: u64) -> Self {
        Self { serial, findings: Vec::new() }
    }
}

/// Looks at guides as a whole.
pub(super) struct Background {
    guides: Sender<(u64, Guide)>,
    /// The number of the newest guide.
    serial: Cell<u64>,
}

impl Background {
    /// Starts the threads; results go to `results`.
    pub(super) fn start(root: &Path, results: Sender<Change>) -> Result<Self> {
        let (guides, waiting) = mpsc::channel();
        let half = thread::available_parallelism().map_or(1, |all| all.get().div_ceil(2));
        let pool = ThreadPoolBuilder::new().num_threads(half).build().context("cannot start threads for the checks")?;
        let root = root.to_owned();
        thread::spawn(move || work(&root, &waiting, &results, &pool));
        Ok(Self { guides, serial: Cell::new(0) })
    }

    /// Looks at a guide when there is time. The one before is forgotten.
    pub(super) fn look_at(&self, guide: Guide) {
        self.serial.set(self.serial.get() + 1);
        let _ = self.guides.send((self.serial.get(), guide));
    }

    /// Whether something was found out about the newest guide.
    pub(super) fn is_current(&self, checked: &Checked) -> bool {
        checked.serial == self.serial.get()
    }
}

fn work(root: &Path, waiting: &Receiver<(u64, Guide)>, results: &Sender<Change>, pool: &ThreadPool) {
    let Ok(mut next) = waiting.recv() else { return };
    let mut cache = Cache::open(root);
    loop {
        match waiting.recv_timeout(PATIENCE) {
            Ok(newer) => {
                next = newer;
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {}
        }
        let (serial, guide) = next;
        let findings = pool.install(|| look(root, &guide));
        cache.keep(true);
        // It may be the last one who holds a large guide.
        drop(guide);
        if results.send(Change::Checked(Checked { serial, findings })).is_err() {
            return;
        }
        match waiting.recv() {
            Ok(newer) => next = newer,
            Err(_) => return,
        }
    }
}

fn look(root: &Path, guide: &Guide) -> Vec<Diagnostic> {
    let mut findings = check::whole(&guide.site);
    let Some(routes) = &guide.routes else { return findings };
    if guide.site.documents.len() <= FEW_PAGES {
        findings.extend(pipeline::rehearse(routes));
    }
    findings.extend(pipeline::ask(root, routes));
    routes.prepare_search();
    findings
}
