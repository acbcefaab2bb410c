//! The images of a guide in the sizes that pages show them in, so that a phone loads no more pixels than it has. They are made
//! when a page that shows one is, and kept for the next run, as making them takes long.

mod decode;
mod kept;
mod scale;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use self::scale::{Format, VERSION, Variants, variants};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::LinkKind;
use crate::fs;
use crate::path::{SitePath, SourcePath};
use crate::resolve::{Target, resolve};
use crate::site::{Shelf, Site};
use crate::source::Content;

/// What addresses of variants begin with.
const STEM: &str = "assets/image-";
/// An image that is not wider is shown as it is.
const NARROW: usize = 480;
/// A smaller file is loaded in no time.
const SMALL: usize = 8 * 1024;
/// Larger ones (in pixels) are read one after the other, as each takes some hundred megabytes of memory.
const LARGE: usize = 8_000_000;

/// The images that pages show, with their variants.
#[derive(Debug, Default)]
pub(crate) struct Images {
    shelf: Option<Arc<dyn Shelf>>,
    images: BTreeMap<SourcePath, Image>,
    /// The address of each variant, with its image and its number there.
    addresses: OnceLock<BTreeMap<SitePath, (SourcePath, usize)>>,
    one_large: Mutex<()>,
}

#[derive(Debug)]
struct Image {
    disk: Arc<Path>,
    is_large: bool,
    made: OnceLock<Option<Scaled>>,
}

/// What pages need to know of the variants of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scaled {
    /// Of the file and of how variants are made; part of the addresses.
    hash: u64,
    format: Format,
    /// From the narrowest to the widest.
    widths: Vec<u32>,
}

impl Images {
    /// The images of Markdown that may have variants. There are some where they can be kept, and the guide does not say otherwise.
    pub(crate) fn new(site: &Site) -> Self {
        let Some(shelf) = site.input.shelf.as_ref().filter(|_| site.config().images.variants) else {
            return Self::default();
        };
        let mut images = BTreeMap::new();
        for page in site.pages() {
            let document = &site[page];
            for link in document.links.iter().filter(|link| link.kind == LinkKind::Image) {
                let base = &document.parts[link.span.part as usize].path;
                if let Ok(Target::Asset { source, .. }) = resolve(site, page, base, &link.target)
                    && matches!(source.extension().as_str(), "png" | "jpg" | "jpeg")
                    && let Some(Content::Binary(binary)) = site.input.sources.content(&source)
                    && let Some((width, height)) = binary.dimensions.filter(|(width, _)| *width > NARROW)
                {
                    let is_large = width.saturating_mul(height) > LARGE;
                    images.entry(source).or_insert_with(|| Image {
                        disk: binary.disk.clone(),
                        is_large,
                        made: OnceLock::new(),
                    });
                }
            }
        }
        Self { shelf: Some(shelf.clone()), images, ..Self::default() }
    }

    /// The variants of an image, made now if they never were; `None` when it has none.
    pub(crate) fn scaled(&self, source: &SourcePath) -> Option<&Scaled> {
        let image = self.images.get(source)?;
        image.made.get_or_init(|| self.make(image).map(|(scaled, _)| scaled)).as_ref()
    }

    /// The addresses of all variants.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &SitePath> {
        self.addresses().keys()
    }

    /// Whether there is a variant at an address.
    pub(crate) fn has(&self, path: &SitePath) -> bool {
        path.as_str().starts_with(STEM) && self.addresses().contains_key(path)
    }

    /// The file of the variant at an address; `None` when there is none.
    pub(crate) fn produce(&self, path: &SitePath) -> Option<Result<Vec<u8>, Vec<Diagnostic>>> {
        let (source, number) = self.addresses().get(path)?;
        let image = self.images.get(source)?;
        let scaled = image.made.get()?.as_ref()?;
        let kept = self.kept(scaled.hash);
        let variants = kept.or_else(|| self.make(image).filter(|(now, _)| now == scaled).map(|(_, variants)| variants));
        let file = variants.and_then(|variants| variants.files.into_iter().nth(*number));
        Some(file.map(|file| file.bytes).ok_or_else(|| {
            vec![Diagnostic::error(Code::Unreadable, format!("`{source}` changed while the guide was built"))]
        }))
    }

    fn addresses(&self) -> &BTreeMap<SitePath, (SourcePath, usize)> {
        self.addresses.get_or_init(|| {
            let all: Vec<&SourcePath> = self.images.keys().collect();
            let addresses_of = |source: &&SourcePath| -> Vec<(SitePath, (SourcePath, usize))> {
                let Some(scaled) = self.scaled(source) else { return Vec::new() };
                (0..scaled.widths.len()).map(|number| (scaled.path(number), ((*source).clone(), number))).collect()
            };
            // A thread that waits here for others could be given a page that waits for this.
            if rayon::current_thread_index().is_some() {
                all.iter().flat_map(addresses_of).collect()
            } else {
                all.par_iter().flat_map_iter(addresses_of).collect::<Vec<_>>().into_iter().collect()
            }
        })
    }

    /// Variants that an earlier run made.
    fn kept(&self, hash: u64) -> Option<Variants> {
        kept::read(&self.shelf.as_ref()?.take(&name_of(hash))?)
    }

    /// The variants of an image from the shelf, or else anew and onto the shelf.
    fn make(&self, image: &Image) -> Option<(Scaled, Variants)> {
        // A file that cannot be read is reported where it is copied.
        let file = fs::read(&image.disk).ok().filter(|file| file.len() > SMALL)?;
        let hash = xxh3_64_with_seed(&file, VERSION);
        let variants = self.kept(hash).unwrap_or_else(|| {
            let _turn = image.is_large.then(|| self.one_large.lock().unwrap_or_else(PoisonError::into_inner));
            let variants = variants(&file);
            if let Some(shelf) = &self.shelf {
                shelf.put(&name_of(hash), &kept::keep(&variants));
            }
            variants
        });
        let widths: Vec<u32> = variants.files.iter().map(|variant| variant.width).collect();
        (!widths.is_empty()).then_some((Scaled { hash, format: variants.format, widths }, variants))
    }
}

/// What variants of a file are kept under.
fn name_of(hash: u64) -> String {
    format!("{hash:016x}")
}

impl Scaled {
    fn path(&self, number: usize) -> SitePath {
        let extension = match self.format {
            Format::Jpeg => "jpg",
            Format::Webp => "webp",
        };
        SitePath::new(&format!("{STEM}{:016x}-{}.{extension}", self.hash, self.widths[number]))
    }

    /// The type of a `<source>` when not every browser that knows `srcset` can show the variants.
    pub(crate) fn source_type(&self) -> Option<&'static str> {
        (self.format == Format::Webp).then_some("image/webp")
    }

    /// The value of `srcset` on a page, with the image itself where it is of the same kind.
    pub(crate) fn srcset(&self, page: &SitePath, src: &str, width: usize) -> String {
        let mut set = String::new();
        for (number, variant) in self.widths.iter().enumerate() {
            let _ = write!(set, "{} {variant}w, ", page.href(&self.path(number)));
        }
        if self.format == Format::Jpeg {
            let _ = write!(set, "{src} {width}w");
        }
        set.trim_end_matches(", ").to_owned()
    }
}

#[cfg(test)]
mod tests;
