//! JSON, with the comments, single quotes and bare keys of JSONC and JSON5.

use std::sync::LazyLock;

use crate::highlight::lexer::table::{Language, Lexer, Quote, SLASH_STAR};
use crate::highlight::spans::Class;

pub(super) static JSON: LazyLock<Lexer> = LazyLock::new(|| Lexer::new(&TABLE));

static TABLE: Language = Language {
    line_comments: &["//"],
    block_comments: &[SLASH_STAR],
    quotes: &[Quote::line("\""), Quote::line("'")],
    words: &[(Class::Constant, "true false null Infinity NaN")],
    word_signs: "$",
    keys: true,
    string_keys: true,
    ..Language::EMPTY
};
