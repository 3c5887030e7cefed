// SignalR's own JavaScript client, as a stream: node signalr.mjs {hub's url} {since} {problem} {json|messagepack}
import { HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { lost, print } from "./print.mjs";

const [url, since, problem, protocol] = process.argv.slice(2);
const builder = new HubConnectionBuilder().withUrl(url).configureLogging(LogLevel.None);
if (protocol === "messagepack") builder.withHubProtocol(new MessagePackHubProtocol());
const hub = builder.build();
await hub.start();
hub.stream("Follow", Number(problem), since).subscribe({ next: print, complete: lost, error: lost });
