// The reader's own note on an item of a checklist: a button, the note below the item, and a field that saves while one types.
(function (Matchbook) {
  "use strict";

  const { fill, make, store, strings } = Matchbook;
  const LONGEST = 2000;
  /** Milliseconds without a key before what was typed is saved. */
  const PAUSE = 300;

  const pen = () => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", fill: "none", stroke: "currentColor", "stroke-width": "1.75", "stroke-linecap": "round", "stroke-linejoin": "round" })) {
      svg.setAttribute(name, value);
    }
    path.setAttribute("d", "M5 4h14v11l-5 5H5zM14 20v-5h5M8.5 8.5h7M8.5 12h4");
    svg.append(path);
    return svg;
  };
  // Copies are made faster than elements, and a guide may have thousands of items.
  const BUTTON = make("button", { type: "button", className: "task-note-button", "aria-expanded": "false" }, pen());

  /** Gives a row of a list (list.js) its note. Returns what shows the note as it is kept now. */
  Matchbook.addNote = row => {
    // The row may come to stand for another record.
    const keyNow = () => `note/${row.id}`;
    const button = BUTTON.cloneNode(true);
    let shown = null;
    let editor = null;
    let named = "";

    const paint = () => {
      if (editor && editor.id !== row.id) {
        if (editor.isEarly && !store.get(keyNow())) editor.move();
        else close(true);
      }
      // From now on it is for whom it was begun.
      if (editor) editor.isEarly &&= row.isEarly;
      const text = store.get(keyNow())?.text ?? "";
      const name = text ? strings.checklist_note_edit : strings.checklist_note_add;
      if (name !== named) {
        named = name;
        const label = fill(name, { title: row.text });
        button.setAttribute("aria-label", label);
        button.title = label;
      }
      if (text && !editor) {
        shown ??= make("p", { className: "task-note" });
        shown.textContent = text;
        if (!shown.isConnected) row.end.before(shown);
      } else {
        shown?.remove();
      }
      // What another tab wrote is newer than what stands here, as long as nothing was typed since.
      if (editor && !editor.isTyped() && editor.field.value.trim() !== text) editor.field.value = text;
    };

    const close = isLeft => {
      if (!editor) return;
      // Saving paints, and what is painted has no editor any more.
      const { save, box } = editor;
      editor = null;
      save();
      removeEventListener("pagehide", save);
      box.remove();
      button.setAttribute("aria-expanded", "false");
      paint();
      if (!isLeft) button.focus();
    };

    const open = () => {
      const { isEarly } = row;
      let { id } = row;
      const before = store.get(keyNow())?.text ?? "";
      const field = make("textarea", {
        className: "task-note-field", rows: 2, maxLength: LONGEST, value: before, "aria-label": fill(strings.checklist_note_label, { title: row.text }),
      });
      const done = make("button", { type: "button", className: "button small" }, strings.checklist_note_done);
      const box = make("div", { className: "task-note-editor" }, field,
        make("p", { className: "task-note-foot" }, make("span", {}, strings.checklist_note_hint), done));
      let timer = 0;
      let isTyped = false;
      const save = () => {
        clearTimeout(timer);
        if (!isTyped) return;
        isTyped = false;
        const text = field.value.trim();
        // For whom it was begun, even when another one is chosen meanwhile.
        if (text !== (store.get(`note/${id}`)?.text ?? "")) store.dispatch({ type: "note", id, text });
      };
      /** It is known now for whom it was begun: what the others have stays as it was. */
      const move = () => {
        const from = id;
        id = editor.id = row.id;
        isTyped = field.value !== before;
        if (isTyped) store.dispatch({ type: "note", id: from, text: before });
        save();
      };
      editor = { id, isEarly, box, field, save, move, isTyped: () => isTyped };
      field.addEventListener("input", () => {
        isTyped = true;
        clearTimeout(timer);
        timer = setTimeout(save, PAUSE);
      });
      field.addEventListener("blur", save);
      field.addEventListener("keydown", event => {
        if (event.key === "Escape" || event.key === "Enter" && (event.ctrlKey || event.metaKey)) close();
      });
      done.addEventListener("click", () => close());
      // The page may go without a word, on phones above all.
      addEventListener("pagehide", save);
      shown?.remove();
      row.end.before(box);
      button.setAttribute("aria-expanded", "true");
      field.focus();
    };

    button.addEventListener("click", () => { if (editor) close(); else open(); });
    row.element.append(button);
    paint();
    return paint;
  };
})(globalThis.Matchbook ??= {});
