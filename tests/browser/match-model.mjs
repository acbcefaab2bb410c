// The match demonstrator without a browser: what the algorithm promises, the worked example of the guide, and how lists are changed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import fc from "fast-check";
import { story } from "./harness.mjs";

for (const file of ["algorithm", "lists", "session", "words"]) {
  runInThisContext(readFileSync(new URL(`../../themes/default/js/match-demo/${file}.js`, import.meta.url), "utf8"), { filename: file });
}
const { match, lists, matchSession: session } = globalThis.Matchbook;

const names = side => side.map(({ name }) => name);
const orderOf = problem => names(problem.applicants);
const gotBy = (problem, order = orderOf(problem)) => match.placesOf(problem, match.propose(problem, order));
const withOwn = (problem, who, list) => lists.withList(problem, "applicants", who, list);
const problemOf = (applicants, programs) => ({
  applicants: Object.entries(applicants).map(([name, list]) => ({ name, list: list ? list.split(" ") : [] })),
  programs: Object.entries(programs).map(([name, [places, list]]) => ({ name, places, list: list ? list.split(" ") : [] })),
});

const EXAMPLE = problemOf(
  { Noor: "Harbor Mesa Lake", Tomas: "Harbor Lake", Ivy: "Mesa Harbor Lake", Kofi: "Mesa Lake Harbor", Rosa: "Harbor" },
  { Harbor: [2, "Ivy Noor Kofi Tomas Rosa"], Mesa: [1, "Kofi Noor Ivy"], Lake: [1, "Rosa Ivy Tomas Kofi"] });

// ---- A second opinion, written without the program's functions
/** Every way to place applicants with programs that list them and are listed, within the quotas. */
function* matchings({ applicants, programs }, at = 0, so = new Map()) {
  if (at === applicants.length) {
    yield new Map(so);
    return;
  }
  const { name, list } = applicants[at];
  for (const wanted of [null, ...list]) {
    const program = programs.find(other => other.name === wanted);
    if (program && (!program.list.includes(name) || [...so.values()].filter(other => other === wanted).length >= program.places)) continue;
    so.set(name, wanted);
    yield* matchings({ applicants, programs }, at + 1, so);
    so.delete(name);
  }
}
/** Worth of a program to an applicant: less is better, none is worse than every listed one. */
const worth = (list, program) => (program === null ? list.length : list.indexOf(program) < 0 ? list.length + 1 : list.indexOf(program));
const isStable = ({ applicants, programs }, places) => applicants.every(({ name, list }) => programs.every(program => {
  if (!list.includes(program.name) || !program.list.includes(name)) return true;
  if (worth(list, places.get(name)) <= list.indexOf(program.name)) return true;
  const inside = [...places].filter(([, other]) => other === program.name).map(([other]) => other);
  return inside.length >= program.places && inside.every(other => program.list.indexOf(other) < program.list.indexOf(name));
}));

/** Random problems. */
const someOf = from => fc.shuffledSubarray(from, { minLength: 0, maxLength: from.length });
const anyProblem = (mostApplicants, mostPrograms) => fc.tuple(fc.integer({ min: 1, max: mostApplicants }), fc.integer({ min: 1, max: mostPrograms })).chain(([a, p]) => {
  const applicants = Array.from({ length: a }, (_, at) => `a${at}`);
  const programs = Array.from({ length: p }, (_, at) => `p${at}`);
  return fc.record({
    applicants: fc.tuple(...applicants.map(name => fc.record({ name: fc.constant(name), list: someOf(programs) }))),
    programs: fc.tuple(...programs.map(name => fc.record({ name: fc.constant(name), places: fc.integer({ min: 1, max: 3 }), list: someOf(applicants) }))),
  });
});

