import assert from "node:assert/strict";
import { test } from "node:test";
import { createSubmissionStore } from "../../src/LiveSubmissions.AspNetCore/Client/live-submissions.js";
import { settle, update, watching } from "./support/watching.js";

/** A store over fake sockets: nothing is opened before somebody subscribes. */
async function storing(options = {}) {
  const it = await watching();
  it.watch.close();
  await settle();
  const store = createSubmissionStore({ ...it.options, onState: undefined, onUpdate: undefined, ...options });
  return Object.assign(it, { store });
}
const statuses = ({ submissions }) => [...submissions].map(([id, row]) => `${id} ${row.status}`);

test("starts with the page's rows, follows, and keeps the fields that an update lacks", async () => {
  const it = await storing({ submissions: [{ submission_id: 1, status: "queued", revision: 1, participant: "ada" }] });
  assert.deepEqual([it.sockets.length, it.store.getSnapshot().state], [1, "connecting"]);
  const stop = it.store.subscribe(() => {});
  await settle();
  it.socket.hello("e1:100");
  it.socket.send([update(1, "evaluating", { revision: 1, sequence: 101 }), update(1, "accepted", { revision: 2, sequence: 102 }), update(2, "queued", { sequence: 103 })]);
  const { state, detail, submissions } = it.store.getSnapshot();
  assert.deepEqual([state, detail.endpoint, submissions.get("1").participant], ["live", "WebSocket", "ada"]);
  assert.deepEqual(statuses({ submissions }), ["1 accepted", "2 queued"]);
  stop();
});

test("a snapshot is the same object until something changes, and never changes itself", async () => {
  const it = await storing();
  const stop = it.store.subscribe(() => {});
  await settle();
  it.socket.hello("e1:100");
  const before = it.store.getSnapshot();
  assert.equal(it.store.getSnapshot(), before);
  it.socket.send({ type: "heartbeat", position: "e1:100", verified: true });
  assert.equal(it.store.getSnapshot(), before);
  it.socket.send(update(1, "queued", { sequence: 101 }));
  assert.deepEqual([before.submissions.size, it.store.getSnapshot().submissions.size], [0, 1]);
  stop();
});

test("subscribe calls the listener at once (Svelte), then once for updates that arrive together", async () => {
  const it = await storing();
  const told = [];
  const stop = it.store.subscribe((value) => told.push(statuses(value).join()));
  assert.deepEqual(told, [""]);
  await settle();
  it.socket.hello("e1:100");
  await settle();
  told.length = 0;
  it.socket.send([update(1, "queued", { sequence: 101 }), update(2, "queued", { sequence: 102 })]);
  it.socket.send(update(2, "accepted", { sequence: 103 }));
  await settle();
  assert.deepEqual(told, ["1 queued,2 accepted"]);
  stop();
});

test("the last unsubscribe closes the connection; a later subscriber continues from the position", async () => {
  const it = await storing();
  const [first, second] = [it.store.subscribe(() => {}), it.store.subscribe(() => {})];
  await settle();
  it.socket.hello("e1:100");
  it.socket.send(update(1, "accepted", { revision: 5, sequence: 130 }));
  first();
  first();
  assert.equal(it.socket.closed, false);
  second();
  await settle();
  assert.deepEqual([it.socket.closed, it.clock.pending, it.store.getSnapshot().state], [true, 0, "closed"]);
  const third = it.store.subscribe(() => {});
  await settle();
  assert.match(it.socket.url, /since=e1%3A130$/);
  it.socket.hello("e1:130");
  it.socket.send(update(1, "queued", { revision: 4, sequence: 140 }));
  assert.deepEqual(statuses(it.store.getSnapshot()), ["1 accepted"]);
  third();
});

test("a resync replaces the rows by the application's, then applies the updates that came meanwhile", async () => {
  let answer;
  const it = await storing({
    submissions: [{ submission_id: 9, status: "queued" }],
    onResync: () => new Promise((resolve) => (answer = resolve)),
  });
  const stop = it.store.subscribe(() => {});
  await settle();
  it.socket.hello("e1:100");
  it.socket.send({ type: "resync", position: "e2:5", reason: "epoch" });
  it.socket.send(update(2, "accepted", { revision: 3, sequence: 6 }));
  await settle();
  assert.deepEqual([it.store.getSnapshot().state, statuses(it.store.getSnapshot())], ["resynchronising", ["9 queued"]]);
  answer([{ submission_id: 1, status: "failed", revision: 1 }, { submission_id: 2, status: "evaluating", revision: 2 }]);
  await settle();
  assert.deepEqual([it.store.getSnapshot().state, statuses(it.store.getSnapshot())], ["live", ["1 failed", "2 accepted"]]);
  stop();
});

test("two stores and a watch of one page share its connection", async () => {
  const it = await storing();
  const other = createSubmissionStore({ ...it.options, onState: undefined, onUpdate: undefined });
  const stops = [it.store.subscribe(() => {}), other.subscribe(() => {})];
  it.join();
  await settle();
  assert.equal(it.sockets.length, 2); // The first is the one that storing() closed.
  for (const stop of stops) stop();
});
