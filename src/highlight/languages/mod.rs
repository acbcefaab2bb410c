//! The languages with a lexer of their own. Most are a table for the lexer; those whose lines or tags carry the meaning
//! read themselves, with the same scanner.

mod c;
mod console;
mod css;
mod diff;
mod go;
mod html;
mod java;
mod json;
mod markdown;
mod python;
mod rust;
mod script;
mod shell;
mod sql;
mod toml;
mod yaml;

use std::sync::LazyLock;

use super::lexer::lex;
use super::lexer::table::Lexer;
use super::spans::Spans;

/// A language and how it is read.
pub(super) struct Language {
    /// The names that writers use for it, in lower case.
    pub(super) names: &'static [&'static str],
    reads: Reads,
}

enum Reads {
    Table(&'static LazyLock<Lexer>),
    Itself(fn(&mut Spans, &str)),
}

impl Language {
    /// Pushes a text, colored.
    pub(super) fn push(&self, spans: &mut Spans, text: &str) {
        match self.reads {
            Reads::Table(lexer) => lex(lexer, spans, text),
            Reads::Itself(read) => read(spans, text),
        }
    }
}

const fn table(names: &'static [&'static str], lexer: &'static LazyLock<Lexer>) -> Language {
    Language { names, reads: Reads::Table(lexer) }
}

const fn itself(names: &'static [&'static str], read: fn(&mut Spans, &str)) -> Language {
    Language { names, reads: Reads::Itself(read) }
}

/// All languages with a lexer.
pub(super) static LANGUAGES: [Language; 20] = [
    table(&["rust", "rs", "ignore"], &rust::RUST),
    table(&["javascript", "js", "jsx", "mjs", "cjs"], &script::JAVASCRIPT),
    table(&["typescript", "ts", "mts", "cts"], &script::TYPESCRIPT),
    table(&["tsx", "typescriptreact"], &script::TYPESCRIPT_TAGS),
    table(&["python", "py", "py3", "python3", "pyi"], &python::PYTHON),
    table(&["c", "h"], &c::C),
    table(&["c++", "cpp", "cc", "cxx", "hpp", "hh", "hxx"], &c::CPP),
    table(&["java"], &java::JAVA),
    table(&["go", "golang"], &go::GO),
    table(&["sql", "ddl", "dml"], &sql::SQL),
    table(&["json", "jsonc", "json5"], &json::JSON),
    itself(&["bash", "sh", "shell", "zsh"], console::read_script),
    itself(&["console", "shellsession", "sh-session", "terminal"], console::read),
    itself(&["toml"], toml::read),
    itself(&["yaml", "yml"], yaml::read),
    itself(&["html", "htm", "xhtml"], html::read),
    itself(&["xml", "svg", "xsd", "xslt"], html::read_xml),
    itself(&["css"], css::read),
    itself(&["markdown", "md"], markdown::read),
    itself(&["diff", "patch"], diff::read),
];

/// The language with this name, in lower case.
pub(super) fn find(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.names.contains(&name))
}
