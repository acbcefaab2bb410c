//! The index as files that a page can load from a server and from a disk alike: classic scripts, each one call of
//! `Matchbook.searchFile(name, data)`.
//!
//! - `core` has a fixed name and names all others. It holds the outline (one character for each entry: its kind and
//!   level), the words with the numbers of their lists, and the titles.
//! - `p…`: lists of places, some 6 kB of them each, so that a query loads those of its words.
//! - `t…`: prose for excerpts, some 12 kB of consecutive pages each.
//! - In large guides the core would be large too: words go to `w…`, titles go to the `t…`, inline code goes to `s…`.
//!
//! All others carry a hash of their content, so that browsers may keep them and a page that was open during an update
//! sees at once that its core is old. Numbers are LEB128 varints in base64; `themes/default/js/search/files.js` reads
//! them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rayon::prelude::*;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use super::entries::Entry;
use super::index::{Form, Index, List};
use crate::config::{MinLetters, Weights};
use crate::path::{SitePath, slug};
use crate::site::Site;

/// What the address of every file of the index starts with.
pub const FOLDER: &str = "search/";
/// Address of the file that names all others.
pub const CORE: &str = "search/core.js";

/// Bytes of lists in one file.
const LISTS_IN_FILE: usize = 6_000;
/// Lists of a guide that stay together in one file, in the core when they are fewer.
const LISTS_TOGETHER: usize = 30_000;
const LISTS_IN_CORE: usize = 12_000;
/// Bytes of prose in one file.
const PROSE_IN_FILE: usize = 12_000;
/// From this size on the core is split.
const CORE_LIMIT: usize = 170_000;
/// Words in one file of a large guide.
const WORDS_IN_FILE: usize = 4_000;
/// Inline code in one file of a large guide.
const SPANS_IN_FILE: usize = 1_500;

/// All files of the index.
#[derive(Debug)]
pub struct Files {
    files: BTreeMap<SitePath, Vec<u8>>,
}

#[derive(Serialize)]
struct Core<'a> {
    outline: String,
    #[serde(flatten)]
    titles: Option<Titles>,
    #[serde(flatten)]
    words: Option<WordBlock>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    blocks: Vec<(&'a str, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<String>,
    shards: Vec<(usize, String)>,
    texts: Vec<(usize, String)>,
    #[serde(flatten)]
    spans: Option<SpanBlock>,
    #[serde(skip_serializing_if = "Vec::is_empty", rename = "spanBlocks")]
    span_blocks: Vec<(String, String)>,
    stop: String,
    synonyms: &'a [Vec<String>],
    weights: Weights,
    letters: MinLetters,
}

/// Addresses and titles of consecutive entries, one a line.
#[derive(Serialize)]
struct Titles {
    /// Address of each page.
    paths: String,
    titles: String,
    /// Anchors that do not follow from the title. For checklist items the id, and the anchor where it does not follow
    /// from the id.
    ids: String,
}

/// Consecutive words: `A` to `Z` say how many letters (0 to 25) a word shares with the one before it.
#[derive(Serialize)]
struct WordBlock {
    /// The first list that no earlier word has.
    next: u32,
    words: String,
    /// For each word: 0 for the next new list, else how far back its list is.
    lists: String,
}

/// Consecutive inline code, one a line, and how many entries have it, and which.
#[derive(Serialize)]
struct SpanBlock {
    spans: String,
    #[serde(rename = "spanPlaces")]
    places: String,
}

#[derive(Serialize)]
struct TextBlock<'a> {
    #[serde(flatten)]
    titles: Option<Titles>,
    texts: Vec<&'a str>,
}

impl Files {
    /// Writes an index down.
    #[must_use]
    pub fn new(index: &Index, site: &Site) -> Self {
        let mut files = Self { files: BTreeMap::new() };
        let mut core = Core {
            outline: outline(&index.entries),
            titles: Some(titles(index, site, 0..index.entries.len())),
            words: Some(word_block(&index.forms, 0)),
            spans: Some(span_block(&index.spans)),
            stop: index.stop_words.join(" "),
            synonyms: &index.synonyms,
            weights: index.settings.weights,
            letters: index.settings.min_letters,
            blocks: Vec::new(),
            places: None,
            shards: Vec::new(),
            texts: Vec::new(),
            span_blocks: Vec::new(),
        };
        let is_large = index.is_large();
        if is_large {
            core.titles = None;
            core.words = None;
            let mut next = 0;
            for (number, forms) in index.forms.chunks(WORDS_IN_FILE).enumerate() {
                let block = word_block(forms, next);
                next = forms.iter().map(|form| form.list + 1).max().unwrap_or(0).max(next);
                core.blocks.push((&forms[0].word, files.add('w', number, &block)));
            }
            if index.spans.len() > SPANS_IN_FILE {
                core.spans = None;
                for (number, spans) in index.spans.chunks(SPANS_IN_FILE).enumerate() {
                    let name = files.add('s', number, &span_block(spans));
                    core.span_blocks.push((spans[0].0.to_lowercase(), name));
                }
            }
        }
        files.add_places(&index.lists, &mut core);
        files.add_texts(index, site, is_large, &mut core);
        files.files.insert(SitePath::new(CORE), call("core", &core));
        files
    }

