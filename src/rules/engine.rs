//! What rules find in an email. `themes/default/js/rules/engine.js` says the same in script; `cargo test rules` holds
//! the two together.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern::{Pattern, is_space};
use super::reading::{Plain, plain, says_something, words_in};
use super::rule::{Limits, Part, Rule, Test};
use super::{Rules, Severity};
use crate::table::Text;

/// Fewest letters of a word that is shouted; shorter ones are names more often.
const SHOUTED: usize = 4;

static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[\p{L}\p{N}]+").expect("a fixed pattern"));
static CAPITALS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\p{Lu}+$").expect("a fixed pattern"));

/// An email that rules read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Message<'a> {
    /// The subject line.
    pub subject: &'a str,
    /// What stands below it.
    pub letter: &'a str,
    /// The name of the sample that it was made from.
    pub email: Option<&'a str>,
    /// What was filled in, by the ids of the fields.
    pub fields: &'a [(&'a str, &'a str)],
}

impl Message<'_> {
    /// Subject and letter as one text: what the places of hits count in.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}", self.subject.replace('\n', " "), self.letter)
    }
}

/// What a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Which rule.
    pub rule: usize,
    /// Bytes of [`Message::text`]; `None` when it is about the whole.
    pub range: Option<Range<usize>>,
    /// What it means in this email.
    pub severity: Severity,
}

impl Rules {
    /// What the rules find, in the order of the text; what is about the whole comes first. What others wrote is not read.
    /// Rules that ask what was sent before, or when, find nothing: here nothing is known about that.
    #[must_use]
    pub fn run(&self, message: Message<'_>) -> Vec<Hit> {
        let text = Plain::of(&message.text());
        let letter = text.letter;
        let whole = text.readable(&[]);
        let without_sender = text.readable(&self.ignore_after);
        let mut hits = Vec::new();
        for (number, rule) in self.rules.iter().enumerate() {
            let Some(severity) = rule.severity_in(message.email) else { continue };
            if rule.context.is_some() {
                continue;
            }
            let part = match rule.part {
                Part::Text => 0..whole.len(),
                Part::Subject => 0..letter - 1,
                Part::Letter => letter..whole.len(),
            };
            let read = if rule.sender { &whole } else { &without_sender };
            let place = |range: Range<usize>| text.written(&(part.start + range.start..part.start + range.end));
            let border = if rule.part == Part::Text { letter } else { 0 };
            let found = rule.test.find(&read[part.clone()], border, message.fields);
            hits.extend(found.into_iter().map(|range| Hit { rule: number, range: range.map(place), severity }));
        }
        hits.sort_by_key(|hit| (hit.range.as_ref().map(|range| range.start), hit.rule));
        hits
    }

    /// Whether a rule's test hits a line, however many hits it needs otherwise.
    pub(super) fn hits_line(&self, rule: &Rule, line: &str) -> bool {
        // With no subject above it.
        let read = Plain::of(&format!("\n{line}")).readable(if rule.sender { &[] } else { &self.ignore_after });
        let line = &read[1..];
        match &rule.test {
            Test::Hits { patterns, unless, .. } => !hits_in(patterns, unless, line).is_empty(),
            test => !test.find(line, 0, &[]).is_empty(),
        }
    }
}

/// Blocks between empty lines, without the greeting above them.
fn paragraphs_in(text: &str) -> usize {
    let mut blocks: Vec<String> = vec![String::new()];
    for line in text.split('\n').map(|line| line.trim_matches(is_space)) {
        match blocks.last_mut() {
            Some(last) if !line.is_empty() => *last = line.to_owned(),
            Some(last) if !last.is_empty() => blocks.push(String::new()),
            _ => {}
        }
    }
    // Of each block its last line is known.
    let is_greeting = blocks[0].ends_with([',', ':']);
    blocks.iter().skip(usize::from(is_greeting)).filter(|block| says_something(block)).count()
}

impl Limits {
    fn are_broken_by(self, number: usize) -> bool {
        number < self.min || number > self.max
    }
}

