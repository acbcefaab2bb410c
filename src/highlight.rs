//! Colors for code. syntect finds the scopes; they become a handful of one-letter classes, so that a page stays small
//! and light, dark and high-contrast colors are a matter of the style sheet.
//!
//! | class | what | class | what | class | what |
//! | --- | --- | --- | --- | --- | --- |
//! | `k` | keyword | `f` | function | `m` | macro, preprocessor |
//! | `s` | string | `t` | type | `h` | heading |
//! | `e` | escape in a string | `v` | variable | `i` | inserted line |
//! | `c` | comment | `a` | attribute | `d` | deleted line |
//! | `n` | number | `g` | tag | `l` | link |
//! | `b` | constant | `o` | operator | `r` | key of a property |
//! | | | `p` | punctuation | | |

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use syntect::parsing::{ParseState, Scope, ScopeStack, ScopeStackOp, SyntaxReference, SyntaxSet};
use xxhash_rust::xxh3::xxh3_128;

use crate::html;
use crate::suggest as suggestions;

/// Longest line that is colored, in bytes: patterns may need time that grows with the square of it.
const MAX_LINE: usize = 4096;

/// Longest block that is colored, in bytes.
const MAX_BLOCK: usize = 200 << 10;

/// Blocks that the cache keeps before it starts again; a guide has far fewer.
const MAX_CACHED: usize = 20_000;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Names that writers use and the grammars do not know.
const ALIASES: [(&str, &str); 16] = [
    ("shell", "bash"),
    ("console", "bash"),
    ("shellsession", "bash"),
    ("sh-session", "bash"),
    ("terminal", "bash"),
    ("docker", "dockerfile"),
    ("csharp", "cs"),
    ("jsonc", "json"),
    ("json5", "json"),
    ("jsx", "js"),
    ("mjs", "js"),
    ("cjs", "js"),
    ("tera", "jinja2"),
    ("jinja", "jinja2"),
    ("golang", "go"),
    ("ignore", "rust"),
];

/// Names for text without colors.
const PLAIN: [&str; 5] = ["text", "txt", "plain", "plaintext", "none"];

/// Whether a name in a fence means a language or plain text.
#[must_use]
pub fn knows(language: &str) -> bool {
    is_plain(language) || find(language).is_some()
}

/// The known name nearest to one that is not.
#[must_use]
pub fn suggest(language: &str) -> Option<String> {
    let names = SYNTAXES
        .syntaxes()
        .iter()
        .flat_map(|syntax| syntax.file_extensions.iter().map(String::as_str).chain([syntax.name.as_str()]))
        .chain(ALIASES.iter().map(|(alias, _)| *alias))
        .chain(PLAIN);
    suggestions::nearest(language, names).map(str::to_lowercase)
}

/// `code` as the content of a `<code>` element. Equal blocks are colored once in a process.
#[must_use]
pub fn highlight(language: Option<&str>, code: &str) -> Arc<str> {
    let syntax = language.filter(|name| !is_plain(name)).and_then(find);
    let Some(syntax) = syntax.filter(|_| code.len() <= MAX_BLOCK) else {
        return html::text(code).into();
    };
    static CACHE: LazyLock<Mutex<HashMap<u128, Arc<str>>>> = LazyLock::new(Mutex::default);
    let key = xxh3_128(format!("{}\0{code}", syntax.name).as_bytes());
    let cached = |cache: &Mutex<HashMap<u128, Arc<str>>>| cache.lock().ok()?.get(&key).cloned();
    if let Some(block) = cached(&CACHE) {
        return block;
    }
    let block: Arc<str> = color(syntax, code).into();
    if let Ok(mut cache) = CACHE.lock() {
        if cache.len() >= MAX_CACHED {
            cache.clear();
        }
        cache.insert(key, block.clone());
    }
    block
}

fn is_plain(language: &str) -> bool {
    PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(language))
}

fn find(language: &str) -> Option<&'static SyntaxReference> {
    static FOUND: LazyLock<Mutex<HashMap<String, Option<&'static SyntaxReference>>>> = LazyLock::new(Mutex::default);
    if let Ok(found) = FOUND.lock()
        && let Some(syntax) = found.get(language)
    {
        return *syntax;
    }
    let lower = language.to_lowercase();
    let name = ALIASES.iter().find(|(alias, _)| *alias == lower).map_or(lower.as_str(), |(_, name)| name);
    let syntax = SYNTAXES.find_syntax_by_token(name);
    if let Ok(mut found) = FOUND.lock() {
        found.insert(language.to_owned(), syntax);
    }
    syntax
}

fn color(syntax: &SyntaxReference, code: &str) -> String {
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut writer = SpanWriter { out: String::with_capacity(code.len() * 2), open: None };
    for line in code.split_inclusive('\n') {
        if line.len() > MAX_LINE {
            writer.push(None, line);
            continue;
        }
        // Without its line end a last line may be read differently.
        let whole = if line.ends_with('\n') { line.to_owned() } else { format!("{line}\n") };
        let Ok(ops) = state.parse_line(&whole, &SYNTAXES) else {
            writer.push(None, line);
            continue;
        };
        let mut at = 0;
        for (index, op) in ops {
            let index = index.min(line.len());
            if index > at {
                writer.push(class_of(&stack), &line[at..index]);
                at = index;
            }
            if !matches!(op, ScopeStackOp::Noop) && stack.apply(&op).is_err() {
                stack = ScopeStack::new();
            }
        }
        if at < line.len() {
            writer.push(class_of(&stack), &line[at..]);
        }
    }
    writer.finish()
}

