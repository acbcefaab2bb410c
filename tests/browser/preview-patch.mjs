// A save replaces what changed on the page and nothing else: scroll position, open questions, ticks, half-typed forms, focus
// and what scripts built stay as they are.
import assert from "node:assert/strict";
import { appendFileSync, cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { TEMPLATES, folder, guideOf, page as source, repository, serve, story, visit, write } from "./harness.mjs";

const words = n => `Paragraph ${n} of many, with some words that take a line or more in a narrow window.`;
const many = (from, to) => Array.from({ length: to - from }, (_, n) => words(from + n)).join("\n\n");

/** A guide with these pages and its preview, with one page in the browser that is marked: a reload would lose the mark. */
async function editing(pages, path, use, { options = {}, flags = [] } = {}) {
  const root = guideOf(pages);
  const preview = await serve(root, undefined, flags);
  await visit(preview.address + path, options, async page => {
    await page.waitForFunction(() => document.querySelector(".matchbook-bar .matchbook-facts")?.childElementCount > 0);
    await page.evaluate(() => { globalThis.mark = true; });
    await use(page, files => write(root, files), root, preview);
    // A search that is open while its index changes asks for a file of the old one once.
    assert.deepEqual(page.trouble.filter(line => !/404|\/search\//.test(line)), [], "nothing went wrong on the page");
  });
  preview.child.kill("SIGINT");
  assert.equal(await preview.ended, 0, preview.output);
}
const stayed = page => page.evaluate(() => globalThis.mark === true);

story("a word changes where it stands and the block lights up once", () => editing({
  "index.md": source("Home", `First.\n\n${many(0, 5)}\n\nThe *old* word.`),
}, "", async (page, save) => {
  await page.evaluate(() => {
    globalThis.flashes = [];
    globalThis.first = document.querySelector("main p");
    addEventListener("animationstart", event => { if (event.animationName === "matchbook-changed") globalThis.flashes.push(event.target.textContent); }, true);
  });
  save({ "content/index.md": source("Home", `First.\n\n${many(0, 5)}\n\nThe *new* word.`) });
  await page.getByText("The new word.").waitFor();
  await page.waitForFunction(() => globalThis.flashes.length > 0);
  assert.deepEqual(await page.evaluate(() => globalThis.flashes), ["The new word."]);
  assert.ok(await stayed(page), "the page was not loaded again");
  assert.ok(await page.evaluate(() => globalThis.first.isConnected), "what did not change is the same element");
  await page.waitForFunction(() => !document.querySelector("[data-matchbook-changed]"));
}));

story("with reduced motion nothing lights up", () => editing({ "index.md": source("Home", "The old word.") }, "", async (page, save) => {
  await page.evaluate(() => {
    globalThis.flashes = 0;
    new MutationObserver(() => { globalThis.flashes += document.querySelectorAll("[data-matchbook-changed]").length; }).observe(document.body, { attributes: true, subtree: true });
  });
  save({ "content/index.md": source("Home", "The new word.") });
  await page.getByText("The new word.").waitFor();
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => globalThis.flashes), 0);
}, { options: { reducedMotion: "reduce" } }));

story("the text in sight stays where it is while text above it comes and goes", () => editing({
  "index.md": source("Home", many(0, 120)),
}, "", async (page, save) => {
  const top = () => page.evaluate(() => [...document.querySelectorAll("main p")].find(p => p.textContent.startsWith("Paragraph 60 "))?.getBoundingClientRect().top);
  await page.evaluate(() => [...document.querySelectorAll("main p")].find(p => p.textContent.startsWith("Paragraph 60 ")).scrollIntoView({ block: "center" }));
  const before = await top();
  save({ "content/index.md": source("Home", `${many(0, 10)}\n\n## New\n\n${"More text.\n\n".repeat(30)}${many(10, 120)}`) });
  await page.getByRole("heading", { name: "New" }).waitFor();
  assert.ok(Math.abs(await top() - before) <= 1, `${before} → ${await top()}`);
  save({ "content/index.md": source("Home", many(30, 120)) });
  await page.getByText("Paragraph 29 ").waitFor({ state: "detached" });
  assert.ok(Math.abs(await top() - before) <= 1, `${before} → ${await top()}`);

  // An editor that empties the file before it writes it.
  save({ "content/index.md": "" });
  await page.getByText("Paragraph 60 ").waitFor({ state: "detached" });
  save({ "content/index.md": source("Home", `An introduction.\n\n${many(30, 120)}`) });
  await page.getByText("Paragraph 60 ").waitFor();
  await page.waitForFunction(wanted => Math.abs([...document.querySelectorAll("main p")].find(p => p.textContent.startsWith("Paragraph 60 ")).getBoundingClientRect().top - wanted) <= 1, before);
  assert.ok(await stayed(page));
}));

const QUESTIONS = ["Who?", "When?", "Where?"];
const faq = answers => source("Questions", QUESTIONS.map((question, n) => `## ${question}\n\n${answers[n]}`).join("\n\n"), 'kind = "faq"');
story("open questions and the filter of a list stay while an answer changes", () => editing({
  "index.md": source("Home", "Home."), "faq.md": faq(["You do, this day.", "On this day.", "Here."]),
}, "faq.html", async (page, save) => {
  await page.locator("#q-when summary").click();
  await page.locator(".faq-tools input").fill("day");
  await page.locator("#q-where").waitFor({ state: "hidden" });
  save({ "content/faq.md": faq(["You do, this day.", "On that day.", "Here."]) });
  await page.locator("#q-when .answer p", { hasText: "On that day." }).waitFor();
  assert.equal(await page.locator(".faq-tools input").inputValue(), "day");
  assert.equal(await page.evaluate(() => document.activeElement.matches(".faq-tools input")), true, "the focus");
  assert.deepEqual(await page.locator("details.question[open]").evaluateAll(open => open.map(({ id }) => id)), ["q-when"]);
  await page.locator("#q-where").waitFor({ state: "hidden" });
  assert.equal(await page.locator(".faq-clear").count(), 1, "what the script adds is there once");
  assert.ok(await stayed(page));
}));

const list = (second, more = "") => source("List", `Text.\n\n- [ ] Pack a pen {#pen}\n- [ ] ${second} {#second}\n${more}\nThe end.`);
story("ticks stay, and an item that comes can be ticked", () => editing({
  "index.md": source("Home", "Home."), "list.md": list("Pack paper"),
}, "list.html", async (page, save) => {
  await page.getByRole("checkbox", { name: "Pack a pen" }).check();
  const frames = await page.locator(".checklist, .checklist-bare").count();
  save({ "content/list.md": list("Pack much paper", "- [ ] Pack tape {#tape}\n") });
  await page.getByRole("checkbox", { name: "Pack much paper" }).waitFor();
  assert.ok(await page.getByRole("checkbox", { name: "Pack a pen" }).isChecked());
  await page.getByRole("checkbox", { name: "Pack tape" }).check();
  assert.equal(await page.locator(".checklist, .checklist-bare").count(), frames, "one frame");
  assert.ok(await stayed(page));
  save({ "content/list.md": list("Pack much paper", "- [ ] Pack tape {#tape}\n").replace("Text.", "Other text.") });
  await page.getByText("Other text.").waitFor();
  assert.ok(await page.getByRole("checkbox", { name: "Pack tape" }).isChecked());
}));

const framed = (first, more = "") =>
  source("List", `:::checklist{#bag title="Bag"}\n- [ ] ${first} {#pen}\n\nText between.\n\n- [ ] Pack paper {#paper}\n${more}:::`);
story("in a checklist with a title too ticks stay, and an item that comes can be ticked", () => editing({
  "index.md": source("Home", "Home."), "list.md": framed("Pack a pen"),
}, "list.html", async (page, save) => {
  await page.getByRole("checkbox", { name: "Pack paper" }).check();
  save({ "content/list.md": framed("Pack two pens", "- [ ] Pack tape {#tape}\n") });
  await page.getByRole("checkbox", { name: "Pack two pens" }).waitFor();
  assert.ok(await page.getByRole("checkbox", { name: "Pack paper" }).isChecked());
  await page.getByRole("checkbox", { name: "Pack tape" }).check();
  await page.getByText("2 of 3 done").first().waitFor();
  assert.equal(await page.locator(".checklist .checklist-progress").count(), 1, "one row of tools");
  assert.ok(await stayed(page));
}));

story("a half-typed note of an item keeps its text and the focus while another item is edited", () => editing({
  "index.md": source("Home", "Home."), "list.md": framed("Pack a pen"),
}, "list.html", async (page, save) => {
  const item = page.locator("[data-task]", { hasText: "Pack paper" });
  await item.locator(".task-note-button").click();
  await page.keyboard.type("half");
  save({ "content/list.md": framed("Pack two pens") });
  await page.getByRole("checkbox", { name: "Pack two pens" }).waitFor();
  await page.keyboard.type(" and whole");
  assert.equal(await item.locator(".task-note-field").inputValue(), "half and whole");
  assert.ok(await stayed(page));
}));

const email = (letter, when = "Soon") => `+++
title = "Thanks"
description = "A letter."
kind = "email"
subject = "Thank you, [name]"
to = "the host"
when = "${when}"
fields = [{ id = "name", label = "Name", example = "Ann" }, { id = "topic", label = "Topic", example = "birds" }]
+++

Dear [name],

${letter} [topic].
`;
story("a half-typed letter stays", () => editing({
  "index.md": source("Home", "Home."), "thanks.md": email("Thank you for"),
}, "thanks.html", async (page, save) => {
  const name = page.locator(".composer-form input").first();
  await name.pressSequentially("Bob");
  await page.keyboard.press("ArrowLeft");
  const caret = () => page.evaluate(() => [document.activeElement.localName, document.activeElement.selectionStart]);
  assert.deepEqual(await caret(), ["input", 2]);
  await page.evaluate(() => { globalThis.form = document.querySelector(".composer-form"); });
  save({ "content/thanks.md": email("Thank you for", "Much later") });
  await page.getByText("Much later").waitFor();
  assert.ok(await page.evaluate(() => globalThis.form.isConnected), "a change elsewhere leaves the form alone");
  save({ "content/thanks.md": email("Many thanks for", "Much later") });
  await page.locator(".letter", { hasText: "Many thanks for" }).waitFor();
  assert.equal(await page.locator(".composer-form input").first().inputValue(), "Bob");
  assert.deepEqual(await caret(), ["input", 2], "focus and caret");
  await page.locator(".letter", { hasText: "Dear Bob" }).waitFor();
  assert.ok(await stayed(page));
}));

story("a search that was used before finds what was written since", () => editing({
  "index.md": source("Home", "The old word."),
}, "", async (page, save) => {
  await page.locator(".search-button").click();
  await page.locator(".search-input").fill("old");
  await page.locator(".search-dialog mark").first().waitFor();
  save({ "content/index.md": source("Home", "The zebrafish.") });
  await page.getByText("The zebrafish.").waitFor();
  await page.locator(".search-input").fill("zebrafish");
  await page.locator(".search-dialog mark", { hasText: "zebrafish" }).first().waitFor();
  assert.ok(await stayed(page));
}));

story("the search and what is typed in it stay while the page changes below", () => editing({
  "index.md": source("Home", "The old word."),
}, "", async (page, save) => {
  await page.locator(".search-button").click();
  await page.locator("dialog[open] input").first().fill("wor");
  save({ "content/index.md": source("Home", "The new word.") });
  await page.locator("main", { hasText: "The new word." }).waitFor();
  assert.equal(await page.locator("dialog[open] input").first().inputValue(), "wor");
  assert.equal(await page.evaluate(() => document.activeElement.value), "wor");
  assert.ok(await stayed(page));
}));

const tabs = second => source("Tabs", `::::tabs\n:::tab{title="One"}\nFirst text.\n:::\n:::tab{title="Two"}\n${second}\n:::\n::::\n\nEnd.`);
story("the tab that is open stays open, and tabs are built once", () => editing({
  "index.md": source("Home", "Home."), "tabs.md": tabs("Second text."),
}, "tabs.html", async (page, save) => {
  await page.getByRole("tab", { name: "Two" }).click();
  save({ "content/tabs.md": tabs("Other text.") });
  await page.getByText("Other text.").waitFor();
  assert.equal(await page.getByRole("tab").count(), 2);
  assert.ok(await page.getByText("Other text.").isVisible());
  assert.ok(await stayed(page));
}));

story("title, headings beside the text and navigation follow", () => editing({
  "index.md": source("Home", "Home."), "a.md": source("Old title", "## One\n\nText.\n\n## Two\n\nText.\n\n## Three\n\nText."),
}, "a.html", async (page, save) => {
  save({ "content/a.md": source("New title", "## One\n\nText.\n\n## Two again\n\nText.\n\n## Three\n\nText.\n\n## Four\n\nText."), "content/b.md": source("Another page", "Text.") });
  await page.getByRole("heading", { name: "New title", level: 1 }).waitFor();
  await page.locator(".sidebar a", { hasText: "Another page" }).waitFor({ state: "attached" });
  assert.match(await page.title(), /^New title/);
  assert.equal(await page.locator(".sidebar a", { hasText: "New title" }).count(), 1);
  assert.ok(await page.locator("[data-spy] a", { hasText: "Two again" }).count() > 0);
  assert.ok(await stayed(page));
}));

story("a new style is there before the old one goes, and nothing else moves", () => editing({
  "index.md": source("Home", many(0, 100)),
  "../themes/default/css/terms.css": "/* */",
}, "", async (page, save) => {
  await page.evaluate(() => {
    scrollTo(0, 900);
    globalThis.bare = 0;
    // Without a style the brand is no flex box.
    const look = () => {
      if (getComputedStyle(document.querySelector(".brand")).display !== "flex") globalThis.bare++;
      requestAnimationFrame(look);
    };
    look();
    globalThis.paragraph = document.querySelector("main p");
  });
  save({ "themes/default/css/terms.css": "main p { text-indent: 7px; }" });
  await page.waitForFunction(() => getComputedStyle(document.querySelector("main p")).textIndent === "7px");
  await page.waitForFunction(() => document.querySelectorAll("head link[rel=stylesheet]").length === 1);
  assert.deepEqual(await page.evaluate(() => [globalThis.bare, scrollY, globalThis.paragraph.isConnected]), [0, 900, true]);
  assert.ok(await stayed(page));
}));

story("another script loads the page again, at the same text", () => editing({
  "index.md": source("Home", many(0, 120)),
}, "", async (page, save) => {
  await page.evaluate(() => [...document.querySelectorAll("main p")].find(p => p.textContent.startsWith("Paragraph 60 ")).scrollIntoView({ block: "center" }));
  const top = () => page.evaluate(() => [...document.querySelectorAll("main p")].find(p => p.textContent.startsWith("Paragraph 60 "))?.getBoundingClientRect().top);
  const before = await top();
  // A list needs scripts that the page did not have.
  save({ "content/index.md": source("Home", `- [ ] An item {#item}\n\n${many(0, 120)}`) });
  await page.getByRole("checkbox", { name: "An item" }).waitFor({ state: "attached" });
  assert.equal(await stayed(page), false);
  await page.waitForFunction(wanted => Math.abs([...document.querySelectorAll("main p")].find(p => p.textContent.startsWith("Paragraph 60 ")).getBoundingClientRect().top - wanted) <= 2, before);
}));

const dot = color => `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8" fill="${color}"/></svg>`;
story("a picture whose file changed is shown anew", () => editing({
  "index.md": source("Home", "![A dot](dot.svg)"), "dot.svg": dot("red"),
}, "", async (page, save) => {
  const color = () => page.evaluate(() => {
    const image = document.querySelector("main img");
    const context = Object.assign(document.createElement("canvas"), { width: 8, height: 8 }).getContext("2d");
    context.drawImage(image, 0, 0, 8, 8);
    return [...context.getImageData(4, 4, 1, 1).data].join();
  });
  // The picture is known when it was asked about once.
  await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ initiatorType, name }) => initiatorType === "fetch" && name.endsWith("dot.svg")));
  assert.equal(await color(), "255,0,0,255");
  save({ "content/dot.svg": dot("blue") });
  for (let tries = 0; tries < 100 && await color() !== "0,0,255,255"; tries++) await page.waitForTimeout(50);
  assert.equal(await color(), "0,0,255,255");
  assert.ok(await stayed(page));
}));

