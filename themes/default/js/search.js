// The door to search: opens an empty dialog at once and only then loads what finds (js/search/). Before a reader asks
// for search nothing of it is loaded. Without script the link leads to the list from A to Z.
(function (Matchbook) {
  "use strict";

  Matchbook.register("[data-search]", link => {
    const { script, label, placeholder, close, failed } = link.dataset;
    const { make } = Matchbook;
    const button = make("button", { type: "button", className: link.className, "aria-haspopup": "dialog" }, ...link.childNodes);
    const parts = { ...link.dataset, fallback: link.href };
    link.replaceWith(button);
    let shell = null;
    let start = null;

    const build = () => {
      const input = make("input", {
        type: "text", className: "search-input", role: "combobox", "aria-expanded": "false", placeholder, enterKeyHint: "search", autocomplete: "off",
        autocapitalize: "off", spellcheck: false, "aria-label": label,
      });
      const out = make("button", { type: "button", className: "search-close" }, close);
      const content = make("div", { className: "search-content" });
      const dialog = make("dialog", { className: "search-dialog", "aria-label": label },
        make("div", { className: "search-bar", role: "search" }, button.querySelector("svg").cloneNode(true), input, out), content);
      out.addEventListener("click", () => dialog.close());
      dialog.addEventListener("close", () => setAddress(null));
      // A click beside the dialog is one on its backdrop.
      dialog.addEventListener("mousedown", event => { if (event.target === dialog) dialog.close(); });
      document.body.append(dialog);
      return { dialog, input, content, ...parts };
    };

    const load = () => Matchbook.load(script).then(() => (start ??= Matchbook.search.attach(shell, setAddress))()).catch(error => {
      console.error(error);
      shell.content.replaceChildren(make("p", { className: "search-empty", role: "alert" }, failed + " ",
        make("a", { href: parts.fallback }, parts.list)));
    });

    const open = text => {
      shell ??= build();
      if (shell.dialog.open) return;
      if (text) shell.input.value = text;
      shell.dialog.showModal();
      shell.input.select();
      load();
    };

    /** The query is part of the address while the dialog is open, so that it can be shared and survives a reload. */
    const setAddress = text => {
      const address = new URL(location.href);
      if (text) address.searchParams.set("q", text);
      else address.searchParams.delete("q");
      try {
        if (address.href !== location.href) history.replaceState(history.state, "", address);
      } catch { /* Too often for this browser: the address follows later. */ }
    };

    /** Opens the dialog, with a query if there is one. */
    Matchbook.openSearch = open;
    button.addEventListener("click", () => open());
    addEventListener("keydown", event => {
      if (event.defaultPrevented || event.altKey || event.isComposing) return;
      const isShortcut = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k";
      const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey
        && !event.target.closest?.("input, textarea, select, [contenteditable]");
      if (!isShortcut && !isSlash) return;
      event.preventDefault();
      open();
    });
    const asked = new URLSearchParams(location.search).get("q");
    if (asked) open(asked);
  });
})(globalThis.Matchbook ??= {});
