import { stopwatch } from "./stopwatch.js";

const TOO_LATE = 5_000;

/** Whether messages come, and come in time. */
export class Silence {
  #environment;
  #onTooLong;
  #timer;
  #left = () => Infinity;
  #elapsed;
  #leastLag = Infinity;

  /** @param onTooLong called when nothing has come for as long as `expectWithin` said */
  constructor(environment, onTooLong) {
    this.#environment = environment;
    this.#onTooLong = onTooLong;
    this.#elapsed = stopwatch(environment);
  }

  get isTooLong() {
    return this.#left() <= 0;
  }

  /** From now on something must come within `ms`. */
  expectWithin(ms) {
    const elapsed = stopwatch(this.#environment);
    this.#left = () => ms - elapsed();
    this.#watch();
  }

  /**
   * Whether something on the way has held a message back. `sent` is by the server's clock, so only differences count: each message is
   * compared with the quickest one of the connection.
   */
  isLate({ sent }) {
    if (typeof sent !== "number") return false;
    const lag = this.#elapsed() - sent;
    this.#leastLag = Math.min(this.#leastLag, lag);
    return lag - this.#leastLag > TOO_LATE;
  }

  end() {
    this.#environment.clearTimeout(this.#timer);
  }

  /** Timers stop while the machine sleeps, so this one runs at least every second. */
  #watch() {
    this.end();
    if (this.isTooLong) this.#onTooLong();
    else this.#timer = this.#environment.setTimeout(() => this.#watch(), Math.min(this.#left(), 1_000));
  }
}
