//! What the files of a guide are called, how their text is written down, and what stands at their top.

use crate::harness::Case;

#[test]
fn front_matter_in_toml_and_yaml_is_checked_key_by_key() {
    let case = Case::new(
        "
        -- content/a.md --
        +++
        titel = \"A\"
        weight = \"x\"
        reviewed = 2026-02-30
        +++
        # A
        -- content/b.md --
        ---
        title: Łódź
        descripton: text
        kind: chpater
        ---
        -- content/c.md --
        +++
        title = \"open
        +++
        text [x](gone.md)
        ",
    );
    let found = case.found();
    assert_eq!(
        found[..5],
        [
            "error[front-matter] content/a.md:2:1: unknown key `titel` in the front matter (did you mean `title`?)",
            "error[front-matter] content/a.md:3:10: `weight` has to be a whole number, not text",
            "error[front-matter] content/a.md:4:12: invalid date, expected day between 01 and 28",
            "error[front-matter] content/b.md:3:1: unknown key `descripton` in the front matter (did you mean `description`?)",
            "error[front-matter] content/b.md:4:7: `chpater` is not a value of `kind` (did you mean `chapter`?)",
        ],
        "{found:#?}"
    );
    assert!(found.iter().any(|line| line.starts_with("error[front-matter] content/c.md:2:")), "{found:#?}");
    assert!(found.iter().any(|line| line.starts_with("error[broken-link] content/c.md:4:10")), "{found:#?}");
}

#[test]
fn a_line_that_is_not_toml_or_yaml_is_shown_as_it_should_be_written() {
    let help = |top: &str| {
        let case = Case::new("");
        case.write("content/index.md", format!("{top}\nText\n"));
        let found = case.found();
        let (_, help) = found.iter().find_map(|line| line.rsplit_once(" (")).unwrap_or_default();
        assert!(found.iter().any(|line| line.starts_with("error[front-matter] content/index.md:")), "{found:#?}");
        help.trim_end_matches(')').to_owned()
    };
    for (line, expected) in [
        ("title = Home", "write `title = \"Home\"`"),
        ("title = “Home”", "write `title = \"Home\"`"),
        ("title: Home", "write `title = \"Home\"`"),
        ("keywords = \"a\", \"b\"", "write `keywords = [\"a\", \"b\"]`"),
    ] {
        assert_eq!(help(&format!("+++\n{line}\n+++")), expected, "{line}");
    }
    for (lines, expected) in [
        ("title: Home: the start", "write `title: \"Home: the start\"`"),
        ("title: 'It's fine'\r", "write `title: \"It's fine\"`"),
        ("title:Home", "write `title: \"Home\"`"),
        ("title: Home\n description: All", "start the line without blanks"),
        ("title: Home\n\tdescription: All", "write blanks instead of the tab"),
        ("fields:\n- id: a\n  label: A: b", "write `label: \"A: b\"`"),
        // Nothing that would help is known.
        ("title: [a", ""),
    ] {
        assert_eq!(help(&format!("---\n{lines}\n---")), expected, "{lines}");
    }
    let case = Case::new("");
    case.write("book.toml", "[book]\ntitle = Our guide\n");
    let expected = "error[config] book.toml:2:9: string values must be quoted, expected literal string (write `title = \"Our guide\"`)";
    assert!(case.found().iter().any(|line| line == expected), "{:#?}", case.found());
}

#[test]
fn keys_of_another_kind_of_page_ask_for_the_kind() {
    let case = Case::new("");
    case.write("content/index.md", "+++\ntitle = \"Home\"\nlead = \"All\"\n+++\n\n[a](a.md) [b](b.md)\n");
    case.write("content/a.md", "+++\ntitle = \"A\"\nto = \"you\"\nsubject = \"S\"\n+++\n\nDear\n");
    case.write("content/b.md", "---\ntitle: B\nkind: faq\nsubject: S\n---\n\n## Why?\n\nSo [it is](a.md).\n");
    let help = "(add the kind, or remove the key)";
    let found = case.found();
    let keys = "`aliases`, `description`, `draft`, `extra`, `fields`, `keywords`, `kind`, `nav-title`, `reviewed`, `search`, \
                `search-weight`, `template`, `title`, `toc`, `weight`";
    assert_eq!(
        found,
        [
            format!("error[front-matter] content/a.md:4:1: `subject` is a key of pages with `kind = \"email\"` {help}"),
            format!("error[front-matter] content/b.md:4:1: unknown key `subject` in the front matter (one of: {keys})"),
            format!("error[front-matter] content/index.md:3:1: `lead` is a key of pages with `kind = \"home\"` {help}"),
        ]
    );
}

#[test]
fn a_byte_order_mark_and_windows_lines_change_nothing() {
    let case = Case::new("");
    case.write(
        "content/index.md",
        "\u{feff}+++\r\ntitle = \"Page\"\r\n+++\r\n\r\n:::note\r\nText\r\n:::\r\n\r\nSee [x](gone.md).\r\n",
    );
    case.expect(&["error[broken-link] content/index.md:9:9: no page `gone.md`"]);
    assert!(case.body("index.html").contains("<p>Text</p>"));
}

