// Shows pictures anew whose files changed: the page that shows them says the same as before.
(function (Preview) {
  "use strict";

  /** Pages with more pictures than this are asked about the first ones only. */
  const MOST = 60;
  const known = new Map();

  /** Looks which pictures of the page changed since they were last looked at. */
  Preview.renewImages = async () => {
    const images = new Map();
    for (const image of document.querySelectorAll("main img[src]")) {
      const url = new URL(image.getAttribute("src"), location.href);
      if (url.origin !== location.origin) continue;
      url.search = "";
      images.set(url.href, [...images.get(url.href) ?? [], image]);
    }
    for (const [address, shown] of [...images].slice(0, MOST)) {
      const etag = (await fetch(address, { method: "HEAD", cache: "no-store" })).headers.get("ETag");
      const before = known.get(address);
      if (etag) known.set(address, etag);
      if (!etag || before === undefined || before === etag) continue;
      // Browsers show a picture that they have; under another address they ask for it.
      for (const image of shown) image.src = `${address}?${encodeURIComponent(etag)}`;
      Preview.flash(shown.map(image => ({ made: image, parts: [image] })));
    }
  };
})(globalThis.MatchbookPreview ??= {});
