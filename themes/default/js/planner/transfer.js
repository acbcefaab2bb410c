// Lists as CSV files: bringing one in after its columns were matched, with a report of every row that was left out, and taking one out.
(function (Matchbook) {
  "use strict";

  const { count, fill, make, store, strings } = Matchbook;
  /** Rows of the file that are shown while columns are matched. */
  const SHOWN = 3;
  /** The largest file that is read, in bytes. */
  const LARGEST = 5_000_000;
  /** Characters of a text that are kept, in one line and in several; as in the form of a record. */
  const LONGEST_LINE = 300;
  const LONGEST_TEXT = 8000;

  const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim().replace(/\s+/gu, " ");
  const bare = column => column.slice(column.indexOf(":") + 1);

  /** What a file of a subject may have: its name, that of what it belongs to, its columns, its dates. */
  const columnsOf = (subject, planner) => {
    const parent = planner.subjects.find(({ id }) => id === subject.of);
    return [
      { id: "name", name: strings.planner_name, also: [subject.name, subject.entry] },
      ...parent ? [{ id: "of", name: parent.name, also: [parent.plural] }] : [],
      ...subject.columns.map(({ id, name, also }) => ({ id: `column:${id}`, name, also: [id, ...also] })),
      ...planner.events.filter(({ per }) => per === subject.id).map(({ id, label }) => ({ id: `date:${id}`, name: label, also: [id] })),
    ];
  };

  /**
   * What becomes of the rows of a file. `columns` are the ids for its cells (`null` for one that is left out). Returns `events` for the store,
   * the numbers that are `added` and `changed`, and `notes` on rows, `{ line, text, isRejected }`. Pure.
   */
  Matchbook.readRows = (rows, columns, subject, desk, newId) => {
    const at = Object.fromEntries(columns.flatMap((column, cell) => (column ? [[column, cell]] : [])));
    const cellOf = (row, column) => (at[column] === undefined ? "" : Matchbook.readCell(row.cells[at[column]] ?? "").trim());
    const notes = [];
    const events = [];
    const parent = desk.planner.subjects.find(({ id }) => id === subject.of);
    // Two programs may have one name: then the first text about them, such as the institution, tells them apart.
    const first = subject.columns.find(({ type }) => type === "text");
    const firstOf = row => (first ? plain(cellOf(row, `column:${first.id}`)) : "");
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const oneLine = text => text.replace(/\s*[\r\n]+\s*/gu, " ");
    const nameKey = (of, name) => `${of ?? ""}/${plain(name)}`;
    const known = new Map();
    for (const record of desk.all(subject.id)) known.set(nameKey(record.of, record.name), [...known.get(nameKey(record.of, record.name)) ?? [], record]);
    const seen = new Set();
    const taken = new Set();
    /** The record that a row is about: by name, and by the text where a name is not enough. `undefined` for none, `null` for too many. */
    const recordFor = (key, text, isShared) => {
      const found = (known.get(key) ?? []).filter(({ id }) => !taken.has(id));
      const same = found.filter(record => first && plain(record.values[first.id] ?? "") === text);
      if (same.length === 1) return same[0];
      if (found.length > 1) return text && same.length === 0 ? undefined : null;
      return found.length === 1 && !(isShared && text && (found[0].values[first.id] ?? "")) ? found[0] : undefined;
    };
    const shared = new Map();
    const orders = Object.fromEntries(Object.keys(at).filter(column => column.startsWith("date:")).map(column => [column, Matchbook.dayOrder(rows.map(row => cellOf(row, column)).filter(Boolean))]));
    let [added, changed] = [0, 0];
    for (const row of rows) shared.set(plain(cellOf(row, "name")), (shared.get(plain(cellOf(row, "name"))) ?? 0) + 1);
    for (const row of rows) {
      const note = (text, isRejected = false) => notes.push({ line: row.line, text, isRejected });
      const name = oneLine(cellOf(row, "name")).slice(0, LONGEST_LINE);
      if (row.cells.slice(columns.length).some(cell => cell.trim())) note(strings.transfer_row_cells);
      if (!name) {
        note(strings.transfer_row_no_name, true);
        continue;
      }
      let of = null;
      if (parent) {
        const wanted = cellOf(row, "of");
        const named = desk.all(parent.id).filter(record => plain(desk.labelOf(record)) === plain(wanted));
        const called = named.length > 0 ? named : desk.all(parent.id).filter(record => plain(record.name) === plain(wanted));
        if (called.length > 1) {
          note(fill(strings.transfer_row_which, { name: wanted }), true);
          continue;
        }
        [of = null] = called;
        if (!of) {
          note(fill(wanted ? strings.transfer_row_no_parent : strings.transfer_row_parent_missing, { name: wanted, parent: parent.name }), true);
          continue;
        }
      }
      const key = nameKey(of?.id, name);
      const text = firstOf(row);
      if (seen.has(`${key}/${text}`) || !text && seen.has(key)) {
        note(fill(strings.transfer_row_twice, { name }), true);
        continue;
      }
      seen.add(key).add(`${key}/${text}`);
      const before = recordFor(key, text, shared.get(plain(name)) > 1);
      if (before === null) {
        note(fill(strings.transfer_row_which, { name }), true);
        continue;
      }
      if (before) taken.add(before.id);
      const values = { name };
      const dates = {};
      for (const column of subject.columns) {
        const written = cellOf(row, `column:${column.id}`);
        const text = column.type === "long" ? written : oneLine(written);
        if (!text) continue;
        if (column.type !== "choice") {
          const longest = column.type === "long" ? LONGEST_TEXT : LONGEST_LINE;
          values[column.id] = text.slice(0, longest);
          if (text.length > longest) note(fill(strings.transfer_row_long, { name, column: column.name, n: longest }));
          continue;
        }
        const choice = column.choices.find(one => plain(one.id) === plain(text) || plain(one.name) === plain(text));
        if (choice) values[column.id] = choice.id;
        else note(fill(strings.transfer_row_no_choice, { name, column: column.name, value: text }));
      }
      for (const event of desk.planner.events.filter(({ per }) => per === subject.id)) {
        const column = `date:${event.id}`;
        const text = cellOf(row, column);
        if (!text) continue;
        // A zone in brackets is what an export of the planner writes.
        const day = Matchbook.readDate(text) ? { value: text, isAmbiguous: false } : Matchbook.readDay(text, orders[column] ?? "mdy");
        if (!day.value) note(fill(strings.transfer_row_no_date, { name, column: event.label, value: text }));
        else {
          const old = before?.dates[event.id] ?? "";
          // A day without a time says nothing about the time that is known. A time is that of a place: the event's own, or where the
          // reader is, which is where a time that says how far it is from UTC was brought.
          const zone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? here : event.zone ?? here;
          const value = zone && day.value.includes("T") && !day.value.includes("[") ? `${day.value}[${zone}]` : day.value;
          dates[event.id] = !event.time ? value.slice(0, 10) : old.slice(0, 10) === value ? old : value;
          if (day.isAmbiguous && !orders[column]) note(fill(strings.transfer_row_ambiguous, { name, column: event.label, value: text, date: Matchbook.dateWords(day.value) }));
        }
      }
      // What the file leaves empty stays as it is.
      events.push({
        type: "record", id: before?.id ?? newId(), subject: subject.id, of: of?.id, values: { ...before?.values, ...values }, dates: { ...before?.dates, ...dates }, scores: before?.scores ?? {},
      });
      if (before) changed++;
      else added++;
    }
    return { events, added, changed, notes };
  };

  /** The form to bring a list in, in `box`. */
  Matchbook.plannerImport = (box, top, context) => {
    const { planner, button, field, select, say } = context;
    const subjects = planner.subjects.filter(subject => subject === top || subject.of === top.id);
    const of = select(subjects.map(({ id, plural }) => [id, plural]), top.id);
    const file = make("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain" });
    const pasted = make("textarea", { rows: 4, spellcheck: false });
    const next = make("div", { className: "planner-match" });
    const problem = make("p", { className: "planner-problem", role: "alert" });

    const report = ({ added, changed, notes }, undo) => {
      const rejected = notes.filter(({ isRejected }) => isRejected);
      const said = [fill(strings.transfer_imported, { added, changed }), ...rejected.length > 0 ? [count(rejected.length, "transfer_rejected_one", "transfer_rejected")] : []].join(" ");
      say(said, undo);
      const title = make("h3", { tabIndex: -1 }, said);
      next.replaceChildren(title, ...notes.length > 0 ? [make("ul", { className: "planner-notes" }, ...notes.map(({ line, text, isRejected }) => make("li", { className: isRejected ? "is-rejected" : "" },
        fill(isRejected ? strings.transfer_row_rejected : strings.transfer_row_note, { line, text }))))] : []);
      title.focus();
    };
    const match = text => {
      problem.textContent = "";
      const subject = planner.subjects.find(({ id }) => id === of.value);
      const { rows, error } = Matchbook.parseCsv(text);
      if (error) problem.textContent = fill(strings.transfer_csv_quote, { line: error.line });
      else if (rows.length < 2) problem.textContent = strings.transfer_csv_empty;
      if (problem.textContent) {
        next.replaceChildren();
        return;
      }
      const [head, ...body] = rows;
      const columns = columnsOf(subject, planner);
      const guessed = Matchbook.matchColumns(head.cells, columns);
      const selects = head.cells.map((_, cell) => select([["", strings.transfer_leave_out], ...columns.map(({ id, name }) => [id, name])], guessed[cell] ?? ""));
      const bring = button(count(body.length, "transfer_import_one", "transfer_import_rows"), () => {
        const chosen = selects.map(({ value }) => value || null);
        const twice = chosen.find((id, cell) => id && chosen.indexOf(id) !== cell);
        const missing = ["name", ...subject.of ? ["of"] : []].find(id => !chosen.includes(id));
        problem.textContent = twice ? fill(strings.transfer_column_twice, { name: columns.find(({ id }) => id === twice).name })
          : missing ? fill(strings.transfer_column_missing, { name: columns.find(({ id }) => id === missing).name }) : "";
        if (problem.textContent) return;
        const result = Matchbook.readRows(body, chosen, subject, Matchbook.deskNow(), Matchbook.newId);
        report(result, result.events.length > 0 ? store.dispatch(result.events) : null);
      }, "button small primary");
      const title = make("h3", { tabIndex: -1 }, strings.transfer_match);
      next.replaceChildren(title, make("p", {}, strings.transfer_match_lead), make("div", { className: "table" }, make("table", {},
        make("thead", {}, make("tr", {}, ...head.cells.map((cell, number) => {
          selects[number].setAttribute("aria-label", fill(strings.transfer_column_for, { name: cell || number + 1 }));
          return make("th", { scope: "col" }, make("span", {}, cell), selects[number]);
        }))),
        make("tbody", {}, ...body.slice(0, SHOWN).map(row => make("tr", {}, ...head.cells.map((_, cell) => make("td", {}, row.cells[cell] ?? ""))))))), make("p", { className: "actions" }, bring));
      title.focus();
    };
    file.addEventListener("change", async () => {
      const [chosen] = file.files;
      if (!chosen) return;
      let bytes = null;
      next.replaceChildren();
      // Browsers do not read a file that was changed since it was chosen.
      if (chosen.size <= LARGEST) bytes = await chosen.arrayBuffer().catch(() => null);
      if (bytes) match(Matchbook.decodeCsv(new Uint8Array(bytes)).text);
      else {
        problem.textContent = chosen.size > LARGEST ? strings.transfer_csv_large : strings.transfer_csv_again;
        file.value = "";
      }
    });
    of.addEventListener("change", () => next.replaceChildren());
    box.replaceChildren(make("p", {}, fill(strings.transfer_import_lead, { columns: columnsOf(top, planner).map(({ name }) => name).join(", ") })),
      ...subjects.length > 1 ? [field(strings.transfer_import_what, of)] : [], field(strings.transfer_csv_file, file), field(strings.transfer_csv_paste, pasted),
      make("p", { className: "actions" }, button(strings.transfer_csv_look, () => {
        if (pasted.value.trim()) match(pasted.value);
        else if (file.files[0]) file.dispatchEvent(new Event("change"));
        else problem.textContent = strings.transfer_csv_first;
      })), problem, next);
  };

  /** The rows of a list as a file has them, the names of the columns first. Pure. */
  Matchbook.rowsOf = (subject, desk) => {
    const columns = columnsOf(subject, desk.planner);
    const cell = (record, id) => {
      if (id === "name") return record.name;
      // Two of one name are told apart by the text about them.
      if (id === "of") return desk.parentOf(record) ? desk.labelOf(desk.parentOf(record)) : "";
      if (id.startsWith("date:")) return record.dates[bare(id)] ?? "";
      return Matchbook.shownValue(subject.columns.find(one => one.id === bare(id)), record.values[bare(id)]);
    };
    return [columns.map(({ name }) => name), ...desk.all(subject.id).map(record => columns.map(({ id }) => cell(record, id)))];
  };

  /** Saves a list and what belongs to it, a file each. */
  Matchbook.plannerExport = (top, context, say) => {
    const desk = Matchbook.deskNow();
    const guide = document.documentElement.dataset.site;
    const saved = context.planner.subjects.filter(subject => (subject === top || subject.of === top.id) && desk.all(subject.id).length > 0);
    for (const subject of saved) {
      // With a mark at its start spreadsheets read the file as UTF-8.
      Matchbook.saveFile(`\ufeff${Matchbook.writeCsv(Matchbook.rowsOf(subject, desk))}`, `${guide}-${subject.id}.csv`, "text/csv");
    }
    say(saved.length > 0 ? fill(strings.transfer_exported, { list: saved.map(({ plural }) => plural).join(", ") }) : fill(strings.planner_list_empty, { plural: top.plural }));
  };
})(globalThis.Matchbook ??= {});
