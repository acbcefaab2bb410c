//! Copies to hand on: an archive, and the whole guide in one file.

use std::collections::BTreeSet;
use std::io::Read as _;

use crate::harness::Case;

fn guide() -> Case {
    let case = Case::new(
        "
        -- content/index.md --
        # Home

        See [fees](part/rules.md#fees), [a file](notes.txt), ![a picture](img/a.svg) and [more](https://example.org/).
        -- content/notes.txt --
        Plain.
        -- content/part/rules.md --
        +++
        title = \"Rules & more\"
        reviewed = 2026-01-02
        +++

        ## Fees

        - [ ] Pay {#PAY-01}

        [Home](../index.md), [here](#fees)
        -- content/part/other.md --
        # Other

        ## Fees
        -- content/img/a.svg --
        <svg xmlns=\"http://www.w3.org/2000/svg\"></svg>
        ",
    );
    case.write("book.toml", "[book]\ntitle = \"Test\"\nid = \"my-guide\"\n[offline]\nreview-days = 30\n[site]\nbase-url = \"https://example.org/g/\"\ncname = \"g.example.org\"\n");
    case
}

fn bundle(case: &Case, format: &str) -> Vec<u8> {
    let run = case.run(&["bundle", "--format", format]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    std::fs::read(case.path(&format!("my-guide.{format}"))).expect("a file")
}

#[test]
fn an_archive_has_the_site_and_a_page_to_start_from() {
    let case = guide();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bundle(&case, "zip"))).expect("an archive");
    let names: BTreeSet<String> = zip.file_names().map(|name| name.expect("a name").into_owned()).collect();
    for name in
        ["START-HERE.html", "files/index.html", "files/part/rules.html", "files/search/core.js", "files/img/a.svg"]
    {
        assert!(names.contains(&format!("my-guide/{name}")), "{name} in {names:?}");
    }
    // What only servers and other programs read.
    for name in ["404.html", "CNAME", ".nojekyll", "robots.txt", "sitemap.xml", "feed.xml", "llms.txt", "index.md"] {
        assert!(!names.contains(&format!("my-guide/files/{name}")), "{name}");
    }
    let mut text = |name: &str| {
        let mut text = String::new();
        zip.by_name(&format!("my-guide/{name}")).expect("a file").read_to_string(&mut text).expect("text");
        text
    };
    let start = text("START-HERE.html");
    assert!(start.contains("url=files/index.html") && start.contains("href=\"files/index.html\""), "{start}");
    let page = text("files/part/rules.html");
    assert!(page.contains("data-edition=\"2026-01-02\" data-days=\"30\""), "{page}");
    assert!(page.contains("href=\"https://example.org/g/\""), "where a newer one is");
    assert!(!page.contains("feed.xml") && !page.contains("text/markdown"), "it links to nothing that it has not");
    assert!(!case.output("part/rules.html").contains("data-edition"), "the site itself is no copy");
}

#[test]
fn one_file_holds_all_pages_and_what_they_need() {
    let case = guide();
    let html = String::from_utf8(bundle(&case, "html")).expect("text");
    let rules = short_name(&html, "part-rules");
    for expected in [
        "<section class=single-page id=index>",
        &format!("<a href=#{rules}:fees>fees</a>"),
        "<a href=#index>Home</a>",
        "<a href=\"data:text/plain;charset=utf-8;base64,UGxhaW4uCg==\" download=",
        "data:image/svg+xml;base64,",
        &format!("id={rules}:task-pay-01"),
        "href=#everything",
    ] {
        assert!(html.contains(expected), "{expected}");
    }
    let names = |attribute: &str| -> Vec<String> {
        let ends = |c: char| c.is_whitespace() || c == '>';
        html.split(attribute).skip(1).map(|part| part.split(ends).next().unwrap_or_default().to_owned()).collect()
    };
    let mut ids = BTreeSet::new();
    for id in names(" id=") {
        assert!(!id.starts_with('"') && ids.insert(id.clone()), "two elements have the id `{id}`");
    }
    for id in names(" href=#") {
        assert!(id == "everything" || ids.contains(&id), "`#{id}` leads nowhere");
    }
    // Nothing is loaded from anywhere else.
    assert!(!html.contains("<link ") && !html.contains("<script src") && !html.contains("<script defer"));
    assert!(html.contains("content=\"default-src 'none'; script-src 'sha256-"));
    // What is of no use without script stands in the packed part.
    assert!(!html.contains("class=pager") && !html.contains("class=breadcrumbs") && !html.contains("data-task"));
}

/// Nothing that an editor wrote as HTML is asked for outside, or names what has another name in the file.
#[test]
fn html_of_editors_is_moved_whole() {
    let case = guide();
    let page = r##"# Raw

<video src="../img/a.svg" poster="../img/a.svg"></video>
<picture><source srcset="../img/a.svg 2x, https://example.org/b.png"><img alt="" srcset="../img/a.svg" src="../img/a.svg" usemap="#m"></picture>
<map name="m"><area href="#x" alt="x"></map>
<p style="background: url('../img/a.svg')" id="x" aria-details="y">x</p>
<input form="x" aria-label="f" aria-errormessage="x y" aria-activedescendant="y"><button popovertarget="x" aria-flowto="x">b</button>
<p id="y">y</p>
<svg viewBox="0 0 1 1"><linearGradient id="g"></linearGradient><rect id="r" fill="url(#g)" width="1" height="1"/><use href="#r"/><image href="../img/a.svg"/></svg>
"##;
    case.write("content/part/raw.md", page);
    let html = String::from_utf8(bundle(&case, "html")).expect("text");
    let short = short_name(&html, "part-raw");
    let section = html.split("<section class=single-page id=part-raw>").nth(1).expect("the page");
    let section = section.split("</section>").next().expect("its end").replace('"', "");
    assert!(!section.contains("img/a.svg"), "{section}");
    let data = "data:image/svg+xml;base64,";
    for expected in [
        format!("poster={data}"),
        format!("srcset={data}"),
        " 2x, https://example.org/b.png".to_owned(),
        format!("url('{data}"),
        format!("usemap=#{short}:m"),
        format!("<map name={short}:m>"),
        format!("aria-details={short}:y"),
        format!("form={short}:x"),
        format!("aria-errormessage={short}:x {short}:y"),
        format!("aria-activedescendant={short}:y"),
        format!("popovertarget={short}:x"),
        format!("aria-flowto={short}:x"),
        format!("fill=url(#{short}:g)"),
        format!("<use href=#{short}:r"),
    ] {
        assert!(section.contains(&expected), "{expected} in {section}");
    }
}

/// Links to such a page would lead to what has the name in the frame, or show all pages.
#[test]
fn pages_named_like_parts_of_the_frame_have_ids_of_their_own() {
    let case = guide();
    for name in ["main", "menu", "everything"] {
        case.write(&format!("content/{name}.md"), format!("# Page {name}\n"));
    }
    let html = String::from_utf8(bundle(&case, "html")).expect("text");
    for name in ["main", "menu", "everything"] {
        assert!(html.contains(&format!("<section class=single-page id={name}_2>")), "{name}");
        assert!(!html.contains(&format!("<section class=single-page id={name}>")), "{name}");
        assert!(html.contains(&format!("href=#{name}_2")), "{name}");
    }
}

/// What ids of the places of a page start with in a file.
fn short_name(html: &str, page: &str) -> String {
    let section = html.split(&format!("<section class=single-page id={page}>")).nth(1).expect("the page");
    let id = section.split(" id=").nth(1).expect("an id");
    id.split(':').next().unwrap_or_default().to_owned()
}

#[test]
fn addresses_of_places_stay_when_the_guide_changes() {
    let case = guide();
    let before = short_name(&String::from_utf8(bundle(&case, "html")).expect("text"), "part-rules");
    case.write("content/00-first.md", "# First\n\n## New\n");
    let after = short_name(&String::from_utf8(bundle(&case, "html")).expect("text"), "part-rules");
    assert_eq!(before, after);
}

#[test]
fn the_guide_of_this_repository_is_small_in_one_file() {
    let out = tempfile::tempdir().expect("a folder");
    let file = out.path().join("guide.html");
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_matchbook"))
        .args(["bundle", env!("CARGO_MANIFEST_DIR"), "--base-url", "https://example.org/guide/", "--out"])
        .arg(&file)
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");
    let bytes = std::fs::metadata(&file).expect("the file").len();
    assert!(bytes <= 600 << 10, "{bytes} bytes: {said}");
    // What it is made of is said, and adds up.
    let parts = said.split_once("(pages ").expect("the parts").1.split(')').next().expect("an end");
    let sizes = parts.split(", ").map(|part| {
        let size = part.trim_end_matches(" KiB").rsplit(' ').next().expect("a size");
        size.parse::<u64>().expect("a number")
    });
    let sum: u64 = sizes.sum();
    assert!(sum.abs_diff(bytes >> 10) <= 4, "{said}");
}

#[test]
fn the_same_guide_gives_the_same_bytes_anywhere() {
    for format in ["zip", "html"] {
        let first = bundle(&guide(), format);
        // Times are kept to two seconds in archives.
        std::thread::sleep(std::time::Duration::from_millis(2100));
        assert!(first == bundle(&guide(), format), "{format}");
    }
}

#[test]
fn with_an_error_nothing_is_written_and_the_last_copy_stays() {
    let case = guide();
    let before = bundle(&case, "zip");
    case.write("content/part/other.md", "# Other\n\n[broken](nowhere.md)\n");
    let run = case.run(&["bundle", "--format", "zip"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("nothing was written"), "{}", run.stderr);
    assert!(bundle_bytes(&case) == before);
    // One that cannot be written is said with its path.
    let run = guide().run(&["bundle", "--out", "content/index.md/x.html"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("content/index.md"), "{}", run.stderr);
}

#[test]
fn a_copy_never_replaces_what_the_guide_is_made_from() {
    let case = guide();
    case.write("folder/file.txt", "mine");
    let files = ["content/index.md", "book.toml"];
    let before = files.map(|file| std::fs::read(case.path(file)).expect("a file"));
    for out in ["content/index.md", "content/new.html", "content/new/copy.html", "book.toml", "folder"] {
        let run = case.run(&["bundle", "--out", out]);
        assert_eq!(run.code, 2, "{out}: {}", run.stderr);
        assert!(run.stderr.contains(out) && run.stderr.contains("--out"), "{}", run.stderr);
    }
    assert_eq!(files.map(|file| std::fs::read(case.path(file)).expect("a file")), before);
    assert!(!case.path("content/new.html").exists() && !case.path("content/new").exists());
}

/// A rename would put a file in the place of a device, which all programs of the machine miss.
#[cfg(unix)]
#[test]
fn a_copy_never_replaces_what_is_no_file() {
    use std::os::unix::net::UnixListener;
    let case = guide();
    let socket = case.path("socket");
    let _listener = UnixListener::bind(&socket).expect("a socket");
    let run = case.run(&["bundle", "--out", "socket"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(!socket.is_file());
}

fn bundle_bytes(case: &Case) -> Vec<u8> {
    std::fs::read(case.path("my-guide.zip")).expect("the last copy")
}

/// An address without `https://` would stand in every page, and search engines would follow it nowhere.
#[test]
fn an_address_that_is_none_is_refused() {
    for command in ["build", "bundle"] {
        let run = guide().run(&[command, "--base-url", "example.org/guide"]);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(run.stderr.contains("`example.org/guide`") && run.stderr.contains("https://"), "{}", run.stderr);
    }
}

/// `./test` brings a browser; without one it is said how to get one.
#[cfg(unix)]
#[test]
fn a_pdf_is_printed_by_a_browser_or_it_is_said_what_is_missing() {
    let case = guide();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_matchbook"))
        .args(["bundle", "--format", "pdf"])
        .current_dir(case.root())
        .env("PATH", "")
        .env_remove("CHROMIUM")
        .env_remove("CHROME")
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&run.stderr);
    if !said.contains("KiB in") {
        assert_eq!(run.status.code(), Some(2), "{said}");
        assert!(said.contains("a PDF is printed by Chromium or Chrome, and there is none"), "{said}");
    }
    if std::env::var_os("CHROMIUM").is_none() {
        return;
    }
    let pdf = bundle(&case, "pdf");
    assert!(pdf.starts_with(b"%PDF-"));
    let has = |text: &str| pdf.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(has("/Outlines"), "it has an outline");
    assert!(has("/StructTreeRoot"), "it is tagged for screen readers");
    // A browser that is led astray prints a list of files.
    let folder = case.path("50% #1");
    std::fs::create_dir(&folder).expect("a folder");
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_matchbook"))
        .args(["bundle", "--format", "pdf"])
        .current_dir(case.root())
        .env("TMPDIR", &folder)
        .output()
        .expect("the program runs");
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    let pdf = std::fs::read(case.path("my-guide.pdf")).expect("a file");
    assert!(pdf.windows(6).any(|window| window == b"(Home)"), "it is the guide");
}

/// What stands beside a copy is somebody's, and a link may lead to where copies are kept.
#[cfg(unix)]
#[test]
fn a_copy_touches_nothing_beside_it_and_goes_where_a_link_leads() {
    use std::os::unix::fs::PermissionsExt;
    let case = guide();
    case.write("a.html.new", "mine");
    case.write("kept/real.html", "old");
    std::os::unix::fs::symlink("kept/real.html", case.path("a.html")).expect("a link");
    assert_eq!(case.run(&["bundle", "--out", "a.html"]).code, 0);
    assert_eq!(case.read("a.html.new"), "mine");
    assert!(case.path("a.html").is_symlink());
    assert!(case.read("kept/real.html").contains("<!"), "the copy is where the link leads");
    assert_eq!(case.run(&["bundle", "--out", "new.html"]).code, 0);
    let mode = |name: &str| case.path(name).metadata().expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode("new.html"), mode("a.html.new"), "others may read it as they may read any new file");
    let left = case.files(".").into_keys().filter(|name| name.starts_with(".matchbook-")).count();
    assert_eq!(left, 0);
}
