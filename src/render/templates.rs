//! The templates of the theme: loaded, checked, and their errors turned into findings that point at the template.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use super::constants::Constants;
use crate::diagnostic::{Code, Diagnostic, File};
use crate::suggest;
use crate::theme::Theme;
use crate::timings::{self, Stage};

/// The templates, ready to render.
#[derive(Debug)]
pub struct Templates {
    tera: Tera,
    files: BTreeMap<String, File>,
}

impl Templates {
    /// Loads the templates of a theme. `None` when they cannot be used; the reasons are in `out`.
    #[must_use]
    pub fn new(theme: &Theme, out: &mut Vec<Diagnostic>) -> Option<Self> {
        let sources: Vec<(String, String)> =
            theme.templates().map(|(name, source)| (name.to_owned(), source.into_owned())).collect();
        let files = sources
            .iter()
            .filter_map(|(name, _)| Some((name.clone(), theme.file(&format!("templates/{name}"))?)))
            .collect();
        let mut templates = Self { tera: engine(theme), files };
        let Err(error) = templates.tera.add_raw_templates(sources.iter().map(|(name, source)| (name, source))) else {
            return Some(templates);
        };
        out.extend(templates.all_mistakes(theme, &sources, &error));
        None
    }

    /// All of a set of templates are refused for one mistake. So each is read alone for its syntax first, and then the
    /// set once more with empty ones in place of those, for names that do not exist.
    fn all_mistakes(&self, theme: &Theme, sources: &[(String, String)], error: &tera::Error) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut readable: Vec<(&str, &str)> = Vec::with_capacity(sources.len());
        for (name, source) in sources {
            match engine(theme).add_raw_template(name, source) {
                Err(error) if matches!(error.kind(), ErrorKind::SyntaxError(_)) => {
                    found.push(self.diagnostic(&error));
                    readable.push((name, ""));
                }
                _ => readable.push((name, source)),
            }
        }
        if found.is_empty() {
            return self.diagnostics(error);
        }
        if let Err(error) = engine(theme).add_raw_templates(readable) {
            let rest = self.diagnostics(&error);
            // An empty template lacks the blocks that others fill.
            found.extend(
                rest.into_iter().filter(|finding| finding.place.is_some() && !finding.message.contains("parent")),
            );
        }
        found
    }

    /// Whether there is a template of this name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// The templates as they were written, with their names.
    pub(super) fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(name, file)| (name.as_str(), &*file.text))
    }

    /// The engine that holds them.
    pub(super) fn tera(&self) -> &Tera {
        &self.tera
    }

    /// The names of the page templates.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Renders a template.
    ///
    /// # Errors
    /// A finding that points into the template. (Boxed: findings are large and errors rare.)
    pub fn render<T: serde::Serialize>(&self, name: &str, context: &T) -> Result<String, Box<Diagnostic>> {
        self.render_with(None, name, context, 0).map(text_of)
    }

    /// Renders a template into the bytes of a text, with the constants of a site where they are known. `length`: about how many it
    /// makes.
    pub(super) fn render_with<T: serde::Serialize>(
        &self,
        constants: Option<&Constants>,
        name: &str,
        context: &T,
        length: usize,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let mut span = timings::span(Stage::Template);
        let context = tera::Context::from_serialize(context).map_err(|error| Box::new(self.diagnostic(&error)))?;
        let html = match constants.and_then(|constants| render(constants.tera(), name, &context, length).ok()) {
            Some(html) => html,
            None => render(&self.tera, name, &context, length).map_err(|error| Box::new(self.diagnostic(&error)))?,
        };
        span.bytes(html.len());
        Ok(html)
    }

    /// The findings of an error that may hold several: the engine checks a set of templates as a whole and reports
    /// what does not fit together as one text, each mistake with a line `--> template:line:column`.
    fn diagnostics(&self, error: &tera::Error) -> Vec<Diagnostic> {
        let text = error.to_string();
        let mut found = Vec::new();
        for report in text.split("error: ").skip(1) {
            let mut lines = report.lines();
            let message = lines.next().unwrap_or_default();
            let place = lines.find_map(|line| line.trim_start().strip_prefix("--> ")).and_then(|place| {
                let mut pieces = place.trim().rsplitn(3, ':');
                let column: usize = pieces.next()?.parse().ok()?;
                let line: usize = pieces.next()?.parse().ok()?;
                let file = self.files.get(pieces.next()?)?;
                let start: usize = file.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
                let start = start + column.saturating_sub(1);
                let word = file.text.get(start..)?.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(0);
                Some(file.at(start..start + word))
            });
            let Some(place) = place else { return vec![self.diagnostic(error)] };
            let help = self.help(message, &place.file.text[place.span.clone()]);
            found.push(Diagnostic::error(Code::Template, in_lower_case(message)).at(place).help(help));
        }
        if found.is_empty() { vec![self.diagnostic(error)] } else { found }
    }

    fn diagnostic(&self, error: &tera::Error) -> Diagnostic {
        if let ErrorKind::MissingParent { current, parent } = error.kind()
            && let Some(file) = self.files.get(current)
        {
            let start = file.text.find(parent.as_str()).unwrap_or(0);
            let near = suggest::nearest(parent, self.names());
            return Diagnostic::error(Code::Template, format!("no template `{parent}`"))
                .at(file.at(start..start + parent.len()))
                .help(near.map(|near| format!("did you mean `{near}`?")));
        }
        let (ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report)) = error.kind() else {
            return Diagnostic::error(Code::Template, error.to_string());
        };
        let mut diagnostic = Diagnostic::error(Code::Template, in_lower_case(report.message()));
        if let Some(file) = self.files.get(report.filename()) {
            let span = report.span().range.clone();
            let help = self.help(report.message(), &file.text[clamp(&file.text, &span)]);
            diagnostic = diagnostic.at(file.at(span)).help(help);
        }
        diagnostic
    }

    /// A name that exists and looks like the one the message complains about.
    fn help(&self, message: &str, marked: &str) -> Option<String> {
        let quoted: Vec<&str> = message.split(['`', '"', '\'']).skip(1).step_by(2).collect();
        let lower = message.to_lowercase();
        let wrong = quoted.first().copied().unwrap_or(marked);
        if lower.contains("filter") {
            return suggest::nearest(wrong, FILTERS.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        }
        if lower.contains("function") {
            return suggest::nearest(wrong, ["icon", "range", "throw"]).map(|near| format!("did you mean `{near}`?"));
        }
        if lower.contains("template") || lower.contains("include") {
            return suggest::nearest(wrong, self.names()).map(|near| format!("did you mean `{near}`?"));
        }
        let last = wrong.rsplit('.').next().unwrap_or(wrong).trim();
        suggest::nearest(last, FIELDS.iter().copied())
            .filter(|near| *near != last)
            .map(|near| format!("did you mean `{near}`?"))
    }
}

