import { watchSubmissions } from "../../../src/LiveSubmissions.AspNetCore/Client/live-submissions.js";
import { FakeClock, settle } from "./fake-clock.js";
import { FakeSocket } from "./fake-socket.js";

/**
 * A watch with a fake clock and fake sockets, and a record of everything that it reported.
 * @param {Partial<import("../../../src/LiveSubmissions.AspNetCore/Client/live-submissions.d.ts").WatchOptions>} options
 * @param {() => number} [options.random] the random numbers of the jitter
 * @param {(it) => object} [options.environment] what the browser has besides WebSocket
 */
export async function watching({ random = () => 1, environment, ...options } = {}) {
  const clock = new FakeClock();
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const it = { clock, window, document, sockets: [], updates: [], states: [], details: [], resyncs: [], lines: [], errors: [] };

  class Socket extends FakeSocket {
    constructor(url, protocols) {
      super(url, protocols);
      it.sockets.push(this);
    }
  }

  const console = {
    log: (line) => it.lines.push(line),
    debug: () => {},
    error: (...parts) => it.errors.push(parts.map(String).join(" ")),
  };
  it.options = {
    url: "ws://judge.test:8100/ws/problems/1/submissions/",
    position: "e1:100",
    onUpdate: (update) => void it.updates.push(update),
    onResync: (request) => void it.resyncs.push(request),
    onState: (state, detail) => {
      it.states.push(state);
      it.details.push(detail);
    },
    environment: {
      WebSocket: Socket,
      EventSource: undefined,
      fetch: undefined,
      setTimeout: clock.setTimeout,
      clearTimeout: clock.clearTimeout,
      now: clock.now,
      ticks: clock.now,
      random,
      console,
      window,
      document,
      ...environment?.(it),
    },
    ...options,
  };
  it.join = (more = {}) => watchSubmissions({ ...it.options, ...more }); // Another watch of the same page.
  it.watch = watchSubmissions(it.options);
  await settle();
  Object.defineProperty(it, "socket", { get: () => it.sockets.at(-1) });
  return it;
}

/** A watch that is connected and live. */
export async function liveAt(position, options = {}) {
  const it = await watching({ position, ...options });
  it.socket.hello(position);
  return it;
}

export const update = (submission_id, status, more = {}) => ({ type: "submission_update", submission_id, status, metrics: null, ...more });

/** The updates that the page was given, in short: `42 accepted`. */
export const given = (it) => it.updates.map((update) => `${update.submission_id} ${update.status}`);

export { settle };
