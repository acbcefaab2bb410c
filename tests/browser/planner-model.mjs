// Days, windows and lists of the planner, without a browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import fc from "fast-check";
import { inZone, story } from "./harness.mjs";

const STRINGS = Object.fromEntries(readFileSync(new URL("../../themes/default/strings/en.toml", import.meta.url), "utf8").split("\n").flatMap(line => {
  const match = /^(\w+) = "(.*)"$/.exec(line);
  return match ? [[match[1], match[2]]] : [];
}));
globalThis.Matchbook = {
  strings: STRINGS, fill: (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole),
  plannerView() {}, windowWords: () => "",
};
for (const file of ["store/model.js", "desk/due.js", "desk/names.js", "desk/desk.js", "checklist/progress.js", "planner/csv.js", "planner/calendar-events.js", "planner/transfer.js", "planner/shortlist.js"]) {
  runInThisContext(readFileSync(new URL(`../../themes/default/js/${file}`, import.meta.url), "utf8"), { filename: file });
}
const { Matchbook } = globalThis;
const HOUR = 3_600_000;

const ZONES = ["Pacific/Honolulu", "America/Los_Angeles", "America/New_York", "America/St_Johns", "UTC", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Tongatapu"];
const local = at => {
  const time = new Date(at);
  const two = number => String(number).padStart(2, "0");
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
};
const windowOf = (text, dates) => Matchbook.windowOn(Matchbook.readWindow(text), dates);

story("a window of days begins and ends with the days, in every time zone and over every change of the clock", () => {
  for (const zone of ZONES) {
    inZone(zone, () => {
      for (const [text, day, from, to] of [
        ["interview-3d..-1d", "2027-03-15", "2027-03-12 00:00:00", "2027-03-14 23:59:59"],
        ["interview..+1d", "2026-10-31", "2026-10-31 00:00:00", "2026-11-01 23:59:59"],
        ["interview-1d..interview", "2028-03-01", "2028-02-29 00:00:00", "2028-03-01 23:59:59"],
        ["interview-1d..interview", "2027-03-01", "2027-02-28 00:00:00", "2027-03-01 23:59:59"],
        ["interview+1w..+2w", "2026-12-28", "2027-01-04 00:00:00", "2027-01-11 23:59:59"],
        ["interview+24h..+72h", "2027-03-13", "2027-03-14 00:00:00", "2027-03-16 23:59:59"],
        ["interview+12h..+36h", "2026-11-18", "2026-11-19 00:00:00", "2026-11-19 23:59:59"],
      ]) {
        const found = windowOf(text, { interview: [day] });
        assert.deepEqual(found.map(local), [from, to], `${text} on ${day} in ${zone}`);
      }
      const [from, to] = windowOf("..interview-14d", { interview: ["2027-03-03"] });
      assert.equal(from, -Infinity);
      assert.equal(local(to), "2027-02-17 23:59:59", zone);
    });
  }
});

story("a time with its place is the same moment everywhere; hours are counted on it and days where the reader is", () => {
  for (const [text, iso] of [
    ["2026-11-18T09:30[America/New_York]", "2026-11-18T14:30:00.000Z"],
    ["2026-07-18T09:30[America/New_York]", "2026-07-18T13:30:00.000Z"],
    ["2026-11-18T09:30[Pacific/Tongatapu]", "2026-11-17T20:30:00.000Z"],
    ["2026-11-18T09:30[Pacific/Honolulu]", "2026-11-18T19:30:00.000Z"],
    ["2026-11-18T00:00[Asia/Kathmandu]", "2026-11-17T18:15:00.000Z"],
    // The clocks of New York skip 2:30 on March 14 and show 1:30 twice on November 1.
    ["2027-03-14T02:30[America/New_York]", "2027-03-14T07:30:00.000Z"],
    ["2026-11-01T01:30[America/New_York]", "2026-11-01T05:30:00.000Z"],
    ["2027-03-14T03:00[America/New_York]", "2027-03-14T07:00:00.000Z"],
    ["2027-04-04T01:45[Australia/Lord_Howe]", "2027-04-03T14:45:00.000Z"],
  ]) {
    for (const zone of ZONES) inZone(zone, () => assert.equal(new Date(Matchbook.momentOf(text)).toISOString(), iso, `${text} seen from ${zone}`));
    const [from, to] = windowOf("interview+24h..+72h", { interview: [text] });
    assert.deepEqual([from, to], [Date.parse(iso) + 24 * HOUR, Date.parse(iso) + 72 * HOUR]);
    assert.deepEqual(windowOf("interview", { interview: [text] }), [-Infinity, Date.parse(iso)]);
  }
  inZone("Asia/Kolkata", () => {
    // In Kolkata it is the evening of the 18th; two days before begins on the 16th there.
    assert.equal(local(windowOf("interview-2d", { interview: ["2026-11-18T09:30[America/New_York]"] })[1]), "2026-11-16 23:59:59");
    assert.equal(local(windowOf("interview-2d", { interview: ["2026-11-18T20:30[America/New_York]"] })[1]), "2026-11-17 23:59:59");
  });
});

story("what is no date is none", () => {
  for (const text of ["", "soon", "2026-02-30", "2027-02-29", "2026-13-01", "2026-1-1", "2026-11-18T25:00", "2026-11-18T09:61", "2026-11-18 09:30", undefined, null]) {
    assert.equal(Matchbook.readDate(text), null, text);
    assert.equal(windowOf("interview+1d", { interview: [text] }), null, text);
  }
  // A zone that this browser does not know is the reader's own.
  assert.equal(Matchbook.momentOf("2026-11-18T09:30[Mars/Olympus]"), new Date(2026, 10, 18, 9, 30).getTime());
  assert.equal(windowOf("interview+1d..match-week", { interview: ["2026-11-18"] }), null, "both dates are needed");
});

story("days between are those of the calendar, in every zone, for any two moments", () => {
  const moment = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2029, 0, 1) });
  for (const zone of ZONES) {
    inZone(zone, () => fc.assert(fc.property(moment, fc.integer({ min: -400, max: 400 }), (at, days) => {
      const from = new Date(at);
      const to = new Date(from.getFullYear(), from.getMonth(), from.getDate() + days, 23, 59, 59).getTime();
      assert.equal(Matchbook.daysBetween(at, to), days);
    }), { numRuns: 60 }));
  }
});

