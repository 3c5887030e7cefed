using LiveSubmissions.Contracts.Endpoints;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints.Scripted;

/// <summary>Every endpoint, with every client that people have for it.</summary>
internal static class ClientKinds
{
    public static IReadOnlyList<ClientKind> All { get; } =
    [
        Create("WebSocket, plain", new WebSocketEndpoint(subprotocol: null)) with { KnowsPosition = false, KnowsRevision = false },
        Create("WebSocket, v1", new WebSocketEndpoint(WireClient.V1)),
        Create("SSE, HttpClient", new SseEndpoint()),
        new("SSE, curl -N", CurlClient.OpenAsync),
        new("SSE, EventSource", NodeClient.For("eventsource.mjs", "/sse/problems/{0}/submissions/")) { ReturnsByItself = true },
        Create("polling, HttpClient", new PollingEndpoint()),
        Create("SignalR, .NET stream, JSON", new SignalREndpoint(messagePack: false)),
        Create("SignalR, .NET stream, MessagePack", new SignalREndpoint(messagePack: true)),
        Create("SignalR, .NET callback", new SignalRCallbackEndpoint()),
        new("SignalR, @microsoft/signalr, JSON", NodeClient.For("signalr.mjs", "/hubs/submissions", "{0}", "json")),
        new("SignalR, @microsoft/signalr, MessagePack", NodeClient.For("signalr.mjs", "/hubs/submissions", "{0}", "messagepack")),
        Browser("live-submissions.js, WebSocket", "watch.mjs", "WebSocket"),
        Browser("live-submissions.js, SSE", "watch.mjs", "SSE"),
        Browser("live-submissions.js, polling", "watch.mjs", "Polling"),
        Browser("live-submissions.js, store", "store.mjs", "WebSocket"),
    ];

    private static ClientKind Create(string name, EndpointDriver endpoint) => new(
        name, (address, problem, since) => endpoint.OpenAsync(address, new EndpointRequest(EndpointView.Problem(problem), since)));

    private static ClientKind Browser(string name, string script, string endpoint) =>
        new(name, NodeClient.For(script, "/ws/problems/{0}/submissions/", endpoint)) { ReturnsByItself = true, ReportedEndpoint = endpoint };
}
