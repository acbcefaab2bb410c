//! HTML that stands in Markdown is closed where it was opened, or browsers hide and move what follows.

use crate::harness::Case;

/// The findings of a page with this below its title, each as place and message.
fn found(markdown: &str) -> Vec<String> {
    let case = Case::new("-- content/next.md --\n# Next\n");
    case.write("content/index.md", format!("# Page\n\n{markdown}"));
    let findings = case.found();
    findings.iter().map(|finding| finding.replace("[unclosed-html] content/index.md:", " ")).collect()
}

#[test]
fn what_hides_the_rest_of_the_guide_is_an_error_where_it_begins() {
    for (markdown, place, message) in [
        (
            "Text.\n\n<!-- to do\n\n## After\n",
            "5:1",
            "`<!--` is never ended (end it with `-->`: browsers hide all that follows)",
        ),
        ("<div><!--\n\ntext --></div>\n", "3:6", "`<!--` is never ended"),
        ("<!-- a --> b <!-- c\n-- d -->\n", "3:14", "`<!--` is never ended"),
        ("<textarea>\n\n</div>\n", "3:1", "`<textarea>` is never closed here (close it with `</textarea>`,"),
        ("<script>\nlet a = '</scripts>';\n", "3:1", "`<script>` is never closed here"),
        ("A <TITLE lang=en>title.\n", "3:3", "`<TITLE lang=en>` is never closed here (close it with `</TITLE>`,"),
        ("<plaintext>\n</plaintext>\n", "3:1", "`<plaintext>` is never closed here"),
        ("<details><summary>A</summary>\n\ntext\n", "3:1", "`<details>` is never closed here"),
        ("<div class=\"a\n\ntext\n", "3:1", "the tag `<div` has no `>`"),
        ("<div\n  class=a\n\ntext\n", "3:1", "the tag `<div` has no `>`"),
        ("<div>\n</div\n\ntext\n", "4:1", "the tag `</div` has no `>`"),
        ("<!Ask Ann\n\ntext\n", "3:1", "`<!` is never ended (end it with `>`"),
        ("<!-- a ->\n\nLost.\n\n<!-- b -->\n", "3:1", "`<!--` is never ended (end it with `-->`"),
        ("Text <!-- a note\n\nmore -->\n", "3:6", "a comment that all readers see"),
        ("A <!- note -> b\n", "3:3", "a comment that all readers see"),
        ("<?php\n\ntext\n", "3:1", "`<?` is never ended (end it with `?>`"),
        ("Dear <name of doctor>,\n", "3:6", "`<name of doctor>` is never closed here"),
        (
            "<div/>\n",
            "3:1",
            "`<div/>` opens an element that is never closed (HTML knows no `/>` here: write `<div></div>`)",
        ),
        ("text\n\n</div>\n", "5:1", "`</div>` closes nothing that was opened here"),
        ("</main></main>\n", "3:1", "`</main>` closes nothing that was opened here"),
    ] {
        let found = found(markdown);
        let first = format!("error {place}: {message}");
        assert!(found.first().is_some_and(|found| found.starts_with(&first)), "{markdown:?}: {found:#?}");
    }
}

#[test]
fn an_image_without_a_text_is_reported() {
    let case = Case::new("");
    case.write("content/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>");
    let found = |html: &str| {
        case.write("content/index.md", format!("# Page\n\n{html}\n"));
        case.found()
    };
    for (html, place) in [
        ("<img src=\"a.svg\">", "3:1"),
        ("text <IMG\nsrc=\"a.svg\"/>", "3:6"),
        ("<p>\n<img\n  src=\"a.svg\">\n</p>", "4:1"),
    ] {
        let start =
            format!("warning[missing-alt] content/index.md:{place}: an image without alternative text (write `alt=");
        let found = found(html);
        assert!(found.len() == 1 && found[0].starts_with(&start), "{html}: {found:#?}");
    }
    for html in [
        "<img src=\"a.svg\" alt=\"\">",
        "<img alt='A list' src=\"a.svg\">",
        "<!-- <img src=\"a.svg\"> -->",
        "<img src=\"a.svg\" role=\"presentation\">",
    ] {
        assert_eq!(found(html), [""; 0], "{html}");
    }
}

#[test]
fn what_only_looks_wrong_is_a_warning() {
    for (markdown, message) in [
        ("A <b>word.\n", "warning 3:3: `<b>` is never closed here"),
        ("A <a id=\"x\" />place.\n", "warning 3:3: `<a id=\"x\" />` opens an element that is never closed"),
        ("A word</i>.\n", "warning 3:7: `</i>` closes nothing that was opened here"),
        ("| a | b |\n|---|---|\n| <kbd>a | c</kbd> |\n", "warning 5:3: `<kbd>` is never closed here"),
    ] {
        let found = found(markdown);
        assert!(found.first().is_some_and(|found| found.starts_with(message)), "{markdown:?}: {found:#?}");
    }
    assert_eq!(found("<a id=\"x\" />b\n")[0].split(": ").last(), Some("write `<a id=\"x\"></a>`)"));
}

