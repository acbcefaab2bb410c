// Lists that come from a spreadsheet and go to one: RFC 4180 and what real files hold besides. Pure.
(function (Matchbook) {
  "use strict";

  /** Most characters of a file that is taken. */
  const LARGEST = 10_000_000;
  /** Lines, and characters, from which the separator is told. */
  const SAMPLE = 20;
  const LONGEST_SAMPLE = 50_000;
  const [TAB, LINE_FEED, RETURN, BLANK, QUOTE, HARD_BLANK] = [9, 10, 13, 32, 34, 0xa0];

  /** Where a quote that was opened before `at` is closed; -1 when it is not. Doubled quotes do not close. */
  const closingQuote = (text, at) => {
    let end = text.indexOf('"', at);
    while (end >= 0 && text.charCodeAt(end + 1) === QUOTE) end = text.indexOf('"', end + 2);
    return end;
  };

  /** Line breaks in a text: CR, LF, or both together. */
  const breaksIn = text => {
    let breaks = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === LINE_FEED ? text.charCodeAt(at - 1) !== RETURN : code === RETURN) breaks += 1;
    }
    return breaks;
  };

  /** How often each of the `separators` stands outside of quotes, for each of the first lines that are not empty. */
  const countsOf = (text, separators) => {
    const lines = [];
    let counts = separators.map(() => 0);
    let [isCellStart, isEmpty] = [true, true];
    for (let at = 0; at <= text.length && lines.length < SAMPLE; at++) {
      const character = text[at];
      if (character === undefined || character === "\n" || character === "\r") {
        if (!isEmpty) lines.push(counts);
        counts = separators.map(() => 0);
        [isCellStart, isEmpty] = [true, true];
        continue;
      }
      const number = separators.indexOf(character);
      if (number >= 0) counts[number] += 1;
      if (isCellStart && character === '"') {
        at = closingQuote(text, at + 1);
        if (at < 0) break;
      }
      isEmpty = false;
      isCellStart = number >= 0 || isCellStart && character === " ";
    }
    return lines;
  };

  /** The separator that most of the first lines have equally often. */
  const separatorOf = (text, from) => {
    const separators = [",", ";", "\t"];
    const lines = countsOf(text.slice(from, from + LONGEST_SAMPLE), separators);
    let best = { separator: ",", lines: 0, count: 0 };
    for (const [number, separator] of separators.entries()) {
      const byCount = new Map();
      for (const { [number]: count } of lines) if (count > 0) byCount.set(count, (byCount.get(count) ?? 0) + 1);
      for (const [count, alike] of byCount) {
        // Sentences have commas and semicolons, but no tabs.
        const found = { separator, lines: alike, count: separator === "\t" ? Infinity : count };
        if (found.lines > best.lines || found.lines === best.lines && found.count > best.count) best = found;
      }
    }
    return best.separator;
  };

  /**
   * The rows of a file: `{ rows: [{ line, cells }], separator, error }`. `line` is where a row starts, from 1. Rows without a word are
   * left out, others are as long as they are written. `error` is `null` or `{ line, kind }`: `open-quote` for a quote that is never
   * closed, with the rows before it, or `too-large`. Blanks around a cell go, those inside quotes stay.
   */
  Matchbook.parseCsv = text => {
    if (text.length > LARGEST) return { rows: [], separator: ",", error: { line: 1, kind: "too-large" } };
    let at = text.startsWith("\ufeff") ? 1 : 0;
    let line = 1;
    // Excel writes and reads a first line that says what separates.
    const said = /^sep=([,;\t|])(?:\r\n|\r|\n|$)/i.exec(text.slice(at, at + 7));
    const separator = said ? said[1] : separatorOf(text, at);
    if (said) {
      at += said[0].length;
      line += 1;
    }
    const separates = separator.charCodeAt(0);
    const isBlank = code => code === BLANK || code === HARD_BLANK || code === TAB && separates !== TAB;
    const rows = [];
    // Of one row after the other: an array that grows takes room for many more.
    const cells = [];
    while (at < text.length) {
      const first = line;
      let width = 0;
      let isEmpty = true;
      let code = separates;
      // The code is what ended the cell before.
      while (code === separates) {
        let inside = null;
        let start = at;
        while (isBlank(text.charCodeAt(start))) start += 1;
        if (text.charCodeAt(start) === QUOTE) {
          const end = closingQuote(text, start + 1);
          if (end < 0) return { rows, separator, error: { line, kind: "open-quote" } };
          inside = text.slice(start + 1, end);
          line += breaksIn(inside);
          at = end + 1;
        }
        const from = at;
        code = text.charCodeAt(at);
        while (at < text.length && code !== separates && code !== LINE_FEED && code !== RETURN) code = text.charCodeAt(++at);
        const bare = text.slice(from, at);
        // What follows a closing quote should not be there. It is still something that somebody wrote.
        const cell = inside === null ? bare.trim() : (inside.includes('"') ? inside.replaceAll('""', '"') : inside) + bare.trimEnd();
        cells[width++] = cell;
        isEmpty &&= inside === null && cell === "";
        at += code === RETURN && text.charCodeAt(at + 1) === LINE_FEED ? 2 : 1;
      }
      line += 1;
      if (!isEmpty) rows.push({ line: first, cells: cells.slice(0, width) });
    }
    return { rows, separator, error: null };
  };

  /** The text of a file and how it is written, `{ text, encoding }`. Without a mark it is UTF-8, or if it cannot be, what Windows wrote before. */
  Matchbook.decodeCsv = bytes => {
    const starts = (...mark) => mark.every((byte, at) => bytes[at] === byte);
    const read = (encoding, options = {}) => ({ text: new TextDecoder(encoding, options).decode(bytes), encoding });
    if (starts(0xff, 0xfe)) return read("utf-16le");
    if (starts(0xfe, 0xff)) return read("utf-16be");
    if (starts(0xef, 0xbb, 0xbf)) return read("utf-8");
    try {
      return read("utf-8", { fatal: true });
    } catch {
      // Every byte is a character here, so nothing is left in the stream; Node.js 20 knows those from 80 to 9F only in this way.
      return { text: new TextDecoder("windows-1252").decode(bytes, { stream: true }), encoding: "windows-1252" };
    }
  };

  /** Words without case and accents; "interviewDate" and "interview_date" are two. */
  const wordsOf = text => text.replace(/([\p{Ll}\p{N}])(?=\p{Lu})/gu, "$1 ").normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

  /** Which words of `whole` are those of `part`, by number; none when one is missing. "E-mail address" has "Email". */
  const placesIn = (whole, part) => {
    const together = part.join("");
    if (!together) return [];
    for (let from = 0; from < whole.length; from++) {
      let run = "";
      for (let to = from; to < whole.length && run.length < together.length; to++) {
        run += whole[to];
        if (run === together) return Array.from({ length: to - from + 1 }, (_, at) => from + at);
      }
    }
    const places = part.map(word => whole.indexOf(word));
    return places.includes(-1) ? [] : [...new Set(places)];
  };

  /**
   * How well a cell of a header names a column: 4 as the column is called, 3 with other letters, 2 by another name, from 1 by words in
   * it, and below that when it is a part of a name.
   */
  const scoreOf = (cell, { id, name, names }) => {
    if (cell.text === id || cell.text === name) return 4;
    if (cell.words.length === 0) return 0;
    const same = names.findIndex(words => words.join("") === cell.words.join(""));
    if (same >= 0) return same < 2 ? 3 : 2;
    const found = names.map(words => placesIn(cell.words, words)).filter(places => places.length > 0)
      // In English the last word says what it is: "Program name" is a name.
      .map(places => 1 + (0.9 * places.length + 0.09 * (Math.max(...places) + 1) / cell.words.length) / cell.words.length);
    if (found.length > 0) return Math.max(...found);
    return Math.max(0, ...names.map(words => placesIn(words, cell.words).length / (words.length + 1)));
  };

  /**
   * For each cell of a header the id of the column that it names, or `null`. `columns` are `[{ id, name, also: [other names] }]`; each is
   * named once, by the cell that does so best, and of two by the first.
   */
  Matchbook.matchColumns = (header, columns) => {
    const known = columns.map(({ id, name, also = [] }) => ({ id, name, names: [id, name, ...also].map(wordsOf) }));
    const pairs = header.flatMap((text, cell) => {
      const about = { text: text.trim(), words: wordsOf(text) };
      const scores = known.map(column => scoreOf(about, column));
      // "Date" is no "Interview date" when there is a "Rank list date" too.
      const isVague = scores.filter(score => score > 0 && score < 1).length > 1;
      return scores.map((score, column) => ({ score, cell, column })).filter(({ score }) => score >= 1 || score > 0 && !isVague);
    });
    pairs.sort((a, b) => b.score - a.score || a.cell - b.cell || a.column - b.column);
    const matched = header.map(() => null);
    const isTaken = new Set();
    for (const { cell, column } of pairs) {
      if (matched[cell] !== null || isTaken.has(column)) continue;
      matched[cell] = known[column].id;
      isTaken.add(column);
    }
    return matched;
  };

  const MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
  const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? /i;
  const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/;
  const YEAR_LAST = /^(\d{1,2})([-/.]) ?(\d{1,2})\2 ?(\d{4})$/;
  const DAY_FIRST = /^(\d{1,2})(?:st|nd|rd|th|\.)?[ \-/]?(?:of )?([a-z]{3,9})(?:\.?,? |[-/])(\d{4})$/i;
  const MONTH_FIRST = /^([a-z]{3,9})(?:\.? ?|[-/])(\d{1,2})(?:st|nd|rd|th)?(?:, ?|[ \-/])(\d{4})$/i;
  const TIME = /(?:T|,? )(?:at )?(\d{1,2})(?::(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?)? ?(?:([ap])\.?m\.?)? ?(Z|[+-]\d\d:?\d\d)?$/i;
  /** A day and a time are not longer than this. */
  const LONGEST_DAY = 80;

  const two = number => String(number).padStart(2, "0");
  /** The day as `YYYY-MM-DD`; `null` when there is none. */
  const dayOf = (year, month, day) => {
    const date = new Date(Date.UTC(year, month - 1, day));
    // February 30 is a day of March.
    return year >= 1900 && date.getUTCMonth() === month - 1 ? date.toISOString().slice(0, 10) : null;
  };
  const monthOf = word => MONTHS.findIndex(name => name.startsWith(word.toLowerCase())) + 1;

  /** The days that a text can mean: by the month first (`mdy`) and by the day first (`dmy`), the same where it says so itself. */
  const daysOf = text => {
    let found = YEAR_FIRST.exec(text);
    if (found) return { mdy: dayOf(found[1], found[3], found[4]), dmy: dayOf(found[1], found[3], found[4]) };
    found = YEAR_LAST.exec(text);
    if (found) {
      const [mdy, dmy] = [dayOf(found[4], found[1], found[3]), dayOf(found[4], found[3], found[1])];
      // With dots between them the day comes first, everywhere.
      if (found[2] === ".") return { mdy: dmy, dmy };
      return { mdy: mdy ?? dmy, dmy: dmy ?? mdy, says: mdy === dmy || mdy && dmy ? null : mdy ? "mdy" : "dmy" };
    }
    found = DAY_FIRST.exec(text);
    if (!found) {
      const [, month, day, year] = MONTH_FIRST.exec(text) ?? [];
      found = month && [text, day, month, year];
    }
    const day = found ? dayOf(found[3], monthOf(found[2]), found[1]) : null;
    return { mdy: day, dmy: day };
  };

  /** Hours and minutes of a match of `TIME`; `null` when the clock has no such time. */
  const clockOf = ([, hours, minutes, seconds = 0, half]) => {
    if (half ? hours < 1 || hours > 12 : minutes === undefined || hours > 23) return null;
    if (minutes > 59 || seconds > 59) return null;
    return [half ? hours % 12 + (half.toLowerCase() === "p" ? 12 : 0) : Number(hours), Number(minutes ?? 0)];
  };

  /** What a text says, `{ days, clock, zone }`: `clock` is `null` for a day without a time; `null` when it is neither. */
  const partsOf = text => {
    if (text.length > LONGEST_DAY) return null;
    const plain = text.replace(/[\u200e\u200f]/g, "").replace(/\s+/gu, " ").trim();
    const time = TIME.exec(plain);
    const clock = time ? clockOf(time) : null;
    if (time && !clock) return null;
    const days = daysOf((time ? plain.slice(0, time.index) : plain).replace(WEEKDAY, ""));
    // A day without a time is its first second to databases, and "0:00" to Excel.
    const isDay = clock && clock[0] === 0 && clock[1] === 0 && (time[3] === undefined ? time[1] === "0" : Number(time[3]) === 0);
    return isDay ? { days, clock: null } : { days, clock, zone: time?.[5] };
  };

  /** A time of a zone as one of this device. */
  const hereOf = (day, [hours, minutes], zone) => {
    const [, sign, hour, minute] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [null, "+", 0, 0];
    const away = (Number(hour) * 60 + Number(minute)) * (sign === "-" ? -1 : 1);
    const here = new Date(Date.parse(`${day}T${two(hours)}:${two(minutes)}Z`) - away * 60_000);
    return `${here.getFullYear()}-${two(here.getMonth() + 1)}-${two(here.getDate())}T${two(here.getHours())}:${two(here.getMinutes())}`;
  };

  /**
   * The day, or the day and the time, that a cell says: `{ value, isAmbiguous }`, `value` as `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM` or `null`.
   * A day that can be read two ways is read by `order`, "mdy" or "dmy", and `isAmbiguous`; without an order it is `null`. A time with a
   * zone (`Z`, `-05:00`) becomes one of this device.
   */
  Matchbook.readDay = (text, order) => {
    const parts = partsOf(text);
    if (!parts) return { value: null, isAmbiguous: false };
    const { days, clock, zone } = parts;
    const isAmbiguous = days.mdy !== days.dmy;
    const day = isAmbiguous ? days[order] ?? null : days.mdy;
    if (!day || !clock) return { value: day, isAmbiguous };
    return { value: zone ? hereOf(day, clock, zone) : `${day}T${two(clock[0])}:${two(clock[1])}`, isAmbiguous };
  };

  /** Which order the days of a column are in, "mdy" or "dmy", from those that can be read one way only; `null` when they do not say. */
  Matchbook.dayOrder = texts => {
    const votes = { mdy: 0, dmy: 0 };
    for (const text of texts) {
      const says = partsOf(text)?.days.says;
      if (says) votes[says] += 1;
    }
    return votes.mdy === votes.dmy ? null : votes.mdy > votes.dmy ? "mdy" : "dmy";
  };

  /** Whether a spreadsheet would calculate what a cell says. Plain numbers stay numbers. */
  const runs = text => /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u.test(text) && !/^[+-]?\d+(?:[.,]\d+)?$/.test(text);
  const withoutMarks = text => text.replace(/^'+/, "");
  // One more apostrophe for a cell that already has some, so that it comes back with those.
  const guarded = text => (runs(withoutMarks(text)) ? `'${text}` : text);

  /** A cell of a file of `writeCsv` as it was before: without the apostrophe that keeps a spreadsheet from calculating it. */
  Matchbook.readCell = text => (text.startsWith("'") && runs(withoutMarks(text)) ? text.slice(1) : text);

  // Quotes also keep blanks, and commas and semicolons from being counted as separators.
  const quoted = text => (/[",;\t\r\n]|^sep=/i.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text);

  /**
   * The text of a file that spreadsheets open and `parseCsv` reads back, for rows of at least one text each. With a BOM before it
   * ("\ufeff"), Excel reads it as UTF-8.
   */
  Matchbook.writeCsv = rows => rows.map(cells => {
    const line = cells.map(cell => quoted(guarded(cell))).join(",");
    // A row without a word is left out unless there are quotes.
    return `${cells.some(Boolean) ? line : `""${line}`}\r\n`;
  }).join("");
})(globalThis.Matchbook ??= {});
