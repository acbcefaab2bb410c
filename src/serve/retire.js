// What the preview answers for a service worker: a site that was shown at this address before may have left one, which would go on
// showing its pages. This one takes its place at once, throws away what it kept, and shows all open pages anew.
(function (worker) {
  "use strict";

  const retire = async () => {
    const { scope } = worker.registration;
    const path = new URL(scope).pathname;
    for (const name of await caches.keys()) {
      if (name.startsWith("matchbook:") && name.endsWith(`:${path}`)) await caches.delete(name);
    }
    await worker.registration.unregister();
    for (const page of await worker.clients.matchAll({ type: "window", includeUncontrolled: true })) {
      if (!page.url.startsWith(scope)) continue;
      // A browser leads no page elsewhere that is still coming; such a page reads what it is told when it is there.
      page.postMessage("reload");
      // Not waited for: what is asked for now waits until this is done.
      page.navigate(page.url).catch(() => {});
    }
  };

  worker.addEventListener("install", event => event.waitUntil(worker.skipWaiting()));
  worker.addEventListener("activate", event => event.waitUntil(worker.clients.claim().then(retire)));
  // A page that came in the same moment may have registered the worker once more, or this one waits for the one before to end what it
  // does. The page says that it is there, or that its reader wants to see what is new (js/offline/page.js).
  worker.addEventListener("message", event => event.waitUntil(retire()));
})(globalThis);
