// The lists of the match demonstrator: read from the tables of a page, and changed one thing at a time. Pure.
(function (Matchbook) {
  "use strict";

  /** Longest name, most people or programs, and most places that can be entered. */
  const LONGEST = 30;
  const MOST = 12;
  const MOST_PLACES = 20;

  const clean = text => text.replace(/\s+/gu, " ").trim();
  /** Names in cells, each of which may hold several with commas between them. */
  const namesIn = cells => cells.flatMap(cell => cell.split(",")).map(clean).filter(Boolean);
  const wholeNumber = text => (/^\d+$/u.test(text) ? Number(text) : text);

  /** A problem (algorithm.js) from the rows of two tables: name and list; name, number of places and list. */
  const readTables = (applicants, programs) => ({
    applicants: applicants.map(([name = "", ...cells]) => ({ name: clean(name), list: namesIn(cells) })),
    programs: programs.map(([name = "", places = "", ...cells]) => ({ name: clean(name), places: wholeNumber(clean(places)), list: namesIn(cells) })),
  });

  const changed = (side, who, change) => side.map(one => (one.name === who ? { ...one, ...change(one) } : one));
  const without = (side, name) => side.map(one => ({ ...one, list: one.list.filter(other => other !== name) }));
  const otherSide = side => (side === "applicants" ? "programs" : "applicants");

  /** The problem with another list of somebody. */
  const withList = (problem, side, who, list) => ({ ...problem, [side]: changed(problem[side], who, () => ({ list })) });
  const withPlaces = (problem, who, places) => ({ ...problem, programs: changed(problem.programs, who, () => ({ places: Math.min(Math.max(places, 1), MOST_PLACES) })) });
  /** One more on a side, with an empty list; a program has one place. */
  const withOne = (problem, side, name, list = []) => ({ ...problem, [side]: [...problem[side], side === "programs" ? { name, places: 1, list } : { name, list }] });
  /** One less, on the lists of the other side too. */
  const withoutOne = (problem, side, name) => ({
    ...problem, [side]: problem[side].filter(one => one.name !== name), [otherSide(side)]: without(problem[otherSide(side)], name),
  });
  /** The list with the name at this place moved up or down. */
  const moved = (list, at, by) => {
    const to = at + by;
    if (to < 0 || to >= list.length) return list;
    const rest = list.filter((_, place) => place !== at);
    return [...rest.slice(0, to), list[at], ...rest.slice(to)];
  };
  /** The list with a name at this place, or without it for null. */
  const placed = (list, name, at) => {
    const rest = list.filter(other => other !== name);
    return at === null ? rest : [...rest.slice(0, at), name, ...rest.slice(at)];
  };
  /** Somebody new who lists every program in its order, and whom every program puts in the middle of its list. */
  const joined = (problem, name) => {
    const list = problem.programs.map(program => program.name);
    return {
      applicants: [...problem.applicants, { name, list }],
      programs: problem.programs.map(program => ({ ...program, list: placed(program.list, name, Math.floor(program.list.length / 2)) })),
    };
  };

  /** Why nobody of this name can be added to a side: "empty", "comma", "long", "twice" or "many"; null when it can. */
  const nameError = (problem, side, text) => {
    const name = clean(text);
    // What cannot be seen is no name.
    if (!/[^\p{Cf}\s]/u.test(name)) return "empty";
    if (name.includes(",")) return "comma";
    if ([...name].length > LONGEST) return "long";
    if (problem[side].some(one => one.name.toLowerCase() === name.toLowerCase())) return "twice";
    return problem[side].length >= MOST ? "many" : null;
  };

  /** What is wrong with a change of somebody's list, as in `validate`; "nobody" when there is no such applicant. */
  const changeErrors = (problem, { who, list }) => {
    if (!problem.applicants.some(({ name }) => name === who)) return [{ kind: "nobody", side: "applicants", who }];
    return Matchbook.match.validate(withList(problem, "applicants", who, list)).filter(error => error.side === "applicants" && error.who === who);
  };

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  Matchbook.lists = { MOST_PLACES, clean, namesIn, readTables, withList, withPlaces, withOne, withoutOne, moved, placed, joined, nameError, changeErrors, same };
})(globalThis.Matchbook ??= {});
