// Finds: loads the files that a query needs, ranks, and fetches what is shown. Files come by <script>, the one way that
// works from a server and from a disk alike.
(function (Matchbook) {
  "use strict";

  const { KINDS, LEAF, addLists, addTexts, anchor, blocksFor, excerpt, hasPhrase, mark, open, parse, phrasesAlone, plan, rank, sortBy,
    spanBlock, spans, normalize, compare, wordBlock, wordsNeeded, isDense } = Matchbook.search;

  /** Entries whose text is read to check a quoted phrase. */
  const PHRASES_CHECKED = 60;

  const arrived = new Map();
  /** Called by the files of the index. */
  Matchbook.searchFile = (name, data) => arrived.set(name, data);

  /** A file of the index that is not there: the site was published anew since the core was loaded. */
  class Gone extends Error {}

  let loads = new Map();
  const load = (file, query = "") => {
    if (!loads.has(file)) {
      loads.set(file, new Promise((resolve, reject) => {
        const script = Matchbook.scriptOf(Matchbook.addressOf(`search/${file}.js${query}`), () => {
          const name = file.split("-")[0];
          script.remove();
          if (arrived.has(name)) resolve(arrived.get(name));
          else reject(new Gone(file));
          arrived.delete(name);
        }, () => {
          script.remove();
          loads.delete(file);
          reject(new Gone(file));
        });
        document.head.append(script);
      }));
    }
    return loads.get(file);
  };

  let opened = null;
  let suffix = "";
  /** The index, as far as the core holds it. */
  const start = () => opened ??= load("core", suffix).then(open).catch(error => {
    opened = null;
    throw error;
  });

  /** The number of the file in `files` (`[first, name]`) that holds an item. */
  const holder = (files, item) => {
    let low = 0;
    let high = files.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (files[middle][0] <= item) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  const loadWords = (index, needed) => Promise.all([...new Set(needed.flatMap(word => blocksFor(index, word)))]
    .filter(block => !index.blocks[block] && index.blockStarts[block])
    .map(async block => { index.blocks[block] = wordBlock(await load(index.blockStarts[block][1])); }));

  const loadSpans = (index, query) => {
    if (query.pieces.length === 0) return null;
    const needed = new Set();
    for (const piece of query.pieces) {
      let block = 0;
      while (block + 1 < index.spanStarts.length && compare(index.spanStarts[block + 1][0], normalize(piece)) <= 0) block++;
      needed.add(block);
    }
    return Promise.all([...needed].filter(block => !index.spans[block])
      .map(async block => { index.spans[block] = spanBlock(await load(index.spanStarts[block][1])); }));
  };

  const loadLists = (index, planned) => {
    const lists = planned.flatMap(one => one.meanings.flatMap(meaning => meaning.lists));
    const files = new Set(lists.filter(list => !index.lists.has(list)).map(list => holder(index.shards, list)));
    return Promise.all([...files].filter(file => index.shards[file]).map(async file => {
      const [first, name] = index.shards[file];
      addLists(index, first, await load(name));
    }));
  };

  /** Texts (and in a large guide titles) of entries. */
  const loadTexts = (index, entries) => {
    const files = new Set(entries.filter(entry => index.texts[entry] === undefined)
      .map(entry => holder(index.textFiles, entry)));
    return Promise.all([...files].map(async file => {
      const [first, name] = index.textFiles[file];
      addTexts(index, first, await load(name));
    }));
  };

  /** A single letter says too little to load anything for it; titles that have a word like it are shown. */
  const isTooShort = (index, query) => !index.isLarge && query.words.length === 1 && [...query.words[0]].length === 1
    && !isDense(query.words[0]) && query.pieces.every(piece => normalize(piece) === query.words[0]);

  const byTitle = (index, query) => {
    const hits = [];
    index.titles.forEach((title, entry) => {
      const at = Matchbook.search.words(title).findIndex(word => word.startsWith(query.words[0]));
      if (at < 0) return;
      hits.push({ entry, score: 1 / (1 + at + index.levels[entry]) });
    });
    return sortBy(hits, "score");
  };

  /** A result with the hits of the kind that is asked for, and how many there are of each. */
  const result = (index, query, hits, planned = [], named = []) => {
    const counts = KINDS.map((_, kind) => hits.filter(({ entry }) => index.kinds[entry] === kind).length);
    const asked = hits.filter(({ entry }) => query.kind < 0 || index.kinds[entry] === query.kind);
    // In a large guide not all places of a very common word are known.
    const isPartial = planned.some(one => one.meanings.some(({ lists }) => lists.some(list => {
      const known = index.lists.get(list);
      return known && known.entries.length < known.total;
    })));
    return { index, query, planned, spans: named, hits: asked, counts, isPartial, notSaid: [] };
  };

  /**
   * What is quoted stands word for word in what is found; when nothing has all of it, as with a sentence that a reader copied from
   * somewhere, its words are looked for like others.
   */
  const search = async (index, text, kind) => {
    const query = parse(text);
    if (kind !== undefined) query.kind = KINDS.indexOf(kind);
    const found = await answer(index, query);
    const isFound = ({ counts }) => counts.some(count => count > 0);
    if (query.phrases.length === 0 || isFound(found)) return found;
    const notSaid = [];
    for (const alone of phrasesAlone(query)) if (!isFound(await answer(index, alone))) notSaid.push(...alone.quotes);
    return { ...await answer(index, { ...query, exact: query.exact.map(() => false), phrases: [], quotes: [] }), notSaid };
  };

  const answer = async (index, query) => {
    if (isTooShort(index, query)) return result(index, query, byTitle(index, query));
    await Promise.all([loadWords(index, wordsNeeded(index, query)), loadSpans(index, query)]);
    const planned = plan(index, query);
    await loadLists(index, planned);
    const named = spans(index, query);
    let hits = rank(index, planned, named);
    if (query.phrases.length > 0) {
      hits = hits.slice(0, PHRASES_CHECKED);
      await loadTexts(index, hits.map(({ entry }) => entry));
      hits = hits.filter(({ entry }) => query.phrases.every(phrase =>
        hasPhrase(index.texts[entry], phrase) || hasPhrase(index.titles[entry], phrase)));
    }
    return result(index, query, hits, planned, named);
  };

  /** Forgets everything that was loaded; the next core does not come from the browser's memory. */
  const renew = () => {
    opened = null;
    loads = new Map();
    suffix = location.protocol === "file:" ? "" : "?" + Date.now();
  };

  /** The words that excerpts mark: every form in the lists that a query means. */
  const marked = ({ index, planned }) => {
    const wanted = new Map();
    planned.forEach((one, number) => {
      if (one.isStop) return;
      for (const meaning of one.meanings) for (const list of meaning.lists) if (!wanted.has(list)) wanted.set(list, number);
    });
    const lists = new Map();
    for (const block of index.blocks) {
      block?.lists.forEach((list, at) => {
        if (wanted.has(list)) lists.set(block.words[at], wanted.get(list));
      });
    }
    return lists;
  };

  /** What to show of some hits: addresses, titles, excerpts. */
  const describe = async (result, hits) => {
    const { index } = result;
    const lists = marked(result);
    if (index.isLarge) await loadTexts(index, hits.map(({ entry }) => entry));
    return hits.map(({ entry, score }) => {
      const page = index.pages[entry];
      const first = index.starts[page];
      const crumbs = [];
      let level = index.levels[entry];
      for (let at = entry - 1; at > first; at--) {
        if (index.levels[at] < level) {
          crumbs.unshift(index.titles[at]);
          level = index.levels[at];
        }
      }
      const place = anchor(index, entry);
      const path = index.paths[page];
      const hash = place.anchor ? "#" + encodeURIComponent(place.anchor) : "";
      return {
        entry, score, page, crumbs,
        kind: KINDS[index.kinds[entry]],
        isLeaf: index.levels[entry] === LEAF,
        isPage: index.levels[entry] === 0,
        path, anchor: place.anchor, task: place.task,
        hash, url: new URL(Matchbook.addressOf(path, place.anchor), location.href).href,
        title: index.titles[entry], pageTitle: index.titles[first],
        marks: lists,
        titlePieces: mark(index.titles[entry], lists),
      };
    });
  };

  /** The excerpts of described hits, and their whole texts. */
  const excerpts = async ({ index }, hits) => {
    await loadTexts(index, hits.map(({ entry }) => entry));
    return hits.map(({ entry, marks }) => ({
      text: index.texts[entry], letter: index.letters[entry], pieces: excerpt(index.texts[entry], marks),
    }));
  };

  Matchbook.search = {
    ...Matchbook.search, Gone, describe, excerpts, renew,
    /** All hits of a query (of one kind), best first, with what they were found by. */
    find: async (text, kind) => search(await start(), text, kind),
  };
})(globalThis.Matchbook ??= {});
