//! What stands above a page: TOML between `+++` lines or YAML between `---` lines.

use std::ops::Range;

use super::plain;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, File};
use crate::document::{Action, Due, Email, Field, FrontMatter, Kind, LAST_NAME, NAME, Source, Span};
use crate::table::{self, Reader, Table, Text};

/// Largest front matter that is read, in bytes.
const MAX_FRONT_MATTER: usize = 256 << 10;

/// Where front matter and body of a file are.
struct Split {
    front: Option<(Range<usize>, Format)>,
    body: Range<usize>,
    /// The fence that is never closed.
    unclosed: Option<Range<usize>>,
    /// The fence that is not at the very top, or too short.
    misplaced: Option<Range<usize>>,
}

#[derive(Clone, Copy)]
enum Format {
    Toml,
    Yaml,
}

/// Reads the front matter of a page. Returns it with the email it declares and the bytes of the body.
pub(crate) fn parse(
    file: &File,
    config: &Config,
    out: &mut Vec<Diagnostic>,
) -> (FrontMatter, Option<Email>, Range<usize>) {
    let split = split(&file.text);
    let before = out.len();
    if let Some(span) = split.unclosed {
        out.push(
            Diagnostic::error(Code::FrontMatter, "the front matter is never closed")
                .at(file.at(span.clone()))
                .help(format!("end it with a line `{}`", &file.text[span])),
        );
    }
    if let Some(span) = split.misplaced {
        out.push(
            Diagnostic::error(Code::FrontMatter, "front matter starts with `+++` on the first line of the file")
                .at(file.at(span))
                .help(
                    "it ends with another line `+++`, or both lines are `---` around YAML; else readers see it"
                        .to_owned(),
                ),
        );
    }
    let table = match split.front {
        Some((range, _)) if range.len() > MAX_FRONT_MATTER => {
            out.push(
                Diagnostic::error(Code::FrontMatter, "the front matter is too long")
                    .at(file.at(range.start..range.start)),
            );
            Table::default()
        }
        Some((range, Format::Toml)) => table::parse_toml(file, range, Code::FrontMatter, out),
        Some((range, Format::Yaml)) => table::parse_yaml(file, range, Code::FrontMatter, out),
        None => Table::default(),
    };
    let unread = out.len() > before;
    let (mut front, email) = read(file, &table, config, out);
    front.unread = unread;
    (front, email, split.body)
}

fn split(text: &str) -> Split {
    // Some editors put a byte order mark in front.
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let none = |unclosed| Split { front: None, body: start..text.len(), unclosed, misplaced: None };
    let first_line = text[start..].lines().next().unwrap_or_default();
    let (fence, format) = match first_line.trim_end() {
        "+++" => ("+++", Format::Toml),
        "---" => ("---", Format::Yaml),
        _ => {
            // A blank line above, or one sign too few, would show the front matter as text.
            let first = text[start..].trim_start();
            let line = first.lines().next().unwrap_or_default().trim_end();
            let at = text.len() - first.len();
            let misplaced = line == "+++" || (line == "++" && at == start) || has_key(first);
            return Split { misplaced: misplaced.then_some(at..at + line.len()), ..none(None) };
        }
    };
    let mut at = start + text[start..].find('\n').map_or(text.len() - start, |index| index + 1);
    let front_start = at;
    for line in text[at..].split_inclusive('\n') {
        if line.trim_end() == fence {
            return Split {
                front: Some((front_start..at, format)),
                body: at + line.len()..text.len(),
                unclosed: None,
                misplaced: None,
            };
        }
        at += line.len();
    }
    match format {
        Format::Toml => Split {
            front: None,
            body: text.len()..text.len(),
            unclosed: Some(start..start + fence.len()),
            misplaced: None,
        },
        // A page may well start with a thematic break.
        Format::Yaml => none(has_key(&text[front_start..]).then(|| start..start + fence.len())),
    }
}

/// Whether one of the first lines of a text sets a key that front matter has: it was meant as some, with other lines around it.
fn has_key(text: &str) -> bool {
    const KEYS: [&str; 8] = ["title", "nav-title", "description", "kind", "draft", "subject", "reviewed", "keywords"];
    const LINES: usize = 3;
    let lines = text.lines().filter(|line| !line.trim().is_empty()).take(LINES);
    // Code may well be an example of it.
    let mut lines = lines.take_while(|line| !line.trim_start().starts_with(['`', '~']));
    lines.any(|line| {
        line.split_once([':', '='])
            .is_some_and(|(key, value)| KEYS.contains(&key.trim_end()) && !value.trim().is_empty())
    })
}

