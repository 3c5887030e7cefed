import assert from "node:assert/strict";
import { test } from "node:test";
import { given, liveAt, settle, update, watching } from "./support/watching.js";

/** An onResync whose answers the test gives. */
function answers() {
  const asked = [];
  const onResync = (request) => new Promise((resolve, reject) => asked.push({ ...request, resolve, reject }));
  return { asked, onResync };
}

const resync = (position, reason = "epoch") => ({ type: "resync", position, reason });

test("asks the application with position and reason, and is live after the answer", async () => {
  const { asked, onResync } = answers();
  const it = await watching({ onResync });
  it.socket.hello("e2:5", { resumed: false });
  assert.equal(it.watch.state, "connecting");
  it.socket.send(resync("e2:5"));
  await settle();
  assert.deepEqual([asked[0].position, asked[0].reason, it.watch.state, it.watch.position], ["e2:5", "epoch", "resynchronising", null]);
  asked[0].resolve();
  await settle();
  assert.deepEqual([it.watch.state, it.watch.position], ["live", "e2:5"]);
});

test("a page that does not know its position is asked once, when connected", async () => {
  const it = await watching({ position: null });
  it.socket.hello("e1:40", { resumed: false });
  await settle();
  assert.deepEqual([it.resyncs.length, it.resyncs[0].reason, it.resyncs[0].position], [1, "unknown", "e1:40"]);
  it.socket.closeFromServer();
  await it.clock.pass(250);
  it.socket.hello("e1:40");
  await settle();
  assert.deepEqual([it.resyncs.length, it.watch.state], [1, "live"]);
});

test("a page that wants only live updates, or everything that the log keeps, is not asked", async () => {
  for (const position of ["live", "0"]) {
    const it = await watching({ position });
    it.socket.hello("e1:40", { resumed: false });
    await settle();
    assert.deepEqual([it.resyncs.length, it.watch.state], [0, "live"]);
  }
});

test("updates that arrive meanwhile are given afterwards: the newest of each submission, and none older than its row", async () => {
  const { asked, onResync } = answers();
  const it = await liveAt("e1:0", { onResync });
  it.socket.send(resync("e2:0"));
  it.socket.send(update(1, "evaluating", { revision: 2, sequence: 1 }));
  it.socket.send(update(2, "evaluating", { revision: 2, sequence: 2 }));
  it.socket.send(update(1, "accepted", { revision: 3, sequence: 3 }));
  await settle();
  assert.deepEqual(given(it), []);
  asked[0].resolve([{ submission_id: 1, revision: 2 }, { submission_id: 2, revision: 2 }]);
  await settle();
  assert.deepEqual(given(it), ["1 accepted"]);
  assert.equal(it.watch.position, "e2:3");
});

test("the application's row counts even if a greater revision was known", async () => {
  const it = await liveAt("e1:0", { onResync: () => [{ submission_id: 1, revision: 3 }] });
  it.socket.send(update(1, "accepted", { revision: 9, sequence: 1 }));
  it.socket.send(resync("e2:0"));
  await settle();
  it.socket.send(update(1, "evaluating", { revision: 4, sequence: 1 }));
  assert.deepEqual(given(it), ["1 accepted", "1 evaluating"]);
});

test("if the application fails it is asked again, with backoff, and the page is not live", async () => {
  const { asked, onResync } = answers();
  const it = await liveAt("e1:0", { onResync });
  it.socket.send(resync("e2:0"));
  for (const delay of [250, 500, 1000]) {
    await settle();
    asked.at(-1).reject(new Error("backend is away"));
    await settle();
    assert.equal(it.watch.state, "resynchronising");
    await it.clock.pass(delay);
  }
  assert.equal(asked.length, 4);
  assert.match(it.errors[0], /onResync failed: Error: backend is away/);
  asked[3].resolve();
  await settle();
  assert.equal(it.watch.state, "live");
});

test("if the application does not answer within 30 s it is asked again", async () => {
  const { asked, onResync } = answers();
  const it = await liveAt("e1:0", { onResync });
  it.socket.send(resync("e2:0"));
  const beat = async () => {
    await it.clock.pass(10_000);
    it.socket.send({ type: "heartbeat", position: "e2:0", verified: true });
  };
  for (let beats = 0; beats < 3; beats++) await beat();
  await it.clock.pass(250);
  assert.ok(asked[0].signal.aborted);
  assert.equal(asked.length, 2);
  assert.match(it.errors[0], /no answer within 30 s/);
});

