// The store's model and what is made of it, without a browser: the files of the theme are classic scripts that touch no page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import fc from "fast-check";
import { story } from "./harness.mjs";

for (const file of ["store/model.js", "store/copy.js", "checklist/progress.js", "checklist/text.js", "my-data/read-copy.js", "my-data/code.js"]) {
  runInThisContext(readFileSync(new URL(`../../themes/default/js/${file}`, import.meta.url), "utf8"), { filename: file });
}
const { model, writeCopy, readCopy, LARGEST_COPY, progress, listText, code } = globalThis.Matchbook;

const GUIDE = { guide: "small-guide", title: "Small \"guide\"", saved: "2026-11-24T10:00:00.000Z" };
const NOW = 2_000_000_000_000;
const read = (text, more = {}) => readCopy(text, { guide: "small-guide", now: NOW, ...more });
const write = state => writeCopy(state, GUIDE);
/** A state as plain data, keys in order. */
const plain = state => [...state].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => [key, { ...entry }]);

// Few names, so that entries meet; any text, broken surrogates and names of built-in properties too.
const text = fc.oneof(fc.string({ unit: "grapheme", maxLength: 40 }), fc.string({ unit: "binary", maxLength: 10 }), fc.constantFrom("\ud800", "__proto__", "</script>", "\u2028"));
const id = fc.constantFrom("A-1", "A-2", "__proto__", "constructor", "ä b@c/d");
const at = fc.integer({ min: 0, max: NOW });
const events = fc.array(fc.oneof(
  fc.record({ type: fc.constant("tick"), id, done: fc.boolean(), text, revision: text, at }),
  fc.record({ type: fc.constant("note"), id, text, at }),
  fc.record({ type: fc.constant("prefer"), name: id, value: fc.oneof(fc.constant(null), fc.boolean(), text, fc.array(text, { maxLength: 3 })), at }),
  fc.record({ type: fc.constant("fill"), id, value: text, at }),
  fc.record({ type: fc.constant("forget"), key: id.map(name => `tick/${name}`), at }),
), { maxLength: 30 });
const after = list => list.reduce(model.reduce, new Map());
const state = events.map(after);

story("merging is commutative, associative and idempotent", () => {
  fc.assert(fc.property(state, state, state, (a, b, c) => {
    const { merge } = model;
    assert.deepEqual(plain(merge(a, b)), plain(merge(b, a)));
    assert.deepEqual(plain(merge(merge(a, b), c)), plain(merge(a, merge(b, c))));
    assert.deepEqual(plain(merge(a, a)), plain(a));
    assert.deepEqual(plain(merge(merge(a, b), b)), plain(merge(a, b)));
  }), { numRuns: 500 });
});

story("of two entries the newer one holds", () => {
  const older = new Map([["tick/A-1", { at: 5, done: true, text: "", revision: "" }]]);
  const newer = new Map([["tick/A-1", { at: 6, gone: true }]]);
  for (const merged of [model.merge(older, newer), model.merge(newer, older)]) assert.deepEqual(plain(merged), plain(newer));
});

story("any sequence of events survives export and import, byte for byte", () => {
  fc.assert(fc.property(events, list => {
    const before = after(list);
    const copy = write(before);
    const back = read(copy);
    assert.equal(back.error, undefined);
    assert.deepEqual(back.refused, []);
    const imported = model.merge(new Map(), back.entries);
    assert.deepEqual(plain(imported), plain(before));
    assert.equal(write(imported), copy);
    // And through the bytes of a file.
    assert.equal(new TextDecoder().decode(new TextEncoder().encode(copy)), copy);
  }), { numRuns: 500 });
});

story("a copy survives the way through a code, and a code that was broken is refused", async () => {
  await fc.assert(fc.asyncProperty(events, async list => {
    const copy = write(after(list));
    const sent = await code.encode(copy);
    assert.match(sent, /^matchbook1z\.[\w-]+\.$/);
    // What mail programs do: quote marks and line breaks.
    assert.equal(await code.decode(`Hello!\n\n> ${sent.replace(/.{60}/g, "$&\n> ")}\n`.replace("Hello!", "")), copy);
    // And what people do: a word before it, a signature behind it. Codes of before had no dot at their end.
    assert.equal(await code.decode(`Here it is: ${sent}\n\nSent from my iPhone`), copy);
    assert.equal(await code.decode(sent.slice(0, -1)), copy);
    await assert.rejects(code.decode(sent.slice(0, -13)));
  }), { numRuns: 60 });
  assert.equal(await code.decode("  {\"a\": 1}\n"), "{\"a\": 1}");
  await assert.rejects(code.decode("hello"));
  const plainCode = `matchbook1p.${Buffer.from("{}é").toString("base64url")}`;
  assert.equal(await code.decode(plainCode), "{}é");
});

