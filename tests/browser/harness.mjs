// What all stories share: building a guide, previewing it, publishing it as a static host does, and a real browser
// whose every request, console message and error is kept.
import { execFileSync, spawn } from "node:child_process";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, extname, join, relative, sep } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import puppeteer from "puppeteer-core";

export const repository = fileURLToPath(new URL("../..", import.meta.url));
const matchbook = process.env.MATCHBOOK ?? join(repository, "target/debug/matchbook");
const ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const executablePath = process.env.CHROMIUM || ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser"]
  .flatMap(name => (process.env.PATH ?? "").split(delimiter).map(place => join(place, name)))
  .find(path => existsSync(path));

/** Firefox, where there is one. */
export const firefoxPath = process.env.FIREFOX ?? ["firefox-esr", "firefox"]
  .flatMap(name => (process.env.PATH ?? "").split(delimiter).map(place => join(place, name)))
  .find(path => existsSync(path));

/** A test of a story; one that hangs fails. */
export const story = (name, run, options = {}) => test(name, { timeout: 180_000, ...options }, async context => {
  try {
    await run(context);
  } catch (error) {
    // A whole run of all stories takes a quarter of an hour on a busy machine, and is not lost to one late frame. What
    // came true only the second time is listed by `./test`, as it has to be mended.
    const list = process.env.MATCHBOOK_TOLD_TWICE;
    if (!list) throw error;
    await run(context);
    appendFileSync(list, `${basename(process.argv[1])}: ${name}\n${String(error.stack).replace(/^/gm, "    ")}\n`);
  }
});

// A hook made inside a story would run at the end of that story.
const cleanups = [];
after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

const temporary = mkdtempSync(join(tmpdir(), "matchbook-"));
cleanups.push(() => rmSync(temporary, { recursive: true, force: true, maxRetries: 5 }));

/** A new empty folder that goes when the stories end. */
export const folder = () => mkdtempSync(join(temporary, "f-"));

