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
        // In a bundle what stands on a page that nobody opened yet waits.
        if (done.has(element) || element.closest("[data-page][hidden]")) continue;
        done.add(element);
        // One broken element must not take the others with it.
        try { upgrade(element); } catch (error) { console.error(error); }
      }
    }
  };

  /** Whether a script works on this element: what is inside may differ from what was written. For the preview. */
  Matchbook.isStarted = element => registry.some(({ done }) => done.has(element));

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

  /** The place at the edge of the window for what a reader has to be told, read out when something is put into it. */
  Matchbook.messages = () => {
    const made = document.querySelector("body > .messages") ?? Matchbook.make("div", { className: "messages", role: "status" });
    if (!made.isConnected) document.body.append(made);
    return made;
  };

  /** A string with its `{…}` filled in. */
  Matchbook.fill = (string, values) => string.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  // Languages whose numbers below a thousand are written with the digits of this one. What a browser loads at the first number of any
  // other takes some ten milliseconds, and a slow phone several times as long.
  const PLAIN = /^(af|bg|ca|cs|cy|da|de|el|en|es|et|eu|fi|fr|ga|gl|he|hr|hu|id|is|it|ja|ko|lt|lv|ms|nb|nl|nn|no|pl|pt|ro|ru|sk|sl|sr|sv|ta|th|tr|uk|vi|zh)\b/i;
  /** A whole number as readers of the guide write it. */
  Matchbook.number = number => {
    const { lang } = document.documentElement;
    return number < 1000 && PLAIN.test(lang) && !lang.includes("-u-") ? String(number) : number.toLocaleString(lang);
  };

  /** "1 result" or "{n} results", from the strings with these names. */
  Matchbook.count = (number, one, many) => Matchbook.fill(Matchbook.strings[number === 1 ? one : many], { n: Matchbook.number(number) });

  /** The name behind the `#` of an address; as it stands where nobody encoded it. */
  Matchbook.nameOf = hash => {
    try { return decodeURIComponent(hash.slice(1)); } catch { return hash.slice(1); }
  };
  /** The element that the address names. A part may write more behind the name, after a `~` (js/decision/path.js). */
  Matchbook.target = () => {
    const name = Matchbook.nameOf(location.hash);
    return document.getElementById(name) ?? document.getElementById(name.split("~")[0]);
  };

  /** The page that is shown: where it is in the document, and its address from the root of the site. */
  Matchbook.page = () => ({ element: document, path: document.body.dataset.path });
  /** The address of a page of the guide, or of a place on it, by its own one from the root of the site. */
  Matchbook.addressOf = (path, anchor) => (document.body.dataset.root ?? "") + path + (anchor ? `#${encodeURIComponent(anchor)}` : "");
  /** A script that is loaded once it is put into the document. */
  Matchbook.scriptOf = (src, onload, onerror) => Matchbook.make("script", { src, onload, onerror });

  const loading = new Map();
  /** Loads a script once. Only script elements work on pages that were opened from disk. */
  Matchbook.load = src => {
    if (!loading.has(src)) {
      loading.set(src, new Promise((resolve, reject) => {
        document.head.append(Matchbook.scriptOf(src, resolve, reject));
      }).catch(error => {
        loading.delete(src);
        throw error;
      }));
    }
    return loading.get(src);
  };

  /**
   * What the reader chose, as entries of the store (js/store/), which most pages do not load. Storage may be full,
   * switched off or not allowed: then nothing is kept.
   */
  const prefix = "matchbook:" + document.documentElement.dataset.site + ":1:pref/";
  const entry = name => {
    try { return JSON.parse(localStorage.getItem(prefix + name)); } catch { return null; }
  };
  Matchbook.preference = {
    read: name => entry(name)?.value ?? null,
    /** `null` removes. */
    write(name, value) {
      const at = Math.max(Date.now(), (entry(name)?.at ?? 0) + 1);
      try {
        localStorage.setItem(prefix + name, JSON.stringify(value === null ? { at, gone: true } : { at, value }));
      } catch { /* Nothing is kept. */ }
    },
  };
  /** Tells that a preference may have changed, here or in another tab; `null` for all of them. */
  Matchbook.preferenceChanged = name => document.dispatchEvent(new CustomEvent("matchbook:preference", { detail: name }));
  addEventListener("storage", event => {
    if (event.key === null) Matchbook.preferenceChanged(null);
    else if (event.key.startsWith(prefix)) Matchbook.preferenceChanged(event.key.slice(prefix.length));
  });

  // The joined script is deferred, so all files have registered before this fires.
  if (document.readyState === "complete") setTimeout(() => Matchbook.start(document));
  else document.addEventListener("DOMContentLoaded", () => Matchbook.start(document));
})(globalThis.Matchbook ??= {});
