//! Whether a build would make what is there already: all that it reads and all that it wrote is looked at, and nothing is
//! read. A look at ten thousand files takes some twenty milliseconds, where reading and comparing them takes a second.
//!
//! Of each file and folder the path, the length and the times of its last changes count. The sum of their hashes does not
//! depend on the order in which the threads see them.

use std::fs::{DirEntry, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rayon::prelude::*;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::config::Config;
use crate::diagnostic::File;
use crate::pipeline::BOOK;
use crate::repository::Repository;
use crate::source::{is_ignored, misplaced};
use crate::timings::{self, Stage};

/// A file that changed so shortly before it was looked at may have changed again within the same tick of its clock.
const TICK: Duration = Duration::from_millis(100);

/// What a build is made from, as it was before the build read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inputs {
    hash: u128,
    /// Where the output goes.
    pub out: PathBuf,
}

/// What a build left, for the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Built {
    inputs: u128,
    outputs: u128,
    /// Pages of the guide.
    pub pages: usize,
    /// Files of the output.
    pub files: usize,
}

impl Inputs {
    /// Looks at the guide in the folder `root`, and whether `built` was made from this and is still there. `asked` is what the
    /// command line says, `out` the folder that it names. `None` when the look cannot tell whether a build would make the same:
    /// something cannot be read, is a symbolic link, or changed a moment ago.
    #[must_use]
    pub fn look(root: &Path, out: Option<&Path>, asked: &str, built: Option<&Built>) -> Option<(Self, bool)> {
        let _span = timings::span(Stage::Look);
        let now = SystemTime::now();
        let text = std::fs::read_to_string(root.join(BOOK)).ok()?;
        let config = Config::parse(&File::new(BOOK, &text), &mut Vec::new());
        let out = out.map_or_else(|| root.join(&config.build.build_dir), Path::to_path_buf);
        let program =
            std::env::current_exe().ok().and_then(|path| path.metadata().ok()).and_then(|data| stamp(&data))?;
        let head =
            format!("{} {program:?} {asked} {} {:?}", env!("CARGO_PKG_VERSION"), out.display(), history_of(root)?);
        let hash = xxh3_128(head.as_bytes()).wrapping_add(xxh3_128(text.as_bytes()));
        let last = now.checked_sub(TICK)?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
        // What is in the wrong place is said by every build.
        if config.book.src != "." && !misplaced(root, &config.book.src).is_empty() {
            return None;
        }
        let folders = [root.join(&config.book.src), root.join("themes")];
        let (hash, there) =
            rayon::join(|| hash_of(hash, &folders, last), || built.and_then(|_| tree(&out, "", &|_| true)));
        let inputs = Self { hash: hash?, out };
        let is_same = built
            .is_some_and(|built| inputs.hash == built.inputs && there.is_some_and(|there| there.hash == built.outputs));
        Some((inputs, is_same))
    }

    /// What a build from this left.
    #[must_use]
    pub fn built(&self, pages: usize, files: usize) -> Option<Built> {
        Some(Built { inputs: self.hash, outputs: outputs(&self.out)?, pages, files })
    }
}

impl Built {
    /// As a line of text.
    #[must_use]
    pub fn to_line(&self) -> String {
        format!("matchbook built 1 {:032x} {:032x} {} {}\n", self.inputs, self.outputs, self.pages, self.files)
    }

    /// Reads what [`Built::to_line`] wrote; `None` for anything else.
    #[must_use]
    pub fn of_line(line: &str) -> Option<Self> {
        let mut words = line.strip_prefix("matchbook built 1 ")?.split_whitespace();
        let mut hash = || u128::from_str_radix(words.next()?, 16).ok();
        let (inputs, outputs) = (hash()?, hash()?);
        let mut number = || words.next()?.parse().ok();
        Some(Self { inputs, outputs, pages: number()?, files: number()? })
    }
}

/// A hash with those of all that `folders` hold; `None` when some of it changed from `last` on.
fn hash_of(mut hash: u128, folders: &[PathBuf], last: u128) -> Option<u128> {
    for folder in folders.iter().filter(|folder| folder.exists()) {
        let seen = tree(folder, "", &|name| !is_ignored(name))?;
        if seen.latest >= last {
            return None;
        }
        hash = hash.wrapping_add(seen.hash).rotate_left(1);
    }
    Some(hash)
}

