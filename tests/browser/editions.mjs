// The guide in all its editions, with the same steps in each: at the root of a domain, below a path, unpacked from an archive,
// and as one file; the last two opened from disk. Then what only a copy has.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { inflateRawSync } from "node:zlib";
import { firefoxPath, folder, guide, guideOf, page, publish, repository, story, violations, visit, visitFirefox } from "./harness.mjs";

const { MATCHBOOK } = process.env;
const bundle = (format, ...options) => {
  const out = join(folder(), `guide.${format}`);
  execFileSync(MATCHBOOK, ["bundle", repository, "--format", format, "--out", out, "--base-url", "https://example.org/guide/", ...options], { stdio: "pipe" });
  return out;
};
/** Unpacks an archive: its directory stands at the end, each entry with the place of its deflated bytes (PKWARE's APPNOTE, 4.3). */
const unpack = (zip, to) => {
  let at = zip.readUInt32LE(zip.length - 22 + 16);
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const [size, name, extra, comment, local] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32), zip.readUInt32LE(at + 42)];
    const path = join(to, zip.toString("utf8", at + 46, at + 46 + name));
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, size === 0 ? "" : inflateRawSync(zip.subarray(start, start + size)));
    at += 46 + name + extra + comment;
  }
};
let made;
const file = () => (made ??= pathToFileURL(bundle("html")).href);
let unpacked;
const archive = () => {
  if (!unpacked) {
    unpacked = folder();
    unpack(readFileSync(bundle("zip")), unpacked);
  }
  return `${pathToFileURL(join(unpacked, "pediatrics-prematch-img")).href}/`;
};

const site = base => ({ start: base, page: path => base + path, prefix: () => "", isOwn: address => address.startsWith(base) });
const isOnDisk = address => address.startsWith("file:");
/** Each edition: where it is opened, the address of a page in it, what its ids start with, and which addresses are its own. */
const EDITIONS = {
  "the root of a domain": async () => site(await publish(guide())),
  "a path of a domain": async () => site(await publish(guide(), "/some/repo/")),
  "one file": async () => {
    const nameOf = path => path.replace(".html", "").replaceAll("/", "-");
    return { start: file(), page: path => `${file()}#${nameOf(path)}`, prefix: path => `${nameOf(path)}--`, isOwn: isOnDisk, isCopy: true };
  },
  "an archive": async () => ({ ...site(`${archive()}files/`), start: `${archive()}START-HERE.html`, isOwn: isOnDisk, isCopy: true }),
};

for (const [name, open] of Object.entries(EDITIONS)) {
  story(`${name}: a reader searches, ticks, writes and plans, all of it stays, and nothing outside is asked for`, async () => {
    const copy = await open();
    await visit(copy.start, {}, async page => {
      const id = (path, id) => page.locator(`[id="${copy.prefix(path)}${id}"]`);
      await page.waitForFunction(() => document.querySelector(".search-button"));
      if (copy.isCopy) assert.match(await page.locator(".edition").innerText(), /^Copy of \w+ \d+, 20\d\d/);
      else assert.equal(await page.locator(".edition").count(), 0);
      await page.locator(".scheme select").selectOption("dark");
      // Search leads to the place.
      await page.keyboard.press("/");
      await page.keyboard.type("second thank you");
      await page.locator(".search-line").first().waitFor();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.locator("h1:visible").first().waitFor();
      // A tick, a field, a program.
      await page.goto(copy.page("checklists/before-sending.html"));
      const first = page.locator(".checklist:visible input[type=checkbox]:visible").first();
      await first.check();
      await page.goto(copy.page("emails/thank-you.html"));
      await id("emails/thank-you.html", "field-specific_topic").fill("that I promise to come");
      await page.locator(".letter:visible .finding-mark").first().waitFor();
      await id("emails/thank-you.html", "field-specific_topic").blur();
      await page.goto(copy.page("planner.html"));
      await page.getByRole("tab", { name: /Programs/ }).click();
      await page.getByRole("button", { name: "Add program" }).click();
      await page.locator(".planner-sheet").getByLabel("Name", { exact: true }).fill("Lakeshore");
      await page.locator(".planner-sheet").getByLabel("Name", { exact: true }).blur();
      await page.goto(copy.page("guide/offer-decision.html"));
      await page.locator(".decision-answer:visible").first().click();
      await page.locator(".decision-passed-button:visible").first().waitFor();
      await page.goto(copy.page("guide/how-the-algorithm-works.html"));
      await page.getByRole("button", { name: "Run", exact: true }).or(page.getByRole("button", { name: /end/i })).first().waitFor();
      // All of it is there when it is opened again.
      await page.goto(copy.page("checklists/before-sending.html"));
      await first.waitFor();
      await page.reload();
      assert.equal(await first.isChecked(), true);
      assert.equal(await page.evaluate(() => document.documentElement.dataset.scheme), "dark");
      await page.goto(copy.page("emails/thank-you.html"));
      await page.waitForFunction(() => [...document.querySelectorAll(".letter")].some(letter => letter.textContent.includes("that I promise to come")));
      await page.goto(copy.page("planner.html"));
      await page.getByRole("tab", { name: /Programs/ }).click();
      await page.locator("[role=tabpanel]:visible, .planner-panel:visible").getByText("Lakeshore").first().waitFor();
      assert.deepEqual(page.requests.filter(address => !copy.isOwn(address) && !address.startsWith("data:") && !address.startsWith("blob:")), []);
      assert.deepEqual(page.trouble, []);
    });
  });

  story(`${name}: without script everything is read`, async () => {
    const copy = await open();
    await visit(copy.page("guide/rules-and-risks.html"), { javaScriptEnabled: false }, async page => {
      assert.ok(await page.getByText("Nobody is bound by such words.").isVisible());
      if (copy.isCopy) assert.match(await page.locator(".edition").innerText(), /^Copy of/);
    });
  });
}

