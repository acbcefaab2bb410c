//! Search: what is found, in the terminal and in the browser's script, which have to agree.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use matchbook::path::SitePath;
use matchbook::pipeline::{self, Options};
use matchbook::routes::Routes;
use matchbook::search::{self, Found, Index};
use rayon::prelude::*;
use serde_json::Value;

use crate::harness::Case;

/// What a script of `tests/search` prints.
fn node(script: &str, arguments: &[&Path]) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search");
    let output = Command::new("node")
        .arg(folder.join(script))
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("the search tests need Node.js ({error}): run ./test, which installs it"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}: {errors}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{script}: {error}\n{errors}"))
}

fn routes(case: &Case) -> std::sync::Arc<Routes> {
    let guide = case.load();
    guide.routes.unwrap_or_else(|| panic!("{:#?}", guide.diagnostics))
}

/// Addresses of the lines that a query shows.
fn lines(routes: &Routes, query: &str) -> Vec<String> {
    let index = routes.index();
    shown(routes, index, &index.find(query))
}

fn shown(routes: &Routes, index: &Index, found: &Found) -> Vec<String> {
    let address = |hit: &search::Hit| {
        let entry = &index.entries[hit.entry];
        let path = routes.site().path(index.pages[entry.page]).encoded();
        if entry.anchor.is_empty() { path } else { format!("{path}#{}", entry.anchor) }
    };
    index.lines(found).iter().map(address).collect()
}

#[test]
fn words_are_the_same_in_rust_and_in_script() {
    let cases: Value = serde_json::from_str(include_str!("search/words.json")).expect("JSON");
    let scripted = node("words.mjs", &[]);
    for (case, scripted) in cases.as_array().expect("a list").iter().zip(scripted.as_array().expect("a list")) {
        let text = case["text"].as_str().expect("text");
        let words = search::words(text);
        assert_eq!(serde_json::json!(words), case["words"], "{text}");
        assert_eq!(scripted["words"], case["words"], "{text}");
        let folded: Vec<String> = words.iter().map(|word| search::fold(word).into_owned()).collect();
        assert_eq!(scripted["folded"], serde_json::json!(folded), "{text}");
        if let Some(expected) = case.get("folded") {
            assert_eq!(&scripted["folded"], expected, "{text}");
        }
        assert_eq!(scripted["slug"], matchbook::path::slug(text), "{text}");
    }
}

/// Queries that have broken search engines before.
const HOSTILE: [&str; 30] = [
    "",
    " ",
    "a",
    "ä",
    "?",
    "a::b",
    "'static",
    "Rc<T>",
    "constructor",
    "__proto__",
    "toString hasOwnProperty",
    "kind:email",
    "kind:email interest",
    "KIND:FAQ visa",
    "kind:nothing visa",
    "\"rank order list\"",
    "\"rank order",
    "“thank you” note",
    "\"\"",
    "\"the\" \"of\"",
    "the and of",
    "ranklist",
    "thank you",
    "programme directer",
    "intervew intervew intervew",
    "résumé RÉSUMÉ resume",
    "医 小児科 residency",
    "<script>alert(1)</script>",
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];

