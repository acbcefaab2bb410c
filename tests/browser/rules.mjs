// The rules read what an applicant writes: beside a sample email, on the page for any email, and with what is known of dates and of what
// was sent before.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runInThisContext } from "node:vm";
import { build, fileUrl, guide, guideOf, inZone, page as source, publish, story, violations, visit } from "./harness.mjs";

const isClean = async (page, state) => assert.deepEqual(await violations(page), [], state);
const titles = page => page.locator(".finding > p:first-child").allInnerTexts();
const marks = page => page.locator(".letter .finding-mark").allInnerTexts();

/** The engine without a page, and the rules of the guide. */
for (const file of ["desk/due.js", "rules/reading.js", "rules/context.js", "rules/engine.js"]) {
  runInThisContext(readFileSync(new URL(`../../themes/default/js/${file}`, import.meta.url), "utf8"), { filename: file });
}
runInThisContext(readFileSync(join(guide(), "assets/rules.js"), "utf8"));
const { Matchbook } = globalThis;
const rules = Matchbook.makeRules(Matchbook.guideRules);
const LETTER = "Dear Dr. Okafor,\n\n" + "I write about the clinic. ".repeat(10) + "\n\nSincerely,\nLina Haddad\nAAMC ID: 12345678";
const found = (about, letter = LETTER) => Matchbook.runRules(rules, { subject: "News – Lina Haddad", letter }, about).map(({ rule }) => rule.id);
const at = day => new Date(`${day}T10:00`).getTime();
const dates = { "rank-list-deadline": ["2027-03-03"], interview: ["2026-11-18"], "match-week": ["2027-03-15"], "soap-end": ["2027-03-18"] };

story("rules about dates know the first and the last day", () => {
  for (const [email, day, expected] of [
    ["thank-you", "2026-11-21", []], ["thank-you", "2026-11-22", ["THANKS-LATE"]], ["update", "2026-11-22", []],
    ["first-choice", "2026-11-18", ["NUMBER1-EARLY", "NUMBER1-REMAINING"]], ["first-choice", "2027-02-09", ["NUMBER1-EARLY"]], ["first-choice", "2027-02-10", []],
    ["first-choice", "2027-02-23", []], ["first-choice", "2027-02-24", ["NUMBER1-LATE"]], ["first-choice", "2027-03-03", ["NUMBER1-LATE"]],
    ["first-choice", "2027-03-04", ["AFTER-DEADLINE"]], ["update", "2027-03-04", ["AFTER-DEADLINE"]], ["status-question", "2027-03-04", []],
    ["clarify-offer", "2027-03-03", []], ["clarify-offer", "2027-03-04", ["OFFER-AFTER-DEADLINE"]], ["clarify-offer", "2027-03-20", []],
    ["interest-before-interview", "2026-11-18", []], ["interest-before-interview", "2026-11-19", ["INTEREST-LATE"]],
    ["interest-before-interview", "2027-03-04", ["AFTER-DEADLINE", "INTEREST-LATE"]],
    ["status-question", "2027-03-14", []], ["status-question", "2027-03-15", ["SOAP-SILENCE"]], ["", "2027-03-18", ["SOAP-SILENCE"]], ["", "2027-03-19", ["SOAP-SILENCE-FRIDAY"]], ["", "2027-03-20", []],
  ]) assert.deepEqual(found({ email, now: at(day), dates }), expected, `${email} on ${day}`);
  const soap = (day, more) => found({ email: "", now: at(day), dates: { "match-week": ["2027-03-15"], ...more } });
  assert.deepEqual(soap("2027-03-18"), ["SOAP-SILENCE"], "Match Week is closed without the end of SOAP");
  assert.deepEqual(soap("2027-03-20", { "soap-end": ["2027-03-20"] }), ["SOAP-SILENCE-LATER"], "a later end counts");
  assert.deepEqual(found({ email: "first-choice", now: at("2027-03-04") }), [], "a date that is not known makes no finding");
});

