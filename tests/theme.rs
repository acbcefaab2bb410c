//! Changing how a guide looks: one file at a time, with errors that point into it.

use matchbook::path::SitePath;

use crate::harness::Case;

#[test]
fn one_file_can_be_replaced_and_the_rest_stays() {
    let case = Case::new(
        "
        -- book.toml --
        [book]
        title = \"Test\"
        [theme]
        name = \"mine\"
        [extra]
        color = \"red\"
        -- themes/mine/templates/page.html --
        {% extends \"base.html\" %}
        {% block main %}<p>Mine: {{ page.title }}, {{ site.extra.color }}</p>{% endblock main %}
        -- themes/mine/css/tokens.css --
        :root { --mine: 1 }
        -- themes/mine/strings/en.toml --
        toc = \"Contents of this page\"
        -- content/index.md --
        # Home
        ",
    );
    case.expect(&[]);
    let html = case.output("index.html");
    assert!(html.contains("<p>Mine: Home, red</p>") && html.contains("class=\"skip\""), "{html}");
    let output = case.all_output();
    let style = output
        .iter()
        .find(|(name, _)| name.starts_with("assets/theme-") && name.ends_with(".css"))
        .expect("a style sheet")
        .1;
    let style = String::from_utf8_lossy(style);
    assert!(style.contains("--mine:1") && style.contains("@media print"), "{style}");
}

#[test]
fn the_link_beside_a_heading_is_called_what_the_theme_says() {
    let case = Case::new(
        "
        -- book.toml --
        [book]
        title = \"Test\"
        [theme]
        name = \"mine\"
        -- content/index.md --
        # Home
        ## A < C
        ",
    );
    for (text, label) in [
        ("Link to {title}", "Link to A &lt; C"),
        ("Permalink", "Permalink"),
        ("{title} (to {title})", "A &lt; C (to A &lt; C)"),
    ] {
        case.write("themes/mine/strings/en.toml", format!("heading_link = \"{text}\"\n"));
        let html = case.output("index.html");
        assert!(html.contains(&format!("<a class=\"anchor\" href=\"#a--c\" aria-label=\"{label}\">#</a>")), "{html}");
    }
}

#[test]
fn scripts_of_the_default_theme_get_short_names_and_own_ones_keep_theirs() {
    let guide = "
        -- book.toml --
        [book]
        title = \"Test\"
        [theme]
        name = \"mine\"
        -- content/index.md --
        # Home
        ";
    let script_of = |case: &Case| {
        let output = case.all_output();
        let is_script = |name: &str| name.starts_with("assets/theme-") && name.ends_with(".js");
        let script = output.iter().find(|(name, _)| is_script(name)).expect("a script").1;
        String::from_utf8_lossy(script).into_owned()
    };
    let case = Case::new(guide);
    case.write("themes/mine/theme.toml", "");
    let before = script_of(&case);
    // What other scripts see stays, what stands in a function does not.
    let [drawer, head] = [include_str!("../themes/default/js/drawer.js"), include_str!("../themes/default/js/head.js")];
    assert!(drawer.contains("Matchbook.register(") && before.contains(".register("), "{before}");
    for (source, sent, name) in [(drawer, before, "backdrop"), (head, case.output("index.html"), "preference")] {
        let name = format!("const {name} =");
        assert!(source.contains(&name) && !sent.contains(name.trim_end_matches(" =")), "{sent}");
    }

    let own = "(Matchbook => {\n  // Mine.\n  const greeting = 1;\n  Matchbook.greeting = greeting;\n})(Matchbook);\n";
    case.write("themes/mine/js/drawer.js", own);
    let after = script_of(&case);
    assert!(
        after.contains("\nconst greeting = 1;\nMatchbook.greeting = greeting;\n") && !after.contains("Mine"),
        "{after}"
    );
}

#[test]
fn strings_of_a_region_come_before_those_of_the_language_and_these_before_english_ones() {
    let case = Case::new(
        "
        -- book.toml --
        [book]
        title = \"Test\"
        language = \"pt-BR\"
        [theme]
        name = \"mine\"
        -- themes/mine/strings/en.toml --
        skip = \"skip in English\"
        menu_open = \"menu in English\"
        scheme_system = \"system in English\"
        -- themes/mine/strings/pt.toml --
        skip = \"skip in Portuguese\"
        menu_open = \"menu in Portuguese\"
        -- themes/mine/strings/pt-br.toml --
        skip = \"skip in Brazil\"
        -- content/index.md --
        # Home
        ",
    );
    let html = case.output("index.html");
    for text in ["skip in Brazil", "menu in Portuguese", "system in English", ">Light<"] {
        assert!(html.contains(text), "{text}: {html}");
    }
    // Those of a language do not wait for English ones of the theme.
    std::fs::remove_file(case.path("themes/mine/strings/en.toml")).expect("a file");
    let html = case.output("index.html");
    assert!(html.contains("menu in Portuguese") && html.contains(">System<"), "{html}");
}

#[test]
fn pages_load_the_bundles_of_their_parts_and_what_those_need() {
    let case = Case::new(
        "
        -- themes/default/theme.toml --
        [bundles.clock]
        js = [\"js/clock.js\"]
        css = [\"css/clock.css\"]
        needs = [\"time\"]
        [bundles.time]
        js = [\"js/time.js\"]
        needs = [\"clock\"]
        strings = [\"toc\"]
        [parts.clock]
        bundle = \"clock\"
        -- themes/default/templates/parts/clock.html --
        <p>{{ body }}</p>
        -- themes/default/js/clock.js --
        clock();
        -- themes/default/js/time.js --
        time();
        -- themes/default/css/clock.css --
        .clock { }
        -- content/index.md --
        # Home
        -- content/clock.md --
        # Clock

        ::::note
        :::clock
        Noon
        :::
        ::::
        -- content/list.md --
        # List

        - [ ] One
        ",
    );
    case.expect(&[]);
    let scripts = |page: &str| -> Vec<String> {
        let html = case.output(page);
        let sources = html.split("<script defer src=\"assets/").skip(1);
        sources.map(|rest| rest.split(['-', '.']).next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(scripts("index.html"), ["theme"]);
    assert_eq!(scripts("clock.html"), ["theme", "time", "clock"]);
    assert_eq!(scripts("list.html"), ["theme", "store", "checklist"]);
    assert_eq!(scripts("my-data.html"), ["theme", "store", "my"]);
    assert_eq!(scripts("print.html"), ["theme", "store", "checklist", "time", "clock"]);
    assert!(case.output("clock.html").contains("href=\"assets/clock-"));
    assert!(!case.output("index.html").contains("clock-"));
    let output = case.all_output();
    let time = output.iter().find(|(name, _)| name.starts_with("assets/time-")).expect("a script").1;
    let time = String::from_utf8_lossy(time);
    assert!(
        time.contains("\"toc\":\"On this page\"") && time.contains("time();") && !time.contains("search"),
        "{time}"
    );
}

#[test]
fn mistakes_in_bundles_point_at_the_word() {
    let case = Case::new("-- content/index.md --\n# Home\n");
    case.write(
        "themes/default/theme.toml",
        "[bundles.clock]\njs = [\"js/clok.js\"]\nneeds = [\"stroe\"]\ncs = []\n[parts.note]\ntemplate = \"admonition\"\nbundle = \"clokc\"\n[parts.note.attributes]\nkind = { type = \"choice\" }\n",
    );
    case.write("themes/default/js/clock.js", "");
    let findings = case.findings();
    let said: Vec<_> = findings.iter().map(|finding| (finding.message.as_str(), finding.location())).collect();
    for (message, place) in [
        ("unknown key `cs` in `[bundles.clock]`", "themes/default/theme.toml:4:1"),
        ("the theme has no file `js/clok.js`", "themes/default/theme.toml:2:7"),
        ("the theme has no bundle `stroe`", "themes/default/theme.toml:3:10"),
        ("the theme has no bundle `clokc`", "themes/default/theme.toml:7:10"),
        ("the choice `kind` has no `values`", "themes/default/theme.toml:9:1"),
    ] {
        assert!(said.contains(&(message, Some(place.to_owned()))), "{message}: {said:#?}");
    }
    assert!(findings.iter().any(|finding| finding.help == ["did you mean `store`?"]), "{findings:#?}");
}

#[test]
fn template_mistakes_point_at_template_and_page_once() {
    let case = Case::new("-- content/a.md --\n# A\n-- content/b.md --\n# B\n-- content/c.md --\n# C\n");
    case.write("themes/default/templates/page.html", "<h1>{{ page.title }}</h1>\n<p>{{ page.titel }}</p>\n");
    let findings = case.findings();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    let finding = &findings[0];
    assert_eq!(finding.location().as_deref(), Some("themes/default/templates/page.html:2:12"));
    assert_eq!(finding.help, ["did you mean `title`?"], "{finding:#?}");
    assert!(finding.notes[0].starts_with("seen while making content/"), "{finding:#?}");

    case.write("themes/default/templates/page.html", "{{ page.title | uper }}");
    case.write("themes/default/templates/faq.html", "{% if %}");
    let findings = case.findings();
    let places: Vec<_> = findings.iter().filter_map(|finding| finding.location()).collect();
    assert_eq!(places.len(), 2, "{findings:#?}");
    assert!(findings.iter().any(|finding| finding.help == ["did you mean `upper`?"]), "{findings:#?}");
}

#[test]
fn a_mistake_in_the_sidebar_is_one_of_every_page() {
    let case = Case::new("-- content/index.md --\n# A\n-- content/b.md --\n# B\n");
    case.write("themes/default/templates/sidebar.html", "{{ entries | uper }}");
    let findings = case.findings();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0].help, ["did you mean `upper`?"], "{findings:#?}");
    case.write("themes/default/templates/sidebar.html", "{{ entries[0].nothing.here }}");
    let routes = case.load().routes.expect("templates that can be used");
    for path in ["index.html", "b.html", "404.html", "b.html"] {
        let made = routes.produce(&SitePath::new(path)).expect("a recipe");
        assert!(made.is_err(), "{path}");
    }
}

#[test]
fn a_part_of_a_guides_own() {
    let case = Case::new(
        "
        -- themes/default/theme.toml --
        [parts.timeline]
        [parts.timeline.attributes]
        start = { type = \"text\", required = true }
        to = { type = \"address\" }
        -- themes/default/templates/parts/timeline.html --
        <section class=\"timeline\" data-start=\"{{ attrs.start }}\"><a href=\"{{ attrs.to }}\">to</a>{{ body }}</section>
        -- content/index.md --
        # Home

        :::timeline{start=\"<May>\" to=\"deep/a.md\"}
        Some *text*
        :::

        :::note
        Still there.
        :::
        -- content/deep/a.md --
        # A
        ",
    );
    case.expect(&[]);
    let body = case.body("index.html");
    assert!(
        body.contains("<section class=\"timeline\" data-start=\"&lt;May&gt;\"><a href=\"deep/a.html\">to</a><p>Some <em>text</em></p></section>"),
        "{body}"
    );
    assert!(body.contains("Still there."), "{body}");
}

#[test]
fn mistakes_in_the_theme_are_found() {
    let case = Case::new(
        "
        -- book.toml --
        [book]
        title = \"Test\"
        [theme]
        name = \"mien\"
        -- themes/mine/theme.toml --
        [part.x]
        -- content/index.md --
        +++
        title = \"Home\"
        template = \"chapter.html\"
        +++
        ",
    );
    case.expect(&[
        "error[config] book.toml:4:8: no theme `mien` (did you mean `mine`?)",
        "error[template] content/index.md:3:12: no template `chapter.html`",
    ]);
    case.write("book.toml", "[book]\ntitle = \"Test\"\n[theme]\nname = \"mine\"\n");
    case.write("content/index.md", "# Home\n");
    case.write("themes/mine/theme.toml", "css = [\"css/tokens.cs\"]\n[part.x]\n[parts.y]\n");
    case.expect(&[
        "error[theme] themes/mine/theme.toml:1:8: the theme has no file `css/tokens.cs` (did you mean `css/tokens.css`?)",
        "error[theme] themes/mine/theme.toml:2:2: unknown key `part` in `theme.toml` (did you mean `parts`?)",
        "error[theme] themes/mine/theme.toml:3:1: the part `y` has no template `templates/parts/y.html`",
    ]);
}

/// In a large guide what is the same on all pages is written into the templates while the first pages are made. One that means
/// something else by `strings` prevents that, even where nothing uses it.
#[test]
fn large_guides_look_like_small_ones() {
    let case = Case::new(
        "
        -- book.toml --
        [book]
        title = \"Tom & \\\"Jerry\\\" {{ x }}\"
        description = \"<What> it is\"
        [site]
        repository = \"https://example.org/?a=1&b=2\"
        footer = \"*Not* advice\"
        base-url = \"https://example.org/guide\"
        [theme]
        name = \"mine\"
        -- themes/mine/strings/en.toml --
        toc = \" Contents \"
        breadcrumbs = \"{% if x %}\"
        menu_open = \"\"
        -- content/index.md --
        ---
        kind: home
        lead: Welcome
        ---
        # Home
        -- content/zz/email.md --
        ---
        kind: email
        subject: Hello
        ---
        # An email

        Dear Dr. Okafor, hello.
        -- content/zz/terms.md --
        ---
        kind: glossary
        reviewed: 2026-01-02
        ---
        # Terms

        IMG
        : A graduate
        ",
    );
    for number in 0..500 {
        case.write(
            &format!("content/more/{number}.md"),
            format!("# Page {number}\n\n## One\n\nAn IMG\n\n## Two\n\n- [ ] do\n"),
        );
    }
    case.expect(&[]);
    let build = || {
        let run = case.run(&["build"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        case.files("site")
    };
    let with_constants = build();
    assert!(with_constants.len() > 500);
    std::fs::remove_dir_all(case.path("site")).expect("a folder");
    case.write("themes/mine/templates/unused.html", "{% set strings = 1 %}");
    let without = build();
    assert_eq!(with_constants.keys().collect::<Vec<_>>(), without.keys().collect::<Vec<_>>());
    for (path, bytes) in &with_constants {
        assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&without[path]), "{path}");
    }
}

/// What is sent of the default theme was made with the program. A theme that changes no word of it sends the same.
#[test]
fn files_of_a_theme_are_sent_like_those_of_the_program() {
    let case = Case::new("-- content/index.md --\n# Home\n");
    let made = case.all_output();
    let theme = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default");
    let mut written = 0;
    for entry in walkdir::WalkDir::new(&theme).into_iter().map(|entry| entry.expect("an entry")) {
        // A script that is changed keeps its names.
        let comment = match entry.path().extension().and_then(|end| end.to_str()) {
            Some("css") => "\n/* Nothing. */\n",
            Some("js") => "",
            _ => continue,
        };
        let text = std::fs::read_to_string(entry.path()).expect("text");
        let name = entry.path().strip_prefix(&theme).expect("below the theme");
        case.write(&format!("themes/default/{}", name.display()), text + comment);
        written += 1;
    }
    assert!(written > 30, "{written}");
    let read = case.all_output();
    assert_eq!(made.keys().collect::<Vec<_>>(), read.keys().collect::<Vec<_>>(), "names tell of the content");
    assert!(made == read);
}
