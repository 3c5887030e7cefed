import { idOf } from "./ids.js";

/** The greatest revision that the page has of each submission. The longest unchanged is forgotten first. */
export class Known {
  #revisions = new Map();
  #limit;

  constructor(limit) {
    this.#limit = limit;
  }

  /** Whatever comes later in the log is news, unless the page has loaded newer rows. */
  isNews(row) {
    const { revision } = row;
    const had = this.#revisions.get(idOf(row)) ?? null;
    if (had === null || revision == null) return true;
    // Beyond 2^53 numbers that are near look the same here: then the log's own order decides.
    return revision > had || (revision === had && !Number.isSafeInteger(revision));
  }

  took(row) {
    const id = idOf(row);
    this.#revisions.delete(id);
    if (row.revision != null) this.#revisions.set(id, row.revision);
    if (this.#revisions.size > this.#limit) this.#revisions.delete(this.#revisions.keys().next().value);
  }

  /** With `isRight` a row counts even when something newer was known. Rows without an id would guard nothing: they throw. */
  sawRows(rows, isRight) {
    for (const row of rows) {
      const isNews = this.isNews(row);
      if (row.revision != null && (isRight || isNews)) this.took(row);
    }
  }
}
