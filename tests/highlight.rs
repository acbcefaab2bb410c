//! The lexers held to the grammars: both color real code, and where the grammars see a comment, a string, a number, a
//! keyword and the like, the lexers have to see it too, and hardly any others.
//!
//! `cargo test the_lexers_see -- --nocapture` prints where they differ.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use matchbook::highlight;

/// A language, its files (a folder stands for all files of that kind in it), and the least shares in percent: of what the
/// grammar sees that the lexer sees too, and of what the lexer sees that the grammar sees too.
const LANGUAGES: [(&str, &[&str], u32, u32); 19] = [
    ("rust", &["src/path.rs", "src/write.rs", "src/search/rank.rs", "src/parse", "tests/highlight/sample.rs"], 99, 98),
    ("js", &["themes/default/js", "tests/browser/harness.mjs", "tests/browser/search.mjs"], 99, 97),
    ("jsx", &["tests/highlight/sample.jsx"], 99, 99),
    ("ts", &["tests/highlight/sample.ts"], 95, 96),
    ("python", &["tests/highlight/sample.py"], 97, 91),
    ("c", &["tests/highlight/sample.c"], 99, 99),
    ("cpp", &["tests/highlight/sample.cpp"], 98, 96),
    ("java", &["tests/highlight/Sample.java"], 97, 79),
    ("go", &["tests/highlight/sample.go"], 99, 98),
    ("sql", &["tests/highlight/sample.sql"], 99, 90),
    ("json", &["tests/browser/package.json", "tests/browser/package-lock.json", "tests/highlight/sample.json"], 99, 99),
    ("sh", &["test", "tests/highlight/sample.sh"], 97, 98),
    ("toml", &["Cargo.toml", "book.toml", "themes/default/theme.toml", "tests/highlight/sample.toml"], 99, 99),
    ("yaml", &[".github/workflows", "tests/highlight/sample.yaml"], 99, 99),
    ("html", &["themes/default/templates/page.html", "tests/highlight/sample.html"], 99, 97),
    ("xml", &["themes/default/icons"], 99, 99),
    ("css", &["themes/default/css", "tests/highlight/sample.css"], 99, 87),
    ("markdown", &["docs", "tests/highlight/sample.md"], 99, 15),
    ("diff", &["tests/highlight/sample.diff"], 99, 20),
];

/// What is compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Coarse {
    Comment,
    Text,
    Number,
    Keyword,
    Heading,
    Link,
    Inserted,
    Deleted,
}

#[test]
#[expect(clippy::print_stdout, reason = "shown on request, to see where they differ")]
fn the_lexers_see_what_the_grammars_see() {
    let mut short = String::new();
    for (language, files, least_seen, least_shared) in LANGUAGES {
        let mut sums = Sums::default();
        for path in files.iter().flat_map(|file| files_at(file)) {
            // Pictures beside the text are no code.
            if let Ok(code) = String::from_utf8(std::fs::read(&path).expect("a file of the repository")) {
                sums.compare(language, &code);
            }
        }
        assert!(sums.grammar > 0, "nothing to see in {language}");
        let (seen, shared) = (percent(sums.seen, sums.grammar), percent(sums.shared, sums.lexer));
        println!("{language}: {seen:.1} % of the grammar's, {shared:.1} % of the lexer's\n{}", sums.most_frequent());
        if seen < f64::from(least_seen) || shared < f64::from(least_shared) {
            let _ = write!(
                short,
                "{language}: {seen:.1} of {least_seen} %, {shared:.1} of {least_shared} %\n{}",
                sums.most_frequent()
            );
        }
    }
    assert!(short.is_empty(), "{short}");
}

/// How many characters were seen by whom.
#[derive(Default)]
struct Sums {
    grammar: usize,
    seen: usize,
    lexer: usize,
    shared: usize,
    /// Words that differ: class of the grammar, of the lexer, and the word.
    differences: BTreeMap<(Option<char>, Option<char>, String), usize>,
}

