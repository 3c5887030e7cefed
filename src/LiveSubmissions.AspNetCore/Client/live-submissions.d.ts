/** A submission's newest state, with whatever else the message carries. */
export interface SubmissionUpdate {
  type: "submission_update";
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
  submission_id: number | string;
  revision?: number | null;
}

/** The ways to reach the log, best first. The console's lines begin with the one in use. */
export type Face = "WebSocket" | "SSE" | "Polling";

/**
 * - `connecting`: the first attempt, or another one that no failure is the reason of.
 * - `live`: everything up to now has been given, by `face`. (`complete` false: asked for all, but the log has trimmed some.)
 * - `stale`: what is shown may be old. The node is not sure of the log (`reason` `unverified`; the connection stays), nothing was heard for
 *   2.5 heartbeats (`silent`), or the browser is `offline`; the last two are at once followed by `reconnecting`.
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
  face?: Face;
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
  fetch: (url: string, options: { credentials: "include"; signal: AbortSignal }) => Promise<Response>;
  setTimeout: (action: () => void, ms: number) => any;
  clearTimeout: (timer: any) => void;
  now: () => number;
  random: () => number;
  console: Pick<Console, "log" | "debug" | "error">;
  window: any;
  document: any;
  storage: Pick<Storage, "getItem" | "setItem">;
}

export interface FollowOptions {
  /**
   * The WebSocket address: ws, wss, http, https, or relative. The other faces' are made of it: its last `/ws/` becomes `/sse/`, or is left
   * out and `changes` appended; without a `/ws/` only WebSocket is used. A function is asked at each attempt, for instance for a token.
   * Watches of the same address (or function) share one connection.
   */
  url: string | URL | (() => string | URL);
  /**
   * Where the page's data was read: `epoch:sequence`; `"0"`: all that the log retains; `"live"`: what comes from now on (on a connection
   * that another watch is catching up on, perhaps some of that too). None: not known, so `onResync` is called once connected.
   */
  position?: string | null;
  /** Only this submission's updates. */
  submissionId?: number | string;
  /** Which faces to use, in order. Default: all. */
  faces?: Face[];
  /** Nothing but errors in the console. Default false. */
  quiet?: boolean;
  /** How many submissions are remembered, and how many wait for a resync. Default 10,000. */
  limit?: number;
  /** Watches share a connection only if this is the same object, or left out. */
  environment?: Partial<Environment>;
}

export interface WatchOptions extends FollowOptions {
  /** Never older than what was given before. May return an object to be shown as `Updated submission state`. */
  onUpdate: (update: SubmissionUpdate) => unknown;
  /**
   * Loads the rows anew and returns them. What arrives meanwhile is given afterwards, unless it is older than its row. A fault, or 30 s
   * without an answer: it is called again.
   */
  onResync: (request: ResyncRequest) => void | Iterable<SeenRow> | Promise<void | Iterable<SeenRow>>;
  onState?: (state: WatchState, detail: StateDetail) => void;
}

export interface SubmissionWatch {
  /** Where it stands, for a later `position`; null while that is not known, or a resync is not done. */
  readonly position: string | null;
  readonly state: WatchState;
  /** Tells what the page has by other ways, so that nothing older is given. */
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
  /** Loads the rows anew: they replace what the store has. */
  onResync: (request: ResyncRequest) => Iterable<Row> | Promise<Iterable<Row>>;
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
