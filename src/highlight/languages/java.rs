//! Java.

use std::sync::LazyLock;

use crate::highlight::lexer::table::{Capitals, Holes, Language, Lexer, Quote, SLASH_STAR, Sigil};
use crate::highlight::spans::Class;

pub(super) static JAVA: LazyLock<Lexer> = LazyLock::new(|| Lexer::new(&TABLE));

static TABLE: Language = Language {
    line_comments: &["//"],
    block_comments: &[SLASH_STAR],
    quotes: &[Quote::block("\"\"\""), Quote { holes: Holes::Percent, ..Quote::line("\"") }, Quote::line("'")],
    sigils: &[Sigil::Annotation],
    words: &[
        (
            Class::Keyword,
            "abstract assert boolean break byte case catch char class const continue default do double else enum \
             extends final finally float for goto if implements import instanceof int interface long native new \
             package private protected public return short static strictfp switch synchronized throw throws transient \
             try var void volatile while",
        ),
        (Class::Constant, "true false null"),
    ],
    soft_keywords: "exports module non-sealed open opens permits provides record requires sealed to transitive uses \
                    when with yield",
    member_keywords: "class",
    value_keywords: "this super",
    declares: &[(Class::Type, "class interface enum record")],
    capitals: Capitals::Types,
    angles: true,
    ..Language::EMPTY
};
