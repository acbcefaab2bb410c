// Shows what the rules find in an email: a list with what is wrong, why, and what to write instead, and marks on the words.
(function (Matchbook) {
  "use strict";

  const { count, fill, make, strings } = Matchbook;
  const ORDER = ["block", "warn", "note"];
  /** Milliseconds without a change before the number of findings is announced. */
  const PAUSE = 900;
  /** Words of a finding that are shown, in characters. */
  const SHOWN = 60;
  /** Places of a rule that are listed; more are marked only. */
  const SHOWN_PLACES = 20;
  /** Entries of the log that are shown, the latest ones. */
  const SHOWN_ENTRIES = 3;

  let rules = null;
  /** The rules of the guide, from the address of `assets/rules.js`. */
  Matchbook.loadRules = async address => {
    await Matchbook.load(address);
    rules ??= Matchbook.makeRules(Matchbook.guideRules);
    return rules;
  };

  /** Findings of one rule together, the gravest first. */
  const grouped = findings => {
    const groups = new Map();
    for (const finding of findings) {
      if (!groups.has(finding.number)) groups.set(finding.number, { ...finding, places: [] });
      if (finding.start !== null) groups.get(finding.number).places.push(finding);
    }
    return [...groups.values()].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  };

  /**
   * A list of findings. `show(findings, text, none)` fills it, where `none` is the sentence that is shown without findings; `go` is
   * called with the finding whose words a reader asks for, `onShow` with the number of rules that found something and the gravest
   * severity; `sayEntry` names an entry of the log.
   */
  Matchbook.findingsList = (go, onShow, sayEntry) => {
    const title = make("p", { className: "findings-title" });
    const live = make("p", { className: "off-screen", role: "status" });
    const unread = make("p", { className: "findings-unread" });
    const list = make("ul", { className: "findings-list" });
    const element = make("div", { className: "findings", role: "group", "aria-label": strings.check_label }, title, live, list, unread);
    let timer = 0;
    let shown = "";
    const say = (text, more) => {
      title.textContent = text;
      unread.textContent = more;
      const all = `${text} ${more}`.trim();
      clearTimeout(timer);
      timer = setTimeout(() => { if (live.textContent !== all) live.textContent = all; }, PAUSE);
    };
    const cut = words => (words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words);
    const lineOf = ({ rule, severity, places, against }, text) => make("li", { className: `finding is-${severity}` },
      make("p", {}, make("strong", {}, strings[`check_${severity}`]), " ", rule.message, rule.instead ? ` ${rule.instead}` : ""),
      ...against.length > 0 ? [make("ul", { className: "finding-against" }, ...against.slice(-SHOWN_ENTRIES).reverse().map(entry => make("li", {}, sayEntry(entry))))] : [],
      ...places.length > 0 ? [make("p", { className: "finding-words" }, ...places.slice(0, SHOWN_PLACES).map(place => {
        const words = text.slice(place.start, place.end).replace(/\s+/gu, " ").trim();
        const button = make("button", { type: "button" }, `“${cut(words)}”`);
        button.addEventListener("click", () => go(place));
        return button;
      }), ...places.length > SHOWN_PLACES ? [fill(strings.check_more, { n: places.length - SHOWN_PLACES })] : [])] : []);
    return {
      element,
      show(findings, text, none) {
        const groups = grouped(findings);
        const [gravest] = groups;
        // Whoever typed below what is answered has to know that nobody read it.
        const others = Matchbook.unreadOf(text.slice(text.indexOf("\n") + 1));
        say(groups.length > 0 ? count(groups.length, "check_found_one", "check_found") : none, others && fill(strings.check_unread, { words: cut(others) }));
        element.classList.toggle("is-clean", groups.length === 0);
        onShow?.(groups.length, gravest?.severity);
        // A button that is pressed has to stay until it is let go.
        const key = JSON.stringify(groups.map(({ number, severity, places, against }) => [number, severity, against.map(({ id, at }) => [id, at]), places.length,
          places.slice(0, SHOWN_PLACES).map(({ start, end }) => [start, end, text.slice(start, end)])]));
        if (key === shown) return;
        shown = key;
        list.replaceChildren(...groups.map(group => lineOf(group, text)));
      },
    };
  };

  /**
   * Marks the words of findings in elements that show the text: blanks apart they have the same characters in the same order, what
   * stands in `del` left out. Of findings that overlap the gravest is marked. `data-from` and `data-to` of a mark are places in the text.
   */
  Matchbook.markFindings = (elements, text, findings) => {
    const marked = findings.filter(({ start }) => start !== null);
    if (marked.length === 0) return;
    const nodes = elements.flatMap(element => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT, node => (node.parentElement.closest("del") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
      const found = [];
      while (walker.nextNode()) found.push(walker.currentNode);
      return found;
    });
    // Which finding each character that is no blank belongs to, and where it stands; the gravest wins.
    const owners = [];
    const stands = [];
    const byPlace = [...marked].sort((a, b) => ORDER.indexOf(b.severity) - ORDER.indexOf(a.severity));
    const owner = new Array(text.length).fill(null);
    for (const finding of byPlace) owner.fill(finding, finding.start, finding.end);
    for (let at = 0; at < text.length; at++) {
      if (/\s/u.test(text[at])) continue;
      owners.push(owner[at]);
      stands.push(at);
    }
    let number = 0;
    for (const node of nodes) {
      const { data } = node;
      // Runs of one owner; blanks at their edges stay outside.
      const runs = [];
      for (let at = 0; at < data.length; at++) {
        if (/\s/u.test(data[at])) continue;
        const own = owners[number] ?? null;
        if (runs.at(-1)?.own !== own) runs.push({ own, start: at, from: stands[number] });
        Object.assign(runs.at(-1), { end: at + 1, to: stands[number] + 1 });
        number++;
      }
      const parts = [];
      let done = 0;
      for (const { own, start, end, from, to } of runs.filter(run => run.own)) {
        parts.push(data.slice(done, start), make("mark", {
          className: `finding-mark is-${own.severity}`, title: own.rule.message, "data-from": String(from), "data-to": String(to),
        }, data.slice(start, end)));
        done = end;
      }
      if (done > 0) node.replaceWith(...parts, data.slice(done));
    }
  };
})(globalThis.Matchbook ??= {});
