// A task list that remembers. The list in the page stays the list it is; each box becomes one that can be ticked, and what is
// ticked goes to the store.
(function (Matchbook) {
  "use strict";

  const { count, fill, make, store, strings } = Matchbook;
  const BLOCKS = "p, div, ul, ol, dl, pre, table, blockquote, details, figure";
  /** Characters of an item's text that are kept, to be able to say what it was. */
  const KEPT = 500;
  const INPUT = make("input", { type: "checkbox", autocomplete: "off" });
  const LABEL = make("label", { className: "task-label" });
  let made = 0;

  /** An item of the list. */
  class Row {
    constructor(element, box) {
      this.element = element;
      this.task = element.dataset.task;
      this.per = element.dataset.per ?? element.closest("[data-checklist]").dataset.per ?? null;
      /** The record it is ticked for (undefined before it is known), the one that its days are of, and whether there are days for it. */
      this.record = undefined;
      this.about = null;
      this.isOpen = true;
      this.revision = element.dataset.revision;
      this.optional = element.classList.contains("optional");
      this.depth = 0;
      for (let up = element.parentElement; up !== box && up; up = up.parentElement) if (up.matches("[data-task]")) this.depth++;
      this.content = element.querySelector(":scope > .task-text");
      this.addBox();
      this.text = this.label.textContent.trim().replace(/\s+/g, " ");
      this.due = this.content.querySelector(":scope > .task-marks > .due")?.textContent ?? "";
      // What belongs to the item itself stands before the items below it.
      this.end = make("span", { hidden: true });
      const nested = this.content.querySelector(":scope > .tasks");
      if (nested) nested.before(this.end);
      else this.content.append(this.end);
      this.news = null;
      this.now = null;
      this.paintNote = Matchbook.addNote(this);
    }

    /** What its tick and note are kept under. */
    get id() { return Matchbook.keyFor(this.task, this.record?.id); }

    /** Puts a box that can be ticked in the place of the drawn one, and its label around the first line of text. */
    addBox() {
      made++;
      this.input = INPUT.cloneNode();
      this.input.id = `tick-${made}`;
      this.label = LABEL.cloneNode();
      this.label.htmlFor = this.input.id;
      let first = this.content.firstChild;
      while (first?.nodeType === Node.TEXT_NODE && !first.data.trim()) first = first.nextSibling;
      const holder = first?.nodeName === "P" ? first : this.content;
      const nodes = [];
      for (let node = holder.firstChild; node && !(node.nodeType === Node.ELEMENT_NODE && node.matches(BLOCKS)); node = node.nextSibling) nodes.push(node);
      this.label.append(...nodes);
      holder.prepend(this.label);
      const marks = this.content.querySelector(":scope > .task-marks");
      if (marks) {
        marks.id ||= `${this.input.id}-about`;
        this.input.setAttribute("aria-describedby", marks.id);
      }
      this.element.querySelector(":scope > .box").replaceWith(this.input);
    }

    /** Whether it is for somebody of whom nothing is loaded yet. */
    get isEarly() { return this.record === undefined && Boolean(this.per) && Matchbook.hasDesk(); }

    get entry() { return store.get(`tick/${this.id}`); }

    /** The event of ticking it or taking the tick back. */
    tick(done) {
      return { type: "tick", id: this.id, done, text: this.text.slice(0, KEPT), revision: this.revision };
    }

    paint(state, isStep, isOver) {
      this.state = state;
      this.input.checked = state === "done";
      this.input.indeterminate = state === "part";
      this.element.classList.toggle("is-done", state === "done");
      this.element.classList.toggle("is-over", isOver);
      this.paintNews(isStep);
      this.paintNote();
    }

    /** Says what the window means today, where its dates are known. */
    paintDue(desk) {
      const { due: written, until } = this.element.dataset;
      const isAsked = this.state !== "done" && this.isOpen && written && !desk.isWaived(this.element.dataset, this.about, Date.now());
      const span = isAsked ? Matchbook.itemWindow(Matchbook.readWindow(written), until, desk.datesFor(this.about)) : null;
      if (!span) {
        this.now?.remove();
        this.now = null;
        return;
      }
      if (!this.now) {
        this.now = make("span", {});
        this.content.querySelector(":scope > .task-marks").append(" ", this.now);
      }
      const due = { window: span, ...Matchbook.dueState(span, Date.now()) };
      this.now.className = `due-now is-${due.state}`;
      this.now.textContent = `${Matchbook.dueWords(due)} (${Matchbook.windowWords(span)})`;
    }

    /** Says so when the item says something else than it did when it was ticked. */
    paintNews(isStep) {
      const entry = isStep ? this.entry : null;
      const isNew = Boolean(entry?.done && entry.revision && entry.revision !== this.revision);
      if (!isNew) {
        this.news?.remove();
        this.news = null;
        return;
      }
      if (this.news) return;
      const button = (text, done) => {
        const made = make("button", { type: "button", className: "button small", "aria-label": `${text}: ${this.text}` }, text);
        made.addEventListener("click", () => {
          store.dispatch(this.tick(done));
          this.input.focus();
        });
        return made;
      };
      const text = entry.text ? fill(strings.checklist_reworded_from, { text: entry.text }) : strings.checklist_reworded;
      this.news = make("div", { className: "task-news" }, make("p", {}, text),
        make("p", { className: "task-news-ways" }, button(strings.checklist_still_done, true), button(strings.checklist_not_done, false)));
      this.end.before(this.news);
    }
  }

  /** Tells in a place of the list what happened, with a way to take it back. */
  const undoLine = tools => {
    const line = make("div", { className: "checklist-undo", role: "status" });
    tools.append(line);
    return (text, undo, back) => {
      const button = make("button", { type: "button", className: "button small" }, strings.checklist_undo);
      button.addEventListener("click", () => {
        undo();
        line.replaceChildren();
        back();
      });
      line.replaceChildren(make("span", {}, text), ...undo ? [button] : []);
    };
  };

  /** A button that opens a box with more buttons. */
  const menu = (title, entries) => {
    const box = make("div", { className: "menu-box" });
    const details = make("details", { className: "menu" }, make("summary", { className: "button small" }, title), box);
    const close = isLeft => {
      if (!details.open) return;
      details.open = false;
      if (!isLeft) details.firstElementChild.focus();
    };
    for (const [text, run] of entries) {
      const button = make("button", { type: "button" }, text);
      button.addEventListener("click", () => {
        close();
        run();
      });
      box.append(button);
    }
    details.addEventListener("keydown", event => { if (event.key === "Escape") close(); });
    document.addEventListener("pointerdown", event => { if (!details.contains(event.target)) close(true); });
    details.addEventListener("focusout", event => { if (event.relatedTarget && !details.contains(event.relatedTarget)) close(true); });
    return details;
  };

  /** Items that hold each other, for the list as a whole. */
  const attach = (box, first) => {
    const rows = [...box.querySelectorAll("[data-task]")].map(element => new Row(element, box));
    if (rows.length === 0) return;
    const byElement = new Map(rows.map(row => [row.element, row]));
    const name = first.dataset.checklist;
    const page = box.closest("[data-page]")?.dataset.page ?? document.body.dataset.path;
    const title = box.querySelector(".checklist-title")?.textContent.trim()
      || box.closest("section, article, main")?.querySelector("h1")?.textContent.trim() || strings.checklist_title;
    let tools = box.querySelector(":scope > .checklist-tools");
    if (!tools) {
      tools = make("div", { className: "checklist-tools" });
      first.before(tools);
    }

    const bar = make("progress", { className: "progress-bar", "aria-hidden": "true" });
    const number = make("span", { className: "checklist-count" });
    const live = make("span", { className: "off-screen", role: "status" });
    const hide = make("button", { type: "button", className: "button small", "aria-pressed": "false" }, strings.checklist_hide_done);
    const all = make("div", { className: "checklist-all-hidden", hidden: true }, strings.checklist_all_hidden);
    let say;
    let isHiding = store.get(`pref/hide-${page}-${name}`)?.value === true;
    /** Done items that a search in the page or a link led to. */
    const revealed = new Set();
    let progress = null;

    let isForNone = false;
    const words = () => {
      const count = fill(isForNone ? strings.checklist_count_none : strings.checklist_count, progress);
      return progress.more > 0 ? fill(strings.checklist_count_optional, { count, n: progress.more }) : count;
    };

    // For whom: the guide as a whole, or a record of the planner.
    const subjects = [...new Set(rows.map(({ per }) => per).filter(Boolean))];
    const hasDates = rows.some(({ element }) => element.dataset.due);
    const isFor = subjects.length > 0 && Boolean(document.body.dataset.planner);
    const whom = make("div", { className: "chooser-place" }, ...isFor ? [Matchbook.plannerHint()] : []);
    let chooser = null;
    let desk = null;
    /** What was ticked before it was known for whom, with what was kept for nobody before. */
    const early = new Map();

    const paint = () => {
      if (desk) {
        desk = Matchbook.deskNow();
        const chosen = Matchbook.chosen(desk);
        for (const row of rows) {
          row.record = row.per ? desk.targetFor(row.per, chosen) : null;
          // Without a choice, days of one program would look like those of another.
          const above = desk.planner.subjects.find(({ id }) => id === row.per)?.of;
          row.about = row.record ?? chosen[above] ?? null;
          row.isOpen = !row.per || Boolean(row.about) || desk.targetsOf(row.per).every(record => !record);
        }
        isForNone = subjects.length > 0 && subjects.some(per => desk.targetsOf(per).some(Boolean)) && rows.every(row => !row.record);
        chooser?.paint(desk);
      }
      progress = Matchbook.progress(rows, id => store.get(`tick/${id}`)?.done === true);
      let visible = 0;
      rows.forEach((row, at) => {
        row.paint(progress.states[at], progress.isStep[at], progress.isOver[at]);
        const isHidden = isHiding && progress.isOver[at] && !revealed.has(row);
        if (isHidden) row.element.setAttribute("hidden", "until-found");
        else row.element.removeAttribute("hidden");
        if (desk) row.paintDue(desk);
        if (!isHidden) visible++;
      });
      bar.max = progress.total;
      bar.value = progress.done;
      number.textContent = words();
      // What was said of it does not go on saying something else.
      if (live.textContent && live.textContent !== words()) live.textContent = words();
      box.classList.toggle("is-complete", progress.done === progress.total);
      hide.setAttribute("aria-pressed", String(isHiding));
      all.hidden = visible > 0;
    };

    const done = events => store.dispatch([...events, { type: "prefer", name: "last", value: { page, list: name } }]);

    /** After an item went out of sight the focus goes to the next one, or it would be lost. */
    const keepFocus = row => {
      if (!row.element.closest("[hidden]")) return;
      const at = rows.indexOf(row);
      const next = [...rows.slice(at + 1), ...rows.slice(0, at).reverse()].find(other => !other.element.closest("[hidden]"));
      (next?.input ?? hide).focus();
    };

    box.addEventListener("change", event => {
      const row = rows.find(other => other.input === event.target);
      if (!row) return;
      const isOn = row.input.checked;
      const ids = new Set(progress.steps[rows.indexOf(row)]);
      const steps = rows.filter(other => ids.has(other.id));
      for (const step of steps) if (step.isEarly && !early.has(step)) early.set(step, step.entry);
      done(steps.map(step => step.tick(isOn)));
      // One that is done already hides no other change than this.
      paint();
      live.textContent = words();
      keepFocus(row);
    });
    // The line of the item is its target, not only its words.
    box.addEventListener("click", event => {
      const element = event.target.closest("[data-task]");
      const row = byElement.get(element);
      if (!row || event.target.closest("a, button, input, label, textarea, summary, .task-news, .task-note-editor, .checklist-tools")) return;
      if (!getSelection().isCollapsed) return;
      row.input.click();
    });

    hide.addEventListener("click", () => {
      isHiding = !isHiding;
      revealed.clear();
      store.dispatch({ type: "prefer", name: `hide-${page}-${name}`, value: isHiding ? true : null });
      paint();
    });
    const show = element => {
      const row = byElement.get(element.closest("[data-task]"));
      if (!row) return;
      for (let up = row.element; up && up !== box; up = up.parentElement) if (byElement.has(up)) revealed.add(byElement.get(up));
      paint();
    };
    box.addEventListener("beforematch", event => show(event.target));
    box.addEventListener("matchbook:reveal", event => show(event.target));

    const asText = isMarkdown => Matchbook.listText({
      title, count: words(),
      items: rows.map(row => ({ depth: row.depth, text: row.text, state: row.state, due: row.due, note: store.get(`note/${row.id}`)?.text })),
    }, strings.checklist_note_name, isMarkdown);
    const copy = async isMarkdown => {
      say(await Matchbook.copy(asText(isMarkdown)) ? strings.checklist_copied : strings.checklist_copy_failed);
    };
    const reset = () => {
      const ticked = rows.filter((row, at) => progress.isStep[at] && row.state === "done");
      if (ticked.length === 0) {
        say(strings.checklist_nothing_ticked);
        return;
      }
      const undo = store.dispatch(ticked.map(row => row.tick(false)));
      say(count(ticked.length, "checklist_cleared_one", "checklist_cleared"), undo, () => more.firstElementChild.focus());
    };
    const more = menu(strings.checklist_more, [
      [strings.checklist_copy_text, () => copy(false)],
      [strings.checklist_copy_markdown, () => copy(true)],
      [strings.checklist_print_state, () => Matchbook.printOnly(box, "state")],
      [strings.checklist_print_empty, () => Matchbook.printOnly(box, "empty")],
      [strings.checklist_print_open, () => Matchbook.printOnly(box, "open")],
      [strings.checklist_reset, reset],
    ]);

    if (isFor) tools.append(whom);
    tools.append(make("p", { className: "checklist-progress" }, bar, number, live), make("div", { className: "checklist-ways" }, hide, more));
    say = undoLine(tools);
    first.before(all);
    box.classList.add("is-live");
    paint();
    const target = location.hash && Matchbook.target();
    if (target && box.contains(target)) show(target);
    const tasks = new Set(rows.map(({ task }) => task));
    const isOwn = key => {
      const [, kind, name] = /^([a-z-]+)\/(.*)$/su.exec(key);
      if (kind === "tick" || kind === "note") return tasks.has(name) || tasks.has(name.slice(0, Math.max(0, name.lastIndexOf("@"))));
      return kind === "record" || kind === "date" || kind === "pref" && name.startsWith("chosen-");
    };
    store.watch(box, changed => { if ([...changed].some(isOwn)) paint(); });
    if (isFor || hasDates) {
      Matchbook.whenDesk(box, now => {
        desk = now;
        if (isFor) {
          chooser = Matchbook.chooser(subjects, `for-${rows[0].input.id}`);
          whom.replaceChildren(chooser.element);
        }
        const before = [...early].map(([row, entry]) => [row, row.id, entry]);
        paint();
        const moved = before.filter(([row, id]) => row.id !== id);
        if (moved.length > 0) done(moved.flatMap(([row, id, entry]) => [row.tick(store.get(`tick/${id}`)?.done === true), entry ? { type: "tick", id, done: entry.done, text: entry.text, revision: entry.revision } : { type: "forget", key: `tick/${id}` }]));
      });
      // Days go by while a page stays open.
      document.addEventListener("visibilitychange", () => { if (!document.hidden && box.isConnected) paint(); });
    }
  };

  // A checklist may have text between its lists; they are one. It is the frame that is worked on, so that the preview makes
  // it anew as a whole when something in it changes.
  Matchbook.register(".checklist", box => {
    const first = box.querySelector("[data-checklist]");
    if (first) attach(box, first);
  });
  Matchbook.register("[data-checklist]", first => {
    if (!first.closest(".checklist")) attach(wrap(first), first);
  });

  /** A list without a frame gets one, so that its tools stand with it. */
  const wrap = list => {
    const box = make("div", { className: "checklist-bare" });
    list.before(box);
    box.append(list);
    return box;
  };
})(globalThis.Matchbook ??= {});
