//! Sessions at a terminal: what was typed after a prompt is the shell's, the rest is what was answered.

use super::shell::{self, Shell};
use crate::highlight::spans::{Class, Spans};

/// Longest prompt that names a user, a host or a folder.
const LONGEST_PROMPT: usize = 80;

/// Reads a session; without any prompt it is a script.
pub(super) fn read(spans: &mut Spans, text: &str) {
    let has_dollar = text.lines().any(|line| matches!(line.trim_start().get(..2), Some("$ " | "% ")));
    let session = Session { root: !has_dollar };
    if !text.lines().any(|line| session.prompt(line).is_some()) {
        return shell::read(spans, text);
    }
    let mut shell = Shell::new();
    // Whether the next line goes on with the command, and whether it may if it has a prompt.
    let mut continues = false;
    let mut was_command = false;
    for line in text.split_inclusive('\n') {
        let command = if let Some(prompt) = session.prompt(line) {
            // Whatever was open before, this begins anew.
            shell = Shell::new();
            prompt
        } else if continues || was_command && continuation(line) > 0 {
            continuation(line)
        } else {
            was_command = false;
            spans.push(None, line);
            continue;
        };
        was_command = true;
        spans.push(Some(Class::Punctuation), &line[..command]);
        shell.push(spans, &line[command..]);
        continues = shell.is_open() || line.trim_end().ends_with('\\');
    }
}

/// Reads a script; one that begins with a prompt is a session.
pub(super) fn read_script(spans: &mut Spans, text: &str) {
    if text.trim_start().starts_with("$ ") { read(spans, text) } else { shell::read(spans, text) }
}

struct Session {
    /// `# ` is a prompt rather than a comment.
    root: bool,
}

impl Session {
    /// The length of the prompt before a command.
    fn prompt(&self, line: &str) -> Option<usize> {
        let start = line.len() - line.trim_start().len();
        let rest = &line[start..];
        // What is written for people begins with a capital letter.
        let is_root = || self.root && rest.strip_prefix("# ").is_some_and(|word| word.starts_with(is_small));
        if rest.starts_with("$ ") || rest.starts_with("% ") || is_root() {
            return Some(start + 2);
        }
        let head = rest.as_bytes().get(..rest.len().min(LONGEST_PROMPT))?;
        let end = head.windows(2).position(|pair| matches!(pair, b"$ " | b"# " | b"> "))?;
        let name = rest.get(..end)?;
        let is_place = name.contains('@') && (!name.contains(' ') || name.starts_with(['[', '(']));
        let is_windows = head[end] == b'>' && (name.starts_with("PS ") || name.get(1..3) == Some(":\\"));
        (is_place && head[end] != b'>' || is_windows).then_some(start + end + 2)
    }
}

fn is_small(c: char) -> bool {
    c.is_ascii_lowercase() || matches!(c, '.' | '/')
}

/// The length of the prompt before a line that goes on with a command.
fn continuation(line: &str) -> usize {
    let start = line.len() - line.trim_start().len();
    if line[start..].starts_with("> ") { start + 2 } else { 0 }
}
