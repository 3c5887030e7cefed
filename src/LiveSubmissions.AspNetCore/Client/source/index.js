// Follows submissions over WebSocket, SSE or polling, whichever gets through, and comes back by itself, for ever.
//
// The log on the server keeps each submission's newest state. A cursor (one per watch) holds a position in it, not a queue. A connection
// (one per URL) follows the log for all its cursors, from the least of their positions, and remembers the newest states that it passed.
// docs/protocol.md is the wire; live-submissions.d.ts describes what is exported; live-submissions.js is all of this, bundled.

import "./element.js";

export { createSubmissionStore } from "./store.js";
export { watchSubmissions } from "./watch.js";
