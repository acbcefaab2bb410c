// The reader's data in the browser's storage. The model (model.js) says what an event does; this keeps the result, tells
// elements about it, and knows what the storage is worth.
//
// Each entry has a key of its own, `matchbook:<guide>:<schema>:<key>`. So two tabs that write at the same moment write different
// keys, and neither can undo what the other wrote. All guides of `user.github.io`, and in Chromium all files on disk, share
// one storage: nothing here touches a key of another guide. Entries of a newer schema are left alone until all is erased.
(function (Matchbook) {
  "use strict";

  const { model } = Matchbook;
  const guide = document.documentElement.dataset.site;
  const base = `matchbook:${guide}:`;
  const prefix = `${base}${model.SCHEMA}:`;
  /** Keys from before there were schemas. */
  const BARE = ["scheme", "searches"];

  const storage = (() => {
    try { return globalThis.localStorage ?? null; } catch { return null; }
  })();

  /** `{ schema, name }` of a key of this guide, `null` of any other. */
  const parseKey = key => {
    if (!key.startsWith(base)) return null;
    const rest = key.slice(base.length);
    if (BARE.includes(rest)) return { schema: 0, name: rest };
    const match = /^([1-9]\d{0,5}):([a-z][a-z-]*\/.*)$/su.exec(rest);
    return match && { schema: Number(match[1]), name: match[2] };
  };

  const ownKeys = () => {
    try { return storage ? Object.keys(storage).filter(parseKey) : []; } catch { return []; }
  };

  /** The entry that is stored under a name; `undefined` when what is there cannot be read. */
  const readEntry = name => {
    let value = null;
    let length = 0;
    try {
      const text = storage?.getItem(prefix + name) ?? null;
      if (text !== null) value = JSON.parse(text);
      length = text?.length ?? 0;
    } catch { return undefined; }
    if (value === null) return null;
    return model.isEntry(name, value, length) ? value : undefined;
  };

  let state = new Map();
  /** Names whose entries are on the screen and not in the storage. */
  const unsaved = new Set();
  /** Names of stored entries that cannot be read. They stay where they are. */
  const unreadable = new Set();
  let isNewer = false;
  /** `kept`, `missing`, `full`, `per-file` or `private`. */
  let kind = "kept";

  const save = name => {
    const entry = state.get(name);
    try {
      if (!storage) throw new Error("no storage");
      if (entry) storage.setItem(prefix + name, model.canonical(entry));
      else storage.removeItem(prefix + name);
      unsaved.delete(name);
      unreadable.delete(name);
      return true;
    } catch {
      unsaved.add(name);
      return false;
    }
  };

  const saveAll = names => {
    // What did not fit before may fit now.
    const failed = [...unsaved, ...names].filter(name => !save(name));
    if (kind === "missing") return;
    if (failed.length > 0) kind = "full";
    else if (kind === "full") kind = "kept";
  };

  const watchers = [];
  const tell = names => {
    for (let at = watchers.length - 1; at >= 0; at--) {
      // The preview replaces content in place.
      if (!watchers[at].element.isConnected) watchers.splice(at, 1);
    }
    const changed = new Set(names);
    for (const { heard } of [...watchers]) {
      try { heard(changed); } catch (error) { console.error(error); }
    }
    for (const name of changed) if (name.startsWith("pref/")) Matchbook.preferenceChanged(name.slice("pref/".length));
  };

  /** Reads everything from the storage, and brings entries of older schemas forward. */
  const load = () => {
    const entries = new Map();
    const old = [];
    isNewer = false;
    unreadable.clear();
    for (const key of ownKeys()) {
      const { schema, name } = parseKey(key);
      if (schema > model.SCHEMA) isNewer = true;
      else if (schema < model.SCHEMA) old.push({ key, schema, name });
      else {
        const entry = readEntry(name);
        if (entry) entries.set(name, Object.freeze(entry));
        else if (entry === undefined) unreadable.add(name);
      }
    }
    // What is only on the screen stays there.
    for (const name of unsaved) if (state.has(name)) entries.set(name, state.get(name));
    state = entries;
    for (const { key, schema, name } of old) {
      let moved = null;
      try {
        const text = storage.getItem(key);
        moved = model.migrate(schema, name, schema === 0 ? text : JSON.parse(text));
      } catch { /* Cannot be read. */ }
      if (!moved) continue;
      state = model.merge(state, [moved]);
      // The old entry goes when the new one is kept, not before.
      try { if (save(moved[0])) storage.removeItem(key); } catch { /* Stays for next time. */ }
    }
  };

  const reload = () => {
    const before = state;
    load();
    const names = model.changes(before, state);
    if (names.length > 0) tell(names);
  };

  /** What the storage is worth. Some of it takes the browser a moment to say. */
  const probe = () => {
    const test = `${base}probe`;
    try {
      if (!storage) throw new Error("no storage");
      storage.setItem(test, "1".repeat(200));
      storage.removeItem(test);
    } catch {
      // Full when there is something in it; else the browser keeps nothing here.
      let length = 0;
      try { length = storage?.length ?? 0; } catch { /* Not allowed. */ }
      return length > 0 ? "full" : "missing";
    }
    // Chromium has one storage for all files on disk, other browsers one for each file.
    return location.protocol === "file:" && !/Chrom(e|ium)\//.test(navigator.userAgent) ? "per-file" : "kept";
  };
  /** Firefox and Safari refuse this in private windows. Chromium hides on purpose that a window is private. */
  const probePrivate = async () => {
    if (/Chrom(e|ium)\//.test(navigator.userAgent) || !navigator.storage?.getDirectory) return false;
    try {
      await navigator.storage.getDirectory();
      return false;
    } catch { return true; }
  };

  const dispatch = events => {
    const before = state;
    const at = Date.now();
    state = model.reduce(state, [events].flat().map(event => ({ at, ...event })));
    const names = model.changes(before, state);
    if (names.length > 0) {
      saveAll(names);
      tell(names);
    }
    return { before, after: state };
  };

  kind = probe();
  load();

  const store = {
    /** The state now. */
    get state() { return state; },
    /** The entry with this key that was not removed. */
    get(key) {
      const entry = state.get(key);
      return entry && !entry.gone ? entry : null;
    },
    /** What the storage is worth: `kind`, `isNewer`, and the numbers of entries that are `unsaved` and `unreadable`. */
    get status() { return { kind, isNewer, unsaved: unsaved.size, unreadable: unreadable.size }; },
    /** Does one or several events, keeps and tells what changed, and returns a function that takes it back. */
    dispatch(events) {
      const { before, after } = dispatch(events);
      return () => { dispatch({ type: "undo", before, after }); };
    },
    /** Calls `heard` with the changed keys after each change, here or in another tab, as long as `element` is in the page. */
    watch(element, heard) { watchers.push({ element, heard }); },
    /** A promise that is kept when `status` says whether this is a private window, as far as the browser tells. */
    whenProbed: probePrivate().then(isPrivate => {
      if (isPrivate && kind !== "missing" && kind !== "full") kind = "private";
    }),
    /** The text of a copy of everything. */
    copy() {
      const title = document.querySelector(".brand")?.textContent.trim() ?? guide;
      return Matchbook.writeCopy(state, { guide, title, saved: new Date().toISOString() });
    },
    /** Saves a copy as a file. */
    saveCopy() {
      Matchbook.saveFile(store.copy(), `${guide}-${new Date().toISOString().slice(0, 10)}.json`, "application/json");
      store.dispatch({ type: "prefer", name: "copied", value: Date.now() });
    },
    /** Erases everything of this guide, entries of other schemas too. Returns a function that brings it all back. */
    erase() {
      const raw = ownKeys().map(key => [key, storage.getItem(key)]);
      const before = state;
      for (const [key] of raw) {
        try { storage.removeItem(key); } catch { /* Then it was never kept. */ }
      }
      unsaved.clear();
      state = new Map();
      load();
      tell(before.keys());
      return () => {
        for (const [key, text] of raw) {
          try {
            // What was entered since is newer.
            if (storage.getItem(key) === null) storage.setItem(key, text);
          } catch { /* What is on the screen is brought back below. */ }
        }
        dispatch({ type: "merge", entries: before });
        reload();
      };
    },
  };
  Matchbook.store = store;

  /** A name for something new that the reader enters. */
  Matchbook.newId = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), byte => (byte % 36).toString(36)).join("");

  // The choices of core.js go through the store from now on.
  Matchbook.preference = {
    read: name => store.get(`pref/${name}`)?.value ?? null,
    write(name, value) { store.dispatch({ type: "prefer", name, value }); },
  };

  addEventListener("storage", event => {
    if (event.storageArea !== storage) return;
    if (event.key === null) { reload(); return; }
    const parsed = parseKey(event.key);
    if (!parsed) return;
    if (parsed.schema !== model.SCHEMA) {
      isNewer ||= parsed.schema > model.SCHEMA && event.newValue !== null;
      return;
    }
    // What the storage says now, not what the event says: of two writes at the same moment both tabs have to take one.
    const entry = readEntry(parsed.name);
    if (entry === undefined) unreadable.add(parsed.name);
    if (entry === undefined || unsaved.has(parsed.name) || model.same(entry ?? undefined, state.get(parsed.name))) return;
    state = model.reduce(state, { type: "set", entries: [[parsed.name, entry]] });
    tell([parsed.name]);
  });
  // A page that was put aside by the browser heard nothing.
  addEventListener("pageshow", event => { if (event.persisted) reload(); });
  addEventListener("beforeunload", event => {
    if (kind === "full" && unsaved.size > 0) event.preventDefault();
  });
})(globalThis.Matchbook ??= {});
