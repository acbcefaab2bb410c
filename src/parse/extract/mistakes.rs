//! What the Markdown parser takes otherwise than a writer meant it: footnotes, alerts, links, items of lists, code, rows, directives
//! without content. Lines of running text are in `lines`.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use memchr::memchr_iter;
use pulldown_cmark::{Event, Tag, TagEnd};

use super::Extractor;
use super::lines::{ballot, bars_between, brackets_of_task, tick};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Kind, Span, place};
use crate::highlight;
use crate::parse::language_of;
use crate::parse::stream::{Item, Node, PLANNER, Part, TASK_BRACES};

/// Footnotes referred to and defined.
#[derive(Default)]
pub(super) struct Footnotes {
    pub(super) referred: BTreeSet<String>,
    pub(super) defined: Vec<(String, Span)>,
    undefined: Vec<(String, Span)>,
}

impl Extractor<'_, '_> {
    pub(super) fn check_language(&mut self, info: &str, span: Span) {
        let Some(language) = language_of(info) else { return };
        if highlight::knows(language) {
            return;
        }
        let mut place = place(&self.document.parts, span);
        let text = &place.file.text[place.span.clone()];
        let first_line = text.lines().next().unwrap_or_default();
        if let Some(at) = first_line.find(language) {
            place.span = place.span.start + at..place.span.start + at + language.len();
        }
        self.out.push(
            Diagnostic::error(Code::Language, format!("no highlighting for `{language}`"))
                .at(place)
                .help(highlight::suggest(language).map(|near| format!("did you mean `{near}`?")))
                .help("write `text` for plain text".to_owned()),
        );
    }

    /// A fence that nothing ends makes code of all that follows it, and one that the end of the next block ends of all up to there.
    pub(super) fn check_fence(&mut self, span: Span) {
        let file = &self.document.parts[span.part as usize].file;
        let block = file.text.get(span.range()).unwrap_or_default();
        let start = span.start as usize;
        let indent = start - file.text[..start].rfind('\n').map_or(0, |end| end + 1);
        let (first, rest) = block.trim_end().split_once('\n').unwrap_or((block, ""));
        // What is included as code has no fence of its own.
        let Some((sign, length, _)) = fence_of(first, indent) else { return };
        // What stands behind a fence that would end this block, or begins another one.
        let info_of = |line| {
            let (other, many, info) = fence_of(line, indent)?;
            (other == sign && many >= length).then_some(info)
        };
        let mut begins_another = false;
        let mut looked = 0;
        // Few lines have the sign at all.
        for at in memchr_iter(sign as u8, rest.as_bytes()) {
            if at >= looked {
                let line = rest[..at].rfind('\n').map_or(0, |end| end + 1);
                looked = rest[at..].find('\n').map_or(rest.len(), |length| at + length);
                let info = info_of(&rest[line..looked]);
                begins_another |= info.is_some_and(|info| !info.is_empty() && !info.contains('`'));
            }
        }
        let last = info_of(rest.rsplit('\n').next().unwrap_or_default());
        if !begins_another && last.is_some_and(str::is_empty) {
            return;
        }
        let fence = sign.to_string().repeat(length);
        let mut finding = Diagnostic::error(Code::UnclosedCode, "a code block that is never ended")
            .at(file.at(start..start + length))
            .label("what follows is shown as code")
            .help(format!("end it with a line of its own, as far indented as this one: {fence}"));
        if begins_another {
            let longer = sign.to_string().repeat(length + 1);
            finding = finding.help(format!("when the code has such a line itself, begin and end it with {longer}"));
        }
        self.out.push(finding);
    }

