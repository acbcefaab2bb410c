// Reads an email with the rules of the guide. `src/rules/engine.rs` reads the samples with the same ones, and
// `cargo test rules` holds the two together. Pure.
(function (Matchbook) {
  "use strict";

  const { plainText, wordsIn } = Matchbook;
  /** Fewest letters of a word that is shouted; shorter ones are names more often. */
  const SHOUTED = 4;
  const ANY_SHOUTED = new RegExp(`\\p{Lu}{${SHOUTED}}`, "u");
  /** Characters that are read of an email; nobody writes more. */
  const LONGEST = 200_000;

  /** Blocks between empty lines, without the greeting above them. */
  const paragraphsIn = text => {
    const blocks = [""];
    for (const line of text.split("\n").map(part => part.trim())) {
      if (line) blocks[blocks.length - 1] = line;
      else if (blocks.at(-1)) blocks.push("");
    }
    return blocks.slice(/[,:]$/.test(blocks[0]) ? 1 : 0).filter(block => /[\p{L}\p{N}]/u.test(block)).length;
  };

  /** Of hits, in their order, that overlap the first one, and of those that start together the longest. */
  const apart = ranges => {
    let end = 0;
    return ranges.filter(range => {
      const isNew = range[0] >= end;
      end = Math.max(end, range[1]);
      return isNew;
    });
  };
  /** The words of a text, each once and in small letters: what a pattern needs is looked for here. The long s is an s where capitals are ignored. */
  const vocabulary = text => [...new Set(text.toLowerCase().replaceAll("ſ", "s").split(/\s+/u))].join(" ");
  /** Whether a pattern may hit a text with these words. Most have none of theirs, and need not be tried. */
  const mayHit = ({ need }, words) => !need?.length || need.some(one => words.includes(one));
  const hitsOf = (pattern, text, words) => (mayHit(pattern, words) ? [...text.matchAll(pattern.regex)].map(match => [match.index, match.index + match[0].length]) : []);
  const isThere = (pattern, text, words) => {
    const is = mayHit(pattern, words) && pattern.regex.test(text);
    // They find all there are, from the start each time.
    pattern.regex.lastIndex = 0;
    return is;
  };

  /** Where one of a rule's patterns hits, other than within a hit of `unless`. */
  const hitsIn = ({ patterns, unless }, text, words) => {
    const all = some => some.flatMap(pattern => hitsOf(pattern, text, words)).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    const hits = all(patterns);
    if (hits.length === 0 || !unless) return apart(hits);
    const innocent = all(unless);
    let number = 0;
    // How far the innocent ones reach that start no later than a hit.
    let reach = 0;
    return apart(hits.filter(([start, end]) => {
      for (; number < innocent.length && innocent[number][0] <= start; number++) reach = Math.max(reach, innocent[number][1]);
      return end > reach;
    }));
  };

  /** Runs of capitals with two or more words of four letters and more that are not `allowed`. */
  const shouting = (text, allowed) => {
    const found = [];
    if (!ANY_SHOUTED.test(text)) return found;
    // The end of the last word in capitals, and the last long one before it.
    let last = null;
    for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}]+/gu)) {
      const end = index + word.length;
      const isShouted = /^\p{Lu}+$/u.test(word) && !allowed.includes(word);
      const before = isShouted && last && !text.slice(last.end, index).trim() ? last : null;
      const isLong = [...word].length >= SHOUTED;
      if (before && isLong) {
        if (found.at(-1)?.[1] === before.long[1]) found.at(-1)[1] = end;
        else found.push([before.long[0], end]);
      }
      last = isShouted && isLong ? { end, long: [index, end] } : before && { end, long: before.long };
    }
    return found;
  };

  const WHOLE = [null];
  const NOTHING_ELSE = { places: null, against: [] };
  const isOut = ([min, max], number) => number < min || max !== null && number > max;
  /** What a rule's test finds in a text: places, or `null` for the whole of it. No hit reaches over the `border`, a place in the text. */
  const find = (rule, text, border, words, { fields }) => {
    const whole = is => (is ? WHOLE : []);
    if (rule.patterns) {
      const hits = hitsIn(rule, text.slice(0, border), words).concat(hitsIn(rule, text.slice(border), words).map(hit => hit.map(place => place + border)));
      return hits.length < rule.least ? [] : hits;
    }
    if (rule.absent) return whole(rule.absent.every(pattern => !isThere(pattern, text, words)));
    if (rule.words) return whole(isOut(rule.words, wordsIn(text)));
    if (rule.paragraphs) return whole(isOut(rule.paragraphs, paragraphsIn(text)));
    if (rule.characters) return whole(isOut(rule.characters, [...text.trim()].length));
    if (rule.capitals) return shouting(text, rule.capitals);
    const last = id => plainText(fields?.[id] ?? "").trim().split(/\s+/u).at(-1).toLowerCase();
    if (rule.says) return whole(rule.says.some(id => !text.toLowerCase().includes(last(id))));
    if (rule.empty) return whole(Boolean(fields) && rule.empty.some(id => id in fields && !fields[id].trim()));
    return WHOLE;
  };

  const severityOf = (rule, email) => (rule.emails && !rule.emails.includes(email) ? "off" : rule.except?.[email] ?? rule.severity);

  const readingOf = message => Matchbook.readingOf(Matchbook.textOfMessage(message).slice(0, LONGEST));

  /** How strong a letter is: `declared`, or more when its words say more. */
  Matchbook.levelOf = ({ ignoreAfter, rules }, message, declared = 0) => {
    const reading = readingOf(message);
    const text = reading.readable(ignoreAfter);
    const words = vocabulary(text);
    const said = rules.filter(rule => rule.level && rule.patterns && find(rule, text, reading.letter, words, {}).length > 0).map(rule => rule.level);
    return Math.max(declared, ...said);
  };

  /**
   * What the log and the marks of a program say against an email that is known by its kind and level alone: `{ rule, against }`. `context`
   * is described in js/rules/context.js.
   */
  Matchbook.logFindings = ({ rules }, context, level) => rules.flatMap(rule => {
    const isAsked = rule.context && (rule.context.log || rule.context.program) && (!rule.patterns || rule.level && level >= rule.level);
    if (!isAsked || severityOf(rule, context.email) === "off") return [];
    const said = Matchbook.contextSays(rule.context, context, { text: "", letter: "" });
    return said ? [{ rule, against: said.against }] : [];
  });

  /** Makes rules of the data in `assets/rules.js`. */
  Matchbook.makeRules = ({ ignoreAfter, rules }) => {
    const compile = patterns => patterns?.map(([source, need]) => ({ regex: new RegExp(source, "giu"), need }));
    return { ignoreAfter, rules: rules.map(rule => ({ ...rule, patterns: compile(rule.patterns), unless: compile(rule.unless), absent: compile(rule.absent) })) };
  };

  /** Subject and letter as one text: what the places of findings count in. */
  Matchbook.textOfMessage = ({ subject, letter }) => `${subject.replace(/\n/g, " ")}\n${letter}`;

  /**
   * What the rules find: `{ rule, number, severity, against, start, end }`, what is about the whole first and without places, then in the
   * order of the text. `context` is described in js/rules/context.js.
   */
  Matchbook.runRules = ({ ignoreAfter, rules }, message, context = {}) => {
    const { text, letter, readable, written } = readingOf(message);
    const whole = readable([]);
    const withoutSender = readable(ignoreAfter);
    const words = vocabulary(text);
    const parts = { text: [0, text.length], subject: [0, letter - 1], letter: [letter, text.length] };
    return rules.flatMap((rule, number) => {
      const severity = severityOf(rule, context.email);
      if (severity === "off") return [];
      const [from, to] = parts[rule.in ?? "text"];
      const read = rule.sender ? whole : withoutSender;
      // What is known of the reader is looked up faster than a text is read.
      const said = rule.context ? Matchbook.contextSays(rule.context, context, { text: withoutSender, letter: whole.slice(letter) }) : NOTHING_ELSE;
      const found = said ? find(rule, read.slice(from, to), rule.in ? 0 : letter, words, context) : [];
      if (found.length === 0) return [];
      return (said.places ?? found).map(place => ({ rule, number, severity, against: said.against, start: place && written(from + place[0]), end: place && written(from + place[1] - 1) + 1 }));
    }).sort((a, b) => (a.start ?? -1) - (b.start ?? -1) || a.number - b.number);
  };
})(globalThis.Matchbook ??= {});
