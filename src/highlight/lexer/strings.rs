//! Strings: escapes, placeholders, code in them, raw strings, and the patterns of JavaScript.

use super::super::spans::Class;
use super::table::{Escapes, Fence, Holes, Quote};
use super::{Open, Previous, Reader};

/// Longest placeholder, and longest name of a raw string: what is longer is text.
const LONGEST_PLACEHOLDER: usize = 64;

impl Reader<'_, '_, '_, '_> {
    /// Reads a string that begins here.
    pub(super) fn quote(&mut self) -> bool {
        let quotes = self.lexer.language.quotes;
        let found = quotes.iter().position(|quote| quote.prefixes.is_empty() && self.scan.sees(quote.open));
        found.is_some_and(|index| {
            self.begin_string(index, self.scan.at + quotes[index].open.len());
            true
        })
    }

    /// Reads a string that begins after the word up to `end`, when it is a prefix.
    pub(super) fn prefixed_quote(&mut self, end: usize) -> bool {
        if !self.lexer.has_prefixes || end - self.scan.at > 3 || !matches!(self.scan.byte(end), b'"' | b'\'' | b'#') {
            return false;
        }
        let prefix = self.scan.text[self.scan.at..end].to_ascii_lowercase();
        let quotes = self.lexer.language.quotes;
        quotes.iter().enumerate().any(|(index, quote)| {
            if !quote.prefixes.split(' ').any(|known| known == prefix) {
                return false;
            }
            let fence = if quote.fence == Fence::Hashes { self.scan.run(end, |byte| byte == b'#') } else { end };
            if !self.scan.sees_at(fence, quote.open) {
                // `r#type` is a name.
                let is_name = fence == end + 1 && self.is_name(fence);
                if is_name {
                    self.scan.push_to(None, self.scan.word(fence, ""));
                    self.follow(Previous::Value);
                }
                return is_name;
            }
            let from = fence + quote.open.len();
            match quote.fence {
                Fence::None => self.begin_string(index, from),
                Fence::Hashes => self.raw(from, quote.close, fence - end),
                Fence::Name => self.raw_with_name(from),
            }
            true
        })
    }

    fn begin_string(&mut self, index: usize, from: usize) {
        let quote = &self.lexer.language.quotes[index];
        let is_statement = self.starts_line && self.stack.is_empty();
        let is_key = self.lexer.language.string_keys && self.is_string_key(quote, from);
        let class = match () {
            () if quote.documents && is_statement => Class::Comment,
            () if is_key => Class::Key,
            () => quote.class,
        };
        self.string(index, class, from);
    }

