// An applicant's data on the device: what is kept, taking it along, bringing it back, erasing it; and a storage that is missing,
// full, broken or from another edition.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { build, fileUrl, firefoxPath, folder, guide, guideOf, page as source, publish, story, violations, visit, visitFirefox, withFirefoxProfile, withProfile } from "./harness.mjs";

const LIST = "checklists/after-each-interview.html";
const PREFIX = "matchbook:pediatrics-prematch-img:";
const isClean = async (page, state) => assert.deepEqual(await violations(page), [], state);

const box = (page, id) => page.locator(`[data-task="${id}"] > input`);
const ticked = page => page.locator("[data-task] > input").evaluateAll(inputs => inputs.filter(input => input.checked).map(input => input.parentElement.dataset.task));
const button = (page, name) => page.getByRole("button", { name, exact: true });
const keys = page => page.evaluate(() => Object.keys(localStorage).sort());
const put = (page, entries) => page.evaluate(all => Object.entries(all).forEach(([key, value]) => localStorage.setItem(key, value)), entries);

/** Ticks two items and writes a note. */
async function enter(page, site) {
  await page.goto(site + LIST);
  await box(page, "INT-01").check();
  await box(page, "INT-04").check();
  await page.locator('[data-task="INT-02"] .task-note-button').click();
  await page.locator(".task-note-field").fill("Ask \"Ms. Ö\" & <others>\n👩‍⚕️");
  await page.keyboard.press("Escape");
}

for (const from of ["a server", "disk"]) {
  story(`from ${from}: export, erase and import restore everything`, async () => {
    const site = from === "disk" ? fileUrl(guide(), "") : await publish(guide());
    await visit(null, { acceptDownloads: true }, async page => {
      await enter(page, site);
      await page.goto(`${site}my-data.html`);
      await page.getByText("2 ticks").waitFor();
      await page.getByText("1 note").waitFor();
      assert.match(await page.locator(".my-data-lists li").first().innerText(), /After each interview\s+2 of 8 done/);
      await isClean(page, "with data");
      const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Save a copy").click()]);
      assert.match(download.suggestedFilename(), /^pediatrics-prematch-img-\d{4}-\d\d-\d\d\.json$/);
      const path = `${folder()}/copy.json`;
      await download.saveAs(path);
      const copy = JSON.parse(readFileSync(path, "utf8"));
      assert.deepEqual([copy.format, copy.schema, copy.guide, copy.title], ["matchbook-copy", 1, "pediatrics-prematch-img", "Before the Match"]);
      assert.equal(copy.entries["note/INT-02"].text, "Ask \"Ms. Ö\" & <others>\n👩‍⚕️");
      await page.getByText("You last saved a copy on").waitFor();
      const before = await page.evaluate(() => Object.fromEntries(Object.entries({ ...localStorage })));

      await put(page, { "matchbook:other-guide:1:tick/X": "1", "matchbook:pediatrics-prematch-img-2:1:tick/X": "2", unrelated: "3" });
      await button(page, "Erase everything…").click();
      await page.getByText("This erases: 2 ticks, 1 note.").waitFor();
      await isClean(page, "before erasing");
      await button(page, "Keep everything").click();
      await page.getByText("2 ticks").waitFor();
      await button(page, "Erase everything…").click();
      await button(page, "Erase").click();
      await page.getByText("Nothing yet.").waitFor();
      assert.deepEqual(await keys(page), ["matchbook:other-guide:1:tick/X", "matchbook:pediatrics-prematch-img-2:1:tick/X", "unrelated"]);
      await button(page, "Undo").click();
      await page.getByText("Everything is as it was before.").waitFor();
      await page.getByText("2 ticks").waitFor();
      const undone = await page.evaluate(() => Object.fromEntries(Object.entries({ ...localStorage }).filter(([key]) => key.startsWith("matchbook:pediatrics-prematch-img:"))));
      assert.deepEqual(undone, before);
      await button(page, "Erase everything…").click();
      await button(page, "Erase").click();
      await page.reload();
      await page.getByText("Nothing yet.").waitFor();

      await page.locator("#my-data-file").setInputFiles(path);
      await page.getByText("The copy holds: 2 ticks, 1 note").waitFor();
      assert.deepEqual((await page.locator(".my-data-changes li").allTextContents()).sort(), [
        "Note on: Ask the coordinator for correct names, titles and addresses.", "Ticked: Send one personal thank-you.", "Ticked: Write notes about the interviewer: name, one subject you discussed, your impression.",
      ]);
      assert.equal(await keys(page).then(all => all.filter(key => key.includes("tick/INT")).length), 0, "nothing changed yet");
      await isClean(page, "with a preview");
      await button(page, "Bring it in").click();
      await page.getByText("2 ticks").waitFor();
      await button(page, "Undo").click();
      await page.getByText("Nothing yet.").waitFor();
      await page.locator("#my-data-file").setInputFiles(path);
      await button(page, "Bring it in").click();
      await page.getByText("Done: the copy is part of your data now.").waitFor();
      await page.goto(site + LIST);
      assert.deepEqual(await ticked(page), ["INT-01", "INT-04"]);
      assert.equal(await page.locator(".task-note").textContent(), "Ask \"Ms. Ö\" & <others>\n👩‍⚕️");
      assert.deepEqual(page.trouble, []);
    });
  });
}

