const REST_AFTER = 10_000;

/** When a hidden page must give up its connection: after 10 s, or at once if a visible page needs it. */
export class Rest {
  isDue = false;
  #environment;
  #onDue;
  #timer;

  constructor(environment, onDue) {
    this.#environment = environment;
    this.#onDue = onDue;
  }

  get isHidden() {
    return this.#environment.document?.visibilityState === "hidden";
  }

  /** A page that was opened in the background never opens a connection. */
  start() {
    this.isDue = this.isHidden;
  }

  check() {
    this.stop();
    if (!this.isHidden) this.isDue = false;
    else if (!this.isDue) this.#timer = this.#environment.setTimeout(() => this.now(), REST_AFTER);
  }

  now() {
    this.stop();
    if (this.isDue) return;
    this.isDue = true;
    this.#onDue();
  }

  stop() {
    this.#environment.clearTimeout(this.#timer);
  }
}
