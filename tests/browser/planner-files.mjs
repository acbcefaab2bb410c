// The files of the planner, without a browser: lists from and for a spreadsheet, and days for a calendar program.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import fc from "fast-check";
import ICAL from "ical.js";
import { inZone, story } from "./harness.mjs";

for (const file of ["planner/csv.js", "planner/calendar.js"]) {
  runInThisContext(readFileSync(new URL(`../../themes/default/js/${file}`, import.meta.url), "utf8"), { filename: file });
}
const { parseCsv, decodeCsv, matchColumns, readDay, dayOrder, writeCsv, readCell, calendar } = globalThis.Matchbook;

const bytes = text => new TextEncoder().encode(text);
/** The cells of a file that has no error. */
const cells = text => {
  const { rows, error } = parseCsv(text);
  assert.equal(error, null, JSON.stringify(text));
  return rows.map(row => row.cells);
};
const ZONES = ["America/New_York", "America/Los_Angeles", "Europe/Berlin", "Asia/Colombo", "Australia/Lord_Howe", "Pacific/Kiritimati", "America/Sao_Paulo"];

// Texts that files break on, and any others.
const piece = fc.constantFrom("a", "\"", "\"\"", ",", ";", "\t", "\r\n", "\n", "\r", " ", "\u00a0", "\ufeff", "'", "=", "+", "-", "@", "1", ".5", "sep=", "ä", "🙂", "\ud800", "\u2028", "\0", "\v");
const anyCell = fc.oneof(
  fc.array(piece, { maxLength: 6 }).map(pieces => pieces.join("")),
  fc.string({ unit: "grapheme", maxLength: 20 }), fc.string({ unit: "binary", maxLength: 6 }),
  fc.constantFrom("", "-5", "+1.5", "'-5", "=1+1", "'=1", "''=1", "-1-1", "sep=;", "SEP=,", "\uff1d1", "  =1", "- first\n- second", "+49 170 123"),
);
const anyRows = fc.array(fc.array(anyCell, { minLength: 1, maxLength: 6 }), { maxLength: 8 });

story("any rows come back from their file", () => {
  fc.assert(fc.property(anyRows, rows => {
    const text = writeCsv(rows);
    assert.equal(text === "" || text.endsWith("\r\n"), true);
    assert.deepEqual(cells(text).map(row => row.map(readCell)), rows);
    // As bytes, with the mark that Excel needs; halves of characters have no bytes.
    const wellFormed = rows.map(row => row.map(cell => cell.replace(/\p{Surrogate}/gu, "\ufffd")));
    const back = decodeCsv(bytes(`\ufeff${writeCsv(wellFormed)}`));
    assert.equal(back.encoding, "utf-8");
    assert.deepEqual(cells(`\ufeff${back.text}`).map(row => row.map(readCell)), wellFormed);
  }), { numRuns: 2000 });
});

story("no cell of a file is a formula", () => {
  fc.assert(fc.property(anyRows, rows => {
    for (const cell of cells(writeCsv(rows)).flat()) {
      if (/^\s*[=+\-@]|^[\t\r\n]/.test(cell)) assert.match(cell, /^[+-]\d+([.,]\d+)?$/);
    }
  }), { numRuns: 1000 });
  for (const [cell, written] of [
    ["=SUM(A1)", "'=SUM(A1)"], ["+1-2", "'+1-2"], ["-2+3", "'-2+3"], ["@cmd", "'@cmd"], ["\tx", "\"'\tx\""], ["\rx", "\"'\rx\""], ["-", "'-"],
    ["-5", "-5"], ["+5", "+5"], ["-1.25", "-1.25"], ["-1,25", "\"-1,25\""], ["5-1", "5-1"], ["a=b", "a=b"], ["'quoted'", "'quoted'"],
    ["'=1", "''=1"], ["'-5", "'-5"], ["\n=1", "\"'\n=1\""],
  ]) {
    assert.equal(writeCsv([[cell]]), `${written}\r\n`);
    assert.equal(readCell(cells(writeCsv([[cell]]))[0][0]), cell);
  }
  assert.equal(readCell("'-5"), "'-5", "never written so, so it was there before");
  assert.equal(readCell("'90s"), "'90s");
});

story("cells are written with quotes where they need some", () => {
  assert.equal(writeCsv([["a", "b c", "d,e", "f\"g", "h\ni", " j", "", "k;l"]]), "a,b c,\"d,e\",\"f\"\"g\",\"h\ni\",\" j\",,\"k;l\"\r\n");
  assert.equal(writeCsv([]), "");
  assert.equal(writeCsv([["sep=|"], ["SEP=|"]]), "\"sep=|\"\r\n\"SEP=|\"\r\n");
  assert.equal(writeCsv([["", ""], ["a", ""]]), "\"\",\r\na,\r\n");
});

