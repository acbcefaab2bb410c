// A reader asks what a word means: by pointing, with the keyboard, by tapping; and looks it up in the glossary.
import assert from "node:assert/strict";
import { build, everything, fileUrl, firefoxPath, focused, guide, guideOf, onPaper, page as source, pages, publish, story, violations, visit, visitFirefox } from "./harness.mjs";

const settled = { reducedMotion: "reduce" };
const phone = { ...settled, viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true };
const box = page => page.locator(".term-tip");
const isShown = async page => await box(page).count() > 0 && await box(page).isVisible();
const gone = page => page.waitForFunction(() => !document.querySelector(".term-tip")?.checkVisibility());

const LONG = "A person whose medical school is not in the country, whatever the citizenship, and who therefore needs a certificate before any training can start.";
/** A small guide with terms at the edges of the window. */
const small = () => build(guideOf({
  "index.md": source("Home", [
    "An IMG has a J-1 and a waiver.", "", "Words that come before ".repeat(9) + " policies.", "",
    "More text.\n\n".repeat(40), "At the end an observership.", "", "| A | B |", "| --- | --- |", "| A very wide cell that has to be scrolled on a phone | a token |",
  ].join("\n")),
  "glossary.md": source("Glossary", `IMG / international medical graduate\n:   ${LONG}\n\nJ-1\n:   A visa.\n\nwaiver\n:   A “release”.\n\npolicy\n:   A rule.\n\n`
    + "observership\n:   Watching.\n\ntoken\n:   A code.", 'kind = "glossary"'),
}));

