// Every template fits its window: phones, 400 % zoom, large text, wide screens. Nothing jumps while a page loads.
import assert from "node:assert/strict";
import { everything, guide, publish, story, TEMPLATES, visit } from "./harness.mjs";

/** Elements that stick out of the window and are not inside something that scrolls by itself. */
const sticksOut = () => {
  const root = document.scrollingElement;
  const out = [];
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.matches(".off-screen, .skip, [data-drawer], [data-drawer] *")) continue;
    const box = element.getBoundingClientRect();
    if (box.width === 0 || (box.right <= root.clientWidth + 1 && box.left >= -1)) continue;
    let around = element.parentElement;
    while (around && !["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(around).overflowX)) around = around.parentElement;
    if (!around) out.push(`${element.outerHTML.slice(0, 100)} from ${Math.round(box.left)} to ${Math.round(box.right)}`);
  }
  if (root.scrollWidth > root.clientWidth) out.unshift(`the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);
  return out.slice(0, 8);
};

const SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }";
const WINDOWS = {
  "320 px": { viewport: { width: 320, height: 568 } },
  "400 % zoom": { viewport: { width: 320, height: 200 }, deviceScaleFactor: 4 },
  "a phone": { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
  "a tablet": { viewport: { width: 820, height: 1180 } },
  "a small laptop": { viewport: { width: 1024, height: 700 } },
  "a wide screen": { viewport: { width: 2560, height: 1300 } },
  "text spacing of WCAG 1.4.12 at 320 px": { viewport: { width: 320, height: 568 }, style: SPACING },
  "text of double size": { viewport: { width: 1280, height: 800 }, style: "html { font-size: 200% !important }" },
};

for (const [name, { style, ...options }] of Object.entries(WINDOWS)) {
  story(`no page scrolls sideways: ${name}`, async () => {
    const sites = [[await publish(guide()), Object.entries(TEMPLATES)], [await publish(everything()), [["everything", "everything.html"]]]];
    for (const [site, templates] of sites) {
      for (const [template, path] of templates) {
        await visit(site + path, { ...options, bypassCSP: true }, async page => {
          if (style) await page.addStyleTag({ content: style });
          await page.evaluate(() => { for (const details of document.querySelectorAll("main details")) details.open = true; });
          assert.deepEqual(await page.evaluate(sticksOut), [], template);
        });
      }
    }
  });
}

story("with text of double size on a phone the header leaves room to read, and nothing in it lies on anything else", async () => {
  await visit(await publish(guide()) + "guide/rules-and-risks.html", { ...WINDOWS["a phone"], bypassCSP: true }, async page => {
    await page.addStyleTag({ content: WINDOWS["text of double size"].style });
    const { height, boxes } = await page.evaluate(() => ({
      height: document.querySelector(".top").getBoundingClientRect().height,
      boxes: [...document.querySelector(".top-inner").children].flatMap(child => (child.matches(".tools") ? [...child.children] : [child]))
        .map(element => element.getBoundingClientRect()).filter(({ width }) => width > 0).map(({ left, right }) => [left, right]),
    }));
    assert.ok(height <= 740 * 0.2, `the header takes ${height} of 740`);
    boxes.slice(1).forEach(([left], at) => assert.ok(left >= boxes[at][1] - 1, JSON.stringify(boxes)));
    const brand = await page.locator(".brand").boundingBox();
    assert.ok(brand.width >= 44, `the way home is ${brand.width} wide`);
    assert.ok((await page.locator(".brand .icon").boundingBox()).width > 30, "its sign is seen whole");
  });
});

story("with text of double size on a phone the count of a list is not broken, and with more room between lines the title of the guide is whole", async () => {
  const site = await publish(guide());
  await visit(`${site}checklists/after-each-interview.html`, { ...WINDOWS["a phone"], bypassCSP: true }, async page => {
    await page.addStyleTag({ content: WINDOWS["text of double size"].style });
    const count = page.locator(".checklist-count").first();
    await count.waitFor();
    const lines = await count.evaluate(element => {
      const text = element.firstChild;
      const at = text.data.indexOf("done");
      const range = document.createRange();
      range.setStart(text, at);
      range.setEnd(text, at + 4);
      return range.getClientRects().length;
    });
    assert.equal(lines, 1, "the word is whole");
  });
  await visit(`${site}index.html`, { viewport: { width: 360, height: 640 }, bypassCSP: true }, async page => {
    // What WCAG 1.4.12 says that readers may set.
    await page.addStyleTag({ content: "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }" });
    const [text, box] = await page.evaluate(() => {
      const title = document.querySelector(".brand span");
      const range = document.createRange();
      range.selectNodeContents(title);
      return [range.getBoundingClientRect(), title.getBoundingClientRect(), document.querySelector(".brand").getBoundingClientRect()].map(({ top, bottom }) => [top, bottom]);
    });
    assert.ok(text[1] <= box[1] + 6, `the title ends at ${text[1]}, its room at ${box[1]}`);
  });
});

story("with text of double size on a phone the titles of lists in the planner have whole words, and the number beside them lies on nothing", async () => {
  await visit(await publish(guide()) + "planner.html", { ...WINDOWS["a phone"], bypassCSP: true }, async page => {
    await page.addStyleTag({ content: WINDOWS["text of double size"].style });
    const record = (id, subject, name, more) => ({ type: "record", id, subject, values: { name, role: "faculty" }, dates: {}, scores: {}, ...more });
    await page.evaluate(list => Matchbook.store.dispatch(list), [record("p1", "program", "Lakeshore"), record("q1", "interviewer", "Dr. Ana Whitfield", { of: "p1" })]);
    await page.evaluate(() => { location.hash = "#planner-record-p1"; });
    await page.locator(".planner-children summary").first().waitFor();
    const wrong = await page.evaluate(() => [...document.querySelectorAll(".planner-sheet summary")].flatMap(summary => {
      const number = summary.querySelector(".planner-count");
      // A browser says nothing of where the arrow is: it has the room behind all else.
      const room = summary.getBoundingClientRect().right - parseFloat(getComputedStyle(summary).paddingRight);
      const found = number.scrollWidth > number.clientWidth || number.getBoundingClientRect().right > room + 1 ? [number.textContent] : [];
      const text = summary.firstElementChild.firstChild;
      for (const { index, 0: word } of text.data.matchAll(/\S+/g)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        if (range.getClientRects().length > 1) found.push(word);
      }
      return found;
    }));
    assert.deepEqual(wrong, []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  });
});

story("at 400 % zoom the header leaves room to read, and the menu can be used", async () => {
  await visit(await publish(guide()) + "guide/rules-and-risks.html", WINDOWS["400 % zoom"], async page => {
    await page.evaluate(() => scrollTo(0, 2000));
    const fixed = await page.evaluate(() => {
      const box = document.querySelector(".top").getBoundingClientRect();
      return Math.max(0, box.bottom);
    });
    assert.ok(fixed <= 200 * 0.35, `the header covers ${fixed} of 200`);
    await page.evaluate(() => scrollTo(0, 0));
    await page.locator(".menu-button").click();
    await page.locator("#menu").getByRole("link", { name: "FAQ" }).click();
    await page.waitForURL(/faq\.html$/);
  });
});

story("text is 45 to 80 characters a line on a desktop", async () => {
  await visit(await publish(guide()) + "guide/rules-and-risks.html", {}, async page => {
    const longest = await page.locator(".prose > p").evaluateAll(paragraphs => Math.max(...paragraphs.map(paragraph => {
      const range = document.createRange();
      range.selectNodeContents(paragraph);
      const lines = new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom / 14))).size;
      return lines > 2 ? paragraph.innerText.length / lines : 0;
    })));
    assert.ok(longest > 45 && longest < 80, `${longest} characters`);
  });
});

for (const [name, width] of [["phone", 360], ["desktop", 1280]]) {
  story(`nothing jumps while a page loads: ${name}`, async () => {
    for (const [site, paths] of [[await publish(guide()), Object.values(TEMPLATES)], [await publish(everything()), ["everything.html"]]]) {
      for (const path of paths) {
        await visit(undefined, { viewport: { width, height: 740 } }, async page => {
          await page.addInitScript(() => {
            globalThis.shifts = [];
            new PerformanceObserver(list => {
              for (const entry of list.getEntries()) shifts.push([entry.value, entry.sources.map(source => source.node?.className ?? source.node?.nodeName).join(" ")]);
            }).observe({ type: "layout-shift", buffered: true });
          });
          await page.goto(site + path);
          await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length);
          await page.waitForTimeout(150);
          const shifts = await page.evaluate(() => shifts);
          const sum = shifts.reduce((sum, [value]) => sum + value, 0);
          assert.ok(sum < 0.01, `${path}: ${JSON.stringify(shifts)}`);
        });
      }
    }
  });
}
