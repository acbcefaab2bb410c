//! Where words stand: lists of places, kept as the bytes that the files of the index hold. A large guide has millions of
//! places, and a query looks at few of them.

use crate::varint::{Reader, push_varint, varint_length};

/// Longest list of places that a large guide keeps for one word: those in titles first, then the strongest.
const MAX_PLACES: usize = 2000;
/// So many more are held before the weakest of them go.
const SPARE_PLACES: usize = 1000;
/// Bytes of the first place of a part, which is a step of many entries after the part before.
const FIRST_BYTES: usize = 4;

/// Strengths that are told apart; 0 is "not in the text".
pub(super) const STRENGTHS: usize = 16;
/// The weakest strength, and how much stronger each next one is.
const WEAKEST: f64 = 0.1;
const STEP: f64 = 1.35;

/// The frequency that a strength stands for: occurrences, weakened by the length of the text.
#[must_use]
pub fn strength(strength: u8) -> f64 {
    if strength == 0 { 0.0 } else { WEAKEST * STEP.powi(i32::from(strength) - 1) }
}

/// Finds the strength that is nearest to a frequency.
pub(super) struct Strengths {
    /// From which frequency on each strength above the weakest is the nearest one.
    bounds: [f64; STRENGTHS - 2],
}

impl Strengths {
    pub(super) fn new() -> Self {
        Self { bounds: std::array::from_fn(|number| WEAKEST * STEP.powf(number as f64 + 0.5)) }
    }

    pub(super) fn of(&self, frequency: f64) -> u8 {
        if frequency <= 0.0 {
            return 0;
        }
        self.bounds.iter().fold(1, |strength, bound| strength + u8::from(frequency >= *bound))
    }
}

/// Where a word stands and how strongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The entry.
    pub entry: u32,
    /// Words of the title or name it stands in, 0 when it does not.
    pub title_words: u8,
    /// Strength in prose and code, see [`strength`].
    pub strength: u8,
}

/// All places of the words with one stem.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    /// In how many entries they stand.
    pub entries: u32,
    /// How many of these are listed: in large guides not all of a very common word.
    kept: u32,
    /// For each place the step from the entry before times 32, plus 16 when it is in a title, plus its strength; then the
    /// words of that title.
    bytes: Box<[u8]>,
}

impl List {
    /// Where the words stand, in order.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        let mut reader = Reader::new(&self.bytes);
        let mut entry = 0;
        (0..self.kept).map(move |_| {
            let head = reader.varint();
            entry += head >> 5;
            // The other numbers are those of bytes.
            let title_words = if head & 16 == 0 { 0 } else { reader.varint() as u8 };
            Place { entry, title_words, strength: (head & 15) as u8 }
        })
    }

    /// Appends the list as a file of the index holds it: the number of entries times two, plus one when not all of them are
    /// listed, then how many are; then the places.
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        let (entries, kept) = self.head();
        push_varint(bytes, entries);
        if let Some(kept) = kept {
            push_varint(bytes, kept);
        }
        bytes.extend_from_slice(&self.bytes);
    }

    /// The numbers in front of the places.
    fn head(&self) -> (u32, Option<u32>) {
        let is_cut = self.kept < self.entries;
        (self.entries << 1 | u32::from(is_cut), is_cut.then_some(self.kept))
    }

    /// Bytes of the list in a file.
    pub(super) fn length(&self) -> usize {
        let (entries, kept) = self.head();
        varint_length(entries) + kept.map_or(0, varint_length) + self.bytes.len()
    }
}

/// A list that is being made, place after place in order: what a part of the entries adds to it.
pub(super) struct ListWriter {
    /// How many entries the words stand in, all parts together.
    entries: u32,
    /// How many of these this part may have.
    share: u32,
    places: Places,
}

/// The places of a part.
enum Places {
    /// Of a list that may be too long.
    Long(Vec<Place>),
    /// As they are written down, but for the first one, whose step depends on the part before.
    Short { first: Option<Place>, last: u32, bytes: Vec<u8> },
}

impl ListWriter {
    /// For one of so many parts of a list of so many entries.
    pub(super) fn new(entries: u32, parts: u32) -> Self {
        let is_long = entries as usize > MAX_PLACES;
        let short = Places::Short { first: None, last: 0, bytes: Vec::new() };
        let places = if is_long { Places::Long(Vec::new()) } else { short };
        Self { entries, share: entries.div_ceil(parts), places }
    }

