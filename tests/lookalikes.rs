//! What looks like Markdown or a directive and is none, so that readers would see its signs and miss what it was meant to be.

use crate::harness::Case;

/// The findings of a page with this below its title, each as place and message; the first line is 3.
fn found(markdown: &str) -> Vec<String> {
    let case = Case::new("");
    case.write("content/index.md", format!("# Page\n\n{markdown}"));
    case.found().iter().map(|finding| finding.replace("content/index.md:", "")).collect()
}

#[track_caller]
fn expect(markdown: &str, expected: &str) {
    let found = found(markdown);
    assert_eq!(found.len(), 1, "{markdown}: {found:#?}");
    assert!(found[0].starts_with(expected), "{markdown}: {found:#?}");
}

#[test]
fn lines_that_look_like_headings_and_tasks_are_reported() {
    let heading = "this line is not a heading to Markdown";
    let task = "this line is not a task to Markdown";
    for (markdown, expected) in [
        ("##Rules\ntext", format!("error[not-markdown] 3:1: {heading} (write a blank behind `##`, or `\\##` when")),
        ("text\n> ###Rules", format!("error[not-markdown] 4:3: {heading}")),
        ("- a\n##\"Rules\"", format!("error[not-markdown] 4:1: {heading}")),
        ("##Rules\n-------", format!("error[not-markdown] 3:1: {heading}")),
        ("ABC\n: a\n##*B*", format!("error[not-markdown] 5:1: {heading}")),
        ("[ ] one", format!("error[task] 3:1: {task} (write `- [ ]` and a blank behind it, or `\\[` when")),
        ("[x] one\n[] two\n[] three", format!("error[task] 4:1: {task} (write `- [ ]`")),
        ("- a\n\n  [ ] one", format!("error[task] 5:3: {task}")),
        ("-[x] one", format!("error[task] 3:1: {task} (write `- [x]`")),
        ("1.[ ] one", format!("error[task] 3:1: {task}")),
        ("• [ ] one", format!("error[task] 3:1: {task}")),
        ("- [ ] one {#A}\n-[ ] two {#B}", format!("error[task] 4:1: {task}")),
        ("- one\n-[ ] two", format!("error[task] 4:1: {task}")),
        ("- ☐ one", "warning[task] 3:3: this item is not a task to Markdown (write `[ ]` instead of the sign)".into()),
        (
            "- [✓] one",
            "error[task] 3:3: this item is not a task to Markdown (write `[x]` and a blank behind it)".into(),
        ),
        ("- [ ] one\n\n  {#A}", "error[task-attribute] 5:3: readers see these braces (put them".into()),
    ] {
        expect(markdown, &expected);
    }
    let case = Case::new("-- content/index.md --\n#Rules\n\ntext\n");
    case.expect(&[&format!(
        "error[not-markdown] content/index.md:1:1: {heading} (write a blank behind `#`, or `\\#` when it is meant as text)"
    )]);
}

#[test]
fn lists_with_other_signs_or_without_a_blank_are_reported_once() {
    let none = "these lines are not a list to Markdown";
    for (markdown, expected) in [
        ("text\n• one\n• two\n• three", format!("warning[not-markdown] 5:1: {none} (write `-` and a blank instead of")),
        ("– one\n– two", format!("warning[not-markdown] 4:1: {none}")),
        ("• one\n\n• two\n\n• three", format!("warning[not-markdown] 5:1: {none}")),
        ("☐ one\n☐ two", format!("warning[task] 4:1: {none} (write `- [ ]` and a blank instead of the sign)")),
        ("-one\n-two", format!("warning[not-markdown] 4:1: {none} (write a blank behind `-`, or `\\` in front")),
        ("Then:\n1.**one**\n2)two", format!("warning[not-markdown] 5:1: {none} (write a blank behind `2)`")),
        ("- a\n-one\n-two", format!("warning[not-markdown] 5:1: {none}")),
    ] {
        expect(markdown, &expected);
    }
}

