//! Links and images.

use std::fmt::Write as _;

use super::{BodyRenderer, Edition, Frame, OpenImage, OpenLink};
use crate::document::Span;
use crate::html;
use crate::parse::decision::Mark;
use crate::parse::raw_html;
use crate::parse::stream::PLACEHOLDER;
use crate::path::SourcePath;
use crate::resolve::{Target, resolve};
use crate::source::{Content, svg_dimensions};

/// So many bytes of Markdown fill the window of a desktop, and a phone's twice.
const FIRST_VIEW: usize = 2000;

impl BodyRenderer<'_, '_> {
    pub(super) fn start_link(&mut self, base: &SourcePath, target: &str, title: &str) {
        if let Some(label) = target.strip_prefix(PLACEHOLDER) {
            let field = self.document.field(label);
            match field {
                Some(field) => {
                    let id = html::attribute(&field.id.text);
                    let label = html::text(field.label.as_str());
                    self.put(format_args!("<mark class=\"placeholder\" data-field=\"{id}\">[{label}"));
                    self.links.push(OpenLink::Placeholder);
                    // What was written, label or id, goes nowhere.
                    self.frames.push(Frame::default());
                }
                None => {
                    self.push("[");
                    self.links.push(OpenLink::Literal);
                }
            }
            return;
        }
        let is_answer = self.mark == Some(Mark::Answer);
        self.links.push(if is_answer { OpenLink::Answer(self.destination(base, target)) } else { OpenLink::Anchor });
        if self.heading.as_ref().is_some_and(|heading| heading.dropped) || self.image.is_some() {
            return;
        }
        let resolved = resolve(self.site, self.page, base, target);
        let external = matches!(&resolved, Ok(Target::External(address)) if address.starts_with("http"));
        let href = match &resolved {
            Ok(target) => self.edition.href(self.site, target),
            // Reported by the check; the text stays readable.
            Err(_) => String::new(),
        };
        let out = self.out();
        out.push_str("<a href=\"");
        html::push_attribute(out, &href);
        out.push('"');
        if is_answer {
            out.push_str(" class=\"decision-answer\"");
        }
        if external {
            out.push_str(" rel=\"noopener\" class=\"external\"");
        }
        if !title.is_empty() {
            out.push_str(" title=\"");
            html::push_attribute(out, title);
            out.push('"');
        }
        out.push('>');
    }

    pub(super) fn end_link(&mut self) {
        match self.links.pop() {
            Some(OpenLink::Anchor) => self.inline("</a>"),
            Some(OpenLink::Answer(destination)) => {
                self.inline(&destination);
                self.inline("</a>");
            }
            Some(OpenLink::Placeholder) => {
                self.frames.pop();
                self.push("]</mark>");
            }
            Some(OpenLink::Literal) => self.push("]"),
            None => {}
        }
    }

    /// HTML that stands in Markdown, its addresses resolved like all others.
    pub(super) fn raw_html(&mut self, html: &str, span: Span) {
        let mut at = 0;
        for address in raw_html::addresses(html) {
            let base = &self.document.parts[span.part as usize].path;
            if address.role == raw_html::Role::Anchor {
                let id = self.edition.anchor(self.site, self.page, Some(&html[address.range.clone()]));
                let out = self.out();
                out.push_str(&html[at..address.range.start]);
                html::push_attribute(out, &id);
                at = address.range.end;
                continue;
            }
            let target = raw_html::unescape(&html[address.range.clone()]);
            // One that leads nowhere was reported; it stays as written.
            let Ok(target) = resolve(self.site, self.page, base, &target) else { continue };
            let href = self.edition.href(self.site, &target);
            let out = self.out();
            out.push_str(&html[at..address.range.start]);
            html::push_attribute(out, &href);
            at = address.range.end;
        }
        self.push(&html[at..]);
    }

    /// Whether an image at this place is the first one of the page and may be in sight before anybody scrolls. It is then loaded at
    /// once; all others wait until they come near the window.
    pub(super) fn is_in_first_view(&mut self, span: Span) -> bool {
        self.images += 1;
        matches!(self.edition, Edition::Page(_))
            && self.images == 1
            && span.part == 0
            && (span.start as usize).saturating_sub(self.document.body.start) < FIRST_VIEW
    }

    /// An image up to its alternative text.
    pub(super) fn open_image(&mut self, base: &SourcePath, target: &str, title: &str, is_first: bool) -> OpenImage {
        let resolved = resolve(self.site, self.page, base, target);
        let src = resolved.as_ref().map(|target| self.edition.href(self.site, target)).unwrap_or_default();
        let (mut before, mut close) = (String::new(), "");
        let mut tag = format!("<img src=\"{}\"", html::attribute(&src));
        if let Ok(Target::Asset { source, .. }) = &resolved
            && let Some((width, height)) = self.dimensions(source)
        {
            if let Edition::Page(path) = self.edition
                && let Some(scaled) = self.elsewhere.images.scaled(source)
            {
                let set = scaled.srcset(path, &src, width);
                let sizes = self.theme.image_sizes.as_deref().unwrap_or("100vw");
                let choice = format!(" srcset=\"{}\" sizes=\"{}\"", html::attribute(&set), html::attribute(sizes));
                match scaled.source_type() {
                    Some(of_type) => {
                        before = format!("<picture><source type=\"{of_type}\"{choice}>");
                        close = "</picture>";
                    }
                    None => tag.push_str(&choice),
                }
            }
            let _ = write!(tag, " width=\"{width}\" height=\"{height}\"");
        }
        tag.push_str(if is_first { " decoding=\"async\"" } else { " loading=\"lazy\" decoding=\"async\"" });
        if !title.is_empty() {
            let _ = write!(tag, " title=\"{}\"", html::attribute(title));
        }
        OpenImage { open: before + &tag, alt: String::new(), close }
    }

    pub(super) fn dimensions(&self, source: &SourcePath) -> Option<(usize, usize)> {
        match self.site.input.sources.content(source)? {
            Content::Binary(binary) => binary.dimensions,
            Content::Text(file) => svg_dimensions(&file.text),
        }
    }
}
