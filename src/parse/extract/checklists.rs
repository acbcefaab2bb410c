//! The checklists of a page and their tasks.

use super::Extractor;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Span, Task, place};
use crate::parse::{fit, stream};
use crate::path::slug;

impl Extractor<'_, '_> {
    pub(super) fn end_checklist(&mut self) {
        if let Some(mut list) = self.checklist.take() {
            for task in list.tasks.iter().filter(|task| task.text.trim().is_empty()) {
                self.out.push(
                    Diagnostic::warning(Code::Task, "a task without a text")
                        .at(place(&self.document.parts, task.span))
                        .help("write behind the brackets what there is to do, or remove the item".to_owned()),
                );
            }
            fit(&mut list.tasks);
            self.document.checklists.push(list);
        }
    }

    pub(super) fn task(&mut self, attributes: &stream::TaskAttributes, span: Span) {
        let depth = self.list_depth.saturating_sub(1);
        let Some(checklist) = &mut self.checklist else {
            // With the first one mended this one is fine.
            if self.has_broken_task {
                return;
            }
            self.out.push(
                Diagnostic::error(Code::Task, "a task that nobody can tick")
                    .at(place(&self.document.parts, span))
                    .help("a list of tasks starts with one: write `- [ ]` in front of its first item too".to_owned()),
            );
            return;
        };
        checklist.tasks.push(Task {
            id: attributes.id.as_ref().map(|(id, _)| id.clone()).unwrap_or_default(),
            explicit: attributes.id.is_some(),
            anchor: String::new(),
            text: String::new(),
            due: attributes.due.clone(),
            per: attributes.per.clone(),
            optional: attributes.optional,
            unless: attributes.unless.clone(),
            until: attributes.until.clone(),
            depth,
            span: attributes.id.as_ref().map_or(span, |(_, id_span)| *id_span),
        });
        self.task_text = Some(checklist.tasks.len() - 1);
    }

    /// The name of a task list that has none: after the heading above it.
    pub(super) fn list_id(&mut self) -> String {
        let heading = self.document.headings.last().map(|heading| heading.id.clone());
        self.unique(&format!("{}-tasks", heading.unwrap_or_else(|| slug(self.document.path.stem()))))
    }
}
