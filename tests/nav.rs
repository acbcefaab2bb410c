//! Which pages there are, in which order, and what a page shows of the others.

use crate::harness::Case;

fn order(case: &Case) -> Vec<String> {
    let guide = case.load();
    let routes = guide.routes.expect("routes");
    let site = routes.site();
    site.nav.order().iter().map(|page| site.path(*page).to_string()).collect()
}

#[test]
fn folders_are_read_in_natural_order_and_weight_wins() {
    let case = Case::new(
        "
        -- content/index.md --
        # Home
        -- content/10-last.md --
        # Ten
        -- content/2-first.md --
        # Two
        -- content/page10.md --
        # P10
        -- content/page9.md --
        # P9
        -- content/early.md --
        +++
        title = \"Early\"
        weight = 1
        +++
        -- content/05-part/index.md --
        # Part
        -- content/05-part/02-b.md --
        # B
        -- content/05-part/01-a.md --
        # A
        ",
    );
    case.expect(&[]);
    assert_eq!(
        order(&case),
        [
            "index.html",
            "early.html",
            "first.html",
            "part/index.html",
            "part/a.html",
            "part/b.html",
            "last.html",
            "page9.html",
            "page10.html"
        ]
    );
}

#[test]
fn a_summary_decides_and_leaves_nothing_out_in_silence() {
    let case = Case::new(
        "
        -- content/SUMMARY.md --
        # Summary

        [Welcome](index.md)

        # First part

        - [One](one.md)
            - [Inner](inner.md)
        - [Two](two.md)
        - [Draft]()

        ---

        [Gone](gnoe.md)
        -- content/index.md --
        # Home
        -- content/one.md --
        # One
        -- content/two.md --
        # Two
        -- content/inner.md --
        # Inner
        -- content/forgotten.md --
        # Forgotten
        ",
    );
    case.expect(&[
        "error[broken-link] content/SUMMARY.md:14:8: no page `gnoe.md` (did you mean `one.md`?)",
        "warning[unlisted] content/forgotten.md:1:1: `content/forgotten.md` is not in `SUMMARY.md` (add `- [Forgotten](forgotten.md)` to content/SUMMARY.md)",
    ]);
    assert_eq!(order(&case), ["index.html", "one.html", "inner.html", "two.html"]);
    let guide = case.load();
    let routes = guide.routes.expect("routes");
    let titles: Vec<_> = routes.site().nav.entries().iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["Welcome", "First part", "Gone"]);
    let part = &routes.site().nav.entries()[1];
    assert_eq!(part.children.len(), 3, "{part:#?}");
    assert_eq!(part.children[0].children[0].title, "Inner");
}

#[test]
fn a_page_shows_where_it_is_and_what_comes_next() {
    let case = Case::new(
        "
        -- content/index.md --
        # Home
        -- content/01-part/index.md --
        +++
        title = \"The part\"
        nav-title = \"Part\"
        +++
        -- content/01-part/01-a.md --
        # A & B
        -- content/01-part/02-b.md --
        # B
        ",
    );
    case.expect(&[]);
    let html = case.output("part/a.html");
    assert!(html.contains("<a aria-current=\"page\" href=\"a.html\">A &amp; B</a>"), "{html}");
    assert_eq!(html.matches("aria-current=\"page\"").count(), 1);
    let crumbs = &html[html.find("class=\"breadcrumbs\"").expect("crumbs")..];
    assert!(
        crumbs.contains("<a href=\"../index.html\">Home</a>") && crumbs.contains("<a href=\"index.html\">Part</a>"),
        "{crumbs}"
    );
    let pager = &html[html.rfind("class=\"pager\"").expect("pager")..];
    assert!(pager.contains("href=\"index.html\"") && pager.contains("href=\"b.html\""), "{pager}");
    assert!(html.contains("<title>A &amp; B – Test</title>"), "{html}");
}

#[test]
fn two_files_with_one_address_are_an_error() {
    Case::new("-- content/01-a.md --\n# A\n-- content/02-a.md --\n# B\n")
        .expect(&["error[same-path] content/02-a.md:1:1: two pages become `a.html`"]);
}

#[test]
fn files_that_windows_takes_for_one_are_reported() {
    Case::new(
        "
        -- content/A.md --
        # A
        -- content/a.md --
        # B
        -- content/Ä/x.PNG --
        -- content/Ä/x.Png --
        -- content/Other.md --
        # Other
        ",
    )
    .expect(&[
        "warning[same-path]: `A.html` and `a.html` are one file on Windows and macOS (give one of them another name, or readers of an offline copy miss it)",
        "warning[same-path]: `Ä/x.Png` and `Ä/x.PNG` are one file on Windows and macOS (give one of them another name, or readers of an offline copy miss it)",
    ]);
}

#[test]
fn private_files_drafts_and_settings_are_not_published() {
    let case = Case::new(
        "
        -- content/index.md --
        # Home
        -- content/_notes.md --
        # Notes
        -- content/_parts/a.png --
        x
        -- content/.hidden.md --
        # Hidden
        -- content/draft.md --
        +++
        title = \"Draft\"
        draft = true
        +++
        -- content/rules.toml --
        ignore-after = []
        -- content/file.md~ --
        x
        -- content/data.csv --
        a,b
        ",
    );
    case.expect(&[]);
    let is_made = |name: &String| name.starts_with("assets/") || name.starts_with("search/");
    let names: Vec<String> = case.all_output().into_keys().filter(|name| !is_made(name)).collect();
    assert_eq!(
        names,
        [
            ".nojekyll",
            "404.html",
            "a-z.html",
            "contents.html",
            "data.csv",
            "index.html",
            "index.md",
            "llms.txt",
            "my-data.html",
            "print.html"
        ]
    );
}

/// No page may grow with the number of pages.
#[test]
fn a_page_of_a_large_guide_is_as_small_as_one_of_a_small_guide() {
    let size = |sections: usize, pages: usize| {
        let case = Case::new("-- content/index.md --\n# Home\n");
        for section in 0..sections {
            case.write(&format!("content/s{section}/index.md"), format!("# Section {section}\n"));
            for page in 0..pages {
                case.write(&format!("content/s{section}/p{page}.md"), format!("# Page {page} of section\n"));
            }
        }
        (case.output("s1/p5.html").len(), case.output("index.html").len())
    };
    let (page, home) = size(40, 20);
    let (large_page, large_home) = size(400, 20);
    assert!(large_page < page * 2 && large_home < home * 2, "{page} {large_page}, {home} {large_home}");
    // One folder with thousands of pages.
    let (wide, _) = size(2, 2000);
    assert!(wide < page * 3, "{page} {wide}");
}

#[test]
fn a_summary_leads_to_nothing_outside() {
    let case =
        Case::new("-- content/SUMMARY.md --\n- [Home](index.md)\n- [Out](../zoo.md)\n-- content/index.md --\n# Home\n");
    case.expect(&["error[broken-link] content/SUMMARY.md:2:9: no page `../zoo.md`"]);
}
