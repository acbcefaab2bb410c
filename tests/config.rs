//! `book.toml`.

use crate::harness::Case;

#[test]
fn every_mistake_in_the_settings_is_reported_at_once() {
    let case = Case::new("-- content/index.md --\n# Home\n");
    case.write(
        "book.toml",
        "[book]\ntitel = \"T\"\nlanguage = 3\ntext-direction = \"up\"\nsrc = \"../elsewhere\"\n\n[sight]\na = 1\n\n[build]\nbuild-dir = \"/\"\n\n\
         [site]\nbase-url = \"example.org\"\n\n[planner]\nevents = [{ id = \"1\", name = \"x\" }, { id = \"a\", nmae = \"x\" }]\n\n[extra]\nfree = true\n",
    );
    let found = case.found();
    let expected = [
        "error[config] book.toml:1:1: `[book]` has no `title`",
        "error[config] book.toml:2:1: unknown key `titel` in `[book]` (did you mean `title`?)",
        "error[config] book.toml:3:12: `language` has to be text, not a whole number",
        "error[config] book.toml:4:18: `up` is not a value of `text-direction` (one of: `ltr`, `rtl`)",
        "error[config] book.toml:5:7: `src` has to name a folder inside the one of `book.toml` (for example `src = \"content\"`)",
        "error[config] book.toml:7:2: unknown key `sight` in `book.toml` (one of: `book`, `build`, `extra`, `faq`, `glossary`, `images`, `markdown`, `offline`, `planner`, `redirects`, `search`, `site`, `theme`, `vars`)",
        "error[config] book.toml:11:13: `build-dir` has to name a folder inside the one of `book.toml` (for example `build-dir = \"site\"`)",
        "error[config] book.toml:14:12: `base-url` has to be an address that starts with `https://` (for example `https://example.org/guide/`; other letters as in `%C3%A9`, without `?` and `#`)",
        "error[config] book.toml:17:18: `1` cannot be an id (an id starts with a letter and has only letters, digits, `-` and `_`)",
        "error[config] book.toml:17:37: an event has no `name`",
        "error[config] book.toml:17:49: unknown key `nmae` in an event (did you mean `name`?)",
    ];
    assert_eq!(found, expected, "{found:#?}");
}

#[test]
fn broken_toml_is_shown_where_it_breaks() {
    let case = Case::new("-- content/index.md --\n# Home\n");
    case.write("book.toml", "[book]\ntitle = \"Test\ndescription = \"x\"\n");
    let found = case.found();
    assert!(found[0].starts_with("error[config] book.toml:2:"), "{found:#?}");
}

