// What is due and the dates that are known as events of a calendar file.
(function (Matchbook) {
  "use strict";

  const { fill, strings } = Matchbook;

  /** A window of so many days is an event that lasts as long. */
  const LASTING = 28;
  /** Minutes from a reminder to the midnight behind it: at 9:00 the day before, and at 9:00 on the day itself. */
  const DAY_BEFORE = 15 * 60;
  const SAME_DAY = -9 * 60;

  /**
   * What a due item is as an event of a calendar: a window of some weeks at most, as what has to be left alone has to be from its first
   * day on, with reminders on its first and its last day; else its last day, with one the day before.
   */
  Matchbook.dueEvent = ({ item, list, record, key, window }, desk) => {
    const words = Matchbook.windowWords(window);
    // What ends at midnight ends with the day before.
    const day = Matchbook.dayOf(window[1] - 1);
    const days = Matchbook.daysBetween(window[0], window[1] - 1);
    const isLasting = days < LASTING;
    return {
      uid: `due-${key}`, title: record ? `${desk.nameOf(record)}: ${item.text}` : item.text, description: fill(strings.transfer_event_due, { title: list.title, window: words }),
      start: isLasting ? Matchbook.dayOf(window[0]) : day, end: day, isAllDay: true, alarms: isLasting && days > 0 ? [SAME_DAY, SAME_DAY - days * 24 * 60] : [DAY_BEFORE],
    };
  };

  /** Events of a calendar for dates: those of the season, or of a record and what belongs to it; all when none is given. */
  Matchbook.dateEvents = (desk, record) => {
    const { planner } = desk;
    const eventOf = (event, text, one) => {
      const at = Matchbook.momentOf(text);
      const title = one ? `${event.label}: ${desk.nameOf(one)}` : event.label;
      const uid = `date-${event.id}${one ? `-${one.id}` : ""}`;
      return at === null ? { uid, title, start: text, end: text, isAllDay: true, alarms: [DAY_BEFORE] } : { uid, title, start: at, end: at + 3_600_000, isAllDay: false, alarms: [24 * 60, 60] };
    };
    const season = record ? [] : planner.events.filter(event => !event.per && Matchbook.readDate(desk.season[event.id])).map(event => eventOf(event, desk.season[event.id], null));
    const records = [...desk.records.values()].filter(one => desk.isActive(one) && (!record || desk.chain(one).includes(record)));
    return [...season, ...records.flatMap(one => planner.events.filter(({ id, per }) => per === one.subject && Matchbook.readDate(one.dates[id])).map(event => eventOf(event, one.dates[event.id], one)))];
  };

  /** Saves events as a calendar file, and tells what there is to say of it. The same event has the same name in each file, so that bringing a newer file in renews it. */
  Matchbook.saveCalendar = (events, name) => {
    const guide = document.documentElement.dataset.site;
    const now = Date.now();
    const url = new URL(document.body.dataset.planner ?? "", location.href).href;
    const text = Matchbook.calendar(events.map(event => ({ sequence: Math.floor(now / 1000) % 2_000_000_000, url: url.startsWith("http") ? url : undefined, ...event })), { name, guide, stamp: now });
    Matchbook.saveFile(text, `${guide}.ics`, "text/calendar");
    return strings.transfer_calendar_saved;
  };

  /** Saves what is due and the dates of a record and what belongs to it, of all when none is given. */
  Matchbook.saveDueCalendar = (due, desk, record, name = strings.transfer_calendar_all) =>
    Matchbook.saveCalendar([...due.map(item => Matchbook.dueEvent(item, desk)), ...Matchbook.dateEvents(desk, record)], name);

  /** Saves all that is known of a record as it is now. */
  Matchbook.saveRecordCalendar = (id, pages) => {
    const desk = Matchbook.deskNow();
    const one = desk.records.get(id);
    const due = Matchbook.dueItems(pages, desk, Matchbook.isTicked, Date.now()).filter(({ record }) => record && desk.chain(record).includes(one));
    return Matchbook.saveDueCalendar(due, desk, one, one.name);
  };
})(globalThis.Matchbook ??= {});
