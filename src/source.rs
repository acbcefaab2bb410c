//! The content folder: every file below it, found, read and made sense of as far as it can be without knowing the
//! guide.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::{Context, Result};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::diagnostic::{Code, Diagnostic, File};
use crate::exif;
use crate::fs;
use crate::path::SourcePath;
use crate::timings::{self, Stage};

/// Largest Markdown or text file that is read as text, in bytes. A larger one is far beyond what people write.
const MAX_TEXT: u64 = 16 << 20;
/// How much of a photo is read to learn how the camera was held: that stands in front, in at most 64 KiB.
const HEAD_OF_PHOTO: u64 = 128 << 10;

/// So many files are worth readers of their own, and so many of these.
const MANY: usize = 500;
const READERS: usize = 8;

/// Bytes of a file that a thread keeps room for.
const BUFFER_KEPT: usize = 1 << 20;

thread_local! {
    /// Where the thread reads files.
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// So many edits are kept apart from the other files.
const MAX_EDITS: usize = 16;

/// All files of the content folder.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Arc<BTreeMap<SourcePath, Content>>,
    /// What a few of them hold since they were read; `None` for those that are gone. Copying the other thousands for each
    /// file that somebody saves would cost more than all else that a save does.
    edits: BTreeMap<SourcePath, Option<Content>>,
    /// Whether one of them is a symbolic link, so that a file may change under another path than its own.
    has_links: bool,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// UTF-8 text, with its path for findings.
    Text(File),
    /// Anything else, left on the disk until it is copied.
    Binary(Binary),
}

/// A file that is not text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binary {
    /// Where it is.
    pub disk: Arc<Path>,
    /// Width and height in pixels of an image.
    pub dimensions: Option<(usize, usize)>,
    /// Its length and when it changed, which tell it from what stood there before.
    stamp: Option<(u64, SystemTime)>,
}

/// How the content folder differs from what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// Not at all.
    None,
    /// In what files hold.
    Contents,
    /// In which files there are, or in what is text.
    Files,
}

/// A file that was found: its path, and where it is on the disk.
type Found = (SourcePath, PathBuf);

impl Sources {
    /// Reads the folder `src` below `root`. Files that cannot be used are reported in `out`.
    ///
    /// # Errors
    /// When the folder itself cannot be read.
    pub fn read(root: &Path, src: &str, out: &mut Vec<Diagnostic>) -> Result<Self> {
        let folder = fs::canonical(&root.join(src))
            .with_context(|| format!("no content folder `{src}` (`src` in `book.toml`)"))?;
        let (found, has_links) = walk(&folder, &folder, src, out);
        let files = read_files(src, found).into_iter().map(|(path, content, findings)| {
            out.extend(findings);
            (path, content)
        });
        Ok(Self { files: Arc::new(files.collect()), edits: BTreeMap::new(), has_links })
    }

