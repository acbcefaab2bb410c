//! A new guide: a folder that shows every kind of content, with the workflow that checks and publishes it.

use std::path::Path;

use anyhow::{Result, bail};

use crate::fs;
use crate::path::slug;

/// The files of a new guide, each with its path.
const FILES: [(&str, &str); 10] = [
    ("book.toml", include_str!("files/book.toml")),
    ("content/index.md", include_str!("files/content/index.md")),
    ("content/01-before/01-first-steps.md", include_str!("files/content/01-before/01-first-steps.md")),
    ("content/02-emails/01-ask-for-a-visit.md", include_str!("files/content/02-emails/01-ask-for-a-visit.md")),
    ("content/03-questions.md", include_str!("files/content/03-questions.md")),
    ("content/04-glossary.md", include_str!("files/content/04-glossary.md")),
    ("content/05-planner.md", include_str!("files/content/05-planner.md")),
    ("content/rules.toml", include_str!("files/content/rules.toml")),
    (".gitignore", include_str!("files/gitignore")),
    (".github/workflows/pages.yml", include_str!("files/workflows/pages.yml")),
];

/// Writes a new guide with a title into a folder, which is made. Returns the paths of its files.
///
/// # Errors
/// When the folder has a guide already, or one of the files; nothing is written then. When the disk does not play along.
pub fn write(folder: &Path, title: &str) -> Result<Vec<&'static str>> {
    if let Some((path, _)) = FILES.iter().find(|(path, _)| folder.join(path).exists()) {
        bail!("`{}` is there already; a new guide goes into a folder of its own", folder.join(path).display());
    }
    let id = match slug(title) {
        id if id.is_empty() => "guide".to_owned(),
        id => id,
    };
    for (path, text) in FILES {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_folder(parent)?;
        }
        // In TOML a title stands between quotation marks.
        let quoted = title.replace('\\', "\\\\").replace('"', "\\\"");
        let text =
            text.replace("{title}", &quoted).replace("{id}", &id).replace("{version}", env!("CARGO_PKG_VERSION"));
        fs::write(&path, text.as_bytes())?;
    }
    Ok(FILES.iter().map(|(path, _)| *path).collect())
}
