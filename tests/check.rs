//! Rules over the whole guide.

use crate::harness::Case;

#[test]
fn two_equal_mistakes_of_a_line_are_two() {
    Case::new("-- content/index.md --\n# Home\n\nA {{ vars.x }} and “B” {{ vars.x }}\n").expect(&[
        "error[variable] content/index.md:3:6: no variable `vars.x` (add it under `[vars]` in `book.toml`)",
        "error[variable] content/index.md:3:27: no variable `vars.x` (add it under `[vars]` in `book.toml`)",
    ]);
}

#[test]
fn checking_writes_nothing() {
    let case = Case::new("-- content/index.md --\n# Home\n\n```haskell\nmain = pure ()\n```\n");
    let run =
        std::process::Command::new(env!("CARGO_BIN_EXE_matchbook")).arg("check").current_dir(case.root()).output();
    assert!(run.expect("it runs").status.code().is_some());
    assert!(!case.root().join(".matchbook").exists());
}

#[test]
fn headings_do_not_jump() {
    Case::new("-- content/index.md --\n# Home\n\n### Deep\n\n# Second\n").expect(&[
        "warning[heading-jump] content/index.md:3:1: a heading of level 3 follows one of level 1 (start it with `##`)",
        "warning[heading-jump] content/index.md:5:1: a second first-level heading (the title is the only one; start sections with `##`)",
    ]);
}

#[test]
fn attributes_of_headings_mean_something() {
    let fine = "# Home\n\n## A {#a .c search=false}\n\n## B {keywords=visa,work-permit}\n\n## Use of `{name}`\n";
    Case::new(&format!("-- content/index.md --\n{fine}")).expect(&[]);
    Case::new(
        "-- content/index.md --\n# Home\n\n## A {serach=false}\n\n## B {search=no}\n\n## C {keywords=\"a b\"}\n\n## Use of {name}\n",
    )
    .expect(&[
        "error[heading-attribute] content/index.md:3:7: unknown attribute `serach` of a heading (did you mean `search`?)",
        "error[heading-attribute] content/index.md:5:7: `search` of a heading has no such value (`search=false` keeps a section out of search; all others are found)",
        "error[heading-attribute] content/index.md:7:7: `keywords` of a heading has no such value (write them without quotes and blanks: `keywords=visa,work-permit`)",
        "error[heading-attribute] content/index.md:9:12: unknown attribute `name` of a heading (for text in braces write code: `` `{name}` ``)",
    ]);
    Case::new("-- content/index.md --\n# Home\n\n## Set {n}\n\n## B \\{n}\n\n## C {1 2}\n\n## `{n}`\n\n## D {{ vars.m }}\n\n## {{ vars.n }}\n").expect(&[
        "error[heading-attribute] content/index.md:3:9: unknown attribute `n` of a heading (for text in braces write code: `` `{n}` ``)",
        "error[heading-attribute] content/index.md:5:8: unknown attribute `n` of a heading (for text in braces write code: `` `{n}` ``)",
        "error[heading-attribute] content/index.md:7:7: unknown attribute `1` of a heading (for text in braces write code: `` `{1 2}` ``)",
        "error[variable] content/index.md:11:9: no variable `vars.m` (add it under `[vars]` in `book.toml`)",
        "error[variable] content/index.md:13:7: no variable `vars.n` (add it under `[vars]` in `book.toml`)",
    ]);
}

#[test]
fn ids_are_unique_on_a_page() {
    Case::new("-- content/index.md --\n# Home\n\n## A {#x}\n\n## B {#x}\n")
        .expect(&["error[duplicate-id] content/index.md:5:1: the id `x` is used twice on this page"]);
}

#[test]
fn a_row_has_no_more_cells_than_its_table_has_columns() {
    let fine = "| a | b |\n|---|---|\n| 1 | 2 |\n| 1 |\n1 | 2\n| `a\\|b` | 2 |\n";
    Case::new(&format!("-- content/index.md --\n# Home\n\n{fine}")).expect(&[]);
    let help = "(write `\\|` for a bar that is part of a text, or add a column to the first two lines)";
    Case::new(
        "-- content/index.md --\n# Home\n\n| a | b |\n|---|---|\n| 1 | 2 | 3 | 4 |\n\n> a | b\n> --|--\n> `1|2` | 3\n",
    )
    .expect(&[
        &format!("error[table] content/index.md:5:10: a row with more cells than the table has columns {help}"),
        &format!("error[table] content/index.md:9:10: a row with more cells than the table has columns {help}"),
    ]);
}

#[test]
fn footnotes_have_a_text_and_a_reference() {
    Case::new("-- content/index.md --\n# Home\n\nOne[^frist], `[^code]`.\n\n[^first]: Text\n").expect(&[
        "error[footnote] content/index.md:3:4: no footnote `[^frist]` (did you mean `[^first]`?)",
        "warning[footnote] content/index.md:5:1: nothing refers to the footnote `[^first]`",
    ]);
    Case::new("-- content/index.md --\n# Home\n\nOne[^a].\n\n[^a]: Text\n\n[^a]: Other\n")
        .expect(&["error[footnote] content/index.md:7:1: a second text of the footnote `[^a]`"]);
}

