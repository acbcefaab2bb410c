//! The icon of a theme as pixels, for systems that show no SVG: shapes in plain colors, which is what icons of sites are made of.

use ab_glyph_rasterizer::{Point, Rasterizer, point};

use crate::color::Color;
use crate::png;

/// How far the handles of a curve reach that looks like a quarter of a circle, in radii.
const ROUND: f32 = 0.552_285;

/// The PNG file of an icon, square, with so many pixels on a side. `None` when the SVG has more than rectangles, circles and paths in
/// plain colors on a square.
#[must_use]
pub fn draw(svg: &str, size: usize) -> Option<Vec<u8>> {
    let mut pixels = vec![0; size * size * 4];
    let mut scale = None;
    for tag in svg.split('<').skip(1) {
        let (tag, _) = tag.split_once('>')?;
        let tag = tag.trim_end_matches('/').trim();
        let name = tag.split(char::is_whitespace).next()?;
        let attributes = attributes(&tag[name.len()..])?;
        match name {
            "svg" => {
                let view = attributes.iter().find(|(name, _)| *name == "viewBox")?.1;
                let [0.0, 0.0, width, height] = numbers(view)?[..] else { return None };
                // An icon that is not square would be pulled out of shape.
                scale = (width == height && width > 0.0).then_some(size as f32 / width);
            }
            "rect" | "circle" | "path" => {
                let mut shape =
                    Shape { rasterizer: Rasterizer::new(size, size), scale: scale?, at: (0.0, 0.0), start: (0.0, 0.0) };
                let fill = shape.read(name, &attributes)?;
                shape.paint(fill, &mut pixels);
            }
            "/svg" | "?xml" => {}
            name if name.starts_with('/') || name.starts_with("!--") => {}
            _ => return None,
        }
    }
    scale.map(|_| png::of_pixels(size, &pixels))
}

/// The attributes of a tag: `name="value"`, one after the other.
fn attributes(mut text: &str) -> Option<Vec<(&str, &str)>> {
    let mut found = Vec::new();
    text = text.trim();
    while !text.is_empty() && text != "?" {
        let (name, rest) = text.split_once('=')?;
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, after) = rest[1..].split_once(quote)?;
        found.push((name.trim(), value));
        text = after.trim_start();
    }
    Some(found)
}

/// The numbers of a list, with blanks or commas between them, or with nothing where a sign or a second point starts a new one.
fn numbers(text: &str) -> Option<Vec<f32>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start_matches(is_between);
    while !rest.is_empty() {
        let mut has_point = false;
        let end = rest.char_indices().find(|(at, c)| match c {
            '0'..='9' => false,
            '.' => std::mem::replace(&mut has_point, true),
            '-' | '+' => *at > 0,
            _ => true,
        });
        let (number, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        found.push(number.parse().ok()?);
        rest = after.trim_start_matches(is_between);
    }
    Some(found)
}

fn is_between(c: char) -> bool {
    c == ',' || c.is_ascii_whitespace()
}

/// The outline of a shape, in units of the SVG, filled in pixels.
struct Shape {
    rasterizer: Rasterizer,
    scale: f32,
    at: (f32, f32),
    /// Where the part of the outline started.
    start: (f32, f32),
}

impl Shape {
    /// Takes the outline of an element and returns its color. `None` when it has what is not drawn here: lines around it, turns.
    fn read(&mut self, name: &str, attributes: &[(&str, &str)]) -> Option<Color> {
        let mut fill = Color { channels: [0; 3] };
        let (mut x, mut y, mut width, mut height, mut radius, mut path) = (0.0, 0.0, 0.0, 0.0, 0.0, "");
        for (attribute, value) in attributes {
            let number = || value.parse::<f32>().ok();
            match (name, *attribute) {
                (_, "fill") => fill = Color::parse(value)?,
                ("rect", "x") | ("circle", "cx") => x = number()?,
                ("rect", "y") | ("circle", "cy") => y = number()?,
                ("rect", "width") => width = number()?,
                ("rect", "height") => height = number()?,
                ("rect", "rx") | ("circle", "r") => radius = number()?,
                ("path", "d") => path = value,
                _ => return None,
            }
        }
        match name {
            "rect" => self.rectangle((x, y), (width, height), radius.min(width / 2.0).min(height / 2.0)),
            "circle" => self.rectangle((x - radius, y - radius), (2.0 * radius, 2.0 * radius), radius),
            _ => self.path(path)?,
        }
        self.close();
        Some(fill)
    }

