//! ZIP files (PKWARE's APPNOTE 6.3) that are the same for the same content: entries carry no time.

use std::io::{Cursor, Write as _};

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A ZIP file that is being put together.
pub(super) struct ZipFile {
    zip: ZipWriter<Cursor<Vec<u8>>>,
}

impl Default for ZipFile {
    fn default() -> Self {
        Self { zip: ZipWriter::new(Cursor::new(Vec::new())) }
    }
}

impl ZipFile {
    /// Adds a file, packed.
    ///
    /// # Errors
    /// When two files have one name, or one is too large for the format.
    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.write(name, bytes, CompressionMethod::Deflated)
    }

    /// Adds a file as it is, which programs find at its place without unpacking.
    ///
    /// # Errors
    /// As [`ZipFile::add`].
    pub(super) fn store(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.write(name, bytes, CompressionMethod::Stored)
    }

    /// The bytes of the whole file.
    ///
    /// # Errors
    /// When there are more files than the format can hold.
    pub(super) fn finish(self) -> Result<Vec<u8>> {
        Ok(self.zip.finish().context("cannot finish the archive")?.into_inner())
    }

    fn write(&mut self, name: &str, bytes: &[u8], method: CompressionMethod) -> Result<()> {
        let options = SimpleFileOptions::default().compression_method(method).unix_permissions(0o644);
        self.zip
            .start_file(name, options)
            .and_then(|()| Ok(self.zip.write_all(bytes)?))
            .with_context(|| format!("cannot pack `{name}`"))
    }
}
