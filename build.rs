//! Lists the files of the default theme so that the program carries them inside. A folder listing rather than a macro,
//! so that a file that is added is seen by the next build. Its scripts and style sheets are there as they are sent, too, which
//! saves readers bytes and every build of a guide the work. Its strings are there as a table, so that no run has to read them. And
//! sets how the program is linked.

#[path = "src/render/compact/style.rs"]
mod style;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_mangler::Mangler;
use oxc_parser::Parser;
use oxc_span::SourceType;

fn main() {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let theme = root.join("themes/default");
    let mut files = Vec::new();
    list(&theme, &mut files);
    files.sort();
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it"));
    let mut code = String::from("[\n");
    for file in &files {
        let name = file
            .strip_prefix(&theme)
            .expect("below the theme")
            .to_str()
            .expect("theme files have plain names")
            .replace('\\', "/");
        let text = || fs::read_to_string(file).expect("scripts and style sheets are text");
        let compact = match file.extension().and_then(|end| end.to_str()) {
            Some("css") => Some(style::compact_style(&text())),
            Some("js") => Some(minified(&name, &text())),
            _ => None,
        };
        writeln!(code, "    ({name:?}, include_bytes!({file:?}) as &[u8], {compact:?} as Option<&str>),")
            .expect("writing to a string");
    }
    code.push_str("]\n");
    let strings = fs::read_to_string(theme.join("strings/en.toml")).expect("the default theme speaks English");
    let strings: BTreeMap<String, String> = toml::from_str(&strings).expect("`strings/en.toml` has texts alone");
    let strings: Vec<(String, String)> = strings.into_iter().collect();
    fs::write(out.join("default_strings.rs"), format!("{strings:?}\n")).expect("cargo's output folder is writable");
    println!("cargo::rerun-if-changed=src/render/compact/style.rs");
    fs::write(out.join("default_theme.rs"), code).expect("cargo's output folder is writable");
    // A program that can be loaded to any address puts right some fifty thousand addresses when it starts, most of them those of
    // lists of stop words: a third of the time that `matchbook --version` takes.
    let of_target = |name: &str| std::env::var(name).unwrap_or_default();
    let is_static = of_target("CARGO_CFG_TARGET_FEATURE").split(',').any(|feature| feature == "crt-static");
    if of_target("CARGO_CFG_TARGET_OS") == "linux" && of_target("CARGO_CFG_TARGET_ENV") == "gnu" && !is_static {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

/// A script that does the same in fewer bytes: without blanks and comments, and with short names for what only it can name. No
/// statement is rewritten.
fn minified(name: &str, script: &str) -> String {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, script, SourceType::script()).parse();
    assert!(parsed.diagnostics.is_empty(), "themes/default/{name}: {:?}", parsed.diagnostics);
    let names = Mangler::new().build(&parsed.program);
    Codegen::new()
        .with_options(CodegenOptions::minify())
        .with_scoping(Some(names.scoping))
        .with_private_member_mappings(Some(names.class_private_mappings))
        .build(&parsed.program)
        .code
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder).expect("the default theme is part of the source") {
        let path = entry.expect("a readable folder").path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() {
            list(&path, files);
        } else {
            println!("cargo::rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
}