story("a window says late, open or ahead, to the second", () => {
  inZone("America/New_York", () => {
    const window = windowOf("interview+1d..+3d", { interview: ["2026-10-30"] });
    const state = text => Matchbook.dueState(window, new Date(text).getTime());
    assert.deepEqual(state("2026-10-29T12:00"), { state: "ahead", days: 2 });
    assert.deepEqual(state("2026-10-30T23:59:59.999"), { state: "ahead", days: 1 });
    assert.deepEqual(state("2026-10-31T00:00"), { state: "open", days: 2 });
    assert.deepEqual(state("2026-11-01T23:00"), { state: "open", days: 1 });
    assert.deepEqual(state("2026-11-02T23:59:59.999"), { state: "open", days: 0 });
    assert.deepEqual(state("2026-11-03T00:00"), { state: "late", days: 1 });
    assert.deepEqual(state("2026-11-05T12:00"), { state: "late", days: 3 });
  });
});

const PLANNER = {
  subjects: [
    { id: "program", name: "program", entry: "program", plural: "programs", of: null, columns: [{ id: "status", name: "Status", type: "choice", choices: [{ id: "applied", name: "Applied" }, { id: "gone", name: "Withdrawn" }], inactive: ["gone"], also: ["state"] }, { id: "city", name: "City", type: "text", choices: [], inactive: [], also: [] }] },
    { id: "person", name: "person", entry: "person", plural: "people", of: "program", columns: [{ id: "email", name: "Email", type: "email", choices: [], inactive: [], also: [] }] },
  ],
  events: [{ id: "interview", name: "the interview", label: "Interview", per: "program", time: true }, { id: "deadline", name: "the deadline", label: "Deadline", per: null }],
  log: { to: "program", person: "person", levels: ["a", "b"] }, shortlist: null, page: "p.html",
};
const stateOf = events => events.reduce((state, event) => Matchbook.model.reduce(state, { at: 5, ...event }), new Map());
const record = (id, subject, values, more = {}) => ({ type: "record", id, subject, values, dates: {}, scores: {}, ...more });
const LAKE = record("p1", "program", { name: "Lakeshore", status: "applied" }, { dates: { interview: "2026-11-18" } });
const MESA = record("p2", "program", { name: "Mesa" }, { dates: { interview: "2026-12-01" } });
const GONE = record("p3", "program", { name: "Gone", status: "gone" }, { dates: { interview: "2026-11-01" } });
const ANA = record("q1", "person", { name: "Dr. Ana de la Cruz, MD", email: "a@b.c" }, { of: "p1" });
const PAGES = [{ path: "l.html", title: "L", lists: [{ id: "l", title: "List", items: Matchbook.itemsOf({ per: "program", items: [
  ["ONE", 0, 0, "one", "One", "r", "", "interview+1d"], ["TWO", 0, 0, "two", "Two", "r", "person", "interview+1d..+2d"], ["THREE", 0, 0, "three", "Three", "r", "program", ""], ["FOUR", 0, 1, "four", "Four", "r", "", "deadline-1d"],
] }) }] }];