test("after a second resync the first answer is ignored", async () => {
  const { asked, onResync } = answers();
  const it = await liveAt("e1:0", { onResync });
  it.socket.send(resync("e2:0"));
  it.socket.send(update(1, "evaluating", { sequence: 4 }));
  it.socket.send(resync("e3:0"));
  await settle();
  assert.ok(asked[0].signal.aborted);
  assert.equal(asked[1].position, "e3:0");
  asked[0].resolve([{ submission_id: 1, revision: 100 }]);
  it.socket.send(update(1, "accepted", { revision: 2, sequence: 1 }));
  await settle();
  assert.equal(it.watch.state, "resynchronising");
  asked[1].resolve();
  await settle();
  assert.deepEqual(given(it), ["1 accepted"]);
  assert.deepEqual(it.errors, []);
});

test("holds updates of only as many submissions as its limit; above it the application is asked again", async () => {
  const { asked, onResync } = answers();
  const it = await liveAt("e1:0", { onResync, limit: 3 });
  it.socket.send(resync("e2:0"));
  for (let round = 1; round <= 50; round++) it.socket.send(update(round % 3, "evaluating", { sequence: round }));
  await settle();
  assert.equal(asked.length, 1);
  it.socket.send(update(3, "queued", { sequence: 51 }));
  await settle();
  assert.deepEqual([asked.length, asked[0].signal.aborted, asked[1].reason], [2, true, "overflow"]);
  it.socket.send(update(4, "queued", { sequence: 52 }));
  asked[1].resolve();
  await settle();
  assert.deepEqual([given(it), it.watch.position, it.watch.state], [["4 queued"], "e2:52", "live"]);
});

test("if the connection is lost before its resync, the old position is sent again", async () => {
  const it = await watching({ position: "e1:100" });
  it.socket.hello("e2:5", { resumed: false });
  it.socket.closeFromServer();
  await it.clock.pass(250);
  assert.match(it.socket.url, /since=e1%3A100$/);
});

test("a heartbeat before the resync does not move the position", async () => {
  const it = await watching({ position: "e1:100" });
  it.socket.hello("e1:900", { resumed: false });
  it.socket.send({ type: "heartbeat", position: "e1:900", verified: false });
  assert.equal(it.watch.state, "connecting");
  it.socket.closeFromServer();
  await it.clock.pass(250);
  assert.match(it.socket.url, /since=e1%3A100$/);
  it.socket.hello("e1:900", { resumed: false });
  it.socket.send({ type: "heartbeat", position: "e1:900", verified: false });
  it.socket.send(resync("e1:900", "trimmed"));
  await settle();
  assert.deepEqual([it.resyncs.length, it.watch.state, it.details.at(-1).reason], [1, "stale", "unverified"]);
});

test("a connection lost during a resync loses neither the held updates nor the request", async () => {
  const { asked, onResync } = answers();
  const it = await liveAt("e1:0", { onResync });
  it.socket.send(resync("e2:0"));
  it.socket.send(update(1, "accepted", { sequence: 9 }));
  it.socket.closeFromServer();
  await it.clock.pass(250);
  assert.match(it.socket.url, /since=e2%3A9$/);
  it.socket.hello("e2:9");
  assert.equal(it.watch.state, "resynchronising");
  asked[0].resolve();
  await settle();
  assert.deepEqual([asked.length, given(it), it.watch.state], [1, ["1 accepted"], "live"]);
});

test("a heartbeat of another epoch counts as a resync", async () => {
  const it = await liveAt("e1:0");
  it.socket.send({ type: "heartbeat", position: "e2:7", verified: true });
  await settle();
  assert.deepEqual([it.resyncs[0].reason, it.watch.position], ["epoch", "e2:7"]);
});

test("close aborts the request, and gives nothing more", async () => {
  const { asked, onResync } = answers();
  const it = await liveAt("e1:0", { onResync });
  it.socket.send(resync("e2:0"));
  it.socket.send(update(1, "accepted", { sequence: 9 }));
  await settle();
  it.watch.close();
  assert.ok(asked[0].signal.aborted);
  asked[0].resolve();
  await it.clock.pass(60_000);
  assert.deepEqual([it.watch.state, given(it), it.clock.pending, it.errors], ["closed", [], 0, []]);
});
