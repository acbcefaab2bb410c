//! Parts of a file, which players of video and sound ask for (RFC 9110, section 14).

use std::ops::Range;

/// What a request wants of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of it.
    Whole,
    /// These bytes.
    Part(Range<usize>),
    /// Bytes that it does not have.
    Nothing,
}

/// Reads a `Range` header for a file of `length` bytes. What is no range of bytes is ignored, and so are several ranges
/// at once: answering with the whole file is always allowed.
pub(super) fn wanted(header: Option<&str>, length: usize) -> Wanted {
    let Some(range) = header.and_then(|header| header.trim().strip_prefix("bytes=")) else { return Wanted::Whole };
    let Some((first, last)) = range.split_once('-') else { return Wanted::Whole };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // A number that does not fit lies behind the end of every file.
        digits.then(|| text.parse::<usize>().unwrap_or(usize::MAX))
    };
    let range = match (number(first.trim()), last.trim()) {
        (Some(first), "") => first..length,
        (Some(first), last) => match number(last) {
            Some(last) if last >= first => first..last.saturating_add(1).min(length),
            _ => return Wanted::Whole,
        },
        // The last bytes of the file.
        (None, last) if first.trim().is_empty() => match number(last) {
            Some(0) => return Wanted::Nothing,
            Some(count) => length.saturating_sub(count)..length,
            None => return Wanted::Whole,
        },
        (None, _) => return Wanted::Whole,
    };
    if range.start >= length { Wanted::Nothing } else { Wanted::Part(range) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_browsers_write_them() {
        for (header, expected) in [
            ("bytes=0-", Wanted::Part(0..10)),
            ("bytes=2-4", Wanted::Part(2..5)),
            ("bytes=2-400", Wanted::Part(2..10)),
            ("bytes=-3", Wanted::Part(7..10)),
            ("bytes=-30", Wanted::Part(0..10)),
            ("bytes=9-9", Wanted::Part(9..10)),
            ("bytes=10-", Wanted::Nothing),
            ("bytes=99999999999999999999999-", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=4-2", Wanted::Whole),
            ("bytes=0-1,4-5", Wanted::Whole),
            ("bytes=x-", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("lines=0-1", Wanted::Whole),
        ] {
            assert_eq!(wanted(Some(header), 10), expected, "{header}");
        }
        assert_eq!(wanted(None, 10), Wanted::Whole);
        assert_eq!(wanted(Some("bytes=0-"), 0), Wanted::Nothing);
    }
}
