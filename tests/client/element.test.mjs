import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { defined } from "./support/fake-dom.js";
import { FakeSocket } from "./support/fake-socket.js";
import { settle, update } from "./support/watching.js";

const CLIENT = "../../src/LiveSubmissions.AspNetCore/Client/live-submissions.js";
const name = "live-submission-status";
const onPage = new Set();
const sockets = [];
globalThis.WebSocket = class extends FakeSocket {
  constructor(url, protocols) {
    super(url, protocols);
    sockets.push(this);
  }
};
console.log = console.debug = () => {}; // The element writes the console lines of every watch.

/** An element in the page, and the events that it sent. */
async function element(attributes, text = "") {
  const it = Object.assign(new (defined.get(name))(), { textContent: text, told: [] });
  for (const [key, value] of Object.entries({ src: "http://judge.test/ws/problems/1/submissions/", ...attributes })) it.setAttribute(key, value);
  for (const type of ["submission-update", "submission-resync"]) it.addEventListener(type, (event) => it.told.push(event));
  it.isConnected = true;
  it.connectedCallback();
  onPage.add(it);
  await settle();
  return it;
}
afterEach(async () => {
  for (const it of onPage) it.disconnectedCallback();
  onPage.clear();
  await settle();
  sockets.length = 0;
});
const looks = (it) => [it.textContent, it.getAttribute("status"), it.getAttribute("state")];

test("is defined once, even when the client is loaded twice", async () => {
  const first = defined.get(name);
  assert.ok(first);
  await import(`${CLIENT}?again`);
  assert.equal(defined.get(name), first);
});

test("shows the status as text and attribute, and sends an event", async () => {
  const it = await element({ "submission-id": "42" });
  assert.deepEqual([sockets[0].url, it.getAttribute("aria-live")], ["ws://judge.test/ws/problems/1/submissions/?since=0", "polite"]);
  sockets[0].hello("e1:0");
  assert.deepEqual(looks(it), ["", null, "live"]);
  sockets[0].send([update(41, "failed", { sequence: 1 }), update(42, "accepted", { sequence: 2 })]);
  assert.deepEqual(looks(it), ["accepted", "accepted", "live"]);
  assert.deepEqual([it.told.length, it.told[0].type, it.told[0].bubbles, it.told[0].detail.submission_id], [1, "submission-update", true, 42]);
});

test("many elements share one connection, from the lowest of their positions", async () => {
  const all = await Promise.all([1, 2, 3].map((id) => element({ "submission-id": `${id}`, position: `e1:${100 - id}` })));
  assert.deepEqual([sockets.length, sockets[0].url.endsWith("since=e1%3A97")], [1, true]);
  sockets[0].hello("e1:97");
  sockets[0].send([1, 2, 3].map((id) => update(id, `s${id}`, { sequence: 100 + id })));
  assert.deepEqual(all.map((it) => it.textContent), ["s1", "s2", "s3"]);
});

test("starts from what the page rendered, and never goes back behind its revision", async () => {
  const rendered = { "submission-id": "42", position: "e1:10", revision: "5" };
  const it = await element({ ...rendered, status: "evaluating" });
  const withText = await element(rendered, "wird bewertet");
  assert.deepEqual([it.textContent, withText.textContent], ["evaluating", "wird bewertet"]);
  sockets[0].hello("e1:10");
  sockets[0].send(update(42, "queued", { sequence: 11, revision: 4 }));
  assert.equal(it.textContent, "evaluating");
  sockets[0].send(update(42, "accepted", { sequence: 12, revision: 6 }));
  assert.deepEqual([it.textContent, withText.textContent], ["accepted", "accepted"]);
});

test("follows another submission when the page changes the attribute", async () => {
  const it = await element({ "submission-id": "42", position: "e1:10" });
  sockets[0].hello("e1:10");
  it.setAttribute("submission-id", "43");
  await settle();
  sockets.at(-1).hello("e1:10");
  sockets.at(-1).send([update(42, "failed", { sequence: 11 }), update(43, "accepted", { sequence: 12 })]);
  assert.equal(it.textContent, "accepted");
});

test("without an address or a submission it does not connect", async () => {
  const it = await element({});
  assert.equal(sockets.length, 0);
  it.setAttribute("submission-id", "42");
  await settle();
  assert.equal(sockets.length, 1);
});

test("a resync sends an event and asks the log for everything; until an update comes the status is stale", async () => {
  const it = await element({ "submission-id": "42", position: "e1:10", status: "evaluating" });
  const other = await element({ "submission-id": "43", position: "e1:10", status: "queued" });
  sockets[0].hello("e2:90", { resumed: false });
  sockets[0].send({ type: "resync", position: "e2:90", reason: "epoch" });
  await settle();
  assert.deepEqual([it.told[0].type, it.told[0].detail.reason, sockets.length], ["submission-resync", "epoch", 2]);
  assert.match(sockets[1].url, /since=0$/);
  sockets[1].hello("e2:0");
  sockets[1].send(update(42, "accepted", { sequence: 80 }));
  assert.deepEqual([looks(it), looks(other)], [["accepted", "accepted", "live"], ["queued", "queued", "stale"]]);
});

test("if a listener reloaded the page for a resync without success, the element sends no second event, and asks the log for everything", async (t) => {
  const stored = new Map([["live-submissions reload judge.test/ws/problems/1/submissions/", `${Date.now()} e2:80`]]);
  globalThis.window = Object.assign(new EventTarget(), { sessionStorage: { getItem: (key) => stored.get(key) ?? null } });
  t.after(() => delete globalThis.window);
  const it = await element({ "submission-id": "42", position: "e1:10", status: "evaluating" });
  sockets[0].hello("e2:90", { resumed: false });
  sockets[0].send({ type: "resync", position: "e2:90", reason: "epoch" });
  await settle();
  assert.match(sockets[1].url, /since=0$/);
  sockets[1].hello("e2:0");
  assert.deepEqual([looks(it), it.told], [["evaluating", "evaluating", "stale"], []]);
  sockets[1].send(update(42, "accepted", { sequence: 80 }));
  assert.deepEqual(looks(it), ["accepted", "accepted", "live"]);
});

test("a page that answers a resync sets the position of what it shows", async () => {
  const it = await element({ "submission-id": "42", position: "e1:10", status: "evaluating" });
  sockets[0].hello("e1:10");
  sockets[0].send({ type: "resync", position: "e2:90", reason: "epoch" });
  await settle();
  it.setAttribute("revision", "7");
  it.setAttribute("position", "e2:95");
  await settle();
  sockets.at(-1).hello("e2:95");
  sockets.at(-1).send(update(42, "queued", { sequence: 96, revision: 6 }));
  assert.deepEqual(looks(it), ["evaluating", "evaluating", "live"]);
  assert.match(sockets.at(-1).url, /since=e2%3A95$/);
});

test("an element that leaves the page closes the connection", async () => {
  const it = await element({ "submission-id": "42" });
  it.disconnectedCallback();
  await settle();
  assert.ok(sockets[0].closed);
});
