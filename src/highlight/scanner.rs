//! A place in a text, from which lexers look ahead and push what they understood.

use super::spans::{Class, Spans};

/// Reads a text from its start to its end. Every look is counted in tests, which hold the lexers to linear time.
pub(super) struct Scanner<'t, 's, 'o> {
    pub(super) text: &'t str,
    /// The place of the next byte.
    pub(super) at: usize,
    spans: &'s mut Spans<'o>,
}

impl<'t, 's, 'o> Scanner<'t, 's, 'o> {
    pub(super) fn new(text: &'t str, spans: &'s mut Spans<'o>) -> Self {
        Self { text, at: 0, spans }
    }

    pub(super) fn done(&self) -> bool {
        self.at >= self.text.len()
    }

    /// The byte `ahead` of the place, 0 after the end.
    pub(super) fn peek(&self, ahead: usize) -> u8 {
        self.byte(self.at + ahead)
    }

    /// The byte at a place, 0 after the end.
    pub(super) fn byte(&self, at: usize) -> u8 {
        count(1);
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    /// Whether the text goes on like this.
    pub(super) fn sees(&self, what: &str) -> bool {
        self.sees_at(self.at, what)
    }

    pub(super) fn sees_at(&self, at: usize, what: &str) -> bool {
        count(1);
        self.text.as_bytes().get(at..).is_some_and(|rest| rest.starts_with(what.as_bytes()))
    }

    /// The end of the run of bytes that match, from `from` on.
    pub(super) fn run(&self, from: usize, matches: impl Fn(u8) -> bool) -> usize {
        self.run_to(self.text.len().max(from), from, matches)
    }

    /// As [`run`](Self::run), and no further than `end`.
    pub(super) fn run_to(&self, end: usize, from: usize, matches: impl Fn(u8) -> bool) -> usize {
        let rest = self.text.as_bytes().get(from..end).unwrap_or_default();
        let length = rest.iter().position(|byte| !matches(*byte)).unwrap_or(rest.len());
        count(length + 1);
        from + length
    }

    /// The end of the line, before its `\n`.
    pub(super) fn line_end(&self, from: usize) -> usize {
        self.run(from, |byte| byte != b'\n')
    }

    /// The place where `what` stands next, or the end of the text.
    pub(super) fn find(&self, from: usize, what: &str) -> usize {
        let rest = self.text.get(from..).unwrap_or_default();
        let length = rest.find(what).unwrap_or(rest.len());
        count(length + 1);
        from + length
    }

    /// The end of the word at `from`: letters, digits, `_`, every character outside of ASCII, and `more`.
    pub(super) fn word(&self, from: usize, more: &str) -> usize {
        self.run(from, |byte| is_word(byte) || more.as_bytes().contains(&byte))
    }

    /// Pushes all up to `end`, which becomes the place.
    pub(super) fn push_to(&mut self, class: impl Into<Option<Class>>, end: usize) {
        let mut end = end.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        if end > self.at {
            self.spans.push(class.into(), &self.text[self.at..end]);
            self.at = end;
        }
    }

    /// Pushes the next `length` bytes.
    pub(super) fn push(&mut self, class: impl Into<Option<Class>>, length: usize) {
        self.push_to(class, self.at + length);
    }

    /// Pushes the blanks at the place, and line ends if `lines`.
    pub(super) fn push_blanks(&mut self, lines: bool) {
        let end = self.run(self.at, |byte| matches!(byte, b' ' | b'\t' | b'\r') || lines && byte == b'\n');
        self.push_to(None, end);
    }

    /// Lets another lexer push a part of the text.
    pub(super) fn hand(&mut self, end: usize, lexer: impl FnOnce(&mut Spans<'o>, &'t str)) {
        if let Some(part) = self.text.get(self.at..end) {
            lexer(self.spans, part);
            self.at = end;
        }
    }
}

/// Whether a byte may stand in a word, in any language: all characters outside of ASCII may.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(not(test))]
fn count(_: usize) {}

#[cfg(test)]
thread_local! {
    /// Bytes that were looked at.
    pub(super) static STEPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[cfg(test)]
fn count(steps: usize) {
    STEPS.with(|all| all.set(all.get() + steps));
}
