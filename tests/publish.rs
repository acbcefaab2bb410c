//! Publishing to a branch of a remote: a bare repository on this disk.

use std::process::Command;

use crate::harness::Case;

/// Runs git in a folder of a case and returns what it prints.
fn git(case: &Case, folder: &str, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(case.path(folder))
        .output()
        .expect("git");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A guide in a repository with a bare one as its origin.
fn guide() -> Case {
    let case = guide_in("guide", &["book.toml", "content"]);
    case.write("guide/notes.txt", "staged by its editor");
    git(&case, "guide", &["add", "notes.txt"]);
    case
}

/// A case with a guide in its folder `guide` of a `repository`, a folder too, in which these files are committed.
fn guide_in(repository: &str, committed: &[&str]) -> Case {
    let folder = if repository == "guide" { "guide".to_owned() } else { format!("{repository}/guide") };
    let case = Case::new("");
    case.write(&format!("{folder}/book.toml"), "[book]\ntitle = \"Test\"\n");
    case.write(&format!("{folder}/content/index.md"), "+++\ntitle = \"Home\"\ndescription = \"x\"\n+++\nText.\n");
    std::fs::create_dir(case.path("bare")).expect("a folder");
    git(&case, "bare", &["init", "-q", "--bare"]);
    git(&case, repository, &["init", "-q"]);
    git(&case, repository, &["config", "user.name", "a"]);
    git(&case, repository, &["config", "user.email", "a@example.org"]);
    git(&case, repository, &["remote", "add", "origin", "../bare"]);
    git(&case, repository, &[&["add"], committed].concat());
    git(&case, repository, &["commit", "-qm", "one"]);
    case
}

fn files(case: &Case) -> Vec<String> {
    git(case, "bare", &["ls-tree", "-r", "--name-only", "gh-pages"]).lines().map(str::to_owned).collect()
}

#[test]
fn each_publication_is_one_commit_on_top_and_the_guide_is_not_touched() {
    let case = guide();
    let publish = |options: &[&str]| {
        let run = case.run(&[&["publish", "guide"], options].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stderr
    };
    let before = git(&case, "guide", &["status", "--porcelain"]);
    assert!(publish(&["--dry-run"]).contains("would change in `gh-pages` of origin; nothing was sent"));
    assert_eq!(git(&case, "bare", &["branch", "--list"]), "");
    publish(&[]);
    let made = files(&case);
    assert!(made.contains(&"index.html".to_owned()) && made.contains(&".nojekyll".to_owned()));
    assert!(made.contains(&".matchbook-manifest".to_owned()), "it tells the next publication what is ours");
    assert_eq!(git(&case, "bare", &["rev-list", "--count", "gh-pages"]), "1");
    // Nothing changed: no commit.
    assert!(publish(&[]).contains("shows this site already"));
    assert_eq!(git(&case, "bare", &["rev-list", "--count", "gh-pages"]), "1");
    case.write("guide/content/more.md", "+++\ntitle = \"More\"\ndescription = \"x\"\n+++\nText.\n");
    let said = publish(&["--message", "Second"]);
    assert!(said.contains("A more.html") && said.contains("M index.html"), "{said}");
    assert_eq!(git(&case, "bare", &["log", "--format=%s", "gh-pages"]), "Second\nPublish the guide");
    std::fs::remove_file(case.path("guide/content/more.md")).expect("it was there");
    publish(&[]);
    assert!(!files(&case).contains(&"more.html".to_owned()));
    publish(&["--forget-history"]);
    assert_eq!(git(&case, "bare", &["rev-list", "--count", "gh-pages"]), "1");
    // Index, work tree and branches of the guide are what they were.
    assert_eq!(git(&case, "guide", &["status", "--porcelain"]), before);
    assert_eq!(git(&case, "guide", &["branch", "--list"]), "* main");
    assert!(!case.path("guide/site").exists());
    let left = std::fs::read_dir(case.path("guide/.git")).expect("a folder").filter_map(Result::ok);
    assert!(!left.map(|entry| entry.file_name()).any(|name| name.to_string_lossy().starts_with("matchbook")));
}

#[test]
fn a_guide_with_errors_and_a_remote_that_is_not_there_publish_nothing() {
    let case = guide();
    let run = case.run(&["publish", "guide", "--remote", "../nowhere"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("cannot reach `../nowhere`"), "{}", run.stderr);
    case.write("guide/content/index.md", "# Home\n\n[broken](nowhere.md)\n");
    let run = case.run(&["publish", "guide"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("nothing was published"), "{}", run.stderr);
    assert_eq!(git(&case, "bare", &["branch", "--list"]), "");
    let plain = Case::new("");
    plain.write("content/index.md", "+++\ntitle = \"Home\"\ndescription = \"x\"\n+++\nText.\n");
    let run = plain.run(&["publish"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("the guide is in no git repository"), "{}", run.stderr);
}

/// Started anew it would show the site in place of the guide, which would be gone.
#[test]
fn the_branch_that_the_guide_is_written_on_is_refused() {
    let case = guide();
    git(&case, "guide", &["checkout", "-qb", "writing"]);
    git(&case, "guide", &["push", "-q", "origin", "writing"]);
    let before = git(&case, "bare", &["rev-parse", "writing"]);
    let run = case.run(&["publish", "guide", "--branch", "writing", "--forget-history"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("`writing` is the branch your guide is written on"), "{}", run.stderr);
    assert_eq!(git(&case, "bare", &["rev-parse", "writing"]), before);
    // By its address it is the same repository.
    let address = case.path("bare").to_string_lossy().into_owned();
    let run = case.run(&["publish", "guide", "--branch", "writing", "--remote", &address, "--forget-history"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("`writing` is the branch your guide is written on"), "{}", run.stderr);
    assert_eq!(git(&case, "bare", &["rev-parse", "writing"]), before);
    // Another repository may call its branch the same.
    std::fs::create_dir(case.path("pages")).expect("a folder");
    git(&case, "pages", &["init", "-q", "--bare"]);
    let run = case.run(&["publish", "guide", "--branch", "writing", "--remote", "../pages"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(git(&case, "pages", &["ls-tree", "--name-only", "writing"]).contains("index.html"));
}

/// Commits files to the branch as somebody else.
fn commit_by_hand(case: &Case, clone: &str, files: &[(&str, &str)]) {
    git(case, ".", &["clone", "-q", "--branch", "gh-pages", "bare", clone]);
    for (name, text) in files {
        case.write(&format!("{clone}/{name}"), text);
    }
    git(case, clone, &["add", "."]);
    git(case, clone, &["commit", "-qm", "By hand"]);
    git(case, clone, &["push", "-q", "origin", "gh-pages"]);
}

#[test]
fn what_somebody_else_put_there_stays() {
    let case = guide();
    assert_eq!(case.run(&["publish", "guide"]).code, 0);
    commit_by_hand(&case, "other", &[("CNAME", "guide.example.org\n"), ("preview/ü b.html", "mine")]);
    case.write("guide/content/more.md", "+++\ntitle = \"More\"\ndescription = \"x\"\n+++\nText.\n");
    assert_eq!(case.run(&["publish", "guide"]).code, 0);
    let shows = |path: &str| git(&case, "bare", &["show", &format!("gh-pages:{path}")]);
    assert_eq!((shows("CNAME"), shows("preview/ü b.html")), ("guide.example.org".into(), "mine".into()));
    assert!(files(&case).contains(&"more.html".to_owned()));
    // What the site had and has no more goes all the same.
    std::fs::remove_file(case.path("guide/content/more.md")).expect("a file");
    assert_eq!(case.run(&["publish", "guide", "--forget-history"]).code, 0);
    assert!(!files(&case).contains(&"more.html".to_owned()));
    assert_eq!(shows("CNAME"), "guide.example.org");
}

#[test]
fn a_branch_that_is_not_a_site_and_a_file_in_the_way_are_refused() {
    let case = guide();
    git(&case, "guide", &["push", "-q", "origin", "HEAD:notes"]);
    let run = case.run(&["publish", "guide", "--branch", "notes"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(
        run.stderr.contains("holds files that Matchbook did not write: book.toml, content/index.md"),
        "{}",
        run.stderr
    );
    assert!(git(&case, "bare", &["ls-tree", "-r", "--name-only", "notes"]).contains("book.toml"));
    assert_eq!(case.run(&["publish", "guide"]).code, 0);
    commit_by_hand(&case, "other", &[("more.html", "mine")]);
    case.write("guide/content/more.md", "+++\ntitle = \"More\"\ndescription = \"x\"\n+++\nText.\n");
    let run = case.run(&["publish", "guide"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("`more.html` on `gh-pages` was not written by Matchbook"), "{}", run.stderr);
    assert_eq!(git(&case, "bare", &["show", "gh-pages:more.html"]), "mine");
}

#[test]
fn names_that_are_none_are_refused_at_once_and_a_remote_is_never_an_option() {
    let case = guide();
    for branch in ["a b", "a..b", "", "refs/heads/x"] {
        let run = case.run(&["publish", "guide", "--branch", branch]);
        assert_eq!(run.code, 2, "{branch}: {}", run.stderr);
        assert!(run.stderr.contains("cannot be the name of a branch"), "{branch}: {}", run.stderr);
    }
    let run = case.run(&["publish", "guide", "--remote=--upload-pack=touch pwned"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(!case.path("pwned").exists() && !case.path("guide/pwned").exists());
}

#[test]
fn in_a_hook_the_guide_is_published_from_its_own_repository() {
    let case = guide();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_matchbook"))
        .args(["publish", "."])
        .current_dir(case.path("guide"))
        .env("GIT_DIR", ".git")
        .output()
        .expect("the program runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let page = git(&case, "bare", &["show", "gh-pages:index.html"]);
    assert!(page.contains("Last changed"), "what git tells of the pages is there");
}

#[test]
fn a_guide_in_a_folder_of_its_repository_leaves_what_others_have() {
    let case = guide_in("repo", &["."]);
    // What git would change on the way: line ends, files that are ignored, pictures that go elsewhere.
    case.write("repo/.git/info/attributes", "* text=auto eol=crlf\n*.md filter=up\n");
    case.write("repo/.git/info/exclude", "*.html\n");
    git(&case, "repo", &["config", "filter.up.clean", "tr a-z A-Z"]);
    git(&case, "repo", &["config", "core.sparseCheckout", "true"]);
    case.write("repo/.git/info/sparse-checkout", "/guide/\n");
    let run = case.run(&["publish", "repo/guide"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(case.run(&["build", "repo/guide"]).code, 0);
    let shows = |path: &str| git(&case, "bare", &["show", &format!("gh-pages:{path}")]);
    for name in ["index.html", "index.md"] {
        let built = std::fs::read_to_string(case.path(&format!("repo/guide/site/{name}"))).expect("a file");
        assert_eq!(shows(name), built.trim(), "{name}");
    }
    commit_by_hand(&case, "other", &[("CNAME", "guide.example.org\n"), ("old/a.txt", "mine")]);
    case.write("repo/guide/content/more.md", "+++\ntitle = \"More\"\ndescription = \"x\"\n+++\nText.\n");
    let run = case.run(&["publish", "repo/guide"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!((shows("CNAME"), shows("old/a.txt")), ("guide.example.org".into(), "mine".into()));
    // The same as what the site has since: no trouble.
    case.write(
        "repo/guide/book.toml",
        "[book]\ntitle = \"Test\"\n[site]\nbase-url = \"https://guide.example.org/\"\ncname = \"guide.example.org\"\n",
    );
    let run = case.run(&["publish", "repo/guide"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    // Where the site has a folder.
    commit_by_hand(&case, "third", &[("extra", "mine")]);
    case.write("repo/guide/content/extra/a.md", "+++\ntitle = \"A\"\ndescription = \"x\"\n+++\nText.\n");
    let run = case.run(&["publish", "repo/guide"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("`extra` on `gh-pages` was not written by Matchbook"), "{}", run.stderr);
    commit_by_hand(&case, "fourth", &[(".matchbook-manifest", "none of ours")]);
    let run = case.run(&["publish", "repo/guide"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("holds files that Matchbook did not write"), "{}", run.stderr);
}

/// Other systems take no such name.
#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf_8_is_not_changed() {
    use std::os::unix::ffi::OsStrExt as _;
    let case = guide();
    assert_eq!(case.run(&["publish", "guide"]).code, 0);
    commit_by_hand(&case, "other", &[("a.txt", "mine")]);
    let name = std::ffi::OsStr::from_bytes(b"other/caf\xe9.txt");
    std::fs::write(case.root().join(name), "mine").expect("a file");
    git(&case, "other", &["add", "."]);
    git(&case, "other", &["commit", "-qm", "Another name"]);
    git(&case, "other", &["push", "-q", "origin", "gh-pages"]);
    let before = git(&case, "bare", &["rev-parse", "gh-pages"]);
    case.write("guide/content/more.md", "+++\ntitle = \"More\"\ndescription = \"x\"\n+++\nText.\n");
    let run = case.run(&["publish", "guide"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("has a name that is not UTF-8"), "{}", run.stderr);
    assert_eq!(git(&case, "bare", &["rev-parse", "gh-pages"]), before);
}
