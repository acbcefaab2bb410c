// The switch for system, light and dark. Hidden without script, where the page follows the system.
(function (Matchbook) {
  "use strict";

  const page = document.documentElement;

  Matchbook.register("[data-scheme-switch]", element => {
    const select = element.querySelector("select");
    select.value = page.dataset.scheme ?? "system";
    element.hidden = false;
    select.addEventListener("change", () => {
      const scheme = select.value === "system" ? null : select.value;
      if (scheme) page.dataset.scheme = scheme;
      else delete page.dataset.scheme;
      Matchbook.store.write("scheme", scheme);
    });
    // Another tab of the same guide changed it.
    addEventListener("storage", event => {
      if (!event.key?.endsWith(":" + page.dataset.site + ":scheme")) return;
      if (event.newValue) page.dataset.scheme = event.newValue;
      else delete page.dataset.scheme;
      select.value = event.newValue ?? "system";
    });
  });
})(globalThis.Matchbook ??= {});