story("items are due once for each record they exist for; a program stands for its people until it has some", () => {
  const desk = Matchbook.desk(stateOf([LAKE, MESA, GONE, ANA, { type: "date", event: "deadline", value: "2027-03-03" }]), PLANNER);
  const now = new Date(2026, 10, 19, 12).getTime();
  const due = Matchbook.dueItems(PAGES, desk, key => key === "ONE@p2", now).map(({ key, state, days }) => [key, state, days]);
  assert.deepEqual(due, [["ONE@p1", "open", 0], ["TWO@q1", "open", 1], ["TWO@p2", "ahead", 13], ["FOUR@p1", "open", 103], ["FOUR@p2", "open", 103]]);
  assert.equal(desk.nameOf(desk.records.get("q1")), "Dr. Ana de la Cruz, MD, Lakeshore");
});

story("a last name is what stands behind a title in a letter", () => {
  for (const [name, last] of [
    ["Dr. Ana de la Cruz, MD", "de la Cruz"], ["Jane Doe MBBS", "Doe"], ["Juan Carlos Smith Jr.", "Smith"], ["Robert King Jr., MD", "King"], ["John Smith III", "Smith"], ["Dr. Smith (PD)", "Smith"],
    ["Jan van der Berg", "van der Berg"], ["Prof. Müller", "Müller"], ["Whitfield", "Whitfield"], ["Dr.", "Dr."], ["", ""], ["محمد علي", "علي"], ["Lee, MD", "Lee"],
    ["Dr. van der Berg", "van der Berg"], ["María José García-López y Núñez", "García-López y Núñez"], ["Luis García y Vega", "García y Vega"], ["Dr. De La Cruz", "De La Cruz"],
    ["Robert De Niro", "De Niro"], ["Jean St. Clair", "St. Clair"], ["Dr. Al Khatib", "Al Khatib"], ["Al Smith", "Smith"], ["Omar Al Khatib", "Al Khatib"], ["WHITFIELD Ana", "Whitfield"],
    ["JOHN SMITH", "SMITH"], ["AJ Smith", "Smith"], ["Dr. Lee & Dr. Kim", "Lee & Dr. Kim"], ["O’NEIL Zoë", "O’Neil"],
  ]) assert.equal(Matchbook.lastName(name), last, name);
  // A last name alone may be a word, or the reader's own.
  assert.deepEqual(Matchbook.addressesOf("Dr. Rosa Day").slice(0, 2), ["Rosa Day", "Dr. Day"]);
  assert.ok(!Matchbook.addressesOf("Rosa Day").includes("Day"));
});

story("rules read the log in the order in which it was written, of one day too", () => {
  const send = (id, at) => ({ type: "send", id, at, email: "x", to: "p1", level: 1, day: "2026-11-20", subject: "", text: "" });
  const desk = Matchbook.desk(stateOf([LAKE, { ...send("later", 0), at: 2e12 }, { ...send("earlier", 0), at: 1e12 }]), PLANNER);
  assert.deepEqual(desk.log.map(({ id }) => id), ["later", "earlier"], "readers see the latest first");
  assert.deepEqual(desk.contextFor(null, null, 0).log.map(({ id }) => id), ["earlier", "later"]);
});

