//! The output folder: writes what changed, removes what it wrote before and no longer makes, and touches nothing else.
//!
//! A build into an empty folder writes straight into it, and takes all of it away again when it fails. Any other build
//! first puts every changed file into a staging folder. Only when all of them are there are they moved into place, so that
//! a build that fails or is stopped leaves the last good site. Moving takes a moment; should the program be killed in it,
//! each file is the old or the new one, what a page loads is there before the page, what old pages load is still there,
//! and the next build moves the rest. Folders are never exchanged as a whole: a server that shows the folder would go on
//! with the old one.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Write as _};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::offline::SERVICE_WORKER;
use crate::path::SitePath;
use crate::pipeline;
use crate::render::{GUIDE_SCRIPT, RULES_SCRIPT};
use crate::routes::Routes;
use crate::search;
use crate::timings::{self, Stage};
use crate::{cache, fs};

/// The list of files that Matchbook wrote.
pub(crate) const MANIFEST: &str = ".matchbook-manifest";
/// First line of the list; a list with another one was written by something else.
const MANIFEST_HEAD: &str = "matchbook output 1";
const STAGING: &str = ".matchbook-staging";
/// The list while it is written.
const NEW_MANIFEST: &str = ".matchbook-manifest.new";

/// What a build did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that were new or had changed.
    pub written: usize,
    /// Files that were already right.
    pub unchanged: usize,
    /// Files of an earlier build that are no longer made.
    pub removed: usize,
    /// Bytes of all files.
    pub bytes: u64,
}

/// How a build ended.
#[derive(Debug)]
pub enum Outcome {
    /// The site is in place.
    Done(Written),
    /// A page could not be made; nothing was touched.
    Failed(Vec<Diagnostic>),
}

/// Writes all routes below `out`, which has to be apart from the folders `sources`. `progress` is
/// called after each file with how many are done, and of how many as far as that is known. Where nobody else has the routes, they
/// let go of their pages on the way.
///
/// # Errors
/// When the disk does not play along, or when a file is in the way that Matchbook did not write.
pub fn write(
    routes: &mut Arc<Routes>,
    out: &Path,
    sources: &[PathBuf],
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Outcome> {
    let is_new = !out.exists();
    fs::create_folder(out)?;
    let place = fs::canonical(out)?;
    for source in sources.iter().filter_map(|source| source.canonicalize().ok()) {
        if place.starts_with(&source) || source.starts_with(&place) {
            if is_new {
                let _ = std::fs::remove_dir(out);
            }
            bail!(
                "`{}` cannot be the output folder: `{}` is what the guide is made from\n\
                 choose another folder with `build-dir` in `book.toml` or with `--out`",
                out.display(),
                source.display()
            );
        }
    }
    for (name, owner) in [(".git", "git"), (cache::FOLDER, "the cache of Matchbook")] {
        if place.components().any(|part| part.as_os_str() == name) {
            if is_new {
                let _ = std::fs::remove_dir(out);
            }
            bail!(
                "`{}` belongs to {owner}\nchoose another folder with `build-dir` in `book.toml` or with `--out`",
                out.display()
            );
        }
    }
    let _lock = lock(out)?;
    let staging = out.join(STAGING);
    remove_leftovers(out)?;
    let before = read_manifest(out)?;
    // Asked behind the lock: another run may have written a whole site since the folder was made.
    let is_empty = std::fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_none());
    let way = if is_empty { Way::Straight } else { Way::Staged { staging: &staging, before: &before } };
    let mut known = BTreeSet::new();
    let result = make(routes, out, way, progress, &mut known).and_then(|Made { moves, mut failed, mut report }| {
        if !failed.is_empty() {
            // In whatever order files were made, the same is said.
            failed.sort_by(|(one, _), (other, _)| one.cmp(other));
            let findings = failed.into_iter().flat_map(|(_, findings)| findings).collect();
            return Ok(Outcome::Failed(pipeline::merge(findings)));
        }
        if !is_empty {
            report.removed = commit(out, moves, &known, &before)?;
        }
        Ok(Outcome::Done(report))
    });
    if is_empty && !matches!(result, Ok(Outcome::Done(_))) {
        // Nothing that was begun stays.
        for file in &known {
            let _ = remove(out, file);
        }
        let _ = fs::remove_if_there(&out.join(MANIFEST));
        let _ = fs::remove_if_there(&out.join(NEW_MANIFEST));
        if is_new {
            let _ = std::fs::remove_dir(out);
        }
    }
    remove_leftovers(out)?;
    result
}

