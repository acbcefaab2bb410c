//! The theme's style sheet and scripts: joined, named after their content so that browsers may keep them for ever.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use xxhash_rust::xxh3::xxh3_64;

use super::OFFLINE;
use crate::offline::{ICON_SIZES, draw_icon};
use crate::path::SitePath;
use crate::theme::Theme;

/// The files the theme puts into every site.
#[derive(Debug, Clone)]
pub struct Assets {
    /// Style sheet: address and content.
    pub stylesheet: (SitePath, String),
    /// Script: address and content.
    pub script: (SitePath, String),
    /// Scripts of the bundles that have any, by name: address and content.
    pub scripts: BTreeMap<String, (SitePath, String)>,
    /// Style sheets of the bundles that have any, by name: address and content.
    pub styles: BTreeMap<String, (SitePath, String)>,
    /// Icon of the site: address and content.
    pub favicon: (SitePath, Vec<u8>),
    /// The icon as pixels, by the pixels on a side: for a site that is kept on the device, where it can be drawn.
    pub icons: Vec<(usize, (SitePath, Vec<u8>))>,
    /// The script that stands in the head of every page.
    pub head_script: String,
    /// What the script that keeps the site on the device does; empty when it is switched off.
    pub service_worker: String,
    /// The content security policy of every page.
    pub csp: String,
}

impl Assets {
    /// Joins and names the files of a theme, for a site that is kept on the device (`is_kept`) or not.
    #[must_use]
    pub fn new(theme: &Theme, is_kept: bool) -> Self {
        let css = without_comments(&join(theme, &theme.css));
        let js = join_scripts(theme, &theme.js);
        let mut scripts = BTreeMap::new();
        let mut styles = BTreeMap::new();
        for (name, bundle) in theme.bundles.iter().filter(|(name, _)| is_kept || *name != OFFLINE) {
            if !bundle.js.is_empty() {
                let js = strings(theme, &bundle.strings) + &join_scripts(theme, &bundle.js);
                scripts.insert(name.clone(), (named(name, js.as_bytes(), "js"), js));
            }
            if !bundle.css.is_empty() {
                let css = without_comments(&join(theme, &bundle.css));
                styles.insert(name.clone(), (named(name, css.as_bytes(), "css"), css));
            }
        }
        let text = |name: &Option<String>| {
            let bytes = name.as_deref().and_then(|name| theme.bytes(name)).unwrap_or_default();
            bytes.to_vec()
        };
        let head_script = String::from_utf8_lossy(&text(&theme.head_script)).trim().to_owned();
        let icon = text(&theme.favicon);
        let icon_type = theme.favicon.as_deref().and_then(|name| name.rsplit('.').next()).unwrap_or("svg");
        let hash = STANDARD.encode(Sha256::digest(head_script.as_bytes()));
        // Pages load nothing from elsewhere. `connect-src` is for the preview, which tells pages about changes.
        let kept = if is_kept { " worker-src 'self'; manifest-src 'self';" } else { "" };
        let csp = format!(
            "default-src 'none'; script-src 'self' 'sha256-{hash}'; style-src 'self'; img-src 'self' data: blob:; \
             media-src 'self'; font-src 'self'; connect-src 'self';{kept} form-action 'none'; base-uri 'none'"
        );
        Self {
            stylesheet: (named("theme", css.as_bytes(), "css"), css),
            script: (named("theme", js.as_bytes(), "js"), js),
            scripts,
            styles,
            icons: if is_kept { pixels_of(&icon) } else { Vec::new() },
            favicon: (named("icon", &icon, icon_type), icon),
            head_script,
            service_worker: if is_kept { join_scripts(theme, theme.service_worker.as_slice()) } else { String::new() },
            csp,
        }
    }

    /// All files, each with its address.
    pub fn files(&self) -> impl Iterator<Item = (&SitePath, &[u8])> {
        let texts =
            [&self.stylesheet, &self.script].into_iter().chain(self.scripts.values()).chain(self.styles.values());
        let pictures = [&self.favicon].into_iter().chain(self.icons.iter().map(|(_, picture)| picture));
        texts.map(|(path, text)| (path, text.as_bytes())).chain(pictures.map(|(path, bytes)| (path, bytes.as_slice())))
    }

    /// The file at an address.
    #[must_use]
    pub fn file(&self, path: &SitePath) -> Option<&[u8]> {
        self.files().find(|(address, _)| *address == path).map(|(_, bytes)| bytes)
    }
}

