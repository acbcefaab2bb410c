// A reader prints a page and the whole guide: everything is open, boxes are there, controls are not.
import assert from "node:assert/strict";
import { inflateSync } from "node:zlib";
import { everything, fileUrl, guide, onPaper, story, TEMPLATES, visit } from "./harness.mjs";

/** The number of pages of a PDF, and how many pieces of text it draws. */
function look(pdf) {
  const text = pdf.toString("latin1");
  let drawn = 0;
  for (const match of text.matchAll(/stream\r?\n/g)) {
    const start = match.index + match[0].length;
    try {
      drawn += inflateSync(pdf.subarray(start)).toString("latin1").match(/\bT[jJ]\b/g)?.length ?? 0;
    } catch { /* another kind of stream */ }
  }
  return { sheets: (text.match(/\/Type\s*\/Page\b/g) ?? []).length, drawn };
}

/** Elements of `selector` that are not drawn, by their text. */
const missing = (page, selector) => page.locator(selector).evaluateAll(elements => elements
  .filter(element => !element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }) || !element.getClientRects().length)
  .map(element => `${element.tagName} ${element.textContent.trim().slice(0, 60)}`));

for (const [name, path] of Object.entries(TEMPLATES).filter(([name]) => name !== "not found")) {
  story(`the ${name} page prints`, async () => {
    await visit(fileUrl(guide(), path), {}, async page => {
      const { sheets, drawn } = look(await page.pdf({ format: "Letter" }));
      assert.ok(sheets >= (name === "print" ? 30 : 1), `${sheets} sheets`);
      assert.ok(drawn >= (name === "print" ? 1000 : 10), `${drawn} pieces of text`);
    });
  });
}

for (const javaScriptEnabled of [true, false]) {
  story(`on paper everything is open, ${javaScriptEnabled ? "with" : "without"} script`, async () => {
    await visit(fileUrl(everything(), "everything.html"), { javaScriptEnabled }, async page => {
      await onPaper(page);
      assert.deepEqual(await missing(page, "main p:not(.breadcrumbs *, .match-live *), main li:not(.breadcrumbs *, .toc-inline *, .match-live *), main td:not(.match-live *)"), []);
      for (const text of ["Hidden at first.", "The first alternative.", "The second alternative."]) {
        const box = await page.getByText(text).boundingBox();
        assert.ok(box && box.height > 8 && box.width > 8, `${text} has a place on paper`);
      }
      await page.goto(fileUrl(guide(), "faq.html"));
      assert.deepEqual(await missing(page, ".answer p"), []);
      const answers = await page.locator(".answer").evaluateAll(answers => answers.map(answer => answer.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom]));
      assert.ok(answers.length > 5);
      answers.forEach(([top, bottom], index) => assert.ok(bottom > top && (!index || top >= answers[index - 1][1]), `answer ${index} has its own place`));
    });
  });
}

story("on paper there are boxes to tick and addresses of links, and nothing to click", async () => {
  await visit(fileUrl(guide(), "checklists/after-each-interview.html"), {}, async page => {
    await onPaper(page);
    for (const box of await page.locator(".task > .box, .task > input").all()) {
      const { width, style } = await box.evaluate(element => ({ width: element.getBoundingClientRect().width, style: getComputedStyle(element).borderTopStyle }));
      assert.ok(width >= 8 && style === "solid", "a box that a pen can tick");
    }
    const shown = selector => page.locator(selector).filter({ visible: true }).count();
    for (const selector of ["header.top", "#menu", ".toc", ".pager", ".skip", "button", "select"]) assert.equal(await shown(selector), 0, selector);
    assert.equal(await shown(".disclaimer"), 1, "the disclaimer is part of the text");

    await page.goto(fileUrl(guide(), "sources.html"));
    const link = page.locator("main a[href^=https]").first();
    const after = await link.evaluate(element => getComputedStyle(element, "::after").content);
    assert.ok(after.includes("attr(href)") || after.includes(await link.getAttribute("href")), `the address is printed, not ${after}`);
  });
});

story("paper is white for readers of the dark scheme", async () => {
  await visit(fileUrl(guide(), "index.html"), { colorScheme: "dark" }, async page => {
    await page.evaluate(() => { document.documentElement.dataset.scheme = "dark"; });
    await onPaper(page, { colorScheme: "dark" });
    for (const [selector, property, most] of [["body", "color", 120], ["main p", "color", 120]]) {
      const color = await page.locator(selector).first().evaluate((element, property) => getComputedStyle(element)[property], property);
      assert.ok(color.match(/\d+/g).slice(0, 3).every(value => Number(value) <= most), `dark ink in ${selector}: ${color}`);
    }
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.match(ground, /rgba\(0, 0, 0, 0\)|rgb\(255, 255, 255\)/);
  });
});

story("printing opens no dialog by itself and the whole guide has every page", async () => {
  await visit(undefined, {}, async page => {
    await page.addInitScript(() => { globalThis.print = () => { globalThis.printed = true; }; });
    await page.goto(fileUrl(guide(), "print.html"));
    assert.equal(await page.evaluate(() => globalThis.printed), undefined);
    const contents = await page.locator(".print-contents a").evaluateAll(links => links.map(link => link.hash.slice(1)));
    assert.ok(contents.length > 30);
    const targets = await page.evaluate(ids => ids.filter(id => !document.getElementById(decodeURIComponent(id))), contents);
    assert.deepEqual(targets, [], "every entry of the contents has its target");
    assert.match(await page.locator("main").innerText(), /Can an email replace a program signal\?/);
  });
});
