// A reader steps through the match, asks what if, changes everything, and tries a list of their own.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build, fileUrl, focused, guide, guideOf, onPaper, page as source, publish, story, violations, visit } from "./harness.mjs";

const PAGE = "guide/how-the-algorithm-works.html";
const still = { reducedMotion: "reduce" };
const isClean = async (page, state) => assert.deepEqual(await violations(page), [], state);
const button = (page, name) => page.locator(".match-live").getByRole("button", { name, exact: true });
const clean = text => text.replace(/\s+/g, " ").trim();
/** What the board shows: names and free places of each program. */
const board = page => page.locator(".match-program").evaluateAll(programs => programs.map(program =>
  `${program.querySelector("strong").textContent}: ${[...program.querySelectorAll(".match-places li")].map(place => place.textContent).join(", ")}`));
/** What the applicants' lists show: where each stands, and the mark of each program. */
const progress = page => page.locator(".match-applicant").evaluateAll(people => people.map(person =>
  `${person.querySelector("strong").textContent} ${[...person.querySelectorAll("li")].map(item => item.textContent).join(", ")}: ${person.querySelector(".match-where").textContent}`));
const result = page => page.locator(".match-result tbody tr").evaluateAll(rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()).filter(Boolean).join(" | ")));
const announced = page => page.locator(".match-live > [role=status]").innerText().then(clean);
const sentence = page => page.locator(".match-sentence").innerText().then(clean);
const differences = page => page.locator(".match-panel li").allInnerTexts().then(texts => texts.map(clean));
const fits = page => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

/** The steps of the worked example: what happens, and whom Harbor, Mesa and Lake hold then. */
const STEPS = [
  ["Noor tries Harbor. A place is free, so Harbor holds Noor.", "Noor, free", "free", "free"],
  ["Tomas tries Harbor. A place is free, so Harbor holds Tomas.", "Noor, Tomas", "free", "free"],
  ["Ivy tries Mesa. A place is free, so Mesa holds Ivy.", "Noor, Tomas", "Ivy", "free"],
  ["Kofi tries Mesa. It is full, but ranks Kofi above Ivy: Kofi is held, and Ivy is out.", "Noor, Tomas", "Kofi", "free"],
  ["Ivy tries Harbor. It is full, but ranks Ivy above Tomas: Ivy is held, and Tomas is out.", "Noor, Ivy", "Kofi", "free"],
  ["Tomas tries Lake. A place is free, so Lake holds Tomas.", "Noor, Ivy", "Kofi", "Tomas"],
  ["Rosa tries Harbor. It is full, and ranks everybody it holds above Rosa.", "Noor, Ivy", "Kofi", "Tomas"],
  ["Rosa has no program left to try: no match. Nobody is left to place, so every hold is final.", "Noor, Ivy", "Kofi", "Tomas"],
];
const boardOf = ([, harbor, mesa, lake]) => [`Harbor: ${harbor}`, `Mesa: ${mesa}`, `Lake: ${lake}`];
const RESULT = ["Noor | Harbor | 1st", "Tomas | Lake | 2nd", "Ivy | Harbor | 2nd", "Kofi | Mesa | 1st", "Rosa | no match"];

