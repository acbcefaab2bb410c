// Words that are longer than a phone is wide (compounds, names of files, addresses) end where the page ends, wherever a guide or
// a reader writes them.
import assert from "node:assert/strict";
import { build, guideOf, page as source, pages, publish, story, visit } from "./harness.mjs";

const COMPOUND = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
const FILE = "application_with_all_attachments_final_version_2026-11-29_signed_copy_of_everything.pdf";
const MAIL = "graduate.medical.education.office.of.pediatrics@university-hospital-of-somewhere.example.org";
const LINK = "https://example.org/a_very_long_path_without_any_place_to_break_it_0123456789_abcdefghijklmnopqrstuvwxyz";
const ALL = `${COMPOUND} ${FILE} ${MAIL} ${LINK}`;

const EVERYWHERE = `${ALL}, *${COMPOUND}*, \`${FILE}\`, [${COMPOUND}](../index.md), <${LINK}>, <${MAIL}>.[^note]

[^note]: ${ALL}

## ${COMPOUND} {#one}

### ${FILE} {#two}

* ${ALL}
    1. ${MAIL}

- [ ] ${ALL} {#t-1}
    - [ ] ${FILE} {#t-2}

${COMPOUND}
:   ${ALL}

| ${COMPOUND} | ${FILE} |
| --- | --- |
| ${MAIL} | ${LINK} |

\`\`\`text
${LINK}
\`\`\`

> ${ALL}

> [!NOTE]
> ${ALL}

:::warning{title="${COMPOUND} ${FILE}"}
${ALL}
:::

:::note{title="${LINK}"}
${MAIL}
:::

::::details{#more title="${COMPOUND}"}
${ALL}

:::details{title="${FILE}"}
${LINK}
:::
::::

:::::tabs
::::tab{title="${COMPOUND}"}
${ALL}
::::
::::tab{title="${FILE}"}
${ALL}
::::
:::::

:::steps
1. ${COMPOUND}

    ${ALL}
:::

:::figure{caption="${ALL}"}
${LINK}
:::

:::::cards
::::card{title="${COMPOUND}" href="../index.md" icon="mail"}
${ALL}
::::
::::card{title="${FILE}"}
${LINK}
::::
:::::

::::compare{title="${COMPOUND}"}
:::example{verdict="use" title="${FILE}"}
${ALL} **${COMPOUND}**

1. ${MAIL}
:::
:::example{verdict="avoid" title="${COMPOUND}"}
${ALL} **${FILE}**

1. ${LINK}
:::
::::

:::checklist{#list title="${COMPOUND}" per="program"}
- [ ] ${COMPOUND}, [${FILE}](../index.md) {#A-1 due="..send" optional}

    ${ALL}
- [ ] ${LINK} {#A-2}
:::

::::decision{#way title="${COMPOUND}"}
${ALL}

#### ${COMPOUND}? {#way-one}

${ALL}

- [${COMPOUND}](#way-two)
- [${FILE}](#way-go), ${LINK}

#### ${FILE}? {#way-two}

- [${MAIL}](#way-go)
- [${COMPOUND}](#way-stop)

#### ${COMPOUND} {#way-go outcome=go}

${ALL}

#### ${FILE} {#way-stop outcome=stop}

${ALL}
::::

::::match-demo{title="${COMPOUND}" leaves-out="${FILE}"}

| student | 1st | 2nd |
| --- | --- | --- |
| ${COMPOUND} | Oak${COMPOUND} | Elm${COMPOUND} |
| Ben${COMPOUND} | Elm${COMPOUND}, Oak${COMPOUND} | |

| school | places | order |
| --- | --- | --- |
| Oak${COMPOUND} | 1 | Ben${COMPOUND}, ${COMPOUND} |
| Elm${COMPOUND} | 2 | ${COMPOUND}, Ben${COMPOUND} |

### ${COMPOUND} {#what-if}

:::match-change{title="${COMPOUND}" who="Ben${COMPOUND}" list="Oak${COMPOUND}"}
${ALL}
:::
::::
`;

const EMAIL = `subject = "${COMPOUND} [${COMPOUND}]"
to = "${COMPOUND}"
when = "${FILE}"
limit = "${MAIL}"

[[fields]]
id = "one"
label = "${COMPOUND}"
example = "${FILE}"
hint = "${LINK}"

[[fields]]
id = "two"
label = "Two ${FILE}"
type = "choice"
choices = ["${COMPOUND}", "${MAIL}"]
group = "${COMPOUND}"
`;

