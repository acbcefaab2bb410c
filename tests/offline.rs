//! What makes a published site work without network; how readers meet it is in `tests/browser/service-worker.mjs`.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::harness::Case;

fn guide(settings: &str) -> Case {
    let case = Case::new(
        "
        -- content/02-b.md --
        # B
        -- content/index.md --
        # Home

        ![a](a.svg)
        -- content/01-a.md --
        # A
        -- content/a.svg --
        <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>
        ",
    );
    case.write("book.toml", format!("[book]\ntitle = \"T & U\"\nid = \"t\"\n{settings}"));
    case
}

const ON: &str = "[offline]\nservice-worker = true\n";

/// Addresses, each with its hash.
type Files = Vec<(String, String)>;

/// The files that the service worker of a site names, those it needs first and those that come later.
fn edition(files: &BTreeMap<String, Vec<u8>>) -> (Files, Files) {
    let worker = String::from_utf8_lossy(&files["service-worker.js"]).into_owned();
    let line = worker.lines().next().expect("a line");
    let json = line.strip_prefix("const EDITION = ").and_then(|rest| rest.strip_suffix(';')).expect("the edition");
    let edition: Value = serde_json::from_str(json).expect("JSON");
    assert_eq!(edition["guide"], "t");
    let list = |name: &str| {
        let files = edition[name].as_object().expect("files");
        files.iter().map(|(path, hash)| (path.clone(), hash.as_str().expect("a hash").to_owned())).collect()
    };
    (list("first"), list("later"))
}

#[test]
fn the_service_worker_names_what_pages_need_with_its_content() {
    let case = guide(&format!("[site]\nbase-url = \"https://example.org/x/\"\n{ON}"));
    case.expect(&[]);
    let files = case.all_output();
    let (first, later) = edition(&files);
    for (path, hash) in first.iter().chain(&later) {
        let digest: String = Sha256::digest(&files[path]).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(*hash, digest, "{path}");
    }
    let names: Vec<&str> = later.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(names, ["a.svg", "print.html"]);
    let named = |path: &str| first.iter().chain(&later).any(|(name, _)| name == path);
    for path in files.keys() {
        let is_for_others = [
            "service-worker.js",
            "manifest.webmanifest",
            "sitemap.xml",
            "robots.txt",
            "feed.xml",
            "llms.txt",
            ".nojekyll",
        ]
        .contains(&path.as_str());
        let is_for_others = is_for_others || path.ends_with(".md") || path.starts_with("assets/card-");
        assert_eq!(named(path), !is_for_others, "{path}");
    }
    assert!(files["service-worker.js"].len() < 12_000, "{}", files["service-worker.js"].len());
    assert_eq!(files, case.all_output(), "the same bytes each time");
    // Another page is another edition, and nothing else changes in it.
    case.write("content/01-a.md", "# A\n\nMore.");
    let (after, _) = edition(&case.all_output());
    let changed: Vec<&str> = after
        .iter()
        .filter(|file| !first.contains(file))
        .map(|(path, _)| path.as_str())
        .filter(|path| !path.starts_with("search/"))
        .collect();
    assert_eq!(changed, ["a.html"]);
}

#[test]
fn a_site_that_stays_on_the_device_can_be_installed() {
    let case = guide(ON);
    let manifest: Value = serde_json::from_str(&case.output("manifest.webmanifest")).expect("JSON");
    for (key, value) in [
        ("name", "T & U"),
        ("lang", "en"),
        ("dir", "ltr"),
        ("start_url", "."),
        ("scope", "."),
        ("display", "standalone"),
        ("theme_color", "#0a6b61"),
        ("background_color", "#fcfbf8"),
    ] {
        assert_eq!(manifest[key], value, "{key}");
    }
    let files = case.all_output();
    let icons = manifest["icons"].as_array().expect("icons");
    let sizes: Vec<&str> = icons.iter().filter_map(|icon| icon["sizes"].as_str()).collect();
    assert_eq!(sizes, ["any", "192x192", "512x512"]);
    for icon in icons {
        assert!(files.contains_key(icon["src"].as_str().expect("an address")), "{icon}");
    }
    let page = matchbook::html::unescape(&case.output("a.html"));
    for text in [
        "<link rel=\"manifest\" href=\"manifest.webmanifest\">",
        "data-worker=\"service-worker.js\"",
        "worker-src 'self'; manifest-src 'self';",
    ] {
        assert!(page.contains(text), "{text}");
    }
    // The page for missing addresses is shown at any depth.
    assert!(case.output("404.html").contains("data-worker=\"/service-worker.js\""));
}

#[test]
fn nothing_of_it_is_in_other_sites_and_in_copies() {
    let traces = |files: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
        let has = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            ["data-worker", "worker-src", "manifest-src", "rel=\"manifest\"", "offline_newer"]
                .iter()
                .any(|trace| text.contains(trace))
        };
        let is_its =
            |name: &str| name.contains("service-worker") || name.contains("offline") || name.ends_with(".webmanifest");
        files.iter().filter(|(name, bytes)| is_its(name) || has(bytes)).map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(traces(&guide("").all_output()), Vec::<String>::new());
    assert_eq!(traces(&guide("[offline]\nservice-worker = false\n").all_output()), Vec::<String>::new());
    assert!(traces(&guide(ON).all_output()).len() > 5);

    let case = guide(ON);
    let run = case.run(&["bundle", "--out", "copy.html"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(
        traces(&BTreeMap::from([("copy.html".to_owned(), case.read("copy.html").into_bytes())])),
        Vec::<String>::new()
    );
    let run = case.run(&["bundle", "--format", "zip", "--out", "copy.zip"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let mut archive =
        zip::ZipArchive::new(std::fs::File::open(case.path("copy.zip")).expect("a file")).expect("an archive");
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a file");
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).expect("bytes");
        files.insert(file.name().expect("a name").into_owned(), bytes);
    }
    assert!(files.len() > 10);
    assert_eq!(traces(&files), Vec::<String>::new());
}

#[test]
fn a_large_guide_keeps_what_fits_and_pages_come_first() {
    let case = guide(ON);
    // Twelve files of 4 MB, one of 6 MB, and pages of a hundred kB each: together more than a device is asked for.
    for number in 0..12 {
        case.write(&format!("content/{number}.bin"), vec![b'x'; 4_000_000]);
    }
    case.write("content/film.bin", vec![b'x'; 6_000_000]);
    for number in 0..40 {
        case.write(&format!("content/p{number:03}.md"), format!("# Page {number}\n\n{}", "word ".repeat(20_000)));
    }
    let files = case.all_output();
    let (first, later) = edition(&files);
    let size = |list: &Files| list.iter().map(|(path, _)| files[path].len()).sum::<usize>();
    assert!(size(&first) + size(&later) <= 40_000_000);
    assert_eq!(first.iter().filter(|(path, _)| path.starts_with('p')).count(), 40);
    assert!(String::from_utf8_lossy(&files["service-worker.js"]).contains("\"whole\":true"));
    let bins: Vec<&str> = later.iter().map(|(path, _)| path.as_str()).filter(|path| path.ends_with(".bin")).collect();
    assert!((2..12).contains(&bins.len()) && !bins.contains(&"film.bin"), "{bins:?}");
    // A page that does not fit may be asked for without network, and then nobody can say that it does not exist.
    let case = guide(ON);
    case.write("content/long.md", format!("# Long\n\n{}", "word ".repeat(1_100_000)));
    assert!(case.output("service-worker.js").contains("\"whole\":false"));
}
