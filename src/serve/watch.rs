//! Sees that files were saved, however the editor does it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use notify::event::{AccessKind, AccessMode, MetadataKind, ModifyKind, RenameMode};
use notify::{Config, ErrorKind, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::background::Checked;
use crate::check::QUERIES;
use crate::pipeline::{BOOK, Changes};
use crate::source::is_ignored;

/// How long nothing more may happen before the guide is read: editors write in several steps.
const QUIET: Duration = Duration::from_millis(8);
/// After the guide was read, changes within this time belong to the same burst, of which nothing more is read before it is
/// quiet.
const BURST: Duration = Duration::from_millis(100);
/// How long it has to be quiet for a burst to be over.
const OVER: Duration = Duration::from_millis(40);
/// The longest time that changes may keep coming.
const LONGEST: Duration = Duration::from_millis(500);
/// How often files are looked at where the system does not tell.
const POLL: Duration = Duration::from_millis(500);

/// How often a folder is tried to be watched in which others go.
const MOST_TRIES: usize = 100;

/// Something that the watching loop has to know.
#[derive(Debug)]
pub(super) enum Change {
    /// Something happened to files.
    Files(Step, Vec<PathBuf>),
    /// The system lost track: anything may have changed.
    Anything,
    /// The checks of the whole guide have ended.
    Checked(Checked),
    /// The server stops.
    Stop,
}

/// What an editor did with a file. Saving one takes several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It is new.
    Made,
    /// Something was written into it; more may follow.
    Written,
    /// It was closed after that, or another one took its place: it is whole.
    Finished,
    /// It is gone; it may come back.
    Gone,
}

/// Watches the folders of a guide.
pub(super) struct Watch {
    sender: Sender<Change>,
    watcher: Option<Box<dyn Watcher>>,
    /// The folders, each with what tells it from another one of its name.
    watched: BTreeSet<(PathBuf, Option<u64>)>,
    polling: bool,
    /// Whether it looks for changes though the system would tell.
    must_poll: bool,
}

impl Watch {
    pub(super) fn new(sender: Sender<Change>, must_poll: bool) -> Self {
        Self { sender, watcher: None, watched: BTreeSet::new(), polling: false, must_poll }
    }

    pub(super) fn is_polling(&self) -> bool {
        self.polling
    }

    /// Watches what the guide is made from now. Settings may have moved the content folder, and a folder that was
    /// deleted and made again is a new one, so this runs after every change. Returns whether anything is watched anew: of what
    /// happened there until now nobody was told, so it has to be read once more.
    pub(super) fn follow(&mut self, root: &Path, src: &str) -> Result<bool> {
        let wanted = BTreeSet::from([root.join(src), root.join("themes")]);
        let identities: BTreeSet<(PathBuf, Option<u64>)> =
            wanted.iter().map(|path| (path.clone(), identity(path))).collect();
        if self.watcher.is_some() && identities == self.watched {
            return Ok(false);
        }
        // Out of watches, or a file system that does not tell (network folders, some containers).
        self.polling = self.must_poll || self.arm::<RecommendedWatcher>(root, &wanted, Config::default()).is_err();
        if self.polling {
            let config = Config::default().with_poll_interval(POLL).with_compare_contents(true);
            self.arm::<PollWatcher>(root, &wanted, config)?;
        }
        self.watched = identities;
        Ok(true)
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
                    Ok(event) => match step(event.kind) {
                        Some(step) => Change::Files(step, event.paths),
                        None => return,
                    },
                    Err(_) => Change::Anything,
                };
                let _ = sender.send(change);
            },
            config,
        )?;
        // An editor replaces `book.toml`, which ends a watch on the file itself; so its folder is watched.
        watcher.watch(root, RecursiveMode::NonRecursive)?;
        for folder in folders {
            // Those above tell when it comes back.
            let above = folder.ancestors().skip(1).take_while(|above| above.starts_with(root) && *above != root);
            for above in above {
                watch_folder(&mut watcher, above, RecursiveMode::NonRecursive)?;
            }
            watch_folder(&mut watcher, folder, RecursiveMode::Recursive)?;
        }
        self.watcher = Some(Box::new(watcher));
        Ok(())
    }
}

/// Watches a folder; one that goes in the meantime is not watched.
fn watch_folder(watcher: &mut impl Watcher, folder: &Path, mode: RecursiveMode) -> notify::Result<()> {
    let is_gone = |error: &notify::Error| match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => error.kind() == io::ErrorKind::NotFound,
        _ => false,
    };
    let mut tries = 0;
    while folder.is_dir() {
        match watcher.watch(folder, mode) {
            // A folder in it went while all were looked at, as when somebody deletes them one by one.
            Err(error) if is_gone(&error) && tries < MOST_TRIES => thread::sleep(QUIET),
            done => return done,
        }
        tries += 1;
    }
    Ok(())
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