// ---- The worked example
story("the worked example, step by step", () => {
  const { steps, states, held } = match.run(EXAMPLE);
  const said = steps.map(({ applicant, program, outcome, out }, at) => [applicant, program, outcome, out, ...["Harbor", "Mesa", "Lake"].map(name => states[at + 1].held.get(name).join(" "))]);
  assert.deepEqual(said, [
    ["Noor", "Harbor", "held", null, "Noor", "", ""],
    ["Tomas", "Harbor", "held", null, "Noor Tomas", "", ""],
    ["Ivy", "Mesa", "held", null, "Noor Tomas", "Ivy", ""],
    ["Kofi", "Mesa", "displaces", "Ivy", "Noor Tomas", "Kofi", ""],
    ["Ivy", "Harbor", "displaces", "Tomas", "Noor Ivy", "Kofi", ""],
    ["Tomas", "Lake", "held", null, "Noor Ivy", "Kofi", "Tomas"],
    ["Rosa", "Harbor", "full", null, "Noor Ivy", "Kofi", "Tomas"],
    ["Rosa", null, "unmatched", null, "Noor Ivy", "Kofi", "Tomas"],
  ]);
  assert.deepEqual([...states[0].held.values()].flat(), []);
  assert.deepEqual(match.results(EXAMPLE, held).map(({ applicant, program, rank }) => [applicant, program, rank]),
    [["Noor", "Harbor", 0], ["Tomas", "Lake", 1], ["Ivy", "Harbor", 1], ["Kofi", "Mesa", 0], ["Rosa", null, null]]);
});

story("the worked example: the same in all 120 orders, and no pair would leave it", () => {
  const { isAll, orders } = match.orders(orderOf(EXAMPLE));
  assert.deepEqual([isAll, orders.length, new Set(orders.map(String)).size], [true, 120, 120]);
  const wanted = gotBy(EXAMPLE);
  for (const order of orders) assert.deepEqual([...gotBy(EXAMPLE, order)], [...wanted], String(order));
  assert.deepEqual(match.tryOrders(EXAMPLE), { isSame: true, number: 120, isAll: true });
  assert.deepEqual(match.blockingPairs(EXAMPLE, match.propose(EXAMPLE, orderOf(EXAMPLE))), []);
  assert.ok(isStable(EXAMPLE, wanted));
});

story("the worked example: none of the 16 lists that each of the five can hand in gets more", () => {
  const every = match.allLists(["Harbor", "Mesa", "Lake"]);
  assert.deepEqual([every.length, new Set(every.map(String)).size], [16, 16]);
  for (const { name, list } of EXAMPLE.applicants) {
    const honest = worth(list, gotBy(EXAMPLE).get(name));
    const tries = match.tryLists(EXAMPLE, name);
    assert.deepEqual(tries.map(one => one.list), every);
    for (const [at, other] of every.entries()) {
      const got = gotBy(withOwn(EXAMPLE, name, other)).get(name);
      assert.ok(worth(list, got) >= honest, `${name} gains ${got} with ${other}`);
      assert.deepEqual([tries[at].program, tries[at].isBetter], [got, false], `${name}: ${other}`);
    }
  }
  assert.deepEqual(match.tryAllLists(EXAMPLE), { isSafe: true, number: 16 });
});

// ---- The page of the guide
const page = readFileSync(new URL("../../content/02-guide/09-how-the-algorithm-works.md", import.meta.url), "utf8");
const rowsOf = table => table.trim().split("\n").map(line => line.trim().slice(1, -1).split("|").map(cell => cell.trim()));
/** The rows of the tables of the part, without their heads. */
const tablesOf = text => [...text.matchAll(/(?:^\|.*\n)+/gm)].map(([table]) => rowsOf(table).filter((_, at) => at > 1));
const part = page.slice(page.indexOf("::::match-demo"), page.indexOf("\n::::\n"));
const [applicants, programs, steps, result] = tablesOf(part);

story("the tables of the guide are the worked example, and say what comes of it", () => {
  assert.deepEqual(lists.readTables(applicants, programs), EXAMPLE);
  const log = match.run(EXAMPLE);
  assert.deepEqual(steps.map(([number, , , ...held]) => [Number(number), ...held]),
    log.steps.map((_, at) => [at + 1, ...["Harbor", "Mesa", "Lake"].map(name => log.states[at + 1].held.get(name).join(", "))]));
  for (const [at, [, tried]] of steps.entries()) {
    const { applicant, program } = log.steps[at];
    assert.ok(program ? tried === `${applicant} tries ${program}` : tried.startsWith(`${applicant} has no program left`), tried);
  }
  assert.deepEqual(result, match.results(EXAMPLE, log.held).map(({ applicant, program, rank }) => [applicant, program ?? "none", ["1st", "2nd", "3rd"][rank] ?? ""]));
});