for (const [place, address] of [["on a server", () => publish(guide())], ["from disk", () => fileUrl(guide(), "")]]) {
  story(`the worked example forward and back, ${place}`, async () => {
    await visit(`${await address()}${PAGE}`, still, async page => {
      assert.deepEqual(await board(page), ["Harbor: free, free", "Mesa: free", "Lake: free"]);
      assert.equal(await page.locator(".match-result table").count(), 0, "no result before the end");
      for (const [at, step] of STEPS.entries()) {
        await button(page, "Step").click();
        assert.equal(await sentence(page), step[0]);
        assert.equal(await announced(page), `Step ${at + 1} of 8. ${step[0]}`);
        assert.deepEqual(await board(page), boardOf(step), step[0]);
      }
      assert.deepEqual(await result(page), RESULT);
      assert.match(clean(await page.locator(".match-without").innerText()), /^Without a match: Rosa\.$/);
      assert.deepEqual((await page.locator(".match-holds li").allInnerTexts()).map(text => text.split(":")[0]), ["It is stable", "The order does not matter", "Honesty is safe"]);
      assert.match(await page.locator(".match-holds").innerText(), /all 120 orders[\s\S]*16 different lists/);
      for (const [at, step] of [...STEPS.entries()].reverse().slice(1)) {
        await button(page, "Back").click();
        assert.equal(await sentence(page), step[0]);
        assert.deepEqual(await board(page), boardOf(step), `back to ${at + 1}`);
      }
      assert.equal(await page.locator(".match-result table").count(), 0);
      await button(page, "First").click();
      assert.equal(await sentence(page), "Nobody has tried yet, and all places are free.");
      await button(page, "Run to the end").click();
      assert.equal(await sentence(page), STEPS[7][0]);
      await page.locator(".match-steps button").nth(4).click();
      assert.deepEqual(await board(page), boardOf(STEPS[4]));
      assert.equal(await page.locator(".match-steps [aria-current=step]").innerText().then(clean), "Ivy → Harbor held; out: Tomas");
      assert.deepEqual(await progress(page), [
        "Noor Harbor, Mesa, Lake: held by Harbor", "Tomas Harbor (tried), Lake: waiting", "Ivy Mesa (tried), Harbor, Lake: held by Harbor",
        "Kofi Mesa, Lake, Harbor: held by Mesa", "Rosa Harbor: waiting"]);
      await button(page, "Run to the end").click();
      assert.equal((await progress(page))[4], "Rosa Harbor (tried): no program left");
      assert.deepEqual(page.trouble, []);
    });
  });

  story(`every what-if says what is different, ${place}`, async () => {
    await visit(`${await address()}${PAGE}`, still, async page => {
      const wanted = {
        "Silence": ["Tomas: Harbor (1st choice) instead of Lake (2nd choice)", "Ivy: Lake (3rd choice) instead of Harbor (2nd choice)"],
        "One-program list": ["Tomas: no match instead of Lake (2nd choice)", "Rosa: Lake (2nd choice) instead of no match"],
        "Safe-looking swap": [], "The same swap with Lake": [],
        "Guessing": ["Tomas: Harbor (1st choice) instead of Lake (2nd choice)", "Ivy: Mesa (1st choice) instead of Harbor (2nd choice)", "Kofi: Lake (2nd choice) instead of Mesa (1st choice)"],
      };
      assert.deepEqual(await page.locator(".match-chip").allInnerTexts(), Object.keys(wanted));
      for (const [name, lines] of Object.entries(wanted)) {
        await button(page, name).click();
        assert.equal(await button(page, name).getAttribute("aria-pressed"), "true");
        assert.equal(await page.locator(".match-chip[aria-pressed=true]").count(), 1);
        assert.deepEqual(await differences(page), lines, name);
        if (lines.length === 0) assert.match(await page.locator(".match-panel").innerText(), /No result is different\./);
        for (const line of lines) assert.ok((await announced(page)).includes(line), `${line} in ${await announced(page)}`);
        assert.match(await sentence(page), /Nobody is left to place/, "it has run");
      }
      await button(page, "Silence").click();
      assert.deepEqual(await result(page), ["Noor | Harbor | 1st | Harbor (1st)", "Tomas | Harbor | 1st | Lake (2nd)", "Ivy | Lake | 3rd 1st on the changed list | Harbor (2nd)", "Kofi | Mesa | 1st | Mesa (1st)", "Rosa | no match | no match"]);
      await button(page, "Silence").click();
      assert.equal(await page.locator(".match-panel").isVisible(), false);
      assert.deepEqual(await result(page), RESULT);
      assert.match(await announced(page), /^The list is as it was\. .*Ivy: Harbor \(2nd choice\) instead of Lake \(3rd choice\)/);
      // From the text, and back to it.
      await page.locator(".match-change", { hasText: "Guessing" }).getByRole("button").click();
      assert.equal(await focused(page), "Guessing");
      assert.ok(await page.locator(".match-name").evaluate(element => element.getBoundingClientRect().top < innerHeight && element.getBoundingClientRect().top > 0));
      await page.getByRole("link", { name: "Read more about it" }).click();
      assert.match(page.url(), /#match-change-5$/);
      assert.deepEqual(page.trouble, []);
    });
  });

  story(`a list of one's own among invented programs, ${place}`, async () => {
    await visit(`${await address()}${PAGE}`, still, async page => {
      await page.getByText("Try your own list").click();
      await button(page, "Join as “You”").click();
      assert.equal(await focused(page), "Your list: move Harbor down");
      assert.match(await page.locator(".match-own-result").innerText(), /^With this list you get Lake, your 3rd choice\. None of the 16 lists/);
      assert.match(await announced(page), /^You have joined\. Tomas: no match instead of Lake/);
      await page.getByLabel("Harbor puts you").focus();
      await page.getByLabel("Harbor puts you").selectOption("1st");
      assert.match(await page.locator(".match-own-result").innerText(), /^With this list you get Harbor, your 1st choice\./);
      assert.equal(await page.getByLabel("Harbor puts you").evaluate(element => element === document.activeElement), true, "the focus stays");
      await button(page, "Your list: move Harbor down").click();
      await button(page, "Your list: move Harbor down").click();
      assert.deepEqual(await page.locator(".match-own .match-edit-list span").allInnerTexts(), ["Mesa", "Lake", "Harbor"]);
      assert.equal(await focused(page), "Your list: move Harbor down");
      await page.getByLabel("Mesa puts you").selectOption("not on its list");
      await page.getByLabel("Lake puts you").selectOption("not on its list");
      assert.match(await page.locator(".match-own-result").innerText(), /^With this list you get Harbor, your 3rd choice\./);
      await button(page, "Your list: take Harbor off").click();
      assert.match(await page.locator(".match-own-result").innerText(), /^With this list you get no match\./);
      assert.equal(await focused(page), "Your list: add Harbor");
      await button(page, "First").click();
      const said = [];
      for (let at = 0; at < 20 && !(await sentence(page)).includes("Nobody is left"); at++) {
        await button(page, "Step").click();
        said.push(await sentence(page));
      }
      assert.deepEqual(said.filter(text => /\b[Yy]ou\b/.test(text)).map(text => text.replace(/ Nobody is left.*/, "")),
        ["You try Mesa, which has not listed you.", "You try Lake, which has not listed you.", "You have no program left to try: no match."]);
      await page.getByText("Try every list a person could hand in").click();
      await page.getByLabel("Whose list").selectOption("You");
      assert.match(await page.locator(".match-all-lists").innerText(), /Of all 16 lists, none gets you more than the true one/);
      assert.equal(await page.locator(".match-all-lists tbody tr").count(), 16);
      await button(page, "Leave the example").click();
      assert.equal(await focused(page), "Join as “You”");
      assert.equal((await progress(page)).length, 5);
      assert.deepEqual(page.trouble, []);
    });
  });
}

story("all sixteen lists of each of the five are tried, and none gets more", async () => {
  await visit(`${await publish(guide())}${PAGE}`, still, async page => {
    await page.getByText("Try every list a person could hand in").click();
    const truth = { Noor: "Harbor (1st choice)", Tomas: "Lake (2nd choice)", Ivy: "Harbor (2nd choice)", Kofi: "Mesa (1st choice)", Rosa: "no match" };
    for (const [who, got] of Object.entries(truth)) {
      await page.getByLabel("Whose list").selectOption(who);
      await page.getByText(`Of all 16 lists, none gets ${who} more than the true one, which gets: ${got}.`).waitFor();
      const rows = await page.locator(".match-all-lists tbody tr").evaluateAll(rows => rows.map(row => [...row.cells].map(cell => cell.textContent)));
      assert.equal(new Set(rows.map(([list]) => list)).size, 16);
      assert.match(rows[0][0], /\(the true list\)$/);
      const best = Number.parseInt(rows[0][2]) || 4;
      for (const [list, , rank] of rows) assert.ok((Number.parseInt(rank) || 4) >= best, `${who} gains with ${list}`);
    }
  });
});

story("everything can be changed, taken back and reset", async () => {
  await visit(`${await publish(guide())}${PAGE}`, still, async page => {
    const edit = page.locator(".match-edit");
    const card = name => edit.locator(".match-card", { has: page.locator("summary strong", { hasText: name }) });
    assert.equal(await button(page, "Reset to the example").isVisible(), false, "nothing to take back yet");
    await edit.getByText("Change lists, places and people").click();
    // Places.
    await card("Lake").locator("summary").click();
    await button(page, "Lake: one place more").click();
    assert.equal(await announced(page), "Lake: 2 places. No result is different.");
    assert.match(await page.locator(".match-without").innerText(), /Places left: Lake 1\./);
    await button(page, "Lake: one place less").click();
    await button(page, "Lake: one place less").press("Enter");
    assert.match(await card("Lake").locator("summary").innerText(), /1 place: Rosa, Ivy/, "there is always one");
    assert.equal(await focused(page), "Lake: one place less");
    // Lists.
    await card("Rosa").locator("summary").click();
    await button(page, "List of Rosa: add Lake").click();
    assert.deepEqual(await differences(page), ["Tomas: no match instead of Lake (2nd choice)", "Rosa: Lake (2nd choice) instead of no match"]);
    assert.match(await edit.locator(".match-results-now").innerText(), /Rosa: Lake \(2nd\)/);
    await button(page, "List of Rosa: move Lake up").click();
    assert.equal(await announced(page), "List of Rosa: Lake, Harbor. No result is different.");
    assert.equal(await focused(page), "List of Rosa: move Lake up");
    await button(page, "List of Lake: take Rosa off").click();
    assert.match(await card("Lake").locator("summary").innerText(), /Ivy, Tomas, Kofi$/);
    // People and programs.
    await edit.getByLabel("Name of another applicant").fill("  Ada <b>Byte</b> ");
    await page.keyboard.press("Enter");
    assert.equal((await progress(page))[5], "Ada <b>Byte</b> : no program left");
    await edit.getByLabel("Name of another applicant").fill("noor");
    await page.keyboard.press("Enter");
    assert.equal(await edit.locator(".match-adder [role=alert]").first().innerText(), "This name is taken.");
    await edit.getByLabel("Name of another applicant").fill("You");
    await page.keyboard.press("Enter");
    assert.equal(await edit.locator(".match-adder [role=alert]").first().innerText(), "This name is taken.");
    await edit.getByLabel("Name of another program").fill("Summit");
    await edit.getByRole("button", { name: "Add", exact: true }).nth(1).click();
    await button(page, "List of Summit: add Ada <b>Byte</b>").click();
    await button(page, "List of Ada <b>Byte</b>: add Summit").click();
    assert.equal((await progress(page))[5], "Ada <b>Byte</b> Summit: matched to Summit");
    await card("Harbor").locator("summary").click();
    await button(page, "Remove Harbor").click();
    assert.equal((await board(page)).length, 3);
    assert.equal((await progress(page))[0], "Noor Mesa (tried), Lake (tried): no program left");
    // A what-if that needs Harbor cannot be asked any more.
    assert.equal(await button(page, "Silence").getAttribute("aria-disabled"), "true");
    await button(page, "Silence").press("Enter");
    assert.match(await announced(page), /Reset to the example first/);
    await button(page, "Undo").click();
    assert.equal((await board(page)).length, 4);
    assert.match(await announced(page), /^Undone\. .*Noor: Harbor \(1st choice\) instead of no match\./);
    await button(page, "Reset to the example").click();
    assert.deepEqual(await result(page), RESULT);
    assert.equal(await page.locator(".match-panel").isVisible(), false);
    await button(page, "Undo").click();
    assert.equal((await board(page)).length, 4, "resetting can be taken back too");
    for (const name of ["Harbor", "Summit", "Mesa"]) {
      if (!await card(name).evaluate(element => element.open)) await card(name).locator("summary").click();
      await button(page, `Remove ${name}`).click();
    }
    await button(page, "Remove Lake").click();
    await page.locator(".match-edit").getByText("Lake is the last one and has to stay.").waitFor();
    assert.equal((await board(page)).length, 1);
    assert.doesNotMatch(await page.locator(".match-live").innerText(), /\{\w+\}|undefined|null/);
    assert.deepEqual(page.trouble, []);
  });
});

story("what cannot be done is said beside the button, in sight", async () => {
  await visit(fileUrl(guide(), PAGE), still, async page => {
    await page.locator(".match-own > summary").click();
    await page.locator(".match-edit > summary").click();
    const edit = page.locator(".match-edit");
    const card = program => edit.locator(".match-card", { has: page.locator("summary strong", { hasText: new RegExp(`^${program}$`) }) }).locator("summary");
    const name = edit.getByLabel("Name of another applicant");
    for (const wrong of ["you", "\u200b"]) {
      await name.fill(wrong);
      await page.keyboard.press("Enter");
      await edit.locator(".match-adder [role=alert]").first().getByText(/\w/).waitFor();
    }
    for (const added of "Ann Ben Cleo Dan Eve Fay Gus".split(" ")) {
      await name.fill(added);
      await page.keyboard.press("Enter");
    }
    await button(page, "Join as “You”").click();
    await page.locator(".match-own").getByText("There is no room for more.").waitFor();
    assert.equal(await page.locator(".match-results-now").evaluate(element => getComputedStyle(element).position), "static", "a long line covers nothing");
    // A what-if that needs somebody who is gone says so.
    assert.equal(await page.locator(".match-without-lead").isVisible(), false);
    await card("Lake").click();
    await button(page, "Remove Lake").click();
    assert.ok(await page.locator(".match-without-lead").isVisible());
    for (const program of ["Mesa"]) {
      await card(program).click();
      await button(page, `Remove ${program}`).click();
    }
    await card("Harbor").click();
    await button(page, "Remove Harbor").click();
    await edit.getByText(/is the last one/).waitFor();
    assert.deepEqual(page.trouble, []);
  });
});

story("with the keyboard alone, and nothing that has the focus is covered", async () => {
  await visit(`${await publish(guide())}${PAGE}`, { ...still, viewport: { width: 1000, height: 700 } }, async page => {
    await page.locator(".match-chip").first().focus();
    const tabTo = async name => {
      for (let at = 0; at < 120; at++) {
        if (await focused(page) === name) return;
        await page.keyboard.press("Tab");
        // The window scrolls to what has the focus a frame later.
        const isSeen = await page.waitForFunction(() => {
          const box = document.activeElement.getBoundingClientRect();
          const on = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          return box.width === 0 || document.activeElement === on || document.activeElement.contains(on);
        }, null, { timeout: 2000 }).then(() => true, () => false);
        assert.ok(isSeen, `“${await focused(page)}” is covered`);
      }
      assert.fail(`“${name}” is not reached`);
    };
    await page.keyboard.press("Space");
    assert.deepEqual((await differences(page)).length, 2);
    await page.keyboard.press("Space");
    await tabTo("First");
    await page.keyboard.press("Enter");
    await tabTo("Step");
    for (let at = 0; at < 9; at++) await page.keyboard.press("Enter");
    assert.equal(await sentence(page), STEPS[7][0]);
    assert.equal(await focused(page), "Step", "at the end the focus stays");
    await tabTo("Try your own list");
    await page.keyboard.press("Enter");
    await tabTo("Join as “You”");
    await page.keyboard.press("Enter");
    for (let at = 0; at < 2; at++) await page.keyboard.press("Enter");
    assert.deepEqual(await page.locator(".match-own .match-edit-list span").allInnerTexts(), ["Mesa", "Lake", "Harbor"]);
    await tabTo("Change lists, places and people");
    await page.keyboard.press("Enter");
    await tabTo("Harbor 2 places: Ivy, Noor, You, Kofi, Tomas, Rosa");
    await page.keyboard.press("Enter");
    await tabTo("Harbor: one place more");
    await page.keyboard.press("Enter");
    assert.match(await announced(page), /^Harbor: 3 places\./);
    await tabTo("Remove Harbor");
    await tabTo("Add");
    await tabTo("Try every list a person could hand in");
  });
});

for (const options of [{ colorScheme: "light" }, { colorScheme: "dark" }, { forcedColors: "active" }, { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true }]) {
  story(`axe in every state, ${JSON.stringify(options)}`, async () => {
    await visit(`${await publish(guide())}${PAGE}`, { ...still, ...options }, async page => {
      const isFine = async state => {
        await isClean(page, state);
        assert.ok(await fits(page), `${state}: it fits its window`);
      };
      await isFine("before the first step");
      for (let at = 0; at < 5; at++) await button(page, "Step").click();
      await isFine("in the middle");
      await button(page, "Silence").click();
      await isFine("with a what-if");
      await page.getByText("Try your own list").click();
      await button(page, "Join as “You”").click();
      await page.getByText("Change lists, places and people").click();
      await page.getByText("Try every list a person could hand in").click();
      for (const summary of await page.locator(".match-card > summary").all()) await summary.click();
      await page.getByRole("button", { name: "Add", exact: true }).first().click();
      await page.locator(".match-error", { hasText: "Type a name first." }).waitFor();
      await isFine("with everything open");
    });
  });
}

story("targets are large enough for a thumb", async () => {
  for (const [least, options] of [[24, {}], [43.9, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }]]) {
    await visit(`${await publish(guide())}${PAGE}`, { ...still, ...options }, async page => {
      await page.evaluate(() => { for (const details of document.querySelectorAll(".match-live details")) details.open = true; });
      await button(page, "Join as “You”").click();
      const small = await page.locator(".match-live :is(button, select, summary, input)").evaluateAll((controls, least) => controls
        .filter(control => control.checkVisibility()).map(control => [control.getBoundingClientRect(), control.outerHTML.slice(0, 90)])
        .filter(([box]) => Math.min(box.width, box.height) < least).map(([box, html]) => `${box.width} × ${box.height} ${html}`), least);
      assert.deepEqual(small, []);
    });
  }
});

