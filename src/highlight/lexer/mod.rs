//! The lexer of all languages of words, strings and brackets: one pass over the bytes, with a table that says what they
//! mean. It never goes back, and looks ahead only as far as it goes on afterwards or a bound says.

mod strings;
pub(super) mod table;
mod tags;
mod words;

use super::scanner::Scanner;
use super::spans::{Class, Spans};
use table::{Lexer, Role, Sigil};

/// Pushes a text, colored as the table says.
pub(super) fn lex(lexer: &Lexer, spans: &mut Spans, text: &str) {
    let scan = Scanner::new(text, spans);
    let reader = Reader {
        lexer,
        scan,
        stack: Vec::new(),
        attributes: 0,
        line_holes: 0,
        previous: Previous::Start,
        qualifies_type: false,
        declares: None,
        starts_line: true,
        no_pattern_before: 0,
    };
    reader.read();
}

/// What was read last, blanks and comments aside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Previous {
    Start,
    /// A value ended: `/` divides, `<` compares.
    Value,
    Keyword,
    Dot,
    /// `{`, `,` or `;`: a key may follow.
    Separator,
    Operator,
}

/// What is open at the place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Bracket(u8),
    /// The bracket of an attribute: words in it are attributes.
    Attribute,
    /// Code in the string of this number.
    Hole(usize),
    /// A tag, between `<` and `>`.
    Tag,
    /// What is between two tags.
    Children,
}

struct Reader<'l, 't, 's, 'o> {
    lexer: &'l Lexer,
    scan: Scanner<'t, 's, 'o>,
    stack: Vec<Open>,
    /// How many attributes are open.
    attributes: usize,
    /// How many holes are open in strings of one line.
    line_holes: usize,
    previous: Previous,
    /// A type follows the dot, as far as what stands before the name of a package says so.
    qualifies_type: bool,
    /// What the next word is, as the last one declares it.
    declares: Option<Class>,
    /// Only blanks stand before on this line.
    starts_line: bool,
    /// A pattern that begins before does not end on its line.
    no_pattern_before: usize,
}

impl Reader<'_, '_, '_, '_> {
    fn read(mut self) {
        while !self.scan.done() {
            match self.stack.last() {
                Some(Open::Tag) => self.tag(),
                Some(Open::Children) => self.children(),
                _ => self.token(),
            }
        }
    }

    fn token(&mut self) {
        let byte = self.scan.peek(0);
        let role = self.lexer.role(byte);
        if role == Role::Blank {
            return self.blanks();
        }
        if !(self.lexer.marks[usize::from(byte)] && self.mark(byte)) {
            match role {
                Role::Word => self.word(),
                Role::Digit => self.number(),
                Role::Open => self.open(byte),
                Role::Close => self.close(byte),
                Role::Punctuation => self.punctuation(byte),
                Role::Operator => self.operator(byte),
                Role::Blank | Role::Other => {
                    self.scan.push(None, 1);
                    self.follow(Previous::Operator);
                }
            }
        }
        self.starts_line = false;
    }

    /// Says what was read.
    fn follow(&mut self, previous: Previous) {
        self.previous = previous;
        self.declares = None;
    }

    fn blanks(&mut self) {
        let line = self.scan.run(self.scan.at, |byte| matches!(byte, b' ' | b'\t' | b'\r'));
        self.scan.push_to(None, line);
        // `from . import name`: no member is next.
        if self.previous == Previous::Dot {
            self.follow(Previous::Operator);
        }
        if self.scan.peek(0) != b'\n' {
            return;
        }
        self.scan.push(None, 1);
        self.starts_line = true;
        // A string of one line has ended, and so has what is in it.
        while self.line_holes > 0 {
            self.pop();
        }
    }

    fn pop(&mut self) {
        match self.stack.pop() {
            Some(Open::Attribute) => self.attributes -= 1,
            Some(Open::Hole(quote)) if !self.lexer.language.quotes[quote].multiline => self.line_holes -= 1,
            _ => {}
        }
    }

    /// Reads a comment, a string or a sigil, if one begins here.
    fn mark(&mut self, byte: u8) -> bool {
        self.comment() || self.sigil(byte) || self.quote()
    }

