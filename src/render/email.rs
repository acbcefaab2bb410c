//! What templates see of a sample email.

use tera::Value;

use super::context::{Email as EmailContext, Field, FieldGroup};
use crate::document::{Document, Email};
use crate::html;
use crate::parse::{Piece, pieces};
use crate::site::Input;

/// The email of a page with its letter, which is HTML already.
pub(super) fn email_context<'a>(input: &Input, page: &'a Document, letter: Option<&str>) -> Option<EmailContext<'a>> {
    let email = page.email.as_ref()?;
    let fields = fields(email);
    Some(EmailContext {
        name: page.short_name(),
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
        groups: groups(email, &fields),
        fields,
    })
}

fn fields(email: &Email) -> Vec<Field<'_>> {
    email
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
            event: field.event.as_deref(),
        })
        .collect()
}

/// The fields under the names of their groups, both in the order in which they are declared.
fn groups<'a>(email: &'a Email, fields: &[Field<'a>]) -> Vec<FieldGroup<'a>> {
    let mut groups: Vec<FieldGroup<'a>> = Vec::new();
    for (declared, field) in email.fields.iter().zip(fields) {
        let title = declared.group.as_deref();
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.fields.push(field.clone()),
            None => groups.push(FieldGroup { title, fields: vec![field.clone()] }),
        }
    }
    groups
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
