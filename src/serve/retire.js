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
    await worker.registration.unregister();
    for (const client of await worker.clients.matchAll({ type: "window" })) client.navigate(client.url).catch(() => {});
  })()));
})(globalThis);
