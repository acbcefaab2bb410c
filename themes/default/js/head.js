// Inlined in <head>, before the first paint: what would flash or slide if it came later.
(function (page) {
  "use strict";
  // Without script the navigation stands below the text instead of in a drawer.
  page.classList.add("has-drawer");
  try {
    // The entries of js/store/store.js.
    const preference = name => JSON.parse(localStorage.getItem("matchbook:" + page.dataset.site + ":1:pref/" + name))?.value;
    // The reader ticked or planned something: the home page keeps room for it.
    if (preference("last") || preference("planner")) page.dataset.kept = "";
    const scheme = preference("scheme");
    if (scheme === "light" || scheme === "dark") page.dataset.scheme = scheme;
  } catch { /* Without storage the colors follow the system. */ }
})(document.documentElement);
