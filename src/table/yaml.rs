//! YAML into [`Table`]: the plain part of YAML 1.2 that front matter uses. Anchors and aliases are refused (a few lines
//! of them can stand for gigabytes), duplicate keys too.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::mend::written_right;
use super::{Key, Node, Table, Value};
use crate::diagnostic::{Code, Diagnostic, File};

/// Deepest nesting that is read; front matter of people stays far below.
const MAX_DEPTH: usize = 32;

/// Reads the YAML mapping in the bytes `range` of a file. The first error goes to `out` under `code`; nothing is
/// returned then.
pub fn parse(file: &File, range: Range<usize>, code: Code, out: &mut Vec<Diagnostic>) -> Table {
    let text = &file.text[range.clone()];
    let mut reader = YamlReader {
        offsets: text.char_indices().map(|(index, _)| index).collect(),
        end: text.len(),
        base: range.start,
        is_syntax: false,
        parser: Parser::new_from_str(text),
    };
    match reader.document() {
        Ok(table) => table,
        Err((span, message)) => {
            let help = if reader.is_syntax { help_with(text, span.start - range.start) } else { None };
            out.push(Diagnostic::error(code, message).at(file.at(span)).help(help));
            Table { entries: Vec::new(), span: range }
        }
    }
}

/// What to do about a text that is written in a wrong way at a byte.
fn help_with(text: &str, at: usize) -> Option<String> {
    // YAML has no tabs in front of a line.
    if text.lines().any(|line| line.starts_with('\t')) {
        return Some("write blanks instead of the tab".to_owned());
    }
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let above = text[..start].lines().next_back().filter(|above| !above.starts_with([' ', '-']));
    let is_whole = above.and_then(|above| above.split_once(':')).is_some_and(|(_, value)| !value.trim().is_empty());
    if is_whole && text[start..].starts_with(' ') {
        return Some("start the line without blanks".to_owned());
    }
    written_right(text, at, ": ").map(|line| format!("write `{line}`"))
}

type Failure = (Range<usize>, String);

struct YamlReader<'a> {
    /// Byte offset of each character: the parser counts characters.
    offsets: Vec<usize>,
    end: usize,
    base: usize,
    /// Whether what failed is how the text is written, not what it says.
    is_syntax: bool,
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
}

impl<'a> YamlReader<'a> {
    fn document(&mut self) -> Result<Table, Failure> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
                Event::MappingStart(0, _) => return self.mapping(span, 1),
                Event::StreamEnd | Event::DocumentEnd => return Ok(Table::default()),
                Event::Scalar(text, ..) if text.trim().is_empty() || text == "~" => {}
                _ => {
                    self.is_syntax = true;
                    return Err((span, "front matter has to be a list of `key: value` lines".into()));
                }
            }
        }
    }

    fn mapping(&mut self, start: Range<usize>, depth: usize) -> Result<Table, Failure> {
        let mut entries: Vec<(Key, Node)> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            let name = match event {
                Event::MappingEnd => return Ok(Table { entries, span: start }),
                Event::Scalar(text, ..) => text.to_string(),
                _ => return Err((span, "a key has to be text".into())),
            };
            if entries.iter().any(|(key, _)| key.name == name) {
                return Err((span, format!("duplicate key `{name}`")));
            }
            let (event, value_span) = self.next()?;
            let node = self.node(event, value_span, depth)?;
            entries.push((Key { name, span }, node));
        }
    }

    fn node(&mut self, event: Event<'a>, span: Range<usize>, depth: usize) -> Result<Node, Failure> {
        if depth > MAX_DEPTH {
            return Err((span, "front matter is nested too deeply".into()));
        }
        let value = match event {
            Event::Scalar(text, style, 0, _) => scalar(&text, style),
            Event::SequenceStart(0, _) => {
                let mut items = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if event == Event::SequenceEnd {
                        break;
                    }
                    items.push(self.node(event, span, depth + 1)?);
                }
                Value::List(items)
            }
            Event::MappingStart(0, _) => Value::Table(self.mapping(span.clone(), depth + 1)?),
            Event::Alias(_) | Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..) => {
                return Err((span, "anchors (`&`) and aliases (`*`) are not allowed in front matter".into()));
            }
            _ => return Err((span, "a value is missing".into())),
        };
        Ok(Node { value, span })
    }

    fn next(&mut self) -> Result<(Event<'a>, Range<usize>), Failure> {
        match self.parser.next() {
            Some(Ok((event, span))) => Ok((event, self.bytes(span))),
            Some(Err(error)) => {
                let at = self.byte(error.marker().index());
                self.is_syntax = true;
                Err((at..at, format!("not valid YAML: {}", error.info())))
            }
            None => Ok((Event::StreamEnd, self.base + self.end..self.base + self.end)),
        }
    }

    fn bytes(&self, span: Span) -> Range<usize> {
        self.byte(span.start.index())..self.byte(span.end.index())
    }

    fn byte(&self, character: usize) -> usize {
        self.base + self.offsets.get(character).copied().unwrap_or(self.end)
    }
}

/// The value of a scalar by the core schema (YAML 1.2.2, section 10.3.2), and bare dates.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::text(text);
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Nothing,
        "true" | "True" | "TRUE" => Value::Flag(true),
        "false" | "False" | "FALSE" => Value::Flag(false),
        _ if super::is_day(text) => Value::Date(text.into()),
        _ => match (text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(number), _) => Value::Integer(number),
            (_, Ok(number)) if text.starts_with(|c: char| c.is_ascii_digit() || c == '-') => Value::Float(number),
            _ => Value::text(text),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Table, Vec<Diagnostic>) {
        let file = File::new("a.md", text);
        let mut out = Vec::new();
        let table = parse(&file, 0..text.len(), Code::FrontMatter, &mut out);
        (table, out)
    }

    #[test]
    fn spans_are_bytes_even_after_letters_of_several_bytes() {
        let text = "title: Łódź\nweight: 3\ndraft: yes\n";
        let (table, out) = read(text);
        assert!(out.is_empty(), "{out:?}");
        let node = table.node("weight").expect("weight");
        assert_eq!(node.value, Value::Integer(3));
        assert_eq!(&text[node.span.clone()], "3");
        assert_eq!(table.node("draft").expect("draft").value, Value::Text("yes".into()));
    }

    #[test]
    fn a_yaml_bomb_is_refused() {
        let (_, out) = read("a: &a [x, x]\nb: [*a, *a]\n");
        assert_eq!(out.len(), 1);
        assert!(out[0].message.contains("anchors"), "{out:?}");
    }

    #[test]
    fn duplicate_keys_and_broken_lines_are_reported() {
        assert!(read("a: 1\na: 2\n").1[0].message.contains("duplicate key `a`"));
        assert_eq!(read("a: [1\n").1.len(), 1);
    }
}