story("long names and many people fit a narrow window", async () => {
  const long = "A-very-long-name-without-blanks";
  const applicants = [long, ..."bcdefghijkl"];
  const programs = ["Children’s Hospital of the Bay", ..."PQR"];
  const site = build(guideOf({ "index.md": source("Home", `::::match-demo\n| who | list |\n| --- | --- |\n${applicants.map(name => `| ${name} | ${programs.join(", ")} |`).join("\n")}\n\n| place | n | list |\n| --- | --- | --- |\n${programs.map((name, at) => `| ${name} | ${at === 0 ? 9 : 1} | ${applicants.join(", ")} |`).join("\n")}\n::::`) }));
  await visit(`${await publish(site)}index.html`, { ...still, viewport: { width: 320, height: 640 } }, async page => {
    await button(page, "Run to the end").click();
    await page.evaluate(() => { for (const details of document.querySelectorAll("main details")) details.open = true; });
    assert.ok(await fits(page));
    assert.equal((await board(page))[0], `Children’s Hospital of the Bay: ${applicants.slice(0, 9).join(", ")}`);
    assert.equal(await page.locator(".match-what-if").count(), 0, "no what-ifs, no row of them");
    assert.deepEqual(page.trouble, []);
  });
});

story("tables that cannot be read are said inside the part, and stay in sight", async () => {
  const demo = (rows, more = "") => `:::::match-demo\n| who | 1st | 2nd |\n| --- | --- | --- |\n| Noor | Harbor | ${rows[0]} |\n\n| program | places | order |\n| --- | --- | --- |\n| Harbor | ${rows[1]} | Noor |\n${more}\n:::::`;
  const cases = {
    "“Noor” lists “Pond”, which the other table does not have.": demo(["Pond", "1"]),
    "“Noor” lists “Harbor” twice.": demo(["Harbor", "1"]),
    "“Harbor” has “0” places, which is not a whole number of 1 or more.": demo(["", "0"]),
    "“Harbor” has “two” places, which is not a whole number of 1 or more.": demo(["", "two"]),
    "It needs two tables: those who propose, and those who choose.": ":::::match-demo\n| who | 1st |\n| --- | --- |\n| Noor | Harbor |\n:::::",
  };
  const site = build(guideOf({
    "index.md": source("Home", "Home."),
    ...Object.fromEntries(Object.values(cases).map((text, at) => [`case-${at}.md`, source(`Case ${at}`, text)])),
    "change.md": source("Change", demo(["", "1"], "\n::::match-change{title=\"Odd\" who=\"Nora\" list=\"Harbor\"}\nWhy.\n::::\n\n::::match-change{title=\"Even\" who=\"Noor\" list=\"\"}\nWhy not.\n::::\n")),
    "two.md": source("Two", `${demo(["", "1"])}\n\n${demo(["", "2"])}`),
  }));
  for (const [at, said] of Object.keys(cases).entries()) {
    await visit(fileUrl(site, `case-${at}.html`), still, async page => {
      assert.deepEqual(await page.locator(".match-live li").allInnerTexts(), [said]);
      assert.ok(await page.locator(".match-demo table").first().isVisible());
      assert.equal(await page.locator(".match-live button").count(), 0);
      await isClean(page, said);
      assert.deepEqual(page.trouble, []);
    });
  }
  await visit(fileUrl(site, "change.html"), still, async page => {
    assert.deepEqual(await page.locator(".match-trouble li").allInnerTexts(), ["What if “Odd”: “Nora” does not stand in the first table."]);
    assert.deepEqual(await page.locator(".match-chip").allInnerTexts(), ["Even"], "the rest works");
    await button(page, "Even").click();
    assert.match(await announced(page), /^Noor lists nothing instead of Harbor\..* Noor: no match instead of Harbor \(1st choice\)\.$/);
    await isClean(page, "with one what-if that is wrong");
  });
  await visit(fileUrl(site, "two.html"), still, async page => {
    const demos = page.locator(".match-demo");
    await demos.nth(0).getByRole("button", { name: "Step", exact: true }).click();
    assert.match(await demos.nth(0).locator(".match-sentence").innerText(), /^Noor tries Harbor/);
    assert.match(await demos.nth(1).locator(".match-sentence").innerText(), /^Nobody has tried yet/, "each works by itself");
    const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map(element => element.id));
    assert.equal(new Set(ids).size, ids.length, "ids are unique");
  });
});

