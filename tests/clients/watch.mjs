// The project's own client over one endpoint, as Node runs it: node watch.mjs {url} {since} {endpoint}
import { EventSource } from "eventsource";
import { watchSubmissions } from "../../src/LiveSubmissions.AspNetCore/Client/live-submissions.js";
import { print } from "./print.mjs";

const [url, position, endpoint] = process.argv.slice(2);
watchSubmissions({
  url,
  position,
  endpoints: [endpoint],
  quiet: true,
  environment: { EventSource },
  onUpdate: print,
  onResync: (request) => print({ type: "resync", reason: request.reason }),
  onState: (state, detail) => print({ type: "state", state, ...detail }),
});
