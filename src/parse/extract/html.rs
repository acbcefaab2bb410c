//! Addresses and anchors of HTML that stands in Markdown.

use super::Extractor;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Link, LinkKind, Span, place};
use crate::parse::raw_html::{self, Role};

impl Extractor<'_, '_> {
    /// Addresses in raw HTML are links too, and those that run scripts never pass.
    pub(super) fn html(&mut self, html: &str, span: Span) {
        if runs_script(html) {
            let place = place(&self.document.parts, span);
            self.out.push(Diagnostic::error(Code::UnsafeLink, "an address that runs a script").at(place));
            return;
        }
        if !self.allow_html {
            return;
        }
        let file = &self.document.parts[span.part as usize].file;
        let same = file.text.get(span.range()) == Some(html);
        for address in raw_html::addresses(html) {
            let start = span.start as usize;
            let place = Span::new(span.part as usize, start + address.range.start..start + address.range.end);
            if address.role == Role::Anchor {
                let id = html[address.range].to_owned();
                if self.take(&id, if same { place } else { span }) {
                    self.document.anchors.push(id);
                }
                continue;
            }
            self.document.links.push(Link {
                target: raw_html::unescape(&html[address.range]),
                kind: if address.role == Role::Loaded { LinkKind::Embedded } else { LinkKind::Link },
                text: String::new(),
                span: if same { place } else { span },
            });
        }
    }
}

/// Whether an address in a piece of HTML runs a script, however it is spaced.
fn runs_script(html: &str) -> bool {
    if !html.contains(':') {
        return false;
    }
    let squeezed: String = html.to_lowercase().chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    squeezed.contains("javascript:") || squeezed.contains("vbscript:")
}
