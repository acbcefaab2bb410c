// A letter as it stands on a page, as the blocks of js/composer/letter.js: all that it says, in the order in which it is read.
(function (Matchbook) {
  "use strict";

  /** Elements that stand on lines of their own. */
  const BLOCKS = "blockquote, dd, details, div, dl, dt, figcaption, figure, h1, h2, h3, h4, h5, h6, hr, li, ol, p, pre, section, summary, table, tbody, td, th, thead, tr, ul";
  /** What a page says beside its text: the sign behind a heading, the number of a footnote. */
  const BESIDE = ".anchor, .footnote-ref, .task-marks";
  const CELL = { text: " | " };

  /** The address of a link where its text does not say it: in a message a link is its text. */
  const addressOf = link => {
    const [, scheme, address] = /^(https?|mailto|tel|sms):(.*)$/i.exec(link.getAttribute("href") ?? "") ?? [];
    const bare = address?.replace(/^\/\/(www\.)?|\/$/g, "");
    return !bare || link.textContent.includes(bare) ? [] : [{ text: ` (${/^http/i.test(scheme) ? `${scheme}:${address}` : address})` }];
  };

  /** The runs of an element of the letter. */
  const runsOf = element => [...element.childNodes].flatMap(node => {
    if (node.nodeType === Node.TEXT_NODE) return [{ text: node.data }];
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(BESIDE)) return [];
    if (node.nodeName === "BR") return [{ isBreak: true }];
    if (node.matches("mark[data-field]")) return [{ field: node.dataset.field, label: node.textContent.replace(/^\[|\]$/g, "") }];
    return node.nodeName === "A" ? [...runsOf(node), ...addressOf(node)] : runsOf(node);
  });
  // The line break after <br> is one of the source.
  const joinBreaks = runs => runs.map((run, at) => (at > 0 && runs[at - 1].isBreak && run.text ? { text: run.text.replace(/^\s+/, "") } : run));
  const linesOf = text => text.replace(/\n$/, "").split("\n").flatMap((line, at) => (at === 0 ? [{ text: line }] : [{ isBreak: true }, { text: line }]));

  /** The mark of an item of a list. */
  const markOf = item => {
    const list = item.parentElement;
    if (list.nodeName !== "OL") return "- ";
    const items = [...list.children].filter(child => child.nodeName === "LI");
    return `${list.start + items.indexOf(item)}. `;
  };

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
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.ELEMENT_NODE || !node.matches(BLOCKS)) {
        runs.push(...runsOf({ childNodes: [node] }));
        continue;
      }
      end();
      if (node.nodeName === "LI") {
        const [indent, mark] = [line.indent ?? "", markOf(node)];
        read(node, { mark: indent + mark, indent: indent + " ".repeat(mark.length) }, blocks);
      } else if (node.nodeName === "TR") {
        runs = [...node.cells].flatMap((cell, at) => (at === 0 ? runsOf(cell) : [CELL, ...runsOf(cell)]));
        line.mark ??= line.indent ?? "";
        end();
      } else if (node.nodeName === "PRE") {
        runs = linesOf(node.textContent);
        end();
      } else {
        read(node, line, blocks);
      }
    }
    end();
  };

  Matchbook.letterRuns = runsOf;

  /** The blocks of a letter. */
  Matchbook.letterBlocks = letter => {
    const blocks = [];
    read(letter, { mark: null, indent: null }, blocks);
    return blocks;
  };
})(globalThis.Matchbook ??= {});
