using LiveSubmissions.Log;

namespace LiveSubmissions.Broadcasting;

/// <summary>
/// Sends what the logs accepted in the last minute again, after a failover that may have lost it. A copy is the same operation: a log that still holds it
/// changes nothing, and a log that was made anew refuses it. Copies take no room in the outbox, and give way to everything that was not sent yet.
/// </summary>
internal sealed class Copies(Outbox outbox, RecentUpdates recent, Appender appender, LogOrigins origins)
{
    /// <summary>So many at once: a new update waits behind no more of them.</summary>
    public const int MostInFlight = 64;

    private readonly Lock _gate = new();
    private Queue<RecentUpdate> _left = [];

    /// <summary>Whether some are still to be sent.</summary>
    public bool Any
    {
        get
        {
            lock (_gate) return _left.Count > 0;
        }
    }

    /// <summary>Begins, or begins anew, since what was sent again before this restoration may be lost too.</summary>
    /// <returns>How many there are.</returns>
    public int Restart()
    {
        // The newest first: they are what a failover loses.
        var all = new Queue<RecentUpdate>(Enumerable.Reverse(recent.ToList()));
        lock (_gate) _left = all;
        return all.Count;
    }

    /// <summary>Sends what can be sent now. Ends when it is begun anew, and when an update is deferred, which then goes first.</summary>
    /// <param name="failures">The groups that do not work now; more may be added.</param>
    /// <param name="cancellationToken">Ends it; nothing is under way any more when this returns.</param>
    public async Task SendAsync(GroupFailures failures, CancellationToken cancellationToken)
    {
        var round = new Round(failures, outbox.Deferrals);
        lock (_gate) round.Queue = _left;
        try
        {
            while (await TakeAsync(round, cancellationToken).ConfigureAwait(false) is { } copy) _ = SendAsync(copy, round, cancellationToken);
        }
        finally
        {
            await round.Window.EmptyAsync().ConfigureAwait(false);
            lock (_gate)
            {
                foreach (var copy in round.Later) round.Queue.Enqueue(copy);
            }

            round.Window.Dispose();
        }
    }

    /// <summary>The next copy, with a place in the window; nothing if the round has ended.</summary>
    private async ValueTask<RecentUpdate?> TakeAsync(Round round, CancellationToken cancellationToken)
    {
        await round.Window.EnterAsync(cancellationToken).ConfigureAwait(false);
        while (outbox.Deferrals == round.Deferrals && !round.Failures.EndTheTry)
        {
            RecentUpdate copy;
            lock (_gate)
            {
                if (_left != round.Queue || !_left.TryDequeue(out copy)) break;
            }

            if (!recent.Holds(copy)) continue;
            if (round.IsLost(copy))
            {
                recent.Remove(copy);
                continue;
            }

            // Its submission has a newer update on the way: that goes first, and if it is accepted there is nothing left to repair.
            if (!round.Failures.Contains(copy.Key.Group) && !outbox.Contains(copy.Key)) return copy;
            lock (round.Later) round.Later.Add(copy);
        }

        round.Window.Leave(succeeded: false);
        return null;
    }

    /// <summary>Nobody waits for it: it is bounded by the budget of an append, and throws nothing.</summary>
    private async Task SendAsync(RecentUpdate copy, Round round, CancellationToken cancellationToken)
    {
        var succeeded = false;
        try
        {
            var result = await appender.AppendAsync(copy.Update, copy.Origin, cancellationToken).ConfigureAwait(false);
            succeeded = true;
            Take(copy, result, round);
        }
        catch (Exception)
        {
            // Tried again as long as it is not too old. The log was told of the fault by an update that it keeps from its followers, if there is one.
            if (!succeeded) round.Fail(copy);
        }
        finally
        {
            round.Window.Leave(succeeded);
        }
    }

    private void Take(RecentUpdate copy, AppendResult result, Round round)
    {
        origins.Saw(copy.Key.Group, result.Origin);
        if (result.Refusal == RefusalReason.OtherLog)
        {
            round.Lose(copy);
            recent.Remove(copy);
            origins.Lost(copy.Key.Group, copy.Origin);
        }
        else if (result.IsHeld && result.Position.Sequence != copy.Sequence)
        {
            // The log had lost it, and holds it anew.
            recent.Add(copy.Key, copy.Update, result);
        }
    }

    /// <summary>One go at the copies that are left.</summary>
    private sealed class Round(GroupFailures failures, long deferrals)
    {
        private readonly HashSet<(SubmissionGroup Group, string Origin)> _lost = [];

        public GroupFailures Failures => failures;

        /// <summary>How often an update had been deferred when the round began.</summary>
        public long Deferrals => deferrals;

        public SendWindow Window { get; } = new(MostInFlight);

        public Queue<RecentUpdate> Queue { get; set; } = [];

        /// <summary>Those that had to give way, and those that failed. Guarded by itself until the window is empty.</summary>
        public List<RecentUpdate> Later { get; } = [];

        public void Fail(RecentUpdate copy)
        {
            failures.Add(copy.Key.Group);
            lock (Later) Later.Add(copy);
        }

        public void Lose(RecentUpdate copy)
        {
            lock (_lost) _lost.Add((copy.Key.Group, copy.Origin));
        }

        /// <summary>Whether the copy's log is known to be lost: a thousand copies need not each be told.</summary>
        public bool IsLost(RecentUpdate copy)
        {
            lock (_lost) return _lost.Contains((copy.Key.Group, copy.Origin));
        }
    }
}

/// <summary>
/// How many may be under way at once. It begins at one and grows by one with each that succeeds, so it doubles with each round trip; and a transport that
/// fails is asked a few times and not flooded.
/// </summary>
internal sealed class SendWindow(int most) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _free = new(1);
    private int _size = 1;

    private int Size
    {
        get
        {
            lock (_gate) return _size;
        }
    }

    public Task EnterAsync(CancellationToken cancellationToken) => _free.WaitAsync(cancellationToken);

    public void Leave(bool succeeded)
    {
        bool grows;
        lock (_gate)
        {
            grows = succeeded && _size < most;
            if (grows) _size++;
        }

        _free.Release(grows ? 2 : 1);
    }

    /// <summary>Waits until nothing is under way. Nobody may enter any more.</summary>
    public async Task EmptyAsync()
    {
        // The size is read each time: what succeeds meanwhile makes it larger before it gives its place back.
        for (var taken = 0; taken < Size; taken++) await _free.WaitAsync().ConfigureAwait(false);
    }

    public void Dispose() => _free.Dispose();
}
