//! Copies of a guide to hand on: an archive of the site, the whole guide in one file, as a book, or printed.

mod archive;
mod epub;
mod pdf;
mod single;
mod zip_file;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::diagnostic::Diagnostic;
use crate::fs;

pub use archive::archive;
pub use epub::epub;
pub use pdf::pdf;
pub use single::single;

/// A copy, ready to be written.
#[derive(Debug)]
pub struct Bundle {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it is made of, with the bytes of each.
    pub parts: Vec<(String, usize)>,
}

impl Bundle {
    /// Counts bytes for a part of it.
    fn count(parts: &mut Vec<(String, usize)>, part: &str, bytes: usize) {
        match parts.iter_mut().find(|(name, _)| name == part) {
            Some((_, size)) => *size += bytes,
            None => parts.push((part.to_owned(), bytes)),
        }
    }
}

/// What became of making a copy.
pub type Made = Result<Bundle, Vec<Diagnostic>>;

/// Writes a file whole or not at all: the bytes go beside it first. `sources` are the files and folders that the guide is made
/// from, which are never written to.
///
/// # Errors
/// When the disk does not play along, or when the place is one of the guide's sources or no place for a file.
pub fn write(path: &Path, bytes: &[u8], sources: &[PathBuf]) -> Result<()> {
    // Of a new file only the folders above it are there.
    let place = path
        .ancestors()
        .find_map(|path| if path.as_os_str().is_empty() { Path::new(".") } else { path }.canonicalize().ok());
    for source in sources.iter().filter_map(|source| source.canonicalize().ok()) {
        if place.as_ref().is_some_and(|place| place.starts_with(&source)) {
            bail!(
                "`{}` cannot be the copy: `{}` is what the guide is made from\nchoose another place with `--out`",
                path.display(),
                source.display()
            );
        }
    }
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        bail!("`{}` is no file that can be replaced\nchoose another name with `--out`", path.display());
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_folder(folder)?;
    }
    // Where a link leads stays where it leads.
    let place = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Beside it, under a name that nobody has.
    let cannot = || format!("cannot write `{}`", path.display());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".matchbook-");
    // Temporary files are for their owner alone; a copy is for whomever the system lets read new files.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut new = builder.tempfile_in(folder).with_context(cannot)?;
    new.write_all(bytes).with_context(cannot)?;
    new.into_temp_path().persist(&place).map_err(|error| error.error).with_context(cannot)
}
