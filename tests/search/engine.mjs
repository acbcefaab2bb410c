// The search of a built site, run by Node.js on the very files that browsers load. As an engine of a query-set scorer it
// exports `init`, `search`, `fetched`, `reset`.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";

const ROOT = "http://site/";

/** The search of the site in a folder: the namespace of its script, and the files that it loaded so far. */
export function open(site) {
  const loaded = [];
  const read = path => {
    loaded.push(path);
    return readFileSync(join(site, path), "utf8");
  };
  const append = element => {
    const path = new URL(element.src).pathname.slice(1);
    if (!existsSync(join(site, path))) return element.onerror();
    vm.runInContext(read(path), context);
    return element.onload();
  };
  const script = `assets/${readdirSync(join(site, "assets")).find(name => /^search-.*\.js$/.test(name))}`;
  const document = { head: { append } };
  // What js/core.js has for it.
  const Matchbook = {
    addressOf: (path, anchor) => path + (anchor ? `#${encodeURIComponent(anchor)}` : ""),
    scriptOf: (src, onload, onerror) => ({ src: ROOT + src, onload, onerror, remove() {} }),
  };
  const context = vm.createContext({ document, URL, atob, console, Matchbook, location: { protocol: "http:", href: ROOT } });
  vm.runInContext(read(script), context);
  return { search: context.Matchbook.search, loaded };
}

/** What a query finds: lines as a reader sees them, with the pieces of their excerpts. */
export async function lines(search, text, pages = 12) {
  const result = await search.find(text);
  const groups = new Map();
  for (const hit of result.hits) {
    const page = result.index.pages[hit.entry];
    groups.set(page, [...groups.get(page) ?? [], hit]);
  }
  const shown = [...groups.values()].slice(0, pages).flatMap(hits => hits.slice(0, 3));
  const hits = await search.describe(result, shown);
  const excerpts = await search.excerpts(result, hits.slice(0, 5));
  return { result, lines: hits.map((hit, at) => ({ ...hit, pieces: excerpts[at]?.pieces })) };
}

let opened;
let folder;
export const name = "Matchbook";
export async function init({ opts }) {
  folder = opts.site;
  await reset();
}
export async function reset() {
  opened = open(folder);
}
export function fetched() {
  return opened.loaded.splice(0).map(path => ({ name: path, path: join(folder, path) }));
}
export async function search(query) {
  const found = await lines(opened.search, query);
  const text = pieces => pieces.map(piece => piece.isMark ? `<mark>${piece.text}</mark>` : piece.text).join("");
  return found.lines.map(line => ({
    url: line.url.slice(ROOT.length), title: line.pageTitle, heading: line.title,
    excerpt: text(line.titlePieces) + text(line.pieces ?? []),
  }));
}
