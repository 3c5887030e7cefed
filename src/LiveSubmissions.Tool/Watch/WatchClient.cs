using LiveSubmissions.Tool.Protocol;
using LiveSubmissions.Tool.Server;

namespace LiveSubmissions.Tool.Watch;

/// <summary>
/// Follows a problem, one of its submissions or an additional group, until the server closes the connection for good. If the connection is lost, the client
/// connects again and continues from its last position.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="path">The path to follow, as in the server's addresses.</param>
/// <param name="headers">Headers for the requests.</param>
/// <param name="view">Shows the states.</param>
/// <param name="time">The clock.</param>
internal sealed class WatchClient(
    ServerUrl server, string path, IReadOnlyList<KeyValuePair<string, string>> headers, IWatchView view, TimeProvider time)
{
    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly FollowedState _state = new(view);
    private TimeSpan _pause = FirstPause;

    /// <returns>The close after which the client must not come back.</returns>
    public async Task<ServerMessage.Closed> RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var from = _state.Position;
            var (end, resynced) = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            if (end is { IsFinal: true }) return end;

            // After a resync, load the log at once, unless this connection was already loading it.
            if (resynced && from != FollowedState.FromTheBeginning) continue;
            view.Became(Freshness.Lost, Explain(end));

            // The random pause keeps clients that lost their connections at the same time from returning at the same time.
            await Task.Delay(_pause * Random.Shared.NextDouble(), time, cancellationToken).ConfigureAwait(false);
            _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        }
    }

    private async Task<(ServerMessage.Closed End, bool Resynced)> ConnectAsync(CancellationToken cancellationToken)
    {
        var address = new UriBuilder(server.Socket(path)) { Query = $"since={Uri.EscapeDataString(_state.Position)}" }.Uri;
        using var deadline = new CancellationTokenSource(ConnectDeadline, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var socket = await ServerSocket.ConnectAsync(address, headers, limit.Token).ConfigureAwait(false);
            await using var socketDisposal = socket.ConfigureAwait(false);
            return socket.SpeaksV1 ? await ReadAsync(socket, cancellationToken).ConfigureAwait(false) : (new ServerMessage.Closed(1006, $"The server does not speak {ServerSocket.Dialect}."), false);
        }
        catch (HandshakeException exception)
        {
            return (new ServerMessage.Closed(1006, exception.Message), false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (new ServerMessage.Closed(1006, $"{server.HostAndPort} did not answer within {Printable.Duration(ConnectDeadline)}."), false);
        }
    }

    private async Task<(ServerMessage.Closed End, bool Resynced)> ReadAsync(ServerSocket socket, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var silence = new CancellationTokenSource(_state.SilenceLimit, time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
            ServerMessage message;
            try
            {
                message = await socket.ReceiveAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return (new ServerMessage.Closed(1006, $"Nothing came for {Printable.Duration(_state.SilenceLimit)}: the connection is dead."), false);
            }

            if (message is ServerMessage.Closed closed) return (closed, false);
            if (message is ServerMessage.Hello) _pause = FirstPause;
            if (!_state.Take(message)) return (new ServerMessage.Closed(1000, "the positions are not valid any more."), true);
        }
    }

    private static string Explain(ServerMessage.Closed end) => end.Code == 1006
        ? $"{(end.Reason.Length > 0 ? end.Reason : "The connection broke.")} Trying again."
        : $"Closed with {end.Code}: {end.Reason} Trying again.";
}

/// <summary>What a client has to remember (docs/protocol.md): its position, and the greatest revision of each submission.</summary>
internal sealed class FollowedState(IWatchView view)
{
    /// <summary>The position before all states that the log has.</summary>
    public const string FromTheBeginning = "0";

    private const string Doubt = "The server cannot compare its states with its log now.";

    private readonly Dictionary<string, long> _revisions = [];

    /// <summary>The position from which to continue.</summary>
    public string Position { get; private set; } = FromTheBeginning;

    /// <summary>After a silence of this length, a connection counts as dead.</summary>
    public TimeSpan SilenceLimit { get; private set; } = TimeSpan.FromSeconds(25);

    /// <summary>Handles a message.</summary>
    /// <returns>Whether to keep the connection. After a resync the data has to be loaded again, so the answer is false.</returns>
    public bool Take(ServerMessage message)
    {
        switch (message)
        {
            case ServerMessage.Hello hello:
                SilenceLimit = TimeSpan.FromSeconds(Math.Clamp(hello.HeartbeatSeconds, 0.1, 3600) * 2.5);
                if (hello.Resumed) Position = hello.Position;
                if (hello.Verified) view.Became(Freshness.Live, hello.Complete ? "" : "The log no longer has the states of some submissions.");
                else view.Became(Freshness.Doubtful, Doubt);
                return true;
            case ServerMessage.Update update:
                Update(update);
                return true;
            case ServerMessage.Heartbeat heartbeat:
                Position = heartbeat.Position;
                view.Became(heartbeat.Verified ? Freshness.Live : Freshness.Doubtful, heartbeat.Verified ? "" : Doubt);
                return true;
            case ServerMessage.Resync resync:
                // A page would load its data from the application. The tool loads the newest states from the log.
                Position = FromTheBeginning;
                view.Forgot($"The updates in between are lost ({resync.Reason}). The newest states are loaded from the log.");
                return false;
            default:
                return true;
        }
    }

    private void Update(ServerMessage.Update update)
    {
        if (FeedPosition.TryParse(Position, out var position) && position.Epoch is { } epoch) Position = new FeedPosition(epoch, update.Sequence).ToString();
        if (update.Revision is { } revision)
        {
            if (_revisions.TryGetValue(update.Submission, out var shown) && revision < shown) return;
            _revisions[update.Submission] = revision;
        }

        view.Updated(update);
    }
}