story("with script the demonstrator stands in place of the tables, and nothing jumps", async () => {
  for (const hash of ["", "#example", "#if-kofi", "#left-out"]) {
    await visit(undefined, { viewport: { width: 1280, height: 800 } }, async page => {
      await page.addInitScript(() => {
        globalThis.shift = 0;
        new PerformanceObserver(list => { for (const entry of list.getEntries()) globalThis.shift += entry.value; }).observe({ type: "layout-shift", buffered: true });
      });
      await page.goto(`${await publish(guide())}${PAGE}${hash}`);
      await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length);
      await page.waitForTimeout(200);
      // Below the part the browser goes to the target when the script has run; the measure takes that for a jump.
      if (!hash || hash === "#example") assert.ok(await page.evaluate(() => shift) < 0.01, `${hash}: ${await page.evaluate(() => shift)}`);
      assert.equal(await page.locator(".match-demo > .table").first().isVisible(), false);
      assert.ok(await page.locator("#if-ivy").isVisible(), "the what-ifs are part of the text");
      assert.match(await page.locator(".match-leaves-out").filter({ visible: true }).innerText(), /^Left out here: couples, supplemental lists/);
      if (hash) assert.ok(await page.locator(hash).evaluate(element => element.getBoundingClientRect().top >= 50 && element.getBoundingClientRect().top < 150), hash);
    });
  }
});

