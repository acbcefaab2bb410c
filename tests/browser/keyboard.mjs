// A reader finds a chapter with the keyboard alone, and always sees where the focus is and which section is read.
import assert from "node:assert/strict";
import { build, fileUrl, focused, guide, guideOf, page as source, publish, story, TEMPLATES, visit } from "./harness.mjs";

/** Presses Tab until `wanted` has the focus. */
async function tabTo(page, wanted, most = 80) {
  const seen = [];
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press("Tab");
    const name = await focused(page);
    if (wanted.test(name)) return;
    seen.push(name);
  }
  assert.fail(`Tab never came to ${wanted}, only to:\n  ${seen.join("\n  ")}`);
}

/** What is drawn around the focused element (or around a card that it fills): `"3px solid"` and its contrast. */
const ring = page => page.evaluate(() => {
  const rgb = color => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = color => {
    const [r, g, b] = rgb(color).map(value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    for (; element; element = element.parentElement) {
      const color = getComputedStyle(element).backgroundColor;
      if (rgb(color)[3] === 255) return color;
    }
    return "white";
  };
  const drawn = element => element && getComputedStyle(element).outlineStyle !== "none" && parseFloat(getComputedStyle(element).outlineWidth) >= 2;
  const element = document.activeElement;
  const shown = [element, element.closest(".card")].find(drawn);
  if (!shown) return { name: element.outerHTML.slice(0, 200), drawn: false };
  const style = getComputedStyle(shown);
  const around = parseFloat(style.outlineOffset) < 0 ? shown : shown.parentElement;
  const [a, b] = [luminance(style.outlineColor), luminance(ground(around))].sort((a, b) => b - a);
  const box = element.getBoundingClientRect();
  const visible = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { name: element.outerHTML.slice(0, 200), drawn: true, contrast: (a + 0.05) / (b + 0.05), visible };
});

story("a reader finds a chapter from the home page by Tab and Enter", async () => {
  await visit(await publish(guide()), {}, async page => {
    await tabTo(page, /^Skip to content$/, 1);
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main", "the skip link moves the focus to the text");
    await tabTo(page, /^Start here$/, 1);

    await page.keyboard.press("Shift+Tab");
    await page.reload();
    await tabTo(page, /^Menu$/);
    await page.keyboard.press("Enter");
    assert.equal(await focused(page), "Close menu", "the open drawer has the focus");
    await tabTo(page, /^The guide$/);
    await page.keyboard.press("Enter");
    await tabTo(page, /Rules/);
    await page.keyboard.press("Enter");
    await page.waitForURL(/rules-and-risks\.html$/);
    assert.match(await page.locator("h1").innerText(), /Rules/);
  });
});

story("the drawer keeps the focus, and Escape gives it back to its button", async () => {
  await visit(fileUrl(guide(), "index.html"), { viewport: { width: 360, height: 740 } }, async page => {
    await tabTo(page, /^Menu$/, 5);
    await page.keyboard.press("Enter");
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press("Tab");
      const where = await page.evaluate(() => {
        const element = document.activeElement;
        return element === document.body || element.closest("#menu") ? "" : element.outerHTML.slice(0, 120);
      });
      assert.equal(where, "", "the focus left the open drawer");
    }
    await page.keyboard.press("Escape");
    assert.equal(await focused(page), "Menu");
    assert.equal(await page.locator(".menu-button").getAttribute("aria-expanded"), "false");
  });
});

for (const colorScheme of ["light", "dark"]) {
  story(`the focus is seen on every stop of every template, ${colorScheme}`, async () => {
    const wrong = [];
    const site = await publish(guide());
    for (const [name, path] of Object.entries(TEMPLATES)) {
      await visit(site + path, { colorScheme, reducedMotion: "reduce" }, async page => {
        let stops = 0;
        for (; stops < 60; stops++) {
          await page.keyboard.press("Tab");
          if (await page.evaluate(() => document.activeElement === document.body)) break;
          const { name: element, drawn, contrast, visible } = await ring(page);
          if (!drawn) wrong.push(`${name}: no outline on ${element}`);
          else if (contrast < 3) wrong.push(`${name}: outline of contrast ${contrast.toFixed(2)} on ${element}`);
          else if (!visible) wrong.push(`${name}: out of sight: ${element}`);
        }
        assert.ok(stops > 4, `${name}: only ${stops} stops`);
      });
    }
    assert.deepEqual([...new Set(wrong)], []);
  });
}

story("the section that is read is marked beside the text, whatever its address", async () => {
  const ids = ["plain", "a.b:c", "50%", "über-uns", "a&b", "[id]", "7"];
  const text = ids.map((id, at) => `## Section ${at} {#${id}}\n\n${"Text of it.\n\n".repeat(30)}`).join("\n");
  const site = await publish(build(guideOf({ "index.md": source("Home", "x", 'kind = "home"'), "odd.md": source("Odd", text) })));
  await visit(`${site}odd.html`, { viewport: { width: 1400, height: 800 } }, async page => {
    const marked = page.locator("[data-spy] a[aria-current]");
    assert.equal(await marked.count(), 0, "above the first section none");
    for (const [at, id] of ids.entries()) {
      await page.evaluate(name => document.getElementById(name).scrollIntoView(), id);
      await page.locator("[data-spy] a[aria-current]", { hasText: `Section ${at}` }).waitFor();
      assert.equal(await marked.count(), 1);
    }
    await page.evaluate(() => scrollTo(0, 0));
    await page.waitForFunction(() => !document.querySelector("[data-spy] [aria-current]"));
    assert.deepEqual(page.trouble, []);
  });
});
