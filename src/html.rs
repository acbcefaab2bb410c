//! Escaping. The only place that turns text into HTML.

/// Appends `text` as element content: `&`, `<` and `>` escaped.
pub fn push_text(out: &mut String, text: &str) {
    push_escaped(out, text, false);
}

/// Appends `text` as the value of a double-quoted attribute: as [`push_text`], and `"` escaped.
pub fn push_attribute(out: &mut String, text: &str) {
    push_escaped(out, text, true);
}

/// `text` as element content.
#[must_use]
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_text(&mut out, text);
    out
}

/// `text` as the value of a double-quoted attribute.
#[must_use]
pub fn attribute(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_attribute(&mut out, text);
    out
}

fn push_escaped(out: &mut String, text: &str, quotes: bool) {
    let mut start = 0;
    for (index, byte) in text.bytes().enumerate() {
        let escaped = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' if quotes => "&quot;",
            _ => continue,
        };
        out.push_str(&text[start..index]);
        out.push_str(escaped);
        start = index + 1;
    }
    out.push_str(&text[start..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_text_stays_text() {
        assert_eq!(text("a < b & \"c\""), "a &lt; b &amp; \"c\"");
        assert_eq!(attribute("\"><script>"), "&quot;&gt;&lt;script&gt;");
    }
}
