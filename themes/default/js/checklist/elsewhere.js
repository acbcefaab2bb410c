// How far the reader has come, where it is not the list itself that says it: in the sidebar, below the title of a page, and on
// the home page with the way back to where the reader was. The items of all lists are loaded when something is ticked.
(function (Matchbook) {
  "use strict";

  const { fill, make, store, strings } = Matchbook;
  const isTicked = id => store.get(`tick/${id}`)?.done === true;

  let desk = null;
  let deskOf = null;
  let deskEntries = [];
  /** The desk (desk.js) of what is kept now; the same one until something of it changes. The guide has to be loaded. */
  Matchbook.deskNow = () => {
    if (deskOf === store.state) return desk;
    deskOf = store.state;
    const entries = [];
    for (const [key, entry] of store.state) if (Matchbook.isDeskKey(key)) entries.push(entry);
    // Entries are never changed, only replaced.
    if (!desk || entries.length !== deskEntries.length || entries.some((entry, at) => entry !== deskEntries[at])) desk = Matchbook.desk(store.state, Matchbook.guide.planner);
    deskEntries = entries;
    return desk;
  };
  Matchbook.isTicked = isTicked;

  /** Whether the reader has something in the planner. */
  const hasDesk = Matchbook.hasDesk = () => [...store.state].some(([key, entry]) => Matchbook.isDeskKey(key) && !entry.gone);
  /** Loads what the entries of the planner mean (js/desk/). Keeps the promise with the desk of now. */
  Matchbook.loadDesk = async () => {
    await Matchbook.load(document.body.dataset.guide);
    await Matchbook.load(document.body.dataset.desk);
    return Matchbook.deskNow();
  };
  /** Calls `run` as soon as the reader has something in the planner, now or later while `element` is in the page. */
  Matchbook.whenDesk = (element, run) => {
    let isLoading = false;
    const look = () => {
      if (isLoading || !hasDesk() || !document.body.dataset.guide) return;
      isLoading = true;
      Matchbook.loadDesk().then(run).catch(error => {
        isLoading = false;
        console.error(error);
      });
    };
    look();
    store.watch(element, changed => { if ([...changed].some(Matchbook.isDeskKey)) look(); });
  };
  /** Says where programs and the like are entered. */
  Matchbook.plannerHint = () => make("p", { className: "planner-hint" }, strings.choose_empty, " ", make("a", { href: document.body.dataset.planner }, strings.choose_planner));

  /** All pages with a checklist as `src/render/guide.rs` lists them, with the progress of each list. */
  Matchbook.readGuide = async () => {
    const address = document.body.dataset.guide;
    if (!address) return [];
    await Matchbook.load(address);
    const desk = hasDesk() ? await Matchbook.loadDesk() : null;
    return Matchbook.guide.pages.map(page => ({
      ...page,
      lists: page.lists.map(list => {
        const items = Matchbook.itemsOf(list);
        return { ...list, title: list.title ?? page.title, items, progress: desk ? Matchbook.progressFor(items, desk, isTicked) : Matchbook.progress(items, isTicked) };
      }),
    }));
  };
  const sum = page => page.lists.reduce((all, { progress }) => ({ done: all.done + progress.done, total: all.total + progress.total, started: all.started + progress.done + progress.more }),
    { done: 0, total: 0, started: 0 });
  const words = ({ done, total }) => fill(strings.progress_count, { done, total });

  /** A bar that says what the words beside it say. */
  Matchbook.progressBar = ({ done, total }) => make("progress", { className: "progress-bar", max: total, value: done, "aria-hidden": "true" });

  const paintSidebar = pages => {
    const byAddress = new Map(pages.map(page => [new URL(Matchbook.addressOf(page.path), location.href).href, page]));
    for (const link of document.querySelectorAll(".sidebar a[href]")) {
      const page = byAddress.get(new URL(link.getAttribute("href"), location.href).href);
      if (!page) continue;
      link.querySelector(".nav-progress")?.remove();
      const { done, total, started } = sum(page);
      if (started === 0) continue;
      link.append(make("span", { className: done === total ? "nav-progress is-done" : "nav-progress" },
        make("span", { "aria-hidden": "true" }, done === total ? "✓" : `${done}/${total}`),
        make("span", { className: "off-screen" }, ` ${words({ done, total })}`)));
    }
  };

  const paintPage = pages => {
    const { element, path } = Matchbook.page();
    const own = pages.find(page => page.path === path);
    const place = element.querySelector("[data-page-progress]");
    if (own && place) place.textContent = words(sum(own));
  };

  /** One line for a list: its name, how far it is, the next thing to do. */
  const line = ({ page, list, next }, isFirst) => {
    const href = Matchbook.addressOf(page.path, next?.anchor);
    const texts = [make("a", { href }, list.title), make("span", { className: "continue-count" }, words(list.progress))];
    const item = make("li", {}, make("p", { className: "continue-line" }, ...texts), Matchbook.progressBar(list.progress));
    if (isFirst && next?.text) item.append(make("p", { className: "continue-next" }, fill(strings.progress_next, { title: next.text })));
    return item;
  };

  /** Days ahead of what is shown as due on the home page, and the most items. */
  const SOON = 14;
  const MOST_DUE = 5;
  /** A link to a due item on its page, for whom it is due. */
  Matchbook.dueLink = ({ item, page, record }, text) => {
    const link = make("a", { href: Matchbook.addressOf(page.path, item.anchor) }, text);
    link.addEventListener("click", () => { if (record) store.dispatch(Matchbook.choose(Matchbook.deskNow(), record)); });
    return link;
  };
  const dueLine = ({ item, page, record, window, ...due }) => make("li", {}, Matchbook.dueLink({ item, page, record }, item.text || item.id), " ",
    make("span", { className: "continue-count" }, make("strong", { className: `due-now is-${due.state}` }, Matchbook.dueWords({ window, ...due })), record ? ` · ${Matchbook.deskNow().nameOf(record)}` : ""));
  /**
   * What is due soon, what ends first first, and then what is late, the latest first: that can still be made up for. However much is
   * open, what is late is not hidden behind it.
   */
  const dueParts = pages => {
    if (!hasDesk()) return [];
    const { planner } = Matchbook.guide;
    const all = Matchbook.dueItems(pages, Matchbook.deskNow(), isTicked, Date.now());
    const late = all.filter(({ state }) => state === "late").reverse();
    const open = all.filter(({ state, days }) => state === "open" && days <= SOON);
    const found = [...open.slice(0, late.length > 0 ? MOST_DUE - 1 : MOST_DUE), ...late];
    if (found.length === 0) return [];
    const way = planner.page && make("a", { href: Matchbook.addressOf(planner.page) }, strings.progress_all_due);
    return [make("h2", {}, strings.progress_due), make("ul", { className: "continue-due" }, ...found.slice(0, MOST_DUE).map(dueLine)), ...way ? [make("p", { className: "continue-next" }, way)] : []];
  };

  const paintHome = pages => {
    const section = document.querySelector("[data-continue]");
    if (!section) return;
    const last = store.get("pref/last")?.value;
    const lists = pages.flatMap(page => page.lists.map(list => ({ page, list, next: list.items[list.progress.next] }))).filter(({ list }) => list.progress.done + list.progress.more > 0);
    const isLast = ({ page, list }) => last?.page === page.path && last?.list === list.id;
    const open = lists.filter(({ list }) => list.progress.done < list.progress.total).sort((a, b) => isLast(b) - isLast(a));
    const due = dueParts(pages);
    section.hidden = lists.length === 0 && due.length === 0;
    if (section.hidden) return;
    section.replaceChildren(...due, ...lists.length === 0 ? [] : [make("h2", {}, open.length > 0 ? strings.progress_continue : strings.progress_all_done),
      make("ul", {}, ...(open.length > 0 ? open : lists).slice(0, 5).map((one, at) => line(one, at === 0)))]);
  };

  Matchbook.register("body[data-guide]", body => {
    let isShown = false;
    const paint = async () => {
      const isStarted = [...store.state].some(([key, entry]) => key.startsWith("tick/") && entry.done || /^(record|date)\//.test(key) && !entry.gone);
      // After the last tick went, the zeros have to be shown.
      if (!isStarted && !isShown) {
        delete document.documentElement.dataset.kept;
        return;
      }
      isShown = true;
      const pages = await Matchbook.readGuide();
      paintSidebar(pages);
      paintPage(pages);
      paintHome(pages);
    };
    const quietly = () => paint().catch(error => console.error(error));
    let isWaiting = false;
    store.watch(body, changed => {
      if (isWaiting || ![...changed].some(key => /^(tick|record|date)\//.test(key))) return;
      isWaiting = true;
      // What the reader touched is painted first.
      requestAnimationFrame(() => setTimeout(() => {
        isWaiting = false;
        quietly();
      }));
    });
    quietly();
    // Days go by while a page stays open.
    document.addEventListener("visibilitychange", () => { if (!document.hidden) quietly(); });
  });
})(globalThis.Matchbook ??= {});
