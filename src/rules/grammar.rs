//! The grammar of patterns: what Rust and browsers read alike. A pattern is read from left to right and written anew for each
//! of the two on the way; what is not in the grammar is refused at its place.

use std::ops::Range;

use super::needs::{Need, Rarest, folded};
use super::pattern::Problem;
use super::reading::plain;

/// Highest number of repetitions that can be written.
const MOST_REPETITIONS: u32 = 200;
/// What `*` and `+` stand for. Browsers try a repetition again from each place of the text, so without a limit they would
/// need time in proportion to the square of its length.
const UNLIMITED: u32 = 30;
/// How deep groups may be nested.
const MOST_DEPTH: usize = 100;
/// What `\s` means in scripts (ECMA-262, section 12.2 and 12.3).
const SPACES: &str = "\t\n\u{b}\u{c}\r \u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}";
/// Properties of characters that both know by the same name.
const PROPERTIES: [&str; 3] = ["L", "N", "Extended_Pictographic"];

/// A pattern that was read.
pub(super) struct Written {
    /// For Rust.
    pub(super) rust: String,
    /// For scripts.
    pub(super) script: String,
    /// What a text must have for it.
    pub(super) need: Need,
    /// Whether a text without a character fits.
    pub(super) can_be_empty: bool,
}

/// Reads a pattern.
///
/// # Errors
/// What in it is wrong, or would be read in another way by browsers.
pub(super) fn read(text: &str) -> Result<Written, Problem> {
    // Blanks are many signs in Rust.
    let room = |times| String::with_capacity(text.len() * times);
    let mut reader = Reader { text, at: 0, depth: 0, rust: room(4), script: room(2) };
    let whole = reader.alternatives()?;
    if reader.at < text.len() {
        return Err(reader.problem(reader.at..reader.at + 1, "a `)` that closes nothing", None));
    }
    let Reader { rust, script, .. } = reader;
    Ok(Written { rust, script, need: whole.rarest.need, can_be_empty: whole.can_be_empty })
}

struct Reader<'p> {
    text: &'p str,
    /// Bytes that were read.
    at: usize,
    /// Groups that are open.
    depth: usize,
    rust: String,
    script: String,
}

/// What was read of a pattern.
struct Seen {
    rarest: Rarest,
    can_be_empty: bool,
    /// The first repetition of changing length in it.
    changing: Option<Range<usize>>,
}

/// The smallest part of a pattern, which can be repeated.
enum Atom {
    Character(char),
    Class,
    Group(Seen),
    /// A place between characters.
    Place,
}

/// How often something has to be there, and how often it may be.
struct Repetition {
    least: u32,
    most: u32,
    is_lazy: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Goes on behind `sign` where it comes next.
    fn take(&mut self, sign: &str) -> bool {
        let is_next = self.text[self.at..].starts_with(sign);
        self.at += if is_next { sign.len() } else { 0 };
        is_next
    }

    fn problem(&self, range: Range<usize>, message: impl Into<String>, help: Option<&'static str>) -> Problem {
        let end = (range.end..=self.text.len()).find(|end| self.text.is_char_boundary(*end));
        Problem { range: range.start..end.unwrap_or(self.text.len()), message: message.into(), help }
    }

    /// All up to the end of the group: `a|b`.
    fn alternatives(&mut self) -> Result<Seen, Problem> {
        let mut seen = self.sequence()?;
        if self.peek() != Some('|') {
            return Ok(seen);
        }
        while self.take("|") {
            self.sign('|');
            let other = self.sequence()?;
            seen.rarest.or(other.rarest);
            seen.can_be_empty |= other.can_be_empty;
            seen.changing = seen.changing.or(other.changing);
        }
        seen.rarest = seen.rarest.settle();
        Ok(seen)
    }

