// When things are due: days and times as a reader enters them, windows that count from them, and what a window means now. Pure.
//
// A date is a day, `2026-11-18`, or a day with the clock of a place, `2026-11-18T09:30[America/New_York]` (RFC 9557 without the offset): the
// moment stays the same when the device goes to another time zone. Days have no zone; they begin and end where the reader is.
(function (Matchbook) {
  "use strict";

  const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?:\[([A-Za-z0-9_+\-/]{1,60})\])?)?$/;
  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;

  /** `{ year, month, date, hour, minute, zone }` with months from 1; `null` for a text that is no date. */
  Matchbook.readDate = text => {
    const match = DATE.exec(text ?? "");
    if (!match) return null;
    const [year, month, date] = match.slice(1, 4).map(Number);
    const day = new Date(Date.UTC(year, month - 1, date));
    if (day.getUTCMonth() !== month - 1 || day.getUTCDate() !== date || Number(match[4] ?? 0) > 23 || Number(match[5] ?? 0) > 59) return null;
    return { year, month, date, hour: match[4] === undefined ? null : Number(match[4]), minute: match[4] === undefined ? null : Number(match[5]), zone: match[6] ?? null };
  };

  const formats = new Map();
  /** What the clock of a zone says, as if it were UTC, minus UTC; `null` for a zone that is not known here. */
  const offsetOf = (zone, at) => {
    try {
      if (!formats.has(zone)) {
        formats.set(zone, new Intl.DateTimeFormat("en-US", {
          timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
        }));
      }
      const parts = Object.fromEntries(formats.get(zone).formatToParts(at).map(({ type, value }) => [type, Number(value)]));
      return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) - at;
    } catch { return null; }
  };

  const moments = new Map();
  /**
   * The moment of a date with a time, in milliseconds; `null` for a day alone. A time that a clock skips is the moment it skips to, one
   * that it shows twice is the first.
   */
  Matchbook.momentOf = text => {
    if (moments.has(text)) return moments.get(text);
    const read = Matchbook.readDate(text);
    let at = null;
    if (read && read.hour !== null) {
      const { year, month, date, hour, minute, zone } = read;
      const wall = Date.UTC(year, month - 1, date, hour, minute);
      const before = zone === null ? null : offsetOf(zone, wall - 24 * HOUR);
      if (before === null) {
        at = new Date(year, month - 1, date, hour, minute).getTime();
      } else {
        const after = offsetOf(zone, wall + 24 * HOUR);
        const fits = [before, after].map(offset => wall - offset).filter(moment => offsetOf(zone, moment) === wall - moment);
        // With a time that does not exist, the old offset leads to the moment after the gap.
        at = fits.length > 0 ? Math.min(...fits) : wall - before;
      }
    }
    // Dates are few; a page that stays open for long must not keep all that was ever typed.
    if (moments.size > 5000) moments.clear();
    moments.set(text, at);
    return at;
  };

  /** The day of a moment where the reader is, shifted by `days`: its start. */
  const startOfDay = (at, days = 0) => {
    const day = new Date(at);
    return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days).getTime();
  };

  /** A point of a window, `[event, amount, unit]`, in milliseconds: of a day the start, and the end when it is where a window ends. */
  const pointOn = ([, amount, unit], text, isEnd) => {
    const moment = Matchbook.momentOf(text);
    if (moment !== null && unit === "h") return moment + amount * HOUR;
    if (moment !== null && amount === 0) return moment;
    // The clock time of a day alone is not known, so hours are rounded to days: a window starts later and ends earlier.
    const days = { h: (isEnd ? Math.floor : Math.ceil)(amount / 24), d: amount, w: 7 * amount }[unit] + (isEnd ? 1 : 0);
    let start;
    if (moment === null) {
      const { year, month, date } = Matchbook.readDate(text);
      start = new Date(year, month - 1, date + days).getTime();
    } else {
      start = startOfDay(moment, days);
    }
    return start - (isEnd ? 1 : 0);
  };

  /** A window as it is written, `interview+24h..+72h`, as `[from, to]` of points; `null` when it is none. */
  Matchbook.readWindow = text => {
    const [first, last] = text.includes("..") ? text.split("..") : ["", text];
    const point = (part, near) => {
      const [, event, amount, unit] = /^(.*?)(?:([+-]\d+)([hdw]))?$/.exec(part.trim());
      return [event || near, Number(amount ?? 0), unit ?? "d"];
    };
    const from = first ? point(first) : null;
    const to = point(last, from?.[0]);
    return to[0] ? [from, to] : null;
  };

  /** A window in milliseconds, `[start, end]`, for the first date that `dates` has of each event; `null` when it has none. */
  Matchbook.windowOn = ([from, to], dates = {}) => {
    const first = event => (Matchbook.readDate(dates[event]?.[0]) ? dates[event][0] : null);
    if (!first(to[0]) || from && !first(from[0])) return null;
    return [from ? pointOn(from, first(from[0]), false) : -Infinity, pointOn(to, first(to[0]), true)];
  };

  /** The first moment of those that are named in `until`, with blanks between them; `Infinity` when none is known. */
  Matchbook.untilOn = (until, dates) => Math.min(...(until ? until.split(" ") : []).map(point => Matchbook.windowOn(Matchbook.readWindow(point), dates)?.[1] ?? Infinity));

  /** The window of an item, up to where it is not due any more; `null` when that is before it begins, or when there is none. */
  Matchbook.itemWindow = (points, until, dates) => {
    const window = Matchbook.windowOn(points, dates);
    if (!window) return null;
    const [from, to] = window;
    const over = Matchbook.untilOn(until, dates);
    // One that would end before it starts, as its events are near each other or out of order, ends where it is asked no more, or with its day.
    const end = to < from ? over < Infinity ? over : Matchbook.endOf(Matchbook.dayOf(from)) : to;
    return over < from ? null : [from, Math.min(end, over)];
  };

  /** The last moment of a date. */
  Matchbook.endOf = text => pointOn(["", 0, "d"], text, true);

  /** Days of the calendar from one moment to another, where the reader is; negative when it is behind. */
  Matchbook.daysBetween = (from, to) => Math.round((startOfDay(to) - startOfDay(from)) / (24 * HOUR));

  /**
   * What a window means now: `state` is `late`, `open` (it may be done, and until when) or `ahead` (too early), `days` are those of the
   * calendar since its end, until its end, until its start.
   */
  Matchbook.dueState = ([from, to], now) => {
    if (now > to) return { state: "late", days: Matchbook.daysBetween(to, now) };
    if (now >= from) return { state: "open", days: Matchbook.daysBetween(now, to) };
    return { state: "ahead", days: Matchbook.daysBetween(now, from) };
  };
})(globalThis.Matchbook ??= {});
