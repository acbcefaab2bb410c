// A copy (js/store/copy.js) that comes back. Pure: it is data that anybody may have written, so it is bounded, checked entry by
// entry, and only ever becomes entries of this guide.
(function (Matchbook) {
  "use strict";

  const { SCHEMA, isObject, migrate } = Matchbook.model;
  /** Most characters and most entries of a copy that is taken. */
  const LARGEST = 10_000_000;
  const MOST = 50_000;
  /** Milliseconds by which the clocks of two devices may differ. */
  const DAY = 86_400_000;

  /**
   * What a copy holds: `{ entries: Map, refused: keys, saved, title }`, or `{ error, title }` with one of `too-large`, `not-a-copy`,
   * `other-guide`, `newer`. A time more than a day after `now` cannot be
   * right and becomes `now`.
   */
  Matchbook.readCopy = (text, { guide, now }) => {
    if (text.length > LARGEST) return { error: "too-large" };
    let copy;
    try { copy = JSON.parse(text); } catch { return { error: "not-a-copy" }; }
    if (!isObject(copy) || copy.format !== "matchbook-copy" || !isObject(copy.entries) || !Number.isInteger(copy.schema) || copy.schema < 1) {
      return { error: "not-a-copy" };
    }
    const about = { title: typeof copy.title === "string" ? copy.title.slice(0, 200) : "", saved: Date.parse(copy.saved) || null };
    if (copy.guide !== guide) return { error: "other-guide", ...about };
    if (copy.schema > SCHEMA) return { error: "newer", ...about };
    const lines = Object.entries(copy.entries);
    if (lines.length > MOST) return { error: "too-large" };
    const entries = new Map();
    const refused = [];
    for (const [key, value] of lines) {
      const found = migrate(copy.schema, key, value);
      if (found) entries.set(found[0], { ...found[1], at: found[1].at > now + DAY ? now : found[1].at });
      else refused.push(key.slice(0, 100));
    }
    return { entries, refused, ...about };
  };

  Matchbook.LARGEST_COPY = LARGEST;
})(globalThis.Matchbook ??= {});
