//! Attributes of a heading: `## Title {#id .class search=false keywords=one,two}`.

use pulldown_cmark::CowStr;

use crate::diagnostic::{Code, Diagnostic, File};
use crate::suggest;

/// An attribute besides id and classes: name and value.
type Attribute<'a> = (CowStr<'a>, Option<CowStr<'a>>);

const KEYWORDS: &str = "keywords";
const SEARCH: &str = "search";

/// Reports the first attribute that means nothing; those after it may be pieces of it. `start` is where the heading
/// begins in `file`.
pub(super) fn check_attributes(attributes: &[Attribute<'_>], file: &File, start: usize, out: &mut Vec<Diagnostic>) {
    let Some((name, value)) = attributes.iter().find(|(name, value)| !is_fine(name, value.as_deref())) else { return };
    let help = match &**name {
        SEARCH => Some("`search=false` keeps a section out of search; all others are found".to_owned()),
        KEYWORDS => Some("write them without quotes and blanks: `keywords=visa,work-permit`".to_owned()),
        _ if value.is_some() => suggest::help(name, [KEYWORDS, SEARCH]),
        _ => Some(format!("for text in braces write code: `` `{{{name}}}` ``")),
    };
    let message = match &**name {
        SEARCH | KEYWORDS => format!("`{name}` of a heading has no such value"),
        _ => format!("unknown attribute `{name}` of a heading"),
    };
    let line = file.text[start..].lines().next().unwrap_or_default();
    let braces = line.rfind('{').unwrap_or(0);
    let at = start + line[braces..].find(&**name).map_or(braces, |at| braces + at);
    let length = file.text[at..].find([' ', '}', '\n']).unwrap_or(name.len());
    out.push(Diagnostic::error(Code::HeadingAttribute, message).at(file.at(at..at + length)).help(help));
}

fn is_fine(name: &str, value: Option<&str>) -> bool {
    match (name, value) {
        (SEARCH, Some(value)) => value == "false",
        (KEYWORDS, Some(words)) => !words.is_empty() && !words.contains(['"', '\'']),
        _ => false,
    }
}