/// Asks both for the same and fails unless every hit, score, excerpt and meaning is the same.
#[track_caller]
fn agree(routes: &Routes, queries: &[String]) {
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path().join("site");
    for path in routes.paths() {
        let file = site.join(path.as_str());
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(file, routes.produce(path).expect("a route").expect("bytes")).expect("a file");
    }
    let list = folder.path().join("queries.json");
    std::fs::write(&list, serde_json::to_string(queries).expect("JSON")).expect("a file");
    let answers = node("answers.mjs", &[&site, &list]);
    let answers = answers.as_array().expect("a list");
    assert_eq!(answers.len(), queries.len());
    let index = routes.index();
    for (query, scripted) in queries.iter().zip(answers) {
        let found = index.find(query);
        let meanings: Vec<Vec<(&str, &str)>> = found
            .planned
            .iter()
            .map(|one| one.meanings.iter().map(|meaning| (meaning.form.as_str(), meaning.how.name())).collect())
            .collect();
        let theirs: Vec<Vec<(&str, &str)>> = list_of(&scripted["meanings"])
            .map(|one| list_of(one).map(|meaning| (text(&meaning[0]), text(&meaning[1]))).collect())
            .collect();
        assert_eq!(theirs, meanings, "meanings of {query:?}");
        let entries: Vec<u64> = found.hits.iter().map(|hit| hit.entry as u64).collect();
        let theirs: Vec<u64> = list_of(&scripted["hits"]).map(|hit| hit[0].as_u64().expect("a number")).collect();
        assert_eq!(theirs, entries, "hits of {query:?}");
        for (hit, theirs) in found.hits.iter().zip(list_of(&scripted["hits"])) {
            let score = theirs[1].as_f64().expect("a number");
            assert!((score - hit.score).abs() < 1e-9 * hit.score.max(1.0), "{query:?}: {score} {}", hit.score);
        }
        assert_eq!(scripted["counts"], serde_json::json!(found.counts), "{query:?}");
        let ours = shown(routes, index, &found);
        let theirs: Vec<&str> = list_of(&scripted["lines"]).map(text).collect();
        assert!(ours.iter().map(String::as_str).zip(&theirs).all(|(a, b)| a == *b), "{query:?}: {ours:?} {theirs:?}");
        let marked = index.marked(&found);
        for (number, hit) in index.lines(&found).iter().take(theirs.len()).enumerate() {
            let crumbs: Vec<&str> = list_of(&scripted["crumbs"][number]).map(text).collect();
            assert_eq!(crumbs, index.crumbs(hit.entry), "{query:?}");
            let Some(excerpt) = scripted["excerpts"].get(number) else { continue };
            let pieces = search::excerpt(&index.entries[hit.entry].prose, &marked);
            let ours: Vec<Value> = pieces.iter().map(|piece| serde_json::json!([piece.text, piece.is_mark])).collect();
            assert_eq!(excerpt, &Value::Array(ours), "{query:?}");
        }
    }
}

fn list_of(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("a list").iter()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

#[test]
fn the_browser_and_the_terminal_find_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let routes = pipeline::load(root, &Options::default()).expect("the guide").routes.expect("routes");
    let listed = std::fs::read_to_string(root.join("queries.toml")).expect("queries.toml");
    let listed = listed.lines().filter_map(|line| line.strip_prefix("text = ")?.strip_prefix('"')?.strip_suffix('"'));
    let mut queries: Vec<String> = listed.map(|query| query.replace("\\\"", "\"")).collect();
    assert!(queries.len() >= 60, "only {} queries", queries.len());
    // As a reader types: every beginning of a few of them.
    let typed: Vec<String> = queries.iter().step_by(20).cloned().collect();
    for query in &typed {
        queries.extend((1..query.chars().count()).map(|length| query.chars().take(length).collect::<String>()));
    }
    queries.extend(HOSTILE.map(str::to_owned));
    agree(&routes, &queries);
}

#[test]
fn they_agree_in_other_languages() {
    let case = Case::new(
        "
        -- content/index.md --
        # Häuser und Bäume
        Die Bäume stehen vor den Häusern. Straße und Maß. Ein résumé.
        ## 小児科レジデンシー
        小児科の面接の後に感謝のメールを送ります。面接。
        ## Das Haus {keywords=Gebäude,Wohnung}
        Im Hause `Vec<T>` und `as`, `a::b`, ein HttpServer und ein snake_case_name.
        -- content/two.md --
        # Zweite Seite
        Nichts. Kein Baum.
        ",
    );
    case.write(
        "book.toml",
        "[book]\ntitle = \"T\"\nlanguage = \"de\"\n[search]\nsynonyms = [[\"Baum\", \"Pflanze aus Holz\"]]\n",
    );
    let routes = routes(&case);
    let queries = [
        "baum",
        "haus",
        "hauser",
        "häuser",
        "strasse",
        "mass",
        "resume",
        "面接",
        "小児",
        "感謝のメール",
        "gebäude",
        "Vec<T>",
        "vec",
        "as",
        "a::b",
        "http",
        "snake",
        "case name",
        "pflanze aus holz",
        "die",
        "wohnug",
        "bäum",
        "b",
        "stras",
        "straß",
        "hau",
        "resum",
    ];
    agree(&routes, &queries.map(str::to_owned));
    // One stem, folded accents, pairs of letters, names that the text does not say.
    assert_eq!(lines(&routes, "baum")[0], "index.html");
    assert_eq!(lines(&routes, "strasse"), ["index.html"]);
    // Beginnings of words with accents, typed without them.
    assert_eq!(lines(&routes, "stras"), ["index.html"]);
    assert_eq!(lines(&routes, "resum"), ["index.html"]);
    assert!(lines(&routes, "haus").contains(&"index.html".to_owned()), "{:?}", lines(&routes, "haus"));
    assert_eq!(lines(&routes, "面接")[0], "index.html#小児科レジデンシー");
    assert_eq!(lines(&routes, "gebäude"), ["index.html#das-haus"]);
    assert_eq!(lines(&routes, "as")[0], "index.html#das-haus");
}

