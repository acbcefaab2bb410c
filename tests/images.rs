//! How pages show images: in sizes that fit the window, loaded when they are needed. What becomes of the pixels is tested in
//! `src/images/`, what a browser loads in `tests/browser/images.mjs`.

use std::collections::BTreeSet;

use crate::harness::Case;

/// A photo of this width, half as high.
fn photo(width: u16) -> Vec<u8> {
    let height = width / 2;
    let mut noise = u32::from(width);
    let mut pixels = Vec::new();
    for number in 0..u32::from(width) * u32::from(height) {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = (noise >> 27) as u8;
        pixels.extend([(number >> 12) as u8 ^ grain, 90 + grain, 60 + grain * 2]);
    }
    let mut out = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut out, 92);
    encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb).expect("a photo");
    out
}

/// A picture of a screen of this width, half as high, in a file that could be smaller.
fn screen(width: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, width / 2);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::NoCompression);
    let pixels: Vec<u8> = (0..width * (width / 2)).flat_map(|number| [(number % width / 50) as u8, 200, 90]).collect();
    let mut writer = encoder.write_header().expect("a head");
    writer.write_image_data(&pixels).expect("pixels");
    drop(writer);
    out
}

fn guide() -> Case {
    let case = Case::new(
        "
        -- content/index.md --
        # Home

        ![Mountains](img/photo.jpg)

        ![The form](img/form.png \"As of May\")

        <img src=\"img/photo.jpg\" alt=\"\">
        -- content/part/a.md --
        # A

        ![Mountains](../img/photo.jpg)
        ",
    );
    case.write("content/img/photo.jpg", photo(1000));
    case.write("content/img/form.png", screen(800));
    case.write("content/img/unused.png", screen(800));
    case
}

/// The files of the site that are variants.
fn variants(case: &Case) -> BTreeSet<String> {
    case.files("site").into_keys().filter(|path| path.starts_with("assets/image-")).collect()
}

#[test]
fn pages_offer_images_in_the_sizes_that_windows_need() {
    let case = guide();
    assert_eq!(case.run(&["build"]).code, 0);
    let made = variants(&case);
    let of = |end: &str| made.iter().find(|path| path.ends_with(end)).unwrap_or_else(|| panic!("{end} in {made:?}"));
    let html = case.read("site/index.html");
    let sizes = "sizes=\"(min-width: 42rem) 40rem, calc(100vw - 2rem)\"";
    let photo = format!(
        "<img src=\"img/photo.jpg\" srcset=\"{} 480w, {} 690w, img/photo.jpg 1000w\" {sizes} width=\"1000\" height=\"500\" \
         decoding=\"async\" alt=\"Mountains\">",
        of("-480.jpg"),
        of("-690.jpg"),
    );
    assert!(html.contains(&photo), "{photo} in {html}");
    let form = html.split("<picture>").nth(1).and_then(|rest| rest.split("</picture>").next()).expect("a picture");
    assert!(form.starts_with("<source type=\"image/webp\" srcset=\"assets/image-"), "{form}");
    assert!(form.contains(&format!("{} 800w\" {sizes}>", of("-800.webp"))), "{form}");
    assert!(
        form.ends_with("<img src=\"img/form.png\" width=\"800\" height=\"400\" loading=\"lazy\" decoding=\"async\" title=\"As of May\" alt=\"The form\">"),
        "{form}"
    );
    assert!(html.contains("<img src=\"img/photo.jpg\" alt=\"\">"), "raw HTML is as it was written");
    assert!(case.read("site/part/a.html").contains(&format!("srcset=\"../{} 480w", of("-480.jpg"))));
    for path in &made {
        let size = imagesize::size(case.path("site").join(path)).expect("an image");
        let width = path.rsplit_once('-').and_then(|(_, end)| end.split('.').next()).expect("a width");
        assert_eq!((size.width.to_string().as_str(), size.height), (width, size.width / 2), "{path}");
        assert!(html.contains(path.as_str()), "{path} is for a page");
    }
    assert!(!case.read("site/print.html").contains("srcset"), "paper has more pixels than a window");
    assert_eq!(std::fs::read(case.path("site/img/photo.jpg")).expect("the photo"), photo_of(&case));
}

fn photo_of(case: &Case) -> Vec<u8> {
    std::fs::read(case.path("content/img/photo.jpg")).expect("the photo")
}

#[test]
fn variants_are_kept_for_the_next_run_and_can_be_deleted_at_any_time() {
    let case = guide();
    let build = || {
        let run = case.run(&["build"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        (case.files("site"), run.stderr)
    };
    let kept = || -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(case.path(".matchbook/images")).into_iter().flatten();
        entries.map(|entry| entry.expect("a file").path()).collect()
    };
    let (first, _) = build();
    assert_eq!(kept().len(), 2, "one for each image that a page shows");
    assert_eq!(case.read(".matchbook/.gitignore"), "*\n");
    let (again, said) = build();
    assert_eq!(again, first);
    assert!(said.contains(" 0 files written"), "{said}");
    // What is kept is used.
    let file =
        kept().into_iter().find(|path| std::fs::read(path).is_ok_and(|bytes| bytes[24] == 0)).expect("the photo");
    let whole = std::fs::read(&file).expect("what was kept");
    let forged = {
        let mut bytes = whole.clone();
        let last = bytes.len() - 3;
        bytes[last] ^= 1;
        let sum = xxhash_rust::xxh3::xxh3_64(&bytes[24..]).to_le_bytes();
        bytes[16..24].copy_from_slice(&sum);
        bytes
    };
    std::fs::write(&file, &forged).expect("written");
    assert_ne!(build().0, first, "it is used, as it is whole");
    for damaged in [&forged[..forged.len() - 1], b"", b"matchbook images"] {
        std::fs::write(&file, damaged).expect("written");
        assert_eq!(build().0, first);
        assert_eq!(std::fs::read(&file).expect("what was kept"), whole, "it is mended");
    }
    std::fs::remove_dir_all(case.path(".matchbook")).expect("a folder");
    assert_eq!(build().0, first);
    // Another photo, and then none.
    case.write("content/img/photo.jpg", photo(1100));
    let (other, _) = build();
    assert!(!kept().contains(&file), "what no image needs is gone");
    assert_eq!(kept().len(), 2);
    let gone = |path: &&String| path.starts_with("assets/image-") && !other.contains_key(*path);
    assert!(first.keys().filter(gone).count() >= 2, "variants have other names with other pixels");
    case.write("content/index.md", "# Home\n");
    case.write("content/part/a.md", "# A\n");
    build();
    assert!(variants(&case).is_empty());
    assert!(kept().is_empty());
    assert_eq!(case.run(&["clean"]).code, 0);
    assert!(!case.path(".matchbook").exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_done_without() {
    let case = guide();
    case.write(".matchbook", "a file is in the way");
    assert_eq!(case.run(&["build"]).code, 0);
    assert!(!variants(&case).is_empty());
}

#[test]
fn only_a_published_site_has_variants_and_only_if_the_guide_wants_them() {
    let case = guide();
    assert_eq!(case.run(&["check"]).code, 1, "an image without a description");
    assert!(!case.path(".matchbook").exists(), "a check makes none");
    let archive = case.path("guide.zip");
    assert_eq!(case.run(&["bundle", "--format", "zip", "--out", archive.to_str().expect("text")]).code, 0);
    let zip = zip::ZipArchive::new(std::fs::File::open(archive).expect("an archive")).expect("an archive");
    let names: Vec<String> = zip.file_names().map(|name| name.expect("a name").into_owned()).collect();
    assert!(names.iter().any(|name| name.ends_with("img/photo.jpg")), "{names:?}");
    assert!(!names.iter().any(|name| name.contains("assets/image-")), "{names:?}");
    case.write("book.toml", "[book]\ntitle = \"T\"\n[images]\nvariants = false\n");
    assert_eq!(case.run(&["build"]).code, 0);
    assert!(variants(&case).is_empty());
    let html = case.read("site/index.html");
    assert!(!html.contains("srcset") && !html.contains("<picture"), "{html}");
    case.write("book.toml", "[book]\ntitle = \"T\"\n[images]\nvarients = true\n");
    case.expect(&["error[config] book.toml:4:1: unknown key `varients` in `[images]` (did you mean `variants`?)"]);
}

#[test]
fn images_wait_until_they_are_near_but_for_the_first_one_that_may_be_in_sight() {
    let case = Case::new("");
    case.write("content/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"></svg>");
    let words = "A line of text that fills the window of a reader.\n".repeat(60);
    case.write("content/index.md", "# Home\n\n![first](a.svg)\n\n![second](a.svg)\n");
    case.write("content/late.md", format!("# Late\n\n{words}\n![late](a.svg)\n"));
    let eager = "height=\"3\" decoding=\"async\" alt=\"";
    let lazy = "height=\"3\" loading=\"lazy\" decoding=\"async\" alt=\"";
    let html = case.body("index.html");
    assert!(html.contains(&format!("{eager}first")) && html.contains(&format!("{lazy}second")), "{html}");
    assert!(case.body("late.html").contains(&format!("{lazy}late")));
    assert!(!case.output("print.html").contains(eager), "all pages are there, and most of them far below");
}

#[test]
fn a_photo_from_a_camera_that_was_held_upright_has_the_shape_that_browsers_show() {
    let case = Case::new("-- content/index.md --\n# Home\n\n![Tower](tower.jpg)\n");
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, 90);
    encoder.add_exif_metadata(b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0").expect("a segment");
    encoder.encode(&[90; 1200 * 800 * 3], 1200, 800, jpeg_encoder::ColorType::Rgb).expect("a photo");
    case.write("content/tower.jpg", out);
    assert_eq!(case.run(&["build"]).code, 0);
    let html = case.read("site/index.html");
    assert!(html.contains("<img src=\"tower.jpg\" width=\"800\" height=\"1200\" decoding"), "{html}");
}