story("from the moment at which lists close, no other text may speak of ranking, interest or a position", () => {
  const clock = { ...dates, "rank-list-deadline": ["2027-03-03T21:00[America/New_York]"] };
  const on = (moment, words, email = "", known = clock) => found({ email, now: Date.parse(moment), dates: known }, LETTER.replace("clinic.", `clinic. ${words}`));
  inZone("Asia/Karachi", () => {
    for (const words of ["I remain very interested in your program.", "I hope to join you.", "Thank you for calling me about the place that became vacant."]) {
      assert.deepEqual(on("2027-03-04T06:50+05:00", words), [], `before: ${words}`);
      assert.deepEqual([...new Set(on("2027-03-04T08:10+05:00", words))], ["CLOSED-WORDS"], `after: ${words}`);
      assert.deepEqual(on("2027-03-03T20:00+05:00", words, "", dates), [], "of a day alone the end is not known");
      assert.deepEqual(on("2027-03-04T08:10+05:00", words, "status-question"), [], "an answer is one");
    }
    assert.deepEqual(on("2027-03-04T08:10+05:00", "My exam result changed, and I must report it."), []);
    assert.deepEqual(on("2027-03-04T08:10+05:00", "", "first-choice"), ["AFTER-DEADLINE"]);
    assert.deepEqual(on("2027-03-04T08:10+05:00", "", "clarify-offer"), ["OFFER-AFTER-DEADLINE"]);
    assert.deepEqual(on("2027-03-21T08:10+05:00", "I remain very interested in your program."), []);
  });
});

story("an answer in Match Week is a warning, and any other text is stopped", () => {
  const severity = email => Matchbook.runRules(rules, { subject: "News – Lina Haddad", letter: LETTER }, { email, now: at("2027-03-16"), dates }).find(({ rule }) => rule.id === "SOAP-SILENCE")?.severity;
  assert.deepEqual(["interview-reply", "status-question", "decline-question", "thank-you", "update", ""].map(severity), ["warn", "warn", "warn", "block", "block", "block"]);
});

story("windows are read as they are written", () => {
  const days = (text, known = dates) => Matchbook.windowOn(Matchbook.readWindow(text), known)?.map(time => (Number.isFinite(time) ? new Date(time).toLocaleDateString("sv") : null));
  assert.deepEqual(days("interview+24h..+72h"), ["2026-11-19", "2026-11-21"]);
  assert.deepEqual(days("rank-list-deadline-14d..-7d"), ["2027-02-17", "2027-02-24"]);
  assert.deepEqual(days("..rank-list-deadline"), [null, "2027-03-03"]);
  assert.deepEqual(days("interview"), [null, "2026-11-18"]);
  assert.deepEqual(days("interview-1w..match-week"), ["2026-11-11", "2027-03-15"]);
  assert.equal(days("news+1d..+10d"), undefined);
});

const sent = (email, program, day, more = {}) => ({ email, program, at: at(day), ...more });
const here = { program: { id: "a", marks: [] }, now: at("2027-01-20") };

