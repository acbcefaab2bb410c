//! Addresses inside of the values of attributes: lists of images to choose from, and styles.

/// A `srcset` with other addresses (HTML, 4.8.4.2.1); `None` keeps one.
pub(super) fn in_srcset(value: &str, mut replace: impl FnMut(&str) -> Option<String>) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            return out.join(", ");
        }
        let (url, after) = rest.split_at(rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len()));
        let address = url.trim_end_matches(',');
        // A comma right behind an address ends the candidate; elsewhere in it it is a part of it.
        let (size, after) = if address.len() < url.len() {
            ("", after)
        } else {
            after.split_at(after.find(',').unwrap_or(after.len()))
        };
        let address = replace(address).unwrap_or_else(|| address.to_owned());
        out.push(format!("{address} {}", size.trim()).trim_end().to_owned());
        rest = after;
    }
}

/// A style with other addresses in its `url(…)`; `None` keeps one.
pub(super) fn in_style(value: &str, mut replace: impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.to_ascii_lowercase().find("url(") {
        let (before, inside) = rest.split_at(at + "url(".len());
        out.push_str(before);
        let written = inside.trim_start();
        let quote = written.chars().next().filter(|c| matches!(c, '"' | '\''));
        let address = &written[quote.map_or(0, char::len_utf8)..];
        let Some(end) = address.find(quote.unwrap_or(')')) else {
            rest = inside;
            continue;
        };
        let (address, after) = address.split_at(end);
        match replace(address.trim()) {
            Some(address) => {
                out.extend(quote);
                out.push_str(&address);
            }
            None => out.push_str(&inside[..inside.len() - after.len()]),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(address: &str) -> Option<String> {
        address.starts_with('a').then(|| "data:x;base64,y".to_owned())
    }

    #[test]
    fn images_to_choose_from_have_sizes_and_commas() {
        for (value, expected) in [
            ("a.png", "data:x;base64,y"),
            (" a.png 2x ,b.png  300w", "data:x;base64,y 2x, b.png 300w"),
            ("b.png, a,c.png 2x", "b.png, data:x;base64,y 2x"),
            ("data:b,c 1x, a.png", "data:b,c 1x, data:x;base64,y"),
            (", ,", ""),
        ] {
            assert_eq!(in_srcset(value, moved), expected, "{value}");
        }
    }

    #[test]
    fn addresses_in_styles_may_have_quotes() {
        for (value, expected) in [
            ("color: red", "color: red"),
            ("background: url(a.png) top", "background: url(data:x;base64,y) top"),
            ("background: URL( 'a b).png' ), url(\"b.png\")", "background: URL('data:x;base64,y' ), url(\"b.png\")"),
            ("background: url( b.png", "background: url( b.png"),
        ] {
            assert_eq!(in_style(value, moved), expected, "{value}");
        }
    }
}
