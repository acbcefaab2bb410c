// An applicant looks for an answer: filtering, opening, links, printing, and what search engines are told.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import { build, fileUrl, firefoxPath, guide, guideOf, onPaper, page as source, publish, story, violations, visit, visitFirefox } from "./harness.mjs";

const settled = { reducedMotion: "reduce" };
const filter = page => page.getByRole("searchbox", { name: "Filter the questions" });
const questions = page => page.locator("details.question");
/** The names of the questions that are in sight. */
const shown = page => questions(page).evaluateAll(all => all
  .filter(question => question.querySelector("summary").checkVisibility()).map(question => question.dataset.question));
const opened = page => page.locator("details.question[open]").evaluateAll(all => all.map(question => question.dataset.question));
const counted = page => page.locator(".faq-count").innerText();
const announced = (page, text) => page.locator(".faq-tools [role=status]").getByText(text, { exact: true }).waitFor({ state: "attached" });
/** What is marked in the questions that are in sight. */
const marked = page => page.evaluate(() => [...CSS.highlights.get("filter") ?? []].map(range => range.toString().toLowerCase()));

/** A small FAQ in which everything that a filter has to forgive is written. */
const small = () => build(guideOf({
  "index.md": source("Home", "See the [questions](faq.md)."),
  "faq.md": source("FAQ", [
    "Read this first.[^1]", "",
    "## Do I need a résumé? {#resume keywords=CV,work-history}", "", "Yes, one page. See [home](index.md).", "",
    "## Was kostet das Café? {#cafe}", "", "Nichts.\n\n| Haus | Preis |\n| --- | --- |\n| Groß | 5 |\n\nSee [home](index.md).", "",
    "## May I e-mail the thank-you note? {#mail}", "", "Yes: write about *policies* and their visas. Don’t call. See [home](index.md).", "",
    "## What about the other one? {#other}", "", "Long ago and far away, and still going on, there was a sentence about a résumé that nobody read to its end, "
      + "as it never came to the point and had a visa in it. See [home](index.md).", "",
    "[^1]: Or not.",
  ].join("\n"), 'kind = "faq"'),
}));

