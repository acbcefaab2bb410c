//! Images as a book may hold them: named for what they are, and drawings without scripts and without anything from elsewhere.

use std::borrow::Cow;
use std::collections::BTreeSet;

use imagesize::{Compression, ImageType};

use super::clean::drawing;
use super::links::Places;
use super::package::Item;
use super::tree::parse;
use super::xhtml;
use crate::diagnostic::Diagnostic;
use crate::path::{SitePath, media_type};
use crate::routes::{Recipe, Routes};

/// An image with its bytes.
pub(super) type Image<'r> = (Item, Cow<'r, [u8]>);

/// Whether files with this ending are images that a reader can show, or has something to show instead.
pub(super) fn is_image(extension: &str) -> bool {
    matches!(extension.to_ascii_lowercase().as_str(), "svg" | "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif")
}

/// The images of the content folder with the endings of what they are, whatever they are named. Those that cannot be read are
/// left out.
pub(super) fn known(routes: &Routes) -> impl Iterator<Item = (&SitePath, &'static str)> {
    routes.paths().filter_map(|path| {
        let is_copied = matches!(routes.recipe(path), Some(Recipe::Copy(_)));
        if !is_copied || !is_image(path.extension()) {
            return None;
        }
        let Ok(bytes) = routes.produce(path)? else { return None };
        Some((path, form(path.extension(), &bytes)?))
    })
}

/// The images that pages show.
pub(super) fn shown<'r>(
    routes: &'r Routes,
    places: &Places<'_>,
    paths: &BTreeSet<&SitePath>,
) -> Result<Vec<Image<'r>>, Vec<Diagnostic>> {
    let mut images = Vec::with_capacity(paths.len());
    for path in paths {
        let (Some(name), Some(produced)) = (places.names.get(path), routes.produce(path)) else { continue };
        let mut bytes = produced?;
        if name.extension() == "svg"
            && let Some(svg) = cleaned(&bytes)
        {
            bytes = Cow::Owned(svg.into_bytes());
        }
        images.push((Item::image(name, media_type(name.extension())), bytes));
    }
    Ok(images)
}

/// The ending of an image by what is in it.
fn form(extension: &str, bytes: &[u8]) -> Option<&'static str> {
    if extension.eq_ignore_ascii_case("svg") {
        return cleaned(bytes).map(|_| "svg");
    }
    imagesize::blob_size(bytes).ok()?;
    match imagesize::image_type(bytes).ok()? {
        ImageType::Png => Some("png"),
        ImageType::Jpeg => Some("jpg"),
        ImageType::Gif => Some("gif"),
        ImageType::Webp => Some("webp"),
        ImageType::Heif(Compression::Av1) => Some("avif"),
        _ => None,
    }
}

/// A drawing without what a book may not hold; drawing programs leave a lot of it behind.
fn cleaned(bytes: &[u8]) -> Option<String> {
    let svg = drawing(parse(std::str::from_utf8(bytes).ok()?))?;
    Some(xhtml::drawing(&svg))
}
