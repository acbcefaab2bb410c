//! Attributes of task items: taken off the end of their text.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::super::attributes;
use super::{Item, Node, StreamReader, TaskAttributes, ends_inline};
use crate::diagnostic::Code;
use crate::document::{Due, Span};
use crate::suggest;

/// What the braces of a task may begin with.
pub(in crate::parse) const TASK_BRACES: [&str; 6] = ["#", "due=", "per=", "optional", "unless=", "until="];

impl StreamReader<'_, '_> {
    /// Takes `{#id due="…"}` off the end of the first paragraph of each task item.
    pub(super) fn take_task_attributes(&mut self, index: usize, text: &str, items: &mut Vec<Item<'_>>) {
        let mut cut_out = Vec::new();
        for at in 0..items.len() {
            let Item { node: Node::Markdown(Event::TaskListMarker(_)), span } = items[at] else { continue };
            if span.part as usize != index {
                continue;
            }
            // The item's first run of inline content: up to the end of its paragraph, a block inside it, or its end.
            let end = items[at + 1..]
                .iter()
                .position(|item| ends_inline(&item.node))
                .map_or(items.len(), |offset| at + 1 + offset);
            let mut task = TaskAttributes::default();
            let last = items[at + 1..end].iter().map(|item| item.span.end as usize).max();
            if let Some(last) = last {
                let start = span.end as usize;
                if let Some(braces) = trailing_braces(&text[start..last]) {
                    let braces = start + braces.start..start + braces.end;
                    self.read_task(index, text, braces.clone(), &mut task);
                    cut(items, at + 1..end, text, braces.start, &mut cut_out);
                }
                self.check_what_is_left(index, text, start..last, &items[at + 1..]);
            }
            items[at].node = Node::Task(Box::new(task));
        }
        // All at once: each one that is taken out moves those behind it.
        let mut cut_out = cut_out.into_iter().peekable();
        let mut at = 0;
        items.retain(|_| {
            at += 1;
            cut_out.next_if_eq(&(at - 1)).is_none()
        });
    }

