//! A guide in memory after any edits is the guide that a build from nothing makes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use matchbook::check;
use matchbook::diagnostic::{self, Diagnostic};
use matchbook::path::SitePath;
use matchbook::pipeline::{self, Changes, Guide, Options, Session};
use matchbook::routes::Routes;

use crate::harness::{Case, line};

fn options() -> Options {
    Options { drafts: true, ..Options::default() }
}

/// All that a guide says and all files it makes.
fn everything(guide: &Guide) -> (Vec<String>, BTreeMap<String, Vec<u8>>) {
    let mut findings = guide.diagnostics.clone();
    let mut files = BTreeMap::new();
    if let Some(routes) = &guide.routes {
        for path in routes.paths() {
            match routes.produce(path).expect("a recipe") {
                Ok(bytes) => {
                    files.insert(path.to_string(), bytes.into_owned());
                }
                Err(found) => findings.extend(found),
            }
        }
    }
    diagnostic::sort(&mut findings);
    (findings.iter().map(told).collect(), files)
}

/// A finding with its excerpt, which shows the text it is about.
fn told(finding: &Diagnostic) -> String {
    format!("{} {}", line(finding), matchbook::excerpt::human(finding, false))
}

#[track_caller]
fn assert_same(case: &Case, session: &Session, after: &str) {
    let mut warm = session.guide().expect("a guide");
    warm.diagnostics.extend(check::whole(&warm.site));
    let cold = pipeline::load(case.root(), &options()).expect("a guide");
    assert_eq!(warm.routes.is_some(), cold.routes.is_some(), "templates after {after}");
    let ((warm_found, warm_files), (cold_found, cold_files)) = (everything(&warm), everything(&cold));
    assert_eq!(warm_found, cold_found, "findings after {after}");
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&warm_files), names(&cold_files), "files after {after}");
    for (name, bytes) in &cold_files {
        let (warm, cold) = (String::from_utf8_lossy(&warm_files[name]), String::from_utf8_lossy(bytes));
        assert!(warm == cold, "{name} after {after}: {}", first_difference(&warm, &cold));
    }
}

fn first_difference(warm: &str, cold: &str) -> String {
    let (warm, cold) = (warm.lines(), cold.lines());
    let different = warm.zip(cold).find(|(warm, cold)| warm != cold);
    format!("{different:?}").chars().take(600).collect()
}

/// Numbers that look random and are the same each time (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).expect("a small number")
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let number = self.roll(from.len());
        &from[number]
    }
}

const GUIDE: &str = r#"
-- book.toml --
[book]
title = "Test"
id = "test"

[site]
base-url = "https://example.org/guide/"
-- content/index.md --
+++
kind = "home"
description = "Home."
+++
# Home

