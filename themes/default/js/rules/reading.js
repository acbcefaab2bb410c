// What is read of an email: its characters, without what only makes them look different, and the lines that are the sender's own.
// `src/rules/reading.rs` says the same. Pure.
(function (Matchbook) {
  "use strict";

  /**
   * Most words of a line that ends a letter, the sender's name included; that follow its own without a comma between them, as in
   * "Sincerely yours"; and of a line below it.
   */
  const END_WORDS = 6;
  const END_MORE_WORDS = 3;
  const SENDER_WORDS = 8;
  /** Most lines over which mail programs break "On …, … wrote:", and of From, Sent, To, Cc and Subject. */
  const ATTRIBUTION_LINES = 4;
  const HEADER_LINES = 6;
  /** How a postscript begins, which is text again. */
  const POSTSCRIPT = /^p[./]?[\t ]?(?:p[./]?[\t ]?)?s\b/;
  /** What no name, degree or address has. */
  const ADDRESSES_SOMEBODY = /\b(?:I\s+[a-z]|(?:[Yy]our?|YOUR?|[Mm]y)\b)/;
  /** A degree or a suffix behind a name, whose full stop ends no sentence: M.D., Ph.D., Jr. */
  const AFTER_NAME = /(?:(?:\p{L}{1,4}\.){2,5}|[\s,]\p{Lu}\p{L}{1,2}\.)$/u;
  const SAYS_SOMETHING = /[\p{L}\p{N}]/u;
  /** A day or a time, as in "On Mon, Nov 2, 2026 at 9:00 AM"; and what an attribution in other languages has too. */
  const WHEN = /\b[0-9]{4}\b|[0-9][.:/-][0-9]/;
  const CLOCK = /\b[0-9]{1,2}[:.h][0-9]{2}/;
  const ADDRESS = /<\s?[^<>@\s]{1,80}@[^<>@\s]{1,80}>/;
  /** "-----Original Message-----". */
  const SEPARATOR = /^-{3,}[^-]{0,40}(?:message|mensaje|mensagem|messaggio|nachricht)[^-]{0,20}-{3,}$/;
  const FROM = /^\*?(?:from|von|de|da)\s?:/;
  const SENT = /^\*?(?:sent|date|gesendet|datum|envoyé|enviado|enviada|fecha|data|inviato)(?:\s[a-z]{2})?\s?:/;
  const TO = /^\*?(?:to|an|à|para|a|subject|betreff|objet|asunto|assunto|oggetto)\s?:/;
  /** A line that mail programs draw above the header of what is answered. */
  const RULE = /^(?:_{5,}|-{5,})?$/;

  /** What is not seen, and what looks like `-`, `'`, a blank, or is of full width. */
  const UNSEEN = /[\u{ad}\u{34f}\u{61c}\u{180e}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2064}\u{2066}-\u{2069}\u{feff}]/u;
  const ALIKE = [[/[\u{2010}-\u{2013}\u{2212}\u{fe63}]/gu, "-"], [/[`\u{b4}\u{2bc}\u{2018}\u{2019}\u{201b}\u{2032}]/gu, "'"],
    [/[\u{a0}\u{1680}\u{2000}-\u{200a}\u{202f}\u{205f}\u{3000}]/gu, " "], [/[\u{ff01}-\u{ff5e}]/gu, c => String.fromCharCode(c.charCodeAt(0) - 0xfee0)]];

  /** A text in plain characters, as patterns read it, and the place of each in the text as it was written (`null` where all stand there). */
  const plain = written => {
    const alike = ALIKE.reduce((text, [some, one]) => text.replace(some, one), written);
    if (!UNSEEN.test(alike)) return { text: alike, places: null };
    const places = [...alike.matchAll(new RegExp(`[^${UNSEEN.source.slice(1)}`, "gu"))].flatMap(({ 0: c, index }) => (c.length > 1 ? [index, index + 1] : [index]));
    return { text: alike.replace(new RegExp(UNSEEN, "gu"), ""), places };
  };
  Matchbook.plainText = written => plain(written).text;

  /** Words: what stands between blanks and has a letter or a digit. */
  Matchbook.wordsIn = text => text.match(/[\p{L}\p{N}]\S*/gu)?.length ?? 0;
  const { wordsIn } = Matchbook;

  /** Whether a line in small letters ends a letter with the words of `end`: with little else in it, and without a comma behind them with next to nothing. */
  const isEnd = (line, end) => {
    if (!line.startsWith(end)) return false;
    const rest = line.slice(end.length);
    return wordsIn(rest) <= (end.endsWith(",") || rest.startsWith(",") ? END_WORDS : END_MORE_WORDS) && wordsIn(line) <= END_WORDS;
  };

  /** Whether a line belongs to the sender, when the one above it did or did not. */
  const isSenders = (line, isSender, ends) => {
    const isSentence = /[.?!]$/.test(line);
    const start = line.toLowerCase();
    return isSender ? (!isSentence || AFTER_NAME.test(line)) && wordsIn(line) <= SENDER_WORDS && !POSTSCRIPT.test(start)
      : !isSentence && ends.some(end => isEnd(start, end));
  };

  /** Where "On Mon, Nov 2, 2026 at 9:00 AM Lakeshore Pediatrics <…> wrote:" ends that begins here, or one with a time and an address in another language; else 0. */
  const attribution = (lines, at) => {
    let said = "";
    for (let end = at; end < at + ATTRIBUTION_LINES && lines[end]; end++) {
      said += lines[end];
      if (lines[end].endsWith(":")) {
        said = said.toLowerCase();
        return said.startsWith("on ") && said.endsWith("wrote:") && WHEN.test(said) || CLOCK.test(said) && ADDRESS.test(said) ? end + 1 : 0;
      }
      said += " ";
    }
    return 0;
  };

  /** Where From, Sent, To and Subject end that begin here, else 0. */
  const header = (lines, at) => {
    if (!FROM.test(lines[at]?.toLowerCase())) return 0;
    let end = at + 1;
    while (end < at + HEADER_LINES && lines[end]) end++;
    const rest = lines.slice(at + 1, end).map(line => line.toLowerCase());
    return [SENT, TO].every(pattern => rest.some(line => pattern.test(line))) ? end : 0;
  };

  /** Where the lines end with which mail programs introduce what is answered, when they begin here, else 0. */
  const introduction = (lines, at) => {
    if (SEPARATOR.test(lines[at].toLowerCase())) {
      let next = at + 1;
      while (lines[next] === "") next++;
      return header(lines, next) || at + 1;
    }
    const end = header(lines, at);
    if (end) return end;
    const said = attribution(lines, at);
    // The sender's own line above it is none of it.
    return at + 1 < said && attribution(lines, at + 1) === said ? 0 : said;
  };

  /**
   * Which lines of a letter others wrote: those with `>`, what mail programs write above them, and below the sender's own words all from
   * the place on where what is answered follows without marks: `rest`.
   */
  const others = lines => {
    const marked = lines.map(line => line.startsWith(">"));
    let hasOwn = false;
    for (let at = 0; at < lines.length; at++) {
      if (!lines[at] || marked[at] || !SAYS_SOMETHING.test(lines[at])) continue;
      const end = introduction(lines, at);
      if (!end) {
        hasOwn = true;
        continue;
      }
      let next = end;
      while (lines[next] === "") next++;
      let from = at;
      while (from > 0 && RULE.test(lines[from - 1])) from--;
      if (marked[next]) marked.fill(true, from, end);
      else if (hasOwn) return { marked: marked.fill(true, from), rest: from };
      // With nothing above it, whose words follow cannot be told: they may be those of an email that was sent.
      at = end - 1;
    }
    return { marked, rest: null };
  };

  /**
   * Reads a text of subject and letter: the `text` in plain characters and where its `letter` begins, `written(place)` of a character in
   * the text as it was written, and `readable(ends)`, the text with blanks in the place of what is not read: what others wrote, and from a
   * line that starts like one of `ends` the sender's lines. A line that is a sentence or a long one is text again, as in a postscript, and
   * one that addresses somebody is read.
   */
  Matchbook.readingOf = written => {
    const { text, places } = plain(written);
    const letter = text.indexOf("\n") + 1 || text.length;
    const lines = text.slice(letter).split("\n");
    const trimmed = lines.map(line => line.trim());
    const { marked } = others(trimmed);
    return {
      text,
      letter,
      written: place => places?.[place] ?? place,
      readable: ends => {
        let isSender = false;
        return text.slice(0, letter) + lines.map((line, at) => {
          if (!trimmed[at] && !isSender) return line;
          isSender = !marked[at] && isSenders(trimmed[at], isSender, ends);
          return marked[at] || isSender && !ADDRESSES_SOMEBODY.test(trimmed[at]) ? " ".repeat(line.length) : line;
        }).join("\n");
      },
    };
  };

  /** A letter without what others wrote in it. */
  Matchbook.ownText = letter => Matchbook.readingOf(`\n${letter}`).readable([]).slice(1);

  /** The line with which a letter goes on that is not read, as another wrote it, and all below it; "" when there is none. */
  Matchbook.unreadOf = letter => {
    const lines = Matchbook.plainText(letter).split("\n").map(line => line.trim());
    const { rest } = others(lines);
    return rest === null ? "" : lines.slice(rest).find(line => SAYS_SOMETHING.test(line)).replace(/\s*<$/, "");
  };
})(globalThis.Matchbook ??= {});
