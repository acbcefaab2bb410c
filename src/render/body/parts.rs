//! Directives: their content is rendered into a frame of its own and handed to the template of the part.

use std::collections::BTreeMap;

use pulldown_cmark::BlockQuoteKind;
use tera::Value;

use super::super::context::{Checklist, PartChild, PartContext};
use super::super::email::{Letter, email_context};
use super::{BodyRenderer, Edition, Frame};
use crate::parse::stream::{EMAIL, Part};
use crate::resolve::resolve;
use crate::theme::{AttributeKind, PartSpec};

impl BodyRenderer<'_, '_> {
    pub(super) fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let name = match kind {
            None => {
                self.quotes.push(false);
                self.push("<blockquote>\n");
                return;
            }
            Some(BlockQuoteKind::Note) => "note",
            Some(BlockQuoteKind::Tip) => "tip",
            Some(BlockQuoteKind::Important) => "important",
            Some(BlockQuoteKind::Warning) => "warning",
            Some(BlockQuoteKind::Caution) => "caution",
        };
        self.quotes.push(true);
        self.open_part(Part { name: name.to_owned(), ..Part::default() });
    }

    pub(super) fn open_part(&mut self, part: Part) {
        let spec = self.theme.parts.get(&part.name);
        if let Some(bundle) = spec.and_then(|spec| spec.bundle.as_deref()) {
            self.bundles.insert(bundle.to_owned());
        }
        let id = match &part.id {
            Some((id, _)) => Some(self.edition.anchor(self.site, self.page, Some(id))),
            None if spec.is_some_and(|spec| spec.anchor) => {
                self.parts_made += 1;
                let name = format!("{}-{}", part.name, self.parts_made);
                Some(self.edition.anchor(self.site, self.page, Some(&name)))
            }
            None => None,
        };
        let checklist =
            (part.name == "checklist" && !self.frames.iter().any(|frame| frame.checklist.is_some())).then(|| {
                self.checklists += 1;
                self.tasks = 0;
                self.checklists - 1
            });
        let decision = self.open_decision(&part);
        self.frames.push(Frame { part: Some(part), id, checklist, decision, ..Frame::default() });
    }

    pub(super) fn close_part(&mut self) {
        if self.frames.len() < 2 {
            return;
        }
        let Some(mut frame) = self.frames.pop() else { return };
        let decision = self.close_decision(&mut frame);
        let Some(part) = frame.part else { return };
        let Some(spec) = self.theme.parts.get(&part.name) else {
            // Reported when the page was parsed; the content stays readable.
            self.push(&frame.html);
            return;
        };
        let attrs = self.attributes(&part, spec);
        let body = Value::safe_string(frame.html.trim());
        let checklist = frame.checklist.and_then(|number| self.document.checklists.get(number)).map(|list| {
            let per = list.per.as_deref().and_then(|per| self.site.config().planner.subject(per));
            Checklist {
                items: list.steps().count(),
                optional: list.steps().filter(|(_, optional)| *optional).count(),
                per: per.map(|subject| subject.name.clone()),
            }
        });
        let letter = (part.name == EMAIL).then(|| {
            self.letters += 1;
            self.document.letters.get(self.letters - 1)
        });
        let is_version =
            self.document.email.is_some() && self.letter.is_none() && self.frames.len() == 1 && part.name == EMAIL;
        let email = letter.flatten().map(|email| {
            let version = if is_version { format!("version-{}", self.letters) } else { String::new() };
            email_context(
                &self.site.input,
                self.document.short_name(),
                email,
                Letter { html: frame.html.trim(), version: &version, versions: "" },
            )
        });
        let context = PartContext {
            email,
            strings: self.strings.clone(),
            root: &self.root,
            name: &part.name,
            id: frame.id.as_deref(),
            classes: &part.classes.join(" "),
            attrs: attrs.iter().map(|(name, value)| (name.as_str(), value.clone())).collect(),
            body: body.clone(),
            children: frame.children,
            checklist,
            decision,
            book: matches!(self.edition, Edition::Book(_)),
            address: self.site.address(self.site.path(self.page)),
        };
        match self.templates.render(&format!("parts/{}.html", spec.template), &context) {
            Ok(html) => {
                let html = html.trim().to_owned() + "\n";
                if is_version {
                    self.versions.push_str(&html);
                } else {
                    self.push(&html);
                }
            }
            Err(error) => {
                let path = &self.document.file().path;
                self.errors.push(error.note(format!("seen while making `{}` on {path}", part.name)));
            }
        }
        let child = PartChild { name: part.name, id: frame.id, attrs, body };
        let last = self.frames.len() - 1;
        self.frames[last].children.push(child);
    }

    pub(super) fn attributes(&self, part: &Part, spec: &PartSpec) -> BTreeMap<String, Value> {
        let base = &self.document.path;
        spec.attributes
            .iter()
            .map(|(name, declared)| {
                let written = part.value(name);
                let value = match (&declared.kind, written.and_then(|attribute| attribute.value.as_deref())) {
                    (AttributeKind::Flag, _) => Value::from(written.is_some()),
                    (_, None) => Value::none(),
                    (AttributeKind::Address, Some(target)) => {
                        let part = written.map_or(0, |attribute| attribute.span.part as usize);
                        let base = self.document.parts.get(part).map_or(base, |text| &text.path);
                        match resolve(self.site, self.page, base, target) {
                            Ok(target) => Value::from(self.edition.href(self.site, &target)),
                            Err(_) => Value::none(),
                        }
                    }
                    // Reported when the page was parsed.
                    (AttributeKind::Choice(values) | AttributeKind::Icon(values), Some(text))
                        if !values.iter().any(|value| value == text) =>
                    {
                        Value::none()
                    }
                    (_, Some(text)) => Value::from(text),
                };
                (name.clone(), value)
            })
            .collect()
    }
}
