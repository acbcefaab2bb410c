// Shows how far the reader has come (js/checklist/elsewhere.js) on pages without a checklist. For a reader who never ticked
// or planned anything nothing is loaded.
(function (Matchbook) {
  "use strict";

  /** Loads the store (js/store/) on a page that has none yet. */
  Matchbook.loadStore = async () => {
    if (Matchbook.store) return;
    await Matchbook.load(document.body.dataset.store);
    Matchbook.start(document);
  };

  Matchbook.register("body[data-store]", () => {
    if ("kept" in document.documentElement.dataset) Matchbook.loadStore().catch(error => console.error(error));
  });
})(globalThis.Matchbook ??= {});
