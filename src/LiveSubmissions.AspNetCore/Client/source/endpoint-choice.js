import { ENDPOINTS } from "./endpoints.js";

const ATTEMPTS_PER_ENDPOINT = 2;
const FALLBACK_LASTS = 30 * 60_000;
const RETRY_BETTER_AFTER = 60_000;
const LATE_COUNTS_FOR = 120_000;

/**
 * Which endpoint to try. After two failures in a row the next one in the list is tried. A fallback (any endpoint but the first) ends after
 * a time, because the server may have been away when the better ones were tried, or the network may have changed.
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
  /** The browser has no connection left for this page, so a poll must not keep one busy. */
  isCrowded = false;

  constructor(names, environment) {
    this.#names = names;
    this.#environment = environment;
  }

  /** Changes a WebSocket's address to that of the endpoint to try. A hidden page that gave up its connection polls. */
  address(url, isResting) {
    const canChange = url.pathname.includes("/ws/");
    const names = this.#names.filter((name) => (canChange || name === "WebSocket") && this.#environment[ENDPOINTS[name].needs]);
    if (!names.length) throw new Error(`${this.#names.join(", ")} cannot reach ${url.origin}${url.pathname}`);
    this.#host = url.host;
    this.#index = (this.#index ?? Math.max(0, names.indexOf(this.#recall()))) % names.length;
    this.#tried = names;
    this.name = names[this.#index];
    if (isResting && this.canRest) this.name = "Polling";
    url.pathname = ENDPOINTS[this.name].path(url.pathname);
    if (this.name !== "WebSocket") url.protocol = url.protocol.replace("ws", "http");
    return url;
  }

  /** With `isCrowded` the browser had no connection left. The endpoint is not to blame; each time the page polls for twice as long. */
  failed(isCrowded) {
    const polling = this.#tried.indexOf("Polling");
    if (isCrowded && polling >= 0) {
      this.#use(polling);
      this.isCrowded = true;
      this.#crowds++;
    } else if (++this.#misses === ATTEMPTS_PER_ENDPOINT) this.#use(this.#index + 1);
  }

  /** A message came late, or no hello came on an open connection: something on the way holds messages back. */
  late() {
    const now = this.#environment.ticks();
    if (now - this.#lateAt > LATE_COUNTS_FOR) this.#lates = 0; // Long ago: perhaps the page itself stood still.
    this.#lateAt = now;
    if (++this.#lates < ATTEMPTS_PER_ENDPOINT) return;
    this.#best = Infinity;
    this.#use(this.#index + 1);
  }

  /** The endpoint works. Returns for how many ms to stay with it. */
  worked() {
    const hasSeenBetter = this.isCrowded || this.#index > this.#best;
    this.#misses = 0;
    this.#best = Math.min(this.#index, this.#best);
    if (!hasSeenBetter) this.#remember();
    if (this.#index === 0) return (this.#until = Infinity);
    const now = this.#environment.ticks();
    const retryBetter = Math.min(RETRY_BETTER_AFTER * 2 ** Math.max(0, this.#crowds - 1), FALLBACK_LASTS);
    this.#until = Math.min(this.#until, now + (hasSeenBetter ? retryBetter : FALLBACK_LASTS));
    return this.#until - now;
  }

  /** Whether the endpoint keeps one of the browser's few connections, and polling is possible instead. */
  get canRest() {
    return this.name !== "WebSocket" && this.#tried.includes("Polling");
  }

  /** The browser was offline, so the failures say nothing about the endpoints. */
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
    } catch {} // Then they keep their connections for some seconds.
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
      return 0 < left && left < 2 * FALLBACK_LASTS ? name : null; // The second test is for a wall clock that was set back.
    } catch {
      return null; // Nothing is stored, or the browser forbids the storage.
    }
  }

  #remember() {
    try {
      if (this.#recall() === this.name) return; // Do not extend the time: the page would keep the fallback for ever.
      this.#storage.setItem(this.#key, `${this.name} ${this.#environment.now() + FALLBACK_LASTS}`);
    } catch {} // Then the next page has to try the endpoints itself.
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
