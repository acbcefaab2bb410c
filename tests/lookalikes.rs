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
fn lines_that_look_like_headings_lists_and_tasks_are_reported() {
    let list = "this line is not part of a list to Markdown";
    let task = "this line is not a task to Markdown";
    for (markdown, expected) in [
        (
            "##Rules\ntext",
            "error[not-markdown] 3:1: this line is not a heading to Markdown (write a blank behind `##`".into(),
        ),
        ("text\n> ###Rules", "error[not-markdown] 4:3: this line is not a heading to Markdown".to_owned()),
        ("text\n• one\n• two", format!("error[not-markdown] 4:1: {list} (write `-` and a blank instead")),
        ("-one\n-two", format!("error[not-markdown] 3:1: {list} (write a blank behind `-`")),
        ("Then:\n1.one\n2)two", format!("error[not-markdown] 4:1: {list} (write a blank behind `1.`")),
        ("[ ] one", format!("error[task] 3:1: {task} (write `- [ ]` and a blank behind it")),
        ("- a\n\n  [] one", format!("error[task] 5:3: {task} (write `- [ ]`")),
        ("-[x] one", format!("error[task] 3:1: {task} (write `- [x]`")),
        ("☐ one", format!("error[task] 3:1: {task} (write `- [ ]` instead of the sign)")),
        ("See [[rules]].", "error[broken-link] 3:5: this is not a link to Markdown (write `[text](page.md)`".into()),
    ] {
        expect(markdown, &expected);
    }
}

#[test]
fn what_is_meant_as_text_is_left_alone() {
    for markdown in [
        "#1 of two,\n#hashtag",
        "\\##Rules and\n##, ####### and ##",
        "-one line, perhaps a signature",
        "2.5 mg\n3.5 mg",
        "1.x and\nno more",
        "\\[ ] one and [x](index.md)\n[x][x] [x]\n\n[x]: index.md",
        "`[[a]]`, [[1]](index.md), \\[[a]]\n\n```sh\n[[ a ]] && ##b\n• c\n```",
        "a | b\nc | d",
        "`a || b`\n|x|",
        "text\n- one\n1. two",
    ] {
        assert_eq!(found(markdown), [""; 0], "{markdown}");
    }
}

#[test]
fn a_table_that_is_none_says_why() {
    let none = "this is not a table to Markdown";
    for (markdown, expected) in [
        (
            "| a | b |\n| --- |\n| c | d |",
            format!("error[table] 4:1: {none} (the line above it has 2 cells, and this one 1)"),
        ),
        (
            "a \\| b | c\n---|---|---",
            format!("error[table] 4:1: {none} (the line above it has 2 cells, and this one 3)"),
        ),
        ("| a | b |\n| : | - |", format!("error[table] 4:1: {none} (each cell of this line has `-` alone")),
        ("| a | b |\n| c | d |", format!("error[table] 4:1: {none} (a table has `| --- | --- |` as its second line)")),
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
    ] {
        expect(markdown, &expected);
    }
    let closed = "````text\n```\n````\n\n- a\n  ```\n  b\n   `````  \n\n> ~~~\n> a\n> ~~~\n\n    indented\n\n```\n```";
    assert_eq!(found(closed), [""; 0]);
}

#[test]
fn braces_that_a_task_does_not_take_are_reported() {
    for text in ["one {{#a}", "one {#a}.", "one #a}", "one {#a} {optional}", "one {#a", "one{#a}", "one **{#a} two**"] {
        expect(&format!("- [ ] {text}"), "error[task-attribute] 3:");
    }
    for text in ["one {#a}", "`{#a}` two", "\\{#a} two", "{name} two", "#a and } two {#b}", "one {optional}"] {
        assert_eq!(found(&format!("- [ ] {text}")), [""; 0], "{text}");
    }
}

#[test]
fn what_is_empty_is_reported() {
    for (markdown, expected) in [
        (":::tabs\n:::", "warning[directive] 3:1: nothing stands in this `tabs`"),
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
