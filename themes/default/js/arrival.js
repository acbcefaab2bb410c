// Marks the words that led a reader here from search, and takes them out of the address again. The marks go with
// Escape, a click, or the next search. Browsers without highlights just show the page.
(function (Matchbook) {
  "use strict";

  const NAME = "search";

  /** Lets a link to a result mark words where it leads. */
  Matchbook.withWords = (link, words) => {
    const address = new URL(link.href);
    address.searchParams.set("highlight", words);
    link.href = address.href;
  };

  /** Marks words, divided by blanks, inside of an element. */
  Matchbook.markWords = (element, asked) => {
    if (!globalThis.CSS?.highlights || !globalThis.Highlight) return;
    const wanted = new Set(asked.split(" "));
    const ranges = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { currentNode: node } = walker;
      for (const match of node.data.matchAll(/[\p{Alphabetic}\p{N}\p{M}_]+/gu)) {
        if (!wanted.has(match[0].normalize("NFKC").toLowerCase())) continue;
        const range = new Range();
        range.setStart(node, match.index);
        range.setEnd(node, match.index + match[0].length);
        ranges.push(range);
      }
    }
    if (ranges.length === 0) return;
    CSS.highlights.set(NAME, new Highlight(...ranges));
    const end = event => {
      if (event.type === "keydown" && event.key !== "Escape" && event.key !== "/") return;
      CSS.highlights.delete(NAME);
      for (const type of ["keydown", "click"]) removeEventListener(type, end);
    };
    for (const type of ["keydown", "click"]) addEventListener(type, end);
  };

  Matchbook.register("main", main => {
    const address = new URL(location.href);
    const asked = address.searchParams.get("highlight");
    if (asked === null) return;
    address.searchParams.delete("highlight");
    history.replaceState(history.state, "", address);
    Matchbook.markWords(main, asked);
  });
})(globalThis.Matchbook ??= {});
