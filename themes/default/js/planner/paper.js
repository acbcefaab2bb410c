// The sheet of a record on paper.
(function (Matchbook) {
  "use strict";

  const { make, strings } = Matchbook;

  /** What is printed of a record: everything as text. */
  Matchbook.recordPaper = (id, context) => {
    const desk = Matchbook.deskNow();
    const record = desk.records.get(id);
    const facts = one => {
      const subject = desk.subjectOf(one);
      const pairs = [...subject.columns.map(column => [column.name, Matchbook.shownValue(column, one.values[column.id])]),
        ...context.planner.events.filter(({ per }) => per === one.subject).map(event => [event.label, Matchbook.dateWords(one.dates[event.id])])].filter(([, value]) => value);
      return make("dl", {}, ...pairs.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
    };
    const open = one => {
      const standsFor = context.planner.subjects.filter(({ id }) => desk.standsFor(one, id)).map(({ id }) => id);
      const items = [one.subject, ...standsFor].flatMap(subject => context.listsFor(subject)).flatMap(({ items: all }) => all).filter(item => !Matchbook.isTicked(Matchbook.keyFor(item.id, one.id)));
      const due = item => {
        const points = item.due && !desk.isWaived(item, one, Date.now()) ? Matchbook.readWindow(item.due) : null;
        const window = points && Matchbook.itemWindow(points, item.until, desk.datesFor(one));
        return window ? [make("span", { className: "planner-sub" }, ` ${Matchbook.windowWords(window)}`)] : [];
      };
      return items.length > 0 && desk.isActive(one) ? [make("ul", { className: "planner-open" }, ...items.map(item => make("li", {}, item.text || item.id, ...due(item))))] : [];
    };
    const below = context.planner.subjects.filter(({ of }) => of === record.subject).flatMap(subject => desk.childrenOf(record, subject.id).map(one => make("section", {}, make("h3", {}, one.name), facts(one), ...open(one))));
    const sent = desk.log.filter(({ to }) => to === record.id);
    return [make("h2", {}, record.name), facts(record), ...open(record), ...below,
      ...sent.length > 0 ? [make("h3", {}, strings.planner_sent), make("ul", {}, ...sent.map(entry => make("li", {}, Matchbook.sentWords(entry, desk))))] : []];
  };
})(globalThis.Matchbook ??= {});
