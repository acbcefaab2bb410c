// A checklist as text for other programs. Pure.
(function (Matchbook) {
  "use strict";

  const escape = text => text.replace(/[\\`*_[\]<>#|~]/g, "\\$&");
  const lines = text => text.trim().split(/\s*\n\s*/).join(" ");

  /**
   * `list` is `{ title, count, items: [{ depth, text, state, due, note }] }`; `noteName` is the word before a note. As Markdown the
   * items become a task list, as plain text they have boxes.
   */
  Matchbook.listText = ({ title, count, items }, noteName, isMarkdown) => {
    const body = items.flatMap(({ depth, text, state, due, note }) => {
      const box = isMarkdown ? (state === "done" ? "- [x]" : "- [ ]") : { done: "☑", part: "◪", open: "☐" }[state];
      const indent = (isMarkdown ? "  " : "    ").repeat(depth);
      const said = lines(text) + (due ? ` (${due})` : "");
      const out = [`${indent}${box} ${isMarkdown ? escape(said) : said}`];
      if (note) out.push(`${indent}${isMarkdown ? "  " : "    "}${noteName} ${isMarkdown ? escape(lines(note)) : lines(note)}`);
      return out;
    });
    const head = isMarkdown ? `## ${escape(title)}` : title;
    return `${head}\n${count}\n\n${body.join("\n")}\n`;
  };
})(globalThis.Matchbook ??= {});
