// Added to every page by the preview, never published: shows the page anew when a file was saved, and what is wrong
// with the guide.
(function () {
  "use strict";
  const script = document.currentScript;
  const shown = script.dataset.version;
  const original = document.title;
  let source = null;
  let latest = shown;

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

  async function refresh() {
    try {
      const answer = await fetch("/_matchbook/findings.json", { cache: "no-store" });
      panel(await answer.json());
    } catch {
      // The preview was stopped; the stream tells when it is back.
    }
  }

  function connect() {
    if (source) return;
    source = new EventSource("/_matchbook/events");
    source.onmessage = event => {
      latest = event.data;
      if (latest !== shown && !document.hidden) location.reload();
    };
  }

  // Browsers keep six connections to a host: tabs nobody looks at give theirs back.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else {
      connect();
    }
  });
  if (!document.hidden) connect();
  refresh();
})();
