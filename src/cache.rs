//! The folder `.matchbook/` of a guide: what the next run need not work out again. Deleting it is always safe, and one that
//! cannot be written is done without.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::{fs, highlight};

/// The folder.
const FOLDER: &str = ".matchbook";
/// Its file with the code blocks that needed a grammar.
const COLORS: &str = "colors";

/// The cache of a guide.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    /// What the file holds.
    colors: Vec<u8>,
}

impl Cache {
    /// Takes up what an earlier run kept for the guide in the folder `root`.
    #[must_use]
    pub fn open(root: &Path) -> Self {
        let folder = root.join(FOLDER);
        let colors = fs::read(&folder.join(COLORS)).unwrap_or_default();
        highlight::take_up(&colors);
        Self { folder, colors }
    }

    /// Keeps what is worth it for the next run. `all`: whether this run saw a part of the guide only, so that what it did not
    /// need may be needed yet.
    pub fn keep(&mut self, all: bool) {
        let Some(colors) = highlight::keep(all) else { return };
        if colors != self.colors && self.write(&colors).is_ok() {
            self.colors = colors;
        }
    }

    fn write(&self, colors: &[u8]) -> anyhow::Result<()> {
        fs::create_folder(&self.folder)?;
        // Git need not be told of it by the guide.
        fs::write(&self.folder.join(".gitignore"), b"*\n")?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(colors)?;
        file.persist(self.folder.join(COLORS))?;
        Ok(())
    }

    /// Removes the cache of the guide in the folder `root`, when there is one.
    ///
    /// # Errors
    /// When it cannot be removed; the message names it.
    pub fn remove(root: &Path) -> anyhow::Result<()> {
        let folder = root.join(FOLDER);
        for file in [COLORS, ".gitignore"] {
            fs::remove_if_there(&folder.join(file))?;
        }
        // Somebody else's files in it stay, and the folder with them.
        let _ = std::fs::remove_dir(&folder);
        Ok(())
    }
}
