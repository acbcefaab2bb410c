//! Letters, with placeholders in brackets: that of an email page, which is everything above the first heading, and those of
//! `:::email`.

use std::collections::BTreeSet;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::is_same_title;
use super::stream::{EMAIL, Item, Node, PLACEHOLDER, Part};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::{Document, Due, Email, Field, Placeholder, Span};
use crate::suggest;
use crate::table::Text;

/// Reads the letters of a page and their placeholders, and reports placeholders without a field and fields without a
/// placeholder.
pub(super) fn read(document: &mut Document, items: &[Item<'_>], config: &Config, out: &mut Vec<Diagnostic>) {
    // A page may begin with its title.
    let has_title = document.headings.first().is_some_and(|heading| {
        heading.level == 1 && document.front.title.as_ref().is_none_or(|title| is_same_title(title, &heading.text))
    });
    let (own, blocks) = letters_in(items, has_title);
    if document.email.is_none() && blocks.is_empty() && document.front.fields.is_empty() {
        return;
    }
    let mut page = document.email.take();
    if let Some(email) = &mut page {
        read_subject(email, &document.file().text);
        report_misfits(document, &email.fields, &own, out);
        read_letter(email, own);
        if blocks.is_empty() && email.sample_letter.is_empty() {
            let first = document.headings.iter().find(|heading| heading.level > 1 || !has_title);
            let place = first.map_or_else(|| document.file().at(0..0), |heading| document.place(heading.span));
            out.push(
                Diagnostic::error(Code::Letter, "the letter is empty")
                    .at(place)
                    .help("it is what stands above the first heading of the page".to_owned()),
            );
        }
    }
    let fields = page.as_ref().map_or_else(|| document.front.fields.clone(), |email| email.fields.clone());
    let mut letters = Vec::new();
    for (part, span, inside) in blocks {
        let mut email = declared(part, span, page.as_deref(), document, config, out);
        email.fields.clone_from(&fields);
        read_subject(&mut email, &document.file().text);
        report_misfits(document, &fields, &inside, out);
        read_letter(&mut email, inside);
        letters.push(email);
    }
    document.email = page;
    document.letters = letters;
    check_placeholders(document, &fields, out);
}

/// Reports what stands in a letter and would get lost on the way to whom it is sent, as messages are plain text, or would be sent
/// as it is though it was meant to be filled in.
fn report_misfits(document: &Document, fields: &[Field], items: &[&Item<'_>], out: &mut Vec<Diagnostic>) {
    const BELOW: &str = "what is advice to readers goes below the first heading";
    const ESCAPED: &str = "a bracket that is meant as text is written `\\[`";
    let mut in_code = None;
    for (at, item) in items.iter().enumerate() {
        let written = document.parts[item.span.part as usize].file.text.get(item.span.range()).unwrap_or_default();
        let mut report = |code, place: Place, message: &str, help: &str| {
            out.push(Diagnostic::error(code, message).at(place).help(help.to_owned()));
        };
        let place = || document.place(item.span);
        match &item.node {
            Node::Markdown(Event::Start(Tag::Heading { .. })) => break,
            Node::Markdown(Event::InlineHtml(_) | Event::Html(_)) => report(
                Code::Placeholder,
                place(),
                "HTML in a letter, which nobody would see",
                "placeholders stand in square brackets: `[Your name]`",
            ),
            Node::Markdown(Event::Start(Tag::Image { .. })) => {
                report(Code::Letter, place(), "an image in a letter, which is sent as plain text", BELOW);
            }
            Node::Markdown(Event::FootnoteReference(_)) => {
                report(Code::Letter, place(), "a footnote in a letter, whose text is not sent", BELOW);
            }
            // Other programs make links of names and addresses by themselves.
            Node::Markdown(Event::Start(Tag::Link { dest_url, .. })) if !dest_url.starts_with(PLACEHOLDER) => {
                if let Some(Node::Markdown(Event::Text(text))) = items.get(at + 1).map(|item| &item.node)
                    && fields.iter().any(|field| field.label.text == **text)
                {
                    let help = format!("take the link off: `[{text}]`");
                    report(Code::Placeholder, place(), "a placeholder that is a link, which is not filled in", &help);
                }
            }
            Node::Open(part) => {
                let message = format!("`:::{}` in a letter, which is sent as plain text", part.name);
                report(Code::Letter, place(), &message, BELOW);
            }
            Node::Markdown(Event::Start(Tag::CodeBlock(kind))) => {
                in_code = Some(matches!(kind, CodeBlockKind::Indented))
            }
            Node::Markdown(Event::End(TagEnd::CodeBlock)) => in_code = None,
            Node::Markdown(Event::Code(_) | Event::Text(_))
                if written.contains('[') && (in_code.is_some() || written.starts_with('`')) =>
            {
                let help = if in_code == Some(true) {
                    "lines that begin with four blanks or a tab are code: take these off"
                } else {
                    "take off the backticks"
                };
                report(Code::Placeholder, place(), "a placeholder in code, which is not filled in", help);
            }
            Node::Markdown(Event::Text(_)) => {
                let start = item.span.start as usize;
                let file = &document.parts[item.span.part as usize].file;
                for (at, sign) in written.match_indices(['[', ']']) {
                    if !file.text[..start + at].ends_with('\\') {
                        let end = if sign == "[" { "closed" } else { "opened" };
                        let message = format!("a placeholder that is not {end}");
                        report(Code::Placeholder, file.at(start + at..start + at + 1), &message, ESCAPED);
                    }
                }
            }
            _ => {}
        }
    }
}

/// A `:::email` with its place and what stands in it.
type Block<'i, 'a> = (&'i Part, Span, Vec<&'i Item<'a>>);

/// The items of the page's own letter, and those of each `:::email`.
fn letters_in<'i, 'a>(items: &'i [Item<'a>], has_title: bool) -> (Vec<&'i Item<'a>>, Vec<Block<'i, 'a>>) {
    let (mut own, mut blocks) = (Vec::new(), Vec::<Block<'i, 'a>>::new());
    // How many directives are open in the letter that is read.
    let mut open: Option<usize> = None;
    let is_title = |item: &Item<'_>| {
        has_title && matches!(item.node, Node::Markdown(Event::Start(Tag::Heading { level: HeadingLevel::H1, .. })))
    };
    let is_end = |item: &Item<'_>| matches!(item.node, Node::Markdown(Event::End(TagEnd::Heading(_))));
    let title =
        if items.first().is_some_and(is_title) { items.iter().position(is_end).map_or(0, |end| end + 1) } else { 0 };
    for item in &items[title..] {
        match (&item.node, &mut open) {
            (Node::Open(part), None) if part.name == EMAIL => {
                blocks.push((part, item.span, Vec::new()));
                open = Some(0);
            }
            (Node::Close, Some(0)) => open = None,
            (node, depth) => {
                match (node, depth) {
                    (Node::Open(_), Some(depth)) => *depth += 1,
                    (Node::Close, Some(depth)) => *depth -= 1,
                    _ => {}
                }
                match blocks.last_mut().filter(|_| open.is_some()) {
                    Some((.., inside)) => inside.push(item),
                    None => own.push(item),
                }
            }
        }
    }
    (own, blocks)
}

/// What a `:::email` says about itself. Without a subject of its own it has the one of its page.
fn declared(
    part: &Part,
    span: Span,
    page: Option<&Email>,
    document: &Document,
    config: &Config,
    out: &mut Vec<Diagnostic>,
) -> Email {
    let text = |name: &str| part.value(name).and_then(|attribute| attribute.value.clone());
    let mut refuse = |name: &str, message: String, help: Option<String>| {
        let place = part.value(name).map_or(span, |attribute| attribute.value_span);
        out.push(Diagnostic::error(Code::Directive, message).at(document.place(place)).help(help));
    };
    let subject = part.value("subject").and_then(|attribute| {
        // What stands in a file that is included has no place in this one.
        let span = if attribute.value_span.part == 0 { attribute.value_span.range() } else { 0..0 };
        Some(Text { text: attribute.value.clone()?, span })
    });
    if subject.is_none() && page.is_none() {
        refuse("subject", "a letter needs a subject".into(), Some("write `:::email{subject=\"…\"}`".to_owned()));
    }
    let words = text("words").and_then(|words| {
        let range = read_range(&words);
        if range.is_none() {
            let message = format!("`{words}` is no range of words");
            refuse("words", message, Some("write `90-150`, `-150` or `90-`".to_owned()));
        }
        range
    });
    let window = text("window").and_then(|window| {
        Due::parse(&window, &config.planner).map_err(|(message, help)| refuse("window", message, help)).ok()
    });
    Email {
        title: text("title"),
        subject: subject.or_else(|| page.map(|page| page.subject.clone())).unwrap_or_default(),
        to: text("to"),
        when: text("when"),
        limit: text("limit"),
        level: page.map_or(0, |page| page.level),
        window,
        words,
        ..Email::default()
    }
}

/// `90-150`, `-150`, `90-`.
fn read_range(text: &str) -> Option<(usize, usize)> {
    let (min, max) = text.split_once(['-', '–'])?;
    let number =
        |text: &str, otherwise| if text.trim().is_empty() { Some(otherwise) } else { text.trim().parse().ok() };
    let (min, max) = (number(min, 0)?, number(max, usize::MAX)?);
    (min <= max && (min, max) != (0, usize::MAX)).then_some((min, max))
}

fn check_placeholders(document: &Document, fields: &[Field], out: &mut Vec<Diagnostic>) {
    let labels: Vec<&str> = fields.iter().map(|field| field.label.as_str()).collect();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for placeholder in document.emails().flat_map(|email| &email.placeholders) {
        let Some(field) = document.field(&placeholder.label) else {
            out.push(
                Diagnostic::error(Code::Placeholder, format!("no field for the placeholder `[{}]`", placeholder.label))
                    .at(document.place(placeholder.span))
                    .help(
                        suggest::help(&placeholder.label, labels.iter().copied())
                            .or_else(|| Some("declare it as a `[[fields]]` table above the letter".to_owned())),
                    ),
            );
            continue;
        };
        used.insert(field.id.as_str());
        let written = placeholder.label.replace('’', "'");
        if written != field.label.text.replace('’', "'") && written != field.id.text {
            let message = format!("the placeholder `[{}]` is spelled otherwise than its field", placeholder.label);
            out.push(
                Diagnostic::warning(Code::Placeholder, message)
                    .at(document.place(placeholder.span))
                    .help(format!("write `[{}]`", field.label.text)),
            );
        }
    }
    for field in fields.iter().filter(|field| !used.contains(field.id.as_str())) {
        out.push(
            Diagnostic::error(Code::Placeholder, format!("no placeholder uses the field `{}`", field.id.text))
                .at(document.file().at(field.label.span.clone()))
                .help(format!("write `[{}]` in the letter or the subject, or remove the field", field.label.text)),
        );
    }
}

fn read_subject(email: &mut Email, file: &str) {
    let subject = email.subject.clone();
    let written = file.get(subject.span.clone()).unwrap_or_default();
    for piece in pieces(&subject.text) {
        let Piece::Placeholder(label) = piece else { continue };
        // The value's place includes its quotes and, with escapes, more; the brackets are looked up inside it.
        let brackets = format!("[{label}]");
        let span = match written.find(&brackets) {
            Some(at) => subject.span.start + at..subject.span.start + at + brackets.len(),
            None => subject.span.clone(),
        };
        email.placeholders.push(Placeholder { label: label.to_owned(), span: Span::new(0, span) });
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

fn read_letter(email: &mut Email, items: Vec<&Item<'_>>) {
    let mut words = 0;
    let mut placeholder: Option<Span> = None;
    let mut letter: Option<Span> = None;
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
}
