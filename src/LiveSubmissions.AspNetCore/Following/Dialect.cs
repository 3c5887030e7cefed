using LiveSubmissions.AspNetCore.ServerSentEvents;
using LiveSubmissions.AspNetCore.Wire;

namespace LiveSubmissions.AspNetCore.Following;

/// <summary>How the server speaks to a client that stays connected: what the dialects have different is here and nowhere else.</summary>
internal sealed class Dialect
{
    /// <summary>The original system's: one object per text frame, and nothing else.</summary>
    public static Dialect Plain { get; } = new() { Name = "plain", Encoding = new PlainEncoding(), SkipsRepeats = true };

    /// <summary>With positions, heartbeats and resync.</summary>
    public static Dialect V1 { get; } = new()
    {
        Name = "live-submissions.v1",
        Subprotocol = "live-submissions.v1",
        Encoding = new V1Encoding(),
        Hello = V1Messages.Hello,
    };

    /// <summary>v1's messages as the blocks of an event stream.</summary>
    public static Dialect EventStream { get; } = new()
    {
        Name = "event-stream",
        Encoding = new SseEncoding(),
        Hello = SseBlocks.Hello,
    };

    public required string Name { get; init; }

    /// <summary>The WebSocket subprotocol by which a client asks for it.</summary>
    public string? Subprotocol { get; private init; }

    public required FeedEncoding<WireMessages> Encoding { get; init; }

    /// <summary>Makes the first message; <see langword="null"/> for a dialect that has nothing besides updates.</summary>
    public Func<Hello, WireMessages>? Hello { get; private init; }

    /// <summary>Whether it has hello, heartbeat and resync. A client of one that has not is told of a resync by its socket's closing.</summary>
    public bool HasOwnMessages => Hello is not null;

    /// <summary>Whether the same bytes are not sent twice in a row: without progress and sequence, updates can look alike.</summary>
    public bool SkipsRepeats { get; private init; }

    public static Dialect Choose(IList<string> requestedSubprotocols) => requestedSubprotocols.Contains(V1.Subprotocol!) ? V1 : Plain;
}
