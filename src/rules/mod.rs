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
//! except = [{ email = "decline-question", severity = "off" }]
//! hit = ["Where do you rank me?"]          # lines that have to be hit, and lines that must not be
//! miss = ["I rank high."]
//! ```
//!
//! The program reads the sample emails with them, and pages read what an applicant writes, with the script that
//! [`crate::render::rules_script`] makes of them.

mod engine;
mod grammar;
mod needs;
mod pattern;
mod reading;
mod rule;

pub use engine::{Hit, Message};
pub use pattern::{Pattern, Problem};
pub use rule::{Context, Limits, Log, Part, Rule, Test};

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, File};
use crate::table::{self, Reader};

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
    pub(crate) const NAMES: [&'static str; 3] = ["note", "warn", "block"];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    fn of_name(name: &str) -> Option<Self> {
        [Self::Note, Self::Warn, Self::Block].into_iter().find(|severity| severity.name() == name)
    }
}

/// All rules of a guide.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// In the order of the file.
    pub rules: Vec<Rule>,
    /// Beginnings of lines, in lower case, that end what is read.
    pub ignore_after: Vec<String>,
}

impl Rules {
    /// Reads the file, on all threads when nothing else is going on (`is_alone`). Mistakes go to `out`; the lines of the rules are
    /// tried by [`Rules::try_lines`].
    #[must_use]
    pub fn read(file: &File, config: &Config, is_alone: bool, out: &mut Vec<Diagnostic>) -> Self {
        let root = table::parse_toml(file, 0..file.text.len(), Code::Rule, out);
        let mut reader = Reader::new(file, &root, "`rules.toml`", Code::Rule, out);
        let ignore_after = reader.strings("ignore-after").unwrap_or_default();
        let tables = reader.tables("rule");
        reader.finish();
        let mut rules =
            Self { rules: Vec::new(), ignore_after: ignore_after.iter().map(|line| line.to_lowercase()).collect() };
        let read = |table| {
            let mut found = Vec::new();
            (Rule::read(file, table, config, &mut found), found)
        };
        let read: Vec<(Option<Rule>, Vec<Diagnostic>)> =
            if is_alone { tables.into_par_iter().map(read).collect() } else { tables.into_iter().map(read).collect() };
        for (rule, found) in read {
            out.extend(found);
            let Some(rule) = rule else { continue };
            if rules.rules.iter().any(|other| other.id.text == rule.id.text) {
                out.push(
                    Diagnostic::error(Code::Rule, format!("two rules have the id `{}`", rule.id.text))
                        .at(file.at(rule.id.span.clone())),
                );
            }
            rules.rules.push(rule);
        }
        rules
    }

    /// The rules as data for scripts, without the lines they are tried on.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({ "ignoreAfter": self.ignore_after, "rules": self.rules.iter().map(Rule::to_json).collect::<Vec<_>>() })
    }
}