    /// All up to the next `|` or the end of the group.
    fn sequence(&mut self) -> Result<Seen, Problem> {
        let mut seen = Seen { rarest: Rarest::default(), can_be_empty: true, changing: None };
        // Letters that stand side by side.
        let mut run = String::new();
        while let Some(next) = self.peek().filter(|next| !matches!(next, '|' | ')')) {
            if self.letters(&mut run) {
                seen.can_be_empty = false;
                continue;
            }
            let start = self.at;
            let atom = self.atom(next)?;
            let repetition = self.repetition(&atom)?;
            let (least, most) = repetition.as_ref().map_or((1, 1), |found| (found.least, found.most));
            let letter = if let Atom::Character(c) = atom { folded(c) } else { None };
            if repetition.is_some() || letter.is_none() {
                seen.rarest.see_run(&mut run);
            }
            run.extend(letter.filter(|_| least > 0));
            if repetition.is_some() {
                seen.rarest.see_run(&mut run);
            }
            let mut is_empty = matches!(atom, Atom::Place);
            if let Atom::Group(inner) = atom {
                if let Some(place) = inner.changing {
                    if most > 1 {
                        let help = "browsers can take for ever with it; write out what may stand there";
                        let message = "a repetition of changing length inside another one";
                        return Err(self.problem(place, message, Some(help)));
                    }
                    seen.changing.get_or_insert(place);
                }
                if most > 1 && inner.can_be_empty {
                    let message = "what may be empty cannot be repeated";
                    return Err(self.problem(start..self.at, message, Some("write `?` behind it")));
                }
                if least > 0 {
                    seen.rarest.see(inner.rarest);
                }
                is_empty = inner.can_be_empty;
            }
            seen.can_be_empty &= least == 0 || is_empty;
            if least != most {
                seen.changing.get_or_insert(start..self.at);
            }
            self.write_repetition(repetition);
        }
        seen.rarest.see_run(&mut run);
        Ok(seen)
    }

    /// Reads letters and digits of ASCII, of which patterns have most, but for the last one, which may be repeated. Returns whether
    /// there are any.
    fn letters(&mut self, run: &mut String) -> bool {
        let text = self.text;
        let length = text.as_bytes()[self.at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let letters = &text[self.at..self.at + length.saturating_sub(1)];
        self.at += letters.len();
        self.both(letters);
        let before = run.len();
        run.push_str(letters);
        run[before..].make_ascii_lowercase();
        !letters.is_empty()
    }

    /// What begins with `next`.
    fn atom(&mut self, next: char) -> Result<Atom, Problem> {
        let start = self.at;
        self.at += next.len_utf8();
        Ok(match next {
            '(' => Atom::Group(self.group(start)?),
            '[' => {
                self.class(start)?;
                Atom::Class
            }
            '\\' => self.escape(start)?,
            '^' | '$' => {
                self.sign(next);
                Atom::Place
            }
            '.' => {
                let help = "write `[^.?!]` to stay in a sentence";
                return Err(self.problem(start..self.at, "`.` means something else in browsers", Some(help)));
            }
            '*' | '+' | '?' | '{' => return Err(self.nothing_to_repeat(start)),
            _ => self.literal(next),
        })
    }

    fn nothing_to_repeat(&self, start: usize) -> Problem {
        let help = "what is a sign of its own has a `\\` in front";
        self.problem(start..start + 1, "nothing that could be repeated is in front of this", Some(help))
    }

    fn group(&mut self, start: usize) -> Result<Seen, Problem> {
        if self.take("?") && !self.take(":") {
            let rest = &self.text[self.at..];
            if let Some(sign) = ["=", "!", "<=", "<!"].iter().find(|sign| rest.starts_with(**sign)) {
                let help = "what must not be there cannot be said; write what has to be there, or make a second rule";
                let range = start..self.at + sign.len();
                return Err(self.problem(range, "look-around, which is not supported", Some(help)));
            }
            let end = rest.find([')', ':', '>']).map_or(rest.len(), |end| end + 1);
            let range = start..self.at + end;
            return Err(if rest[..end].ends_with(')') {
                self.problem(range, "flags cannot be set", Some("capitals are ignored anyway"))
            } else {
                self.problem(range, "a group with a name or flags", Some("write `(…)`"))
            });
        }
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return Err(self.problem(start..self.at, format!("groups are nested more than {MOST_DEPTH} deep"), None));
        }
        self.both("(?:");
        let seen = self.alternatives()?;
        if !self.take(")") {
            return Err(self.problem(start..start + 1, "this group is not closed", Some("add `)` where it ends")));
        }
        self.sign(')');
        self.depth -= 1;
        Ok(seen)
    }

    /// How often `atom` is there, if that is said.
    fn repetition(&mut self, atom: &Atom) -> Result<Option<Repetition>, Problem> {
        let start = self.at;
        let (least, most) = match self.peek() {
            Some('{') => self.counted(start)?,
            Some(sign @ ('?' | '*' | '+')) => {
                self.at += 1;
                (u32::from(sign == '+'), if sign == '?' { 1 } else { UNLIMITED })
            }
            _ => return Ok(None),
        };
        if matches!(atom, Atom::Place) {
            return Err(self.nothing_to_repeat(start));
        }
        if most > MOST_REPETITIONS {
            return Err(self.problem(start..self.at, format!("more than {MOST_REPETITIONS} repetitions"), None));
        }
        let is_lazy = self.take("?");
        if self.peek().is_some_and(|next| matches!(next, '?' | '*' | '+' | '{')) {
            return Err(self.nothing_to_repeat(self.at));
        }
        Ok(Some(Repetition { least, most, is_lazy }))
    }

