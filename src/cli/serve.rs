//! `matchbook serve`.

use std::net::IpAddr;

use anyhow::{Context, Result};
use clap::Args;
use fast_qr::QRBuilder;

use super::report::{Reporter, count, plural, seconds};
use super::{GuideArgs, Status};
use crate::diagnostic::Diagnostic;
use crate::serve::{Editor, Event, Server, Settings};

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

    /// Fail when the port is taken
    #[arg(long)]
    strict_port: bool,

    /// Open the guide in the browser
    #[arg(long)]
    open: bool,

    /// Let the page in front go to the page that is edited
    #[arg(long)]
    follow: bool,

    /// Let other devices of the network read it too, on this address of the machine or on all; a phone can scan where
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, default_missing_value = "0.0.0.0")]
    host: Option<IpAddr>,

    /// Show the guide below a path, such as the `/repository/` of GitHub Pages
    #[arg(long, value_name = "PATH", default_value = "/", value_parser = base_path)]
    base_path: String,

    /// The editor that opens pages and findings: `vscode`, `cursor`, `zed`, `idea`, … or an address with `{path}`
    ///
    /// Known are vscode, vscode-insiders, vscodium, cursor, windsurf, zed, idea, textmate and sublime. Any other one is
    /// named by its address, in which `{path}`, `{line}` and `{column}` are filled in.
    #[arg(long, env = "MATCHBOOK_EDITOR")]
    editor: Option<Editor>,
}

pub(super) fn run(args: &ServeArgs, reporter: &Reporter) -> Result<Status> {
    let server = Server::start(Settings {
        root: args.guide.folder.clone(),
        poll: args.poll,
        port: args.port,
        strict_port: args.strict_port,
        host: args.host,
        base_path: args.base_path.clone(),
        follow: args.follow,
        editor: args.editor.clone(),
    })?;
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
        Event::Ready { address, for_others, pages, time, findings } => {
            show(findings);
            reporter.summary(&format!("{} in {}", plural(pages, "page"), seconds(time)));
            if !findings.is_empty() {
                reporter.summary(&count(findings));
            }
            reporter.summary(&format!("\n  {address}\n"));
            if args.host.is_some_and(|host| !host.is_loopback()) {
                reporter.summary(&for_phones(for_others));
            }
            reporter.summary("Save a file and the browser shows it. Stop with Ctrl-C.");
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

/// Where other devices find the preview, to read and to scan, and what that means.
fn for_phones(address: Option<&str>) -> String {
    let Some(address) = address else {
        return "This machine has no address in a network, so other devices cannot reach it.\n".into();
    };
    let code = QRBuilder::new(address).build().map(|code| code.to_str()).unwrap_or_default();
    format!("  {address}\n\n{code}\nEverybody in the network can read the guide there, drafts too, until you stop.\n")
}

/// Reads a base path: with or without slashes at its ends.
fn base_path(text: &str) -> Result<String, String> {
    let inner = text.trim_matches('/');
    let is_part = |part: &str| {
        !matches!(part, "" | "." | "..")
            && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
    };
    match inner {
        "" => Ok("/".into()),
        _ if inner.split('/').all(is_part) => Ok(format!("/{inner}/")),
        _ => Err("write a path such as `/my-guide/`".into()),
    }
}

/// Whether a finding was shown before; lines above it may have moved it since.
fn is_known(finding: &Diagnostic, shown: &[Diagnostic]) -> bool {
    let file = |finding: &Diagnostic| finding.place.as_ref().map(|place| place.file.path.clone());
    shown
        .iter()
        .any(|other| other.code == finding.code && other.message == finding.message && file(other) == file(finding))
}
