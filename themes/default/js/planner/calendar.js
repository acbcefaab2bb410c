// Days and times as a file that calendar programs take (iCalendar, RFC 5545). Pure: the same events give the same bytes.
(function (Matchbook) {
  "use strict";

  /** Most octets of a line without its end. */
  const LONGEST_LINE = 75;
  const DAY = 86_400_000;
  /** The last day after which there is one that can be written. */
  const LAST_DAY = Date.UTC(9999, 11, 30);

  /** Line breaks as LF, no control characters but tabs, and no halves of characters. */
  const clean = text => text.replace(/\r\n?/g, "\n").replace(/[^\P{Cc}\t\n]/gu, "").replace(/\p{Surrogate}/gu, "\ufffd");
  const escape = text => clean(text).replace(/[\\;,]/g, "\\$&").replace(/\n/g, "\\n");

  const octetsOf = character => {
    const code = character.codePointAt(0);
    return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  };
  /** A line in pieces that are short enough; those after the first one start with a blank. */
  const fold = line => {
    let folded = "";
    let octets = 0;
    for (const character of line) {
      const more = octetsOf(character);
      if (octets + more > LONGEST_LINE) {
        folded += "\r\n ";
        octets = 1;
      }
      folded += character;
      octets += more;
    }
    return folded;
  };

  /** Milliseconds as `20261118T143000Z`; `null` when they are no moment of a year with four digits. */
  const moment = at => {
    const date = new Date(Number.isFinite(at) ? at : NaN);
    const text = Number.isNaN(date.getTime()) ? "" : date.toISOString();
    return /^\d{4}-/.test(text) ? `${text.slice(0, 19).replace(/[-:]/g, "")}Z` : null;
  };
  /** `2026-11-18` as the milliseconds at which it starts in UTC, where all days are equally long; `null` when it is no day. */
  const dayOf = text => {
    const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00Z`) : NaN;
    return at <= LAST_DAY && new Date(at).toISOString().startsWith(text) ? at : null;
  };
  const dayText = at => new Date(at).toISOString().slice(0, 10).replace(/-/g, "");

  /** When an event starts and ends, as lines; `null` when it has no start. The end of a day is the next one. */
  const spanOf = ({ start, end, isAllDay }) => {
    if (isAllDay) {
      const first = dayOf(start);
      return first === null ? null : [
        `DTSTART;VALUE=DATE:${dayText(first)}`,
        `DTEND;VALUE=DATE:${dayText(Math.max(first, dayOf(end) ?? first) + DAY)}`,
      ];
    }
    const [from, to] = [moment(start), moment(end)];
    // An end has to be later than the start, in seconds as they are written.
    return from === null ? null : [`DTSTART:${from}`, ...to !== null && to > from ? [`DTEND:${to}`] : []];
  };

  /** Minutes before the start as a duration. Days are days of the calendar, whatever the clocks do. */
  const durationOf = minutes => {
    const length = Math.abs(minutes);
    const [days, hours, rest] = [Math.floor(length / 1440), Math.floor(length / 60) % 24, length % 60];
    if (length === 0) return "PT0S";
    const time = `${hours > 0 ? `${hours}H` : ""}${rest > 0 ? `${rest}M` : ""}`;
    return `${minutes > 0 ? "-" : ""}P${days > 0 ? `${days}D` : ""}${time ? `T${time}` : ""}`;
  };
  const alarmsOf = ({ title = "", alarms = [] }) => [...new Set(alarms.filter(Number.isFinite).map(Math.round))].flatMap(minutes => [
    "BEGIN:VALARM", "ACTION:DISPLAY", `DESCRIPTION:${escape(title)}`, `TRIGGER:${durationOf(minutes)}`, "END:VALARM",
  ]);

  /** An address as it may stand in a file; nothing when it is not one of the web. */
  const addressOf = url => {
    try {
      const { protocol, href } = new URL(url);
      return ["https:", "http:"].includes(protocol) ? href : "";
    } catch { return ""; }
  };

  const eventOf = (event, guide, stamp) => {
    const span = spanOf(event);
    if (!span) return [];
    const { uid, title = "", description = "", url = "", isAllDay = false, sequence = 0, categories = [] } = event;
    const address = addressOf(url);
    return [
      "BEGIN:VEVENT",
      `UID:${escape(`${uid}@${guide}`)}`,
      `DTSTAMP:${stamp}`,
      `LAST-MODIFIED:${stamp}`,
      `SEQUENCE:${Math.max(0, Math.trunc(sequence)) || 0}`,
      ...span,
      `SUMMARY:${escape(title)}`,
      ...description ? [`DESCRIPTION:${escape(description)}`] : [],
      ...address ? [`URL:${address}`] : [],
      ...categories.length > 0 ? [`CATEGORIES:${categories.map(escape).join(",")}`] : [],
      // A deadline takes no time of its day.
      ...isAllDay ? ["TRANSP:TRANSPARENT"] : [],
      ...alarmsOf(event),
      "END:VEVENT",
    ];
  };

  /**
   * The text of a calendar file. An event is `{ uid, title, description, url, start, end, isAllDay, alarms, sequence, categories }`, all
   * but `uid` and `start` may be missing. Of a whole day, `start` and `end` are `YYYY-MM-DD` and `end` is the last day; else both
   * are milliseconds. `alarms` are minutes before the start, negative after it; a whole day starts at midnight, so 9:00 on it is -540.
   * An event that has no start, because it is no day or no moment, is left out.
   *
   * `name` is that of the calendar, `guide` the id of the guide, `stamp` milliseconds. Programs know an event by its `uid` and the guide,
   * and take the file with the higher `sequence`.
   */
  Matchbook.calendar = (events, { name, guide, stamp }) => [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Matchbook//Planner//EN",
    "CALSCALE:GREGORIAN",
    `X-WR-CALNAME:${escape(name)}`,
    ...events.flatMap(event => eventOf(event, guide, moment(stamp))),
    "END:VCALENDAR",
  ].map(line => `${fold(line)}\r\n`).join("");
})(globalThis.Matchbook ??= {});
