// An applicant fills in a sample email and takes it along: copied, handed to the mail program, as a draft, on paper.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import PostalMime from "postal-mime";
import { build, fileUrl, firefoxPath, guide, guideOf, onPaper, page as source, publish, serve, story, violations, visit, visitFirefox, write } from "./harness.mjs";

const isClean = async (page, state) => assert.deepEqual(await violations(page), [], state);
const button = (page, name) => page.getByRole("button", { name, exact: true });
const EMAILS = ["thank-you", "update", "first-choice", "interest-before-interview", "status-question", "clarify-offer", "decline-question", "interview-reply"];
const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };
/** What people have in their names and stories. */
const DIFFICULT = ["O’Neil-Müller", "A & B \"Children’s\" <Clinic>", "د. لينا حداد", "100% sure? #1; a=b + c", "Zoë 👩‍⚕️", "day 1, 09:00–10:00"];

/** Fills in all fields and returns what was put into each. */
async function fillAll(page) {
  const ids = await page.locator(".composer-form [data-field]").evaluateAll(lines => lines.map(line => line.dataset.field));
  const values = {};
  for (const [at, id] of ids.entries()) {
    const input = page.locator(`#field-${id}`);
    if (!await input.isVisible()) continue;
    if (await input.evaluate(element => element.tagName) === "SELECT") await input.selectOption({ index: 1 });
    else if (await input.getAttribute("type") === "date") await input.fill("2026-11-18");
    else await input.fill(DIFFICULT[at % DIFFICULT.length]);
    values[id] = (await input.inputValue()).replace("2026-11-18", "November 18");
  }
  return values;
}

for (const [at, name] of EMAILS.entries()) {
  story(`${name}: filled in, copied, handed over and saved, it is the same text`, async () => {
    const site = at % 2 ? fileUrl(guide(), "") : await publish(guide());
    await visit(`${site}emails/${name}.html`, clipboard, async page => {
      await page.locator(".composer-ways").waitFor();
      await page.getByText(/\d+ fields are empty:/).waitFor();
      const values = await fillAll(page);
      await page.getByText("All needed fields are filled in.").waitFor();
      assert.equal(await page.locator(".letter mark.placeholder").count(), 0);
      const subject = await page.locator(".letter-subject strong").innerText();
      await button(page, "Copy the letter").click();
      await page.locator(".composer-status").getByText(/^Copied\./).waitFor();
      const text = (await page.evaluate(() => navigator.clipboard.readText())).replace(/\r\n/g, "\n");
      for (const value of Object.values(values)) assert.ok(text.includes(value) || subject.includes(value), `${value} in ${text}`);
      assert.doesNotMatch(text, /\[|\]/);
      assert.match(text, /^Dear .*,\n\n[\s\S]*\n\nSincerely,\n.+\nAAMC ID: .+$/);
      const html = await page.evaluate(async () => (await (await navigator.clipboard.read())[0].getType("text/html")).text());
      assert.ok(html.includes("<p>Dear ") && html.includes("<br>") && !html.includes("<Clinic>"), html);
      await button(page, "Copy the subject").click();
      await page.waitForFunction(async wanted => await navigator.clipboard.readText() === wanted, subject);
      await button(page, "Copy both").click();
      await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith("Subject: "));
      assert.equal((await page.evaluate(() => navigator.clipboard.readText())).replace(/\r\n/g, "\n"), `Subject: ${subject}\n\n${text}`);

      const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Save as draft (.eml)").click()]);
      assert.equal(download.suggestedFilename(), `${name}.eml`);
      const mail = await PostalMime.parse(readFileSync(await download.path()));
      assert.deepEqual([mail.subject, mail.text.replace(/\r\n/g, "\n").trimEnd()], [subject, text]);

      const address = await page.evaluate(() => Matchbook.mailto(document.querySelector(".letter-subject strong").innerText, "x").address);
      assert.ok(address.startsWith("mailto:?subject="));
      const decoded = await page.evaluate(said => Matchbook.mailto("s", said).address, text);
      assert.equal(decodeURIComponent(decoded.split("body=")[1]).replace(/\r\n/g, "\n"), text);
      await page.reload();
      await page.getByText("All needed fields are filled in.").waitFor();
      const outside = page.requests.filter(request => !request.startsWith(site) && !request.startsWith("blob:"));
      assert.deepEqual(outside, []);
      assert.deepEqual(page.trouble, []);
    });
  });
}

