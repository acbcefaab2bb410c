//! JavaScript and TypeScript, with tags (JSX) and without.

use std::sync::LazyLock;

use crate::highlight::lexer::table::{Capitals, Holes, Language, Lexer, Quote, SLASH_STAR, Sigil};
use crate::highlight::spans::Class;

pub(super) static JAVASCRIPT: LazyLock<Lexer> = LazyLock::new(|| Lexer::new(&SCRIPT));
pub(super) static TYPESCRIPT: LazyLock<Lexer> = LazyLock::new(|| Lexer::new(&TYPED));
pub(super) static TYPESCRIPT_TAGS: LazyLock<Lexer> = LazyLock::new(|| Lexer::new(&TYPED_TAGS));

const WORDS: [(Class, &str); 3] = [
    (
        Class::Keyword,
        "async await break case catch class const constructor continue debugger default delete do else export extends finally for \
         function if import in instanceof let new return static switch throw try typeof var void while with yield",
    ),
    (Class::Constant, "true false null undefined NaN Infinity"),
    (Class::Type, "JSON URL DOM HTML Math"),
];

const SCRIPT: Language = Language {
    line_comments: &["//", "#!"],
    block_comments: &[SLASH_STAR],
    quotes: &[Quote::line("\""), Quote::line("'"), Quote { holes: Holes::DollarBraces, ..Quote::block("`") }],
    sigils: &[Sigil::Pattern, Sigil::Annotation],
    words: &WORDS,
    soft_keywords: "as from get of set using accessor",
    labels: "default",
    value_keywords: "this super",
    declares: &[(Class::Function, "function"), (Class::Type, "class new extends instanceof")],
    word_signs: "$#",
    capitals: Capitals::TypesUnlessCalled,
    keys: true,
    tags: true,
    ..Language::EMPTY
};

const TYPED: Language = Language {
    words: &[
        WORDS[0],
        WORDS[1],
        WORDS[2],
        (Class::Keyword, "enum"),
        (Class::Type, "string number boolean bigint symbol object unknown never any"),
    ],
    soft_keywords: "as from get of set using accessor abstract asserts declare implements infer interface is keyof \
                    module namespace out override private protected public readonly satisfies type unique",
    declares: &[
        (Class::Function, "function"),
        (Class::Type, "class new extends instanceof interface enum type namespace implements"),
    ],
    angles: true,
    tags: false,
    ..SCRIPT
};

static TYPED_TAGS: Language = Language { tags: true, ..TYPED };
