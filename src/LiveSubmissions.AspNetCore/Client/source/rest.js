const REST_AFTER = 10_000;

/** When a hidden page is to give its connection back: after a while, or at once when a page that is looked at needs one. */
export class Rest {
  isDue = false;
  #environment;
  #begin;
  #timer;

  constructor(environment, begin) {
    this.#environment = environment;
    this.#begin = begin;
  }

  get isHidden() {
    return this.#environment.document?.visibilityState === "hidden";
  }

  /** A page that was opened in the background has none to give back, and takes none. */
  start() {
    this.isDue = this.isHidden;
  }

  look() {
    this.stop();
    if (!this.isHidden) this.isDue = false;
    else if (!this.isDue) this.#timer = this.#environment.setTimeout(() => this.now(), REST_AFTER);
  }

  now() {
    this.stop();
    if (this.isDue) return;
    this.isDue = true;
    this.#begin();
  }

  stop() {
    this.#environment.clearTimeout(this.#timer);
  }
}
