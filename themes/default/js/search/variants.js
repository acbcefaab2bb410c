// Words that readers write in another way than the guide does: with another ending, as one or apart, as a number with a unit.
// Pure; the same as src/search/variants.rs.
(function (Matchbook) {
  "use strict";

  const JOINED = .9;
  const SPLIT = .8;
  const SYNONYM = .8;
  /**
   * Names of one unit each. Short ones say something else by themselves (the `h` of `H-1B`), so they are read as a unit
   * after a number alone. Synonyms of a guide are names of its units too.
   */
  const UNITS = [
    "h hr hrs hour hours", "min mins minute minutes", "d day days", "wk wks week weeks", "mo mos month months", "yr yrs year years",
  ].map(names => names.split(" "));
  /** Endings of plurals, and those of the singular. */
  const PLURALS = [["ies", "y"], ["es", ""], ["s", ""]];
  const MIN_SINGULAR = 2;
  /** Letters of the shortest start of a word that may have another ending. */
  const MIN_TYPED_START = 4;
  /**
   * The shortest words that a word can be made of, when it is made of two and of more; beside digits and with them there are
   * shorter ones.
   */
  const MIN_OF_TWO = 2;
  const MIN_OF_SEVERAL = 3;
  const MOST_PIECES = 5;
  /** Letters of the longest word that is taken apart. */
  const MOST_SPLIT = 40;

  /** What a plural can be one of. */
  const singulars = word => PLURALS.filter(([plural]) => word.endsWith(plural))
    .map(([plural, singular]) => [word.slice(0, -plural.length), singular, plural])
    .filter(([start, singular, plural]) => (plural === "es" || !start.endsWith("s"))
      && [...start].length + singular.length >= MIN_SINGULAR)
    .map(([start, singular]) => start + singular);

  /**
   * A word with the endings that words of the guide have instead of its own, and without the second of two like letters before it
   * (`cancelled`).
   */
  const withOtherEndings = (index, word) => index.endings.flatMap(([ending, instead]) => {
    const start = [...word.slice(0, -ending.length)];
    if (!word.endsWith(ending)) return [];
    return [start, ...start.at(-1) === start.at(-2) ? [start.slice(0, -1)] : []]
      .filter(letters => letters.length >= MIN_TYPED_START).map(letters => letters.join("") + instead);
  });

  const isNumber = word => /^[0-9]+$/.test(word);
  /** The number and the rest of `48h`. */
  const numberAndRest = word => /^([0-9]+)(.+)$/.exec(word)?.slice(1);

  /** All names of a unit, those that the guide's owner gave included; none when it is no unit. */
  const namesOfUnit = (index, unit) => {
    const names = [...UNITS, ...index.synonyms].filter(names => names.includes(unit)).flat();
    return [...new Set(names)].filter(name => !name.includes(" "));
  };

  /** Adds a meaning that is not there yet. */
  const addNew = (one, meaning) => {
    const isSame = other => other.lists.length === meaning.lists.length
      && other.lists.every((list, at) => list === meaning.lists[at]);
    if (!one.meanings.some(isSame)) one.meanings.push(meaning);
  };

  /** The word that the guide has with another ending, when it does not have `word`; "" if there is none. */
  const otherForm = (index, find, word) => {
    const isName = name => index.synonyms.some(group => group.includes(name));
    if (find(word) >= 0 || isName(word)) return "";
    return [...singulars(word), ...withOtherEndings(index, word)].find(one => isName(one) || find(one) >= 0 && !index.stop.has(one)) ?? "";
  };

  /** Words of a query that may be meant as one, by their places: neighbors, and three or more single letters. */
  const joinable = ({ words, exact }) => {
    const runs = [];
    for (let at = 1; at < words.length; at++) if (!exact[at - 1] && !exact[at]) runs.push([at - 1, at + 1]);
    const isLetter = at => at < words.length && !exact[at] && [...words[at]].length === 1;
    for (let start = 0; start < words.length; start++) {
      let end = start;
      while (isLetter(end)) end++;
      if (end - start > 2) runs.push([start, end]);
      start = Math.max(start, end);
    }
    return runs;
  };

  /** What neighbors mean as one word: two of them, and letters one by one (`S.O.A.P.`). */
  const addJoined = (find, query, planned) => {
    for (const [start, end] of joinable(query)) {
      const form = query.words.slice(start, end).join("");
      const list = find(form);
      const meaning = { lists: [list], weight: JOINED, form, how: "joined" };
      if (list < 0) continue;
      for (const one of planned.slice(start, end)) {
        // Letters that make a word say nothing by themselves.
        if (end - start > 2) one.meanings = [];
        one.meanings.push(meaning);
      }
    }
  };

  /** What numbers with a unit mean when its other names are said: `48h`, `48 hrs` and `48 hours` are the same. */
  const addUnits = (index, find, query, planned) => planned.forEach((one, at) => {
    const word = query.words[at];
    if (query.exact[at]) return;
    const add = (parts, form, weight, how) => {
      const list = find(form);
      if (list >= 0) for (const part of parts) addNew(part, { lists: [list], weight, form, how });
    };
    const [number, unit] = numberAndRest(word) ?? [];
    for (const name of unit ? namesOfUnit(index, unit) : []) {
      add([one], number + name, JOINED, "joined");
      const lists = [find(number), find(name)];
      if (!lists.includes(-1)) addNew(one, { lists, weight: SPLIT, form: `${number} ${name}`, how: "split" });
    }
    if (at + 1 === planned.length || query.exact[at + 1] || !isNumber(word)) return;
    for (const name of namesOfUnit(index, query.words[at + 1]).filter(name => name !== query.words[at + 1])) {
      add([planned[at + 1]], name, SYNONYM, "synonym");
      add([one, planned[at + 1]], word + name, JOINED, "joined");
    }
  });

  const isDigit = letter => letter >= "0" && letter <= "9";

  /** Whether a word of some letters can be cut `at` a place because digits meet letters there, or it is an end. */
  const isEdge = (letters, at) => at === 0 || at === letters.length || isDigit(letters[at - 1]) !== isDigit(letters[at]);

  /** The pieces, `wanted` of them, that make a word of `count` letters and whose shortest is longest. */
  const bestWay = (found, count, wanted) => {
    // For each place the best way there.
    let ways = [{ shortest: Infinity, way: [] }];
    for (let number = 0; number < wanted; number++) {
      const longer = [];
      for (const piece of found) {
        const before = ways[piece.start];
        if (!before || piece.most < wanted) continue;
        const shortest = Math.min(before.shortest, piece.end - piece.start);
        if (!longer[piece.end] || shortest > longer[piece.end].shortest) {
          longer[piece.end] = { shortest, way: [...before.way, piece] };
        }
      }
      ways = longer;
    }
    return ways[count]?.way;
  };

  /**
   * `hashmap` as `hash map`, `step2ck` as `step 2 ck`: the fewest known words, and of these the ones whose shortest is
   * longest. A single letter is a word of its own only beside a digit.
   */
  const split = (index, find, word) => {
    const letters = [...word];
    const count = letters.length;
    if (count > MOST_SPLIT) return null;
    // In a large guide only the words are loaded that a query is seen to need.
    const cuts = [...letters.keys(), count].filter(at => !index.isLarge || isEdge(letters, at));
    const found = [];
    cuts.forEach((start, number) => {
      for (const end of cuts.slice(number + 1)) {
        const isFree = isEdge(letters, start) && isEdge(letters, end);
        if (!isFree && end - start < MIN_OF_TWO) continue;
        const form = letters.slice(start, end).join("");
        const list = find(form);
        const most = isFree || /[0-9]/.test(form) || end - start >= MIN_OF_SEVERAL ? MOST_PIECES : 2;
        if (list >= 0) found.push({ start, end, form, list, most });
      }
    });
    for (let wanted = 2; wanted <= MOST_PIECES; wanted++) {
      const way = bestWay(found, count, wanted);
      if (way) return { lists: way.map(({ list }) => list), weight: SPLIT, form: way.map(({ form }) => form).join(" "), how: "split" };
    }
    return null;
  };

  /** The pieces of a word as digits and letters take turns. */
  const pieces = word => {
    const letters = [...word];
    if (letters.length > MOST_SPLIT) return [];
    const edges = [...letters.keys(), letters.length].filter(at => isEdge(letters, at));
    return edges.flatMap((start, number) => edges.slice(number + 1).map(end => letters.slice(start, end).join("")));
  };

  /** Other words that have to be known to tell what the words of a query mean. */
  const relatives = (index, query) => {
    const related = joinable(query).map(([start, end]) => query.words.slice(start, end).join(""));
    query.words.forEach((word, at) => {
      const written = [word, ...singulars(word)];
      related.push(...written, ...written.flatMap(pieces), ...withOtherEndings(index, word));
      const [number, unit] = numberAndRest(word) ?? [query.words[at - 1] ?? "", word];
      if (isNumber(number)) for (const name of namesOfUnit(index, unit)) related.push(name, number + name);
    });
    return related;
  };

  Matchbook.search = { ...Matchbook.search, SYNONYM, isNumber, singulars, otherForm, addJoined, addUnits, split, relatives };
})(globalThis.Matchbook ??= {});
