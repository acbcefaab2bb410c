// A published site stays on the device: it works without network, is renewed when the reader says so, and goes when it is switched off.
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, firefoxPath, folder, guideOf, host, open, page as source, repository, serve, story, violations, visitFirefox, write } from "./harness.mjs";

const BOOK = '[book]\ntitle = "Small guide"\nid = "small-guide"\n[offline]\nservice-worker = true\n';
const ADDRESS = ["--base-url", "https://example.org/some/repo/"];
const DOT = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const PAGES = {
  "../book.toml": BOOK,
  "index.md": source("Home", "See [rules](part/rules.md). ![a dot](dot.png)"),
  "part/index.md": source("Part", "A part."),
  "part/rules.md": source("Rules", "The first rules."),
  "letter.md": source("Letter", "---\n\nDear [Name],\n\nHello.\n\n---\n\nAdvice.", 'kind = "email"\nsubject = "Hello"\n[[fields]]\nid = "name"\nlabel = "Name"\n'),
  "dot.png": DOT,
};
const small = (more = {}) => build(guideOf({ ...PAGES, ...more }), ...ADDRESS);

/** The site of the real guide with a service worker, built once. */
const real = (() => {
  let site;
  return () => {
    if (site) return site;
    const root = folder();
    cpSync(join(repository, "content"), join(root, "content"), { recursive: true });
    const book = readFileSync(join(repository, "book.toml"), "utf8").replace("[offline]\n", "[offline]\nservice-worker = true\n");
    writeFileSync(join(root, "book.toml"), book);
    return (site = build(root, ...ADDRESS));
  };
})();

/** Runs in the page: how many files of the guide are kept. */
const countKept = async () => {
  let count = 0;
  for (const name of await caches.keys()) count += (await (await caches.open(name)).keys()).length;
  return count;
};
const listed = site => {
  const { first, later } = JSON.parse(/const EDITION = (.*);\n/.exec(readFileSync(join(site, "service-worker.js"), "utf8"))[1]);
  return { first, later, all: Object.keys({ ...first, ...later }) };
};
/** Waits until all of a site is kept and answered by its worker. */
async function untilKept(page, site) {
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  const { length } = listed(site).all;
  let kept = 0;
  for (let tries = 0; tries < 150 && kept !== length; tries++) {
    await new Promise(done => setTimeout(done, 100));
    kept = await page.evaluate(countKept);
  }
  assert.equal(kept, length, "all is kept");
}
const askForNews = page => page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update().then(() => {}));
/** What the server was asked for below the path of the site, without the script that the browser looks for. */
const asked = ({ requests }) => requests.filter(request => request.startsWith("GET /some/repo/") && !request.endsWith("/service-worker.js"));
const message = page => page.locator(".message");
const text = page => page.locator("main").innerText();

story("after a first visit all of the guide works without a server, below a path", async () => {
  const published = await host(real(), "/some/repo/");
  const page = await open(published.address);
  assert.equal(await page.evaluate(() => document.querySelector("link[rel=manifest]").href), `${published.address}manifest.webmanifest`);
  await untilKept(page, real());
  assert.equal(await message(page).count(), 0, "a first edition is no news");
  await published.stop();
  page.trouble.length = 0;

  for (const [path, said] of [["guide/rules-and-risks.html", /Rules/], ["guide/rules-and-risks", /Rules/], ["guide/", /guide/i], ["faq.html?q=visa#top", /\?/], ["glossary.html", /Match/], ["my-data.html", /device/]]) {
    const answer = await page.goto(published.address + path);
    assert.equal(answer.status(), 200, path);
    assert.match(await text(page), said, path);
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".brand")).display), "flex", `${path} has its style`);
  }
  await page.goto(`${published.address}guide`);
  assert.equal(page.url(), `${published.address}guide/`, "a folder without its slash leads on");

  await page.keyboard.press("/");
  await page.locator(".search-dialog").getByRole("combobox").fill("signals");
  await page.locator(".search-dialog").getByRole("option").first().click();
  await page.waitForURL(/rules-and-risks\.html.*#/);

  await page.goto(`${published.address}planner.html`);
  await page.getByRole("tab", { name: /Programs/ }).click();
  await page.getByRole("button", { name: "Add program" }).waitFor();
  await page.goto(`${published.address}emails/thank-you.html`);
  await page.locator(".composer-form input").first().fill("Dr. Haddad");
  await page.reload();
  assert.equal(await page.locator(".composer-form input").first().inputValue(), "Dr. Haddad");

  const missing = await page.goto(`${published.address}no/such/page.html`);
  assert.equal(missing.status(), 404);
  assert.match(await text(page), /does not exist/);
  // As it says where its home is by the address of the site.
  assert.equal(await page.evaluate(() => document.querySelector(".brand").getAttribute("href")), "/some/repo/index.html");
  assert.deepEqual(page.trouble.filter(what => !/404|service-worker\.js/.test(what)), []);
  await page.context().close();
});

