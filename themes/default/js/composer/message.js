// A message as an address of the mail program (RFC 6068) and as a file (RFC 5322, 2045, 2047). Pure.
(function (Matchbook) {
  "use strict";

  /** Chromium on Windows drops addresses of other programs that are longer than 2,048 characters without a word. */
  const LONGEST_MAILTO = 1900;

  /** Halves of characters, which cannot be encoded, become U+FFFD. */
  const wellFormed = text => text.replace(/\p{Surrogate}/gu, "\ufffd");
  const withCrlf = text => wellFormed(text).replace(/\r\n|\r|\n/g, "\r\n");

  /** An address that can be handed over; one that is no address is left out. */
  const plainTo = to => {
    // With a name before it, as in "Peter Wong <p.wong@example.org>".
    const address = (/<([^<>]*)>\s*$/.exec(to)?.[1] ?? to).trim();
    return /^[^\s@<>(),;:\\"[\]]+@[^\s@<>(),;:\\"[\]]+$/.test(address) ? address : "";
  };
  const encodeTo = to => encodeURIComponent(plainTo(to)).replace(/%40/g, "@");

  /** `{ address, isTooLong, short, hasSubject }`: `address` holds everything, `short` all but the letter, and the subject only when it is not too long. */
  Matchbook.mailto = (subject, text, to = "") => {
    const encode = part => encodeURIComponent(withCrlf(part));
    const bare = `mailto:${encodeTo(to)}`;
    const titled = `${bare}?subject=${encode(subject)}`;
    const address = `${titled}&body=${encode(text)}`;
    const hasSubject = titled.length <= LONGEST_MAILTO;
    return { address, isTooLong: address.length > LONGEST_MAILTO, short: hasSubject ? titled : bare, hasSubject };
  };

  const base64 = bytes => {
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return btoa(binary);
  };

  /** A header's text: as it is when it is short and plain, else in encoded words of at most 75 characters, one a line. */
  const encodeHeader = text => {
    // "=?" would be read as the start of an encoded word.
    if (/^[\x20-\x7e]*$/.test(text) && text.length <= 66 && !text.includes("=?")) return text;
    const encoder = new TextEncoder();
    const words = [];
    let chunk = "";
    for (const character of text) {
      // "=?UTF-8?B?" and "?=" are 12 characters, 45 bytes are 60 in base64, and the first one shares its line with the name.
      if (encoder.encode(chunk + character).length > (words.length === 0 ? 39 : 45)) {
        words.push(chunk);
        chunk = "";
      }
      chunk += character;
    }
    words.push(chunk);
    return words.map(word => `=?UTF-8?B?${base64(encoder.encode(word))}?=`).join("\r\n ");
  };

  const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const two = number => String(number).padStart(2, "0");
  const dateHeader = date => `${WEEKDAYS[date.getUTCDay()]}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()} `
    + `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;

  /**
   * The file of a draft. `X-Unsent` makes mail programs open it for writing. It has no `From`: the program puts its own account
   * there. All lines end with CRLF and are plain ASCII.
   */
  Matchbook.eml = (subject, text, date, to = "") => {
    const body = base64(new TextEncoder().encode(withCrlf(text.endsWith("\n") ? text : `${text}\n`)));
    return [
      "X-Unsent: 1",
      `Date: ${dateHeader(date)}`,
      // Only plain addresses: others would need an encoding that few programs read.
      ...(/^[\x21-\x7e]+$/.test(plainTo(to)) ? [`To: ${plainTo(to)}`] : []),
      `Subject: ${encodeHeader(wellFormed(subject).replace(/\s+/gu, " ").trim())}`,
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: base64",
      "",
      ...body.match(/.{1,76}/g) ?? [],
      "",
    ].join("\r\n");
  };
})(globalThis.Matchbook ??= {});
