/** A submission's newest state: all fields of the message. */
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
  /** The feed's id: beyond ±(2^53 - 1) a string. A row without an id, or with a number that JavaScript may have rounded, throws a TypeError. */
  submission_id: number | string | bigint;
  revision?: number | null;
}

/** How the client reaches the log, best first. The lines in the console begin with the endpoint in use. */
export type Endpoint = "WebSocket" | "SSE" | "Polling";

/**
 * - `connecting`: the first attempt, or a later one that is not due to a failure.
 * - `live`: the page has every update up to now, over `endpoint`. (`complete` false: the page asked for all, but the log has trimmed some.)
 * - `stale`: what the page shows may be old. `reason` says why:
 *   `unverified`: the node is not sure that it has the log's newest states; the connection stays.
 *   `silent`: nothing came for 2.5 heartbeats. `late`: something on the way holds events back. `offline`: the browser has no network.
 *   `reconnecting` follows these three at once.
 *   `hidden`: nobody has looked at the page for 10 s, and it has no WebSocket. It gives up its connection, because a browser has few of them.
 *   It asks about every 30 s, and connects again at once when it is shown.
 *   `reloaded`, `unknown`: this page cannot do the resync (see `onResync`); updates go on.
 * - `reconnecting`: with the last close's `code` and `reason`, and the `delay` in ms until the next attempt.
 * - `resynchronising`: connected, but `onResync` is running, and updates wait for it.
 * - `closed`: it stays away, because of `close()` or because the server said so (`code`). After 4401 sign in and call `reconnect()`.
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
  /** Where the log was. Read the rows after this request came: they are then at least as new as this position. */
  position: string;
  /** The server's reason (`epoch`, `trimmed`, `ahead`); or `unknown`: the page gave no position; or `overflow`: more changed than `limit`. */
  reason: string;
  /** Aborted when the rows are no longer needed. */
  signal: AbortSignal;
}

/** For tests and other runtimes. A part that is left out is the browser's own. */
export interface Environment {
  WebSocket: new (url: string, protocols: string[]) => any;
  EventSource: new (url: string, options: { withCredentials: boolean }) => any;
  fetch: (url: string, options: { credentials: "include"; cache: "no-cache"; signal: AbortSignal }) => Promise<Response>;
  setTimeout: (action: () => void, ms: number) => any;
  clearTimeout: (timer: any) => void;
  /** The wall clock, in ms. */
  now: () => number;
  /** A monotonic clock, in ms. The client measures with both clocks and takes the greater result. */
  ticks: () => number;
  random: () => number;
  console: Pick<Console, "log" | "debug" | "error">;
  window: any;
  document: any;
  storage: Pick<Storage, "getItem" | "setItem">;
}

export interface FollowOptions {
  /**
   * The WebSocket address: ws, wss, http, https, or relative. The client makes the other endpoints' addresses from it: for SSE the last `/ws/`
   * becomes `/sse/`; for polling it is left out and `changes` is appended. Without a `/ws/` the client uses only WebSocket. A function is
   * called at each attempt, for instance to add a token. Watches of the same address (or function) share one connection.
   */
  url: string | URL | (() => string | URL);
  /**
   * The position that was read before the page's data: `epoch:sequence`. `"0"`: everything that the log keeps. `"live"`: updates from now on
   * (perhaps some earlier ones, if another watch is catching up on the same connection). None: not known, so the client calls `onResync`
   * when it is connected.
   */
  position?: string | null;
  /** Only this submission's updates. Beyond ±(2^53 - 1) it must be a string. */
  submissionId?: number | string;
  /** Which endpoints to use, in order. Default: all. Without Polling a hidden page keeps its connection. */
  endpoints?: Endpoint[];
  /** Write only errors to the console. Default false. */
  quiet?: boolean;
  /** How many submissions the watch remembers, and how many may wait for a resync. Default 10,000. */
  limit?: number;
  /** Watches share a connection only if all give the same object, or none. */
  environment?: Partial<Environment>;
}

export interface WatchOptions extends FollowOptions {
  /**
   * Called with each update that is newer than what the page has. The watch's position is already that of the update. May return an object,
   * which the console shows as `Updated submission state`.
   */
  onUpdate: (update: SubmissionUpdate) => unknown;
  /**
   * Loads the rows again and returns them. Updates that arrive meanwhile are given afterwards, unless they are older than their rows. If it
   * fails, or takes 30 s, it is called again.
   *
   * `"reload"`: reloads the page, once for one resync. If the reloaded page is no newer (a cache answered), or the browser has no
   * sessionStorage, the watch says `stale` (`reloaded`) and goes on. A page without a position is not reloaded, because the next page would have
   * none either: it is `stale` (`unknown`).
   */
  onResync: "reload" | ((request: ResyncRequest) => void | Iterable<SeenRow> | Promise<void | Iterable<SeenRow>>);
  onState?: (state: WatchState, detail: StateDetail) => void;
}

export interface SubmissionWatch {
  /** The position, for the option `position` of a later watch; null while it is not known or a resync is not done. */
  readonly position: string | null;
  readonly state: WatchState;
  /** Tells which rows the page has from elsewhere, so that older updates are skipped. A row without a `submission_id` throws a TypeError. */
  seen(rows: Iterable<SeenRow>): void;
  /** Connects at once: after the server closed (4401: after signing in), or instead of waiting. Does nothing after `close()`. */
  reconnect(): void;
  /** Ends the watch for good. */
  close(): void;
}

/** Starts to follow. Wrong use throws a TypeError at once. Nothing throws later. */
export function watchSubmissions(options: WatchOptions): SubmissionWatch;

/** A row of the store: the application's fields, overwritten by those of the newest update. */
export type SubmissionRow = SeenRow & { status: string };

export interface StoreSnapshot<Row extends SubmissionRow = SubmissionRow> {
  readonly state: WatchState;
  readonly detail: StateDetail;
  /** By id, as a string. A submission that is known only from an update lacks the fields that only the application knows. */
  readonly submissions: ReadonlyMap<string, SubmissionUpdate & Partial<Row> | Row>;
}

export interface StoreOptions<Row extends SubmissionRow = SubmissionRow> extends FollowOptions {
  /** The rows that the page was rendered with. `position` was read before them. */
  submissions?: Iterable<Row>;
  /** Loads the rows again; they replace the store's rows. Or `"reload"`, as for a watch. */
  onResync: "reload" | ((request: ResyncRequest) => Iterable<Row> | Promise<Iterable<Row>>);
}

export interface SubmissionStore<Row extends SubmissionRow = SubmissionRow> {
  /**
   * Calls the listener at once and after each change (Svelte's store contract, which also fits React's useSyncExternalStore). The first
   * subscriber opens the connection, the last one closes it, and a later one continues from the position reached.
   */
  subscribe(listener: (snapshot: StoreSnapshot<Row>) => void): () => void;
  /** An immutable object, and the same one until something changes. */
  getSnapshot(): StoreSnapshot<Row>;
  /** As for a watch: after signing in again. */
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
