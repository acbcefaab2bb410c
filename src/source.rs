//! The content folder: every file below it, found, read and made sense of as far as it can be without knowing the
//! guide.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use rayon::prelude::*;
use walkdir::WalkDir;
use xxhash_rust::xxh3::Xxh3;

use crate::diagnostic::{Code, Diagnostic, File};
use crate::fs;
use crate::path::SourcePath;

/// Largest Markdown or text file that is read as text, in bytes. A larger one is far beyond what people write.
const MAX_TEXT: u64 = 16 << 20;

/// All files of the content folder.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: BTreeMap<SourcePath, Content>,
}

/// What a file holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// UTF-8 text, with its path for findings.
    Text(File),
    /// Anything else, left on the disk until it is copied.
    Binary(Binary),
}

/// A file that is not text.
#[derive(Debug, Clone)]
pub struct Binary {
    /// Where it is.
    pub disk: Arc<Path>,
    /// Width and height in pixels of an image.
    pub dimensions: Option<(usize, usize)>,
}

impl Sources {
    /// Reads the folder `src` below `root`. Files that cannot be used are reported in `out`.
    ///
    /// # Errors
    /// When the folder itself cannot be read.
    pub fn read(root: &Path, src: &str, out: &mut Vec<Diagnostic>) -> Result<Self> {
        let folder = fs::canonical(&root.join(src))
            .with_context(|| format!("no content folder `{src}` (`src` in `book.toml`)"))?;
        let mut found: Vec<(SourcePath, PathBuf)> = Vec::new();
        let walk = WalkDir::new(&folder).min_depth(1).sort_by_file_name();
        for entry in walk.into_iter().filter_entry(|entry| !is_ignored(&entry.file_name().to_string_lossy())) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    out.push(Diagnostic::error(Code::Unreadable, format!("cannot read the content folder: {error}")));
                    continue;
                }
            };
            let Ok(relative) = entry.path().strip_prefix(&folder) else { continue };
            let Some(name) = relative.to_str() else {
                out.push(Diagnostic::error(
                    Code::Unreadable,
                    format!("`{src}/{}` has a name that is not UTF-8", relative.display()),
                ));
                continue;
            };
            let path = SourcePath::new(&name.replace('\\', "/"));
            if entry.path_is_symlink() {
                match fs::canonical(entry.path()) {
                    Ok(target) if target.starts_with(&folder) && target.is_file() => found.push((path, target)),
                    _ => out.push(
                        Diagnostic::error(
                            Code::Symlink,
                            format!(
                                "`{src}/{path}` is a symbolic link that does not lead to a file of the content folder"
                            ),
                        )
                        .help("copy the file, or link to one inside the content folder".to_owned()),
                    ),
                }
            } else if entry.file_type().is_file() {
                found.push((path, entry.into_path()));
            }
        }

        // More readers than processors do not help with a warm cache, and with a cold one the disk is the limit.
        let read: Vec<(SourcePath, Content, Vec<Diagnostic>)> = found
            .into_par_iter()
            .map(|(path, disk)| {
                let mut findings = Vec::new();
                let content = read_file(src, &path, &disk, &mut findings);
                (path, content, findings)
            })
            .collect();
        let mut files = BTreeMap::new();
        for (path, content, findings) in read {
            out.extend(findings);
            files.insert(path, content);
        }
        Ok(Self { files })
    }

    /// The file at a path.
    #[must_use]
    pub fn content(&self, path: &SourcePath) -> Option<&Content> {
        self.files.get(path)
    }

    /// The text of the file at a path.
    #[must_use]
    pub fn text(&self, path: &SourcePath) -> Option<&File> {
        match self.files.get(path)? {
            Content::Text(file) => Some(file),
            Content::Binary(_) => None,
        }
    }

    /// Adds all files to a hash.
    pub fn hash_into(&self, hash: &mut Xxh3) {
        for (path, content) in &self.files {
            hash.update(path.as_str().as_bytes());
            hash.update(&[0]);
            match content {
                Content::Text(file) => hash.update(file.text.as_bytes()),
                Content::Binary(binary) => {
                    let state =
                        std::fs::metadata(&binary.disk).map(|metadata| (metadata.len(), metadata.modified().ok()));
                    hash.update(format!("{state:?}").as_bytes());
                }
            }
            hash.update(&[0]);
        }
    }

    /// All files, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&SourcePath, &Content)> {
        self.files.iter()
    }
}

