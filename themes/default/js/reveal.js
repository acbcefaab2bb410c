// Opens what hides the target of a link, opens all questions at once, and opens everything for printing.
(function (Matchbook) {
  "use strict";

  /** Opens the parts around (and at) an element, and selects its tab. Tells whether anything changed. */
  Matchbook.reveal = target => {
    let changed = false;
    for (let node = target; node; node = node.parentElement) {
      if (node.tagName === "DETAILS" && !node.open) {
        node.open = changed = true;
      } else if (node.getAttribute("role") === "tabpanel" && node.hasAttribute("hidden")) {
        document.getElementById(node.getAttribute("aria-labelledby"))?.click();
        changed = true;
      } else if (node.hasAttribute("data-task")) {
        // The list may have hidden what is done.
        changed = node.dispatchEvent(new CustomEvent("matchbook:reveal", { bubbles: true })) && changed;
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

  Matchbook.register("[data-faq]", faq => {
    const questions = [...faq.querySelectorAll("details.question")];
    if (questions.length < 2) return;
    const button = Matchbook.make("button", { type: "button", className: "button small open-all" });
    const allOpen = () => questions.every(question => question.open);
    const label = () => { button.textContent = allOpen() ? faq.dataset.close : faq.dataset.open; };
    button.addEventListener("click", () => {
      const open = !allOpen();
      for (const question of questions) question.open = open;
    });
    // `toggle` does not bubble.
    faq.addEventListener("toggle", label, true);
    label();
    questions[0].before(button);
  });

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
