//! Publishing: the site as one more commit on a branch of a git remote, from which GitHub Pages shows it. The work tree and the index of
//! the guide are never touched: the commit is made with an index of its own.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;

use anyhow::{Context, Result, bail};
use walkdir::WalkDir;

use crate::repository;
use crate::write::{MANIFEST, files_of_manifest};

/// Where a site goes and how.
#[derive(Debug)]
pub struct Plan<'a> {
    /// The folder of the guide, inside a git repository.
    pub guide: &'a Path,
    /// The built site.
    pub site: &'a Path,
    /// Name or address of the remote.
    pub remote: &'a str,
    /// The branch there.
    pub branch: &'a str,
    /// What the commit says.
    pub message: &'a str,
    /// Whether the branch starts anew with this commit alone.
    pub forget_history: bool,
    /// Whether nothing is sent.
    pub dry_run: bool,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The branch shows this site already.
    Unchanged,
    /// What would be sent: files that are new, other, or gone.
    Planned(Vec<String>),
    /// What was sent, and the commit.
    Sent(Vec<String>, String),
}

/// Says what is wrong with a place to publish, before a site is built for it.
///
/// # Errors
/// When git is missing, the guide is in no repository, the branch cannot have this name, or it is the one that holds the guide.
pub fn check(guide: &Path, remote: &str, branch: &str) -> Result<()> {
    let git = Git { folder: guide.to_owned(), index: None };
    // There are other reasons, such as a repository of somebody else, and git says what to do about them.
    git.run(&["rev-parse", "--git-dir"]).map_err(|error| match error.to_string() {
        said if said.contains("not a git repository") => {
            error.context("the guide is in no git repository: `git init` makes one")
        }
        _ => error.context("git does not take the repository of the guide"),
    })?;
    let is_name =
        !branch.starts_with("refs/") && git.run(&["check-ref-format", &format!("refs/heads/{branch}")]).is_ok();
    if !is_name {
        bail!("`{branch}` cannot be the name of a branch: `gh-pages` is usual");
    }
    let checked_out = git.run(&["symbolic-ref", "--quiet", "--short", "HEAD"]).unwrap_or_default();
    let upstream = git.run(&["config", &format!("branch.{branch}.remote")]).unwrap_or_default();
    let upstream = if upstream.is_empty() { "origin" } else { upstream.trim() };
    if checked_out.trim() == branch && remote == upstream {
        bail!("{}", holds_the_guide(branch));
    }
    Ok(())
}

fn holds_the_guide(branch: &str) -> String {
    format!("`{branch}` is the branch your guide is written on: publish to another one, such as `gh-pages`")
}

/// Commits the site on top of the branch of the remote and pushes it. Files that stand there and that Matchbook did not write
/// stay.
///
/// # Errors
/// What [`check`] finds; when the remote refuses, when the branch is none of Matchbook's, or when somebody else's file is in
/// the way.
pub fn publish(plan: &Plan<'_>) -> Result<Outcome> {
    check(plan.guide, plan.remote, plan.branch)?;
    let git = Git { folder: plan.guide.to_owned(), index: None };
    let site = plan.site.canonicalize().with_context(|| format!("cannot find `{}`", plan.site.display()))?;

    // The branch as it is there; without one the first commit has no parent.
    let reference = format!("refs/heads/{}", plan.branch);
    let listed = git
        .run(&["ls-remote", "--", plan.remote, &reference])
        .with_context(|| format!("cannot reach `{}`", plan.remote))?;
    let parent = match listed.split_whitespace().next() {
        None => None,
        Some(commit) => {
            git.run(&["fetch", "--quiet", "--no-tags", "--", plan.remote, &reference])
                .with_context(|| format!("cannot fetch `{}` of `{}`", plan.branch, plan.remote))?;
            Some(commit.to_owned())
        }
    };

    // An index of its own, beside the one of the guide.
    let git_dir = git.run(&["rev-parse", "--absolute-git-dir"])?;
    let index = PathBuf::from(git_dir.trim()).join(format!("matchbook-publish-{}", std::process::id()));
    let _remove = Remove(index.clone());
    let own = Git { folder: plan.guide.to_owned(), index: Some(index) };
    let made = files_of(&git, &site)?;
    own.run_with(&INDEX, &index_of(made.iter().map(|(path, object)| ("100644", object.as_str(), path.as_str()))))?;
    if let Some(parent) = &parent {
        let others = others(&git, &made, parent, plan)?;
        own.run_with(&INDEX, &others)?;
        // Whatever the remote is called: a branch that is a part of the guide's history holds the guide.
        let is_before = |one, other| git.run(&["merge-base", "--is-ancestor", one, other]).is_ok();
        if is_before(parent, "HEAD") || is_before("HEAD", parent) {
            bail!("{}", holds_the_guide(plan.branch));
        }
    }
    let tree = own.run(&["write-tree"])?.trim().to_owned();
    let empty = git.run(&["hash-object", "-t", "tree", "--stdin"])?.trim().to_owned();
    let before = match &parent {
        Some(parent) => git.run(&["rev-parse", &format!("{parent}^{{tree}}")])?.trim().to_owned(),
        None => empty,
    };
    if before == tree && !plan.forget_history {
        return Ok(Outcome::Unchanged);
    }
    let changes = git.run(&["diff-tree", "-r", "--name-status", "--no-renames", &before, &tree])?;
    let changes: Vec<String> = changes.lines().map(|line| line.replace('\t', " ")).collect();
    if plan.dry_run {
        return Ok(Outcome::Planned(changes));
    }
    let mut arguments = vec!["commit-tree", &tree, "-m", plan.message];
    if let Some(parent) = parent.as_deref().filter(|_| !plan.forget_history) {
        arguments.extend(["-p", parent]);
    }
    let commit = git.run(&arguments)?.trim().to_owned();
    let target = format!("{commit}:{reference}");
    // Somebody else may have published in the meantime: then nothing of theirs is overwritten.
    let lease = format!("--force-with-lease={reference}:{}", parent.as_deref().unwrap_or_default());
    git.run(&["push", "--quiet", &lease, "--", plan.remote, &target])
        .with_context(|| format!("`{}` does not take the commit; the branch is what it was", plan.remote))?;
    Ok(Outcome::Sent(changes, commit))
}

