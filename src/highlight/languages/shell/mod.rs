//! Scripts of the shell. What a word is depends on where it stands: first in a command, after `for`, in quotes.

mod texts;

use crate::highlight::scanner::Scanner;
use crate::highlight::spans::{Class, Spans};

/// Keywords after which a command follows.
const BEFORE_COMMANDS: [&str; 10] = ["if", "then", "else", "elif", "while", "until", "do", "time", "!", "{"];
/// Keywords after which none does.
const OTHER_KEYWORDS: [&str; 16] = [
    "for", "case", "select", "function", "fi", "done", "esac", "return", "break", "continue", "local", "export",
    "readonly", "declare", "typeset", "}",
];
/// Keywords whose words are variables.
const DECLARES: [&str; 5] = ["local", "export", "readonly", "declare", "typeset"];

/// What is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// `"…"`.
    Quote,
    /// `${…}`.
    Braces,
    /// `$((…))`.
    Arithmetic,
    /// `$(…)`, and whether a value is assigned around it.
    Command { assigns: bool },
    /// `` `…` ``.
    Ticks { assigns: bool },
    /// `(…)`.
    Group,
    /// `name=(…)`.
    Array,
    /// `case … esac`.
    Case,
    /// `[[ … ]]`, on one line.
    Test,
}

/// What `in` belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum In {
    Loop,
    Case,
}

/// A text that stands in the lines after its command.
struct Heredoc {
    end: String,
    /// Tabs before the end do not count.
    strips_tabs: bool,
    /// Nothing in it is replaced.
    is_plain: bool,
}

/// The state of a shell that reads line by line or a script at once.
pub(super) struct Shell {
    open: Vec<Open>,
    /// The next word is a command or a keyword.
    expects_command: bool,
    /// A value is being assigned, up to the next blank.
    assigns: bool,
    /// The words of this command are variables.
    declares: bool,
    /// `in` is a keyword, as in a `case` or not.
    expects_in: Option<In>,
    /// In `case`, before `)`.
    is_pattern: bool,
    starts_line: bool,
    announced: Vec<Heredoc>,
    heredocs: std::collections::VecDeque<Heredoc>,
}

pub(super) fn read(spans: &mut Spans, text: &str) {
    Shell::new().push(spans, text);
}

impl Shell {
    pub(super) fn new() -> Self {
        Self {
            open: Vec::new(),
            expects_command: true,
            assigns: false,
            declares: false,
            expects_in: None,
            is_pattern: false,
            starts_line: true,
            announced: Vec::new(),
            heredocs: std::collections::VecDeque::new(),
        }
    }

    /// Whether the next line belongs to the command.
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty() || !self.heredocs.is_empty()
    }

    /// Pushes the next lines.
    pub(super) fn push(&mut self, spans: &mut Spans, text: &str) {
        Reader { scan: Scanner::new(text, spans), shell: self }.read();
    }
}

struct Reader<'t, 's, 'o, 'h> {
    scan: Scanner<'t, 's, 'o>,
    shell: &'h mut Shell,
}

impl Reader<'_, '_, '_, '_> {
    fn read(mut self) {
        while !self.scan.done() {
            if self.shell.starts_line && !self.shell.heredocs.is_empty() {
                self.heredoc_line();
                continue;
            }
            match self.shell.open.last() {
                Some(Open::Quote) => self.quoted(),
                Some(Open::Braces) => self.braces(),
                Some(Open::Arithmetic) => self.arithmetic(),
                _ => self.token(),
            }
        }
    }