story("rules about what was sent know program, person, time and level", () => {
  for (const [name, about, letter, expected] of [
    ["nothing was sent", { ...here, email: "thank-you", log: [] }, LETTER, []],
    ["another has the first-choice statement, and no program is chosen", { now: here.now, email: "first-choice", log: [sent("first-choice", "b", "2027-01-01", { level: 5 })] }, LETTER.replace("clinic.", "clinic. It is my first choice."), ["NUMBER1-MULTI"]],
    ["a day to come is no day before", { ...here, log: [sent("thank-you", "a", "2027-02-19")] }, LETTER, []],
    ["no program is chosen", { now: here.now, email: "update", log: [sent("update", "a", "2027-01-19")] }, LETTER, []],
    ["another has the first-choice statement", { ...here, email: "first-choice", log: [sent("first-choice", "b", "2027-01-01", { level: 5 })] }, LETTER.replace("clinic.", "clinic. It is my first choice."), ["NUMBER1-MULTI"]],
    ["this one has it", { ...here, email: "interview-reply", log: [sent("first-choice", "a", "2026-12-01", { level: 5 })] }, LETTER.replace("clinic.", "clinic. It is my first choice."), ["NUMBER1-PLACE"]],
    ["a hope is no statement", { ...here, email: "update", log: [sent("update", "b", "2026-12-01", { level: 2 })] }, LETTER.replace("clinic.", "clinic. It is my first choice."), ["NUMBER1-PLACE"]],
    ["four heard of the top", { ...here, log: ["b", "c", "d", "e"].map(program => sent("update", program, "2026-12-01", { level: 3 })) }, `${LETTER.replace("clinic.", "clinic. You are among my top choices.")}`, ["HIGH-CAP"]],
    ["three did, one twice", { ...here, log: ["b", "c", "d", "d"].map(program => sent("update", program, "2026-12-01", { level: 4 })) }, `${LETTER.replace("clinic.", "clinic. You are among my top choices.")}`, []],
    ["levels fall", { ...here, log: [sent("x", "a", "2026-12-01", { level: 4 }), sent("y", "a", "2026-12-20", { level: 2 })] }, LETTER, ["CONFLICT"]],
    ["levels rise on one day", { ...here, log: [sent("y", "a", "2026-12-20", { level: 1 }), sent("x", "a", "2026-12-20", { level: 2 })] }, LETTER, []],
    ["levels rise", { ...here, log: [sent("y", "a", "2026-12-20", { level: 4 }), sent("x", "a", "2026-12-01", { level: 2 })] }, LETTER, []],
    ["no messages are wanted", { ...here, program: { id: "a", marks: ["no-messages"] } }, LETTER, ["NO-CONTACT"]],
    ["thirteen days ago", { ...here, log: [sent("thank-you", "a", "2027-01-07")] }, LETTER, ["FREQ-14"]],
    ["fourteen days ago", { ...here, log: [sent("thank-you", "a", "2027-01-06")] }, LETTER, []],
    ["only an interview reply", { ...here, log: [sent("interview-reply", "a", "2027-01-19")] }, LETTER, []],
    ["an interview reply now", { ...here, email: "interview-reply", log: [sent("thank-you", "a", "2027-01-19"), sent("update", "a", "2027-01-18")] }, LETTER, []],
    ["the third in 21 days", { ...here, log: [sent("update", "a", "2027-01-01"), sent("x", "a", "2027-01-05")] }, LETTER, ["FREQ-WEEKLY"]],
    ["thank-yous are no weekly mail", { ...here, log: [sent("thank-you", "a", "2027-01-01"), sent("thank-you", "a", "2027-01-02"), sent("x", "a", "2027-01-05")] }, LETTER, []],
    ["another is thanked the day after", { ...here, email: "thank-you", person: "Okafor", log: [sent("thank-you", "a", "2027-01-19", { person: "Diaz" })] }, LETTER, []],
    ["the first-choice letter again", { ...here, email: "first-choice", log: [sent("first-choice", "a", "2026-12-01", { level: 5 })] }, LETTER, ["NUMBER1-AGAIN"]],
    ["an answer to one that wants no messages", { ...here, email: "status-question", program: { id: "a", marks: ["no-messages"] } }, LETTER, []],
    ["thanked before", { ...here, email: "thank-you", person: "Okafor", log: [sent("thank-you", "a", "2026-12-01", { person: "Okafor" })] }, LETTER, ["DUP-THANKS"]],
    ["nobody in particular was thanked, twice", { ...here, email: "thank-you", log: [{ ...sent("thank-you", "a", "2026-12-01"), person: null }] }, LETTER, ["DUP-THANKS"]],
    ["somebody else was thanked", { ...here, email: "thank-you", person: "Okafor", log: [sent("thank-you", "a", "2026-12-01", { person: "Diaz" })] }, LETTER, []],
    ["three were thanked", { ...here, email: "thank-you", person: "Okafor", log: ["A", "B", "C"].map(person => sent("thank-you", "a", "2026-12-01", { person })) }, LETTER, ["THANKS-COUNT"]],
    ["a second update", { ...here, email: "update", log: [sent("update", "a", "2026-12-01")] }, LETTER, ["UPD-SECOND"]],
    ["the same words elsewhere", { ...here, log: [sent("update", "b", "2026-12-01", { text: LETTER })] }, LETTER, ["MASS"]],
    ["other words elsewhere", { ...here, log: [sent("update", "b", "2026-12-01", { text: "Something else entirely was written there." })] }, LETTER, []],
    ["the same words here", { ...here, log: [sent("update", "a", "2026-12-01", { text: LETTER })] }, LETTER, []],
  ]) assert.deepEqual(found(about, letter), expected, name);
});