/// Adds to an index what it is told.
const INDEX: [&str; 4] = ["update-index", "--add", "-z", "--index-info"];

/// What is told: mode, object and path of each file.
fn index_of<'f>(files: impl Iterator<Item = (&'f str, &'f str, &'f str)>) -> String {
    files.map(|(mode, object, path)| format!("{mode} {object}\t{path}\0")).collect()
}

/// The files of a site, each with its object in the repository. Git takes their bytes as they are: no filter, line end or list of
/// ignored files that somebody has set up says anything about them.
fn files_of(git: &Git, site: &Path) -> Result<BTreeMap<String, String>> {
    let mut paths = Vec::new();
    for entry in WalkDir::new(site).sort_by_file_name() {
        let entry = entry.with_context(|| format!("cannot read `{}`", site.display()))?;
        if entry.file_type().is_file() {
            paths.push(entry.into_path());
        }
    }
    let list: String = paths.iter().map(|path| format!("{}\n", path.display())).collect();
    let objects = git.run_with(&["hash-object", "-w", "--no-filters", "--stdin-paths"], &list)?;
    let relative = |path: &Path| {
        let path = path.strip_prefix(site).unwrap_or(path);
        path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
    };
    Ok(paths.iter().map(|path| relative(path)).zip(objects.lines().map(str::to_owned)).collect())
}

/// What others committed to the branch and what stays beside the site, for its index: the `CNAME` that GitHub writes, for example. The
/// manifest on the branch says what is ours.
fn others(git: &Git, made: &BTreeMap<String, String>, parent: &str, plan: &Plan<'_>) -> Result<String> {
    // Without the last word git lists what is below the folder of the guide alone.
    let there = git.run(&["ls-tree", "-r", "-z", "--full-tree", parent])?;
    let there: Vec<(&str, &str)> = there.split_terminator('\0').filter_map(|line| line.split_once('\t')).collect();
    let manifest = git.run(&["show", &format!("{parent}:{MANIFEST}")]).ok();
    let Some(ours) = manifest.as_deref().and_then(files_of_manifest) else {
        if there.is_empty() || plan.forget_history {
            return Ok(String::new());
        }
        let names: Vec<&str> = there.iter().take(3).map(|(_, path)| *path).collect();
        bail!(
            "`{}` of `{}` holds files that Matchbook did not write: {}{}\nname another branch with `--branch`, or start this one anew \
             with `--forget-history`",
            plan.branch,
            plan.remote,
            names.join(", "),
            if there.len() > names.len() { ", …" } else { "" }
        );
    };
    let mut others = String::new();
    for (entry, path) in there {
        if path == MANIFEST || ours.contains(path) {
            continue;
        }
        // Git would take another name for it.
        if path.contains('\u{fffd}') {
            bail!(
                "`{path}` on `{}` has a name that is not UTF-8, and would get another one\nrename it there",
                plan.branch
            );
        }
        // `100644 blob 5fe2…`
        let mut words = entry.split(' ');
        let (Some(mode), Some(object)) = (words.next(), words.nth(1)) else { continue };
        let folder = format!("{path}/");
        let is_folder = made.range(folder.clone()..).next().is_some_and(|(file, _)| file.starts_with(&folder));
        let above = path.match_indices('/').any(|(at, _)| made.contains_key(&path[..at]));
        match made.get(path) {
            // The name of the domain, say, that GitHub wrote down.
            Some(own) if own == object => {}
            None if !is_folder && !above => others += &index_of(std::iter::once((mode, object, path))),
            _ => bail!(
                "`{path}` on `{}` was not written by Matchbook, and the site has a file of this name\n\
                 remove one of the two",
                plan.branch
            ),
        }
    }
    Ok(others)
}

/// Git in the folder of the guide.
struct Git {
    folder: PathBuf,
    /// The index in place of the repository's own.
    index: Option<PathBuf>,
}

impl Git {
    /// Runs git and returns what it prints.
    fn run(&self, arguments: &[&str]) -> Result<String> {
        self.run_with(arguments, "")
    }

    /// The same with something for git to read.
    fn run_with(&self, arguments: &[&str], input: &str) -> Result<String> {
        let mut command = repository::git(&self.folder);
        if let Some(index) = &self.index {
            command.env("GIT_INDEX_FILE", index);
        }
        // A question for a password would wait for ever where nobody is.
        command.env("GIT_TERMINAL_PROMPT", "0");
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().context("cannot run git: is it installed?")?;
        let stdin = child.stdin.take();
        let output = thread::scope(|scope| {
            // Beside reading what it prints, or both sides would wait for each other. One that ended early says why.
            scope.spawn(|| stdin.map(|mut stdin| stdin.write_all(input.as_bytes())));
            child.wait_with_output()
        });
        let output = output.context("cannot run git")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("git {}: {}", arguments.first().copied().unwrap_or_default(), said.trim());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// Removes a file when it goes out of scope.
struct Remove(PathBuf);

impl Drop for Remove {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
