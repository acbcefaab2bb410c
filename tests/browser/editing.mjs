// An editor saves a file under `matchbook serve` and sees it; a mistake shows a panel while the last good page stays.
import assert from "node:assert/strict";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { guideOf, open, page as source, serve, story, visit, write } from "./harness.mjs";

const FILES = {
  "index.md": source("Home", "Welcome. See [rules](rules.md)."),
  "rules.md": source("Rules", "The first version."),
};

/** A guide, its preview, and `rules.html` in the browser. */
async function editing(use) {
  const root = guideOf(FILES);
  const preview = await serve(root);
  await visit(`${preview.address}rules.html`, {}, async page => {
    await page.getByText("The first version.").waitFor();
    await use(page, files => write(root, files), root, preview);
  });
  preview.child.kill("SIGINT");
  assert.equal(await preview.ended, 0, preview.output);
}

const panel = page => page.locator(".matchbook-panel");
const gone = page => panel(page).waitFor({ state: "detached" });
/** Waits for the panel to say something, and returns all that it says. */
async function panelSays(page, text) {
  await panel(page).getByText(text).first().waitFor();
  return panel(page).innerText();
}

story("a saved page is shown without touching the browser", () => editing(async (page, save) => {
  const started = Date.now();
  save({ "content/rules.md": source("Rules", "The second version.") });
  await page.getByText("The second version.").waitFor();
  assert.ok(Date.now() - started < 3_000, "it takes less than three seconds even on a slow machine");
  await gone(page);

  save({ "content/new.md": source("New page", "Fresh.") });
  await page.getByRole("link", { name: "New page" }).first().waitFor({ state: "attached" });
}));

story("an editor that replaces files atomically is seen too", () => editing(async (page, save, root) => {
  save({ "content/.rules.md.tmp": source("Rules", "The replaced version.") });
  renameSync(join(root, "content/.rules.md.tmp"), join(root, "content/rules.md"));
  await page.getByText("The replaced version.").waitFor();

  save({ "book.toml.new": '[book]\ntitle = "Renamed guide"\nid = "small-guide"\n' });
  renameSync(join(root, "book.toml.new"), join(root, "book.toml"));
  await page.locator(".brand", { hasText: "Renamed guide" }).waitFor();
}));

story("a broken link is named in the panel while the last good page stays", () => editing(async (page, save) => {
  save({ "content/rules.md": source("Rules", "The broken version. [Go](rulse.md)") });
  const text = await panelSays(page, "broken-link");
  assert.match(text, /content\/rules\.md:\d+:\d+/, "file, line and column");
  assert.match(text, /rulse\.md/, "the excerpt");
  assert.match(text, /did you mean/, "a suggestion");
  assert.match(await page.title(), /^⚠/);
  assert.ok(await page.getByText("The first version.").isVisible(), "the last good page");

  save({ "content/rules.md": source("Rules", "The mended version. [Go](index.md)") });
  await page.getByText("The mended version.").waitFor();
  await gone(page);
  assert.doesNotMatch(await page.title(), /^⚠/);
}));

story("markup in a mistake is shown as text", () => editing(async (page, save) => {
  save({ "content/rules.md": source("Rules", "[Go](<img src=x onerror=alert(1)>.md) and [go](%3Cscript%3Ealert(1)%3C/script%3E.md)") });
  save({ "content/rules.md": '+++\ntitle = "Rules"\n"<img src=x onerror=\'document.title=1\'>" = 1\n+++\n\nText.\n' });
  await panelSays(page, "<img src=x");
  assert.equal(await panel(page).locator("img, script").count(), 0, "no element was made from the message");
  assert.deepEqual(page.trouble, []);
}));

story("wrong front matter keeps the last good page", () => editing(async (page, save) => {
  save({ "content/rules.md": '+++\ntitel = "Rules"\n+++\n\nThe broken version.\n' });
  assert.match(await panelSays(page, "titel"), /did you mean `title`/);
  assert.ok(await page.getByText("The first version.").isVisible(), "the last good page");
  save({ "content/rules.md": source("Rules", "The mended version.") });
  await page.getByText("The mended version.").waitFor();
  await gone(page);
}));

story("a wrong template of the guide's own theme keeps the last good page", () => editing(async (page, save, root) => {
  const template = text => ({ "themes/default/templates/faq.html": text });
  const good = '{% extends "article.html" %}\n';
  save(template(`${good}{% block body %}{{ page.body }{% endblock body %}\n`));
  assert.match(await panelSays(page, /themes\/default\/templates\/faq\.html/), /faq\.html:2:\d+/);
  assert.ok(await page.getByText("The first version.").isVisible(), "the last good page");
  save(template(good));
  await gone(page);
  rmSync(join(root, "themes"), { recursive: true });
  save({ "content/rules.md": source("Rules", "After the theme.") });
  await page.getByText("After the theme.").waitFor();
}));

story("a wrong book.toml keeps the last good page", () => editing(async (page, save) => {
  save({ "book.toml": '[book]\ntitel = "Small guide"\n' });
  assert.match(await panelSays(page, "titel"), /book\.toml:2:1/);
  assert.ok(await page.getByText("The first version.").isVisible(), "the last good page");
  save({ "book.toml": '[book]\ntitle = "Mended guide"\nid = "small-guide"\n' });
  await page.locator(".brand", { hasText: "Mended guide" }).waitFor();
  await gone(page);
}));

story("a deleted page goes, and links to it are reported", () => editing(async (page, save, root, preview) => {
  rmSync(join(root, "content/rules.md"));
  const home = await open(preview.address);
  assert.match(await panelSays(home, "broken-link"), /content\/index\.md/);
  assert.equal((await home.context().request.get(`${preview.address}rules.html`)).status(), 404);
  await home.context().close();
}));

story("ten files saved at once are read once", () => editing(async (page, save, root, preview) => {
  const before = preview.output.length;
  save(Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`content/n${n}.md`, source(`Page ${n}`, "Text.")])));
  await page.getByRole("link", { name: "Page 9" }).first().waitFor({ state: "attached" });
  await page.waitForTimeout(400);
  const rebuilds = preview.output.slice(before).split("\n").filter(line => line.includes("→"));
  assert.ok(rebuilds.length <= 2, `one rebuild for one burst, two if the machine paused between them:\n${rebuilds.join("\n")}`);
}));

story("a page keeps its scroll position when it is saved", () => editing(async (page, save) => {
  const long = text => ({ "content/rules.md": source("Rules", `${"A line of text.\n\n".repeat(200)}${text}`) });
  save(long("Then."));
  await page.getByText("Then.").waitFor();
  // A save may be seen twice, empty and whole; nobody scrolls in between.
  await page.waitForTimeout(500);
  await page.evaluate(() => scrollTo(0, 1500));
  save(long("Now."));
  await page.getByText("Now.", { exact: true }).waitFor({ state: "attached" });
  await page.waitForFunction(() => scrollY === 1500);
}));