story("rows are read from what real files hold", () => {
  for (const [text, expected] of [
    ["", []], ["\ufeff", []], ["\n\r\n\r", []], ["a", [["a"]]], ["a\n", [["a"]]],
    ["a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]], ["a,b\nc,d", [["a", "b"], ["c", "d"]]], ["a,b\rc,d\r", [["a", "b"], ["c", "d"]]],
    ["\ufeffa,b", [["a", "b"]]], ["a,b,", [["a", "b", ""]]], [",a", [["", "a"]]],
    ["\"a,1\",\"b \"\"c\"\"\"\n\"d\r\ne\",\"\"", [["a,1", "b \"c\""], ["d\r\ne", ""]]],
    ["1,2,3\n a ,\t\"b \" , c d\u00a0\n", [["1", "2", "3"], ["a", "b ", "c d"]]],
    ["a,5\" pipe,x\"y\"", [["a", "5\" pipe", "x\"y\""]]], ["\"a\"b ,c", [["ab", "c"]]], ["\"a\" \"b\",c", [["a \"b\"", "c"]]],
    ["a;b\n1,5;2", [["a", "b"], ["1,5", "2"]]], ["a\tb\n1\t2, 3; 4", [["a", "b"], ["1", "2, 3; 4"]]], ["a, b, c\td", [["a, b, c", "d"]]],
    ["\"x;y;z\",b\n\"1;2;3\",c", [["x;y;z", "b"], ["1;2;3", "c"]]], [" \"x;y;z\",b", [["x;y;z", "b"]]],
    ["name;note\nA;one, two\nB;one, two, three\nC;", [["name", "note"], ["A", "one, two"], ["B", "one, two, three"], ["C", ""]]],
    ["My programs\n\nname;state\nA;NY", [["My programs"], ["name", "state"], ["A", "NY"]]],
    ["a,b,c\n1\n1,2,3,4\n,,\n\n5,6", [["a", "b", "c"], ["1"], ["1", "2", "3", "4"], ["5", "6"]]],
    ["sep=;\r\na;b,c\r\n", [["a", "b,c"]]], ["\ufeffsep=\t\na\tb;c", [["a", "b;c"]]], ["SEP=|\na|b", [["a", "b"]]], ["sep=,", []], ["sep=;x\ny;z", [["sep=", "x"], ["y", "z"]]],
    ["\t\ta\n1\t2\t3", [["", "", "a"], ["1", "2", "3"]]], ["a\t\"b\tc\"", [["a", "b\tc"]]],
    ["a\tb\tc\n\t\"d\"\te", [["a", "b", "c"], ["", "d", "e"]]], ["a,\u00a0\"b\"", [["a", "b"]]], [`${"\n".repeat(30)}a;b`, [["a", "b"]]],
  ]) assert.deepEqual(cells(text), expected, JSON.stringify(text));
});

story("a row knows its line, and a quote that stays open is an error with its own", () => {
  const lines = text => parseCsv(text).rows.map(({ line }) => line);
  assert.deepEqual(lines("a,b\r\n\r\n\"c\r\nd\ne\",f\r\n,\r\ng"), [1, 3, 7]);
  assert.deepEqual(lines("sep=,\na\n\rb"), [2, 4]);
  assert.deepEqual(lines("\"\r\n\r\n\"\ra"), [1, 4]);
  assert.deepEqual(parseCsv("a,b\nc,\"d\ne,f\n"), { rows: [{ line: 1, cells: ["a", "b"] }], separator: ",", error: { line: 2, kind: "open-quote" } });
  assert.deepEqual(parseCsv("a\n\"b\nc\",\"d\"\"").error, { line: 3, kind: "open-quote" });
  assert.deepEqual(parseCsv("x".repeat(10_000_001)).error, { line: 1, kind: "too-large" });
});

story("files as spreadsheets write them", () => {
  const expected = [["Program", "Interview", "Note"], ["Lakeshore Children’s", "11/18/2026", "said \"maybe\"\ntwice"], ["St. Jürgen, Kiel", "", "ok"]];
  const file = (separator, end, isAllQuoted = false) => expected.map(row => row.map(cell => (isAllQuoted || /["\n\r]/.test(cell) || cell.includes(separator)
    ? `"${cell.replaceAll("\"", "\"\"")}"` : cell)).join(separator)).join(end);
  const windows = text => Uint8Array.from(text, character => ({ "’": 0x92 })[character] ?? character.charCodeAt(0));
  const utf16 = (text, isBig) => {
    const view = new DataView(new ArrayBuffer(2 * text.length));
    for (let at = 0; at < text.length; at++) view.setUint16(2 * at, text.charCodeAt(at), !isBig);
    return new Uint8Array(view.buffer);
  };
  for (const [name, written, encoding] of [
    ["Excel, CSV UTF-8", bytes(`\ufeff${file(",", "\r\n")}\r\n`), "utf-8"],
    ["Excel, CSV", windows(`${file(",", "\r\n")}\r\n`), "windows-1252"],
    ["Excel in Germany, CSV", windows(`${file(";", "\r\n")}\r\n`), "windows-1252"],
    ["Excel, with its first line", bytes(`\ufeffsep=;\r\n${file(";", "\r\n")}\r\n`), "utf-8"],
    ["Excel, empty lines below", bytes(`\ufeff${file(",", "\r\n")}\r\n,,\r\n,,\r\n`), "utf-8"],
    ["Excel, Unicode text", utf16(`\ufeff${file("\t", "\r\n")}\r\n`), "utf-16le"],
    ["the same, other order", utf16(`\ufeff${file("\t", "\r\n")}\r\n`, true), "utf-16be"],
    ["Google Sheets, CSV", bytes(file(",", "\r\n")), "utf-8"],
    ["Google Sheets, TSV or copied cells", bytes(file("\t", "\r\n")), "utf-8"],
    ["Numbers", bytes(`${file(",", "\n")}\n`), "utf-8"],
    ["Numbers in Germany", bytes(`${file(";", "\n")}\n`), "utf-8"],
    ["LibreOffice, all cells quoted", bytes(`${file(",", "\n", true)}\n`), "utf-8"],
    ["a Mac of long ago", bytes(`${file(",", "\r")}\r`), "utf-8"],
  ]) {
    const decoded = decodeCsv(written);
    assert.equal(decoded.encoding, encoding, name);
    assert.deepEqual(cells(decoded.text), expected, name);
  }
  assert.deepEqual(decodeCsv(new Uint8Array()), { text: "", encoding: "utf-8" });
});

story("a large file is read whole, and a hostile one ends", () => {
  const row = "\"Lakeshore, the \"\"Children's\"\"\",2026-11-18,Chicago IL,\"a note\nof two lines\",  yes  \r\n";
  const million = text => text.repeat(Math.ceil(1_000_000 / text.length));
  assert.equal(parseCsv(million(row)).rows.length, Math.ceil(1_000_000 / row.length));
  // Anything but linear time would be minutes, which is more than a story may take.
  for (const text of ["\"", "\"\"", "\"a\"\"", "a\"", " ", "a ", ",", ";,\t", "\n", "\r\n", "a\n", "=", "\"\n", "\"\",", "sep=", " \""]) parseCsv(million(text));
});

story("columns are known by their names", () => {
  const COLUMNS = [
    { id: "name", name: "Program", also: ["Hospital", "Residency program"] },
    { id: "acgme", name: "ACGME ID", also: ["Program number"] },
    { id: "state", name: "State" },
    { id: "email", name: "Email", also: ["Contact"] },
    { id: "interview", name: "Interview", also: ["Visit"] },
    { id: "thanks", name: "Thank-you sent" },
    { id: "note", name: "Notes", also: ["Remarks", "Comment"] },
  ];
  for (const [header, expected] of [
    [["name", "state", "interview"], ["name", "state", "interview"]],
    [["Program name", "Interview Date", "Program state"], ["name", "interview", "state"]],
    [["HOSPITAL", "e-mail", "remarks:"], ["name", "email", "note"]],
    [["E-mail address", "acgmeId", "interview_date", "Stäté"], ["email", "acgme", "interview", "state"]],
    [["Thank you sent?", "thank_you_sent_on", "ThankYouSent"], ["thanks", null, null]],
    [["", "  ", "#", "City"], [null, null, null, null]],
    [["Interview notes", "Interview"], ["note", "interview"]],
    [["Interview", "Interview"], ["interview", null]],
    [["Interview date", "INTERVIEW"], [null, "interview"]],
    [["Program number", "Program"], ["acgme", "name"]],
    [["Residency", "Statement"], ["name", null]],
    [["InterviewDate", "te"], ["interview", null]],
    [["Date of the interview", "Contact (email)"], ["interview", "email"]],
  ]) assert.deepEqual(matchColumns(header, COLUMNS), expected, header.join(" | "));
  const dates = [{ id: "interview-day", name: "Interview date" }, { id: "rank-day", name: "Rank list date" }];
  assert.deepEqual(matchColumns(["Date", "Rank list"], dates), [null, "rank-day"], "what could be two columns is none");
  assert.deepEqual(matchColumns(["Rank list date"], [{ id: "list", name: "List" }, { id: "rank", name: "Rank list date" }]), ["rank"]);
  const two = (first, second) => [{ id: "first", ...first }, { id: "second", ...second }];
  for (const [header, columns, expected] of [
    [["Email", "E-mail"], two({ name: "E-mail" }, { name: "Email" }), ["second", "first"]],
    [["site"], two({ name: "Place", also: ["Site"] }, { name: "Site" }), ["second"]],
    [["Program name"], two({ name: "Program" }, { name: "Name" }), ["second"]], [["Program name"], two({ name: "Name" }, { name: "Program" }), ["first"]],
    [["?"], two({ name: "#" }, { name: "Number" }), [null]], [["?", "#"], two({ name: "#" }, { name: "Number" }), [null, "first"]],
    [["te", "Etat"], two({ name: "Sta\u0308te\u0301" }, { name: "ÉTAT" }), [null, "second"]],
  ]) assert.deepEqual(matchColumns(header, columns), expected, header.join(" | "));
  assert.deepEqual(matchColumns(["constructor", "__proto__"], COLUMNS), [null, null]);
  assert.deepEqual(matchColumns([], COLUMNS), []);
  const word = fc.constantFrom("Program", "name", "E-mail", "interview", "Date", "state", "of", "ID", "ÉTAT", "");
  const title = fc.array(word, { maxLength: 4 }).map(words => words.join(" "));
  fc.assert(fc.property(fc.array(title, { maxLength: 8 }), header => {
    const matched = matchColumns(header, COLUMNS);
    assert.equal(matched.length, header.length);
    const taken = matched.filter(Boolean);
    assert.equal(new Set(taken).size, taken.length);
    for (const id of taken) assert.ok(COLUMNS.some(column => column.id === id));
  }));
});

story("days are read as people and programs write them", () => {
  for (const [text, value] of [
    ["2026-11-18", "2026-11-18"], ["2026-1-8", "2026-01-08"], ["2026/11/18", "2026-11-18"], [" 2026-11-18\u00a0", "2026-11-18"],
    ["11/18/2026", "2026-11-18"], ["18/11/2026", "2026-11-18"], ["18.11.2026", "2026-11-18"], ["18. 11. 2026", "2026-11-18"], ["1.2.2027", "2027-02-01"],
    ["11-18-2026", "2026-11-18"], ["3/3/2027", "2027-03-03"], ["Wed 11/18/2026", "2026-11-18"],
    ["Nov 18, 2026", "2026-11-18"], ["Nov. 18, 2026", "2026-11-18"], ["NOVEMBER 18 2026", "2026-11-18"], ["November 18th, 2026", "2026-11-18"],
    ["18 November 2026", "2026-11-18"], ["18. November 2026", "2026-11-18"], ["18-Nov-2026", "2026-11-18"], ["18 nov. 2026", "2026-11-18"],
    ["the 18th of November 2026", null], ["18th of November 2026", "2026-11-18"], ["Wednesday, November 18, 2026", "2026-11-18"],
    ["Sept 3, 2026", "2026-09-03"], ["3 Sep 2026", "2026-09-03"], ["May 1, 2027", "2027-05-01"], ["1 Mar 2027", "2027-03-01"],
    ["2026-11-18 09:30:00", "2026-11-18T09:30"], ["2026-11-18T09:30", "2026-11-18T09:30"], ["2026-11-18T09:30:15.123", "2026-11-18T09:30"],
    ["November 18 2026 9:30 AM", "2026-11-18T09:30"], ["Nov 18, 2026 at 9:30\u202fPM", "2026-11-18T21:30"], ["Nov 18, 2026, 9 a.m.", "2026-11-18T09:00"],
    ["11/18/2026 9:30", "2026-11-18T09:30"], ["11/18/2026 9:30:00 pm", "2026-11-18T21:30"], ["18.11.2026 21:30", "2026-11-18T21:30"],
    ["11/18/2026 12:15 AM", "2026-11-18T00:15"], ["11/18/2026 12:15 PM", "2026-11-18T12:15"], ["\u200e11/18/2026\u200e 1:00\u200ePM", "2026-11-18T13:00"],
    ["2026-11-18 00:00:00", "2026-11-18"], ["2026-11-18T00:00:00.000Z", "2026-11-18"], ["11/18/2026 12:00:00 AM", "2026-11-18"], ["11/18/2026 0:00", "2026-11-18"],
    ["11/18/2026 00:00", "2026-11-18T00:00"], ["11/18/2026 12:00 AM", "2026-11-18T00:00"], ["11/18/2026 0:00:01", "2026-11-18T00:00"], ["11/18/2026 10:00", "2026-11-18T10:00"],
    ["2028-02-29", "2028-02-29"], ["2000-02-29", "2000-02-29"], ["2026-12-31", "2026-12-31"], ["12/31/2026", "2026-12-31"],
    ["2026-02-30", null], ["2/30/2026", null], ["30/2/2026", null], ["February 30, 2026", null], ["2027-02-29", null], ["1900-02-29", null], ["4/31/2026", null],
    ["2026-13-01", null], ["13/13/2026", null], ["0/5/2026", null], ["5/0/2026", null], ["2026-00-10", null], ["32 May 2026", null],
    ["11/18/26", null], ["18.11.26", null], ["Nov 18, 26", null], ["Nov 18", null], ["November 2026", null], ["18-Nov-26", null], ["1026-11-18", null], ["20261-11-18", null],
    ["11/18-2026", null], ["46344", null], ["", null], ["soon", null], ["Nob 18, 2026", null], ["Ma 18, 2026", null], ["2026-11-18 and later", null], ["11/18/2026, 11/20/2026", null],
    ["2026-11-18 24:00", null], ["2026-11-18 9:60", null], ["2026-11-18 9:30:60", null], ["2026-11-18 13:00 PM", null], ["2026-11-18 0:30 AM", null], ["2026-11-18 9", null],
    ["2026-11-18 9:30 EST", null], [`2026-11-18${" ".repeat(100)}`, null], ["9".repeat(100_000), null], ["__proto__", null],
  ]) {
    for (const order of ["mdy", "dmy", null]) assert.deepEqual(readDay(text, order), { value, isAmbiguous: false }, `${text.slice(0, 60)} ${order}`);
  }
});

story("a day that can be read two ways is read as the column is, and says so", () => {
  for (const [text, mdy, dmy] of [
    ["11/12/2026", "2026-11-12", "2026-12-11"], ["1/2/2027", "2027-01-02", "2027-02-01"], ["03-04-2027 9:30 AM", "2027-03-04T09:30", "2027-04-03T09:30"],
  ]) {
    assert.deepEqual(readDay(text, "mdy"), { value: mdy, isAmbiguous: true });
    assert.deepEqual(readDay(text, "dmy"), { value: dmy, isAmbiguous: true });
    assert.deepEqual(readDay(text, null), { value: null, isAmbiguous: true });
    assert.deepEqual(readDay(text), { value: null, isAmbiguous: true });
  }
  assert.deepEqual(readDay("2/12/2027 25:00", "mdy"), { value: null, isAmbiguous: false });
  for (const [texts, order] of [
    [["1/2/2026", "11/18/2026", "2026-01-01", ""], "mdy"], [["1/2/2026", "18/11/2026", "Nov 18, 2026"], "dmy"], [["1/2/2026", "3/3/2026", "soon"], null], [[], null],
    [["18/11/2026 9:30", "5/6/2026"], "dmy"], [["11/18/2026", "18/11/2026"], null], [["11/18/2026", "18/11/2026", "11/19/2026"], "mdy"], [["30/2/2026", "2/30/2026"], null],
  ]) assert.equal(dayOrder(texts), order, texts.join(" "));
});

story("a day is the same in every zone, a time with a zone is one of this device", () => {
  const day = fc.date({ min: new Date("1900-01-01"), max: new Date("2199-12-31"), noInvalidDate: true }).map(date => date.toISOString().slice(0, 10));
  const written = iso => {
    const date = new Date(`${iso}T00:00Z`);
    const [year, month, number] = iso.split("-").map(Number);
    const long = (locale, options) => date.toLocaleDateString(locale, { ...options, timeZone: "UTC" });
    return [[iso], [`${month}/${number}/${year}`, "mdy"], [`${number}.${month}.${year}`, "dmy"],
      [long("en-US", { dateStyle: "full" })], [long("en-US", { dateStyle: "medium" })], [long("en-GB", { dateStyle: "long" })]];
  };
  for (const zone of ZONES) inZone(zone, () => {
    fc.assert(fc.property(day, iso => {
      for (const [text, order] of written(iso)) assert.equal(readDay(text, order).value, iso, text);
    }), { numRuns: 60 });
    // Hours that are left out or come twice when clocks change.
    for (const text of ["2027-03-14 02:30", "2026-11-01 01:30", "2027-03-28 02:30", "2027-10-03 02:15"]) assert.equal(readDay(text).value, text.replace(" ", "T"));
  });
  for (const [zone, text, value] of [
    ["America/New_York", "2026-11-18T14:30:00Z", "2026-11-18T09:30"], ["America/New_York", "2026-07-18T14:30:00Z", "2026-07-18T10:30"], ["America/New_York", "2027-03-14T07:00Z", "2027-03-14T03:00"],
    ["Europe/Berlin", "2026-12-31T18:30:00-05:00", "2027-01-01T00:30"], ["Asia/Colombo", "2026-11-18 09:30+0100", "2026-11-18T14:00"], ["Pacific/Kiritimati", "2026-11-18T12:00:00.5z", "2026-11-19T02:00"],
  ]) assert.equal(inZone(zone, () => readDay(text).value), value, `${text} in ${zone}`);
});

const ABOUT = { name: "My match", guide: "small-guide", stamp: Date.UTC(2026, 10, 24, 10, 5, 7, 890) };
const one = (event, about = ABOUT) => calendar([{ uid: "a", title: "T", start: "2026-11-18", isAllDay: true, ...event }], about);
/** The lines of a file, unfolded. */
const linesOf = file => file.replaceAll("\r\n ", "").split("\r\n").slice(0, -1);
const read = file => new ICAL.Component(ICAL.parse(file));
const eventsOf = file => read(file).getAllSubcomponents("vevent").map(part => new ICAL.Event(part));
/** What a text is in a file: without control characters and halves of characters. */
const plain = text => text.replace(/\r\n?/g, "\n").replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, "").replace(/\p{Surrogate}/gu, "\ufffd");

story("a calendar file is written line by line", () => {
  const file = calendar([
    { uid: "program/7/interview", title: "Interview: Lakeshore; Chicago, IL", description: "Bring \\ nothing\nSmile", url: "https://example.org/a?b=c,d;e#f",
      start: Date.UTC(2026, 10, 18, 14, 30), end: Date.UTC(2026, 10, 18, 16, 0), alarms: [60, 1440],
      sequence: 3, categories: ["Interview", "Pediatrics, general"] },
    { uid: "rank", title: "Rank list deadline", start: "2027-03-03", isAllDay: true, alarms: [-540, 900, 2340] },
  ], ABOUT);
  assert.equal(file.endsWith("END:VCALENDAR\r\n"), true);
  assert.deepEqual(linesOf(file), [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Matchbook//Planner//EN", "CALSCALE:GREGORIAN", "X-WR-CALNAME:My match",
    "BEGIN:VEVENT", "UID:program/7/interview@small-guide", "DTSTAMP:20261124T100507Z", "LAST-MODIFIED:20261124T100507Z", "SEQUENCE:3",
    "DTSTART:20261118T143000Z", "DTEND:20261118T160000Z", "SUMMARY:Interview: Lakeshore\\; Chicago\\, IL", "DESCRIPTION:Bring \\\\ nothing\\nSmile",
    "URL:https://example.org/a?b=c,d;e#f", "CATEGORIES:Interview,Pediatrics\\, general",
    "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Interview: Lakeshore\\; Chicago\\, IL", "TRIGGER:-PT1H", "END:VALARM",
    "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Interview: Lakeshore\\; Chicago\\, IL", "TRIGGER:-P1D", "END:VALARM", "END:VEVENT",
    "BEGIN:VEVENT", "UID:rank@small-guide", "DTSTAMP:20261124T100507Z", "LAST-MODIFIED:20261124T100507Z", "SEQUENCE:0",
    "DTSTART;VALUE=DATE:20270303", "DTEND;VALUE=DATE:20270304", "SUMMARY:Rank list deadline", "TRANSP:TRANSPARENT",
    "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Rank list deadline", "TRIGGER:PT9H", "END:VALARM",
    "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Rank list deadline", "TRIGGER:-PT15H", "END:VALARM",
    "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Rank list deadline", "TRIGGER:-P1DT15H", "END:VALARM", "END:VEVENT", "END:VCALENDAR",
  ]);
  assert.deepEqual(linesOf(calendar([], ABOUT)).slice(-2), ["X-WR-CALNAME:My match", "END:VCALENDAR"]);
});

const anyText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 200 }), fc.string({ unit: "binary", maxLength: 60 }),
  fc.array(fc.constantFrom("\\", "\\n", ";", ",", ":", "\"", "\r\n", "\n", "\r", " ", "\t", "ü", "🩺", "👩🏽‍⚕️", "مرحبا", "\u202e", "\ud83d", "\0", "\x1b", "\x85", "\u2028",
    "BEGIN:VEVENT", "END:VCALENDAR"), { maxLength: 80 }).map(parts => parts.join("")),
);

