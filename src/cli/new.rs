//! `matchbook new`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use super::Status;
use super::report::{Reporter, plural};
use crate::parse::title_of_name;
use crate::path::SourcePath;
use crate::scaffold;

#[derive(Debug, Args)]
pub(super) struct NewArgs {
    /// The folder of the new guide; it is made
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,

    /// The title of the guide, instead of one made from the folder's name
    #[arg(short, long, value_name = "TEXT")]
    title: Option<String>,
}

pub(super) fn run(args: &NewArgs, reporter: &Reporter) -> Result<Status> {
    let title = match &args.title {
        Some(title) => title.clone(),
        None => {
            // `.` and `..` have names too.
            let folder = args.folder.canonicalize().unwrap_or_else(|_| args.folder.clone());
            let name = folder.file_name().context("the folder has no name to make a title of: add `--title`")?;
            title_of_name(&SourcePath::new(&format!("{}.md", name.to_string_lossy())))
        }
    };
    let files = scaffold::write(&args.folder, &title)?;
    reporter.summary(&format!("{} in {}", plural(files.len(), "file"), args.folder.display()));
    let folder = for_shell(&args.folder.display().to_string());
    reporter.summary(&format!(
        "Next:\n  matchbook serve {folder} --open    look at it, and leave it open while you write\n  \
         git init -b main {folder}                  then push it to GitHub: the workflow checks and publishes it"
    ));
    Ok(Status::Fine)
}

/// A word as shells take it.
fn for_shell(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+' | '~' | ':' | '\\');
    if word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}