#[test]
fn signs_of_emphasis_that_mark_nothing_are_reported_once_a_line() {
    for (markdown, place) in [
        ("Never ** ask** that", "3:7"),
        ("Never **ask **that", "3:7"),
        ("**Never** ask **that", "3:15"),
        ("> one\n> ** two**", "4:3"),
        ("| A |\n| - |\n| ** b** |", "5:3"),
        ("- ***one*", "3:3"),
        ("2 * 3 and ** four**", "3:11"),
    ] {
        let message =
            "which marks nothing here (the same signs stand on both sides of a text, with no blank inside: `**";
        let found = found(markdown);
        assert_eq!(found.len(), 1, "{markdown}: {found:#?}");
        assert!(found[0].starts_with(&format!("warning[not-markdown] {place}: readers see `**")), "{found:#?}");
        assert!(found[0].contains(message), "{found:#?}");
    }
    assert_eq!(found("** one**\ntwo ** three**\n\n** four**").len(), 3);
    for markdown in [
        "**one** and ***two*** and **three**four",
        "2**3 is `2 ** 3`, and **kw** is \\*\\*kw",
        "A password: ****",
        "```text\n** one**\n```",
        "one * two",
    ] {
        assert!(found(markdown).is_empty(), "{markdown}: {:#?}", found(markdown));
    }
}

#[test]
fn a_sign_that_nobody_sees_is_reported() {
    let message = "this sign is invisible, and not the blank that Markdown wants here";
    for (markdown, place) in [
        ("##\u{a0}Rules", "3:3"),
        ("-\u{a0}one", "3:2"),
        ("- one\n\u{a0}\u{a0}- two", "4:1"),
        ("\u{200b}## Rules", "3:1"),
        ("-\u{a0}[ ] one", "3:2"),
        ("\u{200b}:::warning\nDo not sign.", "3:1"),
        (" \u{a0}:::warning\nDo not sign.\n", "3:2"),
    ] {
        expect(markdown, &format!("error[not-markdown] {place}: {message}"));
    }
}

#[test]
fn a_line_below_a_sentence_makes_a_heading_of_it() {
    let expected = "this line makes a heading of the text right above it (put an empty line above it, or leave it out)";
    for (markdown, place) in [("A whole sentence.\n---", "4:1"), ("Bring this:\n-", "4:1"), ("Two\nlines\n---", "5:1")]
    {
        expect(markdown, &format!("warning[not-markdown] {place}: {expected}"));
    }
}

#[test]
fn a_link_as_other_programs_write_it_is_reported() {
    for (markdown, place) in [("See [[rules]]: they", "3:5"), ("![[image.png]]", "3:2"), ("- a [[b c]]", "3:5")] {
        expect(
            markdown,
            &format!("error[broken-link] {place}: this is not a link to Markdown (write `[text](page.md)`"),
        );
    }
}

#[test]
fn what_is_meant_as_text_is_left_alone() {
    for markdown in [
        "#1 of two,\n#hashtag",
        "\\##Rules and\n##, ####### and ##",
        "-one line, perhaps a signature",
        "2.5 mg\n3.5 mg",
        "-v for verbose\n-q for quiet",
        "1.\u{a0}Mai",
        "1.x and\nno more",
        "\\[ ] one and [x](index.md)\n[x][x] [x]\n[x] is a link\n\n[x]: index.md",
        "[] is an empty list",
        "[x] marks what is done.",
        "See [[1]] and [[Smith 2020]].\n\n[1]: index.md\n[Smith 2020]: index.md",
        "`[[a]]`, [[1]](index.md), \\[[a]]\n\n```sh\n[[ a ]] && ##b\n• c\n```",
        "○○様\n\nお世話に\n○月○日までに",
        "● means open, ○ means closed.",
        "text `code\n##foo` and <span title=\"\n##Rules\">a</span> <!-- a\n[ ] hidden\n-->",
        "a | b\nc | d",
        "`a || b`\n|x|",
        "text\n- one\n1. two",
    ] {
        assert_eq!(found(markdown), [""; 0], "{markdown}");
    }
    let letter = "+++\ntitle = \"A\"\ndescription = \"b\"\nkind = \"email\"\nsubject = \"c\"\n+++\n\n☐ Yes, I come\n☐ No\n\nBye\n-Ada\n-Bob\n";
    let case = Case::new("-- content/index.md --\n# Page\n");
    case.write("content/letter.md", letter);
    case.expect(&[]);
}

#[test]
fn a_directive_behind_the_sign_of_an_item_is_reported() {
    for sign in ["-", "1."] {
        let found = found(&format!("- text\n\n{sign} :::note\n  text\n"));
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].starts_with("error[not-markdown] 5:"), "{found:#?}");
        assert!(found[0].contains("a directive begins a line of its own"), "{found:#?}");
    }
    assert_eq!(found("- text\n\n  :::note\n  text\n  :::\n\n- \\:::note is text\n- `:::note` too"), [""; 0]);
}