/// Writes spans, equal neighbors joined.
struct SpanWriter {
    out: String,
    open: Option<char>,
}

impl SpanWriter {
    fn push(&mut self, class: Option<char>, text: &str) {
        // Blanks have no color: they stay in the span that is open.
        let class = if text.trim().is_empty() { self.open } else { class };
        if class != self.open {
            self.close();
            if let Some(class) = class {
                self.out.push_str("<span class=\"");
                self.out.push(class);
                self.out.push_str("\">");
            }
            self.open = class;
        }
        html::push_text(&mut self.out, text);
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.out.push_str("</span>");
        }
    }

    fn finish(mut self) -> String {
        self.close();
        self.out
    }
}

/// The class of the innermost scope that has one.
fn class_of(stack: &ScopeStack) -> Option<char> {
    thread_local! {
        static CLASSES: std::cell::RefCell<HashMap<Scope, Option<char>>> = std::cell::RefCell::default();
    }
    CLASSES.with_borrow_mut(|classes| {
        stack.as_slice().iter().rev().find_map(|scope| *classes.entry(*scope).or_insert_with(|| class_of_scope(*scope)))
    })
}

/// Scope names from special to general; the first that is a prefix decides. `\0` means no class of its own.
const SCOPES: [(&str, char); 47] = [
    ("comment", 'c'),
    ("punctuation.definition.comment", 'c'),
    ("constant.character.escape", 'e'),
    ("constant.other.placeholder", 'e'),
    ("punctuation.definition.string", 's'),
    ("string.regexp", 's'),
    ("string", 's'),
    ("constant.numeric", 'n'),
    ("constant.language", 'b'),
    ("constant.other.date", 'n'),
    ("constant", 'b'),
    ("keyword.operator.word", 'k'),
    ("keyword.operator.logical", 'o'),
    ("keyword.operator", 'o'),
    ("keyword.control.import", 'k'),
    ("keyword", 'k'),
    ("storage.type.function", 'k'),
    ("storage.modifier", 'k'),
    ("storage.type", 'k'),
    ("storage", 'k'),
    ("entity.name.function", 'f'),
    ("support.function", 'f'),
    ("variable.function", 'f'),
    ("meta.function-call.identifier", 'f'),
    ("entity.name.tag", 'g'),
    ("punctuation.definition.tag", 'p'),
    ("entity.other.attribute-name", 'a'),
    ("meta.annotation", 'a'),
    ("meta.attribute", 'a'),
    ("variable.annotation", 'a'),
    ("support.type.property-name", 'r'),
    ("meta.mapping.key", 'r'),
    ("entity.name.section", 'h'),
    ("markup.heading", 'h'),
    ("entity.name.macro", 'm'),
    ("support.macro", 'm'),
    ("meta.preprocessor", 'm'),
    ("entity.name.type", 't'),
    ("entity.name", 't'),
    ("entity.other.inherited-class", 't'),
    ("support.type", 't'),
    ("support.class", 't'),
    ("variable", 'v'),
    ("markup.inserted", 'i'),
    ("markup.deleted", 'd'),
    ("markup.underline.link", 'l'),
    ("punctuation", 'p'),
];

fn class_of_scope(scope: Scope) -> Option<char> {
    static PREFIXES: LazyLock<Vec<(Scope, char)>> =
        LazyLock::new(|| SCOPES.iter().filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class))).collect());
    PREFIXES.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, class)| *class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_gets_short_classes_and_keeps_its_text() {
        let html = highlight(Some("rust"), "fn main() { let a = \"<b>\"; } // end\n");
        assert!(html.contains("<span class=\"k\">fn </span>") || html.contains("<span class=\"k\">fn"), "{html}");
        assert!(html.contains("&lt;b&gt;"), "{html}");
        assert!(html.contains("<span class=\"c\">// end\n</span>"), "{html}");
        let text: String = html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect();
        assert_eq!(text, "fn main() { let a = \"&lt;b&gt;\"; } // end\n");
    }

    #[test]
    fn every_alias_names_a_grammar() {
        for (alias, _) in ALIASES {
            assert!(find(alias).is_some(), "{alias}");
        }
    }

    #[test]
    fn unknown_names_get_a_suggestion() {
        assert!(!knows("pyhton"));
        assert_eq!(suggest("pyhton"), Some("python".into()));
        assert!(knows("text"));
        assert!(knows("Rust"));
    }

    #[test]
    fn a_very_long_line_is_plain() {
        let line = "(".repeat(MAX_LINE + 1);
        assert_eq!(&*highlight(Some("js"), &line), line);
    }
}
