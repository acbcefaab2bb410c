//! What may stand in a page, and what it becomes.

use crate::harness::Case;

fn page(markdown: &str) -> Case {
    let case = Case::new("");
    case.write("content/index.md", format!("# Page\n\n{markdown}"));
    case
}

#[test]
fn markdown_becomes_html() {
    for (markdown, html) in [
        ("A *b* **c** ~~d~~ `e<f>`", "<p>A <em>b</em> <strong>c</strong> <del>d</del> <code>e&lt;f&gt;</code></p>"),
        ("\"Quotes\" -- and...", "<p>“Quotes” – and…</p>"),
        ("a\\\nb", "<p>a<br>\nb</p>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("3. a", "<ol start=\"3\">\n<li>a</li>\n</ol>"),
        ("> quote", "<blockquote>\n<p>quote</p>\n</blockquote>"),
        ("Term\n:   What it is", "<dl>\n<dt>Term</dt>\n<dd>What it is</dd>\n</dl>"),
        ("---", "<hr>"),
    ] {
        let case = page(markdown);
        case.expect(&[]);
        assert_eq!(case.body("index.html"), html, "{markdown}");
    }
}

#[test]
fn tables_scroll_and_keep_their_alignment() {
    let body = page("| a | b |\n| :-: | --: |\n| 1 | 2 |").body("index.html");
    assert!(
        body.contains("<th scope=\"col\" class=\"center\">a</th><th scope=\"col\" class=\"right\">b</th>"),
        "{body}"
    );
    assert!(body.contains("<td class=\"center\">1</td>"), "{body}");
    assert!(body.starts_with("<div class=\"table\" role=\"group\" tabindex=\"0\""), "{body}");
}

#[test]
fn headings_get_unique_anchors_and_a_link() {
    let body = page("## Same\n\n## Same\n\n## Own {#own .wide}\n").body("index.html");
    assert!(
        body.contains(
            "<h2 id=\"same\">Same <a class=\"anchor\" href=\"#same\" aria-label=\"Link to “Same”\">#</a></h2>"
        ),
        "{body}"
    );
    assert!(body.contains("<h2 id=\"same-1\">"), "{body}");
    assert!(body.contains("<h2 id=\"own\" class=\"wide\">"), "{body}");
}

#[test]
fn footnotes_are_numbered_by_first_use_and_lead_back() {
    let body = page("One[^b] two[^a] again[^b].\n\n[^a]: Text *a*\n[^b]: Text b\n").body("index.html");
    assert!(body.contains("One<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\">1</a></sup>"), "{body}");
    assert!(body.contains("id=\"fnref-1-2\">1</a>"), "{body}");
    assert!(body.contains("<li id=\"fn-1\"><p>Text b <a class=\"footnote-back\" href=\"#fnref-1\" aria-label=\"Back to reference 1\">↩</a></p></li>"), "{body}");
    assert!(body.contains("<li id=\"fn-2\"><p>Text <em>a</em>"), "{body}");
}

#[test]
fn code_is_colored_by_class_and_an_unknown_language_is_reported() {
    let case = page("```rust\nfn a() {}\n```\n\n```pyhton\nx\n```\n");
    case.expect(&["error[language] content/index.md:7:4: no highlighting for `pyhton` (did you mean `python`?; write `text` for plain text)"]);
    let body = page("```rust\nlet a = \"b\";\n```").body("index.html");
    assert!(
        body.starts_with("<div class=\"code\" data-lang=\"rust\"><pre tabindex=\"0\"><code><span class=\"k\">let"),
        "{body}"
    );
    assert!(
        body.contains("<span class=\"s\">&quot;b&quot;</span>") || body.contains("<span class=\"s\">\"b\"</span>"),
        "{body}"
    );
}

#[test]
fn alerts_and_boxes_are_the_same_part() {
    let alert = page("> [!WARNING]\n> Careful").body("index.html");
    let directive = page(":::warning\nCareful\n:::").body("index.html");
    assert_eq!(alert, directive);
    assert!(alert.contains("<p>Careful</p>"), "{alert}");
}