/** The four what-ifs of the guide (one of them with two lists), and what comes of each. */
const WHAT_IFS = {
  "Silence": ["Ivy", "Lake Mesa Harbor", { Ivy: ["Harbor", "Lake", 2], Tomas: ["Lake", "Harbor", 0] }],
  "One-program list": ["Rosa", "Harbor Lake", { Rosa: [null, "Lake", 1], Tomas: ["Lake", null, null] }],
  "Safe-looking swap": ["Noor", "Mesa Harbor Lake", {}],
  "The same swap with Lake": ["Noor", "Lake Harbor Mesa", {}],
  "Guessing": ["Kofi", "Lake Mesa Harbor", { Kofi: ["Mesa", "Lake", 1], Ivy: ["Harbor", "Mesa", 0], Tomas: ["Lake", "Harbor", 0] }],
};

story("every what-if of the guide is there and ends as the guide says", () => {
  const found = Object.fromEntries([...part.matchAll(/:::match-change\{title="(.*?)" who="(.*?)" list="(.*?)"\}/g)].map(([, title, who, list]) => [title, [who, lists.namesIn([list]).join(" ")]]));
  assert.deepEqual(found, Object.fromEntries(Object.entries(WHAT_IFS).map(([title, [who, list]]) => [title, [who, list]])));
  for (const [title, [who, list, wanted]] of Object.entries(WHAT_IFS)) {
    const now = session.choose(session.start(EXAMPLE), { who, list: list.split(" ") });
    const view = session.view(now);
    assert.ok(view.isFinal, "it has run");
    const changes = Object.fromEntries(view.differences.map(({ applicant, before, after }) => [applicant, [before.program, after.program, after.rank]]));
    assert.deepEqual(changes, wanted, title);
  }
  // The words of the guide: her true third choice, first on the list that was handed in.
  const ivy = session.view(session.choose(session.start(EXAMPLE), { who: "Ivy", list: ["Lake", "Mesa", "Harbor"] })).results.find(({ applicant }) => applicant === "Ivy");
  assert.deepEqual(ivy, { applicant: "Ivy", program: "Lake", rank: 2, given: 0 });
});

// ---- Properties
const many = { numRuns: 400 };

story("it ends, within one try for each program of each list, and only with pairs that list each other", () => {
  fc.assert(fc.property(anyProblem(8, 5), problem => {
    const { steps, states, held } = match.run(problem);
    const tries = steps.filter(({ program }) => program);
    assert.ok(tries.length <= problem.applicants.reduce((sum, { list }) => sum + list.length, 0));
    assert.equal(new Set(tries.map(({ applicant, program }) => `${applicant} ${program}`)).size, tries.length, "nobody tries a program twice");
    assert.equal(states.length, steps.length + 1);
    for (const { held: now } of states) for (const { name, places } of problem.programs) assert.ok(now.get(name).length <= places);
    for (const { name, list } of problem.programs) {
      for (const applicant of held.get(name)) assert.ok(list.includes(applicant) && problem.applicants.find(other => other.name === applicant).list.includes(name));
    }
    const placed = [...held.values()].flat();
    assert.equal(new Set(placed).size, placed.length, "nobody has two places");
    const left = steps.filter(({ outcome }) => outcome === "unmatched").map(({ applicant }) => applicant);
    assert.deepEqual([...placed, ...left].sort(), orderOf(problem).sort(), "everybody is matched or has no program left");
  }), many);
});