/// An icon in the sizes that systems ask for.
fn pixels_of(icon: &[u8]) -> Vec<(usize, (SitePath, Vec<u8>))> {
    let Ok(svg) = std::str::from_utf8(icon) else { return Vec::new() };
    let of_size = |size: usize| {
        let picture = draw_icon(svg, size)?;
        Some((size, (named(&format!("icon-{size}"), &picture, "png"), picture)))
    };
    ICON_SIZES.into_iter().filter_map(of_size).collect()
}

/// The interface strings whose keys start with one of `beginnings`, as script.
fn strings(theme: &Theme, beginnings: &[String]) -> String {
    let strings: BTreeMap<&str, &str> = theme
        .strings
        .iter()
        .filter(|(key, _)| beginnings.iter().any(|beginning| key.starts_with(beginning.as_str())))
        .map(|(key, string)| (key.as_str(), string.as_str()))
        .collect();
    let json = serde_json::to_string(&strings).unwrap_or_default();
    format!("Object.assign((globalThis.Matchbook ??= {{}}).strings ??= {{}}, {json});\n")
}

fn named(stem: &str, bytes: &[u8], extension: &str) -> SitePath {
    SitePath::new(&format!("assets/{stem}-{:016x}.{extension}", xxh3_64(bytes)))
}

fn join(theme: &Theme, names: &[String]) -> String {
    let mut joined = String::new();
    for name in names {
        let bytes = theme.bytes(name).unwrap_or_default();
        joined.push_str(String::from_utf8_lossy(bytes).trim());
        joined.push('\n');
    }
    joined
}

fn join_scripts(theme: &Theme, names: &[String]) -> String {
    let texts = names.iter().map(|name| String::from_utf8_lossy(theme.bytes(name).unwrap_or_default()));
    texts.map(|script| compact_script(script.trim()) + "\n").collect()
}

/// A script without indentation and without comments that have lines of their own: readers need not load them. One with
/// a text that goes over several lines stays as it is, since such a line may be part of it.
fn compact_script(script: &str) -> String {
    let is_open = |line: &str| line.matches('`').count() % 2 == 1 || line.ends_with('\\');
    if script.lines().any(is_open) {
        return script.to_owned();
    }
    let mut kept = Vec::new();
    let mut in_comment = false;
    for mut line in script.lines().map(str::trim) {
        if !in_comment && line.starts_with("/*") {
            in_comment = true;
            line = &line[2..];
        }
        if in_comment {
            let Some((_, rest)) = line.split_once("*/") else { continue };
            in_comment = false;
            line = rest.trim_start();
        }
        if !line.starts_with("//") && !line.is_empty() {
            kept.push(line);
        }
    }
    kept.join("\n")
}

/// A style sheet without its comments, which are for theme authors (CSS Syntax 3, section 4.3.2). Strings are left alone.
pub(super) fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(['"', '\'', '/']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if let Some(comment) = from.strip_prefix("/*") {
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
            continue;
        }
        let length = match from.as_bytes()[0] {
            b'/' => 1,
            quote => string_length(from, quote),
        };
        out.push_str(&from[..length]);
        rest = &from[length..];
    }
    out.push_str(rest);
    let lines: Vec<&str> = out.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()).collect();
    lines.join("\n")
}

/// Bytes of the string at the start of `text`, both quotes included.
fn string_length(text: &str, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    let mut end = (at + 1).min(bytes.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_lose_their_comments_and_no_text() {
        for (script, compact) in [
            ("/** A. */\nlet a = 1; // kept\n\n  // gone\n  let b = `x`;", "let a = 1; // kept\nlet b = `x`;"),
            ("/*\n * let a;\n */\nlet b;", "let b;"),
            ("/* a */ let b;\n/*/ let c; /**/ let d;\n/* e\n*/ let f;", "let b;\nlet d;\nlet f;"),
            ("let a = `one\n  // two\n`;", "let a = `one\n  // two\n`;"),
            ("let a = 'one\\\n  // two';", "let a = 'one\\\n  // two';"),
        ] {
            assert_eq!(compact_script(script), compact, "{script}");
        }
    }

    #[test]
    fn comments_go_and_strings_stay() {
        for (css, without) in [
            ("a { b: c } /* x */ d { }", "a { b: c }  d { }"),
            ("a::before { content: \"/* no */\" }", "a::before { content: \"/* no */\" }"),
            ("a { b: '\\'/*' } /* x", "a { b: '\\'/*' }"),
            ("a { b: url(x/y) }\n\n/* é */\n", "a { b: url(x/y) }"),
            ("\"é", "\"é"),
            ("\"\\é", "\"\\é"),
        ] {
            assert_eq!(without_comments(css), without, "{css}");
        }
    }
}
