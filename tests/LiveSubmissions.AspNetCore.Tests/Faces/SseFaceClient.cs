using System.Text.Json;
using LiveSubmissions.Contracts.Faces;

namespace LiveSubmissions.AspNetCore.Tests.Faces;

internal sealed class SseFaceClient(HttpResponseMessage answer, StreamReader stream, ClientWire wire, bool resumes) : FaceClient(resumes)
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

    protected override ValueTask<JsonElement> NextAsync(CancellationToken cancel) => _messages.NextAsync(cancel);

    protected override string? PositionAfter(JsonElement message) => _messages.Position;
}