impl Sums {
    fn compare(&mut self, language: &str, code: &str) {
        let (mut lexer, mut grammar) = (String::new(), String::new());
        highlight::push(&mut lexer, Some(language), code);
        highlight::push_by_grammar(&mut grammar, language, code);
        let (lexer, grammar) = (characters(&lexer), characters(&grammar));
        assert_eq!(lexer.len(), grammar.len(), "{language}: both keep the text");
        let mut word: Option<(Option<char>, Option<char>, String)> = None;
        for ((c, ours), (other, theirs)) in lexer.into_iter().zip(grammar) {
            assert_eq!(c, other);
            let differs = !c.is_whitespace() && self.count(c, ours, theirs);
            match &mut word {
                Some((word_theirs, word_ours, text)) if differs && *word_theirs == theirs && *word_ours == ours => {
                    text.push(c)
                }
                _ => {
                    if let Some(word) = word.take() {
                        *self.differences.entry(word).or_default() += 1;
                    }
                    word = differs.then(|| (theirs, ours, c.to_string()));
                }
            }
        }
    }

    /// Counts a character. True when it differs.
    fn count(&mut self, c: char, ours: Option<char>, theirs: Option<char>) -> bool {
        let agrees = coarse(c, ours) == coarse(c, theirs) || means_the_same(theirs, ours);
        if coarse(c, theirs).is_some() {
            self.grammar += 1;
            self.seen += usize::from(agrees);
        }
        if coarse(c, ours).is_some() {
            self.lexer += 1;
            self.shared += usize::from(agrees);
        }
        !agrees
    }

    fn most_frequent(&self) -> String {
        let mut all: Vec<_> = self.differences.iter().collect();
        all.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let class = |class: &Option<char>| class.unwrap_or('-');
        all.iter().take(14).fold(String::new(), |mut out, ((theirs, ours, word), count)| {
            let word: String = word.chars().take(60).collect();
            let _ = writeln!(out, "  {count:4} × grammar {} lexer {} {word:?}", class(theirs), class(ours));
            out
        })
    }
}

fn coarse(c: char, class: Option<char>) -> Option<Coarse> {
    match class? {
        'c' => Some(Coarse::Comment),
        's' | 'e' => Some(Coarse::Text),
        // Signs in numbers, and those that are keywords to some, are no matter.
        'n' if c.is_alphanumeric() => Some(Coarse::Number),
        // `in`, `and`: words, whatever a grammar calls them.
        'k' | 'o' if c.is_alphabetic() => Some(Coarse::Keyword),
        'h' => Some(Coarse::Heading),
        'l' => Some(Coarse::Link),
        'i' => Some(Coarse::Inserted),
        'd' => Some(Coarse::Deleted),
        _ => None,
    }
}

/// Whether two classes differ only by name: in some grammars built-in types, the preprocessor's words and the units of
/// numbers are keywords, keys in quotes are strings, dates are constants and `0x` is punctuation.
fn means_the_same(grammar: Option<char>, lexer: Option<char>) -> bool {
    matches!(
        (grammar, lexer),
        (Some('k'), Some('t' | 'b' | 'm' | 'n'))
            | (Some('t' | 'b' | 'm' | 'v'), Some('k'))
            | (Some('s'), Some('r'))
            | (Some('b' | 'p'), Some('n'))
    )
}

/// All characters of HTML with the class of their span.
fn characters(html: &str) -> Vec<(char, Option<char>)> {
    let mut characters = Vec::new();
    let mut class = None;
    for piece in html.split_inclusive(['<', '>']) {
        if let Some(tag) = piece.strip_suffix('>') {
            class = tag.strip_prefix("span class=\"").and_then(|rest| rest.chars().next());
            continue;
        }
        let text = matchbook::html::unescape(piece.strip_suffix('<').unwrap_or(piece));
        characters.extend(text.chars().map(|c| (c, class)));
    }
    characters
}

/// A file of the repository, or those below a folder.
fn files_at(path: &str) -> Vec<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(path)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect();
    files.sort();
    files
}

fn percent(part: usize, whole: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of characters")]
    let share = part as f64 / whole.max(1) as f64;
    100.0 * share
}

#[test]
fn the_grammars_are_there_for_all_other_languages() {
    for (language, code, expected) in [
        ("ruby", "# a\n", "<span class=\"c\"># a\n</span>"),
        ("Dockerfile", "FROM a\n", "<span class=\"k\">FROM</span> a\n"),
        ("text", "a < b\n", "a &lt; b\n"),
    ] {
        let mut html = String::new();
        highlight::push(&mut html, Some(language), code);
        assert_eq!(html, expected, "{language}");
    }
}
