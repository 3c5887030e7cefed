import assert from "node:assert/strict";
import { test } from "node:test";
import { given, liveAt, settle, update, watching } from "./support/watching.js";

test("a malformed frame is reported, and the next one is handled", async () => {
  const it = await liveAt("e1:0");
  const frames = [
    "{", "", "null", "7", "[null]",
    '{"type":"submission_update"}',
    '{"type":"submission_update","submission_id":{},"status":"x"}',
    '{"type":"heartbeat"}',
    '{"type":"resync","position":12}',
  ];
  for (const frame of frames) it.socket.sendText(frame);
  it.socket.onmessage({ data: new Blob(["{}"]) });
  assert.equal(it.errors.length, frames.length + 1);
  assert.match(it.errors[0], /^\[WebSocket\] Malformed frame: \{ SyntaxError/);
  it.socket.send(update(1, "accepted", { sequence: 1 }));
  assert.deepEqual([given(it), it.watch.state], [["1 accepted"], "live"]);
});

test("one malformed message in an array does not hide the others", async () => {
  const it = await liveAt("e1:0");
  it.socket.send([update(1, "queued", { sequence: 1 }), "?", update(2, "queued", { sequence: 2 })]);
  assert.deepEqual(given(it), ["1 queued", "2 queued"]);
});

test("an unknown type of message is ignored", async () => {
  const it = await liveAt("e1:0");
  it.socket.send({ type: "from_the_future" });
  assert.deepEqual([it.errors, it.watch.state], [[], "live"]);
});

test("a malformed hello does not count as connected", async () => {
  const it = await watching();
  it.socket.send({ type: "hello" });
  it.socket.send({ type: "heartbeat", position: "e1:100", verified: true });
  await it.clock.pass(10_000);
  assert.deepEqual([it.watch.state, it.sockets[0].closed], ["reconnecting", true]);
});

test("a handler that throws, or rejects, is reported and stops nothing", async () => {
  const it = await liveAt("e1:0", {
    onUpdate({ submission_id }) {
      if (submission_id === 1) throw new Error("broken page");
      return Promise.reject(new Error("broken later"));
    },
    onState() {
      throw new Error("broken indicator");
    },
  });
  it.socket.send([update(1, "queued", { sequence: 1 }), update(2, "queued", { sequence: 2 })]);
  await settle();
  assert.deepEqual([it.watch.state, it.watch.position], ["live", "e1:2"]);
  const reported = it.errors.join("\n");
  for (const words of ["onState failed: Error: broken indicator", "onUpdate failed: Error: broken page", "Error: broken later"]) {
    assert.ok(reported.includes(words), reported);
  }
});

test("a handler that closes the watch gets nothing more of the frame", async () => {
  const it = await liveAt("e1:0", {
    onUpdate(update) {
      it.updates.push(update);
      it.watch.close();
    },
  });
  it.socket.send([update(1, "queued", { sequence: 1 }), update(2, "queued", { sequence: 2 })]);
  await it.clock.pass(60_000);
  assert.deepEqual([given(it), it.watch.state, it.clock.pending], [["1 queued"], "closed", 0]);
});
