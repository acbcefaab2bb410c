// The planner: the reader's own desk. Tabs with what is due, a list for each subject that `book.toml` declares, the dates of the season, what
// was sent, and the shortlist. Everything is kept by the store (js/store/), on this device alone.
(function (Matchbook) {
  "use strict";

  const { fill, make, store, strings } = Matchbook;
  /**
   * Makers of views, in the order of their tabs: `context → [{ id, title, panel, paint(desk, isOpened, from), count(desk) }]`. One that has
   * just come into sight (`isOpened`) may put first on the screen what is seen of it, the record with the id `from` included: its sheet was
   * left for the view.
   */
  const makers = [];
  Matchbook.plannerView = maker => { makers.push(maker); };

  let made = 0;
  /** An id that no other element has. */
  Matchbook.newElementId = name => `${name}-${++made}`;

  /** What views share: elements, and what is done with records. */
  const ui = {
    /** Makes these the children of an element. What stays is not touched: it keeps the focus, and the browser has nothing to lay out anew. */
    arrange(element, children) {
      const wanted = new Set(children);
      for (const child of [...element.children]) if (!wanted.has(child)) child.remove();
      let next = element.firstElementChild;
      for (const child of children) {
        if (child === next) next = next.nextElementSibling;
        else element.insertBefore(child, next);
      }
    },
    /** A maker of elements for a list, one for each key, that makes one anew only when its facts are others than the last time. */
    kept() {
      const made = new Map();
      return (list, keyOf, factsOf, makeOne) => list.map(one => {
        const [key, facts] = [keyOf(one), JSON.stringify(factsOf(one))];
        if (made.get(key)?.facts !== facts) made.set(key, { facts, element: makeOne(one) });
        return made.get(key).element;
      });
    },
    /** Runs when what was asked for is on the screen and nothing else is to be done. */
    whenIdle: run => { globalThis.requestIdleCallback ? requestIdleCallback(() => run(), { timeout: 500 }) : setTimeout(run, 50); },
    button(text, run, className = "button small") {
      const button = make("button", { type: "button", className }, text);
      button.addEventListener("click", run);
      return button;
    },
    /** A label over its control. */
    field(text, control, className = "planner-field") {
      control.id ||= Matchbook.newElementId("planner");
      return make("div", { className }, make("label", { htmlFor: control.id }, text), control);
    },
    /** A select of `[value, text]`. */
    select: (options, value = "") => {
      const select = make("select", {}, ...options.map(([id, text]) => make("option", { value: id }, text)));
      select.value = value;
      return select;
    },
  };

  /** Whether nothing is kept of a record, nor for it. */
  const isEmpty = ({ records, log }, id) => {
    const { values, dates, scores } = records.get(id) ?? {};
    return values && Object.values({ ...values, ...dates, ...scores }).every(value => value === "") && ![...records.values()].some(({ of }) => of === id)
      && !log.some(({ to }) => to === id) && ![...store.state].some(([key, { gone }]) => !gone && key.endsWith(`@${id}`));
  };
  const isBelow = (desk, record, top) => desk.chain(record).includes(top);

  const start = root => {
    const { guide } = Matchbook;
    const { planner } = guide;
    const status = make("div", { className: "planner-status", role: "status" });
    const list = make("div", { className: "planner-tabs", role: "tablist", "aria-label": strings.planner_tabs });
    const sheet = make("section", { className: "planner-sheet", hidden: true });
    let shown = null;
    let opened = null;
    const listsFor = new Map();
    /** Ids of records that were added since the page was opened. */
    const added = new Set();
    let progress = {};
    let isPressed = false;
    let isLate = false;
    let isCounting = false;

    /** What the items are kept under that exist for a record and for what belongs to it. */
    const keysOf = (desk, record) => {
      const known = progress.keys.get(record.id);
      if (known) return known;
      const own = subject => context.listsFor(subject).flatMap(({ items }) => items.map(({ id }) => Matchbook.keyFor(id, record.id)));
      const keys = [...own(record.subject), ...planner.subjects.filter(({ of }) => of === record.subject).flatMap(({ id }) => [
        ...desk.standsFor(record, id) ? own(id) : [], ...desk.childrenOf(record, id).filter(desk.isActive).flatMap(child => keysOf(desk, child)),
      ])];
      progress.keys.set(record.id, keys);
      return keys;
    };

    const context = {
      ...ui,
      planner,
      emails: guide.emails,
      /** The pages with a checklist, their lists with items, and of each list the items that count. */
      pages: guide.pages.map(page => ({
        ...page,
        lists: page.lists.map(one => {
          const items = Matchbook.itemsOf(one);
          const { counted } = Matchbook.progress(items, () => false);
          return { ...one, title: one.title ?? page.title, items, counted: counted.map(at => items[at]) };
        }),
      })),
      /** Says what happened, with a way to take it back, after which the focus goes to what `back` gives. */
      say(text, undo, back) {
        status.replaceChildren(make("span", {}, text), ...undo ? [ui.button(strings.planner_undo, () => {
          undo();
          status.replaceChildren(make("span", {}, strings.planner_undone));
          const place = back?.();
          // The reader may have gone to another list meanwhile.
          (place?.offsetParent ? place : shown.tab).focus();
        })] : []);
      },
      /** The lists that have items for these subjects, with these items. */
      listsFor(...subjects) {
        const subject = String(subjects);
        if (!listsFor.has(subject)) {
          listsFor.set(subject, context.pages.flatMap(page => page.lists.map(one => ({ page, list: one, items: one.counted.filter(({ per }) => subjects.includes(per)) }))).filter(({ items }) => items.length > 0));
        }
        return listsFor.get(subject);
      },
      /** `done` of `total` items for a record and all that belongs to it. */
      progressOf(desk, record) {
        if (progress.desk !== desk) progress = { desk, keys: new Map() };
        // The state is replaced with each change.
        if (progress.state !== store.state) Object.assign(progress, { state: store.state, of: new Map() });
        if (!progress.of.has(record.id)) {
          const keys = keysOf(desk, record);
          progress.of.set(record.id, { done: keys.filter(Matchbook.isTicked).length, total: keys.length });
        }
        return progress.of.get(record.id);
      },
      /** A change of a record: what `patch` has is put over what is kept now. */
      save(id, patch) {
        const record = Matchbook.deskNow().records.get(id);
        if (!record) return;
        const { subject, of, values, dates, scores } = record;
        const over = (old, more = {}) => Object.fromEntries(Object.entries({ ...old, ...more }).filter(([, value]) => value !== "" && value !== null));
        store.dispatch({ type: "record", id, subject, of: of ?? undefined, values: { ...over(values, patch.values), name: patch.values?.name ?? values.name ?? "" }, dates: over(dates, patch.dates), scores: over(scores, patch.scores) });
      },
      /** A new record; returns its id. */
      add(subject, of, values = {}, dates = {}) {
        const id = Matchbook.newId();
        added.add(id);
        store.dispatch({ type: "record", id, subject, of: of ?? undefined, values: { name: "", ...values }, dates, scores: {} });
        return id;
      },
      /** Removes a record with all that belongs to it. */
      remove(record) {
        const desk = Matchbook.deskNow();
        const ids = new Set([...desk.records.values()].filter(one => isBelow(desk, one, record)).map(({ id }) => id));
        const keys = [...store.state.keys()].filter(key => {
          const name = key.slice(key.indexOf("/") + 1);
          return key.startsWith("record/") ? ids.has(name) : /^(tick|note|field)\//.test(key) && ids.has(name.slice(name.lastIndexOf("@") + 1));
        });
        const undo = store.dispatch(keys.map(key => ({ type: "forget", key })));
        context.say(fill(strings.planner_removed, { name: record.name || strings.planner_unnamed }), undo, () => root.querySelector(`[data-focus="open-${CSS.escape(record.id)}"]`));
        if (!root.contains(document.activeElement)) shown.tab.focus();
      },
      /** Opens the sheet of a record, `null` closes it. The address says so, so that the browser's way back works. */
      open(record, isReplaced = false) {
        const hash = record ? `#planner-record-${record.id}` : `#planner-${shown.id}`;
        if (location.hash !== hash) history[isReplaced ? "replaceState" : "pushState"](null, "", hash);
        show(record);
      },
      /** Does something with files, and says what it has to say, or that it cannot be loaded. */
      async withFiles(run) {
        try {
          await Matchbook.loadPlannerFiles();
          const said = await run();
          if (said) context.say(said);
        } catch (error) {
          console.error(error);
          context.say(strings.planner_failed);
        }
      },
      print: element => Matchbook.printOnly(element, "planner"),
    };

    const views = makers.flatMap(maker => maker(context));
    for (const view of views) {
      view.panel.prepend(make("h2", { className: "off-screen" }, view.title));
      // Not what the address says: browsers move the focus to an element that it names.
      view.panel.id = `planner-panel-${view.id}`;
      view.number = make("span", { className: "planner-count", hidden: true });
      view.tab = make("button", { type: "button", role: "tab", id: `planner-tab-${view.id}`, "aria-controls": view.panel.id }, `${view.title} `, view.number);
      view.panel.setAttribute("role", "tabpanel");
      view.panel.setAttribute("aria-labelledby", view.tab.id);
      view.tab.addEventListener("click", () => {
        choose(view);
        history.replaceState(history.state, "", `#planner-${view.id}`);
      });
      list.append(view.tab);
    }
    list.addEventListener("keydown", event => {
      const isRtl = getComputedStyle(root).direction === "rtl";
      const at = views.findIndex(({ tab }) => tab === document.activeElement);
      const step = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1 }[event.key];
      const next = event.key === "Home" ? 0 : event.key === "End" ? views.length - 1 : step ? (at + step + views.length) % views.length : null;
      if (next === null || at < 0) return;
      event.preventDefault();
      choose(views[next]);
      history.replaceState(history.state, "", `#planner-${views[next].id}`);
      views[next].tab.focus();
    });

    const paintCounts = () => {
      isCounting = false;
      const desk = Matchbook.deskNow();
      for (const view of views) {
        const count = view.count?.(desk) ?? 0;
        const text = count > 0 ? Matchbook.number(count) : "";
        if (view.number.textContent !== text) view.number.textContent = text;
        view.number.hidden = count === 0;
      }
    };
    const paintTabs = () => {
      for (const view of views) {
        view.tab.setAttribute("aria-selected", String(view === shown));
        view.tab.tabIndex = view === shown ? 0 : -1;
      }
      if (isCounting) return;
      isCounting = true;
      // What the reader looks at comes first: it is on the screen before the other views are counted.
      ui.whenIdle(paintCounts);
    };
    /** Paints what is in sight. What has the focus keeps it, or what has taken its place. */
    const paint = (isOpened = false, from = null) => {
      isLate = false;
      const desk = Matchbook.deskNow();
      paintTabs();
      const active = document.activeElement;
      const name = root.contains(active) ? active.dataset.focus : null;
      if (opened) {
        if (!desk.records.has(opened)) show(null);
        else Matchbook.paintRecord(sheet, desk, desk.records.get(opened), context);
      } else {
        shown.paint(desk, isOpened, from);
      }
      if (name && !root.contains(document.activeElement)) root.querySelector(`[data-focus="${CSS.escape(name)}"]`)?.focus({ preventScroll: true });
    };
    const choose = view => {
      shown = view;
      show(null, true);
    };
    const show = (record, isQuiet = false) => {
      // What is typed there is saved before the list is painted, not while the focus moves.
      if (sheet.contains(document.activeElement)) document.activeElement.blur();
      const was = opened;
      // One that was added and has nothing is not wanted.
      if (was !== record?.id && added.has(was) && isEmpty(Matchbook.deskNow(), was)) {
        opened = null;
        store.dispatch({ type: "forget", key: `record/${was}` });
      }
      opened = record?.id ?? null;
      if (record) {
        // The list that the record stands in.
        const top = Matchbook.deskNow().chain(record).at(-1);
        shown = views.find(({ id }) => id === top.subject) ?? shown;
      }
      for (const view of views) view.panel.hidden = view !== shown || opened !== null;
      sheet.hidden = opened === null;
      if (record) sheet.dataset.record = "";
      paint(isQuiet || was !== null, was);
      if (record && !isQuiet) sheet.querySelector("[data-heading]")?.focus();
      else if (was && !isQuiet) shown.panel.querySelector(`[data-focus="open-${CSS.escape(was)}"]`)?.focus();
    };
    const follow = () => {
      const name = /^planner-record-(.+)$/s.exec(Matchbook.nameOf(location.hash))?.[1];
      const found = name && Matchbook.deskNow().records.get(name);
      const record = found && Matchbook.deskNow().subjectOf(found) ? found : null;
      const view = views.find(one => location.hash === `#planner-${one.id}`);
      if (record) show(record);
      else if (view || !shown) {
        shown = view ?? shown ?? views[0];
        show(null);
      } else if (opened) show(null);
    };

    root.querySelector(".no-script")?.remove();
    root.append(list, ...views.map(({ panel }) => panel), sheet, status);
    root.classList.add("is-live");
    addEventListener("hashchange", follow);
    addEventListener("popstate", follow);
    store.watch(root, changed => {
      // The script in the head looks here: other pages then show what is due.
      if (!store.get("pref/planner") && [...changed].some(key => /^(record|date)\//.test(key) && store.get(key))) store.dispatch({ type: "prefer", name: "planner", value: true });
      // While the reader chooses or types nothing of the planner has changed.
      if (![...changed].some(key => !key.startsWith("pref/") || /^pref\/(order|chosen)-/.test(key))) return;
      if (isPressed) isLate = true;
      else paint();
    });
    // What is pressed stays until it is let go: a field that is left saves, and a button that was painted anew gets no click.
    root.addEventListener("pointerdown", () => { isPressed = true; }, true);
    root.addEventListener("click", () => { isPressed = false; }, true);
    for (const end of ["pointerup", "pointercancel"]) {
      addEventListener(end, () => setTimeout(() => {
        isPressed = false;
        if (!isLate) return;
        isLate = false;
        if (root.isConnected) paint();
      }), true);
    }
    // Days go by while a page stays open.
    document.addEventListener("visibilitychange", () => { if (!document.hidden && root.isConnected) paint(); });
    follow();
    // Views are there before they are asked for, each made when there is time.
    const rest = views.filter(view => view !== shown);
    const prepare = () => {
      const view = rest.shift();
      if (view !== shown) view.paint(Matchbook.deskNow());
      if (rest.length > 0) ui.whenIdle(prepare);
    };
    if (rest.length > 0) ui.whenIdle(prepare);
  };

  Matchbook.register("[data-planner-desk]", root => {
    Matchbook.load(document.body.dataset.guide).then(() => start(root)).catch(error => {
      console.error(error);
      root.append(make("p", { role: "alert" }, strings.planner_failed));
    });
  });
})(globalThis.Matchbook ??= {});
