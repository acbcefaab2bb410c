//! Modules use only those of the same room or of rooms below. The table is the one of `ARCHITECTURE.md`.

use std::collections::BTreeMap;
use std::path::Path;

/// The rooms from top to bottom, each with its modules.
const ROOMS: [(&str, &[&str]); 8] = [
    ("front", &["main", "cli"]),
    ("effects", &["write", "cache", "bundle", "publish", "scaffold", "serve", "unchanged"]),
    ("drive", &["pipeline"]),
    ("product", &["routes", "render", "announce", "offline", "images", "rules", "questions", "search", "check"]),
    ("site", &["resolve", "site", "nav"]),
    ("document", &["parse", "document", "highlight"]),
    ("input", &["config", "history", "source", "theme"]),
    (
        "base",
        &[
            "blocks",
            "color",
            "diagnostic",
            "excerpt",
            "exif",
            "fs",
            "html",
            "path",
            "png",
            "repository",
            "suggest",
            "table",
            "timings",
            "varint",
        ],
    ),
];

fn room_of(module: &str) -> usize {
    ROOMS
        .iter()
        .position(|(_, modules)| modules.contains(&module))
        .unwrap_or_else(|| panic!("`{module}` is in no room: add it to the table here and in ARCHITECTURE.md"))
}

#[test]
fn imports_go_downward() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for entry in walkdir::WalkDir::new(&src).into_iter().filter_map(Result::ok) {
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != "rs") || path.ends_with("lib.rs") {
            continue;
        }
        let relative = path.strip_prefix(&src).expect("below src");
        let first = relative.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
        let module = first.trim_end_matches(".rs").to_owned();
        let room = room_of(&module);
        let text = std::fs::read_to_string(path).expect("a source file");
        // Tests of a module may use what they like.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for used in uses(code) {
            assert!(
                room_of(&used) >= room,
                "{}: `{module}` ({}) uses `{used}` ({}), which is above it",
                relative.display(),
                ROOMS[room].0,
                ROOMS[room_of(&used)].0
            );
        }
        *seen.entry(module).or_default() += 1;
    }
    for (_, modules) in ROOMS {
        for module in modules {
            assert!(seen.contains_key(*module), "the module `{module}` is gone: take it out of the table");
        }
    }
}

/// Names after `crate::` outside of comments, in `use` lists too.
fn uses(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for rest in line.split("crate::").skip(1) {
            match rest.strip_prefix('{') {
                Some(list) => {
                    let list = list.split('}').next().unwrap_or_default();
                    names.extend(
                        list.split(',').map(|name| name.trim().split("::").next().unwrap_or_default().to_owned()),
                    );
                }
                None => names
                    .push(rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned()),
            }
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn the_architecture_page_has_the_same_rooms() {
    let page =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).expect("the page");
    for (room, modules) in ROOMS {
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| {room} |")))
            .unwrap_or_else(|| panic!("no row for {room}"));
        for module in modules {
            assert!(row.contains(&format!("`{module}`")), "{module} in {row}");
        }
    }
}
