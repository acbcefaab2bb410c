//! What a reader typed, and which words of the guide it can mean. The same as `themes/default/js/search/query.js`.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::entries::EntryKind;
use super::index::Index;
use super::variants::{is_number, singulars};
use super::words::{self, fold, is_dense, is_word, normalize};

/// What stands around a phrase.
const QUOTES: [char; 3] = ['"', '“', '”'];
const MAX_WORDS: usize = 16;
/// How much a word counts that was not typed as it stands: see the comments at each use.
const ACCENT: f64 = 0.95;
pub(super) const JOINED: f64 = 0.9;
pub(super) const SPLIT: f64 = 0.8;
pub(super) const SYNONYM: f64 = 0.8;
const ENDING: f64 = 0.9;
const INITIALS: f64 = 0.5;
const PREFIX: f64 = 0.7;
const PREFIX_OF_KNOWN: f64 = 0.25;
const SHORTER: f64 = 0.25;
const MIN_SHORTER: usize = 3;
const TYPO: f64 = 0.55;
const OTHER_FIRST_LETTER: f64 = 0.7;
const TYPO_BESIDE_PREFIX: f64 = 0.3;
/// In a guide and in a large one, where every meaning may cost a file.
const MAX_PREFIXES: (usize, usize) = (20, 3);
const MAX_PREFIXES_OF_KNOWN: (usize, usize) = (20, 1);
const MAX_TYPOS: (usize, usize) = (12, 3);

/// A query taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Its words, and whether each stands in quotes.
    pub words: Vec<(String, bool)>,
    /// Its quoted phrases.
    pub phrases: Vec<Vec<String>>,
    /// The same as they were typed.
    pub quotes: Vec<String>,
    /// The whole of it and its pieces with signs in them: what inline code may say.
    pub pieces: Vec<String>,
    /// The kind asked for with `kind:`.
    pub kind: Option<EntryKind>,
}

impl Query {
    /// Takes a query apart.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut query = Self::default();
        let text: String = text.nfkc().collect();
        let mut kept: Vec<&str> = Vec::new();
        for piece in text.split_whitespace() {
            let is_named = piece.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("kind:"));
            match EntryKind::of_name(&piece.get(5..).unwrap_or_default().to_lowercase()).filter(|_| is_named) {
                Some(kind) => query.kind = Some(kind),
                None => kept.push(piece),
            }
        }
        let whole = kept.join(" ").replace(QUOTES, "\"");
        let parts: Vec<&str> = whole.split('"').collect();
        // A quote that is not closed yet is still being typed.
        let is_closed = parts.len() % 2 == 1;
        for (number, part) in parts.iter().enumerate() {
            let is_quoted = is_closed && number % 2 == 1;
            let found = words::words(part);
            if is_quoted && !found.is_empty() {
                query.phrases.push(found.clone());
                query.quotes.push(part.trim().to_owned());
            }
            let room = MAX_WORDS - query.words.len();
            query.words.extend(found.into_iter().take(room).map(|word| (word, is_quoted)));
        }
        for piece in std::iter::once(whole.as_str()).chain(whole.split_whitespace()) {
            let bare = piece
                .trim_start_matches(['(', '"', '\'', '[', '{'])
                .trim_end_matches([')', '"', '\'', ']', '}', ',', '.', ';', ':', '!', '?']);
            for variant in [piece, bare] {
                let is_code = variant == whole || variant.chars().any(|c| !is_word(c));
                if !variant.is_empty() && is_code && !query.pieces.iter().any(|known| known == variant) {
                    query.pieces.push(variant.to_owned());
                }
            }
        }
        query
    }

    /// The same without quotes.
    pub(super) fn loose(&self) -> Self {
        let words = self.words.iter().map(|(word, _)| (word.clone(), false)).collect();
        Self { words, phrases: Vec::new(), quotes: Vec::new(), ..self.clone() }
    }

    /// A query for each of its quoted phrases alone; of more than anybody types, the first ones.
    pub(super) fn phrases_alone(&self) -> impl Iterator<Item = Self> {
        self.phrases.iter().zip(&self.quotes).take(MAX_WORDS).map(|(phrase, quote)| Self {
            words: phrase.iter().take(MAX_WORDS).map(|word| (word.clone(), true)).collect(),
            phrases: vec![phrase.clone()],
            quotes: vec![quote.clone()],
            ..Self::default()
        })
    }
}

