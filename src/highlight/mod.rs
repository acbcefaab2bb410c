//! Colors for code: a handful of one-letter classes, so that a page stays small and light, dark and high-contrast colors
//! are a matter of the style sheet.
//!
//! The common languages have a lexer each (`languages/`): a table for one pass over the bytes (`lexer/`), or a reader of
//! lines and tags of their own. All others have a grammar (`grammar`), which needs some hundred times as long.
//!
//! | class | what | class | what | class | what |
//! | --- | --- | --- | --- | --- | --- |
//! | `k` | keyword | `f` | function | `m` | macro, preprocessor |
//! | `s` | string | `t` | type | `h` | heading |
//! | `e` | escape in a string | `v` | variable | `i` | inserted line |
//! | `c` | comment | `a` | attribute, option | `d` | deleted line |
//! | `n` | number | `g` | tag | `l` | link |
//! | `b` | constant | `o` | operator | `r` | key of a property |
//! | | | `p` | punctuation | | |

mod grammar;
mod kept;
mod languages;
mod lexer;
mod scanner;
mod spans;
#[cfg(test)]
mod tests;

use crate::html;
use crate::suggest as suggestions;
use grammar::Memory;
pub use kept::{keep, take_up};
use spans::Spans;

/// Names that writers use and the grammars do not know.
const ALIASES: [(&str, &str); 4] =
    [("docker", "dockerfile"), ("csharp", "cs"), ("tera", "jinja2"), ("jinja", "jinja2")];

/// Names for text without colors.
const PLAIN: [&str; 5] = ["text", "txt", "plain", "plaintext", "none"];

/// Whether a name in a fence means a language or plain text.
#[must_use]
pub fn knows(language: &str) -> bool {
    !matches!(find(language), Reads::Nothing) || is_plain(language)
}

/// The known name nearest to one that is not.
#[must_use]
pub fn suggest(language: &str) -> Option<String> {
    let names = (languages::LANGUAGES.iter().flat_map(|language| language.names.iter().copied()))
        .chain(grammar::names())
        .chain(ALIASES.iter().map(|(alias, _)| *alias))
        .chain(PLAIN);
    suggestions::nearest(language, names).map(str::to_lowercase)
}

/// Appends `code` as the content of a `<code>` element. Blocks that need a grammar are colored once in a process.
pub fn push(out: &mut String, language: Option<&str>, code: &str) {
    match language.map_or(Reads::Nothing, find) {
        Reads::Lexer(language) => {
            // Some spans for every word.
            out.reserve(code.len() * 3);
            let mut spans = Spans::new(out);
            language.push(&mut spans, code);
            spans.close();
        }
        Reads::Grammar(syntax) => grammar::push(out, syntax, code, Some(Memory::of_process())),
        Reads::Nothing => html::push_text(out, code),
    }
}

/// Appends `code` as [`push`] would without any lexer: the yardstick for colors and speed. Nothing is kept.
pub fn push_by_grammar(out: &mut String, language: &str, code: &str) {
    match find_grammar(&language.to_lowercase()) {
        Some(syntax) => grammar::push(out, syntax, code, None),
        None => html::push_text(out, code),
    }
}

/// Who colors a language.
enum Reads {
    Lexer(&'static languages::Language),
    Grammar(&'static syntect::parsing::SyntaxReference),
    Nothing,
}

fn find(language: &str) -> Reads {
    if is_plain(language) {
        return Reads::Nothing;
    }
    let name = language.to_lowercase();
    if let Some(language) = languages::find(&name) {
        return Reads::Lexer(language);
    }
    find_grammar(&name).map_or(Reads::Nothing, Reads::Grammar)
}

fn find_grammar(name: &str) -> Option<&'static syntect::parsing::SyntaxReference> {
    let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, name)| name);
    grammar::find(name)
}

fn is_plain(language: &str) -> bool {
    PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(language))
}
