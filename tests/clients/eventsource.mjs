// A page's plain EventSource, which comes back by itself: node eventsource.mjs {url} {since}
import { EventSource } from "eventsource";
import { print } from "./print.mjs";

const [url, since] = process.argv.slice(2);
const address = new URL(url);
address.searchParams.set("since", since);
const source = new EventSource(address);
for (const type of ["hello", "submission_update", "heartbeat", "resync", "close"]) {
  source.addEventListener(type, ({ data }) => print(JSON.parse(data)));
}