for (const name of ["one file", "an archive"]) {
  story(`${name}: it says when it is old`, async () => {
    const copy = await EDITIONS[name]();
    await visit(null, {}, async page => {
      await page.clock.setFixedTime(new Date("2028-01-01T12:00"));
      await page.goto(copy.page("guide/rules-and-risks.html"));
      await page.getByText("A newer one may be at https://example.org/guide/").first().waitFor();
      await page.waitForTimeout(300);
      assert.equal(await page.evaluate(() => scrollY), 0, "it is in sight");
    });
  });
}

story("one file: ids are unique, links lead to places in it, back and forth, and all of it can be printed", async () => {
  await visit(`${file()}#guide-rules-and-risks--ask`, {}, async page => {
    await page.waitForFunction(() => document.title.startsWith("Rules"));
    assert.ok(await page.evaluate(() => Math.abs(document.getElementById("guide-rules-and-risks--ask").getBoundingClientRect().top) < innerHeight));
    const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map(element => element.id));
    assert.equal(new Set(ids).size, ids.length);
    const dead = await page.evaluate(() => [...document.querySelectorAll('a[href^="#"]')].map(link => decodeURIComponent(link.hash.slice(1))).filter(id => id && id !== "everything" && !document.getElementById(id)));
    assert.deepEqual(dead, []);
    await page.locator(".sidebar a", { hasText: "FAQ" }).click();
    await page.waitForFunction(() => document.title.startsWith("Questions"));
    assert.equal(await page.locator(".sidebar [aria-current=page]").innerText(), "FAQ");
    assert.equal(await page.locator("[data-page]:visible").count(), 1);
    await page.goBack();
    await page.waitForFunction(() => document.title.startsWith("Rules"));
    await page.goto(`${file()}#everything`);
    await page.waitForFunction(() => document.querySelectorAll("[data-page]:not([hidden])").length > 30);
    assert.deepEqual(page.trouble, []);
  });
});

story("one file: back, forward and loading again lead to where the reader was", async () => {
  await visit(`${file()}#guide-rules-and-risks`, {}, async page => {
    const isAt = (title, top) => page.waitForFunction(([title, top]) => document.title.startsWith(title) && Math.abs(scrollY - top) < 2, [title, top]);
    const scroll = async top => {
      await page.evaluate(top => scrollTo({ top, behavior: "instant" }), top);
      await page.waitForFunction(top => Math.abs(history.state?.top - top) < 2, top);
    };
    await isAt("Rules", 0);
    await scroll(1500);
    await page.evaluate(() => { location.hash = "#glossary"; });
    await isAt("Glossary", 0);
    await scroll(700);
    // A place on the same page, and a link: what was scrolled just before is kept too.
    await page.evaluate(() => { location.hash = document.querySelector(".single-page:not([hidden]) dt:last-of-type [id], .single-page:not([hidden]) dt[id]:last-of-type").id; });
    await page.waitForFunction(() => scrollY > 1000);
    await page.evaluate(() => {
      scrollTo({ top: 300, behavior: "instant" });
      [...document.querySelectorAll(".sidebar a")].find(link => link.textContent.includes("FAQ")).click();
    });
    await isAt("Questions", 0);
    await scroll(400);
    await page.reload();
    await isAt("Questions", 400);
    await page.goBack();
    await isAt("Glossary", 300);
    await page.reload();
    await isAt("Glossary", 300);
    await page.goBack();
    await isAt("Glossary", 700);
    await page.goBack();
    await isAt("Rules", 1500);
    await page.goForward();
    await isAt("Glossary", 700);
    assert.deepEqual(page.trouble, []);
  });
});

