const GATHER = 60;
const FEW = 3;
const MAX_ATTEMPTS = 3;
const RETRY = 2_000;

/**
 * Asks the application for the fields that live updates lack: participant, file, attempt. Rows that are wanted together are one request.
 */
export class RowLoader {
  #loadOne;
  #loadNewest;
  #onRow;
  /** @type {Map<string, number>} how often the request for each id has failed */
  #wanted = new Map();
  #timer = null;

  constructor({ loadOne, loadNewest, onRow }) {
    this.#loadOne = loadOne;
    this.#loadNewest = loadNewest;
    this.#onRow = onRow;
  }

  want(id) {
    if (!this.#wanted.has(String(id))) this.#wanted.set(String(id), 0);
    this.#timer ??= setTimeout(() => this.#load(), GATHER);
  }

  async #load() {
    const asked = [...this.#wanted];
    this.#wanted.clear();
    try {
      const rows = asked.length > FEW ? await this.#loadNewest() : await Promise.all(asked.map(([id]) => this.#loadOne(id)));
      this.#timer = null;
      for (const row of rows) this.#onRow(row);
      if (this.#wanted.size > 0) this.#timer = setTimeout(() => this.#load(), GATHER);
    } catch (error) {
      console.error("Cannot load the fields that live updates lack:", error);
      for (const [id, failures] of asked) if (failures + 1 < MAX_ATTEMPTS) this.#wanted.set(id, failures + 1);
      this.#timer = this.#wanted.size > 0 ? setTimeout(() => this.#load(), RETRY) : null;
    }
  }
}