    /// Whether `:` follows the string.
    fn is_string_key(&self, quote: &Quote, mut at: usize) -> bool {
        let close = quote.close.as_bytes()[0];
        loop {
            at = self.scan.run(at, |byte| byte != close && byte != b'\\' && byte != b'\n');
            match self.scan.byte(at) {
                b'\\' => at += 2,
                byte if byte == close => break,
                _ => return false,
            }
        }
        self.scan.byte(self.scan.run(at + 1, |byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))) == b':'
    }

    /// Reads on in a string, from `at` to its end or to code in it.
    fn string(&mut self, index: usize, class: Class, mut at: usize) {
        let quote = &self.lexer.language.quotes[index];
        let close = quote.close.as_bytes()[0];
        let hole = match quote.holes {
            // No string holds a zero that means something.
            Holes::None => 0,
            Holes::Braces | Holes::Placeholders => b'{',
            Holes::DollarBraces => b'$',
            Holes::Percent => b'%',
        };
        self.follow(Previous::Value);
        while at < self.scan.text.len() {
            at = self
                .scan
                .run(at, |byte| byte != close && byte != b'\\' && byte != hole && (quote.multiline || byte != b'\n'));
            match self.scan.byte(at) {
                b'\n' if !quote.multiline => break,
                b'\\' if quote.escapes == Escapes::Backslash => {
                    self.scan.push_to(class, at);
                    self.scan.push(Class::Escape, self.escape_length());
                    at = self.scan.at;
                }
                b'\\' if quote.escapes == Escapes::Hidden => at += 2,
                byte if byte == close && self.scan.sees_at(at, quote.close) => {
                    let end = at + quote.close.len();
                    if quote.escapes == Escapes::Doubled && self.scan.sees_at(end, quote.close) {
                        self.scan.push_to(class, at);
                        self.scan.push(Class::Escape, 2 * quote.close.len());
                        at = self.scan.at;
                        continue;
                    }
                    return self.scan.push_to(class, end);
                }
                byte if byte == hole && hole != 0 => match self.hole(quote, at) {
                    Hole::Text(length) => at += length,
                    Hole::Placeholder(length) => {
                        self.scan.push_to(class, at);
                        self.scan.push(Class::Escape, length);
                        at = self.scan.at;
                    }
                    Hole::Code(length) => {
                        self.scan.push_to(class, at);
                        self.scan.push(Class::Punctuation, length);
                        self.stack.push(Open::Hole(index));
                        self.line_holes += usize::from(!quote.multiline);
                        return self.follow(Previous::Operator);
                    }
                },
                _ => at += 1,
            }
        }
        self.scan.push_to(class, at);
    }

    /// Goes on with the string around code, after its `}`.
    pub(super) fn close_hole(&mut self, index: usize) {
        self.pop();
        self.string(index, self.lexer.language.quotes[index].class, self.scan.at);
    }

    fn hole(&self, quote: &Quote, at: usize) -> Hole {
        let next = self.scan.byte(at + 1);
        match quote.holes {
            Holes::DollarBraces if next == b'{' => Hole::Code(2),
            Holes::Braces | Holes::Placeholders if next == b'{' => Hole::Text(2),
            Holes::Braces => Hole::Code(1),
            Holes::Placeholders => {
                let is_format = |byte: u8| byte.is_ascii_alphanumeric() || b"_:?#<>^.+*$-".contains(&byte);
                let end = self.run_within(at + 1, is_format);
                if self.scan.byte(end) == b'}' { Hole::Placeholder(end + 1 - at) } else { Hole::Text(1) }
            }
            Holes::Percent => {
                let end = self.run_within(at + 1, |byte| b"+-#0123456789.*hlLjzt".contains(&byte));
                let ends = b"%diouxXeEfFgGaAcspnvTqbUr".contains(&self.scan.byte(end)) && end < self.scan.text.len();
                // `%t` is a verb of Go, and `t` is a size in C.
                let last = self.scan.byte(end.saturating_sub(1));
                match ends {
                    true => Hole::Placeholder(end + 1 - at),
                    false if end > at + 1 && last == b't' => Hole::Placeholder(end - at),
                    false => Hole::Text(1),
                }
            }
            Holes::DollarBraces | Holes::None => Hole::Text(1),
        }
    }

    /// As [`Scanner::run`](super::Scanner::run), within the length of a placeholder.
    fn run_within(&self, from: usize, matches: impl Fn(u8) -> bool) -> usize {
        (from..from + LONGEST_PLACEHOLDER).find(|at| !matches(self.scan.byte(*at))).unwrap_or(from)
    }

    /// Reads `:>8.2` or `!r` at the end of code in a string.
    pub(super) fn format(&mut self) -> bool {
        let Some(Open::Hole(index)) = self.stack.last() else { return false };
        let converts = self.scan.peek(0) == b'!';
        let is_format = self.lexer.language.quotes[*index].holes == Holes::Braces
            && (!converts || matches!(self.scan.peek(1), b'r' | b's' | b'a'));
        if is_format {
            let end = self.scan.run(self.scan.at, |byte| !matches!(byte, b'{' | b'}' | b'"' | b'\'' | b'\n'));
            self.scan.push_to(Class::Escape, end);
            self.follow(Previous::Operator);
        }
        is_format
    }

    fn escape_length(&self) -> usize {
        let hexadecimal = |from: usize, most: usize| {
            (from..from + most).find(|ahead| !self.scan.peek(*ahead).is_ascii_hexdigit()).unwrap_or(from + most)
        };
        match self.scan.peek(1) {
            b'u' if self.scan.peek(2) == b'{' => {
                let end = hexadecimal(3, 8);
                if self.scan.peek(end) == b'}' { end + 1 } else { end }
            }
            b'u' => hexadecimal(2, 4),
            b'U' => hexadecimal(2, 8),
            b'x' => hexadecimal(2, 2),
            b'0'..=b'7' => (2..4).find(|ahead| !matches!(self.scan.peek(*ahead), b'0'..=b'7')).unwrap_or(4),
            _ => 2,
        }
    }

    /// Reads a raw string up to its mark with as many hashes as before it.
    fn raw(&mut self, mut at: usize, close: &str, hashes: usize) {
        while at < self.scan.text.len() {
            at = self.scan.find(at, close);
            let from = (at + close.len()).min(self.scan.text.len());
            let end = self.scan.run(from, |byte| byte == b'#').min(from + hashes);
            at = end.max(from);
            if end - from == hashes {
                break;
            }
        }
        self.scan.push_to(Class::Text, at);
        self.follow(Previous::Value);
    }

    /// Reads `name(…)name"`.
    fn raw_with_name(&mut self, from: usize) {
        let open = self.run_within(from, |byte| !b"( )\\\"\n\t".contains(&byte) && byte != 0);
        let name = self.scan.text.get(from..open).filter(|_| self.scan.byte(open) == b'(').unwrap_or_default();
        let mut at = open;
        loop {
            at = (self.scan.find(at, ")") + 1).min(self.scan.text.len());
            let end = at + name.len();
            if at == self.scan.text.len() || self.scan.sees_at(at, name) && self.scan.byte(end) == b'"' {
                self.scan.push_to(Class::Text, end + 1);
                return self.follow(Previous::Value);
            }
        }
    }

    /// Reads `/pattern/flags` where a value may stand.
    pub(super) fn pattern(&mut self) -> bool {
        if self.previous == Previous::Value || self.scan.at < self.no_pattern_before {
            return false;
        }
        let mut at = self.scan.at + 1;
        let mut in_class = false;
        loop {
            at = self.scan.run(at, |byte| !matches!(byte, b'/' | b'\\' | b'[' | b']' | b'\n'));
            match self.scan.byte(at) {
                b'/' if !in_class => break,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'\\' if self.scan.byte(at + 1) != b'\n' => at += 1,
                b'/' => {}
                // The line ends: this was no pattern, and none begins on the rest of it.
                _ => {
                    self.no_pattern_before = at;
                    return false;
                }
            }
            at += 1;
        }
        self.scan.push_to(Class::Text, at + 1);
        let flags = self.scan.run(self.scan.at, |byte| byte.is_ascii_lowercase());
        self.scan.push_to(Class::Keyword, flags);
        self.follow(Previous::Value);
        true
    }
}

enum Hole {
    /// So many bytes are text.
    Text(usize),
    Placeholder(usize),
    /// Code begins after so many bytes.
    Code(usize),
}