impl Test {
    /// The patterns that it looks for.
    pub(super) fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        let (patterns, unless): (&[Pattern], &[Pattern]) = match self {
            Self::Hits { patterns, unless, .. } => (patterns, unless),
            Self::Absent(patterns) => (patterns, &[]),
            _ => (&[], &[]),
        };
        patterns.iter().chain(unless)
    }

    /// Whether the lines of the sender are read too.
    pub(super) fn reads_sender(&self) -> bool {
        matches!(self, Self::Absent(_) | Self::Words(_) | Self::Characters(_) | Self::Says(_))
    }

    /// What it finds in a text; `None` stands for the whole of it. No hit reaches over the `border`, a place in the text.
    fn find(&self, text: &str, border: usize, fields: &[(&str, &str)]) -> Vec<Option<Range<usize>>> {
        let value = |id: &Text| {
            fields.iter().find(|(field, _)| *field == id.text).map(|(_, value)| value.trim_matches(is_space))
        };
        let whole = |is_found: bool| if is_found { vec![None] } else { Vec::new() };
        match self {
            Self::Hits { patterns, unless, least } => {
                let (before, after) = text.split_at(border);
                let mut hits = hits_in(patterns, unless, before);
                let behind = hits_in(patterns, unless, after);
                hits.extend(behind.into_iter().map(|hit| hit.start + border..hit.end + border));
                if hits.len() < *least { Vec::new() } else { hits.into_iter().map(Some).collect() }
            }
            Self::Absent(patterns) => whole(patterns.iter().all(|pattern| pattern.hits(text).next().is_none())),
            Self::Words(limits) => whole(limits.are_broken_by(words_in(text))),
            Self::Paragraphs(limits) => whole(limits.are_broken_by(paragraphs_in(text))),
            Self::Characters(limits) => whole(limits.are_broken_by(text.trim_matches(is_space).chars().count())),
            Self::Capitals(allowed) => shouting(text, allowed).into_iter().map(Some).collect(),
            Self::Empty(ids) => whole(ids.iter().filter_map(value).any(str::is_empty)),
            Self::Says(ids) => {
                let text = text.to_lowercase();
                let last = |value: &str| {
                    let value: String = value.chars().filter_map(plain).collect();
                    value.trim_matches(is_space).rsplit(is_space).next().unwrap_or_default().to_lowercase()
                };
                whole(ids.iter().filter_map(value).any(|value| !text.contains(&last(value))))
            }
            Self::Always => vec![None],
        }
    }
}

/// Where one of the patterns hits, other than within a hit of `unless`.
fn hits_in(patterns: &[Pattern], unless: &[Pattern], text: &str) -> Vec<Range<usize>> {
    let all = |patterns: &[Pattern]| -> Vec<Range<usize>> {
        let mut hits: Vec<_> = patterns.iter().flat_map(|pattern| pattern.hits(text)).collect();
        hits.sort_by_key(|hit| (hit.start, Reverse(hit.end)));
        hits
    };
    let mut hits = all(patterns);
    if !hits.is_empty() && !unless.is_empty() {
        let mut innocent = all(unless).into_iter().peekable();
        // How far the innocent ones reach that start no later than a hit.
        let mut end = 0;
        hits.retain(|hit| {
            while let Some(other) = innocent.next_if(|other| other.start <= hit.start) {
                end = end.max(other.end);
            }
            hit.end > end
        });
    }
    apart(hits)
}

/// Of hits, in their order, that overlap the first one, and of those that start together the longest.
fn apart(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut end = 0;
    ranges.retain(|range| {
        let is_new = range.start >= end;
        end = end.max(range.end);
        is_new
    });
    ranges
}

/// Runs of capitals with two or more words of four letters and more that are not `allowed`.
fn shouting(text: &str, allowed: &[String]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    // The end of the last word in capitals, and the last long one before it.
    let mut last: Option<(usize, Range<usize>)> = None;
    for word in WORD.find_iter(text) {
        let is_shouted = CAPITALS.is_match(word.as_str()) && allowed.iter().all(|allowed| allowed != word.as_str());
        let before = last.take().filter(|(end, _)| is_shouted && text[*end..word.start()].chars().all(is_space));
        let is_long = word.as_str().chars().count() >= SHOUTED;
        if let Some((_, long)) = &before
            && is_long
        {
            match found.last_mut() {
                Some(run) if run.end == long.end => run.end = word.end(),
                _ => found.push(long.start..word.end()),
            }
        }
        last = match before {
            _ if is_shouted && is_long => Some((word.end(), word.range())),
            Some((_, long)) => Some((word.end(), long)),
            None => None,
        };
    }
    found
}
