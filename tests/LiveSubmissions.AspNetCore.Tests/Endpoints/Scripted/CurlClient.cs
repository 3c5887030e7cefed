using System.Text.Json;
using LiveSubmissions.Contracts.Endpoints;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints.Scripted;

/// <summary><c>curl -N</c>, with the last id by hand.</summary>
internal sealed class CurlClient : ProcessClient
{
    private readonly SseMessages _messages;

    private CurlClient(Uri address, string since)
        : base("curl", ["-N", "-sS", "-H", $"Last-Event-ID: {since}", address.ToString()]) =>
        _messages = new SseMessages(new SseReader(ReadLineAsync), resumes: true);

    public static Task<EndpointClient> OpenAsync(Uri address, string problem, string since) =>
        Task.FromResult<EndpointClient>(new CurlClient(new Uri(address, $"/sse/problems/{problem}/submissions/"), since));

    protected override ValueTask<JsonElement> NextAsync(CancellationToken cancellationToken) => _messages.NextAsync(cancellationToken);

    protected override string? PositionAfter(JsonElement message) => _messages.Position;
}
