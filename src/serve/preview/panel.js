// What is wrong with the guide, at the foot of the page: what concerns the page first. Title and icon of the tab say so too.
(function (Preview) {
  "use strict";

  const { base, path } = document.currentScript.dataset;
  Preview.base = base;
  Preview.path = path;
  Preview.make = (name, properties = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key in made) made[key] = value;
      else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  };
  const { make } = Preview;
  /** A file of the preview; one about a page is asked with its address. */
  Preview.ask = async name => {
    const answer = await fetch(`${base}_matchbook/${name}?path=${encodeURIComponent(path)}`, { cache: "no-store" });
    return answer.json();
  };
  const n = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
  Preview.n = n;

  /** A button that copies a text and says that it did. */
  Preview.copyButton = text => {
    const button = make("button", { type: "button", className: "matchbook-copy", title: "Copy" }, text);
    let timer = 0;
    button.addEventListener("click", async () => {
      let isDone = true;
      try { await navigator.clipboard.writeText(text); } catch {
        // Addresses of the network without https have no clipboard: the text is selected instead.
        getSelection().selectAllChildren(button);
        isDone = document.execCommand("copy");
      }
      button.dataset.copied = isDone ? "Copied" : "Press Ctrl+C";
      clearTimeout(timer);
      timer = setTimeout(() => delete button.dataset.copied, 2000);
    });
    return button;
  };

  // ---- Title and icon
  let title = document.title;
  let isAway = false;
  let trouble = "";
  const icon = color => `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="${color}"/><path d="M7 3h2v6H7zm0 8h2v2H7z" fill="#fff"/></svg>`)}`;
  function mark() {
    document.title = isAway ? `Waiting for the preview – ${title}` : trouble ? `⚠ ${title}` : title;
    let link = document.querySelector("link[rel='icon'][data-matchbook-icon]");
    if (!trouble) return link?.remove();
    if (!link) {
      // Of several icons browsers take the last one.
      link = make("link", { rel: "icon", "data-matchbook-icon": "" });
      document.head.append(link);
    }
    link.href = icon(trouble === "error" ? "#c81e1e" : "#9a5b00");
  }
  Preview.setTitle = text => {
    title = text;
    mark();
  };

  // ---- The place of all that the preview shows
  const shell = make("div", { className: "matchbook-preview" });
  const waiting = make("p", { className: "matchbook-waiting", role: "status" });
  shell.append(waiting);
  document.body.append(shell);
  Preview.shell = shell;
  /** The preview was stopped or is back. */
  Preview.setAway = away => {
    if (away === isAway) return;
    isAway = away;
    waiting.textContent = away ? "Waiting for the preview: is it still running?" : "";
    mark();
  };

  // ---- The panel
  const DISMISSED = "matchbook-preview:dismissed";
  /** What a finding is, wherever its line moves. */
  const identity = finding => `${finding.code} ${fileOf(finding)} ${finding.message}`;
  const dismissed = () => {
    try { return new Set(JSON.parse(sessionStorage.getItem(DISMISSED) ?? "[]")); } catch { return new Set(); }
  };
  let shown = null;
  /** The findings that the reader saw. */
  let seen = new Set();
  let panel = null;

  function item(finding) {
    const actions = make("p", { className: "matchbook-actions" });
    if (finding.location) actions.append(Preview.copyButton(finding.location));
    if (finding.open) actions.append(make("a", { href: finding.open, className: "matchbook-open" }, "Open in the editor"));
    const made = make("li", { className: `is-${finding.severity}` }, make("pre", {}, finding.text));
    if (actions.firstChild) made.append(actions);
    return made;
  }
  const fileOf = finding => finding.location?.replace(/:\d+:\d+$/, "") ?? "The guide as a whole";
  /** The findings of other pages, by file. A long list is closed. */
  function elsewhere(findings, isOpen) {
    const files = new Map();
    for (const finding of findings) files.set(fileOf(finding), [...files.get(fileOf(finding)) ?? [], finding]);
    const groups = [...files].map(([file, list]) => {
      const group = make("details", { open: files.size <= 3, "data-part": file }, make("summary", {}, `${file} (${list.length})`));
      // A guide may have thousands: only what is opened is made.
      const fill = () => { if (group.open && !group.querySelector("ol")) group.append(make("ol", {}, ...list.map(item))); };
      group.addEventListener("toggle", fill);
      fill();
      return group;
    });
    return make("details", { className: "matchbook-elsewhere", open: isOpen, "data-part": "elsewhere" }, make("summary", {}, `On other pages (${findings.length})`), ...groups);
  }

  /** What a reader did with the panel: which parts are open, how far it is scrolled, where the focus is. */
  function stateOf(panel) {
    const focused = panel.contains(document.activeElement) ? document.activeElement : null;
    const controls = [...panel.querySelectorAll("summary, button, a")];
    return {
      open: new Map([...panel.querySelectorAll("details")].map(part => [part.dataset.part, part.open])),
      top: panel.scrollTop,
      part: focused?.closest("details")?.dataset.part,
      text: focused?.textContent,
      at: controls.indexOf(focused),
    };
  }
  function bringBack(panel, { open, top, part, text, at }, isNews) {
    for (const element of panel.querySelectorAll("details")) {
      const name = element.dataset.part;
      if (open.has(name) && !(isNews && name === "all")) element.open = open.get(name);
    }
    panel.scrollTop = top;
    if (at < 0) return;
    const controls = [...panel.querySelectorAll("summary, button, a")];
    const summary = part && [...panel.querySelectorAll("details")].find(element => element.dataset.part === part)?.querySelector("summary");
    const same = controls.find(control => control.textContent === text);
    (same ?? summary ?? controls[Math.min(at, controls.length - 1)])?.focus({ preventScroll: true });
  }

  Preview.showFindings = findings => {
    const key = JSON.stringify(findings);
    if (key === shown) return;
    shown = key;
    const count = severity => findings.filter(finding => finding.severity === severity).length;
    const [errors, warnings] = [count("error"), count("warning")];
    trouble = errors ? "error" : warnings ? "warning" : "";
    mark();
    const names = findings.map(identity);
    const isNews = findings.some((finding, number) => finding.severity === "error" && !seen.has(names[number]));
    seen = new Set(names);
    const before = panel && stateOf(panel);
    panel?.remove();
    panel = null;
    const hidden = dismissed();
    if (!findings.length || names.every(name => hidden.has(name))) return;
    const [here, others] = [findings.filter(finding => finding.here), findings.filter(finding => !finding.here)];
    const counts = [errors && n(errors, "error"), warnings && n(warnings, "warning")].filter(Boolean).join(", ");
    // It opens for an error that is new, and not for one that stands on another line now.
    const details = make("details", { open: isNews, "data-part": "all" },
      make("summary", {}, errors ? `${counts}. Pages with an error show their last good version.` : counts));
    if (here.length) details.append(make("h2", {}, "On this page"), make("ol", {}, ...here.map(item)));
    if (others.length) details.append(elsewhere(others, !here.length || others.length <= 5));
    const close = make("button", { type: "button", className: "matchbook-dismiss", "aria-label": "Hide until something changes", title: "Hide until something changes" }, "×");
    panel = make("aside", { className: `matchbook-panel${errors ? " has-errors" : ""}`, role: "region", "aria-label": "Findings" }, details, close);
    const dismiss = () => {
      try { sessionStorage.setItem(DISMISSED, JSON.stringify(names)); } catch { /* It comes back on the next page. */ }
      panel?.remove();
      panel = null;
    };
    close.addEventListener("click", dismiss);
    panel.addEventListener("keydown", event => { if (event.key === "Escape") dismiss(); });
    shell.prepend(panel);
    if (before) bringBack(panel, before, isNews);
  };
})(globalThis.MatchbookPreview ??= {});
