import assert from "node:assert/strict";
import { test } from "node:test";
import { liveAt, settle, watching } from "./support/watching.js";

/** Fails `times` connections and returns the announced delays. */
async function delays(it, times) {
  const seen = [];
  for (let time = 0; time < times; time++) {
    it.socket.closeFromServer();
    await settle();
    assert.equal(it.watch.state, "reconnecting");
    seen.push(it.details.at(-1).delay);
    await it.clock.pass(it.details.at(-1).delay);
  }
  return seen;
}

test("backs off exponentially up to a limit, without end", async () => {
  const it = await watching({ random: () => 1 });
  assert.deepEqual(await delays(it, 8), [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  assert.deepEqual(new Set(await delays(it, 1200)), new Set([10_000]));
});

test("waits a random part of the limit, so that clients spread", async () => {
  const draws = [0, 0.5, 0.25, 0.75];
  const it = await watching({ random: () => draws.shift() });
  assert.deepEqual(await delays(it, 4), [0, 250, 250, 1500]);
});

test("the delays start again after a connection that lasted, not after one that broke at once", async () => {
  const it = await watching();
  await delays(it, 5);
  it.socket.hello("e1:100");
  await it.clock.pass(4_999);
  assert.deepEqual(await delays(it, 1), [8000]);
  it.socket.hello("e1:100");
  await it.clock.pass(5_000);
  assert.deepEqual(await delays(it, 2), [250, 500]);
});

test("does not try before the delay is over", async () => {
  const it = await liveAt("e1:100");
  it.socket.closeFromServer();
  await it.clock.pass(249);
  assert.equal(it.sockets.length, 1);
  await it.clock.pass(1);
  assert.equal(it.sockets.length, 2);
});

for (const wake of ["online", "visibilitychange", "reconnect()"]) {
  test(`${wake} ends the pause at once`, async () => {
    const it = await watching();
    await delays(it, 6);
    it.socket.closeFromServer();
    await settle();
    const before = it.sockets.length;
    if (wake === "online") it.window.dispatchEvent(new Event(wake));
    else if (wake === "visibilitychange") it.document.dispatchEvent(new Event(wake));
    else it.watch.reconnect();
    await settle();
    assert.equal(it.sockets.length, before + 1);
  });
}

test("hiding the page does not end the pause", async () => {
  const it = await watching();
  it.socket.closeFromServer();
  await settle();
  it.document.visibilityState = "hidden";
  it.document.dispatchEvent(new Event("visibilitychange"));
  await settle();
  assert.equal(it.sockets.length, 1);
});

test("gives up on a connection that never says hello", async () => {
  const it = await watching();
  await it.clock.pass(10_000);
  assert.ok(it.sockets[0].closed);
  assert.deepEqual(it.details.at(-1), { code: 1006, reason: "silent", delay: 250 });
});

test("a WebSocket that cannot be made, or a URL function that throws, is tried again", async () => {
  let broken = true;
  const it = await watching({
    url() {
      if (broken) throw new Error("no token");
      return "ws://judge.test/";
    },
  });
  assert.deepEqual([it.sockets.length, it.watch.state], [0, "reconnecting"]);
  assert.match(it.errors[0], /Cannot connect: Error: no token/);
  broken = false;
  await it.clock.pass(250);
  assert.equal(it.sockets.length, 1);
});

for (const code of [4400, 4403, 4404, 4410, 4499]) {
  test(`stays away after ${code}`, async () => {
    const it = await liveAt("e1:100");
    it.socket.closeFromServer(code, "no");
    await it.clock.pass(60_000);
    assert.deepEqual([it.watch.state, it.sockets.length], ["closed", 1]);
    assert.deepEqual(it.details.at(-1), { code, reason: "no" });
  });
}

for (const code of [1000, 1001, 1005, 1006, 1011, 1012, 1013, 3000, 4000, 4399, 4408, 4429, 4500]) {
  test(`reconnects after ${code}`, async () => {
    const it = await liveAt("e1:100");
    it.socket.closeFromServer(code);
    await it.clock.pass(10_000);
    assert.equal(it.sockets.length, 2);
  });
}

test("after 4429 (too many) it waits up to the limit", async () => {
  const it = await liveAt("e1:100");
  it.socket.closeFromServer(4429);
  await settle();
  assert.equal(it.details.at(-1).delay, 10_000);
});

test("after 4401 and signing in it reconnects from its position", async () => {
  const it = await liveAt("e1:100");
  it.socket.closeFromServer(4401, "sign in");
  await it.clock.pass(60_000);
  assert.deepEqual([it.watch.state, it.sockets.length], ["closed", 1]);
  it.watch.reconnect();
  await settle();
  assert.match(it.socket.url, /since=e1%3A100$/);
  it.socket.hello("e1:100");
  assert.deepEqual(it.states.slice(-3), ["closed", "connecting", "live"]);
});

test("a page may call reconnect() in onState when it is closed", async () => {
  const it = await liveAt("e1:100", { onState: (state) => state === "closed" && it.watch.reconnect() });
  it.socket.closeFromServer(4401, "sign in");
  await settle();
  assert.deepEqual([it.watch.state, it.sockets.length], ["connecting", 2]);
});

test("late messages of a dropped socket are ignored", async () => {
  const it = await watching();
  const [first] = it.sockets;
  await it.clock.pass(10_250);
  first.hello("e1:100");
  assert.equal(it.watch.state, "reconnecting");
});
