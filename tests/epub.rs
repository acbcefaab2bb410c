//! The guide as a book: what is in it, and that readers take it. `epubcheck` reads it as strictly as shops do.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Command;

use crate::harness::Case;

/// Where Debian has the program: its command runs only where the system starts Java archives by itself.
const JAR: &str = "/usr/share/java/epubcheck.jar";

/// A book as the files in it, by their names in the archive.
struct Book(BTreeMap<String, Vec<u8>>);

impl Book {
    fn read(bytes: &[u8]) -> Self {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
        let mut files = BTreeMap::new();
        for number in 0..zip.len() {
            let mut file = zip.by_index(number).expect("a file");
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).expect("bytes");
            files.insert(file.name().expect("a name").into_owned(), bytes);
        }
        Self(files)
    }

    #[track_caller]
    fn text(&self, name: &str) -> String {
        let Some(bytes) = self.0.get(&format!("EPUB/{name}")) else {
            panic!("no `{name}`, only {:?}", self.0.keys().collect::<Vec<_>>())
        };
        String::from_utf8(bytes.clone()).expect("text")
    }
}

#[track_caller]
fn bundle(case: &Case) -> Vec<u8> {
    let run = case.run(&["bundle", "--format", "epub", "--out", "book.epub"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    std::fs::read(case.path("book.epub")).expect("a file")
}

/// Fails when the program finds an error or something to warn of. `./test` installs it.
#[track_caller]
fn check(book: &Path) {
    let mut command = if Path::new(JAR).exists() {
        let mut java = Command::new("java");
        java.args(["-jar", JAR]);
        java
    } else {
        Command::new("epubcheck")
    };
    let Ok(output) = command.arg("--failonwarnings").arg(book).output() else {
        assert!(std::env::var_os("CI").is_none(), "epubcheck is missing");
        // The harness keeps what is printed in a test that passes to itself, but not this.
        writeln!(std::io::stderr(), "skipped: there is no epubcheck").expect("somewhere to write");
        return;
    };
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("No errors or warnings detected"), "{said}");
}

fn guide() -> Case {
    let case = Case::new(
        "
        -- content/index.md --
        +++
        title = \"Home\"
        kind = \"home\"
        [[actions]]
        label = \"Begin\"
        href = \"part/rules.md\"
        +++

        See [fees](part/rules.md#fees), [a file](notes.txt) and [more](https://example.org/).

        ![A picture](img/a.svg)
        -- content/notes.txt --
        Plain.
        -- content/part/rules.md --
        +++
        title = \"Rules & more\"
        reviewed = 2026-01-02
        +++

        ## Fees

        :::checklist{#money title=\"Money\"}
        - [ ] Pay {#PAY-01}
        :::

        [Home](../index.md), [here](#fees), [all](../part/)

        :::details{title=\"More\"}
        Inside
        :::
        -- content/part/index.md --
        # Part
        -- content/faq.md --
        +++
        kind = \"faq\"
        title = \"Questions\"
        +++

        ## Is it so?

        Yes, it is.
        -- content/hello.md --
        +++
        kind = \"email\"
        title = \"Hello\"
        subject = \"For [name]\"
        [[fields]]
        id = \"name\"
        label = \"Your name\"
        +++

        Dear [name],

        ## Advice

        Be short.
        -- content/planner.md --
        # Planner

        :::planner
        How to use it.
        :::
        -- content/img/a.svg --
        <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"></svg>
        -- content/img/unused.svg --
        <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"></svg>
        ",
    );
    configure(&case, "base-url = \"https://example.org/g/\"");
    case
}

fn configure(case: &Case, site: &str) {
    case.write(
        "book.toml",
        format!(
            "[book]\ntitle = \"Test & try\"\nid = \"my-guide\"\nauthors = [\"A. Author\", \"B. Author\"]\n\
             [offline]\nreview-days = 30\n[site]\nfooter = \"Not advice.\"\n{site}\n"
        ),
    );
}

#[test]
fn a_book_has_its_pages_in_order_and_says_what_it_is() {
    let case = guide();
    let bytes = bundle(&case);
    // The type is the first entry and stands there as it is.
    assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
    let book = Book::read(&bytes);
    let package = book.text("package.opf");
    for expected in [
        "<dc:title>Test &amp; try</dc:title>",
        "<dc:creator>A. Author</dc:creator>\n<dc:creator>B. Author</dc:creator>",
        "<dc:language>en</dc:language>",
        "<meta property=\"dcterms:modified\">2026-01-02T00:00:00Z</meta>",
        "<meta property=\"schema:accessMode\">visual</meta>",
        "<meta property=\"schema:accessModeSufficient\">textual</meta>",
        "<meta property=\"schema:accessibilityFeature\">alternativeText</meta>",
        "<meta property=\"schema:accessibilitySummary\">All of the guide is text.",
        "href=\"images/img/a.svg\" media-type=\"image/svg+xml\"",
        "page-progression-direction=\"ltr\"",
    ] {
        assert!(package.contains(expected), "{expected} in {package}");
    }
    assert!(!package.contains("unused"), "{package}");
    let hrefs: Vec<&str> = package
        .split("<item id=\"d")
        .skip(1)
        .filter_map(|item| item.split("href=\"").nth(1)?.split('"').next())
        .collect();
    assert_eq!(
        hrefs,
        [
            "title.xhtml",
            "contents.xhtml",
            "pages/index.xhtml",
            "pages/faq.xhtml",
            "pages/hello.xhtml",
            "pages/part/index.xhtml",
            "pages/part/rules.xhtml",
            "pages/planner.xhtml"
        ]
    );
    let contents = book.text("contents.xhtml");
    assert!(
        contents.contains(
            "<li><a href=\"pages/part/index.xhtml\">Part</a>\n<ol><li><a href=\"pages/part/rules.xhtml\">Rules &amp; more</a></li></ol></li>"
        ),
        "{contents}"
    );
    for place in ["titlepage\" href=\"title.xhtml", "toc\" href=\"#toc", "bodymatter\" href=\"pages/index.xhtml"] {
        assert!(contents.contains(&format!("<a epub:type=\"{place}\"")), "{place} in {contents}");
    }
    assert_eq!(book.text("contents.ncx").matches("<navPoint").count(), 6);
    let title = book.text("title.xhtml");
    for expected in ["Copy of January 2, 2026", "after 30 days", "https://example.org/g/", "Not advice.", "B. Author"] {
        assert!(title.contains(expected), "{expected} in {title}");
    }
    check(&case.path("book.epub"));
}

/// The name by which readers' programs know a book stays, so that a newer copy takes the place of an older one.
#[test]
fn a_book_keeps_its_identifier_when_the_guide_changes() {
    let case = guide();
    let identifier = |case: &Case| {
        let package = Book::read(&bundle(case)).text("package.opf");
        package
            .split("<dc:identifier id=\"id\">")
            .nth(1)
            .and_then(|rest| rest.split('<').next())
            .expect("one")
            .to_owned()
    };
    let first = identifier(&case);
    assert!(first.starts_with("urn:uuid:") && first.len() == 45, "{first}");
    case.write("content/faq.md", "# Another\n");
    configure(&case, "");
    assert_eq!(identifier(&case), first);
    case.write("book.toml", "[book]\ntitle = \"Test & try\"\nid = \"other\"\n");
    assert_ne!(identifier(&case), first);
}

#[test]
fn what_is_filled_in_on_the_site_is_printed_in_a_book() {
    let case = guide();
    let book = Book::read(&bundle(&case));
    let rules = book.text("pages/part/rules.xhtml");
    assert!(rules.contains("<span class=\"box\" aria-hidden=\"true\">☐</span>"), "{rules}");
    assert!(rules.contains("<div class=\"more\">") && rules.contains("<p class=\"summary\">More</p>"), "{rules}");
    assert!(!rules.contains("checklist-tools") && !rules.contains("switched off"), "{rules}");
    let faq = book.text("pages/faq.xhtml");
    assert!(faq.contains("<div class=\"question\"") && faq.contains("Yes, it is."), "{faq}");
    let email = book.text("pages/hello.xhtml");
    assert!(email.contains("<p class=\"letter-subject\">") && email.contains("[Your name]</mark>"), "{email}");
    assert!(email.contains("Be short.") && !email.contains("composer"), "{email}");
    let planner = book.text("pages/planner.xhtml");
    assert!(planner.contains("<a href=\"https://example.org/g/planner.html\">"), "{planner}");
    assert!(!planner.contains("How to use it"), "{planner}");
    for (name, bytes) in &book.0 {
        let text = String::from_utf8_lossy(bytes);
        for never in ["<script", "<input", "<button", "<details", "data-", " style="] {
            assert!(!name.ends_with(".xhtml") || !text.contains(never), "{never} in {name}: {text}");
        }
    }
}

#[test]
fn links_lead_into_the_book_then_to_the_site_or_become_text() {
    let case = guide();
    let book = Book::read(&bundle(&case));
    let home = book.text("pages/index.xhtml");
    for expected in [
        "<a href=\"part/rules.xhtml#fees\">fees</a>",
        "<a href=\"https://example.org/g/notes.txt\">a file</a>",
        "<a class=\"external\" href=\"https://example.org/\">more</a>",
        "<a href=\"part/rules.xhtml\">Begin</a>",
        "alt=\"A picture\" src=\"../images/img/a.svg\"/>",
    ] {
        assert!(home.contains(expected), "{expected} in {home}");
    }
    let rules = book.text("pages/part/rules.xhtml");
    assert!(rules.contains("href=\"../index.xhtml\"") && rules.contains("<a href=\"#fees\">"), "{rules}");
    assert!(rules.contains(">Fees</h2>"), "{rules}");
    configure(&case, "");
    let home = Book::read(&bundle(&case)).text("pages/index.xhtml");
    assert!(home.contains("<span>a file</span>"), "{home}");
    check(&case.path("book.epub"));
}

#[test]
fn the_same_guide_gives_the_same_book_anywhere() {
    let first = bundle(&guide());
    // Times are kept to two seconds in archives.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert!(first == bundle(&guide()));
}

/// Everything that raw HTML, names and addresses can do to a book.
#[test]
fn whatever_a_guide_holds_becomes_a_book_that_readers_take() {
    let case = Case::new(
        "
        -- content/index.md --
        # Tags & signs \\<x> \u{1}

        A line\u{b}with signs\u{c} that XML has not. [Nächster](Ü%20x/1%20ä.md#über-1), [host](https://exämple.org/),
        [odd](<https://example.org/a b/[c]%zz?d={e}|f#g#h>), [sms](sms:1), [tel](tel:+1), [mail](mailto:a@example.org?subject=b%20c).

        ![webp](a.webp) ![png](B.png) ![png too](b.png) ![](a.svg) ![drawn](drawn.svg) ![wrong name](b.jpg) <img alt=\"broken\" src=\"broken.png\">
        Note[^1] and again[^1].

        [^1]: A note.

        Term
        : What it means.

        | a | |
        | --- | ---: |
        | b | c |

        ```rust
        fn main() { let a = 1 < 2 && 3 > 2; }
        ```
        -- content/raw.md --
        # Raw

        <p align=center>never closed <b>over<i>lap</b>ped</i>
        <div style=\"color:red\" onclick=\"x()\" data-x=1><center><font color=red>old</font></center></div>
        <span><div>block in a line</div></span> <a href=\"raw.md\">out <a href=\"#h\">in</a></a>
        <ul>loose<li>item<ul><li>below</ul><p>stray</p></ul><ol start=x type=q reversed><li value=3>one</ol>
        <dl><dt>only a term</dl><dl><dd>only a definition</dd></dl><dl><div><dt>a<dd>b</div></dl><li>alone<dd>alone
        <table><tfoot><tr><td>foot<tbody><tr><td colspan=0 rowspan=2>x<th scope=odd>y<thead><tr><th><p>z</table><table></table>
        <details open><summary>Sum <b>mary</b></summary><p>Detail</details>
        <details><summary><h2 id=\"h\">In</h2></summary>Text</details>
        <form><fieldset><legend>L</legend><label>Name <input value=1></label><button>Go</button><select><option>o</select><textarea>t</textarea></fieldset></form>
        <video src=\"clip.mp4\" title=\"A clip\" controls></video><iframe src=\"clip.mp4\" title=\"A frame\"></iframe>
        <picture><source srcset=\"b.png\"><img src=\"b.png\" width=\"10%\"></picture><br/><hr>
        <p id=\"once\">a<p>b<p id=\"1\">c<p id=\"\">d<p lang=\"not a tag\" dir=\"up\" role=\"button\" aria-label=\"x\" aria-labelledby=\"gone\">e
        <bdo>bdo</bdo><ruby>a<rt>b</rt></ruby><rt>c</rt><ruby>d</ruby><time>no time</time><custom-tag>own</custom-tag><tt>tt</tt><strike>s</strike>
        <figure><figcaption>one</figcaption><p>x</p><figcaption>two</figcaption></figure><main>main</main><nav epub:type=\"toc\">n</nav>
        <svg viewBox=\"0 0 1 1\" onload=\"x()\" inkscape:label=\"y\"><script>x()</script><a xlink:href=\"https://example.org/\"><circle r=\"1\"/></a><use xlink:href=\"#c\"/><g id=\"c\"/><foreignObject><p>p</p></foreignObject><linearGradient id=\"l\"/></svg>
        <math><mi>x</mi><annotation encoding=\"a\">y</annotation></math><noscript><p>No script</noscript><template><p>T</template><!-- a -- b --->
        <pre>
          kept   blanks
        <p>p in pre</pre><script>alert(1 < 2)</script><style>p{color:red}</style><h2>In <div>div</div></h2><p hidden>hidden</p>&nbsp;&copy;&unknown;
        -- content/Ü x/1 ä.md --
        # Ä

        ## Über 1

        [home](../index.md) [it](#über-1)
        -- content/Ü x/01-Ä.md --
        # Another
        -- content/SUMMARY.md --
        # Summary

        - [Raw](raw.md)
        - [Section]()
          - [Ä](<Ü x/1 ä.md>)
        - [Another](<Ü x/01-Ä.md>)
        - [Home](index.md)
        - [Deep](deep.md)
        -- content/broken.png --
        none
        -- content/drawn.svg --
        <?xml version=\"1.0\"?><!-- Drawn -->
        <!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">
        <svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:draw=\"https://example.org/\" viewBox=\"0 0 1 1\" onload=\"x()\" draw:by=\"hand\">
        <script>x()</script><draw:layer/><metadata>m</metadata><style><![CDATA[g > rect { fill: green }]]></style>
        <image xlink:href=\"https://example.org/a.png\" width=\"1\" height=\"1\"/><g id=\"part\"><rect width=\"1\" height=\"1\"/></g><use href=\"#part\"/>
        <flowRoot>f</flowRoot><circle/><path/><use href=\"#gone\"/><text><tspan>In</tspan></text>
        <a href=\"other.html\"><text>Words</text></a></svg>
        -- content/a.svg --
        <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"></svg>
        -- content/clip.mp4 --
        none
        ",
    );
    let png: &[u8] = &[
        137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 31, 21,
        196, 137, 0, 0, 0, 13, 73, 68, 65, 84, 120, 218, 99, 100, 248, 207, 80, 15, 0, 3, 6, 1, 128, 90, 52, 125, 107,
        0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
    ];
    case.write("content/b.png", png);
    case.write("content/B.png", png);
    case.write("content/b.jpg", png);
    case.write("content/deep.md", format!("# Deep\n\n{}down{}\n", "<div>".repeat(3000), "</div>".repeat(3000)));
    case.write("content/a.webp", b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0/\0\0\0\0\x07\x10\xfd\x8f\xfe\x07\"\xa2\xff\x01\0");
    case.write(
        "book.toml",
        "[book]\ntitle = \"عنوان & <b>\"\nlanguage = \"ar\"\nauthors = [\"A & B\"]\n[site]\nbase-url = \"https://example.org/g/\"\n",
    );
    let run = case.run(&["bundle", "--format", "epub", "--out", "book.epub"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    check(&case.path("book.epub"));
    let book = Book::read(&std::fs::read(case.path("book.epub")).expect("a file"));
    let package = book.text("package.opf");
    assert!(
        package.contains("page-progression-direction=\"rtl\"") && package.contains("fallback=\"no-image\""),
        "{package}"
    );
    let raw = book.text("pages/raw.xhtml");
    for kept in
        ["over<i>lap</i>", ">old<", ">block in a line<", "Detail", "No script", "kept   blanks", ">A clip</a>", "own"]
    {
        assert!(raw.contains(kept), "{kept} in {raw}");
    }
    for gone in ["alert", "color", "onclick", "onload", "hidden", "<p>T", "epub:type=\"toc\""] {
        assert!(!raw.contains(gone), "{gone} in {raw}");
    }
    assert!(package.contains("properties=\"mathml svg\""), "{package}");
    assert!(book.text("pages/deep.xhtml").contains("down"));
    let drawn = book.text("images/drawn.svg");
    for kept in ["g &gt; rect { fill: green }", "<use xlink:href=\"#part\">", "<g><text>Words</text></g>"] {
        assert!(drawn.contains(kept), "{kept} in {drawn}");
    }
    assert!(!drawn.contains("<script") && !drawn.contains("example.org") && !drawn.contains("DOCTYPE"), "{drawn}");
    // A file is what is in it, and one that is nothing becomes its words.
    let home = book.text("pages/index.xhtml");
    assert!(home.contains("alt=\"wrong name\" src=\"../images/b_2.png\""), "{home}");
    assert!(home.contains(">broken</a>"), "{home}");
    // No two names differ by capitals alone, and none has other signs than those that every system takes.
    let names: BTreeSet<String> = book.0.keys().map(|name| name.to_lowercase()).collect();
    assert_eq!(names.len(), book.0.len());
    assert!(book.0.keys().all(|name| name.is_ascii() && !name.contains(' ')), "{names:?}");
}

#[test]
fn the_guide_of_this_repository_becomes_a_book() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("guide.epub");
    let run = Command::new(env!("CARGO_BIN_EXE_matchbook"))
        .args(["bundle", env!("CARGO_MANIFEST_DIR"), "--format", "epub", "--out"])
        .arg(&out)
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success() && said.contains("pages ") && said.contains("styles "), "{said}");
    check(&out);
}
