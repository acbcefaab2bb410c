//! Where the steps of a `:::decision` and the answers to its questions stand in the stream of a page. Parser and renderer
//! ask here, so that they agree.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Tag};

use super::heading;
use super::stream::{Item, Node};

/// The directive of a question path.
pub(crate) const DECISION: &str = "decision";

/// What an item of the stream is for a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The heading of a step.
    Step,
    /// The list of a question's answers.
    Answers,
    /// The link of an answer.
    Answer,
    /// An item among the answers that does not start with a link.
    Unlinked,
}

/// A decision while it is read.
#[derive(Default)]
struct Reading {
    /// How many parts and blocks are open inside it.
    depth: usize,
    /// Level of its first heading, which all steps have.
    level: Option<u8>,
    /// Whether the step that is read is a question.
    is_question: bool,
    /// The last list of the step.
    list: Option<usize>,
}

/// The marks of a page by number of the item. Only what stands directly in a decision is a step or an answer.
pub(crate) fn marks(items: &[Item<'_>]) -> BTreeMap<usize, Mark> {
    let mut marks = BTreeMap::new();
    let mut reading: Option<Reading> = None;
    for (at, item) in items.iter().enumerate() {
        let Some(decision) = &mut reading else {
            if matches!(&item.node, Node::Open(part) if part.name == DECISION) {
                reading = Some(Reading::default());
            }
            continue;
        };
        match &item.node {
            Node::Close if decision.depth == 0 => {
                decision.end_step(items, &mut marks);
                reading = None;
            }
            Node::Markdown(Event::Start(tag)) => {
                if decision.depth == 0 {
                    decision.block(at, tag, items, &mut marks);
                }
                decision.depth += 1;
            }
            Node::Open(_) => decision.depth += 1,
            Node::Close | Node::Markdown(Event::End(_)) => decision.depth = decision.depth.saturating_sub(1),
            _ => {}
        }
    }
    marks
}

impl Reading {
    fn block(&mut self, at: usize, tag: &Tag<'_>, items: &[Item<'_>], marks: &mut BTreeMap<usize, Mark>) {
        match tag {
            Tag::Heading { level, attrs, .. } if self.level.is_none_or(|first| *level as u8 <= first) => {
                self.end_step(items, marks);
                self.level.get_or_insert(*level as u8);
                self.is_question = !heading::is_outcome(attrs);
                marks.insert(at, Mark::Step);
            }
            Tag::List(_) => self.list = Some(at),
            _ => {}
        }
    }

    fn end_step(&mut self, items: &[Item<'_>], marks: &mut BTreeMap<usize, Mark>) {
        let Some(list) = self.list.take().filter(|_| self.is_question) else { return };
        let answers = answers(items, list);
        // Otherwise it is a list of something else.
        if answers.iter().any(|(_, mark)| *mark == Mark::Answer) {
            marks.insert(list, Mark::Answers);
            marks.extend(answers);
        }
    }
}

/// What the items of a list start with: a link, or something else.
fn answers(items: &[Item<'_>], list: usize) -> Vec<(usize, Mark)> {
    let mut answers = Vec::new();
    let mut depth = 0_usize;
    for (at, item) in items.iter().enumerate().skip(list) {
        match &item.node {
            Node::Markdown(Event::Start(tag)) => {
                if depth == 1 && matches!(tag, Tag::Item) {
                    let before = |item: &Item<'_>| {
                        matches!(item.node, Node::Markdown(Event::Start(Tag::Paragraph | Tag::Strong | Tag::Emphasis)))
                    };
                    let first = items[at + 1..].iter().position(|item| !before(item)).map(|first| at + 1 + first);
                    let link = first
                        .filter(|first| matches!(items[*first].node, Node::Markdown(Event::Start(Tag::Link { .. }))));
                    answers.push(link.map_or((at, Mark::Unlinked), |link| (link, Mark::Answer)));
                }
                depth += 1;
            }
            Node::Open(_) => depth += 1,
            Node::Close | Node::Markdown(Event::End(_)) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            _ => {}
        }
    }
    answers
}
