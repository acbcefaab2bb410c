// Shows one question of a decision at a time, with the answers so far. Where the reader is stands in the address and nowhere
// else, so that the browser's own back button, a reload and a link that is sent lead there.
(function (Matchbook) {
  "use strict";

  const { decision, make, nameOf, strings } = Matchbook;
  const BLOCKS = "p, div, section, ul, ol, dl, dt, dd, pre, table, blockquote, details, summary, figure, figcaption, h1, h2, h3, h4, h5, h6";
  /** What is no part of the text. */
  const LEFT_OUT = ".anchor, .footnote-ref, .decision-place, .decision-to, .off-screen, button, svg";

  const words = text => text.replace(/\s+/g, " ").trim();

  /** What stands in an element as blocks of plain text; `heading` is said elsewhere. */
  const blocksOf = (element, heading) => {
    const blocks = [];
    let line = "";
    const end = () => {
      if (words(line)) blocks.push(words(line));
      line = "";
    };
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) line += node.data;
      if (node.nodeType !== Node.ELEMENT_NODE || node === heading || node.matches(LEFT_OUT)) continue;
      if (!node.matches(BLOCKS)) {
        line += node.textContent;
        continue;
      }
      end();
      blocks.push(...blockOf(node, heading));
    }
    end();
    return blocks;
  };
  const blockOf = (node, heading) => {
    if (node.matches("ul, ol")) {
      return [[...node.children].map((item, at) => {
        const mark = node.matches("ol") ? `${at + 1}. ` : "- ";
        return mark + blocksOf(item, heading).join("\n").replaceAll("\n", `\n${" ".repeat(mark.length)}`);
      }).join("\n")];
    }
    if (node.matches("table")) return [[...node.rows].map(row => [...row.cells].map(cell => words(cell.textContent)).join(" | ")).join("\n")];
    return blocksOf(node, heading);
  };

  /** A step of the page, with the links in it that lead to other steps. */
  const readStep = element => {
    const { step: id, title, number } = element.dataset;
    const heading = document.getElementById(id);
    return { id, title, number, element, heading, place: words(element.querySelector(".decision-place").textContent) };
  };
  const stepOfLink = (steps, link) => {
    const id = link.getAttribute("href").startsWith("#") ? nameOf(link.hash) : "";
    return steps.find(step => step.id === id);
  };
  const linksOf = (steps, { id, element }) => [...element.querySelectorAll("a[href]")]
    .map(link => ({ link, to: stepOfLink(steps, link)?.id, text: blocksOf(link).join(" ") }))
    .filter(({ to }) => to && to !== id);

  const button = (text, run, className = "button small") => {
    const made = make("button", { type: "button", className }, text);
    made.addEventListener("click", run);
    return made;
  };

  /** All decisions of the page. */
  const flows = [];
  const waysOf = all => Object.fromEntries(all.map(({ box, way }) => [box.id, decision.write(way)]));

  class Flow {
    constructor(box) {
      this.box = box;
      this.steps = [...box.querySelectorAll("[data-step]")].map(readStep);
      for (const step of this.steps) step.links = linksOf(this.steps, step);
      this.title = box.dataset.title || words(box.closest("main")?.querySelector("h1")?.textContent ?? document.title);
      // One question at a time is no list.
      for (const list of box.querySelectorAll(".decision-questions")) {
        list.setAttribute("role", "none");
        for (const item of list.children) item.setAttribute("role", "none");
      }
      this.buildTools();
      box.classList.add("is-live");
      this.listen();
    }

    buildTools() {
      this.backButton = button(strings.decision_back, () => this.goBack());
      this.restartButton = button(strings.decision_restart, () => this.go(decision.start(this.steps)));
      this.said = make("span", { className: "decision-said", role: "status" });
      this.copyButton = button(strings.decision_copy, () => this.copy());
      this.printButton = button(strings.decision_print, () => this.print());
      this.status = make("span", { className: "off-screen", role: "status" });
      this.list = make("ol", { className: "decision-passed", role: "list" });
      this.unknown = make("div", { className: "decision-unknown" }, make("span", {}, strings.decision_unknown),
        button(strings.decision_begin, () => this.go(decision.start(this.steps))));
      this.pathBox = make("div", { className: "decision-path", role: "group", "aria-label": strings.decision_path },
        make("div", { className: "decision-path-title" }, strings.decision_path), this.list);
      this.tools = make("div", { className: "decision-tools" }, this.copyButton, this.printButton, this.backButton, this.restartButton, this.said);
      this.box.append(this.tools, this.unknown, this.pathBox, this.status);
    }

    get step() { return this.steps.find(step => step.id === this.way.id); }

    show(way) {
      this.way = way;
      const { step } = this;
      for (const { element } of this.steps) {
        // Searching in the page finds text in the other steps too; browsers that do not know it just hide them.
        if (element === step.element) element.removeAttribute("hidden");
        else element.setAttribute("hidden", "until-found");
      }
      const isQuestion = Boolean(step.number);
      const isFirst = way.passed.length === 0;
      this.box.classList.toggle("is-under-way", !isFirst || !way.isWhole);
      this.copyButton.hidden = this.printButton.hidden = isQuestion;
      this.backButton.hidden = this.restartButton.hidden = this.pathBox.hidden = isFirst;
      this.tools.hidden = isQuestion && isFirst;
      this.unknown.hidden = way.isWhole;
      this.said.textContent = "";
      this.list.replaceChildren(...decision.answers(this.steps, way).map(({ id, number, title, answer }) => make("li", {}, button(
        make("span", { className: "decision-passed-text" },
          make("span", {}, number ? `${number}. ${title} ` : `${title} `),
          make("strong", {}, `${answer} `)),
        () => this.go(decision.back(this.steps, this.way, id)), "decision-passed-button",
      ))));
      for (const made of this.list.querySelectorAll("button")) made.append(make("span", { className: "decision-change" }, strings.decision_change));
    }

    /** Shows another step, as a new entry of the browser's history. */
    go(way) {
      // Back leads there only where the entry that is left names it; a link to another place of the page may have made one since.
      const before = decision.write(this.way);
      const left = nameOf(location.hash);
      const isThere = left === before || left === "" && this.way.isWhole && this.way.passed.length === 0;
      // The entry that is left says where the other decisions of the page are, which its address does not.
      try { history.replaceState({ ...history.state, ways: waysOf(flows) }, ""); } catch { /* Some viewers of files allow nothing. */ }
      this.show(way);
      this.address("pushState", { before: isThere ? before : null, of: this.box.id });
      this.arrive();
    }

    /** One step back: with the browser's own, where that leads there, so that "forward" leads here again. */
    goBack() {
      const way = decision.back(this.steps, this.way, this.way.passed.at(-1).id);
      if (history.state?.of === this.box.id && history.state.before === decision.write(way)) history.back();
      else this.go(way);
    }

    address(method, state) {
      const hash = `#${decision.write(this.way)}`;
      // Some viewers of files allow nothing else.
      try { history[method]({ ...state, ways: waysOf(flows) }, "", hash); } catch { location.hash = hash; }
    }

    /** Brings the reader to the step that is shown: the focus, the window, and a word about where that is. */
    arrive() {
      const { heading, element, place } = this.step;
      this.status.textContent = place;
      heading.tabIndex = -1;
      heading.addEventListener("blur", () => heading.removeAttribute("tabindex"), { once: true });
      heading.focus({ preventScroll: true });
      const { top } = element.getBoundingClientRect();
      if (top < parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) - 20 || top > innerHeight / 2) heading.scrollIntoView();
    }

    /** The way that the address names; null when it names something else. */
    named() {
      const name = nameOf(location.hash);
      if (!name) return this.remembered() ?? decision.start(this.steps);
      const target = Matchbook.target();
      const step = target && this.steps.find(({ element }) => element.contains(target));
      if (!step) return this.remembered();
      // A link that says nothing about answers, as those in "On this page" do not.
      if (!name.includes("~")) return this.way && decision.back(this.steps, this.way, step.id) || decision.arrive(this.steps, step.id);
      return decision.read(this.steps, name) ?? decision.arrive(this.steps, step.id);
    }

    /** The way that the entry of the browser's history has for this decision, where its address names another one. */
    remembered() {
      const written = history.state?.ways?.[this.box.id];
      return written === undefined ? null : decision.read(this.steps, written);
    }

    listen() {
      const { box } = this;
      flows.push(this);
      const way = this.named();
      this.show(way ?? decision.start(this.steps));
      // The browser went there when all steps were still shown.
      if (way && location.hash) Matchbook.target()?.scrollIntoView();

      const heard = () => {
        const way = box.isConnected ? this.named() : null;
        if (!way) return;
        const isNew = decision.write(way) !== decision.write(this.way);
        if (isNew) this.show(way);
        const target = location.hash ? Matchbook.target() : this.step.heading;
        if (target === this.step.heading) {
          if (location.hash && nameOf(location.hash) !== decision.write(way)) this.address("replaceState", history.state);
          if (isNew) this.arrive();
        } else if (isNew) {
          // A note or a part inside of the step.
          target?.scrollIntoView();
        }
      };
      // In browsers that tell both the second one changes nothing.
      addEventListener("popstate", heard);
      addEventListener("hashchange", heard);

      box.addEventListener("click", event => {
        const link = event.target.closest?.("a[href]");
        if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        const to = stepOfLink(this.steps, link);
        if (!to) return;
        event.preventDefault();
        if (to.id === this.way.id) {
          // The mark beside the heading: the link to this very place.
          this.address("replaceState", history.state);
          return;
        }
        const number = this.step.links.findIndex(other => other.link === link);
        this.go(number < 0 ? decision.back(this.steps, this.way, to.id) ?? decision.arrive(this.steps, to.id) : decision.follow(this.steps, this.way, number));
      });

      // Found by a search in the page. A link to a step tells so too, and what it says is heard above.
      box.addEventListener("beforematch", event => {
        const step = this.steps.find(({ element }) => element.contains(event.target));
        if (!step || step.element.contains(Matchbook.target())) return;
        const way = decision.back(this.steps, this.way, step.id) ?? decision.arrive(this.steps, step.id);
        this.show(way);
        this.address("pushState", null);
      });
    }

    /** Title, answers and outcome. */
    get summary() {
      const { heading, element, place, title } = this.step;
      return {
        title: this.title,
        unknown: this.way.isWhole ? "" : strings.decision_unknown,
        answers: decision.answers(this.steps, this.way),
        outcome: `${place}\n${title}`,
        blocks: blocksOf(element, heading),
        // An address on this device helps nobody else.
        source: [document.title, ...location.protocol === "file:" ? [] : [location.href]],
      };
    }

    async copy() {
      this.said.textContent = "";
      const done = await Matchbook.copy(decision.text(this.summary));
      this.said.textContent = done ? strings.decision_copied : strings.decision_copy_failed;
    }

    /** Prints the answers and the outcome alone. */
    print() {
      const { title, unknown, answers, source } = this.summary;
      const outcome = this.step.element.cloneNode(true);
      for (const element of [outcome, ...outcome.querySelectorAll("[id]")]) element.removeAttribute("id");
      const sheet = make("div", { className: "decision-sheet" },
        make("div", { className: "decision-sheet-title" }, title),
        ...unknown ? [make("div", {}, unknown)] : [],
        make("dl", {}, ...answers.flatMap(({ number, title, answer }) => [make("dt", {}, number ? `${number}. ${title}` : title), make("dd", {}, answer)])),
        outcome,
        make("div", { className: "decision-sheet-source" }, source.join(" – ")),
      );
      this.box.append(sheet);
      addEventListener("afterprint", () => sheet.remove(), { once: true });
      Matchbook.printOnly(sheet, "decision");
    }
  }

  // The page with the whole guide shows all steps: it is for paper.
  Matchbook.register("[data-decision]", box => {
    if (!box.closest(".print-page") && box.querySelector(".decision-questions [data-step]")) new Flow(box);
  });
})(globalThis.Matchbook ??= {});
