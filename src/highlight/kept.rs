//! Colored blocks as bytes, so that the next process need not color them again: a head that names the program, a checksum,
//! then for each block its key, its length and its HTML. Numbers are little-endian.

use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use super::grammar::{self, Memory};

/// What the bytes begin with.
const MAGIC: &[u8; 16] = b"matchbook colors";

/// The blocks that needed a grammar, as bytes: those that this process came across, or with `all` those that it took up too.
/// `None` when there are none.
#[must_use]
pub fn keep(all: bool) -> Option<Vec<u8>> {
    let blocks = Memory::of_process().blocks(!all);
    let mut body = Vec::new();
    for (key, html) in &blocks {
        body.extend(key.to_le_bytes());
        body.extend(u32::try_from(html.len()).ok()?.to_le_bytes());
        body.extend(html.as_bytes());
    }
    let head = [&MAGIC[..], &grammar::version().to_le_bytes(), &xxh3_64(&body).to_le_bytes()].concat();
    (!blocks.is_empty()).then(|| [head, body].concat())
}

/// Takes up blocks from bytes that [`keep`] made. Bytes of another version, or that are not whole, are left alone.
pub fn take_up(bytes: &[u8]) {
    if let Some(blocks) = read(bytes) {
        Memory::of_process().extend(blocks);
    }
}

fn read(bytes: &[u8]) -> Option<Vec<(u128, Arc<str>)>> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let (version, rest) = rest.split_first_chunk::<8>()?;
    let (checksum, mut body) = rest.split_first_chunk::<8>()?;
    if u64::from_le_bytes(*version) != grammar::version() || u64::from_le_bytes(*checksum) != xxh3_64(body) {
        return None;
    }
    let mut blocks = Vec::new();
    while !body.is_empty() {
        let (key, rest) = body.split_first_chunk::<16>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let (html, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        blocks.push((u128::from_le_bytes(*key), std::str::from_utf8(html).ok()?.into()));
        body = rest;
    }
    Some(blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_come_back_and_what_is_not_whole_does_not() {
        let mut out = String::new();
        super::super::push(&mut out, Some("kotlin"), "fun main() { println(1) }\n");
        let bytes = keep(false).expect("a block");
        let blocks = read(&bytes).expect("what was kept");
        assert!(blocks.iter().any(|(_, html)| **html == *out), "{out}");
        for end in [0, 10, 16, 24, 31, 40, bytes.len() - 1] {
            assert!(read(&bytes[..end]).is_none(), "cut at {end}");
        }
        for at in [3, 20, 28, 50, bytes.len() - 2] {
            let mut wrong = bytes.clone();
            wrong[at] ^= 1;
            assert!(read(&wrong).is_none(), "changed at {at}");
        }
    }
}
