//! Decisions: every step is reached, every question has answers, every answer leads on to another step.

use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Decision, Document, PageId, Step};
use crate::resolve::{Target, resolve};
use crate::site::Site;

/// Where a link of a decision leads.
enum Way {
    /// To this step.
    To(usize),
    /// To a place that exists and is no step.
    Out,
    /// Nowhere, which is reported with all broken links.
    Broken,
}

pub(super) fn check(site: &Site, page: PageId, out: &mut Vec<Diagnostic>) {
    for decision in &site[page].decisions {
        let decision = Checked { site, page, document: &site[page], decision };
        if !decision.begins(out) {
            continue;
        }
        decision.answers(out);
        decision.loops(out);
        decision.reach(out);
    }
}

struct Checked<'a> {
    site: &'a Site,
    page: PageId,
    document: &'a Document,
    decision: &'a Decision,
}

impl Checked<'_> {
    /// Whether there is a question to start with.
    fn begins(&self, out: &mut Vec<Diagnostic>) -> bool {
        let (message, span) = match self.decision.steps.first() {
            None => ("a decision without a question", self.decision.span),
            Some(step) if step.outcome.is_some() => ("a decision starts with a question", step.span),
            Some(_) => return true,
        };
        out.push(
            Diagnostic::error(Code::Directive, message)
                .at(self.document.place(span))
                .help("each heading in it is a question; one with `outcome` in its braces ends the path".to_owned()),
        );
        false
    }

    /// Questions without answers, and answers that are no links or lead elsewhere.
    fn answers(&self, out: &mut Vec<Diagnostic>) {
        for step in &self.decision.steps {
            if step.outcome.is_none() && step.answers.is_empty() {
                out.push(
                    Diagnostic::error(Code::DeadEnd, format!("the question `{}` has no answer", step.title))
                        .at(self.document.place(step.span))
                        .help(format!(
                            "end it with a list of links to other steps, or make it an outcome: `{{#{} outcome}}`",
                            step.id
                        )),
                );
            }
            for span in &step.unlinked {
                // The item up to the end of its line.
                let mut place = self.document.place(*span);
                let text = &place.file.text[place.span.clone()];
                place.span.end = place.span.start + text.lines().next().unwrap_or_default().len();
                out.push(
                    Diagnostic::error(Code::DeadEnd, "an answer that leads nowhere")
                        .at(place)
                        .help("start it with a link to a step: `- [Yes](#…)`".to_owned()),
                );
            }
            for answer in step.answers.iter().filter(|answer| matches!(self.way(**answer), Way::Out)) {
                let link = &self.document.links[*answer];
                out.push(
                    Diagnostic::error(
                        Code::AnswerOutside,
                        format!("the answer `{}` leads out of the decision", link.text.trim()),
                    )
                    .at(super::place_of(self.document, link.span, &link.target))
                    .help(
                        "lead to a question or an outcome of this decision, and from there to other pages".to_owned(),
                    ),
                );
            }
        }
    }

    /// Answers that lead back to a question on the way to their own.
    fn loops(&self, out: &mut Vec<Diagnostic>) {
        let mut done = vec![false; self.decision.steps.len()];
        for start in 0..done.len() {
            // The questions on the way, each with how many of its answers were followed.
            let mut way = vec![(start, 0)];
            while let Some((step, next)) = way.last_mut() {
                let step = *step;
                let answers = &self.decision.steps[step].answers;
                let Some(answer) = answers.get(*next).filter(|_| !done[step]) else {
                    done[step] = true;
                    way.pop();
                    continue;
                };
                *next += 1;
                let Way::To(target) = self.way(*answer) else { continue };
                match way.iter().position(|(passed, _)| *passed == target) {
                    Some(first) => out.push(self.report_loop(*answer, target, &way[first..])),
                    None => way.push((target, 0)),
                }
            }
        }
    }

    fn report_loop(&self, answer: usize, target: usize, way: &[(usize, usize)]) -> Diagnostic {
        let link = &self.document.links[answer];
        let ids = way.iter().map(|(step, _)| *step).chain([target]).map(|step| self.decision.steps[step].id.as_str());
        let round: Vec<String> = ids.map(|id| format!("`{id}`")).collect();
        let title = &self.decision.steps[target].title;
        Diagnostic::error(
            Code::AnswerLoop,
            format!("the answer `{}` leads back to the question `{title}`", link.text.trim()),
        )
        .at(super::place_of(self.document, link.span, &link.target))
        .note(format!("readers would go round: {}", round.join(" → ")))
        .help("lead on to another question, or to an outcome that says what to do before starting again".to_owned())
    }

    /// Steps that no link of the decision leads to, on the way from the first one.
    fn reach(&self, out: &mut Vec<Diagnostic>) {
        let steps = &self.decision.steps;
        // An answer that was meant to lead somewhere is broken: what it misses would be reported a second time.
        let is_broken = |answer: &usize| matches!(self.way(*answer), Way::Broken);
        if steps.iter().flat_map(|step| &step.answers).any(is_broken) {
            return;
        }
        let mut reached = vec![false; steps.len()];
        self.follow(0, &mut reached);
        for link in self.decision.links.clone() {
            if let Way::To(step) = self.way(link) {
                self.follow(step, &mut reached);
            }
        }
        for (number, step) in steps.iter().enumerate() {
            if reached[number] {
                continue;
            }
            out.push(
                Diagnostic::warning(Code::UnreachableStep, unreachable(step))
                    .at(self.document.place(step.span))
                    .help(format!("link to it from an answer, `[…](#{})`, or remove it", step.id)),
            );
            // What is missed only because this step is missed needs no report of its own.
            self.follow(number, &mut reached);
        }
    }

    fn follow(&self, start: usize, reached: &mut [bool]) {
        let mut open = vec![start];
        while let Some(step) = open.pop() {
            if std::mem::replace(&mut reached[step], true) {
                continue;
            }
            open.extend(self.decision.steps[step].links.clone().filter_map(|link| match self.way(link) {
                Way::To(step) => Some(step),
                Way::Out | Way::Broken => None,
            }));
        }
    }

    fn way(&self, link: usize) -> Way {
        let link = &self.document.links[link];
        let base = &self.document.parts[link.span.part as usize].path;
        match resolve(self.site, self.page, base, &link.target) {
            Ok(Target::Page { page, anchor: Some(anchor) }) if page == self.page => {
                self.decision.step(&anchor).map_or(Way::Out, Way::To)
            }
            Ok(_) => Way::Out,
            Err(_) => Way::Broken,
        }
    }
}

fn unreachable(step: &Step) -> String {
    let what = if step.outcome.is_some() { "outcome" } else { "question" };
    format!("no answer leads to the {what} `{}`", step.title)
}
