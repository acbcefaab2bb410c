//! PNG (ISO/IEC 15948): pictures of few colors, which is all that text on a plain ground needs, and of any.

use std::io::Write as _;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

use crate::color::Color;

/// How hard to pack, from 0 to 9: 1 makes files larger by two thirds and is hardly faster, 6 saves a seventh and takes twice as long.
const LEVEL: u32 = 2;

/// A picture of 16 colors.
#[derive(Debug)]
pub struct Picture {
    width: usize,
    height: usize,
    /// Rows with the byte in front that says how they were filtered (not at all); two pixels to a byte.
    rows: Vec<u8>,
}

impl Picture {
    /// A picture in the first color. Its width is even.
    #[must_use]
    pub fn new(width: usize, height: usize) -> Self {
        Self { width, height, rows: vec![0; (1 + width / 2) * height] }
    }

    /// Gives a pixel a color of the palette, unless it has one with a higher number. What lies outside is left out.
    pub fn raise(&mut self, x: usize, y: usize, number: u8) {
        if x >= self.width || y >= self.height {
            return;
        }
        let byte = &mut self.rows[y * (1 + self.width / 2) + 1 + x / 2];
        let shift = if x.is_multiple_of(2) { 4 } else { 0 };
        if (*byte >> shift) & 15 < number {
            *byte = *byte & !(15 << shift) | number << shift;
        }
    }

    /// The bytes of the file.
    #[must_use]
    pub fn encode(&self, palette: &[Color; 16]) -> Vec<u8> {
        // Four bits a pixel, colors of the palette.
        let mut file = head(self.width, self.height, 4, 3);
        chunk(&mut file, b"PLTE", &palette.map(|color| color.channels).concat());
        finish(file, &self.rows)
    }
}

/// The file of a square picture: red, green, blue and opacity of each pixel, a byte each.
#[must_use]
pub fn of_pixels(size: usize, pixels: &[u8]) -> Vec<u8> {
    let mut rows = Vec::with_capacity((1 + 4 * size) * size);
    for row in pixels.chunks(4 * size) {
        rows.push(0);
        rows.extend_from_slice(row);
    }
    // Eight bits for each of four channels.
    finish(head(size, size, 8, 6), &rows)
}

fn head(width: usize, height: usize, bits: u8, kind: u8) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = Vec::with_capacity(13);
    head.extend((width as u32).to_be_bytes());
    head.extend((height as u32).to_be_bytes());
    // Behind the kind of colors: the one way to pack, the one set of filters, not interlaced.
    head.extend([bits, kind, 0, 0, 0]);
    chunk(&mut file, b"IHDR", &head);
    file
}

fn finish(mut file: Vec<u8>, rows: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::with_capacity(16 * 1024), Compression::new(LEVEL));
    // Writing to memory cannot fail; a picture without data would be seen by the tests.
    let packed = packer.write_all(rows).and_then(|()| packer.finish()).unwrap_or_default();
    chunk(&mut file, b"IDAT", &packed);
    chunk(&mut file, b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    let mut crc = Crc::new();
    crc.update(kind);
    crc.update(data);
    file.extend((data.len() as u32).to_be_bytes());
    file.extend(kind);
    file.extend(data);
    file.extend(crc.sum().to_be_bytes());
}