/// Whether another name of a page is an address that it had: `/guide/old/`, `old.html`.
fn is_address(alias: &str) -> bool {
    alias.starts_with('/') || alias.ends_with('/') || alias.ends_with(".html") || alias.ends_with(".md")
}

fn read(file: &File, table: &Table, config: &Config, out: &mut Vec<Diagnostic>) -> (FrontMatter, Option<Email>) {
    let mut reader = Reader::new(file, table, "the front matter", Code::FrontMatter, out);
    let known_kind = reader.choice("kind", &Kind::NAMES).map(Kind::of_name);
    let kind = known_kind.unwrap_or_default();
    let title = reader.filled_text("title").map(|title| filled(title, &mut reader, config, file).text);
    let nav_title = fill(&mut reader, "nav-title", config, file);
    let description = fill(&mut reader, "description", config, file);
    let aliases = reader.texts("aliases").unwrap_or_default();
    let (moved_from, aliases): (Vec<Text>, Vec<Text>) = aliases.into_iter().partition(|alias| is_address(&alias.text));
    let mut front = FrontMatter {
        unread: false,
        title,
        nav_title,
        description,
        kind,
        weight: reader.integer("weight"),
        reviewed: reader.day("reviewed"),
        draft: reader.flag("draft").unwrap_or(false),
        toc: reader.flag("toc").unwrap_or(true),
        template: reader.text("template"),
        search: reader.flag("search").unwrap_or(true),
        search_weight: reader.number("search-weight", 0.1..=10.0).unwrap_or(1.0),
        keywords: reader.strings("keywords").unwrap_or_default(),
        aliases: aliases.into_iter().map(|alias| alias.text).collect(),
        moved_from,
        lead: None,
        actions: Vec::new(),
        fields: Vec::new(),
        extra: None,
    };
    if let Some(extra) = reader.table("extra") {
        // All that follows `[extra]` belongs to it, and a draft would be published.
        for (key, _) in extra.entries.iter().filter(|(key, _)| matches!(key.name.as_str(), "draft" | "kind")) {
            let message = format!("`{}` stands under `[extra]`, where it means nothing", key.name);
            reader.refuse(key.span.clone(), message, Some("put it above `[extra]`".to_owned()));
        }
        front.extra = Some(table::table_to_tera(extra));
    }
    let mut email = None;
    match kind {
        Kind::Home => {
            front.lead = fill(&mut reader, "lead", config, file);
            let actions = reader.tables("actions");
            for table in actions {
                let mut reader = Reader::new(file, table, "an action", Code::FrontMatter, reader.out());
                let label = reader.required_text("label");
                let href = reader.required_text("href");
                if let (Some(label), Some(href)) = (label, href) {
                    let span = Span::new(0, href.span);
                    front.actions.push(Action { label: label.text, href: href.text, span });
                }
                reader.finish();
            }
        }
        Kind::Email => email = Some(read_email(file, &mut reader, config)),
        Kind::Chapter | Kind::Faq | Kind::Glossary => {}
    }
    if kind != Kind::Email {
        front.fields = read_fields(file, &mut reader, config);
    }
    if known_kind.is_none() {
        refuse_keys_of_kinds(table, &mut reader);
    }
    reader.finish();
    (front, email)
}

/// Reports a key of a page that does not say its kind, where pages of another kind have that key: a letter without `kind` would be
/// a chapter.
fn refuse_keys_of_kinds(table: &Table, reader: &mut Reader<'_, '_>) {
    const OF_EMAILS: [&str; 7] = ["subject", "to", "when", "window", "limit", "level", "words"];
    const OF_HOME: [&str; 2] = ["lead", "actions"];
    for (kind, keys) in [("email", &OF_EMAILS[..]), ("home", &OF_HOME)] {
        let mut there = keys.iter().filter_map(|name| table.entries.iter().find(|(key, _)| key.name == *name));
        let Some((first, _)) = there.next() else { continue };
        let message = format!("`{}` is a key of pages with `kind = \"{kind}\"`", first.name);
        reader.refuse(first.span.clone(), message, Some("add the kind, or remove the key".to_owned()));
        // Nothing more is said of these.
        for name in keys {
            reader.node(name);
        }
    }
}

