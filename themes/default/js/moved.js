// Leads on from an address that is no more: that of a page, or of a place on a page that is there.
(function (Matchbook) {
  "use strict";

  Matchbook.register("[data-moved]", main => {
    const { to, anchors } = JSON.parse(main.dataset.moved);
    const go = () => {
      const anchor = Matchbook.nameOf(location.hash);
      if (anchor && document.getElementById(anchor)) return;
      const [, place] = anchors.find(([name]) => name === anchor) ?? [];
      if (place) location.replace(place);
      // A place that nobody renamed is where it was, on the new page.
      else if (to) location.replace(to.includes("#") ? to : to + location.hash);
    };
    addEventListener("hashchange", go);
    go();
  });
})(globalThis.Matchbook ??= {});
