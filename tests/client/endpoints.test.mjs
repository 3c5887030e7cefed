import assert from "node:assert/strict";
import { test } from "node:test";
import { watchSubmissions } from "../../src/LiveSubmissions.AspNetCore/Client/live-submissions.js";
import { everyEndpoint, FakeStorage } from "./support/fake-endpoints.js";
import { settle, update, watching } from "./support/watching.js";

const open = (options = {}) => watching({ environment: everyEndpoint(), ...options });
const tried = (it) => [it.sockets.length, it.sources.length, it.polls.length];

/** Fails the WebSocket until the client uses the next endpoint. */
async function blockWebSocket(it) {
  for (let attempt = 0; attempt < 2; attempt++) {
    it.socket.closeFromServer();
    await settle();
    await it.clock.pass(it.details.at(-1).delay);
  }
}

test("after two failures in a row it tries the next endpoint, and after the last one the first again", async () => {
  const it = await open();
  for (const expected of [[2, 0, 0], [2, 1, 0]]) {
    it.socket.closeFromServer();
    await it.clock.pass(600);
    assert.deepEqual(tried(it), expected);
  }
  for (const expected of [[2, 2, 0], [2, 2, 1]]) {
    it.sources.at(-1).fail();
    await it.clock.pass(2_000);
    assert.deepEqual(tried(it), expected);
  }
  for (const expected of [[2, 2, 2], [3, 2, 2]]) {
    it.polls.at(-1).reject(new TypeError("Failed to fetch"));
    await it.clock.pass(8_000);
    assert.deepEqual(tried(it), expected);
  }
});

test("an open endpoint without a hello has failed: something on the way swallows it", async () => {
  const it = await open();
  await it.clock.pass(20_800);
  assert.deepEqual([tried(it), it.sockets.every((socket) => socket.closed)], [[2, 1, 0], true]);
});

test("uses each endpoint's own address, with the same position", async () => {
  const addresses = async (url) => {
    const it = await open({ url });
    await it.clock.pass(60_000);
    return [it.socket.url, it.sources[0].url, it.polls[0].url];
  };
  assert.deepEqual(await addresses("ws://judge.test:8100/ws/problems/1/submissions/?token=a"), [
    "ws://judge.test:8100/ws/problems/1/submissions/?token=a&since=e1%3A100",
    "http://judge.test:8100/sse/problems/1/submissions/?token=a&since=e1%3A100",
    "http://judge.test:8100/problems/1/submissions/changes?token=a&since=e1%3A100",
  ]);
  assert.deepEqual(await addresses("https://judge.test/ws/ws/users/7/submissions"), [
    "wss://judge.test/ws/ws/users/7/submissions?since=e1%3A100",
    "https://judge.test/ws/sse/users/7/submissions?since=e1%3A100",
    "https://judge.test/ws/users/7/submissions/changes?since=e1%3A100",
  ]);
});

test("an address without /ws/ uses only WebSocket", async () => {
  const it = await open({ url: "ws://judge.test/live" });
  await it.clock.pass(120_000);
  assert.deepEqual(tried(it).slice(1), [0, 0]);
  assert.ok(it.sockets.length > 4);
});

test("`endpoints` selects the endpoints and their order", async () => {
  const it = await open({ endpoints: ["Polling", "SSE"] });
  await it.clock.pass(60_000);
  assert.deepEqual([it.sockets.length, it.polls.length >= 2, it.sources.length >= 2], [0, true, true]);
  const wrong = () => watchSubmissions({ url: "ws://judge.test/", onUpdate() {}, onResync() {}, endpoints: ["WebRTC"] });
  assert.throws(wrong, /Not an endpoint \(WebSocket, SSE, Polling\): WebRTC/);
});

test("if no endpoint can reach the address, it reports a failure", async () => {
  const it = await open({ url: "ws://judge.test/live", endpoints: ["SSE"] });
  assert.match(it.errors[0], /Cannot connect: Error: SSE cannot reach ws:\/\/judge\.test\/live/);
  assert.equal(it.watch.state, "reconnecting");
});

test("an endpoint that the browser does not support is not tried", async () => {
  const it = await open({ environment: (it) => ({ ...everyEndpoint()(it), EventSource: undefined }) });
  await blockWebSocket(it);
  assert.deepEqual(tried(it), [2, 0, 1]);
});

for (const code of [4400, 4401, 4403, 4404]) {
  test(`${code} closes the watch on every endpoint`, async () => {
    const it = await open();
    await blockWebSocket(it);
    it.sources[0].send({ type: "close", code, reason: "no" });
    await it.clock.pass(600_000);
    assert.deepEqual([it.watch.state, it.details.at(-1), tried(it)], ["closed", { code, reason: "no" }, [2, 1, 0]]);
    assert.ok(it.sources[0].closed);
  });
}