story("what belonged to a program that is gone is not due, and a program without people stands for them in the log", () => {
  const orphan = record("q9", "person", { name: "Dr. Orphan" }, { of: "nobody" });
  const desk = Matchbook.desk(stateOf([LAKE, orphan]), PLANNER);
  assert.equal(desk.isActive(desk.records.get("q9")), false);
  assert.deepEqual(desk.targetsOf("person").map(({ id }) => id), ["p1"]);
});

story("an item is not due for programs that want none of it, nor when its time has passed", () => {
  const pages = [{ lists: [{ items: Matchbook.itemsOf({ per: "program", items: [["A", 0, 0, "a", "A", "r", "", "interview+1d", "gone", ""], ["B", 0, 0, "b", "B", "r", "", "interview+1d", "", "deadline"], ["C", 0, 0, "c", "C", "r", "", "interview+1d", "applied", ""], ["D", 0, 1, "d", "D", "r", "", "interview+1d", "", ""], ["E", 0, 0, "e", "E", "r", "", "interview+1d", "", "interview"], ["F", 0, 0, "f", "F", "r", "", "deadline..interview", "", ""]] }) }] }];
  const desk = Matchbook.desk(stateOf([LAKE, { type: "date", event: "deadline", value: "2026-11-30" }]), PLANNER);
  const due = day => Matchbook.dueItems(pages, desk, () => false, new Date(`${day}T12:00`).getTime()).map(({ key }) => key);
  const before = new Date("2026-11-18T12:00").getTime();
  assert.deepEqual(Matchbook.dueItems(pages, desk, () => false, before).map(({ key }) => key), ["E@p1", "A@p1", "B@p1", "D@p1", "F@p1"]);
  // What nobody has to do is never late, an interview that is over asks for no preparation, and no window ends before it starts.
  assert.deepEqual(due("2026-11-30"), ["A@p1", "B@p1", "F@p1"]);
  assert.deepEqual(due("2026-12-01"), ["A@p1", "F@p1"]);
});

story("a window ends where the item is not asked any more, and one that would begin later is none", () => {
  const window = (due, until) => Matchbook.itemWindow(Matchbook.readWindow(due), until, { interview: ["2026-11-18"], deadline: ["2026-11-20T21:00[America/New_York]"] });
  const deadline = Date.parse("2026-11-20T21:00-05:00");
  inZone("Asia/Karachi", () => {
    assert.deepEqual(window("interview+1d..+9d", "deadline").map(local), ["2026-11-19 00:00:00", local(deadline)]);
    assert.deepEqual(window("interview+1d..+9d", "interview+2d deadline").map(local), ["2026-11-19 00:00:00", "2026-11-20 23:59:59"]);
    assert.deepEqual(window("interview+1d..+9d", "deadline interview+2d").map(local), ["2026-11-19 00:00:00", "2026-11-20 23:59:59"]);
    assert.deepEqual(window("interview+1d", "deadline"), [-Infinity, new Date(2026, 10, 20).getTime() - 1]);
    assert.equal(window("interview+4d..+9d", "deadline"), null);
    assert.deepEqual(window("interview+1d..deadline-9d", "deadline").map(local), ["2026-11-19 00:00:00", local(deadline)]);
    assert.deepEqual(window("interview+1d..deadline-9d", "").map(local), ["2026-11-19 00:00:00", "2026-11-19 23:59:59"]);
    assert.deepEqual(window("interview+1d..+9d", "nothing"), window("interview+1d..+9d", ""));
  });
});

