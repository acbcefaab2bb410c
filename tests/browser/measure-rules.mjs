// Measures in Chromium what the rules of the guide cost: reading an email of 100 kB, and a key typed beside a sample email.
//
//   node tests/browser/measure-rules.mjs [ROUNDS]
import { guide, open, publish } from "./harness.mjs";
import { median } from "./measure-harness.mjs";

const ROUNDS = Number(process.argv[2] ?? 21);
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
  "a finding in each word": () => "guys ".repeat(20_000),
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
/** A page that was just opened, and `wait` milliseconds later a text that is pasted there, the first one that is checked. */
const paste = async (wait, text) => {
  const other = await open(`${await publish(guide())}check-email.html`);
  await other.locator("#check-letter").waitFor();
  await other.waitForTimeout(wait);
  const times = await other.evaluate(async letter => {
    let longest = 0;
    let check = 0;
    const { runRules } = Matchbook;
    Matchbook.runRules = (...all) => {
      const started = performance.now();
      const found = runRules(...all);
      check ||= performance.now() - started;
      return found;
    };
    new PerformanceObserver(list => { for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration); }).observe({ type: "longtask" });
    const area = document.querySelector("#check-letter");
    area.value = letter;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise(done => setTimeout(done, 1500));
    return [check, longest];
  }, text);
  await other.context().close();
  return times;
};
for (const [wait, name] of [[0, "ordinary sentences"], [2000, "ordinary sentences"], [2000, "a finding in each word"]]) {
  const times = [];
  for (let round = 0; round < 5; round++) times.push(await paste(wait, kinds[name]().slice(0, 100_000)));
  const [check, longest] = [0, 1].map(at => median(times.map(time => time[at])));
  console.log(`first paste of ${name}, ${wait} ms after the page: check ${check} ms, longest task ${longest} ms (0: none over 50 ms)`);
}
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
