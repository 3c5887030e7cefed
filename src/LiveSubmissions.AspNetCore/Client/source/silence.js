import { stopwatch } from "./stopwatch.js";

const TOO_LATE = 5_000;

/** Whether the other side is heard, and heard in time. */
export class Silence {
  #environment;
  #tooLong;
  #timer;
  #left = () => Infinity;
  #elapsed;
  #leastLag = Infinity;

  /** @param tooLong called when nothing has come for as long as was said */
  constructor(environment, tooLong) {
    this.#environment = environment;
    this.#tooLong = tooLong;
    this.#elapsed = stopwatch(environment);
  }

  get isTooLong() {
    return this.#left() <= 0;
  }

  /** From now on something must come within `ms`. */
  allow(ms) {
    const elapsed = stopwatch(this.#environment);
    this.#left = () => ms - elapsed();
    this.#watch();
  }

  /**
   * Whether something on the way has held a message back. `sent` is the server's clock, so only differences count: the message that was
   * quickest shows what it is now.
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

  /** A timer stands still while the machine sleeps, so it looks every second. */
  #watch() {
    this.end();
    if (this.isTooLong) this.#tooLong();
    else this.#timer = this.#environment.setTimeout(() => this.#watch(), Math.min(this.#left(), 1_000));
  }
}