test("after another close it reconnects over the same endpoint, from its position", async () => {
  const it = await open();
  await blockWebSocket(it);
  it.sources[0].hello("e1:100");
  it.sources[0].send(update(1, "accepted", { sequence: 120 }));
  it.sources[0].send({ type: "close", code: 1001, reason: "the server is stopping" });
  await settle();
  assert.equal(it.details.at(-1).reason, "the server is stopping");
  await it.clock.pass(it.details.at(-1).delay);
  assert.deepEqual(tried(it).slice(0, 2), [2, 2]);
  assert.match(it.sources[1].url, /since=e1%3A120$/);
});

test("after a minute it leaves a fallback if a better endpoint had worked on this page", async () => {
  const it = await open();
  it.socket.hello("e1:100");
  it.socket.closeFromServer();
  await it.clock.pass(250);
  await blockWebSocket(it);
  it.sources[0].hello("e1:100");
  for (let beats = 0; beats < 6; beats++) {
    await it.clock.pass(10_000);
    it.sources[0].send({ type: "heartbeat", position: "e1:100", verified: true });
  }
  await settle();
  assert.deepEqual([it.sources[0].closed, it.sockets.length], [true, 4]);
  it.socket.hello("e1:100");
  assert.deepEqual([it.watch.state, it.details.at(-1).endpoint], ["live", "WebSocket"]);
});

test("failures while the browser was offline do not count against the endpoint", async () => {
  const it = await open();
  it.socket.hello("e1:100");
  it.window.dispatchEvent(new Event("offline"));
  assert.notEqual(it.watch.state, "live");
  await it.clock.pass(250);
  await blockWebSocket(it);
  const before = it.sockets.length;
  it.sources[0].fail();
  await settle();
  it.window.dispatchEvent(new Event("online"));
  await settle();
  assert.equal(it.sockets.length, before + 1);
});

test("the endpoint that worked is remembered for the server for half an hour, and use does not extend that time", async () => {
  const storage = new FakeStorage();
  const first = await open({ environment: everyEndpoint(storage) });
  await blockWebSocket(first);
  first.sources[0].hello("e1:100");
  assert.match(storage.getItem("live-submissions judge.test:8100"), /^SSE \d+$/);

  const next = async (later, url) => {
    const it = await open({ environment: everyEndpoint(storage), ...(url && { url }) });
    it.watch.close();
    it.clock.sleep(later);
    it.join();
    await settle();
    it.sources.at(-1)?.hello("e1:100");
    return tried(it);
  };
  assert.deepEqual(await next(0), [0, 2, 0]);
  assert.deepEqual(await next(1_000_000), [0, 2, 0]);
  assert.deepEqual(await next(0, "ws://other.test/ws/problems/1/submissions/"), [2, 0, 0]);
  assert.deepEqual(await next(1_830_000), [1, 1, 0]);
});

test("a storage that is forbidden, or has other content, changes nothing", async () => {
  const forbidden = () => {
    throw new DOMException("denied", "SecurityError");
  };
  for (const storage of [{ getItem: forbidden, setItem: forbidden }, { getItem: () => "Telex 99", setItem: forbidden }]) {
    const it = await open({ environment: everyEndpoint(storage) });
    it.socket.hello("e1:100");
    assert.deepEqual([it.watch.state, it.errors], ["live", []]);
  }
});

test("the console lines begin with the endpoint and have the same words", async () => {
  const it = await open({ endpoints: ["SSE"] });
  it.sources[0].hello("e1:100");
  it.sources[0].send(update(42, "accepted", { sequence: 101 }));
  assert.deepEqual(it.lines.slice(0, 2), [
    "[SSE] Attempting to connect to: http://judge.test:8100/sse/problems/1/submissions/?since=e1:100",
    "[SSE] Connected successfully for problem submissions",
  ]);
  assert.ok(it.lines.includes("[SSE] Updating submission 42: status=accepted"));
  assert.deepEqual([it.details.at(-1).endpoint, it.sources[0].options], ["SSE", { withCredentials: true }]);
});

test("a refusal by the server does not count against the endpoint: the next attempts use the same one", async () => {
  const it = await watching({ environment: everyEndpoint(), position: "e1:100" });
  for (let attempt = 1; attempt <= 4; attempt++) {
    assert.deepEqual([it.sockets.length, it.sources.length], [attempt, 0]);
    it.sockets.at(-1).closeFromServer(1013, "The submission log cannot be reached now; connect again later.");
    await settle();
    await it.clock.pass(it.details.at(-1).delay);
  }
});
