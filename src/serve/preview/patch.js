// Replaces what changed on a page, and nothing else. The page as it was written is kept as a copy beside the page that the
// scripts made of it; a new version is compared with the copy, so what readers opened, ticked or typed and what scripts
// built is touched only where the text itself changed.
(function (Preview) {
  "use strict";

  /** What the preview adds to each page. */
  const OWN = "script[src*='_matchbook/'], link[href*='_matchbook/']";
  const SCRIPTS = "script:not([type='application/ld+json']), meta[http-equiv='Content-Security-Policy' i]";
  const STYLES = "link[rel~='stylesheet']";
  /** Lists of children up to this product of their lengths are compared child by child. */
  const CAREFUL = 250_000;

  /** For each node of the copy the one on the page. */
  const twins = new WeakMap();
  function pair(copy, node) {
    twins.set(copy, node);
    for (let one = copy.firstChild, other = node.firstChild; one && other; one = one.nextSibling, other = other.nextSibling) pair(one, other);
  }

  // This runs before the scripts of the page, which wait for its end.
  const copy = document.documentElement.cloneNode(true);
  pair(copy, document.documentElement);
  for (const own of copy.querySelectorAll(OWN)) own.remove();

  function parse(html) {
    const root = new DOMParser().parseFromString(html, "text/html").documentElement;
    for (const own of root.querySelectorAll(OWN)) own.remove();
    // Where scripts run, what is for those without is text.
    for (const without of root.querySelectorAll("noscript")) without.textContent = without.innerHTML;
    return root;
  }

  const isBlank = node => node.nodeType === Node.TEXT_NODE && !node.data.trim();
  const keyOf = node => node.outerHTML ?? `${node.nodeName} ${node.data}`;

  /** Brings two lists of nodes together: `[old, new]`, either of which may be missing. */
  function align(old, fresh) {
    let start = 0;
    while (start < old.length && start < fresh.length && old[start].isEqualNode(fresh[start])) start++;
    let end = 0;
    while (end < old.length - start && end < fresh.length - start && old.at(-1 - end).isEqualNode(fresh.at(-1 - end))) end++;
    const same = (from, other, count) => Array.from({ length: count }, (_, at) => [old[from + at], fresh[other + at]]);
    return [
      ...same(0, 0, start),
      ...between(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end)),
      ...same(old.length - end, fresh.length - end, end),
    ];
  }

  /** The longest run of nodes that both lists have stays; what is between them is matched by kind. */
  function between(old, fresh) {
    if (old.length * fresh.length > CAREFUL) return match(old, fresh);
    const [a, b] = [old.map(keyOf), fresh.map(keyOf)];
    const length = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) length[i][j] = a[i] === b[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
    const pairs = [];
    let [i, j, fromOld, fromFresh] = [0, 0, 0, 0];
    while (i < a.length && j < b.length) {
      if (a[i] === b[j] && length[i][j] === length[i + 1][j + 1] + 1) {
        pairs.push(...match(old.slice(fromOld, i), fresh.slice(fromFresh, j)), [old[i], fresh[j]]);
        [fromOld, fromFresh] = [++i, ++j];
      } else if (length[i + 1][j] >= length[i][j + 1]) i++;
      else j++;
    }
    return [...pairs, ...match(old.slice(fromOld), fresh.slice(fromFresh))];
  }

  function match(old, fresh) {
    const isLike = (one, other) => one.nodeName === other.nodeName && (one.id ?? "") === (other.id ?? "");
    const pairs = [];
    let at = 0;
    for (const node of fresh) {
      const found = old.findIndex((other, index) => index >= at && isLike(other, node));
      if (found < 0) {
        pairs.push([null, node]);
        continue;
      }
      for (; at < found; at++) pairs.push([old[at], null]);
      pairs.push([old[found], node]);
      at = found + 1;
    }
    for (; at < old.length; at++) pairs.push([old[at], null]);
    return pairs;
  }

  /** The child of `parent` that a node is or is in: a script may have put a frame around it. */
  function within(node, parent) {
    while (node && node.parentNode !== parent) node = node.parentNode;
    return node ?? null;
  }

  /** Whether scripts left the children of an element where they were. */
  const isAsWritten = (element, page) => [...element.childNodes].every(child => {
    if (isBlank(child)) return true;
    const node = twins.get(child);
    if (child.nodeType === Node.ELEMENT_NODE) return within(node, page) !== null;
    return node?.parentNode === page && node.data === child.data;
  });

  /** Whether a script made something of the element that has to be made anew; the frame of the page is no such thing. */
  const isMade = page => globalThis.Matchbook?.isStarted?.(page) === true
    && !page.matches("body, main, [data-drawer]") && !page.querySelector("main");

  /** What a new version did to the page: elements that changed, and those that stand in the place of others. */
  let done = { changed: [], replaced: [] };

  function attributes(old, fresh, page) {
    for (const { name, value } of fresh.attributes) {
      if (old.getAttribute(name) === value) continue;
      if (name === "class") {
        const before = new Set(old.classList);
        for (const gone of before) if (!fresh.classList.contains(gone)) page.classList.remove(gone);
        page.classList.add(...[...fresh.classList].filter(word => !before.has(word)));
      } else page.setAttribute(name, value);
      old.setAttribute(name, value);
    }
    // Scripts of the head mark the root before the copy is made.
    if (page === document.documentElement) return;
    for (const { name } of [...old.attributes]) {
      if (fresh.hasAttribute(name)) continue;
      page.removeAttribute(name);
      old.removeAttribute(name);
    }
  }

  /** The innermost nodes of `fresh` that `old` does not have. */
  function differences(old, fresh) {
    if (old.nodeName !== fresh.nodeName || old.nodeType !== Node.ELEMENT_NODE) return [fresh];
    const inside = align([...old.childNodes], [...fresh.childNodes]).flatMap(([one, other]) => {
      if (!other || isBlank(other) || one?.isEqualNode(other)) return [];
      return one ? differences(one, other) : [other];
    });
    return inside.length ? inside : [fresh];
  }

  const elementOf = node => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);

  function replace(old, fresh) {
    const parent = twins.get(old.parentNode);
    const before = within(twins.get(old), parent);
    const inside = differences(old, fresh);
    const made = document.importNode(fresh, true);
    pair(fresh, made);
    if (before) before.replaceWith(made);
    else parent.append(made);
    old.replaceWith(fresh);
    if (made.nodeType === Node.ELEMENT_NODE && before?.nodeType === Node.ELEMENT_NODE) done.replaced.push({ before, made });
    done.changed.push({ made, parts: inside.map(node => twins.get(node)) });
    return fresh;
  }

  /** Makes `old` and its twin what `fresh` is. Returns the node of the copy that stands there now. */
  function change(old, fresh) {
    const page = twins.get(old);
    if (old.nodeName !== fresh.nodeName) return replace(old, fresh);
    if (old.nodeType !== Node.ELEMENT_NODE) {
      old.data = page.data = fresh.data;
      if (!isBlank(old) && old.nodeType === Node.TEXT_NODE) done.changed.push({ made: page, parts: [page] });
      return old;
    }
    if (isMade(page) || !isAsWritten(old, page)) return replace(old, fresh);
    attributes(old, fresh, page);
    children(old, fresh, page);
    return old;
  }

  function children(old, fresh, page) {
    let next = null;
    let place = null;
    // From the end, so that what comes next is in its place already.
    for (const [one, other] of align([...old.childNodes], [...fresh.childNodes]).reverse()) {
      if (one && other) {
        next = one.isEqualNode(other) ? one : change(one, other);
        place = within(twins.get(next), page) ?? place;
      } else if (other) {
        const made = document.importNode(other, true);
        pair(other, made);
        old.insertBefore(other, next);
        page.insertBefore(made, place);
        if (!isBlank(made)) done.changed.push({ made, parts: [made] });
        [next, place] = [other, made];
      } else {
        within(twins.get(one), page)?.remove();
        one.remove();
      }
    }
  }

  const outsides = (root, selector) => [...root.querySelectorAll(selector)].map(element => element.outerHTML);
  const isSame = (one, other) => one.length === other.length && one.every((item, at) => item === other[at]);

  /** Loads the new style sheets beside the old ones, and then takes those away. */
  async function styles(old, fresh) {
    const [before, after] = [old, fresh].map(root => [...root.querySelectorAll(STYLES)]);
    const known = new Set(before.map(style => style.outerHTML));
    let last = before.at(-1);
    const loads = [];
    for (const style of after.filter(style => !known.has(style.outerHTML))) {
      const made = document.importNode(style, true);
      loads.push(new Promise(resolve => { made.onload = made.onerror = resolve; }));
      if (last) twins.get(last).after(made);
      else document.head.append(made);
      if (last) last.after(style);
      else old.append(style);
      twins.set(style, made);
      last = style;
    }
    await Promise.all(loads);
    const wanted = new Set(after.map(style => style.outerHTML));
    for (const style of before.filter(style => !wanted.has(style.outerHTML))) {
      twins.get(style).remove();
      style.remove();
    }
  }

  /** Everything else that the head says. */
  function head(old, fresh) {
    const others = root => [...root.children].filter(element => !element.matches(`title, script:not([type]), ${STYLES}`));
    const [before, after] = [others(old), others(fresh)];
    const [known, wanted] = [before, after].map(list => new Set(list.map(element => element.outerHTML)));
    for (const element of before.filter(element => !wanted.has(element.outerHTML))) {
      twins.get(element).remove();
      element.remove();
    }
    for (const element of after.filter(element => !known.has(element.outerHTML))) {
      const made = document.importNode(element, true);
      twins.set(element, made);
      document.head.append(made);
      old.append(element);
    }
  }

  /**
   * Makes the page what `html` says. Returns what changed, or `null` when only a reload can do it: other scripts, another policy,
   * or a page whose frame a script rebuilt.
   */
  Preview.patch = async html => {
    const fresh = parse(html);
    if (!isSame(outsides(copy, SCRIPTS), outsides(fresh, SCRIPTS))) return null;
    const [oldHead, oldBody, newHead, newBody] = [copy, fresh].flatMap(root => [root.querySelector("head"), root.querySelector("body")]);
    if (!oldBody || !newBody || !isAsWritten(oldBody, document.body)) return null;
    await styles(oldHead, newHead);
    const place = Preview.pendingPlace ?? Preview.placeNow();
    done = { changed: [], replaced: [], title: newHead.querySelector("title")?.textContent ?? "" };
    attributes(copy, fresh, document.documentElement);
    head(oldHead, newHead);
    const focus = Preview.focusNow();
    attributes(oldBody, newBody, document.body);
    children(oldBody, newBody, document.body);
    globalThis.Matchbook?.start?.(document);
    for (const { before, made } of done.replaced) Preview.carry(before, made);
    Preview.focusOn(focus);
    Preview.pendingPlace = Preview.goTo(place) ? null : place;
    return done;
  };

  /** Lets the blocks that changed light up. */
  Preview.flash = changed => {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const blocks = new Set();
    for (const { made, parts } of changed) {
      const there = parts.filter(part => part?.isConnected);
      for (const part of there.length ? there : [made]) {
        const block = elementOf(part)?.closest("p, li, h1, h2, h3, h4, h5, h6, pre, blockquote, tr, dt, dd, figure, details, aside, section, div");
        if (block?.closest("main") && !block.matches("main, .layout")) blocks.add(block);
      }
    }
    for (const block of blocks) {
      if ([...blocks].some(other => other !== block && other.contains(block))) continue;
      block.removeAttribute("data-matchbook-changed");
      // Reading a measure lets it start anew.
      void block.offsetWidth;
      block.setAttribute("data-matchbook-changed", "");
      block.addEventListener("animationend", () => block.removeAttribute("data-matchbook-changed"), { once: true });
    }
  };
})(globalThis.MatchbookPreview ??= {});
