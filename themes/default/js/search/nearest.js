// Titles that look like a query that found nothing. Pure.
(function (Matchbook) {
  "use strict";

  const { normalize } = Matchbook.search;

  const pairs = text => {
    const letters = [...` ${normalize(text)} `];
    return new Set(letters.slice(1).map((letter, at) => letters[at] + letter));
  };

  /** Entries whose titles share most pairs of letters with a text (Dice's coefficient), best first. */
  Matchbook.search = {
    ...Matchbook.search,
    nearest(index, text, count) {
      const wanted = pairs(text);
      const scored = index.titles.map((title, entry) => {
        const other = pairs(title);
        let shared = 0;
        for (const pair of wanted) if (other.has(pair)) shared++;
        return { entry, score: 2 * shared / (wanted.size + other.size) };
      });
      scored.sort((a, b) => b.score - a.score || a.entry - b.entry);
      return scored.slice(0, count).filter(({ score }) => score > .2);
    },
  };
})(globalThis.Matchbook ??= {});