let made;
/** The site of a guide that has such words wherever a guide may have words. */
const site = () => made ??= build(guideOf({
  "../book.toml": `[book]
title = "${COMPOUND}"
id = "long"
language = "en"

[site]
footer = "${ALL}"

[planner]
events = [{ id = "send", name = "${COMPOUND}" }]

[[planner.subjects]]
id = "program"
name = "${COMPOUND}"
plural = "Programs${COMPOUND}"
columns = [{ id = "place", name = "${FILE}" }]
`,
  "index.md": source(COMPOUND, `${ALL}\n\n- [ ] ${ALL} {#h-1}`, `kind = "home"
lead = "${ALL}"
actions = [{ label = "${COMPOUND}", href = "01-part/01-before.md" }, { label = "${FILE}", href = "01-part/02-all.md" }]
`),
  "01-part/index.md": source(`Part${COMPOUND}`, ALL),
  "01-part/01-before.md": source(FILE, `About IMG${COMPOUND} and ${COMPOUND}zwei.\n\n${ALL}`),
  "01-part/02-all.md": source(LINK, EVERYWHERE),
  "01-part/03-after.md": source(COMPOUND, ALL),
  "02-email.md": source(`Email${COMPOUND}`, `Dear [${COMPOUND}],\n\n${ALL} [Two ${FILE}]\n\n## ${COMPOUND}\n\n${ALL}`, `kind = "email"\n${EMAIL}`),
  "03-faq.md": source(`Questions${COMPOUND}`, `## ${COMPOUND}? {#one}\n\n${ALL} [${COMPOUND}](index.md)\n\n## ${FILE} ${LINK}? {#two related=one}\n\n[${ALL}](index.md)`, 'kind = "faq"'),
  "04-glossary.md": source(`Glossary${COMPOUND}`, `## A to Z\n\nIMG${COMPOUND} / ${FILE}\n:   ${ALL}\n\n${COMPOUND}zwei\n:   ${MAIL}`, 'kind = "glossary"'),
  "05-planner.md": source(`Planner${COMPOUND}`, `:::planner\n${ALL}\n:::`),
  "rules.toml": `[[rule]]
id = "LONG"
severity = "warn"
message = "${ALL}"
instead = "${COMPOUND}"
patterns = ['\\bsubtle']
hit = ["subtle"]
miss = ["x"]
`,
}));

