//! Rules for emails: what must not be said, should not be said, or is worth a second look. They stand in a file of the
//! guide, `rules.toml` in its content folder:
//!
//! ```toml
//! ignore-after = ["sincerely"]             # a line that starts so ends what is read
//!
//! [[rule]]
//! id = "ASK-RANK"
//! severity = "block"                       # block, warn, note
//! message = "Programs keep their lists private."
//! instead = "Delete the question."
//! patterns = ['\bwhere\b[^.?!]{0,40}\brank']
//! least = 1                                # so many hits make a finding
//! except = [{ email = "decline-question", severity = "off" }]
//! hit = ["Where do you rank me?"]          # lines that have to be hit, and lines that must not be
//! miss = ["I rank high."]
//! ```

mod pattern;

use std::ops::Range;

pub use pattern::{Pattern, Problem};

use crate::diagnostic::{Code, Diagnostic, File};
use crate::table::{self, Reader, Table, Text};

/// Name of the file, in the content folder.
pub const RULES: &str = "rules.toml";

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a second look.
    Note,
    /// Explain or change.
    Warn,
    /// Do not send.
    Block,
}

impl Severity {
    const NAMES: [&'static str; 3] = ["note", "warn", "block"];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    fn of_name(name: &str) -> Option<Self> {
        [Self::Note, Self::Warn, Self::Block].into_iter().find(|severity| severity.name() == name)
    }
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// `id`: its name.
    pub id: Text,
    /// `severity`.
    pub severity: Severity,
    /// `message`: why.
    pub message: String,
    /// `instead`: what to write.
    pub instead: Option<String>,
    /// `patterns`: any of them.
    pub patterns: Vec<Pattern>,
    /// `least`: how many hits make a finding.
    pub least: usize,
    /// `except`: emails in which it means something else, `None` for nothing.
    pub exceptions: Vec<(Text, Option<Severity>)>,
    /// `hit`: lines that it has to hit.
    pub hit: Vec<Text>,
    /// `miss`: lines that it must not hit.
    pub miss: Vec<Text>,
}

/// All rules of a guide.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// In the order of the file.
    pub rules: Vec<Rule>,
    /// Beginnings of lines, in lower case, that end what is read.
    pub ignore_after: Vec<String>,
}

/// Words that a rule hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Which rule.
    pub rule: usize,
    /// Bytes of the text.
    pub range: Range<usize>,
}

impl Rules {
    /// Reads the file. Mistakes go to `out`, lines that a rule reads otherwise than they say among them.
    #[must_use]
    pub fn read(file: &File, out: &mut Vec<Diagnostic>) -> Self {
        let root = table::parse_toml(file, 0..file.text.len(), Code::Rule, out);
        let mut reader = Reader::new(file, &root, "`rules.toml`", Code::Rule, out);
        let ignore_after = reader.strings("ignore-after").unwrap_or_default();
        let tables = reader.tables("rule");
        reader.finish();
        let mut rules =
            Self { rules: Vec::new(), ignore_after: ignore_after.iter().map(|line| line.to_lowercase()).collect() };
        for table in tables {
            let Some(rule) = Rule::read(file, table, out) else { continue };
            if rules.rules.iter().any(|other| other.id.text == rule.id.text) {
                out.push(
                    Diagnostic::error(Code::Rule, format!("two rules have the id `{}`", rule.id.text))
                        .at(file.at(rule.id.span.clone())),
                );
            }
            rules.rules.push(rule);
        }
        rules.check_lines(file, out);
        rules
    }

    /// What the rules hit in a text, in the order of the text. What is quoted (lines that start with `>`) and what
    /// follows the end of the letter is not read.
    #[must_use]
    pub fn run(&self, text: &str) -> Vec<Hit> {
        let text = self.readable(text);
        let mut hits = Vec::new();
        for (number, rule) in self.rules.iter().enumerate() {
            hits.extend(rule.run(&text).into_iter().map(|range| Hit { rule: number, range }));
        }
        hits.sort_by_key(|hit| (hit.range.start, hit.rule));
        hits
    }