story("the name of another program is found where it stands", () => {
  const programs = [{ id: "a", names: ["Lakeshore Children’s"] }, { id: "b", names: ["Mercy (St. Louis)", "Diaz", "Children’s"] }];
  const letter = LETTER.replace("clinic.", "clinic at Lakeshore Children’s, as Diaz of MERCY  (St. Louis) said to Diazepam.");
  const hits = Matchbook.runRules(rules, { subject: "News – Lina Haddad", letter }, { ...here, programs });
  const text = Matchbook.textOfMessage({ subject: "News – Lina Haddad", letter });
  assert.deepEqual([...hits].map(({ rule, start, end }) => [rule.id, text.slice(start, end)]), [["WRONG-PROGRAM", "Diaz"], ["WRONG-PROGRAM", "MERCY  (St. Louis)"]]);
});

story("no script looks behind, which older browsers refuse as they read it", () => {
  const site = guide();
  const scripts = readdirSync(join(site, "assets")).filter(name => name.endsWith(".js"));
  assert.ok(scripts.length > 10);
  for (const name of scripts) assert.doesNotMatch(readFileSync(join(site, "assets", name), "utf8"), /\(\?<[=!]/, name);
});

for (const from of ["a server", "disk"]) {
  story(`from ${from}: what breaks a rule is marked in the letter, listed with a way out, and a click leads to it`, async () => {
    const site = from === "disk" ? fileUrl(guide(), "") : await publish(guide());
    await visit(`${site}emails/thank-you.html`, {}, async page => {
      const before = page.requests.length;
      await page.locator("#field-specific_topic").fill("teaching! I promise to come, and will you rank me");
      await page.locator(".finding").first().waitFor();
      const said = await titles(page);
      assert.ok(said[0].startsWith("Do not send.") && said.some(text => /ranking private.*Delete the question/s.test(text)), said.join("\n"));
      assert.deepEqual(await marks(page), ["I promise", "will you rank me"]);
      assert.equal(await page.locator(".composer-verdict").innerText(), "2 things to look at");
      await page.getByRole("button", { name: "“will you rank me”" }).click();
      assert.equal(await page.evaluate(() => document.activeElement.id), "field-specific_topic");
      assert.equal(await page.evaluate(() => getSelection().toString() || document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)), "will you rank me");
      await page.getByText("2 findings say: do not send.").waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Copy the subject", exact: true }).click();
      await page.getByText("2 findings say: do not send.").waitFor();
      // Mended.
      await page.locator("#field-specific_topic").fill("the asthma project");
      await page.locator(".finding").first().waitFor({ state: "detached" });
      assert.equal(await page.locator(".findings-title").innerText(), "No known problem found so far.");
      assert.equal(await page.locator(".composer-verdict").innerText(), "");
      assert.deepEqual(page.requests.slice(before).filter(request => !request.startsWith(site)), []);
      assert.deepEqual(page.trouble, []);
    });
  });
}

