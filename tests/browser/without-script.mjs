// Everything can be read and reached with JavaScript switched off.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { everything, fileUrl, guide, pages, publish, story, visit } from "./harness.mjs";

const plain = { javaScriptEnabled: false };
/** The text that is drawn in the window: not hidden, not in a closed part, with a size. */
const visible = locator => locator.filter({ visible: true });

story("every page of the guide is reached through links that can be seen", async () => {
  const site = guide();
  const found = new Set(["index.html"]);
  await visit(fileUrl(site, "index.html"), plain, async page => {
    for (const path of found) {
      await page.goto(fileUrl(site, path));
      // Sections of the navigation are opened by the reader, as <details> need no script.
      for (const summary of await page.locator("#menu summary").all()) {
        if (!await summary.evaluate(element => element.parentElement.open)) await summary.click();
      }
      const links = await visible(page.locator("a")).evaluateAll(links => links.map(link => link.href));
      for (const link of links) {
        const path = decodeURI(link.split("#")[0]).replace(fileUrl(site, ""), "");
        if (path.endsWith(".html") && existsSync(join(site, path))) found.add(path);
      }
      // It is about reaching pages, not about reading all of them.
      if (found.size === pages(site).length - 1) break;
    }
  });
  assert.deepEqual(pages(site).filter(path => !found.has(path)), ["404.html"], "only this one is shown when nothing else is");
});

for (const [name, width] of [["phone", 360], ["desktop", 1280]]) {
  story(`the navigation is reached by its menu link or stands beside the text: ${name}`, async () => {
    await visit(fileUrl(guide(), "guide/rules-and-risks.html"), { ...plain, viewport: { width, height: 740 } }, async page => {
      const menu = page.locator(".menu-button");
      if (await menu.isVisible()) await menu.click();
      const current = page.locator("#menu [aria-current=page]");
      assert.match(await current.innerText(), /Rules/);
      assert.ok(await current.isVisible());
      await page.locator("#menu summary", { hasText: "Checklists" }).click();
      await page.locator("#menu").getByRole("link", { name: "After each interview" }).click();
      assert.match(page.url(), /after-each-interview\.html$/);
    });
  });
}

story("a question opens by its link", async () => {
  const address = `${await publish(guide())}faq.html#signal`;
  await visit(address, plain, async page => {
    const question = page.locator("details.question[data-question=signal]", { hasText: "Can an email replace a program signal?" });
    await question.locator("[id=signal]").first().waitFor({ state: "visible" });
    assert.ok(await question.evaluate(element => element.open), "the question is open");
    assert.match(await visible(question.locator("p")).first().innerText(), /^No\./);
    const top = await question.evaluate(element => element.getBoundingClientRect().top);
    assert.ok(top > -50 && top < 740, `the question is in the window, not at ${top}`);
    assert.ok(await page.locator("details.question:not([open])").count() > 3, "the others stay closed");
  });
});

story("a question opens by its link with script too, and by a link inside the page", async () => {
  await visit(fileUrl(guide(), "faq.html#signal"), {}, async page => {
    const open = page.locator("details.question[open]");
    await open.waitFor();
    assert.equal(await open.count(), 1);
    await page.evaluate(() => { location.hash = "receipt"; });
    await page.locator("details.question[open]", { hasText: "confirmed that it has my application" }).waitFor();
  });
});

story("an email reads as a letter", async () => {
  await visit(fileUrl(guide(), "emails/thank-you.html"), plain, async page => {
    const letters = await visible(page.locator(".letter")).allInnerTexts();
    assert.equal(letters.length, 2, "the letter and its other version");
    for (const letter of letters) {
      assert.match(letter, /Subject/);
      assert.match(letter, /Dear Dr\. /);
      assert.match(letter, /Thank you/);
    }
    assert.ok(await visible(page.locator(".letter .placeholder")).count() > 3, "placeholders are marked");
    assert.equal(await page.locator("main button").filter({ visible: true }).count(), 0, "no button that would do nothing");
  });
});

story("a checklist has a box for each item", async () => {
  await visit(fileUrl(guide(), "checklists/after-each-interview.html"), plain, async page => {
    const items = page.locator(".checklist .task");
    assert.ok(await items.count() >= 9);
    for (const item of await items.all()) {
      const box = await item.locator("> .box, > input").boundingBox();
      assert.ok(box && box.width >= 12 && box.height >= 12, `a box beside: ${(await item.innerText()).slice(0, 60)}`);
    }
  });
});

story("tabs, details and the color switch do not depend on script", async () => {
  await visit(fileUrl(everything(), "everything.html"), plain, async page => {
    assert.ok(await page.getByText("The first alternative.").isVisible());
    assert.ok(await page.getByText("The second alternative.").isVisible());
    assert.ok(await page.locator("[data-scheme-switch]").isHidden(), "a switch that cannot work is not there");
    await page.getByText("More about it").click();
    assert.ok(await page.getByText("Hidden at first.").isVisible());
    await page.goto(page.url() + "#more");
    await page.reload();
    assert.ok(await page.getByText("Hidden at first.").isVisible(), "a link to a closed part opens it");
    assert.deepEqual(await visible(page.getByRole("button")).allInnerTexts(), []);
  });
});