story("an event that was not entered is the day that it is assumed to be, until it is", () => {
  const planner = { ...PLANNER, events: [...PLANNER.events, { id: "end", name: "the end", label: "End", per: null, time: true, assume: "deadline+3d" }] };
  const pages = [{ lists: [{ items: Matchbook.itemsOf({ per: null, items: [["A", 0, 0, "a", "A", "r", "", "deadline..end", "", ""]] }) }] }];
  const ends = (...dates) => Matchbook.datedItems(pages, Matchbook.desk(stateOf(dates), planner), 0).map(({ window }) => window.map(local));
  const deadline = { type: "date", event: "deadline", value: "2027-03-15T10:00[America/New_York]" };
  inZone("Asia/Karachi", () => {
    assert.deepEqual(ends(deadline), [["2027-03-15 19:00:00", "2027-03-18 23:59:59"]]);
    assert.deepEqual(ends(deadline, { type: "date", event: "end", value: "2027-03-18T21:00[America/New_York]" }), [["2027-03-15 19:00:00", "2027-03-19 06:00:00"]]);
    assert.deepEqual(ends({ type: "date", event: "end", value: "2027-03-18" }), []);
    assert.deepEqual(ends(), []);
  });
});

story("what is due is an event from its first day to its last, with a reminder on both; a long one its last day", () => {
  const event = (from, to) => {
    const { start, end, alarms } = Matchbook.dueEvent({ item: { text: "One" }, list: { title: "List" }, record: null, key: "ONE", window: [from, to] }, null);
    return [start, end, alarms];
  };
  inZone("America/New_York", () => {
    const [first, last] = [new Date(2027, 2, 4).getTime(), new Date(2027, 2, 20).getTime() - 1];
    assert.deepEqual(event(first, last), ["2027-03-04", "2027-03-19", [-9 * 60, -9 * 60 - 15 * 24 * 60]]);
    assert.deepEqual(event(first, new Date(2027, 2, 5).getTime() - 1), ["2027-03-04", "2027-03-04", [15 * 60]]);
    assert.deepEqual(event(-Infinity, last), ["2027-03-19", "2027-03-19", [15 * 60]]);
    assert.deepEqual(event(new Date(2027, 0, 4).getTime(), last), ["2027-03-19", "2027-03-19", [15 * 60]]);
  });
});

story("two of one name are told apart by the first text about them", () => {
  const desk = Matchbook.desk(stateOf([record("a", "program", { name: "Pediatrics", city: "Erie" }), record("b", "program", { name: "Pediatrics", city: "Mesa" }), record("c", "program", { name: "Harbor", city: "Erie" })]), PLANNER);
  assert.deepEqual(["a", "b", "c"].map(id => desk.nameOf(desk.records.get(id))), ["Pediatrics (Erie)", "Pediatrics (Mesa)", "Harbor"]);
});

story("progress counts each item once for each record", () => {
  const { items } = PAGES[0].lists[0];
  const empty = Matchbook.desk(new Map(), PLANNER);
  assert.deepEqual((({ done, total, next }) => [done, total, next])(Matchbook.progressFor(items, empty, id => id === "ONE")), [1, 3, 1]);
  const desk = Matchbook.desk(stateOf([LAKE, MESA, GONE, ANA]), PLANNER);
  const ticked = new Set(["ONE@p1", "ONE@p2", "TWO@q1", "THREE@p1", "FOUR@p1", "ONE@p3", "ONE"]);
  const { done, total, more, next } = Matchbook.progressFor(items, desk, id => ticked.has(id));
  assert.deepEqual([done, total, more, next], [4, 6, 1, 1]);
});

story("rules see the program, its marks, its dates, and what was sent", () => {
  const desk = Matchbook.desk(stateOf([LAKE, MESA, ANA, { type: "send", id: "s", email: "thank-you", to: "p1", person: "q1", level: 1, day: "2026-11-19", subject: "S", text: "T" }]), PLANNER);
  const context = desk.contextFor(desk.records.get("p1"), desk.records.get("q1"), 0);
  assert.deepEqual(context.program, { id: "p1", marks: ["applied"] });
  assert.equal(context.person, "q1");
  assert.deepEqual(context.dates, { interview: ["2026-11-18"] });
  assert.deepEqual(context.ahead, { interview: ["2026-11-18", "2026-12-01"] });
  assert.deepEqual(context.programs, [{ id: "p1", names: ["Lakeshore", "Ana de la Cruz", "Dr. de la Cruz", "Dr de la Cruz", "Doctor de la Cruz", "Prof. de la Cruz", "Professor de la Cruz"] }, { id: "p2", names: ["Mesa"] }]);
  assert.deepEqual(context.log.map(({ email, program, person, level, at }) => [email, program, person, level, at]), [["thank-you", "p1", "q1", 1, new Date(2026, 10, 19, 12).getTime()]]);
});

