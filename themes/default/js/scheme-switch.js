// The switch for system, light and dark. Hidden without script, where the page follows the system.
(function (Matchbook) {
  "use strict";

  const page = document.documentElement;

  Matchbook.register("[data-scheme-switch]", element => {
    const select = element.querySelector("select");
    const show = scheme => {
      if (scheme === "light" || scheme === "dark") page.dataset.scheme = scheme;
      else delete page.dataset.scheme;
      select.value = page.dataset.scheme ?? "system";
    };
    show(Matchbook.preference.read("scheme") ?? page.dataset.scheme);
    element.hidden = false;
    select.addEventListener("change", () => {
      const scheme = select.value === "system" ? null : select.value;
      show(scheme);
      Matchbook.preference.write("scheme", scheme);
    });
    document.addEventListener("matchbook:preference", event => {
      if (event.detail === "scheme" || event.detail === null) show(Matchbook.preference.read("scheme"));
    });
  });
})(globalThis.Matchbook ??= {});
