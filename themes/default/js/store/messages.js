// Says in one sentence what the storage of this browser is worth, where it is worth less than a reader would think, and offers
// to keep a copy.
(function (Matchbook) {
  "use strict";

  const { fill, make, store, strings } = Matchbook;

  /** What the reader has to be told once only. */
  const MILD = ["per-file", "private"];

  /** The sentence about the storage, or `null` when it does what one expects. */
  Matchbook.storageSentence = () => {
    const { kind, isNewer, unreadable } = store.status;
    if (kind !== "kept") return strings[`store_${kind.replace("-", "_")}`];
    if (isNewer) return strings.store_newer;
    return unreadable > 0 ? fill(strings.store_unreadable, { n: unreadable }) : null;
  };

  Matchbook.register("body", () => {
    let shown = null;
    let box = null;
    // The place that is announced has to be there before the sentence is.
    const live = Matchbook.messages();

    const show = () => {
      const sentence = Matchbook.storageSentence();
      if (sentence === shown) return;
      shown = sentence;
      box?.remove();
      if (!sentence || store.get("pref/quiet")?.value === store.status.kind && MILD.includes(store.status.kind)) return;
      const button = (text, run) => {
        const made = make("button", { type: "button", className: "message-action" }, text);
        made.addEventListener("click", run);
        return made;
      };
      box = make("div", { className: "message" }, make("p", {}, sentence), make("p", { className: "message-actions" },
        button(strings.store_save, () => store.saveCopy()),
        button(strings.store_close, () => {
          box.remove();
          document.querySelector("main").focus({ preventScroll: true });
          store.dispatch({ type: "prefer", name: "quiet", value: store.status.kind });
        })));
      live.append(box);
    };

    // Nothing was entered yet: then only what cannot be mended by the reader's next click is worth saying.
    if (["missing", "full"].includes(store.status.kind) || store.status.isNewer || store.status.unreadable > 0) show();
    store.watch(live, changed => {
      if ([...changed].some(key => !key.startsWith("pref/"))) show();
    });
  });
})(globalThis.Matchbook ??= {});
