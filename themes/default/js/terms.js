// The door to definitions: loads what shows them (js/definition.js) when a reader comes near a term of the glossary. Without
// script the term is a link to the glossary, and its title says what it means.
(function (Matchbook) {
  "use strict";

  const TYPES = ["pointerover", "pointerdown", "focusin", "click"];

  Matchbook.register("main", main => {
    const { terms: script } = document.body.dataset;
    if (!script) return;
    let isTouch = false;
    let isDone = false;

    const explain = first => Matchbook.load(script).then(() => {
      if (isDone) return;
      isDone = true;
      for (const type of TYPES) main.removeEventListener(type, come);
      Matchbook.explainTerms(main, first);
    }).catch(error => {
      console.error(error);
      // Without the definition the link is a link.
      if (first.type === "click") location.href = first.target.closest("a.term").href;
    });

    const come = event => {
      if (!event.target.closest("a.term")) return;
      if (event.type === "pointerdown") {
        isTouch = event.pointerType === "touch";
        // A tap counts when it is over; what it needs is on the way.
        if (isTouch) Matchbook.load(script).catch(error => console.error(error));
      } else if (event.type === "click") {
        if (!isTouch) return;
        event.preventDefault();
        explain(event);
      } else if (!isTouch && event.pointerType !== "touch") {
        explain(event);
      }
    };
    for (const type of TYPES) main.addEventListener(type, come);
  });
})(globalThis.Matchbook ??= {});
