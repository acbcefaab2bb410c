// What rules ask of a reader's own data. Pure. A context is
//
//   email     name of the sample that the email is made from
//   fields    its fields, by id
//   now       milliseconds, as of `Date.now()`
//   dates     dates of the events as js/desk/due.js reads them, by id: ["2027-03-03", …]
//   ahead     dates of the events of all programs, in the same form; without it those in `dates` count
//   program   { id, marks: ["no-messages"] }
//   person    name of the one it goes to
//   programs  the reader's programs: [{ id, names: ["Lakeshore Children's"] }], people there among the names
//   log       what was sent: [{ email, program, person, level, at, text }], `at` in milliseconds
//
// All of it may be missing. What is not known makes no finding.
(function (Matchbook) {
  "use strict";

  const DAY = 86_400_000;

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

  /** The entries of the log that stand against the email; `null` when there are too few. */
  const loggedAgainst = (rule, { log = [], program, person, now }, { letter }) => {
    const isMeant = entry => (rule.emails.length === 0 || rule.emails.includes(entry.email)) && !rule.not.includes(entry.email)
      && (rule.to === "others" ? entry.program !== program?.id : entry.program === program?.id)
      // A program without people stands for them.
      && (rule.to !== "person" || (entry.person ?? null) === (person ?? null))
      && (rule.within === null || now - entry.at < rule.within * DAY && entry.at - now < DAY)
      && (entry.level ?? 0) >= rule.level
      && (rule.similar === null || similarity(Matchbook.ownText(entry.text ?? ""), letter) > rule.similar);
    // What others were sent stands against an email, whoever it goes to.
    if (!program && rule.to !== "others") return null;
    const meant = log.filter(isMeant).sort((a, b) => a.at - b.at);
    if (rule.falls) {
      const rated = meant.filter(entry => entry.level);
      const at = rated.findIndex((entry, number) => rated.slice(0, number).some(before => before.level > entry.level));
      return at < 0 ? null : rated.slice(0, at + 1);
    }
    const number = rule.to === "others" ? new Set(meant.map(entry => entry.program)).size : meant.length;
    return number >= rule.least ? meant : null;
  };

  /** Where the text has the name of another program or of somebody there. */
  const otherNames = ({ program, programs = [] }, { text }) => {
    const escaped = name => name.trim().replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(/\s+/gu, "\\s+");
    const namesOf = some => (some?.names ?? []).map(Matchbook.plainText);
    const own = namesOf(programs.find(({ id }) => id === program?.id)).map(name => name.toLowerCase());
    const names = programs.filter(({ id }) => id !== program?.id).flatMap(namesOf)
      .filter(name => name.trim() && !own.some(mine => mine.includes(name.toLowerCase())));
    if (!program || names.length === 0) return [];
    const pattern = new RegExp(`(^|[^\\p{L}\\p{N}])(?:${names.map(escaped).join("|")})(?![\\p{L}\\p{N}])`, "giu");
    return [...text.matchAll(pattern)].map(match => [match.index + match[1].length, match.index + match[0].length]);
  };

  /**
   * What a rule asks, when all of it is so, else `null`: `places` where names of others stand (`null` when it asks for none) and
   * `against`, the entries of the log that are the reason. A message is the `text` of subject and letter as it is read, and the `letter`
   * with the sender's lines.
   */
  Matchbook.contextSays = (rule, context, message) => {
    const { now = Date.now(), dates = {}, program } = context;
    if (rule.during) {
      const span = Matchbook.windowOn(rule.during, dates);
      if (!span || now < span[0] || now > span[1]) return null;
    }
    if (rule.ahead && !(context.ahead?.[rule.ahead] ?? dates[rule.ahead] ?? []).some(date => Matchbook.endOf(date) > now)) return null;
    if (rule.program && !rule.program.some(mark => program?.marks?.includes(mark))) return null;
    const against = rule.log ? loggedAgainst(rule.log, { ...context, now }, message) : [];
    return against && { places: rule.namesOther ? otherNames(context, message) : null, against };
  };
})(globalThis.Matchbook ??= {});
