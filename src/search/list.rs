//! Where words stand: lists of places, kept as the bytes that the files of the index hold. A large guide has millions of
//! places, and a query looks at few of them.

use crate::varint::{Reader, push_varint};

/// Longest list of places that a large guide keeps for one word: those in titles first, then the strongest.
const MAX_PLACES: usize = 2000;
/// So many more are held before the weakest of them go.
const SPARE_PLACES: usize = 1000;

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
        let is_cut = self.kept < self.entries;
        push_varint(bytes, self.entries << 1 | u32::from(is_cut));
        if is_cut {
            push_varint(bytes, self.kept);
        }
        bytes.extend_from_slice(&self.bytes);
    }

    /// Bytes of the list in a file.
    pub(super) fn length(&self) -> usize {
        let mut head = Vec::with_capacity(10);
        Self { bytes: Box::default(), ..*self }.write(&mut head);
        head.len() + self.bytes.len()
    }
}

/// A list that is being made, place after place in order.
pub(super) struct ListWriter {
    entries: u32,
    /// The places of a list that may be too long.
    long: Option<Vec<Place>>,
    bytes: Vec<u8>,
    before: u32,
}

impl ListWriter {
    /// For a list of so many entries.
    pub(super) fn new(entries: u32) -> Self {
        let is_long = entries as usize > MAX_PLACES;
        Self {
            entries,
            long: is_long.then(|| Vec::with_capacity((entries as usize).min(MAX_PLACES + SPARE_PLACES))),
            // Two bytes are enough for nearly all places.
            bytes: Vec::with_capacity(if is_long { 0 } else { entries as usize * 2 + 1 }),
            before: 0,
        }
    }

    pub(super) fn push(&mut self, place: Place) {
        match &mut self.long {
            Some(places) => {
                if places.len() == MAX_PLACES + SPARE_PLACES {
                    keep_best(places);
                }
                places.push(place);
            }
            None => self.write(place),
        }
    }

    fn write(&mut self, place: Place) {
        let in_title = u32::from(place.title_words > 0);
        push_varint(&mut self.bytes, (place.entry - self.before) << 5 | in_title << 4 | u32::from(place.strength));
        if place.title_words > 0 {
            push_varint(&mut self.bytes, u32::from(place.title_words));
        }
        self.before = place.entry;
    }

    pub(super) fn finish(mut self) -> List {
        let mut kept = self.entries;
        if let Some(mut places) = self.long.take() {
            keep_best(&mut places);
            places.sort_unstable();
            kept = u32::try_from(places.len()).unwrap_or(u32::MAX);
            places.into_iter().for_each(|place| self.write(place));
        }
        List { entries: self.entries, kept, bytes: self.bytes.into_boxed_slice() }
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
