//! `matchbook bundle`.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::Status;
use super::report::{Reporter, count, seconds};
use crate::bundle;
use crate::diagnostic;
use crate::pipeline::{self, Options};
use crate::site::Purpose;

/// A copy of this many bytes is hard to hand on.
const LARGE: usize = 10 << 20;

#[derive(Debug, Args)]
pub(super) struct BundleArgs {
    /// The folder of the guide, with its `book.toml`
    #[arg(default_value = ".", value_name = "FOLDER")]
    folder: PathBuf,

    /// What the copy is
    #[arg(short, long, value_enum, default_value_t = Kind::Html, value_name = "FORMAT")]
    format: Kind,

    /// Write to this file instead of one with the guide's id as its name, beside `book.toml`
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Where newer copies are, instead of `base-url` in `book.toml`
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// The whole guide in one file
    Html,
    /// The site in an archive, with a file to start from
    Zip,
    /// A book for e-readers, in the format EPUB 3
    Epub,
    /// The whole guide printed, by Chromium or Chrome
    Pdf,
}

impl Kind {
    fn extension(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Zip => "zip",
            Self::Epub => "epub",
            Self::Pdf => "pdf",
        }
    }
}

pub(super) fn run(args: &BundleArgs, reporter: &Reporter) -> Result<Status> {
    let started = Instant::now();
    let options = Options {
        base_url: args.base_url.clone(),
        history: true,
        purpose: Purpose::Copy,
        makes_all: true,
        ..Options::default()
    };
    let guide = pipeline::load(&args.folder, &options)?;
    let mut findings = guide.diagnostics;
    let nothing = |findings: &[diagnostic::Diagnostic]| {
        reporter.findings(findings);
        reporter.summary(&format!("{}; nothing was written", count(findings)));
        Ok(Status::Findings)
    };
    let Some(routes) = guide.routes.filter(|_| !diagnostic::has_errors(&findings)) else { return nothing(&findings) };
    let made = match args.format {
        Kind::Html => bundle::single(&routes)?,
        Kind::Zip => bundle::archive(&routes)?,
        Kind::Epub => bundle::epub(&routes)?,
        Kind::Pdf => bundle::pdf(&routes)?,
    };
    let bundle = match made {
        Ok(bundle) => bundle,
        Err(found) => {
            findings.extend(pipeline::merge(found));
            diagnostic::sort(&mut findings);
            return nothing(&findings);
        }
    };
    let name = format!("{}.{}", routes.site().config().book.id, args.format.extension());
    let out = args.out.clone().unwrap_or_else(|| args.folder.join(name));
    let sources = [pipeline::BOOK, &routes.site().config().book.src, "themes"].map(|source| args.folder.join(source));
    bundle::write(&out, &bundle.bytes, &sources)?;
    reporter.findings(&findings);
    let parts: Vec<String> = bundle.parts.iter().map(|(name, bytes)| format!("{name} {}", kib(*bytes))).collect();
    reporter.summary(&format!(
        "{}: {} in {} ({})",
        out.display(),
        kib(bundle.bytes.len()),
        seconds(started.elapsed()),
        parts.join(", ")
    ));
    if bundle.bytes.len() > LARGE {
        reporter.summary(&format!(
            "warning: more than {} MiB are hard to send and slow to open on a phone; make images smaller, or hand on the archive",
            LARGE >> 20
        ));
    }
    Ok(Status::Fine)
}

/// A size for people.
fn kib(bytes: usize) -> String {
    format!("{} KiB", bytes.div_ceil(1024))
}
