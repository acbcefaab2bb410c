//! Lines of running text that a writer meant as something else: headings, lists, tasks, tables.

use std::ops::Range;

use memchr::{memchr, memrchr};
use pulldown_cmark::Event;

use super::Extractor;
use crate::diagnostic::{Code, Diagnostic, File};
use crate::document::{Kind, Span};
use crate::parse::stream::{Item, Node, TASK_BRACES};

/// What may stand in front of the text of a line: the signs of quotes, and what indents.
const LEAD: [char; 3] = [' ', '\t', '>'];

/// Signs that look like a blank, or like nothing, and are none to Markdown.
const LIKE_BLANKS: [char; 4] = ['\u{a0}', '\u{202f}', '\u{200b}', '\u{feff}'];

/// Signs in front of the items of lists in texts that come from elsewhere; the last but one is that of Word.
const BULLETS: &str = "–•◦▪‣●○■⁃∙►▶◆➢➤❖\u{f0b7}·";

/// The same for tasks.
const BALLOTS: &str = "☐☑☒□❏❑⬜◻🔲";

/// A line and what stands above it.
struct Line<'f> {
    file: &'f File,
    text: &'f str,
    at: usize,
    /// Where the line begins, with what leads its text.
    start: usize,
}

impl Extractor<'_, '_> {
    /// Looks at the line that begins with the first of the items `rest`, which is running text to Markdown.
    pub(super) fn check_line(&mut self, rest: &[Item<'_>]) {
        let Some(Item { node: Node::Markdown(Event::Text(_)), span }) = rest.first() else { return };
        let file = &self.document.parts[span.part as usize].file;
        let at = span.start as usize;
        let start = memrchr(b'\n', &file.text.as_bytes()[..at]).map_or(0, |end| end + 1);
        // Else a `\` says that it is meant as text, or the sign of an item stands in front.
        if !file.text[start..at].trim_matches(LEAD).is_empty() {
            return;
        }
        let end = memchr(b'\n', &file.text.as_bytes()[at..]).map_or(file.text.len(), |length| at + length);
        let text = file.text[at..end].trim_end();
        if text.starts_with(char::is_alphabetic) && !text.contains('|') {
            return;
        }
        let line = Line { file, text, at, start };
        let is_letter = self.document.front.kind == Kind::Email && self.document.headings.is_empty();
        let is_first = self.document.words == 0 && self.document.headings.is_empty();
        let finding = invisible(&line)
            .or_else(|| heading(&line, is_first && self.document.front.title.is_none()))
            .or_else(|| task(&line))
            .or_else(|| table(&line))
            .or_else(|| if is_letter { None } else { list(&line) })
            .or_else(|| if self.containers > 0 && self.checklist.is_some() { braces(&line) } else { None });
        self.out.extend(finding);
    }
}

impl Extractor<'_, '_> {
    /// `- :::note`: a directive begins its line. `item` is the whole item.
    pub(super) fn check_directive_in_item(&mut self, item: Span) {
        let file = &self.document.parts[item.part as usize].file;
        let line = file.text[item.start as usize..].lines().next().unwrap_or_default();
        let Some(marker) = marker(line) else { return };
        let text = line[marker.len()..].trim_start();
        if opens_directive(text) {
            let at = item.start as usize + line.len() - text.len();
            self.out.push(
                Diagnostic::error(Code::NotMarkdown, "a directive begins a line of its own")
                    .at(file.at(at..at + 3))
                    .help(format!("write a text behind `{marker}`, and the directive below it, as far indented")),
            );
        }
    }