story("a change counts after what it changes, even when the clock was set back", () => {
  fc.assert(fc.property(events, list => {
    let now = new Map();
    for (const event of list) {
      const next = model.reduce(now, event);
      for (const key of model.changes(now, next)) assert.ok(!now.has(key) || next.get(key).at > now.get(key).at);
      // Merging the older state in again brings nothing old back.
      assert.deepEqual(plain(model.merge(next, now)), plain(next));
      now = next;
    }
  }), { numRuns: 300 });
});

story("what is undone is as before, and nothing else", () => {
  fc.assert(fc.property(events, events, (first, second) => {
    const before = after(first);
    const changed = second.reduce(model.reduce, before);
    assert.deepEqual(plain(model.reduce(changed, { type: "undo", before, after: changed })), plain(before));
  }));
  const tick = (name, done, at) => ({ type: "tick", id: name, done, text: "", revision: "", at });
  const before = after([tick("A-1", true, 1)]);
  const reset = after([tick("A-1", true, 1), tick("A-1", false, 2), tick("A-2", false, 2)]);
  const since = model.reduce(reset, tick("A-2", true, 3));
  const undone = model.reduce(since, { type: "undo", before, after: reset });
  assert.equal(undone.get("tick/A-1").done, true);
  assert.equal(undone.get("tick/A-2").done, true, "a change since then stays");
});

story("a list of events is the same as one after the other, and a long one takes no time", () => {
  fc.assert(fc.property(state, events, (before, list) => {
    const was = plain(before);
    assert.deepEqual(plain(model.reduce(before, list)), plain(list.reduce(model.reduce, before)));
    assert.deepEqual(plain(before), was);
  }), { numRuns: 300 });
  const rows = Array.from({ length: 20_000 }, (_, at) => ({ type: "record", id: `r${at}`, subject: "program", values: { name: "Lakeshore" }, dates: {}, scores: {}, at }));
  const started = performance.now();
  assert.equal(model.reduce(new Map(), rows).size, 20_000);
  assert.ok(performance.now() - started < 2000, `${performance.now() - started} ms`);
});

story("an event changes no state that was there before", () => {
  const before = after([{ type: "tick", id: "A-1", done: true, text: "a", revision: "1", at: 1 }]);
  const kept = JSON.stringify(plain(before));
  model.reduce(before, { type: "tick", id: "A-1", done: false, text: "b", revision: "2", at: 2 });
  model.merge(before, [["tick/A-1", { at: 9, done: false }]]);
  assert.equal(JSON.stringify(plain(before)), kept);
  assert.throws(() => { before.get("tick/A-1").done = false; });
  assert.equal(model.reduce(before, { type: "forget", key: "tick/none", at: 3 }), before);
});

story("every step of the migration is there, and from schema 0 the choices come along", () => {
  assert.equal(model.MIGRATIONS.length, model.SCHEMA);
  assert.deepEqual(model.migrate(0, "scheme", "dark"), ["pref/scheme", { at: 0, value: "dark" }]);
  assert.deepEqual(model.migrate(0, "searches", "[\"visa\"]"), ["pref/searches", { at: 0, value: ["visa"] }]);
  assert.equal(model.migrate(0, "searches", "[\"visa"), null);
  assert.equal(model.migrate(0, "anything", "else"), null);
  assert.deepEqual(model.migrate(1, "note/A", { at: 1, text: "x" }), ["note/A", { at: 1, text: "x" }]);
});

story("what is not a copy of this guide is refused as a whole", () => {
  const copy = entries => JSON.stringify({ format: "matchbook-copy", schema: 1, guide: "small-guide", title: "Small", saved: "2026-01-01T00:00:00Z", entries });
  const change = (name, value) => JSON.stringify({ ...JSON.parse(copy({})), [name]: value });
  for (const [text, error] of [
    ["", "not-a-copy"], ["{", "not-a-copy"], ["[]", "not-a-copy"], ["null", "not-a-copy"], ["{}", "not-a-copy"], ["[".repeat(100_000), "not-a-copy"],
    [change("format", "other"), "not-a-copy"], [change("schema", "1"), "not-a-copy"], [change("schema", 0), "not-a-copy"],
    [change("entries", []), "not-a-copy"], [change("entries", null), "not-a-copy"],
    [change("guide", "other-guide"), "other-guide"], [change("schema", 2), "newer"],
    [" ".repeat(LARGEST_COPY + 1), "too-large"],
    [copy(Object.fromEntries(Array.from({ length: 50_001 }, (_, n) => [`note/${n}`, { at: 1, text: "x" }]))), "too-large"],
  ]) {
    assert.equal(read(text).error, error, text.slice(0, 80));
  }
  assert.equal(read(change("guide", "other-guide")).title, "Small");
  assert.deepEqual([...read(copy({})).entries], []);
});

