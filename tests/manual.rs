//! The guide in this repository.

use std::path::Path;

use matchbook::document::Kind;
use matchbook::pipeline::{self, Options};

fn guide() -> pipeline::Guide {
    pipeline::load(Path::new(env!("CARGO_MANIFEST_DIR")), &Options::default()).expect("the guide")
}

#[test]
fn the_guide_has_no_findings() {
    let guide = guide();
    let mut findings = guide.diagnostics;
    findings.extend(pipeline::rehearse(guide.routes.as_ref().expect("routes")));
    let lines: Vec<String> = findings.iter().map(crate::harness::line).collect();
    assert!(lines.is_empty(), "{lines:#?}");
}

#[test]
fn the_guide_holds_all_its_emails_checklists_and_questions() {
    let guide = guide();
    let routes = guide.routes.expect("routes");
    let site = routes.site();
    let of_kind = |kind| site.documents.iter().filter(move |document| document.front.kind == kind);
    assert_eq!(of_kind(Kind::Email).count(), 8);
    let questions: usize = of_kind(Kind::Faq).map(|document| document.questions.len()).sum();
    assert!(questions >= 20, "{questions}");
    let terms: usize = of_kind(Kind::Glossary).map(|document| document.terms.len()).sum();
    assert!(terms >= 45, "{terms}");
    // Every id of the eight lists, each chosen by an editor.
    let tasks: Vec<_> =
        site.documents.iter().flat_map(|document| &document.checklists).flat_map(|list| &list.tasks).collect();
    for (prefix, count) in
        [("SET", 7), ("PRE", 12), ("INT", 9), ("UPD", 7), ("FST", 9), ("OFF", 15), ("ROL", 12), ("RFS", 14)]
    {
        for number in 1..=count {
            let id = format!("{prefix}-{number:02}");
            assert!(tasks.iter().any(|task| task.explicit && task.id == id), "{id}");
        }
    }
    for document in &site.documents {
        assert!(
            !document.description().is_empty() && document.description().chars().count() <= 170,
            "{}",
            document.path
        );
    }
}

/// A wrong rule could cost a reader the Match: what must never be missing is looked for by its words.
#[test]
fn the_rules_that_protect_readers_are_there() {
    let guide = guide();
    let routes = guide.routes.expect("routes");
    let text = |path: &str| {
        let path = matchbook::path::SitePath::new(path);
        let bytes = routes.produce(&path).expect("a page").expect("bytes");
        let html = String::from_utf8(bytes.into_owned()).expect("text");
        let plain: String = html.split('<').map(|piece| piece.split_once('>').map_or("", |(_, text)| text)).collect();
        plain.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
    };
    let rules = text("guide/rules-and-risks.html");
    for words in ["signal", "48 hours", "withdraw", "soap", "all-in"] {
        assert!(rules.contains(words), "{words}");
    }
    let offers = text("guide/offers-outside-the-match.html");
    for words in ["initial accreditation", "pre-accreditation", "february", "withdraw"] {
        assert!(offers.contains(words), "{words}");
    }
    assert!(text("start/twelve-mistakes.html").contains("ask"));
    let footer = text("index.html");
    assert!(footer.contains("not legal or immigration advice") && footer.contains("not affiliated"), "{footer}");
}