story("a code takes everything to another device, where both sides' changes stay", async () => {
  const site = await publish(guide());
  const code = await visit(null, { permissions: ["clipboard-read", "clipboard-write"] }, async page => {
    await enter(page, site);
    await page.goto(`${site}my-data.html`);
    await button(page, "Copy as a code").click();
    await page.getByText("The code is copied.").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, await page.locator(".my-data-code").inputValue());
    assert.match(copied, /^matchbook1z\.[\w-]+\.$/);
    assert.ok(copied.length < 1200, `${copied.length} characters for two ticks and a note`);
    await button(page, "Erase everything…").click();
    await button(page, "Erase").click();
    await page.getByText("The code is copied.").waitFor({ state: "detached" });
    assert.equal(await page.locator(".my-data-code").inputValue(), "", "nothing of it is left");
    return copied;
  });
  await visit(site + LIST, {}, async page => {
    await box(page, "INT-08").check();
    await box(page, "INT-04").check();
    await box(page, "INT-04").uncheck();
    const list = await page.context().newPage();
    await list.goto(site + LIST);
    await page.goto(`${site}my-data.html`);
    await button(page, "Look at it").click();
    await page.getByText("Choose a file or paste a code first.").waitFor();
    await page.locator("#my-data-paste").fill(`  ${code.replace(/.{40}/g, "$&\n")} `);
    await button(page, "Look at it").click();
    await button(page, "Bring it in").click();
    await page.getByText("Done: the copy is part of your data now.").waitFor();
    // INT-04 was taken back here after it was ticked there. The other tab follows at once.
    await list.waitForFunction(() => document.querySelector('[data-task="INT-01"] > input').checked);
    assert.deepEqual(await ticked(list), ["INT-01", "INT-08"]);
    await page.locator("#my-data-paste").fill(code);
    await button(page, "Look at it").click();
    await page.getByText("All of it is here already, or newer.").waitFor();
    assert.equal(await button(page, "Bring it in").count(), 0);
  });
});

story("a preview calls programs by their names, says nothing of what is gone on both sides, and needs no guide for it", async () => {
  await visit(`${await publish(guide())}my-data.html`, {}, async page => {
    await page.route(/assets\/guide[^/]*\.js/, route => route.abort());
    const program = (id, name) => ({ type: "record", id, subject: "program", values: { name }, dates: {}, scores: {} });
    const entries = { subject: "program", dates: {}, scores: {} };
    await page.evaluate(list => Matchbook.store.dispatch(list), [program("l94fqqt0", "Lakeshore"), program("l94fqqt1", ""), program("l94fqqt2", "Mesa")]);
    await page.evaluate(() => Matchbook.store.dispatch({ type: "forget", key: "record/l94fqqt2" }));
    const gone = { at: 9e12, gone: true };
    await page.locator("#my-data-paste").fill(JSON.stringify({ format: "matchbook-copy", schema: 1, guide: "pediatrics-prematch-img", entries: {
      "record/l94fqqt0": gone, "record/l94fqqt1": gone, "record/l94fqqt2": gone, "record/l94fqqt3": gone, "sent/l94fqqt4": gone,
      "record/l94fqqt5": { at: 1, ...entries, values: { name: "" } },
    } }));
    await button(page, "Look at it").click();
    await page.locator(".my-data-changes").waitFor();
    assert.deepEqual(await page.locator(".my-data-changes li").allInnerTexts(), ["No longer in the planner: Lakeshore", "No longer in the planner: Without a name", "In the planner: Without a name"]);
  });
});

