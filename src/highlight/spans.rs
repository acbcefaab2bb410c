//! The classes of code and the spans that carry them.

use crate::html;

/// What a piece of code is. Each has one letter, the class of its `<span>`; `css/code.css` of the theme has the colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// `c`: a comment.
    Comment,
    /// `k`: a word of the language.
    Keyword,
    /// `s`: text in quotes.
    Text,
    /// `e`: an escape or a placeholder in a string.
    Escape,
    /// `n`: a number.
    Number,
    /// `b`: a constant.
    Constant,
    /// `f`: a function.
    Function,
    /// `t`: a type.
    Type,
    /// `v`: a variable that has a sign of its own.
    Variable,
    /// `a`: an attribute, an annotation, an option of a command.
    Attribute,
    /// `g`: a tag.
    Tag,
    /// `r`: the key of a property.
    Key,
    /// `o`: an operator.
    Operator,
    /// `p`: punctuation.
    Punctuation,
    /// `m`: a macro, the preprocessor.
    Macro,
    /// `h`: a heading.
    Heading,
    /// `i`: a line that was inserted.
    Inserted,
    /// `d`: a line that was deleted.
    Deleted,
    /// `l`: a link.
    Link,
}

impl Class {
    /// The class of the `<span>`.
    pub(super) fn letter(self) -> char {
        match self {
            Self::Comment => 'c',
            Self::Keyword => 'k',
            Self::Text => 's',
            Self::Escape => 'e',
            Self::Number => 'n',
            Self::Constant => 'b',
            Self::Function => 'f',
            Self::Type => 't',
            Self::Variable => 'v',
            Self::Attribute => 'a',
            Self::Tag => 'g',
            Self::Key => 'r',
            Self::Operator => 'o',
            Self::Punctuation => 'p',
            Self::Macro => 'm',
            Self::Heading => 'h',
            Self::Inserted => 'i',
            Self::Deleted => 'd',
            Self::Link => 'l',
        }
    }
}

/// Writes spans to HTML, equal neighbors joined.
pub(super) struct Spans<'o> {
    out: &'o mut String,
    open: Option<Class>,
}

impl<'o> Spans<'o> {
    pub(super) fn new(out: &'o mut String) -> Self {
        Self { out, open: None }
    }

    /// Appends a piece of code, without a class as it is.
    pub(super) fn push(&mut self, class: Option<Class>, text: &str) {
        // Blanks have no color: they stay in the span that is open.
        if class != self.open && !text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            self.close();
            if let Some(class) = class {
                self.out.push_str("<span class=\"");
                self.out.push(class.letter());
                self.out.push_str("\">");
            }
            self.open = class;
        }
        html::push_text(self.out, text);
    }

    /// Ends the span that is open, if any.
    pub(super) fn close(&mut self) {
        if self.open.take().is_some() {
            self.out.push_str("</span>");
        }
    }
}
