using LiveSubmissions.Telemetry;

namespace LiveSubmissions.Broadcasting;

/// <summary>
/// Does what is left to do when the transport is back: sends what was deferred, reports logs that were lost, and sends copies of what a log may have lost.
/// Asks at growing intervals, and at once when there is reason to. It survives whatever fails in it.
/// </summary>
internal sealed class OutboxPump(
    Outbox outbox, LaneSender sender, Copies copies, LogOrigins origins, BroadcasterOptions options, TimeProvider time, BroadcastLog messages, LiveSubmissionsMeter meter)
    : IAsyncDisposable
{
    /// <summary>So many deferred updates are under way at once. Over loopback 64 take no longer than 256; a Redis that is farther away wants more.</summary>
    public const int MostInFlight = 128;

    private const int MaxBackoff = 16;

    /// <summary>How often at most the log says how much is deferred.</summary>
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(10);

    /// <summary>After something that nobody foresaw. By the system's clock: the injected one may be what fails.</summary>
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _nudge = new(0, 1);
    private readonly Lock _gate = new();

    // The groups whose last append failed, in this outage.
    private readonly GroupFailures _failing = new();
    private Task _loop = Task.CompletedTask;
    private volatile bool _trying;
    private long? _nudged;
    private long? _said;
    private long _saidFailed;

    /// <summary>Whether it waits, or has nothing to do.</summary>
    public bool IsAtRest => !_trying;

    /// <summary>Has the loop run; it ends by itself once there is nothing left to do.</summary>
    public void EnsureRunning()
    {
        lock (_gate)
        {
            if (outbox.IsPumped || _stop.IsCancellationRequested) return;
            outbox.IsPumped = true;
            _loop = Task.Run(RunAsync);
        }
    }

    /// <summary>The transport is probably back: try now what is left to do.</summary>
    public void NudgeIfRunning()
    {
        if (!outbox.IsPumped) return;
        lock (_gate)
        {
            if (_nudge.CurrentCount == 0) _nudge.Release();
        }
    }

    /// <summary>An update was sent, so the transport may be back for others too. It is no reason to ask a group that fails more often than it is asked anyway.</summary>
    public void NudgeNowAndThen()
    {
        if (!outbox.IsPumped) return;
        lock (_gate)
        {
            if (_nudged is { } last && time.GetElapsedTime(last) < options.OutboxRetryDelay) return;
            _nudged = time.GetTimestamp();
        }

        NudgeIfRunning();
    }

    /// <summary>Waits until nothing is deferred and nothing is being sent, or until cancelled.</summary>
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

    /// <summary>Under the lock, so that what comes up just now either is seen here or starts the loop anew.</summary>
    private bool HasEnded()
    {
        lock (_gate)
        {
            if (_stop.IsCancellationRequested) return true;
            if (outbox.Outage is not null || copies.Any || origins.Any) return false;
            outbox.IsPumped = false;
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
            // Due, without a nudge.
        }
    }

    /// <summary>What followers were never told goes first. Copies come last: a log that still holds what they say needs none of them.</summary>
    private async Task<bool> TryAsync()
    {
        var failures = await SendDeferredAsync().ConfigureAwait(false);
        if (outbox.EndOutage() is { } outage) SayEnd(outage);
        else if (failures.Any) SayDepth();

        // A few groups that do not work keep nobody else's losses and copies back.
        var reported = await origins.ReportAsync(_stop.Token).ConfigureAwait(false);
        var further = new GroupFailures(failures);
        await copies.SendAsync(further, _stop.Token).ConfigureAwait(false);
        return reported && !failures.Any && !further.Any;
    }

    /// <summary>
    /// Many at once, in the order in which they were given; but groups that failed before go last, so that one whose server is gone does not hold up the
    /// others.
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

    /// <summary>Nobody waits for it but the window.</summary>
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

    /// <summary>Something failed that nobody foresaw: the loop goes on, after a pause, so that it cannot spin.</summary>
    private async Task TellAsync(Exception exception)
    {
        try
        {
            messages.PumpFailed(exception.Message, exception);
            meter.Failed("outbox");
        }
        catch (Exception)
        {
            // Who is told of it fails too; there is nobody left to tell.
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

    /// <summary>The first had a line of its own.</summary>
    private void SayFailed(Outage outage)
    {
        if (outage.Failed <= Math.Max(1, _saidFailed)) return;
        _saidFailed = outage.Failed;
        messages.FailedMeanwhile(outage.Failed);
    }
}