/** What reaches over an edge: of the window, or of the box that it stands in. */
const sticksOut = () => {
  const root = document.scrollingElement;
  const out = [];
  const scrolls = element => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const name = element => `<${element.tagName.toLowerCase()} class="${element.className.baseVal ?? element.className}">`;
  const measure = document.createRange();
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.closest(".off-screen, .skip, svg, select, option, .planner-table thead")) continue;
    const { left, right, width } = element.getBoundingClientRect();
    if (width === 0) continue;
    let around = element;
    while (around && !scrolls(around)) around = around.parentElement;
    if (around) continue;
    const cutting = element.parentElement.closest(".letter, .example, .more, .card, .checklist, .notice, dialog, [popover]")?.getBoundingClientRect();
    if (cutting && (right > cutting.right + 1 || left < cutting.left - 1)) out.push(`${name(element)} over the edge of its box`);
    if (right > root.clientWidth + 1 || left < -1) out.push(`${name(element)} from ${Math.round(left)} to ${Math.round(right)}`);
    // Text beside the box of its own element is over its edge, or cut off there.
    if (getComputedStyle(element).display === "inline") continue;
    for (const text of element.childNodes) {
      if (text.nodeType !== Node.TEXT_NODE || text.data.trim() === "") continue;
      measure.selectNodeContents(text);
      const box = measure.getBoundingClientRect();
      if (box.right > right + 1 || box.left < left - 1) out.push(`text of ${name(element)} from ${Math.round(box.left)} to ${Math.round(box.right)} in a box to ${Math.round(right)}: ${text.data.trim().slice(0, 30)}`);
    }
  }
  if (root.scrollWidth > root.clientWidth) out.unshift(`the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);
  return [...new Set(out)].slice(0, 12);
};
/** Looks at a page in a state, and remembers what is wrong with it. */
const look = async (wrong, page, state) => {
  const found = await page.evaluate(sticksOut);
  if (found.length > 0) wrong[state] = found;
};

const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };
const WINDOWS = { "a phone": PHONE, "a tablet": { viewport: { width: 820, height: 1180 } }, "a laptop": { viewport: { width: 1280, height: 800 } } };

for (const [name, options] of Object.entries(WINDOWS)) {
  story(`long words stay on every page: ${name}`, async () => {
    const address = await publish(site());
    const wrong = {};
    for (const path of pages(site())) {
      await visit(address + path, options, async page => {
        await page.evaluate(() => { for (const details of document.querySelectorAll("details")) details.open = true; });
        await look(wrong, page, path);
        const menu = page.locator(".menu-button");
        if (!await menu.isVisible()) return;
        await menu.click();
        await page.locator("#menu").waitFor();
        await look(wrong, page, `${path}, with the drawer`);
      });
    }
    assert.deepEqual(wrong, {});
  });
}

story("long words stay in what a reader opens and enters", async () => {
  const address = await publish(site());
  const wrong = {};
  await visit(`${address}part/before.html`, PHONE, async page => {
    for (const term of await page.locator("a.term").all()) {
      await term.tap();
      await page.locator(".term-tip").waitFor();
      await look(wrong, page, "a term explained");
      await page.keyboard.press("Escape");
    }
  });
  await visit(`${address}index.html`, PHONE, async page => {
    await page.getByRole("button", { name: "Search" }).click();
    await page.locator(".search-input").fill("graduate");
    await page.locator("[role=option]").first().waitFor();
    await look(wrong, page, "results");
    await page.locator(".search-input").fill(COMPOUND.toLowerCase() + COMPOUND.toLowerCase());
    await page.waitForTimeout(300);
    await look(wrong, page, "no results");
  });
  await visit(`${address}faq.html`, PHONE, async page => {
    await page.locator(".faq-filter input").fill("example.org");
    await look(wrong, page, "questions filtered");
    await page.locator(".faq-filter input").fill(COMPOUND + COMPOUND);
    await look(wrong, page, "no question");
  });
  await visit(`${address}part/all.html#way-one`, PHONE, async page => {
    await page.evaluate(() => { for (const button of document.querySelectorAll(".decision-answer")) if (button.checkVisibility()) return button.click(); });
    await look(wrong, page, "a question answered");
    await page.evaluate(() => { for (const details of document.querySelectorAll(".match-live details")) details.open = true; });
    await page.locator(".match-step").click();
    await look(wrong, page, "a step of a match");
    await page.locator(".match-run").click();
    await look(wrong, page, "the end of a match");
  });
  await visit(`${address}email.html`, PHONE, async page => {
    for (const field of await page.locator(".composer input:visible, .composer textarea:visible").all()) {
      if (await field.getAttribute("type") === "date") continue;
      await field.fill(`subtle ${ALL}`).catch(() => {});
    }
    await page.waitForTimeout(400);
    await look(wrong, page, "an email filled in");
  });
  await visit(`${address}check-email.html`, PHONE, async page => {
    for (const field of await page.locator("main textarea:visible, main input[type=text]:visible").all()) await field.fill(`subtle ${ALL}`);
    await page.waitForTimeout(400);
    await look(wrong, page, "an email checked");
  });
  await visit(`${address}planner.html`, PHONE, async page => {
    await page.waitForFunction(() => globalThis.Matchbook?.store);
    await page.evaluate(([name, file, all]) => globalThis.Matchbook.store.dispatch([
      { type: "record", id: "p1", subject: "program", values: { name, place: file }, dates: { send: "2026-11-16" }, scores: {} },
      { type: "record", id: "p2", subject: "program", values: { name: file, place: all }, dates: {}, scores: {} },
    ]), [COMPOUND, FILE, ALL]);
    await page.reload();
    for (const tab of await page.locator(".planner-tabs [role=tab]").all()) {
      await tab.click();
      await page.waitForTimeout(150);
      await look(wrong, page, `the planner: ${await tab.innerText()}`);
    }
  });
  await visit(`${address}part/all.html`, PHONE, async page => {
    await page.waitForFunction(() => globalThis.Matchbook?.store);
    await look(wrong, page, "a list for a program");
    await page.locator(".task input").first().check();
    await look(wrong, page, "a task ticked");
    await page.goto(`${address}my-data.html`);
    await look(wrong, page, "what is kept");
  });
  assert.deepEqual(wrong, {});
});
