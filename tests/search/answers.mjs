// Prints what the script finds in a site for each query of a JSON list, as JSON: `node answers.mjs SITE QUERIES`.
import { readFileSync } from "node:fs";
import { lines, open } from "./engine.mjs";

const [, , site, queries] = process.argv;
const { search } = open(site);
const answers = [];
for (const query of JSON.parse(readFileSync(queries, "utf8"))) {
  const { result, lines: shown } = await lines(search, query);
  answers.push({
    query,
    counts: [...result.counts],
    hits: result.hits.map(({ entry, score }) => [entry, score]),
    lines: shown.map(({ path, anchor }) => anchor ? `${path}#${anchor}` : path),
    crumbs: shown.map(({ crumbs, isPage, pageTitle }) => isPage ? [] : [pageTitle, ...crumbs]),
    excerpts: shown.slice(0, 5).map(({ pieces }) => pieces.map(({ text, isMark }) => [text, isMark])),
    meanings: result.planned.map(({ meanings }) => meanings.map(({ form, how, weight }) => [form, how, weight])),
  });
}
process.stdout.write(JSON.stringify(answers));
