// What Lighthouse says of the real guide on a phone. How fast this machine is stays out of it (measure-lighthouse.mjs measures
// that): what is asked here is the same on every machine.
import assert from "node:assert/strict";
import { audit, guide, host, open, story, TEMPLATES } from "./harness.mjs";

const PAGES = { home: "", chapter: TEMPLATES.chapter, email: TEMPLATES.email, planner: "planner.html" };
/** Audits of the speed that no busy machine changes. */
const FOR_SPEED = [
  "cumulative-layout-shift", "layout-shifts", "cls-culprits-insight", "unsized-images", "uses-text-compression", "document-latency-insight",
  "unused-css-rules", "unused-javascript", "unminified-css", "unminified-javascript", "legacy-javascript", "duplicated-javascript",
  "legacy-javascript-insight", "duplicated-javascript-insight", "uses-responsive-images", "uses-optimized-images", "modern-image-formats",
  "offscreen-images", "image-delivery-insight", "efficient-animated-content", "total-byte-weight", "dom-size", "dom-size-insight", "redirects",
  "no-document-write", "uses-passive-event-listeners", "forced-reflow-insight", "font-display", "font-display-insight", "viewport",
  "viewport-insight", "third-parties-insight", "non-composited-animations", "bf-cache",
];
/** What each page loads before it is painted: style sheets of the guide, at most two. */
const MOST_STYLES = 2;

for (const [name, path] of Object.entries(PAGES)) {
  story(`Lighthouse finds nothing to better on the ${name} page`, async () => {
    const { address } = await host(guide());
    const { report } = await audit(address + path);
    assert.equal(report.runtimeError, undefined);
    const { categories, audits } = report;
    for (const category of ["accessibility", "best-practices", "seo"]) {
      const asked = categories[category].auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => audits[id]);
      assert.deepEqual(asked.filter(({ score }) => score !== null && score < 1).map(({ id, title }) => `${id}: ${title}`), [], category);
      assert.equal(categories[category].score, 1, category);
    }
    for (const id of FOR_SPEED) {
      const { score, displayValue, details } = audits[id] ?? assert.fail(`there is no audit ${id}`);
      assert.ok(score === null || score === 1, `${id} ${displayValue ?? ""} ${JSON.stringify(details?.items)}`);
    }
    assert.equal(audits["cumulative-layout-shift"].numericValue, 0);
    const blocking = audits["render-blocking-resources"].details.items.map(({ url }) => url);
    assert.ok(blocking.length <= MOST_STYLES && blocking.every(url => url.startsWith(`${address}assets/`) && url.endsWith(".css")), blocking.join(" "));
  }, { timeout: 300_000 });
}

story("Scripts are asked for beside the style sheets, not when these have come", async () => {
  const { address } = await host(guide());
  for (const path of Object.values(PAGES)) {
    const html = await (await fetch(address + path)).text();
    const scripts = [...html.matchAll(/<script defer src="([^"]+)"/g)].map(([, source]) => new URL(source, address + path).href);
    assert.ok(scripts.length > 0, path);
    const page = await open();
    try {
      const asked = Promise.all(scripts.map(url => page.waitForRequest(url, { timeout: 10_000 }).then(() => true, () => false)));
      // A line on which no style sheet comes before all scripts were asked for.
      await page.route(/\.css$/, async route => {
        await asked;
        await route.continue();
      });
      await page.goto(address + path);
      assert.deepEqual(await asked, scripts.map(() => true), path);
      assert.deepEqual(page.trouble, []);
    } finally {
      await page.context().close();
    }
  }
});