for (const [name, address] of [["http", publish], ["file", async site => fileUrl(site, "")]]) {
  story(`a term is explained where the pointer rests: ${name}`, async () => {
    await visit(`${await address(small())}index.html`, settled, async page => {
      const term = page.locator("a.term", { hasText: "IMG" });
      assert.equal(await term.getAttribute("title"), LONG, "what readers without script get");
      await page.evaluate(() => { globalThis.shownAt = 0; globalThis.overAt = 0;
        document.querySelector("a.term").addEventListener("pointerover", () => { overAt ||= performance.now(); });
        new MutationObserver(() => { shownAt ||= performance.now(); }).observe(document.querySelector("a.term"), { attributeFilter: ["aria-describedby"] });
      });
      await term.hover();
      await box(page).waitFor({ state: "visible" });
      const delay = await page.evaluate(() => shownAt - overAt);
      assert.ok(delay > 150 && delay < 2000, `not while the pointer only passes: ${delay} ms`);
      assert.equal(await box(page).innerText(), `international medical graduate\n${LONG}`);
      assert.equal(await term.getAttribute("title"), null, "not twice");
      assert.equal(await term.getAttribute("aria-describedby"), await box(page).getAttribute("id"));
      assert.equal(await box(page).getAttribute("role"), "tooltip");

      // Onto the definition, which can be read and selected for as long as one likes.
      const place = await box(page).boundingBox();
      await page.mouse.move(place.x + place.width / 2, place.y + place.height / 2, { steps: 4 });
      await page.waitForTimeout(1200);
      assert.ok(await isShown(page), "it stays under the pointer");
      await box(page).locator("span").dblclick({ position: { x: 10, y: 10 } });
      assert.ok((await page.evaluate(() => getSelection().toString())).length > 0, "its words can be selected");
      assert.ok(await isShown(page));
      await page.mouse.move(640, 700, { steps: 4 });
      await gone(page);
      assert.equal(await term.getAttribute("title"), LONG);
      assert.equal(await term.getAttribute("aria-describedby"), null);

      // A pointer that passes shows nothing.
      await term.hover();
      await page.mouse.move(640, 700);
      await page.waitForTimeout(500);
      assert.ok(!await isShown(page));

      // Escape: it goes and does not come back by itself.
      await term.hover();
      await box(page).waitFor({ state: "visible" });
      await page.keyboard.press("Escape");
      assert.ok(!await isShown(page));
      assert.equal(await term.getAttribute("title"), null, "nor does the browser show the title");
      await page.waitForTimeout(500);
      assert.ok(!await isShown(page));

      // From one term to the next.
      await page.mouse.move(640, 700);
      await term.hover();
      await box(page).waitFor({ state: "visible" });
      await page.locator("a.term", { hasText: "J-1" }).hover();
      await page.waitForFunction(() => document.querySelector(".term-tip").textContent === "A visa.");
      assert.equal(await page.locator("a.term[aria-describedby]").count(), 1);
      assert.equal(await box(page).count(), 1);
      await page.locator("a.term", { hasText: "J-1" }).click();
      await page.waitForURL(/glossary\.html#j-1$/);
      assert.deepEqual(page.trouble, []);
    });
  });

  story(`a term is explained when it has the focus: ${name}`, async () => {
    await visit(`${await address(small())}index.html`, settled, async page => {
      await page.locator("main").focus();
      await page.keyboard.press("Tab");
      while (!/^IMG$/.test(await focused(page))) await page.keyboard.press("Tab");
      await box(page).waitFor({ state: "visible" });
      await page.waitForTimeout(1000);
      assert.ok(await isShown(page), "for as long as the focus is there");
      await page.mouse.move(5, 5);
      await page.waitForTimeout(500);
      assert.ok(await isShown(page), "wherever the pointer is");
      await page.keyboard.press("Escape");
      assert.ok(!await isShown(page));
      assert.equal(await focused(page), "IMG", "Escape does not move the focus");
      await page.keyboard.press("Tab");
      assert.equal(await focused(page), "J-1");
      await page.waitForFunction(() => document.querySelector(".term-tip").innerText === "A visa.");
      await page.keyboard.press("Shift+Tab");
      assert.match(await box(page).innerText(), /medical graduate/, "it comes again with the focus");
      await page.keyboard.press("Enter");
      await page.waitForURL(/glossary\.html#img$/);
      assert.match(await page.locator("dt:target").innerText(), /^IMG/);
    });
  });

  story(`a term is explained by a tap, and a second one leads to the glossary: ${name}`, async () => {
    await visit(`${await address(small())}index.html`, phone, async page => {
      const term = page.locator("a.term", { hasText: "waiver" });
      await term.tap();
      await box(page).waitFor({ state: "visible" });
      assert.match(page.url(), /index\.html$/, "the first tap stays on the page");
      assert.equal(await box(page).innerText(), "A “release”.\nTap again to open the glossary.");
      await page.waitForTimeout(800);
      assert.ok(await isShown(page), "it stays");
      await box(page).tap();
      assert.ok(await isShown(page), "a tap on it does nothing");
      await page.touchscreen.tap(160, 480);
      await gone(page);
      await term.tap();
      await box(page).waitFor({ state: "visible" });
      await page.locator("a.term", { hasText: "J-1" }).tap();
      await page.waitForFunction(() => document.querySelector(".term-tip").innerText.startsWith("A visa."));
      assert.match(page.url(), /index\.html$/);
      await page.locator("a.term", { hasText: "J-1" }).tap();
      await page.waitForURL(/glossary\.html#j-1$/);
    });
  });
}

for (const [name, prepare] of [["with popovers", () => {}], ["in older browsers", () => {
  delete HTMLElement.prototype.popover;
  delete HTMLElement.prototype.showPopover;
  delete HTMLElement.prototype.hidePopover;
}]]) {
  story(`a definition never leaves the window, ${name}`, async () => {
    for (const [site, path] of [[small(), "index.html"], [guide(), "guide/rules-and-risks.html"], [guide(), "faq.html"]]) {
      for (const viewport of [{ width: 320, height: 568 }, { width: 1280, height: 500 }]) {
        await visit(undefined, { ...settled, viewport }, async page => {
          await page.addInitScript(prepare);
          await page.goto(fileUrl(site, path));
          assert.equal(await page.evaluate(() => "popover" in HTMLElement.prototype), name === "with popovers");
          await page.evaluate(() => { for (const details of document.querySelectorAll("main details")) details.open = true; });
          const terms = page.locator("main a.term");
          assert.ok(await terms.count() >= 5);
          // The focus comes by the keyboard, so that it is shown.
          await page.keyboard.press("Tab");
          for (const term of await terms.all()) {
            await term.focus();
            await page.locator("a.term:focus[aria-describedby]").waitFor();
            const at = await page.evaluate(() => {
              const rect = element => element.getBoundingClientRect();
              const tip = document.querySelector(".term-tip");
              const { left, right, top, bottom, height } = rect(tip);
              const term = rect(document.activeElement);
              const over = document.elementFromPoint((left + right) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2);
              return {
                text: document.activeElement.textContent, isShown: tip.checkVisibility(), left, right, top, bottom, height, window: [document.documentElement.clientWidth, innerHeight],
                touches: bottom <= term.top + 1 || top >= term.bottom - 1, near: Math.min(Math.abs(top - term.bottom), Math.abs(term.top - bottom)),
                isAbove: tip.contains(over), scrolls: document.scrollingElement.scrollWidth > document.documentElement.clientWidth,
              };
            });
            const said = JSON.stringify(at);
            assert.ok(at.isShown && at.height > 20, said);
            assert.ok(at.left >= 0 && at.right <= at.window[0], said);
            assert.ok(at.top >= 0 && at.bottom <= at.window[1], said);
            assert.ok(at.touches && at.near <= 12, `beside its term, not over it: ${said}`);
            assert.ok(at.isAbove, `nothing lies over it: ${said}`);
            assert.ok(!at.scrolls, said);
          }
        });
      }
    }
  });
}

story("nothing that shows definitions is loaded before a reader comes near a term", async () => {
  for (const [options, come] of [[settled, page => page.locator("a.term").first().hover()], [phone, page => page.locator("a.term").first().tap()]]) {
    await visit(`${await publish(small())}index.html`, options, async page => {
      await page.waitForLoadState("networkidle");
      const asked = () => page.requests.filter(address => /assets\/terms-/.test(address)).length;
      assert.equal(await asked(), 0);
      await page.locator("h1").hover();
      assert.equal(await asked(), 0);
      await come(page);
      await box(page).waitFor({ state: "visible" });
      assert.equal(await asked(), 1);
      assert.match(page.url(), /index\.html$/);
    });
  }
  // It cannot be loaded: the link leads where it always does.
  await visit(undefined, settled, async page => {
    await page.route("**/assets/terms-*", route => route.abort());
    await page.goto(`${await publish(small())}index.html`);
    const term = page.locator("a.term", { hasText: "J-1" });
    await term.hover();
    await page.waitForTimeout(300);
    assert.equal(await term.getAttribute("title"), "A visa.");
    await term.click();
    await page.waitForURL(/glossary\.html#j-1$/);
  });
});

story("a definition moves with its term when something is scrolled", async () => {
  await visit(fileUrl(small(), "index.html"), { ...settled, viewport: { width: 360, height: 700 } }, async page => {
    await page.keyboard.press("Tab");
    const term = page.locator("a.term", { hasText: "token" });
    await term.focus();
    await box(page).waitFor({ state: "visible" });
    const distance = () => page.evaluate(() => {
      const tip = document.querySelector(".term-tip").getBoundingClientRect();
      const term = document.activeElement.getBoundingClientRect();
      return Math.round(Math.min(Math.abs(tip.top - term.bottom), Math.abs(term.top - tip.bottom)));
    });
    assert.ok(await distance() <= 12);
    await page.mouse.wheel(0, -120);
    await page.waitForTimeout(300);
    assert.ok(await distance() <= 12, `${await distance()}`);
    assert.ok(await isShown(page), "scrolling does not dismiss it");
  });
});

story("Escape closes a definition first, and only then what is around it", async () => {
  await visit(fileUrl(guide(), "faq.html"), settled, async page => {
    await page.getByRole("searchbox").fill("visa sponsor");
    await page.locator("[data-question=visa] summary").click();
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.matches("a")));
    const term = page.locator("[data-question=visa] a.term").first();
    await term.focus();
    await box(page).waitFor({ state: "visible" });
    await page.keyboard.press("Escape");
    assert.ok(!await isShown(page));
    assert.equal(await page.getByRole("searchbox").inputValue(), "visa sponsor");
    await page.keyboard.press("Escape");
    assert.equal(await page.getByRole("searchbox").inputValue(), "");
  });
});

story("without script a term leads to its entry, and its title says what it means", async () => {
  await visit(fileUrl(guide(), "guide/rules-and-risks.html"), { javaScriptEnabled: false }, async page => {
    const term = page.locator("a.term").first();
    assert.ok((await term.getAttribute("title")).length > 20);
    const name = await term.getAttribute("data-term");
    await term.click();
    await page.waitForURL(new RegExp(`glossary\\.html#${name}$`));
    const top = await page.locator("dt:target").evaluate(entry => entry.getBoundingClientRect().top);
    assert.ok(top >= 0 && top < 700);
  });
});

story("on every page a term is explained once, in prose, in a form of one of its names", async () => {
  const site = guide();
  const names = await visit(fileUrl(site, "glossary.html"), { javaScriptEnabled: false }, page => page.locator("dt").evaluateAll(entries =>
    Object.fromEntries(entries.map(entry => [entry.id, [entry.firstChild.textContent.trim(), ...[...entry.querySelectorAll(".alias")].map(alias => alias.textContent)]]))));
  await visit(undefined, { javaScriptEnabled: false }, async page => {
    let total = 0;
    for (const path of pages(site).filter(path => path !== "print.html")) {
      await page.goto(fileUrl(site, path));
      const found = await page.locator("a.term").evaluateAll(terms => terms.map(term => ({
        term: term.dataset.term, text: term.textContent, id: term.id, inside: term.parentElement.closest("h1, h2, h3, h4, h5, h6, a, code, pre, .letter, dl.glossary")?.tagName ?? "",
      })));
      total += found.length;
      assert.equal(new Set(found.map(({ term }) => term)).size, found.length, `${path}: each once`);
      for (const { term, text, id, inside } of found) {
        assert.equal(inside, "", `${path}: ${text}`);
        assert.equal(id, `term--${term}`);
        const plain = text.toLowerCase().replace(/\s+/g, " ").replace(/’s$/, "").replaceAll("’", "'");
        const stem = word => word.toLowerCase().replaceAll("’", "'").replace(/(ies|y|es|s|e)$/, "").replace(/e$/, "");
        assert.ok(names[term].some(name => stem(name) === stem(plain) || name.toLowerCase().split(" ").map(stem).join(" ") === plain.split(" ").map(stem).join(" ")),
          `${path}: ${text} is no form of ${names[term]}`);
      }
    }
    assert.ok(total > 100, `${total} terms`);
  });
});

for (const [name, options] of [["with script", {}], ["without script", { javaScriptEnabled: false }]]) {
  story(`the glossary has a row of letters, and leads back to where terms are used: ${name}`, async () => {
    await visit(fileUrl(guide(), "glossary.html"), { ...settled, ...options }, async page => {
      const letters = page.getByRole("navigation", { name: "Terms by letter" }).getByRole("link");
      const texts = await letters.allInnerTexts();
      assert.deepEqual(texts, [...texts].sort());
      assert.ok(texts.length > 12);
      for (const letter of ["A", "N", "U"]) {
        await letters.getByText(letter, { exact: true }).click();
        assert.match(await page.locator("dt:target").innerText(), new RegExp(`^${letter}`, "i"));
        assert.ok(await page.locator("dt:target").evaluate(entry => entry.getBoundingClientRect().top < innerHeight));
      }
      const links = await page.locator(".term-places a").evaluateAll(links => links.map(link => link.href));
      assert.ok(links.length > 60, `${links.length} ways back`);
      assert.ok(await page.locator("dd.term-places").evaluateAll(lists => lists.every(list => list.querySelectorAll("a").length <= 4)));
      for (const address of new Set(links.map(href => href.split("#")[0]))) {
        const ids = links.filter(href => href.startsWith(`${address}#`)).map(href => decodeURIComponent(new URL(href).hash.slice(1)));
        await page.goto(`${address}#${ids[0]}`);
        assert.deepEqual(await page.evaluate(ids => ids.filter(id => !document.getElementById(id)), ids), [], address);
        assert.ok(await page.locator(`[id="${ids[0]}"]`).evaluate(element => element.checkVisibility()), `${address}#${ids[0]} is not hidden in a closed answer`);
      }
    });
  });
}

story("on paper there is no definition, and the glossary has no ways back", async () => {
  await visit(fileUrl(small(), "index.html"), settled, async page => {
    await page.keyboard.press("Tab");
    await page.locator("a.term").first().focus();
    await box(page).waitFor({ state: "visible" });
    await onPaper(page);
    assert.ok(!await isShown(page));
    await page.goto(fileUrl(guide(), "glossary.html"));
    for (const selector of [".letters", ".term-places"]) assert.equal(await page.locator(selector).filter({ visible: true }).count(), 0, selector);
    assert.ok(await page.locator("dd").first().isVisible());
  });
});

for (const [name, options] of [["light", {}], ["dark", { colorScheme: "dark" }], ["forced colors", { forcedColors: "active" }], ["320 px", phone]]) {
  story(`axe, with a definition shown: ${name}`, async () => {
    for (const [site, path] of [[guide(), "guide/rules-and-risks.html"], [everything(), "everything.html"]]) {
      await visit(await publish(site) + path, { ...settled, ...options }, async page => {
        const term = page.locator("main a.term").first();
        if (options.hasTouch) await term.tap();
        else await term.hover();
        await box(page).waitFor({ state: "visible" });
        assert.deepEqual(await violations(page), []);
        if (name === "forced colors") {
          const border = await box(page).evaluate(element => getComputedStyle(element).borderTopWidth);
          assert.ok(parseFloat(border) >= 1, "drawn as a line");
        }
      });
    }
    await visit(`${await publish(guide())}glossary.html`, { ...settled, ...options }, async page => {
      assert.deepEqual(await violations(page), []);
      const width = await page.evaluate(() => [document.scrollingElement.scrollWidth, document.documentElement.clientWidth]);
      assert.ok(width[0] <= width[1], `${width}`);
    });
  });
}

story("names of a term find each other in search", async () => {
  await visit(`${await publish(guide())}index.html`, settled, async page => {
    await page.keyboard.press("/");
    await page.getByRole("combobox", { name: "Search" }).fill("international medical graduate visa");
    await page.locator(".search-results a").first().waitFor();
    const long = await page.locator(".search-results").innerText();
    await page.getByRole("combobox", { name: "Search" }).fill("IMG visa");
    await page.waitForFunction(() => /IMG/.test(document.querySelector(".search-results").textContent));
    assert.match(long, /IMG/);
  });
});

story("Firefox shows a definition for the focus, and Escape takes it away", async () => {
  await visitFirefox(fileUrl(small(), "index.html"), async page => {
    await page.waitForSelector("a.term");
    await page.keyboard.press("Tab");
    for (let presses = 0; presses < 40 && await page.evaluate(() => document.activeElement.textContent !== "IMG"); presses++) await page.keyboard.press("Tab");
    await page.waitForSelector(".term-tip", { visible: true });
    const at = await page.$eval(".term-tip", tip => tip.getBoundingClientRect().toJSON());
    assert.ok(at.left >= 0 && at.top >= 0 && at.height > 20);
    await page.keyboard.press("Escape");
    await page.waitForSelector(".term-tip", { hidden: true });
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "IMG");
  });
}, { skip: firefoxPath ? false : "no Firefox" });