    /// Reads what may have changed again: the files and folders `changed`, below `src`. Returns the files as they are, how
    /// they differ and which do. `None` when that is not enough and the folder has to be read as a whole, as something in
    /// it cannot be used or may stand under two paths.
    #[must_use]
    pub fn update(
        &self,
        root: &Path,
        src: &str,
        changed: &BTreeSet<&str>,
    ) -> Option<(Self, Difference, BTreeSet<SourcePath>)> {
        let folder = fs::canonical(&root.join(src)).ok().filter(|_| !self.has_links)?;
        let mut updated = self.clone();
        let mut difference = Difference::None;
        let mut different = BTreeSet::new();
        for name in changed.iter().filter(|name| !name.split('/').any(is_ignored)) {
            let mut findings = Vec::new();
            let (found, has_links) = walk(&folder, &folder.join(name), src, &mut findings);
            let read = read_files(src, found);
            if has_links || !findings.is_empty() || read.iter().any(|(_, _, findings)| !findings.is_empty()) {
                return None;
            }
            let inside = |path: &SourcePath| {
                path.as_str().strip_prefix(*name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            let from = SourcePath::new(name);
            let is_near = |path: &SourcePath| path.as_str().starts_with(*name);
            let known = self.files.range(from.clone()..).map(|(path, _)| path).take_while(|path| is_near(path));
            let known = known.chain(updated.edits.range(from..).map(|(path, _)| path).take_while(|path| is_near(path)));
            let mut gone: BTreeSet<SourcePath> =
                known.filter(|path| inside(path) && updated.content(path).is_some()).cloned().collect();
            for (path, content, _) in read {
                gone.remove(&path);
                let here = difference_of(updated.content(&path), &content);
                if here > Difference::None {
                    different.insert(path.clone());
                    updated.edits.insert(path, Some(content));
                    difference = difference.max(here);
                }
            }
            for path in gone {
                different.insert(path.clone());
                updated.edits.insert(path, None);
                difference = Difference::Files;
            }
        }
        if updated.edits.len() > MAX_EDITS {
            updated.settle();
        }
        Some((updated, difference, different))
    }

    /// Puts the edits where the other files are.
    fn settle(&mut self) {
        let files = Arc::make_mut(&mut self.files);
        for (path, content) in std::mem::take(&mut self.edits) {
            match content {
                Some(content) => files.insert(path, content),
                None => files.remove(&path),
            };
        }
    }

    /// The same files, with the texts of `before` where they say the same, so that equal texts are one.
    #[must_use]
    pub fn sharing_texts_of(mut self, before: &Self) -> (Self, Difference) {
        let paths = |sources: &Self| sources.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
        let mut difference = if paths(&self) == paths(before) { Difference::None } else { Difference::Files };
        for (path, content) in Arc::make_mut(&mut self.files) {
            let Some(old) = before.content(path) else { continue };
            let here = difference_of(Some(old), content);
            difference = difference.max(here);
            if here == Difference::None {
                *content = old.clone();
            }
        }
        (self, difference)
    }

    /// The file at a path.
    #[must_use]
    pub fn content(&self, path: &SourcePath) -> Option<&Content> {
        match self.edits.get(path) {
            Some(edited) => edited.as_ref(),
            None => self.files.get(path),
        }
    }

    /// The text of the file at a path.
    #[must_use]
    pub fn text(&self, path: &SourcePath) -> Option<&File> {
        match self.content(path)? {
            Content::Text(file) => Some(file),
            Content::Binary(_) => None,
        }
    }

    /// All files, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&SourcePath, &Content)> {
        let mut files = self.files.iter().peekable();
        let mut edits = self.edits.iter().peekable();
        std::iter::from_fn(move || {
            loop {
                let is_edit = match (files.peek(), edits.peek()) {
                    (Some((file, _)), Some((edit, _))) => edit <= file,
                    (file, _) => file.is_none(),
                };
                if !is_edit {
                    return files.next();
                }
                let (path, content) = edits.next()?;
                files.next_if(|(file, _)| *file == path);
                if let Some(content) = content {
                    return Some((path, content));
                }
            }
        })
    }
}

/// How a file differs from what stood at its path.
fn difference_of(old: Option<&Content>, new: &Content) -> Difference {
    match (old, new) {
        (Some(old), new) if old == new => Difference::None,
        (Some(Content::Text(_)), Content::Text(_)) | (Some(Content::Binary(_)), Content::Binary(_)) => {
            Difference::Contents
        }
        _ => Difference::Files,
    }
}

/// The files at and below `start`, which is in `folder`, and whether one of them is a symbolic link. Those that cannot be
/// used are reported in `out`.
fn walk(folder: &Path, start: &Path, src: &str, out: &mut Vec<Diagnostic>) -> (Vec<Found>, bool) {
    let mut found = Vec::new();
    let mut has_links = false;
    // What was deleted is not there any more, and that is no mistake.
    if start != folder && std::fs::symlink_metadata(start).is_err() {
        return (found, has_links);
    }
    let walk = WalkDir::new(start).min_depth(usize::from(start == folder)).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(|entry| !is_ignored(&entry.file_name().to_string_lossy())) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                out.push(Diagnostic::error(Code::Unreadable, format!("cannot read the content folder: {error}")));
                continue;
            }
        };
        let Ok(relative) = entry.path().strip_prefix(folder) else { continue };
        let Some(name) = relative.to_str() else {
            out.push(Diagnostic::error(
                Code::Unreadable,
                format!("`{src}/{}` has a name that is not UTF-8", relative.display()),
            ));
            continue;
        };
        let path = SourcePath::new(&name.replace('\\', "/"));
        if name.contains(char::is_control) {
            out.push(
                Diagnostic::error(
                    Code::FileName,
                    format!("{:?} has a control character in its name", format!("{src}/{name}")),
                )
                .help("rename it: no address can be written with one".to_owned()),
            );
            continue;
        }
        if let (false, Some(help)) = (entry.file_type().is_dir(), likely_name(&path)) {
            out.push(not_read(&format!("{src}/{path}"), help));
        }
        if entry.path_is_symlink() {
            has_links = true;
            match fs::canonical(entry.path()) {
                Ok(target) if target.starts_with(folder) && target.is_file() => found.push((path, target)),
                _ => out.push(
                    Diagnostic::error(
                        Code::Symlink,
                        format!("`{src}/{path}` is a symbolic link that does not lead to a file of the content folder"),
                    )
                    .help("copy the file, or link to one inside the content folder".to_owned()),
                ),
            }
        } else if entry.file_type().is_file() {
            found.push((path, entry.into_path()));
        }
    }
    (found, has_links)
}

