//! Questions of a FAQ page: parts that open, each with its answer and the questions that readers may want next.

use super::{BodyRenderer, Edition};
use crate::html;
use crate::questions::Asked;
use crate::resolve::Target;

/// A question and its answer as the page shows them.
#[derive(Debug)]
pub(crate) struct Answered {
    /// The anchor.
    pub(crate) id: String,
    /// The question as plain text.
    pub(crate) question: String,
    /// HTML: the answer, without what is put around it.
    pub(crate) answer: String,
}

/// A question whose answer is being written.
pub(super) struct OpenQuestion {
    /// Its number on the page.
    number: usize,
    /// Where its answer starts.
    start: usize,
}

impl BodyRenderer<'_, '_> {
    pub(super) fn start_question(&mut self, number: usize, level: u8, id: &str) {
        let question = &self.document.questions[number];
        let heading = &self.document.headings[question.heading];
        self.put(format_args!("<details class=\"question\" id=\"q-{}\"", html::attribute(id)));
        self.put_attribute("data-question", &heading.id);
        if !question.keywords.is_empty() {
            self.put_attribute("data-keywords", &question.keywords.join(","));
        }
        self.put(format_args!("><summary><h{level}>"));
    }

    pub(super) fn start_answer(&mut self, number: usize) {
        let start = self.out().len();
        self.question = Some(OpenQuestion { number, start });
    }

    pub(super) fn end_question(&mut self) {
        let Some(OpenQuestion { number, start }) = self.question.take() else { return };
        let document = self.document;
        let heading = &document.headings[document.questions[number].heading];
        if matches!(self.edition, Edition::Page(_)) {
            let answer = self.out()[start..].to_owned();
            self.answered.push(Answered { id: heading.id.clone(), question: heading.text.clone(), answer });
        }
        self.write_related(number);
        self.push("</div></details>\n");
    }

    fn write_related(&mut self, number: usize) {
        let site = self.site;
        let related = self.elsewhere.related(site).of(Asked { page: self.page, question: number });
        if related.is_empty() {
            return;
        }
        let title = html::text(self.theme.string("faq_related"));
        self.put(format_args!("<div class=\"related\"><div class=\"related-title\">{title}</div>\n<ul>\n"));
        for asked in related {
            let document = &site[asked.page];
            let heading = &document.headings[document.questions[asked.question].heading];
            let target = Target::Page { page: asked.page, anchor: Some(heading.id.clone()) };
            self.push("<li><a");
            self.put_attribute("href", &self.edition.href(site, &target));
            self.put(format_args!(">{}</a></li>\n", html::text(&heading.text)));
        }
        self.push("</ul></div>\n");
    }
}
