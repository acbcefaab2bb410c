//! Ids of a page: what writers choose, what the page uses itself, and names made for what has none.

use super::Extractor;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Kind, Span, TERM_ANCHOR, place};
use crate::theme::PartSpec;

impl Extractor<'_, '_> {
    /// Whether pages use this id themselves: the frame of the page, footnotes, tasks, questions, parts.
    fn is_reserved(&self, id: &str) -> bool {
        let numbered = |name: &str| {
            let number = id.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
            number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
        };
        // Few ids have a number: only those are compared with the names of all parts.
        let has_number = id.as_bytes().windows(2).any(|pair| pair[0] == b'-' && pair[1].is_ascii_digit());
        let part = |(name, spec): (&String, &PartSpec)| spec.anchor && numbered(name);
        matches!(id, "main" | "menu")
            || id.starts_with(TERM_ANCHOR)
            || (id.starts_with("q-") && self.document.front.kind == Kind::Faq)
            || (has_number && (numbered("fn") || numbered("fnref") || self.specs.iter().any(part)))
    }

    /// Takes an id that a writer chose. One that is taken is reported.
    pub(super) fn take(&mut self, id: &str, span: Span) -> bool {
        if self.is_reserved(id) {
            let place = place(&self.document.parts, span);
            self.out.push(
                Diagnostic::error(Code::DuplicateId, format!("the id `{id}` is used by the page itself"))
                    .at(place)
                    .help("choose another one".to_owned()),
            );
            return false;
        }
        let is_new = self.ids.insert(id.to_owned());
        if !is_new {
            self.duplicate(id, span);
        }
        is_new
    }

    pub(super) fn unique(&mut self, id: &str) -> String {
        if !self.is_reserved(id) && self.ids.insert(id.to_owned()) {
            return id.to_owned();
        }
        // `tab-1` belongs to the page, and so do all numbers after it.
        if self.is_reserved(&format!("{id}-1")) {
            return self.unique(&format!("section-{id}"));
        }
        let mut numbers = std::mem::take(&mut self.numbers);
        let unique = numbers.next(id, 1, |id| !self.is_reserved(id) && self.ids.insert(id.to_owned()));
        self.numbers = numbers;
        unique
    }

    fn duplicate(&mut self, id: &str, span: Span) {
        let place = place(&self.document.parts, span);
        self.out
            .push(Diagnostic::error(Code::DuplicateId, format!("the id `{id}` is used twice on this page")).at(place));
    }
}
