//! A new guide: complete, without findings, and never over something that is there.

use crate::harness::Case;

#[test]
fn a_new_guide_has_every_kind_of_content_and_no_findings() {
    let case = Case::new("");
    let run = case.run(&["new", "moving-to-porto"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("matchbook serve moving-to-porto --open"), "{}", run.stderr);
    let check = case.run(&["check", "moving-to-porto"]);
    assert_eq!(check.code, 0, "{}", check.stderr);
    assert!(check.stderr.contains("no findings"), "{}", check.stderr);
    assert_eq!(case.run(&["build", "moving-to-porto"]).code, 0);
    let site = case.files("moving-to-porto/site");
    let has = |page: &str, text: &str| {
        let html = String::from_utf8_lossy(&site[page]).into_owned();
        assert!(html.contains(text), "{page} has no {text}");
    };
    has("index.html", "<title>Moving to porto</title>");
    has("before/first-steps.html", "data-checklist");
    has("before/first-steps.html", "data-decision");
    has("emails/ask-for-a-visit.html", "data-composer");
    has("questions.html", "class=\"question\"");
    has("glossary.html", "id=\"sla\"");
    has("planner.html", "data-planner");
    has("check-email.html", "data-check-email");
}

#[test]
fn its_workflow_pins_official_actions_and_asks_for_little() {
    let case = Case::new("");
    assert_eq!(case.run(&["new", "guide", "--title", "A \"guide\" \\ more"]).code, 0);
    assert!(case.read("guide/book.toml").contains("title = \"A \\\"guide\\\" \\\\ more\""));
    assert_eq!(case.run(&["check", "guide"]).code, 0);
    let workflow = case.read("guide/.github/workflows/pages.yml");
    let uses: Vec<&str> =
        workflow.lines().filter_map(|line| line.split_once("uses: ").map(|(_, action)| action)).collect();
    assert_eq!(uses.len(), 4);
    for action in uses {
        let (name, pin) = action.split_once('@').expect("a pin");
        let pin = pin.split(' ').next().unwrap_or_default();
        assert!(
            name.starts_with("actions/") && pin.len() == 40 && pin.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{action}"
        );
    }
    assert!(workflow.contains("permissions:\n  contents: read\n"));
    assert_eq!(workflow.matches(": write").count(), 2, "pages and id-token, in the job that publishes");
    assert!(workflow.contains(&format!("--version {}", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn what_is_there_is_never_overwritten() {
    let case = Case::new("");
    case.write("guide/content/index.md", "mine");
    let run = case.run(&["new", "guide"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("`guide/content/index.md` is there already"), "{}", run.stderr);
    assert_eq!(case.files("guide").len(), 1);
}

#[test]
fn the_next_steps_can_be_copied_whatever_the_folder_is_called() {
    let case = Case::new("");
    let run = case.run(&["new", "my guide's é"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains(r"matchbook serve 'my guide'\''s é' --open"), "{}", run.stderr);
    assert!(run.stderr.contains(r"git init -b main 'my guide'\''s é'"), "{}", run.stderr);
}

#[test]
fn the_folder_one_stands_in_has_a_name_too() {
    let case = Case::new("");
    std::fs::create_dir(case.path("moving-away")).expect("a folder");
    let run = case.run_in("moving-away", &["new", "."]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(case.read("moving-away/book.toml").contains("title = \"Moving away\""));
}
