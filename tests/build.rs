//! The output folder: only what changed is written, only what was written is removed.

use std::time::SystemTime;

use crate::harness::Case;

/// A small guide with two pages and a picture.
pub(crate) const GUIDE: &str = "
    -- content/index.md --
    +++
    title = \"Home\"
    description = \"x\"
    +++
    [a](a.md)
    -- content/a.md --
    +++
    title = \"A\"
    description = \"x\"
    +++
    Text.
    -- content/img/x.svg --
    <svg></svg>
    ";

#[test]
fn the_number_of_threads_makes_no_difference() {
    let words =
        |number: usize| (0..40).map(|word| format!("w{}", (word * number + word) % 97)).collect::<Vec<_>>().join(" ");
    let case = Case::new(GUIDE);
    for number in 0..30 {
        let head = format!("+++\ntitle = \"Page {number}\"\ndescription = \"x\"\n+++\n");
        case.write(&format!("content/p{number}.md"), format!("{head}{}\n", words(number)));
    }
    let build = |threads: &str| {
        let out = format!("out-{threads}");
        let run = case.run_with("", &["build", "--out", &out], &[("RAYON_NUM_THREADS", threads)]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        case.files(&out)
    };
    let expected = build("1");
    assert!(expected.contains_key("print.html") && expected.contains_key("search/core.js"), "{:?}", expected.keys());
    for threads in ["2", "3", "8"] {
        assert_eq!(build(threads), expected, "{threads} threads");
    }
    // What cannot be made is said in the same words too.
    case.write("themes/default/templates/parts/admonition.html", "{{ body }}{{ nothing.here }}");
    for number in [3, 20, 7] {
        let page = case.read(&format!("content/p{number}.md"));
        case.write(&format!("content/p{number}.md"), page + "\n:::note\nText.\n:::\n");
    }
    let fail = |threads: &str| {
        let run = case.run_with("", &["build", "--out", "out-1"], &[("RAYON_NUM_THREADS", threads)]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        run.stderr
    };
    let expected = fail("1");
    assert!(expected.contains("content/p20.md") && expected.contains("nothing was written"), "{expected}");
    for threads in ["2", "8"] {
        assert_eq!(fail(threads), expected, "{threads} threads");
    }
}

#[test]
fn a_second_build_writes_nothing_and_gives_the_same_bytes() {
    let case = Case::new(GUIDE);
    let first = case.run(&["build"]);
    assert_eq!(first.code, 0, "{}", first.stderr);
    let files = case.files("site");
    assert_eq!(
        files
            .keys()
            .map(String::as_str)
            .filter(|name| !name.starts_with("assets/") && !name.starts_with("search/t"))
            .collect::<Vec<_>>(),
        [
            ".matchbook-manifest",
            ".nojekyll",
            "404.html",
            "a-z.html",
            "a.html",
            "a.md",
            "contents.html",
            "img/x.svg",
            "index.html",
            "index.md",
            "llms.txt",
            "my-data.html",
            "print.html",
            "search/core.js"
        ]
    );
    let second = case.run(&["build"]);
    // The list of what was written is not counted.
    let summary = format!("2 pages → ./site: 0 files written, {} unchanged in ", files.len() - 1);
    assert!(second.stderr.starts_with(&summary), "{}", second.stderr);
    assert_eq!(case.files("site"), files);
    assert_eq!(case.run(&["build", "--out", "other"]).code, 0);
    assert_eq!(case.files("other"), files);
}

#[test]
fn only_what_changed_is_written_and_stale_files_go() {
    let case = Case::new(GUIDE);
    case.run(&["build"]);
    let written = |name: &str| case.path(name).metadata().and_then(|metadata| metadata.modified()).expect("a time");
    let (mark, home): (SystemTime, SystemTime) = (written("site/.nojekyll"), written("site/index.html"));
    case.write("site/own.txt", "mine");
    case.write("content/b.md", "+++\ntitle = \"B\"\ndescription = \"x\"\n+++\n");
    std::fs::remove_file(case.path("content/img/x.svg")).expect("it was there");
    let run = case.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    // The image, and the part of the search index that held the old text.
    assert!(run.stderr.contains(", 2 removed in "), "{}", run.stderr);
    assert!(!case.path("site/img").exists());
    assert!(case.path("site/b.html").exists());
    assert_eq!(case.read("site/own.txt"), "mine");
    // The sidebar of the home page lists the new page; nothing else would have changed it.
    assert!(written("site/index.html") > home && written("site/.nojekyll") == mark);
}

#[test]
fn a_foreign_file_is_never_overwritten() {
    let case = Case::new(GUIDE);
    case.write("site/a.html", "mine");
    let run = case.run(&["build"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("`./site/a.html` is in the way"), "{}", run.stderr);
    assert_eq!(case.files("site").len(), 1, "nothing else is written");
    assert_eq!(case.read("site/a.html"), "mine");
}

#[test]
fn an_error_leaves_the_last_good_site() {
    let case = Case::new(GUIDE);
    case.run(&["build"]);
    let files = case.files("site");
    case.write("content/a.md", "+++\ntitle = \"A\"\ndescription = \"x\"\n+++\n[x](gone.md)\n");
    let run = case.run(&["build"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.ends_with("1 error in 1 file; nothing was written\n"), "{}", run.stderr);
    assert_eq!(case.files("site"), files);
    // A mistake that shows only when the template runs.
    case.write("content/a.md", "+++\ntitle = \"A\"\ndescription = \"x\"\n+++\n");
    case.write("themes/default/templates/page.html", "{{ page.titel }}");
    let run = case.run(&["build"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("error[template]"), "{}", run.stderr);
    assert_eq!(case.files("site"), files);
}

#[test]
fn a_first_build_that_fails_leaves_nothing() {
    let case = Case::new(GUIDE);
    // A mistake that shows when all other files may be written already.
    case.write("themes/default/templates/page.html", "{{ page.titel }}");
    let run = case.run(&["build"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("error[template]"), "{}", run.stderr);
    assert!(!case.path("site").exists());
    std::fs::create_dir(case.path("site")).expect("an empty folder");
    assert_eq!(case.run(&["build"]).code, 1);
    assert_eq!(std::fs::read_dir(case.path("site")).expect("it stays").count(), 0);
    std::fs::remove_file(case.path("themes/default/templates/page.html")).expect("mended");
    assert_eq!(case.run(&["build"]).code, 0);
    let built = case.files("site");
    // The same files as where others stand beside them.
    case.write("other/own.txt", "mine");
    assert_eq!(case.run(&["build", "--out", "other"]).code, 0);
    std::fs::remove_file(case.path("other/own.txt")).expect("removed");
    assert_eq!(case.files("other"), built);
}

#[cfg(unix)]
#[test]
fn a_first_build_on_a_full_disk_leaves_nothing() {
    let case = Case::new(GUIDE);
    // No file may have more than 8 kB.
    let output = std::process::Command::new("bash")
        .args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" build", env!("CARGO_BIN_EXE_matchbook")])
        .current_dir(case.root())
        .output()
        .expect("a shell");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot write `./site/"), "{said}");
    assert!(!case.path("site").exists(), "{said}");
}

#[test]
fn the_source_is_never_touched() {
    let case = Case::new(GUIDE);
    let before = (case.files("content"), case.read("book.toml"));
    case.run(&["build"]);
    case.run(&["check"]);
    case.run(&["clean"]);
    assert_eq!((case.files("content"), case.read("book.toml")), before);
    assert!(!case.path("site").exists(), "clean removes an empty output folder");
}

#[test]
fn clean_removes_only_what_was_written() {
    let case = Case::new(GUIDE);
    case.run(&["build"]);
    case.write("site/own.txt", "mine");
    case.write("outside.txt", "mine");
    // A list that somebody tampered with leads nowhere else.
    let manifest = case.read("site/.matchbook-manifest") + "../outside.txt\n";
    case.write("site/.matchbook-manifest", manifest);
    let run = case.run(&["clean"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(case.files("site").into_keys().collect::<Vec<_>>(), ["own.txt"]);
    assert_eq!(case.read("outside.txt"), "mine");
}

#[cfg(unix)]
#[test]
fn a_read_only_output_folder_fails_at_once_and_clearly() {
    use std::os::unix::fs::PermissionsExt;
    let case = Case::new(GUIDE);
    std::fs::create_dir(case.path("site")).expect("a folder");
    // root may write everywhere, so a file stands where a folder has to be.
    case.write("site/img", "in the way");
    std::fs::set_permissions(case.path("site"), std::fs::Permissions::from_mode(0o555)).expect("permissions");
    let started = std::time::Instant::now();
    let run = case.run(&["build"]);
    std::fs::set_permissions(case.path("site"), std::fs::Permissions::from_mode(0o755)).expect("permissions");
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("site"), "{}", run.stderr);
    assert!(started.elapsed() < std::time::Duration::from_secs(5));
}

#[test]
fn two_guides_at_different_places_give_the_same_bytes() {
    assert_eq!(Case::new(GUIDE).all_output(), Case::new(GUIDE).all_output());
}

#[test]
fn the_output_is_never_where_the_guide_is() {
    let case = Case::new(GUIDE);
    let before = case.files("content");
    for out in ["content", "content/out", ".", "themes/x"] {
        case.write("themes/readme.txt", "x");
        let run = case.run(&["build", "--out", out]);
        assert_eq!(run.code, 2, "{out}: {}", run.stderr);
        assert!(run.stderr.contains("cannot be the output folder"), "{}", run.stderr);
    }
    case.run(&["clean", "--out", "content"]);
    assert_eq!(case.files("content"), before);
    assert!(!case.path("content/out").exists());
    // A file that happens to have the bytes of the output is still somebody else's.
    case.write("site/img/x.svg", case.read("content/img/x.svg"));
    let run = case.run(&["build"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
}

#[test]
fn what_a_grammar_colored_is_kept_for_the_next_run_and_can_be_deleted_at_any_time() {
    let case = Case::new("-- content/index.md --\n# Home\n\n```kotlin\nfun main() { println(1) }\n```\n");
    let page = || {
        assert_eq!(case.run(&["build"]).code, 0);
        case.read("site/index.html")
    };
    let stored = || std::fs::read(case.path(".matchbook/colors")).expect("what was kept");
    let (first, kept) = (page(), stored());
    assert_eq!(case.read(".matchbook/.gitignore"), "*\n");
    // The bytes: 16 that name the program, the version, a checksum, then the blocks.
    let forged = || {
        let mut bytes = kept.clone();
        let at = bytes.windows(7).position(|part| part == b"println").expect("the block");
        bytes[at..at + 7].copy_from_slice(b"PRINTLN");
        let sum = xxhash_rust::xxh3::xxh3_64(&bytes[32..]).to_le_bytes();
        bytes[24..32].copy_from_slice(&sum);
        bytes
    };
    case.write(".matchbook/colors", forged());
    assert!(page().contains("PRINTLN"), "it is used, as it is whole and of this program");
    let mut other = forged();
    other[16] ^= 1;
    case.write(".matchbook/colors", other);
    assert_eq!(page(), first, "another version is ignored");
    for damaged in [&kept[..kept.len() - 3], b"", b"matchbook colors"] {
        case.write(".matchbook/colors", damaged);
        assert_eq!(page(), first);
        assert_eq!(stored(), kept, "it is mended");
    }
    std::fs::remove_dir_all(case.path(".matchbook")).expect("a folder");
    assert_eq!(page(), first);
    assert_eq!(case.run(&["clean"]).code, 0);
    assert!(!case.path(".matchbook").exists());
}

#[test]
fn a_guide_without_such_blocks_has_no_cache() {
    let case = Case::new("-- content/index.md --\n# Home\n\n```rust\nfn main() {}\n```\n");
    assert_eq!(case.run(&["build"]).code, 0);
    assert!(!case.path(".matchbook").exists());
}

#[test]
fn a_repository_and_a_cache_are_no_output_folders() {
    let case = Case::new("-- content/index.md --\n# Home\n");
    case.write(".git/HEAD", "ref: refs/heads/main\n");
    for (out, owner) in [(".git", "git"), (".git/pages", "git"), (".matchbook/pages", "the cache")] {
        let run = case.run(&["build", "--out", out]);
        assert_eq!(run.code, 2, "{out}: {}", run.stderr);
        assert!(run.stderr.contains(&format!("belongs to {owner}")), "{}", run.stderr);
    }
    assert_eq!(case.files(".git").len(), 1);
    assert!(!case.path(".matchbook/pages").exists());
}
