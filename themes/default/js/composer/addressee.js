// Whom a letter goes to: the program and the person there that the reader chose in the planner. They fill in fields, what is typed for them
// is kept for them, the rules know what they were sent before, and a letter that went out is written down.
(function (Matchbook) {
  "use strict";

  const { fill, make, store, strings } = Matchbook;
  /** Characters of a letter that are kept. */
  const KEPT = 40_000;
  let made = 0;

  /** What the planner has for a field: `from` a column of a record, or the date of its event. */
  const sourceOf = ({ from, event, per }, chosen) => {
    const record = chosen[per];
    if (!record) return "";
    if (event) return record.dates[event]?.slice(0, "2026-11-18".length) ?? "";
    if (!from) return "";
    const column = from.slice(from.indexOf(".") + 1);
    return (column === "last-name" ? Matchbook.lastName(record.name) : record.values[column]) ?? "";
  };

  /**
   * The addressee of a letter or of any other text. `onChange` is called when another one is chosen, or when something else is known about
   * them. `element` is the box to choose in; without a planner it stays empty.
   */
  Matchbook.addressee = onChange => {
    made++;
    const element = make("div", { className: "addressee" });
    let log = null;
    let chooser = null;
    let desk = null;
    let chosen = {};
    const paint = () => {
      desk = Matchbook.deskNow();
      chosen = Matchbook.chosen(desk);
      chooser.paint(desk);
    };
    const { planner: page, guide } = document.body.dataset;
    if (page) {
      Matchbook.load(guide).then(() => {
        log = Matchbook.guide.planner.log;
        if (!log) return;
        chooser = Matchbook.chooser([log.person ?? log.to], `to-${made}`);
        element.append(chooser.element);
        paint();
        onChange();
        store.watch(element, changed => {
          if (![...changed].some(key => /^(record|date|sent)\/|^pref\/chosen-/.test(key))) return;
          paint();
          onChange();
        });
      }).catch(error => console.error(error));
    }
    const self = {
      element,
      get desk() { return desk; },
      get to() { return log && chosen[log.to]; },
      get person() { return log?.person ? chosen[log.person] : null; },
      /** What a field is kept under. */
      keyOf: ({ id, per }) => Matchbook.keyFor(id, chosen[per]?.id),
      sourceOf: field => sourceOf(field, chosen),
      /** The address of the person, where the planner has one. */
      get address() {
        const column = self.person && desk.subjectOf(self.person).columns.find(({ type }) => type === "email");
        return column ? self.person.values[column.id] ?? "" : "";
      },
      /** What the rules ask of the reader's data. */
      context: now => (log ? desk.contextFor(self.to, self.person, now) : { now }),
    };
    return self;
  };

  /**
   * A button that writes down that the letter was sent. `message()` is `{ subject, text }`, `email` the name of its sample, `level()` how
   * strong it is, `say` shows what happened.
   */
  Matchbook.markAsSent = ({ addressee, message, email, level, say }) => {
    const box = make("div", { className: "sent-form", hidden: true });
    const start = make("button", { type: "button", className: "button small" }, strings.sent_mark);
    const close = () => {
      box.replaceChildren();
      box.hidden = true;
      start.focus();
    };
    start.addEventListener("click", () => {
      if (!addressee.desk) {
        say(strings.sent_no_planner);
        return;
      }
      const { levels } = addressee.desk.planner.log;
      const to = addressee.person ?? addressee.to;
      const day = make("input", { type: "date", id: `sent-day-${made}`, value: Matchbook.dayOf(Date.now()), max: Matchbook.dayOf(Date.now()) });
      const strength = make("select", { id: `sent-level-${made}` }, ...levels.map((name, number) => make("option", { value: number }, name)));
      strength.value = level();
      const save = make("button", { type: "button", className: "button small primary" }, strings.sent_save);
      const leave = make("button", { type: "button", className: "button small" }, strings.sent_leave);
      leave.addEventListener("click", close);
      save.addEventListener("click", () => {
        if (!Matchbook.readDate(day.value)) {
          day.focus();
          return;
        }
        const { subject, text } = message();
        const undo = store.dispatch({
          type: "send", id: Matchbook.newId(), email, to: addressee.to?.id, person: addressee.person?.id, level: Number(strength.value || 0), day: day.value, subject, text: text.slice(0, KEPT),
        });
        close();
        say(strings.sent_saved, undo);
      });
      box.replaceChildren(make("p", {}, to ? fill(strings.sent_to, { name: addressee.desk.nameOf(to) }) : strings.sent_choose),
        make("div", {}, make("label", { htmlFor: day.id }, strings.sent_day), day),
        ...levels.length > 0 ? [make("div", {}, make("label", { htmlFor: strength.id }, strings.sent_level), strength)] : [],
        make("p", { className: "actions" }, save, leave));
      box.hidden = false;
      day.focus();
    });
    return { button: start, box };
  };
})(globalThis.Matchbook ??= {});