fn read_files(src: &str, found: Vec<Found>) -> Vec<(SourcePath, Content, Vec<Diagnostic>)> {
    let read = |(path, disk): Found| {
        let mut findings = Vec::new();
        let content = read_file(src, &path, &disk, &mut findings);
        (path, content, findings)
    };
    // One file is read at once by whoever asks for it, even while all threads are at something else.
    if found.len() == 1 {
        return found.into_iter().map(read).collect();
    }
    if found.len() < MANY {
        return found.into_par_iter().map(read).collect();
    }
    // With more readers than processors a disk that has to look for the files always has something to look for.
    let length = found.len().div_ceil(READERS);
    let mut rest = found.into_iter();
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..READERS)
            .map(|_| {
                let part: Vec<Found> = rest.by_ref().take(length).collect();
                scope.spawn(|| part.into_iter().map(read).collect::<Vec<_>>())
            })
            .collect();
        // A panic of a reader is one of the program.
        readers
            .into_iter()
            .flat_map(|reader| reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// A name in small letters, without blanks and without the last ending, which Windows hides.
fn plain_name(name: &str) -> String {
    let plain = name.to_lowercase().replace(' ', "");
    plain.strip_suffix(".txt").map_or_else(|| plain.clone(), str::to_owned)
}

/// What a file of nearly the name of one that means something should probably be called.
fn likely_name(path: &SourcePath) -> Option<String> {
    let name = path.file_name();
    let plain = plain_name(name);
    let plain = plain.as_str();
    match plain {
        "rules.toml" | "rule.toml" | "rules.tml" | "rules.toml.toml" if path.as_str() != "rules.toml" => {
            Some("the rules for emails are read from `rules.toml` in the content folder".into())
        }
        "queries.toml" => Some("move it beside `book.toml`, as `queries.toml`".into()),
        "summary.md" if path.as_str() != "SUMMARY.md" && (name != plain || path.folder().is_empty()) => {
            Some("the navigation is read from `SUMMARY.md` in the content folder, which lists all pages".into())
        }
        _ if plain.ends_with(".md") && !path.is_markdown() => {
            Some("it is copied as it is; a page has a name that ends with `.md`".into())
        }
        _ => None,
    }
}

/// The same for files beside `book.toml`: each with what is said of it.
#[must_use]
pub fn misplaced(root: &Path, src: &str) -> Vec<Diagnostic> {
    let entries = std::fs::read_dir(root).into_iter().flatten().filter_map(std::result::Result::ok);
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    let help = |name: &str| match plain_name(name).as_str() {
        "rules.toml" | "rule.toml" => Some(format!("the rules for emails are read from `{src}/rules.toml`")),
        "queries.toml" | "query.toml" | "queries.tml" | "queries.toml.toml" if name != "queries.toml" => {
            Some("the queries are read from `queries.toml`".to_owned())
        }
        _ => None,
    };
    let found = names.iter().filter_map(|name| Some((name, help(name)?)));
    found.map(|(name, help)| not_read(name, help)).collect()
}

fn not_read(path: &str, help: String) -> Diagnostic {
    Diagnostic::warning(Code::FileName, format!("`{path}` is not read as what its name looks like")).help(help)
}

/// Whether a file stays out of the site though it can be included: it or a folder above it starts with `_`.
#[must_use]
pub fn is_private(path: &SourcePath) -> bool {
    path.as_str().split('/').any(|part| part.starts_with('_'))
}

/// Hidden files and what editors leave behind while they save.
#[must_use]
pub fn is_ignored(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        // A document that is open in an office program.
        || name.starts_with("~$")
        || (name.starts_with('#') && name.ends_with('#'))
        || matches!(name, "Thumbs.db" | "desktop.ini" | "4913")
        || [".bak", ".orig", ".swp", ".swx", ".tmp", "___jb_tmp___", "___jb_old___"].iter().any(|end| name.ends_with(end))
}

fn read_file(src: &str, path: &SourcePath, disk: &Path, out: &mut Vec<Diagnostic>) -> Content {
    let binary = |dimensions| {
        let metadata = std::fs::metadata(disk).ok();
        let stamp = metadata.and_then(|metadata| Some((metadata.len(), metadata.modified().ok()?)));
        Content::Binary(Binary { disk: disk.into(), dimensions, stamp })
    };
    let extension = path.extension();
    if is_image(&extension) && extension != "svg" {
        return binary(image_dimensions(disk, &extension));
    }
    let display = format!("{src}/{path}");
    let mut span = timings::span(Stage::Read);
    // Each thread reads all its files into one place: the text that is kept is made from there with its right length.
    let mut bytes = BUFFER.take();
    bytes.clear();
    let is_whole = std::fs::File::open(disk)
        .and_then(|file| file.take(MAX_TEXT + 1).read_to_end(&mut bytes))
        .with_context(|| format!("cannot read `{}`", disk.display()));
    if let Err(error) = is_whole {
        out.push(Diagnostic::error(Code::Unreadable, format!("{error:#}")));
        bytes.clear();
    }
    span.bytes(bytes.len());
    let content = content(path, &display, &bytes, binary, out);
    // A huge file is not worth keeping the room for.
    if bytes.capacity() <= BUFFER_KEPT {
        BUFFER.set(bytes);
    }
    content
}

/// What the bytes of a file that may be text are.
fn content(
    path: &SourcePath,
    display: &str,
    bytes: &[u8],
    binary: impl Fn(Option<(usize, usize)>) -> Content,
    out: &mut Vec<Diagnostic>,
) -> Content {
    if bytes.len() as u64 > MAX_TEXT {
        if path.is_markdown() {
            out.push(Diagnostic::error(Code::Unreadable, format!("`{display}` is larger than {} MiB", MAX_TEXT >> 20)));
        }
        return binary(None);
    }
    // Data that cannot be read are not to be done without.
    let is_text = path.is_markdown() || path.extension() == "toml";
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let file = File::new(display, text);
            // A file of UTF-16 without a mark in front reads as UTF-8 with a zero beside each letter.
            if is_text && let Some(at) = memchr::memchr(0, bytes) {
                out.push(
                    Diagnostic::error(Code::Unreadable, format!("`{display}` holds a zero, which text never does"))
                        .at(file.at(at..at + 1))
                        .help("save the file as UTF-8 in the editor".to_owned()),
                );
            }
            Content::Text(file)
        }
        Err(error) if is_text => {
            let at = error.valid_up_to();
            let file = File::new(display, &String::from_utf8_lossy(bytes));
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

/// Width and height of an image as browsers show it: a photo from a camera that was held upright lies on its side in the file.
fn image_dimensions(disk: &Path, extension: &str) -> Option<(usize, usize)> {
    let size = imagesize::size(disk).ok()?;
    let is_turned = matches!(extension, "jpg" | "jpeg")
        && fs::read_start(disk, HEAD_OF_PHOTO).is_ok_and(|head| exif::orientation(&head) >= 5);
    Some(if is_turned { (size.height, size.width) } else { (size.width, size.height) })
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