story("what is typed stands in the letter, and a click on either leads to the other", async () => {
  await visit(`${await publish(guide())}emails/thank-you.html`, {}, async page => {
    assert.match(await page.locator(".composer-left").innerText(), /^9 fields are empty: Interviewer's last name Program/);
    assert.equal(await page.locator("del").innerText().then(text => text.trim()), "Thank you also for the welcome I received at [Institution (if different)].");
    await page.locator('.letter-text mark[data-field="program_name"]').click();
    assert.equal(await page.evaluate(() => document.activeElement.id), "field-program_name");
    await page.keyboard.type("Lakeshore");
    assert.equal(await page.locator('.letter-text mark.filled[data-field="program_name"].is-here, .letter-text mark.filled[data-field="program_name"]').innerText(), "Lakeshore");
    const about = await page.locator("#field-institution_name").evaluate(input => input.getAttribute("aria-describedby").split(" ").map(id => document.getElementById(id).textContent).join(" "));
    assert.match(about, /optional/, "it is said with the field");
    await page.locator("#field-institution_name").fill("Medical Center");
    assert.equal(await page.locator("del").count(), 0);
    await button(page, "Long-term goal").click();
    assert.equal(await page.evaluate(() => document.activeElement.id), "field-career_goal");
    assert.match(await page.locator(".composer-words").innerText(), /^\d+ words in 3 paragraphs\./);
  });
});

story("the name is typed once, in all emails, tabs and after a reload at once", async () => {
  const site = await publish(guide());
  await visit(`${site}emails/thank-you.html`, {}, async page => {
    const other = await page.context().newPage();
    await other.goto(`${site}emails/update.html`);
    await page.locator("#field-full_name").fill("Dr. Lina Haddad");
    await other.waitForFunction(() => document.querySelector("#field-full_name").value === "Dr. Lina Haddad");
    assert.match(await other.locator(".letter-subject").innerText(), /Dr\. Lina Haddad/);
    // Typed and gone at once.
    await page.locator("#field-aamc_id").fill("10000000");
    await page.goto(`${site}emails/first-choice.html`);
    assert.equal(await page.locator("#field-aamc_id").inputValue(), "10000000");
    await button(page, "Clear the form").click();
    assert.equal(await page.locator("#field-full_name").inputValue(), "");
    await button(page, "Undo").click();
    assert.equal(await page.locator("#field-full_name").inputValue(), "Dr. Lina Haddad");
    await page.goto(`${site}my-data.html`);
    await page.getByText("2 fields of the sample emails").waitFor();
  });
});

story("what another tab adds to a field stands in it before one types on, the focus notwithstanding", async () => {
  const site = await publish(guide());
  await visit(`${site}emails/thank-you.html`, {}, async page => {
    const field = page.locator("#field-specific_topic");
    await field.fill("the asthma clinic");
    await page.waitForFunction(() => Object.values(localStorage).some(value => value.includes("asthma clinic")));
    const other = await page.context().newPage();
    await other.goto(`${site}emails/thank-you.html`);
    await other.locator("#field-specific_topic").fill("the asthma clinic in Karachi");
    await page.waitForFunction(() => document.querySelector("#field-specific_topic").value === "the asthma clinic in Karachi");
    assert.equal(await page.evaluate(() => document.activeElement.id), "field-specific_topic");
    await page.bringToFront();
    await field.press("End");
    await page.keyboard.type("!");
    await other.waitForFunction(() => document.querySelector("#field-specific_topic").value === "the asthma clinic in Karachi!");
  });
});

story("a letter that is too long for the mail program is copied instead, and says so", async () => {
  await visit(`${await publish(guide())}emails/thank-you.html`, clipboard, async page => {
    await page.locator("#field-own_experience").fill("ä".repeat(900));
    await page.evaluate(() => addEventListener("beforeunload", event => event.stopImmediatePropagation()));
    await button(page, "Open in mail program").click();
    await page.getByText("The letter is too long to hand over, so it is copied").waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /ä{900}/);
    await page.getByText(/\d+ fields are still empty\./).waitFor();
  });
});

