// Which entries answer a query, best first. Pure; the same as src/search/rank.rs.
(function (Matchbook) {
  "use strict";

  /** BM25's `k1`: how soon more of the same word stops counting. */
  const SATURATION = 1.2;
  const WEAKEST = .1;
  const STEP = 1.35;
  /** What a word counts that says little, as long as another one says more. */
  const STOP_WORD = .15;
  /** How strongly entries sink that lack words of the query; 0 not at all. */
  const MISSING_SINKS = .7;
  /** What a title adds that is the query and nothing else. */
  const TITLE_BONUS = .6;
  /** What the page itself counts more than its sections. */
  const PAGE_BONUS = 1.15;
  /** What the next best sections of a page add to each of its entries. */
  const NEIGHBORS = .12;
  const NEIGHBOR_COUNT = 3;
  const SPAN = 2.2;
  /** Entries that have less than this share of what the best one has of the query are left out. */
  const LEAST_SHARE = .5;

  const strengths = Float64Array.from({ length: 16 }, (_, at) => at === 0 ? 0 : WEAKEST * STEP ** (at - 1));

  const rarity = (index, total) => Math.log(1 + (index.count - total + .5) / (total + .5));

  /** Calls `visit` with each entry below `entry` on its page. */
  const below = (index, entry, visit) => {
    const level = index.levels[entry];
    for (let at = entry + 1; at < index.count && index.levels[at] > level; at++) visit(at);
  };

  /** For the entries of a list: their scores for it, and the words of the titles they have it in. */
  const scoreList = (index, number, scratch) => {
    const list = index.lists.get(number);
    const scores = new Map();
    if (!list) return scores;
    const { heading, breadcrumbs } = index.weights;
    const idf = rarity(index, list.total);
    const crumbs = scratch;
    crumbs.clear();
    if (breadcrumbs > 0) {
      for (let at = 0; at < list.entries.length; at++) {
        if (list.titleWords[at] > 0) below(index, list.entries[at], entry => crumbs.add(entry));
      }
    }
    const set = (entry, frequency, titleWords) => {
      scores.set(entry, { score: idf * frequency * (SATURATION + 1) / (frequency + SATURATION), titleWords });
    };
    for (let at = 0; at < list.entries.length; at++) {
      const entry = list.entries[at];
      let frequency = strengths[list.strengths[at]];
      if (list.titleWords[at] > 0) frequency += heading;
      if (crumbs.delete(entry)) frequency += breadcrumbs;
      set(entry, frequency, list.titleWords[at]);
    }
    for (const entry of crumbs) set(entry, breadcrumbs, 0);
    return scores;
  };

  /** The entries that have all of a meaning's words. */
  const scoreMeaning = (index, meaning, scratch) => {
    const [first, ...others] = meaning.lists.map(list => scoreList(index, list, scratch));
    if (others.length === 0) return first;
    const all = new Map();
    for (const [entry, { score, titleWords }] of first) {
      const rest = others.map(scores => scores.get(entry));
      if (rest.includes(undefined)) continue;
      all.set(entry, {
        score: rest.reduce((sum, other) => sum + other.score, score) / meaning.lists.length,
        titleWords: rest.every(other => other.titleWords > 0) ? titleWords : 0,
      });
    }
    return all;
  };

  const idfOf = (index, one) => {
    let best = null;
    for (const meaning of one.meanings) if (!best || meaning.weight > best.weight) best = meaning;
    if (!best) return one.titles.length > 0 ? rarity(index, one.titles.length) : 0;
    const totals = best.lists.map(list => index.lists.get(list)?.total ?? 0);
    return rarity(index, Math.min(...totals));
  };

  /** The hits of a planned query: `{entry, score}`, best first. */
  const rank = (index, planned, spans, kind) => {
    const hits = new Map();
    const scratch = new Set();
    const hit = entry => {
      let found = hits.get(entry);
      if (!found) hits.set(entry, found = { entry, score: 0, share: 0, titleShare: 0, titleHits: 0, titleWords: 0, words: 0 });
      return found;
    };
    let wanted = 0;
    const values = planned.map(one => idfOf(index, one) * (one.isStop ? STOP_WORD : 1));
    planned.forEach((one, number) => {
      const value = values[number];
      if (value === 0) return;
      wanted += value;
      const best = new Map();
      const take = (entry, score, weight, titleWords) => {
        const before = best.get(entry);
        const scored = score * weight;
        const title = titleWords > 0 ? weight : 0;
        if (!before) best.set(entry, { score: scored, title, titleWords });
        else {
          if (scored > before.score) before.score = scored;
          if (title > before.title) Object.assign(before, { title, titleWords });
        }
      };
      for (const meaning of one.meanings) {
        for (const [entry, { score, titleWords }] of scoreMeaning(index, meaning, scratch)) {
          take(entry, score, meaning.weight, titleWords);
        }
      }
      if (one.titles.length > 0) {
        const { heading } = index.weights;
        const score = rarity(index, one.titles.length) * heading * (SATURATION + 1) / (heading + SATURATION);
        for (const entry of one.titles) take(entry, score, one.titleWeight, 0);
      }
      for (const [entry, { score, title, titleWords }] of best) {
        const found = hit(entry);
        found.score += score * (one.isStop ? STOP_WORD : 1);
        found.share += value;
        found.words |= 1 << number;
        if (title > 0) {
          found.titleShare += value * title;
          found.titleHits += title;
          found.titleWords = Math.max(found.titleWords, titleWords);
        }
      }
    });
    for (const { entries, weight, words } of spans) {
      const score = SPAN * weight * rarity(index, entries.length);
      for (const entry of entries) {
        const found = hit(entry);
        // Of several pieces of code that fit, the best one counts.
        found.span = Math.max(found.span ?? 0, score);
        // The words of the code are found with it.
        planned.forEach((one, number) => {
          if (words.includes(one.word) && !(found.words & 1 << number)) {
            found.words |= 1 << number;
            found.share += values[number];
          }
        });
      }
    }

    let fullest = 0;
    for (const found of hits.values()) {
      found.score += found.span ?? 0;
      const share = wanted > 0 ? Math.min(1, found.share / wanted) : 1;
      found.share = share;
      fullest = Math.max(fullest, share);
      found.score *= Math.max(share, .01) ** MISSING_SINKS;
      if (found.titleWords > 0) {
        const covered = Math.min(1, found.titleHits / found.titleWords);
        found.score *= 1 + TITLE_BONUS * Math.min(1, found.titleShare / wanted) * covered;
      }
      if (index.levels[found.entry] === 0) found.score *= PAGE_BONUS;
    }
    const kept = [...hits.values()].filter(found => found.share >= LEAST_SHARE * fullest);
    const byPage = new Map();
    for (const found of kept) {
      const page = index.pages[found.entry];
      byPage.set(page, [...byPage.get(page) ?? [], found]);
    }
    for (const same of byPage.values()) {
      same.sort((a, b) => b.score - a.score || a.entry - b.entry);
      const top = same.slice(0, NEIGHBOR_COUNT + 1);
      const sum = top.reduce((total, found) => total + found.score, 0);
      const scores = same.map(found => found.score);
      same.forEach((found, at) => {
        const others = at <= NEIGHBOR_COUNT ? sum - scores[at] : sum - scores[NEIGHBOR_COUNT];
        found.total = found.score + NEIGHBORS * others;
      });
    }
    const counts = [0, 0, 0, 0, 0];
    for (const found of kept) counts[index.kinds[found.entry]]++;
    const asked = kind < 0 ? kept : kept.filter(found => index.kinds[found.entry] === kind);
    asked.sort((a, b) => b.total - a.total || a.entry - b.entry);
    return { hits: asked.map(({ entry, total }) => ({ entry, score: total })), counts };
  };

  Matchbook.search = { ...Matchbook.search, rank };
})(globalThis.Matchbook ??= {});
