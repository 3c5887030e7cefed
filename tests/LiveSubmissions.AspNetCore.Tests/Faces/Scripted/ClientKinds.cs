using LiveSubmissions.Contracts.Faces;
using LiveSubmissions.Contracts.Wire;

namespace LiveSubmissions.AspNetCore.Tests.Faces.Scripted;

/// <summary>Every face, with every client that people have for it.</summary>
internal static class ClientKinds
{
    public static IReadOnlyList<ClientKind> All { get; } =
    [
        Of("WebSocket, plain", new WebSocketFace(subprotocol: null)) with { KnowsPosition = false, KnowsRevision = false },
        Of("WebSocket, v1", new WebSocketFace(WireClient.V1)),
        Of("SSE, HttpClient", new SseFace()),
        new("SSE, curl -N", CurlClient.OpenAsync),
        new("SSE, EventSource", NodeClient.Of("eventsource.mjs", "/sse/problems/{0}/submissions/")) { ReturnsByItself = true },
        Of("polling, HttpClient", new PollingFace()),
        Of("SignalR, .NET stream, JSON", new SignalRFace(messagePack: false)),
        Of("SignalR, .NET stream, MessagePack", new SignalRFace(messagePack: true)),
        Of("SignalR, .NET callback", new SignalRCallbackFace()),
        new("SignalR, @microsoft/signalr, JSON", NodeClient.Of("signalr.mjs", "/hubs/submissions", "{0}", "json")),
        new("SignalR, @microsoft/signalr, MessagePack", NodeClient.Of("signalr.mjs", "/hubs/submissions", "{0}", "messagepack")),
        Browser("live-submissions.js, WebSocket", "watch.mjs", "WebSocket"),
        Browser("live-submissions.js, SSE", "watch.mjs", "SSE"),
        Browser("live-submissions.js, polling", "watch.mjs", "Polling"),
        Browser("live-submissions.js, store", "store.mjs", "WebSocket"),
    ];

    private static ClientKind Of(string name, Face face) => new(
        name, (address, problem, since) => face.OpenAsync(address, new FaceRequest(FaceView.Problem(problem), since)));

    private static ClientKind Browser(string name, string script, string face) =>
        new(name, NodeClient.Of(script, "/ws/problems/{0}/submissions/", face)) { ReturnsByItself = true, ReportedFace = face };
}
