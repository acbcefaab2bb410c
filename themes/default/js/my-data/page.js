// The page "My data": what the guide keeps on this device, in words; a copy as a file or a code; bringing one back after a
// preview; erasing everything. What can be taken back stays so until the page closes.
(function (Matchbook) {
  "use strict";

  const { code, count, fill, make, model, store, strings } = Matchbook;
  const element = (name, className, ...children) => make(name, { className }, ...children);
  const button = (text, run, className = "button") => {
    const made = make("button", { type: "button", className }, text);
    made.addEventListener("click", run);
    return made;
  };
  const isTick = ([key, entry]) => key.startsWith("tick/") && entry.done;
  const isNote = ([key, entry]) => key.startsWith("note/") && !entry.gone;
  const idOf = key => key.slice(key.indexOf("/") + 1);
  const day = at => new Date(at).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });

  /** What a state holds, as phrases: "12 ticks", "1 note". */
  const phrases = entries => {
    const ticks = entries.filter(isTick).length;
    const notes = entries.filter(isNote).length;
    const searches = entries.find(([key]) => key === "pref/searches")?.[1].value?.length ?? 0;
    const scheme = entries.some(([key, entry]) => key === "pref/scheme" && !entry.gone);
    const known = ["tick", "note", "field", "pref", "record", "criterion", "date", "sent"];
    const number = (...kinds) => entries.filter(([key, entry]) => !entry.gone && kinds.includes(key.slice(0, key.indexOf("/")))).length;
    const [records, sent, dates] = [number("record", "criterion"), number("sent"), number("date")];
    const fields = entries.filter(([key, entry]) => key.startsWith("field/") && !entry.gone).length;
    const others = entries.filter(([key, entry]) => !entry.gone && !known.includes(key.slice(0, key.indexOf("/")))).length;
    return [
      ticks && count(ticks, "my_data_tick", "my_data_ticks"),
      notes && count(notes, "my_data_note", "my_data_notes"),
      fields && count(fields, "my_data_field", "my_data_fields"),
      records && count(records, "my_data_record", "my_data_records"),
      dates && count(dates, "my_data_date", "my_data_dates"),
      sent && count(sent, "my_data_sent", "my_data_sents"),
      scheme && strings.my_data_scheme,
      searches && count(searches, "my_data_search", "my_data_searches"),
      others && count(others, "my_data_other", "my_data_others"),
    ].filter(Boolean);
  };

  /** What the guide says of an item today: `id → { text, list, href }`. */
  const itemsOf = pages => new Map(pages.flatMap(page => page.lists.flatMap(list => list.items.map(item => [item.id, {
    text: item.text || item.id, list: list.title, href: Matchbook.addressOf(page.path, item.anchor),
  }]))));

  Matchbook.register("[data-my-data]", root => {
    const parts = { kept: element("div"), gone: element("div"), copy: element("div"), back: element("div"), erase: element("div") };
    const section = (id, part, ...before) => element("section", "my-data-part", make("h2", { id }, strings[`my_data_${id}_title`]), ...before.map(text => element("p", "", text)), part);
    const say = (place, ...children) => place.replaceChildren(...children);
    const status = () => make("p", { className: "my-data-status", role: "status" });

    /** The item that was just taken back: the focus goes where it was. */
    let restored = "";

    // ---- What is kept
    const paintKept = (pages, isKnown = true) => {
      const entries = [...store.state];
      const found = phrases(entries);
      const sentence = Matchbook.storageSentence();
      const lists = pages.flatMap(page => page.lists.map(list => ({ page, list }))).filter(({ list }) => list.progress.done + list.progress.more > 0);
      parts.kept.replaceChildren(
        ...sentence ? [element("p", "my-data-warning", sentence)] : [],
        ...found.length > 0 ? [element("p", "", strings.my_data_has), element("ul", "", ...found.map(text => element("li", "", text)))] : [element("p", "", strings.my_data_nothing)],
        ...lists.length > 0 ? [element("ul", "my-data-lists", ...lists.map(({ page, list }) => element("li", "",
          element("p", "continue-line", make("a", { href: Matchbook.addressOf(page.path, list.items[0].anchor) }, list.title),
            element("span", "continue-count", fill(strings.progress_count, list.progress))),
          Matchbook.progressBar(list.progress))))] : [],
      );
      // Items that the guide had when they were ticked, and has no more.
      const known = itemsOf(pages);
      // An item that is ticked for a record has the record's id behind its own.
      const isThere = id => {
        const at = id.lastIndexOf("@");
        return known.has(id) || at > 0 && known.has(id.slice(0, at)) && Boolean(store.get(`record/${id.slice(at + 1)}`));
      };
      const vanished = [...new Set(entries.filter(entry => isTick(entry) || isNote(entry)).map(([key]) => idOf(key)))].filter(id => isKnown && !isThere(id)).sort();
      // What has the focus keeps it when all is made anew.
      const focused = restored || (parts.gone.contains(document.activeElement) && document.activeElement.dataset.gone) || "";
      goneSection.hidden = vanished.length === 0;
      parts.gone.replaceChildren(element("ul", "my-data-gone", ...vanished.map(id => {
        const tick = store.get(`tick/${id}`);
        const note = store.get(`note/${id}`)?.text;
        const text = tick?.text || id;
        const forget = button(strings.my_data_forget, () => {
          const undo = store.dispatch([`tick/${id}`, `note/${id}`].map(key => ({ type: "forget", key })));
          say(goneStatus, fill(strings.my_data_forgot, { text }), " ", button(strings.my_data_undo, () => {
            restored = id;
            undo();
            say(goneStatus, strings.my_data_undone);
          }, "button small"));
          goneStatus.querySelector("button").focus();
        }, "button small");
        forget.setAttribute("aria-label", `${strings.my_data_forget}: ${text}`);
        forget.dataset.gone = id;
        return element("li", "", element("p", "", tick?.done ? "☑ " : "", text, " ", element("code", "", id)),
          ...note ? [element("p", "task-note", note)] : [],
          element("p", "my-data-when", tick?.done ? fill(strings.my_data_ticked_on, { date: day(tick.at) }) : "", " ", forget));
      })));
      parts.gone.querySelector(`[data-gone="${CSS.escape(focused)}"]`)?.focus();
      restored = "";
    };

    // ---- Keep a copy
    const codeField = make("textarea", { className: "my-data-code", readOnly: true, rows: 4, hidden: true, spellcheck: false, "aria-label": strings.my_data_code_label });
    const copyStatus = status();
    const lastCopy = element("p", "my-data-when");
    const paintCopy = () => {
      const at = store.get("pref/copied")?.value;
      lastCopy.textContent = Number.isFinite(at) ? fill(strings.my_data_copied_on, { date: day(at) }) : strings.my_data_never_copied;
    };
    parts.copy.append(lastCopy, element("p", "actions", button(strings.my_data_save, () => {
      store.saveCopy();
      say(copyStatus, strings.my_data_saved);
    }, "button primary"), button(strings.my_data_code, async () => {
      codeField.value = await code.encode(store.copy());
      codeField.hidden = false;
      codeField.select();
      const isCopied = await Matchbook.copy(codeField.value);
      say(copyStatus, isCopied ? strings.my_data_code_copied : strings.my_data_code_shown);
    })), codeField, copyStatus);

    // ---- Bring a copy back
    const preview = element("div", "my-data-preview");
    const backStatus = status();
    const file = make("input", { type: "file", id: "my-data-file", accept: ".json,.txt,application/json,text/plain" });
    const pasted = make("textarea", { id: "my-data-paste", rows: 3, spellcheck: false, autocomplete: "off" });
    const fail = (error, about = {}) => {
      preview.replaceChildren();
      say(backStatus, fill(strings[`my_data_error_${error.replace(/-/g, "_")}`], { title: about.title || "?" }));
    };

    /** A line for each entry that would change. */
    const differences = (entries, items) => {
      const lines = [];
      for (const [key, entry] of entries) {
        const own = store.state.get(key);
        const merged = model.merge(new Map(own ? [[key, own]] : []), [[key, entry]]).get(key);
        // What is gone on both sides has no name any more, and nobody misses it.
        if (model.same(own, merged) || entry.gone && (!own || own.gone)) continue;
        const id = idOf(key);
        const name = items.get(id)?.text ?? items.get(id.slice(0, Math.max(0, id.lastIndexOf("@"))))?.text ?? (entry.text && key.startsWith("tick/") ? entry.text : store.get(`tick/${id}`)?.text ?? id);
        const said = kind => fill(strings[`my_data_change_${kind}`], { name });
        if (key.startsWith("tick/")) {
          const isDone = Boolean(entry.done && !entry.gone);
          const wasDone = Boolean(own?.done && !own.gone);
          if (isDone !== wasDone) lines.push(said(isDone ? "ticked" : "unticked"));
        } else if (key.startsWith("note/")) {
          lines.push(said(entry.gone ? "note_removed" : own && !own.gone ? "note_changed" : "note_added"));
        } else if (key.startsWith("record/")) {
          lines.push(fill(strings[entry.gone ? "my_data_change_record_gone" : "my_data_change_record"], { name: entry.values?.name || own?.values?.name || strings.planner_unnamed }));
        } else if (key.startsWith("date/")) {
          lines.push(fill(strings.my_data_change_date, { name: Matchbook.guide?.planner.events.find(event => event.id === id)?.label ?? id }));
        } else if (key.startsWith("sent/")) {
          lines.push(fill(strings.my_data_change_sent, { name: entry.subject || own?.subject || entry.email || own?.email || strings.planner_unnamed }));
        } else if (key.startsWith("field/")) {
          const record = entries.get(`record/${id.slice(id.lastIndexOf("@") + 1)}`)?.values?.name;
          lines.push(record ? fill(strings.my_data_change_field_for, { name: record }) : strings.my_data_change_field);
        } else if (key.startsWith("pref/order-")) {
          lines.push(strings.my_data_change_order);
        } else if (!["pref/last", "pref/copied", "pref/quiet", "pref/planner"].includes(key) && !key.startsWith("pref/chosen-")) {
          lines.push(said("other"));
        }
      }
      return lines;
    };

    const offer = async text => {
      const found = Matchbook.readCopy(text, { guide: document.documentElement.dataset.site, now: Date.now() });
      if (found.error) {
        fail(found.error, found);
        return;
      }
      // Without the guide, the copy says what its items are.
      const items = itemsOf(await Matchbook.readGuide().catch(error => {
        console.error(error);
        return [];
      }));
      const lines = differences(found.entries, items);
      const after = model.merge(store.state, found.entries);
      const isNothing = model.changes(store.state, after).length === 0;
      const bring = button(strings.my_data_bring, () => {
        const undo = store.dispatch({ type: "merge", entries: found.entries });
        preview.replaceChildren();
        pasted.value = file.value = "";
        say(backStatus, strings.my_data_brought, " ", button(strings.my_data_undo, () => {
          undo();
          say(backStatus, strings.my_data_undone);
          file.focus();
        }, "button small"));
        backStatus.querySelector("button").focus();
      }, "button primary");
      const leave = button(strings.my_data_leave, () => {
        preview.replaceChildren();
        pasted.value = file.value = "";
        say(backStatus);
        file.focus();
      });
      const head = make("h3", { tabIndex: -1 }, strings.my_data_preview);
      preview.replaceChildren(head,
        ...found.saved ? [element("p", "my-data-when", fill(strings.my_data_copy_of, { date: day(found.saved) }))] : [],
        element("p", "", strings.my_data_copy_has, " ", phrases([...found.entries]).join(", ") || strings.my_data_copy_empty),
        ...found.refused.length > 0 ? [element("p", "my-data-warning", count(found.refused.length, "my_data_refused_one", "my_data_refused"))] : [],
        element("p", "", isNothing ? strings.my_data_no_change : lines.length > 0 ? strings.my_data_changes : strings.my_data_small_changes),
        ...lines.length > 0 ? [element("ul", "my-data-changes", ...lines.slice(0, 200).map(line => element("li", "", line)), ...lines.length > 200 ? [element("li", "", count(lines.length - 200, "my_data_more_one", "my_data_more"))] : [])] : [],
        element("p", "actions", ...isNothing ? [] : [bring], leave));
      say(backStatus);
      head.focus();
    };
    const take = async text => {
      let plain;
      try {
        plain = await code.decode(text);
      } catch (error) {
        fail(error instanceof RangeError ? "too-large" : "not-a-copy");
        return;
      }
      await offer(plain);
    };
    file.addEventListener("change", async () => {
      const chosen = file.files[0];
      if (!chosen) return;
      // Bytes, of which there are at most four for a character.
      if (chosen.size > 4 * Matchbook.LARGEST_COPY) fail("too-large");
      else await take(await chosen.text().catch(() => ""));
    });
    parts.back.append(
      element("p", "", make("label", { htmlFor: file.id }, strings.my_data_file), file),
      element("p", "", make("label", { htmlFor: pasted.id }, strings.my_data_paste), pasted),
      element("p", "actions", button(strings.my_data_look, () => {
        if (pasted.value.trim()) take(pasted.value);
        else if (file.files[0]) file.dispatchEvent(new Event("change"));
        else say(backStatus, strings.my_data_paste_first);
      })),
      backStatus, preview);

    // ---- Erase
    const eraseStatus = status();
    const ask = element("div", "actions");
    const start = button(strings.my_data_erase, () => {
      const yes = button(strings.my_data_erase_yes, () => {
        const undo = store.erase();
        codeField.hidden = true;
        codeField.value = "";
        say(copyStatus);
        ask.replaceChildren(start);
        say(eraseStatus, strings.my_data_erased, " ", button(strings.my_data_undo, () => {
          undo();
          say(eraseStatus, strings.my_data_undone);
          start.focus();
        }, "button small"));
        eraseStatus.querySelector("button").focus();
      }, "button danger");
      const no = button(strings.my_data_erase_no, () => {
        ask.replaceChildren(start);
        say(eraseStatus);
        start.focus();
      });
      const found = phrases([...store.state]);
      say(eraseStatus, fill(strings.my_data_erase_sure, { list: found.join(", ") || strings.my_data_copy_empty }));
      ask.replaceChildren(no, yes);
      no.focus();
    });
    ask.append(start);
    parts.erase.append(ask, eraseStatus);

    const goneStatus = status();
    const goneSection = section("gone", parts.gone, strings.my_data_gone_lead);
    root.replaceChildren(
      section("kept", parts.kept), goneSection, goneStatus,
      section("copy", parts.copy, strings.my_data_copy_lead),
      section("back", parts.back, strings.my_data_back_lead),
      section("erase", parts.erase, strings.my_data_erase_lead));

    const paint = async () => {
      paintCopy();
      // With nothing entered there is nothing to look up in the guide.
      const isEmpty = ![...store.state].some(entry => isTick(entry) || isNote(entry));
      if (isEmpty) {
        paintKept([]);
        return;
      }
      try {
        paintKept(await Matchbook.readGuide());
      } catch (error) {
        console.error(error);
        paintKept([], false);
      }
    };
    store.watch(root, paint);
    store.whenProbed.then(paint);
    paint();
  });
})(globalThis.Matchbook ??= {});
