//! Exact tokens of every language with a lexer, and what holds for all of them.

mod exact;
mod lines;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use super::scanner::STEPS;
use super::{ALIASES, PLAIN, find_grammar, grammar, knows, languages, push, suggest};

fn html(language: &str, code: &str) -> String {
    let mut out = String::new();
    push(&mut out, Some(language), code);
    out
}

/// The colored pieces, as `class:text`, blanks at their ends cut off.
fn tokens(language: &str, code: &str) -> Vec<String> {
    let html = html(language, code);
    let mut tokens = Vec::new();
    for piece in html.split("<span class=\"").skip(1) {
        let (token, _) = piece.split_once("</span>").expect("an end");
        let (class, text) = token.split_once("\">").expect("a class");
        tokens.push(format!("{class}:{}", crate::html::unescape(text).trim()));
    }
    tokens
}

/// Holds the tokens of a text to a list of lines, each `class:text class:text …`. `␣` is a blank in a token.
#[track_caller]
fn expect(language: &str, code: &str, expected: &str) {
    let found = tokens(language, code);
    let expected: Vec<String> =
        expected.split_whitespace().map(|token| token.replace('␣', " ").replace('⏎', "\n")).collect();
    assert_eq!(found, expected, "in {code}");
}

/// The text of HTML, with the tags of spans counted on the way.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut open = 0;
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let end = rest[start..].find('>').expect("an end of the tag") + start + 1;
        open += if rest[start..end].starts_with("</") { -1 } else { 1 };
        assert!((0..=1).contains(&open), "spans in spans: {html}");
        rest = &rest[end..];
    }
    assert_eq!(open, 0, "{html}");
    text.push_str(rest);
    crate::html::unescape(&text)
}

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).expect("small")
    }
}

/// What means something in some language.
const SOUP: [&str; 96] = [
    "\"",
    "'",
    "`",
    "\\",
    "\n",
    "\n",
    " ",
    " ",
    "  ",
    "\t",
    "\r\n",
    "/",
    "//",
    "/*",
    "*/",
    "#",
    "#[",
    "#![",
    "[[",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "</",
    "/>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<?",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "&",
    "&amp;",
    "&#8212;",
    "$",
    "${",
    "$(",
    "$((",
    "))",
    "@",
    "@media",
    "!",
    "=",
    "=>",
    "->",
    "::",
    ":",
    ";",
    ",",
    ".",
    "..",
    "-",
    "--",
    "---",
    "+++",
    "@@",
    "|",
    ">-",
    "- ",
    "? ",
    "* ",
    "```",
    "~~~",
    ":::",
    "r#\"",
    "R\"x(",
    "f\"",
    "{{",
    "%d",
    "\"\"\"",
    "'''",
    "<<EOF",
    "EOF",
    "$ ",
    "> ",
    "fn",
    "match ",
    "class ",
    "def",
    "if",
    "case",
    "in ",
    "esac",
    "name",
    "Type",
    "0x1F",
    "1.5e-3",
    "é",
    "漢字",
    "😀",
];

#[test]
fn the_text_is_the_same_with_colors_whatever_it_is() {
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    for language in &languages::LANGUAGES {
        for _ in 0..600 {
            let pieces = 1 + numbers.below(60);
            let code: String = (0..pieces).map(|_| SOUP[numbers.below(SOUP.len())]).collect();
            assert_eq!(text_of(&html(language.names[0], &code)), code, "{}", language.names[0]);
        }
    }
}

#[test]
fn the_text_is_the_same_when_cut_anywhere() {
    for language in &languages::LANGUAGES {
        let name = language.names[0];
        for (_, code) in samples() {
            for end in (0..code.len()).step_by(29).filter(|end| code.is_char_boundary(*end)) {
                assert_eq!(text_of(&html(name, &code[..end])), code[..end], "{name}");
            }
        }
    }
}

/// The samples of `tests/highlight`, by file extension.
fn samples() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/highlight");
    let entries = std::fs::read_dir(folder).expect("the samples");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut samples: Vec<(String, String)> = paths
        .filter_map(|path| Some((path.extension()?.to_str()?.to_owned(), std::fs::read_to_string(&path).ok()?)))
        .collect();
    samples.sort();
    samples
}

/// How often lexers look at a byte, at most. The worst is `x<x<x<…`, where brackets of types are looked for 64 bytes ahead.
const MOST_LOOKS: usize = 80;

