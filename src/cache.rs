//! The folder `.matchbook/` of a guide: what the next run need not work out again. Deleting it is always safe, and one that
//! cannot be written is done without.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::site::Shelf;
use crate::unchanged::Built;
use crate::{fs, highlight};

/// The folder.
pub(crate) const FOLDER: &str = ".matchbook";
/// Its file with the code blocks that needed a grammar.
const COLORS: &str = "colors";
/// Its folder with the variants of images.
const IMAGES: &str = "images";
/// Its file with what the last build was made from.
const BUILT: &str = "built";
/// Its file with where the time of the last build that was timed went.
const TRACE: &str = "trace.json";

/// The cache of a guide.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    /// What the file holds.
    colors: Vec<u8>,
    images: Option<Arc<ImageShelf>>,
}

impl Cache {
    /// Takes up what an earlier run kept for the guide in the folder `root`.
    #[must_use]
    pub fn open(root: &Path) -> Self {
        let folder = root.join(FOLDER);
        let colors = fs::read(&folder.join(COLORS)).unwrap_or_default();
        highlight::take_up(&colors);
        Self { folder, colors, images: None }
    }

    /// Where a run that makes the whole site keeps the variants of its images.
    pub fn images(&mut self) -> Arc<dyn Shelf> {
        let shelf = Arc::new(ImageShelf { cache: self.folder.clone(), seen: Mutex::default() });
        self.images = Some(shelf.clone());
        shelf
    }

    /// Keeps what is worth it for the next run. `all`: whether this run saw a part of the guide only, so that what it did not
    /// need may be needed yet.
    pub fn keep(&mut self, all: bool) {
        if let Some(images) = self.images.as_ref().filter(|_| !all) {
            images.clear_away();
        }
        let Some(colors) = highlight::keep(all) else { return };
        if colors != self.colors && write(&self.folder, &self.folder.join(COLORS), &colors).is_ok() {
            self.colors = colors;
        }
    }

    /// What the last build of the guide in the folder `root` left, when it found nothing to say.
    #[must_use]
    pub fn built(root: &Path) -> Option<Built> {
        Built::of_line(&fs::read_text(&root.join(FOLDER).join(BUILT)).ok()?)
    }

    /// Keeps what a build left. One that cannot be kept is made again.
    pub fn keep_built(&self, built: Option<Built>) {
        let path = self.folder.join(BUILT);
        let kept = built.is_some_and(|built| write(&self.folder, &path, built.to_line().as_bytes()).is_ok());
        if !kept {
            let _ = fs::remove_if_there(&path);
        }
    }

    /// Keeps the trace of a run for the guide in the folder `root`. Returns where it is.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_trace(root: &Path, trace: &str) -> anyhow::Result<PathBuf> {
        let folder = root.join(FOLDER);
        let path = folder.join(TRACE);
        write(&folder, &path, trace.as_bytes())?;
        Ok(path)
    }

    /// Removes the cache of the guide in the folder `root`, when there is one.
    ///
    /// # Errors
    /// When it cannot be removed; the message names it.
    pub fn remove(root: &Path) -> anyhow::Result<()> {
        let folder = root.join(FOLDER);
        for name in names_in(&folder.join(IMAGES)) {
            fs::remove_if_there(&folder.join(IMAGES).join(name))?;
        }
        for file in [COLORS, BUILT, TRACE, ".gitignore"] {
            fs::remove_if_there(&folder.join(file))?;
        }
        // Somebody else's files in it stay, and the folder with them.
        let _ = std::fs::remove_dir(folder.join(IMAGES));
        let _ = std::fs::remove_dir(&folder);
        Ok(())
    }
}

/// Writes a file of the cache, whole or not at all.
fn write(cache: &Path, path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(cache);
    fs::create_folder(folder)?;
    // Git need not be told of it by the guide.
    fs::write(&cache.join(".gitignore"), b"*\n")?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}

/// The names of files that a shelf may have in a folder.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| name.len() == 16 && name.bytes().all(|byte| byte.is_ascii_hexdigit())).collect()
}

/// Variants of images as files.
#[derive(Debug)]
struct ImageShelf {
    cache: PathBuf,
    /// The names that this run asked for.
    seen: Mutex<BTreeSet<String>>,
}

impl ImageShelf {
    /// Removes what this run had no use for.
    fn clear_away(&self) {
        let folder = self.cache.join(IMAGES);
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for name in names_in(&folder).into_iter().filter(|name| !seen.contains(name)) {
            // One that stays takes room and does no harm.
            let _ = fs::remove_if_there(&folder.join(name));
        }
        let _ = std::fs::remove_dir(folder);
    }
}

impl Shelf for ImageShelf {
    fn take(&self, name: &str) -> Option<Vec<u8>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        fs::read(&self.cache.join(IMAGES).join(name)).ok()
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        let _ = write(&self.cache, &self.cache.join(IMAGES).join(name), bytes);
    }
}
