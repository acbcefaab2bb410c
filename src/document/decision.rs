//! Decisions: questions whose answers lead to the next question or to an outcome.

use std::ops::Range;

use super::Span;

/// A question path.
#[derive(Debug, Clone, Default)]
pub struct Decision {
    /// Its questions and outcomes in order; the first one is where readers start.
    pub steps: Vec<Step>,
    /// Links above the first step, indexes into [`super::Document::links`].
    pub links: Range<usize>,
    /// The line that opens it.
    pub span: Span,
}

/// A question or an outcome: a heading with what stands below it.
#[derive(Debug, Clone)]
pub struct Step {
    /// Anchor of its heading.
    pub id: String,
    /// Its heading as plain text.
    pub title: String,
    /// `outcome` of its heading; a question has none.
    pub outcome: Option<Outcome>,
    /// Links in it, indexes into [`super::Document::links`].
    pub links: Range<usize>,
    /// Those of them that answer the question.
    pub answers: Vec<usize>,
    /// Items among the answers that lead nowhere.
    pub unlinked: Vec<Span>,
    /// The heading.
    pub span: Span,
}

impl Decision {
    /// The number of the step with this anchor.
    #[must_use]
    pub fn step(&self, anchor: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.id == anchor)
    }

    /// What readers call the question number `step` of the steps: 1 for the first. An outcome has no number.
    #[must_use]
    pub fn question_number(&self, step: usize) -> Option<usize> {
        let before = self.steps.get(..=step)?;
        before[step].outcome.is_none().then(|| before.iter().filter(|step| step.outcome.is_none()).count())
    }
}

/// What an outcome means for the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing that needs a color.
    Plain,
    /// Go on.
    Go,
    /// Wait until something is known.
    Wait,
    /// Do not go on.
    Stop,
}

impl Outcome {
    /// The names that `outcome` of a heading takes, besides none.
    pub const NAMES: [&'static str; 3] = ["go", "stop", "wait"];

    /// The outcome that `outcome` or `outcome=…` stands for.
    #[must_use]
    pub fn of_name(name: Option<&str>) -> Option<Self> {
        match name {
            None => Some(Self::Plain),
            Some("go") => Some(Self::Go),
            Some("stop") => Some(Self::Stop),
            Some("wait") => Some(Self::Wait),
            Some(_) => None,
        }
    }

    /// Its name; the plain one has none.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Go => Some("go"),
            Self::Wait => Some("wait"),
            Self::Stop => Some("stop"),
        }
    }
}
