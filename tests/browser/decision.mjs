// An applicant goes through a decision one question at a time, comes back to it by its address, and takes the result along.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import fc from "fast-check";
import { build, everything, fileUrl, firefoxPath, focused, guide, guideOf, onPaper, page as source, publish, story, violations, visit, visitFirefox } from "./harness.mjs";

runInThisContext(readFileSync(new URL("../../themes/default/js/decision/path.js", import.meta.url), "utf8"), { filename: "decision/path.js" });
const { decision } = globalThis.Matchbook;

const PAGE = "guide/offer-decision.html";
const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };
const phone = { viewport: { width: 320, height: 700 }, hasTouch: true, isMobile: true };
const button = (page, name) => page.getByRole("button", { name, exact: true });
const choose = (page, name) => page.getByRole("link", { name, exact: true }).click();
/** Titles of the steps that can be seen. */
const shown = page => page.locator(".decision-step:visible").evaluateAll(steps => steps.map(step => step.dataset.title));
const hash = page => page.evaluate(() => location.hash);
const passed = page => page.locator(".decision-passed-button strong").evaluateAll(answers => answers.map(answer => answer.textContent.trim()));
/** Waits until a step is shown, alone. */
const at = async (page, id) => {
  await page.waitForFunction(id => document.getElementById(id).checkVisibility(), id);
  assert.equal((await shown(page)).length, 1);
};
const isClean = async (page, state) => assert.deepEqual(await violations(page), [], state);

/** The offer's path to "ask first", by its answers. */
const ASK = [["Yes, it takes part", "q2"], ["Yes, the program names one of these", "q3"], ["Yes, I have it in writing", "q4"], ["No, or only pre-accreditation", "stop"]];

