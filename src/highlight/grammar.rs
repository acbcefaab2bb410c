//! Grammars of syntect for the languages without a lexer. They are the yardstick of the lexers too.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock, Mutex};

use syntect::parsing::{ParseState, Scope, ScopeStack, ScopeStackOp, SyntaxReference, SyntaxSet};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::spans::{Class, Spans};

/// Longest line that is colored, in bytes: patterns may need time that grows with the square of it.
const MAX_LINE: usize = 4096;

/// Longest block that is colored, in bytes.
const MAX_BLOCK: usize = 200 << 10;

/// Blocks that a process keeps before it starts again; a guide has far fewer.
const MAX_CACHED: usize = 20_000;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Where blocks are kept that were colored before, as grammars need a millisecond for some twenty lines. A cache that
/// outlives the process is another kind of it.
pub(super) trait Cache {
    /// The HTML of the block with this key.
    fn get(&self, key: u128) -> Option<Arc<str>>;
    /// Keeps the HTML of a block.
    fn put(&self, key: u128, html: &Arc<str>);
}

/// The blocks of this process.
#[derive(Default)]
pub(super) struct Memory(Mutex<HashMap<u128, Block>>);

/// A block that was colored.
struct Block {
    html: Arc<str>,
    /// Whether this process came across it.
    is_used: bool,
}

impl Memory {
    pub(super) fn of_process() -> &'static Self {
        static MEMORY: LazyLock<Memory> = LazyLock::new(Memory::default);
        &MEMORY
    }

    /// Adds blocks of an earlier process.
    pub(super) fn extend(&self, known: impl IntoIterator<Item = (u128, Arc<str>)>) {
        let Ok(mut blocks) = self.0.lock() else { return };
        for (key, html) in known {
            blocks.entry(key).or_insert(Block { html, is_used: false });
        }
    }

    /// The blocks in order of their keys: all, or those that this process came across.
    pub(super) fn blocks(&self, only_used: bool) -> BTreeMap<u128, Arc<str>> {
        let Ok(blocks) = self.0.lock() else { return BTreeMap::new() };
        let wanted = blocks.iter().filter(|(_, block)| block.is_used || !only_used);
        wanted.map(|(key, block)| (*key, block.html.clone())).collect()
    }
}

/// A hash of what makes colors of scopes, which tells blocks of another program.
pub(super) fn version() -> u64 {
    let table: String = SCOPES.iter().map(|(scope, class)| format!("{scope}={}\n", *class as u8)).collect();
    xxh3_64(format!("{}\n{MAX_LINE}\n{MAX_BLOCK}\n{table}", env!("CARGO_PKG_VERSION")).as_bytes())
}

impl Cache for Memory {
    fn get(&self, key: u128) -> Option<Arc<str>> {
        let mut blocks = self.0.lock().ok()?;
        let block = blocks.get_mut(&key)?;
        block.is_used = true;
        Some(block.html.clone())
    }

    fn put(&self, key: u128, html: &Arc<str>) {
        let Ok(mut blocks) = self.0.lock() else { return };
        if blocks.len() >= MAX_CACHED {
            blocks.clear();
        }
        blocks.insert(key, Block { html: html.clone(), is_used: true });
    }
}

/// The grammar with this name or file extension, in lower case.
pub(super) fn find(name: &str) -> Option<&'static SyntaxReference> {
    static FOUND: LazyLock<Mutex<HashMap<String, Option<&'static SyntaxReference>>>> = LazyLock::new(Mutex::default);
    if let Ok(found) = FOUND.lock()
        && let Some(syntax) = found.get(name)
    {
        return *syntax;
    }
    let syntax = SYNTAXES.find_syntax_by_token(name);
    if let Ok(mut found) = FOUND.lock() {
        found.insert(name.to_owned(), syntax);
    }
    syntax
}

/// All names that [`find`] knows.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    SYNTAXES
        .syntaxes()
        .iter()
        .flat_map(|syntax| syntax.file_extensions.iter().map(String::as_str).chain([syntax.name.as_str()]))
}

