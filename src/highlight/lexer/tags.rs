//! Tags in JavaScript (JSX).

use super::super::spans::Class;
use super::{Open, Previous, Reader};

impl Reader<'_, '_, '_, '_> {
    /// Reads `<name` or `<>` where a value may stand.
    pub(super) fn tag_begins(&mut self) -> bool {
        let next = self.scan.peek(1);
        let name = self.scan.word(self.scan.at + 1, "");
        // `<T,>(…) => …` declares a type.
        let declares = self.scan.byte(name) == b',' || self.scan.sees_at(name, " extends ");
        let may_begin = !declares
            && self.lexer.language.tags
            && self.previous != Previous::Value
            && (next.is_ascii_alphabetic() || next == b'>');
        if may_begin {
            self.begin_tag();
        }
        may_begin
    }

    fn begin_tag(&mut self) {
        self.scan.push(Class::Punctuation, 1);
        self.scan.push_to(Class::Tag, self.scan.word(self.scan.at, ".-:"));
        self.stack.push(Open::Tag);
    }

    /// Reads on between `<name` and `>`.
    pub(super) fn tag(&mut self) {
        self.scan.push_blanks(true);
        let byte = self.scan.peek(0);
        match byte {
            b'"' | b'\'' => {
                let end = self.scan.run(self.scan.at + 1, |other| other != byte);
                self.scan.push_to(Class::Text, end + 1);
            }
            b'{' => self.open(byte),
            b'/' if self.scan.peek(1) == b'>' => {
                self.scan.push(Class::Punctuation, 2);
                self.stack.pop();
                self.follow(Previous::Value);
            }
            b'>' => {
                self.scan.push(Class::Punctuation, 1);
                self.stack.pop();
                self.stack.push(Open::Children);
            }
            b'=' => self.scan.push(Class::Operator, 1),
            _ => {
                let end = self.scan.word(self.scan.at, "-:.");
                if end > self.scan.at {
                    self.scan.push_to(Class::Attribute, end);
                } else {
                    self.scan.push(None, 1);
                }
            }
        }
    }

    /// Reads on between two tags.
    pub(super) fn children(&mut self) {
        let end = self.scan.run(self.scan.at, |byte| byte != b'<' && byte != b'{');
        self.scan.push_to(None, end);
        match (self.scan.peek(0), self.scan.peek(1)) {
            (b'{', _) => self.open(b'{'),
            (b'<', b'/') => {
                self.scan.push(Class::Punctuation, 2);
                self.scan.push_to(Class::Tag, self.scan.word(self.scan.at, ".-:"));
                self.scan.push_blanks(true);
                self.scan.push(Class::Punctuation, usize::from(self.scan.peek(0) == b'>'));
                self.stack.pop();
                self.follow(Previous::Value);
            }
            (b'<', next) if next.is_ascii_alphabetic() || next == b'>' => self.begin_tag(),
            _ => self.scan.push(None, 1),
        }
    }
}
