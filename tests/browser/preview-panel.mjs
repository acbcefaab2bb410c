// The panel with what is wrong, and the bar with what an editor asks of a page: in the preview only.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build, everything, guideOf, open, page as source, serve, story, violations, visit, write } from "./harness.mjs";

const LETTER = `+++
title = "Thanks"
description = "A letter."
kind = "email"
subject = "Thank you, [name]"
words = { min = 2, max = 5 }
fields = [{ id = "name", label = "Name", example = "Ann" }]
+++

Dear [name], thank you for the long day.
`;
const PAGES = {
  "index.md": source("Home", "See [rules](rules.md) and [thanks](thanks.md)."),
  "rules.md": source("Rules", "[Go](rulse.md)\n\n- [ ] An item"),
  "thanks.md": LETTER,
  "draft.md": source("Not ready", "A draft.", "draft = true"),
};
let running;
/** One preview with mistakes on two pages, for stories that change nothing. */
const preview = () => (running ??= (async () => {
  const root = guideOf(PAGES);
  return { root, ...await serve(root, undefined, ["--editor", "vscode"]) };
})());
const panel = page => page.locator(".matchbook-panel");
const bar = page => page.locator(".matchbook-bar");

story("what concerns the page comes first, with excerpt, help, the place to copy and the way into the editor", async () => {
  const { address, root } = await preview();
  await visit(undefined, { permissions: ["clipboard-read", "clipboard-write"] }, async page => {
    await page.goto(`${address}thanks.html`);
    await panel(page).waitFor();
    const here = panel(page).locator("h2 + ol > li");
    assert.match(await here.first().innerText(), /letter-length/);
    const there = panel(page).locator(".matchbook-elsewhere li", { hasText: "broken-link" });
    assert.match(await there.innerText(), /rulse\.md.*did you mean/s);
    const place = there.getByRole("button", { name: /content\/rules\.md:\d+:\d+/ });
    await place.click();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^content\/rules\.md:7:6$/);
    const link = there.getByRole("link", { name: "Open in the editor" });
    assert.equal(await link.getAttribute("href"), `vscode://file${encodeURI(root)}/content/rules.md:7:6`);
  });
});

story("title and icon show trouble, and the panel goes until something changes when it is told to", async () => {
  const root = guideOf(PAGES);
  const { address } = await serve(root);
  await visit(`${address}rules.html`, {}, async page => {
    await panel(page).waitFor();
    assert.match(await page.title(), /^⚠/);
    const icon = () => page.evaluate(() => [...document.querySelectorAll("link[rel=icon]")].at(-1).href);
    assert.match(await icon(), /^data:image\/svg/);
    assert.equal(await panel(page).getByRole("link").count(), 0, "no editor was named");
    await panel(page).getByRole("button", { name: "Hide until something changes" }).press("Enter");
    await panel(page).waitFor({ state: "detached" });
    await page.reload();
    await bar(page).getByText("Not linked").waitFor();
    assert.equal(await panel(page).count(), 0, "it stays hidden on the next page");
    assert.match(await page.title(), /^⚠/);
    write(root, { "content/rules.md": source("Rules", "[Go](rulse.md) and [go](elsewhere.md)") });
    await panel(page).getByText("elsewhere.md").first().waitFor();
    write(root, Object.fromEntries(["rules.md", "thanks.md"].map(name => [`content/${name}`, source("Fine", "Fine.")])));
    await panel(page).waitFor({ state: "detached" });
    // The two saves may be read one after the other: what is left after the first was told to hide, and still is trouble.
    await page.waitForFunction(() => !document.title.includes("⚠"));
    assert.doesNotMatch(await icon(), /^data:/);
  });
});

story("a finding that stands on another line now opens nothing and takes no focus; a new error opens the panel", async () => {
  const root = guideOf(PAGES);
  const { address } = await serve(root);
  const rules = text => write(root, { "content/rules.md": source("Rules", text) });
  await visit(`${address}thanks.html`, {}, async page => {
    const all = panel(page).locator(":scope > details");
    const others = panel(page).locator(".matchbook-elsewhere");
    await panel(page).getByText("rules.md:7:6").first().waitFor();
    await others.locator(":scope > summary").click();
    await others.locator(":scope > summary").focus();
    rules("One more line.\n\n[Go](rulse.md)\n\n- [ ] An item");
    await panel(page).getByText("rules.md:9:6").first().waitFor({ state: "attached" });
    assert.equal(await others.evaluate(part => part.open), false);
    assert.ok(await page.evaluate(() => document.activeElement.matches(".matchbook-elsewhere > summary")), "the focus stays");
    await all.locator(":scope > summary").click();
    rules("[Go](rulse.md)\n\n- [ ] An item");
    await panel(page).getByText("rules.md:7:6").first().waitFor({ state: "attached" });
    assert.equal(await all.evaluate(part => part.open), false, "it stays folded");
    rules("[Go](rulse.md) and [go](elsewhere.md)");
    await panel(page).getByText("elsewhere.md").first().waitFor({ state: "attached" });
    assert.equal(await all.evaluate(part => part.open), true, "an error that is new");
    // Hidden, it stays so while nothing but lines change.
    await panel(page).getByRole("button", { name: "Hide until something changes" }).click();
    rules("One more line.\n\n[Go](rulse.md) and [go](elsewhere.md)");
    await page.waitForTimeout(800);
    assert.equal(await panel(page).count(), 0);
  });
});

