// Every template passes axe in both schemes, in every state, and respects what readers set in their system.
import assert from "node:assert/strict";
import { everything, guide, guideOf, page as source, publish, serve, story, TEMPLATES, violations, visit, write } from "./harness.mjs";

/** Looks at a page of a site with a reader's settings. */
const settled = { reducedMotion: "reduce" };

for (const colorScheme of ["light", "dark"]) {
  for (const [name, path] of [...Object.entries(TEMPLATES), ["everything", "everything.html"]]) {
    story(`axe: ${name}, ${colorScheme}`, async () => {
      const site = await publish(name === "everything" ? everything() : guide());
      await visit(site + path, { ...settled, colorScheme }, async page => {
        // Closed parts are not looked at otherwise.
        await page.evaluate(() => { for (const details of document.querySelectorAll("details")) details.open = true; });
        assert.deepEqual(await violations(page), []);
      });
      if (name === "print") return; // The same templates once more, only longer.
      await visit(site + path, { ...settled, colorScheme, viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }, async page => {
        assert.deepEqual(await violations(page), [], "on a phone");
        await page.locator(".menu-button").click();
        assert.deepEqual(await violations(page), [], "with the drawer open");
      });
    });
  }
}

story("axe: the panel of the preview", async () => {
  const root = guideOf({ "index.md": source("Home", "[Go](nowhere.md)") });
  const preview = await serve(root);
  for (const colorScheme of ["light", "dark"]) {
    await visit(preview.address, { ...settled, colorScheme }, async page => {
      await page.locator(".matchbook-panel").waitFor();
      assert.deepEqual(await violations(page), [], "on a page of the preview that has nothing good to show");
    });
  }
  write(root, { "content/index.md": source("Home", "All is well.") });
  await visit(preview.address, settled, async page => {
    await page.getByText("All is well.").waitFor();
    write(root, { "content/index.md": source("Home", "[Go](nowhere.md)") });
    await page.locator(".matchbook-panel").waitFor();
    assert.deepEqual(await violations(page), [], "below a page");
  });
});

story("a page has landmarks with names, one title and headings in order", async () => {
  const site = await publish(guide());
  for (const [name, path] of Object.entries(TEMPLATES)) {
    await visit(site + path, settled, async page => {
      assert.equal(await page.locator("h1").count(), 1, `${name}: one first-level heading`);
      assert.equal(await page.getByRole("main").count(), 1, `${name}: one main`);
      const names = await page.locator("nav").evaluateAll(navs => navs.map(nav => nav.getAttribute("aria-label")));
      assert.equal(new Set(names).size, names.length, `${name}: navigations have different names: ${names}`);
      const levels = await page.locator("h1, h2, h3, h4, h5, h6").evaluateAll(headings => headings.map(heading => Number(heading.tagName[1])));
      levels.forEach((level, index) => assert.ok(!index || level <= levels[index - 1] + 1, `${name}: a jump in ${levels}`));
    });
  }
});

for (const [name, path] of Object.entries(TEMPLATES)) {
  story(`targets are large enough for a thumb: ${name}`, async () => {
    const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, ...settled };
    for (const options of [settled, phone]) {
      await visit(await publish(guide()) + path, options, async page => {
        const small = await page.evaluate(() => {
          const wrong = [];
          for (const element of document.querySelectorAll("a[href], button, select, summary, input")) {
            if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
            // Links in running text are as high as their line; axe checks the distance between them.
            if (element.matches("a") && getComputedStyle(element).display === "inline") continue;
            if (element.matches(".skip")) continue;
            const { width, height } = element.getBoundingClientRect();
            const least = element.matches(".menu-button, .brand, .scheme select, .button, .pager a, main summary, .sidebar-close") ? 44 : 24;
            if (Math.min(width, height) < least - 0.01) wrong.push(`${Math.round(width)} × ${Math.round(height)} < ${least}: ${element.outerHTML.slice(0, 100)}`);
          }
          return wrong;
        });
        assert.deepEqual(small, []);
      });
    }
  });
}

story("in forced colors the focus, boxes, placeholders and the current page are drawn as lines", async () => {
  const site = await publish(guide());
  const forced = { ...settled, forcedColors: "active" };
  const line = (locator, side = "Top") => locator.evaluate((element, side) => {
    const style = getComputedStyle(element);
    return style[`border${side}Style`] !== "none" && parseFloat(style[`border${side}Width`]) >= 1
      && style[`border${side}Color`] !== style.backgroundColor && !/^rgba\(.*, 0\)$/.test(style[`border${side}Color`]);
  }, side);
  await visit(`${site}checklists/after-each-interview.html`, forced, async page => {
    assert.ok(await page.evaluate(() => matchMedia("(forced-colors: active)").matches));
    assert.ok(await line(page.locator(".task > .box, .task > input").first()), "a box to tick");
    assert.ok(await line(page.locator("#menu [aria-current=page]"), "Left"), "the current page");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      return [style.outlineStyle, parseFloat(style.outlineWidth) >= 2, style.outlineColor === getComputedStyle(document.body).backgroundColor];
    });
    assert.deepEqual(outline, ["solid", true, false], "the focus");
  });
  await visit(`${site}emails/thank-you.html`, forced, async page => {
    assert.ok(await line(page.locator(".letter .placeholder").first(), "Bottom"), "a placeholder");
    assert.ok(await line(page.locator(".letter")), "the letter");
  });
  await visit(`${site}index.html`, forced, async page => {
    assert.ok(await line(page.locator(".button.primary")), "a button");
    assert.ok(await line(page.locator(".card").first()), "a card");
    await page.keyboard.press("/");
    await page.keyboard.type("interview");
    await page.locator(".search-line").nth(2).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.locator(".search-kind").nth(1).click();
    await page.keyboard.press("ArrowDown");
    for (const chosen of [".search-line[aria-selected=true]", ".search-kind[aria-pressed=true]", ".search-bar"]) {
      const style = await page.locator(chosen).evaluate(element => {
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return [outlineStyle, parseFloat(outlineWidth) >= 2];
      });
      assert.deepEqual(style, ["solid", true], chosen);
    }
    const other = await page.locator(".search-line[aria-selected=false], .search-line:not([aria-selected=true])").first().evaluate(element => getComputedStyle(element).outlineStyle);
    assert.equal(other, "none");
  });
});

story("for readers who want less motion nothing moves", async () => {
  const moving = () => [...document.querySelectorAll("*")].flatMap(element => ["", "::before", "::after"].map(part => {
    const style = getComputedStyle(element, part || null);
    const still = /^(0s(, )?)+$/.test(style.transitionDuration) && style.animationName === "none" && style.scrollBehavior === "auto";
    return still ? "" : `${element.tagName}.${element.className}${part}`;
  })).filter(Boolean);
  await visit(await publish(everything()) + "everything.html", settled, async page => assert.deepEqual(await page.evaluate(moving), []));
  await visit(await publish(everything()) + "everything.html", { reducedMotion: "no-preference" }, async page =>
    assert.notDeepEqual(await page.evaluate(moving), [], "the check sees motion where there is some"));
});
