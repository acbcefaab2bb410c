//! What is the same on all pages, written into the page templates once: `{{ strings.menu_open }}`, `{{ site.title }}` and
//! `{{ icon(name="menu") }}` are half of what a template does, and the same text on each of ten thousand pages.
//!
//! The values come from the template engine itself, so that they are escaped as it would. Where it is not plain that a value
//! can stand in the template as it is, the expression stays. Mistakes are reported in the templates as they were written:
//! whatever goes wrong with these is tried again with those.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;
use tera::{Context, Tera};

use super::templates::{Templates, engine};
use crate::theme::Theme;

/// What the constants are called in templates.
const NAMES: [&str; 3] = ["site", "strings", "assets"];

/// An expression that may be a constant, in braces that trim nothing; or where a component begins or ends.
static TAGS: LazyLock<Regex> = LazyLock::new(|| {
    let path = r"(?<name>[a-z]+)(?:\.[a-z_][a-z0-9_]*)+";
    let icon = r#"icon\(name="[a-z0-9-]+"\)"#;
    let component = r"\{%-? (?<ends>end)?component\b(?<head>[^%]*)";
    Regex::new(&format!(r"\{{\{{ (?:{path}|{icon}) \}}\}}|{component}")).expect("a pattern of our own")
});

/// Expressions and statements with their braces.
static CODE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?s)\{[{%].*?[%}]\}").expect("a pattern of our own"));

/// The page templates with the constants in them.
#[derive(Debug)]
pub(crate) struct Constants {
    tera: Tera,
}

impl Constants {
    /// Writes the constants into the templates. `None` when a template may mean something else by their names.
    pub(crate) fn new(templates: &Templates, theme: &Theme, constants: &Context) -> Option<Self> {
        if templates.sources().any(|(name, source)| !name.ends_with(".html") || is_unusual(source)) {
            return None;
        }
        let mut values: HashMap<&str, Option<String>> = HashMap::new();
        let mut value = |expression| {
            let value = values.entry(expression).or_insert_with(|| {
                let value = templates.tera().render_str(expression, constants, true).ok();
                value.filter(|value| is_plain(value))
            });
            value.clone()
        };
        let filled: Vec<(&str, String)> =
            templates.sources().map(|(name, source)| (name, fill(source, &mut value))).collect();
        let mut tera = engine(theme);
        tera.add_raw_templates(filled).ok()?;
        Some(Self { tera })
    }

    /// The engine that holds them.
    pub(super) fn tera(&self) -> &Tera {
        &self.tera
    }
}

/// A template with its constants.
fn fill<'t>(source: &'t str, value: &mut impl FnMut(&'t str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(source.len() * 2);
    let mut rest = 0;
    // Of the component that is open: it sees what its head asks for alone, as in `@strings`.
    let mut head: Option<&str> = None;
    for found in TAGS.captures_iter(source) {
        let Some(tag) = found.get(0) else { continue };
        if let Some(names) = found.name("head") {
            head = found.name("ends").is_none().then_some(names.as_str());
            continue;
        }
        let is_seen = found.name("name").is_none_or(|name| {
            let name = name.as_str();
            NAMES.contains(&name) && head.is_none_or(|head| head.contains(&format!("@{name}")))
        });
        if let Some(value) = is_seen.then(|| value(tag.as_str())).flatten() {
            filled.push_str(&source[rest..tag.start()]);
            filled.push_str(&value);
            rest = tag.end();
        }
    }
    filled.push_str(&source[rest..]);
    filled
}

/// Whether a template has text that looks like expressions and is none, or gives a name of [`NAMES`] to something.
fn is_unusual(source: &str) -> bool {
    let gives = |code: &str, name: &str| {
        code.match_indices(name).any(|(at, _)| {
            let before = code[..at].trim_end();
            let after = code[at + name.len()..].trim_start();
            let is_whole = !code[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.'))
                && !code[at + name.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
            let is_set = before.ends_with("set") || before.ends_with("for") || before.ends_with(',');
            is_whole && (is_set || after.starts_with('=') || after.starts_with(':'))
        })
    };
    source.contains("raw %}")
        || source.contains("raw -%}")
        || CODE.find_iter(source).any(|code| NAMES.iter().any(|name| gives(code.as_str(), name)))
}

/// Whether a value can stand in a template: it has no braces, and trimming the text around it takes nothing off it or beyond.
fn is_plain(value: &str) -> bool {
    !value.is_empty() && value.trim().len() == value.len() && !value.contains(['{', '}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_stand_in_templates() {
        let source = "{{ strings.a }}{{- strings.a }}{{ strings.b }}{{ strings.a | fill(n=1) }}{{ page.title }}{{ icon(name=\"x\") }}\
            {% component c(x, @site) -%}{{ strings.a }}{{ site.d }}{%- endcomponent c %}{{ strings.a }}";
        let mut value = |expression: &str| match expression {
            "{{ strings.a }}" => Some("A".to_owned()),
            "{{ site.d }}" => Some("D".to_owned()),
            "{{ icon(name=\"x\") }}" => Some("<svg>".to_owned()),
            _ => None,
        };
        assert_eq!(
            fill(source, &mut value),
            "A{{- strings.a }}{{ strings.b }}{{ strings.a | fill(n=1) }}{{ page.title }}<svg>\
            {% component c(x, @site) -%}{{ strings.a }}D{%- endcomponent c %}A"
        );
    }

    #[test]
    fn names_that_mean_something_else_are_seen() {
        for source in [
            "{% set strings = page.x %}",
            "{% for site in x %}",
            "{% for a, assets in x %}",
            "{{ <c strings={x} /> }}",
            "{% raw %}{{ site.title }}{% endraw %}",
            "{% component c(site: map) %}",
        ] {
            assert!(is_unusual(source), "{source}");
        }
        for source in ["<p data-site=\"{{ site.id }}\">", "{% if site.title == page.title %}", "{% set a = site.b %}"] {
            assert!(!is_unusual(source), "{source}");
        }
    }

    #[test]
    fn values_that_trimming_may_change_stay_expressions() {
        assert!(is_plain("Menu") && is_plain("<svg/>"));
        assert!(!is_plain("") && !is_plain(" x") && !is_plain("x\n") && !is_plain("{{ x }}"));
    }
}
