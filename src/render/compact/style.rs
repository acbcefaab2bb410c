//! Style sheets as they are sent: what only their authors read is left out. `build.rs` reads this file too.

/// A style sheet without comments, and without blanks that mean nothing (CSS Syntax 3, section 4.3). Strings are left alone.
pub(crate) fn compact_style(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    let means_something = |byte: u8| byte.is_ascii_whitespace() || b"/\"'{};,".contains(&byte);
    loop {
        let plain = rest.bytes().position(means_something).unwrap_or(rest.len());
        out.push_str(&rest[..plain]);
        rest = &rest[plain..];
        let Some(c) = rest.chars().next() else { break };
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
            continue;
        }
        if matches!(c, '"' | '\'') {
            let (string, more) = rest.split_at(string_length(rest, c as u8));
            out.push_str(string);
            rest = more;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            // Behind a colon a blank means nothing; before one it does, in `a :hover`.
            _ if c.is_ascii_whitespace() => {
                if !out.ends_with(['{', '}', ';', ',', ':', ' ']) && !out.is_empty() {
                    out.push(' ');
                }
            }
            '{' | '}' | ';' | ',' => {
                out.truncate(out.trim_end_matches(' ').len());
                if c == '}' && out.ends_with(';') {
                    out.pop();
                }
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Bytes of the string at the start of `text`, both quotes included.
fn string_length(text: &str, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    let mut end = (at + 1).min(bytes.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_lose_blanks_and_comments_and_strings_stay() {
        for (css, compact) in [
            ("a { b: c; } /* x */ d { }", "a{b:c}d{}"),
            ("a  b ,\n c > d :hover { e : f , g; h: calc(1px + 2px) }", "a b,c > d :hover{e :f,g;h:calc(1px + 2px)}"),
            ("@media (a: b) and (c) {\n  d { e: f }\n}\n", "@media (a:b) and (c){d{e:f}}"),
            ("a::before { content: \"/* no */ { ; \" }", "a::before{content:\"/* no */ { ; \"}"),
            ("a { b: '\\'/*' } /* x", "a{b:'\\'/*'}"),
            ("a /* x */ b { c: url(x/y) }\n\n/* é */\n", "a b{c:url(x/y)}"),
            ("\"é", "\"é"),
            ("\"\\é", "\"\\é"),
        ] {
            assert_eq!(compact_style(css), compact, "{css}");
        }
    }
}
