// What was sent: written down by "Mark as sent" beside a letter, or here by hand.
(function (Matchbook) {
  "use strict";

  const { make, store, strings } = Matchbook;

  Matchbook.plannerView(context => {
    const { planner, emails, button, field, select, say } = context;
    const { log } = planner;
    if (!log) return [];
    const nothing = [["", strings.planner_not_set]];
    const email = select([...emails.map(([name, title]) => [name, title]), ["", strings.sent_other]]);
    const to = select(nothing);
    const person = select(nothing);
    const day = make("input", { type: "date" });
    const level = select(log.levels.map((name, number) => [String(number), name]));
    const subject = make("input", { type: "text", maxLength: 300, autocomplete: "off" });
    const box = make("div", { className: "planner-form", hidden: true });
    const body = make("tbody");
    const head = [strings.sent_day, strings.planner_email, strings.planner_to, ...log.levels.length > 0 ? [strings.sent_level] : [], ""];
    const table = make("table", { className: "planner-table" }, make("caption", { className: "off-screen" }, strings.planner_sent),
      make("thead", {}, make("tr", {}, ...head.map(text => (text ? make("th", { scope: "col" }, text) : make("td", {}))))), body);
    const empty = make("p", { className: "planner-empty" }, strings.planner_sent_none);
    const panel = make("section", { className: "planner-panel" });
    /** The entry that is changed; `null` for a new one. */
    let changed = null;
    let desk = null;

    const people = () => person.replaceChildren(...[...nothing, ...log.person && to.value ? desk.childrenOf(desk.records.get(to.value), log.person).map(({ id, name }) => [id, name]) : []].map(([id, text]) => make("option", { value: id }, text)));
    to.addEventListener("change", people);
    email.addEventListener("change", () => { level.value = String(emails.find(([name]) => name === email.value)?.[2] ?? 0); });
    const add = button(strings.planner_sent_add, () => edit(null), "button small primary");
    const edit = entry => {
      changed = entry;
      // One that the guide has no more is kept as another one.
      email.lastElementChild.value = emails.some(([name]) => name === entry?.email) ? "" : entry?.email ?? "";
      email.value = entry?.email ?? emails[0]?.[0] ?? "";
      to.value = entry?.to ?? "";
      people();
      person.value = entry?.person ?? "";
      day.max = Matchbook.dayOf(Date.now());
      day.value = entry?.day ?? Matchbook.dayOf(Date.now());
      level.value = String(entry?.level ?? emails[0]?.[2] ?? 0);
      subject.value = entry?.subject ?? "";
      refuse(day);
      box.hidden = false;
      email.focus();
    };
    const wayOf = entry => entry && body.querySelector(`[data-focus="sent-${CSS.escape(entry.id)}"]`);
    const close = () => {
      box.hidden = true;
      (wayOf(changed) ?? add).focus();
    };
    const wrong = make("p", { className: "planner-problem", id: Matchbook.newElementId("wrong") });
    /** Says at a field what is wrong with it; at none when there is no `text`. */
    const refuse = (input, text = "") => {
      wrong.textContent = text;
      for (const one of [day, to]) {
        one.removeAttribute("aria-invalid");
        one.removeAttribute("aria-describedby");
      }
      if (!text) return;
      input.after(wrong);
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", wrong.id);
      input.focus();
    };
    const save = () => {
      if (!Matchbook.readDate(day.value) || day.value > Matchbook.dayOf(Date.now())) {
        refuse(day, strings.planner_sent_needs_day);
        return;
      }
      // One whose program was removed stays with it.
      const gone = changed?.to && !desk.records.has(changed.to) ? changed.to : undefined;
      if (!to.value && !gone && desk.all(log.to).length > 0) {
        refuse(to, strings.planner_sent_needs_to);
        return;
      }
      const entry = {
        id: changed?.id ?? Matchbook.newId(), email: email.value, to: to.value || gone, person: person.value || (gone ? changed.person : undefined), level: Number(level.value || 0), day: day.value, subject: subject.value.trim(), text: changed?.text ?? "",
      };
      const undo = store.dispatch({ type: "send", ...entry });
      close();
      say(strings.sent_saved, undo);
      // It went out; what stands against it is good to know all the same.
      const { rules, letter } = document.body.dataset;
      if (!rules) return;
      Matchbook.load(letter).then(() => Matchbook.againstEntry(entry, desk)).then(found => {
        if (found.length > 0) say(`${strings.sent_saved} ${strings.sent_against} ${found.join(" ")}`, undo);
      }).catch(error => console.error(error));
    };
    box.append(field(strings.planner_email, email), field(strings.planner_to, to), ...log.person ? [field(strings.planner_person, person)] : [], field(strings.sent_day, day),
      ...log.levels.length > 0 ? [field(strings.sent_level, level)] : [], field(strings.planner_subject, subject),
      make("p", { className: "actions" }, button(strings.sent_save, save, "button small primary"), button(strings.sent_leave, close)));
    panel.append(make("p", {}, strings.planner_sent_lead), make("div", { className: "planner-tools" }, add, button(strings.planner_print, () => context.print(panel))), box, table, empty);

    const rowOf = entry => {
      const title = emails.find(([name]) => name === entry.email)?.[1] ?? strings.sent_other;
      const one = desk.records.get(entry.person) ?? desk.records.get(entry.to);
      const change = button(strings.planner_change, () => edit(entry), "planner-link");
      const remove = button(strings.planner_forget, () => {
        const undo = store.dispatch({ type: "forget", key: `sent/${entry.id}` });
        if (changed?.id === entry.id) box.hidden = true;
        say(strings.planner_sent_removed, undo, () => wayOf(entry));
        add.focus();
      }, "planner-link");
      change.dataset.focus = `sent-${entry.id}`;
      for (const way of [change, remove]) way.setAttribute("aria-label", `${way.textContent}: ${Matchbook.sentWords(entry, desk)}`);
      return make("tr", {}, make("th", { scope: "row" }, Matchbook.dateWords(entry.day)), make("td", { "data-label": strings.planner_email }, title, ...entry.subject ? [make("span", { className: "planner-sub" }, entry.subject)] : []),
        make("td", { "data-label": strings.planner_to }, one ? desk.nameOf(one) : entry.to ? strings.sent_gone : ""), ...log.levels.length > 0 ? [make("td", { "data-label": strings.sent_level }, log.levels[entry.level] ?? "")] : [],
        make("td", { className: "planner-ways" }, change, " ", remove));
    };
    return [{
      id: "sent", title: strings.planner_sent, panel,
      paint(now) {
        desk = now;
        const value = to.value;
        to.replaceChildren(...[...nothing, ...desk.all(log.to).map(record => [record.id, desk.labelOf(record)])].map(([id, text]) => make("option", { value: id }, text)));
        to.value = desk.records.has(value) ? value : "";
        const one = person.value;
        people();
        person.value = desk.records.get(one)?.of === to.value ? one : "";
        body.replaceChildren(...desk.log.map(rowOf));
        table.hidden = desk.log.length === 0;
        empty.hidden = desk.log.length > 0;
      },
    }];
  });
})(globalThis.Matchbook ??= {});
