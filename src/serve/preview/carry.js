// What a reader did to a part that is made anew: opened, typed, chosen, focused.
(function (Preview) {
  "use strict";

  const CONTROLS = "input, textarea, select";
  const isText = control => control.matches("textarea, input:not([type='checkbox'], [type='radio'], [type='file'], [type='button'], [type='submit'])");

  /** What tells an element from others of its kind: id, name and value, else its words and which one of these it is. */
  const keyOf = element => element.id
    || (element.name ? `${element.name}=${element.matches("[type='radio'], [type='checkbox']") ? element.value : ""}` : "")
    || element.getAttribute("aria-label")
    || (element.querySelector(":scope > summary") ?? element.closest("label") ?? element).textContent.replace(/\s+/g, " ").trim().slice(0, 100);
  function keyed(root, selector) {
    const found = new Map();
    const list = [...root.querySelectorAll(selector)];
    if (root.matches(selector)) list.unshift(root);
    for (const element of list) {
      const key = `${element.localName} ${keyOf(element)}`;
      for (let n = 0; ; n++) {
        if (found.has(`${key} ${n}`)) continue;
        found.set(`${key} ${n}`, element);
        break;
      }
    }
    return found;
  }

  /** Brings what the reader did to `before` over to `made`, which stands in its place. */
  Preview.carry = (before, made) => {
    const both = (selector, run) => {
      const now = keyed(made, selector);
      for (const [key, element] of keyed(before, selector)) if (now.has(key)) run(element, now.get(key));
    };
    both("details", (old, details) => { if (old.open !== details.open) details.open = old.open; });
    both("[role='tab']", (old, tab) => {
      if (old.getAttribute("aria-selected") === "true" && tab.getAttribute("aria-selected") !== "true") tab.click();
    });
    // A field that a button opens, such as that of a note. What the button says may change with what was typed, so it is told
    // by where it stands.
    const HOLDERS = "[data-task], [id]";
    const nameOf = holder => holder.dataset.task ?? holder.id;
    for (const old of before.querySelectorAll("button[aria-expanded='true']")) {
      const holder = old.closest(HOLDERS);
      const there = holder && [...made.querySelectorAll(HOLDERS)].find(other => nameOf(other) === nameOf(holder));
      const closed = [...there?.querySelectorAll("button[aria-expanded='false']") ?? []];
      closed.find(button => button.className === old.className && button.closest(HOLDERS) === there)?.click();
    }
    both(CONTROLS, (old, control) => {
      const property = isText(control) || control.matches("select") ? "value" : "checked";
      if (control.type === "file" || old[property] === control[property]) return;
      // What was never touched follows the new text.
      if (isText(old) && old.value === old.defaultValue) return;
      control[property] = old[property];
      for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
    });
    both("*", (old, element) => {
      if (old.scrollTop) element.scrollTop = old.scrollTop;
      if (old.scrollLeft) element.scrollLeft = old.scrollLeft;
    });
  };

  /** What has the focus, and what is selected in it. */
  Preview.focusNow = () => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const holder = element.closest("main, nav, header, aside, footer, dialog") ?? document.body;
    const selector = element.localName;
    const key = [...keyed(holder, selector)].find(([, other]) => other === element)?.[0];
    let selection = null;
    try { selection = [element.selectionStart, element.selectionEnd, element.selectionDirection]; } catch { /* Some kinds have none. */ }
    return { element, holder, selector, key, selection };
  };
  /** Gives the focus back when its element was made anew. */
  Preview.focusOn = focus => {
    if (!focus || focus.element.isConnected || !focus.holder.isConnected) return;
    const element = keyed(focus.holder, focus.selector).get(focus.key);
    if (!element) return;
    element.focus({ preventScroll: true });
    try { if (focus.selection?.[0] !== null) element.setSelectionRange(...focus.selection); } catch { /* As above. */ }
  };
})(globalThis.MatchbookPreview ??= {});
