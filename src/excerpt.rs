//! A finding as people read it: message, place, excerpt with the words marked, what to do.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity};

/// A finding with an excerpt of its file.
#[must_use]
pub fn human(diagnostic: &Diagnostic, colors: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&*diagnostic.message).id(diagnostic.code.name());
    let mut counted = 0;
    let mut group = match &diagnostic.place {
        Some(place) => {
            let (excerpt, line, span) = excerpt(&place.file.text, place.span.clone());
            counted = excerpt[..span.start].chars().count() + 1;
            let annotation = AnnotationKind::Primary.span(span);
            let annotation = match &diagnostic.label {
                Some(label) => annotation.label(&**label),
                None => annotation,
            };
            let snippet = Snippet::source(excerpt).line_start(line).path(&*place.file.path).annotation(annotation);
            title.element(snippet)
        }
        None => Group::with_title(title),
    };
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(&**note));
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(&**help));
    }
    let renderer = if colors { Renderer::styled() } else { Renderer::plain() };
    let shown = renderer.render(&[group]);
    match &diagnostic.place {
        // The renderer counts columns in what it is given, which of a long line is a part.
        Some(place) if place.line_column().1 != counted => {
            let (line, column) = place.line_column();
            let path = &place.file.path;
            shown.replacen(&format!("{path}:{line}:{counted}"), &format!("{path}:{line}:{column}"), 1)
        }
        _ => shown,
    }
}

/// Longest line that is shown whole, in bytes.
const MAX_EXCERPT: usize = 400;

/// The lines around a span, the number of the first one, and the span inside them. Very long lines are cut, and of a
/// span over many lines the first is marked.
fn excerpt(text: &str, span: std::ops::Range<usize>) -> (String, usize, std::ops::Range<usize>) {
    let line_start = text[..span.start].rfind('\n').map_or(0, |index| index + 1);
    let line_end = text[span.start..].find('\n').map_or(text.len(), |index| span.start + index);
    let line = text[..line_start].matches('\n').count() + 1;
    let end = span.end.clamp(span.start, line_end.max(span.start));
    if line_end - line_start <= MAX_EXCERPT {
        return (text[line_start..line_end].to_owned(), line, span.start - line_start..end - line_start);
    }
    let mut from = span.start.saturating_sub(MAX_EXCERPT / 4).max(line_start);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut to = (span.start + MAX_EXCERPT / 2).min(line_end);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    (text[from..to].to_owned(), line, span.start - from..end.min(to).max(span.start) - from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, File};

    #[test]
    fn every_span_has_an_excerpt() {
        let long = format!("a\n{}é{}\nb", "x".repeat(3000), "y".repeat(3000));
        for text in ["", "a", "a\nb\n", "é\n", long.as_str()] {
            let file = File::new("a.md", text);
            for start in 0..=text.len() {
                for end in [start, start + 1, start + 5, text.len() + 3] {
                    let finding = Diagnostic::error(Code::Config, "x").at(file.at(start..end.max(start)));
                    let (excerpt, _, span) = excerpt(text, finding.place.clone().expect("placed").span);
                    assert!(span.end <= excerpt.len() && span.start <= span.end);
                }
            }
        }
        let finding = Diagnostic::error(Code::Config, "x").at(File::new("a.md", &long).at(2 + 2000..2 + 2003));
        for colors in [false, true] {
            assert!(human(&finding, colors).contains("a.md:2:2001"), "{}", human(&finding, colors));
        }
        let file = File::new("a.md", "a\nb\n");
        for start in 0..=4 {
            let shown = human(&Diagnostic::error(Code::Config, "x").at(file.at(start..start + 2)), false);
            assert!(shown.contains("a.md:"), "{shown}");
        }
    }
}
