// What a page may write, and what it may not. tests/npm.sh checks this file; it never runs.
import { createSubmissionStore, watchSubmissions } from "live-submissions";
import type { Endpoint, StateDetail, StoreSnapshot, SubmissionUpdate, SubmissionWatch, WatchState } from "live-submissions";

interface Row {
  submission_id: number;
  status: string;
  participant: string;
}
const rows: Row[] = [{ submission_id: 1, status: "queued", participant: "ada" }];

const watch: SubmissionWatch = watchSubmissions({
  url: () => new URL("https://judge.test/ws/problems/1/submissions/"),
  position: "0",
  submissionId: 42,
  endpoints: ["SSE", "Polling"],
  onUpdate: (update: SubmissionUpdate) => ({ id: update.submission_id, accuracy: update.metrics?.accuracy }),
  onResync: async ({ position, reason, signal }) => {
    await fetch(`/rows?after=${position}&why=${reason}`, { signal });
    return rows;
  },
  onState: (state: WatchState, { endpoint, code = 1006, delay, complete }: StateDetail) => void [state, endpoint satisfies Endpoint | undefined, code, delay, complete],
});
watch.seen(rows);
watch.seen([{ submission_id: "b-7", revision: null }]);
const position: string | null = watch.position;
if (watch.state === "closed") watch.reconnect();
watch.close();
watchSubmissions({ url: "/ws/x/", onUpdate() {}, onResync() {} });

watchSubmissions({ url: "/ws/x/", onUpdate() {}, onResync: "reload" });
createSubmissionStore({ url: "/ws/x/", onResync: "reload" });

const store = createSubmissionStore<Row>({ url: "/ws/x/", position, submissions: rows, onResync: () => rows });
const stop: () => void = store.subscribe((snapshot: StoreSnapshot<Row>) => snapshot.state);
stop();
const participant: string | undefined = store.getSnapshot().submissions.get("1")?.participant;

// React's shape, without React.
declare function useSyncExternalStore<T>(subscribe: (changed: () => void) => () => void, getSnapshot: () => T): T;
const { state, submissions } = useSyncExternalStore(store.subscribe, store.getSnapshot);
void [participant, state, submissions.size];

const element = document.createElement("live-submission-status");
element.addEventListener("submission-update", (event) => event.detail.status.toUpperCase());
element.addEventListener("submission-resync", (event) => event.detail.signal.aborted);

// @ts-expect-error: onResync is required
watchSubmissions({ url: "/ws/x/", onUpdate() {} });
// @ts-expect-error: no such way to resync
watchSubmissions({ url: "/ws/x/", onUpdate() {}, onResync: "load" });
// @ts-expect-error: no such endpoint
watchSubmissions({ url: "/ws/x/", onUpdate() {}, onResync() {}, endpoints: ["websocket"] });
// @ts-expect-error: a position is text
watchSubmissions({ url: "/ws/x/", onUpdate() {}, onResync() {}, position: 0 });
// @ts-expect-error: rows have a submission_id
watch.seen([{ id: 1 }]);
// @ts-expect-error: the page cannot set the watch's position
watch.position = "e1:5";
// @ts-expect-error: a store must have rows after a resync
createSubmissionStore({ url: "/ws/x/", onResync() {} });
// @ts-expect-error: a snapshot's rows are not changed
store.getSnapshot().submissions.set("1", rows[0]);
// @ts-expect-error: no such state
const wrong: boolean = watch.state === "online";
