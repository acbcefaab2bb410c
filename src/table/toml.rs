//! TOML into [`Table`].

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mend::written_right;
use super::{Key, Node, Table, Value};
use crate::diagnostic::{Code, Diagnostic, File};

/// Reads the TOML in the bytes `range` of a file. Syntax errors go to `out` under `code`; what could be read is
/// returned all the same.
pub fn parse(file: &File, range: Range<usize>, code: Code, out: &mut Vec<Diagnostic>) -> Table {
    let base = range.start;
    let text = &file.text[range];
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut said = None;
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        // One mistake may be several to the parser.
        let help = written_right(text, span.start, " = ").filter(|line| said.as_ref() != Some(line));
        out.push(
            Diagnostic::error(code, error.message().replace('\n', ", "))
                .at(file.at(base + span.start..base + span.end))
                .help(help.as_ref().map(|line| format!("write `{line}`"))),
        );
        said = help.or(said);
    }
    convert_table(table.get_ref(), table.span(), base)
}

fn convert_table(table: &DeTable<'_>, span: Range<usize>, base: usize) -> Table {
    let mut entries: Vec<(Key, Node)> = table
        .iter()
        .map(|(key, value)| {
            let key = Key { name: key.get_ref().to_string(), span: shift(key.span(), base) };
            (key, convert(value, base))
        })
        .collect();
    entries.sort_by_key(|(key, _)| key.span.start);
    Table { entries, span: shift(span, base) }
}

fn convert(value: &Spanned<DeValue<'_>>, base: usize) -> Node {
    let span = shift(value.span(), base);
    let value = match value.get_ref() {
        DeValue::String(text) => Value::text(text),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Value::Float(f64::INFINITY), Value::Integer),
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(|item| convert(item, base)).collect()),
        DeValue::Table(table) => Value::Table(convert_table(table, value.span(), base)),
    };
    Node { value, span }
}

fn shift(span: Range<usize>, base: usize) -> Range<usize> {
    span.start + base..span.end + base
}
