//! Escaping. The only place that turns text into HTML.

use std::borrow::Cow;

/// Appends `text` as element content: `&`, `<` and `>` escaped.
pub fn push_text(out: &mut String, text: &str) {
    push_escaped(out, text, false);
}

/// Appends `text` as the value of a double-quoted attribute: as [`push_text`], and `"` escaped.
pub fn push_attribute(out: &mut String, text: &str) {
    push_escaped(out, text, true);
}

/// `text` as element content: itself when it has no sign.
#[must_use]
pub fn text(text: &str) -> Cow<'_, str> {
    escaped(text, false)
}

/// `text` as the value of a double-quoted attribute: itself when it has no sign.
#[must_use]
pub fn attribute(text: &str) -> Cow<'_, str> {
    escaped(text, true)
}

/// `text` as element content in XML, which has no control characters but those that make lines and columns (XML 1.0, 2.2), not
/// even by number.
#[must_use]
pub fn xml_text(source: &str) -> String {
    text(&without_controls(source)).into_owned()
}

/// `text` as the value of a double-quoted attribute in XML.
#[must_use]
pub fn xml_attribute(source: &str) -> String {
    attribute(&without_controls(source)).into_owned()
}

fn without_controls(text: &str) -> String {
    text.replace(
        |c: char| (c.is_ascii_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}'),
        "",
    )
}

/// JSON as the content of a `<script>` that holds data: no sign in it can end the element.
#[must_use]
pub fn json(json: &str) -> String {
    // `<` stands in JSON inside of texts only.
    json.replace('<', "\\u003c")
}

/// Appends `text` as a text of JSON (RFC 8259, section 7), in quotes.
pub fn push_json(out: &mut String, text: &str) {
    // So many bytes are asked at once; nearly all of them can stand as they are.
    const AT_ONCE: usize = 64;
    let is_sign = |byte: u8| u8::from((byte == b'"') | (byte == b'\\') | (byte < b' '));
    out.reserve(text.len() + 2);
    out.push('"');
    let mut start = 0;
    for (number, bytes) in text.as_bytes().chunks(AT_ONCE).enumerate() {
        if bytes.iter().fold(0, |any, byte| any | is_sign(*byte)) == 0 {
            continue;
        }
        for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| is_sign(**byte) != 0) {
            let at = number * AT_ONCE + at;
            out.push_str(&text[start..at]);
            start = at + 1;
            match byte {
                b'\n' => out.push_str("\\n"),
                b'\t' => out.push_str("\\t"),
                b'"' | b'\\' => out.extend(['\\', char::from(*byte)]),
                control => out.push_str(&format!("\\u{control:04x}")),
            }
        }
    }
    out.push_str(&text[start..]);
    out.push('"');
}

/// Text that was escaped, with the references that our own HTML and most of other people's has: the four signs, a blank
/// that does not break, and characters by number.
#[must_use]
pub fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        let reference = rest[start + 1..].split(';').next().unwrap_or_default();
        let number = reference.strip_prefix('#').and_then(|number| {
            let hexadecimal = number.strip_prefix(['x', 'X']);
            hexadecimal.map_or_else(|| number.parse().ok(), |number| u32::from_str_radix(number, 16).ok())
        });
        let c = match reference {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{a0}'),
            _ => number.and_then(char::from_u32),
        };
        let is_whole = rest[start + 1 + reference.len()..].starts_with(';');
        match c.filter(|_| is_whole) {
            Some(c) => {
                out.push(c);
                rest = &rest[start + reference.len() + 2..];
            }
            None => {
                out.push('&');
                rest = &rest[start + 1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn escaped(text: &str, quotes: bool) -> Cow<'_, str> {
    if !has_signs(text, quotes) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 8);
    push_escaped(&mut out, text, quotes);
    out.into()
}

/// Whether a text has signs to escape. Most have none, so all bytes are asked, many at once; in a short one there are not many.
fn has_signs(text: &str, quotes: bool) -> bool {
    const SHORT: usize = 16;
    let is_sign = |byte: u8| u8::from((byte == b'&') | (byte == b'<') | (byte == b'>') | ((byte == b'"') & quotes));
    if text.len() < SHORT {
        return text.bytes().any(|byte| SIGNS[byte as usize] > u8::from(!quotes));
    }
    text.bytes().fold(0, |any, byte| any | is_sign(byte)) != 0
}

/// For each byte 2 when it is escaped everywhere, 1 in values of attributes alone.
const SIGNS: [u8; 256] = {
    let mut signs = [0; 256];
    signs[b'&' as usize] = 2;
    signs[b'<' as usize] = 2;
    signs[b'>' as usize] = 2;
    signs[b'"' as usize] = 1;
    signs
};

fn push_escaped(out: &mut String, text: &str, quotes: bool) {
    if !has_signs(text, quotes) {
        out.push_str(text);
        return;
    }
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
    fn references_are_the_signs_they_name() {
        assert_eq!(unescape("a &lt; b &amp;amp; &#8217;&#x41;&quot;"), "a < b &amp; ’A\"");
        assert_eq!(unescape("R&D &nope; &; &#xd800; &"), "R&D &nope; &; &#xd800; &");
    }

    #[test]
    fn texts_of_json_are_read_as_they_were() {
        let controls: String = ('\u{0}'..='\u{7f}').collect();
        for text in
            ["", "plain", "\"", "a \\ b\n\tc\u{2028}é", &controls, &format!("{}\"{}", "é".repeat(63), "x".repeat(200))]
        {
            let mut json = String::from("[");
            push_json(&mut json, text);
            json.push(']');
            assert_eq!(serde_json::from_str::<[String; 1]>(&json).expect("JSON"), [text.to_owned()]);
        }
    }

    #[test]
    fn markup_in_text_stays_text() {
        // In texts of any length, wherever it stands.
        for (length, at) in (1..40).flat_map(|length| (0..length).map(move |at| (length, at))) {
            for (sign, in_text, in_attribute) in
                [("&", "&amp;", "&amp;"), ("<", "&lt;", "&lt;"), (">", "&gt;", "&gt;"), ("\"", "\"", "&quot;")]
            {
                let with = |sign: &str| format!("{}{sign}{}", "x".repeat(at), "'".repeat(length - at - 1));
                assert_eq!(text(&with(sign)), with(in_text));
                assert_eq!(attribute(&with(sign)), with(in_attribute));
            }
        }
        assert_eq!(text("a < b & \"c\""), "a &lt; b &amp; \"c\"");
        assert_eq!(attribute("\"><script>"), "&quot;&gt;&lt;script&gt;");
        assert_eq!(json("{\"a\":\"</script><!--\"}"), "{\"a\":\"\\u003c/script>\\u003c!--\"}");
    }
}
