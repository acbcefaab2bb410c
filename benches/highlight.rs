//! How fast code is colored, by lexer and by grammar: `cargo bench --bench highlight`, with a language to choose one.
//!
//! The text is a sample of `tests/highlight` again and again, so that one block takes long enough to measure.

use divan::Bencher;
use divan::counter::BytesCount;
use matchbook::highlight;

/// File names of the samples, and the names of their languages.
const SAMPLES: [(&str, &str); 19] = [
    ("sample.rs", "rust"),
    ("sample.jsx", "jsx"),
    ("sample.ts", "typescript"),
    ("sample.py", "python"),
    ("sample.c", "c"),
    ("sample.cpp", "c++"),
    ("Sample.java", "java"),
    ("sample.go", "go"),
    ("sample.sql", "sql"),
    ("sample.json", "json"),
    ("sample.sh", "bash"),
    ("sample.console", "console"),
    ("sample.toml", "toml"),
    ("sample.yaml", "yaml"),
    ("sample.html", "html"),
    ("sample.css", "css"),
    ("sample.md", "markdown"),
    ("sample.diff", "diff"),
    ("sample.rs", "text"),
];

fn main() {
    divan::main();
}

/// The sample of a language, up to some length.
fn code(language: &str, length: usize) -> String {
    let (file, _) = SAMPLES.iter().find(|(_, name)| *name == language).expect("a sample");
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/highlight").join(file);
    let sample = std::fs::read_to_string(path).expect("the sample");
    sample.repeat(length.div_ceil(sample.len()))
}

#[divan::bench(args = SAMPLES.map(|(_, language)| language))]
fn lexer(bencher: Bencher, language: &str) {
    let code = code(language, 64 << 10);
    let mut out = String::new();
    bencher.counter(BytesCount::of_str(&code)).bench_local(|| {
        out.clear();
        highlight::push(&mut out, Some(language), &code);
        out.len()
    });
}

#[divan::bench(args = SAMPLES.map(|(_, language)| language), sample_count = 5, sample_size = 1)]
fn grammar(bencher: Bencher, language: &str) {
    let code = code(language, 8 << 10);
    // There is no grammar of sessions: they were scripts.
    let grammar = if language == "console" { "bash" } else { language };
    let mut out = String::new();
    bencher.counter(BytesCount::of_str(&code)).bench_local(|| {
        out.clear();
        highlight::push_by_grammar(&mut out, grammar, &code);
        out.len()
    });
}
