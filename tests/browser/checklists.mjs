// An applicant ticks, writes notes, prints and copies: with a mouse, with the keyboard, on a phone, in two tabs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build, fileUrl, focused, guide, guideOf, onPaper, page as source, publish, serve, story, violations, visit, write } from "./harness.mjs";

const LIST = "checklists/after-each-interview.html";
const isClean = async (page, state) => assert.deepEqual(await violations(page), [], state);

const box = (page, id) => page.locator(`[data-task="${id}"] > input`);
const counted = page => page.locator(".checklist-count").first();
const ticked = page => page.locator("[data-task] > input").evaluateAll(inputs => inputs.filter(input => input.checked).map(input => input.parentElement.dataset.task));
/** The raw keys of this guide in the storage. */
const stored = (page, site = "pediatrics-prematch-img") => page.evaluate(name => Object.fromEntries(Object.entries({ ...localStorage }).filter(([key]) => key.startsWith(`matchbook:${name}:`))), site);
const more = async (page, name) => {
  await page.locator("main summary", { hasText: /^More$/ }).first().click();
  await page.getByRole("button", { name }).first().click();
};

/** A guide with nested and optional items, and a list without a frame. */
const small = (change = text => text) => build(guideOf({
  "index.md": source("Small guide", "Start with [papers](papers.md).", 'kind = "home"'),
  "papers.md": source("Papers", change(`
:::checklist{#papers title="Papers"}
- [ ] Passport {#P-1}
- [ ] Proofs of study {#P-2}
    - [ ] Diploma {#P-21}
    - [ ] Transcript {#P-22}
    - [ ] Letter of the dean {#P-23 optional}
- [ ] A *photo*, see [more](more.md) {#P-3}

  It shows your face.
- [ ] A poem {#P-4 optional}
:::

## On the day

- [ ] Wake up
- [ ] Get dressed
`)),
  "more.md": source("More", "Nothing to tick here."),
}));

for (const from of ["a server", "disk"]) {
  const at = async (site, path) => from === "disk" ? fileUrl(site, path) : await publish(site) + path;

  story(`from ${from}: a tick is there after a reload, and its count`, async () => {
    await visit(await at(guide(), LIST), {}, async page => {
      assert.equal(await counted(page).textContent(), "0 of 8 done");
      await page.locator('[data-task="INT-02"] .task-label').click();
      await box(page, "INT-05").check();
      assert.equal(await counted(page).textContent(), "2 of 8 done");
      assert.equal(await page.locator(".checklist [role=status]").first().textContent(), "2 of 8 done");
      assert.deepEqual(await page.locator(".checklist-progress progress").evaluate(bar => [bar.value, bar.max]), [2, 8]);
      await page.reload();
      assert.deepEqual(await ticked(page), ["INT-02", "INT-05"]);
      assert.equal(await counted(page).textContent(), "2 of 8 done");
      assert.equal(await page.locator(".checklist [role=status]").first().textContent(), "", "nothing is announced that the reader did not do");
      assert.equal(await page.locator("[data-page-progress]").textContent(), "2 of 8 done");
      assert.deepEqual(page.trouble, []);
    });
  });

  story(`from ${from}: two tabs agree at once, and what they write at the same moment is all kept`, async () => {
    await visit(await at(guide(), LIST), {}, async one => {
      const two = await one.context().newPage();
      await two.goto(one.url());
      await box(one, "INT-01").check();
      await two.waitForFunction(() => document.querySelector('[data-task="INT-01"] > input').checked);
      assert.equal(await counted(two).textContent(), "1 of 8 done");
      // Ten items in turn from both sides, without waiting for each other.
      const tick = ids => ids.forEach(id => document.querySelector(`[data-task="${id}"] > input`).click());
      await Promise.all([one.evaluate(tick, ["INT-02", "INT-04", "INT-06"]), two.evaluate(tick, ["INT-03", "INT-05", "INT-07", "INT-08"])]);
      for (const page of [one, two]) {
        await page.getByText("8 of 8 done").first().waitFor();
        await page.reload();
        assert.equal((await ticked(page)).length, 8);
      }
      await box(two, "INT-01").uncheck();
      await one.waitForFunction(() => !document.querySelector('[data-task="INT-01"] > input').checked);
    });
  });
}

