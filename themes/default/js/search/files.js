// Reads the files of the index (their format: src/search/files.rs). Pure: loading them is find.js.
(function (Matchbook) {
  "use strict";

  const { fold, slug } = Matchbook.search;

  const bytes = base64 => Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));

  /** A reader of LEB128 varints. */
  const numbers = base64 => {
    const data = bytes(base64);
    let at = 0;
    return {
      isAtEnd: () => at >= data.length,
      next() {
        let number = 0;
        for (let shift = 0; ; shift += 7) {
          const byte = data[at++];
          number |= (byte & 0x7f) << shift;
          if (byte < 0x80 || at > data.length) return number >>> 0;
        }
      },
    };
  };

  /** The number of the first item of each file of a kind, and its name. */
  const shards = (letter, { firsts, hashes }) => {
    const reader = numbers(firsts);
    const files = [];
    let first = 0;
    while (!reader.isAtEnd()) {
      first += reader.next();
      const at = files.length;
      files.push([first, `${letter}${at}-${hashes.slice(at * HASH_LETTERS, (at + 1) * HASH_LETTERS)}`]);
    }
    return files;
  };

  const lines = text => text === "" ? [""] : text.split("\n");

  /** Words of a block, in order, and the list of each. */
  const wordBlock = ({ next, words: packed, lists: base64 }) => {
    const words = [];
    const lists = [];
    const reader = numbers(base64);
    let before = [];
    // `A` to `Z` start a word: how many letters it shares with the one before it.
    for (const piece of packed.match(/[A-Z][^A-Z]*/g) ?? []) {
      before = [...before.slice(0, piece.charCodeAt(0) - 65), ...piece.slice(1)];
      words.push(before.join(""));
      const back = reader.next();
      lists.push(back === 0 ? next++ : next - back);
    }
    const accented = new Map();
    words.forEach((word, at) => {
      const folded = fold(word);
      if (folded !== word) accented.set(folded, [...accented.get(folded) ?? [], at]);
    });
    return { words, lists, accented };
  };

  /** Inline code of a block, and the entries that have it. */
  const spanBlock = ({ spans, spanPlaces }) => {
    const reader = numbers(spanPlaces);
    return lines(spans).filter(span => span !== "").map(text => {
      const entries = [];
      let entry = 0;
      for (let left = reader.next(); left > 0; left--) entries.push(entry += reader.next());
      return { text, entries };
    });
  };

  /** The list that starts where the reader is. */
  const list = reader => {
    const head = reader.next();
    const total = head >>> 1;
    const kept = head & 1 ? reader.next() : total;
    const entries = new Uint32Array(kept);
    const strengths = new Uint8Array(kept);
    const titleWords = new Uint8Array(kept);
    let entry = 0;
    for (let at = 0; at < kept; at++) {
      const step = reader.next();
      entries[at] = entry += step >>> 5;
      strengths[at] = step & 15;
      if (step & 16) titleWords[at] = reader.next();
    }
    return { total, entries, strengths, titleWords };
  };

  /** The index as far as the core holds it. */
  const open = core => {
    const count = core.outline.length;
    const levels = new Uint8Array(count);
    const kinds = new Uint8Array(count);
    const pages = new Uint32Array(count);
    const starts = [];
    for (let entry = 0; entry < count; entry++) {
      const code = core.outline.charCodeAt(entry) - 48;
      levels[entry] = Math.floor(code / 5);
      kinds[entry] = code % 5;
      if (levels[entry] === 0) starts.push(entry);
      pages[entry] = starts.length - 1;
    }
    const index = {
      count, levels, kinds, pages, starts,
      /** Titles of entries, ids and addresses; in a large guide those that were loaded. */
      titles: [], ids: [], paths: [], texts: [], letters: [],
      isLarge: core.blocks !== undefined,
      /** Blocks of words; in a large guide those that were loaded. */
      blocks: core.blocks ? [] : [wordBlock(core)],
      blockStarts: core.blocks ?? [["", ""]],
      spans: core.spanBlocks ? [] : [spanBlock(core)],
      spanStarts: core.spanBlocks ?? [["", ""]],
      lists: new Map(),
      pageWeights: new Map(core.pageWeights ?? []),
      shards: shards("p", core.shards), textFiles: shards("t", core.texts),
      stop: new Set(core.stop.split(" ")),
      endings: (core.endings ?? "").split(" ").map(pair => pair.split("-")).filter(([ending]) => ending),
      synonyms: core.synonyms, weights: core.weights, minLetters: core.letters,
    };
    if (core.places !== undefined) addLists(index, 0, core.places);
    if (core.titles !== undefined) addTitles(index, 0, core);
    return index;
  };

  const addLists = (index, first, base64) => {
    const reader = numbers(base64);
    for (let number = first; !reader.isAtEnd(); number++) index.lists.set(number, list(reader));
  };

  const addTitles = (index, first, { titles, ids, paths }) => {
    const allIds = lines(ids);
    lines(titles).forEach((title, at) => {
      index.titles[first + at] = title;
      index.ids[first + at] = allIds[at];
    });
    lines(paths).forEach((path, at) => { index.paths[index.pages[first] + at] = path; });
  };

  /** The texts of a file that starts with the entry `first`. */
  const addTexts = (index, first, file) => {
    if (file.titles !== undefined) addTitles(index, first, file);
    file.texts.forEach((text, at) => { index.texts[first + at] = text; });
    for (const [at, letter] of file.letters ?? []) index.letters[first + at] = letter;
  };

  /** Anchor of an entry and, for a checklist item, its id. */
  const anchor = (index, entry) => {
    const [id, own] = (index.ids[entry] ?? "").split("\t");
    if (index.levels[entry] === 0) return { anchor: "" };
    if (index.levels[entry] === LEAF && index.kinds[entry] === CHECKLIST) {
      return { anchor: own ?? "task-" + slug(id), task: id };
    }
    return { anchor: id || slug(index.titles[entry]) };
  };

  const HASH_LETTERS = 4;
  const LEAF = 7;
  const KINDS = ["guide", "email", "faq", "checklist", "glossary"];
  const CHECKLIST = KINDS.indexOf("checklist");

  Matchbook.search = {
    ...Matchbook.search, KINDS, LEAF, open, addLists, addTexts, wordBlock, spanBlock, anchor,
  };
})(globalThis.Matchbook ??= {});
