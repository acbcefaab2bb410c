// Measures in Chromium what the rules of the guide cost: reading an email of 100 kB, and a key typed beside a sample email.
//
//   node tests/browser/measure-rules.mjs [ROUNDS]
import { guide, open, publish } from "./harness.mjs";

const ROUNDS = Number(process.argv[2] ?? 21);
const median = numbers => numbers.sort((a, b) => a - b)[numbers.length >> 1].toFixed(1);
const sentences = ["I write about the clinic and the children there, as we said.", "My first rotation was in a small hospital.", "Where the list of wards ends, I would rank the teaching high.",
  "Please read this when there is time.", "If you have questions, I will answer them.", "The programs that I know differ."];
const kinds = {
  "ordinary sentences": () => Array.from({ length: 2000 }, (_, n) => sentences[n % sentences.length] + (n % 9 === 8 ? "\n\n" : " ")).join(""),
  "one word without end": () => "a".repeat(100_000),
  "where where where": () => "where do i ".repeat(10_000),
  "if you if you": () => "if you rank ".repeat(9_000),
  "brackets": () => "[".repeat(100_000),
  "blanks": () => "in " + " ".repeat(100_000),
  "capitals": () => "VERY GOOD ".repeat(10_000),
  "lines": () => "\n".repeat(100_000),
};

const page = await open();
await page.goto(`${await publish(guide())}check-email.html`);
await page.locator("#check-letter").waitFor();
for (const [name, make] of Object.entries(kinds)) {
  const text = make().slice(0, 100_000);
  const times = await page.evaluate(async ([letter, rounds]) => {
    const rules = await Matchbook.loadRules(document.querySelector("[data-rules]").dataset.rules);
    return Array.from({ length: rounds }, () => {
      const started = performance.now();
      Matchbook.runRules(rules, { subject: "A subject", letter }, {});
      return performance.now() - started;
    });
  }, [text, ROUNDS]);
  console.log(`${text.length} characters, ${name}: first ${times[0].toFixed(1)} ms, median ${median(times)} ms`);
}
const paste = await page.evaluate(async letter => {
  const area = document.querySelector("#check-letter");
  let longest = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration); }).observe({ type: "longtask" });
  area.value = letter;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise(done => setTimeout(done, 1500));
  return longest;
}, kinds["ordinary sentences"]().slice(0, 100_000));
console.log(`paste of 100,000 characters: longest task ${paste.toFixed(0)} ms (0: none over 50 ms)`);
await page.goto(`${await publish(guide())}emails/thank-you.html`);
await page.locator("#field-specific_topic").fill("that I promise to come");
await page.locator(".finding").first().waitFor();
const keys = await page.evaluate(rounds => Array.from({ length: rounds }, (_, n) => {
  const input = document.querySelector("#field-specific_topic");
  input.value += n % 10;
  const started = performance.now();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  return performance.now() - started;
}), ROUNDS);
console.log(`a key beside a sample email: median ${median(keys)} ms`);
process.exit(0);
