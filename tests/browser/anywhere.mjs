// One site works at the root of a domain, below a path and opened from disk; it asks no other host, and it is small.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, everything, fileUrl, folder, guide, guideOf, host, page as source, pages, publish, serve, story, TEMPLATES, visit, write } from "./harness.mjs";

/** Opens every page of a site, scrolls through it, and tells what asked elsewhere or went wrong. */
async function trouble(site, address) {
  const found = [];
  await visit(undefined, {}, async page => {
    await page.addInitScript(() => {
      addEventListener("securitypolicyviolation", event => console.error(`violates ${event.violatedDirective}: ${event.blockedURI}`));
    });
    for (const path of pages(site)) {
      if (path === "404.html" && address.startsWith("file:")) continue; // A server shows it, at any depth.
      page.requests.length = page.trouble.length = 0;
      await page.goto(address + path);
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      const elsewhere = page.requests.filter(request => !request.startsWith(address) && !request.startsWith("data:"));
      assert.ok(page.requests.some(request => request.endsWith(".css")), `${path} has its style sheet`);
      found.push(...[...elsewhere, ...page.trouble].map(what => `${path}: ${what}`));
    }
  });
  return found;
}

story("no page asks another host or has an error, at the root of a domain", async () => {
  assert.deepEqual(await trouble(guide(), await publish(guide())), []);
  assert.deepEqual(await trouble(everything(), await publish(everything())), []);
});

story("no page asks another host or has an error, opened from disk", async () => {
  for (const site of [guide(), everything()]) assert.deepEqual(await trouble(site, fileUrl(site, "")), []);
});

story("the requests of other hosts would be seen", async () => {
  const site = write(folder(), {
    "index.html": '<!DOCTYPE html><title>Home</title><link rel="stylesheet" href="a.css"><img src="http://localhost:9/pixel.png" alt="">',
    "a.css": "",
    "strict.html": '<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="img-src \'self\'"><link rel="stylesheet" href="a.css"><img src="//localhost:9/a.png" alt="">',
  });
  const found = await trouble(site, await publish(site));
  assert.ok(found.includes("index.html: http://localhost:9/pixel.png"), found.join("\n"));
  assert.ok(found.some(what => /^strict\.html: error: violates img-src/.test(what)), found.join("\n"));
});

story("a site below a path works, its page for what does not exist too", async () => {
  const address = await publish(build(guideOf({
    "index.md": source("Home", "See [rules](part/rules.md)."),
    "part/rules.md": source("Rules", "The rules."),
  }), "--base-url", "https://example.org/guide/"), "/guide/");
  await visit(address, {}, async page => {
    await page.locator("main").getByRole("link", { name: "rules", exact: true }).click();
    await page.getByText("The rules.").waitFor();
    await page.locator(".brand").click();
    assert.equal(page.url(), `${address}index.html`);
    assert.deepEqual(page.trouble, []);

    await page.goto(`${address}no/such/page.html`);
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".brand")).display), "flex", "it has its style");
    assert.equal(await page.evaluate(() => typeof globalThis.Matchbook), "object", "and its script");
    await page.getByRole("main").getByRole("link").first().click();
    assert.equal(page.url(), `${address}index.html`);
  });
});

story("a guide opened from disk is read like one from a server", async () => {
  await visit(fileUrl(guide(), "index.html"), {}, async page => {
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".brand")).display), "flex", "it has its style");
    await page.getByRole("link", { name: "Start here" }).first().click();
    await page.waitForURL(/start\/index\.html$/);
    for (let step = 0; step < 3; step++) {
      const before = page.url();
      await page.locator(".pager-next").click();
      await page.waitForURL(address => address.href !== before);
    }
    await page.locator("#menu summary", { hasText: "Sample emails" }).click();
    await page.locator("#menu").getByRole("link", { name: /thank-you/i }).click();
    assert.match(await page.locator(".letter").first().innerText(), /Dear Dr\./);
    await page.locator(".breadcrumbs a").first().click();
    await page.waitForURL(/\/index\.html$/);
    await page.goBack();
    assert.match(page.url(), /thank-you\.html$/);
    assert.deepEqual(page.trouble, []);
  });
});

story("the server of these stories answers as GitHub Pages does", async () => {
  const address = await publish(guide(), "/some/repo/");
  const { origin } = new URL(address);
  const ask = async path => {
    const response = await fetch(origin + path, { redirect: "manual" });
    return [response.status, response.headers.get("location"), /<title>([^<]*)/.exec(await response.text())?.[1]];
  };
  const titleOf = path => /<title>([^<]*)/.exec(readFileSync(join(guide(), path), "utf8"))[1];
  for (const [path, answer] of [
    ["/some/repo/", [200, null, titleOf("index.html")]],
    ["/some/repo", [301, "/some/repo/", undefined]],
    ["/some/repo/guide", [301, "/some/repo/guide/", undefined]],
    ["/some/repo/guide/", [200, null, titleOf("guide/index.html")]],
    ["/some/repo/faq", [200, null, titleOf("faq.html")]],
    ["/some/repo/faq.html", [200, null, titleOf("faq.html")]],
    ["/some/repo/no/such", [404, null, titleOf("404.html")]],
    ["/some/repo/..%2f..%2fetc/passwd", [404, null, titleOf("404.html")]],
  ]) assert.deepEqual(await ask(path), answer, path);
});

story("a link to a section shows it below the header", async () => {
  await visit(await publish(guide()) + "guide/rules-and-risks.html#signals", {}, async page => {
    const [heading, header] = await page.evaluate(() => ["#signals", ".top"].map(name => document.querySelector(name).getBoundingClientRect()).map(({ top, bottom }) => ({ top, bottom })));
    assert.ok(heading.top >= header.bottom && heading.top < 300, `the heading is at ${heading.top}, the header ends at ${header.bottom}`);
    await page.waitForFunction(() => document.querySelector(".toc [aria-current]")?.hash === "#signals");
  });
});

