//! Every link is resolved or reported.

use crate::harness::Case;

#[test]
fn links_become_relative_addresses() {
    let case = Case::new(
        "
        -- content/index.md --
        # Home

        [a](02-guide/01-rules.md) [b](02-guide/01-rules.md#second-part) [c](02-guide/) [d](#here) [e](file.pdf#page=2)
        [f](https://x.example/a?b&c) [g](mailto:a@b.example) [h](/02-guide/01-rules.md) [i](guide/rules.html)
        [j](02-guide/01%2Drules.md)

        ## Here
        -- content/02-guide/README.md --
        # Guide

        [up](../index.md)
        -- content/02-guide/01-rules.md --
        # Rules

        ## Second part
        -- content/file.pdf --
        pdf
        ",
    );
    case.expect(&[]);
    let body = case.body("index.html");
    for link in [
        "<a href=\"guide/rules.html\">a</a>",
        "<a href=\"guide/rules.html#second-part\">b</a>",
        "<a href=\"guide/index.html\">c</a>",
        "<a href=\"#here\">d</a>",
        "<a href=\"file.pdf#page=2\">e</a>",
        "<a href=\"https://x.example/a?b&amp;c\" rel=\"noopener\" class=\"external\">f</a>",
        "<a href=\"mailto:a@b.example\">g</a>",
        "<a href=\"guide/rules.html\">h</a>",
        "<a href=\"guide/rules.html\">i</a>",
        "<a href=\"guide/rules.html\">j</a>",
    ] {
        assert!(body.contains(link), "{link} in {body}");
    }
    assert!(case.body("guide/index.html").contains("<a href=\"../index.html\">up</a>"));
}

#[test]
fn addresses_in_running_text_are_links() {
    let case = Case::new("");
    case.write("book.toml", "[book]\ntitle = \"Test\"\n[vars]\nyear = \"2027\"\nsite = \"https://s.example/a\"\n");
    case.write(
        "content/index.md",
        "# Home\n\nSee https://a.example/x_y_z?a=1&b=2--3&amp;c (or www.b.example/{{vars.year}}), *https://c.example/d*. It's -- so.\n\n\
         At {{vars.site}}, \"https://t.example\" or https://u.example/{{vars.year}}&amp; then *more*&nbsp;www.v.example&nbsp;(now).\n\n\
         <div><a href=\"https://l.example\">\n\nhttps://w.example\n\n</a></div>\n\n<code>https://x.example</code>\n\n\
         - [ ] Read https://d.example/e {#A}\n\n| https://f.example |\n| - |\n| x |\n\n:::note\nhttps://g.example\n:::\n\n\
         ## Not https://h.example\n\n`https://i.example` [https://j.example](https://k.example/) <a href=\"https://l.example\">https://m.example</a>\n\n\
         ```text\nhttps://n.example\n```\n\n:::email{title=\"T\"}\nhttps://o.example\n:::\n\n![https://p.example](i.svg)\n",
    );
    case.write("content/i.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2\" height=\"2\"/>");
    case.write(
        "content/a.md",
        "+++\nkind = \"email\"\nsubject = \"S\"\n+++\n\n# A\n\nhttps://q.example\n\n## Advice\n\nhttps://r.example\n",
    );
    let body = case.body("index.html") + &case.body("a.html");
    let link = |address: &str, text: &str| {
        let link = format!("<a href=\"{address}\" rel=\"noopener\" class=\"external\">{text}</a>");
        assert!(body.contains(&link), "{link}\n{body}");
    };
    let same = |address: &str| link(address, address);
    same("https://a.example/x_y_z?a=1&amp;b=2--3&amp;c");
    link("https://www.b.example/2027", "www.b.example/2027");
    for address in
        ["https://c.example/d", "https://d.example/e", "https://f.example", "https://g.example", "https://r.example"]
    {
        same(address);
    }
    for address in ["https://s.example/a", "https://t.example", "https://u.example/2027"] {
        same(address);
    }
    assert!(body.contains("</a>&amp; then <em>more</em>\u{a0}<a href=\"https://www.v.example\""), "{body}");
    assert!(body.contains("www.v.example</a>\u{a0}(now)."), "{body}");
    for name in ["h", "i", "j", "m", "n", "o", "p", "q", "w", "x"] {
        assert!(!body.contains(&format!("href=\"https://{name}.example\"")), "{name}: {body}");
    }
    assert!(body.contains("</a>), <em><a ") && body.contains("</a></em>. It’s – so."), "{body}");
}

#[test]
fn no_text_is_lost_or_changed_around_an_address() {
    const PIECES: [&str; 19] = [
        "https://a.example/x",
        "www.b.example",
        "(",
        ")",
        "*",
        "_",
        "&amp;",
        "\\_",
        "é",
        " ",
        "`c`",
        "…",
        "{{vars.year}}",
        "~~",
        "'s",
        "\n",
        "&nbsp;",
        "\"",
        "--",
    ];
    let paragraphs = (0..400_usize).map(|seed| {
        let pieces = (0..7).map(|step| PIECES[(seed * 7 + step * (seed % 11 + 3) + seed / 16) % PIECES.len()]);
        format!("a {} z", pieces.collect::<String>())
    });
    let markdown = format!("# Home\n\n{}\n", paragraphs.collect::<Vec<_>>().join("\n\n"));
    let text_of = |markdown: &str| {
        let case = Case::new("");
        case.write("book.toml", "[book]\ntitle = \"Test\"\n[vars]\nyear = \"2027\"\n");
        case.write("content/index.md", markdown);
        let body = case.body("index.html");
        let links = body.matches("<a ").count();
        let text: Vec<&str> =
            body.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect();
        (text.concat().replace("xttps:", "https:").replace("wxw.", "www."), links)
    };
    let (linked, links) = text_of(&markdown);
    // Nothing starts an address there.
    let (plain, none) = text_of(&markdown.replace("https:", "xttps:").replace("www.", "wxw."));
    for (linked, plain) in linked.lines().zip(plain.lines()) {
        // In an address they are no dash.
        assert_eq!(linked.replace("--", "–"), plain);
    }
    assert_eq!(linked.lines().count(), plain.lines().count());
    assert!(links > 150 && none == 0, "{links} links, {none} without addresses");
}

#[test]
fn broken_links_and_anchors_suggest_the_nearest_target() {
    let case = Case::new(
        "
        -- content/index.md --
        # Home

        [a](guide/rule.md) and [b](guide/rules.md#secnd-part) and ![c](pic.png) and [d](rules.md)
        and [e](../../etc/passwd) and [f][nowhere] and [g](#hom).

        ## Hom e {#home-part}
        -- content/guide/rules.md --
        # Rules

        ## Second part
        ",
    );
    case.expect(&[
        "error[broken-link] content/index.md:3:5: no page `guide/rule.md` (did you mean `guide/rules.md`?)",
        "error[broken-anchor] content/index.md:3:28: no heading `secnd-part` in `guide/rules.md` (did you mean `#second-part`?)",
        "error[broken-link] content/index.md:3:64: no file `pic.png`",
        "error[broken-link] content/index.md:3:81: no page `rules.md` (did you mean `guide/rules.md`?)",
        "error[broken-link] content/index.md:4:9: `../../etc/passwd` leads out of the content folder (move the file into `content/`)",
        "error[broken-reference] content/index.md:4:31: no link definition `[nowhere]: …` (define it at the end of the page, or put the address in parentheses)",
        "error[broken-anchor] content/index.md:4:52: no heading `hom` in `index.md` (one of: `home-part`)",
    ]);
}

#[test]
fn an_address_of_another_site_that_lost_its_beginning_is_found() {
    let case = Case::new(
        "
        -- content/index.md --
        # Home

        [a](www.x.org) [b](nrmp.org/policies?x=1) [c](http//x.org) [d](https:x.org/a) [e](HTTPS:/x.org) [f](http://)
        [g](https:///) [h](x/y.org) [i](https://x.org) [j](http://x.org:80/?a#b) [k](//x.org) [l](mailto:me@x.org)
        ",
    );
    case.expect(&[
        "error[broken-link] content/index.md:3:5: no file `www.x.org` (for another site write `https://www.x.org`)",
        "error[broken-link] content/index.md:3:20: no page `nrmp.org/policies` (for another site write `https://nrmp.org/policies`)",
        "error[broken-link] content/index.md:3:47: no file `http//x.org` (for another site write `https://x.org`)",
        "error[broken-link] content/index.md:3:64: `https:x.org/a` names no site (write `https://x.org/a`)",
        "error[broken-link] content/index.md:3:83: `HTTPS:/x.org` names no site (write `HTTPS://x.org`)",
        "error[broken-link] content/index.md:3:101: `http://` names no site",
        "error[broken-link] content/index.md:4:5: `https:///` names no site",
        "error[broken-link] content/index.md:4:20: no file `x/y.org`",
    ]);
}

#[test]
fn images_say_their_size_and_need_text() {
    let case = Case::new(
        "
        -- content/index.md --
        # Home

        ![Two \"boxes\"](img/a.svg)

        ![](img/a.svg) ![x](https://x.example/a.png)
        -- content/img/a.svg --
        <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 30\"></svg>
        ",
    );
    case.expect(&[
        "warning[missing-alt] content/index.md:5:1: an image without alternative text (`![what it shows](img/a.svg)`)",
        "error[external-file] content/index.md:5:21: a file from another host (put the file into the content folder and link to it there)",
    ]);
    let body = case.body("index.html");
    assert!(
        body.contains("<img src=\"img/a.svg\" width=\"40\" height=\"30\" decoding=\"async\" alt=\"Two “boxes”\">"),
        "{body}"
    );
    assert!(case.output("img/a.svg").starts_with("<svg"));
}

#[test]
fn addresses_in_raw_html_are_links_too() {
    let case = Case::new(
        "
        -- content/index.md --
        # Home

        <p><a href=\"02-guide/01-rules.md#part\">a</a> <img src='img/a.svg' alt='x'></p>

        Inline <a href=\"02-guide/01-ruls.md\">b</a> and <img src=\"https://x.example/y.png\" alt=\"\">
        -- content/02-guide/01-rules.md --
        # Rules

        ## Part
        -- content/img/a.svg --
        <svg></svg>
        ",
    );
    case.expect(&[
        "error[broken-link] content/index.md:5:17: no page `02-guide/01-ruls.md` (did you mean `02-guide/01-rules.md`?)",
        "error[external-file] content/index.md:5:58: a file from another host (put the file into the content folder and link to it there)",
    ]);
    let body = case.body("index.html");
    assert!(body.contains("<a href=\"guide/rules.html#part\">a</a> <img src='img/a.svg' alt='x'>"), "{body}");
}

#[test]
fn a_link_to_a_draft_says_so() {
    let case = Case::new(
        "
        -- content/index.md --
        # Home

        [soon](soon.md)
        -- content/soon.md --
        +++
        title = \"Soon\"
        draft = true
        +++
        ",
    );
    let findings = case.findings();
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].label.as_deref(), Some("this page is a draft, which is not published"));
}

#[test]
fn attributes_of_directives_and_actions_are_links_too() {
    let case = Case::new(
        "
        -- content/index.md --
        +++
        title = \"Home\"
        kind = \"home\"
        [[actions]]
        label = \"Go\"
        href = \"gude.md\"
        +++

        :::cards
        :::card{title=\"Guide\" href=\"guid.md\"}
        x
        :::
        :::
        -- content/guide.md --
        # Guide
        ",
    );
    case.expect(&[
        "error[broken-link] content/index.md:6:9: no page `gude.md` (did you mean `guide.md`?)",
        "error[broken-link] content/index.md:10:29: no page `guid.md` (did you mean `guide.md`?)",
    ]);
}

#[test]
fn what_looks_like_a_link_is_one_or_is_reported() {
    Case::new(
        "
        -- content/index.md --
        # Home

        [a](my file.md), [b] (page.md#x), [*c*] (page.md), ![d](page.md) and [e](https://x.example/a_(b) c).
        [k] (#x) [l] (https://x.example) ![m](a.svg =9x9) [n](mailto:a@x.example?subject=b c) [o](https://x.example/{{ vars.a }})

        [f](page.md \"a title\") [2] (https://x.example) [g](or so) \\[h](no link.md) `[i](a b.md)` (see page.md) [j](<my file.md>)
        -- content/page.md --
        # Page

        ## X
        -- content/my file.md --
        # Mine
        ",
    )
    .expect(&[
        "error[broken-link] content/index.md:3:1: this is not a link to Markdown (an address with a blank in it stands between `<` and `>`: `(<my file.md>)`)",
        "error[broken-link] content/index.md:3:18: this is not a link to Markdown (no blank may stand between `]` and `(`)",
        "error[broken-link] content/index.md:3:35: this is not a link to Markdown (no blank may stand between `]` and `(`)",
        "error[broken-link] content/index.md:3:57: a page as an image (without the `!` in front it is a link)",
        "error[broken-link] content/index.md:3:70: this is not a link to Markdown (write `%20` for a blank in an address, or take it out)",
        "error[broken-link] content/index.md:4:1: this is not a link to Markdown (no blank may stand between `]` and `(`)",
        "error[broken-link] content/index.md:4:10: this is not a link to Markdown (no blank may stand between `]` and `(`)",
        "error[broken-link] content/index.md:4:35: this is not a link to Markdown (an address with a blank in it stands between `<` and `>`: `(<a.svg =9x9>)`)",
        "error[broken-link] content/index.md:4:51: this is not a link to Markdown (write `%20` for a blank in an address, or take it out)",
        "error[broken-link] content/index.md:4:87: this is not a link to Markdown (write variables in addresses without blanks: `{{vars.name}}`)",
        "error[variable] content/index.md:4:112: no variable `vars.a` (add it under `[vars]` in `book.toml`)",
    ]);
}

#[test]
fn a_link_has_a_text() {
    let case = Case::new(
        "-- content/index.md --\n# Home\n\nA [](b.md) [![c](c.svg)](b.md) [`d`](b.md)\n-- content/b.md --\n# B\n",
    );
    case.write("content/c.svg", "<svg></svg>");
    case.expect(&["error[broken-link] content/index.md:3:3: a link without a text, which nobody sees (write what it leads to between `[` and `]`)"]);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_never_leads_out() {
    let case = Case::new("-- content/index.md --\n# Home\n");
    case.write("secret.txt", "secret");
    std::os::unix::fs::symlink(case.path("secret.txt"), case.path("content/leak.txt")).expect("a link");
    std::os::unix::fs::symlink(case.path("content/index.md"), case.path("content/copy.md")).expect("a link");
    let found = case.found();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("error[symlink]: `content/leak.txt`"), "{found:#?}");
    let output = case.all_output();
    assert!(!output.contains_key("leak.txt"));
    assert!(output.contains_key("copy.html"));
}

#[test]
fn in_a_large_guide_the_nearest_file_is_looked_for_beside_the_one_that_is_missing() {
    let case = Case::new("-- content/index.md --\n# Home\n\n[a](guide/rulse.md) [b](rulse.md) [c](other/offers.md)\n");
    for number in 0..1001 {
        case.write(&format!("content/more/{number}.md"), format!("# {number}\n"));
    }
    case.write("content/guide/rules.md", "# Rules\n");
    case.write("content/guide/offers.md", "# Offers\n");
    case.expect(&[
        "error[broken-link] content/index.md:3:5: no page `guide/rulse.md` (did you mean `guide/rules.md`?)",
        "error[broken-link] content/index.md:3:25: no page `rulse.md`",
        "error[broken-link] content/index.md:3:39: no page `other/offers.md` (did you mean `guide/offers.md`?)",
    ]);
}