const whole = () => readFileSync(new URL(file()));
/** The file with other bytes at places of its packed text. */
const changed = places => {
  const bytes = whole();
  const start = bytes.indexOf(">", bytes.indexOf("<script type=\"text/plain\" data-packed")) + 1;
  for (const place of places) bytes[start + place] = bytes[start + place] === 65 ? 66 : 65;
  return bytes;
};
const DAMAGED = {
  "cut in the packed text": () => whole().subarray(0, whole().indexOf("data-packed>") + 50_000),
  "cut at its end": () => whole().subarray(0, whole().lastIndexOf("</script>") - 2),
  "cut in the pages": () => whole().subarray(0, 200_000),
  "with four other signs": () => changed([40_000, 40_001, 40_002, 90_000]),
  "with another last sign": () => changed([whole().lastIndexOf("</script>") - whole().indexOf("data-packed>") - 13]),
};
for (const [name, damage] of Object.entries(DAMAGED)) {
  story(`one file: a copy ${name} says that it is damaged, and is read as far as it goes`, async () => {
    const out = join(folder(), "damaged.html");
    writeFileSync(out, damage());
    await visit(`${pathToFileURL(out).href}#guide-offer-decision`, {}, async page => {
      const said = page.getByRole("alert");
      await said.getByText("This copy is damaged").waitFor();
      const box = await said.boundingBox();
      assert.ok(box.y >= 0 && box.y + box.height <= page.viewportSize().height, JSON.stringify(box));
      assert.ok(await page.locator(".single-page h1").nth(3).isVisible());
      assert.equal(await page.locator("html.is-opening, html.is-opening-elsewhere, html.has-drawer").count(), 0);
      // All pages are there at once, some with the same parts.
      assert.deepEqual((await violations(page)).filter(violation => !violation.startsWith("landmark-unique")), []);
    });
  });
}

story("one file: the focus goes on from where a link leads", async () => {
  await visit(`${file()}#emails-thank-you`, {}, async page => {
    const link = page.locator(".single-page:not([hidden]) a[href='#sources--r31']").first();
    await link.press("Enter");
    await page.waitForFunction(() => document.activeElement.id === "sources--r31");
    await page.keyboard.press("Tab");
    const [next, place] = await page.evaluate(() => [document.activeElement, document.getElementById("sources--r31")].map(element => element.getBoundingClientRect().top));
    assert.ok(next >= place && next - place < 400, `${next} behind ${place}`);
    assert.equal(await page.locator("#sources--r31[tabindex]").count(), 0, "it is no stop of its own");
    await page.evaluate(() => { location.hash = "#glossary"; });
    await page.waitForFunction(() => document.activeElement.matches("main"));
  });
});

story("one file: a browser that is too old says so, not that the copy is damaged", async () => {
  await visit(null, {}, async page => {
    await page.addInitScript(() => { delete globalThis.DOMParser; });
    await page.goto(file());
    await page.getByRole("alert").getByText("too old").waitFor();
    assert.equal(await page.getByText("This copy is damaged").count(), 0);
  });
});

