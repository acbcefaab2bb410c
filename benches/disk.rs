//! What the disk itself takes: the least that any program needs which writes the same site or looks whether a guide changed.
//!
//! ```text
//! cargo bench --bench disk -- write FROM TO    the files below FROM, from memory into the new folder TO
//! cargo bench --bench disk -- stat FOLDER      the time and size of every file below FOLDER
//! ```
//!
//! All processors work. Prints the seconds. `benches/compare` runs it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

/// Files of one folder that a thread takes at once: few enough that none is left with a large folder at the end.
const FILES_AT_A_TIME: usize = 64;

fn main() -> anyhow::Result<()> {
    // Cargo adds a flag to what it is given.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let duration = match arguments[..] {
        ["write", from, to] => write(Path::new(from), Path::new(to))?,
        ["stat", folder] => stat(Path::new(folder))?,
        // `cargo bench` runs all benches, and this one has nothing to say by itself.
        [] => return Ok(()),
        _ => bail!("`write FROM TO` or `stat FOLDER` was expected"),
    };
    #[expect(clippy::print_stdout, reason = "a program that tells a number")]
    {
        println!("{:.6}", duration.as_secs_f64());
    }
    Ok(())
}

/// Reads all files, then makes the same folders and files elsewhere. Only the latter is timed.
fn write(from: &Path, to: &Path) -> anyhow::Result<Duration> {
    let mut folders = Vec::new();
    let mut work = Vec::new();
    for folder in folders_below(from)? {
        let mut files = Vec::new();
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                files.push((to.join(entry.path().strip_prefix(from)?), fs::read(entry.path())?));
            }
        }
        folders.push(to.join(folder.strip_prefix(from)?));
        while !files.is_empty() {
            work.push(files.split_off(files.len().saturating_sub(FILES_AT_A_TIME)));
        }
    }
    let start = Instant::now();
    for folder in &folders {
        fs::create_dir(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    share(work, |files| {
        for (path, bytes) in files {
            fs::write(&path, &bytes)?;
        }
        Ok(())
    })?;
    Ok(start.elapsed())
}

/// Asks for the metadata of all files. Finding them is timed too: no program knows their names without it.
fn stat(folder: &Path) -> anyhow::Result<Duration> {
    let start = Instant::now();
    share(folders_below(folder)?, |folder| {
        for entry in fs::read_dir(folder)? {
            let metadata = entry?.metadata()?;
            std::hint::black_box((metadata.len(), metadata.modified()?));
        }
        Ok(())
    })?;
    Ok(start.elapsed())
}

/// A folder and all below it, each after the one it is in.
fn folders_below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut folders = vec![folder.to_owned()];
    let mut seen = 0;
    while let Some(folder) = folders.get(seen) {
        seen += 1;
        for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    Ok(folders)
}

/// Hands the work to as many threads as there are processors.
fn share<T: Send>(work: Vec<T>, act: impl Fn(T) -> anyhow::Result<()> + Sync) -> anyhow::Result<()> {
    let queue = Mutex::new(work.into_iter());
    let next = || queue.lock().ok().and_then(|mut queue| queue.next());
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let workers: Vec<_> =
            (0..threads).map(|_| scope.spawn(|| std::iter::from_fn(&next).try_for_each(&act))).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or_else(|_| bail!("a thread gave up")))
    })
}