    /// The text with blanks in the place of what is not read: places stay what they are.
    fn readable(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut is_over = false;
        for line in text.split_inclusive('\n') {
            let start = line.trim_start().to_lowercase();
            is_over |= self.ignore_after.iter().any(|end| start.starts_with(end.as_str()));
            if is_over || start.starts_with('>') {
                out.extend(
                    line.chars().flat_map(|c| std::iter::repeat_n(if c == '\n' { c } else { ' ' }, c.len_utf8())),
                );
            } else {
                out.push_str(line);
            }
        }
        out
    }

    fn check_lines(&self, file: &File, out: &mut Vec<Diagnostic>) {
        for rule in &self.rules {
            // A rule that needs several hits is tried with one.
            let hits =
                |line: &Text| rule.patterns.iter().any(|pattern| pattern.regex.is_match(&self.readable(&line.text)));
            for line in rule.hit.iter().filter(|line| !hits(line)) {
                let message = format!("`{}` does not hit this line", rule.id.text);
                out.push(Diagnostic::error(Code::Rule, message).at(file.at(line.span.clone())));
            }
            for line in rule.miss.iter().filter(|line| hits(line)) {
                let message = format!("`{}` hits this line", rule.id.text);
                out.push(Diagnostic::error(Code::Rule, message).at(file.at(line.span.clone())));
            }
        }
    }
}

impl Rule {
    fn read(file: &File, table: &Table, out: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut reader = Reader::new(file, table, "a rule", Code::Rule, out);
        let id = reader.required_text("id");
        let severity = reader.choice("severity", &Severity::NAMES).and_then(Severity::of_name);
        let message = reader.required_text("message");
        let instead = reader.string("instead");
        let patterns = reader.texts("patterns").unwrap_or_default();
        let least = reader.count("least").unwrap_or(1).max(1);
        let except = reader.tables("except");
        let hit = reader.texts("hit").unwrap_or_default();
        let miss = reader.texts("miss").unwrap_or_default();
        if patterns.is_empty() {
            reader.refuse(table.span.clone(), "a rule needs `patterns`", None);
        }
        reader.finish();
        let mut exceptions = Vec::new();
        for table in except {
            let mut reader = Reader::new(file, table, "an exception", Code::Rule, out);
            let email = reader.required_text("email");
            let severity = reader.choice("severity", &["note", "warn", "block", "off"]);
            reader.finish();
            exceptions.extend(email.map(|email| (email, severity.and_then(Severity::of_name))));
        }
        let patterns = patterns.iter().filter_map(|text| read_pattern(file, text, out)).collect();
        let (id, message) = (id?, message?.text);
        Some(Self {
            id,
            severity: severity.unwrap_or(Severity::Warn),
            message,
            instead,
            patterns,
            least,
            exceptions,
            hit,
            miss,
        })
    }

    /// The bytes that it hits; nothing when there are fewer hits than it needs.
    fn run(&self, text: &str) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> =
            self.patterns.iter().flat_map(|pattern| pattern.regex.find_iter(text).map(|found| found.range())).collect();
        ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        // Of hits that overlap the first one counts.
        let mut end = 0;
        ranges.retain(|range| {
            let is_new = range.start >= end;
            end = end.max(range.end);
            is_new
        });
        if ranges.len() < self.least { Vec::new() } else { ranges }
    }

    /// What it means in the email with this name; `None` when nothing.
    #[must_use]
    pub fn severity_in(&self, email: &str) -> Option<Severity> {
        let exception = self.exceptions.iter().find(|(name, _)| name.text == email);
        exception.map_or(Some(self.severity), |(_, severity)| *severity)
    }
}

fn read_pattern(file: &File, text: &Text, out: &mut Vec<Diagnostic>) -> Option<Pattern> {
    match Pattern::new(&text.text) {
        Ok(pattern) => Some(pattern),
        Err(Problem { range, message, help }) => {
            // Where the value is written as it is, the place in it is known.
            let written = &file.text[text.span.clone()];
            let span = match written.find(&text.text) {
                Some(at) => text.span.start + at + range.start..text.span.start + at + range.end,
                None => text.span.clone(),
            };
            out.push(Diagnostic::error(Code::Rule, message).at(file.at(span)).help(help.map(str::to_owned)));
            None
        }
    }
}
