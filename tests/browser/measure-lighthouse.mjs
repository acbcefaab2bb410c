// Measures the real guide with Lighthouse, as GitHub Pages publishes it: the four scores on a phone with a slow line, and how
// long the main thread works on a processor that is four times slower.
//
//   node tests/browser/measure-lighthouse.mjs [RUNS]
//
// Work is the processor time of each task, which other programs on the machine do not lengthen, times four. `other` is what the
// browser does for itself: starting the process of a page, clearing up, and being watched.
import { test } from "node:test";
import { argv } from "node:process";
import { TEMPLATES, audit, guide, host } from "./harness.mjs";
import { median } from "./measure-harness.mjs";

const SLOWER = 4;
const PAGES = { home: "", chapter: TEMPLATES.chapter, email: TEMPLATES.email, planner: "planner.html" };
/** What is work of which kind; the innermost of these counts. */
const KINDS = {
  script: /^(EvaluateScript|FunctionCall|v8\.|V8\.|RunMicrotasks|TimerFire|EventDispatch|FireIdleCallback|FireAnimationFrame)/,
  style: /^(UpdateLayoutTree|ParseAuthorStyleSheet)$/,
  layout: /^Layout$/,
  paint: /^(PrePaint|Paint|Layerize|Commit|UpdateLayerTree)$/,
  html: /^ParseHTML$/,
};

/** Milliseconds of work on the main thread that ran the page, by kind; `longest` is the task with the most of it, without `other`. */
function work(trace) {
  const named = trace.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(({ pid, tid }) => `${pid} ${tid}`);
  const started = trace.filter(({ name }) => name === "ResourceSendRequest").map(({ pid, tid }) => `${pid} ${tid}`).filter(thread => named.includes(thread));
  const thread = started[0];
  const events = trace.filter(({ ph, pid, tid, tdur }) => ph === "X" && tdur > 0 && `${pid} ${tid}` === thread).sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  const sums = { longest: 0, script: 0, style: 0, layout: 0, paint: 0, html: 0, other: 0 };
  const open = [];
  let inTask = 0;
  const add = (kind, microseconds) => {
    const milliseconds = microseconds * SLOWER / 1000;
    sums[kind] += milliseconds;
    if (kind !== "other") sums.longest = Math.max(sums.longest, inTask += milliseconds);
  };
  for (const event of events) {
    while (open.length && event.ts >= open.at(-1).end) open.pop();
    const task = /RunTask$/.test(event.name);
    if (!task && !open.length) continue;
    const kind = Object.entries(KINDS).find(([, pattern]) => pattern.test(event.name))?.[0];
    if (!task && !kind) continue;
    if (open.length) add(open.at(-1).kind, -event.tdur);
    else inTask = 0;
    add(kind ?? "other", event.tdur);
    open.push({ kind: kind ?? "other", end: event.ts + event.dur });
  }
  return sums;
}

// In a test, so that what the harness started is ended after it.
test("measure", { timeout: 3_600_000 }, async () => {
  const { address } = await host(guide());
  const runs = Number(argv[2] ?? 5);
  for (const [name, path] of Object.entries(PAGES)) {
    const found = [];
    for (let run = 0; run < runs; run++) {
      const { report, trace } = await audit(address + path);
      found.push({
        ...Object.fromEntries(Object.values(report.categories).map(({ id, score }) => [id, score * 100])),
        shift: report.audits["cumulative-layout-shift"].numericValue,
        blocking: report.audits["total-blocking-time"].numericValue,
        ...work(trace),
      });
    }
    const line = Object.keys(found[0]).map(key => `${key} ${median(found.map(one => one[key]))}`);
    console.log(`${name.padEnd(8)} ${line.join("  ")}`);
  }
});