story("programs only get better: nobody is held in place of somebody they like more", () => {
  fc.assert(fc.property(anyProblem(8, 4), problem => {
    const { steps, states } = match.run(problem);
    steps.forEach(({ outcome, program, applicant, out }, at) => {
      if (outcome !== "displaces") return;
      const { list } = problem.programs.find(({ name }) => name === program);
      assert.ok(list.indexOf(applicant) < list.indexOf(out));
      assert.ok(states[at].held.get(program).every(name => list.indexOf(name) <= list.indexOf(out)), "the one who goes is the last of the list");
    });
  }), many);
});

story("the result is stable", () => {
  fc.assert(fc.property(anyProblem(8, 5), problem => {
    const held = match.propose(problem, orderOf(problem));
    assert.ok(isStable(problem, match.placesOf(problem, held)));
    assert.deepEqual(match.blockingPairs(problem, held), []);
  }), many);
});

story("pairs who would leave are found in results that are not stable", () => {
  fc.assert(fc.property(anyProblem(4, 3), problem => {
    for (const places of matchings(problem)) {
      const held = new Map(problem.programs.map(({ name }) => [name, [...places].filter(([, program]) => program === name).map(([applicant]) => applicant)]));
      assert.equal(match.blockingPairs(problem, held).length === 0, isStable(problem, places));
    }
  }), { numRuns: 100 });
});

story("the order of processing does not matter: every order", () => {
  fc.assert(fc.property(anyProblem(5, 4), problem => {
    const wanted = JSON.stringify([...gotBy(problem)]);
    for (const order of match.orders(orderOf(problem)).orders) assert.equal(JSON.stringify([...gotBy(problem, order)]), wanted);
  }), { numRuns: 200 });
});

story("it is the best of all stable results for every applicant", () => {
  fc.assert(fc.property(anyProblem(5, 3), problem => {
    const got = gotBy(problem);
    const stable = [...matchings(problem)].filter(places => isStable(problem, places));
    assert.ok(stable.length > 0);
    for (const { name, list } of problem.applicants) {
      assert.equal(worth(list, got.get(name)), Math.min(...stable.map(places => worth(list, places.get(name)))), name);
    }
  }), { numRuns: 300 });
});

story("nobody gains with a false list: every list of everybody in random cases", () => {
  fc.assert(fc.property(anyProblem(5, 3), problem => {
    const every = match.allLists(names(problem.programs));
    for (const { name, list } of problem.applicants) {
      const honest = worth(list, gotBy(problem).get(name));
      for (const other of every) assert.ok(worth(list, gotBy(withOwn(problem, name, other)).get(name)) >= honest, `${name}: ${other}`);
    }
    assert.deepEqual(match.tryAllLists(problem), { isSafe: true, number: every.length });
  }), { numRuns: 200 });
});

/** All problems of this size. */
function* allProblems(applicants, programs, places) {
  const own = match.allLists(programs);
  const theirs = match.allLists(applicants);
  const ways = [...applicants.map(() => own.length), ...programs.map(() => theirs.length), ...programs.map(() => places.length)];
  const digits = ways.map(() => 0);
  for (;;) {
    yield {
      applicants: applicants.map((name, at) => ({ name, list: own[digits[at]] })),
      programs: programs.map((name, at) => ({ name, list: theirs[digits[applicants.length + at]], places: places[digits[applicants.length + programs.length + at]] })),
    };
    let at = 0;
    while (at < digits.length && ++digits[at] === ways[at]) digits[at++] = 0;
    if (at === digits.length) return;
  }
}

for (const [applicants, programs, places, count] of [[["a", "b"], ["p", "q"], [1, 2], 2500], [["a", "b", "c"], ["p", "q"], [1, 2], 128_000], [["a", "b"], ["p", "q", "r"], [1], 32_000]]) {
  story(`nobody gains with a false list: all ${count} cases of ${applicants.length} applicants and ${programs.length} programs`, () => {
    let seen = 0;
    for (const problem of allProblems(applicants, programs, places)) {
      seen++;
      const got = gotBy(problem);
      if (!isStable(problem, got)) assert.fail(`not stable: ${JSON.stringify(problem)}`);
      for (const { name, list } of problem.applicants) {
        const honest = worth(list, got.get(name));
        for (const other of match.allLists(programs)) {
          if (worth(list, gotBy(withOwn(problem, name, other)).get(name)) < honest) assert.fail(`${name} gains with ${other}: ${JSON.stringify(problem)}`);
        }
      }
    }
    assert.equal(seen, count);
  });
}

