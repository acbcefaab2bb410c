//! What templates see of a sample email.

use tera::Value;

use super::context::{Email as EmailContext, Field, FieldGroup};
use crate::document::Email;
use crate::html;
use crate::parse::{Piece, pieces};
use crate::site::Input;

/// The HTML of a letter.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Letter<'a> {
    /// The letter itself.
    pub(super) html: &'a str,
    /// A name when it is another version of the letter of its page, else empty.
    pub(super) version: &'a str,
    /// Its own other versions.
    pub(super) versions: &'a str,
}

/// An email with its letter. `name` is what rules call it.
pub(super) fn email_context<'a>(
    input: &'a Input,
    name: &'a str,
    email: &'a Email,
    letter: Letter<'_>,
) -> EmailContext<'a> {
    let fields = fields(input, email);
    EmailContext {
        name,
        title: email.title.as_deref(),
        version: letter.version.to_owned(),
        versions: Value::safe_string(letter.versions),
        subject: Value::safe_string(&subject_html(email)),
        to: email.to.as_deref(),
        when: email
            .when
            .clone()
            .or_else(|| Some(email.window.as_ref()?.text(&input.config.planner, &input.theme.strings))),
        window: email.window.as_ref().map(ToString::to_string),
        limit: email.limit.as_deref(),
        level: email.level,
        words_min: email.words.map(|(min, _)| min),
        words_max: email.words.map(|(_, max)| max).filter(|max| *max < usize::MAX),
        letter: Value::safe_string(letter.html),
        groups: groups(email, &fields),
        fields,
    }
}

fn fields<'a>(input: &'a Input, email: &'a Email) -> Vec<Field<'a>> {
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
            from: field.from.as_ref().map(|source| format!("{}.{}", source.subject, source.column)),
            per: per_of(input, field),
        })
        .collect()
}

/// What a field is filled in anew for: what is written, else what the planner fills it from, else what its date belongs to.
fn per_of<'a>(input: &'a Input, field: &'a crate::document::Field) -> Option<&'a str> {
    let of_event = || input.config.planner.event(field.event.as_deref()?)?.per.as_deref();
    field.per.as_deref().or_else(|| Some(field.from.as_ref()?.subject.as_str())).or_else(of_event)
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
