// Turns alternatives that stand below each other into tabs (the pattern of the ARIA Authoring Practices).
(function (Matchbook) {
  "use strict";

  Matchbook.register("[data-tabs]", tabs => {
    const panels = [...tabs.children].filter(child => child.classList.contains("tab"));
    if (panels.length < 2) return;
    const list = Matchbook.make("div", { role: "tablist", className: "tab-list", "aria-label": tabs.dataset.tabs });
    const buttons = panels.map(panel => Matchbook.make("button", {
      type: "button", role: "tab", id: panel.id + "-tab", "aria-controls": panel.id,
    }, panel.querySelector(".tab-title").textContent));

    const select = index => {
      buttons.forEach((button, at) => {
        button.setAttribute("aria-selected", String(at === index));
        button.tabIndex = at === index ? 0 : -1;
        // Searching in the page finds text in the other tabs too; browsers that do not know it just hide them.
        if (at === index) panels[at].removeAttribute("hidden");
        else panels[at].setAttribute("hidden", "until-found");
      });
    };
    panels.forEach((panel, index) => {
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", buttons[index].id);
      panel.addEventListener("beforematch", () => select(index));
      buttons[index].addEventListener("click", () => select(index));
    });
    list.addEventListener("keydown", event => {
      const forward = getComputedStyle(tabs).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
      const at = buttons.indexOf(document.activeElement);
      const last = buttons.length - 1;
      let next;
      if (event.key === "Home") next = 0;
      else if (event.key === "End") next = last;
      else if (event.key === forward) next = at === last ? 0 : at + 1;
      else if (event.key === "ArrowLeft" || event.key === "ArrowRight") next = at === 0 ? last : at - 1;
      else return;
      event.preventDefault();
      select(next);
      buttons[next].focus();
    });
    list.append(...buttons);
    tabs.prepend(list);
    tabs.classList.add("ready");
    select(0);
  });
})(globalThis.Matchbook ??= {});
