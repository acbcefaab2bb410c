//! `matchbook publish`.

use anyhow::{Context, Result};
use clap::Args;

use super::report::{Reporter, count, plural};
use super::{GuideArgs, Status};
use crate::cache::Cache;
use crate::diagnostic;
use crate::pipeline::{self, Guide, Options};
use crate::publish::{self, Outcome, Plan};
use crate::site::Purpose;
use crate::write;

/// Changed files that are listed.
const SHOWN: usize = 20;

#[derive(Debug, Args)]
pub(super) struct PublishArgs {
    #[command(flatten)]
    pub(super) guide: GuideArgs,

    /// Name or address of the git remote
    #[arg(long, default_value = "origin", value_name = "REMOTE")]
    remote: String,

    /// The branch that GitHub Pages shows
    #[arg(long, default_value = "gh-pages", value_name = "BRANCH")]
    branch: String,

    /// The address the site is published at, instead of `base-url` in `book.toml`
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,

    /// What the commit says
    #[arg(short, long, default_value = "Publish the guide", value_name = "TEXT")]
    message: String,

    /// Start the branch anew with this commit alone
    #[arg(long)]
    forget_history: bool,

    /// Say what would change, and send nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &PublishArgs, reporter: &Reporter) -> Result<Status> {
    let folder = &args.guide.folder;
    publish::check(folder, &args.remote, &args.branch)?;
    let mut cache = Cache::open(folder);
    let options = Options {
        drafts: false,
        base_url: args.base_url.clone(),
        history: true,
        purpose: Purpose::Site,
        shelf: Some(cache.images()),
        makes_all: true,
    };
    let Guide { routes, diagnostics: mut findings, .. } = pipeline::load(folder, &options)?;
    if let Some(routes) = &routes {
        findings.extend(pipeline::ask(folder, routes));
        diagnostic::sort(&mut findings);
    }
    let nothing = |findings: &[diagnostic::Diagnostic]| {
        reporter.findings(findings);
        reporter.summary(&format!("{}; nothing was published", count(findings)));
        Ok(Status::Findings)
    };
    let Some(mut routes) = routes.filter(|_| !diagnostic::has_errors(&findings)) else { return nothing(&findings) };
    // A folder of its own: what stands in the usual one was perhaps built for another address.
    let out = tempfile::tempdir().context("cannot make a temporary folder")?;
    let sources = [folder.join(&routes.site().config().book.src), folder.join("themes")];
    let written = write::write(&mut routes, out.path(), &sources, &|_, _| {});
    cache.keep(false);
    match written? {
        write::Outcome::Failed(found) => {
            findings.extend(found);
            diagnostic::sort(&mut findings);
            return nothing(&findings);
        }
        write::Outcome::Done(_) => reporter.findings(&findings),
    }
    let place = format!("`{}` of {}", args.branch, args.remote);
    let list = |changes: &[String]| {
        for change in changes.iter().take(SHOWN) {
            reporter.summary(&format!("  {change}"));
        }
        if changes.len() > SHOWN {
            reporter.summary(&format!("  … and {} more", changes.len() - SHOWN));
        }
    };
    let plan = Plan {
        guide: folder,
        site: out.path(),
        remote: &args.remote,
        branch: &args.branch,
        message: &args.message,
        forget_history: args.forget_history,
        dry_run: args.dry_run,
    };
    match publish::publish(&plan)? {
        Outcome::Unchanged => reporter.summary(&format!("{place} shows this site already")),
        Outcome::Planned(changes) => {
            list(&changes);
            reporter.summary(&format!("{} would change in {place}; nothing was sent", plural(changes.len(), "file")));
        }
        Outcome::Sent(changes, commit) => {
            list(&changes);
            reporter.summary(&format!(
                "{} → {place}, commit {}",
                plural(changes.len(), "file"),
                &commit[..commit.len().min(10)]
            ));
        }
    }
    Ok(Status::Fine)
}