for (const [name, address] of [["http", async site => publish(site)], ["file", async site => fileUrl(site, "")]]) {
  story(`questions are filtered as one types: ${name}`, async () => {
    await visit(`${await address(small())}faq.html`, settled, async page => {
      assert.equal(await counted(page), "4 questions");
      await filter(page).pressSequentially("RESUME");
      assert.deepEqual(await shown(page), ["resume", "other"], "capitals and accents do not matter");
      assert.equal(await counted(page), "2 of 4 questions");
      await announced(page, "2 of 4 questions");
      assert.ok(await page.getByText("Read this first.").isHidden(), "the list stands right below the filter");
      assert.match(await page.locator("[data-question=other] .question-why").innerText(),
        /^In the answer: … .*sentence about a résumé that nobody read.* …$/, "why a question is there whose title has none of the words");
      assert.deepEqual(await page.locator("[data-question=other] .question-why mark").allInnerTexts(), ["résumé"]);
      assert.equal(await page.locator("[data-question=resume] .question-why").count(), 0, "a title that has the words needs no reason");
      assert.deepEqual(await marked(page), ["résumé", "résumé"]);

      for (const [text, found, reason] of [
        ["note thank", ["mail"]], ["thank-you", ["mail"]], ["thankyou", ["mail"]], ["email", ["mail"]], ["e-mail", ["mail"]],
        ["policy", ["mail"]], ["policies", ["mail"], "In the answer: Yes: write about policies"], ["visa", ["mail", "other"]], ["visas", ["mail", "other"]],
        ["dont", ["mail"], /Don’t call/], ["don't", ["mail"]], ["gross", ["cafe"], /Groß/], ["cafe preis", ["cafe"]],
        ["cv", ["resume"], "Also listed under: CV"], ["history", ["resume"], "Also listed under: work history"], ["résumé page", ["resume"], /one page/],
        ["what is the visa", ["mail", "other"]], ["what", ["other"]], ["  ", ["resume", "cafe", "mail", "other"]], ["?!", ["resume", "cafe", "mail", "other"]],
      ]) {
        await filter(page).fill(text);
        assert.deepEqual(await shown(page), found, text);
        if (reason) {
          const why = await page.locator(`[data-question=${found[0]}] .question-why`).innerText();
          assert.ok(reason instanceof RegExp ? reason.test(why) : why.startsWith(reason), `${text}: ${why}`);
        }
      }
      // Every word that is marked starts with a word of the filter.
      await filter(page).fill("vis");
      assert.deepEqual(await marked(page), ["visas", "visa"]);

      await filter(page).press("Escape");
      assert.equal(await filter(page).inputValue(), "");
      assert.deepEqual(await shown(page), ["resume", "cafe", "mail", "other"]);
      assert.equal(await counted(page), "4 questions");
      assert.equal(await page.locator(".question-why").count(), 0);
      assert.deepEqual(await marked(page), []);
      await announced(page, "4 questions");
      await filter(page).fill("visa");
      await page.getByRole("button", { name: "Clear" }).click();
      assert.equal(await counted(page), "4 questions");
      assert.ok(await page.getByRole("button", { name: "Clear" }).isHidden());
      assert.ok(await filter(page).evaluate(input => input === document.activeElement));
      assert.deepEqual(page.trouble, []);
    });
  });

  story(`a link to a question opens it, filtered or not: ${name}`, async () => {
    const site = await address(guide());
    await visit(`${site}faq.html#signal`, settled, async page => {
      assert.deepEqual(await opened(page), ["signal"]);
      const top = await page.locator("[data-question=signal] summary").evaluate(summary => summary.getBoundingClientRect().top);
      assert.ok(top >= 0 && top < 200, `the question can be seen above its answer, at ${top}`);

      await filter(page).fill("federal policy");
      assert.deepEqual(await shown(page), ["visa"]);
      await page.locator("[data-question=visa] summary").click();
      // A related question that the filter does not find.
      await page.locator("[data-question=visa] .related a[href=\"#status\"]").click();
      await page.locator("[data-question=status][open]").waitFor();
      assert.match(page.url(), /#status$/);
      assert.equal(await counted(page), "36 questions", "what a link leads to is not hidden");
      assert.equal(await filter(page).inputValue(), "");
      await page.goBack();
      await page.waitForFunction(() => document.querySelector(".faq-filter input").value === "federal policy");
      assert.deepEqual(await shown(page), ["visa"], "the way back leads to the filter");

      // To a chapter and back.
      await page.locator("[data-question=visa] .answer p a").last().click();
      await page.waitForURL(/rules-and-risks\.html#visa$/);
      await page.goBack();
      await page.waitForURL(/faq\.html/);
      await page.waitForFunction(() => document.querySelector(".faq-filter input")?.value === "federal policy");
      await page.waitForFunction(() => document.querySelectorAll("details.question:not([hidden])").length === 1);
      await page.reload();
      await page.waitForFunction(() => document.querySelectorAll("details.question:not([hidden])").length === 1);
      await page.evaluate(() => { location.hash = "soap"; });
      await page.locator("[data-question=soap][open]").waitFor();
      assert.deepEqual(page.trouble, []);
    });
  });

  story(`what the browser itself finds in a closed or hidden question is shown: ${name}`, async () => {
    const site = await address(guide());
    const words = "You cannot, as an IMG";
    const found = page => page.locator("details.question[open][data-question=step-3]").waitFor();
    await visit(`${site}faq.html#:~:text=${encodeURIComponent(words)}`, settled, async page => {
      await found(page);
      assert.ok(await page.getByText(words).isVisible());
    });
    await visit(`${site}faq.html`, settled, async page => {
      await filter(page).fill("love letter");
      const hidden = page.locator("[data-question=step-3]");
      assert.equal(await hidden.getAttribute("hidden"), "until-found");
      assert.equal((await hidden.boundingBox())?.height ?? 0, 0, "it takes no room");
      // The same steps as for the search of the browser, which no tool can drive without a window.
      await hidden.evaluate(element => {
        element.dispatchEvent(new Event("beforematch", { bubbles: true }));
      });
      assert.equal(await hidden.getAttribute("hidden"), null);
      assert.equal(await counted(page), "36 questions");
    });
  });
}

story("with the keyboard alone a reader finds and reads an answer", async () => {
  await visit(fileUrl(guide(), "faq.html"), settled, async page => {
    for (let presses = 0; presses < 40 && !await filter(page).evaluate(input => input === document.activeElement); presses++) await page.keyboard.press("Tab");
    await page.keyboard.type("unpaid work");
    assert.deepEqual(await shown(page), ["unpaid"]);
    await page.keyboard.press("Enter");
    assert.ok(await page.locator("[data-question=unpaid] summary").evaluate(summary => summary === document.activeElement), "Enter leads to the first question");
    await page.keyboard.press("Enter");
    assert.deepEqual(await opened(page), ["unpaid"]);
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.matches("[data-question=unpaid] .answer a")), "the answer's links come next");
    await page.keyboard.press("Escape");
    assert.equal(await counted(page), "36 questions");
    const box = await page.evaluate(() => document.activeElement.getBoundingClientRect().toJSON());
    assert.ok(box.top >= 0 && box.bottom <= 800, "the focus stays, in sight");
    await page.getByRole("button", { name: "Open all" }).focus();
    await page.keyboard.press("Space");
    assert.equal((await opened(page)).length, 36);
  });
});