story("a real parser reads back what any event says", () => {
  // This parser takes the comma after an escaped backslash for an escaped comma.
  const category = anyText.filter(text => !plain(text).endsWith("\\"));
  fc.assert(fc.property(anyText, anyText, anyText, fc.array(category, { maxLength: 3 }), fc.nat(99), (uid, title, description, categories, sequence) => {
    const file = calendar([{ uid, title, description, categories, sequence, start: "2026-11-18", isAllDay: true, alarms: [30] }, { uid: "next", title: "Next", start: 0 }], { ...ABOUT, name: title });
    const found = eventsOf(file);
    assert.equal(found.length, 2);
    const [event] = found;
    assert.equal(event.uid, plain(`${uid}@small-guide`));
    assert.equal(event.summary, plain(title));
    assert.equal(event.description ?? "", plain(description));
    assert.equal(event.sequence, sequence);
    assert.deepEqual(event.component.getFirstProperty("categories")?.getValues() ?? [], categories.map(plain));
    assert.equal(event.component.getFirstSubcomponent("valarm").getFirstPropertyValue("description"), plain(title));
    assert.equal(found[1].summary, "Next");
  }), { numRuns: 600 });
});

story("lines are folded at 75 octets, never inside a character", () => {
  const check = file => {
    assert.ok(!/(^|[^\r])\n|\r(?!\n)/.test(file), "line breaks are CRLF");
    assert.ok(!/[^\P{Cc}\t\r\n]/u.test(file), "no control characters");
    // By bytes, as a program that knows nothing of UTF-8 would cut.
    const written = bytes(file);
    let start = 0;
    for (let at = 0; at < written.length; at++) {
      if (written[at] !== 10) continue;
      assert.ok(at - 1 - start <= 75, "a line of more than 75 octets");
      new TextDecoder("utf-8", { fatal: true }).decode(written.subarray(start, at + 1));
      start = at + 1;
    }
    assert.equal(start, written.length);
  };
  fc.assert(fc.property(anyText, anyText, (title, description) => check(one({ title, description, categories: [title] }))), { numRuns: 500 });
  for (const character of ["a", "ü", "ש", "م", "€", "漢", "🩺", "👩🏽‍⚕️", "\\", ";", " ", "\n"]) {
    for (let before = 55; before < 80; before++) {
      const title = `${"x".repeat(before)}${character.repeat(60)}!`;
      const file = one({ title });
      check(file);
      assert.equal(eventsOf(file)[0].summary, title, `${JSON.stringify(character)} after ${before}`);
    }
  }
  // "SUMMARY:" and 67 letters are 75 octets.
  assert.ok(one({ title: "x".repeat(67) }).includes(`\r\nSUMMARY:${"x".repeat(67)}\r\n`));
  assert.ok(one({ title: "x".repeat(68) }).includes(`\r\nSUMMARY:${"x".repeat(67)}\r\n x\r\n`));
  assert.ok(one({ title: `${"x".repeat(66)}ü` }).includes(`\r\nSUMMARY:${"x".repeat(66)}\r\n ü\r\n`));
  assert.ok(one({ title: `${"x".repeat(64)}🩺y` }).includes(`\r\nSUMMARY:${"x".repeat(64)}\r\n 🩺y\r\n`));
  assert.ok(one({ title: "x".repeat(67 + 74 + 1) }).includes(`\r\n ${"x".repeat(74)}\r\n x\r\n`));
});