/// A text that is shown as it is written, with its variables replaced.
fn fill(reader: &mut Reader<'_, '_>, key: &'static str, config: &Config, file: &File) -> Option<String> {
    Some(filled_plain(reader.text(key)?, reader, config, file).text)
}

/// The same for a text that was read.
fn filled_plain(text: Text, reader: &mut Reader<'_, '_>, config: &Config, file: &File) -> Text {
    let start = text.span.start;
    if let Some(found) = plain::markdown_in(&file.text[text.span.clone()]) {
        reader.out().push(plain::finding(file.at(start + found.start..start + found.end)));
    }
    filled(text, reader, config, file)
}

/// A text with its variables replaced.
fn filled(mut text: Text, reader: &mut Reader<'_, '_>, config: &Config, file: &File) -> Text {
    if text.text.contains("{{") {
        let out = reader.out();
        text.text = super::variables::fill(&text.text, config, |mistake| {
            let at = text.span.start + mistake.place_in(&file.text[text.span.clone()]).unwrap_or(0);
            let place = file.at(at..at + mistake.written.len());
            out.push(Diagnostic::error(Code::Variable, mistake.message).at(place).help(mistake.help));
        });
    }
    text
}

fn read_email(file: &File, reader: &mut Reader<'_, '_>, config: &Config) -> Email {
    let window = reader.text("window").and_then(|window| match Due::parse(&window.text, &config.planner) {
        Ok(due) => Some(due),
        Err((message, help)) => {
            reader.refuse(window.span, message, help);
            None
        }
    });
    let mut email = Email {
        subject: reader
            .required_text("subject")
            .map(|subject| filled_plain(subject, reader, config, file))
            .unwrap_or_default(),
        to: fill(reader, "to", config, file),
        when: fill(reader, "when", config, file),
        window,
        limit: fill(reader, "limit", config, file),
        level: read_level(reader, config),
        ..Email::default()
    };
    if let Some(table) = reader.table("words") {
        let mut reader = Reader::new(file, table, "`words`", Code::FrontMatter, reader.out());
        let min = reader.count("min").unwrap_or(0);
        let max = reader.count("max").unwrap_or(usize::MAX);
        if min > max {
            reader.refuse(table.span.clone(), "`min` is larger than `max`", None);
        } else {
            email.words = Some((min, max));
        }
        reader.finish();
    }
    email.fields = read_fields(file, reader, config);
    email
}

/// `level`: one of those that the log of the planner has names for.
fn read_level(reader: &mut Reader<'_, '_>, config: &Config) -> usize {
    let levels = config.planner.log.as_ref().map_or(0, |log| log.levels.len());
    let Some(node) = reader.node("level") else { return 0 };
    let Some(level) = reader.count("level") else { return 0 };
    if level < levels {
        return level;
    }
    let message = if levels == 0 {
        "`level` needs `levels` under `[planner.log]` in `book.toml`".to_owned()
    } else {
        format!("`level` goes from 0 to {}, as `[planner.log]` in `book.toml` has {levels} `levels`", levels - 1)
    };
    reader.refuse(node.span.clone(), message, None);
    0
}

/// What the writer of the letters of a page fills in.
fn read_fields(file: &File, reader: &mut Reader<'_, '_>, config: &Config) -> Vec<Field> {
    let tables = reader.tables("fields");
    let fields: Vec<Field> =
        tables.into_iter().filter_map(|table| read_field(file, table, config, reader.out())).collect();
    check_fields(file, &fields, reader.out());
    fields
}