story("all questions that are shown open and close at once", async () => {
  await visit(fileUrl(small(), "faq.html"), settled, async page => {
    const button = page.locator(".open-all");
    await filter(page).fill("visa");
    await button.click();
    assert.deepEqual(await opened(page), ["mail", "other"], "only those that are shown");
    assert.equal(await button.innerText(), "Close all");
    await filter(page).fill("");
    assert.equal(await button.innerText(), "Open all");
    await button.click();
    assert.equal((await opened(page)).length, 4);
    await button.click();
    assert.deepEqual(await opened(page), []);
    await page.locator("[data-question=cafe] summary").click();
    assert.equal(await button.innerText(), "Open all");
  });
});

story("counts are written as readers of the guide's language write them", async () => {
  await visit(fileUrl(small(), "faq.html"), settled, async page => {
    const wrong = await page.evaluate(() => {
      const tags = ["en", "de-CH", "pt-BR", "zh-Hant", "th", "th-u-nu-thai", "ar-EG", "fa", "mr", "my", "ne", "bn", "no", "de-x-own", "EN-gb"];
      const page = document.documentElement;
      return tags.flatMap(lang => {
        page.lang = lang;
        return [0, 7, 999, 1000, 1234567].filter(number => Matchbook.number(number) !== number.toLocaleString(lang)).map(number => `${lang} ${number}`);
      });
    });
    assert.deepEqual(wrong, []);
  });
});

story("when no question has the words, the whole guide is a click away", async () => {
  await visit(await publish(guide()) + "faq.html", settled, async page => {
    await filter(page).fill("rank list deadlin parking");
    assert.deepEqual(await shown(page), []);
    assert.equal(await counted(page), "No question has all of these words.");
    await announced(page, "No question has all of these words.");
    assert.ok(await page.locator(".open-all").isDisabled());
    await filter(page).fill("matching algorythm");
    await page.getByRole("button", { name: "Search the whole guide" }).click();
    await page.locator(".search-results a").first().waitFor();
    assert.equal(await page.getByRole("combobox", { name: "Search" }).inputValue(), "matching algorythm");
  });
});

