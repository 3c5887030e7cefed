/** An EventSource whose server is the test. It sends the messages of docs/protocol.md. */
export class FakeSource {
  #listeners = {};
  onerror = null;
  closed = false;

  constructor(url, options) {
    this.url = url;
    this.options = options;
  }

  addEventListener(type, listener) {
    this.#listeners[type] = listener;
  }

  send(message) {
    this.#listeners[message.type]?.({ data: JSON.stringify(message) });
  }

  hello(position, more = {}) {
    this.send({ type: "hello", position, resumed: true, complete: true, heartbeat_seconds: 10, ...more });
  }

  fail() {
    this.onerror?.({ type: "error" });
  }

  close() {
    this.closed = true;
  }
}

/** One request of a fake fetch. */
class FakePoll {
  constructor(url, options) {
    Object.assign(this, { url, options });
    this.query = new URL(url).searchParams;
    this.response = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
    options.signal.addEventListener("abort", () => this.reject(options.signal.reason));
  }

  answer(messages, { status = 200, type = "application/json" } = {}) {
    const text = typeof messages === "string" ? messages : JSON.stringify(messages);
    this.resolve(new Response(text, { status, headers: { "content-type": type } }));
  }
}

/** For `environment`: what a browser has besides WebSocket. `it.sources` and `it.polls` have what the client opened. */
export const everyEndpoint = (storage) => (it) => {
  Object.assign(it, { sources: [], polls: [] });
  return {
    storage,
    EventSource: class extends FakeSource {
      constructor(url, options) {
        super(url, options);
        it.sources.push(this);
      }
    },
    fetch(url, options) {
      const poll = new FakePoll(url, options);
      it.polls.push(poll);
      return poll.response;
    },
  };
};

/** A page's localStorage. */
export class FakeStorage {
  items = new Map();

  getItem(key) {
    return this.items.get(key) ?? null;
  }

  setItem(key, value) {
    this.items.set(key, value);
  }
}

export const hello = (position, more = {}) => ({ type: "hello", position, resumed: true, complete: true, heartbeat_seconds: 10, ...more });
export const heartbeat = (position, verified = true) => ({ type: "heartbeat", position, verified });
