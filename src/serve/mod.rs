//! The preview: the site in memory, shown on this machine, made anew whenever a file is saved.

mod background;
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

use self::background::Background;
use self::state::Shared;
use self::watch::{Change, Next, Watch};
use crate::diagnostic::Diagnostic;
use crate::document::PageId;
use crate::fs;
use crate::pipeline::{Changes, Guide, Options, Session};
use crate::site::{Purpose, Site};

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
    /// The guide was looked at as a whole.
    Checked {
        /// What is wrong with the guide.
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
    session: Session,
    must_poll: bool,
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
        let mut session =
            Session::new(&root, Options { drafts: true, purpose: Purpose::Preview, ..Options::default() });
        session.read(&Changes::All)?;
        let (http, address) = bind(port)?;
        Ok(Self {
            root,
            http: Arc::new(http),
            address,
            shared: Arc::new(Shared::new()),
            changes: mpsc::channel(),
            started,
            session,
            must_poll: false,
        })
    }

    /// Looks for changed files twice a second instead of waiting to be told, for folders of which the system does not tell.
    #[must_use]
    pub fn polling(self, must_poll: bool) -> Self {
        Self { must_poll, ..self }
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
        let Self { root, http, shared, changes: (sender, changes), started, mut session, address: bound, must_poll } =
            self;
        let background = Background::start(&root, sender.clone())?;
        let mut watch = Watch::new(sender, must_poll);
        let show = |guide: Guide, edited: Vec<String>| {
            shared.replace(guide.clone(), edited);
            background.look_at(guide);
        };
        let first = session.guide()?;
        let pages = first.site.documents.len();
        let mut src = first.site.config().book.src.clone();
        watch.follow(&root, &src)?;
        show(first, Vec::new());
        let requests = {
            let (http, shared) = (http.clone(), shared.clone());
            thread::spawn(move || http::answer_requests(&http, &shared, bound.port()))
        };
        if watch.is_polling() && !must_poll {
            tell(Event::Trouble("this machine does not tell about changed files; looking for them twice a second"));
        }
        let findings = shared.findings();
        tell(Event::Ready { address: &address, pages, time: started.elapsed(), findings: &findings });

        let mut last = Instant::now();
        // After an error nobody knows what was read.
        let mut is_lost = false;
        loop {
            let burst = match watch::next(&changes, &root, last) {
                Next::Stop => break,
                Next::Checked(checked) if background.is_current(&checked) => {
                    tell(Event::Checked { findings: &shared.add_checked(checked.findings) });
                    continue;
                }
                Next::Checked(_) => continue,
                Next::Read(burst) => burst,
            };
            let started = Instant::now();
            if burst.has_folders() {
                watch.forget();
            }
            let changes = if is_lost { Changes::All } else { burst.changes() };
            match session.read(&changes).and_then(|is_other| (is_other || is_lost).then(|| session.guide()).transpose())
            {
                Ok(other) => {
                    // Editors write in several steps; what reads the same needs no new page.
                    if let Some(guide) = other {
                        src.clone_from(&guide.site.config().book.src);
                        let edited = edited(&guide.site, &changes);
                        show(guide, edited);
                        let findings = shared.findings();
                        tell(Event::Rebuilt { changed: burst.text(), time: started.elapsed(), findings: &findings });
                    }
                    watch.follow(&root, &src)?;
                    is_lost = false;
                }
                // `book.toml` may be missing for the moment in which an editor replaces it; the next change tells.
                Err(error) => {
                    is_lost = true;
                    watch.forget();
                    let text = format!("{error:#}");
                    shared.trouble(&text);
                    tell(Event::Trouble(&text));
                }
            }
            last = Instant::now();
        }
        if requests.join().is_err() {
            bail!("the thread that takes requests died");
        }
        Ok(())
    }
}

/// The addresses of the pages that are made of changed files.
fn edited(site: &Site, changes: &Changes) -> Vec<String> {
    let Changes::Files(files) = changes else { return Vec::new() };
    let is_edited = |page: &PageId| site[*page].parts.iter().any(|part| files.contains(&*part.file.path));
    site.pages().filter(is_edited).map(|page| site.path(page).to_string()).collect()
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
