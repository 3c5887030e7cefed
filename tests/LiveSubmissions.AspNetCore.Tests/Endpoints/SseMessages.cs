using System.Text.Json;
using LiveSubmissions.Contracts.Endpoints;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

/// <summary>What an event stream says to its client: the v1 messages, each block in the form that docs/protocol.md gives it.</summary>
internal sealed class SseMessages(SseReader reader, bool resumes)
{
    private readonly PositionKeeper _keeper = new(resumes);

    /// <summary>From where an EventSource would resume.</summary>
    public string? Position => reader.LastId;

    public async ValueTask<JsonElement> NextAsync(CancellationToken cancellationToken)
    {
        var block = await reader.NextAsync(cancellationToken) ?? throw new IOException("The stream ended without a close event.");
        var message = JsonDocument.Parse(block.Data!).RootElement;
        Assert.Equal(block.Name, message.GetProperty("type").GetString());
        if (block.Name == "close") throw await ClosedAsync(block, message, cancellationToken);

        _keeper.Take(message);
        Assert.Equal(_keeper.Position, reader.LastId);
        return message;
    }

    private async Task<WireClosedException> ClosedAsync(SseEvent block, JsonElement message, CancellationToken cancellationToken)
    {
        var code = message.GetProperty("code").GetInt32();
        var isFinal = code is >= 4400 and <= 4499 and not (4401 or 4408 or 4429);
        Assert.Equal(isFinal ? "stay-away" : null, block.Id);
        Assert.Null(await reader.NextAsync(cancellationToken));
        return new WireClosedException(code, message.GetProperty("reason").GetString()!);
    }
}
