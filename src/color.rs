//! Colors as themes write them, and whether they can be told apart.

use std::fmt;

/// A color of the sRGB space without transparency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color {
    /// Red, green and blue.
    pub channels: [u8; 3],
}

impl Color {
    /// A color as style sheets write it: `#0a6b61` or `#fff`. `None` when it is written otherwise.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: Vec<u8> =
            text.strip_prefix('#')?.chars().map(|c| Some(c.to_digit(16)? as u8)).collect::<Option<_>>()?;
        let channels = match digits[..] {
            [red, green, blue] => [red * 17, green * 17, blue * 17],
            [r1, r2, g1, g2, b1, b2] => [r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2],
            _ => return None,
        };
        Some(Self { channels })
    }

    /// The color `share` of the way to another one.
    #[must_use]
    pub fn toward(self, other: Self, share: f32) -> Self {
        let mix = |from: u8, to: u8| (f32::from(from) + (f32::from(to) - f32::from(from)) * share).round() as u8;
        let ([r, g, b], [to_r, to_g, to_b]) = (self.channels, other.channels);
        Self { channels: [mix(r, to_r), mix(g, to_g), mix(b, to_b)] }
    }

    /// The contrast of two colors (WCAG 2.2): from 1 to 21; text needs 4.5.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.channels.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Color {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.channels;
        write!(formatter, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_are_read_and_compared() {
        let color = |text| Color::parse(text).expect("a color");
        assert_eq!(color("#0a6b61").to_string(), "#0a6b61");
        assert_eq!(color("#fA0"), color("#ffaa00"));
        for wrong in ["", "fff", "#ff", "#ffff", "#ggg", "red", "#é1"] {
            assert_eq!(Color::parse(wrong), None, "{wrong}");
        }
        assert!((color("#000").contrast(color("#fff")) - 21.0).abs() < 0.001);
        assert!((color("#777").contrast(color("#fff")) - 4.48).abs() < 0.01);
        assert_eq!(color("#000").toward(color("#fff"), 0.5).to_string(), "#808080");
    }
}
