// Measures the planner of the real guide in Chromium with 150 programs, 600 people and 5,000 ticks: until it is there, and from an input to
// the next frame.
//
//   node tests/browser/measure-planner.mjs [ROUNDS]
import { guide, open, publish } from "./harness.mjs";
import { change, median } from "./measure-harness.mjs";

const ROUNDS = Number(process.argv[2] ?? 9);
const site = await publish(guide());
const page = await open();
await change(page, "store", text => `performance.mark("store");${text};performance.measure("matchbook-store", "store");`);
await change(page, "planner", text => `${text};{ const { load } = Matchbook; Matchbook.load = async src => { await load(src); if (src.includes("guide.js")) {
  performance.mark("desk"); setTimeout(() => requestAnimationFrame(() => setTimeout(() => performance.measure("matchbook-desk", "desk")))); } }; }`);
await page.goto(`${site}planner.html`);
const stored = await page.evaluate(async () => {
  await new Promise(done => setTimeout(done, 500));
  const put = (key, value) => localStorage.setItem(`matchbook:pediatrics-prematch-img:1:${key}`, JSON.stringify(value));
  let ticks = 0;
  const items = Matchbook.guide.pages.flatMap(({ lists }) => lists.flatMap(list => Matchbook.itemsOf(list)));
  const tick = (per, id) => {
    for (const item of items.filter(one => one.per === per)) {
      if (ticks >= 5000) return;
      ticks++;
      put(`tick/${item.id}@${id}`, { at: 1e12, done: true, revision: item.revision, text: item.text });
    }
  };
  for (let n = 0; n < 150; n++) {
    put(`record/p${n}`, { at: 1e12, subject: "program", values: { name: `Program number ${n} Pediatrics`, institution: `Hospital ${n}`, status: ["applied", "invited", "interviewed"][n % 3] }, dates: { interview: `2026-1${1 + n % 2}-${10 + n % 18}${n % 2 ? "T09:30[America/New_York]" : ""}`, invite: "2026-10-20" }, scores: {} });
    tick("program", `p${n}`);
  }
  for (let n = 0; n < 600; n++) {
    put(`record/q${n}`, { at: 1e12, subject: "interviewer", of: `p${n % 150}`, values: { name: `Dr. Person ${n}`, role: "faculty", email: "a@example.org" }, dates: {}, scores: {} });
    tick("interviewer", `q${n}`);
  }
  // As many as there are items, and the rest in programs that are gone.
  for (let n = 0; ticks < 5000; n++) tick("program", `gone${n}`);
  put("date/rank-list-deadline", { at: 1e12, value: "2027-03-03" });
  put("date/eras-submit", { at: 1e12, value: "2026-09-23" });
  return [ticks, Object.keys(localStorage).length];
});
console.log(`${stored[0]} ticks, ${stored[1]} entries`);

const times = {};
const note = (name, value) => { (times[name] ??= []).push(value); };
/** From an input to the next frame, with the pause before it that a hand needs. */
const input = (name, run) => page.waitForTimeout(200).then(() => page.evaluate(text => new Promise(done => {
  const started = performance.now();
  // eslint-disable-next-line no-new-func
  new Function(text)();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
}), run)).then(value => note(name, value));
for (let round = 0; round < ROUNDS; round++) {
  await page.goto(`${site}planner.html#planner-due`);
  await page.reload();
  await page.locator(".planner.is-live").waitFor();
  await page.waitForFunction(() => performance.getEntriesByName("matchbook-desk").length > 0);
  const [store, desk] = await page.evaluate(() => ["matchbook-store", "matchbook-desk"].map(name => performance.getEntriesByName(name)[0].duration));
  note("entries read", store);
  note("planner alive and painted", desk);
  await input("a due item ticked", 'document.querySelector(".due-item input").click()');
  await input("list of programs opened", 'document.querySelector("#planner-tab-program").click()');
  await input("a letter typed into its search", 'const search = document.querySelector("[data-focus=search-program]"); search.value = "num"; search.dispatchEvent(new Event("input"))');
  await input("sorted by what is done", 'const search = document.querySelector("[data-focus=search-program]"); search.value = ""; search.dispatchEvent(new Event("input")); const sort = document.querySelector("[data-focus=sort-program]"); sort.value = "progress"; sort.dispatchEvent(new Event("change"))');
  await input("a program opened", 'document.querySelector("#planner-panel-program tbody button").click()');
  await input("a letter typed into its name", 'const name = document.querySelector(".planner-sheet input"); name.value += "x"; name.dispatchEvent(new Event("input", { bubbles: true }))');
  await input("its name saved", 'const name = document.querySelector(".planner-sheet input"); name.dispatchEvent(new Event("change"))');
  await input("its item ticked", 'document.querySelector(".planner-items input").click()');
  await input("back to the list", 'document.querySelector(".planner-back").click()');
  await input("another program opened", 'document.querySelector("#planner-panel-program tbody tr:nth-child(9) button").click()');
}
for (const [name, list] of Object.entries(times)) console.log(`${name}: median ${median(list)} ms, most ${Math.max(...list).toFixed(1)} ms`);
process.exit(0);
