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

  /** Best first. Scores that differ by less than a millionth are the same: browsers differ in the last digits. */
  const sortBy = (hits, key) => {
    const rounded = hit => Math.round(hit[key] * 1e6);
    return hits.sort((a, b) => rounded(b) - rounded(a) || a.entry - b.entry);
  };

  const rarity = (index, total) => Math.log(1 + (index.count - total + .5) / (total + .5));

  /** Calls `visit` with each entry below `entry` on its page. */
  const below = (index, entry, visit) => {
    const level = index.levels[entry];
    for (let at = entry + 1; at < index.count && index.levels[at] > level; at++) visit(at);
  };

  /** Sums for each entry, and which entries have one; emptied by `clear`. */
  const board = count => {
    const values = new Float64Array(count);
    const words = new Uint8Array(count);
    let touched = [];
    return {
      values, words,
      touched: () => touched,
      set(entry, value, titleWords) {
        if (values[entry] === 0) touched.push(entry);
        values[entry] = value;
        words[entry] = titleWords;
      },
      clear() {
        for (const entry of touched) values[entry] = words[entry] = 0;
        touched = [];
      },
    };
  };

  /** Scores of the entries of a list, and the words of the titles they have it in. */
  const scoreList = (index, number, onto) => {
    onto.clear();
    const list = index.lists.get(number);
    if (!list) return;
    const { heading, breadcrumbs } = index.weights;
    const factor = rarity(index, list.total) * (SATURATION + 1);
    const inTitle = factor * breadcrumbs / (breadcrumbs + SATURATION);
    if (breadcrumbs > 0) {
      for (let at = 0; at < list.entries.length; at++) {
        if (list.titleWords[at] > 0) below(index, list.entries[at], entry => onto.set(entry, inTitle, 0));
      }
    }
    for (let at = 0; at < list.entries.length; at++) {
      const entry = list.entries[at];
      let frequency = strengths[list.strengths[at]];
      if (list.titleWords[at] > 0) frequency += heading;
      if (onto.values[entry] > 0) frequency += breadcrumbs;
      onto.set(entry, factor * frequency / (frequency + SATURATION), list.titleWords[at]);
    }
  };

  /** The entries that have all of a meaning's words, in `onto`. */
  const scoreMeaning = (index, meaning, onto, other) => {
    scoreList(index, meaning.lists[0], onto);
    for (const number of meaning.lists.slice(1)) {
      scoreList(index, number, other);
      for (const entry of onto.touched()) {
        // An entry that lacked an earlier word stays out.
        if (other.values[entry] === 0 || onto.values[entry] === 0) onto.values[entry] = 0;
        else onto.values[entry] += other.values[entry];
        if (other.words[entry] === 0) onto.words[entry] = 0;
      }
    }
    if (meaning.lists.length > 1) for (const entry of onto.touched()) onto.values[entry] /= meaning.lists.length;
  };

  const idfOf = (index, one) => {
    let best = null;
    for (const meaning of one.meanings) if (!best || meaning.weight > best.weight) best = meaning;
    if (!best) return one.titles.length > 0 ? rarity(index, one.titles.length) : 0;
    const totals = best.lists.map(list => index.lists.get(list)?.total ?? 0);
    return rarity(index, Math.min(...totals));
  };

  /** The hits of a planned query: `{entry, score}`, best first. */
  const rank = (index, planned, spans) => {
    const hits = new Map();
    const { meaningBoard, otherBoard, bestBoard, titleWeights } = index.boards ??= {
      meaningBoard: board(index.count), otherBoard: board(index.count), bestBoard: board(index.count),
      titleWeights: new Float64Array(index.count),
    };
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
      bestBoard.clear();
      const take = (entry, scored, weight, titleWords) => {
        if (bestBoard.values[entry] === 0) titleWeights[entry] = 0;
        const isTitle = titleWords > 0 && weight > titleWeights[entry];
        if (isTitle) titleWeights[entry] = weight;
        bestBoard.set(entry, Math.max(bestBoard.values[entry], scored), isTitle ? titleWords : bestBoard.words[entry]);
      };
      for (const meaning of one.meanings) {
        scoreMeaning(index, meaning, meaningBoard, otherBoard);
        for (const entry of meaningBoard.touched()) {
          const score = meaningBoard.values[entry];
          if (score > 0) take(entry, score * meaning.weight, meaning.weight, meaningBoard.words[entry]);
        }
      }
      if (one.titles.length > 0) {
        const { heading } = index.weights;
        const score = rarity(index, one.titles.length) * heading * (SATURATION + 1) / (heading + SATURATION);
        for (const entry of one.titles) take(entry, score * one.titleWeight, one.titleWeight, 0);
      }
      for (const entry of bestBoard.touched()) {
        const found = hit(entry);
        const title = titleWeights[entry];
        found.score += bestBoard.values[entry] * (one.isStop ? STOP_WORD : 1);
        found.share += value;
        found.words |= 1 << number;
        if (title > 0) {
          found.titleShare += value * title;
          found.titleHits += title;
          found.titleWords = Math.max(found.titleWords, bestBoard.words[entry]);
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
      found.score *= index.pageWeights.get(index.pages[found.entry]) ?? 1;
    }
    const kept = [...hits.values()].filter(found => found.share >= LEAST_SHARE * fullest);
    const byPage = new Map();
    for (const found of kept) {
      const page = index.pages[found.entry];
      byPage.set(page, [...byPage.get(page) ?? [], found]);
    }
    for (const same of byPage.values()) {
      sortBy(same, "score");
      const top = same.slice(0, NEIGHBOR_COUNT + 1);
      const sum = top.reduce((total, found) => total + found.score, 0);
      const scores = same.map(found => found.score);
      same.forEach((found, at) => {
        const others = at <= NEIGHBOR_COUNT ? sum - scores[at] : sum - scores[NEIGHBOR_COUNT];
        found.total = found.score + NEIGHBORS * others;
      });
    }
    return sortBy(kept, "total").map(({ entry, total }) => ({ entry, score: total }));
  };

  Matchbook.search = { ...Matchbook.search, rank, sortBy };
})(globalThis.Matchbook ??= {});
