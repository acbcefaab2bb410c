// The dates of the season. They are never filled in beforehand: the reader looks them up on the official page, which is linked.
(function (Matchbook) {
  "use strict";

  const { fill, make, store, strings } = Matchbook;
  let here = null;
  /** The time zone of the device, asked for once: browsers take milliseconds to say it. */
  const zoneHere = () => (here ??= Intl.DateTimeFormat().resolvedOptions().timeZone);
  const { lang } = document.documentElement;
  /** "New York (Eastern Time)", "Karachi": a time zone as people know it. */
  const zoneWords = zone => {
    if (!named.has(zone)) named.set(zone, nameZone(zone));
    return named.get(zone);
  };
  const named = new Map();
  const nameZone = zone => {
    const city = zone.slice(zone.lastIndexOf("/") + 1).replace(/_/g, " ");
    try {
      const { value } = new Intl.DateTimeFormat(lang, { timeZone: zone, timeZoneName: "longGeneric" }).formatToParts(0).find(({ type }) => type === "timeZoneName");
      return value.includes(city) ? value : `${city} (${value})`;
    } catch { return zone; }
  };

  /**
   * Controls for a date, with time and place where the event has a time. `first` are the zones that are offered first; `kept()` is the date
   * that is kept, `save(text)` keeps another one. Returns `{ elements, load() }`.
   */
  Matchbook.dateControls = ({ label, time, zone: usual }, first, kept, save) => {
    const day = make("input", { type: "date", "aria-label": label, min: "2000-01-01", max: "2100-12-31" });
    const clock = make("input", { type: "time", "aria-label": `${label}: ${strings.planner_time}` });
    const zone = make("select", { "aria-label": `${label}: ${strings.planner_zone}` });
    const place = make("span", { className: "planner-zone" }, make("span", { "aria-hidden": "true" }, strings.planner_in), zone);
    const option = name => make("option", { value: name }, zoneWords(name));
    const offer = name => {
      const near = [...new Set([name, ...usual ? [usual] : [], zoneHere(), ...first])];
      zone.replaceChildren(...near.map(option));
      zone.value = name;
    };
    const write = () => {
      if (day.value === "" && day.validity.badInput) return;
      // The year 26, say: the browser shows which days there are.
      if (day.validity.rangeUnderflow || day.validity.rangeOverflow) {
        day.reportValidity();
        return;
      }
      const text = day.value && clock.value && time ? `${day.value}T${clock.value}[${zone.value}]` : day.value;
      if (text !== kept() && (text === "" || Matchbook.readDate(text))) save(text);
      follow();
    };
    /** Without a day there is no time, and without a time no zone. */
    const follow = () => {
      clock.disabled = !day.value;
      place.hidden = !clock.value || clock.disabled;
    };
    zone.addEventListener("focus", () => {
      // Hundreds of them: only when somebody looks.
      const all = zone.querySelector("optgroup") ? [] : Intl.supportedValuesOf?.("timeZone") ?? [];
      if (all.length > 0) zone.append(make("optgroup", { label: strings.planner_other_zones }, ...all.map(option)));
    });
    for (const control of [day, clock, zone]) control.addEventListener("change", write);
    return {
      elements: time ? [day, clock, place] : [day],
      load() {
        const read = Matchbook.readDate(kept());
        const put = (control, value) => { if (control !== document.activeElement && control.value !== value) control.value = value; };
        put(day, read ? kept().slice(0, 10) : "");
        put(clock, read && read.hour !== null ? kept().slice(11, 16) : "");
        // A time that was taken out comes back in its zone.
        const name = read?.zone ?? ((read && zone.value) || usual || zoneHere());
        if (zone.value !== name && zone !== document.activeElement) offer(name);
        follow();
      },
    };
  };

  /** Loads what reads and writes files. */
  Matchbook.loadPlannerFiles = () => Matchbook.load(document.body.dataset.plannerFiles);

  Matchbook.plannerView(context => {
    const events = context.planner.events.filter(({ per }) => !per);
    if (events.length === 0) return [];
    const panel = make("section", { className: "planner-panel" });
    const rows = events.map(event => {
      const controls = Matchbook.dateControls(event, context.planner.zones, () => store.get(`date/${event.id}`)?.value ?? "", value => store.dispatch({ type: "date", event: event.id, value }));
      const [day] = controls.elements;
      day.removeAttribute("aria-label");
      const line = context.field(event.label, day, "planner-date");
      for (const more of controls.elements.slice(1)) line.append(more);
      if (event.lookUp) line.append(make("a", { href: event.lookUp, rel: "noopener", className: "external" }, fill(strings.planner_look_up, { site: new URL(event.lookUp).hostname.replace(/^www\./, "") })));
      // The place of the words is there before they are.
      const wrong = make("p", { className: "planner-problem", role: "status", id: Matchbook.newElementId("wrong") });
      day.setAttribute("aria-describedby", wrong.id);
      panel.append(line, wrong);
      const before = events.find(({ id }) => id === event.after);
      return {
        load() {
          controls.load();
          const [own, other] = [event, before].map(one => one && Matchbook.readDate(store.get(`date/${one.id}`)?.value) && store.get(`date/${one.id}`).value);
          const isWrong = own && other && Matchbook.endOf(own) < Matchbook.endOf(other);
          day.setAttribute("aria-invalid", String(Boolean(isWrong)));
          wrong.textContent = isWrong ? fill(strings.planner_wrong_order, { label: event.label, after: before.label }) : "";
        },
      };
    });
    panel.prepend(make("p", {}, strings.planner_season_lead));
    return [{ id: "season", title: strings.planner_season, panel, paint: () => { for (const row of rows) row.load(); } }];
  });
})(globalThis.Matchbook ??= {});