story("all kinds of fields; a letter of 4,000 words; half-typed text survives the preview", async () => {
  const email = text => source("Mail", `Dear [Name],\n\nOn [Day] I did [Work]. It was [Mood].\n\n- One [Name]\n- Two\n\n${text}`,
    'kind = "email"\nsubject = "About [Day]"\nwords = { min = 3, max = 60 }\n[[fields]]\nid = "name"\nlabel = "Name"\n[[fields]]\nid = "day"\nlabel = "Day"\ntype = "date"\n'
    + '[[fields]]\nid = "work"\nlabel = "Work"\ntype = "multiline"\n[[fields]]\nid = "mood"\nlabel = "Mood"\ntype = "choice"\nchoices = ["good", "bad"]');
  const root = guideOf({ "index.md": source("Home", "[Mail](mail.md)"), "mail.md": email("Bye.") });
  const preview = await serve(root);
  await visit(`${preview.address}mail.html`, clipboard, async page => {
    await page.locator("#field-name").fill("Half a na");
    write(root, { "content/mail.md": email("Good bye.") });
    await page.getByText("Good bye.").waitFor();
    await page.waitForFunction(() => document.querySelector("#field-name").value === "Half a na");
    await page.locator("#field-day").fill("2026-12-01");
    await page.locator("#field-mood").selectOption("good");
    assert.equal(await page.locator(".letter-subject strong").innerText(), "About December 1");
    const long = Array.from({ length: 4000 }, (_, n) => `word${n}`).join(" ");
    await page.locator("#field-work").fill(long);
    await page.getByText("That is more than this email should have.").waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Save as draft (.eml)").click()]);
    const mail = await PostalMime.parse(readFileSync(await download.path()));
    assert.equal(mail.text.replace(/\r\n/g, "\n").trimEnd(), `Dear Half a na,\n\nOn December 1 I did ${long}. It was good.\n\n- One Half a na\n- Two\n\nGood bye.`);
    await page.reload();
    assert.equal(await page.locator("#field-work").inputValue(), long);
  });
});

story("nothing of a letter is lost on the way into a message", async () => {
  const text = "I bring:\n\n- my papers:\n  - passport of [Name]\n  - visa\n- a pen\n\n  and ink\n\nMy scores:\n\n| Exam | Score |\n| --- | --- |\n| Step 1 | pass |\n\n"
    + "See [my page](https://www.example.org/lina/), <https://example.org/b> or [write](mailto:lina@example.org).\n\n3. First\n4. Second\\\n   line\n\n> quoted\n\nBye,\\\n[Name]";
  const root = guideOf({ "index.md": source("Home", "[Mail](mail.md)"),
    "mail.md": source("Mail", text, 'kind = "email"\nsubject = "Hello"\n[[fields]]\nid = "name"\nlabel = "Name"') });
  await visit(`${await publish(build(root))}mail.html`, clipboard, async page => {
    await page.locator("#field-name").fill("Lina");
    await button(page, "Copy the letter").click();
    await page.getByText("Copied").waitFor();
    assert.equal((await page.evaluate(() => navigator.clipboard.readText())).replace(/\r\n/g, "\n"), [
      "I bring:", "- my papers:\n  - passport of Lina\n  - visa\n- a pen\n  and ink", "My scores:", "Exam | Score\nStep 1 | pass",
      "See my page (https://www.example.org/lina/), https://example.org/b or write (lina@example.org).", "3. First\n4. Second\nline", "quoted", "Bye,\nLina",
    ].join("\n\n"));
    assert.match(await page.locator(".letter-text").innerText(), /\u00a0\u00a0- passport of Lina/);
  });
});

story("a reader chooses a version of the letter, and it stays chosen", async () => {
  const site = await publish(guide());
  await visit(`${site}emails/thank-you.html`, clipboard, async page => {
    await page.locator("#field-specific_topic").fill("asthma");
    await page.getByLabel("Version").selectOption("Short, if you are late");
    assert.match(await page.locator(".letter-text").innerText(), /I remember best what we said about asthma\./);
    assert.equal(await page.locator(".letter").count(), 1);
    assert.match(await page.locator(".letter-subject").innerText(), /Thank you – Pediatrics interview/);
    // What only the other version asks for is not missing here.
    assert.match(await page.locator(".composer-left").innerText(), /^5 fields are empty:/);
    assert.equal(await page.locator("#field-career_goal").isVisible(), false);
    await page.reload();
    assert.match(await page.locator(".letter-text").innerText(), /I remember best/);
    await fillAll(page);
    await page.locator("#field-specific_topic").fill("w ".repeat(90));
    await page.getByText("That is more than this email should have.").waitFor();
    await button(page, "Copy the letter").click();
    await page.getByText(/^Copied\./).waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /I remember best what we said about w w/);
    await page.getByLabel("Version").selectOption("Standard");
    assert.match(await page.locator(".letter-text").innerText(), /has stayed with me/);
  });
  await visit(`${site}emails/thank-you.html`, { javaScriptEnabled: false }, async page => {
    assert.deepEqual(await page.locator(".letter:visible").count(), 2);
    assert.equal(await page.locator(".letter-title").innerText(), "Short, if you are late");
  });
});