story("one file: pages whose names have signs of their own are reached", async () => {
  const root = guideOf({
    "index.md": page("Home", "[Half](<50% ü.md>), [part](<50% ü.md#ünder>), [code](<a%2520b.md>)"),
    "50% ü.md": page("Half", "## Ünder {#ünder}\n\nText."),
    "a%20b.md": page("Code", "Text."),
  });
  const out = join(folder(), "guide.html");
  execFileSync(MATCHBOOK, ["bundle", root, "--format", "html", "--out", out], { stdio: "pipe" });
  await visit(pathToFileURL(out).href, {}, async page => {
    for (const [name, title] of [["Half", "Half"], ["part", "Half"], ["code", "Code"]]) {
      for (const way of [`.single-page:not([hidden]) a:text-is("${name}")`, `.sidebar a:text-is("${title}")`]) {
        await page.locator(way).first().click();
        await page.waitForFunction(title => document.title.startsWith(title), title);
        assert.equal(await page.locator(".single-page:visible h1").innerText(), title);
        assert.equal(await page.locator(".sidebar [aria-current=page]").innerText(), title);
        await page.goBack();
        await page.waitForFunction(() => document.title.startsWith("Home"));
      }
    }
    assert.deepEqual(page.trouble, []);
  });
});

story("one file: what editors wrote as HTML names what it names on the site", async () => {
  const root = guideOf({
    "index.md": page("Home", "Text."),
    "img/a.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>',
    "raw.md": page("Raw", `<img class="own" alt="" srcset="img/a.svg 1x, img/a.svg 2x" usemap="#m"><map name="m"><area href="#pop" alt="x"></map>
<form id="form"></form><p id="pop" popover="auto">Shown</p><button type="button" popovertarget="pop" form="form" aria-details="pop">Show</button>
<svg class="own" viewBox="0 0 1 1"><linearGradient id="g"></linearGradient><rect id="r" fill="url(#g)" width="1" height="1"/><use href="#r"/></svg>`),
  });
  const out = join(folder(), "guide.html");
  execFileSync(MATCHBOOK, ["bundle", root, "--format", "html", "--out", out], { stdio: "pipe" });
  await visit(`${pathToFileURL(out).href}#raw`, {}, async page => {
    const button = page.getByRole("button", { name: "Show", exact: true });
    await button.click();
    assert.ok(await page.getByText("Shown").isVisible());
    assert.equal(await button.evaluate(button => button.form?.id), "raw--form");
    assert.deepEqual(await page.evaluate(() => {
      const image = document.querySelector("img.own");
      const [details, fill, use] = [
        document.querySelector("button[popovertarget]").getAttribute("aria-details"),
        document.querySelector("svg.own rect").getAttribute("fill").slice(5, -1),
        document.querySelector("svg.own use").getAttribute("href").slice(1),
      ];
      return [details, fill, use].map(id => !!document.getElementById(id)).concat(image.naturalWidth > 0, document.querySelector("map").name === image.useMap.slice(1));
    }), [true, true, true, true, true]);
    assert.equal(page.requests.filter(address => !address.startsWith("data:")).length, 1);
    assert.deepEqual(page.trouble, []);
  });
});

story("one file: a file that a page links to is saved by a click", async () => {
  const root = guideOf({ "index.md": page("Home", "[the form](files/my%20form.txt)"), "files/my form.txt": "Fill in.\n" });
  const out = join(folder(), "guide.html");
  execFileSync(MATCHBOOK, ["bundle", root, "--format", "html", "--out", out], { stdio: "pipe" });
  await visit(pathToFileURL(out).href, {}, async page => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "the form" }).click()]);
    assert.equal(download.suggestedFilename(), "my form.txt");
    assert.equal(readFileSync(await download.path(), "utf8"), "Fill in.\n");
  });
});

story("one file: words that led to a place are marked there, and it is not loaded again", async () => {
  await visit(file(), {}, async page => {
    await page.waitForFunction(() => document.querySelector(".search-button"));
    await page.keyboard.press("/");
    await page.keyboard.type("second thank you");
    await page.locator(".search-line").first().waitFor();
    await page.evaluate(() => { globalThis.isSame = true; });
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => !document.querySelector("dialog[open]") && location.search === "" && document.activeElement.closest("main"));
    // On the page that is shown, once it is.
    const marked = await (await page.waitForFunction(() => {
      const ranges = [...CSS.highlights.get("search") ?? []];
      const areShown = ranges.length > 0 && ranges.every(range => !range.startContainer.parentElement.closest("[data-page]").hidden);
      return areShown && ranges.map(range => range.toString().toLowerCase());
    })).jsonValue();
    assert.ok(marked.every(word => /second|thank/.test(word)), marked.join());
    assert.ok(await page.evaluate(() => globalThis.isSame));
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => !CSS.highlights.has("search"));
    assert.deepEqual(page.trouble, []);
  });
});

