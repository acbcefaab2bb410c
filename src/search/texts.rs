//! Texts, each once, by number.

use std::hash::BuildHasher as _;

use rustc_hash::FxBuildHasher;

/// Letters that stand beside the place of a text: nearly all words have no more.
const HEAD: usize = 8;
/// A number that no text has.
pub(super) const NONE: u32 = u32::MAX;

/// Texts, each once, by number, with what is known of each. All of a large guide's are some megabytes, which the processor does not
/// keep near: what belongs together lies together.
#[derive(Default)]
pub(super) struct Texts<K = ()> {
    /// One after the other.
    letters: Vec<u8>,
    places: Vec<Place<K>>,
    /// Where texts are found by their hashes: the first free slot from the one that a hash names, in a ring that is never more
    /// than half full (linear probing; Knuth, "The Art of Computer Programming", volume 3, 6.4).
    slots: Vec<Slot>,
}

/// Where a text is, and its first letters, so that one look tells most texts apart.
#[derive(Clone, Copy)]
struct Place<K> {
    head: u64,
    start: u32,
    length: u32,
    hash: u32,
    known: K,
}

/// The number of a text and its hash: two texts seldom have the same.
#[derive(Clone, Copy)]
struct Slot {
    hash: u32,
    number: u32,
}

const FREE: Slot = Slot { hash: 0, number: NONE };
const FEWEST_SLOTS: usize = 16;
/// So many times as many slots as texts need are kept for the next ones.
const MOST_SPARE: usize = 8;

/// What [`Texts`] finds a text by.
#[derive(Clone, Copy)]
pub(super) struct Key<'t> {
    bytes: &'t [u8],
    head: u64,
    hash: u32,
}

impl<'t> Key<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        // Any odd number with many bits does, here those of the golden ratio.
        const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
        let bytes = text.as_bytes();
        let head = head_of(bytes);
        let rest = bytes.get(HEAD..).filter(|rest| !rest.is_empty());
        let rest = rest.map_or(0, |rest| FxBuildHasher.hash_one(rest));
        let product = u128::from(head ^ rest ^ (bytes.len() as u64) << 56) * u128::from(MIX);
        // The middle bits depend on most others.
        Self { bytes, head, hash: (product as u64 ^ (product >> 64) as u64) as u32 }
    }

    pub(super) fn text(&self) -> &'t str {
        text_of(self.bytes)
    }
}

/// The text that has these bytes.
pub(super) fn text_of(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// The first letters as a number, zeros behind those of a shorter text.
fn head_of(text: &[u8]) -> u64 {
    if let Some(first) = text.first_chunk() {
        return u64::from_le_bytes(*first);
    }
    // Where the two overlap they are the same.
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        let last = u64::from(u32::from_le_bytes(*last)) << (8 * (text.len() - 4));
        return u64::from(u32::from_le_bytes(*first)) | last;
    }
    let (Some(first), Some(last)) = (text.first(), text.last()) else { return 0 };
    let middle = text.len() / 2;
    u64::from(*first) | u64::from(text[middle]) << (8 * middle) | u64::from(*last) << (8 * (text.len() - 1))
}

impl<K> Place<K> {
    fn bytes<'l>(&self, letters: &'l [u8]) -> &'l [u8] {
        &letters[self.start as usize..(self.start + self.length) as usize]
    }

    fn key<'l>(&self, letters: &'l [u8]) -> Key<'l> {
        Key { bytes: self.bytes(letters), head: self.head, hash: self.hash }
    }

    fn is(&self, key: &Key<'_>, letters: &[u8]) -> bool {
        let length = key.bytes.len();
        self.head == key.head
            && self.length as usize == length
            && (length <= HEAD || self.bytes(letters)[HEAD..] == key.bytes[HEAD..])
    }
}

