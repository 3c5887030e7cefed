// The project's own client as the store that a framework binds to: node store.mjs {url} {since} {endpoint}
import { createSubmissionStore } from "../../src/LiveSubmissions.AspNetCore/Client/live-submissions.js";
import { print } from "./print.mjs";

const [url, position, endpoint] = process.argv.slice(2);
const store = createSubmissionStore({
  url,
  position,
  endpoints: [endpoint],
  quiet: true,
  onResync: (request) => {
    print({ type: "resync", reason: request.reason });
    return [];
  },
});
store.subscribe(() => {
  const { state, detail, submissions } = store.getSnapshot();
  print({ type: "snapshot", state, ...detail, submissions: [...submissions.values()] });
});
