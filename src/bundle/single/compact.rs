//! HTML in fewer bytes that browsers read as the same document: no quotes and no end tags where HTML needs none (HTML, 13.1.2),
//! and no more blanks than one.

/// A piece of HTML as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'h> {
    /// Text with its references.
    Text(&'h str),
    /// A start tag or an end tag, from `<` to `>`.
    Tag {
        /// The name as it is written.
        name: &'h str,
        is_end: bool,
        source: &'h str,
    },
    /// An element whose content is no markup, whole.
    Raw(&'h str),
    Comment,
}

/// Elements whose content is no markup, or not always.
const RAW: [&str; 8] = ["script", "style", "textarea", "title", "noscript", "iframe", "xmp", "plaintext"];

/// What may follow an element without an end tag: start tags and, behind `/`, end tags of what is around it.
const OPEN_ENDED: [(&str, &[&str]); 9] = [
    (PARAGRAPH, &AFTER_PARAGRAPHS),
    ("li", &["li", "/ul", "/ol"]),
    ("dt", &["dt", "dd"]),
    ("dd", &["dt", "dd", "/dl", "/div"]),
    ("td", &["td", "th", "/tr"]),
    ("th", &["td", "th", "/tr"]),
    ("tr", &["tr", "/tbody", "/thead", "/tfoot", "/table"]),
    ("thead", &["tbody", "tfoot"]),
    ("tbody", &["tbody", "tfoot", "/table"]),
];

const PARAGRAPH: &str = "p";

/// What ends a paragraph. Inside of a link or of an element without a meaning of its own the end of that does not.
#[rustfmt::skip]
const AFTER_PARAGRAPHS: [&str; 37] = [
    "p", "div", "ul", "ol", "dl", "table", "pre", "blockquote", "section", "article", "aside", "details", "figure", "form",
    "header", "footer", "nav", "hr", "h1", "h2", "h3", "h4", "h5", "h6",
    "/div", "/section", "/article", "/li", "/blockquote", "/dd", "/td", "/aside", "/details", "/header", "/footer",
    "/nav", "/template",
];

/// Tags around which a table has nothing but blanks.
const OF_TABLES: [&str; 11] =
    ["thead", "tbody", "tfoot", "tr", "td", "th", "/thead", "/tbody", "/tfoot", "/tr", "/table"];

/// HTML as tokens, in order and without a gap.
pub(super) fn tokens(html: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let starts = |text: &str| {
            text.starts_with("<!--") || text[1..].trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic())
        };
        let Some(at) = rest.match_indices('<').map(|(at, _)| at).find(|at| starts(&rest[*at..])) else {
            tokens.push(Token::Text(rest));
            break;
        };
        if at > 0 {
            tokens.push(Token::Text(&rest[..at]));
            rest = &rest[at..];
        }
        if let Some(comment) = rest.strip_prefix("<!--") {
            tokens.push(Token::Comment);
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let is_end = rest.starts_with("</");
        let inside = &rest[if is_end { 2 } else { 1 }..];
        let name =
            &inside[..inside.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(inside.len())];
        let mut end = tag_length(rest);
        if !is_end && RAW.iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
            let close = format!("</{}", name.to_ascii_lowercase());
            let after = rest[end..].to_ascii_lowercase().find(&close).map_or(rest.len(), |close| end + close);
            end = after + tag_length(&rest[after..]);
            tokens.push(Token::Raw(&rest[..end]));
        } else {
            tokens.push(Token::Tag { name, is_end, source: &rest[..end] });
        }
        rest = &rest[end..];
    }
    tokens
}

/// Bytes of the tag at the start of a text, `>` included; one in quotes ends nothing.
fn tag_length(html: &str) -> usize {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    html.len()
}

/// The same document in fewer bytes.
pub(super) fn compact(html: &str) -> String {
    let tokens = tokens(html);
    let mut out = String::with_capacity(html.len());
    let mut preformatted = 0_usize;
    let mut has_paragraph = false;
    let mut is_in_open_paragraph = false;
    for (number, token) in tokens.iter().enumerate() {
        match token {
            Token::Comment => {}
            Token::Raw(source) => out.push_str(source),
            Token::Text(text) if preformatted > 0 => out.push_str(text),
            Token::Text(text) => {
                let is_blank = text.bytes().all(|byte| byte.is_ascii_whitespace());
                // Behind a paragraph without an end a blank would be a part of it.
                if !(is_blank && (is_in_open_paragraph || is_next(&tokens[number + 1..], &OF_TABLES))) {
                    push_text(&mut out, text);
                }
            }
            Token::Tag { name, is_end, source } => {
                if name.eq_ignore_ascii_case("pre") {
                    preformatted = if *is_end { preformatted.saturating_sub(1) } else { preformatted + 1 };
                }
                let followers = OPEN_ENDED.iter().find(|(open, _)| name == open).filter(|_| *is_end);
                let is_paragraph = *name == PARAGRAPH;
                // The end of one that something else ended before is another one, which is empty.
                let is_left_out = (has_paragraph || !is_paragraph)
                    && followers.is_some_and(|(_, followers)| is_next(&tokens[number + 1..], followers));
                if is_paragraph || !is_end && AFTER_PARAGRAPHS.contains(name) {
                    has_paragraph = is_paragraph && !is_end;
                }
                if !is_left_out {
                    push_tag(&mut out, source);
                }
                is_in_open_paragraph = is_left_out && is_paragraph;
            }
        }
    }
    out
}