/// What an event of the system means; `None` for reading a file and touching its times, which a rebuild does itself.
fn step(kind: EventKind) -> Option<Step> {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(Step::Finished),
        // Looking at files by turns tells of a save by the time of its change alone.
        EventKind::Modify(ModifyKind::Metadata(MetadataKind::WriteTime)) => Some(Step::Written),
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => None,
        // Comes after the two that say the same.
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => None,
        EventKind::Modify(ModifyKind::Name(RenameMode::To)) => Some(Step::Finished),
        EventKind::Modify(ModifyKind::Name(RenameMode::From)) | EventKind::Remove(_) => Some(Step::Gone),
        EventKind::Create(_) => Some(Step::Made),
        EventKind::Modify(_) | EventKind::Any | EventKind::Other => Some(Step::Written),
    }
}

/// What the loop goes on with.
pub(super) enum Next {
    /// The guide has to be read; and what was found meanwhile about the one before, which is the same when nothing is read anew.
    Read(Burst, Option<Checked>),
    /// The checks of the whole guide have ended.
    Checked(Checked),
    /// The server stops.
    Stop,
}

/// What happened to the files of a guide, one event after the other.
#[derive(Debug, Default)]
pub(super) struct Burst {
    /// The last step of each file, by path from the folder of the guide, and whether it is new.
    files: BTreeMap<String, (Step, bool)>,
    /// Whether the system lost track.
    anything: bool,
    /// Whether nobody watched yet.
    unwatched: bool,
}

impl Burst {
    /// Whatever happened before anything was watched.
    pub(super) fn before_watching() -> Self {
        Self { unwatched: true, ..Self::default() }
    }

    /// What may have changed.
    pub(super) fn changes(&self) -> Changes {
        if self.anything || self.unwatched {
            Changes::All
        } else {
            Changes::Files(self.files.keys().cloned().collect())
        }
    }

    /// What changed, in words.
    pub(super) fn text(&self) -> String {
        match self.files.len() {
            1 => self.files.keys().next().cloned().unwrap_or_default(),
            n if n > 1 && !self.anything => format!("{n} files"),
            _ => "files changed".into(),
        }
    }

    /// Whether folders have to be watched anew: one of the root may have come, gone or moved, which takes its watches with it, or
    /// there is a new one in them, of which it is not known since when it is watched.
    pub(super) fn has_folders(&self, root: &Path) -> bool {
        let is_new_folder =
            |step: Step, name: &str| matches!(step, Step::Made | Step::Finished) && root.join(name).is_dir();
        let mut files = self.files.iter();
        self.anything
            || files
                .any(|(name, (step, _))| (!name.contains('/') && !is_read_at_root(name)) || is_new_folder(*step, name))
    }

    fn is_empty(&self) -> bool {
        self.files.is_empty() && !self.anything
    }

    /// Whether nothing is half done.
    fn is_whole(&self) -> bool {
        !self.anything && self.files.values().all(|(step, is_new)| *step == Step::Finished && !is_new)
    }

    fn add(&mut self, root: &Path, step: Step, paths: Vec<PathBuf>) {
        for path in paths {
            let Ok(relative) = path.strip_prefix(root) else { continue };
            let name = relative.to_string_lossy().replace('\\', "/");
            // Of the root itself only the settings, the queries and the folders matter; its other files come and go.
            let top_file =
                !name.contains('/') && !is_read_at_root(&name) && !path.is_dir() && relative.extension().is_some();
            if top_file || name.split('/').any(is_ignored) || name.is_empty() {
                continue;
            }
            let known = self.files.get(&name).copied();
            match (step, known) {
                // What an editor wrote beside a file and moved into its place.
                (Step::Gone, Some((_, true))) => {
                    self.files.remove(&name);
                }
                (Step::Made, None) => {
                    self.files.insert(name, (step, true));
                }
                _ => {
                    self.files.insert(name, (step, known.is_some_and(|(_, is_new)| is_new)));
                }
            }
        }
    }
}

/// Whether a file beside the content folder is a part of the guide.
fn is_read_at_root(name: &str) -> bool {
    [BOOK, QUERIES].contains(&name)
}

