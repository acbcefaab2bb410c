// Shows how far the reader has come (js/checklist/elsewhere.js) on pages without a checklist. For a reader who never ticked
// anything nothing is loaded.
(function (Matchbook) {
  "use strict";

  Matchbook.register("body[data-store]", body => {
    // A page with a checklist has the store already.
    if (Matchbook.store || !("kept" in document.documentElement.dataset)) return;
    Matchbook.load(body.dataset.store).then(() => Matchbook.start(document)).catch(error => console.error(error));
  });
})(globalThis.Matchbook ??= {});
