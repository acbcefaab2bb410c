// How long after a file is written its page is served, and painted in Chromium: medians of twenty edits. How long a start
// takes, and what a thousand edits do to memory.
// `node measure-preview.mjs [folder [page.md]]` with the folder of a guide, which is copied first.
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { folder, open, repository, serve, story } from "./harness.mjs";

const EDITS = 20;
const median = times => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
const told = times => `median ${median(times).toFixed(1)} ms, ${times[0].toFixed(1)} to ${times.at(-1).toFixed(1)}`;
const ask = url => new Promise((done, fail) => get(url, { agent: false }, answer => {
  let text = "";
  answer.setEncoding("utf8").on("data", part => { text += part; }).on("end", () => done(text));
}).on("error", fail));
const pause = time => new Promise(done => setTimeout(done, time));

story("measure", async () => {
  const [given = repository, file = "index.md"] = process.argv.slice(2);
  const root = join(folder(), "guide");
  for (const part of ["book.toml", "content", "themes"]) {
    try { cpSync(join(given, part), join(root, part), { recursive: true }); } catch { /* Not every guide has a theme. */ }
  }
  const begun = performance.now();
  const preview = await serve(root);
  console.log(`start to address: ${(performance.now() - begun).toFixed(0)} ms`);
  console.log(preview.output.trim().split("\n")[0]);
  const path = join(root, "content", file);
  const text = readFileSync(path, "utf8");
  // Numbers in front of names order them, and are no part of addresses.
  const address = preview.address + file.replace(/\.md$/, ".html").replace(/(^|\/)\d+-/g, "$1");
  const edit = n => writeFileSync(path, `${text}\n\nEdit ${n} of many.\n`);

  const served = [];
  for (let n = 0; n < EDITS; n++) {
    const start = performance.now();
    edit(n);
    while (!(await ask(address)).includes(`Edit ${n} of many`)) { /* Asked again at once. */ }
    served.push(performance.now() - start);
    await pause(300);
  }
  console.log(`served: ${told(served)}`);

  const page = await open(address);
  await page.locator(".matchbook-facts > *").first().waitFor({ state: "attached" });
  await page.evaluate(() => {
    globalThis.painted = new Map();
    new MutationObserver(() => {
      const found = /Edit (\d+) of many/.exec(document.querySelector("main").textContent)?.[1];
      if (found === undefined || globalThis.painted.has(found)) return;
      globalThis.painted.set(found, 0);
      // The frame that shows it is over when the task after it runs.
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => globalThis.painted.set(found, performance.timeOrigin + performance.now());
        channel.port2.postMessage(0);
      });
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  const painted = [];
  for (let n = 100; n < 100 + EDITS; n++) {
    const start = performance.timeOrigin + performance.now();
    edit(n);
    await page.waitForFunction(number => globalThis.painted.get(String(number)) > 0, n);
    painted.push(await page.evaluate(number => globalThis.painted.get(String(number)), n) - start);
    await pause(300);
  }
  console.log(`painted: ${told(painted)}`);
  await page.context().close();

  const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${preview.child.pid}/status`, "utf8"))[1]) / 1024;
  for (let n = 1000; n <= 2000; n++) {
    edit(n);
    await pause(15);
    if (n % 200) continue;
    // The checks of the whole guide end.
    await pause(3_000);
    console.log(`memory after ${n - 1000} edits: ${memory().toFixed(0)} MiB`);
  }
}, { timeout: 600_000 });
