// What a reader keeps, as a pure model: `(state, event) → state`. Nothing here knows the page, the clock or the storage.
//
// The state is a Map from key to entry and is never changed, only replaced. A key is a kind and a name:
//
//   tick/INT-04      { at, done, text, revision }   an item of a checklist; what it said when it was ticked
//   note/INT-04      { at, text }                   a note on it
//   field/full_name  { at, value }                  a field of the sample emails, shared by all that have it
//   pref/scheme      { at, value }                  a choice: colors, recent searches, where the reader was last
//   record/k3x9      { at, subject, of, values, dates, scores }   a program, a person there, …: `subject` as `book.toml` declares it
//   date/match-week  { at, value }                  the day of an event of the season
//   criterion/p2m1   { at, name, weight }           what the reader judges programs by
//   sent/q8z2        { at, email, to, person, level, day, subject, text }   an email that was sent
//
// What belongs to a record has its id behind the last `@`: `tick/INT-04@k3x9`, `note/INT-04@k3x9`, `field/specific_topic@k3x9`.
//
// `at` is the time of the last change in milliseconds since 1970. An entry that was removed stays as `{ at, gone: true }`, so
// that an older copy does not bring it back. Of two entries with one key the newer one holds, whichever way they meet.
// Kinds that are not known here are kept as they are: they come from another edition of the guide.
(function (Matchbook) {
  "use strict";

  /** Of the form of the entries. Raised when an older script would misread them; then `MIGRATIONS` gets a step. */
  const SCHEMA = 1;
  /** Most characters of an entry as JSON, most levels in it, and the last moment that a Date can be. */
  const LONGEST = 60_000;
  const DEEPEST = 20;
  const LATEST = 8.64e15;
  const KEY = /^[a-z][a-z-]{0,30}\/[^\u0000-\u001f\u007f]{1,300}$/;

  const isObject = value => typeof value === "object" && value !== null && !Array.isArray(value);
  const isText = value => typeof value === "string";
  const isTextOrNot = value => value === undefined || isText(value);
  const isTexts = value => isObject(value) && Object.values(value).every(isText);
  const isNumbers = value => isObject(value) && Object.values(value).every(Number.isFinite);

  /** What the entries of a kind hold besides `at`, and which of it may be missing. */
  const KINDS = {
    tick: { done: value => typeof value === "boolean", text: value => value === undefined || isText(value), revision: value => value === undefined || isText(value) },
    note: { text: isText },
    field: { value: isText },
    pref: { value: value => value !== undefined },
    record: { subject: isText, of: isTextOrNot, values: isTexts, dates: isTexts, scores: isNumbers },
    date: { value: isText },
    criterion: { name: isText, weight: Number.isFinite },
    sent: { email: isText, to: isTextOrNot, person: isTextOrNot, level: Number.isInteger, day: isText, subject: isText, text: isText },
  };

  /**
   * One step each from an older schema to the next: `(key, value) → [key, value]`, or `null` for what is given up. Before
   * schema 1 there were no entries, only the bare texts of two choices.
   */
  const MIGRATIONS = [
    (key, value) => {
      if (key === "scheme" && isText(value)) return ["pref/scheme", { at: 0, value }];
      if (key !== "searches" || !isText(value)) return null;
      try {
        return ["pref/searches", { at: 0, value: JSON.parse(value) }];
      } catch { return null; }
    },
  ];

  /** The same text for the same value, whatever the order in which its properties were made. */
  const canonical = value => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (!isObject(value)) return JSON.stringify(value);
    const properties = Object.keys(value).filter(name => value[name] !== undefined).sort();
    return `{${properties.map(name => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  };

  const isShallow = (value, levels) => {
    if (typeof value !== "object" || value === null) return true;
    return levels > 0 && Object.values(value).every(inner => isShallow(inner, levels - 1));
  };

  /** Whether a value from outside can be the entry of a key. `length` is that of its text, where it is known. */
  const isEntry = (key, value, length = null) => {
    if (!isText(key) || !KEY.test(key) || !isObject(value) || !isShallow(value, DEEPEST)) return false;
    if (!Number.isInteger(value.at) || value.at < 0 || value.at > LATEST) return false;
    if ((length ?? JSON.stringify(value).length) > LONGEST) return false;
    if (value.gone !== undefined) return value.gone === true;
    const kind = key.slice(0, key.indexOf("/"));
    if (!Object.hasOwn(KINDS, kind)) return true;
    return Object.entries(KINDS[kind]).every(([name, fits]) => fits(value[name]));
  };

  /** An entry of an older schema as one of today; `null` when it cannot be read. */
  const migrate = (schema, key, value) => {
    let step = [key, value];
    for (let from = schema; from < SCHEMA && step; from++) step = MIGRATIONS[from]?.(...step) ?? null;
    return step && isEntry(...step) ? step : null;
  };

  /** Whether `a` holds against `b`. A total order, so that merging does not depend on who merges what into what. */
  const holds = (a, b) => (a.at === b.at ? canonical(a) > canonical(b) : a.at > b.at);

  /** The state that was made since `reduce` was called: nobody else has it yet, so it is written to. */
  let own = null;
  const put = (state, key, value, at) => {
    const before = state.get(key);
    // A change counts after what it changes, even when the clock was set back in between.
    const entry = { ...value, at: Math.min(LATEST, Math.max(at, before ? before.at + 1 : 0)) };
    if (!isEntry(key, entry)) return state;
    // A copy for each row of a long file would take a minute.
    if (state !== own) own = new Map(state);
    return own.set(key, Object.freeze(entry));
  };

  const remove = (state, key, at) => {
    const before = state.get(key);
    return before && !before.gone ? put(state, key, { gone: true }, at) : state;
  };

  /** The newer entry of each key. Commutative, associative and idempotent. */
  const merge = (state, entries) => {
    const merged = new Map(state);
    for (const [key, entry] of entries) {
      const own = merged.get(key);
      if (!own || holds(entry, own)) merged.set(key, Object.freeze(entry));
    }
    return merged;
  };

  /** Entries exactly as they are given; `null` for one that is not there. */
  const set = (state, entries) => {
    const next = new Map(state);
    for (const [key, entry] of entries) {
      if (entry) next.set(key, Object.freeze(entry));
      else next.delete(key);
    }
    return next;
  };

  const EVENTS = {
    /** An item was ticked or not any more. `text` and `revision` are what it says now. */
    tick: (state, { id, done, text, revision, at }) => put(state, `tick/${id}`, { done, text, revision }, at),
    /** A note was written; an empty one is removed. */
    note: (state, { id, text, at }) => (text ? put(state, `note/${id}`, { text }, at) : remove(state, `note/${id}`, at)),
    /** A field of an email was filled in; an empty one is removed. */
    fill: (state, { id, value, at }) => (value ? put(state, `field/${id}`, { value }, at) : remove(state, `field/${id}`, at)),
    /** A choice was made; `null` takes it back. */
    prefer: (state, { name, value, at }) => (value === null ? remove(state, `pref/${name}`, at) : put(state, `pref/${name}`, { value }, at)),
    /** A program, a person or the like is new or changed. */
    record: (state, { id, subject, of, values, dates, scores, at }) => put(state, `record/${id}`, { subject, of, values, dates, scores }, at),
    /** The date of an event of the season; an empty one is removed. */
    date: (state, { event, value, at }) => (value ? put(state, `date/${event}`, { value }, at) : remove(state, `date/${event}`, at)),
    /** What programs are judged by. */
    criterion: (state, { id, name, weight, at }) => put(state, `criterion/${id}`, { name, weight }, at),
    /** An email was sent, or what was written down of one is changed. */
    send: (state, { id, email, to, person, level, day, subject, text, at }) => put(state, `sent/${id}`, { email, to, person, level, day, subject, text }, at),
    /** An entry is not wanted any more. */
    forget: (state, { key, at }) => remove(state, key, at),
    /** A copy comes back. */
    merge: (state, { entries }) => merge(state, entries),
    /** Another tab changed these. */
    set: (state, { entries }) => set(state, entries),
    /** What led from `before` to `after` is taken back, where nothing else has changed since. */
    undo: (state, { before, after }) => set(state, changes(before, after)
      .filter(key => same(state.get(key), after.get(key))).map(key => [key, before.get(key) ?? null])),
  };

  /** The state after an event or a list of them; the same one when nothing changed. */
  const reduce = (state, events) => {
    own = null;
    return [events].flat().reduce((now, event) => EVENTS[event.type](now, event), state);
  };

  /** Whether two entries, or the lack of them, say the same. */
  const same = (a, b) => a === b || Boolean(a && b) && canonical(a) === canonical(b);

  /** The keys whose entries differ between two states. */
  const changes = (before, after) => {
    const keys = [];
    for (const [key, entry] of after) if (!same(before.get(key), entry)) keys.push(key);
    for (const key of before.keys()) if (!after.has(key)) keys.push(key);
    return keys;
  };

  Matchbook.model = { SCHEMA, MIGRATIONS, canonical, changes, isEntry, isObject, merge, migrate, reduce, same };
})(globalThis.Matchbook ??= {});