story("a longer list never costs a higher choice", () => {
  fc.assert(fc.property(anyProblem(6, 4), fc.nat(), (problem, seed) => {
    const { name, list } = problem.applicants[seed % problem.applicants.length];
    const got = gotBy(problem).get(name);
    for (const { name: more } of problem.programs.filter(other => !list.includes(other.name))) {
      const now = gotBy(withOwn(problem, name, [...list, more])).get(name);
      assert.ok(got === null || now === got, `${name} loses ${got} for adding ${more}`);
    }
  }), many);
});

story("of two stable results it is the one that applicants like", () => {
  const problem = problemOf({ a: "p q", b: "q p" }, { p: [1, "b a"], q: [1, "a b"] });
  assert.deepEqual(match.blockingPairs(problem, new Map([["p", []], ["q", ["b"]]])), [{ applicant: "a", program: "p" }, { applicant: "a", program: "q" }]);
  assert.deepEqual(match.blockingPairs(problem, new Map([["p", ["b"]], ["q", ["a"]]])), [], "the best result for programs is stable too");
  assert.ok(isStable(problem, new Map([["a", "q"], ["b", "p"]])));
  assert.equal(isStable(problem, new Map([["a", null], ["b", "q"]])), false);
  assert.deepEqual(gotBy(problem), new Map([["a", "p"], ["b", "q"]]), "each gets the first choice, although the programs would have it the other way round");
});

story("the checks find a way to match that breaks its promises", () => {
  /** Who comes first is served first, and keeps the place. */
  const served = (problem, order) => {
    const held = new Map(problem.programs.map(({ name }) => [name, []]));
    for (const who of order) {
      const { list } = problem.applicants.find(({ name }) => name === who);
      const wanted = list.find(name => problem.programs.some(program => program.name === name && program.list.includes(who) && held.get(name).length < program.places));
      if (wanted) held.get(wanted).push(who);
    }
    return held;
  };
  /** Programs fill their places for good with those who list them first, then with those who list them second, and so on. */
  const forGood = problem => {
    const held = new Map(problem.programs.map(({ name }) => [name, []]));
    const isPlaced = who => [...held.values()].some(names => names.includes(who));
    for (let at = 0; at < problem.programs.length; at++) {
      const trying = problem.applicants.filter(({ name }) => !isPlaced(name));
      for (const { name, places, list } of problem.programs) {
        const here = list.filter(who => trying.some(one => one.name === who && one.list[at] === name));
        held.get(name).push(...here.slice(0, places - held.get(name).length));
      }
    }
    return held;
  };
  const problem = problemOf({ a: "p q r", b: "p q r", c: "q p r" }, { p: [1, "a b c"], q: [1, "b c a"], r: [1, "a b c"] });
  assert.equal(match.tryOrders(problem, served).isSame, false);
  assert.equal(match.tryOrders(problem).isSame, true);
  assert.equal(match.tryAllLists(problem, forGood).isSafe, false);
  assert.deepEqual(match.tryLists(problem, "b", forGood).filter(({ isBetter }) => isBetter).map(({ list, program }) => [list[0], program]).slice(0, 1), [["q", "q"]]);
  assert.notDeepEqual(match.blockingPairs(problem, served(problem, ["c", "b", "a"])), []);
});

// ---- What is shown
story("marks say what was tried, who is held, and who has nobody left", () => {
  const log = match.run(EXAMPLE);
  const marks = at => Object.fromEntries(match.look(EXAMPLE, log, at).applicants.map(({ name, where, list }) => [name, `${where}: ${list.map(({ mark }) => mark).join(" ")}`]));
  assert.deepEqual(marks(0), { Noor: "waiting: open open open", Tomas: "waiting: open open", Ivy: "waiting: open open open", Kofi: "waiting: open open open", Rosa: "waiting: open" });
  assert.deepEqual(marks(5), { Noor: "held: held open open", Tomas: "waiting: tried open", Ivy: "held: tried held open", Kofi: "held: held open open", Rosa: "waiting: open" });
  assert.deepEqual(marks(8), { Noor: "held: held open open", Tomas: "held: tried held", Ivy: "held: tried held open", Kofi: "held: held open open", Rosa: "left: tried" });
  const { programs, isFinal, step } = match.look(EXAMPLE, log, 8);
  assert.deepEqual(programs[0].list.map(({ mark }) => mark), ["held", "held", "open", "out", "out"]);
  assert.deepEqual([isFinal, step.outcome], [true, "unmatched"]);
});