story("a day ends when the next one starts, over months, years and leap days", () => {
  for (const [start, end, next] of [
    ["2026-11-18", undefined, "2026-11-19"], ["2026-11-18", null, "2026-11-19"], ["2026-11-18", "2026-11-18", "2026-11-19"], ["2026-11-18", "2026-11-20", "2026-11-21"],
    ["2026-11-30", undefined, "2026-12-01"], ["2026-12-31", undefined, "2027-01-01"], ["2026-12-30", "2027-01-02", "2027-01-03"],
    ["2028-02-28", undefined, "2028-02-29"], ["2028-02-29", undefined, "2028-03-01"], ["2027-02-28", undefined, "2027-03-01"], ["2100-02-28", undefined, "2100-03-01"],
    ["2027-03-14", undefined, "2027-03-15"], ["2026-11-01", undefined, "2026-11-02"], ["2026-10-25", "2026-11-01", "2026-11-02"],
    ["2026-11-18", "2026-11-17", "2026-11-19"], ["2026-11-18", "2026-02-30", "2026-11-19"],
  ]) {
    for (const zone of ZONES) inZone(zone, () => {
      const [event] = eventsOf(one({ start, end }));
      assert.deepEqual([event.startDate.isDate, event.startDate.toString(), event.endDate.toString()], [true, start, next], `${start} – ${end} in ${zone}`);
    });
  }
  const days = fc.integer({ min: Date.UTC(1990, 0) / 86_400_000, max: Date.UTC(2090, 0) / 86_400_000 });
  fc.assert(fc.property(days, fc.nat(500), (first, more) => {
    const text = number => new Date(number * 86_400_000).toISOString().slice(0, 10);
    const [event] = eventsOf(one({ start: text(first), end: text(first + more) }));
    assert.equal(event.endDate.subtractDate(event.startDate).toSeconds(), (more + 1) * 86_400);
  }));
});