const rowsOf = text => Matchbook.parseCsv(text).rows.slice(1);
let number = 0;
const bring = (text, columns, subject = PLANNER.subjects[0], before = []) => Matchbook.readRows(rowsOf(text), columns, subject, Matchbook.desk(stateOf(before), PLANNER), () => `n${++number}`);
const COLUMNS = ["name", "column:status", "column:city", "date:interview"];

story("rows become records, and every row that is left out or read otherwise is reported with its line", () => {
  const { events, added, changed, notes } = bring('Name,Status,City,Interview\nLakeshore,Applied,"Erie, PA",11/18/2026\n,applied,X,\nMesa,maybe,,30/11/2026\nmesa,,,\nHarbor,gone,,someday\n', COLUMNS);
  assert.deepEqual(events.map(({ values, dates }) => [values, dates]), [
    [{ name: "Lakeshore", status: "applied", city: "Erie, PA" }, { interview: "2026-11-18" }],
    [{ name: "Mesa" }, { interview: "2026-11-30" }], [{ name: "Harbor", status: "gone" }, {}],
  ]);
  assert.deepEqual([added, changed], [3, 0]);
  assert.deepEqual(notes.map(({ line, isRejected }) => [line, isRejected]), [[3, true], [4, false], [5, true], [6, false]]);
  assert.match(notes[1].text, /“maybe” is no choice of “Status”/);
  assert.match(notes[3].text, /“someday” is no date/);
});

story("a row with a known name changes what is there, and what the file leaves empty stays", () => {
  const { events, added, changed } = bring("Name,Status,City,Interview\n LAKESHORE ,,Erie,\n", COLUMNS, undefined, [LAKE]);
  assert.deepEqual([added, changed], [0, 1]);
  assert.deepEqual(events, [{ type: "record", id: "p1", subject: "program", of: undefined, values: { name: "LAKESHORE", status: "applied", city: "Erie" }, dates: { interview: "2026-11-18" }, scores: {} }]);
});

story("of two programs with one name a row changes the one it means, and what it does not say about a time stays", () => {
  const before = [record("a", "program", { name: "Pediatrics", city: "Erie" }, { dates: { interview: "2027-01-12T09:00[America/New_York]" } }), record("b", "program", { name: "Pediatrics", city: "Mesa" })];
  const ids = text => bring(text, COLUMNS, undefined, before).events.map(({ id }) => id);
  assert.deepEqual(ids("Name,Status,City,Interview\nPediatrics,,Mesa,\nPediatrics,,Erie,\n"), ["b", "a"]);
  assert.match(ids("Name,Status,City,Interview\nPediatrics,,Boise,\n")[0], /^n\d/, "another one");
  const { events, notes } = bring("Name,Status,City,Interview\nPediatrics,applied,,\n", COLUMNS, undefined, before);
  assert.deepEqual([events, notes.map(({ isRejected }) => isRejected)], [[], [true]]);
  assert.deepEqual(bring("Name,Status,City,Interview\nPediatrics,,Erie,2027-01-12\n", COLUMNS, undefined, before).events[0].dates, { interview: "2027-01-12T09:00[America/New_York]" });
  assert.deepEqual(bring("Name,Status,City,Interview\nPediatrics,,Erie,13.01.2027\n", COLUMNS, undefined, before).events[0].dates, { interview: "2027-01-13" });
});

story("people need a program that is there", () => {
  const { events, notes } = bring("Name,Program,Email\nAna,lakeshore,a@b.c\nBo,Mercy,\nCy,,\n", ["name", "of", "column:email"], PLANNER.subjects[1], [LAKE]);
  assert.deepEqual(events.map(({ of, values }) => [of, values]), [["p1", { name: "Ana", email: "a@b.c" }]]);
  assert.deepEqual(notes.map(({ line, text }) => [line, text]), [[3, "there is no program “Mercy”."], [4, "it does not say which program it belongs to."]]);
});

