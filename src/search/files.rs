//! The index as files that a page can load from a server and from a disk alike: classic scripts, each one call of
//! `Matchbook.searchFile(name, data)`.
//!
//! - `core` has a fixed name and names all others. It holds the outline (one character for each entry: its kind and
//!   level), the words with the numbers of their lists, and the titles.
//! - `p…`: lists of places, some 6 kB of them each (10 kB in large guides), so that a query loads those of its words.
//! - `t…`: prose for excerpts, some 12 kB of consecutive pages each.
//! - In large guides the core would be large too: words go to `w…`, titles go to the `t…`, inline code goes to `s…`.
//!
//! All others carry a hash of their content, so that browsers may keep them and a page that was open during an update
//! sees at once that its core is old. Numbers are LEB128 varints in base64; `themes/default/js/search/files.js` reads
//! them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rayon::prelude::*;
use serde::Serialize;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::all::Entries;
use super::entries::Entry;
use super::index::{Form, Index};
use super::list::List;
use crate::config::{MinLetters, Weights};
use crate::document::{PageId, Task};
use crate::html;
use crate::path::{SitePath, slug};
use crate::site::Site;
use crate::timings::{self, Stage};
use crate::varint::push_varint;

/// What the address of every file of the index starts with.
pub const FOLDER: &str = "search/";
/// Address of the file that names all others.
pub const CORE: &str = "search/core.js";

/// Bytes of lists in one file, and in one of a large guide, where less of the core is spent on naming them: a query of two
/// words loads as much more of lists as it loads less of the core.
const LISTS_IN_FILE: (usize, usize) = (6_000, 10_000);
/// Lists of a guide that stay together in one file, in the core when they are fewer.
const LISTS_TOGETHER: usize = 30_000;
const LISTS_IN_CORE: usize = 12_000;
/// Bytes of prose in one file, and in one of a large guide.
const PROSE_IN_FILE: (usize, usize) = (12_000, 13_000);
/// Words in one file of a large guide.
const WORDS_IN_FILE: usize = 1_400;
/// Inline code in one file of a large guide.
const SPANS_IN_FILE: usize = 1_000;
/// Letters of the hash in a name.
const HASH_LETTERS: usize = 4;

/// All files of the index.
#[derive(Debug)]
pub struct Files {
    files: BTreeMap<SitePath, FileData>,
}

#[derive(Debug)]
enum FileData {
    Bytes(Vec<u8>),
    /// The lists in the range, as below.
    Places {
        number: usize,
        lists: Range<usize>,
    },
    /// Prose of the entries in the range, which the index holds already: written down when it is asked for.
    Texts {
        number: usize,
        entries: Range<usize>,
    },
}

/// Files of one kind: the number of the first item of each, as steps from the one before, and the hashes in their names.
#[derive(Serialize, Default)]
struct Shards {
    firsts: String,
    hashes: String,
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
    shards: Shards,
    texts: Shards,
    #[serde(flatten)]
    spans: Option<SpanBlock>,
    #[serde(skip_serializing_if = "Vec::is_empty", rename = "spanBlocks")]
    span_blocks: Vec<(String, String)>,
    /// Pages that count more or less than others.
    #[serde(skip_serializing_if = "Vec::is_empty", rename = "pageWeights")]
    page_weights: Vec<(usize, f64)>,
    stop: String,
    /// Pairs of endings as `ing-e`.
    endings: String,
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

impl Files {
    /// Writes an index down.
    #[must_use]
    pub fn new(index: &Index, site: &Site) -> Self {
        let _span = timings::span(Stage::IndexFiles);
        let mut files = Self { files: BTreeMap::new() };
        let mut core = Core {
            outline: outline(&index.entries),
            titles: (!index.is_large).then(|| titles(index, site, 0..index.entries.len())),
            words: (!index.is_large).then(|| word_block(&index.forms, 0)),
            spans: Some(span_block(&index.spans)),
            page_weights: index.page_weights(),
            stop: index.stop_words.iter().map(String::as_str).collect::<Vec<_>>().join(" "),
            endings: index.endings.iter().map(|(one, other)| format!("{one}-{other}")).collect::<Vec<_>>().join(" "),
            synonyms: &index.synonyms,
            weights: index.settings.weights,
            letters: index.settings.min_letters,
            blocks: Vec::new(),
            places: None,
            shards: Shards::default(),
            texts: Shards::default(),
            span_blocks: Vec::new(),
        };
        let is_large = index.is_large;
        if is_large {
            let mut next = 0;
            let firsts = index.forms.chunks(WORDS_IN_FILE).map(|forms| {
                let first = next;
                next = forms.iter().map(|form| form.list + 1).max().unwrap_or(0).max(next);
                (first, forms)
            });
            let firsts: Vec<(u32, &[Form])> = firsts.collect();
            let made: Vec<Vec<u8>> = firsts
                .par_iter()
                .with_max_len(1)
                .enumerate()
                .map(|(number, (first, forms))| {
                    call(&format!("w{number}"), |json| json.push_str(&json_of(&word_block(forms, *first))))
                })
                .collect();
            for (number, (bytes, (_, forms))) in made.into_iter().zip(&firsts).enumerate() {
                core.blocks.push((&forms[0].word, files.add('w', number, bytes)));
            }
            if index.spans.len() > SPANS_IN_FILE {
                core.spans = None;
                for (number, spans) in index.spans.chunks(SPANS_IN_FILE).enumerate() {
                    let name = files.add(
                        's',
                        number,
                        call(&format!("s{number}"), |json| json.push_str(&json_of(&span_block(spans)))),
                    );
                    core.span_blocks.push((spans[0].0.to_lowercase(), name));
                }
            }
        }
        files.add_places(&index.lists, is_large, &mut core);
        core.texts = files.add_texts(index);
        let core = call("core", |json| json.push_str(&json_of(&core)));
        files.files.insert(SitePath::new(CORE), FileData::Bytes(core));
        files
    }

