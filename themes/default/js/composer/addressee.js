// Whom a letter goes to: the program and the person there that the reader chose in the planner. They fill in fields, what is typed for them
// is kept for them, and the rules know what they were sent before.
(function (Matchbook) {
  "use strict";

  const { make, store } = Matchbook;
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
    const recordFor = per => {
      let subject = per;
      while (subject && !chosen[subject]) subject = desk?.planner.subjects.find(({ id }) => id === subject)?.of;
      return chosen[subject] ?? null;
    };
    const start = () => {
      log = Matchbook.guide.planner.log;
      if (chooser || !log) return;
      chooser = Matchbook.chooser([log.person ?? log.to], `to-${made}`);
      element.replaceChildren(chooser.element);
      paint();
      onChange();
      store.watch(element, changed => {
        if (![...changed].some(key => Matchbook.isDeskKey(key) || key.startsWith("pref/chosen-"))) return;
        paint();
        onChange();
      });
    };
    if (document.body.dataset.planner) {
      element.append(Matchbook.plannerHint());
      Matchbook.whenDesk(element, start);
    }
    const self = {
      element,
      /** Makes sure that the desk is there, even when nothing is on it. */
      async load() {
        await Matchbook.loadDesk();
        start();
      },
      get desk() { return desk; },
      get to() { return log && chosen[log.to]; },
      get person() { return log?.person ? chosen[log.person] : null; },
      /**
       * What a field is kept under: the chosen one that it is asked for or, without one, what those belong to. What was typed for nobody
       * in particular at one program is not shown at another.
       */
      keyOf: ({ id, per }) => Matchbook.keyFor(id, recordFor(per)?.id),
      sourceOf: field => sourceOf(field, chosen),
      /** Whom a field is kept for; null for nobody in particular. */
      recordFor: ({ per }) => recordFor(per),
      /** Whether one stands for another one more closely: a program for nobody, a person there for the program. */
      isCloser: (record, before) => Boolean(record) && record !== before && (!before || desk.chain(record).includes(before)),
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
})(globalThis.Matchbook ??= {});
