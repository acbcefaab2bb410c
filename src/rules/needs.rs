//! What a text must have for a pattern to hit it, so that pages need not try the pattern at all on most texts. Crates for
//! regular expressions look for such literals themselves; browsers do not.

use std::cmp::Reverse;

use super::reading::plain;

/// Texts in lower case, of which a text has at least one wherever the pattern hits. None of them has a blank in it, so that
/// they can be looked for in a set of words.
pub(super) type Need = Vec<String>;

/// The longer the shortest of the texts is, the fewer letters have one of them; the fewer texts there are, too.
type Rarity = (usize, Reverse<usize>);

fn rarity(need: &Need) -> Rarity {
    let least = need.iter().map(|text| if is_common(text) { 0 } else { text.chars().count() }).min();
    (least.unwrap_or(0), Reverse(need.len()))
}

/// One letter is in every text.
fn is_common(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(char::is_alphanumeric) && letters.next().is_none()
}

/// The rarest need of what was seen of a pattern, nothing when that may fit any text. A second one would spare a fifth of the time
/// that a long paste takes, and cost a tenth of what pages load.
#[derive(Default)]
pub(super) struct Rarest {
    pub(super) need: Need,
    rarity: Option<Rarity>,
}

impl Rarest {
    /// Letters that stand side by side; nothing is left of them.
    pub(super) fn see_run(&mut self, run: &mut String) {
        if !run.is_empty() && !is_common(run) && self.is_rarest((run.chars().count(), Reverse(1))) {
            self.need = vec![run.clone()];
        }
        run.clear();
    }

    /// What has to be there too.
    pub(super) fn see(&mut self, other: Self) {
        if other.rarity.is_some_and(|rarity| self.is_rarest(rarity)) {
            self.need = other.need;
        }
    }

    /// What else may be there instead of what was seen so far.
    pub(super) fn or(&mut self, other: Self) {
        let can_be_anything = self.need.is_empty() || other.need.is_empty();
        self.rarity = None;
        if can_be_anything {
            self.need.clear();
        } else {
            self.need.extend(other.need);
        }
    }

    /// Takes the needs of all that [`Rarest::or`] put together as one, where there are several.
    pub(super) fn settle(mut self) -> Self {
        // `rank` is in whatever has `ranked`.
        let holds = |text: &str, other: &str| {
            let (text, other) = (text.as_bytes(), other.as_bytes());
            // Asking for the first letter alone is faster than comparing all.
            other.len() < text.len() && text.windows(other.len()).any(|part| part[0] == other[0] && part == other)
        };
        let all = std::mem::take(&mut self.need);
        let is_said = |text: &String| all.iter().any(|other| holds(text, other));
        let is_said: Vec<bool> = all.iter().map(is_said).collect();
        self.need = all.into_iter().zip(is_said).filter_map(|(text, is_said)| (!is_said).then_some(text)).collect();
        self.need.sort_unstable();
        self.need.dedup();
        self.rarity = (!self.need.is_empty()).then(|| rarity(&self.need));
        self
    }

    /// Whether nothing rarer was seen. Of two that are as rare the later one counts.
    fn is_rarest(&mut self, rarity: Rarity) -> bool {
        let is_rarest = self.rarity.is_none_or(|known| known <= rarity);
        if is_rarest {
            self.rarity = Some(rarity);
        }
        is_rarest
    }
}

/// The character in lower case. None for blanks, and for letters beyond ASCII, whose cases are not folded alike by all.
pub(super) fn folded(c: char) -> Option<char> {
    let c = plain(c).unwrap_or(c);
    (c.is_ascii() || !c.is_alphabetic()).then(|| c.to_ascii_lowercase()).filter(|c| !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use crate::rules::Pattern;

    #[test]
    fn what_every_hit_has_is_needed() {
        for (pattern, expected) in [
            (r"\bRank(ed|ing)?\s+me\b", "rank"),
            (r"(where|how)\s+do[^.]{0,40}list", "list"),
            (r"(where|here|place)s?\s+do", "here place"),
            (r"(rank|list|ranked)\s+(all|each)", "list rank"),
            (r"\[[^\]\n]{1,60}\]", "]"),
            (r"i\s*('ll| will|'d)", "'d 'll will"),
            (r"i\u{2019}ll", "i'll"),
            (r"gift(s|\s+card)?|(#|no\.?\s*)(1|one)", "# gift no"),
            (r"(ab){2}(cd)?(efg)+(ghij){0,3}", "efg"),
            (r"a|bc", ""),
            (r"(a|b|cd)x?", ""),
            (r"straße", "stra"),
            (r"\p{L}\d{3}", ""),
        ] {
            let pattern_read = Pattern::new(pattern).expect("a pattern");
            assert_eq!(pattern_read.need.join(" "), expected, "{pattern}");
        }
    }
}