    /// All addresses, in order.
    pub fn paths(&self) -> impl Iterator<Item = &SitePath> {
        self.files.keys()
    }

    /// The file at an address. `index` and `site` are those that the files were made from.
    #[must_use]
    pub fn produce<'a>(&'a self, path: &SitePath, index: &Index, site: &Site) -> Option<Cow<'a, [u8]>> {
        Some(match self.files.get(path)? {
            FileData::Bytes(bytes) => Cow::Borrowed(bytes),
            FileData::Places { number, lists } => {
                let lists = bytes_of(&index.lists[lists.clone()]);
                Cow::Owned(call(&format!("p{number}"), |json| {
                    json.push('"');
                    STANDARD_NO_PAD.encode_string(lists, json);
                    json.push('"');
                }))
            }
            FileData::Texts { number, entries } => Cow::Owned(texts(index, site, *number, entries.clone())),
        })
    }

    /// Whether there is a file at an address.
    #[must_use]
    pub fn has(&self, path: &SitePath) -> bool {
        self.files.contains_key(path)
    }

    fn add_places(&mut self, lists: &[List], is_large: bool, core: &mut Core<'_>) {
        let total: usize = lists.iter().map(List::length).sum();
        if total <= LISTS_IN_CORE {
            core.places = Some(STANDARD_NO_PAD.encode(bytes_of(lists)));
            return;
        }
        let limit = if is_large {
            LISTS_IN_FILE.1
        } else if total <= LISTS_TOGETHER {
            total
        } else {
            LISTS_IN_FILE.0
        };
        let ranges = packed(lists.iter().map(List::length), limit);
        let hashes: Vec<u64> =
            ranges.par_iter().with_max_len(8).map(|range| hash_of_places(&lists[range.clone()])).collect();
        let mut shards = ShardWriter::default();
        for (number, (range, hash)) in ranges.into_iter().zip(hashes).enumerate() {
            let path = shards.push('p', number, range.start, hash);
            self.files.insert(path, FileData::Places { number, lists: range });
        }
        core.shards = shards.finish();
    }

    fn add_texts(&mut self, index: &Index) -> Shards {
        // A file holds whole pages, so that the titles above an entry come with it.
        let pages: Vec<&[Entry]> = index.entries.pages().collect();
        let sizes = pages.iter().map(|page| page.iter().map(|entry| entry.prose.len() + entry.title.len()).sum());
        let limit = if index.is_large { PROSE_IN_FILE.1 } else { PROSE_IN_FILE.0 };
        let mut shards = ShardWriter::default();
        let mut first = 0;
        for (number, range) in packed(sizes, limit).into_iter().enumerate() {
            let count: usize = pages[range.clone()].iter().map(|page| page.len()).sum();
            let hash = hash_of_texts(index.is_large, number, &index.entries.hashes()[range]);
            let path = shards.push('t', number, first, hash);
            self.files.insert(path, FileData::Texts { number, entries: first..first + count });
            first += count;
        }
        shards.finish()
    }

    /// Adds a file and returns the name that the core knows it by.
    fn add(&mut self, letter: char, number: usize, bytes: Vec<u8>) -> String {
        let name = format!("{letter}{number}-{}", short(xxh3_64(&bytes)));
        self.files.insert(SitePath::new(&format!("search/{name}.js")), FileData::Bytes(bytes));
        name
    }
}

