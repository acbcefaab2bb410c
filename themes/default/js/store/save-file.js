// Puts a text among the reader's downloads, without a server.
(function (Matchbook) {
  "use strict";

  Matchbook.saveFile = (text, name, type) => {
    const url = URL.createObjectURL(new Blob([text], { type }));
    const link = Matchbook.make("a", { href: url, download: name, hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    // The browser may still be reading it.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };
})(globalThis.Matchbook ??= {});
