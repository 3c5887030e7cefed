using System.Text.Json;

namespace LiveSubmissions.Contracts.Endpoints;

/// <summary>A client's position, by the rules of docs/protocol.md.</summary>
/// <param name="resumes">Whether the client has said a position when it connected.</param>
public sealed class PositionKeeper(bool resumes)
{
    /// <summary>From where to resume; <see langword="null"/> until something says so.</summary>
    public string? Position { get; private set; }

    /// <summary>Takes a message in.</summary>
    public void Take(JsonElement message)
    {
        switch (message.GetProperty("type").GetString())
        {
            case "submission_update" when Position is { } position && message.TryGetProperty("sequence", out var sequence):
                Position = $"{position[..position.LastIndexOf(':')]}:{sequence.GetInt64()}";
                break;

            // A hello that refuses to resume is followed by a resync; until then the client must not think that it knows anything.
            case "hello" when !resumes || message.GetProperty("resumed").GetBoolean():
            case "heartbeat" or "resync":
                Position = message.GetProperty("position").GetString();
                break;
        }
    }
}