#[test]
fn markdown_in_texts_that_are_shown_as_they_are_written_is_reported() {
    expect(
        ":::note{title=\"Never **ask**\"}\ntext\n:::",
        "warning[not-markdown] 3:22: this text is shown as it is written, with the signs of Markdown in it (write it without them)",
    );
    expect(
        ":::figure{caption='See [it](a.md)'}\ntext\n:::",
        "warning[not-markdown] 3:24: this text is shown as it is written, with the signs of Markdown in it",
    );
    assert_eq!(found(":::note{title=\"5 * 3 ** 2\"}\ntext\n:::"), [""; 0]);

    let case = Case::new(
        "-- content/index.md --\n+++\ntitle = \"A **bold** one\"\ndescription = \"A `short` one\"\n+++\n\ntext\n",
    );
    case.expect(&["warning[not-markdown] content/index.md:3:18: this text is shown as it is written, with the signs of Markdown in it (write it without them)"]);
}

#[test]
fn a_table_that_is_none_says_why() {
    let none = "this is not a table to Markdown";
    for (markdown, expected) in [
        (
            "| a | b |\n| --- |\n| c | d |",
            format!("error[table] 4:1: {none} (the line above it has 2 cells, and this one 1; `\\|` is a bar that"),
        ),
        (
            "a \\| b | c\n---|---|---",
            format!("error[table] 4:1: {none} (the line above it has 2 cells, and this one 3; `\\|` is a bar that"),
        ),
        ("| a | b |\n|---+---|\n| c | d |", format!("error[table] 4:1: {none} (a table has `| --- | --- |` as its second line)")),
        ("| a | b |\n+---+---+\n| c | d |", format!("error[table] 4:1: {none} (a table has `| --- | --- |` as its second line)")),
        ("| a | b |\n| : | - |", format!("error[table] 4:1: {none} (each cell of this line has `-` alone")),
        ("| a | b |\n| c | d |\n| e | f |", "warning[table] 4:1: these lines are not a table to Markdown (a table has `| --- | --- |` as its second line)".into()),
    ] {
        expect(markdown, &expected);
    }
}

#[test]
fn a_fence_without_an_end_is_reported_where_it_begins() {
    let never = "a code block that is never ended";
    for (markdown, expected) in [
        (
            "```text\na\n## Next",
            format!(
                "error[unclosed-code] 3:1: {never} (end it with a line of its own, as far indented as this one: ```)"
            ),
        ),
        ("~~~~\na\n~~~", format!("error[unclosed-code] 3:1: {never}")),
        ("- a\n  ```\n  b\n\nAfter", format!("error[unclosed-code] 4:3: {never}")),
        ("> ```\n> b\n\nAfter", format!("error[unclosed-code] 3:3: {never}")),
        ("```\n``` text", format!("error[unclosed-code] 3:1: {never}")),
        ("```", format!("error[unclosed-code] 3:1: {never}")),
        ("```text\na\n\n```rust\nb\n```\n\n## Next", format!("error[unclosed-code] 3:1: {never}")),
        ("- a\n  ```text\n  b\n  ```text\n  c\n  ```", format!("error[unclosed-code] 4:3: {never}")),
        ("```text\r\na\r\n```rust\r\nb\r\n```\r\n", format!("error[unclosed-code] 3:1: {never}")),
    ] {
        expect(markdown, &expected);
    }
    let closed = "````text\n```\n````\n\n- a\n  ```\n  b\n   `````  \n\n> ~~~\n> a\n> ~~~\n\n    indented\n\n```\n```";
    assert_eq!(found(closed), [""; 0]);
    assert_eq!(found("```text\r\na\r\n```\r\n\r\nb\r\n"), [""; 0]);
    let inside = "````markdown\n```rust\n````\n\n```python\n    ```rust\n```\n\n```text\n~~~ a\n```";
    assert_eq!(found(inside), [""; 0]);
}

#[test]
fn braces_that_a_task_does_not_take_are_reported() {
    for text in [
        "one {{#a}",
        "one {#a}.",
        "one #a}",
        "one {#a} {optional}",
        "one {#a",
        "one{#a}",
        "one **{#a} two**",
        "one {optional} {#a}",
    ] {
        expect(&format!("- [ ] {text}"), "error[task-attribute] 3:");
    }
    for text in [
        "one {#a}",
        "`{#a}` two",
        "\\{#a} two",
        "{name} two",
        "#a and } two {#b}",
        "one {optional}",
        "Use {optional} flags {#a}",
    ] {
        assert_eq!(found(&format!("- [ ] {text}")), [""; 0], "{text}");
    }
}

