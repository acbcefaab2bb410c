//! What `benches/compare` measures with: the corpora say the same in every tool, Matchbook has nothing to say about them, and
//! the tables tell what was measured.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use crate::harness::Case;

/// More than one folder, so that there are links between them.
const PAGES: usize = 60;

/// The corpora, below the folder of the case.
fn corpora() -> Case {
    let case = Case::new("");
    python(&case, "corpus.py", &["corpora", &PAGES.to_string()]);
    case
}

/// Runs a script of the comparison, and returns what it printed.
fn python(case: &Case, script: &str, arguments: &[&str]) -> String {
    let compare = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/compare");
    let output = Command::new("python3")
        .arg("-B")
        .arg(compare.join(script))
        .args(arguments)
        .current_dir(case.root())
        .output()
        .expect("python3 runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// The pages of a layout under their paths without the name of an index, as they are in each tool.
fn pages(case: &Case, layout: &str) -> BTreeMap<String, String> {
    let files = case.files(&format!("corpora/{layout}"));
    files
        .into_iter()
        .filter(|(name, _)| !name.ends_with("SUMMARY.md"))
        .map(|(name, bytes)| {
            let (_content, name) = name.split_once('/').expect("a folder");
            let place = name.strip_suffix(".md").expect("Markdown");
            let place = place.strip_suffix("_index").or(place.strip_suffix("index")).unwrap_or(place);
            (place.to_owned(), String::from_utf8(bytes).expect("text"))
        })
        .collect()
}

/// The places that a page links to.
fn links(place: &str, text: &str) -> Vec<String> {
    let folder = place.rsplit_once('/').map_or("", |(folder, _)| folder);
    text.split("](")
        .skip(1)
        .map(|rest| {
            let target = rest.split(')').next().unwrap_or_default();
            let (mut parts, target) = match target.strip_prefix("@/") {
                Some(target) => (Vec::new(), target),
                None => (folder.split('/').filter(|part| !part.is_empty()).collect(), target),
            };
            for part in target.split('/') {
                if part == ".." {
                    parts.pop().expect("a folder above");
                } else {
                    parts.push(part);
                }
            }
            let place = parts.join("/");
            let place = place.strip_suffix(".md").expect("Markdown");
            place.strip_suffix("_index").or(place.strip_suffix("index")).unwrap_or(place).to_owned()
        })
        .collect()
}

/// The words of a page, without the ways of writing that tools differ in.
fn words(text: &str) -> Vec<&str> {
    let body =
        ["+++\n", "---\n"].iter().find_map(|fence| text.strip_prefix(fence)?.split_once(fence)).map_or(text, |it| it.1);
    body.lines()
        .filter(|line| !line.starts_with("# ") && !line.starts_with("> [!") && !line.starts_with("!!! "))
        .filter(|line| !line.starts_with("```"))
        .flat_map(|line| line.trim_start_matches("> ").split_whitespace())
        .filter(|word| !word.contains("]("))
        .collect()
}

#[test]
fn every_tool_is_given_the_same_pages() {
    let case = corpora();
    let expected = pages(&case, "matchbook");
    assert_eq!(expected.len(), PAGES);
    let places: BTreeSet<&String> = expected.keys().collect();
    for layout in ["matchbook-without-languages", "hugo", "zola", "mdbook", "mkdocs"] {
        let pages = pages(&case, layout);
        assert_eq!(pages.keys().collect::<BTreeSet<_>>(), places, "{layout}");
        for (place, text) in &pages {
            let to = links(place, text);
            assert_eq!(to, links(place, &expected[place]), "{layout}: {place}");
            assert!(to.len() == 5 && to.iter().all(|target| places.contains(target)), "{layout}: {place}: {to:?}");
            assert_eq!(words(text), words(&expected[place]), "{layout}: {place}");
        }
    }
    let summary = case.read("corpora/mdbook/src/SUMMARY.md");
    for place in &places {
        assert!(
            summary.contains(&format!("({place}.md)")) || summary.contains(&format!("({place}index.md)")),
            "{place}"
        );
    }
}

#[test]
fn matchbook_has_nothing_to_say_about_its_corpora() {
    let case = corpora();
    for (layout, settings) in
        [("matchbook", "full"), ("matchbook", "no-search"), ("matchbook-without-languages", "lean")]
    {
        let folder = format!("corpora/{layout}");
        let settings =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("benches/compare/setups/matchbook/{settings}.toml"));
        std::fs::copy(settings, case.path(&format!("{folder}/book.toml"))).expect("a copy");
        for command in ["check", "build"] {
            let run = case.run(&[command, "--quiet", &folder]);
            assert_eq!((run.code, run.stdout + &run.stderr), (0, String::new()), "{command}, {layout}");
        }
    }
}

#[test]
fn the_same_corpus_has_the_same_bytes() {
    let case = corpora();
    let first = case.files("corpora");
    assert_eq!(first.len(), 6 * PAGES + 2);
    assert_eq!(corpora().files("corpora"), first);
    // What is added to a corpus later is what it would have had.
    python(&case, "corpus.py", &["one", &PAGES.to_string(), "zola"]);
    python(&case, "corpus.py", &["one", &PAGES.to_string(), "hugo", "mdbook", "mkdocs", "matchbook"]);
    python(&case, "corpus.py", &["one", &PAGES.to_string(), "matchbook-without-languages"]);
    let mut later = case.files("one");
    assert_eq!(later.remove("manifest.json").map(|manifest| manifest.len()), Some(first["manifest.json"].len()));
    assert!(later.iter().all(|(name, bytes)| first[name] == *bytes));
    assert_eq!(later.len(), first.len() - 1);
}

#[test]
fn the_tables_tell_what_was_measured() {
    let case = Case::new(
        r#"
        -- results.json --
        {
          "machine": {"processor": "some", "processors": 2, "memory": 8589934592, "disk": "ext4", "system": "Debian", "kernel": "6"},
          "rounds": 3, "limit": 300, "versions": {"matchbook": "0.1.0", "hugo": "0.168.0"},
          "sizes": {"1000": {"left out": ["Zola"], "runs": {
            "matchbook": {"label": "Matchbook", "makes": "all", "samples": [
              {"seconds": 1.0, "peak": 104857600}, {"seconds": 3.0, "peak": 104857600}, {"seconds": 2.0, "peak": 104857600}]},
            "hugo": {"label": "Hugo", "makes": "all", "samples": [{"seconds": 10.0}, {"seconds": 60.0}, {"seconds": 100.0}]},
            "mdbook": {"label": "mdBook", "makes": "all", "samples": [{"seconds": 300.0, "stopped": true}, null, null]}
          }}, "10000": {"left out": [], "runs": {
            "matchbook": {"label": "Matchbook", "makes": "all", "samples": [{"seconds": 2.0, "peak": 104857600, "files": 100}]},
            "edited": {"label": "edited", "makes": "all", "samples": [{"seconds": 0.5, "written": 10}]},
            "stat": {"label": "stat", "makes": "all", "samples": [{"seconds": 0.02}]}
          }}}
        }
        "#,
    );
    let printed = python(&case, ".", &["--from", "results.json"]);
    for line in [
        // The median of the ratios in each round, not the ratio of the medians.
        "| cold, everything on, 1,000 pages | ≤ 0.05 × Hugo with colors and search | 0.050 × | yes |",
        "|  | ≤ 0.03 × mdBook | < 0.0033 × | yes |",
        "| cold, everything on, 10,000 pages | ≤ 0.04 × Hugo with colors and search |  | not measured |",
        "| one page edited, new process, 10,000 pages | ≤ 3 × asking for the times of all inputs + the pages that changed | 500 ms for 10 files, allowed 260 ms: 1.92 × | no |",
        "| Matchbook | 2.00 | 2.00 | 100 MiB | colors, search, sidebar, all links checked |",
        "| mdBook | > 300 |  |  | search, sidebar by script |",
        "Left out at 1,000 pages: Zola.",
    ] {
        assert!(printed.lines().any(|printed| printed == line), "{line}\n{printed}");
    }
}
