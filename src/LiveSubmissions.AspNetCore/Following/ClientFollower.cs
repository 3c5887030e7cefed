using System.Diagnostics.CodeAnalysis;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.Following;

/// <summary>Writes to a client what its cursor reads. All WebSocket and event stream clients are served by this loop.</summary>
internal sealed class ClientFollower(ViewOpener opener, ClientRegistry clients, IOptions<LiveSubmissionsOptions> options, ILogger<ClientFollower> logger)
{
    private readonly TimeSpan _heartbeat = options.Value.Feed.HeartbeatInterval;
    private readonly ILogger _logger = new SafeLogger(logger);

    /// <summary>
    /// Opens the client's cursor. The endpoint calls this before the client can see that it is connected, because the client takes the connection as proof that
    /// it gets every later update; the plain dialect has no other proof.
    /// </summary>
    /// <returns>The cursor, or why the client gets none; <see langword="null"/> if the client has left.</returns>
    public async ValueTask<OpenedClient?> OpenAsync(FollowRequest request)
    {
        var (http, dialect) = (request.Http, request.Dialect);
        var sink = new ClientSink(dialect);
        var start = new FeedCursorOptions { Since = request.Since, Heartbeats = dialect.HasOwnMessages, ServeInline = true, Sink = sink };
        try
        {
            var opened = await opener.OpenAsync(request.Endpoint, http, request.Source, start, dialect.Name, http.RequestAborted).ConfigureAwait(false);
            return opened.IsRefused(out var refusal, out var cursor)
                ? new OpenedClient(refusal)
                : new OpenedClient(request.Endpoint, cursor, sink, dialect.MakeHello(new HelloFields(cursor, request.Since, _heartbeat)));
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            EndpointLog.Ended(_logger, request.Endpoint, http, code: null);
            return null;
        }
    }

    /// <summary>Serves the client until the token is cancelled.</summary>
    /// <returns>Why the connection is to be closed.</returns>
    /// <remarks>
    /// While the client takes each batch at once, the thread that serves the group gives the batches to the sink, and this loop waits in
    /// <see cref="FeedCursor.ReadAsync"/>. The read ends only with a batch that the client did not take at once.
    /// </remarks>
    public async Task<CloseCode> FollowAsync(OpenedClient opened, IClientWriter writer, CancellationToken cancellationToken)
    {
        if (opened.IsRefused(out var refusal, out var cursor, out var sink)) return refusal;
        sink.Begin(writer);
        using var client = clients.Connect(opened.Endpoint);
        if (opened.TakeHello() is { } hello) await client.WaitForAsync(writer.WriteAsync(hello)).ConfigureAwait(false);

        // One registration for all reads: one for each read would make each delivery dearer.
        await using var leaving = cancellationToken.UnsafeRegister(static left => ((FeedCursor)left!).Leave(), cursor).ConfigureAwait(false);
        while (true)
        {
            await client.WaitForAsync(writer.UntilSentAsync(cancellationToken)).ConfigureAwait(false);
            FeedBatch batch;
            try
            {
                batch = await cursor.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                return CloseCode.ServerStopping;
            }

            if (sink.MustClose(batch)) return CloseCode.Resync;
            await client.WaitForAsync(sink.TakeAllAsync(batch)).ConfigureAwait(false);
        }
    }
}

/// <summary>What a client that stays connected has asked for.</summary>
/// <param name="Endpoint">The endpoint's name, for the log.</param>
/// <param name="Http">The request.</param>
/// <param name="Source">Decides what the request may follow.</param>
/// <param name="Since">The position to resume from; <see langword="null"/> for live updates only.</param>
/// <param name="Dialect">The dialect in which messages are written to the client.</param>
internal readonly record struct FollowRequest(string Endpoint, HttpContext Http, ViewSource Source, FeedPosition? Since, Dialect Dialect);

/// <summary>A client that has its cursor, or is refused, and has not been told so yet.</summary>
internal sealed class OpenedClient : IAsyncDisposable
{
    private readonly FeedCursor? _cursor;
    private readonly ClientSink? _sink;
    private readonly CloseCode? _refusal;
    private WireMessages? _hello;

    /// <param name="endpoint">The endpoint's name.</param>
    /// <param name="cursor">The client's cursor.</param>
    /// <param name="sink">Takes the cursor's batches.</param>
    /// <param name="hello">The first message to the client; <see langword="null"/> if the dialect has none.</param>
    public OpenedClient(string endpoint, FeedCursor cursor, ClientSink sink, WireMessages? hello)
    {
        Endpoint = endpoint;
        _cursor = cursor;
        _sink = sink;
        _hello = hello;
    }

    public OpenedClient(CloseCode refusal) => _refusal = refusal;

    public string Endpoint { get; } = "";

    public bool IsRefused(
        [NotNullWhen(true)] out CloseCode? refusal, [NotNullWhen(false)] out FeedCursor? cursor, [NotNullWhen(false)] out ClientSink? sink)
    {
        (refusal, cursor, sink) = (_refusal, _cursor, _sink);
        return refusal is not null;
    }

    /// <summary>Returns the first message and forgets it, so that it does not stay in memory as long as the client.</summary>
    public WireMessages? TakeHello()
    {
        var hello = _hello;
        _hello = null;
        return hello;
    }

    public ValueTask DisposeAsync() => _cursor?.DisposeAsync() ?? ValueTask.CompletedTask;
}
