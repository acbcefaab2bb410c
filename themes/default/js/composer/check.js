// What the rules say of a letter while it is written: a list below it, marks on its words, a line above it, and the days of its window.
(function (Matchbook) {
  "use strict";

  const { count, fill, make, strings } = Matchbook;
  const day = at => new Date(at).toLocaleDateString(document.documentElement.lang, { weekday: "short", month: "long", day: "numeric" });

  /**
   * Checks the letter of a composer. `places` are the elements that show subject and text, `fields` those of the form, `below` is what
   * the list stands under, `addressee` whom it goes to. Returns `paint(message, values)`, `blocks()`, a sentence about what must not be
   * sent, and `stops()`, why what the reader's own data say is against sending it.
   */
  Matchbook.checkLetter = ({ rules, letter, places, fields, below, addressee }) => {
    const byId = new Map(fields.map(field => [field.id, field]));
    let found = [];

    const go = ({ start, end }) => {
      // Its words may carry the mark of a graver finding.
      const marks = [];
      for (const mark of letter.querySelectorAll(".finding-mark")) {
        const isOf = Number(mark.dataset.from) < end && Number(mark.dataset.to) > start;
        mark.classList.toggle("is-here", isOf);
        if (isOf) marks.push(mark);
      }
      if (marks.length === 0) return;
      const place = marks[0].closest("mark[data-field]");
      const input = byId.get(place?.dataset.field)?.input;
      if (input) {
        // What is wrong was typed there.
        input.focus();
        const shown = place.textContent;
        const typedAt = input.value.indexOf(shown);
        if (typedAt < 0 || !input.setSelectionRange || input.type === "date") return;
        const range = new Range();
        range.selectNodeContents(place);
        range.setEndAfter(marks.findLast(mark => place.contains(mark)));
        const to = typedAt + range.toString().length;
        range.setStartBefore(marks[0]);
        input.setSelectionRange(to - range.toString().length, to);
      } else {
        marks[0].tabIndex = -1;
        marks[0].focus();
        marks[0].scrollIntoView({ block: "center" });
      }
    };

    // The list may be below what is in sight.
    const verdict = letter.parentElement.querySelector(".composer-verdict");
    const paintVerdict = (number, severity) => {
      if (number === 0) {
        verdict.replaceChildren();
        return;
      }
      if (!verdict.firstChild) {
        verdict.append(make("button", { type: "button" }));
        verdict.firstChild.addEventListener("click", () => {
          findings.element.scrollIntoView({ block: "center" });
          findings.element.querySelector("button")?.focus({ preventScroll: true });
        });
      }
      verdict.firstChild.className = `is-${severity}`;
      verdict.firstChild.textContent = count(number, "check_seen_one", "check_seen");
    };
    const findings = Matchbook.findingsList(go, paintVerdict, entry => Matchbook.sentWords(entry, addressee.desk));
    const windowLine = make("p", { className: "composer-window" });
    below.after(windowLine, findings.element);

    const paintWindow = dates => {
      const points = letter.dataset.window && Matchbook.readWindow(letter.dataset.window);
      const span = points && Matchbook.windowOn(points, dates);
      windowLine.hidden = !span;
      if (!span) return;
      const [from, to] = span;
      const state = Date.now() > to ? strings.check_window_late : Date.now() < from ? strings.check_window_early : "";
      windowLine.textContent = `${fill(Number.isFinite(from) ? strings.check_window : strings.check_window_by, { from: day(from), to: day(to) })} ${state}`.trim();
    };

    /** Whether the words are in the label of a field that is still empty, which is said elsewhere. */
    const isEmptyField = (missing, text, { start, end }) => missing.some(id => {
      const label = `[${byId.get(id).label}]`;
      const at = text.lastIndexOf(label, start);
      return at >= 0 && end <= at + label.length;
    });

    return {
      paint({ subject, text, missing }, values) {
        const dates = Object.fromEntries(fields.filter(({ event, input }) => event && input.value).map(({ event, input }) => [event, [input.value]]));
        const message = { subject, letter: text };
        const whole = Matchbook.textOfMessage(message);
        const known = addressee.context(Date.now());
        // What is typed here counts before what the planner has, which knows the clock of the same day too.
        for (const [event, [day]] of Object.entries(dates)) if (known.dates?.[event]?.[0].startsWith(day)) delete dates[event];
        const context = { ...known, email: letter.dataset.email, fields: values, dates: { ...known.dates, ...dates } };
        // What is missing in a letter that is not complete yet is no finding.
        found = Matchbook.runRules(rules, message, context).filter(finding => (finding.start === null
          ? missing.length === 0 || finding.rule.context : !isEmptyField(missing, whole, finding)));
        findings.show(found, whole, missing.length > 0 ? strings.check_none_yet : strings.check_none);
        Matchbook.markFindings(places, whole, found);
        paintWindow(context.dates);
      },
      stops: () => [...new Set(found.filter(({ severity, rule }) => severity === "block" && rule.context).map(({ rule, against }) =>
        [rule.message, ...against.slice(-1).map(entry => `${Matchbook.sentWords(entry, addressee.desk)}.`)].join(" ")))],
      blocks() {
        const number = new Set(found.filter(({ severity }) => severity === "block").map(finding => finding.number)).size;
        return number > 0 ? fill(strings[number === 1 ? "check_blocks_one" : "check_blocks"], { n: number }) : "";
      },
    };
  };
})(globalThis.Matchbook ??= {});
