//! Texts of `book.toml` that have a form: languages, domains, folders, addresses and ids.

use crate::table::{self, Reader};

/// `language`: a tag that browsers take.
pub(super) fn read_language(reader: &mut Reader<'_, '_>) -> Option<String> {
    let text = reader.text("language")?;
    if is_language_tag(&text.text) {
        return Some(text.text);
    }
    let near = Some(text.text.replace('_', "-")).filter(|near| is_language_tag(near));
    let help = near.map_or_else(
        || "a language is written like `en`, `pt-BR` or `zh-Hant`".to_owned(),
        |near| format!("write `{near}`"),
    );
    reader.refuse(text.span, format!("`{}` is not the tag of a language", text.text), Some(help));
    None
}

/// Whether a text has the form of a language tag (RFC 5646, 2.1), which browsers demand.
fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    let is_language =
        matches!(language.len(), 2..=3 | 5..=8) && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_language
        && parts.all(|part| matches!(part.len(), 2..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// `cname`: a domain without anything before or behind it.
pub(super) fn read_domain(reader: &mut Reader<'_, '_>) -> Option<String> {
    let text = reader.text("cname")?;
    let is_domain = text.text.contains('.')
        && text.text.split('.').all(|part| {
            !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-') && !part.starts_with('-')
        });
    if is_domain {
        return Some(text.text);
    }
    let help = "write it without `https://` and without a path: `guide.example.org`";
    reader.refuse(text.span, format!("`{}` is no domain", text.text), Some(help.into()));
    None
}

/// A folder below the one of `book.toml`. One that leads elsewhere is refused: `clean` removes files in it.
pub(super) fn read_folder(reader: &mut Reader<'_, '_>, key: &'static str, default: &str) -> String {
    let Some(text) = reader.text(key) else {
        return default.into();
    };
    let clean = text.text.trim_end_matches('/').trim_start_matches("./");
    let inside = !clean.is_empty()
        && !clean.starts_with('/')
        && !clean.contains(['\\', ':'])
        && clean.split('/').all(|part| !matches!(part, "" | "." | ".."));
    if inside {
        return clean.into();
    }
    reader.refuse(
        text.span,
        format!("`{key}` has to name a folder inside the one of `book.toml`"),
        Some(format!("for example `{key} = \"{default}\"`")),
    );
    default.into()
}

pub(super) fn read_address(reader: &mut Reader<'_, '_>, key: &'static str) -> Option<String> {
    let text = reader.text(key)?;
    if is_address(&text.text) {
        return Some(text.text);
    }
    reader.refuse(text.span, format!("`{key}` has to be an address that starts with `https://`"), None);
    None
}

pub(super) fn read_site_address(reader: &mut Reader<'_, '_>, key: &'static str) -> Option<String> {
    let text = reader.text(key)?;
    if is_site_address(&text.text) {
        return Some(text.text);
    }
    let help = "for example `https://example.org/guide/`; other letters as in `%C3%A9`, without `?` and `#`";
    reader.refuse(text.span, format!("`{key}` has to be an address that starts with `https://`"), Some(help.into()));
    None
}

/// Whether a text is an address that a site can be published at: pages are written behind it.
#[must_use]
pub fn is_site_address(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_graphic() && !"?#\"<>\\^`{|}".contains(c);
    is_address(text) && text.chars().all(is_plain)
}

/// Whether a text is an address of the web.
fn is_address(text: &str) -> bool {
    let lower = text.to_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !text.contains(char::is_whitespace))
}

/// A name of files: letters and digits of any script, `-`, `_` and `.`, which is not its first sign.
pub(super) fn read_file_name(reader: &mut Reader<'_, '_>, key: &'static str) -> Option<String> {
    let name = reader.text(key)?;
    let is_sign = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.text.is_empty() || name.text.starts_with('.') || !name.text.chars().all(is_sign) {
        reader.refuse(
            name.span,
            format!("`{}` cannot be an id", name.text),
            Some("files are named after it: it has only letters, digits, `-`, `_` and `.`".into()),
        );
        return None;
    }
    Some(name.text)
}

/// An `id`: letters, digits, `-` and `_`, starting with a letter.
pub(super) fn read_name(reader: &mut Reader<'_, '_>) -> Option<table::Text> {
    let id = reader.required_text("id")?;
    let valid = id.text.starts_with(|c: char| c.is_ascii_alphabetic())
        && id.text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if !valid {
        reader.refuse(
            id.span,
            format!("`{}` cannot be an id", id.text),
            Some("an id starts with a letter and has only letters, digits, `-` and `_`".into()),
        );
        return None;
    }
    Some(id)
}
