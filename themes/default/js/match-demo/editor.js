// The lists of the match demonstrator to change: order, places, people and programs, and a list of the reader's own.
(function (Matchbook) {
  "use strict";

  const { make, lists, match } = Matchbook;
  const element = (name, className, ...children) => make(name, { className }, ...children);
  /** Most applicants whose results stay in sight while lists are edited. */
  const SHORT = 6;
  const namesOf = side => side.map(({ name }) => name);

  /**
   * A button that changes something: `key` finds it again when all is painted anew. One that can do nothing keeps the focus and is only
   * said to be off.
   */
  const button = (key, className, label, text, run) => {
    const made = make("button", { type: "button", className, "data-key": key }, text);
    if (label !== text) {
      made.setAttribute("aria-label", label);
      made.title = label;
    }
    if (run) made.addEventListener("click", run);
    else made.setAttribute("aria-disabled", "true");
    return made;
  };

  /** Where it is said why something is refused, beside the button that was pressed. */
  const refusal = () => make("p", { className: "match-error", role: "alert" });

  /** The buttons of one list. `title` is what it is called, `change` is called with the new list and the key of what gets the focus. */
  const listEditor = (words, { key, title, list, others, change }) => [
    list.length > 0 ? element("ol", "match-edit-list", ...list.map((item, at) => element("li", "", make("span", {}, item),
      element("div", "match-moves", button(`${key}/up/${item}`, "match-up", words.say("up", { title, item }), "", at > 0 && (() => change(lists.moved(list, at, -1), `${key}/up/${item}`))),
      button(`${key}/down/${item}`, "match-down", words.say("down", { title, item }), "", at < list.length - 1 && (() => change(lists.moved(list, at, 1), `${key}/down/${item}`))),
      button(`${key}/take/${item}`, "match-take", words.say("take", { title, item }), "", () => change(lists.placed(list, item, null), `${key}/put/${item}`))))))
      : element("p", "match-none", words.say("empty_list")),
    ...others.length > 0 ? [element("p", "match-put-ways", ...others.map(item =>
      button(`${key}/put/${item}`, "match-put", words.say("put", { title, item }), `+ ${item}`, () => change([...list, item], `${key}/take/${item}`))))] : [],
  ];

  /**
   * Paints `content(view)` into an element when the lists have changed. The focus stays on the control of the same key, or goes to the
   * one that `focusOn` named.
   */
  const painter = (place, content) => {
    let shown = null;
    let wanted = null;
    return {
      focusOn(key) { wanted = key; },
      paint(view) {
        if (shown === view.base) return;
        shown = view.base;
        const key = wanted ?? (place.contains(document.activeElement) ? document.activeElement.dataset.key : null);
        wanted = null;
        place.replaceChildren(...content(view));
        if (key) [...place.querySelectorAll("[data-key]")].find(control => control.dataset.key === key)?.focus();
      },
    };
  };

  /** A part that opens: the lists of both sides. `edit` is called with the new lists and what has been done, as a sentence. */
  Matchbook.matchEditor = (words, id, edit) => {
    const place = element("div", "match-edit-body");
    const now = element("p", "match-results-now");
    const opened = new Set();
    const nounOf = side => (side === "applicants" ? words.nouns.applicant : words.nouns.program);

    /** One person or program, closed at first. */
    const card = (view, side, one) => {
      const { base } = view;
      const { name, list } = one;
      const key = `${side}/${name}`;
      const title = words.say("one_list", { who: name });
      const other = side === "applicants" ? base.programs : base.applicants;
      const details = element("details", "match-card", make("summary", { "data-key": key },
        make("span", {}, make("strong", {}, name), " ", make("span", {}, [...side === "programs" ? [words.places(one.places)] : [], words.names(list)].join(": ")))));
      details.open = opened.has(key);
      details.addEventListener("toggle", () => { if (details.open) opened.add(key); else opened.delete(key); });
      const change = (changed, focus) => {
        painted.focusOn(focus);
        edit(lists.withList(base, side, name, changed), words.say("list_is", { title, list: words.names(changed) }));
      };
      const places = by => {
        // The guide's own example may have more than can be chosen here.
        const number = by < 0 ? Math.min(one.places + by, lists.MOST_PLACES) : one.places + by;
        return number >= 1 && number <= lists.MOST_PLACES && (() => edit(lists.withPlaces(base, name, number), `${name}: ${words.places(number)}.`));
      };
      const isLast = base[side].length === 1;
      const refused = refusal();
      details.append(
        ...side === "programs" ? [element("p", "match-quota", make("span", {}, words.say("places")),
          button(`${key}/fewer`, "match-fewer", words.say("fewer", { who: name }), "−", places(-1)), element("strong", "", String(one.places)),
          button(`${key}/more`, "match-more", words.say("more", { who: name }), "+", places(1)))] : [],
        ...listEditor(words, { key, title, list, others: namesOf(other).filter(item => !list.includes(item)), change }),
        element("p", "match-remove", button(`${key}/remove`, "button small", words.say("remove", { who: name }), words.say("remove", { who: name }), () => {
          if (isLast) {
            refused.textContent = words.say("last", { who: name });
            return;
          }
          painted.focusOn(`${side}/name`);
          edit(lists.withoutOne(base, side, name), words.say("removed", { who: name }));
        })), refused);
      return details;
    };

    const adder = (view, side) => {
      const input = make("input", { type: "text", id: `${id}-${side}-name`, autocomplete: "off", "data-key": `${side}/name` });
      const error = make("p", { className: "match-error", id: `${id}-${side}-error`, role: "alert" });
      const form = element("form", "match-adder", make("label", { htmlFor: input.id }, words.say("name", { noun: nounOf(side) })),
        make("div", {}, input, make("button", { className: "button small" }, words.say("add"))), error);
      input.setAttribute("aria-describedby", error.id);
      form.addEventListener("submit", event => {
        event.preventDefault();
        const wrong = lists.nameError(view.base, side, input.value);
        const name = lists.clean(input.value);
        // The name that stands for the reader is for the reader.
        const problem = wrong ?? (words.isYou(name, true) ? "twice" : null);
        error.textContent = problem ? words.say(`name_${problem}`) : "";
        input.setAttribute("aria-invalid", String(Boolean(problem)));
        if (problem) {
          input.focus();
          return;
        }
        opened.add(`${side}/${name}`);
        painted.focusOn(`${side}/${name}`);
        edit(lists.withOne(view.base, side, name), words.say("added", { who: name }));
      });
      return form;
    };

    const painted = painter(place, view => ["applicants", "programs"].map(side => {
      const title = words.say("each", { noun: nounOf(side) });
      return make("div", { className: "match-side", role: "group", "aria-label": title }, element("p", "match-title", title),
        // The reader's own list has a place of its own.
        ...view.base[side].filter(({ name }) => side === "programs" || !words.isYou(name)).map(one => card(view, side, one)), adder(view, side));
    }));
    return {
      element: element("details", "more match-edit", make("summary", {}, words.say("edit")), element("div", "more-body", make("p", {}, words.say("edit_lead")), place, now)),
      paint(view) {
        painted.paint(view);
        // A long one would cover what is edited.
        now.classList.toggle("is-short", view.results.length <= SHORT);
        now.replaceChildren(make("strong", {}, `${words.say("now")}: `), view.results.map(result => `${result.applicant}: ${words.brief(result)}`).join("; "));
      },
    };
  };

  /** A part that opens: the reader among the others, with a list of their own. */
  Matchbook.matchOwn = (words, id, edit) => {
    const place = element("div", "match-own-body");
    const result = element("p", "match-own-result");
    const you = words.say("you");
    let said = null;
    const title = words.say("own_list");
    const rankField = (base, { name: program, list }, at) => {
      const select = make("select", { id: `${id}-own-${at}`, "data-key": `own/place/${program}` });
      const others = list.filter(name => name !== you);
      select.append(make("option", { value: "" }, words.say("own_unlisted")),
        ...Array.from({ length: others.length + 1 }, (_, rank) => make("option", { value: String(rank) }, words.ordinal(rank))));
      const rank = list.indexOf(you);
      select.value = rank < 0 ? "" : String(rank);
      select.addEventListener("change", () => {
        const wanted = select.value === "" ? null : Number(select.value);
        edit(lists.withList(base, "programs", program, lists.placed(list, you, wanted)),
          wanted === null ? words.say("own_put_not", { program }) : words.say("own_put", { program, rank: words.ordinal(wanted) }));
      });
      return element("p", "match-field", make("label", { htmlFor: select.id }, words.say("own_place", { program })), select);
    };
    const painted = painter(place, ({ base }) => {
      const own = base.applicants.find(({ name }) => name === you);
      if (!own) {
        const wrong = lists.nameError(base, "applicants", you);
const refused = refusal();
        return [element("p", "", button("own/join", "button small primary", words.say("own_join"), words.say("own_join"), () => {
          if (wrong) {
            refused.textContent = words.say(wrong === "twice" ? "own_taken" : `name_${wrong}`);
            return;
          }
          painted.focusOn(`own/down/${base.programs[0].name}`);
          edit(lists.joined(base, you), words.say("own_joined"));
        })), refused];
      }
      const change = (list, focus) => {
        painted.focusOn(focus);
        edit(lists.withList(base, "applicants", you, list), words.say("list_is", { title, list: words.names(list) }));
      };
      return [
        element("p", "match-title", title),
        ...listEditor(words, { key: "own", title, list: own.list, others: namesOf(base.programs).filter(item => !own.list.includes(item)), change }),
        element("p", "match-title", words.say("own_places")), element("div", "match-fields", ...base.programs.map((program, at) => rankField(base, program, at))),
        result,
        element("p", "match-remove", button("own/leave", "button small", words.say("own_leave"), words.say("own_leave"), () => {
          painted.focusOn("own/join");
          edit(lists.withoutOne(base, "applicants", you), words.say("own_left"));
        })),
      ];
    });
    return {
      element: element("details", "more match-own", make("summary", {}, words.say("own")), element("div", "more-body", make("p", {}, words.say("own_lead")), place)),
      paint(view) {
        painted.paint(view);
        const got = view.results.find(({ applicant }) => applicant === you);
        if (!got || said === view.log) return;
        said = view.log;
        const tries = view.change ? null : match.tryLists(view.problem, you);
        result.textContent = [
          got.program ? words.say("own_result", { program: got.program, rank: words.ordinal(got.rank) }) : words.say("own_no_result"),
          tries?.every(({ isBetter }) => !isBetter) ? words.say("own_best", { n: tries.length }) : "",
        ].filter(Boolean).join(" ");
      },
    };
  };
})(globalThis.Matchbook ??= {});
