//! Bytes of texts, many at a time: what is asked of all of them alike, the processor answers for 16 and more at once.

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

#[cfg(test)]
mod tests {
    use super::*;

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
