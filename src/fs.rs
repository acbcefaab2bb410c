//! File access whose errors name the path.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Reads a file.
///
/// # Errors
/// When the file cannot be read; the message names it.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))
}

/// Reads the first `most` bytes of a file.
///
/// # Errors
/// When the file cannot be read; the message names it.
pub fn read_start(path: &Path, most: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    read.with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(bytes)
}

/// Reads a text file; a byte that is not UTF-8 is an error.
///
/// # Errors
/// When the file cannot be read or is not UTF-8; the message names it.
pub fn read_text(path: &Path) -> Result<String> {
    String::from_utf8(read(path)?).with_context(|| format!("`{}` is not UTF-8 text", path.display()))
}

/// Writes a file.
///
/// # Errors
/// When the file cannot be written; the message names it.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write `{}`", path.display()))
}

/// Makes a folder and those above it.
///
/// # Errors
/// When the folder cannot be made; the message names it.
pub fn create_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).with_context(|| format!("cannot create the folder `{}`", path.display()))
}

/// Moves a file over another one.
///
/// # Errors
/// When the file cannot be moved; the message names both.
pub fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).with_context(|| format!("cannot move `{}` to `{}`", from.display(), to.display()))
}

/// Removes a file; one that is not there is fine.
///
/// # Errors
/// When the file exists and cannot be removed; the message names it.
pub fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        // A disk that takes no changes refuses before it looks.
        Err(error) if error.kind() != std::io::ErrorKind::NotFound && path.symlink_metadata().is_ok() => {
            Err(error).with_context(|| format!("cannot remove `{}`", path.display()))
        }
        _ => Ok(()),
    }
}

/// The absolute form of a path, symbolic links resolved.
///
/// # Errors
/// When the path does not exist; the message names it.
pub fn canonical(path: &Path) -> Result<PathBuf> {
    fs::canonicalize(path).with_context(|| format!("cannot find `{}`", path.display()))
}
