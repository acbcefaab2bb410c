//! Task lists: boxes to tick by pen, with what is known about each item, and the data scripts need.

use std::fmt::Write as _;

use xxhash_rust::xxh3::xxh3_64;

use super::{BodyRenderer, Edition};
use crate::document::Task;
use crate::html;
use crate::parse::decision::Mark;
use crate::parse::is_task_list;
use crate::parse::stream::Item;

impl BodyRenderer<'_, '_> {
    pub(super) fn start_list(&mut self, start: Option<u64>, rest: &[Item<'_>]) {
        let tasks = is_task_list(rest);
        let outermost = tasks && !self.lists.iter().any(|(_, tasks)| *tasks);
        self.lists.push((start.is_some(), tasks));
        if self.mark == Some(Mark::Answers) {
            let name = if start.is_some() { "ol" } else { "ul" };
            self.push(&format!("<{name} class=\"decision-answers\">\n"));
            return;
        }
        let mut tag = match start {
            None => "<ul".to_owned(),
            Some(1) => "<ol".to_owned(),
            Some(start) => format!("<ol start=\"{start}\""),
        };
        if tasks {
            tag.push_str(" class=\"tasks\"");
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
            let _ = write!(tag, " data-checklist=\"{}\"", html::attribute(list.map_or("", |list| &list.id)));
            if let Some(per) = list.and_then(|list| list.per.as_ref()) {
                let _ = write!(tag, " data-per=\"{}\"", html::attribute(per));
            }
        }
        tag.push_str(">\n");
        self.push(&tag);
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
        let id = html::attribute(&self.edition.anchor(self.site, self.page, Some(&task.anchor)));
        let mut attributes = format!(
            "id=\"{id}\" data-task=\"{}\" data-revision=\"{}\"",
            html::attribute(&task.id),
            revision(&task.text)
        );
        if !task.explicit {
            attributes.push_str(" data-derived");
        }
        if let Some(due) = &task.due {
            let _ = write!(attributes, " data-due=\"{}\"", html::attribute(&due.to_string()));
        }
        if let Some(unless) = &task.unless {
            let _ = write!(attributes, " data-unless=\"{}\"", html::attribute(unless));
        }
        if let Some(per) = &task.per {
            let _ = write!(attributes, " data-per=\"{}\"", html::attribute(per));
        }
        let class = if task.optional { "task optional" } else { "task" };
        // Readers of books may leave style sheets aside, so the box is a sign there.
        let sign = if matches!(self.edition, Edition::Book(_)) { "☐" } else { "" };
        self.push(&format!(
            "<li class=\"{class}\" {attributes}><span class=\"box\" aria-hidden=\"true\">{sign}</span><div class=\"task-text\">"
        ));
    }

    /// The task number `number` of the checklist that is being written.
    pub(super) fn task(&self, number: usize) -> Option<&Task> {
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
            self.push(&format!("<div class=\"task-marks\">{}</div>", marks.trim_start()));
        }
    }
}

/// A short name for what an item says, by which a script notices that it says something else than when it was ticked.
/// Capitals, punctuation and blanks change nothing.
pub(crate) fn revision(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' => said.push(c),
            'A'..='Z' => said.push(c.to_ascii_lowercase()),
            _ if !c.is_ascii() && c.is_alphanumeric() => said.extend(c.to_lowercase()),
            _ => {}
        }
    }
    format!("{:08x}", xxh3_64(said.as_bytes()) >> 32)
}