#[test]
fn directives_nest_with_either_count_of_colons() {
    for markdown in [
        ":::details{title=\"A\"}\n:::note\nInner\n:::\nOuter\n:::",
        ":::details{title=\"A\"}\n::::note\nInner\n::::\nOuter\n:::",
        "::::details{title=\"A\"}\n:::note\nInner\n:::\nOuter\n::::",
        "- item\n\n  :::details{title=\"A\"}\n  :::note\n  Inner\n  :::\n  Outer\n  :::",
        "> :::details{title=\"A\"}\n> :::note\n> Inner\n> :::\n> Outer\n> :::",
    ] {
        let case = page(markdown);
        case.expect(&[]);
        let body = case.body("index.html");
        let (inner, outer) = (body.find("Inner").expect("inner"), body.find("Outer").expect("outer"));
        assert!(inner < outer && !body.contains(":::"), "{body}");
    }
}

#[test]
fn colons_in_code_stay_text() {
    let case = page("```text\n:::note\n:::\n```\n\n    :::tip\n\nAnd `:::` too.\n");
    case.expect(&[
        "error[not-markdown] content/index.md:8:5: this line is code to Markdown, as it is indented so far \
         (indent it as far as the text around it; code with such lines stands between lines of ```)",
    ]);
    let body = case.body("index.html");
    assert!(body.contains("<code>:::note\n:::\n</code>"), "{body}");
    assert!(body.contains("<code>:::tip\n</code>"), "{body}");
    assert!(!body.contains("&lt;?&gt;"), "{body}");
    // A line that goes on with a paragraph begins no directive.
    let body = page("text\n     :::foo\n").body("index.html");
    assert!(body.contains(":::foo") && !body.contains("&lt;?&gt;"), "{body}");
}

#[test]
fn mistakes_in_directives_point_at_the_word() {
    page(":::warnign\nx\n:::\n\n:::note{titel=\"x\"}\ny\n:::\n\n:::details\nz\n:::\n").expect(&[
        "error[directive] content/index.md:3:4: unknown directive `warnign` (did you mean `warning`?)",
        "error[directive] content/index.md:7:9: unknown attribute `titel` of `note` (did you mean `title`?)",
        "error[directive] content/index.md:11:4: `details` needs `title` (`:::details{title=\"…\"}`)",
    ]);
    page(":::details{title=Two more words open}\nz\n:::\n").expect(&[
        "error[directive] content/index.md:3:22: unknown attribute `more` of `details` (a value with blanks stands in quotes: `title=\"Two more words\"`)",
        "error[directive] content/index.md:3:27: unknown attribute `words` of `details` (one of: `open`, `title`)",
    ]);
    page(":::note\nopen\n")
        .expect(&["error[directive] content/index.md:3:1: `:::note` is never closed (end it with a line `:::`)"]);
    page("text\n\n:::\n").expect(&["error[directive] content/index.md:5:1: this line closes no directive (remove it; `include` has no closing line)"]);
    page(":::note A title\nx\n:::").expect(&[
        "error[directive] content/index.md:3:9: unexpected text after `:::note` (write a title as `:::note{title=\"A title\"}`)",
    ]);
    page(":::note title=\"x\"\ny\n:::").expect(&[
        "error[directive] content/index.md:3:9: unexpected text after `:::note` (attributes stand in braces: `:::note{title=\"x\"}`)",
    ]);
    page(":::card{title=\"a\"}\nx\n:::").expect(&[
        "error[directive] content/index.md:3:4: `card` belongs directly inside `cards` (put `:::cards` around it)",
    ]);
    page(":::example{verdict=\"usee\"}\nx\n:::")
        .expect(&["error[directive] content/index.md:3:21: `usee` is not a value of `verdict` (did you mean `use`?)"]);
    page("- a\n\n  :::note\n  b\n\n:::\n").expect(&[
        "error[directive] content/index.md:5:3: `:::note` is never closed (end it with a line `:::`)",
        "error[directive] content/index.md:8:1: this line closes no directive (remove it; `include` has no closing line)",
    ]);
}

