// What the preview answers for a service worker: a site that was shown at this address before may have left one, which would go on
// showing its pages. This one takes its place at once, throws away what it kept, and shows all open pages anew.
(function (worker) {
  "use strict";

  worker.addEventListener("install", () => worker.skipWaiting());
  worker.addEventListener("activate", event => event.waitUntil((async () => {
    const path = new URL(worker.registration.scope).pathname;
    for (const name of await caches.keys()) {
      if (name.startsWith("matchbook:") && name.endsWith(`:${path}`)) await caches.delete(name);
    }
    // A page that is still coming is taken over too.
    await worker.clients.claim();
    await worker.registration.unregister();
    const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
    for (const page of pages.filter(({ url }) => url.startsWith(worker.registration.scope))) {
      // A browser leads no page elsewhere that is still coming; such a page reads what it is told when it is there.
      page.postMessage("reload");
      // Not waited for: what is asked for now waits until this is done.
      page.navigate(page.url).catch(() => {});
    }
  })()));
})(globalThis);
