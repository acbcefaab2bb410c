//! Lines of text in the font of the theme: how wide they are, and their outlines.

use ab_glyph_rasterizer::{Point, Rasterizer, point};
use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::{Face, GlyphId, OutlineBuilder, Tag};
use unicode_normalization::UnicodeNormalization as _;

/// A font, read from its file.
pub(super) struct Font<'a> {
    face: Face<'a>,
    /// What moves two letters together or apart, in the order in which it is asked.
    kerning: Vec<Vec<PairAdjustment<'a>>>,
}

impl<'a> Font<'a> {
    /// A font from the bytes of an OpenType or TrueType file; `None` when they are something else.
    pub(super) fn new(bytes: &'a [u8]) -> Option<Self> {
        let face = Face::parse(bytes, 0).ok()?;
        let kerning = face.tables().gpos.map_or_else(Vec::new, |table| {
            let features = table.features.into_iter().filter(|feature| feature.tag == Tag::from_bytes(b"kern"));
            let mut lookups: Vec<u16> = features.flat_map(|feature| feature.lookup_indices).collect();
            lookups.sort_unstable();
            lookups.dedup();
            let pairs = |subtable| match subtable {
                PositioningSubtable::Pair(pair) => Some(pair),
                _ => None,
            };
            let lookup = |index| table.lookups.get(index);
            lookups
                .into_iter()
                .filter_map(lookup)
                .map(|lookup| lookup.subtables.into_iter().filter_map(pairs).collect())
                .collect()
        });
        Some(Self { face, kerning })
    }

    /// Whether each letter of a line can be written, one after the other. Scripts whose letters join, stack or run from right to
    /// left take more than that and are left alone, whatever the font has.
    pub(super) fn can_write(&self, line: &str) -> bool {
        line.chars().all(|c| !is_shaped(c) && self.face.glyph_index(c).is_some())
    }

    /// The width of a line in a size of one pixel.
    pub(super) fn width(&self, line: &str) -> f32 {
        self.walk(line, |_, _| {})
    }

    /// How far the letters of a line reach above and below it in a size of one pixel.
    pub(super) fn reach(&self, line: &str) -> (f32, f32) {
        let (mut above, mut below) = (0, 0);
        self.walk(line, |glyph, _| {
            if let Some(bounds) = self.face.glyph_bounding_box(glyph) {
                above = above.max(bounds.y_max);
                below = below.max(-bounds.y_min);
            }
        });
        (f32::from(above) * self.scale(), f32::from(below) * self.scale())
    }

    /// Adds the outlines of a line that starts at `x` on the height `y`.
    pub(super) fn draw(&self, line: &str, size: f32, x: f32, y: f32, rasterizer: &mut Rasterizer) {
        let scale = size * self.scale();
        self.walk(line, |glyph, start| {
            let origin = point(x + start * size, y);
            self.face.outline_glyph(glyph, &mut Pen { rasterizer, scale, origin, start: origin, at: origin });
        });
    }

    /// Tells of each letter where it starts, in a size of one pixel, and returns where the line ends.
    fn walk(&self, line: &str, mut tell: impl FnMut(GlyphId, f32)) -> f32 {
        let mut at = 0.0;
        let mut last = None;
        for glyph in line.chars().filter_map(|c| self.face.glyph_index(c)) {
            if let Some(last) = last {
                at += f32::from(self.kern(last, glyph)) * self.scale();
            }
            tell(glyph, at);
            at += f32::from(self.face.glyph_hor_advance(glyph).unwrap_or(0)) * self.scale();
            last = Some(glyph);
        }
        at
    }

    fn scale(&self) -> f32 {
        1.0 / f32::from(self.face.units_per_em())
    }

    /// How much closer (below zero) or farther two letters stand, in units of the font (OpenType 1.9, GPOS, lookup type 2).
    fn kern(&self, left: GlyphId, right: GlyphId) -> i16 {
        let of_pair = |pair: &PairAdjustment<'_>| match pair {
            PairAdjustment::Format1 { coverage, sets } => Some(sets.get(coverage.get(left)?)?.get(right)?.0.x_advance),
            PairAdjustment::Format2 { coverage, classes, matrix } => {
                coverage.get(left)?;
                Some(matrix.get((classes.0.get(left), classes.1.get(right)))?.0.x_advance)
            }
        };
        self.kerning.iter().filter_map(|lookup| lookup.iter().find_map(of_pair)).sum()
    }
}

/// A title as a line of letters: accents joined with their letters, and without what is not seen.
pub(super) fn plain(title: &str) -> String {
    let seen = title.nfc().filter(|c| {
        !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe0e}' | '\u{fe0f}' | '\u{feff}')
    });
    let text: String = seen.collect();
    text.split([' ', '\t', '\n']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Letters of scripts that take more than one after the other: accents that stand alone, scripts from right to left, those of
/// South and Southeast Asia, Mongolian, and all beyond the first plane.
fn is_shaped(c: char) -> bool {
    matches!(
        u32::from(c),
        0x0300..=0x036f | 0x0590..=0x109f | 0x1700..=0x1cff | 0x20d0..=0x20ff | 0xa800..=0xabff | 0xfb1d..=0xfdff
            | 0xfe20..=0xfe2f | 0xfe70..=0xfeff | 0x10000..
    )
}

/// Takes the outline of a letter to its place.
struct Pen<'r> {
    rasterizer: &'r mut Rasterizer,
    scale: f32,
    origin: Point,
    /// Where the outline started.
    start: Point,
    at: Point,
}

impl Pen<'_> {
    fn place(&self, x: f32, y: f32) -> Point {
        // Fonts count upward.
        point(self.origin.x + x * self.scale, self.origin.y - y * self.scale)
    }
}

impl OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.start = self.place(x, y);
        self.at = self.start;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.place(x, y);
        self.rasterizer.draw_line(self.at, to);
        self.at = to;
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let to = self.place(x, y);
        self.rasterizer.draw_quad(self.at, self.place(x1, y1), to);
        self.at = to;
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let to = self.place(x, y);
        self.rasterizer.draw_cubic(self.at, self.place(x1, y1), self.place(x2, y2), to);
        self.at = to;
    }

    fn close(&mut self) {
        self.rasterizer.draw_line(self.at, self.start);
        self.at = self.start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static BYTES: &[u8] = include_bytes!("../../../themes/default/fonts/cards.otf");

    #[test]
    fn letters_stand_as_close_as_the_font_wants() {
        let font = Font::new(BYTES).expect("a font");
        let apart = |a: &str, b: &str| font.width(a) + font.width(b);
        assert!(font.width("AV") < apart("A", "V") - 0.02, "of this pair");
        assert!(font.width("ÀV") < apart("À", "V") - 0.02, "of its class");
        assert!((font.width("HH") - apart("H", "H")).abs() < 0.001);
        assert!(Font::new(b"no font").is_none() && Font::new(&BYTES[..100]).is_none());
    }

    #[test]
    fn what_takes_more_than_letters_in_a_row_is_not_written() {
        let font = Font::new(BYTES).expect("a font");
        for text in ["Rules & risks – what’s “new”?", "Ångström, Łódź, Đồng", "100 % ½ € → …"] {
            assert!(font.can_write(text), "{text}");
        }
        for text in ["القواعد", "שלום", "नियम", "กฎ", "規則", "e\u{301}", "🎉", "\u{200d}"] {
            assert!(!font.can_write(text), "{text}");
        }
        assert_eq!(plain("  Cafe\u{301}\n\u{200b}am\u{ad}Rhein\u{a0}1 "), "Café amRhein\u{a0}1");
    }
}
