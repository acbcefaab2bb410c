// Opens the guide in one file: unpacks what scripts need, at the end of the file, and runs what shows a page at a time
// (js/single.js). It stands in the head, so that until then nothing is seen that goes again.
(function (Matchbook) {
  "use strict";

  const { classList } = document.documentElement;
  // What tells how the end of the file has to be stands in its head, as the end of a damaged one may be missing.
  const { dataset: known } = document.currentScript;

  /** A number that tells a text from others, as src/bundle/single/texts.rs has it. */
  Matchbook.sumOf = text => {
    let sum = 0;
    for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
    return sum >>> 0;
  };

  /** Signs of the packed text, as src/bundle/single/pack.rs writes it. */
  const SIGNS = 91;
  const numbers = new Uint8Array(127);
  let number = 0;
  for (let code = 33; code < 127; code++) if (!"&<\\".includes(String.fromCharCode(code))) numbers[code] = number++;

  /** The bytes of a packed text: two signs are 13 bits, the lower ones first. */
  const read = (text, length) => {
    const bytes = new Uint8Array(length);
    let bits = 0;
    let count = 0;
    let at = 0;
    for (let sign = 0; sign < text.length; sign += 2) {
      bits |= (numbers[text.charCodeAt(sign)] + SIGNS * numbers[text.charCodeAt(sign + 1)]) << count;
      for (count += 13; count > 7; count -= 8) {
        bytes[at++] = bits;
        bits >>= 8;
      }
    }
    return bytes;
  };

  /** What the file holds packed, as src/bundle/single/pack.rs has put it together. */
  const unpack = text => {
    const [length, size] = known.sizes.split(" ").map(Number);
    const bytes = Matchbook.decompress(read(text, length), size);
    const textOf = (start, end) => new TextDecoder().decode(bytes.subarray(start, end));
    const start = bytes.indexOf(0);
    const content = JSON.parse(textOf(0, start));
    const end = size - content.numbers;
    const texts = textOf(start + 1, end).split("\0");
    const named = names => Object.fromEntries(names.map(name => [name, texts.shift()]));
    return { ...content, styles: named(content.styles), scripts: named(content.scripts), pieces: texts, numbers: bytes.subarray(end) };
  };

  const open = text => {
    Matchbook.packed = unpack(text);
    const { scripts, used: [, [theme, single]] } = Matchbook.packed;
    for (const name of [theme, single]) Matchbook.run(scripts[name]);
    // An error in a script element is thrown to nobody.
    if (!Matchbook.opened) throw new Error("the pages could not be put together");
    return Matchbook.opened;
  };

  /** Runs a script of the file; the policy in its head knows it. */
  Matchbook.run = text => {
    const script = document.createElement("script");
    script.text = text;
    document.head.append(script);
  };

  classList.add("is-opening");
  // An address with a place leads away from the first page.
  if (location.hash.length > 1) classList.add("is-opening-elsewhere");
  document.addEventListener("DOMContentLoaded", () => {
    const packed = document.querySelector("script[data-packed]")?.textContent ?? "";
    const isWhole = Matchbook.sumOf(packed) === Number(known.sum);
    const opened = isWhole ? new Promise(done => done(open(packed))) : Promise.reject(new Error("this file is damaged"));
    opened.catch(error => {
      console.error(error);
      const said = document.createElement("p");
      said.className = "edition is-old is-failed";
      said.setAttribute("role", "alert");
      said.textContent = isWhole ? known.tooOld : known.damaged;
      document.body.append(said);
      // As without script: nothing would open it.
      classList.remove("has-drawer");
    }).finally(() => classList.remove("is-opening", "is-opening-elsewhere"));
  });
})(globalThis.Matchbook ??= {});
