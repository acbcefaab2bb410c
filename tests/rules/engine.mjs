// What pages find in emails, run by Node.js on the very scripts of the theme: reads `{ script, messages }` from its input, the text of
// `assets/rules.js` and emails, and writes the findings of each email as `[rule, words]`, words being `null` for the whole.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const context = vm.createContext({ console });
for (const file of ["desk/due.js", "rules/reading.js", "rules/context.js", "rules/engine.js"]) {
  vm.runInContext(readFileSync(new URL(`../../themes/default/js/${file}`, import.meta.url), "utf8"), context, { filename: file });
}
const { script, messages } = JSON.parse(readFileSync(0, "utf8"));
vm.runInContext(script, context);
const { Matchbook } = context;
const rules = Matchbook.makeRules(Matchbook.guideRules);
const found = messages.map(({ subject, letter, email, fields }) => {
  const text = Matchbook.textOfMessage({ subject, letter });
  return Matchbook.runRules(rules, { subject, letter }, { email, fields: Object.fromEntries(fields) })
    .map(({ rule, start, end }) => [rule.id, start === null ? null : text.slice(start, end)]);
});
process.stdout.write(JSON.stringify(found));