story("what is shown of a step is what was done until then", () => {
  fc.assert(fc.property(anyProblem(6, 4), problem => {
    const log = match.run(problem);
    for (let at = 0; at <= log.steps.length; at++) {
      const view = match.look(problem, log, at);
      for (const { name, program, where, list } of view.applicants) {
        const own = log.steps.slice(0, at).filter(step => step.applicant === name && step.program).map(step => step.program);
        assert.deepEqual(list.filter(({ mark }) => mark !== "open").map(one => one.program), own);
        assert.equal(list.some(({ mark }) => mark === "held"), program !== null);
        assert.equal(where === "held", program !== null);
      }
      for (const { name, held } of view.programs) assert.deepEqual(view.applicants.filter(({ program }) => program === name).map(one => one.name).sort(), [...held].sort());
      assert.equal(view.isFinal, at === log.steps.length);
    }
  }), { numRuns: 150 });
});

// ---- Tables and changes
story("tables are read: lists in columns, with commas, with blanks; names are names", () => {
  const read = lists.readTables(
    [["  Noor  ", "Harbor", "", " Mesa  Bay "], ["__proto__", "constructor, Harbor"], ["Tomas"]],
    [["Harbor", " 2 ", "Noor, __proto__"], ["Mesa Bay", "1", "Noor", "Tomas"], ["constructor", "1", "__proto__"]]);
  assert.deepEqual(read.applicants, [{ name: "Noor", list: ["Harbor", "Mesa Bay"] }, { name: "__proto__", list: ["constructor", "Harbor"] }, { name: "Tomas", list: [] }]);
  assert.deepEqual(read.programs[1], { name: "Mesa Bay", places: 1, list: ["Noor", "Tomas"] });
  assert.deepEqual(match.validate(read), []);
  assert.deepEqual([...gotBy(read)], [["Noor", "Harbor"], ["__proto__", "constructor"], ["Tomas", null]]);
});

story("what cannot be read is said: unknown names, names twice, places", () => {
  const errors = (applicants, programs) => match.validate(lists.readTables(applicants, programs)).map(({ kind, side, who, name, row }) => [kind, side, who, name, row].filter(Boolean).join(" "));
  const fine = [["Harbor", "1", "Noor"]];
  assert.deepEqual(errors([["Noor", "Harbor"]], fine), []);
  assert.deepEqual(errors([["Noor", "Harbour"]], fine), ["unknown applicants Noor Harbour"]);
  assert.deepEqual(errors([["Noor", "Harbor", "Harbor"]], fine), ["repeated applicants Noor Harbor"]);
  assert.deepEqual(errors([["Noor", "Harbor"], ["Noor", ""]], fine), ["twice applicants Noor"]);
  assert.deepEqual(errors([["Noor", "Harbor"], ["", "Harbor"]], fine), ["nameless applicants 2"]);
  assert.deepEqual(errors([["Noor", "Harbor"]], [["Harbor", "1", "Noor, Nora, Noor"]]), ["unknown programs Harbor Nora", "repeated programs Harbor Noor"]);
  assert.deepEqual(errors([], fine), ["empty applicants", "unknown programs Harbor Noor"]);
  for (const places of ["0", "-1", "1.5", "two", "", "1e3", "99999999999999999999"]) {
    assert.deepEqual(errors([["Noor", "Harbor"]], [["Harbor", places, "Noor"]]).map(text => text.slice(0, 22)), ["places programs Harbor"], places);
  }
  const { changeErrors } = lists;
  assert.deepEqual(changeErrors(EXAMPLE, { who: "Ivy", list: ["Lake"] }), []);
  assert.deepEqual(changeErrors(EXAMPLE, { who: "Ivi", list: ["Lake"] }).map(({ kind }) => kind), ["nobody"]);
  assert.deepEqual(changeErrors(EXAMPLE, { who: "Ivy", list: ["Lake", "Pond", "Lake"] }).map(({ kind }) => kind), ["unknown", "repeated"]);
});

