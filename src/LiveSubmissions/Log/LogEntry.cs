namespace LiveSubmissions.Log;

/// <summary>A state that a log has accepted, and the sequence under which it did.</summary>
/// <param name="Sequence">Its place in the log; greater than that of every entry before it.</param>
/// <param name="State">The state.</param>
public sealed record LogEntry(long Sequence, SubmissionEntry State)
{
    /// <summary>Whether both are the same acceptance of the same broadcast: sequences may be used twice after a failover, a pair of both is not.</summary>
    public bool IsSameAs(LogEntry other) => Sequence == other.Sequence && State.Operation == other.State.Operation;
}
