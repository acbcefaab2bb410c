// Measures what 3,000 ticks cost in Chromium: reading the storage, and bringing a list of 3,000 items to life.
//
//   node tests/browser/measure-store.mjs [ROUNDS]
import { build, guideOf, open, page as source, publish } from "./harness.mjs";
import { change, median } from "./measure-harness.mjs";

const ROUNDS = Number(process.argv[2] ?? 9);
const items = Array.from({ length: 3000 }, (_, n) => `- [ ] Item number ${n} with some words to read {#M-${n}}`).join("\n");
const site = await publish(build(guideOf({
  "index.md": source("Home", `:::checklist{#many title="Many"}\n${items}\n:::`),
  "one.md": source("One", "- [ ] One item {#ONE}"),
})));

const page = await open();
await change(page, "store", text => `performance.mark("store");${text};performance.measure("matchbook-store", "store");`);
await change(page, "checklist", text => `${text};{ const start = Matchbook.start; Matchbook.start = root => {
  performance.mark("lists"); start(root); performance.measure("matchbook-lists", "lists"); }; }`);
await page.goto(site);
await page.evaluate(() => {
  for (let n = 0; n < 3000; n++) {
    localStorage.setItem(`matchbook:small-guide:1:tick/M-${n}`, JSON.stringify({ at: 1e12 + n, done: true, revision: "12345678", text: `Item number ${n} with some words to read` }));
  }
});

const times = { "store read, page with one item": [], "store read, page with 3,000 items": [], "list of 3,000 items alive": [], "tick to painted count, 3,000 items": [] };
for (let round = 0; round < ROUNDS; round++) {
  for (const path of ["one.html", "index.html"]) {
    await page.goto(site + path);
    await page.locator(".is-live, .checklist-bare.is-live").first().waitFor();
    const [store, alive] = await page.evaluate(() => ["matchbook-store", "matchbook-lists"].map(name => performance.getEntriesByName(name)[0]?.duration ?? NaN));
    times[path === "one.html" ? "store read, page with one item" : "store read, page with 3,000 items"].push(store);
    if (path === "index.html") {
      times["list of 3,000 items alive"].push(alive);
      times["tick to painted count, 3,000 items"].push(await page.evaluate(() => new Promise(done => {
        const started = performance.now();
        document.querySelector("[data-task] > input").click();
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
      })));
    }
  }
}
for (const [name, list] of Object.entries(times)) console.log(`${name}: median ${median(list)} ms`);
process.exit(0);
