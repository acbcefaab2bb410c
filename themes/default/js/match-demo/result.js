// The match demonstrator at its end: who got whom, what is different from before, what holds for it, and what every other list would get.
(function (Matchbook) {
  "use strict";

  const { make, match, lists } = Matchbook;
  const element = (name, className, ...children) => make(name, { className }, ...children);
  /** Longest table of lists. */
  const MOST_ROWS = 100;

  const table = (label, heads, rows) => make("div", { className: "table", role: "group", tabIndex: 0, "aria-label": label }, make("table", {},
    make("thead", {}, make("tr", {}, ...heads.map(head => make("th", { scope: "col" }, head)))),
    make("tbody", {}, ...rows)));
  const row = (className, head, ...cells) => element("tr", className, make("th", { scope: "row" }, head), ...cells.map(cell => make("td", {}, ...[cell].flat())));

  /** What holds for a result, each as a sentence; what would take too long to try is left out. */
  const holds = (words, { problem, log, change }) => {
    const { isSame, isAll, number } = match.tryOrders(problem);
    // With a what-if the lists are not the true ones.
    const all = change ? null : match.tryAllLists(problem);
    return [
      match.blockingPairs(problem, log.held).length === 0 && words.say("check_stable", { applicant: words.nouns.applicant }),
      isSame && number > 1 && words.say(isAll ? "check_orders" : "check_some_orders", { n: number }),
      all?.isSafe && words.say("check_lists", { n: all.number }),
    ].filter(Boolean);
  };

  /** Returns the element, and what shows a view (session.js). */
  Matchbook.matchResult = (words, id) => {
    const place = element("div", "match-result-body");
    let shown = null;
    const rank = result => {
      if (!result.program) return "";
      const said = words.ordinal(result.rank);
      const isOther = result.given !== result.rank;
      return [said, ...isOther ? [" ", element("span", "match-given", words.say("on_changed", { rank: words.ordinal(result.given) }))] : []];
    };
    const bodyOf = view => {
      const { results, earlier, problem, log } = view;
      const old = new Map(earlier?.map(result => [result.applicant, result]));
      const changed = new Set(view.differences.map(({ applicant }) => applicant));
      const left = problem.programs.map(({ name, places }) => ({ program: name, n: places - log.held.get(name).length })).filter(({ n }) => n > 0);
      const without = results.filter(({ program }) => !program).map(({ applicant }) => applicant);
      return [
        table(words.say("result"), [words.nouns.applicant, words.say("matched"), words.say("rank"), ...earlier ? [words.say("before")] : []],
          results.map(result => row(`${changed.has(result.applicant) ? "is-changed" : ""}${result.program ? "" : " is-left"}${words.isYou(result.applicant) ? " is-you" : ""}`.trim(),
            result.applicant, result.program ?? words.say("no_match"), rank(result),
            ...earlier ? [old.has(result.applicant) ? words.brief(old.get(result.applicant)) : ""] : []))),
        element("p", "match-without", without.length > 0 ? words.say("unmatched_are", { list: without.join(", ") }) : words.say("all_matched"),
          ...left.length > 0 ? [` ${words.say("unfilled", { list: left.map(one => words.say("unfilled_one", one)).join(", ") })}`] : []),
        element("ul", "match-holds", ...holds(words, view).map(text => make("li", {}, text))),
      ];
    };
    return {
      element: make("div", { className: "match-result", role: "group", "aria-labelledby": `${id}-result` }, make("p", { className: "match-title", id: `${id}-result` }, words.say("result")), place),
      paint(view) {
        const key = view.isFinal ? view.log : null;
        if (key && key === shown) return;
        shown = key;
        place.replaceChildren(...view.isFinal ? bodyOf(view) : [element("p", "match-later", words.say("result_later"))]);
      },
    };
  };

  /** A part that opens: every list that one person could hand in, and what it would get. */
  Matchbook.matchAllLists = (words, id) => {
    const select = make("select", { id: `${id}-whose` });
    const place = make("div");
    const details = element("details", "more match-all-lists", make("summary", {}, words.say("lists")),
      element("div", "more-body", element("p", "match-field", make("label", { htmlFor: select.id }, words.say("lists_who")), select), place));
    let view = null;
    let shown = null;
    const paint = () => {
      if (!details.open || !view) return;
      const who = select.value;
      if (shown?.problem === view.problem && shown.who === who) return;
      shown = { problem: view.problem, who };
      const truth = view.base.applicants.find(({ name }) => name === who).list;
      const tries = match.tryLists(lists.withList(view.problem, "applicants", who, truth), who);
      if (!tries) {
        place.replaceChildren(make("p", {}, words.say("lists_many")));
        return;
      }
      const isTrue = ({ list }) => lists.same(list, truth);
      const honest = tries.find(isTrue);
      const rows = [honest, ...tries.filter(one => !isTrue(one))].slice(0, MOST_ROWS);
      const isSafe = tries.every(({ isBetter }) => !isBetter);
      place.replaceChildren(
        ...isSafe ? [make("p", {}, words.say(words.isYou(who) ? "lists_none_you" : "lists_none", { n: tries.length, who, result: words.choice(honest) }))] : [],
        table(words.say("lists"), [words.say("lists_list"), words.say("lists_result"), words.say("lists_rank")], rows.map(one => row(isTrue(one) ? "is-true" : "",
          words.names(one.list) + (isTrue(one) ? ` (${words.say("lists_true")})` : ""),
          one.program ?? words.say("no_match"), one.program ? one.rank === null ? words.say("off_list") : words.ordinal(one.rank) : ""))));
    };
    details.addEventListener("toggle", paint);
    select.addEventListener("change", paint);
    return {
      element: details,
      paint(now) {
        const before = view;
        view = now;
        if (before?.base !== now.base) {
          const own = now.base.applicants.map(({ name }) => name);
          const wanted = own.includes(select.value) ? select.value : own[0];
          select.replaceChildren(...own.map(name => make("option", { value: name }, name)));
          select.value = wanted;
        }
        paint();
      },
    };
  };
})(globalThis.Matchbook ??= {});
