//! `matchbook serve`.

use anyhow::{Context, Result};
use clap::Args;

use super::report::{Reporter, count, plural, seconds};
use super::{GuideArgs, Status};
use crate::diagnostic::Diagnostic;
use crate::serve::{Event, Server};

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    pub(super) guide: GuideArgs,

    /// The port; the next free one is used when it is taken
    #[arg(short, long, default_value_t = 3000)]
    port: u16,

    /// Look for changed files twice a second, for folders of which the system does not tell (networks, some containers)
    #[arg(long)]
    poll: bool,

    /// Open the guide in the browser
    #[arg(long)]
    open: bool,
}

pub(super) fn run(args: &ServeArgs, reporter: &Reporter) -> Result<Status> {
    let server = Server::start(&args.guide.folder, args.port)?.polling(args.poll);
    let stop = server.stopper();
    ctrlc::set_handler(move || stop.stop()).context("cannot listen for Ctrl-C")?;
    // A finding is shown when it appears, not at every save until it is mended.
    let mut shown: Vec<Diagnostic> = Vec::new();
    let mut show = |findings: &[Diagnostic]| {
        let new: Vec<Diagnostic> = findings.iter().filter(|finding| !is_known(finding, &shown)).cloned().collect();
        reporter.findings(&new);
        shown = findings.to_vec();
        !new.is_empty()
    };
    server.run(&mut |event| match event {
        Event::Ready { address, pages, time, findings } => {
            show(findings);
            reporter.summary(&format!("{} in {}", plural(pages, "page"), seconds(time)));
            if !findings.is_empty() {
                reporter.summary(&count(findings));
            }
            reporter.summary(&format!("\n  {address}\n\nSave a file and the browser shows it. Stop with Ctrl-C."));
            if args.open
                && let Err(error) = open::that(address)
            {
                reporter.summary(&format!("cannot open a browser: {error}"));
            }
        }
        Event::Rebuilt { changed, time, findings } => {
            show(findings);
            let found = if findings.is_empty() { String::new() } else { format!("; {}", count(findings)) };
            reporter.summary(&format!("{changed} → {} ms{found}", time.as_millis()));
        }
        Event::Checked { findings } => {
            if show(findings) {
                reporter.summary(&count(findings));
            }
        }
        Event::Trouble(text) => reporter.summary(text),
    })?;
    Ok(Status::Fine)
}

/// Whether a finding was shown before; lines above it may have moved it since.
fn is_known(finding: &Diagnostic, shown: &[Diagnostic]) -> bool {
    let file = |finding: &Diagnostic| finding.place.as_ref().map(|place| place.file.path.clone());
    shown
        .iter()
        .any(|other| other.code == finding.code && other.message == finding.message && file(other) == file(finding))
}
