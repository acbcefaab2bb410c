//! Numbers in as few bytes as they need: LEB128, seven bits to a byte, lowest first.

/// Appends a number.
#[inline]
pub(crate) fn push_varint(bytes: &mut Vec<u8>, number: u32) {
    // Most numbers are so small: for these nothing is called.
    if number < 0x80 {
        bytes.push(number as u8);
    } else {
        push_long(bytes, number);
    }
}

/// Appends a number that needs more than a byte.
#[inline(never)]
fn push_long(bytes: &mut Vec<u8>, mut number: u32) {
    // Each of these is the lowest seven bits; nearly all numbers have no more than fourteen.
    if number < 0x4000 {
        bytes.extend_from_slice(&[(number & 0x7f) as u8 | 0x80, (number >> 7) as u8]);
        return;
    }
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// How many bytes [`push_varint`] appends for a number.
pub(crate) fn varint_length(number: u32) -> usize {
    (number | 1).ilog2() as usize / 7 + 1
}

/// Appends a number that may be negative: those near zero are short (zigzag).
pub(crate) fn push_signed(bytes: &mut Vec<u8>, number: i32) {
    push_varint(bytes, ((number << 1) ^ (number >> 31)).cast_unsigned());
}

/// Reads numbers and bytes one after the other. Where there are no more, it reads zeros.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Reads `bytes` from the start.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// One byte.
    pub(crate) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// What [`push_varint`] wrote.
    #[inline]
    pub(crate) fn varint(&mut self) -> u32 {
        if let Some((first @ ..0x80, rest)) = self.0.split_first() {
            self.0 = rest;
            return u32::from(*first);
        }
        let mut number = 0;
        let mut shift = 0;
        loop {
            let byte = self.byte();
            number |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 || shift > 24 {
                return number;
            }
            shift += 7;
        }
    }

    /// What [`push_signed`] wrote.
    pub(crate) fn signed(&mut self) -> i32 {
        let number = self.varint();
        (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
    }

    /// So many bytes, or those that there are.
    pub(crate) fn bytes(&mut self, length: usize) -> &'a [u8] {
        let (bytes, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_were_written() {
        let numbers = [0, 1, 127, 128, 300, 0x3fff, 0x4000, 70_000, 1 << 28, u32::MAX];
        let mut bytes = Vec::new();
        for number in numbers {
            let before = bytes.len();
            push_varint(&mut bytes, number);
            assert_eq!(bytes.len() - before, varint_length(number), "{number}");
            push_signed(&mut bytes, number.cast_signed());
            push_signed(&mut bytes, -(number >> 1).cast_signed());
        }
        bytes.extend_from_slice(b"end");
        let mut reader = Reader::new(&bytes);
        for number in numbers {
            assert_eq!(reader.varint(), number);
            assert_eq!(reader.signed(), number.cast_signed());
            assert_eq!(reader.signed(), -(number >> 1).cast_signed());
        }
        assert_eq!(reader.bytes(9), b"end");
        assert_eq!((reader.byte(), reader.varint()), (0, 0));
    }
}
