// Keeps the guide on the device (js/offline/worker.js) once a page is shown, and says when a newer edition is there. It is shown when
// a reader asks for it: a page with something half written in it stays as it is.
(function (Matchbook) {
  "use strict";

  const { make, strings } = Matchbook;
  /** How often a page that stays open asks whether there is a newer edition. */
  const HOUR = 3_600_000;

  /** A reader who said "later" is left alone in this tab for an hour. */
  const later = {
    name: `matchbook-later:${document.documentElement.dataset.site}`,
    isNow: () => {
      try { return Date.now() - Number(sessionStorage.getItem(later.name)) < HOUR; } catch { return false; }
    },
    say: () => {
      try { sessionStorage.setItem(later.name, String(Date.now())); } catch { /* Then the next page asks again. */ }
    },
  };

  Matchbook.register("body[data-worker]", body => {
    const workers = navigator.serviceWorker;
    // Opened from disk, on a server without https, in a browser or window that does not keep anything.
    if (!workers || !/^https?:$/.test(location.protocol)) return;
    const root = new URL(body.dataset.root || "./", location.href);
    const script = new URL(body.dataset.worker, location.href);
    let hadWorker = Boolean(workers.controller);
    let registration = null;
    let isAsked = false;
    let isReplaced = false;
    let box = null;
    let waiting = null;
    let asked = Date.now();

    /** Says so at the edge of the window, and takes the focus from nobody. */
    const say = (sentence, action, run) => {
      box?.remove();
      const button = (text, pressed) => {
        const made = make("button", { type: "button", className: "message-action" }, text);
        made.addEventListener("click", pressed);
        return made;
      };
      box = make("div", { className: "message" }, make("p", {}, sentence),
        make("p", { className: "message-actions" }, button(action, run), button(strings.offline_later, () => {
          box.remove();
          document.querySelector("main").focus({ preventScroll: true });
          later.say();
        })));
      Matchbook.messages().append(box);
    };

    /** An edition that waits is offered once, and not one that is the first. */
    const look = () => {
      if (!registration?.waiting || registration.waiting === waiting || !workers.controller || isReplaced || later.isNow()) return;
      waiting = registration.waiting;
      // An edition takes no notice; the preview's worker, which waits for nobody, does.
      waiting.postMessage("here");
      say(strings.offline_newer, strings.offline_show, () => {
        isAsked = true;
        // Another tab may have shown it meanwhile.
        if (registration.waiting) registration.waiting.postMessage("show");
        else location.reload();
      });
    };

    workers.addEventListener("controllerchange", () => {
      // The first one takes nobody's place.
      if (!hadWorker) {
        hadWorker = true;
        return;
      }
      isReplaced = true;
      if (isAsked) location.reload();
      else say(strings.offline_replaced, strings.offline_show, () => location.reload());
    });

    // The preview of a guide took the place of the site.
    workers.addEventListener("message", event => {
      if (event.data === "reload") location.reload();
    });

    /** Asks for a newer edition. A site that has no worker any more is a site as any other from then on. */
    const update = async () => {
      asked = Date.now();
      try {
        await registration.update();
      } catch {
        const answer = await fetch(script, { method: "HEAD", cache: "no-store" }).catch(() => null);
        if (answer?.status !== 404 && answer?.status !== 410) return;
        await registration.unregister();
        const name = `matchbook:${document.documentElement.dataset.site}:${root.pathname}`;
        await caches.delete(name);
      }
    };

    const start = async () => {
      try {
        registration = await workers.register(script, { scope: root.href, updateViaCache: "none" });
      } catch {
        // Not allowed or no room, or the script is gone: the site is as it would be without.
        registration = await workers.getRegistration(root.href).catch(() => null);
        if (registration) await update();
        // The worker that this page came from went in this moment, and with it all that the page would ask for.
        else if (hadWorker) location.reload();
        return;
      }
      registration.addEventListener("updatefound", () => {
        registration.installing?.addEventListener("statechange", look);
      });
      registration.installing?.addEventListener("statechange", look);
      look();
      if (hadWorker) await update();
      const ready = await workers.ready;
      ready.active?.postMessage("more");
    };
    addEventListener("visibilitychange", () => {
      if (registration && document.visibilityState === "visible" && Date.now() - asked > HOUR) update();
    });
    // What the page itself needs comes first.
    if (document.readyState === "complete") start();
    else addEventListener("load", () => setTimeout(start), { once: true });
  });
})(globalThis.Matchbook ??= {});
