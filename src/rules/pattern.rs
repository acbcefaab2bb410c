//! Patterns of rules: the part of regular expressions that Rust and browsers read alike and that costs time in
//! proportion to the text. A pattern is read once and written anew for each of the two.

use std::ops::Range;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{
    AssertionKind, Ast, ClassPerl, ClassPerlKind, ClassSet, ClassSetItem, ClassUnicode, ClassUnicodeKind, GroupKind,
    RepetitionKind, RepetitionRange, Span,
};

use super::needs::need;
use super::reading::plain;

/// Highest number of repetitions that can be written.
const MOST_REPETITIONS: u32 = 200;
/// What `*` and `+` stand for. Browsers try a repetition again from each place of the text, so without a limit they would
/// need time in proportion to the square of its length.
const UNLIMITED: u32 = 30;
/// What `\s` means in scripts (ECMA-262, section 12.2 and 12.3).
const SPACES: &str = "\t\n\u{b}\u{c}\r \u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}";
/// Properties of characters that both know by the same name.
const PROPERTIES: [&str; 3] = ["L", "N", "Extended_Pictographic"];

/// Whether a character is one of `\s`.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, '\t'..='\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}')
        || matches!(c, '\u{205f}' | '\u{3000}' | '\u{feff}')
}

/// A pattern that ignores capitals, and reads what looks like `'`, `-` or a blank as that, as texts are read.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// For scripts, to be read with the flags `giu`.
    pub script: String,
    /// What a text must have one of, in lower case, for the pattern to hit it; none where any text will do.
    pub need: Vec<String>,
    rust: String,
    /// Made when it is first asked for: a preview only hands the patterns on.
    regex: OnceLock<Result<Regex, String>>,
}

/// What is wrong with a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Bytes of the pattern.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<&'static str>,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What in it is wrong, or would be read in another way by browsers.
    pub fn new(text: &str) -> Result<Self, Problem> {
        // In double quotes TOML reads `\b` as a sign that deletes the one before it, which no email has.
        if let Some((at, sign)) =
            text.char_indices().find(|(_, sign)| sign.is_control() && !matches!(sign, '\n' | '\t'))
        {
            return Err(Problem {
                range: at..at + sign.len_utf8(),
                message: format!("a pattern with the control character U+{:04X}", u32::from(sign)),
                help: Some("write patterns in single quotes: `'\\bword'`"),
            });
        }
        let ast = Parser::new().parse(text).map_err(|error| {
            let help =
                error.kind().to_string().contains("look-around").then_some(
                    "what must not be there cannot be said; write what has to be there, or make a second rule",
                );
            problem(*error.span(), error.kind().to_string(), help)
        })?;
        let whole = 0..text.len();
        let mut writer = Writer::default();
        writer.write(&ast, false)?;
        let Writer { rust, script } = writer;
        if can_be_empty(&ast) {
            return Err(Problem { range: whole, message: "the pattern fits an empty text".into(), help: None });
        }
        Ok(Self { script, need: need(&ast), rust, regex: OnceLock::new() })
    }

    /// The pattern for Rust.
    ///
    /// # Errors
    /// What keeps it from being compiled, when it is too large.
    pub fn regex(&self) -> Result<&Regex, &str> {
        let made = self.regex.get_or_init(|| {
            RegexBuilder::new(&self.rust).case_insensitive(true).build().map_err(|error| error.to_string())
        });
        made.as_ref().map_err(String::as_str)
    }

    /// Where it hits, in bytes.
    pub fn hits<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        self.regex().into_iter().flat_map(move |regex| regex.find_iter(text).map(|found| found.range()))
    }
}

/// How often something has to be there, and how often it may be.
pub(super) fn bounds(kind: &RepetitionKind) -> (u32, u32) {
    match kind {
        RepetitionKind::ZeroOrOne => (0, 1),
        RepetitionKind::ZeroOrMore => (0, UNLIMITED),
        RepetitionKind::OneOrMore => (1, UNLIMITED),
        RepetitionKind::Range(RepetitionRange::Exactly(n)) => (*n, *n),
        RepetitionKind::Range(RepetitionRange::AtLeast(n)) => (*n, n.saturating_add(UNLIMITED)),
        RepetitionKind::Range(RepetitionRange::Bounded(m, n)) => (*m, *n),
    }
}

