import { toWebSocketUrl } from "./address.js";
import { environmentOf } from "./environment.js";
import { EndpointChoice } from "./endpoint-choice.js";
import { ENDPOINTS } from "./endpoints.js";
import { Mirror } from "./mirror.js";
import { Pauses, backoff } from "./pauses.js";
import { formatPosition } from "./position.js";
import { Reloads } from "./reloads.js";
import { Rest } from "./rest.js";
import { Silence } from "./silence.js";
import { stopwatch } from "./stopwatch.js";

const STAYED_UP = 5_000;
const HEARTBEATS_MISSED = 2.5;
const POLL_EVERY = 2_000;
const REST_POLL_EVERY = 30_000;
const REST_SILENCE = 90_000; // A hidden page's timers may run once a minute.
const REOPEN = Symbol(); // A close code of our own: this side closed, and connects again at once.

/** After a 44xx code the client stays away, except 4408 and 4429. After 4401 the page signs in again and calls reconnect(). */
const isFinal = (code) => /^44(?!08|29)\d\d$/.test(code);

/** The server itself closed with this code. So the endpoint works, whatever the code says. */
const isAnswer = (code) => code >= 4000 || [1001, 1011, 1012, 1013].includes(code);

const connections = new Set();
const WAKES = ["online", "offline", "pageshow", "visibilitychange", "resume", "storage"];

export class Connection {
  /** All watches with the same address, endpoints and environment share one connection. */
  static for({ url, endpoints = Object.keys(ENDPOINTS), environment }) {
    const key = typeof url === "function" ? url : `${toWebSocketUrl(url)}`;
    const isSame = (other) => other.key === key && other.given === environment && `${other.endpoints}` === `${endpoints}`;
    return [...connections].find(isSame) ?? new Connection(key, endpoints, environment);
  }

  mirror = new Mirror();
  #pauses = new Pauses();
  #choice;
  #isFollowing = false;
  /** Ends the current attempt; null if there is none. */
  #end = null;
  #silence = null;
  #rest;
  /** Made with the first attempt, which knows the address. @type {Reloads} */
  reloads = null;

  constructor(key, endpoints, given) {
    this.key = key;
    this.endpoints = endpoints;
    this.given = given;
    this.environment = environmentOf(given);
    this.#choice = new EndpointChoice(endpoints, this.environment);
    this.#rest = new Rest(this.environment, () => this.#giveUpConnection());
    connections.add(this);
  }

  get endpoint() {
    return this.#choice.name;
  }

  /** Whether the page is hidden and only polls every 30 s, so that other pages can use the browser's few connections. */
  get isResting() {
    return this.#rest.isDue && this.endpoint === "Polling";
  }

