// A long page is laid out in several tasks, so that a slow device shows its top and answers sooner. css/layout.css says what the
// first frame and the second one leave out: what is far below, and other things that are not in sight.
(function (Matchbook) {
  "use strict";

  Matchbook.register(":root[data-frame]", page => {
    // The next frame begins when this one was painted, and what is changed in a task after it was begun is in the one after.
    const afterFrame = next => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(next)));
    afterFrame(() => {
      page.dataset.frame = "2";
      afterFrame(() => { delete page.dataset.frame; });
    });
  });
})(globalThis.Matchbook ??= {});
