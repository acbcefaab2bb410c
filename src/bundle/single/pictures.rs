//! Pictures of the theme that a document has more than once: written once, and used by their names elsewhere (SVG 2, 5.6).

use std::collections::BTreeMap;

/// The pictures that the parts of a document share.
pub(super) struct Pictures {
    shared: Vec<String>,
}

impl Pictures {
    /// Those that the parts have more than once.
    pub(super) fn new<'h>(parts: impl Iterator<Item = &'h String>) -> Self {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for picture in parts.flat_map(|part| pictures(part)) {
            *seen.entry(picture).or_default() += 1;
        }
        let shared = seen.into_iter().filter(|(_, times)| *times > 1).map(|(picture, _)| picture.to_owned());
        Self { shared: shared.collect() }
    }

    /// A part with names instead of shared pictures.
    pub(super) fn share(&self, part: &str) -> String {
        let mut out = String::with_capacity(part.len());
        let mut rest = part;
        for picture in pictures(part) {
            let Ok(number) = self.shared.binary_search_by(|shared| shared.as_str().cmp(picture)) else { continue };
            let Some(at) = rest.find(picture) else { continue };
            let tag = picture.split('>').next().unwrap_or_default();
            let used: String = attributes(tag)
                .filter(|part| is_of_use(part) && !is_usual(part))
                .map(|part| format!(" {part}"))
                .collect();
            out.push_str(&rest[..at]);
            out.push_str(&format!("<svg{used}><use href=\"#{}\"/></svg>", name(number)));
            rest = &rest[at + picture.len()..];
        }
        out.push_str(rest);
        out
    }

    /// The part with the header of a document, with all shared pictures in it.
    pub(super) fn define(&self, head: &str) -> String {
        let mut symbols = String::new();
        for (number, picture) in self.shared.iter().enumerate() {
            let (tag, inside) = picture.split_once('>').unwrap_or((picture, ""));
            let inside = inside.strip_suffix("</svg>").unwrap_or(inside);
            // How it is drawn stands with it once; where and how large it is, wherever it is used.
            let drawn: String =
                attributes(tag).filter(|part| !is_of_use(part)).map(|part| format!(" {part}")).collect();
            symbols.push_str(&format!("<symbol id=\"{}\"{drawn}>{inside}</symbol>", name(number)));
        }
        let hidden = format!("<svg class=\"off-screen\" width=\"0\" height=\"0\" aria-hidden=\"true\">{symbols}</svg>");
        match head.find("</header>") {
            Some(at) if !symbols.is_empty() => format!("{}{hidden}{}", &head[..at], &head[at..]),
            _ => head.to_owned(),
        }
    }
}

/// The id of a picture; those of places have letters before the `:`.
fn name(number: usize) -> String {
    format!(":{number}")
}

/// The pictures that stand in a document.
fn pictures(document: &str) -> impl Iterator<Item = &str> {
    document.match_indices("<svg").filter_map(|(at, _)| {
        let end = document[at..].find("</svg>")? + "</svg>".len();
        Some(&document[at..at + end])
    })
}

/// The attributes of a start tag, as they are written.
fn attributes(tag: &str) -> impl Iterator<Item = &str> {
    let mut rest = tag.trim_start_matches(|c: char| !c.is_whitespace());
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let equals = rest.find("=\"")?;
        let end = equals + 2 + rest[equals + 2..].find('"')? + 1;
        let (attribute, more) = rest.split_at(end);
        rest = more;
        Some(attribute)
    })
}

/// Whether an attribute of a picture says something about one place where it stands.
fn is_of_use(attribute: &&str) -> bool {
    ["class=", "width=", "height=", "aria-", "role="].iter().any(|start| attribute.starts_with(start))
}

/// Whether it says what `css/single.css` says of all pictures.
fn is_usual(attribute: &str) -> bool {
    matches!(attribute, "width=\"24\"" | "height=\"24\"")
}
