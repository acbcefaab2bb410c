//! `matchbook build`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Result;
use clap::Args;

use super::report::{Reporter, count, plural, seconds};
use super::{GuideArgs, Status};
use crate::cache::Cache;
use crate::diagnostic::{self, Diagnostic};
use crate::fs;
use crate::pipeline::{self, Guide, Options};
use crate::site::Purpose;
use crate::timings;
use crate::unchanged::Inputs;
use crate::write::{self, Outcome, Written};

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
    let folder = &args.guide.folder;
    let asked = format!("{} {:?}", args.drafts, args.base_url);
    let built = Cache::built(folder);
    let look = Inputs::look(folder, args.out.as_deref(), &asked, built.as_ref());
    if let (Some((inputs, true)), Some(built)) = (&look, &built) {
        let same = Written { unchanged: built.files, ..Written::default() };
        done(reporter, built.pages, &inputs.out, same, started, &[]);
        tell_times(args, reporter)?;
        return Ok(Status::Fine);
    }
    let mut cache = Cache::open(folder);
    let options = Options {
        drafts: args.drafts,
        base_url: args.base_url.clone(),
        history: true,
        purpose: Purpose::Site,
        shelf: Some(cache.images()),
        makes_all: true,
    };
    let Guide { routes, diagnostics: mut findings, .. } = pipeline::load(folder, &options)?;
    let Some(mut routes) = routes.filter(|_| !diagnostic::has_errors(&findings)) else {
        reporter.findings(&findings);
        reporter.summary(&format!("{}; nothing was written", count(&findings)));
        return Ok(Status::Findings);
    };
    let build_dir = &routes.site().config().build.build_dir;
    let out = args.out.clone().unwrap_or_else(|| folder.join(build_dir));
    let sources = [folder.join(&routes.site().config().book.src), folder.join("themes")];
    let progress = reporter.progress();
    let outcome = write::write(&mut routes, &out, &sources, &|done, total| progress.at(done, total));
    progress.finish();
    cache.keep(false);
    let status = match outcome? {
        Outcome::Failed(found) => {
            findings.extend(found);
            diagnostic::sort(&mut findings);
            reporter.findings(&findings);
            reporter.summary(&format!("{}; nothing was written", count(&findings)));
            Status::Findings
        }
        Outcome::Done(written) => {
            reporter.findings(&findings);
            let pages = routes.site().documents.len();
            // What was found has to be found again by the next run.
            let inputs = look.map(|(inputs, _)| inputs).filter(|_| findings.is_empty());
            cache.keep_built(inputs.and_then(|inputs| inputs.built(pages, written.written + written.unchanged)));
            done(reporter, pages, &out, written, started, &findings);
            Status::Fine
        }
    };
    tell_times(args, reporter)?;
    // Giving back the memory of ten thousand pages piece by piece takes longer than ending.
    std::mem::forget(routes);
    Ok(status)
}

/// Says what a build did.
fn done(reporter: &Reporter, pages: usize, out: &Path, done: Written, started: Instant, findings: &[Diagnostic]) {
    let found = if findings.is_empty() { String::new() } else { format!("; {}", count(findings)) };
    let removed = if done.removed == 0 { String::new() } else { format!(", {} removed", done.removed) };
    reporter.summary(&format!(
        "{} → {}: {} written, {} unchanged{removed} in {}{found}",
        plural(pages, "page"),
        out.display(),
        plural(done.written, "file"),
        done.unchanged,
        seconds(started.elapsed()),
    ));
}

/// Says how long each stage took, when that was asked for, and writes the trace.
fn tell_times(args: &BuildArgs, reporter: &Reporter) -> Result<()> {
    let (Some(wanted), Some(report)) = (&args.timings, timings::report()) else { return Ok(()) };
    reporter.answer(&report.table());
    let trace = match wanted {
        Some(path) => fs::write(path, report.trace().as_bytes()).map(|()| path.clone())?,
        None => Cache::keep_trace(&args.guide.folder, &report.trace())?,
    };
    reporter.summary(&format!("trace for chrome://tracing or ui.perfetto.dev: {}", trace.display()));
    Ok(())
}
