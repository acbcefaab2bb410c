// What a reader sees of search: a combobox with its list (ARIA Authoring Practices), chips for the kinds, results by
// page, actions beside them. It shows; it finds nothing itself.
(function (Matchbook) {
  "use strict";

  const { Gone, KINDS, describe, excerpts, find, nearest, renew } = Matchbook.search;
  const { make, fill, count, strings } = Matchbook;

  /** Pages shown at once, and lines of each. */
  const PAGES = 8;
  const LINES = 3;
  /** Lines whose excerpts come before all others. */
  const FIRST = { small: 5, large: 3 };
  const RECENT = 6;
  /** Letters of a quoted sentence that a note has room for. */
  const QUOTED = 80;
  /** Words that a page marks on arrival. */
  const MARKED = 24;
  const MAX_QUERY = 200;

  const element = (name, className, ...children) => make(name, { className }, ...children);
  const marked = pieces => pieces.map(({ text, isMark }) => isMark ? make("mark", {}, text) : text);
  const action = (label, title, run) => {
    const button = make("button", { type: "button", className: "search-action", "aria-label": `${label}: ${title}` }, label);
    button.addEventListener("click", () => run(button));
    return button;
  };

  const withoutKind = text => text.replace(/(^|\s)kind:\S+/gi, "").trim();

  /** Returns what starts over each time that the dialog is opened. */
  Matchbook.search.attach = ({ dialog, input, content, fallback, list: listName }, setAddress) => {
    const chips = make("div", { className: "search-kinds", role: "group", "aria-label": strings.search_kinds, hidden: true });
    const note = make("p", { className: "search-note", hidden: true });
    // Rows hold buttons, which a list box cannot: it owns the lines, wherever they stand.
    const listBox = make("div", { role: "listbox", id: "matchbook-search-list", "aria-label": strings.search_results_label, hidden: true });
    const results = element("div", "search-results");
    const help = element("p", "search-help");
    help.append(...strings.search_help.split(/<kbd>(.*?)<\/kbd>/).map((text, at) => at % 2 ? element("kbd", "", text) : text));
    const status = make("p", { className: "off-screen", role: "status" });
    content.replaceChildren(chips, note, listBox, results, help, status);
    for (const [name, value] of Object.entries({
      "aria-autocomplete": "list", "aria-controls": listBox.id,
    })) input.setAttribute(name, value);

    let kind;
    let turn = 0;
    /** The turn whose results are shown. */
    let drawn = 0;
    let options = [];
    let active = -1;
    let shown = { pages: PAGES };
    let timer = 0;

    const announce = text => {
      clearTimeout(timer);
      // After the last key of a word, not between two.
      timer = setTimeout(() => { status.textContent = text; }, 400);
    };

    const setActive = next => {
      options[active]?.setAttribute("aria-selected", "false");
      active = next;
      const option = options[active];
      option?.setAttribute("aria-selected", "true");
      if (option) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else {
        input.removeAttribute("aria-activedescendant");
        results.scrollTop = 0;
      }
    };

    /** Shows rows and makes their lines the options of the list box. */
    const show = rows => {
      drawn = turn;
      results.replaceChildren(...rows);
      options = [...results.querySelectorAll("[role=option]")];
      options.forEach((option, at) => { option.id = `matchbook-search-${at}`; });
      listBox.setAttribute("aria-owns", options.map(option => option.id).join(" "));
      listBox.hidden = options.length === 0;
      input.setAttribute("aria-expanded", String(options.length > 0));
      setActive(-1);
    };

    const option = (properties, ...children) => make(properties.href ? "a" : "div", {
      role: "option", "aria-selected": "false", tabIndex: -1, ...properties,
    }, ...children);

    const recent = () => {
      const known = Matchbook.preference.read("searches");
      return Array.isArray(known) ? known.filter(text => typeof text === "string").slice(0, RECENT) : [];
    };
    const remember = text => {
      const others = recent().filter(other => other !== text);
      Matchbook.preference.write("searches", [text, ...others].slice(0, RECENT));
    };

    const showStart = () => {
      chips.hidden = note.hidden = true;
      const texts = recent();
      if (texts.length === 0) {
        show([element("p", "search-empty", strings.search_start)]);
        return;
      }
      const clear = make("button", { type: "button", className: "search-action" }, strings.search_recent_clear);
      clear.addEventListener("click", () => {
        Matchbook.preference.write("searches", null);
        input.focus();
        showStart();
      });
      show([
        element("div", "search-page", element("span", "", strings.search_recent), clear),
        ...texts.map(text => {
          const line = option({ className: "search-line search-recent" }, text);
          line.addEventListener("click", () => ask(text));
          return element("div", "search-row", line);
        }),
      ]);
    };

    /** There are results, but none of the chosen kind. */
    const showOthers = (all, text) => {
      const button = make("button", { type: "button", className: "button small" }, count(all, "search_show_one", "search_show_all"));
      button.addEventListener("click", () => {
        kind = undefined;
        input.value = withoutKind(text);
        input.focus();
        refresh();
      });
      show([element("p", "search-empty", strings.search_nothing_of_kind), element("p", "search-ways", button)]);
      announce(strings.search_nothing_of_kind);
    };

    const showNothing = async (index, text) => {
      const faq = index.starts.findIndex(entry => KINDS[index.kinds[entry]] === "faq");
      const near = index.isLarge ? [] : nearest(index, text, 4);
      const hits = await describe({ index, planned: [] }, near);
      const links = hits.map(hit => {
        const line = option({ className: "search-line", href: hit.url },
          element("span", "search-title", hit.title),
          ...hit.isPage ? [] : [element("span", "search-crumbs", hit.pageTitle)]);
        return element("div", "search-row", line);
      });
      const ways = element("p", "search-ways");
      if (faq >= 0 && index.paths[faq] !== undefined) {
        ways.append(make("a", { href: Matchbook.addressOf(index.paths[faq]) }, index.titles[index.starts[faq]]), " · ");
      }
      ways.append(make("a", { href: fallback }, listName));
      show([
        element("p", "search-empty", fill(strings.search_nothing, { query: text })),
        ...links.length > 0 ? [element("div", "search-page", element("span", "", strings.search_nearest)), ...links] : [],
        ways,
      ]);
      announce(fill(strings.search_nothing, { query: text }));
    };

    /** Words that the page of a result marks when a reader arrives. */
    const highlights = ({ index, planned }) => {
      const words = new Set();
      for (const one of planned) {
        if (one.isStop) continue;
        const best = one.meanings.reduce((a, b) => !a || b.weight > a.weight ? b : a, null);
        if (!best) continue;
        best.form.split(" ").forEach(word => words.add(word));
        const lists = new Set(best.lists);
        for (const block of index.blocks) {
          block?.lists.forEach((list, at) => { if (lists.has(list) && words.size < MARKED) words.add(block.words[at]); });
        }
      }
      return [...words].join(" ");
    };

    const line = (hit, excerpt, words, text) => {
      // The heading above it stands outside the list of results.
      const page = hit.isPage ? [] : [element("span", "off-screen", `${hit.pageTitle}, `)];
      const about = [hit.isPage ? null : hit.crumbs.join(" › "), strings["search_kind_" + hit.kind]].filter(Boolean);
      const result = option({ className: `search-line kind-${hit.kind}${hit.isPage ? " is-page" : ""}`, href: hit.url },
        element("span", "search-title", ...marked(hit.titlePieces)),
        " ",
        element("span", "search-crumbs", ...page, about.join(" · ")),
        " ",
        element("span", "search-text", ...marked(excerpt?.pieces ?? [])));
      if (words !== "") Matchbook.withWords(result, words);
      result.addEventListener("click", () => remember(text));
      return element("div", "search-row", result, ...actions(hit, excerpt));
    };

    const actions = (hit, excerpt) => {
      if (hit.task && document.body.dataset.store) {
        const button = make("button", { type: "button", className: "search-action" });
        Matchbook.search.tickWith(button, hit, said => { status.textContent = said; });
        return [button];
      }
      if (excerpt?.letter !== undefined) {
        return [action(strings.search_copy, hit.title, async button => {
          const subject = `${strings.email_subject}: ${excerpt.letter}`;
          button.textContent = await Matchbook.copy(subject) ? strings.code_copied : strings.code_copy_failed;
          status.textContent = button.textContent;
        })];
      }
      if (hit.kind === "faq" && !hit.isPage && excerpt?.text) {
        const answer = make("p", { className: "search-answer", hidden: true }, excerpt.text);
        const button = action(strings.search_answer, hit.title, () => {
          answer.hidden = !answer.hidden;
          button.setAttribute("aria-expanded", String(!answer.hidden));
        });
        button.setAttribute("aria-expanded", "false");
        return [button, answer];
      }
      return [];
    };

    /** Hits of a result, page by page in the order of their best ones. */
    const byPage = ({ index, hits }) => {
      const groups = new Map();
      for (const hit of hits) {
        const page = index.pages[hit.entry];
        if (!groups.has(page)) groups.set(page, []);
        groups.get(page).push(hit);
      }
      return [...groups.values()];
    };

    const showChips = (result, text) => {
      const all = result.counts.reduce((sum, number) => sum + number, 0);
      const chosen = result.query.kind;
      const chip = (label, number, value) => {
        const button = make("button", { type: "button", className: "search-kind", "aria-pressed": String(value === chosen) },
          `${label} `, element("span", "", Matchbook.number(number) + (result.isPartial ? "+" : "")));
        button.addEventListener("click", () => {
          kind = value < 0 ? undefined : KINDS[value];
          input.value = withoutKind(text);
          refresh();
          input.focus();
        });
        return button;
      };
      const present = KINDS.map((_, value) => value).filter(value => result.counts[value] > 0 || value === chosen);
      chips.hidden = present.length < 2 && chosen < 0;
      chips.replaceChildren(chip(strings.search_kind_all, all, -1),
        ...present.map(value => chip(strings["search_kind_" + KINDS[value]], result.counts[value], value)));
    };

    /** What a reader has to know about how the query was understood. */
    const showNote = ({ planned, hits, notSaid }) => {
      const corrected = planned.some(one => !one.isStop && ["typo", "split"].includes(best(one)?.how));
      const unknown = planned.filter(one => !one.isStop && one.meanings.length === 0 && one.titles.length === 0);
      const short = phrase => phrase.length > QUOTED ? `${[...phrase].slice(0, QUOTED).join("")}…` : phrase;
      const missing = [...notSaid.map(phrase => `“${short(phrase)}”`), ...unknown.map(one => one.word)];
      const parts = [];
      if (corrected && hits.length > 0) {
        const words = planned.map(one => ["typo", "split"].includes(best(one)?.how) ? make("b", {}, best(one).form) : one.word);
        parts.push(strings.search_corrected, " ", ...words.flatMap(word => [word, " "]));
      }
      if (missing.length > 0 && hits.length > 0) {
        parts.push(strings.search_missing, " ", ...missing.flatMap(what => [make("s", {}, what), " "]));
      }
      note.hidden = parts.length === 0;
      note.replaceChildren(...parts);
      return note.textContent.trim();
    };
    const best = one => one.meanings.reduce((a, b) => !a || b.weight > a.weight ? b : a, null);

    const showResult = async (result, text, mine) => {
      const groups = byPage(result);
      const visible = groups.slice(0, shown.pages);
      const lines = visible.flatMap(hits => hits.slice(0, shown.page === result.index.pages[hits[0].entry] ? undefined : LINES));
      const words = highlights(result);
      const draw = (described, texts) => {
        const rows = [];
        let page = -1;
        described.forEach((hit, at) => {
          if (hit.page !== page) {
            page = hit.page;
            // A page that is a result itself needs no heading.
            if (!hit.isPage) rows.push(element("div", "search-page", element("span", "", hit.pageTitle)));
          }
          rows.push(line(hit, texts?.[at], words, text));
          const isLast = described[at + 1]?.page !== page;
          const hits = visible.find(group => result.index.pages[group[0].entry] === page);
          const more = hits.length - described.filter(other => other.page === page).length;
          if (isLast && more > 0 && described.length === lines.length) {
            rows.push(showMore(count(more, "search_more_on_page_one", "search_more_on_page"), () => { shown.page = page; }, hit.pageTitle));
          }
        });
        const left = groups.length - visible.length;
        if (left > 0 && described.length === lines.length) rows.push(showMore(count(left, "search_more_page", "search_more_pages"), () => { shown.pages += PAGES; }));
        const before = active;
        show(rows);
        if (before >= 0 && before < options.length) setActive(before);
      };
      const showMore = (label, change, title) => {
        const button = make("button", { type: "button", className: "search-action search-more" }, label);
        if (title) button.setAttribute("aria-label", `${label}: ${title}`);
        button.addEventListener("click", () => {
          const at = options.length;
          change();
          input.focus();
          showResult(result, text, turn).then(() => { if (shown.page === undefined) setActive(at); });
        });
        return button;
      };
      // What is known at once, then the lines that a reader looks at first, then the others. Titles of a large guide come
      // with the text.
      const { isLarge, texts } = result.index;
      const isKnown = hits => hits.every(({ entry }) => texts[entry] !== undefined);
      const first = lines.slice(0, isLarge ? FIRST.large : FIRST.small);
      if (!isLarge && !isKnown(first)) {
        draw(await describe(result, lines));
        if (mine !== turn) return;
      }
      for (const part of isKnown(lines) ? [lines] : [first, lines]) {
        const described = await describe(result, isLarge ? part : lines);
        const found = await excerpts(result, described.slice(0, part.length));
        if (mine !== turn) return;
        draw(described, found);
      }
    };

    const refresh = async (isAgain = false) => {
      const text = input.value.slice(0, MAX_QUERY).trim();
      const mine = ++turn;
      shown = { pages: PAGES };
      setAddress(text);
      if (text === "") {
        kind = undefined;
        showStart();
        return;
      }
      const slow = setTimeout(() => { if (mine === turn) results.setAttribute("aria-busy", "true"); }, 300);
      try {
        const result = await find(text, kind);
        if (mine !== turn) return;
        const said = showNote(result);
        showChips(result, text);
        if (result.hits.length === 0) {
          const others = result.counts.reduce((sum, number) => sum + number, 0);
          if (others > 0) showOthers(others, text);
          else await showNothing(result.index, text);
          return;
        }
        await showResult(result, text, mine);
        if (mine !== turn) return;
        const pages = new Set(result.hits.map(({ entry }) => result.index.pages[entry])).size;
        const number = count(result.hits.length, "search_result", "search_results");
        const found = fill(strings.search_found, { results: number, pages: count(pages, "search_page", "search_pages") });
        announce([result.isPartial ? fill(strings.search_at_least, { found }) : found, said].filter(Boolean).join(". "));
      } catch (error) {
        if (mine !== turn) return;
        // The site was published anew since the page was opened.
        if (error instanceof Gone && !isAgain) {
          renew();
          return refresh(true);
        }
        console.error(error);
        const again = make("button", { type: "button", className: "button small" }, strings.search_again);
        again.addEventListener("click", () => { input.focus(); refresh(); });
        chips.hidden = note.hidden = true;
        show([make("p", { className: "search-empty", role: "alert" }, strings.search_failed), element("p", "search-ways", again, " ", make("a", { href: fallback }, listName))]);
      } finally {
        clearTimeout(slow);
        if (mine === turn) results.removeAttribute("aria-busy");
      }
    };

    const ask = text => {
      input.value = text;
      input.focus();
      refresh();
    };

    /** Opens a line, in a new tab when asked. */
    const follow = (line, isNewTab) => {
      if (!line) return;
      if (line.href && isNewTab) {
        remember(input.value.trim());
        open(line.href, "_blank", "noopener");
      } else {
        line.click();
      }
    };

    input.addEventListener("input", () => refresh());
    input.addEventListener("keydown", event => {
      if (event.isComposing) return;
      const last = options.length - 1;
      if (event.key === "ArrowDown" && last >= 0) setActive(active >= last ? 0 : active + 1);
      else if (event.key === "ArrowUp" && last >= 0) setActive(active <= 0 ? last : active - 1);
      // Without a choice, the first result is what was asked for, unless it is still that of other words.
      else if (event.key === "Enter" && input.value.trim() !== "") {
        if (drawn === turn) follow(options[Math.max(active, 0)], event.shiftKey || event.ctrlKey || event.metaKey);
      } else if (event.key === "Enter" && active >= 0) options[active].click();
      else return;
      event.preventDefault();
    });
    // Typing goes on wherever the focus is in the dialog.
    dialog.addEventListener("keydown", event => {
      const isLetter = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (isLetter && event.target !== input) input.focus();
    });
    return () => {
      kind = undefined;
      return refresh();
    };
  };
})(globalThis.Matchbook ??= {});
