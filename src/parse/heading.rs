//! Attributes of a heading: `## Title {#id .class search=false keywords=one,two}`, and `outcome=stop` in a decision.

use pulldown_cmark::CowStr;

use crate::diagnostic::{Code, Diagnostic, File};
use crate::document::Outcome;
use crate::suggest;

/// An attribute besides id and classes: name and value.
type Attribute<'a> = (CowStr<'a>, Option<CowStr<'a>>);

const KEYWORDS: &str = "keywords";
const SEARCH: &str = "search";
const OUTCOME: &str = "outcome";

/// Whether a heading in a decision is an outcome and no question.
pub(super) fn is_outcome(attributes: &[Attribute<'_>]) -> bool {
    attributes.iter().any(|(name, _)| &**name == OUTCOME)
}

/// The outcome that a heading in a decision says it is. One that does not exist was reported and is a plain one.
pub(super) fn outcome(attributes: &[Attribute<'_>]) -> Option<Outcome> {
    let (_, value) = attributes.iter().find(|(name, _)| &**name == OUTCOME)?;
    Some(Outcome::of_name(value.as_deref()).unwrap_or(Outcome::Plain))
}

/// Reports the first attribute that means nothing; those after it may be pieces of it. `start` is where the heading
/// begins in `file`; `is_step` whether it is a step of a decision.
pub(super) fn check_attributes(
    attributes: &[Attribute<'_>],
    is_step: bool,
    file: &File,
    start: usize,
    out: &mut Vec<Diagnostic>,
) {
    let wrong = attributes.iter().find(|(name, value)| !is_fine(name, value.as_deref(), is_step));
    let Some((name, value)) = wrong else { return };
    let help = match &**name {
        SEARCH => Some("`search=false` keeps a section out of search; all others are found".to_owned()),
        KEYWORDS => Some("write them without quotes and blanks: `keywords=visa,work-permit`".to_owned()),
        OUTCOME if is_step => suggest::help(value.as_deref().unwrap_or_default(), Outcome::NAMES),
        OUTCOME => Some("only a heading that stands directly in a `:::decision` can be an outcome".to_owned()),
        _ if is_step => suggest::help(name, [KEYWORDS, OUTCOME, SEARCH]),
        _ if value.is_some() => suggest::help(name, [KEYWORDS, SEARCH]),
        _ => Some(format!("for text in braces write code: `` `{{{name}}}` ``")),
    };
    let message = match &**name {
        OUTCOME if !is_step => "`outcome` of a heading outside of a decision".to_owned(),
        SEARCH | KEYWORDS | OUTCOME => format!("`{name}` of a heading has no such value"),
        _ => format!("unknown attribute `{name}` of a heading"),
    };
    let line = file.text[start..].lines().next().unwrap_or_default();
    let braces = line.rfind('{').unwrap_or(0);
    let at = start + line[braces..].find(&**name).map_or(braces, |at| braces + at);
    let length = file.text[at..].find([' ', '}', '\n']).unwrap_or(name.len());
    out.push(Diagnostic::error(Code::HeadingAttribute, message).at(file.at(at..at + length)).help(help));
}

fn is_fine(name: &str, value: Option<&str>, is_step: bool) -> bool {
    match (name, value) {
        (OUTCOME, value) => is_step && Outcome::of_name(value).is_some(),
        (SEARCH, Some(value)) => value == "false",
        (KEYWORDS, Some(words)) => !words.is_empty() && !words.contains(['"', '\'']),
        _ => false,
    }
}