story("of a program of a name that two have the file says which, and else a person is not brought in", () => {
  const before = [record("a", "program", { name: "Pediatrics", city: "Erie" }), record("b", "program", { name: "Pediatrics", city: "Mesa" }), record("q", "person", { name: "Ana", email: "a@b.c" }, { of: "b" })];
  const people = (rows, at = before) => bring(`Name,Program,Email\n${rows}`, ["name", "of", "column:email"], PLANNER.subjects[1], at);
  assert.deepEqual(people("Bo,Pediatrics,\n").notes.map(({ isRejected }) => isRejected), [true]);
  assert.deepEqual(people("Bo,Pediatrics (Mesa),\n").events.map(({ of }) => of), ["b"]);
  const exported = Matchbook.writeCsv(Matchbook.rowsOf(PLANNER.subjects[1], Matchbook.desk(stateOf(before), PLANNER)));
  const back = bring(exported, ["name", "of", "column:email"], PLANNER.subjects[1], before);
  assert.deepEqual([back.added, back.changed, back.events[0].of], [0, 1, "b"]);
});

story("nothing of a row is lost without a word: a cell too many, a text too long, lines in a name, a time without its place", () => {
  const many = bring("Name,Status,City,Interview\nA,,Erie,,more\n", COLUMNS);
  assert.match(many.notes[0].text, /more cells/);
  const long = bring(`Name,Status,City,Interview\nA,,${"x".repeat(400)},\n`, COLUMNS);
  assert.equal(long.events[0].values.city.length, 300);
  assert.match(long.notes[0].text, /longer than 300/);
  assert.equal(bring('Name,Status,City,Interview\n"Lake\nshore",,,\n', COLUMNS).events[0].values.name, "Lake shore");
});

story("what is exported comes back the same", () => {
  const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).map(text => text.trim()).filter(text => text && !/^'/.test(text));
  fc.assert(fc.property(fc.uniqueArray(fc.record({ name: word, city: word, day: fc.constantFrom("", "2026-11-18", "2027-01-02T09:30[America/New_York]") }), { selector: ({ name }) => name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim().replace(/\s+/gu, " "), minLength: 1, maxLength: 8 }), list => {
    const before = list.map(({ name, city, day }, at) => record(`r${at}`, "program", { name, city, status: "applied" }, { dates: day ? { interview: day } : {} }));
    const text = Matchbook.writeCsv(Matchbook.rowsOf(PLANNER.subjects[0], Matchbook.desk(stateOf(before), PLANNER)));
    const head = Matchbook.parseCsv(text).rows[0].cells;
    const { events, notes } = bring(text, Matchbook.matchColumns(head, COLUMNS.map((id, at) => ({ id, name: head[at], also: [] }))));
    const plain = records => records.map(({ values, dates }) => [values.name, values.city, values.status, dates.interview ?? ""]).sort();
    assert.deepEqual(notes, []);
    assert.deepEqual(plain(events), plain(before));
  }), { numRuns: 150 });
});

story("scores are weighted means of what is given, and an order moves one and keeps the others", () => {
  const criteria = [{ id: "a", weight: 4 }, { id: "b", weight: 1 }, { id: "c", weight: 0 }];
  assert.equal(Matchbook.scoreOf({ scores: { a: 5, b: 0, c: 0 } }, criteria), 4);
  assert.equal(Matchbook.scoreOf({ scores: { b: 3 } }, criteria), 3);
  assert.equal(Matchbook.scoreOf({ scores: { c: 3 } }, criteria), null);
  fc.assert(fc.property(fc.uniqueArray(fc.integer(), { minLength: 1 }), fc.nat(), fc.nat(), (list, a, b) => {
    const [from, to] = [a % list.length, b % list.length];
    const moved = Matchbook.moved(list, from, to);
    assert.equal(moved[to], list[from]);
    assert.deepEqual(moved.filter(one => one !== list[from]), list.filter(one => one !== list[from]));
  }));
});
