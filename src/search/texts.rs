//! Texts, each once, by number.

use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// Bits that a text's number may have: those who write it down put flags beside it.
const NUMBER_BITS: u32 = 29;
/// Letters that stand beside the place of a text: nearly all words have no more.
const HEAD: usize = 8;

/// Texts, each once, by number, with what is known of each. All of a large guide's are some megabytes, which the processor does not
/// keep near: what belongs together lies together.
#[derive(Default)]
pub(super) struct Texts<K = ()> {
    /// One after the other.
    letters: String,
    places: Vec<Place<K>>,
    table: HashTable<u32>,
}

/// Where a text is, and its first letters, so that one look tells most texts apart.
#[derive(Clone, Copy)]
struct Place<K> {
    head: u64,
    start: u32,
    length: u32,
    known: K,
}

/// What [`Texts`] finds a text by.
#[derive(Clone, Copy)]
pub(super) struct Key<'t> {
    pub(super) text: &'t str,
    head: u64,
    hash: u64,
}

impl<'t> Key<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        // Any odd number with many bits does, here those of the golden ratio.
        const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
        let head = head_of(text.as_bytes());
        let rest = text.as_bytes().get(HEAD..).filter(|rest| !rest.is_empty());
        let rest = rest.map_or(0, |rest| FxBuildHasher.hash_one(rest));
        let product = u128::from(head ^ rest ^ (text.len() as u64) << 56) * u128::from(MIX);
        Self { text, head, hash: product as u64 ^ (product >> 64) as u64 }
    }
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
    text.iter().rev().fold(0, |head, byte| head << 8 | u64::from(*byte))
}

impl<K> Place<K> {
    fn text<'l>(&self, letters: &'l str) -> &'l str {
        &letters[self.start as usize..(self.start + self.length) as usize]
    }

    fn is(&self, key: &Key<'_>, letters: &str) -> bool {
        let length = key.text.len();
        self.head == key.head
            && self.length as usize == length
            && (length <= HEAD || self.text(letters).as_bytes()[HEAD..] == key.text.as_bytes()[HEAD..])
    }
}

impl<K: Copy + Default> Texts<K> {
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.places.iter().map(|place| place.text(&self.letters))
    }

    /// Of each text, by number, a number that is smaller where its first letters are: two texts with different ones are in the order
    /// of these.
    pub(super) fn heads(&self) -> impl Iterator<Item = u64> {
        self.places.iter().map(|place| place.head.swap_bytes())
    }

    pub(super) fn text(&self, number: u32) -> &str {
        self.places[number as usize].text(&self.letters)
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

    pub(super) fn get(&self, key: &Key<'_>) -> Option<u32> {
        self.table.find(key.hash, |number| self.places[*number as usize].is(key, &self.letters)).copied()
    }

    /// The number of the text that [`Self::get`] would look at first: the one it is looking for, seldom another. Waits for the table
    /// alone and not for what is known of the text, which lies elsewhere.
    pub(super) fn guess(&self, key: &Key<'_>) -> Option<u32> {
        self.table.find(key.hash, |_| true).copied()
    }

    /// What is known of the text with this number when it is that of the key.
    pub(super) fn known_if(&self, number: u32, key: &Key<'_>) -> Option<&K> {
        self.places.get(number as usize).filter(|place| place.is(key, &self.letters)).map(|place| &place.known)
    }

    /// Adds a text that is not there. Returns its number, or `None` when there is no room.
    pub(super) fn add(&mut self, key: &Key<'_>) -> Option<u32> {
        let number = u32::try_from(self.len()).ok().filter(|number| *number < 1 << NUMBER_BITS)?;
        let (start, length) = (u32::try_from(self.letters.len()).ok()?, u32::try_from(key.text.len()).ok()?);
        start.checked_add(length)?;
        self.letters.push_str(key.text);
        self.places.push(Place { head: key.head, start, length, known: K::default() });
        let Self { letters, places, table } = self;
        table.insert_unique(key.hash, number, |number| Key::new(places[*number as usize].text(letters)).hash);
        Some(number)
    }

    /// Lets go of what finds texts by their letters; those that are there keep their numbers.
    pub(super) fn forget_table(&mut self) {
        self.table = HashTable::default();
    }

    pub(super) fn clear(&mut self) {
        self.letters.clear();
        self.places.clear();
        self.table.clear();
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
                let key = Key::new(text);
                assert_eq!(texts.get(&key).or_else(|| texts.add(&key)), Some(expected), "{text}");
            }
        }
        assert!(texts.iter().eq(all.iter().map(String::as_str)));
        *texts.known_mut(7).expect("there") += 3;
        assert_eq!((texts.known(7), texts.known(6), texts.known(u32::MAX)), (Some(&3), Some(&0), None));
        assert_eq!(texts.all_known().sum::<u32>(), 3);
        let mut sorted: Vec<(u64, &str)> = texts.heads().zip(texts.iter()).collect();
        sorted.sort_unstable();
        assert!(sorted.is_sorted_by_key(|(_, text)| *text));
        assert_eq!(texts.get(&Key::new("other")), None);
        // What hashes alike is told apart by its letters.
        for (text, other) in [("other", &all[7]), ("a long text", &all[3039])] {
            let key = Key { hash: Key::new(other).hash, ..Key::new(text) };
            assert_eq!(texts.get(&key), None);
            let guess = texts.guess(&key).expect("one that may be it");
            assert_eq!(texts.known_if(guess, &key), None);
        }
        let key = Key::new(&all[7]);
        assert_eq!(texts.known_if(7, &key), Some(&3));
        assert_eq!(texts.known_if(u32::MAX, &key), None);
    }
}
