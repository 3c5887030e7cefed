const LIMIT = 10_000;

/**
 * A small log: the newest states after `from`, up to `position`, so that who joins later need not ask the server again.
 * `isWhole`: it began where the server's log does, and has them all.
 */
export class PassedStates {
  position = null;
  from = Infinity;
  isWhole = false;
  newest = new Map();

  /** Begins anew: at a position, at the beginning of whichever log it is, or, with none, wherever the log ends. */
  moveTo(position) {
    this.position = position;
    this.from = position ? position.sequence : Infinity;
    this.isWhole = position?.epoch === null;
    this.newest.clear();
  }

  /** The server has said where that is. */
  foundAt(position) {
    const { isWhole } = this;
    this.moveTo(position);
    this.isWhole = isWhole;
  }

  get epoch() {
    return this.position?.epoch ?? null;
  }

  /** Whether what is here, and what comes, is all that a cursor there has not had. Of another epoch there is nothing: it must resync. */
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

  /** There is nothing up to there. */
  passed(sequence) {
    this.position.sequence = Math.max(this.position.sequence, sequence);
  }
}