    /// Code that is some as it is indented, with a directive or a task in it.
    pub(super) fn check_indented(&mut self, span: Span) {
        let file = &self.document.parts[span.part as usize].file;
        let mut at = span.start as usize;
        for line in file.text[span.range()].split_inclusive('\n') {
            let text = line.trim_start_matches(LEAD);
            let behind = marker(text).map(|marker| &text[marker.len()..]);
            let is_task = behind.is_some_and(|behind| brackets_of_task(behind.trim_start()).is_some());
            if is_task || opens_directive(text) {
                let start = at + line.len() - text.len();
                self.out.push(
                    Diagnostic::error(Code::NotMarkdown, "this line is code to Markdown, as it is indented so far")
                        .at(file.at(start..start + text.trim_end().len()))
                        .help(
                            "indent it as far as the text around it; code with such lines stands between lines of ```"
                                .to_owned(),
                        ),
                );
                return;
            }
            at += line.len();
        }
    }

    /// `::note` is a term to Markdown, as what follows begins with a colon too; returns whether it is one.
    pub(super) fn check_two_colons(&mut self, term: Span) -> bool {
        let file = &self.document.parts[term.part as usize].file;
        let line = file.text[term.start as usize..].lines().next().unwrap_or_default();
        let is_one = line.strip_prefix("::").is_some_and(|name| name.trim_start().starts_with(char::is_alphabetic));
        if is_one {
            let at = term.start as usize;
            let finding = Diagnostic::error(Code::NotMarkdown, "a directive begins with three colons");
            let help = "write `:::` here, and `:::` where it ends".to_owned();
            self.out.push(finding.at(file.at(at..at + 2)).help(help));
        }
        is_one
    }

    /// A term right below the definition of another one is part of that to Markdown, and what defines it is a second definition.
    pub(super) fn check_swallowed_term(&mut self, span: Span) {
        let file = &self.document.parts[span.part as usize].file;
        let start = file.text[..span.start as usize].rfind('\n').map_or(0, |end| end + 1);
        let text = &file.text[..start];
        let mut above = text.lines().rev().take_while(|line| !line.trim_matches(LEAD).is_empty());
        let Some(term) = above.next().filter(|line| !line.starts_with([' ', '\t', ':', '>'])) else { return };
        if above.any(|line| line.starts_with(':') && !line.starts_with(":::")) {
            let at = text.trim_end_matches(['\n', '\r']).len() - term.len();
            self.out.push(
                Diagnostic::error(Code::NotMarkdown, "this line is part of the definition above it, and no term")
                    .at(file.at(at..at + term.len()))
                    .help("put an empty line above it".to_owned()),
            );
        }
    }
}

impl<'f> Line<'f> {
    /// The texts of the lines above, the nearest first.
    fn above(&self) -> impl Iterator<Item = &'f str> {
        self.file.text[..self.start].lines().rev().map(|line| line.trim_start_matches(LEAD).trim_end())
    }

    /// Whether this is the second one of lines of a kind, apart from empty lines. One alone may well be meant as text, and what is
    /// wrong with more is the same.
    fn is_second(&self, is_such: impl Fn(&str) -> bool) -> bool {
        let mut above = self.above().filter(|line| !line.is_empty());
        above.next().is_some_and(&is_such) && !above.next().is_some_and(is_such)
    }

    fn finding(&self, code: Code, message: &str, range: Range<usize>, help: String) -> Diagnostic {
        Diagnostic::error(code, message).at(self.file.at(self.at + range.start..self.at + range.end)).help(help)
    }
}

/// A sign of Markdown with a blank in front or behind that is none.
fn invisible(line: &Line<'_>) -> Option<Diagnostic> {
    let bare = line.text.trim_start_matches(|sign| sign == ' ' || LIKE_BLANKS.contains(&sign));
    let lead = line.text.len() - bare.len();
    let help = "put the cursor right behind it, delete it, and type a plain blank where there has to be one".to_owned();
    let message = "this sign is invisible, and not the blank that Markdown wants here";
    // Indented by blanks it is a directive.
    if bare.starts_with(":::") && line.text[..lead].contains(LIKE_BLANKS) {
        return Some(line.finding(Code::NotMarkdown, message, 0..lead, help));
    }
    let marker = marker(bare).or_else(|| {
        let level = bare.len() - bare.trim_start_matches('#').len();
        (1..=6).contains(&level).then(|| &bare[..level])
    })?;
    let behind = bare[marker.len()..].chars().next().filter(|sign| *sign == ' ' || LIKE_BLANKS.contains(sign))?;
    let range = match behind {
        ' ' if lead == 0 => return None,
        ' ' => 0..lead,
        // `1. Mai` is a date.
        _ if marker.len() > 1 && !marker.starts_with('#') => return None,
        _ => lead + marker.len()..lead + marker.len() + behind.len_utf8(),
    };
    Some(line.finding(Code::NotMarkdown, message, range, help))
}

