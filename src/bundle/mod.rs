//! Copies of a guide to hand on: an archive of the site, the whole guide in one file, as a book, or printed.

mod archive;
mod epub;
mod pdf;
mod single;
mod zip_file;

use std::path::Path;

use anyhow::Result;

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

/// Writes a file whole or not at all: the bytes go beside it first.
///
/// # Errors
/// When the disk does not play along.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_folder(folder)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    let result = fs::write(&new, bytes).and_then(|()| fs::rename(&new, path));
    if result.is_err() {
        let _ = std::fs::remove_file(&new);
    }
    result
}
