//! `matchbook clean`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::report::{Reporter, plural};
use super::{GuideArgs, Status};
use crate::cache::Cache;
use crate::config::Config;
use crate::diagnostic::{self, File};
use crate::pipeline::{self, BOOK};
use crate::write;

#[derive(Debug, Args)]
pub(super) struct CleanArgs {
    #[command(flatten)]
    pub(super) guide: GuideArgs,

    /// Clean this folder instead of `build-dir` in `book.toml`
    #[arg(short, long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &CleanArgs, reporter: &Reporter) -> Result<Status> {
    let out = match &args.out {
        Some(out) => out.clone(),
        None => {
            let text = pipeline::read_book(&args.guide.folder)?;
            let mut findings = Vec::new();
            let config = Config::parse(&File::new(BOOK, &text), &mut findings);
            // With a mistake in the settings the folder could be the wrong one.
            if diagnostic::has_errors(&findings) {
                diagnostic::sort(&mut findings);
                reporter.findings(&findings);
                return Ok(Status::Findings);
            }
            args.guide.folder.join(config.build.build_dir)
        }
    };
    let removed = write::clean(&out)?;
    Cache::remove(&args.guide.folder)?;
    reporter.summary(&format!("{} removed from {}", plural(removed, "file"), out.display()));
    Ok(Status::Fine)
}