#[test]
fn a_missing_guide_cannot_go_on() {
    let case = Case::new("");
    std::fs::remove_file(case.path("book.toml")).expect("there was one");
    let run = case.run(&["build"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.stdout, "");
    assert!(
        run.stderr.starts_with(
            "error: no guide in `.`: a guide is a folder with a `book.toml`\n  caused by: cannot read `./book.toml`"
        ),
        "{}",
        run.stderr
    );
    case.write("book.toml", "[book]\ntitle = \"T\"\nsrc = \"missing\"\n");
    let run = case.run(&["build"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("cannot find `./missing`"), "{}", run.stderr);
}

#[test]
fn files_that_are_named_after_the_guide_stay_where_they_belong() {
    let case = Case::new("-- content/index.md --\n+++\ndescription = \"d\"\n+++\n# Home\n");
    for id in ["../escaped", "a/b", ".hidden", "", "a b"] {
        case.write("book.toml", format!("[book]\ntitle = \"T\"\nid = \"{id}\"\n"));
        let message = format!("error[config] book.toml:3:6: `{id}` cannot be an id");
        assert!(case.found().iter().any(|line| line.starts_with(&message)), "{id}: {:#?}", case.found());
    }
    for id in ["2027-guide", "guía_v1.2"] {
        case.write("book.toml", format!("[book]\ntitle = \"T\"\nid = \"{id}\"\n"));
        case.expect(&[]);
    }
}

#[test]
fn the_footer_is_checked() {
    let case = Case::new("-- content/index.md --\n# Home\n");
    case.write(
        "book.toml",
        "[book]\ntitle = \"T\"\n[vars]\nyear = 2026\n[site]\nfooter = \"{{ vars.year }} [a](https://x.example) [b](about.md) {{ vars.yaer }} ![p](https://y.example/p.png)\"\n",
    );
    case.expect(&[
        "error[unsafe-link] book.toml:6:54: `about.md` in the footer does not lead to another site (write the whole address, starting with `https://`)",
        "error[variable] book.toml:6:67: no variable `vars.yaer` (did you mean `vars.year`?)",
        "error[external-file] book.toml:6:85: an image in the footer, which holds text and links",
    ]);
    assert!(case.output("index.html").contains("2026 <a rel=\"noopener\" href=\"https://x.example\">a</a>"));
}

#[test]
fn settings_reach_the_pages() {
    let case = Case::new("-- content/index.md --\n# Home\n-- content/a/b.md --\n# B\n");
    case.write(
        "book.toml",
        "[book]\ntitle = \"Mein <Führer>\"\nlanguage = \"ar\"\n[site]\nbase-url = \"https://x.example/repo/\"\nfooter = \"Not *advice*\"\n\
         edit-url = \"https://x.example/edit/{path}\"\n[site.nope]\n",
    );
    case.expect(&["error[config] book.toml:8:7: unknown key `nope` in `[site]` (one of: `base-url`, `cards`, `cname`, `edit-url`, `feed`, `footer`, `llms`, `print-page`, `repository`)"]);
    let html = case.output("a/b.html");
    for text in [
        "<html lang=\"ar\" dir=\"rtl\"",
        "Mein &lt;Führer&gt;",
        "<link rel=\"canonical\" href=\"https://x.example/repo/a/b.html\">",
        "https://x.example/edit/content/a/b.md",
        "Not <em>advice</em>",
    ] {
        assert!(html.contains(text), "{text} in {html}");
    }
    assert!(case.output("404.html").contains("href=\"/repo/assets/theme-"));
    assert!(case.output("index.html").contains("<link rel=\"canonical\" href=\"https://x.example/repo/\">"));
}

#[test]
fn a_site_is_published_at_an_address_that_others_can_read() {
    for address in
        ["https://ex.org/é/", "https://ex.org/a b/", "https://ex.org/a?b#c/", "https://", "https:///x", "ex.org"]
    {
        let case = Case::new("-- content/index.md --\n# Home\n");
        case.write("book.toml", format!("[book]\ntitle = \"x\"\n\n[site]\nbase-url = \"{address}\"\n"));
        assert!(case.found().iter().any(|found| found.contains("`base-url` has to be an address")), "{address}");
    }
    let case = Case::new("-- content/index.md --\n# Home\n");
    case.write("book.toml", "[book]\ntitle = \"x\"\n\n[site]\nbase-url = \"https://ex.org:8080/%C3%A9/~me/a+b/\"\n");
    case.expect(&[]);
}

#[test]
fn a_language_that_browsers_refuse_is_an_error() {
    let case = Case::new("-- content/index.md --\n# Home\n");
    for language in ["en", "pt-BR", "zh-Hant", "sr-Latn-RS", "de-1996"] {
        case.write("book.toml", format!("[book]\ntitle = \"Test\"\nlanguage = \"{language}\"\n"));
        assert!(!case.found().iter().any(|found| found.contains("tag of a language")), "{language}");
    }
    for (language, help) in
        [("en_US", "write `en-US`"), ("e", "a language is written like"), ("en-", "a language is written like")]
    {
        case.write("book.toml", format!("[book]\ntitle = \"Test\"\nlanguage = \"{language}\"\n"));
        let message = format!("error[config] book.toml:3:12: `{language}` is not the tag of a language ({help}");
        let found = case.found();
        assert!(found.iter().any(|found| found.starts_with(&message)), "{language}: {found:#?}");
    }
}
