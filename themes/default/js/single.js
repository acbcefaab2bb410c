// The whole guide in one file: puts together what the file holds apart to be small, and shows one page at a time, the one that
// the address names behind its `#`. Ids of a page's places begin with its own and `--`.
(function (Matchbook) {
  "use strict";

  /** The hash under which all pages are shown, for printing. */
  const WHOLE = "everything";
  /** Attributes that hold ids of the same page, as in src/bundle/single/place.rs. */
  const IDS = ["id", "for", "form", "headers", "list", "popovertarget", "commandfor", "aria-labelledby", "aria-describedby", "aria-details",
    "aria-controls", "aria-owns", "aria-flowto", "aria-activedescendant", "aria-errormessage", "data-step"];
  /** Attributes of pictures that name another part of them behind a `#`, as in src/bundle/single/place.rs. */
  const PARTS = ["href", "xlink:href", "fill", "stroke", "filter", "mask", "clip-path", "marker-start", "marker-mid", "marker-end"];
  const { body } = document;
  const { nameOf, packed } = Matchbook;
  const pages = [...document.querySelectorAll(".single-page")];
  const byPath = new Map(packed.pages.map(({ path }, number) => [path, pages[number]]));
  const byShort = new Map(packed.pages.map(({ short }, number) => [short, pages[number]]));
  const guide = document.title;
  let shown = null;

  // ---- The pages as they are on the site
  /** What stands on each page, before anything is done with it: the search index has places in it instead of texts. */
  const texts = pages.map(page => page.textContent);

  /** The id of a place as addresses have it: in the file, that of its page is short. */
  const whole = name => {
    const at = name.indexOf(":");
    const page = at > 0 ? byShort.get(name.slice(0, at)) : null;
    return page ? `${page.id}--${name.slice(at + 1)}` : name;
  };

  const complete = () => {
    packed.pages.forEach(({ path, kind, title, short }, number) => {
      Object.assign(pages[number].dataset, { page: path, kind, title, short });
    });
    for (const [selector, names, values] of packed.attributes) {
      pages.flatMap(page => [...page.querySelectorAll(selector)]).forEach((element, number) => names.forEach((name, at) => {
        const value = values[number * names.length + at];
        const { short } = element.closest("[data-page]").dataset;
        if (value !== null) element.setAttribute(name, IDS.includes(name) ? `${short}:${value}` : value);
      }));
    }
    // Each in a template of its own, where all elements may stand.
    const html = packed.pieces.map(piece => `<template>${piece}</template>`).join("");
    const pieces = new DOMParser().parseFromString(html, "text/html").querySelectorAll("template");
    pages.flatMap(page => [...page.querySelectorAll("template:not([class])")])
      .forEach((place, number) => place.replaceWith(document.adoptNode(pieces[number].content)));
    for (const name of IDS) {
      for (const element of document.querySelectorAll(`.single-page [${name}]`)) {
        element.setAttribute(name, element.getAttribute(name).split(" ").map(whole).join(" "));
      }
    }
    for (const element of document.querySelectorAll(".single-page svg :not(a)")) {
      for (const name of PARTS) {
        const value = element.getAttribute(name);
        if (value?.includes("#")) element.setAttribute(name, value.replace(/#([^"')]+)/, (_, place) => `#${whole(place)}`));
      }
    }
    for (const link of document.querySelectorAll('a[href^="#"], area[href^="#"]')) {
      link.setAttribute("href", `#${encodeURIComponent(whole(nameOf(link.getAttribute("href"))))}`);
    }
  };
  complete();

  // ---- One page at a time
  Matchbook.page = () => ({ element: shown ?? document, path: shown?.dataset.page ?? "" });
  Matchbook.addressOf = (address, anchor) => {
    const [path, place = anchor] = address.split("#");
    const page = byPath.get(decodeURI(path));
    // Files that the guide holds packed are asked for under their own names.
    return page ? `#${encodeURIComponent(page.id + (place ? `--${place}` : ""))}` : address;
  };

  /** The page that a name belongs to: its own, that of a place on it, or what a part of it writes into the address. */
  const pageOf = name => document.getElementById(name.split("~")[0])?.closest("[data-page]")
    ?? pages.filter(({ id }) => name.startsWith(`${id}-`)).sort((a, b) => b.id.length - a.id.length)[0];

  // With a query in its address all of the file would be loaded again.
  Matchbook.withWords = (link, words) => link.addEventListener("click", () => {
    const page = pageOf(nameOf(link.hash));
    // The click that leads there would end the marks.
    if (page) setTimeout(() => Matchbook.markWords(page, words));
  });

  // All results of search are places of this document, so nothing else takes the dialog away.
  document.addEventListener("click", ({ target }) => target.closest('dialog a[href*="#"]')?.closest("dialog").close());

  const show = page => {
    if (page === shown && body.classList.contains("is-single")) return;
    shown = page;
    for (const other of pages) other.hidden = page !== null && other !== page;
    body.classList.add("is-single");
    body.classList.toggle("is-whole", page === null);
    if (page) {
      body.className = body.className.replace(/\bkind-\S+/, `kind-${page.dataset.kind}`);
      body.dataset.path = page.dataset.page;
      document.title = page.dataset.title;
    } else {
      document.title = guide;
    }
    for (const link of document.querySelectorAll(".sidebar a[href]")) {
      const isHere = page !== null && nameOf(link.getAttribute("href")) === page.id;
      if (isHere) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
      if (isHere) link.closest("details")?.setAttribute("open", "");
    }
    Matchbook.start(document);
  };

  let keeping;
  /** Keeps in the entry of the browser's history how far it was read: the browser sees one long page, and cannot tell. */
  const keepPlace = () => {
    clearTimeout(keeping);
    if (history.state?.top === scrollY) return;
    try { history.replaceState({ ...history.state, top: scrollY }, ""); } catch { /* Some viewers of files allow nothing. */ }
  };
  /** Scrolling ends, or pauses; some browsers allow a hundred entries to change in half a minute. */
  const keepPlaceSoon = () => {
    clearTimeout(keeping);
    keeping = setTimeout(keepPlace, 100);
  };
  const hasPlace = () => Number.isFinite(history.state?.top);

  /**
   * To where the reader was, in an entry of the history that is not new; to the place that the address names; to the top for a
   * page, where the line about the copy is in sight.
   */
  const scrollToPlace = () => {
    const target = Matchbook.target();
    if (hasPlace()) scrollTo({ top: history.state.top, behavior: "instant" });
    else if (target && target !== shown) target.scrollIntoView();
    else scrollTo(0, 0);
  };
  /** The focus goes where the address leads: the next Tab goes on from there. */
  const takeFocus = () => {
    const target = Matchbook.target();
    const place = target && target !== shown ? target : document.querySelector("main");
    if (place === target && place.tabIndex < 0 && !place.hasAttribute("tabindex")) {
      place.tabIndex = -1;
      place.addEventListener("blur", () => place.removeAttribute("tabindex"), { once: true });
    }
    place.focus({ preventScroll: true });
  };
  const follow = event => {
    const name = nameOf(location.hash);
    const page = name === WHOLE ? null : name === "" ? pages[0] : pageOf(name);
    // A name that nothing has: what is shown stays.
    if (page === undefined) {
      if (!shown) show(pages[0]);
      return;
    }
    const isNew = page !== shown;
    show(page);
    // To a new place on the page that is shown the browser goes by itself.
    if (isNew || hasPlace()) scrollToPlace();
    if (isNew && event) takeFocus();
  };

  // ---- What the file holds packed
  Matchbook.scriptOf = (src, onload, onerror) => {
    const name = src.split("?")[0];
    const script = document.createElement("script");
    Promise.resolve().then(() => {
      if (name in packed.search) Matchbook.searchFile(...searchFile(name));
      else if (name in packed.scripts) Matchbook.run(packed.scripts[name]);
      else throw new Error(`no ${src} in this file`);
      script.remove();
      onload?.();
    }).catch(error => (onerror ?? console.error)(error));
    return script;
  };

  let known;
  /** The text of all pages; blanks for a page that is not what it was when the file was made. */
  const knownText = () => known ??= texts.map((text, number) => {
    const [length, sum] = packed.checks[number];
    const single = text.replace(/[ \t\n\f\r]+/g, " ");
    return single.length === length && Matchbook.sumOf(single) === sum ? single : " ".repeat(length);
  }).join("");
  /** Name and data of a file of the search index: numbers are in base64 there, and texts in full. */
  const searchFile = file => {
    const [name, data] = packed.search[file];
    if (Array.isArray(data)) {
      const numbers = packed.numbers.subarray(data[0], data[0] + data[1]);
      return [name, btoa(Array.from(numbers, byte => String.fromCharCode(byte)).join("")).replace(/=+$/, "")];
    }
    // In the core these are the names of the files with texts.
    if (!Array.isArray(data.texts)) return [name, data];
    let at = 0;
    const textOf = parts => {
      let text = "";
      for (let part = 0; part < parts.length; part += 3) {
        text += parts[part];
        if (part + 2 >= parts.length) break;
        const start = at + parts[part + 1];
        at = start + parts[part + 2];
        text += knownText().slice(start, at);
      }
      return text;
    };
    return [name, { ...data, texts: data.texts.map(text => typeof text === "string" ? text : textOf(text)) }];
  };

  // Definitions stand in the glossary, and not at each place where a term is explained.
  for (const term of document.querySelectorAll("a.term:not([title])")) {
    const entry = document.getElementById(nameOf(term.getAttribute("href")))?.closest("dt");
    let definition = entry?.nextElementSibling;
    while (definition?.matches("dt")) definition = definition.nextElementSibling;
    if (!definition) continue;
    const text = definition.cloneNode(true);
    for (const more of text.querySelectorAll(".term-places")) more.remove();
    term.title = text.textContent.replace(/\s+/g, " ").trim();
  }

  /** Whether the reader does something already, and is not to be moved. */
  let isUnderWay = false;
  for (const type of ["wheel", "touchmove", "keydown", "pointerdown"]) addEventListener(type, () => { isUnderWay = true; }, { once: true, passive: true });

  const begin = async () => {
    addEventListener("hashchange", follow);
    if (body.dataset.planner) body.dataset.planner = Matchbook.addressOf(body.dataset.planner);
    // An address of the file as it is without script.
    const name = nameOf(location.hash);
    if (whole(name) !== name) history.replaceState(history.state, "", `#${encodeURIComponent(whole(name))}`);
    const [styles, [,, ...scripts]] = packed.used;
    const sheets = styles.map(name => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(packed.styles[name]);
      return sheet;
    });
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...sheets];
    for (const name of scripts) await Matchbook.load(name);
    history.scrollRestoration = "manual";
    follow();
    addEventListener("scroll", keepPlaceSoon, { passive: true });
    addEventListener("click", keepPlace, { capture: true });
    addEventListener("pagehide", keepPlace);
    // The entry is another one now, and has a place of its own.
    addEventListener("popstate", () => clearTimeout(keeping));
    // By itself the browser goes to where the place was, until all is loaded.
    if (document.readyState === "complete") settle();
    else addEventListener("load", settle);
  };
  const settle = () => {
    if (isUnderWay || !location.hash && !hasPlace()) return;
    const { state } = history;
    const target = Matchbook.target();
    // Places had other ids when the browser looked for the one to mark.
    if (location.hash && target && target !== shown) {
      location.replace(location.href);
      history.replaceState(state, "");
    }
    scrollToPlace();
  };
  Matchbook.opened = begin();
})(globalThis.Matchbook ??= {});
