//! What happens to the last good site when a build is killed, has no room, meets another build or files of others.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::harness::Case;

/// Pages of the guide that is killed.
const PAGES: usize = 40;
/// How often.
const KILLS: u64 = 200;

type Files = BTreeMap<String, Vec<u8>>;

/// A guide each edition of which changes every page, what pages load, and which files there are.
fn guide() -> Case {
    let case = Case::new("");
    for number in 0..PAGES {
        let text = format!("# Page {number}\n\n- [ ] An item\n\n{}", "Text of a page. ".repeat(50));
        case.write(&format!("content/page-{number}.md"), text);
    }
    case
}

fn edition(case: &Case, title: &str) {
    case.write("book.toml", format!("[book]\ntitle = \"{title}\"\nid = \"x\"\n"));
    case.write("themes/default/css/base.css", format!("/* {title} */"));
    let _ = std::fs::remove_dir_all(case.path("content/only"));
    case.write(&format!("content/only/{title}.md"), "# Only here\n\nText.");
}

fn start(case: &Case) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_matchbook"));
    command.arg("build").current_dir(case.root()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the program runs")
}

/// What pages and the site's own scripts load, as addresses from the root.
fn loaded(files: &Files) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for bytes in files.iter().filter(|(name, _)| name.ends_with(".html")).map(|(_, bytes)| bytes) {
        let html = String::from_utf8_lossy(bytes);
        for part in html.split("assets/").skip(1) {
            let name = part.split(['"', '\'', '&', ' ']).next().unwrap_or_default();
            found.insert(format!("assets/{name}"));
        }
    }
    found
}

#[test]
fn a_build_that_is_killed_leaves_a_site_that_works() {
    let case = guide();
    let editions: Vec<Files> = ["one", "two"]
        .iter()
        .map(|title| {
            edition(&case, title);
            assert_eq!(case.run(&["build", "--out", title]).code, 0);
            case.files(title)
        })
        .collect();
    edition(&case, "one");
    assert_eq!(case.run(&["build"]).code, 0);
    // A generator of Lehmer's with the usual numbers, so that a failure can be had again.
    let mut seed: u64 = 20_261_128;
    let mut random = |most: u64| {
        seed = seed * 48_271 % 0x7fff_ffff;
        seed % most
    };
    for kill in 0..KILLS {
        edition(&case, ["two", "one"][(kill % 2) as usize]);
        let mut child = start(&case);
        if kill % 2 == 0 {
            std::thread::sleep(Duration::from_millis(random(150)));
        } else {
            // From the moment on in which it begins to write.
            while !case.path("site/.matchbook-staging").exists() && child.try_wait().expect("a child").is_none() {
                std::thread::sleep(Duration::from_micros(200));
            }
            std::thread::sleep(Duration::from_micros(random(60_000)));
        }
        let _ = child.kill();
        let _ = child.wait();
        let mut files = case.files("site");
        files.retain(|name, _| !name.starts_with(".matchbook"));
        for (name, bytes) in &files {
            assert!(editions.iter().any(|files| files.get(name) == Some(bytes)), "kill {kill}: {name} is neither");
        }
        // The pages of both editions, and what each of them loads.
        for name in editions[0].keys().filter(|name| editions[1].contains_key(*name) && !name.starts_with('.')) {
            assert!(files.contains_key(name), "kill {kill}: {name} is gone");
        }
        for name in loaded(&files) {
            assert!(files.contains_key(&name), "kill {kill}: {name} is loaded and is not there");
        }
        if kill % 10 == 9 {
            let run = case.run(&["build"]);
            assert_eq!(run.code, 0, "{}", run.stderr);
            let expected = &editions[((kill + 1) % 2) as usize];
            assert!(case.files("site") == *expected, "kill {kill}: the next build does not mend it");
        }
    }
}

#[test]
fn what_a_killed_build_left_goes_though_nothing_changed() {
    let case = guide();
    assert_eq!(case.run(&["build"]).code, 0);
    let site = case.files("site");
    case.write("site/.matchbook-manifest.new", "matchbook output 1\n");
    case.write("site/.matchbook-staging/7", "half a page");
    let run = case.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(case.files("site") == site);
}

/// Runs the program where there is room for so many KiB only: on a file system of its own, or where that is not allowed
/// with a limit for each file.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_last_good_site() {
    let case = guide();
    edition(&case, "one");
    let program = env!("CARGO_BIN_EXE_matchbook");
    let small = "mkdir -p site && mount -t tmpfs -o size=$SIZE tmpfs site && cp -r saved/. site/ && \"$0\" build; \
                 code=$?; rm -rf seen; cp -r site seen; exit $code";
    let limited = "mkdir -p site; cp -r saved/. site/; (trap '' XFSZ; ulimit -f 16; exec \"$0\" build); code=$?; \
                   rm -rf seen; cp -r site seen; exit $code";
    assert_eq!(case.run(&["build", "--out", "saved"]).code, 0);
    let saved = case.files("saved");
    let bytes: usize = saved.values().map(|bytes| bytes.len().div_ceil(4096) * 4096).sum();
    edition(&case, "two");
    let has_namespaces = Command::new("unshare").args(["-rm", "true"]).status().is_ok_and(|status| status.success());
    let mut tried = 0;
    for (shell, script, room) in [("unshare", small, 30), ("unshare", small, 200), ("bash", limited, 0)] {
        if shell == "unshare" && !has_namespaces {
            continue;
        }
        tried += 1;
        let mut command = Command::new(shell);
        if shell == "unshare" {
            command.args(["-rm", "bash"]);
        }
        let output = command
            .args(["-c", script, program])
            .env("SIZE", format!("{}k", bytes / 1024 + room))
            .current_dir(case.root())
            .output()
            .expect("a shell");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("cannot write") && said.contains("site/"), "{said}");
        assert!(case.files("seen") == saved, "{said}");
        let _ = std::fs::remove_dir_all(case.path("site"));
    }
    assert!(tried > 0);
}

