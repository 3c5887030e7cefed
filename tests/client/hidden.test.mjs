import assert from "node:assert/strict";
import { test } from "node:test";
import { everyEndpoint, FakeStorage, heartbeat, hello } from "./support/fake-endpoints.js";
import { given, settle, update, watching } from "./support/watching.js";

/** A page that is live over SSE, where no WebSocket gets through. */
async function overEvents(options = {}) {
  const it = await watching({ environment: everyEndpoint(new FakeStorage()), endpoints: ["SSE", "Polling"], ...options });
  it.look = async (visibilityState) => {
    it.document.visibilityState = visibilityState;
    it.document.dispatchEvent(new Event("visibilitychange"));
    await settle();
  };
  it.answer = async (...messages) => {
    it.polls.at(-1).answer(messages);
    for (let turn = 0; turn < 5; turn++) await settle();
  };
  it.sources.at(-1)?.hello("e1:100");
  return it;
}

test("a hidden page gives up its connection after 10 s and says so, polls sometimes, and continues from its position when it is shown", async () => {
  const it = await overEvents();
  await it.look("hidden");
  await it.clock.pass(9_999);
  assert.deepEqual([it.sources[0].closed, it.watch.state], [false, "live"]);
  await it.clock.pass(1);
  assert.deepEqual([it.sources[0].closed, it.states.at(-1), it.details.at(-1)], [true, "stale", { reason: "hidden" }]);
  assert.deepEqual([it.polls[0].query.get("since"), it.polls[0].query.get("wait")], ["e1:100", null]);
  await it.answer(hello("e1:100"), update(1, "queued", { sequence: 120 }), heartbeat("e1:120"));
  assert.deepEqual([given(it), it.watch.state], [["1 queued"], "stale"]);
  await it.clock.pass(29_999);
  assert.equal(it.polls.length, 1);
  await it.clock.pass(1);
  assert.deepEqual([it.polls.length, it.polls[1].query.get("since"), it.polls[1].query.get("wait")], [2, "e1:120", null]);
  await it.answer(hello("e1:120"), heartbeat("e1:130"));
  await it.look("visible");
  assert.match(it.sources[1].url, /since=e1%3A130$/);
  it.sources[1].hello("e1:130");
  assert.deepEqual([it.states.slice(-3), it.details.at(-1).endpoint], [["stale", "connecting", "live"], "SSE"]);
});

test("a page that is shown again within 10 s keeps its connection", async () => {
  const it = await overEvents();
  await it.look("hidden");
  await it.clock.pass(9_000);
  await it.look("visible");
  await it.clock.pass(9_000);
  assert.deepEqual([it.sources.length, it.sources[0].closed, it.watch.state], [1, false, "live"]);
});

test("a hidden page with a WebSocket keeps it, because browsers allow many", async () => {
  const it = await watching({ environment: everyEndpoint(new FakeStorage()) });
  it.socket.hello("e1:100");
  it.document.visibilityState = "hidden";
  it.document.dispatchEvent(new Event("visibilitychange"));
  await it.clock.pass(20_000);
  assert.deepEqual([it.socket.closed, it.watch.state, it.polls.length], [false, "live", 0]);
});

test("a page that is opened in the background opens no connection", async () => {
  const it = await overEvents({
    environment: (it) => {
      it.document.visibilityState = "hidden";
      return everyEndpoint(new FakeStorage())(it);
    },
  });
  assert.deepEqual([it.sources.length, it.polls.length], [0, 1]);
  await it.answer(hello("e1:100"), heartbeat("e1:100"));
  assert.deepEqual([it.watch.state, it.details.at(-1).reason], ["stale", "hidden"]);
});

test("when a visible page needs a connection, hidden pages give theirs up at once", async () => {
  const storage = new FakeStorage();
  const hidden = await overEvents({ environment: everyEndpoint(storage) });
  await hidden.look("hidden");
  storage.items.clear();
  await overEvents({ environment: everyEndpoint(storage) });
  for (const key of storage.items.keys()) hidden.window.dispatchEvent(Object.assign(new Event("storage"), { key }));
  await settle();
  assert.deepEqual([hidden.sources[0].closed, hidden.polls.length, hidden.details.at(-1).reason], [true, 1, "hidden"]);
});

test("a long poll is a connection too", async () => {
  const it = await overEvents({ endpoints: ["Polling"] });
  await it.answer(hello("e1:100"), heartbeat("e1:100"));
  await it.clock.pass(2_000);
  assert.equal(it.polls[1].query.get("wait"), "10");
  await it.look("hidden");
  await it.clock.pass(10_000);
  assert.deepEqual([it.polls[1].options.signal.aborted, it.polls[2].query.get("wait"), it.watch.state], [true, null, "stale"]);
});

test("a hidden page repeats a poll that fails or gets no answer, and does not count it against the endpoint", async () => {
  const it = await overEvents();
  await it.look("hidden");
  await it.clock.pass(10_000);
  for (let failures = 0; failures < 3; failures++) {
    it.polls.at(-1).reject(new TypeError("Failed to fetch"));
    await it.clock.pass(10_000);
  }
  assert.equal(it.polls.length, 4);
  await it.look("visible");
  assert.equal(it.sources.length, 2);
});

test("a visible page that gets no connection within 5 s uses short polls, and tries the other endpoints again after a minute", async () => {
  const it = await overEvents({ position: "e1:100", environment: everyEndpoint(new FakeStorage()) });
  it.sources[0].fail();
  await settle();
  await it.clock.pass(it.details.at(-1).delay);
  await it.clock.pass(5_000);
  await it.clock.pass(it.details.at(-1).delay);
  assert.deepEqual([it.sources.length, it.polls.length], [2, 1]);
  for (let polls = 1; polls <= 30; polls++) {
    assert.equal(it.polls.at(-1).query.get("wait"), null);
    await it.answer(hello("e1:100"), heartbeat("e1:100"));
    assert.equal(it.watch.state, "live");
    await it.clock.pass(2_000);
  }
  assert.equal(it.sources.length, 3);
});

test("closing leaves no timer", async () => {
  const it = await overEvents();
  await it.look("hidden");
  it.watch.close();
  await settle();
  assert.equal(it.clock.pending, 0);
});
