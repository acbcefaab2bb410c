// Prints what the script makes of each text of words.json: its words, folded, as JSON.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const here = path => readFileSync(new URL(path, import.meta.url), "utf8");
const context = vm.createContext({});
vm.runInContext(here("../../themes/default/js/search/words.js"), context);
const { words, fold, slug } = context.Matchbook.search;
process.stdout.write(JSON.stringify(JSON.parse(here("words.json")).map(({ text }) => ({
  words: words(text), folded: words(text).map(fold), slug: slug(text),
}))));