story("a finding leads to its own words: said twice, under a graver mark, and below a line that is left out", async () => {
  const dir = guideOf({
    "index.md": source("Home", "[Mail](mail.md)"),
    "mail.md": source("Mail", "Dear Dr. Diaz,\n\n- I bring [Thing].\n- I say [Words].\n\nBye", 'kind = "email"\nsubject = "News"\n[[fields]]\nid = "thing"\nlabel = "Thing"\nrequired = false\n[[fields]]\nid = "words"\nlabel = "Words"\ntype = "multiline"'),
  });
  writeFileSync(join(dir, "content/rules.toml"), ['guys', 'I\\s+promise\\s+you\\s+guys'].map((pattern, number) =>
    `[[rule]]\nid = "R${number}"\nseverity = "${["note", "block"][number]}"\nmessage = "Said"\npatterns = ['\\b${pattern}\\b']\n`).join("\n"));
  await visit(`${await publish(build(dir))}mail.html`, {}, async page => {
    const words = page.locator("#field-words");
    await words.fill("  guys, and guys:\nI promise you guys");
    await page.locator(".finding").nth(1).waitFor();
    assert.deepEqual(await marks(page), ["guys", "guys", "I promise you guys"]);
    assert.equal(await page.locator(".letter del", { hasText: "-" }).count(), 1, "the mark of a line that is left out is crossed out with it");
    for (const [number, at] of [2, 12, 31].entries()) {
      await page.getByRole("button", { name: "“guys”" }).nth(number).click();
      const selected = await words.evaluate(({ value, selectionStart, selectionEnd }) => [value.slice(selectionStart, selectionEnd), selectionStart]);
      assert.deepEqual(selected, number === 2 ? ["I promise you guys", 18] : ["guys", at]);
    }
    const lines = await page.locator(".letter .filled").evaluate(element => element.getClientRects().length);
    assert.equal(lines, 2, "a line break that was typed is one in the letter");
  });
});

story("a letter that is complete is told what is missing in it, and never that it is allowed", async () => {
  await visit(`${await publish(guide())}emails/status-question.html`, {}, async page => {
    for (const line of await page.locator(".composer-form [data-field]").all()) {
      const id = await line.getAttribute("data-field");
      const input = page.locator(`#field-${id}`);
      if (await input.evaluate(element => element.tagName) === "SELECT") await input.selectOption({ index: 1 });
      else await input.fill({ aamc_id: "12345678", full_name: "Dr. Lina Haddad", sender_title: "Dr." }[id] ?? "Ferreira");
    }
    await page.getByText("All needed fields are filled in.").waitFor();
    await page.getByText("No known problem found. Read it once more all the same.").first().waitFor();
    assert.doesNotMatch(await page.locator(".findings").innerText(), /complian|allowed|safe/i);
    await page.locator("#field-aamc_id").fill("12");
    await page.getByText("Programs find your file by your AAMC ID").waitFor();
    await page.getByText("1 thing to look at:").first().waitFor();
    // Told once, after a pause.
    await page.waitForFunction(() => document.querySelector('.findings [role="status"]').textContent === "1 thing to look at:");
  });
});

story("the days of the window follow from the day that is filled in", async () => {
  await visit(`${await publish(guide())}emails/thank-you.html`, {}, async page => {
    await page.clock.setFixedTime(new Date("2026-11-20T12:00"));
    await page.locator("#field-interview_date").fill("2026-11-18");
    await page.getByText("Send it from Thu, November 19 to Sat, November 21.", { exact: true }).waitFor();
    assert.match(await page.locator(".letter-subject").innerText(), /November 18/);
    await page.clock.setFixedTime(new Date("2026-11-22T12:00"));
    await page.locator("#field-full_name").fill("Lina Haddad");
    await page.getByText("Send it from Thu, November 19 to Sat, November 21. That is over.", { exact: true }).waitFor();
    await page.getByText("More than 72 hours have passed").waitFor();
  });
});

