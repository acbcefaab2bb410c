//! The letter of an email page: everything above the first heading, with placeholders in brackets.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::stream::{Item, Node, PLACEHOLDER};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Email, Placeholder, Span};
use crate::suggest;

/// Reads letter and placeholders of an email page and reports placeholders without a field and fields without a
/// placeholder.
pub(super) fn check(document: &mut Document, items: &[Item<'_>], out: &mut Vec<Diagnostic>) {
    let Some(mut email) = document.email.take() else { return };
    read_subject(&mut email, &document.file().text);
    for span in read_letter(&mut email, items) {
        out.push(
            Diagnostic::error(Code::Placeholder, "HTML in a letter, which nobody would see")
                .at(document.place(span))
                .help("placeholders stand in square brackets: `[Your name]`".to_owned()),
        );
    }
    let labels: Vec<&str> = email.fields.iter().map(|field| field.label.as_str()).collect();
    for placeholder in &email.placeholders {
        if email.field(&placeholder.label).is_none() {
            out.push(
                Diagnostic::error(Code::Placeholder, format!("no field for the placeholder `[{}]`", placeholder.label))
                    .at(document.place(placeholder.span))
                    .help(
                        suggest::help(&placeholder.label, labels.iter().copied())
                            .or_else(|| Some("declare it as a `[[fields]]` table above the letter".to_owned())),
                    ),
            );
        }
    }
    let used: BTreeSet<&str> = email
        .placeholders
        .iter()
        .filter_map(|placeholder| email.field(&placeholder.label))
        .map(|field| field.id.as_str())
        .collect();
    for field in email.fields.iter().filter(|field| !used.contains(field.id.as_str())) {
        out.push(
            Diagnostic::error(Code::Placeholder, format!("no placeholder uses the field `{}`", field.id.text))
                .at(document.file().at(field.label.span.clone()))
                .help(format!("write `[{}]` in the letter or the subject, or remove the field", field.label.text)),
        );
    }
    document.email = Some(email);
}

fn read_subject(email: &mut Email, file: &str) {
    let subject = email.subject.clone();
    for piece in pieces(&subject.text) {
        let Piece::Placeholder(label) = piece else { continue };
        // The value's place includes its quotes and, with escapes, more; the brackets are looked up inside it.
        let written = format!("[{label}]");
        let start = subject.span.start + file[subject.span.clone()].find(&written).unwrap_or(0);
        let span = Span::new(0, start..start + written.len());
        email.placeholders.push(Placeholder { label: label.to_owned(), span });
    }
}

/// A piece of a subject line.
pub(crate) enum Piece<'a> {
    /// What stands as it is.
    Text(&'a str),
    /// What stands between brackets.
    Placeholder(&'a str),
}

/// The pieces of a subject line in order.
pub(crate) fn pieces(subject: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = subject;
    while let Some(open) = rest.find('[') {
        let Some(length) = rest[open..].find(']') else { break };
        pieces.push(Piece::Text(&rest[..open]));
        pieces.push(Piece::Placeholder(&rest[open + 1..open + length]));
        rest = &rest[open + length + 1..];
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// The subject with the examples of its fields.
fn with_examples(email: &Email) -> String {
    let say = |piece| match piece {
        Piece::Text(text) => text,
        Piece::Placeholder(label) => email.field(label).and_then(|field| field.example.as_deref()).unwrap_or(label),
    };
    pieces(email.subject.as_str()).into_iter().map(say).collect()
}

/// Returns where the letter holds HTML.
fn read_letter(email: &mut Email, items: &[Item<'_>]) -> Vec<Span> {
    let mut words = 0;
    let mut placeholder: Option<Span> = None;
    let mut letter: Option<Span> = None;
    let mut markup = Vec::new();
    // Words of the letter as one text, so that a word that a placeholder is part of counts once.
    let mut text = String::new();
    for item in items {
        match &item.node {
            Node::Markdown(Event::Start(Tag::Heading { .. })) => break,
            Node::Markdown(Event::Start(Tag::Link { dest_url, .. })) => {
                if let Some(label) = dest_url.strip_prefix(PLACEHOLDER) {
                    placeholder = Some(item.span);
                    let example = email.field(label).and_then(|field| field.example.clone());
                    text.push_str(example.as_deref().unwrap_or(label));
                    email.placeholders.push(Placeholder { label: label.to_owned(), span: item.span });
                }
            }
            Node::Markdown(Event::End(TagEnd::Link)) => placeholder = None,
            Node::Markdown(Event::Text(piece) | Event::Code(piece)) if placeholder.is_none() => text.push_str(piece),
            Node::Markdown(Event::InlineHtml(_) | Event::Html(_)) => markup.push(item.span),
            Node::Markdown(Event::HardBreak | Event::End(TagEnd::Item)) => text.push('\n'),
            Node::Markdown(Event::End(TagEnd::Paragraph | TagEnd::List(_))) => text.push_str("\n\n"),
            Node::Markdown(Event::SoftBreak | Event::End(_)) => text.push(' '),
            _ => {}
        }
        if item.span.part == 0 {
            let whole = letter.get_or_insert(item.span);
            whole.end = whole.end.max(item.span.end);
        }
    }
    words += text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    email.letter_words = words;
    email.sample_subject = with_examples(email);
    email.sample_letter = text.trim().to_owned();
    email.letter = letter.unwrap_or_default();
    markup
}
