import { toWebSocketUrl } from "./address.js";
import { FaceChoice } from "./face-choice.js";
import { FACES } from "./faces.js";
import { Pauses, backoff } from "./pauses.js";
import { PassedStates } from "./passed-states.js";
import { formatPosition, leastOf, parsePosition } from "./position.js";

const STAYED_UP = 5_000;
const HELLO_DEADLINE = 10_000;
const HEARTBEATS_MISSED = 2.5;
const REOPEN = 0; // No server's code: this side leaves, and goes on at once.

/** Of the 44xx only 4401 (signed in again), 4408 and 4429 may come back; every other code does. */
const isFinal = (code) => code >= 4400 && code <= 4499 && code !== 4408 && code !== 4429;

const connections = new Set();
const WAKES = ["online", "offline", "pageshow", "visibilitychange", "resume"];

export class Connection {
  /** One for all that ask for the same. */
  static for({ url, faces = Object.keys(FACES), environment }) {
    const key = typeof url === "function" ? url : `${toWebSocketUrl(url)}`;
    const isSame = (other) => other.key === key && other.given === environment && `${other.faces}` === `${faces}`;
    return [...connections].find(isSame) ?? new Connection(key, faces, environment);
  }

  ready = false;
  verified = true;
  complete = true;
  #cursors = new Set();
  #passed = new PassedStates();
  #pauses = new Pauses();
  #choice;
  #isFollowing = false;
  /** Ends the present attempt. */
  #end = null;
  #isConnected = false;
  #silentAt = Infinity;
  #heartbeat = 10_000;

  constructor(key, faces, given) {
    this.key = key;
    this.faces = faces;
    this.given = given;
    const { WebSocket, EventSource, fetch, window, document, console } = globalThis;
    this.environment = {
      WebSocket, EventSource, window, document, console,
      fetch: fetch?.bind(globalThis),
      setTimeout: (action, ms) => globalThis.setTimeout(action, ms),
      clearTimeout: (timer) => globalThis.clearTimeout(timer),
      now: Date.now,
      random: Math.random,
      ...given,
    };
    this.#choice = new FaceChoice(faces, this.environment);
    connections.add(this);
  }

  get face() {
    return this.#choice.name;
  }

