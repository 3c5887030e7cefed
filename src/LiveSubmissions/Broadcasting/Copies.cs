using LiveSubmissions.Log;

namespace LiveSubmissions.Broadcasting;

/// <summary>
/// Sends the updates that the logs accepted in the last minute again, after a failover that may have lost them. A copy is an update that is sent again, with
/// the same operation id. A log that still holds the update does not change; a log that was created again refuses the copy. Copies take no room in the
/// outbox, and updates that were not sent yet go first.
/// </summary>
internal sealed class Copies(Outbox outbox, RecentUpdates recent, Appender appender, LogOrigins origins)
{
    /// <summary>The most copies that are being sent at the same time, so that a new update does not wait behind more of them.</summary>
    public const int MostInFlight = 64;

    private readonly Lock _gate = new();
    private Queue<RecentUpdate> _left = [];

    /// <summary>Whether copies are still to be sent.</summary>
    public bool Any
    {
        get
        {
            lock (_gate) return _left.Count > 0;
        }
    }

    /// <summary>
    /// Plans copies of all recent updates. If copies are already being sent, it starts from the beginning again: the copies that were sent before this
    /// restoration may be lost too.
    /// </summary>
    /// <returns>The number of copies.</returns>
    public int Restart()
    {
        // The newest updates go first: a failover loses the end of a log.
        var all = new Queue<RecentUpdate>(Enumerable.Reverse(recent.ToList()));
        lock (_gate) _left = all;
        return all.Count;
    }

    /// <summary>
    /// Sends the copies that can be sent now. It stops early if <see cref="Restart"/> is called, and if an update is deferred, because that update goes first.
    /// </summary>
    /// <param name="failures">The groups whose appends fail now. This method adds the groups whose copies fail.</param>
    /// <param name="cancellationToken">Stops the sending. When this method returns, no copy is being sent any more.</param>
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

    /// <summary>Takes the next copy, and a place in the window for it; returns <see langword="null"/> if the round has ended.</summary>
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

            // If the outbox has a newer update of the submission, that update goes first. If the log accepts it, this copy is not needed.
            if (!round.Failures.Contains(copy.Key.Group) && !outbox.Contains(copy.Key)) return copy;
            lock (round.Later) round.Later.Add(copy);
        }

        round.Window.Leave(succeeded: false);
        return null;
    }

    /// <summary>Sends one copy. The caller does not await it. It ends within the time limit of an append, and never throws.</summary>
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
            // The copy is sent again later, until it is too old. Nothing is logged here: if the failure also hits a new update, that update is deferred, and
            // then a warning is logged.
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
            // The log had lost the update, and now holds it under a new sequence.
            recent.Add(copy.Key, copy.Update, result);
        }
    }

    /// <summary>One call of <see cref="Copies.SendAsync(GroupFailures, CancellationToken)"/>.</summary>
    private sealed class Round(GroupFailures failures, long deferrals)
    {
        private readonly HashSet<(SubmissionGroup Group, string Origin)> _lost = [];

        public GroupFailures Failures => failures;

        /// <summary>The value of <see cref="Outbox.Deferrals"/> when the round began.</summary>
        public long Deferrals => deferrals;

        public SendWindow Window { get; } = new(MostInFlight);

        public Queue<RecentUpdate> Queue { get; set; } = [];

        /// <summary>
        /// The copies for a later round: they failed, or their group failed, or an update of the outbox goes first. This list is its own lock until the window
        /// is empty.
        /// </summary>
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

        /// <summary>Whether the copy's log is known to be lost. Then the other copies for this log need not be sent to learn the same.</summary>
        public bool IsLost(RecentUpdate copy)
        {
            lock (_lost) return _lost.Contains((copy.Key.Group, copy.Origin));
        }
    }
}

/// <summary>
/// Limits how many appends run at the same time. The limit starts at one and grows by one with each append that succeeds, so it doubles with each round
/// trip. A transport that still fails therefore gets a few appends, not all of them.
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

    /// <summary>Waits until no append is running. <see cref="EnterAsync"/> must not be called after this.</summary>
    public async Task EmptyAsync()
    {
        // The size is read in each turn: an append that succeeds meanwhile first makes the size larger, and then gives back its place.
        for (var taken = 0; taken < Size; taken++) await _free.WaitAsync().ConfigureAwait(false);
    }

    public void Dispose() => _free.Dispose();
}