/// Writes down which files there are.
#[derive(Default)]
struct ShardWriter {
    firsts: Vec<u8>,
    before: usize,
    hashes: String,
}

impl ShardWriter {
    /// Adds a file and returns its address.
    fn push(&mut self, letter: char, number: usize, first: usize, hash: u64) -> SitePath {
        let hash = short(hash);
        push_varint(&mut self.firsts, u32::try_from(first - self.before).unwrap_or(0));
        self.before = first;
        self.hashes.push_str(&hash);
        SitePath::new(&format!("search/{letter}{number}-{hash}.js"))
    }

    fn finish(self) -> Shards {
        Shards { firsts: STANDARD_NO_PAD.encode(self.firsts), hashes: self.hashes }
    }
}

/// A hash in a name. Two versions of one file meet once in 36^4 times.
fn short(mut hash: u64) -> String {
    let mut letters = String::with_capacity(HASH_LETTERS);
    for _ in 0..HASH_LETTERS {
        let digit = u32::try_from(hash % 36).unwrap_or(0);
        letters.push(char::from_digit(digit, 36).unwrap_or('0'));
        hash /= 36;
    }
    letters
}

/// The file with the prose of some entries. What is most of the index is not handed to a serializer, which looks at one byte after
/// the other.
fn texts(index: &Index, site: &Site, number: usize, entries: Range<usize>) -> Vec<u8> {
    let held = index.entries.range(entries.clone());
    call(&format!("t{number}"), |json| {
        json.push('{');
        if index.is_large {
            let Titles { paths, titles, ids } = titles(index, site, entries);
            for (name, lines) in [("paths", paths), ("titles", titles), ("ids", ids)] {
                html::push_json(json, name);
                json.push(':');
                html::push_json(json, &lines);
                json.push(',');
            }
        }
        json.push_str("\"texts\":[");
        for (at, entry) in held.clone().enumerate() {
            json.push_str(if at > 0 { "," } else { "" });
            html::push_json(json, &entry.prose);
        }
        json.push(']');
        // The letters of emails, each with the number of its entry in this file.
        let letters = held.enumerate().filter_map(|(at, entry)| Some((at, entry.more().letter.as_deref()?)));
        let letters: Vec<(usize, &str)> = letters.collect();
        if !letters.is_empty() {
            json.push_str(",\"letters\":");
            json.push_str(&json_of(&letters));
        }
        json.push('}');
    })
}

/// The lists of a file.
fn bytes_of(lists: &[List]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(lists.iter().map(List::length).sum());
    lists.iter().for_each(|list| list.write(&mut bytes));
    bytes
}

/// A hash of what goes into the file with some lists.
fn hash_of_places(lists: &[List]) -> u64 {
    let mut hash = Xxh3::new();
    // Another version may write it in another way.
    hash.update(concat!(env!("CARGO_PKG_VERSION"), " places").as_bytes());
    hash.update(&bytes_of(lists));
    hash.digest()
}

/// A hash of the file with the prose of pages that have these hashes, so that the file need not be made to be named.
fn hash_of_texts(is_large: bool, number: usize, pages: &[u64]) -> u64 {
    let mut hash = Xxh3::new();
    // Another version may write it in another way.
    hash.update(concat!(env!("CARGO_PKG_VERSION"), " texts").as_bytes());
    for part in [u64::from(is_large), number as u64].iter().chain(pages) {
        hash.update(&part.to_le_bytes());
    }
    hash.digest()
}

/// A hash of all that the file with the prose of a page may hold of it.
pub(super) fn hash_of_page(site: &Site, page: PageId, entries: &[Entry]) -> u64 {
    let mut hash = Xxh3::new();
    let mut add = |text: &str| {
        hash.update(text.as_bytes());
        hash.update(&[0xff]);
    };
    let mut tasks = PageTasks::new(site);
    add(site.path(page).as_str());
    for entry in entries {
        add(&entry.title);
        add(&entry.anchor);
        add(tasks.id(page, entry).unwrap_or("\u{1}"));
        add(&entry.prose);
        add(entry.more().letter.as_deref().unwrap_or("\u{1}"));
    }
    hash.digest()
}

