//! Which entries answer a query, best first. The same as `themes/default/js/search/rank.js`.
//!
//! BM25F (Robertson and Zaragoza 2009) over title, titles above, prose and code; a word counts by the best of its
//! meanings; entries that lack words of the query sink, and are left out when others have much more of it.

use std::collections::{BTreeMap, BTreeSet};

use super::entries::EntryKind;
use super::index::Index;
use super::list::strength;
use super::query::{NamedSpan, Planned, Query};
use super::words;

/// BM25's `k1`: how soon more of the same word stops counting.
const SATURATION: f64 = 1.2;
/// What a word counts that says little, as long as another one says more.
const STOP_WORD: f64 = 0.15;
/// How strongly entries sink that lack words of the query; 0 not at all.
const MISSING_SINKS: f64 = 0.7;
/// What a title adds that is the query and nothing else.
const TITLE_BONUS: f64 = 0.6;
/// What the page itself counts more than its sections.
const PAGE_BONUS: f64 = 1.15;
/// What the next best sections of a page add to each of its entries.
const NEIGHBORS: f64 = 0.12;
const NEIGHBOR_COUNT: usize = 3;
const SPAN: f64 = 2.2;
/// Entries that have less than this share of what the best one has of the query are left out.
const LEAST_SHARE: f64 = 0.5;
/// Hits of one page that readers see without asking for more.
const LINES_OF_PAGE: usize = 3;
/// Entries whose text is read to check a quoted phrase.
const PHRASES_CHECKED: usize = 60;

/// An entry that answers a query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Index into [`Index::entries`].
    pub entry: usize,
    /// Its score; only the order of scores means something.
    pub score: f64,
    /// The share of the query that it has, 0 to 1.
    pub share: f64,
    /// What its title added, 1 for nothing.
    pub title_bonus: f64,
    /// What inline code added.
    pub span: f64,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The query taken apart.
    pub query: Query,
    /// Its words and what they were taken to mean.
    pub planned: Vec<Planned>,
    /// Inline code that it names.
    pub spans: Vec<NamedSpan>,
    /// What was found, best first.
    pub hits: Vec<Hit>,
    /// How much of each kind there is.
    pub counts: [usize; 5],
    /// What is quoted in the query and no text or title says word for word: its words were looked for one by one.
    pub not_said: Vec<String>,
}

#[derive(Default)]
struct Sum {
    score: f64,
    share: f64,
    title_share: f64,
    title_hits: f64,
    title_words: u8,
    words: u32,
    span: f64,
}

/// The score of an entry for a list, and the words of the title it has it in.
type Scores = BTreeMap<u32, (f64, u8)>;

impl Index {
    /// Everything that answers a query. What is quoted stands word for word in what is found; when nothing has all of it, as with
    /// a sentence that a reader copied from somewhere, its words are looked for like others.
    #[must_use]
    pub fn find(&self, text: &str) -> Found {
        let found = self.answer(Query::parse(text));
        let is_found = |found: &Found| found.counts.iter().any(|count| *count > 0);
        if found.query.phrases.is_empty() || is_found(&found) {
            return found;
        }
        let alone = found.query.phrases_alone().map(|query| self.answer(query));
        let not_said = alone.filter(|found| !is_found(found)).flat_map(|found| found.query.quotes).collect();
        Found { not_said, ..self.answer(found.query.loose()) }
    }

    fn answer(&self, query: Query) -> Found {
        if let Some(word) = self.is_too_short(&query) {
            let hits = self.by_title(&word);
            return self.found(query, hits, Vec::new(), Vec::new());
        }
        let planned = self.plan(&query);
        let spans = self.named_spans(&query);
        let mut hits = self.rank(&planned, &spans);
        if !query.phrases.is_empty() {
            hits.truncate(PHRASES_CHECKED);
            hits.retain(|hit| {
                let entry = &self.entries[hit.entry];
                let texts = [words::words(&entry.prose), words::words(&entry.title)];
                let says = |text: &[String], phrase: &[String]| text.windows(phrase.len()).any(|part| part == phrase);
                query.phrases.iter().all(|phrase| texts.iter().any(|text| says(text, phrase)))
            });
        }
        self.found(query, hits, planned, spans)
    }

    /// A result with the hits of the kind that is asked for, and how many there are of each.
    fn found(&self, query: Query, mut hits: Vec<Hit>, planned: Vec<Planned>, spans: Vec<NamedSpan>) -> Found {
        let kind = |hit: &Hit| self.entries[hit.entry].kind;
        let counts = EntryKind::ALL.map(|wanted| hits.iter().filter(|hit| kind(hit) == wanted).count());
        hits.retain(|hit| query.kind.is_none_or(|wanted| wanted == kind(hit)));
        Found { query, planned, spans, hits, counts, not_said: Vec::new() }
    }

