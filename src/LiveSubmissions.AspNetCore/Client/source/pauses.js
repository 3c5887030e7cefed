const BACKOFF_BASE = 250;
const BACKOFF_CAP = 10_000;

/** Full jitter, so that clients that were cut together do not return together. */
export const backoff = ({ random }, failures) => random() * Math.min(BACKOFF_CAP, BACKOFF_BASE * 2 ** failures);

/** Waits that can be ended early. */
export class Pauses {
  #running = new Set();

  /** @returns {Promise<void>} */
  wait({ setTimeout, clearTimeout }, ms) {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#running.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#running.add(end);
    });
  }

  end() {
    for (const end of this.#running) end();
  }
}