    fn token(&mut self) {
        let byte = self.scan.peek(0);
        let next = self.scan.peek(1);
        let begins_word = self.scan.at.checked_sub(1).is_none_or(|at| b" \t\n;|&(`".contains(&self.scan.byte(at)));
        self.shell.starts_line = false;
        match byte {
            b'\n' => self.end_line(),
            b' ' | b'\t' | b'\r' => {
                self.scan.push_blanks(false);
                self.shell.assigns = false;
            }
            b'#' if begins_word => self.scan.push_to(Class::Comment, self.scan.line_end(self.scan.at)),
            b'\'' => {
                let end = self.scan.run(self.scan.at + 1, |byte| byte != b'\'');
                self.scan.push_to(Class::Text, end + 1);
                self.end_word();
            }
            b'"' => {
                self.scan.push(Class::Text, 1);
                self.shell.open.push(Open::Quote);
            }
            b'\\' => {
                let class = if next == b'\n' { Class::Punctuation } else { Class::Escape };
                self.scan.push(class, 2);
                if next != b'\n' {
                    self.end_word();
                }
            }
            b'$' if next == b'\'' => self.escaped(),
            b'$' => {
                self.dollar(None);
            }
            b'`' => self.ticks(),
            b'<' if next == b'<' && self.scan.peek(2) != b'<' => self.heredoc(),
            b'|' | b'&' | b';' | b'<' | b'>' => self.operator(byte),
            b'(' => self.parenthesis(next),
            b')' => self.close_parenthesis(),
            _ => self.word(),
        }
    }

    fn end_line(&mut self) {
        self.scan.push(None, 1);
        self.shell.starts_line = true;
        let announced = std::mem::take(&mut self.shell.announced);
        self.shell.heredocs.extend(announced);
        if self.shell.open.last() == Some(&Open::Test) {
            self.shell.open.pop();
        }
        self.command_ends();
    }

    /// Another command may follow.
    fn command_ends(&mut self) {
        self.shell.assigns = false;
        self.shell.declares = false;
        self.shell.expects_command =
            !self.shell.is_pattern && !matches!(self.shell.open.last(), Some(Open::Array | Open::Test));
    }

    /// A word was read that is not a keyword.
    fn end_word(&mut self) {
        if !self.shell.assigns {
            self.shell.expects_command = false;
        }
    }

    fn operator(&mut self, byte: u8) {
        let end = self.scan.run(self.scan.at, |other| other == byte || other == b'&' && byte != b';');
        let is_case_end = byte == b';' && end - self.scan.at > 1 && self.shell.open.last() == Some(&Open::Case);
        self.scan.push_to(Class::Operator, end);
        if matches!(byte, b'<' | b'>') {
            // `2>&1`
            let number = self.scan.run(end, |byte| byte.is_ascii_digit());
            if self.scan.byte(end - 1) == b'&' {
                self.scan.push_to(Class::Number, number);
            } else if self.scan.peek(0) == b'(' {
                self.scan.push(Class::Punctuation, 1);
                self.begin_command();
            }
            return;
        }
        self.shell.is_pattern |= is_case_end;
        self.command_ends();
    }

    fn begin_command(&mut self) {
        self.shell.open.push(Open::Command { assigns: self.shell.assigns });
        self.shell.assigns = false;
        self.shell.expects_command = true;
    }

    fn parenthesis(&mut self, next: u8) {
        let is_array = self.scan.at.checked_sub(1).is_some_and(|at| self.scan.byte(at) == b'=');
        // `((` of a command, and of `for ((…))`.
        if next == b'(' && (self.shell.expects_command || self.shell.expects_in == Some(In::Loop)) {
            self.scan.push(Class::Punctuation, 2);
            self.shell.open.push(Open::Arithmetic);
            return;
        }
        self.scan.push(Class::Punctuation, 1);
        if next == b')' {
            // `name() {`
            self.scan.push(Class::Punctuation, 1);
            self.shell.expects_command = true;
        } else if !self.shell.is_pattern {
            self.shell.open.push(if is_array { Open::Array } else { Open::Group });
            self.shell.expects_command = !is_array;
            self.shell.assigns = false;
        }
    }

    fn close_parenthesis(&mut self) {
        self.scan.push(Class::Punctuation, 1);
        if self.shell.is_pattern {
            self.shell.is_pattern = false;
            self.shell.expects_command = true;
            return;
        }
        match self.shell.open.last() {
            Some(Open::Command { assigns }) => {
                self.shell.assigns = *assigns;
                self.shell.expects_command = *assigns;
            }
            Some(Open::Group | Open::Array) => self.shell.expects_command = false,
            _ => return,
        }
        self.shell.open.pop();
    }