See [the rules](guide/rules.md) and [a question](faq.md#may-i-write).
-- content/guide/rules.md --
+++
description = "The rules."
+++
# Rules

An IMG reads [home](../index.md#nothing). ![A picture](picture.svg)

## Ask

- [ ] Read it twice
- [ ] Send it {#SEND-01}
-- content/guide/more.md --
# More

:::include{file="../_parts/note.md"}
:::

- [ ] Read it twice

See [the rules](rules.md#ask).
-- content/guide/picture.svg --
<svg viewBox="0 0 4 4"></svg>
-- content/_parts/note.md --
Note the Match day. [Rules](guide/rules.md)
-- content/faq.md --
+++
kind = "faq"
description = "Questions."
+++
# Questions

## May I write?

Yes, an IMG may write to a program director after the interview.

## May I write twice?

No. See [the rules](guide/rules.md#ask).
-- content/terms.md --
+++
kind = "glossary"
description = "Words."
+++
# Words

IMG / international medical graduate
: A doctor who learned abroad.

Match
: What happens in March.
-- content/emails/thanks.md --
+++
kind = "email"
description = "Thanks."
subject = "Thank you"
[[fields]]
name = "Program"
example = "Lakeshore"
+++
# Thanks

Dear [Program], thank you.
"#;

/// Texts that a page may have after an edit; each changes something else.
const PAGES: [&str; 14] = [
    "A first line without a heading.\n",
    "Another first line without a heading.\n",
    "+++\ndescription = \"A page.\"\n+++\n# Plain\n\nSome text about the Match.\n",
    "+++\ndescription = \"A page.\"\n+++\n# Plain\n\nOther text about the Match, and the IMGs in it.\n",
    "# Renamed\n\n## Ask\n\n[Rules](/guide/rules.md#ask) [gone](/guide/gone.md) [home](/index.md)\n",
    "+++\ntitle = \"Heavy\"\nweight = 1\n+++\n\n- [ ] Read it twice\n- [ ] Send it {#SEND-01}\n",
    "+++\ntitle = \"Light\"\ndraft = true\n+++\n\n- [ ] Read it twice\n  - [ ] and again\n\n[a](#b)\n",
    "# Included\n\n:::include{file=\"/_parts/note.md\"}\n:::\n\n:::include{file=\"/_parts/other.md\"}\n:::\n",
    "+++\nkind = \"faq\"\n+++\n# Asked\n\n## May I write?\n\nPerhaps, see [more](/guide/more.md).\n\n## Who reads it?\n\nAn IMG.\n",
    "+++\nkind = \"glossary\"\n+++\n# Terms\n\nNRMP / the Match\n: Who runs it.\n\nECFMG\n: Who certifies.\n",
    "+++\ntitel = \"Wrong\"\n+++\n\n[broken](nowhere.md) and {{ vars.name }}\n",
    "",
    "+++\naliases = [\"/old/\", \"former.html\"]\n+++\n# Moved\n\n```rust\nfn main() {}\n```\n",
    "# Anchored\n\n## One {#ask}\n\n## Two {#nothing}\n\nTEXT of an ECFMG kind.\n",
];

const PATHS: [&str; 9] = [
    "content/index.md",
    "content/guide/rules.md",
    "content/guide/more.md",
    "content/guide/gone.md",
    "content/faq.md",
    "content/terms.md",
    "content/_parts/note.md",
    "content/_parts/other.md",
    "content/new/deep/page.md",
];

const OTHERS: [(&str, &[&str]); 7] = [
    (
        "book.toml",
        &[
            "[book]\ntitle = \"Test\"\nid = \"test\"\n",
            "[book]\ntitle = \"Other\"\nid = \"test\"\n\n[vars]\nname = \"Lakeshore\"\n\n[search]\nenabled = false\n",
            "[book]\ntitle = \"Test\"\nid = \"test\"\n\n[redirects]\n\"/was/\" = \"guide/rules.md\"\n\n[glossary]\nkeep = [\"Match\"]\n",
            "[book]\ntitle = \"Test\"\nid = \"test\"\nsrc = \"content\"\nlanguage = \"de\"\n",
        ],
    ),
    (
        "content/SUMMARY.md",
        &[
            "- [Rules](guide/rules.md)\n  - [More](guide/more.md)\n",
            "# Summary\n\n- [Questions](faq.md)\n- [x](none.md)\n",
        ],
    ),
    ("content/guide/picture.svg", &["<svg viewBox=\"0 0 8 4\"></svg>", "<svg viewBox=\"0 0 4 4\"><g/></svg>"]),
    ("content/guide/photo.png", &["\u{89}PNG", "none"]),
    ("themes/default/css/extra.css", &["a { color: red }", "a { color: blue }"]),
    (
        "themes/default/templates/faq.html",
        &["{% extends \"article.html\" %}\n", "{% extends \"article.html\" %}{{ broken }\n", "{{ page.body }}"],
    ),
    (
        "content/rules.toml",
        &[
            "",
            "[[rule]]\nid = \"x\"\nseverity = \"warning\"\npattern = \"promise\"\nmessage = \"No.\"\nhit = [\"I promise\"]\nmiss = [\"I\"]\n",
        ],
    ),
];

/// One edit; the files and folders that somebody who watches hears of.
fn edit(case: &Case, dice: &mut Dice) -> Vec<String> {
    match dice.roll(10) {
        0..=4 => {
            let path = *dice.pick(&PATHS);
            case.write(path, dice.pick(&PAGES));
            vec![path.to_owned()]
        }
        5 => {
            let path = *dice.pick(&PATHS);
            let _ = std::fs::remove_file(case.path(path));
            vec![path.to_owned()]
        }
        6 => {
            let (from, to) = (*dice.pick(&PATHS), *dice.pick(&PATHS));
            let folder = case.path(to);
            std::fs::create_dir_all(folder.parent().expect("a folder")).expect("a folder");
            let _ = std::fs::rename(case.path(from), folder);
            vec![from.to_owned(), to.to_owned()]
        }
        7 => {
            // A folder is moved away and, next time, back.
            let (a, b) = ("content/guide", "content/manual");
            let (from, to) = if case.path(a).is_dir() && !case.path(b).exists() { (a, b) } else { (b, a) };
            if case.path(from).is_dir() && !case.path(to).exists() {
                std::fs::rename(case.path(from), case.path(to)).expect("a folder");
            }
            vec![from.to_owned(), to.to_owned()]
        }
        8 => {
            let (path, texts) = *dice.pick(&OTHERS);
            case.write(path, dice.pick(texts));
            vec![path.to_owned()]
        }
        _ => {
            let (path, _) = *dice.pick(&OTHERS[1..]);
            let _ = std::fs::remove_file(case.path(path));
            vec![path.to_owned()]
        }
    }
}

#[test]
fn after_any_edits_a_guide_in_memory_is_the_one_that_is_built_from_nothing() {
    for seed in [7, 42, 1_234_567] {
        let mut dice = Dice(seed);
        let case = Case::new(GUIDE);
        let mut session = Session::new(case.root(), options());
        session.read(&Changes::All).expect("a guide");
        assert_same(&case, &session, "nothing");
        let mut history = String::new();
        for round in 0..60 {
            let mut touched = BTreeSet::new();
            for _ in 0..=dice.roll(3) {
                touched.extend(edit(&case, &mut dice));
            }
            history = format!("round {round} of seed {seed}: {touched:?}\nbefore that: {history}")
                .chars()
                .take(400)
                .collect();
            session.read(&Changes::Files(touched)).expect("a guide");
            assert_same(&case, &session, &history);
        }
    }
}

#[test]
fn what_is_read_again_and_says_the_same_changes_nothing() {
    let case = Case::new(GUIDE);
    let mut session = Session::new(case.root(), options());
    assert!(session.read(&Changes::All).expect("a guide"));
    assert!(!session.read(&Changes::All).expect("a guide"));
    case.write("content/faq.md", case.read("content/faq.md"));
    case.write("content/.hidden.md", "# Hidden");
    case.write("content/rules.md~", "# Left by an editor");
    let files = ["content/faq.md", "content/.hidden.md", "content/rules.md~", "content/none.md"];
    assert!(!session.read(&Changes::Files(files.map(str::to_owned).into())).expect("a guide"));
}

#[test]
fn a_guide_that_cannot_be_read_keeps_what_was_read_and_comes_back() {
    let case = Case::new(GUIDE);
    let mut session = Session::new(case.root(), options());
    session.read(&Changes::All).expect("a guide");
    let book = case.read("book.toml");
    std::fs::remove_file(case.path("book.toml")).expect("a file");
    let error = session.read(&Changes::Files(["book.toml".to_owned()].into())).expect_err("no settings");
    assert!(format!("{error:#}").contains("a guide is a folder with a `book.toml`"), "{error:#}");
    assert!(session.guide().expect("the guide before").routes.is_some());
    case.write("book.toml", book);
    case.write("content/index.md", "# Changed meanwhile\n");
    session.read(&Changes::All).expect("a guide");
    assert_same(&case, &session, "the settings came back");
}

#[test]
fn a_page_is_made_of_the_text_that_was_saved_last() {
    let case = Case::new(GUIDE);
    let mut session = Session::new(case.root(), options());
    session.read(&Changes::All).expect("a guide");
    let before = session.guide().expect("a guide");
    case.write("content/_parts/note.md", "The note is another one.\n");
    assert!(session.read(&Changes::Files(["content/_parts/note.md".to_owned()].into())).expect("a guide"));
    let page = |guide: &Guide| {
        let routes = guide.routes.clone().expect("routes");
        let bytes = routes.produce(&SitePath::new("guide/more.html")).expect("a page").expect("bytes").into_owned();
        String::from_utf8(bytes).expect("text")
    };
    assert!(page(&session.guide().expect("a guide")).contains("The note is another one."));
    assert!(page(&before).contains("Note the"), "who holds the guide of before still has it whole");
}

#[test]
fn what_two_pages_had_in_common_is_forgotten_when_they_part() {
    let case = Case::new("-- content/index.md --\n# Home\n-- content/a.md --\n# A\n-- content/b.md --\n# B\n");
    let mut session = Session::new(case.root(), options());
    session.read(&Changes::All).expect("a guide");
    for (page, text) in [
        ("a", "- [ ] one {#x}\n- [ ] two {#x}\n- [ ] three {#y}\n"),
        ("b", "- [ ] one {#y}\n"),
        ("b", "- [ ] one {#z}\n"),
        ("a", "- [ ] one {#x}\n- [ ] two {#w}\n"),
        ("a", "- [ ] one {#x}\n- [ ] two {#x}\n"),
        ("a", "- [ ] one {#z}\n"),
        ("a", "- [ ] one {#x}\n"),
    ] {
        case.write(&format!("content/{page}.md"), format!("# {page}\n\n{text}"));
        session.read(&Changes::Files([format!("content/{page}.md")].into())).expect("a guide");
        assert_same(&case, &session, text);
    }
}

#[test]
fn a_finding_that_stays_shows_the_text_of_now() {
    let case = Case::new(GUIDE);
    case.write("content/SUMMARY.md", "- [Rules](guide/rules.md)\n");
    case.write("content/unlisted.md", "A first line.\n");
    let mut session = Session::new(case.root(), options());
    session.read(&Changes::All).expect("a guide");
    case.write("content/unlisted.md", "Another first line.\n");
    session.read(&Changes::Files(["content/unlisted.md".to_owned()].into())).expect("a guide");
    let told: Vec<String> = session.guide().expect("a guide").diagnostics.iter().map(told).collect();
    assert!(told.iter().any(|text| text.contains("unlisted") && text.contains("Another first line.")), "{told:#?}");
    assert_same(&case, &session, "an edit of the first line");
}

#[test]
fn what_pages_need_of_each_other_is_the_same_whether_it_was_worked_out_before_or_when_asked_for() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = |makes_all| {
        let guide = pipeline::load(folder, &Options { makes_all, ..options() }).expect("the guide of this repository");
        guide.routes.expect("routes")
    };
    let (before, when_asked) = (guide(true), guide(false));
    let mut paths: Vec<&SitePath> = before.paths().collect();
    // The glossary asks where terms are used, so it comes when all other pages were made without that.
    paths.sort_by_key(|path| path.as_str() == "glossary.html");
    let mut terms = 0;
    for path in paths {
        let made = |routes: &Routes| routes.produce(path).expect("a recipe").expect("a file").into_owned();
        let bytes = made(&before);
        assert!(bytes == made(&when_asked), "{path} differs");
        terms += bytes.windows(15).filter(|text| text == b"class=\"term\" id").count();
    }
    assert!(terms > 100, "{terms} terms");
}
