//! The sample emails of a guide, read by its own rules.

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::path::{self, SourcePath};
use crate::rules::{RULES, Rules, Severity};
use crate::site::Site;
use crate::suggest;

/// Reads the rules, if the guide has any, and what they hit in its own sample emails.
pub(super) fn check(site: &Site, out: &mut Vec<Diagnostic>) {
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
            let text = &page.file().text;
            let start = text
                .find(words)
                .map_or(email.letter.range().start..email.letter.range().start, |at| at..at + words.len());
            out.push(finding.at(page.file().at(start)).note(rule.message.clone()).help(format!(
                "reword it, or allow it with `except = [{{ email = \"{name}\", severity = \"off\" }}]` in `{RULES}`"
            )));
        }
    }
}

/// What `except` calls an email: its file's name without number and ending.
fn name_of(page: &Document) -> String {
    path::without_number(page.path.stem()).to_owned()
}
