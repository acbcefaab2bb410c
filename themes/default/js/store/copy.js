// A copy of everything a reader keeps, as the text of a JSON file. Pure. `js/my-data/read-copy.js` reads it.
//
//   { "format": "matchbook-copy", "schema": 1, "guide": id, "title": …, "saved": ISO 8601, "entries": { key: entry, … } }
(function (Matchbook) {
  "use strict";

  const { SCHEMA, canonical } = Matchbook.model;

  /** The text of a copy: the same bytes for the same state, one line for each entry. */
  Matchbook.writeCopy = (state, { guide, title, saved }) => {
    const entries = [...state.keys()].sort().map(key => `  ${JSON.stringify(key)}: ${canonical(state.get(key))}`);
    const head = Object.entries({ format: "matchbook-copy", schema: SCHEMA, guide, title, saved }).map(([name, value]) => ` "${name}": ${JSON.stringify(value)},\n`);
    return `{\n${head.join("")} "entries": {${entries.length > 0 ? `\n${entries.join(",\n")}\n ` : ""}}\n}\n`;
  };
})(globalThis.Matchbook ??= {});
