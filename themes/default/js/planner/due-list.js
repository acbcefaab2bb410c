// What is due: all items of the guide with a window whose dates are known, for the season and for each record, what ends first first.
(function (Matchbook) {
  "use strict";

  const { count, fill, make, store, strings } = Matchbook;
  const STATES = ["late", "open", "ahead"];
  /** Items of a group that are shown at first, and how many more when the reader asks for more: thousands would take seconds to paint. */
  const SHOWN = 15;
  const MORE = 50;
  /** Milliseconds in which two taps are one. */
  const PAUSE = 350;

  Matchbook.plannerView(context => {
    const { planner, pages, button, field, select, say } = context;
    /** How many of each group are shown. */
    const most = new Map(STATES.map(name => [name, SHOWN]));
    const top = planner.log?.to ?? planner.subjects.find(({ of }) => !of)?.id;
    const state = select([["", strings.planner_all], ...STATES.map(name => [name, strings[`planner_due_${name}`]])]);
    const who = select([]);
    const parts = make("div", { className: "planner-groups" });
    const none = make("p", { className: "planner-empty" });
    const panel = make("section", { className: "planner-panel" });
    let found = [];
    let shownDesk = null;
    let lastTick = -PAUSE;

    const inSight = () => found.filter(due => (!state.value || due.state === state.value) && (!who.value || due.record && shownDesk.chain(due.record).some(({ id }) => id === who.value)));
    // What is over has no place in a calendar, unless the reader asked for just that.
    const save = () => context.withFiles(() => Matchbook.saveDueCalendar(inSight().filter(due => state.value || due.state !== "late"), shownDesk, shownDesk.records.get(who.value)));
    const one = due => {
      const { item, list, record, key } = due;
      const box = make("input", { type: "checkbox", id: Matchbook.newElementId("due"), "data-focus": `due-${key}` });
      // The line below moves up when this one goes: a second tap is meant for this one.
      box.addEventListener("click", event => {
        if (event.detail > 0 && event.timeStamp - lastTick < PAUSE) event.preventDefault();
        else lastTick = event.timeStamp;
      });
      box.addEventListener("change", () => {
        const next = box.closest("li").nextElementSibling ?? box.closest("li").previousElementSibling;
        const focus = next?.querySelector("input")?.dataset.focus;
        const undo = store.dispatch({ type: "tick", id: key, done: true, text: item.text, revision: item.revision });
        // The line is kept for when this is taken back: then the item is open again.
        box.checked = false;
        say(fill(strings.planner_ticked, { text: item.text }), undo, () => parts.querySelector(`[data-focus="due-${CSS.escape(key)}"]`));
        (focus && parts.querySelector(`[data-focus="${CSS.escape(focus)}"]`) || state).focus({ preventScroll: true });
      });
      const calendar = button(strings.planner_calendar_one, () => {
        context.withFiles(() => Matchbook.saveCalendar([Matchbook.dueEvent(due, shownDesk)], item.text));
      }, "planner-link planner-calendar");
      calendar.setAttribute("aria-label", `${strings.planner_calendar_one}: ${item.text}`);
      const opens = record && button(shownDesk.nameOf(record) || strings.planner_unnamed, () => context.open(shownDesk.chain(record).at(-1)), "planner-link");
      return make("li", { className: `due-item is-${due.state}` }, box, make("div", {},
        make("label", { htmlFor: box.id }, item.text || item.id),
        make("p", { className: "due-facts" }, make("strong", { className: `due-now is-${due.state}` }, Matchbook.dueWords(due)), make("span", {}, Matchbook.windowWords(due.window)),
          ...opens ? [opens] : [], Matchbook.dueLink(due, list.title), calendar)));
    };
    const groups = STATES.map(name => {
      const number = make("span", { className: "planner-count" });
      const title = make("h3", { tabIndex: -1 }, `${strings[`planner_due_${name}`]} `, number);
      const lines = make("ol", { className: "due-list" });
      const linesOf = context.kept();
      const more = button("", () => {
        const at = most.get(name);
        most.set(name, at + MORE);
        paintGroups();
        (lines.children[at]?.querySelector("input") ?? title).focus();
      });
      return shown => {
        const list = shown.filter(due => due.state === name);
        // What can still be made up for comes first.
        if (name === "late") list.reverse();
        const cut = most.get(name);
        number.textContent = String(list.length);
        more.textContent = fill(strings.planner_show_more, { n: Math.min(MORE, list.length - cut) });
        context.arrange(lines, linesOf(list.slice(0, cut), ({ key }) => key, ({ window, days, record }) => [window, days, record && shownDesk.nameOf(record)], one));
        return [...list.length > 0 ? [title, lines] : [], ...list.length > cut ? [more] : []];
      };
    });
    const paintGroups = () => {
      const shown = inSight();
      none.textContent = found.length > 0 ? strings.planner_due_none_here : strings.planner_due_none;
      context.arrange(parts, shown.length > 0 ? groups.flatMap(paint => paint(shown)) : [none]);
    };
    for (const control of [state, who]) control.addEventListener("change", paintGroups);
    state.dataset.focus = "due-state";
    panel.append(make("div", { className: "planner-tools" }, field(strings.planner_due_state, state), field(strings.planner_due_who, who),
      button(strings.planner_calendar, save), button(strings.planner_print, () => {
      // Paper shows all there is.
      const before = [...most];
      for (const name of STATES) most.set(name, Infinity);
      paintGroups();
      addEventListener("afterprint", () => {
        for (const [name, number] of before) most.set(name, number);
        paintGroups();
      }, { once: true });
      context.print(panel);
    })), parts);

    let dated = { desk: null, at: 0, list: [] };
    let due = { state: null, dated: null, list: [] };
    /** What is due now. What has days is looked up anew when the planner changed or a minute has passed, what of it is open with each tick. */
    const dueNow = desk => {
      if (dated.desk !== desk || Date.now() - dated.at > 60_000) dated = { desk, at: Date.now(), list: Matchbook.datedItems(pages, desk, Date.now()) };
      if (due.dated !== dated || due.state !== store.state) due = { state: store.state, dated, list: dated.list.filter(({ key }) => !Matchbook.isTicked(key)) };
      return due.list;
    };
    let shownNames = "";
    return [{
      id: "due", title: strings.planner_due, panel,
      count: desk => dueNow(desk).filter(one => one.state !== "ahead").length,
      paint(desk) {
        found = dueNow(desk);
        shownDesk = desk;
        const names = desk.all(top).map(record => [record.id, desk.labelOf(record) || strings.planner_unnamed]);
        if (JSON.stringify(names) !== shownNames) {
          const { value } = who;
          who.replaceChildren(...[["", strings.planner_everything], ...names].map(([id, text]) => make("option", { value: id }, text)));
          who.value = names.some(([id]) => id === value) ? value : "";
          shownNames = JSON.stringify(names);
        }
        who.parentElement.hidden = names.length === 0;
        paintGroups();
      },
    }];
  });
})(globalThis.Matchbook ??= {});
