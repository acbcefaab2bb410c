// Hears of changes and shows them: the page itself, the findings, and with `--follow` the page that is edited.
(function (Preview) {
  "use strict";

  const { base, path } = Preview;
  const script = document.currentScript;
  let { etag } = script.dataset;
  const isFollowing = "follow" in script.dataset;
  /** An editor that replaces a file takes it away for a moment. */
  const REPLACING = 400;
  const AGAIN = 1000;
  const pause = time => new Promise(resolve => setTimeout(resolve, time));

  // ---- This page
  const leave = () => {
    Preview.keepPlace(Preview.pendingPlace ?? Preview.placeNow());
    location.reload();
  };
  async function show(html) {
    let done = null;
    try { done = await Preview.patch(html); } catch (error) { console.warn("The preview loads this page again:", error); }
    if (!done) return leave();
    Preview.setTitle(done.title);
    Preview.flash(done.changed);
  }
  const ask = () => fetch(location.pathname + location.search, { cache: "no-store", headers: etag ? { "If-None-Match": etag } : {} });
  let status = null;
  /** Looks whether this page changed. */
  async function look() {
    let answer = await ask();
    if (answer.status === 404 && status !== 404) {
      await pause(REPLACING);
      answer = await ask();
    }
    // A page that cannot be made stays as it was; the panel says why.
    if (answer.status === 304 || answer.status >= 500) return;
    const html = await answer.text();
    status = answer.status;
    etag = answer.headers.get("ETag");
    await show(html);
  }

  let isBusy = false;
  let isStale = false;
  /** Brings everything up to date; what happens in the meantime is looked at after it. */
  async function refresh() {
    if (document.hidden || isBusy) {
      isStale = true;
      return;
    }
    isBusy = true;
    try {
      do {
        isStale = false;
        await look();
        const [{ findings }, about] = await Promise.all([Preview.ask("findings.json"), Preview.ask("about.json")]);
        Preview.showFindings(findings);
        Preview.showFacts(about);
        Preview.setAway(false);
        await Preview.renewImages();
      } while (isStale && !document.hidden);
    } catch (error) {
      // The preview was stopped; the stream tells when it is back.
      if (!(error instanceof TypeError)) console.error(error);
      isStale = true;
    } finally {
      isBusy = false;
    }
  }

  // ---- Other pages
  /** Whether leaving the page would lose something that was typed. */
  const isTyped = () => [...document.querySelectorAll("main :is(input, textarea)")].some(({ value, defaultValue, type }) =>
    !["checkbox", "radio", "hidden", "button", "submit", "range"].includes(type) && value !== defaultValue);
  function follow(edited) {
    Preview.offer(null);
    if (!edited.length || edited.includes(path)) return;
    if (document.hidden || !isFront || isTyped() || document.querySelector("dialog[open]")) return Preview.offer(edited[0]);
    location.assign(base + edited[0].split("/").map(encodeURIComponent).join("/"));
  }

  // ---- Tabs
  // Browsers keep six connections to a host, so of all tabs one listens and tells the others. When it closes, the lock goes
  // to the next one.
  const name = `matchbook-preview:${base}`;
  const tabs = new BroadcastChannel(name);
  const me = `${Date.now()}-${Math.random()}`;
  let isFront = false;
  const front = () => {
    isFront = true;
    tabs.postMessage({ front: me });
  };
  let known = null;
  function hear(news) {
    Preview.setAway(false);
    const isFirst = known === null;
    if (news.version === known) {
      // What failed when the connection was lost.
      if (isStale) refresh();
      return;
    }
    known = news.version;
    // What was read of the search index is of the guide before; who searches now finds what was written.
    if (!isFirst && globalThis.Matchbook?.search?.renew) {
      Matchbook.search.renew();
      document.querySelector("dialog.search-dialog[open] input")?.dispatchEvent(new Event("input", { bubbles: true }));
    }
    refresh();
    // What was edited before this page was opened leads nowhere.
    if (isFollowing && !isFirst) follow(news.edited);
  }
  tabs.onmessage = ({ data }) => {
    if (data.news) hear(data.news);
    if ("away" in data) Preview.setAway(data.away);
    if (data.front) isFront = false;
    if (data.left && !document.hidden) front();
    // A tab that comes later has to know what is not news to it.
    if (data.opened && source && known !== null) tabs.postMessage({ news: { version: known, edited: [] } });
  };

  let source = null;
  function listen(tell) {
    source = new EventSource(`${base}_matchbook/events`);
    source.onmessage = event => {
      const news = JSON.parse(event.data);
      tell({ news });
      hear(news);
    };
    source.onerror = () => {
      tell({ away: true });
      Preview.setAway(true);
      if (source?.readyState !== EventSource.CLOSED) return;
      // Some browsers give up.
      source = null;
      setTimeout(() => { if (!source) listen(tell); }, AGAIN);
    };
  }
  if (navigator.locks) {
    navigator.locks.request(name, () => new Promise(() => listen(message => tabs.postMessage(message))));
  } else {
    // Addresses of the network without https have no locks: there each page that is seen listens for itself.
    const alone = () => {
      if (document.hidden) {
        source?.close();
        source = null;
      } else if (!source) listen(() => {});
    };
    document.addEventListener("visibilitychange", alone);
    alone();
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    front();
    if (isStale) refresh();
  });
  addEventListener("focus", front);
  addEventListener("pagehide", () => { if (isFront) tabs.postMessage({ left: me }); });
  // Back from the browser's memory, a page has missed everything.
  addEventListener("pageshow", event => { if (event.persisted) refresh(); });
  if (!document.hidden) front();
  tabs.postMessage({ opened: me });

  // ---- The place in the text
  for (const event of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    addEventListener(event, () => { Preview.pendingPlace = null; }, { passive: true });
  }
  const kept = Preview.keptPlace();
  if (kept?.y) {
    Preview.pendingPlace = kept;
    history.scrollRestoration = "manual";
    const back = () => { if (Preview.pendingPlace === kept) Preview.goTo(kept); };
    back();
    addEventListener("DOMContentLoaded", () => setTimeout(back));
    addEventListener("load", () => setTimeout(() => {
      back();
      Preview.pendingPlace = null;
      history.scrollRestoration = "auto";
    }));
  }

  // Scripts of the page come first.
  addEventListener("DOMContentLoaded", () => setTimeout(refresh));
})(globalThis.MatchbookPreview ??= {});
