//! Scripts that differ from those of the default theme, as they are sent: what only their authors read is left out.

/// A script without indentation and without comments that have lines of their own: readers need not load them. One with
/// a text that goes over several lines stays as it is, since such a line may be part of it. Scripts of the default theme
/// that nobody changed do not come here: `build.rs` has made them shorter.
pub(in crate::render) fn compact_script(script: &str) -> String {
    let mut kept = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines() {
        if line.bytes().filter(|byte| *byte == b'`').count() % 2 == 1 || line.ends_with('\\') {
            return script.to_owned();
        }
        let mut line = line.trim_ascii();
        if !in_comment && line.starts_with("/*") {
            in_comment = true;
            line = &line[2..];
        }
        if in_comment {
            let Some((_, rest)) = line.split_once("*/") else { continue };
            in_comment = false;
            line = rest.trim_ascii_start();
        }
        if !line.starts_with("//") && !line.is_empty() {
            if !kept.is_empty() {
                kept.push('\n');
            }
            kept.push_str(line);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_lose_their_comments_and_no_text() {
        for (script, compact) in [
            ("/** A. */\nlet a = 1; // kept\n\n  // gone\n  let b = `x`;", "let a = 1; // kept\nlet b = `x`;"),
            ("/*\n * let a;\n */\nlet b;", "let b;"),
            ("/* a */ let b;\n/*/ let c; /**/ let d;\n/* e\n*/ let f;", "let b;\nlet d;\nlet f;"),
            ("let a = `one\n  // two\n`;", "let a = `one\n  // two\n`;"),
            ("let a = 'one\\\n  // two';", "let a = 'one\\\n  // two';"),
        ] {
            assert_eq!(compact_script(script), compact, "{script}");
        }
    }

    #[test]
    fn of_the_scripts_of_the_theme_only_comments_go() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/themes/default/js");
        let mut shorter = 0;
        for entry in walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("an entry")) {
            if entry.path().extension().is_none_or(|end| end != "js") {
                continue;
            }
            let script = std::fs::read_to_string(entry.path()).expect("text");
            let compact = compact_script(&script);
            let mut kept = compact.lines().peekable();
            for line in script.lines().map(str::trim) {
                let is_kept = kept.next_if(|kept| kept.trim() == line).is_some();
                let is_comment = line.is_empty() || ["//", "/*", "*"].iter().any(|sign| line.starts_with(sign));
                assert!(is_kept || is_comment, "{}: {line}", entry.path().display());
            }
            assert_eq!(kept.next(), None, "{}", entry.path().display());
            shorter += usize::from(compact.len() < script.len());
        }
        assert!(shorter > 50, "{shorter}");
    }
}
