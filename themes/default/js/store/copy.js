// A copy of everything a reader keeps, as the text of a JSON file, and back. Pure: what comes in is data that anybody may have
// written, so it is bounded, checked entry by entry, and only ever becomes entries of this guide.
//
//   { "format": "matchbook-copy", "schema": 1, "guide": id, "title": …, "saved": ISO 8601, "entries": { key: entry, … } }
(function (Matchbook) {
  "use strict";

  const { SCHEMA, canonical, isObject, migrate } = Matchbook.model;
  const FORMAT = "matchbook-copy";
  /** Most characters and most entries of a copy that is taken. */
  const LARGEST = 10_000_000;
  const MOST = 50_000;

  /** The text of a copy: the same bytes for the same state, one line for each entry. */
  const write = (state, { guide, title, saved }) => {
    const entries = [...state.keys()].sort().map(key => `  ${JSON.stringify(key)}: ${canonical(state.get(key))}`);
    const head = Object.entries({ format: FORMAT, schema: SCHEMA, guide, title, saved }).map(([name, value]) => ` "${name}": ${JSON.stringify(value)},\n`);
    return `{\n${head.join("")} "entries": {${entries.length > 0 ? `\n${entries.join(",\n")}\n ` : ""}}\n}\n`;
  };

  /**
   * What a copy holds: `{ entries: Map, refused: keys, saved, title }`, or `{ error, title }` with one of `too-large`, `not-a-copy`,
   * `other-guide`, `newer`. A time after `now` cannot be right and becomes `now`.
   */
  const read = (text, { guide, now }) => {
    if (text.length > LARGEST) return { error: "too-large" };
    let copy;
    try { copy = JSON.parse(text); } catch { return { error: "not-a-copy" }; }
    if (!isObject(copy) || copy.format !== FORMAT || !isObject(copy.entries) || !Number.isInteger(copy.schema) || copy.schema < 1) {
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
      if (found) entries.set(found[0], { ...found[1], at: Math.min(found[1].at, now) });
      else refused.push(key.slice(0, 100));
    }
    return { entries, refused, ...about };
  };

  Matchbook.copyOf = { LARGEST, read, write };
})(globalThis.Matchbook ??= {});