/// `##Title`, and `#Title` where the page has no other title.
fn heading(line: &Line<'_>, may_be_title: bool) -> Option<Diagnostic> {
    let bare = line.text.trim_start_matches('#');
    let level = line.text.len() - bare.len();
    let is_level = (2..=6).contains(&level) || (level == 1 && may_be_title);
    let may_begin = |sign: char| {
        sign.is_alphanumeric()
            || "\"'*_[(`".contains(sign)
            || !(sign.is_ascii() || sign.is_whitespace() || sign == '\u{fffd}')
    };
    if !is_level || !bare.starts_with(may_begin) || !bare.contains(char::is_alphanumeric) {
        return None;
    }
    let signs = &line.text[..level];
    let help = format!("write a blank behind `{signs}`, or `\\{signs}` when it is meant as text");
    Some(line.finding(Code::NotMarkdown, "this line is not a heading to Markdown", 0..level, help))
}

/// `[ ] text`, `-[ ] text`, `• [ ] text`.
fn task(line: &Line<'_>) -> Option<Diagnostic> {
    let behind = without_sign(line.text).unwrap_or_else(|| &line.text[marker(line.text).map_or(0, str::len)..]);
    let inside = brackets_of_task(behind)?;
    let is_bare = behind.len() == line.text.len();
    if is_bare && inside != " " && !line.is_second(|text| brackets_of_task(text).is_some()) {
        return None;
    }
    let end = line.text.len() - behind.len() + inside.len() + 2;
    let help = format!("write `- [{}]` and a blank behind it, or `\\[` when it is meant as text", tick(inside));
    Some(line.finding(Code::Task, "this line is not a task to Markdown", 0..end, help))
}

/// `-one` or `• one`, more than once.
fn list(line: &Line<'_>) -> Option<Diagnostic> {
    let sign = line.text.chars().next()?;
    let is_ballot = BALLOTS.contains(sign);
    if without_sign(line.text).is_some_and(|text| !text.is_empty()) {
        if !line.is_second(|text| text.starts_with(sign)) {
            return None;
        }
        let (code, wanted) = if is_ballot { (Code::Task, "- [ ]") } else { (Code::NotMarkdown, "-") };
        let finding = Diagnostic::warning(code, "these lines are not a list to Markdown");
        let place = line.file.at(line.at..line.at + sign.len_utf8());
        return Some(finding.at(place).help(format!("write `{wanted}` and a blank instead of the sign")));
    }
    let marker = unspaced_marker(line.text)?;
    line.is_second(|text| unspaced_marker(text).is_some()).then(|| {
        Diagnostic::warning(Code::NotMarkdown, "these lines are not a list to Markdown")
            .at(line.file.at(line.at..line.at + marker.len()))
            .help(format!(
                "write a blank behind `{marker}`, or `\\` in front of its last sign when it is meant as text"
            ))
    })
}