/// One mistake in each kind of file: all six are found in one run, each with its place and a suggestion.
#[test]
fn six_mistakes_in_six_places_are_found_in_one_run() {
    let case = Case::new(
        "
        -- book.toml --
        [book]
        title = \"Test\"
        descripton = \"x\"
        -- content/a.md --
        +++
        title = \"A\"
        weigth = 3
        +++
        -- content/b.md --
        # B

        [link](c.mdd)
        -- content/c.md --
        # C

        [anchor](b.md#thrid)

        ## Third
        -- content/d.md --
        # D

        :::notte
        x
        :::
        -- themes/default/templates/page.html --
        {{ page.titel }}
        ",
    );
    case.write("content/b.md", "# B\n\n[link](c.mdd)\n\n## Third\n");
    let run = case.run(&["check"]);
    assert_eq!(run.code, 1);
    for (location, help) in [
        ("book.toml:3:1", "did you mean `description`?"),
        ("content/a.md:3:1", "did you mean `weight`?"),
        ("content/b.md:3:8", "did you mean `c.md`?"),
        ("content/c.md:3:10", "did you mean `#third`?"),
        ("content/d.md:3:4", "did you mean `note`?"),
        ("themes/default/templates/page.html:1:9", "did you mean `title`?"),
    ] {
        let at = run.stderr.find(&format!("--> {location}")).unwrap_or_else(|| panic!("{location} in {}", run.stderr));
        let rest = &run.stderr[at..];
        let end = rest.find("\n\n").unwrap_or(rest.len());
        assert!(rest[..end].contains(help) && rest[..end].contains('^'), "{location}: {}", &rest[..end]);
    }
}

/// Found by somebody who tried to break it: each must stay found.
#[test]
fn what_a_writer_may_get_wrong_is_said() {
    Case::new("-- content/index.md --\n# Home\n\n## Main\n\n## Two {#menu}\n\n<p id=\"two\">x</p>\n\n[a](#two) [b](#main-1)\n").expect(&[
        "error[duplicate-id] content/index.md:5:1: the id `menu` is used by the page itself (choose another one)",
    ]);
    Case::new("-- content/index.md --\n# Home\n\nWrite to <a@b.example>.\n").expect(&[]);
    Case::new("-- content/404.md --\n# Gone\n").expect(&[
        "error[same-path] content/404.md:1:1: a page cannot take the place of the one for missing addresses (put your text into `themes/<name>/templates/404.html`)",
    ]);
    Case::new("-- content/a.md --\n# A\n-- content/a.html --\nx\n")
        .expect(&["error[same-path] content/a.md:1:1: a page and a file become `a.html`"]);
    Case::new("-- content/a.md --\n\n+++\ntitle = \"A\"\n+++\n-- content/b.md --\n# B\n").expect(&[
        "error[front-matter] content/a.md:2:1: front matter starts with `+++` on the first line of the file (it ends with another line `+++`, or both lines are `---` around YAML; else readers see it)",
    ]);
    Case::new("-- content/a.md --\n+++\ntitle = \"A\"\nkind = \"email\"\nsubject = \"S\"\n+++\nDear <Your name>,\n").expect(&[
        "error[placeholder] content/a.md:6:6: HTML in a letter, which nobody would see (placeholders stand in square brackets: `[Your name]`)",
    ]);
    let parent = Case::new(
        "-- content/a.md --\n# A\n-- themes/default/templates/page.html --\n{% extends \"articel.html\" %}\n",
    );
    parent.expect(&["error[template] themes/default/templates/page.html:1:13: no template `articel.html` (did you mean `article.html`?)"]);
    Case::new("-- content/a.md --\n# A\n\n> [!NOTTE]\n> x\n\n> [!note] My title\n> y\n\n> [! z\n").expect(&[
        "error[directive] content/a.md:3:5: `[!NOTTE]` is not an alert (did you mean `NOTE`?)",
        "error[directive] content/a.md:6:5: `[!note] My title` is not an alert (write a title as `:::note{title=\"My title\"}`)",
    ]);
    Case::new("-- content/a.md --\n# A\n\n:::include{file=\"_b.md\" part=\"x\"}\n-- content/_b.md --\n<!-- part: x -->\ny\n").expect(&[
        "error[include] content/a.md:3:31: the part `x` of `_b.md` is never ended (mark it with `<!-- part: x -->` and `<!-- end: x -->`)",
    ]);
    let tasks = Case::new("-- content/a.md --\n# A\n\n- [ ] x {#A-2}\n- [ ] y {#a-2}\n");
    tasks.expect(&[]);
    let body = tasks.body("a.html");
    assert!(
        body.contains("id=\"task-a-2\" data-task=\"A-2\"") && body.contains("id=\"task-a-2-2\" data-task=\"a-2\""),
        "{body}"
    );
}

#[test]
fn what_a_page_says_of_itself_is_not_missed_when_it_could_not_be_read() {
    let case = Case::new("-- content/index.md --\n+++\ntitle = \"Home\"\ndescription = \"Text\n+++\nText.\n");
    let run = case.run(&["check"]);
    assert!(run.stderr.contains("error[front-matter]"), "{}", run.stderr);
    assert!(!run.stderr.contains("missing-description"), "{}", run.stderr);
    case.write("content/index.md", "+++\ntitle = \"Home\"\n+++\nText.\n");
    let run = case.run(&["check"]);
    assert!(run.stderr.contains("missing-description"), "{}", run.stderr);
}

#[test]
fn a_guide_without_pages_is_none_and_one_without_a_home_page_says_so() {
    let case = Case::new("");
    case.write("book.toml", "[book]\ntitle = \"T\"\n");
    std::fs::create_dir_all(case.path("content")).expect("a folder");
    let run = case.run(&["build"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("error[no-home]: no page in `content`"), "{}", run.stderr);
    assert!(!case.path("site").exists());

    case.write("content/rules.md", "+++\ntitle = \"Rules\"\ndescription = \"x\"\n+++\ntext\n");
    let run = case.run(&["check"]);
    assert!(run.stderr.contains("warning[no-home]: the site has no home page"), "{}{}", run.stdout, run.stderr);
    case.write("content/index.md", "+++\ntitle = \"Home\"\ndescription = \"x\"\n+++\ntext\n");
    let run = case.run(&["check"]);
    assert!(run.stderr.contains("no findings") || run.stdout.contains("no findings"), "{}{}", run.stdout, run.stderr);
}

#[test]
fn fields_of_one_id_mean_the_same_in_all_letters() {
    let case = Case::new("");
    let mail = |name: &str, label: &str, more: &str| {
        case.write(
            &format!("content/{name}.md"),
            format!("+++\ntitle = \"M\"\nkind = \"email\"\nsubject = \"S\"\n[[fields]]\nid = \"name\"\nlabel = \"{label}\"\n{more}+++\nDear Dr. [{label}],\n"),
        );
    };
    mail("a", "Your name", "");
    for (label, more, differs) in
        [("Landlord", "", Some("label")), ("Your name", "type = \"date\"\n", Some("type")), ("Full name", "", None)]
    {
        mail("b", label, more);
        let found = case.found();
        let expected = differs.map(|differs| {
            format!("warning[front-matter] content/b.md:6:6: another field `name` has another {differs} ")
        });
        assert_eq!(found.len(), usize::from(differs.is_some()), "{label}: {found:#?}");
        assert!(expected.is_none_or(|expected| found[0].starts_with(&expected)), "{label}: {found:#?}");
    }
}

#[test]
fn what_no_browser_shows_as_an_image_is_reported() {
    let case = Case::new("");
    for (name, bytes) in [
        ("e.heic", &b"ftypheic"[..]),
        ("f.pdf", b"%PDF-1.4"),
        ("g.png", b""),
        ("h.png", b"<!DOCTYPE html>"),
        ("i.svg", b"<p>no</p>"),
        ("j.svg", b"<svg viewBox='0 0 1 1'/>"),
        ("k.gif", b"GIF89a\x01\0\x01\0\0\0\0;"),
    ] {
        case.write(&format!("content/{name}"), bytes);
    }
    let found = |name: &str| {
        case.write("content/index.md", format!("# A\n\n![what it is]({name})\n"));
        case.found()
    };
    for (name, message) in [
        ("e.heic", "browsers show no `.heic` file as an image (save it as JPEG"),
        ("f.pdf", "browsers show no `.pdf` file as an image (without the `!` in front"),
        ("g.png", "there is no image in `g.png`"),
        ("h.png", "there is no image in `h.png`"),
        ("i.svg", "there is no image in `i.svg`"),
    ] {
        let found = found(name);
        let start = format!("error[broken-link] content/index.md:3:15: {message}");
        assert!(found.len() == 1 && found[0].starts_with(&start), "{name}: {found:#?}");
    }
    assert_eq!(found("j.svg"), [""; 0]);
    assert_eq!(found("k.gif"), [""; 0]);
}

#[test]
fn pages_of_a_kind_have_what_makes_them_one_and_titles_are_no_blanks() {
    let case = Case::new("");
    for (front, text, expected) in [
        (
            "kind = \"faq\"\ntitle = \"Q\"",
            "**What?**",
            "warning[not-a-question] content/index.md:1:1: no question on a page of the kind `faq`",
        ),
        (
            "kind = \"glossary\"\ntitle = \"G\"",
            "IMG: a graduate",
            "warning[unused-term] content/index.md:1:1: no term on a page of the kind `glossary`",
        ),
        ("title = \" \"", "text", "error[front-matter] content/index.md:2:9: `title` is empty"),
    ] {
        case.write("content/index.md", format!("+++\n{front}\n+++\n{text}\n"));
        let found = case.found();
        assert!(found.len() == 1 && found[0].starts_with(expected), "{found:#?}");
    }
    case.write("content/index.md", "# Home\n");
    case.write("book.toml", "[book]\ntitle = \"\"\n");
    case.expect(&["error[config] book.toml:2:9: `title` is empty"]);
}