/// Whether a text without a character fits.
fn can_be_empty(ast: &Ast) -> bool {
    match ast {
        Ast::Empty(_) | Ast::Assertion(_) | Ast::Flags(_) => true,
        Ast::Concat(concat) => concat.asts.iter().all(can_be_empty),
        Ast::Alternation(alternation) => alternation.asts.iter().any(can_be_empty),
        Ast::Group(group) => can_be_empty(&group.ast),
        Ast::Repetition(repetition) => {
            let (least, _) = bounds(&repetition.op.kind);
            least == 0 || can_be_empty(&repetition.ast)
        }
        _ => false,
    }
}

fn problem(span: Span, message: impl Into<String>, help: Option<&'static str>) -> Problem {
    Problem { range: span.start.offset..span.end.offset, message: message.into(), help }
}

/// Writes a pattern for each of the two.
#[derive(Default)]
struct Writer {
    rust: String,
    script: String,
}

impl Writer {
    /// `is_repeated`: whether it is inside something that may be there more than once.
    fn write(&mut self, ast: &Ast, is_repeated: bool) -> Result<(), Problem> {
        match ast {
            Ast::Empty(_) => {}
            Ast::Literal(literal) => self.literal(literal.c),
            Ast::Concat(concat) => {
                for part in &concat.asts {
                    self.write(part, is_repeated)?;
                }
            }
            Ast::Alternation(alternation) => {
                for (number, part) in alternation.asts.iter().enumerate() {
                    if number > 0 {
                        self.sign('|');
                    }
                    self.write(part, is_repeated)?;
                }
            }
            Ast::Group(group) => {
                match &group.kind {
                    GroupKind::CaptureIndex(_) => {}
                    GroupKind::NonCapturing(flags) if flags.items.is_empty() => {}
                    _ => return Err(problem(group.span, "a group with a name or flags", Some("write `(…)`"))),
                }
                self.text("(?:");
                self.write(&group.ast, is_repeated)?;
                self.sign(')');
            }
            Ast::Assertion(assertion) => match assertion.kind {
                AssertionKind::StartLine => self.sign('^'),
                AssertionKind::EndLine => self.sign('$'),
                AssertionKind::WordBoundary => {
                    self.rust.push_str("(?-u:\\b)");
                    self.script.push_str("\\b");
                }
                _ => return Err(problem(assertion.span, "browsers do not know this", Some("`\\b` is known"))),
            },
            Ast::ClassPerl(class) => {
                self.text(if class.negated { "[^" } else { "[" });
                self.perl(class);
                self.sign(']');
            }
            Ast::ClassUnicode(class) => self.property(class)?,
            Ast::ClassBracketed(class) => {
                self.text(if class.negated { "[^" } else { "[" });
                let ClassSet::Item(item) = &class.kind else {
                    return Err(problem(class.span, "classes cannot be combined", None));
                };
                self.class_item(item)?;
                self.sign(']');
            }
            Ast::Repetition(repetition) => {
                let (least, most) = bounds(&repetition.op.kind);
                if least != most && is_repeated {
                    return Err(problem(
                        repetition.span,
                        "a repetition of changing length inside another one",
                        Some("browsers can take for ever with it; write out what may stand there"),
                    ));
                }
                if most > MOST_REPETITIONS {
                    return Err(problem(repetition.op.span, format!("more than {MOST_REPETITIONS} repetitions"), None));
                }
                let written = match (least, most) {
                    (0, 1) => "?".to_owned(),
                    (m, n) if m == n => format!("{{{n}}}"),
                    (m, n) => format!("{{{m},{n}}}"),
                };
                self.write(&repetition.ast, is_repeated || most > 1)?;
                self.text(&written);
                if !repetition.greedy {
                    self.sign('?');
                }
            }
            Ast::Dot(span) => {
                return Err(problem(
                    **span,
                    "`.` means something else in browsers",
                    Some("write `[^.?!]` to stay in a sentence"),
                ));
            }
            Ast::Flags(flags) => {
                return Err(problem(flags.span, "flags cannot be set", Some("capitals are ignored anyway")));
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.rust.push_str(text);
        self.script.push_str(text);
    }

    fn sign(&mut self, sign: char) {
        self.rust.push(sign);
        self.script.push(sign);
    }

    fn literal(&mut self, c: char) {
        let c = plain(c).unwrap_or(c);
        if matches!(c, '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/') {
            self.sign('\\');
        }
        self.sign(c);
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

    fn class_item(&mut self, item: &ClassSetItem) -> Result<(), Problem> {
        match item {
            ClassSetItem::Empty(_) => {}
            ClassSetItem::Literal(literal) => self.in_class(plain(literal.c).unwrap_or(literal.c)),
            ClassSetItem::Range(range) => {
                self.in_class(range.start.c);
                self.sign('-');
                self.in_class(range.end.c);
            }
            ClassSetItem::Perl(class) if !class.negated => self.perl(class),
            ClassSetItem::Unicode(class) => self.property(class)?,
            ClassSetItem::Union(union) => {
                for item in &union.items {
                    self.class_item(item)?;
                }
            }
            other => return Err(problem(*other.span(), "browsers do not know this in a class", None)),
        }
        Ok(())
    }

    fn property(&mut self, class: &ClassUnicode) -> Result<(), Problem> {
        let name = match &class.kind {
            ClassUnicodeKind::OneLetter(letter) => letter.to_string(),
            ClassUnicodeKind::Named(name) => name.clone(),
            ClassUnicodeKind::NamedValue { .. } => String::new(),
        };
        if class.negated || !PROPERTIES.contains(&name.as_str()) {
            let help = Some("`\\p{L}`, `\\p{N}` and `\\p{Extended_Pictographic}` are known to both");
            return Err(problem(class.span, "browsers may know this by another name", help));
        }
        self.text(&format!("\\p{{{name}}}"));
        Ok(())
    }

    /// What stands in brackets for `\d`, `\s` and `\w`: what scripts mean by them.
    fn perl(&mut self, class: &ClassPerl) {
        match class.kind {
            ClassPerlKind::Digit => self.text("0-9"),
            ClassPerlKind::Space => {
                self.rust.push_str(SPACES);
                self.script.push_str("\\s");
            }
            ClassPerlKind::Word => self.text("A-Za-z0-9_"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_written_for_both() {
        let pattern = Pattern::new(r"\b(rank(ed)?|list)\b[^.?!]{0,40}#1/\d-[a\]&-]").expect("a pattern");
        assert_eq!(pattern.script, r"\b(?:rank(?:ed)?|list)\b[^.?!]{0,40}#1\/[0-9]-[a\]&\-]");
        let is_hit = |pattern: &str, text: &str| Pattern::new(pattern).expect("a pattern").hits(text).next().is_some();
        assert!(
            pattern.hits("They RANKED me #1/5-&").next().is_some() && pattern.hits("I ranked. #1/5-a").next().is_none()
        );
        // Not a digit for scripts.
        assert!(!is_hit(r"x\d", "x٣"));
        assert!(is_hit(r"a\sb", "A\u{feff}b"));
        assert!(is_hit(r"\bb", "éb"), "words are those of scripts");
    }

    #[test]
    fn what_browsers_read_in_another_way_is_refused_at_its_place() {
        for (pattern, place) in [
            ("a(?=b)", 1..4),
            ("a(?!b)", 1..4),
            (r"(a)\1", 3..5),
            ("a.b", 1..2),
            ("a\u{8}rank", 1..2),
            ("(?i)a", 0..4),
            ("(?<n>a)", 0..7),
            ("(?:a+b)*c", 3..5),
            ("(a?){20}", 1..3),
            ("(a{1,3}b){2}", 1..7),
            ("(a*)+", 1..3),
            (r"\p{Greek}", 0..9),
            (r"\PL", 0..3),
            (r"\Aa", 0..2),
            ("[a&&b]", 0..6),
            ("[[:alpha:]]", 1..10),
            ("a{300}", 1..6),
            ("(a", 0..1),
            ("a*", 0..2),
            (r"\b(a|b?)", 0..8),
            ("", 0..0),
        ] {
            let problem = Pattern::new(pattern).expect_err(pattern);
            assert_eq!(problem.range, place, "{pattern}: {}", problem.message);
        }
    }
}
