//! Whole pages.

use crate::harness::Case;

#[test]
fn the_whole_guide_is_on_one_page_with_unique_anchors() {
    let case = Case::new(
        "
        -- content/index.md --
        # Home

        [to B](b.md#part) and [here](#part)

        ## Part
        -- content/b.md --
        # B

        ## Part

        Note[^1].

        [^1]: Text
        ",
    );
    case.expect(&[]);
    let html = case.output("print.html");
    for text in ["href=\"#b--part\"", "href=\"#index--part\"", "id=\"b--part\"", "id=\"index--part\"", "id=\"b--fn-1\""]
    {
        assert!(html.contains(text), "{text} in {html}");
    }
    let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "{ids:?}");
}

#[test]
fn titles_are_a_line_with_emphasis_and_code_and_nothing_else() {
    let title = |front: &str, text: &str| {
        let case = Case::new(&format!("-- content/index.md --\n+++\ndescription = \"d\"\n{front}\n+++\n{text}\n"));
        let html = case.output("index.html");
        let start = html.find("<h1").expect("a title");
        let inside = &html[start..start + html[start..].find("</h1>").expect("its end")];
        inside[inside.find('>').expect("a tag") + 1..].trim().to_owned()
    };
    assert_eq!(title("", "# `__init__` and `*args*`"), "__init__ and *args*");
    assert_eq!(title("", "# A *good* \\*year\\*"), "A good *year*");
    assert_eq!(title("title = \"2024. A *good* `year`\"", "x"), "2024. A <em>good</em> <code>year</code>");
    assert_eq!(title("title = \"# 1 > 2 <b>\"", "x"), "# 1 &gt; 2 &lt;b&gt;");
    assert_eq!(
        title("title = \"See [x](nowhere.md) ![p](https://evil.example/p.png) [j](javascript:alert%281%29)\"", "x"),
        "See x p j"
    );
}

#[test]
fn pages_ask_no_other_host_and_allow_only_their_own_scripts() {
    let case = Case::new("-- content/index.md --\n# Home\n\n[x](https://elsewhere.example/)\n");
    for (path, bytes) in case.all_output().into_iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = String::from_utf8_lossy(&bytes);
        if path.ends_with(".html") {
            let policy = text.split("Content-Security-Policy").nth(1).expect("a policy");
            assert!(policy.contains("default-src") && !policy.contains("unsafe"), "{path}");
            for attribute in [" src=\"", " style=\"", " onclick=\"", " srcset=\""] {
                for value in text.split(attribute).skip(1) {
                    assert!(
                        attribute == " src=\"" && !value.starts_with("http") && !value.starts_with("//"),
                        "{path}: {attribute}{value}"
                    );
                }
            }
        }
        for address in ["http://", "https://"] {
            for rest in text.split(address).skip(1) {
                let known = ["elsewhere.example", "www.w3.org/"].iter().any(|host| rest.starts_with(host));
                assert!(known, "{path} names {address}{}", &rest[..rest.len().min(40)]);
            }
        }
    }
}

#[test]
fn on_this_page_lists_two_levels() {
    let case = Case::new("-- content/index.md --\n# Home\n\n## One `code`\n\n### Inner\n\n#### Deep\n\n## Two\n");
    let html = case.output("index.html");
    let start = html.find("class=\"toc").unwrap_or_else(|| panic!("{html}"));
    let toc = &html[start..];
    for text in ["#one-code", "One code", "#inner", "#two"] {
        assert!(toc.contains(text), "{text} in {toc}");
    }
    let off = Case::new("-- content/index.md --\n+++\ntitle = \"Home\"\ntoc = false\n+++\n## One\n\n## Two\n");
    assert!(!off.output("index.html").contains("class=\"toc"));
}

#[test]
fn text_is_escaped_wherever_it_goes() {
    let case = Case::new("");
    case.write(
        "content/a.md",
        "+++\ntitle = \"A <script>alert(1)</script> & \\\"b\\\"\"\ndescription = \"<img src=x>\"\n+++\n\n## <b> `<i>` <!-- {#x}\n",
    );
    case.write("content/index.md", "# Home\n");
    // What is sent as plain text needs no escaping.
    let is_html = |path: &String| !path.ends_with(".md") && !path.ends_with(".txt");
    for (path, bytes) in case.all_output().into_iter().filter(|(path, _)| is_html(path)) {
        let text = String::from_utf8_lossy(&bytes);
        // The search index is text in a script: there, only what ends or reopens a script does harm.
        let harmful: &[&str] =
            if path.starts_with("search/") { &["</", "<!"] } else { &["<script>alert", "<img src=x>"] };
        assert!(!harmful.iter().any(|tag| text.contains(tag)), "{path}: {text}");
    }
}