story("a page that did not change is left alone", () => editing({
  "index.md": source("Home", "Home."), "a.md": source("A", "Text of a."), "b.md": source("B", "Text of b."),
}, "a.html", async (page, save) => {
  await page.evaluate(() => {
    globalThis.touched = 0;
    new MutationObserver(() => { globalThis.touched++; }).observe(document.querySelector("main"), { childList: true, subtree: true, characterData: true, attributes: true });
  });
  const answered = page.waitForResponse(answer => answer.url().endsWith("/a.html"));
  save({ "content/b.md": source("B", "Other text of b.") });
  assert.equal((await answered).status(), 304);
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => globalThis.touched), 0);
}));

story("a page that is taken away and put back keeps all that is on it", () => editing({
  "index.md": source("Home", "Home."), "a.md": source("A", ":::details{title=\"More\"}\nInside.\n:::\n\nThe old word."),
}, "a.html", async (page, save, root) => {
  await page.locator("main details summary").first().click();
  rmSync(join(root, "content/a.md"));
  await page.waitForTimeout(100);
  save({ "content/a.md": source("A", ":::details{title=\"More\"}\nInside.\n:::\n\nThe new word.") });
  await page.getByText("The new word.").waitFor();
  assert.ok(await page.getByText("Inside.").isVisible());
  assert.ok(await stayed(page));
}));

