//! Markdown: lines by how they begin, then what is marked in them; code in fences by its own lexer.

use super::{html, yaml};
use crate::highlight::scanner::{Scanner, is_word};
use crate::highlight::spans::{Class, Spans};

pub(super) fn read(spans: &mut Spans, text: &str) {
    let mut reader = Reader { scan: Scanner::new(text, spans), no_ticks_before: 0, no_tag_before: 0 };
    reader.front_matter();
    while !reader.scan.done() {
        reader.line();
    }
}

struct Reader<'t, 's, 'o> {
    scan: Scanner<'t, 's, 'o>,
    /// Code in backticks that begins before does not end on its line.
    no_ticks_before: usize,
    /// The same of tags.
    no_tag_before: usize,
}

impl Reader<'_, '_, '_> {
    fn front_matter(&mut self) {
        let (mark, read): (_, fn(&mut Spans, &str)) = match () {
            () if self.scan.sees("---\n") => ("---", yaml::read),
            () if self.scan.sees("+++\n") => ("+++", super::toml::read),
            () => return,
        };
        let mut end = 4;
        while end < self.scan.text.len() {
            let next = self.scan.line_end(end);
            if self.scan.text[end..next].trim_end() == mark {
                self.scan.push(Class::Punctuation, 4);
                self.scan.hand(end, read);
                self.scan.push_to(Class::Punctuation, next);
                return;
            }
            end = next + 1;
        }
    }

    fn line(&mut self) {
        self.scan.push_blanks(false);
        let end = self.scan.line_end(self.scan.at);
        let byte = self.scan.peek(0);
        if matches!(byte, b'`' | b'~') && self.fence(byte, end) {
            return;
        }
        let line = self.scan.text[self.scan.at..end].trim_end();
        match byte {
            b'#' if self.heading(end) => {}
            b':' if line.starts_with(":::") => self.directive(end),
            b'-' | b'*' | b'_' | b'=' if is_rule(line) => self.scan.push_to(Class::Punctuation, end),
            b'|' if line.bytes().all(|byte| b"|-: ".contains(&byte)) => self.scan.push_to(Class::Punctuation, end),
            b'[' if self.definition(end) => {}
            _ if self.is_underlined(line, end) => self.scan.push_to(Class::Heading, end),
            _ => self.marks(end),
        }
        self.scan.push_to(None, end + 1);
    }

    /// Reads marks of quotes and lists, then the text after them.
    fn marks(&mut self, end: usize) {
        while self.scan.at < end {
            let next = self.scan.peek(1);
            let is_blank = matches!(next, b' ' | b'\t' | b'\n' | 0);
            let digits = self.scan.run(self.scan.at, |byte| byte.is_ascii_digit()) - self.scan.at;
            match self.scan.peek(0) {
                b'>' => self.scan.push(Class::Punctuation, 1),
                b'-' | b'*' | b'+' if is_blank => self.scan.push(Class::Punctuation, 1),
                b'0'..=b'9' if digits < 10 && matches!(self.scan.peek(digits), b'.' | b')') => {
                    self.scan.push(Class::Punctuation, digits + 1);
                }
                b'[' if ["[ ] ", "[x] ", "[X] "].iter().any(|task| self.scan.sees(task)) => {
                    self.scan.push(Class::Constant, 3);
                }
                b'#' if self.heading(end) => return,
                _ => break,
            }
            self.scan.push_blanks(false);
        }
        self.inline(end);
    }

    fn heading(&mut self, end: usize) -> bool {
        let marks = self.scan.run(self.scan.at, |byte| byte == b'#');
        let is_heading = marks - self.scan.at <= 6 && matches!(self.scan.byte(marks), b' ' | b'\t');
        if is_heading {
            self.scan.push_to(Class::Punctuation, marks);
            self.scan.push_to(Class::Heading, end);
        }
        is_heading
    }

    /// Whether the next line makes a heading of this one.
    fn is_underlined(&self, line: &str, end: usize) -> bool {
        let mark = self.scan.byte(end + 1);
        let begins_text = line.starts_with(|c: char| c.is_alphanumeric());
        begins_text
            && matches!(mark, b'=' | b'-')
            && self.scan.byte(end + 2) == mark
            && matches!(self.scan.byte(self.scan.run(end + 1, |byte| byte == mark)), b'\n' | 0)
    }

    /// `::: name attributes`.
    fn directive(&mut self, end: usize) {
        self.scan.push_to(Class::Punctuation, self.scan.run(self.scan.at, |byte| byte == b':'));
        self.scan.push_blanks(false);
        self.scan.push_to(Class::Keyword, self.scan.word(self.scan.at, "-").min(end));
        self.inline(end);
    }

    /// `[name]: address "title"`.
    fn definition(&mut self, end: usize) -> bool {
        let close = self.scan.run(self.scan.at + 1, |byte| !matches!(byte, b'[' | b']' | b'\n'));
        if !self.scan.sees_at(close, "]:") {
            return false;
        }
        self.scan.push(Class::Punctuation, 1);
        let is_note = self.scan.peek(0) == b'^';
        self.scan.push_to(Class::Type, close);
        self.scan.push(Class::Punctuation, 2);
        if is_note {
            self.inline(end);
        } else {
            self.scan.push_blanks(false);
            self.scan.push_to(Class::Link, self.scan.run(self.scan.at, |byte| !byte.is_ascii_whitespace()));
            self.scan.push_to(Class::Text, end);
        }
        true
    }

    /// Reads code in a fence, with its lines.
    fn fence(&mut self, mark: u8, end: usize) -> bool {
        let marks = self.scan.run(self.scan.at, |byte| byte == mark);
        let length = marks - self.scan.at;
        if length < 3 || mark == b'`' && self.scan.text[marks..end].contains('`') {
            return false;
        }
        self.scan.push_to(Class::Punctuation, marks);
        let info = self.scan.text[marks..end].trim_start_matches([' ', '{', '.']);
        let name = info.split([' ', ',', '}', '{']).next().unwrap_or_default().trim_end().to_ascii_lowercase();
        self.scan.push_to(Class::Constant, end + 1);
        let mut close = self.scan.at;
        while close < self.scan.text.len() {
            let next = self.scan.line_end(close);
            let line = self.scan.text[close..next].trim();
            if line.len() >= length && line.bytes().all(|byte| byte == mark) {
                break;
            }
            close = next + 1;
        }
        let close = close.min(self.scan.text.len());
        // Markdown in Markdown stays plain, so that nothing is read more than twice.
        match super::find(&name).filter(|language| !language.names.contains(&"markdown")) {
            Some(language) => self.scan.hand(close, |spans, text| language.push(spans, text)),
            None => self.scan.push_to(None, close),
        }
        self.scan.push_to(Class::Punctuation, self.scan.line_end(self.scan.at) + 1);
        true
    }

    /// Reads text, up to the end of its line.
    fn inline(&mut self, end: usize) {
        while self.scan.at < end {
            let next = self.scan.run(self.scan.at, |byte| !b"\\`*_~[]!<&|\n".contains(&byte)).min(end);
            self.scan.push_to(None, next);
            if next < end {
                self.mark(end);
            }
        }
    }

    fn mark(&mut self, end: usize) {
        let byte = self.scan.peek(0);
        let next = self.scan.peek(1);
        match byte {
            b'\\' if next.is_ascii_punctuation() => self.scan.push(Class::Escape, 2),
            b'`' => self.code(end),
            b'*' | b'_' | b'~' => self.emphasis(byte),
            b'!' if next == b'[' => self.scan.push(Class::Punctuation, 2),
            b'[' => self.scan.push(Class::Punctuation, 1),
            b']' => self.link(end),
            b'|' => self.scan.push(Class::Punctuation, 1),
            b'<' => self.tag(end),
            b'&' => {
                let name = self.scan.word(self.scan.at + 1, "#");
                let is_reference = self.scan.byte(name) == b';' && name > self.scan.at + 1;
                let length = if is_reference { name + 1 - self.scan.at } else { 1 };
                self.scan.push(is_reference.then_some(Class::Constant), length);
            }
            _ => self.scan.push(None, 1),
        }
    }

    fn code(&mut self, end: usize) {
        let from = self.scan.run(self.scan.at, |byte| byte == b'`');
        let length = from - self.scan.at;
        let mut close = from;
        while self.scan.at >= self.no_ticks_before && close < end {
            close = self.scan.run(close, |byte| byte != b'`' && byte != b'\n');
            let after = self.scan.run(close, |byte| byte == b'`');
            if after - close == length {
                self.scan.push_to(Class::Punctuation, from);
                self.scan.push_to(Class::Text, close);
                return self.scan.push_to(Class::Punctuation, after);
            }
            close = after.max(close + 1);
        }
        self.no_ticks_before = end;
        self.scan.push_to(Class::Punctuation, from);
    }

    fn emphasis(&mut self, mark: u8) {
        let end = self.scan.run(self.scan.at, |byte| byte == mark);
        let before = self.scan.at.checked_sub(1).map_or(b' ', |at| self.scan.byte(at));
        let after = self.scan.byte(end);
        let is_in_word = mark == b'_' && is_word(before) && is_word(after);
        let is_alone = before.is_ascii_whitespace() && (after == 0 || after.is_ascii_whitespace());
        let is_mark = !is_in_word && !is_alone;
        self.scan.push_to(is_mark.then_some(Class::Punctuation), end);
    }

    /// Reads `](address "title")` or `][name]`.
    fn link(&mut self, end: usize) {
        if self.scan.peek(1) != b'(' {
            return self.scan.push(Class::Punctuation, 1);
        }
        self.scan.push(Class::Punctuation, 2);
        let address = self.scan.run(self.scan.at, |byte| !byte.is_ascii_whitespace() && !matches!(byte, b')' | b'('));
        self.scan.push_to(Class::Link, address.min(end));
        self.scan.push_blanks(false);
        if matches!(self.scan.peek(0), b'"' | b'\'') {
            self.scan.push_to(Class::Text, self.scan.run(self.scan.at, |byte| byte != b')' && byte != b'\n'));
        }
        if self.scan.peek(0) == b')' {
            self.scan.push(Class::Punctuation, 1);
        }
    }

    /// Reads a tag, a comment or `<address>`.
    fn tag(&mut self, end: usize) {
        let next = self.scan.peek(1);
        if self.scan.sees("<!--") {
            return self.scan.push_to(Class::Comment, self.scan.find(self.scan.at, "-->") + 3);
        }
        let may_begin = next.is_ascii_alphabetic() || next == b'/';
        let close = if may_begin && self.scan.at >= self.no_tag_before {
            self.scan.run(self.scan.at, |byte| byte != b'>' && byte != b'\n')
        } else {
            end
        };
        if close >= end {
            self.no_tag_before = if may_begin { end } else { self.no_tag_before };
            return self.scan.push(None, 1);
        }
        let inside = &self.scan.text[self.scan.at + 1..close];
        let is_address = !inside.contains(' ') && (inside.contains("://") || inside.contains('@'));
        if is_address {
            self.scan.push(Class::Punctuation, 1);
            self.scan.push_to(Class::Link, close);
            self.scan.push(Class::Punctuation, 1);
        } else {
            self.scan.hand(close + 1, html::read);
        }
    }
}

/// A line between parts, or under a heading.
fn is_rule(line: &str) -> bool {
    let mark = line.as_bytes()[0];
    let marks = line.bytes().filter(|byte| *byte == mark).count();
    marks >= 3 && line.bytes().all(|byte| byte == mark || byte == b' ')
}
