// @ts-check
/**
 * Follows the submissions of one problem over a WebSocket, and comes back by itself, for ever.
 *
 *     import { watchSubmissions } from "/live-submissions.js";
 *
 *     const watch = watchSubmissions({
 *       url: "ws://localhost:8100/ws/problems/1/submissions/",
 *       position: data.position,                      // read by the server before the page's rows
 *       onUpdate: (update) => show(update),           // never older than what was given before
 *       onResync: ({ signal }) => loadRows(signal),   // history is gone: ask the application, return its rows
 *       onState: (state) => indicator.show(state),
 *     });
 *     watch.seen(data.submissions);                   // an update older than these rows is not given
 *
 * It holds a position, not a queue: whatever it missed, the server sends the newest state of each submission after that position, or
 * says `resync`. docs/protocol.md is the wire.
 */

/**
 * A submission's newest state, with whatever else the message carries.
 * @typedef {object} SubmissionUpdate
 * @property {"submission_update"} type
 * @property {number | string} submission_id
 * @property {string} status
 * @property {Record<string, any> | null} metrics
 * @property {number | string} [problem_id]
 * @property {number | null} [revision] grows with each change of the submission
 * @property {number | null} [progress] 0 to 1
 * @property {string} [at] UTC by the broadcaster's clock, for display only
 * @property {number} [sequence] its place in the log
 */

/** A row of the application's data. @typedef {{ submission_id: number | string, revision?: number | null }} SeenRow */

/**
 * - `connecting`: the first attempt.
 * - `live`: everything up to now has been given. (`complete` false: asked for all, but the log has trimmed some.)
 * - `stale`: what is shown may be old. The node is not sure of the log (`reason` `unverified`; the socket stays), or nothing was
 *   heard for 2.5 heartbeats (`silent`; at once followed by `reconnecting`).
 * - `reconnecting`: with the last close's `code` and `reason`, and the `delay` in ms until the next attempt.
 * - `resynchronising`: connected, but `onResync` is at work and updates wait for it.
 * - `closed`: it stays away, by `close()` or because the server said so (`code`). After 4401 sign in and call `reconnect()`.
 * @typedef {"connecting" | "live" | "stale" | "reconnecting" | "resynchronising" | "closed"} WatchState
 */

/** @typedef {{ code?: number, reason?: string, delay?: number, complete?: boolean }} StateDetail */

/**
 * `reason` is the server's (`epoch`, `trimmed`, `ahead`), or `unknown`: the page gave no position, or `overflow`: more submissions than
 * `limit` changed during a resync. Once `signal` is aborted the rows are no longer wanted.
 * @typedef {{ position: string, reason: string, signal: AbortSignal }} ResyncRequest
 */

/**
 * @typedef {object} WatchOptions
 * @property {string | URL | (() => string | URL)} url of any of ws, wss, http, https, or relative. A function is asked at each attempt.
 * @property {string | null} [position] where the page's data was read: `epoch:sequence`; `"0"`: all that the log retains; `"live"`: only
 *   what comes from now on. None: not known, so `onResync` is called once connected; a page may load its rows there alone.
 * @property {(update: SubmissionUpdate) => unknown} onUpdate may return an object to be shown as `Updated submission state`.
 * @property {(request: ResyncRequest) => void | Iterable<SeenRow> | Promise<void | Iterable<SeenRow>>} onResync loads the rows anew and
 *   returns them. What arrives meanwhile is given afterwards, unless it is older than its row. A fault, or 30 s: it is called again.
 * @property {(state: WatchState, detail: StateDetail) => void} [onState]
 * @property {boolean} [quiet] nothing but errors in the console. Default false.
 * @property {number} [limit] how many submissions are remembered, and how many wait for a resync. Default 10,000.
 * @property {Partial<Environment>} [environment] for tests and other runtimes.
 */

/**
 * @typedef {object} Environment
 * @property {new (url: string, protocols: string[]) => any} WebSocket
 * @property {(action: () => void, ms: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {() => number} now
 * @property {() => number} random
 * @property {Pick<Console, "log" | "debug" | "error">} console
 * @property {Pick<EventTarget, "addEventListener" | "removeEventListener"> | undefined} window
 * @property {any} document
 */

