// Follows submissions over WebSocket, SSE or polling, whichever works, and reconnects without end.
//
// The log on the server keeps each submission's newest state. A cursor (one per watch) has a position in that log, not a queue. A connection
// (one per URL) follows the log for all its cursors. It starts from the lowest of their positions, and remembers the newest states that it received.
// docs/protocol.md specifies the messages; live-submissions.d.ts describes the exports; live-submissions.js is the bundle of this folder.

import "./element.js";

export { createSubmissionStore } from "./store.js";
export { watchSubmissions } from "./watch.js";