    fn rectangle(&mut self, (x, y): (f32, f32), (width, height): (f32, f32), radius: f32) {
        let (right, bottom) = (x + width, y + height);
        let handle = radius * (1.0 - ROUND);
        self.move_to((x + radius, y));
        self.line_to((right - radius, y));
        self.curve_to((right - handle, y), (right, y + handle), (right, y + radius));
        self.line_to((right, bottom - radius));
        self.curve_to((right, bottom - handle), (right - handle, bottom), (right - radius, bottom));
        self.line_to((x + radius, bottom));
        self.curve_to((x + handle, bottom), (x, bottom - handle), (x, bottom - radius));
        self.line_to((x, y + radius));
        self.curve_to((x, y + handle), (x + handle, y), (x + radius, y));
    }

    /// The outline of `d` (SVG 2, 9.3) without arcs.
    fn path(&mut self, path: &str) -> Option<()> {
        let starts = path.char_indices().filter(|(_, c)| c.is_ascii_alphabetic()).map(|(at, _)| at);
        let starts: Vec<usize> = starts.chain([path.len()]).collect();
        // The second handle of the curve before, which a smooth one mirrors.
        let mut handle = None;
        for piece in starts.windows(2).map(|ends| &path[ends[0]..ends[1]]) {
            let command = piece.chars().next()?;
            let values = numbers(&piece[1..])?;
            let count = match command.to_ascii_uppercase() {
                'M' | 'L' => 2,
                'H' | 'V' => 1,
                'S' => 4,
                'C' => 6,
                'Z' => {
                    self.close();
                    handle = None;
                    continue;
                }
                _ => return None,
            };
            if values.is_empty() || values.len() % count != 0 {
                return None;
            }
            for (number, values) in values.chunks(count).enumerate() {
                let (x, y) = if command.is_ascii_lowercase() { self.at } else { (0.0, 0.0) };
                let place = |at: usize| (x + values[at], y + values[at + 1]);
                let mut next_handle = None;
                match command.to_ascii_uppercase() {
                    'M' if number == 0 => self.move_to(place(0)),
                    'H' => self.line_to((x + values[0], self.at.1)),
                    'V' => self.line_to((self.at.0, y + values[0])),
                    'C' => {
                        self.curve_to(place(0), place(2), place(4));
                        next_handle = Some(place(2));
                    }
                    'S' => {
                        let (at_x, at_y) = self.at;
                        let first = handle.map_or(self.at, |(x, y)| (2.0 * at_x - x, 2.0 * at_y - y));
                        self.curve_to(first, place(0), place(2));
                        next_handle = Some(place(0));
                    }
                    _ => self.line_to(place(0)),
                }
                handle = next_handle;
            }
        }
        Some(())
    }

    fn pixel(&self, (x, y): (f32, f32)) -> Point {
        // What lies outside of the picture stays at its edge: nothing of it is seen.
        let (width, height) = self.rasterizer.dimensions();
        point((x * self.scale).clamp(0.0, width as f32), (y * self.scale).clamp(0.0, height as f32))
    }

    fn move_to(&mut self, to: (f32, f32)) {
        self.close();
        (self.at, self.start) = (to, to);
    }

    fn line_to(&mut self, to: (f32, f32)) {
        self.rasterizer.draw_line(self.pixel(self.at), self.pixel(to));
        self.at = to;
    }

