//! The documents say what the program does.

use std::path::Path;

use crate::harness::Case;

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name))
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Text between backticks at the start of the doc comments of fields: their names in `book.toml`.
#[test]
fn every_setting_is_described() {
    let page = read("docs/settings.md");
    let config = read("src/config/mod.rs") + &read("src/config/planner.rs");
    let mut keys = 0;
    for line in config.lines() {
        let Some(rest) = line.trim_start().strip_prefix("/// `") else { continue };
        let Some((key, _)) = rest.split_once("`: ") else { continue };
        keys += 1;
        let key = key.trim_matches(['[', ']']);
        assert!(
            page.contains(&format!("`{key}`")) || page.contains(&format!("[{key}]")),
            "docs/settings.md does not describe `{key}`"
        );
    }
    assert!(keys > 20, "{keys}");
}

#[test]
fn every_field_of_the_contexts_is_described_for_theme_authors() {
    let page = read("docs/theming.md");
    for line in read("src/render/context.rs").lines() {
        let Some(name) =
            line.trim_start().strip_prefix("pub ").and_then(|rest| rest.split_once(':')).map(|(name, _)| name)
        else {
            continue;
        };
        assert!(
            page.contains(&format!("`{name}`")) || page.contains(&format!(".{name}`")),
            "docs/theming.md does not describe `{name}`"
        );
    }
}

#[test]
fn every_part_of_the_theme_is_described_for_writers() {
    let page = read("docs/writing.md");
    for line in read("themes/default/theme.toml").lines() {
        if let Some(name) =
            line.strip_prefix("[parts.").and_then(|rest| rest.strip_suffix(']')).filter(|name| !name.contains('.'))
        {
            assert!(page.contains(&format!("`{name}`")), "docs/writing.md does not describe `{name}`");
        }
    }
}

#[test]
fn the_email_of_the_document_for_writers_is_one_as_it_stands() {
    let page = read("docs/writing.md");
    let blocks = page.split("```markdown\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    let example = blocks.into_iter().find(|block| block.contains("kind = \"email\"")).expect("an email");
    let case = Case::new("");
    case.write("content/mail.md", format!("{example}\n"));
    case.expect(&[]);
    let html = case.output("mail.html");
    assert!(html.contains("data-field=\"interviewer_last_name\">") && html.contains("Read it aloud once."), "{html}");
}

#[test]
fn links_between_the_documents_lead_somewhere() {
    for name in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "docs/writing.md",
        "docs/previewing.md",
        "docs/theming.md",
        "docs/settings.md",
        "benches/compare/README.md",
    ] {
        let text = read(name);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(name).parent().expect("a folder").to_owned();
        for rest in text.split("](").skip(1) {
            let target = rest.split([')', '#']).next().unwrap_or_default();
            let example = text.contains("```") && !folder.join(target).exists();
            if target.is_empty()
                || target.contains("://")
                || target.contains(' ')
                || (example && name.starts_with("docs/"))
            {
                continue;
            }
            assert!(folder.join(target).exists(), "{name} links to {target}");
        }
    }
}