/// Removes what earlier builds wrote below `out`, and the folder itself when nothing else is in it. Returns the number
/// of files.
///
/// # Errors
/// When a file cannot be removed.
pub fn clean(out: &Path) -> Result<usize> {
    if !out.is_dir() {
        return Ok(0);
    }
    let _lock = lock(out)?;
    remove_leftovers(out)?;
    let files = read_manifest(out)?;
    for file in &files {
        remove(out, file)?;
    }
    fs::remove_if_there(&out.join(MANIFEST))?;
    // Fails when foreign files are left, which then stay.
    let _ = std::fs::remove_dir(out);
    Ok(files.len())
}

/// Keeps other runs from writing to the folder, until it is dropped or the program ends in whatever way.
#[cfg(unix)]
fn lock(out: &Path) -> Result<std::fs::File> {
    let folder = std::fs::File::open(out).with_context(|| format!("cannot open the folder `{}`", out.display()))?;
    match folder.try_lock() {
        Err(std::fs::TryLockError::WouldBlock) => {
            bail!("another run of Matchbook is writing to `{}`; start this one again when it is done", out.display())
        }
        // Some network disks know no locks.
        Ok(()) | Err(std::fs::TryLockError::Error(_)) => Ok(folder),
    }
}

/// Elsewhere a folder cannot be locked.
#[cfg(not(unix))]
fn lock(_: &Path) -> Result<()> {
    Ok(())
}

/// How files get to the output.
#[derive(Clone, Copy)]
enum Way<'a> {
    /// Into the folder itself, which was empty: there is no site that has to stay until this one is whole.
    Straight,
    /// Into a staging folder, those that differ. Until they are moved the site is the old one.
    Staged { staging: &'a Path, before: &'a BTreeSet<String> },
}

/// Files that were made.
#[derive(Default)]
struct Made {
    /// Staged files and where they go.
    moves: Vec<(PathBuf, SitePath)>,
    /// Files that could not be made, and why.
    failed: Vec<(SitePath, Vec<Diagnostic>)>,
    report: Written,
}

/// Makes files of a site.
struct Maker<'a> {
    routes: &'a Routes,
    out: &'a Path,
    way: Way<'a>,
    progress: &'a Progress<'a>,
}

/// How far a build is.
struct Progress<'a> {
    tell: &'a (dyn Fn(usize, usize) + Sync),
    /// How many files are done.
    done: AtomicUsize,
    /// How many there are, as far as that is known.
    total: AtomicUsize,
}

