// The shortlist: what the reader judges by, how much each counts, a score for each record, and a draft of the order, which the reader makes
// and nobody else.
(function (Matchbook) {
  "use strict";

  const { fill, make, store, strings } = Matchbook;
  const POINTS = [0, 1, 2, 3, 4, 5];

  /** The mean of the scores that are given, weighted; `null` without any. */
  Matchbook.scoreOf = (record, criteria) => {
    const given = criteria.filter(({ id, weight }) => weight > 0 && record.scores[id] !== undefined);
    const weights = given.reduce((all, { weight }) => all + weight, 0);
    return weights === 0 ? null : given.reduce((all, { id, weight }) => all + weight * record.scores[id], 0) / weights;
  };

  /** An order with an item moved to another place. */
  Matchbook.moved = (order, from, to) => {
    const next = order.slice();
    next.splice(to, 0, ...next.splice(from, 1));
    return next;
  };

  Matchbook.plannerView(context => {
    const { planner, button, field, select, say } = context;
    if (!planner.shortlist) return [];
    const { subject, note } = planner.shortlist;
    const preference = `order-${subject}`;
    const panel = make("section", { className: "planner-panel" });
    const criteria = make("ul", { className: "planner-criteria" });
    const scores = make("div", { className: "table planner-scores" });
    const order = make("ol", { className: "planner-order" });
    const rest = make("ul", { className: "planner-order is-rest" });
    const restTitle = make("h3", {}, strings.planner_not_listed);
    const live = make("p", { className: "off-screen", role: "status" });
    let desk = null;

    const listed = () => {
      const ids = store.get(`pref/${preference}`)?.value;
      return Array.isArray(ids) ? [...new Set(ids)].filter(id => desk.records.get(id)?.subject === subject) : [];
    };
    const keep = ids => store.dispatch({ type: "prefer", name: preference, value: ids });
    const scoreWords = record => {
      const score = Matchbook.scoreOf(record, desk.criteria);
      return score === null ? "" : fill(strings.planner_score, { score: score.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 }) });
    };

    // ---- Criteria
    const criterionRow = criterion => {
      const name = make("input", { type: "text", maxLength: 80, value: criterion.name, "data-focus": `criterion-${criterion.id}` });
      const weight = select(POINTS.map(number => [String(number), String(number)]), String(criterion.weight));
      weight.dataset.focus = `weight-${criterion.id}`;
      weight.setAttribute("aria-label", `${strings.planner_weight}: ${criterion.name}`);
      const save = () => store.dispatch({ type: "criterion", id: criterion.id, name: name.value.trim() || criterion.name, weight: Number(weight.value) });
      // Painted anew while the focus is on its way, the row would lose it.
      name.addEventListener("change", () => setTimeout(save));
      weight.addEventListener("change", save);
      const remove = button(strings.planner_forget, () => {
        const undo = store.dispatch({ type: "forget", key: `criterion/${criterion.id}` });
        say(fill(strings.planner_removed, { name: criterion.name }), undo, () => document.querySelector(`[data-focus="criterion-${CSS.escape(criterion.id)}"]`));
        fresh.focus();
      });
      remove.setAttribute("aria-label", `${strings.planner_forget}: ${criterion.name}`);
      return make("li", {}, field(strings.planner_criterion, name), field(strings.planner_weight, weight), remove);
    };
    const fresh = make("input", { type: "text", maxLength: 80, autocomplete: "off", "data-focus": "criterion-new" });
    const addCriterion = () => {
      const name = fresh.value.trim();
      fresh.focus();
      if (!name) return;
      fresh.value = "";
      store.dispatch({ type: "criterion", id: Matchbook.newId(), name, weight: 3 });
      live.textContent = `${strings.planner_criterion}: ${name}`;
    };
    fresh.addEventListener("keydown", event => { if (event.key === "Enter") addCriterion(); });

    // ---- Scores
    const paintScores = () => {
      const records = desk.active(subject);
      scores.hidden = desk.criteria.length === 0 || records.length === 0;
      if (scores.hidden) return;
      const cell = (record, criterion) => {
        const points = select([["", "–"], ...POINTS.map(number => [String(number), String(number)])], String(record.scores[criterion.id] ?? ""));
        points.setAttribute("aria-label", `${desk.labelOf(record)}: ${criterion.name}`);
        points.dataset.focus = `score-${record.id}-${criterion.id}`;
        points.addEventListener("change", () => context.save(record.id, { scores: { [criterion.id]: points.value === "" ? null : Number(points.value) } }));
        return make("td", {}, points);
      };
      scores.replaceChildren(make("table", {}, make("caption", { className: "off-screen" }, strings.planner_scores),
        make("thead", {}, make("tr", {}, ...[planner.subjects.find(({ id }) => id === subject).name, ...desk.criteria.map(({ name }) => name), strings.planner_score_title].map(text => make("th", { scope: "col" }, text)))),
        make("tbody", {}, ...records.map(record => make("tr", {}, make("th", { scope: "row" }, desk.labelOf(record) || strings.planner_unnamed), ...desk.criteria.map(criterion => cell(record, criterion)), make("td", { className: "right" }, scoreWords(record)))))));
    };

    // ---- Order
    const move = (ids, from, to, focus) => {
      if (to < 0 || to >= ids.length || from === to) return;
      keep(Matchbook.moved(ids, from, to));
      live.textContent = fill(strings.planner_moved, { name: desk.records.get(ids[from]).name, place: to + 1, total: ids.length });
      order.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus();
    };
    let dragged = null;
    const orderRow = (id, at, ids) => {
      const record = desk.records.get(id);
      const name = desk.labelOf(record) || strings.planner_unnamed;
      const way = (text, sign, run, key) => {
        const made = button(sign, run, "button small");
        made.setAttribute("aria-label", `${text}: ${name}`);
        made.title = text;
        made.dataset.focus = `${key}-${id}`;
        return made;
      };
      const up = way(strings.planner_up, "↑", () => move(ids, at, at - 1, at - 1 === 0 ? `down-${id}` : `up-${id}`), "up");
      const down = way(strings.planner_down, "↓", () => move(ids, at, at + 1, at + 1 === ids.length - 1 ? `up-${id}` : `down-${id}`), "down");
      up.disabled = at === 0;
      down.disabled = at === ids.length - 1;
      const out = way(strings.planner_unlist, "×", () => {
        const undo = keep(ids.filter(other => other !== id));
        say(fill(strings.planner_unlisted, { name }), undo);
        (order.querySelector("button:not(:disabled)") ?? rest.querySelector("button"))?.focus();
      }, "out");
      const item = make("li", { draggable: true, "data-id": id, className: desk.isActive(record) ? "" : "is-inactive" }, make("span", { className: "planner-grip", "aria-hidden": "true" }, "⠿"), make("span", { className: "planner-order-name" }, name), make("span", { className: "planner-sub" }, scoreWords(record)), make("span", { className: "planner-ways" }, up, down, out));
      item.addEventListener("dragstart", event => {
        dragged = id;
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", name);
        item.classList.add("is-dragged");
      });
      item.addEventListener("dragend", () => {
        dragged = null;
        paintOrder();
      });
      item.addEventListener("dragover", event => {
        if (!dragged || dragged === id) return;
        event.preventDefault();
        const moving = order.querySelector(`[data-id="${CSS.escape(dragged)}"]`);
        const { top, height } = item.getBoundingClientRect();
        if (event.clientY > top + height / 2) item.after(moving);
        else item.before(moving);
      });
      item.addEventListener("drop", event => event.preventDefault());
      return item;
    };
    order.addEventListener("drop", event => {
      event.preventDefault();
      const next = [...order.querySelectorAll("[data-id]")].map(({ dataset }) => dataset.id);
      const at = next.indexOf(dragged);
      if (at < 0) return;
      live.textContent = fill(strings.planner_moved, { name: desk.records.get(dragged).name, place: at + 1, total: next.length });
      dragged = null;
      keep(next);
    });
    order.addEventListener("dragover", event => { if (dragged) event.preventDefault(); });
    const paintOrder = () => {
      // The rows must not change under the pointer.
      if (dragged) return;
      const ids = listed();
      order.replaceChildren(...ids.map((id, at) => orderRow(id, at, ids)));
      const others = desk.active(subject).filter(({ id }) => !ids.includes(id));
      restTitle.hidden = others.length === 0;
      rest.replaceChildren(...others.map(record => {
        const put = button(strings.planner_list, () => {
          keep([...listed(), record.id]);
          order.querySelector(`[data-focus="up-${CSS.escape(record.id)}"]:not(:disabled), [data-focus="out-${CSS.escape(record.id)}"]`)?.focus();
        });
        put.setAttribute("aria-label", `${strings.planner_list}: ${desk.labelOf(record)}`);
        put.dataset.focus = `list-${record.id}`;
        return make("li", {}, make("span", { className: "planner-order-name" }, desk.labelOf(record) || strings.planner_unnamed), make("span", { className: "planner-sub" }, scoreWords(record)), make("span", { className: "planner-ways" }, put));
      }));
    };
    const byScore = button(strings.planner_by_score, () => {
      const ids = listed();
      const score = id => Matchbook.scoreOf(desk.records.get(id), desk.criteria) ?? -1;
      const undo = keep(ids.slice().sort((a, b) => score(b) - score(a)));
      say(strings.planner_by_score_done, undo);
    });
    panel.append(...note ? [make("p", { className: "planner-reminder" }, note)] : [], make("p", {}, strings.planner_shortlist_lead),
      make("h3", {}, strings.planner_order), order, restTitle, rest, make("div", { className: "planner-tools" }, byScore, button(strings.planner_print, () => context.print(panel))),
      make("h3", {}, strings.planner_criteria), criteria, make("div", { className: "planner-tools" }, field(strings.planner_criterion_new, fresh), button(strings.planner_criterion_add, addCriterion)),
      scores, live);
    return [{
      id: "shortlist", title: strings.planner_shortlist, panel,
      paint(now) {
        desk = now;
        const [name] = [criteria.contains(document.activeElement) && document.activeElement.type === "text" ? document.activeElement : null];
        // A name that is being typed stays as it is.
        if (!name) criteria.replaceChildren(...desk.criteria.map(criterionRow));
        paintScores();
        paintOrder();
        byScore.hidden = desk.criteria.length === 0 || listed().length < 2;
      },
    }];
  });
})(globalThis.Matchbook ??= {});
