/** The greatest revision that the page has of each submission. The longest unchanged is forgotten first. */
export class Known {
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