    /// A single letter says too little; titles that have a word like it are shown.
    fn is_too_short(&self, query: &Query) -> Option<String> {
        let [(word, _)] = query.words.as_slice() else { return None };
        let mut letters = word.chars();
        let is_one = letters.next().is_some_and(|letter| !words::is_dense(letter)) && letters.next().is_none();
        let is_word = query.pieces.iter().all(|piece| words::normalize(piece) == *word);
        (is_one && is_word && !self.is_large).then(|| word.clone())
    }

    fn by_title(&self, word: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (number, entry) in self.entries.iter().enumerate() {
            let Some(at) = words::words(&entry.title).iter().position(|other| other.starts_with(word)) else {
                continue;
            };
            let score = 1.0 / (1.0 + at as f64 + f64::from(entry.level));
            hits.push(Hit { entry: number, score, share: 1.0, title_bonus: 1.0, span: 0.0 });
        }
        sort(&mut hits);
        hits
    }

    /// How much a word says that stands in `total` entries: BM25's inverse document frequency.
    fn rarity(&self, total: usize) -> f64 {
        let (all, total) = (self.entries.len() as f64, total as f64);
        (1.0 + (all - total + 0.5) / (total + 0.5)).ln()
    }

    fn rarity_of_list(&self, list: u32) -> f64 {
        self.rarity(self.lists[list as usize].entries as usize)
    }

    fn score_list(&self, number: u32) -> Scores {
        let list = &self.lists[number as usize];
        let weights = self.settings.weights;
        let idf = self.rarity_of_list(number);
        let mut below: BTreeSet<u32> = BTreeSet::new();
        if weights.breadcrumbs > 0.0 {
            for place in list.places().filter(|place| place.title_words > 0) {
                let (first, page) = self.entries.page_of(place.entry as usize);
                let from = &page[place.entry as usize - first..];
                let rest = (place.entry + 1..).zip(&from[1..]);
                below.extend(rest.take_while(|(_, entry)| entry.level > from[0].level).map(|(at, _)| at));
            }
        }
        let score = |frequency: f64| idf * frequency * (SATURATION + 1.0) / (frequency + SATURATION);
        let mut scores = Scores::new();
        for place in list.places() {
            let mut frequency = strength(place.strength);
            if place.title_words > 0 {
                frequency += weights.heading;
            }
            if below.remove(&place.entry) {
                frequency += weights.breadcrumbs;
            }
            scores.insert(place.entry, (score(frequency), place.title_words));
        }
        scores.extend(below.into_iter().map(|entry| (entry, (score(weights.breadcrumbs), 0))));
        scores
    }

    /// The entries that have all lists.
    fn score_lists(&self, lists: &[u32]) -> Scores {
        let mut all = lists.iter().map(|list| self.score_list(*list));
        let Some(first) = all.next() else { return Scores::new() };
        let others: Vec<Scores> = all.collect();
        if others.is_empty() {
            return first;
        }
        let count = lists.len() as f64;
        let both = first.into_iter().filter_map(|(entry, (score, title_words))| {
            let rest = others.iter().map(|scores| scores.get(&entry).copied()).collect::<Option<Vec<_>>>()?;
            let sum = rest.iter().fold(score, |sum, (score, _)| sum + score);
            let in_title = rest.iter().all(|(_, words)| *words > 0);
            Some((entry, (sum / count, if in_title { title_words } else { 0 })))
        });
        both.collect()
    }

    fn value(&self, one: &Planned) -> f64 {
        let mut best: Option<&super::query::Meaning> = None;
        for meaning in &one.meanings {
            if best.is_none_or(|best| meaning.weight > best.weight) {
                best = Some(meaning);
            }
        }
        let value = match best {
            Some(best) => best.lists.iter().map(|list| self.rarity_of_list(*list)).fold(0.0, f64::max),
            None if one.titles.0.is_empty() => 0.0,
            None => self.rarity(one.titles.0.len()),
        };
        value * if one.is_stop { STOP_WORD } else { 1.0 }
    }

    fn add_word(&self, number: usize, one: &Planned, value: f64, sums: &mut BTreeMap<u32, Sum>) {
        struct Best {
            score: f64,
            title: f64,
            title_words: u8,
        }
        let mut best: BTreeMap<u32, Best> = BTreeMap::new();
        let mut take = |entry: u32, score: f64, weight: f64, title_words: u8| {
            let title = if title_words > 0 { weight } else { 0.0 };
            let scored = score * weight;
            let found = best.entry(entry).or_insert(Best { score: scored, title, title_words });
            found.score = found.score.max(scored);
            if title > found.title {
                (found.title, found.title_words) = (title, title_words);
            }
        };
        for meaning in &one.meanings {
            for (entry, (score, title_words)) in self.score_lists(&meaning.lists) {
                take(entry, score, meaning.weight, title_words);
            }
        }
        if !one.titles.0.is_empty() {
            let heading = self.settings.weights.heading;
            let score = self.rarity(one.titles.0.len()) * heading * (SATURATION + 1.0) / (heading + SATURATION);
            for entry in &one.titles.0 {
                take(*entry, score, one.titles.1, 0);
            }
        }
        for (entry, found) in best {
            let sum = sums.entry(entry).or_default();
            sum.score += found.score * if one.is_stop { STOP_WORD } else { 1.0 };
            sum.share += value;
            sum.words |= 1 << number;
            if found.title > 0.0 {
                sum.title_share += value * found.title;
                sum.title_hits += found.title;
                sum.title_words = sum.title_words.max(found.title_words);
            }
        }
    }

