import assert from "node:assert/strict";
import { test } from "node:test";
import { everyEndpoint, heartbeat, hello } from "./support/fake-endpoints.js";
import { liveAt, settle, update, watching } from "./support/watching.js";

test("an unsure node makes the page stale, and the socket stays", async () => {
  const it = await liveAt("e1:100");
  it.socket.send(heartbeat("e1:100", false));
  assert.deepEqual([it.watch.state, it.details.at(-1).reason, it.socket.closed], ["stale", "unverified", false]);
  it.socket.send(heartbeat("e1:100"));
  assert.deepEqual(it.states, ["connecting", "live", "stale", "live"]);
});

test("if the node is unsure from the start, the page is never live", async () => {
  const it = await watching();
  it.socket.hello("e1:100", { verified: false });
  it.socket.send(heartbeat("e1:100", false));
  assert.deepEqual(it.states, ["connecting", "stale"]);
  it.socket.send(heartbeat("e1:100"));
  assert.equal(it.watch.state, "live");
});

test("after a sleep it notices the silence within a second, although the timers stopped", async () => {
  const it = await liveAt("e1:100");
  await it.clock.pass(1_500);
  it.clock.suspend(60_000);
  await it.clock.pass(1_000);
  assert.ok(it.states.includes("stale"));
});

test("silence for 2.5 heartbeats makes it stale, and it reconnects", async () => {
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

test("any frame ends the silence", async () => {
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

test("after a sleep it notices the silence when the page is shown, before a timer runs", async () => {
  const it = await liveAt("e1:100");
  it.clock.sleep(3_600_000);
  it.document.dispatchEvent(new Event("visibilitychange"));
  await settle();
  assert.deepEqual(it.states.slice(-2), ["stale", "reconnecting"]);
});

test("showing the page does not change a live connection", async () => {
  const it = await liveAt("e1:100");
  await it.clock.pass(20_000);
  it.document.dispatchEvent(new Event("visibilitychange"));
  it.window.dispatchEvent(new Event("online"));
  await settle();
  assert.deepEqual([it.watch.state, it.sockets.length], ["live", 1]);
});

test("an event that was buffered during a sleep does not make it live again", async () => {
  const it = await liveAt("e1:100");
  it.clock.sleep(40_000);
  it.socket.send(heartbeat("e1:100"));
  assert.deepEqual(it.states.slice(-1), ["stale"]);
  await settle();
  assert.equal(it.watch.state, "reconnecting");
  await it.clock.pass(250);
  it.socket.hello("e1:100");
  assert.equal(it.watch.state, "live");
});

test("a freeze shorter than the timeout keeps the connection", async () => {
  const it = await liveAt("e1:100");
  it.clock.sleep(24_000);
  it.socket.send(heartbeat("e1:100"));
  assert.deepEqual([it.watch.state, it.sockets.length], ["live", 1]);
});

for (const [target, type] of [["window", "pageshow"], ["document", "resume"], ["window", "online"]]) {
  test(`${type} checks the silence`, async () => {
    const it = await liveAt("e1:100");
    it.clock.sleep(40_000);
    it[target].dispatchEvent(new Event(type));
    await settle();
    assert.deepEqual(it.states.slice(-2), ["stale", "reconnecting"]);
  });
}

test("while the browser is offline it is not live, and it reconnects when the browser is online", async () => {
  const it = await liveAt("e1:100");
  it.window.dispatchEvent(new Event("offline"));
  assert.deepEqual([it.watch.state, it.details.at(-1).reason], ["stale", "offline"]);
  await settle();
  assert.equal(it.watch.state, "reconnecting");
  it.window.dispatchEvent(new Event("online"));
  await settle();
  assert.match(it.socket.url, /since=e1%3A100$/);
  it.socket.hello("e1:100");
  assert.equal(it.watch.state, "live");
});

for (const endpoint of ["SSE", "Polling"]) {
  test(`${endpoint}: an unsure node, and silence, make the page stale`, async () => {
    const it = await watching({ environment: everyEndpoint(), endpoints: [endpoint] });
    const send = async (...messages) => {
      if (endpoint === "SSE") for (const message of messages) it.sources.at(-1).send(message);
      else it.polls.at(-1).answer(messages);
      for (let turn = 0; turn < 5; turn++) await settle();
    };
    await send(hello("e1:100"), heartbeat("e1:100", false));
    assert.equal(it.watch.state, "stale");
    if (endpoint === "Polling") await it.clock.pass(2_000);
    await send(hello("e1:100"), heartbeat("e1:100"));
    assert.equal(it.watch.state, "live");
    await it.clock.pass(25_000);
    assert.deepEqual(it.states.slice(-2), ["stale", "reconnecting"]);
  });
}
