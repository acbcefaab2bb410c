//! Tables that people write (TOML, YAML) with the place of every key and value, and a reader that collects every
//! mistake in one: wrong types, missing and unknown keys.

mod mend;
mod toml;
mod yaml;

use std::collections::BTreeMap;
use std::ops::Range;

pub use self::toml::parse as parse_toml;
pub use self::yaml::parse as parse_yaml;
use crate::diagnostic::{Code, Diagnostic, File};
use crate::suggest;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Byte offsets into the file.
    pub span: Range<usize>,
}

/// What a key can hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// YAML's empty value; TOML has none.
    Nothing,
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// `true` or `false`.
    Flag(bool),
    /// A date or time, as written.
    Date(String),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
}

impl Value {
    /// Text as it was written. The zero sign, which neither HTML nor XML can have, becomes U+FFFD as in Markdown (CommonMark 0.31, 2.3).
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.replace('\0', "\u{fffd}"))
    }

    /// The name of the value's type, for messages.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Text(_) => "text",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Flag(_) => "`true` or `false`",
            Self::Date(_) => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// A key and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// The key.
    pub name: String,
    /// Byte offsets into the file.
    pub span: Range<usize>,
}

/// A table: keys with values, in the order of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The entries.
    pub entries: Vec<(Key, Node)>,
    /// Byte offsets of the whole table (of its header, for a TOML section).
    pub span: Range<usize>,
}

impl Table {
    /// The value of a key.
    #[must_use]
    pub fn node(&self, name: &str) -> Option<&Node> {
        self.entries.iter().find_map(|(key, node)| (key.name == name).then_some(node))
    }
}

/// A text value with its place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Byte offsets into the file.
    pub span: Range<usize>,
}

impl Text {
    /// The text alone.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Reads one table key by key and remembers which keys exist; [`Reader::finish`] reports all others.
pub struct Reader<'a, 'o> {
    file: &'a File,
    table: &'a Table,
    /// How messages name the table: "`[book]`", "front matter".
    name: &'a str,
    code: Code,
    known: Vec<&'static str>,
    out: &'o mut Vec<Diagnostic>,
}

impl<'a, 'o> Reader<'a, 'o> {
    /// A reader of `table`; mistakes go to `out` under `code`.
    pub fn new(file: &'a File, table: &'a Table, name: &'a str, code: Code, out: &'o mut Vec<Diagnostic>) -> Self {
        Self { file, table, name, code, known: Vec::new(), out }
    }

    /// The file that is read.
    #[must_use]
    pub fn file(&self) -> &'a File {
        self.file
    }

