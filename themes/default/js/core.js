// The namespace of all scripts. A script registers a selector and is given each matching element once, so it works
// inside that element only: in a bundle many pages share one document, and the preview replaces content in place.
(function (Matchbook) {
  "use strict";

  /** @type {{selector: string, upgrade: (element: HTMLElement) => void, done: WeakSet<Element>}[]} */
  const registry = [];

  /** Calls `upgrade` once for each element that matches `selector`, now and in content that comes later. */
  Matchbook.register = (selector, upgrade) => {
    registry.push({ selector, upgrade, done: new WeakSet() });
  };

  /** Upgrades what is inside `root` (and `root` itself) and was not upgraded before. */
  Matchbook.start = root => {
    for (const { selector, upgrade, done } of registry) {
      const found = [...root.querySelectorAll(selector)];
      if (root instanceof Element && root.matches(selector)) found.unshift(root);
      for (const element of found) {
        if (done.has(element)) continue;
        done.add(element);
        // One broken element must not take the others with it.
        try { upgrade(element); } catch (error) { console.error(error); }
      }
    }
  };

  /** An element with its properties, attributes (`aria-…`, `data-…`, `role`) and children. */
  Matchbook.make = (name, properties = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key in element) element[key] = value;
      else element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };

  /** The reader's data on this device. Storage may be full, switched off or not allowed: then nothing is kept. */
  const key = name => "matchbook:" + document.documentElement.dataset.site + ":" + name;
  Matchbook.store = {
    read(name) {
      try { return localStorage.getItem(key(name)); } catch { return null; }
    },
    /** Whether it was kept. `null` removes. */
    write(name, value) {
      try {
        if (value === null) localStorage.removeItem(key(name));
        else localStorage.setItem(key(name), value);
        return true;
      } catch { return false; }
    },
  };

  // The joined script is deferred, so all files have registered before this fires.
  if (document.readyState === "complete") setTimeout(() => Matchbook.start(document));
  else document.addEventListener("DOMContentLoaded", () => Matchbook.start(document));
})(globalThis.Matchbook ??= {});