for (const options of [{ colorScheme: "dark" }, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }]) {
  story(`one file: axe, ${JSON.stringify(options)}`, async () => {
    await visit(`${file()}#emails-thank-you`, { reducedMotion: "reduce", ...options }, async page => {
      await page.locator(".composer-form:visible input").first().waitFor();
      assert.deepEqual(await violations(page), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    });
  });
}

for (const [name, open] of Object.entries(EDITIONS)) {
  story(`${name}, in Firefox: a reader searches, ticks, writes and plans, all of it stays, and nothing outside is asked for`, async () => {
    const edition = await open();
    const path = "checklists/before-sending.html";
    await visitFirefox(edition.page(path), async page => {
      const requests = [];
      page.on("request", request => requests.push(request.url()));
      const shown = ".single-page:not([hidden]), .page:only-of-type";
      const onPage = selector => shown.split(", ").map(page => `${page} ${selector}`).join(", ");
      const goTo = async address => {
        await page.evaluate(address => { location.href = address; }, address);
        await page.waitForFunction(address => location.href === address && document.readyState === "complete", {}, address);
      };
      const press = text => page.evaluate((shown, text) => {
        const buttons = [...document.querySelectorAll(shown)].flatMap(page => [...page.querySelectorAll("button, [role=tab]")]);
        buttons.find(button => button.checkVisibility() && button.textContent.trim().startsWith(text)).click();
      }, shown, text);

      const box = onPage(".checklist input[type=checkbox]");
      await page.waitForSelector(box);
      await page.evaluate(box => { const [first] = document.querySelectorAll(box); if (!first.checked) first.click(); }, box);
      await page.select(".scheme select", "dark");
      await page.reload();
      await page.waitForFunction(box => document.querySelector(box)?.checked, {}, box);
      assert.equal(await page.evaluate(() => document.documentElement.dataset.scheme), "dark");
      await page.keyboard.press("/");
      await page.keyboard.type("rank list");
      await page.waitForSelector(".search-line");
      await page.keyboard.press("Escape");

      await goTo(edition.page("emails/thank-you.html"));
      const field = `[id="${edition.prefix("emails/thank-you.html")}field-specific_topic"]`;
      await page.waitForSelector(field, { visible: true });
      await page.type(field, "that I promise to come");
      await page.waitForSelector(onPage(".letter .finding-mark"));
      await page.evaluate(field => document.querySelector(field).blur(), field);
      await page.reload();
      await page.waitForFunction(letter => [...document.querySelectorAll(letter)].some(letter => letter.textContent.includes("that I promise to come")), {}, onPage(".letter"));

      await goTo(edition.page("planner.html"));
      await page.waitForSelector(onPage("[role=tab]"));
      await press("Programs");
      await press("Add program");
      await page.waitForSelector(onPage(".planner-sheet input"));
      await page.type(onPage(".planner-sheet input"), "Lakeshore");
      await page.evaluate(() => document.activeElement.blur());
      await page.reload();
      await page.waitForSelector(onPage("[role=tab]"));
      await press("Programs");
      await page.waitForFunction(shown => [...document.querySelectorAll(shown)].some(page => page.innerText.includes("Lakeshore")), {}, shown);
      if (!edition.isCopy) assert.ok(requests.length > 10, "requests are seen");
      assert.deepEqual(requests.filter(address => !edition.isOwn(address) && !/^(data|blob):/.test(address)), []);
    });
  }, { skip: firefoxPath ? false : "there is no Firefox" });
}

story("one file: search finds the same as on the site, with the same excerpts", async () => {
  const find = async address => visit(address, {}, async page => {
    await page.locator(".search-button").click();
    await page.waitForFunction(() => globalThis.Matchbook.search?.find);
    return page.evaluate(async () => {
      const { find, describe, excerpts } = Matchbook.search;
      const found = [];
      for (const query of ["visa", "rank order list", "thank you", "kind:checklist signal", '"rank list"', "what is SOAP"]) {
        const result = await find(query);
        const hits = await describe(result, result.hits.slice(0, 40));
        const texts = await excerpts(result, hits);
        found.push([query, result.hits.length, ...hits.map((hit, at) => [hit.path, hit.anchor, hit.score.toFixed(6), texts[at].text, texts[at].letter, texts[at].pieces.length])]);
      }
      return JSON.stringify(found);
    });
  });
  assert.equal(await find(file()), await find(`${await publish(guide())}index.html`));
});
