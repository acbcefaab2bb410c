//! An image in the sizes that pages show it in: photos as JPEG again, everything else without loss as WebP. Only what is really
//! smaller than the file itself is worth another file.

use std::borrow::Cow;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, ResizeOptions, Resizer};

use super::decode::{Channels, Kind, Pixels, decode};

/// Widths in pixels. On screens of two pixels for a point a column of text (640 points) has 1280, and what phones show of it at
/// most 690; on those of three, which only phones have, it is a little less than 1000 as a rule.
const WIDTHS: [u32; 4] = [480, 690, 1000, 1280];
/// A number that changes whenever the same file gets other variants: they then have other addresses, and what an older program kept is
/// not asked for.
pub(super) const VERSION: u64 = 2;
/// So many strips tell of an image, each an eighth of its share of the rows, but not fewer than these.
const STRIPS: u32 = 8;
const LEAST_STRIP: u32 = 8;
/// How much more than is worth it a file has to be by what strips tell, since other rows may take less.
const DOUBT: f64 = 1.8;
/// How good photos are, from 1 to 100.
const QUALITY: u8 = 80;

/// An image at other widths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Variants {
    /// What they are.
    pub(super) format: Format,
    /// From the narrowest to the widest.
    pub(super) files: Vec<Variant>,
}

/// A file of an image at a width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Variant {
    pub(super) width: u32,
    pub(super) bytes: Vec<u8>,
}

/// What variants are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Format {
    #[default]
    Jpeg,
    Webp,
}

/// The variants of an image file; none when none would help.
pub(super) fn variants(file: &[u8]) -> Variants {
    let none = Variants::default();
    let Some(pixels) = decode(file) else { return none };
    let mut widths: Vec<u32> = WIDTHS.into_iter().filter(|width| *width < pixels.width).collect();
    let format = match pixels.kind {
        Kind::Jpeg => Format::Jpeg,
        Kind::Png => {
            // Browsers take one of these and never the file itself, so one of them has to be as sharp.
            if pixels.width <= WIDTHS[WIDTHS.len() - 1] {
                widths.push(pixels.width);
            }
            Format::Webp
        }
    };
    let mut files: Vec<Variant> = Vec::new();
    let mut least = file.len();
    for width in widths.into_iter().rev() {
        if format == Format::Webp && files.is_empty() && is_hopeless(&pixels, width, least) {
            return none;
        }
        let Some(bytes) = encode(&pixels, width, format) else { return none };
        if bytes.len() < worth_it(least) {
            least = bytes.len();
            files.push(Variant { width, bytes });
        } else if format == Format::Webp && files.is_empty() {
            return none;
        }
    }
    files.reverse();
    Variants { format, files }
}

/// Fewer bytes than these are worth another file beside one of `file` bytes.
fn worth_it(file: usize) -> usize {
    file / 10 * 9
}

/// Whether a WebP file of this width would be far from being worth it beside one of `file` bytes, as strips of the image tell, an
/// eighth of its rows: many a picture of a screen takes more bytes in any other size.
pub(super) fn is_hopeless(pixels: &Pixels, width: u32, file: usize) -> bool {
    let strip = pixels.height / (STRIPS * 8);
    if strip < LEAST_STRIP {
        return false;
    }
    let (row, step) = (pixels.bytes.len() / pixels.height as usize, pixels.height / STRIPS);
    let height = strip * STRIPS;
    let mut bytes = Vec::with_capacity(height as usize * row);
    for number in 0..STRIPS {
        let first = number * step + (step - strip) / 2;
        bytes.extend_from_slice(&pixels.bytes[first as usize * row..(first + strip) as usize * row]);
    }
    let sample = Pixels { bytes, height, profile: None, ..*pixels };
    let length = encode(&sample, width, Format::Webp).map_or(0, |bytes| bytes.len());
    let whole = length as f64 * f64::from(pixels.height) / f64::from(height);
    whole > worth_it(file) as f64 * DOUBT
}

/// Heights follow from widths, rounded, as browsers do with the shape of an image.
fn height_of(pixels: &Pixels, width: u32) -> u32 {
    let (whole, all) = (u64::from(pixels.width), u64::from(pixels.height) * u64::from(width));
    u32::try_from((all + whole / 2) / whole).unwrap_or(u32::MAX).max(1)
}

pub(super) fn encode(pixels: &Pixels, width: u32, format: Format) -> Option<Vec<u8>> {
    let height = if width == pixels.width { pixels.height } else { height_of(pixels, width) };
    let scaled =
        if width == pixels.width { Cow::Borrowed(&pixels.bytes) } else { Cow::Owned(resize(pixels, width, height)?) };
    let mut out = Vec::new();
    match format {
        Format::Jpeg => {
            let (width, height) = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
            let mut encoder = jpeg_encoder::Encoder::new(&mut out, QUALITY);
            encoder.set_progressive(true);
            encoder.set_optimized_huffman_tables(true);
            encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
            if let Some(profile) = &pixels.profile {
                encoder.add_icc_profile(profile).ok()?;
            }
            let color = if pixels.channels == Channels::Gray {
                jpeg_encoder::ColorType::Luma
            } else {
                jpeg_encoder::ColorType::Rgb
            };
            encoder.encode(&scaled, width, height, color).ok()?;
        }
        Format::Webp => {
            let mut encoder = image_webp::WebPEncoder::new(&mut out);
            if let Some(profile) = &pixels.profile {
                encoder.set_icc_profile(profile.clone());
            }
            let color = match pixels.channels {
                Channels::Gray => image_webp::ColorType::L8,
                Channels::Rgb => image_webp::ColorType::Rgb8,
                Channels::Rgba => image_webp::ColorType::Rgba8,
            };
            encoder.encode(&scaled, width, height, color).ok()?;
        }
    }
    Some(out)
}

fn resize(pixels: &Pixels, width: u32, height: u32) -> Option<Vec<u8>> {
    let kind = match pixels.channels {
        Channels::Gray => PixelType::U8,
        Channels::Rgb => PixelType::U8x3,
        Channels::Rgba => PixelType::U8x4,
    };
    let source = ImageRef::new(pixels.width, pixels.height, &pixels.bytes, kind).ok()?;
    let mut target = Image::new(width, height, kind);
    Resizer::new().resize(&source, &mut target, &ResizeOptions::new()).ok()?;
    Some(target.into_vec())
}
