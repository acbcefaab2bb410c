// The service worker: keeps the guide on the device and answers from there. In front of it Matchbook puts
// `const EDITION = { guide, whole, first: { path: hash }, later: { path: hash } }`; `whole` when all pages are in it. Another edition has
// other bytes, so the browser installs it beside this one; it waits until a reader asks for it, or until no page of this one is open.
//
// One cache holds the files of both: a file stands there under its address with its hash as the query. So an edition loads what changed
// only, and an installation that was cut short goes on where it was.
(function (worker) {
  "use strict";

  const scope = worker.registration.scope;
  const NAME = `matchbook:${EDITION.guide}:${new URL(scope).pathname}`;
  const FILES = new Map([...Object.entries(EDITION.first), ...Object.entries(EDITION.later)]);
  const AT_ONCE = 6;
  /** Files whose names hold their hash, which pages of the edition before still ask for. */
  const LASTING = /^(?:assets|search)\//;

  const addressOf = path => scope + path.split("/").map(encodeURIComponent).join("/");
  const keyOf = path => `${addressOf(path)}?${FILES.get(path)}`;

  const hashOf = async bytes => {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 8);
    return Array.from(digest, byte => byte.toString(16).padStart(2, "0")).join("");
  };

  /** Loads a file, and refuses one that is not of this edition: in the middle of a publication, or from an old cache on the way. */
  const load = async path => {
    const answer = await fetch(addressOf(path), { cache: "no-cache", credentials: "same-origin" });
    const bytes = await answer.arrayBuffer();
    if (await hashOf(bytes) !== FILES.get(path)) throw new Error(`${path} is not of this edition`);
    // Made anew: a page may not be answered with what a redirect led to.
    return new Response(bytes, { headers: { "content-type": answer.headers.get("content-type") ?? "text/html" } });
  };

  /** Puts those files into the cache that are not in it yet. */
  const keep = async paths => {
    const cache = await caches.open(NAME);
    const kept = new Set((await cache.keys()).map(request => request.url));
    const missing = paths.filter(path => !kept.has(keyOf(path)));
    const added = [];
    const work = async () => {
      for (let path = missing.shift(); path !== undefined; path = missing.shift()) {
        const file = await load(path);
        added.push(keyOf(path));
        await cache.put(keyOf(path), file);
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    } catch (error) {
      missing.length = 0;
      // There is no room for the guide: what fits of it is of no use.
      if (error.name === "QuotaExceededError") {
        await Promise.all(added.map(key => cache.delete(key)));
        if ((await cache.keys()).length === 0) await caches.delete(NAME);
      }
      throw error;
    }
  };

  /** Takes out what no page of this edition asks for. */
  const tidy = async () => {
    const cache = await caches.open(NAME);
    const wanted = new Set([...FILES.keys()].map(keyOf));
    const others = (await worker.clients.matchAll({ type: "window", includeUncontrolled: true })).length > 1;
    for (const request of await cache.keys()) {
      const isLasting = others && LASTING.test(request.url.slice(scope.length));
      if (!wanted.has(request.url) && !isLasting) await cache.delete(request);
    }
  };

  worker.addEventListener("install", event => event.waitUntil(keep(Object.keys(EDITION.first))));
  worker.addEventListener("activate", event => event.waitUntil(tidy().then(() => worker.clients.claim())));
  worker.addEventListener("message", event => {
    if (event.data === "show") event.waitUntil(worker.skipWaiting());
    // Pages say so when they are done with what they need themselves. What cannot be loaded is asked for by the next page.
    if (event.data === "more") event.waitUntil(keep(Object.keys(EDITION.later)).catch(() => {}));
  });

  /** The file that an address means, as static hosts see it: a folder is its front page, and `.html` may be left out. */
  const fileAt = url => {
    let path = url.pathname.slice(new URL(scope).pathname.length);
    try { path = decodeURIComponent(path); } catch { return null; }
    if (path === "" || path.endsWith("/")) path += "index.html";
    return [path, `${path}.html`].find(name => FILES.has(name)) ?? null;
  };

  const answer = async (request, url) => {
    const cache = await caches.open(NAME);
    const path = fileAt(url);
    if (path) return await cache.match(keyOf(path)) ?? fetch(request);
    if (request.mode === "navigate") {
      // Servers lead on to the folder, as the links on its page need.
      const folder = new URL(`${url.pathname}/`, url);
      if (fileAt(folder)) return Response.redirect(`${folder.href}${url.search}`, 302);
      try {
        return await fetch(request);
      } catch (error) {
        // In a guide that does not fit on the device the page may exist: then the browser says that there is no network.
        const page = EDITION.whole && FILES.has("404.html") && await cache.match(keyOf("404.html"));
        if (!page) throw error;
        return new Response(page.body, { status: 404, headers: page.headers });
      }
    }
    return await cache.match(request, { ignoreSearch: true }) ?? fetch(request);
  };

  worker.addEventListener("fetch", event => {
    const { request } = event;
    const url = new URL(request.url);
    // Only files of the guide, and not the script by which it changes.
    const isOwn = request.method === "GET" && request.url.startsWith(scope) && !request.headers.has("range");
    if (isOwn && url.pathname !== new URL(worker.location.href).pathname) event.respondWith(answer(request, url));
  });
})(globalThis);
