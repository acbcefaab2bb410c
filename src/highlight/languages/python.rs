//! Python.

use std::sync::LazyLock;

use crate::highlight::lexer::table::{Capitals, Escapes, Holes, Language, Lexer, Quote, Sigil};
use crate::highlight::spans::Class;

pub(super) static PYTHON: LazyLock<Lexer> = LazyLock::new(|| Lexer::new(&TABLE));

const RAW: &str = "r br rb";
const FORMATTED: &str = "f t";
const RAW_FORMATTED: &str = "fr rf tr rt";

/// A string between marks, with the prefixes of its kind.
const fn string(prefixes: &'static str, mark: &'static str, escapes: Escapes, holes: Holes) -> Quote {
    let documents = mark.len() == 3 && matches!(holes, Holes::None | Holes::Percent);
    Quote { prefixes, escapes, holes, multiline: mark.len() == 3, documents, ..Quote::line(mark) }
}

static TABLE: Language = Language {
    line_comments: &["#"],
    quotes: &[
        string(RAW, "\"\"\"", Escapes::Hidden, Holes::None),
        string(RAW, "'''", Escapes::Hidden, Holes::None),
        string(RAW, "\"", Escapes::Hidden, Holes::None),
        string(RAW, "'", Escapes::Hidden, Holes::None),
        string(FORMATTED, "\"\"\"", Escapes::Backslash, Holes::Braces),
        string(FORMATTED, "'''", Escapes::Backslash, Holes::Braces),
        string(FORMATTED, "\"", Escapes::Backslash, Holes::Braces),
        string(FORMATTED, "'", Escapes::Backslash, Holes::Braces),
        string(RAW_FORMATTED, "\"\"\"", Escapes::Hidden, Holes::Braces),
        string(RAW_FORMATTED, "'''", Escapes::Hidden, Holes::Braces),
        string(RAW_FORMATTED, "\"", Escapes::Hidden, Holes::Braces),
        string(RAW_FORMATTED, "'", Escapes::Hidden, Holes::Braces),
        string("b u", "\"\"\"", Escapes::Backslash, Holes::None),
        string("b u", "'''", Escapes::Backslash, Holes::None),
        string("b u", "\"", Escapes::Backslash, Holes::None),
        string("b u", "'", Escapes::Backslash, Holes::None),
        string("", "\"\"\"", Escapes::Backslash, Holes::Percent),
        string("", "'''", Escapes::Backslash, Holes::Percent),
        string("", "\"", Escapes::Backslash, Holes::Percent),
        string("", "'", Escapes::Backslash, Holes::Percent),
    ],
    sigils: &[Sigil::Annotation],
    words: &[
        (
            Class::Keyword,
            "and as assert async await break class continue def del elif else except finally for from global if import \
             in is lambda nonlocal not or pass raise return try while with yield",
        ),
        (Class::Constant, "True False None NotImplemented Ellipsis"),
        (Class::Type, "bool bytearray bytes complex dict float frozenset int list object set str tuple type"),
        (Class::Variable, "self cls"),
    ],
    opening_keywords: "match case type",
    declares: &[(Class::Function, "def"), (Class::Type, "class")],
    capitals: Capitals::Types,
    ..Language::EMPTY
};
