//! The preview: the site in memory, shown on this machine, made anew whenever a file is saved.

mod bind;
mod editor;
mod http;
mod own;
mod state;
mod watch;

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

pub use self::editor::Editor;
use self::state::Shared;
use self::watch::{Change, Watch};
use crate::diagnostic::Diagnostic;
use crate::document::PageId;
use crate::fs;
use crate::pipeline::{self, Guide, Options};
use crate::routes::Routes;

/// What a preview is asked to be.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder of the guide.
    pub root: PathBuf,
    /// The port that is tried first.
    pub port: u16,
    /// Whether another one will not do.
    pub strict_port: bool,
    /// The address of this machine that is listened on, in place of the one that only this machine can reach.
    pub host: Option<IpAddr>,
    /// The path below which the guide is, with a slash at both ends.
    pub base_path: String,
    /// Whether the page in front goes to the page that is edited.
    pub follow: bool,
    /// The editor that findings and pages are opened in.
    pub editor: Option<Editor>,
}

/// What happened, for the command line to tell.
#[derive(Debug)]
pub enum Event<'a> {
    /// The preview can be opened.
    Ready {
        /// Where.
        address: &'a str,
        /// Where for other devices of the network, when they can reach it.
        for_others: Option<&'a str>,
        /// How many pages it has.
        pages: usize,
        /// How long it took.
        time: Duration,
        /// What is wrong with the guide.
        findings: &'a [Diagnostic],
    },
    /// Files were saved and the guide was read again.
    Rebuilt {
        /// What was saved, in words.
        changed: String,
        /// How long it took.
        time: Duration,
        /// What is wrong with the guide now.
        findings: &'a [Diagnostic],
    },
    /// Something that people should know.
    Trouble(&'a str),
}

/// The preview server.
pub struct Server {
    settings: Settings,
    listener: TcpListener,
    address: SocketAddr,
    shared: Arc<Shared>,
    changes: (Sender<Change>, mpsc::Receiver<Change>),
    started: Instant,
    first: Guide,
}

/// Stops a server from another thread.
#[derive(Clone)]
pub struct Stopper {
    address: SocketAddr,
    shared: Arc<Shared>,
    changes: Sender<Change>,
}

impl Stopper {
    /// Stops the server; `run` returns soon after.
    pub fn stop(&self) {
        self.shared.stop();
        let _ = self.changes.send(Change::Stop);
        http::wake(self.address);
    }
}

impl Server {
    /// Reads the guide and takes a port of this machine, the wanted one or the next that is free.
    ///
    /// # Errors
    /// When the guide cannot be read at all or no port is free.
    pub fn start(mut settings: Settings) -> Result<Self> {
        let started = Instant::now();
        settings.root = fs::canonical(&settings.root)?;
        let first = pipeline::load(&settings.root, &options())?;
        let (listener, address) = bind::bind(&settings)?;
        let shared = Arc::new(Shared::new());
        Ok(Self { settings, listener, address, shared, changes: mpsc::channel(), started, first })
    }

    /// The address the preview has.
    #[must_use]
    pub fn address(&self) -> String {
        let (ip, port) = (self.address.ip(), self.address.port());
        let path = &self.settings.base_path;
        if ip.is_loopback() || ip.is_unspecified() {
            return format!("http://localhost:{port}{path}");
        }
        format!("http://{}{path}", self.address)
    }

    /// The address the preview has for other devices of the network.
    fn address_for_others(&self) -> Option<String> {
        let address = bind::for_others(self.address)?;
        Some(format!("http://{address}{}", self.settings.base_path))
    }

    /// Something that can stop the server.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        Stopper { address: self.address, shared: self.shared.clone(), changes: self.changes.0.clone() }
    }

    /// Serves until it is stopped. Tells `tell` what happens.
    ///
    /// # Errors
    /// When files cannot be watched.
    pub fn run(self, tell: &mut dyn FnMut(Event<'_>)) -> Result<()> {
        let (address, for_others) = (self.address(), self.address_for_others());
        let Self { settings, listener, shared, changes: (sender, changes), started, first, .. } = self;
        let root = settings.root.clone();
        let findings = first.diagnostics.clone();
        let pages = first.pages;
        let mut fingerprint = Some(first.fingerprint);
        let mut watch = Watch::new(sender);
        watch.follow(&root, first.routes.as_ref())?;
        shared.replace(first, Vec::new());
        let requests = {
            let shared = shared.clone();
            thread::spawn(move || http::answer_requests(&listener, &shared, &settings))
        };
        if watch.is_polling() {
            tell(Event::Trouble("this machine does not tell about changed files; looking for them twice a second"));
        }
        let for_others = for_others.as_deref();
        tell(Event::Ready { address: &address, for_others, pages, time: started.elapsed(), findings: &findings });

        while let Some(changed) = watch::next(&changes, &root) {
            let started = Instant::now();
            if changed.folders {
                watch.forget();
            }
            match pipeline::load(&root, &options()) {
                // Editors write in several steps; what reads the same needs no new page.
                Ok(guide) if fingerprint == Some(guide.fingerprint) => watch.follow(&root, guide.routes.as_ref())?,
                Ok(guide) => {
                    fingerprint = Some(guide.fingerprint);
                    let findings = guide.diagnostics.clone();
                    watch.follow(&root, guide.routes.as_ref())?;
                    let edited = edited(&guide, &changed.files);
                    shared.replace(guide, edited);
                    tell(Event::Rebuilt { changed: changed.text(), time: started.elapsed(), findings: &findings });
                }
                // `book.toml` may be missing for the moment in which an editor replaces it; the next change tells.
                Err(error) => {
                    fingerprint = None;
                    watch.forget();
                    let text = format!("{error:#}");
                    shared.trouble(&text);
                    tell(Event::Trouble(&text));
                }
            }
        }
        if requests.join().is_err() {
            bail!("the thread that takes requests died");
        }
        Ok(())
    }
}

/// The pages that are made of files.
fn edited(guide: &Guide, files: &BTreeSet<String>) -> Vec<String> {
    let Some(site) = guide.routes.as_ref().map(Routes::site) else { return Vec::new() };
    let is_edited = |page: &PageId| site[*page].parts.iter().any(|part| files.contains(&*part.file.path));
    site.pages().filter(is_edited).map(|page| site.path(page).to_string()).collect()
}

fn options() -> Options {
    Options { drafts: true, ..Options::default() }
}