story("what is not a copy changes nothing and runs nothing", async () => {
  const site = await publish(guide());
  await visit(site + LIST, {}, async page => {
    await box(page, "INT-01").check();
    await page.goto(`${site}my-data.html`);
    const before = await keys(page);
    const copy = more => JSON.stringify({ format: "matchbook-copy", schema: 1, guide: "pediatrics-prematch-img", entries: {}, ...more });
    for (const [text, said] of [
      ["hello", /This is not a copy from this guide/],
      ["{\"a\": 1}", /This is not a copy from this guide/],
      ["matchbook1z.H4sIAAAA", /This is not a copy from this guide/],
      [copy({ guide: "other", title: "<img src=x onerror=alert(1)>" }), /This copy belongs to another guide \(<img src=x onerror=alert\(1\)>\)/],
      [copy({ schema: 9 }), /from a newer edition/],
    ]) {
      await page.locator("#my-data-paste").fill(text);
      await button(page, "Look at it").click();
      await page.locator(".my-data-status").filter({ hasText: said }).waitFor();
    }
    // 40 MB of zeros in 40 kB.
    const bomb = await page.evaluate(async () => {
      const stream = new Blob([new Uint8Array(60_000_000)]).stream().pipeThrough(new CompressionStream("gzip"));
      const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
      return `matchbook1z.${btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
    });
    await page.locator("#my-data-paste").fill(bomb);
    await button(page, "Look at it").click();
    await page.getByText("This is too large for a copy.").waitFor();
    const evil = copy({ entries: {
      "tick/<script>alert(1)</script>": { at: 1, done: true, text: "<img src=x onerror=alert(1)>" }, "__proto__": { at: 1 }, "pref/scheme": { at: 1, value: "\"><script>" },
      "pref/searches": { at: 1, value: { length: 3 } }, "pref/last": { at: 1, value: "x" }, "pref/copied": { at: 1, value: "soon" }, "../../unrelated": { at: 1 },
    } });
    await page.locator("#my-data-paste").fill(evil);
    await button(page, "Look at it").click();
    await page.getByText("1 line of it cannot be read and is left out.").waitFor();
    await button(page, "Bring it in").click();
    await page.getByText("No longer in the guide").waitFor();
    const after = await keys(page);
    assert.deepEqual(after.filter(key => !before.includes(key)), [`${PREFIX}1:pref/copied`, `${PREFIX}1:pref/scheme`, `${PREFIX}1:pref/searches`, `${PREFIX}1:tick/<script>alert(1)</script>`]);
    for (const path of ["index.html", LIST, "my-data.html"]) {
      await page.goto(site + path);
      await page.waitForLoadState("networkidle");
    }
    await page.keyboard.press("/");
    await page.getByText("Type a question").waitFor();
    assert.deepEqual(page.trouble, []);
  });
});

story("items that vanished are kept and listed, and go when the reader says so", async () => {
  const papers = text => build(guideOf({ "index.md": source("Home", `:::checklist{#papers title="Papers"}\n${text}\n:::`) }));
  const site = await publish(papers("- [ ] One {#P-1}"));
  await visit(site, {}, async page => {
    await put(page, { "matchbook:small-guide:1:tick/P-9": JSON.stringify({ at: 1.7e12, done: true, text: "An old paper" }), "matchbook:small-guide:1:note/P-9": JSON.stringify({ at: 1.7e12, text: "my note" }) });
    await page.reload();
    await page.goto(`${site}my-data.html`);
    const gone = page.locator(".my-data-gone li");
    await gone.waitFor();
    assert.match(await gone.innerText(), /An old paper P-9\s+my note\s+Ticked on November 1\d, 2023\.\s+Remove/);
    await isClean(page, "with a vanished item");
    await page.getByRole("button", { name: "Remove: An old paper" }).click();
    await gone.waitFor({ state: "detached" });
    // The way back is in sight and has the focus.
    await page.getByText("Removed: An old paper").waitFor();
    await page.keyboard.press("Enter");
    await gone.waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Remove: An old paper");
    await page.getByRole("button", { name: "Remove: An old paper" }).click();
    await gone.waitFor({ state: "detached" });
    assert.equal(await page.getByText("No longer in the guide").isVisible(), false);
    await page.reload();
    await page.getByText("Nothing yet.").waitFor();
    assert.equal(await page.getByText("No longer in the guide").isVisible(), false);
  });
});

story("erasing leaves nothing, with the planner open beside it", async () => {
  const site = await publish(guide());
  await visit(`${site}planner.html`, {}, async page => {
    await page.evaluate(() => Matchbook.store.dispatch([{ type: "record", id: "a", subject: "program", values: { name: "Lakeshore" }, dates: {}, scores: {} }]));
    const other = await page.context().newPage();
    await other.goto(`${site}my-data.html`);
    await other.getByRole("button", { name: "Erase everything" }).click();
    await other.getByRole("button", { name: /^Erase|Yes/ }).last().click();
    await page.waitForFunction(() => !Matchbook.store.get("record/a"));
    await page.waitForTimeout(300);
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter(key => key.includes(":1:"))), []);
  });
});

story("a file that cannot be read says so", async () => {
  await visit(`${await publish(guide())}my-data.html`, {}, async page => {
    await page.evaluate(() => { File.prototype.text = () => Promise.reject(new DOMException("gone", "NotReadableError")); });
    await page.locator("input[type=file]").setInputFiles({ name: "copy.json", mimeType: "application/json", buffer: Buffer.from("{}") });
    await page.getByText(/not a copy/).waitFor();
  });
});

story("choices of before there was a store come along", async () => {
  const site = await publish(guide());
  await visit(site, {}, async page => {
    await put(page, { [`${PREFIX}scheme`]: "dark", [`${PREFIX}searches`]: "[\"visa\"]" });
    await page.goto(site + LIST);
    await page.locator(".is-live").waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.scheme), "dark");
    assert.deepEqual(await keys(page), [`${PREFIX}1:pref/scheme`, `${PREFIX}1:pref/searches`]);
    await page.goto(site);
    assert.equal(await page.evaluate(() => document.documentElement.dataset.scheme), "dark");
    await page.keyboard.press("/");
    await page.getByText("visa", { exact: true }).first().waitFor();
  });
});

story("a storage that is missing: ticks work, and the page says what that means", async () => {
  const site = await publish(guide());
  for (const blocked of ["throws", "null"]) {
    await visit(null, {}, async page => {
      await page.addInitScript(how => {
        Object.defineProperty(globalThis, "localStorage", { get() { if (how === "throws") throw new DOMException("no", "SecurityError"); return null; } });
      }, blocked);
      await page.goto(site + LIST);
      await page.getByText("This browser keeps nothing for this page").waitFor();
      await box(page, "INT-01").check();
      assert.equal(await page.locator(".checklist-count").textContent(), "1 of 8 done");
      await isClean(page, "without a storage");
      const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Save a copy").click()]);
      assert.ok(JSON.parse(readFileSync(await download.path(), "utf8")).entries["tick/INT-01"].done);
      assert.deepEqual(page.trouble, []);
    });
  }
});

story("a storage that is full: what is on the screen stays, and is saved when there is room", async () => {
  const site = await publish(guide());
  await visit(site + LIST, {}, async page => {
    await box(page, "INT-01").check();
    await page.evaluate(() => {
      let size = 4_000_000;
      for (let n = 0; size > 0; n++) {
        try { localStorage.setItem(`filler${n}`, "x".repeat(size)); } catch { size = Math.floor(size / 2); }
      }
    });
    await box(page, "INT-02").check();
    await page.getByText("The storage of this browser is full").waitFor();
    assert.deepEqual(await ticked(page), ["INT-01", "INT-02"]);
    await isClean(page, "full");
    const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Save a copy").click()]);
    assert.ok(JSON.parse(readFileSync(await download.path(), "utf8")).entries["tick/INT-02"].done);
    // The browser asks before the page goes.
    let asked = false;
    page.once("dialog", dialog => { asked = dialog.type() === "beforeunload"; return dialog.dismiss(); });
    await page.reload({ timeout: 1500 }).catch(() => {});
    assert.ok(asked);
    await page.evaluate(() => Object.keys(localStorage).filter(key => key.startsWith("filler")).forEach(key => localStorage.removeItem(key)));
    await box(page, "INT-03").check();
    await page.reload();
    assert.deepEqual(await ticked(page), ["INT-01", "INT-02", "INT-03"]);
    assert.equal(await page.getByText("The storage of this browser is full").count(), 0);
  });
});

story("entries that are broken: the others are there, and the page says so", async () => {
  const site = await publish(guide());
  await visit(site + LIST, {}, async page => {
    await box(page, "INT-01").check();
    await put(page, { [`${PREFIX}1:tick/INT-02`]: "{\"at\":1,\"do", [`${PREFIX}1:note/INT-03`]: "{\"at\":\"x\"}", [`${PREFIX}1:pref/scheme`]: "}{", [`${PREFIX}1:pref/last`]: "[]" });
    await page.reload();
    assert.deepEqual(await ticked(page), ["INT-01"]);
    await page.getByText("can no longer be read (4)").waitFor();
    await box(page, "INT-02").check();
    await page.reload();
    assert.deepEqual(await ticked(page), ["INT-01", "INT-02"]);
    await page.goto(`${site}my-data.html`);
    await page.locator(".my-data-warning").filter({ hasText: "can no longer be read" }).waitFor();
    assert.deepEqual(page.trouble, []);
  });
});

story("entries of a newer edition are left as they are and explained", async () => {
  const site = await publish(guide());
  await visit(site + LIST, {}, async page => {
    const newer = { [`${PREFIX}2:tick/INT-01`]: "{\"of\":\"the future\"}", [`${PREFIX}17:desk/x`]: "anything" };
    await put(page, newer);
    await page.reload();
    await page.getByText("A newer edition of this guide has kept data in this browser.").waitFor();
    assert.deepEqual(await ticked(page), []);
    await box(page, "INT-01").check();
    await page.reload();
    assert.deepEqual(await ticked(page), ["INT-01"]);
    for (const [key, value] of Object.entries(newer)) assert.equal(await page.evaluate(name => localStorage.getItem(name), key), value);
  });
});

story("without script the page says that nothing is kept", async () => {
  await visit(`${await publish(guide())}my-data.html`, { javaScriptEnabled: false }, async page => {
    await page.getByText("Scripts are switched off in this browser").waitFor();
  });
});

story("narrow windows show all of it", async () => {
  const site = await publish(guide());
  await visit(null, { viewport: { width: 320, height: 640 } }, async page => {
    await enter(page, site);
    await page.goto(`${site}my-data.html`);
    await button(page, "Copy as a code").click();
    await page.locator(".my-data-code").waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await isClean(page, "at 320 px");
  });
});

for (const from of ["a server", "disk"]) {
  story(`from ${from}: after a restart of the browser the ticks are there`, async () => {
    const site = from === "disk" ? fileUrl(guide(), "") : await publish(guide());
    const profile = folder();
    await withProfile(profile, async page => {
      await page.goto(site + LIST);
      await box(page, "INT-01").check();
      await box(page, "INT-07").check();
    });
    await withProfile(profile, async page => {
      await page.goto(site + LIST);
      await page.getByText("2 of 8 done").first().waitFor();
      assert.deepEqual(await ticked(page), ["INT-01", "INT-07"]);
    });
  });
}

const noFirefox = firefoxPath ? false : "Firefox is not installed";
story("in Firefox from disk: ticks are kept for the page, and it says that other pages do not know", async () => {
  await visitFirefox(fileUrl(guide(), LIST), async page => {
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await page.click('[data-task="INT-01"] .task-label');
    await page.waitForSelector(".message");
    assert.match(await page.$eval(".message", message => message.textContent), /Opened from disk, this browser keeps what you enter for each file on its own/);
    await page.reload();
    assert.equal(await page.$eval('[data-task="INT-01"] > input', input => input.checked), true);
    await page.evaluate(() => [...document.querySelectorAll("[data-task] > input")].find(input => !input.checked).click());
    const copy = await page.evaluate(() => Matchbook.store.copy());
    await page.goto(fileUrl(guide(), "my-data.html"));
    // Nothing of the other page is here, until the copy is brought in.
    await page.waitForSelector(".my-data-part");
    assert.match(await page.$eval("[data-my-data]", root => root.textContent), /Nothing yet/);
    await page.$eval("#my-data-paste", (field, text) => { field.value = text; }, copy);
    await page.evaluate(() => [...document.querySelectorAll("button")].find(button => button.textContent === "Look at it").click());
    await page.waitForSelector(".my-data-preview .primary");
    await page.evaluate(() => document.querySelector(".my-data-preview .primary").click());
    await page.waitForFunction(() => /2 ticks/.test(document.querySelector("[data-my-data]").textContent));
  });
}, { skip: noFirefox });

story("in Firefox: after a restart of the browser the ticks are there, from a server and from disk", async () => {
  for (const site of [await publish(guide()), fileUrl(guide(), "")]) {
    const profile = folder();
    await withFirefoxProfile(profile, async page => {
      await page.goto(site + LIST);
      await page.click('[data-task="INT-01"] .task-label');
      // Firefox writes some seconds later, or when it closes.
      await page.waitForFunction(() => document.querySelector(".checklist-count").textContent.startsWith("1 of"));
    });
    await withFirefoxProfile(profile, async page => {
      await page.goto(site + LIST);
      await page.waitForFunction(() => document.querySelector(".checklist-count")?.textContent.startsWith("1 of"));
    });
  }
}, { skip: noFirefox });

story("in a private window of Firefox the first tick tells what that means", async () => {
  const site = await publish(guide());
  await withFirefoxProfile(folder(), async page => {
    await page.goto(site + LIST);
    await page.waitForSelector(".is-live");
    assert.equal(await page.$(".message"), null);
    await page.click('[data-task="INT-01"] .task-label');
    await page.waitForSelector(".message");
    assert.match(await page.$eval(".message", message => message.textContent), /This is a private window: your ticks and notes are gone when you close it/);
    await page.evaluate(() => [...document.querySelectorAll(".message button")].find(button => button.textContent === "Close").click());
    await page.reload();
    await page.waitForSelector(".is-live");
    await page.click('[data-task="INT-02"] .task-label');
    await page.waitForFunction(() => document.querySelector(".checklist-count").textContent.startsWith("2 of"));
    assert.equal(await page.$(".message"), null, "it is said once");
  }, { "browser.privatebrowsing.autostart": true });
}, { skip: noFirefox });

story("in Firefox from a server: two tabs agree, a code comes back", async () => {
  const site = await publish(guide());
  await visitFirefox(site + LIST, async one => {
    const two = await one.browser().newPage();
    await two.goto(site + LIST);
    await one.click('[data-task="INT-01"] .task-label');
    await two.waitForFunction(() => document.querySelector('[data-task="INT-01"] > input').checked);
    assert.equal(await one.$(".message"), null);
    await two.goto(`${site}my-data.html`);
    await two.waitForSelector(".my-data-lists");
    await two.evaluate(() => [...document.querySelectorAll("button")].find(button => button.textContent === "Copy as a code").click());
    await two.waitForFunction(() => document.querySelector(".my-data-code").value.startsWith("matchbook1z."));
    const copy = await two.evaluate(() => Matchbook.code.decode(document.querySelector(".my-data-code").value));
    assert.equal(JSON.parse(copy).entries["tick/INT-01"].done, true);
    await two.close();
  });
}, { skip: noFirefox });
