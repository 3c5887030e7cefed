import { isId } from "./ids.js";
import { RecentStates } from "./recent-states.js";
import { leastOf, parsePosition } from "./position.js";

/** What a connection knows about the log, and the cursors that it serves. */
export class Mirror {
  cursors = new Set();
  recent = new RecentStates();
  /** The server has said hello. */
  isConnected = false;
  /** As isConnected; and if the server could not resume, its resync has come too. */
  ready = false;
  verified = true;
  complete = true;
  /** In ms. */
  heartbeat = 10_000;

  /** An attempt resumes from the position of the cursor that is furthest behind; from none if every cursor wants only new updates. */
  begin() {
    this.recent.moveTo(leastOf(this.cursors));
  }

  lost() {
    this.isConnected = this.ready = false;
  }

  take(message) {
    const { type, position, reason } = message;
    if (type === "hello") this.#takeHello(message);
    else if (!this.isConnected) return; // Messages before the hello are ignored.
    else if (type === "resync") this.#takeResync(parsePosition(position), reason);
    else if (type === "heartbeat") this.#takeHeartbeat(message);
    else if (type === "submission_update" && this.ready) this.#takeUpdate(message);
  }

  serve(cursor) {
    cursor.attach(this.recent.position, this.recent.from);
    for (const update of this.recent.newest.values()) cursor.take(update);
    cursor.refreshState();
  }

  #takeHello({ position, resumed, complete, verified, heartbeat_seconds: seconds }) {
    const at = parsePosition(position);
    if (seconds > 0) this.heartbeat = seconds * 1000;
    if (this.isConnected) return; // Polling: each answer begins with a hello.
    this.isConnected = true;
    this.verified = verified !== false;
    this.complete = complete !== false;
    if (this.recent.epoch === null) this.recent.startAt(at);
    else if (!resumed || at.epoch !== this.recent.epoch) {
      // A resync follows. Until then the old positions stay: if the connection is lost now, the next attempt must ask from them again.
      return;
    }
    this.ready = true;
    for (const cursor of this.cursors) this.serve(cursor);
  }

  #takeUpdate(update) {
    const { submission_id: id, status } = update;
    if (!isId(id) || typeof status !== "string") throw new TypeError("no submission_id (beyond 2^53 it is a string), or no status");
    for (const cursor of this.cursors) cursor.take(update);
    this.recent.add(update);
  }

  #takeHeartbeat({ position, verified }) {
    const at = parsePosition(position);
    this.verified = verified !== false;
    if (!this.ready) return;
    if (at.epoch !== this.recent.epoch) return this.#takeResync(at, "epoch");
    this.recent.advance(at.sequence);
    for (const cursor of this.cursors) cursor.advance(at.sequence);
  }

  #takeResync(position, reason) {
    this.recent.moveTo(position);
    this.ready = true;
    for (const cursor of this.cursors) {
      if (cursor.position) cursor.resync(position, reason);
      else this.serve(cursor);
    }
  }

  showAll(state, detail = {}) {
    for (const cursor of this.cursors) cursor.show(state, detail);
  }
}
