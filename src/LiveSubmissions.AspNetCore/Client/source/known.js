import { idOf } from "./ids.js";

/** The greatest revision of each submission that the page has. Above the limit, the submission that has not changed for longest is forgotten. */
export class Known {
  #revisions = new Map();
  #limit;

  constructor(limit) {
    this.#limit = limit;
  }

  /** Whether an update is newer than what the page has. It is, unless the page has loaded a newer row. */
  isNewer(row) {
    const { revision } = row;
    const had = this.#revisions.get(idOf(row)) ?? null;
    if (had === null || revision == null) return true;
    // Revisions beyond 2^53 may be rounded to the same number. Then the log's order decides.
    return revision > had || (revision === had && !Number.isSafeInteger(revision));
  }

  add(row) {
    const id = idOf(row);
    this.#revisions.delete(id);
    if (row.revision != null) this.#revisions.set(id, row.revision);
    if (this.#revisions.size > this.#limit) this.#revisions.delete(this.#revisions.keys().next().value);
  }

  /** With `isRight` a row replaces even a greater revision. A row without an id throws. */
  sawRows(rows, isRight) {
    for (const row of rows) {
      const isNewer = this.isNewer(row);
      if (row.revision != null && (isRight || isNewer)) this.add(row);
    }
  }
}
