//! The command line. The only place, with the preview server's own start, that prints or decides an exit code.

mod build;
mod bundle;
mod check;
mod clean;
mod explain;
mod new;
mod publish;
mod report;
mod search;
mod serve;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use self::report::Reporter;

/// Turns a guide written in Markdown into a fast static site with checklists, sample emails and FAQs.
#[derive(Debug, Parser)]
#[command(
    version,
    max_term_width = 100,
    propagate_version = true,
    after_help = "\
Exit codes: 0 fine, 1 something in the guide is wrong, 2 cannot go on.\n\n\
A guide is a folder with a `book.toml` and Markdown files in `content/`. Start with `matchbook serve`."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Debug, Args)]
struct OutputOptions {
    /// When to use colors
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,

    /// Print findings and errors only
    #[arg(short, long, global = true)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With an excerpt of the file, for people
    Human,
    /// One JSON object a line, for programs
    Json,
    /// Annotations on the lines of a pull request, for GitHub Actions
    Github,
}

#[derive(Debug, Subcommand)]
// What a command takes is put together when it is asked for: a hundredth of the time that a small guide takes.
#[command(defer = true)]
enum Command {
    /// Start a new guide
    ///
    /// Writes a small guide that shows every kind of content, with the workflow that checks it and publishes it on GitHub
    /// Pages. Nothing that is there is overwritten.
    New(new::NewArgs),

    /// Build the site into a folder
    ///
    /// Writes the files that changed and removes the ones of an earlier build that are no longer made. Other files in
    /// the folder stay. When the guide has an error, nothing is written and the last good site stays as it is.
    Build(build::BuildArgs),

    /// Make a copy of the guide to hand on
    ///
    /// `html` is the whole guide in one file, `zip` the site in an archive. Both are opened from disk, without a server
    /// and without network. `epub` is a book for e-readers. `pdf` is the whole guide printed, for which Chromium or Chrome has to
    /// be on the machine. When the guide has an error, nothing is written.
    Bundle(bundle::BundleArgs),

    /// Publish the site on a branch of a git remote, as GitHub Pages shows it
    ///
    /// Checks and builds the guide and puts the site on top of the branch, as one commit. Your files, your branches and what
    /// you have staged are not touched. When the guide has an error, nothing is published.
    Publish(publish::PublishArgs),

    /// Preview the guide in a browser while you write
    ///
    /// Builds the guide in memory, shows it on this machine, and shows it anew whenever a file is saved. Mistakes appear
    /// in the browser and here; the last good version of the page stays.
    Serve(serve::ServeArgs),

    /// Report everything that is wrong with the guide
    ///
    /// Finds what `build` would find, broken links and templates included, and writes nothing.
    Check(check::CheckArgs),

    /// Search the guide as its readers do
    ///
    /// Uses the index and the ranking of the site. Understands quoted phrases and `kind:email`, `kind:faq`,
    /// `kind:checklist`, `kind:glossary`, `kind:guide`. Exits with 1 when nothing is found.
    Search(search::SearchArgs),

    /// Remove the files that `build` wrote, and what `.matchbook/` keeps for the next run
    Clean(clean::CleanArgs),

    /// Explain a kind of finding
    ///
    /// Takes the word in brackets of a report, such as `broken-link`; without one it lists all of them.
    Explain(explain::ExplainArgs),
}

impl Command {
    /// How it writes findings. A copy has a format of its own, and its findings are for people.
    fn format(&self) -> Format {
        match self {
            Self::Build(args) => args.guide.format,
            Self::Serve(args) => args.guide.format,
            Self::Check(args) => args.guide.format,
            Self::Search(args) => args.guide.format,
            Self::Clean(args) => args.guide.format,
            Self::Publish(args) => args.guide.format,
            Self::New(_) | Self::Bundle(_) | Self::Explain(_) => Format::Human,
        }
    }
}

// Where the guide is. As a doc comment it would be shown in place of what each command does.
#[derive(Debug, Args)]
struct GuideArgs {
    /// The folder of the guide, with its `book.toml`
    #[arg(default_value = ".", value_name = "FOLDER")]
    folder: PathBuf,

    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Fine,
    Findings,
}

/// Runs the program and returns its exit code.
#[must_use]
pub fn run() -> ExitCode {
    // clap exits with 2 for wrong arguments and with 0 for help.
    let cli = Cli::parse();
    let reporter = Reporter::new(&cli.output, cli.command.format(), std::io::stderr().is_terminal());
    let result = match cli.command {
        Command::New(args) => new::run(&args, &reporter),
        Command::Build(args) => build::run(&args, &reporter),
        Command::Bundle(args) => bundle::run(&args, &reporter),
        Command::Publish(args) => publish::run(&args, &reporter),
        Command::Serve(args) => serve::run(&args, &reporter),
        Command::Check(args) => check::run(&args, &reporter),
        Command::Search(args) => search::run(&args, &reporter),
        Command::Clean(args) => clean::run(&args, &reporter),
        Command::Explain(args) => explain::run(&args, &reporter),
    };
    match result {
        Ok(Status::Fine) => ExitCode::SUCCESS,
        Ok(Status::Findings) => ExitCode::from(1),
        Err(error) => {
            reporter.fatal(&error);
            ExitCode::from(2)
        }
    }
}