story("a time is one moment in every zone, on days when clocks change too", () => {
  for (const [zone, ...times] of [
    ["America/New_York", [[2027, 2, 14, 1, 30], "20270314T063000Z"], [[2027, 2, 14, 3, 0], "20270314T070000Z"], [[2026, 10, 1, 0, 30], "20261101T043000Z"], [[2026, 10, 1, 3, 0], "20261101T080000Z"]],
    ["Europe/Berlin", [[2027, 2, 28, 1, 59], "20270328T005900Z"], [[2027, 2, 28, 3, 0], "20270328T010000Z"], [[2026, 9, 25, 4, 0], "20261025T030000Z"]],
    ["Australia/Lord_Howe", [[2026, 9, 4, 1, 30], "20261003T150000Z"], [[2026, 9, 4, 2, 30], "20261003T153000Z"]],
    ["Asia/Colombo", [[2027, 0, 1, 0, 0], "20261231T183000Z"]],
  ]) {
    inZone(zone, () => {
      for (const [time, written] of times) {
        const start = new Date(...time).getTime();
        const file = one({ start, end: start + 90 * 60_000, isAllDay: false, alarms: [60] });
        assert.ok(linesOf(file).includes(`DTSTART:${written}`), `${time} in ${zone}`);
        const [event] = eventsOf(file);
        assert.equal(event.startDate.toJSDate().getTime(), start);
        assert.equal(event.endDate.toJSDate().getTime() - start, 90 * 60_000);
        assert.equal(linesOf(file).some(line => line.startsWith("TRANSP")), false);
      }
    });
  }
  const timed = (start, end) => linesOf(one({ start, end, isAllDay: false })).filter(line => line.startsWith("DT") && !line.startsWith("DTSTAMP"));
  const at = Date.UTC(2026, 11, 31, 23, 59, 59, 999);
  assert.deepEqual(timed(at), ["DTSTART:20261231T235959Z"]);
  assert.deepEqual(timed(at, at + 1), ["DTSTART:20261231T235959Z", "DTEND:20270101T000000Z"]);
  for (const end of [at, at - 1, at - 5000, NaN, null]) assert.deepEqual(timed(at, end), ["DTSTART:20261231T235959Z"]);
});

