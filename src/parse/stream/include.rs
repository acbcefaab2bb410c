//! `:::include`: the text of another file, or of a part of it.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::{Item, Node, Part, StreamReader};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{SourceText, Span, place};
use crate::parse::front_matter;
use crate::path::SourcePath;
use crate::source::is_image;
use crate::suggest;

/// Deepest nesting of includes.
const MAX_DEPTH: usize = 16;
/// Most texts a page may be put together from: files that include others many times multiply.
const MAX_TEXTS: usize = 1_000;

impl<'a> StreamReader<'a, '_> {
    /// `:::include{file="…" part="…" lang="…"}`.
    pub(super) fn include(&mut self, part: &Part, index: usize, span: Span, items: &mut Vec<Item<'a>>) {
        let Some(file) = part.value("file") else { return };
        let target = file.value.as_deref().unwrap_or_default();
        let range = file.value_span.range();
        let from = self.texts[index].path.clone();
        let found = from.join(target);
        let Some((path, file)) = found.as_ref().and_then(|path| Some((path, self.context.sources.text(path)?))) else {
            let is_binary = found.as_ref().is_some_and(|path| self.context.sources.content(path).is_some());
            let (message, help) = if is_binary {
                (format!("`{target}` is not a text file"), None)
            } else {
                let candidates: Vec<String> = self
                    .context
                    .sources
                    .iter()
                    .filter(|(path, _)| !is_image(&path.extension()))
                    .map(|(path, _)| from.link_to(path))
                    .collect();
                let near = suggest::nearest(target, candidates.iter().map(String::as_str));
                (format!("no file `{target}`"), near.map(|near| format!("did you mean `{near}`?")))
            };
            self.error(Code::Include, message, index, range, help);
            return;
        };
        let is_circle = self.including.contains(path);
        if is_circle || self.including.len() > MAX_DEPTH {
            let chain: Vec<&str> = self.including.iter().map(SourcePath::as_str).chain([path.as_str()]).collect();
            let chain = chain.join("` → `");
            let message = if is_circle {
                format!("files include each other: `{chain}`")
            } else {
                format!("files include files more than {MAX_DEPTH} deep: `{chain}`")
            };
            self.error(Code::Include, message, index, range, None);
            return;
        }
        if self.texts.len() >= MAX_TEXTS {
            if !std::mem::replace(&mut self.is_full, true) {
                let message = format!(
                    "this page is put together from more than {MAX_TEXTS} texts; this and later ones are left out"
                );
                self.error(
                    Code::Include,
                    message,
                    index,
                    range,
                    Some("files that include others many times multiply".into()),
                );
            }
            return;
        }
        let mut whole = 0..file.text.len();
        if path.is_markdown() {
            // What is wrong in it is reported where it is a page.
            let (front, _, body) = front_matter::parse(file, self.context.config, &mut Vec::new());
            whole = body;
            if front.draft && !self.front.draft {
                let place = place(self.texts, Span::new(index, range));
                self.out.push(
                    Diagnostic::warning(
                        Code::Include,
                        format!("`{target}` is a draft, and its text is published here"),
                    )
                    .at(place)
                    .help("take the include out until it is ready, or `draft = true` out of the file".to_owned()),
                );
            }
        }
        let range = match part.value("part") {
            None => whole,
            Some(name) => {
                let wanted = name.value.as_deref().unwrap_or_default();
                match named_part(&file.text, wanted) {
                    Some(range) => range,
                    None => {
                        let names = part_names(&file.text);
                        let others = names.iter().map(String::as_str).filter(|name| *name != wanted);
                        let help =
                            suggest::nearest(wanted, others).map(|near| format!("did you mean `{near}`?")).or_else(
                                || Some(format!("mark it with `<!-- part: {wanted} -->` and `<!-- end: {wanted} -->`")),
                            );
                        let message = if names.iter().any(|name| name == wanted) {
                            format!("the part `{wanted}` of `{target}` is never ended")
                        } else {
                            format!("`{target}` has no part `{wanted}`")
                        };
                        self.error(Code::Include, message, index, name.value_span.range(), help);
                        return;
                    }
                }
            }
        };
        let number = self.texts.len();
        self.texts.push(SourceText { path: path.clone(), file: file.clone() });
        let language = part.value("lang").and_then(|lang| lang.value.clone());
        if path.is_markdown() && language.is_none() {
            self.including.push(path.clone());
            let mut inner = Vec::new();
            self.read(number, &file.text, range, &mut inner);
            items.append(&mut inner);
            self.including.pop();
            return;
        }
        let language = language.unwrap_or_else(|| path.extension());
        let code = without_markers(&file.text[range]);
        let block = Tag::CodeBlock(CodeBlockKind::Fenced(language.into()));
        let end = block.to_end();
        for event in [Event::Start(block), Event::Text(code.into()), Event::End(end)] {
            items.push(Item { node: Node::Markdown(event), span });
        }
    }
}

/// The lines between the markers of the part `name`.
fn named_part(text: &str, name: &str) -> Option<Range<usize>> {
    let mut start = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if marker(line, "part:") == Some(name) && start.is_none() {
            start = Some(at + line.len());
        } else if let (Some(start), Some(end)) = (start, marker(line, "end:"))
            && end == name
        {
            return Some(start..at);
        }
        at += line.len();
    }
    None
}

fn part_names(text: &str) -> Vec<String> {
    text.lines().filter_map(|line| marker(line, "part:")).map(str::to_owned).collect()
}

/// The name in a line that is a comment with `part: name` or `end: name`.
fn marker<'t>(line: &'t str, word: &str) -> Option<&'t str> {
    let rest = line.trim().trim_start_matches(|c: char| !c.is_alphanumeric()).strip_prefix(word)?;
    let name = rest.trim().split(|c: char| c.is_whitespace()).next()?;
    (!name.is_empty()).then_some(name)
}

fn without_markers(text: &str) -> String {
    text.split_inclusive('\n')
        .filter(|line| marker(line, "part:").is_none() && marker(line, "end:").is_none())
        .collect()
}
