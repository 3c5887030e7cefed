/** A submission's newest state, with whatever else the message carries. */
export interface SubmissionUpdate {
  type: "submission_update";
  /** A number within ±(2^53 - 1), else a string. Compare ids as texts. */
  submission_id: number | string;
  status: string;
  metrics: Record<string, any> | null;
  problem_id?: number | string;
  /** Grows with each change of the submission. */
  revision?: number | null;
  /** 0 to 1. */
  progress?: number | null;
  /** UTC by the broadcaster's clock, for display only. */
  at?: string;
  /** Its place in the log. */
  sequence?: number;
}

/** A row of the application's data. */
export interface SeenRow {
  /** As the feed has it: beyond ±(2^53 - 1) a string. A row without it, or with a number that JavaScript has rounded, is a TypeError. */
  submission_id: number | string | bigint;
  revision?: number | null;
}

/** The ways to reach the log, best first. The console's lines begin with the one in use. */
export type Endpoint = "WebSocket" | "SSE" | "Polling";

/**
 * - `connecting`: the first attempt, or another one that no failure is the reason of.
 * - `live`: everything up to now has been given, by `endpoint`. (`complete` false: asked for all, but the log has trimmed some.)
 * - `stale`: what is shown may be old. `reason` says why:
 *   `unverified`: the node is not sure of the log; the connection stays.
 *   `silent`: nothing was heard for 2.5 heartbeats. `late`: something on the way holds events back. `offline`: the browser has no network.
 *   All three are at once followed by `reconnecting`.
 *   `hidden`: nobody has looked at the page for 10 s, and without a WebSocket it would keep one of the browser's few connections from others. It
 *   asks about every 30 s, and is connected again at once when it is shown.
 *   `reloaded`, `unknown`: a resync that this page cannot do (see `onResync`); updates go on.
 * - `reconnecting`: with the last close's `code` and `reason`, and the `delay` in ms until the next attempt.
 * - `resynchronising`: connected, but `onResync` is at work and updates wait for it.
 * - `closed`: it stays away, by `close()` or because the server said so (`code`). After 4401 sign in and call `reconnect()`.
 */
export type WatchState = "connecting" | "live" | "stale" | "reconnecting" | "resynchronising" | "closed";

export interface StateDetail {
  code?: number;
  reason?: string;
  delay?: number;
  complete?: boolean;
  endpoint?: Endpoint;
}

export interface ResyncRequest {
  /** The rows must be read after the request came: they are then at least as new as this. */
  position: string;
  /** The server's (`epoch`, `trimmed`, `ahead`), or `unknown`: the page gave no position, or `overflow`: more changed than `limit`. */
  reason: string;
  /** Once aborted the rows are no longer wanted. */
  signal: AbortSignal;
}

/** For tests and other runtimes. What is left out is the browser's. */
export interface Environment {
  WebSocket: new (url: string, protocols: string[]) => any;
  EventSource: new (url: string, options: { withCredentials: boolean }) => any;
  fetch: (url: string, options: { credentials: "include"; cache: "no-cache"; signal: AbortSignal }) => Promise<Response>;
  setTimeout: (action: () => void, ms: number) => any;
  clearTimeout: (timer: any) => void;
  /** The wall clock, in ms. */
  now: () => number;
  /** A clock that nobody sets, in ms. Whichever of the two has gone further counts. */
  ticks: () => number;
  random: () => number;
  console: Pick<Console, "log" | "debug" | "error">;
  window: any;
  document: any;
  storage: Pick<Storage, "getItem" | "setItem">;
}

