use super::decode::decode;
use super::scale::{Format, encode, is_hopeless, variants};

/// Something like a photo: no two pixels next to each other are the same, and all are near each other.
fn photo(width: u32, height: u32) -> Vec<u8> {
    let mut noise = 1_u32;
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let wave = (f64::from(x) / 40.0).sin() * 60.0 + (f64::from(y) / 25.0).cos() * 50.0;
            let grain = f64::from(noise >> 27);
            pixels.extend(
                [128.0 + wave + grain, 110.0 - wave / 2.0 + grain, 90.0 + wave / 3.0 + grain].map(|part| part as u8),
            );
        }
    }
    pixels
}

fn jpeg(width: u16, height: u16, change: impl FnOnce(&mut jpeg_encoder::Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, 92);
    change(&mut encoder);
    encoder.encode(&photo(width.into(), height.into()), width, height, jpeg_encoder::ColorType::Rgb).expect("a photo");
    out
}

/// A picture of a screen: areas of one color, and lines.
fn png(width: u32, height: u32, change: impl FnOnce(&mut png::Encoder<'_, &mut Vec<u8>>)) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    change(&mut encoder);
    let mut writer = encoder.write_header().expect("a head");
    let color = |x: u32, y: u32| [(x / 90 * 60) as u8, (y / 50 * 40) as u8, ((x * y) % 97) as u8 & 0x30];
    let pixels: Vec<u8> = (0..height).flat_map(|y| (0..width).flat_map(move |x| color(x, y))).collect();
    // The same again for the lower bytes, should there be two for a channel.
    let twice = pixels.repeat(2);
    writer.write_image_data(&pixels).or_else(|_| writer.write_image_data(&twice)).expect("pixels");
    drop(writer);
    out
}

fn widths(file: &[u8]) -> Vec<u32> {
    variants(file).files.iter().map(|variant| variant.width).collect()
}

/// A picture of a screen with `lines` of text on it, each some letters of thin strokes.
fn screen(width: u32, height: u32, lines: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().expect("a head");
    let step = height / lines.max(1);
    let ink = |x: u32, y: u32| y % step < 12 && (x / 7 * 31 + y / step * 17) % 5 > 1 && (x % 7 == 2 || y % 6 == 3);
    let pixels: Vec<u8> = (0..height).flat_map(|y| (0..width).map(move |x| if ink(x, y) { 40 } else { 250 })).collect();
    writer.write_image_data(&pixels).expect("pixels");
    drop(writer);
    out
}

#[test]
fn strips_give_up_only_what_the_whole_image_would() {
    let mut given_up = 0;
    for width in [700, 1280, 1400, 1900] {
        for lines in [1, 3, 10, 30] {
            let file = screen(width, 700, lines);
            let pixels = decode(&file).expect("pixels");
            let widest = width.min(1280);
            let whole = encode(&pixels, widest, Format::Webp).expect("a file").len();
            if is_hopeless(&pixels, widest, file.len()) {
                given_up += 1;
                assert!(whole > file.len() * 9 / 10, "{width} {lines}: {whole} for {}", file.len());
                assert_eq!(widths(&file), [0; 0]);
            }
        }
    }
    assert!(given_up >= 4, "{given_up}");
    // Too few rows tell nothing.
    let low = decode(&screen(1900, 200, 10)).expect("pixels");
    assert!(!is_hopeless(&low, 1280, 1));
}

#[test]
fn a_photo_gets_the_sizes_that_are_smaller_each_of_the_same_shape() {
    let file = jpeg(1500, 1001, |_| {});
    let made = variants(&file);
    assert_eq!(made.format, Format::Jpeg);
    assert_eq!(widths(&file), [480, 690, 1000, 1280]);
    let mut least = file.len();
    for variant in made.files.iter().rev() {
        let size = imagesize::blob_size(&variant.bytes).expect("an image");
        assert_eq!(size.width, variant.width as usize);
        assert_eq!(size.height, (1001.0 * size.width as f64 / 1500.0).round() as usize);
        assert!(variant.bytes.len() < least * 9 / 10, "{} after {least}", variant.bytes.len());
        least = variant.bytes.len();
    }
    assert_eq!(widths(&jpeg(700, 300, |_| {})), [480, 690]);
}

#[test]
fn a_picture_of_a_screen_gets_the_very_same_pixels_in_a_smaller_file() {
    let file = png(1000, 600, |_| {});
    let made = variants(&file);
    assert_eq!(made.format, Format::Webp);
    let widest = made.files.last().expect("a variant");
    assert_eq!(widest.width, 1000);
    let mut decoder = image_webp::WebPDecoder::new(std::io::Cursor::new(&widest.bytes)).expect("a WebP file");
    let mut pixels = vec![0; decoder.output_buffer_size().expect("a size")];
    decoder.read_image(&mut pixels).expect("pixels");
    assert_eq!(pixels, decode(&file).expect("pixels").bytes);
}

#[test]
fn what_is_small_already_stays_as_it_is() {
    // A drawing of few colors, which PNG packs well and scaling would blur.
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 1600, 900);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_palette(vec![0, 0, 0, 255, 255, 255]);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().expect("a head");
    let pixels: Vec<u8> = (0..900).flat_map(|y| (0..200).map(move |x| ((x * 7 + y * 13) % 251) as u8)).collect();
    writer.write_image_data(&pixels).expect("pixels");
    drop(writer);
    assert_eq!(widths(&out), [0; 0]);
    assert_eq!(widths(&jpeg(480, 300, |_| {})), [0; 0]);
}