fn outputs(out: &Path) -> Option<u128> {
    let _span = timings::span(Stage::Look);
    tree(out, "", &|_| true).map(|seen| seen.hash)
}

/// What is known of a folder and all below it.
#[derive(Default)]
struct Seen {
    hash: u128,
    /// The latest change, in nanoseconds since 1970.
    latest: u128,
}

impl Seen {
    fn add(&mut self, other: &Self) {
        self.hash = self.hash.wrapping_add(other.hash);
        self.latest = self.latest.max(other.latest);
    }
}

/// So many files of one folder a thread looks at.
const CHUNK: usize = 512;

/// Looks at what a folder holds; `None` when that does not say what a build would read.
fn tree(folder: &Path, path: &str, is_wanted: &(dyn Fn(&str) -> bool + Sync)) -> Option<Seen> {
    let mut seen = Seen::default();
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder).ok()? {
        let entry = entry.ok()?;
        let name = entry.file_name();
        let name = name.to_str()?;
        if !is_wanted(name) {
            continue;
        }
        let kind = entry.file_type().ok()?;
        if kind.is_dir() {
            let path = format!("{path}/{name}");
            seen.hash = seen.hash.wrapping_add(xxh3_128(path.as_bytes()));
            folders.push((entry.path(), path));
        } else if kind.is_file() {
            files.push(entry);
        } else {
            return None;
        }
    }
    let look_at = |files: &[DirEntry]| {
        let mut seen = Seen::default();
        for file in files {
            seen.add(&look_at(file, path)?);
        }
        Some(seen)
    };
    let (below, files): (Vec<Option<Seen>>, Vec<Option<Seen>>) = rayon::join(
        || folders.par_iter().map(|(folder, path)| tree(folder, path, is_wanted)).collect(),
        || match files.len() {
            0..CHUNK => vec![look_at(&files)],
            _ => files.par_chunks(CHUNK).map(look_at).collect(),
        },
    );
    for part in below.into_iter().chain(files) {
        seen.add(&part?);
    }
    Some(seen)
}

/// Looks at a file in the folder `path`.
fn look_at(file: &DirEntry, path: &str) -> Option<Seen> {
    let stamp = stamp(&file.metadata().ok()?)?;
    let name = file.file_name();
    let mut bytes = Vec::with_capacity(path.len() + name.len() + 64);
    for part in [path.as_bytes(), b"/", name.to_str()?.as_bytes(), &[0]] {
        bytes.extend_from_slice(part);
    }
    stamp.iter().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
    Some(Seen { hash: xxh3_128(&bytes), latest: stamp[1].max(stamp[2]) })
}

/// Length and, in nanoseconds since 1970, when the bytes changed and when anything about the file did: tools that set back the
/// first of these cannot set back the other.
#[cfg(unix)]
fn stamp(data: &Metadata) -> Option<[u128; 3]> {
    use std::os::unix::fs::MetadataExt as _;
    let nanoseconds =
        |seconds: i64, rest: i64| Some(u128::try_from(seconds).ok()? * 1_000_000_000 + u128::try_from(rest).ok()?);
    Some([
        data.len().into(),
        nanoseconds(data.mtime(), data.mtime_nsec())?,
        nanoseconds(data.ctime(), data.ctime_nsec())?,
    ])
}

/// Elsewhere the second time is not known.
#[cfg(not(unix))]
fn stamp(data: &Metadata) -> Option<[u128; 3]> {
    let changed = data.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    Some([data.len().into(), changed, 0])
}

/// What the history of a guide depends on: the commit that it ends with and where it is cut off; empty outside of a repository.
/// `None` when the files of git do not tell.
fn history_of(root: &Path) -> Option<String> {
    if std::env::var_os("GIT_DIR").is_some() {
        return None;
    }
    let Some(repository) = Repository::of(root) else { return Some(String::new()) };
    Some(format!("{} {:x}", repository.head()?, xxh3_64(repository.cut_off_at().unwrap_or_default().as_bytes())))
}
