// A letter that went out is written down.
(function (Matchbook) {
  "use strict";

  const { fill, make, store, strings } = Matchbook;
  /** Characters of a letter that are kept. */
  const KEPT = 40_000;
  let made = 0;

  /**
   * A form that writes down that the letter was sent. `message()` is `{ subject, text }`, `email` the name of its sample, `level` how strong
   * it is, `on` the day when it is known; `say(text, undo)` shows what happened, and `close()` is called when the form is not needed any more.
   */
  Matchbook.sentForm = ({ addressee, message, email, level, on, say, close }) => {
    made++;
    const { levels } = addressee.desk.planner.log;
    const to = addressee.person ?? addressee.to;
    const today = Matchbook.dayOf(Date.now());
    const day = make("input", { type: "date", id: `sent-day-${made}`, value: on ?? today, max: today });
    const wrong = make("p", { className: "sent-wrong", role: "alert" });
    const strength = make("select", { id: `sent-level-${made}` }, ...levels.map((name, number) => make("option", { value: number }, name)));
    strength.value = String(level);
    const save = make("button", { type: "button", className: "button small primary" }, strings.sent_save);
    const leave = make("button", { type: "button", className: "button small" }, strings.sent_leave);
    leave.addEventListener("click", close);
    save.addEventListener("click", () => {
      if (!Matchbook.readDate(day.value) || day.value > today) {
        wrong.textContent = strings.letter_sent_day_wrong;
        day.focus();
        return;
      }
      const { subject, text } = message();
      const undo = store.dispatch({
        type: "send", id: Matchbook.newId(), email, to: addressee.to?.id, person: addressee.person?.id, level: Number(strength.value || 0), day: day.value, subject, text: text.slice(0, KEPT),
      });
      close();
      say(strings.sent_saved, undo);
    });
    return make("div", { className: "sent-form" }, make("p", {}, to ? fill(strings.letter_sent_to, { name: addressee.desk.nameOf(to) }) : strings.letter_sent_choose),
      make("div", {}, make("label", { htmlFor: day.id }, strings.sent_day), day, wrong),
      ...levels.length > 0 ? [make("div", {}, make("label", { htmlFor: strength.id }, strings.sent_level), strength)] : [],
      make("p", { className: "actions" }, save, leave));
  };

  /** What the rules say against an email that was written down by hand, as sentences, each with the entry of the log that is the reason. */
  Matchbook.againstEntry = async (entry, desk) => {
    const [to, person] = [desk.records.get(entry.to), desk.records.get(entry.person)];
    const known = desk.contextFor(to, person, Matchbook.noonOf(entry.day));
    const context = { ...known, email: entry.email, log: known.log.filter(({ id, day }) => id !== entry.id && day <= entry.day) };
    return Matchbook.logFindings(await Matchbook.loadRules(document.body.dataset.rules), context, entry.level).map(({ rule, against }) =>
      [rule.message, ...against.slice(-1).map(one => `${Matchbook.sentWords(one, desk)}.`)].join(" "));
  };
})(globalThis.Matchbook ??= {});