story("on every kind of page of the real guide a paragraph comes without a reload and without trouble", async () => {
  const root = join(folder(), "guide");
  for (const part of ["book.toml", "content"]) cpSync(join(repository, part), join(root, part), { recursive: true });
  const { address } = await serve(root);
  const paths = [...Object.values(TEMPLATES), "planner.html", "guide/offer-decision.html", "guide/how-the-algorithm-works.html"];
  await visit(undefined, {}, async page => {
    let edited = 0;
    for (const path of paths) {
      const about = await (await fetch(`${address}_matchbook/about.json?path=${path}`)).json();
      // Some are made by Matchbook, and not every guide has all.
      if (!about) continue;
      await page.goto(address + path);
      await page.locator(".matchbook-facts > *").first().waitFor({ state: "attached" });
      await page.evaluate(() => { globalThis.mark = true; });
      const built = () => page.evaluate(() => document.querySelectorAll("main :is(button, input, select, [role])").length);
      const before = await built();
      appendFileSync(join(root, about.source), "\n\nA paragraph that came.\n");
      await page.locator("main", { hasText: "A paragraph that came." }).waitFor();
      assert.ok(await stayed(page), path);
      await page.waitForFunction(count => document.querySelectorAll("main :is(button, input, select, [role])").length === count, before)
        .catch(async () => assert.fail(`${path}: ${before} parts of scripts, now ${await built()}`));
      edited++;
    }
    assert.ok(edited >= 9, `${edited}`);
    assert.deepEqual(page.trouble, []);
  });
});