story("on paper all answers are open; of a filtered list what is shown, with the words", async () => {
  const answersInSight = page => page.locator(".answer").evaluateAll(answers => answers.filter(answer =>
    answer.checkVisibility({ contentVisibilityAuto: true }) && answer.getBoundingClientRect().height > 10).length);
  for (const javaScriptEnabled of [true, false]) {
    await visit(fileUrl(guide(), "faq.html"), { javaScriptEnabled }, async page => {
      await onPaper(page);
      assert.equal(await answersInSight(page), 36);
      for (const selector of [".faq-tools", ".related", ".question-why"]) assert.equal(await page.locator(selector).filter({ visible: true }).count(), 0, selector);
    });
  }
  await visit(fileUrl(guide(), "faq.html"), {}, async page => {
    await filter(page).fill("thank-you");
    const number = (await shown(page)).length;
    assert.ok(number >= 4 && number < 20, `${number}`);
    await onPaper(page);
    assert.equal(await answersInSight(page), number);
    assert.equal(await counted(page), `${number} of 36 questions (thank-you)`);
    for (const selector of [".faq-tools input", ".open-all", ".faq-clear", ".question-why"]) assert.equal(await page.locator(selector).filter({ visible: true }).count(), 0, selector);
  });
});

story("without script there is no filter, and related questions are links", async () => {
  await visit(fileUrl(guide(), "faq.html#two-first"), { javaScriptEnabled: false }, async page => {
    assert.ok(await page.locator(".faq-tools").isHidden());
    const related = page.locator("[data-question=two-first] .related a");
    assert.ok(await related.count() >= 1 && await related.count() <= 3);
    const target = new URL(await related.first().evaluate(link => link.href)).hash.slice(1);
    await related.first().click();
    await page.locator(`[id="${target}"]`).waitFor({ state: "visible" });
    assert.ok((await opened(page)).includes(target));
  });
});

story("every answer has at most three related questions, other ones, each once, and they exist", async () => {
  await visit(fileUrl(guide(), "faq.html"), { javaScriptEnabled: false }, async page => {
    const lists = await questions(page).evaluateAll(all => all.map(question => ({
      name: question.dataset.question, related: [...question.querySelectorAll(".related a")].map(link => [link.getAttribute("href"), link.textContent]),
    })));
    const titles = new Map(await questions(page).evaluateAll(all => all.map(question => [`#${question.dataset.question}`, question.querySelector("h2").textContent])));
    for (const { name, related } of lists) {
      assert.ok(related.length <= 3, name);
      assert.equal(new Set(related.map(([href]) => href)).size, related.length, name);
      for (const [href, text] of related) {
        assert.notEqual(href, `#${name}`);
        assert.equal(text, titles.get(href), `${name}: ${href}`);
      }
    }
    assert.ok(lists.filter(({ related }) => related.length > 0).length > 30, "nearly all have some");
  });
});

/**
 * The shape of schema.org's FAQPage with its Questions and Answers, as a search engine needs it: for each type the properties that it
 * may have, with what they hold; those with a star have to be there.
 */
const SHAPES = {
  FAQPage: { "@context*": "https://schema.org", "@type*": "FAQPage", "mainEntity*": ["Question"], name: "text", inLanguage: "text", url: "address", lastReviewed: "day" },
  Question: { "@type*": "Question", "name*": "text", "acceptedAnswer*": "Answer", url: "address" },
  Answer: { "@type*": "Answer", "text*": "text", url: "address" },
};
function mistakes(value, type, at = "$") {
  const shape = SHAPES[type];
  const isTable = value && typeof value === "object" && !Array.isArray(value);
  if (!isTable) return [`${at} is no ${type}`];
  const found = Object.keys(shape).filter(key => key.endsWith("*") && !(key.slice(0, -1) in value)).map(key => `${at} has no ${key.slice(0, -1)}`);
  for (const [key, held] of Object.entries(value)) {
    const kind = shape[`${key}*`] ?? shape[key];
    const here = `${at}.${key}`;
    if (kind === undefined) found.push(`${here} is no property of ${type}`);
    else if (Array.isArray(kind)) {
      if (!Array.isArray(held) || held.length === 0) found.push(`${here} is no list`);
      else found.push(...held.flatMap((one, index) => mistakes(one, kind[0], `${here}[${index}]`)));
    } else if (SHAPES[kind] && !key.startsWith("@")) found.push(...mistakes(held, kind, here));
    else if (kind === "text" && !(typeof held === "string" && held.trim() === held && held)) found.push(`${here} is no text`);
    else if (kind === "address" && !/^https:\/\/\S+$/.test(held)) found.push(`${here} is no address`);
    else if (kind === "day" && !/^\d{4}-\d\d-\d\d$/.test(held)) found.push(`${here} is no day`);
    else if (key.startsWith("@") && held !== kind) found.push(`${here} is not ${kind}`);
  }
  return found;
}

