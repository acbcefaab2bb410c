//! Findings about a guide: values with a place, collected and shown all at once.

mod code;

use std::ops::Range;
use std::sync::Arc;

pub use code::Code;
use serde::Serialize;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The guide is wrong; `build` writes nothing.
    Error,
    /// The guide is published, but somebody should look.
    Warning,
}

impl Severity {
    /// The word a report uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A text file as a finding points into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Path from the folder of `book.toml`, with `/`.
    pub path: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
}

impl File {
    /// A file from its path and text.
    #[must_use]
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// The place of the bytes `span` in this file. A span that does not fit is cut to what there is, so that a wrong
    /// offset can never take the program down.
    #[must_use]
    pub fn at(&self, span: Range<usize>) -> Place {
        let end = floor(&self.text, span.end.min(self.text.len()));
        let start = floor(&self.text, span.start.min(end));
        Place { file: self.clone(), span: start..end }
    }
}

/// Bytes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: File,
    /// Byte offsets into its text.
    pub span: Range<usize>,
}

impl Place {
    /// Line and column of the first byte, both counted from 1; the column counts characters.
    #[must_use]
    pub fn line_column(&self) -> (usize, usize) {
        let before = &self.file.text[..self.span.start];
        let line_start = before.rfind('\n').map_or(0, |index| index + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What kind of finding it is.
    pub code: Code,
    /// What is wrong: lower case, names in backticks, no final dot.
    pub message: String,
    /// Where; `None` for findings about the guide as a whole.
    pub place: Option<Place>,
    /// What to say under the marked text.
    pub label: Option<String>,
    /// What to do about it.
    pub help: Vec<String>,
    /// What else to know.
    pub notes: Vec<String>,
}

impl Diagnostic {
    /// A finding that keeps the guide from being built.
    #[must_use]
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A finding that lets the guide be built.
    #[must_use]
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    fn new(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        Self { severity, code, message: message.into(), place: None, label: None, help: Vec::new(), notes: Vec::new() }
    }

    /// With its place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// With a text under the marked bytes.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// With a line that says what to do; `None` adds nothing.
    #[must_use]
    pub fn help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help.extend(help.into());
        self
    }

    /// With a line that says what else to know.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// `path:line:column`, or `None` when the finding has no place.
    #[must_use]
    pub fn location(&self) -> Option<String> {
        let place = self.place.as_ref()?;
        let (line, column) = place.line_column();
        Some(format!("{}:{line}:{column}", place.file.path))
    }
}

/// Sorts by file and offset, findings without a place first, and drops repeats.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    fn key(diagnostic: &Diagnostic) -> (Option<(&str, usize, usize)>, Code, &str) {
        let place = diagnostic.place.as_ref().map(|place| (&*place.file.path, place.span.start, place.span.end));
        (place, diagnostic.code, &diagnostic.message)
    }
    diagnostics.sort_by(|a, b| key(a).cmp(&key(b)));
    diagnostics.dedup();
}

/// Whether any finding is an error.
#[must_use]
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// The nearest character boundary at or below `index`.
fn floor(text: &str, mut index: usize) -> usize {
    while !text.is_char_boundary(index) {
        index -= 1;
    }
    index
}