#[test]
fn an_included_file_is_part_of_the_page_and_its_mistakes_point_into_it() {
    let case = Case::new(
        "
        -- content/guide/index.md --
        # Guide

        Before.

        :::include{file=\"../_parts/rules.md\" part=\"first\"}

        After.
        -- content/_parts/rules.md --
        Not this.
        <!-- part: first -->
        Included with a [link](gone.md).
        <!-- end: first -->
        Nor this.
        -- content/_parts/other.md --
        x
        ",
    );
    case.expect(&["error[broken-link] content/_parts/rules.md:3:24: no page `gone.md`"]);
    let body = case.body("guide/index.html");
    let places: Vec<_> =
        ["Before.", "Included with", "After."].iter().map(|text| body.find(text).expect("text")).collect();
    assert!(places.is_sorted(), "{body}");
    assert!(!body.contains("Not this") && !body.contains("Nor this"), "{body}");
}

#[test]
fn code_is_included_as_code() {
    let case = Case::new(
        "
        -- content/index.md --
        # Page

        :::include{file=\"_code/a.rs\" part=\"main\"}
        -- content/_code/a.rs --
        use x;
        // part: main
        fn main() {}
        // end: main
        ",
    );
    case.expect(&[]);
    let body = case.body("index.html");
    assert!(body.contains("data-lang=\"rs\"") && body.contains("main") && !body.contains("use x"), "{body}");
}

#[test]
fn includes_that_lead_nowhere_are_errors() {
    let case = Case::new(
        "
        -- content/index.md --
        # Page

        :::include{file=\"_parts/rule.md\"}

        :::include{file=\"_parts/rules.md\" part=\"frist\"}
        -- content/_parts/rules.md --
        <!-- part: first -->
        a
        <!-- end: first -->
        ",
    );
    case.expect(&[
        "error[include] content/index.md:3:18: no file `_parts/rule.md` (did you mean `_parts/rules.md`?)",
        "error[include] content/index.md:5:41: `_parts/rules.md` has no part `frist` (did you mean `first`?)",
    ]);
    let circle = Case::new(
        "
        -- content/index.md --
        # Page
        :::include{file=\"_a.md\"}
        -- content/_a.md --
        :::include{file=\"_b.md\"}
        -- content/_b.md --
        :::include{file=\"_a.md\"}
        ",
    );
    circle.expect(&[
        "error[include] content/_b.md:1:18: files include each other: `index.md` → `_a.md` → `_b.md` → `_a.md`",
    ]);
}

#[test]
fn variables_are_replaced_in_prose_and_not_in_code() {
    let case = page(
        "In {{ vars.season_name }} and [{{vars.season_name}}](https://a.example/{{vars.season_name}}), not `{{ vars.season_name }}`.\n",
    );
    case.write("book.toml", "[book]\ntitle = \"Test\"\n[vars]\nseason_name = \"2027\"\n");
    case.expect(&[]);
    let body = case.body("index.html");
    assert!(body.contains("In 2027 and <a href=\"https://a.example/2027\""), "{body}");
    assert!(body.contains("<code>{{ vars.season_name }}</code>"), "{body}");
    case.write("content/index.md", "+++\ntitle = \"{{ vars.sesaon_name }}\"\n+++\n\nIn {{ vars.season_nam }}.\n");
    case.expect(&[
        "error[variable] content/index.md:2:13: no variable `vars.sesaon_name` (did you mean `vars.season_name`?)",
        "error[variable] content/index.md:5:7: no variable `vars.season_nam` (did you mean `vars.season_name`?)",
    ]);
    case.write("content/index.md", "# Page\n\nseason {{vars.season_name}} {{ season }} {{ vars.season_name }\n");
    case.expect(&[
        "error[variable] content/index.md:3:32: no variable `season` (one of: `vars.season_name`)",
        "error[variable] content/index.md:3:42: a variable that is not closed (it ends with `}}`)",
    ]);
    // In what directives and emails say of themselves too: readers send the subject.
    let case = Case::new("");
    case.write("book.toml", "[book]\ntitle = \"Test\"\n[vars]\nseason_name = \"2027\"\n");
    case.write(
        "content/index.md",
        "+++\ntitle = \"Mail\"\nkind = \"email\"\nsubject = \"Season {{ vars.season_name }}\"\nwhen = \"In {{vars.season_name}}\"\n\
         to = \"Team {{vars.season_name}}\"\nlimit = \"Once in {{vars.season_name}}\"\n\
         [[fields]]\nid = \"a\"\nlabel = \"A\"\nhint = \"As in {{vars.season_name}}\"\n+++\nText [A].\n\n\
         ## More\n\n:::note{title=\"For {{ vars.season_name }}\"}\nText.\n:::\n",
    );
    let run = case.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let html = case.read("site/index.html");
    assert!(!html.contains("{{"), "{html}");
    for text in ["Season 2027", "In 2027", "Team 2027", "Once in 2027", "As in 2027", "<span>For 2027</span>"] {
        assert!(html.contains(text), "{text}: {html}");
    }
    case.write("content/index.md", "# Page\n\n:::note{title=\"{{ vars.gone }}\"}\nText.\n:::\n");
    case.expect(&["error[variable] content/index.md:3:19: no variable `vars.gone` (one of: `vars.season_name`)"]);
}

#[test]
fn html_follows_the_setting_and_scripts_in_addresses_never_pass() {
    let case = page("<b>bold</b>\n\n<div>block</div>\n");
    assert!(case.body("index.html").contains("<b>bold</b>"));
    case.write("book.toml", "[book]\ntitle = \"Test\"\n[markdown]\nhtml = \"escape\"\n");
    let body = case.body("index.html");
    assert!(body.contains("&lt;b&gt;bold&lt;/b&gt;") && !body.contains("<div>"), "{body}");

    page("[a](javascript:alert(1)) [b](JavaScript:x) [c](data:text/html,x)\n\n<a href=\"java\nscript:x\">d</a>\n").expect(&[
        "error[unsafe-link] content/index.md:3:5: links with `javascript:` are not allowed (use one of `https:`, `http:`, `mailto:`, `tel:`, `sms:`)",
        "error[unsafe-link] content/index.md:3:30: links with `JavaScript:` are not allowed (use one of `https:`, `http:`, `mailto:`, `tel:`, `sms:`)",
        "error[unsafe-link] content/index.md:3:48: links with `data:` are not allowed (use one of `https:`, `http:`, `mailto:`, `tel:`, `sms:`)",
        "error[unsafe-link] content/index.md:5:1: an address that runs a script",
    ]);
}

#[test]
fn a_question_opens_by_its_link_without_script() {
    let case = Case::new(
        "
        -- content/faq.md --
        +++
        title = \"FAQ\"
        kind = \"faq\"
        +++
        Intro.

        ## May I write?

        Yes. See [below](#second).

        ### Detail

        More.

        > ## A quoted heading?

        ## What comes second? {#second keywords=two,next}

        Text.
        ",
    );
    case.expect(&[]);
    let body = case.body("faq.html");
    assert!(body.starts_with("<p>Intro.</p>\n<details class=\"question\" id=\"q-may-i-write\" data-question=\"may-i-write\"><summary><h2>May I write?</h2></summary><div class=\"answer\" id=\"may-i-write\">"), "{body}");
    assert!(body.contains("<h3 id=\"detail\">"), "{body}");
    assert!(
        body.contains("<blockquote>\n<h2 id=\"a-quoted-heading\">"),
        "a heading inside something is no question: {body}"
    );
    assert!(body.contains("data-question=\"second\" data-keywords=\"two,next\">"), "{body}");
    assert_eq!(body.matches("</div></details>").count(), 2);
}

/// Each of them once took the program for ever to name.
#[test]
fn headings_that_are_called_like_anchors_of_the_page_get_others() {
    let case = page("## Tab 1\n\n## Tab\n\n## Tab\n\n## Fn 1\n\n## Main\n\n## Tab 1\n");
    case.expect(&[]);
    let body = case.body("index.html");
    for id in ["section-tab-1", "tab", "section-tab", "section-fn-1", "main-1", "section-tab-1-1"] {
        assert!(body.contains(&format!("<h2 id=\"{id}\">")), "{id}: {body}");
    }
    let faq = Case::new("-- content/faq.md --\n+++\ntitle = \"F\"\nkind = \"faq\"\n+++\n## Q 1?\n\nYes.\n");
    assert!(faq.body("faq.html").contains("id=\"section-q-1\""), "{}", faq.body("faq.html"));
}

#[test]
fn a_term_is_explained_at_its_first_use_only() {
    let case = Case::new(
        "
        -- content/glossary.md --
        +++
        title = \"Glossary\"
        kind = \"glossary\"
        +++
        IMG / international medical graduate
        :   A doctor who \"trained\" abroad.

        DO
        :   Another degree.
        -- content/deep/page.md --
        # About IMGs

        ## IMG heading

        Do you `IMG` know [IMG](../glossary.md)? IMGs and IMG; an International medical graduate, or IMGx. A DO is.
        ",
    );
    case.expect(&[]);
    let body = case.body("deep/page.html");
    assert_eq!(body.matches("class=\"term\"").count(), 2, "{body}");
    assert!(
        body.contains("? <a class=\"term\" id=\"term--img\" href=\"../glossary.html#img\" title=\"A doctor who “trained” abroad.\" data-term=\"img\" data-name=\"international medical graduate\">IMGs</a> and IMG;"),
        "{body}"
    );
    assert!(body.contains("A <a class=\"term\" id=\"term--do\" href=\"../glossary.html#do\""), "{body}");
    let glossary = case.body("glossary.html");
    assert!(
        glossary.contains("<dt id=\"img\">IMG <span class=\"alias\">international medical graduate</span></dt>"),
        "{glossary}"
    );
    assert!(!glossary.contains("class=\"term\""), "{glossary}");
}

#[test]
fn a_definition_that_no_link_uses_is_reported() {
    let case = Case::new("");
    let text = "[One][a  B], [b], ![c][]\n\n[A b]: https://example.org\n[b]: index.md\n[c]: https://example.org 'T'\n[//]: # (a comment)\n\n- x\n\n  [Phone]: 555-1234\n";
    case.write(
        "content/index.md",
        format!("+++\ndescription = \"d\"\n+++\n# Title\n\n{text}\n:::note\nText.\n\n[Deadline]: 2027-03-04\n:::\n"),
    );
    let found = case.found();
    let found: Vec<&str> = found.iter().map(String::as_str).filter(|line| line.starts_with("warning")).collect();
    assert_eq!(
        found,
        [
            "warning[broken-reference] content/index.md:15:3: no link uses `[Phone]`, so readers see nothing of this line (write `Phone: …` without brackets when it is meant as text, or remove it)",
            "warning[broken-reference] content/index.md:20:1: no link uses `[Deadline]`, so readers see nothing of this line (write `Deadline: …` without brackets when it is meant as text, or remove it)",
        ]
    );
}

#[test]
fn files_that_include_others_many_times_come_to_an_end() {
    let case = Case::new("");
    for level in 0..7 {
        case.write(
            &format!("content/_{level}.md"),
            format!("text\n\n:::include{{file=\"_{}.md\"}}\n", level + 1).repeat(10),
        );
    }
    case.write("content/_7.md", "end\n");
    case.write("content/index.md", "+++\ndescription = \"d\"\n+++\n# Title\n\n:::include{file=\"_0.md\"}\n");
    let found = case.found();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("this page is put together from more than 1000 texts"), "{found:#?}");
}

#[test]
fn pathological_pages_end_in_bounded_time() {
    let started = std::time::Instant::now();
    for text in [
        "> ".repeat(20_000),
        "[".repeat(100_000),
        "- ".repeat(5_000),
        ":::note\n".repeat(5_000),
        "`".repeat(100_000),
        format!("| {} |\n|{}\n", "a | ".repeat(3_000), "-|".repeat(3_000)),
        "x".repeat(2_000_000),
        "{{ ".repeat(50_000),
        "- [ ] a {due=\"x\"}\n".repeat(20_000),
        format!("{}AAAAAAAAAB\n\n", "a ".repeat(30)).repeat(20),
        "x[[ ".repeat(100_000),
        "www.a.b_".repeat(50_000),
        "https://a.b ".repeat(50_000),
        "(www.(".repeat(100_000),
        format!("https://a.b?{}", "&a".repeat(200_000)),
        format!("https://a.b{}", "(_)".repeat(100_000)),
        "<!a".repeat(200_000),
        "<!a".repeat(2_000_000) + ">",
        format!("{}[x](#b{})\n", "## aaaa\n".repeat(2_000), "b".repeat(40_000)),
        "*a **b ".repeat(30_000),
        format!("```js\n{}\n```", "(".repeat(1_000_000)),
        "a\n: b\n\n".repeat(10_000),
        "[^a]".repeat(20_000) + "\n\n[^a]: x",
        "- [ ] a\n\nb\n\n".repeat(20_000),
        "- [ ] a\n".repeat(20_000),
        "## a\n\n".repeat(20_000),
        "<b>".repeat(100_000),
        "<b></i>".repeat(100_000),
        "<!-- ".repeat(100_000),
        format!("<div>\n{}</div>\n\n:::note\nx\n:::\n", "<b>x</b>\n".repeat(50_000)),
        format!("<!--\n{}-->\n", ":::note\n".repeat(50_000)),
        "<a b=\"".repeat(100_000),
        "</x".repeat(100_000),
        "<textarea></".repeat(100_000),
        "[a](b c.md ".repeat(50_000),
        "](a b.md".repeat(50_000),
        format!("- {}", "[x ] (a.md) {#a ".repeat(30_000)),
    ] {
        let case = page(&text);
        let _ = case.findings();
    }
    // A hang or a square of the length would take minutes; the bound is far from both.
    assert!(started.elapsed() < std::time::Duration::from_secs(120), "{:?}", started.elapsed());
}

/// Pages put together at random from pieces that are hard to nest: whatever is wrong with them, nothing panics and
/// every element that opens closes.
#[test]
fn random_pages_are_read_and_stay_well_formed() {
    const PIECES: [&str; 47] = [
        "text ",
        "*",
        "**",
        "`",
        "~~",
        "[",
        "](b.md)",
        "](#x)",
        "![",
        "](x.png)",
        "\n",
        "\n\n",
        "\n- ",
        "\n- [ ] ",
        "\n  - [ ] ",
        "\n1. ",
        "\n> ",
        "\n> [!NOTE]\n> ",
        "\n## ",
        "\n### ",
        "\n:::note\n",
        "\n::::tip{title=\"a\"}\n",
        "\n:::\n",
        "\n::::\n",
        "\n> :::warning\n",
        "\n  :::\n",
        "\n:::checklist{#c}\n",
        "\n:::decision{#d}\n",
        " {#x outcome=go}\n",
        "\n- [Yes](#x)\n",
        "\n```rust\n",
        "\n```\n",
        "\n    ",
        " {#A-1 due=\"x\"}",
        "{",
        "}",
        "{{ vars.a }}",
        "{{",
        "\n| a | b |\n|---|:-:|\n| 1 | ",
        " |\n",
        "[^1]",
        "\n\n[^1]: ",
        "\nTerm\n: ",
        "IMG ",
        "é😀",
        "\n:::details{title=\"<b>\"}\n",
        "\\\n",
    ];
    let case = Case::new("-- content/glossary.md --\n+++\ntitle = \"G\"\nkind = \"glossary\"\n+++\nIMG\n: Doctor\n");
    // xorshift64 (Marsaglia 2003), so that a failure can be repeated.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("small")
    };
    for number in 0..600 {
        let kind = ["chapter", "faq", "email\"\nsubject = \"[x]", "glossary"][number % 4];
        let mut text = format!("+++\ntitle = \"P\"\nkind = \"{kind}\"\n+++\n");
        for _ in 0..random(40) + 3 {
            text.push_str(PIECES[random(PIECES.len())]);
        }
        case.write(&format!("content/p{number}.md"), text);
    }
    let guide = case.load();
    for diagnostic in &guide.diagnostics {
        let _ = matchbook::excerpt::human(diagnostic, false);
    }
    let routes = guide.routes.expect("routes");
    for path in routes.paths().filter(|path| path.extension() == "html") {
        let html = match routes.produce(path).expect("a recipe") {
            Ok(bytes) => String::from_utf8(bytes.into_owned()).expect("text"),
            Err(findings) => panic!("{path}: {findings:#?}"),
        };
        let source = format!("content/{}", path.as_str().replace(".html", ".md"));
        well_formed(&html).unwrap_or_else(|error| {
            panic!("{path}: {error}\n{}", std::fs::read_to_string(case.path(&source)).unwrap_or_default())
        });
    }
}

/// Checks that elements nest. Comments, scripts and void elements are passed over.
fn well_formed(html: &str) -> Result<(), String> {
    const VOID: [&str; 9] = ["meta", "link", "br", "hr", "img", "input", "col", "source", "wbr"];
    const CLOSES_P: [&str; 9] = ["p", "div", "ul", "ol", "table", "blockquote", "dl", "h2", "details"];
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if rest.starts_with('!') {
            rest = &rest[rest.find('>').ok_or("open declaration")? + 1..];
            continue;
        }
        let end = rest.find('>').ok_or("open tag")?;
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if tag.starts_with('/') {
            let last = open.pop().unwrap_or_default();
            if last != name {
                return Err(format!("</{name}> closes <{last}> in {open:?} before {:.60}", rest.replace('\n', " ")));
            }
        } else if !VOID.contains(&name) && !tag.ends_with('/') {
            if CLOSES_P.contains(&name) && open.last() == Some(&"p") {
                return Err(format!("<{name}> inside <p> before {:.60}", rest.replace('\n', " ")));
            }
            open.push(name);
            if name == "script" {
                rest = &rest[rest.find("</script>").ok_or("open script")?..];
            }
        }
    }
    if open.is_empty() { Ok(()) } else { Err(format!("never closed: {open:?}")) }
}

#[test]
fn what_is_commented_out_is_not_there() {
    let case = Case::new("");
    let comment = "<!--\n:::details{title=\"Zebra\"}\nOkapi\n:::\n\n:::include{file=\"later.md\"}\n\n:::note\n-->";
    case.write("content/index.md", format!("# Home\n\nBefore.\n\n{comment}\n\n:::note\nAfter.\n:::\n"));
    case.expect(&[]);
    let body = case.body("index.html");
    assert!(body.contains("After.") && !body.contains("<details"), "{body}");
    for word in ["zebra", "okapi"] {
        let run = case.run(&["search", word]);
        assert!(run.stderr.contains("nothing found"), "{word}: {}{}", run.stdout, run.stderr);
    }
}

#[test]
fn an_include_cannot_be_kept_out_of_search_by_itself() {
    let case = Case::new("");
    case.write("content/_part.md", "Elephant.\n");
    case.write("content/index.md", "# Home\n\n:::include{file=\"_part.md\" search=false}\n");
    case.expect(&[
        "error[directive] content/index.md:3:28: `include` has no `search` (put `:::group{search=false}` around it)",
    ]);
}

#[test]
fn messages_say_what_keeps_a_link_a_footnote_or_a_number_from_being_right() {
    let case = Case::new("");
    case.write("content/_part.md", "[^1]: A note.\n\nText[^1].\n");
    case.write(
        "content/index.md",
        "+++\ntitle = \"Home\"\ndescription = \"d\"\n+++\n\n[a](_part.md)[^1]\n\n:::include{file=\"_part.md\"}\n",
    );
    case.write("book.toml", "[book]\ntitle = \"Test\"\n[offline]\nreview-days = -1\n");
    let found = case.found();
    assert!(
        found
            .iter()
            .any(|found| found.contains("no footnote `[^1]` (a footnote and its text have to stand in the same file")),
        "{found:#?}"
    );
    assert!(found.iter().any(|found| found.contains("`review-days` has to be 0 or more")), "{found:#?}");
    let run = case.run(&["check"]);
    assert!(run.stderr.contains("what begins with `_` is for includes and is not published"), "{}", run.stderr);
}