export interface FollowOptions {
  /**
   * The WebSocket address: ws, wss, http, https, or relative. The other endpoints' are made of it: its last `/ws/` becomes `/sse/`, or is left
   * out and `changes` appended; without a `/ws/` only WebSocket is used. A function is asked at each attempt, for instance for a token.
   * Watches of the same address (or function) share one connection.
   */
  url: string | URL | (() => string | URL);
  /**
   * Where the page's data was read: `epoch:sequence`; `"0"`: all that the log retains; `"live"`: what comes from now on (on a connection
   * that another watch is catching up on, perhaps some of that too). None: not known, so `onResync` is called once connected.
   */
  position?: string | null;
  /** Only this submission's updates. Beyond ±(2^53 - 1) it must be a string. */
  submissionId?: number | string;
  /** Which endpoints to use, in order. Default: all. Without Polling a hidden page keeps its connection. */
  endpoints?: Endpoint[];
  /** Nothing but errors in the console. Default false. */
  quiet?: boolean;
  /** How many submissions are remembered, and how many wait for a resync. Default 10,000. */
  limit?: number;
  /** Watches share a connection only if this is the same object, or left out. */
  environment?: Partial<Environment>;
}

export interface WatchOptions extends FollowOptions {
  /** Never older than what was given before. The watch's position is already that of the update. May return an object to be shown as `Updated submission state`. */
  onUpdate: (update: SubmissionUpdate) => unknown;
  /**
   * Loads the rows anew and returns them. What arrives meanwhile is given afterwards, unless it is older than its row. A fault, or 30 s
   * without an answer: it is called again.
   *
   * `"reload"`: loads the page anew, once for one resync. If that page is no newer (a cache has answered), or the browser keeps no
   * sessionStorage, the watch says `stale` (`reloaded`) and goes on. A page without a position is not loaded anew, since the next one would not
   * know more: it is `stale` (`unknown`).
   */
  onResync: "reload" | ((request: ResyncRequest) => void | Iterable<SeenRow> | Promise<void | Iterable<SeenRow>>);
  onState?: (state: WatchState, detail: StateDetail) => void;
}

export interface SubmissionWatch {
  /** Where it stands, for a later `position`; null while that is not known, or a resync is not done. */
  readonly position: string | null;
  readonly state: WatchState;
  /** Tells what the page has by other ways, so that nothing older is given. Rows without a `submission_id` are a TypeError. */
  seen(rows: Iterable<SeenRow>): void;
  /** Tries again at once: after the server closed it (4401: signed in again), or instead of waiting. Not after `close()`. */
  reconnect(): void;
  /** Ends it for good. */
  close(): void;
}

/** Starts to follow. Wrong use throws a TypeError at once; nothing that happens later throws. */
export function watchSubmissions(options: WatchOptions): SubmissionWatch;

/** A row as the store has it: the application's fields, under the newest update's. */
export type SubmissionRow = SeenRow & { status: string };

export interface StoreSnapshot<Row extends SubmissionRow = SubmissionRow> {
  readonly state: WatchState;
  readonly detail: StateDetail;
  /** By id, as a string. A submission that only an update has told of lacks what the application alone knows. */
  readonly submissions: ReadonlyMap<string, SubmissionUpdate & Partial<Row> | Row>;
}

export interface StoreOptions<Row extends SubmissionRow = SubmissionRow> extends FollowOptions {
  /** The rows that the page was rendered with, which `position` was read before. */
  submissions?: Iterable<Row>;
  /** Loads the rows anew: they replace what the store has. Or `"reload"`, as for a watch. */
  onResync: "reload" | ((request: ResyncRequest) => Iterable<Row> | Promise<Iterable<Row>>);
}

export interface SubmissionStore<Row extends SubmissionRow = SubmissionRow> {
  /**
   * Calls the listener at once and after each change (Svelte's store contract; React's useSyncExternalStore takes it as it is). The first
   * subscriber opens the connection, the last one who leaves closes it; who comes later goes on from there.
   */
  subscribe(listener: (snapshot: StoreSnapshot<Row>) => void): () => void;
  /** Immutable, and the same object until something changes. */
  getSnapshot(): StoreSnapshot<Row>;
  /** As the watch's: after signing in again. */
  reconnect(): void;
}

export function createSubmissionStore<Row extends SubmissionRow = SubmissionRow>(options: StoreOptions<Row>): SubmissionStore<Row>;

declare global {
  interface HTMLElementTagNameMap {
    "live-submission-status": HTMLElement;
  }
  interface HTMLElementEventMap {
    "submission-update": CustomEvent<SubmissionUpdate>;
    "submission-resync": CustomEvent<ResyncRequest>;
  }
}
