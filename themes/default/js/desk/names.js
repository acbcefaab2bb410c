// The names of people: what of them stands in a letter, and how they are named there. Pure. Loaded with letters and what checks them.
(function (Matchbook) {
  "use strict";

  /** What stands before and behind a name and is no part of it. */
  const TITLES = /^(?:dr|prof|professor|doctor|mr|mrs|ms|mx|miss)\.?$/iu;
  const SUFFIXES = /^(?:jr|sr|ii|iii|iv|md|m\.?d|mbbs|mbchb|mb|do|d\.?o|ph\.?d|phd|mph|ms|msc|faap|facp|frcp|frcpch|mrcpch)\.?$/iu;
  const wordsOf = name => {
    const words = name.replace(/\([^)]*\)/gu, " ").split(",")[0].trim().split(/\s+/u);
    while (words.length > 1 && TITLES.test(words[0])) words.shift();
    while (words.length > 1 && SUFFIXES.test(words.at(-1))) words.pop();
    return words;
  };
  /** Words that belong to the last name behind them; those of the second list may be first names where no title stands before them. */
  const PARTICLES = /^(?:de|del|della|der|den|des|di|da|das|do|dos|du|la|las|los|van|von|vom|zu|zur|ter|ten|st\.?|ste\.?|saint|abu|ibn|bin|bint)$/iu;
  const MAYBE_PARTICLES = /^(?:al|el|le)$/iu;
  /** Words between two last names. */
  const JOINS = /^(?:y|e|i)$/u;
  /** The last name, with the small words before it: "Dr. Ana de la Cruz Jr., MD" → "de la Cruz", "WHITFIELD Ana" → "Whitfield". */
  Matchbook.lastName = name => {
    // Two people are greeted together.
    if (/\s(?:&|and)\s/u.test(name)) return wordsOf(name).join(" ");
    const words = wordsOf(name);
    const hasTitle = TITLES.test(name.trim().split(/\s+/u)[0]) && words.length < name.trim().split(/\s+/u).length;
    const isLoud = word => /^\p{Lu}[\p{Lu}'’-]{2,}$/u.test(word);
    const loud = words.findIndex(word => !isLoud(word));
    if (loud > 0) return words.slice(0, loud).map(word => word.toLowerCase().replace(/(^|['’-])\p{L}/gu, letter => letter.toUpperCase())).join(" ");
    let from = words.length - 1;
    while (from > 0) {
      const word = words[from - 1];
      const isSmall = /^\p{Ll}[\p{Ll}'’]*$/u.test(word);
      if (JOINS.test(word) && from > 2) from -= 2;
      else if (PARTICLES.test(word) || isSmall || MAYBE_PARTICLES.test(word) && (hasTitle || from > 1)) from--;
      else break;
    }
    return words.slice(from).join(" ");
  };
  /** How somebody is named in a letter: in full, or by title and last name. A last name alone may be a word, or the reader's own. */
  Matchbook.addressesOf = name => {
    const words = wordsOf(name);
    const last = Matchbook.lastName(name);
    return [...words.length > 1 ? [words.join(" ")] : [], ...last ? ["Dr.", "Dr", "Doctor", "Prof.", "Professor"].map(title => `${title} ${last}`) : []];
  };
})(globalThis.Matchbook ??= {});
