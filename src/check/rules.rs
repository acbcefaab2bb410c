//! The sample emails of a guide, read by its own rules.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::{Document, Email};
use crate::path::{self, SourcePath};
use crate::rules::{RULES, Rules, Severity};
use crate::site::Site;
use crate::suggest;

/// Reads the rules, if the guide has any, and what they hit in its own sample emails.
pub fn check(site: &Site, out: &mut Vec<Diagnostic>) {
    let Some(file) = site.input.sources.text(&SourcePath::new(RULES)) else { return };
    let rules = Rules::read(file, out);
    let emails: Vec<(String, &Document)> =
        site.documents.iter().filter(|page| page.email.is_some()).map(|page| (name_of(page), page)).collect();
    for (email, _) in rules.rules.iter().flat_map(|rule| &rule.exceptions) {
        if !emails.iter().any(|(name, _)| *name == email.text) {
            let help = suggest::help(&email.text, emails.iter().map(|(name, _)| name.as_str()));
            out.push(
                Diagnostic::error(Code::Rule, format!("no sample email `{}`", email.text))
                    .at(file.at(email.span.clone()))
                    .help(help),
            );
        }
    }
    for (name, page) in emails {
        let Some(email) = &page.email else { continue };
        for hit in rules.run(&email.sample) {
            let rule = &rules.rules[hit.rule];
            let Some(severity) = rule.severity_in(&name) else { continue };
            let words = &email.sample[hit.range];
            let message = format!("“{words}” breaks the rule `{}`", rule.id.text);
            let finding = if severity == Severity::Block {
                Diagnostic::error(Code::RuleHit, message)
            } else {
                Diagnostic::warning(Code::RuleHit, message)
            };
            out.push(finding.at(place_of(page, email, words)).note(rule.message.clone()).help(format!(
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

/// What `except` calls an email: its file's name without number and ending.
fn name_of(page: &Document) -> String {
    path::without_number(page.path.stem()).to_owned()
}