#[cfg(unix)]
#[test]
fn of_two_builds_at_once_one_waits_for_nobody_and_says_so() {
    let case = guide();
    edition(&case, "one");
    assert_eq!(case.run(&["build"]).code, 0);
    let site = case.files("site");
    edition(&case, "two");
    let folder = std::fs::File::open(case.path("site")).expect("a folder");
    folder.try_lock().expect("a lock");
    for command in ["build", "clean"] {
        let run = case.run(&[command]);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(run.stderr.contains("another run of Matchbook is writing to `./site`"), "{}", run.stderr);
    }
    assert!(case.files("site") == site);
    drop(folder);
    // Ten at once: each has its way or says why not, and the site is whole.
    let mut runs: Vec<Child> = (0..10).map(|_| start(&case)).collect();
    let codes: Vec<_> = runs.iter_mut().map(|run| run.wait().expect("a child").code()).collect();
    assert!(codes.contains(&Some(0)) && codes.iter().all(|code| matches!(code, Some(0 | 2))), "{codes:?}");
    case.run(&["build", "--out", "other"]);
    assert!(case.files("site") == case.files("other"));
}

#[test]
#[cfg(unix)]
fn a_link_in_the_output_folder_leads_no_build_elsewhere() {
    let case = guide();
    edition(&case, "one");
    assert_eq!(case.run(&["build"]).code, 0);
    case.write("elsewhere/file.txt", "mine");
    let manifest = case.read("site/.matchbook-manifest");
    std::os::unix::fs::symlink(case.path("elsewhere"), case.path("site/x")).expect("a link");
    case.write("site/.matchbook-manifest", format!("{manifest}x/file.txt\n"));
    for command in ["build", "clean"] {
        let run = case.run(&[command]);
        assert_eq!((run.code, case.read("elsewhere/file.txt").as_str()), (0, "mine"), "{command}: {}", run.stderr);
    }
    edition(&case, "two");
    std::os::unix::fs::symlink(case.path("elsewhere"), case.path("site/assets")).expect("a link");
    let run = case.run(&["build"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("`./site/assets` is a symbolic link"), "{}", run.stderr);
    assert_eq!(case.files("elsewhere").len(), 1);
}

#[test]
fn what_others_put_in_the_way_stays() {
    for (foreign, named) in [
        ("page-1.html", "page-1.html"),
        ("only", "only"),
        ("page-2.html/note.txt", "page-2.html"),
        ("search", "search"),
    ] {
        let case = guide();
        edition(&case, "one");
        case.write(&format!("site/{foreign}"), "mine");
        let before = case.files("site");
        let run = case.run(&["build"]);
        assert_eq!(run.code, 2, "{foreign}: {}", run.stderr);
        assert!(run.stderr.contains(&format!("`./site/{named}` is in the way")), "{foreign}: {}", run.stderr);
        assert!(case.files("site") == before, "{foreign}");
    }
}

#[test]
fn a_folder_that_somebody_made_of_a_file_is_in_the_way_or_stays() {
    let case = guide();
    edition(&case, "one");
    assert_eq!(case.run(&["build"]).code, 0);
    std::fs::remove_file(case.path("site/page-1.html")).expect("a file");
    case.write("site/page-1.html/note.txt", "mine");
    let before = case.files("site");
    edition(&case, "two");
    let run = case.run(&["build"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("`./site/page-1.html` is in the way"), "{}", run.stderr);
    assert!(case.files("site") == before, "nothing of the new edition is there");
    // The page goes, and what stands in its place stays.
    std::fs::remove_file(case.path("content/page-1.md")).expect("a page");
    let run = case.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(case.path("site/page-1.html/note.txt").exists());
}

#[test]
fn a_file_may_become_a_folder_and_a_folder_a_file() {
    let case = Case::new("");
    case.write("content/index.md", "# Home\n");
    case.write("content/x", "a file");
    case.write("content/y/z.txt", "in a folder");
    assert_eq!(case.run(&["build"]).code, 0);
    std::fs::remove_file(case.path("content/x")).expect("it was there");
    std::fs::remove_dir_all(case.path("content/y")).expect("it was there");
    case.write("content/x/z.txt", "now in a folder");
    case.write("content/y", "now a file");
    let run = case.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!((case.read("site/x/z.txt"), case.read("site/y")), ("now in a folder".into(), "now a file".into()));
}