    fn curve_to(&mut self, first: (f32, f32), second: (f32, f32), to: (f32, f32)) {
        self.rasterizer.draw_cubic(self.pixel(self.at), self.pixel(first), self.pixel(second), self.pixel(to));
        self.at = to;
    }

    fn close(&mut self) {
        self.line_to(self.start);
    }

    /// Fills the outline over what is there: red, green, blue and opacity of each pixel.
    fn paint(&self, fill: Color, pixels: &mut [u8]) {
        self.rasterizer.for_each_pixel(|at, alpha| {
            let alpha = alpha.min(1.0);
            if alpha < 0.004 {
                return;
            }
            let pixel = &mut pixels[at * 4..at * 4 + 4];
            let below = f32::from(pixel[3]) / 255.0 * (1.0 - alpha);
            for (channel, value) in pixel.iter_mut().zip(fill.channels) {
                let mixed = f32::from(value) * alpha + f32::from(*channel) * below;
                *channel = (mixed / (alpha + below)).round() as u8;
            }
            pixel[3] = ((alpha + below) * 255.0).round() as u8;
        });
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::ZlibDecoder;

    use super::*;

    /// The pixels of a file that `draw` made.
    fn pixels(file: &[u8], size: usize) -> Vec<[u8; 4]> {
        let start = file.windows(4).position(|name| name == b"IDAT").expect("data") + 4;
        let mut rows = Vec::new();
        ZlibDecoder::new(&file[start..]).read_to_end(&mut rows).expect("packed data");
        assert_eq!(rows.len(), (1 + 4 * size) * size);
        let row = |row: &[u8]| row[1..].chunks(4).map(|pixel| pixel.try_into().expect("four")).collect::<Vec<_>>();
        rows.chunks(1 + 4 * size).flat_map(row).collect()
    }

    #[test]
    fn shapes_are_where_they_belong() {
        let svg = "<svg viewBox=\"0 0 4 4\"><rect width=\"4\" height=\"2\" fill=\"#f00\"/><path d=\"M1 1h1v1H1zm2 2l1 0v1h-1Z\" fill='#00ff00'/></svg>";
        let picture = pixels(&draw(svg, 4).expect("a picture"), 4);
        let (none, red, green) = ([0; 4], [255, 0, 0, 255], [0, 255, 0, 255]);
        #[rustfmt::skip]
        assert_eq!(picture, [
            red, red, red, red,
            red, green, red, red,
            none, none, none, none,
            none, none, none, green,
        ]);
    }

    #[test]
    fn the_icon_of_the_theme_is_drawn_and_what_is_not_understood_is_not() {
        let icon = include_str!("../../themes/default/icons/favicon.svg");
        let picture = pixels(&draw(icon, 192).expect("a picture"), 192);
        assert_eq!(picture[0][3], 0, "round corners");
        assert_eq!(picture[192 * 20 + 96], [0x0a, 0x6b, 0x61, 255]);
        assert_eq!(picture[192 * 96 + 60], [255; 4], "a page of the book");
        let shape = |shape: &str| draw(&format!("<svg viewBox=\"0 0 4 4\">{shape}</svg>"), 8);
        assert!(shape("<circle cx=\"2\" cy=\"2\" r=\"2\"/>").is_some());
        for other in [
            "<g></g>",
            "<path d=\"M0 0A1 1 0 0 0 1 1\"/>",
            "<rect stroke=\"#000\"/>",
            "<rect fill=\"url(#a)\"/>",
            "<path d=\"M1\"/>",
            "<path d=\"Mx\"/>",
            "<rect width=\"a\"/>",
            "<path d",
        ] {
            assert_eq!(shape(other), None, "{other}");
        }
        for whole in
            ["", "no svg", "<svg></svg>", "<svg viewBox=\"0 0 4 2\"></svg>", "<rect width=\"1\" height=\"1\"/>"]
        {
            assert_eq!(draw(whole, 8), None, "{whole}");
        }
    }
}