story("the same events are the same bytes, wherever they are written", () => {
  const events = [{ uid: "a", title: "Ä", start: "2027-03-14", end: "2027-03-15", isAllDay: true, alarms: [-540] }, { uid: "b", title: "B", start: Date.UTC(2027, 2, 14, 7), alarms: [10] }];
  const files = ZONES.map(zone => inZone(zone, () => calendar(structuredClone(events), { ...ABOUT })));
  assert.equal(new Set(files).size, 1);
  const uids = about => eventsOf(calendar(events, about)).map(event => event.uid);
  assert.deepEqual(uids(ABOUT), ["a@small-guide", "b@small-guide"]);
  assert.deepEqual(uids({ ...ABOUT, stamp: 0, name: "Other" }), uids(ABOUT), "a file of another day updates the same events");
});

story("alarms are as many minutes before the start, or after it", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -50_000, max: 50_000 }), { maxLength: 5 }), alarms => {
    for (const event of eventsOf(one({ alarms }))) {
      const found = event.component.getAllSubcomponents("valarm").map(alarm => alarm.getFirstPropertyValue("trigger").toSeconds() / -60 || 0);
      assert.deepEqual(found, [...new Set(alarms)]);
    }
  }));
  const triggers = alarms => linesOf(one({ alarms })).filter(line => line.startsWith("TRIGGER")).map(line => line.slice(8));
  assert.deepEqual(triggers([0, 5, 90, 1440, 1500, 10_080, -540, -1980, 5, NaN, Infinity]), ["PT0S", "-PT5M", "-PT1H30M", "-P1D", "-P1DT1H", "-P7D", "PT9H", "P1DT9H"]);
});