impl Maker<'_> {
    /// Makes files, on all threads and in any order.
    fn make(&self, made: &mut Made, paths: &[&SitePath]) -> Result<()> {
        let files = self.next_files(paths.len());
        let steps: Vec<Result<Step>> = paths
            .par_iter()
            // Left to itself a thread takes hundreds of files at once, and makes them alone when the others are done.
            .with_max_len(1)
            .enumerate()
            .map(|(number, path)| self.make_file(&files, number, path))
            .collect();
        Self::report(made, paths, steps)
    }

    /// Makes files one after the other, each on the next thread that is free, and does something else on one of the threads as soon as
    /// the first `count` are made.
    fn make_in_order(&self, made: &mut Made, paths: &[&SitePath], count: usize, then: impl Fn() + Sync) -> Result<()> {
        let files = self.next_files(paths.len());
        let (next, left) = (AtomicUsize::new(0), AtomicUsize::new(count));
        let make = |_| {
            let mut steps: Vec<(usize, Result<Step>)> = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(path) = paths.get(number) else { return steps };
                steps.push((number, self.make_file(&files, number, path)));
                if number < count && left.fetch_sub(1, Ordering::AcqRel) == 1 {
                    then();
                }
            }
        };
        let threads = 0..rayon::current_num_threads();
        let mut steps: Vec<_> = threads.into_par_iter().with_max_len(1).flat_map_iter(make).collect();
        steps.sort_unstable_by_key(|(number, _)| *number);
        Self::report(made, paths, steps.into_iter().map(|(_, step)| step))
    }

    /// Adds files to those that are there to be made.
    fn next_files(&self, count: usize) -> Range<usize> {
        let first = self.progress.total.fetch_add(count, Ordering::Relaxed);
        first..first + count
    }

    /// Adds to a report what became of files.
    fn report(made: &mut Made, paths: &[&SitePath], steps: impl IntoIterator<Item = Result<Step>>) -> Result<()> {
        for (step, path) in steps.into_iter().zip(paths) {
            match step? {
                Step::Unchanged(bytes) => {
                    made.report.unchanged += 1;
                    made.report.bytes += bytes;
                }
                Step::Written(bytes) => {
                    made.report.written += 1;
                    made.report.bytes += bytes;
                }
                Step::Staged(file, bytes) => {
                    made.report.written += 1;
                    made.report.bytes += bytes;
                    made.moves.push((file, (*path).clone()));
                }
                Step::Failed(found) => made.failed.push(((*path).clone(), found)),
            }
        }
        Ok(())
    }

    /// Makes the file of a number among `files`, and tells that it is done.
    fn make_file(&self, files: &Range<usize>, number: usize, path: &SitePath) -> Result<Step> {
        let step = self.step(files.start + number, path);
        (self.progress.tell)(self.progress.done.fetch_add(1, Ordering::Relaxed) + 1, files.end);
        step
    }

    fn step(&self, number: usize, path: &SitePath) -> Result<Step> {
        let bytes = match self.routes.produce(path) {
            Some(Ok(bytes)) => bytes,
            Some(Err(findings)) => return Ok(Step::Failed(findings)),
            None => bail!("`{path}` has no recipe"),
        };
        match self.way {
            Way::Straight => write_new(self.out, path, &bytes).map(|()| Step::Written(bytes.len() as u64)),
            Way::Staged { staging, before } => stage_file(self.out, staging, before, number, path, &bytes),
        }
    }
}

enum Step {
    Unchanged(u64),
    Written(u64),
    Staged(PathBuf, u64),
    Failed(Vec<Diagnostic>),
}

/// Makes all files, those last that tell of others.
fn make(
    routes: &mut Arc<Routes>,
    out: &Path,
    way: Way<'_>,
    tell: &(dyn Fn(usize, usize) + Sync),
    known: &mut BTreeSet<String>,
) -> Result<Made> {
    let mut made = Made::default();
    let progress = Progress { tell, done: AtomicUsize::new(0), total: AtomicUsize::new(0) };
    let mut make = |routes: &Routes, paths: &[&SitePath], pages: Option<usize>| {
        known.extend(paths.iter().map(|path| path.as_str().to_owned()));
        if matches!(way, Way::Straight) {
            // If this is interrupted, the list names everything that may have been written.
            write_manifest(out, known.iter())?;
            make_folders(out, paths.iter().map(|path| path.folder()))?;
        }
        let maker = Maker { routes, out, way, progress: &progress };
        match pages {
            // Of the other files none waits for the index, or a thread that makes it could come to wait for itself.
            Some(pages) => maker.make_in_order(&mut made, paths, pages, || routes.prepare_search())?,
            None => maker.make(&mut made, paths)?,
        }
        anyhow::Ok(made.failed.is_empty())
    };
    routes.prepare();
    let pages: Vec<&SitePath> = routes.page_paths().collect();
    let others = routes.other_paths();
    let is_fine = if routes.is_small() {
        let count = pages.len();
        make(routes, &pages.into_iter().chain(others).collect::<Vec<_>>(), Some(count))?
    } else {
        make(routes, &others.chain(pages).collect::<Vec<_>>(), None)?
    };
    if let Some(routes) = Arc::get_mut(routes).filter(|_| is_fine) {
        routes.let_go_of_pages();
    }
    make(routes, &routes.last_paths().collect::<Vec<_>>(), None)?;
    Ok(made)
}