story("without script the worked example is a table, and no button does nothing", async () => {
  for (const address of [`${await publish(guide())}${PAGE}`, fileUrl(guide(), PAGE)]) {
    await visit(address, { javaScriptEnabled: false }, async page => {
      const tables = page.locator(".match-demo > .table");
      assert.equal(await tables.filter({ visible: true }).count(), 4);
      assert.match(clean(await tables.nth(2).innerText()), /5 Ivy tries Harbor Harbor likes Ivy better than Tomas; Tomas is out Noor, Ivy Kofi/);
      assert.deepEqual((await page.locator(".match-change-head").allInnerTexts()).map(clean), ["Silence Ivy lists Lake, Mesa, Harbor", "One-program list Rosa lists Harbor, Lake",
        "Safe-looking swap Noor lists Mesa, Harbor, Lake", "The same swap with Lake Noor lists Lake, Harbor, Mesa", "Guessing Kofi lists Lake, Mesa, Harbor"]);
      assert.equal(await page.locator("main button").filter({ visible: true }).count(), 0);
      assert.ok(await page.locator(".match-leaves-out").isVisible());
    });
  }
});

story("on paper there are the tables and the what-ifs, and nothing to press", async () => {
  await visit(fileUrl(guide(), PAGE), still, async page => {
    await button(page, "Silence").click();
    await onPaper(page);
    assert.equal(await page.locator(".match-live").isVisible(), false);
    assert.equal(await page.locator(".match-demo > .table").filter({ visible: true }).count(), 4);
    assert.equal(await page.locator(".match-change").filter({ visible: true }).count(), 5);
    assert.equal(await page.locator("main button").filter({ visible: true }).count(), 0);
    assert.ok((await page.pdf({ format: "Letter" })).length > 10_000);
  });
});

story("the page with the whole guide has it too", async () => {
  await visit(fileUrl(guide(), "print.html"), still, async page => {
    await button(page, "Run to the end").click();
    assert.deepEqual(await result(page), RESULT);
    await onPaper(page);
    assert.equal(await page.locator(".match-live").isVisible(), false);
    assert.equal(await page.locator(".match-demo > .table").filter({ visible: true }).count(), 4);
    assert.deepEqual(page.trouble, []);
  });
});

story("only pages with the part load it", async () => {
  const site = guide();
  const files = readdirSync(join(site, "assets")).filter(name => name.startsWith("match-demo-"));
  assert.equal(files.length, 2, "a script and a style sheet");
  for (const [path, count] of [[PAGE, 2], ["guide/rules-and-risks.html", 0], ["index.html", 0]]) {
    await visit(`${await publish(site)}${path}`, {}, async page => {
      assert.equal(page.requests.filter(address => /\/assets\/match-demo-/.test(address)).length, count, path);
    });
  }
});
