using LiveSubmissions.AspNetCore.ServerSentEvents;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;

namespace LiveSubmissions.AspNetCore.Following;

/// <summary>How the server speaks to a client that stays connected: what the dialects have different is here and nowhere else.</summary>
internal sealed class Dialect
{
    private volatile SharedHello? _lastHello;

    /// <summary>The original system's: one object per text frame, and nothing else.</summary>
    public static Dialect Plain { get; } = new() { Name = "plain", Encoding = new PlainEncoding(), SkipsRepeats = true };

    /// <summary>With positions, heartbeats and resync.</summary>
    public static Dialect V1 { get; } = new()
    {
        Name = "live-submissions.v1",
        Subprotocol = "live-submissions.v1",
        Encoding = new V1Encoding(),
        MakesHello = static hello => V1Messages.Hello(hello),
        SharesHello = true,
    };

    /// <summary>v1's messages as the blocks of an event stream.</summary>
    public static Dialect EventStream { get; } = new()
    {
        Name = "event-stream",
        Encoding = new SseEncoding(),
        MakesHello = SseBlocks.Hello,
    };

    public required string Name { get; init; }

    /// <summary>The WebSocket subprotocol by which a client asks for it.</summary>
    public string? Subprotocol { get; private init; }

    public required FeedEncoding<WireMessages> Encoding { get; init; }

    /// <summary>Whether it has hello, heartbeat and resync. A client of one that has not is told of a resync by its socket's closing.</summary>
    public bool HasOwnMessages => MakesHello is not null;

    /// <summary>Whether the same bytes are not sent twice in a row: without progress and sequence, updates can look alike.</summary>
    public bool SkipsRepeats { get; private init; }

    private Func<Hello, WireMessages>? MakesHello { get; init; }

    /// <summary>Whether clients that come together may be sent the same hello: it does not say when it was made.</summary>
    private bool SharesHello { get; init; }

    /// <summary>The first message; nothing of a dialect that has nothing besides updates. Clients that come together are mostly told the same.</summary>
    public WireMessages? HelloOf(Hello hello)
    {
        if (MakesHello is null) return null;
        if (!SharesHello) return MakesHello(hello);
        if (_lastHello is not { } last || last.Hello != hello) _lastHello = last = new SharedHello(hello, MakesHello(hello));
        return last.Messages;
    }

    public static Dialect Choose(IList<string> requestedSubprotocols) => requestedSubprotocols.Contains(V1.Subprotocol!) ? V1 : Plain;

    private sealed record SharedHello(Hello Hello, WireMessages Messages);
}
