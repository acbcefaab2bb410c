// Images fit the window: a phone loads no more pixels than it shows, nothing moves when one comes, and the far ones wait.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { browser, build, guideOf, host, page as source, publish, serve, story, visit } from "./harness.mjs";

/** A photo and a picture of a screen, both 1400 pixels wide, as browsers write them. */
async function images() {
  const page = await (await (await browser()).newContext({ viewport: { width: 1400, height: 900 } })).newPage();
  await page.setContent(`<style>body { margin: 0; background: linear-gradient(45deg, #234, #d98, #8c6); }</style><canvas width="1400" height="900"></canvas>`);
  await page.evaluate(() => {
    const context = document.querySelector("canvas").getContext("2d");
    let seed = 1;
    for (let number = 0; number < 60_000; number++) {
      seed = (seed * 48_271) % 2_147_483_647;
      context.fillStyle = `hsl(${seed % 360} 50% 50% / 25%)`;
      context.fillRect(seed % 1400, (seed >> 8) % 900, 6, 6);
    }
  });
  const photo = await page.screenshot({ type: "jpeg", quality: 92 });
  // Without sharp edges fewer pixels take fewer bytes, whatever fonts this machine has.
  await page.setContent("<style>body { margin: 40px; font: 28px sans-serif; filter: blur(1.5px); }</style>" + "<p>A form with a field and a button. ".repeat(18));
  const form = await page.screenshot({ type: "png" });
  await page.context().close();
  return { photo, form };
}

/** The same photo from a camera that was held upright. */
function turned(photo) {
  const tags = Buffer.from("4d4d002a00000008000101120003000000010006000000000000", "hex");
  const exif = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tags]);
  const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  return Buffer.concat([photo.subarray(0, 2), head, exif, photo.subarray(2)]);
}

const text = "A paragraph of some words, so that there is something to scroll over on the way down. ".repeat(12);

let made;
/** A guide with three images: a photo on top, a picture of a screen and a photo on its side below. */
const guide = () => (made ??= images().then(({ photo, form }) => {
  const far = Array.from({ length: 12 }, () => text).join("\n\n");
  return guideOf({
    "index.md": source("Home", `![Mountains](photo.jpg)\n\n${far}\n\n![A form](form.png)\n\n${far}\n\n![A tower](tower.jpg)\n\nThe end.`),
    "photo.jpg": photo, "form.png": form, "tower.jpg": turned(photo),
  });
}));

/** Looks at all images of a page on a device. */
async function look(address, options) {
  return visit(undefined, options, async page => {
    await page.addInitScript(() => {
      globalThis.shifts = [];
      new PerformanceObserver(list => globalThis.shifts.push(...list.getEntries().map(({ value }) => value))).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(address);
    await page.waitForFunction(() => document.images[0].complete);
    const before = [...page.requests];
    for (let number = 0; number < 3; number++) {
      await page.locator("main img").nth(number).scrollIntoViewIfNeeded();
      await page.waitForFunction(number => document.images[number].complete && document.images[number].naturalWidth > 0, number);
    }
    await page.screenshot();
    const shown = await page.evaluate(() => [...document.images].map(image => ({
      file: image.currentSrc.split("/").at(-1), shape: image.naturalWidth / image.naturalHeight, written: image.width / image.height,
    })));
    assert.deepEqual(page.trouble, []);
    return { before, shown, shifts: await page.evaluate(() => globalThis.shifts), requests: page.requests };
  });
}

story("a phone loads small images, a large window sharp ones, and nothing moves", async () => {
  const site = build(await guide());
  const { address } = await host(site);
  const devices = [
    { viewport: { width: 360, height: 640 }, deviceScaleFactor: 1, wanted: [/-480\.jpg$/, /-480\.webp$/] },
    { viewport: { width: 360, height: 640 }, deviceScaleFactor: 2, wanted: [/-690\.jpg$/, /-690\.webp$/] },
    { viewport: { width: 360, height: 640 }, deviceScaleFactor: 3, wanted: [/-1000\.jpg$/, /-1000\.webp$/] },
    { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1, wanted: [/-690\.jpg$/, /-690\.webp$/] },
    { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 2, wanted: [/-1280\.jpg$/, /-1280\.webp$/] },
  ];
  for (const { wanted, ...device } of devices) {
    const { shown, shifts, requests } = await look(address, device);
    const name = JSON.stringify(device);
    assert.match(shown[0].file, wanted[0], name);
    assert.match(shown[1].file, wanted[1], name);
    assert.equal(shown[2].file, "tower.jpg", "a photo that browsers turn stays as it is");
    assert.ok(shown[2].shape < 1, "it stands upright");
    for (const { file, shape, written } of shown) assert.ok(Math.abs(shape - written) < 0.01, `${file} ${shape} ${written} ${name}`);
    assert.equal(shifts.reduce((sum, shift) => sum + shift, 0), 0, name);
    const files = requests.filter(request => /\.(jpg|png|webp)$/.test(request));
    assert.equal(files.length, 3, `one file for each image: ${files.join(" ")}`);
    assert.equal(files.some(file => /(photo\.jpg|form\.png)$/.test(file)), false);
  }
  const small = shown => readFileSync(join(site, "assets", shown.file)).length;
  const { shown } = await look(address, devices[0]);
  assert.ok(small(shown[0]) * 3 < readFileSync(join(site, "photo.jpg")).length);
  assert.ok(small(shown[1]) * 1.5 < readFileSync(join(site, "form.png")).length);
});

story("images far below wait until the reader comes near", async () => {
  const { before, requests } = await look(await publish(build(await guide())), { viewport: { width: 360, height: 640 } });
  const images = list => list.filter(request => /\.(jpg|png|webp)$/.test(request)).length;
  assert.deepEqual([images(before), images(requests)], [1, 3]);
});

story("the preview shows images as they are", async () => {
  const preview = await serve(await guide());
  const { shown } = await look(preview.address, { viewport: { width: 360, height: 640 } });
  assert.deepEqual(shown.map(({ file }) => file), ["photo.jpg", "form.png", "tower.jpg"]);
});
