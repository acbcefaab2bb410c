// Ticks an item of a checklist from the list of results, without going to its page.
(function (Matchbook) {
  "use strict";

  const { strings } = Matchbook;

  /** The item with this id, for whom its page has it: whether it is done, the items that are ticked with it, and its list. `null` when the guide has none. */
  const lookUp = async id => {
    for (const { path, lists } of await Matchbook.readGuide()) {
      for (const { id: list, items } of lists) {
        const at = items.findIndex(item => item.id === id);
        if (at < 0) continue;
        const desk = Matchbook.desk && Matchbook.deskNow();
        const chosen = desk && Matchbook.chosen(desk);
        for (const item of items) item.id = Matchbook.keyFor(item.id, item.per && desk?.targetFor(item.per, chosen)?.id);
        const { states, steps } = Matchbook.progress(items, Matchbook.isTicked);
        return { isDone: states[at] === "done", steps: items.filter(item => steps[at].includes(item.id)), last: { page: path, list } };
      }
    }
    return null;
  };
  const isDone = async id => (await lookUp(id))?.isDone === true;

  /** Makes a button of a result the one that ticks its item. `say` announces what happened. */
  Matchbook.search.tickWith = (button, { task: id, title }, say) => {
    // Its name says it, so no state has to.
    let isTicked = false;
    const show = done => {
      isTicked = done;
      button.textContent = done ? strings.search_ticked : strings.search_tick;
      button.setAttribute("aria-label", `${button.textContent}: ${title}`);
    };
    show(false);
    // What was ticked before is in the store; without a store there is nothing to look up.
    if ("kept" in document.documentElement.dataset || Matchbook.store) {
      Matchbook.loadStore().then(() => isDone(id)).then(show).catch(error => console.error(error));
    }
    button.addEventListener("click", async () => {
      const done = !isTicked;
      try {
        await Matchbook.loadStore();
        const { steps, last } = await lookUp(id);
        Matchbook.store.dispatch([...steps.map(({ id: step, text, revision }) => ({ type: "tick", id: step, done, text, revision })), { type: "prefer", name: "last", value: last }]);
        show(await isDone(id));
        say(isTicked ? strings.search_ticked : strings.search_unticked);
      } catch (error) {
        console.error(error);
        say(strings.search_failed);
      }
    });
  };
})(globalThis.Matchbook ??= {});
