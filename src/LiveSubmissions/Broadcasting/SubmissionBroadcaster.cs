using System.Security.Cryptography;
using LiveSubmissions.Log;
using LiveSubmissions.Telemetry;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Broadcasting;

/// <summary>Validates and encodes an update, sends it in the order of its submission, and keeps it if it cannot be sent now.</summary>
internal sealed class SubmissionBroadcaster : ISubmissionBroadcaster, IAsyncDisposable, IDisposable
{
    private const int IdLength = 16;
    private const string NoName = "It returned a group without a name, default(SubmissionGroup).";

    private readonly ISubmissionTransport _transport;
    private readonly ISubmissionGroupNaming _naming;
    private readonly BroadcasterOptions _options;
    private readonly TimeProvider _time;
    private readonly BroadcastLog _messages;
    private readonly TraceLog _trace;
    private readonly LiveSubmissionsMeter _meter;
    private readonly Outbox _outbox;
    private readonly Copies _copies;
    private readonly LogOrigins _origins;
    private readonly RepeatedRevisions _repeated;
    private readonly LaneSender _sender;
    private readonly OutboxPump _pump;
    private readonly BroadcastWait _wait;
    private readonly Lock _ending = new();
    private TimeSpan _flushTime;
    private bool _saidLost;
    private Task? _disposing;
    private int _warnedNotFinite;

    public SubmissionBroadcaster(
        ISubmissionTransport transport,
        ISubmissionGroupNaming naming,
        IOptions<LiveSubmissionsOptions> options,
        TimeProvider time,
        BroadcastLog messages,
        TraceLog trace,
        LiveSubmissionsMeter meter)
    {
        _trace = trace;
        _meter = meter;
        _transport = transport;
        _naming = naming;
        _options = options.Value.Broadcaster;
        _time = time;
        _messages = messages;
        _outbox = new Outbox(RandomNumberGenerator.GetHexString(IdLength, lowercase: true), _options.OutboxCapacity, time);
        _flushTime = _options.ShutdownTimeout;
        _origins = new LogOrigins(transport, _options, time, messages);
        _repeated = new RepeatedRevisions(time);
        var appender = new Appender(transport, _options, time, meter);
        var recent = new RecentUpdates(_options.OutboxCapacity, time);
        _copies = new Copies(_outbox, recent, appender, _origins);
        _sender = new LaneSender(_outbox, appender, recent, _origins, _repeated, messages, trace);
        _wait = new BroadcastWait(transport, _options.Timeout, time);
        _pump = new OutboxPump(_outbox, _sender, _copies, _origins, _options, time, messages, meter);
        _transport.Restored += OnRestored;
    }

    /// <summary>Whether nothing is being sent.</summary>
    public bool IsAtRest => !_outbox.IsSending && _pump.IsAtRest;

    /// <summary>How many submissions wait until the transport works again, and how long the first of them has waited.</summary>
    public (int Submissions, TimeSpan Longest) OutboxDepth => _outbox.Depth;

    /// <summary>The submissions whose revision recently did not grow with a change, newest first.</summary>
    public IReadOnlyList<RepeatedRevision> RepeatedRevisions => _repeated.ToList();

    public async ValueTask<BroadcastResult> BroadcastAsync(SubmissionUpdate update, CancellationToken cancellationToken = default)
    {
        var broadcastAt = _time.GetTimestamp();
        UpdateValidator.ThrowIfWrong(update);
        var activity = LiveSubmissionsTracing.StartBroadcast(update);
        var outcome = BroadcastOutcome.Failed;
        try
        {
            var result = Skip(update) ?? await EncodeAndSendAsync(update, broadcastAt, cancellationToken).ConfigureAwait(false);
            outcome = result.Outcome;
            return result;
        }
        finally
        {
            _meter.Broadcasted(outcome);
            LiveSubmissionsTracing.End(activity, outcome);
        }
    }

