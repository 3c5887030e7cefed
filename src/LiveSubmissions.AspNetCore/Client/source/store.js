import { idOf } from "./ids.js";
import { watchSubmissions } from "./watch.js";

/**
 * Follows while it has a subscriber. A later subscriber continues from its position.
 * @param {import("live-submissions").StoreOptions} options @returns {import("live-submissions").SubmissionStore}
 */
export function createSubmissionStore({ submissions = [], onResync, ...options }) {
  const listeners = new Set();
  let rows = new Map([...submissions].map((row) => [idOf(row), row]));
  let { position } = options;
  /** @type {import("live-submissions").StoreSnapshot} */
  let snapshot = { state: "connecting", detail: {}, submissions: new Map(rows) };
  let changed = null; // The new parts of the snapshot that is made next.
  let watch = null;

  const getSnapshot = () => {
    if (changed) snapshot = { ...snapshot, submissions: new Map(rows), ...changed };
    changed = null;
    return snapshot;
  };
  const change = (part) => {
    // Changes that arrive together make one snapshot and one call.
    if (!changed) queueMicrotask(() => listeners.forEach((listener) => listener(getSnapshot())));
    changed = { ...changed, ...part };
  };
  const resync = onResync === "reload" ? onResync : async (request) => {
    const loaded = [...(await onResync(request))];
    if (!request.signal.aborted) rows = new Map(loaded.map((row) => [idOf(row), row]));
    change();
    return loaded;
  };
  const follow = () => {
    watch = watchSubmissions({
      ...options,
      position,
      onUpdate(update) {
        const row = { ...rows.get(idOf(update)), ...update };
        rows.set(idOf(update), row);
        change();
        return row;
      },
      onResync: resync,
      onState: (state, detail) => change({ state, detail }),
    });
    watch.seen(rows.values());
  };
  return {
    getSnapshot,
    subscribe(listener) {
      const own = () => listener(getSnapshot()); // The same function may subscribe twice.
      listeners.add(own);
      if (!watch) follow();
      own();
      return () => {
        if (!listeners.delete(own) || listeners.size) return;
        position = watch.position;
        watch.close();
        watch = null;
      };
    },
    reconnect: () => watch?.reconnect(),
  };
}
