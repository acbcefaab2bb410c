//! `matchbook check`.

use std::time::Instant;

use anyhow::Result;
use clap::Args;

use super::report::{Reporter, count, plural, seconds};
use super::{GuideArgs, Status};
use crate::cache::Cache;
use crate::diagnostic;
use crate::pipeline::{self, Options};

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) guide: GuideArgs,

    /// Check pages marked as drafts too
    #[arg(long)]
    drafts: bool,
}

pub(super) fn run(args: &CheckArgs, reporter: &Reporter) -> Result<Status> {
    let started = Instant::now();
    let options = Options { drafts: args.drafts, makes_all: true, ..Options::default() };
    // What a build kept is used, and nothing is written.
    let _ = Cache::open(&args.guide.folder);
    let guide = pipeline::load(&args.guide.folder, &options)?;
    let mut findings = guide.diagnostics;
    if let Some(routes) = &guide.routes {
        findings.extend(pipeline::rehearse(routes));
        findings.extend(pipeline::ask(&args.guide.folder, routes));
        diagnostic::sort(&mut findings);
    }
    reporter.findings(&findings);
    reporter.summary(&format!(
        "{}: {} in {}",
        plural(guide.site.documents.len(), "page"),
        count(&findings),
        seconds(started.elapsed())
    ));
    Ok(if findings.is_empty() { Status::Fine } else { Status::Findings })
}