    fn comment(&mut self) -> bool {
        let language = self.lexer.language;
        if language.line_comments.iter().any(|open| self.scan.sees(open)) {
            self.scan.push_to(Class::Comment, self.scan.line_end(self.scan.at));
            return true;
        }
        let Some(comment) = language.block_comments.iter().find(|comment| self.scan.sees(comment.open)) else {
            return false;
        };
        let mut depth = 1;
        let mut at = self.scan.at + comment.open.len();
        let (open, close) = (comment.open.as_bytes()[0], comment.close.as_bytes()[0]);
        while depth > 0 && at < self.scan.text.len() {
            at = self.scan.run(at, |byte| byte != open && byte != close);
            if self.scan.sees_at(at, comment.close) {
                depth -= 1;
                at += comment.close.len();
            } else if comment.nested && self.scan.sees_at(at, comment.open) {
                depth += 1;
                at += comment.open.len();
            } else {
                at += 1;
            }
        }
        self.scan.push_to(Class::Comment, at);
        true
    }

    fn sigil(&mut self, byte: u8) -> bool {
        let lexer = self.lexer;
        lexer.language.sigils.iter().any(|sigil| match sigil {
            Sigil::Bracketed(open) => self.scan.sees(open) && self.attribute(open),
            Sigil::Annotation => byte == b'@' && self.annotation(),
            Sigil::Preprocessor => byte == b'#' && self.starts_line && self.preprocessor(),
            Sigil::Variable(sign) => byte == *sign && self.variable(),
            Sigil::Lifetime => byte == b'\'' && self.lifetime(),
            Sigil::Pattern => byte == b'/' && self.pattern(),
        })
    }

    fn attribute(&mut self, open: &str) -> bool {
        self.scan.push(Class::Punctuation, open.len());
        // Of two brackets, the outer one is like any other.
        for _ in 1..open.matches('[').count() {
            self.stack.push(Open::Bracket(b'['));
        }
        self.stack.push(Open::Attribute);
        self.attributes += 1;
        self.follow(Previous::Separator);
        true
    }

    fn annotation(&mut self) -> bool {
        if self.previous == Previous::Value && !self.starts_line || !self.is_name(self.scan.at + 1) {
            return false;
        }
        let mut end = self.scan.word(self.scan.at + 1, "");
        while self.scan.byte(end) == b'.' && self.is_name(end + 1) {
            end = self.scan.word(end + 1, "");
        }
        // `@interface` of Java declares an annotation.
        let declares = self.scan.text.get(self.scan.at + 1..end).and_then(|name| self.lexer.meaning(name).declares);
        self.scan.push_to(if declares.is_some() { Class::Keyword } else { Class::Attribute }, end);
        self.follow(Previous::Operator);
        self.declares = declares;
        true
    }

    fn preprocessor(&mut self) -> bool {
        let from = self.scan.run(self.scan.at + 1, |byte| matches!(byte, b' ' | b'\t'));
        let end = self.scan.word(from, "");
        let name = &self.scan.text[from..end];
        self.scan.push_to(Class::Macro, end);
        self.follow(Previous::Keyword);
        match name {
            "include" | "import" => {
                self.scan.push_blanks(false);
                if self.scan.peek(0) == b'<' {
                    let end = self.scan.run(self.scan.at, |byte| byte != b'>' && byte != b'\n');
                    self.scan.push_to(Class::Text, end + usize::from(self.scan.byte(end) == b'>'));
                }
            }
            "if" if self.line_rest().trim() == "0" => self.left_out(),
            "define" => self.declares = Some(Class::Constant),
            // What is said to people is no code.
            "error" | "warning" => {
                self.scan.push_to(Class::Text, self.scan.line_end(self.scan.at));
            }
            _ => {}
        }
        true
    }

    /// What is left of the line.
    fn line_rest(&self) -> &str {
        &self.scan.text[self.scan.at..self.scan.line_end(self.scan.at)]
    }

    /// Reads the lines after `#if 0` up to the directive that belongs to it.
    fn left_out(&mut self) {
        self.scan.push_to(Class::Number, self.scan.line_end(self.scan.at));
        let mut depth = 0_usize;
        let mut at = self.scan.at;
        while at < self.scan.text.len() {
            let end = self.scan.line_end(at);
            let directive = self.scan.text[at..end].trim_start().strip_prefix('#').map_or("", str::trim_start);
            let ends = directive.starts_with("endif");
            if depth == 0 && (ends || directive.starts_with("el")) {
                break;
            }
            depth = if directive.starts_with("if") { depth + 1 } else { depth - usize::from(ends) };
            at = end + 1;
        }
        // The last line end is not part of it: a directive has to begin its line.
        self.scan.push_to(Class::Comment, at.max(1) - 1);
    }

