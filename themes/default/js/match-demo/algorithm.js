// Two sides that rank each other, and who gets whom: deferred acceptance in which applicants propose. Pure.
//
// A problem is `{ applicants: [{ name, list }], programs: [{ name, places, list }] }`; a list holds names of the other side, best first.
// Whoever is not on a list is not acceptable.
(function (Matchbook) {
  "use strict";

  /** Most orders of processing, and most lists, that are tried one by one. */
  const MOST_ORDERS = 720;
  const MOST_LISTS = 2000;
  const MOST_RUNS = 6000;

  const namesOf = side => side.map(({ name }) => name);
  const ranksOf = list => new Map(list.map((name, at) => [name, at]));
  const copyOf = held => new Map([...held].map(([name, names]) => [name, [...names]]));

  /**
   * What is wrong with a problem: `kind` is "empty" (a side without anybody), "nameless", "twice" (two of one name), "places" (not a
   * whole number of 1 or more), "repeated" (a name twice on one list) or "unknown" (a name that the other side does not have).
   */
  const validate = ({ applicants, programs }) => {
    const errors = [];
    for (const [side, own, other] of [["applicants", applicants, programs], ["programs", programs, applicants]]) {
      if (own.length === 0) errors.push({ kind: "empty", side });
      const known = new Set(namesOf(other));
      const seen = new Set();
      own.forEach(({ name: who, places, list }, at) => {
        if (!who) errors.push({ kind: "nameless", side, row: at + 1 });
        else if (seen.has(who)) errors.push({ kind: "twice", side, who });
        seen.add(who);
        if (side === "programs" && !(Number.isSafeInteger(places) && places >= 1)) errors.push({ kind: "places", side, who, name: String(places) });
        const listed = new Set();
        for (const name of list) {
          if (listed.has(name)) errors.push({ kind: "repeated", side, who, name });
          else if (!known.has(name)) errors.push({ kind: "unknown", side, who, name });
          listed.add(name);
        }
      });
    }
    return errors;
  };

  /**
   * Lets applicants propose until nobody is left to place, those of `order` one after the other, and returns whom each program holds.
   * `note` is told of each step, and of what is held and how many programs each applicant has tried after it.
   */
  const propose = ({ applicants, programs }, order, note) => {
    const lists = new Map(applicants.map(({ name, list }) => [name, list]));
    const ranks = new Map(programs.map(({ name, list }) => [name, ranksOf(list)]));
    const places = new Map(programs.map(program => [program.name, program.places]));
    const held = new Map(programs.map(({ name }) => [name, []]));
    const tried = new Map(applicants.map(({ name }) => [name, 0]));
    const queue = [...order];
    /** One try. Tells whether the applicant has to go on. */
    const tryNext = applicant => {
      const list = lists.get(applicant);
      if (tried.get(applicant) === list.length) {
        note?.({ applicant, program: null, outcome: "unmatched", out: null }, held, tried);
        return false;
      }
      const program = list[tried.get(applicant)];
      tried.set(applicant, tried.get(applicant) + 1);
      const rank = ranks.get(program);
      const names = held.get(program);
      const step = { applicant, program, outcome: "held", out: null };
      if (!rank.has(applicant)) {
        step.outcome = "unlisted";
      } else if (names.length < places.get(program)) {
        names.push(applicant);
      } else {
        const worst = names.reduce((last, name) => (rank.get(name) > rank.get(last) ? name : last));
        if (rank.get(applicant) < rank.get(worst)) {
          step.outcome = "displaces";
          step.out = worst;
          names[names.indexOf(worst)] = applicant;
          queue.unshift(worst);
        } else {
          step.outcome = "full";
        }
      }
      note?.(step, held, tried);
      return step.outcome === "unlisted" || step.outcome === "full";
    };
    while (queue.length > 0) {
      const applicant = queue.shift();
      while (tryNext(applicant));
    }
    return held;
  };

  /**
   * The same as a log: `steps`, and `states` before the first step and after each, with `held` (names by program, as the places are
   * filled) and `tried` (number of programs by applicant).
   */
  const run = (problem, order = namesOf(problem.applicants)) => {
    const steps = [];
    const states = [{ held: new Map(problem.programs.map(({ name }) => [name, []])), tried: new Map(problem.applicants.map(({ name }) => [name, 0])) }];
    const held = propose(problem, order, (step, now, tried) => {
      steps.push(step);
      states.push({ held: copyOf(now), tried: new Map(tried) });
    });
    return { steps, states, held };
  };

  /** Who holds each applicant: a program or null. */
  const placesOf = ({ applicants }, held) => {
    const places = new Map(applicants.map(({ name }) => [name, null]));
    for (const [program, names] of held) for (const name of names) places.set(name, program);
    return places;
  };

  /**
   * What stands after `at` steps, for showing. A mark of an applicant's list is "open", "tried" or "held"; of a program's list "open",
   * "held" or "out" (was out or turned away). `where` of an applicant is "waiting", "held" or "left" (no program left to try).
   */
  const look = (problem, { steps, states }, at) => {
    const { held, tried } = states[at];
    const places = placesOf(problem, held);
    const left = new Set(steps.slice(0, at).filter(({ outcome }) => outcome === "unmatched").map(({ applicant }) => applicant));
    return {
      step: at === 0 ? null : steps[at - 1],
      isFinal: at === steps.length,
      applicants: problem.applicants.map(({ name, list }) => ({
        name, program: places.get(name), where: places.get(name) ? "held" : left.has(name) ? "left" : "waiting",
        list: list.map((program, rank) => ({ program, mark: program === places.get(name) ? "held" : rank < tried.get(name) ? "tried" : "open" })),
      })),
      programs: problem.programs.map(({ name, places: number, list }) => ({
        name, places: number, held: held.get(name),
        list: list.map(applicant => {
          const own = problem.applicants.find(other => other.name === applicant).list;
          const rank = own.indexOf(name);
          const isTried = rank >= 0 && rank < tried.get(applicant);
          return { applicant, mark: held.get(name).includes(applicant) ? "held" : isTried ? "out" : "open" };
        }),
      })),
    };
  };

  /**
   * What each applicant gets: `program` or null, `rank` on the list that is meant (that of `truth`, or the one that was handed in for a
   * program that is not on it), and `given`, the rank on the list that was handed in. Ranks count from 0.
   */
  const results = (problem, held, truth = problem) => {
    const places = placesOf(problem, held);
    const meant = new Map(truth.applicants.map(({ name, list }) => [name, list]));
    return problem.applicants.map(({ name, list }) => {
      const program = places.get(name);
      if (!program) return { applicant: name, program, rank: null, given: null };
      const given = list.indexOf(program);
      const rank = (meant.get(name) ?? list).indexOf(program);
      return { applicant: name, program, rank: rank < 0 ? given : rank, given };
    });
  };

  /** Those of two lists of results, of people who are in both, that differ. */
  const difference = (before, after) => {
    const old = new Map(before.map(result => [result.applicant, result]));
    return after.filter(({ applicant, program }) => old.has(applicant) && old.get(applicant).program !== program)
      .map(result => ({ applicant: result.applicant, before: old.get(result.applicant), after: result }));
  };

  /** Pairs who both would do better by leaving what they have for each other. */
  const blockingPairs = ({ applicants, programs }, held) => {
    const places = placesOf({ applicants }, held);
    return applicants.flatMap(({ name, list }) => {
      const got = list.indexOf(places.get(name));
      const better = got < 0 ? list : list.slice(0, got);
      return better.filter(wanted => {
        const program = programs.find(other => other.name === wanted);
        const rank = ranksOf(program.list);
        const names = held.get(wanted);
        return rank.has(name) && (names.length < program.places || names.some(other => rank.get(name) < rank.get(other)));
      }).map(program => ({ applicant: name, program }));
    });
  };

  /** Every list that can be made of `names`: each order of each choice of them, the empty one first. */
  const allLists = names => {
    const lists = [[]];
    for (let from = 0; from < lists.length; from++) {
      for (const name of names) if (!lists[from].includes(name)) lists.push([...lists[from], name]);
    }
    return lists;
  };
  /** How many that are. */
  const numberOfLists = length => {
    let number = 1;
    for (let taken = 1, ways = length; taken <= length; taken++, ways *= length - taken + 1) number += ways;
    return number;
  };

  /** Each name as the first one, forward and backward. */
  const turns = names => names.flatMap((_, at) => {
    const turned = [...names.slice(at), ...names.slice(0, at)];
    return [turned, [...turned].reverse()];
  });
  /** Orders in which names can be processed: all while they are few, else those turns. */
  const orders = names => {
    let all = [[]];
    for (const name of names) {
      all = all.flatMap(order => Array.from({ length: order.length + 1 }, (_, at) => [...order.slice(0, at), name, ...order.slice(at)]));
      if (all.length > MOST_ORDERS) return { isAll: false, orders: turns(names) };
    }
    return { isAll: true, orders: all };
  };

  // The checks take another way to match too: one that keeps its promises cannot show that they would find a broken one.

  /** Whether the result is the same in every order that is tried: `isSame`, how many were tried, and whether they are all. */
  const tryOrders = (problem, way = propose) => {
    const whole = held => JSON.stringify([...placesOf(problem, held)]);
    const { isAll, orders: tried } = orders(namesOf(problem.applicants));
    const wanted = whole(way(problem, namesOf(problem.applicants)));
    return { isSame: tried.every(order => whole(way(problem, order)) === wanted), number: tried.length, isAll };
  };

  /**
   * What an applicant would get with every list that can be handed in, all others left as they are: `{ list, program, rank, isBetter }`,
   * rank and gain by the list of the problem. Null when there are too many to try.
   */
  const tryLists = (problem, who, way = propose) => {
    const names = namesOf(problem.programs);
    if (numberOfLists(names.length) > MOST_LISTS) return null;
    const order = namesOf(problem.applicants);
    const own = problem.applicants.find(({ name }) => name === who).list;
    const getting = list => {
      const applicants = problem.applicants.map(applicant => (applicant.name === who ? { ...applicant, list } : applicant));
      return placesOf({ applicants }, way({ ...problem, applicants }, order)).get(who);
    };
    // A program that is not on the own list is worse than none.
    const worth = program => (program === null ? own.length : own.includes(program) ? own.indexOf(program) : own.length + 1);
    const honest = worth(getting(own));
    return allLists(names).map(list => {
      const program = getting(list);
      const rank = program === null ? -1 : own.indexOf(program);
      return { list, program, rank: rank < 0 ? null : rank, isBetter: worth(program) < honest };
    });
  };

  /** Whether somebody gains with another list: `isSafe`, and how many lists of each were tried. Null when there are too many. */
  const tryAllLists = (problem, way = propose) => {
    const number = numberOfLists(problem.programs.length);
    if (number > MOST_LISTS || number * problem.applicants.length > MOST_RUNS) return null;
    return { isSafe: problem.applicants.every(({ name }) => tryLists(problem, name, way).every(({ isBetter }) => !isBetter)), number };
  };

  Matchbook.match = { validate, propose, run, look, placesOf, results, difference, blockingPairs, allLists, orders, tryOrders, tryLists, tryAllLists };
})(globalThis.Matchbook ??= {});
