import { ENDPOINTS } from "./endpoints.js";

const ATTEMPTS_PER_FACE = 2;
const LOWER_FACE_LASTS = 30 * 60_000;
const LOOK_BACK_AFTER = 60_000;
const LATE_COUNTS_FOR = 120_000;

/**
 * Which endpoint to try. One that fails twice in a row is left for the next. A lower endpoint is not for ever: perhaps the server was away
 * when the higher ones were tried, or this is another network by now.
 */
export class EndpointChoice {
  name = "WebSocket";
  #names;
  #environment;
  #host = "";
  #index = null;
  #best = Infinity;
  #misses = 0;
  #lates = 0;
  #lateAt = 0;
  #until = Infinity;
  #tried = [];
  #crowds = 0;
  /** The browser has no connection to spare: none is to be kept busy. */
  isCrowded = false;

  constructor(names, environment) {
    this.#names = names;
    this.#environment = environment;
  }

  /** Makes a WebSocket's address that of the endpoint that is tried; for a page that rests, of one that keeps no connection of the browser's few. */
  address(url, rests) {
    const canChange = url.pathname.includes("/ws/");
    const names = this.#names.filter((name) => (canChange || name === "WebSocket") && this.#environment[ENDPOINTS[name].needs]);
    if (!names.length) throw new Error(`${this.#names.join(", ")} cannot reach ${url.origin}${url.pathname}`);
    this.#host = url.host;
    this.#index = (this.#index ?? Math.max(0, names.indexOf(this.#recall()))) % names.length;
    this.#tried = names;
    this.name = names[this.#index];
    if (rests && this.canRest) this.name = "Polling";
    url.pathname = ENDPOINTS[this.name].path(url.pathname);
    if (this.name !== "WebSocket") url.protocol = url.protocol.replace("ws", "http");
    return url;
  }

  /** With `isCrowded` there was no connection to be had. That is taken for the browser's fault, and not the endpoint's; each time for twice as long. */
  failed(isCrowded) {
    const polling = this.#tried.indexOf("Polling");
    if (isCrowded && polling >= 0) {
      this.#use(polling);
      this.isCrowded = true;
      this.#crowds++;
    } else if (++this.#misses === ATTEMPTS_PER_FACE) this.#use(this.#index + 1);
  }

  /** What it brings is old, or has not come though there is a connection: something on the way holds it back. */
  late() {
    const now = this.#environment.ticks();
    if (now - this.#lateAt > LATE_COUNTS_FOR) this.#lates = 0; // The page stood still then, perhaps.
    this.#lateAt = now;
    if (++this.#lates < ATTEMPTS_PER_FACE) return;
    this.#best = Infinity;
    this.#use(this.#index + 1);
  }

  /** Tells for how many ms to stay with it. */
  worked() {
    const hasSeenBetter = this.isCrowded || this.#index > this.#best;
    this.#misses = 0;
    this.#best = Math.min(this.#index, this.#best);
    if (!hasSeenBetter) this.#remember();
    if (this.#index === 0) return (this.#until = Infinity);
    const now = this.#environment.ticks();
    this.#until = Math.min(this.#until, now + (hasSeenBetter ? Math.min(LOOK_BACK_AFTER * 2 ** Math.max(0, this.#crowds - 1), LOWER_FACE_LASTS) : LOWER_FACE_LASTS));
    return this.#until - now;
  }

  /** Whether it keeps one of the browser's few connections, and there is a way without. */
  get canRest() {
    return this.name !== "WebSocket" && this.#tried.includes("Polling");
  }

  /** What failed while the browser was offline proves nothing. */
  backToBest() {
    if (this.#best < this.#index) this.#use(this.#best);
  }

  startOver() {
    this.#until = this.#best = Infinity;
    this.#use(0);
  }

  /** Asks the hidden pages of the same server for their connections. */
  claim(value) {
    try {
      this.#storage.setItem(this.#claimKey, value);
    } catch {} // Then they keep them for some seconds.
  }

  isClaim({ key }) {
    return key === this.#claimKey;
  }

  #use(index) {
    this.#index = index;
    this.#misses = this.#lates = 0;
    this.isCrowded = false;
  }

  #recall() {
    try {
      const [name, until] = this.#storage.getItem(this.#key).split(" ");
      const left = until - this.#environment.now();
      return 0 < left && left < 2 * LOWER_FACE_LASTS ? name : null; // A clock that was set back makes it no longer.
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

  get #claimKey() {
    return `${this.#key} shown`;
  }

  get #key() {
    return `live-submissions ${this.#host}`;
  }
}
