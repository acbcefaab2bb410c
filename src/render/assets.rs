//! The theme's style sheet and scripts: joined, named after their content so that browsers may keep them for ever.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use xxhash_rust::xxh3::xxh3_64;

use crate::path::SitePath;
use crate::theme::Theme;

/// The files the theme puts into every site.
#[derive(Debug, Clone)]
pub struct Assets {
    /// Style sheet: address and content.
    pub stylesheet: (SitePath, String),
    /// Script: address and content.
    pub script: (SitePath, String),
    /// Icon of the site: address and content.
    pub favicon: (SitePath, Vec<u8>),
    /// The script that stands in the head of every page.
    pub scheme_script: String,
    /// The content security policy of every page.
    pub csp: String,
}

impl Assets {
    /// Joins and names the files of a theme.
    #[must_use]
    pub fn new(theme: &Theme) -> Self {
        let css = join(theme, &theme.css);
        let js = join(theme, &theme.js);
        let text = |name: &Option<String>| {
            let bytes = name.as_deref().and_then(|name| theme.bytes(name)).unwrap_or_default();
            bytes.to_vec()
        };
        let scheme_script = String::from_utf8_lossy(&text(&theme.scheme_script)).trim().to_owned();
        let icon = text(&theme.favicon);
        let icon_type = theme.favicon.as_deref().and_then(|name| name.rsplit('.').next()).unwrap_or("svg");
        let hash = STANDARD.encode(Sha256::digest(scheme_script.as_bytes()));
        // Pages load nothing from elsewhere. `connect-src` is for the preview, which tells pages about changes.
        let csp = format!(
            "default-src 'none'; script-src 'self' 'sha256-{hash}'; style-src 'self'; img-src 'self' data: blob:; \
             media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'"
        );
        Self {
            stylesheet: (named("theme", css.as_bytes(), "css"), css),
            script: (named("theme", js.as_bytes(), "js"), js),
            favicon: (named("icon", &icon, icon_type), icon),
            scheme_script,
            csp,
        }
    }
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
