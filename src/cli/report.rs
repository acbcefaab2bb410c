//! What people and programs get to see: findings, summaries, progress.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::{Color, Format, OutputOptions};
use crate::diagnostic::{Diagnostic, Severity};
use crate::excerpt::human;

/// Findings that are shown in full; of the rest the number is given.
const SHOWN: usize = 50;

/// Writes to the terminal.
#[derive(Debug)]
pub(super) struct Reporter {
    /// Whether findings are colored.
    colors: bool,
    /// Whether answers are: they go to standard output, which may be a file when errors still go to a terminal.
    answer_colors: bool,
    format: Format,
    quiet: bool,
    terminal: bool,
}

impl Reporter {
    pub(super) fn new(options: &OutputOptions, format: Format, terminal: bool) -> Self {
        let colors = match options.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        };
        let answer_colors = colors && (options.color == Color::Always || std::io::stdout().is_terminal());
        Self { colors, answer_colors, format, quiet: options.quiet, terminal }
    }

    /// Shows findings: people get the first fifty, programs all.
    pub(super) fn findings(&self, diagnostics: &[Diagnostic]) {
        match self.format {
            Format::Human => {
                for diagnostic in diagnostics.iter().take(SHOWN) {
                    err(&format!("{}\n", human(diagnostic, self.colors)));
                }
                if diagnostics.len() > SHOWN {
                    err(&format!("… and {} more\n", diagnostics.len() - SHOWN));
                }
            }
            Format::Json => {
                for diagnostic in diagnostics {
                    out(&json(diagnostic));
                }
            }
            Format::Github => {
                for diagnostic in diagnostics {
                    out(&github(diagnostic));
                }
            }
        }
    }

    /// A line for people about what happened.
    pub(super) fn summary(&self, text: &str) {
        if !self.quiet && self.format == Format::Human {
            err(text);
        }
    }

    /// A line on standard output that was asked for.
    pub(super) fn answer(&self, text: &str) {
        out(text);
    }

    /// Whether programs read along.
    pub(super) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Text of an answer that stands out.
    pub(super) fn bold(&self, text: &str) -> String {
        if self.answer_colors { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// Text of an answer that stays in the background.
    pub(super) fn faint(&self, text: &str) -> String {
        if self.answer_colors { format!("\x1b[2m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// Why the program cannot go on.
    pub(super) fn fatal(&self, error: &anyhow::Error) {
        let word = if self.colors { "\x1b[1;31merror\x1b[0m" } else { "error" };
        let mut causes = error.chain().map(ToString::to_string);
        let mut text = format!("{word}: {}", causes.next().unwrap_or_default());
        for cause in causes {
            text.push_str("\n  caused by: ");
            text.push_str(&cause);
        }
        err(&text);
    }

    /// A progress line for builds that take a while; nothing when nobody watches.
    pub(super) fn progress(&self) -> Progress {
        Progress { shown: self.terminal && !self.quiet && self.format == Format::Human, started: Instant::now() }
    }
}

/// A line that counts up on a terminal.
pub(super) struct Progress {
    shown: bool,
    started: Instant,
}

impl Progress {
    /// So many files are done.
    pub(super) fn at(&self, done: usize, total: usize) {
        // Nobody wants a flicker for a build of a blink.
        if self.shown && done.is_multiple_of(100) && self.started.elapsed() > Duration::from_millis(300) {
            let mut stderr = std::io::stderr().lock();
            let _ = write!(stderr, "\r  {done} of {total} files");
            let _ = stderr.flush();
        }
    }

    /// Removes the line.
    pub(super) fn finish(&self) {
        if self.shown && self.started.elapsed() > Duration::from_millis(300) {
            let mut stderr = std::io::stderr().lock();
            let _ = write!(stderr, "\r\x1b[K");
            let _ = stderr.flush();
        }
    }
}

/// `2 errors, 1 warning in 2 files`.
pub(super) fn count(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let warnings = diagnostics.len() - errors;
    let mut files: Vec<&str> =
        diagnostics.iter().filter_map(|diagnostic| Some(&*diagnostic.place.as_ref()?.file.path)).collect();
    files.sort_unstable();
    files.dedup();
    let parts: Vec<String> = [(errors, "error"), (warnings, "warning")]
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| plural(*n, word))
        .collect();
    if parts.is_empty() {
        return "no findings".into();
    }
    let place = if files.is_empty() { String::new() } else { format!(" in {}", plural(files.len(), "file")) };
    parts.join(", ") + &place
}

/// `1 page`, `2 pages`.
pub(super) fn plural(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}

/// `0.04 s`.
pub(super) fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    severity: Severity,
    code: &'a str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    /// Byte offsets into the file.
    start: Option<usize>,
    end: Option<usize>,
    label: Option<&'a str>,
    help: &'a [String],
    notes: &'a [String],
}

/// A finding as one line of JSON.
pub(crate) fn json(diagnostic: &Diagnostic) -> String {
    let place = diagnostic.place.as_ref();
    let line_column = place.map(crate::diagnostic::Place::line_column);
    let finding = JsonFinding {
        severity: diagnostic.severity,
        code: diagnostic.code.name(),
        message: &diagnostic.message,
        file: place.map(|place| &*place.file.path),
        line: line_column.map(|(line, _)| line),
        column: line_column.map(|(_, column)| column),
        start: place.map(|place| place.span.start),
        end: place.map(|place| place.span.end),
        label: diagnostic.label.as_deref(),
        help: &diagnostic.help,
        notes: &diagnostic.notes,
    };
    serde_json::to_string(&finding).unwrap_or_default()
}

/// A finding as a workflow command of GitHub Actions, escaped after its toolkit's rules.
fn github(diagnostic: &Diagnostic) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let mut properties = Vec::new();
    if let Some(place) = &diagnostic.place {
        let (line, column) = place.line_column();
        properties.push(format!("file={}", property(&place.file.path)));
        properties.push(format!("line={line},col={column}"));
    }
    properties.push(format!("title={}", property(diagnostic.code.name())));
    let mut message = diagnostic.message.clone();
    for help in &diagnostic.help {
        message.push('\n');
        message.push_str(help);
    }
    format!("::{} {}::{}", diagnostic.severity.word(), properties.join(","), data(&message))
}

/// Writes a line to standard output. Somebody who closed it, `head` for example, wants no more.
fn out(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Writes a line to standard error.
fn err(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, File};

    #[test]
    fn github_commands_are_escaped() {
        let file = File::new("a,b:c.md", "x\ny");
        let finding = Diagnostic::error(Code::BrokenLink, "100%\nwrong").at(file.at(2..3)).help("do: this".to_owned());
        assert_eq!(
            github(&finding),
            "::error file=a%2Cb%3Ac.md,line=2,col=1,title=broken-link::100%25%0Awrong%0Ado: this"
        );
    }
}
