// A season planned: programs, people, dates, what is due, what was sent, the shortlist. From disk above all, as applicants have it.
import assert from "node:assert/strict";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import { build, fileUrl, firefoxPath, folder, guide, guideOf, onPaper, page as source, publish, story, violations, visit, visitFirefox, write } from "./harness.mjs";

const isClean = async (page, state) => {
  // The header lies on what scrolled under it.
  await page.evaluate(() => scrollTo(0, 0));
  assert.deepEqual(await violations(page), [], state);
};
const tab = (page, name) => page.getByRole("tab", { name });
const status = page => page.locator(".planner-status");
const stored = page => page.evaluate(() => Object.fromEntries(Object.keys(localStorage).filter(key => key.includes(":1:") && !/pref\//.test(key)).sort().map(key => [key, localStorage.getItem(key)])));
const downloaded = async (page, run) => {
  const [download] = await Promise.all([page.waitForEvent("download"), run()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
};
const fits = async page => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is wider than the window");

const PROGRAMS = Array.from({ length: 25 }, (_, at) => `Program ${String.fromCharCode(65 + at)} Pediatrics`);
/** As a spreadsheet writes it: semicolons, a name twice, a row without a name. */
const CSV = `\ufeffProgram name;Hospital;Status;Interview Date\r\n${PROGRAMS.map((name, at) => `${name};"Hospital ${at}; main campus";${at < 3 ? "Interviewed" : at < 6 ? "invited" : "Applied"};${at < 3 ? `11/${16 + at}/2026` : ""}`).join("\r\n")}\r\n;Nowhere;Applied;\r\nprogram a pediatrics;;;\r\n`;

/** Enters programs and people as the store keeps them. */
const seed = (page, events) => page.evaluate(list => { globalThis.Matchbook.store.dispatch(list); }, events);
const program = (id, name, more = {}) => ({ type: "record", id, subject: "program", values: { name, ...more.values }, dates: more.dates ?? {}, scores: {} });
const person = (id, of, name, more = {}) => ({ type: "record", id, subject: "interviewer", of, values: { name, role: "faculty", ...more }, dates: {}, scores: {} });

story("a season is played through from disk", async () => {
  const site = fileUrl(guide(), "");
  await visit(`${site}planner.html`, { timezoneId: "America/New_York" }, async page => {
    await page.clock.setFixedTime(new Date("2026-11-16T15:00:00-05:00"));
    // 25 programs from a spreadsheet, two rows refused.
    await tab(page, /Programs/).click();
    await page.getByRole("button", { name: "Import a list" }).click();
    await page.getByLabel("A CSV file").setInputFiles({ name: "programs.csv", mimeType: "text/csv", buffer: Buffer.from(CSV) });
    await page.getByRole("heading", { name: "Which column is what?" }).waitFor();
    assert.deepEqual(await page.locator(".planner-match select").evaluateAll(list => list.map(({ value }) => value)), ["name", "column:institution", "column:status", "date:interview"]);
    await page.getByRole("button", { name: "Bring in 27 rows" }).click();
    await page.getByRole("heading", { name: "New: 25. Changed: 0. 2 rows were left out." }).waitFor();
    assert.deepEqual(await page.locator(".planner-notes li").allInnerTexts(), ["Line 27 was left out: it has no name.", "Line 28 was left out: “program a pediatrics” stands in the file twice."]);
    assert.equal(await page.locator("#planner-panel-program tbody tr").count(), 25);
    assert.match(await page.locator("#planner-panel-program tbody tr").first().innerText(), /Program A Pediatrics\s+Hospital 0; main campus\s+Interviewed\s+Nov 16, 2026/);

    // Two people of the first one.
    await page.getByRole("button", { name: "Program A Pediatrics" }).click();
    for (const [name, role] of [["Dr. Ana Whitfield", "Interviewed you"], ["Dr. Jon Ferreira", "Program director, interviewed you"]]) {
      await page.getByRole("button", { name: "Add person" }).click();
      const box = page.locator(".planner-children > details[open]").last();
      await box.getByLabel("Name", { exact: true }).fill(name);
      await box.getByLabel("Role", { exact: true }).selectOption({ label: role });
      await box.getByLabel("Email", { exact: true }).fill(`${name.split(" ").at(-1).toLowerCase()}@example.org`);
    }
    await page.waitForFunction(() => Object.keys(localStorage).filter(key => key.includes("record/")).length === 27);

    // Season dates, with the time of the deadline in its own zone.
    await tab(page, "Season dates").click();
    assert.equal(await page.getByLabel("Rank list deadline", { exact: true }).inputValue(), "", "no date is filled in beforehand");
    assert.match(await page.getByRole("link", { name: /Look it up at nrmp.org/ }).first().getAttribute("href"), /^https:\/\/www\.nrmp\.org\//);
    await page.getByLabel("Application submitted (ERAS)").fill("2026-09-23");
    await page.getByLabel("Rank list deadline", { exact: true }).fill("2027-03-03");
    await page.getByLabel("Rank list deadline: time", { exact: true }).fill("21:00");
    await page.getByLabel("Match Week Monday", { exact: true }).fill("2027-03-15");
    await page.getByLabel("End of SOAP", { exact: true }).fill("2027-03-18");

    // What is due, on five set days.
    const due = async (day, expected) => {
      await page.clock.setFixedTime(new Date(day));
      await page.goto(`${site}planner.html#planner-due`);
      await page.reload();
      await page.getByLabel("For", { exact: true }).selectOption({ label: "Program A Pediatrics" });
      for (const more = page.getByRole("button", { name: /^Show \d+ more/ }); await more.count() > 0;) await more.first().click();
      const found = (await page.locator(".due-item").evaluateAll(list => list.map(item => [item.querySelector("label").textContent.slice(0, 24), item.querySelector(".due-now").textContent])));
      for (const [text, words] of expected) {
        const hits = found.filter(([label]) => label.startsWith(text)).map(([, said]) => said);
        assert.deepEqual(hits, words, `${text} on ${day}: ${JSON.stringify(found)}`);
      }
    };
    await due("2026-11-16T15:00:00-05:00", [["Send one personal", ["opens tomorrow", "opens tomorrow"]], ["Write notes", ["open now, due tomorrow", "open now, due tomorrow"]]]);
    await due("2026-11-17T08:00:00-05:00", [["Send one personal", ["open now, due in 2 days", "open now, due in 2 days"]], ["Write notes", ["open now, due today", "open now, due today"]]]);
    await due("2026-11-20T08:00:00-05:00", [["Send one personal", ["1 day late", "1 day late"]], ["Ask for the contract", ["opens in 3 days"]]]);
    await due("2027-02-18T08:00:00-05:00", [["Read the program’s contr", ["opens in 3 days"]], ["Send the update", []], ["Ask for the contract", ["1 day late"]]]);
    await due("2027-02-27T08:00:00-05:00", [["Read the program’s contr", ["1 day late"]]]);

    // A thank-you from the composer: it is filled in, sent, and written down.
    await page.clock.setFixedTime(new Date("2026-11-17T08:00:00-05:00"));
    await page.goto(`${site}emails/thank-you.html`);
    await page.getByLabel("For which program").selectOption({ label: "Program A Pediatrics" });
    await page.getByLabel("For which interviewer").selectOption({ label: "Dr. Ana Whitfield" });
    assert.equal(await page.locator("#field-interviewer_last_name").inputValue(), "Whitfield");
    assert.equal(await page.locator("#field-program_name").inputValue(), "Program A Pediatrics");
    assert.equal(await page.locator("#field-institution_name").inputValue(), "Hospital 0; main campus");
    assert.equal(await page.locator("#field-interview_date").inputValue(), "2026-11-16");
    await page.locator("#field-specific_topic").fill("the asthma school visits");
    await page.locator("#field-full_name").fill("Dr. Lina Haddad");
    await page.getByText("Send it from Tue, November 17 to Thu, November 19.").waitFor();
    await page.getByRole("button", { name: "Mark as sent" }).click();
    await page.getByText("To Dr. Ana Whitfield, Program A Pediatrics.").waitFor();
    assert.equal(await page.getByLabel("How strong it is", { exact: true }).inputValue(), "1");
    await page.getByRole("button", { name: "Write it down" }).click();
    await page.getByText("Written down in the planner.").waitFor();
    await page.getByText("You have thanked this person before.").waitFor();
    assert.match(await page.locator(".finding-against").first().innerText(), /Thank-you to Dr\. Ana Whitfield, Program A Pediatrics, sent Nov 17, 2026/);
    // The other one may be thanked, with words of their own.
    await page.getByLabel("For which interviewer").selectOption({ label: "Dr. Jon Ferreira" });
    await page.waitForFunction(() => document.getElementById("field-interviewer_last_name").value === "Ferreira");
    assert.equal(await page.locator("#field-specific_topic").inputValue(), "", "the subject of the talk belongs to a person");
    assert.equal(await page.locator("#field-full_name").inputValue(), "Dr. Lina Haddad", "the name belongs to the reader");
    await page.getByText("You have thanked this person before.").waitFor({ state: "detached" });
    await page.getByLabel("For which interviewer").selectOption({ label: "Dr. Ana Whitfield" });
    await page.waitForFunction(() => document.getElementById("field-specific_topic").value === "the asthma school visits");
    // The address of the person goes to the mail program.
    const draft = await downloaded(page, () => page.getByRole("button", { name: "Save as draft" }).click());
    assert.match(draft.text, /^To: whitfield@example\.org\r$/m);

    // One first-choice letter goes out, the second one is stopped.
    await page.clock.setFixedTime(new Date("2027-02-20T08:00:00-05:00"));
    await page.goto(`${site}emails/first-choice.html`);
    await page.getByText("Another program already has").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Copy the letter" }).click();
    await page.getByText("Copied.").waitFor();
    await page.getByRole("button", { name: "Mark as sent" }).click();
    assert.equal(await page.getByLabel("How strong it is", { exact: true }).locator("option:checked").innerText(), "First choice");
    await page.getByRole("button", { name: "Write it down" }).click();
    await page.getByText("Written down in the planner.").waitFor();
    await page.getByLabel("For which program").selectOption({ label: "Program B Pediatrics" });
    await page.getByText("Another program already has your first-choice statement.").first().waitFor();
    await page.getByRole("button", { name: "Copy the letter" }).click();
    await page.getByText("Stopped.").waitFor();
    assert.match(await page.locator(".composer-status").innerText(), /First choice to Dr\. Ana Whitfield, Program A Pediatrics, sent Feb 20/);
    assert.equal(await page.getByText("Copied.").count(), 0);
    // In Match Week every letter is stopped.
    await page.clock.setFixedTime(new Date("2027-03-16T08:00:00-05:00"));
    await page.reload();
    await page.getByText("In Match Week, contact is closed").first().waitFor();

    // The calendar, read by another program: silence from its first day on, and nothing that is over.
    const inCalendar = async () => {
      const { text } = await downloaded(page, () => page.locator("#planner-panel-due").getByRole("button", { name: "Calendar file" }).click());
      return new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent").map(event => new ICAL.Event(event));
    };
    await page.goto(`${site}planner.html#planner-due`);
    const inMatchWeek = await inCalendar();
    const silence = inMatchWeek.find(({ summary }) => summary.startsWith("Contact no program"));
    assert.deepEqual([silence.startDate.toString(), silence.endDate.toString()], ["2027-03-15", "2027-03-19"]);
    assert.equal(inMatchWeek.filter(({ summary }) => summary.startsWith("Program ")).length, 0);
    await page.clock.setFixedTime(new Date("2027-02-18T08:00:00-05:00"));
    await page.reload();
    const calendar = await downloaded(page, () => page.locator("#planner-panel-due").getByRole("button", { name: "Calendar file" }).click());
    const events = new ICAL.Component(ICAL.parse(calendar.text)).getAllSubcomponents("vevent").map(event => new ICAL.Event(event));
    const titles = events.map(({ summary }) => summary);
    assert.ok(titles.includes("Interview: Program A Pediatrics") && titles.includes("Match Week Monday") && titles.some(title => title.startsWith("Program B Pediatrics: ")), titles.join("\n"));
    assert.equal(new Set(events.map(({ uid }) => uid)).size, events.length);
    const deadline = events.find(({ summary }) => summary === "Rank list deadline");
    assert.equal(deadline.startDate.toJSDate().toISOString(), "2027-03-04T02:00:00.000Z");
    const again = await downloaded(page, () => page.locator("#planner-panel-due").getByRole("button", { name: "Calendar file" }).click());
    assert.deepEqual(new ICAL.Component(ICAL.parse(again.text)).getAllSubcomponents("vevent").map(event => event.getFirstPropertyValue("uid")), events.map(({ uid }) => uid));
    await page.clock.setFixedTime(new Date("2027-03-16T08:00:00-05:00"));
    await page.reload();

    // A copy, erased, and brought back.
    const before = await stored(page);
    await page.goto(`${site}my-data.html`);
    const copy = await downloaded(page, () => page.getByRole("button", { name: "Save a copy" }).click());
    await page.getByRole("button", { name: "Erase everything…" }).click();
    await page.getByRole("button", { name: "Erase", exact: true }).click();
    assert.deepEqual(await stored(page), {});
    await page.getByLabel("A file").setInputFiles({ name: copy.name, mimeType: "application/json", buffer: Buffer.from(copy.text) });
    await page.getByText("In the planner: Program A Pediatrics").waitFor();
    await page.getByRole("button", { name: "Bring it in" }).click();
    assert.deepEqual(await stored(page), before);
    assert.deepEqual(page.requests.filter(request => !request.startsWith(site) && !request.startsWith("blob:")), []);
    assert.deepEqual(page.trouble, []);
  });
});

story("a list exists once for each program, on its page and in the planner alike", async () => {
  const site = await publish(guide());
  await visit(`${site}planner.html`, {}, async page => {
    await seed(page, [program("p1", "Lakeshore"), program("p2", "Mesa"), person("q1", "p1", "Dr. Ana Whitfield"), person("q2", "p1", "Coordinator", { role: "coordinator" })]);
    await page.goto(`${site}checklists/after-each-interview.html`);
    await page.getByLabel("For which program").selectOption({ label: "Lakeshore" });
    const policy = page.getByRole("checkbox", { name: /Read the program’s policy/ });
    await policy.check();
    assert.deepEqual(await page.getByLabel("For which interviewer").locator("option").allInnerTexts(), ["None in particular", "Dr. Ana Whitfield"], "a coordinator is thanked by nobody");
    await page.getByLabel("For which interviewer").selectOption({ label: "Dr. Ana Whitfield" });
    await page.getByRole("checkbox", { name: /Send one personal/ }).check();
    await page.getByText("2 of 8 done").first().waitFor();
    await page.getByLabel("For which program").selectOption({ label: "Mesa" });
    await page.getByText("0 of 8 done").first().waitFor();
    assert.equal(await policy.isChecked(), false);
    // A note belongs to the program too.
    await page.getByRole("button", { name: /Add a note: Read the program’s policy/ }).click();
    await page.locator(".task-note-field").fill("asks for none");
    await page.getByRole("button", { name: "Done", exact: true }).click();
    await page.getByLabel("For which program").selectOption({ label: "Lakeshore" });
    await page.getByText("asks for none").waitFor({ state: "detached" });
    // Three items for the person, five for each program, and three for the people of the other one, who are not known yet.
    assert.match(await page.locator("[data-page-progress]").innerText(), /^2 of 16 done$/);
    await page.goto(`${site}planner.html#planner-record-p1`);
    await page.locator(".planner-tasks summary", { hasText: "After each interview" }).click();
    assert.equal(await page.getByRole("checkbox", { name: /Read the program’s policy/ }).isChecked(), true);
    await page.getByRole("checkbox", { name: /Ask the coordinator/ }).check();
    await page.getByRole("link", { name: "Notes and more in the guide" }).last().click();
    await page.getByText("3 of 8 done").first().waitFor();
    assert.deepEqual(page.trouble, []);
  });
});

story("a program that stands for its people has each list once, with the items of both", async () => {
  await visit(`${await publish(guide())}planner.html`, {}, async page => {
    await seed(page, [program("p1", "Lakeshore")]);
    await page.goto(page.url().replace(/#.*|$/, "#planner-record-p1"));
    const lists = page.locator(".planner-tasks").first().locator("summary");
    await lists.first().waitFor();
    const titles = await lists.locator("span:first-child").allInnerTexts();
    assert.equal(new Set(titles).size, titles.length, titles.join(", "));
    const list = page.locator(".planner-tasks details", { hasText: "After each interview" });
    await list.getByText("0 of 8").waitFor();
    if (!await list.evaluate(({ open }) => open)) await list.locator("summary").click();
    await list.getByRole("checkbox", { name: /Send one personal/ }).check();
    await list.getByRole("checkbox", { name: /Read the program’s policy/ }).check();
    await list.getByText("2 of 8").waitFor();
  });
});

story("a program is added, changed, removed and brought back; the way back of the browser leads to the list", async () => {
  const site = await publish(guide());
  await visit(`${site}planner.html`, {}, async page => {
    await tab(page, /Programs/).click();
    await page.locator("#planner-panel-program").getByText("Nothing here yet.").waitFor();
    await page.getByRole("button", { name: "Add program" }).click();
    const sheet = page.locator(".planner-sheet");
    await sheet.getByLabel("Name", { exact: true }).fill("Lakeshore");
    await sheet.getByLabel("Status", { exact: true }).selectOption({ label: "Invited" });
    await page.getByLabel("Interview", { exact: true }).fill("2026-12-01");
    await page.getByLabel("Interview: time", { exact: true }).fill("09:30");
    // All zones there are come when one looks for them.
    await page.getByLabel("Interview: time zone").focus();
    await page.getByLabel("Interview: time zone").selectOption("America/Denver");
    await sheet.getByLabel("Notes", { exact: true }).fill("A line\nand another");
    await page.getByRole("heading", { name: "Lakeshore" }).waitFor();
    await page.goBack();
    const row = page.locator("#planner-panel-program tbody tr");
    assert.match(await row.innerText(), /Lakeshore\s+Invited\s+Dec 1, 2026/);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Lakeshore", "the focus is where one left");
    await page.goForward();
    assert.equal(await sheet.getByLabel("Notes", { exact: true }).inputValue(), "A line\nand another");
    await page.reload();
    assert.equal(await page.getByLabel("Interview: time zone").inputValue(), "America/Denver");
    await page.getByRole("button", { name: "Add person" }).click();
    await page.locator(".planner-children").first().getByLabel("Name", { exact: true }).fill("Ana");
    await page.waitForFunction(() => Object.values(localStorage).some(value => value.includes('"Ana"')));
    await page.getByRole("button", { name: "Remove this program" }).click();
    await page.locator("#planner-panel-program").getByText("Nothing here yet.").waitFor();
    await status(page).getByRole("button", { name: "Undo" }).click();
    await row.waitFor();
    await row.getByRole("button").click();
    await page.locator(".planner-children summary", { hasText: "Ana" }).waitFor();
    assert.deepEqual(page.trouble, []);
  });
});

story("the focus is never lost, and one that was added and left empty is gone", async () => {
  const site = await publish(guide());
  await visit(`${site}planner.html`, {}, async page => {
    const active = () => page.evaluate(() => document.activeElement.id || document.activeElement.tagName);
    await seed(page, [program("p1", "Lakeshore"), person("q1", "p1", "Ana")]);
    await tab(page, /Programs/).click();
    await page.getByRole("button", { name: "Add program" }).click();
    assert.equal(await page.evaluate(() => document.activeElement.labels?.[0]?.textContent), "Name");
    await page.goBack();
    await page.locator("#planner-panel-program tbody tr").waitFor();
    assert.deepEqual(await page.locator("#planner-panel-program tbody th").allInnerTexts(), ["Lakeshore"]);
    await page.getByRole("button", { name: "Lakeshore" }).click();
    await page.getByRole("button", { name: "Remove this program" }).press("Enter");
    await status(page).getByText("Removed: Lakeshore").waitFor();
    assert.equal(await active(), "planner-tab-program");
    await status(page).getByRole("button", { name: "Undo" }).press("Enter");
    await page.getByRole("button", { name: "Lakeshore" }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Lakeshore", "what is there again");
    // One that belongs to another is there again where it was, in sight.
    await page.getByRole("button", { name: "Lakeshore" }).click();
    await page.locator(".planner-sheet summary", { hasText: "Ana" }).click();
    await page.getByRole("button", { name: "Remove this person" }).press("Enter");
    await status(page).getByText("Removed: Ana").waitFor();
    await status(page).getByRole("button", { name: "Undo" }).press("Enter");
    await page.waitForFunction(() => document.activeElement.matches("summary") && document.activeElement.textContent.startsWith("Ana"));
    assert.equal(await inSight(page), true);
  });
});

/** Whether what has the focus is in the window, and nothing lies over it. */
const inSight = page => page.evaluate(() => {
  const { left, top, width, height } = document.activeElement.getBoundingClientRect();
  const there = document.elementFromPoint(left + width / 2, top + height / 2);
  return there !== null && (document.activeElement.contains(there) || there.contains(document.activeElement));
});

story("what the keyboard comes to lies under no message", async () => {
  await visit(`${await publish(guide())}planner.html`, { viewport: { width: 360, height: 640 } }, async page => {
    await seed(page, [program("p1", "Lakeshore"), person("q1", "p1", "Ana"), { type: "date", event: "rank-list-deadline", value: "2027-03-03" }]);
    const due = page.locator("#planner-panel-due");
    await tab(page, /due/).click();
    await due.getByRole("checkbox").first().press("Space");
    await status(page).getByRole("button", { name: "Undo" }).waitFor();
    for (let stop = 0; stop < 12; stop++) {
      await page.keyboard.press("Tab");
      assert.equal(await inSight(page), true, `stop ${stop}: ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 120))}`);
    }
    // What comes back in a list that is not shown any more does not take the focus to nowhere.
    await tab(page, /Programs/).click();
    await status(page).getByRole("button", { name: "Undo" }).press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "planner-tab-program");
  });
});

story("a letter is chosen by keyboard, past the others, and then written", async () => {
  await visit(`${await publish(guide())}planner.html`, {}, async page => {
    await seed(page, [program("p1", "Lakeshore")]);
    await tab(page, /Programs/).click();
    await page.getByRole("button", { name: "Lakeshore" }).click();
    const emails = page.getByLabel("Write an email…");
    const write = page.getByRole("button", { name: "Write it" });
    assert.equal(await write.isVisible(), false, "nothing is chosen");
    await emails.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.match(page.url(), /planner\.html/);
    const chosen = await emails.locator("option:checked").innerText();
    await write.press("Enter");
    await page.waitForURL(/emails\//);
    assert.ok((await page.title()).includes(chosen), `${await page.title()}: ${chosen}`);
    await page.getByLabel("For which program").locator("option:checked", { hasText: "Lakeshore" }).waitFor({ state: "attached" });
  });
});

story("what is wrong with an entry of the log stands at its field", async () => {
  await visit(`${await publish(guide())}planner.html`, { viewport: { width: 360, height: 740 } }, async page => {
    await seed(page, [program("p1", "Lakeshore"), ...Array.from({ length: 8 }, (_, at) => ({ type: "send", id: `s${at}`, email: "update", to: "p1", level: 1, day: `2026-11-0${at + 1}`, subject: "", text: "" }))]);
    await tab(page, "Sent emails").click();
    const panel = page.locator("#planner-panel-sent");
    await panel.getByRole("button", { name: "Write one down" }).click();
    const save = panel.getByRole("button", { name: "Write it down" });
    const said = input => input.evaluate(one => [one.ariaInvalid, document.getElementById(one.getAttribute("aria-describedby"))?.textContent, one === document.activeElement]);
    const day = panel.locator("input[type=date]");
    await day.fill("");
    await save.click();
    assert.deepEqual(await said(day), ["true", "Enter the day it was sent, today or before.", true]);
    assert.equal(await inSight(page), true);
    const wrong = await panel.locator(".planner-problem").boundingBox();
    const field = await day.boundingBox();
    assert.ok(wrong.y - (field.y + field.height) < 24, "beside the field");
    await day.fill("2026-11-02");
    await save.click();
    const to = panel.getByLabel("To", { exact: true });
    assert.deepEqual([await said(day), await said(to)], [[null, undefined, false], ["true", "Choose whom it went to.", true]]);
    // What is left without a change leads back to where it began.
    await panel.getByRole("button", { name: "Cancel" }).click();
    const change = panel.getByRole("button", { name: /^Change: / }).nth(3);
    await change.click();
    assert.equal(await panel.locator(".planner-problem").innerText(), "");
    await panel.getByRole("button", { name: "Cancel" }).click();
    assert.equal(await change.evaluate(one => one === document.activeElement), true);
  });
});

story("a record that has something stays when its name is cleared, and so does one that was there before", async () => {
  await visit(`${await publish(guide())}planner.html`, {}, async page => {
    await seed(page, [program("p1", "Lakeshore"), { ...program("p2", "Mesa"), scores: { c1: 3 } }]);
    await tab(page, /Programs/).click();
    const names = page.locator("#planner-panel-program tbody th");
    const name = page.locator(".planner-sheet").getByLabel("Name", { exact: true }).first();
    const back = page.locator(".planner-back");
    for (const one of ["Lakeshore", "Mesa"]) {
      await page.getByRole("button", { name: one }).click();
      await name.fill("");
      await back.click();
    }
    assert.deepEqual(await names.allInnerTexts(), ["Without a name", "Without a name"]);
    await page.getByRole("button", { name: "Add program" }).click();
    await page.locator(".planner-tasks input").first().check();
    await back.click();
    assert.equal(await names.count(), 3);
    await page.getByRole("button", { name: "Add program" }).click();
    await name.fill("Typed and taken back");
    await name.fill("");
    await back.click();
    assert.equal(await names.count(), 3, "one that has nothing is gone");
  });
});

story("a long list is whole in a moment, and the reader comes back to the row that was left", async () => {
  await visit(`${await publish(guide())}planner.html`, {}, async page => {
    await seed(page, Array.from({ length: 120 }, (_, at) => program(`p${at}`, `Program ${String(at).padStart(3, "0")}`)));
    await tab(page, /Programs/).click();
    const rows = page.locator("#planner-panel-program tbody tr");
    await rows.nth(119).waitFor();
    // From elsewhere: not by its row.
    await page.evaluate(() => { location.hash = "#planner-record-p100"; });
    await page.locator(".planner-back").click();
    await page.waitForFunction(() => document.activeElement.textContent === "Program 100");
    await rows.nth(119).waitFor();
    assert.deepEqual((await rows.locator("th").allInnerTexts()).slice(98, 101), ["Program 098", "Program 099", "Program 100"]);
    await page.locator("[data-focus=search-program]").fill("11");
    assert.deepEqual((await rows.locator("th").allInnerTexts()).slice(0, 2), ["Program 011", "Program 110"]);
  });
});

story("dates in the wrong order are told, and times are in the zone that they are given in", async () => {
  await visit(`${await publish(guide())}planner.html#planner-season`, { timezoneId: "Asia/Karachi" }, async page => {
    await page.getByLabel("Match Week Monday", { exact: true }).fill("2027-03-15");
    await page.getByLabel("End of SOAP", { exact: true }).fill("2027-03-01");
    await page.getByText("“End of SOAP” is before “Match Week Monday”.").waitFor();
    await page.getByLabel("End of SOAP", { exact: true }).fill("2027-03-18");
    await page.getByText("“End of SOAP” is before").waitFor({ state: "detached" });
    await page.getByLabel("Rank list deadline", { exact: true }).fill("2027-03-03");
    await page.getByLabel("Rank list deadline: time", { exact: true }).fill("21:00");
    assert.equal(await page.getByLabel("Rank list deadline: time zone").locator("option:checked").innerText(), "New York (Eastern Time)");
    await page.waitForFunction(() => Object.values(localStorage).some(value => value.includes("2027-03-03T21:00[America/New_York]")));
  });
});

story("a time that is taken out and put in again is in the zone that it was in", async () => {
  await visit(`${await publish(guide())}planner.html`, { timezoneId: "Asia/Karachi" }, async page => {
    await seed(page, [program("a", "Lakeshore Pediatrics", { dates: { interview: "2026-11-18T19:30[America/New_York]" } })]);
    await tab(page, /Programs/).click();
    await page.getByRole("button", { name: "Lakeshore Pediatrics" }).click();
    const clock = page.locator(".planner-sheet input[type=time]:enabled").first();
    await clock.fill("");
    await page.waitForFunction(() => Object.values(localStorage).some(value => value.includes('"2026-11-18"')));
    await clock.fill("20:30");
    await page.waitForFunction(() => Object.values(localStorage).some(value => value.includes("2026-11-18T20:30[America/New_York]")));
  });
});

story("a window that ends at midnight says so, and a year of two digits is no year", async () => {
  await visit(`${await publish(guide())}planner.html#planner-season`, {}, async page => {
    const day = page.locator("#planner-panel-season input[type=date]").first();
    await day.fill("0026-09-23");
    await day.blur();
    assert.equal(await page.evaluate(() => Object.keys(localStorage).some(key => key.includes(":date/"))), false);
    await day.fill("2026-09-23");
    await day.blur();
    await page.waitForFunction(() => Object.keys(localStorage).some(key => key.includes(":date/")));
    const words = await page.evaluate(() => [17, 18].map(date => Matchbook.windowWords([-Infinity, new Date(2026, 10, date, 0, 0).getTime() - (date === 17 ? 1 : 0)])));
    assert.match(words[0], /Nov 16/);
    assert.match(words[1], /Nov 18.*12:00\sAM/);
    assert.deepEqual(page.trouble, []);
  });
});

story("a day whose midnight is left out is a day like others", async () => {
  await visit(`${await publish(guide())}planner.html`, { timezoneId: "Africa/Cairo" }, async page => {
    await seed(page, [{ type: "date", event: "rank-list-deadline", value: "2027-03-03" }]);
    await page.waitForFunction(() => Matchbook.windowWords);
    const day = date => page.evaluate(number => [new Date(2027, 3, number).getHours(), Matchbook.windowWords([new Date(2027, 3, number).getTime(), new Date(2027, 3, number + 1).getTime() - 1])], date);
    assert.deepEqual(await day(30), [1, "Apr 30, 2027"]);
    assert.deepEqual(await day(29), [0, "Apr 29, 2027"]);
  });
});

story("what was sent today can be written down in a planner that is open since yesterday", async () => {
  await visit(`${await publish(guide())}planner.html`, {}, async page => {
    await page.clock.setFixedTime(new Date("2027-02-15T12:00:00"));
    await page.reload();
    await tab(page, "Sent emails").click();
    await page.clock.setFixedTime(new Date("2027-02-16T12:00:00"));
    await page.getByRole("button", { name: "Write one down" }).click();
    const day = page.locator("#planner-panel-sent input[type=date]");
    assert.equal(await day.inputValue(), "2027-02-16");
    assert.equal(await day.evaluate(input => input.validity.valid), true);
  });
});

story("a file that was changed after it was chosen is asked for again", async () => {
  await visit(`${await publish(guide())}planner.html#planner-program`, {}, async page => {
    const root = folder();
    write(root, { "x.csv": "Name\n\nA\n" });
    await page.getByText("Import").first().click();
    const panel = page.locator("#planner-panel-program");
    await panel.locator("input[type=file]").setInputFiles(join(root, "x.csv"));
    await panel.getByText(/Bring in/).waitFor();
    write(root, { "x.csv": "Name\nA much longer name\nB\n" });
    await panel.getByRole("button", { name: "Look at it" }).click();
    await panel.getByText("This file was changed since you chose it.").waitFor();
    assert.equal(await panel.getByText(/Bring in/).count(), 0);
  });
});

story("in forced colors the tab that is open can be told apart", async () => {
  await visit(`${await publish(guide())}planner.html`, { forcedColors: "active" }, async page => {
    await page.locator(".planner-tabs [aria-selected=true]").waitFor();
    const color = selected => page.locator(`.planner-tabs [aria-selected=${selected}]`).first().evaluate(tab => getComputedStyle(tab).borderBottomColor);
    assert.notEqual(await color(true), await color(false));
  });
});

story("a due item leads to the list of the one it is due for", async () => {
  const site = await publish(guide());
  await visit(`${site}planner.html`, {}, async page => {
    const day = new Date(Date.now() - 86_400_000 * 1.5);
    const date = `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
    await seed(page, [program("p1", "Lakeshore", { dates: { interview: "2020-01-01" } }), program("p2", "Mesa", { dates: { interview: date } }), person("q2", "p2", "Dr. Ana Whitfield")]);
    await page.goto(`${site}index.html`);
    await page.locator(".continue-due li", { hasText: "Dr. Ana Whitfield, Mesa" }).getByRole("link", { name: /Send one personal/ }).click();
    await page.waitForFunction(() => [...document.querySelectorAll(".chooser select")].map(select => select.selectedOptions[0].textContent).join() === "Mesa,Dr. Ana Whitfield");
    await page.getByRole("checkbox", { name: /Send one personal/ }).check();
    await page.goto(`${site}index.html`);
    await page.getByRole("heading", { name: "What is due" }).waitFor();
    assert.equal(await page.locator(".continue-due li", { hasText: "Dr. Ana Whitfield, Mesa" }).filter({ hasText: "Send one personal" }).count(), 0);
    // Without a choice the days of one program do not look like those of another.
    await page.goto(`${site}checklists/after-each-interview.html`);
    await page.getByLabel("For which program").selectOption("");
    await page.locator(".due-now").first().waitFor({ state: "detached" });
    await page.getByText(/, for none in particular/).first().waitFor();
    // A program without people stands for them.
    await page.getByLabel("For which program").selectOption({ label: "Lakeshore" });
    await page.getByRole("checkbox", { name: /Send one personal/ }).check();
    assert.ok(await page.evaluate(() => Boolean(Matchbook.store.get("tick/INT-04@p1")?.done)));
  });
});

story("lists are searched, filtered and sorted, and go back to a spreadsheet", async () => {
  const site = await publish(guide());
  await visit(`${site}planner.html`, {}, async page => {
    await seed(page, [program("p1", "Zürich Pediatrics", { values: { status: "invited" }, dates: { interview: "2026-12-01" } }), program("p2", "Mesa", { values: { status: "withdrawn", institution: "=SUM(A1)" } }), program("p3", "Lakeshore", { values: { status: "applied" }, dates: { interview: "2026-11-01" } }), person("q1", "p3", "Dr. Ana Whitfield")]);
    await tab(page, /Programs/).click();
    const list = page.locator("#planner-panel-program");
    const names = () => list.locator("tbody th").allInnerTexts();
    assert.deepEqual(await names(), ["Lakeshore", "Mesa", "Zürich Pediatrics"]);
    await list.getByLabel("Search", { exact: true }).fill("zurich");
    assert.deepEqual(await names(), ["Zürich Pediatrics"]);
    await page.getByText("1 of 3 shown").waitFor();
    await list.getByLabel("Search", { exact: true }).fill("whitfield");
    assert.deepEqual(await names(), ["Lakeshore"]);
    await list.getByLabel("Search", { exact: true }).press("Escape");
    await list.getByLabel("Sort by").selectOption({ label: "Interview" });
    assert.deepEqual(await names(), ["Lakeshore", "Zürich Pediatrics", "Mesa"]);
    await list.getByLabel("Status", { exact: true }).selectOption({ label: "Withdrawn" });
    assert.deepEqual(await names(), ["Mesa"]);
    const downloads = [];
    page.on("download", download => downloads.push(download));
    await list.getByRole("button", { name: "Export" }).click();
    await page.waitForFunction(() => document.querySelector(".planner-status").textContent.includes("programs, people"));
    await page.waitForTimeout(500);
    const files = Object.fromEntries(await Promise.all(downloads.map(async download => [download.suggestedFilename(), readFileSync(await download.path(), "utf8")])));
    assert.match(files["pediatrics-prematch-img-program.csv"], /\r\nMesa,'=SUM\(A1\),Withdrawn,/);
    assert.match(files["pediatrics-prematch-img-interviewer.csv"], /\r\nDr\. Ana Whitfield,Lakeshore,Interviewed you,/);
    assert.deepEqual(page.trouble, []);
  });
});

story("a file that cannot be read, a column twice and a column missing are explained, and nothing is changed", async () => {
  await visit(`${await publish(guide())}planner.html`, {}, async page => {
    await tab(page, /Programs/).click();
    await page.getByRole("button", { name: "Import a list" }).click();
    const look = async text => {
      await page.getByLabel("Or paste rows").fill(text);
      await page.getByRole("button", { name: "Look at it" }).click();
    };
    await look('Name,Status\n"Lakeshore,Applied\n');
    await page.getByText("The quotation mark in line 2 is never closed").waitFor();
    await look("Name");
    await page.getByText("at least one more are needed").waitFor();
    await look("City,Status\nErie,Applied\n");
    await page.getByRole("button", { name: "Bring in 1 row" }).click();
    await page.getByText("No column is “Name”. Choose one.").waitFor();
    await look("Name,Name 2\nErie,Applied\n");
    for (const select of await page.locator(".planner-match select").all()) await select.selectOption("name");
    await page.getByRole("button", { name: "Bring in 1 row" }).click();
    await page.getByText("Two columns are “Name”. Leave one out.").waitFor();
    assert.deepEqual(await stored(page), {});
  });
});

story("the shortlist is put in order by keys and by dragging, and scores are means", async () => {
  const site = await publish(guide());
  await visit(`${site}planner.html`, {}, async page => {
    await seed(page, ["Alpha", "Beta", "Gamma"].map((name, at) => program(`p${at}`, name)));
    await tab(page, "Shortlist").click();
    assert.match(await page.locator(".planner-reminder").innerText(), /truly want to train/);
    for (const name of ["Alpha", "Beta", "Gamma"]) await page.getByRole("button", { name: `Put on the list: ${name}` }).click();
    const order = () => page.locator(".planner-order:not(.is-rest) .planner-order-name").allInnerTexts();
    assert.deepEqual(await order(), ["Alpha", "Beta", "Gamma"]);
    await page.getByRole("button", { name: "Up: Gamma" }).focus();
    await page.keyboard.press("Enter");
    assert.deepEqual(await order(), ["Alpha", "Gamma", "Beta"]);
    assert.match(await page.locator('#planner-panel-shortlist [role="status"]').innerText(), /Gamma is number 2 of 3 now/);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Up: Gamma");
    await page.keyboard.press("Enter");
    assert.deepEqual(await order(), ["Gamma", "Alpha", "Beta"]);
    await page.locator('.planner-order [data-id="p1"]').dragTo(page.locator('.planner-order [data-id="p2"]'), { targetPosition: { x: 40, y: 3 } });
    assert.deepEqual(await order(), ["Beta", "Gamma", "Alpha"]);
    await page.getByLabel("New criterion").fill("Mentoring");
    await page.keyboard.press("Enter");
    await page.getByLabel("New criterion").fill("Near family");
    await page.keyboard.press("Enter");
    await page.locator(".planner-criteria li", { hasText: "" }).last().getByLabel("Weight").selectOption("1");
    await page.getByLabel("Alpha: Mentoring").selectOption("5");
    await page.getByLabel("Alpha: Near family").selectOption("1");
    await page.getByLabel("Beta: Mentoring").selectOption("2");
    await page.locator(".planner-scores tr", { hasText: "Alpha" }).getByText("4 of 5").waitFor();
    await page.getByRole("button", { name: "Order by score" }).click();
    assert.deepEqual(await order(), ["Alpha", "Beta", "Gamma"]);
    await status(page).getByRole("button", { name: "Undo" }).click();
    assert.deepEqual(await order(), ["Beta", "Gamma", "Alpha"]);
    await page.reload();
    assert.deepEqual(await order(), ["Beta", "Gamma", "Alpha"]);
    assert.deepEqual(page.trouble, []);
  });
});

story("all time zones are offered each time that one looks for them", async () => {
  await visit(`${await publish(guide())}planner.html#planner-season`, {}, async page => {
    const time = page.getByLabel("Rank list deadline: time", { exact: true });
    const zone = page.getByLabel("Rank list deadline: time zone");
    await page.getByLabel("Rank list deadline", { exact: true }).fill("2027-03-03");
    for (let round = 0; round < 2; round++) {
      await time.fill("21:00");
      await zone.focus();
      await zone.selectOption("Asia/Karachi");
      assert.equal(await zone.locator("optgroup").count(), 1);
      await time.fill("");
      await zone.waitFor({ state: "hidden" });
    }
  });
});

story("a letter counts its days from the clock that the planner has, as the planner does", async () => {
  const site = await publish(guide());
  await visit(`${site}planner.html`, { timezoneId: "Asia/Karachi" }, async page => {
    // The first of January there, in the morning.
    await seed(page, [program("p1", "Lakeshore", { dates: { interview: "2026-12-31T22:00[America/New_York]" } }), person("q1", "p1", "Dr. Ana Whitfield")]);
    await page.evaluate(() => { Matchbook.store.dispatch(Matchbook.choose(Matchbook.deskNow(), Matchbook.deskNow().records.get("q1"))); });
    await page.goto(`${site}emails/thank-you.html`);
    await page.waitForFunction(() => document.querySelector("#field-interview_date").value === "2026-12-31");
    await page.getByText("Send it from Sat, January 2 to Mon, January 4.").waitFor();
    // Another day that is typed counts by itself.
    await page.locator("#field-interview_date").fill("2026-12-20");
    await page.getByText("Send it from Mon, December 21 to Wed, December 23.").waitFor();
  });
});

story("an email that the guide has no more keeps what it was when its entry is changed", async () => {
  await visit(`${await publish(guide())}planner.html`, {}, async page => {
    await seed(page, [program("p1", "Lakeshore"), { type: "send", id: "s1", email: "former", to: "p1", level: 1, day: "2026-11-01", subject: "Hello", text: "" }]);
    await tab(page, "Sent emails").click();
    const change = page.getByRole("button", { name: /^Change: / });
    const email = page.locator("#planner-panel-sent").getByLabel("Email", { exact: true });
    const saved = () => page.evaluate(() => Matchbook.store.get("sent/s1"));
    await change.click();
    assert.equal(await email.locator("option:checked").innerText(), "An email");
    await page.locator("#planner-panel-sent").getByLabel("Subject").fill("Hello again");
    await page.getByRole("button", { name: "Write it down" }).click();
    assert.deepEqual(await saved().then(({ email, subject }) => [email, subject]), ["former", "Hello again"]);
    await change.click();
    await email.selectOption({ label: "Update" });
    await page.getByRole("button", { name: "Write it down" }).click();
    assert.equal(await saved().then(({ email }) => email), "update");
  });
});

story("the log takes what was sent by hand, and the rules look there", async () => {
  const site = await publish(guide());
  await visit(`${site}planner.html`, {}, async page => {
    await seed(page, [program("p1", "Lakeshore", { values: { policy: "no-messages" } }), program("p2", "Mesa")]);
    await tab(page, "Sent emails").click();
    await page.getByRole("button", { name: "Write one down" }).click();
    await page.locator("#planner-panel-sent").getByLabel("Email").selectOption({ label: "Update" });
    await page.locator("#planner-panel-sent").getByLabel("To").selectOption({ label: "Mesa" });
    await page.getByRole("button", { name: "Write it down" }).click();
    assert.match(await page.locator("#planner-panel-sent tbody tr").innerText(), /Update\s+Mesa\s+Interest/);
    await page.getByRole("button", { name: /^Change: Update to Mesa/ }).click();
    await page.locator("#planner-panel-sent").getByLabel("How strong it is").selectOption({ label: "First choice" });
    await page.getByRole("button", { name: "Write it down" }).click();
    await page.locator("#planner-panel-sent tbody", { hasText: "First choice" }).waitFor();
    // What stands against one that is written down by hand is said with it.
    await page.getByRole("button", { name: "Write one down" }).click();
    await page.locator("#planner-panel-sent").getByLabel("Email").selectOption({ label: "First choice" });
    await page.locator("#planner-panel-sent").getByLabel("To", { exact: true }).selectOption({ label: "Lakeshore" });
    await page.getByRole("button", { name: "Write it down" }).click();
    await status(page).getByText(/Another program already has your first-choice statement\. Update to Mesa/).waitFor();
    assert.match(await status(page).innerText(), /asked for no messages/);
    await status(page).getByRole("button", { name: "Undo" }).click();
    // Any email that is pasted is held against it.
    await page.goto(`${site}check-email.html`);
    await page.getByLabel("For which program").selectOption({ label: "Lakeshore" });
    await page.getByLabel("Letter").fill("Dear Dr. Okafor,\n\nYour program is my first choice. AAMC ID: 12345678");
    await page.getByText("Another program already has your first-choice statement.").waitFor();
    await page.getByText("This program asked for no messages after interviews.").waitFor();
    await page.goto(`${site}planner.html#planner-sent`);
    await page.getByRole("button", { name: /^Remove: Update to Mesa/ }).click();
    await page.locator("#planner-panel-sent").getByText("Nothing was written down yet.").waitFor();
    await status(page).getByRole("button", { name: "Undo" }).click();
    await page.locator("#planner-panel-sent tbody tr").waitFor();
    assert.deepEqual(page.trouble, []);
  });
});

story("what is typed for one is never shown for another, and what was typed for nobody goes to the first one chosen", async () => {
  const site = await publish(guide());
  await visit(`${site}planner.html`, {}, async page => {
    const put = (key, value) => page.evaluate(([key, value]) => localStorage.setItem(`matchbook:pediatrics-prematch-img:1:${key}`, JSON.stringify(value)), [key, value]);
    const program = (id, name, institution) => put(`record/${id}`, { at: 1e12, subject: "program", values: { name, institution }, dates: {}, scores: {} });
    await program("a", "Lakeshore Pediatrics", "Lakeshore Medical Center");
    await program("b", "Mesa Pediatrics", "Mesa Hospital");
    await put("record/p", { at: 1e12, subject: "interviewer", of: "a", values: { name: "Dr. Ana Whitfield" }, dates: {}, scores: {} });
    await put("record/q", { at: 1e12, subject: "interviewer", of: "a", values: { name: "Dr. van der Berg" }, dates: {}, scores: {} });
    await put("pref/planner", { at: 1e12, value: true });
    await page.goto(`${site}emails/thank-you.html`);
    const topic = page.locator("#field-specific_topic");
    const letter = page.locator(".letter");
    const choose = (name, label) => page.getByLabel(name, { exact: true }).selectOption({ label });
    const [programBox, personBox] = await page.locator(".addressee label").allInnerTexts();
    // Typed for nobody, and then said for whom.
    await topic.fill("the asthma visits");
    await page.locator("#field-interviewer_last_name").fill("Quill");
    await choose(programBox, "Lakeshore Pediatrics");
    await page.waitForFunction(() => document.querySelector(".letter").textContent.includes("Lakeshore"));
    assert.equal(await topic.inputValue(), "the asthma visits");
    // Another program has none of it.
    await choose(programBox, "Mesa Pediatrics");
    await page.waitForFunction(() => document.querySelector(".letter").textContent.includes("Mesa"));
    assert.equal(await topic.inputValue(), "");
    assert.doesNotMatch(await letter.innerText(), /asthma|Lakeshore|Whitfield/);
    await choose(programBox, "Lakeshore Pediatrics");
    await page.waitForFunction(() => document.querySelector("#field-specific_topic").value === "the asthma visits");
    // A person there takes it along, another person does not.
    await choose(personBox, "Dr. Ana Whitfield");
    await page.waitForFunction(() => document.querySelector(".letter").textContent.includes("Dear Dr. Whitfield"));
    assert.equal(await topic.inputValue(), "the asthma visits");
    await choose(personBox, "Dr. van der Berg");
    await page.waitForFunction(() => document.querySelector(".letter").textContent.includes("Dear Dr. van der Berg"));
    assert.equal(await topic.inputValue(), "");
    // What comes from the planner can be taken out, and stays out.
    const institution = page.locator("#field-institution_name");
    assert.equal(await institution.inputValue(), "Lakeshore Medical Center");
    await institution.fill("");
    await topic.fill("home visits");
    await page.locator("#field-full_name").fill("Lina Haddad");
    await page.locator("#field-full_name").blur();
    await page.reload();
    await page.waitForFunction(() => document.querySelector("#field-specific_topic").value === "home visits");
    assert.equal(await institution.inputValue(), "");
    // The form of what was sent says whom it is about, whoever is chosen.
    await page.getByRole("button", { name: "Mark as sent…" }).click();
    await page.locator(".sent-form").getByText("To Dr. van der Berg, Lakeshore Pediatrics.").waitFor();
    await page.locator(".sent-form input[type=date]").fill("2099-01-01");
    await page.getByRole("button", { name: "Write it down" }).click();
    await page.getByText("today, or one before").waitFor();
    await page.locator(".sent-form input[type=date]").fill("2026-11-20");
    await choose(personBox, "Dr. Ana Whitfield");
    await page.locator(".sent-form").getByText("To Dr. Ana Whitfield, Lakeshore Pediatrics.").waitFor();
    assert.equal(await page.locator(".sent-form input[type=date]").inputValue(), "2026-11-20");
    await page.getByRole("button", { name: "Write it down" }).click();
    const sent = await page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.includes(":sent/")).map(([, value]) => JSON.parse(value)));
    assert.deepEqual(sent.map(({ person, to, day }) => [person, to, day]), [["p", "a", "2026-11-20"]]);
    assert.match(sent[0].text, /the asthma visits/);
    await page.locator(".composer-status").getByRole("button", { name: "Undo" }).click();
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Mark as sent…");
    assert.deepEqual(page.trouble, []);
  });
});

story("what is ticked, noted and typed before the planner is loaded is for whom is chosen", async () => {
  const site = await publish(guide());
  await visit(`${site}my-data.html`, {}, async page => {
    await seed(page, [program("a", "Lakeshore Pediatrics", { dates: { interview: "2026-11-18" } }), person("p", "a", "Dr. Ana Whitfield"), person("q", "a", "Dr. Jon Ferreira"),
      { type: "tick", id: "INT-06", done: true, text: "x", revision: "x" }, { type: "prefer", name: "planner", value: true },
      { type: "prefer", name: "chosen-program", value: "a" }, { type: "prefer", name: "chosen-interviewer", value: "p" }]);
    let come;
    const late = new Promise(done => { come = done; });
    await page.route(/\/assets\/desk/, async route => {
      await late;
      await route.continue();
    });
    await page.goto(`${site}checklists/after-each-interview.html`, { waitUntil: "commit" });
    const box = page.locator('[data-task="INT-04"] > input');
    await box.check();
    await page.locator('[data-task="INT-06"] > input').uncheck();
    await page.locator('[data-task="INT-06"] .task-note-button').click();
    await page.keyboard.type("ask about calls");
    const kept = async () => Object.entries(await stored(page)).filter(([, value]) => !JSON.parse(value).gone).map(([key]) => key.replace(/^.*:1:/, "")).filter(key => /^(tick|note)/.test(key));
    await page.waitForFunction(() => Object.keys(localStorage).some(key => key.endsWith("note/INT-06")));
    come();
    await page.locator(".chooser select").first().waitFor();
    await page.keyboard.type(", and nights");
    assert.equal(await box.isChecked(), true);
    // It goes with nobody else, and what was ticked for nobody stays.
    const chooser = page.locator(".chooser select").last();
    await chooser.selectOption({ label: "Dr. Jon Ferreira" });
    assert.equal(await box.isChecked(), false);
    await chooser.selectOption({ label: "Dr. Ana Whitfield" });
    assert.deepEqual(await kept(), ["note/INT-06@p", "tick/INT-04@p", "tick/INT-06", "tick/INT-06@p"]);
    const ofNobody = Object.entries(await stored(page)).find(([key]) => key.endsWith("tick/INT-06"))[1];
    assert.equal(JSON.parse(ofNobody).done, true);
    await page.reload();
    await page.locator(".chooser select").first().waitFor();
    assert.equal(await box.isChecked(), true);
    assert.equal(await page.locator('[data-task="INT-06"] .task-note').innerText(), "ask about calls, and nights");
  });
  // What was written to this program before is older than what is typed now.
  await visit(`${site}my-data.html`, {}, async page => {
    await seed(page, [program("a", "Lakeshore Pediatrics"), { type: "prefer", name: "planner", value: true }, { type: "prefer", name: "chosen-program", value: "a" }, { type: "fill", id: "specific_topic@a", value: "older" }]);
    let come;
    const late = new Promise(done => { come = done; });
    await page.route(/\/assets\/desk/, async route => {
      await late;
      await route.continue();
    });
    await page.goto(`${site}emails/thank-you.html`, { waitUntil: "commit" });
    const field = page.locator("#field-specific_topic");
    await field.fill("the refugee clinic");
    await page.waitForFunction(() => Object.keys(localStorage).some(key => key.endsWith("field/specific_topic")));
    come();
    await page.locator(".addressee select").first().waitFor();
    assert.equal(await field.inputValue(), "the refugee clinic");
    await page.reload();
    await page.locator(".addressee select").first().waitFor();
    assert.equal(await field.inputValue(), "the refugee clinic");
  });
});

story("a letter that stays open past the deadline is stopped, and what is due on the home page is that of today", async () => {
  const site = await publish(guide());
  await visit(`${site}my-data.html`, { timezoneId: "America/New_York" }, async page => {
    await page.clock.setFixedTime(new Date("2027-02-20T15:00:00-05:00"));
    await seed(page, [program("a", "Lakeshore Pediatrics"), { type: "prefer", name: "planner", value: true }, { type: "prefer", name: "chosen-program", value: "a" }, { type: "date", event: "rank-list-deadline", value: "2027-03-03T21:00[America/New_York]" }]);
    const home = await page.context().newPage();
    await home.clock.setFixedTime(new Date("2027-03-01T15:00:00-05:00"));
    await home.goto(`${site}index.html`);
    await home.getByText(/due in 2 days|due tomorrow/).first().waitFor();
    const before = await home.locator("[data-continue]").innerText();
    await page.goto(`${site}emails/first-choice.html`);
    await page.locator("#field-program_feature, #field-first_reason, .composer-form input").first().focus();
    await page.locator(".composer-check, .findings").first().waitFor({ state: "attached" });
    for (const one of [page, home]) await one.clock.setFixedTime(new Date("2027-03-04T15:00:00-05:00"));
    await page.getByRole("button", { name: /^Copy/ }).first().click();
    await page.getByText(/Rank lists are closed/).first().waitFor();
    await page.getByText("Stopped").first().waitFor();
    await home.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await home.waitForFunction(text => document.querySelector("[data-continue]").innerText !== text, before);
  });
});

story("what is due stands on top of the home page, and two tabs agree", async () => {
  const site = await publish(guide());
  await visit(`${site}index.html`, {}, async page => {
    assert.equal(await page.locator("[data-continue]").isVisible(), false);
    const other = await page.context().newPage();
    await other.goto(`${site}planner.html`);
    await tab(other, "Season dates").click();
    const day = new Date(Date.now() + 2 * 86_400_000);
    await other.getByLabel("Application submitted (ERAS)").fill(`${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`);
    await page.reload();
    await page.getByRole("heading", { name: "What is due" }).waitFor();
    assert.match(await page.locator(".continue-due").innerText(), /due in 2 days/);
    const count = await other.getByRole("tab", { name: /What is due/ }).innerText();
    await page.getByRole("link", { name: /in the planner/ }).click();
    await page.locator(".due-item input").first().click();
    await page.getByText(/^Done: /).waitFor();
    await other.waitForFunction(text => document.querySelector("#planner-tab-due").innerText !== text, count);
    await status(page).getByRole("button", { name: "Undo" }).click();
    await other.waitForFunction(text => document.querySelector("#planner-tab-due").innerText === text, count);
    // What is open again looks so.
    assert.ok(await page.locator(".due-item input").count() > 0);
    assert.equal(await page.locator(".due-item input:checked").count(), 0);
  });
});

story("on a phone two quick taps at one place tick one item, and what takes it back is in sight", async () => {
  await visit(`${await publish(guide())}planner.html`, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }, async page => {
    const today = new Date().toISOString().slice(0, 10);
    await seed(page, Array.from({ length: 12 }, (_, at) => program(`p${at}`, `Program ${at}`, { dates: { interview: today } })));
    const boxes = page.locator(".due-item input");
    await boxes.nth(10).waitFor();
    await boxes.nth(1).scrollIntoViewIfNeeded();
    const ticked = () => page.evaluate(() => Object.keys(localStorage).flatMap(key => /:1:tick\/(.*)$/.exec(key)?.[1] ?? []).sort());
    const key = at => boxes.nth(at).evaluate(box => box.dataset.focus.replace("due-", ""));
    const [first, second] = [await key(1), await key(2)];
    // Both taps meet the same point of the window: what was below it moved there in between. Sent from outside they could come
    // too late on a busy machine.
    const { x, y, width, height } = await boxes.nth(1).boundingBox();
    const place = [x + width / 2, y + height / 2];
    await page.evaluate(async ([x, y]) => {
      const tap = () => document.elementFromPoint(x, y).dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 }));
      tap();
      await new Promise(requestAnimationFrame);
      tap();
    }, place);
    await status(page).getByText(/^Done: /).waitFor();
    assert.equal(await key(1), second, "the next one moved up");
    assert.deepEqual(await ticked(), [first], "the second tap was meant for the item that is gone");
    // A tap after a while is meant for what stands there now.
    await page.waitForTimeout(500);
    await page.touchscreen.tap(...place);
    await page.waitForFunction(gone => !document.querySelector(`[data-focus="due-${gone}"]`), second);
    assert.deepEqual(await ticked(), [first, second].sort());
    const undo = status(page).getByRole("button", { name: "Undo" });
    for (const item of [page.locator(".due-item").first(), page.locator(".due-item").last()]) {
      await item.scrollIntoViewIfNeeded();
      const { y, height } = await undo.boundingBox();
      assert.ok(y > 0 && y + height <= 740, `it stands at ${y}, ${height} high`);
    }
    await undo.tap();
    await page.locator(`[data-focus="due-${second}"]`).waitFor();
    assert.deepEqual(await ticked(), [first]);
    assert.deepEqual(page.trouble, []);
  });
});

for (const options of [{ colorScheme: "light" }, { colorScheme: "dark" }, { forcedColors: "active" }, { viewport: { width: 320, height: 740 }, hasTouch: true, isMobile: true }]) {
  story(`axe: every part of the planner, ${JSON.stringify(options)}`, async () => {
    await visit(`${await publish(guide())}planner.html`, { reducedMotion: "reduce", ...options }, async page => {
      await isClean(page, "empty");
      const today = new Date().toISOString().slice(0, 10);
      await seed(page, [program("p1", "Lakeshore Children’s Pediatrics", { values: { status: "invited", institution: "A".repeat(60) }, dates: { interview: today } }), program("p2", "Mesa", { values: { status: "withdrawn" } }), person("q1", "p1", "Dr. Ana Whitfield"),
        { type: "date", event: "rank-list-deadline", value: today }, { type: "criterion", id: "c1", name: "Mentoring", weight: 3 }, { type: "prefer", name: "order-program", value: ["p1"] },
        { type: "send", id: "s1", email: "thank-you", to: "p1", person: "q1", level: 1, day: today, subject: "Thank you", text: "" }]);
      for (const name of [/What is due/, /Programs/, "News", "Season dates", "Sent emails", "Shortlist"]) {
        await tab(page, name).click();
        await isClean(page, String(name));
        await fits(page);
      }
      await tab(page, /Programs/).click();
      await page.getByRole("button", { name: "Import a list" }).click();
      await page.getByLabel("Or paste rows").fill("Name,Status,Interview\nErie,Applied,2026-11-18\nMesa,nothing,x\n");
      await page.getByRole("button", { name: "Look at it" }).click();
      await isClean(page, "matching columns");
      await fits(page);
      await page.getByRole("button", { name: "Bring in 2 rows" }).click();
      await isClean(page, "report");
      await page.getByRole("button", { name: "Lakeshore" }).click();
      await page.locator(".planner-children summary").first().click();
      await isClean(page, "sheet of a program");
      await fits(page);
    });
  });
}

story("everything can be done with the keyboard alone", async () => {
  await visit(`${await publish(guide())}planner.html`, {}, async page => {
    await tab(page, /What is due/).focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), "Programs");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const to = async label => {
      for (let step = 0; step < 60; step++) {
        await page.keyboard.press("Tab");
        const name = await page.evaluate(() => document.activeElement.labels?.[0]?.textContent ?? document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent.trim());
        if (name === label) return;
      }
      assert.fail(`no ${label}`);
    };
    assert.equal(await page.evaluate(() => document.activeElement.labels[0].textContent), "Name");
    await page.keyboard.type("Lakeshore");
    await to("Add person");
    await page.keyboard.press("Enter");
    await page.keyboard.type("Ana");
    await page.waitForFunction(() => Object.values(localStorage).some(value => value.includes('"Ana"')));
    await page.keyboard.press("Escape");
    await page.goBack();
    await page.getByRole("button", { name: "Lakeshore" }).waitFor();
    await tab(page, "Shortlist").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Put on the list: Lakeshore" }).focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Take off the list: Lakeshore");
  });
});

