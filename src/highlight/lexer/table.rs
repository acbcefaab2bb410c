//! What a language is to the lexer: a table. [`Lexer`] is the table made ready for reading byte by byte.

use rustc_hash::FxHashMap;

use super::super::scanner::is_word;
use super::super::spans::Class;

/// A language of words, strings, comments and brackets. Lists of words are separated by blanks.
pub(in crate::highlight) struct Language {
    /// What begins a comment up to the end of the line.
    pub(in crate::highlight) line_comments: &'static [&'static str],
    pub(in crate::highlight) block_comments: &'static [BlockComment],
    /// Strings; those that begin alike stand from long to short.
    pub(in crate::highlight) quotes: &'static [Quote],
    pub(in crate::highlight) sigils: &'static [Sigil],
    /// Words that are always the same.
    pub(in crate::highlight) words: &'static [(Class, &'static str)],
    /// Keywords where another word, a string or a bracket follows after a blank, and names elsewhere.
    pub(in crate::highlight) soft_keywords: &'static str,
    /// Soft keywords that stand at the beginning of a line only.
    pub(in crate::highlight) opening_keywords: &'static str,
    /// Keywords after a dot too, where other words are names.
    pub(in crate::highlight) member_keywords: &'static str,
    /// Keywords before `:` that are no keys.
    pub(in crate::highlight) labels: &'static str,
    /// Keywords that are values, as `this` is.
    pub(in crate::highlight) value_keywords: &'static str,
    /// Keywords with what the word after them is.
    pub(in crate::highlight) declares: &'static [(Class, &'static str)],
    pub(in crate::highlight) ignores_case: bool,
    /// What may stand in words besides letters, digits and `_`.
    pub(in crate::highlight) word_signs: &'static str,
    pub(in crate::highlight) capitals: Capitals,
    /// The ending of words that are types.
    pub(in crate::highlight) type_ending: &'static str,
    /// `<` and `>` are brackets where they touch what they hold.
    pub(in crate::highlight) angles: bool,
    /// A word before `:` in `{}` is a key.
    pub(in crate::highlight) keys: bool,
    /// A string before `:` is a key.
    pub(in crate::highlight) string_keys: bool,
    /// What may stand between two digits besides `_`.
    pub(in crate::highlight) digit_separator: u8,
    /// Names before `!` are macros.
    pub(in crate::highlight) macros: bool,
    /// Tags may stand where a value may.
    pub(in crate::highlight) tags: bool,
}

impl Language {
    /// A table to begin with.
    pub(in crate::highlight) const EMPTY: Self = Self {
        line_comments: &[],
        block_comments: &[],
        quotes: &[],
        sigils: &[],
        words: &[],
        soft_keywords: "",
        opening_keywords: "",
        member_keywords: "",
        labels: "",
        value_keywords: "",
        declares: &[],
        ignores_case: false,
        word_signs: "",
        capitals: Capitals::Names,
        type_ending: "",
        angles: false,
        keys: false,
        string_keys: false,
        digit_separator: b'_',
        macros: false,
        tags: false,
    };
}

/// A comment between two marks.
pub(in crate::highlight) struct BlockComment {
    pub(in crate::highlight) open: &'static str,
    pub(in crate::highlight) close: &'static str,
    pub(in crate::highlight) nested: bool,
}

/// `/* … */`, as most languages have it.
pub(in crate::highlight) const SLASH_STAR: BlockComment = BlockComment { open: "/*", close: "*/", nested: false };

/// A kind of string.
pub(in crate::highlight) struct Quote {
    /// Words of which one has to stand directly before the string, in lower case.
    pub(in crate::highlight) prefixes: &'static str,
    pub(in crate::highlight) open: &'static str,
    pub(in crate::highlight) close: &'static str,
    pub(in crate::highlight) escapes: Escapes,
    pub(in crate::highlight) holes: Holes,
    /// Goes over lines.
    pub(in crate::highlight) multiline: bool,
    /// What the opening and the closing mark share.
    pub(in crate::highlight) fence: Fence,
    /// A comment where it is a statement of its own.
    pub(in crate::highlight) documents: bool,
    pub(in crate::highlight) class: Class,
}