    /// Braces that were not read are shown as text, and what they say of the task is lost: two pairs of them, one that something
    /// follows, one with a sign too much or too few.
    fn check_what_is_left(&mut self, index: usize, text: &str, range: Range<usize>, items: &[Item<'_>]) {
        let whole = &text[range];
        // What looks like the next task is reported, and takes the braces with it.
        if whole.lines().skip(1).any(|line| line.contains("[ ]") || line.contains("[x]")) {
            return;
        }
        // `optional` may well be a word in braces, but not at the end.
        let begins_like_braces = |rest: &str| {
            let rest = rest.trim_start();
            TASK_BRACES
                .iter()
                .any(|start| rest.starts_with(start) && (*start != "optional" || rest.trim_end() == "optional}"))
        };
        let is_closed_only = whole.trim_end().ends_with('}') && !whole.contains('{');
        for item in items.iter().take_while(|item| !ends_inline(&item.node)) {
            if !matches!(item.node, Node::Markdown(Event::Text(_))) {
                continue;
            }
            let (start, end) = (item.span.start as usize, item.span.end as usize);
            let mut braces = text[start..end].match_indices('{').map(|(at, _)| start + at);
            let found = braces
                .find(|at| begins_like_braces(&text[at + 1..end]) && !text[..*at].ends_with('\\'))
                .map(|at| at..at + 1)
                .or_else(|| {
                    let words = text[start..end].split_whitespace();
                    let word = words.filter(|_| is_closed_only).find(|word| begins_like_braces(word))?;
                    let at = start + text[start..end].find(word)?;
                    Some(at..at + word.len())
                });
            if let Some(range) = found {
                let help = "a task has one pair of braces, at the end of its text and with a blank in front: \
                            `- [ ] Text {#id due=\"…\"}`. Put those that are meant as text in backticks"
                    .to_owned();
                self.error(Code::TaskAttribute, "readers see these braces".into(), index, range, Some(help));
                return;
            }
        }
    }

    pub(super) fn read_task(&mut self, index: usize, text: &str, braces: Range<usize>, task: &mut TaskAttributes) {
        let inner = braces.start + 1..braces.end - 1;
        let attributes = attributes::parse(&text[inner.clone()], inner.start);
        for (range, message) in attributes.errors {
            self.error(Code::TaskAttribute, message, index, range, None);
        }
        task.id = attributes.id.map(|(id, range)| (id, Span::new(index, range)));
        for pair in attributes.pairs {
            match (pair.name.as_str(), pair.value) {
                ("optional", None) => task.optional = true,
                ("due", Some(value)) => match Due::parse(&value, &self.context.config.planner) {
                    Ok(due) => task.due = Some(due),
                    Err((message, help)) => self.error(Code::Due, message, index, pair.value_span, help),
                },
                ("per", Some(value)) => {
                    self.check_subject(index, &value, pair.value_span);
                    task.per = Some(value);
                }
                ("unless", Some(value)) => {
                    let marks = || self.context.config.planner.marks();
                    if !marks().any(|mark| mark == value) {
                        let help = suggest::help(&value, marks()).or_else(|| {
                            Some("declare it as one of the `choices` of a column in `book.toml`".to_owned())
                        });
                        let message = format!("the planner has no choice `{value}`");
                        self.error(Code::Due, message, index, pair.value_span, help);
                    }
                    task.unless = Some(value);
                }
                ("until", Some(value)) if !value.trim().is_empty() => {
                    let points: Vec<&str> = value.split_whitespace().collect();
                    for point in &points {
                        let problem = match Due::parse(point, &self.context.config.planner) {
                            Ok(_) if point.contains("..") => Some((format!("`{point}` is no point in time"), None)),
                            Ok(_) => None,
                            Err(problem) => Some(problem),
                        };
                        if let Some((message, help)) = problem {
                            self.error(Code::Due, message, index, pair.value_span.clone(), help);
                        }
                    }
                    task.until = Some(points.join(" "));
                }
                ("optional", Some(_)) => {
                    let help = Some("write `optional` alone".to_owned());
                    self.error(Code::TaskAttribute, "`optional` takes no value".into(), index, pair.span, help);
                }
                ("due" | "per" | "unless" | "until", _) => {
                    let help = Some(format!("`{}=\"…\"`", pair.name));
                    self.error(Code::TaskAttribute, format!("`{}` needs a value", pair.name), index, pair.span, help);
                }
                (name, _) => {
                    let help = suggest::help(name, ["due", "per", "optional", "unless", "until"]);
                    self.error(
                        Code::TaskAttribute,
                        format!("unknown attribute `{name}` of a task"),
                        index,
                        pair.span,
                        help,
                    );
                }
            }
        }
    }

    pub(super) fn check_subject(&mut self, index: usize, subject: &str, range: Range<usize>) {
        let planner = &self.context.config.planner;
        if planner.subject(subject).is_none() {
            let known = planner.subjects.iter().map(|subject| subject.id.as_str());
            let help = suggest::help(subject, known)
                .or_else(|| Some("declare it under `[planner]` in `book.toml`".to_owned()));
            self.error(Code::Due, format!("no subject `{subject}`"), index, range, help);
        }
    }
}

/// The bytes of a `{…}` at the end of `text`, braces included, when it looks like attributes: at the start or after a
/// blank, on one line, and starting with `#`, `.` or a letter.
fn trailing_braces(text: &str) -> Option<Range<usize>> {
    let trimmed = text.trim_end();
    if !trimmed.ends_with('}') {
        return None;
    }
    let open = trimmed.rfind('{')?;
    let before = trimmed[..open].chars().next_back();
    let inner = &trimmed[open + 1..trimmed.len() - 1];
    let first = inner.trim_start().chars().next()?;
    let attributes = before.is_none_or(char::is_whitespace)
        && !inner.contains('\n')
        && (first == '#' || first == '.' || first.is_alphabetic());
    attributes.then_some(open..trimmed.len())
}

/// Empties everything from the byte `from` on out of the inline items `range`. The numbers of those of which nothing is left go to
/// `cut_out`, in order.
fn cut(items: &mut [Item<'_>], range: Range<usize>, text: &str, from: usize, cut_out: &mut Vec<usize>) {
    let mut last_text = None;
    let before = cut_out.len();
    for (at, item) in items[range.clone()].iter_mut().enumerate() {
        let at = range.start + at;
        if item.span.start as usize >= from {
            cut_out.push(at);
        } else if item.span.end as usize > from {
            if let Node::Markdown(Event::Text(content)) = &mut item.node {
                *content = CowStr::from(text[item.span.start as usize..from].trim_end().to_owned());
                item.span = Span { end: u32::try_from(from).unwrap_or(u32::MAX), ..item.span };
                last_text = None;
            }
        } else {
            last_text = Some(at);
        }
    }
    // `text {#id}` cut right at the blank leaves the blank on the text before.
    if let Some(at) = last_text {
        match &mut items[at].node {
            Node::Markdown(Event::Text(content)) => *content = CowStr::from(content.trim_end().to_owned()),
            Node::Markdown(Event::SoftBreak) => cut_out.push(at),
            _ => {}
        }
    }
    cut_out[before..].sort_unstable();
    for at in &cut_out[before..] {
        let Item { node, span } = &mut items[*at];
        (*node, span.end) = (Node::Markdown(Event::Text("".into())), span.start);
    }
}