story("without script the page says what to do instead, and nothing is broken", async () => {
  await visit(`${await publish(guide())}planner.html`, { javaScriptEnabled: false }, async page => {
    assert.match(await page.locator(".planner").innerText(), /needs JavaScript/);
    assert.ok(await page.locator(".planner a").count() >= 2);
  });
});

story("one program, all of them and what is due print as tidy sheets", async () => {
  await visit(`${await publish(guide())}planner.html`, {}, async page => {
    await page.addInitScript(() => { globalThis.print = () => { globalThis.isPrinted = true; }; });
    await page.reload();
    const today = new Date().toISOString().slice(0, 10);
    await seed(page, [program("p1", "Lakeshore", { values: { status: "invited", notes: "Quiet wards" }, dates: { interview: today } }), person("q1", "p1", "Dr. Ana Whitfield")]);
    await page.goto(`${page.url().split("#")[0]}#planner-record-p1`);
    await page.locator(".planner-sheet").getByRole("button", { name: "Print", exact: true }).click();
    // What writes the sheet is loaded first: the printer gets what stands there then.
    await page.waitForFunction(() => globalThis.isPrinted);
    await onPaper(page);
    const paper = page.locator(".planner-paper");
    assert.match(await paper.innerText(), /Lakeshore\s[\s\S]*Status\s+Invited[\s\S]*Quiet wards[\s\S]*Dr\. Ana Whitfield/);
    assert.equal(await page.locator(".planner-tabs").isVisible(), false);
    assert.equal(await page.locator(".planner-form").first().isVisible(), false);
    assert.equal(await page.locator(".page-head").isVisible(), false, "only the sheet");
    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await tab(page, /What is due/).click();
    await page.locator("#planner-panel-due").getByRole("button", { name: "Print" }).click();
    await onPaper(page);
    assert.ok(await page.locator(".due-item").first().isVisible());
    assert.equal(await page.locator("#planner-panel-due").getByRole("button", { name: "Print" }).isVisible(), false);
  });
});

