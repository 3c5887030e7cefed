using LiveSubmissions.Telemetry;

namespace LiveSubmissions.Broadcasting;

/// <summary>
/// A background loop that repairs the effects of an outage: it sends the deferred updates, reports logs that were lost, and sends copies of the updates that
/// a log may have lost. It tries at growing intervals, and at once when it is nudged. An exception in one try does not end the loop.
/// </summary>
internal sealed class OutboxPump(
    Outbox outbox, LaneSender sender, Copies copies, LogOrigins origins, BroadcasterOptions options, TimeProvider time, BroadcastLog messages, LiveSubmissionsMeter meter)
    : IAsyncDisposable
{
    /// <summary>
    /// The most deferred updates that are being sent at the same time. Over loopback, 64 are as fast as 256; a Redis that is farther away needs more than 64.
    /// </summary>
    public const int MostInFlight = 128;

    private const int MaxBackoff = 16;

    /// <summary>The shortest time between two log messages about the number of deferred updates.</summary>
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(10);

    /// <summary>The pause after an unexpected exception. It uses the system's clock, because the injected time provider may be the part that throws.</summary>
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _nudge = new(0, 1);
    private readonly Lock _gate = new();

    // The groups whose last append in this outage failed.
    private readonly GroupFailures _failing = new();
    private Task _loop = Task.CompletedTask;
    private bool _running;
    private volatile bool _trying;
    private long? _nudged;
    private long? _said;
    private long _saidFailed;

    /// <summary>Whether the pump waits for its next try or has nothing to do.</summary>
    public bool IsAtRest => !_trying;

    /// <summary>Starts the loop if it does not run. The loop ends by itself when there is nothing left to do.</summary>
    public void EnsureRunning()
    {
        lock (_gate)
        {
            if (_running || _stop.IsCancellationRequested) return;
            _running = true;
            _loop = Task.Run(RunAsync);
        }
    }

    /// <summary>Makes the running loop try at once, because the transport probably works again.</summary>
    public void NudgeIfRunning()
    {
        if (!Volatile.Read(ref _running)) return;
        lock (_gate)
        {
            if (_nudge.CurrentCount == 0) _nudge.Release();
        }
    }

    /// <summary>
    /// Nudges the loop after an update was sent, because the transport then probably works for other updates too. It does so at most once in each
    /// <see cref="BroadcasterOptions.OutboxRetryDelay"/>, so that a group that still fails is not tried too often.
    /// </summary>
    public void NudgeNowAndThen()
    {
        if (!Volatile.Read(ref _running)) return;
        lock (_gate)
        {
            if (_nudged is { } last && time.GetElapsedTime(last) < options.OutboxRetryDelay) return;
            _nudged = time.GetTimestamp();
        }

        NudgeIfRunning();
    }

    /// <summary>Waits until no update is deferred or being sent, or until the token is cancelled.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (outbox.WhenEmpty() is { IsCompleted: false } empty)
        {
            EnsureRunning();
            NudgeIfRunning();
            var delay = Task.Delay(options.OutboxRetryDelay, time, cancellationToken);
            if (await Task.WhenAny(empty, delay).ConfigureAwait(false) == delay) await delay.ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Task loop;
        lock (_gate) loop = _loop;
        await loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var backoff = 1;
        do
        {
            try
            {
                await WaitAsync(options.OutboxRetryDelay * backoff).ConfigureAwait(false);
                _trying = true;
                var succeeded = await TryAsync().ConfigureAwait(false);
                backoff = succeeded ? 1 : Math.Min(backoff * 2, MaxBackoff);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                await TellAsync(exception).ConfigureAwait(false);
            }
            finally
            {
                _trying = false;
            }
        }
        while (!HasEnded());
    }

    /// <summary>
    /// Whether the loop ends. The check runs under the lock: work that comes up at this moment is either seen here, or starts a new loop afterwards.
    /// </summary>
    private bool HasEnded()
    {
        lock (_gate)
        {
            if (_stop.IsCancellationRequested) return true;
            if (outbox.Outage is not null || copies.Any || origins.Any) return false;
            _running = false;
            _said = null;
            _saidFailed = 0;
            return true;
        }
    }

    private async ValueTask WaitAsync(TimeSpan delay)
    {
        using var due = new CancellationTokenSource(delay, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(due.Token, _stop.Token);
        try
        {
            await _nudge.WaitAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            // The delay is over, and nobody nudged the loop.
        }
    }

    /// <summary>
    /// Makes one try. Deferred updates go first, because no client has them yet. Copies go last, because a log that still holds their updates does not need
    /// them.
    /// </summary>
    private async Task<bool> TryAsync()
    {
        var failures = await SendDeferredAsync().ConfigureAwait(false);
        if (outbox.EndOutage() is { } outage) SayEnd(outage);
        else if (failures.Any) SayDepth();

        // Even if a few groups have failed, losses are reported, and the copies for the other groups are sent.
        var reported = await origins.ReportAsync(_stop.Token).ConfigureAwait(false);
        var copyFailures = new GroupFailures(failures);
        await copies.SendAsync(copyFailures, _stop.Token).ConfigureAwait(false);
        return reported && !failures.Any && !copyFailures.Any;
    }

    /// <summary>
    /// Sends the deferred updates, many at the same time, in the order in which the broadcaster was given them. Groups that failed before go last, so that a
    /// group whose server is gone does not delay the others.
    /// </summary>
    private async Task<GroupFailures> SendDeferredAsync()
    {
        var failures = new GroupFailures();
        using var window = new SendWindow(MostInFlight);
        try
        {
            foreach (var lane in outbox.Deferred().OrderBy(lane => _failing.Contains(lane.Key.Group)))
            {
                await window.EnterAsync(_stop.Token).ConfigureAwait(false);
                if (!failures.EndTheTry && !failures.Contains(lane.Key.Group) && outbox.TryBegin(lane))
                {
                    _ = SendAsync(lane, window, failures);
                    continue;
                }

                window.Leave(succeeded: false);
                if (failures.EndTheTry) break;
            }
        }
        finally
        {
            await window.EmptyAsync().ConfigureAwait(false);
        }

        _failing.Add(failures);
        return failures;
    }

    /// <summary>Sends one lane, and then leaves the window. The caller does not await it.</summary>
    private async Task SendAsync(Lane lane, SendWindow window, GroupFailures failures)
    {
        var succeeded = false;
        try
        {
            succeeded = await sender.SendAsync(lane, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await TellAsync(exception).ConfigureAwait(false);
        }
        finally
        {
            if (succeeded) _failing.Remove(lane.Key.Group);
            else failures.Add(lane.Key.Group);
            window.Leave(succeeded);
        }
    }

    /// <summary>Logs and counts an unexpected exception. The loop continues after a pause, so that it does not fail again and again at full speed.</summary>
    private async Task TellAsync(Exception exception)
    {
        try
        {
            messages.PumpFailed(exception.Message, exception);
            meter.Failed("outbox");
        }
        catch (Exception)
        {
            // The logger or a listener of the metrics failed too; there is no other place to report to.
        }

        await Task.Delay(PauseAfterFault, TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void SayDepth()
    {
        if (_said is { } said && time.GetElapsedTime(said) < SayEvery) return;
        var (submissions, longest) = outbox.Depth;
        if (submissions == 0 || outbox.Outage is not { } outage) return;
        _said = time.GetTimestamp();
        messages.OutboxWaits(submissions, Printable.Duration(longest), outage.Cause ?? "");
        SayFailed(outage);
    }

    private void SayEnd(Outage outage)
    {
        _failing.Clear();
        messages.OutboxEmpty(outage.Deferred, Printable.Duration(time.GetElapsedTime(outage.Since)));
        SayFailed(outage);
        _said = null;
        _saidFailed = 0;
    }

    /// <summary>Logs how many updates failed. The first one is not logged again: it had its own message.</summary>
    private void SayFailed(Outage outage)
    {
        if (outage.Failed <= Math.Max(1, _saidFailed)) return;
        _saidFailed = outage.Failed;
        messages.FailedMeanwhile(outage.Failed);
    }
}
