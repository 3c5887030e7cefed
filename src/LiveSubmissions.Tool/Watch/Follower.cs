using LiveSubmissions.Tool.Protocol;
using LiveSubmissions.Tool.Server;

namespace LiveSubmissions.Tool.Watch;

/// <summary>Follows a problem, one of its submissions or an additional group for ever: a connection that ends is made again, from where the last one came to.</summary>
/// <param name="server">Where it is.</param>
/// <param name="path">What is followed, as an address names it.</param>
/// <param name="headers">What is sent along.</param>
/// <param name="view">Shows it.</param>
/// <param name="time">The clock.</param>
internal sealed class Follower(
    ServerUrl server, string path, IReadOnlyList<KeyValuePair<string, string>> headers, IWatchView view, TimeProvider time)
{
    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly FollowedState _state = new(view);
    private TimeSpan _pause = FirstPause;

    /// <returns>Why it is of no use to go on.</returns>
    public async Task<ServerMessage.Closed> RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var from = _state.Position;
            var (end, resynced) = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            if (end is { IsFinal: true }) return end;

            // What the log has can be asked for at once, unless that is what was asked for.
            if (resynced && from != FollowedState.FromTheBeginning) continue;
            view.Became(Freshness.Lost, Words(end));

            // Clients that were cut together must not return together.
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
            using var silence = new CancellationTokenSource(_state.Patience, time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
            ServerMessage message;
            try
            {
                message = await socket.ReceiveAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return (new ServerMessage.Closed(1006, $"Nothing came for {Printable.Duration(_state.Patience)}: the connection is dead."), false);
            }

            if (message is ServerMessage.Closed closed) return (closed, false);
            if (message is ServerMessage.Hello) _pause = FirstPause;
            if (!_state.Take(message)) return (new ServerMessage.Closed(1000, "the log is another."), true);
        }
    }

    private static string Words(ServerMessage.Closed end) => end.Code == 1006
        ? $"{(end.Reason.Length > 0 ? end.Reason : "The connection broke.")} Trying again."
        : $"Closed with {end.Code}: {end.Reason} Trying again.";
}