  join(cursor) {
    this.#cursors.add(cursor);
    cursor.show("connecting", {});
    if (!this.#isFollowing) this.#follow();
    else if (this.#end && !this.#passed.covers(cursor.position)) this.#reopen();
    else if (this.ready) this.#serve(cursor);
  }

  leave(cursor) {
    this.#cursors.delete(cursor);
    if (this.#cursors.size) return;
    this.#end?.(REOPEN);
    this.#pauses.end();
    if (!this.#isFollowing) connections.delete(this);
  }

  reconnect() {
    if (this.#isFollowing) this.#hurry();
    else this.#follow();
  }

  /** One attempt after the other, as long as anybody follows. */
  async #follow() {
    this.#isFollowing = true;
    this.#listen("addEventListener");
    this.#showAll("connecting");
    await null; // What a page starts together asks together.
    for (let failures = 0; this.#cursors.size; ) {
      const { code, reason, upFor } = await this.#connect();
      if (code === REOPEN) continue;
      if (isFinal(code)) {
        this.#showAll("closed", { code, reason });
        break;
      }
      if (upFor >= STAYED_UP) failures = 0;
      if (upFor < 0) this.#choice.failed();
      const delay = backoff(this.environment, code === 4429 ? Infinity : failures++);
      this.#showAll("reconnecting", { code, reason, delay });
      if (this.#cursors.size) await this.#pauses.wait(this.environment, delay);
    }
    this.#isFollowing = false;
    this.#listen("removeEventListener");
    if (!this.#cursors.size) connections.delete(this);
  }

  /** Tells how the attempt ended; `upFor` is negative if there was no hello. */
  #connect() {
    const { setTimeout, clearTimeout, now } = this.environment;
    return new Promise((resolve) => {
      let close, silence, lookBack;
      let upSince = Infinity;
      const end = (code, reason) => {
        if (this.#end !== end) return;
        clearTimeout(silence);
        clearTimeout(lookBack);
        this.#end = null;
        this.#silentAt = Infinity;
        this.#isConnected = this.ready = false;
        close?.();
        resolve({ code, reason, upFor: now() - upSince });
      };
      const expect = (ms) => {
        clearTimeout(silence);
        this.#silentAt = now() + ms;
        silence = setTimeout(() => this.#drop("silent"), ms);
      };
      const take = (data) => {
        if (this.#end !== end) return [];
        // Timers of a machine that slept are late, and what waited in a buffer says nothing of now.
        if (now() >= this.#silentAt) this.#drop("silent");
        const messages = this.#parse(data);
        for (const message of messages) if (this.#end === end) this.#take(message);
        if (this.#end !== end || !this.#isConnected) return messages;
        if (upSince === Infinity) {
          upSince = now();
          const lasts = this.#choice.worked();
          if (lasts < Infinity) lookBack = setTimeout(() => this.#lookBack(), lasts);
        }
        expect(this.#heartbeat * HEARTBEATS_MISSED);
        return messages;
      };
      this.#end = end;
      this.#passed.moveTo(leastOf([...this.#cursors].map((cursor) => cursor.position)));
      try {
        const endpoint = () => this.#endpoint();
        let address = endpoint();
        const { origin, pathname } = address;
        const { position } = this.#passed;
        const since = position ? `?since=${formatPosition(position)}` : "";
        this.line("log", `Attempting to connect to: ${origin}${pathname}${since}`); // Not the application's own query: it may carry a token.
        expect(HELLO_DEADLINE);
        close = FACES[this.face].open({
          url() {
            const url = address ?? endpoint();
            address = null; // Each further poll asks from where it then is.
            return url;
          },
          heartbeat: () => this.#heartbeat,
          environment: this.environment,
          take,
          end,
        });
      } catch (error) {
        this.report("Cannot connect:", error);
        end(1006, String(error));
      }
    });
  }

  #serve(cursor) {
    cursor.attach(this.#passed.position, this.#passed.from);
    for (const update of this.#passed.values()) cursor.take(update);
    cursor.settle();
  }

  #endpoint() {
    const url = this.#choice.address(toWebSocketUrl(typeof this.key === "function" ? this.key() : this.key));
    if (this.#passed.position) url.searchParams.set("since", formatPosition(this.#passed.position));
    return url;
  }

  #reopen() {
    this.#showAll("connecting");
    this.#end?.(REOPEN);
  }

  #lookBack() {
    this.#choice.startOver();
    this.#reopen();
  }

  #drop(reason) {
    if (this.ready) this.#showAll("stale", { reason });
    this.#end?.(1006, reason);
  }

  #parse(data) {
    try {
      const frame = JSON.parse(data);
      return Array.isArray(frame) ? frame : [frame];
    } catch (error) {
      this.report("Malformed frame:", data, error);
      return [];
    }
  }

  #take(message) {
    try {
      const { type, position, reason } = message;
      if (typeof type !== "string") throw new TypeError("no type");
      const isNew = type === "hello" && !this.#isConnected;
      if (isNew) this.line("log", "Connected successfully for problem submissions");
      this.line(type === "heartbeat" || (type === "hello" && !isNew) ? "debug" : "log", "Message received: ", message);
      if (type === "close") this.#end(message.code, reason);
      else if (type === "hello") this.#takeHello(message);
      else if (!this.#isConnected) return;
      else if (type === "submission_update") this.#takeUpdate(message);
      else if (type === "heartbeat") this.#takeHeartbeat(message);
      else if (type === "resync") this.#takeResync(parsePosition(position), reason);
    } catch (error) {
      this.report("Malformed message:", message, error);
    }
  }

  #takeHello({ position, resumed, complete, heartbeat_seconds: seconds }) {
    const at = parsePosition(position);
    if (seconds > 0) this.#heartbeat = seconds * 1000;
    if (this.#isConnected) return; // Each answer to a poll says hello.
    this.#isConnected = true;
    this.verified = true;
    this.complete = complete !== false;
    if (this.#passed.epoch === null) this.#passed.foundAt(at);
    else if (!resumed || at.epoch !== this.#passed.epoch) {
      // A resync follows. Until it is here the old positions stand: were the connection lost now, they would be asked for again.
      return;
    }
    this.ready = true;
    for (const cursor of this.#cursors) this.#serve(cursor);
  }

  #takeUpdate(update) {
    const { submission_id: id, status } = update;
    if (!/number|string/.test(typeof id) || typeof status !== "string") throw new TypeError("no submission_id or status");
    for (const cursor of this.#cursors) cursor.take(update);
    this.#passed.add(update);
  }

  #takeHeartbeat({ position, verified }) {
    const at = parsePosition(position);
    this.verified = verified !== false;
    if (at.epoch !== this.#passed.epoch) return this.#takeResync(at, "epoch");
    this.#passed.passed(at.sequence);
    for (const cursor of this.#cursors) cursor.passed(at.sequence);
  }

  #takeResync(position, reason) {
    this.#passed.moveTo(position);
    this.ready = true;
    for (const cursor of this.#cursors) {
      if (cursor.position) cursor.resync(position, reason);
      else this.#serve(cursor);
    }
  }

  #showAll(state, detail = {}) {
    for (const cursor of this.#cursors) cursor.show(state, detail);
  }

  #listen(how) {
    const { window, document } = this.environment;
    for (const type of WAKES) for (const target of [window, document]) target?.[how](type, this.#wake);
  }

  /** The page is looked at again, the machine has woken, or the network is back, or gone. */
  #wake = ({ type }) => {
    if (type === "offline") return this.#drop(type);
    if (this.environment.document?.visibilityState === "hidden") return;
    if (type === "online") this.#choice.backToBest();
    this.#hurry();
  };

  #hurry() {
    this.#pauses.end();
    for (const cursor of this.#cursors) cursor.pauses.end();
    if (this.environment.now() >= this.#silentAt) this.#drop("silent");
  }

  line(level, text, json, isQuiet = [...this.#cursors].every((cursor) => cursor.isQuiet)) {
    if (!isQuiet) this.environment.console[level](`[${this.face}] ${text}${json ? JSON.stringify(json) : ""}`);
  }

  report(text, ...more) {
    this.environment.console.error(`[${this.face}] ${text}`, ...more);
  }
}