story("a long list of findings on other pages is closed, and is made when it is opened", async () => {
  const broken = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`p${n}.md`, source(`Page ${n}`, "[a](x.md) [b](y.md)")]));
  const { address } = await serve(guideOf({ "index.md": source("Home", "[Here](z.md)"), ...broken }));
  await visit(address, {}, async page => {
    await panel(page).locator("h2 + ol > li", { hasText: "z.md" }).waitFor();
    assert.equal(await panel(page).locator("li").count(), 1);
    await panel(page).locator(".matchbook-elsewhere > summary").click();
    await panel(page).locator("summary", { hasText: "content/p7.md (2)" }).click();
    await panel(page).locator("li", { hasText: "content/p7.md" }).first().waitFor();
    assert.equal(await panel(page).locator("li").count(), 3);
  });
});

story("the bar tells draft, length, limits, the file and what is not linked; folded it stays folded", async () => {
  const { address, root } = await preview();
  await visit(`${address}thanks.html`, {}, async page => {
    await bar(page).getByText(/Letter: 8 words of 2–5, subject 14 characters/).waitFor();
    assert.equal(await bar(page).locator(".is-out").count(), 1);
    assert.equal(await bar(page).getByRole("link", { name: "Open the source file" }).getAttribute("href"), `vscode://file${encodeURI(root)}/content/thanks.md:1:1`);
    assert.equal(await bar(page).getByText("Draft", { exact: true }).isVisible(), false);
    await bar(page).getByText("Not linked").click();
    await bar(page).getByRole("link", { name: "Not ready" }).click();
    await bar(page).getByText("Draft", { exact: true }).waitFor();
    assert.match(await bar(page).innerText(), /\d+ words?, 1 minute/);
    await bar(page).getByRole("button", { name: "Preview" }).click();
    await bar(page).getByText("Not linked").waitFor({ state: "hidden" });
    await page.goto(`${address}rules.html`);
    await panel(page).waitFor();
    assert.equal(await bar(page).getByText("Not linked").isVisible(), false);
    await bar(page).getByRole("button", { name: "Preview" }).click();
    await bar(page).getByRole("button", { name: "Show ids" }).click();
    assert.match(await page.evaluate(() => getComputedStyle(document.querySelector(".task"), "::after").content), /no id of its own/);
  });
});

story("panel and bar are accessible in light and dark, wide and narrow", async () => {
  const { address } = await preview();
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 360]) {
      await visit(`${address}thanks.html`, { colorScheme, viewport: { width, height: 740 } }, async page => {
        await panel(page).waitFor();
        if (!await panel(page).locator(":scope > details").evaluate(details => details.open)) await panel(page).locator("summary").first().click();
        const isFolded = await bar(page).getByRole("button", { name: "Preview" }).getAttribute("aria-expanded") === "false";
        assert.equal(isFolded, width === 360, "on a phone it is folded at first");
        if (isFolded) await bar(page).getByRole("button", { name: "Preview" }).click();
        await bar(page).getByText("Not linked").click();
        await bar(page).getByRole("link", { name: "Not ready" }).waitFor();
        assert.deepEqual(await violations(page), [], `${colorScheme}, ${width}`);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "it fits");
        const wide = await page.evaluate(() => [...document.querySelectorAll(".matchbook-preview *")].filter(element => element.getBoundingClientRect().right > innerWidth + 0.5).map(element => element.outerHTML.slice(0, 80)));
        assert.deepEqual(wide, [], `${colorScheme}, ${width}`);
        if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, `panel-${colorScheme}-${width}.png`) });
      });
    }
  }
});

story("other devices get neither paths of this machine nor ways into its editor", async () => {
  const { root, port } = { root: guideOf(PAGES), port: 0 };
  const { address, output, port: bound } = await serve(root, port || undefined, ["--host", "--editor", "vscode"]);
  const lan = /http:\/\/(?!localhost)[\d.]+:\d+\//.exec(output)?.[0];
  const said = async at => (await (await fetch(`${at}_matchbook/findings.json?path=thanks.html`)).text())
    + await (await fetch(`${at}_matchbook/about.json?path=thanks.html`)).text();
  assert.ok((await said(address)).includes("vscode://"), "this machine");
  // A machine without a network has nobody to tell.
  if (!lan) return;
  assert.equal(new URL(lan).port, String(bound));
  const told = await said(lan);
  assert.ok(told.includes("content/thanks.md"));
  assert.ok(!told.includes("vscode://") && !told.includes(root), told);
});

story("nothing of the preview and no draft is ever published", async () => {
  const guide = guideOf({ ...PAGES, "rules.md": source("Rules", "Fine.") });
  for (const site of [build(guide), everything()]) {
    for (const path of readdirSync(site, { recursive: true })) {
      assert.doesNotMatch(path, /_matchbook|preview|draft/);
      if (!/\.(html|js|css|xml|txt|md|json)$/.test(path)) continue;
      const text = readFileSync(join(site, path), "utf8");
      assert.doesNotMatch(text, /_matchbook|MatchbookPreview|matchbook-(preview|panel|bar)|EventSource|Not ready/, path);
    }
  }
  const page = await open((await preview()).address + "draft.html");
  await page.getByText("A draft.").waitFor();
  await page.context().close();
});
