/** Time that moves only when a test says so. */
export class FakeClock {
  #now = 0;
  #next = 1;
  #timers = new Map();

  now = () => this.#now;

  setTimeout = (action, ms) => {
    const id = this.#next++;
    this.#timers.set(id, { at: this.#now + ms, action });
    return id;
  };

  clearTimeout = (id) => this.#timers.delete(id);

  get pending() {
    return this.#timers.size;
  }

  /** Runs the timers that are due within `ms`, in order, and lets promises settle in between. */
  async pass(ms) {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0];
      if (!due) break;
      this.#timers.delete(due[0]);
      this.#now = Math.max(this.#now, due[1].at);
      due[1].action();
      await settle();
    }
    this.#now = end;
  }

  /** A machine that was suspended: the clock moves on, and the timers stop. */
  suspend(ms) {
    this.#now += ms;
    for (const timer of this.#timers.values()) timer.at += ms;
  }

  /** A machine that slept: the clock moves on, and no timer runs. */
  sleep(ms) {
    this.#now += ms;
  }
}

/** Lets everything continue that waits for a promise. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));