    private ValueTask<BroadcastResult> EncodeAndSendAsync(SubmissionUpdate given, long broadcastAt, CancellationToken cancellationToken)
    {
        var update = UpdateValidator.Correct(given, out var leftOut);
        var message = UpdateWriter.Write(update, _time.GetUtcNow(), _options.MaxUpdateBytes);
        leftOut = UpdateValidator.Join(leftOut, message.LeftOut);
        if (leftOut is not null) _messages.LeftOut(update, leftOut);
        if (message.NullsForNumbers > 0) leftOut = UpdateValidator.Join(leftOut, NotFinite(update, message.NullsForNumbers));

        _messages.Broadcasting(update);
        if (ProblemGroup(update, out var unnamed) is not { } problem) return ValueTask.FromResult(unnamed with { LeftOut = leftOut });
        var sending = SendAsync(problem, update, message, broadcastAt, cancellationToken);
        var groups = AdditionalGroups(update, problem);
        if (groups.Length == 0 && leftOut is null) return sending;
        var additional = new Task<BroadcastResult>[groups.Length];
        for (var i = 0; i < groups.Length; i++) additional[i] = SendAsync(groups[i], update, message, broadcastAt, cancellationToken).AsTask();
        return CollectAsync(sending, groups, additional, leftOut);
    }

    /// <summary>
    /// Reports NaN and infinite numbers in the metrics. Models produce thousands of them, so a warning is logged only once per process; each result says it.
    /// </summary>
    private string NotFinite(SubmissionUpdate update, int count)
    {
        if (Interlocked.Exchange(ref _warnedNotFinite, 1) == 0) _messages.NotFinite(count, update.SubmissionId);
        return $"NaN and infinite numbers in the metrics were sent as null ({count} of them)";
    }

