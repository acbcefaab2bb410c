//! What makes a published site work without network: the script that keeps its files on the device, and what a browser asks for to
//! install it like a program.

mod icon;

use rayon::prelude::*;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

pub use icon::draw as draw_icon;

use crate::path::SitePath;
use crate::render::Assets;
use crate::routes::{Recipe, Routes};
use crate::search;
use crate::site::Site;

/// Address of the script that answers for the site. It stands at the root, since it answers for what is below it.
pub const SERVICE_WORKER: &str = "service-worker.js";
/// Address of what browsers ask for to install the site.
pub const WEB_MANIFEST: &str = "manifest.webmanifest";

/// Sizes of the icon that systems without SVG ask for.
pub const ICON_SIZES: [usize; 2] = [192, 512];

/// Most bytes that a guide takes on a device. Pages come first, in order of reading.
const MOST_BYTES: usize = 40_000_000;
/// A file that is larger is not kept: a film, an archive.
const MOST_BYTES_OF_FILE: usize = 5_000_000;

/// When a file is loaded to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// What every page needs.
    Frame,
    /// Pages, in order of reading.
    Page(usize),
    /// What search loads.
    Search,
    /// What a page is complete without: pictures, the whole guide for printing.
    Later,
}

/// The script that keeps the files of the site. It names each with a hash of its content, so it is another one when any of them is.
/// A file that cannot be made is left out; whoever makes it tells.
#[must_use]
pub fn service_worker(routes: &Routes) -> String {
    let mut places = vec![usize::MAX; routes.site().documents.len()];
    for (place, page) in routes.site().nav.order().iter().enumerate() {
        places[page.0] = place;
    }
    let mut files: Vec<(Turn, &SitePath)> =
        routes.paths().filter_map(|path| Some((turn(routes, path, &places)?, path))).collect();
    files.sort();
    let made: Vec<(Turn, &SitePath, usize, String)> = files
        .into_par_iter()
        .filter_map(|(turn, path)| {
            let bytes = routes.produce(path)?.ok()?;
            Some((turn, path, bytes.len(), hash(&bytes)))
        })
        .collect();
    let mut sum = 0;
    let mut is_whole = true;
    let (mut first, mut later) = (Map::new(), Map::new());
    for (turn, path, length, hash) in made {
        if length > MOST_BYTES_OF_FILE || sum + length > MOST_BYTES {
            is_whole &= !matches!(turn, Turn::Page(_));
            continue;
        }
        sum += length;
        let files = if turn == Turn::Later { &mut later } else { &mut first };
        files.insert(path.to_string(), Value::String(hash));
    }
    let edition = json!({ "guide": routes.site().config().book.id, "whole": is_whole, "first": first, "later": later });
    format!("const EDITION = {edition};\n{}", routes.assets().service_worker)
}

/// What browsers ask for to install the site like a program (W3C Web Application Manifest). Addresses count from the file itself, and
/// without an `id`, which would count from the host, two guides of one host are two programs.
#[must_use]
pub fn web_manifest(site: &Site, assets: &Assets) -> String {
    let book = &site.config().book;
    let colors = &site.input.theme.colors;
    let icon = &assets.favicon.0;
    let mut manifest = json!({
        "name": book.title,
        "short_name": book.title,
        "lang": book.language,
        "dir": book.direction,
        "start_url": ".",
        "scope": ".",
        "display": "standalone",
        "background_color": colors.paper.to_string(),
        "theme_color": colors.accent.to_string(),
    });
    if !book.description.is_empty() {
        manifest["description"] = json!(book.description);
    }
    let mut icons = Vec::new();
    if icon.extension() == "svg" {
        icons.push(json!({ "src": icon.encoded(), "type": "image/svg+xml", "sizes": "any" }));
    }
    for (size, (path, _)) in &assets.icons {
        icons.push(json!({ "src": path.encoded(), "type": "image/png", "sizes": format!("{size}x{size}") }));
    }
    if !icons.is_empty() {
        manifest["icons"] = json!(icons);
    }
    manifest.to_string()
}

/// When a file is loaded; `None` for what no page asks for. `places` are those of pages in order of reading.
fn turn(routes: &Routes, path: &SitePath, places: &[usize]) -> Option<Turn> {
    Some(match routes.recipe(path)? {
        Recipe::Asset | Recipe::Guide | Recipe::Rules | Recipe::NotFound => Turn::Frame,
        Recipe::Page(page) => Turn::Page(places[page.0]),
        Recipe::SearchFile if path.as_str() == search::CORE => Turn::Frame,
        Recipe::SearchFile => Turn::Search,
        Recipe::Contents | Recipe::MyData | Recipe::CheckEmail | Recipe::AToZ | Recipe::Moved => Turn::Page(usize::MAX),
        Recipe::Print | Recipe::Variant | Recipe::Copy(_) => Turn::Later,
        Recipe::Sitemap
        | Recipe::Robots
        | Recipe::Feed
        | Recipe::Card
        | Recipe::Llms
        | Recipe::Markdown(_)
        | Recipe::Text(_)
        | Recipe::ServiceWorker
        | Recipe::WebManifest => return None,
    })
}

/// The hash that the script compares: the first eight bytes of SHA-256, which browsers can make.
fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
