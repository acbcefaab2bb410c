//! Go.

use std::sync::LazyLock;

use crate::highlight::lexer::table::{Capitals, Escapes, Holes, Language, Lexer, Quote, SLASH_STAR};
use crate::highlight::spans::Class;

pub(super) static GO: LazyLock<Lexer> = LazyLock::new(|| Lexer::new(&TABLE));

static TABLE: Language = Language {
    line_comments: &["//"],
    block_comments: &[SLASH_STAR],
    quotes: &[
        Quote { holes: Holes::Percent, ..Quote::line("\"") },
        Quote::line("'"),
        Quote { escapes: Escapes::None, ..Quote::block("`") },
    ],
    words: &[
        (
            Class::Keyword,
            "break case chan const continue default defer else fallthrough for func go goto if import interface map \
             package range return select struct switch type var",
        ),
        (Class::Constant, "true false nil iota"),
        (
            Class::Type,
            "any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string \
             uint uint8 uint16 uint32 uint64 uintptr",
        ),
    ],
    declares: &[(Class::Function, "func"), (Class::Type, "type")],
    capitals: Capitals::TypesUnlessMember,
    ..Language::EMPTY
};
