import { formatPosition, parsePosition } from "./position.js";

export const REMEMBERED = 60_000;
const SOON = 1_000;
const LEAVING = ["beforeunload", "pagehide"];

/**
 * A page that loads itself anew for a resync may come from a cache, no newer than before, and would do so for ever. So the resync is
 * remembered while the page is loaded: it is loaded anew once for one resync.
 */
export class Reloads {
  #environment;
  #key;

  constructor(environment, address) {
    this.#environment = environment;
    this.#key = `live-submissions reload ${address}`;
  }

  /** Whether the page was loaded anew for a resync, and its `position` is from before that resync all the same. */
  isInVain(position) {
    const { now, window } = this.#environment;
    try {
      const [at, resync] = window.sessionStorage.getItem(this.#key).split(" ");
      const { epoch, sequence } = parsePosition(resync);
      if (!(Math.abs(now() - at) < REMEMBERED) || window.performance?.getEntriesByType("navigation")[0]?.type === "navigate") return false;
      return position?.epoch !== epoch || position.sequence < sequence;
    } catch {
      return false; // There was none, or the browser does not let us look.
    }
  }

  /** Loads the page anew; throws if the browser lets us remember nothing: that could be for ever. */
  reload(position) {
    this.#remember(position);
    this.#environment.window.location.reload();
  }

  /** The application's own code is called now. If it loads the page anew, that is remembered too; the result ends this once it has brought rows. */
  watch(position) {
    const { window, setTimeout } = this.#environment;
    const leaving = () => {
      try {
        this.#remember(position);
      } catch {} // Then nobody can know.
    };
    const stop = () => LEAVING.forEach((type) => window?.removeEventListener(type, leaving));
    LEAVING.forEach((type) => window?.addEventListener(type, leaving)); // Not every browser tells of both.
    setTimeout(stop, SOON);
    return stop;
  }

  #remember(position) {
    this.#environment.window.sessionStorage.setItem(this.#key, `${this.#environment.now()} ${formatPosition(position)}`);
  }
}
