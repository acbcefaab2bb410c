//! The preview: the site in memory, shown on this machine, made anew whenever a file is saved.

mod background;
mod bind;
mod editor;
mod http;
mod own;
mod state;
mod watch;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use self::background::{Background, Checked};
pub use self::editor::Editor;
use self::http::Gate;
use self::state::Shared;
use self::watch::{Burst, Change, Next, Watch};
use crate::check::QUERIES;
use crate::diagnostic::Diagnostic;
use crate::document::PageId;
use crate::fs;
use crate::pipeline::{Changes, Guide, Options, Session};
use crate::site::{Purpose, Site};

/// What a preview is asked to be.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder of the guide.
    pub root: PathBuf,
    /// The port that is tried first.
    pub port: u16,
    /// Whether files are looked at twice a second, in place of waiting to be told of changes.
    pub poll: bool,
    /// Whether another port will not do.
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
    settings: Settings,
    gate: Arc<Gate>,
    address: SocketAddr,
    shared: Arc<Shared>,
    changes: (Sender<Change>, mpsc::Receiver<Change>),
    started: Instant,
    session: Session,
}

/// Stops a server from another thread.
#[derive(Clone)]
pub struct Stopper {
    gate: Arc<Gate>,
    shared: Arc<Shared>,
    changes: Sender<Change>,
}

impl Stopper {
    /// Stops the server; `run` returns soon after.
    pub fn stop(&self) {
        self.shared.stop();
        let _ = self.changes.send(Change::Stop);
        self.gate.wake();
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
        let options = Options { drafts: true, purpose: Purpose::Preview, ..Options::default() };
        let mut session = Session::new(&settings.root, options);
        session.read(&Changes::All)?;
        let (listener, address) = bind::bind(&settings)?;
        let gate = Arc::new(Gate::new(listener)?);
        let shared = Arc::new(Shared::new());
        Ok(Self { settings, gate, address, shared, changes: mpsc::channel(), started, session })
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
        Stopper { gate: self.gate.clone(), shared: self.shared.clone(), changes: self.changes.0.clone() }
    }

    /// Serves until it is stopped. Tells `tell` what happens.
    ///
    /// # Errors
    /// When files cannot be watched.
    pub fn run(self, tell: &mut dyn FnMut(Event<'_>)) -> Result<()> {
        let (address, for_others) = (self.address(), self.address_for_others());
        let Self { settings, gate, shared, changes: (sender, changes), started, mut session, address: bound } = self;
        let root = settings.root.clone();
        let background = Background::start(&root, sender.clone())?;
        let mut watch = Watch::new(sender, settings.poll);
        let show = |guide: Guide, edited: Vec<String>| {
            shared.replace(guide.clone(), edited);
            background.look_at(guide);
        };
        let first = session.guide()?;
        let pages = first.site.documents.len();
        let mut src = first.site.config().book.src.clone();
        watch.follow(&root, &src)?;
        show(first, Vec::new());
        let is_asked_to_poll = settings.poll;
        let requests = {
            let shared = shared.clone();
            thread::spawn(move || http::answer_requests(&gate, &shared, &settings, bound))
        };
        if watch.is_polling() && !is_asked_to_poll {
            tell(Event::Trouble("this machine does not tell about changed files; looking for them twice a second"));
        }
        let findings = shared.findings();
        let for_others = for_others.as_deref();
        tell(Event::Ready { address: &address, for_others, pages, time: started.elapsed(), findings: &findings });

        // After an error nobody knows what was read.
        let mut is_lost = false;
        let mut read = |burst: &Burst, tell: &mut dyn FnMut(Event<'_>)| -> Result<()> {
            if burst.has_folders(&root) {
                watch.forget();
            }
            let mut changes = if is_lost { Changes::All } else { burst.changes() };
            let mut trouble = String::new();
            loop {
                let started = Instant::now();
                let other = session.read(&changes);
                // Nothing is made of the queries, but what they ask is asked again.
                let is_asked = matches!(&changes, Changes::Files(files) if files.contains(QUERIES));
                match other.and_then(|is_other| (is_other || is_lost || is_asked).then(|| session.guide()).transpose())
                {
                    Ok(other) => {
                        // Editors write in several steps; what reads the same needs no new page.
                        if let Some(guide) = other {
                            src.clone_from(&guide.site.config().book.src);
                            let edited = edited(&guide.site, &changes);
                            show(guide, edited);
                            let (changed, time) = (burst.text(), started.elapsed());
                            tell(Event::Rebuilt { changed, time, findings: &shared.findings() });
                        }
                        is_lost = false;
                    }
                    // `book.toml` may be missing for the moment in which an editor replaces it; the next change tells.
                    Err(error) => {
                        is_lost = true;
                        let text = format!("{error:#}");
                        if text != trouble {
                            shared.trouble(&text);
                            tell(Event::Trouble(&text));
                            trouble = text;
                        }
                    }
                }
                // While a folder that is new was read, more may have come into it, which nobody told of.
                if !watch.follow(&root, &src)? {
                    return Ok(());
                }
                changes = Changes::All;
            }
        };
        // So may it before the first folder was watched.
        read(&Burst::before_watching(), tell)?;
        let mut last = Instant::now();
        let say_checked = |checked: Checked, tell: &mut dyn FnMut(Event<'_>)| {
            if background.is_current(&checked) {
                tell(Event::Checked { findings: &shared.add_checked(checked.findings) });
            }
        };
        loop {
            match watch::next(&changes, &root, last) {
                Next::Stop => break,
                Next::Checked(checked) => say_checked(checked, tell),
                Next::Read(burst, found) => {
                    read(&burst, tell)?;
                    last = Instant::now();
                    found.into_iter().for_each(|checked| say_checked(checked, tell));
                }
            }
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