story("the whole label is the target, and a link in it stays a link", async () => {
  await visit(await publish(guide()) + LIST, {}, async page => {
    const line = page.locator('[data-task="INT-04"]');
    await line.scrollIntoViewIfNeeded();
    const place = await line.boundingBox();
    await page.mouse.click(place.x + place.width / 2, place.y + 8);
    assert.deepEqual(await ticked(page), ["INT-04"]);
    await line.locator(".due").click();
    assert.deepEqual(await ticked(page), []);
    await line.getByRole("link").click();
    await page.waitForURL(/thank-you/);
    await page.goBack();
    assert.deepEqual(await ticked(page), []);
    assert.equal(await box(page, "INT-04").evaluate(input => input.labels[0].textContent), "Send one personal thank-you.");
    assert.match(await box(page, "INT-04").evaluate(input => document.getElementById(input.getAttribute("aria-describedby")).textContent), /24 to 72 hours after the interview/);
  });
});

story("with the keyboard alone: tick, note, hide, copy, clear, undo", async () => {
  await visit(await publish(guide()) + LIST, { permissions: ["clipboard-read", "clipboard-write"] }, async page => {
    await box(page, "INT-01").focus();
    await page.keyboard.press("Space");
    assert.deepEqual(await ticked(page), ["INT-01"]);
    await page.keyboard.press("Tab");
    assert.match(await focused(page), /^Add a note: Write notes about the interviewer/);
    await page.keyboard.press("Enter");
    await page.keyboard.type("Dr. Example, asthma");
    await page.keyboard.press("Escape");
    assert.match(await focused(page), /^Change your note:/);
    assert.equal(await page.locator('[data-task="INT-01"] .task-note').textContent(), "Dr. Example, asthma");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    assert.deepEqual(await ticked(page), ["INT-01", "INT-02"]);

    await page.getByRole("button", { name: "Hide done" }).focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("[data-task]:visible").count(), 7);
    // The item that is ticked goes out of sight, and the focus to the next one.
    await box(page, "INT-03").focus();
    await page.keyboard.press("Space");
    assert.equal(await page.evaluate(() => document.activeElement.closest("[data-task]").dataset.task), "INT-04");
    await page.reload();
    assert.equal(await page.locator("[data-task]:visible").count(), 6, "it stays so");
    await page.getByRole("button", { name: "Hide done" }).press("Enter");
    assert.equal(await page.locator("[data-task]:visible").count(), 9);

    const menu = page.locator(".menu summary");
    await menu.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Escape");
    assert.equal(await focused(page), "More");
    await menu.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Copied.").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /^After each interview\n3 of 8 done\n\n☑ Write notes about the interviewer.* \(within 24 hours after the interview\)\n {4}Note: Dr\. Example, asthma\n/);
    assert.match(copied, /\n☐ Send one personal thank-you\. \(24 to 72 hours after the interview\)\n/);
    await menu.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith("## After each interview"));
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /\n- \[x\] Write.*\n {2}Note: Dr\. Example, asthma\n.*\n- \[x\] .*\n- \[ \] Send one/);

    await menu.press("Enter");
    for (let n = 0; n < 6; n++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("3 ticks cleared.").waitFor();
    assert.deepEqual(await ticked(page), []);
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "Undo");
    await page.keyboard.press("Enter");
    assert.deepEqual(await ticked(page), ["INT-01", "INT-02", "INT-03"]);
    assert.equal(await focused(page), "More");
    // What is said out of sight does not go on saying something else.
    const said = page.locator(".checklist-progress [role=status]").first();
    await box(page, "INT-04").press("Space");
    assert.equal(await said.innerText(), "4 of 8 done");
    await menu.press("Enter");
    await page.getByRole("button", { name: "Clear all ticks" }).press("Enter");
    await page.getByText("4 ticks cleared.").waitFor();
    assert.equal(await said.innerText(), "0 of 8 done");
    assert.deepEqual(page.trouble, []);
  });
});

story("on a phone a finger ticks, and everything fits", async () => {
  await visit(await publish(guide()) + LIST, { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true }, async page => {
    await page.locator('[data-task="INT-03"] .task-label').tap();
    assert.deepEqual(await ticked(page), ["INT-03"]);
    await page.locator('[data-task="INT-03"] .task-note-button').tap();
    await page.locator(".task-note-field").fill("x".repeat(300));
    await page.getByText("More", { exact: true }).tap();
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    assert.ok(await fits());
    const menu = await page.locator(".menu-box").boundingBox();
    assert.ok(menu.x >= 0 && menu.x + menu.width <= 320, JSON.stringify(menu));
    const target = await box(page, "INT-03").boundingBox();
    assert.ok(target.width >= 24 && target.height >= 24);
  });
});

