import assert from "node:assert/strict";
import { after, test } from "node:test";
import { watchSubmissions } from "../../src/LiveSubmissions.AspNetCore/Client/live-submissions.js";
import { until } from "./support/until.js";
import { update } from "./support/watching.js";
import { WebSocketServer } from "./support/websocket-server.js";

const open = new Set();
after(() => {
  for (const close of open) close();
});

/** A watch over a real socket, with waits that have a time limit. */
async function watchServer(options = {}) {
  const server = await new WebSocketServer().start();
  const it = { server, updates: [], states: [], details: [], resyncs: [] };
  const watch = watchSubmissions({
    url: server.url,
    position: "e1:0",
    quiet: true,
    endpoints: ["WebSocket"],
    onUpdate: (update) => void it.updates.push(update),
    onResync: (request) => void it.resyncs.push(request),
    onState: (state, detail) => {
      it.states.push(state);
      it.details.push(detail);
    },
    ...options,
  });
  open.add(() => {
    watch.close();
    server.stop();
  });
  return Object.assign(it, { watch });
}

test("follows a server, loses it, and catches up from its position when the server is back", async () => {
  const it = await watchServer();
  const first = await it.server.connection();
  assert.equal(first.protocol, "live-submissions.v1");
  first.hello("e1:0");
  first.send([update(1, "queued", { sequence: 5 }), update(2, "queued", { sequence: 6 })]);
  await until(() => it.updates.length === 2, "the updates are given");

  await it.server.stop();
  first.cut();
  await until(() => it.states.filter((state) => state === "reconnecting").length > 2, "it tries again and again");
  await it.server.start();

  const second = await it.server.connection();
  assert.equal(second.query.get("since"), "e1:6");
  second.hello("e1:6");
  second.send(update(1, "accepted", { sequence: 9, metrics: { text: "ü".repeat(20_000) } }));
  await until(() => it.updates.length === 3, "the update is given");
  assert.deepEqual([it.updates[2].metrics.text.length, it.watch.state], [20_000, "live"]);
});

test("a real server's close code decides whether it reconnects", async () => {
  const it = await watchServer();
  (await it.server.connection()).close(1012, "restart");
  (await it.server.connection()).close(4403, "no access");
  await until(() => it.watch.state === "closed", "it is closed");
  assert.deepEqual(it.details.at(-1), { code: 4403, reason: "no access" });
});

test("it leaves a server that is silent, and a resync asks the application", async () => {
  const it = await watchServer();
  const silent = await it.server.connection();
  silent.hello("e1:0", { heartbeat_seconds: 0.1 });
  await until(() => it.states.includes("stale"), "the silence is noticed");
  const next = await it.server.connection();
  await silent.closed;
  next.hello("e2:3", { resumed: false });
  next.send({ type: "resync", position: "e2:3", reason: "epoch" });
  await until(() => it.watch.state === "live", "the resync is done");
  assert.deepEqual([it.resyncs.length, it.watch.position], [1, "e2:3"]);
});

test("closing the watch closes the socket", async () => {
  const it = await watchServer();
  const connection = await it.server.connection();
  connection.hello("e1:0");
  await until(() => it.watch.state === "live", "it is live");
  it.watch.close();
  await connection.closed;
});
