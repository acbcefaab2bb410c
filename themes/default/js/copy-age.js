// Says on a copy of the guide that was handed on when it is so old that a newer one may exist.
(function (Matchbook) {
  "use strict";

  const DAY = 86_400_000;

  Matchbook.register("[data-edition]", banner => {
    const { edition, days } = banner.dataset;
    const old = banner.querySelector("[data-old]");
    if (old && Date.now() > Date.parse(edition) + Number(days) * DAY) {
      old.hidden = false;
      banner.classList.add("is-old");
    }
  });
})(globalThis.Matchbook ??= {});
