//! The theme's style sheet and scripts: joined, named after their content so that browsers may keep them for ever.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use xxhash_rust::xxh3::xxh3_64;

use super::OFFLINE;
use super::compact::{compact_script, compact_style};
use crate::offline::{ICON_SIZES, draw_icon};
use crate::path::SitePath;
use crate::site::{Input, Purpose};
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
    /// Joins and names the files of the theme of a guide.
    #[must_use]
    pub fn new(input: &Input) -> Self {
        let theme = &input.theme;
        let is_kept = input.has_service_worker();
        let css = join_styles(theme, &theme.css);
        // Only pages of a server can be loaded ahead, and in the preview they could be those of before a save.
        let rules = theme.speculation_rules.as_ref().filter(|_| input.purpose == Purpose::Site);
        let rules = rules.map(|name| compact_json(&theme.text(name)));
        let js = rules.as_deref().map(give_rules).unwrap_or_default() + &join_scripts(theme, &theme.js);
        let (mut scripts, mut styles) = (BTreeMap::new(), BTreeMap::new());
        for (name, bundle) in theme.bundles.iter().filter(|(name, _)| is_kept || *name != OFFLINE) {
            if !bundle.js.is_empty() {
                let js = strings(theme, &bundle.strings) + &join_scripts(theme, &bundle.js);
                scripts.insert(name.clone(), (named(name, js.as_bytes(), "js"), js));
            }
            if !bundle.css.is_empty() {
                let css = join_styles(theme, &bundle.css);
                styles.insert(name.clone(), (named(name, css.as_bytes(), "css"), css));
            }
        }
        let head_script = theme.head_script.as_deref().map(|name| script(theme, name).into_owned()).unwrap_or_default();
        let icon = theme.favicon.as_deref().and_then(|name| theme.bytes(name)).unwrap_or_default().to_vec();
        let icon_type = theme.favicon.as_deref().and_then(|name| name.rsplit('.').next()).unwrap_or("svg");
        let hash_of = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
        let hash = hash_of(&head_script);
        let rules_hash = rules.map(|rules| format!(" {}", hash_of(&rules))).unwrap_or_default();
        // Pages load nothing from elsewhere. `connect-src` is for the preview, which tells pages about changes.
        let kept = if is_kept { " worker-src 'self'; manifest-src 'self';" } else { "" };
        let csp = format!(
            "default-src 'none'; script-src 'self' {hash}{rules_hash}; style-src 'self'; img-src 'self' data: blob:; \
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

/// Speculation rules for the script that puts them into pages. The policy of pages knows them by their hash.
fn give_rules(rules: &str) -> String {
    let text = serde_json::to_string(rules).unwrap_or_default();
    format!("(globalThis.Matchbook ??= {{}}).speculationRules = {text};\n")
}

/// JSON without blanks between its words.
fn compact_json(text: &str) -> String {
    serde_json::from_str::<serde_json::Value>(text).map_or_else(|_| text.trim().to_owned(), |value| value.to_string())
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

fn join_styles(theme: &Theme, names: &[String]) -> String {
    names.iter().map(|name| style(theme, name)).collect()
}

fn join_scripts(theme: &Theme, names: &[String]) -> String {
    names.iter().flat_map(|name| [script(theme, name), "\n".into()]).collect()
}

/// A style sheet of the theme as it is sent.
pub(super) fn style(theme: &Theme, name: &str) -> Cow<'static, str> {
    theme.compact(name).map_or_else(|| compact_style(&theme.text(name)).into(), Cow::Borrowed)
}

/// A script of the theme as it is sent.
fn script(theme: &Theme, name: &str) -> Cow<'static, str> {
    theme.compact(name).map_or_else(|| compact_script(theme.text(name).trim()).into(), Cow::Borrowed)
}
