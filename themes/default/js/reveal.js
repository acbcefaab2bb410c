// Opens what hides the target of a link, and opens everything for printing.
(function (Matchbook) {
  "use strict";

  /** Opens the parts around (and at) an element, and selects its tab. Tells whether anything changed. */
  Matchbook.reveal = target => {
    let changed = false;
    for (let node = target; node; node = node.parentElement) {
      if (node.tagName === "DETAILS" && !node.open) node.open = changed = true;
      if (node.getAttribute("role") === "tabpanel" && node.hasAttribute("hidden")) {
        document.getElementById(node.getAttribute("aria-labelledby"))?.click();
        changed = true;
      } else if (node.hasAttribute("data-task") || node.hasAttribute("hidden")) {
        // A list may have hidden what is done, or what a filter does not find.
        const wasHidden = node.hasAttribute("hidden");
        node.dispatchEvent(new CustomEvent("matchbook:reveal", { bubbles: true }));
        changed ||= wasHidden && !node.hasAttribute("hidden");
      }
    }
    return changed;
  };

  const revealHash = () => {
    const target = Matchbook.target();
    if (target && Matchbook.reveal(target)) target.scrollIntoView();
  };
  addEventListener("hashchange", revealHash);
  Matchbook.register("body", revealHash);

  // For browsers whose style sheets cannot open <details> on paper.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open], .toc-inline)")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
})(globalThis.Matchbook ??= {});