#[test]
fn what_is_empty_is_reported() {
    for (markdown, expected) in [
        (":::tabs\n:::", "warning[directive] 3:1: nothing stands in this `tabs`"),
        (":::details{title=\"More\"}\n\n:::", "warning[directive] 3:1: nothing stands in this `details`"),
        (":::tabs\n:::tab{title=\"A\"}\n:::\n:::", "warning[directive] 4:1: nothing stands in this `tab`"),
        (":::note{title=\" \"}\ntext\n:::", "error[directive] 3:9: `title` is empty (leave `title` out)"),
        (":::details{title=\"\"}\ntext\n:::", "error[directive] 3:12: `title` is empty"),
        (":::checklist{#a}\ntext\n:::", "warning[directive] 3:1: a checklist without tasks"),
        (
            ":::checklist{#a}\n:::note\n- text\n:::\n:::\n\n- [ ] task",
            "warning[directive] 3:1: a checklist without tasks",
        ),
    ] {
        expect(markdown, expected);
    }
    let full = ":::checklist{#a}\n:::note\n- [ ] task\n:::\n:::\n\n:::note{title=\"Go\"}\n:::";
    assert_eq!(found(full), [""; 0]);
}

#[test]
fn an_icon_is_one_that_the_theme_has() {
    let card = |name: &str| format!(":::cards\n:::card{{title=\"A\" icon=\"{name}\"}}\ntext\n:::\n:::");
    expect(&card("mial"), "error[directive] 4:25: `mial` is not a value of `icon` (did you mean `mail`?)");
    expect(
        &card("dragon"),
        "error[directive] 4:25: `dragon` is not a value of `icon` (docs/theming.md shows all icons)",
    );
    let case = Case::new("");
    case.write("content/index.md", card("dragon"));
    case.write("themes/default/icons/dragon.svg", "<svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"/></svg>");
    case.expect(&[]);
    case.write("content/index.md", card("{{ vars.icon }}"));
    case.write("book.toml", "[book]\ntitle = \"T\"\n[vars]\nicon = \"mail\"\n");
    case.expect(&[]);
}

#[test]
fn a_draft_that_another_page_includes_is_reported() {
    let case = Case::new(
        "
        -- content/index.md --
        # Page

        :::include{file=\"later.md\"}

        -- content/later.md --
        +++
        draft = true
        +++

        Text

        -- content/too.md --
        +++
        draft = true
        +++

        :::include{file=\"later.md\"}
        ",
    );
    case.expect(&[
        "warning[include] content/index.md:3:18: `later.md` is a draft, and its text is published here (take the include out \
         until it is ready, or `draft = true` out of the file)",
    ]);
}

#[test]
fn directives_and_tasks_that_are_indented_too_far_are_reported() {
    let message = "this line is code to Markdown, as it is indented so far";
    for (markdown, place) in [
        ("Steps:\n\n    :::warning\n    Never.\n    :::", "5:5"),
        ("Steps:\n\n\t- [ ] one", "5:2"),
        ("- one\n\n      - [x] two", "5:7"),
    ] {
        expect(markdown, &format!("error[not-markdown] {place}: {message}"));
    }
    assert_eq!(found("Code:\n\n    let a = b::c;\n    - d\n\n```text\n    :::note\n- [ ] one\n```"), [""; 0]);
}

#[test]
fn a_sign_between_attributes_is_no_part_of_a_name() {
    for (markdown, place) in [
        ("- [ ] one {#A-1, optional}", "3:16"),
        ("## One {#a,}\n\ntext", "3:11"),
        (":::note{#n, title=\"N\"}\ntext\n:::", "3:11"),
    ] {
        let found = found(markdown);
        assert!(
            found.iter().any(|found| found.contains(&format!(" {place}: no `,` stands between attributes"))),
            "{markdown}: {found:#?}"
        );
    }
}

#[test]
fn a_directive_with_two_colons_is_reported() {
    expect(
        "::warning\nNever send money.\n::",
        "error[not-markdown] 3:1: a directive begins with three colons (write `:::`",
    );
    assert_eq!(found("Rust\n: a language\n: and rust\n\nstd::fmt\n: a module"), [""; 0]);
}