/// Whether the next tag, behind nothing but blanks, is one of these.
fn is_next(tokens: &[Token<'_>], names: &[&str]) -> bool {
    for token in tokens {
        match token {
            Token::Text(text) if text.bytes().all(|byte| byte.is_ascii_whitespace()) => {}
            Token::Tag { name, is_end, .. } => {
                return names.iter().any(|next| {
                    next.strip_prefix('/').map_or(!is_end && next == name, |next| *is_end && next == *name)
                });
            }
            Token::Text(_) | Token::Raw(_) | Token::Comment => return false,
        }
    }
    false
}

/// Text with one blank, or one end of a line, where it has more.
fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_whitespace()) {
        out.push_str(&rest[..at]);
        let length = rest[at..].find(|c: char| !c.is_ascii_whitespace()).unwrap_or(rest.len() - at);
        out.push(if rest[at..at + length].contains('\n') { '\n' } else { ' ' });
        rest = &rest[at + length..];
    }
    out.push_str(rest);
}

/// A tag without the quotes that it does not need.
fn push_tag(out: &mut String, tag: &str) {
    let mut rest = tag;
    let mut is_bare = false;
    while let Some(equals) = rest.find("=\"") {
        let Some(length) = rest[equals + 2..].find('"') else { break };
        let value = &rest[equals + 2..equals + 2 + length];
        out.push_str(&rest[..equals]);
        is_bare = !value.is_empty()
            && !value.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '=' | '<' | '>' | '`'));
        match value {
            "" => {}
            _ if is_bare => {
                out.push('=');
                out.push_str(value);
            }
            _ => out.push_str(&rest[equals..equals + 3 + length]),
        }
        rest = &rest[equals + 3 + length..];
    }
    // The slash would belong to the value.
    if is_bare && rest.starts_with('/') {
        out.push(' ');
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_html_does_not_need_goes() {
        for (html, short) in [
            ("<a class=\"term\" href=\"#a\">x</a>", "<a class=term href=#a>x</a>"),
            ("<a class=\"a b\" title=\"x=y\" href='q'>x</a>", "<a class=\"a b\" title=\"x=y\" href='q'>x</a>"),
            ("<img alt=\"\" src=\"a\">", "<img alt src=a>"),
            ("<use href=\"#a\"/><use x=\"a b\"/>", "<use href=#a /><use x=\"a b\"/>"),
            ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "<ul>\n<li>a\n<li>b\n</ul>"),
            ("<div>\n<p>a</p>\n<p>b</p>\n</div>", "<div>\n<p>a<p>b</div>"),
            ("<p>a</p><ul>\n<li>b</li>\n</ul>", "<p>a<ul>\n<li>b\n</ul>"),
            ("<p>a<ul><li>b</li></ul></p> <p>c</p><hr>", "<p>a<ul><li>b</ul></p> <p>c<hr>"),
            ("<a><p>a</p></a> <p>b</p> c", "<a><p>a</p></a> <p>b</p> c"),
            ("<li>a</li> text", "<li>a</li> text"),
            ("<table> <tr> <td>a</td> <td>b</td> </tr> </table>", "<table><tr><td>a<td>b</table>"),
            (
                "<table><thead><tr><th>a</th></tr></thead> <tbody><tr><td>b</td></tr></tbody></table>",
                "<table><thead><tr><th>a<tbody><tr><td>b</table>",
            ),
            ("<dl><div><dt>a</dt><dd>b</dd></div></dl>", "<dl><div><dt>a<dd>b</div></dl>"),
            ("a  b\n\n c<!-- x -->d", "a b\ncd"),
            ("<pre>a  b</pre>  <textarea>  <li></li></textarea>", "<pre>a  b</pre> <textarea>  <li></li></textarea>"),
            ("a < b <1 <b title=\"a > b\">", "a < b <1 <b title=\"a > b\">"),
        ] {
            assert_eq!(compact(html), short, "{html}");
        }
    }
}
