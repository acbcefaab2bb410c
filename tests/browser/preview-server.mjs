// The preview is a careful server: it answers this machine only, reads only, never leaves the guide, and never hangs.
import assert from "node:assert/strict";
import { connect, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { guideOf, page as source, serve, somePort, story, visit, write } from "./harness.mjs";

const small = () => guideOf({
  "index.md": source("Home", "Welcome."),
  "part/index.md": source("Part", "A section."),
  "part/rules.md": source("Rules", "The rules."),
  "big.txt": "x".repeat(24_000_000),
});

/** Sends bytes as they are and returns the whole answer, in parts. */
function raw(port, text, patience = 5_000) {
  return new Promise((done, fail) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    const bytes = [];
    const timer = setTimeout(() => (socket.destroy(), fail(new Error(`no answer to ${text.slice(0, 80)}`))), patience);
    socket.on("data", part => bytes.push(part)).on("error", fail).on("close", () => {
      clearTimeout(timer);
      const [head, ...body] = Buffer.concat(bytes).toString("latin1").split("\r\n\r\n");
      done({ status: Number(head.split(" ")[1]), head, body: body.join("\r\n\r\n") });
    });
  });
}
const ask = (port, path, { method = "GET", host = `localhost:${port}`, more = "" } = {}) =>
  raw(port, `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${more}Connection: close\r\n\r\n`);

let shared;
const preview = async () => (shared ??= serve(small()));

story("pages, folders and files have the addresses of the published site", async () => {
  const { port } = await preview();
  for (const [path, status, text] of [
    ["/", 200, "Welcome."], ["/index.html", 200, "Welcome."], ["/part/", 200, "A section."], ["/part/rules.html", 200, "The rules."],
    ["/part/rules", 200, "The rules."], ["/part/rules.html?q=1", 200, "The rules."], ["/p%61rt/rules.html", 200, "The rules."],
    ["/part", 301, ""], ["/nothing.html", 404, ""], ["/book.toml", 404, ""], ["/content/index.md", 404, ""], ["/.matchbook-manifest", 404, ""],
  ]) {
    const answer = await ask(port, path);
    assert.equal(answer.status, status, path);
    assert.ok(answer.body.includes(text), `${path} says ${text}`);
  }
});

story("an answer has its type and length, is not kept and names no other origin", async () => {
  const { port } = await preview();
  const { head, body } = await ask(port, "/");
  assert.match(head, /^content-type: text\/html; charset=utf-8$/im);
  assert.match(head, /^cache-control: no-store$/im);
  assert.match(head, /^x-content-type-options: nosniff$/im);
  // A page of another site could read the index as a script else.
  assert.match(head, /^cross-origin-resource-policy: same-origin$/im);
  assert.doesNotMatch(head, /access-control/i);
  assert.equal(Number(/^content-length: (\d+)/im.exec(head)[1]), body.length);
});

