//! Variants as bytes, so that the next process need not make them again: a head that names the program, a checksum, the format,
//! then for each variant its width, its length and its file. Numbers are little-endian.

use xxhash_rust::xxh3::xxh3_64;

use super::scale::{Format, Variant, Variants};

/// What the bytes begin with.
const MAGIC: &[u8; 16] = b"matchbook images";

/// Variants as bytes.
pub(super) fn keep(variants: &Variants) -> Vec<u8> {
    let mut body = vec![u8::from(variants.format == Format::Webp)];
    for Variant { width, bytes } in &variants.files {
        body.extend(width.to_le_bytes());
        body.extend((bytes.len() as u64).to_le_bytes());
        body.extend(bytes);
    }
    [&MAGIC[..], &xxh3_64(&body).to_le_bytes(), &body].concat()
}

/// The variants that [`keep`] made bytes of; `None` for others, or when they are not whole.
pub(super) fn read(bytes: &[u8]) -> Option<Variants> {
    let (checksum, body) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<8>()?;
    if u64::from_le_bytes(*checksum) != xxh3_64(body) {
        return None;
    }
    let (format, mut rest) = body.split_first()?;
    let format = if *format == 1 { Format::Webp } else { Format::Jpeg };
    let mut files = Vec::new();
    while !rest.is_empty() {
        let (width, more) = rest.split_first_chunk::<4>()?;
        let (length, more) = more.split_first_chunk::<8>()?;
        let (bytes, more) = more.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        files.push(Variant { width: u32::from_le_bytes(*width), bytes: bytes.to_vec() });
        rest = more;
    }
    Some(Variants { format, files })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_come_back_and_what_is_not_whole_does_not() {
        let files =
            vec![Variant { width: 480, bytes: b"abc".to_vec() }, Variant { width: 960, bytes: b"defgh".to_vec() }];
        for variants in [Variants { format: Format::Webp, files }, Variants::default()] {
            let bytes = keep(&variants);
            assert_eq!(read(&bytes), Some(variants));
            for end in 0..bytes.len() {
                assert_eq!(read(&bytes[..end]), None, "cut at {end}");
            }
            for at in 0..bytes.len() {
                let mut wrong = bytes.clone();
                wrong[at] ^= 1;
                assert_eq!(read(&wrong), None, "changed at {at}");
            }
        }
    }
}
