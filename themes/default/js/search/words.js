// Text into words, the way src/search/words.rs does it. Pure: tests/search/words.json holds both to the same contract.
(function (Matchbook) {
  "use strict";

  const WORD = "[\\p{Alphabetic}\\p{N}\\p{M}_]";
  // Scripts that put no blanks between words: Thai, Lao, Burmese, Khmer, Chinese, Japanese, Korean.
  const DENSE = "[\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u2e80-\\u2fdf\\u3005-\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff"
    + "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\u{20000}-\\u{3ffff}]";
  const ENDING = new RegExp(`(\\p{Alphabetic})['’ʼ](s|t|d|m|re|ve|ll)(?!${WORD})`, "gu");
  const RUNS = new RegExp(`${WORD}+`, "gu");
  const DENSE_RUNS = new RegExp(`(?:(?=${DENSE})${WORD})+|(?:(?!${DENSE})${WORD})+`, "gu");
  const IS_DENSE = new RegExp(DENSE, "u");
  // Marks that readers leave out: accents, Arabic and Hebrew vowel signs.
  const ACCENTS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g;
  const LETTERS = { "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i" };

  /** NFKC and lower case. */
  const normalize = text => text.normalize("NFKC").toLowerCase();

  /** A normalized word without its accents. */
  const fold = word => /^[\0-\x7f]*$/.test(word) ? word
    : word.normalize("NFKD").replace(ACCENTS, "").replace(/[ßæœþøłđðı]/g, letter => LETTERS[letter]).normalize("NFC");

  /** The words of a text, in order. */
  const words = text => {
    const found = [];
    const normal = normalize(text).replace(ENDING, "$1$2");
    for (const [run] of normal.matchAll(IS_DENSE.test(normal) ? DENSE_RUNS : RUNS)) {
      if (IS_DENSE.test(run)) {
        const letters = [...run];
        if (letters.length === 1) found.push(run);
        for (let at = 0; at + 1 < letters.length; at++) found.push(letters[at] + letters[at + 1]);
      } else if (/[\p{Alphabetic}\p{N}]/u.test(run)) {
        found.push(run);
      }
    }
    return found;
  };

  /** The anchor that a title gets, as src/path.rs makes it. */
  const slug = text => {
    const kept = text.trim().replace(/[^\p{Alphabetic}\p{N}_\s-]/gu, "").replace(/\s/g, "-");
    // Letter by letter, as Rust does: a final sigma is no other letter here.
    return [...kept].map(letter => letter.toLowerCase()).join("").replace(/^-+|-+$/g, "") || "section";
  };

  const isWord = new RegExp(`^${WORD}$`, "u");

  Matchbook.search = {
    ...Matchbook.search, normalize, fold, words, slug,
    /** Whether a character is part of a word. */
    isWord: letter => isWord.test(letter),
    isDense: text => IS_DENSE.test(text),
  };
})(globalThis.Matchbook ??= {});
