// The same queries give the same results at the root of a domain, below a path, from disk and in the preview, in Chromium
// and in Firefox, and ask nobody else.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fileUrl, firefoxPath, guide, publish, serve, story, visit, visitFirefox } from "./harness.mjs";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const listed = [...readFileSync(`${repository}queries.toml`, "utf8").matchAll(/^text = "(.*)"$/gm)].map(match => match[1].replaceAll('\\"', '"'));
const QUERIES = [...listed, "", "a", "\"rank order list\"", "kind:faq visa", "résumé", "?", "qqqzzz"];

/** Runs in the page: what each query finds, through the script that the page itself loads. */
const answerAll = async queries => {
  document.querySelector(".search-button").click();
  const wait = check => new Promise((done, fail) => {
    const started = Date.now();
    const look = () => check() ? done() : Date.now() - started > 20_000 ? fail(new Error("timeout")) : setTimeout(look, 20);
    look();
  });
  await wait(() => globalThis.Matchbook.search?.find);
  const { find, describe, excerpts } = Matchbook.search;
  const root = new URL(document.body.dataset.root || ".", location.href);
  const answers = [];
  for (const query of queries) {
    const result = await find(query);
    const hits = await describe(result, result.hits.slice(0, 10));
    const texts = await excerpts(result, hits.slice(0, 5));
    answers.push([query, result.hits.length, result.counts, hits.map(hit => [hit.url.replace(root.href, ""), hit.title, hit.score.toFixed(6)]),
      texts.map(text => text.pieces.map(piece => piece.isMark ? `[${piece.text}]` : piece.text).join(""))]);
  }
  return JSON.stringify(answers);
};

const PAGE = "guide/rules-and-risks.html";
let expected;
/** What the site at the root of a domain answers in Chromium. */
const reference = async () => expected ??= await chromium(await publish(guide()));

async function chromium(address) {
  return visit(address + PAGE, {}, async page => {
    const answers = await page.evaluate(answerAll, QUERIES);
    assert.deepEqual(page.requests.filter(request => !request.startsWith(address)), [], "requests elsewhere");
    assert.deepEqual(page.trouble, []);
    return answers;
  });
}

story("at the root of a domain there are answers", async () => {
  const answers = JSON.parse(await reference());
  assert.ok(answers.length >= 67);
  for (const [query, hits] of answers.slice(0, listed.length)) assert.ok(hits > 0, query);
});

story("below a path", async () => {
  assert.equal(await chromium(await publish(guide(), "/some/guide/")), await reference());
});

story("from disk", async () => {
  assert.equal(await chromium(fileUrl(guide(), "")), await reference());
});

story("in the preview", async () => {
  const { address } = await serve(repository);
  assert.equal(await visit(address + PAGE, {}, page => page.evaluate(answerAll, QUERIES)), await reference());
});

const noFirefox = firefoxPath ? false : "Firefox is not installed";
story("in Firefox, from a server and from disk", async () => {
  for (const address of [await publish(guide()), fileUrl(guide(), "")]) {
    const answers = await visitFirefox(address + PAGE, page => page.evaluate(answerAll, QUERIES));
    assert.equal(answers, await reference(), address);
  }
}, { skip: noFirefox });

story("in Firefox the dialog opens from disk and shows results", async () => {
  await visitFirefox(fileUrl(guide(), `${PAGE}?q=thnak%20you`), async page => {
    await page.waitForSelector("[role=option]");
    assert.match(await page.$eval(".search-note", note => note.textContent), /Showing results for thank you/);
    // What is not allowed from disk, or this would prove nothing.
    assert.equal(await page.evaluate(() => fetch("../index.html").then(() => "allowed", () => "refused")), "refused");
  });
}, { skip: noFirefox });
