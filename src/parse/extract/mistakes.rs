//! What the Markdown parser takes for text and a writer meant as something else: footnotes, alerts, languages of code.

use std::collections::BTreeSet;

use super::Extractor;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Span, place};
use crate::highlight;
use crate::parse::language_of;

/// Footnotes referred to and defined.
#[derive(Default)]
pub(super) struct Footnotes {
    pub(super) referred: BTreeSet<String>,
    pub(super) defined: Vec<(String, Span)>,
    undefined: Vec<(String, Span)>,
}

impl Extractor<'_, '_> {
    pub(super) fn check_language(&mut self, info: &str, span: Span) {
        let Some(language) = language_of(info) else { return };
        if highlight::knows(language) {
            return;
        }
        let mut place = place(&self.document.parts, span);
        let text = &place.file.text[place.span.clone()];
        let first_line = text.lines().next().unwrap_or_default();
        if let Some(at) = first_line.find(language) {
            place.span = place.span.start + at..place.span.start + at + language.len();
        }
        self.out.push(
            Diagnostic::error(Code::Language, format!("no highlighting for `{language}`"))
                .at(place)
                .help(highlight::suggest(language).map(|near| format!("did you mean `{near}`?")))
                .help("write `text` for plain text".to_owned()),
        );
    }

    /// A quote that starts with `[!…]` was meant as an alert: the parser knows five of them, alone on their line.
    pub(super) fn check_alert(&mut self, span: Span) {
        const ALERTS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
        let file = &self.document.parts[span.part as usize].file;
        let line = file.text[span.start as usize..].lines().next().unwrap_or_default();
        let Some(at) = line.find("[!").filter(|at| line[..*at].trim_matches([' ', '>']).is_empty()) else { return };
        let Some((name, rest)) = line[at + 2..].split_once(']') else { return };
        let help = if ALERTS.contains(&name.to_uppercase().as_str()) && !rest.trim().is_empty() {
            Some(format!("write a title as `:::{}{{title=\"{}\"}}`", name.to_lowercase(), rest.trim()))
        } else {
            crate::suggest::help(name, ALERTS)
        };
        let start = span.start as usize + at + 2;
        self.out.push(
            Diagnostic::error(Code::Directive, format!("`[!{name}]{rest}` is not an alert"))
                .at(file.at(start..start + name.len()))
                .help(help),
        );
    }

    /// A reference without a definition is text to the Markdown parser: `[`, `^name`, `]`.
    pub(super) fn undefined_footnote(&mut self, text: &str, span: Span) {
        let file = &self.document.parts[span.part as usize].file;
        let (start, end) = (span.start as usize, span.end as usize);
        if file.text[..start].ends_with('[') && file.text[end..].starts_with(']') {
            let span = Span::new(span.part as usize, start - 1..end + 1);
            self.footnotes.undefined.push((text[1..].to_owned(), span));
        }
    }

    pub(super) fn report_footnotes(&mut self) {
        let Footnotes { referred, defined, undefined } = std::mem::take(&mut self.footnotes);
        for (name, span) in undefined {
            let near = crate::suggest::nearest(&name, defined.iter().map(|(name, _)| name.as_str()));
            self.out.push(
                Diagnostic::error(Code::Footnote, format!("no footnote `[^{name}]`"))
                    .at(place(&self.document.parts, span))
                    .help(match near {
                        Some(near) => format!("did you mean `[^{near}]`?"),
                        None => format!("define it with a line `[^{name}]: text`"),
                    }),
            );
        }
        for (name, span) in defined.into_iter().filter(|(name, _)| !referred.contains(name)) {
            self.out.push(
                Diagnostic::warning(Code::Footnote, format!("nothing refers to the footnote `[^{name}]`"))
                    .at(place(&self.document.parts, span)),
            );
        }
    }
}
