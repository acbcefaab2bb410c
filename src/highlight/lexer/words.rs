//! Words and numbers.

use super::super::spans::Class;
use super::table::{Capitals, Meaning, Role};
use super::{Open, Previous, Reader};

/// How far the brackets of `name<Type>(` may reach.
const LONGEST_ARGUMENTS: usize = 64;

impl Reader<'_, '_, '_, '_> {
    pub(super) fn word(&mut self) {
        let lexer = self.lexer;
        let start = self.scan.at;
        let end = self.scan.run(start, |byte| matches!(lexer.role(byte), Role::Word | Role::Digit));
        if self.prefixed_quote(end) {
            return;
        }
        let word = &self.scan.text[start..end];
        let is_member = self.previous == Previous::Dot;
        let meaning = lexer.meaning(word);
        let declared = self.declares.take();
        // `ctx context.Context`, `*time.Time`, `[]time.Time`
        let is_type = is_member && self.qualifies_type;
        let follows_name = self.previous == Previous::Value && !self.starts_line;
        self.qualifies_type = !is_member && (follows_name || matches!(self.before(), b'*' | b']'));
        let class = if self.attributes > 0 {
            Some(Class::Attribute)
        } else if let Some(class) = meaning.class.filter(|_| self.means_itself(meaning, is_member, end)) {
            self.known_word(class, meaning, end);
            return;
        } else {
            self.name(word, end, is_member && !is_type, declared)
        };
        let is_macro = class == Some(Class::Macro);
        self.scan.push_to(class, end + usize::from(is_macro));
        self.follow(Previous::Value);
        if is_macro {
            // `macro_rules! name`
            self.declares = (word == "macro_rules").then_some(Class::Macro);
        }
    }

    /// Pushes a word that the table knows.
    fn known_word(&mut self, class: Class, meaning: Meaning, end: usize) {
        // After `return` a value is still to come; `this` is one; after `readonly` a key may follow.
        let previous = match class {
            Class::Keyword if meaning.is_soft => Previous::Separator,
            Class::Keyword if !meaning.is_value => Previous::Keyword,
            _ => Previous::Value,
        };
        self.scan.push_to(class, end);
        self.follow(previous);
        self.declares = meaning.declares;
    }

    /// Whether a word of the table is used as such here.
    fn means_itself(&self, meaning: Meaning, is_member: bool, end: usize) -> bool {
        if is_member && !meaning.after_dot || self.is_key(end) && !meaning.is_label {
            return false;
        }
        if !meaning.is_soft {
            return true;
        }
        if meaning.opens_line && !self.starts_line {
            return false;
        }
        let blank = self.scan.run(end, |byte| matches!(byte, b' ' | b'\t'));
        let next = self.scan.byte(blank);
        let begins = matches!(self.lexer.role(next), Role::Word | Role::Digit) || b"\"'`{[*#-".contains(&next);
        blank > end && (begins || meaning.opens_line && next == b'(')
    }

    /// The class of a word that the table does not know.
    fn name(&self, word: &str, end: usize, is_member: bool, declared: Option<Class>) -> Option<Class> {
        let language = self.lexer.language;
        let next = self.scan.byte(end);
        if let Some(class) = declared {
            // `#define NAME(…)`
            return Some(if class == Class::Constant && next == b'(' { Class::Function } else { class });
        }
        if language.macros && next == b'!' && self.is_macro(end + 1) {
            return Some(Class::Macro);
        }
        if self.is_key(end) {
            return Some(Class::Key);
        }
        let is_called = next == b'(' || next == b'<' && language.angles && self.is_called_with_types(end);
        let is_called = is_called || next == b':' && self.scan.sees_at(end, "::<");
        match capital_class(word) {
            Some(class) => match language.capitals {
                Capitals::Types => return Some(class),
                Capitals::TypesUnlessCalled if !is_called => return Some(class),
                Capitals::TypesUnlessMember if !is_member && !is_called && !self.starts_line => return Some(class),
                _ => {}
            },
            None if !language.type_ending.is_empty() && word.ends_with(language.type_ending) => {
                return Some(Class::Type);
            }
            None => {}
        }
        is_called.then_some(Class::Function)
    }

    fn is_macro(&self, at: usize) -> bool {
        let at = self.scan.run(at, |byte| byte == b' ');
        matches!(self.scan.byte(at), b'(' | b'[' | b'{') || self.is_name(at)
    }

    /// Whether the word up to `end` is the key of a property: `{ name: …`, `name?: …`.
    fn is_key(&self, end: usize) -> bool {
        if !self.lexer.language.keys || self.stack.last() != Some(&Open::Bracket(b'{')) {
            return false;
        }
        let colon = end + usize::from(self.scan.byte(end) == b'?');
        let may_begin = self.starts_line || self.previous == Previous::Separator;
        may_begin && self.scan.byte(colon) == b':' && self.scan.byte(colon + 1) != b':'
    }

    /// Whether `<Type>(` stands at a place.
    fn is_called_with_types(&self, from: usize) -> bool {
        let mut depth = 0_usize;
        for at in from..from + LONGEST_ARGUMENTS {
            match self.scan.byte(at) {
                b'<' => depth += 1,
                b'>' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return self.scan.byte(at + 1) == b'(';
                    }
                }
                byte if super::super::scanner::is_word(byte) || b" ,.:[]|&*'\"".contains(&byte) => {}
                _ => return false,
            }
        }
        false
    }

    pub(super) fn number(&mut self) {
        let start = self.scan.at;
        let is_decimal =
            !(self.scan.peek(0) == b'0' && matches!(self.scan.peek(1), b'x' | b'X' | b'b' | b'B' | b'o' | b'O'));
        let separator = self.lexer.language.digit_separator;
        let mut at = start + usize::from(self.scan.peek(0) == b'-');
        let mut has_dot = false;
        loop {
            let byte = self.scan.byte(at);
            let next = self.scan.byte(at + 1);
            let is_exponent = matches!(byte, b'e' | b'E') && is_decimal || matches!(byte, b'p' | b'P') && !is_decimal;
            if is_exponent && matches!(next, b'+' | b'-') && self.scan.byte(at + 2).is_ascii_digit() {
                at += 2;
            } else if byte == b'.' && !has_dot && next.is_ascii_digit() {
                has_dot = true;
            } else if byte == separator && separator != b'_' && next.is_ascii_alphanumeric() && at > start {
                at += 1;
            } else if !(byte.is_ascii_alphanumeric() || byte == b'_') {
                break;
            }
            at += 1;
        }
        // `5%` and `1.` need no color of their own.
        self.scan.push_to(Class::Number, at);
        self.follow(Previous::Value);
    }
}

/// What a word with a capital letter is where capitals mean something.
fn capital_class(word: &str) -> Option<Class> {
    let first = word.trim_start_matches(['_', '$', '#']).chars().next()?;
    if !first.is_uppercase() {
        return None;
    }
    let is_constant = word.chars().all(|c| !c.is_lowercase()) && word.chars().nth(1).is_some();
    Some(if is_constant { Class::Constant } else { Class::Type })
}
