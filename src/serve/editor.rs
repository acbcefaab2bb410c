//! Addresses that open a file in an editor.

use std::path::Path;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a path may have in an address as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b':');

/// Editors by name, each with its address.
const KNOWN: [(&str, &str); 9] = [
    ("vscode", "vscode://file/{path}:{line}:{column}"),
    ("vscode-insiders", "vscode-insiders://file/{path}:{line}:{column}"),
    ("vscodium", "vscodium://file/{path}:{line}:{column}"),
    ("cursor", "cursor://file/{path}:{line}:{column}"),
    ("windsurf", "windsurf://file/{path}:{line}:{column}"),
    ("zed", "zed://file/{path}:{line}:{column}"),
    ("idea", "idea://open?file=/{path}&line={line}&column={column}"),
    ("textmate", "txmt://open?url=file:///{path}&line={line}&column={column}"),
    ("sublime", "subl://open?url=file:///{path}&line={line}&column={column}"),
];

/// How an editor is told to open a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor {
    pattern: String,
}

impl Editor {
    /// The address that opens a file at a line and column, both counted from 1.
    #[must_use]
    pub fn address(&self, file: &Path, line: usize, column: usize) -> String {
        let path = file.to_string_lossy().replace('\\', "/");
        let path = utf8_percent_encode(path.trim_start_matches('/'), PATH).to_string();
        // The path last: it may hold a brace of its own.
        self.pattern
            .replace("{line}", &line.to_string())
            .replace("{column}", &column.to_string())
            .replace("{path}", &path)
    }
}

impl FromStr for Editor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some((_, pattern)) = KNOWN.iter().find(|(name, _)| *name == text) {
            return Ok(Self { pattern: (*pattern).to_owned() });
        }
        let scheme = text.split_once("://").map(|(scheme, _)| scheme).unwrap_or_default();
        let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
        // A browser would run the one and show the others.
        let is_for_editors = !["javascript", "data", "http", "https", "file"].contains(&scheme.to_lowercase().as_str());
        if is_scheme && is_for_editors && text.contains("{path}") && !text.contains(char::is_whitespace) {
            return Ok(Self { pattern: text.to_owned() });
        }
        let names: Vec<&str> = KNOWN.iter().map(|(name, _)| *name).collect();
        Err(format!(
            "use one of {}, or an address such as `editor://open/{{path}}:{{line}}:{{column}}`",
            names.join(", ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_open_a_file_at_its_line() {
        let open = |editor: &str| {
            editor.parse::<Editor>().map(|editor| editor.address(Path::new("/home/a b/#1/{line}.md"), 3, 14))
        };
        assert_eq!(open("vscode").as_deref(), Ok("vscode://file/home/a%20b/%231/%7Bline%7D.md:3:14"));
        assert_eq!(open("x-ed://{path}?l={line}").as_deref(), Ok("x-ed://home/a%20b/%231/%7Bline%7D.md?l=3"));
        for wrong in [
            "",
            "emacs",
            "javascript://{path}",
            "JavaScript://%0a{path}",
            "https://example.org/{path}",
            "x://no-place",
            "://{path}",
        ] {
            assert!(open(wrong).is_err_and(|error| error.contains("vscode")), "{wrong}");
        }
    }
}
