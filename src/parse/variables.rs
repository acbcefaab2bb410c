//! `{{ vars.name }}`: texts from `book.toml` in prose and front matter.

use memchr::memmem;
use rustc_hash::FxHashMap;

use crate::config::Config;
use crate::suggest;

/// A variable that does not exist or is not closed.
pub(crate) struct Mistake<'t> {
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    /// The name between the braces, or all from the braces that are not closed.
    pub(crate) written: &'t str,
    /// How many mistakes of the text before it are written in the same way.
    pub(crate) before: usize,
}

/// `text` with every variable replaced. `report` is told of each one that does not exist; such a one stays as written.
pub(crate) fn fill<'t>(text: &'t str, config: &Config, mut report: impl FnMut(Mistake<'t>)) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    let mut report = |message, written, help| {
        let count = seen.entry(written).or_default();
        report(Mistake { message, help, written, before: *count });
        *count += 1;
    };
    let mut rest = text;
    while let Some(open) = memmem::find(rest.as_bytes(), b"{{") {
        let Some(length) = rest[open..].find("}}") else {
            if rest[open + 2..].trim_start().starts_with("vars.") {
                let written = rest[open..].lines().next().unwrap_or_default();
                report("a variable that is not closed".to_owned(), written, Some("it ends with `}}`".to_owned()));
            }
            break;
        };
        let name = rest[open + 2..open + length].trim();
        filled.push_str(&rest[..open]);
        match name.strip_prefix("vars.").and_then(|key| config.vars.get(key)) {
            Some(value) => filled.push_str(value),
            None => {
                let known: Vec<String> = config.vars.keys().map(|key| format!("vars.{key}")).collect();
                let help = suggest::help(name, known.iter().map(String::as_str))
                    .or_else(|| Some("add it under `[vars]` in `book.toml`".to_owned()));
                report(format!("no variable `{name}`"), name, help);
                filled.push_str(&rest[open..open + length + 2]);
            }
        }
        rest = &rest[open + length + 2..];
    }
    filled.push_str(rest);
    filled
}

impl Mistake<'_> {
    /// Where it stands in a text, as it was written before signs in it were replaced.
    pub(crate) fn place_in(&self, text: &str) -> Option<usize> {
        if self.written.starts_with("{{") {
            return text.rfind(self.written);
        }
        let mut places = text.match_indices(self.written).map(|(at, _)| at);
        places.by_ref().filter(|at| text[..*at].trim_end().ends_with("{{")).nth(self.before)
    }
}
