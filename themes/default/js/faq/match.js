// Which questions have the words of a filter. Upper and lower case, accents and the order of the words do not matter; a word
// finds those that start with it. Knows nothing of the page.
(function (Matchbook) {
  "use strict";

  /** Characters of an excerpt, and how many of them stand before the word that it is about. */
  const LENGTH = 130;
  const BEFORE = 45;
  const LETTERS = { "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i" };

  /** A word as it is compared: without case, accents and apostrophes. */
  const fold = word => word.normalize("NFKD").replace(/[\p{M}'’ʼ]/gu, "").toLowerCase().replace(/[ßæœþøłđðı]/g, letter => LETTERS[letter]);

  const WORD = /[\p{L}\p{N}\p{M}]+(?:['’ʼ][\p{L}\p{M}]+)*(?:-[\p{L}\p{N}\p{M}]+(?:['’ʼ][\p{L}\p{M}]+)*)*/gu;

  /** The words of a text and where they stand. One with a hyphen is its parts and, in one piece, itself. */
  const wordsOf = text => [...text.matchAll(WORD)].flatMap(({ 0: whole, index }) => {
    let at = index;
    const parts = whole.split("-").map(part => {
      const found = { word: fold(part), start: at, end: at + part.length };
      at += part.length + 1;
      return found;
    });
    return parts.length > 1 ? [...parts, { word: fold(whole.replaceAll("-", "")), start: index, end: index + whole.length }] : parts;
  });

  /** What a word may be written as: itself, without the ending of a plural, and with one that is no beginning of it. */
  const formsOf = word => {
    if (word.length < 4) return [word];
    if (/[^aeiou]y$/.test(word)) return [word, `${word.slice(0, -1)}ies`];
    if (!/[^s]s$/.test(word)) return [word];
    return [word, word.endsWith("ies") ? `${word.slice(0, -3)}y` : word.slice(0, -1)];
  };

  /**
   * A filter as a list of words, each a list of ways to write it, each a list of beginnings that all have to be there. Small
   * words (a set) count only when there are no others.
   */
  const readFilter = (text, small) => {
    const all = [...text.matchAll(WORD)].map(({ 0: whole }) => {
      const parts = whole.split("-").map(fold).filter(Boolean);
      const ways = formsOf(parts.join("")).map(form => [form]);
      return { isSmall: parts.length === 1 && small.has(parts[0]), ways: parts.length > 1 ? [...ways, parts] : ways };
    }).filter(({ ways }) => ways[0][0]);
    const large = all.filter(({ isSmall }) => !isSmall);
    return (large.length > 0 ? large : all).map(({ ways }) => ways);
  };

  const startingWith = (words, beginning) => words.filter(({ word }) => word.startsWith(beginning));

  /** The words of a text that a word of the filter finds, by the first way that finds any. */
  const hitsOf = (words, ways) => {
    for (const way of ways) {
      const hits = way.map(beginning => startingWith(words, beginning));
      if (hits.every(found => found.length > 0)) return hits.flat();
    }
    return [];
  };

  /**
   * Reads a question, `{ title, answer, keywords }` as lists of words, with a filter. Returns what is found in each of them, and of
   * it what explains why the question is there although its title does not say so; `null` when a word is missing.
   */
  const match = (filter, question) => {
    const found = { title: [], answer: [], keywords: [], byAnswer: [], byKeyword: [] };
    for (const ways of filter) {
      const [title, answer, keywords] = [question.title, question.answer, question.keywords].map(words => hitsOf(words, ways));
      if (title.length + answer.length + keywords.length === 0) return null;
      found.title.push(...title);
      found.answer.push(...answer);
      found.keywords.push(...keywords);
      if (title.length === 0) (answer.length > 0 ? found.byAnswer : found.byKeyword).push(answer.length > 0 ? answer : keywords);
    }
    return found;
  };

  /**
   * A piece of a text with as many of the hits as fit, as `{ text, isHit }`. `groups` are the hits of each word of the filter.
   */
  const excerpt = (text, groups) => {
    const all = groups.flat();
    const inside = from => groups.filter(hits => hits.some(({ start, end }) => start >= from && end <= from + LENGTH - BEFORE)).length;
    const best = all.reduce((best, hit) => (inside(hit.start) > inside(best.start) ? hit : best));
    const cut = (at, isStart) => {
      if (at <= 0) return 0;
      if (at >= text.length) return text.length;
      const blank = isStart ? text.indexOf(" ", at) : text.lastIndexOf(" ", at);
      return blank < 0 ? at : isStart ? blank + 1 : blank;
    };
    const start = Math.min(cut(best.start - BEFORE, true), best.start);
    const end = Math.max(cut(start + LENGTH, false), best.end);
    const pieces = start > 0 ? [{ text: "… ", isHit: false }] : [];
    let at = start;
    for (const hit of all.filter(hit => hit.start >= start && hit.end <= end).sort((a, b) => a.start - b.start || b.end - a.end)) {
      if (hit.start < at) continue;
      pieces.push({ text: text.slice(at, hit.start), isHit: false }, { text: text.slice(hit.start, hit.end), isHit: true });
      at = hit.end;
    }
    pieces.push({ text: text.slice(at, end) + (end < text.length ? " …" : ""), isHit: false });
    return pieces.filter(piece => piece.text);
  };

  Matchbook.faq = { wordsOf, readFilter, match, excerpt };
})(globalThis.Matchbook ??= {});