/// Writes a file that is not there.
fn write_new(out: &Path, path: &SitePath, bytes: &[u8]) -> Result<()> {
    let mut span = timings::span(Stage::Write);
    span.bytes(bytes.len());
    let target = out.join(path.as_str());
    let written = std::fs::OpenOptions::new().write(true).create_new(true).open(&target);
    let written = written.and_then(|mut file| file.write_all(bytes));
    written.with_context(|| format!("cannot write `{}`", target.display()))
}

fn stage_file(
    out: &Path,
    staging: &Path,
    before: &BTreeSet<String>,
    number: usize,
    path: &SitePath,
    bytes: &[u8],
) -> Result<Step> {
    let length = bytes.len() as u64;
    let target = out.join(path.as_str());
    let is_ours = before.contains(path.as_str());
    let span = timings::span(Stage::Compare);
    let there = std::fs::read(&target);
    drop(span);
    match there {
        Ok(old) if is_ours && old == *bytes => return Ok(Step::Unchanged(length)),
        Ok(_) if is_ours => {}
        Err(error) if error.kind() == ErrorKind::NotFound || is_freed(before, path, &error) => {}
        // A folder is not ours: somebody made it where a file of ours was.
        Err(error) if is_ours && error.kind() != ErrorKind::IsADirectory => {}
        _ => bail!(
            "`{}` is in the way: the build would overwrite it and did not write it\n\
             move it away, or choose another folder with `build-dir` in `book.toml`",
            in_the_way(out, path).display()
        ),
    }
    // The first file makes the folder: a build that changes nothing leaves no trace.
    let mut span = timings::span(Stage::Write);
    span.bytes(bytes.len());
    let file = staging.join(number.to_string());
    if std::fs::write(&file, bytes).is_err() {
        fs::create_folder(staging)?;
        fs::write(&file, bytes)?;
    }
    Ok(Step::Staged(file, length))
}

/// Whether a file stands where a folder is needed or the other way round, and is an earlier build's, which goes first.
fn is_freed(before: &BTreeSet<String>, path: &SitePath, error: &std::io::Error) -> bool {
    match error.kind() {
        ErrorKind::NotADirectory => folders_of(path.as_str()).any(|folder| before.contains(folder)),
        ErrorKind::IsADirectory => below(before, path.as_str()).next().is_some(),
        _ => false,
    }
}

/// The file that keeps another one from being written: the file itself, or one where its folder should be.
fn in_the_way(out: &Path, path: &SitePath) -> PathBuf {
    let folder = folders_of(path.as_str()).map(|folder| out.join(folder)).find(|folder| folder.is_file());
    folder.unwrap_or_else(|| out.join(path.as_str()))
}

/// The folders that a path is in: `a/b/c` is in `a/b` and `a`.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(at, _)| &path[..at])
}

/// The files in a folder.
fn below<'a>(files: &'a BTreeSet<String>, folder: &str) -> impl Iterator<Item = &'a String> {
    let folder = format!("{folder}/");
    files.range(folder.clone()..).take_while(move |file| file.starts_with(&folder))
}

/// When a file is moved into place: what pages load comes before them, and what leads to other files after those.
fn turn(path: &SitePath) -> u8 {
    match (path.extension(), path.as_str()) {
        ("html", _) => 2,
        // Their names stay the same, and they name files whose names do not.
        (_, GUIDE_SCRIPT | RULES_SCRIPT | search::CORE) => 1,
        // It names all others with what they hold.
        (_, SERVICE_WORKER) => 3,
        _ => 0,
    }
}

