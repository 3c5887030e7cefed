import assert from "node:assert/strict";
import { test } from "node:test";
import { liveAt, update, watching } from "./support/watching.js";

test("writes the lines of the troubleshooting guide", async () => {
  const it = await watching({ position: "live" });
  it.socket.hello("e1:0");
  it.socket.send(update(42, "accepted", { metrics: { accuracy: 0.95 } }));
  const message = '{"type":"submission_update","submission_id":42,"status":"accepted","metrics":{"accuracy":0.95}}';
  assert.deepEqual(it.lines, [
    "[WebSocket] Attempting to connect to: ws://judge.test:8100/ws/problems/1/submissions/",
    "[WebSocket] Connected successfully for problem submissions",
    '[WebSocket] Message received: {"type":"hello","position":"e1:0","resumed":true,"complete":true,"heartbeat_seconds":10}',
    `[WebSocket] Message received: ${message}`,
    "[WebSocket] Updating submission 42: status=accepted",
    `[WebSocket] Updated submission state: ${message}`,
  ]);
});

test("shows the state that onUpdate returned", async () => {
  const it = await liveAt("e1:0", { onUpdate: ({ submission_id, status }) => ({ id: submission_id, status, rank: 1 }) });
  it.socket.send(update(42, "accepted"));
  assert.equal(it.lines.at(-1), '[WebSocket] Updated submission state: {"id":42,"status":"accepted","rank":1}');
});

test("shows the position, but not the application's own query", async () => {
  const it = await watching({ url: "ws://judge.test/ws?token=secret", position: "e1:7" });
  assert.equal(it.lines[0], "[WebSocket] Attempting to connect to: ws://judge.test/ws?since=e1:7");
});

test("does not say connected before the hello", async () => {
  const it = await watching();
  it.socket.onopen?.();
  it.socket.closeFromServer(4404, "unknown problem");
  assert.ok(!it.lines.some((line) => line.includes("Connected")));
});

test("quiet writes errors only", async () => {
  const it = await liveAt("e1:0", { quiet: true });
  it.socket.send(update(42, "accepted"));
  it.socket.sendText("{");
  assert.deepEqual([it.lines.length, it.errors.length], [0, 1]);
});
