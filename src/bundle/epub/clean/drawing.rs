//! Drawings and formulas, on a page or in a file: what is in them, without what runs or loads something.

use super::Cleaner;
use crate::bundle::epub::tree::{Element, Node, Space};

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
    Cleaner { is_file: true, ..Cleaner::default() }.picture(svg?, false)
}

impl Cleaner {
    /// A drawing or a formula; `None` for the signs of the theme, which only say once more what words say.
    pub(super) fn picture(&mut self, mut element: Element, is_outermost: bool) -> Option<Element> {
        let is_gone = GONE.contains(&element.name.as_str()) && !(self.is_file && loads_nothing(&element));
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
