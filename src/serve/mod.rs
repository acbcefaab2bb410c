//! The preview: the site in memory, shown on this machine, made anew whenever a file is saved.

mod http;
mod state;
mod watch;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use self::state::Shared;
use self::watch::{Change, Watch};
use crate::diagnostic::Diagnostic;
use crate::fs;
use crate::pipeline::{self, Guide, Options};
use crate::site::Purpose;

/// Ports after the wanted one that are tried when it is taken.
const PORTS: u16 = 100;

/// What happened, for the command line to tell.
#[derive(Debug)]
pub enum Event<'a> {
    /// The preview can be opened.
    Ready {
        /// Where.
        address: &'a str,
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
    root: PathBuf,
    http: Arc<tiny_http::Server>,
    address: SocketAddr,
    shared: Arc<Shared>,
    changes: (Sender<Change>, mpsc::Receiver<Change>),
    started: Instant,
    first: Guide,
}

/// Stops a server from another thread.
#[derive(Clone)]
pub struct Stopper {
    http: Arc<tiny_http::Server>,
    shared: Arc<Shared>,
    changes: Sender<Change>,
}

impl Stopper {
    /// Stops the server; `run` returns soon after.
    pub fn stop(&self) {
        self.shared.stop();
        self.http.unblock();
        let _ = self.changes.send(Change::Stop);
    }
}

impl Server {
    /// Reads the guide in `root` and takes a port of this machine, the wanted one or the next that is free.
    ///
    /// # Errors
    /// When the guide cannot be read at all or no port is free.
    pub fn start(root: &Path, port: u16) -> Result<Self> {
        let started = Instant::now();
        let root = fs::canonical(root)?;
        let first = pipeline::load(&root, &options())?;
        let (http, address) = bind(port)?;
        Ok(Self {
            root,
            http: Arc::new(http),
            address,
            shared: Arc::new(Shared::new()),
            changes: mpsc::channel(),
            started,
            first,
        })
    }

    /// The address the preview has.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://localhost:{}/", self.address.port())
    }

    /// Something that can stop the server.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        Stopper { http: self.http.clone(), shared: self.shared.clone(), changes: self.changes.0.clone() }
    }

    /// Serves until it is stopped. Tells `tell` what happens.
    ///
    /// # Errors
    /// When files cannot be watched.
    pub fn run(self, tell: &mut dyn FnMut(Event<'_>)) -> Result<()> {
        let address = self.address();
        let Self { root, http, shared, changes: (sender, changes), started, first, address: bound } = self;
        let findings = first.diagnostics.clone();
        let pages = first.pages;
        let mut fingerprint = Some(first.fingerprint);
        let mut watch = Watch::new(sender);
        watch.follow(&root, first.routes.as_ref())?;
        shared.replace(first);
        let requests = {
            let (http, shared) = (http.clone(), shared.clone());
            thread::spawn(move || http::answer_requests(&http, &shared, bound.port()))
        };
        if watch.is_polling() {
            tell(Event::Trouble("this machine does not tell about changed files; looking for them twice a second"));
        }
        tell(Event::Ready { address: &address, pages, time: started.elapsed(), findings: &findings });

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
                    shared.replace(guide);
                    tell(Event::Rebuilt { changed: changed.text, time: started.elapsed(), findings: &findings });
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

fn options() -> Options {
    Options { drafts: true, purpose: Purpose::Preview, ..Options::default() }
}

fn bind(wanted: u16) -> Result<(tiny_http::Server, SocketAddr)> {
    let last = wanted.saturating_add(PORTS);
    for port in wanted..=last {
        match tiny_http::Server::http(("127.0.0.1", port)) {
            Ok(server) => {
                let address = server.server_addr().to_ip().context("the preview has no IP address")?;
                return Ok((server, address));
            }
            Err(error) => {
                let taken = error
                    .downcast_ref::<std::io::Error>()
                    .is_some_and(|error| error.kind() == std::io::ErrorKind::AddrInUse);
                if !taken {
                    bail!("cannot listen on port {port}: {error}");
                }
            }
        }
    }
    bail!("the ports {wanted} to {last} are all taken; choose another one with `--port`")
}