const PASTED = "Dear Program Director,\n\nWhere do I stand on your list? I promise to come.\n\n> Will you rank me first?\n\nSincerely,\nLina Haddad\n\nP.S. I also interviewed at Mercy.";

for (const from of ["a server", "disk"]) {
  story(`from ${from}: any email is pasted and checked, and nothing leaves the device`, async () => {
    const site = from === "disk" ? fileUrl(guide(), "") : await publish(guide());
    await visit(`${site}check-email.html`, {}, async page => {
      await page.getByLabel("Letter").fill(PASTED);
      await page.getByRole("button", { name: "“Where do I stand on your list”" }).click();
      assert.equal(await page.getByLabel("Letter").evaluate(area => area.value.slice(area.selectionStart, area.selectionEnd)), "Where do I stand on your list");
      const said = (await titles(page)).join("\n");
      for (const words of ["Nobody is addressed by name", "A promise about ranking", "A subject is needed", "other applications", "mass email", "AAMC ID"]) assert.ok(said.includes(words), `${words} in ${said}`);
      assert.doesNotMatch(said, /First-choice/, "what is quoted is not read");
      await page.getByLabel("Subject").fill("I promise");
      await page.waitForFunction(() => [...document.querySelectorAll(".finding-words button")].filter(button => button.textContent === "“I promise”").length === 2);
      await page.getByRole("button", { name: "“I promise”" }).first().click();
      assert.equal(await page.evaluate(() => document.activeElement.id), "check-subject");
      // Another kind has other rules.
      await page.getByLabel("Letter").fill("Dear Dr. Okafor,\n\nI must withdraw from the Match, if so by which date?");
      await page.getByRole("button", { name: "“withdraw from the Match”" }).waitFor();
      assert.equal(await page.locator(".finding.is-block", { hasText: "Leaving the Match" }).count(), 1);
      await page.getByLabel("What kind of email is it?").selectOption("clarify-offer");
      await page.locator(".finding.is-note", { hasText: "Leaving the Match" }).waitFor();
      await page.reload();
      assert.match(await page.getByLabel("Letter").inputValue(), /withdraw/);
      assert.equal(await page.getByLabel("What kind of email is it?").inputValue(), "clarify-offer");
      await page.getByRole("button", { name: "Clear", exact: true }).click();
      assert.equal(await page.getByLabel("Letter").inputValue(), "");
      assert.equal(await page.locator(".findings").isVisible(), false);
      await page.getByRole("button", { name: "Undo" }).click();
      assert.match(await page.getByLabel("Letter").inputValue(), /withdraw/);
      assert.deepEqual(page.requests.filter(request => !request.startsWith(site)), []);
      assert.deepEqual(page.trouble, []);
    });
  });
}

const OWN = "Dear Dr. Okafor,\n\nI write about the clinic. I vow to come.\n\nSincerely,\nLina Haddad\nAAMC ID: 12345678";
const THEIRS = "Dear applicant,\nwe cannot guarantee a position. [Link] Your passport number is needed. Will you rank us?";

