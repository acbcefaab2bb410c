// Light, dark or as the system: without a flash, and remembered.
import assert from "node:assert/strict";
import { fileUrl, guide, publish, story, visit } from "./harness.mjs";

const ground = page => page.evaluate(() => {
  const [r, g, b] = getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g).map(Number);
  return r + g + b > 384 ? "light" : "dark";
});
const choose = (page, scheme) => page.getByLabel("Color scheme").selectOption(scheme);

for (const system of ["light", "dark"]) {
  story(`the page follows a ${system} system, and the reader's choice wins and stays`, async () => {
    const other = system === "light" ? "dark" : "light";
    const address = await publish(guide());
    await visit(address, { colorScheme: system }, async page => {
      assert.equal(await ground(page), system);
      await choose(page, other);
      assert.equal(await ground(page), other);
      await page.reload();
      assert.equal(await ground(page), other, "after a reload");
      assert.equal(await page.getByLabel("Color scheme").inputValue(), other);
      await page.goto(`${address}guide/rules-and-risks.html`);
      assert.equal(await ground(page), other, "on another page");
      await choose(page, "system");
      assert.equal(await ground(page), system);
      await page.reload();
      assert.equal(await ground(page), system, "the choice is forgotten");
      await page.emulateMedia({ colorScheme: other });
      assert.equal(await ground(page), other, "and the system is followed at once");
    });
  });
}

story("a chosen scheme is set before the first paint", async () => {
  await visit(await publish(guide()), { colorScheme: "light" }, async page => {
    await choose(page, "dark");
    await page.addInitScript(() => {
      globalThis.frames_ = [];
      const record = () => {
        const page = document.documentElement;
        // Nothing is painted before there is a body.
        if (document.body) globalThis.frames_.push(`${page.dataset.scheme} ${getComputedStyle(page).backgroundColor}`);
        requestAnimationFrame(record);
      };
      requestAnimationFrame(record);
    });
    await page.reload();
    await page.waitForFunction(() => globalThis.frames_.length > 5 && performance.getEntriesByName("first-contentful-paint").length);
    const frames = [...new Set(await page.evaluate(() => globalThis.frames_))];
    assert.equal(frames.length, 1, `one look from the first frame on, not ${frames.join(", then ")}`);
    assert.match(frames[0], /^dark /);
    const inline = await page.evaluate(() => [...document.scripts].findIndex(script => !script.src && script.parentElement === document.head));
    assert.equal(inline, 0, "the choice is read by the first script, in the head");
  });
});

story("another open page of the guide follows", async () => {
  const address = await publish(guide());
  await visit(address, { colorScheme: "light" }, async page => {
    const second = await page.context().newPage();
    await second.goto(`${address}faq.html`);
    await choose(page, "dark");
    await second.waitForFunction(() => document.documentElement.dataset.scheme === "dark");
    assert.equal(await ground(second), "dark");
  });
});

story("the scheme is kept for a guide opened from disk, and a browser without storage still shows it", async () => {
  await visit(fileUrl(guide(), "index.html"), { colorScheme: "light" }, async page => {
    await choose(page, "dark");
    await page.reload();
    assert.equal(await ground(page), "dark");
    await page.addInitScript(() => {
      Object.defineProperty(globalThis, "localStorage", { get() { throw new DOMException("no", "SecurityError"); } });
    });
    await page.reload();
    assert.equal(await ground(page), "light");
    await choose(page, "dark");
    assert.equal(await ground(page), "dark", "it still changes");
    assert.deepEqual(page.trouble, []);
  });
});
