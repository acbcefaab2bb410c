//! Task lists: boxes to tick by pen, with what is known about each item, and the data scripts need.

use std::fmt::Write as _;

use xxhash_rust::xxh3::xxh3_64;

use super::{BodyRenderer, Edition};
use crate::document::Task;
use crate::html;
use crate::parse::decision::Mark;
use crate::parse::is_task_list;
use crate::parse::stream::Item;

impl<'a> BodyRenderer<'a, '_> {
    pub(super) fn start_list(&mut self, start: Option<u64>, rest: &[Item<'_>]) {
        let tasks = is_task_list(rest);
        let outermost = tasks && !self.lists.iter().any(|(_, tasks)| *tasks);
        self.lists.push((start.is_some(), tasks));
        if self.mark == Some(Mark::Answers) {
            let name = if start.is_some() { "ol" } else { "ul" };
            self.put(format_args!("<{name} class=\"decision-answers\">\n"));
            return;
        }
        match start {
            None => self.push("<ul"),
            Some(1) => self.push("<ol"),
            Some(start) => self.put(format_args!("<ol start=\"{start}\"")),
        }
        if tasks {
            self.push(" class=\"tasks\"");
        }
        if outermost {
            // A list without a directive around it is a checklist too.
            let bundle = self.theme.parts.get("checklist").and_then(|part| part.bundle.clone());
            self.bundles.extend(bundle);
            let in_part = self.frames.iter().any(|frame| frame.checklist.is_some());
            let number = if in_part { self.checklists.saturating_sub(1) } else { self.checklists };
            if !in_part {
                self.checklists += 1;
                self.tasks = 0;
            }
            let list = self.document.checklists.get(number);
            self.put_attribute("data-checklist", list.map_or("", |list| &list.id));
            if let Some(per) = list.and_then(|list| list.per.as_ref()) {
                self.put_attribute("data-per", per);
            }
        }
        self.push(">\n");
    }

    pub(super) fn start_item(&mut self, rest: &[Item<'_>]) {
        let is_task = is_task_list(rest);
        self.items_open.push(is_task);
        if !is_task {
            self.push("<li>");
            return;
        }
        let Some(task) = self.task(self.tasks) else {
            self.push("<li><div>");
            return;
        };
        self.push(if task.optional { "<li class=\"task optional\"" } else { "<li class=\"task\"" });
        self.put_attribute("id", &self.edition.anchor(self.site, self.page, Some(&task.anchor)));
        self.put_attribute("data-task", &task.id);
        self.put_attribute("data-revision", &revision(&task.text));
        if !task.explicit {
            self.push(" data-derived");
        }
        if let Some(due) = &task.due {
            self.put_attribute("data-due", &due.to_string());
        }
        if let Some(unless) = &task.unless {
            self.put_attribute("data-unless", unless);
        }
        if let Some(until) = &task.until {
            self.put_attribute("data-until", until);
        }
        if let Some(per) = &task.per {
            self.put_attribute("data-per", per);
        }
        self.push("><span class=\"box\" aria-hidden=\"true\">");
        // Readers of books may leave style sheets aside, so the box is a sign there.
        self.push(if matches!(self.edition, Edition::Book(_)) { "☐" } else { "" });
        self.push("</span><div class=\"task-text\">");
    }

    /// The task number `number` of the checklist that is being written.
    fn task(&self, number: usize) -> Option<&'a Task> {
        self.document.checklists.get(self.checklists.checked_sub(1)?)?.tasks.get(number)
    }

    /// What is known about a task, after its first paragraph.
    pub(super) fn write_task_marks(&mut self) {
        let Some(number) = self.pending_marks.take() else { return };
        self.tasks += 1;
        let Some(task) = self.task(number) else { return };
        let mut marks = String::new();
        if let Some(due) = &task.due {
            let text = due.text(&self.site.config().planner, &self.theme.strings);
            let _ = write!(marks, " <span class=\"due\">{}</span>", html::text(&text));
        }
        if task.optional {
            let _ = write!(
                marks,
                " <span class=\"optional-mark\">{}</span>",
                html::text(self.theme.string("task_optional"))
            );
        }
        if let Some(subject) = task.per.as_deref().and_then(|per| self.site.config().planner.subject(per)) {
            let text = self.theme.string("task_per").replace("{subject}", &subject.name);
            let _ = write!(marks, " <span class=\"per\">{}</span>", html::text(&text));
        }
        if !marks.is_empty() {
            self.put(format_args!("<div class=\"task-marks\">{}</div>", marks.trim_start()));
        }
    }
}

/// A short name for what an item says, by which a script notices that it says something else than when it was ticked.
/// Capitals, punctuation and blanks change nothing.
pub(crate) fn revision(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    if text.is_ascii() {
        said.extend(text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(byte.to_ascii_lowercase())));
    } else {
        said.extend(text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase));
    }
    format!("{:08x}", xxh3_64(said.as_bytes()) >> 32)
}

#[cfg(test)]
mod tests {
    use super::revision;

    #[test]
    fn capitals_punctuation_and_blanks_are_no_other_revision() {
        let texts =
            ["Ask Dr. O'Neil: 2 letters", "ask dr oneil 2 letters", "ASK DR. O’NEIL — 2 LETTERS", "AskDrOneil2letters"];
        assert!(texts.iter().all(|text| revision(text) == revision(texts[0])));
        assert_eq!(revision("É1"), revision("é 1"));
        assert_ne!(revision("Ask 2"), revision("Ask 3"));
        assert_ne!(revision("Ask é"), revision("Ask e"));
    }
}
