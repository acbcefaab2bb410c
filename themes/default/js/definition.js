// Shows what a term of the glossary means, at the term: when the pointer rests on it, when it has the focus, when it is tapped.
// Loaded by js/terms.js.
(function (Matchbook) {
  "use strict";

  const { make, strings } = Matchbook;
  /** Milliseconds that a pointer rests before the definition comes, and that it may take to get there before it goes. */
  const REST = 300;
  const WAY = 350;
  /** Pixels between term and definition, and between the definition and the edge of the window. */
  const GAP = 6;
  const EDGE = 8;
  let boxes = 0;

  /** Explains the terms of an element from now on. `first` is the event by which a reader came near one, before this was loaded. */
  Matchbook.explainTerms = (main, first) => {
    boxes += 1;
    const box = make("div", { className: "term-tip", role: "tooltip", id: `term-tip-${boxes}`, hidden: true });
    // Above everything; older browsers have it among the content.
    if ("popover" in box) box.popover = "manual";
    /** The term whose definition is shown. */
    let current = null;
    let hovered = null;
    let isOnBox = false;
    /** Whether the definition was touched last. */
    let isHeld = false;
    let tapped = null;
    let timer = 0;

    const wait = (run, time) => {
      clearTimeout(timer);
      timer = setTimeout(run, time);
    };
    const termOf = event => event.target.closest?.("a.term");
    /** The title would show the same text once more. */
    const take = term => {
      if (!term.title) return;
      term.dataset.definition = term.title;
      term.removeAttribute("title");
    };
    const giveBack = term => {
      if (!term || term === hovered || term === current || term.dataset.definition === undefined) return;
      term.title = term.dataset.definition;
      delete term.dataset.definition;
    };

    const place = () => {
      if (!current) return;
      const { clientWidth: width } = document.documentElement;
      box.style.maxInlineSize = `min(23rem, ${width - 2 * EDGE}px)`;
      // A term may go over two lines.
      const term = current.getClientRects()[0] ?? current.getBoundingClientRect();
      const lines = current.getBoundingClientRect();
      const { offsetWidth, offsetHeight } = box;
      const left = Math.max(EDGE, Math.min(term.left + term.width / 2 - offsetWidth / 2, width - offsetWidth - EDGE));
      const isBelow = lines.bottom + GAP + offsetHeight <= innerHeight - EDGE || term.top - GAP - offsetHeight < EDGE;
      const top = isBelow ? lines.bottom + GAP : term.top - GAP - offsetHeight;
      box.style.left = `${left + scrollX}px`;
      box.style.top = `${top + scrollY}px`;
    };

    const show = (term, isTapped) => {
      clearTimeout(timer);
      if (current === term) return;
      hide();
      take(term);
      current = term;
      const { name, definition } = term.dataset;
      box.replaceChildren(name ? make("strong", {}, name) : "", make("span", {}, definition ?? ""));
      if (isTapped) box.append(make("small", {}, strings.terms_again));
      if (!box.isConnected) main.append(box);
      box.hidden = false;
      box.showPopover?.();
      term.setAttribute("aria-describedby", box.id);
      place();
      addEventListener("scroll", place, { capture: true, passive: true });
      addEventListener("resize", place);
    };
    const hide = () => {
      clearTimeout(timer);
      if (!current) return;
      const term = current;
      current = null;
      isOnBox = isHeld = false;
      if (box.isConnected) box.hidePopover?.();
      box.hidden = true;
      term.removeAttribute("aria-describedby");
      removeEventListener("scroll", place, { capture: true });
      removeEventListener("resize", place);
      giveBack(term);
    };
    /** Goes when neither pointer nor focus is there any more. */
    const leave = () => {
      if (!isOnBox && !isHeld && hovered !== current && document.activeElement !== current) hide();
    };

    const over = event => {
      if (event.pointerType === "touch") return;
      isOnBox = box.contains(event.target);
      const term = termOf(event);
      if (!term || term === hovered) return;
      hovered = term;
      take(term);
      if (term !== current) wait(() => show(term), REST);
    };
    main.addEventListener("pointerover", over);
    main.addEventListener("pointerout", event => {
      if (event.pointerType === "touch" || hovered?.contains(event.relatedTarget)) return;
      isOnBox = box.contains(event.relatedTarget);
      const left = hovered;
      hovered = null;
      giveBack(left);
      wait(leave, WAY);
    });
    main.addEventListener("focusin", event => {
      const term = termOf(event);
      // A pointer has shown it already, or will.
      if (term?.matches(":focus-visible")) show(term);
    });
    main.addEventListener("focusout", event => {
      if (termOf(event) === current) wait(leave, 0);
    });

    // The first tap shows what the term means, the second one follows the link.
    document.addEventListener("pointerdown", event => {
      const term = termOf(event);
      tapped = term && event.pointerType === "touch" ? { term, isShown: term === current } : null;
      isHeld = event.pointerType === "touch" && box.contains(event.target);
      if (current && term !== current && !box.contains(event.target)) hide();
    });
    main.addEventListener("click", event => {
      const term = termOf(event);
      if (!term || term !== tapped?.term || tapped.isShown) return;
      event.preventDefault();
      hide();
      show(term, true);
    });
    // Before everything else that Escape does.
    document.addEventListener("keydown", event => {
      if (event.key !== "Escape" || event.isComposing) return;
      clearTimeout(timer);
      if (!current) return;
      event.preventDefault();
      event.stopPropagation();
      hide();
    }, true);
    addEventListener("beforeprint", hide);
    addEventListener("pagehide", hide);

    const term = termOf(first);
    if (first.type === "click") show(term, true);
    else if (first.type === "focusin" && term.matches(":focus-visible")) show(term);
    else if (first.type === "pointerover" && term.matches(":hover")) over(first);
  };
})(globalThis.Matchbook ??= {});
