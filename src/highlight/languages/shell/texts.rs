//! Texts of the shell: quotes, what `$` begins in them, and texts in the lines after a command.

use super::{Heredoc, Open, Reader};
use crate::highlight::spans::Class;

impl Reader<'_, '_, '_, '_> {
    /// Reads on in `"…"`.
    pub(super) fn quoted(&mut self) {
        let end = self.scan.run(self.scan.at, |byte| !matches!(byte, b'"' | b'\\' | b'$' | b'`'));
        self.scan.push_to(Class::Text, end);
        match self.scan.peek(0) {
            b'"' => {
                self.scan.push(Class::Text, 1);
                self.shell.open.pop();
                self.end_word();
            }
            b'\\' if matches!(self.scan.peek(1), b'"' | b'\\' | b'$' | b'`' | b'\n') => {
                self.scan.push(Class::Escape, 2);
            }
            b'$' => {
                self.dollar(Some(Class::Text));
            }
            b'`' => self.ticks(),
            _ => self.scan.push(Class::Text, 1),
        }
    }

    /// Reads `$name`, or begins what `$` begins.
    pub(super) fn dollar(&mut self, otherwise: Option<Class>) {
        let next = self.scan.peek(1);
        match next {
            b'(' if self.scan.peek(2) == b'(' => {
                self.scan.push(Class::Punctuation, 3);
                self.shell.open.push(Open::Arithmetic);
            }
            b'(' => {
                self.scan.push(Class::Punctuation, 2);
                self.begin_command();
            }
            b'{' => {
                let signs = self.scan.run(self.scan.at + 2, |byte| matches!(byte, b'#' | b'!' | b'@' | b'*'));
                self.scan.push_to(Class::Variable, self.scan.word(signs, ""));
                if self.scan.peek(0) == b'[' {
                    let index = self.scan.run(self.scan.at, |byte| byte != b']' && byte != b'}' && byte != b'\n');
                    self.scan.push_to(Class::Variable, index + usize::from(self.scan.byte(index) == b']'));
                }
                // What is done with the value, as `:-`, `##` or `%`.
                let signs = self.scan.run(self.scan.at, |byte| b":-+=?#%/^,@".contains(&byte));
                self.scan.push_to(Class::Operator, signs);
                self.shell.open.push(Open::Braces);
            }
            b'0'..=b'9' | b'@' | b'*' | b'#' | b'?' | b'$' | b'!' | b'-' => {
                self.scan.push(Class::Variable, 2);
                self.end_word();
            }
            _ => {
                let end = self.scan.word(self.scan.at + 1, "");
                let is_name = end > self.scan.at + 1;
                self.scan.push_to(if is_name { Some(Class::Variable) } else { otherwise }, end);
                self.end_word();
            }
        }
    }

    /// Reads on in `${…}`.
    pub(super) fn braces(&mut self) {
        match self.scan.peek(0) {
            b'}' => {
                self.scan.push(Class::Variable, 1);
                self.shell.open.pop();
                self.end_word();
            }
            b'$' => self.dollar(Some(Class::Text)),
            b'"' => {
                self.scan.push(Class::Text, 1);
                self.shell.open.push(Open::Quote);
            }
            b'\\' => self.scan.push(Class::Escape, 2),
            _ => {
                let end = self.scan.run(self.scan.at + 1, |byte| !matches!(byte, b'}' | b'$' | b'"' | b'\\'));
                self.scan.push_to(Class::Text, end);
            }
        }
    }

    /// Reads on in `((…))`.
    pub(super) fn arithmetic(&mut self) {
        let byte = self.scan.peek(0);
        match byte {
            b')' => {
                let length = if self.scan.peek(1) == b')' { 2 } else { 1 };
                self.scan.push(Class::Punctuation, length);
                if length == 2 {
                    self.shell.open.pop();
                    self.end_word();
                }
            }
            b'$' => self.dollar(None),
            b'0'..=b'9' => self.scan.push_to(Class::Number, self.scan.word(self.scan.at, "")),
            b'(' | b',' | b';' | b'[' | b']' => self.scan.push(Class::Punctuation, 1),
            b'"' => {
                self.scan.push(Class::Text, 1);
                self.shell.open.push(Open::Quote);
            }
            _ if byte.is_ascii_whitespace() => self.scan.push_blanks(true),
            _ if byte.is_ascii_punctuation() && byte != b'_' => self.scan.push(Class::Operator, 1),
            _ => self.scan.push_to(Class::Variable, self.scan.word(self.scan.at, "").max(self.scan.at + 1)),
        }
    }

    /// Reads `$'…'`.
    pub(super) fn escaped(&mut self) {
        let mut at = self.scan.at + 2;
        loop {
            at = self.scan.run(at, |byte| byte != b'\'' && byte != b'\\');
            if self.scan.byte(at) != b'\\' {
                break;
            }
            self.scan.push_to(Class::Text, at);
            self.scan.push(Class::Escape, 2);
            at = self.scan.at;
        }
        self.scan.push_to(Class::Text, at + 1);
        self.end_word();
    }

    /// Reads `<<END`.
    pub(super) fn heredoc(&mut self) {
        let strips_tabs = self.scan.peek(2) == b'-';
        self.scan.push(Class::Operator, 2 + usize::from(strips_tabs));
        self.scan.push_blanks(false);
        let end = self.scan.run(self.scan.at, |byte| !byte.is_ascii_whitespace() && !b";|&<>()".contains(&byte));
        let word = &self.scan.text[self.scan.at..end];
        let name: String = word.chars().filter(|c| !matches!(c, '\'' | '"' | '\\')).collect();
        if !name.is_empty() {
            let is_plain = name.len() < word.len();
            self.shell.announced.push(Heredoc { end: name, strips_tabs, is_plain });
        }
        self.scan.push_to(Class::Keyword, end);
    }

    /// Reads a line of a text after its command.
    pub(super) fn heredoc_line(&mut self) {
        let end = self.scan.line_end(self.scan.at);
        let line = &self.scan.text[self.scan.at..end];
        let Some(heredoc) = self.shell.heredocs.front() else { return };
        let line = if heredoc.strips_tabs { line.trim_start_matches('\t') } else { line };
        if line.trim_end_matches('\r') == heredoc.end {
            self.scan.push_to(Class::Keyword, end);
            self.shell.heredocs.pop_front();
        }
        let is_plain = self.shell.heredocs.front().is_none_or(|heredoc| heredoc.is_plain);
        while self.scan.at < end && !is_plain {
            let next = self.scan.run(self.scan.at, |byte| byte != b'$' && byte != b'\n');
            self.scan.push_to(Class::Text, next);
            if next >= end {
                break;
            }
            let from = next + if self.scan.peek(1) == b'{' { 2 } else { 1 };
            let word = self.scan.word(from, "");
            let closes = from > next + 1 && self.scan.byte(word) == b'}';
            let is_name = word > from && (closes || from == next + 1);
            let class = if is_name { Class::Variable } else { Class::Text };
            self.scan.push_to(class, (word + usize::from(closes)).min(end));
        }
        self.scan.push_to(Class::Text, end);
        self.scan.push(None, 1);
    }
}
