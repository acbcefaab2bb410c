//! PNG (ISO/IEC 15948) with a palette of 16 colors, which is all that text on a plain ground needs.

use std::io::Write as _;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

use crate::color::Color;

/// A picture of 16 colors.
pub(super) struct Picture {
    width: usize,
    height: usize,
    /// Rows with the byte in front that says how they were filtered (not at all); two pixels to a byte.
    rows: Vec<u8>,
}

impl Picture {
    /// A picture in the first color. Its width is even.
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self { width, height, rows: vec![0; (1 + width / 2) * height] }
    }

    /// Gives a pixel a color of the palette, unless it has one with a higher number. What lies outside is left out.
    pub(super) fn raise(&mut self, x: usize, y: usize, number: u8) {
        if x >= self.width || y >= self.height {
            return;
        }
        let byte = &mut self.rows[y * (1 + self.width / 2) + 1 + x / 2];
        let shift = if x % 2 == 0 { 4 } else { 0 };
        if (*byte >> shift) & 15 < number {
            *byte = *byte & !(15 << shift) | number << shift;
        }
    }

    /// The bytes of the file.
    pub(super) fn encode(&self, palette: &[Color; 16]) -> Vec<u8> {
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        let mut head = Vec::with_capacity(13);
        head.extend((self.width as u32).to_be_bytes());
        head.extend((self.height as u32).to_be_bytes());
        // Four bits a pixel, colors of the palette, the one way to pack, the one set of filters, not interlaced.
        head.extend([4, 3, 0, 0, 0]);
        chunk(&mut file, b"IHDR", &head);
        chunk(&mut file, b"PLTE", &palette.map(|color| color.channels).concat());
        let mut packer = ZlibEncoder::new(Vec::with_capacity(16 * 1024), Compression::new(LEVEL));
        // Writing to memory cannot fail; a picture without data would be seen by the tests.
        let packed = packer.write_all(&self.rows).and_then(|()| packer.finish()).unwrap_or_default();
        chunk(&mut file, b"IDAT", &packed);
        chunk(&mut file, b"IEND", &[]);
        file
    }
}

/// How hard to pack, from 0 to 9: 1 makes files larger by two thirds and is hardly faster, 6 saves a seventh and takes twice as long.
const LEVEL: u32 = 2;

fn chunk(file: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    let mut crc = Crc::new();
    crc.update(kind);
    crc.update(data);
    file.extend((data.len() as u32).to_be_bytes());
    file.extend(kind);
    file.extend(data);
    file.extend(crc.sum().to_be_bytes());
}
