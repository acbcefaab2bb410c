//! When the files of a guide last changed, as git knows it. Nothing is known without git, outside of a repository, and of
//! what a history that was cut off (`git clone --depth`) does not tell.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};

use crate::path::SourcePath;
use crate::repository::{self, Repository};

/// Moments in UTC as RFC 3339 writes them: `2026-11-24T08:30:00Z`. They sort as text.
type Moments = BTreeMap<SourcePath, String>;

/// What stands before the moment of a commit: no name of a file has it.
const COMMIT: char = '\u{1}';

/// The last changes of files.
#[derive(Debug, Default)]
pub struct History {
    moments: OnceLock<Moments>,
    /// What git still reads.
    reading: Mutex<Option<JoinHandle<Option<Moments>>>>,
}

impl History {
    /// Starts to read the history of the files below a folder, beside whatever else is done. Whoever asks for a change first
    /// waits for it.
    #[must_use]
    pub fn start(folder: PathBuf) -> Self {
        let reading = thread::spawn(move || read(&folder));
        Self { moments: OnceLock::new(), reading: Mutex::new(Some(reading)) }
    }

    /// A history with these moments.
    #[must_use]
    pub fn of(moments: impl IntoIterator<Item = (SourcePath, String)>) -> Self {
        Self { moments: OnceLock::from(moments.into_iter().collect::<Moments>()), reading: Mutex::default() }
    }

    /// When a file last changed, in UTC as RFC 3339 writes it.
    #[must_use]
    pub fn changed(&self, path: &SourcePath) -> Option<&str> {
        let moments = self.moments.get_or_init(|| {
            let reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner).take();
            reading.and_then(|reading| reading.join().ok().flatten()).unwrap_or_default()
        });
        moments.get(path).map(String::as_str)
    }
}

fn read(folder: &Path) -> Option<Moments> {
    // In a history that was cut off, its first commit seems to have changed everything.
    if Repository::of(folder)?.cut_off_at().is_some() {
        return None;
    }
    let mut log = repository::git(folder)
        .args(["-c", "core.quotePath=off"])
        .env("TZ", "UTC")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .args(["log", "--format=%x01%cd", "--date=format-local:%Y-%m-%dT%H:%M:%SZ"])
        .args(["--name-only", "--no-renames", "--no-show-signature", "--relative", "--", "."])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut moments = Moments::new();
    let mut moment = String::new();
    for line in BufReader::new(log.stdout.take()?).lines().map_while(Result::ok) {
        match line.strip_prefix(COMMIT) {
            Some(next) => moment = next.to_owned(),
            // The newest commit comes first.
            None if !line.is_empty() => {
                moments.entry(SourcePath::new(&line)).or_insert_with(|| moment.clone());
            }
            None => {}
        }
    }
    log.wait().ok()?.success().then_some(moments)
}