story("what is answered below a letter is not judged, and the page says from where on nothing was read", async () => {
  await visit(`${await publish(guide())}check-email.html`, {}, async page => {
    const [letter, unread] = [page.getByLabel("Letter"), page.locator(".findings-unread")];
    const isSaid = () => page.locator(".finding-words button").allInnerTexts();
    await page.getByLabel("Subject").fill("News – Lina Haddad");
    for (const [from, first] of [
      ["-----Original Message-----\nFrom: Program\nSent: Monday 9:00\nTo: Lina\n", "-----Original Message-----"],
      ["On Mon, Nov 2, 2026 at 9:00 AM Lakeshore Pediatrics Residency Program Office <\nprogram@example.org> wrote:\n", "On Mon, Nov 2, 2026 at 9:00 AM Lakeshore Pediatrics Residency…"],
      ["________________________________\nFrom: Program <program@example.org>\nSent: Monday 9:00\nTo: Lina\nSubject: Interview\n", "From: Program <program@example.org>"],
    ]) {
      await letter.fill(`${OWN}\n\n${from}\n${THEIRS}`);
      await page.getByText(`all from “${first.slice(0, 60)}`).first().waitFor();
      assert.deepEqual(await isSaid(), ["“I vow”"], from);
      await page.getByRole("button", { name: "“I vow”" }).click();
      assert.equal(await letter.evaluate(area => area.value.slice(area.selectionStart, area.selectionEnd)), "I vow");
    }
    await isClean(page, "with a text that is not read");
    // What assistive technology is told has it too.
    await page.waitForFunction(() => document.querySelector('.findings [role="status"]').textContent.includes("Not read"));
    // Below marked lines the letter goes on, and all is read.
    await letter.fill(`On Mon, Nov 2, 2026 at 9:00 AM Program <p@example.org> wrote:\n\n${THEIRS.replace(/^/gm, "> ")}\n\n${OWN}\n\n> Will you rank us?\n\nPS You are my first choice`);
    await page.getByRole("button", { name: "“You are my first choice”" }).waitFor();
    assert.deepEqual(await isSaid(), ["“I vow”", "“You are my first choice”"]);
    assert.equal(await unread.innerText(), "");
    assert.deepEqual(page.trouble, []);
  });
});

story("signs that look like others, and ones that nobody sees, hide no word, and a finding leads to all of it", async () => {
  await visit(`${await publish(guide())}check-email.html`, {}, async page => {
    const letter = page.getByLabel("Letter");
    for (const [text, words] of [
      ["👋 Will\u00a0you ra\u200bnk\u00ad me\u200b?", "Will\u00a0you ra\u200bnk\u00ad me"], ["a pre\u2011match\u2060 offer", "pre\u2011match\u2060 offer"], ["a pre–match offer", "pre–match offer"],
      ["So I\u02bcm ready to sign.", "I\u02bcm ready to sign."], ["So I＇m ready to sign.", "I＇m ready to sign."], ["\ufeffI\u2019m ready to\nsign.", "I\u2019m ready to\nsign."],
    ]) {
      await letter.fill(`Dear Dr. Okafor,\n\n${text}\n\nSincerely,`);
      const name = `“${words.replace(/\s+/g, " ")}”`;
      await page.locator(".finding-words button").filter({ hasText: name }).first().click();
      assert.equal(await letter.evaluate(area => area.value.slice(area.selectionStart, area.selectionEnd)), words);
    }
  });
  const site = await publish(guide());
  await visit(`${site}emails/thank-you.html`, {}, async page => {
    await page.locator("#field-specific_topic").fill("teaching! I pro\u200bmise to come, and ’tis will you ra\u00adnk me");
    await page.locator(".finding").first().waitFor();
    assert.deepEqual(await marks(page), ["I pro\u200bmise", "will you ra\u00adnk me"]);
  });
});

story("what was answered is no part of what two programs got alike, and names with any apostrophe are names", () => {
  const about = (log, more) => ({ ...here, log: [sent("update", "b", "2026-12-01", { text: log })], ...more });
  const answered = text => `${text}\n\n-----Original Message-----\n${"We wrote these very words to all who applied to us this year. ".repeat(20)}`;
  assert.deepEqual(found(about(answered("Something else entirely was written there.")), answered(LETTER)).filter(id => id === "MASS"), []);
  assert.deepEqual(found(about(answered(LETTER)), LETTER).filter(id => id === "MASS"), ["MASS"]);
  const programs = [{ id: "a", names: ["Mercy"] }, { id: "b", names: ["St. Anne’s"] }];
  for (const name of ["St. Anne's", "St. Anne\u02bcs", "St.\u00a0An\u00adne’s"]) assert.ok(found({ ...here, programs }, LETTER.replace("clinic.", `clinic at ${name}.`)).includes("WRONG-PROGRAM"), name);
});