const SUBPROTOCOL = "live-submissions.v1";
const BACKOFF_BASE = 250;
const BACKOFF_CAP = 10_000;
const STAYED_UP = 5_000;
const HELLO_DEADLINE = 10_000;
const RESYNC_DEADLINE = 30_000;
const HEARTBEATS_MISSED = 2.5;

/**
 * Starts to follow. Wrong use throws a TypeError at once; nothing that happens later throws.
 * @param {WatchOptions} options
 */
export function watchSubmissions(options) {
  return new SubmissionWatch(options);
}

/** Of the 44xx only 4401 (signed in again), 4408 and 4429 may come back; every other code does. @param {number} code */
const isFinal = (code) => code >= 4400 && code <= 4499 && code !== 4408 && code !== 4429;

/** @param {unknown} text */
function parsePosition(text) {
  const parts = typeof text === "string" ? /^(.+):(\d+)$/.exec(text) : null;
  if (!parts) throw new TypeError(`Not a position ("epoch:sequence"): ${text}`);
  return { epoch: parts[1], sequence: Number(parts[2]) };
}

/** @param {string | URL} url */
function toWebSocketUrl(url) {
  const absolute = new URL(url, globalThis.document?.baseURI);
  absolute.protocol = absolute.protocol.replace(/^http/, "ws");
  if (!/^wss?:$/.test(absolute.protocol)) throw new TypeError(`Not a WebSocket URL: ${url}`);
  absolute.hash = "";
  return absolute;
}

/** @typedef {{ revision: number | null, epoch: string | null, sequence: number }} Had */

/** What the page has of each submission. The longest unchanged is forgotten first. */
class Known {
  /** @type {Map<string, Had>} */
  #newest = new Map();
  #limit;

  /** @param {number} limit */
  constructor(limit) {
    this.#limit = limit;
  }

  /**
   * By revision when both have one, else by sequence within an epoch, else it is.
   * @param {SubmissionUpdate} update @param {string | null} epoch
   */
  isNews(update, epoch) {
    const had = this.#newest.get(String(update.submission_id));
    if (!had) return true;
    if (had.revision !== null && update.revision != null) {
      // Beyond 2^53 numbers that are near look the same here: then the log's own order decides.
      const looksSame = update.revision === had.revision && !Number.isSafeInteger(update.revision);
      if (!looksSame) return update.revision > had.revision;
    }
    return had.epoch !== epoch || !(Number(update.sequence) <= had.sequence);
  }

  /** @param {SubmissionUpdate} update @param {string | null} epoch */
  took(update, epoch) {
    this.#set(update.submission_id, { revision: update.revision ?? null, epoch, sequence: update.sequence ?? 0 });
  }

  /** @param {Iterable<SeenRow>} rows @param {boolean} replace whether the row is right even when something newer was known */
  sawRows(rows, replace) {
    for (const { submission_id: id, revision } of rows) {
      if (revision == null) continue;
      const had = this.#newest.get(String(id));
      if (replace || !had || had.revision === null || had.revision < revision) {
        this.#set(id, { revision, epoch: had?.epoch ?? null, sequence: had?.sequence ?? 0 });
      }
    }
  }

  /** @param {number | string} id @param {Had} state */
  #set(id, state) {
    const key = String(id);
    this.#newest.delete(key);
    this.#newest.set(key, state);
    if (this.#newest.size > this.#limit) this.#newest.delete(/** @type {string} */ (this.#newest.keys().next().value));
  }
}

class SubmissionWatch {
  #options;
  /** @type {Environment} */
  #environment;
  #known;
  #since = "";
  /** @type {string | null} */
  #epoch = null;
  #sequence = 0;
  /** @type {WatchState} */
  #state = "connecting";
  #ended = false;
  #verified = true;
  #complete = true;
  /** Ends the present connection. @type {((reason: string) => void) | null} */
  #drop = null;
  #connected = false;
  #silentAt = Infinity;
  /** Updates that wait for a resync, newest per submission. @type {Map<string, SubmissionUpdate>} */
  #held = new Map();
  #limit;
  /** The resync that is not done yet. @type {{ position: string, reason: string } | null} */
  #resync = null;
  /** @type {AbortController | null} */
  #load = null;
  /** @type {Set<() => void>} */
  #pauses = new Set();

