//! How a camera was held: photos are stored as the sensor saw them, and browsers turn them by what the camera wrote beside.

/// Where an APP1 segment says that it is EXIF.
const EXIF: &[u8] = b"Exif\0\0";
/// The tag of the orientation.
const ORIENTATION: u16 = 0x0112;

/// The orientation of a JPEG file whose beginning `bytes` are, as EXIF numbers it: 1 is upright, and from 5 on the picture lies on
/// its side.
#[must_use]
pub fn orientation(bytes: &[u8]) -> u16 {
    segments(bytes).find_map(|segment| of_tiff(segment.strip_prefix(EXIF)?)).unwrap_or(1)
}

/// The APP1 segments of a JPEG file, without marker and length.
fn segments(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8]).unwrap_or_default();
    std::iter::from_fn(move || {
        loop {
            let [0xff, marker, high, low, ..] = *rest else { return None };
            // The pixels begin.
            if marker == 0xda {
                return None;
            }
            let length = usize::from(u16::from_be_bytes([high, low]));
            let segment = rest.get(4..2 + length)?;
            rest = &rest[2 + length..];
            if marker == 0xe1 {
                return Some(segment);
            }
        }
    })
}

/// The orientation in the first folder of tags, which stands in TIFF's form; `None` when there is none.
#[must_use]
pub fn of_tiff(tiff: &[u8]) -> Option<u16> {
    let is_little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let pair = |at: usize| -> Option<u16> {
        let pair = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let (first, second) = (usize::from(pair(4)?), usize::from(pair(6)?));
    let folder = if is_little { second << 16 | first } else { first << 16 | second };
    let count = usize::from(pair(folder)?);
    let entries = (0..count).map(|number| folder + 2 + number * 12);
    let entry = entries.into_iter().find(|entry| pair(*entry) == Some(ORIENTATION))?;
    pair(entry + 8).filter(|orientation| (1..=8).contains(orientation))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The head of a JPEG file from a camera that was held this way.
    fn photo(orientation: u16, is_little: bool) -> Vec<u8> {
        let pair = |number: u16| if is_little { number.to_le_bytes() } else { number.to_be_bytes() };
        let long = |number: u32| if is_little { number.to_le_bytes() } else { number.to_be_bytes() };
        let mut exif = EXIF.to_vec();
        exif.extend(if is_little { b"II*\0" } else { b"MM\0*" });
        exif.extend(long(8));
        exif.extend(pair(2));
        exif.extend([&pair(0x010f)[..], &pair(2), &long(1), &long(0)].concat());
        exif.extend([&pair(ORIENTATION)[..], &pair(3), &long(1), &pair(orientation), &[0, 0]].concat());
        let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
        [&[0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xe1][..], &length, &exif, &[0xff, 0xda]].concat()
    }

    #[test]
    fn cameras_say_how_they_were_held() {
        for is_little in [true, false] {
            for held in 1..=8 {
                assert_eq!(orientation(&photo(held, is_little)), held);
            }
            assert_eq!(orientation(&photo(9, is_little)), 1);
        }
    }

    #[test]
    fn what_is_cut_or_no_photo_is_upright() {
        let whole = photo(6, true);
        for end in 0..whole.len() - 6 {
            assert_eq!(orientation(&whole[..end]), 1, "cut at {end}");
        }
        let mut far = whole;
        // A folder of tags that lies behind the end.
        far[22..26].fill(0xff);
        assert_eq!(orientation(&far), 1);
        assert_eq!(orientation(b"\x89PNG"), 1);
    }
}
