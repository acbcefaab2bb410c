// The way through a decision: from the address and back to it, one step on or back, and as text. Pure.
(function (Matchbook) {
  "use strict";

  // Steps are `[{ id, title, number, links: [{ to, text }] }]`, the first question first; an outcome has no number.
  // A way is `{ id, passed: [{ id, link }], isWhole }`: the step that is shown, those before it, each with the number of the link
  // that was taken, and whether these begin at the first question.

  const find = (steps, id) => steps.find(step => step.id === id);
  const start = steps => ({ id: steps[0].id, passed: [], isWhole: true });

  /** The way of a reader who comes to a step from elsewhere: nobody knows what was answered before. */
  const arrive = (steps, id) => (id === steps[0].id ? start(steps) : { id, passed: [], isWhole: false });

  /** The way back to a step that it came through; null when it did not. */
  const back = (steps, way, id) => {
    if (id === way.id) return way;
    if (id === steps[0].id) return start(steps);
    const at = way.passed.findIndex(step => step.id === id);
    return at < 0 ? null : { ...way, id, passed: way.passed.slice(0, at) };
  };

  /** The way after a link of its step was followed. */
  const follow = (steps, way, link) => {
    const { to } = find(steps, way.id).links[link];
    return back(steps, way, to) ?? { ...way, id: to, passed: [...way.passed, { id: way.id, link }] };
  };

  /**
   * What stands behind the `#` of the address: the step, where the reader came in, if that was not the first question, and the
   * number of each link that was taken from there: `visa`, `visa~1.3`, `visa~license~2`.
   */
  const write = ({ id, passed, isWhole }) => {
    if (passed.length === 0) return id;
    const links = passed.map(({ link }) => link + 1).join(".");
    return [id, ...isWhole ? [] : [passed[0].id], links].join("~");
  };

  /** The step that a text begins with, and what follows behind a `~`, which may stand in the names of steps too. */
  const split = (steps, text) => {
    const [step] = steps.filter(({ id }) => text === id || text.startsWith(`${id}~`)).sort((a, b) => b.id.length - a.id.length);
    return [step?.id, step ? text.slice(step.id.length + 1) : text];
  };

  /** The way that `write` wrote. Answers of another edition that do not lead to its step are not taken for answers. */
  const read = (steps, text) => {
    const [id, rest] = split(steps, text);
    if (!id) return null;
    const [from, numbers] = rest.includes("~") ? split(steps, rest) : [undefined, rest];
    const links = numbers ? numbers.split(".") : [];
    if (numbers.includes("~")) return arrive(steps, id);
    let way = from === undefined ? start(steps) : arrive(steps, from);
    for (const number of links) {
      if (!find(steps, way.id).links[number - 1]) return arrive(steps, id);
      way = follow(steps, way, number - 1);
    }
    return way.id === id ? way : arrive(steps, id);
  };

  /** The questions and answers of a way, in order. */
  const answers = (steps, way) => way.passed.map(({ id, link }) => {
    const step = find(steps, id);
    return { id, number: step.number, title: step.title, answer: step.links[link].text };
  });

  /** All of it as text for other programs: `{ title, unknown, answers, outcome, blocks, source: [lines] }`. */
  const text = ({ title, unknown, answers, outcome, blocks, source }) => [
    title,
    ...unknown ? [unknown] : [],
    ...answers.length > 0
      ? [answers.map(({ number, title, answer }) => `${number ? `${number}. ` : ""}${title}\n   → ${answer}`).join("\n")]
      : [],
    outcome,
    ...blocks,
    source.join("\n"),
  ].join("\n\n") + "\n";

  Matchbook.decision = { start, arrive, back, follow, write, read, answers, text };
})(globalThis.Matchbook ??= {});
