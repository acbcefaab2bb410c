// The sheet of one record: what is known about it, its dates, what belongs to it (such as people), the items of the guide that exist for it,
// and what it was sent.
(function (Matchbook) {
  "use strict";

  const { fill, make, store, strings } = Matchbook;
  /** Milliseconds without a key before what was typed is saved. */
  const PAUSE = 300;
  const LONGEST = { text: 300, email: 300, long: 8000 };

  /** Controls for the columns of a record and its dates. `load(record)` shows what is kept, apart from where one types. */
  const form = (record, subject, context) => {
    const { id } = record;
    const element = make("div", { className: "planner-form" });
    const now = () => Matchbook.deskNow().records.get(id);
    const loads = [];
    const line = (name, label, control, read, keep) => {
      let timer = 0;
      let isTyped = false;
      const save = () => {
        clearTimeout(timer);
        if (!isTyped) return;
        isTyped = false;
        const record = now();
        const value = control.value.trim();
        if (record && value !== read(record)) keep(value);
      };
      control.addEventListener("input", () => {
        isTyped = true;
        clearTimeout(timer);
        timer = setTimeout(save, PAUSE);
      });
      control.addEventListener("change", save);
      control.addEventListener("blur", save);
      // The page may go without a word, on phones above all.
      addEventListener("pagehide", save);
      control.dataset.focus = `${id}-${name}`;
      element.append(context.field(label, control));
      loads.push(record => { if (document.activeElement !== control || !isTyped) if (control.value.trim() !== read(record)) control.value = read(record); });
    };
    const text = name => record => record.values[name] ?? "";
    const keep = name => value => context.save(id, { values: { [name]: value } });
    line("name", strings.planner_name, make("input", { type: "text", maxLength: LONGEST.text, autocomplete: "off", required: true }), text("name"), keep("name"));
    for (const column of subject.columns) {
      const control = column.type === "choice" ? context.select([["", strings.planner_not_set], ...column.choices.map(choice => [choice.id, choice.name])])
        : column.type === "long" ? make("textarea", { rows: 3, maxLength: LONGEST.long })
          : make("input", { type: column.type, maxLength: LONGEST[column.type], autocomplete: "off" });
      line(column.id, column.name, control, text(column.id), keep(column.id));
    }
    for (const event of context.planner.events.filter(({ per }) => per === subject.id)) {
      const controls = Matchbook.dateControls(event, context.planner.zones, () => now()?.dates[event.id] ?? "", value => context.save(id, { dates: { [event.id]: value } }));
      const [day] = controls.elements;
      day.removeAttribute("aria-label");
      const box = context.field(event.label, day, "planner-field planner-date");
      box.append(...controls.elements.slice(1));
      element.append(box);
      loads.push(() => controls.load());
    }
    return { element, load: record => { for (const load of loads) load(record); } };
  };

  /** The items of the guide that exist for a record, list by list. They are made when a list is opened. */
  const tasks = (record, context) => {
    const element = make("div", { className: "planner-tasks" });
    // As long as a program has no people, it stands for them.
    const standIn = context.planner.subjects.map(({ id }) => id).filter(id => Matchbook.deskNow().standsFor(record, id));
    const lists = context.listsFor(record.subject, ...standIn).map(({ page, list, items }, at) => {
      const summary = make("summary", {});
      const box = make("ul", { className: "planner-items" });
      const details = make("details", { className: "more" }, summary, box);
      const rows = [];
      const paintRows = desk => {
        if (!details.open) return;
        if (rows.length === 0) {
          for (const item of items) {
            const input = make("input", { type: "checkbox", id: Matchbook.newElementId("item") });
            const facts = make("p", { className: "due-facts" });
            const key = Matchbook.keyFor(item.id, record.id);
            input.dataset.focus = `item-${key}`;
            input.addEventListener("change", () => store.dispatch({ type: "tick", id: key, done: input.checked, text: item.text, revision: item.revision }));
            box.append(make("li", {}, input, make("div", {}, make("label", { htmlFor: input.id }, item.text || item.id), facts)));
            rows.push({ item, key, input, facts });
          }
          box.append(make("li", { className: "planner-more" }, make("a", { href: Matchbook.addressOf(page.path, items[0].anchor) }, strings.planner_in_guide)));
        }
        for (const { item, key, input, facts } of rows) {
          input.checked = Matchbook.isTicked(key);
          const one = desk.records.get(record.id);
          const points = item.due && !input.checked && !desk.isWaived(item, one, Date.now()) ? Matchbook.readWindow(item.due) : null;
          const window = points && Matchbook.itemWindow(points, item.until, desk.datesFor(one));
          const due = window && { window, ...Matchbook.dueState(window, Date.now()) };
          facts.replaceChildren(...due ? [make("strong", { className: `due-now is-${due.state}` }, Matchbook.dueWords(due)), make("span", {}, Matchbook.windowWords(window))] : []);
          const note = store.get(`note/${key}`)?.text;
          if (note) facts.append(make("span", { className: "planner-note" }, note));
        }
      };
      // To tick on its page, the list there is for this record.
      box.addEventListener("click", event => {
        if (event.target.closest("a")) store.dispatch(Matchbook.choose(Matchbook.deskNow(), Matchbook.deskNow().records.get(record.id)));
      });
      details.open = at === 0;
      details.addEventListener("toggle", () => paintRows(Matchbook.deskNow()));
      element.append(details);
      return desk => {
        const done = items.filter(item => Matchbook.isTicked(Matchbook.keyFor(item.id, record.id))).length;
        summary.replaceChildren(make("span", {}, list.title), make("span", { className: "planner-count" }, fill(strings.planner_of, { done, total: items.length })));
        paintRows(desk);
      };
    });
    return { element, isEmpty: lists.length === 0, paint: desk => { for (const paint of lists) paint(desk); } };
  };

  /** Records that belong to the one of the sheet. */
  const children = (parent, subject, context) => {
    const title = make("h3", {});
    const list = make("div", { className: "planner-children" });
    const element = make("section", { className: "planner-part" }, title, list);
    const rows = new Map();
    const add = context.button(fill(strings.planner_add, { name: subject.entry }), () => {
      const id = context.add(subject.id, parent.id);
      const row = rows.get(id);
      row.details.open = true;
      row.paint(Matchbook.deskNow());
      row.details.querySelector("input")?.focus();
    });
    element.append(add);
    const rowOf = record => {
      const summary = make("summary", { "data-focus": `open-${record.id}` });
      const box = make("div", { className: "more-body" });
      const details = make("details", { className: "more" }, summary, box);
      let inner = null;
      const paint = desk => {
        const one = desk.records.get(record.id);
        const facts = subject.columns.filter(({ type }) => type === "choice" || type === "text").map(column => Matchbook.shownValue(column, one.values[column.id])).filter(Boolean);
        const { done, total } = context.progressOf(desk, one);
        summary.replaceChildren(make("span", {}, one.name || strings.planner_unnamed, make("span", { className: "planner-sub" }, facts.join(", "))),
          ...total > 0 && desk.isActive(one) ? [make("span", { className: "planner-count" }, fill(strings.planner_of, { done, total }))] : []);
        if (!details.open) return;
        if (!inner) {
          inner = { form: form(record, subject, context), tasks: tasks(record, context) };
          box.append(inner.form.element, inner.tasks.element, context.button(fill(strings.planner_remove, { name: subject.entry }), () => {
            context.remove(Matchbook.deskNow().records.get(record.id));
            add.focus();
          }, "button small danger"));
        }
        inner.form.load(one);
        inner.tasks.element.hidden = inner.tasks.isEmpty || !desk.isActive(one);
        inner.tasks.paint(desk);
      };
      details.addEventListener("toggle", () => paint(Matchbook.deskNow()));
      return { details, paint };
    };
    return {
      element,
      paint(desk) {
        const parentNow = desk.records.get(parent.id);
        const found = desk.childrenOf(parentNow, subject.id);
        title.textContent = `${subject.plural.charAt(0).toUpperCase()}${subject.plural.slice(1)}`;
        for (const id of [...rows.keys()]) {
          if (found.some(one => one.id === id)) continue;
          rows.get(id).details.remove();
          rows.delete(id);
        }
        for (const one of found) {
          if (!rows.has(one.id)) {
            rows.set(one.id, rowOf(one));
            list.append(rows.get(one.id).details);
          }
          rows.get(one.id).paint(desk);
        }
      },
    };
  };

  /** What belongs to a record: its items, its people, what it was sent. */
  const paintRest = (shown, desk, record) => {
    shown.isWhole = true;
    shown.items.paint(desk);
    for (const part of shown.below) part.paint(desk);
    const log = desk.log.filter(({ to }) => to === record.id);
    shown.sent.replaceChildren(make("h3", {}, strings.planner_sent), log.length > 0 ? make("ul", { className: "planner-log-short" }, ...log.map(entry => make("li", {}, Matchbook.sentWords(entry, desk)))) : make("p", { className: "planner-empty" }, strings.planner_sent_none));
  };

  let built = null;
  /** Shows a record in `sheet`. While it is the same one, what is open and typed stays. */
  Matchbook.paintRecord = (sheet, desk, record, context) => {
    const subject = desk.subjectOf(record);
    const standsFor = context.planner.subjects.filter(({ id }) => desk.standsFor(record, id)).map(({ id }) => id).join(" ");
    if (built?.id === record.id && built.standsFor !== standsFor) {
      // Its people have their items now, or their items are its own again.
      const again = tasks(record, context);
      built.items.element.replaceWith(again.element);
      Object.assign(built, { items: again, standsFor });
    }
    if (built?.id !== record.id || built.sheet !== sheet) {
      const title = make("h2", { tabIndex: -1, "data-heading": "" });
      const own = form(record, subject, context);
      const items = tasks(record, context);
      const below = context.planner.subjects.filter(({ of }) => of === record.subject).map(one => children(record, one, context));
      const sent = make("section", { className: "planner-part" });
      const onPaper = make("div", { className: "planner-paper" });
      const writes = make("p", { className: "actions" });
      // Letters to a program start with it chosen.
      if (context.planner.log?.to === record.subject && context.emails.length > 0) {
        const email = context.select([["", strings.planner_write], ...context.emails.map(([name, text, , path]) => [path, text])]);
        email.setAttribute("aria-label", strings.planner_write);
        // Chosen and gone to in two steps: by keyboard one comes past the others.
        const write = context.button(strings.planner_write_open, () => {
          store.dispatch(Matchbook.choose(Matchbook.deskNow(), Matchbook.deskNow().records.get(record.id)));
          location.href = Matchbook.addressOf(email.value);
        });
        write.hidden = true;
        email.addEventListener("change", () => { write.hidden = !email.value; });
        writes.append(email, write);
      }
      writes.append(
        context.button(strings.planner_calendar, () => context.withFiles(() => Matchbook.saveRecordCalendar(record.id, context.pages))),
        context.button(strings.planner_print, () => context.withFiles(() => {
          onPaper.replaceChildren(...Matchbook.recordPaper(record.id, context));
          context.print(onPaper);
        })),
      );
      const remove = context.button(fill(strings.planner_remove, { name: subject.entry }), () => {
        const one = Matchbook.deskNow().records.get(record.id);
        context.open(null, true);
        context.remove(one);
      }, "button small danger");
      sheet.replaceChildren(
        context.button(fill(strings.planner_back, { plural: subject.plural }), () => context.open(null), "planner-link planner-back"), title, writes, own.element,
        ...items.isEmpty ? [] : [make("section", { className: "planner-part" }, make("h3", {}, strings.planner_items), items.element)],
        ...below.map(({ element }) => element), sent, make("p", { className: "actions" }, remove), onPaper);
      built = { id: record.id, standsFor, sheet, title, own, items, below, sent };
    }
    const shown = built;
    shown.title.textContent = record.name || strings.planner_unnamed;
    shown.own.load(record);
    shown.items.element.parentElement?.toggleAttribute("hidden", !desk.isActive(record));
    shown.sent.hidden = context.planner.log?.to !== record.subject;
    if (shown.isWhole) paintRest(shown, desk, record);
    // What stands below is laid out when the record itself is on the screen.
    else context.whenIdle(() => {
      const now = Matchbook.deskNow();
      if (built === shown && now.records.has(record.id)) paintRest(shown, now, now.records.get(record.id));
    });
  };
})(globalThis.Matchbook ??= {});