impl Quote {
    /// A string of one line with a backslash for escapes.
    pub(in crate::highlight) const fn line(mark: &'static str) -> Self {
        Self {
            prefixes: "",
            open: mark,
            close: mark,
            escapes: Escapes::Backslash,
            holes: Holes::None,
            multiline: false,
            fence: Fence::None,
            documents: false,
            class: Class::Text,
        }
    }

    /// The same over lines.
    pub(in crate::highlight) const fn block(mark: &'static str) -> Self {
        Self { multiline: true, ..Self::line(mark) }
    }
}

/// How a string holds its own mark and other signs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::highlight) enum Escapes {
    None,
    /// `\n`, `\u{e9}`, `\x1f`.
    Backslash,
    /// A backslash hides the next character, and the text stays what it is.
    Hidden,
    /// The mark twice.
    Doubled,
}

/// What stands in a string and is no text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::highlight) enum Holes {
    None,
    /// `{code:format}` of Python.
    Braces,
    /// `${code}` of JavaScript.
    DollarBraces,
    /// `{name:?}`: a placeholder.
    Placeholders,
    /// `%5.2f`: a placeholder.
    Percent,
}

/// What stands between the mark of a raw string and its text, and again before its end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::highlight) enum Fence {
    None,
    /// `r##"…"##`.
    Hashes,
    /// `R"name(…)name"`.
    Name,
}

/// A sign that gives what follows a meaning.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::highlight) enum Sigil {
    /// `#[name(…)]`, `[[name]]`: in brackets, the words are attributes.
    Bracketed(&'static str),
    /// `@name.name`.
    Annotation,
    /// `#name` at the beginning of a line.
    Preprocessor,
    /// `$name` and others: a variable.
    Variable(u8),
    /// `'name`, where it is no character.
    Lifetime,
    /// `/pattern/flags`, where a value may stand.
    Pattern,
}

/// What a word with a capital letter is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::highlight) enum Capitals {
    /// Nothing special.
    Names,
    /// `Name` is a type, `NAME` a constant, and before `(` too.
    Types,
    /// The same, but a function before `(`.
    TypesUnlessCalled,
    /// The same, but a function before `(`, and a name after a dot and at the beginning of a line.
    TypesUnlessMember,
}

/// What the basic meaning of a byte is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::highlight) enum Role {
    Blank,
    Word,
    Digit,
    Open,
    Close,
    Punctuation,
    Operator,
    Other,
}

/// What a word means.
#[derive(Clone, Copy, Default)]
pub(in crate::highlight) struct Meaning {
    /// The word itself.
    pub(in crate::highlight) class: Option<Class>,
    pub(in crate::highlight) is_soft: bool,
    pub(in crate::highlight) opens_line: bool,
    pub(in crate::highlight) after_dot: bool,
    pub(in crate::highlight) is_label: bool,
    pub(in crate::highlight) is_value: bool,
    /// The word after it.
    pub(in crate::highlight) declares: Option<Class>,
}

/// A table, ready for reading.
pub(in crate::highlight) struct Lexer {
    pub(in crate::highlight) language: &'static Language,
    pub(in crate::highlight) roles: [Role; 256],
    /// Bytes that may begin a comment, a string or a sigil.
    pub(in crate::highlight) marks: [bool; 256],
    /// Whether some strings have words before them.
    pub(in crate::highlight) has_prefixes: bool,
    words: FxHashMap<&'static str, Meaning>,
}

/// No word of a table is longer.
const LONGEST_WORD: usize = 32;