impl<K: Copy + Default> Texts<K> {
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.keys().map(|key| key.text())
    }

    /// What each text is found by.
    pub(super) fn keys(&self) -> impl Iterator<Item = Key<'_>> {
        self.places.iter().map(|place| place.key(&self.letters))
    }

    /// What the text with this number is found by. There must be such a text.
    pub(super) fn key(&self, number: u32) -> Key<'_> {
        self.places[number as usize].key(&self.letters)
    }

    /// What texts are put in order by, by number: the first letters as a number, which tells most of them apart without a look at
    /// where they are, then all bytes.
    pub(super) fn sort_keys(&self) -> impl Iterator<Item = (u64, &[u8])> {
        self.places.iter().map(|place| (place.head.swap_bytes(), place.bytes(&self.letters)))
    }

    #[cfg(test)]
    pub(super) fn text(&self, number: u32) -> &str {
        self.key(number).text()
    }

    /// What is known of each text, by number.
    pub(super) fn all_known(&self) -> impl Iterator<Item = &K> {
        self.places.iter().map(|place| &place.known)
    }

    /// What is known of the text with this number; `None` where there is none.
    pub(super) fn known(&self, number: u32) -> Option<&K> {
        self.places.get(number as usize).map(|place| &place.known)
    }

    pub(super) fn known_mut(&mut self, number: u32) -> Option<&mut K> {
        self.places.get_mut(number as usize).map(|place| &mut place.known)
    }

    /// The number of a text, which is added when it is not there. `None` when there is no room.
    pub(super) fn number_of(&mut self, key: &Key<'_>) -> Option<u32> {
        if self.slots.len() < 2 * (self.places.len() + 1) {
            self.grow();
        }
        match self.find(key.hash, |number| self.places[number as usize].is(key, &self.letters)) {
            Ok(number) => Some(number),
            Err(slot) => self.add(key, slot),
        }
    }

    /// The number of the text that has this hash first: the one that is looked for, seldom another. Waits for the table alone and
    /// not for what is known of the text, which lies elsewhere.
    pub(super) fn guess(&self, key: &Key<'_>) -> Option<u32> {
        self.find(key.hash, |_| true).ok()
    }

    /// What is known of the text with this number when it is that of the key.
    pub(super) fn known_if(&self, number: u32, key: &Key<'_>) -> Option<&K> {
        self.places.get(number as usize).filter(|place| place.is(key, &self.letters)).map(|place| &place.known)
    }

    /// The number of the first text with this hash that `is` it, or the slot that is free for one.
    fn find(&self, hash: u32, is: impl Fn(u32) -> bool) -> Result<u32, usize> {
        let mut at = hash as usize;
        loop {
            at &= self.slots.len().wrapping_sub(1);
            // Before the first text there are no slots.
            let slot = self.slots.get(at).copied().unwrap_or(FREE);
            if slot.number == NONE {
                return Err(at);
            }
            if slot.hash == hash && is(slot.number) {
                return Ok(slot.number);
            }
            at += 1;
        }
    }

    /// Adds a text that is not there, in a slot that is free for it.
    fn add(&mut self, key: &Key<'_>, slot: usize) -> Option<u32> {
        let number = u32::try_from(self.len()).ok().filter(|number| *number < NONE)?;
        let (start, length) = (u32::try_from(self.letters.len()).ok()?, u32::try_from(key.bytes.len()).ok()?);
        start.checked_add(length)?;
        self.letters.extend_from_slice(key.bytes);
        self.places.push(Place { head: key.head, start, length, hash: key.hash, known: K::default() });
        *self.slots.get_mut(slot)? = Slot { hash: key.hash, number };
        Some(number)
    }

    /// Makes room for more, twice as much or more.
    fn grow(&mut self) {
        let count = (2 * (self.places.len() + 1)).next_power_of_two().max(FEWEST_SLOTS);
        self.slots.clear();
        self.slots.resize(count, FREE);
        for (number, place) in (0..).zip(&self.places) {
            let mut at = place.hash as usize & (count - 1);
            while self.slots[at].number != NONE {
                at = (at + 1) & (count - 1);
            }
            self.slots[at] = Slot { hash: place.hash, number };
        }
    }

    /// Lets go of what finds texts by their letters; those that are there keep their numbers.
    pub(super) fn forget_slots(&mut self) {
        self.slots = Vec::new();
    }

    pub(super) fn clear(&mut self) {
        self.letters.clear();
        // A page with many words does not make all after it slow.
        let needed = 2 * (self.places.len() + 1);
        if self.slots.len() > MOST_SPARE * needed {
            self.slots.truncate(needed.next_power_of_two());
        }
        self.places.clear();
        self.slots.fill(FREE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_one_number() {
        let mut texts = Texts::<u32>::default();
        let mut all: Vec<String> = (0..3000).map(|number| format!("{}w{number}", "é".repeat(number % 5))).collect();
        // Those that differ in their length alone, or in one letter near or far.
        all.extend((0..40).map(|length| "a".repeat(length)));
        all.extend((0..40).map(|at| format!("{}b{}", "a".repeat(at), "a".repeat(39 - at))));
        for _ in 0..2 {
            for (text, expected) in all.iter().zip(0..) {
                assert_eq!(texts.number_of(&Key::new(text)), Some(expected), "{text}");
            }
        }
        assert!(texts.iter().eq(all.iter().map(String::as_str)));
        *texts.known_mut(7).expect("there") += 3;
        assert_eq!((texts.known(7), texts.known(6), texts.known(u32::MAX)), (Some(&3), Some(&0), None));
        assert_eq!(texts.all_known().sum::<u32>(), 3);
        let mut sorted: Vec<(u64, &[u8])> = texts.sort_keys().collect();
        sorted.sort_unstable();
        assert!(sorted.is_sorted_by_key(|(_, text)| *text));
        assert!(texts.sort_keys().map(|(_, bytes)| bytes).eq(all.iter().map(String::as_bytes)));
        assert!(texts.keys().zip(&all).all(|(key, text)| key.text() == text && texts.guess(&key).is_some()));
        let key = Key::new(&all[7]);
        assert_eq!((texts.known_if(7, &key), texts.known_if(8, &key)), (Some(&3), None));
        assert_eq!(texts.known_if(u32::MAX, &key), None);
        assert_eq!(texts.guess(&Key::new("other")), None);
        // What hashes alike is told apart by its letters.
        for (text, other) in [("other", &all[7]), ("a long text", &all[3039])] {
            let key = Key { hash: Key::new(other).hash, ..Key::new(text) };
            let guess = texts.guess(&key).expect("one that may be it");
            assert_eq!(texts.known_if(guess, &key), None);
            let number = texts.len() as u32;
            assert_eq!((texts.number_of(&key), texts.number_of(&key)), (Some(number), Some(number)));
        }
        texts.clear();
        assert_eq!((texts.len(), texts.guess(&key)), (0, None));
        assert_eq!(texts.number_of(&key), Some(0));
    }
}
