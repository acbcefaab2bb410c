//! A build looks first whether it would make what is there. Whatever could make another site is seen.

use std::process::Command;
use std::time::Duration;

use crate::build::GUIDE;
use crate::harness::Case;

/// Until a change counts as one of before the build.
fn wait() {
    std::thread::sleep(Duration::from_millis(150));
}

/// Whether a build only looked, and how many files it wrote.
fn build(case: &Case, more: &[&str]) -> (bool, usize) {
    wait();
    let run = case.run(&[&["build", "--timings"], more].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let stages: Vec<&str> = run.stdout.lines().map(|line| line.get(..18).unwrap_or_default().trim()).collect();
    assert_eq!(stages.first().copied(), Some("stage"), "{}", run.stdout);
    let has_read = stages.contains(&"read");
    assert!(has_read || stages == ["stage", "look for changes", "all"], "{}", run.stdout);
    let written = run.stderr.split(": ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
    (!has_read, written.unwrap_or_else(|| panic!("{}", run.stderr)))
}

#[test]
fn a_build_with_nothing_to_do_reads_nothing() {
    let case = Case::new(GUIDE);
    assert!(!build(&case, &[]).0);
    let site = case.files("site");
    assert_eq!(build(&case, &[]), (true, 0));
    assert_eq!(case.files("site"), site);
    let summary = format!("2 pages → ./site: 0 files written, {} unchanged in ", site.len() - 1);
    assert!(case.run(&["build"]).stderr.starts_with(&summary), "{summary}");
    case.run(&["clean"]);
    assert!(!case.path(".matchbook").exists());
    assert!(build(&case, &[]).1 > 10);
}

#[test]
fn whatever_makes_another_site_is_seen() {
    let case = Case::new(GUIDE);
    build(&case, &[]);
    let changes: [(&str, &dyn Fn()); 8] = [
        ("a page", &|| case.write("content/a.md", "+++\ntitle = \"A\"\ndescription = \"x\"\n+++\nOther.\n")),
        ("a new page", &|| case.write("content/b.md", "+++\ntitle = \"B\"\ndescription = \"x\"\n+++\nText.\n")),
        ("a page that went", &|| std::fs::remove_file(case.path("content/b.md")).expect("gone")),
        ("a setting", &|| case.write("book.toml", "[book]\ntitle = \"Other\"\n")),
        ("a theme", &|| {
            case.write("book.toml", "[book]\ntitle = \"Other\"\n[theme]\nname = \"mine\"\n");
            case.write("themes/mine/css/own.css", "p { margin: 0 }");
            case.write("themes/mine/theme.toml", "extra-css = [\"css/own.css\"]\n");
        }),
        ("a style of the theme", &|| case.write("themes/mine/css/own.css", "p { margin: 1px }")),
        ("a page that was edited on the site", &|| {
            let page = case.read("site/a.html");
            case.write("site/a.html", page.replace("Other", "Wrong"));
        }),
        ("a page that was removed from the site", &|| std::fs::remove_file(case.path("site/a.html")).expect("gone")),
    ];
    for (what, change) in changes {
        assert_eq!(build(&case, &[]), (true, 0), "before {what}");
        change();
        let (is_unchanged, _) = build(&case, &[]);
        assert!(!is_unchanged, "{what}");
        let built = case.files("site");
        // As if there had been nothing before.
        assert_eq!(case.run(&["build", "--out", "again"]).code, 0);
        assert_eq!(case.files("again"), built, "{what}");
        std::fs::remove_dir_all(case.path("again")).expect("removed");
        build(&case, &[]);
    }
}

#[test]
fn an_edit_that_hides_its_time_is_seen() {
    let case = Case::new(GUIDE);
    build(&case, &[]);
    assert!(build(&case, &[]).0);
    let path = case.path("content/index.md");
    let before = std::fs::metadata(&path).expect("there").modified().expect("a time");
    let text = case.read("content/index.md").replace("[a]", "[b]");
    case.write("content/index.md", &text);
    let file = std::fs::File::options().write(true).open(&path).expect("a file");
    file.set_modified(before).expect("set back");
    drop(file);
    assert_eq!(build(&case, &[]).1 > 0, cfg!(unix));
}

#[test]
fn what_was_found_is_said_again() {
    let case = Case::new(GUIDE);
    case.write("content/a.md", "+++\ntitle = \"A\"\n+++\nText.\n");
    for _ in 0..3 {
        wait();
        let run = case.run(&["build"]);
        assert!(run.stderr.contains("missing-description"), "{}", run.stderr);
    }
}

#[test]
fn other_options_make_another_site() {
    let case = Case::new(GUIDE);
    build(&case, &[]);
    assert!(build(&case, &[]).0);
    assert!(!build(&case, &["--base-url", "https://example.org"]).0);
    assert!(case.read("site/a.html").contains("https://example.org/a.html"));
    assert!(build(&case, &["--base-url", "https://example.org"]).0);
    assert!(!build(&case, &["--drafts", "--base-url", "https://example.org"]).0);
    assert!(!build(&case, &["--out", "elsewhere"]).0);
}

#[test]
fn a_commit_changes_the_days_of_pages() {
    let case = Case::new(GUIDE);
    let git = |arguments: &[&str], day: &str| {
        let output = Command::new("git")
            .args(["-c", "user.name=a", "-c", "user.email=a@example.org"])
            .args(arguments)
            .envs([("GIT_COMMITTER_DATE", day), ("GIT_AUTHOR_DATE", day)])
            .current_dir(case.root())
            .output()
            .expect("git");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "-q"], "");
    git(&["add", "content"], "");
    git(&["commit", "-qm", "a"], "2026-01-02T00:00:00Z");
    let site = ["--base-url", "https://example.org"];
    build(&case, &site);
    assert!(case.read("site/sitemap.xml").contains("2026-01-02"));
    assert!(build(&case, &site).0);
    git(&["commit", "-q", "--amend", "--reset-author", "-m", "b"], "2026-03-04T00:00:00Z");
    assert!(!build(&case, &site).0);
    assert!(case.read("site/sitemap.xml").contains("2026-03-04"));
    // Branches in one file are read too.
    git(&["pack-refs", "--all"], "");
    assert!(build(&case, &site).0);
    // A branch may be another name of a branch.
    git(&["symbolic-ref", "refs/heads/other", "refs/heads/main"], "");
    git(&["branch", "-M", "main"], "");
    git(&["symbolic-ref", "HEAD", "refs/heads/other"], "");
    build(&case, &site);
    git(&["commit", "-q", "--amend", "--reset-author", "-m", "c"], "2026-05-06T00:00:00Z");
    assert!(!build(&case, &site).0);
    assert!(case.read("site/sitemap.xml").contains("2026-05-06"));
}

#[test]
fn the_trace_is_one_that_browsers_draw() {
    let case = Case::new(GUIDE);
    build(&case, &[]);
    let trace: serde_json::Value = serde_json::from_str(&case.read(".matchbook/trace.json")).expect("JSON");
    let events = trace["traceEvents"].as_array().expect("events");
    assert!(!events.is_empty());
    for event in events {
        assert_eq!(event["ph"], "X");
        assert!(event["name"].is_string() && event["ts"].is_u64() && event["dur"].is_u64(), "{event}");
        assert!(event["pid"].is_u64() && event["tid"].is_u64(), "{event}");
    }
    let run = case.run(&["build", "--timings=times.json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(case.read("times.json").starts_with("{\""));
    let run = case.run(&["build", "--timings=no/such/folder.json"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("no/such/folder.json"), "{}", run.stderr);
}

#[test]
fn what_is_in_the_wrong_place_is_said_by_every_build() {
    let case = Case::new(GUIDE);
    assert!(!build(&case, &[]).0);
    assert!(build(&case, &[]).0);
    case.write("rules.toml", "");
    wait();
    for _ in 0..2 {
        let run = case.run(&["build"]);
        assert!(run.stderr.contains("rules.toml"), "{}", run.stderr);
    }
}
