// The filter above questions, and the button that opens all of them.
(function (Matchbook) {
  "use strict";

  const { count, faq: { wordsOf, readFilter, match, excerpt }, fill, make, strings } = Matchbook;
  /** Milliseconds without a key before the count is announced and the filter is kept with the page in the history. */
  const PAUSE = 400;
  const HIGHLIGHT = "filter";
  /** Most words that are marked: a single letter is in all of them. */
  const MARKS = 2000;
  /** Parts of an answer that are not its text. */
  const BESIDE = ".anchor, .related, button, [role=status], .term-tip";
  const BLOCKS = "p, li, td, th, dt, dd, h3, h4, h5, h6, pre, blockquote, summary, figcaption, div";
  const canHighlight = Boolean(globalThis.CSS?.highlights && globalThis.Highlight);

  /** The text of an element in one line, and for each of its nodes where it starts. */
  const readText = element => {
    const nodes = [];
    let text = "";
    let block = null;
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT, node =>
      (node.parentElement.closest(BESIDE) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
    while (walker.nextNode()) {
      const { currentNode: node } = walker;
      const around = node.parentElement.closest(BLOCKS);
      if (around !== block && text) text += " ";
      block = around;
      nodes.push({ node, start: text.length });
      // The same number of characters, so that places stay.
      text += node.data.replace(/\s/g, " ");
    }
    return { text, nodes };
  };

  /** The range of a word in the nodes of a text; a word in two nodes has none. */
  const rangeOf = ({ nodes }, { start, end }) => {
    const place = nodes.findLast(place => place.start <= start);
    if (!place || end - place.start > place.node.length) return null;
    const range = new Range();
    range.setStart(place.node, start - place.start);
    range.setEnd(place.node, end - place.start);
    return range;
  };

  Matchbook.register("[data-faq]", faq => {
    const tools = faq.querySelector(".faq-tools");
    if (!tools) return;
    const input = tools.querySelector("input");
    const counted = tools.querySelector(".faq-count");
    const openAll = tools.querySelector(".open-all");
    const questions = [...faq.querySelectorAll(":scope > details.question")].map(element => ({ element, isShown: true }));
    const others = () => [...faq.children].filter(child => child !== tools && !child.matches("details.question"));
    const small = new Set(strings.faq_small_words.split(" "));
    const clear = make("button", { type: "button", className: "faq-clear", hidden: true }, strings.faq_clear);
    const status = make("p", { className: "off-screen", role: "status" });
    input.parentElement.after(clear);
    tools.append(status);

    // ---- Opening
    const shown = () => questions.filter(({ isShown }) => isShown);
    const allOpen = () => shown().every(({ element }) => element.open);
    const label = () => {
      openAll.textContent = allOpen() && shown().length > 0 ? strings.faq_close_all : strings.faq_open_all;
      openAll.disabled = shown().length === 0;
    };
    openAll.addEventListener("click", () => {
      const open = !allOpen();
      for (const { element } of shown()) element.open = open;
    });
    // `toggle` does not bubble.
    faq.addEventListener("toggle", label, true);

    // ---- Filtering
    let filtered = "";
    let timer = 0;
    /** Read when somebody filters for the first time. */
    const read = question => {
      question.title = readText(question.element.querySelector("summary :is(h2, h3)"));
      question.answer = readText(question.element.querySelector(".answer"));
      question.words = {
        title: wordsOf(question.title.text), answer: wordsOf(question.answer.text), keywords: wordsOf(question.element.dataset.keywords ?? ""),
      };
    };
    // What a browser finds in a hidden question shows it; browsers that do not know this just hide it.
    const setShown = (element, isShown) => {
      if (isShown) element.removeAttribute("hidden");
      else if (!element.hasAttribute("hidden")) element.setAttribute("hidden", "until-found");
    };
    /** Why a question is shown whose title does not have all of the words. */
    const why = (question, found) => {
      const parts = [];
      if (found.byAnswer.length > 0) {
        const pieces = excerpt(question.answer.text, found.byAnswer);
        parts.push(`${strings.faq_in_answer} `, ...pieces.map(({ text, isHit }) => (isHit ? make("mark", {}, text) : text)));
      }
      if (found.byKeyword.length > 0) {
        const keywords = question.element.dataset.keywords;
        // The whole keyword that a word is in, as readers write it.
        const whole = ({ start }) => keywords.slice(keywords.lastIndexOf(",", start) + 1).split(",")[0].replaceAll("-", " ");
        const words = new Set(found.byKeyword.flat().map(whole));
        parts.push(parts.length > 0 ? " " : "", `${strings.faq_also} `, ...[...words].flatMap((word, at) => [at > 0 ? ", " : "", make("mark", {}, word)]));
      }
      return parts;
    };
    const nothing = () => {
      const line = make("p", { className: "faq-none" });
      if (Matchbook.openSearch) {
        const button = make("button", { type: "button", className: "button small" }, strings.faq_search);
        button.addEventListener("click", () => Matchbook.openSearch(input.value.trim()));
        line.append(button);
      }
      return line;
    };
    const say = () => {
      clearTimeout(timer);
      status.textContent = counted.firstChild.textContent;
      keep();
    };
    // The reader comes back from a page with the filter as it was.
    const keep = () => {
      if ((history.state?.filter ?? "") === filtered) return;
      // Browsers refuse it when it comes too often.
      try { history.replaceState({ ...history.state, filter: filtered }, ""); } catch { /* Nothing is kept. */ }
    };

    const apply = () => {
      filtered = input.value.trim();
      const filter = readFilter(filtered, small);
      const isFiltered = filter.length > 0;
      if (isFiltered && !questions[0].words) questions.forEach(read);
      const ranges = [];
      for (const question of questions) {
        const found = isFiltered ? match(filter, question.words) : null;
        question.isShown = Boolean(found) || !isFiltered;
        setShown(question.element, question.isShown);
        question.element.querySelector(".question-why")?.remove();
        if (!found) continue;
        const parts = why(question, found);
        if (parts.length > 0) question.element.querySelector("summary > :is(h2, h3)").after(make("span", { className: "question-why" }, ...parts));
        for (const [text, hits] of [[question.title, found.title], [question.answer, found.answer]]) {
          if (ranges.length < MARKS) ranges.push(...hits.map(hit => rangeOf(text, hit)).filter(Boolean));
        }
      }
      faq.querySelector(".faq-none")?.remove();
      for (const other of others()) setShown(other, !isFiltered);
      faq.classList.toggle("is-filtered", isFiltered);
      if (canHighlight) {
        if (ranges.length > 0) CSS.highlights.set(HIGHLIGHT, new Highlight(...ranges));
        else CSS.highlights.delete(HIGHLIGHT);
      }
      const number = shown().length;
      const total = Matchbook.number(questions.length);
      const text = !isFiltered ? count(questions.length, "faq_count", "faq_count")
        : number === 0 ? strings.faq_found_none : fill(count(number, "faq_found_one", "faq_found"), { total });
      // On paper nothing else says what was looked for.
      counted.replaceChildren(text, isFiltered ? make("span", { className: "on-paper" }, ` (${filtered})`) : "");
      if (number === 0) tools.after(nothing());
      clear.hidden = input.value === "";
      label();
      clearTimeout(timer);
      timer = setTimeout(say, PAUSE);
    };
    const set = text => {
      if (input.value.trim() === text && filtered === text) return;
      input.value = text;
      apply();
    };

    input.addEventListener("input", apply);
    input.addEventListener("keydown", event => {
      if (event.key !== "Enter" || event.isComposing || shown().length === 0) return;
      event.preventDefault();
      shown()[0].element.querySelector("summary").focus();
    });
    faq.addEventListener("keydown", event => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || input.value === "") return;
      event.preventDefault();
      set("");
      document.activeElement.scrollIntoView({ block: "nearest" });
    });
    clear.addEventListener("click", () => {
      set("");
      input.focus();
    });
    // A link or the browser's own search leads to a question that is hidden. On the way back the filter is the newer wish.
    let isGoingBack = false;
    faq.addEventListener("matchbook:reveal", () => { if (!isGoingBack) set(""); });
    faq.addEventListener("beforematch", () => {
      // The browser shows it all the same.
      if (isGoingBack) setTimeout(apply);
      else set("");
    });

    // ---- The history
    // Before a link leads away from this entry.
    document.addEventListener("click", keep, true);
    addEventListener("pagehide", keep);
    const goBack = state => {
      if (typeof state?.filter !== "string") return;
      set(state.filter);
      isGoingBack = true;
    };
    const arrive = () => { isGoingBack = false; };
    addEventListener("popstate", event => {
      goBack(event.state);
      // The event of the other anchor comes after this one, if there is one.
      setTimeout(arrive, PAUSE);
    });
    addEventListener("hashchange", () => {
      arrive();
      keep();
    });
    goBack(history.state);
    if (document.readyState === "complete") arrive();
    else addEventListener("load", () => setTimeout(arrive), { once: true });
    // Some browsers fill in what was typed before.
    if (input.value.trim() && !filtered) apply();
    label();
  });
})(globalThis.Matchbook ??= {});
