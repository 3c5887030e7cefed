import assert from "node:assert/strict";
import { test } from "node:test";
import { liveAt, settle, update, watching } from "./support/watching.js";

/** Another watch of `it`'s page, and what it was given. */
async function join(it, options = {}) {
  const joiner = { updates: [], states: [], resyncs: [] };
  joiner.watch = it.join({
    onUpdate: (update) => void joiner.updates.push(update),
    onResync: (request) => void joiner.resyncs.push(request),
    onState: (state) => joiner.states.push(state),
    ...options,
  });
  await settle();
  return joiner;
}
const short = ({ updates }) => updates.map((update) => `${update.submission_id} ${update.status}`);
const since = (it) => new URL(it.socket.url).searchParams.get("since");

test("watches of one address share a connection, each gets every update once", async () => {
  const it = await liveAt("e1:100");
  const second = await join(it, { url: "http://judge.test:8100/ws/problems/1/submissions/#top" });
  it.socket.send(update(1, "queued", { sequence: 101 }));
  assert.deepEqual([it.sockets.length, short(it), short(second)], [1, ["1 queued"], ["1 queued"]]);
  assert.deepEqual([second.states, second.watch.position], [["connecting", "live"], "e1:101"]);
  assert.equal(it.lines.filter((line) => line.includes("Message received: {\"type\":\"submission_update")).length, 1);
});

test("another address, or other endpoints, use another connection", async () => {
  const it = await liveAt("e1:100");
  await join(it, { url: "ws://judge.test:8100/ws/problems/2/submissions/" });
  await join(it, { endpoints: ["WebSocket"] });
  assert.equal(it.sockets.length, 3);
});

test("watches that a page starts together connect once, from the lowest position", async () => {
  const it = await watching({ position: "e1:100" });
  it.watch.close();
  const all = ["e1:80", "e1:50", "live", "e1:90"].map((position) => it.join({ position }));
  await settle();
  assert.deepEqual([it.sockets.length, since(it)], [2, "e1:50"]);
  for (const watch of all) watch.close();
});

test("a watch that joins later gets what the connection remembers, the newest state of each submission", async () => {
  const it = await liveAt("e1:100");
  it.socket.send([update(1, "queued", { sequence: 110 }), update(2, "queued", { sequence: 120 })]);
  it.socket.send([update(1, "accepted", { sequence: 130 }), update(3, "queued", { sequence: 140 })]);
  const all = await join(it, { position: "e1:100" });
  const some = await join(it, { position: "e1:130" });
  assert.deepEqual([it.sockets.length, short(all), short(some)], [1, ["2 queued", "1 accepted", "3 queued"], ["3 queued"]]);
  assert.deepEqual([all.watch.position, all.watch.state], ["e1:140", "live"]);
});

test("if a joining watch is further behind, the connection reconnects from its position, and the others skip what they had", async () => {
  const it = await liveAt("e1:100");
  it.socket.send(update(1, "accepted", { sequence: 110 }));
  const joiner = await join(it, { position: "e1:50" });
  assert.deepEqual([it.sockets.length, it.sockets[0].closed, since(it), it.watch.state], [2, true, "e1:50", "connecting"]);
  it.socket.hello("e1:50");
  it.socket.send([update(2, "rejected", { sequence: 60 }), update(1, "accepted", { sequence: 110 }), update(3, "queued", { sequence: 111 })]);
  assert.deepEqual([short(it), short(joiner)], [["1 accepted", "3 queued"], ["2 rejected", "1 accepted", "3 queued"]]);
  const third = await join(it, { position: "e1:50" });
  assert.deepEqual([it.sockets.length, short(third)], [2, ["2 rejected", "1 accepted", "3 queued"]]);
});

test("a joining watch that wants everything makes the connection ask for everything, once", async () => {
  const it = await liveAt("e1:100");
  const all = await join(it, { position: "0" });
  assert.equal(since(it), "0");
  it.socket.hello("e1:0");
  it.socket.send([update(1, "accepted", { sequence: 7 }), update(2, "queued", { sequence: 101 })]);
  const more = await join(it, { position: "0" });
  assert.deepEqual([it.sockets.length, short(it), short(all), short(more)], [2, ["2 queued"], ["1 accepted", "2 queued"], ["1 accepted", "2 queued"]]);
});

test("after a trim only the watches that are behind it get a resync", async () => {
  const it = await watching({ position: "0" });
  const behind = it.join({ position: "e1:20", onResync: (request) => void (behind.reason = request.reason) });
  const after = await join(it, { position: "e1:60" });
  it.socket.hello("e1:50", { complete: false });
  await settle();
  assert.deepEqual([behind.reason, after.resyncs.length, it.resyncs.length, it.sockets.length], ["trimmed", 0, 0, 1]);
});

