// Follows a problem over the hub with the JavaScript client that Microsoft publishes, and prints what comes, a JSON line each.
// node follow.mjs <address> <json|messagepack> <stream|callback> <problemId> [since]
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";

const [address, protocol, style, problem, since] = process.argv.slice(2);
const problemId = /^\d+$/.test(problem) ? Number(problem) : problem;
const say = (method, message) => console.log(JSON.stringify({ method, message }));

const connection = new HubConnectionBuilder()
  .withUrl(`${address}hubs/submissions`, { transport: HttpTransportType.WebSockets })
  .withHubProtocol(protocol === "messagepack" ? new MessagePackHubProtocol() : new JsonHubProtocol())
  .configureLogging(LogLevel.Error)
  .build();

// The process that started this one ends it by closing its input.
process.stdin.on("end", () => connection.stop()).resume();
connection.onclose(() => process.exit());

if (style === "callback") {
  for (const method of ["SubmissionUpdate", "SubmissionResync", "SubmissionClose"]) connection.on(method, (message) => say(method, message));
}
await connection.start();
if (style === "callback") {
  try {
    say("Join", since ? await connection.invoke("JoinSince", problemId, since) : await connection.invoke("Join", problemId));
  } catch (error) {
    say("error", error.message);
  }
} else {
  connection.stream("Follow", problemId, since ?? null).subscribe({
    next: (message) => say("Follow", message),
    complete: () => say("complete", null),
    error: (error) => say("error", error.message),
  });
}
