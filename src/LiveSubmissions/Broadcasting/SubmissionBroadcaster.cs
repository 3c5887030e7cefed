using System.Security.Cryptography;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Broadcasting;

/// <summary>Validates and encodes an update, sends it in its submission's order, and keeps it if it cannot be sent now.</summary>
internal sealed class SubmissionBroadcaster : ISubmissionBroadcaster, IAsyncDisposable, IDisposable
{
    private const int IdLength = 16;

    private readonly string _id = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);
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
    private long _counter;
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
        _outbox = new Outbox(_options.OutboxCapacity, time);
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

    /// <summary>For how many submissions the newest update waits for the transport to come back, and for how long the first of them has.</summary>
    public (int Submissions, TimeSpan Longest) OutboxDepth => _outbox.Depth;

    /// <summary>The submissions whose revision did not grow with a change, lately, newest first.</summary>
    public IReadOnlyList<RepeatedRevision> RepeatedRevisions => _repeated.ToList();

    public async ValueTask<BroadcastResult> BroadcastAsync(SubmissionUpdate update, CancellationToken cancel = default)
    {
        var givenAt = _time.GetTimestamp();
        UpdateValidator.ThrowIfWrong(update);
        var activity = LiveSubmissionsTracing.StartBroadcast(update);
        var outcome = BroadcastOutcome.Failed;
        try
        {
            var result = Skip(update) ?? await EncodeAndSendAsync(update, givenAt, cancel).ConfigureAwait(false);
            outcome = result.Outcome;
            return result;
        }
        finally
        {
            _meter.Broadcasted(outcome);
            LiveSubmissionsTracing.End(activity, outcome);
        }
    }

    private ValueTask<BroadcastResult> EncodeAndSendAsync(SubmissionUpdate update, long givenAt, CancellationToken cancel)
    {
        var message = UpdateWriter.Write(update, _time.GetUtcNow());
        if (message.NullsForNumbers > 0 && Interlocked.Exchange(ref _warnedNotFinite, 1) == 0)
        {
            _messages.NotFinite(message.NullsForNumbers, update.SubmissionId);
        }

        if (message.Json.Length > _options.MaxUpdateBytes) return ValueTask.FromResult(TooLarge(update, message.Json.Length));

        _messages.Broadcasting(update);
        var problem = _naming.ForProblem(update.ProblemId);
        var sending = SendAsync(problem, update, message, givenAt, cancel);
        var further = FurtherGroups(update, problem);
        if (further.Count == 0) return sending;
        return CollectAsync(sending, further, [.. further.Select(group => SendAsync(group, update, message, givenAt, cancel))]);
    }

    /// <summary>
    /// At a shutdown: sends what is deferred, and says once what could not be sent. However often it is called, it takes no longer than
    /// <see cref="BroadcasterOptions.ShutdownTimeout"/> in all.
    /// </summary>
    public async Task FlushAsync(CancellationToken cancel)
    {
        if (_outbox.Count == 0) return;
        var started = _time.GetTimestamp();
        using var timeout = new CancellationTokenSource(_flushTime, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            await _pump.DrainAsync(limit.Token).ConfigureAwait(false);
            var left = _flushTime - _time.GetElapsedTime(started);
            _flushTime = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            _flushTime = TimeSpan.Zero;
            SayLost(_outbox.Count);
        }
    }

    /// <summary>Sends what is deferred, as a shutdown does, if none did. Further broadcasts fail.</summary>
    public ValueTask DisposeAsync()
    {
        // A container may own this twice, as itself and by its interface.
        lock (_ending) return new ValueTask(_disposing ??= EndAsync());
    }

    /// <summary>For containers that are not disposed asynchronously. Elsewhere than on the caller's thread: its context may be what is blocked.</summary>
    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();

    private async Task EndAsync()
    {
        _transport.Restored -= OnRestored;

        // By the system's clock too: nobody may set another one on any more, as in an application's tests.
        using (var timeout = new CancellationTokenSource(_options.ShutdownTimeout, TimeProvider.System)) await FlushAsync(timeout.Token).ConfigureAwait(false);
        _wait.Stop();
        SayLost(_outbox.Close());
        await _pump.DisposeAsync().ConfigureAwait(false);
    }

    private void SayLost(int submissions)
    {
        if (submissions == 0 || _saidLost) return;
        _saidLost = true;
        _messages.LostAtShutdown(submissions, _options.ShutdownTimeout);
    }

    /// <summary>The logs may have lost their tails: what was deferred goes at once, and what was sent in the last minute goes again.</summary>
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

    /// <summary>The groups besides the problem's. A naming that fails does not keep the update from the problem's followers.</summary>
    private IReadOnlyList<SubmissionGroup> FurtherGroups(SubmissionUpdate update, SubmissionGroup problem)
    {
        try
        {
            var further = _naming.FurtherGroups(update);
            return further.Count == 0 ? further : [.. further.Where(group => group != problem).Distinct()];
        }
        catch (Exception exception)
        {
            _messages.NoFurtherGroups(update.SubmissionId, exception.Message, exception);
            return [];
        }
    }

    private static async ValueTask<BroadcastResult> CollectAsync(
        ValueTask<BroadcastResult> problem, IReadOnlyList<SubmissionGroup> groups, ValueTask<BroadcastResult>[] further)
    {
        var result = await problem.ConfigureAwait(false);
        var results = new GroupBroadcastResult[further.Length];
        for (var i = 0; i < further.Length; i++) results[i] = new GroupBroadcastResult(groups[i], await further[i].ConfigureAwait(false));
        return result with { Further = results };
    }

    private ValueTask<BroadcastResult> SendAsync(
        SubmissionGroup group, SubmissionUpdate update, UpdateMessage message, long givenAt, CancellationToken cancel)
    {
        var lane = _outbox.Add(
            new LaneKey(group, update.SubmissionId),
            (Self: this, Group: group, Update: update, Message: message, GivenAt: givenAt),
            static given => given.Self.Pend(given.Group, given.Update, given.Message, given.GivenAt),
            out var pending);
        _trace.Add(TraceHop.Reported, group, pending.Entry);
        if (pending.Result.IsCompletedSuccessfully) NeverSent(pending.Entry, pending.Result.Result);
        if (lane is not null) _ = SendLaneAsync(lane);
        return new ValueTask<BroadcastResult>(pending.WaitAsync(_wait, cancel));
    }

    /// <summary>Nobody waits for it: it is bounded by the budget of each append, throws nothing, and the outbox counts it.</summary>
    private async Task SendLaneAsync(Lane lane)
    {
        var isSent = await _sender.SendAsync(lane, CancellationToken.None).ConfigureAwait(false);
        if (_outbox.Outage is not null || _origins.Any) _pump.EnsureRunning();
        if (isSent) _pump.NudgeIfRunning();
    }

    /// <summary>An update that the outbox did not take in.</summary>
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

    private PendingUpdate Pend(SubmissionGroup group, SubmissionUpdate update, UpdateMessage message, long givenAt)
    {
        var entry = new SubmissionEntry
        {
            Problem = update.ProblemId,
            Submission = update.SubmissionId,
            Status = update.Status,
            Revision = update.Revision,
            Operation = new OperationId(_id, ++_counter),
            Json = message.Json,
            PlainLength = message.PlainLength,
            ContentLength = message.Json.Length - UpdateWriter.TimeBytes,
            TraceParent = LiveSubmissionsTracing.Current,
        };
        return new PendingUpdate(group, entry, givenAt);
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

    private BroadcastResult TooLarge(SubmissionUpdate update, int bytes)
    {
        var reason = $"the update is {bytes} bytes, over the limit of {_options.MaxUpdateBytes}; send less in its metrics or raise Broadcaster.MaxUpdateBytes";
        _messages.Refused(update.SubmissionId, update.ProblemId, update.Status, reason);
        return BroadcastResult.Refused(reason);
    }
}
