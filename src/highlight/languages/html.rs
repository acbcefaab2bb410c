//! HTML and XML, with the scripts and styles in HTML.

use super::{css, script};
use crate::highlight::lexer::lex;
use crate::highlight::scanner::{Scanner, is_word};
use crate::highlight::spans::{Class, Spans};

/// Longest reference such as `&nbsp;`.
const LONGEST_REFERENCE: usize = 32;

pub(super) fn read(spans: &mut Spans, text: &str) {
    Reader { scan: Scanner::new(text, spans), is_html: true }.read();
}

pub(super) fn read_xml(spans: &mut Spans, text: &str) {
    Reader { scan: Scanner::new(text, spans), is_html: false }.read();
}

struct Reader<'t, 's, 'o> {
    scan: Scanner<'t, 's, 'o>,
    is_html: bool,
}

impl Reader<'_, '_, '_> {
    fn read(mut self) {
        while !self.scan.done() {
            let end = self.scan.run(self.scan.at, |byte| byte != b'<' && byte != b'&');
            self.scan.push_to(None, end);
            let next = self.scan.peek(1);
            if self.scan.peek(0) == b'&' {
                self.reference(None, self.scan.text.len());
            } else if self.scan.sees("<!--") {
                self.until("-->", Class::Comment);
            } else if self.scan.sees("<![CDATA[") {
                self.scan.push(Class::Punctuation, 9);
                self.scan.push_to(Class::Text, self.scan.find(self.scan.at, "]]>"));
                self.scan.push(Class::Punctuation, 3);
            } else if next == b'!' {
                self.until(">", Class::Macro);
            } else if next == b'?' {
                self.until("?>", Class::Macro);
            } else if is_name(next) || next == b'/' && is_name(self.scan.peek(2)) {
                self.tag();
            } else {
                self.scan.push(None, 1);
            }
        }
    }

    fn until(&mut self, close: &str, class: Class) {
        self.scan.push_to(class, self.scan.find(self.scan.at, close) + close.len());
    }

    /// Reads `&name;`, within `end`.
    fn reference(&mut self, otherwise: Option<Class>, end: usize) {
        let from = self.scan.at + 1;
        let is_part = |at: &usize| self.scan.byte(*at).is_ascii_alphanumeric() || self.scan.byte(*at) == b'#';
        let length = (from..from + LONGEST_REFERENCE).take_while(is_part).count();
        if length > 0 && self.scan.byte(from + length) == b';' && from + length < end {
            self.scan.push_to(Class::Constant, from + length + 1);
        } else {
            self.scan.push(otherwise, 1);
        }
    }

    fn tag(&mut self) {
        let closes = self.scan.peek(1) == b'/';
        self.scan.push(Class::Punctuation, 1 + usize::from(closes));
        let end = self.scan.word(self.scan.at, "-:.");
        let name = &self.scan.text[self.scan.at..end];
        self.scan.push_to(Class::Tag, end);
        let holds_content = self.attributes() && !closes && self.is_html;
        match name.to_ascii_lowercase().as_str() {
            "script" if holds_content => {
                self.content(name, |spans, text| lex(&script::JAVASCRIPT, spans, text));
            }
            "style" if holds_content => self.content(name, css::read),
            _ => {}
        }
    }

    /// Reads up to the end of a tag. False when it holds nothing.
    fn attributes(&mut self) -> bool {
        while !self.scan.done() {
            self.scan.push_blanks(true);
            match self.scan.peek(0) {
                b'>' => {
                    self.scan.push(Class::Punctuation, 1);
                    return true;
                }
                b'/' if self.scan.peek(1) == b'>' => {
                    self.scan.push(Class::Punctuation, 2);
                    return false;
                }
                // The tag was never ended.
                b'<' => return false,
                b'=' => {
                    self.scan.push(Class::Punctuation, 1);
                    self.scan.push_blanks(true);
                    self.value();
                }
                _ => {
                    let end = self.scan.run(self.scan.at, |byte| {
                        !byte.is_ascii_whitespace() && !matches!(byte, b'=' | b'>' | b'/' | b'<')
                    });
                    self.scan.push_to(Class::Attribute, end.max(self.scan.at + 1));
                }
            }
        }
        false
    }

    fn value(&mut self) {
        let quote = self.scan.peek(0);
        let end = if matches!(quote, b'"' | b'\'') {
            self.scan.run(self.scan.at + 1, |byte| byte != quote) + 1
        } else {
            self.scan.run(self.scan.at, |byte| !byte.is_ascii_whitespace() && byte != b'>')
        };
        let end = end.min(self.scan.text.len());
        while self.scan.at < end {
            let next = self.scan.run_to(end, self.scan.at, |byte| byte != b'&');
            self.scan.push_to(Class::Text, next);
            if next < end {
                self.reference(Some(Class::Text), end);
            }
        }
    }

    /// Hands what stands before the closing tag of `name` to another lexer.
    fn content(&mut self, name: &str, lexer: fn(&mut Spans, &str)) {
        let mut end = self.scan.at;
        loop {
            end = self.scan.find(end, "</");
            let closing = self.scan.text.get(end + 2..end + 2 + name.len());
            if end >= self.scan.text.len() || closing.is_some_and(|closing| closing.eq_ignore_ascii_case(name)) {
                break;
            }
            end += 2;
        }
        self.scan.hand(end, |spans, text| lexer(spans, text));
    }
}

/// Whether a tag may begin so.
fn is_name(byte: u8) -> bool {
    is_word(byte) && !byte.is_ascii_digit()
}
