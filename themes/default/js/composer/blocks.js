// A letter as it stands on a page, as the blocks of js/composer/letter.js: all that it says, in the order in which it is read.
(function (Matchbook) {
  "use strict";

  /** Elements that stand on lines of their own. */
  const BLOCKS = "p, ul, ol, li, div, pre, blockquote, table, thead, tbody, tr, dl, dt, dd";

  /** The runs of nodes of the letter. What a page says beside its text is not sent: the sign behind a heading. */
  const runsOf = nodes => [...nodes].flatMap(node => {
    if (node.nodeType === Node.TEXT_NODE) return [{ text: node.data }];
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(".anchor")) return [];
    if (node.nodeName === "BR") return [{ isBreak: true }];
    if (node.matches("mark[data-field]")) return [{ field: node.dataset.field, label: node.textContent.replace(/^\[|\]$/g, "") }];
    const runs = runsOf(node.childNodes);
    // In a message a link is its text, so the address follows where the text does not say it.
    const address = /^\w+:/.test(node.getAttribute("href")) ? node.href.replace("mailto:", "") : "";
    if (!node.textContent.includes(address.replace(/^\w+:\/\/(www\.)?|\/$/g, ""))) runs.push({ text: ` (${address})` });
    return runs;
  });
  // The line break after <br> is one of the source.
  const joinBreaks = runs => runs.map((run, at) => (at > 0 && runs[at - 1].isBreak && run.text ? { text: run.text.replace(/^\s+/, "") } : run));

  /**
   * Adds the blocks of an element to `blocks`. `line` says what stands in front of its lines: `mark` of the first, `indent` of all
   * others, which is null outside of lists and tables.
   */
  const read = (element, line, blocks) => {
    let runs = [];
    const end = () => {
      if (runs.some(run => run.field || run.text?.trim())) {
        blocks.push({ prefix: line.mark ?? line.indent, runs: joinBreaks(runs) });
        line.mark = null;
      }
      runs = [];
    };
    let number = element.start;
    for (const node of element.childNodes) {
      const { nodeName } = node;
      if (!node.matches?.(BLOCKS)) {
        runs.push(...runsOf([node]));
        continue;
      }
      end();
      if (nodeName === "LI") {
        const indent = line.indent ?? "";
        const mark = number === undefined ? "- " : `${number++}. `;
        read(node, { mark: indent + mark, indent: indent + " ".repeat(mark.length) }, blocks);
      } else if (nodeName === "TR") {
        runs = [...node.cells].flatMap((cell, at) => [...at > 0 ? [{ text: " | " }] : [], ...runsOf([cell])]);
        line.mark ??= line.indent ?? "";
      } else if (nodeName === "PRE") {
        runs = node.textContent.trimEnd().split("\n").flatMap(text => [{ text }, { isBreak: true }]);
      } else {
        read(node, line, blocks);
      }
      end();
    }
    end();
    return blocks;
  };

  Matchbook.letterRuns = element => runsOf(element.childNodes);
  /** The blocks of a letter. */
  Matchbook.letterBlocks = letter => read(letter, { mark: null, indent: null }, []);
})(globalThis.Matchbook ??= {});
