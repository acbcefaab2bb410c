//! Paragraphs that a writer meant as something else: headings, lists, tasks, tables.

use std::ops::Range;

use super::Extractor;
use super::mistakes::brackets_of_task;
use crate::diagnostic::{Code, Diagnostic, File};
use crate::document::Span;

/// A line of a paragraph and where it starts in its file.
#[derive(Clone, Copy)]
struct Line<'t> {
    text: &'t str,
    at: usize,
}

impl Extractor<'_, '_> {
    /// Reports the first line of the paragraph `span` that looks like something that it is not to Markdown.
    pub(super) fn check_paragraph(&mut self, span: Span) {
        let file = &self.document.parts[span.part as usize].file;
        let Some(text) = file.text.get(span.range()) else { return };
        let mut at = span.start as usize;
        let lines = text.split_inclusive('\n').map(|whole| {
            let line = whole.trim_start_matches([' ', '\t', '>']);
            let start = at + whole.len() - line.len();
            at += whole.len();
            Line { text: line.trim_end(), at: start }
        });
        let mut previous: Option<Line<'_>> = None;
        for line in lines {
            let found = table_like(file, previous, line).or_else(|| line_like(file, previous, line));
            if let Some(finding) = found {
                self.out.push(finding);
                return;
            }
            previous = Some(line);
        }
    }
}

/// A line that looks like a heading, a list or a task.
fn line_like(file: &File, previous: Option<Line<'_>>, line: Line<'_>) -> Option<Diagnostic> {
    let sign = line.text.chars().next()?;
    if sign.is_alphabetic() {
        return None;
    }
    let finding = |code, message: &str, range: Range<usize>, help: String| {
        Some(Diagnostic::error(code, message).at(file.at(range)).help(help))
    };
    let bare = line.text.trim_start_matches('#');
    let level = line.text.len() - bare.len();
    if (2..=6).contains(&level) && bare.starts_with(char::is_alphanumeric) {
        let help = format!("write a blank behind `{}`, and an empty line above it", &line.text[..level]);
        return finding(Code::NotMarkdown, "this line is not a heading to Markdown", line.at..line.at + level, help);
    }
    if BALLOTS.contains(&sign) {
        let help = "write `- [ ]` instead of the sign".to_owned();
        return finding(Code::Task, "this line is not a task to Markdown", line.at..line.at + sign.len_utf8(), help);
    }
    if BULLETS.contains(&sign) {
        let help = "write `-` and a blank instead of the sign, and an empty line above the first".to_owned();
        return finding(
            Code::NotMarkdown,
            "this line is not part of a list to Markdown",
            line.at..line.at + sign.len_utf8(),
            help,
        );
    }
    let behind_bullet = line.text.strip_prefix(['-', '*', '+']).unwrap_or(line.text);
    if let Some(inside) = brackets_of_task(behind_bullet).filter(|inside| inside.len() < 3) {
        let sign = if inside.trim().is_empty() { ' ' } else { 'x' };
        let end = line.at + line.text.len() - behind_bullet.len() + inside.len() + 2;
        let help = format!("write `- [{sign}]` and a blank behind it, and an empty line above the first");
        return finding(Code::Task, "this line is not a task to Markdown", line.at..end, help);
    }
    // One line may well start with a dash; two are a list.
    unspaced_marker(line.text)?;
    let previous = previous?;
    let marker = unspaced_marker(previous.text)?;
    let help = format!("write a blank behind `{marker}`, and an empty line above the first");
    let place = previous.at..previous.at + marker.len();
    finding(Code::NotMarkdown, "this line is not part of a list to Markdown", place, help)
}

/// The row below a table's first one when the table is none, or two rows without such a one.
fn table_like(file: &File, previous: Option<Line<'_>>, line: Line<'_>) -> Option<Diagnostic> {
    let previous = previous.filter(|previous| previous.text.contains('|'))?;
    if !line.text.contains('|') {
        return None;
    }
    let is_separator =
        line.text.contains('-') && line.text.chars().all(|sign| matches!(sign, '|' | '-' | ':' | ' ' | '\t'));
    let help = if is_separator {
        let (first, second) = (cells(previous.text), cells(line.text));
        if first != second {
            format!("the line above it has {first} cells, and this one {second}")
        } else {
            "each cell of this line has `-` alone, with a `:` at its ends or none".to_owned()
        }
    } else {
        let is_row = |text: &str| text.len() > 1 && text.starts_with('|') && text.ends_with('|');
        if !is_row(previous.text) || !is_row(line.text) {
            return None;
        }
        let cells = cells(previous.text);
        format!("a table has `{}|` as its second line", "| --- ".repeat(cells))
    };
    Some(
        Diagnostic::error(Code::Table, "this is not a table to Markdown")
            .at(file.at(line.at..line.at + line.text.len()))
            .help(help),
    )
}

/// How many cells a row has.
fn cells(row: &str) -> usize {
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = row.strip_suffix('|').filter(|row| !row.ends_with('\\')).unwrap_or(row);
    1 + row.match_indices('|').filter(|(at, _)| !row[..*at].ends_with('\\')).count()
}

/// `-` or `1.` right before a letter, where a list has a blank between.
fn unspaced_marker(text: &str) -> Option<&str> {
    let digits = text.len() - text.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
    let end = match digits {
        0 => text.starts_with('-').then_some(1)?,
        1..=3 => text[digits..].starts_with(['.', ')']).then_some(digits + 1)?,
        _ => return None,
    };
    text[end..].starts_with(char::is_alphabetic).then_some(&text[..end])
}

/// Signs in front of the items of lists in texts that come from elsewhere.
const BULLETS: [char; 12] = ['•', '◦', '▪', '‣', '●', '○', '■', '⁃', '∙', '➢', '➤', '❖'];

/// The same for tasks.
const BALLOTS: [char; 5] = ['☐', '☑', '☒', '□', '❏'];
