using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Connection;

/// <summary>
/// Says that a connection is restored once its subscriptions are. The client announces a connection a moment before the server has taken
/// the subscriptions again; who compared logs in that moment would miss what is appended right after it.
/// </summary>
internal sealed partial class RestorationWatch : IAsyncDisposable
{
    /// <summary>One is enough: a look that is due covers every restoration before it.</summary>
    private readonly Channel<IConnectionMultiplexer> _due = Channel.CreateBounded<IConnectionMultiplexer>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>How long what was asked for again has to be there, before it is asked for once more; then twice as long, and so on.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(16);

    private readonly CancellationTokenSource _disposing = new();
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<IConnectionMultiplexer, bool> _renew;
    private readonly Action _restored;
    private readonly Task _running;

    public RestorationWatch(TimeSpan patience, TimeProvider time, ILogger logger, Func<IConnectionMultiplexer, bool> renew, Action restored)
    {
        _patience = patience;
        _time = time;
        _logger = logger;
        _renew = renew;
        _restored = restored;
        _running = RunAsync();
    }

    /// <summary>A connection came back.</summary>
    public void Look(IConnectionMultiplexer client) => _due.Writer.TryWrite(client);

    public async ValueTask DisposeAsync()
    {
        _due.Writer.TryComplete();
        await _disposing.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _disposing.Dispose();
    }

    private async Task RunAsync()
    {
        await foreach (var client in _due.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            var pause = FirstPause;
            while (await LookAtAsync(client).ConfigureAwait(false) && await PauseAsync(pause).ConfigureAwait(false))
            {
                pause = pause < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>Whether it is to be looked at again, though no further connection comes back: a subscription was missing, and may still be.</summary>
    private async Task<bool> LookAtAsync(IConnectionMultiplexer client)
    {
        var renewed = false;
        try
        {
            renewed = _renew(client);

            // It travels behind the SUBSCRIBEs, on their connection.
            await client.GetSubscriber().PingAsync().WaitAsync(_patience, _time).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            // Only one of the two connections is back yet, or it is lost again: the other's, or the next, restoration follows.
        }

        try
        {
            _restored();
        }
        catch (Exception e)
        {
            // Whoever is told may fail; the next restoration is told all the same.
            LogFailed(_logger, e);
        }

        return renewed && client.IsConnected;
    }

    /// <returns>Whether the pause is over without a connection that came back, which is looked at next.</returns>
    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        if (_disposing.IsCancellationRequested || _due.Reader.Count > 0) return false;
        try
        {
            await Task.Delay(pause, _time, _disposing.Token).ConfigureAwait(false);
            return _due.Reader.Count == 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(5003, LogLevel.Error, "Something failed that was told of a restored connection to Redis.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