    fn variable(&mut self) -> bool {
        if !self.is_name(self.scan.at + 1) && !self.scan.peek(1).is_ascii_digit() {
            return false;
        }
        self.scan.push_to(Class::Variable, self.scan.word(self.scan.at + 1, ""));
        self.follow(Previous::Value);
        true
    }

    fn lifetime(&mut self) -> bool {
        let after = self.scan.at + 1;
        let first = self.scan.text[after..].chars().next().unwrap_or('\'');
        if !self.is_name(after) || self.scan.byte(after + first.len_utf8()) == b'\'' {
            return false;
        }
        self.scan.push_to(Class::Keyword, self.scan.word(after, ""));
        self.follow(Previous::Operator);
        true
    }

    /// Whether a word begins at a place that is no number.
    fn is_name(&self, at: usize) -> bool {
        self.lexer.role(self.scan.byte(at)) == Role::Word
    }

    fn open(&mut self, byte: u8) {
        self.scan.push(Class::Punctuation, 1);
        self.stack.push(Open::Bracket(byte));
        self.follow(if byte == b'{' { Previous::Separator } else { Previous::Operator });
    }

    /// Closes what is open, with all in it that was never closed; a bracket too many closes nothing.
    fn close(&mut self, byte: u8) {
        self.scan.push(Class::Punctuation, 1);
        self.follow(Previous::Value);
        let opening = match byte {
            b')' => b'(',
            b']' => b'[',
            _ => b'{',
        };
        while let Some(top) = self.stack.last().copied() {
            match top {
                Open::Hole(quote) if opening == b'{' => return self.close_hole(quote),
                Open::Hole(_) | Open::Tag | Open::Children => return,
                Open::Bracket(b'{') if opening != b'{' => return,
                Open::Attribute | Open::Bracket(_) => {}
            }
            self.pop();
            let closes = if top == Open::Attribute { Open::Bracket(b'[') } else { top };
            if closes == Open::Bracket(opening) {
                return;
            }
        }
    }

    fn punctuation(&mut self, byte: u8) {
        if byte == b'.' && self.scan.peek(1).is_ascii_digit() && self.previous != Previous::Value {
            return self.number();
        }
        if byte == b':' && self.format() {
            return;
        }
        if byte == b':' && self.scan.peek(1) == b'=' {
            self.scan.push(Class::Operator, 2);
            return self.follow(Previous::Operator);
        }
        // `..` ends no name.
        let length = if byte == b'.' { self.scan.run(self.scan.at, |byte| byte == b'.') - self.scan.at } else { 1 };
        if byte == b'.' && length > 1 {
            self.scan.push(Class::Operator, length);
            return self.follow(Previous::Operator);
        }
        self.scan.push(Class::Punctuation, length);
        self.follow(match byte {
            b'.' => Previous::Dot,
            b',' | b';' => Previous::Separator,
            _ => Previous::Operator,
        });
    }

    fn operator(&mut self, byte: u8) {
        if byte == b'<' && self.tag_begins() {
            return;
        }
        if byte == b'!' && self.format() {
            return;
        }
        let next = self.scan.peek(1);
        if byte == b'-' && next.is_ascii_digit() && self.lexer.language.string_keys {
            return self.number();
        }
        // `?.` and `->` reach for a member; an arrow between blanks says what comes back.
        let is_arrow = byte == b'-' && next == b'>';
        if is_arrow || byte == b'?' && next == b'.' && !self.scan.peek(2).is_ascii_digit() {
            let reaches = !is_arrow || !self.before().is_ascii_whitespace();
            self.scan.push(Class::Punctuation, 2);
            return self.follow(if reaches { Previous::Dot } else { Previous::Operator });
        }
        let is_bracket = self.lexer.language.angles && self.is_angle(byte, next);
        self.scan.push(if is_bracket { Class::Punctuation } else { Class::Operator }, 1);
        // An arrow is one sign.
        if byte == b'=' && next == b'>' {
            self.scan.push(Class::Operator, 1);
        }
        self.follow(Previous::Operator);
    }

    /// The byte before the place.
    fn before(&self) -> u8 {
        self.scan.at.checked_sub(1).map_or(0, |at| self.scan.byte(at))
    }

    /// Whether `<` or `>` touches what it would hold as a bracket.
    fn is_angle(&self, byte: u8, next: u8) -> bool {
        let before = self.before();
        match byte {
            b'<' => !next.is_ascii_whitespace() && !matches!(next, b'=' | b'<' | b'-') && before != b'<',
            b'>' => !before.is_ascii_whitespace() && !matches!(before, b'=' | b'-') && next != b'=',
            _ => false,
        }
    }
}