/** Writes `{path: text}` into a folder. */
export function write(root, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const BOOK = '[book]\ntitle = "Small guide"\nid = "small-guide"\nlanguage = "en"\n';

/** A page of a guide. */
export const page = (title, text, more = "") =>
  `+++\ntitle = "${title}"\ndescription = "About ${title}."\n${more}\n+++\n\n${text}\n`;

/** The folder of a small guide: pages by their path in `content/`; paths with `../` are beside it. */
export function guideOf(pages) {
  const root = write(folder(), { "book.toml": BOOK });
  mkdirSync(join(root, "content"));
  return write(root, Object.fromEntries(Object.entries(pages).map(([path, text]) => [join("content", path), text])));
}

/** Builds the guide in a folder and returns the folder of its site. */
export function build(root, ...options) {
  const out = join(folder(), "site");
  execFileSync(matchbook, ["build", root, "--out", out, "--quiet", ...options], { stdio: ["ignore", "inherit", "inherit"] });
  return out;
}

/** The site of the real guide, built once. */
export const guide = (() => {
  let site;
  return () => (site ??= build(repository));
})();

/** Does something as on a device in another place. */
export function inZone(zone, run) {
  const before = process.env.TZ;
  process.env.TZ = zone;
  try {
    const named = options => new Intl.DateTimeFormat("en", options).resolvedOptions().timeZone;
    if (named() !== named({ timeZone: zone })) throw new Error(`no time zone ${zone}`);
    return run();
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
}

/** One page for each template of the theme, and one that uses every part of Markdown and of the theme. */
export const TEMPLATES = {
  home: "index.html",
  chapter: "guide/rules-and-risks.html",
  "section index": "guide/index.html",
  email: "emails/thank-you.html",
  faq: "faq.html",
  checklist: "checklists/after-each-interview.html",
  glossary: "glossary.html",
  contents: "contents.html",
  "a to z": "a-z.html",
  "my data": "my-data.html",
  print: "print.html",
  "not found": "404.html",
};

/** The site of a guide with `everything.html`: each part that a page may have, which the real guide alone does not use. */
export function everything() {
  return build(guideOf({
    "../book.toml": `${BOOK}\n[planner]\nevents = [{ id = "send", name = "sending" }]\n`,
    "index.md": page("Small guide", "See [everything](everything.md)."),
    "everything.md": readFileSync(new URL("everything.md", import.meta.url), "utf8"),
    "glossary.md": page("Glossary", "IMG / graduate\n:   A graduate of a school abroad.", 'kind = "glossary"'),
    "dot.png": Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"),
  }));
}

/** All HTML files of a site, sorted. */
export function pages(site) {
  return readdirSync(site, { recursive: true })
    .map(path => path.split(sep).join("/"))
    .filter(path => path.endsWith(".html"))
    .sort();
}

/** The address of a page opened from disk; the path may have a `#…`. */
export const fileUrl = (site, path) => `${pathToFileURL(site).href}/${path}`;

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png",
  ".jpg": "image/jpeg", ".webp": "image/webp" };

/**
 * Publishes a site as GitHub Pages does, at the root or as a repository below a path: with its `address`, the `site` that is
 * shown (another folder is another edition), the `requests` it got, and ways to `stop` and `start` the server.
 */
export async function host(site, under = "/") {
  const requests = [];
  const host = { site, requests };
  const server = createServer((request, response) => {
    const { site } = host;
    requests.push(`${request.method} ${request.url}`);
    const { pathname } = new URL(request.url, "http://host");
    const inSite = pathname.startsWith(under) ? join(site, decodeURIComponent(pathname.slice(under.length))) : null;
    const isFolder = inSite !== null && !relative(site, inSite).startsWith("..") && statSync(inSite, { throwIfNoEntry: false })?.isDirectory();
    // An address of a folder is led to the one with a slash.
    if (!pathname.endsWith("/") && (isFolder || `${pathname}/` === under)) {
      response.writeHead(301, { location: `${pathname}/` }).end();
      return;
    }
    let path = pathname.startsWith(under) ? decodeURIComponent(pathname.slice(under.length)) : "outside";
    if (path === "" || path.endsWith("/")) path += "index.html";
    const read = name => statSync(join(site, name), { throwIfNoEntry: false })?.isFile() && readFileSync(join(site, name));
    const bytes = !relative(site, join(site, path)).startsWith("..") && (read(path) || read(`${path}.html`));
    const type = bytes ? TYPES[extname(path)] ?? TYPES[".html"] : TYPES[".html"];
    const isPacked = !/^image\/(?!svg)/.test(type) && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
    response.writeHead(bytes ? 200 : 404, { "content-type": type, vary: "accept-encoding", ...isPacked ? { "content-encoding": "gzip" } : {} });
    response.end(isPacked ? gzipSync(bytes || read("404.html") || "") : bytes || read("404.html"));
  });
  host.start = (port = 0) => new Promise(done => server.listen(port, "127.0.0.1", done));
  host.stop = () => (server.closeAllConnections(), new Promise(done => server.close(done)));
  await host.start();
  host.port = server.address().port;
  host.address = `http://localhost:${host.port}${under}`;
  cleanups.push(host.stop);
  return host;
}

/** Publishes a site and returns its address. */
export const publish = async (site, under = "/") => (await host(site, under)).address;

/** A port that is probably free. */
export const somePort = () => 20_000 + Math.floor(Math.random() * 20_000);

/** Starts `matchbook serve` and waits until it can be opened. `shell` is run before it, to set limits. */
export async function serve(root, port = somePort(), options = [], { shell = "", env = {} } = {}) {
  const given = ["serve", root, "--port", String(port), ...options];
  const [command, words] = shell ? ["sh", ["-c", `${shell}; exec "$0" "$@"`, matchbook, ...given]] : [matchbook, given];
  const child = spawn(command, words, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  const ended = new Promise(done => child.once("exit", (code, signal) => done(code ?? signal)));
  cleanups.push(() => (child.kill("SIGKILL"), ended));
  const preview = { child, ended, output: "", address: "", port: 0 };
  await new Promise((done, fail) => {
    const hear = bytes => {
      preview.output += bytes;
      preview.address ||= /http:\/\/localhost:\d+\/\S*/.exec(preview.output)?.[0] ?? "";
      // All of its greeting was heard then.
      if (preview.output.includes("Stop with Ctrl-C")) done();
    };
    child.stderr.on("data", hear);
    child.stdout.on("data", hear);
    ended.then(code => fail(new Error(`matchbook serve ended with ${code}:\n${preview.output}`)));
  });
  preview.port = Number(new URL(preview.address).port);
  return preview;
}

let running;
/** The browser, started when a story first needs it, with an empty profile. */
export function browser() {
  if (!running) {
    if (!executablePath) throw new Error("no Chromium found: run ./test, which installs it");
    running = chromium.launch({
      executablePath,
      // Playwright's own choice would be a second binary that systems do not ship.
      args: ARGUMENTS,
    });
    cleanups.push(async () => (await running).close());
  }
  return running;
}

/**
 * A page in a window of its own, with what it did: `requests` (addresses), `trouble` (console errors and warnings,
 * exceptions, failed requests, violations of the content security policy).
 */
export async function open(address, options = {}) {
  const context = await (await browser()).newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.requests = [];
  page.trouble = [];
  context.on("request", request => page.requests.push(request.url()));
  page.on("requestfailed", request => {
    // Leaving a page ends what it still loads, such as the preview's stream of changes.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") page.trouble.push(`request failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on("console", message => {
    if (["error", "warning"].includes(message.type())) page.trouble.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", error => page.trouble.push(`exception: ${error.message}`));
  page.setDefaultTimeout(15_000);
  if (address) await page.goto(address);
  return page;
}

/** Opens a page, hands it to `use`, and closes it whatever happens. */
export async function visit(address, options, use) {
  const page = await open(address, options);
  try {
    return await use(page);
  } finally {
    await page.context().close();
  }
}

/**
 * Shows `page` as it is on paper. The answer to the command may come before the page has the style of paper; a picture
 * of it, which needs no script, cannot.
 */
export async function onPaper(page, options = {}) {
  await page.emulateMedia({ ...options, media: "print" });
  await page.screenshot({ clip: { x: 0, y: 0, width: 1, height: 1 } });
}

let audited;

/** What Lighthouse says of an address, on the phone that it takes by default: the report and the trace it comes from. */
export async function audit(address) {
  // Most stories need none of it, and loading it takes a second.
  const { default: lighthouse } = await import("lighthouse");
  if (!audited) {
    audited = puppeteer.launch({ executablePath, args: ARGUMENTS });
    cleanups.push(async () => (await audited).close());
  }
  const { port } = new URL((await audited).wsEndpoint());
  const { lhr, artifacts } = await lighthouse(address, { port: Number(port), logLevel: "error" });
  return { report: lhr, trace: artifacts.Trace.traceEvents };
}

let runningFirefox;

/** Starts Chromium on a profile that stays, hands a page to `use`, and ends it. */
export async function withProfile(profile, use) {
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: ARGUMENTS });
  try {
    return await use(await context.newPage());
  } finally {
    await context.close();
  }
}

/** The same in Firefox, with more preferences where they are given. */
export async function withFirefoxProfile(profile, use, preferences = {}) {
  // Two of them at once are too much for a small machine.
  await (await runningFirefox)?.close();
  runningFirefox = undefined;
  const running = await puppeteer.launch({
    browser: "firefox", executablePath: firefoxPath, headless: true, userDataDir: profile,
    extraPrefsFirefox: { "security.fileuri.strict_origin_policy": true, ...preferences },
  });
  try {
    return await use(await running.newPage());
  } finally {
    await running.close();
  }
}

/** A page in Firefox as it comes out of the box: tools that drive it would open up files to each other. */
export async function visitFirefox(address, use) {
  if (!runningFirefox) {
    runningFirefox = puppeteer.launch({
      browser: "firefox", executablePath: firefoxPath, headless: true,
      extraPrefsFirefox: { "security.fileuri.strict_origin_policy": true },
    });
    cleanups.push(async () => (await runningFirefox)?.close());
  }
  const page = await (await runningFirefox).newPage();
  try {
    await page.goto(address);
    return await use(page);
  } finally {
    await page.close();
  }
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** What axe finds on a page as it is now: rule, elements and why. */
export async function violations(page) {
  if (!await page.evaluate(() => "axe" in globalThis)) await page.evaluate(axe);
  // Its look at style sheets through requests is refused to pages that were opened from disk.
  const found = await page.evaluate(() => axe.run(document, { preload: false, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] }));
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary.replace(/\s+/g, " ")}`));
}

/** What has the focus, in words that a failure message can show. */
export const focused = page => page.evaluate(() => {
  const element = document.activeElement;
  return element === document.body ? "" : (element.getAttribute("aria-label") ?? element.innerText ?? "").trim().replace(/\s+/g, " ");
});