/// A guide that says things in one of the ways that there are.
const WRITTEN: &str = "
-- content/index.md --
# Home
Some text, and the best of both.
-- content/terms.md --
+++
title = \"Terms\"
kind = \"glossary\"
+++
PD / program director
:   Leads the training.

SOAP
:   A week in spring.

DO / doctor of osteopathy
:   A degree.
-- content/answer.md --
# Time to answer
Answer within 48 hours. Three weeks are too long.
-- content/glued.md --
# Slots
A slot is held for 36h, no more.
-- content/visa.md --
# Papers
The J-1 visa is one, the H-1B another. Take Step 2 CK before.
-- content/staff.md --
# People
All PDs meet the CVs of many policies.
-- content/single.md --
# Person
A policy, a CV.
-- content/endings.md --
# Endings
Decline, cancel, supply. Ask, asked, asking. Report, reported, reporting. Visit, visited, visiting. Note, noted, noting. Write, written,
writing. Move, moved, moving. Vary, varied. Carry, carried. Apply, applied.
";

#[test]
fn what_is_written_in_another_way_is_found() {
    let routes = routes(&Case::new(WRITTEN));
    let queries = [
        // Plurals of what the guide has in the singular, and the other way round.
        ("PDs", "terms.html#pd"),
        ("pd's", "terms.html#pd"),
        ("SOAPs", "terms.html#soap"),
        ("DOs", "terms.html#do"),
        ("cv", "single.html"),
        ("cvs", "single.html"),
        ("slots", "glued.html"),
        ("degrees", "terms.html#do"),
        // Numbers with a unit, in one word or two, by any name of the unit.
        ("48h", "answer.html"),
        ("48 h", "answer.html"),
        ("48hr", "answer.html"),
        ("48hrs", "answer.html"),
        ("48 hrs", "answer.html"),
        ("48hours", "answer.html"),
        ("48-hour", "answer.html"),
        ("36h", "glued.html"),
        ("36 h", "glued.html"),
        ("36 hours", "glued.html"),
        ("36hrs", "glued.html"),
        // Glued together and cut apart.
        ("j1visa", "visa.html"),
        ("h1bvisa", "visa.html"),
        ("j1s", "visa.html"),
        ("step2ck", "visa.html"),
        ("programdirector", "terms.html#pd"),
        ("S.O.A.P.", "terms.html#soap"),
        ("s o a p", "terms.html#soap"),
        // With an ending that other words of the guide have.
        ("declining", "endings.html"),
        ("cancelled", "endings.html"),
        ("supplied", "endings.html"),
    ];
    for (query, place) in queries {
        let lines = lines(&routes, query);
        assert!(lines.contains(&place.to_owned()), "{query}: {lines:?}");
    }
    let german =
        Case::new("-- content/index.md --\n# Start\nText.\n-- content/frist.md --\n# Antwort\nIn 48 Stunden.\n");
    german.write(
        "book.toml",
        "[book]\ntitle = \"T\"\nlanguage = \"de\"\n[search]\nsynonyms = [[\"Std\", \"h\", \"Stunden\"]]\n",
    );
    let german = self::routes(&german);
    assert_eq!(lines(&german, "48h"), ["frist.html"]);
    assert_eq!(lines(&german, "48std"), ["frist.html"]);
    agree(&german, &["48h", "48std", "48 h", "h"].map(str::to_owned));
    // The ways above bring nothing else along.
    assert_eq!(lines(&routes, "48h"), ["answer.html"]);
    assert_eq!(lines(&routes, "36 hours")[0], "glued.html");
    assert_eq!(lines(&routes, "declining"), ["endings.html"]);
    for number in ["13h", "4848", "480", "38hrs"] {
        assert_eq!(lines(&routes, number), [""; 0], "{number}: another number is no typing error");
    }
    // What is left of a typing error may be a word too.
    assert!(lines(&routes, "polices").contains(&"staff.html".to_owned()), "{:?}", lines(&routes, "polices"));
    assert_eq!(lines(&routes, "cvs").len(), 2, "both, as both are of one stem");
    assert_eq!(routes.index().find("\"48h\"").not_said, ["48h"], "quoted words are not bent");
    // A unit is one after a number alone.
    assert!(!lines(&routes, "h").contains(&"answer.html".to_owned()));
    assert!(!lines(&routes, "h 1b").contains(&"answer.html".to_owned()));
    let more = ["\"PDs\"", "12h", "h", "1h1h1h", "s o", "a b c d", "bests", "48", "48 d", "d", "sss", "ies", "s"];
    agree(&routes, &queries.iter().map(|(query, _)| *query).chain(more).map(str::to_owned).collect::<Vec<_>>());
}