story("a paste of 100 kB is read whole and leaves the page alive", async () => {
  await visit(`${await publish(guide())}check-email.html`, {}, async page => {
    const long = "I write about the clinic and the children there, as we said. ".repeat(1700);
    await page.getByLabel("Letter").fill(`${long}\nI promise to come.`);
    await page.getByRole("button", { name: "“I promise”" }).click();
    assert.equal(await page.getByLabel("Letter").evaluate(area => area.value.slice(area.selectionStart, area.selectionEnd)), "I promise");
  });
});

story("of a word that stands there ten thousand times a few places are listed, and the others counted", async () => {
  await visit(`${await publish(guide())}check-email.html`, {}, async page => {
    await page.locator("#check-letter").fill("guys ".repeat(10_000));
    const finding = page.locator(".finding", { hasText: "informal" });
    await finding.waitFor();
    assert.equal(await finding.getByRole("button").count(), 20);
    await finding.getByText("and 9980 more").waitFor();
  });
});

story("a guide without rules has no page for them, and its emails work", async () => {
  const site = build(guideOf({
    "index.md": source("Home", "[Mail](mail.md)"),
    "mail.md": source("Mail", "Dear [Name],\n\nI promise.", 'kind = "email"\nsubject = "About [Name]"\n[[fields]]\nid = "name"\nlabel = "Name"'),
  }));
  await visit(`${await publish(site)}mail.html`, {}, async page => {
    await page.locator("#field-name").fill("Lina");
    await page.getByText("All needed fields are filled in.").waitFor();
    await page.waitForLoadState("networkidle");
    assert.equal(await page.locator(".findings").count(), 0);
    assert.equal(await page.getByRole("link", { name: "Check any email" }).count(), 0);
    assert.deepEqual(page.trouble, []);
  });
});

story("two tabs have the same text to check, and none is lost to the field with the focus", async () => {
  await visit(`${await publish(guide())}check-email.html`, {}, async page => {
    const other = await page.context().newPage();
    await other.goto(page.url());
    const [here, there] = [page, other].map(tab => tab.getByLabel("Letter"));
    await here.focus();
    await there.fill("Dear Dr. Okafor, I promise.");
    await page.waitForFunction(() => document.querySelector("#check-letter").value.includes("I promise"));
    await here.press("End");
    await here.pressSequentially(" And more.");
    await page.getByLabel("Subject").focus();
    await other.waitForFunction(() => document.querySelector("#check-letter").value === "Dear Dr. Okafor, I promise. And more.");
    await page.reload();
    assert.equal(await here.inputValue(), "Dear Dr. Okafor, I promise. And more.");
  });
});

for (const options of [{ colorScheme: "light" }, { colorScheme: "dark" }, { forcedColors: "active" }, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }]) {
  story(`axe: findings beside a letter and on the page for any email, ${JSON.stringify(options)}`, async () => {
    const site = await publish(guide());
    await visit(`${site}emails/thank-you.html`, { reducedMotion: "reduce", ...options }, async page => {
      await page.locator("#field-specific_topic").fill("that I promise to work without pay!! amazing dream, perfect programme");
      await page.locator(".finding").first().waitFor();
      await isClean(page, "findings beside the letter");
      await page.goto(`${site}check-email.html`);
      await isClean(page, "empty");
      await page.getByLabel("Letter").fill(PASTED);
      await page.locator(".finding").first().waitFor();
      await isClean(page, "findings");
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    });
  });
}

story("with the keyboard alone a finding leads to its words", async () => {
  await visit(`${await publish(guide())}check-email.html`, {}, async page => {
    await page.getByLabel("Letter").focus();
    await page.keyboard.type("Dear Dr. Okafor, I promise to come. AAMC ID: 12345678");
    await page.locator(".finding-words button").first().waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)), "I promise");
  });
});

story("without script the page says what to do instead", async () => {
  await visit(`${await publish(guide())}check-email.html`, { javaScriptEnabled: false }, async page => {
    assert.match(await page.locator(".no-script").innerText(), /checklist/);
  });
});