/// Waits for the next change of the guide in `root`. A file that was saved is read as soon as it is whole, what may be half
/// done when it has been quiet for a moment. `last` is when the guide was read before.
pub(super) fn next(changes: &Receiver<Change>, root: &Path, last: Instant) -> Next {
    let mut burst = Burst::default();
    let mut found = None;
    // When it began, and whether it goes on with what was read last.
    let mut started: Option<(Instant, bool)> = None;
    loop {
        let received = if burst.is_empty() {
            changes.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            let patience = match burst.is_whole() {
                _ if started.is_some_and(|(_, goes_on)| goes_on) => OVER,
                true => Duration::ZERO,
                false => QUIET,
            };
            changes.recv_timeout(patience)
        };
        match received {
            Ok(Change::Stop) | Err(RecvTimeoutError::Disconnected) => return Next::Stop,
            Ok(Change::Checked(checked)) if burst.is_empty() => return Next::Checked(checked),
            Ok(Change::Checked(checked)) => found = Some(checked),
            Ok(Change::Anything) => burst.anything = true,
            Ok(Change::Files(step, paths)) => burst.add(root, step, paths),
            Err(RecvTimeoutError::Timeout) => return Next::Read(burst, found),
        }
        if !burst.is_empty() {
            let (start, _) = *started.get_or_insert_with(|| (Instant::now(), last.elapsed() < BURST));
            if start.elapsed() > LONGEST {
                return Next::Read(burst, found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    const LONG_AGO: Duration = Duration::from_secs(10);

    /// What is read after these steps, and whether somebody waited before.
    fn read_after(steps: &[(Step, &str)]) -> (BTreeSet<String>, bool) {
        let mut burst = Burst::default();
        for (step, name) in steps {
            burst.add(Path::new("/guide"), *step, vec![Path::new("/guide").join(name)]);
        }
        let Changes::Files(files) = burst.changes() else { panic!("files") };
        (files, !burst.is_whole())
    }

    #[test]
    fn a_file_is_read_as_soon_as_it_is_whole_however_an_editor_saves() {
        use Step::{Finished, Gone, Made, Written};
        let page = BTreeSet::from(["content/a.md".to_owned()]);
        for (editor, steps, waits) in [
            (
                "in place",
                &[(Written, "content/a.md"), (Written, "content/a.md"), (Finished, "content/a.md")][..],
                false,
            ),
            ("in place, not closed yet", &[(Written, "content/a.md")], true),
            (
                "sed -i",
                &[
                    (Made, "content/sedX"),
                    (Finished, "content/sedX"),
                    (Gone, "content/sedX"),
                    (Finished, "content/a.md"),
                ],
                false,
            ),
            (
                "vim",
                &[
                    (Gone, "content/a.md"),
                    (Made, "content/a.md"),
                    (Written, "content/a.md"),
                    (Finished, "content/a.md"),
                ],
                false,
            ),
            ("vim, half", &[(Gone, "content/a.md")], true),
            ("a new file", &[(Made, "content/a.md"), (Finished, "content/a.md")], true),
        ] {
            let steps: Vec<(Step, &str)> = steps.to_vec();
            assert_eq!(read_after(&steps), (page.clone(), waits), "{editor}");
        }
        assert_eq!(
            read_after(&[(Made, "content/4913"), (Gone, "content/4913"), (Finished, "content/.a.swp")]).0,
            BTreeSet::new()
        );
    }

    #[test]
    fn a_burst_is_read_once_when_it_is_over() {
        let (sender, changes) = mpsc::channel();
        let file = |n: usize| vec![PathBuf::from(format!("/guide/content/{n}.md"))];
        for n in 0..500 {
            sender.send(Change::Files(Step::Gone, file(n))).expect("a receiver");
            sender.send(Change::Files(Step::Finished, file(n))).expect("a receiver");
        }
        let Next::Read(first, _) = next(&changes, Path::new("/guide"), Instant::now() - LONG_AGO) else {
            panic!("a change")
        };
        assert_eq!(first.files.len(), 500, "what is known already is read together");
        sender.send(Change::Stop).expect("a receiver");
        assert!(matches!(next(&changes, Path::new("/guide"), Instant::now()), Next::Stop));
    }

    #[test]
    fn what_was_found_while_files_changed_is_handed_on() {
        let (sender, changes) = mpsc::channel();
        let root = Path::new("/guide");
        sender.send(Change::Files(Step::Written, vec![root.join("content/a.md")])).expect("a receiver");
        sender.send(Change::Checked(Checked::of_none(7))).expect("a receiver");
        let Next::Read(_, Some(found)) = next(&changes, root, Instant::now() - LONG_AGO) else { panic!("a change") };
        assert_eq!(found, Checked::of_none(7));
    }

    #[test]
    fn what_is_watched_anew_has_to_be_read_once_more() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        std::fs::create_dir_all(root.join("content/part")).expect("a folder");
        for must_poll in [false, true] {
            let mut watch = Watch::new(mpsc::channel().0, must_poll);
            assert!(watch.follow(root, "content").expect("a watch"));
            assert!(!watch.follow(root, "content").expect("a watch"), "nothing came or went");
            watch.forget();
            assert!(watch.follow(root, "content").expect("a watch"));
            // A folder that is not there is no mistake; the one above it tells when it comes.
            assert!(watch.follow(root, "elsewhere").expect("a watch"));
        }
        let burst = |step, name: &str| {
            let mut burst = Burst::default();
            burst.add(root, step, vec![root.join(name)]);
            burst.has_folders(root)
        };
        std::fs::write(root.join("content/part/a.md"), "").expect("a file");
        assert!(burst(Step::Made, "content/part") && burst(Step::Finished, "content/part"));
        assert!(burst(Step::Gone, "content") && burst(Step::Made, "themes"));
        assert!(!burst(Step::Made, "content/part/a.md") && !burst(Step::Gone, "content/part"));
        assert!(!burst(Step::Finished, BOOK));
    }
}
