// Marks the section that is being read in "On this page".
(function (Matchbook) {
  "use strict";

  Matchbook.register("[data-spy]", toc => {
    const links = new Map();
    for (const link of toc.querySelectorAll("a[href^='#']")) {
      const heading = document.getElementById(Matchbook.nameOf(link.hash));
      if (heading) links.set(heading, link);
    }
    let marked = null;
    const mark = () => {
      // The last heading above the upper third of the window; before the first one, none.
      let current = null;
      for (const [heading, link] of links) {
        // A decision shows one of its questions at a time.
        if (heading.checkVisibility?.() === false) continue;
        if (heading.getBoundingClientRect().top < innerHeight / 3) current = link;
      }
      if (current === marked) return;
      marked?.removeAttribute("aria-current");
      current?.setAttribute("aria-current", "location");
      marked = current;
      if (current) keepInView(toc, current);
    };
    // The lower two thirds do not count, so this fires when a heading crosses the line that `mark` uses.
    const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px" });
    for (const heading of links.keys()) observer.observe(heading);
  });

  /** Scrolls a long list only, never the page. */
  function keepInView(list, item) {
    const outer = list.getBoundingClientRect();
    const inner = item.getBoundingClientRect();
    if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top + 40;
    else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom + 40;
  }
})(globalThis.Matchbook ??= {});