story("pictures come when the page is shown, and an address of nobody asks the server first", async () => {
  const site = small();
  assert.ok("dot.png" in listed(site).later && !("dot.png" in listed(site).first));
  for (const name of ["sitemap.xml", "robots.txt", "llms.txt", "index.md", ".nojekyll", "service-worker.js"]) assert.ok(!listed(site).all.includes(name), name);
  const published = await host(site, "/some/repo/");
  const page = await open(published.address);
  await untilKept(page, site);
  published.requests.length = 0;
  assert.equal((await page.goto(`${published.address}sitemap.xml`)).status(), 200);
  assert.ok(published.requests.includes("GET /some/repo/sitemap.xml"));
  published.requests.length = 0;
  await page.goto(`${published.address}part/rules.html`);
  assert.deepEqual(asked(published), [], "what is kept asks nobody");
  await published.stop();
  await page.goto(published.address);
  await page.waitForFunction(() => document.querySelector("img[alt='a dot']").naturalWidth > 0);
  await page.context().close();
});

story("a newer edition waits for the reader, and half an email stays", async () => {
  const published = await host(small(), "/some/repo/");
  const page = await open(published.address);
  await untilKept(page, published.site);
  const other = await page.context().newPage();
  for (const tab of [page, other]) {
    await tab.goto(`${published.address}letter.html`);
    await tab.locator("#field-name").fill("Dr. Ha");
  }
  const before = published.site;
  published.site = small({ "part/rules.md": source("Rules", "The second rules.") });
  published.requests.length = 0;
  await page.locator("#field-name").focus();
  await askForNews(page);
  await message(page).getByText("A newer version of this guide is here.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "field-name", "the focus stays");
  assert.equal(await page.locator("#field-name").inputValue(), "Dr. Ha");
  assert.deepEqual(await violations(page), []);
  // What is as it was is not loaded again.
  const loaded = asked(published).map(request => request.slice("GET /some/repo/".length));
  const [was, is] = [before, published.site].map(site => listed(site).first);
  const changed = Object.keys(is).filter(path => is[path] !== was[path]);
  assert.deepEqual(loaded.sort(), changed.sort());
  assert.ok(changed.includes("part/rules.html") && !changed.includes("letter.html") && changed.length < Object.keys(is).length / 2, changed.join());

  // Until it is asked for, it is the old guide.
  await other.bringToFront();
  await message(other).waitFor();
  await message(other).getByRole("button", { name: "Later" }).click();
  assert.equal(await message(other).count(), 0);
  await other.reload();
  assert.equal(await other.evaluate(async () => Boolean((await navigator.serviceWorker.ready) && (await navigator.serviceWorker.getRegistration()).waiting)), true);
  await other.waitForTimeout(500);
  assert.equal(await message(other).count(), 0, "it is not offered on every page");
  assert.equal(await other.locator("#field-name").inputValue(), "Dr. Ha");
  const third = await page.context().newPage();
  await third.goto(`${published.address}part/rules.html`);
  assert.match(await text(third), /The first rules/);
  await third.close();

  await page.bringToFront();
  await Promise.all([page.waitForNavigation(), message(page).getByRole("button", { name: "Show it" }).click()]);
  await page.goto(`${published.address}part/rules.html`);
  assert.match(await text(page), /The second rules/);
  assert.equal(await message(page).count(), 0);
  await message(other).getByText(/shown in another tab/).waitFor();
  assert.equal(await other.locator("#field-name").inputValue(), "Dr. Ha");
  // What the old page loads later is still there.
  await published.stop();
  await other.locator(".search-button").click();
  await other.getByRole("dialog").waitFor();
  await Promise.all([other.waitForNavigation(), message(other).getByRole("button", { name: "Show it" }).evaluate(button => button.click())]);
  await page.context().close();
});

story("a newer edition is shown in a tab that is open since the first visit", async () => {
  const published = await host(small(), "/some/repo/");
  const page = await open(published.address);
  await untilKept(page, published.site);
  published.site = small({ "index.md": source("Small", "The second edition.") });
  await askForNews(page);
  await Promise.all([page.waitForNavigation(), message(page).getByRole("button", { name: "Show it" }).click()]);
  assert.match(await text(page), /The second edition/);
  await page.context().close();
});

story("an edition that is not all there yet is not shown", async () => {
  const published = await host(small(), "/some/repo/");
  const page = await open(published.address);
  await untilKept(page, published.site);
  const whole = small({ "part/rules.md": source("Rules", "The second rules.") });
  const half = folder();
  cpSync(whole, half, { recursive: true });
  writeFileSync(join(half, "part/rules.html"), "in the middle of a publication");
  published.site = half;
  await askForNews(page).catch(() => {});
  await page.waitForFunction(async () => !(await navigator.serviceWorker.getRegistration()).installing);
  assert.equal(await page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)), false);
  await page.goto(`${published.address}part/rules.html`);
  assert.match(await text(page), /The first rules/);
  published.site = whole;
  await askForNews(page);
  await message(page).getByRole("button", { name: "Show it" }).click();
  await page.getByText("The second rules").waitFor();
  await page.context().close();
});

