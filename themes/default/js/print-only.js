// Prints one element and nothing else of the page.
(function (Matchbook) {
  "use strict";

  /** `what` tells the style sheet how: it stands in `data-print` of the document while the element is printed. */
  Matchbook.printOnly = (element, what) => {
    const path = [];
    for (let up = element.parentElement; up; up = up.parentElement) path.push(up);
    for (const up of path) up.classList.add("print-path");
    element.classList.add("print-this");
    document.documentElement.dataset.print = what;
    addEventListener("afterprint", () => {
      for (const up of path) up.classList.remove("print-path");
      element.classList.remove("print-this");
      delete document.documentElement.dataset.print;
    }, { once: true });
    print();
  };
})(globalThis.Matchbook ??= {});