/// Pushes `code`, colored by a grammar or known from before.
pub(super) fn push(out: &mut String, syntax: &SyntaxReference, code: &str, cache: Option<&dyn Cache>) {
    if code.len() > MAX_BLOCK {
        return crate::html::push_text(out, code);
    }
    let key = xxh3_128(format!("{}\0{code}", syntax.name).as_bytes());
    if let Some(block) = cache.and_then(|cache| cache.get(key)) {
        return out.push_str(&block);
    }
    let start = out.len();
    color(&mut Spans::new(out), syntax, code);
    if let Some(cache) = cache {
        cache.put(key, &out[start..].into());
    }
}

fn color(spans: &mut Spans, syntax: &SyntaxReference, code: &str) {
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    for line in code.split_inclusive('\n') {
        if line.len() > MAX_LINE {
            spans.push(None, line);
            continue;
        }
        // Without its line end a last line may be read differently.
        let whole = if line.ends_with('\n') { line.to_owned() } else { format!("{line}\n") };
        let Ok(ops) = state.parse_line(&whole, &SYNTAXES) else {
            spans.push(None, line);
            continue;
        };
        let mut at = 0;
        for (index, op) in ops {
            let index = index.min(line.len());
            if index > at {
                spans.push(class_of(&stack), &line[at..index]);
                at = index;
            }
            if !matches!(op, ScopeStackOp::Noop) && stack.apply(&op).is_err() {
                stack = ScopeStack::new();
            }
        }
        if at < line.len() {
            spans.push(class_of(&stack), &line[at..]);
        }
    }
    spans.close();
}

/// The class of the innermost scope that has one.
fn class_of(stack: &ScopeStack) -> Option<Class> {
    thread_local! {
        static CLASSES: std::cell::RefCell<HashMap<Scope, Option<Class>>> = std::cell::RefCell::default();
    }
    CLASSES.with_borrow_mut(|classes| {
        stack.as_slice().iter().rev().find_map(|scope| *classes.entry(*scope).or_insert_with(|| class_of_scope(*scope)))
    })
}

/// Scope names from special to general; the first that is a prefix decides.
const SCOPES: [(&str, Class); 47] = [
    ("comment", Class::Comment),
    ("punctuation.definition.comment", Class::Comment),
    ("constant.character.escape", Class::Escape),
    ("constant.other.placeholder", Class::Escape),
    ("punctuation.definition.string", Class::Text),
    ("string.regexp", Class::Text),
    ("string", Class::Text),
    ("constant.numeric", Class::Number),
    ("constant.language", Class::Constant),
    ("constant.other.date", Class::Number),
    ("constant", Class::Constant),
    ("keyword.operator.word", Class::Keyword),
    ("keyword.operator.logical", Class::Operator),
    ("keyword.operator", Class::Operator),
    ("keyword.control.import", Class::Keyword),
    ("keyword", Class::Keyword),
    ("storage.type.function", Class::Keyword),
    ("storage.modifier", Class::Keyword),
    ("storage.type", Class::Keyword),
    ("storage", Class::Keyword),
    ("entity.name.function", Class::Function),
    ("support.function", Class::Function),
    ("variable.function", Class::Function),
    ("meta.function-call.identifier", Class::Function),
    ("entity.name.tag", Class::Tag),
    ("punctuation.definition.tag", Class::Punctuation),
    ("entity.other.attribute-name", Class::Attribute),
    ("meta.annotation", Class::Attribute),
    ("meta.attribute", Class::Attribute),
    ("variable.annotation", Class::Attribute),
    ("support.type.property-name", Class::Key),
    ("meta.mapping.key", Class::Key),
    ("entity.name.section", Class::Heading),
    ("markup.heading", Class::Heading),
    ("entity.name.macro", Class::Macro),
    ("support.macro", Class::Macro),
    ("meta.preprocessor", Class::Macro),
    ("entity.name.type", Class::Type),
    ("entity.name", Class::Type),
    ("entity.other.inherited-class", Class::Type),
    ("support.type", Class::Type),
    ("support.class", Class::Type),
    ("variable", Class::Variable),
    ("markup.inserted", Class::Inserted),
    ("markup.deleted", Class::Deleted),
    ("markup.underline.link", Class::Link),
    ("punctuation", Class::Punctuation),
];

fn class_of_scope(scope: Scope) -> Option<Class> {
    static PREFIXES: LazyLock<Vec<(Scope, Class)>> =
        LazyLock::new(|| SCOPES.iter().filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class))).collect());
    PREFIXES.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, class)| *class)
}
