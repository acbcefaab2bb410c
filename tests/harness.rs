//! Small guides on a real disk. A case starts from an archive of files:
//!
//! ```text
//! -- content/index.md --
//! # Home
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use matchbook::diagnostic::Diagnostic;
use matchbook::path::SitePath;
use matchbook::pipeline::{self, Guide, Options};

/// A guide in a folder of its own.
pub(crate) struct Case {
    folder: tempfile::TempDir,
}

/// What a run of the program printed.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Case {
    /// A guide from an archive. Without a `book.toml` in it, one with a title is added.
    pub(crate) fn new(archive: &str) -> Self {
        let case = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        case.write("book.toml", "[book]\ntitle = \"Test\"\n");
        std::fs::create_dir_all(case.path("content")).expect("a folder");
        for (name, text) in parse_archive(archive) {
            case.write(&name, &text);
        }
        case
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn load(&self) -> Guide {
        pipeline::load(self.root(), &Options::default()).expect("a guide")
    }

    /// Everything that is found, what shows only in templates included.
    pub(crate) fn findings(&self) -> Vec<Diagnostic> {
        let guide = self.load();
        let mut findings = guide.diagnostics;
        if let Some(routes) = &guide.routes {
            findings.extend(pipeline::rehearse(routes));
        }
        // Small cases leave descriptions and home pages out.
        findings.retain(|finding| {
            finding.code.name() != "missing-description" && !finding.message.contains("no home page")
        });
        findings
    }

    /// Findings as `error[code] path:line:column: message (help)`.
    pub(crate) fn found(&self) -> Vec<String> {
        self.findings().iter().map(line).collect()
    }

    /// Fails unless exactly these findings are made.
    #[track_caller]
    pub(crate) fn expect(&self, expected: &[&str]) -> &Self {
        assert_eq!(self.found(), expected);
        self
    }

    /// A file of the output as text.
    #[track_caller]
    pub(crate) fn output(&self, path: &str) -> String {
        let guide = self.load();
        let Some(routes) = guide.routes else { panic!("no routes: {:#?}", guide.diagnostics) };
        let Some(result) = routes.produce(&SitePath::new(path)) else {
            panic!("no `{path}`, only {:?}", routes.paths().collect::<Vec<_>>());
        };
        let bytes = result.unwrap_or_else(|findings| panic!("{path}: {findings:#?}"));
        String::from_utf8(bytes.into_owned()).expect("text")
    }

    /// What the Markdown of a page became, without the page around it.
    #[track_caller]
    pub(crate) fn body(&self, path: &str) -> String {
        for template in ["page", "faq", "glossary", "email"] {
            self.write(&format!("themes/default/templates/{template}.html"), "{{ page.body }}");
        }
        self.output(path).trim().to_owned()
    }

    /// All files of the output.
    pub(crate) fn all_output(&self) -> BTreeMap<String, Vec<u8>> {
        let guide = self.load();
        let routes = guide.routes.expect("routes");
        routes
            .paths()
            .map(|path| (path.to_string(), routes.produce(path).expect("a recipe").expect("bytes").into_owned()))
            .collect()
    }

    /// Runs the program in the guide's folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_in("", arguments)
    }

    /// Runs the program in a folder of the guide.
    pub(crate) fn run_in(&self, folder: &str, arguments: &[&str]) -> Run {
        self.run_with(folder, arguments, &[])
    }

    /// The same with variables in its environment.
    pub(crate) fn run_with(&self, folder: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_matchbook"))
            .args(arguments)
            .current_dir(self.path(folder))
            .stdin(Stdio::null())
            .env_remove("NO_COLOR")
            .envs(variables.iter().copied())
            .output()
            .expect("the program runs");
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }

    /// Every file below a folder with its bytes.
    pub(crate) fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(folder);
        walkdir::WalkDir::new(&root)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let name = entry.path().strip_prefix(&root).expect("below").to_string_lossy().into_owned();
                (name, std::fs::read(entry.path()).expect("a file"))
            })
            .collect()
    }
}

/// A finding on one line.
pub(crate) fn line(finding: &Diagnostic) -> String {
    let location = finding.location().map(|location| format!(" {location}")).unwrap_or_default();
    let help = if finding.help.is_empty() { String::new() } else { format!(" ({})", finding.help.join("; ")) };
    format!("{}[{}]{location}: {}{help}", finding.severity.word(), finding.code, finding.message)
}

fn parse_archive(archive: &str) -> Vec<(String, String)> {
    let archive = unindent(archive);
    let mut files: Vec<(String, String)> = Vec::new();
    for line in archive.split_inclusive('\n') {
        let name = line.trim_end().strip_prefix("-- ").and_then(|line| line.strip_suffix(" --"));
        match (name, files.last_mut()) {
            (Some(name), _) => files.push((name.to_owned(), String::new())),
            (None, Some((_, text))) => text.push_str(line),
            (None, None) => assert!(line.trim().is_empty(), "text before the first file: {line}"),
        }
    }
    files
}

/// Removes the indentation of the first line from every line.
fn unindent(text: &str) -> String {
    let text = text.strip_prefix('\n').unwrap_or(text);
    let indent = text.len() - text.trim_start_matches(' ').len();
    text.split_inclusive('\n')
        .map(|line| if line.trim().is_empty() { "\n" } else { line.get(indent..).unwrap_or(line.trim_start()) })
        .collect()
}
