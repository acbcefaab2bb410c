// How far a reader has come in a checklist. Pure; the rule of what counts is the one of `Checklist::steps` in
// src/document/mod.rs.
(function (Matchbook) {
  "use strict";

  /**
   * `items` is `[{ id, depth, optional }]` in order, nested ones after the one they belong to; `isTicked` tells of an id. An item
   * with items below it is done when they are. Optional items do not count, unless there are no others.
   *
   * Returns `states` (`open`, `part` or `done` for each item), `steps` (for each item the ids that are ticked with it), and
   * `done` of `total`, `more` of `extra` for the optional ones.
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

    const numbers = items.map((item, at) => at).filter(at => isStep[at]);
    const needed = numbers.filter(at => !isOptional[at]);
    const counted = needed.length > 0 ? needed : numbers;
    const extra = needed.length > 0 ? numbers.filter(at => isOptional[at]) : [];
    const count = list => list.filter(at => ticked[at]).length;
    return {
      states,
      steps: below.map(steps => steps.map(step => items[step].id)),
      done: count(counted),
      total: counted.length,
      more: count(extra),
      extra: extra.length,
    };
  };
})(globalThis.Matchbook ??= {});
