import assert from "node:assert/strict";
import { test } from "node:test";
import { everyEndpoint, FakeStorage, heartbeat } from "./support/fake-endpoints.js";
import { liveAt, settle, watching } from "./support/watching.js";

/** A machine whose wall clock can be set, and whose monotonic clock can stop. */
const clocks = (it) => {
  Object.assign(it, { wall: 0, tick: 0 });
  return { now: () => it.clock.now() + it.wall, ticks: () => it.clock.now() + it.tick };
};

test("a wall clock that is set back by an hour does not keep a dead connection live for an hour", async () => {
  const it = await liveAt("e1:100", { environment: clocks });
  it.wall = -3_600_000;
  await it.clock.pass(24_999);
  assert.equal(it.watch.state, "live");
  await it.clock.pass(1);
  assert.deepEqual(it.states.slice(-2), ["stale", "reconnecting"]);
});

test("a monotonic clock that stops while the machine sleeps does not hide the sleep", async () => {
  const it = await liveAt("e1:100", { environment: clocks });
  it.clock.sleep(60_000);
  it.tick = -60_000;
  it.socket.send(heartbeat("e1:100"));
  await settle();
  assert.equal(it.watch.state, "reconnecting");
});

test("an endpoint that was remembered by a wall clock in the future does not last until that time", async () => {
  const storage = new FakeStorage();
  storage.setItem("live-submissions judge.test:8100", `SSE ${365 * 86_400_000}`);
  const it = await watching({ environment: everyEndpoint(storage) });
  assert.deepEqual([it.sockets.length, it.sources.length], [1, 0]);
});