/// What a template wrote, which is a text.
pub(super) fn text_of(html: Vec<u8>) -> String {
    String::from_utf8(html).unwrap_or_default()
}

/// Renders a template into bytes that have room from the start: what grows is copied again and again.
fn render(tera: &Tera, name: &str, context: &tera::Context, length: usize) -> TeraResult<Vec<u8>> {
    let mut html = Vec::with_capacity(length);
    tera.render_to(name, context, &mut html)?;
    Ok(html)
}

/// A message in the form of all findings: first letter in lower case, no final dot, one line.
fn in_lower_case(message: &str) -> String {
    // The engine lists all names that exist; the nearest one goes into the help.
    let message = message.split(". Available ").next().unwrap_or(message);
    let mut message = message.replace('\n', " ").trim_end_matches('.').to_owned();
    if let Some(first) = message.chars().next()
        && message.chars().nth(1).is_some_and(char::is_lowercase)
    {
        message.replace_range(..first.len_utf8(), &first.to_lowercase().to_string());
    }
    message
}

fn clamp(text: &str, span: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let fits = span.start <= span.end && span.end <= text.len();
    if fits && text.is_char_boundary(span.start) && text.is_char_boundary(span.end) { span.clone() } else { 0..0 }
}

/// Filters of the template language and ours, for suggestions.
#[rustfmt::skip]
const FILTERS: [&str; 40] = [
    "abs", "capitalize", "default", "double", "escape", "escape_html", "escape_xml", "fill", "first", "float", "get",
    "group_by", "indent", "int", "join", "keys", "last", "length", "lower", "newlines_to_br", "nth", "pairs",
    "pluralize", "replace", "reverse", "round", "safe", "shout", "sort", "split", "str", "title", "trim", "trim_end",
    "trim_start", "truncate", "unique", "upper", "values", "wordcount",
];