story("items below an item roll up, and optional ones do not count", async () => {
  const site = await publish(small());
  await visit(`${site}papers.html`, {}, async page => {
    assert.deepEqual(await page.locator(".checklist-count").allTextContents(), ["0 of 4 done", "0 of 2 done"]);
    assert.equal(await page.locator(".checklist-facts").textContent().then(text => text.trim().replace(/\s+/g, " ")), "6 items 2 optional");
    await box(page, "P-21").check();
    assert.equal(await box(page, "P-2").evaluate(input => input.indeterminate), true);
    await box(page, "P-22").check();
    assert.deepEqual(await ticked(page), ["P-2", "P-21", "P-22"]);
    assert.equal(await counted(page).textContent(), "2 of 4 done");
    await box(page, "P-4").check();
    assert.equal(await counted(page).textContent(), "2 of 4 done, 1 optional");
    await box(page, "P-2").uncheck();
    assert.deepEqual(await ticked(page), ["P-4"]);
    await box(page, "P-2").check();
    assert.deepEqual(await ticked(page), ["P-2", "P-21", "P-22", "P-4"]);
    await page.locator('[data-task="P-3"]').getByText("It shows your face.").click();
    await box(page, "P-1").check();
    assert.equal(await counted(page).textContent(), "4 of 4 done, 1 optional");
    // It stands elsewhere on the page and is painted a moment later.
    await page.locator("[data-page-progress]", { hasText: /^4 of 6 done$/ }).waitFor();
    // The list without a frame.
    await page.getByText("Wake up").click();
    assert.equal(await page.locator(".checklist-count").last().textContent(), "1 of 2 done");
    await page.getByRole("button", { name: "Hide done" }).first().click();
    await page.evaluate(() => { globalThis.print = () => {}; });
    // An optional item that is open keeps the item above it in sight.
    assert.deepEqual(await page.locator("[data-task]:visible").evaluateAll(items => items.map(item => item.dataset.task).filter(id => id.startsWith("P-"))), ["P-2", "P-23"]);
    await more(page, "Print open items only");
    await onPaper(page);
    assert.equal(await page.locator('[data-task="P-23"]').isVisible(), true);
    assert.equal(await page.locator('[data-task="P-1"]').isVisible(), false);
    await page.emulateMedia({ media: "screen" });
    await page.reload();
    assert.equal(await page.locator(".checklist-count").last().textContent(), "1 of 2 done");
  });
});

story("a note is saved while one types, and shown in the other tab", async () => {
  await visit(await publish(guide()) + LIST, {}, async page => {
    const other = await page.context().newPage();
    await other.goto(page.url());
    const line = page.locator('[data-task="INT-02"]');
    await line.getByRole("button").click();
    await page.locator(".task-note-field").fill("<b>not bold</b>\nsecond line");
    await other.locator(".task-note").waitFor();
    assert.equal(await other.locator(".task-note").textContent(), "<b>not bold</b>\nsecond line");
    // Leaving at once loses nothing.
    await page.locator(".task-note-field").fill("last word");
    await page.goto("about:blank");
    await page.goto(other.url());
    assert.equal(await page.locator(".task-note").textContent(), "last word");
    await line.getByRole("button").click();
    // A field that is open in one tab does not bring back what another tab changed.
    await other.locator('[data-task="INT-02"]').getByRole("button").click();
    await other.locator(".task-note-field").fill("newer ");
    await page.waitForFunction(() => document.querySelector(".task-note-field").value === "newer");
    assert.equal(await other.locator(".task-note-field").inputValue(), "newer ", "the blank before the next word stays");
    await page.getByRole("button", { name: "Done", exact: true }).click();
    await other.getByRole("button", { name: "Done", exact: true }).click();
    assert.equal(await page.locator(".task-note").textContent(), "newer");
    await page.locator('.task-note-button[aria-label^="Change"]').click();
    await page.locator(".task-note-field").fill("");
    await page.getByRole("button", { name: "Done", exact: true }).click();
    assert.equal(await page.locator(".task-note").count(), 0);
    await page.reload();
    assert.equal(await page.locator(".task-note").count(), 0);
  });
});