/// A guide whose core is split.
fn large_guide() -> Case {
    let case = Case::new("");
    let word = |number: usize| {
        let letters: Vec<u8> =
            (0..5).map(|place| b'a' + u8::try_from(number / 7_usize.pow(place) * 31 % 26).expect("a letter")).collect();
        format!("{}{number}", String::from_utf8(letters).expect("letters"))
    };
    for page in 0..240 {
        let mut text = format!("# Page {}\n\nCommon words of page {page}.\n", word(page));
        for section in 0..20 {
            let number = page * 20 + section;
            text.push_str(&format!("\n## Section {} {}\n\n", word(number * 3), word(number * 3 + 1)));
            text.push_str(&format!("Text about {} with `code::<{number}>` and the interview.\n", word(number * 3 + 2)));
        }
        case.write(&format!("content/p{page}.md"), text);
    }
    case.write("content/time.md", "# Time\n\nAnswer within 36 hours.\n");
    case
}

#[test]
fn a_large_guide_is_split_and_both_agree_on_it() {
    let case = large_guide();
    let routes = routes(&case);
    let index = routes.index();
    assert!(index.is_large);
    let names: Vec<String> = routes.paths().map(ToString::to_string).collect();
    for letter in ['w', 's', 't', 'p'] {
        assert!(names.iter().any(|name| name.starts_with(&format!("search/{letter}1-"))), "{letter}");
    }
    let some = &index.forms[index.forms.len() / 2].word;
    let mistyped = format!("{}x{}", &some[..3], &some[4..]);
    let core = routes.produce(&SitePath::new(search::CORE)).expect("a core").expect("bytes").len();
    assert!(core < 60_000, "{core}");
    let queries =
        ["interview", "section", "page 7", "common", "code::<77>", "text about", "a", "\"with the interview\""];
    let mut queries: Vec<String> = queries.map(str::to_owned).to_vec();
    queries.extend([some.clone(), some[..3].to_owned(), mistyped.clone()]);
    // What is glued together and what is not, in an order in which few files are loaded before.
    let glued =
        ["7page", "36h", "36 hours", "36hrs", "interviews", "p.a.g.e", "commonwords", "sections", "2 hrs", "code77"];
    queries.splice(0..0, glued.map(str::to_owned));
    agree(&routes, &queries);
    assert!(!lines(&routes, some).is_empty() && !lines(&routes, &mistyped).is_empty());
    assert_eq!(lines(&routes, "36h"), ["time.html"]);
}