story("only addresses of the web are in the file, and nothing that is no event", () => {
  const urls = url => linesOf(one({ url })).filter(line => line.startsWith("URL"));
  assert.deepEqual(urls("http://example.org"), ["URL:http://example.org/"]);
  assert.deepEqual(urls("HTTPS://Example.org/ä b?q=“x”"), ["URL:https://example.org/%C3%A4%20b?q=%E2%80%9Cx%E2%80%9D"]);
  assert.deepEqual(urls("https://example.org/\r\nATTACH:file:///etc/passwd"), ["URL:https://example.org/ATTACH:file:///etc/passwd"]);
  for (const url of ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "mailto:a@example.org", "//example.org", "example.org", "https://", "", null]) assert.deepEqual(urls(url), [], url);
  fc.assert(fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), url => {
    assert.equal(eventsOf(one({ url }))[0].component.getFirstPropertyValue("url"), new URL(url).href);
  }));
  for (const start of [undefined, null, "", "soon", "2026-02-30", "2026-11-18T09:30", "2026-11-18\r\nX:1", "9999-12-31", 5, {}]) assert.deepEqual(eventsOf(one({ start })), [], String(start));
  for (const start of [undefined, null, NaN, "2026-11-18", 8.64e15, Infinity]) assert.deepEqual(eventsOf(one({ start, isAllDay: false })), [], String(start));
  for (const [sequence, written] of [[undefined, 0], [7, 7], [-1, 0], [1.5, 1], [NaN, 0]]) assert.ok(linesOf(one({ sequence })).includes(`SEQUENCE:${written}`));
});
