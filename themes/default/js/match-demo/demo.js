// The match demonstrator: reads the tables of a page, stands in their place, and lets readers step through, ask what if, and change
// everything. Nothing is kept: what was changed is gone with the page.
(function (Matchbook) {
  "use strict";

  const { lists, make, match, matchSession: session } = Matchbook;
  const element = (name, className, ...children) => make(name, { className }, ...children);

  /** The text of a table: cells of the head, and of each row. */
  const textOf = table => {
    const [head = [], ...rows] = [...table.rows].map(row => [...row.cells].map(cell => cell.textContent));
    return { head, rows };
  };

  Matchbook.register("[data-match-demo]", part => {
    const { strings } = Matchbook;
    const box = part.querySelector(".match-live");
    const tables = [...part.querySelectorAll("table")].filter(table => !table.closest(".match-change")).slice(0, 2).map(textOf);
    const [applicants = { head: [], rows: [] }, programs = { head: [], rows: [] }] = tables;
    const words = Matchbook.matchWords(strings, { applicant: lists.clean(applicants.head[0] ?? ""), program: lists.clean(programs.head[0] ?? "") }, document.documentElement.lang);

    const example = lists.readTables(applicants.rows, programs.rows);
    const errors = tables.length < 2 ? [{ kind: "tables" }] : match.validate(example);
    const cards = [...part.querySelectorAll(".match-change")];
    const changes = cards.map(card => ({ card, title: card.dataset.title, who: card.dataset.who, list: lists.namesIn([card.dataset.list]) }));
    const said = errors.map(error => words.error(error));
    const isRight = change => {
      const [wrong] = lists.changeErrors(example, change);
      if (wrong) said.push(words.say("what_if_error", { title: change.title, error: words.error(wrong) }));
      return !wrong;
    };
    const usable = errors.length > 0 ? [] : changes.filter(isRight);
    const trouble = said.length > 0 ? [element("div", "match-trouble", make("p", {}, words.say("trouble")), make("ul", {}, ...said.map(text => make("li", {}, text))))] : [];
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", part.dataset.matchDemo);
    if (errors.length > 0) {
      box.replaceChildren(...trouble);
      part.classList.add("is-broken");
      return;
    }

    let now = session.start(example);
    const live = make("p", { className: "off-screen", role: "status" });
    const say = text => { live.textContent = text; };
    /** Goes on with another session, and says `text` and whose result is another one than before. */
    const turn = (next, text) => {
      const before = session.view(now).results;
      now = next;
      paint();
      say(`${text} ${words.differences(match.difference(before, session.view(now).results))}`);
    };

    // ---- What if
    const choose = change => {
      if (!session.allows(now, change)) {
        say(words.say("change_without"));
        return;
      }
      if (now.change === change) {
        turn(session.choose(now, null), words.say("change_over"));
        return;
      }
      // Another what-if may be on: what is different counts from the lists without one.
      now = session.choose(now, change);
      paint();
      say(`${changeSentence(change)} ${words.differences(session.view(now).differences)}`);
    };
    const changeSentence = ({ who, list }) => words.say("change_instead", {
      who, list: words.names(list), before: words.names(now.base.applicants.find(({ name }) => name === who).list),
    });
    const chips = usable.map(change => {
      const chip = make("button", { type: "button", className: "match-chip", "aria-pressed": "false" }, change.title);
      chip.addEventListener("click", () => choose(change));
      const go = make("button", { type: "button", className: "button small" }, words.say("change_try"));
      go.addEventListener("click", () => {
        if (now.change !== change) choose(change);
        box.scrollIntoView();
        chip.focus({ preventScroll: true });
      });
      (change.card.querySelector(".match-change-way") ?? change.card).append(go);
      return { chip, go, change };
    });
    const without = make("p", { className: "match-without-lead", hidden: true }, words.say("change_without"));
    const whatIf = make("div", { className: "match-what-if", role: "group", "aria-label": words.say("what_if") },
      make("span", {}, words.say("what_if")), ...chips.map(({ chip }) => chip), without);

    // ---- What is different
    const panel = element("div", "match-panel");
    const undo = make("button", { type: "button", className: "button small" }, words.say("undo"));
    const reset = make("button", { type: "button", className: "button small" }, words.say("reset"));
    const bar = element("p", "match-bar", undo, reset);
    undo.addEventListener("click", () => {
      if (session.view(now).canUndo) turn(session.undo(now), words.say("undone"));
    });
    reset.addEventListener("click", () => {
      if (session.view(now).isEdited) turn(session.reset(now), words.say("was_reset"));
    });
    const off = (button, isOff) => {
      if (isOff) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    };
    const paintPanel = ({ change, isEdited, canUndo, differences }) => {
      panel.hidden = !change && !isEdited;
      panel.replaceChildren(
        make("p", {}, change ? changeSentence(change) : words.say("edited")),
        element("p", "match-title", words.say(change ? "difference" : "difference_from_example")),
        differences.length > 0 ? make("ul", {}, ...differences.map(one => make("li", {}, make("strong", {}, one.applicant), `: ${words.difference(one)}`))) : make("p", {}, words.say("difference_none")),
        ...change ? [make("p", {}, make("a", { href: `#${change.card.id}` }, words.say("why")))] : []);
      // Once something was changed, the way back stays.
      bar.hidden = bar.hidden && !isEdited && !canUndo;
      off(undo, !canUndo);
      off(reset, !isEdited);
    };
    bar.hidden = true;

    // ---- Steps, result, lists
    const stage = Matchbook.matchStage(words, part.id, at => {
      now = session.go(now, at);
      paint();
      const view = session.view(now);
      say(`${words.position(view.at, view.log.steps.length)}. ${words.sentence(view.step, view.isFinal)}`);
    });
    const edit = (base, text) => turn(session.edit(now, base), text);
    const views = [
      { paint: paintPanel }, stage, Matchbook.matchResult(words, part.id), Matchbook.matchOwn(words, part.id, edit),
      Matchbook.matchEditor(words, part.id, edit), Matchbook.matchAllLists(words, part.id),
    ];
    const paint = () => {
      const view = session.view(now);
      for (const { chip, go, change } of chips) {
        chip.setAttribute("aria-pressed", String(now.change === change));
        const isOff = !session.allows(now, change);
        off(chip, isOff);
        off(go, isOff);
      }
      without.hidden = chips.every(({ change }) => session.allows(now, change));
      for (const each of views) each.paint(view);
    };
    const leftOut = part.querySelector(":scope > .match-leaves-out");
    box.replaceChildren(...trouble, element("p", "match-name", part.dataset.matchDemo), element("p", "match-lead", words.say("lead")), ...chips.length > 0 ? [whatIf] : [], panel, bar, live,
      ...views.map(view => view.element).filter(Boolean), ...leftOut ? [leftOut.cloneNode(true)] : []);
    paint();
    part.classList.add("is-live");
  });
})(globalThis.Matchbook ??= {});