story("an old address leads on, from a server, below a path and from disk, and without script", async () => {
  const root = guideOf({ "index.md": source("Home", "[New](new.md)"), "new.md": source("New", "## Part {#part}\n\nText.\n\n## Kept {#kept}\n\nText.") });
  write(root, { "book.toml": '[book]\ntitle = "T"\nid = "t"\n[redirects]\n"was/old.html" = "new.md"\n"was/old.html#piece" = "new.md#part"\n"new.html#renamed" = "new.md#part"\n' });
  const site = build(root);
  for (const base of [await publish(site), await publish(site, "/some/repo/"), fileUrl(site, "")]) {
    for (const [from, to] of [["was/old.html", "new.html"], ["was/old.html#piece", "new.html#part"], ["was/old.html#kept", "new.html#kept"], ["new.html#renamed", "new.html#part"], ["new.html#nobody", "new.html#nobody"]]) {
      await visit(null, {}, async page => {
        await page.goto(base + from).catch(() => { /* It went on while it was loaded. */ });
        await page.waitForURL(base + to);
        assert.deepEqual(page.trouble, []);
      });
    }
    await visit(null, { javaScriptEnabled: false }, async page => {
      await page.goto(`${base}was/old.html`).catch(() => { /* As above. */ });
      await page.waitForURL(`${base}new.html`);
    });
  }
});

story("an ordinary page with its style and script is at most 40 KiB compressed", () => {
  const site = guide();
  const packed = path => gzipSync(readFileSync(join(site, path))).length;
  const weights = pages(site).filter(path => path !== TEMPLATES.print).map(path => {
    const html = readFileSync(join(site, path), "utf8");
    const assets = [...html.matchAll(/(?:href|src)="[./]*(assets\/[^"]+\.(?:css|js))"/g)].map(match => match[1]);
    assert.ok(assets.length >= 2, `${path} has a style sheet and a script`);
    return [Math.round(assets.reduce((sum, asset) => sum + packed(asset), packed(path)) / 102.4) / 10, path];
  });
  // The planner is a program of its own.
  const heavy = weights.filter(([weight, path]) => weight > (path === "planner.html" ? 46 : 40));
  assert.deepEqual(heavy, []);
  const [weight, path] = weights.sort(([a], [b]) => b - a)[0];
  console.log(`the heaviest page is ${path} with ${weight} KiB`);
});

/** What of a list of requests is more than a page of the site needs anyway. */
const ofLinks = requests => requests.filter(request => !/\/(assets|_matchbook)\//.test(request));

/** Points at each of these links for a while, and tells what was asked for meanwhile. */
async function pointedAt(page, links) {
  const seen = page.requests.length;
  for (const link of links) {
    await page.locator(link).first().hover();
    await page.waitForTimeout(400);
  }
  return ofLinks(page.requests.slice(seen));
}

story("a page that a reader points at is there before the click, below a path too", async () => {
  for (const under of ["/", "/repo/"]) {
    const { address, requests } = await host(guide(), under);
    await visit(`${address}${TEMPLATES.chapter}`, {}, async page => {
      requests.length = 0;
      await page.locator(".sidebar a[href$='faq.html']").first().hover();
      const wanted = `GET ${under}faq.html`;
      for (let wait = 0; wait < 100 && !requests.includes(wanted); wait++) await page.waitForTimeout(50);
      assert.deepEqual(ofLinks(requests), [wanted]);
      await page.locator(".sidebar a[href$='faq.html']").first().click();
      await page.waitForURL(/faq\.html$/);
      assert.equal(requests.filter(request => request === wanted).length, 1, "it is not asked for again");
      const how = await page.evaluate(() => performance.getEntriesByType("navigation")[0].deliveryType);
      assert.equal(how, "navigational-prefetch");
    });
  }
});

story("nothing is loaded before its time: places of the page, other hosts, files, pages on disk", async () => {
  const site = build(guideOf({
    "index.md": source("Home", "## Here {#here}\n\n[Place](#here) [elsewhere](https://localhost:9/x.html) [file](list.csv) [page](about.md)."),
    "about.md": source("About", "Text."),
    "list.csv": "a,b\n",
  }));
  const links = ["main p a[href^='#']", "main p a[href^='https:']", "main p a[href$='.csv']"];
  const { address, requests } = await host(site);
  await visit(address, {}, async page => {
    requests.length = 0;
    assert.deepEqual(await pointedAt(page, links), []);
    assert.deepEqual(ofLinks(requests), []);
    // What would be seen is seen.
    await pointedAt(page, ["main p a[href$='about.html']"]);
    assert.deepEqual(ofLinks(requests), ["GET /about.html"]);
    assert.deepEqual(page.trouble, []);
  });
  await visit(fileUrl(site, "index.html"), {}, async page => {
    assert.deepEqual(await pointedAt(page, [...links, "main p a[href$='about.html']"]), []);
    assert.equal(await page.locator("script[type=speculationrules]").count(), 0);
  });
});

story("the preview loads no page before it is asked for, which a save may change", async () => {
  const preview = await serve(guideOf({ "index.md": source("Home", "[Page](about.md)."), "about.md": source("About", "Text.") }));
  await visit(preview.address, {}, async page => {
    // It looks at its own page again at times.
    assert.deepEqual((await pointedAt(page, ["main p a[href$='about.html']"])).filter(request => request !== preview.address), []);
  });
});