story("switched off, the site leaves the device and is one as any other", async () => {
  const published = await host(small(), "/some/repo/");
  const page = await open(published.address);
  await untilKept(page, published.site);
  await page.evaluate(() => caches.open("of somebody else"));
  published.site = build(guideOf({ ...PAGES, "../book.toml": BOOK.replace("true", "false"), "index.md": source("Home", "Without.") }), ...ADDRESS);
  await page.goto(published.address);
  await page.waitForFunction(async () => !(await navigator.serviceWorker.getRegistration()));
  await page.waitForFunction(async () => (await caches.keys()).join() === "of somebody else");
  await page.goto(published.address);
  assert.match(await text(page), /Without/);
  assert.equal(await page.evaluate(() => document.body.dataset.worker), undefined);
  assert.equal(await page.evaluate(() => /worker-src|manifest-src/.test(document.querySelector("meta[http-equiv]").content)), false);
  await page.context().close();
});

story("the preview never shows a page that an earlier site left", async () => {
  const site = small();
  const published = await host(site, "/");
  const page = await open(published.address);
  await untilKept(page, site);
  await published.stop();
  const preview = await serve(guideOf({ ...PAGES, "index.md": source("Home", "Just saved.") }), published.port);
  assert.equal(preview.port, published.port);
  await page.goto(published.address);
  await page.getByText("Just saved.").waitFor();
  await page.waitForFunction(async () => (await caches.keys()).length === 0 && !(await navigator.serviceWorker.getRegistration()));
  assert.equal(await page.evaluate(() => document.body.dataset.worker), undefined, "the preview itself keeps nothing");
  await page.context().close();
});

story("without room on the device the site is as it would be without", async () => {
  const published = await host(small(), "/some/repo/");
  const page = await open();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Storage.overrideQuotaForOrigin", { origin: new URL(published.address).origin, quotaSize: 20_000 });
  await page.goto(published.address);
  await page.waitForFunction(async () => !(await navigator.serviceWorker.getRegistration())?.installing);
  await page.waitForFunction(async () => (await caches.keys()).length === 0);
  await page.locator("main").getByRole("link", { name: "rules" }).click();
  await page.getByText("The first rules").waitFor();
  assert.equal(await message(page).count(), 0);
  await page.context().close();
});

story("in Firefox too: without a server, and a newer edition when it is asked for", async () => {
  const published = await host(small(), "/some/repo/");
  await visitFirefox(published.address, async page => {
    await untilKept(page, published.site);
    const { port } = published;
    await published.stop();
    await page.goto(`${published.address}part/rules`);
    assert.match(await page.evaluate(() => document.querySelector("main").innerText), /The first rules/);
    await page.goto(`${published.address}no/such/page`);
    assert.match(await page.evaluate(() => document.querySelector("main").innerText), /does not exist/);
    await page.goto(published.address);
    await page.waitForFunction(() => document.querySelector("img[alt='a dot']").naturalWidth > 0);
    published.site = small({ "part/rules.md": source("Rules", "The second rules.") });
    await published.start(port);
    await page.goto(`${published.address}part/rules.html`);
    await page.waitForSelector(".message");
    assert.match(await page.evaluate(() => document.querySelector("main").innerText), /The first rules/);
    await page.click(".message-action");
    await page.waitForFunction(() => /The second rules/.test(document.querySelector("main")?.innerText));
  });
}, { skip: firefoxPath ? false : "there is no Firefox" });