    /// All addresses, in order.
    pub fn paths(&self) -> impl Iterator<Item = &SitePath> {
        self.files.keys()
    }

    /// The file at an address.
    #[must_use]
    pub fn get(&self, path: &SitePath) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    fn add_places(&mut self, lists: &[List], core: &mut Core<'_>) {
        let encoded: Vec<Vec<u8>> = lists.par_iter().map(encode_list).collect();
        let total: usize = encoded.iter().map(Vec::len).sum();
        if total <= LISTS_IN_CORE {
            core.places = Some(STANDARD_NO_PAD.encode(encoded.concat()));
            return;
        }
        let limit = if total <= LISTS_TOGETHER { total } else { LISTS_IN_FILE };
        for range in packed(encoded.iter().map(Vec::len), limit) {
            let first = range.start;
            let data = STANDARD_NO_PAD.encode(encoded[range].concat());
            let name = self.add('p', core.shards.len(), &data);
            core.shards.push((first, name));
        }
    }

    fn add_texts(&mut self, index: &Index, site: &Site, is_large: bool, core: &mut Core<'_>) {
        // A file holds whole pages, so that the titles above an entry come with it.
        let pages: Vec<&[Entry]> = index.entries.chunk_by(|a, b| a.page == b.page).collect();
        let sizes = pages.iter().map(|page| page.iter().map(|entry| entry.prose.len() + entry.title.len()).sum());
        let mut first = 0;
        for range in packed(sizes, PROSE_IN_FILE) {
            let entries: usize = pages[range].iter().map(|page| page.len()).sum();
            let titles = is_large.then(|| titles(index, site, first..first + entries));
            let texts = index.entries[first..first + entries].iter().map(|entry| entry.prose.as_str()).collect();
            let name = self.add('t', core.texts.len(), &TextBlock { titles, texts });
            core.texts.push((first, name));
            first += entries;
        }
    }

    /// Adds a file and returns the name that the core knows it by.
    fn add(&mut self, letter: char, number: usize, data: &impl Serialize) -> String {
        let text = call(&format!("{letter}{number}"), data);
        // 36^5 names: two versions of one file do not meet.
        let mut hash = xxh3_64(&text) % 36_u64.pow(5);
        let mut name = format!("{letter}{number}-");
        for _ in 0..5 {
            let digit = u32::try_from(hash % 36).unwrap_or(0);
            name.push(char::from_digit(digit, 36).unwrap_or('0'));
            hash /= 36;
        }
        self.files.insert(SitePath::new(&format!("search/{name}.js")), text);
        name
    }
}

impl Index {
    /// Whether the core is split, so that a reader's device knows only parts of it.
    #[must_use]
    pub fn is_large(&self) -> bool {
        let titles: usize = self.entries.iter().map(|entry| entry.title.len() + 2).sum();
        // Of a front-coded word and its list some five bytes stay.
        let words = self.forms.len() * 7;
        let spans: usize = self.spans.iter().map(|(span, entries)| span.len() + entries.len() * 2).sum();
        titles + words + spans + self.entries.len() > CORE_LIMIT
    }

    /// The ranges of words that a device can know of when it looks for `word` and words like it. One in a small guide;
    /// in a large one those with words of the same beginning, nearest first.
    #[must_use]
    pub fn blocks_for(&self, word: &str) -> Vec<Range<usize>> {
        if !self.is_large() {
            return vec![0..self.forms.len()];
        }
        let blocks: Vec<&[Form]> = self.forms.chunks(WORDS_IN_FILE).collect();
        let home = blocks.partition_point(|block| block[0].word.as_str() <= word).saturating_sub(1);
        let mut found = vec![home];
        // Longer words with this beginning may start in the next block.
        if blocks.get(home + 1).is_some_and(|block| block[0].word.starts_with(word)) {
            found.push(home + 1);
        }
        found.into_iter().map(|block| block * WORDS_IN_FILE..block * WORDS_IN_FILE + blocks[block].len()).collect()
    }
}

