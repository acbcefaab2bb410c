// The page where any email is checked: subject and letter are typed or pasted, and what the rules find is listed below.
(function (Matchbook) {
  "use strict";

  const { make, store } = Matchbook;
  /** Milliseconds without a key before the text is kept, and before a long one is read. */
  const PAUSE = 250;
  /** Characters of a text that is read at each key. */
  const SHORT = 10_000;
  /** Of longer texts the beginning is kept on the device. */
  const KEPT = 40_000;

  const start = (root, rules) => {
    const { strings } = Matchbook;
    const kind = make("select", { id: "check-kind" });
    const subject = make("input", { id: "check-subject", type: "text", autocomplete: "off" });
    const letter = make("textarea", { id: "check-letter", rows: 14, spellcheck: true });
    const status = make("p", { className: "check-status", role: "status" });
    const inputs = { check_kind: kind, check_subject: subject, check_letter: letter };
    /** The inputs that were changed here since they were kept. */
    const typed = new Set();
    let timer = 0;

    const go = ({ start, end }) => {
      const inSubject = start <= subject.value.length;
      const field = inSubject ? subject : letter;
      const before = inSubject ? 0 : subject.value.length + 1;
      field.focus();
      // Browsers scroll to the end of what is typed, not to what is selected.
      field.setSelectionRange(start - before, start - before);
      field.blur();
      field.focus();
      field.setSelectionRange(start - before, end - before);
    };
    const findings = Matchbook.findingsList(go, null, entry => Matchbook.sentWords(entry, addressee.desk));
    const addressee = Matchbook.addressee(() => read());
    const known = () => Object.fromEntries([...store.state].filter(([key, entry]) => key.startsWith("field/") && entry.value)
      .map(([key, entry]) => [key.slice("field/".length), entry.value]));

    const read = () => {
      const message = { subject: subject.value, letter: letter.value };
      const isEmpty = !message.subject.trim() && !message.letter.trim();
      findings.element.hidden = isEmpty;
      if (isEmpty) return;
      const { full_name, aamc_id } = known();
      const fields = Object.fromEntries(Object.entries({ full_name, aamc_id }).filter(([, value]) => value));
      const found = Matchbook.runRules(rules, message, { ...addressee.context(Date.now()), email: kind.value, fields });
      findings.show(found, Matchbook.textOfMessage(message), strings.check_none);
    };
    const save = () => {
      clearTimeout(timer);
      const kept = input => input.value.slice(0, KEPT);
      const events = Object.entries(inputs).filter(([id, input]) => typed.has(input) && kept(input) !== (store.get(`field/${id}`)?.value ?? "")).map(([id, input]) => ({ type: "fill", id, value: kept(input) }));
      if (letter.value.length > KEPT) status.textContent = strings.check_not_kept;
      else if (status.textContent === strings.check_not_kept) status.textContent = "";
      typed.clear();
      if (events.length > 0) store.dispatch(events);
    };
    const load = isAll => {
      if (isAll) typed.clear();
      for (const [id, input] of Object.entries(inputs)) {
        const value = store.get(`field/${id}`)?.value ?? "";
        // What is typed here counts; what is too long to be kept stays as long as the page.
        if ((isAll || !typed.has(input) && !(input.value.length > KEPT && input.value.startsWith(value))) && input.value !== value) input.value = value;
      }
      read();
    };
    const line = (input, text, hint) => make("div", {}, make("label", { htmlFor: input.id }, text), input, ...hint ? [make("p", {}, hint)] : []);
    const clear = make("button", { type: "button", className: "button small" }, strings.check_clear);
    clear.addEventListener("click", () => {
      const undo = store.dispatch(Object.keys(inputs).map(id => ({ type: "fill", id, value: "" })));
      load(true);
      const back = make("button", { type: "button", className: "button small" }, strings.check_undo);
      back.addEventListener("click", () => {
        undo();
        load(true);
        status.replaceChildren();
        letter.focus();
      });
      status.replaceChildren(`${strings.check_cleared} `, back);
    });
    root.replaceChildren(
      make("div", { className: "check-form" }, addressee.element, line(kind, strings.check_kind), line(subject, strings.check_subject), line(letter, strings.check_letter, strings.check_hint)),
      findings.element, make("p", { className: "check-ways" }, clear), status, make("p", { className: "check-limits" }, strings.check_limits));
    root.addEventListener("input", ({ target }) => {
      typed.add(target);
      clearTimeout(timer);
      const isShort = letter.value.length < SHORT;
      if (isShort) read();
      timer = setTimeout(() => {
        if (!isShort) read();
        save();
      }, PAUSE);
    });
    root.addEventListener("focusout", save);
    addEventListener("pagehide", save);
    // Days go by while a page stays open.
    document.addEventListener("visibilitychange", () => { if (!document.hidden) read(); });
    store.watch(root, changed => { if ([...changed].some(key => key.startsWith("field/"))) load(false); });
    kind.append(make("option", { value: "" }, strings.check_other), ...Matchbook.guideRules.emails.map(([name, title]) => make("option", { value: name }, title)));
    load(true);
  };

  Matchbook.register("[data-check-email]", root => {
    Promise.all([Matchbook.load(document.body.dataset.letter), Matchbook.load(document.body.dataset.desk)]).then(() => Matchbook.loadRules(document.body.dataset.rules)).then(rules => start(root, rules)).catch(error => {
      console.error(error);
      root.replaceChildren(make("p", { role: "alert" }, root.dataset.failed));
    });
  });
})(globalThis.Matchbook ??= {});
