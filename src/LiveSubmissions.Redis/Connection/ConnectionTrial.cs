using StackExchange.Redis;

namespace LiveSubmissions.Redis.Connection;

/// <summary>
/// Finds out why there is no connection, by one try more. The client itself keeps the reason of its first failure however that changes, knows none for a
/// connection that was lost, and of an attempt that it cancelled only that it did.
/// </summary>
/// <param name="configure">Makes the client's configuration.</param>
/// <param name="time">For how long an answer holds.</param>
internal sealed class ConnectionTrial(Func<ConfigurationOptions> configure, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Many calls fail at once, and again and again: a try serves all of them for so long.</summary>
    private static readonly TimeSpan Holds = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    /// <summary>On a busy machine the client learns a little later why its attempt failed.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private const int Looks = 5;

    private readonly Lock _gate = new();
    private Task<Exception?>? _last;
    private long _endedAt;

    /// <summary>What a try says: why it failed; nothing if it got through.</summary>
    public Task<Exception?> RunAsync()
    {
        lock (_gate)
        {
            if (_last is null || (_last.IsCompleted && time.GetElapsedTime(Volatile.Read(ref _endedAt)) >= Holds)) _last = Task.Run(TryAsync);
            return _last;
        }
    }

    /// <summary>Waits for the try that is under way; it has a deadline of its own.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? last;
        lock (_gate) last = _last;
        if (last is not null) await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<Exception?> TryAsync()
    {
        try
        {
            var configuration = configure();
            configuration.ConnectRetry = 1;
            configuration.ConnectTimeout = Math.Min(configuration.ConnectTimeout, (int)ConnectTimeout.TotalMilliseconds);
            var client = await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
            await using var clientDisposal = client.ConfigureAwait(false);
            for (var look = 1; ; look++)
            {
                var failure = await PingAsync(client).ConfigureAwait(false);
                if (failure is null || look == Looks || ConnectionFailure.SaysWhy(failure)) return failure;
                await Task.Delay(Pause, time).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            return exception;
        }
        finally
        {
            Volatile.Write(ref _endedAt, time.GetTimestamp());
        }
    }

    private static async Task<Exception?> PingAsync(ConnectionMultiplexer client)
    {
        try
        {
            await client.GetDatabase().PingAsync().ConfigureAwait(false);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }
}
