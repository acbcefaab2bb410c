//! Drawings and formulas, on a page or in a file: what is in them, without what runs or loads something.

use std::collections::BTreeSet;

use super::Cleaner;
use crate::bundle::epub::tree::{Element, Node, Space};

/// Elements of drawings (SVG 1.1, appendix K); drawing programs have more.
#[rustfmt::skip]
const KNOWN: [&str; 78] = [
    "a", "altGlyph", "altGlyphDef", "altGlyphItem", "animate", "animateColor", "animateMotion", "animateTransform",
    "circle", "clipPath", "color-profile", "cursor", "defs", "desc", "ellipse", "feBlend", "feColorMatrix",
    "feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap",
    "feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur",
    "feImage", "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight", "feSpecularLighting",
    "feSpotLight", "feTile", "feTurbulence", "filter", "font", "font-face", "font-face-format", "font-face-name",
    "font-face-src", "font-face-uri", "g", "glyph", "glyphRef", "hkern", "image", "line", "linearGradient",
    "marker", "mask", "missing-glyph", "mpath", "path", "pattern", "polygon", "polyline", "radialGradient", "rect",
    "set", "stop", "style", "svg", "switch", "symbol", "text", "textPath", "title", "tref", "tspan", "use", "view",
    "vkern",
];
/// Shapes that are nothing without these attributes, and then may not be there.
const NEEDED: [(&str, &[&str]); 9] = [
    ("circle", &["r"]),
    ("ellipse", &["rx", "ry"]),
    ("image", &["xlink:href", "width", "height"]),
    ("path", &["d"]),
    ("polygon", &["points"]),
    ("polyline", &["points"]),
    ("rect", &["width", "height"]),
    ("stop", &["offset"]),
    ("use", &["xlink:href"]),
];
/// Parts of drawings and formulas that go with all that is in them.
const GONE: [&str; 8] =
    ["script", "style", "foreignObject", "image", "metadata", "annotation", "annotation-xml", "iframe"];

/// Cleans the drawing in a file of its own; `None` when there is none.
pub(in crate::bundle::epub) fn drawing(document: Element) -> Option<Element> {
    let svg = document.children.into_iter().find_map(|node| match node {
        Node::Element(body) if body.is("body") => body.children.into_iter().find_map(|node| match node {
            Node::Element(svg) if svg.space == Space::Svg && svg.name == "svg" => Some(svg),
            _ => None,
        }),
        _ => None,
    });
    let mut cleaner = Cleaner { is_file: true, ..Cleaner::default() };
    let mut svg = cleaner.picture(svg?, false)?;
    prune(&mut svg, &cleaner.ids);
    Some(svg)
}

/// Takes away what shows a part that is not there, and shapes that are nothing.
pub(super) fn prune(element: &mut Element, ids: &BTreeSet<String>) {
    if element.space == Space::Svg
        && let Some(id) = element.attribute("xlink:href").and_then(|href| href.strip_prefix('#'))
        && !ids.contains(id)
    {
        element.set("xlink:href", None);
    }
    for node in &mut element.children {
        if let Node::Element(inside) = node {
            prune(inside, ids);
        }
    }
    element.children.retain(|node| match node {
        Node::Element(inside) if inside.space == Space::Svg => NEEDED
            .iter()
            .filter(|(name, _)| *name == inside.name)
            .all(|(_, needed)| needed.iter().all(|name| inside.attribute(name).is_some())),
        _ => true,
    });
}

impl Cleaner {
    /// A drawing or a formula; `None` for the signs of the theme, which only say once more what words say.
    pub(super) fn picture(&mut self, mut element: Element, is_outermost: bool) -> Option<Element> {
        let is_unknown = element.space == Space::Svg && !KNOWN.contains(&element.name.as_str());
        let is_gone = is_unknown || GONE.contains(&element.name.as_str()) && !(self.is_file && loads_nothing(&element));
        if element.space == Space::Html || is_gone || !is_name(&element.name) {
            return None;
        }
        if is_outermost {
            // What stands outside of a drawing has no meaning.
            match (element.space, element.name.as_str()) {
                (Space::Svg, "svg") if element.has_class("icon") => return None,
                (Space::Svg, "svg") => self.has_svg = true,
                (Space::MathMl, "math") => self.has_math = true,
                _ => return None,
            }
        }
        // What can be clicked leads out of the drawing, and what leads out is taken away.
        if element.space == Space::Svg && element.name == "a" {
            "g".clone_into(&mut element.name);
        }
        let attributes = std::mem::take(&mut element.attributes);
        for (name, value) in attributes {
            let leads_out = name.ends_with("href") && !value.starts_with('#') && !is_embedded(&element, &value);
            let loads = value.contains("url(") && !value.contains("url(#");
            let is_known = is_name(&name) || name == "xlink:href";
            let is_new = name != "id" || self.is_new_id(&value);
            if is_known && is_new && !name.starts_with("on") && !name.starts_with("xmlns") && !leads_out && !loads {
                // The older name is the one that all readers know.
                let name = if name == "href" { "xlink:href".to_owned() } else { name };
                if element.attribute(&name).is_none() {
                    element.attributes.push((name, value));
                }
            }
        }
        let children = std::mem::take(&mut element.children);
        for node in children {
            match node {
                Node::Text(text) => element.children.push(Node::Text(text)),
                Node::Element(inside) => element.children.extend(self.picture(inside, false).map(Node::Element)),
            }
        }
        Some(element)
    }
}

/// Whether a part of a drawing that could load something does not.
fn loads_nothing(element: &Element) -> bool {
    match element.name.as_str() {
        "style" => {
            let text = element.text();
            !text.contains("@import") && text.matches("url(").count() == text.matches("url(#").count()
        }
        "image" => ["href", "xlink:href"].iter().any(|name| element.attribute(name).is_some_and(is_image_data)),
        _ => false,
    }
}

/// Whether an address is an image itself, for an element that shows it.
fn is_embedded(element: &Element, address: &str) -> bool {
    element.name == "image" && is_image_data(address)
}

fn is_image_data(address: &str) -> bool {
    ["png", "jpeg", "gif"].iter().any(|form| address.starts_with(&format!("data:image/{form};base64,")))
}

/// Whether XML takes it as a name, without a prefix.
fn is_name(name: &str) -> bool {
    let is_start = |c: char| c.is_ascii_alphabetic() || c == '_';
    name.starts_with(is_start) && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}
