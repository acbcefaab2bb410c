//! Attributes of a heading: `## Title {#id .class search=false keywords=one,two}`, `related=one,two` of a question, and
//! `outcome=stop` in a decision.

use pulldown_cmark::CowStr;

use super::attributes::is_curly;
use crate::diagnostic::{Code, Diagnostic, File};
use crate::document::{Link, LinkKind, Outcome, Span};
use crate::suggest;

/// An attribute besides id and classes: name and value.
type Attribute<'a> = (CowStr<'a>, Option<CowStr<'a>>);

const KEYWORDS: &str = "keywords";
const RELATED: &str = "related";
const SEARCH: &str = "search";
const OUTCOME: &str = "outcome";

/// What a heading is besides the title of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Section,
    /// Of a FAQ page.
    Question,
    /// Of a decision.
    Step,
}

/// Whether a heading in a decision is an outcome and no question.
pub(super) fn is_outcome(attributes: &[Attribute<'_>]) -> bool {
    attributes.iter().any(|(name, _)| &**name == OUTCOME)
}

/// The outcome that a heading in a decision says it is. One that does not exist was reported and is a plain one.
pub(super) fn outcome(attributes: &[Attribute<'_>]) -> Option<Outcome> {
    let (_, value) = attributes.iter().find(|(name, _)| &**name == OUTCOME)?;
    Some(Outcome::of_name(value.as_deref()).unwrap_or(Outcome::Plain))
}

/// Reports an id with a sign at its end that was meant to stand between attributes.
pub(super) fn check_id(id: Option<&str>, file: &File, span: Span, out: &mut Vec<Diagnostic>) {
    let Some(id) = id.filter(|id| id.ends_with([',', ';'])) else { return };
    let Some(at) = file.text[span.range()].rfind(id) else { return };
    let end = span.start as usize + at + id.len();
    let sign = &id[id.len() - 1..];
    out.push(
        Diagnostic::error(Code::HeadingAttribute, format!("no `{sign}` stands between attributes: take it out"))
            .at(file.at(end - 1..end)),
    );
}

/// Most questions that stand below an answer.
const MAX_RELATED: usize = 3;

/// Reports the first attribute that means nothing; those after it may be pieces of it. `start` is where the heading
/// begins in `file`.
pub(super) fn check_attributes(
    attributes: &[Attribute<'_>],
    sort: Sort,
    file: &File,
    start: usize,
    out: &mut Vec<Diagnostic>,
) {
    let wrong = attributes.iter().find(|(name, value)| !is_fine(name, value.as_deref(), sort));
    let Some((name, value)) = wrong else { return };
    let help = match &**name {
        SEARCH => Some("`search=false` keeps a section out of search; all others are found".to_owned()),
        KEYWORDS => Some("write them without quotes and blanks: `keywords=visa,work-permit`".to_owned()),
        RELATED if sort == Sort::Question => Some(format!(
            "write up to {MAX_RELATED} questions without quotes and blanks, `related=visa,other.md#fees`, or `related=none`"
        )),
        RELATED => Some("only questions have it: `##` on a page of the kind `faq`".to_owned()),
        OUTCOME if sort == Sort::Step => suggest::help(value.as_deref().unwrap_or_default(), Outcome::NAMES),
        OUTCOME => Some("only a heading that stands directly in a `:::decision` can be an outcome".to_owned()),
        _ if sort == Sort::Step => suggest::help(name, [KEYWORDS, OUTCOME, SEARCH]),
        _ if value.is_some() => suggest::help(name, [KEYWORDS, RELATED, SEARCH]),
        _ => Some(format!("for text in braces write code: `` `{{{name}}}` ``")),
    };
    let message = match &**name {
        RELATED if sort != Sort::Question => "`related` of a heading that is no question".to_owned(),
        OUTCOME if sort != Sort::Step => "`outcome` of a heading outside of a decision".to_owned(),
        SEARCH | KEYWORDS | RELATED | OUTCOME => format!("`{name}` of a heading has no such value"),
        _ => format!("unknown attribute `{name}` of a heading"),
    };
    let at = place_of(name, file, start);
    let length = file.text[at..].find([' ', '}', '\n']).unwrap_or(name.len());
    out.push(Diagnostic::error(Code::HeadingAttribute, message).at(file.at(at..at + length)).help(help));
}

/// Reports an attribute of one letter or digit in the heading that begins at `start` and reads `text`: the Markdown parser drops it and says
/// nothing.
pub(super) fn check_letters(text: &str, file: &File, start: usize, out: &mut Vec<Diagnostic>) {
    let line = file.text[start..].lines().next().unwrap_or_default();
    let Some((before, inside)) = line.trim_end().strip_suffix('}').and_then(|line| line.rsplit_once('{')) else {
        return;
    };
    // A variable has braces inside, and what is wrong with words is said already.
    if inside.contains('}') || before.ends_with('{') || inside.split_whitespace().any(|word| word.len() > 1) {
        return;
    }
    let is_text = text.trim_end().strip_suffix('}').is_some_and(|text| text.ends_with(inside));
    let Some(letter) = inside.split_whitespace().next().filter(|_| !is_text) else {
        return;
    };
    let message = format!("unknown attribute `{letter}` of a heading");
    let at = start + before.len() + 1 + inside.find(letter).unwrap_or(0);
    let help = format!("for text in braces write code: `` `{{{}}}` ``", inside.trim());
    out.push(Diagnostic::error(Code::HeadingAttribute, message).at(file.at(at..at + letter.len())).help(help));
}

fn is_fine(name: &str, value: Option<&str>, sort: Sort) -> bool {
    let is_list = |words: &str| !words.is_empty() && !words.contains(['"', '\'']) && !words.contains(is_curly);
    match (name, value) {
        (OUTCOME, value) => sort == Sort::Step && Outcome::of_name(value).is_some(),
        (SEARCH, Some(value)) => value == "false",
        (KEYWORDS, Some(words)) => is_list(words),
        (RELATED, Some(names)) => sort == Sort::Question && is_list(names) && names.split(',').count() <= MAX_RELATED,
        _ => false,
    }
}

/// Where an attribute is written in the heading that begins at `start`.
fn place_of(name: &str, file: &File, start: usize) -> usize {
    let line = file.text[start..].lines().next().unwrap_or_default();
    let braces = line.rfind('{').unwrap_or(0);
    start + line[braces..].find(name).map_or(braces, |at| braces + at)
}

/// The words of `keywords`.
pub(super) fn keywords(attributes: &[Attribute<'_>]) -> Vec<String> {
    list(attributes, KEYWORDS).into_iter().flatten().map(str::to_owned).collect()
}

/// The questions that `related` names, each as a link with its place.
pub(super) fn related(attributes: &[Attribute<'_>], file: &File, span: Span) -> Option<Vec<Link>> {
    let names = list(attributes, RELATED)?;
    let mut at = place_of(RELATED, file, span.start as usize) + RELATED.len() + 1;
    let mut links = Vec::new();
    for name in names {
        let place = at..at + name.len();
        at = place.end + 1;
        if name.is_empty() || name == "none" {
            continue;
        }
        let is_address = name.contains(['#', '.', '/']);
        links.push(Link {
            target: if is_address { name.to_owned() } else { format!("#{name}") },
            kind: LinkKind::Link,
            text: String::new(),
            span: Span::new(span.part as usize, place),
        });
    }
    links.truncate(MAX_RELATED);
    Some(links)
}

fn list<'a>(attributes: &'a [Attribute<'_>], name: &str) -> Option<std::str::Split<'a, char>> {
    let value = attributes.iter().find(|(key, _)| &**key == name)?.1.as_deref()?;
    Some(value.split(','))
}