#[test]
fn time_grows_with_the_length_of_the_text_alone() {
    let mut texts: Vec<String> = SOUP.iter().map(|piece| piece.repeat(2000)).collect();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    texts.extend((0..400).map(|_| {
        let piece: String = (0..4).map(|_| SOUP[numbers.below(SOUP.len())]).collect();
        piece.repeat(400)
    }));
    texts.extend(
        ["= / [", "x<", "'{", "f\"{", "](", "url(\"};", "a:url(x\")};", "<a ", "[x]: ", "`x``y"]
            .map(|piece| piece.repeat(2000)),
    );
    let mut slow = Vec::new();
    for language in &languages::LANGUAGES {
        for text in &texts {
            STEPS.with(|steps| steps.set(0));
            html(language.names[0], text);
            let steps = STEPS.with(std::cell::Cell::get);
            if steps > MOST_LOOKS * text.len() {
                let start: String = text.chars().take(12).collect();
                slow.push(format!("{}: {steps} looks at {} bytes of {start:?}", language.names[0], text.len()));
            }
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

#[test]
fn brackets_may_be_nested_without_bound() {
    for language in &languages::LANGUAGES {
        for open in ["(", "{", "[", "`${", "$(", "\"${", "<a>", "{<a b={", "/*", "> ", "- "] {
            let code = open.repeat(10_000);
            assert_eq!(text_of(&html(language.names[0], &code)), code);
        }
    }
}

#[test]
fn every_alias_names_a_grammar() {
    for (alias, _) in ALIASES {
        assert!(find_grammar(alias).is_some(), "{alias}");
    }
}

#[test]
fn a_name_belongs_to_one_language() {
    let mut names: Vec<&str> = languages::LANGUAGES.iter().flat_map(|language| language.names).copied().collect();
    names.extend(ALIASES.map(|(alias, _)| alias));
    names.extend(PLAIN);
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn unknown_names_get_a_suggestion() {
    assert!(!knows("pyhton"));
    assert_eq!(suggest("pyhton"), Some("python".into()));
    assert_eq!(suggest("consle"), Some("console".into()));
    assert!(knows("text"));
    assert!(knows("Rust"));
    assert!(knows("kotlin"));
}

#[test]
fn a_language_without_a_lexer_has_a_grammar() {
    assert_eq!(html("ruby", "# a < b\n"), "<span class=\"c\"># a &lt; b\n</span>");
    // The second time it is known.
    assert_eq!(html("Ruby", "# a < b\n"), "<span class=\"c\"># a &lt; b\n</span>");
}

/// A cache that counts.
#[derive(Default)]
struct Counted {
    blocks: RefCell<HashMap<u128, Arc<str>>>,
    found: Cell<usize>,
}

impl grammar::Cache for Counted {
    fn get(&self, key: u128) -> Option<Arc<str>> {
        let block = self.blocks.borrow().get(&key).cloned();
        self.found.set(self.found.get() + usize::from(block.is_some()));
        block
    }

    fn put(&self, key: u128, html: &Arc<str>) {
        self.blocks.borrow_mut().insert(key, html.clone());
    }
}

#[test]
fn a_block_of_a_grammar_is_colored_once() {
    let cache = Counted::default();
    let mut pieces = Vec::new();
    for (language, code) in [("ruby", "def a"), ("ruby", "def a"), ("ruby", "def b"), ("lua", "def a")] {
        let syntax = find_grammar(language).expect("a grammar");
        let mut out = "before ".to_owned();
        grammar::push(&mut out, syntax, code, Some(&cache));
        pieces.push(out);
    }
    assert_eq!(pieces[0], pieces[1]);
    assert!(pieces[0].starts_with("before <span class=\"k\">def"), "{}", pieces[0]);
    assert_eq!(cache.found.get(), 1, "the same text in the same language");
    assert_eq!(cache.blocks.borrow().len(), 3);
}

#[test]
fn a_very_long_line_of_a_grammar_is_plain() {
    let line = "(".repeat(5000);
    assert_eq!(html("ruby", &line), line);
}

#[test]
fn the_manual_has_every_name() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/writing.md");
    let manual = std::fs::read_to_string(path).expect("the manual");
    for name in languages::LANGUAGES.iter().flat_map(|language| language.names).chain(&PLAIN) {
        assert!(manual.contains(&format!("`{name}`")), "docs/writing.md does not name `{name}`");
    }
}
