// Reads what was compressed by LZMA, with the settings of src/bundle/single/pack.rs. Browsers have nothing for it, and what they
// have makes the guide in one file larger. Pure; the names are those of the LZMA specification.
(function (Matchbook) {
  "use strict";

  // Where in the probabilities those of each decision are (LZMA specification, with lc = 4, lp = pb = 0).
  const [IS_MATCH, IS_REP, IS_REP_0, IS_REP_1, IS_REP_2, IS_LONG, LENGTH, REP_LENGTH, SLOT, SPECIAL, ALIGN, LITERAL] =
    [0, 12, 24, 36, 48, 60, 72, 346, 620, 876, 1004, 1020];
  const LITERAL_BITS = 4;

  /** The bytes that were compressed by LZMA. */
  Matchbook.decompress = (input, size) => {
    const out = new Uint8Array(size);
    const odds = new Uint16Array(LITERAL + (0x300 << LITERAL_BITS)).fill(1024);
    let read = 1;
    let code = 0;
    let range = 0xffffffff;
    const next = () => {
      if (range >= 0x1000000) return;
      range = range << 8 >>> 0;
      code = (code << 8 | input[read++]) >>> 0;
    };
    const bit = index => {
      const bound = (range >>> 11) * odds[index];
      const isOne = code >= bound;
      if (isOne) {
        range -= bound;
        code -= bound;
        odds[index] -= odds[index] >> 5;
      } else {
        range = bound;
        odds[index] += 2048 - odds[index] >> 5;
      }
      next();
      return isOne ? 1 : 0;
    };
    const tree = (base, bits) => {
      let node = 1;
      for (let left = bits; left > 0; left--) node = node << 1 | bit(base + node);
      return node - (1 << bits);
    };
    const reverse = (base, bits) => {
      let node = 1;
      let number = 0;
      for (let at = 0; at < bits; at++) {
        const one = bit(base + node);
        node = node << 1 | one;
        number |= one << at;
      }
      return number;
    };
    const lengthOf = base => bit(base) === 0 ? tree(base + 2, 3) : bit(base + 1) === 0 ? 8 + tree(base + 10, 3) : 16 + tree(base + 18, 8);
    const distance = length => {
      const slot = tree(SLOT + Math.min(length, 3) * 64, 6);
      if (slot < 4) return slot;
      const bits = (slot >> 1) - 1;
      const start = (2 | slot & 1) << bits;
      if (slot < 14) return start + reverse(SPECIAL + start - slot, bits);
      let direct = 0;
      for (let left = bits - 4; left > 0; left--) {
        range >>>= 1;
        const one = code >= range ? 1 : 0;
        if (one) code -= range;
        direct = direct << 1 | one;
        next();
      }
      return start + direct * 16 + reverse(ALIGN, 4);
    };

    while (read < 5) code = (code << 8 | input[read++]) >>> 0;
    let state = 0;
    const reps = [0, 0, 0, 0];
    for (let at = 0; at < size;) {
      if (bit(IS_MATCH + state) === 0) {
        const base = LITERAL + 0x300 * ((at > 0 ? out[at - 1] : 0) >> 8 - LITERAL_BITS);
        let sign = 1;
        if (state > 6) {
          for (let like = out[at - reps[0] - 1], isLike = true; isLike && sign < 256; like <<= 1) {
            const expected = like >> 7 & 1;
            const one = bit(base + (1 + expected << 8) + sign);
            sign = sign << 1 | one;
            isLike = one === expected;
          }
        }
        while (sign < 256) sign = sign << 1 | bit(base + sign);
        out[at++] = sign;
        state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
        continue;
      }
      let length = 1;
      if (bit(IS_REP + state) === 0) {
        length = lengthOf(LENGTH);
        reps.unshift(distance(length));
        reps.length = 4;
        length += 2;
        state = state < 7 ? 7 : 10;
      } else {
        const which = bit(IS_REP_0 + state) === 0 ? 0 : bit(IS_REP_1 + state) === 0 ? 1 : 2 + bit(IS_REP_2 + state);
        if (which === 0 && bit(IS_LONG + state) === 0) {
          state = state < 7 ? 9 : 11;
        } else {
          reps.unshift(...reps.splice(which, 1));
          length = 2 + lengthOf(REP_LENGTH);
          state = state < 7 ? 8 : 11;
        }
      }
      for (; length > 0 && at < size; length--, at++) out[at] = out[at - reps[0] - 1];
    }
    return out;
  };
})(globalThis.Matchbook ??= {});
