// The whole guide in one file: shows one page at a time, the one that the address names behind its `#`, and runs the scripts that
// the file holds packed. Ids of a page's places begin with its own and `--`.
(function (Matchbook) {
  "use strict";

  /** The hash under which all pages are shown, for printing. */
  const WHOLE = "everything";
  const { body } = document;
  const pages = [...document.querySelectorAll("[data-page]")];
  const byPath = new Map(pages.map(page => [page.dataset.page, page]));
  const guide = document.title;
  let shown = null;

  Matchbook.isOneFile = true;
  Matchbook.page = () => ({ element: shown ?? document, path: shown?.dataset.page ?? "" });
  Matchbook.addressOf = (address, anchor) => {
    const [path, place = anchor] = address.split("#");
    const page = byPath.get(decodeURI(path));
    // Files that the guide holds packed are asked for under their own names.
    return page ? `#${encodeURIComponent(page.id + (place ? `--${place}` : ""))}` : address;
  };

  const nameOf = hash => {
    try { return decodeURIComponent(hash.slice(1)); } catch { return hash.slice(1); }
  };
  /** The page that a name belongs to: its own, that of a place on it, or what a part of it writes into the address. */
  const pageOf = name => document.getElementById(name.split("~")[0])?.closest("[data-page]")
    ?? pages.filter(({ id }) => name.startsWith(`${id}-`)).sort((a, b) => b.id.length - a.id.length)[0];

  const show = page => {
    if (page === shown) return;
    shown = page;
    for (const other of pages) other.hidden = page !== null && other !== page;
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

  /** To the place that the address names; to the top for a page, where the line about the copy is in sight. */
  const scrollToPlace = () => {
    const target = Matchbook.target();
    if (target && target !== shown) target.scrollIntoView();
    else scrollTo(0, 0);
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
    if (!isNew) return;
    scrollToPlace();
    if (event) document.querySelector("main").focus({ preventScroll: true });
  };

  // ---- What the file holds packed
  const packed = document.querySelector("script[data-packed]");
  let files = new Map();
  const unpack = async () => {
    const bytes = Uint8Array.from(atob(packed.textContent), character => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    files = new Map(Object.entries(JSON.parse(await new Response(stream).text())));
  };
  const ready = unpack();
  Matchbook.scriptOf = (src, onload, onerror) => {
    const script = document.createElement("script");
    ready.then(() => {
      const text = files.get(src.split("?")[0]);
      if (text === undefined) throw new Error(`no ${src} in this file`);
      script.text = text;
      script.remove();
      document.head.append(script);
      onload?.();
    }).catch(error => (onerror ?? console.error)(error));
    return script;
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

  addEventListener("hashchange", follow);
  body.classList.add("is-single");
  if (body.dataset.planner) body.dataset.planner = Matchbook.addressOf(body.dataset.planner);
  follow();
  /** Whether the reader does something already, and is not to be moved. */
  let isUnderWay = false;
  for (const type of ["wheel", "touchmove", "keydown", "pointerdown"]) addEventListener(type, () => { isUnderWay = true; }, { once: true, passive: true });
  ready.then(async () => {
    const { styles, scripts } = JSON.parse(packed.dataset.packed);
    const sheets = styles.map(name => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(files.get(name));
      return sheet;
    });
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...sheets];
    for (const name of scripts) await Matchbook.load(name);
    Matchbook.start(document);
    // The browser went to the place by itself, and what came since may have moved it.
    if (location.hash && !isUnderWay) scrollToPlace();
  }).catch(error => {
    console.error(error);
    document.querySelector("main").prepend(Matchbook.make("p", { className: "edition is-old", role: "alert" }, packed.dataset.failed));
  });
})(globalThis.Matchbook ??= {});
