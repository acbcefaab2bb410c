// What rules ask of a reader's own data. Pure. A context is
//
//   email     name of the sample that the email is made from
//   fields    its fields, by id
//   now       milliseconds, as of `Date.now()`
//   dates     days of the events, by id: ["2027-03-03", …]
//   program   { id, marks: ["no-messages"] }
//   person    name of the one it goes to
//   programs  the reader's programs: [{ id, names: ["Lakeshore Children's"] }], people there among the names
//   log       what was sent: [{ email, program, person, level, at, text }], `at` in milliseconds
//
// All of it may be missing. What is not known makes no finding.
(function (Matchbook) {
  "use strict";

  const DAY = 86_400_000;

  /** A point of a window, `[event, amount, unit]`, as milliseconds: of a day the start, and the end when it is where a window ends. */
  const moment = ([, amount, unit], day, isEnd) => {
    const [year, month, date] = day.split("-").map(Number);
    // The clock time of an event is not known, so hours are rounded to days: a window starts later and ends earlier.
    const days = { h: (isEnd ? Math.floor : Math.ceil)(amount / 24), d: amount, w: 7 * amount }[unit];
    return new Date(year, month - 1, date + days + (isEnd ? 1 : 0)).getTime() - (isEnd ? 1 : 0);
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
    const first = event => dates[event]?.[0];
    if (!first(to[0]) || from && !first(from[0])) return null;
    return [from ? moment(from, first(from[0]), false) : -Infinity, moment(to, first(to[0]), true)];
  };

  const threes = text => {
    const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    return new Set(words.slice(2).map((word, at) => `${words[at]} ${words[at + 1]} ${word}`));
  };
  /** The share of what two texts have together, in percent: words in threes, those that both have among those that either has. */
  const similarity = (a, b) => {
    const [one, other] = [threes(a), threes(b)];
    const both = [...one].filter(three => other.has(three)).length;
    return 100 * both / Math.max(1, one.size + other.size - both);
  };

  const isLogged = (rule, { log = [], program, person, now }, { letter }) => {
    const isMeant = entry => (rule.emails.length === 0 || rule.emails.includes(entry.email)) && !rule.not.includes(entry.email)
      && (rule.to === "others" ? entry.program !== program?.id : entry.program === program?.id)
      && (rule.to !== "person" || entry.person === person)
      && (rule.within === null || now - entry.at < rule.within * DAY)
      && (entry.level ?? 0) >= rule.level
      && (rule.similar === null || similarity(entry.text ?? "", letter) > rule.similar);
    if (!program) return false;
    const meant = log.filter(isMeant).sort((a, b) => a.at - b.at);
    if (rule.falls) {
      const levels = meant.map(entry => entry.level).filter(Boolean);
      return levels.some((level, at) => at > 0 && level < Math.max(...levels.slice(0, at)));
    }
    const number = rule.to === "others" ? new Set(meant.map(entry => entry.program)).size : meant.length;
    return number >= rule.least;
  };

  /** Where the text has the name of another program or of somebody there. */
  const otherNames = ({ program, programs = [] }, { text }) => {
    const escaped = name => name.trim().replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(/\s+/gu, "\\s+");
    const own = (programs.find(({ id }) => id === program?.id)?.names ?? []).map(name => name.toLowerCase());
    const names = programs.filter(({ id }) => id !== program?.id).flatMap(other => other.names)
      .filter(name => name.trim() && !own.some(mine => mine.includes(name.toLowerCase())));
    if (!program || names.length === 0) return [];
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${names.map(escaped).join("|")})(?![\\p{L}\\p{N}])`, "giu");
    return [...text.matchAll(pattern)].map(match => [match.index, match.index + match[0].length]);
  };

  /**
   * Whether all that a rule asks is so; of names, the places where they stand. A message is the `text` of subject and letter as it is
   * read, and the `letter` as it was written.
   */
  Matchbook.contextSays = (rule, context, message) => {
    const { now = Date.now(), dates = {}, program } = context;
    if (rule.during) {
      const span = Matchbook.windowOn(rule.during, dates);
      if (!span || now < span[0] || now > span[1]) return false;
    }
    if (rule.ahead && !(dates[rule.ahead] ?? []).some(day => moment([rule.ahead, 0, "d"], day, true) > now)) return false;
    if (rule.program && !rule.program.some(mark => program?.marks?.includes(mark))) return false;
    if (rule.log && !isLogged(rule.log, { ...context, now }, message)) return false;
    return rule.namesOther ? otherNames(context, message) : true;
  };
})(globalThis.Matchbook ??= {});
