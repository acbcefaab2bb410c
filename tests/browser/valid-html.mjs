// Every page is valid HTML, by html-validate's recommended and standard rules.
import assert from "node:assert/strict";
import { join } from "node:path";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import { everything, guide, guideOf, page as source, build, pages, story } from "./harness.mjs";

const validator = new HtmlValidate(new FileSystemConfigLoader({
  root: true,
  extends: ["html-validate:recommended", "html-validate:standard"],
  rules: {
    // Style only. Templates and Markdown decide where lines break; a space at the end of one says nothing to a browser.
    "no-trailing-whitespace": "off",
    // Style only. A `<p>` whose end tag the standard lets out is closed by us; `/>` in SVG is a choice of the icons.
    "void-style": "off",
    // Style only. Titles are what the editors wrote; search engines cut long ones.
    "long-title": "off",
    // Style only. Both ways of writing quotes are HTML, and minimal escaping depends on the value.
    "attr-quotes": "off",
  },
}));

async function mistakes(site) {
  const found = [];
  for (const path of pages(site)) {
    const report = await validator.validateFile(join(site, path));
    for (const { messages } of report.results) {
      found.push(...messages.map(({ line, column, ruleId, message }) => `${path}:${line}:${column} ${ruleId}: ${message}`));
    }
  }
  return found;
}

story("every page of the guide is valid", async () => assert.deepEqual((await mistakes(guide())).slice(0, 20), []));

story("every part of Markdown and of the theme is valid", async () => assert.deepEqual(await mistakes(everything()), []));

story("a guide with a base address, social tags and odd titles is valid", async () => {
  const site = build(guideOf({
    "index.md": source("Questions & <answers>", "Text with a [link](a%20b.md)."),
    "a b.md": source("A “quoted” 'title' & more", "## Same\n\n## Same\n\n## 1. Number\n\n## Ü & \\<b>\n"),
    "faq.md": source("FAQ", "Before.\n\n## Why `code` & *so*?\n\n- one\n\n## Why?\n\nBecause.", 'kind = "faq"'),
  }), "--base-url", "https://example.org/guide/");
  assert.deepEqual(await mistakes(site), []);
});

story("the check finds mistakes", async () => {
  const report = await validator.validateString("<!DOCTYPE html><html lang=en><head><title>x</title></head><body><p id=a><div id=a></div></body></html>");
  assert.equal(report.valid, false);
});
