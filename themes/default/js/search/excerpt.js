// The part of a text that says most about a query. Pure.
(function (Matchbook) {
  "use strict";

  const { fold, isDense, normalize, words } = Matchbook.search;

  /** Letters of an excerpt, and how many of them come before the first mark. */
  const LENGTH = 170;
  const LEAD = 45;

  const RUN = /[\p{Alphabetic}\p{N}\p{M}_]+(?:['’ʼ](?:s|t|d|m|re|ve|ll)(?![\p{Alphabetic}\p{N}\p{M}_]))?/giu;

  /** Where words of a text are that `lists` (word → list) knows. */
  const marks = (text, lists) => {
    const found = [];
    for (const match of text.matchAll(RUN)) {
      const [run] = match;
      if (isDense(run)) {
        const letters = [...run];
        let at = match.index;
        letters.forEach((letter, number) => {
          const list = lists.get(normalize(letter + (letters[number + 1] ?? "")));
          const length = letter.length + (letters[number + 1]?.length ?? 0);
          if (list !== undefined) found.push({ start: at, end: at + length, list });
          at += letter.length;
        });
        continue;
      }
      const [word] = words(run);
      const list = lists.get(word) ?? lists.get(fold(word ?? ""));
      if (list !== undefined) found.push({ start: match.index, end: match.index + run.length, list });
    }
    return found;
  };

  /** A text cut into pieces, marked ones and others. */
  const pieces = (text, found, from = 0, to = text.length) => {
    const cut = [];
    let at = from;
    for (const { start, end } of found) {
      if (start < from || start >= to) continue;
      if (start > at) cut.push({ text: text.slice(at, start), isMark: false });
      if (end > at) cut.push({ text: text.slice(Math.max(at, start), end), isMark: true });
      at = Math.max(at, end);
    }
    if (at < to) cut.push({ text: text.slice(at, to), isMark: false });
    return cut;
  };

  /** The window with most different words of the query in it, as pieces. */
  const excerpt = (text, lists) => {
    const found = marks(text, lists);
    let best = { value: 0, from: 0 };
    found.forEach((first, number) => {
      const from = Math.max(0, first.start - LEAD);
      const seen = new Set();
      let all = 0;
      for (let at = number; at < found.length && found[at].end <= from + LENGTH; at++) {
        seen.add(found[at].list);
        all++;
      }
      const value = seen.size * 10 + Math.min(all, 9);
      if (value > best.value) best = { value, from };
    });
    let { from } = best;
    let to = Math.min(text.length, from + LENGTH);
    // Whole words, and the start of the text when it is near.
    if (from < LEAD) {
      from = 0;
      to = Math.min(text.length, LENGTH);
    } else {
      const blank = text.indexOf(" ", from);
      if (blank >= 0 && blank < from + LEAD) from = blank + 1;
    }
    if (to < text.length) {
      const blank = text.lastIndexOf(" ", to);
      if (blank > from + LENGTH / 2) to = blank;
    }
    const cut = pieces(text, found, from, to);
    if (from > 0) cut.unshift({ text: "… ", isMark: false });
    if (to < text.length) cut.push({ text: " …", isMark: false });
    return cut;
  };

  /** Whether the words of a phrase follow each other in a text. */
  const hasPhrase = (text, phrase) => {
    const all = words(text);
    return all.some((_, at) => phrase.every((word, step) => all[at + step] === word));
  };

  Matchbook.search = {
    ...Matchbook.search, excerpt, hasPhrase,
    /** A title with the words of the query marked. */
    mark: (text, lists) => pieces(text, marks(text, lists)),
  };
})(globalThis.Matchbook ??= {});
