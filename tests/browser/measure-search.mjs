// The search of a built site in a real Chromium, measured: what it loads and how long a keystroke takes.
//
//   node tests/browser/measure-search.mjs SITE
//
// It is also an engine for a scorer of query sets: it exports `init`, `search`, `fetched`, `reset` and `close`.
import { createServer } from "node:http";
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const TYPES = { html: "text/html", js: "text/javascript", css: "text/css", svg: "image/svg+xml" };
const KEYSTROKE_QUERIES = 40;
const COLD_QUERIES = 120;

let folder, server, browser, page;
let loaded = [];

export const name = "Matchbook in Chromium";

export async function init({ opts }) {
  folder = resolve(opts.site);
  server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname).slice(1) ;
    try {
      const data = readFileSync(join(folder, path));
      if (path.endsWith(".js")) loaded.push(path);
      response.writeHead(200, { "content-type": TYPES[path.split(".").pop()] ?? "application/octet-stream" }).end(data);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, "127.0.0.1");
  await new Promise(listening => server.once("listening", listening));
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
  await reset();
}

/** A new reader: nothing loaded, nothing kept. */
export async function reset() {
  await page?.context().close();
  page = await (await browser.newContext()).newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/contents.html`);
  loaded = [];
  await page.locator(".search-button").click();
  await page.waitForFunction(() => globalThis.Matchbook.search?.find);
}

/** What has been loaded since this was last asked. */
export const fetched = () => loaded.splice(0).map(path => ({ name: path, path: join(folder, path) }));

/** The lines that a reader would see. */
export const search = query => page.evaluate(async query => {
  const { find, describe, excerpts } = Matchbook.search;
  const root = new URL(document.body.dataset.root || ".", location.href);
  const result = await find(query);
  const groups = new Map();
  for (const hit of result.hits) {
    const page = result.index.pages[hit.entry];
    groups.set(page, [...groups.get(page) ?? [], hit]);
  }
  const lines = await describe(result, [...groups.values()].slice(0, 12).flatMap(hits => hits.slice(0, 3)));
  const texts = await excerpts(result, lines.slice(0, 5));
  const text = pieces => (pieces ?? []).map(piece => piece.isMark ? `<mark>${piece.text}</mark>` : piece.text).join("");
  return lines.map((line, at) => ({
    url: line.url.replace(root.href, ""), title: line.pageTitle, heading: line.title,
    excerpt: text(line.titlePieces) + text(texts[at]?.pieces),
  }));
}, query);

export async function close() {
  await browser.close();
  server.close();
}

const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];

/** Words of the guide's own text, one to three at a time; every third has a typing error. The same in each run. */
function someQueries(count) {
  const pages = readdirSync(folder, { recursive: true }).filter(path => path.endsWith(".html")).toSorted();
  const queries = [];
  for (let at = 0; at < count; at++) {
    const html = readFileSync(join(folder, pages[Math.floor(at * pages.length / count)]), "utf8");
    const text = /<main[^]*<\/main>/.exec(html)[0].replace(/<[^>]*>/g, " ");
    const words = text.match(/\p{L}{3,}/gu) ?? [];
    const query = words.slice(Math.floor(words.length * .4), Math.floor(words.length * .4) + 1 + at % 3).join(" ").toLowerCase();
    queries.push(at % 3 === 2 ? query.replace(/(.)(.)(.*)$/, "$2$1$3") : query);
  }
  return queries.filter(Boolean);
}

/** Types a text into the dialog at once. Milliseconds until there are new lines on the screen. */
const type = text => page.evaluate(text => new Promise((shown, failed) => {
  const input = document.querySelector(".search-input");
  const started = performance.now();
  const observer = new MutationObserver(() => {
    observer.disconnect();
    shown(performance.now() - started);
  });
  observer.observe(document.querySelector(".search-results"), { childList: true });
  setTimeout(failed, 20_000, new Error(`nothing is shown for ${text}`));
  input.value = text;
  input.dispatchEvent(new Event("input"));
}), text);

/** Bytes of what has been loaded, compressed, and how many files it is. */
function weigh() {
  const files = fetched();
  return { requests: files.length, bytes: files.reduce((sum, { path }) => sum + gzipSync(readFileSync(path), { level: 9 }).length, 0) };
}

async function measure() {
  const kib = bytes => `${(bytes / 1024).toFixed(1)} KiB`;
  const first = [], all = [];
  for (const query of someQueries(COLD_QUERIES)) {
    await reset();
    await type(query);
    const answer = weigh();
    for (let known = -1; known < loaded.length; known = loaded.length) await page.waitForTimeout(150);
    const rest = weigh();
    first.push({ query, ...answer });
    all.push(answer.bytes + rest.bytes);
  }
  const bytes = first.map(one => one.bytes);
  const worst = first.find(one => one.bytes === Math.max(...bytes));
  console.log(`first answer, ${first.length} queries: median ${kib(quantile(bytes, .5))} gzip in ${quantile(first.map(one => one.requests), .5)} requests,`,
    `p95 ${kib(quantile(bytes, .95))}, most ${kib(worst.bytes)} (“${worst.query}”)`);
  console.log(`all that the first screen shows: median ${kib(quantile(all, .5))}, most ${kib(Math.max(...all))}`);

  // A reader who types letter by letter, from the key to the lines: files are loaded in the first round only.
  await reset();
  for (const round of ["first", "second"]) {
    const times = [];
    for (const query of someQueries(KEYSTROKE_QUERIES)) {
      for (let length = 1; length <= query.length; length++) times.push(await type(query.slice(0, length)));
    }
    console.log(`keystroke, ${round} time, ${times.length} of them: median ${quantile(times, .5).toFixed(1)} ms,`,
      `p95 ${quantile(times, .95).toFixed(1)} ms, most ${Math.max(...times).toFixed(1)} ms`);
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await init({ opts: { site: argv[2] } });
  await measure();
  await close();
}