/// How a word was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// As it stands.
    Exact,
    /// With or without accents.
    Accent,
    /// As the beginning of a word.
    Prefix,
    /// As a longer form of a word.
    Shorter,
    /// With another ending.
    Ending,
    /// With a typing error.
    Typo,
    /// As two words.
    Split,
    /// Together with its neighbor as one word.
    Joined,
    /// As something that means the same.
    Synonym,
}

impl How {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Accent => "accent",
            Self::Prefix => "prefix",
            Self::Shorter => "shorter",
            Self::Ending => "ending",
            Self::Typo => "typo",
            Self::Split => "split",
            Self::Joined => "joined",
            Self::Synonym => "synonym",
        }
    }
}

fn digits(word: &str) -> impl Iterator<Item = u8> {
    word.bytes().filter(u8::is_ascii_digit)
}

/// Something a word can mean: entries that have all of some lists.
#[derive(Debug, Clone, PartialEq)]
pub struct Meaning {
    /// Indexes into [`Index::lists`].
    pub lists: Vec<u32>,
    /// How much it counts, 1 for the word itself.
    pub weight: f64,
    /// The word or words of the guide.
    pub form: String,
    /// How it was understood.
    pub how: How,
}

/// A word of a query and everything it can mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The word.
    pub word: String,
    /// Whether it says little beside the others.
    pub is_stop: bool,
    /// What it can mean.
    pub meanings: Vec<Meaning>,
    /// Entries whose titles have words with these initials, and how much that counts.
    pub titles: (Vec<u32>, f64),
}

/// Inline code that a query names.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedSpan {
    /// The code.
    pub text: String,
    /// The entries that have it.
    pub entries: Vec<u32>,
    /// How much it counts.
    pub weight: f64,
    /// The words of the piece that names it.
    pub words: Vec<String>,
}

impl Index {
    fn of_size(&self, (small, large): (usize, usize)) -> usize {
        if self.is_large { large } else { small }
    }

    /// The list of a word as it stands in the guide.
    pub(super) fn exact(&self, word: &str) -> Option<u32> {
        self.form(word).map(|form| form.list)
    }

    /// Everything that the words of a query can mean.
    #[must_use]
    pub fn plan(&self, query: &Query) -> Vec<Planned> {
        let is_stop = |(word, is_exact): &(String, bool)| !is_exact && self.stop_words.contains(word);
        let only_stops = query.words.iter().all(is_stop);
        let mut planned: Vec<Planned> = query
            .words
            .iter()
            .map(|one| {
                let is_stop = is_stop(one) && !only_stops;
                Planned {
                    word: one.0.clone(),
                    is_stop,
                    // In a large guide the lists of words that say little are longer than all others.
                    meanings: if is_stop && self.is_large {
                        Vec::new()
                    } else {
                        self.meanings(&one.0, one.1 || is_stop)
                    },
                    titles: (Vec::new(), 0.0),
                }
            })
            .collect();
        for (one, (word, is_exact)) in planned.iter_mut().zip(&query.words) {
            let letters = word.chars().count();
            let is_known = one.meanings.iter().any(|meaning| meaning.how == How::Exact);
            if !is_exact && !one.is_stop && (2..=6).contains(&letters) && (letters > 2 || !is_known) {
                // Two initials are those of too many titles to be read into a plural.
                let is_long = |one: &String| !is_known && one.chars().count() > 2;
                let mut read = std::iter::once(word.clone()).chain(singulars(word).filter(is_long));
                let titles = read.find_map(|word| Some(self.initials(&word)).filter(|titles| !titles.is_empty()));
                one.titles = (titles.unwrap_or_default(), INITIALS);
            }
        }
        self.add_joined(query, &mut planned);
        self.add_units(query, &mut planned);
        let said: Vec<String> =
            query.words.iter().map(|(word, _)| self.other_form(word).unwrap_or_else(|| word.clone())).collect();
        for group in &self.synonyms {
            self.add_synonyms(query, &said, &mut planned, group);
        }
        planned
    }

