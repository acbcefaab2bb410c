// The list of a subject, such as the programs: searched, filtered, sorted, imported and exported.
(function (Matchbook) {
  "use strict";

  const { fill, make, strings } = Matchbook;

  /** Rows that fill a large screen: they are laid out first when a list is opened. */
  const SEEN = 40;
  const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const capital = text => text.charAt(0).toUpperCase() + text.slice(1);

  Matchbook.plannerView(context => context.planner.subjects.filter(({ of }) => !of).map(subject => {
    const { planner, button, field, select, say } = context;
    const events = planner.events.filter(({ per }) => per === subject.id);
    const choices = subject.columns.filter(({ type }) => type === "choice");
    const lines = subject.columns.filter(({ type }) => type === "text");
    const hasTasks = context.listsFor(subject.id).length > 0;
    const search = make("input", { type: "search", autocomplete: "off", "data-focus": `search-${subject.id}` });
    const filter = select([["", strings.planner_all], ...choices[0]?.choices.map(({ id, name }) => [id, name]) ?? [], ["-", strings.planner_not_set]]);
    const sort = select([["name", strings.planner_sort_name], ...choices.slice(0, 1).map(({ id, name }) => [id, name]), ...events.map(({ id, label }) => [`@${id}`, label]), ...hasTasks ? [["progress", strings.planner_sort_progress]] : []], "name");
    const table = make("table", { className: "planner-table" });
    const found = make("p", { className: "planner-found", role: "status" });
    const empty = make("p", { className: "planner-empty" });
    const tools = make("div", { className: "planner-tools" });
    const importer = make("div", { className: "planner-import", hidden: true });
    const panel = make("section", { className: "planner-panel" });
    let shownDesk = null;

    // The event that most items count from.
    const windows = context.pages.flatMap(({ lists }) => lists.flatMap(({ items }) => items.map(({ due }) => due)));
    const uses = ({ id }) => windows.filter(due => due.includes(id)).length;
    const [mainEvent] = [...events].sort((a, b) => uses(b) - uses(a));
    const head = [capital(subject.name), ...lines.slice(0, 1).map(({ name }) => name), ...choices.slice(0, 1).map(({ name }) => name), ...mainEvent ? [mainEvent.label] : [], ...hasTasks ? [strings.planner_done] : []];

    let texts = { desk: null, made: null };
    const textOf = record => {
      if (texts.desk !== shownDesk) texts = { desk: shownDesk, made: new Map() };
      if (!texts.made.has(record.id)) texts.made.set(record.id, writeText(record));
      return texts.made.get(record.id);
    };
    const writeText = record => plain([record.name, ...subject.columns.map(column => Matchbook.shownValue(column, record.values[column.id])),
      ...planner.subjects.filter(({ of }) => of === subject.id).flatMap(({ id }) => shownDesk.childrenOf(record, id).map(({ name }) => name))].join(" "));
    const value = (record, name) => {
      if (name === "name") return plain(record.name);
      // What has no date comes last.
      if (name.startsWith("@")) return record.dates[name.slice(1)] ?? "~";
      if (name === "progress") {
        const { done, total } = context.progressOf(shownDesk, record);
        return total === 0 ? 1 : done / total;
      }
      return choices[0].choices.findIndex(({ id }) => id === record.values[name]);
    };
    const inSight = () => {
      const words = plain(search.value).split(/\s+/u).filter(Boolean);
      const list = shownDesk.all(subject.id).filter(record => {
        const choice = choices[0] && record.values[choices[0].id];
        return (!filter.value || (filter.value === "-" ? !choice : choice === filter.value)) && (words.length === 0 || words.every(word => textOf(record).includes(word)));
      });
      const keys = new Map(list.map(record => [record, value(record, sort.value)]));
      // The desk has them by name, and sorting keeps that order among equals.
      return sort.value === "name" ? list : list.sort((a, b) => (keys.get(a) < keys.get(b) ? -1 : keys.get(a) > keys.get(b) ? 1 : 0));
    };
    const cellsOf = record => {
      const { done, total } = hasTasks ? context.progressOf(shownDesk, record) : {};
      return [
        ...lines.slice(0, 1).map(column => record.values[column.id] ?? ""),
        ...choices.slice(0, 1).map(column => Matchbook.shownValue(column, record.values[column.id])),
        ...mainEvent ? [Matchbook.dateWords(record.dates[mainEvent.id])] : [],
        ...hasTasks ? [fill(strings.planner_of, { done, total })] : [],
      ];
    };
    const rowOf = record => {
      const open = button(record.name || strings.planner_unnamed, () => context.open(record), "planner-link");
      open.dataset.focus = `open-${record.id}`;
      return make("tr", { className: shownDesk.isActive(record) ? "" : "is-inactive" }, make("th", { scope: "row" }, open), ...cellsOf(record).map((text, at) => make("td", { "data-label": head[at + 1] }, text)));
    };
    const body = make("tbody");
    const rowsOf = context.kept();
    /** With `isCut` first what fills a screen below the record that the reader comes back from. */
    const paintRows = (isCut = false, from = null) => {
      const all = shownDesk.all(subject.id);
      const list = inSight();
      const first = isCut ? list.slice(0, list.findIndex(({ id }) => id === from) + SEEN) : list;
      context.arrange(body, rowsOf(first, ({ id }) => id, record => [record.name, shownDesk.isActive(record), ...cellsOf(record)], rowOf));
      if (first.length < list.length) context.whenIdle(paintRows);
      tools.hidden = all.length === 0;
      table.hidden = list.length === 0;
      empty.hidden = list.length > 0;
      empty.textContent = all.length === 0 ? fill(strings.planner_list_empty, { plural: subject.plural }) : strings.planner_nothing_found;
      found.textContent = list.length < all.length ? fill(strings.planner_found, { n: list.length, total: all.length }) : "";
    };
    search.addEventListener("input", () => paintRows());
    search.addEventListener("keydown", event => {
      if (event.key !== "Escape" || !search.value) return;
      event.preventDefault();
      search.value = "";
      paintRows();
    });
    for (const control of [filter, sort]) control.addEventListener("change", () => paintRows());

    const add = () => {
      const id = context.add(subject.id, null);
      context.open(Matchbook.deskNow().records.get(id));
      document.querySelector(`[data-focus="${id}-name"]`)?.focus();
    };
    const bring = button(strings.planner_import, () => context.withFiles(() => {
      importer.hidden = !importer.hidden;
      if (!importer.hidden) Matchbook.plannerImport(importer, subject, context);
      bring.setAttribute("aria-expanded", String(!importer.hidden));
      importer.querySelector("select, input, textarea")?.focus();
    }));
    bring.setAttribute("aria-expanded", "false");
    table.append(make("caption", { className: "off-screen" }, capital(subject.plural)), make("thead", {}, make("tr", {}, ...head.map(text => make("th", { scope: "col" }, text)))), body);
    tools.append(field(strings.planner_search, search), ...choices.length > 0 ? [field(choices[0].name, filter)] : [], field(strings.planner_sort, sort));
    panel.append(make("div", { className: "planner-tools" }, button(fill(strings.planner_add, { name: subject.entry }), add, "button small primary"), bring,
      button(strings.planner_export, () => context.withFiles(() => Matchbook.plannerExport(subject, context, say))), button(strings.planner_print, () => context.print(panel))),
    importer, tools, found, table, empty);
    for (const [control, name] of [[filter, "filter"], [sort, "sort"]]) control.dataset.focus = `${name}-${subject.id}`;

    return {
      id: subject.id, title: capital(subject.plural), panel,
      count: desk => desk.all(subject.id).length,
      paint(desk, isOpened, from) {
        shownDesk = desk;
        paintRows(isOpened, from);
      },
    };
  }));
})(globalThis.Matchbook ??= {});
