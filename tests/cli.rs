//! The program as its users run it: complete output, exit codes.

use crate::harness::Case;

#[test]
fn a_finding_is_shown_with_its_line_and_a_suggestion() {
    let case = Case::new(
        "-- content/index.md --\n+++\ntitle = \"Home\"\ndescription = \"x\"\n+++\nSee [setup](setup.md) first.\n-- content/set-up.md --\n+++\ntitle = \"Set up\"\ndescription = \"x\"\n+++\n",
    );
    let run = case.run(&["build"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.stdout, "");
    assert_eq!(
        run.stderr,
        "error[broken-link]: no page `setup.md`\n \
         --> content/index.md:5:13\n  \
         |\n\
         5 | See [setup](setup.md) first.\n  \
         |             ^^^^^^^^ `content/setup.md` does not exist\n  \
         |\n  \
         = help: did you mean `set-up.md`?\n\n\
         1 error in 1 file; nothing was written\n"
    );
}

#[test]
fn programs_get_json_and_github_gets_annotations() {
    let case = Case::new("-- content/index.md --\n+++\ntitle = \"Home\"\ndescription = \"x\"\n+++\n[a](b.md)\n");
    let run = case.run(&["check", "--format", "json"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.stderr, "");
    let finding: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(finding["code"], "broken-link");
    assert_eq!((finding["line"].as_u64(), finding["column"].as_u64()), (Some(5), Some(5)));
    let run = case.run(&["check", "--format", "github"]);
    assert_eq!(run.stdout, "::error file=content/index.md,line=5,col=5,title=broken-link::no page `b.md`\n");
}

#[test]
fn a_clean_guide_says_so_and_quiet_says_nothing() {
    let case = Case::new("-- content/index.md --\n+++\ntitle = \"Home\"\ndescription = \"x\"\n+++\n");
    let run = case.run(&["check"]);
    assert_eq!(run.code, 0);
    assert!(run.stderr.starts_with("1 page: no findings in "), "{}", run.stderr);
    let run = case.run(&["build", "--quiet"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
}

#[test]
fn warnings_do_not_keep_a_guide_from_being_built() {
    let case = Case::new("-- content/index.md --\n# Home\n");
    let run = case.run(&["build"]);
    assert_eq!(run.code, 0);
    assert!(
        run.stderr.contains("warning[missing-description]") && run.stderr.contains("; 1 warning in 1 file"),
        "{}",
        run.stderr
    );
    assert_eq!(case.run(&["check"]).code, 1);
}

#[test]
fn only_fifty_findings_are_shown_and_the_rest_counted() {
    let case = Case::new("");
    let links: String = (0..60).map(|n| format!("[x](gone{n}.md)\n")).collect();
    case.write("content/index.md", format!("+++\ntitle = \"Home\"\ndescription = \"x\"\n+++\n{links}"));
    let run = case.run(&["check"]);
    assert_eq!(run.stderr.matches("error[broken-link]").count(), 50);
    assert!(run.stderr.contains("… and 10 more\n"), "{}", run.stderr);
    assert!(run.stderr.contains("60 errors in 1 file"), "{}", run.stderr);
}

#[test]
fn colors_are_for_terminals() {
    let case = Case::new("-- content/index.md --\n# Home\n");
    assert!(!case.run(&["check"]).stderr.contains('\x1b'));
    assert!(case.run(&["check", "--color", "always"]).stderr.contains('\x1b'));
}

#[test]
fn findings_are_explained() {
    let case = Case::new("");
    let run = case.run(&["explain", "broken-link"]);
    assert_eq!(run.code, 0);
    assert!(run.stdout.starts_with("broken-link\n\nA link or image names a page"), "{}", run.stdout);
    let run = case.run(&["explain", "borken-link"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.stderr, "error: no finding is called `borken-link`, did you mean `broken-link`?\n");
    let all = case.run(&["explain"]).stdout;
    assert_eq!(all.lines().count(), matchbook::diagnostic::Code::ALL.len());
}

#[test]
fn wrong_arguments_exit_with_2_and_help_is_worth_reading() {
    let case = Case::new("");
    assert_eq!(case.run(&["biuld"]).code, 2);
    assert!(case.run(&["biuld"]).stderr.contains("build"));
    let help = case.run(&["--help"]);
    assert_eq!(help.code, 0);
    for word in ["build", "serve", "check", "clean", "explain", "Exit codes", "book.toml"] {
        assert!(help.stdout.contains(word), "{word} in {}", help.stdout);
    }
    let help = case.run(&["build", "--help"]).stdout;
    assert!(help.split_whitespace().collect::<Vec<_>>().join(" ").contains("the last good site stays"), "{help}");
}

#[cfg(unix)]
#[test]
fn output_that_nobody_takes_is_no_reason_to_panic() {
    let case = Case::new("-- content/index.md --\n# Home\n");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
    let Ok(full) = full else { return };
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_matchbook"))
        .args(["check", "--format", "json"])
        .current_dir(case.root())
        .stdout(full)
        .status()
        .expect("the program runs");
    assert_eq!(status.code(), Some(1));
}
