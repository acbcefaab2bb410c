// What an editor wants to know of a page: draft, length, limits of letters, its file, the ids of its items, and which pages
// nobody comes across. Folded it is a button.
(function (Preview) {
  "use strict";

  const { make, n, shell } = Preview;
  const remembered = (storage, name) => {
    const key = `matchbook-preview:${name}`;
    return {
      read() { try { return storage().getItem(key); } catch { return null; } },
      write(value) { try { storage().setItem(key, value); } catch { /* It is forgotten on the next page. */ } },
    };
  };
  const folded = remembered(() => localStorage, "folded");
  const ids = remembered(() => sessionStorage, "ids");

  const content = make("div", { className: "matchbook-facts", id: "matchbook-facts" });
  const fold = make("button", { type: "button", className: "matchbook-fold", "aria-controls": "matchbook-facts" });
  const badge = make("strong", { className: "matchbook-draft", hidden: true }, "Draft");
  const bar = make("aside", { className: "matchbook-bar", role: "region", "aria-label": "Preview" }, fold, badge, content);
  shell.append(bar);
  const show = isFolded => {
    content.hidden = isFolded;
    fold.setAttribute("aria-expanded", String(!isFolded));
    fold.textContent = "Preview";
  };
  // A phone has no room for it until somebody asks.
  show((folded.read() ?? (innerWidth < 600 ? "yes" : "no")) === "yes");
  fold.addEventListener("click", () => {
    folded.write(content.hidden ? "no" : "yes");
    show(!content.hidden);
  });

  /** The ids under which ticks are kept, and the items that have none of their own. */
  const idSwitch = make("button", { type: "button", className: "matchbook-ids" });
  const showIds = isOn => {
    if (isOn) document.documentElement.dataset.ids = "";
    else delete document.documentElement.dataset.ids;
    idSwitch.textContent = isOn ? "Hide ids" : "Show ids";
  };
  showIds(ids.read() === "on");
  idSwitch.addEventListener("click", () => {
    const isOn = !("ids" in document.documentElement.dataset);
    showIds(isOn);
    ids.write(isOn ? "on" : "off");
  });

  /** The pages that no other page links to or the navigation leaves out, listed when somebody asks. */
  const unlinked = make("details", { className: "matchbook-unlinked" }, make("summary", {}, "Not linked"));
  async function list() {
    if (!unlinked.open) return;
    const pages = await Preview.ask("unlinked.json").catch(() => null);
    unlinked.querySelector("div")?.remove();
    const why = page => (page.listed ? "" : " (not in the navigation)");
    unlinked.append(make("div", { tabIndex: 0, role: "group", "aria-label": "Pages that are not linked" }, !pages ? "The preview does not answer."
      : !pages.length ? "Every page is linked from another one."
      : make("ul", {}, ...pages.map(page => make("li", {}, make("a", { href: Preview.base + page.path }, page.title), why(page))))));
  }
  unlinked.addEventListener("toggle", list);

  const going = make("p", { className: "matchbook-going" });
  /** Offers the page that is edited. */
  Preview.offer = path => {
    going.replaceChildren(...path ? ["Edited: ", make("a", { href: Preview.base + path.split("/").map(encodeURIComponent).join("/") }, path)] : []);
  };

  const range = ({ least, most }) => (least && most ? `${least}–${most}` : most ? `at most ${most}` : `at least ${least}`);
  function letterFact(letter) {
    const isOut = letter.words < (letter.least ?? 0) || letter.words > (letter.most ?? Infinity);
    const words = `${letter.title ?? "Letter"}: ${n(letter.words, "word")}${letter.least || letter.most ? ` of ${range(letter)}` : ""}`;
    return make("li", { className: isOut ? "is-out" : "" }, `${words}, subject ${n(letter.subject, "character")}`);
  }

  let known = null;
  /** Says what is known of the page now. */
  Preview.showFacts = about => {
    const key = JSON.stringify(about) + Boolean(document.querySelector("[data-task]"));
    if (key === known) return;
    known = key;
    badge.hidden = !about?.draft;
    const facts = make("ul", { className: "matchbook-counts" });
    if (about) {
      if (about.words) facts.append(make("li", {}, `${n(about.words, "word")}, ${n(about.minutes, "minute")}`));
      facts.append(...about.letters.map(letterFact));
    }
    const source = about && (about.open
      ? make("a", { href: about.open, className: "matchbook-open", title: about.source }, "Open the source file")
      : Preview.copyButton(about.source));
    content.replaceChildren(...[facts.firstChild && facts, source, document.querySelector("[data-task]") && idSwitch, unlinked, going].filter(Boolean));
    list();
  };
})(globalThis.MatchbookPreview ??= {});