    /// The value of `key`, whatever its type.
    pub fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        self.known.push(key);
        self.table.node(key).filter(|node| node.value != Value::Nothing)
    }

    /// Text. A bare date is text too where text is asked for.
    pub fn text(&mut self, key: &'static str) -> Option<Text> {
        let node = self.node(key)?;
        let text = match &node.value {
            Value::Text(text) | Value::Date(text) => text.clone(),
            _ => return self.wrong_type(key, node, "text"),
        };
        Some(Text { text, span: node.span.clone() })
    }

    /// Text, without its place.
    pub fn string(&mut self, key: &'static str) -> Option<String> {
        self.text(key).map(|text| text.text)
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &'static str) -> Option<bool> {
        let node = self.node(key)?;
        match node.value {
            Value::Flag(flag) => Some(flag),
            _ => self.wrong_type(key, node, "`true` or `false`"),
        }
    }

    /// A whole number.
    pub fn integer(&mut self, key: &'static str) -> Option<i64> {
        let node = self.node(key)?;
        match node.value {
            Value::Integer(number) => Some(number),
            _ => self.wrong_type(key, node, "a whole number"),
        }
    }

    /// A whole number that is not negative.
    pub fn count(&mut self, key: &'static str) -> Option<usize> {
        let node = self.node(key)?;
        match node.value {
            Value::Integer(number) if number >= 0 => usize::try_from(number).ok(),
            Value::Integer(_) => {
                self.refuse(node.span.clone(), format!("`{key}` has to be 0 or more"), None);
                None
            }
            _ => self.wrong_type(key, node, "a whole number, 0 or more"),
        }
    }

    /// A number within `range`.
    pub fn number(&mut self, key: &'static str, range: std::ops::RangeInclusive<f64>) -> Option<f64> {
        let node = self.node(key)?;
        let number = match node.value {
            // Whole numbers in settings are far below 2^53.
            Value::Integer(number) => number as f64,
            Value::Float(number) => number,
            _ => return self.wrong_type(key, node, "a number"),
        };
        if range.contains(&number) {
            return Some(number);
        }
        let message = format!("`{key}` has to be between {} and {}", range.start(), range.end());
        self.refuse(node.span.clone(), message, None);
        None
    }

    /// A list of lists of texts, each with its place.
    pub fn lists_of_texts(&mut self, key: &'static str) -> Option<Vec<(Vec<String>, Range<usize>)>> {
        let node = self.node(key)?;
        let wanted = "a list of lists of texts";
        let Value::List(groups) = &node.value else {
            return self.wrong_type(key, node, wanted);
        };
        let mut lists = Vec::with_capacity(groups.len());
        for group in groups {
            let Value::List(items) = &group.value else {
                self.wrong_type::<()>(key, group, wanted);
                continue;
            };
            let mut texts = Vec::with_capacity(items.len());
            for item in items {
                match &item.value {
                    Value::Text(text) => texts.push(text.clone()),
                    _ => {
                        self.wrong_type::<()>(key, item, wanted);
                    }
                }
            }
            lists.push((texts, group.span.clone()));
        }
        Some(lists)
    }

    /// A calendar day, `YYYY-MM-DD`.
    pub fn day(&mut self, key: &'static str) -> Option<String> {
        let node = self.node(key)?;
        match &node.value {
            Value::Date(text) | Value::Text(text) if is_day(text) => Some(text.clone()),
            _ => self.wrong_type(key, node, "a date such as `2026-11-23`"),
        }
    }

    /// A list of texts.
    pub fn texts(&mut self, key: &'static str) -> Option<Vec<Text>> {
        let node = self.node(key)?;
        let Value::List(items) = &node.value else {
            return self.wrong_type(key, node, "a list of texts");
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match &item.value {
                Value::Text(text) => texts.push(Text { text: text.clone(), span: item.span.clone() }),
                _ => {
                    self.wrong_type::<()>(key, item, "a list of texts");
                }
            }
        }
        Some(texts)
    }

    /// A list of texts, without their places.
    pub fn strings(&mut self, key: &'static str) -> Option<Vec<String>> {
        let texts = self.texts(key)?;
        Some(texts.into_iter().map(|text| text.text).collect())
    }

    /// One of a few words.
    pub fn choice(&mut self, key: &'static str, choices: &[&'static str]) -> Option<&'static str> {
        let text = self.text(key)?;
        let found = choices.iter().find(|choice| **choice == text.text).copied();
        if found.is_none() {
            self.out.push(
                Diagnostic::error(self.code, format!("`{}` is not a value of `{key}`", text.text))
                    .at(self.file.at(text.span))
                    .help(suggest::help(&text.text, choices.iter().copied())),
            );
        }
        found
    }

    /// A table.
    pub fn table(&mut self, key: &'static str) -> Option<&'a Table> {
        let node = self.node(key)?;
        match &node.value {
            Value::Table(table) => Some(table),
            _ => self.wrong_type(key, node, "a table"),
        }
    }

    /// A list of tables.
    pub fn tables(&mut self, key: &'static str) -> Vec<&'a Table> {
        let Some(node) = self.node(key) else {
            return Vec::new();
        };
        let Value::List(items) = &node.value else {
            self.wrong_type::<()>(key, node, "a list of tables");
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(items.len());
        for item in items {
            match &item.value {
                Value::Table(table) => tables.push(table),
                _ => {
                    self.wrong_type::<()>(key, item, "a list of tables");
                }
            }
        }
        tables
    }

    /// Text that has to be there; its absence is reported at the table.
    pub fn required_text(&mut self, key: &'static str) -> Option<Text> {
        if self.table.node(key).is_none() {
            self.known.push(key);
            self.out.push(
                Diagnostic::error(self.code, format!("{} has no `{key}`", self.name))
                    .at(self.file.at(self.table.span.clone())),
            );
            return None;
        }
        self.filled_text(key)
    }

    /// A text with something in it; one that is empty is reported.
    pub fn filled_text(&mut self, key: &'static str) -> Option<Text> {
        let text = self.text(key)?;
        if text.text.trim().is_empty() {
            self.refuse(text.span, format!("`{key}` is empty"), None);
            return None;
        }
        Some(text)
    }

    /// Reports every key that was not asked for.
    pub fn finish(self) {
        for (key, _) in &self.table.entries {
            if !self.known.contains(&key.name.as_str()) {
                self.out.push(
                    Diagnostic::error(self.code, format!("unknown key `{}` in {}", key.name, self.name))
                        .at(self.file.at(key.span.clone()))
                        .help(suggest::help(&key.name, self.known.iter().copied())),
                );
            }
        }
    }

    /// Reports a value that has the right type but cannot be used.
    pub fn refuse(&mut self, span: Range<usize>, message: impl Into<String>, help: Option<String>) {
        self.out.push(Diagnostic::error(self.code, message).at(self.file.at(span)).help(help));
    }

    /// Where mistakes go, for readers of inner tables.
    pub fn out(&mut self) -> &mut Vec<Diagnostic> {
        self.out
    }

    fn wrong_type<T>(&mut self, key: &str, node: &Node, wanted: &str) -> Option<T> {
        // A value that is not even valid TOML was reported when it was read.
        let reported =
            |place: &crate::diagnostic::Place| place.file == *self.file && place.span.start == node.span.start;
        if self.out.iter().filter_map(|finding| finding.place.as_ref()).any(reported) {
            return None;
        }
        self.out.push(
            Diagnostic::error(self.code, format!("`{key}` has to be {wanted}, not {}", node.value.type_name()))
                .at(self.file.at(node.span.clone())),
        );
        None
    }
}

/// A value as templates see it.
#[must_use]
pub fn to_tera(value: &Value) -> tera::Value {
    match value {
        Value::Nothing => tera::Value::none(),
        Value::Text(text) | Value::Date(text) => tera::Value::from(text.as_str()),
        Value::Integer(number) => tera::Value::from(*number),
        Value::Float(number) => tera::Value::from(*number),
        Value::Flag(flag) => tera::Value::from(*flag),
        Value::List(items) => {
            let items: Vec<tera::Value> = items.iter().map(|item| to_tera(&item.value)).collect();
            tera::Value::from(items)
        }
        Value::Table(table) => table_to_tera(table),
    }
}

/// A table as templates see it.
#[must_use]
pub fn table_to_tera(table: &Table) -> tera::Value {
    let map: BTreeMap<&str, tera::Value> =
        table.entries.iter().map(|(key, node)| (key.name.as_str(), to_tera(&node.value))).collect();
    tera::Value::from_serializable(&map)
}

/// Whether `text` is a day of the calendar, `YYYY-MM-DD`.
fn is_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return false;
    }
    let number = |range: Range<usize>| text[range].parse::<u32>().ok();
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(5..7), number(8..10)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_days_of_the_calendar() {
        assert!(is_day("2024-02-29"));
        assert!(!is_day("2023-02-29"));
        assert!(!is_day("2023-13-01"));
        assert!(!is_day("2023-1-01"));
        assert!(!is_day("yesterday!"));
    }
}
