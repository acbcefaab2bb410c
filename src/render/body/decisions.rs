//! Decisions: cut at their headings into questions and outcomes, each answer with the place it leads to.

use tera::Value;

use super::super::context::{Decision, DecisionStep};
use super::{BodyRenderer, DECISION, Frame};
use crate::document::Outcome;
use crate::html;
use crate::parse::stream::Part;
use crate::path::SourcePath;
use crate::resolve::{Target, resolve};

/// The HTML of a decision in pieces.
pub(super) struct Pieces {
    /// Which decision of the page it is.
    number: usize,
    /// What stands above the first step, then the steps; the one that is written is not among them.
    written: Vec<String>,
}

impl<'a> BodyRenderer<'a, '_> {
    pub(super) fn open_decision(&mut self, part: &Part) -> Option<Pieces> {
        // One inside another was reported when the page was parsed.
        if part.name != DECISION || self.frames.iter().any(|frame| frame.decision.is_some()) {
            return None;
        }
        self.decisions += 1;
        Some(Pieces { number: self.decisions - 1, written: Vec::new() })
    }

    /// What was written so far belongs to what stands above the heading that comes.
    pub(super) fn start_step(&mut self) {
        let Some(Frame { html, decision: Some(pieces), .. }) = self.frames.last_mut() else { return };
        pieces.written.push(std::mem::take(html));
    }

    /// Puts the pieces together again, and gives them to the template one by one.
    pub(super) fn close_decision(&self, frame: &mut Frame) -> Option<Decision<'a>> {
        let Pieces { number, mut written } = frame.decision.take()?;
        written.push(std::mem::take(&mut frame.html));
        frame.html = written.concat();
        let decision = self.document.decisions.get(number)?;
        let mut pieces = written.iter().map(|html| Value::safe_string(html.trim()));
        let intro = pieces.next()?;
        let (mut questions, mut outcomes) = (Vec::new(), Vec::new());
        for (step, body) in decision.steps.iter().zip(pieces) {
            let list = if step.outcome.is_none() { &mut questions } else { &mut outcomes };
            list.push(DecisionStep {
                id: self.edition.anchor(self.site, self.page, Some(&step.id)),
                title: &step.title,
                outcome: step.outcome.and_then(Outcome::name),
                body,
            });
        }
        Some(Decision { intro, questions, outcomes })
    }

    /// Where an answer leads, for readers who have all questions before them: on paper and without script.
    pub(super) fn destination(&self, base: &SourcePath, target: &str) -> String {
        let number = self.decisions.saturating_sub(1);
        let Some(decision) = self.document.decisions.get(number) else { return String::new() };
        let Ok(Target::Page { anchor: Some(anchor), .. }) = resolve(self.site, self.page, base, target) else {
            return String::new();
        };
        let Some(step) = decision.step(&anchor) else { return String::new() };
        let text = match decision.question_number(step) {
            Some(number) => self.theme.string("decision_to_question").replace("{n}", &number.to_string()),
            None => self.theme.string("decision_to_outcome").replace("{title}", &decision.steps[step].title),
        };
        format!(" <span class=\"decision-to\">{}</span>", html::text(&text))
    }
}