/// Names of the fields that templates can use, for suggestions; a test holds them and the contexts together.
#[rustfmt::skip]
const FIELDS: [&str; 109] = [
    "a_to_z", "actions", "address", "all_pages", "alt", "assets", "attrs", "authors", "base_url", "body", "book",
    "breadcrumbs", "canonical", "card", "changed", "check_email", "checklist", "children", "choices", "classes",
    "contents", "csp", "data", "decision", "depth", "description", "direction", "draft", "edit_url", "edition", "email",
    "entries", "event", "example", "extra", "favicon", "feed", "fields", "footer", "from", "groups", "guide",
    "head_script", "hidden", "hint", "home", "href", "id", "intro", "items", "json_ld", "kind", "label", "language",
    "lead", "letter", "letters", "level", "limit", "manifest", "mark", "markdown", "moved", "my_data", "name", "next",
    "open", "optional", "outcome", "outcomes", "page", "pages", "path", "per", "planner", "previous", "print",
    "questions", "reading_minutes", "repository", "required", "required_with", "review_days", "reviewed", "root",
    "rules", "script", "scripts", "search", "service_worker", "sidebar", "site", "start", "strings", "styles",
    "stylesheet", "subject", "tasks", "title", "title_html", "to", "toc", "top", "version", "versions", "when",
    "window", "words_max", "words_min",
];

/// The template engine with what Matchbook adds: the function `icon` and the filter `fill`.
pub(super) fn engine(theme: &Theme) -> Tera {
    let mut tera = Tera::new();
    let icons: BTreeMap<String, Value> =
        theme.icons().map(|(name, svg)| (name.to_owned(), Value::safe_string(&inline_svg(&svg)))).collect();
    let icons = Arc::new(icons);
    tera.register_function("icon", move |kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let name: String = kwargs.must_get("name")?;
        icons.get(&name).cloned().ok_or_else(|| {
            let near = suggest::nearest(&name, icons.keys().map(String::as_str));
            let hint = near.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
            tera::Error::message(format!("no icon `{name}`{hint}"))
        })
    });
    tera.register_filter("fill", |text: &str, kwargs: Kwargs, _: &State| -> String {
        let mut filled = text.to_owned();
        for (name, value) in kwargs.iter() {
            filled = filled.replace(&format!("{{{name}}}"), &value.to_string());
        }
        filled
    });
    tera
}

/// How the theme's own icons are drawn. The class `line` says the same in fewer bytes, a dozen times on each page.
const LINE: &str =
    " fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.75\" stroke-linecap=\"round\" stroke-linejoin=\"round\"";
/// What a file needs and a picture in a page does not.
const NAMESPACE: &str = " xmlns=\"http://www.w3.org/2000/svg\"";

/// An icon as it stands in a page: hidden from screen readers, sized by the style sheet.
fn inline_svg(svg: &str) -> String {
    let svg = svg.trim();
    let svg = svg.find("<svg").map_or(svg, |start| &svg[start..]);
    let (tag, rest) = svg.split_at(svg.find('>').unwrap_or(svg.len()));
    let class = if tag.contains(LINE) { "icon line" } else { "icon" };
    let tag = tag.replace(NAMESPACE, "").replace(LINE, "");
    tag.replacen("<svg", &format!("<svg class=\"{class}\" aria-hidden=\"true\""), 1) + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_know_every_field_of_the_contexts() {
        let contexts = include_str!("context.rs");
        let mut fields: Vec<&str> = contexts
            .lines()
            .filter_map(|line| line.strip_prefix("    pub ")?.split_once(':'))
            .map(|(name, _)| name)
            .collect();
        fields.sort_unstable();
        fields.dedup();
        assert_eq!(fields, FIELDS);
    }
}