story("an item that was reworded keeps its tick and says so", async () => {
  const site = small();
  const open = await publish(site);
  await visit(`${open}papers.html`, {}, async page => {
    for (const id of ["P-1", "P-3", "P-21"]) await box(page, id).check();
    const kept = await stored(page, "small-guide");
    for (const change of [
      text => text.replace("Passport", "PASSPORT,").replace("Diploma", "**Diploma**"),
      text => text.replace("Passport", "Passport and a copy of it"),
    ]) {
      const address = await publish(small(change));
      await page.goto(`${address}papers.html`);
      await page.evaluate(entries => Object.entries(entries).forEach(([key, value]) => localStorage.setItem(key, value)), kept);
      await page.reload();
      assert.deepEqual(await ticked(page), ["P-1", "P-21", "P-3"]);
      const news = page.locator(".task-news");
      if (change("Passport").startsWith("PASSPORT")) {
        assert.equal(await news.count(), 0, "capitals, marks and emphasis are no news");
        continue;
      }
      assert.equal(await news.locator("p").first().textContent(), "This item was reworded after you ticked it. It said: “Passport”");
      await isClean(page, "with a reworded item");
      await news.getByRole("button", { name: "Still done: Passport and a copy of it" }).click();
      assert.equal(await news.count(), 0);
      await page.reload();
      assert.equal(await news.count(), 0);
      assert.ok((await ticked(page)).includes("P-1"));
    }
  });
});

