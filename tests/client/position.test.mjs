import assert from "node:assert/strict";
import { test } from "node:test";
import { given, liveAt, settle, update } from "./support/watching.js";

test("in onUpdate the position is that of the update", async () => {
  const positions = [];
  const it = await liveAt("e1:0", { onUpdate: () => void positions.push(it.watch.position) });
  it.socket.send([update(1, "queued", { sequence: 7 }), update(2, "queued", { sequence: 9 })]);
  it.socket.send({ type: "heartbeat", position: "e1:12", verified: true });
  it.socket.send(update(1, "accepted", { sequence: 15 }));
  assert.deepEqual(positions, ["e1:7", "e1:9", "e1:15"]);
});

test("a page that in onUpdate closes the watch and opens another at its position gets each update once", async () => {
  const seen = [];
  const log = Array.from({ length: 20 }, (_, index) => update(index, "queued", { sequence: index + 1 }));
  const onUpdate = (update) => {
    seen.push(update.sequence);
    const { position } = watch;
    watch.close();
    watch = it.join({ position, onUpdate });
  };
  const it = await liveAt("e1:0", { onUpdate: (update) => onUpdate(update) });
  let { watch } = it;
  let answered = it.socket;
  answered.send(log);
  for (let turn = 0; turn < 100; turn++) {
    await settle();
    if (it.socket === answered) continue;
    answered = it.socket; // Like a server: the updates after the position.
    const since = new URL(answered.url).searchParams.get("since");
    answered.hello(since);
    answered.send(log.filter(({ sequence }) => sequence > Number(since.split(":")[1])));
  }
  assert.deepEqual(seen, log.map(({ sequence }) => sequence));
  watch.close();
});

test("if a watch is closed while held updates are given, its position stays there", async () => {
  let answer;
  const it = await liveAt("e1:0", { onResync: () => new Promise((resolve) => (answer = resolve)), onUpdate: () => it.watch.close() });
  it.socket.send({ type: "resync", position: "e2:5", reason: "epoch" });
  it.socket.send([update(1, "queued", { sequence: 6 }), update(2, "queued", { sequence: 8 })]);
  await settle();
  answer();
  await settle();
  assert.deepEqual([it.watch.state, it.watch.position], ["closed", "e2:6"]);
});

test("each held update has its own position: a page that continues from one misses none of the others", async () => {
  let answer;
  const positions = [];
  const it = await liveAt("e1:0", {
    onResync: () => new Promise((resolve) => (answer = resolve)),
    onUpdate(update) {
      positions.push(it.watch.position);
      it.updates.push(update);
    },
  });
  it.socket.send({ type: "resync", position: "e2:5", reason: "epoch" });
  it.socket.send([update(1, "queued", { sequence: 6 }), update(2, "queued", { sequence: 8 }), update(1, "accepted", { sequence: 9 })]);
  it.socket.send({ type: "heartbeat", position: "e2:20", verified: true });
  await settle();
  answer();
  await settle();
  assert.deepEqual([given(it), positions, it.watch.position], [["2 queued", "1 accepted"], ["e2:8", "e2:9"], "e2:20"]);
});