test("a joining watch of another epoch has its own resync, and the others have none", async () => {
  const it = await liveAt("e2:100");
  const joiner = await join(it, { position: "e1:900" });
  assert.deepEqual([it.sockets.length, joiner.resyncs[0].reason, joiner.resyncs[0].position], [1, "epoch", "e2:100"]);
  assert.deepEqual([it.resyncs.length, it.states, joiner.watch.position], [0, ["connecting", "live"], "e2:100"]);
});

test("a joining watch that is ahead of the connection does not get what it has", async () => {
  const it = await liveAt("e1:100");
  const joiner = await join(it, { position: "e1:120" });
  it.socket.send(update(1, "queued", { sequence: 110 }));
  it.socket.send({ type: "heartbeat", position: "e1:115", verified: true });
  it.socket.send(update(2, "queued", { sequence: 130 }));
  assert.deepEqual([short(it), short(joiner)], [["1 queued", "2 queued"], ["2 queued"]]);
});

test("a joining watch without a position, or for new updates only, starts at the connection's position", async () => {
  const it = await liveAt("e1:100");
  it.socket.send(update(1, "queued", { sequence: 110 }));
  const live = await join(it, { position: "live" });
  const unknown = await join(it, { position: null });
  assert.deepEqual([short(live), live.resyncs.length, live.watch.position], [[], 0, "e1:110"]);
  assert.deepEqual([short(unknown), unknown.resyncs[0].reason, unknown.resyncs[0].position], [[], "unknown", "e1:110"]);
});

test("a connection for new updates only reconnects for a joining watch with a position", async () => {
  const it = await watching({ position: "live" });
  await join(it, { position: "e1:50" });
  assert.deepEqual([it.sockets.length, since(it)], [2, "e1:50"]);
});

test("one watch's resync does not delay another's updates", async () => {
  const it = await liveAt("e2:100");
  const slow = await join(it, { position: "e1:1", onResync: () => new Promise(() => {}) });
  it.socket.send(update(1, "queued", { sequence: 110 }));
  assert.deepEqual([short(it), it.watch.state, short(slow), slow.watch.state], [["1 queued"], "live", [], "resynchronising"]);
  slow.watch.close();
});

test("closing the last watch closes the connection; another one opens a new one", async () => {
  const it = await liveAt("e1:100");
  const second = await join(it);
  it.watch.close();
  assert.deepEqual([it.socket.closed, second.watch.state], [false, "live"]);
  second.watch.close();
  await settle();
  assert.deepEqual([it.socket.closed, it.clock.pending], [true, 0]);
  await join(it);
  assert.equal(it.sockets.length, 2);
});

test("a watch that is closed and opened again at once keeps following", async () => {
  const it = await liveAt("e1:100");
  it.watch.close();
  const next = await join(it, { position: "e1:100" });
  it.socket.hello("e1:100");
  it.socket.send(update(1, "queued", { sequence: 101 }));
  assert.deepEqual([short(next), next.watch.state], [["1 queued"], "live"]);
});

test("a handler may close another watch, or open one", async () => {
  const it = await liveAt("e1:100", { onUpdate: () => neighbour.watch.close() });
  const neighbour = await join(it);
  const third = await join(it);
  it.socket.send(update(1, "queued", { sequence: 101 }));
  assert.deepEqual([short(neighbour), short(third), neighbour.watch.state], [[], ["1 queued"], "closed"]);
});

test("submissionId: only that submission's updates, but the position moves with all updates", async () => {
  const it = await liveAt("e1:100");
  const one = await join(it, { submissionId: "2" });
  it.socket.send([update(1, "queued", { sequence: 101 }), update(2, "queued", { sequence: 102 }), update(3, "queued", { sequence: 103 })]);
  assert.deepEqual([short(one), one.watch.position, it.sockets.length], [["2 queued"], "e1:103", 1]);
});

test("a final close closes all watches, and a new watch connects again", async () => {
  const it = await liveAt("e1:100");
  const second = await join(it);
  it.socket.closeFromServer(4401, "sign in");
  await settle();
  assert.deepEqual([it.watch.state, second.watch.state], ["closed", "closed"]);
  second.watch.reconnect();
  await settle();
  assert.deepEqual([it.sockets.length, it.watch.state], [2, "connecting"]);
});

test("remembers at most 10,000 states: a watch further behind makes it reconnect", async () => {
  const it = await liveAt("e1:0");
  it.socket.send(Array.from({ length: 10_001 }, (_, index) => update(index, "queued", { sequence: index + 1 })));
  const near = await join(it, { position: "e1:1" });
  assert.deepEqual([it.sockets.length, near.updates.length], [1, 10_000]);
  await join(it, { position: "e1:0" });
  assert.deepEqual([it.sockets.length, since(it)], [2, "e1:0"]);
});
