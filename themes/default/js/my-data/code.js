// A copy as a code that can be pasted into a message and out of it: compressed where the browser can, in letters and digits only,
// since messages change quotes and break lines. Gzip (RFC 1952) carries a checksum, so half a code is noticed.
//
//   "matchbook1" ("z" | "p") "." base64url (RFC 4648, section 5) of the copy, gzipped ("z") or as it is ("p") "."
//
// The last dot keeps apart what stands behind a code, such as a signature. Codes were written without it before.
(function (Matchbook) {
  "use strict";

  const NAME = "matchbook1";

  const toText = bytes => {
    let binary = "";
    // A call takes some ten thousand arguments.
    for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  };
  const toBytes = text => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), character => character.charCodeAt(0));

  /** All bytes of a stream, or an error when there are more than `most`. */
  const readAll = async (stream, most) => {
    const reader = stream.getReader();
    const chunks = [];
    let length = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > most) {
        reader.cancel();
        throw new RangeError("too large");
      }
      chunks.push(value);
    }
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
  };
  const through = (bytes, change, most) => readAll(new Blob([bytes]).stream().pipeThrough(change), most);

  /** The code of the text of a copy. */
  const encode = async text => {
    const bytes = new TextEncoder().encode(text);
    if (typeof CompressionStream === "undefined") return `${NAME}p.${toText(bytes)}.`;
    return `${NAME}z.${toText(await through(bytes, new CompressionStream("gzip"), Infinity))}.`;
  };

  /** The text of a copy out of a code, or out of the text of a copy itself. Fails with an `Error` when it is neither. */
  const decode = async text => {
    const trimmed = text.trim();
    if (trimmed.startsWith("{")) return trimmed;
    // Messages break long words, put marks before lines, and add invisible characters.
    const match = new RegExp(`${NAME}([zp])\\.([A-Za-z0-9_-]+)`, "u").exec(trimmed.replace(/[\s\u200b-\u200f\u2060\ufeff>]+/g, ""));
    if (!match) throw new Error("not a code");
    const bytes = toBytes(match[2]);
    const plain = match[1] === "z" ? await through(bytes, new DecompressionStream("gzip"), 4 * Matchbook.LARGEST_COPY) : bytes;
    return new TextDecoder("utf-8", { fatal: true }).decode(plain);
  };

  Matchbook.code = { decode, encode };
})(globalThis.Matchbook ??= {});
