// Windows and their days in the reader's language.
(function (Matchbook) {
  "use strict";

  const { count, fill, strings } = Matchbook;
  const { lang } = document.documentElement;
  const DAY = new Intl.DateTimeFormat(lang, { month: "short", day: "numeric" });
  const DAY_OF_YEAR = new Intl.DateTimeFormat(lang, { year: "numeric", month: "short", day: "numeric" });
  const CLOCK = new Intl.DateTimeFormat(lang, { hour: "numeric", minute: "2-digit" });
  const MOMENT = new Intl.DateTimeFormat(lang, { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });
  const NUMBERED = { late: ["due_now_late_today", "due_now_late_one", "due_now_late"], open: ["due_now_today", "due_now_tomorrow", "due_now"], ahead: ["due_now_opens_today", "due_now_opens_tomorrow", "due_now_opens"] };

  /** A day of this year without the year; of another one with it. */
  const dayOf = at => (new Date(at).getFullYear() === new Date().getFullYear() ? DAY : DAY_OF_YEAR).format(at);
  /** Where a day begins: at one o'clock where midnight is left out. */
  const isMidnight = at => new Date(at).setHours(0, 0, 0, 0) === at;
  /** Where a window starts or ends: its day, and the clock where it is not the day as a whole. */
  const point = (at, isEnd) => (isMidnight(isEnd ? at + 1 : at) ? dayOf(at) : MOMENT.format(at));

  /** "Nov 19 – Nov 21", "by Mar 3", "Nov 18". */
  Matchbook.windowWords = ([from, to]) => {
    const end = point(to, true);
    if (!Number.isFinite(from)) return fill(strings.due_now_by, { to: end });
    const start = point(from, false);
    return start === end ? end : fill(strings.due_now_range, { from: start, to: end });
  };

  /** "due in 2 days", "open now, due today", "3 days late", "opens tomorrow". */
  Matchbook.dueWords = ({ state, days, window }) => {
    const [zero, one, many] = NUMBERED[state];
    const words = days < 2 ? strings[days === 0 ? zero : one] : count(days, many, many);
    return state === "open" && Number.isFinite(window[0]) ? fill(strings.due_now_open, { due: words }) : words;
  };

  /** A date as the reader entered it: "Nov 18, 2026", with the clock where the reader is when there is a time. */
  Matchbook.dateWords = text => {
    const moment = Matchbook.momentOf(text);
    if (moment !== null) return `${DAY_OF_YEAR.format(moment)}, ${CLOCK.format(moment)}`;
    return Matchbook.readDate(text) ? DAY_OF_YEAR.format(Matchbook.noonOf(text)) : "";
  };

  /** The sentence about an email that was sent. */
  Matchbook.sentWords = (entry, desk) => {
    const [, title] = Matchbook.guide.emails.find(([name]) => name === entry.email) ?? [];
    const to = desk.records.get(entry.person) ?? desk.records.get(entry.to ?? entry.program);
    return fill(strings.sent_words, { email: title ?? strings.sent_other, to: to ? desk.nameOf(to) : strings.sent_nobody, date: Matchbook.dateWords(entry.day) });
  };
})(globalThis.Matchbook ??= {});