story("another Host is refused", async () => {
  const { port } = await preview();
  for (const host of ["example.org", `example.org:${port}`, `localhost.example.org:${port}`, "", `localhost:${port}@example.org`, `localhost:${port + 1}`, "192.168.0.1"]) {
    assert.equal((await ask(port, "/", { host })).status, 421, `Host: ${host}`);
    assert.equal((await ask(port, "/_matchbook/events", { host })).status, 421, `stream, Host: ${host}`);
  }
  for (const host of ["localhost", `localhost:${port}`, `127.0.0.1:${port}`]) {
    assert.equal((await ask(port, "/", { host })).status, 200, `Host: ${host}`);
  }
  assert.ok([400, 421].includes((await raw(port, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n")).status), "no Host");
});

story("only GET and HEAD", async () => {
  const { port } = await preview();
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    const { status, head } = await ask(port, "/", { method });
    assert.equal(status, 405, method);
    assert.match(head, /^allow: GET, HEAD$/im);
  }
  const [get, head] = [await ask(port, "/part/rules.html"), await ask(port, "/part/rules.html", { method: "HEAD" })];
  assert.equal(head.status, 200);
  assert.equal(head.body, "");
  assert.equal(/content-length: \d+/i.exec(head.head)[0], /content-length: \d+/i.exec(get.head)[0]);
});

story("no path leads out of the guide", async () => {
  const { port } = await preview();
  for (const path of ["/../book.toml", "/part/../../book.toml", "/%2e%2e/book.toml", "/part/%2E%2E/%2e%2e/etc/passwd", "/..%2fbook.toml", "/..%5cbook.toml", "/part\\..\\x", "/%00", "/%ff", "/./index.html"]) {
    const { status, body } = await ask(port, path);
    assert.equal(status, 400, path);
    assert.doesNotMatch(body, /small-guide|root:/);
  }
  for (const path of ["//etc/passwd", "/%252e%252e/book.toml", "/etc/passwd", "/" + "a/".repeat(3000)]) {
    const { status, body } = await ask(port, path);
    assert.ok([400, 404, 414].includes(status), `${path.slice(0, 40)}: ${status}`);
    assert.doesNotMatch(body, /root:/);
  }
  const { head } = await ask(port, "/part%0d%0aSet-Cookie:%20x=1");
  assert.doesNotMatch(head, /^set-cookie/im);
});

story("what is not HTTP does not stop it", async () => {
  const { port } = await preview();
  for (const text of ["\0\0\0\0\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET http://localhost/ HTTP/1.1\r\n\r\n", `GET / HTTP/1.1\r\nX: ${"y".repeat(200_000)}\r\n\r\n`]) {
    await raw(port, text, 700).catch(() => {});
    assert.equal((await ask(port, "/")).status, 200, `after ${JSON.stringify(text.slice(0, 30))}`);
  }
});

story("a missing page has its style at every depth", async () => {
  const { address } = await preview();
  await visit(undefined, {}, async page => {
    for (const path of ["nothing.html", "part/no/such/page.html", "part/"]) {
      const answer = await page.goto(address + path);
      assert.equal(answer.status(), path === "part/" ? 200 : 404);
      assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".brand")).display), "flex", path);
      await page.locator(".brand").click();
      assert.equal(page.url(), `${address}index.html`);
    }
  });
});

story("thirty connections at once are all answered", async () => {
  const { port } = await preview();
  const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => ask(port, n % 2 ? "/" : "/part/rules.html")));
  assert.deepEqual(answers.map(({ status }) => status), Array(30).fill(200));
});

