using System.Text.Json;
using LiveSubmissions.Contracts.Endpoints;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

internal sealed class SseEndpointClient(HttpResponseMessage answer, StreamReader stream, ClientWire wire, bool resumes) : EndpointClient(resumes)
{
    private readonly SseMessages _messages = new(new SseReader(stream.ReadLineAsync), resumes);

    public override void Stall() => wire.Stall();

    public override void Resume() => wire.Resume();

    /// <summary>As <c>EventSource.close()</c>: the connection is closed in order.</summary>
    public override ValueTask LeaveAsync()
    {
        stream.Dispose();
        answer.Dispose();
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        wire.Dispose();
        return LeaveAsync();
    }

    protected override ValueTask<JsonElement> NextAsync(CancellationToken cancellationToken) => _messages.NextAsync(cancellationToken);

    protected override string? PositionAfter(JsonElement message) => _messages.Position;
}
