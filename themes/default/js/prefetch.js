// Pages that a reader points at, touches or comes to with the keyboard are loaded before the click (js/prefetch.json), where the
// browser knows how to: it keeps them for some minutes, and loads none for readers who save data or battery.
(function (Matchbook) {
  "use strict";

  Matchbook.register("head", head => {
    const { speculationRules: rules } = Matchbook;
    // Pages on disk are there already.
    if (!rules || !location.protocol.startsWith("http") || !HTMLScriptElement.supports?.("speculationrules")) return;
    // The browser looks at all links for it, which the first frame need not wait for.
    const add = () => head.append(Matchbook.make("script", { type: "speculationrules", textContent: rules }));
    (globalThis.requestIdleCallback ?? setTimeout)(add);
  });
})(globalThis.Matchbook ??= {});
