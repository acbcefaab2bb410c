//! Stories in a real browser. Each file of `tests/browser` is run by Node.js on the program under test; what they need
//! is installed by `./test`.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// One test for each file of stories.
macro_rules! stories {
    ($($(#[$comment:meta])* $name:ident: $file:literal,)*) => {
        const FILES: &[&str] = &[$($file),*];
        $($(#[$comment])* #[test]
        fn $name() {
            tell($file);
        })*
    };
}

stories! {
    a_reader_finds_a_chapter_with_the_keyboard_alone: "keyboard.mjs",
    an_editor_saves_and_sees: "editing.mjs",
    everything_reads_without_script: "without-script.mjs",
    a_reader_prints: "print.mjs",
    colors_follow_the_reader_without_a_flash: "colors.mjs",
    every_template_is_accessible: "accessibility.mjs",
    every_page_fits_its_window: "windows.mjs",
    long_words_stay_on_the_page: "long-words.mjs",
    every_page_is_valid_html: "valid-html.mjs",
    a_site_works_anywhere_and_asks_nobody: "anywhere.mjs",
    images_fit_the_window: "images.mjs",
    lighthouse_finds_nothing_to_better: "lighthouse.mjs",
    the_preview_is_a_careful_server: "preview-server.mjs",
    a_save_replaces_what_changed_and_nothing_else: "preview-patch.mjs",
    the_preview_tells_what_is_wrong_and_what_editors_ask: "preview-panel.mjs",
    tabs_follow_and_survive: "preview-tabs.mjs",
    a_reader_searches: "search.mjs",
    search_is_the_same_everywhere: "search-anywhere.mjs",
    what_a_reader_keeps_is_merged_and_never_lost: "store-model.mjs",
    an_applicant_ticks: "checklists.mjs",
    a_sample_email_becomes_a_message: "composer-model.mjs",
    an_applicant_writes_an_email: "emails.mjs",
    an_applicant_owns_the_data: "my-data.mjs",
    the_match_keeps_its_promises: "match-model.mjs",
    a_reader_steps_through_the_match: "match-demo.mjs",
    rules_read_what_an_applicant_writes: "rules.mjs",
    an_applicant_looks_for_an_answer: "faq.mjs",
    a_reader_asks_what_a_word_means: "glossary.mjs",
    days_and_lists_of_the_planner_are_right: "planner-model.mjs",
    an_applicant_plans_a_season: "planner.mjs",
    lists_and_dates_come_from_other_programs_and_go_to_them: "planner-files.mjs",
    an_applicant_decides_question_by_question: "decision.mjs",
    a_guide_is_the_same_in_all_editions: "editions.mjs",
    a_site_stays_on_the_device: "service-worker.mjs",
}

/// One browser at a time: stories wait for what a person would see, and on a small machine several browsers at once
/// make them wait for each other instead.
static STAGE: Mutex<()> = Mutex::new(());

/// Tells the stories of a file, and fails with all that Node.js says when one does not come true.
fn tell(file: &str) {
    let _stage = STAGE.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    assert!(folder.join("node_modules").is_dir(), "the browser stories are not installed: run ./test once");
    let output = Command::new("node")
        .args(["--test", "--test-reporter=spec", file])
        .current_dir(&folder)
        .env("MATCHBOOK", env!("CARGO_BIN_EXE_matchbook"))
        .env("MATCHBOOK_TOLD_TWICE", Path::new(env!("CARGO_TARGET_TMPDIR")).join("told-twice.txt"))
        .env("NO_COLOR", "1")
        .env_remove("FORCE_COLOR")
        // Set when Node.js itself runs these tests; it would then report in another form.
        .env_remove("NODE_TEST_CONTEXT")
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("the browser stories need Node.js ({error}): run ./test, which installs it"));
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{file}:\n{said}\n{errors}");
    // A file without stories is a success for Node.js.
    let passed = said.lines().find_map(|line| line.split_once("pass ")?.1.trim().parse::<u32>().ok());
    assert!(passed.is_some_and(|passed| passed > 0), "{file} told no story:\n{said}\n{errors}");
}

#[test]
fn no_story_is_forgotten() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let mut found: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder of the stories")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".mjs") && !name.starts_with("measure-") && name != "harness.mjs")
        .collect();
    let mut listed = FILES.to_vec();
    found.sort();
    listed.sort_unstable();
    assert_eq!(found, listed);
}
