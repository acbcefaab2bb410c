//! A card on paper of 1200 × 630 pixels: what kind of page it is, its title, and below a line the guide it is from.

use ab_glyph_rasterizer::Rasterizer;

use super::font::Font;
use super::{Card, HEIGHT, WIDTH};
use crate::color::Color;
use crate::png::Picture;

/// From the edges, so that nothing is lost where a site cuts the corners off.
const MARGIN: f32 = 88.0;
/// How wide text can be.
const MEASURE: f32 = WIDTH as f32 - 2.0 * MARGIN;
/// Heights of the line that says the kind, of the rule above the guide's title, and of that title, each of where letters stand.
const KIND: f32 = 124.0;
const RULE: f32 = 504.0;
const GUIDE: f32 = 562.0;
/// Between these heights the title stands.
const TITLE: (f32, f32) = (146.0, 478.0);
/// Sizes of the title, the first that fits, each with the most lines that it may have.
const SIZES: [(f32, usize); 7] = [(96.0, 2), (84.0, 3), (76.0, 3), (64.0, 4), (58.0, 4), (50.0, 5), (44.0, 5)];
/// From line to line, in sizes.
const LEADING: f32 = 1.16;
/// Sizes of the small lines: as it should be, and the smallest before it is cut.
const SMALL: (f32, f32) = (32.0, 24.0);
/// From the ground to a full letter in so many steps: more make the file larger and no edge smoother to the eye.
const STEPS: usize = 7;
/// How far a letter may reach over the ends of its line.
const OVER: usize = 12;
/// How much weaker the small lines are than the title, and the rule than they.
const QUIET: f32 = 0.86;
const FAINT: f32 = 0.3;

/// The file of a card.
pub(super) fn draw(card: &Card, font: &Font<'_>, ground: Color, ink: Color) -> Vec<u8> {
    let mut paper = Paper { picture: Picture::new(WIDTH, HEIGHT), rasterizer: Rasterizer::new(1, 1), font };
    let (size, lines) = set_title(&card.title, font);
    // Capitals are some seven tenths of the size high; what is below the last line is not counted.
    let height = size * (LEADING * (lines.len() as f32 - 1.0) + 0.72);
    let top = TITLE.0 + (TITLE.1 - TITLE.0 - height) / 2.0;
    for (number, line) in lines.iter().enumerate() {
        paper.line(line, size, top + size * (0.72 + LEADING * number as f32), 1.0);
    }
    for (text, y) in [(&card.kind, KIND), (&card.guide, GUIDE)] {
        if !text.is_empty() {
            let size = (MEASURE / font.width(text)).clamp(SMALL.1, SMALL.0);
            paper.line(&cut(text, size, font), size, y, QUIET);
        }
    }
    if !card.guide.is_empty() {
        paper.rule(RULE as usize);
    }
    let palette = std::array::from_fn(|number| ground.toward(ink, number as f32 / 15.0));
    paper.picture.encode(&palette)
}

/// The size of a title and its lines.
fn set_title(title: &str, font: &Font<'_>) -> (f32, Vec<String>) {
    let words =
        Words { words: title.split(' ').map(|word| (word, font.width(word))).collect(), blank: font.width(" "), font };
    for (size, most) in SIZES {
        let lines = words.wrap(MEASURE / size);
        if lines.len() <= most {
            return (size, words.balance(lines, MEASURE / size));
        }
    }
    let (size, most) = SIZES[SIZES.len() - 1];
    let mut lines = words.wrap(MEASURE / size);
    let rest = lines.split_off(most - 1).join(" ");
    lines.push(cut(&rest, size, font));
    (size, lines)
}

/// The words of a title with their widths, which many tries ask for.
struct Words<'w> {
    words: Vec<(&'w str, f32)>,
    blank: f32,
    font: &'w Font<'w>,
}

impl Words<'_> {
    /// Words in lines of at most `width`, in sizes. A word that is wider is broken, and text without blanks where it has to be.
    fn wrap(&self, width: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut end = f32::INFINITY;
        for (word, length) in &self.words {
            if let Some(last) = lines.last_mut()
                && end + self.blank + length <= width
            {
                last.push(' ');
                last.push_str(word);
                end += self.blank + length;
                continue;
            }
            let mut rest = *word;
            end = *length;
            while end > width {
                let piece = self.piece(rest, width);
                lines.push(rest[..piece].to_owned());
                rest = &rest[piece..];
                end = self.font.width(rest);
            }
            lines.push(rest.to_owned());
        }
        lines
    }

    /// How many bytes of a word that is wider than a line go onto one, at least a letter.
    fn piece(&self, word: &str, width: f32) -> usize {
        let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
        let fitting = ends.take_while(|end| self.font.width(&word[..*end]) <= width);
        let first = word.chars().next().map_or(0, char::len_utf8);
        fitting.last().unwrap_or(first)
    }

    /// The same number of lines, of much the same width: a last line of one short word looks lost.
    fn balance(&self, lines: Vec<String>, width: f32) -> Vec<String> {
        let mut best = lines;
        let (mut low, mut high) = (width / 2.0, width);
        // Seven halvings come as near as a letter.
        for _ in 0..if best.len() > 1 { 7 } else { 0 } {
            let middle = (low + high) / 2.0;
            let narrower = self.wrap(middle);
            if narrower.len() == best.len() {
                high = middle;
                best = narrower;
            } else {
                low = middle;
            }
        }
        best
    }
}

/// A text that fits on one line, with an ellipsis in place of what does not.
fn cut(text: &str, size: f32, font: &Font<'_>) -> String {
    if font.width(text) * size <= MEASURE {
        return text.to_owned();
    }
    let mut kept = text.to_owned();
    while kept.pop().is_some() {
        let shown = format!("{}…", kept.trim_end_matches([' ', ',', ';', ':', '.']));
        if font.width(&shown) * size <= MEASURE {
            return shown;
        }
    }
    kept
}

/// What is drawn on.
struct Paper<'f> {
    picture: Picture,
    rasterizer: Rasterizer,
    font: &'f Font<'f>,
}

impl Paper<'_> {
    /// Draws a line of text that stands on the height `y`, as strong as `strength`.
    fn line(&mut self, text: &str, size: f32, y: f32, strength: f32) {
        // What is filled costs by its area, so it is no larger than the letters.
        let (above, below) = self.font.reach(text);
        let above = (size * above).ceil() + 1.0;
        let (width, height) = ((self.font.width(text) * size) as usize + 2 * OVER, (above + size * below) as usize + 2);
        self.rasterizer.reset(width, height);
        self.font.draw(text, size, OVER as f32, above, &mut self.rasterizer);
        let (left, top) = (MARGIN as usize - OVER, (y - above).max(0.0) as usize);
        let picture = &mut self.picture;
        let shades: [u8; STEPS + 1] =
            std::array::from_fn(|step| (step as f32 * strength * 15.0 / STEPS as f32).round() as u8);
        let (mut x, mut y) = (0, 0);
        self.rasterizer.for_each_pixel(|_, alpha| {
            // Half a step is where rounding begins; most of what is looked at is empty.
            let step = (alpha * STEPS as f32 + 0.5) as usize;
            if step > 0 {
                picture.raise(left + x, top + y, shades[step.min(STEPS)]);
            }
            x += 1;
            if x == width {
                (x, y) = (0, y + 1);
            }
        });
    }

    fn rule(&mut self, y: usize) {
        for x in MARGIN as usize..WIDTH - MARGIN as usize {
            for y in [y, y + 1] {
                self.picture.raise(x, y, (FAINT * 15.0) as u8);
            }
        }
    }
}
