// The dates of the season. They are never filled in beforehand: the reader looks them up on the official page, which is linked.
(function (Matchbook) {
  "use strict";

  const { make, store, strings } = Matchbook;
  const zoneHere = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
  let zones = null;

  /**
   * Controls for a date, with time and place where the event has a time. `kept()` is the date that is kept, `save(text)` keeps another one.
   * Returns `{ elements, load() }`.
   */
  Matchbook.dateControls = ({ label, time }, kept, save) => {
    const day = make("input", { type: "date", "aria-label": label, min: "2000-01-01", max: "2100-12-31" });
    const clock = make("input", { type: "time", "aria-label": `${label}: ${strings.planner_time}` });
    const zone = make("select", { "aria-label": `${label}: ${strings.planner_zone}` });
    const options = names => zone.replaceChildren(...[...new Set(names)].map(name => make("option", { value: name }, name.replace(/_/g, " "))));
    const write = () => {
      if (day.value === "" && day.validity.badInput) return;
      const text = day.value && clock.value && time ? `${day.value}T${clock.value}[${zone.value || zoneHere()}]` : day.value;
      if (text !== kept() && (text === "" || Matchbook.readDate(text))) save(text);
      follow();
    };
    /** Without a day there is no time, and without a time no zone. */
    const follow = () => {
      clock.disabled = !day.value;
      zone.hidden = !clock.value || clock.disabled;
    };
    zone.addEventListener("focus", () => {
      zones ??= Intl.supportedValuesOf?.("timeZone") ?? [];
      const { value } = zone;
      options([value, zoneHere(), ...zones]);
      zone.value = value;
    }, { once: true });
    for (const control of [day, clock, zone]) control.addEventListener("change", write);
    return {
      elements: time ? [day, clock, zone] : [day],
      load() {
        const read = Matchbook.readDate(kept());
        const put = (control, value) => { if (control !== document.activeElement && control.value !== value) control.value = value; };
        put(day, read ? kept().slice(0, 10) : "");
        put(clock, read && read.hour !== null ? kept().slice(11, 16) : "");
        const name = read?.zone ?? zoneHere();
        if (zone.value !== name && zone !== document.activeElement) {
          options([name, zoneHere()]);
          zone.value = name;
        }
        follow();
      },
    };
  };

  /** Events of a calendar for dates: those of the season, or of a record and what belongs to it; all when none is given. */
  Matchbook.dateEvents = (desk, record) => {
    const { planner } = desk;
    const eventOf = (event, text, one) => {
      const at = Matchbook.momentOf(text);
      const title = one ? `${event.label}: ${desk.nameOf(one)}` : event.label;
      const uid = `date-${event.id}${one ? `-${one.id}` : ""}`;
      return at === null ? { uid, title, start: text, end: text, isAllDay: true, alarms: [15 * 60] } : { uid, title, start: at, end: at + 3_600_000, isAllDay: false, alarms: [24 * 60, 60] };
    };
    const season = record ? [] : planner.events.filter(event => !event.per && Matchbook.readDate(desk.season[event.id])).map(event => eventOf(event, desk.season[event.id], null));
    const records = [...desk.records.values()].filter(one => desk.isActive(one) && (!record || desk.chain(one).includes(record)));
    return [...season, ...records.flatMap(one => planner.events.filter(({ id, per }) => per === one.subject && Matchbook.readDate(one.dates[id])).map(event => eventOf(event, one.dates[event.id], one)))];
  };

  /** Loads what reads and writes files. */
  Matchbook.loadPlannerFiles = () => Matchbook.load(document.body.dataset.plannerFiles);

  /** Saves events as a calendar file. The same event has the same name in each file, so that bringing a newer file in renews it. */
  Matchbook.saveCalendar = async (events, name) => {
    await Matchbook.loadPlannerFiles();
    const guide = document.documentElement.dataset.site;
    const now = Date.now();
    const url = new URL(document.body.dataset.planner ?? "", location.href).href;
    const text = Matchbook.calendar(events.map(event => ({ sequence: Math.floor(now / 1000) % 2_000_000_000, url: url.startsWith("http") ? url : undefined, ...event })), { name, guide, stamp: now });
    Matchbook.saveFile(text, `${guide}.ics`, "text/calendar");
  };

  Matchbook.plannerView(context => {
    const events = context.planner.events.filter(({ per }) => !per);
    if (events.length === 0) return [];
    const panel = make("section", { className: "planner-panel" });
    const rows = events.map(event => {
      const controls = Matchbook.dateControls(event, () => store.get(`date/${event.id}`)?.value ?? "", value => store.dispatch({ type: "date", event: event.id, value }));
      const [day] = controls.elements;
      day.removeAttribute("aria-label");
      const line = context.field(event.label, day, "planner-date");
      for (const more of controls.elements.slice(1)) line.append(more);
      if (event.lookUp) line.append(make("a", { href: event.lookUp, rel: "noopener", className: "external" }, Matchbook.fill(strings.planner_look_up, { site: new URL(event.lookUp).hostname.replace(/^www\./, "") })));
      panel.append(line);
      return controls;
    });
    panel.prepend(make("p", {}, strings.planner_season_lead));
    return [{ id: "season", title: strings.planner_season, panel, paint: () => { for (const row of rows) row.load(); } }];
  });
})(globalThis.Matchbook ??= {});
