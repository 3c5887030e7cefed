import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { watchSubmissions } from "../../src/LiveSubmissions.AspNetCore/Client/live-submissions.js";
import { heartbeat, hello } from "./support/fake-endpoints.js";
import { until } from "./support/until.js";
import { update } from "./support/watching.js";

const open = new Set();
after(() => {
  for (const close of open) close();
});

/** A server behind a proxy that lets no WebSocket through: its handler answers polls. */
async function polled(handler) {
  const asked = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://server");
    asked.push({ pathname, since: searchParams.get("since"), wait: searchParams.get("wait") });
    handler(response, asked.length);
  });
  server.on("upgrade", (_, socket) => socket.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const it = { asked, updates: [], states: [], details: [] };
  it.watch = watchSubmissions({
    url: `ws://127.0.0.1:${server.address().port}/ws/problems/1/submissions/`,
    position: "e1:0",
    quiet: true,
    onUpdate: (update) => void it.updates.push(update),
    onResync() {},
    onState: (state, detail) => {
      it.states.push(state);
      it.details.push(detail);
    },
    environment: { EventSource: undefined, random: () => 0 },
  });
  open.add(() => {
    it.watch.close();
    server.close();
    server.closeAllConnections();
  });
  return it;
}

function json(response, messages, status = 200) {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "private, no-cache" }).end(JSON.stringify(messages));
}

test("without a WebSocket it polls, batch after batch", async () => {
  const held = [];
  const it = await polled((response, time) => {
    if (time === 1) json(response, [hello("e1:0", { heartbeat_seconds: 0.2 }), update(1, "queued", { sequence: 1 })]);
    else if (time === 2) json(response, [hello("e1:1"), update(1, "accepted", { sequence: 2 }), heartbeat("e1:5")]);
    else held.push(response);
  });
  await until(() => held.length === 1, "the third question is held");
  assert.deepEqual(it.updates.map(({ status }) => status), ["queued", "accepted"]);
  assert.deepEqual([it.watch.state, it.details.at(-1).endpoint], ["live", "Polling"]);
  assert.deepEqual(it.asked.map(({ pathname, since }) => `${pathname} ${since}`), [
    "/problems/1/submissions/changes e1:0", "/problems/1/submissions/changes e1:1", "/problems/1/submissions/changes e1:5",
  ]);
  json(held[0], [hello("e1:5"), update(2, "queued", { sequence: 6 }), heartbeat("e1:6")]);
  await until(() => it.updates.length === 3, "the held answer is taken");
});

test("a refusal's status and body close the watch", async () => {
  const it = await polled((response) => json(response, { type: "close", code: 4404, reason: "no such problem" }, 404));
  await until(() => it.watch.state === "closed", "it is closed");
  assert.deepEqual([it.details.at(-1), it.asked.length], [{ code: 4404, reason: "no such problem" }, 1]);
});

test("it gives up an answer that never comes", async () => {
  const it = await polled((response, time) => {
    if (time === 1) json(response, [hello("e1:0", { heartbeat_seconds: 0.05 }), heartbeat("e1:0")]);
  });
  await until(() => it.states.includes("stale"), "the silence is noticed");
  await until(() => it.asked.length > 2, "it asks again");
});