story("changes of lists", () => {
  assert.deepEqual(lists.moved(["a", "b", "c"], 2, -1), ["a", "c", "b"]);
  assert.deepEqual(lists.moved(["a", "b"], 0, -1), ["a", "b"]);
  assert.deepEqual(lists.placed(["a", "b", "c"], "c", 0), ["c", "a", "b"]);
  assert.deepEqual(lists.placed(["a", "b", "c"], "b", null), ["a", "c"]);
  const without = lists.withoutOne(EXAMPLE, "programs", "Harbor");
  assert.deepEqual([names(without.programs), without.applicants.map(({ list }) => list.join(" "))], [["Mesa", "Lake"], ["Mesa Lake", "Lake", "Mesa Lake", "Mesa Lake", ""]]);
  assert.equal(lists.withPlaces(EXAMPLE, "Mesa", 0).programs[1].places, 1);
  assert.equal(lists.withPlaces(EXAMPLE, "Mesa", 1000).programs[1].places, lists.MOST_PLACES);
  const joined = lists.joined(EXAMPLE, "You");
  assert.deepEqual(joined.programs.map(({ list }) => list.indexOf("You")), [2, 1, 2]);
  assert.deepEqual(match.validate(joined), []);
  assert.deepEqual([..."Noor|noor| |x,y|Ada|1234567890123456789012345678901".split("|")].map(name => lists.nameError(EXAMPLE, "applicants", name)), ["twice", "twice", "empty", "comma", null, "long"]);
  const crowded = { ...EXAMPLE, applicants: Array.from({ length: 12 }, (_, at) => ({ name: `a${at}`, list: [] })) };
  assert.equal(lists.nameError(crowded, "applicants", "Ada"), "many");
});

