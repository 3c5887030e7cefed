using System.Text.Json;
using LiveSubmissions.Contracts.Faces;

namespace LiveSubmissions.AspNetCore.Tests.Faces.Scripted;

/// <summary><c>curl -N</c>, with the last id by hand.</summary>
internal sealed class CurlClient : ProcessClient
{
    private readonly SseMessages _messages;

    private CurlClient(Uri address, string since)
        : base("curl", ["-N", "-sS", "-H", $"Last-Event-ID: {since}", address.ToString()]) =>
        _messages = new SseMessages(new SseReader(ReadLineAsync), resumes: true);

    public static Task<FaceClient> OpenAsync(Uri address, string problem, string since) =>
        Task.FromResult<FaceClient>(new CurlClient(new Uri(address, $"/sse/problems/{problem}/submissions/"), since));

    protected override ValueTask<JsonElement> NextAsync(CancellationToken cancel) => _messages.NextAsync(cancel);

    protected override string? PositionAfter(JsonElement message) => _messages.Position;
}
