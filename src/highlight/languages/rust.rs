//! Rust.

use std::sync::LazyLock;

use crate::highlight::lexer::table::{BlockComment, Capitals, Escapes, Fence, Holes, Language, Lexer, Quote, Sigil};
use crate::highlight::spans::Class;

pub(super) static RUST: LazyLock<Lexer> = LazyLock::new(|| Lexer::new(&TABLE));

static TABLE: Language = Language {
    line_comments: &["//"],
    block_comments: &[BlockComment { open: "/*", close: "*/", nested: true }],
    quotes: &[
        Quote { prefixes: "r br cr", fence: Fence::Hashes, escapes: Escapes::None, ..Quote::block("\"") },
        Quote { prefixes: "b c", ..Quote::block("\"") },
        Quote { prefixes: "b", ..Quote::line("'") },
        Quote { holes: Holes::Placeholders, ..Quote::block("\"") },
        Quote::line("'"),
    ],
    sigils: &[Sigil::Bracketed("#["), Sigil::Bracketed("#!["), Sigil::Lifetime, Sigil::Variable(b'$')],
    words: &[
        (
            Class::Keyword,
            "as async await break const continue crate dyn else enum extern fn for gen if impl in let loop match mod \
             move mut pub ref return static struct trait try type unsafe use where while yield",
        ),
        (Class::Constant, "true false"),
        (Class::Type, "bool char f16 f32 f64 f128 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize Self"),
    ],
    soft_keywords: "union auto default raw macro",
    member_keywords: "await",
    value_keywords: "self super",
    declares: &[(Class::Function, "fn"), (Class::Type, "struct enum trait union type")],
    capitals: Capitals::Types,
    angles: true,
    macros: true,
    ..Language::EMPTY
};
