import assert from "node:assert/strict";
import { test } from "node:test";
import { liveAt, settle, update, watching } from "./support/watching.js";

const heartbeat = (position, verified = true) => ({ type: "heartbeat", position, verified });

test("a node that is not sure makes the page stale, while the socket stays", async () => {
  const it = await liveAt("e1:100");
  it.socket.send(heartbeat("e1:100", false));
  assert.deepEqual([it.watch.state, it.details.at(-1).reason, it.socket.closed], ["stale", "unverified", false]);
  it.socket.send(heartbeat("e1:100"));
  assert.deepEqual(it.states, ["connecting", "live", "stale", "live"]);
});

test("silence for 2.5 heartbeats makes it stale, and it connects anew", async () => {
  const it = await liveAt("e1:100");
  await it.clock.pass(24_999);
  assert.equal(it.watch.state, "live");
  await it.clock.pass(1);
  assert.deepEqual(it.states.slice(-2), ["stale", "reconnecting"]);
  assert.ok(it.sockets[0].closed);
  await it.clock.pass(250);
  assert.equal(it.sockets.length, 2);
});

test("the server's own heartbeat interval counts", async () => {
  const it = await watching();
  it.socket.hello("e1:100", { heartbeat_seconds: 0.4 });
  await it.clock.pass(999);
  assert.equal(it.watch.state, "live");
  await it.clock.pass(1);
  assert.equal(it.watch.state, "reconnecting");
});

test("any frame is a sign of life", async () => {
  const it = await liveAt("e1:100");
  for (const frame of [heartbeat("e1:101"), update(1, "queued", { sequence: 102 }), { type: "new kind" }, [heartbeat("e1:103")]]) {
    await it.clock.pass(24_000);
    it.socket.send(frame);
  }
  assert.deepEqual([it.watch.state, it.sockets.length], ["live", 1]);
});

test("a heartbeat does not move the position back", async () => {
  const it = await liveAt("e1:100");
  it.socket.send(update(1, "queued", { sequence: 200 }));
  it.socket.send(heartbeat("e1:150"));
  assert.equal(it.watch.position, "e1:200");
});

test("a machine that slept finds out as soon as it is looked at, not when a timer runs", async () => {
  const it = await liveAt("e1:100");
  it.clock.sleep(3_600_000);
  it.document.dispatchEvent(new Event("visibilitychange"));
  await settle();
  assert.deepEqual(it.states.slice(-2), ["stale", "reconnecting"]);
});

test("a live connection that is looked at is left alone", async () => {
  const it = await liveAt("e1:100");
  await it.clock.pass(20_000);
  it.document.dispatchEvent(new Event("visibilitychange"));
  it.window.dispatchEvent(new Event("online"));
  await settle();
  assert.deepEqual([it.watch.state, it.sockets.length], ["live", 1]);
});
