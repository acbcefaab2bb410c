// What happens in the match demonstrator: lists are changed, a what-if is chosen, steps are taken. Pure: each function gives another
// session.
(function (Matchbook) {
  "use strict";

  const { match, lists } = Matchbook;
  /** Changes that can be taken back. */
  const MOST_PAST = 50;

  /** With its own lists or those of a what-if, which are run anew; `at` is the number of steps taken, the last one when not said. */
  const settled = (session, at) => {
    const { base, change } = session;
    const problem = change ? lists.withList(base, "applicants", change.who, change.list) : base;
    const log = match.run(problem);
    return { ...session, problem, log, at: at ?? log.steps.length };
  };

  const session = {
    /** The lists of a page, before the first step. */
    start: example => settled({ example, base: example, change: null, past: [] }, 0),
    /** To this step, or to the last one. */
    go: (now, at) => ({ ...now, at: Math.min(Math.max(at, 0), now.log.steps.length) }),
    /** With a what-if `{ who, list, … }`, or without one for null. */
    choose: (now, change) => settled({ ...now, change }),
    /** With other lists. A what-if is over then. */
    edit: (now, base) => settled({ ...now, base, change: null, past: [...now.past, now.base].slice(-MOST_PAST) }),
    undo: now => (now.past.length === 0 ? now : settled({ ...now, base: now.past[now.past.length - 1], past: now.past.slice(0, -1), change: null })),
    reset: now => session.edit(now, now.example),
    /** Whether a what-if is about people and programs that are there. */
    allows: (now, change) => lists.changeErrors(now.base, change).length === 0,

    /** All that is shown of it. */
    view(now) {
      const { example, base, change, problem, log, at, past } = now;
      const isEdited = !lists.same(example, base);
      const before = change ? base : isEdited ? example : null;
      const results = match.results(problem, log.held, base);
      const earlier = before && match.results(before, match.run(before).held);
      return {
        example, base, change, problem, log, at, isEdited, canUndo: past.length > 0, results, earlier,
        differences: earlier ? match.difference(earlier, results) : [],
        ...match.look(problem, log, at),
      };
    },
  };

  Matchbook.matchSession = session;
})(globalThis.Matchbook ??= {});