story("another guide has other subjects, and one without a planner has none of it", async () => {
  const site = build(guideOf({
    "../book.toml": '[book]\ntitle = "Porto"\nid = "porto"\n[planner]\nevents = [{ id = "move", name = "the move", per = "flat" }]\n[[planner.subjects]]\nid = "flat"\nname = "flat"\ncolumns = [{ id = "rent", name = "Rent" }]\n',
    "index.md": source("Home", "[Desk](desk.md)\n\n:::checklist{#l title=\"Boxes\" per=\"flat\"}\n- [ ] Pack {#A-1 due=\"move-1d\"}\n:::"),
    "desk.md": source("Desk", ":::planner\nAbove.\n:::"),
  }));
  await visit(`${await publish(site)}desk.html`, {}, async page => {
    assert.deepEqual(await page.getByRole("tab").allInnerTexts(), ["What is due", "Flats"]);
    await tab(page, "Flats").click();
    await page.getByRole("button", { name: "Add flat" }).click();
    await page.getByLabel("Rent").fill("800");
    await page.getByLabel("Move", { exact: true }).fill("2020-01-01");
    await tab(page, /What is due/).click();
    await page.locator("#planner-panel-due").getByText("Pack").waitFor();
    assert.deepEqual(page.trouble, []);
  });
  const bare = build(guideOf({ "index.md": source("Home", "- [ ] One {#A-1}") }));
  await visit(`${await publish(bare)}index.html`, {}, async page => {
    await page.getByRole("checkbox").check();
    assert.equal(await page.locator(".chooser").count(), 0);
    assert.deepEqual(page.trouble, []);
  });
});

story("in Firefox, from disk: a program with a day, what is due for it, and all of it after a reload", async () => {
  await visitFirefox(fileUrl(guide(), "planner.html"), async page => {
    await page.waitForFunction(() => document.querySelector(".planner")?.innerText.includes("What is due"));
    await page.evaluate(() => [...document.querySelectorAll(".planner button, .planner a, .planner [role=tab]")].find(one => /^Programs/.test(one.textContent.trim())).click());
    await page.waitForFunction(() => [...document.querySelectorAll(".planner button")].some(one => one.textContent.trim() === "Add program"));
    await page.evaluate(() => [...document.querySelectorAll(".planner button")].find(one => one.textContent.trim() === "Add program").click());
    await page.waitForFunction(() => document.activeElement.matches(".planner input"));
    await page.keyboard.type("Lakeshore");
    await page.keyboard.press("Tab");
    await page.waitForFunction(() => Object.values(localStorage).some(value => value.includes("Lakeshore")));
    await page.reload();
    await page.waitForFunction(() => document.querySelector(".planner")?.innerText.includes("Lakeshore"));
  });
}, { skip: firefoxPath ? false : "there is no Firefox" });
