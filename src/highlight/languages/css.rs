//! CSS. A look ahead to the next `{`, `;` or `}` says whether a selector or a declaration stands there.

use crate::highlight::scanner::{Scanner, is_word};
use crate::highlight::spans::{Class, Spans};

pub(super) fn read(spans: &mut Spans, text: &str) {
    let mut reader = Reader { scan: Scanner::new(text, spans), depth: 0, looked_to: 0 };
    while !reader.scan.done() {
        reader.statement();
    }
}

/// What is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Selector,
    /// The name of a declaration, before `:`.
    Name,
    Value,
    /// What follows an at-rule's name.
    Condition,
}

struct Reader<'t, 's, 'o> {
    scan: Scanner<'t, 's, 'o>,
    /// How many `{` are open.
    depth: usize,
    /// How far was looked ahead, so that nothing is looked at thrice.
    looked_to: usize,
}

impl Reader<'_, '_, '_> {
    /// Reads up to the end of a statement or of a block.
    fn statement(&mut self) {
        self.scan.push_blanks(true);
        if self.comment() {
            return;
        }
        let mut part = if self.scan.peek(0) == b'@' {
            self.scan.push_to(Class::Keyword, self.name_end(self.scan.at + 1));
            Part::Condition
        } else {
            self.begins()
        };
        let mut brackets = 0_usize;
        while !self.scan.done() {
            self.scan.push_blanks(true);
            let byte = self.scan.peek(0);
            match byte {
                b'{' | b'}' | b';' => {
                    self.scan.push(Class::Punctuation, 1);
                    match byte {
                        b'{' => self.depth += 1,
                        b'}' => self.depth = self.depth.saturating_sub(1),
                        // In brackets, as in `url(data:image/png;base64,…)`.
                        _ if brackets > 0 => continue,
                        _ => {}
                    }
                    return;
                }
                b'(' | b'[' => {
                    brackets += 1;
                    self.scan.push(Class::Punctuation, 1);
                }
                b')' | b']' => {
                    brackets = brackets.saturating_sub(1);
                    self.scan.push(Class::Punctuation, 1);
                }
                b':' if part == Part::Name => {
                    self.scan.push(Class::Punctuation, 1);
                    part = Part::Value;
                }
                b'"' | b'\'' => self.string(byte),
                b'/' if self.comment() => {}
                _ => self.token(byte, part, brackets),
            }
        }
    }

    /// Whether a selector or a declaration begins here.
    fn begins(&mut self) -> Part {
        if self.scan.at < self.looked_to {
            return if self.depth == 0 { Part::Selector } else { Part::Name };
        }
        let mut at = self.scan.at;
        loop {
            at = self.scan.run(at, |byte| !matches!(byte, b'{' | b';' | b'}' | b'"' | b'\'' | b'/'));
            self.looked_to = at;
            match self.scan.byte(at) {
                b'{' => return Part::Selector,
                quote @ (b'"' | b'\'') => at = self.string_end(at + 1, quote),
                b'/' if self.scan.byte(at + 1) == b'*' => at = self.scan.find(at + 2, "*/") + 2,
                b'/' => at += 1,
                // A selector that stands alone, in text about CSS.
                _ if self.depth == 0 && !self.has_colon(at) => return Part::Selector,
                _ => return Part::Name,
            }
        }
    }

    /// Whether a name with `:` and a blank stands before `end`.
    fn has_colon(&self, end: usize) -> bool {
        let name = self.name_end(self.scan.at);
        let colon = self.scan.run(name, |byte| byte == b' ');
        colon < end && self.scan.byte(colon) == b':' && self.scan.byte(colon + 1).is_ascii_whitespace()
    }

    fn token(&mut self, byte: u8, part: Part, brackets: usize) {
        let next = self.scan.peek(1);
        if byte == b'-' && next == b'-' {
            let class = if part == Part::Name { Class::Key } else { Class::Type };
            return self.scan.push_to(class, self.name_end(self.scan.at));
        }
        if part == Part::Selector && self.selector(byte, next, brackets) {
            return;
        }
        let signed = matches!(byte, b'-' | b'+' | b'.') && (next.is_ascii_digit() || next == b'.');
        if byte.is_ascii_digit() || signed {
            return self.number();
        }
        match byte {
            b'#' if is_word(next) => self.scan.push_to(Class::Constant, self.name_end(self.scan.at + 1)),
            b'!' => self.scan.push_to(Class::Keyword, self.name_end(self.scan.at + 1)),
            b',' | b'.' | b':' => self.scan.push(Class::Punctuation, 1),
            _ if is_name(byte) || byte == b'-' && is_name(next) => self.word(part, brackets),
            b'+' | b'-' | b'*' | b'/' | b'=' | b'<' | b'>' | b'|' | b'~' | b'^' | b'&' => {
                self.scan.push(Class::Operator, 1);
            }
            _ => self.scan.push(None, 1),
        }
    }

    /// Reads a piece of a selector.
    fn selector(&mut self, byte: u8, next: u8, brackets: usize) -> bool {
        let class = match byte {
            b'.' | b'#' if is_name(next) || next == b'-' => Class::Attribute,
            b':' if is_name(next) || next == b':' || next == b'-' => Class::Keyword,
            b'*' | b'&' => Class::Tag,
            _ if is_name(byte) && self.scan.byte(self.scan.at.saturating_sub(1)) == b'[' => Class::Attribute,
            // `nth-child(2n+1)`, `lang(en)`
            _ if is_name(byte) && brackets > 0 && !matches!(self.scan.byte(self.name_end(self.scan.at)), b'(') => {
                Class::Tag
            }
            _ if is_name(byte) => Class::Tag,
            _ => return false,
        };
        let from = self.scan.at + if byte == b':' && next == b':' { 2 } else { 1 };
        let end = if matches!(byte, b'*' | b'&') { from } else { self.name_end(from) };
        self.scan.push_to(class, end);
        true
    }

    fn word(&mut self, part: Part, brackets: usize) {
        let end = self.name_end(self.scan.at);
        let word = &self.scan.text[self.scan.at..end];
        let next = self.scan.byte(end);
        if next == b'(' && part != Part::Name {
            self.scan.push_to(Class::Function, end);
            if word.eq_ignore_ascii_case("url") {
                self.address();
            }
            return;
        }
        let is_feature = part == Part::Condition && brackets > 0;
        let class = match word {
            _ if part == Part::Name => Some(Class::Key),
            "and" | "or" | "not" | "only" | "from" | "to" if part == Part::Condition => Some(Class::Operator),
            _ if is_feature && self.scan.byte(self.scan.run(end, |byte| byte == b' ')) == b':' => Some(Class::Key),
            _ => None,
        };
        self.scan.push_to(class, end);
    }

    /// Reads `(address)` of `url`, without quotes.
    fn address(&mut self) {
        let from = self.scan.run(self.scan.at + 1, |byte| byte == b' ');
        if matches!(self.scan.byte(from), b'"' | b'\'' | b')') {
            return;
        }
        self.scan.push(Class::Punctuation, 1);
        self.scan.push_to(Class::Text, self.scan.run(from, |byte| byte != b')' && byte != b'\n'));
        self.scan.push(Class::Punctuation, usize::from(self.scan.peek(0) == b')'));
    }

    fn number(&mut self) {
        let from = self.scan.at + 1;
        let end = self.scan.run(from, |byte| byte.is_ascii_digit() || byte == b'.');
        let end = self.scan.run(end, |byte| byte.is_ascii_alphabetic() || byte == b'%');
        self.scan.push_to(Class::Number, end);
    }

    fn string(&mut self, quote: u8) {
        let end = self.string_end(self.scan.at + 1, quote);
        let mut at = self.scan.at + 1;
        while at < end {
            at = self.scan.run_to(end, at, |byte| byte != b'\\');
            if at == end {
                break;
            }
            let digits = (1..=6).take_while(|ahead| self.scan.byte(at + ahead).is_ascii_hexdigit()).count();
            self.scan.push_to(Class::Text, at);
            self.scan.push_to(Class::Escape, (at + 1 + digits.max(1)).min(end));
            at = self.scan.at;
        }
        self.scan.push_to(Class::Text, end);
    }

    /// The end of a string, with its mark; a string ends with its line too.
    fn string_end(&self, from: usize, quote: u8) -> usize {
        let mut at = from;
        loop {
            at = self.scan.run(at, |byte| byte != quote && byte != b'\\' && byte != b'\n');
            match self.scan.byte(at) {
                b'\\' => at += 2,
                byte if byte == quote => return at + 1,
                _ => return at.min(self.scan.text.len()),
            }
        }
    }

    fn comment(&mut self) -> bool {
        let is_comment = self.scan.sees("/*");
        if is_comment {
            self.scan.push_to(Class::Comment, self.scan.find(self.scan.at + 2, "*/") + 2);
        }
        is_comment
    }

    fn name_end(&self, from: usize) -> usize {
        self.scan.word(from, "-\\")
    }
}

/// Whether a name may begin with a byte.
fn is_name(byte: u8) -> bool {
    is_word(byte) && !byte.is_ascii_digit() || byte == b'\\'
}
