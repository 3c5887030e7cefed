const LIMIT = 10_000;

/**
 * The newest states after `from`, up to `position`. A cursor that joins later gets them from here, without another request to the server.
 * `isWhole`: they start at the beginning of the server's log, and none is missing.
 */
export class RecentStates {
  position = null;
  from = Infinity;
  isWhole = false;
  newest = new Map();

  /** Starts again: at a position; with epoch null at the beginning of the log; with no position at the log's end. */
  moveTo(position) {
    this.position = position;
    this.from = position ? position.sequence : Infinity;
    this.isWhole = position?.epoch === null;
    this.newest.clear();
  }

  /** The server's hello has given the real position. */
  startAt(position) {
    const { isWhole } = this;
    this.moveTo(position);
    this.isWhole = isWhole;
  }

  get epoch() {
    return this.position?.epoch ?? null;
  }

  /** Whether a cursor at `position` misses nothing if it is served from here. A cursor of another epoch must resync anyway. */
  covers(position) {
    if (!position) return true;
    if (position.epoch === null) return this.isWhole;
    return this.from <= position.sequence || (this.epoch !== null && this.epoch !== position.epoch);
  }

  add(update) {
    const { submission_id: id, sequence } = update;
    if (!(sequence > this.position.sequence)) return;
    this.position.sequence = sequence;
    this.newest.delete(`${id}`);
    this.newest.set(`${id}`, update);
    if (this.newest.size <= LIMIT) return;
    const [[oldest, trimmed]] = this.newest;
    this.newest.delete(oldest);
    this.from = trimmed.sequence;
    this.isWhole = false;
  }

  /** A heartbeat: there is no other update up to `sequence`. */
  advance(sequence) {
    this.position.sequence = Math.max(this.position.sequence, sequence);
  }
}
