//! `matchbook serve` sees every way in which editors and tools save, reads the guide once for each, and shows what is right.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::harness::Case;

/// Longest time in which something has to happen, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(20);
/// So long nothing may happen for a burst to be over. More than any wait of the program.
const SILENCE: Duration = Duration::from_millis(400);

/// A preview of a guide.
struct Preview {
    child: Child,
    port: u16,
    /// The lines that it printed.
    lines: Arc<Mutex<Vec<String>>>,
}

impl Preview {
    fn start(case: &Case, options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_matchbook"))
            .args(["serve", "--port", "0"])
            .args(options)
            .current_dir(case.root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let streams: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().expect("a pipe")), Box::new(child.stderr.take().expect("a pipe"))];
        for stream in streams {
            let lines = lines.clone();
            thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    lines.lock().expect("a lock").push(line);
                }
            });
        }
        let mut preview = Self { child, port: 0, lines };
        preview.until("the address", |preview| preview.printed().iter().any(|line| line.contains("http://")));
        let address = preview.printed().into_iter().find(|line| line.contains("http://")).expect("an address");
        preview.port =
            address.trim().trim_end_matches('/').rsplit(':').next().expect("a port").parse().expect("a port");
        // What was written while the preview started is told now.
        preview.wait_for_silence();
        preview
    }

    fn printed(&self) -> Vec<String> {
        self.lines.lock().expect("a lock").clone()
    }

    /// How often the guide was read again.
    fn times_read(&self) -> usize {
        self.printed().iter().filter(|line| line.contains(" → ")).count()
    }

    #[track_caller]
    fn until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let started = Instant::now();
        while !is_so(self) {
            assert!(started.elapsed() < PATIENCE, "{what} does not come:\n{}", self.printed().join("\n"));
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn wait_for_silence(&self) {
        let (mut seen, mut since) = (self.printed().len(), Instant::now());
        while since.elapsed() < SILENCE {
            thread::sleep(Duration::from_millis(20));
            let now = self.printed().len();
            if now != seen {
                (seen, since) = (now, Instant::now());
            }
        }
    }

    /// The status and body of an address.
    fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
        write!(stream, "GET /{path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", self.port)
            .expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        (head.split(' ').nth(1).expect("a status").parse().expect("a number"), body.to_owned())
    }

    fn shows(&self, path: &str, text: &str) -> bool {
        let (status, body) = self.get(path);
        status == 200 && body.contains(text)
    }

    /// Does something to the files, waits until `is_right`, and returns how often the guide was read for it.
    #[track_caller]
    fn after(&self, what: &str, act: impl FnOnce(), is_right: impl Fn(&Self) -> bool) -> usize {
        let before = self.times_read();
        act();
        self.until(what, &is_right);
        self.wait_for_silence();
        assert!(is_right(self), "{what}: it stays");
        self.times_read() - before
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn page(title: &str, text: &str) -> String {
    format!("+++\ndescription = \"A page.\"\n+++\n# {title}\n\n{text}\n")
}

fn guide() -> Case {
    let case = Case::new("");
    case.write("content/index.md", page("Home", "Welcome."));
    case.write("content/part/rules.md", page("Rules", "The first version."));
    case
}

/// Runs a program of the system, or says that it is not there.
fn run(folder: &Path, program: &str, arguments: &[&str]) -> bool {
    match Command::new(program).args(arguments).current_dir(folder).stdin(Stdio::null()).output() {
        Ok(output) => {
            assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
            true
        }
        Err(_) => false,
    }
}

#[test]
fn a_page_that_was_never_right_is_shown_as_it_is_now() {
    let case = guide();
    case.write("content/part/rules.md", page("Rules", "First [x](nowhere.md)."));
    let preview = Preview::start(&case, &[]);
    assert!(preview.shows("part/rules.html", "First"));
    for (text, shown) in
        [("Second [x](nowhere.md).", "Second"), ("Right.", "Right."), ("Wrong [x](nowhere.md).", "Right.")]
    {
        let save = || case.write("content/part/rules.md", page("Rules", text));
        preview.after(text, save, |preview| preview.shows("part/rules.html", shown));
    }
}

#[test]
fn however_an_editor_saves_the_guide_is_read_once() {
    let case = guide();
    let preview = Preview::start(&case, &[]);
    let file = case.path("content/part/rules.md");
    let beside = |name: &str| case.path(&format!("content/part/{name}"));
    let write = |path: &Path, text: &str| std::fs::write(path, page("Rules", text)).expect("a file");
    let rename = |from: &Path, to: &Path| std::fs::rename(from, to).expect("a file");
    let check = |editor: &str, text: &str, save: &dyn Fn()| {
        let times = preview.after(editor, save, |preview| preview.shows("part/rules.html", text));
        assert_eq!(times, 1, "{editor}: {:#?}", preview.printed());
    };
    check("written in place", "By VS Code.", &|| write(&file, "By VS Code."));
    check("moved over the file (JetBrains, Emacs)", "By JetBrains.", &|| {
        write(&beside("rules.md___jb_tmp___"), "By JetBrains.");
        rename(&file, &beside("rules.md___jb_old___"));
        rename(&beside("rules.md___jb_tmp___"), &file);
        std::fs::remove_file(beside("rules.md___jb_old___")).expect("a file");
    });
    check("moved away and written anew (vim)", "By vim.", &|| {
        std::fs::write(beside("4913"), "").expect("a file");
        std::fs::remove_file(beside("4913")).expect("a file");
        write(&beside(".rules.md.swp"), "Not this.");
        rename(&file, &beside("rules.md~"));
        write(&file, "By vim.");
        std::fs::remove_file(beside("rules.md~")).expect("a file");
        std::fs::remove_file(beside(".rules.md.swp")).expect("a file");
    });
    check("sed -i", "By sed.", &|| {
        if !run(case.root(), "sed", &["-i", "s/By vim/By sed/", "content/part/rules.md"]) {
            write(&file, "By sed.");
        }
    });
    check("in two halves", "and the second half.", &|| {
        let mut half = std::fs::File::create(&file).expect("a file");
        half.write_all(page("Rules", "The first half").as_bytes()).expect("room");
        half.flush().expect("room");
        half.write_all(b"and the second half.\n").expect("room");
    });
}

#[test]
fn what_is_saved_without_a_change_and_what_editors_leave_behind_is_not_read() {
    let case = guide();
    let preview = Preview::start(&case, &[]);
    let before = preview.times_read();
    case.write("content/part/rules.md", case.read("content/part/rules.md"));
    case.write("content/part/rules.md~", "x");
    case.write("content/.hidden/x.md", "x");
    case.write("content/part/#rules.md#", "x");
    case.write("notes.txt", "beside the guide");
    case.write("site/index.html", "what a build wrote");
    preview.wait_for_silence();
    assert_eq!(preview.times_read(), before, "{:#?}", preview.printed());
}

#[test]
fn pages_and_folders_come_go_and_move() {
    let case = guide();
    let preview = Preview::start(&case, &[]);
    preview.after(
        "a new page",
        || case.write("content/part/new.md", page("New", "Fresh.")),
        |preview| {
            preview.shows("part/new.html", "Fresh.") && preview.shows("part/rules.html", "part/new.html\"")
                || preview.shows("part/rules.html", "new.html\"")
        },
    );
    preview.after(
        "a new folder in a new folder",
        || case.write("content/a/b/deep.md", page("Deep", "Below.")),
        |preview| preview.shows("a/b/deep.html", "Below."),
    );
    preview.after(
        "a save in it",
        || case.write("content/a/b/deep.md", page("Deep", "Still below.")),
        |preview| preview.shows("a/b/deep.html", "Still below."),
    );
    preview.after(
        "a folder that moves",
        || std::fs::rename(case.path("content/a"), case.path("content/z")).expect("a folder"),
        |preview| preview.shows("z/b/deep.html", "Still below.") && preview.get("a/b/deep.html").0 == 404,
    );
    preview.after(
        "a save in the moved folder",
        || case.write("content/z/b/deep.md", page("Deep", "Moved.")),
        |preview| preview.shows("z/b/deep.html", "Moved."),
    );
    preview.after(
        "a page that is gone",
        || std::fs::remove_file(case.path("content/part/new.md")).expect("a file"),
        |preview| preview.get("part/new.html").0 == 404,
    );
    preview.after(
        "a folder that is gone",
        || std::fs::remove_dir_all(case.path("content/z")).expect("a folder"),
        |preview| preview.get("z/b/deep.html").0 == 404 && preview.shows("part/rules.html", "The first version."),
    );
    preview.after(
        "the content folder, away and back",
        || {
            std::fs::rename(case.path("content"), case.path("elsewhere")).expect("a folder");
            thread::sleep(Duration::from_millis(300));
            std::fs::rename(case.path("elsewhere"), case.path("content")).expect("a folder");
            case.write("content/index.md", page("Home", "Back again."));
        },
        |preview| preview.shows("index.html", "Back again."),
    );
}

#[test]
fn a_content_folder_that_is_put_back_slowly_is_read_to_its_end() {
    let case = guide();
    let preview = Preview::start(&case, &[]);
    // Whenever the last page comes: before the folder is read, while it is, and after it is watched again.
    for pause in (0..60).step_by(4) {
        let text = format!("After {pause} milliseconds.");
        std::fs::remove_dir_all(case.path("content")).expect("a folder");
        case.write("content/index.md", page("Home", "Welcome."));
        thread::sleep(Duration::from_millis(pause));
        case.write("content/part/rules.md", page("Rules", &text));
        preview.until(&text, |preview| preview.shows("part/rules.html", &text));
    }
    for pause in (0..40).step_by(4) {
        let text = format!("After {pause} milliseconds in a folder.");
        let name = format!("new-{pause}");
        std::fs::create_dir(case.path(&format!("content/{name}"))).expect("a folder");
        thread::sleep(Duration::from_millis(pause));
        case.write(&format!("content/{name}/deep/page.md"), page("Page", &text));
        preview.until(&text, |preview| preview.shows(&format!("{name}/deep/page.html"), &text));
    }
}

#[test]
fn a_content_folder_below_another_comes_back_too() {
    let case = Case::new("");
    case.write("book.toml", "[book]\ntitle = \"T\"\nsrc = \"docs/guide/en\"\n");
    case.write("docs/guide/en/index.md", page("Home", "Welcome."));
    let preview = Preview::start(&case, &[]);
    for gone in ["docs/guide/en", "docs/guide", "docs"] {
        let text = format!("After {gone} was gone.");
        std::fs::remove_dir_all(case.path(gone)).expect("a folder");
        preview.wait_for_silence();
        for folder in ["docs", "docs/guide", "docs/guide/en"] {
            let _ = std::fs::create_dir(case.path(folder));
            thread::sleep(Duration::from_millis(60));
        }
        case.write("docs/guide/en/index.md", page("Home", &text));
        preview.until(&text, |preview| preview.shows("index.html", &text));
    }
}

#[test]
fn settings_and_theme_are_seen() {
    let case = guide();
    let preview = Preview::start(&case, &[]);
    preview.after(
        "book.toml, replaced",
        || {
            case.write("book.toml.new", "[book]\ntitle = \"Renamed guide\"\n");
            std::fs::rename(case.path("book.toml.new"), case.path("book.toml")).expect("a file");
        },
        |preview| preview.shows("index.html", "Renamed guide"),
    );
    preview.after(
        "book.toml, replaced once more",
        || {
            case.write("book.toml.new", "[book]\ntitle = \"Guide of three\"\n");
            std::fs::rename(case.path("book.toml.new"), case.path("book.toml")).expect("a file");
        },
        |preview| preview.shows("index.html", "Guide of three"),
    );
    preview.after(
        "a first template",
        || {
            case.write(
                "themes/default/templates/page.html",
                "{% extends \"article.html\" %}{% block body %}MINE{% endblock body %}",
            );
        },
        |preview| preview.shows("part/rules.html", "MINE"),
    );
    preview.after(
        "a style",
        || case.write("themes/default/css/base.css", "body { color: #123456 }"),
        |preview| {
            let (_, html) = preview.get("index.html");
            let style = html
                .split("rel=\"stylesheet\" href=\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next())
                .unwrap_or_default()
                .to_owned();
            preview.shows(&style, "#123456")
        },
    );
    preview.after(
        "the theme, gone",
        || std::fs::remove_dir_all(case.path("themes")).expect("a folder"),
        |preview| {
            let (_, html) = preview.get("index.html");
            let style = html
                .split("rel=\"stylesheet\" href=\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next())
                .unwrap_or_default()
                .to_owned();
            !preview.shows(&style, "#123456")
        },
    );
    preview.after(
        "another content folder",
        || {
            case.write("pages/index.md", page("Home", "In another folder."));
            case.write("book.toml", "[book]\ntitle = \"Moved\"\nsrc = \"pages\"\n");
        },
        |preview| preview.shows("index.html", "In another folder."),
    );
    preview.after(
        "a save in it",
        || case.write("pages/index.md", page("Home", "Saved there.")),
        |preview| preview.shows("index.html", "Saved there."),
    );
}

#[test]
fn five_hundred_files_of_a_checkout_are_read_together() {
    let case = guide();
    for number in 0..500 {
        case.write(&format!("content/many/{number}.md"), page(&format!("Page {number}"), "On the first branch."));
    }
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
        assert!(run(case.root(), "git", &[&identity[..], arguments].concat()), "git is there");
    };
    git(&["init", "-q", "-b", "first"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "First"]);
    git(&["checkout", "-qb", "second"]);
    for number in 0..500 {
        case.write(&format!("content/many/{number}.md"), page(&format!("Page {number}"), "On the second branch."));
    }
    git(&["commit", "-qam", "Second"]);
    let preview = Preview::start(&case, &[]);
    let shows = |preview: &Preview, text: &str| {
        [0, 123, 499].iter().all(|number| preview.shows(&format!("many/{number}.html"), text))
    };
    assert!(shows(&preview, "On the second branch."));
    let times = preview.after(
        "a checkout",
        || git(&["checkout", "-q", "first"]),
        |preview| shows(preview, "On the first branch."),
    );
    // One for the first file, one for all others; some more where git itself is slow.
    assert!(times <= 6, "{times} times: {:#?}", preview.printed());
}

#[test]
fn where_the_system_does_not_tell_files_are_looked_at() {
    let case = guide();
    let preview = Preview::start(&case, &["--poll"]);
    preview.after(
        "a save",
        || case.write("content/part/rules.md", page("Rules", "Polled.")),
        |preview| preview.shows("part/rules.html", "Polled."),
    );
    preview.after(
        "a replaced file",
        || {
            case.write("content/part/rules.md.tmp", page("Rules", "Replaced."));
            std::fs::rename(case.path("content/part/rules.md.tmp"), case.path("content/part/rules.md"))
                .expect("a file");
        },
        |preview| preview.shows("part/rules.html", "Replaced."),
    );
    preview.after(
        "a new page",
        || case.write("content/new.md", page("New", "Fresh.")),
        |preview| preview.shows("new.html", "Fresh."),
    );
    preview.after(
        "a page that is gone",
        || std::fs::remove_file(case.path("content/new.md")).expect("a file"),
        |preview| preview.get("new.html").0 == 404,
    );
    preview.after(
        "the settings",
        || case.write("book.toml", "[book]\ntitle = \"Other title\"\n"),
        |preview| preview.shows("index.html", "Other title"),
    );
}

#[test]
fn a_thousand_saves_leave_the_right_page() {
    let case = guide();
    let preview = Preview::start(&case, &[]);
    for number in 0..1000 {
        case.write("content/part/rules.md", page("Rules", &format!("Version {number} of it.")));
    }
    preview.until("the last version", |preview| preview.shows("part/rules.html", "Version 999 of it."));
}

#[test]
fn queries_are_asked_again_when_they_are_saved() {
    let case = guide();
    let preview = Preview::start(&case, &[]);
    let says = |preview: &Preview, text: &str| preview.get("_matchbook/findings.json").1.contains(text);
    case.write("queries.toml", "[[query]]\ntext = \"nothing like it\"\nexpect = \"index.md\"\n");
    preview.until("a query without an answer", |preview| says(preview, "nothing like it"));
    case.write("queries.toml", b"\xff\xfe");
    preview.until("a file that is no text", |preview| says(preview, "queries.toml") && says(preview, "not UTF-8"));
    std::fs::remove_file(case.path("queries.toml")).expect("a file");
    preview.until("no query", |preview| !says(preview, "queries.toml"));
}