story("the check of the shape finds mistakes", () => {
  const answer = { "@type": "Answer", text: "Yes." };
  const good = { "@context": "https://schema.org", "@type": "FAQPage", mainEntity: [{ "@type": "Question", name: "May I?", acceptedAnswer: answer }] };
  assert.deepEqual(mistakes(good, "FAQPage"), []);
  for (const wrong of [
    { ...good, mainEntity: [] }, { ...good, "@type": "WebPage" }, { ...good, title: "x" }, { ...good, url: "faq.html" },
    { ...good, mainEntity: [{ "@type": "Question", name: "May I?" }] }, { ...good, mainEntity: [{ "@type": "Question", name: " ", acceptedAnswer: answer }] },
    { ...good, mainEntity: [{ "@type": "Question", name: "May I?", acceptedAnswer: { "@type": "Answer" } }] },
  ]) assert.equal(mistakes(wrong, "FAQPage").length, 1, JSON.stringify(wrong));
});

for (const [name, make] of [
  ["the guide", () => guide()],
  ["a guide at an address", () => build(guideOf({
    "index.md": source("Home", "See the [questions](faq.md)."),
    "faq.md": source("FAQ", [
      "## Is `a < b` & \"so\" *on*?", "", "Yes[^1]: </b> **bold**`code`.", "", "- one", "- two", "", "| A | B |", "| --- | --- |", "| 1 | 2 |", "",
      "> [!WARNING]", "> Mind the [gap](index.md).", "", ":::details{title=\"More\"}", "Inside.", ":::", "", "### Below {#below}", "", "> A quote.<br>Two lines.", "",
      "## What else? {#else}", "", "1. First", "2. Second", "", "Term", ":   Meaning of an IMG.", "", "[^1]: Note.",
    ].join("\n"), 'kind = "faq"\nreviewed = 2026-11-23'),
    "glossary.md": source("Glossary", "IMG / international medical graduate\n:   A doctor.", 'kind = "glossary"'),
  }), "--base-url", "https://example.org/guide/")],
]) {
  story(`the data for search engines is a FAQPage and says what the page shows: ${name}`, async () => {
    const site = make();
    const html = readFileSync(`${site}/faq.html`, "utf8");
    const text = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html)[1];
    assert.ok(!text.includes("<"), "nothing in it can end the element");
    const data = JSON.parse(text);
    assert.deepEqual(mistakes(data, "FAQPage"), []);
    await visit(`${await publish(site)}faq.html`, settled, async page => {
      await page.evaluate(() => { for (const details of document.querySelectorAll("main details")) details.open = true; });
      const visible = await questions(page).evaluateAll(all => all.map(question => {
        const answer = question.querySelector(".answer");
        // What stands around the answer, and what a script puts in.
        for (const element of answer.querySelectorAll(".anchor, .footnote-ref, .related, button, [role=status]")) element.remove();
        const line = element => element.innerText.replace(/\s+/g, " ").trim();
        return { name: line(question.querySelector("summary")), text: line(answer) };
      }));
      assert.equal(data.mainEntity.length, visible.length);
      for (const [index, { name: question, acceptedAnswer }] of data.mainEntity.entries()) {
        assert.equal(question, visible[index].name);
        assert.equal(acceptedAnswer.text, visible[index].text);
      }
      assert.equal(data.name, await page.locator("h1").innerText());
      assert.deepEqual(page.trouble, [], "the content security policy has nothing against it");
    });
  });
}

