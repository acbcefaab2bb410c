// Many tabs, `--follow`, and a preview that is stopped and started again under the pages it showed.
import assert from "node:assert/strict";
import { guideOf, open, page as source, serve, somePort, story, write } from "./harness.mjs";

const pages = () => ({
  "index.md": source("Home", "Home."), "a.md": source("A", "Text of a."), "b.md": source("B", "Text of b."),
  "form.md": source("Form", "Text of the form.", 'kind = "faq"').replace("Text", "## Why?\n\nSo.\n\n## When?\n\nNow.\n\n## Where?\n\nText"),
});
const ready = page => page.locator(".matchbook-bar .matchbook-facts > *").first().waitFor({ state: "attached" });
async function tabs(address, ...paths) {
  const first = await open();
  const all = [first];
  for (let n = 1; n < paths.length; n++) all.push(await first.context().newPage());
  for (const [n, path] of paths.entries()) {
    await all[n].goto(address + path);
    await ready(all[n]);
  }
  return { all, close: () => first.context().close() };
}

story("with --follow the page in front goes to what is edited; others and half-typed forms stay", async () => {
  const root = guideOf(pages());
  const { address } = await serve(root, undefined, ["--follow"]);
  const { all: [other, front], close } = await tabs(address, "index.html", "a.html");
  write(root, { "content/b.md": source("B", "New text of b.") });
  await front.getByText("New text of b.").waitFor();
  assert.equal(front.url(), `${address}b.html`);
  await ready(front);
  write(root, { "content/b.md": source("B", "Newer text of b.") });
  await front.getByText("Newer text of b.").waitFor();
  assert.equal(other.url(), `${address}index.html`);

  await front.goto(`${address}form.html`);
  await ready(front);
  await front.locator("main input").first().fill("half");
  write(root, { "content/a.md": source("A", "New text of a.") });
  await front.locator(".matchbook-going a", { hasText: "a.html" }).waitFor();
  assert.equal(front.url(), `${address}form.html`);
  assert.equal(await front.locator("main input").first().inputValue(), "half");
  await front.locator(".matchbook-going a").click();
  await front.getByText("New text of a.").waitFor();
  await close();
});

story("without --follow no page goes anywhere", async () => {
  const root = guideOf(pages());
  const { address } = await serve(root);
  const { all: [page], close } = await tabs(address, "a.html");
  const asked = page.waitForResponse(answer => answer.url().endsWith("/a.html") && answer.status() === 304);
  write(root, { "content/b.md": source("B", "New text of b.") });
  await asked;
  await page.waitForTimeout(200);
  assert.equal(page.url(), `${address}a.html`);
  await close();
});

story("twelve tabs live on one stream, and the next one listens when the first is closed", async () => {
  const root = guideOf(pages());
  const { address } = await serve(root);
  const paths = Array.from({ length: 12 }, (_, n) => (n % 2 ? "a.html" : "b.html"));
  const { all, close } = await tabs(address, ...paths);
  assert.equal(all[0].requests.filter(url => url.endsWith("/events")).length, 1, "one stream for all tabs");
  const both = word => write(root, { "content/a.md": source("A", `${word} a.`), "content/b.md": source("B", `${word} b.`) });
  both("Second");
  await Promise.all(all.map(page => page.getByText(/^Second [ab]\.$/).waitFor()));
  await all.shift().close();
  both("Third");
  await Promise.all(all.map(page => page.getByText(/^Third [ab]\.$/).waitFor()));
  await close();
});

story("a preview that is started again under open pages is heard again; meanwhile they say that they wait", async () => {
  const root = guideOf(pages());
  const port = somePort();
  const first = await serve(root, port, ["--strict-port"]);
  const { all: [page, second], close } = await tabs(first.address, "a.html", "b.html");
  await page.evaluate(() => { globalThis.mark = true; });
  first.child.kill("SIGINT");
  await first.ended;
  await page.locator(".matchbook-waiting", { hasText: "Waiting" }).waitFor();
  await second.locator(".matchbook-waiting", { hasText: "Waiting" }).waitFor();
  assert.match(await page.title(), /^Waiting for the preview/);
  write(root, { "content/a.md": source("A", "Text written meanwhile.") });
  await serve(root, port, ["--strict-port"]);
  await page.getByText("Text written meanwhile.").waitFor();
  await page.waitForFunction(() => document.querySelector(".matchbook-waiting").textContent === "" && /^(⚠ )?A/.test(document.title));
  await second.waitForFunction(() => document.querySelector(".matchbook-waiting").textContent === "");
  assert.equal(await page.evaluate(() => globalThis.mark), true, "it was not loaded again");
  await close();
});

story("without locks each page listens for itself while it is seen", async () => {
  const root = guideOf(pages());
  const { address } = await serve(root);
  const page = await open();
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, "locks", { value: undefined }));
  await page.goto(`${address}a.html`);
  await ready(page);
  write(root, { "content/a.md": source("A", "Second text.") });
  await page.getByText("Second text.").waitFor();
  const hide = isHidden => page.evaluate(hidden => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, isHidden);
  await hide(true);
  write(root, { "content/a.md": source("A", "Third text.") });
  await page.waitForTimeout(500);
  assert.equal(await page.getByText("Third text.").count(), 0, "a page that nobody sees does nothing");
  await hide(false);
  await page.getByText("Third text.").waitFor();
  await page.context().close();
});
