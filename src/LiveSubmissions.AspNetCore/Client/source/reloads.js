import { formatPosition, parsePosition } from "./position.js";

export const REMEMBERED = 60_000;
const SOON = 1_000;
const LEAVING = ["beforeunload", "pagehide"];

/**
 * A page that reloads itself for a resync may come from a cache, as old as before, and would then reload without end. So the resync is
 * remembered in sessionStorage while the page reloads: one reload for one resync.
 */
export class Reloads {
  #environment;
  #key;

  constructor(environment, address) {
    this.#environment = environment;
    this.#key = `live-submissions reload ${address}`;
  }

  /** Whether the page was reloaded for a resync, but its `position` is still from before that resync. */
  didNotHelp(position) {
    const { now, window } = this.#environment;
    try {
      const [at, resync] = window.sessionStorage.getItem(this.#key).split(" ");
      const { epoch, sequence } = parsePosition(resync);
      if (!(Math.abs(now() - at) < REMEMBERED) || window.performance?.getEntriesByType("navigation")[0]?.type === "navigate") return false;
      return position?.epoch !== epoch || position.sequence < sequence;
    } catch {
      return false; // Nothing is stored, or the browser forbids the storage.
    }
  }

  /** Reloads the page. Throws if the browser forbids the storage, because the page could then reload without end. */
  reload(position) {
    this.#remember(position);
    this.#environment.window.location.reload();
  }

  /** Call this before the application's onResync, which may reload the page: the resync is then remembered too. Call the result when rows have come. */
  watch(position) {
    const { window, setTimeout } = this.#environment;
    const leaving = () => {
      try {
        this.#remember(position);
      } catch {} // Then the next page cannot know of it.
    };
    const stop = () => LEAVING.forEach((type) => window?.removeEventListener(type, leaving));
    LEAVING.forEach((type) => window?.addEventListener(type, leaving)); // Not every browser sends both.
    setTimeout(stop, SOON);
    return stop;
  }

  #remember(position) {
    this.#environment.window.sessionStorage.setItem(this.#key, `${this.#environment.now()} ${formatPosition(position)}`);
  }
}