impl Index {
    /// The weights of pages, numbered as in the outline, that do not count like all others.
    fn page_weights(&self) -> Vec<(usize, f64)> {
        let starts = self.entries.iter().filter(|entry| entry.level == 0);
        let weights = starts.map(|entry| self.page_weights[entry.page]).enumerate();
        weights.filter(|(_, weight)| (weight - 1.0).abs() > f64::EPSILON).collect()
    }

    /// The words that a device can know of when it looks for `word` and words like it. All in a small guide; in a
    /// large one the files with words of the same beginning, nearest first.
    #[must_use]
    pub fn blocks_for(&self, word: &str) -> Vec<&[Form]> {
        if !self.is_large {
            return vec![&self.forms];
        }
        let blocks: Vec<&[Form]> = self.forms.chunks(WORDS_IN_FILE).collect();
        let home = blocks.partition_point(|block| block[0].word.as_str() <= word).saturating_sub(1);
        let mut found = vec![home];
        // Longer words with this beginning may start in the next block.
        if blocks.get(home + 1).is_some_and(|block| block[0].word.starts_with(word)) {
            found.push(home + 1);
        }
        found.into_iter().map(|block| blocks[block]).collect()
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

fn json_of(data: &impl Serialize) -> String {
    serde_json::to_string(data).unwrap_or_default()
}

/// The script that calls with the JSON that `push` appends.
fn call(name: &str, push: impl FnOnce(&mut String)) -> Vec<u8> {
    let mut script = format!("Matchbook.searchFile(\"{name}\",");
    push(&mut script);
    script.push_str(")\n");
    // A file may stand inside a page: `</script` would end its script, `<!--` keep it from ending. And two signs end a
    // line of script but not a text of JSON, in browsers from before 2019.
    let signs = [("</", "<\\/"), ("<!", "\\u003c!"), ("\u{2028}", "\\u2028"), ("\u{2029}", "\\u2029")];
    let mut escaped = Vec::new();
    let mut done = 0;
    for at in memchr::memchr2_iter(b'<', 0xe2, script.as_bytes()) {
        let rest = &script.as_bytes()[at..];
        let found = signs.into_iter().find(|(sign, _)| rest.starts_with(sign.as_bytes()));
        if let Some((sign, instead)) = found {
            escaped.extend_from_slice(&script.as_bytes()[done..at]);
            escaped.extend_from_slice(instead.as_bytes());
            done = at + sign.len();
        }
    }
    if done == 0 {
        return script.into_bytes();
    }
    escaped.extend_from_slice(&script.as_bytes()[done..]);
    escaped
}

/// One character for each entry: `0` plus level times 5 plus kind.
fn outline(entries: &Entries) -> String {
    entries.iter().map(|entry| char::from(b'0' + entry.level * 5 + entry.kind as u8)).collect()
}

/// The checklist items of the page whose entries are read, as an entry knows its item by number alone.
struct PageTasks<'a> {
    site: &'a Site,
    page: Option<PageId>,
    tasks: Vec<&'a Task>,
}

impl<'a> PageTasks<'a> {
    fn new(site: &'a Site) -> Self {
        Self { site, page: None, tasks: Vec::new() }
    }

    /// What a tick of the item that an entry of a page is is saved under.
    fn id(&mut self, page: PageId, entry: &Entry) -> Option<&'a str> {
        let number = entry.task?.get() as usize - 1;
        if self.page != Some(page) {
            self.page = Some(page);
            self.tasks.clear();
            self.tasks.extend(self.site[page].tasks());
        }
        self.tasks.get(number).map(|task| task.id.as_str())
    }
}

fn titles(index: &Index, site: &Site, range: Range<usize>) -> Titles {
    let mut titles = Titles { paths: String::new(), titles: String::new(), ids: String::new() };
    let mut tasks = PageTasks::new(site);
    for entry in index.entries.range(range) {
        let page = index.pages[entry.page];
        if entry.level == 0 {
            titles.paths.push_str(&site.path(page).encoded());
            titles.paths.push('\n');
        }
        // A title is one line here.
        for line in entry.title.split('\n') {
            titles.titles.push_str(line);
            titles.titles.push(' ');
        }
        titles.titles.pop();
        titles.titles.push('\n');
        let task = tasks.id(page, entry);
        titles.ids.push_str(task.unwrap_or_default());
        let follows = match task {
            Some(task) => entry.anchor.strip_prefix("task-").is_some_and(|anchor| anchor == slug(task)),
            None => *entry.anchor == *slug(&entry.title),
        };
        if !follows {
            titles.ids.push_str(if task.is_some() { "\t" } else { "" });
            titles.ids.push_str(&entry.anchor);
        }
        titles.ids.push('\n');
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
