//! A line of settings as it should be written: those who write guides meet TOML and YAML nowhere else, and a parser says what it
//! expected and not what to do.

/// Signs that people and their word processors put around texts.
const QUOTES: [char; 13] = ['"', '\'', '`', '“', '”', '„', '‘', '’', '‚', '«', '»', '‹', '›'];

/// The line of a key and its value that the byte `at` of a text is in, as it is written where the value is a text or a list of texts;
/// `sign` stands between the two, and what stands in front of the key is left out. `None` when the line is right so far, or is no line
/// of a key and such a value.
pub(super) fn written_right(text: &str, at: usize, sign: &str) -> Option<String> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].lines().next()?.trim();
    let line = line.strip_prefix("- ").map_or(line, str::trim_start);
    let is_of_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let (key, rest) = line.split_at(line.find(|c| !is_of_key(c))?);
    let rest = rest.trim_start();
    let value = match rest.strip_prefix(['=', ':']) {
        Some(value) => value.trim_start(),
        // The sign was forgotten.
        None if rest.starts_with(QUOTES) => rest,
        None => return None,
    };
    if key.is_empty() || value.is_empty() || !is_text(value) {
        return None;
    }
    let is_list = ["\", \"", "\",\"", "', '", "','"].iter().any(|between| value.contains(between));
    let written = if is_list { format!("[{value}]") } else { quoted(value) };
    let mended = format!("{key}{sign}{written}");
    (mended != line).then_some(mended)
}

/// Whether a value can be meant as a text: it is no list or table, number, day, flag or text of several lines.
fn is_text(value: &str) -> bool {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | ':' | '_' | ' ' | 'T' | 'Z');
    !value.starts_with(['[', '{', '|', '>', '&', '#'])
        && !["true", "false"].contains(&value)
        && !value.starts_with("\"\"\"")
        && !value.starts_with("'''")
        && !value.chars().all(is_number)
}

/// A text in quotation marks that both TOML and YAML know, in place of those that it has or of one that is missing.
fn quoted(value: &str) -> String {
    let inner = value.strip_prefix(QUOTES).map_or(value, |inner| inner.strip_suffix(QUOTES).unwrap_or(inner));
    if !inner.contains(['"', '\\']) {
        format!("\"{inner}\"")
    } else if !inner.contains('\'') {
        format!("'{inner}'")
    } else {
        format!("\"{}\"", inner.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_mended_where_a_text_was_meant() {
        for (line, expected) in [
            ("title = Home", Some("title = \"Home\"")),
            ("title = “Home”", Some("title = \"Home\"")),
            ("title = \"Home", Some("title = \"Home\"")),
            ("title: \"Home\"", Some("title = \"Home\"")),
            ("title \"Home\"", Some("title = \"Home\"")),
            ("title = 'It's fine'", Some("title = \"It's fine\"")),
            ("title = \"a \"b\" c\"", Some("title = 'a \"b\" c'")),
            ("title = It's \"fine\" \\ here", Some("title = \"It's \\\"fine\\\" \\\\ here\"")),
            ("keywords = \"a\", \"b\"", Some("keywords = [\"a\", \"b\"]")),
            ("nav-title = Home: the start  ", Some("nav-title = \"Home: the start\"")),
            ("  - label: Name = x", Some("label = \"Name = x\"")),
            // What is right, and what is no text.
            ("title = \"Home\"", None),
            ("reviewed = 2026-13-40", None),
            ("weight = 1 0", None),
            ("draft = true", None),
            ("tags = [\"a\" \"b\"]", None),
            ("text = \"\"\"Home", None),
            ("text: |", None),
            ("title =", None),
            ("title", None),
            ("some words", None),
            ("", None),
        ] {
            assert_eq!(written_right(line, line.len(), " = ").as_deref(), expected, "{line}");
        }
        let text = "a = 1\ntitle: Wie: geht's?\nb: 2";
        assert_eq!(written_right(text, 16, ": ").as_deref(), Some("title: \"Wie: geht's?\""));
        assert_eq!((written_right(text, 6, ": ").is_some(), written_right(text, 500, ": ")), (true, None));
        // In the middle of a letter.
        assert_eq!(written_right("title = é", 9, " = "), None);
    }
}
