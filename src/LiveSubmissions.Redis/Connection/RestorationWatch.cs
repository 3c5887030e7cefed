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

    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<IConnectionMultiplexer> _renew;
    private readonly Action _restored;
    private readonly Task _running;

    public RestorationWatch(TimeSpan patience, TimeProvider time, ILogger logger, Action<IConnectionMultiplexer> renew, Action restored)
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
        await _running;
    }

    private async Task RunAsync()
    {
        await foreach (var client in _due.Reader.ReadAllAsync())
        {
            try
            {
                _renew(client);

                // It travels behind the SUBSCRIBEs, on their connection.
                await client.GetSubscriber().PingAsync().WaitAsync(_patience, _time);
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
        }
    }

    [LoggerMessage(5003, LogLevel.Error, "Something failed that was told of a restored connection to Redis.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