story("entries that cannot be are left out and the others come in", () => {
  const deep = { at: 1, value: JSON.parse("[".repeat(30) + "]".repeat(30)) };
  const bad = {
    "tick/no-time": { done: true }, "tick/text-time": { at: "5", done: true }, "tick/negative": { at: -1, done: true },
    "tick/fraction": { at: 1.5, done: true }, "tick/far": { at: 8.64e15 + 2, done: true }, "tick/done": { at: 1, done: "yes" },
    "tick/text": { at: 1, done: true, text: 5 }, "note/none": { at: 1 }, "note/long": { at: 1, text: "x".repeat(60_001) },
    "pref/nothing": { at: 1 }, "pref/deep": deep, "other/list": [], "other/null": null, "other/gone": { at: 1, gone: false },
    nokind: { at: 1 }, "/x": { at: 1 }, "Tick/x": { at: 1, done: true }, "tick/\n": { at: 1, done: true }, "tick/": { at: 1, done: true },
  };
  const good = { "tick/A-1": { at: 1, done: true }, "program/42": { at: 3, name: "unknown here, kept" }, "note/gone": { at: 2, gone: true } };
  const raw = JSON.stringify({ format: "matchbook-copy", schema: 1, guide: "small-guide", entries: { ...bad, ...good } })
    // As JSON this is a property like any other.
    .replace("\"nokind\"", "\"__proto__\":{\"at\":1,\"polluted\":true},\"nokind\"");
  const found = read(raw);
  assert.deepEqual([...found.entries.keys()].sort(), Object.keys(good).sort());
  assert.equal(found.refused.length, Object.keys(bad).length + 1);
  assert.equal({}.polluted, undefined);
  assert.equal(read(raw.replace("\"at\":3", `"at":${NOW * 2}`)).entries.get("program/42").at, NOW, "a time that is still to come");
});

const items = (...list) => list.map(([id, depth = 0, optional = false]) => ({ id, depth, optional }));
const look = (list, ...ticked) => progress(list, name => ticked.includes(name));

story("items with items below them are done when those are", () => {
  const list = items(["a"], ["b"], ["b1", 1], ["b2", 1], ["b21", 2], ["b22", 2], ["c"]);
  let found = look(list);
  assert.deepEqual([found.done, found.total, found.states.join(" ")], [0, 5, "open open open open open open open"]);
  assert.deepEqual(found.steps[1], ["b1", "b21", "b22"]);
  assert.deepEqual(found.steps[0], ["a"]);
  found = look(list, "b21", "b22", "b");
  assert.deepEqual([found.done, found.states.join(" ")], [2, "open part open done done done open"]);
  found = look(list, "a", "b1", "b21", "b22");
  assert.deepEqual([found.done, found.states.join(" ")], [4, "done done done done done done open"]);
});

story("optional items do not count, unless there are no others", () => {
  const list = items(["a"], ["b", 0, true], ["b1", 1], ["c"], ["d"], ["d1", 1], ["d2", 1, true]);
  let found = look(list, "b1", "d1");
  assert.deepEqual([found.done, found.total, found.more, found.next], [1, 3, 1, 0]);
  assert.deepEqual(found.states, ["open", "done", "done", "open", "done", "done", "open"]);
  assert.deepEqual(found.isOver, [false, true, true, false, false, true, false], "what is open below, optional too, keeps an item in sight");
  assert.deepEqual(found.isStep, [true, false, true, true, false, true, true]);
  found = look(items(["a", 0, true], ["b", 0, true]), "a");
  assert.deepEqual([found.done, found.total, found.next], [1, 2, 1]);
  assert.deepEqual([look([]).states, look([]).next], [[], -1]);
});

story("a list is copied as text and as Markdown", () => {
  const list = { title: "To *do*", count: "1 of 2 done", items: [
    { depth: 0, text: "One [link] and `code`", state: "done", due: "before sending", note: "first\nsecond" },
    { depth: 0, text: "Two", state: "part", due: "" }, { depth: 1, text: "Below", state: "open", due: "" },
  ] };
  assert.equal(listText(list, "Note:", false), "To *do*\n1 of 2 done\n\n☑ One [link] and `code` (before sending)\n    Note: first second\n◪ Two\n    ☐ Below\n");
  assert.equal(listText(list, "Note:", true), "## To \\*do\\*\n1 of 2 done\n\n- [x] One \\[link\\] and \\`code\\` (before sending)\n  Note: first second\n- [ ] Two\n  - [ ] Below\n");
});
