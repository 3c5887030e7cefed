namespace LiveSubmissions.Redis.Log;

/// <summary>
/// Estimates the logs' clocks from what they last said and the time since. An estimate is never ahead of a clock that runs steadily, since
/// the time that an answer was under way is left out: doors close rather too early.
/// </summary>
/// <remarks>A clock for each group: in a cluster their logs live on different servers.</remarks>
internal sealed class LogClocks(TimeProvider time, int capacity = 10_000)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SubmissionGroup, (long Clock, long At)> _known = [];

    /// <summary>The log's clock in microseconds, or <see langword="null"/>: it must be asked.</summary>
    public long? Now(SubmissionGroup group)
    {
        lock (_gate)
        {
            return _known.TryGetValue(group, out var last) ? last.Clock + (long)time.GetElapsedTime(last.At).TotalMicroseconds : null;
        }
    }

    /// <summary>Takes in what a log has just said.</summary>
    public void Learn(SubmissionGroup group, long clock)
    {
        lock (_gate)
        {
            // Forgetting costs one question a group.
            if (_known.Count >= capacity && !_known.ContainsKey(group)) _known.Clear();
            _known[group] = (clock, time.GetTimestamp());
        }
    }

    /// <summary>Forgets everything: behind the addresses there may be other servers now, with other clocks.</summary>
    public void Forget()
    {
        lock (_gate) _known.Clear();
    }
}