  join(cursor) {
    this.mirror.cursors.add(cursor);
    cursor.show("connecting", {});
    if (!this.#isFollowing) this.#follow();
    else if (this.#end && !this.mirror.recent.covers(cursor.position)) this.#reopen();
    else if (this.mirror.ready) this.mirror.serve(cursor);
  }

  leave(cursor) {
    this.mirror.cursors.delete(cursor);
    if (this.mirror.cursors.size) return;
    this.#end?.(REOPEN);
    this.#pauses.end();
    if (!this.#isFollowing) connections.delete(this);
  }

  reconnect() {
    if (this.#isFollowing) this.#retryNow();
    else this.#follow();
  }

  /** Makes one attempt after the other while there are cursors. */
  async #follow() {
    this.#isFollowing = true;
    this.#listen("addEventListener");
    this.#rest.start();
    this.mirror.showAll("connecting");
    await null; // Watches that a page starts together connect together.
    let final = null;
    for (let failures = 0; this.mirror.cursors.size; ) {
      const { code, reason, upFor, isOpen } = await this.#connect();
      if (code === REOPEN) continue;
      if (isFinal(code)) {
        final = { code, reason };
        break;
      }
      if (upFor >= STAYED_UP) failures = 0;
      const isNoHello = upFor < 0 && this.endpoint === "SSE" && reason === "silent";
      if (reason === "late" || (isNoHello && isOpen)) this.#choice.late();
      else if (upFor < 0 && !this.isResting && !isAnswer(code)) this.#choice.failed(isNoHello);
      const delay = backoff(this.environment, code === 4429 ? Infinity : failures++);
      this.mirror.showAll("reconnecting", { code, reason, delay });
      if (this.mirror.cursors.size) await this.#pauses.wait(this.environment, delay);
    }
    this.#isFollowing = false;
    this.#listen("removeEventListener");
    this.#rest.stop();
    if (!this.mirror.cursors.size) connections.delete(this);
    if (final) this.mirror.showAll("closed", final); // Last, because a page may call reconnect() in onState.
  }

  /** Resolves when the attempt has ended, with how it ended; `upFor` is negative if there was no hello. */
  #connect() {
    const { setTimeout, clearTimeout } = this.environment;
    return new Promise((resolve) => {
      let close, retryTimer, isOpen;
      let upFor = () => -1;
      const silence = (this.#silence = new Silence(this.environment, () => this.#drop("silent")));
      const end = (code, reason) => {
        if (this.#end !== end) return;
        silence.end();
        clearTimeout(retryTimer);
        this.#end = this.#silence = null;
        this.mirror.lost();
        close?.();
        resolve({ code, reason, upFor: upFor(), isOpen });
      };
      const take = (data) => {
        if (this.#end !== end) return [];
        // After a machine slept, its timers are late, and buffered data does not prove that the connection lives.
        if (silence.isTooLong) this.#drop("silent");
        const messages = this.#parse(data);
        if (messages.some((message) => message && silence.isLate(message))) this.#drop("late");
        for (const message of messages) if (this.#end === end) this.#take(message);
        if (this.#end !== end || !this.mirror.isConnected) return messages;
        if (upFor() < 0) {
          upFor = stopwatch(this.environment);
          const lasts = this.isResting ? Infinity : this.#choice.worked();
          if (lasts < Infinity) retryTimer = setTimeout(() => this.#retryBetterEndpoint(), lasts);
        }
        silence.expectWithin(this.isResting ? REST_SILENCE : this.mirror.heartbeat * HEARTBEATS_MISSED);
        return messages;
      };
      this.#end = end;
      this.mirror.begin();
      try {
        const address = () => this.#address();
        let first = address();
        const { origin, pathname } = first;
        const { position } = this.mirror.recent;
        const since = position ? `?since=${formatPosition(position)}` : "";
        this.line("log", `Attempting to connect to: ${origin}${pathname}${since}`); // Without the application's own query, which may have a token.
        silence.expectWithin(ENDPOINTS[this.endpoint].helloWithin);
        if (this.endpoint !== "WebSocket" && !this.#rest.isHidden) this.#choice.claim(`${this.environment.random()}`);
        close = ENDPOINTS[this.endpoint].open({
          url() {
            const url = first ?? address();
            first = null; // Each later poll asks from the position at that time.
            return url;
          },
          pace: () => this.#pace(),
          environment: this.environment,
          opened: () => (isOpen = true),
          take,
          end,
        });
      } catch (error) {
        this.report("Cannot connect:", error);
        end(1006, String(error));
      }
    });
  }

  #address() {
    const socket = toWebSocketUrl(typeof this.key === "function" ? this.key() : this.key);
    this.reloads ??= new Reloads(this.environment, socket.host + socket.pathname);
    const url = this.#choice.address(socket, this.#rest.isDue);
    const { position } = this.mirror.recent;
    if (position) url.searchParams.set("since", formatPosition(position));
    return url;
  }

  /** The shortest time between two polls, and how long the server may hold an answer: at most a heartbeat, because each answer counts as one. */
  #pace() {
    if (this.isResting) return { every: REST_POLL_EVERY, wait: 0 };
    const { heartbeat } = this.mirror;
    return { every: Math.min(POLL_EVERY, heartbeat), wait: this.#choice.isCrowded ? 0 : Math.min(60, Math.floor(heartbeat / 1000)) };
  }

  #giveUpConnection() {
    if (!this.#end || !this.#choice.canRest) return;
    this.mirror.showAll("stale", { reason: "hidden" });
    this.#end(REOPEN);
  }

  #reopen() {
    this.mirror.showAll("connecting");
    this.#end?.(REOPEN);
  }

  #retryBetterEndpoint() {
    this.#choice.startOver();
    this.#reopen();
  }

  #drop(reason) {
    if (this.mirror.ready) this.mirror.showAll("stale", { reason });
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
      const { type } = message;
      if (typeof type !== "string") throw new TypeError("no type");
      const isNew = type === "hello" && !this.mirror.isConnected;
      if (isNew) this.line("log", "Connected successfully for problem submissions");
      this.line(type === "heartbeat" || (type === "hello" && !isNew) ? "debug" : "log", "Message received: ", message);
      if (type === "close") this.#end(message.code, message.reason);
      else this.mirror.take(message);
    } catch (error) {
      this.report("Malformed message:", message, error);
    }
  }

  #listen(how) {
    const { window, document } = this.environment;
    for (const type of WAKES) for (const target of [window, document]) target?.[how](type, this.#wake);
  }

  /** The page is shown or hidden, the machine has woken, the network is back or gone, or another page needs a connection. */
  #wake = (event) => {
    const { type } = event;
    const { isHidden } = this.#rest;
    if (type === "storage") return isHidden && this.#choice.isClaim(event) && this.#rest.now();
    if (type === "offline") return this.#drop(type);
    const { isResting } = this;
    if (!isHidden || type === "visibilitychange") this.#rest.check();
    if (isHidden) return;
    if (type === "online") this.#choice.backToBest();
    if (isResting) this.#reopen();
    this.#retryNow();
  };

  #retryNow() {
    this.#pauses.end();
    for (const cursor of this.mirror.cursors) cursor.pauses.end();
    if (this.#silence?.isTooLong) this.#drop("silent");
  }

  line(level, text, json, isQuiet = [...this.mirror.cursors].every((cursor) => cursor.isQuiet)) {
    if (!isQuiet) this.environment.console[level](`[${this.endpoint}] ${text}${json ? JSON.stringify(json) : ""}`);
  }

  report(text, ...more) {
    this.environment.console.error(`[${this.endpoint}] ${text}`, ...more);
  }
}
