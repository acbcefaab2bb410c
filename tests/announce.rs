//! What tells others of a site: sitemap, robots, feed, text for programs, old addresses.

use std::process::Command;

use crate::harness::Case;

const BOOK: &str =
    "[book]\ntitle = \"A & B\"\ndescription = \"Two letters.\"\n[site]\nbase-url = \"https://example.org/x\"\n";

fn guide(settings: &str) -> Case {
    let case = Case::new(
        "
        -- content/index.md --
        # Home

        See [the rules](02-part/01-rules.md#fees) and ![a](img/a.svg).
        -- content/02-part/index.md --
        # Part
        -- content/02-part/01-rules.md --
        +++
        title = \"Rules <now>\"
        description = \"What holds & what does not.\"
        reviewed = 2026-01-02
        +++

        ## Fees

        {{ vars.fee }} dollars.
        -- content/img/a.svg --
        <svg></svg>
        ",
    );
    case.write("book.toml", format!("{BOOK}{settings}\n[vars]\nfee = 80\n"));
    case
}

/// Runs git in a guide's folder, with a committer of its own and a fixed time.
fn git(case: &Case, time: &str, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .env("GIT_COMMITTER_DATE", time)
        .env("GIT_AUTHOR_DATE", time)
        .current_dir(case.root())
        .output()
        .expect("git");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn search_engines_find_all_pages_at_their_addresses() {
    let case = guide("");
    case.expect(&[]);
    assert_eq!(
        case.output("sitemap.xml"),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
         <url><loc>https://example.org/x/</loc></url>\n<url><loc>https://example.org/x/part/</loc></url>\n\
         <url><loc>https://example.org/x/part/rules.html</loc></url>\n</urlset>\n"
    );
    assert_eq!(case.output("robots.txt"), "User-agent: *\nDisallow:\n\nSitemap: https://example.org/x/sitemap.xml\n");
    assert!(case.output("part/rules.html").contains("\"name\":\"Part\",\"position\":2"));
    let plain = Case::new("");
    plain.write("content/index.md", "# Home\n");
    let files = plain.all_output();
    for name in ["sitemap.xml", "robots.txt", "feed.xml", "CNAME"] {
        assert!(!files.contains_key(name), "{name} needs an address");
    }
}

/// Text that was pasted from a word processor has vertical tabs, which no reader of feeds takes.
#[test]
fn the_feed_has_no_sign_that_xml_forbids() {
    let case = guide("");
    case.write(
        "content/02-part/index.md",
        "+++\ntitle = \"A\\u000bB\"\ndescription = \"C\\u0001D\"\nreviewed = 2026-01-03\n+++\n",
    );
    case.expect(&[]);
    let feed = case.output("feed.xml");
    assert!(feed.contains("<title>AB</title>") && feed.contains("<summary>CD</summary>"), "{feed}");
    assert!(!feed.contains(|c: char| c.is_control() && c != '\n'), "{feed}");
}

#[test]
fn a_day_of_change_comes_from_git_or_is_not_there() {
    let case = guide("");
    case.write("content/02-part/part.md", "Included.");
    case.write("content/index.md", "# Home\n\n:::include{file=\"02-part/part.md\"}\n");
    let build = |options: &[&str]| {
        let run = case.run(&[&["build"], options].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
    };
    build(&[]);
    assert!(!case.read("site/sitemap.xml").contains("lastmod"));
    assert!(
        case.read("site/feed.xml").contains("<updated>2026-01-02T00:00:00Z</updated>"),
        "the day of the last check"
    );

    git(&case, "2026-02-01T12:00:00+05:00", &["init", "-q"]);
    git(&case, "2026-02-01T12:00:00+05:00", &["add", "."]);
    git(&case, "2026-02-01T12:00:00+05:00", &["commit", "-qm", "one"]);
    case.write("content/02-part/index.md", "# Part\n\nMore.");
    // Its name looks like the mark of a commit.
    case.write("content/02-part/@0.txt", "x");
    git(&case, "2026-03-01T23:30:00-05:00", &["add", "."]);
    git(&case, "2026-03-01T23:30:00-05:00", &["commit", "-qm", "two"]);
    build(&[]);
    let sitemap = case.read("site/sitemap.xml");
    assert!(sitemap.contains("x/part/</loc><lastmod>2026-03-02T04:30:00Z</lastmod>"), "{sitemap}");
    assert!(sitemap.contains("rules.html</loc><lastmod>2026-02-01T07:00:00Z</lastmod>"), "{sitemap}");
    assert!(case.read("site/part/index.html").contains("Last changed March 2, 2026"));
    let feed = case.read("site/feed.xml");
    let order: Vec<&str> = feed.split("<entry>").skip(1).filter_map(|entry| entry.split(['<', '>']).nth(6)).collect();
    assert_eq!(order, ["Part", "Home", "Rules &lt;now&gt;", "Part"]);
    assert!(feed.contains("<summary>What holds &amp; what does not.</summary>"), "{feed}");
    // A part that a page includes is part of it.
    case.write("content/02-part/part.md", "Included, and changed.");
    git(&case, "2026-04-01T00:00:00Z", &["commit", "-qam", "three"]);
    build(&[]);
    assert!(case.read("site/sitemap.xml").contains("x/</loc><lastmod>2026-04-01T00:00:00Z</lastmod>"));
    // What a history that was cut off would say is wrong.
    let copy = Case::new("");
    let from = format!("file://{}", case.root().display());
    git(&copy, "2026-05-01T00:00:00Z", &["clone", "-q", "--depth", "1", &from, "cut"]);
    assert_eq!(copy.run(&["build", "cut"]).code, 0);
    assert!(!copy.read("cut/site/sitemap.xml").contains("lastmod"));
    // Git does not take any folder of this name for a repository.
    std::fs::create_dir(copy.path("cut/content/.git")).expect("a folder");
    copy.run(&["clean", "cut"]);
    assert_eq!(copy.run(&["build", "cut"]).code, 0);
    assert!(!copy.read("cut/site/sitemap.xml").contains("lastmod"));
}

#[test]
fn programs_that_read_text_get_text() {
    let case = guide("");
    assert_eq!(
        case.output("llms.txt"),
        "# A & B\n\n> Two letters.\n\n\n## Part\n\n- [Part](https://example.org/x/part/index.md)\n\
         - [Rules <now>](https://example.org/x/part/rules.md): What holds & what does not.\n"
    );
    assert_eq!(case.output("part/rules.md"), "# Rules <now>\n\n## Fees\n\n80 dollars.\n");
    assert_eq!(case.output("index.md"), "# Home\n\nSee [the rules](part/rules.md#fees) and ![a](img/a.svg).\n");
    let case = Case::new(
        "-- content/index.md --\n# Home\n\n{{ vars.x }} `{{ vars.x }}` [b](b.md \"b.md\")\n\n    {{ vars.x }}\n-- content/b.md --\n# B\n",
    );
    case.write("book.toml", "[book]\ntitle = \"T\"\n[vars]\nx = \"V\"\n[site]\nbase-url = \"https://example.org/\"\n");
    let same = "# Home\n\nV `{{ vars.x }}` [b](b.md \"b.md\")\n\n    {{ vars.x }}\n";
    assert_eq!(case.output("index.md"), same, "code says in it what it says on the page");
    assert!(case.output("index.html").contains("V <code>{{ vars.x }}</code>"));
    assert!(!guide("llms = false").all_output().keys().any(|name| name.ends_with(".md") || name == "llms.txt"));
}

#[test]
fn a_domain_and_files_of_the_guide_take_their_places() {
    let case = guide("cname = \"guide.example.org\"");
    assert_eq!(case.output("CNAME"), "guide.example.org\n");
    case.write("content/robots.txt", "mine");
    case.expect(&[]);
    assert_eq!(case.output("robots.txt"), "mine");
    guide("cname = \"https://example.org\"").expect(&[
        "error[config] book.toml:6:9: `https://example.org` is no domain (write it without `https://` and without a path: `guide.example.org`)",
    ]);
}

#[test]
fn old_addresses_lead_on() {
    let case = guide(
        "[redirects]\n\"old/page.html\" = \"02-part/01-rules.md#fees\"\n\"old/page.html#a\" = \"index.md\"\n\
         \"old/\" = \"https://example.com/?a&b\"\n\"part/rules.html#costs\" = \"02-part/01-rules.md#fees\"",
    );
    case.write(
        "content/02-part/new.md",
        "+++\ntitle = \"New\"\naliases = [\"newest\", \"/was/here.html\"]\n+++\nText.",
    );
    case.expect(&[]);
    let old = case.output("old/page.html");
    assert!(
        old.contains("<noscript><meta http-equiv=\"refresh\" content=\"0; url=../part/rules.html#fees\"></noscript>")
    );
    assert!(old.contains("<link rel=\"canonical\" href=\"https://example.org/x/part/rules.html\">"));
    let data =
        |html: &str| html.split("data-moved=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
    assert_eq!(
        data(&old).expect("data").replace("&quot;", "\""),
        "{\"anchors\":[[\"a\",\"../index.html\"]],\"to\":\"../part/rules.html#fees\"}"
    );
    assert!(case.output("old/index.html").contains("url=https://example.com/?a&amp;b\""));
    assert!(case.output("was/here.html").contains("url=../part/new.html\""));
    assert_eq!(
        data(&case.output("part/rules.html")).expect("data").replace("&quot;", "\""),
        "{\"anchors\":[[\"costs\",\"#fees\"]],\"to\":null}"
    );
    assert_eq!(data(&case.output("part/new.html")), None);
    assert!(!case.output("sitemap.xml").contains("old/"));
}

#[test]
fn an_old_address_that_cannot_lead_on_is_an_error() {
    let case = guide(
        "[redirects]\n\"part/rules.html\" = \"index.md\"\n\"part/rules.html#fees\" = \"index.md\"\n\"a.html\" = \"none.md\"\n\
         \"pictures\" = \"index.md\"\n\"../b.html\" = \"index.md\"\n\"c.html\" = \"02-part/01-rules.md#fee\"\n\"d.html\" = 3",
    );
    case.write("content/02-part/new.md", "+++\ntitle = \"New\"\naliases = [\"/index.html\"]\n+++\nText.");
    let found = case.found();
    let page =
        "write it as it stood behind the address of the site: `guide/old.html`, `guide/old/` or `guide/old.html#part`";
    for expected in [
        "error[redirect] book.toml:7:1: `part/rules.html` is a page of the guide and cannot lead elsewhere (take the old address out, or rename the page)",
        "error[redirect] book.toml:8:1: `part/rules.html` has a place `fees`, which cannot lead elsewhere (take the old address out, or give that place another id)",
        &format!("error[redirect] book.toml:10:1: `pictures` is no address of a page ({page})"),
        &format!("error[redirect] book.toml:11:1: `../b.html` is no address of a page ({page})"),
        "error[broken-anchor] book.toml:12:12: no heading `fee` in `02-part/01-rules.md` (did you mean `#fees`?)",
        "error[config] book.toml:13:12: a redirect leads to a text, not to a whole number (for example `\"guide/old.html\" = \"guide/new.md\"`)",
        "error[redirect] content/02-part/new.md:3:12: `index.html` is a page of the guide and cannot lead elsewhere (take the old address out, or rename the page)",
    ] {
        assert!(found.iter().any(|line| line == expected), "{expected}\n{found:#?}");
    }
    assert!(found.iter().any(|line| line.starts_with("error[broken-link] book.toml:9:12")), "{found:#?}");
}

/// The size and the first and last color of the palette of a PNG file.
fn picture(bytes: &[u8]) -> (u32, u32, [u8; 3], [u8; 3]) {
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.ends_with(b"IEND\xae\x42\x60\x82"), "a whole PNG");
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    let palette = bytes.windows(4).position(|name| name == b"PLTE").expect("a palette") + 4;
    let color = |at: usize| bytes[palette + 3 * at..palette + 3 * at + 3].try_into().expect("a color");
    (number(16), number(20), color(0), color(15))
}

/// The address and the description of the picture that a page names.
fn card_of(case: &Case, page: &str) -> Option<(String, String)> {
    let html = case.output(page);
    let value = |name: &str| Some(html.split(&format!("{name}\" content=\"")).nth(1)?.split('"').next()?.to_owned());
    let address = value("og:image")?;
    assert_eq!(value("og:image:width")? + &value("og:image:height")?, "1200630");
    assert_eq!(value("twitter:card")?, "summary_large_image");
    Some((address, value("og:image:alt")?))
}

fn cards(case: &Case) -> Vec<(String, Vec<u8>)> {
    case.all_output().into_iter().filter(|(name, _)| name.starts_with("assets/card-")).collect()
}

#[test]
fn each_page_has_a_picture_for_link_previews() {
    let case = guide("");
    let (address, alt) = card_of(&case, "part/rules.html").expect("a card");
    assert!(address.starts_with("https://example.org/x/assets/card-") && address.ends_with(".png"), "{address}");
    assert_eq!(alt, "Rules &lt;now&gt; – A &amp; B");
    let (home, alt) = card_of(&case, "index.html").expect("a card");
    assert_eq!(alt, "A &amp; B", "the home page has that of the guide");
    assert_eq!(card_of(&case, "contents.html").expect("a card").0, home);
    let files = cards(&case);
    assert_eq!(files.len(), 3, "home, part and rules");
    for (name, bytes) in &files {
        assert_eq!(picture(bytes), (1200, 630, [0x0a, 0x6b, 0x61], [255, 255, 255]), "{name}");
        assert!(bytes.len() < 15 * 1024, "{name} has {} bytes", bytes.len());
    }
    assert!(files.iter().any(|(name, _)| address.ends_with(name)), "it is there");
    assert_eq!(files, cards(&case), "the same bytes each time");
    // Sites keep a picture for its address.
    case.write("content/02-part/01-rules.md", "# Other rules\n");
    assert_ne!(card_of(&case, "part/rules.html").expect("a card").0, address);

    let plain = Case::new("-- content/index.md --\n# Home\n");
    assert_eq!(card_of(&plain, "index.html"), None, "it needs an address");
    assert!(cards(&guide("cards = false")).is_empty());
    let run = guide("").run(&["bundle", "--format", "zip", "--out", "copy.zip"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn a_title_of_any_length_and_script_has_a_picture_that_says_no_nonsense() {
    let case = guide("");
    let write = |name: &str, title: &str| {
        case.write(&format!("content/{name}.md"), format!("+++\ntitle = '{title}'\n+++\nText."))
    };
    let long = "Long words and short ones, one after the other, ".repeat(30);
    for (name, title) in [
        ("a", long.as_str()),
        ("b", &"Donaudampfschiff".repeat(40)),
        ("c", "Ĺatin letters: ẽ ổ ß – “quoted” …"),
        ("d", "X"),
    ] {
        write(name, title);
        assert!(card_of(&case, &format!("{name}.html")).expect("a card").1.len() > "X – A &amp; B".len() - 1, "{name}");
    }
    // What the font cannot write one letter after the other.
    for (name, title) in [("e", "القواعد"), ("f", "規則"), ("g", "Rules 🎉"), ("h", "x\u{307}\u{323}y\u{307}")]
    {
        write(name, title);
        assert_eq!(card_of(&case, &format!("{name}.html")).expect("a card").1, "A &amp; B", "{title}");
    }
    // Letters that are written in two ways are the same, and what nobody sees is left out.
    write("i", "Cafe\u{301} am\u{ad}bulance");
    write("j", "Café ambulance");
    assert_eq!(card_of(&case, "i.html").expect("a card").0, card_of(&case, "j.html").expect("a card").0);
    for (name, bytes) in cards(&case) {
        assert_eq!(picture(&bytes).0, 1200, "{name}");
    }
    case.write("book.toml", BOOK.replace("A & B", "القواعد"));
    assert_eq!(card_of(&case, "e.html"), None, "there is nothing to fall back on");
    assert_eq!(card_of(&case, "d.html").expect("a card").1, "X");
}

#[test]
fn guides_of_many_pages_draw_when_they_are_told() {
    let case = guide("");
    for number in 0..300 {
        case.write(&format!("content/p{number}.md"), format!("# Page {number}\n"));
    }
    assert!(cards(&case).is_empty());
    case.write("book.toml", format!("{BOOK}cards = true\n[vars]\nfee = 80\n"));
    assert_eq!(cards(&case).len(), 303);
}

#[test]
fn a_theme_chooses_the_colors_and_the_font_of_pictures() {
    let case = guide("[theme]\nname = \"mine\"");
    case.write("themes/mine/theme.toml", "[colors]\naccent = \"#FA0\"\non-accent = \"#102030\"\n");
    case.expect(&[]);
    let files = cards(&case);
    assert_eq!(picture(&files[0].1), (1200, 630, [0xff, 0xaa, 0x00], [0x10, 0x20, 0x30]));
    case.write(
        "themes/mine/theme.toml",
        "card-font = \"fonts/none.ttf\"\n[colors]\naccent = \"#ccc\"\npaper = \"white\"\n",
    );
    case.expect(&[
        "error[theme] themes/mine/theme.toml:1:13: the theme has no file `fonts/none.ttf`",
        "error[theme] themes/mine/theme.toml:3:1: text of the color `on-accent` cannot be read well on `accent`",
        "error[theme] themes/mine/theme.toml:4:9: `white` is no color (for example `#0a6b61`)",
    ]);
    case.write("themes/mine/theme.toml", "card-font = \"fonts/broken.ttf\"\n");
    case.write("themes/mine/fonts/broken.ttf", "no font");
    case.expect(&["error[theme] themes/mine/theme.toml:1:13: `fonts/broken.ttf` is no font that can be read (an OpenType or TrueType file: `.otf` or `.ttf`)"]);
}

#[test]
fn pictures_have_the_colors_of_the_style_sheet() {
    let read = |name: &str| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default").join(name);
        std::fs::read_to_string(path).expect("a file of the theme")
    };
    let (tokens, manifest) = (read("css/tokens.css"), read("theme.toml"));
    for name in ["accent", "on-accent", "paper"] {
        let of = |text: &str, start: &str| {
            text.split(start).nth(1).and_then(|rest| rest.split(['"', ';']).next()).map(str::to_owned)
        };
        assert_eq!(of(&manifest, &format!("\n{name} = \"")), of(&tokens, &format!("  --{name}: ")), "{name}");
    }
}

#[test]
fn an_old_address_that_differs_in_case_alone_is_refused_and_a_missing_page_has_no_address_of_its_own() {
    let case = Case::new(
        "-- content/index.md --\n+++\ndescription = \"x\"\naliases = [\"GUIDE.html\"]\n+++\n# Home\n\
         -- content/guide.md --\n+++\ndescription = \"x\"\n+++\n# Guide\n",
    );
    case.write("book.toml", "[book]\ntitle = \"x\"\n[site]\nbase-url = \"https://ex.org/\"\n");
    assert!(
        case.found().iter().any(|found| found.contains("`GUIDE.html` and the page `guide.html` are one file")),
        "{:#?}",
        case.found()
    );
    case.write("content/index.md", "+++\ndescription = \"x\"\n+++\n# Home\n");
    assert!(case.output("guide.html").contains("rel=\"canonical\""));
    assert!(!case.output("404.html").contains("rel=\"canonical\""));
}