/// Moves staged files into place and removes stale ones. Returns how many were removed.
fn commit(
    out: &Path,
    moves: Vec<(PathBuf, SitePath)>,
    now: &BTreeSet<String>,
    before: &BTreeSet<String>,
) -> Result<usize> {
    let _span = timings::span(Stage::Commit);
    let stale: Vec<&String> = before.difference(now).collect();
    if moves.is_empty() && stale.is_empty() && before == now {
        return Ok(0);
    }
    // If this is interrupted, the list still names everything that may have been written.
    write_manifest(out, before.union(now))?;
    let is_in_the_way =
        |path: &str| folders_of(path).any(|folder| now.contains(folder)) || below(now, path).next().is_some();
    let (first, last): (Vec<&String>, Vec<&String>) = stale.iter().partition(|path| is_in_the_way(path));
    for path in first {
        remove(out, path)?;
    }
    make_folders(out, moves.iter().map(|(_, path)| path.folder()))?;
    for number in 0..=3 {
        let files = moves.par_iter().filter(|(_, path)| turn(path) == number);
        files.try_for_each(|(file, path)| fs::rename(file, &out.join(path.as_str())))?;
    }
    for path in last {
        remove(out, path)?;
    }
    write_manifest(out, now.iter())?;
    Ok(stale.len())
}

fn make_folders<'a>(out: &Path, folders: impl Iterator<Item = &'a str>) -> Result<()> {
    let folders: BTreeSet<&str> = folders.collect();
    folders.into_iter().try_for_each(|folder| {
        if let Some(link) = link_on_the_way(out, &format!("{folder}/")) {
            bail!("`{}` is a symbolic link: the build would write elsewhere\nremove it, or choose another folder with `build-dir` in `book.toml`", link.display());
        }
        fs::create_folder(&out.join(folder))
    })
}

/// A folder on the way to a file that leads elsewhere, as it is a symbolic link.
fn link_on_the_way(out: &Path, path: &str) -> Option<PathBuf> {
    folders_of(path).map(|folder| out.join(folder)).find(|folder| folder.is_symlink())
}

/// Removes a file and the folders that are empty without it; not where it would be one outside of the output folder.
fn remove(out: &Path, path: &str) -> Result<()> {
    // A folder that somebody made in the place of a file is not ours.
    if link_on_the_way(out, path).is_some() || out.join(path).is_dir() {
        return Ok(());
    }
    fs::remove_if_there(&out.join(path))?;
    let mut folder = Path::new(path).parent();
    while let Some(parent) = folder.filter(|parent| !parent.as_os_str().is_empty()) {
        if std::fs::remove_dir(out.join(parent)).is_err() {
            break;
        }
        folder = parent.parent();
    }
    Ok(())
}

fn read_manifest(out: &Path) -> Result<BTreeSet<String>> {
    let path = out.join(MANIFEST);
    if !path.exists() {
        return Ok(BTreeSet::new());
    }
    files_of_manifest(&fs::read_text(&path)?).with_context(|| {
        format!("`{}` was not written by this version of Matchbook; remove the folder and build again", path.display())
    })
}

/// The files that a manifest lists; `None` when it is none of this version.
pub(crate) fn files_of_manifest(text: &str) -> Option<BTreeSet<String>> {
    let mut lines = text.lines();
    lines.next().filter(|head| *head == MANIFEST_HEAD)?;
    // A path that leads out of the folder is not ours, whoever wrote it.
    let is_name = |part: Component<'_>| matches!(part, Component::Normal(_));
    let inside = |path: &&str| !path.is_empty() && Path::new(path).components().all(is_name);
    Some(lines.filter(inside).map(str::to_owned).collect())
}

fn write_manifest<'a>(out: &Path, files: impl Iterator<Item = &'a String>) -> Result<()> {
    let mut text = String::from(MANIFEST_HEAD);
    for file in files {
        text.push('\n');
        text.push_str(file);
    }
    text.push('\n');
    let temporary = out.join(NEW_MANIFEST);
    fs::write(&temporary, text.as_bytes())?;
    fs::rename(&temporary, &out.join(MANIFEST))
}

/// Removes what a build that was killed had not moved into place.
fn remove_leftovers(out: &Path) -> Result<()> {
    let staging = out.join(STAGING);
    match std::fs::remove_dir_all(&staging) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("cannot remove `{}`", staging.display()));
        }
        _ => {}
    }
    fs::remove_if_there(&out.join(NEW_MANIFEST))
}
