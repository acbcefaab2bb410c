// The navigation as a drawer where it does not fit beside the text. Without script the menu link leads to the
// navigation below the text.
(function (Matchbook) {
  "use strict";

  Matchbook.register("[data-drawer]", drawer => {
    const link = document.querySelector(`[data-menu-button][href="#${drawer.id}"]`);
    const close = drawer.querySelector("[data-drawer-close]");
    // When the browser has laid out the page anyway, which takes long for a long page.
    new ResizeObserver((_, observer) => {
      observer.disconnect();
      showCurrent(drawer);
    }).observe(drawer);
    if (!link || !close) return;

    const button = Matchbook.make("button", {
      type: "button", className: link.className, "aria-expanded": "false", "aria-controls": drawer.id,
    }, ...link.childNodes);
    link.replaceWith(button);
    // Put beside the drawer when that opens: here it would make the browser find the styles of the whole page anew.
    const backdrop = Matchbook.make("div", { className: "backdrop", hidden: true });
    close.hidden = false;

    /** Everything beside the drawer and its ancestors: not reachable while it is open. */
    const others = () => {
      const found = [];
      for (let node = drawer; node && node !== document.body; node = node.parentElement) {
        found.push(...[...node.parentElement.children].filter(child => child !== node && child !== backdrop));
      }
      return found.filter(element => !["SCRIPT", "STYLE", "LINK", "DIALOG"].includes(element.tagName));
    };
    const isOpen = () => drawer.classList.contains("open");
    const set = (open, focus) => {
      drawer.classList.toggle("open", open);
      document.documentElement.classList.toggle("drawer-open", open);
      if (open && !backdrop.isConnected) drawer.after(backdrop);
      backdrop.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
      for (const element of others()) element.inert = open;
      if (open) {
        showCurrent(drawer);
        close.focus();
      } else if (focus) {
        button.focus();
      }
    };

    button.addEventListener("click", () => set(true));
    close.addEventListener("click", () => set(false, true));
    backdrop.addEventListener("click", () => set(false, true));
    drawer.addEventListener("keydown", event => {
      if (event.key === "Escape" && isOpen()) set(false, true);
    });
    // A link inside may lead to the same document.
    drawer.addEventListener("click", event => {
      if (event.target.closest("a") && isOpen()) set(false, false);
    });
    // The window became wide enough for the navigation to stand beside the text: the button is gone then.
    new ResizeObserver(() => {
      if (isOpen() && !button.offsetParent) set(false, false);
    }).observe(document.documentElement);
  });

  /** Scrolls the navigation, never the page, so that the current page's entry is in view. */
  function showCurrent(drawer) {
    const current = drawer.querySelector("[aria-current=page]");
    if (!current) return;
    const offset = current.getBoundingClientRect().top - drawer.getBoundingClientRect().top;
    if (offset > drawer.clientHeight - 80) drawer.scrollTop += offset - drawer.clientHeight / 3;
  }
})(globalThis.Matchbook ??= {});