    /// The hits of a planned query, best first.
    fn rank(&self, planned: &[Planned], spans: &[NamedSpan]) -> Vec<Hit> {
        let values: Vec<f64> = planned.iter().map(|one| self.value(one)).collect();
        let wanted: f64 = values.iter().sum();
        let mut sums: BTreeMap<u32, Sum> = BTreeMap::new();
        for (number, (one, value)) in planned.iter().zip(&values).enumerate().filter(|(_, (_, value))| **value != 0.0) {
            self.add_word(number, one, *value, &mut sums);
        }
        for span in spans {
            let score = SPAN * span.weight * self.rarity(span.entries.len());
            for entry in &span.entries {
                let sum = sums.entry(*entry).or_default();
                // Of several pieces of code that fit, the best one counts.
                sum.span = sum.span.max(score);
                // The words of the code are found with it.
                for (number, one) in planned.iter().enumerate() {
                    if span.words.contains(&one.word) && sum.words & (1 << number) == 0 {
                        sum.words |= 1 << number;
                        sum.share += values[number];
                    }
                }
            }
        }
        let mut hits: Vec<Hit> = sums
            .into_iter()
            .map(|(number, sum)| {
                let entry = number as usize;
                let share = if wanted > 0.0 { (sum.share / wanted).min(1.0) } else { 1.0 };
                let title_bonus = if sum.title_words > 0 {
                    let covered = (sum.title_hits / f64::from(sum.title_words)).min(1.0);
                    1.0 + TITLE_BONUS * (sum.title_share / wanted).min(1.0) * covered
                } else {
                    1.0
                };
                let page_bonus = if self.entries[entry].level == 0 { PAGE_BONUS } else { 1.0 };
                let score = (sum.score + sum.span) * share.max(0.01).powf(MISSING_SINKS) * title_bonus * page_bonus;
                let score = score * self.page_weights[self.entries[entry].page];
                Hit { entry, score, share, title_bonus, span: sum.span }
            })
            .collect();
        let fullest = hits.iter().map(|hit| hit.share).fold(0.0, f64::max);
        hits.retain(|hit| hit.share >= LEAST_SHARE * fullest);
        self.add_neighbors(&mut hits);
        sort(&mut hits);
        hits
    }

    /// A page with several good sections is a better answer than one with a single one.
    fn add_neighbors(&self, hits: &mut [Hit]) {
        let page = |hit: &Hit| self.entries[hit.entry].page;
        // Hits come in the order of entries, and so page by page.
        for same in hits.chunk_by_mut(|a, b| page(a) == page(b)) {
            sort(same);
            let scores: Vec<f64> = same.iter().map(|hit| hit.score).collect();
            let sum: f64 = scores.iter().take(NEIGHBOR_COUNT + 1).sum();
            for (at, hit) in same.iter_mut().enumerate() {
                hit.score += NEIGHBORS * (sum - scores[at.min(NEIGHBOR_COUNT)]);
            }
        }
    }

    /// The lines that readers see: hits grouped by page, pages in the order of their best hit, a few hits of each.
    #[must_use]
    pub fn lines(&self, found: &Found) -> Vec<Hit> {
        let mut pages: Vec<Vec<Hit>> = Vec::new();
        let mut groups: BTreeMap<usize, usize> = BTreeMap::new();
        for hit in &found.hits {
            let group = *groups.entry(self.entries[hit.entry].page).or_insert_with(|| {
                pages.push(Vec::new());
                pages.len() - 1
            });
            pages[group].push(*hit);
        }
        pages.into_iter().flat_map(|hits| hits.into_iter().take(LINES_OF_PAGE)).collect()
    }

    /// The way to an entry: the titles above it, its page's first.
    #[must_use]
    pub fn crumbs(&self, number: usize) -> Vec<&str> {
        let (first, page) = self.entries.page_of(number);
        let mut level = page[number - first].level;
        let mut crumbs = Vec::new();
        for above in page[..number - first].iter().rev() {
            if above.level < level {
                level = above.level;
                crumbs.push(&*above.title);
            }
        }
        crumbs.reverse();
        crumbs
    }
}

/// Best first. Scores that differ by less than a millionth are the same: the last digits of `powf` and `ln` are not the
/// same in every browser.
fn sort(hits: &mut [Hit]) {
    let rounded = |hit: &Hit| (hit.score * 1e6).round();
    hits.sort_by(|a, b| rounded(b).total_cmp(&rounded(a)).then(a.entry.cmp(&b.entry)));
}
