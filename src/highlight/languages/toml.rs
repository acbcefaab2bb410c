//! TOML: keys before `=`, tables in brackets.

use crate::highlight::scanner::Scanner;
use crate::highlight::spans::{Class, Spans};

pub(super) fn read(spans: &mut Spans, text: &str) {
    let mut reader = Reader { scan: Scanner::new(text, spans), depth: Vec::new(), expects_key: true };
    let mut starts_line = true;
    while !reader.scan.done() {
        reader.scan.push_blanks(false);
        let byte = reader.scan.peek(0);
        match byte {
            b'\n' => {
                reader.scan.push(None, 1);
                starts_line = true;
                reader.expects_key |= reader.depth.is_empty();
                continue;
            }
            b'[' if starts_line && reader.depth.is_empty() => reader.header(),
            _ => reader.token(byte),
        }
        starts_line = false;
    }
}

struct Reader<'t, 's, 'o> {
    scan: Scanner<'t, 's, 'o>,
    /// The brackets that are open.
    depth: Vec<u8>,
    /// A key may stand here rather than a value.
    expects_key: bool,
}

impl Reader<'_, '_, '_> {
    /// `[table]` or `[[table]]`.
    fn header(&mut self) {
        let end = self.scan.line_end(self.scan.at);
        while self.scan.at < end {
            self.scan.push_blanks(false);
            match self.scan.peek(0) {
                b'[' | b']' | b'.' => self.scan.push(Class::Punctuation, 1),
                b'#' => self.scan.push_to(Class::Comment, end),
                quote @ (b'"' | b'\'') => self.string(quote, Class::Type),
                _ => {
                    let word = self.scan.word(self.scan.at, "-");
                    if word > self.scan.at {
                        self.scan.push_to(Class::Type, word);
                    } else if self.scan.at < end {
                        self.scan.push(None, 1);
                    }
                }
            }
        }
        self.expects_key = true;
    }

    fn token(&mut self, byte: u8) {
        match byte {
            b'#' => self.scan.push_to(Class::Comment, self.scan.line_end(self.scan.at)),
            b'"' | b'\'' => self.string(byte, if self.expects_key { Class::Key } else { Class::Text }),
            b'=' => {
                self.scan.push(Class::Operator, 1);
                self.expects_key = false;
            }
            b'[' | b'{' => {
                self.scan.push(Class::Punctuation, 1);
                self.depth.push(byte);
                self.expects_key = byte == b'{';
            }
            b']' | b'}' => {
                self.scan.push(Class::Punctuation, 1);
                self.depth.pop();
                self.expects_key = false;
            }
            b',' => {
                self.scan.push(Class::Punctuation, 1);
                self.expects_key = self.depth.last() == Some(&b'{');
            }
            _ if self.expects_key => {
                let end = self.scan.word(self.scan.at, "-");
                if end > self.scan.at {
                    self.scan.push_to(Class::Key, end);
                } else {
                    self.scan.push(Class::Punctuation, 1);
                }
            }
            _ => self.value(),
        }
    }

    /// A number, a date or a constant.
    fn value(&mut self) {
        let end = self.scan.word(self.scan.at, "+-.:");
        let value = &self.scan.text[self.scan.at..end];
        let class = match value.trim_start_matches(['+', '-']) {
            "true" | "false" => Some(Class::Constant),
            "inf" | "nan" => Some(Class::Number),
            number if number.starts_with(|c: char| c.is_ascii_digit()) => Some(Class::Number),
            _ => None,
        };
        self.scan.push_to(class, end.max(self.scan.at + 1));
    }

    fn string(&mut self, quote: u8, class: Class) {
        let mark = if quote == b'"' { "\"\"\"" } else { "'''" };
        let is_long = self.scan.sees(mark);
        let mark = if is_long { mark } else { &mark[..1] };
        let mut at = self.scan.at + mark.len();
        loop {
            at = self.scan.run(at, |byte| byte != quote && byte != b'\\' && (is_long || byte != b'\n'));
            match self.scan.byte(at) {
                b'\\' if quote == b'"' => {
                    self.scan.push_to(class, at);
                    self.scan.push(Class::Escape, escape_length(&self.scan));
                    at = self.scan.at;
                }
                byte if byte == quote && self.scan.sees_at(at, mark) => {
                    let end = if is_long {
                        self.scan.run_to((at + 5).min(self.scan.text.len()), at, |byte| byte == quote)
                    } else {
                        at + 1
                    };
                    return self.scan.push_to(class, end);
                }
                byte if byte == quote || byte == b'\\' => at += 1,
                _ => return self.scan.push_to(class, at),
            }
        }
    }
}

fn escape_length(scan: &Scanner) -> usize {
    let digits = match scan.peek(1) {
        b'u' => 4,
        b'U' => 8,
        b'x' => 2,
        _ => 0,
    };
    2 + (0..digits).take_while(|ahead| scan.peek(2 + ahead).is_ascii_hexdigit()).count()
}