/// Whether a file stays out of the site though it can be included: it or a folder above it starts with `_`.
#[must_use]
pub fn is_private(path: &SourcePath) -> bool {
    path.as_str().split('/').any(|part| part.starts_with('_'))
}

/// Hidden files and what editors leave behind while they save.
fn is_ignored(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || matches!(name, "Thumbs.db" | "desktop.ini" | "4913")
        || [".swp", ".swx", ".tmp"].iter().any(|end| name.ends_with(end))
}

fn read_file(src: &str, path: &SourcePath, disk: &Path, out: &mut Vec<Diagnostic>) -> Content {
    let binary = |dimensions| Content::Binary(Binary { disk: disk.into(), dimensions });
    let extension = path.extension();
    if is_image(&extension) && extension != "svg" {
        return binary(imagesize::size(disk).ok().map(|size| (size.width, size.height)));
    }
    let display = format!("{src}/{path}");
    let too_large = std::fs::metadata(disk).is_ok_and(|metadata| metadata.len() > MAX_TEXT);
    if too_large {
        if path.is_markdown() {
            out.push(Diagnostic::error(Code::Unreadable, format!("`{display}` is larger than {} MiB", MAX_TEXT >> 20)));
        }
        return binary(None);
    }
    let bytes = match fs::read(disk) {
        Ok(bytes) => bytes,
        Err(error) => {
            out.push(Diagnostic::error(Code::Unreadable, format!("{error:#}")));
            Vec::new()
        }
    };
    match String::from_utf8(bytes) {
        Ok(text) => Content::Text(File::new(&display, &text)),
        Err(error) if path.is_markdown() => {
            let at = error.utf8_error().valid_up_to();
            let file = File::new(&display, &String::from_utf8_lossy(error.as_bytes()));
            out.push(
                Diagnostic::error(Code::Unreadable, format!("`{display}` is not UTF-8 text"))
                    .at(file.at(at..at + 3))
                    .help("save the file as UTF-8 in the editor".to_owned()),
            );
            Content::Text(file)
        }
        Err(_) => binary(None),
    }
}

/// Whether files with this extension are pictures that browsers show.
#[must_use]
pub fn is_image(extension: &str) -> bool {
    matches!(extension, "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "svg" | "bmp" | "ico")
}

/// Width and height of an SVG image from its root element, in pixels.
#[must_use]
pub fn svg_dimensions(text: &str) -> Option<(usize, usize)> {
    let start = text.find("<svg")?;
    let tag = &text[start..start + text[start..].find('>')?];
    let attribute = |name: &str| {
        let rest = &tag[tag.find(&format!(" {name}=\""))? + name.len() + 3..];
        Some(&rest[..rest.find('"')?])
    };
    let pixels = |name| -> Option<usize> {
        let text = attribute(name)?;
        text.trim_end_matches("px").parse::<f64>().ok().map(|number| number.round() as usize)
    };
    if let (Some(width), Some(height)) = (pixels("width"), pixels("height")) {
        return Some((width, height));
    }
    let numbers: Vec<f64> = attribute("viewBox")?.split([' ', ',']).filter_map(|number| number.parse().ok()).collect();
    match numbers[..] {
        [_, _, width, height] => Some((width.round() as usize, height.round() as usize)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_svg_says_its_size() {
        assert_eq!(svg_dimensions("<svg width=\"20px\" height=\"10\">"), Some((20, 10)));
        assert_eq!(svg_dimensions("<?xml?><svg viewBox=\"0 0 24 12.4\">"), Some((24, 12)));
        assert_eq!(svg_dimensions("<svg>"), None);
        assert_eq!(svg_dimensions("text"), None);
    }

    #[test]
    fn editor_leftovers_are_ignored() {
        for name in [".git", "a.md~", "#a.md#", ".a.md.swp", "4913"] {
            assert!(is_ignored(name), "{name}");
        }
        assert!(!is_ignored("a.md"));
        assert!(is_private(&SourcePath::new("_snippets/a.md")));
    }
}
