//! Documents of a book as XHTML: HTML that is well-formed XML.

use super::clean::Cleaned;
use super::tree::{Element, Node, Space};
use crate::config::Config;
use crate::html;
use crate::path::SitePath;

/// Elements of HTML that have no end.
const EMPTY: [&str; 5] = ["br", "col", "hr", "img", "wbr"];

/// A whole document. `name` is its place in the book, `style` that of the style sheet.
pub(super) fn write(page: &Cleaned, name: &SitePath, style: &SitePath, config: &Config) -> String {
    let language = html::attribute(&config.book.language);
    let title = if page.title.trim().is_empty() { &config.book.title } else { &page.title };
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{language}\" \
         xml:lang=\"{language}\" dir=\"{direction}\">\n<head>\n<title>{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <link rel=\"stylesheet\" type=\"text/css\" href=\"{style}\"/>\n</head>\n",
        direction = config.book.direction,
        title = html::xml_text(title.trim()),
        style = html::attribute(&name.href(style)),
    );
    push_element(&mut out, &page.body);
    out.push_str("\n</html>\n");
    out
}

/// A drawing as a file.
pub(super) fn drawing(svg: &Element) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    push_element(&mut out, svg);
    out.push('\n');
    out
}

fn push_element(out: &mut String, element: &Element) {
    out.push('<');
    out.push_str(&element.name);
    match (element.space, element.name.as_str()) {
        (Space::Svg, "svg") => {
            out.push_str(" xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
        }
        (Space::MathMl, "math") => out.push_str(" xmlns=\"http://www.w3.org/1998/Math/MathML\""),
        _ => {}
    }
    for (name, value) in &element.attributes {
        push_attribute(out, name, value);
        // Readers that know XML only look for the other one.
        if name == "lang" {
            push_attribute(out, "xml:lang", value);
        }
    }
    if element.space == Space::Html && EMPTY.contains(&element.name.as_str()) {
        out.push_str("/>");
        return;
    }
    out.push('>');
    for node in &element.children {
        match node {
            Node::Element(element) => push_element(out, element),
            Node::Text(written) => out.push_str(&html::xml_text(written)),
        }
    }
    out.push_str("</");
    out.push_str(&element.name);
    out.push('>');
}

fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    out.push_str(&html::xml_attribute(value));
    out.push('"');
}
