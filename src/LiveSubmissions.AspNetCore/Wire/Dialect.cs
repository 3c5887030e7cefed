using LiveSubmissions.Feed;

namespace LiveSubmissions.AspNetCore.Wire;

/// <summary>A way to write messages to a client that stays connected. Everything in which the dialects differ is here.</summary>
internal sealed class Dialect
{
    private volatile SharedHello? _lastHello;

    /// <summary>The dialect of the original system: one JSON object in each text frame, and no other messages.</summary>
    public static Dialect Plain { get; } = new() { Name = "plain", Encoding = new PlainEncoding(), SkipsRepeats = true };

    /// <summary>The dialect with positions, heartbeats and resync.</summary>
    public static Dialect V1 { get; } = new()
    {
        Name = "live-submissions.v1",
        Subprotocol = "live-submissions.v1",
        Encoding = new V1Encoding(),
        HelloWriter = static hello => V1Messages.Hello(hello),
        SharesHello = true,
    };

    public required string Name { get; init; }

    /// <summary>The WebSocket subprotocol with which a client asks for the dialect.</summary>
    public string? Subprotocol { get; private init; }

    public required FeedEncoding<WireMessages> Encoding { get; init; }

    /// <summary>Writes the hello; <see langword="null"/> if the dialect has no messages other than updates.</summary>
    public Func<HelloFields, WireMessages>? HelloWriter { get; init; }

    /// <summary>Whether the dialect has hello, heartbeat and resync. If it has not, the server reports a resync by closing the connection.</summary>
    public bool HasOwnMessages => HelloWriter is not null;

    /// <summary>
    /// Whether the same bytes are not sent twice in a row. Updates of the plain dialect have neither progress nor sequence, so two of them can be equal.
    /// </summary>
    public bool SkipsRepeats { get; private init; }

    /// <summary>Whether several clients may be sent the same hello. They may not if it contains the time at which it was sent.</summary>
    private bool SharesHello { get; init; }

    /// <summary>
    /// The first message; <see langword="null"/> if the dialect has none. Clients that connect at the same time mostly get the same hello, so the last one
    /// is kept.
    /// </summary>
    public WireMessages? MakeHello(HelloFields hello)
    {
        if (HelloWriter is null) return null;
        if (!SharesHello) return HelloWriter(hello);
        if (_lastHello is not { } last || last.Hello != hello) _lastHello = last = new SharedHello(hello, HelloWriter(hello));
        return last.Messages;
    }

    public static Dialect Choose(IList<string> requestedSubprotocols) => requestedSubprotocols.Contains(V1.Subprotocol!) ? V1 : Plain;

    private sealed record SharedHello(HelloFields Hello, WireMessages Messages);
}