const KINDS: &str = "
-- content/index.md --
+++
title = \"Start\"
keywords = [\"zebra\"]
aliases = [\"Front door\"]
+++
Text before the first heading about quokkas.
## Sections {#own}
A section about quokkas and `Rc<T>`.
### Below
Deeper text.
```text
codeword alone
```
-- content/mail.md --
+++
title = \"A note\"
kind = \"email\"
subject = \"Hello [Name]\"
[[fields]]
id = \"name\"
label = \"Name\"
+++
Dear [Name],

thank you
for the quokka.

## Advice
Be short.
-- content/faq.md --
+++
title = \"Questions\"
kind = \"faq\"
+++
## Are quokkas allowed? {#allowed}
Yes, they are.
-- content/terms.md --
+++
title = \"Terms\"
kind = \"glossary\"
+++
QKA / quokka association
:   Those who like quokkas.
-- content/list.md --
# List
## Before
- [ ] Feed the quokka {#FEED-1}

  With leaves.
- [ ] Sleep
";

#[test]
fn sections_questions_emails_items_and_terms_are_found_each() {
    let case = Case::new(KINDS);
    let routes = routes(&case);
    let index = routes.index();
    let kind = |query: &str| {
        let found = index.find(query);
        let hit = found.hits.first().unwrap_or_else(|| panic!("nothing for {query}"));
        (shown(&routes, index, &found)[0].clone(), index.entries[hit.entry].kind.name())
    };
    assert_eq!(kind("deeper"), ("index.html#below".into(), "guide"));
    assert_eq!(kind("codeword"), ("index.html#below".into(), "guide"));
    assert_eq!(kind("zebra"), ("index.html".into(), "guide"));
    assert_eq!(kind("front door"), ("index.html".into(), "guide"));
    assert_eq!(kind("rc<t>"), ("index.html#own".into(), "guide"));
    assert_eq!(kind("kind:email quokka"), ("mail.html".into(), "email"));
    assert_eq!(kind("quokkas allowed"), ("faq.html#allowed".into(), "faq"));
    assert_eq!(kind("quokka association"), ("terms.html#qka".into(), "glossary"));
    assert_eq!(kind("feed quokka"), ("list.html#task-feed-1".into(), "checklist"));
    assert_eq!(kind("leaves"), ("list.html#task-feed-1".into(), "checklist"));
    // The abbreviation stands for its words, and the other way round.
    assert!(lines(&routes, "qka").contains(&"terms.html#qka".to_owned()));
    let letters: Vec<&str> = index.entries.iter().filter_map(|entry| entry.more().letter.as_deref()).collect();
    assert_eq!(letters, ["Hello [Name]\n\nDear [Name],\n\nthank you for the quokka."]);
}

#[test]
fn phrases_stand_as_they_are_quoted() {
    let case = Case::new(
        "
        -- content/a.md --
        # A
        The rank list is final.
        -- content/b.md --
        # B
        A list of the rank and file; list rank.
        -- content/c.md --
        # Rank list
        Nothing here.
        ",
    );
    let routes = routes(&case);
    assert_eq!(lines(&routes, "rank list").len(), 3);
    assert_eq!(lines(&routes, "\"rank list\""), ["c.html", "a.html"]);
    // Quoted words are not bent; when nothing says them, they are looked for one by one, and that is said.
    let not_said = |query: &str| routes.index().find(query).not_said;
    assert_eq!(lines(&routes, "\"rank lists\""), lines(&routes, "rank lists"));
    assert_eq!(not_said("\"rank lists\""), ["rank lists"]);
    assert_eq!(not_said("“Rank’s lists” they said ＂final list＂"), ["Rank’s lists", "final list"], "as it was typed");
    assert!(not_said("\"rank list\" they said").is_empty());
    // Each is said, but nowhere both: what has words of them is shown, and nothing false is told.
    assert_eq!(not_said("\"rank list is final\" \"nothing here\""), [""; 0]);
    assert!(lines(&routes, "\"rank list is final\" \"nothing here\"").contains(&"a.html".to_owned()));
    assert_eq!(routes.index().find("\"no such words\"").hits, []);
    // Where it stands in what is of another kind, it is said.
    assert_eq!((lines(&routes, "\"rank list\" kind:faq"), not_said("\"rank list\" kind:faq")), (vec![], vec![]));
    let queries = [
        "\"rank lists\"",
        "“Rank’s lists” they said ＂final list＂",
        "\"rank list is final\" \"nothing here\"",
        "\"rank list\" kind:faq",
        "\"kind:faq rank lists\"",
        "\"no such words\"",
        &format!("\"{}\"", "the rank and list of words ".repeat(200)),
        &"\"rank\" \"lists\" ".repeat(100),
    ];
    agree(&routes, &queries.map(str::to_owned));
}

#[test]
fn what_is_kept_out_is_not_found() {
    let case = Case::new(
        "
        -- content/index.md --
        # Home
        Open text.
        ## Hidden {search=false}
        secretone
        ### Below it
        secrettwo
        ## Open again
        visible
        :::group{search=false}
        secretthree
        :::
        visibletoo
        -- content/gone.md --
        +++
        title = \"Gone secretfour\"
        search = false
        +++
        secretfive
        ",
    );
    case.expect(&[]);
    let routes = routes(&case);
    for word in ["secretone", "secrettwo", "secretthree", "secretfour", "secretfive"] {
        let found: Vec<String> =
            routes.index().forms.iter().map(|form| form.word.clone()).filter(|form| form == word).collect();
        assert!(found.is_empty(), "{word}");
    }
    assert_eq!(lines(&routes, "visible")[0], "index.html#open-again");
    assert_eq!(lines(&routes, "visibletoo")[0], "index.html#open-again");
    for (path, bytes) in case.all_output().iter().filter(|(path, _)| path.starts_with("search/")) {
        assert!(!String::from_utf8_lossy(bytes).contains("secret"), "{path}");
    }
    Case::new("-- content/index.md --\n# Home\n:::group{search=true}\nx\n:::\n").expect(&[
        "error[directive] content/index.md:2:10: `search` can only be `false` (`search=false` keeps a part out of search; all others are found)",
    ]);
}

#[test]
fn settings_change_what_is_found() {
    let case = Case::new(
        "
        -- content/a.md --
        # Apples
        Fruit of the tree.
        -- content/b.md --
        # Trees
        Where fruit grows, and apples, apples, apples, apples, apples.
        ",
    );
    assert_eq!(lines(&routes(&case), "apples")[0], "a.html");
    let with = |settings: &str| {
        case.write("book.toml", format!("[book]\ntitle = \"T\"\n[search]\n{settings}\n"));
        case.expect(&[]);
        routes(&case)
    };
    assert_eq!(lines(&with("weights = { heading = 0, body = 20 }"), "apples")[0], "b.html");
    assert_eq!(lines(&with("synonyms = [[\"pome\", \"apples\"]]"), "pome")[0], "a.html");
    assert!(!lines(&with(""), "frut").is_empty());
    assert!(lines(&with("min-letters = { typo = 5 }"), "frut").is_empty());
    assert!(!lines(&with(""), "ap").is_empty());
    assert!(lines(&with("min-letters = { prefix = 3 }"), "ap").is_empty());
    case.write("content/b.md", "+++\ntitle = \"Trees\"\nsearch-weight = 10\n+++\nApples.\n");
    assert_eq!(lines(&with(""), "apples")[0], "b.html");

    let off = with("enabled = false");
    let names: Vec<String> = off.paths().map(ToString::to_string).collect();
    assert!(!names.iter().any(|name| name.contains("search") || name == "a-z.html"), "{names:?}");
    assert!(!case.output("a.html").contains("data-search"));
    let run = case.run(&["search", "apples"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("this guide has no search"), "{}", run.stderr);
}

#[test]
fn mistakes_in_the_settings_are_reported() {
    let case = Case::new("-- content/index.md --\n# Home\n");
    case.write(
        "book.toml",
        "[book]\ntitle = \"T\"\n[search]\nenabeld = true\nsynonyms = [[\"a\"], \"b\", [\"c\", 1]]\nweights = { heading = 101, boddy = 1 }\nmin-letters = { typo = -1 }\n",
    );
    case.expect(&[
        "error[config] book.toml:4:1: unknown key `enabeld` in `[search]` (did you mean `enabled`?)",
        "error[config] book.toml:5:13: a group of synonyms has two or more words or phrases (for example `[\"thank-you note\", \"thank-you letter\"]`)",
        "error[config] book.toml:5:20: `synonyms` has to be a list of lists of texts, not text",
        "error[config] book.toml:5:25: a group of synonyms has two or more words or phrases (for example `[\"thank-you note\", \"thank-you letter\"]`)",
        "error[config] book.toml:5:31: `synonyms` has to be a list of lists of texts, not a whole number",
        "error[config] book.toml:6:23: `heading` has to be between 0 and 100",
        "error[config] book.toml:6:28: unknown key `boddy` in `weights` (did you mean `body`?)",
        "error[config] book.toml:7:24: `typo` has to be 0 or more",
    ]);
}

#[test]
fn files_carry_their_hash_and_only_what_changed_is_new() {
    let case = large_guide();
    let files = |case: &Case| -> BTreeSet<String> {
        let routes = routes(case);
        routes.paths().map(ToString::to_string).filter(|path| path.starts_with("search/")).collect()
    };
    let before = files(&case);
    assert_eq!(before, files(&case));
    assert!(before.contains(search::CORE));
    let text = std::fs::read_to_string(case.path("content/p7.md")).expect("a page");
    // Other words in the same place: the texts beside it and most lists stay.
    case.write("content/p7.md", text.replacen("Common words", "Common worms", 1));
    let after = files(&case);
    let new = after.difference(&before).count();
    assert!((2..=8).contains(&new) && after.len() > 60, "{new} of {}", after.len());
}

#[test]
fn a_file_of_the_index_that_holds_something_else_has_another_name() {
    let files = |case: &Case| -> BTreeMap<String, Vec<u8>> {
        let routes = routes(case);
        let paths: Vec<SitePath> =
            routes.paths().filter(|path| path.as_str().starts_with("search/")).cloned().collect();
        let named = paths.iter().filter(|path| path.as_str() != search::CORE);
        named
            .map(|path| (path.to_string(), routes.produce(path).expect("a file").expect("bytes").into_owned()))
            .collect()
    };
    let large = large_guide();
    large.write("content/p8.md", "# Tasks\n\n- [ ] Feed the quokka {#FEED-1}\n- [ ] Sleep\n");
    let edits: [(&Case, &str, &str, &str); 8] = [
        (&Case::new(KINDS), "index.md", "Deeper text", "Deeper tests"),
        (&Case::new(KINDS), "mail.md", "for the quokka.", "for the quokka!"),
        (&Case::new(KINDS), "mail.md", "Dear [Name],\n\n", "Dear [Name],\n"),
        (&large, "p7.md", "Common words", "Common worms"),
        (&large, "p7.md", "# Page ", "# Pages "),
        (&large, "p7.md", "\n\nText about", " {#other}\n\nText about"),
        (&large, "p8.md", "FEED-1", "Feed-1"),
        (&large, "p8.md", "Sleep", "Sleep well"),
    ];
    for (case, file, old, new) in edits {
        let before = files(case);
        let path = format!("content/{file}");
        let text = std::fs::read_to_string(case.path(&path)).expect("a page");
        assert!(text.contains(old), "{file}: {old}");
        case.write(&path, text.replacen(old, new, 1));
        let after = files(case);
        assert!(before != after, "{file}: {old} → {new}");
        for (name, bytes) in &after {
            assert!(before.get(name).is_none_or(|then| then == bytes), "{file}: {old} → {new}: {name}");
        }
    }
}

#[test]
fn queries_are_asked_by_check() {
    let case = Case::new(KINDS);
    case.write(
        "queries.toml",
        "[[query]]\ntext = \"are quokkas allowed\"\nexpect = \"faq.md#allowed\"\ntop = 1\n\n\
         [[query]]\ntext = \"deeper\"\nexpect = [\"list.md\", \"index.md\"]\n",
    );
    let found = |case: &Case| {
        let guide = case.load();
        let routes = guide.routes.expect("routes");
        let findings = pipeline::ask(case.root(), &routes);
        findings.iter().map(crate::harness::line).collect::<Vec<_>>()
    };
    assert!(found(&case).is_empty(), "{:?}", found(&case));
    case.write(
        "queries.toml",
        "[[query]]\ntext = \"deeper\"\nexpect = \"faq.md\"\n\n\
         [[query]]\ntext = \"quokka\"\nexpect = \"index.md#below\"\n\n\
         [[query]]\ntext = \"x\"\nexpect = \"fag.md\"\n\n\
         [[query]]\ntext = \"x\"\nexpect = \"faq.md#alowed\"\n\n\
         [[query]]\ntxet = \"x\"\nexpect = []\n\n[other]\n",
    );
    let found = found(&case);
    assert_eq!(
        found,
        [
            "error[query] queries.toml:21:2: unknown key `other` in `queries.toml` (one of: `query`)",
            "error[query] queries.toml:2:8: the answer to “deeper” is not found (`matchbook search \"deeper\" --explain` shows why)",
            "error[query] queries.toml:6:8: the answer to “quokka” is not found (`matchbook search \"quokka\" --explain` shows why)",
            "error[query] queries.toml:11:10: no page `fag.md` (did you mean `faq.md`?)",
            "error[query] queries.toml:15:10: `faq.md` has no place `#alowed` (did you mean `#allowed`?)",
            "error[query] queries.toml:17:1: a query has no `text`",
            "error[query] queries.toml:17:1: a query expects at least one place",
            "error[query] queries.toml:18:1: unknown key `txet` in a query (did you mean `text`?)",
        ]
    );
    let run = case.run(&["check"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("1. Below (index.md#below)"), "{}", run.stderr);
}

#[test]
fn the_terminal_shows_what_readers_see() {
    let case = Case::new(KINDS);
    let run = case.run(&["search", "quokas allowed", "-n", "1"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(
        run.stdout,
        "  1  Questions › Are quokkas allowed?\n     faq  faq.html#allowed\n     Yes, they are.\n\n"
    );
    assert!(run.stderr.contains(" for “quokas allowed”"), "{}", run.stderr);
    let run = case.run(&["search", "quokas allowed", "--explain"]);
    assert!(run.stdout.starts_with("quokas\n     typo     × 0.55  quokkas in "), "{}", run.stdout);
    assert!(run.stdout.contains("has 100 % of the query"), "{}", run.stdout);
    let run = case.run(&["search", "xyzzyx"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("nothing found for “xyzzyx”"), "{}", run.stderr);
    let run = case.run(&["search", "allowed", "--format", "json"]);
    let line: Value = serde_json::from_str(run.stdout.lines().next().expect("a line")).expect("JSON");
    assert_eq!(line["address"], "faq.html#allowed");
    assert_eq!(line["crumbs"], serde_json::json!(["Questions"]));
}

#[test]
fn the_list_from_a_to_z_has_every_name_once() {
    let case = Case::new(KINDS);
    let page = case.output("a-z.html");
    for (href, title) in [
        ("index.html", "Start"),
        ("index.html", "Front door"),
        ("index.html#own", "Sections"),
        ("faq.html#allowed", "Are quokkas allowed?"),
        ("terms.html#qka", "QKA"),
        ("terms.html#qka", "quokka association"),
    ] {
        assert_eq!(page.matches(&format!("<a href=\"{href}\">{title}</a>")).count(), 1, "{title} in {page}");
    }
    assert!(!page.contains("Feed the quokka"), "items are not names");
    let letters: Vec<usize> = ["letter-a", "letter-b", "letter-f", "letter-q", "letter-s"]
        .map(|id| page.find(&format!("<h2 id=\"{id}\">")).unwrap_or_else(|| panic!("{id}")))
        .to_vec();
    assert!(letters.is_sorted(), "{letters:?}");
}

#[test]
fn an_index_of_made_pages_is_the_one_of_read_pages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = || pipeline::load(root, &Options::default()).expect("the guide").routes.expect("templates");
    let read = guide();
    let read = Index::new(read.site());
    // All pages, none, and every third one: the others are read then.
    for step in [1, usize::MAX, 3] {
        let routes = guide();
        routes.prepare();
        let pages: Vec<SitePath> = routes.page_paths().chain(routes.other_paths()).cloned().collect();
        pages.par_iter().enumerate().filter(|(number, _)| number % step == 0).for_each(|(_, path)| {
            assert!(routes.produce(path).is_some_and(|made| made.is_ok()), "{path}");
        });
        let made = routes.index();
        assert_eq!(made.entries, read.entries, "{step}");
        assert_eq!(made.forms, read.forms, "{step}");
        assert_eq!(made.lists, read.lists, "{step}");
        assert_eq!(made.spans, read.spans, "{step}");
        assert!(read.lists.len() > 500, "the guide has words");
    }
}
