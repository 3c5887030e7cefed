import { FACES } from "./faces.js";

const ATTEMPTS_PER_FACE = 2;
const LOWER_FACE_LASTS = 30 * 60_000;
const LOOK_BACK_AFTER = 60_000;

/**
 * Which face to try. One that fails twice in a row is left for the next. A lower face is not for ever: perhaps the server was away
 * when the higher ones were tried, or this is another network by now.
 */
export class FaceChoice {
  name = "WebSocket";
  #names;
  #environment;
  #host = "";
  #index = null;
  #best = Infinity;
  #misses = 0;
  #until = Infinity;

  constructor(names, environment) {
    this.#names = names;
    this.#environment = environment;
  }

  /** Makes a WebSocket's address that of the face that is tried. */
  address(url) {
    const canChange = url.pathname.includes("/ws/");
    const names = this.#names.filter((name) => (canChange || name === "WebSocket") && this.#environment[FACES[name].needs]);
    if (!names.length) throw new Error(`${this.#names.join(", ")} cannot reach ${url.origin}${url.pathname}`);
    this.#host = url.host;
    this.#index = (this.#index ?? Math.max(0, names.indexOf(this.#recall()))) % names.length;
    this.name = names[this.#index];
    url.pathname = FACES[this.name].path(url.pathname);
    if (this.name !== "WebSocket") url.protocol = url.protocol.replace("ws", "http");
    return url;
  }

  failed() {
    if (++this.#misses === ATTEMPTS_PER_FACE) this.#use(this.#index + 1);
  }

  /** Tells for how many ms to stay with it. */
  worked() {
    const hasSeenBetter = this.#index > this.#best;
    this.#misses = 0;
    this.#best = Math.min(this.#index, this.#best);
    if (!hasSeenBetter) this.#remember();
    if (this.#index === 0) return (this.#until = Infinity);
    const now = this.#environment.now();
    this.#until = Math.min(this.#until, now + (hasSeenBetter ? LOOK_BACK_AFTER : LOWER_FACE_LASTS));
    return this.#until - now;
  }

  /** What failed while the browser was offline proves nothing. */
  backToBest() {
    if (this.#best < this.#index) this.#use(this.#best);
  }

  startOver() {
    this.#until = this.#best = Infinity;
    this.#use(0);
  }

  #use(index) {
    this.#index = index;
    this.#misses = 0;
  }

  #recall() {
    try {
      const [name, until] = this.#storage.getItem(this.#key).split(" ");
      return this.#environment.now() < until ? name : null;
    } catch {
      return null; // Nothing there, or the browser does not let us look.
    }
  }

  #remember() {
    try {
      if (this.#recall() === this.name) return; // Not for longer: it would be for ever.
      this.#storage.setItem(this.#key, `${this.name} ${this.#environment.now() + LOWER_FACE_LASTS}`);
    } catch {} // Then the next page finds out by itself.
  }

  get #storage() {
    return this.#environment.storage ?? this.#environment.window.localStorage;
  }

  get #key() {
    return `live-submissions ${this.#host}`;
  }
}
