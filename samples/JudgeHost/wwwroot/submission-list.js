import { isNewer } from "./ids.js";
import { SubmissionRow } from "./submission-row.js";

/** The page loads and shows this many rows, the newest. */
export const MAX_ROWS = 100;

/** The submissions, newest first. A row changes in place, and never goes back to an older revision. */
export class SubmissionList {
  #element = document.getElementById("submissions");
  /** @type {Map<string, SubmissionRow>} */
  #rows = new Map();
  #scoreMetric;
  #rejudge;
  #onChange;

  /** @param onChange called after each change with the submission before and after it */
  constructor({ scoreMetric, rejudge, onChange }) {
    this.#scoreMetric = scoreMetric;
    this.#rejudge = rejudge;
    this.#onChange = onChange;
  }

  get submissions() {
    return [...this.#rows.values()].map((row) => row.submission);
  }

  get(id) {
    return this.#rows.get(String(id))?.submission;
  }

  /** Shows the application's rows, which replace older ones. Rows that are newer than all of them stay. */
  replace(submissions) {
    const newest = submissions.map((submission) => submission.submission_id).reduce((one, other) => (isNewer(other, one) ? other : one), 0);
    const given = new Set(submissions.map((submission) => String(submission.submission_id)));
    for (const [key, row] of this.#rows) {
      if (!given.has(key) && !isNewer(key, newest)) this.#remove(key, row);
    }
    for (const submission of submissions) this.#put(submission);
  }

  /** A row that the application read some time ago: its state may be old by now, but its participant and file are right. */
  merge(row) {
    const had = this.get(row.submission_id);
    if (!had || !(row.revision < had.revision)) return this.#put({ ...had, ...row, isWhole: true });
    const { status, metrics, progress, revision, attempt = 1 } = had;
    this.#put({ ...row, status, metrics, progress, revision, attempt: Math.max(attempt, row.attempt), isWhole: true });
  }

  /** A live update: it has the submission's state, but not its participant and time. */
  apply({ submission_id, status, metrics, progress, revision, at }) {
    const had = this.get(submission_id);
    this.#put({ submission_id, created_at: at, ...had, status, metrics, progress: progress ?? null, revision: revision ?? had?.revision });
    return this.get(submission_id);
  }

  markBest(id) {
    for (const [key, row] of this.#rows) row.isBest = key === String(id);
  }

  refreshTimes() {
    for (const row of this.#rows.values()) row.showTime();
  }

  #put(submission) {
    const key = String(submission.submission_id);
    const row = this.#rows.get(key);
    const before = row?.submission;
    if (row) row.show(submission);
    else this.#insert(key, submission);
    this.#onChange(before, submission);
  }

  #insert(key, submission) {
    const row = new SubmissionRow(submission, this.#scoreMetric, this.#rejudge);
    const older = [...this.#element.children].find((element) => isNewer(key, element.dataset.id)) ?? null;
    row.element.dataset.id = key;
    this.#rows.set(key, row);
    this.#element.insertBefore(row.element, older);
    while (this.#rows.size > MAX_ROWS) {
      const oldest = this.#element.lastElementChild.dataset.id;
      this.#remove(oldest, this.#rows.get(oldest));
    }
  }

  #remove(key, row) {
    row.element.remove();
    this.#rows.delete(key);
  }
}
