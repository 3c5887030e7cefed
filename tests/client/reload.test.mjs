import assert from "node:assert/strict";
import { test } from "node:test";
import { createSubmissionStore } from "../../src/LiveSubmissions.AspNetCore/Client/live-submissions.js";
import { FakeStorage } from "./support/fake-endpoints.js";
import { given, settle, update, watching } from "./support/watching.js";

/** A tab of a browser: its pages come one after the other and share its sessionStorage. */
class Tab {
  sessionStorage = new FakeStorage();
  navigation = "navigate";
  reloads = 0;

  async load(options = {}) {
    const it = await watching({
      environment: (it) => {
        Object.assign(it.window, {
          sessionStorage: this.sessionStorage,
          performance: { getEntriesByType: () => [{ type: this.navigation }] },
          location: {
            reload: () => {
              this.reloads++;
              this.navigation = "reload";
              it.window.dispatchEvent(new Event("beforeunload"));
            },
          },
        });
        return {};
      },
      ...options,
    });
    it.resync = async (position, reason = "epoch") => {
      it.socket.hello(position, { resumed: false });
      it.socket.send({ type: "resync", position, reason });
      await settle();
    };
    return it;
  }
}

const byHand = (it) => () => it.window.location.reload();
for (const name of ["reload", "a function that loads the page anew"]) {
  const load = async (tab, options = {}) => {
    const it = await tab.load({ ...options, onResync: name === "reload" ? name : (request) => byHand(it)(request) });
    return it;
  };

  test(`${name}: a page that is as old after the reload is not reloaded again: it is stale, and follows`, async () => {
    const tab = new Tab();
    const first = await load(tab);
    await first.resync("e2:50");
    assert.equal(tab.reloads, 1);
    const second = await load(tab);
    await second.resync("e2:60");
    assert.deepEqual([tab.reloads, second.watch.state, second.details.at(-1).reason, second.watch.position], [1, "stale", "reloaded", null]);
    second.socket.send(update(1, "accepted", { sequence: 70 }));
    await second.clock.pass(20_000);
    assert.deepEqual([given(second), second.watch.state, tab.reloads], [["1 accepted"], "stale", 1]);
  });

  test(`${name}: a page that is newer after the reload is live, and may reload for the next resync`, async () => {
    const tab = new Tab();
    await (await load(tab)).resync("e2:50");
    const second = await load(tab, { position: "e2:55" });
    second.socket.hello("e2:55");
    assert.equal(second.watch.state, "live");
    second.socket.send({ type: "resync", position: "e3:5", reason: "epoch" });
    await settle();
    assert.equal(tab.reloads, 2);
    const third = await load(tab, { position: "e2:55" });
    await third.resync("e3:7");
    assert.deepEqual([tab.reloads, third.watch.state], [2, "stale"]);
  });

  test(`${name}: a page without a position does not reload without end`, async () => {
    const tab = new Tab();
    for (let page = 0; page < 5; page++) {
      const it = await load(tab, { position: null });
      it.socket.hello("e1:100", { resumed: false });
      await settle();
      if (page > 0) assert.equal(it.watch.state, "stale");
    }
    assert.equal(tab.reloads, name === "reload" ? 0 : 1);
  });
}

test("while the page reloads it is resynchronising; after 30 s it is stale", async () => {
  const tab = new Tab();
  const it = await tab.load({ onResync: "reload" });
  await it.resync("e2:50");
  assert.equal(it.watch.state, "resynchronising");
  for (let beats = 0; beats < 3; beats++) {
    await it.clock.pass(10_000);
    it.socket.send({ type: "heartbeat", position: "e2:50", verified: true });
  }
  await settle();
  assert.deepEqual([it.watch.state, it.details.at(-1).reason, tab.reloads], ["stale", "reloaded", 1]);
});

test("without sessionStorage the page does not reload", async () => {
  const tab = new Tab();
  tab.sessionStorage.setItem = () => {
    throw new DOMException("denied", "SecurityError");
  };
  const it = await tab.load({ onResync: "reload" });
  await it.resync("e2:50");
  assert.deepEqual([tab.reloads, it.watch.state, it.details.at(-1).reason], [0, "stale", "reloaded"]);
});

test("a page that loads its rows is asked each time, however often the user presses F5", async () => {
  const tab = new Tab();
  for (let page = 0; page < 5; page++) {
    const it = await tab.load();
    await it.resync("e2:50");
    assert.deepEqual([it.resyncs.length, it.watch.state], [1, "live"]);
    await it.clock.pass(2_000);
    it.window.dispatchEvent(new Event("beforeunload"));
    tab.navigation = "reload";
  }
});

test("a minute later a reload by hand may ask again", async () => {
  const tab = new Tab();
  await (await tab.load({ onResync: "reload" })).resync("e2:50");
  const [[key, note]] = tab.sessionStorage.items;
  tab.sessionStorage.setItem(key, note.replace(/^\d+/, "-60000"));
  await (await tab.load({ onResync: "reload" })).resync("e2:60");
  assert.equal(tab.reloads, 2);
});

test("the store accepts `reload` too", async () => {
  const tab = new Tab();
  const it = await tab.load();
  it.watch.close();
  await settle();
  const store = createSubmissionStore({ ...it.options, onResync: "reload" });
  store.subscribe(() => {});
  await settle();
  await it.resync("e2:50");
  assert.equal(tab.reloads, 1);
});

test("after F5 while the rows load, the page asks again after a minute, or at once if rows had come", async () => {
  const f5 = (tab, it) => {
    tab.navigation = "reload";
    it.window.dispatchEvent(new Event("beforeunload"));
  };
  for (const hasRows of [false, true]) {
    const tab = new Tab();
    const first = await tab.load({ position: null, onResync: () => (hasRows ? [] : new Promise(() => {})) });
    first.socket.hello("e1:100", { resumed: false });
    await settle();
    f5(tab, first);
    let asked = 0;
    const second = await tab.load({ position: null, onResync: () => (asked++, []) });
    second.socket.hello("e1:100", { resumed: false });
    await settle();
    assert.deepEqual([asked, second.watch.state], hasRows ? [1, "live"] : [0, "stale"]);
    for (let seconds = 0; seconds < 60; seconds += 10) {
      await second.clock.pass(10_000);
      second.socket.send({ type: "heartbeat", position: "e1:100", verified: true });
    }
    await settle();
    assert.deepEqual([asked, second.watch.state], [1, "live"]);
  }
});
