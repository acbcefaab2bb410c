// What a reader typed, and which words of the guide it can mean. Pure; the same as src/search/query.rs.
(function (Matchbook) {
  "use strict";

  const { KINDS, SYNONYM, addJoined, addUnits, fold, isDense, isNumber, isWord, normalize, otherForm, relatives, singulars, split,
    words } = Matchbook.search;

  const MAX_WORDS = 16;
  /** How much a word counts that was not typed as it stands: see the comments at each use. */
  const ACCENT = .95;
  const INITIALS = .5;
  const ENDING = .9;
  const PREFIX = .7;
  const PREFIX_OF_KNOWN = .25;
  const SHORTER = .25;
  const MIN_SHORTER = 3;
  const TYPO = .55;
  const OTHER_FIRST_LETTER = .7;
  const TYPO_BESIDE_PREFIX = .3;
  /** In a large guide every meaning may cost a file. */
  const MAX_PREFIXES = { small: 20, large: 3 };
  const MAX_PREFIXES_OF_KNOWN = { small: 20, large: 1 };
  const MAX_TYPOS = { small: 12, large: 3 };
  const sizeOf = index => index.isLarge ? "large" : "small";

  /** A query taken apart: words, quoted phrases, pieces with signs in them, the kind asked for. */
  const parse = text => {
    const query = { words: [], exact: [], phrases: [], quotes: [], pieces: [], kind: -1 };
    const kept = text.normalize("NFKC").split(/\s+/).filter(piece => {
      const kind = KINDS.indexOf(/^kind:(.+)/i.exec(piece)?.[1].toLowerCase());
      if (kind >= 0) query.kind = kind;
      return piece !== "" && kind < 0;
    });
    const whole = kept.join(" ").replace(/[“”]/g, '"');
    const parts = whole.split('"');
    // A quote that is not closed yet is still being typed.
    const isClosed = parts.length % 2 === 1;
    parts.forEach((part, number) => {
      const isQuoted = isClosed && number % 2 === 1;
      const found = words(part);
      if (isQuoted && found.length > 0) {
        query.phrases.push(found);
        query.quotes.push(part.trim());
      }
      for (const word of found.slice(0, MAX_WORDS - query.words.length)) {
        query.words.push(word);
        query.exact.push(isQuoted);
      }
    });
    for (const piece of [whole, ...whole.split(" ")]) {
      for (const variant of [piece, piece.replace(/^[("'[{]+|[)"'\]},.;:!?]+$/g, "")]) {
        const hasSign = [...variant].some(letter => !isWord(letter));
        if (variant !== "" && (hasSign || variant === whole) && !query.pieces.includes(variant)) query.pieces.push(variant);
      }
    }
    return query;
  };

  /** A query for each of its quoted phrases alone; of more than anybody types, the first ones. */
  const phrasesAlone = ({ phrases, quotes }) => phrases.slice(0, MAX_WORDS).map((phrase, at) => {
    const words = phrase.slice(0, MAX_WORDS);
    return { words, exact: words.map(() => true), phrases: [phrase], quotes: [quotes[at]], pieces: [], kind: -1 };
  });

  /** Position of the first word that is not before `word`. */
  const lowerBound = (sorted, word) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(sorted[middle], word) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  /** By code points, as Rust compares text; `<` compares UTF-16. */
  const compare = (a, b) => {
    if (a === b) return 0;
    const length = Math.min(a.length, b.length);
    for (let at = 0; at < length; at++) {
      let x = a.charCodeAt(at);
      let y = b.charCodeAt(at);
      if (x === y) continue;
      if (x >= 0xd800 && y >= 0xd800) {
        // Surrogates stand for letters above all others.
        x += x >= 0xe000 ? -0x800 : 0x2000;
        y += y >= 0xe000 ? -0x800 : 0x2000;
      }
      return x - y;
    }
    return a.length - b.length;
  };

  /** Blocks of a large guide that can hold a word or its longer forms. */
  const blocksFor = (index, word) => {
    if (!index.isLarge) return [0];
    const starts = index.blockStarts;
    let home = 0;
    while (home + 1 < starts.length && compare(starts[home + 1][0], word) <= 0) home++;
    return starts[home + 1]?.[0].startsWith(word) ? [home, home + 1] : [home];
  };

  /**
   * Optimal string alignment distance (edits, transposed neighbors count once), or a number above `limit`. Ukkonen's
   * band: only cells within `limit` of the diagonal.
   */
  const distance = (a, b, limit) => {
    if (Math.abs(a.length - b.length) > limit) return limit + 1;
    let twoBack = [];
    let before = Array.from({ length: b.length + 1 }, (_, at) => at);
    for (let row = 1; row <= a.length; row++) {
      const current = new Array(b.length + 1).fill(limit + 1);
      current[0] = row;
      let least = row;
      const from = Math.max(1, row - limit);
      const to = Math.min(b.length, row + limit);
      for (let column = from; column <= to; column++) {
        const cost = a[row - 1] === b[column - 1] ? 0 : 1;
        let value = Math.min(before[column] + 1, current[column - 1] + 1, before[column - 1] + cost);
        if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
          value = Math.min(value, twoBack[column - 2] + 1);
        }
        current[column] = value;
        if (value < least) least = value;
      }
      if (least > limit) return limit + 1;
      twoBack = before;
      before = current;
    }
    return before[b.length];
  };

  /** The list of a word as it stands in the guide; -1 when it does not. */
  const exactList = (index, word) => {
    for (const number of blocksFor(index, word)) {
      const block = index.blocks[number];
      if (!block) continue;
      const at = lowerBound(block.words, word);
      if (block.words[at] === word) return block.lists[at];
    }
    return -1;
  };

  const digits = word => word.replace(/[^0-9]/g, "");

  /** What a single word can mean, as lists with weights. */
  const meanings = (index, word, isExact) => {
    const found = [];
    const add = (list, weight, form, how) => {
      const same = found.find(meaning => meaning.lists[0] === list);
      if (!same) found.push({ lists: [list], weight, form, how });
      else if (same.weight < weight) Object.assign(same, { weight, form, how });
    };
    const find = form => exactList(index, form);
    const exact = find(word);
    if (exact >= 0) add(exact, 1, word, "exact");
    const folded = fold(word);
    const letters = [...word].length;
    const blocks = blocksFor(index, word).map(number => index.blocks[number]).filter(Boolean);
    if (folded !== word) {
      const plain = find(folded);
      if (plain >= 0) add(plain, ACCENT, folded, "accent");
    }
    for (const block of blocks) {
      for (const at of block.accented.get(folded) ?? []) {
        if (block.words[at] !== word) add(block.lists[at], ACCENT, block.words[at], "accent");
      }
    }
    if (isExact) return found;
    const isKnown = found.length > 0;
    const other = otherForm(index, find, word);
    // Whether it is a word of the guide but for its ending: then a typing error is less likely.
    let isOfGuide = false;
    if (other !== "" && find(other) >= 0) {
      add(find(other), ENDING, other, "ending");
      isOfGuide = !singulars(word).includes(other);
    }

    const longer = [];
    if (letters >= index.minLetters.prefix || isDense(word)) {
      for (const block of blocks) {
        for (let at = lowerBound(block.words, word); block.words[at]?.startsWith(word); at++) {
          if (block.words[at] !== word) longer.push({ list: block.lists[at], form: block.words[at], length: [...block.words[at]].length });
        }
        // `haus` is the beginning of `Häuser`, `stras` of `Straßen`.
        for (const [plain, places] of block.accented) {
          if (plain === folded || !plain.startsWith(folded)) continue;
          for (const at of places) {
            const form = block.words[at];
            if (!form.startsWith(word)) longer.push({ list: block.lists[at], form, length: [...form].length });
          }
        }
      }
    }
    longer.sort((a, b) => a.length - b.length || compare(a.form, b.form));
    const most = (isKnown ? MAX_PREFIXES_OF_KNOWN : MAX_PREFIXES)[sizeOf(index)];
    for (const { list, form, length } of longer.slice(0, most)) {
      add(list, (isKnown ? PREFIX_OF_KNOWN : PREFIX) * Math.sqrt(letters / length), form, "prefix");
    }

    // `vector` may be written `vec`.
    const all = [...word];
    for (let length = isNumber(word) ? 0 : all.length - 1; length >= MIN_SHORTER && length * 2 >= letters; length--) {
      const form = all.slice(0, length).join("");
      const list = find(form);
      if (list >= 0 && !index.stop.has(form)) add(list, SHORTER * Math.sqrt(length / letters), form, "shorter");
    }
    // A number with another digit, or with fewer, is another number.
    if (isKnown || isNumber(word)) return found;
    const limit = letters >= index.minLetters.twoTypos ? 2 : letters >= index.minLetters.typo ? 1 : 0;
    const near = [];
    // Where every meaning may cost a file, a word that is being typed is no typing error.
    if (limit > 0 && !(index.isLarge && (isOfGuide || longer.length > 0))) {
      for (const block of blocks) {
        block.words.forEach((form, at) => {
          const edits = distance(word, form, limit);
          if (edits === 0 || edits > limit || form.startsWith(word) || digits(form) !== digits(word)) return;
          let weight = TYPO ** edits;
          if (form[0] !== word[0]) weight *= OTHER_FIRST_LETTER;
          if (isOfGuide || longer.length > 0) weight *= TYPO_BESIDE_PREFIX;
          near.push({ list: block.lists[at], form, weight });
        });
      }
    }
    near.sort((a, b) => b.weight - a.weight || compare(a.form, b.form));
    for (const { list, form, weight } of near.slice(0, MAX_TYPOS[sizeOf(index)])) add(list, weight, form, "typo");

    if (isOfGuide) return found;
    // `j1s` is of `J-1`; the plural of two words is one of its own.
    for (const one of [word, .../[0-9]/.test(word) ? singulars(word) : []]) {
      const pieces = split(index, find, one);
      if (!pieces) continue;
      found.push(pieces);
      break;
    }
    return found;
  };

  /** Entries whose titles have consecutive words with these initials. Known where all titles are. */
  const initials = (index, word) => {
    if (index.isLarge) return [];
    index.initials ??= index.titles.map(title => words(title).map(part => [...part][0]).join(""));
    const found = [];
    index.initials.forEach((letters, entry) => { if (letters.includes(word)) found.push(entry); });
    return found;
  };

  /** Everything that the words of a query can mean, for the ranking. */
  const plan = (index, query) => {
    const isStop = query.words.map((word, at) => !query.exact[at] && index.stop.has(word));
    const onlyStops = isStop.every(Boolean);
    const planned = query.words.map((word, at) => ({
      word,
      isStop: isStop[at] && !onlyStops,
      // In a large guide the lists of words that say little are longer than all others.
      meanings: isStop[at] && !onlyStops && index.isLarge ? [] : meanings(index, word, query.exact[at] || isStop[at] && !onlyStops),
      titles: [],
      titleWeight: 0,
    }));
    planned.forEach((one, at) => {
      if (query.exact[at]) return;
      const letters = [...one.word].length;
      const isKnown = one.meanings.some(meaning => meaning.how === "exact");
      if (letters >= 2 && letters <= 6 && !one.isStop && (letters > 2 || !isKnown)) {
        // Two initials are those of too many titles to be read into a plural.
        const read = [one.word, ...singulars(one.word).filter(word => !isKnown && [...word].length > 2)];
        one.titles = read.map(word => initials(index, word)).find(titles => titles.length > 0) ?? [];
        one.titleWeight = INITIALS;
      }
    });
    const find = form => exactList(index, form);
    addJoined(find, query, planned);
    addUnits(index, find, query, planned);
    const said = query.words.map(word => otherForm(index, find, word) || word);
    for (const group of index.synonyms) addSynonyms(index, query, said, planned, group);
    return planned;
  };

  const addSynonyms = (index, query, said, planned, group) => {
    const phrases = group.map(phrase => phrase.split(" "));
    for (const phrase of phrases) {
      for (let at = 0; at + phrase.length <= planned.length; at++) {
        if (phrase.some((word, step) => said[at + step] !== word || query.exact[at + step])) continue;
        for (const other of phrases.filter(other => other !== phrase)) {
          const lists = other.map(word => exactList(index, word));
          if (lists.includes(-1)) continue;
          const meaning = { lists, weight: SYNONYM, form: other.join(" "), how: "synonym" };
          for (let step = 0; step < phrase.length; step++) planned[at + step].meanings.push(meaning);
        }
      }
    }
  };

  /** Words whose blocks a query needs. */
  const wordsNeeded = (index, query) => {
    const needed = new Set([...query.words, ...query.words.map(fold), ...relatives(index, query)]);
    for (const group of index.synonyms) {
      if (group.some(phrase => phrase.split(" ").every(word => needed.has(word)))) {
        for (const phrase of group) phrase.split(" ").forEach(word => needed.add(word));
      }
    }
    return [...needed];
  };

  /** Inline code that a query names: as it stands, in another case, its beginning, a part of it. */
  const spans = (index, query) => {
    const found = [];
    const known = index.spans.filter(Boolean);
    for (const piece of query.pieces) {
      const folded = normalize(piece);
      const parts = words(piece);
      for (const block of known) {
        for (const { text, entries } of block) {
          const other = normalize(text);
          let weight = 0;
          if (text === piece) weight = 1;
          else if (other === folded) weight = .9;
          else if (other.startsWith(folded)) weight = .6 * Math.sqrt(folded.length / other.length);
          else if (folded.length > 1 && other.includes(folded)) weight = .4 * Math.sqrt(folded.length / other.length);
          if (weight > 0) found.push({ text, entries, weight, words: parts });
        }
      }
    }
    return found;
  };

  Matchbook.search = { ...Matchbook.search, parse, phrasesAlone, plan, spans, blocksFor, wordsNeeded, compare, distance };
})(globalThis.Matchbook ??= {});
