using LiveSubmissions.Redis.Failures;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Connection;

/// <summary>
/// Finds out why there is no connection, by a new attempt to connect. The client's own reason does not help: it keeps the reason of its first failure even
/// if the reason changes, it has none for a connection that was lost, and of an attempt that it cancelled it says only that.
/// </summary>
/// <param name="configure">Makes the client's configuration.</param>
/// <param name="time">The clock.</param>
internal sealed class ConnectionTrial(Func<ConfigurationOptions> configure, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How long a result is used for further calls: many calls fail at the same time.</summary>
    private static readonly TimeSpan ResultIsFresh = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    /// <summary>How long a failed call waits for the result; its caller waits too.</summary>
    private static readonly TimeSpan ResultTimeout = TimeSpan.FromSeconds(1);

    /// <summary>How long the last result is used if the next one is late.</summary>
    private static readonly TimeSpan ResultIsUsable = TimeSpan.FromSeconds(10);

    /// <summary>The pause between two pings: on a busy machine the client learns the reason of its failure a little later.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private const int Pings = 5;

    private readonly Lock _gate = new();
    private Task<Exception?>? _last;
    private (Exception? Why, long At)? _answer;

    /// <summary>Tries to connect, or waits for an attempt that is under way.</summary>
    /// <param name="call">Why the call failed: the result if the attempt takes too long.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Why the attempt failed; <see langword="null"/> if it succeeded.</returns>
    public async Task<Exception?> RunAsync(Exception call, CancellationToken cancellationToken)
    {
        Task<Exception?> trial;
        lock (_gate)
        {
            if (_last is null || (_last.IsCompleted && AgeOfAnswer() >= ResultIsFresh)) _last = Task.Run(TryAsync);
            trial = _last;
        }

        try
        {
            return await trial.WaitAsync(ResultTimeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            lock (_gate) return _answer is { Why: { } why } && AgeOfAnswer() < ResultIsUsable ? why : call;
        }
    }

    /// <summary>Waits for the attempt that is under way, which has a deadline.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? last;
        lock (_gate) last = _last;
        if (last is not null) await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private TimeSpan AgeOfAnswer() => _answer is { } answer ? time.GetElapsedTime(answer.At) : TimeSpan.MaxValue;

    private async Task<Exception?> TryAsync()
    {
        var why = await ConnectAsync().ConfigureAwait(false);
        lock (_gate) _answer = (why, time.GetTimestamp());
        return why;
    }

    private async Task<Exception?> ConnectAsync()
    {
        try
        {
            var configuration = configure();
            configuration.ConnectRetry = 1;
            configuration.ConnectTimeout = Math.Min(configuration.ConnectTimeout, (int)ConnectTimeout.TotalMilliseconds);
            var client = await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
            await using var clientDisposal = client.ConfigureAwait(false);
            for (var ping = 1; ; ping++)
            {
                var failure = await PingAsync(client).ConfigureAwait(false);
                if (failure is null || ping == Pings || ConnectionFailure.SaysWhy(failure)) return failure;
                await Task.Delay(Pause, time).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            return exception;
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
