//! What templates see of a sample email.

use tera::Value;

use super::context::{Email as EmailContext, Field};
use crate::document::Email;
use crate::html;
use crate::parse::{Piece, pieces};
use crate::site::Input;

/// An email with its letter, which is HTML already.
pub(super) fn email_context<'a>(input: &Input, email: &'a Email, letter: Option<&str>) -> EmailContext<'a> {
    EmailContext {
        subject: Value::safe_string(&subject_html(email)),
        to: email.to.as_deref(),
        when: email
            .when
            .clone()
            .or_else(|| Some(email.window.as_ref()?.text(&input.config.planner, &input.theme.strings))),
        window: email.window.as_ref().map(ToString::to_string),
        limit: email.limit.as_deref(),
        words_min: email.words.map(|(min, _)| min),
        words_max: email.words.map(|(_, max)| max).filter(|max| *max < usize::MAX),
        letter: Value::safe_string(letter.unwrap_or_default()),
        fields: email
            .fields
            .iter()
            .map(|field| Field {
                id: field.id.as_str(),
                label: field.label.as_str(),
                hint: field.hint.as_deref(),
                example: field.example.as_deref(),
                required: field.required,
                required_with: field.required_with.as_ref().map(|field| field.as_str()),
                kind: field.kind,
                choices: &field.choices,
            })
            .collect(),
    }
}

/// The subject line with its placeholders marked as in the letter.
fn subject_html(email: &Email) -> String {
    let mut out = String::new();
    for piece in pieces(email.subject.as_str()) {
        match piece {
            Piece::Text(text) => html::push_text(&mut out, text),
            Piece::Placeholder(label) => match email.field(label) {
                Some(field) => {
                    out.push_str("<mark class=\"placeholder\" data-field=\"");
                    html::push_attribute(&mut out, field.id.as_str());
                    out.push_str("\">");
                    html::push_text(&mut out, &format!("[{}]", field.label.as_str()));
                    out.push_str("</mark>");
                }
                None => html::push_text(&mut out, &format!("[{label}]")),
            },
        }
    }
    out
}
