// What a sample email becomes, without a browser: the message, the address of the mail program, the file of the draft.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import fc from "fast-check";
import PostalMime from "postal-mime";
import { story } from "./harness.mjs";

for (const file of ["composer/letter.js", "composer/message.js"]) {
  runInThisContext(readFileSync(new URL(`../../themes/default/js/${file}`, import.meta.url), "utf8"), { filename: file });
}
const { compose, mailto, eml } = globalThis.Matchbook;

/** "Dear [name], …" as runs; `/` is a line break. */
const runs = text => text.split(/(\[\w+\]|\/)/).filter(Boolean).map(part => (part === "/" ? { isBreak: true }
  : part.startsWith("[") ? { field: part.slice(1, -1), label: part.slice(1, -1) } : { text: part }));
const field = (id, more = {}) => ({ id, isRequired: true, requiredWith: "", ...more });
const letter = (...blocks) => ({ subject: runs("Hello [name]"), blocks: blocks.map(text => ({ prefix: null, runs: runs(text) })) });
const FIELDS = [field("name"), field("site", { isRequired: false }), field("job", { isRequired: false }), field("where", { requiredWith: "job", isRequired: false })];

story("what is filled in stands in the message, and what is not is counted", () => {
  const sample = letter("Dear Dr. [name],", "I was at [site]. It was good.", "Yours,/[name]");
  const empty = compose(sample, FIELDS, { name: "", site: "", job: "", where: "" });
  assert.deepEqual(empty.missing, ["name"]);
  assert.equal(empty.subject, "Hello [name]");
  assert.equal(empty.text, "Dear Dr. [name],\n\nIt was good.\n\nYours,\n[name]");
  const full = compose(sample, FIELDS, { name: " Ö. O’Neil\n", site: "A & B <c>", job: "", where: "" });
  assert.deepEqual(full.missing, []);
  assert.equal(full.text, "Dear Dr. Ö. O’Neil,\n\nI was at A & B <c>. It was good.\n\nYours,\nÖ. O’Neil");
  assert.equal(full.html, "<p>Dear Dr. Ö. O’Neil,</p>\n<p>I was at A &amp; B &lt;c&gt;. It was good.</p>\n<p>Yours,<br>Ö. O’Neil</p>");
  assert.equal(full.words, 16);
});

story("a sentence with an empty optional field is left out, and no other", () => {
  const sample = letter("First. See Dr. X. at [site] now! Last one.", "I did [job] at [where], and it was good. Bye.");
  const text = values => compose(sample, FIELDS, { name: "N", site: "", job: "", where: "", ...values }).text;
  assert.equal(text({}), "First. Last one.\n\nBye.");
  assert.equal(text({ site: "home" }), "First. See Dr. X. at home now! Last one.\n\nBye.");
  assert.equal(text({ job: "J", where: "W" }), "First. Last one.\n\nI did J at W, and it was good. Bye.");
  const half = compose(sample, FIELDS, { name: "N", site: "", job: "J", where: "" });
  assert.deepEqual(half.missing, ["where"]);
  assert.equal(half.text, "First. Last one.\n\nI did J at [where], and it was good. Bye.");
  const only = compose(letter("At [site].", "Bye."), FIELDS, { name: "N", site: "", job: "", where: "" });
  assert.equal(only.text, "Bye.");
});

story("lists keep their marks, and a subject is one line", () => {
  const made = compose({ subject: runs("Hello [name]"), blocks: [{ prefix: null, runs: runs("Two:") }, { prefix: "- ", runs: runs("one") }, { prefix: "- ", runs: runs("two") }, { prefix: null, runs: runs("End.") }] },
    FIELDS, { name: "A\r\nBcc: b@example.org", site: "", job: "", where: "" });
  assert.equal(made.subject, "Hello A Bcc: b@example.org");
  assert.equal(made.text, "Two:\n\n- one\n- two\n\nEnd.");
});

const anyText = fc.oneof(fc.string({ unit: "grapheme", maxLength: 200 }), fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom("\"quoted\" & <b>", "line\nbreak", "two\r\nlines\r\n", "Zoë Müller", "د. لينا حداد", "👩‍⚕️ emoji 👍🏽", "a=?UTF-8?B?eA==?=", " x".repeat(120)));
const wellFormed = text => text.replace(/\p{Surrogate}/gu, "\ufffd");
const normal = text => wellFormed(text).replace(/\r\n|\r|\n/g, "\n");

story("an address of the mail program says the same text", () => {
  fc.assert(fc.property(anyText, anyText, (subject, text) => {
    const { address, short } = mailto(subject, text);
    assert.match(address, /^mailto:\?subject=[^&#\s]*&body=[^&#\s]*$/);
    const parameters = Object.fromEntries(address.slice("mailto:?".length).split("&").map(part => part.split("=").map(decodeURIComponent)));
    assert.equal(normal(parameters.body), normal(text));
    assert.ok(!/(^|[^\r])\n/.test(parameters.body), "line breaks are CRLF");
    assert.equal(decodeURIComponent(short.split("=")[1]).replace(/\r\n/g, "\n"), normal(subject));
  }), { numRuns: 400 });
  assert.equal(mailto("s", "x".repeat(1000)).isTooLong, false);
  assert.equal(mailto("s", "é".repeat(400)).isTooLong, true);
  // A subject that is too long for an address stays out of it.
  const long = mailto("é".repeat(400), "x", "a@example.org");
  assert.deepEqual([long.short, long.hasSubject], ["mailto:a@example.org", false]);
});

story("a real mail parser reads the draft back", async () => {
  const date = new Date("2026-11-24T09:05:07Z");
  await fc.assert(fc.asyncProperty(anyText, anyText, async (subject, text) => {
    const file = eml(subject, text, date);
    assert.ok(/^[\x20-\x7e\r\n]*$/.test(file) && !/(^|[^\r])\n|\r(?!\n)/.test(file), "plain ASCII with CRLF");
    assert.ok(file.split("\r\n").every(line => line.length <= 78));
    const parsed = await PostalMime.parse(file);
    assert.equal(parsed.subject ?? "", wellFormed(subject).replace(/\s+/gu, " ").trim());
    assert.equal(normal(parsed.text ?? "").replace(/\n$/, ""), normal(text).replace(/\n$/, ""));
    assert.equal(parsed.date, "2026-11-24T09:05:07.000Z");
    assert.ok(parsed.headers.some(({ key, value }) => key === "x-unsent" && value === "1"));
  }), { numRuns: 300 });
  const long = Array.from({ length: 4000 }, (_, n) => `wörd${n}`).join(" ");
  assert.equal((await PostalMime.parse(eml("Long", long, date))).text.trim(), long);
});