story("letters on any page have forms of their own and share what is typed", async () => {
  const site = build(guideOf({
    "rules.toml": '[[rule]]\nid = "PROMISE"\nseverity = "block"\nmessage = "No promises."\npatterns = [\'\\bpromise\']\n',
    "index.md": source("Home", '## One\n\n:::email{title="First" subject="About [Name]"}\nDear [Name], I [Verb] it.\n:::\n\n## Two\n\n:::email{subject="Again" words="2-3"}\nBye, [Name].\n:::\n\nA [Name] in brackets.',
      '[[fields]]\nid = "name"\nlabel = "Name"\n[[fields]]\nid = "verb"\nlabel = "Verb"'),
  }));
  await visit(await publish(site), { reducedMotion: "reduce" }, async page => {
    await page.getByLabel("Verb").first().fill("promise");
    await page.getByLabel("Name").first().fill("Lina");
    await page.waitForFunction(() => document.querySelectorAll(".letter-text")[1].innerText.trim() === "Bye, Lina.");
    assert.equal(await page.locator(".letter-text").first().innerText(), "Dear Lina, I promise it.");
    await page.getByText("No promises.").waitFor();
    assert.deepEqual(await page.locator(".letter .finding-mark").allInnerTexts(), ["promise"]);
    assert.match(await page.locator("main").innerText(), /A \[Name\] in brackets\./);
    await isClean(page, "two letters");
    assert.deepEqual(page.trouble, []);
  });
});

story("a share sheet gets subject and letter, where there is one, and says so when it is done", async () => {
  await visit(null, {}, async page => {
    await page.addInitScript(() => { navigator.share = data => (data.text.includes("Stop") ? Promise.reject(new DOMException("", "AbortError")) : (globalThis.shared = data, Promise.resolve())); });
    await page.goto(`${await publish(guide())}emails/thank-you.html`);
    await page.locator("#field-full_name").fill("Lina & Müller");
    await button(page, "Share…").click();
    await page.getByText(/^Handed on\.|^Shared\./).waitFor();
    const { title, text } = await page.evaluate(() => globalThis.shared);
    assert.match(title, /Lina & Müller$/);
    assert.ok(text.startsWith(`Subject: ${title}\n\nDear Dr.`) && text.includes("Sincerely,\nLina & Müller\n"), text);
    // A reader who closes the sheet did not share.
    await page.locator("#field-full_name").fill("Stop");
    await page.evaluate(() => document.querySelector(".composer-status").replaceChildren());
    await button(page, "Share…").click();
    await page.waitForTimeout(200);
    assert.equal(await page.locator(".composer-status").innerText(), "");
    assert.deepEqual(page.trouble, []);
  });
});

story("in Firefox, from disk: filled in, marked, found, and there after a reload", async () => {
  await visitFirefox(fileUrl(guide(), "emails/thank-you.html"), async page => {
    await page.waitForSelector("#field-specific_topic");
    await page.type("#field-specific_topic", "that I promise to come");
    await page.waitForSelector(".letter .finding-mark");
    assert.equal(await page.$eval(".letter .finding-mark", mark => mark.textContent), "I promise");
    await page.click(".finding-words button");
    assert.equal(await page.evaluate(() => document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)), "I promise");
    await page.evaluate(() => document.activeElement.blur());
    await page.reload();
    await page.waitForFunction(() => document.querySelector(".letter").textContent.includes("that I promise to come"));
    await page.goto(fileUrl(guide(), "check-email.html"));
    await page.waitForSelector("#check-letter");
    await page.type("#check-letter", "Will you rank me?");
    await page.waitForFunction(() => document.querySelector(".findings").textContent.includes("ranking private"));
  });
}, { skip: firefoxPath ? false : "there is no Firefox" });

