//! `matchbook build`.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use clap::Args;

use super::report::{Reporter, count, plural, seconds};
use super::{GuideArgs, Status};
use crate::cache::Cache;
use crate::diagnostic;
use crate::pipeline::{self, Options};
use crate::site::Purpose;
use crate::timings;
use crate::write::{self, Outcome};

#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    pub(super) guide: GuideArgs,

    /// Write to this folder instead of `build-dir` in `book.toml`
    #[arg(short, long, value_name = "FOLDER")]
    out: Option<PathBuf>,

    /// The address the site is published at, instead of `base-url` in `book.toml`
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,

    /// Include pages marked as drafts
    #[arg(long)]
    drafts: bool,

    /// Say how long each stage took, and write a trace for `chrome://tracing` or Perfetto (default: `.matchbook/trace.json`)
    #[arg(long, value_name = "FILE", require_equals = true)]
    timings: Option<Option<PathBuf>>,
}

pub(super) fn run(args: &BuildArgs, reporter: &Reporter) -> Result<Status> {
    let started = Instant::now();
    if args.timings.is_some() {
        timings::start();
    }
    let mut cache = Cache::open(&args.guide.folder);
    let options = Options {
        drafts: args.drafts,
        base_url: args.base_url.clone(),
        history: true,
        purpose: Purpose::Site,
        shelf: Some(cache.images()),
    };
    let guide = pipeline::load(&args.guide.folder, &options)?;
    let mut findings = guide.diagnostics;
    let Some(routes) = guide.routes.filter(|_| !diagnostic::has_errors(&findings)) else {
        reporter.findings(&findings);
        reporter.summary(&format!("{}; nothing was written", count(&findings)));
        return Ok(Status::Findings);
    };
    let build_dir = &routes.site().config().build.build_dir;
    let out = args.out.clone().unwrap_or_else(|| args.guide.folder.join(build_dir));
    let folder = &args.guide.folder;
    let sources = [folder.join(&routes.site().config().book.src), folder.join("themes")];
    let progress = reporter.progress();
    let outcome = write::write(&routes, &out, &sources, &|done, total| progress.at(done, total));
    progress.finish();
    cache.keep(false);
    if let Some(report) = timings::report() {
        reporter.summary(&report.table());
    }
    match outcome? {
        Outcome::Failed(found) => {
            findings.extend(found);
            diagnostic::sort(&mut findings);
            reporter.findings(&findings);
            reporter.summary(&format!("{}; nothing was written", count(&findings)));
            Ok(Status::Findings)
        }
        Outcome::Done(done) => {
            reporter.findings(&findings);
            let found = if findings.is_empty() { String::new() } else { format!("; {}", count(&findings)) };
            let removed = if done.removed == 0 { String::new() } else { format!(", {} removed", done.removed) };
            reporter.summary(&format!(
                "{} → {}: {} written, {} unchanged{removed} in {}{found}",
                plural(routes.site().documents.len(), "page"),
                out.display(),
                plural(done.written, "file"),
                done.unchanged,
                seconds(started.elapsed()),
            ));
            Ok(Status::Fine)
        }
    }
}
