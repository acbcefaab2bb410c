// A sample email and what was filled in, as the message that is sent. Pure.
//
// A letter is a list of blocks, a block is `{ prefix, runs }`, a run is `{ text }`, `{ field, label }` or `{ isBreak: true }`. The prefix is
// null of a paragraph, and what stands in front of a line of a list or table. A sentence that stands on a field which may stay empty,
// and is, is left out.
(function (Matchbook) {
  "use strict";

  /** Words with a full stop after which the sentence goes on. */
  const ABBREVIATION = /(^|[\s(])(Dr|Mr|Mrs|Ms|Prof|St|No|vs|approx|e\.g|i\.e|[A-Z])\.$/u;
  const END = /[.!?…]["'”’)\]]*(?=\s|$)/gu;

  /** A block's runs as sentences, each a list of runs. */
  const sentencesOf = runs => {
    const sentences = [[]];
    const add = run => sentences[sentences.length - 1].push(run);
    for (const run of runs) {
      if (run.isBreak) {
        add(run);
        sentences.push([]);
        continue;
      }
      if (run.field) {
        add(run);
        continue;
      }
      let from = 0;
      for (const match of run.text.matchAll(END)) {
        const end = match.index + match[0].length;
        if (ABBREVIATION.test(run.text.slice(0, end))) continue;
        // The blank after a sentence is part of it.
        const blank = /^\s*/u.exec(run.text.slice(end))[0].length;
        add({ text: run.text.slice(from, end + blank) });
        sentences.push([]);
        from = end + blank;
      }
      if (from < run.text.length) add({ text: run.text.slice(from) });
    }
    return sentences.filter(sentence => sentence.length > 0);
  };

  /** The fields that have to be filled in and are not: the required ones, and those that belong to one that is filled. */
  const missingOf = (fields, values) => fields.filter(({ id, isRequired, requiredWith }) => !values[id]
    && (requiredWith ? Boolean(values[requiredWith]) : isRequired)).map(({ id }) => id);

  const escape = text => text.replace(/[&<>"]/g, character => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[character]);
  /** Blanks in front of a text as HTML shows them. */
  Matchbook.indented = text => text.replace(/^ +/, blanks => "\u00a0".repeat(blanks.length));
  const oneLine = text => text.replace(/\s+/gu, " ").trim();

  /** Words as the program counts them: what stands between blanks and has a letter or a digit. */
  const wordsIn = text => text.split(/\s+/u).filter(word => /[\p{L}\p{N}]/u.test(word)).length;

  /**
   * The message: `blocks` of sentences with what each run says, and whether they are left out, `subject` and `text` as they are sent,
   * `html` of the letter, `words` and `paragraphs` of it, and the ids of the fields that are `used` and of those that are `missing`. `values` are by the
   * id of the field.
   */
  Matchbook.compose = ({ subject, blocks }, fields, written) => {
    const values = Object.fromEntries(Object.entries(written).map(([id, value]) => [id, value.trim()]));
    const used = new Set([subject, ...blocks.map(({ runs }) => runs)].flat().map(run => run.field).filter(Boolean));
    const missing = missingOf(fields.filter(({ id }) => used.has(id)), values);
    const isNeeded = new Set(missing);
    const say = run => (run.field ? { ...run, value: values[run.field] || null, isMissing: isNeeded.has(run.field) } : run);
    const made = blocks.map(({ prefix, runs }) => {
      const sentences = sentencesOf(runs).map(sentence => {
        const said = sentence.map(say);
        return { runs: said, isLeftOut: said.some(run => run.field && !run.value && !run.isMissing) };
      });
      return { prefix, sentences, isLeftOut: sentences.every(({ isLeftOut }) => isLeftOut) };
    });
    const textOf = run => (run.isBreak ? "\n" : run.field ? run.value ?? `[${run.label}]` : run.text.replace(/\s+/gu, " "));
    const paragraphs = made.map(({ prefix, sentences }) => ({ prefix, text: sentences.filter(({ isLeftOut }) => !isLeftOut)
      .map(({ runs }) => runs.map(textOf).join("")).join("").replace(/[ \t]+\n/g, "\n").trim() }))
      .filter(({ text }) => text);
    const text = paragraphs.map((paragraph, at) => (at === 0 ? "" : paragraph.prefix !== null && paragraphs[at - 1].prefix !== null ? "\n" : "\n\n")
      + (paragraph.prefix ?? "") + paragraph.text).join("");
    return {
      blocks: made,
      subject: oneLine(subject.map(say).map(textOf).join("")),
      subjectRuns: subject.map(say),
      text,
      html: paragraphs.map(({ prefix, text: said }) => `<p>${escape(Matchbook.indented((prefix ?? "") + said)).replace(/\n/g, "<br>")}</p>`).join("\n"),
      words: wordsIn(text),
      // The greeting and the sender's lines are no sentences.
      paragraphs: paragraphs.filter(({ text: said }) => /[.?!]["”')\]]*$/m.test(said)).length,
      missing,
      used,
    };
  };
})(globalThis.Matchbook ??= {});
