// What the reader's entries mean beside each other: programs with their people, dates that belong to them, what was sent, and which
// items of the guide are due for whom. Pure: made of a state (model.js) and of `Matchbook.guide` (src/render/guide.rs).
(function (Matchbook) {
  "use strict";

  const idOf = key => key.slice(key.indexOf("/") + 1);
  // Much faster than comparing strings by themselves.
  const collator = new Intl.Collator(globalThis.document?.documentElement.lang || undefined);
  const byName = (a, b) => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);

  Matchbook.desk = (state, planner) => {
    const records = new Map();
    const log = [];
    const criteria = [];
    const season = {};
    for (const [key, entry] of state) {
      if (entry.gone) continue;
      const id = idOf(key);
      if (key.startsWith("record/")) {
        records.set(id, { id, subject: entry.subject, of: entry.of ?? null, name: entry.values.name ?? "", values: entry.values, dates: entry.dates, scores: entry.scores, at: entry.at });
      } else if (key.startsWith("sent/")) {
        log.push({ id, ...entry });
      } else if (key.startsWith("criterion/")) {
        criteria.push({ id, name: entry.name, weight: entry.weight });
      } else if (key.startsWith("date/")) {
        season[id] = entry.value;
      }
    }
    log.sort((a, b) => (a.day === b.day ? b.at - a.at : a.day < b.day ? 1 : -1));
    criteria.sort(byName);

    const lists = new Map(planner.subjects.map(subject => [subject.id, []]));
    const below = new Map();
    for (const record of records.values()) {
      lists.get(record.subject)?.push(record);
      if (record.of) below.set(record.of, [...below.get(record.of) ?? [], record]);
    }
    for (const list of lists.values()) list.sort(byName);
    for (const list of below.values()) list.sort(byName);
    const subjectOf = record => planner.subjects.find(({ id }) => id === record.subject);
    const parentOf = record => (record.of ? records.get(record.of) ?? null : null);
    /** The record itself, the one it belongs to, and so on. */
    const chain = record => {
      const found = [];
      for (let up = record; up && !found.includes(up); up = parentOf(up)) found.push(up);
      return found;
    };
    const once = make => {
      const made = new Map();
      return key => {
        if (!made.has(key)) made.set(key, make(key));
        return made.get(key);
      };
    };
    // What belongs to something that is gone is gone with it.
    const isActive = once(record => chain(record).every(one => (!one.of || records.has(one.of)) && !(subjectOf(one)?.columns ?? []).some(({ id, inactive }) => inactive.includes(one.values[id]))));
    const active = once(subject => (lists.get(subject) ?? []).filter(isActive));
    const parentOfSubject = subject => planner.subjects.find(({ id }) => id === subject)?.of ?? null;
    const standsFor = (record, subject) => record.subject === parentOfSubject(subject) && !(below.get(record.id) ?? []).some(one => one.subject === subject && isActive(one));
    /** Names that two of a subject have, and would be told apart by nothing else. */
    const shared = once(subject => {
      const seen = new Set();
      return new Set((lists.get(subject) ?? []).map(({ of, name }) => `${of}/${name}`).filter(name => seen.has(name) || !seen.add(name)));
    });
    /** The name of a record, with the first text about it where another one has the same name. */
    const labelOf = record => {
      const first = subjectOf(record)?.columns.find(({ type }) => type === "text");
      const more = first && shared(record.subject).has(`${record.of}/${record.name}`) ? record.values[first.id] : "";
      return more ? `${record.name} (${more})` : record.name;
    };
    const known = new Map();
    /** The same object for the same dates: what counts from them is looked up once. */
    const shareDates = dates => {
      const name = JSON.stringify(dates);
      if (!known.has(name)) known.set(name, dates);
      return known.get(name);
    };
    /** Dates of an event that everything of a subject has, the first one first. */
    const datesIn = (event, list) => list.map(record => record.dates[event]).filter(date => Matchbook.readDate(date)).sort();
    /**
     * Dates by event for a record, or for the season as a whole: its own, those of what it belongs to, those of the season, and of events
     * of other subjects all there are, the first one first. What was not entered is what it is assumed to be, a day.
     */
    const datesFor = once(record => {
      const up = record ? chain(record) : [];
      const dates = {};
      for (const { id, per } of planner.events) {
        const own = per === null ? [season[id]] : up.filter(({ subject }) => subject === per).map(one => one.dates[id]);
        const isOwn = per === null || up.some(({ subject }) => subject === per);
        const found = isOwn ? own.filter(date => Matchbook.readDate(date)) : datesIn(id, active(per).filter(one => !record || chain(one).includes(record) || !one.of));
        if (found.length > 0) dates[id] = found;
      }
      for (const { id, assume } of planner.events) {
        const end = assume && !dates[id] ? Matchbook.windowOn(Matchbook.readWindow(assume), dates) : null;
        if (end) dates[id] = [Matchbook.dayOf(end[1])];
      }
      return shareDates(dates);
    });

    return {
      planner, records, log, criteria, season, isActive, active, datesFor, chain, subjectOf, parentOf,
      all: subject => lists.get(subject) ?? [],
      childrenOf: (record, subject) => (below.get(record.id) ?? []).filter(one => one.subject === subject),
      labelOf,
      /** The names of a record and of what it belongs to: "Dr. Whitfield, Lakeshore". */
      nameOf: record => chain(record).map(labelOf).filter(Boolean).join(", "),
      /** Records that an item exists for: `[null]` for the guide as a whole. As long as a program has no people, it stands for them. */
      targetsOf: once(per => {
        if (!per) return [null];
        const found = [...active(per), ...active(parentOfSubject(per)).filter(record => standsFor(record, per))];
        return found.length > 0 ? found : [null];
      }),
      /** The record that an item is for when these are `chosen` (js/desk/chooser.js); `null` for none in particular. */
      targetFor(per, chosen) {
        const above = chosen[parentOfSubject(per)] ?? null;
        return chosen[per] ?? (above && standsFor(above, per) ? above : null);
      },
      standsFor,
      /** Whether a record has one of its choices set to this. */
      hasMark: (record, mark) => chain(record).some(one => (subjectOf(one)?.columns ?? []).some(({ id, type }) => type === "choice" && one.values[id] === mark)),
      /** Whether an item is not asked of a record: because of one of its choices, or because its time has passed. */
      isWaived(item, record, now) {
        if (Matchbook.untilOn(item.until, datesFor(record)) < now) return true;
        return Boolean(item.unless && record && this.hasMark(record, item.unless));
      },
      /** What rules ask of the reader's data, for an email to a record and a person there. */
      contextFor(to, person, now) {
        const top = planner.log?.to;
        const programs = (lists.get(top) ?? []).map(record => ({
          id: record.id, names: [record.name, ...(below.get(record.id) ?? []).filter(({ subject }) => subject === planner.log.person).flatMap(({ name }) => Matchbook.addressesOf(name))],
        }));
        const marks = to ? (subjectOf(to)?.columns ?? []).filter(({ type }) => type === "choice").map(({ id }) => to.values[id]).filter(Boolean) : [];
        return {
          now, program: to ? { id: to.id, marks } : undefined, person: person?.id, programs,
          dates: datesFor(person ?? to), ahead: datesFor(null),
          // The oldest first: of one day, in the order in which they were written down.
          log: [...log].reverse().map(entry => ({ ...entry, program: entry.to ?? null, person: entry.person ?? null, at: Matchbook.noonOf(entry.day) })),
        };
      },
    };
  };

  /** A value of a column as readers see it. */
  Matchbook.shownValue = (column, value) => (column.type === "choice" ? column.choices.find(({ id }) => id === value)?.name ?? "" : value ?? "");

  /** Noon of a day, in milliseconds, where the reader is. */
  Matchbook.noonOf = day => {
    const { year, month, date } = Matchbook.readDate(day) ?? { year: 1970, month: 1, date: 1 };
    return new Date(year, month - 1, date, 12).getTime();
  };

  /** Today, as a day is written. */
  Matchbook.dayOf = at => {
    const day = new Date(at);
    return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
  };

  /**
   * How far a list is over all records that its items exist for: as `Matchbook.progress`, with `done` of `total` and `more` counted once for
   * each record, and `next` the first item that is open for one of them.
   */
  Matchbook.progressFor = (items, desk, isTicked) => {
    const once = Matchbook.progress(items, isTicked);
    const targets = new Map([...new Set(items.map(({ per }) => per))].map(per => [per, desk.targetsOf(per)]));
    if ([...targets.values()].every(list => list.length === 1 && !list[0])) return once;
    const keysOf = at => targets.get(items[at].per).map(record => Matchbook.keyFor(items[at].id, record?.id));
    const sum = (steps, count) => steps.reduce((all, at) => all + count(keysOf(at)), 0);
    const ticked = keys => keys.filter(isTicked).length;
    return {
      ...once,
      done: sum(once.counted, ticked),
      total: sum(once.counted, keys => keys.length),
      more: sum(once.optional, ticked),
      next: once.counted.find(at => ticked(keysOf(at)) < keysOf(at).length) ?? -1,
    };
  };

  /**
   * What has days to be done in: for each item of `pages` with a window whose dates are known, and for each record it exists for, `{ item,
   * list, page, record, key, window, state, days }`, what ends first first, done or not.
   */
  Matchbook.datedItems = (pages, desk, now) => {
    const found = [];
    for (const page of pages) {
      for (const list of page.lists) {
        const { items } = list;
        const { isStep } = Matchbook.progress(items, () => false);
        items.forEach((item, at) => {
          const points = isStep[at] && item.due ? Matchbook.readWindow(item.due) : null;
          if (!points) return;
          // By dates: people of one program share them.
          const windows = new Map();
          for (const record of desk.targetsOf(item.per)) {
            if (desk.isWaived(item, record, now)) continue;
            const dates = desk.datesFor(record);
            if (!windows.has(dates)) {
              const window = Matchbook.itemWindow(points, item.until, dates);
              windows.set(dates, window && { window, ...Matchbook.dueState(window, now) });
            }
            const due = windows.get(dates);
            // What nobody has to do is never late.
            if (due && !(item.optional && due.state === "late")) found.push({ item, list, page, record, key: Matchbook.keyFor(item.id, record?.id), ...due });
          }
        });
      }
    }
    return found.sort((a, b) => a.window[1] - b.window[1] || a.window[0] - b.window[0]);
  };

  /** What is due: the dated items that are not done. */
  Matchbook.dueItems = (pages, desk, isTicked, now) => Matchbook.datedItems(pages, desk, now).filter(({ key }) => !isTicked(key));
})(globalThis.Matchbook ??= {});