  /** @param {WatchOptions} options */
  constructor(options) {
    const { url, position, onUpdate, onResync, limit = 10_000 } = options;
    if (typeof url !== "function") toWebSocketUrl(url);
    if (typeof onUpdate !== "function" || typeof onResync !== "function") {
      throw new TypeError("watchSubmissions needs onUpdate(update) and onResync(request).");
    }
    if (position === "0" || position === "live") this.#since = position;
    else if (position) this.#moveTo(position);
    this.#options = options;
    this.#limit = limit;
    this.#known = new Known(limit);
    this.#environment = {
      WebSocket: globalThis.WebSocket,
      setTimeout: (action, ms) => globalThis.setTimeout(action, ms),
      clearTimeout: (timer) => globalThis.clearTimeout(timer),
      now: Date.now,
      random: Math.random,
      console: globalThis.console,
      window: globalThis.window,
      document: globalThis.document,
      ...options.environment,
    };
    this.#environment.window?.addEventListener("online", this.#wake);
    this.#environment.document?.addEventListener("visibilitychange", this.#wake);
    queueMicrotask(() => this.#follow()); // Nothing is called back before the page has the watch in hand.
  }

  /** Where it stands, for a later `position`; null while that is not known, or a resync is not done. @returns {string | null} */
  get position() {
    return this.#resync ? null : this.#epoch !== null ? `${this.#epoch}:${this.#sequence}` : this.#since || null;
  }

  /** @returns {WatchState} */
  get state() {
    return this.#state;
  }

  /** Tells what the page has by other ways, so that nothing older is given. @param {Iterable<SeenRow>} rows */
  seen(rows) {
    this.#known.sawRows(rows, false);
  }

