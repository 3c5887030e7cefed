import assert from "node:assert/strict";
import { test } from "node:test";
import { watchSubmissions } from "../../src/LiveSubmissions.AspNetCore/Client/live-submissions.js";
import { liveAt, settle, update, watching } from "./support/watching.js";

const url = async (options) => (await watching(options)).socket.url;

test("asks for the subprotocol and resumes from the page's position", async () => {
  const it = await watching({ position: "9f2c:1763913600123456" });
  assert.deepEqual(it.socket.protocols, ["live-submissions.v1"]);
  assert.equal(new URL(it.socket.url).searchParams.get("since"), "9f2c:1763913600123456");
});

test("position 0 asks for everything that the log keeps", async () => {
  assert.equal(await url({ position: "0" }), "ws://judge.test:8100/ws/problems/1/submissions/?since=0");
});

test("sends no position if it has none, or wants only new updates", async () => {
  for (const position of [undefined, null, "", "live"]) {
    assert.equal(await url({ position }), "ws://judge.test:8100/ws/problems/1/submissions/");
  }
});

test("turns http into ws, https into wss, and keeps the application's query", async () => {
  assert.equal(await url({ url: "http://judge.test/ws", position: "live" }), "ws://judge.test/ws");
  const withQuery = new URL("https://judge.test/ws?token=a%26b#top");
  assert.equal(await url({ url: withQuery, position: "0" }), "wss://judge.test/ws?token=a%26b&since=0");
});

test("asks a URL function before each attempt", async () => {
  let attempt = 0;
  const it = await watching({ url: () => `ws://judge.test/?token=${++attempt}`, position: "live" });
  it.socket.closeFromServer();
  await it.clock.pass(250);
  assert.deepEqual(it.sockets.map((socket) => socket.url), ["ws://judge.test/?token=1", "ws://judge.test/?token=2"]);
});

test("refuses wrong use at once, with a message", () => {
  const right = { url: "ws://judge.test/", onUpdate() {}, onResync() {} };
  const wrong = (options, words) => assert.throws(() => watchSubmissions({ ...right, ...options }), words);
  wrong({ url: "ftp://judge.test/" }, /Not a WebSocket URL: ftp/);
  wrong({ onUpdate: undefined }, /needs onUpdate/);
  wrong({ onResync: undefined }, /onResync/);
  wrong({ position: "yesterday" }, /Not a position \("epoch:sequence"\): yesterday/);
});

test("no callback runs before watchSubmissions has returned", () => {
  const states = [];
  const watch = watchSubmissions({
    url: "ws://judge.test/", onUpdate() {}, onResync() {}, onState: (state) => states.push(state), quiet: true,
  });
  assert.deepEqual(states, []);
  assert.equal(watch.state, "connecting");
  watch.close();
});

test("is live once the server has said hello", async () => {
  const it = await watching();
  assert.equal(it.watch.state, "connecting");
  it.socket.hello("e1:100");
  assert.deepEqual(it.states, ["connecting", "live"]);
  assert.equal(it.watch.position, "e1:100");
});

test("reports when the log no longer has everything that the page asked for", async () => {
  const it = await watching({ position: "0" });
  it.socket.hello("e1:50", { complete: false });
  assert.deepEqual(it.details.at(-1), { complete: false, endpoint: "WebSocket" });
});

test("reconnects with the position of the last update or heartbeat", async () => {
  const it = await liveAt("e1:100");
  const since = async () => {
    it.socket.closeFromServer();
    await it.clock.pass(10_000);
    const position = new URL(it.socket.url).searchParams.get("since");
    it.socket.hello(position);
    return position;
  };
  it.socket.send(update(1, "queued", { sequence: 170 }));
  assert.equal(await since(), "e1:170");
  it.socket.send([update(1, "evaluating", { sequence: 180 }), update(2, "queued", { sequence: 190 })]);
  assert.equal(await since(), "e1:190");
  it.socket.send({ type: "heartbeat", position: "e1:250", verified: true });
  assert.equal(await since(), "e1:250");
  it.socket.send({ type: "resync", position: "e2:7", reason: "epoch" });
  assert.equal(await since(), "e2:7");
});

test("a hello does not move the position past updates that are still to come", async () => {
  const it = await watching({ position: "e1:100" });
  it.socket.hello("e1:900");
  it.socket.closeFromServer();
  await it.clock.pass(250);
  assert.match(it.socket.url, /since=e1%3A100$/);
});

test("close ends it for good: no timer, no listener, no callback", async () => {
  const it = await liveAt("e1:100");
  const { socket } = it;
  const listener = socket.onmessage;
  it.watch.close();
  it.watch.close();
  listener({ data: JSON.stringify(update(1, "accepted")) });
  it.watch.reconnect();
  it.window.dispatchEvent(new Event("online"));
  await it.clock.pass(60_000);
  assert.ok(socket.closed);
  assert.deepEqual([it.sockets.length, it.clock.pending, it.updates.length, it.states.at(-1)], [1, 0, 0, "closed"]);
});

test("close ends a pause before a reconnect", async () => {
  const it = await liveAt("e1:100");
  it.socket.closeFromServer();
  await settle();
  it.watch.close();
  await it.clock.pass(60_000);
  assert.deepEqual([it.sockets.length, it.clock.pending], [1, 0]);
});
