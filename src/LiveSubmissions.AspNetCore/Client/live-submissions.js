/**
 * Follows submissions over WebSocket, SSE or polling, whichever gets through, and comes back by itself, for ever.
 *
 * The log on the server keeps each submission's newest state. A cursor (one per watch) holds a position in it, not a queue. A connection
 * (one per URL) follows the log for all its cursors, from the least of their positions, and remembers the newest states that it passed.
 * docs/protocol.md is the wire; live-submissions.d.ts describes what is exported.
 */

const BACKOFF_BASE = 250;
const BACKOFF_CAP = 10_000;
const STAYED_UP = 5_000;
const HELLO_DEADLINE = 10_000;
const RESYNC_DEADLINE = 30_000;
const HEARTBEATS_MISSED = 2.5;
const ATTEMPTS_PER_FACE = 2;
const LOWER_FACE_LASTS = 30 * 60_000;
const LOOK_BACK_AFTER = 60_000;
const POLL_EVERY = 2_000;
const REMEMBERED_STATES = 10_000;
const REOPEN = 0; // No server's code: this side leaves, and goes on at once.

/** Wrong use throws a TypeError at once; nothing that happens later throws. */
export function watchSubmissions(options) {
  const cursor = new Cursor(options);
  return {
    get position() {
      return cursor.publicPosition;
    },
    get state() {
      return cursor.state ?? "connecting";
    },
    seen: (rows) => cursor.known.sawRows(rows, false),
    reconnect: () => cursor.connection?.reconnect(),
    close: () => cursor.close(),
  };
}

/** Follows while somebody subscribes, and goes on from its position when somebody does so again. */
export function createSubmissionStore({ submissions = [], onResync, ...options }) {
  const listeners = new Set();
  const idOf = (row) => String(row.submission_id);
  let rows = new Map([...submissions].map((row) => [idOf(row), row]));
  let { position } = options;
  let snapshot = { state: "connecting", detail: {}, submissions: new Map(rows) };
  let changed = null; // What of the snapshot is no longer true.
  let watch = null;

  const getSnapshot = () => {
    if (changed) snapshot = { ...snapshot, submissions: new Map(rows), ...changed };
    changed = null;
    return snapshot;
  };
  const change = (part) => {
    // One copy and one call for all that arrives together.
    if (!changed) queueMicrotask(() => listeners.forEach((listener) => listener(getSnapshot())));
    changed = { ...changed, ...part };
  };
  const follow = () => {
    watch = watchSubmissions({
      ...options,
      position,
      onUpdate(update) {
        const row = { ...rows.get(idOf(update)), ...update };
        rows.set(idOf(update), row);
        change();
        return row;
      },
      async onResync(request) {
        const loaded = [...(await onResync(request))];
        if (!request.signal.aborted) rows = new Map(loaded.map((row) => [idOf(row), row]));
        change();
        return loaded;
      },
      onState: (state, detail) => change({ state, detail }),
    });
    watch.seen(rows.values());
  };
  return {
    getSnapshot,
    subscribe(listener) {
      const own = () => listener(getSnapshot()); // The same function may subscribe twice.
      listeners.add(own);
      if (!watch) follow();
      own();
      return () => {
        if (!listeners.delete(own) || listeners.size) return;
        position = watch.position;
        watch.close();
        watch = null;
      };
    },
    reconnect: () => watch?.reconnect(),
  };
}

/** Of the 44xx only 4401 (signed in again), 4408 and 4429 may come back; every other code does. */
const isFinal = (code) => code >= 4400 && code <= 4499 && code !== 4408 && code !== 4429;

function parsePosition(text) {
  const parts = typeof text === "string" ? /^(.+):(\d+)$/.exec(text) : null;
  if (!parts) throw new TypeError(`Not a position ("epoch:sequence"): ${text}`);
  return { epoch: parts[1], sequence: Number(parts[2]) };
}

/** A position without an epoch is the beginning of whichever log it is. */
const formatPosition = ({ epoch, sequence }) => (epoch === null ? "0" : `${epoch}:${sequence}`);