story("clients that never read or never ask block nobody", async () => {
  const { port } = await preview();
  const stalled = Array.from({ length: 20 }, (_, n) => {
    const socket = connect(port, "127.0.0.1").on("error", () => {});
    // Some ask for more than the system buffers and do not read, some ask half a question, some say nothing.
    if (n < 12) socket.pause().write(`GET /big.txt HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
    else if (n < 16) socket.write("GET / HTT");
    return socket;
  });
  await pause(500);
  try {
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(port, "/")));
    assert.deepEqual(answers.map(({ status }) => status), Array(5).fill(200));
  } finally {
    for (const socket of stalled) socket.destroy();
  }
});

story("many open tabs hear of a change", async () => {
  const root = small();
  const { port } = await serve(root);
  const tabs = [];
  for (let n = 0; n < 30; n++) {
    const tab = { said: "" };
    tab.socket = connect(port, "127.0.0.1").on("error", () => {}).on("data", part => { tab.said += part; });
    tab.socket.write(`GET /_matchbook/events HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
    tabs.push(tab);
    // The server library may let one of several new connections wait for another to end.
    await pause(20);
  }
  const until = async (what, done) => {
    for (let tries = 0; tries < 100 && !done(); tries++) await pause(50);
    assert.ok(done(), what);
  };
  const news = tab => tab.said.match(/^data: /gm)?.length ?? 0;
  await until("all are connected", () => tabs.every(tab => news(tab) === 1));
  write(root, { "content/index.md": source("Home", "Changed.") });
  await until("all are told", () => tabs.every(tab => news(tab) === 2));
  assert.match((await ask(port, "/")).body, /Changed\./);
  for (const { socket } of tabs) socket.destroy();
});

for (const [name, busy] of [["", false], [" while a page is open and a client does not read", true]]) {
  story(`Ctrl-C ends it at once${name}`, async () => {
    const { port, child, ended, output } = await serve(small());
    if (busy) {
      connect(port, "127.0.0.1").on("error", () => {}).write(`GET /_matchbook/events HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
      connect(port, "127.0.0.1").on("error", () => {}).pause().write(`GET /big.txt HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
      await pause(300);
    }
    const started = Date.now();
    child.kill("SIGINT");
    const code = await Promise.race([ended, pause(5_000, "still running")]);
    assert.equal(code, 0, output);
    assert.ok(Date.now() - started < 1_000, `${Date.now() - started} ms`);
  });
}

story("when the port is taken the next free one is used, and told", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await new Promise(done => taken.once("listening", done));
  const { port, child, ended } = await serve(small(), taken.address().port);
  assert.ok(port > taken.address().port && port <= taken.address().port + 100);
  assert.equal((await ask(port, "/")).status, 200);
  taken.close();
  child.kill("SIGINT");
  assert.equal(await ended, 0);
});

story("with --strict-port a port that is taken is an error that says what to do", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await new Promise(done => taken.once("listening", done));
  const { port } = taken.address();
  await assert.rejects(serve(small(), port, ["--strict-port"]), new RegExp(`ended with 2:[^]*port ${port} is taken by another program[^]*--port`));
  taken.close();
});

const header = (head, name) => new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1].trim();

story("what did not change is not sent again", async () => {
  const root = small();
  const { port } = await serve(root);
  for (const path of ["/part/rules.html", "/big.txt", "/nothing.html"]) {
    const first = await ask(port, path);
    const etag = header(first.head, "etag");
    assert.match(etag, /^"[0-9a-f]{16}"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await ask(port, path, { more: `If-None-Match: ${known}\r\n` });
      assert.deepEqual([again.status, again.body, header(again.head, "etag"), header(again.head, "cache-control")], [304, "", etag, "no-store"], `${path} ${known}`);
    }
    assert.equal((await ask(port, path, { more: 'If-None-Match: "other"\r\n' })).status, first.status);
  }
  const before = header((await ask(port, "/part/rules.html")).head, "etag");
  write(root, { "content/part/rules.md": source("Rules", "Other rules.") });
  for (let tries = 0; tries < 100 && header((await ask(port, "/part/rules.html")).head, "etag") === before; tries++) await pause(50);
  assert.equal((await ask(port, "/part/rules.html", { more: `If-None-Match: ${before}\r\n` })).status, 200);
});

story("parts of a file are sent as players ask for them", async () => {
  const letters = "abcdefghijklmnopqrstuvwxyz";
  const { port } = await serve(guideOf({ "index.md": source("Home", "Welcome."), "film.mp4": letters }));
  const part = (range, more = "") => ask(port, "/film.mp4", { more: `Range: ${range}\r\n${more}` });
  const whole = await ask(port, "/film.mp4");
  assert.deepEqual([header(whole.head, "accept-ranges"), header(whole.head, "content-type")], ["bytes", "video/mp4"]);
  for (const [range, body, at] of [["bytes=0-1", "ab", "0-1"], ["bytes=24-", "yz", "24-25"], ["bytes=-3", "xyz", "23-25"], ["bytes=20-900", "uvwxyz", "20-25"]]) {
    const { status, head, body: said } = await part(range);
    assert.deepEqual([status, said, header(head, "content-range"), header(head, "content-length")], [206, body, `bytes ${at}/26`, String(body.length)], range);
  }
  const beyond = await part("bytes=26-");
  assert.deepEqual([beyond.status, beyond.body, header(beyond.head, "content-range")], [416, "", "bytes */26"]);
  for (const range of ["bytes=0-1,4-5", "lines=1-2", "bytes=5-2"]) assert.equal((await part(range)).status, 200, range);
  assert.equal((await part("bytes=0-1", `If-Range: ${header(whole.head, "etag")}\r\n`)).status, 206);
  assert.equal((await part("bytes=0-1", 'If-Range: "older"\r\n')).status, 200, "a part of another version would not fit");
});