#[test]
fn what_is_opened_in_a_block_is_closed_in_it() {
    for (markdown, messages) in [
        (
            "- <details>\n\n  a\n\n- b\n\n</details>\n",
            ["error 3:3: `<details>` is never", "error 9:1: `</details>` closes nothing"],
        ),
        (":::note\n\n<div>\n\n:::\n\n</div>\n", ["error 5:1: `<div>` is never", "error 9:1: `</div>` closes nothing"]),
        ("> <div>\n\n</div>\n", ["error 3:3: `<div>` is never", "error 5:1: `</div>` closes nothing"]),
        ("<div>\n\n- a </div>\n", ["error 3:1: `<div>` is never", "error 5:5: `</div>` closes nothing"]),
        ("<div><span></div></span>\n", ["warning 3:6: `<span>` is never", "warning 3:18: `</span>` closes nothing"]),
    ] {
        let found = found(markdown);
        assert_eq!(found.len(), 2, "{markdown:?}: {found:#?}");
        for (found, message) in found.iter().zip(messages) {
            assert!(found.starts_with(message), "{markdown:?}: {found:#?}");
        }
    }
}

#[test]
fn what_browsers_close_themselves_may_stay_open() {
    for markdown in [
        "<ul><li>a<li>b</ul>\n",
        "<table><tr><td>a<td>b<tr><td>c</table>\n",
        "<p>One\n\n<p>Two</p>\n\n</p>\n",
        "A<br>b<br/>c<hr></br><img src=\"data.svg\" alt=\"\">\n",
        "<div>\n\n<b>a</b>\n\n- c\n\n> d\n\n</div>\n",
        "<div\n  id=\"a\"\n>\n\ntext\n\n</DIV\n>\n",
        "<!-- a --> b <!-- c -->\n",
        "<!--> b\n",
        "<!-- <div> <textarea> -->\n",
        "<textarea>\n<div> </b> <!--\n</textarea >\n",
        "<svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"/><title>a</title><g/></svg>\n",
        "<math><mi>a</mi><mspace/></math>\n",
        "- <details><summary>a</summary>\n\n  b\n\n  </details>\n",
        "\\<!-- shown -->, `<!--` and a <- b\n",
        ":::note\n<p>x</p>\n:::\n\n- a\n\n  :::tip\n  <div>y</div>\n  :::\n",
        "<!DOCTYPE html>\n",
        "`<div>` and \\<name> and 1 < 2 and <a@b.example> and <https://x.example>\n\n```\n<!--\n```\n",
    ] {
        let found = found(markdown);
        let others = ["no file `data.svg`"];
        let left: Vec<_> = found.iter().filter(|found| !others.iter().any(|other| found.contains(other))).collect();
        assert!(left.is_empty(), "{markdown:?}: {left:#?}");
    }
    let case = Case::new("-- content/index.md --\n# Page\n\n<!--\n");
    case.write("book.toml", "[book]\ntitle = \"T\"\n[markdown]\nhtml = \"escape\"\n");
    case.expect(&[]);
}

#[test]
fn letters_and_included_files_report_once_and_at_the_right_place() {
    Case::new(
        "
        -- content/mail.md --
        +++
        title = \"Mail\"
        kind = \"email\"
        subject = \"Hi\"
        +++
        Dear <name>,

        ## More

        <div>
        -- content/page.md --
        # Page

        :::include{file=\"_part.md\"}
        -- content/_part.md --
        Text.

        <section>
        ",
    )
    .expect(&[
        "error[unclosed-html] content/_part.md:3:1: `<section>` is never closed here (close it with `</section>`, or write `\\<section>` when it is meant as text)",
        "error[placeholder] content/mail.md:6:6: HTML in a letter, which nobody would see (placeholders stand in square brackets: `[Your name]`)",
        "error[unclosed-html] content/mail.md:10:1: `<div>` is never closed here (close it with `</div>`, or write `\\<div>` when it is meant as text)",
    ]);
}

#[test]
fn markdown_that_nobody_reads_is_reported() {
    for (markdown, place) in [
        ("<details><summary>Q</summary>\n- [ ] task\n\n</details>\n", "error[markdown-in-html] content/index.md:4:1"),
        ("<br>\n**a** [b](next.md)\n", "error[markdown-in-html] content/index.md:4:7"),
        ("<!-- a -->See [b](next.md).\n", "error[markdown-in-html] content/index.md:3:15"),
        ("- a\n<div>x</div>\n- b\n", "warning[markdown-in-html] content/index.md:5:1"),
        ("<p>\n## Heading\n</p>\n", "warning[markdown-in-html] content/index.md:4:1"),
        ("<div>a **b** c</div>\n", "warning[markdown-in-html] content/index.md:3:8"),
    ] {
        let found = found(markdown);
        assert!(found.len() == 1 && found[0].starts_with(place), "{markdown:?}: {found:#?}");
    }
    for markdown in [
        "<pre>\n- a [x](next.md) **c**\n</pre>\n",
        "<div>\n\n- [ ] a [x](next.md) **c**\n\n</div>\n",
        "<p>a - b * c ** d, f[1] (2) of #1</p>\n",
        "<p>It is **.</p>\n<!-- - [ ] [a](b.md) -->\n<textarea>\n- [ ] a\n</textarea>\n",
        "A <b>**c**</b> [d](next.md)\n",
    ] {
        let found = found(markdown);
        assert!(found.is_empty(), "{markdown:?}: {found:#?}");
    }
}
