//! The sample emails of a guide, read by its own rules.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::{Document, Email};
use crate::path::SourcePath;
use crate::rules::{Message, RULES, Rules, Severity, Test};
use crate::site::Site;
use crate::suggest;
use crate::table::Text;

/// Tries the rules on their lines, and says what they find in the sample emails.
pub fn check(site: &Site, rules: &Rules, out: &mut Vec<Diagnostic>) {
    let Some(file) = site.input.sources.text(&SourcePath::new(RULES)) else { return };
    rules.try_lines(file, out);
    let emails: Vec<(&str, &Document, &Email)> = site
        .documents
        .iter()
        .flat_map(|page| page.emails().map(move |email| (page.short_name(), &**page, email)))
        .collect();
    let mut report = |message: String, text: &Text, help: Option<String>| {
        out.push(Diagnostic::error(Code::Rule, message).at(file.at(text.span.clone())).help(help));
    };
    for rule in &rules.rules {
        for email in rule.names().filter(|email| emails.iter().all(|(name, ..)| *name != email.text)) {
            let help = suggest::help(&email.text, emails.iter().map(|(name, ..)| *name));
            report(format!("no sample email `{}`", email.text), email, help);
        }
        let (Test::Empty(fields) | Test::Says(fields)) = &rule.test else { continue };
        let known = || emails.iter().flat_map(|(.., email)| &email.fields).map(|field| field.id.as_str());
        for field in fields.iter().filter(|field| known().all(|id| id != field.text)) {
            report(
                format!("no sample email has the field `{}`", field.text),
                field,
                suggest::help(&field.text, known()),
            );
        }
    }
    for (name, page, email) in emails {
        let fields: Vec<(&str, &str)> = email
            .fields
            .iter()
            .map(|field| (field.id.as_str(), field.example.as_deref().unwrap_or(field.label.as_str())))
            .collect();
        let (subject, letter) = (email.sample_subject.as_str(), email.sample_letter.as_str());
        let message = Message { subject, letter, email: Some(name), fields: &fields };
        let text = message.text();
        for hit in rules.run(message) {
            let rule = &rules.rules[hit.rule];
            // An exception says that the writer knows.
            if rule.exceptions.iter().any(|(email, _)| email.text == name) {
                continue;
            }
            let words = hit.range.map_or("", |range| &text[range]);
            let (message, place) = if words.is_empty() {
                (format!("this email breaks the rule `{}`", rule.id.text), page.file().at(email.subject.span.clone()))
            } else {
                (format!("“{words}” breaks the rule `{}`", rule.id.text), place_of(page, email, words))
            };
            let finding = if hit.severity == Severity::Block {
                Diagnostic::error(Code::RuleHit, message)
            } else {
                Diagnostic::warning(Code::RuleHit, message)
            };
            out.push(finding.at(place).note(rule.message.clone()).help(format!(
                "reword it, or allow it with `except = [{{ email = \"{name}\", severity = \"off\" }}]` in `{RULES}`"
            )));
        }
    }
}

/// Where words of a sample are written: in the letter, in the subject, or among the examples above them.
fn place_of(page: &Document, email: &Email, words: &str) -> Place {
    let file = page.file();
    let letter = email.letter.range();
    let found = [letter.clone(), email.subject.span.clone(), 0..letter.start].into_iter().find_map(|part| {
        let start = part.start + file.text.get(part)?.find(words)?;
        Some(start..start + words.len())
    });
    file.at(found.unwrap_or(letter.start..letter.start))
}
