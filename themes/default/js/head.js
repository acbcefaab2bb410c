// Inlined in <head>, before the first paint: what would flash or slide if it came later.
(function (page) {
  "use strict";
  // Without script the navigation stands below the text instead of in a drawer.
  page.classList.add("has-drawer");
  try {
    const scheme = localStorage.getItem("matchbook:" + page.dataset.site + ":scheme");
    if (scheme === "light" || scheme === "dark") page.dataset.scheme = scheme;
  } catch { /* Without storage the colors follow the system. */ }
})(document.documentElement);