    fn ticks(&mut self) {
        self.scan.push(Class::Punctuation, 1);
        if let Some(Open::Ticks { assigns }) = self.shell.open.last().copied() {
            self.shell.open.pop();
            self.shell.assigns = assigns;
            self.shell.expects_command = assigns;
        } else {
            self.shell.open.push(Open::Ticks { assigns: self.shell.assigns });
            self.shell.assigns = false;
            self.shell.expects_command = true;
        }
    }

    fn word(&mut self) {
        let start = self.scan.at;
        let end = self.scan.run(start + 1, |byte| !byte.is_ascii_whitespace() && !b";&|<>()$`\"'\\".contains(&byte));
        let word = &self.scan.text[start..end];
        let next = self.scan.byte(end);
        if matches!(next, b'<' | b'>') && word.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.scan.push_to(Class::Number, end);
        }
        if self.shell.assigns {
            return self.scan.push_to(Class::Text, end);
        }
        if (self.shell.expects_command || self.shell.declares) && self.assignment(end) {
            return;
        }
        if self.shell.expects_in.is_some() && word == "in" {
            self.shell.is_pattern = self.shell.expects_in.take() == Some(In::Case);
            return self.scan.push_to(Class::Keyword, end);
        }
        if self.shell.is_pattern && word == "esac" {
            self.shell.is_pattern = false;
            self.shell.expects_command = true;
        }
        if self.shell.expects_command {
            return self.command(end);
        }
        if word == "]]" && self.shell.open.last() == Some(&Open::Test) {
            self.shell.open.pop();
        }
        // `function name {`
        self.shell.expects_command = word == "{" && !self.shell.is_pattern;
        let class = match word {
            _ if self.shell.is_pattern => None,
            "]" | "]]" => Some(Class::Keyword),
            "=" | "==" | "=~" | "!=" | "!" => Some(Class::Operator),
            "{" | "}" => Some(Class::Punctuation),
            _ if word.starts_with('-') && word.len() > 1 => {
                let name = word.find('=').unwrap_or(word.len());
                self.scan.push_to(Class::Attribute, start + name);
                None
            }
            _ if self.shell.declares && self.shell.open.last() != Some(&Open::Array) => Some(Class::Variable),
            _ => None,
        };
        self.scan.push_to(class, end);
    }

    /// Reads `name=`, `name+=` or `name[…]=`.
    fn assignment(&mut self, end: usize) -> bool {
        let mut name = self.scan.word(self.scan.at, "");
        if name == self.scan.at || self.scan.peek(0).is_ascii_digit() {
            return false;
        }
        if self.scan.byte(name) == b'[' {
            name += self.scan.text[name..end].find(']').map_or(0, |length| length + 1);
        }
        let sign = name + usize::from(self.scan.byte(name) == b'+');
        if sign >= end || self.scan.byte(sign) != b'=' {
            return false;
        }
        self.scan.push_to(Class::Variable, name);
        self.scan.push_to(Class::Operator, sign + 1);
        self.shell.assigns = true;
        self.scan.push_to(Class::Text, end);
        true
    }

    /// Reads the first word of a command.
    fn command(&mut self, end: usize) {
        let word = &self.scan.text[self.scan.at..end];
        let continues = BEFORE_COMMANDS.contains(&word);
        if !continues && !OTHER_KEYWORDS.contains(&word) {
            let is_test = matches!(word, "[" | "[[");
            if word == "[[" {
                self.shell.open.push(Open::Test);
            }
            self.scan.push_to(if is_test { Class::Keyword } else { Class::Function }, end);
            // A quote or a variable may go on with it.
            self.shell.expects_command = false;
            return;
        }
        match word {
            "for" | "select" => self.shell.expects_in = Some(In::Loop),
            "case" => {
                self.shell.expects_in = Some(In::Case);
                self.shell.open.push(Open::Case);
            }
            "esac" if self.shell.open.last() == Some(&Open::Case) => {
                self.shell.open.pop();
            }
            _ => {}
        }
        let class = match word {
            "{" | "}" => Class::Punctuation,
            "!" => Class::Operator,
            _ => Class::Keyword,
        };
        self.shell.declares = DECLARES.contains(&word);
        // The name after `function` looks as where it is called.
        self.shell.expects_command = continues || matches!(word, "fi" | "done" | "esac" | "}" | "function");
        self.scan.push_to(class, end);
    }
}
