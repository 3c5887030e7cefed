import assert from "node:assert/strict";
import { test } from "node:test";
import { createSubmissionStore, watchSubmissions } from "../../src/LiveSubmissions.AspNetCore/Client/live-submissions.js";
import { given, liveAt, settle, update, watching } from "./support/watching.js";

const [ONE, NEXT] = ["653247040368672768", "653247040368672769"];

test("ids beyond 2^53 stay different: each watch gets its own submission's verdict", async () => {
  const it = await liveAt("e1:0", { submissionId: NEXT });
  it.watch.seen([{ submission_id: ONE, revision: 9 }]);
  it.socket.send([update(ONE, "rejected", { revision: 8, sequence: 1 }), update(NEXT, "accepted", { revision: 2, sequence: 2 })]);
  assert.deepEqual(given(it), [`${NEXT} accepted`]);
  const [one] = it.updates;
  assert.equal(typeof one.submission_id, "string");
});

test("the store has a row for each of them", async () => {
  const it = await watching();
  it.watch.close();
  const store = createSubmissionStore({ ...it.options, submissions: [{ submission_id: ONE, status: "queued" }] });
  store.subscribe(() => {});
  await settle();
  it.socket.hello("e1:100");
  it.socket.send(update(NEXT, "accepted", { sequence: 101 }));
  await settle();
  assert.deepEqual([...store.getSnapshot().submissions].map(([id, { status }]) => `${id} ${status}`), [`${ONE} queued`, `${NEXT} accepted`]);
});

test("a number that may have been rounded is refused everywhere", async () => {
  const rounded = Number(ONE);
  const it = await liveAt("e1:0");
  assert.throws(() => it.watch.seen([{ submission_id: rounded, revision: 1 }]), /TypeError|whole number up to 2\^53 - 1; it is 653247040368672/);
  assert.throws(() => watchSubmissions({ ...it.options, submissionId: rounded }), /Not a submissionId/);
  it.socket.send(update(rounded, "accepted", { sequence: 1 }));
  assert.deepEqual([given(it), it.errors.length], [[], 1]);
  it.watch.seen([{ submission_id: BigInt(ONE), revision: 3 }]);
  it.socket.send(update(ONE, "queued", { revision: 2, sequence: 2 }));
  assert.deepEqual(given(it), []);
});

test("seen() throws for rows without a submission_id, and names the fields that they have", async () => {
  const it = await liveAt("e1:0");
  const rows = [{ id: 42, status: "accepted", revision: 3 }];
  assert.throws(() => it.watch.seen(rows), /^TypeError: A row needs a submission_id: .*; the row has id, status, revision\.$/);
  assert.throws(() => it.watch.seen([{ id: 42 }]), TypeError);
  assert.throws(() => createSubmissionStore({ ...it.options, submissions: rows }), TypeError);
});

test("rows without a submission_id do not answer a resync: the page does not become live", async () => {
  const it = await liveAt("e1:0", { onResync: () => [{ id: 42, revision: 3 }] });
  it.socket.send({ type: "resync", position: "e2:5", reason: "epoch" });
  await settle();
  assert.equal(it.watch.state, "resynchronising");
  assert.match(it.errors[0], /onResync failed: TypeError: A row needs a submission_id/);
});
