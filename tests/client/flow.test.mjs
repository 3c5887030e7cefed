import assert from "node:assert/strict";
import { test } from "node:test";
import { everyEndpoint, FakeStorage, heartbeat } from "./support/fake-endpoints.js";
import { settle, watching } from "./support/watching.js";

const events = (options = {}) => watching({ environment: everyEndpoint(), endpoints: ["SSE", "Polling"], ...options });
const source = (it) => it.sources.at(-1);

test("it notices a proxy that holds each event until the next one comes, and polls", async () => {
  const it = await events();
  for (let attempt = 1; attempt <= 2; attempt++) {
    assert.equal(it.sources.length, attempt);
    await it.clock.pass(4_000);
    source(it).hello("e1:100", { sent: 500_000 }); // Sent 4 s ago, or at once: nobody can tell yet.
    assert.equal(it.watch.state, "live");
    await it.clock.pass(10_000);
    source(it).send({ ...heartbeat("e1:100"), sent: 504_000 });
    assert.deepEqual([it.states.at(-1), it.details.at(-1).reason], ["stale", "late"]);
    await settle();
    await it.clock.pass(it.details.at(-1).delay);
  }
  assert.deepEqual([it.sources.length, it.polls.length], [2, 1]);
});

test("a hello that is held back for 5 s does not count", async () => {
  const it = await events();
  source(it).onopen();
  await it.clock.pass(5_000);
  assert.deepEqual([it.watch.state, source(it).closed, it.details.at(-1).reason], ["reconnecting", true, "silent"]);
});

test("a late hello and a late heartbeat count together: after two it polls", async () => {
  const it = await events();
  source(it).onopen();
  await it.clock.pass(5_000);
  await it.clock.pass(it.details.at(-1).delay);
  source(it).onopen();
  source(it).hello("e1:100", { sent: 0 });
  await it.clock.pass(10_000);
  source(it).send({ ...heartbeat("e1:100"), sent: 1_000 });
  await settle();
  await it.clock.pass(it.details.at(-1).delay);
  assert.deepEqual([it.sources.length, it.polls.length], [2, 1]);
});

test("a stream that varies by less than 5 s stays live, whatever the server's clock says", async () => {
  const it = await events();
  source(it).hello("e1:100", { sent: 77 });
  for (const [at, sent] of [[10_000, 8_000], [12_000, 18_077], [9_000, 27_000]]) {
    await it.clock.pass(at);
    source(it).send({ ...heartbeat("e1:100"), sent });
  }
  assert.deepEqual([it.states, it.sources.length], [["connecting", "live"], 1]);
});

test("the next page does not begin with an endpoint that held events back", async () => {
  const storage = new FakeStorage();
  const it = await events({ environment: everyEndpoint(storage) });
  for (let attempt = 1; attempt <= 2; attempt++) {
    source(it).hello("e1:100", { sent: 0 });
    await it.clock.pass(10_000);
    source(it).send({ ...heartbeat("e1:100"), sent: 1_000 });
    await settle();
    await it.clock.pass(it.details.at(-1).delay);
  }
  it.polls[0].answer([{ type: "hello", position: "e1:100", resumed: true, complete: true, heartbeat_seconds: 10 }, heartbeat("e1:100")]);
  for (let turn = 0; turn < 5; turn++) await settle();
  assert.equal(it.watch.state, "live");
  assert.match(storage.getItem("live-submissions judge.test:8100"), /^Polling /);
});

test("a page that freezes twice, minutes apart, stays with the event stream", async () => {
  const it = await events();
  let sent = 0;
  for (let halt = 0; halt < 2; halt++) {
    source(it).hello("e1:100", { sent });
    for (let minutes = 0; minutes < 3; minutes++) {
      for (let beats = 0; beats < 6; beats++) {
        await it.clock.pass(10_000);
        source(it).send({ ...heartbeat("e1:100"), sent: (sent += 10_000) });
      }
    }
    await it.clock.pass(16_000); // Until then the page handles nothing: a dialog is open.
    source(it).send({ ...heartbeat("e1:100"), sent: (sent += 10_000) });
    await settle();
    sent += 6_000 + it.details.at(-1).delay;
    await it.clock.pass(it.details.at(-1).delay);
  }
  assert.deepEqual([it.sources.length, it.polls.length], [3, 0]);
});