const states = [
  ["at first", async () => {}],
  ["filtered", async page => filter(page).fill("visa")],
  ["filtered by a keyword", async page => filter(page).fill("zoom")],
  ["open", async page => page.locator(".open-all").click()],
  ["nothing found", async page => filter(page).fill("parking")],
];
for (const [name, options] of [
  ["light", {}], ["dark", { colorScheme: "dark" }], ["forced colors", { forcedColors: "active" }],
  ["320 px", { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true }],
]) {
  story(`axe in all states: ${name}`, async () => {
    const site = await publish(guide());
    for (const [state, reach] of states) {
      await visit(`${site}faq.html`, { ...settled, ...options }, async page => {
        await reach(page);
        assert.deepEqual(await violations(page), [], state);
        const width = await page.evaluate(() => [document.scrollingElement.scrollWidth, document.documentElement.clientWidth]);
        assert.ok(width[0] <= width[1], `${state}: ${width}`);
        const low = await page.locator(".faq-tools :is(input, button), .faq-none button, summary, .related a").evaluateAll(all => all
          .filter(element => element.checkVisibility({ contentVisibilityAuto: true }) && element.getBoundingClientRect().height < 24).map(element => element.outerHTML));
        assert.deepEqual(low, [], `${state}: targets`);
      });
    }
  });
}

story("a guide in which something is broken still shows its questions", async () => {
  await visit(undefined, settled, async page => {
    await page.addInitScript(() => {
      delete CSS.highlights;
      Object.defineProperty(CSS, "highlights", { value: undefined });
      history.replaceState = () => { throw new DOMException("not now", "SecurityError"); };
    });
    await page.goto(fileUrl(small(), "faq.html"));
    await filter(page).fill("visa");
    assert.deepEqual(await shown(page), ["mail", "other"]);
    await announced(page, "2 of 4 questions");
  });
});

story("Firefox filters, and keeps what is hidden for its own search", async () => {
  await visitFirefox(fileUrl(small(), "faq.html"), async page => {
    await page.waitForSelector(".faq-clear");
    await page.type(".faq-filter input", "RESUME");
    const names = () => page.$$eval("details.question", all => all.filter(question => question.getBoundingClientRect().height > 1).map(question => question.dataset.question));
    assert.deepEqual(await names(), ["resume", "other"]);
    assert.equal(await page.$eval("[data-question=mail]", question => question.getAttribute("hidden")), "until-found");
    await page.keyboard.press("Escape");
    assert.deepEqual(await names(), ["resume", "cafe", "mail", "other"]);
  });
}, { skip: firefoxPath ? false : "no Firefox" });

story("the pure part of the filter reads words the same everywhere", () => {
  const file = "../../themes/default/js/faq/match.js";
  runInThisContext(readFileSync(new URL(file, import.meta.url), "utf8"), { filename: file });
  const { wordsOf, readFilter, match, excerpt } = globalThis.Matchbook.faq;
  const words = text => wordsOf(text).map(({ word }) => word);
  assert.deepEqual(words("Don’t re-send, ÅNGSTRÖM ßtraße 1st"), ["dont", "re", "send", "resend", "angstrom", "sstrasse", "1st"]);
  const small = new Set(["the", "a"]);
  assert.deepEqual(readFilter("the Visas", small), [[["visas"], ["visa"]]]);
  assert.deepEqual(readFilter("the a", small), [[["the"]], [["a"]]]);
  assert.deepEqual(readFilter("… ?", small), []);
  const question = { title: wordsOf("May I?"), answer: wordsOf("Yes, by mail."), keywords: wordsOf("post") };
  assert.equal(match(readFilter("may phone", small), question), null);
  assert.equal(match(readFilter("mail may", small), question).byAnswer.length, 1);
  const text = `${"word ".repeat(60)}needle and thread ${"word ".repeat(60)}`;
  const pieces = excerpt(text, [wordsOf(text).filter(({ word }) => word === "needle"), wordsOf(text).filter(({ word }) => word === "thread")]);
  const line = pieces.map(({ text }) => text).join("");
  assert.ok(line.startsWith("… word") && line.endsWith("word …") && line.length < 180, line);
  assert.deepEqual(pieces.filter(({ isHit }) => isHit).map(({ text }) => text), ["needle", "thread"]);
});