    /// A directive that has room for a text and none in it, or for tasks.
    pub(super) fn check_empty(&mut self, part: &Part, span: Span, rest: &[Item<'_>]) {
        // A title alone says something, but not where it is what a reader presses to see more.
        let is_folded = matches!(part.name.as_str(), "details" | "tab");
        let has_room = self.specs.get(&part.name).is_some_and(|spec| spec.body) && part.name != PLANNER;
        let message = if part.name == "checklist" {
            let mut depth = 1_usize;
            let mut inside = rest.iter().take_while(|item| {
                match item.node {
                    Node::Open(_) => depth += 1,
                    Node::Close => depth -= 1,
                    _ => {}
                }
                depth > 0
            });
            if inside.any(|item| matches!(item.node, Node::Task(_))) {
                return;
            }
            "a checklist without tasks".to_owned()
        } else if has_room
            && part.attributes.iter().all(|attribute| attribute.name == "title" && is_folded)
            && rest.first().is_some_and(|item| matches!(item.node, Node::Close))
        {
            format!("nothing stands in this `{}`", part.name)
        } else {
            return;
        };
        self.out.push(Diagnostic::warning(Code::Directive, message).at(place(&self.document.parts, span)));
    }

    /// `[[page]]` is a link in other programs.
    pub(super) fn check_wiki_link(&mut self, span: Span, rest: &[Item<'_>]) {
        let file = &self.document.parts[span.part as usize].file;
        // `![[image.png]]`
        let start = span.start as usize + usize::from(file.text[span.start as usize..].starts_with('!'));
        let is_link = rest.first().is_some_and(|item| matches!(item.node, Node::Markdown(Event::Start(_))));
        let end = file.text.ceil_char_boundary(file.text.len().min(start + LONGEST_LINK));
        let line = file.text[start..end].lines().next().unwrap_or_default();
        let Some((inside, after)) = line.strip_prefix("[[").and_then(|line| line.split_once("]]")) else { return };
        let is_text = inside.is_empty() || inside.starts_with('^') || inside.contains(['[', ']']);
        if is_link || is_text || after.starts_with(['(', '[']) || file.text[..start].ends_with('\\') {
            return;
        }
        self.out.push(
            Diagnostic::error(Code::BrokenLink, "this is not a link to Markdown")
                .at(file.at(start..start + inside.len() + 4))
                .help("write `[text](page.md)`, or `\\[[` when the brackets are meant as text".to_owned()),
        );
    }

    /// `** bold**`, `**bold` and the like, where readers see the signs: once for a line, as they come in pairs.
    pub(super) fn check_emphasis_like(&mut self, span: Span) {
        // An address that is shown as it is.
        if self.links.last().is_some_and(|open| open.link.target.contains('*')) {
            return;
        }
        let text = &self.document.parts[span.part as usize].file.text;
        let mut at = span.start as usize;
        let (part, end) = self.emphasis_seen;
        while let Some(found) = text.get(at..span.range().end).and_then(|rest| rest.find('*')) {
            at += found;
            // The parser gives signs that could mark something one by one. Of a line of them a few are enough to tell it.
            let before = text[..at].bytes().rev().take(4).take_while(|byte| *byte == b'*').count();
            let after = text[at..].bytes().take(4).take_while(|byte| *byte == b'*').count();
            let start = at - before;
            at += after;
            let is_in_word =
                text[..start].ends_with(char::is_alphanumeric) && text[at..].starts_with(char::is_alphanumeric);
            let is_meant = text[..start].ends_with('\\') || is_in_word || (part == span.part && start < end);
            if !is_meant && (2..=3).contains(&(before + after)) {
                self.emphasis_seen = (span.part, start + text[start..].lines().next().map_or(0, str::len));
                self.report_emphasis(span.part, start..at);
                return;
            }
        }
    }

    fn report_emphasis(&mut self, part: u32, range: Range<usize>) {
        let file = &self.document.parts[part as usize].file;
        let signs = &file.text[range.clone()];
        let escaped = "\\*".repeat(range.len());
        self.out.push(
            Diagnostic::warning(Code::NotMarkdown, format!("readers see `{signs}`, which marks nothing here"))
                .at(file.at(range))
                .help(format!(
                    "the same signs stand on both sides of a text, with no blank inside: `{signs}text{signs}`; write `{escaped}` when they are meant as text"
                )),
        );
    }

    /// A quote that starts with `[!…]` was meant as an alert: the parser knows five of them, alone on their line.
    pub(super) fn check_alert(&mut self, span: Span) {
        const ALERTS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
        let file = &self.document.parts[span.part as usize].file;
        let line = file.text[span.start as usize..].lines().next().unwrap_or_default();
        let Some(at) = line.find("[!").filter(|at| line[..*at].trim_matches([' ', '>']).is_empty()) else { return };
        let Some((name, rest)) = line[at + 2..].split_once(']') else { return };
        let help = if ALERTS.contains(&name.to_uppercase().as_str()) && !rest.trim().is_empty() {
            Some(format!("write a title as `:::{}{{title=\"{}\"}}`", name.to_lowercase(), rest.trim()))
        } else {
            crate::suggest::help(name, ALERTS)
        };
        let start = span.start as usize + at + 2;
        self.out.push(
            Diagnostic::error(Code::Directive, format!("`[!{name}]{rest}` is not an alert"))
                .at(file.at(start..start + name.len()))
                .help(help),
        );
    }

    /// A reference without a definition is text to the Markdown parser: `[`, `^name`, `]`.
    pub(super) fn undefined_footnote(&mut self, text: &str, span: Span) {
        let file = &self.document.parts[span.part as usize].file;
        let (start, end) = (span.start as usize, span.end as usize);
        if file.text[..start].ends_with('[') && file.text[end..].starts_with(']') {
            let span = Span::new(span.part as usize, start - 1..end + 1);
            self.footnotes.undefined.push((text[1..].to_owned(), span));
        }
    }

    /// `[text](my file.md)` and `[text] (file.md)` are no links: reports them where the parenthesis in the text `span` is that of
    /// one.
    pub(super) fn check_link_like(&mut self, span: Span) {
        let file = &self.document.parts[span.part as usize].file;
        let text = file.text.get(span.range()).unwrap_or_default();
        for open in text.match_indices('(').map(|(at, _)| span.start as usize + at) {
            let before = file.text[..open].trim_end_matches(' ');
            let Some(label) = before.strip_suffix(']').filter(|label| !label.ends_with('\\')) else { continue };
            // What is meant as a link is short, and a line may be long.
            let inside = in_parentheses(&file.text[open + 1..]);
            let has_blank = inside.trim().contains(char::is_whitespace);
            let help = match open - before.len() {
                0 if has_blank && inside.contains("{{") => {
                    "write variables in addresses without blanks: `{{vars.name}}`".to_owned()
                }
                0 if has_blank && is_elsewhere(inside) => {
                    "write `%20` for a blank in an address, or take it out".to_owned()
                }
                0 if has_blank && is_address_like(inside) => {
                    format!("an address with a blank in it stands between `<` and `>`: `(<{}>)`", inside.trim())
                }
                // `[2026] (https://…)` may be a note on a source.
                1 if !has_blank && (inside.contains(".md") || inside.starts_with('#'))
                    || (is_elsewhere(inside) && !label.ends_with(|c: char| c.is_ascii_digit())) =>
                {
                    "no blank may stand between `]` and `(`".to_owned()
                }
                _ => continue,
            };
            let mut signs = label.char_indices().rev().take(LONGEST).take_while(|(_, sign)| *sign != '\n');
            let Some((bracket, _)) = signs.find(|(_, sign)| *sign == '[') else { continue };
            if label[..bracket].ends_with('\\') {
                continue;
            }
            self.out.push(
                Diagnostic::error(Code::BrokenLink, "this is not a link to Markdown")
                    .at(file.at(bracket..(open + inside.len() + 2).min(file.text.len())))
                    .help(help),
            );
        }
    }

    /// A comment that Markdown takes for text is seen by all readers.
    pub(super) fn check_comment_like(&mut self, span: Span) {
        let file = &self.document.parts[span.part as usize].file;
        let text = file.text.get(span.start as usize..).unwrap_or_default();
        let Some(sign) = ["<!--", "<!-", "<! -", "<--!"].into_iter().find(|sign| text.starts_with(sign)) else {
            return;
        };
        if file.text[..span.start as usize].ends_with('\\') {
            return;
        }
        let start = span.start as usize;
        self.out.push(
            Diagnostic::error(Code::UnclosedHtml, "a comment that all readers see")
                .at(file.at(start..start + sign.len()))
                .help("a comment starts with `<!--` and ends with `-->` before the next empty line".to_owned()),
        );
    }

    /// A line of `-` or `=` makes a heading of the text right above it: in a letter, which ends there, and elsewhere where that text
    /// is a sentence and was hardly meant as one.
    pub(super) fn check_underline(&mut self, span: Span) {
        let file = &self.document.parts[span.part as usize].file;
        let text = file.text.get(span.range()).unwrap_or_default().trim_end();
        let Some((above, last)) = text.rsplit_once('\n') else { return };
        if last.is_empty() || !last.trim().chars().all(|sign| matches!(sign, '-' | '=')) {
            return;
        }
        let finding = if self.document.front.kind == Kind::Email && self.document.headings.is_empty() {
            Diagnostic::error(Code::Letter, "this line makes a heading of the one above, and the letter ends there")
        } else if above.trim_end().ends_with(['.', ':', ',', ';']) || above.contains('\n') {
            Diagnostic::warning(Code::NotMarkdown, "this line makes a heading of the text right above it")
        } else {
            return;
        };
        let end = span.start as usize + text.len();
        let place = file.at(end - last.len()..end);
        self.out.push(finding.at(place).help("put an empty line above it, or leave it out".to_owned()));
    }

    /// Reports an item that looks like a task and is none: with brackets that are not written as Markdown wants them, or with
    /// the braces of a task behind a text without brackets.
    pub(super) fn check_task_like(&mut self, span: Span, rest: &[Item<'_>]) {
        let is_start = |item: &&Item<'_>| matches!(item.node, Node::Markdown(Event::Start(Tag::Paragraph)));
        let mut texts = rest
            .iter()
            .skip_while(is_start)
            .take_while(|item| match &item.node {
                Node::Markdown(Event::Start(tag)) => !matches!(tag, Tag::List(_) | Tag::Paragraph),
                Node::Markdown(Event::End(tag)) => !matches!(tag, TagEnd::Item | TagEnd::Paragraph),
                node => !matches!(node, Node::Task(_)),
            })
            .filter(|item| matches!(item.node, Node::Markdown(Event::Text(_))) && item.span.part == span.part)
            .map(|item| item.span);
        let Some(first) = texts.next() else { return };
        let last = texts.last().unwrap_or(first);
        let file = &self.document.parts[span.part as usize].file;
        let (start, end) = (first.start as usize, last.end as usize);
        let Some(text) = file.text.get(start..end) else { return };
        let brackets = brackets_of_task(text).filter(|_| !file.text[..start].ends_with('\\'));
        if let Some(inside) = brackets {
            self.has_broken_task = true;
            self.out.push(
                Diagnostic::error(Code::Task, "this item is not a task to Markdown")
                    .at(file.at(start..start + inside.len() + 2))
                    .help(format!("write `[{}]` and a blank behind it", tick(inside))),
            );
            return;
        }
        if let Some(sign) = ballot(text) {
            self.out.push(
                Diagnostic::warning(Code::Task, "this item is not a task to Markdown")
                    .at(file.at(start..start + sign.len_utf8()))
                    .help("write `[ ]` instead of the sign".to_owned()),
            );
            return;
        }
        let braces = text.strip_suffix('}').and_then(|text| Some((text.rfind('{')?, text)));
        if let Some((at, text)) = braces
            && TASK_BRACES.iter().any(|start| text[at + 1..].trim_start().starts_with(start))
            && !text[..at].ends_with('\\')
        {
            self.out.push(
                Diagnostic::error(Code::Task, "the braces of a task behind an item that is none")
                    .at(file.at(start + at..end))
                    .help(
                        "write `- [ ]` in front of the item, or its braces in backticks when they are meant as text"
                            .to_owned(),
                    ),
            );
        }
    }

    /// What stands in a row beyond the columns of its table is dropped by the Markdown parser.
    pub(super) fn check_row(&mut self, span: Span) {
        let file = &self.document.parts[span.part as usize].file;
        let row = file.text.get(span.range()).unwrap_or_default();
        let between = bars_between(row);
        let Some(first) = self.columns.checked_sub(1).and_then(|last| between.get(last)) else { return };
        let start = span.start as usize + first + 1;
        let lost = row[first + 1..].trim_end().trim_end_matches('|').trim_end();
        self.out.push(
            Diagnostic::error(Code::Table, "a row with more cells than the table has columns")
                .at(file.at(start..start + lost.len()))
                .label("readers never see this")
                .help(
                    "write `\\|` for a bar that is part of a text, or add a column to the first two lines".to_owned(),
                ),
        );
    }

    pub(super) fn report_footnotes(&mut self) {
        let Footnotes { referred, defined, undefined } = std::mem::take(&mut self.footnotes);
        for (name, span) in undefined {
            let near = crate::suggest::nearest(&name, defined.iter().map(|(name, _)| name.as_str()));
            self.out.push(
                Diagnostic::error(Code::Footnote, format!("no footnote `[^{name}]`"))
                    .at(place(&self.document.parts, span))
                    .help(match near {
                        Some(near) if near == name => {
                            "a footnote and its text have to stand in the same file: a file that is included has its own"
                                .to_owned()
                        }
                        Some(near) => format!("did you mean `[^{near}]`?"),
                        None => format!("define it with a line `[^{name}]: text`"),
                    }),
            );
        }
        let mut known = BTreeSet::new();
        for (name, span) in defined.iter().filter(|(name, _)| !known.insert(name)) {
            self.out.push(
                Diagnostic::error(Code::Footnote, format!("a second text of the footnote `[^{name}]`"))
                    .at(place(&self.document.parts, *span))
                    .label("readers never see one of the two"),
            );
        }
        for (name, span) in defined.into_iter().filter(|(name, _)| !referred.contains(name)) {
            self.out.push(
                Diagnostic::warning(Code::Footnote, format!("nothing refers to the footnote `[^{name}]`"))
                    .at(place(&self.document.parts, span)),
            );
        }
    }
}

/// How many signs a text or an address may have that is looked at as part of a link.
const LONGEST: usize = 300;
/// So many bytes a link of other programs may have.
const LONGEST_LINK: usize = 500;

/// What stands up to the parenthesis that closes one in front of `text`, on the same line.
fn in_parentheses(text: &str) -> &str {
    let mut open = 1;
    for (at, sign) in text.char_indices().take(LONGEST) {
        match sign {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        if open == 0 || sign == '\n' {
            return &text[..at];
        }
    }
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}

/// Whether a text is an address outside of the guide.
fn is_elsewhere(text: &str) -> bool {
    text.contains("://") || text.starts_with("mailto:") || text.starts_with("tel:") || text.starts_with("sms:")
}

/// Whether a text in parentheses was meant as an address.
fn is_address_like(text: &str) -> bool {
    text.contains(".md")
        || text.starts_with(['#', '/', '.'])
        || text
            .split_whitespace()
            .next()
            .is_some_and(|name| Path::new(name).extension().is_some_and(|end| matches!(end.len(), 2..5)))
}

/// The sign, the length and the info string of a line that is a fence of a block indented so far.
fn fence_of(line: &str, indent: usize) -> Option<(char, usize, &str)> {
    let bare = line.trim_start_matches([' ', '\t', '>']);
    let sign = bare.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let info = bare.trim_start_matches(sign);
    // Further to the right it is part of the code.
    (line.len() - bare.len() <= indent + 3).then(|| (sign, bare.len() - info.len(), info.trim()))
}