story("what makes messages cannot be loaded: the page says so", async () => {
  await visit(null, clipboard, async page => {
    await page.route(/\/letter[^/]*\.js/, route => route.abort());
    await page.goto(`${await publish(guide())}emails/thank-you.html`);
    for (const name of ["Open in mail program", "Save as draft (.eml)"]) {
      await button(page, "Copy the subject").click();
      await page.getByText(/^Copied\./).waitFor();
      await button(page, name).click();
      await page.getByText("This did not work here. Copy the letter instead.").waitFor();
    }
    await button(page, "Copy the letter").click();
    await page.getByText(/^Copied\./).waitFor();
    assert.deepEqual(page.trouble.filter(line => line.startsWith("exception")), []);
  });
});

story("without a clipboard the other way is taken, and without any the page says so", async () => {
  await visit(null, clipboard, async page => {
    await page.addInitScript(() => { Object.defineProperty(navigator, "clipboard", { value: undefined }); });
    await page.goto(`${await publish(guide())}emails/thank-you.html`);
    await button(page, "Copy the letter").click();
    await page.getByText(/^Copied\./).waitFor();
    await page.evaluate(() => { document.execCommand = () => false; });
    await button(page, "Copy the letter").click();
    await page.getByText("Select the letter and copy it.").waitFor();
  });
});

for (const options of [{ colorScheme: "light" }, { colorScheme: "dark" }, { forcedColors: "active" }, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }]) {
  story(`axe: empty, half filled in, complete, ${JSON.stringify(options)}`, async () => {
    await visit(`${await publish(guide())}emails/update.html`, { reducedMotion: "reduce", ...options }, async page => {
      await isClean(page, "empty");
      await page.locator("#field-program_name").fill("Lakeshore");
      await isClean(page, "half filled in");
      await fillAll(page);
      await button(page, "Copy the subject").click();
      await isClean(page, "complete");
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    });
  });
}

story("with the keyboard alone", async () => {
  await visit(`${await publish(guide())}emails/decline-question.html`, clipboard, async page => {
    await page.locator("#field-sender_title").focus();
    for (const word of ["Dr.", "Example", "Lakeshore"]) {
      await page.keyboard.type(word);
      await page.keyboard.press("Tab");
    }
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "SELECT");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Lina Haddad");
    await page.keyboard.press("Tab");
    await page.keyboard.type("10000000");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText(/^Copied\./).waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /I prefer to keep my ranking plans private/);
  });
});

story("on paper it is a letter", async () => {
  await visit(`${await publish(guide())}emails/decline-question.html`, {}, async page => {
    await fillAll(page);
    await page.evaluate(() => { globalThis.print = () => {}; });
    await button(page, "Print the letter").click();
    await onPaper(page);
    assert.equal(await page.locator(".letter").isVisible(), true);
    for (const other of ["h1", ".facts", ".composer-form", ".composer-ways", ".fields"]) assert.equal(await page.locator(other).first().isVisible(), false, other);
  });
});

story("without script the letter can be read, selected, and what to fill in is listed", async () => {
  await visit(`${await publish(guide())}emails/thank-you.html`, { javaScriptEnabled: false }, async page => {
    assert.equal(await page.locator(".fields").isVisible(), true);
    assert.equal(await page.locator(".composer-form").isVisible(), false);
    assert.match(await page.locator(".letter-text").first().innerText(), /^Dear Dr\. \[Interviewer's last name\],/);
  });
});

story("What is typed on a slow line before the scripts come is kept, and so is the focus", async () => {
  const site = await publish(guide());
  await visit(undefined, {}, async page => {
    let scripts;
    const come = new Promise(resolve => { scripts = resolve; });
    await page.route("**/assets/*.js", async route => {
      await come;
      await route.continue();
    });
    const coming = page.goto(`${site}emails/thank-you.html`);
    const field = page.locator(".composer-form input[type=text]").first();
    await field.click();
    await page.keyboard.type("Dr. Early");
    scripts();
    await coming;
    await page.locator(".composer-ways").waitFor();
    await page.keyboard.type(" Bird");
    assert.equal(await field.inputValue(), "Dr. Early Bird");
    await page.locator(".letter").getByText("Dr. Early Bird").first().waitFor();
    await page.reload();
    await page.locator(".composer-ways").waitFor();
    assert.equal(await field.inputValue(), "Dr. Early Bird");
    assert.deepEqual(page.trouble, []);
  });
});