#[test]
fn what_could_look_different_stays_as_it_is() {
    let upright = jpeg(900, 600, |_| {});
    assert_eq!(widths(&upright), [480, 690]);
    let turned = jpeg(900, 600, |encoder| {
        let tags = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        encoder.add_exif_metadata(tags).expect("a segment");
    });
    assert_eq!(widths(&turned), [0; 0], "a camera on its side");
    let mut four = Vec::new();
    let pixels = [10, 60, 200, 30].repeat(900 * 600);
    jpeg_encoder::Encoder::new(&mut four, 90)
        .encode(&pixels, 900, 600, jpeg_encoder::ColorType::Cmyk)
        .expect("a photo");
    assert_eq!(widths(&four), [0; 0], "colors for print");

    // At 690 it would be hardly smaller than at 900, and not as sharp.
    assert_eq!(widths(&png(900, 600, |_| {})), [480, 900]);
    assert_eq!(widths(&png(900, 600, |encoder| encoder.set_depth(png::BitDepth::Sixteen))), [0; 0], "16 bits");
    assert_eq!(widths(&png(900, 600, |encoder| encoder.set_animated(1, 0).expect("a frame"))), [0; 0], "animated");
    let gamma = |value: f32| png(900, 600, |encoder| encoder.set_source_gamma(png::ScaledFloat::new(value)));
    assert_eq!(widths(&gamma(0.45455)), [480, 900]);
    assert_eq!(widths(&gamma(1.0)), [0; 0], "other colors");
}

#[test]
fn a_profile_of_colors_goes_with_every_variant() {
    let profile = b"not a real profile, but nobody here reads it".repeat(40);
    let file = jpeg(900, 600, |encoder| encoder.add_icc_profile(&profile).expect("a segment"));
    let made = variants(&file).files;
    assert_eq!(made.len(), 2);
    for variant in made {
        assert!(variant.bytes.windows(profile.len()).any(|window| window == profile), "{}", variant.width);
    }
}

#[test]
fn broken_files_and_bombs_end_in_no_variant() {
    let photo = jpeg(520, 300, |_| {});
    let screen = png(520, 300, |_| {});
    assert!(!widths(&photo).is_empty() && !widths(&screen).is_empty());
    for file in [&photo, &screen] {
        for end in [0, 1, 3, 8, 20, 33, 100, 1000, file.len() / 2, file.len() - 40] {
            assert_eq!(widths(&file[..end]), [0; 0], "cut at {end} of {}", file.len());
        }
        for at in (0..file.len()).step_by(file.len() / 40) {
            let mut damaged = file.clone();
            damaged[at] ^= 0x55;
            // Whatever comes of it: no panic.
            widths(&damaged);
        }
    }
    // A head that claims a picture of a gigapixel.
    let mut bomb = screen.clone();
    bomb[16..24].copy_from_slice(&[0, 0, 0x80, 0, 0, 0, 0x80, 0]);
    assert_eq!(widths(&bomb), [0; 0]);
}
