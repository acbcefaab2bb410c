// The form of a sample email beside its letter: what is typed stands in the letter at once and is kept on the device, for all
// emails that ask for the same thing.
(function (Matchbook) {
  "use strict";

  const { count, fill, make, store, strings } = Matchbook;
  const { body } = document;
  /** What is kept of a field whose text from the planner was taken out. */
  const EMPTIED = " ";
  /** Milliseconds without a key before what was typed is saved. */
  const PAUSE = 300;

  const fieldsOf = form => [...form.querySelectorAll("[data-field]")].map(line => ({
    id: line.dataset.field, isRequired: "required" in line.dataset, requiredWith: line.dataset.requiredWith ?? "", kind: line.dataset.kind,
    event: line.dataset.event, from: line.dataset.from, per: line.dataset.per, label: line.querySelector("label").textContent.trim(), line, input: line.querySelector("input, select, textarea"),
  }));

  /** Days as they are written in a letter. */
  const written = (field, value) => {
    const day = field.kind === "date" && /^(\d{4})-(\d\d)-(\d\d)$/.exec(value);
    return day ? new Date(Date.UTC(day[1], day[2] - 1, day[3])).toLocaleDateString(document.documentElement.lang, { month: "long", day: "numeric", timeZone: "UTC" }) : value;
  };

  const copyRich = async ({ html, text }) => {
    try {
      await navigator.clipboard.write([new ClipboardItem({
        "text/plain": new Blob([text], { type: "text/plain" }), "text/html": new Blob([html], { type: "text/html" }),
      })]);
      return true;
    } catch { return Matchbook.copy(text); }
  };

  Matchbook.register("[data-composer]", composer => {
    const form = composer.querySelector(".composer-form");
    const letter = composer.querySelector(".letter");
    const subjectPlace = letter.querySelector(".letter-subject strong");
    const textPlace = letter.querySelector(".letter-text");
    if (!form) return;
    // The style sheet shows it first; the Tab key has to find it there. On a slow line the reader may be in it already.
    const focused = form.contains(document.activeElement) ? document.activeElement : null;
    composer.prepend(form.closest(".fields-section"));
    focused?.focus({ preventScroll: true });
    // The page's own letter comes first; all versions are shown in its place.
    const versionOf = (place, { dataset }) => ({
      id: dataset.version ?? "", title: dataset.title ?? strings.composer_version_first, subject: Matchbook.letterRuns(place.querySelector(".letter-subject strong")),
      blocks: Matchbook.letterBlocks(place.querySelector(".letter-text")), least: Number(dataset.wordsMin ?? 0), most: Number(dataset.wordsMax ?? Infinity),
    });
    const others = [...composer.querySelectorAll(".letter-version")];
    const versions = [versionOf(letter, composer), ...others.map(other => versionOf(other, other))];
    for (const other of others) other.remove();
    const versionName = `version-${letter.dataset.email}`;
    const chosen = () => versions.find(({ id }) => id === store.get(`pref/${versionName}`)?.value) ?? versions[0];
    const fields = fieldsOf(form);
    const byId = new Map(fields.map(field => [field.id, field]));
    let addressed = null;
    const addressee = Matchbook.addressee(() => {
      const now = `${addressee.to?.id} ${addressee.person?.id}`;
      // What was said of another letter is not true of this one.
      if (addressed !== null && addressed !== now) status.replaceChildren();
      addressed = now;
      bring();
      load(false);
      // It says whom it is about.
      if (sent.firstChild) showSent(sent.querySelector("input").value);
    });
    const sent = make("div");
    const facts = make("p", { className: "composer-words" });
    const left = make("p", { className: "composer-left" });
    const status = make("p", { className: "composer-status", role: "status" });
    let message = null;
    let shownMissing = null;
    /** What is loaded when it is needed: `ready`, a promise, and `check` of js/composer/check.js when there are rules. */
    const tools = { ready: null, check: null, rules: null };

    const values = () => Object.fromEntries(fields.map(field => [field.id, written(field, field.input.value)]));

    const mark = run => make("mark", {
      className: run.value ? "filled" : run.isMissing ? "placeholder" : "placeholder is-optional", "data-field": run.field,
    }, run.value ?? `[${run.label}]`);
    const nodesOf = run => (run.isBreak ? make("br") : run.field ? mark(run) : run.text);

    const paint = () => {
      const version = chosen();
      const { least, most } = version;
      message = Matchbook.compose(version, fields, values());
      subjectPlace.replaceChildren(...message.subjectRuns.map(nodesOf));
      textPlace.replaceChildren(...message.blocks.map(({ prefix, sentences, isLeftOut: isWholeOut }) => make("p", {}, prefix && isWholeOut ? make("del", {}, prefix) : Matchbook.indented(prefix ?? ""),
        ...sentences.map(({ runs, isLeftOut }) => (isLeftOut ? make("del", { title: strings.composer_left_out }, ...runs.map(nodesOf)) : make("span", {}, ...runs.map(nodesOf)))))));
      const isOut = message.words < least || message.words > most;
      facts.textContent = [fill(strings.composer_length, { words: count(message.words, "composer_word", "composer_words"), paragraphs: count(message.paragraphs, "composer_paragraph", "composer_paragraphs") }),
        isOut ? strings[message.words > most ? "composer_too_long" : "composer_too_short"] : ""].filter(Boolean).join(" ");
      facts.classList.toggle("is-out", isOut && message.missing.length === 0);
      tools.check?.paint(message, values());
      for (const { id, input, line } of fields) {
        line.classList.toggle("is-filled", Boolean(input.value.trim()));
        line.hidden = !message.used.has(id);
      }
      // A group without a field that this version asks for.
      for (const group of form.querySelectorAll("fieldset")) group.hidden = !group.querySelector("[data-field]:not([hidden])");
      // A button that is pressed has to stay until it is let go.
      if (String(message.missing) === shownMissing) return;
      shownMissing = String(message.missing);
      left.replaceChildren();
      if (message.missing.length > 0) {
        left.append(`${count(message.missing.length, "composer_empty_one", "composer_empty")} `, ...message.missing.flatMap(id => {
          const button = make("button", { type: "button" }, byId.get(id).label);
          button.addEventListener("click", () => byId.get(id).input.focus());
          return [button, " "];
        }));
      } else {
        left.append(strings.composer_complete);
      }
      left.classList.toggle("is-complete", message.missing.length === 0);
    };

    // ---- What the letter is checked and sent with
    /** The tools are loaded when there is something to check or to send, and then once. */
    const loadTools = () => {
      tools.ready ??= Promise.all([Matchbook.load(body.dataset.letter), Matchbook.load(body.dataset.desk)]).then(async () => {
        if (!body.dataset.rules) return;
        const rules = await Matchbook.loadRules(body.dataset.rules);
        tools.rules = rules;
        tools.check = Matchbook.checkLetter({ rules, letter, places: [subjectPlace, textPlace], fields, below: left, addressee });
        paint();
      }).catch(error => {
        tools.ready = null;
        throw error;
      });
      return tools.ready;
    };
    const startChecking = () => { loadTools().catch(error => console.error(error)); };

    // ---- What is typed
    let timer = 0;
    /** What a field holds without anything typed into it now: what was typed before, else what the planner has. */
    const keptOf = field => {
      const kept = store.get(`field/${addressee.keyOf(field)}`)?.value;
      return kept === undefined ? addressee.sourceOf(field) : kept === EMPTIED ? "" : kept;
    };
    /** What is kept of a field: nothing where it says what the planner has, and a mark where that was taken out. */
    const toKeep = (value, source) => (value === source ? "" : value || EMPTIED);
    const keptFor = new Map();
    /** What was typed before it was known whom it is for: it is newer than what is kept for them. */
    const early = new Set();
    /**
     * What was typed before a reader said whom it is for goes along, where nothing was typed for that one and the planner does not know
     * better: a name that was typed is not that of whoever is chosen later.
     */
    const bring = () => {
      save();
      const events = [];
      for (const field of fields.filter(({ per }) => per)) {
        const record = addressee.recordFor(field);
        const before = keptFor.get(field) ?? null;
        keptFor.set(field, record);
        if (!addressee.isCloser(record, before) || addressee.sourceOf(field)) continue;
        const [from, to] = [Matchbook.keyFor(field.id, before?.id), addressee.keyOf(field)];
        const value = store.get(`field/${from}`)?.value;
        if (value && value !== EMPTIED && (early.has(field) || store.get(`field/${to}`)?.value === undefined)) events.push({ type: "fill", id: to, value }, { type: "fill", id: from, value: "" });
      }
      early.clear();
      if (events.length > 0) store.dispatch(events);
    };
    /** What was typed and is not saved yet, with what it is kept under: the addressee may change before it is. */
    const typed = new Map();
    const save = () => {
      clearTimeout(timer);
      const events = [...typed].map(([field, { id, source }]) => ({ type: "fill", id, value: toKeep(field.input.value, source) }));
      typed.clear();
      if (events.length > 0) store.dispatch(events);
    };
    const load = isAll => {
      for (const field of fields) {
        const value = keptOf(field);
        // What is being typed is newer than what is kept; a field that only has the focus is not.
        if ((isAll || !typed.has(field)) && field.input.value !== value) field.input.value = value;
        field.line.classList.toggle("is-from-planner", Boolean(field.input.value) && field.input.value === addressee.sourceOf(field));
      }
      paint();
      if (fields.some(({ input }) => input.value)) startChecking();
    };
    form.addEventListener("focusin", startChecking, { once: true });
    form.addEventListener("input", event => {
      const field = byId.get(event.target.closest("[data-field]")?.dataset.field);
      if (!field) return;
      if (!keptFor.has(field)) early.add(field);
      if (!typed.has(field)) typed.set(field, { id: addressee.keyOf(field), source: addressee.sourceOf(field) });
      paint();
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE);
    });
    form.addEventListener("focusout", save);
    addEventListener("pagehide", save);
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); else paint(); });
    store.watch(composer, changed => {
      if ([...changed].some(key => key.startsWith("field/"))) load(false);
    });

    // ---- From the letter to the form and back
    letter.addEventListener("click", event => {
      const field = byId.get(event.target.closest("mark[data-field]")?.dataset.field);
      if (field && getSelection().isCollapsed) field.input.focus();
    });
    form.addEventListener("focusin", event => {
      const id = event.target.closest("[data-field]")?.dataset.field;
      for (const other of letter.querySelectorAll("mark[data-field]")) other.classList.toggle("is-here", other.dataset.field === id);
    });
    form.addEventListener("focusout", () => { for (const other of letter.querySelectorAll(".is-here")) other.classList.remove("is-here"); });

    // ---- What is done with it
    const say = text => {
      const missing = message.missing.length;
      status.replaceChildren([text, missing > 0 && count(missing, "composer_still_one", "composer_still"), tools.check?.blocks()].filter(Boolean).join(" "));
    };
    /**
     * Does something with the letter, unless what the reader's own data say stands against it: then it says why, and does it when the
     * reader asks once more.
     */
    const unlessStopped = run => async ({ currentTarget: pressed }) => {
      // Without them nothing is checked, and the letter is the reader's all the same.
      await loadTools().catch(error => console.error(error));
      // Days go by while a page stays open.
      paint();
      const stops = tools.check?.stops() ?? [];
      if (stops.length === 0) {
        await run();
        return;
      }
      const anyway = button(strings.composer_anyway, async () => {
        await run();
        pressed.focus();
      }, "button small danger");
      status.replaceChildren(make("span", {}, make("strong", {}, strings.composer_stopped), " ", stops.join(" ")), " ", anyway);
    };
    const copied = isDone => say(isDone ? strings.composer_copied : strings.composer_copy_failed);
    const all = () => `${strings.composer_subject}: ${message.subject}\n\n${message.text}`;
    const button = (text, run, className = "button small") => {
      const made = make("button", { type: "button", className }, text);
      made.addEventListener("click", run);
      return made;
    };
    /** With what makes messages, unless it could not be loaded. */
    const asMessage = run => unlessStopped(() => (Matchbook.eml ? run() : say(strings.composer_failed)));
    const openMail = () => {
      const { address, short, isTooLong, hasSubject } = Matchbook.mailto(message.subject, message.text, addressee.address);
      if (!isTooLong) {
        location.href = address;
        say(strings.composer_opened);
        return;
      }
      // The letter goes by the clipboard, the subject by the address where it is not too long itself.
      Matchbook.copy(hasSubject ? message.text : all()).then(isDone => {
        say(isDone ? strings.composer_too_long_to_open : strings.composer_copy_failed);
        if (isDone) location.href = short;
      });
    };
    const clear = () => {
      const undo = store.dispatch(fields.map(field => ({ type: "fill", id: addressee.keyOf(field), value: "" })));
      load(true);
      const isFromPlanner = fields.some(({ input }) => input.value);
      status.replaceChildren(`${isFromPlanner ? strings.composer_cleared_typed : strings.composer_cleared} `, button(strings.composer_undo, () => {
        undo();
        load(true);
        status.replaceChildren();
        fields[0]?.input.focus();
      }));
    };
    const ways = make("div", { className: "composer-ways" },
      button(strings.composer_copy_letter, unlessStopped(async () => copied(await copyRich(message))), "button small primary"),
      button(strings.composer_copy_subject, async () => say(await Matchbook.copy(message.subject) ? strings.composer_copied : strings.composer_copy_failed_subject)),
      button(strings.composer_copy_all, unlessStopped(async () => copied(await Matchbook.copy(all())))),
      button(strings.composer_open, asMessage(openMail)),
      button(strings.composer_file, asMessage(() => {
        Matchbook.saveFile(Matchbook.eml(message.subject, message.text, new Date(), addressee.address), `${location.pathname.split("/").pop().replace(/\.html$/, "") || "email"}.eml`, "message/rfc822");
        say(strings.composer_saved);
      })),
      ...navigator.share ? [button(strings.composer_share, unlessStopped(async () => {
        try {
          await navigator.share({ title: message.subject, text: all() });
          say(strings.composer_shared);
        } catch (error) {
          // A reader who closes the sheet knows.
          if (error.name !== "AbortError") say(strings.composer_failed);
        }
      }))] : [],
      button(strings.composer_print, () => Matchbook.printOnly(letter, "letter")),
      button(strings.composer_clear, clear));
    form.prepend(addressee.element);
    const markAsSent = async () => {
      try {
        await Promise.all([addressee.load(), loadTools()]);
      } catch (error) {
        console.error(error);
        status.replaceChildren(strings.composer_no_planner);
        return;
      }
      showSent();
      sent.querySelector("input").focus();
    };
    const showSent = on => {
      const declared = Number(letter.dataset.level);
      sent.replaceChildren(Matchbook.sentForm({
        addressee, on, email: letter.dataset.email, message: () => message,
        level: tools.rules ? Matchbook.levelOf(tools.rules, { subject: message.subject, letter: message.text }, declared) : declared,
        say(text, undo) {
          status.replaceChildren(text, " ", button(strings.composer_undo, () => {
            undo();
            status.replaceChildren();
            sentButton.focus();
          }));
        },
        close() {
          sent.replaceChildren();
          sentButton.focus();
        },
      }));
    };
    const sentButton = button(strings.composer_mark_sent, markAsSent);
    if (body.dataset.planner) ways.append(sentButton);
    composer.querySelector(".letter-section").append(facts, left, ways, sent, status);
    if (versions.length > 1) {
      const select = make("select", {}, ...versions.map(({ id, title }) => make("option", { value: id }, title)));
      select.value = chosen().id;
      select.addEventListener("change", () => {
        store.dispatch({ type: "prefer", name: versionName, value: select.value || null });
        paint();
      });
      letter.before(make("label", { className: "composer-versions" }, strings.composer_version, " ", select));
      store.watch(select, changed => {
        if (!changed.has(`pref/${versionName}`)) return;
        select.value = chosen().id;
        paint();
      });
    }
    // What was typed before this script came; browsers bring nothing back into these fields by themselves (`autocomplete`).
    for (const field of fields.filter(({ input }) => input.value !== (input.defaultValue ?? "") && input.autocomplete === "off")) {
      typed.set(field, { id: addressee.keyOf(field), source: addressee.sourceOf(field) });
    }
    load(false);
    save();
  });
})(globalThis.Matchbook ??= {});
