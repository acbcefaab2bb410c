// What is due: all items of the guide with a window whose dates are known, for the season and for each record, what ends first first.
(function (Matchbook) {
  "use strict";

  const { count, fill, make, store, strings } = Matchbook;
  const STATES = ["late", "open", "ahead"];
  /** Items of a group that are shown before the reader asks for all. */
  const SHOWN = 15;

  /** What a due item is as an event of a calendar: all of its last day, with a reminder the day before. */
  Matchbook.dueEvent = ({ item, list, record, key, window }, desk) => {
    const words = Matchbook.windowWords(window);
    const day = Matchbook.dayOf(window[1]);
    return {
      uid: `due-${key}`, title: record ? `${desk.nameOf(record)}: ${item.text}` : item.text, description: fill(strings.planner_event_due, { title: list.title, window: words }),
      start: day, end: day, isAllDay: true, alarms: [15 * 60],
    };
  };

  Matchbook.plannerView(context => {
    const { planner, pages, button, field, select, say } = context;
    const all = new Set();
    const top = planner.log?.to ?? planner.subjects.find(({ of }) => !of)?.id;
    const state = select([["", strings.planner_all], ...STATES.map(name => [name, strings[`planner_due_${name}`]])]);
    const who = select([]);
    const groups = make("div", { className: "planner-groups" });
    const panel = make("section", { className: "planner-panel" });
    let found = [];
    let shownDesk = null;

    const inSight = () => found.filter(due => (!state.value || due.state === state.value) && (!who.value || due.record && shownDesk.chain(due.record).some(({ id }) => id === who.value)));
    const save = () => {
      const events = inSight().map(due => Matchbook.dueEvent(due, shownDesk));
      const dates = Matchbook.dateEvents(shownDesk, who.value ? shownDesk.records.get(who.value) : null);
      context.withFiles(() => Matchbook.saveCalendar([...events, ...dates], strings.planner_calendar_all), strings.planner_calendar_saved);
    };
    const one = due => {
      const { item, list, record, key } = due;
      const box = make("input", { type: "checkbox", id: Matchbook.newElementId("due"), "data-focus": `due-${key}` });
      box.addEventListener("change", () => {
        const next = box.closest("li").nextElementSibling ?? box.closest("li").previousElementSibling;
        const focus = next?.querySelector("input")?.dataset.focus;
        const undo = store.dispatch({ type: "tick", id: key, done: true, text: item.text, revision: item.revision });
        say(fill(strings.planner_ticked, { text: item.text }), undo);
        (focus && groups.querySelector(`[data-focus="${CSS.escape(focus)}"]`) || state).focus({ preventScroll: true });
      });
      const calendar = button(strings.planner_calendar_one, () => {
        context.withFiles(() => Matchbook.saveCalendar([Matchbook.dueEvent(due, shownDesk)], item.text), strings.planner_calendar_saved);
      }, "planner-link planner-calendar");
      calendar.setAttribute("aria-label", `${strings.planner_calendar_one}: ${item.text}`);
      const opens = record && button(shownDesk.nameOf(record) || strings.planner_unnamed, () => context.open(shownDesk.chain(record).at(-1)), "planner-link");
      return make("li", { className: `due-item is-${due.state}` }, box, make("div", {},
        make("label", { htmlFor: box.id }, item.text || item.id),
        make("p", { className: "due-facts" }, make("strong", { className: `due-now is-${due.state}` }, Matchbook.dueWords(due)), make("span", {}, Matchbook.windowWords(due.window)),
          ...opens ? [opens] : [], Matchbook.dueLink(due, list.title), calendar)));
    };
    const paintGroups = () => {
      const shown = inSight();
      const parts = STATES.flatMap(name => {
        const list = shown.filter(due => due.state === name);
        // What can still be made up for comes first.
        if (name === "late") list.reverse();
        if (list.length === 0) return [];
        const cut = all.has(name) ? list.length : SHOWN;
        const more = list.length > cut ? [button(fill(strings.planner_show_all, { n: list.length }), () => {
          all.add(name);
          paintGroups();
          groups.querySelector(`[data-group="${name}"]`)?.focus();
        })] : [];
        return [make("h3", { tabIndex: -1, "data-group": name }, `${strings[`planner_due_${name}`]} `, make("span", { className: "planner-count" }, String(list.length))),
          make("ol", { className: "due-list" }, ...list.slice(0, cut).map(one)), ...more];
      });
      groups.replaceChildren(...parts.length > 0 ? parts : [make("p", { className: "planner-empty" }, found.length > 0 ? strings.planner_due_none_here : strings.planner_due_none)]);
    };
    for (const control of [state, who]) control.addEventListener("change", paintGroups);
    state.dataset.focus = "due-state";
    panel.append(make("div", { className: "planner-tools" }, field(strings.planner_due_state, state), field(strings.planner_due_who, who),
      button(strings.planner_calendar, save), button(strings.planner_print, () => {
      // Paper shows all there is.
      for (const name of STATES) all.add(name);
      paintGroups();
      context.print(panel);
    })), groups);

    const due = desk => Matchbook.dueItems(pages, desk, Matchbook.isTicked, Date.now());
    return [{
      id: "due", title: strings.planner_due, panel,
      count: desk => (desk === shownDesk ? found : due(desk)).filter(one => one.state !== "ahead").length,
      paint(desk) {
        found = due(desk);
        shownDesk = desk;
        const value = who.value;
        const names = desk.all(top).map(record => [record.id, desk.labelOf(record) || strings.planner_unnamed]);
        who.replaceChildren(...[["", strings.planner_everything], ...names].map(([id, text]) => make("option", { value: id }, text)));
        who.value = names.some(([id]) => id === value) ? value : "";
        who.parentElement.hidden = names.length === 0;
        paintGroups();
      },
    }];
  });
})(globalThis.Matchbook ??= {});
