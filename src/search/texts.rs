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
pub(super) struct Texts<K> {
    /// One after the other.
    letters: String,
    places: Vec<Place<K>>,
    /// Those that were looked for since they were added: of the words of a large guide one in ten, and nearly all that are looked for,
    /// in a table that is small enough to stay near.
    table: HashTable<u32>,
    /// The others.
    rare: HashTable<u32>,
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
    text: &'t str,
    sign: Sign,
}

/// What a text is told from others by, nearly always.
#[derive(Clone, Copy)]
pub(super) struct Sign {
    head: u64,
    hash: u64,
}

impl<'t> Key<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self::with(text, Sign::new(text))
    }

    /// Of a text whose sign is known.
    pub(super) fn with(text: &'t str, sign: Sign) -> Self {
        Self { text, sign }
    }
}

impl Sign {
    pub(super) fn new(text: &str) -> Self {
        // Any odd number with many bits does, here those of the golden ratio.
        const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
        let head = head_of(text.as_bytes());
        let rest = text.as_bytes().get(HEAD..).filter(|rest| !rest.is_empty());
        let rest = rest.map_or(0, |rest| FxBuildHasher.hash_one(rest));
        let product = u128::from(head ^ rest ^ (text.len() as u64) << 56) * u128::from(MIX);
        Self { head, hash: product as u64 ^ (product >> 64) as u64 }
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

    fn hash(&self, letters: &str) -> u64 {
        Sign::new(self.text(letters)).hash
    }

    fn is(&self, key: &Key<'_>, letters: &str) -> bool {
        let length = key.text.len();
        self.head == key.sign.head
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

    /// The number of a text, which is added when it is new; `None` when there is no room.
    pub(super) fn number_of(&mut self, key: &Key<'_>) -> Option<u32> {
        let Self { letters, places, table, rare } = self;
        let is = |number: &u32| places[*number as usize].is(key, letters);
        if let Some(number) = table.find(key.sign.hash, is) {
            return Some(*number);
        }
        let Ok(found) = rare.find_entry(key.sign.hash, is) else { return self.add(key) };
        let (number, _) = found.remove();
        table.insert_unique(key.sign.hash, number, |number| places[*number as usize].hash(letters));
        Some(number)
    }

    /// The number of the text that [`Self::number_of`] would look at first: the one it is looking for, seldom another. Waits for the
    /// table alone and not for what is known of the text, which lies elsewhere.
    pub(super) fn guess(&self, sign: Sign) -> Option<u32> {
        self.table.find(sign.hash, |_| true).copied()
    }

    /// Whether the text with this number is that of the key.
    pub(super) fn is(&self, number: u32, key: &Key<'_>) -> bool {
        self.places.get(number as usize).is_some_and(|place| place.is(key, &self.letters))
    }

    /// Adds a text that is not there.
    fn add(&mut self, key: &Key<'_>) -> Option<u32> {
        let number = u32::try_from(self.len()).ok().filter(|number| *number < 1 << NUMBER_BITS)?;
        let (start, length) = (u32::try_from(self.letters.len()).ok()?, u32::try_from(key.text.len()).ok()?);
        start.checked_add(length)?;
        self.letters.push_str(key.text);
        self.places.push(Place { head: key.sign.head, start, length, known: K::default() });
        let Self { letters, places, rare, .. } = self;
        rare.insert_unique(key.sign.hash, number, |number| places[*number as usize].hash(letters));
        Some(number)
    }

    /// Lets go of what finds texts by their letters; those that are there keep their numbers.
    pub(super) fn forget_tables(&mut self) {
        (self.table, self.rare) = (HashTable::default(), HashTable::default());
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
        // Looked for once they are found as those that nobody looks for, then as the others.
        for _ in 0..3 {
            for (text, expected) in all.iter().zip(0..) {
                assert_eq!(texts.number_of(&Key::new(text)), Some(expected), "{text}");
            }
        }
        assert!(texts.iter().eq(all.iter().map(String::as_str)));
        *texts.known_mut(7).expect("there") += 3;
        assert_eq!((texts.known(7), texts.known(6), texts.known(u32::MAX)), (Some(&3), Some(&0), None));
        assert_eq!(texts.all_known().sum::<u32>(), 3);
        let mut sorted: Vec<(u64, &str)> = texts.heads().zip(texts.iter()).collect();
        sorted.sort_unstable();
        assert!(sorted.is_sorted_by_key(|(_, text)| *text));
        assert_eq!(texts.guess(Sign::new(&all[7])), Some(7));
        assert!(texts.is(7, &Key::new(&all[7])) && !texts.is(u32::MAX, &Key::new(&all[7])));
        // What hashes alike is told apart by its letters: in either table, and when both are there.
        for (text, other) in [("one", "two"), ("a new long text", "another long text")] {
            let [key, alike] = [text, other].map(|text| Key::with(text, Sign { hash: 7, ..Sign::new(text) }));
            let number = texts.number_of(&key);
            let other = texts.number_of(&alike);
            assert_ne!(number, other);
            for _ in 0..2 {
                assert_eq!((texts.number_of(&key), texts.number_of(&alike)), (number, other));
            }
        }
        for (text, other) in [("other", &all[7]), ("a long text", &all[3039])] {
            let key = Key::with(text, Sign { hash: Sign::new(other).hash, ..Sign::new(text) });
            let guess = texts.guess(key.sign).expect("one that may be it");
            assert!(!texts.is(guess, &key));
            assert_eq!(texts.number_of(&key), Some(texts.len() as u32 - 1), "it is new");
        }
    }
}