for (const place of ["http", "file"]) {
  const open = async (path = "") => (place === "http" ? await publish(guide()) + PAGE : fileUrl(guide(), PAGE)) + path;

  story(`one question at a time, with the path so far, back and forth: ${place}`, async () => {
    await visit(await open(), {}, async page => {
      await at(page, "q1");
      assert.equal(await hash(page), "");
      assert.ok(await page.locator(".decision-tools, .decision-path, .decision-unknown").filter({ visible: true }).count() === 0, "nothing to go back to");
      const seen = [];
      for (const [answer, id] of ASK) {
        await choose(page, answer);
        await at(page, id);
        seen.push(answer);
        assert.deepEqual(await passed(page), seen);
        assert.match(await hash(page), new RegExp(`^#${id}~`));
        const heading = page.locator(`[id="${id}"]`);
        assert.ok(await heading.evaluate(element => element === document.activeElement), `the focus is on ${id}`);
        const top = await heading.evaluate(element => element.getBoundingClientRect().top);
        assert.ok(top > 50 && top < 500, `${id} is in the window, not at ${top}`);
      }
      assert.equal(await page.locator(".decision [role=status].off-screen").textContent(), "Result: stop");
      // The browser's own buttons.
      await page.goBack();
      await at(page, "q4");
      await page.goBack();
      await at(page, "q3");
      assert.deepEqual(await passed(page), seen.slice(0, 2));
      await page.goForward();
      await page.goForward();
      await at(page, "stop");
      assert.deepEqual(await passed(page), seen);
      // The part's own one goes the same way, so that "forward" leads here again.
      await button(page, "Back").click();
      await at(page, "q4");
      await page.goForward();
      await at(page, "stop");
      // An earlier answer.
      await page.locator(".decision-passed-button", { hasText: "2. Does an official exception" }).click();
      await at(page, "q2");
      assert.deepEqual(await passed(page), seen.slice(0, 1));
      await choose(page, "No, none of these fits");
      await at(page, "decline");
      await button(page, "Start again").click();
      await at(page, "q1");
      assert.deepEqual(await passed(page), []);
      await page.goBack();
      await at(page, "decline");
      for (let n = 0; n < 20 && await hash(page); n++) await page.goBack();
      await at(page, "q1");
      assert.equal(await hash(page), "");
      assert.deepEqual(page.trouble, []);
    });
  });

  story(`a link and a reload lead to the step, with the answers: ${place}`, async () => {
    await visit(await open(), {}, async page => {
      await choose(page, "No, it does not");
      await choose(page, "I do not know");
      await at(page, "ask");
      const address = page.url();
      assert.match(address, /offer-decision\.html#ask~2\.3$/);
      await page.reload();
      await at(page, "ask");
      assert.deepEqual(await passed(page), ["No, it does not", "I do not know"]);
      const other = await page.context().newPage();
      await other.goto(address);
      await at(other, "ask");
      assert.deepEqual(await passed(other), ["No, it does not", "I do not know"]);
      const top = await other.locator("[id=ask]").evaluate(element => element.getBoundingClientRect().top);
      assert.ok(top > 50 && top < 500, `it is in the window, not at ${top}`);
      assert.equal(await page.evaluate(() => Object.keys(localStorage).length), 0, "nothing is kept but the address");
    });
    // As other pages of the guide link to it, and with answers that no edition has.
    for (const [link, id] of [["#q4", "q4"], ["#after-soap", "after-soap"], ["#q4~9.9", "q4"], ["#q4~2.2", "q4"], ["#q4~nobody~1", "q4"], ["#q5~", "q5"]]) {
      await visit(await open(link), {}, async page => {
        await at(page, id);
        assert.deepEqual(await passed(page), [], link);
        await page.getByText("the questions before this step were not answered here").waitFor();
        if (link !== "#q4") return;
        await choose(page, "Yes, it is accredited, or has Initial Accreditation");
        await at(page, "q5");
        assert.equal(await hash(page), "#q5~q4~1");
        assert.deepEqual(await passed(page), ["Yes, it is accredited, or has Initial Accreditation"]);
        await page.reload();
        assert.deepEqual(await passed(page), ["Yes, it is accredited, or has Initial Accreditation"]);
        await button(page, "Start with question 1").click();
        await at(page, "q1");
        assert.equal(await page.locator(".decision-unknown").isVisible(), false);
      });
    }
  });

  story(`other addresses of the page lead where they lead: ${place}`, async () => {
    await visit(await open("#next"), {}, async page => {
      await at(page, "q1");
      assert.ok(await page.locator("[id=next]").evaluate(element => element.getBoundingClientRect().top < innerHeight));
      await choose(page, "Yes, it takes part");
      await at(page, "q2");
      await page.locator(".toc").getByRole("link", { name: "What to do next" }).click();
      assert.equal(await hash(page), "#next");
      await at(page, "q2");
      assert.deepEqual(await passed(page), ["Yes, it takes part"]);
      await page.goBack();
      await at(page, "q2");
      // "On this page" knows nothing of answers. What was answered is not forgotten for it, and nothing is made up.
      await page.locator(".toc").getByRole("link", { name: "Does an official exception" }).click();
      await page.waitForFunction(() => location.hash === "#q2~1");
      await page.locator(".toc").getByRole("link", { name: "Decline politely" }).click();
      await at(page, "decline");
      await page.waitForFunction(() => document.querySelector(".toc [aria-current]")?.hash === "#decline");
      assert.deepEqual(await passed(page), []);
      await page.goBack();
      await at(page, "q2");
      assert.deepEqual(await passed(page), ["Yes, it takes part"]);
      // The mark beside a heading is the link to this place.
      await page.locator('[id=q2] .anchor').click();
      assert.equal(await hash(page), "#q2~1");
      assert.deepEqual(page.trouble, []);
    });
  });
}

story("with the keyboard alone", async () => {
  await visit(fileUrl(guide(), PAGE), clipboard, async page => {
    const tabTo = async wanted => {
      for (let n = 0; n < 60; n++) {
        await page.keyboard.press("Tab");
        if (wanted.test(await focused(page))) return;
      }
      assert.fail(`Tab never came to ${wanted}`);
    };
    await tabTo(/^Yes, it takes part$/);
    await page.keyboard.press("Enter");
    await at(page, "q2");
    await tabTo(/^I am not sure$/);
    await page.keyboard.press("Enter");
    await at(page, "ask");
    await tabTo(/^Copy the result$/);
    await page.keyboard.press("Enter");
    await page.getByText("Copied, with your answers.").waitFor();
    await tabTo(/^2\. Does an official exception apply to this seat\? I am not sure Change$/);
    await page.keyboard.press("Space");
    await at(page, "q2");
    await tabTo(/^Back$/);
    await page.keyboard.press("Enter");
    await at(page, "q1");
    assert.equal(await focused(page).then(text => text.replace(/ #$/, "")), "Does the program take part in this season’s Main Match?");
  });
});

story("the result is copied with its questions, answers and address", async () => {
  const address = await publish(guide()) + PAGE;
  await visit(address, clipboard, async page => {
    await choose(page, "No, it does not");
    await choose(page, "No, or only pre-accreditation");
    await choose(page, "decline");
    await at(page, "decline");
    await button(page, "Copy the result").click();
    await page.getByText("Copied, with your answers.").waitFor();
    assert.equal((await page.evaluate(() => navigator.clipboard.readText())).replace(/\r\n/g, "\n"), `Is this offer outside the Match?

1. Does the program take part in this season’s Main Match?
   → No, it does not
4. Is the program accredited today?
   → No, or only pre-accreditation
Do not sign
   → decline

Result: stop
Decline politely

A contract for this seat may break Match rules, or you do not want the seat.

1. Keep the message and note the date.
2. If the rank list deadline is still ahead, thank them in two lines before the offer ends. Accuse nobody. If it has passed, ask NRMP before you answer.
3. If it looks like a breach, talk to an adviser or NRMP. See how to save and report it.
4. Stay in the Match and rank in your true order.

Use Two lines are enough

Thank you for thinking of me. I have decided to stay in the Match and cannot take up this offer.

Is this offer outside the Match? – Before the Match
${address}#decline~2.2.1
`);
  });
  await visit(fileUrl(guide(), `${PAGE}#ask`), clipboard, async page => {
    await button(page, "Copy the result").click();
    await page.getByText("Copied, with your answers.").waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(text, /the questions before this step were not answered here/);
    assert.match(text, /who \| for what\r?\nNRMP \| Does the program take part\? Must I withdraw\?/);
    assert.doesNotMatch(text, /file:/);
    await page.evaluate(() => {
      Object.defineProperty(navigator, "clipboard", { value: undefined });
      document.execCommand = () => false;
    });
    await button(page, "Copy the result").click();
    await page.getByText("Print the result, or select it and copy.").waitFor();
  });
});

story("the result is printed alone, and the page with all questions", async () => {
  await visit(undefined, {}, async page => {
    await page.addInitScript(() => { globalThis.print = () => { globalThis.printed = document.documentElement.dataset.print; }; });
    await page.goto(fileUrl(guide(), PAGE));
    await choose(page, "Yes, it takes part");
    await choose(page, "I am not sure");
    await button(page, "Print the result").click();
    assert.equal(await page.evaluate(() => globalThis.printed), "decision");
    await onPaper(page);
    const text = await page.locator("body").innerText();
    assert.match(text, /^Is this offer outside the Match\?\s+1\. Does the program take part in this season’s Main Match\?\s+Yes, it takes part\s+2\. Does an official exception apply to this seat\?\s+I am not sure\s+Result: wait\s+Ask first, sign nothing/);
    for (const other of ["Decline politely", "Has the hospital", "What to do next", "Start again", "Your answers so far", "not legal"]) {
      assert.ok(!text.includes(other), other);
    }
    assert.equal(await page.evaluate(() => document.querySelectorAll("[id=ask]").length), 1);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    assert.equal(await page.locator(".decision-sheet").count(), 0);
    // The page itself, in the middle of the path.
    const whole = await page.locator("main").innerText();
    const order = ["Start with question 1.", "Question 1 of 7", "Yes, it takes part go to question 2", "Question 7 of 7", "Result: wait", "Result: go on", "After SOAP, without a position", "What to do next"];
    const plain = whole.replace(/\s+/g, " ");
    order.reduce((from, words) => {
      const found = plain.indexOf(words, from);
      assert.ok(found >= 0, `${words} after ${from}`);
      return found;
    }, 0);
    for (const control of ["Start again", "Your answers so far"]) assert.ok(!whole.includes(control), control);
    assert.deepEqual(await page.locator(".decision-step").evaluateAll(steps => steps.filter(step => step.getBoundingClientRect().height < 60).map(step => step.dataset.step)), []);
  });
});

story("the page with the whole guide shows all of it", async () => {
  await visit(fileUrl(guide(), "print.html"), {}, async page => {
    assert.equal(await page.locator(".decision-step:visible").count(), 14);
    assert.equal(await page.locator(".decision button").count(), 0);
    await choose(page, "Yes, it takes part go to question 2");
    assert.equal(await hash(page), "#guide-offer-decision--q2");
  });
});

story("without script it is an ordered list, and its links lead on", async () => {
  await visit(fileUrl(guide(), PAGE), { javaScriptEnabled: false }, async page => {
    assert.equal(await page.locator("ol.decision-questions > li:visible").count(), 7);
    assert.equal((await shown(page)).length, 14);
    assert.equal(await page.locator("main button:visible").count(), 0);
    await choose(page, "No, it does not go to question 4");
    assert.match(page.url(), /#q4$/);
    const top = await page.locator("[id=q4]").evaluate(element => element.getBoundingClientRect().top);
    assert.ok(top > 0 && top < 300, `question 4 is at the top, not at ${top}`);
    const answer = await page.locator(".decision-answer", { hasText: /^No, it does not go/ }).innerText();
    assert.equal(answer.replace(/\s+/g, " "), "No, it does not go to question 4");
  });
});

story("where its script does not come all questions are shown, and until it comes the first one", async () => {
  await visit(undefined, {}, async page => {
    let release;
    const held = new Promise(done => { release = done; });
    await page.route(/assets\/decision-.*\.js/, async route => {
      await held;
      await route.abort();
    });
    await page.goto(await publish(guide()) + PAGE, { waitUntil: "commit" });
    await page.locator(".decision-step:visible").first().waitFor();
    assert.deepEqual(await shown(page), ["Does the program take part in this season’s Main Match?"]);
    release();
    await page.waitForFunction(() => [...document.querySelectorAll(".decision-step")].every(step => step.getClientRects().length));
  });
});

for (const [name, width] of [["phone", 360], ["desktop", 1280]]) {
  story(`nothing jumps when its script comes: ${name}`, async () => {
    await visit(undefined, { viewport: { width, height: 900 } }, async page => {
      await page.addInitScript(() => {
        globalThis.shifts = [];
        new PerformanceObserver(list => { shifts.push(...list.getEntries().map(({ value }) => value)); }).observe({ type: "layout-shift", buffered: true });
      });
      let release;
      const held = new Promise(done => { release = done; });
      await page.route(/assets\/decision-.*\.js/, async route => {
        await held;
        await route.continue();
      });
      await page.goto(await publish(guide()) + PAGE, { waitUntil: "commit" });
      await page.locator(".decision-answer:visible").last().waitFor();
      await page.locator(".decision-answer:visible").last().scrollIntoViewIfNeeded();
      assert.equal(await page.locator(".is-live").count(), 0);
      release();
      await page.locator(".is-live").waitFor();
      await page.waitForTimeout(150);
      const sum = (await page.evaluate(() => shifts)).reduce((sum, value) => sum + value, 0);
      assert.ok(sum < 0.01, String(sum));
    });
  });
}

story("searching in the page finds the other questions", async () => {
  await visit(fileUrl(guide(), PAGE), {}, async page => {
    await choose(page, "Yes, it takes part");
    assert.equal(await page.locator("[data-step=q5]").getAttribute("hidden"), "until-found");
    await page.locator("[data-step=q5] p").last().evaluate(element => element.dispatchEvent(new Event("beforematch", { bubbles: true })));
    await at(page, "q5");
    assert.equal(await hash(page), "#q5");
    await page.goBack();
    await at(page, "q2");
  });
});

story("notes, parts and other words inside of questions keep their links", async () => {
  await visit(fileUrl(everything(), "everything.html"), {}, async page => {
    await page.locator(".decision-intro").getByText("Before the first question.").waitFor();
    await page.locator('.decision a[href="#fn-2"]').click();
    await choose(page, "Yes");
    await at(page, "way-two");
    assert.ok(await page.locator(".decision-intro").isHidden());
    await choose(page, "Wait");
    await at(page, "way-wait");
    // Back from the note to the question that refers to it: one that was passed.
    await page.locator('.footnote-back[href="#fnref-2"]').click();
    await at(page, "way-one");
    assert.ok(await page.locator("[id=fnref-2]").evaluate(element => element.getBoundingClientRect().top > 0 && element.getBoundingClientRect().top < innerHeight));
    await page.goBack();
    await at(page, "way-wait");
    assert.deepEqual(await passed(page), ["Yes", "Wait"]);
    await button(page, "Start again").click();
    await choose(page, "No");
    await at(page, "way-stop");
    // A new tab has the link that readers without script have.
    assert.equal(await page.locator('.decision-answer[href="#way-two"]').count(), 1);
    assert.deepEqual(page.trouble, []);
  });
});

for (const options of [{ colorScheme: "light" }, { colorScheme: "dark" }, { forcedColors: "active" }, phone]) {
  story(`axe, and nothing sticks out: ${JSON.stringify(options)}`, async () => {
    const fits = async page => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), await hash(page));
    await visit(await publish(guide()) + PAGE, { reducedMotion: "reduce", ...options, ...clipboard }, async page => {
      await isClean(page, "first question");
      await fits(page);
      for (const [answer, id] of ASK) {
        await choose(page, answer);
        await at(page, id);
        await fits(page);
      }
      await button(page, "Copy the result").click();
      await page.getByText("Copied, with your answers.").waitFor();
      await isClean(page, "an outcome");
      for (const name of ["ask", "decline", "advice", "accept", "closed", "after-soap", "q2", "q7"]) {
        await page.evaluate(name => { location.hash = name; }, name);
        await at(page, name);
        await isClean(page, name);
        await fits(page);
      }
      const small = await page.locator(".decision :is(button, .decision-answer):visible").evaluateAll(controls =>
        controls.filter(control => control.getBoundingClientRect().height < 44).map(control => control.textContent));
      assert.deepEqual(small, []);
    });
    await visit(await publish(guide()) + PAGE, { reducedMotion: "reduce", ...options, javaScriptEnabled: false }, async page => {
      await fits(page);
    });
  });
}

story("in forced colors an outcome has its line and answers their borders", async () => {
  await visit(fileUrl(guide(), `${PAGE}#stop`), { forcedColors: "active" }, async page => {
    const border = locator => locator.evaluate(element => getComputedStyle(element).borderTopStyle + parseFloat(getComputedStyle(element).borderTopWidth));
    assert.equal(await border(page.locator(".decision-outcome:visible > .decision-place")), "solid1");
    await button(page, "Start with question 1").click();
    assert.equal(await border(page.locator(".decision-answer:visible").first()), "solid1");
  });
});

story("back leads to the question before, whatever other link of the page was followed in between", async () => {
  for (const from of ["disk", "server"]) {
    const address = from === "disk" ? fileUrl(guide(), PAGE) : `${await publish(guide())}${PAGE}`;
    await visit(address, {}, async page => {
      await page.locator(".skip").focus();
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => location.hash === "#main");
      await page.locator('[data-step="q1"] .decision-answer').first().click();
      await page.waitForFunction(() => location.hash === "#q2~1");
      await button(page, "Back").click();
      await page.locator('[data-step="q1"]').getByRole("heading").first().waitFor();
      assert.equal(await page.locator('[data-step="q2"]').isVisible(), false, from);
    });
  }
});

story("two decisions on a page each keep their way, back and forth and over a reload", async () => {
  const flow = name => `:::decision{#${name} title="${name}"}\n\n## ${name} one? {#${name}1}\n\n- [Yes](#${name}2)\n- [No](#${name}3)\n\n## ${name} two? {#${name}2}\n\n- [Yes](#${name}3)\n\n## ${name} end {#${name}3 outcome}\n\nDone.\n:::\n`;
  const site = build(guideOf({ "index.md": source("Home", `${flow("a")}\n${flow("b")}`) }));
  await visit(`${await publish(site)}index.html`, {}, async page => {
    const until = steps => page.waitForFunction(steps => [...document.querySelectorAll("[data-step]")].map(({ dataset }) => dataset.step)
      .filter(id => document.getElementById(id).checkVisibility()).join() === steps, steps);
    await page.locator('[data-step="a1"] .decision-answer').first().click();
    await page.locator('[data-step="b1"] .decision-answer').first().click();
    await until("a2,b2");
    await page.reload();
    await until("a2,b2");
    await page.goBack();
    await until("a2,b1");
    await page.goForward();
    await until("a2,b2");
    await page.locator("#b").getByRole("button", { name: "Back" }).click();
    await until("a2,b1");
    assert.deepEqual(page.trouble, []);
  });
});

story("in Firefox, from disk: answers, the browser's own back button, a link", async () => {
  await visitFirefox(fileUrl(guide(), PAGE), async page => {
    const state = () => page.evaluate(() => [
      [...document.querySelectorAll(".decision-step")].map(step => step.dataset.step).filter(id => document.getElementById(id).checkVisibility()).join(), location.hash,
    ]);
    const until = async (id, hash) => {
      await page.waitForFunction(id => document.querySelector(".decision.is-live") && document.getElementById(id).checkVisibility(), {}, id);
      assert.deepEqual(await state(), [id, hash]);
    };
    await until("q1", "");
    await page.click('[data-step="q1"] .decision-answer');
    await until("q2", "#q2~1");
    await page.click('[data-step="q2"] .decision-answer');
    await until("q3", "#q3~1.1");
    await page.evaluate(() => history.back());
    await until("q2", "#q2~1");
    await page.reload();
    await until("q2", "#q2~1");
    await page.evaluate(() => history.back());
    await until("q1", "");
    await page.goto(fileUrl(guide(), `${PAGE}#decline~1.2`));
    await until("decline", "#decline~1.2");
    await page.evaluate(() => { location.hash = "ask"; });
    await until("ask", "#ask");
  });
}, { skip: firefoxPath ? false : "there is no Firefox" });

story("any way through any decision stands in the address and is read from it", () => {
  const graph = fc.integer({ min: 1, max: 6 }).chain(size => fc.array(
    fc.array(fc.integer({ min: 0, max: size - 1 }), { maxLength: 4 }), { minLength: size, maxLength: size },
  ));
  const moves = fc.array(fc.record({ kind: fc.constantFrom("follow", "back", "arrive"), number: fc.nat(9) }), { maxLength: 12 });
  fc.assert(fc.property(graph, moves, fc.constantFrom("q", "", "ä b", "a~", "~q~"), (links, moves, prefix) => {
    const steps = links.map((targets, at) => ({
      id: `${prefix}${at}`, title: `Question ${at}?`, number: String(at + 1),
      links: targets.map((to, number) => ({ to: `${prefix}${to}`, text: `Answer ${number}` })).filter(({ to }) => to !== `${prefix}${at}`),
    }));
    let way = decision.start(steps);
    for (const { kind, number } of moves) {
      const step = steps.find(({ id }) => id === way.id);
      const other = steps[number % steps.length].id;
      if (kind === "arrive") way = decision.arrive(steps, other);
      else if (kind === "back") way = decision.back(steps, way, other) ?? way;
      else if (step.links.length > 0) way = decision.follow(steps, way, number % step.links.length);
      assert.deepEqual(decision.read(steps, decision.write(way)), way);
      const ids = [...way.passed.map(({ id }) => id), way.id];
      assert.equal(new Set(ids).size, ids.length, "no step twice");
      assert.equal(way.isWhole, ids[0] === steps[0].id);
      assert.equal(decision.answers(steps, way).length, way.passed.length);
    }
  }), { numRuns: 500 });
  const steps = [{ id: "a", title: "A?", number: "1", links: [{ to: "b", text: "On" }] }, { id: "b", title: "B", links: [] }];
  for (const text of ["", "c", "c~1"]) assert.equal(decision.read(steps, text), null, text);
  for (const text of ["b", "b~", "b~2", "b~1.1", "b~x", "b~1~1", "b~b~1", "b~__proto__~1", `b~${"1.".repeat(5000)}1`]) {
    assert.deepEqual(decision.read(steps, text), decision.arrive(steps, "b"), text);
  }
});
