//! Sees that files were saved, however the editor does it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use anyhow::Result;
use notify::event::ModifyKind;
use notify::{Config, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::pipeline::BOOK;
use crate::routes::Routes;

/// After a change, how long nothing more may happen before the guide is read: editors write in several steps.
const QUIET: Duration = Duration::from_millis(8);
/// The longest time that changes may keep coming.
const LONGEST: Duration = Duration::from_millis(200);
/// How often files are looked at where the system does not tell.
const POLL: Duration = Duration::from_millis(500);

/// Something that the watching loop has to know.
#[derive(Debug)]
pub(super) enum Change {
    /// These files were touched.
    Files(Vec<PathBuf>),
    /// The system lost track: anything may have changed.
    Anything,
    /// The server stops.
    Stop,
}

/// Watches the folders of a guide.
pub(super) struct Watch {
    sender: Sender<Change>,
    watcher: Option<Box<dyn Watcher>>,
    /// The folders, each with what tells it from another one of its name.
    watched: BTreeSet<(PathBuf, Option<u64>)>,
    polling: bool,
}

impl Watch {
    pub(super) fn new(sender: Sender<Change>) -> Self {
        Self { sender, watcher: None, watched: BTreeSet::new(), polling: false }
    }

    pub(super) fn is_polling(&self) -> bool {
        self.polling
    }

    /// Watches what the guide is made from now. Settings may have moved the content folder, and a folder that was
    /// deleted and made again is a new one, so this runs after every change.
    pub(super) fn follow(&mut self, root: &Path, routes: Option<&Routes>) -> Result<()> {
        let src = routes.map_or("content", |routes| routes.site().config().book.src.as_str());
        let wanted: BTreeSet<PathBuf> =
            [root.join(src), root.join("themes")].into_iter().filter(|path| path.is_dir()).collect();
        let identities: BTreeSet<(PathBuf, Option<u64>)> =
            wanted.iter().map(|path| (path.clone(), identity(path))).collect();
        if self.watcher.is_some() && identities == self.watched {
            return Ok(());
        }
        match self.arm::<RecommendedWatcher>(root, &wanted, Config::default()) {
            Ok(()) => self.polling = false,
            // Out of watches, or a file system that does not tell (network folders, some containers).
            Err(_) => {
                let config = Config::default().with_poll_interval(POLL).with_compare_contents(true);
                self.arm::<PollWatcher>(root, &wanted, config)?;
                self.polling = true;
            }
        }
        self.watched = identities;
        Ok(())
    }

    /// Makes the next [`Watch::follow`] watch everything anew.
    pub(super) fn forget(&mut self) {
        self.watched.clear();
    }

    fn arm<W: Watcher + 'static>(&mut self, root: &Path, folders: &BTreeSet<PathBuf>, config: Config) -> Result<()> {
        let sender = self.sender.clone();
        let mut watcher = W::new(
            move |event: notify::Result<notify::Event>| {
                let change = match event {
                    Ok(event) if event.need_rescan() => Change::Anything,
                    Ok(event) if matters(event.kind) => Change::Files(event.paths),
                    Ok(_) => return,
                    Err(_) => Change::Anything,
                };
                let _ = sender.send(change);
            },
            config,
        )?;
        // An editor replaces `book.toml`, which ends a watch on the file itself; so its folder is watched.
        watcher.watch(root, RecursiveMode::NonRecursive)?;
        for folder in folders {
            watcher.watch(folder, RecursiveMode::Recursive)?;
        }
        self.watcher = Some(Box::new(watcher));
        Ok(())
    }
}

/// The number of a folder on its disk: one that was deleted and made again has another.
#[cfg(unix)]
fn identity(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    path.metadata().ok().map(|metadata| metadata.ino())
}

/// The time at which a folder was made: one that was deleted and made again has another.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<u64> {
    let created = path.metadata().ok()?.created().ok()?;
    created.duration_since(std::time::UNIX_EPOCH).ok().map(|time| time.as_secs())
}

/// Reading a file and touching its times are events too, and reading is what a rebuild does.
fn matters(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(_) => false,
        EventKind::Modify(kind) => !matches!(kind, ModifyKind::Metadata(_)),
        EventKind::Any | EventKind::Create(_) | EventKind::Remove(_) | EventKind::Other => true,
    }
}

/// What changed.
pub(super) struct Changed {
    /// The files, below the folder of the guide; none when the system lost track.
    pub(super) files: BTreeSet<String>,
    /// Whether whole folders may have come or gone.
    pub(super) folders: bool,
}

impl Changed {
    /// What changed, in words.
    pub(super) fn text(&self) -> String {
        match self.files.len() {
            0 => "files changed".into(),
            1 => self.files.first().cloned().unwrap_or_default(),
            n => format!("{n} files"),
        }
    }
}

/// Waits for the next change of the guide in `root` and describes it; `None` when the server stops.
pub(super) fn next(changes: &Receiver<Change>, root: &Path) -> Option<Changed> {
    loop {
        let mut files = BTreeSet::new();
        let mut anything = add(changes.recv().ok()?, root, &mut files)?;
        let first = Instant::now();
        while first.elapsed() < LONGEST {
            match changes.recv_timeout(QUIET) {
                Ok(change) => anything |= add(change, root, &mut files)?,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        if anything || !files.is_empty() {
            // A folder of the root that comes, goes or moves takes its watches with it.
            let folders = anything || files.iter().any(|name| !name.contains('/') && name != BOOK);
            return Some(Changed { files, folders });
        }
    }
}

/// Adds the files of a change that belong to the guide. `None` stops.
fn add(change: Change, root: &Path, files: &mut BTreeSet<String>) -> Option<bool> {
    match change {
        Change::Stop => None,
        Change::Anything => Some(true),
        Change::Files(paths) => {
            for path in paths {
                let Ok(relative) = path.strip_prefix(root) else { continue };
                let name = relative.to_string_lossy().replace('\\', "/");
                // Of the root itself only the settings and the folders matter; its other files come and go.
                let top_file = !name.contains('/') && name != BOOK && !path.is_dir() && relative.extension().is_some();
                let hidden = name.split('/').any(|part| part.starts_with('.') || part.ends_with('~') || part == "4913");
                if !top_file && !hidden && !name.is_empty() {
                    files.insert(name);
                }
            }
            Some(false)
        }
    }
}