    pub(super) fn push(&mut self, place: Place) {
        match &mut self.places {
            Places::Long(places) => {
                if places.len() == MAX_PLACES + SPARE_PLACES {
                    keep_best(places);
                }
                places.push(place);
            }
            Places::Short { first: first @ None, last, bytes } => {
                // Two bytes are enough for nearly all places.
                bytes.reserve_exact((self.share as usize - 1) * 2);
                (*first, *last) = (Some(place), place.entry);
            }
            Places::Short { last, bytes, .. } => {
                write(bytes, place, *last);
                *last = place.entry;
            }
        }
    }

    /// The list that has these parts, in order.
    pub(super) fn join<'a>(parts: impl Iterator<Item = &'a Self> + Clone) -> List {
        let entries = parts.clone().next().map_or(0, |part| part.entries);
        let mut kept = entries;
        let room = |part: &Self| match &part.places {
            Places::Long(places) => places.len() * 2,
            Places::Short { bytes, .. } => bytes.len() + FIRST_BYTES,
        };
        let mut written = Vec::with_capacity(parts.clone().map(room).sum());
        let (mut before, mut long) = (0, Vec::new());
        for part in parts {
            match &part.places {
                Places::Long(places) => long.extend_from_slice(places),
                Places::Short { first: Some(first), last, bytes } => {
                    write(&mut written, *first, before);
                    written.extend_from_slice(bytes);
                    before = *last;
                }
                Places::Short { first: None, .. } => {}
            }
        }
        if !long.is_empty() {
            keep_best(&mut long);
            long.sort_unstable();
            kept = u32::try_from(long.len()).unwrap_or(u32::MAX);
            for place in long {
                write(&mut written, place, before);
                before = place.entry;
            }
        }
        List { entries, kept, bytes: written.into_boxed_slice() }
    }
}

/// Writes down a place after one in the entry `before`.
fn write(bytes: &mut Vec<u8>, place: Place, before: u32) {
    let in_title = u32::from(place.title_words > 0);
    push_varint(bytes, (place.entry - before) << 5 | in_title << 4 | u32::from(place.strength));
    if place.title_words > 0 {
        push_varint(bytes, u32::from(place.title_words));
    }
}

/// Drops the weakest places of a list that is too long.
fn keep_best(places: &mut Vec<Place>) {
    if places.len() > MAX_PLACES {
        let order = |place: &Place| (place.title_words == 0, u8::MAX - place.strength, place.entry);
        places.select_nth_unstable_by_key(MAX_PLACES, order);
        places.truncate(MAX_PLACES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of these places, made in so many parts.
    fn list(places: &[Place], parts: usize) -> List {
        let entries = u32::try_from(places.len()).expect("few places");
        let writer = |part: &[Place]| {
            let mut writer = ListWriter::new(entries, u32::try_from(parts).expect("few parts"));
            part.iter().for_each(|place| writer.push(*place));
            writer
        };
        let size = places.len().div_ceil(parts).max(1);
        let writers: Vec<ListWriter> = (0..parts)
            .map(|part| {
                let rest = places.get(part * size..).unwrap_or_default();
                writer(&rest[..rest.len().min(size)])
            })
            .collect();
        ListWriter::join(writers.iter())
    }

    #[test]
    fn a_list_is_the_same_in_however_many_parts_it_was_made() {
        for length in [0, 1, 2, 3, 500, MAX_PLACES, MAX_PLACES + 1, MAX_PLACES + 2 * SPARE_PLACES + 7] {
            let places: Vec<Place> = (0..u32::try_from(length).expect("few places"))
                .map(|number| Place {
                    entry: number * 37 + number % 5,
                    title_words: u8::from(number % 3 == 0) * 200,
                    strength: (number * 7 % 15 + 1) as u8,
                })
                .collect();
            let whole = list(&places, 1);
            assert_eq!(whole.entries as usize, length);
            assert_eq!(whole.places().count(), length.min(MAX_PLACES));
            if length <= MAX_PLACES {
                assert!(whole.places().eq(places.iter().copied()), "{length}");
            } else {
                // Those in titles are kept before all others.
                let titles = |place: &Place| place.title_words > 0;
                assert_eq!(whole.places().filter(titles).count(), places.iter().copied().filter(titles).count());
            }
            for parts in [2, 3, 8] {
                assert_eq!(list(&places, parts), whole, "{length} places in {parts} parts");
            }
        }
    }
}
