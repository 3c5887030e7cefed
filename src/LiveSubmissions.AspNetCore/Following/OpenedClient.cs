using System.Diagnostics.CodeAnalysis;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;

namespace LiveSubmissions.AspNetCore.Following;

/// <summary>A client that has its cursor, or is refused, and has not been told so yet.</summary>
internal sealed class OpenedClient : IAsyncDisposable
{
    private readonly FeedCursor? _cursor;
    private readonly ClientSink? _taker;
    private readonly CloseCode? _refusal;
    private WireMessages? _hello;

    /// <param name="endpoint">The endpoint's name.</param>
    /// <param name="cursor">The client's cursor.</param>
    /// <param name="taker">Takes its batches.</param>
    /// <param name="hello">What the client is told first, if anything.</param>
    public OpenedClient(string endpoint, FeedCursor cursor, ClientSink taker, WireMessages? hello)
    {
        Endpoint = endpoint;
        _cursor = cursor;
        _taker = taker;
        _hello = hello;
    }

    public OpenedClient(CloseCode refusal) => _refusal = refusal;

    public string Endpoint { get; } = "";

    public bool IsRefused(
        [NotNullWhen(true)] out CloseCode? refusal, [NotNullWhen(false)] out FeedCursor? cursor, [NotNullWhen(false)] out ClientSink? taker)
    {
        (refusal, cursor, taker) = (_refusal, _cursor, _taker);
        return refusal is not null;
    }

    /// <summary>The first message, once: it is not kept for as long as the client stays.</summary>
    public WireMessages? TakeHello()
    {
        var hello = _hello;
        _hello = null;
        return hello;
    }

    public ValueTask DisposeAsync() => _cursor?.DisposeAsync() ?? ValueTask.CompletedTask;
}
