//! Footnotes: numbered by their first reference, written at the end of the page.

use std::collections::BTreeMap;

use super::BodyRenderer;
use crate::html;

/// What was referred to and defined so far.
#[derive(Default)]
pub(super) struct Footnotes {
    /// Names in the order of their first reference, with how often they were referred to.
    pub(super) references: Vec<(String, usize)>,
    pub(super) definitions: BTreeMap<String, String>,
    /// The definition that is being read.
    pub(super) open: Option<String>,
}

impl BodyRenderer<'_, '_> {
    pub(super) fn footnote_reference(&mut self, name: &str) {
        let known = self.footnotes.references.iter().position(|(known, _)| known == name);
        let index = known.unwrap_or(self.footnotes.references.len());
        if known.is_none() {
            self.footnotes.references.push((name.to_owned(), 0));
        }
        let count = &mut self.footnotes.references[index].1;
        *count += 1;
        let again = if *count > 1 { format!("-{count}") } else { String::new() };
        let number = index + 1;
        let target = self.edition.anchor(self.site, self.page, Some(&format!("fn-{number}")));
        let back = self.edition.anchor(self.site, self.page, Some(&format!("fnref-{number}{again}")));
        self.put(format_args!(
            "<sup class=\"footnote-ref\"><a href=\"#{}\" id=\"{}\">{number}</a></sup>",
            html::attribute(&target),
            html::attribute(&back)
        ));
    }

    pub(super) fn write_footnotes(&mut self) {
        let references = std::mem::take(&mut self.footnotes.references);
        let definitions = std::mem::take(&mut self.footnotes.definitions);
        if references.is_empty() {
            return;
        }
        let label = html::attribute(self.theme.string("footnotes_label"));
        let back_label = html::attribute(self.theme.string("footnote_back"));
        self.put(format_args!("<section class=\"footnotes\" aria-label=\"{label}\"><ol>\n"));
        for (index, (name, _)) in references.iter().enumerate() {
            let number = index + 1;
            let id = self.edition.anchor(self.site, self.page, Some(&format!("fn-{number}")));
            let back = self.edition.anchor(self.site, self.page, Some(&format!("fnref-{number}")));
            let text = definitions.get(name).map_or("", |text| text.trim());
            let link = format!(
                " <a class=\"footnote-back\" href=\"#{}\" aria-label=\"{}\">↩</a>",
                html::attribute(&back),
                back_label.replace("{n}", &number.to_string())
            );
            let text = match text.strip_suffix("</p>") {
                Some(text) => format!("{text}{link}</p>"),
                None => format!("{text}{link}"),
            };
            self.put(format_args!("<li id=\"{}\">{text}</li>\n", html::attribute(&id)));
        }
        self.push("</ol></section>\n");
    }
}
