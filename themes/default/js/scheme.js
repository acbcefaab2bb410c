// Inlined in <head>: a reader's own choice of colors must not flash.
(function (page) {
  "use strict";
  try {
    const scheme = localStorage.getItem("matchbook:" + page.dataset.site + ":scheme");
    if (scheme === "light" || scheme === "dark") page.dataset.scheme = scheme;
  } catch { /* Without storage the colors follow the system. */ }
})(document.documentElement);
