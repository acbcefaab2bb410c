//! The repository of git that a folder is in, as its own files tell of it: git needs a millisecond to start, and these are
//! read at once. The files are those of gitrepository-layout(5).

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A repository of git, seen from one of its work trees.
#[derive(Debug)]
pub struct Repository {
    /// The folder of the work tree: what differs between the work trees of a repository.
    own: PathBuf,
    /// The folder that all work trees share.
    common: PathBuf,
}

impl Repository {
    /// The repository that a folder is in; `None` outside of any.
    #[must_use]
    pub fn of(folder: &Path) -> Option<Self> {
        let folder = folder.canonicalize().ok()?;
        // Git does not look into these folders on its way up.
        let ceilings = std::env::var_os("GIT_CEILING_DIRECTORIES").unwrap_or_default();
        let ceilings: Vec<PathBuf> = std::env::split_paths(&ceilings).collect();
        let mut folders =
            folder.ancestors().take_while(|above| *above == folder || !ceilings.iter().any(|end| end == above));
        // Nor does it stop at a folder of this name that is something else.
        let is_repository = |git: &PathBuf| git.is_file() || git.join("HEAD").exists();
        let git = folders.find_map(|folder| Some(folder.join(".git")).filter(is_repository))?;
        // In a work tree of its own the folder is elsewhere, and the branches are those of the repository.
        let own = match read(git.clone()) {
            Some(text) => git.parent()?.join(text.strip_prefix("gitdir: ")?.trim()),
            None => git,
        };
        let common = read(own.join("commondir")).map_or_else(|| own.clone(), |path| own.join(path.trim()));
        Some(Self { own, common })
    }

    /// The commit that the history ends with; `None` when the files do not tell, before the first commit for example, or where a
    /// branch is another name of a branch.
    #[must_use]
    pub fn head(&self) -> Option<String> {
        let head = read(self.own.join("HEAD"))?;
        let Some(name) = head.trim().strip_prefix("ref: ") else { return Some(head.trim().to_owned()) };
        let commit = read(self.common.join(name)).map(|commit| commit.trim().to_owned()).or_else(|| {
            let packed = read(self.common.join("packed-refs"))?;
            let line = packed.lines().find(|line| line.split_once(' ').is_some_and(|(_, other)| other == name))?;
            Some(line.split_once(' ')?.0.to_owned())
        });
        commit.filter(|commit| !commit.starts_with("ref: "))
    }

    /// The commits at which the history was cut off (`git clone --depth`), one a line; `None` when it is whole.
    #[must_use]
    pub fn cut_off_at(&self) -> Option<String> {
        read(self.common.join("shallow")).filter(|commits| !commits.is_empty())
    }
}

/// Git itself in a folder, for what the files do not tell.
#[must_use]
pub fn git(folder: &Path) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).stdin(Stdio::null());
    // In a hook these name the repository of whoever runs it, from a folder that is not this one.
    for name in ["GIT_DIR", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_SHALLOW_FILE"] {
        git.env_remove(name);
    }
    git
}

fn read(path: PathBuf) -> Option<String> {
    std::fs::read_to_string(path).ok()
}
