// For whom a list is ticked or a letter is written: one program, one person there, as the reader has them in the planner. The choice is
// kept, and is the same on all pages.
(function (Matchbook) {
  "use strict";

  const { fill, make, store, strings } = Matchbook;
  const nameOf = subject => `chosen-${subject}`;

  /** The chosen record of each subject, `null` where none is; a person only together with the program. */
  Matchbook.chosen = desk => {
    const chosen = {};
    for (const { id, of } of desk.planner.subjects) {
      const record = desk.records.get(store.get(`pref/${nameOf(id)}`)?.value);
      chosen[id] = record?.subject === id && (!of || record.of === chosen[of]?.id) ? record : null;
    }
    return chosen;
  };

  /** The events of choosing a record and all it belongs to. */
  Matchbook.choose = (desk, record) => desk.chain(record).map(({ id, subject }) => ({ type: "prefer", name: nameOf(subject), value: id }));

  /**
   * Boxes to choose from, for the subjects with these ids and those that they belong to. `paint(desk)` shows what there is now; the element
   * is hidden without a planner. `made` makes ids unique on the page.
   */
  Matchbook.chooser = (wanted, made) => {
    const element = make("div", { className: "chooser", hidden: true });
    const selects = new Map();
    const hint = document.body.dataset.planner ? Matchbook.plannerHint() : make("p", {});
    element.append(hint);
    let shown = "";
    return {
      element,
      paint(desk) {
        const { planner } = desk;
        element.hidden = !planner.page;
        if (element.hidden) return;
        const subjects = planner.subjects.filter(({ id }) => wanted.some(want => {
          let up = planner.subjects.find(subject => subject.id === want);
          while (up && up.id !== id) up = planner.subjects.find(subject => subject.id === up.of);
          return Boolean(up);
        }));
        const chosen = Matchbook.chosen(desk);
        const choices = subjects.map(({ id, of }) => desk.all(id).filter(record => (of ? record.of === chosen[of]?.id : true) && (desk.isActive(record) || record === chosen[id])));
        const key = JSON.stringify(choices.map(list => list.map(record => [record.id, desk.labelOf(record)])));
        if (key !== shown) {
          shown = key;
          subjects.forEach(({ id, name, of }, at) => {
            let line = selects.get(id);
            if (!line) {
              const select = make("select", { id: `${made}-${id}` });
              select.addEventListener("change", () => store.dispatch({ type: "prefer", name: nameOf(id), value: select.value || null }));
              line = { select, label: make("label", { htmlFor: select.id }, fill(strings.choose_for, { name })), box: make("div") };
              line.box.append(line.label, select);
              selects.set(id, line);
              hint.before(line.box);
            }
            line.select.replaceChildren(make("option", { value: "" }, strings.choose_none), ...choices[at].map(record => make("option", { value: record.id }, desk.labelOf(record))));
            // Without a program there are no people to choose from.
            line.box.hidden = choices[at].length === 0 && (Boolean(of) || desk.all(id).length === 0);
          });
          hint.hidden = desk.all(subjects[0].id).length > 0;
        }
        for (const { id } of subjects) selects.get(id).select.value = chosen[id]?.id ?? "";
      },
    };
  };
})(globalThis.Matchbook ??= {});