    /// `{n}`, `{m,n}` or `{m,}`.
    fn counted(&mut self, start: usize) -> Result<(u32, u32), Problem> {
        let rest = &self.text[start + 1..];
        let length = rest.find('}').unwrap_or(rest.len());
        self.at = (start + length + 2).min(self.text.len());
        let number = |digits: &str| {
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| digits.parse().unwrap_or(u32::MAX))
        };
        let bounds = match rest[..length].split_once(',') {
            None => number(&rest[..length]).map(|count| (count, count)),
            Some((least, "")) => number(least).map(|least: u32| (least, least.saturating_add(UNLIMITED))),
            Some((least, most)) => number(least).zip(number(most)),
        };
        bounds.filter(|(least, most)| length < rest.len() && least <= most).ok_or_else(|| {
            let help = "write `{3}`, `{2,5}`, or `\\{` for the sign itself";
            self.problem(start..self.at, "this says no number of repetitions", Some(help))
        })
    }

    fn write_repetition(&mut self, repetition: Option<Repetition>) {
        let Some(Repetition { least, most, is_lazy }) = repetition else { return };
        match (least, most) {
            (0, 1) => self.sign('?'),
            (m, n) => {
                self.sign('{');
                self.number(m);
                if m != n {
                    self.sign(',');
                    self.number(n);
                }
                self.sign('}');
            }
        }
        if is_lazy {
            self.sign('?');
        }
    }

    /// What follows a `\` outside of brackets.
    fn escape(&mut self, start: usize) -> Result<Atom, Problem> {
        let Some(next) = self.next() else { return Err(self.unknown_escape(start)) };
        match next {
            'b' if self.peek() != Some('{') => {
                self.rust.push_str("(?-u:\\b)");
                self.script.push_str("\\b");
                Ok(Atom::Place)
            }
            'd' | 's' | 'w' | 'D' | 'S' | 'W' => {
                self.both(if next.is_uppercase() { "[^" } else { "[" });
                self.set(next.to_ascii_lowercase());
                self.sign(']');
                Ok(Atom::Class)
            }
            'p' | 'P' => {
                self.property(start, next)?;
                Ok(Atom::Class)
            }
            'b' | 'B' | 'A' | 'z' | 'G' | '<' | '>' => {
                Err(self.problem(start..self.at, "browsers do not know this", Some("`\\b` is known")))
            }
            '0'..='9' => Err(self.problem(start..self.at, "what a group found cannot be asked for again", None)),
            _ => Ok(self.literal_of_escape(start, next).map(|c| self.literal(c))?),
        }
    }

    /// The character that `\` and `next` stand for.
    fn literal_of_escape(&mut self, start: usize, next: char) -> Result<char, Problem> {
        let c = match next {
            'n' => Some('\n'),
            't' => Some('\t'),
            'r' => Some('\r'),
            'f' => Some('\u{c}'),
            'v' => Some('\u{b}'),
            'u' | 'x' => self.by_number(if next == 'u' { 4 } else { 2 }),
            _ => (next.is_ascii() && !next.is_alphanumeric() && !matches!(next, '<' | '>')).then_some(next),
        };
        c.ok_or_else(|| self.unknown_escape(start))
    }

    fn unknown_escape(&self, start: usize) -> Problem {
        let help = "`\\b`, `\\d`, `\\s`, `\\w`, `\\n`, `\\t` and `\\u{2019}` have a meaning, and `\\` in front of a sign means the sign";
        self.problem(start..self.at, "this means nothing", Some(help))
    }

    /// A character by its number: so many digits, or any number of them in braces.
    fn by_number(&mut self, digits: usize) -> Option<char> {
        let rest = &self.text[self.at..];
        let (before, number) = match rest.strip_prefix('{') {
            Some(inside) => (1, &inside[..inside.find('}')?]),
            None => (0, rest.get(..digits)?),
        };
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_hexdigit());
        let c = char::from_u32(u32::from_str_radix(number, 16).ok().filter(|_| is_number)?)?;
        self.at += number.len() + 2 * before;
        Some(c)
    }

    /// `[…]`.
    fn class(&mut self, start: usize) -> Result<(), Problem> {
        let is_negated = self.take("^");
        self.both(if is_negated { "[^" } else { "[" });
        let first = self.at;
        loop {
            let place = self.at;
            let Some(next) = self.next() else {
                return Err(self.problem(start..start + 1, "this class is not closed", Some("add `]` where it ends")));
            };
            match next {
                ']' if place > first => break,
                '[' if self.peek() == Some(':') => {
                    let end = self.text[place..].find(']').map_or(self.at, |end| place + end + 1);
                    return Err(self.problem(place..end, "browsers do not know this in a class", None));
                }
                '[' => {
                    let help = "write `\\[` for the sign itself";
                    return Err(self.problem(place..self.at, "a class in a class", Some(help)));
                }
                '&' | '~' | '-' if self.peek() == Some(next) => {
                    let end = self.text[place..].find(']').map_or(self.text.len(), |end| place + end + 1);
                    return Err(self.problem(start..end, "classes cannot be combined", None));
                }
                _ => self.class_item(place, next)?,
            }
        }
        self.sign(']');
        Ok(())
    }

    /// A character, a range or a set of a class.
    fn class_item(&mut self, start: usize, next: char) -> Result<(), Problem> {
        if next == '\\' {
            match self.peek() {
                Some(set @ ('d' | 's' | 'w')) => {
                    self.at += 1;
                    self.set(set);
                    return self.no_range(start);
                }
                Some('D' | 'S' | 'W') => {
                    return Err(self.problem(start..start + 2, "browsers do not know this in a class", None));
                }
                Some(name @ ('p' | 'P')) => {
                    self.at += 1;
                    self.property(start, name)?;
                    return self.no_range(start);
                }
                _ => {}
            }
        }
        let from = self.class_character(start, next)?;
        let mut ahead = self.text[self.at..].chars();
        let is_range = ahead.next() == Some('-') && ahead.next().is_some_and(|to| !matches!(to, ']' | '-'));
        if !is_range {
            self.in_class(plain(from).unwrap_or(from));
            return Ok(());
        }
        self.at += 1;
        let place = self.at;
        let to = match self.next() {
            Some(to) => self.class_character(place, to)?,
            None => from,
        };
        if to < from {
            return Err(self.problem(start..self.at, "a range that ends before it begins", None));
        }
        self.in_class(from);
        self.sign('-');
        self.in_class(to);
        Ok(())
    }

    /// A set is no end of a range.
    fn no_range(&self, start: usize) -> Result<(), Problem> {
        let rest = &self.text[self.at..];
        if !rest.starts_with('-') || rest.starts_with("-]") {
            return Ok(());
        }
        Err(self.problem(start..self.at + 1, "a range that begins with more than one character", None))
    }

    fn class_character(&mut self, start: usize, c: char) -> Result<char, Problem> {
        if c != '\\' {
            return Ok(c);
        }
        let Some(next) = self.next() else { return Err(self.unknown_escape(start)) };
        self.literal_of_escape(start, next)
    }

    /// `\p{L}` or `\pL`, whose letter was read.
    fn property(&mut self, start: usize, letter: char) -> Result<(), Problem> {
        let rest = &self.text[self.at..];
        let name = match rest.strip_prefix('{') {
            Some(inside) => {
                let name = &inside[..inside.find('}').unwrap_or(inside.len())];
                self.at = (self.at + name.len() + 2).min(self.text.len());
                name
            }
            None => {
                let name = &rest[..rest.chars().next().map_or(0, char::len_utf8)];
                self.at += name.len();
                name
            }
        };
        if letter == 'P' || !PROPERTIES.contains(&name) {
            let help = "`\\p{L}`, `\\p{N}` and `\\p{Extended_Pictographic}` are known to both";
            return Err(self.problem(start..self.at, "browsers may know this by another name", Some(help)));
        }
        self.both(&format!("\\p{{{name}}}"));
        Ok(())
    }

    // What is written

    fn both(&mut self, text: &str) {
        self.rust.push_str(text);
        self.script.push_str(text);
    }

    fn sign(&mut self, sign: char) {
        self.rust.push(sign);
        self.script.push(sign);
    }

    fn number(&mut self, number: u32) {
        if number >= 10 {
            self.number(number / 10);
        }
        self.sign(char::from_digit(number % 10, 10).unwrap_or_default());
    }

    fn literal(&mut self, c: char) -> Atom {
        let written = plain(c).unwrap_or(c);
        if matches!(written, '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/') {
            self.sign('\\');
        }
        self.sign(written);
        Atom::Character(c)
    }

    fn in_class(&mut self, c: char) {
        match c {
            '\\' | ']' | '^' | '-' | '[' => self.sign('\\'),
            // Two of these in a row mean something in Rust.
            '&' | '~' => self.rust.push('\\'),
            _ => {}
        }
        self.sign(c);
    }

    /// What stands in brackets for `\d`, `\s` and `\w`: what scripts mean by them.
    fn set(&mut self, letter: char) {
        match letter {
            'd' => self.both("0-9"),
            's' => {
                self.rust.push_str(SPACES);
                self.script.push_str("\\s");
            }
            _ => self.both("A-Za-z0-9_"),
        }
    }
}
