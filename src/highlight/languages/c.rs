//! C and C++.

use std::sync::LazyLock;

use crate::highlight::lexer::table::{Capitals, Escapes, Fence, Holes, Language, Lexer, Quote, SLASH_STAR, Sigil};
use crate::highlight::spans::Class;

pub(super) static C: LazyLock<Lexer> = LazyLock::new(|| Lexer::new(&PLAIN));
pub(super) static CPP: LazyLock<Lexer> = LazyLock::new(|| Lexer::new(&PLUS));

const KEYWORDS: &str = "alignas alignof asm auto bool break case char const constexpr continue default do double else \
    enum extern float for goto if inline int long register restrict return short signed sizeof static static_assert \
    struct switch thread_local typedef typeof union unsigned void volatile while _Alignas _Alignof _Atomic _Bool \
    _Complex _Generic _Noreturn _Static_assert _Thread_local";
const CONSTANTS: (Class, &str) = (Class::Constant, "true false NULL nullptr");
/// Words of the preprocessor.
const DIRECTIVES: (Class, &str) = (Class::Macro, "defined __has_include");
const TYPES: (Class, &str) = (Class::Type, "FILE DIR");

const PLAIN: Language = Language {
    line_comments: &["//"],
    block_comments: &[SLASH_STAR],
    quotes: &[
        Quote { prefixes: "l u u8", holes: Holes::Percent, ..Quote::line("\"") },
        Quote { prefixes: "l u u8", ..Quote::line("'") },
        Quote { holes: Holes::Percent, ..Quote::line("\"") },
        Quote::line("'"),
    ],
    sigils: &[Sigil::Preprocessor, Sigil::Bracketed("[[")],
    words: &[(Class::Keyword, KEYWORDS), CONSTANTS, TYPES, DIRECTIVES],
    declares: &[(Class::Type, "struct union enum")],
    capitals: Capitals::TypesUnlessCalled,
    type_ending: "_t",
    digit_separator: b'\'',
    ..Language::EMPTY
};

static PLUS: Language = Language {
    quotes: &[
        Quote { prefixes: "r lr ur u8r", fence: Fence::Name, escapes: Escapes::None, ..Quote::block("\"") },
        Quote { prefixes: "l u u8", holes: Holes::Percent, ..Quote::line("\"") },
        Quote { prefixes: "l u u8", ..Quote::line("'") },
        Quote { holes: Holes::Percent, ..Quote::line("\"") },
        Quote::line("'"),
    ],
    words: &[
        (Class::Keyword, KEYWORDS),
        (
            Class::Keyword,
            "and and_eq bitand bitor catch char8_t char16_t char32_t class co_await co_return co_yield compl concept \
             const_cast consteval constinit decltype delete dynamic_cast explicit export final friend mutable namespace new \
             noexcept not not_eq operator or or_eq override private protected public reinterpret_cast requires static_cast \
             template throw try typeid typename using virtual wchar_t xor xor_eq",
        ),
        CONSTANTS,
        TYPES,
        DIRECTIVES,
    ],
    soft_keywords: "import module",
    value_keywords: "this",
    declares: &[(Class::Type, "struct union enum class namespace typename concept")],
    angles: true,
    ..PLAIN
};