#[test]
fn broken_utf_8_is_reported_and_the_rest_is_read() {
    let case = Case::new("");
    case.write("content/index.md", b"# Page\n\nA \xff byte and [x](gone.md).\n");
    let found = case.found();
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(
        found[0].starts_with("error[unreadable] content/index.md:3:3: `content/index.md` is not UTF-8 text"),
        "{found:#?}"
    );
    // UTF-16 without a mark in front.
    case.write("content/index.md", b"#\0 \0P\0");
    let found = case.found();
    assert!(
        found[0].starts_with("error[unreadable] content/index.md:1:2: `content/index.md` holds a zero"),
        "{found:#?}"
    );
    // Rules that cannot be read are not no rules.
    case.write("content/index.md", "# Page\n");
    case.write("content/rules.toml", b"[[rule]]\nid = \"a\"\nmessage = \"Don\x92t\"\npatterns = ['x']\n");
    let found = case.found();
    assert!(
        found.iter().any(|line| line
            .starts_with("error[unreadable] content/rules.toml:3:15: `content/rules.toml` is not UTF-8 text")),
        "{found:#?}"
    );
}

#[test]
fn what_was_meant_as_front_matter_is_not_shown_as_text() {
    let case = Case::new("");
    let keys = "title: Secret plan\ndescription: d\ndraft: true\n";
    for (text, place) in [
        (format!("---\n{keys}+++\n\nsecret\n"), "1:1: the front matter is never closed"),
        (format!("---\n{keys}\u{2014}-\n\nsecret\n"), "1:1: the front matter is never closed"),
        (format!("\u{2014}-\n{keys}---\n\nsecret\n"), "1:1: front matter starts with"),
        (format!("{keys}---\n\nsecret\n"), "1:1: front matter starts with"),
        (format!("++++\n{}++++\n", keys.replace(": ", " = ")), "1:1: front matter starts with"),
        (
            "+++\ntitle = \"a\"\ndescription = \"d\"\n[extra]\na = 1\ndraft = true\n+++\n".to_owned(),
            "6:1: `draft` stands under `[extra]`",
        ),
    ] {
        case.write("content/index.md", &text);
        let found = case.found();
        let start = format!("error[front-matter] content/index.md:{place}");
        assert!(found.iter().any(|line| line.starts_with(&start)), "{text}: {found:#?}");
    }
    for text in [
        "---\n\nJust a line above.\n",
        "Title: a story\n\nText.\n",
        "```toml\ntitle = \"a\"\n```\n",
        "# A\n\nThe title: this.\n",
    ] {
        case.write("content/index.md", text);
        assert!(!case.found().iter().any(|line| line.contains("[front-matter]")), "{text}");
    }
}

#[test]
fn names_that_look_like_others_are_reported() {
    let case = Case::new("");
    for name in [
        "rules.md.txt",
        "old. md",
        "Rules.toml",
        "part/rules.toml.txt",
        "part/queries.toml",
        "part/SUMMARY.md",
        "fine.txt",
        "summary/summary.md",
    ] {
        case.write(&format!("content/{name}"), "+++\ndescription = \"d\"\n+++\n# Title\n");
    }
    let found = case.found();
    let names: Vec<&str> =
        found.iter().filter_map(|line| line.strip_prefix("warning[file-name]: `content/")?.split('`').next()).collect();
    assert_eq!(
        names,
        ["Rules.toml", "old. md", "part/SUMMARY.md", "part/queries.toml", "part/rules.toml.txt", "rules.md.txt"],
        "{found:#?}"
    );
}

#[cfg(unix)]
#[test]
fn a_name_with_a_line_break_is_refused() {
    let case = Case::new("");
    case.write("content/index.md", "+++\ndescription = \"d\"\n+++\n# Title\n");
    case.write("content/a\nmine.txt", "x");
    case.expect(&["error[file-name]: \"content/a\\nmine.txt\" has a control character in its name (rename it: no address can be written with one)"]);
}

#[test]
fn files_beside_the_settings_that_look_like_others_are_reported() {
    let case = Case::new("-- content/index.md --\n# A\n");
    for (name, says) in
        [("rules.toml", "content/rules.toml"), ("Queries.toml", "queries.toml"), ("queries.toml.txt", "queries.toml")]
    {
        case.write(name, "");
        let found = case.found();
        assert_eq!(found.len(), 1, "{name}: {found:#?}");
        assert!(
            found[0].starts_with(&format!("warning[file-name]: `{name}` is not read")) && found[0].contains(says),
            "{found:#?}"
        );
        std::fs::remove_file(case.path(name)).expect("a file");
    }
    case.write("queries.toml", "");
    case.write("notes.toml", "");
    case.expect(&[]);
    case.write("content/summary.md", "+++\ntitle = \"S\"\n+++\n");
    assert!(case.found()[0].contains("`content/summary.md` is not read"), "{:#?}", case.found());
}
