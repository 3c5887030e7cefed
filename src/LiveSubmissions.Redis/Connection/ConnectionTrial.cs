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

    /// <summary>How long a call that failed waits for the answer: its caller waits for the call.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>For how long the last answer stands in for one that is late.</summary>
    private static readonly TimeSpan StandsIn = TimeSpan.FromSeconds(10);

    /// <summary>On a busy machine the client learns a little later why its attempt failed.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private const int Looks = 5;

    private readonly Lock _gate = new();
    private Task<Exception?>? _last;
    private (Exception? Why, long At)? _answer;

    /// <summary>What a try says: why it failed; nothing if it got through.</summary>
    /// <param name="call">Why the call failed: what is known if the answer is late.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Exception?> RunAsync(Exception call, CancellationToken cancellationToken)
    {
        Task<Exception?> trial;
        lock (_gate)
        {
            if (_last is null || (_last.IsCompleted && AgeOfAnswer() >= Holds)) _last = Task.Run(TryAsync);
            trial = _last;
        }

        try
        {
            return await trial.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            lock (_gate) return _answer is { Why: { } why } && AgeOfAnswer() < StandsIn ? why : call;
        }
    }

    /// <summary>Waits for the try that is under way; it has a deadline of its own.</summary>
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
