// How far a reader has come in a checklist. Pure; the rule of what counts is the one of `Checklist::steps` in
// src/document/mod.rs.
(function (Matchbook) {
  "use strict";

  /** Entries that a desk (js/desk/desk.js) is made of. */
  const OWN = /^(?:record|sent|criterion|date)\//;
  Matchbook.isDeskKey = key => OWN.test(key);

  /** What a tick or note of an item is kept under: the item alone, or the item for a record. */
  Matchbook.keyFor = (id, record) => (record ? `${id}@${record}` : id);

  /** The items of a list of `Matchbook.guide`. */
  Matchbook.itemsOf = list => list.items.map(([id, depth, optional, anchor, text, revision, per, due, unless, until]) => ({
    id, depth, optional: optional === 1, anchor: anchor || `task-${id.toLowerCase()}`, text, revision, per: per || list.per || null, due, unless, until,
  }));

  /**
   * `items` is `[{ id, depth, optional }]` in order, nested ones after the one they belong to; `isTicked` tells of an id. An item
   * with items below it is done when they are. Optional items do not count, unless there are no others.
   *
   * Returns for each item `states` (`open`, `part` or `done`), `isStep` (it is ticked by itself), `isOver` (it is done and so is
   * everything below it, the optional too) and `steps` (the ids that are ticked with it); for the list `counted` and `optional` (numbers
   * of the items that count, and of those that do not), `done` of `total`, `more` for the optional ones that are ticked, and `next`, the
   * number of the first item that counts and is open, or -1.
   */
  Matchbook.progress = (items, isTicked) => {
    const isStep = items.map((item, at) => !(items[at + 1]?.depth > item.depth));
    let optionalDepth = Infinity;
    const isOptional = items.map(item => {
      if (item.depth <= optionalDepth) optionalDepth = item.optional ? item.depth : Infinity;
      return item.depth >= optionalDepth;
    });
    const ticked = items.map((item, at) => isStep[at] && isTicked(item.id));

    const below = items.map((item, at) => {
      if (isStep[at]) return [at];
      let end = at + 1;
      while (end < items.length && items[end].depth > item.depth) end++;
      const steps = [];
      for (let inner = at + 1; inner < end; inner++) if (isStep[inner]) steps.push(inner);
      const needed = steps.filter(step => !isOptional[step] || isOptional[at]);
      return needed.length > 0 ? needed : steps;
    });
    const states = below.map(steps => {
      const done = steps.filter(step => ticked[step]).length;
      if (done === steps.length) return "done";
      return done > 0 ? "part" : "open";
    });
    const isOver = states.map(state => state === "done");
    const above = [];
    items.forEach((item, at) => {
      while (above.length > 0 && items[above.at(-1)].depth >= item.depth) above.pop();
      if (!isOver[at]) for (const up of above) isOver[up] = false;
      above.push(at);
    });

    const numbers = items.map((item, at) => at).filter(at => isStep[at]);
    const needed = numbers.filter(at => !isOptional[at]);
    const counted = needed.length > 0 ? needed : numbers;
    const optional = needed.length > 0 ? numbers.filter(at => isOptional[at]) : [];
    const count = list => list.filter(at => ticked[at]).length;
    return {
      states,
      isStep,
      isOver,
      steps: below.map(steps => steps.map(step => items[step].id)),
      counted,
      optional,
      done: count(counted),
      total: counted.length,
      more: count(optional),
      next: counted.find(at => !ticked[at]) ?? -1,
    };
  };
})(globalThis.Matchbook ??= {});