story("every step, error and place has its words, also when it is about the reader", () => {
  const strings = Object.fromEntries([...readFileSync(new URL("../../themes/default/strings/en.toml", import.meta.url), "utf8").matchAll(/^(match_\w+) = "(.*)"$/gm)].map(([, key, text]) => [key, text]));
  globalThis.Matchbook.fill = (string, values) => string.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const words = globalThis.Matchbook.matchWords(strings, { applicant: "student", program: "school" }, "en");
  const said = [];
  for (const outcome of ["held", "displaces", "full", "unlisted", "unmatched"]) {
    for (const [applicant, out] of [["Ann", "Ben"], ["You", "Ben"], ["Ann", "You"]]) {
      const step = { applicant, program: outcome === "unmatched" ? null : "Oak", outcome, out: outcome === "displaces" ? out : null };
      said.push(words.sentence(step, true), words.short(step), step.program ? words.event(step) : "");
      const own = words.sentence(step, false);
      assert.equal(/\b[Yy]ou\b/.test(own), applicant === "You" || step.out === "You", own);
      assert.doesNotMatch(own, /\bYou (tries|is|has)\b|\babove You\b/, own);
    }
  }
  for (const kind of ["tables", "empty", "nameless", "twice", "places", "repeated", "unknown", "nobody"]) said.push(words.error({ kind, who: "Ann", name: "Elm", row: 2 }));
  for (const where of ["held", "waiting", "left"]) said.push(words.where({ program: "Oak", where }, true), words.where({ program: "Oak", where }, false));
  assert.equal(words.where({ program: null, where: "left" }, false), "no school left");
  for (const text of said) assert.doesNotMatch(text, /[{}]|undefined|null/, text);
  assert.deepEqual([0, 1, 2, 3, 10, 11, 20, 21].map(words.ordinal), ["1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "22nd"]);
});

/** What a reader can do, as functions of a session. */
const acts = fc.array(fc.oneof(
  fc.record({ kind: fc.constant("go"), at: fc.integer({ min: -3, max: 40 }) }),
  fc.record({ kind: fc.constantFrom("undo", "reset", "free", "silence", "join", "leave") }),
  fc.record({ kind: fc.constantFrom("add", "remove", "move", "take", "places"), side: fc.constantFrom("applicants", "programs"), at: fc.nat(20), by: fc.constantFrom(-1, 1) }),
), { maxLength: 30 });
function act(now, { kind, side, at, by }) {
  const { base } = now;
  const one = side && base[side][at % base[side].length];
  const edits = {
    add: () => lists.withOne(base, side, `new ${at}`),
    remove: () => lists.withoutOne(base, side, one.name),
    move: () => lists.withList(base, side, one.name, lists.moved(one.list, at % one.list.length || 0, by)),
    take: () => lists.withList(base, side, one.name, lists.placed(one.list, one.list[0] ?? "", null)),
    places: () => (side === "programs" ? lists.withPlaces(base, one.name, one.places + by) : base),
    join: () => (base.applicants.some(({ name }) => name === "You") ? base : lists.joined(base, "You")),
    leave: () => lists.withoutOne(base, "applicants", "You"),
  };
  const silence = { who: "Ivy", list: ["Lake", "Mesa", "Harbor"] };
  if (kind === "go") return session.go(now, at);
  if (kind === "undo" || kind === "reset") return session[kind](now);
  if (kind === "free") return session.choose(now, null);
  if (kind === "silence") return session.allows(now, silence) ? session.choose(now, silence) : now;
  if (kind === "add" && lists.nameError(base, side, `new ${at}`)) return now;
  if (kind === "remove" && base[side].length === 1) return now;
  if (kind === "leave" && base.applicants.length === 1) return now;
  return session.edit(now, edits[kind]());
}

story("whatever a reader does, the lists can be matched, the result is stable, and it can be taken back", () => {
  fc.assert(fc.property(acts, done => {
    let now = session.start(EXAMPLE);
    for (const one of done) {
      const before = now;
      now = act(now, one);
      assert.deepEqual(match.validate(now.problem), []);
      assert.ok(now.at >= 0 && now.at <= now.log.steps.length);
      const view = session.view(now);
      assert.deepEqual(match.blockingPairs(view.problem, view.log.held), []);
      assert.equal(view.isEdited, JSON.stringify(now.base) !== JSON.stringify(EXAMPLE));
      if (now.past.length > before.past.length) assert.deepEqual(session.undo(now).base, before.base);
    }
    assert.deepEqual(session.reset(now).base, EXAMPLE);
    assert.equal(session.view(session.reset(now)).isEdited, false);
    assert.deepEqual(EXAMPLE.applicants[4], { name: "Rosa", list: ["Harbor"] }, "the example itself is never changed");
  }), { numRuns: 300 });
});

story("large cases are answered in a blink, and what would take longer is not tried", () => {
  const applicants = Array.from({ length: 12 }, (_, at) => `a${at}`);
  const programs = Array.from({ length: 5 }, (_, at) => `p${at}`);
  const problem = {
    applicants: applicants.map((name, at) => ({ name, list: [...programs.slice(at % 5), ...programs.slice(0, at % 5)] })),
    programs: programs.map((name, at) => ({ name, places: 2, list: [...applicants].reverse().map((_, n) => applicants[(n * 5 + at) % 12]) })),
  };
  assert.deepEqual(match.validate(problem), []);
  const start = performance.now();
  assert.deepEqual(match.tryOrders(problem), { isSame: true, number: 24, isAll: false });
  assert.deepEqual(match.tryAllLists(problem), { isSafe: true, number: 326 });
  assert.ok(performance.now() - start < 2000, `${performance.now() - start} ms`);
  const wide = { ...problem, programs: Array.from({ length: 7 }, (_, at) => ({ name: `p${at}`, places: 1, list: applicants })) };
  assert.equal(match.tryAllLists(wide), null);
  assert.equal(match.tryLists(wide, "a0"), null);
});