    /// <summary>
    /// Sends the deferred updates at a shutdown, and logs once how many could not be sent. All calls together take at most
    /// <see cref="BroadcasterOptions.ShutdownTimeout"/>.
    /// </summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_outbox.Count == 0) return;
        var started = _time.GetTimestamp();
        using var timeout = new CancellationTokenSource(_flushTime, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await _pump.DrainAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            if (timeout.IsCancellationRequested) SayLost(_outbox.Count);
        }
        finally
        {
            // If the caller's token ended this call early, the disposal may use the time that is left.
            var left = _flushTime - _time.GetElapsedTime(started);
            _flushTime = left > TimeSpan.Zero && !timeout.IsCancellationRequested ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Sends the deferred updates, if the shutdown has not done so. Later broadcasts fail.</summary>
    public ValueTask DisposeAsync()
    {
        // A container may dispose this object twice: it is registered as its class and as its interface.
        lock (_ending) return new ValueTask(_disposing ??= EndAsync());
    }

    /// <summary>
    /// Disposes synchronously, for containers that are not disposed asynchronously. The work runs on the thread pool: on the caller's thread it could wait for
    /// the caller's synchronization context, which this call blocks.
    /// </summary>
    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();

    private async Task EndAsync()
    {
        _transport.Restored -= OnRestored;

        // This limit uses the system's clock: the injected time provider may stand still now, as a fake clock does at the end of a test.
        using (var timeout = new CancellationTokenSource(_options.ShutdownTimeout, TimeProvider.System)) await FlushAsync(timeout.Token).ConfigureAwait(false);
        _wait.Stop();
        SayLost(_outbox.Close());
        await _pump.DisposeAsync().ConfigureAwait(false);
    }

    private void SayLost(int submissions)
    {
        if (submissions == 0 || _saidLost) return;
        _saidLost = true;
        _messages.LostAtShutdown(submissions, Printable.Duration(_options.ShutdownTimeout));
    }

    /// <summary>
    /// Handles a restored connection. The logs may have lost their last entries, so the updates of the last minute are sent again. Deferred updates are sent at
    /// once.
    /// </summary>
    private void OnRestored()
    {
        var copies = _copies.Restart();
        if (copies > 0)
        {
            _messages.SentAgain(copies);
            _pump.EnsureRunning();
        }

        _pump.NudgeIfRunning();
    }

    /// <summary>
    /// Returns the problem's group. If the application's naming returns none or throws, it returns <see langword="null"/> and the result for the caller.
    /// </summary>
    private SubmissionGroup? ProblemGroup(SubmissionUpdate update, out BroadcastResult unnamed)
    {
        unnamed = default;
        string cause;
        try
        {
            var problem = _naming.ForProblem(update.ProblemId);
            if (problem.Name is not null) return problem;
            cause = NoName;
        }
        catch (Exception exception)
        {
            cause = Printable.Words(exception);
        }

        var reason = $"the group of problem {update.ProblemId} could not be named; fix ISubmissionGroupNaming.ForProblem: {cause}";
        _messages.Failed(update, reason);
        unnamed = BroadcastResult.Failed(reason);
        return null;
    }

    /// <summary>Returns the additional groups of an update. If the application's naming fails, the update is still sent to the problem's group.</summary>
    private SubmissionGroup[] AdditionalGroups(SubmissionUpdate update, SubmissionGroup problem)
    {
        try
        {
            var named = _naming.AdditionalGroups(update) ?? throw new InvalidOperationException("It returned null; return an empty list if there are none.");
            if (named.Count == 0) return [];
            SubmissionGroup[] groups = [.. named.Where(group => group != problem).Distinct()];
            return groups.All(group => group.Name is not null) ? groups : throw new InvalidOperationException(NoName);
        }
        catch (Exception exception)
        {
            _messages.NoAdditionalGroups(update.SubmissionId, Printable.Words(exception), exception);
            return [];
        }
    }

    private static async ValueTask<BroadcastResult> CollectAsync(
        ValueTask<BroadcastResult> problem, SubmissionGroup[] groups, Task<BroadcastResult>[] additional, string? leftOut)
    {
        var result = await problem.ConfigureAwait(false) with { LeftOut = leftOut };
        var results = new GroupBroadcastResult[groups.Length];
        for (var i = 0; i < groups.Length; i++)
        {
            results[i] = new GroupBroadcastResult(groups[i], await additional[i].ConfigureAwait(false) with { LeftOut = leftOut });
        }

        return results.Length == 0 ? result : result with { AdditionalGroups = results };
    }

    private ValueTask<BroadcastResult> SendAsync(
        SubmissionGroup group, SubmissionUpdate update, UpdateMessage message, long broadcastAt, CancellationToken cancellationToken)
    {
        var lane = _outbox.Add(group, update, message, broadcastAt, out var pending);
        _trace.Add(TraceHop.Reported, group, pending.Entry);
        if (pending.WasTurnedAway) NeverSent(pending.Entry, pending.Result.Result);
        if (lane is not null) _ = SendLaneAsync(lane);
        return new ValueTask<BroadcastResult>(pending.WaitAsync(_wait, cancellationToken));
    }

    /// <summary>
    /// Sends a lane. The caller does not await it: each append has a time limit, this method does not throw, and a shutdown waits until the outbox is empty.
    /// </summary>
    private async Task SendLaneAsync(Lane lane)
    {
        var isSent = await _sender.SendAsync(lane, CancellationToken.None).ConfigureAwait(false);
        if (_outbox.Outage is not null || _origins.Any) _pump.EnsureRunning();
        if (isSent) _pump.NudgeNowAndThen();
    }

    /// <summary>Logs an update that the outbox did not accept.</summary>
    private void NeverSent(SubmissionEntry entry, BroadcastResult result)
    {
        if (result.Outcome == BroadcastOutcome.Refused)
        {
            _sender.NeverSent(entry, result);
            return;
        }

        _messages.Failed(entry, result.Reason!, _outbox.CountFailure());
        _pump.EnsureRunning();
    }

    private BroadcastResult? Skip(SubmissionUpdate update)
    {
        if (!_transport.IsConfigured)
        {
            _messages.NotConfigured();
            return BroadcastResult.Skipped("channel layer is not configured");
        }

        if (!update.ProblemId.IsMissing) return null;
        _messages.ProblemMissing();
        return BroadcastResult.Skipped("problem id is missing");
    }
}
