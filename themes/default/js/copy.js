// A copy button on each block of code.
(function (Matchbook) {
  "use strict";

  /** Whether `text` is on the clipboard now. Pages from a plain http address have no clipboard API. */
  Matchbook.copy = async text => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = Matchbook.make("textarea", { value: text, className: "off-screen" });
      const before = document.activeElement;
      document.body.append(area);
      area.select();
      let done = false;
      try { done = document.execCommand("copy"); } catch { /* not allowed */ }
      area.remove();
      before?.focus();
      return done;
    }
  };

  Matchbook.register(".code", block => {
    const strings = block.closest("[data-code-copy]")?.dataset;
    const code = block.querySelector("code");
    if (!strings || !code) return;
    const button = Matchbook.make("button", { type: "button", className: "copy" }, strings.codeCopy);
    const status = Matchbook.make("span", { className: "off-screen", role: "status" });
    let timer = 0;
    button.addEventListener("click", async () => {
      const done = await Matchbook.copy(code.textContent);
      button.textContent = status.textContent = done ? strings.codeCopied : strings.codeFailed;
      clearTimeout(timer);
      timer = setTimeout(() => {
        button.textContent = strings.codeCopy;
        status.textContent = "";
      }, 2000);
    });
    block.append(button, status);
  });
})(globalThis.Matchbook ??= {});
