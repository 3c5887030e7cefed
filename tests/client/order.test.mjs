import assert from "node:assert/strict";
import { test } from "node:test";
import { given, liveAt, update } from "./support/watching.js";

test("gives objects and arrays of updates, each once, in order", async () => {
  const it = await liveAt("e1:0");
  it.socket.send(update(1, "queued", { sequence: 1 }));
  it.socket.send([update(2, "queued", { sequence: 2 }), update("b-7", "evaluating", { sequence: 3 })]);
  assert.deepEqual(given(it), ["1 queued", "2 queued", "b-7 evaluating"]);
});

test("gives the update as it came", async () => {
  const it = await liveAt("e1:0");
  const metrics = { accuracy: 0.95 };
  const sent = update(42, "accepted", { metrics, problem_id: 1, revision: 7, progress: null, sequence: 9, extra: true });
  it.socket.send(sent);
  assert.deepEqual(it.updates, [sent]);
});

test("never gives an older or equal revision, whatever its sequence", async () => {
  const it = await liveAt("e1:0");
  it.socket.send(update(1, "accepted", { revision: 5, sequence: 10 }));
  it.socket.send(update(1, "evaluating", { revision: 4, sequence: 11 }));
  it.socket.send(update(1, "accepted", { revision: 5, sequence: 12 }));
  it.socket.send(update(1, "queued", { revision: 6, sequence: 13 }));
  assert.deepEqual(given(it), ["1 accepted", "1 queued"]);
});

test("for revisions beyond 2^53 that round to the same number the log's order decides", async () => {
  const it = await liveAt("e1:0");
  const [one, next] = [JSON.parse("9223372036854775806"), JSON.parse("9223372036854775807")];
  assert.equal(one, next);
  it.socket.send(update(1, "evaluating", { revision: one, sequence: 10 }));
  it.socket.send(update(1, "accepted", { revision: next, sequence: 11 }));
  it.socket.send(update(1, "evaluating", { revision: one, sequence: 10 }));
  assert.deepEqual(given(it), ["1 evaluating", "1 accepted"]);
});

test("never gives an older sequence of the same epoch when a revision is missing", async () => {
  const it = await liveAt("e1:0");
  it.socket.send(update(1, "accepted", { sequence: 10 }));
  it.socket.send(update(1, "evaluating", { sequence: 9, revision: 3 }));
  it.socket.send(update(1, "accepted", { sequence: 10 }));
  it.socket.send(update(1, "queued", { sequence: 11 }));
  assert.deepEqual(given(it), ["1 accepted", "1 queued"]);
});

test("after a change of epoch old sequences do not count, but revisions do", async () => {
  const it = await liveAt("e1:0");
  it.socket.send([update(1, "evaluating", { sequence: 500 }), update(2, "accepted", { sequence: 501, revision: 9 })]);
  it.socket.send({ type: "resync", position: "e2:0", reason: "epoch" });
  await it.clock.pass(0);
  it.socket.send([update(1, "accepted", { sequence: 3 }), update(2, "evaluating", { sequence: 4, revision: 8 })]);
  assert.deepEqual(given(it), ["1 evaluating", "2 accepted", "1 accepted"]);
});

test("an update that is older than a row that the page has is not given", async () => {
  const it = await liveAt("e1:0");
  it.watch.seen([{ submission_id: 1, revision: 5 }, { submission_id: 2 }, { submission_id: "3", revision: 2 }]);
  it.watch.seen([{ submission_id: 1, revision: 4 }]);
  it.socket.send(update(1, "evaluating", { revision: 4, sequence: 1 }));
  it.socket.send(update(1, "accepted", { revision: 5, sequence: 2 }));
  it.socket.send(update(2, "queued", { revision: 1, sequence: 3 }));
  it.socket.send(update(3, "accepted", { revision: 3, sequence: 4 }));
  assert.deepEqual(given(it), ["2 queued", "3 accepted"]);
});

test("a missed update that a resume sends twice is given once", async () => {
  const it = await liveAt("e1:0");
  it.socket.send(update(1, "evaluating", { revision: 2, sequence: 7 }));
  it.socket.closeFromServer();
  await it.clock.pass(250);
  it.socket.hello("e1:0");
  it.socket.send([update(1, "evaluating", { revision: 2, sequence: 7 }), update(1, "accepted", { revision: 3, sequence: 8 })]);
  assert.deepEqual(given(it), ["1 evaluating", "1 accepted"]);
});

test("a plain server's updates, without sequence or revision, are given as they come", async () => {
  const it = await liveAt("e1:0");
  it.socket.send(update(1, "evaluating"));
  it.socket.send(update(1, "accepted"));
  assert.deepEqual(given(it), ["1 evaluating", "1 accepted"]);
});

test("remembers only as many submissions as its limit, those that changed last", async () => {
  const it = await liveAt("e1:0", { limit: 2 });
  it.watch.seen([{ submission_id: 1, revision: 5 }, { submission_id: 2, revision: 5 }, { submission_id: 3, revision: 5 }]);
  it.socket.send([3, 2, 1].map((id, index) => update(id, "evaluating", { revision: 4, sequence: index + 1 })));
  assert.deepEqual(given(it), ["1 evaluating"]);
});
