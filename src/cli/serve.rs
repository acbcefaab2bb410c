//! `matchbook serve`.

use anyhow::{Context, Result};
use clap::Args;

use super::report::{Reporter, count, plural, seconds};
use super::{GuideArgs, Status};
use crate::serve::{Event, Server};

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    guide: GuideArgs,

    /// The port; the next free one is used when it is taken
    #[arg(short, long, default_value_t = 3000)]
    port: u16,

    /// Open the guide in the browser
    #[arg(long)]
    open: bool,
}

pub(super) fn run(args: &ServeArgs, reporter: &Reporter) -> Result<Status> {
    let server = Server::start(&args.guide.folder, args.port)?;
    let stop = server.stopper();
    ctrlc::set_handler(move || stop.stop()).context("cannot listen for Ctrl-C")?;
    server.run(&mut |event| match event {
        Event::Ready { address, pages, time, findings } => {
            reporter.findings(findings);
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
            reporter.findings(findings);
            let found = if findings.is_empty() { String::new() } else { format!("; {}", count(findings)) };
            reporter.summary(&format!("{changed} → {} ms{found}", time.as_millis()));
        }
        Event::Trouble(text) => reporter.summary(text),
    })?;
    Ok(Status::Fine)
}
