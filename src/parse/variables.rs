//! `{{ vars.name }}`: texts from `book.toml` in prose and front matter.

use memchr::memmem;

use crate::config::Config;
use crate::suggest;

/// `text` with every variable replaced. `report` is told message, name and help of each one that does not exist; such a
/// one stays as written.
pub(crate) fn fill(text: &str, config: &Config, mut report: impl FnMut(String, &str, Option<String>)) -> String {
    let mut filled = String::with_capacity(text.len());
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

/// Where what [`fill`] reports stands in a text: a name between its braces, or the last braces, which are not closed.
pub(crate) fn place_of(name: &str, text: &str) -> Option<usize> {
    if name.starts_with("{{") {
        return text.rfind(name);
    }
    text.match_indices(name).map(|(at, _)| at).find(|at| text[..*at].trim_end().ends_with("{{"))
}