/// The row below a table's first one when the table is none, or two rows without such a one.
fn table(line: &Line<'_>) -> Option<Diagnostic> {
    let is_row = |text: &str| text.len() > 1 && text.starts_with('|') && text.ends_with('|');
    let mut above = line.above();
    // Other programs write `|---+---|` and `+---+---+`.
    let is_other = line.text.contains('+');
    let first = above.next().filter(|first| first.contains('|') && (is_other || line.text.contains('|')))?;
    let is_separator = line.text.contains('-') && line.text.chars().all(|sign| "|-+: \t".contains(sign));
    let second = || format!("a table has `{}|` as its second line", "| --- ".repeat(cells(first)));
    let place = line.file.at(line.at..line.at + line.text.len());
    if is_separator {
        let (wanted, found) = (cells(first), cells(line.text));
        let help = if is_other {
            second()
        } else if wanted == found {
            "each cell of this line has `-` alone, with a `:` at its ends or none".to_owned()
        } else {
            format!("the line above it has {wanted} cells, and this one {found}; `\\|` is a bar that is part of a text")
        };
        return Some(Diagnostic::error(Code::Table, "this is not a table to Markdown").at(place).help(help));
    }
    if !is_row(first) || !is_row(line.text) || above.next().is_some_and(is_row) {
        return None;
    }
    Some(Diagnostic::warning(Code::Table, "these lines are not a table to Markdown").at(place).help(second()))
}

/// The braces of a task in a paragraph of their own.
fn braces(line: &Line<'_>) -> Option<Diagnostic> {
    let inside = line.text.strip_prefix('{')?.strip_suffix('}')?;
    TASK_BRACES.iter().any(|start| inside.trim_start().starts_with(start)).then(|| {
        let help = "put them at the end of the first paragraph of the task".to_owned();
        line.finding(Code::TaskAttribute, "readers see these braces", 0..line.text.len(), help)
    })
}

/// `:::note`
fn opens_directive(text: &str) -> bool {
    let name = text.strip_prefix(":::").map(|name| name.trim_start_matches([':', ' ']));
    name.is_some_and(|name| name.starts_with(char::is_alphabetic))
}

/// What stands between brackets that were meant as those of a task, at the start of a text: `[ ] Apply`, `[x]`, `[]`.
pub(super) fn brackets_of_task(text: &str) -> Option<&str> {
    let (inside, after) = text.strip_prefix('[')?.split_once(']')?;
    (matches!(inside.trim(), "" | "x" | "X" | "✓" | "✔") && !after.starts_with(['(', '[', ':'])).then_some(inside)
}

/// What Markdown wants between the brackets of a task.
pub(super) fn tick(inside: &str) -> char {
    if inside.trim().is_empty() { ' ' } else { 'x' }
}

/// The sign of a ballot box that a text begins with.
pub(super) fn ballot(text: &str) -> Option<char> {
    text.chars().next().filter(|sign| BALLOTS.contains(*sign) && without_sign(text).is_some())
}

/// What stands behind a bullet or ballot box and a blank.
fn without_sign(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(|sign| BULLETS.contains(sign) || BALLOTS.contains(sign))?;
    rest.starts_with(char::is_whitespace).then(|| rest.trim_start())
}

/// Where the bars between the cells of a row are.
pub(super) fn bars_between(row: &str) -> Vec<usize> {
    let is_end = |at: usize| row[..at].trim().is_empty() || row[at + 1..].trim().is_empty();
    let bars = row.match_indices('|').map(|(at, _)| at);
    bars.filter(|at| !row[..*at].ends_with('\\') && !is_end(*at)).collect()
}

fn cells(row: &str) -> usize {
    bars_between(row).len() + 1
}

/// What begins an item: `-`, `*`, `+`, `1.` or `1)`.
fn marker(text: &str) -> Option<&str> {
    let digits = text.len() - text.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
    let signs: &[char] = if digits == 0 { &['-', '*', '+'] } else { &['.', ')'] };
    (digits <= 3 && text[digits..].starts_with(signs)).then(|| &text[..=digits])
}

/// `-` or `1.` right before a word, where a list has a blank between.
fn unspaced_marker(text: &str) -> Option<&str> {
    let marker = marker(text).filter(|marker| !marker.starts_with(['*', '+']))?;
    let mut signs =
        text[marker.len()..].chars().skip_while(|sign| matches!(sign, '*' | '_' | '[' | '"' | '“' | '¿' | '¡'));
    // `-v` and the like are options of programs.
    let is_word =
        signs.next().is_some_and(char::is_alphabetic) && signs.next().is_some_and(|sign| !sign.is_whitespace());
    is_word.then_some(marker)
}
