import { isId } from "./ids.js";
import { PassedStates } from "./passed-states.js";
import { leastOf, parsePosition } from "./position.js";

/** What a connection knows of the log, and the cursors that it serves from there. */
export class Mirror {
  cursors = new Set();
  passed = new PassedStates();
  /** The server has said hello; and if that was not what was asked for, the resync has come too. */
  isConnected = false;
  ready = false;
  verified = true;
  complete = true;
  /** In ms. */
  heartbeat = 10_000;

  /** An attempt asks from where the cursor that is furthest behind stands. Nowhere, if all want only what comes. */
  begin() {
    this.passed.moveTo(leastOf(this.cursors));
  }

  lost() {
    this.isConnected = this.ready = false;
  }

  take(message) {
    const { type, position, reason } = message;
    if (type === "hello") this.#takeHello(message);
    else if (!this.isConnected) return; // Nothing counts before the hello.
    else if (type === "resync") this.#takeResync(parsePosition(position), reason);
    else if (type === "heartbeat") this.#takeHeartbeat(message);
    else if (type === "submission_update" && this.ready) this.#takeUpdate(message);
  }

  serve(cursor) {
    cursor.attach(this.passed.position, this.passed.from);
    for (const update of this.passed.newest.values()) cursor.take(update);
    cursor.settle();
  }

  #takeHello({ position, resumed, complete, verified, heartbeat_seconds: seconds }) {
    const at = parsePosition(position);
    if (seconds > 0) this.heartbeat = seconds * 1000;
    if (this.isConnected) return; // Each answer to a poll says hello.
    this.isConnected = true;
    this.verified = verified !== false;
    this.complete = complete !== false;
    if (this.passed.epoch === null) this.passed.foundAt(at);
    else if (!resumed || at.epoch !== this.passed.epoch) {
      // A resync follows. Until it is here the old positions stand: were the connection lost now, they would be asked for again.
      return;
    }
    this.ready = true;
    for (const cursor of this.cursors) this.serve(cursor);
  }

  #takeUpdate(update) {
    const { submission_id: id, status } = update;
    if (!isId(id) || typeof status !== "string") throw new TypeError("no submission_id (beyond 2^53 it is a string), or no status");
    for (const cursor of this.cursors) cursor.take(update);
    this.passed.add(update);
  }

  #takeHeartbeat({ position, verified }) {
    const at = parsePosition(position);
    this.verified = verified !== false;
    if (!this.ready) return;
    if (at.epoch !== this.passed.epoch) return this.#takeResync(at, "epoch");
    this.passed.passed(at.sequence);
    for (const cursor of this.cursors) cursor.passed(at.sequence);
  }

  #takeResync(position, reason) {
    this.passed.moveTo(position);
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