function toWebSocketUrl(url) {
  const absolute = new URL(url, globalThis.document?.baseURI);
  absolute.protocol = absolute.protocol.replace(/^http/, "ws");
  if (!/^wss?:$/.test(absolute.protocol)) throw new TypeError(`Not a WebSocket URL: ${url}`);
  absolute.hash = "";
  return absolute;
}

/** Full jitter: clients that were cut together do not return together. */
const backoff = ({ random }, failures) => random() * Math.min(BACKOFF_CAP, BACKOFF_BASE * 2 ** failures);

/** Waits that can be ended early. */
class Pauses {
  #running = new Set();

  wait({ setTimeout, clearTimeout }, ms) {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#running.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#running.add(end);
    });
  }

  end() {
    for (const end of this.#running) end();
  }
}

/**
 * The ways to reach the log, best first. Each gives what it hears to `take`, says by `end` how it ended, and returns how to close it.
 * `path` makes its address of the WebSocket's; only the connection decides whether and from where to come back.
 */
const FACES = {
  WebSocket: {
    needs: "WebSocket",
    path: (path) => path,
    open({ url, take, end, environment: { WebSocket, setTimeout } }) {
      const socket = new WebSocket(url().href, ["live-submissions.v1"]);
      socket.onerror = () => setTimeout(() => end(1006, "error"), 0); // A close comes first and says more, but not from Node 20.
      socket.onclose = ({ code, reason }) => end(code, reason);
      socket.onmessage = ({ data }) => take(data);
      return () => socket.close(); // A half-open socket takes its time to notice: nobody waits for it.
    },
  },
  SSE: {
    needs: "EventSource",
    path: (path) => path.replace(/(.*)\/ws\//, "$1/sse/"),
    open({ url, take, end, environment: { EventSource } }) {
      const source = new EventSource(url().href, { withCredentials: true });
      for (const type of ["hello", "submission_update", "heartbeat", "resync", "close"]) {
        source.addEventListener(type, ({ data }) => take(data));
      }
      source.onerror = () => end(1006, "error");
      return () => source.close();
    },
  },
  Polling: {
    needs: "fetch",
    path: (path) => path.replace(/(.*)\/ws\//, "$1/").replace(/\/?$/, "/changes"),
    open({ url, take, end, heartbeat, environment: { fetch, setTimeout, clearTimeout, now } }) {
      const abort = new AbortController();
      let timer;
      const ask = async (wait) => {
        const asked = now();
        try {
          const address = url();
          if (wait) address.searchParams.set("wait", wait);
          const answer = await fetch(address.href, { credentials: "include", signal: abort.signal }); // The browser's cache does the ETag.
          const isJson = /json/.test(answer.headers.get("content-type"));
          const messages = isJson ? take(await answer.text()) : [];
          if (!answer.ok || !isJson) return end(1006, `HTTP ${answer.status}`);
          if (abort.signal.aborted) return;
          const isMore = messages.at(-1)?.type === "submission_update"; // Only a last batch is closed by a heartbeat.
          // Waiting for as long as a heartbeat makes each answer one. What answers at once, though it should wait, is not asked at once.
          const pause = isMore ? 0 : asked + Math.min(POLL_EVERY, heartbeat()) - now();
          timer = setTimeout(ask, Math.max(0, pause), isMore ? 0 : Math.min(60, Math.floor(heartbeat() / 1000)));
        } catch (error) {
          end(1006, String(error));
        }
      };
      ask(0);
      return () => {
        abort.abort();
        clearTimeout(timer);
      };
    },
  },
};

const connections = new Set();
const WAKES = ["online", "offline", "pageshow", "visibilitychange", "resume"];

class Connection {
  /** One for all that ask for the same. */
  static for({ url, faces = Object.keys(FACES), environment }) {
    const key = typeof url === "function" ? url : `${toWebSocketUrl(url)}`;
    const isSame = (other) => other.key === key && other.given === environment && `${other.faces}` === `${faces}`;
    return [...connections].find(isSame) ?? new Connection(key, faces, environment);
  }

  face = "WebSocket";
  ready = false;
  verified = true;
  complete = true;
  #cursors = new Set();
  #pauses = new Pauses();
  #isFollowing = false;
  /** Ends the present attempt. */
  #end = null;
  #isConnected = false;
  /** Which of the possible faces, and the best that has worked on this page. */
  #face = null;
  #bestFace = Infinity;
  #lookBackAt = Infinity;
  #misses = 0;
  #silentAt = Infinity;
  #heartbeat = BACKOFF_CAP;
  /** A small log: the newest states after `from`, up to `position`. Whole if it began where the server's log does. */
  #position = null;
  #from = Infinity;
  #isWhole = false;
  #newest = new Map();

  constructor(key, faces, given) {
    Object.assign(this, { key, faces, given });
    const { WebSocket, EventSource, fetch, window, document, console } = globalThis;
    this.environment = {
      WebSocket, EventSource, window, document, console,
      fetch: fetch?.bind(globalThis),
      setTimeout: (...timer) => globalThis.setTimeout(...timer),
      clearTimeout: (timer) => globalThis.clearTimeout(timer),
      now: Date.now,
      random: Math.random,
      ...given,
    };
    connections.add(this);
  }

  join(cursor) {
    this.#cursors.add(cursor);
    cursor.show("connecting", {});
    if (!this.#isFollowing) this.#follow();
    else if (this.#end && !this.#covers(cursor.position)) this.#reopen();
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
      if (upFor >= 0) this.#misses = 0;
      else if (++this.#misses === ATTEMPTS_PER_FACE) this.#use(this.#face + 1);
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
          lookBack = this.#worked();
        }
        expect(this.#heartbeat * HEARTBEATS_MISSED);
        return messages;
      };
      this.#end = end;
      this.#begin();
      try {
        const { origin, pathname } = this.#endpoint();
        const since = this.#position ? `?since=${formatPosition(this.#position)}` : "";
        this.line("log", `Attempting to connect to: ${origin}${pathname}${since}`); // Not the application's own query: it may carry a token.
        expect(HELLO_DEADLINE);
        close = FACES[this.face].open({
          url: () => this.#endpoint(), take, end, heartbeat: () => this.#heartbeat, environment: this.environment,
        });
      } catch (error) {
        this.report("Cannot connect:", error);
        end(1006, String(error));
      }
    });
  }

  /** Where the next attempt asks from: where the cursor that is furthest behind stands. Nowhere, if all want only what comes. */
  #begin() {
    let least = null;
    for (const { position } of this.#cursors) {
      const isSooner = position && (!least || position.epoch === null || (position.epoch === least.epoch && position.sequence < least.sequence));
      if (isSooner && least?.epoch !== null) least = position;
    }
    this.#moveTo(least && { ...least });
  }

  #moveTo(position) {
    this.#position = position;
    this.#from = position ? position.sequence : Infinity;
    this.#isWhole = position?.epoch === null;
    this.#newest.clear();
  }

  /** Whether what is remembered, and what comes, is all that a cursor there has not had. Another epoch has no such thing: it must resync. */
  #covers(position) {
    if (!position) return true;
    if (position.epoch === null) return this.#isWhole;
    return this.#from <= position.sequence || (this.#position?.epoch && this.#position.epoch !== position.epoch);
  }

  #serve(cursor) {
    cursor.attach(this.#position, this.#from);
    for (const update of this.#newest.values()) cursor.take(update);
    cursor.settle();
  }

  #endpoint() {
    const url = toWebSocketUrl(typeof this.key === "function" ? this.key() : this.key);
    const canChange = url.pathname.includes("/ws/");
    const faces = this.faces.filter((name) => (canChange || name === "WebSocket") && this.environment[FACES[name].needs]);
    if (!faces.length) throw new Error(`${this.faces} cannot reach ${url.origin}${url.pathname}`);
    this.#face = (this.#face ?? Math.max(0, faces.indexOf(this.#recall(url.host)))) % faces.length;
    this.face = faces[this.#face];
    this.host = url.host;
    url.pathname = FACES[this.face].path(url.pathname);
    if (this.face !== "WebSocket") url.protocol = url.protocol.replace("ws", "http");
    if (this.#position) url.searchParams.set("since", formatPosition(this.#position));
    return url;
  }

  #use(face) {
    this.#face = face;
    this.#misses = 0;
  }

  /** A lower face is not for ever: perhaps the server was away when the higher ones were tried, or this is another network by now. */
  #worked() {
    const { now, setTimeout } = this.environment;
    const hasSeenBetter = this.#face > this.#bestFace;
    this.#bestFace = Math.min(this.#face, this.#bestFace);
    if (!hasSeenBetter) this.#remember();
    if (this.#face === 0) return void (this.#lookBackAt = Infinity);
    this.#lookBackAt = Math.min(this.#lookBackAt, now() + (hasSeenBetter ? LOOK_BACK_AFTER : LOWER_FACE_LASTS));
    return setTimeout(() => {
      this.#lookBackAt = this.#bestFace = Infinity;
      this.#use(0);
      this.#reopen();
    }, this.#lookBackAt - now());
  }

  #recall(host) {
    try {
      const [face, until] = this.#storage().getItem(`live-submissions ${host}`).split(" ");
      return this.environment.now() < until ? face : null;
    } catch {
      return null; // Nothing there, or the browser does not let us look.
    }
  }

  #remember() {
    try {
      if (this.#recall(this.host) === this.face) return; // Not for longer: it would be for ever.
      this.#storage().setItem(`live-submissions ${this.host}`, `${this.face} ${this.environment.now() + LOWER_FACE_LASTS}`);
    } catch {} // Then the next page finds out by itself.
  }

  #storage() {
    return this.environment.storage ?? this.environment.window.localStorage;
  }

  #reopen() {
    this.#showAll("connecting");
    this.#end?.(REOPEN);
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
    if (!this.#position?.epoch) {
      const isWhole = this.#isWhole;
      this.#moveTo(at);
      this.#isWhole = isWhole;
    } else if (!resumed || at.epoch !== this.#position.epoch) {
      // A resync follows. Until it is here the old positions stand: were the connection lost now, they would be asked for again.
      return;
    }
    this.ready = true;
    for (const cursor of this.#cursors) this.#serve(cursor);
  }

  #takeUpdate(update) {
    const { submission_id: id, status, sequence } = update;
    if (!/number|string/.test(typeof id) || typeof status !== "string") throw new TypeError("no submission_id or status");
    for (const cursor of this.#cursors) cursor.take(update);
    if (!(sequence > this.#position.sequence)) return;
    this.#position.sequence = sequence;
    this.#newest.delete(`${id}`);
    this.#newest.set(`${id}`, update);
    if (this.#newest.size <= REMEMBERED_STATES) return;
    const [[oldest, { sequence: trimmed }]] = this.#newest;
    this.#newest.delete(oldest);
    this.#from = trimmed;
    this.#isWhole = false;
  }

  #takeHeartbeat({ position, verified }) {
    const at = parsePosition(position);
    this.verified = verified !== false;
    if (at.epoch !== this.#position.epoch) return this.#takeResync(at, "epoch");
    this.#position.sequence = Math.max(this.#position.sequence, at.sequence);
    for (const cursor of this.#cursors) cursor.passed(at.sequence);
  }

  #takeResync(position, reason) {
    this.#moveTo(position);
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
    if (type === "online" && this.#bestFace < this.#face) this.#use(this.#bestFace); // What failed offline proves nothing.
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

/** The greatest revision that the page has of each submission. The longest unchanged is forgotten first. */
class Known {
  #revisions = new Map();
  #limit;

  constructor(limit) {
    this.#limit = limit;
  }

  /** Whatever comes later in the log is news, unless the page has loaded newer rows. */
  isNews({ submission_id: id, revision }) {
    const had = this.#revisions.get(`${id}`) ?? null;
    if (had === null || revision == null) return true;
    // Beyond 2^53 numbers that are near look the same here: then the log's own order decides.
    return revision > had || (revision === had && !Number.isSafeInteger(revision));
  }

  took({ submission_id: id, revision }) {
    this.#revisions.delete(`${id}`);
    if (revision != null) this.#revisions.set(`${id}`, revision);
    if (this.#revisions.size > this.#limit) this.#revisions.delete(this.#revisions.keys().next().value);
  }

  /** With `isRight` a row counts even when something newer was known. */
  sawRows(rows, isRight) {
    for (const row of rows) if (row.revision != null && (isRight || this.isNews(row))) this.took(row);
  }
}

/** One watch: a position, what the page has, and the resync that is not done yet. */
class Cursor {
  state = null;
  connection = null;
  position = null;
  pauses = new Pauses();
  #options;
  #isEnded = false;
  #resync = null;
  #load = null;
  /** Updates that wait for a resync, newest per submission. */
  #held = new Map();

  constructor(options) {
    const { url, position, onUpdate, onResync, faces = [], limit = 10_000, quiet = false } = options;
    if (typeof url !== "function") toWebSocketUrl(url);
    if (typeof onUpdate !== "function" || typeof onResync !== "function") {
      throw new TypeError("watchSubmissions needs onUpdate(update) and onResync(request).");
    }
    const unknown = faces.find((face) => !FACES[face]);
    if (unknown) throw new TypeError(`Not a face (${Object.keys(FACES).join(", ")}): ${unknown}`);
    if (position === "0") this.position = { epoch: null, sequence: 0 };
    else if (position && position !== "live") this.position = parsePosition(position);
    this.#options = { ...options, limit };
    this.isQuiet = quiet;
    this.known = new Known(limit);
    queueMicrotask(() => {
      if (this.#isEnded) return; // Nothing is called back before the page has the watch in hand.
      this.connection = Connection.for(options);
      this.connection.join(this);
    });
  }

  get publicPosition() {
    if (this.#resync) return null;
    return this.position ? formatPosition(this.position) : this.#options.position === "live" ? "live" : null;
  }

  close() {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#held.clear();
    this.#load?.abort();
    this.pauses.end();
    this.connection?.leave(this);
    this.show("closed", { reason: "closed by the page" });
  }

  /** The connection stands `at`, and has what came after `from`. */
  attach({ epoch, sequence }, from) {
    const mine = this.position;
    if (!mine) {
      this.position = { epoch, sequence };
      if (this.#options.position !== "live") this.resync(this.position, "unknown");
    } else if (mine.epoch === null) mine.epoch = epoch;
    else if (mine.epoch !== epoch) this.resync({ epoch, sequence }, "epoch");
    else if (mine.sequence < from) this.resync({ epoch, sequence }, "trimmed");
  }

  take(update) {
    const { submission_id: id, sequence } = update;
    if (this.#isEnded || sequence <= this.position.sequence) return; // Had: it comes again for another cursor.
    const { submissionId = id } = this.#options;
    if (`${submissionId}` === `${id}` && this.known.isNews(update)) {
      if (this.#resync) this.#hold(update);
      else this.#give(update);
    }
    this.passed(sequence);
  }

  passed(sequence) {
    if (sequence > this.position.sequence) this.position.sequence = sequence;
    this.settle();
  }

  #hold(update) {
    const key = `${update.submission_id}`;
    const had = this.#held.get(key);
    if (had?.revision != null && update.revision != null && update.revision < had.revision) return;
    this.#held.delete(key);
    this.#held.set(key, update);
    if (this.#held.size > this.#options.limit) this.resync(this.position, "overflow");
  }

  #give(update) {
    this.known.took(update);
    this.#line(`Updating submission ${update.submission_id}: status=${update.status}`);
    this.#call("onUpdate", () => {
      const shown = this.#options.onUpdate(update);
      if (shown instanceof Promise) shown.catch((error) => this.connection.report("onUpdate failed:", error));
      this.#line("Updated submission state: ", shown && typeof shown === "object" && !(shown instanceof Promise) ? shown : update);
    });
  }

  resync(position, reason) {
    const isRunning = this.#resync !== null;
    this.position = { ...position };
    this.#held.clear();
    this.#resync = { position: formatPosition(position), reason };
    this.#load?.abort(); // It may have read its rows too early for this one.
    if (!isRunning) this.#askApplication();
    this.settle();
  }

  /** Until the application has answered the newest request; what arrives meanwhile is held, then given. */
  async #askApplication() {
    for (let failures = 0; this.#resync && !this.#isEnded; ) {
      const request = this.#resync;
      try {
        const rows = await this.#loadRows(request);
        if (this.#resync !== request || this.#isEnded) continue;
        if (rows) this.known.sawRows(rows, true);
        this.#resync = null;
      } catch (error) {
        if (this.#resync !== request || this.#isEnded) continue;
        this.connection.report("onResync failed:", error);
        await this.pauses.wait(this.connection.environment, backoff(this.connection.environment, failures++));
      }
    }
    const held = [...this.#held.values()];
    this.#held.clear();
    for (const update of held) if (!this.#isEnded && this.known.isNews(update)) this.#give(update);
    this.settle();
  }

  #loadRows(request) {
    const { setTimeout, clearTimeout } = this.connection.environment;
    const load = (this.#load = new AbortController());
    const deadline = setTimeout(() => load.abort(new Error(`no answer within ${RESYNC_DEADLINE / 1000} s`)), RESYNC_DEADLINE);
    const givenUp = new Promise((_, reject) => load.signal.addEventListener("abort", () => reject(load.signal.reason)));
    const answer = (async () => this.#options.onResync({ ...request, signal: load.signal }))();
    return Promise.race([answer, givenUp]).finally(() => clearTimeout(deadline));
  }

  /** Shows what a connected watch is. */
  settle() {
    const { ready, verified, complete, face } = this.connection;
    if (this.#isEnded || !ready) return;
    if (this.#resync) this.show("resynchronising", { reason: this.#resync.reason });
    else if (!verified) this.show("stale", { reason: "unverified" });
    else this.show("live", { complete, face });
  }

  show(state, detail) {
    if (state === this.state && state !== "reconnecting") return;
    this.state = state;
    this.#call("onState", () => this.#options.onState?.(state, detail));
  }

  /** A fault of the page's own code stops nothing here. */
  #call(name, action) {
    try {
      action();
    } catch (error) {
      this.connection.report(`${name} failed:`, error);
    }
  }

  #line(text, json) {
    this.connection.line("log", text, json, this.isQuiet);
  }
}

/**
 * `<live-submission-status src="/ws/problems/1/submissions/" submission-id="42" position="…" revision="3">queued</…>` shows the status as
 * its text. Without a position it asks for all that the log retains: one answer, shared by all elements of the page.
 */
const NAME = "live-submission-status";
if (globalThis.customElements && !customElements.get(NAME)) {
  customElements.define(
    NAME,
    class extends HTMLElement {
      static observedAttributes = ["src", "submission-id"];
      #watch = null;
      #isUnsure = false;

      connectedCallback() {
        if (!this.hasAttribute("aria-live")) this.setAttribute("aria-live", "polite");
        if (this.hasAttribute("status") && !this.textContent) this.textContent = this.getAttribute("status");
        this.#follow(this.getAttribute("position") || "0");
      }

      disconnectedCallback() {
        this.#watch?.close();
        this.#watch = null;
      }

      attributeChangedCallback() {
        if (this.#watch) this.connectedCallback();
      }

      #follow(position) {
        this.disconnectedCallback();
        const [url, submissionId, revision] = ["src", "submission-id", "revision"].map((name) => this.getAttribute(name));
        if (!url || !submissionId) return;
        this.#watch = watchSubmissions({
          url,
          position,
          submissionId,
          onUpdate: (update) => this.#show(update),
          onResync: (request) => {
            // An element has no application to ask: what the log has must do, and until it says something the text may be old.
            this.#isUnsure = true;
            this.#tell("submission-resync", request);
            this.#follow("0");
          },
          onState: (state) => this.setAttribute("state", this.#isUnsure && state === "live" ? "stale" : state),
        });
        if (revision) this.#watch.seen([{ submission_id: submissionId, revision: Number(revision) }]);
      }

      #show(update) {
        this.#isUnsure = false;
        this.textContent = update.status;
        this.setAttribute("status", update.status);
        this.setAttribute("state", this.#watch.state);
        this.#tell("submission-update", update);
      }

      #tell(type, detail) {
        this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
      }
    },
  );
}