impl Lexer {
    pub(in crate::highlight) fn new(language: &'static Language) -> Self {
        let first = |text: &str| text.bytes().next();
        let marks_of_sigils = language.sigils.iter().map(|sigil| match sigil {
            Sigil::Bracketed(open) => first(open),
            Sigil::Annotation => Some(b'@'),
            Sigil::Preprocessor => Some(b'#'),
            Sigil::Variable(sign) => Some(*sign),
            Sigil::Lifetime => Some(b'\''),
            Sigil::Pattern => Some(b'/'),
        });
        let begins = (language.line_comments.iter().map(|open| first(open)))
            .chain(language.block_comments.iter().map(|comment| first(comment.open)))
            .chain(language.quotes.iter().map(|quote| first(quote.open)))
            .chain(marks_of_sigils);
        let mut marks = [false; 256];
        for byte in begins.flatten() {
            marks[usize::from(byte)] = true;
        }
        let mut roles = [Role::Other; 256];
        for byte in 0..=u8::MAX {
            roles[usize::from(byte)] = match byte {
                b' ' | b'\t' | b'\r' | b'\n' => Role::Blank,
                b'0'..=b'9' => Role::Digit,
                _ if is_word(byte) || language.word_signs.as_bytes().contains(&byte) => Role::Word,
                b'(' | b'[' | b'{' => Role::Open,
                b')' | b']' | b'}' => Role::Close,
                b',' | b';' | b'.' | b':' => Role::Punctuation,
                b'=' | b'+' | b'-' | b'*' | b'/' | b'%' | b'<' | b'>' | b'!' | b'&' | b'|' | b'^' | b'~' | b'?' => {
                    Role::Operator
                }
                _ => Role::Other,
            };
        }
        let has_prefixes = language.quotes.iter().any(|quote| !quote.prefixes.is_empty());
        Self { language, roles, marks, has_prefixes, words: meanings(language) }
    }

    pub(in crate::highlight) fn role(&self, byte: u8) -> Role {
        self.roles[usize::from(byte)]
    }

    /// What a word means in this language by itself.
    pub(in crate::highlight) fn meaning(&self, word: &str) -> Meaning {
        if word.len() > LONGEST_WORD {
            return Meaning::default();
        }
        if !self.language.ignores_case {
            return self.words.get(word).copied().unwrap_or_default();
        }
        let mut lower = [0; LONGEST_WORD];
        let lower = &mut lower[..word.len()];
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        let meaning = std::str::from_utf8(lower).ok().and_then(|word| self.words.get(word));
        meaning.copied().unwrap_or_default()
    }
}

fn meanings(language: &'static Language) -> FxHashMap<&'static str, Meaning> {
    let mut words: FxHashMap<&'static str, Meaning> = FxHashMap::default();
    for (class, list) in language.words {
        for word in list.split_ascii_whitespace() {
            words.entry(word).or_default().class = Some(*class);
        }
    }
    for word in language.soft_keywords.split_ascii_whitespace() {
        let meaning = words.entry(word).or_default();
        meaning.class = Some(Class::Keyword);
        meaning.is_soft = true;
    }
    for word in language.opening_keywords.split_ascii_whitespace() {
        let meaning = words.entry(word).or_default();
        meaning.class = Some(Class::Keyword);
        meaning.is_soft = true;
        meaning.opens_line = true;
    }
    for word in language.member_keywords.split_ascii_whitespace() {
        words.entry(word).or_default().after_dot = true;
    }
    for word in language.labels.split_ascii_whitespace() {
        words.entry(word).or_default().is_label = true;
    }
    for word in language.value_keywords.split_ascii_whitespace() {
        let meaning = words.entry(word).or_default();
        meaning.class = Some(Class::Keyword);
        meaning.is_value = true;
    }
    for (class, list) in language.declares {
        for word in list.split_ascii_whitespace() {
            words.entry(word).or_default().declares = Some(*class);
        }
    }
    words
}
