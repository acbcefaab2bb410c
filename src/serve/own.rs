//! What the preview itself says, below `_matchbook/`: its script and style, the findings, and what an editor wants to
//! know of a page. Nothing of it is ever published.

use std::net::SocketAddr;

use serde::Serialize;

use super::Settings;
use super::http::Answer;
use super::state::Shared;
use crate::diagnostic::{Diagnostic, File};
use crate::document::{Document, Email, PageId};
use crate::excerpt;
use crate::resolve::{Target, resolve};
use crate::routes::{Recipe, Routes};
use crate::site::Site;

/// Where the preview's own files are; guides cannot have a folder of this name.
pub(super) const OWN: &str = "_matchbook/";

/// The script that the preview adds to each page; its files share one scope of names.
const SCRIPT: &str = concat!(
    include_str!("preview/place.js"),
    include_str!("preview/patch.js"),
    include_str!("preview/carry.js"),
    include_str!("preview/images.js"),
    include_str!("preview/panel.js"),
    include_str!("preview/bar.js"),
    include_str!("preview/start.js"),
);
const STYLE: &str = include_str!("preview/preview.css");
const JSON: &str = "application/json";

/// The file with this name. `page` is the page that asks, by its address.
pub(super) fn file(
    name: &str,
    page: Option<&str>,
    peer: Option<SocketAddr>,
    settings: &Settings,
    shared: &Shared,
) -> Answer {
    // Where the files are on the disk is for this machine alone.
    let editor = |file: &str, line, column| {
        let editor =
            settings.editor.as_ref().filter(|_| peer.is_some_and(|peer| peer.ip().to_canonical().is_loopback()))?;
        Some(editor.address(&settings.root.join(file), line, column))
    };
    let routes = shared.routes();
    let document = || {
        let routes = routes.as_deref()?;
        match routes.recipe(&shared.find(page?)?)? {
            Recipe::Page(page) => Some((routes.site(), *page)),
            _ => None,
        }
    };
    match name {
        "preview.js" => Answer::ok("text/javascript; charset=utf-8", SCRIPT.into()),
        "preview.css" => Answer::ok("text/css; charset=utf-8", STYLE.into()),
        "findings.json" => {
            let files: Vec<&File> = document()
                .map_or_else(Vec::new, |(site, page)| site[page].parts.iter().map(|part| &part.file).collect());
            let version = shared.version();
            let findings = shared.findings();
            let list: Vec<Finding<'_>> =
                findings.iter().map(|finding| Finding::new(finding, &files, &editor)).collect();
            Answer::ok(JSON, serde_json::json!({ "version": version, "findings": list }).to_string().into_bytes())
        }
        "about.json" => match document() {
            Some((site, page)) => {
                let about = About::new(&site[page], &editor);
                Answer::ok(JSON, serde_json::json!(about).to_string().into_bytes())
            }
            None => Answer::ok(JSON, b"null".to_vec()),
        },
        "unlinked.json" => {
            let list = routes.as_deref().map(Routes::site).map_or_else(Vec::new, unlinked);
            Answer::ok(JSON, serde_json::json!(list).to_string().into_bytes())
        }
        _ => Answer::text("404 Not Found", "no such file"),
    }
}

/// A finding as the panel reads it.
#[derive(Serialize)]
struct Finding<'a> {
    severity: &'a str,
    code: &'a str,
    message: &'a str,
    location: Option<String>,
    /// Message, excerpt, notes and help, as the terminal shows them.
    text: String,
    /// Whether it concerns the page that asks.
    here: bool,
    /// The address that opens it in an editor.
    open: Option<String>,
}

impl<'a> Finding<'a> {
    fn new(finding: &'a Diagnostic, files: &[&File], editor: &dyn Fn(&str, usize, usize) -> Option<String>) -> Self {
        let place = finding.place.as_ref();
        Self {
            severity: finding.severity.word(),
            code: finding.code.name(),
            message: &finding.message,
            location: finding.location(),
            text: excerpt::human(finding, false),
            here: place.is_some_and(|place| files.iter().any(|file| file.path == place.file.path)),
            open: place.and_then(|place| {
                let (line, column) = place.line_column();
                editor(&place.file.path, line, column)
            }),
        }
    }
}

/// What an editor wants to know of a page.
#[derive(Serialize)]
struct About<'a> {
    source: &'a str,
    open: Option<String>,
    draft: bool,
    words: usize,
    minutes: usize,
    letters: Vec<Letter<'a>>,
}

/// A letter against its limits.
#[derive(Serialize)]
struct Letter<'a> {
    title: Option<&'a str>,
    words: usize,
    least: Option<usize>,
    most: Option<usize>,
    /// Characters of the subject with the examples filled in.
    subject: usize,
}

impl<'a> About<'a> {
    fn new(document: &'a Document, editor: &dyn Fn(&str, usize, usize) -> Option<String>) -> Self {
        let source = &*document.file().path;
        Self {
            source,
            open: editor(source, 1, 1),
            draft: document.front.draft,
            words: document.words,
            minutes: document.reading_minutes(),
            letters: document.emails().map(Letter::new).collect(),
        }
    }
}

impl<'a> Letter<'a> {
    fn new(email: &'a Email) -> Self {
        Self {
            title: email.title.as_deref(),
            words: email.letter_words,
            least: email.words.map(|(least, _)| least).filter(|least| *least > 0),
            most: email.words.map(|(_, most)| most).filter(|most| *most < usize::MAX),
            subject: email.sample_subject.chars().count(),
        }
    }
}

/// A page that readers do not come across.
#[derive(Serialize)]
struct Unlinked<'a> {
    title: &'a str,
    path: String,
    /// Whether the navigation has it.
    listed: bool,
}

/// The pages that no other page links to or the navigation leaves out. The home page needs neither.
fn unlinked(site: &Site) -> Vec<Unlinked<'_>> {
    let mut linked = vec![false; site.documents.len()];
    for from in site.pages() {
        let document = &site[from];
        let links = document.links.iter().map(|link| (link.target.as_str(), link.span));
        let actions = document.front.actions.iter().map(|action| (action.href.as_str(), action.span));
        for (target, span) in links.chain(actions) {
            let base = &document.parts[span.part as usize].path;
            if let Ok(Target::Page { page, .. }) = resolve(site, from, base, target)
                && page != from
            {
                linked[page.0] = true;
            }
        }
    }
    let home = site.home();
    let is_unlinked = |page: &PageId| Some(*page) != home && (!linked[page.0] || site.nav.trail(*page).is_empty());
    let describe = |page: PageId| Unlinked {
        title: &site[page].title,
        path: site.path(page).encoded(),
        listed: !site.nav.trail(page).is_empty(),
    };
    site.pages().filter(is_unlinked).map(describe).collect()
}
