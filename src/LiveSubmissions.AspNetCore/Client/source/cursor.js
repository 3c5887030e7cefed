import { toWebSocketUrl } from "./address.js";
import { Connection } from "./connection.js";
import { ENDPOINTS } from "./endpoints.js";
import { isId } from "./ids.js";
import { Known } from "./known.js";
import { Pauses, backoff } from "./pauses.js";
import { formatPosition, parsePosition } from "./position.js";
import { REMEMBERED } from "./reloads.js";

const RESYNC_DEADLINE = 30_000;

/** One watch: its position, the revisions that the page has, and the resync that is not done yet. */
export class Cursor {
  state = null;
  connection = null;
  position = null;
  pauses = new Pauses();
  #options;
  #isEnded = false;
  #resync = null;
  /** Why this page cannot do the resync, or null. What it shows then stays old. */
  #blockedBy = null;
  #load = null;
  #stopAsking = () => {};
  /** The newest update of each submission that waits for the resync. */
  #held = new Map();

  constructor(options) {
    const { url, position, submissionId = "", onUpdate, onResync, endpoints = [], limit = 10_000, quiet = false } = options;
    if (typeof url !== "function") toWebSocketUrl(url);
    if (typeof onUpdate !== "function" || (typeof onResync !== "function" && onResync !== "reload")) {
      throw new TypeError('watchSubmissions needs onUpdate(update) and onResync(request), or onResync "reload".');
    }
    if (!isId(submissionId)) throw new TypeError(`Not a submissionId (beyond 2^53 it must be a string): ${submissionId}`);
    const unknown = endpoints.find((endpoint) => !ENDPOINTS[endpoint]);
    if (unknown) throw new TypeError(`Not an endpoint (${Object.keys(ENDPOINTS).join(", ")}): ${unknown}`);
    if (position === "0") this.position = { epoch: null, sequence: 0 };
    else if (position && position !== "live") this.position = parsePosition(position);
    this.#options = { ...options, limit };
    this.isQuiet = quiet;
    this.known = new Known(limit);
    queueMicrotask(() => {
      if (this.#isEnded) return; // No callback runs before watchSubmissions has returned the watch.
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
    this.#stopAsking();
    this.pauses.end();
    this.connection?.leave(this);
    this.show("closed", { reason: "closed by the page" });
  }

  /** The connection is at { epoch, sequence }, and has all updates after `from`. */
  attach({ epoch, sequence }, from) {
    const mine = this.position;
    if (!mine && this.#options.position === "live") this.position = { epoch, sequence };
    else if (!mine) this.resync({ epoch, sequence }, "unknown");
    else if (mine.epoch === null) mine.epoch = epoch;
    else if (mine.epoch !== epoch) this.resync({ epoch, sequence }, "epoch");
    else if (mine.sequence < from) this.resync({ epoch, sequence }, "trimmed");
  }

  take(update) {
    const { submission_id: id, sequence } = update;
    if (this.#isEnded || sequence <= this.position.sequence) return; // The page has it; the connection reads it again for another cursor.
    const { submissionId = id } = this.#options;
    const isMine = `${submissionId}` === `${id}` && this.known.isNewer(update);
    this.#moveTo(sequence); // Before onUpdate runs: the page may read the position there.
    if (isMine && this.#resync && !this.#blockedBy) this.#hold(update);
    else if (isMine) this.#give(update);
    this.refreshState();
  }

  advance(sequence) {
    this.#moveTo(sequence);
    this.refreshState();
  }

  #moveTo(sequence) {
    if (sequence > this.position.sequence) this.position.sequence = sequence;
  }

  #hold(update) {
    const key = `${update.submission_id}`;
    this.#held.delete(key); // What comes later in the log is newer.
    this.#held.set(key, update);
    if (this.#held.size > this.#options.limit) this.resync(this.position, "overflow");
  }

  #give(update) {
    this.known.add(update);
    this.#line(`Updating submission ${update.submission_id}: status=${update.status}`);
    this.#call("onUpdate", () => {
      const shown = this.#options.onUpdate(update);
      const isLater = shown instanceof Promise;
      if (isLater) shown.catch((error) => this.connection.report("onUpdate failed:", error));
      this.#line("Updated submission state: ", typeof shown === "object" && !isLater && shown ? shown : update);
    });
  }

  resync(position, reason) {
    const isRunning = this.#resync && !this.#blockedBy;
    const reloadDidNotHelp = this.connection.reloads.didNotHelp(this.position);
    this.#blockedBy = reloadDidNotHelp ? "reloaded" : reason === "unknown" && this.#options.onResync === "reload" ? reason : null;
    this.position = { ...position };
    this.#held.clear();
    this.#resync = { position: formatPosition(position), reason };
    this.#load?.abort(); // Its rows may be older than this resync.
    if (!isRunning) this.#askApplication();
    // If the page did not reload itself, but somebody pressed F5 while it loaded its rows, asking again helps.
    this.#stopAsking();
    if (reloadDidNotHelp && this.#options.onResync !== "reload") this.#stopAsking = this.#askAgainIn(REMEMBERED);
    this.refreshState();
  }

  #askAgainIn(ms) {
    const { setTimeout, clearTimeout } = this.connection.environment;
    const timer = setTimeout(() => {
      if (this.#isEnded || !this.#blockedBy) return;
      this.#blockedBy = null;
      this.#askApplication();
      this.refreshState();
    }, ms);
    return () => clearTimeout(timer);
  }

  /** Asks until the application has answered the newest request. Updates that arrive meanwhile wait, and are given afterwards. */
  async #askApplication() {
    for (let failures = 0; this.#resync && !this.#blockedBy && !this.#isEnded; ) {
      const request = this.#resync;
      try {
        const rows = await this.#loadRows(request);
        if (this.#resync !== request || this.#isEnded) continue;
        if (rows) this.known.sawRows(rows, true);
        this.#resync = null;
      } catch (error) {
        if (this.#resync !== request || this.#isEnded) continue;
        this.connection.report("onResync failed:", error);
        if (this.#options.onResync === "reload") this.#blockedBy = "reloaded";
        if (this.#blockedBy) continue;
        await this.pauses.wait(this.connection.environment, backoff(this.connection.environment, failures++));
      }
    }
    const held = [...this.#held.values()];
    const { sequence } = this.position;
    this.#held.clear();
    for (const update of held) {
      if (this.#isEnded || !this.known.isNewer(update)) continue;
      this.position.sequence = update.sequence ?? sequence; // A page that resumes from here still gets the other updates.
      this.#give(update);
    }
    if (!this.#isEnded) this.position.sequence = sequence;
    this.refreshState();
  }

  #loadRows(request) {
    const { setTimeout, clearTimeout } = this.connection.environment;
    const load = (this.#load = new AbortController());
    const deadline = setTimeout(() => load.abort(new Error(`no answer within ${RESYNC_DEADLINE / 1000} s`)), RESYNC_DEADLINE);
    const givenUp = new Promise((_, reject) => load.signal.addEventListener("abort", () => reject(load.signal.reason)));
    const answer = (async () => this.#answer({ ...request, signal: load.signal }))();
    return Promise.race([answer, givenUp]).finally(() => clearTimeout(deadline));
  }

  #answer(request) {
    const { onResync } = this.#options;
    const { reloads } = this.connection;
    if (onResync !== "reload") {
      const stop = reloads.watch(this.position);
      return Promise.resolve(onResync(request)).then((rows) => (rows && stop(), rows));
    }
    reloads.reload(this.position);
    return new Promise(() => {}); // Never resolves: the page is about to go.
  }

  /** Shows the state of a connected watch. */
  refreshState() {
    const { endpoint, isResting, mirror: { ready, verified, complete } } = this.connection;
    if (this.#isEnded || !ready) return;
    if (this.#blockedBy) this.show("stale", { reason: this.#blockedBy });
    else if (this.#resync) this.show("resynchronising", { reason: this.#resync.reason });
    else if (isResting) this.show("stale", { reason: "hidden" });
    else if (!verified) this.show("stale", { reason: "unverified" });
    else this.show("live", { complete, endpoint });
  }

  show(state, detail) {
    if (state === this.state && state !== "reconnecting") return;
    this.state = state;
    this.#call("onState", () => this.#options.onState?.(state, detail));
  }

  /** An exception in the page's own code is reported, and stops nothing here. */
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