/// Ranges of consecutive items whose sizes add up to `limit` or little more.
fn packed(sizes: impl Iterator<Item = usize>, limit: usize) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut filled = limit;
    for (number, size) in sizes.enumerate() {
        match ranges.last_mut() {
            Some(last) if filled + size <= limit => {
                last.end = number + 1;
                filled += size;
            }
            _ => {
                ranges.push(number..number + 1);
                filled = size;
            }
        }
    }
    ranges
}

fn call(name: &str, data: &impl Serialize) -> Vec<u8> {
    let json = serde_json::to_string(data).unwrap_or_default();
    // Two signs that end a line of script but not a text of JSON, in browsers from before 2019.
    let json = json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    format!("Matchbook.searchFile(\"{name}\",{json})\n").into_bytes()
}

/// One character for each entry: `0` plus level times 5 plus kind.
fn outline(entries: &[Entry]) -> String {
    entries.iter().map(|entry| char::from(b'0' + entry.level * 5 + entry.kind as u8)).collect()
}

fn titles(index: &Index, site: &Site, range: Range<usize>) -> Titles {
    let entries = &index.entries[range];
    let mut titles = Titles { paths: String::new(), titles: String::new(), ids: String::new() };
    for entry in entries {
        if entry.level == 0 {
            let _ = writeln!(titles.paths, "{}", site.path(index.pages[entry.page]).encoded());
        }
        let _ = writeln!(titles.titles, "{}", entry.title.replace('\n', " "));
        let id = match &entry.task {
            Some(task) if entry.anchor == format!("task-{}", slug(task)) => task.clone(),
            Some(task) => format!("{task}\t{}", entry.anchor),
            None if entry.anchor == slug(&entry.title) => String::new(),
            None => entry.anchor.clone(),
        };
        let _ = writeln!(titles.ids, "{id}");
    }
    for lines in [&mut titles.paths, &mut titles.titles, &mut titles.ids] {
        lines.pop();
    }
    titles
}

fn word_block(forms: &[Form], mut next: u32) -> WordBlock {
    let mut block = WordBlock { next, words: String::new(), lists: String::new() };
    let mut lists = Vec::with_capacity(forms.len());
    let mut before = "";
    for form in forms {
        let shared: Vec<char> =
            before.chars().zip(form.word.chars()).take(25).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
        let bytes: usize = shared.iter().map(|c| c.len_utf8()).sum();
        // At most 25, so it is a letter.
        block.words.push(char::from(b'A' + u8::try_from(shared.len()).unwrap_or(0)));
        block.words.push_str(&form.word[bytes..]);
        if form.list == next {
            push_varint(&mut lists, 0);
            next += 1;
        } else {
            push_varint(&mut lists, next - form.list);
        }
        before = &form.word;
    }
    block.lists = STANDARD_NO_PAD.encode(lists);
    block
}

fn span_block(spans: &[(String, Vec<u32>)]) -> SpanBlock {
    let texts: Vec<&str> = spans.iter().map(|(span, _)| span.as_str()).collect();
    let mut places = Vec::new();
    for (_, entries) in spans {
        push_varint(&mut places, u32::try_from(entries.len()).unwrap_or(0));
        let mut before = 0;
        for entry in entries {
            push_varint(&mut places, entry - before);
            before = *entry;
        }
    }
    SpanBlock { spans: texts.join("\n"), places: STANDARD_NO_PAD.encode(places) }
}

/// Number of entries times two, plus one when not all of them are listed, then how many are; for each place the step
/// from the one before times 32, plus 16 when it is in a title, plus its strength; then the words of that title.
fn encode_list(list: &List) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(list.places.len() * 2 + 2);
    let kept = u32::try_from(list.places.len()).unwrap_or(0);
    push_varint(&mut bytes, list.entries << 1 | u32::from(kept < list.entries));
    if kept < list.entries {
        push_varint(&mut bytes, kept);
    }
    let mut before = 0;
    for place in &list.places {
        let in_title = u32::from(place.title_words > 0);
        push_varint(&mut bytes, (place.entry - before) << 5 | in_title << 4 | u32::from(place.strength));
        if place.title_words > 0 {
            push_varint(&mut bytes, u32::from(place.title_words));
        }
        before = place.entry;
    }
    bytes
}

fn push_varint(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        // The lowest seven bits.
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}
