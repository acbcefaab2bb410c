//! The site as a ZIP archive: unpacked anywhere, it is opened from disk.

use anyhow::Result;
use rayon::prelude::*;

use super::zip_file::ZipFile;
use super::{Bundle, Made};
use crate::path::SitePath;
use crate::routes::{Recipe, Routes};

/// The folder in the archive with the files of the site.
const FILES: &str = "files";
/// The file that readers open.
const START: &str = "START-HERE.html";

/// The site as an archive: a folder with the guide's id, in it a page to start from and a folder with the site. The same
/// guide gives the same bytes: files are in order.
///
/// # Errors
/// When the archive cannot be put together. What is wrong with pages is in the value.
pub fn archive(routes: &Routes) -> Result<Made> {
    let paths: Vec<&SitePath> = routes.paths().filter(|path| is_for_readers(routes, path)).collect();
    let mut produced: Vec<(&SitePath, Vec<u8>)> = Vec::with_capacity(paths.len());
    let mut findings = Vec::new();
    let all: Vec<_> = paths.par_iter().map(|path| (*path, routes.produce(path))).collect();
    for (path, result) in all {
        match result {
            Some(Ok(bytes)) => produced.push((path, bytes.into_owned())),
            Some(Err(found)) => findings.extend(found),
            None => {}
        }
    }
    let start = match routes.start_here(&format!("{FILES}/")) {
        Ok(start) => start,
        Err(found) => {
            findings.extend(found);
            Vec::new()
        }
    };
    if !findings.is_empty() {
        return Ok(Err(findings));
    }
    let id = &routes.site().config().book.id;
    let mut zip = ZipFile::default();
    zip.add(&format!("{id}/{START}"), &start)?;
    let mut parts = Vec::new();
    for (path, bytes) in &produced {
        zip.add(&format!("{id}/{FILES}/{path}"), bytes)?;
        let part = match path.extension() {
            "html" => "pages",
            _ if path.as_str().starts_with("search/") => "search",
            "js" | "css" => "scripts and styles",
            _ => "images and other files",
        };
        Bundle::count(&mut parts, part, bytes.len());
    }
    let bytes = zip.finish()?;
    Ok(Ok(Bundle { bytes, parts }))
}

/// Whether a file is of use to somebody who opens the guide from disk: what servers and search engines read is not.
fn is_for_readers(routes: &Routes, path: &SitePath) -> bool {
    !matches!(
        routes.recipe(path),
        Some(Recipe::NotFound | Recipe::Moved | Recipe::Sitemap | Recipe::Robots | Recipe::Text(_))
    )
}
