//! Typed paths. A path in `content/` and a path in the output are different things: mixing them does not compile, and
//! this file alone joins paths, turns one kind into the other and makes addresses relative.

use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What is escaped in the path of an address: everything that ends a path or has no place in a URL (RFC 3986,
/// section 3.3). Letters beyond ASCII stay as they are, browsers and GitHub Pages take them.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    // In front of it would be a scheme.
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A file below the content folder: relative, with `/`, without `.` and `..`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// A source path from text that is already relative and clean.
    #[must_use]
    pub fn new(path: &str) -> Self {
        Self(path.into())
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder the file is in, empty for the content folder itself.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The file's name with its extension.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The file's name without its extension.
    #[must_use]
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
    }

    /// The extension in lower case, empty when there is none.
    #[must_use]
    pub fn extension(&self) -> String {
        let name = self.file_name();
        match name.rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => extension.to_lowercase(),
            _ => String::new(),
        }
    }

    /// Whether the file is Markdown.
    #[must_use]
    pub fn is_markdown(&self) -> bool {
        matches!(self.extension().as_str(), "md" | "markdown")
    }

    /// Whether the file is the front page of its folder.
    #[must_use]
    pub fn is_index(&self) -> bool {
        self.is_markdown() && matches!(self.stem().to_lowercase().as_str(), "index" | "readme")
    }

    /// The file that the relative link `target` in this file names; `None` when it leads out of the content folder.
    /// A leading `/` counts from the content folder.
    #[must_use]
    pub fn join(&self, target: &str) -> Option<Self> {
        let (base, target) = match target.strip_prefix('/') {
            Some(rest) => ("", rest),
            None => (self.folder(), target),
        };
        join(base, target).map(|path| Self::new(&path))
    }

    /// How a link in this file names the file `to`.
    #[must_use]
    pub fn link_to(&self, to: &Self) -> String {
        relative(self.as_str(), to.as_str())
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

/// A file of the output: relative to the root of the site, with `/`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// A site path from text that is already relative and clean.
    #[must_use]
    pub fn new(path: &str) -> Self {
        Self(path.into())
    }

    /// The page that a Markdown file becomes: number prefixes dropped, `index.md` and `README.md` to `index.html`.
    #[must_use]
    pub fn of_page(source: &SourcePath) -> Self {
        let mut path = String::with_capacity(source.as_str().len() + 2);
        for folder in source.folder().split('/').filter(|part| !part.is_empty()) {
            path.push_str(without_number(folder));
            path.push('/');
        }
        path.push_str(if source.is_index() { "index" } else { without_number(source.stem()) });
        path.push_str(".html");
        Self(path.into())
    }

    /// Where a file that is copied as it is goes: its folders lose their number prefixes as those of pages do.
    #[must_use]
    pub fn of_asset(source: &SourcePath) -> Self {
        let mut path = String::with_capacity(source.as_str().len());
        for folder in source.folder().split('/').filter(|part| !part.is_empty()) {
            path.push_str(without_number(folder));
            path.push('/');
        }
        path.push_str(source.file_name());
        Self(path.into())
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The extension, empty when there is none.
    #[must_use]
    pub fn extension(&self) -> &str {
        self.0.rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The folder the file is in, empty for the root.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The file that a relative address in this file names, without query and fragment and decoded; `None` when it leads out
    /// of the site.
    #[must_use]
    pub fn join(&self, target: &str) -> Option<Self> {
        join(self.folder(), target).map(|path| Self::new(&path))
    }

    /// A page's name as an id, where many pages stand in one document: `guide-rules` for `guide/rules.html`.
    #[must_use]
    pub fn as_id(&self) -> String {
        let plain = |c: char| match c {
            '/' => '-',
            // An id has no blanks.
            c if c.is_whitespace() => '_',
            c => c,
        };
        let mut id = String::with_capacity(self.0.len());
        id.extend(self.0.trim_end_matches(".html").chars().map(plain));
        id
    }

    /// The way from this file to the root of the site: empty, `../`, `../../`…
    #[must_use]
    pub fn root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// The address of `to` as written in this file, percent-encoded.
    #[must_use]
    pub fn href(&self, to: &Self) -> String {
        encode(&relative(&self.0, &to.0))
    }

    /// The address from the root of the site, percent-encoded.
    #[must_use]
    pub fn encoded(&self) -> String {
        encode(&self.0)
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

/// A path relative to a folder, without `.` and `..`; `None` when it leads out.
fn join(folder: &str, target: &str) -> Option<String> {
    let mut path = String::with_capacity(folder.len() + target.len() + 1);
    for part in folder.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." if path.is_empty() => return None,
            ".." => path.truncate(path.rfind('/').unwrap_or(0)),
            part => {
                path.push_str(if path.is_empty() { "" } else { "/" });
                path.push_str(part);
            }
        }
    }
    Some(path)
}

/// The media type of a file with this extension (IANA), text as UTF-8.
#[must_use]
pub fn media_type(extension: &str) -> &'static str {
    match extension {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "xml" => "application/xml",
        "txt" | "md" | "csv" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        "ics" => "text/calendar; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The number that orders a file or folder among its neighbors: `2` for `02-rules`.
#[must_use]
pub fn number_of(name: &str) -> Option<u32> {
    let digits = name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    (without_number(name).len() < name.len()).then(|| name[..digits].parse().ok()).flatten()
}

/// A name without the number that orders it: `rules` for `02-rules`. Up to three digits and a `-` or `_` count, so
/// that `2024-report` keeps its year.
#[must_use]
pub fn without_number(name: &str) -> &str {
    let rest = name.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = name.len() - rest.len();
    match rest.strip_prefix(['-', '_']) {
        Some(rest) if (1..=3).contains(&digits) && !rest.is_empty() => rest,
        _ => name,
    }
}

/// The anchor of a heading, after GitHub's rule: lower case, letters and digits of any script, `-` and `_` stay, blanks
/// become `-`, everything else is dropped.
#[must_use]
pub fn slug(text: &str) -> String {
    let text = text.trim();
    let slug = if text.is_ascii() { plain_slug(text) } else { text.chars().flat_map(letters_of_slug).collect() };
    match slug.trim_matches('-') {
        "" => "section".into(),
        trimmed if trimmed.len() < slug.len() => trimmed.into(),
        _ => slug,
    }
}

/// What a letter or sign is in a slug.
fn letters_of_slug(c: char) -> impl Iterator<Item = char> {
    let (sign, letter) = match c {
        '_' | '-' => (Some(c), None),
        _ if c.is_whitespace() => (Some('-'), None),
        _ => (None, Some(c).filter(|c| c.is_alphanumeric())),
    };
    sign.into_iter().chain(letter.into_iter().flat_map(char::to_lowercase))
}

/// The same for a text in ASCII, as most are. Every byte is written, and the next one over it where it is dropped: no branch depends
/// on a byte.
fn plain_slug(text: &str) -> String {
    let mut slug = vec![0; text.len()];
    let mut length = 0;
    for byte in text.bytes() {
        let letter = LETTERS_OF_SLUG[usize::from(byte)];
        slug[length] = letter;
        length += usize::from(letter != DROPPED);
    }
    slug.truncate(length);
    String::from_utf8(slug).unwrap_or_default()
}

/// What stands in [`LETTERS_OF_SLUG`] for a byte that is dropped.
const DROPPED: u8 = 0;

/// What each byte of ASCII is in a slug.
const LETTERS_OF_SLUG: [u8; 256] = {
    let mut letters = [DROPPED; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        letters[byte as usize] = match byte {
            b'_' | b'-' => byte,
            b'\t'..=b'\r' | b' ' => b'-',
            _ if byte.is_ascii_alphanumeric() => byte.to_ascii_lowercase(),
            _ => DROPPED,
        };
        byte += 1;
    }
    letters
};

/// A path as it stands in an address, percent-encoded.
#[must_use]
pub fn encode(path: &str) -> String {
    // As nearly all paths are. All bytes are looked at, many at once.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() | matches!(byte, b'-' | b'.' | b'/' | b'_');
    if path.bytes().fold(true, |all, byte| all & is_plain(byte)) {
        return path.to_owned();
    }
    utf8_percent_encode(path, PATH).collect()
}

/// The relative path from the file `from` to the file `to`. Never empty: a file names itself.
fn relative(from: &str, to: &str) -> String {
    // The bytes of the folders that both are in.
    let mut shared = 0;
    for (at, (a, b)) in from.bytes().zip(to.bytes()).enumerate() {
        if a != b {
            break;
        }
        if a == b'/' {
            shared = at + 1;
        }
    }
    let up = from[shared..].bytes().filter(|byte| *byte == b'/').count();
    let mut path = String::with_capacity(up * 3 + to.len() - shared);
    (0..up).for_each(|_| path.push_str("../"));
    path.push_str(&to[shared..]);
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_lose_their_numbers_and_assets_keep_their_names() {
        let page = |path| SitePath::of_page(&SourcePath::new(path)).to_string();
        assert_eq!(page("02-guide/01-rules.md"), "guide/rules.html");
        assert_eq!(page("02-guide/README.md"), "guide/index.html");
        assert_eq!(page("2024-report.md"), "2024-report.html");
        assert_eq!(page("7-.md"), "7-.html");
        let asset = |path| SitePath::of_asset(&SourcePath::new(path)).to_string();
        assert_eq!(asset("02-guide/01-list.png"), "guide/01-list.png");
    }

    #[test]
    fn links_are_relative_to_the_page() {
        let href = |from: &str, to: &str| SitePath::new(from).href(&SitePath::new(to));
        assert_eq!(href("index.html", "guide/rules.html"), "guide/rules.html");
        assert_eq!(href("guide/rules.html", "index.html"), "../index.html");
        assert_eq!(href("guide/rules.html", "guide/offers.html"), "offers.html");
        assert_eq!(href("a/b/c.html", "a/d/c.html"), "../d/c.html");
        assert_eq!(href("a.html", "b c/100%?.html"), "b%20c/100%25%3F.html");
        assert_eq!(href("a.html", "note: b.html"), "note%3A%20b.html");
    }

    #[test]
    fn a_link_cannot_leave_the_content_folder() {
        let page = SourcePath::new("guide/rules.md");
        assert_eq!(page.join("../faq.md"), Some(SourcePath::new("faq.md")));
        assert_eq!(page.join("./a/../b.md"), Some(SourcePath::new("guide/b.md")));
        assert_eq!(page.join("/index.md"), Some(SourcePath::new("index.md")));
        assert_eq!(page.join("../../secret.md"), None);
        assert_eq!(page.join("a//b/"), Some(SourcePath::new("guide/a/b")));
        assert_eq!(page.join(".."), Some(SourcePath::new("")));
        assert_eq!(SourcePath::new("a/b/c.md").join("../../d.md"), Some(SourcePath::new("d.md")));
        assert_eq!(SourcePath::new("index.md").join("../d.md"), None);
    }

    #[test]
    fn what_has_a_meaning_in_addresses_is_encoded_in_paths() {
        for byte in 0..128_u8 {
            let path = format!("a{}b", char::from(byte));
            assert_eq!(encode(&path), utf8_percent_encode(&path, PATH).to_string(), "{path:?}");
        }
        assert_eq!(encode("é/ü"), "%C3%A9/%C3%BC");
    }

    #[test]
    fn slugs_follow_github() {
        assert_eq!(slug("What's *new*, Dr. Łuk?"), "whats-new-dr-łuk");
        assert_eq!(slug("snake_case and a-b"), "snake_case-and-a-b");
        assert_eq!(slug("??"), "section");
        assert_eq!(slug("What's *new*, (Dr.) Luk?! --"), "whats-new-dr-luk");
        // Letters of ASCII are read in a way of their own, and are the same.
        for byte in 0..128_u8 {
            let c = char::from(byte);
            let expected: String = letters_of_slug(c).collect();
            assert_eq!(plain_slug(&c.to_string()), expected, "{c:?}");
        }
    }

    #[test]
    fn numbers_order_names() {
        assert_eq!(number_of("02-rules"), Some(2));
        assert_eq!(number_of("rules"), None);
        assert_eq!(number_of("2024-report"), None);
    }
}
