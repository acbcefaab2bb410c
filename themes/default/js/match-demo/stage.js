// The match demonstrator step by step: what happens now, the buttons, who holds whom, how far each list has come, and all steps.
(function (Matchbook) {
  "use strict";

  const { make } = Matchbook;
  const element = (name, className, ...children) => make(name, { className }, ...children);
  /** Places that are drawn one by one. */
  const MOST_FREE = 4;

  /** A name with a mark that can be seen, and words for it. */
  const marked = (name, mark, text) => element("li", mark === "open" ? "" : `is-${mark}`, name, ...text ? [element("span", "off-screen", ` (${text})`)] : []);

  const boardOf = (words, { programs, step }) => programs.map(({ name, places, held, list }) => {
    const isHere = step?.program === name;
    const free = places - held.length;
    const isNew = applicant => isHere && step.applicant === applicant;
    return element("li", `match-program${isHere ? " is-here" : ""}`,
      element("p", "match-program-name", make("strong", {}, name), " ", make("span", {}, words.say("filled", { n: held.length, places }))),
      element("ul", "match-places",
        ...held.map(applicant => element("li", isNew(applicant) ? "is-held is-new" : "is-held", applicant)),
        ...Array.from({ length: Math.min(free, MOST_FREE) }, () => element("li", "is-free", words.say("free"))),
        ...free > MOST_FREE ? [element("li", "is-more", words.say("free_more", { n: free - MOST_FREE }))] : []),
      element("p", "match-event", isHere ? words.event(step) : ""),
      element("div", "match-ranks", make("span", {}, words.say("ranks")),
        ...list.length > 0 ? [make("ol", {}, ...list.map(({ applicant, mark }) => marked(applicant, mark, mark === "open" ? "" : words.say(`mark_${mark}`))))] : [` ${words.say("nothing")}`]));
  });

  const progressOf = (words, { applicants, step, isFinal }) => applicants.map(applicant => {
    const { name, list, where } = applicant;
    return element("li", `match-applicant is-${where}${step?.applicant === name ? " is-here" : ""}`,
      make("strong", {}, name),
      list.length > 0 ? make("ol", {}, ...list.map(({ program, mark }) => marked(program, mark, mark === "tried" ? words.say("mark_tried") : ""))) : make("span", {}, words.say("nothing")),
      element("span", "match-where", words.where(applicant, isFinal)));
  });

  /** `go` is called with the number of steps that shall be taken. Returns the element, and what shows a view (session.js). */
  Matchbook.matchStage = (words, id, go) => {
    let at = 0;
    let total = 0;
    const position = element("p", "match-position");
    const sentence = element("p", "match-sentence");
    const bar = make("progress", { className: "progress-bar", "aria-hidden": "true" });
    const button = (name, isOff, target) => {
      const made = make("button", { type: "button", className: `button small match-${name}` }, words.say(name));
      // One that is pressed must not lose the focus, so it is only said to be off.
      made.addEventListener("click", () => { if (!isOff()) go(target()); });
      return { made, isOff };
    };
    const controls = [
      button("first", () => at === 0, () => 0), button("back", () => at === 0, () => at - 1),
      button("step", () => at === total, () => at + 1), button("run", () => at === total, () => total),
    ];
    controls[2].made.classList.add("primary");
    const board = element("ul", "match-board");
    const progress = element("ul", "match-progress");
    const steps = element("ol", "match-steps");
    const titled = (name, list) => {
      const title = make("p", { className: "match-title", id: `${id}-${name}` }, words.say(name));
      list.setAttribute("aria-labelledby", title.id);
      return [title, list];
    };
    let log = null;
    const paintSteps = view => {
      if (log !== view.log) {
        ({ log } = view);
        steps.replaceChildren(...log.steps.map((step, number) => {
          const made = make("button", { type: "button" }, make("span", {}, step.program ? words.say("try", { who: step.applicant, program: step.program }) : step.applicant), " ",
            element("span", "match-outcome", words.short(step)));
          made.addEventListener("click", () => go(number + 1));
          return element("li", `is-${step.outcome}`, made);
        }));
      }
      [...steps.children].forEach((item, number) => {
        item.classList.toggle("is-ahead", number >= view.at);
        if (number === view.at - 1) item.firstElementChild.setAttribute("aria-current", "step");
        else item.firstElementChild.removeAttribute("aria-current");
      });
    };
    return {
      element: element("div", "match-stage",
        element("div", "match-now", position, sentence, bar, make("div", { className: "match-controls", role: "group", "aria-label": words.say("controls") }, ...controls.map(({ made }) => made))),
        ...titled("board", board), ...titled("progress", progress), ...titled("steps", steps)),
      paint(view) {
        at = view.at;
        total = view.log.steps.length;
        position.textContent = words.position(at, total);
        sentence.textContent = words.sentence(view.step, view.isFinal);
        bar.max = Math.max(total, 1);
        bar.value = at;
        for (const { made, isOff } of controls) {
          if (isOff()) made.setAttribute("aria-disabled", "true");
          else made.removeAttribute("aria-disabled");
        }
        board.replaceChildren(...boardOf(words, view));
        progress.replaceChildren(...progressOf(words, view));
        paintSteps(view);
      },
    };
  };
})(globalThis.Matchbook ??= {});