fn read_field(file: &File, table: &Table, config: &Config, out: &mut Vec<Diagnostic>) -> Option<Field> {
    let mut reader = Reader::new(file, table, "a field", Code::FrontMatter, out);
    let id = reader.required_text("id");
    let label = reader.required_text("label");
    let kind = reader.choice("type", &["text", "date", "multiline", "choice"]).unwrap_or("text");
    let required_with = reader.text("required-with");
    let event = reader.text("event");
    if let Some(event) = &event {
        if config.planner.event(&event.text).is_none() {
            let known = config.planner.events.iter().map(|event| event.id.as_str());
            let help = crate::suggest::help(&event.text, known);
            reader.refuse(event.span.clone(), format!("no event `{}`", event.text), help);
        }
        if kind != "date" {
            let help = "write `type = \"date\"`, so that readers choose a day".to_owned();
            reader.refuse(event.span.clone(), "`event` belongs to a date", Some(help));
        }
    }
    let from = reader.text("from").and_then(|from| read_source(&mut reader, &from, config));
    let per = reader.text("per");
    if let Some(per) = &per
        && config.planner.subject(&per.text).is_none()
    {
        let known = config.planner.subjects.iter().map(|subject| subject.id.as_str());
        let help = crate::suggest::help(&per.text, known);
        reader.refuse(per.span.clone(), format!("no subject `{}`", per.text), help);
    }
    let choices = reader.texts("choices").unwrap_or_default();
    let field = Field {
        from,
        per: per.map(|per| per.text),
        group: fill(&mut reader, "group", config, file),
        event: event.map(|event| event.text),
        hint: fill(&mut reader, "hint", config, file),
        example: fill(&mut reader, "example", config, file),
        required: reader.flag("required").unwrap_or(required_with.is_none()),
        required_with,
        kind,
        choices: choices.into_iter().map(|choice| filled_plain(choice, &mut reader, config, file).text).collect(),
        id: id.clone().unwrap_or_default(),
        label: label.clone().unwrap_or_default(),
    };
    if (kind == "choice") == field.choices.is_empty() {
        let message =
            if kind == "choice" { "a choice needs `choices`" } else { "`choices` belong to `type = \"choice\"`" };
        reader.refuse(table.span.clone(), message, None);
    }
    reader.finish();
    (id.is_some() && label.is_some()).then_some(field)
}

/// `program.name`, `program.institution`, `interviewer.last-name`.
fn read_source(reader: &mut Reader<'_, '_>, from: &Text, config: &Config) -> Option<Source> {
    let planner = &config.planner;
    let known: Vec<String> = planner
        .subjects
        .iter()
        .flat_map(|subject| {
            let columns = subject.columns.iter().map(|column| column.id.as_str());
            [NAME, LAST_NAME].into_iter().chain(columns).map(|column| format!("{}.{column}", subject.id))
        })
        .collect();
    if let Some((subject, column)) = from.text.split_once('.').filter(|_| known.contains(&from.text)) {
        return Some(Source { subject: subject.to_owned(), column: column.to_owned() });
    }
    let help = crate::suggest::help(&from.text, known.iter().map(String::as_str));
    reader.refuse(from.span.clone(), format!("the planner has no `{}`", from.text), help);
    None
}

/// Ids and labels have to differ, and `required-with` has to name a field.
fn check_fields(file: &File, fields: &[Field], out: &mut Vec<Diagnostic>) {
    let same = |a: &Text, b: &Text| a.text.eq_ignore_ascii_case(&b.text);
    for (index, field) in fields.iter().enumerate() {
        let earlier = &fields[..index];
        if let Some(other) = earlier.iter().find(|other| same(&other.id, &field.id)) {
            out.push(
                Diagnostic::error(Code::FrontMatter, format!("a second field `{}`", other.id.text))
                    .at(file.at(field.id.span.clone())),
            );
        } else if let Some(other) = earlier.iter().find(|other| same(&other.label, &field.label)) {
            out.push(
                Diagnostic::error(Code::FrontMatter, format!("the field `{}` has this label already", other.id.text))
                    .at(file.at(field.label.span.clone()))
                    .help(
                        "placeholders name a field by its label: give this one another, or use one field for both"
                            .to_owned(),
                    ),
            );
        }
        if let Some(wanted) = &field.required_with
            && !fields.iter().any(|other| other.id.text == wanted.text)
        {
            let known = fields.iter().map(|field| field.id.text.as_str());
            out.push(
                Diagnostic::error(Code::FrontMatter, format!("no field `{}`", wanted.text))
                    .at(file.at(wanted.span.clone()))
                    .help(crate::suggest::help(&wanted.text, known)),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_only_at_the_very_top() {
        assert_eq!(split("+++\ntitle = \"a\"\n+++\ntext").body, 20..24);
        assert_eq!(split("\u{feff}---\na: b\n---\r\ntext").body, 17..21);
        assert_eq!(split("text\n---\na: b\n---\n").body, 0..18);
        assert_eq!(split("---\n\njust a line above\n").body, 0..23);
        assert_eq!(split("+++\nopen").body, 8..8);
        assert_eq!(split("").body, 0..0);
    }
}
