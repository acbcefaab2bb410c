//! YAML: keys before `:`, plain scalars, blocks of text that end with their indentation.

use crate::highlight::scanner::Scanner;
use crate::highlight::spans::{Class, Spans};

pub(super) fn read(spans: &mut Spans, text: &str) {
    let mut reader = Reader { scan: Scanner::new(text, spans), line_start: 0, parent: 0, flow: 0 };
    while !reader.scan.done() {
        reader.line();
    }
}

struct Reader<'t, 's, 'o> {
    scan: Scanner<'t, 's, 'o>,
    /// Where the line begins.
    line_start: usize,
    /// The column of the last key or `-`: a block of text stands to the right of it.
    parent: usize,
    /// How many `[` and `{` are open.
    flow: usize,
}

impl Reader<'_, '_, '_> {
    fn line(&mut self) {
        self.line_start = self.scan.at;
        if self.scan.sees("---") || self.scan.sees("...") {
            let after = self.scan.peek(3);
            if after == 0 || after.is_ascii_whitespace() {
                self.scan.push(Class::Punctuation, 3);
                self.flow = 0;
            }
        } else if self.scan.peek(0) == b'%' {
            self.scan.push_to(Class::Macro, self.scan.line_end(self.scan.at));
        }
        self.scan.push_blanks(false);
        let mut is_first = true;
        while !self.scan.done() && self.scan.peek(0) != b'\n' {
            let block = self.token(is_first);
            is_first &= self.scan.byte(self.scan.at.saturating_sub(1)) == b'-';
            self.scan.push_blanks(false);
            if block {
                return self.block();
            }
        }
        self.scan.push(None, 1);
    }

    /// Reads one thing. True at the head of a block of text.
    fn token(&mut self, is_first: bool) -> bool {
        let byte = self.scan.peek(0);
        let next = self.scan.peek(1);
        let ends = next == 0 || next.is_ascii_whitespace();
        let column = self.scan.at - self.line_start;
        match byte {
            b'#' => self.scan.push_to(Class::Comment, self.scan.line_end(self.scan.at)),
            b'-' | b'?' if ends && is_first && self.flow == 0 => {
                self.parent = column;
                self.scan.push(Class::Punctuation, 1);
            }
            b':' if ends || self.flow > 0 => self.scan.push(Class::Punctuation, 1),
            b'[' | b'{' => {
                self.flow += 1;
                self.scan.push(Class::Punctuation, 1);
            }
            b']' | b'}' | b',' if self.flow > 0 => {
                self.flow -= usize::from(byte != b',');
                self.scan.push(Class::Punctuation, 1);
            }
            b'&' | b'*' if !ends => self.scan.push_to(Class::Variable, self.sign_end()),
            b'!' => self.scan.push_to(Class::Type, self.sign_end()),
            b'|' | b'>' if self.flow == 0 => {
                let end = self.scan.run(self.scan.at + 1, |byte| matches!(byte, b'+' | b'-' | b'0'..=b'9'));
                self.scan.push_to(Class::Keyword, end);
                return true;
            }
            b'"' | b'\'' => self.string(byte, column),
            _ => self.plain(column),
        }
        false
    }

    /// The end of an anchor, an alias or a tag.
    fn sign_end(&self) -> usize {
        self.scan.run(self.scan.at + 1, |byte| !byte.is_ascii_whitespace() && !matches!(byte, b',' | b']' | b'}'))
    }

    /// Reads a string in quotes, which may go over lines.
    fn string(&mut self, quote: u8, column: usize) {
        let mut end = self.scan.at + 1;
        loop {
            end = self.scan.run(end, |byte| byte != quote && byte != b'\\');
            let next = self.scan.byte(end + 1);
            match self.scan.byte(end) {
                b'\\' => end += 1 + usize::from(quote == b'"'),
                byte if byte == quote && quote == b'\'' && next == quote => end += 2,
                _ => break,
            }
        }
        let end = (end + 1).min(self.scan.text.len());
        let class = if self.is_key(end) {
            self.parent = column;
            Class::Key
        } else {
            Class::Text
        };
        let mut at = self.scan.at + 1;
        while at < end {
            at = self.scan.run(at, |byte| byte != b'\\' && byte != quote).min(end);
            let length = match (self.scan.byte(at), quote) {
                (b'\\', b'"') => match self.scan.byte(at + 1) {
                    b'x' => 4,
                    b'u' => 6,
                    b'U' => 10,
                    _ => 2,
                },
                (b'\'', b'\'') if at + 1 < end => 2,
                _ => {
                    at += 1;
                    continue;
                }
            };
            self.scan.push_to(class, at);
            self.scan.push_to(Class::Escape, (at + length).min(end));
            at = self.scan.at;
        }
        self.scan.push_to(class, end);
    }

    /// Whether `:` stands after a key that ends at `end`.
    fn is_key(&self, end: usize) -> bool {
        let colon = self.scan.run(end, |byte| byte == b' ');
        let after = self.scan.byte(colon + 1);
        self.scan.byte(colon) == b':' && (after == 0 || after.is_ascii_whitespace() || self.flow > 0)
    }

    /// Reads a scalar without quotes, up to what ends it.
    fn plain(&mut self, column: usize) {
        let mut end = self.scan.at;
        loop {
            end = self.scan.run(end, |byte| !matches!(byte, b':' | b'#' | b',' | b'[' | b']' | b'{' | b'}' | b'\n'));
            let after = self.scan.byte(end + 1);
            let before = self.scan.byte(end.saturating_sub(1));
            match self.scan.byte(end) {
                b':' if after == 0 || after.is_ascii_whitespace() => break,
                b'#' if matches!(before, b' ' | b'\t') => break,
                b',' | b'[' | b']' | b'{' | b'}' if self.flow > 0 => break,
                b'\n' => break,
                _ if end >= self.scan.text.len() => break,
                _ => end += 1,
            }
        }
        let is_key = self.scan.byte(end) == b':';
        let value = self.scan.text[self.scan.at..end].trim_end();
        let class = if is_key {
            self.parent = column;
            Class::Key
        } else {
            class_of(value)
        };
        self.scan.push_to(class, (self.scan.at + value.len()).max(self.scan.at + 1));
    }

    /// Reads the lines of a block of text, after its head.
    fn block(&mut self) {
        if self.scan.peek(0) == b'#' {
            self.scan.push_to(Class::Comment, self.scan.line_end(self.scan.at));
        }
        self.scan.push_to(None, self.scan.line_end(self.scan.at) + 1);
        let mut end = self.scan.at;
        while end < self.scan.text.len() {
            let text = self.scan.run(end, |byte| byte == b' ');
            let is_blank = matches!(self.scan.byte(text), b'\n' | b'\r');
            if !is_blank && text - end <= self.parent {
                break;
            }
            end = self.scan.line_end(text) + 1;
        }
        self.scan.push_to(Class::Text, end);
    }
}

/// What a scalar without quotes is.
fn class_of(value: &str) -> Class {
    if matches!(value, "~" | "null" | "Null" | "NULL" | "true" | "True" | "TRUE" | "false" | "False" | "FALSE") {
        return Class::Constant;
    }
    let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
    let is_number = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0o")) {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => digits.parse::<f64>().is_ok_and(f64::is_finite) || matches!(digits, ".inf" | ".nan" | ".NaN"),
    };
    if is_number || is_date(value) { Class::Number } else { Class::Text }
}

/// `2026-11-28`, with or without the time.
fn is_date(value: &str) -> bool {
    let bytes = value.as_bytes();
    let day = [0, 1, 2, 3, 5, 6, 8, 9].iter().all(|at| bytes.get(*at).is_some_and(u8::is_ascii_digit));
    day && bytes[4] == b'-' && bytes[7] == b'-' && bytes.iter().all(|byte| b"0123456789-:.TZtz+ ".contains(byte))
}
