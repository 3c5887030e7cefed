import assert from "node:assert/strict";
import { test } from "node:test";
import { everyEndpoint, heartbeat, hello } from "./support/fake-endpoints.js";
import { given, settle, update, watching } from "./support/watching.js";

async function polling(options = {}) {
  const it = await watching({ environment: everyEndpoint(), endpoints: ["Polling"], ...options });
  Object.defineProperty(it, "poll", { get: () => it.polls.at(-1) });
  it.answer = async (...messages) => {
    it.poll.answer(messages);
    for (let turn = 0; turn < 5; turn++) await settle(); // Reading a response's text takes several turns.
  };
  return it;
}

test("the first poll does not wait; each later one waits for the next update", async () => {
  const it = await polling();
  const { credentials, cache } = it.poll.options;
  assert.deepEqual([it.poll.query.get("wait"), credentials, cache], [null, "include", "no-cache"]);
  await it.answer(hello("e1:100"), update(1, "queued", { sequence: 120 }), heartbeat("e1:130"));
  assert.deepEqual([given(it), it.watch.state, it.watch.position], [["1 queued"], "live", "e1:130"]);
  await it.clock.pass(2_000);
  assert.deepEqual([it.polls.length, it.poll.query.get("since"), it.poll.query.get("wait")], [2, "e1:130", "10"]);
});

test("after an answer that took long the next poll starts at once", async () => {
  const it = await polling();
  await it.answer(hello("e1:100"), heartbeat("e1:100"));
  await it.clock.pass(2_000 + 9_000);
  await it.answer(hello("e1:100"), update(1, "queued", { sequence: 101 }), heartbeat("e1:101"));
  await it.clock.pass(0);
  assert.deepEqual([it.polls.length, it.poll.query.get("since")], [3, "e1:101"]);
});

test("if answers come at once, it polls at most every 2 s", async () => {
  const it = await polling();
  for (let polls = 1; polls <= 5; polls++) {
    assert.equal(it.polls.length, polls);
    await it.answer(hello("e1:100"), heartbeat("e1:100"));
    await it.clock.pass(1_999);
    assert.equal(it.polls.length, polls);
    await it.clock.pass(1);
  }
});

test("after a batch that is not the last the next poll starts at once", async () => {
  const it = await polling();
  await it.answer(hello("e1:100"), update(1, "queued", { sequence: 120 }));
  await it.clock.pass(0);
  assert.deepEqual([it.polls.length, it.poll.query.get("since"), it.poll.query.get("wait")], [2, "e1:120", null]);
});

test("each answer counts as a heartbeat: without one for 2.5 intervals it is not live", async () => {
  const it = await polling();
  await it.answer(hello("e1:100"), heartbeat("e1:100"));
  await it.clock.pass(24_999);
  assert.equal(it.watch.state, "live");
  await it.clock.pass(1);
  assert.deepEqual(it.states.slice(-2), ["stale", "reconnecting"]);
  assert.ok(it.polls[1].options.signal.aborted);
});

test("says connected once, however often it polls", async () => {
  const it = await polling();
  for (let polls = 0; polls < 3; polls++) {
    await it.answer(hello("e1:100"), heartbeat("e1:100", polls !== 1));
    await it.clock.pass(2_000);
  }
  assert.deepEqual(it.states, ["connecting", "live", "stale", "live"]);
  assert.equal(it.lines.filter((line) => line.startsWith("[Polling] Connected")).length, 1);
  assert.equal(it.lines.filter((line) => line.startsWith("[Polling] Attempting")).length, 1);
});

test("a position that cannot be used any more is a resync", async () => {
  const it = await polling();
  await it.answer(hello("e1:100"), heartbeat("e1:100"));
  await it.clock.pass(2_000);
  await it.answer(hello("e2:7", { resumed: false }), { type: "resync", position: "e2:7", reason: "epoch" });
  assert.deepEqual([it.resyncs.length, it.watch.position, it.watch.state], [1, "e2:7", "live"]);
  await it.clock.pass(2_000);
  assert.equal(it.poll.query.get("since"), "e2:7");
});

for (const [status, code, state] of [[400, 4400, "closed"], [401, 4401, "closed"], [403, 4403, "closed"], [404, 4404, "closed"], [503, 4500, "reconnecting"], [503, 1013, "reconnecting"]]) {
  test(`a refusal with status ${status} and code ${code} is ${state}`, async () => {
    const it = await polling();
    it.poll.answer({ type: "close", code, reason: "because" }, { status });
    for (let turn = 0; turn < 5; turn++) await settle();
    assert.deepEqual([it.watch.state, it.details.at(-1).code, it.details.at(-1).reason], [state, code, "because"]);
  });
}

test("a proxy's own answer is a failure, and it tries again", async () => {
  for (const [status, type] of [[502, "text/html"], [404, "text/plain"], [200, "text/html"], [403, "text/plain"]]) {
    const it = await polling();
    it.poll.answer("<h1>Bad Gateway</h1>", { status, type });
    for (let turn = 0; turn < 5; turn++) await settle();
    assert.deepEqual([it.watch.state, it.details.at(-1).reason, it.errors], ["reconnecting", `HTTP ${status}`, []]);
  }
});

test("close aborts the poll, and leaves no timer", async () => {
  const it = await polling();
  await it.answer(hello("e1:100"), heartbeat("e1:100"));
  it.watch.close();
  await settle();
  assert.equal(it.clock.pending, 0);
  await it.clock.pass(60_000);
  assert.equal(it.polls.length, 1);
  const asked = await polling();
  asked.watch.close();
  await settle();
  assert.deepEqual([asked.poll.options.signal.aborted, asked.clock.pending], [true, 0]);
});