    /// What a single word can mean.
    fn meanings(&self, word: &str, is_exact: bool) -> Vec<Meaning> {
        let mut found: Vec<Meaning> = Vec::new();
        let mut add = |list: u32, weight: f64, form: &str, how: How| {
            let meaning = Meaning { lists: vec![list], weight, form: form.to_owned(), how };
            match found.iter_mut().find(|other| other.lists[0] == list) {
                None => found.push(meaning),
                Some(same) if same.weight < weight => *same = meaning,
                Some(_) => {}
            }
        };
        let mut is_known = false;
        if let Some(list) = self.exact(word) {
            add(list, 1.0, word, How::Exact);
            is_known = true;
        }
        let folded = fold(word);
        let letters = word.chars().count();
        let blocks = self.blocks_for(word);
        if folded != word
            && let Some(list) = self.exact(&folded)
        {
            add(list, ACCENT, &folded, How::Accent);
            is_known = true;
        }
        for form in blocks.iter().copied().flatten().filter(|form| !form.word.is_ascii() && form.word != word) {
            if fold(&form.word) == folded && fold(&form.word) != form.word {
                add(form.list, ACCENT, &form.word, How::Accent);
                is_known = true;
            }
        }
        if is_exact {
            return found;
        }
        // Whether it is a word of the guide but for its ending: then a typing error is less likely.
        let mut is_of_guide = false;
        if let Some(form) = self.other_form(word)
            && let Some(list) = self.exact(&form)
        {
            add(list, ENDING, &form, How::Ending);
            is_of_guide = singulars(word).all(|singular| singular != form);
        }
        // A number with another digit, or with fewer, is another number.
        let is_number = is_number(word);

        let mut longer: Vec<(usize, &super::Form)> = Vec::new();
        if letters >= self.settings.min_letters.prefix || word.chars().any(is_dense) {
            for block in &blocks {
                let start = block.partition_point(|form| form.word.as_str() < word);
                let same = block[start..].iter().take_while(|form| form.word.starts_with(word));
                longer.extend(same.filter(|form| form.word != word).map(|form| (form.word.chars().count(), form)));
                // `haus` is the beginning of `Häuser`, `stras` of `Straßen`.
                let accented = block.iter().filter(|form| !form.word.is_ascii() && !form.word.starts_with(word));
                longer.extend(accented.filter_map(|form| {
                    let plain = fold(&form.word);
                    let is_longer = plain != form.word && plain != folded && plain.starts_with(&*folded);
                    is_longer.then(|| (form.word.chars().count(), form))
                }));
            }
        }
        longer.sort_by(|a, b| (a.0, &a.1.word).cmp(&(b.0, &b.1.word)));
        let weight = if is_known { PREFIX_OF_KNOWN } else { PREFIX };
        let most = self.of_size(if is_known { MAX_PREFIXES_OF_KNOWN } else { MAX_PREFIXES });
        for (length, form) in longer.iter().take(most) {
            add(form.list, weight * (letters as f64 / *length as f64).sqrt(), &form.word, How::Prefix);
        }
        // `vector` may be written `vec`.
        let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
        for length in (MIN_SHORTER..letters).rev().filter(|_| !is_number).take_while(|length| length * 2 >= letters) {
            let form = &word[..starts[length]];
            if let Some(list) = self.exact(form).filter(|_| !self.stop_words.contains(form)) {
                add(list, SHORTER * (length as f64 / letters as f64).sqrt(), form, How::Shorter);
            }
        }
        if is_known || is_number {
            return found;
        }

        let min = self.settings.min_letters;
        let limit = match letters {
            // Where every meaning may cost a file, a word that is being typed is no typing error.
            _ if self.is_large && (is_of_guide || !longer.is_empty()) => 0,
            letters if letters >= min.two_typos => 2,
            letters => usize::from(letters >= min.typo),
        };
        let mut near: Vec<(f64, &super::Form)> = Vec::new();
        for form in blocks.iter().copied().flatten().filter(|_| limit > 0) {
            let difference = form.word.chars().count().abs_diff(letters);
            if difference > limit || form.word.starts_with(word) {
                continue;
            }
            let edits = strsim::osa_distance(word, &form.word);
            if edits == 0 || edits > limit || !digits(word).eq(digits(&form.word)) {
                continue;
            }
            let mut weight = if edits == 1 { TYPO } else { TYPO * TYPO };
            if form.word.chars().next() != word.chars().next() {
                weight *= OTHER_FIRST_LETTER;
            }
            if is_of_guide || !longer.is_empty() {
                weight *= TYPO_BESIDE_PREFIX;
            }
            near.push((weight, form));
        }
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.word.cmp(&b.1.word)));
        for (weight, form) in near.iter().take(self.of_size(MAX_TYPOS)) {
            add(form.list, *weight, &form.word, How::Typo);
        }
        if is_of_guide {
            return found;
        }
        // `j1s` is of `J-1`; the plural of two words is one of its own.
        let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
        let mut written = std::iter::once(word.to_owned()).chain(singulars(word).filter(|_| has_digit));
        found.extend(written.find_map(|word| self.split(&word)));
        found
    }

    /// Entries whose titles have consecutive words with these initials. Known where all titles are.
    fn initials(&self, word: &str) -> Vec<u32> {
        if self.is_large {
            return Vec::new();
        }
        let initials =
            |title: &str| words::words(title).iter().filter_map(|word| word.chars().next()).collect::<String>();
        (0_u32..)
            .zip(&self.entries)
            .filter(|(_, entry)| initials(&entry.title).contains(word))
            .map(|(at, _)| at)
            .collect()
    }

    fn add_synonyms(&self, query: &Query, said: &[String], planned: &mut [Planned], group: &[String]) {
        let phrases: Vec<Vec<&str>> = group.iter().map(|phrase| phrase.split(' ').collect()).collect();
        for (number, phrase) in phrases.iter().enumerate() {
            for at in 0..(planned.len() + 1).saturating_sub(phrase.len()) {
                let says = |(step, word): (usize, &&str)| !query.words[at + step].1 && said[at + step] == **word;
                if !phrase.iter().enumerate().all(says) {
                    continue;
                }
                for (_, other) in phrases.iter().enumerate().filter(|(other, _)| *other != number) {
                    let Some(lists) = other.iter().map(|word| self.exact(word)).collect::<Option<Vec<u32>>>() else {
                        continue;
                    };
                    let meaning = Meaning { lists, weight: SYNONYM, form: other.join(" "), how: How::Synonym };
                    for step in 0..phrase.len() {
                        planned[at + step].meanings.push(meaning.clone());
                    }
                }
            }
        }
    }

    /// Inline code that a query names: as it stands, in another case, its beginning, a part of it.
    #[must_use]
    pub fn named_spans(&self, query: &Query) -> Vec<NamedSpan> {
        let mut found = Vec::new();
        for piece in &query.pieces {
            let folded = normalize(piece);
            for (text, entries) in &self.spans {
                let other = normalize(text);
                let share = (folded.chars().count() as f64 / other.chars().count() as f64).sqrt();
                let weight = if text == piece {
                    1.0
                } else if other == folded {
                    0.9
                } else if other.starts_with(&*folded) {
                    0.6 * share
                } else if folded.chars().count() > 1 && other.contains(&*folded) {
                    0.4 * share
                } else {
                    continue;
                };
                found.push(NamedSpan {
                    text: text.clone(),
                    entries: entries.clone(),
                    weight,
                    words: words::words(piece),
                });
            }
        }
        found
    }

    /// Every form of each list.
    #[must_use]
    pub fn forms_of_lists(&self) -> BTreeMap<u32, Vec<&str>> {
        let mut forms: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
        for form in &self.forms {
            forms.entry(form.list).or_default().push(&form.word);
        }
        forms
    }
}