story("the sidebar, the page and the home page tell how far one is", async () => {
  const site = await publish(guide());
  await visit(`${site}index.html`, {}, async page => {
    assert.equal(await page.locator("[data-continue]").isVisible(), false);
    assert.deepEqual(page.requests.filter(request => /store|checklist/.test(request)), [], "nothing is loaded before a reader ticked");
    await page.goto(site + LIST);
    await box(page, "INT-01").check();
    await page.goto(`${site}checklists/season-setup.html`);
    await page.locator("[data-task] > input").first().check();
    await page.locator('.sidebar .nav-progress').nth(1).waitFor();
    await page.goto(site);
    await page.getByRole("heading", { name: "Continue where you left off" }).waitFor();
    const lines = page.locator("[data-continue] li");
    assert.match(await lines.first().innerText(), /^Season setup\s+1 of \d+ done\s+Next: /);
    assert.match(await lines.nth(1).innerText(), /^After each interview\s+1 of 8 done$/);
    await isClean(page, "home with progress");
    await lines.first().getByRole("link").click();
    await page.waitForURL(/season-setup\.html#task-/);
    assert.equal(await page.evaluate(() => document.querySelector(":target > input").checked), false, "it leads to the next open item");
    // A page without a checklist.
    await page.goto(`${site}guide/rules-and-risks.html`);
    await page.locator(".sidebar .nav-progress").first().waitFor({ state: "attached" });
    assert.deepEqual(await page.locator(".sidebar .nav-progress .off-screen").allTextContents().then(all => all.map(text => text.trim().replace(/\d+ done/, "n done"))), ["1 of n done", "1 of n done"]);
    assert.deepEqual(page.trouble, []);
  });
});

story("the home page starts with the list that was ticked last, and has those that are whole only when none is open", async () => {
  const list = name => `:::checklist{#${name} title="${name}"}\n- [ ] One {#${name}-1}\n- [ ] Two {#${name}-2}\n:::`;
  const site = await publish(build(guideOf({
    "index.md": source("Small guide", "Start here.", 'kind = "home"'),
    ...Object.fromEntries(["A", "B", "C"].map(name => [`${name.toLowerCase()}.md`, source(`Page ${name}`, list(name))])),
  })));
  await visit(site, {}, async page => {
    const tick = async (name, number) => {
      await page.goto(`${site}${name.toLowerCase()}.html`);
      await box(page, `${name}-${number}`).check();
    };
    const home = async () => {
      await page.goto(site);
      await page.locator("[data-continue] li").first().waitFor();
      return [await page.locator("[data-continue] h2").innerText(), ...await page.locator("[data-continue] li .continue-line a").allInnerTexts()];
    };
    for (const name of ["A", "B", "C"]) await tick(name, 1);
    assert.deepEqual(await home(), ["Continue where you left off", "C", "A", "B"], "then in order of reading");
    await tick("B", 2);
    assert.deepEqual(await home(), ["Continue where you left off", "A", "C"], "a whole list is nothing to go on with");
    await tick("C", 2);
    await tick("A", 2);
    const [title, ...lists] = await home();
    assert.deepEqual(lists, ["A", "B", "C"]);
    assert.notEqual(title, "Continue where you left off");
    assert.deepEqual(page.trouble, []);
  });
});

story("a link to an item that is hidden shows it", async () => {
  const site = await publish(guide());
  await visit(site + LIST, {}, async page => {
    await box(page, "INT-02").check();
    await page.getByRole("button", { name: "Hide done" }).click();
    assert.equal(await page.locator('[data-task="INT-02"]').isVisible(), false);
    await page.evaluate(() => { location.hash = "#task-int-02"; });
    await page.locator('[data-task="INT-02"]').waitFor();
    // A link from another page too.
    await page.goto("about:blank");
    await page.goto(`${site}${LIST}#task-int-02`);
    await page.locator('[data-task="INT-02"]').waitFor();
    await page.goto(site + LIST);
    await page.locator(".is-live").waitFor();
    assert.equal(await page.locator('[data-task="INT-02"]').isVisible(), false);
  });
});

story("a page without a checklist loads and runs no file of the lists, and what is for them alone in the files of all pages is small", async () => {
  const site = await publish(guide());
  await visit(`${site}guide/rules-and-risks.html`, {}, async page => {
    await page.waitForLoadState("networkidle");
    assert.deepEqual(page.requests.filter(request => /\.(js|css)$/.test(request)).map(request => request.replace(/^.*\/|-[\da-f]+/g, "")).sort(), ["theme.css", "theme.js"]);
    assert.equal(await page.evaluate(() => "store" in Matchbook || "model" in Matchbook), false);
  });
  // What every page loads for it: the rules and the lines of script that belong to it alone.
  const theme = name => readFileSync(new URL(`../../themes/default/${name}`, import.meta.url));
  const size = gzipSync(Buffer.concat([theme("css/progress.css"), theme("js/kept.js"), theme("js/print-only.js")])).length;
  assert.ok(size <= 2048, `${size} bytes`);
});

story("each way to print shows what it says", async () => {
  await visit(await publish(guide()) + LIST, {}, async page => {
    await page.evaluate(() => { globalThis.printed = 0; globalThis.print = () => { globalThis.printed++; }; });
    await box(page, "INT-01").check();
    await page.locator('[data-task="INT-01"] .task-note-button').click();
    await page.locator(".task-note-field").fill("my note");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Hide done" }).click();
    const mark = () => box(page, "INT-01").evaluate(input => getComputedStyle(input, "::before").opacity);
    for (const [name, items, ticks, note] of [["Print with ticks", 9, "1", true], ["Print with empty boxes", 9, "0", false], ["Print open items only", 8, null, false]]) {
      await more(page, name);
      await onPaper(page);
      assert.equal(await page.locator("[data-task]:visible").count(), items, name);
      if (ticks) assert.equal(await mark(), ticks, name);
      assert.equal(await page.getByText("my note").isVisible(), note, name);
      for (const other of ["h1", ".top", ".bottom", ".checklist-ways", ".task-note-button", ".sidebar"]) {
        assert.equal(await page.locator(other).first().isVisible(), false, `${name}: ${other}`);
      }
      assert.ok(await page.getByText("After each interview").locator("visible=true").count() > 0);
      await page.evaluate(() => dispatchEvent(new Event("afterprint")));
      await page.emulateMedia({ media: "screen" });
      assert.equal(await page.locator("h1").isVisible(), true, "and everything is back");
    }
    assert.equal(await page.evaluate(() => globalThis.printed), 3);
    // The page as a whole.
    await onPaper(page);
    assert.equal(await page.locator("h1").isVisible(), true);
    assert.equal(await page.locator(".checklist-ways").isVisible(), false);
  });
});

for (const options of [{ colorScheme: "light" }, { colorScheme: "dark" }, { forcedColors: "active" }]) {
  story(`axe in every state, ${JSON.stringify(options)}`, async () => {
    await visit(await publish(guide()) + LIST, { reducedMotion: "reduce", ...options }, async page => {
      await box(page, "INT-01").check();
      await isClean(page, "ticked");
      await page.locator('[data-task="INT-02"] .task-note-button').click();
      await page.locator(".task-note-field").fill("a note");
      await isClean(page, "writing a note");
      await page.keyboard.press("Escape");
      await page.getByText("More", { exact: true }).click();
      await isClean(page, "with the menu open");
      await page.getByRole("button", { name: "Clear all ticks" }).click();
      await page.getByText("1 tick cleared.").waitFor();
      await isClean(page, "with undo");
      await page.locator(".checklist").evaluate(list => list.querySelectorAll("[data-task] > input").forEach(input => input.click()));
      await page.getByRole("button", { name: "Hide done" }).click();
      await page.getByText("Everything here is done and hidden.").waitFor();
      await isClean(page, "all done and hidden");
    });
  });
}

story("with forced colors a tick can be seen", async () => {
  await visit(await publish(guide()) + LIST, { forcedColors: "active" }, async page => {
    const look = () => box(page, "INT-01").evaluate(input => getComputedStyle(input).backgroundColor + getComputedStyle(input, "::before").opacity);
    const before = await look();
    await box(page, "INT-01").check();
    assert.notEqual(await look(), before);
  });
});

story("nothing slides when the list comes alive", async () => {
  for (const viewport of [{ width: 1280, height: 800 }, { width: 360, height: 740 }]) {
    for (const path of [LIST, "index.html"]) {
      await visit(await publish(guide()) + LIST, { viewport }, async page => {
        await box(page, "INT-01").check();
        await page.addInitScript(() => {
          globalThis.shift = 0;
          new PerformanceObserver(list => { for (const entry of list.getEntries()) globalThis.shift += entry.value; }).observe({ type: "layout-shift", buffered: true });
        });
        await page.goto(await publish(guide()) + path);
        await page.evaluate(first => Object.entries(first).forEach(([key, value]) => localStorage.setItem(key, value)), { "matchbook:pediatrics-prematch-img:1:tick/INT-01": '{"at":1,"done":true}', "matchbook:pediatrics-prematch-img:1:pref/last": '{"at":1,"value":{"page":"checklists/after-each-interview.html","list":"after-each-interview"}}' });
        await page.reload();
        await page.waitForTimeout(400);
        assert.ok(await page.evaluate(() => globalThis.shift) < 0.02, `${path} at ${viewport.width}: ${await page.evaluate(() => globalThis.shift)}`);
      });
    }
  }
});

story("without script the list is a list, and says that ticks are not kept", async () => {
  await visit(await publish(guide()) + LIST, { javaScriptEnabled: false }, async page => {
    assert.equal(await page.locator("[data-task] > .box").count(), 9);
    await page.getByText("Ticks are not kept here").waitFor();
    assert.ok((await page.locator(".checklist-tools").boundingBox()).height < 30);
  });
});

story("the preview keeps ticks when the page changes, and shows editors the ids", async () => {
  const root = guideOf({
    "index.md": source("Home", "- [ ] First thing {#F-1}\n- [ ] Second thing"),
  });
  const preview = await serve(root);
  await visit(preview.address, {}, async page => {
    await page.getByText("First thing").click();
    write(root, { "content/index.md": source("Home", "- [ ] First thing {#F-1}\n- [ ] Second thing\n- [ ] Third thing {#F-3}") });
    await page.getByText("Third thing").waitFor();
    await page.waitForFunction(() => document.querySelector('[data-task="F-1"] > input')?.checked);
    await page.getByRole("button", { name: "Show ids" }).click();
    const label = number => page.locator("[data-task]").nth(number).evaluate(item => getComputedStyle(item, "::after").content);
    assert.equal(await label(0), '"F-1"');
    assert.match(await label(1), /no id of its own/);
    await page.reload();
    assert.equal(await label(2), '"F-3"', "it stays so");
    await page.getByRole("button", { name: "Hide ids" }).click();
    assert.equal(await label(0), "none");
  });
});

story("3,000 ticks are read, and their copy has the same bytes after a round", async () => {
  const many = Array.from({ length: 3000 }, (_, n) => `- [ ] Item number ${n} with some words {#M-${n}}`);
  const site = await publish(build(guideOf({ "index.md": source("Home", `:::checklist{#many title="Many"}\n${many.join("\n")}\n:::`) })));
  await visit(site, {}, async page => {
    await page.evaluate(() => {
      for (let n = 0; n < 3000; n++) {
        localStorage.setItem(`matchbook:small-guide:1:tick/M-${n}`, JSON.stringify({ at: 1e12 + n, done: true, revision: "x", text: `Item number ${n} with some words` }));
      }
    });
    await page.reload();
    await page.getByText("3000 of 3000 done").first().waitFor();
    await page.goto(`${site}my-data.html`);
    await page.getByText("3,000 ticks").waitFor();
    const round = await page.evaluate(() => {
      const copy = Matchbook.store.copy();
      const saved = /"saved": "(.*?)"/.exec(copy)[1];
      const found = Matchbook.readCopy(copy, { guide: "small-guide", now: Date.now() });
      const again = Matchbook.writeCopy(found.entries, { guide: "small-guide", title: JSON.parse(copy).title, saved });
      return [found.entries.size, copy === again];
    });
    assert.deepEqual(round, [3000, true]);
  });
});