story("a base path is as on GitHub Pages: all below it works, nothing is beside it", async () => {
  const { port, address } = await serve(small(), undefined, ["--base-path", "repo"]);
  assert.equal(address, `http://localhost:${port}/repo/`);
  for (const [path, status] of [["/repo/", 200], ["/repo/part/rules", 200], ["/", 404], ["/part/rules.html", 404], ["/repository/", 404], ["/_matchbook/preview.js", 404], ["/repo/none/at/all.html", 404]]) {
    assert.equal((await ask(port, path)).status, status, path);
  }
  for (const [path, location] of [["/repo", "/repo/"], ["/repo/part", "/repo/part/"]]) {
    const { status, head } = await ask(port, path);
    assert.deepEqual([status, header(head, "location")], [301, location]);
  }
  await visit(`${address}none/at/all.html`, {}, async page => {
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".brand")).display), "flex");
    await page.locator(".matchbook-bar").waitFor();
    await page.locator(".brand").click();
    assert.equal(page.url(), `${address}index.html`);
    await page.locator(".matchbook-bar").waitFor();
  });
  for (const wrong of ["a b", "../up", "a//b", "a?b"]) await assert.rejects(serve(small(), somePort(), ["--base-path", wrong]), /write a path such as/, wrong);
});

story("--host is told with a code for phones and a warning, and answers to addresses alone", async () => {
  const { port, output } = await serve(small(), undefined, ["--host", "127.0.0.1"]);
  assert.doesNotMatch(output, /network/, "an address that only this machine has");
  assert.equal((await ask(port, "/")).status, 200);
  const { output: said, port: open } = await serve(small(), undefined, ["--host"]);
  const lan = /http:\/\/(?!localhost)([\d.]+):\d+\//.exec(said);
  if (lan) {
    assert.match(said, /Everybody in the network can read the guide/);
    assert.match(said, /[▀▄█]{10}/, "the code");
    assert.equal((await fetch(lan[0])).status, 200);
  } else assert.match(said, /no address in a network/);
  assert.equal((await ask(open, "/")).status, 200);
  assert.equal((await ask(open, "/", { host: `example.org:${open}` })).status, 421);
  await assert.rejects(serve(small(), somePort(), ["--host", "192.0.2.7"]), /no address 192\.0\.2\.7/);
});

story("a thousand requests at once are all answered", async () => {
  const { port } = await serve(small());
  const answers = await Promise.all(Array.from({ length: 1000 }, (_, n) => ask(port, n % 2 ? "/" : "/part/rules.html").catch(error => ({ status: String(error) }))));
  assert.deepEqual(answers.filter(({ status }) => status !== 200), []);
});

story("it lives on when the system gives no more connections, and answers again when it does", async () => {
  const { port, ended } = await serve(small(), undefined, [], { shell: "ulimit -n 40" });
  const idle = [];
  for (let n = 0; n < 80; n++) {
    idle.push(connect(port, "127.0.0.1").on("error", () => {}));
    await pause(5);
  }
  await pause(300);
  assert.equal(await Promise.race([ended, pause(10, "alive")]), "alive");
  for (const socket of idle) socket.destroy();
  // The handles of those that went away are given back one after the other.
  let answers;
  for (let tries = 0; tries < 50; tries++) {
    answers = await Promise.all(Array.from({ length: 3 }, () => ask(port, "/").then(({ status }) => status, String)));
    if (answers.every(status => status === 200)) return;
    await pause(100);
  }
  assert.deepEqual(answers, [200, 200, 200]);
});
