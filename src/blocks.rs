//! Bytes of texts, many at a time: what is asked of all of them alike, the processor answers for 16 and more at once.

use std::ops::Range;

/// Bytes that are looked at together: a bit for each fits into a number.
pub(crate) const BLOCK: usize = u64::BITS as usize;

/// [`BLOCK`] bytes.
pub(crate) type Block = [u8; BLOCK];

/// The bytes from `at` on, `rest` in place of those behind the end; `None` where there are none.
pub(crate) fn block_at(bytes: &[u8], at: usize, rest: u8) -> Option<Block> {
    let bytes = bytes.get(at..).filter(|bytes| !bytes.is_empty())?;
    Some(bytes.first_chunk().copied().unwrap_or_else(|| {
        let mut block = [rest; BLOCK];
        block[..bytes.len()].copy_from_slice(bytes);
        block
    }))
}

/// A bit for each byte, the lowest first.
pub(crate) fn bits(bytes: &[bool; BLOCK]) -> u64 {
    // Multiplied by this, the lowest bits of eight bytes come to stand beside each other in the highest byte, and nothing is
    // carried there.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let eights = bytes.map(u8::from);
    let (eights, _) = eights.as_chunks();
    eights.iter().rev().fold(0, |bits, eight| bits << 8 | u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56)
}

/// The runs of those bytes that `is_one` tells, in order, found many at once. A zero must be none of them: it stands behind the last
/// byte.
pub(crate) fn runs(bytes: &[u8], is_one: impl Fn(u8) -> bool) -> impl Iterator<Item = Range<usize>> {
    // The first byte behind the block that is read, and a bit for each of its bytes that is one and was not given away.
    let (mut next, mut block) = (0, 0_u64);
    std::iter::from_fn(move || {
        let load = |next: &mut usize| {
            let bytes = block_at(bytes, *next, 0)?;
            *next += BLOCK;
            Some(bits(&bytes.map(&is_one)))
        };
        while block == 0 {
            block = load(&mut next)?;
        }
        let mut from = block.trailing_zeros();
        let start = next - BLOCK + from as usize;
        let mut end = start;
        loop {
            let length = (!(block >> from)).trailing_zeros();
            end += length as usize;
            if from + length < u64::BITS {
                block &= u64::MAX << (from + length);
                return Some(start..end);
            }
            // It may go on in the next block.
            from = 0;
            block = load(&mut next).unwrap_or(0);
            if block & 1 == 0 {
                return Some(start..end);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_those_that_are_found_byte_by_byte() {
        let is_one = |byte: u8| byte == b'x';
        for length in [0, 1, 63, 64, 65, 128, 200] {
            // All texts with two gaps.
            for (first, second) in (0..=length).flat_map(|first| (first..=length).map(move |second| (first, second))) {
                let sign = |at| if at == first || at == second { b'-' } else { b'x' };
                let text: Vec<u8> = (0..length).map(sign).collect();
                let mut expected = Vec::new();
                let mut start = 0;
                for run in text.split(|byte| !is_one(*byte)) {
                    expected.extend((!run.is_empty()).then(|| start..start + run.len()));
                    start += run.len() + 1;
                }
                assert_eq!(runs(&text, is_one).collect::<Vec<_>>(), expected, "{length} {first} {second}");
            }
        }
    }

    #[test]
    fn a_text_is_its_blocks_and_a_bit_is_for_a_byte() {
        let text: Vec<u8> = (0..150).collect();
        assert_eq!(block_at(&text, 64, 0), text[64..128].try_into().ok());
        let last = block_at(&text, 128, 7).expect("there is a rest");
        assert_eq!((&last[..22], &last[22..]), (&text[128..], &[7; 42][..]));
        assert_eq!((block_at(&text, 150, 0), block_at(&text, 200, 0), block_at(&[], 0, 0)), (None, None, None));
        for at in 0..BLOCK {
            assert_eq!(bits(&std::array::from_fn(|byte| byte == at)), 1 << at);
            assert_eq!(bits(&std::array::from_fn(|byte| byte != at)), !(1 << at));
        }
    }
}
