// Added to every page by the preview, never published: shows the page anew when a file was saved, and what is wrong
// with the guide.
(function () {
  "use strict";
  const script = document.currentScript;
  const shown = script.dataset.version;
  const original = document.title;

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function panel(findings) {
    document.querySelector(".matchbook-panel")?.remove();
    document.title = findings.length ? `⚠ ${original}` : original;
    if (!findings.length) return;
    const errors = findings.filter(finding => finding.severity === "error").length;
    const box = element("aside", "matchbook-panel");
    box.setAttribute("aria-label", "Findings");
    box.setAttribute("role", "region");
    const details = element("details");
    details.open = errors > 0;
    const n = (count, word) => (count === 1 ? `1 ${word}` : `${count} ${word}s`);
    const warnings = findings.length - errors;
    const counts = [errors && n(errors, "error"), warnings && n(warnings, "warning")].filter(Boolean).join(", ");
    const note = errors ? `${counts}. Pages with an error show their last good version.` : counts;
    details.append(element("summary", errors ? "is-error" : "is-warning", note));
    const list = element("ol");
    for (const finding of findings) {
      const item = element("li", `is-${finding.severity}`);
      item.append(element("pre", "", finding.text));
      list.append(item);
    }
    details.append(list);
    box.append(details);
    document.body.append(box);
  }

  // The editor's view of checklists: the ids under which ticks are kept, and the items that have none of their own.
  function idSwitch() {
    if (!document.querySelector("[data-task]")) return;
    const name = "matchbook-preview-ids";
    const button = element("button", "matchbook-ids");
    button.type = "button";
    const show = isOn => {
      if (isOn) document.documentElement.dataset.ids = "";
      else delete document.documentElement.dataset.ids;
      button.textContent = isOn ? "Hide ids" : "Show ids";
    };
    let isOn = false;
    try { isOn = sessionStorage.getItem(name) === "on"; } catch { /* Then it is off on every page. */ }
    show(isOn);
    button.addEventListener("click", () => {
      isOn = !isOn;
      show(isOn);
      try { sessionStorage.setItem(name, isOn ? "on" : "off"); } catch { /* As above. */ }
    });
    document.body.append(button);
  }

  // Editors empty a file before they write it. The page is short for a moment then, and the place in the text would be
  // lost; so it is kept until the page is long enough again or the reader scrolls.
  const place = `matchbook-preview:${location.pathname}`;
  let wanted = 0;
  try {
    wanted = Number(sessionStorage.getItem(place) ?? 0);
    sessionStorage.removeItem(place);
    if (wanted) {
      history.scrollRestoration = "manual";
      scrollTo({ top: wanted, behavior: "instant" });
    }
  } catch { /* Without storage the browser does what it can. */ }
  for (const event of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    addEventListener(event, () => { wanted = 0; }, { passive: true });
  }

  function heard(version) {
    if (version === shown) return;
    try { sessionStorage.setItem(place, String(Math.max(wanted, Math.round(scrollY)))); } catch { /* As above. */ }
    location.reload();
  }

  async function refresh() {
    try {
      const answer = await fetch("/_matchbook/findings.json", { cache: "no-store" });
      const { version, findings } = await answer.json();
      heard(version);
      panel(findings);
    } catch {
      // The preview was stopped; the stream tells when it is back.
    }
  }

  // Browsers keep six connections to a host, so of all tabs one listens and tells the others. When it closes, the lock
  // goes to the next one, which hears the newest version first.
  const tabs = new BroadcastChannel("matchbook-preview");
  tabs.onmessage = event => heard(event.data);
  navigator.locks.request("matchbook-preview", () => new Promise(() => {
    new EventSource("/_matchbook/events").onmessage = event => {
      const { version } = JSON.parse(event.data);
      tabs.postMessage(version);
      heard(version);
    };
  }));
  // A site that was shown at this address before, below a path too, may have left a worker that answers for it.
  navigator.serviceWorker?.getRegistrations().then(found => {
    const ours = found.filter(({ active }) => active?.scriptURL.endsWith("/service-worker.js"));
    return Promise.all(ours.map(each => each.update().catch(() => each.unregister())));
  }).catch(() => { /* A window that keeps nothing. */ });
  refresh();
  idSwitch();
})();
