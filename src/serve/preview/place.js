// The place in the text that a reader looks at, found again after the text changed around it.
(function (Preview) {
  "use strict";

  const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, pre, tr, dt, dd, figure, summary, blockquote";
  /** So many blocks from the first one in sight are remembered, as some of them may change. */
  const REMEMBERED = 8;

  const textOf = block => block.textContent.replace(/\s+/g, " ").trim().slice(0, 200);
  const blocks = () => [...(document.querySelector("main") ?? document.body).querySelectorAll(BLOCKS)].filter(block => !block.querySelector(BLOCKS));

  /** Where the text begins below what stays at the top of the window. */
  function upperEdge() {
    const header = document.querySelector("body > header");
    const stays = header && ["sticky", "fixed"].includes(getComputedStyle(header).position);
    return stays ? Math.max(0, header.getBoundingClientRect().bottom) : 0;
  }

  /** The place that is in sight now. */
  Preview.placeNow = () => {
    const place = { y: Math.round(scrollY), seen: [] };
    if (scrollY <= 0) return place;
    const edge = upperEdge();
    const all = blocks();
    for (let at = 0; at < all.length && place.seen.length < REMEMBERED; at++) {
      const { top, bottom, height } = all[at].getBoundingClientRect();
      if (height > 0 && bottom > edge + 1) place.seen.push({ element: all[at], text: textOf(all[at]), at, top });
    }
    return place;
  };

  /** Scrolls there. Tells whether the text was found again. */
  Preview.goTo = place => {
    if (place.y <= 0) return true;
    let all = null;
    const find = ({ element, text, at }) => {
      if (element?.isConnected) return element;
      all ??= blocks().map((block, index) => ({ block, index, text: textOf(block) }));
      const same = text ? all.filter(other => other.text === text) : [];
      return same.sort((a, b) => Math.abs(a.index - at) - Math.abs(b.index - at))[0]?.block;
    };
    for (const seen of place.seen) {
      const block = find(seen);
      const box = block?.getBoundingClientRect();
      if (!box?.height) continue;
      const by = box.top - seen.top;
      if (Math.abs(by) >= 1) scrollBy({ top: by, behavior: "instant" });
      return true;
    }
    scrollTo({ top: place.y, behavior: "instant" });
    return false;
  };

  const KEY = `matchbook-preview:place:${location.pathname}`;
  /** Keeps a place over a reload. */
  Preview.keepPlace = place => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ y: place.y, seen: place.seen.map(({ text, at, top }) => ({ text, at, top })) }));
    } catch { /* Then the browser does what it can. */ }
  };
  /** The place that was kept, once. */
  Preview.keptPlace = () => {
    try {
      const kept = sessionStorage.getItem(KEY);
      sessionStorage.removeItem(KEY);
      return kept && JSON.parse(kept);
    } catch { return null; }
  };
})(globalThis.MatchbookPreview ??= {});