  /** Tries again at once: after the server closed it (4401: signed in again), or instead of waiting. Not after `close()`. */
  reconnect() {
    if (this.#state !== "closed") this.#hurry();
    else if (!this.#ended) this.#follow();
  }

  /** Ends it for good. */
  close() {
    if (this.#ended) return;
    this.#ended = true;
    this.#environment.window?.removeEventListener("online", this.#wake);
    this.#environment.document?.removeEventListener("visibilitychange", this.#wake);
    this.#held.clear();
    this.#load?.abort();
    this.#drop?.("closed by the page");
    for (const end of this.#pauses) end();
    this.#show("closed", { reason: "closed by the page" });
  }

  /** One connection after the other. */
  async #follow() {
    if (this.#ended) return;
    this.#show("connecting", {});
    for (let failures = 0; !this.#ended; failures++) {
      const { stayedUp, ...detail } = await this.#connect();
      if (this.#ended) return;
      if (isFinal(detail.code)) return this.#show("closed", detail);
      if (stayedUp) failures = 0;
      const delay = this.#backoff(detail.code === 4429 ? Infinity : failures);
      this.#show("reconnecting", { ...detail, delay });
      await this.#pause(delay);
    }
  }

  /** Full jitter: clients that were cut together do not return together. @param {number} failures */
  #backoff(failures) {
    return this.#environment.random() * Math.min(BACKOFF_CAP, BACKOFF_BASE * 2 ** failures);
  }

  /** @returns {Promise<{ code: number, reason: string, stayedUp: boolean }>} how the connection ended */
  #connect() {
    const { WebSocket, setTimeout, clearTimeout, now } = this.#environment;
    return new Promise((resolve) => {
      /** @type {any} */
      let socket;
      /** @type {any} */
      let watchdog;
      let upSince = Infinity;
      let patience = HELLO_DEADLINE;
      const end = (/** @type {number} */ code, /** @type {string} */ reason) => {
        if (this.#drop !== drop) return;
        clearTimeout(watchdog);
        this.#drop = null;
        this.#connected = false;
        if (socket) {
          socket.onmessage = socket.onclose = null;
          socket.close(); // A half-open socket takes its time to notice: nobody waits for it.
        }
        resolve({ code, reason, stayedUp: now() - upSince >= STAYED_UP });
      };
      const expectFrame = () => {
        clearTimeout(watchdog);
        this.#silentAt = now() + patience;
        watchdog = setTimeout(() => drop("silent"), patience);
      };
      const drop = (/** @type {string} */ reason) => {
        if (reason === "silent" && this.#connected) this.#show("stale", { reason });
        end(1006, reason);
      };
      this.#drop = drop;

      try {
        socket = new WebSocket(this.#endpoint(), [SUBPROTOCOL]);
      } catch (error) {
        this.#report("Cannot connect:", error);
        return end(1006, String(error));
      }
      expectFrame();
      socket.onerror = () => setTimeout(() => end(1006, "error"), 0); // A close comes first and says more, but not from Node 20.
      socket.onclose = (/** @type {CloseEvent} */ event) => end(event.code, event.reason);
      socket.onmessage = (/** @type {MessageEvent} */ event) => {
        for (const message of this.#parse(event.data)) {
          this.#take(message);
          if (message?.type !== "hello" || !this.#connected) continue;
          upSince = now();
          if (message.heartbeat_seconds > 0) patience = message.heartbeat_seconds * 1000 * HEARTBEATS_MISSED;
        }
        if (this.#connected && this.#drop === drop) expectFrame();
      };
    });
  }

  #endpoint() {
    const { url } = this.#options;
    const endpoint = toWebSocketUrl(typeof url === "function" ? url() : url);
    const since = this.#epoch !== null ? `${this.#epoch}:${this.#sequence}` : this.#since === "0" ? "0" : "";
    // The application's own query may carry a token: it is sent, not logged.
    const shown = endpoint.origin + endpoint.pathname;
    this.#line("log", `Attempting to connect to: ${since ? `${shown}?since=${since}` : shown}`);
    if (since) endpoint.searchParams.set("since", since);
    return endpoint.href;
  }

  /** @param {unknown} data @returns {any[]} the messages of a frame */
  #parse(data) {
    try {
      const frame = JSON.parse(/** @type {string} */ (data));
      return Array.isArray(frame) ? frame : [frame];
    } catch (error) {
      this.#report("Malformed frame:", data, error);
      return [];
    }
  }

  /** @param {any} message */
  #take(message) {
    if (this.#ended) return;
    try {
      if (typeof message.type !== "string") throw new TypeError("no type");
      if (message.type === "hello") this.#line("log", "Connected successfully for problem submissions");
      this.#line(message.type === "heartbeat" ? "debug" : "log", "Message received: ", message);
      if (message.type === "submission_update") this.#takeUpdate(message);
      else if (message.type === "hello") this.#takeHello(message);
      else if (message.type === "heartbeat") this.#takeHeartbeat(message);
      else if (message.type === "resync") this.#startResync(message.position, message.reason);
    } catch (error) {
      this.#report("Malformed message:", message, error);
    }
  }

  /** @param {{ position: string, resumed: boolean, complete?: boolean }} hello */
  #takeHello({ position, resumed, complete }) {
    const { epoch } = parsePosition(position);
    this.#connected = true;
    this.#verified = true;
    this.#complete = complete !== false;
    if (this.#epoch === null) {
      const asked = this.#since;
      this.#moveTo(position);
      if (!asked) this.#startResync(position, "unknown");
    } else if (!resumed || epoch !== this.#epoch) {
      // A resync follows. Until it is here the old position stands: were the connection lost now, it would be asked for again.
      return;
    }
    this.#settle();
  }

  /** @param {{ position: string, verified?: boolean }} heartbeat */
  #takeHeartbeat({ position, verified }) {
    const { epoch, sequence } = parsePosition(position);
    if (epoch !== this.#epoch) this.#startResync(position, "epoch");
    this.#sequence = Math.max(this.#sequence, sequence);
    this.#verified = verified !== false;
    this.#settle();
  }

  /** @param {SubmissionUpdate} update */
  #takeUpdate(update) {
    const id = update.submission_id;
    if (!/number|string/.test(typeof id) || typeof update.status !== "string") throw new TypeError("no submission_id or status");
    if (this.#known.isNews(update, this.#epoch)) {
      if (this.#resync) this.#hold(update);
      else this.#give(update);
    }
    if (Number(update.sequence) > this.#sequence) this.#sequence = Number(update.sequence);
  }

  /** @param {SubmissionUpdate} update */
  #hold(update) {
    const key = String(update.submission_id);
    const had = this.#held.get(key);
    if (had?.revision != null && update.revision != null && update.revision < had.revision) return;
    this.#held.delete(key);
    this.#held.set(key, update);
    if (this.#held.size > this.#limit) this.#startResync(`${this.#epoch}:${this.#sequence}`, "overflow");
  }

  /** @param {SubmissionUpdate} update */
  #give(update) {
    if (this.#ended) return;
    this.#known.took(update, this.#epoch);
    this.#line("log", `Updating submission ${update.submission_id}: status=${update.status}`);
    this.#call(() => {
      const shown = this.#options.onUpdate(update);
      if (shown instanceof Promise) shown.catch((error) => this.#report("onUpdate failed:", error));
      const state = shown && typeof shown === "object" && !(shown instanceof Promise) ? shown : update;
      this.#line("log", "Updated submission state: ", state);
    }, "onUpdate");
  }

  /** @param {string} position @param {string} reason */
  #startResync(position, reason) {
    this.#moveTo(position);
    this.#held.clear();
    const running = this.#resync !== null;
    this.#resync = { position, reason };
    this.#load?.abort(); // It may have read its rows too early for this one.
    if (!running) this.#askApplication();
    this.#settle();
  }

  /** Until the application has answered the newest request; what arrives meanwhile is held, then given. */
  async #askApplication() {
    for (let failures = 0; this.#resync && !this.#ended; ) {
      const request = this.#resync;
      try {
        const rows = await this.#loadRows(request);
        if (this.#resync !== request || this.#ended) continue;
        if (rows) this.#known.sawRows(rows, true);
        this.#resync = null;
      } catch (error) {
        if (this.#resync !== request || this.#ended) continue;
        this.#report("onResync failed:", error);
        await this.#pause(this.#backoff(failures++));
      }
    }
    const held = [...this.#held.values()];
    this.#held.clear();
    for (const update of held) if (this.#known.isNews(update, this.#epoch)) this.#give(update);
    this.#settle();
  }

  /** @param {{ position: string, reason: string }} request */
  #loadRows(request) {
    const { setTimeout, clearTimeout } = this.#environment;
    const load = (this.#load = new AbortController());
    const deadline = setTimeout(() => load.abort(new Error(`no answer within ${RESYNC_DEADLINE / 1000} s`)), RESYNC_DEADLINE);
    const givenUp = new Promise((_, reject) => load.signal.addEventListener("abort", () => reject(load.signal.reason)));
    const answer = (async () => this.#options.onResync({ ...request, signal: load.signal }))();
    return Promise.race([answer, /** @type {Promise<never>} */ (givenUp)]).finally(() => clearTimeout(deadline));
  }

  /** @param {string} position */
  #moveTo(position) {
    ({ epoch: this.#epoch, sequence: this.#sequence } = parsePosition(position));
  }

  /** Shows what a connected watch is. */
  #settle() {
    if (!this.#connected) return;
    if (this.#resync) this.#show("resynchronising", { reason: this.#resync.reason });
    else if (!this.#verified) this.#show("stale", { reason: "unverified" });
    else this.#show("live", { complete: this.#complete });
  }

  /** @param {WatchState} state @param {StateDetail} detail */
  #show(state, detail) {
    if (state === this.#state && state !== "reconnecting" && state !== "connecting") return;
    this.#state = state;
    this.#call(() => this.#options.onState?.(state, detail), "onState");
  }

  /** The page is looked at again, or the network is back. */
  #wake = () => {
    if (this.#environment.document?.visibilityState !== "hidden") this.#hurry();
  };

  #hurry() {
    for (const end of this.#pauses) end();
    if (this.#environment.now() >= this.#silentAt) this.#drop?.("silent");
  }

  /** @param {number} ms @returns {Promise<void>} */
  #pause(ms) {
    return new Promise((resolve) => {
      const end = () => {
        this.#environment.clearTimeout(timer);
        this.#pauses.delete(end);
        resolve();
      };
      const timer = this.#environment.setTimeout(end, ms);
      this.#pauses.add(end);
    });
  }

  /** A fault of the page's own code stops nothing here. @param {() => void} action @param {string} name */
  #call(action, name) {
    try {
      action();
    } catch (error) {
      this.#report(`${name} failed:`, error);
    }
  }

  /** @param {"log" | "debug"} level @param {string} text @param {object} [json] */
  #line(level, text, json) {
    if (!this.#options.quiet) this.#environment.console[level](`[WebSocket] ${text}${json ? JSON.stringify(json) : ""}`);
  }

  /** @param {string} text @param {...unknown} more */
  #report(text, ...more) {
    this.#environment.console.error(`[WebSocket] ${text}`, ...more);
  }
}
