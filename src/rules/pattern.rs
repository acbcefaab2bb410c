//! Patterns of rules: the part of regular expressions that Rust and browsers read alike, without what makes browsers take for ever:
//! repetitions of changing length in others. A pattern is read once and written anew for each of the two.

use std::ops::Range;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

use super::grammar::{self, Written};

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
        let Written { rust, script, need, can_be_empty } = grammar::read(text)?;
        if can_be_empty {
            return Err(Problem { range: 0..text.len(), message: "the pattern fits an empty text".into(), help: None });
        }
        Ok(Self { script, need, rust, regex: OnceLock::new() })
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
            ("(?<n>a)", 0..5),
            ("(?P<n>a)", 0..6),
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
            ("a)b", 1..2),
            ("[a", 0..1),
            ("a|*b", 2..3),
            (r"\b*a", 2..3),
            ("a**", 2..3),
            ("(a|){24}b", 0..8),
            ("a{2", 1..3),
            ("a{,3}", 1..5),
            ("a{3,2}", 1..6),
            (r"a\q", 1..3),
            ("a\\", 1..2),
            (r"\u{110000}", 0..2),
            ("[z-a]", 1..4),
            ("[a[b]]", 2..3),
            (r"[\D]", 1..3),
            (r"[\d-z]", 1..4),
            ("a*", 0..2),
            (r"\b(a|b?)", 0..8),
            ("", 0..0),
        ] {
            let problem = Pattern::new(pattern).expect_err(pattern);
            assert_eq!(problem.range, place, "{pattern}: {}", problem.message);
        }
    }
}
