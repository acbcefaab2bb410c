//! Publishing: the site as one more commit on a branch of a git remote, from which GitHub Pages shows it. The work tree and the index of
//! the guide are never touched: the commit is made with an index of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

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

/// Commits the site on top of the branch of the remote and pushes it.
///
/// # Errors
/// When git is missing, the guide is in no repository, or the remote refuses.
pub fn publish(plan: &Plan<'_>) -> Result<Outcome> {
    let git = Git { folder: plan.guide.to_owned(), index: None, tree: None };
    git.run(&["rev-parse", "--git-dir"]).context("the guide is in no git repository: `git init` makes one")?;
    let site = plan.site.canonicalize().with_context(|| format!("cannot find `{}`", plan.site.display()))?;

    // The branch as it is there; without one the first commit has no parent.
    let reference = format!("refs/heads/{}", plan.branch);
    let listed =
        git.run(&["ls-remote", plan.remote, &reference]).with_context(|| format!("cannot reach `{}`", plan.remote))?;
    let parent = match listed.split_whitespace().next() {
        None => None,
        Some(commit) => {
            git.run(&["fetch", "--quiet", "--no-tags", plan.remote, &reference])
                .with_context(|| format!("cannot fetch `{}` of `{}`", plan.branch, plan.remote))?;
            Some(commit.to_owned())
        }
    };

    // An index of its own, beside the one of the guide.
    let git_dir = git.run(&["rev-parse", "--absolute-git-dir"])?;
    let index = PathBuf::from(git_dir.trim()).join(format!("matchbook-publish-{}", std::process::id()));
    let _remove = Remove(index.clone());
    let own = Git { folder: plan.guide.to_owned(), index: Some(index), tree: Some(site) };
    own.run(&["add", "--all", "--force", "."])?;
    // The list of what was written is for the next build alone.
    own.run(&["rm", "--quiet", "--cached", "--ignore-unmatch", "--", ".matchbook-manifest"])?;
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
    git.run(&["push", "--quiet", &lease, plan.remote, &target])
        .with_context(|| format!("`{}` does not take the commit; the branch is what it was", plan.remote))?;
    Ok(Outcome::Sent(changes, commit))
}

/// Git in the folder of the guide.
struct Git {
    folder: PathBuf,
    /// The index in place of the repository's own.
    index: Option<PathBuf>,
    /// The work tree in place of the repository's own.
    tree: Option<PathBuf>,
}

impl Git {
    /// Runs git and returns what it prints.
    fn run(&self, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.tree.as_ref().unwrap_or(&self.folder));
        if let (Some(tree), Some(index)) = (&self.tree, &self.index) {
            let git_dir = Self { folder: self.folder.clone(), index: None, tree: None }
                .run(&["rev-parse", "--absolute-git-dir"])?;
            command.env("GIT_DIR", git_dir.trim()).env("GIT_WORK_TREE", tree).env("GIT_INDEX_FILE", index);
            // Line ends and the like stay as they were built.
            command.args(["-c", "core.autocrlf=false", "-c", "core.safecrlf=false", "-c", "core.excludesFile="]);
        }
        // A question for a password would wait for ever where nobody is.
        command.env("GIT_TERMINAL_PROMPT", "0").stdin(Stdio::null());
        let output = command.args(arguments).output().context("cannot run git: is it installed?")?;
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
