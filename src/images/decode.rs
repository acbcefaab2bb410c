//! Files of images into pixels. What could look different when it is written anew is left alone.

use std::io::Cursor;

use png::{BitDepth, ColorType, Transformations};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::exif;

/// More pixels are not worth the memory: photos have less, and a small file can claim anything.
const MOST_PIXELS: u64 = 50_000_000;

/// What an image file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A photo as a rule, written with loss.
    Jpeg,
    /// A drawing or a picture of a screen as a rule, written without loss.
    Png,
}

/// What a pixel has, a byte each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Channels {
    Gray,
    Rgb,
    Rgba,
}

/// An image in memory.
#[derive(Debug)]
pub(super) struct Pixels {
    pub(super) kind: Kind,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) channels: Channels,
    pub(super) bytes: Vec<u8>,
    /// What its colors mean where that is not sRGB (ICC).
    pub(super) profile: Option<Vec<u8>>,
}

/// The pixels of a PNG or JPEG file; `None` for other files, broken ones, and those that would not look the same.
pub(super) fn decode(file: &[u8]) -> Option<Pixels> {
    match file {
        [0x89, b'P', b'N', b'G', ..] => decode_png(file),
        [0xff, 0xd8, ..] => decode_jpeg(file),
        _ => None,
    }
}

/// Whether an image of this size is read at all.
fn is_bearable(width: u32, height: u32) -> bool {
    width > 0 && height > 0 && u64::from(width) * u64::from(height) <= MOST_PIXELS
}

fn decode_png(file: &[u8]) -> Option<Pixels> {
    let mut decoder = png::Decoder::new(Cursor::new(file));
    decoder.set_limits(png::Limits { bytes: usize::try_from(MOST_PIXELS).ok()?.checked_mul(4)? });
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info().ok()?;
    let info = reader.info();
    let is_turned = info.exif_metadata.as_deref().and_then(exif::of_tiff).is_some_and(|orientation| orientation != 1);
    // Other colors than sRGB without a profile that could be handed on.
    let is_plain =
        info.srgb.is_some() || info.icc_profile.is_some() || (info.gama_chunk.is_none() && info.chrm_chunk.is_none());
    if !is_bearable(info.width, info.height)
        || info.animation_control.is_some()
        || info.bit_depth == BitDepth::Sixteen
        || info.coding_independent_code_points.is_some()
        || is_turned
        || !(is_plain || has_colors_of_srgb(info))
    {
        return None;
    }
    let (width, height) = (info.width, info.height);
    let profile = info.icc_profile.as_ref().map(|profile| profile.to_vec());
    let mut bytes = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut bytes).ok()?;
    // Whether the file is whole shows at its end.
    reader.finish().ok()?;
    bytes.truncate(frame.buffer_size());
    let (channels, bytes) = match frame.color_type {
        ColorType::Grayscale => (Channels::Gray, bytes),
        ColorType::Rgb => (Channels::Rgb, bytes),
        ColorType::Rgba => (Channels::Rgba, bytes),
        ColorType::GrayscaleAlpha => {
            (Channels::Rgba, bytes.as_chunks().0.iter().flat_map(|&[gray, alpha]| [gray, gray, gray, alpha]).collect())
        }
        ColorType::Indexed => return None,
    };
    Some(Pixels { kind: Kind::Png, width, height, channels, bytes, profile })
}

/// Whether gamma and primaries that a file names are those of sRGB, as many programs write them.
fn has_colors_of_srgb(info: &png::Info<'_>) -> bool {
    let is_near = |value: png::ScaledFloat, wanted: f32| (value.into_value() - wanted).abs() < 0.002;
    let gamma = info.gama_chunk.is_none_or(|gamma| is_near(gamma, 1.0 / 2.2));
    gamma
        && info.chrm_chunk.is_none_or(|primaries| {
            let pairs = [primaries.white, primaries.red, primaries.green, primaries.blue];
            let wanted = [(0.3127, 0.329), (0.64, 0.33), (0.3, 0.6), (0.15, 0.06)];
            pairs.iter().zip(wanted).all(|((x, y), (at_x, at_y))| is_near(*x, at_x) && is_near(*y, at_y))
        })
}

fn decode_jpeg(file: &[u8]) -> Option<Pixels> {
    if exif::orientation(file) != 1 {
        return None;
    }
    // A file that is cut shows its upper part in browsers, and they know best how.
    let options = DecoderOptions::default().set_strict_mode(true);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    decoder.decode_headers().ok()?;
    let info = decoder.info()?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    let (channels, space) = match decoder.input_colorspace()? {
        ColorSpace::Luma => (Channels::Gray, ColorSpace::Luma),
        ColorSpace::YCbCr | ColorSpace::RGB => (Channels::Rgb, ColorSpace::RGB),
        _ => return None,
    };
    if !is_bearable(width, height) {
        return None;
    }
    let profile = decoder.icc_profile();
    decoder.set_options(options.jpeg_set_out_colorspace(space));
    let bytes = decoder.decode().ok()?;
    let wanted = u64::from(width) * u64::from(height) * channels.count() as u64;
    (bytes.len() as u64 == wanted).then_some(Pixels { kind: Kind::Jpeg, width, height, channels, bytes, profile })
}

impl Channels {
    pub(super) fn count(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::Rgb => 3,
            Self::Rgba => 4,
        }
    }
}
